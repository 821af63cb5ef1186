//! What all charts share: the title block, the rows with wrapped labels on the left, and the way
//! a table of periods is read.

use super::drawing::{Anchor, Drawing};
use super::font::{ASCENT, DESCENT, Font};
use super::layout::{widest, wrap, wrap_evenly};
use super::style::{Look, MARGIN, SUBTITLE, TITLE};
use crate::report::rows::PeriodRow;

/// A drawing under construction: shapes are added below `top`, then `close` fixes the height.
pub struct Frame {
    /// The drawing with its title block.
    pub drawing: Drawing,
    /// Where content may begin, in logical px.
    pub top: f64,
}

impl Frame {
    /// Starts a chart with its title and subtitle, both wrapped to the width of the chart.
    pub fn open(title: &str, subtitle: &str, alt: String, look: Look) -> Self {
        let mut drawing = Drawing {
            palette: look.palette,
            width: look.width,
            height: 0.0,
            title: title.to_owned(),
            alt,
            shapes: Vec::new(),
        };
        let mut top = MARGIN - 4.0;
        for (font, colour, text) in
            [(TITLE, look.palette.ink, title), (SUBTITLE, look.palette.quiet, subtitle)]
        {
            let lines = wrap(text, font, drawing.width - 2.0 * MARGIN);
            let baseline = top + font.size * ASCENT;
            drawing.lines((MARGIN, baseline), Anchor::Start, font, colour, &lines);
            top += lines.len() as f64 * font.line_height() + 2.0;
        }
        Frame { drawing, top: top + 14.0 }
    }

    /// Ends the chart below `bottom`, in logical px.
    pub fn close(mut self, bottom: f64) -> Drawing {
        self.drawing.height = (bottom + MARGIN - 8.0).ceil();
        self.drawing
    }
}

/// Wrapped labels in a column at the left, one per row of a chart.
pub struct LabelColumn {
    /// The lines of each label.
    pub lines: Vec<Vec<String>>,
    /// Right edge of the column, in logical px.
    pub right: f64,
    font: Font,
}

impl LabelColumn {
    /// Wraps labels into a column no wider than `max_width` logical px.
    pub fn new<'a>(
        labels: impl Iterator<Item = &'a str>,
        font: Font,
        max_width: f64,
    ) -> LabelColumn {
        let lines: Vec<_> = labels.map(|label| wrap_evenly(label, font, max_width)).collect();
        let width = lines.iter().map(|lines| widest(lines, font)).fold(0.0, f64::max);
        LabelColumn { lines, right: MARGIN + width, font }
    }

    /// Height a row needs for its label, at least `least`, in logical px.
    pub fn row_height(&self, row: usize, least: f64) -> f64 {
        (self.lines[row].len() as f64 * self.font.line_height() + 6.0).max(least)
    }

    /// Draws a label flush with the column's right edge and centred on `middle`.
    pub fn draw(&self, drawing: &mut Drawing, row: usize, middle: f64) {
        let lines = &self.lines[row];
        let first = centred_baseline(middle, self.font, lines.len());
        drawing.lines((self.right, first), Anchor::End, self.font, drawing.palette.ink, lines);
    }
}

/// The first baseline of `lines` wrapped lines that are centred on `middle`.
pub fn centred_baseline(middle: f64, font: Font, lines: usize) -> f64 {
    let block = lines.saturating_sub(1) as f64 * font.line_height();
    // Capitals, not the rare accents, are what the eye centres.
    middle - block / 2.0 + (ASCENT - DESCENT * 0.3) / 2.0 * font.size
}

/// The rows of each theme, in the order of the table.
pub fn by_theme(rows: &[PeriodRow]) -> Vec<&[PeriodRow]> {
    rows.chunk_by(|a, b| a.theme_id == b.theme_id).collect()
}

/// The largest of some value of the rows that an axis has to reach, 0 to 1; 1 where all are 0.
///
/// A period of one paper has shares of 0 or 100 % and would flatten all others, so periods count
/// only from a fifth of the busiest period, or from 20 papers, on.
pub fn solid_top(rows: &[PeriodRow], value: impl Fn(&PeriodRow) -> Option<f64>) -> f64 {
    solid_quantile(rows, value, 1.0)
}

/// The value that a part `quantile` of the rows stays below or at, for a colour scale that the few
/// largest may leave; otherwise as [`solid_top`].
pub fn solid_quantile(
    rows: &[PeriodRow],
    value: impl Fn(&PeriodRow) -> Option<f64>,
    quantile: f64,
) -> f64 {
    let busiest = rows.iter().map(|row| row.n_period).max().unwrap_or(0);
    let enough = (busiest / 5).clamp(1, 20);
    let solid = rows.iter().filter(|row| row.n_period >= enough);
    let mut values: Vec<f64> = solid.filter_map(value).filter(|&value| value > 0.0).collect();
    values.sort_by(f64::total_cmp);
    let place = (values.len().saturating_sub(1) as f64 * quantile).ceil() as usize;
    values.get(place).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::super::style::LABEL;
    use super::*;

    fn row(theme: &str, n_papers: usize, n_period: usize) -> PeriodRow {
        let share = (n_period > 0).then(|| n_papers as f64 / n_period as f64);
        PeriodRow {
            theme_id: theme.into(),
            label: theme.into(),
            period: "2024".into(),
            complete: true,
            n_papers,
            n_period,
            share,
            share_lo: share,
            share_hi: share,
        }
    }

    #[test]
    fn thin_periods_do_not_set_the_scale() {
        let rows = [row("A", 10, 100), row("A", 1, 1), row("B", 25, 100), row("B", 0, 0)];
        assert_eq!(solid_top(&rows, |row| row.share), 0.25);
        assert_eq!(solid_top(&[], |row| row.share), 1.0);
        assert_eq!(by_theme(&rows).iter().map(|rows| rows.len()).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn the_title_block_wraps_and_pushes_content_down() {
        let short = Frame::open("Themes", "300 papers", String::new(), fixtures::caption().look);
        let long = Frame::open(
            "Themes",
            &"very long facts ".repeat(30),
            String::new(),
            fixtures::caption().look,
        );
        assert!(long.top > short.top);
        let drawing = long.close(400.0);
        assert!(drawing.text_boxes().iter().all(|(_, area)| drawing.canvas().contains(area)));
    }

    #[test]
    fn a_label_grows_its_row() {
        let labels = ["Short", "Parameter-efficient fine-tuning of large language models"];
        let column = LabelColumn::new(labels.into_iter(), LABEL, 180.0);
        assert_eq!(column.row_height(0, 26.0), 26.0);
        assert!(column.row_height(1, 26.0) > 40.0);
        assert!(column.right <= MARGIN + 180.0);
    }
}
