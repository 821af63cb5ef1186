//! The tables of what themes come from, and of their words in each window.

use super::rows::FlowRow;
use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, optional_text, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use polars::prelude::*;

/// What each theme of a window comes from in the window before.
pub fn evolution(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::flows(analysis);
    let optional_counts = |name: &str, read: fn(&FlowRow) -> Option<usize>| {
        let values = rows.iter().map(|row| read(row).map(|n| n as u64));
        Column::new(name.into(), values.collect::<Vec<_>>())
    };
    let id = |theme: &Option<(String, String)>| theme.clone().map(|(id, _)| id);
    let label = |theme: &Option<(String, String)>| theme.clone().map(|(_, label)| label);
    Table::new(
        "evolution",
        vec![
            text("from_window", rows.iter().map(|row| &row.from_window)),
            optional_text("from_theme_id", rows.iter().map(|row| id(&row.from))),
            optional_text("from_label", rows.iter().map(|row| label(&row.from))),
            text("to_window", rows.iter().map(|row| &row.to_window)),
            optional_text("to_theme_id", rows.iter().map(|row| id(&row.to))),
            optional_text("to_label", rows.iter().map(|row| label(&row.to))),
            numbers("flow", rows.iter().map(|row| row.flow)),
            numbers("flow_onward", rows.iter().map(|row| row.flow_onward)),
            numbers("chance", rows.iter().map(|row| row.chance)),
            optional_counts("n_papers_from", |row| row.n_papers_from),
            optional_counts("n_papers_to", |row| row.n_papers_to),
            numbers("term_overlap", rows.iter().map(|row| row.term_overlap)),
            text("event", rows.iter().map(|row| &row.event)),
            text("terms_gained", rows.iter().map(|row| row.terms_gained.join("; "))),
            text("terms_lost", rows.iter().map(|row| row.terms_lost.join("; "))),
        ],
    )
}

/// The words of each theme in each window.
pub fn theme_windows(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::theme_windows(analysis);
    Table::new(
        "theme_windows",
        vec![
            text("window", rows.iter().map(|row| &row.window)),
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            counts("n_window", rows.iter().map(|row| row.n_window)),
            text("terms", rows.iter().map(|row| row.terms.join("; "))),
        ],
    )
}
