//! The terms listed for a theme: telling one by one, and together a picture.
//!
//! The most telling terms by themselves are a heap: halves of one phrase, words of one abstract.
//! So the list is grown: each term in turn is telling, new, and near those already listed. Then
//! terms are exchanged for better ones as long as there are any: the first were taken before it was
//! known what they would stand beside.

use super::distinct::{Candidate, is_absorbed, repeats, share_a_word};
use super::places::Places;
use rustc_hash::FxHashMap;

/// Candidates from which the list is grown, the most telling first.
const POOL: usize = 120;

/// Share of a theme's papers from which a term describes the theme, not a few papers of it.
const MIN_COVERAGE: f64 = 0.05;

/// Papers of a theme that a term of it is in at least.
const MIN_PAPERS: usize = 2;

/// Exchanges at most, far more than are ever made: a guard, since sums are rounded.
const MAX_EXCHANGES: usize = 100;

/// What an exchange must gain at least, far above the error of rounding.
const MIN_GAIN: f64 = 1e-9;

/// A term that may be listed.
pub struct Listable<'a> {
    /// Its stems, and papers of the theme that hold it.
    pub candidate: Candidate<'a>,
    /// As it is shown.
    pub text: &'a str,
    /// How telling it is by itself, > 0.
    pub relevance: f64,
}

/// Positions of up to `limit` terms of a theme of `n_papers`, in the order in which they would be
/// added: each has the greatest relevance (against the most relevant of all) plus `coherence` times
/// its mean nearness to those before it. No two share a word. No exchange of one term for another
/// would raise the sum of relevance and of `coherence` times the nearness of each to the others,
/// every pair shared by both. Ties go to the more relevant.
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
    let mut list = List {
        relevance: terms.iter().map(|term| term.relevance / greatest).collect(),
        words: terms.iter().map(|term| places.words(term.text)).collect(),
        coherence,
        nearness: Nearness { places, known: FxHashMap::default() },
        chosen: Vec::new(),
    };

    let pool: Vec<usize> = whole.iter().copied().filter(is_common).take(POOL).collect();
    let may_join = |i: usize, chosen: &[usize]| {
        chosen.iter().all(|&other| !share_a_word(stems(i), stems(other)))
    };
    list.grow(&pool, limit, may_join);
    list.exchange(&pool, may_join);
    let pool = std::mem::take(&mut list.chosen);
    list.grow(&pool, limit, |i, chosen| !chosen.contains(&i));

    let mut chosen = list.chosen;
    let others = whole.iter().copied().filter(is_common).chain(whole.iter().copied());
    for i in others {
        let is_new = |i: usize| chosen.iter().all(|&other| !repeats(stems(i), stems(other)));
        if chosen.len() < limit && is_new(i) {
            chosen.push(i);
        }
    }
    chosen
}

/// A list of terms in the making; terms are named by their positions.
struct List<'a> {
    /// Of every term, 0–1.
    relevance: Vec<f64>,
    /// Of every term.
    words: Vec<Vec<u32>>,
    coherence: f64,
    nearness: Nearness<'a>,
    chosen: Vec<usize>,
}

impl List<'_> {
    /// Adds the best of the pool that may join those chosen, until there are `limit` or none is
    /// left.
    fn grow(&mut self, pool: &[usize], limit: usize, may_join: impl Fn(usize, &[usize]) -> bool) {
        // In order of relevance, each with the sum of its nearness to those chosen.
        let mut pool: Vec<(usize, f64)> = pool.iter().map(|&i| (i, 0.0)).collect();
        pool.sort_by_key(|&(i, _)| i);
        while self.chosen.len() < limit {
            let value = |&(i, sum): &(usize, f64)| {
                self.relevance[i] + self.coherence * sum / self.chosen.len().max(1) as f64
            };
            let better = |a, b| if value(&b) > value(&a) { b } else { a };
            let Some((best, _)) = pool.iter().copied().reduce(better) else { break };
            self.chosen.push(best);
            pool.retain(|&(i, _)| may_join(i, &self.chosen));
            for (i, sum) in &mut pool {
                *sum += self.nearness.of(&self.words[*i], &self.words[best]);
            }
        }
    }

    /// Puts a term of the pool in the place of a chosen one, the exchange that gains most first, as
    /// long as one gains anything.
    fn exchange(&mut self, pool: &[usize], may_join: impl Fn(usize, &[usize]) -> bool) {
        for _ in 0..MAX_EXCHANGES {
            let mut best: Option<(f64, usize, usize)> = None;
            for place in 0..self.chosen.len() {
                let mut others = self.chosen.clone();
                let out = others.remove(place);
                let worth = self.worth(out, &others);
                for &i in pool.iter().filter(|&&i| i != out && may_join(i, &others)) {
                    let gain = self.worth(i, &others) - worth;
                    if gain > best.map_or(MIN_GAIN, |(most, ..)| most) {
                        best = Some((gain, place, i));
                    }
                }
            }
            let Some((_, place, i)) = best else { break };
            self.chosen[place] = i;
        }
    }

    /// What a term is worth beside others: its relevance and its nearness to them.
    fn worth(&mut self, term: usize, others: &[usize]) -> f64 {
        let nearness =
            |list: &mut Self, other: usize| list.nearness.of(&list.words[term], &list.words[other]);
        let sum: f64 = others.iter().map(|&other| nearness(self, other)).sum();
        self.relevance[term] + self.coherence * sum / others.len().max(1) as f64
    }
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
    fn a_first_term_that_stands_apart_is_exchanged() {
        // The most telling is taken first, and the others are near one another, not near it.
        let terms = [("apart", 1.0, 9), ("draft", 0.9, 9), ("verify", 0.8, 9)];
        check(&terms, 0.0, 2, &["apart", "draft"]);
        check(&terms, 1.0, 2, &["draft", "verify"]);
    }

    #[test]
    fn no_exchange_would_make_the_list_better() {
        let texts: Vec<String> = (0..60)
            .map(|i: usize| {
                (0..12).map(|j| format!("w{} ", (i * i + j * (i % 5 + 1)) % 23)).collect()
            })
            .collect();
        let papers = texts.iter().map(|t| Paper { abstract_text: t.clone(), ..Paper::default() });
        let corpus = Corpus { papers: papers.collect(), ..Corpus::default() };
        let corpus = tokenize(&corpus, &Stems::new(Language::English, &[]));
        let words: Vec<String> = (0..23).map(|i| format!("w{i}")).collect();
        let places = Places::of(words.iter().map(String::as_str), &corpus);
        let stems: Vec<[&str; 1]> = words.iter().map(|word| [word.as_str()]).collect();
        let listable: Vec<Listable> = (0..23)
            .map(|i| Listable {
                candidate: Candidate { stems: &stems[i], n_papers: 9 },
                text: &words[i],
                relevance: 1.0 - 0.03 * i as f64,
            })
            .collect();
        let near = |a: usize, b: usize| {
            places.nearness(places.words(&words[a])[0], places.words(&words[b])[0])
        };
        let value = |list: &[usize]| -> f64 {
            let n = list.len() as f64;
            let pairs = list.iter().flat_map(|&a| list.iter().map(move |&b| (a, b)));
            let sum: f64 = pairs.filter(|(a, b)| a < b).map(|(a, b)| near(a, b)).sum();
            list.iter().map(|&i| listable[i].relevance).sum::<f64>() + 3.0 * sum / (n - 1.0)
        };
        let chosen = choose(&listable, 20, &places, 3.0, 6);
        assert_eq!(chosen.len(), 6);
        for place in 0..6 {
            for i in (0..23).filter(|i| !chosen.contains(i)) {
                let mut other = chosen.clone();
                other[place] = i;
                assert!(value(&other) < value(&chosen) + 1e-9, "{place} {i}");
            }
        }
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
