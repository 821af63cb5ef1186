//! The tables of trends and of the points at which they change.

use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, optional_text, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use crate::trend::{Changepoint, Estimate, Growth};
use polars::prelude::Column;

/// A row per theme: how its odds grow, how certain that is, and what is said of it.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn trends(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::trends(analysis);
    let estimates = || analysis.trends.estimates.themes.iter();
    let of = |read: fn(&Estimate) -> Option<f64>| estimates().map(read);
    let of_line = |read: fn(&Growth) -> Option<f64>| {
        estimates().map(move |estimate| estimate.growth.as_ref().and_then(read))
    };
    Table::new(
        "trends",
        vec![
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            text("verdict", rows.iter().map(|row| row.verdict.to_string())),
            numbers("growth_per_year", rows.iter().map(|row| row.growth_per_year)),
            numbers("growth_lo", rows.iter().map(|row| row.growth_lo)),
            numbers("growth_hi", rows.iter().map(|row| row.growth_hi)),
            numbers("p", rows.iter().map(|row| row.p)),
            numbers("q", rows.iter().map(|row| row.q)),
            numbers("agree", analysis.trends.agree.iter().copied()),
            text("reason", rows.iter().map(|row| &row.reason)),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            counts("n_periods", rows.iter().map(|row| row.n_periods)),
            numbers("share_first", rows.iter().map(|row| row.share_first)),
            numbers("share_last", rows.iter().map(|row| row.share_last)),
            numbers("doubling_years", of_line(|growth| growth.doubling_years)),
            numbers("shrunken_growth", of_line(|growth| Some(growth.shrunken))),
            numbers("shrunken_lo", of_line(|growth| Some(growth.shrunken_low))),
            Column::new(
                "rank".into(),
                rows.iter().map(|row| row.rank.map(|rank| rank as u64)).collect::<Vec<_>>(),
            ),
            numbers("dispersion", of_line(|growth| Some(growth.dispersion))),
            numbers("mk_tau", of(|estimate| Some(estimate.mann_kendall?.tau))),
            numbers("mk_p", of(|estimate| Some(estimate.mann_kendall?.p))),
            numbers("sen_slope", of(|estimate| Some(estimate.theil_sen?.slope))),
            numbers("sen_lo", of(|estimate| Some(estimate.theil_sen?.low))),
            numbers("sen_hi", of(|estimate| Some(estimate.theil_sen?.high))),
        ],
    )
}

/// A row per theme: where its share changes most against its line, and how certain that is.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn changepoints(analysis: &Analysis) -> Result<Table> {
    let (themes, trends) = (&analysis.themes.themes, &analysis.trends);
    let found = || trends.changepoints.iter();
    let of = |read: fn(&Changepoint) -> f64| found().map(move |f| f.as_ref().map(read));
    let papers = |read: fn(&Changepoint) -> usize| {
        Vec::from_iter(found().map(move |f| f.as_ref().map(|f| read(f) as u64)))
    };
    let period = |f: &Option<Changepoint>| f.as_ref().map(|f| trends.complete_period(f.period));
    let supported = Vec::from_iter(found().map(|f| f.as_ref().map(Changepoint::is_supported)));
    Table::new(
        "changepoints",
        vec![
            text("theme_id", themes.iter().map(|theme| &theme.id)),
            text("label", themes.iter().map(|theme| &theme.label)),
            optional_text("period", found().map(period)),
            Column::new("supported".into(), supported),
            numbers("share_before", of(|f| f.before.0 as f64 / f.before.1 as f64)),
            numbers("share_after", of(|f| f.after.0 as f64 / f.after.1 as f64)),
            numbers("t", of(|f| f.t)),
            numbers("p", of(|f| f.p)),
            numbers("q", of(|f| f.q)),
            Column::new("n_papers_before".into(), papers(|f| f.before.0)),
            Column::new("n_papers_after".into(), papers(|f| f.after.0)),
            text("reason", (0..themes.len()).map(|theme| trends.changepoint_reason(theme))),
        ],
    )
}
