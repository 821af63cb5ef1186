//! The themes on the terminal: a row each, at most 80 columns wide.

use super::all_tables::Tables;
use super::rows::{PeriodRow, ThemeRow, TrendRow};
use super::rows_in;
use super::sparkline::sparkline;
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that every line fits into.
const WIDTH: usize = 80;
/// Columns of the ids at most; a longer id of the user's is cut.
const ID_WIDTH: usize = 16;
/// Lines that a label is broken into at most; what is beyond is cut with an ellipsis.
const LABEL_LINES: usize = 2;

/// Whether verdicts are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// No escape sequence is written.
    Never,
    /// Green and red, by the terminal's own palette: readable on light and on dark.
    Ansi,
}

/// A row per theme: id, label, papers, share, its share over time and what is said of its trend;
/// the last two only where there are periods.
///
/// # Errors
/// When a table is not as we write it.
pub fn terminal_table(tables: &Tables, colour: Colour) -> Result<String> {
    let themes = rows_in::themes_with_trends(tables)?;
    let periods = rows_in::periods(tables)?;
    let of_theme: FxHashMap<&str, &[PeriodRow]> = periods
        .chunk_by(|a, b| a.theme_id == b.theme_id)
        .map(|rows| (rows[0].theme_id.as_str(), rows))
        .collect();
    let line = |(theme, trend): (ThemeRow, TrendRow)| {
        let periods = of_theme.get(theme.theme_id.as_str()).copied().unwrap_or_default();
        Line {
            share: format!("{:.1} %", 100.0 * theme.share),
            sparkline: sparkline(periods),
            said: if periods.is_empty() { String::new() } else { said(&trend) },
            theme,
            trend,
        }
    };
    let lines: Vec<Line> = themes.into_iter().map(line).collect();
    let widest = |width: &dyn Fn(&Line) -> usize| lines.iter().map(width).max().unwrap_or(0);
    let id_width = widest(&|line| line.theme.theme_id.width()).clamp(3, ID_WIDTH);
    let n_width = widest(&|line| line.theme.n_papers.to_string().len()).max("papers".len());
    let share_width = widest(&|line| line.share.len());
    let cells = widest(&|line| line.sparkline.chars().count());
    let time = if cells < "over time".len() { "time" } else { "over time" };
    let time_width = if cells == 0 { 0 } else { cells.max(time.len()) + 2 };
    let said_width = widest(&|line| line.said.len()).max("trend".len());
    let others = id_width + 2 + 1 + n_width + 1 + share_width + time_width + 2 + said_width;
    let label_width = widest(&|line| line.theme.label.width()).clamp(5, WIDTH - others);

    let mut text = String::new();
    let over_time =
        if cells == 0 { String::new() } else { padded(&format!("  {time}"), time_width) };
    let head = format!(
        "\n{:id_width$}  {:label_width$} {:>n_width$} {:>share_width$}{over_time}  trend",
        "", "theme", "papers", "share"
    );
    let head = if periods.is_empty() { head.trim_end_matches("  trend") } else { &head };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", head.trim_end());
    for line in &lines {
        let label = wrap(&line.theme.label, label_width);
        let id = padded(&cut(&line.theme.theme_id, id_width), id_width);
        let first = padded(label.first().map_or("", String::as_str), label_width);
        let spark = if cells == 0 { String::new() } else { format!("  {}", line.sparkline) };
        let row = format!(
            "{id}  {first} {:>n_width$} {:>share_width$}{}  {}",
            line.theme.n_papers,
            line.share,
            padded(&spark, time_width),
            coloured(line, colour),
        );
        let _ = writeln!(text, "{}", row.trim_end());
        for rest in label.iter().skip(1) {
            let _ = writeln!(text, "{:id_width$}  {rest}", "");
        }
    }
    Ok(text)
}

/// A theme and what is shown of it.
struct Line {
    theme: ThemeRow,
    trend: TrendRow,
    share: String,
    sparkline: String,
    said: String,
}

/// The verdict on a theme, and how fast it moves where it does.
fn said(trend: &TrendRow) -> String {
    match trend.growth_per_year {
        Some(growth) if trend.verdict.direction() != 0 => {
            format!("{} {:+.0} %/yr", trend.verdict, (100.0 * growth).min(99_999.0))
        }
        _ => trend.verdict.to_string(),
    }
}

fn coloured(line: &Line, colour: Colour) -> String {
    match (colour, line.trend.verdict.direction()) {
        (Colour::Never, _) | (_, 0) => line.said.clone(),
        (Colour::Ansi, direction) => {
            let code = if direction > 0 { 32 } else { 31 };
            format!("\u{1b}[{code}m{}\u{1b}[0m", line.said)
        }
    }
}

/// The text with spaces up to a width in columns.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text on lines of a width in columns, broken between words, or inside of one that is too
/// long for a line; cut after [`LABEL_LINES`].
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match joined.filter(|line| line.width() <= width) {
            Some(line) => *lines.last_mut().expect("a line was joined to") = line,
            None if lines.len() == LABEL_LINES => {
                // A last line that has room for nothing more says that there was more.
                let last = lines.last_mut().expect("there are lines");
                *last = cut(&format!("{last} {word}"), width);
                break;
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, width)).collect()
}

/// The text, with an ellipsis where it is wider than `width` columns.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = 1;
    for letter in text.chars() {
        taken += letter.width().unwrap_or(0);
        if taken > width {
            break;
        }
        kept.push(letter);
    }
    kept.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::super::charts::fixtures;
    use super::super::table::Table;
    use super::super::tables::{counts, numbers, optional_text, text};
    use super::*;
    use polars::prelude::Column;

    /// The tables of a corpus of the fixtures.
    fn tables(labels: &[&str], n_periods: usize) -> Tables {
        let (mut themes, mut trends) =
            (fixtures::themes(labels.len()), fixtures::trends(labels.len()));
        for ((theme, trend), label) in themes.iter_mut().zip(&mut trends).zip(labels) {
            theme.label = (*label).to_owned();
            trend.label = (*label).to_owned();
        }
        let periods = fixtures::periods(labels.len(), n_periods);
        let growth =
            |read: fn(&TrendRow) -> Option<f64>| trends.iter().map(read).collect::<Vec<_>>();
        let ranks: Vec<Option<u64>> = trends.iter().map(|t| t.rank.map(|n| n as u64)).collect();
        let volume = fixtures::volume(n_periods);
        let complete: Vec<bool> = periods.iter().map(|row| row.complete).collect();
        Tables::new(vec![
            Table::new(
                "themes",
                vec![
                    text("theme_id", themes.iter().map(|t| &t.theme_id)),
                    text("label", themes.iter().map(|t| &t.label)),
                    optional_text("parent_id", themes.iter().map(|t| t.parent_id.clone())),
                    counts("n_papers", themes.iter().map(|t| t.n_papers)),
                    numbers("share", themes.iter().map(|t| Some(t.share))),
                ],
            )
            .unwrap(),
            Table::new(
                "volume",
                vec![text("period", volume.iter().filter_map(|row| row.period.as_ref()))],
            )
            .unwrap(),
            Table::new(
                "theme_period",
                vec![
                    text("theme_id", periods.iter().map(|p| &p.theme_id)),
                    text("label", periods.iter().map(|p| &p.label)),
                    text("period", periods.iter().map(|p| &p.period)),
                    Column::new("complete".into(), complete),
                    counts("n_papers", periods.iter().map(|p| p.n_papers)),
                    counts("n_period", periods.iter().map(|p| p.n_period)),
                    numbers("share", periods.iter().map(|p| p.share)),
                    numbers("share_lo", periods.iter().map(|p| p.share_lo)),
                    numbers("share_hi", periods.iter().map(|p| p.share_hi)),
                ],
            )
            .unwrap(),
            Table::new(
                "trends",
                vec![
                    text("theme_id", trends.iter().map(|t| &t.theme_id)),
                    text("label", trends.iter().map(|t| &t.label)),
                    text("verdict", trends.iter().map(|t| t.verdict.to_string())),
                    text("reason", trends.iter().map(|t| &t.reason)),
                    numbers("growth_per_year", growth(|t| t.growth_per_year)),
                    numbers("growth_lo", growth(|t| t.growth_lo)),
                    numbers("growth_hi", growth(|t| t.growth_hi)),
                    numbers("p", growth(|t| t.p)),
                    numbers("q", growth(|t| t.q)),
                    counts("n_papers", trends.iter().map(|t| t.n_papers)),
                    counts("n_periods", trends.iter().map(|t| t.n_periods)),
                    numbers("share_first", growth(|t| t.share_first)),
                    numbers("share_last", growth(|t| t.share_last)),
                    Column::new("rank".into(), ranks),
                ],
            )
            .unwrap(),
        ])
        .unwrap()
    }

    const LABELS: [&str; 6] = [
        "KV cache",
        "State-space models & linear attention of every kind there is",
        "深度学习模型压缩与加速方法的研究进展以及未来的发展方向和挑战的综述",
        "深度 学习 模型 压缩 与 加速 方法 的 研究 进展 以及 未来 的 发展 方向 和 挑战 的 综述",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "",
    ];

    #[test]
    fn no_line_is_wider_than_the_terminal_whatever_the_labels() {
        for n_periods in [1, 2, 5, 12, 400] {
            let shown = terminal_table(&tables(&LABELS, n_periods), Colour::Never).unwrap();
            for line in shown.lines() {
                assert!(line.width() <= WIDTH, "{} columns: {line}", line.width());
            }
            assert!(shown.lines().count() > LABELS.len());
        }
    }

    #[test]
    fn columns_stay_in_line_beside_wide_letters() {
        let shown = terminal_table(&tables(&LABELS, 12), Colour::Never).unwrap();
        let ends: Vec<usize> = shown
            .lines()
            .filter_map(|line| line.find(" %").map(|end| line[..end].width()))
            .collect();
        assert_eq!(ends.len(), LABELS.len());
        assert!(ends.iter().all(|&end| end == ends[0]), "{ends:?}: {shown}");
    }

    #[test]
    fn verdicts_have_colours_only_where_they_may() {
        let labels = vec!["Theme"; 14];
        let plain = terminal_table(&tables(&labels, 12), Colour::Never).unwrap();
        let coloured = terminal_table(&tables(&labels, 12), Colour::Ansi).unwrap();
        assert!(!plain.contains('\u{1b}'));
        for (verdict, code) in [("growing", 32), ("declining", 31)] {
            assert!(coloured.contains(&format!("\u{1b}[{code}m{verdict}")), "{coloured}");
        }
        assert!(coloured.contains("  steady\n"));
        let bare = ["\u{1b}[32m", "\u{1b}[31m", "\u{1b}[0m"]
            .iter()
            .fold(coloured, |text, code| text.replace(code, ""));
        assert_eq!(bare, plain);
    }

    #[test]
    fn without_periods_there_is_no_column_of_time_or_trend() {
        let shown = terminal_table(&tables(&["KV cache", "Pruning"], 0), Colour::Never).unwrap();
        assert!(!shown.contains("time") && !shown.contains("trend"), "{shown}");
        assert!(shown.lines().all(|line| line == line.trim_end()));
    }

    #[test]
    fn long_labels_are_broken_between_words_and_then_cut() {
        assert_eq!(
            wrap("State-space models & linear attention", 28),
            ["State-space models & linear", "attention"]
        );
        assert_eq!(wrap("one two three four five", 7), ["one two", "three…"]);
        assert_eq!(wrap("", 7), [""; 0]);
        assert_eq!(cut("KV cache", 8), "KV cache");
        assert_eq!(cut("KV caches", 8), "KV cach…");
        assert_eq!(cut("深度学习", 6), "深度…");
    }
}
