//! Themes over time: counts and shares per calendar period.

mod adjust;
mod agree;
mod autocorrelation;
mod burst;
mod by_group;
mod chance;
mod changepoint;
mod complete;
mod composition;
mod covariate;
mod dispersion;
mod draws;
mod drift;
mod estimate;
mod evolution;
mod forecast;
mod forerunners;
mod grouping;
mod growth;
mod jump;
mod novelty;
mod periods;
mod rank_test;
#[cfg(test)]
mod reference;
mod shares;
mod shrinkage;
#[cfg(test)]
mod simulation;
mod spread;
mod step;
mod terms;
mod theme_bursts;
mod verdict;
mod windows;
mod within;

pub use autocorrelation::Autocorrelation;
pub use burst::{Burst, BurstPlan};
pub use by_group::{ByGroup, Composition};
pub use changepoint::Changepoint;
pub use composition::ShareChange;
pub use covariate::{CALL_AT, InGroup, LogOdds};
pub use estimate::{Estimate, Estimates, Growth, estimate};
pub use evolution::{Event, Evolution, Flow, ThemeWindow, evolve};
pub use forecast::{Backtest, Forecast, Forecasts, Step};
pub use periods::{Calendar, Period, PeriodUnit};
pub use rank_test::{MannKendall, TheilSen};
pub use shares::Share;
pub use terms::{NewTerm, TermBurst, TermTrends, term_trends};
pub use theme_bursts::TestedBurst;
pub use verdict::{Ground, Verdict, sentence};

use crate::cluster::Clustering;
use crate::corpus::{Corpus, Date};
use agree::agree;
use changepoint::changepoints;
use forecast::forecast;
use spread::{Places, places};
use theme_bursts::theme_bursts;

/// The papers of one theme, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Papers per period.
    pub n_papers: Vec<usize>,
    /// Papers of the theme without a place in the calendar.
    pub n_undated: usize,
}

/// Counts of a clustered corpus over time. Made by [`trend`].
///
/// The columns of all series and of `n_period` follow `calendar.periods`; `series` follows the
/// themes. In every period the themes and the unclustered add up to `n_period`.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// The periods, without gaps; empty for an undated corpus.
    pub calendar: Calendar,
    /// One per theme.
    pub series: Vec<Series>,
    /// Unclustered papers per period.
    pub unclustered: Series,
    /// Per theme, the stretches of time in which its share was far above its usual level.
    pub bursts: Vec<Vec<TestedBurst>>,
    /// Shares ahead; `None` with too few periods, or where none are asked for.
    pub forecasts: Option<Forecasts>,
    /// Papers per period, of all themes and none.
    pub n_period: Vec<usize>,
    /// The position of each paper's period in the calendar; `None` without a place in time. Follows
    /// the papers.
    pub positions: Vec<Option<usize>>,
    /// Papers without a date, or with one too coarse for the period.
    pub n_undated: usize,
    /// The same by groups of papers, where the user names a column for them.
    pub by_group: Option<ByGroup>,
    /// Part of the papers, 0–1, that later comes from other venues than before; `None` where few
    /// have a venue, or there are no two periods.
    pub venue_shift: Option<f64>,
    /// Growth and verdict of every theme, from the complete periods.
    pub estimates: Estimates,
    /// Per theme, the share of the other runs of the clustering that give the same verdict, 0–1;
    /// `None` where there are none.
    pub agree: Vec<Option<f64>>,
    /// Per theme, the period at which its share changes most against its line, as a column of the
    /// complete periods; `None` where there is too little to look for one.
    pub changepoints: Vec<Option<Changepoint>>,
    /// Papers that were spread over their year, as the user asked.
    pub n_spread: usize,
}

impl Trends {
    /// The verdict on a theme as a sentence.
    pub fn reason(&self, theme: usize) -> String {
        let name = |column| self.complete_period(column);
        sentence(&self.estimates.themes[theme], &self.estimates, &name)
    }

    /// What is said of a theme's changepoint.
    pub fn changepoint_reason(&self, theme: usize) -> String {
        let name = |column| self.complete_period(column);
        changepoint::sentence(theme, &self.changepoints, &self.estimates, &name)
    }

    /// The name of a column of the complete periods.
    pub fn complete_period(&self, column: usize) -> String {
        self.calendar.periods[self.calendar.complete().start + column].to_string()
    }
}

/// How trends are found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TrendPlan {
    /// The period papers are counted in; `None`: chosen from the data.
    pub period: Option<PeriodUnit>,
    /// Windows in which themes are compared; `None`: by the number of papers.
    pub n_windows: Option<usize>,
    /// The last day of the collection; `None`: told from the data.
    pub as_of: Option<Date>,
    /// Whether papers dated by year alone are spread over the periods of the year.
    pub spread_years: bool,
    /// Periods ahead that shares are forecast; `None`: as many as suit the period.
    pub forecast: Option<usize>,
    /// How bursts are found.
    pub burst: BurstPlan,
    /// Seed of every random choice.
    pub seed: u64,
}

/// Counts the papers of every theme in every period.
pub fn trend(corpus: &Corpus, clustering: &Clustering, plan: &TrendPlan) -> Trends {
    let dates = corpus.dates();
    let calendar = Calendar::of(&dates.iter().flatten().copied().collect::<Vec<_>>(), plan);
    let n_periods = calendar.periods.len();
    let n_themes = clustering.n_themes();

    let themes = clustering.themes();
    let Places { positions, n_spread } = places(&dates, &themes, &calendar, plan.spread_years);

    // The row after the themes is that of the unclustered, the column after the periods that of
    // the undated.
    let mut counts = vec![vec![0usize; n_periods + 1]; n_themes + 1];
    for (position, theme) in positions.iter().zip(&themes) {
        counts[theme.unwrap_or(n_themes)][position.unwrap_or(n_periods)] += 1;
    }
    let totals: Vec<usize> =
        (0..=n_periods).map(|period| counts.iter().map(|row| row[period]).sum()).collect();
    let n_period = &totals[..n_periods];
    let mut series = counts.into_iter().map(|mut n_papers| {
        let n_undated = n_papers.pop().unwrap_or(0);
        Series { n_papers, n_undated }
    });
    let themes: Vec<Series> = series.by_ref().take(n_themes).collect();
    let unclustered =
        series.next().unwrap_or(Series { n_papers: vec![0; n_periods], n_undated: 0 });
    let per_theme: Vec<&[usize]> = themes.iter().map(|s| s.n_papers.as_slice()).collect();
    let bursts = theme_bursts(&per_theme, n_period, calendar.complete(), &plan.burst, plan.seed);
    let complete = calendar.complete();
    let of_complete: Vec<Vec<usize>> =
        themes.iter().map(|theme| theme.n_papers[complete.clone()].to_vec()).collect();
    let per_year = calendar.per_year();
    let n_complete = &n_period[complete.clone()];
    let estimates = estimate(&of_complete, n_complete, per_year);
    let column = |position: &Option<usize>| {
        position.filter(|position| complete.contains(position)).map(|at| at - complete.start)
    };
    let columns: Vec<Option<usize>> = positions.iter().map(column).collect();
    let agree = agree(clustering, &columns, n_complete, per_year, &estimates);
    let changepoints = changepoints(&of_complete, n_complete, &estimates, plan.seed);
    let by_group = by_group::by_group(corpus, clustering, &calendar, &positions, &estimates);
    let forecasts = forecast(&per_theme, n_period, &calendar, plan.forecast);
    Trends {
        estimates,
        agree,
        changepoints,
        by_group,
        venue_shift: by_group::venue_shift(corpus, &calendar, &positions),
        calendar,
        bursts,
        forecasts,
        series: themes,
        unclustered,
        positions,
        n_spread,
        n_undated: totals[n_periods],
        n_period: n_period.to_vec(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub const PLAN: TrendPlan = TrendPlan {
        period: None,
        n_windows: None,
        as_of: None,
        spread_years: false,
        forecast: None,
        burst: BurstPlan { scale: 2.0, gamma: 1.0 },
        seed: 1,
    };
    use crate::corpus::Paper;

    /// Papers as (year or 0, theme or none).
    pub fn example(papers: &[(u16, Option<usize>)]) -> (Corpus, Clustering) {
        let corpus = Corpus {
            papers: papers
                .iter()
                .map(|&(year, _)| Paper { date: Date::new(year, None, None), ..Paper::default() })
                .collect(),
            ..Corpus::default()
        };
        let themes: Vec<Option<usize>> = papers.iter().map(|&(_, theme)| theme).collect();
        let clustering = Clustering::of_themes(&themes, 2);
        (corpus, clustering)
    }

    #[test]
    fn counts_reconcile_and_zeros_are_there() {
        let papers =
            [(2020, Some(0)), (2020, Some(1)), (2022, Some(0)), (2022, None), (0, Some(1))];
        let (corpus, clustering) = example(&papers);
        let trends = trend(&corpus, &clustering, &PLAN);
        assert_eq!(trends.n_period, [2, 0, 2]);
        assert_eq!(trends.series[0].n_papers, [1, 0, 1]);
        assert_eq!(trends.series[1].n_papers, [1, 0, 0]);
        assert_eq!(trends.unclustered.n_papers, [0, 0, 1]);
        assert_eq!((trends.n_undated, trends.series[1].n_undated), (1, 1));
    }

    #[test]
    fn an_undated_corpus_has_no_periods() {
        let (corpus, clustering) = example(&[(0, Some(0)), (0, None)]);
        let trends = trend(&corpus, &clustering, &PLAN);
        assert!(trends.calendar.periods.is_empty() && trends.n_period.is_empty());
        assert_eq!(trends.n_undated, 2);
        assert!(trends.estimates.themes.iter().all(|theme| theme.verdict == Verdict::TooFew));
    }
}
