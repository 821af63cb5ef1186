//! Where words stand, so that it can be asked which stand near one another.
//!
//! Two words of one abstract share a subject, two words of one clause share a thought: nearness is
//! asked of both, of whole papers and of windows a few words wide. The words are taken as they are
//! written, but for case: it is these that a reader sees side by side.

use super::coherence::npmi;
use crate::tokenize::TokenizedCorpus;
use rustc_hash::FxHashMap;

/// Words of a window, as for the NPMI of Lau et al. (2014).
const WIDTH: usize = 10;

/// Words from the start of one window to the start of the next.
const STRIDE: usize = WIDTH / 2;

/// What sharing papers counts beside sharing windows.
const PAPERS_WEIGHT: f64 = 0.4;

/// Papers that are looked at, at most: enough for a probability. Of more, evenly spaced ones.
const MAX_PAPERS: usize = 5_000;

/// The places of some words.
pub struct Places {
    index: FxHashMap<String, u32>,
    /// Per word, the windows that hold it, ascending.
    windows: Vec<Vec<u32>>,
    /// Per word, the papers that hold it, ascending.
    papers: Vec<Vec<u32>>,
    n_windows: usize,
    n_papers: usize,
}

impl Places {
    /// Finds every word of these texts in the corpus.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>, corpus: &TokenizedCorpus) -> Self {
        let mut index: FxHashMap<String, u32> = FxHashMap::default();
        for word in texts.flat_map(words) {
            let next = index.len() as u32;
            index.entry(word).or_insert(next);
        }
        let wanted: Vec<Option<u32>> =
            corpus.words.iter().map(|word| index.get(&written(&word.surface)).copied()).collect();
        let (mut windows, mut papers) =
            (vec![Vec::new(); index.len()], vec![Vec::new(); index.len()]);
        let (mut n_windows, mut n_papers) = (0usize, 0usize);
        let every = corpus.papers.len().div_ceil(MAX_PAPERS).max(1);
        for paper in corpus.papers.iter().step_by(every) {
            let mut n_words = 0;
            for word in paper.all().iter().filter_map(|token| token.word()) {
                if let Some(found) = wanted[word].map(|found| found as usize) {
                    add(n_papers, &mut papers[found]);
                    let last = n_words / STRIDE;
                    for window in last.saturating_sub(1)..=last {
                        add(n_windows + window, &mut windows[found]);
                    }
                }
                n_words += 1;
            }
            n_windows += n_words.div_ceil(STRIDE);
            n_papers += 1;
        }
        Places { index, windows, papers, n_windows, n_papers }
    }

    /// The words of a text that was among those asked for.
    pub fn words(&self, text: &str) -> Vec<u32> {
        words(text).filter_map(|word| self.index.get(&word).copied()).collect()
    }

    /// How near two words stand, −1..=1: a weighted mean of their NPMI in windows and in papers.
    pub fn nearness(&self, a: u32, b: u32) -> f64 {
        let of = |places: &[Vec<u32>], n| npmi(&places[a as usize], &places[b as usize], n);
        (1.0 - PAPERS_WEIGHT) * of(&self.windows, self.n_windows)
            + PAPERS_WEIGHT * of(&self.papers, self.n_papers)
    }
}

/// Adds a number to an ascending list that may end in it or, two windows overlapping, just after.
fn add(number: usize, list: &mut Vec<u32>) {
    let number = number as u32;
    if list.last().is_none_or(|&last| last < number) {
        list.push(number);
    }
}

/// The words of a phrase but for single letters and digits, which say nothing by themselves.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split([' ', '-']).map(written).filter(|word| word.chars().nth(1).is_some())
}

fn written(surface: &str) -> String {
    let lower = surface.to_lowercase();
    lower.strip_suffix("'s").map(str::to_owned).unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Paper};
    use crate::tokenize::{Language, Stems, tokenize};

    fn places(texts: &[&str], wanted: &[&str]) -> Places {
        let papers = texts
            .iter()
            .map(|text| Paper { abstract_text: text.to_string(), ..Paper::default() })
            .collect();
        let corpus = Corpus { papers, ..Corpus::default() };
        let corpus = tokenize(&corpus, &Stems::new(Language::English, &[]));
        Places::of(wanted.iter().copied(), &corpus)
    }

    #[test]
    fn words_near_one_another_share_a_window() {
        let text = "one two three four five six seven eight nine ten eleven twelve KV-cache's, end";
        let places = places(&[text, "seven"], &["three seven", "KV cache"]);
        assert_eq!(places.words("KV-cache"), [2, 3]);
        let of = |text: &str| places.windows[places.words(text)[0] as usize].clone();
        // Of 15 words: windows start at the 1st, 6th and 11th; the second paper has the 4th window.
        assert_eq!((of("three"), of("seven"), of("kv")), (vec![0], vec![0, 1, 3], vec![1, 2]));
        assert_eq!((places.n_windows, places.n_papers), (4, 2));
        assert_eq!(places.papers, [vec![0], vec![0, 1], vec![0], vec![0]]);
    }

    #[test]
    fn nearness_is_of_windows_and_papers() {
        let far = "alpha b c d e f g h i j k l m n o p q r s t u v w x y beta";
        let places = places(&["alpha beta", far, "gamma"], &["alpha", "beta", "gamma"]);
        // Of 1 + 6 + 1 windows alpha is in two, beta in three, both in one; of papers always both.
        let windows = ((1.0f64 / 8.0) / (2.0 / 8.0 * 3.0 / 8.0)).ln() / -(1.0f64 / 8.0).ln();
        assert!((places.nearness(0, 1) - (0.6 * windows + 0.4)).abs() < 1e-9);
        assert_eq!(places.nearness(0, 2), -1.0);
    }
}
