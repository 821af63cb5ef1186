//! Single terms over time: which burst, and which are new.

use super::burst::{Burst, BurstPlan, find_bursts, greatest_strength};
use super::chance::{SIMULATIONS, chances, dispersions, false_discovery_rates};
use super::novelty::novelty;
use super::theme_bursts::TestedBurst;
use super::{Calendar, TrendPlan};
use crate::cluster::Clustering;
use crate::corpus::Corpus;
use crate::label::{Phrase, phrases_of, repeats};
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::ops::Range;

/// Terms listed at most, of those that burst and of those that are new.
const LISTED: usize = 200;

/// Terms that are written out as phrases, of which the listed ones are chosen.
const CANDIDATES: usize = 3 * LISTED;

/// Dated papers that a term must be in at least,
const MIN_PAPERS: usize = 5;

/// and their share of all.
const MIN_SHARE: f64 = 0.001;

/// Periods simulated per term: fewer series where they are long.
const SIMULATED_PERIODS: usize = 100_000;

/// Share of a term's papers that have it in their title, from which it is what papers are about.
/// Lower: a turn of phrase ("extensive experiments", "publicly available").
const MIN_TITLE_SHARE: f64 = 0.02;

/// Chance up to which a term would be absent from the first half by luck.
const MAX_CHANCE: f64 = 0.05;

/// Share of papers in common from which two terms that share words are one story, and
const SAME_WORDS: f64 = 0.5;

/// from which any two are.
const SAME_PAPERS: f64 = 0.7;

/// The strongest burst of a term.
#[derive(Debug, Clone, PartialEq)]
pub struct TermBurst {
    /// The term, its papers and its theme.
    pub phrase: Phrase,
    /// Its burst; q is over all terms in enough papers.
    pub tested: TestedBurst,
    /// The first period with a paper that has it.
    pub first_period: usize,
}

/// A term that the first half of the complete periods does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTerm {
    /// The term, its papers and its theme.
    pub phrase: Phrase,
    /// The first period with a paper that has it.
    pub first_period: usize,
    /// Papers of the complete periods that have it.
    pub n_papers: usize,
    /// Its share of the papers since then, 0–1.
    pub share_since: f64,
    /// Chance that none of its papers fell into the first half if any paper were as likely to have
    /// it: (papers of the second half ÷ papers)^`n_papers`, 0–1.
    pub p: f64,
}

/// Terms over time. Made by [`term_trends`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TermTrends {
    /// The terms that burst, strongest first.
    pub bursts: Vec<TermBurst>,
    /// The terms that are new, those in most papers first.
    pub new: Vec<NewTerm>,
    /// Terms in enough papers to be looked at.
    pub n_tested: usize,
    /// Per paper of the corpus, see [`novelty()`].
    pub novelty: Vec<Option<f64>>,
}

/// Finds the terms that burst, that are new, and how new those of each paper were.
pub fn term_trends(
    corpus: &Corpus,
    tokenized: &TokenizedCorpus,
    matrix: &TermMatrix,
    clustering: &Clustering,
    calendar: &Calendar,
    plan: &TrendPlan,
) -> TermTrends {
    let periods: Vec<Option<usize>> =
        corpus.papers.iter().map(|paper| calendar.position(paper.date?)).collect();
    let novelty = novelty(matrix, &periods);
    let complete = calendar.complete();
    if complete.len() < 2 {
        return TermTrends { novelty, ..TermTrends::default() };
    }
    let time = Time::new(&periods, complete);
    let (plan, seed) = (&plan.burst, plan.seed);

    let by_term = matrix.weights.transpose();
    let counts: Vec<Option<Vec<usize>>> = (0..by_term.n_rows())
        .into_par_iter()
        .map(|column| {
            let counts = time.counts(by_term.row(column).0);
            (counts.iter().sum::<usize>() >= time.least).then_some(counts)
        })
        .collect();
    let columns: Vec<u32> =
        (0..).zip(&counts).filter(|(_, counts)| counts.is_some()).map(|(c, _)| c).collect();
    let series: Vec<&[usize]> = counts.iter().flatten().map(Vec::as_slice).collect();

    let bursting = best(&columns, series.par_iter().map(|counts| time.strength(counts, plan)));
    let new = best(
        &columns,
        series.par_iter().map(|counts| if time.is_new(counts) { sum(counts) as f64 } else { 0.0 }),
    );
    let wanted: FxHashSet<u32> = bursting.into_iter().chain(new).collect();
    let phrases: Vec<Phrase> = about(phrases_of(tokenized, matrix, clustering, &wanted))
        .into_iter()
        .filter(|phrase| sum(&time.counts(&phrase.papers)) >= time.least)
        .collect();
    TermTrends {
        bursts: bursts(&phrases, &time, plan, series.len(), seed),
        new: new_terms(&phrases, &time),
        n_tested: series.len(),
        novelty,
    }
}

/// The complete periods, and which papers are in them.
struct Time<'a> {
    /// Per paper its position in the calendar, the incomplete periods included.
    periods: &'a [Option<usize>],
    /// The position of the first complete period.
    start: usize,
    /// Papers per complete period.
    n_period: Vec<usize>,
    /// Papers a term must be in.
    least: usize,
}

impl<'a> Time<'a> {
    fn new(periods: &'a [Option<usize>], complete: Range<usize>) -> Self {
        let mut time =
            Time { periods, start: complete.start, n_period: vec![0; complete.len()], least: 0 };
        time.n_period = time.count(periods.iter().copied());
        time.least = MIN_PAPERS.max((MIN_SHARE * sum(&time.n_period) as f64).ceil() as usize);
        time
    }

    /// How many of these papers each complete period has.
    fn counts(&self, papers: &[u32]) -> Vec<usize> {
        self.count(papers.iter().map(|&paper| self.periods[paper as usize]))
    }

    fn count(&self, periods: impl Iterator<Item = Option<usize>>) -> Vec<usize> {
        let mut counts = vec![0; self.n_period.len()];
        for period in periods.flatten() {
            if let Some(count) = period.checked_sub(self.start).and_then(|i| counts.get_mut(i)) {
                *count += 1;
            }
        }
        counts
    }

    /// The first period with one of these papers.
    fn first(&self, papers: &[u32]) -> usize {
        papers.iter().filter_map(|&paper| self.periods[paper as usize]).min().unwrap_or(0)
    }

    fn strength(&self, counts: &[usize], plan: &BurstPlan) -> f64 {
        greatest_strength(counts, &self.n_period, plan)
    }

    /// The first period of the second half.
    fn middle(&self) -> usize {
        self.n_period.len().div_ceil(2)
    }

    /// Chance that none of so many papers fell into the first half.
    fn chance_of_absence(&self, n_papers: usize) -> f64 {
        let late = sum(&self.n_period[self.middle()..]) as f64 / sum(&self.n_period).max(1) as f64;
        libm::pow(late, n_papers as f64)
    }

    fn is_new(&self, counts: &[usize]) -> bool {
        sum(&counts[..self.middle()]) == 0 && self.chance_of_absence(sum(counts)) <= MAX_CHANCE
    }
}

fn sum(counts: &[usize]) -> usize {
    counts.iter().sum()
}

/// The columns with the largest values above 0, the first of equals first.
fn best(columns: &[u32], values: impl IndexedParallelIterator<Item = f64>) -> Vec<u32> {
    let values: Vec<f64> = values.collect();
    let mut order: Vec<(f64, u32)> =
        values.into_iter().zip(columns.iter().copied()).filter(|&(value, _)| value > 0.0).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().take(CANDIDATES).map(|(_, column)| column).collect()
}

/// The phrases that papers are about, going by titles; all where the corpus has none.
fn about(phrases: Vec<Phrase>) -> Vec<Phrase> {
    if phrases.iter().all(|phrase| phrase.title_share == 0.0) {
        return phrases;
    }
    phrases.into_iter().filter(|phrase| phrase.title_share >= MIN_TITLE_SHARE).collect()
}

/// The strongest burst of each phrase, no story twice, with its chances.
fn bursts(
    phrases: &[Phrase],
    time: &Time,
    plan: &BurstPlan,
    n_tested: usize,
    seed: u64,
) -> Vec<TermBurst> {
    let counts: Vec<Vec<usize>> = phrases.iter().map(|p| time.counts(&p.papers)).collect();
    let series: Vec<&[usize]> = counts.iter().map(Vec::as_slice).collect();
    let dispersions = dispersions(&series, &time.n_period);
    let strongest = |place: usize| {
        let bursts = find_bursts(&counts[place], &time.n_period, time.start, plan);
        bursts
            .into_iter()
            .reduce(|best, next| if next.strength > best.strength { next } else { best })
    };
    let mut found: Vec<_> =
        (0..phrases.len()).filter_map(|place| Some((place, strongest(place)?))).collect();
    // Stable, and the phrases come in order of their stems.
    found.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength));
    let mut kept: Vec<(usize, Burst)> = Vec::new();
    for (place, burst) in found {
        let is_told = kept.iter().any(|(other, told)| {
            burst.periods.start < told.periods.end
                && told.periods.start < burst.periods.end
                && are_one(&phrases[place], &phrases[*other])
        });
        if !is_told {
            kept.push((place, burst));
        }
        if kept.len() == LISTED {
            break;
        }
    }
    let n_simulations =
        (SIMULATED_PERIODS / time.n_period.len().max(1)).clamp(SIMULATIONS / 5, SIMULATIONS);
    let p: Vec<f64> = kept
        .par_iter()
        .map(|(place, burst)| {
            let seed = seed.wrapping_add(*place as u64);
            let burst = std::slice::from_ref(burst);
            let (counts, phi) = (series[*place], dispersions[*place]);
            chances(burst, counts, &time.n_period, phi, plan, n_simulations, seed)[0]
        })
        .collect();
    let q = false_discovery_rates(&p, n_tested.max(p.len()));
    kept.into_iter()
        .zip(p.into_iter().zip(q))
        .map(|((place, burst), (p, q))| TermBurst {
            first_period: time.first(&phrases[place].papers),
            phrase: phrases[place].clone(),
            tested: TestedBurst {
                is_ongoing: burst.periods.end == time.start + time.n_period.len(),
                burst,
                p,
                q,
            },
        })
        .collect()
}

/// The phrases that are new, no story twice.
fn new_terms(phrases: &[Phrase], time: &Time) -> Vec<NewTerm> {
    let mut new: Vec<(usize, usize)> = (0..phrases.len())
        .map(|place| (place, time.counts(&phrases[place].papers)))
        .filter(|(place, counts)| {
            time.is_new(counts) && time.first(&phrases[*place].papers) >= time.start
        })
        .map(|(place, counts)| (place, sum(&counts)))
        .collect();
    new.sort_by_key(|&(place, n_papers)| (Reverse(n_papers), place));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for (place, n_papers) in new {
        if kept.len() < LISTED && !kept.iter().any(|k| are_one(&phrases[place], &phrases[k.0])) {
            kept.push((place, n_papers));
        }
    }
    let term = |(place, n_papers): (usize, usize)| {
        let phrase = &phrases[place];
        let first_period = time.first(&phrase.papers);
        let n_since = sum(&time.n_period[first_period - time.start..]);
        NewTerm {
            phrase: phrase.clone(),
            first_period,
            n_papers,
            share_since: n_papers as f64 / n_since.max(1) as f64,
            p: time.chance_of_absence(n_papers),
        }
    };
    kept.into_iter().map(term).collect()
}

/// Whether two phrases tell one story: one says the other, and half of the rarer one's papers have
/// both; or most papers with either have both.
fn are_one(a: &Phrase, b: &Phrase) -> bool {
    let n_both = n_common(&a.papers, &b.papers) as f64;
    let (n_fewer, n_more) =
        (a.papers.len().min(b.papers.len()) as f64, a.papers.len().max(b.papers.len()) as f64);
    let [a, b] = [a, b].map(|phrase| phrase.stems.iter().map(String::as_str).collect::<Vec<_>>());
    n_both >= SAME_PAPERS * (n_fewer + n_more - n_both)
        || n_both >= SAME_WORDS * n_fewer && repeats(&a, &b)
}

/// How many numbers two ascending lists have in common.
fn n_common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        n += usize::from(a[i] == b[j]);
        let (x, y) = (a[i], b[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    n
}
