//! The words of the themes in a part of the corpus, from the papers of that part alone.
//!
//! Each part becomes a corpus of its own, so that no word can come from elsewhere: not the choice of
//! the terms, not their counts, not how they are written.

use super::Casing;
use super::counts::{class_tf_idf, ranked_columns};
use super::distinct::{Candidate, without_repeats};
use super::phrasebook::{Known, spelled};
use super::phrases::{Grown, Stems, grow};
use super::{TOP_TERMS, ThemeTerm};
use crate::cluster::Clustering;
use crate::tokenize::{Synonyms, TokenizedCorpus};
use crate::weigh::TermMatrix;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Ranked terms of a theme that are followed from part to part.
const FOLLOWED: usize = 60;

/// Terms listed as gained or lost.
const CHANGED: usize = 5;

/// Papers of a theme in a part that a term is in at least, or it tells of one paper.
const MIN_PAPERS: u32 = 2;

/// How the papers of one part write about each theme. Made by [`wordings`].
pub struct Wording {
    /// Papers of each theme in the part.
    n_papers: Vec<usize>,
    /// Per theme: its terms as columns, ascending, with their class TF-IDF within the part, > 0.
    weights: Vec<Vec<(u32, f64)>>,
    /// Per theme: its phrases, the most telling first.
    phrases: Vec<Vec<Stems>>,
    /// What is known of the phrases of all parts, in this one.
    known: FxHashMap<Stems, Known>,
    /// Text of the stems of all phrases.
    stems: FxHashMap<u32, String>,
}

/// The wording of every theme in each of these parts, given by the rows of their papers.
pub fn wordings(
    corpus: &TokenizedCorpus,
    matrix: &TermMatrix,
    clustering: &Clustering,
    parts: &[Vec<usize>],
) -> Vec<Wording> {
    let parts: Vec<Part> =
        parts.iter().map(|rows| Part::of(rows, corpus, matrix, clustering)).collect();
    let all: FxHashSet<Stems> =
        parts.iter().flat_map(|part| part.phrases.iter().flatten()).cloned().collect();
    parts.into_iter().map(|part| part.read(&all)).collect()
}

/// A part as a corpus of its own.
struct Part {
    corpus: TokenizedCorpus,
    clustering: Clustering,
    weights: Vec<Vec<(u32, f64)>>,
    phrases: Vec<Vec<Stems>>,
}

impl Part {
    fn of(
        rows: &[usize],
        corpus: &TokenizedCorpus,
        matrix: &TermMatrix,
        clustering: &Clustering,
    ) -> Part {
        let corpus = TokenizedCorpus {
            words: Arc::clone(&corpus.words),
            stems: Arc::clone(&corpus.stems),
            papers: rows.iter().map(|&row| corpus.papers[row].clone()).collect(),
            synonyms: Synonyms::default(),
        };
        let matrix = TermMatrix {
            weights: matrix.weights.select(rows),
            vocabulary: matrix.vocabulary.clone(),
        };
        let clustering = clustering.select(rows);
        let mut weights = ranked_columns(&matrix, &clustering, usize::MAX);
        let followed = weights.iter().flat_map(|ranked| ranked.iter().take(FOLLOWED));
        let columns: FxHashSet<u32> = followed.map(|&(column, _)| column).collect();
        let grown = grow(&corpus, &matrix, &columns);
        let of_theme = |ranked: &Vec<(u32, f64)>| phrases(ranked, &grown);
        let phrases = weights.iter().map(of_theme).collect();
        weights.iter_mut().for_each(|columns| columns.sort_unstable_by_key(|&(column, _)| column));
        Part { corpus, clustering, weights, phrases }
    }

    /// Counts all these phrases in the part, and puts those of each theme in order.
    fn read(self, all: &FxHashSet<Stems>) -> Wording {
        let Part { corpus, clustering, weights, mut phrases } = self;
        let casing = Casing::learn(&corpus);
        let (themes, n_themes) = (clustering.themes(), clustering.n_themes());
        let known: FxHashMap<Stems, Known> = spelled(&corpus, &casing, all)
            .into_iter()
            .map(|(stems, phrase)| (stems, Known::of(phrase, &themes, n_themes)))
            .collect();
        let text = |&stem: &u32| (stem, corpus.stems[stem as usize].clone());
        let stems = all.iter().flat_map(|phrase| phrase.iter()).map(text).collect();
        let n_papers = clustering.members().iter().map(Vec::len).collect();
        let mut wording = Wording { n_papers, weights, phrases: Vec::new(), known, stems };
        for (theme, phrases) in phrases.iter_mut().enumerate() {
            let mut scored: Vec<(f64, Stems)> = std::mem::take(phrases)
                .into_iter()
                .filter(|phrase| wording.is_listable(theme, phrase))
                .map(|phrase| (wording.score(theme, &phrase), phrase))
                .filter(|&(score, _)| score > 0.0)
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            *phrases = scored.into_iter().map(|(_, phrase)| phrase).collect();
        }
        wording.phrases = phrases;
        wording
    }
}

/// The phrases that a theme's ranked terms grew to, each once.
fn phrases(ranked: &[(u32, f64)], grown: &FxHashMap<u32, Grown>) -> Vec<Stems> {
    let mut seen = FxHashSet::default();
    let grown = ranked.iter().take(FOLLOWED).filter_map(|(column, _)| grown.get(column));
    grown
        .flat_map(|grown| [&grown.phrase, &grown.term])
        .filter(|phrase| seen.insert((*phrase).clone()))
        .cloned()
        .collect()
}

impl Wording {
    /// Papers of the theme in the part.
    pub fn n_papers(&self, theme: usize) -> usize {
        self.n_papers[theme]
    }

    fn is_listable(&self, theme: usize, phrase: &Stems) -> bool {
        self.known.get(phrase).is_some_and(|known| {
            known.n_papers[theme] >= MIN_PAPERS && !known.phrase.counts.is_fragment()
        })
    }

    /// Papers of the theme in the part that hold the phrase.
    fn count(&self, theme: usize, phrase: &Stems) -> usize {
        self.known.get(phrase).map_or(0, |known| known.n_papers[theme] as usize)
    }

    /// Class TF-IDF of a phrase within the part.
    fn score(&self, theme: usize, phrase: &Stems) -> f64 {
        let Some(known) = self.known.get(phrase) else { return 0.0 };
        let n_all: usize = self.n_papers.iter().sum();
        let in_all: u32 = known.n_papers.iter().sum();
        class_tf_idf(
            self.count(theme, phrase) as f64 / self.n_papers[theme].max(1) as f64,
            f64::from(in_all) / n_all.max(1) as f64,
            self.n_papers.len(),
        )
    }

    fn texts(&self, phrase: &Stems) -> Vec<&str> {
        phrase.iter().map(|stem| self.stems[stem].as_str()).collect()
    }

    /// Those of some phrases of a theme that do not repeat one another, in their order.
    fn distinct<'a>(&self, theme: usize, phrases: &[&'a Stems], limit: usize) -> Vec<&'a Stems> {
        let texts: Vec<Vec<&str>> = phrases.iter().map(|phrase| self.texts(phrase)).collect();
        let candidates: Vec<Candidate> = texts
            .iter()
            .zip(phrases)
            .map(|(stems, phrase)| Candidate { stems, n_papers: self.count(theme, phrase) })
            .collect();
        without_repeats(&candidates, limit).into_iter().map(|i| phrases[i]).collect()
    }

    /// The phrases that tell the theme from the others in this part, the most telling first, at
    /// most [`TOP_TERMS`].
    pub fn terms(&self, theme: usize) -> Vec<ThemeTerm> {
        let all: Vec<&Stems> = self.phrases[theme].iter().collect();
        let term = |phrase: &Stems| ThemeTerm {
            text: self.known[phrase].phrase.text.clone(),
            score: self.score(theme, phrase),
            n_papers: self.count(theme, phrase),
            n_papers_corpus: self.known[phrase].phrase.counts.papers.len(),
        };
        self.distinct(theme, &all, TOP_TERMS).into_iter().map(term).collect()
    }

    /// Cosine of the class TF-IDF of a theme in this part and of one in another, 0–1; `None` where
    /// either has no term.
    pub fn overlap(&self, theme: usize, other: &Wording, other_theme: usize) -> Option<f64> {
        let (a, b) = (&self.weights[theme], &other.weights[other_theme]);
        let square = |terms: &[(u32, f64)]| terms.iter().map(|(_, w)| w * w).sum::<f64>();
        let norms = (square(a) * square(b)).sqrt();
        if norms == 0.0 {
            return None;
        }
        let mut sum = 0.0;
        let mut b = b.iter().peekable();
        for &(column, weight) in a {
            while b.next_if(|&&(other, _)| other < column).is_some() {}
            sum += b.next_if(|&&(other, _)| other == column).map_or(0.0, |(_, w)| w * weight);
        }
        Some((sum / norms).min(1.0))
    }

    /// The telling phrases of a theme of this part that its papers hold oftener than those of a
    /// theme of another part; those of the largest difference first, at most five, as this part
    /// writes them. `rise` is told how many of how many papers hold a phrase there and here, and
    /// gives how much larger the share is here, `None` where that may be chance.
    pub fn beyond(
        &self,
        theme: usize,
        (other, other_theme): (&Wording, usize),
        rise: impl Fn((usize, usize), (usize, usize)) -> Option<f64>,
    ) -> Vec<String> {
        let share = |wording: &Wording, theme: usize, phrase: &Stems| {
            (wording.count(theme, phrase), wording.n_papers[theme])
        };
        let mut more: Vec<(f64, &Stems)> = self.phrases[theme]
            .iter()
            .filter_map(|phrase| {
                let there = share(other, other_theme, phrase);
                Some((rise(there, share(self, theme, phrase))?, phrase))
            })
            .collect();
        more.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let more: Vec<&Stems> = more.into_iter().map(|(_, phrase)| phrase).collect();
        let distinct = self.distinct(theme, &more, CHANGED);
        distinct.into_iter().map(|phrase| self.known[phrase].phrase.text.clone()).collect()
    }
}
