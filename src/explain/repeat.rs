//! Whether an analysis repeats an earlier run.

use crate::error::{Error, Result};
use crate::ingest::{EarlierPaper, EarlierRun};
use crate::pipeline::Analysis;
use rustc_hash::FxHashMap;

/// Proves that the analysis puts every paper in the theme that the earlier run put it in.
///
/// # Errors
/// When it does not: another version of the program, or a table that was changed by hand.
pub fn check_repeated(earlier: &EarlierRun, analysis: &Analysis) -> Result<()> {
    let recorded: FxHashMap<String, &str> =
        earlier.papers.iter().map(|paper| (as_read(&paper.id), theme_id(earlier, paper))).collect();
    let papers = analysis.corpus.papers.iter().zip(&analysis.clustering.assignments);
    let n_other = papers
        .filter(|(paper, assignment)| {
            let theme = assignment.theme().map(|theme| analysis.themes.themes[theme].id.as_str());
            recorded.get(&as_read(&paper.id)) != Some(&theme.unwrap_or(""))
        })
        .count();
    if n_other == 0 && earlier.papers.len() == analysis.corpus.papers.len() {
        return Ok(());
    }
    let table = earlier.folder.join("tables/papers.csv");
    Err(Error::config(
        format!(
            "{} does not repeat: {n_other} of {} papers are in other themes than {} says (written \
             by themeline {}; this is {})",
            earlier.folder.display(),
            analysis.corpus.papers.len(),
            table.display(),
            earlier.version,
            env!("CARGO_PKG_VERSION"),
        ),
        format!("run themeline again with --config {}", earlier.manifest.display()),
    ))
}

/// Empty for an unclustered paper.
fn theme_id<'a>(earlier: &'a EarlierRun, paper: &EarlierPaper) -> &'a str {
    paper.theme.map_or("", |theme| earlier.themes[theme].id.as_str())
}

/// An id as it is after a way through a table made for spreadsheets, where formulas are defused
/// and control characters are spaces.
fn as_read(id: &str) -> String {
    let id = id.trim_start_matches('\'');
    id.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
