//! The summary for programs: one JSON object.

use super::all_tables::Tables;
use super::manifest::About;
use super::rows_in;
use crate::error::{Error, Result};
use serde::Serialize;
use std::path::Path;

/// Keys are those of the tables and of the manifest; a missing value is `null`.
#[derive(Serialize)]
struct Summary<'a> {
    /// Version of the themeline that found the themes.
    themeline: &'a str,
    /// The output folder.
    output: String,
    corpus: String,
    n_records: usize,
    n_papers: usize,
    n_duplicates: usize,
    n_rejected: usize,
    n_filtered: usize,
    n_undated: usize,
    n_unclustered: usize,
    n_themes: usize,
    periods: Vec<Period>,
    themes: Vec<Theme<'a>>,
}

#[derive(Serialize)]
struct Period {
    period: String,
    complete: bool,
    n_papers: usize,
}

#[derive(Serialize)]
struct Theme<'a> {
    theme_id: String,
    label: String,
    n_papers: usize,
    share: f64,
    verdict: String,
    growth_per_year: Option<f64>,
    growth_lo: Option<f64>,
    growth_hi: Option<f64>,
    q: Option<f64>,
    reason: String,
    top_terms: Vec<&'a str>,
}

/// The object, of a run that is in the folder `out`.
///
/// # Errors
/// When a table is not as we write it.
pub fn summary_json(tables: &Tables, about: &About, out: &Path) -> Result<String> {
    let top_terms = tables.table("themes")?.text("top_terms")?;
    let themes = rows_in::themes_with_trends(tables)?.into_iter().zip(top_terms);
    let themes = themes
        .map(|((theme, trend), top_terms)| Theme {
            theme_id: theme.theme_id,
            label: theme.label,
            n_papers: theme.n_papers,
            share: theme.share,
            verdict: trend.verdict.to_string(),
            growth_per_year: trend.growth_per_year,
            growth_lo: trend.growth_lo,
            growth_hi: trend.growth_hi,
            q: trend.q,
            reason: trend.reason,
            top_terms: top_terms.split("; ").filter(|term| !term.is_empty()).collect(),
        })
        .collect();
    let periods = rows_in::volume(tables)?.into_iter().filter_map(|row| {
        Some(Period { period: row.period?, complete: row.complete, n_papers: row.n_papers })
    });
    let summary = Summary {
        themeline: &about.themeline,
        output: out.display().to_string(),
        corpus: about.corpus(),
        n_records: about.n_records,
        n_papers: about.n_papers,
        n_duplicates: about.n_duplicates,
        n_rejected: about.n_rejected,
        n_filtered: about.n_filtered,
        n_undated: about.n_undated,
        n_unclustered: about.n_unclustered,
        n_themes: about.n_themes,
        periods: periods.collect(),
        themes,
    };
    serde_json::to_string_pretty(&summary)
        .map(|text| text + "\n")
        .map_err(|e| Error::report("the summary", e))
}
