//! What is known of the phrases of a corpus, gathered as it is asked for: themes and broad themes
//! are named from much the same ones, which are then sought in the papers once.

use super::casing::Casing;
use super::counts::{PhraseCounts, count_phrases};
use super::phrases::{Grown, Stems, grow};
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A phrase of the corpus.
#[derive(Debug)]
pub struct Spelled {
    /// How often it occurs, and where.
    pub counts: PhraseCounts,
    /// As most papers write it.
    pub text: String,
}

/// A phrase with its counts by theme.
#[derive(Debug, Clone)]
pub struct Known {
    /// The phrase in the whole corpus.
    pub phrase: Arc<Spelled>,
    /// Papers of each theme that hold it.
    pub n_papers: Vec<u32>,
    /// Papers of each theme that hold it in their title.
    pub n_titles: Vec<u32>,
}

impl Known {
    /// The phrase in these themes, one per paper.
    pub fn of(phrase: Arc<Spelled>, themes: &[Option<usize>], n_themes: usize) -> Self {
        let per_theme = |papers: &[u32]| {
            let mut counts = vec![0; n_themes];
            let of_paper = papers.iter().filter_map(|&row| themes[row as usize]);
            of_paper.for_each(|theme| counts[theme] += 1);
            counts
        };
        let counts = &phrase.counts;
        let (n_papers, n_titles) = (per_theme(&counts.papers), per_theme(&counts.titles));
        Known { phrase, n_papers, n_titles }
    }
}

/// The phrases of a corpus, as far as they were asked for.
pub struct Phrasebook<'a> {
    /// The papers.
    pub corpus: &'a TokenizedCorpus,
    /// Their terms.
    pub matrix: &'a TermMatrix,
    casing: Casing,
    /// Column of the vocabulary → what it grows to.
    pub grown: FxHashMap<u32, Grown>,
    /// Phrases by their stems.
    pub phrases: FxHashMap<Stems, Arc<Spelled>>,
}

impl<'a> Phrasebook<'a> {
    /// A book without phrases.
    pub fn new(corpus: &'a TokenizedCorpus, matrix: &'a TermMatrix) -> Self {
        let casing = Casing::learn(corpus);
        let (grown, phrases) = (FxHashMap::default(), FxHashMap::default());
        Phrasebook { corpus, matrix, casing, grown, phrases }
    }

    /// Looks up what is not in it yet of the phrases that these columns grow to.
    pub fn read(&mut self, columns: impl Iterator<Item = u32>) {
        let new: FxHashSet<u32> = columns.filter(|c| !self.grown.contains_key(c)).collect();
        let grown = grow(self.corpus, self.matrix, &new);
        let phrases = grown.values().flat_map(Grown::phrases);
        let new: FxHashSet<Stems> =
            phrases.filter(|stems| !self.phrases.contains_key(*stems)).cloned().collect();
        self.phrases.extend(spelled(self.corpus, &self.casing, &new));
        self.grown.extend(grown);
    }
}

/// Finds every phrase in every paper.
pub fn spelled(
    corpus: &TokenizedCorpus,
    casing: &Casing,
    phrases: &FxHashSet<Stems>,
) -> Vec<(Stems, Arc<Spelled>)> {
    let spell = |(stems, counts): (Stems, PhraseCounts)| {
        let text = counts.text(corpus, casing);
        (stems, Arc::new(Spelled { counts, text }))
    };
    count_phrases(corpus, phrases).into_par_iter().map(spell).collect()
}
