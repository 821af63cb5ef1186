//! Whether a theme's share jumped at some period, beyond what a straight trend explains.
//!
//! A theme that grows has more papers later than earlier whatever the period it is cut at, so a
//! level before against a level after would find a jump in every trend. The question is therefore
//! whether a jump on top of the line of [`fit`] explains the counts better than the line alone. As
//! the period of the jump is looked for, the clearest of many is compared with the clearest that
//! straight lines with the same scatter have, by simulation.

use super::adjust::benjamini_hochberg;
use super::estimate::Estimates;
use super::growth::fit;
use super::jump::{Null, Scanned};
use super::verdict::{Ground, counted, percent, sentence as verdict_sentence};
use rayon::prelude::*;
use std::ops::Range;

/// Periods with papers that a jump is looked for in: below, hardly anything is left of the scatter
/// once line and jump are fitted.
pub const MIN_PERIODS: usize = 6;

/// The share of false discoveries up to which a jump is called one. Stricter than that of verdicts:
/// counts of few papers that come in bunches do not vary as normal errors, and at .10 simulated
/// corpora of such had up to .12.
const MAX_Q: f64 = 0.05;

/// The period at which a theme's share changes most against its line. Made by `changepoints`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changepoint {
    /// The first period of the new level, as a column of the counts.
    pub period: usize,
    /// Papers of the theme and of all, before;
    pub before: (usize, usize),
    /// and from that period on.
    pub after: (usize, usize),
    /// The jump of the log-odds, beyond the line, in standard errors: Student's t, signed.
    pub t: f64,
    /// Chance of a jump as clear at any period of a theme without one, 0–1.
    pub p: f64,
    /// The same, corrected for the number of themes tested.
    pub q: f64,
}

impl Changepoint {
    /// Whether it is beyond chance.
    pub fn is_supported(&self) -> bool {
        self.q < MAX_Q
    }
}

/// The changepoint of every theme that is tested for growth, from its papers in each period
/// (`counts`, theme × period) and the papers of all; `None` where a jump cannot be looked for.
/// `estimates` are those of the same counts.
pub fn changepoints(
    counts: &[Vec<usize>],
    n_period: &[usize],
    estimates: &Estimates,
    seed: u64,
) -> Vec<Option<Changepoint>> {
    if n_period.iter().filter(|&&n| n > 0).count() < MIN_PERIODS {
        return vec![None; counts.len()];
    }
    let is_tested =
        |theme: usize| estimates.themes[theme].growth.is_some_and(|growth| growth.q.is_some());
    let scans = scans(counts, n_period, is_tested);
    match Null::of(&scans.iter().flatten().collect::<Vec<_>>(), seed) {
        Some(null) => compare(&scans, counts, n_period, &null, seed),
        None => vec![None; counts.len()],
    }
}

/// The clearest jump of every theme that is tested.
fn scans(
    counts: &[Vec<usize>],
    n_period: &[usize],
    is_tested: impl Fn(usize) -> bool + Sync,
) -> Vec<Option<Scanned>> {
    let scan = |(theme, n_papers): (usize, &Vec<usize>)| {
        let line = fit(n_papers, n_period).filter(|_| is_tested(theme))?;
        Scanned::of(&line, n_period)
    };
    counts.par_iter().enumerate().map(scan).collect()
}

/// These jumps compared with those that chance gives.
fn compare(
    scans: &[Option<Scanned>],
    counts: &[Vec<usize>],
    n_period: &[usize],
    null: &Null,
    seed: u64,
) -> Vec<Option<Changepoint>> {
    let themes = scans.par_iter().zip(counts).enumerate();
    let mut found: Vec<Option<Changepoint>> = themes
        .map(|(theme, (scanned, n_papers))| {
            let Scanned { scan, jump, .. } = scanned.as_ref()?;
            let t = jump.z / null.dispersion(jump).sqrt();
            let p = scan.chance(t, null, seed ^ theme as u64);
            let period = scan.periods[jump.at];
            let sum = |range: Range<usize>| {
                (n_papers[range.clone()].iter().sum(), n_period[range].iter().sum())
            };
            let (before, after) = (sum(0..period), sum(period..n_period.len()));
            Some(Changepoint { period, before, after, t, p, q: p })
        })
        .collect();
    let p: Vec<f64> = found.iter().flatten().map(|jump| jump.p).collect();
    let adjusted = benjamini_hochberg(&p, p.len());
    found.iter_mut().flatten().zip(adjusted).for_each(|(jump, q)| jump.q = q);
    found
}

/// What is said of a theme's changepoint, from its numbers. `period` names a column of the counts.
pub fn sentence(
    theme: usize,
    changepoints: &[Option<Changepoint>],
    estimates: &Estimates,
    period: &dyn Fn(usize) -> String,
) -> String {
    let estimate = &estimates.themes[theme];
    let Some(found) = &changepoints[theme] else {
        return match estimate.ground {
            Ground::Periods | Ground::Papers | Ground::NoLine => {
                verdict_sentence(estimate, estimates, period)
            }
            _ if estimate.n_periods < MIN_PERIODS => {
                let n = counted(estimate.n_periods, "complete period");
                format!("too few: {n} with papers, {MIN_PERIODS} are needed")
            }
            _ => "too few: no period has enough papers of the theme on both sides".to_owned(),
        };
    };
    let share = |(n, of): (usize, usize)| percent(n as f64 / of as f64);
    let (at, themes) = (period(found.period), changepoints.iter().flatten().count());
    let chance = format!(
        "chance of one as clear in a theme without, after correction for {}: {}",
        counted(themes, "theme"),
        percent(found.q)
    );
    if found.is_supported() {
        let way = if found.t > 0.0 { "up" } else { "down" };
        let (before, after) = (share(found.before), share(found.after));
        format!("a jump {way} in {at}, beyond its trend: {before} before, {after} since; {chance}")
    } else {
        format!("no jump beyond its trend; the clearest would be in {at}; {chance}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::estimate;
    use super::super::jump::SIMULATIONS;
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        counts: Vec<Vec<usize>>,
        n_period: Vec<usize>,
        rho: f64,
        jumps: Vec<Option<(usize, f64, f64)>>,
    }

    /// statsmodels' score test of every jump, and a simulation of many more lines
    /// (`tests/fixtures/make_changepoints.py`).
    #[test]
    fn jumps_are_those_of_the_reference() {
        let text = include_str!("../../tests/fixtures/changepoints.json");
        let cases: Vec<Case> = serde_json::from_str(text).unwrap();
        let mut n = 0;
        for case in &cases {
            let is_tested = |theme: usize| case.counts[theme].iter().sum::<usize>() >= 20;
            let scans = scans(&case.counts, &case.n_period, is_tested);
            let null = Null::at(case.rho, &scans.iter().flatten().collect::<Vec<_>>(), 1).unwrap();
            let found = compare(&scans, &case.counts, &case.n_period, &null, 1);
            for (found, expected) in found.iter().zip(&case.jumps) {
                let Some((period, t, p)) = *expected else {
                    assert_eq!(*found, None);
                    continue;
                };
                let found = found.unwrap();
                assert_eq!(found.period, period);
                assert!((found.t - t).abs() < 1e-6 * t.abs().max(1.0), "{found:?} {t}");
                // Thirty of as clear a jump give p to a fifth; 1999 simulations to half a percent.
                let error = (p * 0.2).max((p / SIMULATIONS as f64).sqrt()).max(5e-4);
                assert!((found.p - p).abs() < 4.0 * error, "{found:?} {p}");
                n += 1;
            }
        }
        assert!(n > 40, "{n} jumps compared");
    }

    /// Ten themes in years of 400 papers: the first as given, the others go up and down.
    fn beside_nine(n_papers: &[usize]) -> (Vec<Vec<usize>>, Vec<usize>) {
        let other = |theme: usize| {
            let n =
                |year: usize| 25 + (3 * theme * theme + 7 * year * year + 5 * theme * year) % 13;
            (0..n_papers.len()).map(n).collect()
        };
        let counts = std::iter::once(n_papers.to_vec()).chain((0..9).map(other)).collect();
        (counts, vec![400; n_papers.len()])
    }

    fn said(n_papers: &[usize]) -> String {
        let (counts, n_period) = beside_nine(n_papers);
        let estimates = estimate(&counts, &n_period, 1.0);
        let found = changepoints(&counts, &n_period, &estimates, 1);
        sentence(0, &found, &estimates, &|column| (2010 + column).to_string())
    }

    #[test]
    fn a_jump_is_told_and_a_steady_rise_is_none() {
        let told = [
            said(&[20, 22, 19, 21, 20, 18, 62, 60, 64, 61, 59, 63]),
            said(&[60, 62, 59, 61, 60, 20, 18, 19, 20, 22, 21, 20]),
            said(&[10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 59, 69]),
            said(&[30, 31, 29, 30, 31]),
            said(&[1, 1, 1, 1, 1, 1, 1, 1]),
            // All of its papers would be on one side.
            said(&[0, 0, 0, 0, 0, 0, 0, 1, 12, 11]),
        ];
        let expected = [
            "a jump up in 2016, beyond its trend: 5.0 % before, 15 % since; chance of one as \
             clear in a theme without, after correction for 10 themes: 0.5 %",
            "a jump down in 2015, beyond its trend: 15 % before, 5.0 % since; chance of one as \
             clear in a theme without, after correction for 10 themes: 0.5 %",
            "no jump beyond its trend; the clearest would be in 2012; chance of one as clear in a \
             theme without, after correction for 10 themes: 100 %",
            "too few: 5 complete periods with papers, 6 are needed",
            "too few: 8 papers in complete periods, 20 are needed",
            "too few: no period has enough papers of the theme on both sides",
        ];
        assert_eq!(told, expected);
    }
}
