//! An analysis → the output folder: tables, charts and the manifest. The only stage that writes.

mod burst_tables;
mod by_tables;
pub mod charts;
mod composition_reason;
mod evaluation;
mod evolution_tables;
mod explanation;
mod folder;
mod manifest;
mod names;
mod period_tables;
mod reason;
pub mod rows;
mod rows_of;
mod summary;
mod table;
mod tables;
mod trend_tables;

pub use evaluation::{evaluation_json, evaluation_text, report_evaluation};
pub use explanation::{explanation, explanation_json};
pub use folder::OutputFolder;
pub use names::write_names;
pub use summary::summary;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use charts::{Caption, Drawing};
use rayon::prelude::*;
use std::path::Path;
use summary::cut;

/// Writes everything and puts the folder in place.
///
/// # Errors
/// When a file cannot be written; the folder is then as it was before.
pub fn report(analysis: &Analysis, config: &Config, folder: OutputFolder) -> Result<()> {
    let folder = folder.begin()?;
    let tables_folder = folder.subfolder("tables")?;
    for mut table in tables::tables(analysis)? {
        table.write_csv(&tables_folder, config.output.csv)?;
        if config.output.parquet {
            table.write_parquet(&tables_folder)?;
        }
    }
    if config.output.charts {
        let charts_folder = folder.subfolder("charts")?;
        drawings(analysis)
            .par_iter()
            .try_for_each(|(name, drawing)| write_chart(&charts_folder, name, drawing))?;
    }
    write(&folder.subfolder("")?.join("manifest.toml"), &manifest::manifest(analysis, config)?)?;
    folder.publish()
}

/// Every chart that this corpus has data for, with its file name.
fn drawings(analysis: &Analysis) -> Vec<(&'static str, Drawing)> {
    let caption = Caption {
        corpus: corpus_name(analysis),
        n_papers: analysis.corpus.papers.len(),
        n_dated: analysis.corpus.papers.len() - analysis.trends.n_undated,
    };
    let themes = rows_of::themes(analysis);
    let unclustered = rows_of::n_unclustered(analysis);
    let mut drawings = vec![
        ("theme_bars", charts::theme_bars(&themes, unclustered, &caption)),
        ("document_map", charts::document_map(&rows_of::map(analysis), &themes, &caption)),
        ("corpus_volume", charts::corpus_volume(&rows_of::volume(analysis), &caption)),
    ];
    let periods = rows_of::periods(analysis);
    if !periods.is_empty() {
        drawings.push(("theme_shares", charts::theme_shares(&periods, &caption)));
        drawings.push(("theme_heatmap", charts::theme_heatmap(&periods, &caption)));
    }
    let theme_windows = rows_of::theme_windows(analysis);
    if !theme_windows.is_empty() {
        let flows = rows_of::flows(analysis);
        drawings.push(("alluvial", charts::alluvial(&theme_windows, &flows, &caption)));
    }
    let trends = rows_of::trends(analysis);
    if !charts::judged(&trends).is_empty() {
        drawings.push(("growth_forest", charts::growth_forest(&trends, &caption)));
        drawings.push(("emergence_quadrant", charts::emergence_quadrant(&trends, &caption)));
    }
    let bursts = (rows_of::theme_bursts(analysis), rows_of::term_bursts(analysis));
    if !bursts.0.is_empty() || !bursts.1.is_empty() {
        let volume = rows_of::volume(analysis);
        let drawing = charts::burst_timeline(&bursts.0, &bursts.1, &volume, &caption);
        drawings.push(("burst_timeline", drawing));
    }
    let candidates = rows_of::candidates(analysis);
    if !candidates.is_empty() {
        drawings.push(("theme_number", charts::theme_number(&candidates, &caption)));
    }
    let by_group = rows_of::by_group(analysis);
    if !by_group.is_empty() {
        drawings.push(("theme_by", charts::theme_by(&by_group, &caption)));
    }
    drawings
}

/// What a reader calls the corpus: the name of its file, or of the first of several.
fn corpus_name(analysis: &Analysis) -> String {
    let sources = &analysis.corpus.sources;
    let name = sources.first().map_or(String::new(), |source| {
        source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    });
    match sources.len() {
        0 | 1 => name,
        n => format!("{name} and {} more", n - 1),
    }
}

fn write_chart(folder: &Path, name: &str, drawing: &Drawing) -> Result<()> {
    let png = folder.join(format!("{name}.png"));
    charts::write_png(drawing, &png).map_err(|e| Error::report(png.display().to_string(), e))?;
    let svg = charts::to_svg(drawing).map_err(|e| Error::report(name, e))?;
    write(&folder.join(format!("{name}.svg")), &svg)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::io("write", path, e))
}
