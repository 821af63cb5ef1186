//! The table of trends.

use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use crate::trend::{Estimate, Growth};
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
