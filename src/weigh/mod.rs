//! Words → weights: the vocabulary, and TF-IDF rows over it.

mod csr;
mod ngrams;
mod vocabulary;

pub use csr::Csr;
pub use ngrams::{Compounds, Ngram, NgramParts, ngrams};
pub use vocabulary::{Term, TermIndex, Vocabulary, VocabularyPlan};

use crate::error::Result;
use crate::tokenize::{PaperTokens, TokenizedCorpus};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Papers a worker takes at a time; no result depends on it.
const CHUNK: usize = 1024;

/// How papers are weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeighPlan {
    /// Which n-grams become terms.
    pub vocabulary: VocabularyPlan,
    /// How much an occurrence in the title counts, in occurrences in the abstract; ≥ 0.
    pub title_weight: f32,
}

/// TF-IDF weights of a corpus. Made by [`weigh`].
///
/// Rows follow the corpus; columns follow the vocabulary; rows are of unit length, or zero for a
/// paper without any term of the vocabulary.
#[derive(Debug, Clone)]
pub struct TermMatrix {
    /// `n_papers × n_terms`.
    pub weights: Csr,
    /// The terms of the columns.
    pub vocabulary: Vocabulary,
}

impl TermMatrix {
    /// Papers without any term, by row: nothing is known of them.
    pub fn empty_papers(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.weights.n_rows()).filter(|&row| self.weights.row(row).0.is_empty())
    }
}

/// Learns the vocabulary of a corpus and weighs its papers.
///
/// # Errors
/// When no term is left, see [`Vocabulary::learn`].
pub fn weigh(corpus: &TokenizedCorpus, plan: &WeighPlan) -> Result<TermMatrix> {
    let vocabulary = Vocabulary::learn(corpus, &plan.vocabulary)?;
    let weights = Weigher::new(&vocabulary, plan.title_weight).weigh(corpus);
    Ok(TermMatrix { weights, vocabulary })
}

/// Turns papers into weights over a fixed vocabulary: the corpus it was learned from, or others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Weigher {
    vocabulary: Vocabulary,
    idf: Vec<f32>,
    title_weight: f32,
}

impl Weigher {
    /// The weigher of a vocabulary; idf values are fixed here and never learned again.
    pub fn new(vocabulary: &Vocabulary, title_weight: f32) -> Self {
        let idf = (0..vocabulary.len()).map(|term_idx| vocabulary.idf(term_idx)).collect();
        Weigher { vocabulary: vocabulary.clone(), idf, title_weight }
    }

    /// Rows of unit length: (1 + ln tf) · idf, with tf = abstract count + title weight × title
    /// count (sublinear tf and smoothed idf as in scikit-learn's `TfidfVectorizer`).
    pub fn weigh(&self, corpus: &TokenizedCorpus) -> Csr {
        let index = self.vocabulary.index(corpus);
        let weigh = |papers: &[PaperTokens]| {
            Csr::from_rows(
                self.vocabulary.len(),
                papers.iter().map(|paper| {
                    let mut counts: Vec<(u32, f32)> = Vec::new();
                    index.terms(paper.title(), corpus, |c, _| counts.push((c, self.title_weight)));
                    index.terms(paper.body(), corpus, |c, _| counts.push((c, 1.0)));
                    // Stable, so that equal columns are added in reading order.
                    counts.sort_by_key(|&(column, _)| column);
                    counts.dedup_by(|later, first| {
                        let same = later.0 == first.0;
                        first.1 += if same { later.1 } else { 0.0 };
                        same
                    });
                    counts.retain(|&(_, tf)| tf > 0.0);
                    self.scale(&mut counts);
                    counts
                }),
            )
        };
        let parts = corpus.papers.par_chunks(CHUNK).map(weigh).collect();
        Csr::stacked(self.vocabulary.len(), parts)
    }

    /// Term frequencies → weights of unit length.
    fn scale(&self, row: &mut [(u32, f32)]) {
        let mut squares = 0.0f64;
        for (column, value) in row.iter_mut() {
            // A title weight below 1 may give tf < 1, whose logarithm would turn the sign.
            let sublinear = if *value < 1.0 { *value } else { 1.0 + libm::logf(*value) };
            *value = sublinear * self.idf[*column as usize];
            squares += f64::from(*value) * f64::from(*value);
        }
        let norm = squares.sqrt() as f32;
        row.iter_mut().for_each(|(_, value)| *value /= norm);
    }
}

#[cfg(test)]
mod tests;
