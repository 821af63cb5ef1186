//! How often each phrase occurs in each theme, how, and how telling that is.

use super::casing::Casing;
use super::parts::by_parts;
use super::phrases::Stems;
use crate::cluster::Clustering;
use crate::tokenize::{PaperTokens, Patterns, Token, TokenizedCorpus, WordKind, stem_at};
use crate::weigh::TermMatrix;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Share of occurrences inside a longer hyphenated word from which a phrase is a fragment.
const FRAGMENT: f64 = 0.5;

/// Class TF-IDF of a term from its share of a theme's papers and of all papers: the first times
/// the logarithm of how much larger it is, p(t|theme) · ln(p(t|theme) / p(t)), which is the term's
/// part in the Kullback–Leibler divergence of the theme from the corpus. (The class TF-IDF of
/// Grootendorst 2022, with ln(1 + A/f), ranks words that every theme uses too high here.)
/// A theme that is alone differs from nothing: there the share itself ranks.
pub fn class_tf_idf(share_of_theme: f64, share_of_all: f64, n_themes: usize) -> f64 {
    if n_themes == 1 {
        return share_of_theme;
    }
    if share_of_theme <= 0.0 || share_of_all <= 0.0 {
        return 0.0;
    }
    share_of_theme * libm::log(share_of_theme / share_of_all)
}

/// The columns of each theme that are more frequent in it than elsewhere, the most telling first
/// (ties by column), at most `limit`, with their class TF-IDF.
pub fn ranked_columns(
    matrix: &TermMatrix,
    clustering: &Clustering,
    limit: usize,
) -> Vec<Vec<(u32, f64)>> {
    let n_terms = matrix.vocabulary.len();
    let members = clustering.members();
    let n_all: usize = members.iter().map(Vec::len).sum();
    let count = |papers: &mut dyn Iterator<Item = usize>| {
        let mut counts = vec![0u32; n_terms];
        for paper in papers {
            matrix.weights.row(paper).0.iter().for_each(|&term| counts[term as usize] += 1);
        }
        counts
    };
    let all = count(&mut members.iter().flatten().copied());
    members
        .par_iter()
        .map(|papers| {
            let own = count(&mut papers.iter().copied());
            let mut ranked: Vec<(u32, f64)> = (0..)
                .zip(own.iter().zip(&all))
                .map(|(term, (&own, &all))| {
                    let share = f64::from(own) / papers.len().max(1) as f64;
                    (term, class_tf_idf(share, f64::from(all) / n_all.max(1) as f64, members.len()))
                })
                .filter(|&(_, score)| score > 0.0)
                .collect();
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            ranked.truncate(limit);
            ranked
        })
        .collect()
}

/// What is known of one phrase.
#[derive(Debug, Clone, Default)]
pub struct PhraseCounts {
    /// Papers that hold it, by row, ascending; the unclustered included.
    pub papers: Vec<u32>,
    /// Papers that hold it in their title, by row, ascending.
    pub titles: Vec<u32>,
    /// Occurrences.
    n_occurrences: u32,
    /// Occurrences that no content word follows.
    n_final: u32,
    /// Occurrences that no content word comes before.
    n_initial: u32,
    /// Occurrences that a hyphen links to a word outside.
    n_cut: u32,
    /// Spelling by spelling, in titles a quarter.
    forms: FxHashMap<Box<[Token]>, f64>,
}

impl PhraseCounts {
    /// Share of the occurrences that end a noun phrase, 0–1: low for adjectives and beginnings.
    pub fn finality(&self) -> f64 {
        f64::from(self.n_final) / f64::from(self.n_occurrences.max(1))
    }

    /// Share of the occurrences that begin a noun phrase, 0–1: low for what is always qualified.
    pub fn initiality(&self) -> f64 {
        f64::from(self.n_initial) / f64::from(self.n_occurrences.max(1))
    }

    /// Whether it is a fragment: most occurrences are a part of a longer hyphenated word.
    pub fn is_fragment(&self) -> bool {
        f64::from(self.n_cut) / f64::from(self.n_occurrences.max(1)) >= FRAGMENT
    }

    /// The phrase as most papers spell it; ties go to the first in the alphabet.
    pub fn text(&self, corpus: &TokenizedCorpus, casing: &Casing) -> String {
        let mut spellings: BTreeMap<String, f64> = BTreeMap::new();
        for (tokens, n) in &self.forms {
            *spellings.entry(casing.write(tokens, corpus)).or_default() += n;
        }
        let best =
            spellings.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(String::new(), |(text, _)| text)
    }
}

/// Finds every phrase in every paper; in the order of their stems.
pub fn count_phrases(
    corpus: &TokenizedCorpus,
    phrases: &FxHashSet<Stems>,
) -> Vec<(Stems, PhraseCounts)> {
    let finder = Finder::of(corpus, phrases);
    let parts = by_parts(&corpus.papers, |papers, first| finder.count(papers, first));
    let whole = parts.into_iter().reduce(|mut whole, part| {
        whole.iter_mut().zip(part).for_each(|(whole, part)| whole.append(part));
        whole
    });
    let whole = whole.unwrap_or_else(|| vec![PhraseCounts::default(); finder.phrases.len()]);
    finder.phrases.into_iter().cloned().zip(whole).collect()
}

/// Phrases to look for in streams of words.
struct Finder<'a> {
    /// In the order of their stems.
    phrases: Vec<&'a Stems>,
    patterns: Patterns,
    corpus: &'a TokenizedCorpus,
}

impl<'a> Finder<'a> {
    fn of(corpus: &'a TokenizedCorpus, phrases: &'a FxHashSet<Stems>) -> Self {
        let mut phrases: Vec<&Stems> = phrases.iter().collect();
        phrases.sort_unstable();
        let patterns = Patterns::new(phrases.iter().copied());
        Finder { phrases, patterns, corpus }
    }

    fn is_content(&self, token: Option<&Token>) -> bool {
        let word = token.and_then(|token| token.word()).map(|word| &self.corpus.words[word]);
        word.is_some_and(|word| word.kind == WordKind::Content)
    }

    /// Counts every phrase in these papers, of which the first is in row `first`; by theme not yet.
    fn count(&self, papers: &[PaperTokens], first: usize) -> Vec<PhraseCounts> {
        let mut counts = vec![PhraseCounts::default(); self.phrases.len()];
        for (row, paper) in (first as u32..).zip(papers) {
            let (tokens, n_title) = (paper.all(), paper.title().len());
            let stem_at = stem_at(tokens, &self.corpus.words);
            for at in 0..tokens.len() {
                for number in self.patterns.starting_at(at, &stem_at) {
                    let found = &tokens[at..at + self.phrases[number].len()];
                    let next = tokens.get(at + found.len());
                    let before = at.checked_sub(1).map(|before| &tokens[before]);
                    counts[number].add(Occurrence {
                        row,
                        found,
                        in_title: at < n_title,
                        is_final: !self.is_content(next),
                        is_initial: !self.is_content(before),
                        is_cut: found[0].is_hyphenated()
                            || next.is_some_and(|next| next.is_hyphenated()),
                    });
                }
            }
        }
        counts
    }
}

/// One place where a phrase stands.
struct Occurrence<'a> {
    row: u32,
    found: &'a [Token],
    in_title: bool,
    is_final: bool,
    is_initial: bool,
    is_cut: bool,
}

impl PhraseCounts {
    /// Counts an occurrence; they come in the order of the papers.
    fn add(&mut self, occurrence: Occurrence) {
        const TITLE_FORM: f64 = 0.25;
        /// Occurrences of a phrase in a part of the papers whose spelling is looked at.
        const SPELLINGS: u32 = 1_000;
        let Occurrence { row, found, in_title, .. } = occurrence;
        self.n_occurrences += 1;
        self.n_final += u32::from(occurrence.is_final);
        self.n_initial += u32::from(occurrence.is_initial);
        self.n_cut += u32::from(occurrence.is_cut);
        let weight = if in_title { TITLE_FORM } else { 1.0 };
        match self.forms.get_mut(found) {
            _ if self.n_occurrences > SPELLINGS => {}
            Some(n) => *n += weight,
            None => _ = self.forms.insert(found.into(), weight),
        }
        // The title comes first, so a paper's first occurrence tells whether it is there.
        if self.papers.last() != Some(&row) {
            self.papers.push(row);
            if in_title {
                self.titles.push(row);
            }
        }
    }

    /// Adds the counts of later papers. All sums are exact: in any parts they come out the same.
    fn append(&mut self, later: PhraseCounts) {
        self.n_occurrences += later.n_occurrences;
        self.n_final += later.n_final;
        self.n_initial += later.n_initial;
        self.n_cut += later.n_cut;
        self.papers.extend(later.papers);
        self.titles.extend(later.titles);
        later.forms.into_iter().for_each(|(form, n)| *self.forms.entry(form).or_default() += n);
    }
}
