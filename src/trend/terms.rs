//! Single terms over time: which burst, and which are new.

use super::adjust::benjamini_hochberg;
use super::burst::{Burst, BurstPlan, find_bursts, greatest_strength};
use super::chance::{chances, common_dispersion, dispersion};
use super::novelty::novelty;
use super::theme_bursts::TestedBurst;
use super::{Calendar, TrendPlan};
use crate::cluster::Clustering;
use crate::corpus::{Corpus, Date};
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
const CANDIDATES: usize = 5 * LISTED;

/// Dated papers that a term must be in at least,
const MIN_PAPERS: usize = 5;

/// and their share of all.
const MIN_SHARE: f64 = 0.001;

/// Periods simulated per term at most: fewer series where they are long,
const SIMULATED_PERIODS: usize = 100_000;

/// but as many at least, and at most.
const SIMULATIONS: (usize, usize) = (199, 9_999);

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
    /// Papers of the first half that would have it if every paper were as likely to.
    pub n_expected: f64,
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
    /// Per paper of the corpus how new its terms were, 0–1; see `novelty.rs`.
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
    let placed = corpus.papers.iter().zip(&periods);
    let dates: Vec<Option<Date>> = placed.map(|(paper, at)| at.and(paper.date)).collect();
    let novelty = novelty(matrix, &dates);
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
    let has_titles = corpus.papers.iter().any(|paper| !paper.title.is_empty());
    let is_listed = |phrase: &Phrase| {
        phrase.is_subject(has_titles) && sum(&time.counts(&phrase.papers)) >= time.least
    };
    let phrases: Vec<Phrase> =
        phrases_of(tokenized, matrix, clustering, &wanted).into_iter().filter(is_listed).collect();
    TermTrends {
        bursts: bursts(&phrases, &time, plan, &series, seed),
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

    /// Share of the papers that are in the second half.
    fn late_part(&self) -> f64 {
        sum(&self.n_period[self.middle()..]) as f64 / sum(&self.n_period).max(1) as f64
    }

    /// Chance that none of so many papers fell into the first half, if any were as likely to.
    fn chance_of_absence(&self, n_papers: usize) -> f64 {
        libm::pow(self.late_part(), n_papers as f64)
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

/// The strongest burst of each phrase, no story twice, with its chances; `series` are the counts
/// of all terms that were looked at.
fn bursts(
    phrases: &[Phrase],
    time: &Time,
    plan: &BurstPlan,
    series: &[&[usize]],
    seed: u64,
) -> Vec<TermBurst> {
    let counts: Vec<Vec<usize>> = phrases.iter().map(|p| time.counts(&p.papers)).collect();
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
        (SIMULATED_PERIODS / time.n_period.len().max(1)).clamp(SIMULATIONS.0, SIMULATIONS.1);
    let common = common_dispersion(series, &time.n_period);
    let p: Vec<f64> = kept
        .par_iter()
        .map(|(place, burst)| {
            let seed = seed.wrapping_add(*place as u64);
            let burst = std::slice::from_ref(burst);
            let counts = &counts[*place];
            let phi = dispersion(counts, &time.n_period, common);
            chances(burst, counts, &time.n_period, phi, plan, n_simulations, seed)[0]
        })
        .collect();
    let q = benjamini_hochberg(&p, series.len().max(p.len()));
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
            n_expected: n_papers as f64 * (1.0 - time.late_part()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(stems: &str, papers: &[u32]) -> Phrase {
        Phrase {
            text: stems.to_owned(),
            stems: stems.split(' ').map(str::to_owned).collect(),
            papers: papers.to_vec(),
            title_share: 1.0,
            finality: 1.0,
            initiality: 1.0,
            theme: None,
        }
    }

    #[test]
    fn a_phrase_and_its_part_are_one_story_where_they_share_papers() {
        let part = phrase("model", &[1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(are_one(&phrase("languag model", &[1, 2, 3]), &part));
        assert!(!are_one(&phrase("languag model", &[3, 20, 21, 22]), &part));
        assert!(!are_one(&phrase("draft", &[1, 2, 3]), &part), "other words, few papers");
        assert!(
            are_one(&phrase("draft", &[1, 2, 3, 4, 5, 6, 7]), &part),
            "other words, all papers"
        );
        assert_eq!(n_common(&[1, 3, 5, 9], &[2, 3, 4, 9, 11]), 2);
        assert_eq!(n_common(&[], &[2]), 0);
    }

    #[test]
    fn new_is_what_the_first_half_would_have_had() {
        // Two papers without a date and an incomplete first period, then 10, 10, 10, 30 papers.
        let mut periods = vec![None, None, Some(0)];
        for (period, n) in [(1, 10), (2, 10), (3, 10), (4, 30)] {
            periods.extend(vec![Some(period); n]);
        }
        let time = Time::new(&periods, 1..5);
        assert_eq!((time.n_period.as_slice(), time.least), ([10, 10, 10, 30].as_slice(), 5));
        assert_eq!(time.counts(&[0, 2, 3, 4, 62]), [2, 0, 0, 1]);
        assert_eq!(time.first(&[0, 62, 13]), 2);
        assert!((time.chance_of_absence(2) - 4.0 / 9.0).abs() < 1e-12);
        assert!(time.is_new(&[0, 0, 3, 5]));
        assert!(!time.is_new(&[0, 0, 3, 4]), "(2/3)^7 > .05");
        assert!(!time.is_new(&[0, 1, 9, 9]));
    }

    #[test]
    fn the_best_columns_are_those_of_the_largest_values() {
        let values = [0.0, 3.0, 1.0, 3.0];
        assert_eq!(best(&[4, 7, 8, 9], values.par_iter().copied()), [7, 9, 8]);
    }
}
