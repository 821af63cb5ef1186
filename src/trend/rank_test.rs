//! Trends without a model, to cross-check the model: Mann–Kendall and Theil–Sen.

use super::shares::Z;
use std::cmp::Ordering;

/// Periods up to which the distribution of the statistic is counted out rather than approximated.
const MAX_EXACT: usize = 33;

/// The rank correlation of shares with time. Made by `mann_kendall`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Kendall's τ-b, −1 to 1: 1 where every share is above all before it.
    pub tau: f64,
    /// Two-sided p, 0–1.
    pub p: f64,
}

/// The median of the slopes between all pairs of periods. Made by `theil_sen`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TheilSen {
    /// Change of the share per period.
    pub slope: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// Tests whether values in order of time rise or fall (Mann 1945, Kendall 1975): exactly up to 33
/// values without ties, else by the normal approximation with the usual corrections for ties and
/// continuity. `None` for fewer than three values, or where all are equal.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    let n = values.len();
    if n < 3 {
        return None;
    }
    let mut s = 0i64;
    for (later, value) in values.iter().enumerate() {
        for earlier in &values[..later] {
            s += match value.total_cmp(earlier) {
                Ordering::Greater => 1,
                Ordering::Equal => 0,
                Ordering::Less => -1,
            };
        }
    }
    let ties = ties(values);
    let n_pairs = (n * (n - 1) / 2) as f64;
    let n_tied: f64 = ties.iter().map(|&t| (t * (t - 1) / 2) as f64).sum();
    if n_tied == n_pairs {
        return None;
    }
    let tau = s as f64 / (n_pairs * (n_pairs - n_tied)).sqrt();
    let p = if ties.is_empty() && n <= MAX_EXACT {
        exact_p(n, s.unsigned_abs() as usize)
    } else {
        let z = (s.abs() as f64 - 1.0).max(0.0) / variance(n, &ties).sqrt();
        libm::erfc(z / std::f64::consts::SQRT_2)
    };
    Some(MannKendall { tau, p })
}

/// The slope of values against distinct rising times (Theil 1950, Sen 1968), with Sen's 95 %
/// interval from the variance of Kendall's statistic. `None` for fewer than three values.
pub fn theil_sen(times: &[f64], values: &[f64]) -> Option<TheilSen> {
    let n = values.len();
    if n < 3 {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for later in 1..n {
        for earlier in 0..later {
            slopes.push((values[later] - values[earlier]) / (times[later] - times[earlier]));
        }
    }
    let count = slopes.len();
    let mut ranked = |rank: usize| *slopes.select_nth_unstable_by(rank, f64::total_cmp).1;
    let slope = (ranked((count - 1) / 2) + ranked(count / 2)) / 2.0;
    let reach = Z * variance(n, &ties(values)).sqrt();
    let high = ((count as f64 + reach) / 2.0).round_ties_even() as usize;
    let low = ((count as f64 - reach) / 2.0).round_ties_even().max(1.0) as usize - 1;
    Some(TheilSen { slope, low: ranked(low), high: ranked(high.min(count - 1)) })
}

/// Sizes of the groups of equal values.
fn ties(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).filter(|&size| size > 1).collect()
}

/// Variance of Kendall's statistic without a trend.
fn variance(n: usize, ties: &[usize]) -> f64 {
    let term = |n: usize| (n * (n - 1) * (2 * n + 5)) as f64;
    (term(n) - ties.iter().map(|&t| term(t)).sum::<f64>()) / 18.0
}

/// P(|S| ≥ s) over all orders of n values, counted by the recurrence for the number of orders with
/// so many pairs turned round (Kendall 1975): an n-th value adds 0 to n − 1 of them.
fn exact_p(n: usize, s: usize) -> f64 {
    let n_pairs = n * (n - 1) / 2;
    let mut share = vec![0.0; n_pairs + 1];
    share[0] = 1.0;
    for size in 2..=n {
        let before = share.clone();
        for (turned, value) in share.iter_mut().enumerate() {
            let from = turned.saturating_sub(size - 1);
            *value = before[from..=turned].iter().sum::<f64>() / size as f64;
        }
    }
    let turned = (n_pairs - s) / 2;
    (2.0 * share[..=turned].iter().sum::<f64>()).min(1.0)
}
