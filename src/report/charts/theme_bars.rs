//! How large each theme is: ranked horizontal bars.

use super::drawing::{Anchor, Area, Drawing};
use super::frame::{Frame, LabelColumn, centred_baseline};
use super::layout::widest;
use super::style::{self, LABEL, MARGIN};
use super::{Caption, THEMES_TABLE};
use crate::report::rows::ThemeRow;

/// Widest label column, in logical px: most labels fit into two lines.
const LABEL_WIDTH: f64 = 300.0;
/// Least distance between the middles of two bars, in logical px.
const ROW_HEIGHT: f64 = 29.0;
/// Thickness of a bar, in logical px.
const BAR_HEIGHT: f64 = 19.0;

/// One bar per theme in the order of the rows, with its count and its share of all papers; papers
/// in no theme, when there are any, make a grey last bar.
pub fn theme_bars(rows: &[ThemeRow], unclustered: usize, caption: &Caption) -> Drawing {
    let title = format!("Themes by number of papers ({})", style::counted(rows.len(), "theme"));
    let subtitle = format!(
        "{}: {}; percentages are shares of all of them. Source: {THEMES_TABLE}",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
    );
    let Frame { mut drawing, top } =
        Frame::open(&title, &subtitle, alt(rows, unclustered), caption.look);

    let rest_share = unclustered as f64 / caption.n_papers.max(1) as f64;
    let rest = (unclustered > 0).then_some((
        "Papers in no theme",
        unclustered,
        rest_share,
        drawing.palette.grey,
    ));
    let bars: Vec<_> = rows
        .iter()
        .map(|row| (row.label.as_str(), row.n_papers, row.share, drawing.palette.accent))
        .chain(rest)
        .collect();
    let values: Vec<String> = bars
        .iter()
        .map(|(_, n, share, _)| format!("{} · {}", style::count(*n), style::percent(*share)))
        .collect();

    let labels =
        LabelColumn::new(bars.iter().map(|bar| bar.0), LABEL, caption.look.scaled(LABEL_WIDTH));
    let left = labels.right + 10.0;
    let longest = drawing.width - MARGIN - left - widest(&values, LABEL) - 8.0;
    let largest = bars.iter().map(|bar| bar.1).max().unwrap_or(0).max(1);
    let mut y = top;
    for (row, ((_, n, _, colour), value)) in bars.iter().zip(&values).enumerate() {
        let height = labels.row_height(row, ROW_HEIGHT);
        let middle = y + height / 2.0;
        let length = longest * *n as f64 / largest as f64;
        labels.draw(&mut drawing, row, middle);
        drawing.rect(Area::new(left, middle - BAR_HEIGHT / 2.0, length, BAR_HEIGHT), *colour);
        let baseline = centred_baseline(middle, LABEL, 1);
        drawing.text(
            (left + length + 8.0, baseline),
            Anchor::Start,
            LABEL,
            drawing.palette.ink,
            value,
        );
        y += height;
    }
    drawing.line((left, top), (left, y), drawing.palette.baseline);
    Frame { drawing, top }.close(y)
}

/// The chart in words.
fn alt(rows: &[ThemeRow], unclustered: usize) -> String {
    let mut words = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => format!(
            "Horizontal bars of {}. The largest is {} with {} ({}), the smallest {} with {} ({}).",
            style::counted(rows.len(), "theme"),
            first.label,
            style::counted(first.n_papers, "paper"),
            style::percent(first.share),
            last.label,
            style::counted(last.n_papers, "paper"),
            style::percent(last.share),
        ),
        _ => "No themes.".to_owned(),
    };
    if unclustered > 0 {
        words += &format!(" {} belong to no theme.", style::counted(unclustered, "paper"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_counts() {
        let rows = fixtures::themes(3);
        let drawing = theme_bars(&rows, 0, &fixtures::caption());
        let lengths: Vec<f64> = drawing
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Rect { area, .. } => Some(area.width),
                _ => None,
            })
            .collect();
        assert_eq!(lengths.len(), 3);
        for (length, row) in lengths.iter().zip(&rows) {
            let expected = lengths[0] * row.n_papers as f64 / rows[0].n_papers as f64;
            assert!((length - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn papers_in_no_theme_are_shown_only_when_there_are_some() {
        let rows = fixtures::themes(3);
        let has_rest = |n| {
            let drawing = theme_bars(&rows, n, &fixtures::caption());
            drawing.text_boxes().iter().any(|(text, _)| *text == "Papers in no theme")
        };
        assert!(has_rest(12));
        assert!(!has_rest(0));
    }
}
