//! An analysis → the output folder: tables, charts and the manifest. The only stage that writes.
//!
//! Tables and [`About`] are made first. All that is drawn is made from these two alone, so that it
//! can be drawn again from what was written.

mod accounting;
mod all_tables;
mod burst_tables;
mod by_tables;
pub mod charts;
mod check;
pub mod columns;
mod composition_reason;
mod evaluation;
mod evolution_tables;
mod explanation;
mod folder;
mod manifest;
mod markdown;
mod names;
mod page;
mod period_tables;
mod read_tables;
mod reason;
mod records;
pub mod rows;
mod rows_in;
mod rows_of;
mod saved;
mod sparkline;
mod summary;
mod summary_json;
mod table;
mod tables;
mod terminal_table;
mod trend_tables;
mod words;
mod workbook;

pub use accounting::{accounting, convert_summary};
pub use all_tables::Tables;
pub use check::{check_json, check_text};
pub use evaluation::{evaluation_json, evaluation_text, report_evaluation};
pub use explanation::{explanation, explanation_json};
pub use folder::OutputFolder;
pub use manifest::About;
pub use names::write_names;
pub use read_tables::Kind;
pub use records::RecordFile;
pub use saved::SavedRun;
pub use summary::{summary, summary_again};
pub use summary_json::summary_json;
pub use table::Table;
pub use terminal_table::Colour;

use crate::config::{ChartTheme, Config, OutputConfig, Parts};
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use charts::{Drawing, Look, Palette};
use folder::Aside;
use page::{Chart, page};
use rayon::prelude::*;
use std::path::Path;
use terminal_table::cut;

/// Writes everything and puts the folder in place; gives what is in it.
///
/// # Errors
/// When a file cannot be written; the folder is then as it was before.
pub fn report(analysis: &Analysis, config: &Config, folder: OutputFolder) -> Result<SavedRun> {
    let (tables, about) = (tables::tables(analysis)?, About::of(analysis));
    let path = folder.path().to_path_buf();
    let folder = folder.begin()?;
    let write_tables = || match config.output.only {
        Parts::Charts => Ok(()),
        Parts::All | Parts::Tables => tables.write(&folder.subfolder("tables")?, &config.output),
    };
    let (written, drawn) =
        rayon::join(write_tables, || render(&tables, &about, &config.output, &folder));
    written.and(drawn)?;
    finish(&about, config, folder)?;
    Ok(SavedRun { folder: path, tables, about, config: config.clone() })
}

/// Draws a saved run again, into a folder that gets its tables as they are.
///
/// # Errors
/// When a file cannot be written; the folder is then as it was before.
pub fn report_again(run: &SavedRun, folder: OutputFolder) -> Result<()> {
    let folder = folder.begin()?;
    folder.carry_over(&run.folder, &["tables", "evaluation"])?;
    render(&run.tables, &run.about, &run.config.output, &folder)?;
    finish(&run.about, &run.config, folder)
}

/// Adds the manifest and puts the folder in place.
fn finish(about: &About, config: &Config, folder: Aside) -> Result<()> {
    write(&folder.subfolder("")?.join("manifest.toml"), &manifest::manifest(about, config)?)?;
    folder.publish()
}

/// Everything that is drawn, from what is written as tables and in the manifest and from nothing
/// else. A report of another kind (`page`, `workbook`, `markdown`) is a call of its own here, of a
/// function of the same two: `(&Tables, &About, …)`.
fn render(tables: &Tables, about: &About, output: &OutputConfig, folder: &Aside) -> Result<()> {
    if output.only == Parts::Tables {
        return Ok(());
    }
    let write_workbook = || match output.only {
        Parts::All => {
            let path = folder.subfolder("")?.join("report.xlsx");
            let bytes = workbook::workbook(tables, about)?;
            std::fs::write(&path, bytes).map_err(|e| Error::io("write", &path, e))
        }
        Parts::Charts | Parts::Tables => Ok(()),
    };
    // The workbook is one file made by one thread: it begins first.
    let (filled, drawn) = rayon::join(write_workbook, || draw(tables, about, output, folder));
    filled.and(drawn)
}

/// The charts, and the page and the text that have them.
fn draw(tables: &Tables, about: &About, output: &OutputConfig, folder: &Aside) -> Result<()> {
    let charts_folder = folder.subfolder("charts")?;
    let drawings = drawings(tables, about, look(output))?;
    let charts = drawings
        .par_iter()
        .map(|(name, drawing)| {
            let svg = write_chart(&charts_folder, name, drawing)?;
            Ok(Chart { name, title: drawing.title.clone(), svg })
        })
        .collect::<Result<Vec<Chart>>>()?;
    if output.only != Parts::All {
        return Ok(());
    }
    let top = folder.subfolder("")?;
    let charts = match output.chart_theme {
        ChartTheme::Light => charts,
        _ => page_charts(tables, about, output)?,
    };
    write(&top.join("report.html"), &page(tables, about, &charts)?)?;
    write(&top.join("report.md"), &markdown::markdown(tables, about, &drawings)?)
}

/// The charts of the page, which is light or dark as its reader's system is: they are drawn for a
/// light one, and the style of the page turns them for a dark one.
fn page_charts(
    tables: &Tables,
    about: &About,
    output: &OutputConfig,
) -> Result<Vec<Chart<'static>>> {
    let light = Look { palette: Palette::of(ChartTheme::Light), ..look(output) };
    drawings(tables, about, light)?
        .into_par_iter()
        .map(|(name, drawing)| {
            let svg = charts::to_svg(&drawing).map_err(|e| Error::report(name, e))?;
            Ok(Chart { name, title: drawing.title, svg })
        })
        .collect()
}

/// How the charts of a run look.
fn look(output: &OutputConfig) -> Look {
    Look { palette: Palette::of(output.chart_theme), width: output.chart_width as f64 }
}

/// Every chart that this corpus has data for, with its file name.
fn drawings(tables: &Tables, about: &About, look: Look) -> Result<Vec<(&'static str, Drawing)>> {
    let caption = about.caption(look);
    let themes = rows_in::themes(tables)?;
    let volume = rows_in::volume(tables)?;
    let mut drawings = vec![
        ("theme_bars", charts::theme_bars(&themes, about.n_unclustered, &caption)),
        ("term_bars", charts::term_bars(&themes, &rows_in::terms(tables)?, &caption)),
        ("document_map", charts::document_map(&rows_in::map(tables)?, &themes, &caption)),
        ("corpus_volume", charts::corpus_volume(&volume, &caption)),
    ];
    let broad = rows_in::broad_themes(tables)?;
    if !broad.is_empty() {
        let drawing = charts::theme_tree(&broad, &themes, about.n_unclustered, &caption);
        drawings.push(("theme_tree", drawing));
    }
    let periods = rows_in::periods(tables)?;
    if !periods.is_empty() {
        drawings.push(("theme_shares", charts::theme_shares(&periods, &caption)));
        drawings.push(("theme_heatmap", charts::theme_heatmap(&periods, &caption)));
    }
    let forecasts = rows_in::forecasts(tables)?;
    if !forecasts.is_empty() {
        drawings.push(("forecast_fan", charts::forecast_fan(&periods, &forecasts, &caption)));
    }
    let theme_windows = rows_in::theme_windows(tables)?;
    if !theme_windows.is_empty() {
        let flows = rows_in::flows(tables)?;
        drawings.push(("alluvial", charts::alluvial(&theme_windows, &flows, &caption)));
    }
    let trends = rows_in::trends(tables)?;
    if !charts::judged(&trends).is_empty() {
        drawings.push(("growth_forest", charts::growth_forest(&trends, &caption)));
        drawings.push(("emergence_quadrant", charts::emergence_quadrant(&trends, &caption)));
    }
    let bursts = (rows_in::theme_bursts(tables)?, rows_in::term_bursts(tables)?);
    if !bursts.0.is_empty() || !bursts.1.is_empty() {
        let drawing = charts::burst_timeline(&bursts.0, &bursts.1, &volume, &caption);
        drawings.push(("burst_timeline", drawing));
    }
    let candidates = rows_in::candidates(tables)?;
    if !candidates.is_empty() {
        drawings.push(("theme_number", charts::theme_number(&candidates, &caption)));
    }
    let by_group = rows_in::by_group(tables)?;
    if !by_group.is_empty() {
        drawings.push(("theme_by", charts::theme_by(&by_group, &caption)));
    }
    Ok(drawings)
}

/// Writes a chart in both formats; returns the SVG.
fn write_chart(folder: &Path, name: &str, drawing: &Drawing) -> Result<String> {
    let png = folder.join(format!("{name}.png"));
    charts::write_png(drawing, &png).map_err(|e| Error::report(png.display().to_string(), e))?;
    let svg = charts::to_svg(drawing).map_err(|e| Error::report(name, e))?;
    write(&folder.join(format!("{name}.svg")), &svg)?;
    Ok(svg)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::io("write", path, e))
}
