//! The terms listed for a theme: telling one by one, and together a picture.
//!
//! The most telling terms by themselves are a heap: halves of one phrase, words of one abstract.
//! So the list is grown: each term in turn is telling, new, and near those already listed.

use super::distinct::{Candidate, is_absorbed, repeats, share_a_word};
use super::places::Places;
use rustc_hash::FxHashMap;

/// Candidates from which the list is grown, the most telling first.
const POOL: usize = 120;

/// Share of a theme's papers from which a term describes the theme, not a few papers of it.
const MIN_COVERAGE: f64 = 0.05;

/// Papers of a theme that a term of it is in at least.
const MIN_PAPERS: usize = 2;

/// A term that may be listed.
pub struct Listable<'a> {
    /// Its stems, and papers of the theme that hold it.
    pub candidate: Candidate<'a>,
    /// As it is shown.
    pub text: &'a str,
    /// How telling it is by itself, > 0.
    pub relevance: f64,
}

/// Positions of up to `limit` terms of a theme of `n_papers`, the first chosen first: each has the
/// greatest relevance (against the most relevant of all) plus `coherence` times its mean nearness
/// to those chosen before, among those that share no word with them. Ties go to the more relevant.
///
/// `terms` are in order of relevance. Those in too few papers of the theme, or that share a word,
/// come in only where the others do not suffice.
pub fn choose(
    terms: &[Listable],
    n_papers: usize,
    places: &Places,
    coherence: f64,
    limit: usize,
) -> Vec<usize> {
    let candidates: Vec<Candidate> = terms.iter().map(|term| term.candidate).collect();
    let stems = |i: usize| candidates[i].stems;
    let whole: Vec<usize> =
        (0..terms.len()).filter(|&i| !is_absorbed(&candidates[i], &candidates)).collect();
    let least = (MIN_COVERAGE * n_papers as f64).max(MIN_PAPERS as f64);
    let is_common = |&i: &usize| candidates[i].n_papers as f64 >= least;
    let greatest = terms.first().map_or(1.0, |term| term.relevance);
    let words: Vec<Vec<u32>> = terms.iter().map(|term| places.words(term.text)).collect();
    let mut nearness = Nearness { places, known: FxHashMap::default() };

    let mut chosen: Vec<usize> = Vec::new();
    // Each with the sum of its nearness to those chosen.
    let mut pool: Vec<(usize, f64)> =
        whole.iter().copied().filter(is_common).take(POOL).map(|i| (i, 0.0)).collect();
    while chosen.len() < limit {
        let value = |&(i, sum): &(usize, f64)| {
            terms[i].relevance / greatest + coherence * sum / chosen.len().max(1) as f64
        };
        let best = pool.iter().copied().reduce(|a, b| if value(&b) > value(&a) { b } else { a });
        let Some((best, _)) = best else { break };
        chosen.push(best);
        pool.retain(|&(i, _)| !share_a_word(stems(i), stems(best)));
        for (i, sum) in &mut pool {
            *sum += nearness.of(&words[*i], &words[best]);
        }
    }
    let others = whole.iter().copied().filter(is_common).chain(whole.iter().copied());
    for i in others {
        let is_new = |i: usize| chosen.iter().all(|&other| !repeats(stems(i), stems(other)));
        if chosen.len() < limit && is_new(i) {
            chosen.push(i);
        }
    }
    chosen
}

/// Nearness of phrases: the mean of their words', each pair of which is asked for once.
struct Nearness<'a> {
    places: &'a Places,
    known: FxHashMap<(u32, u32), f64>,
}

impl Nearness<'_> {
    fn of(&mut self, a: &[u32], b: &[u32]) -> f64 {
        let (mut sum, mut n) = (0.0, 0usize);
        for &a in a {
            for &b in b {
                let pair = (a.min(b), a.max(b));
                let places = self.places;
                sum += *self.known.entry(pair).or_insert_with(|| places.nearness(pair.0, pair.1));
                n += 1;
            }
        }
        sum / n.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Paper};
    use crate::tokenize::{Language, Stems, tokenize};

    /// Terms as `stem, relevance, papers of the theme`; the stems are words of the papers.
    #[track_caller]
    fn check(terms: &[(&str, f64, usize)], coherence: f64, limit: usize, expected: &[&str]) {
        let texts = ["draft verify", "draft verify", "apart", "apart", "kv cache evict", "other"];
        let papers = texts.map(|t| Paper { abstract_text: t.to_string(), ..Paper::default() });
        let corpus = Corpus { papers: papers.to_vec(), ..Corpus::default() };
        let corpus = tokenize(&corpus, &Stems::new(Language::English, &[]));
        let places = Places::of(terms.iter().map(|term| term.0), &corpus);
        let stems: Vec<Vec<&str>> = terms.iter().map(|term| term.0.split(' ').collect()).collect();
        let listable: Vec<Listable> = terms
            .iter()
            .zip(&stems)
            .map(|(&(text, relevance, n_papers), stems)| Listable {
                candidate: Candidate { stems, n_papers },
                text,
                relevance,
            })
            .collect();
        let chosen: Vec<&str> = choose(&listable, 20, &places, coherence, limit)
            .into_iter()
            .map(|i| terms[i].0)
            .collect();
        assert_eq!(chosen, expected);
    }

    #[test]
    fn a_term_beside_the_first_comes_before_a_more_telling_one_that_stands_apart() {
        let terms = [("draft", 1.0, 9), ("apart", 0.6, 9), ("verify", 0.5, 9)];
        check(&terms, 1.0, 3, &["draft", "verify", "apart"]);
        check(&terms, 0.0, 3, &["draft", "apart", "verify"]);
    }

    #[test]
    fn a_term_of_few_papers_fills_up_only() {
        check(&[("other", 1.0, 1), ("draft", 0.5, 9)], 1.0, 2, &["draft", "other"]);
    }

    #[test]
    fn no_term_shares_a_word_with_another_while_there_are_others() {
        let terms = [("kv cache", 1.0, 9), ("kv evict", 0.9, 9), ("apart", 0.1, 9)];
        check(&terms, 1.0, 2, &["kv cache", "apart"]);
        check(&terms, 1.0, 9, &["kv cache", "apart", "kv evict"]);
        check(&[("kv cache", 1.0, 9), ("kv", 0.9, 10)], 1.0, 9, &["kv cache"]);
    }
}
