//! Which papers belong to the user's themes, and by which words.

use super::file::{OwnTheme, Taxonomy};
use crate::corpus::{Corpus, Paper};
use crate::error::Result;
use crate::ingest::{id_key, title_key};
use crate::tokenize::{Segment, Stems, WordKind, clean, segment};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Mentions in the abstract that one in the title is worth: what a title names is the subject.
const TITLE_MENTIONS: usize = 3;

/// A phrase of the file in a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// As the user wrote it.
    pub phrase: String,
    /// Mentions in the title.
    pub n_title: usize,
    /// Mentions in the abstract.
    pub n_abstract: usize,
}

/// A paper of one of the user's themes.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Position in [`Taxonomy::themes`].
    pub theme: usize,
    /// Mentions of the theme's phrases; one in the title counts as three.
    pub score: usize,
    /// The phrases, those that score most first, ties by the order of the file.
    pub evidence: Vec<Evidence>,
    /// Whether the user named this paper as an example.
    pub is_example: bool,
    /// The other themes whose score suffices, in the order of the file.
    pub also: Vec<usize>,
}

impl Match {
    /// The evidence in a line: `example; KV cache (title 1, abstract 3); …`
    pub fn told(&self) -> String {
        let phrase = |e: &Evidence| {
            let places = [("title", e.n_title), ("abstract", e.n_abstract)];
            let places = places.iter().filter(|(_, n)| *n > 0);
            let places: Vec<String> = places.map(|(place, n)| format!("{place} {n}")).collect();
            format!("{} ({})", e.phrase, places.join(", "))
        };
        let example = self.is_example.then(|| "example".to_owned());
        let parts: Vec<String> =
            example.into_iter().chain(self.evidence.iter().map(phrase)).collect();
        parts.join("; ")
    }
}

/// What the papers have of the user's themes. Made by [`match_papers`].
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// The themes.
    pub taxonomy: Taxonomy,
    /// One per paper, following the corpus; `None` for a paper of none of the themes.
    pub papers: Vec<Option<Match>>,
    /// The stems of each theme's name.
    pub names: Vec<Vec<String>>,
    /// The stems of all phrases.
    pub phrases: Vec<Vec<String>>,
    /// Examples that are no paper here, as written, in the order of the file.
    pub missing_examples: Vec<String>,
}

impl Matches {
    /// The theme of every paper.
    pub fn claims(&self) -> Claims {
        let theme = |found: &Option<Match>| found.as_ref().map(|found| found.theme);
        Claims {
            n_themes: self.taxonomy.themes.len(),
            of_paper: self.papers.iter().map(theme).collect(),
        }
    }

    /// The match of a paper, by row; none where there is no taxonomy.
    pub fn of(&self, row: usize) -> Option<&Match> {
        self.papers.get(row)?.as_ref()
    }

    /// Papers whose words suffice for several themes.
    pub fn n_overlaps(&self) -> usize {
        self.papers.iter().flatten().filter(|found| !found.also.is_empty()).count()
    }

    /// The themes that have no paper.
    pub fn empty(&self) -> impl Iterator<Item = &OwnTheme> {
        let themes = self.taxonomy.themes.iter().zip(self.n_papers());
        themes.filter(|(_, n)| *n == 0).map(|(theme, _)| theme)
    }

    /// Papers of each theme.
    pub fn n_papers(&self) -> Vec<usize> {
        let mut counts = vec![0; self.taxonomy.themes.len()];
        self.papers.iter().flatten().for_each(|found| counts[found.theme] += 1);
        counts
    }
}

/// Which theme has which paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// Number of the user's themes; each becomes a theme, with papers or without.
    pub n_themes: usize,
    /// Position of the theme that has the paper, following the corpus.
    pub of_paper: Vec<Option<usize>>,
}

/// Papers a worker takes at a time; the result does not depend on it.
const CHUNK: usize = 256;

/// A word by its stem, as far as phrases need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Symbol {
    /// A stem of some phrase, by its number.
    Stem(u32),
    /// Any other word.
    Other,
    /// Punctuation.
    Break,
}

/// A phrase to look for.
struct Wanted {
    theme: usize,
    /// Position among the theme's phrases; `None` for one that excludes.
    phrase: Option<usize>,
    pattern: Vec<Symbol>,
}

/// All phrases, by their first word.
#[derive(Default)]
struct Phrases {
    stems: FxHashMap<String, u32>,
    by_first: FxHashMap<Symbol, Vec<Wanted>>,
}

/// Finds the papers of the user's themes.
///
/// Phrases are compared word by word in stemmed form, with no word and no punctuation between, in
/// the papers as written: synonyms are not folded, or "quantization" would not be found in
/// "post-training quantization (PTQ)". A theme's score in a paper is the number of mentions of its
/// phrases, one in the title counting as three; of phrases that overlap, the first and longest
/// counts. The paper belongs to the theme of the highest score, if that is `min_match` at least (the
/// first in the file of equals). A paper that holds an excluded phrase scores nothing, and an
/// example belongs to its theme anyhow.
///
/// # Errors
/// When a phrase has no word that carries meaning; the message names file, line and theme.
pub fn match_papers(
    taxonomy: Taxonomy,
    corpus: &Corpus,
    stems: &Stems,
    min_match: usize,
) -> Result<Matches> {
    if taxonomy.themes.is_empty() {
        return Ok(Matches::default());
    }
    let phrases = Phrases::of(&taxonomy, stems)?;
    let (examples, missing_examples) = find_examples(&taxonomy, corpus);
    let chunks: Vec<Vec<Counts>> = corpus
        .papers
        .par_chunks(CHUNK)
        .map(|papers| {
            let mut reader = Reader { phrases: &phrases, stems, known: FxHashMap::default() };
            papers.iter().map(|paper| Counts::of(paper, &taxonomy.themes, &mut reader)).collect()
        })
        .collect();
    let papers = (0..)
        .zip(chunks.into_iter().flatten())
        .map(|(row, counts)| {
            counts.decide(examples.get(&row).copied(), &taxonomy.themes, min_match)
        })
        .collect();
    let read = |text: &String| -> Vec<String> {
        stemmed(text, stems).into_iter().flatten().map(|(stem, _)| stem).collect()
    };
    let names = taxonomy.themes.iter().map(|theme| read(&theme.name)).collect();
    let all = taxonomy.themes.iter().flat_map(|theme| &theme.phrases).map(read).collect();
    Ok(Matches { taxonomy, papers, names, phrases: all, missing_examples })
}

impl Phrases {
    fn of(taxonomy: &Taxonomy, stems: &Stems) -> Result<Self> {
        let mut phrases = Phrases::default();
        for (theme, own) in taxonomy.themes.iter().enumerate() {
            let listed = own.phrases.iter().enumerate().map(|(i, text)| (Some(i), text));
            for (phrase, text) in listed.chain(own.exclude.iter().map(|text| (None, text))) {
                let read = stemmed(text, stems);
                if read.iter().flatten().all(|(_, kind)| *kind == WordKind::Stop) {
                    let problem =
                        format!("has the phrase `{text}`, which holds no word that counts");
                    let remedy = "give it such a word, or leave it out";
                    return Err(taxonomy.error(own, &problem, remedy));
                }
                let pattern: Vec<Symbol> =
                    read.into_iter().map(|part| phrases.symbol(part)).collect();
                let wanted = Wanted { theme, phrase, pattern };
                phrases.by_first.entry(wanted.pattern[0]).or_default().push(wanted);
            }
        }
        // Of phrases that begin alike the longest comes first, ties in the order of the file.
        let all = phrases.by_first.values_mut();
        all.for_each(|wanted| wanted.sort_by_key(|w| Reverse(w.pattern.len())));
        Ok(phrases)
    }

    /// The symbol of a word in a phrase; a stem that is new gets the next number.
    fn symbol(&mut self, part: Option<(String, WordKind)>) -> Symbol {
        let Some((stem, _)) = part else { return Symbol::Break };
        let next = self.stems.len() as u32;
        Symbol::Stem(*self.stems.entry(stem).or_insert(next))
    }
}

/// The stems of a text as the tokenizer has them; `None` is punctuation, which no text here begins
/// or ends with.
fn stemmed(text: &str, stems: &Stems) -> Vec<Option<(String, WordKind)>> {
    let mut found = Vec::new();
    segment(&clean(text), |part| match part {
        Segment::Word { text, .. } => found.push(Some(stems.stem(text))),
        Segment::Break if found.is_empty() => {}
        Segment::Break => found.push(None),
    });
    while found.last().is_some_and(Option::is_none) {
        found.pop();
    }
    found
}

/// Turns texts into symbols; each distinct word is stemmed once.
struct Reader<'a> {
    phrases: &'a Phrases,
    stems: &'a Stems,
    known: FxHashMap<Box<str>, Symbol>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        segment(&clean(text), |part| match part {
            Segment::Break => symbols.push(Symbol::Break),
            Segment::Word { text, .. } => {
                let symbol = self.known.get(text).copied().unwrap_or_else(|| {
                    let stem = self.stems.stem(text).0;
                    let number = self.phrases.stems.get(&stem);
                    let symbol = number.map_or(Symbol::Other, |&number| Symbol::Stem(number));
                    self.known.insert(text.into(), symbol);
                    symbol
                });
                symbols.push(symbol);
            }
        });
        symbols
    }
}

/// The papers that are examples, by row, and the examples that are no paper.
fn find_examples(taxonomy: &Taxonomy, corpus: &Corpus) -> (FxHashMap<usize, usize>, Vec<String>) {
    let (mut found, mut missing) = (FxHashMap::default(), Vec::new());
    if taxonomy.themes.iter().all(|theme| theme.examples.is_empty()) {
        return (found, missing);
    }
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut by_title: FxHashMap<String, usize> = FxHashMap::default();
    for (row, paper) in corpus.papers.iter().enumerate() {
        id_key(&paper.id).map(|key| by_id.insert(key, row));
        title_key(&paper.title).map(|key| by_title.entry(key).or_insert(row));
    }
    // A record that was merged still names the paper that was kept.
    for merged in &corpus.duplicates {
        let kept = id_key(&merged.kept_id).and_then(|key| by_id.get(&key).copied());
        if let Some(row) = kept {
            id_key(&merged.merged_id).map(|key| by_id.entry(key).or_insert(row));
            title_key(&merged.merged_title).map(|key| by_title.entry(key).or_insert(row));
        }
    }
    for (theme, own) in taxonomy.themes.iter().enumerate() {
        for example in &own.examples {
            let as_id = id_key(example).and_then(|key| by_id.get(&key));
            let row = as_id.or_else(|| title_key(example).and_then(|key| by_title.get(&key)));
            match row {
                Some(&row) => {
                    found.entry(row).or_insert(theme);
                }
                None => missing.push(example.clone()),
            }
        }
    }
    (found, missing)
}

/// The mentions in one paper.
struct Counts {
    /// Per theme and phrase: in the title, in the abstract.
    mentions: Vec<Vec<(usize, usize)>>,
    /// Per theme: whether a phrase excludes the paper.
    is_excluded: Vec<bool>,
}

impl Counts {
    fn of(paper: &Paper, themes: &[OwnTheme], reader: &mut Reader) -> Self {
        let mut counts = Counts {
            mentions: themes.iter().map(|theme| vec![(0, 0); theme.phrases.len()]).collect(),
            is_excluded: vec![false; themes.len()],
        };
        counts.count(&reader.read(&paper.title), true, reader.phrases);
        counts.count(&reader.read(&paper.abstract_text), false, reader.phrases);
        counts
    }

    fn count(&mut self, symbols: &[Symbol], in_title: bool, phrases: &Phrases) {
        // Where the last mention of each theme ended.
        let mut ends = vec![0; self.mentions.len()];
        for (at, first) in symbols.iter().enumerate() {
            for Wanted { theme, phrase, pattern } in
                phrases.by_first.get(first).into_iter().flatten()
            {
                if !symbols[at..].starts_with(pattern) {
                    continue;
                }
                match phrase {
                    None => self.is_excluded[*theme] = true,
                    Some(phrase) if ends[*theme] <= at => {
                        ends[*theme] = at + pattern.len();
                        let (n_title, n_abstract) = &mut self.mentions[*theme][*phrase];
                        *(if in_title { n_title } else { n_abstract }) += 1;
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// The theme that has the paper, where one does.
    fn decide(
        self,
        example_of: Option<usize>,
        themes: &[OwnTheme],
        min_match: usize,
    ) -> Option<Match> {
        let weigh = |&(n_title, n_abstract): &(usize, usize)| TITLE_MENTIONS * n_title + n_abstract;
        let scores: Vec<usize> = (0..themes.len())
            .map(|theme| {
                if self.is_excluded[theme] {
                    0
                } else {
                    self.mentions[theme].iter().map(weigh).sum()
                }
            })
            .collect();
        let suffices = |theme: &usize| scores[*theme] >= min_match;
        let better =
            |best: usize, next: usize| if scores[next] > scores[best] { next } else { best };
        let theme = example_of.or_else(|| (0..themes.len()).filter(suffices).reduce(better))?;
        let mut evidence: Vec<(usize, Evidence)> = themes[theme]
            .phrases
            .iter()
            .zip(&self.mentions[theme])
            .filter(|(_, mentions)| mentions.0 + mentions.1 > 0)
            .map(|(phrase, mentions)| {
                let (n_title, n_abstract) = *mentions;
                (weigh(mentions), Evidence { phrase: phrase.clone(), n_title, n_abstract })
            })
            .collect();
        evidence.sort_by_key(|(score, _)| Reverse(*score));
        Some(Match {
            theme,
            score: scores[theme],
            evidence: evidence.into_iter().map(|(_, evidence)| evidence).collect(),
            is_example: example_of.is_some(),
            also: (0..themes.len()).filter(|&other| other != theme).filter(suffices).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
