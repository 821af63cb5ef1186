//! Counts → a growth, its doubt and a verdict for every theme.

use super::adjust::benjamini_hochberg;
use super::autocorrelation::Autocorrelation;
use super::dispersion::Prior;
use super::growth::{Fit, decisive_period, fit};
use super::rank_test::{MannKendall, TheilSen, mann_kendall, theil_sen};
use super::shrinkage::{shrink, variance_between};
use super::verdict::{Evidence, Ground, MIN_PAPERS, MIN_PERIODS, judge};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The greatest share of which a doubling time is told: a share cannot double beyond one half.
const MAX_DOUBLING_SHARE: f64 = 0.25;

/// Growth per year, as a logarithm, beyond which an upper end says only that there is none: a
/// million-fold. Few and scattered papers lead to ends that no number can hold.
const MAX_LOG_GROWTH: f64 = 13.8;

/// What is said of all themes of a corpus. Made by [`estimate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Estimates {
    /// One per theme.
    pub themes: Vec<Estimate>,
    /// The first and the last period that has papers, as columns of the counts.
    pub span: Option<(usize, usize)>,
    /// Themes that were tested together: the number that q is corrected for.
    pub n_tested: usize,
    /// What neighbouring periods have in common.
    pub autocorrelation: Autocorrelation,
    /// The median growth of the odds per year of the tested themes where that is negative, else 0:
    /// what the rest loses when some themes surge, and a declining one must fall below.
    pub drift: f64,
}

/// What is said of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its papers in the periods.
    pub n_papers: usize,
    /// Periods with papers, of this theme or any.
    pub n_periods: usize,
    /// Its growth; `None` where no line can be fitted.
    pub growth: Option<Growth>,
    /// The same question asked without a model.
    pub mann_kendall: Option<MannKendall>,
    /// Change of the share per year, without a model.
    pub theil_sen: Option<TheilSen>,
    /// Place among the themes by `growth.shrunken_low`, from 1.
    pub rank: Option<usize>,
    /// Growing, declining, steady, emerging or too few,
    pub verdict: Verdict,
    /// and why.
    pub ground: Ground,
}

pub use super::verdict::Verdict;

/// The growth of a theme's odds: its papers per paper outside of it. A ratio per year: 0.25 is
/// +25 %, −1 the least. For small shares the growth of the share is the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Per year.
    pub per_year: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Two-sided p, 0–1, that the odds neither changed nor fell along with the drift.
    pub p: f64,
    /// The same, corrected for the number of themes tested; `None` for one that is not tested.
    pub q: Option<f64>,
    /// The dispersion that the interval is made with, ≥ 1.
    pub dispersion: f64,
    /// The fitted share in the first period that has papers, 0–1.
    pub share_first: f64,
    /// The fitted share in the last one.
    pub share_last: f64,
    /// Per year, drawn towards zero by what themes have in common.
    pub shrunken: f64,
    /// Lower end of its 95 % interval.
    pub shrunken_low: f64,
    /// Years in which the share doubles from `share_last` on; `None` unless the theme is growing
    /// or emerging and its share far from one half.
    pub doubling_years: Option<f64>,
}

/// Growth and verdict of every theme, from its papers in each period (`counts`, theme × period)
/// and the papers of all themes and none (`n_period`), at so many periods a year. Only periods
/// that are over should be given.
///
/// The slope of a quasi-binomial line through the log-odds, with a dispersion moderated across
/// themes and at least 1, Student's t with the degrees of freedom of both, the variance multiplied
/// for autocorrelation, and q by Benjamini and Hochberg.
pub fn estimate(counts: &[Vec<usize>], n_period: &[usize], per_year: f64) -> Estimates {
    let mut estimates = grow(counts, n_period, per_year);
    let with_papers: Vec<usize> =
        (0..n_period.len()).filter(|&period| n_period[period] > 0).collect();
    let years: Vec<f64> = with_papers.iter().map(|&period| period as f64 / per_year).collect();
    estimates.themes.par_iter_mut().zip(counts).for_each(|(estimate, n_papers)| {
        let share = |&period: &usize| n_papers[period] as f64 / n_period[period] as f64;
        let shares: Vec<f64> = with_papers.iter().map(share).collect();
        estimate.mann_kendall = mann_kendall(&shares);
        estimate.theil_sen = theil_sen(&years, &shares);
    });
    estimates
}

/// The same without the cross-checks, which take the longest: they compare every two periods.
pub fn grow(counts: &[Vec<usize>], n_period: &[usize], per_year: f64) -> Estimates {
    let line = |theme: &Vec<usize>| {
        let fit = fit(theme, n_period)?;
        let decisive_period = decisive_period(theme, n_period, fit.slope);
        Some(Line { fit, decisive_period })
    };
    assess(&counts.par_iter().map(line).collect::<Vec<_>>(), counts, n_period, per_year)
}

/// A fitted line, and the period without which it would not go the way it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub fit: Fit,
    pub decisive_period: Option<usize>,
}

/// The same as [`estimate`] from lines that are fitted already, one per theme.
pub fn assess(
    lines: &[Option<Line>],
    counts: &[Vec<usize>],
    n_period: &[usize],
    per_year: f64,
) -> Estimates {
    let with_papers: Vec<usize> =
        (0..n_period.len()).filter(|&period| n_period[period] > 0).collect();
    let n_periods = with_papers.len();
    let span = with_papers.first().copied().zip(with_papers.last().copied());
    let is_tested = |theme: usize| {
        n_periods >= MIN_PERIODS && counts[theme].iter().sum::<usize>() >= MIN_PAPERS
    };

    let fits: Vec<Option<&Fit>> =
        lines.iter().map(|line| line.as_ref().map(|line| &line.fit)).collect();
    let tested: Vec<usize> =
        (0..counts.len()).filter(|&theme| is_tested(theme) && fits[theme].is_some()).collect();
    let of_tested = || tested.iter().filter_map(|&theme| fits[theme]);

    let own: Vec<f64> = of_tested().map(Fit::dispersion).collect();
    let freedom = n_periods as f64 - 2.0;
    let prior = Prior::of(&own, freedom);
    let autocorrelation = Autocorrelation::of(of_tested(), n_period);
    // No more than all themes together have (limma).
    let pooled = (own.len() as f64).max(1.0) * freedom;
    let freedom_in_all = prior.map_or(freedom, |prior| (prior.freedom + freedom).min(pooled));
    let slopes: Vec<Option<Slope>> = fits
        .iter()
        .map(|fit| {
            let fit = (*fit)?;
            let moderated =
                prior.map_or(fit.dispersion(), |prior| prior.moderate(fit.dispersion(), freedom));
            // Papers do not avoid one another: less than binomial variation is luck.
            let dispersion = moderated.max(1.0);
            let variance = dispersion * fit.variance * autocorrelation.variance_factor;
            Some(Slope { slope: fit.slope, variance, dispersion })
        })
        .collect();
    let slopes_of_tested: Vec<Slope> = tested.iter().filter_map(|&theme| slopes[theme]).collect();
    let t = quantile(freedom_in_all);
    let drift = drift(&slopes_of_tested, t);
    let between = variance_between(
        &slopes_of_tested.iter().map(|slope| (slope.slope, slope.variance)).collect::<Vec<_>>(),
    );
    let scale = Scale { per_year, drift, between, quantile: t, freedom_in_all };
    let mut growths: Vec<Option<Growth>> = fits
        .iter()
        .zip(&slopes)
        .map(|(fit, slope)| Some(scale.growth((*fit)?, (*slope)?, span?)))
        .collect();
    let p: Vec<f64> =
        tested.iter().filter_map(|&theme| growths[theme].map(|growth| growth.p)).collect();
    for (&theme, q) in tested.iter().zip(benjamini_hochberg(&p, p.len())) {
        if let Some(growth) = &mut growths[theme] {
            growth.q = Some(q);
        }
    }

    let ranks = ranks(&growths);
    let themes = (0..counts.len())
        .into_par_iter()
        .map(|theme| {
            let n_papers = &counts[theme];
            let (verdict, ground) = judge(&Evidence {
                n_papers,
                n_period,
                growth: growths[theme].as_ref(),
                decisive_period: lines[theme].as_ref().and_then(|line| line.decisive_period),
            });
            let mut growth = growths[theme];
            if verdict.direction() <= 0 {
                growth.iter_mut().for_each(|growth| growth.doubling_years = None);
            }
            Estimate {
                n_papers: n_papers.iter().sum(),
                n_periods,
                growth,
                mann_kendall: None,
                theil_sen: None,
                rank: ranks[theme],
                verdict,
                ground,
            }
        })
        .collect();
    let drift = libm::expm1(drift * per_year);
    Estimates { themes, span, n_tested: tested.len(), autocorrelation, drift }
}

/// A slope per period with the variance that counts.
#[derive(Clone, Copy)]
struct Slope {
    slope: f64,
    variance: f64,
    dispersion: f64,
}

/// What themes lose per period when others surge, ≤ 0: the median of their slopes, a median of
/// ratios (Anders & Huber 2010) on the scale on which trends are fitted. Once more without those
/// beyond chance of it: they pull it their way.
fn drift(slopes: &[Slope], quantile: f64) -> f64 {
    let all = median(slopes.iter().map(|slope| slope.slope)).unwrap_or(0.0);
    let is_near = |slope: &&Slope| (slope.slope - all).abs() <= quantile * slope.variance.sqrt();
    median(slopes.iter().filter(is_near).map(|slope| slope.slope)).unwrap_or(all).min(0.0)
}

/// What all themes are measured by.
struct Scale {
    per_year: f64,
    drift: f64,
    between: f64,
    quantile: f64,
    freedom_in_all: f64,
}

impl Scale {
    fn growth(&self, fit: &Fit, slope: Slope, (first, last): (usize, usize)) -> Growth {
        let error = slope.variance.sqrt();
        let a_year = |slope: f64| libm::expm1((slope * self.per_year).min(MAX_LOG_GROWTH));
        // "No trend of its own" is anything between no change and the drift.
        let beyond = (slope.slope.max(self.drift - slope.slope)).max(0.0);
        let (shrunken, shrunken_variance) = shrink(slope.slope, slope.variance, self.between);
        let share_last = fit.share(last);
        let to_double = logit(2.0 * share_last.min(MAX_DOUBLING_SHARE)) - logit(share_last);
        let doubles = slope.slope > 0.0 && share_last <= MAX_DOUBLING_SHARE;
        Growth {
            per_year: a_year(slope.slope),
            low: a_year(slope.slope - self.quantile * error),
            high: a_year(slope.slope + self.quantile * error),
            p: two_sided_p(beyond / error, self.freedom_in_all),
            q: None,
            dispersion: slope.dispersion,
            share_first: fit.share(first),
            share_last,
            shrunken: a_year(shrunken),
            shrunken_low: a_year(shrunken - self.quantile * shrunken_variance.sqrt()),
            doubling_years: doubles.then(|| to_double / slope.slope / self.per_year),
        }
    }
}

fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

/// P(|T| ≥ t) of Student's t with `freedom` ≥ 1 degrees of freedom.
pub(super) fn two_sided_p(t: f64, freedom: f64) -> f64 {
    let student = StudentsT::new(0.0, 1.0, freedom).expect("degrees of freedom are positive");
    (2.0 * student.sf(t)).min(1.0)
}

/// The t that |T| exceeds with probability .05, by bisection: the ready-made quantile of statrs
/// has three digits for few degrees of freedom. 0 without degrees of freedom, when nothing is
/// estimated.
pub(super) fn quantile(freedom: f64) -> f64 {
    if freedom < 1.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if two_sided_p(middle, freedom) > 0.05 { low = middle } else { high = middle }
    }
    high
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some((values[last / 2] + values[values.len() / 2]) / 2.0)
}

/// Places by the lower end of shrunken growth, the greatest first, the larger theme first of equals.
fn ranks(growths: &[Option<Growth>]) -> Vec<Option<usize>> {
    let mut order: Vec<(usize, f64)> = growths
        .iter()
        .enumerate()
        .filter_map(|(theme, growth)| Some((theme, growth.as_ref()?.shrunken_low)))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut ranks = vec![None; growths.len()];
    for (rank, (theme, _)) in (1..).zip(order) {
        ranks[theme] = Some(rank);
    }
    ranks
}
