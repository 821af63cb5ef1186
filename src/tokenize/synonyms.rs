//! Which forms mean the same: those the user lists, then the acronyms that papers define.

use super::acronyms::{Acronym, acronyms};
use super::definitions::Definition;
use super::fold::{Rule, Rules};
use super::patterns::{Patterns, Phrase, phrase, stem_at};
use super::{PaperTokens, Token, TokenizedCorpus, Word};
use crate::corpus::SynonymFile;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt;

/// Papers a worker counts at a time; no result depends on it.
const CHUNK: usize = 1024;

/// How much rarer than its capitalised form a word in small letters may be and still be the one to
/// write: definitions capitalise what they define.
const SMALL_LETTERS: f64 = 0.3;

/// Who says that two forms mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SynonymSource {
    /// Papers define one as the other.
    Corpus,
    /// The user's file.
    User,
}

impl fmt::Display for SynonymSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SynonymSource::Corpus => "corpus",
            SynonymSource::User => "user",
        })
    }
}

/// Two forms, and whether the second is read as the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    /// The form to use: the acronym, or the first of the user's line.
    pub form: String,
    /// The other: the long form, or another of the line.
    pub variant: String,
    /// Who says so.
    pub source: SynonymSource,
    /// Papers that define one as the other; `None` for the user's.
    pub n_papers_define: Option<usize>,
    /// Papers that hold the form.
    pub n_papers_form: usize,
    /// Papers that hold the variant.
    pub n_papers_variant: usize,
    /// Whether the variant is read as the form.
    pub is_folded: bool,
    /// Why, or why not.
    pub reason: String,
}

/// The synonyms of a corpus. Made by [`tokenize`](super::tokenize).
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// The user's in their order, then the acronyms that at least two papers define, by stems.
    pub rows: Vec<Synonym>,
    /// Stems of a short form → the long form it is agreed to stand for.
    pub(super) expansions: BTreeMap<Vec<String>, String>,
    pub(super) rules: Rules,
}

/// Finds the synonyms of a corpus, and the rules to fold them by.
///
/// `corpus` is not folded yet; `definitions` follows its papers and `forms` the user's file, form
/// by form.
pub fn learn(
    corpus: &TokenizedCorpus,
    definitions: &[Vec<Definition>],
    file: Option<&SynonymFile>,
    forms: &[PaperTokens],
) -> Synonyms {
    let words = &corpus.words;
    let acronyms = acronyms(&corpus.papers, definitions, words);
    let user = file.map_or_else(Vec::new, |file| user_forms(file, forms, words));
    let phrases = user.iter().map(|form| form.phrase.clone());
    let pairs = acronyms.iter().flat_map(|pair| [pair.short.clone(), pair.long.clone()]);
    let n_papers = count_papers(corpus, phrases.chain(pairs).collect());

    let mut synonyms = Synonyms::default();
    let mut rules: Vec<Rule> = Vec::new();
    let (n_user, n_pairs) = n_papers.split_at(user.len());
    fold_user(&user, n_user, &mut synonyms, &mut rules);
    let lines: FxHashMap<&Phrase, usize> =
        user.iter().rev().map(|form| (&form.phrase, form.line)).collect();
    let n_pairs: Vec<[usize; 2]> = n_pairs.as_chunks().0.to_vec();
    fold_acronyms(corpus, &acronyms, &n_pairs, &lines, &mut synonyms, &mut rules);
    Synonyms { rules: Rules::new(rules), ..synonyms }
}

/// One form of the user's file.
struct UserForm<'a> {
    /// Position of its line among the groups.
    group: usize,
    line: usize,
    text: &'a str,
    tokens: &'a [Token],
    phrase: Phrase,
}

fn user_forms<'a>(
    file: &'a SynonymFile,
    forms: &'a [PaperTokens],
    words: &[Word],
) -> Vec<UserForm<'a>> {
    let texts = file.groups.iter().enumerate().flat_map(|(group, of_group)| {
        of_group.forms.iter().map(move |text| (group, of_group.line, text.as_str()))
    });
    let read = texts.zip(forms).filter_map(|((group, line, text), form)| {
        // A form of nothing but stop phrases is cut out of every paper: it is met nowhere.
        let tokens = form.body();
        Some(UserForm { group, line, text, tokens, phrase: phrase(tokens, words)? })
    });
    read.collect()
}

fn fold_user(
    user: &[UserForm],
    n_papers: &[usize],
    synonyms: &mut Synonyms,
    rules: &mut Vec<Rule>,
) {
    let mut line_of: FxHashMap<&Phrase, (usize, usize)> = FxHashMap::default();
    let groups = user.chunk_by(|a, b| a.group == b.group);
    let mut first = 0;
    for group in groups {
        let n_papers = &n_papers[first..first + group.len()];
        first += group.len();
        let canonical = &group[0];
        for (position, (form, &n)) in group.iter().zip(n_papers).enumerate() {
            let &mut (owner, line) = line_of.entry(&form.phrase).or_insert((form.group, form.line));
            let is_folded = owner == form.group;
            if is_folded {
                let words: Box<[Token]> = canonical.tokens.into();
                rules.push(Rule {
                    form: form.phrase.clone(),
                    group: form.group,
                    replacement: (group.len() > 1).then(|| [words.clone(), words]),
                });
            }
            if position > 0 {
                synonyms.rows.push(Synonym {
                    form: canonical.text.to_owned(),
                    variant: form.text.to_owned(),
                    source: SynonymSource::User,
                    n_papers_define: None,
                    n_papers_form: n_papers[0],
                    n_papers_variant: n,
                    is_folded,
                    reason: match is_folded {
                        true => format!("line {} of the synonyms file", form.line),
                        false => format!("line {line} of the synonyms file has its words already"),
                    },
                });
            }
        }
    }
}

fn fold_acronyms(
    corpus: &TokenizedCorpus,
    acronyms: &[Acronym],
    n_papers: &[[usize; 2]],
    user_lines: &FxHashMap<&Phrase, usize>,
    synonyms: &mut Synonyms,
    rules: &mut Vec<Rule>,
) {
    let objections: Vec<Option<String>> = acronyms
        .iter()
        .zip(n_papers)
        .map(|(pair, &[n_short, n_long])| {
            let line = user_lines.get(&pair.short).or_else(|| user_lines.get(&pair.long));
            match line {
                Some(line) => Some(format!("line {line} of the synonyms file decides")),
                None => pair.objection(n_short, n_long),
            }
        })
        .collect();
    // One long form, several short ones: that which most papers define, of equals the first.
    let mut owner: FxHashMap<&Phrase, usize> = FxHashMap::default();
    for (number, pair) in acronyms.iter().enumerate().filter(|&(i, _)| objections[i].is_none()) {
        let best = owner.entry(&pair.long).or_insert(number);
        if pair.n_define > acronyms[*best].n_define {
            *best = number;
        }
    }
    let spelling = Spelling::learn(corpus);
    let first_group = rules.iter().map(|rule| rule.group + 1).max().unwrap_or(0);
    for (number, (pair, objection)) in acronyms.iter().zip(objections).enumerate() {
        let [n_papers_form, n_papers_variant] = n_papers[number];
        let form = spelling.as_written(pair.one);
        let objection = objection.or_else(|| {
            let best = owner[&pair.long];
            let better = || spelling.as_written(acronyms[best].one);
            (best != number).then(|| format!("{} is defined as this more often", better()))
        });
        let variant = spelling.in_small_letters(pair.spelled);
        if objection.is_none() {
            let group = first_group + number;
            let replacement = Some([pair.one.into(), pair.many.into()]);
            rules.push(Rule { form: pair.short.clone(), group, replacement: None });
            rules.push(Rule { form: pair.long.clone(), group, replacement });
            let stem = |&stem: &u32| corpus.stems[stem as usize].clone();
            synonyms.expansions.insert(pair.short.iter().map(stem).collect(), variant.clone());
        }
        synonyms.rows.push(Synonym {
            form,
            variant,
            source: SynonymSource::Corpus,
            n_papers_define: Some(pair.n_define),
            n_papers_form,
            n_papers_variant,
            is_folded: objection.is_none(),
            reason: objection.unwrap_or_else(|| {
                format!("{} of {} definitions agree", pair.n_define, pair.n_definitions)
            }),
        });
    }
}

/// Papers that hold each of the phrases.
fn count_papers(corpus: &TokenizedCorpus, phrases: Vec<Phrase>) -> Vec<usize> {
    let n_phrases = phrases.len();
    let patterns = Patterns::new(&phrases);
    if patterns.is_empty() {
        return Vec::new();
    }
    let count = |papers: &[PaperTokens]| {
        let mut counts = vec![0usize; n_phrases];
        let mut last_seen = vec![usize::MAX; n_phrases];
        for (paper, tokens) in papers.iter().enumerate() {
            let stem_at = stem_at(tokens.all(), &corpus.words);
            for at in 0..tokens.all().len() {
                for number in patterns.starting_at(at, &stem_at) {
                    if std::mem::replace(&mut last_seen[number], paper) != paper {
                        counts[number] += 1;
                    }
                }
            }
        }
        counts
    };
    let add = |mut all: Vec<usize>, part: Vec<usize>| {
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
        all
    };
    corpus.papers.par_chunks(CHUNK).map(count).reduce(|| vec![0; n_phrases], add)
}

/// How often each word occurs, to tell which capitals belong to it.
struct Spelling<'a> {
    words: &'a [Word],
    counts: Vec<u32>,
}

impl<'a> Spelling<'a> {
    fn learn(corpus: &'a TokenizedCorpus) -> Self {
        let mut counts = vec![0u32; corpus.words.len()];
        let tokens = corpus.papers.iter().flat_map(|paper| paper.body());
        tokens.filter_map(|token| token.word()).for_each(|word| counts[word] += 1);
        Spelling { words: &corpus.words, counts }
    }

    fn as_written(&self, tokens: &[Token]) -> String {
        self.join(tokens, |word| self.words[word].surface.to_string())
    }

    /// The words in small letters, save those that are hardly ever written so ("Bayesian").
    fn in_small_letters(&self, tokens: &[Token]) -> String {
        self.join(tokens, |word| {
            let surface = &self.words[word].surface;
            let small = surface.to_lowercase();
            let known = self.words.binary_search_by(|word| (*word.surface).cmp(small.as_str()));
            let is_usual = known.is_ok_and(|known| {
                f64::from(self.counts[known]) >= SMALL_LETTERS * f64::from(self.counts[word])
            });
            if is_usual { small } else { surface.to_string() }
        })
    }

    fn join(&self, tokens: &[Token], write: impl Fn(usize) -> String) -> String {
        let mut text = String::new();
        for token in tokens {
            let Some(word) = token.word() else { continue };
            if !text.is_empty() {
                text.push(if token.is_hyphenated() { '-' } else { ' ' });
            }
            text.push_str(&write(word));
        }
        text
    }
}

#[cfg(test)]
mod tests;
