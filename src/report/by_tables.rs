//! The tables of a run whose papers are compared by a column.

use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use polars::prelude::Column;

/// They, or none where no column was asked for.
///
/// # Errors
/// When a table cannot be built: a defect of ours.
pub fn tables(analysis: &Analysis) -> Result<Vec<Table>> {
    if analysis.trends.by_group.is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![theme_by(analysis)?, trends_by(analysis)?])
}

fn theme_by(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::by_group(analysis);
    let over: Vec<bool> = rows.iter().map(|row| row.overrepresented).collect();
    Table::new(
        "theme_by",
        vec![
            text("by", rows.iter().map(|row| &row.by)),
            text("group", rows.iter().map(|row| &row.group)),
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            counts("n_group", rows.iter().map(|row| row.n_group)),
            numbers("share", rows.iter().map(|row| row.share)),
            numbers("expected", rows.iter().map(|row| Some(row.expected))),
            numbers("log_odds", rows.iter().map(|row| row.log_odds)),
            numbers("z", rows.iter().map(|row| row.z)),
            numbers("q", rows.iter().map(|row| row.q)),
            Column::new("overrepresented".into(), over),
        ],
    )
}

fn trends_by(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::trends_by_group(analysis);
    let within = || rows.iter().map(|row| row.within);
    let change = || rows.iter().map(|row| row.change);
    let explained: Vec<bool> = rows.iter().map(|row| row.explained).collect();
    Table::new(
        "trends_by",
        vec![
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            numbers("growth_per_year", rows.iter().map(|row| row.growth)),
            numbers("q", rows.iter().map(|row| row.q)),
            text("verdict", rows.iter().map(|row| &row.verdict)),
            numbers("within_growth", within().map(|w| w.map(|(growth, ..)| growth))),
            numbers("within_lo", within().map(|w| w.map(|(_, low, ..)| low))),
            numbers("within_hi", within().map(|w| w.map(|(_, _, high, ..)| high))),
            numbers("within_p", within().map(|w| w.map(|(_, _, _, p, _)| p))),
            numbers("within_q", within().map(|w| w.and_then(|(.., q)| q))),
            text("within_verdict", rows.iter().map(|row| &row.within_verdict)),
            numbers("share_change", change().map(|c| c.map(|(between, within)| between + within))),
            numbers("between_share_change", change().map(|c| c.map(|(between, _)| between))),
            numbers("within_share_change", change().map(|c| c.map(|(_, within)| within))),
            Column::new("explained_by_composition".into(), explained),
            text("reason", rows.iter().map(|row| &row.reason)),
        ],
    )
}
