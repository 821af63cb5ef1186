//! Growth and its doubt against other people's programs (`tests/fixtures/make_trends.py`), and what
//! must hold for any counts.

use super::adjust::benjamini_hochberg;
use super::autocorrelation::Line;
use super::dispersion::Prior;
use super::estimate::{quantile, two_sided_p};
use super::growth::{decisive_period, fit};
use super::rank_test::{mann_kendall, theil_sen};
use super::shrinkage::variance_between;
use super::{Estimates, Growth, Verdict, estimate};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    fits: Vec<FitCase>,
    ranks: Vec<RankCase>,
    adjusted: Vec<AdjustedCase>,
    priors: Vec<PriorCase>,
    /// Degrees of freedom, t, its two-sided p, and the t of p = .05.
    students: Vec<(f64, f64, f64, f64)>,
    spreads: Vec<SpreadCase>,
    neighbours: Vec<NeighbourCase>,
    wholes: Vec<WholeCase>,
}

#[derive(Deserialize)]
struct FitCase {
    n_papers: Vec<usize>,
    n_period: Vec<usize>,
    intercept: f64,
    slope: f64,
    variance: f64,
    dispersion: f64,
    residuals: Vec<f64>,
}

#[derive(Deserialize)]
struct RankCase {
    times: Vec<f64>,
    values: Vec<f64>,
    tau: f64,
    p: f64,
    slope: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct AdjustedCase {
    p: Vec<f64>,
    q: Vec<f64>,
}

#[derive(Deserialize)]
struct PriorCase {
    own: Vec<f64>,
    freedom: f64,
    common: f64,
    /// Absent where infinite.
    common_freedom: Option<f64>,
    moderated: Vec<f64>,
}

#[derive(Deserialize)]
struct SpreadCase {
    slopes: Vec<(f64, f64)>,
    between: f64,
}

#[derive(Deserialize)]
struct NeighbourCase {
    n_period: Vec<usize>,
    rho: f64,
    expected: f64,
    factor: f64,
}

#[derive(Deserialize)]
struct WholeCase {
    counts: Vec<Vec<usize>>,
    n_period: Vec<usize>,
    per_year: f64,
    lag1: f64,
    variance_factor: f64,
    drift: f64,
    themes: Vec<ThemeCase>,
}

#[derive(Deserialize)]
struct ThemeCase {
    per_year: f64,
    low: f64,
    high: f64,
    p: f64,
    q: Option<f64>,
    dispersion: f64,
    share_first: f64,
    share_last: f64,
    shrunken: f64,
    shrunken_low: f64,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../tests/fixtures/trends.json")).unwrap()
}

/// Equal to 10⁻⁶, of the larger of 1 and the value.
#[track_caller]
fn same(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{what}: {ours}, not {theirs}");
}

/// Equal to 10⁻⁶ of the value itself, for small ones.
#[track_caller]
fn alike(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs(), "{what}: {ours}, not {theirs}");
}

#[test]
fn lines_are_those_of_statsmodels() {
    for case in fixture().fits {
        let what = format!("{:?}", case.n_papers);
        let fit = fit(&case.n_papers, &case.n_period).unwrap();
        same(fit.intercept, case.intercept, &what);
        same(fit.slope, case.slope, &what);
        alike(fit.variance, case.variance, &what);
        same(fit.dispersion(), case.dispersion, &what);
        assert_eq!(fit.residuals.len(), case.residuals.len());
        fit.residuals.iter().zip(&case.residuals).for_each(|(&a, &b)| same(a, b, &what));
    }
}

#[test]
fn rank_tests_are_those_of_scipy_and_pymannkendall() {
    for case in fixture().ranks {
        let what = format!("{:?}", case.values);
        let test = mann_kendall(&case.values).unwrap();
        same(test.tau, case.tau, &what);
        same(test.p, case.p, &what);
        let slope = theil_sen(&case.times, &case.values).unwrap();
        same(slope.slope, case.slope, &what);
        same(slope.low, case.low, &what);
        same(slope.high, case.high, &what);
    }
}

#[test]
fn false_discovery_rates_are_those_of_statsmodels() {
    for case in fixture().adjusted {
        let q = benjamini_hochberg(&case.p, case.p.len());
        assert_eq!(q.len(), case.q.len());
        q.iter().zip(&case.q).for_each(|(&a, &b)| same(a, b, "q"));
    }
    assert!(benjamini_hochberg(&[], 0).is_empty());
}

#[test]
fn dispersions_are_moderated_as_smyth_does() {
    for case in fixture().priors {
        let what = format!("{} themes", case.own.len());
        let prior = Prior::of(&case.own, case.freedom).unwrap();
        alike(prior.dispersion, case.common, &what);
        match case.common_freedom {
            Some(freedom) => alike(prior.freedom, freedom, &what),
            None => assert!(prior.freedom.is_infinite(), "{what}: {}", prior.freedom),
        }
        for (&own, &moderated) in case.own.iter().zip(&case.moderated) {
            alike(prior.moderate(own, case.freedom), moderated, &what);
        }
    }
    assert_eq!(Prior::of(&[1.3], 6.0), None);
}

#[test]
fn students_t_is_that_of_scipy() {
    for (freedom, t, p, critical) in fixture().students {
        alike(two_sided_p(t, freedom), p, &format!("t {t}, {freedom} degrees of freedom"));
        alike(quantile(freedom), critical, &format!("{freedom} degrees of freedom"));
    }
    assert_eq!(quantile(0.0), 0.0);
}

#[test]
fn the_variance_between_themes_is_the_root_that_scipy_finds() {
    for case in fixture().spreads {
        same(variance_between(&case.slopes) * 1e3, case.between * 1e3, "between");
    }
    assert_eq!(variance_between(&[]), 0.0);
}

#[test]
fn correlations_of_residuals_are_those_of_explicit_matrices() {
    for case in fixture().neighbours {
        let what = format!("{:?}, {}", case.n_period, case.rho);
        let line = Line::of(&case.n_period);
        same(line.expected(case.rho), case.expected, &what);
        same(line.variance_factor(case.rho), case.factor, &what);
    }
}

#[test]
fn the_whole_is_what_a_plain_program_makes_of_it() {
    let wholes = fixture().wholes;
    // Every part of it has something to do somewhere.
    assert!(wholes.iter().any(|case| case.lag1 > 0.0));
    assert!(wholes.iter().any(|case| case.drift < 0.0));
    assert!(wholes.iter().any(|case| case.themes.iter().any(|theme| theme.q.is_none())));
    for case in wholes {
        let found = estimate(&case.counts, &case.n_period, case.per_year);
        same(found.autocorrelation.lag1, case.lag1, "lag1");
        same(found.autocorrelation.variance_factor, case.variance_factor, "factor");
        same(found.drift, case.drift, "drift");
        for (theme, expected) in found.themes.iter().zip(&case.themes) {
            let growth = theme.growth.unwrap();
            same(growth.per_year, expected.per_year, "per_year");
            same(growth.low, expected.low, "low");
            same(growth.high, expected.high, "high");
            same(growth.p, expected.p, "p");
            same(growth.dispersion, expected.dispersion, "dispersion");
            same(growth.share_first, expected.share_first, "share_first");
            same(growth.share_last, expected.share_last, "share_last");
            same(growth.shrunken, expected.shrunken, "shrunken");
            same(growth.shrunken_low, expected.shrunken_low, "shrunken_low");
            assert_eq!(growth.q.is_some(), expected.q.is_some());
            same(growth.q.unwrap_or(0.0), expected.q.unwrap_or(0.0), "q");
        }
    }
}

#[test]
fn the_decisive_period_is_the_first_whose_refit_points_elsewhere() {
    let mut random = Xoshiro256Plus::seed_from_u64(3);
    let (mut n_decisive, mut n_compared) = (0, 0);
    for _ in 0..400 {
        let n_periods = random.gen_range(4..10);
        let n_period: Vec<usize> = (0..n_periods).map(|_| random.gen_range(0..40)).collect();
        let n_papers: Vec<usize> = n_period.iter().map(|&n| random.gen_range(0..=n)).collect();
        let Some(all) = fit(&n_papers, &n_period) else { continue };
        let slopes: Option<Vec<f64>> = (0..n_periods)
            .map(|left_out| {
                let (mut y, mut n) = (n_papers.clone(), n_period.clone());
                (y[left_out], n[left_out]) = (0, 0);
                fit(&y, &n).map(|fit| fit.slope)
            })
            .collect();
        let Some(slopes) = slopes else { continue };
        let turned = (0..n_periods).find(|&period| slopes[period] * all.slope <= 0.0);
        assert_eq!(decisive_period(&n_papers, &n_period, all.slope), turned, "{n_papers:?}");
        n_compared += 1;
        n_decisive += usize::from(turned.is_some());
    }
    assert!(n_compared > 200 && n_decisive > 50, "{n_decisive} of {n_compared}");
}

/// Every number that is told of an estimate is finite and in its range.
#[track_caller]
fn check(found: &Estimates, n_themes: usize) {
    let share = |value: f64| (0.0..=1.0).contains(&value);
    assert_eq!(found.themes.len(), n_themes);
    assert!(found.drift.is_finite() && found.drift <= 0.0);
    assert!((0.0..=0.9).contains(&found.autocorrelation.lag1));
    assert!(found.autocorrelation.variance_factor >= 1.0);
    assert!(found.autocorrelation.variance_factor.is_finite());
    for theme in &found.themes {
        if let Some(growth) = theme.growth {
            let Growth { per_year, low, high, p, q, dispersion, .. } = growth;
            let rates = [low, per_year, high, growth.shrunken, growth.shrunken_low];
            assert!(rates.iter().all(|rate| rate.is_finite() && *rate >= -1.0), "{growth:?}");
            assert!(low <= per_year && per_year <= high, "{growth:?}");
            assert!(share(p) && q.is_none_or(|q| share(q) && q >= p), "{growth:?}");
            assert!(dispersion.is_finite() && dispersion >= 1.0, "{growth:?}");
            assert!(share(growth.share_first) && share(growth.share_last), "{growth:?}");
            let doubling = growth.doubling_years.unwrap_or(1.0);
            assert!(doubling.is_finite() && doubling > 0.0, "{growth:?}");
        }
        if let Some(test) = theme.mann_kendall {
            assert!((-1.0..=1.0).contains(&test.tau) && share(test.p), "{test:?}");
        }
        if let Some(slope) = theme.theil_sen {
            assert!(slope.low <= slope.slope && slope.slope <= slope.high, "{slope:?}");
        }
    }
}

#[test]
fn degenerate_counts_give_no_impossible_numbers() {
    for n_periods in [0, 1, 2, 3, 4, 400] {
        let n_period: Vec<usize> = (0..n_periods).map(|period| 30 + period % 7).collect();
        let last = |period: usize| usize::from(period + 1 == n_periods);
        let counts: [Vec<usize>; 6] = [
            vec![0; n_periods],
            n_period.clone(),
            vec![5; n_periods],
            (0..n_periods).map(|period| 25 * last(period)).collect(),
            (0..n_periods).map(|period| n_period[period] - last(period)).collect(),
            (0..n_periods).map(|period| period % 2).collect(),
        ];
        let found = estimate(&counts, &n_period, 12.0);
        check(&found, counts.len());
        assert!(found.themes[0].growth.is_none() && found.themes[1].growth.is_none());
        let judged = |theme: usize| found.themes[theme].verdict != Verdict::TooFew;
        assert!(!judged(0) && !judged(1) && !judged(3));
        assert_eq!(judged(2), n_periods >= 4);
        // One theme alone, and periods without papers.
        for theme in &counts {
            check(&estimate(std::slice::from_ref(theme), &n_period, 1.0), 1);
            let none = vec![0; n_periods];
            check(&estimate(std::slice::from_ref(&none), &none, 1.0), 1);
        }
    }
    check(&estimate(&[], &[5, 0, 9, 4], 1.0), 0);
}

#[test]
fn odd_counts_give_no_impossible_numbers() {
    let mut random = Xoshiro256Plus::seed_from_u64(4);
    for _ in 0..2000 {
        let n_periods = random.gen_range(3..12);
        // From empty periods to huge ones.
        let n_period: Vec<usize> =
            (0..n_periods).map(|_| 10usize.pow(random.gen_range(0..6)) - 1).collect();
        let counts: Vec<Vec<usize>> = (0..4)
            .map(|_| {
                n_period
                    .iter()
                    .map(|&n| match random.gen_range(0..4) {
                        0 => 0,
                        1 => n,
                        2 => n.min(random.gen_range(0..3)),
                        _ => random.gen_range(0..=n),
                    })
                    .collect()
            })
            .collect();
        let per_year = [1.0, 4.0, 12.0][random.gen_range(0..3)];
        check(&estimate(&counts, &n_period, per_year), counts.len());
    }
}
