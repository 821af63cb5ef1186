//! The summary on the terminal: what was read, and a row per theme.

use super::rows_of;
use crate::pipeline::Analysis;
use crate::trend::Direction;
use std::fmt::Write;
use std::path::Path;

/// Width of the label column; a longer label is cut here, and only here, with an ellipsis.
const LABEL_WIDTH: usize = 44;

/// The text of the summary, at most 80 columns wide.
pub fn summary(analysis: &Analysis, out: &Path) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_counts(&mut text, analysis);
    let _ = write_themes(&mut text, analysis);
    let _ = writeln!(text, "\nTables, charts and manifest.toml are in {}", out.display());
    text
}

fn write_counts(text: &mut String, analysis: &Analysis) -> std::fmt::Result {
    let (corpus, trends) = (&analysis.corpus, &analysis.trends);
    let n_themes = analysis.themes.themes.len();
    writeln!(text, "{} themes in {} papers", n_themes, corpus.papers.len())?;
    if !corpus.duplicates.is_empty() {
        let n = corpus.duplicates.len();
        writeln!(text, "  {n} duplicate records merged (tables/duplicates.csv)")?;
    }
    if !corpus.rejected.is_empty() {
        let n = corpus.rejected.len();
        writeln!(text, "  {n} records rejected (tables/rejects.csv)")?;
    }
    let n_unclustered = rows_of::n_unclustered(analysis);
    if n_unclustered > 0 {
        writeln!(text, "  {n_unclustered} papers unclustered")?;
    }
    match (trends.calendar.periods.first(), trends.calendar.periods.last()) {
        (Some(first), Some(last)) => {
            writeln!(text, "  {} periods, {first} to {last}", trends.calendar.periods.len())?;
            if !trends.calendar.last_is_complete {
                writeln!(text, "  {last} is incomplete and left out of trends")?;
            }
            if trends.n_undated > 0 {
                let n = trends.n_undated;
                writeln!(text, "  {n} papers without a date, or with one too coarse")?;
            }
        }
        _ => writeln!(text, "  no dates: counts only, no trends")?,
    }
    Ok(())
}

fn write_themes(text: &mut String, analysis: &Analysis) -> std::fmt::Result {
    let width = analysis.themes.themes.first().map_or(3, |theme| theme.id.len());
    writeln!(
        text,
        "\n{:width$}  {:LABEL_WIDTH$} {:>8} {:>7}  trend",
        "", "theme", "papers", "share"
    )?;
    let rows = rows_of::themes(analysis);
    for (row, series) in rows.iter().zip(&analysis.trends.series) {
        let arrow = match series.direction {
            Some(Direction::Up) => "↑",
            Some(Direction::Down) => "↓",
            Some(Direction::Flat) => "→",
            None => "",
        };
        let label = cut(&row.label, LABEL_WIDTH);
        let share = 100.0 * row.share;
        let line = format!(
            "{}  {label:LABEL_WIDTH$} {:>8} {share:>5.1} %  {arrow}",
            row.theme_id, row.n_papers
        );
        writeln!(text, "{}", line.trim_end())?;
    }
    Ok(())
}

fn cut(label: &str, width: usize) -> String {
    if label.chars().count() <= width {
        return label.to_owned();
    }
    label.chars().take(width - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_labels_too_long_are_cut() {
        assert_eq!(cut("KV cache", 8), "KV cache");
        assert_eq!(cut("KV caches", 8), "KV cach…");
    }
}
