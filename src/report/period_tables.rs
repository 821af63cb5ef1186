//! The tables with a row a period: counts, shares, and what is without a place in time.

use super::rows::ForecastRow;
use super::rows_in::UNDATED;
use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, optional_text, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use crate::trend::{Period, Share};
use polars::prelude::*;

/// Themes that get a column of their own in the wide tables; the others are added up as `Other`.
const WIDE_THEMES: usize = 200;

fn day((year, month, day): (u16, u8, u8)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// A row per theme and period: its papers and its share.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn theme_period(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::periods(analysis);
    let periods = &analysis.trends.calendar.periods;
    let of_period = |read: fn(Period) -> (u16, u8, u8)| {
        (0..rows.len()).map(move |i| day(read(periods[i % periods.len()])))
    };
    Table::new(
        "theme_period",
        vec![
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            text("period", rows.iter().map(|row| &row.period)),
            text("period_start", of_period(Period::start)),
            text("period_end", of_period(Period::end)),
            Column::new("complete".into(), rows.iter().map(|row| row.complete).collect::<Vec<_>>()),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            counts("n_period", rows.iter().map(|row| row.n_period)),
            numbers("share", rows.iter().map(|row| row.share)),
            numbers("share_lo", rows.iter().map(|row| row.share_lo)),
            numbers("share_hi", rows.iter().map(|row| row.share_hi)),
        ],
    )
}

/// The columns of a wide table besides `period`: the themes by size, `Other`, `Unclustered`, and
/// their papers in each period. A label that one of the fixed columns bears gets its id before it.
fn wide_columns(analysis: &Analysis) -> Vec<(String, Vec<usize>, usize)> {
    let trends = &analysis.trends;
    let themes = analysis.themes.themes.iter().zip(&trends.series);
    let mut columns: Vec<(String, Vec<usize>, usize)> = themes
        .take(WIDE_THEMES)
        .map(|(theme, series)| {
            let is_fixed = ["period", "other", "unclustered", "total"]
                .contains(&theme.label.to_lowercase().as_str());
            let name = if is_fixed {
                format!("{} {}", theme.id, theme.label)
            } else {
                theme.label.clone()
            };
            (name, series.n_papers.clone(), series.n_undated)
        })
        .collect();
    let mut other = (String::from("Other"), vec![0; trends.n_period.len()], 0);
    for series in trends.series.iter().skip(WIDE_THEMES) {
        other.1.iter_mut().zip(&series.n_papers).for_each(|(sum, n)| *sum += n);
        other.2 += series.n_undated;
    }
    columns.push(other);
    let unclustered = &trends.unclustered;
    columns.push(("Unclustered".into(), unclustered.n_papers.clone(), unclustered.n_undated));
    columns
}

/// A row a period, and one for the papers without a place in time: every paper is counted once.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn counts_wide(analysis: &Analysis) -> Result<Table> {
    let trends = &analysis.trends;
    let with_undated = |per_period: &[usize], n_undated: usize| {
        let undated = (trends.n_undated > 0).then_some(n_undated);
        per_period.iter().copied().chain(undated).collect::<Vec<_>>()
    };
    let undated = (trends.n_undated > 0).then(|| UNDATED.to_owned());
    let names = trends.calendar.periods.iter().map(Period::to_string).chain(undated);
    let mut columns = vec![text("period", names)];
    for (name, per_period, n_undated) in wide_columns(analysis) {
        columns.push(counts(&name, with_undated(&per_period, n_undated)));
    }
    columns.push(counts("Total", with_undated(&trends.n_period, trends.n_undated)));
    Table::new("counts_wide", columns)
}

/// The same as shares of the papers of each period; empty where a period has none.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn share_wide(analysis: &Analysis) -> Result<Table> {
    let trends = &analysis.trends;
    let share = |n: usize, period: usize| Share::of(n, trends.n_period[period]).map(|s| s.value);
    let mut columns = vec![text("period", trends.calendar.periods.iter().map(Period::to_string))];
    for (name, per_period, _) in wide_columns(analysis) {
        let shares = per_period.iter().enumerate().map(|(period, &n)| share(n, period));
        columns.push(numbers(&name, shares));
    }
    let totals = trends.n_period.iter().enumerate().map(|(period, &n)| share(n, period));
    columns.push(numbers("Total", totals));
    Table::new("share_wide", columns)
}

/// A row per period, and one for the papers without a place in time: how many there are.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn volume(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::volume(analysis);
    let periods = &analysis.trends.calendar.periods;
    let bound = |read: fn(Period) -> (u16, u8, u8)| {
        (0..rows.len()).map(move |i| periods.get(i).map(|&period| day(read(period))))
    };
    Table::new(
        "volume",
        vec![
            text("period", rows.iter().map(|r| r.period.clone().unwrap_or_else(|| UNDATED.into()))),
            optional_text("period_start", bound(Period::start)),
            optional_text("period_end", bound(Period::end)),
            Column::new("complete".into(), rows.iter().map(|row| row.complete).collect::<Vec<_>>()),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
        ],
    )
}

/// Shares ahead with their intervals, and how such forecasts did.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn forecast(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::forecasts(analysis);
    let of = |read: fn(&ForecastRow) -> f64| rows.iter().map(move |row| Some(read(row)));
    let is_better = |row: &ForecastRow| row.backtest.mae < row.backtest.naive_mae;
    Table::new(
        "forecast",
        vec![
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            text("period", rows.iter().map(|row| &row.period)),
            numbers("share", of(|row| row.step.share)),
            numbers("lo80", of(|row| row.step.within80.0)),
            numbers("hi80", of(|row| row.step.within80.1)),
            numbers("lo95", of(|row| row.step.within95.0)),
            numbers("hi95", of(|row| row.step.within95.1)),
            numbers("backtest_mae", of(|row| row.backtest.mae)),
            numbers("naive_mae", of(|row| row.backtest.naive_mae)),
            Column::new("better_than_naive".into(), rows.iter().map(is_better).collect::<Vec<_>>()),
            numbers("coverage95", of(|row| row.backtest.coverage95)),
            counts("n_errors", rows.iter().map(|row| row.backtest.n_errors)),
            counts("n_periods", rows.iter().map(|row| row.n_periods)),
        ],
    )
}

/// The papers without a place in time, and why.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn undated(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::undated(analysis);
    let papers = || rows.iter().map(|row| &analysis.corpus.papers[row.paper]);
    Table::new(
        "undated",
        vec![
            text("paper_id", papers().map(|paper| &paper.id)),
            text("title", papers().map(|paper| &paper.title)),
            optional_text("date", rows.iter().map(|row| row.date.map(|date| date.to_string()))),
            text("reason", rows.iter().map(|row| row.reason.clone())),
        ],
    )
}
