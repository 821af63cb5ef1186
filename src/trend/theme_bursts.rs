//! The bursts of the themes, and how they stand against chance.

use super::adjust::benjamini_hochberg;
use super::burst::{Burst, BurstPlan, find_bursts};
use super::chance::{SIMULATIONS, chances, common_dispersion, dispersion};
use rayon::prelude::*;
use std::ops::Range;

/// A burst with the chance of one as strong in a flat series.
#[derive(Debug, Clone, PartialEq)]
pub struct TestedBurst {
    /// When, and how strong.
    pub burst: Burst,
    /// Chance that a series of a constant share, as overdispersed as this one, has a burst of this
    /// strength somewhere; 0–1.
    pub p: f64,
    /// Benjamini–Hochberg false discovery rate of calling all bursts of this p and below; 0–1.
    pub q: f64,
    /// Whether it lasts to the end of the complete periods.
    pub is_ongoing: bool,
}

/// The bursts of every theme, each in order of time. `series` are papers per period, `n_period`
/// those of the corpus; only the `complete` periods count.
///
/// The rates q are over all bursts and the themes without any, whose p counts as 1.
pub fn theme_bursts(
    series: &[&[usize]],
    n_period: &[usize],
    complete: Range<usize>,
    plan: &BurstPlan,
    seed: u64,
) -> Vec<Vec<TestedBurst>> {
    let series: Vec<&[usize]> = series.iter().map(|counts| &counts[complete.clone()]).collect();
    let n_period = &n_period[complete.clone()];
    let common = common_dispersion(&series, n_period);
    let tested: Vec<Vec<(Burst, f64)>> = series
        .par_iter()
        .enumerate()
        .map(|(theme, counts)| {
            let bursts = find_bursts(counts, n_period, complete.start, plan);
            let dispersion = dispersion(counts, n_period, common);
            let seed = seed.wrapping_add(theme as u64);
            let p = chances(&bursts, counts, n_period, dispersion, plan, SIMULATIONS, seed);
            bursts.into_iter().zip(p).collect()
        })
        .collect();
    let p: Vec<f64> = tested.iter().flatten().map(|&(_, p)| p).collect();
    let n_without = tested.iter().filter(|bursts| bursts.is_empty()).count();
    let mut q = benjamini_hochberg(&p, p.len() + n_without).into_iter();
    let mut with_q = |(burst, p): (Burst, f64)| TestedBurst {
        is_ongoing: burst.periods.end == complete.end,
        burst,
        p,
        q: q.next().unwrap_or(1.0),
    };
    tested.into_iter().map(|bursts| bursts.into_iter().map(&mut with_q).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: BurstPlan = BurstPlan { scale: 2.0, gamma: 1.0 };

    #[test]
    fn a_burst_in_the_last_complete_period_is_ongoing() {
        let n_period = [100, 100, 100, 100, 100, 100, 20];
        let late = [2, 3, 2, 3, 15, 18, 9];
        let early = [15, 18, 2, 3, 2, 3, 0];
        let flat = [5, 5, 5, 5, 5, 5, 1];
        let series: [&[usize]; 3] = [&late, &early, &flat];
        let bursts = theme_bursts(&series, &n_period, 0..6, &PLAN, 1);
        let of = |theme: usize| {
            let tested = &bursts[theme][0];
            (tested.burst.periods.clone(), tested.is_ongoing)
        };
        assert_eq!((of(0), of(1)), ((4..6, true), (0..2, false)));
        assert!(bursts[2].is_empty());
        assert_eq!(bursts[0][0].burst.n_papers, 33, "the incomplete period does not count");
        for tested in bursts.iter().flatten() {
            assert!(tested.p < 0.05 && tested.q >= tested.p && tested.q <= 1.5 * tested.p);
        }
    }

    #[test]
    fn without_periods_there_are_no_bursts() {
        assert_eq!(theme_bursts(&[&[], &[]], &[], 0..0, &PLAN, 1), [vec![], vec![]]);
        assert_eq!(theme_bursts(&[&[3], &[1]], &[4], 0..1, &PLAN, 1), [vec![], vec![]]);
        assert_eq!(theme_bursts(&[&[3], &[1]], &[4], 0..0, &PLAN, 1), [vec![], vec![]]);
    }
}
