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
    let n_papers = corpus.papers.len();
    writeln!(text, "{} in {}", counted(n_themes, "theme"), counted(n_papers, "paper"))?;
    if !corpus.duplicates.is_empty() {
        let n = counted(corpus.duplicates.len(), "duplicate record");
        writeln!(text, "  {n} merged (tables/duplicates.csv)")?;
    }
    if !corpus.rejected.is_empty() {
        let n = counted(corpus.rejected.len(), "record");
        writeln!(text, "  {n} rejected (tables/rejects.csv)")?;
    }
    let n_unclustered = rows_of::n_unclustered(analysis);
    if n_unclustered > 0 {
        writeln!(text, "  {} unclustered", counted(n_unclustered, "paper"))?;
    }
    match (trends.calendar.periods.first(), trends.calendar.periods.last()) {
        (Some(first), Some(last)) => {
            let n = counted(trends.calendar.periods.len(), "period");
            writeln!(text, "  {n}, {first} to {last}")?;
            if !trends.calendar.last_is_complete {
                writeln!(text, "  {last} is incomplete and left out of trends")?;
            }
            if trends.n_undated > 0 {
                let n = counted(trends.n_undated, "paper");
                writeln!(text, "  {n} without a date, or with one too coarse or implausible")?;
            }
        }
        _ if corpus.papers.iter().any(|paper| paper.date.is_some()) => {
            writeln!(text, "  no dates as fine as the period: counts only, no trends")?;
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

/// `1 paper`, `2 papers`.
fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// The label, with an ellipsis where it is longer than `width` characters.
pub fn cut(label: &str, width: usize) -> String {
    if label.chars().count() <= width {
        return label.to_owned();
    }
    label.chars().take(width - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(
            (counted(1, "paper"), counted(0, "paper")),
            ("1 paper".into(), "0 papers".into())
        );
    }

    #[test]
    fn only_labels_too_long_are_cut() {
        assert_eq!(cut("KV cache", 8), "KV cache");
        assert_eq!(cut("KV caches", 8), "KV cach…");
    }
}
