//! How often each phrase occurs in each theme, how, and how telling that is.

use super::casing::Casing;
use super::phrases::Stems;
use crate::cluster::Clustering;
use crate::tokenize::{Token, TokenizedCorpus, WordKind};
use crate::weigh::TermMatrix;
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
        .iter()
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
    /// Papers of each theme that hold it.
    pub n_papers: Vec<u32>,
    /// Papers of each theme that hold it in their title.
    pub n_titles: Vec<u32>,
    /// All papers that hold it, by row, ascending; the unclustered included.
    pub papers: Vec<u32>,
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

/// Finds every phrase in every paper.
pub fn count_phrases(
    corpus: &TokenizedCorpus,
    clustering: &Clustering,
    phrases: &FxHashSet<Stems>,
) -> FxHashMap<Stems, PhraseCounts> {
    const TITLE_FORM: f64 = 0.25;
    let mut by_first: FxHashMap<u32, Vec<&Stems>> = FxHashMap::default();
    for phrase in phrases {
        by_first.entry(phrase[0]).or_default().push(phrase);
    }
    let n_themes = clustering.n_themes();
    let new = || PhraseCounts {
        n_papers: vec![0; n_themes],
        n_titles: vec![0; n_themes],
        ..PhraseCounts::default()
    };
    let mut counts: FxHashMap<Stems, PhraseCounts> =
        phrases.iter().map(|phrase| (phrase.clone(), new())).collect();
    let stem = |token: &Token| token.word().map(|word| corpus.words[word].stem);
    let is_content = |token: Option<&Token>| {
        let word = token.and_then(|token| token.word());
        word.is_some_and(|word| corpus.words[word].kind == WordKind::Content)
    };
    for (row, paper) in corpus.papers.iter().enumerate() {
        let theme = clustering.assignments[row].theme();
        let tokens = paper.all();
        for at in 0..tokens.len() {
            let Some(candidates) = stem(&tokens[at]).and_then(|first| by_first.get(&first)) else {
                continue;
            };
            for &phrase in candidates {
                let Some(found) = tokens.get(at..at + phrase.len()) else { continue };
                if !found.iter().zip(phrase.iter()).all(|(t, &want)| stem(t) == Some(want)) {
                    continue;
                }
                let Some(counts) = counts.get_mut(phrase) else { continue };
                let next = tokens.get(at + phrase.len());
                let in_title = at < paper.title().len();
                let before = at.checked_sub(1).map(|before| &tokens[before]);
                let is_cut = found[0].is_hyphenated() || next.is_some_and(|t| t.is_hyphenated());
                counts.n_occurrences += 1;
                counts.n_final += u32::from(!is_content(next));
                counts.n_initial += u32::from(!is_content(before));
                counts.n_cut += u32::from(is_cut);
                *counts.forms.entry(found.into()).or_default() +=
                    if in_title { TITLE_FORM } else { 1.0 };
                // The title comes first, so a paper's first occurrence tells whether it is there.
                if counts.papers.last() != Some(&(row as u32)) {
                    counts.papers.push(row as u32);
                    if let Some(theme) = theme {
                        counts.n_papers[theme] += 1;
                        counts.n_titles[theme] += u32::from(in_title);
                    }
                }
            }
        }
    }
    counts
}
