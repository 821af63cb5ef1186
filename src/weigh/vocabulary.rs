//! Which n-grams count as terms, and in how many papers each occurs.

use super::CHUNK;
use super::ngrams::{Compounds, Ngram, NgramParts, ngrams};
use crate::error::{Error, Result};
use crate::tokenize::{PaperTokens, Token, TokenizedCorpus, WordKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many papers a term must and may occur in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VocabularyPlan {
    /// Papers a term must occur in, ≥ 1.
    pub min_df: usize,
    /// Share of the papers a term may occur in, 0–1.
    pub max_df: f64,
    /// Terms kept at most, those in most papers first; ≥ 1.
    pub max_terms: usize,
}

/// One term: its stems, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// The stems in order of reading; one for a unigram.
    pub stems: Vec<String>,
    /// Whether the stems are a learned compound, which may hold stop words and single letters.
    pub is_compound: bool,
}

/// The terms of a corpus with their document frequency. Made by [`Vocabulary::learn`].
///
/// Invariants: terms are sorted and unique; frequencies are between 1 and `n_papers`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    terms: Vec<Term>,
    document_frequency: Vec<u32>,
    n_papers: usize,
}

impl Vocabulary {
    /// Counts the n-grams of the corpus and keeps those within the plan's bounds.
    ///
    /// # Errors
    /// When no term is left: the papers are too few or too unlike for `min_df`, or identical.
    pub fn learn(corpus: &TokenizedCorpus, plan: &VocabularyPlan) -> Result<Self> {
        let n_papers = corpus.papers.len();
        let compounds = Compounds::learn(corpus);
        let min_papers = plan.min_df as u32;
        // A handful of papers has no room between the bounds: what two of them share is kept.
        let max_papers = ((plan.max_df * n_papers as f64).floor() as u32).max(min_papers).max(2);

        // A bigram is in no more papers than its rarer word, so rare words are counted out first:
        // most bigrams never enter a map.
        let stem_df = count_stems(corpus);
        let is_known = |stem: u32| stem_df[stem as usize] >= min_papers;
        let longer = count_papers(corpus, &compounds, |ngram| match ngram.parts() {
            NgramParts::Unigram(_) => false,
            NgramParts::Bigram(a, b) => is_known(a) && is_known(b),
            NgramParts::Compound(_) => true,
        });

        let unigrams = (0..).zip(&stem_df).map(|(stem, &df)| (Ngram::unigram(stem), df));
        let mut kept: Vec<(u32, Term)> = unigrams
            .chain(longer)
            .filter(|&(_, df)| df >= min_papers.max(1) && df <= max_papers)
            .map(|(ngram, df)| (df, term_of(ngram, corpus, &compounds)))
            .collect();
        kept.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        kept.truncate(plan.max_terms);
        kept.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        // A compound of content words may spell a term that exists already; one of them stays.
        kept.dedup_by(|later, first| later.1.stems == first.1.stems);
        if kept.is_empty() {
            return Err(Error::config(
                format!(
                    "no term occurs in {} or more and at most {} of the {} papers",
                    plan.min_df, max_papers, n_papers
                ),
                "give papers with more and more varied text, or change --min-df and --max-df (text without \
                 spaces between words, as in Chinese, is not segmented yet)",
            ));
        }
        let (document_frequency, terms) = kept.into_iter().unzip();
        Ok(Vocabulary { terms, document_frequency, n_papers })
    }

    /// The terms, sorted.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term; never true of a learned vocabulary.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Papers the term occurs in.
    pub fn document_frequency(&self, term_idx: usize) -> u32 {
        self.document_frequency[term_idx]
    }

    /// Papers the vocabulary was learned from.
    pub fn n_papers(&self) -> usize {
        self.n_papers
    }

    /// Smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, as in scikit-learn's
    /// `TfidfTransformer(smooth_idf=True)`.
    pub fn idf(&self, term_idx: usize) -> f32 {
        let n = self.n_papers as f64;
        let df = f64::from(self.document_frequency[term_idx]);
        (libm::log((1.0 + n) / (1.0 + df)) + 1.0) as f32
    }

    /// Where the terms stand in the numbering of `corpus`, which may be other papers than those
    /// the vocabulary was learned from.
    pub fn index(&self, corpus: &TokenizedCorpus) -> TermIndex {
        self.index_of(corpus, |_| true)
    }

    /// [`Vocabulary::index`] of those terms alone whose columns are wanted.
    pub fn index_of(&self, corpus: &TokenizedCorpus, is_wanted: impl Fn(u32) -> bool) -> TermIndex {
        let stem_of: FxHashMap<&str, u32> =
            (0..).zip(corpus.stems.iter()).map(|(i, stem)| (stem.as_str(), i)).collect();
        let mut index =
            TermIndex { unigrams: vec![NO_TERM; corpus.stems.len()], ..TermIndex::default() };
        let mut compounds = Vec::new();
        for (column, term) in (0..).zip(&self.terms).filter(|(column, _)| is_wanted(*column)) {
            let stems: Option<Vec<u32>> =
                term.stems.iter().map(|stem| stem_of.get(stem.as_str()).copied()).collect();
            match stems.as_deref() {
                None | Some([]) => {}
                Some(stems) if term.is_compound => {
                    compounds.push(stems.into());
                    index.compound_columns.push(column);
                }
                Some(&[stem]) => index.unigrams[stem as usize] = column,
                Some(&[first, second, ..]) => _ = index.bigrams.insert((first, second), column),
            }
        }
        index.compounds = Compounds::new(compounds);
        index
    }
}

/// No term, in a list of columns.
const NO_TERM: u32 = u32::MAX;

/// The terms of a vocabulary in the numbering of one tokenized corpus.
#[derive(Debug, Default)]
pub struct TermIndex {
    /// Stem → column.
    unigrams: Vec<u32>,
    bigrams: FxHashMap<(u32, u32), u32>,
    compounds: Compounds,
    /// Place of a compound → column.
    compound_columns: Vec<u32>,
}

impl TermIndex {
    /// Calls `emit` with the column of every term of the text and the positions it was read
    /// from, in reading order.
    pub fn terms(
        &self,
        tokens: &[Token],
        corpus: &TokenizedCorpus,
        mut emit: impl FnMut(u32, Range<usize>),
    ) {
        ngrams(tokens, corpus, &self.compounds, |ngram, read_from| {
            let column = match ngram.parts() {
                NgramParts::Unigram(stem) => self.unigrams[stem as usize],
                NgramParts::Bigram(a, b) => self.bigrams.get(&(a, b)).copied().unwrap_or(NO_TERM),
                NgramParts::Compound(place) => self.compound_columns[place as usize],
            };
            if column != NO_TERM {
                emit(column, read_from);
            }
        });
    }
}

/// Papers each stem occurs in as a word that carries meaning, by stem.
fn count_stems(corpus: &TokenizedCorpus) -> Vec<u32> {
    let n_stems = corpus.stems.len();
    let zeros = || vec![0u32; n_stems];
    // Beside each count the last paper that was counted.
    let counted = (corpus.papers.par_chunks(CHUNK).enumerate()).fold(
        || (zeros(), zeros()),
        |(mut counts, mut last), (chunk, papers)| {
            for (row, paper) in (chunk * CHUNK + 1..).zip(papers) {
                for stem in content_stems(paper.all(), corpus) {
                    let last = &mut last[stem as usize];
                    counts[stem as usize] += u32::from(*last != row as u32);
                    *last = row as u32;
                }
            }
            (counts, last)
        },
    );
    counted.map(|(counts, _)| counts).reduce(zeros, |mut all, part| {
        all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
        all
    })
}

/// The stems of the words that carry meaning, in reading order.
fn content_stems<'a>(
    tokens: &'a [Token],
    corpus: &'a TokenizedCorpus,
) -> impl Iterator<Item = u32> + 'a {
    let words = tokens.iter().filter_map(|token| token.word()).map(|word| &corpus.words[word]);
    words.filter(|word| word.kind == WordKind::Content).map(|word| word.stem)
}

/// Papers each wanted n-gram occurs in.
fn count_papers(
    corpus: &TokenizedCorpus,
    compounds: &Compounds,
    is_wanted: impl Fn(Ngram) -> bool + Sync,
) -> FxHashMap<Ngram, u32> {
    /// Papers, and the last of them that was counted.
    type Counts = FxHashMap<Ngram, (u32, u32)>;
    let count = |mut counts: Counts, (chunk, papers): (usize, &[PaperTokens])| {
        for (row, paper) in (chunk * CHUNK + 1..).zip(papers) {
            ngrams(paper.all(), corpus, compounds, |ngram, _| {
                if is_wanted(ngram) {
                    let (n, last) = counts.entry(ngram).or_default();
                    *n += u32::from(*last != row as u32);
                    *last = row as u32;
                }
            });
        }
        counts
    };
    let counts = corpus.papers.par_chunks(CHUNK).enumerate().fold(Counts::default, count);
    let whole = counts.reduce(Counts::default, |a, b| {
        let (mut all, part) = if a.len() >= b.len() { (a, b) } else { (b, a) };
        for (ngram, (n, _)) in part {
            all.entry(ngram).or_default().0 += n;
        }
        all
    });
    whole.into_iter().map(|(ngram, (n, _))| (ngram, n)).collect()
}

fn term_of(ngram: Ngram, corpus: &TokenizedCorpus, compounds: &Compounds) -> Term {
    let stem = |stem: u32| corpus.stems[stem as usize].clone();
    match ngram.parts() {
        NgramParts::Unigram(a) => Term { stems: vec![stem(a)], is_compound: false },
        NgramParts::Bigram(a, b) => Term { stems: vec![stem(a), stem(b)], is_compound: false },
        NgramParts::Compound(place) => Term {
            stems: compounds.stems(place).iter().map(|&s| stem(s)).collect(),
            is_compound: true,
        },
    }
}
