//! The rows tables are made of, and those that every chart is drawn from.
//!
//! `rows_of.rs` makes them of an analysis, for the tables; `rows_in.rs` reads them in the tables,
//! for the charts. So each number seen in a chart can be looked up: charts draw rows and never
//! compute statistics of their own.

use crate::corpus::Date;
use crate::trend::Verdict;
use crate::trend::{Backtest, CALL_AT, Step};

/// One theme and its size. Tables hold themes in order of size, largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeRow {
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// Papers in the theme.
    pub n_papers: usize,
    /// Part of all papers of the corpus, 0 to 1.
    pub share: f64,
    /// The broad theme it is part of, where there are any.
    pub parent_id: Option<String>,
}

/// One broad theme. Tables hold them in order of size, largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct BroadRow {
    /// Stable short name, for example `B01`.
    pub broad_id: String,
    /// Words for people.
    pub label: String,
}

/// One of the terms that tell a theme from the others. Theme-major in order of theme size, then by
/// rank.
#[derive(Debug, Clone, PartialEq)]
pub struct TermRow {
    /// Stable short name of the theme, for example `T01`.
    pub theme_id: String,
    /// Place among the terms of the theme, from 1.
    pub rank: usize,
    /// The term, as papers write it.
    pub term: String,
    /// What the rank follows, above 0.
    pub score: f64,
    /// Papers of the theme with the term.
    pub n_papers: usize,
}

/// One theme in one period.
///
/// A table of these is theme-major in order of theme size, then in time order, and every theme
/// has every period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRow {
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// `2024`, `2024 Q1` or `2024 M03`.
    pub period: String,
    /// False when the corpus begins or ends inside the period.
    pub complete: bool,
    /// Papers of the theme in the period.
    pub n_papers: usize,
    /// Papers of all themes, and of none, in the period.
    pub n_period: usize,
    /// `n_papers / n_period`, 0 to 1; `None` when the period has no papers.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval of the share, 0 to 1.
    pub share_lo: Option<f64>,
    /// Upper end of the 95 % interval of the share, 0 to 1.
    pub share_hi: Option<f64>,
}

/// Papers of the whole corpus in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    /// `2024`, `2024 Q1` or `2024 M03`; `None` counts the papers without a date.
    pub period: Option<String>,
    /// False when the corpus begins or ends inside the period.
    pub complete: bool,
    /// Papers in the period.
    pub n_papers: usize,
}

/// The expected share of one theme in one period ahead. Theme-major, then in time order.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastRow {
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// The period ahead.
    pub period: String,
    /// The share and its intervals, 0 to 1.
    pub step: Step,
    /// How such forecasts did.
    pub backtest: Backtest,
    /// Complete periods with papers that the forecast is made from.
    pub n_periods: usize,
}

/// One paper without a place in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndatedRow {
    /// Row of the paper in the corpus.
    pub paper: usize,
    /// The date as the source gives it, believed or not; `None` without one.
    pub date: Option<Date>,
    /// Why the paper is counted apart.
    pub reason: String,
}

/// One paper's place on the map. Positions have no unit.
#[derive(Debug, Clone, PartialEq)]
pub struct MapRow {
    /// The paper's identifier in the input.
    pub paper_id: String,
    /// Horizontal position.
    pub x: f64,
    /// Vertical position, growing upwards.
    pub y: f64,
    /// The paper's theme; `None` when it belongs to none.
    pub theme_id: Option<String>,
}

/// One theme in one group of papers. Tables hold groups by size, and in each the themes by size.
#[derive(Debug, Clone, PartialEq)]
pub struct ByRow {
    /// The column that the groups are from.
    pub by: String,
    /// The group, such as a venue.
    pub group: String,
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// Papers of the theme in the group.
    pub n_papers: usize,
    /// Papers of the group.
    pub n_group: usize,
    /// `n_papers / n_group`, 0 to 1.
    pub share: Option<f64>,
    /// Papers that the group would have of the theme, were its share the same everywhere.
    pub expected: f64,
    /// Log of the ratio of the theme's odds in the group and outside of it; `None` for a theme
    /// without papers, or with all of them.
    pub log_odds: Option<f64>,
    /// The same in standard errors.
    pub z: Option<f64>,
    /// Corrected for all groups and themes, 0 to 1.
    pub q: Option<f64>,
    /// Whether the theme is more frequent here than elsewhere, beyond chance.
    pub overrepresented: bool,
}

impl ByRow {
    /// Whether the theme is more or less frequent here than elsewhere, beyond chance.
    pub fn is_telling(&self) -> bool {
        self.q.is_some_and(|q| q < CALL_AT)
    }
}

/// The trend of one theme over all papers and inside of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendByRow {
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// Growth of the odds per year over all papers: 0.25 is +25 %.
    pub growth: Option<f64>,
    /// Its q, 0 to 1.
    pub q: Option<f64>,
    /// `growing`, `declining`, `steady`, `emerging` or `too few`.
    pub verdict: String,
    /// The same inside of groups: per year, lower and upper end of the 95 % interval, p and q.
    pub within: Option<(f64, f64, f64, f64, Option<f64>)>,
    /// The verdict inside of groups.
    pub within_verdict: String,
    /// Change of share, first half of the complete periods to the second, from the mix of groups
    /// and from shares inside of them.
    pub change: Option<(f64, f64)>,
    /// Whether the trend is one of the mix.
    pub explained: bool,
    /// All of it in a sentence.
    pub reason: String,
}

/// One number of themes that was tried. A table of these is in the order of the ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateRow {
    /// From 1; the first is the number that was chosen.
    pub rank: usize,
    /// How many themes were looked for.
    pub n_themes: usize,
    /// What the rank follows, at most 1.
    pub score: f64,
    /// Mean silhouette, −1 to 1: how well the themes are separated.
    pub silhouette: f64,
    /// Mean stability of the themes, 0 to 1.
    pub stability: f64,
    /// Papers in the smallest theme.
    pub smallest: usize,
    /// Whether this number was chosen.
    pub chosen: bool,
    /// The numbers in words: why it was chosen, or why not.
    pub reason: String,
}

/// One theme in one window of time, or the papers of a window in no theme.
///
/// A table of these is window-major in time order, then in order of theme size, and every window
/// has every theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeWindowRow {
    /// The first and the last period, `2019–2021`, or the only one.
    pub window: String,
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// Papers of the theme in the window.
    pub n_papers: usize,
    /// Papers of all themes, and of none, in the window.
    pub n_window: usize,
    /// What tells the theme from the others, by the papers of the window alone.
    pub terms: Vec<String>,
}

/// What one theme of a window gave to a theme of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowRow {
    /// The earlier window.
    pub from_window: String,
    /// The earlier theme, its id and label; `None` for a theme that comes from no other.
    pub from: Option<(String, String)>,
    /// The later window.
    pub to_window: String,
    /// The later theme, its id and label; `None` for a theme that ends.
    pub to: Option<(String, String)>,
    /// Share of the forerunners of the later theme's papers that are in the earlier theme, 0–1.
    pub flow: Option<f64>,
    /// Share of the earlier theme's papers as forerunners that is for the later theme, 0–1.
    pub flow_onward: Option<f64>,
    /// Share of the earlier window's papers that are in the earlier theme, 0–1.
    pub chance: Option<f64>,
    /// Papers of the earlier theme in its window.
    pub n_papers_from: Option<usize>,
    /// Papers of the later theme in its window.
    pub n_papers_to: Option<usize>,
    /// Cosine of the terms of the two, 0–1.
    pub term_overlap: Option<f64>,
    /// In one word what happened.
    pub event: String,
    /// Words that the later theme's papers hold oftener, by its window alone.
    pub terms_gained: Vec<String>,
    /// Words that the earlier theme's papers hold oftener, by its window alone.
    pub terms_lost: Vec<String>,
}

/// One burst of a theme or a term: a stretch of periods in which its share was far above its usual
/// level.
#[derive(Debug, Clone, PartialEq)]
pub struct BurstRow {
    /// The theme, or the theme that the term tells most from the others; `None` where there is none.
    pub theme_id: Option<String>,
    /// Words for people: the theme's label or the term.
    pub label: String,
    /// Position of the first of its periods in the calendar.
    pub start: usize,
    /// Position of the last.
    pub end: usize,
    /// Position of the period of the largest share.
    pub peak: usize,
    /// Papers of the theme, or with the term, in it.
    pub n_papers: usize,
    /// Share of the papers in it, 0 to 1.
    pub share_in: f64,
    /// Share of all papers outside it, 0 to 1; `None` where there are no others.
    pub share_out: Option<f64>,
    /// Logarithm of a likelihood ratio, above 0.
    pub strength: f64,
    /// Chance of a burst as strong in a flat series, 0 to 1.
    pub p: f64,
    /// False discovery rate, 0 to 1.
    pub q: f64,
    /// Whether it lasts to the end of the complete periods.
    pub ongoing: bool,
}

/// How one theme develops, from its complete periods. A table of these has every theme, by size;
/// odds and growths are as in [`crate::trend::Growth`].
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRow {
    /// Stable short name, for example `T01`.
    pub theme_id: String,
    /// Words for people.
    pub label: String,
    /// Papers of the theme in complete periods.
    pub n_papers: usize,
    /// Complete periods that have papers of any theme.
    pub n_periods: usize,
    /// The fitted share in the first of them, 0–1; `None` where no line can be fitted, as for all
    /// that comes from the line.
    pub share_first: Option<f64>,
    /// The fitted share in the last of them, 0–1.
    pub share_last: Option<f64>,
    /// Growth of the odds per year, a ratio: 0.25 is +25 %.
    pub growth_per_year: Option<f64>,
    /// Lower end of its 95 % interval.
    pub growth_lo: Option<f64>,
    /// Upper end of its 95 % interval.
    pub growth_hi: Option<f64>,
    /// Two-sided p, 0–1.
    pub p: Option<f64>,
    /// The same, corrected for the themes tested; `None` for a theme that is too small for a test.
    pub q: Option<f64>,
    /// Place by the lower end of shrunken growth, from 1.
    pub rank: Option<usize>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The verdict as a sentence, from the numbers.
    pub reason: String,
}
