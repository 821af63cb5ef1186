//! The tables of what bursts and of what is new.

use super::rows::BurstRow;
use super::rows_of;
use super::table::Table;
use super::tables::{counts, numbers, optional_text, text};
use crate::error::Result;
use crate::pipeline::Analysis;
use polars::prelude::Column;

/// A row per burst of a theme.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn bursts(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::theme_bursts(analysis);
    let mut columns = vec![
        optional_text("theme_id", rows.iter().map(|row| row.theme_id.clone())),
        text("label", rows.iter().map(|row| &row.label)),
    ];
    columns.extend(burst_columns(analysis, &rows));
    Table::new("bursts", columns)
}

/// A row per term that bursts, the strongest first.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn term_bursts(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::term_bursts(analysis);
    let terms = || analysis.term_trends.bursts.iter();
    let mut columns = vec![text("term", rows.iter().map(|row| &row.label))];
    columns.extend(burst_columns(analysis, &rows));
    columns.extend([
        counts("n_papers_corpus", terms().map(|term| term.phrase.papers.len())),
        text("first_period", terms().map(|term| period(analysis, term.first_period))),
        optional_text("theme_id", rows.iter().map(|row| row.theme_id.clone())),
        optional_text("label", terms().map(|term| theme_label(analysis, term.phrase.theme))),
    ]);
    Table::new("term_bursts", columns)
}

/// A row per term that the first half of the periods does not have, the commonest first.
///
/// # Errors
/// When the table cannot be built: a defect of ours.
pub fn new_terms(analysis: &Analysis) -> Result<Table> {
    let terms = || analysis.term_trends.new.iter();
    let theme_id = |theme: usize| analysis.themes.themes[theme].id.clone();
    Table::new(
        "new_terms",
        vec![
            text("term", terms().map(|term| &term.phrase.text)),
            text("first_period", terms().map(|term| period(analysis, term.first_period))),
            counts("n_papers", terms().map(|term| term.n_papers)),
            numbers("share_since", terms().map(|term| Some(term.share_since))),
            numbers("n_expected", terms().map(|term| Some(term.n_expected))),
            optional_text("theme_id", terms().map(|term| term.phrase.theme.map(theme_id))),
            optional_text("label", terms().map(|term| theme_label(analysis, term.phrase.theme))),
        ],
    )
}

/// What is told of every burst.
fn burst_columns(analysis: &Analysis, rows: &[BurstRow]) -> Vec<Column> {
    vec![
        text("start", rows.iter().map(|row| period(analysis, row.start))),
        text("end", rows.iter().map(|row| period(analysis, row.end))),
        text("peak", rows.iter().map(|row| period(analysis, row.peak))),
        counts("n_periods", rows.iter().map(|row| row.end - row.start + 1)),
        counts("n_papers", rows.iter().map(|row| row.n_papers)),
        numbers("share_in", rows.iter().map(|row| Some(row.share_in))),
        numbers("share_out", rows.iter().map(|row| row.share_out)),
        numbers("strength", rows.iter().map(|row| Some(row.strength))),
        numbers("p", rows.iter().map(|row| Some(row.p))),
        numbers("q", rows.iter().map(|row| Some(row.q))),
        Column::new("ongoing".into(), rows.iter().map(|row| row.ongoing).collect::<Vec<_>>()),
    ]
}

fn period(analysis: &Analysis, position: usize) -> String {
    analysis.trends.calendar.periods[position].to_string()
}

fn theme_label(analysis: &Analysis, theme: Option<usize>) -> Option<String> {
    theme.map(|theme| analysis.themes.themes[theme].label.clone())
}
