//! Shares a few periods ahead, and how wrong such forecasts were so far.
//!
//! Forecasts of shares of papers are mostly forecasts of counting noise: a dozen papers a quarter
//! move by themselves. The model is therefore one of counts (`steady.rs`), with one parameter for
//! the whole corpus, the discount: how fast shares move. What else the counts vary is an inflation
//! per theme. Each forecast goes with its backtest: the same made from earlier periods and
//! compared with what came.

mod counted;
mod steady;

use super::{Calendar, Period, PeriodUnit};
use counted::Counted;
use rayon::prelude::*;
use steady::{Counts, State, Surprise, walk};

/// Complete periods with papers that a forecast needs.
const MIN_PERIODS: usize = 12;

/// Complete periods with papers that the first forecast of a backtest is made from.
const MIN_BACKTEST: usize = 8;

/// Earlier periods from which the backtest makes forecasts, at most, beside the periods ahead.
const BACKTESTS: usize = 12;

/// What is left of a count in the next period; the best of them is taken.
const DISCOUNTS: [f64; 8] = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// Weight of a surprise against that in the next period: what the inflation was of late.
const RECENT: f64 = 0.9;

/// Forecasts of all themes. Made by `forecast`.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecasts {
    /// The periods ahead, from the one after the last complete period on.
    pub periods: Vec<Period>,
    /// Complete periods with papers that they are made from.
    pub n_periods: usize,
    /// What is left of a count in the next period, 0–1.
    pub discount: f64,
    /// One per theme.
    pub themes: Vec<Forecast>,
}

/// The forecast of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The expected shares, one per period ahead.
    pub steps: Vec<Step>,
    /// How such forecasts did.
    pub backtest: Backtest,
}

/// A share ahead, with intervals for the share that will be counted, all within 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The expected share.
    pub share: f64,
    /// Ends of the 80 % interval.
    pub within80: (f64, f64),
    /// Ends of the 95 % interval.
    pub within95: (f64, f64),
}

/// Errors of forecasts that were made from the first periods alone, all horizons together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backtest {
    /// Forecasts compared with what came; at least one.
    pub n_errors: usize,
    /// Mean absolute error, in shares.
    pub mae: f64,
    /// The same of the naive forecast, that the last share stays.
    pub naive_mae: f64,
    /// Part of the shares that were in the 95 % interval, 0–1.
    pub coverage95: f64,
}

/// Forecasts `horizon` periods ahead (`None`: a year, with years two), each theme by itself: they
/// add up to 1 only about. `None` where there is nothing to forecast, or less than
/// [`MIN_PERIODS`] complete periods have papers.
///
/// `counts` are the papers of each theme, `n_period` of all, per period of the calendar.
pub fn forecast(
    counts: &[&[usize]],
    n_period: &[usize],
    calendar: &Calendar,
    horizon: Option<usize>,
) -> Option<Forecasts> {
    let complete = calendar.complete();
    let last = calendar.periods[complete.clone()].last()?;
    let horizon = horizon.unwrap_or(match last.unit() {
        PeriodUnit::Month => 12,
        PeriodUnit::Quarter => 4,
        PeriodUnit::Year => 2,
    });
    let all = &n_period[complete.clone()];
    let n_periods = n_solid(all);
    if horizon == 0 || n_periods < MIN_PERIODS || counts.is_empty() {
        return None;
    }
    let series: Vec<Counts> =
        counts.iter().map(|theme| Counts { theme: &theme[complete.clone()], all }).collect();
    let per_year = last.unit().per_year() as usize;
    let n = all.len();
    let model = Model::of(&series, n, per_year);
    // The same from the periods before each of the last ones.
    let earlier: Vec<Model> = (n.saturating_sub(BACKTESTS + horizon)..n)
        .filter(|&until| n_solid(&all[..until]) >= MIN_BACKTEST)
        .map(|until| Model::of(&series, until, per_year))
        .collect();
    let themes = (0..series.len()).into_par_iter().map(|theme| Forecast {
        steps: (1..=horizon).map(|ahead| model.step(theme, ahead)).collect(),
        backtest: backtest(theme, series[theme], &earlier, horizon),
    });
    Some(Forecasts {
        periods: std::iter::successors(Some(last.next()), |p| Some(p.next()))
            .take(horizon)
            .collect(),
        n_periods,
        discount: model.discount,
        themes: themes.collect(),
    })
}

/// Periods with papers.
fn n_solid(all: &[usize]) -> usize {
    all.iter().filter(|&&n| n > 0).count()
}

/// All that forecasts need of the first periods.
struct Model {
    /// Periods it was made from.
    until: usize,
    discount: f64,
    /// Papers to expect in a period: the mean of the last year's (two with years) that have any.
    n_expected: usize,
    /// One per theme: the state after the last period, and the inflation.
    themes: Vec<(State, f64)>,
}

impl Model {
    fn of(series: &[Counts], until: usize, per_year: usize) -> Model {
        let series: Vec<Counts> = series.iter().map(|counts| counts.until(until)).collect();
        let score = |discount: f64| -> f64 {
            series.iter().map(|&counts| error_of(counts, discount)).sum()
        };
        let scores: Vec<f64> = DISCOUNTS.par_iter().map(|&discount| score(discount)).collect();
        let best = (0..DISCOUNTS.len()).min_by(|&i, &j| scores[i].total_cmp(&scores[j]));
        let discount = DISCOUNTS[best.unwrap_or(0)];
        let of_theme = |&counts: &Counts| {
            let (state, surprises) = walk(counts, discount);
            (state, inflation(&surprises))
        };
        let solid = series[0].all.iter().rev().filter(|&&n| n > 0).take(per_year.max(2));
        let (sum, n) = solid.fold((0usize, 0usize), |(sum, n), &papers| (sum + papers, n + 1));
        Model {
            until,
            discount,
            n_expected: ((2 * sum + n) / (2 * n).max(1)).max(1),
            themes: series.iter().map(of_theme).collect(),
        }
    }

    fn step(&self, theme: usize, ahead: usize) -> Step {
        let (state, inflation) = self.themes[theme];
        let state = state.after(ahead);
        let share = state.share();
        let counted = Counted::new(self.n_expected, share, state.correlation(), inflation);
        // Of a handful of papers a small share is most likely none: the expected share is none of
        // the shares that can be counted, and may be outside of them.
        let within = |tail: f64| {
            (counted.quantile(tail).min(share), counted.quantile(1.0 - tail).max(share))
        };
        Step { share, within80: within(0.1), within95: within(0.025) }
    }
}

/// Absolute errors of a theme's shares, one period ahead, each in units of the counting noise of
/// the theme in the period, so that neither large themes nor small periods decide alone.
fn error_of(counts: Counts, discount: f64) -> f64 {
    let mean = counts.mean_share();
    let (_, surprises) = walk(counts, discount);
    let noise = |n: f64| (mean * (1.0 - mean) / n).sqrt();
    surprises.iter().map(|surprise| surprise.error.abs() / noise(surprise.n)).sum()
}

/// How much more the shares vary than the model says, at least 1: squared errors ÷ variances, both
/// weighed by papers and by how recent they are.
fn inflation(surprises: &[Surprise]) -> f64 {
    let (mut errors, mut variances, mut weight) = (0.0, 0.0, 1.0);
    for surprise in surprises.iter().rev() {
        errors += weight * surprise.n * surprise.error * surprise.error;
        variances += weight * surprise.n * surprise.variance;
        weight *= RECENT;
    }
    if variances > 0.0 { (errors / variances).max(1.0) } else { 1.0 }
}

fn backtest(theme: usize, counts: Counts, earlier: &[Model], horizon: usize) -> Backtest {
    let share = |period: usize| {
        let all = counts.all[period];
        (all > 0).then(|| counts.theme[period] as f64 / all as f64)
    };
    let (mut n_errors, mut covered) = (0usize, 0usize);
    let (mut error, mut naive) = (0.0f64, 0.0f64);
    for model in earlier {
        let Some(last) = (0..model.until).rev().find_map(share) else { continue };
        for ahead in 1..=horizon.min(counts.all.len() - model.until) {
            let Some(came) = share(model.until + ahead - 1) else { continue };
            let step = model.step(theme, ahead);
            n_errors += 1;
            error += (step.share - came).abs();
            naive += (last - came).abs();
            let (low, high) = step.within95;
            covered += usize::from((low - 1e-9..=high + 1e-9).contains(&came));
        }
    }
    let n = n_errors.max(1) as f64;
    Backtest { n_errors, mae: error / n, naive_mae: naive / n, coverage95: covered as f64 / n }
}

#[cfg(test)]
mod tests {
    use super::super::TrendPlan;
    use super::*;
    use crate::corpus::Date;

    fn months(n: usize) -> Calendar {
        let month = |i: usize| Date::new(1990 + (i / 12) as u16, Some((i % 12) as u8 + 1), None);
        let plan = TrendPlan { period: Some(PeriodUnit::Month), ..TrendPlan::default() };
        Calendar::of(&(0..n).filter_map(month).collect::<Vec<_>>(), &plan)
    }

    #[test]
    fn steps_and_backtests_equal_those_of_scipy() {
        #[derive(serde::Deserialize)]
        struct Theme {
            counts: Vec<usize>,
            share: Vec<f64>,
            lo95: Vec<f64>,
            hi95: Vec<f64>,
            lo80: Vec<f64>,
            hi80: Vec<f64>,
            mae: f64,
            naive_mae: f64,
            coverage95: f64,
            n_errors: usize,
        }
        #[derive(serde::Deserialize)]
        struct Fixture {
            n_period: Vec<usize>,
            horizon: usize,
            discount: f64,
            themes: Vec<Theme>,
        }
        let fixtures: Vec<Fixture> =
            serde_json::from_str(include_str!("../../../tests/fixtures/forecast.json")).unwrap();
        for fixture in fixtures {
            let counts: Vec<&[usize]> =
                fixture.themes.iter().map(|t| t.counts.as_slice()).collect();
            let n = fixture.n_period.len();
            let found =
                forecast(&counts, &fixture.n_period, &months(n), Some(fixture.horizon)).unwrap();
            assert_eq!(found.discount, fixture.discount);
            let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
            for (found, theme) in found.themes.iter().zip(&fixture.themes) {
                for (h, step) in found.steps.iter().enumerate() {
                    near(step.share, theme.share[h]);
                    near(step.within80.0, theme.lo80[h]);
                    near(step.within80.1, theme.hi80[h]);
                    near(step.within95.0, theme.lo95[h]);
                    near(step.within95.1, theme.hi95[h]);
                }
                assert_eq!(found.backtest.n_errors, theme.n_errors);
                near(found.backtest.mae, theme.mae);
                near(found.backtest.naive_mae, theme.naive_mae);
                near(found.backtest.coverage95, theme.coverage95);
            }
        }
    }

    #[test]
    fn any_series_gives_shares_or_nothing() {
        for n in [1, 2, 3, 12, 400] {
            for per_period in [0, 1, 30] {
                let all = vec![per_period; n];
                let (none, few) = (vec![0; n], vec![per_period / 5; n]);
                let half: Vec<usize> =
                    (0..n).map(|i| if i < n / 2 { 0 } else { per_period }).collect();
                let counts: [&[usize]; 4] = [&none, &all, &few, &half];
                let found = forecast(&counts, &all, &months(n), None);
                assert_eq!(found.is_some(), n >= MIN_PERIODS && per_period > 0, "{n} {per_period}");
                let Some(found) = found else { continue };
                assert_eq!((found.periods.len(), found.themes.len()), (12, 4));
                for theme in &found.themes {
                    for step in &theme.steps {
                        let ends = [
                            0.0,
                            step.within95.0,
                            step.within80.0,
                            step.share,
                            step.within80.1,
                            step.within95.1,
                            1.0,
                        ];
                        assert!(ends.windows(2).all(|pair| pair[0] <= pair[1]), "{n} {step:?}");
                    }
                    let backtest = theme.backtest;
                    assert!(backtest.n_errors > 0 && (0.0..=1.0).contains(&backtest.mae));
                    assert!((0.0..=1.0).contains(&backtest.coverage95));
                }
                assert!(found.themes[0].steps[0].share < 0.05);
                assert!(found.themes[1].steps[0].share > 0.95 - 0.5 / per_period as f64);
            }
        }
        assert_eq!(forecast(&[], &[3; 20], &months(20), None), None);
        let one: [&[usize]; 1] = [&[1; 20]];
        assert_eq!(forecast(&one, &[3; 20], &months(20), Some(0)), None);
    }
}
