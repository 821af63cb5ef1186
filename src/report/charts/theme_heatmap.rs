//! Where in time each theme is strongest: a grid of themes by periods, shaded by share.

use super::drawing::{Anchor, Area, Colour, Drawing, Point, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, LabelColumn, by_theme, centred_baseline, solid_quantile};
use super::layout::{axis_ticks, tick_labels};
use super::palette::{Palette, ink_on};
use super::style::{self, LABEL, MARGIN, SMALL};
use super::{Caption, PERIODS_TABLE};
use crate::report::rows::PeriodRow;

/// Widest label column, in logical px.
const LABEL_WIDTH: f64 = 290.0;
/// Least height of a cell, in logical px.
const ROW_HEIGHT: f64 = 27.0;
/// Few periods do not make cells wider than this, in logical px.
const MAX_CELL_WIDTH: f64 = 170.0;
/// Cells narrower than this touch, or gaps would hide them; in logical px.
const GAP_FROM: f64 = 8.0;
/// Part of the cells that the colour scale covers: one theme that was once alone on the field does
/// not pale all others.
const SCALE_QUANTILE: f64 = 0.99;
/// Extent of the colour legend, in logical px.
const LEGEND: (f64, f64) = (220.0, 12.0);
/// Width of the legend with its signs, in logical px.
const LEGEND_ROOM: f64 = 560.0;

/// Share of each period's papers per theme and period, themes in the order of the period of their
/// largest share; cells show the number of papers where it fits.
pub fn theme_heatmap(rows: &[PeriodRow], caption: &Caption) -> Drawing {
    let mut themes = by_theme(rows);
    themes.sort_by_key(|theme| peak(theme));
    let n_periods = themes.first().map_or(0, |theme| theme.len());
    let ticks = axis_ticks(solid_quantile(rows, |row| row.share, SCALE_QUANTILE), 4, false);
    let scale_top = ticks[ticks.len() - 1];

    let labels = LabelColumn::new(
        themes.iter().map(|t| t[0].label.as_str()),
        LABEL,
        caption.look.scaled(LABEL_WIDTH),
    );
    let left = labels.right + 10.0;
    let look = caption.look;
    let widest = look.scaled(MAX_CELL_WIDTH);
    let cell_width = ((look.width - MARGIN - left) / n_periods.max(1) as f64).min(widest);
    let mut grid =
        Grid { palette: look.palette, left, cell_width, scale_top, words: Words::CountAndShare };
    // All cells say the same or none does: numbers then compare along a row and down a column.
    let all_fit = |grid: &Grid| {
        rows.iter().all(|row| SMALL.width(&grid.words(row)) <= cell_width - grid.gap() - 6.0)
    };
    for words in [Words::CountAndShare, Words::Count, Words::None] {
        grid.words = words;
        if all_fit(&grid) {
            break;
        }
    }
    let numbers = match grid.words {
        Words::None => "",
        Words::Count => "; numbers: papers",
        Words::CountAndShare => "; numbers: papers · share",
    };
    let subtitle = format!(
        "{}: {} with a date, of {}. Shade: papers of the theme ÷ all papers of the \
         period{numbers}. Ordered by the period of the largest share. Source: {PERIODS_TABLE}",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
    );
    let title = "When each theme was strongest";
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, alt(&themes), caption.look);

    let heights: Vec<f64> =
        (0..themes.len()).map(|row| labels.row_height(row, ROW_HEIGHT)).collect();
    let grid_top = top + SMALL.line_height() + 2.0;
    let bottom = grid_top + heights.iter().sum::<f64>();

    grid.period_labels(&mut drawing, themes.first().copied(), top + SMALL.size * ASCENT);
    let mut y = grid_top;
    for (row, theme) in themes.iter().enumerate() {
        labels.draw(&mut drawing, row, y + heights[row] / 2.0);
        grid.cells(&mut drawing, theme, y, heights[row]);
        y += heights[row];
    }
    let legend_top = bottom + 16.0;
    let height = legend(&mut drawing, (left, legend_top), &ticks, rows);
    Frame { drawing, top }.close(legend_top + height)
}

/// The period of a theme's largest share; complete periods come first, as the share of an
/// incomplete one is not final.
fn peak(theme: &[PeriodRow]) -> usize {
    let largest = |only_complete: bool| {
        let mut best: Option<(usize, f64)> = None;
        for (period, row) in theme.iter().enumerate() {
            let Some(share) = row.share.filter(|_| row.complete || !only_complete) else {
                continue;
            };
            if best.is_none_or(|(_, other)| share > other) {
                best = Some((period, share));
            }
        }
        best.filter(|(_, share)| *share > 0.0)
    };
    largest(true).or_else(|| largest(false)).map_or(theme.len(), |(period, _)| period)
}

/// Where the cells stand.
struct Grid {
    palette: &'static Palette,
    left: f64,
    cell_width: f64,
    scale_top: f64,
    words: Words,
}

/// What the cells say.
#[derive(Clone, Copy, PartialEq)]
enum Words {
    None,
    Count,
    CountAndShare,
}

impl Grid {
    /// The colour of a share; white where the period has no papers.
    fn shade(&self, share: Option<f64>) -> Colour {
        let palette = self.palette;
        share.map_or(palette.paper, |share| palette.sequential(share / self.scale_top))
    }

    /// Space between two periods, in logical px.
    fn gap(&self) -> f64 {
        if self.cell_width >= GAP_FROM { 1.5 } else { 0.0 }
    }

    /// The cells of one theme.
    fn cells(&self, drawing: &mut Drawing, theme: &[PeriodRow], y: f64, height: f64) {
        let gap = self.gap();
        let (y, height) = (y + 0.75, height - 1.5);
        let mut period = 0;
        // Equal neighbours become one rectangle when nothing separates them: with hundreds of
        // periods most cells are empty and the file stays small.
        let same = |a: &PeriodRow, b: &PeriodRow| gap == 0.0 && a.share == b.share;
        for run in theme.chunk_by(same) {
            let x = self.left + period as f64 * self.cell_width;
            period += run.len();
            let end = self.left + period as f64 * self.cell_width;
            // Cells that touch also overlap a little, or viewers show hairlines between them.
            let overlap = if gap == 0.0 && period < theme.len() { 0.4 } else { 0.0 };
            let area = Area::new(x, y, end - x - gap + overlap, height);
            let fill = self.shade(run[0].share);
            if run[0].share.is_none() && gap > 0.0 {
                drawing.outline(area.grown(-0.5), drawing.palette.grid);
                continue;
            }
            drawing.rect(area, fill);
        }
        self.hatching(drawing, theme, y, height);
        for (period, row) in theme.iter().enumerate() {
            self.number(drawing, row, period, (y, height));
        }
    }

    /// Hatches the incomplete periods of one theme.
    fn hatching(&self, drawing: &mut Drawing, theme: &[PeriodRow], y: f64, height: f64) {
        let gap = self.gap();
        let mut period = 0;
        for run in theme.chunk_by(|a, b| gap == 0.0 && a.complete == b.complete) {
            let x = self.left + period as f64 * self.cell_width;
            period += run.len();
            let width = run.len() as f64 * self.cell_width - gap;
            if !run[0].complete && run.iter().any(|row| row.share.is_some()) {
                let colour = ink_on(self.shade(run[0].share)).with_alpha(0.3);
                drawing.hatch(Area::new(x, y, width, height), Stroke::new(colour, 1.0));
            }
        }
    }

    /// What a cell says; nothing for a period without papers.
    fn words(&self, row: &PeriodRow) -> String {
        match (self.words, row.share) {
            (Words::None, _) | (_, None) => String::new(),
            (Words::Count, _) => style::count(row.n_papers),
            (Words::CountAndShare, Some(share)) => {
                format!("{} · {}", style::count(row.n_papers), style::percent(share))
            }
        }
    }

    /// Draws the words of a cell.
    fn number(
        &self,
        drawing: &mut Drawing,
        row: &PeriodRow,
        period: usize,
        (y, height): (f64, f64),
    ) {
        let text = self.words(row);
        if text.is_empty() {
            return;
        }
        let gap = self.gap();
        let x = self.left + (period as f64 + 0.5) * self.cell_width - gap / 2.0;
        let baseline = centred_baseline(y + height / 2.0, SMALL, 1);
        let fill = self.shade(row.share);
        if !row.complete {
            // The hatching would run through the digits.
            let width = SMALL.width(&text) + 4.0;
            drawing.rect(Area::new(x - width / 2.0, y + height / 2.0 - 7.0, width, 14.0), fill);
        }
        drawing.text((x, baseline), Anchor::Middle, SMALL, ink_on(fill), &text);
    }

    /// Names of as many periods as fit above the columns.
    fn period_labels(&self, drawing: &mut Drawing, theme: Option<&[PeriodRow]>, baseline: f64) {
        let periods = theme.unwrap_or_default();
        let centres: Vec<f64> = (0..periods.len())
            .map(|period| self.left + (period as f64 + 0.5) * self.cell_width)
            .collect();
        let names: Vec<&str> = periods.iter().map(|row| row.period.as_str()).collect();
        let room = (self.left - 30.0, drawing.width - 4.0);
        for (period, centre) in tick_labels(&centres, &names, SMALL, room) {
            drawing.text(
                (centre, baseline),
                Anchor::Middle,
                SMALL,
                drawing.palette.quiet,
                names[period],
            );
        }
    }
}

/// The colour scale up to the last tick and the signs that the rows use, starting at `at`; returns
/// its height in logical px.
fn legend(drawing: &mut Drawing, at: Point, ticks: &[f64], rows: &[PeriodRow]) -> f64 {
    const STEPS: usize = 110;
    let (left, top) = (at.0.min(drawing.width - MARGIN - LEGEND_ROOM), at.1);
    let (width, height) = LEGEND;
    let step = width / STEPS as f64;
    for i in 0..STEPS {
        let overlap = if i + 1 < STEPS { 0.4 } else { 0.0 };
        let area = Area::new(left + i as f64 * step, top, step + overlap, height);
        drawing.rect(area, drawing.palette.sequential((i as f64 + 0.5) / STEPS as f64));
    }
    let scale_top = ticks[ticks.len() - 1];
    let baseline = top + height + 4.0 + SMALL.size * ASCENT;
    let darker = rows.iter().any(|row| row.share > Some(scale_top));
    for &tick in ticks {
        let mut text = style::tick_percent(tick);
        if darker && tick == scale_top {
            text = format!("≥\u{2009}{text}");
        }
        let x = left + tick / scale_top * width;
        drawing.text((x, baseline), Anchor::Middle, SMALL, drawing.palette.quiet, &text);
    }
    let mut x = left + width + 36.0;
    let incomplete = rows.iter().any(|row| !row.complete);
    let empty = rows.iter().any(|row| row.share.is_none());
    let signs = [(incomplete, true, "incomplete period"), (empty, false, "period without papers")];
    for (_, hatched, words) in signs.into_iter().filter(|(used, ..)| *used) {
        let swatch = Area::new(x, top, 22.0, height);
        drawing.outline(swatch, drawing.palette.leader);
        if hatched {
            drawing.hatch(swatch, drawing.palette.leader);
        }
        let text_at = (swatch.right() + 6.0, centred_baseline(top + height / 2.0, SMALL, 1));
        drawing.text(text_at, Anchor::Start, SMALL, drawing.palette.quiet, words);
        x = text_at.0 + SMALL.width(words) + 22.0;
    }
    height + 4.0 + SMALL.line_height()
}

/// The chart in words.
fn alt(themes: &[&[PeriodRow]]) -> String {
    let strongest = |theme: &[PeriodRow]| {
        let best = theme.get(peak(theme)).and_then(|row| Some((row, row.share?)));
        match best {
            Some((row, share)) => {
                format!("{} ({} in {})", theme[0].label, style::percent(share), row.period)
            }
            None => format!("{} (in no period)", theme[0].label),
        }
    };
    match (themes.first(), themes.last()) {
        (Some(first), Some(last)) => format!(
            "Grid of {} by {}, shaded by share. Earliest to peak: {}; latest to peak: {}.",
            style::counted(themes.len(), "theme"),
            style::counted(first.len(), "period"),
            strongest(first),
            strongest(last),
        ),
        _ => "No themes.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn themes_stand_in_the_order_of_their_peaks() {
        let mut rows = fixtures::periods(3, 5);
        for (theme, period) in [(0, 3), (1, 1), (2, 2)] {
            rows[theme * 5 + period].share = Some(0.99);
        }
        let drawing = theme_heatmap(&rows, &fixtures::caption());
        let first_words = |theme: usize| rows[theme * 5].label.split(' ').next().unwrap();
        let texts: Vec<&str> = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
        let place = |theme| texts.iter().position(|text| text.starts_with(first_words(theme)));
        assert!(place(1) < place(2) && place(2) < place(0));
    }

    #[test]
    fn a_peak_prefers_complete_periods() {
        let mut rows = fixtures::periods(1, 4);
        rows.iter_mut().for_each(|row| row.share = Some(0.1));
        rows[3].share = Some(0.9);
        rows[3].complete = false;
        rows[1].share = Some(0.5);
        assert_eq!(peak(&rows), 1);
        rows.iter_mut().for_each(|row| row.complete = false);
        assert_eq!(peak(&rows), 3);
        rows.iter_mut().for_each(|row| row.share = None);
        assert_eq!(peak(&rows), 4);
    }

    #[test]
    fn numbers_are_left_out_when_cells_are_thin() {
        let texts = |periods| {
            theme_heatmap(&fixtures::periods(3, periods), &fixtures::caption()).text_boxes().len()
        };
        assert!(texts(12) > 36);
        assert!(texts(400) < 36);
    }

    #[test]
    fn equal_thin_cells_are_drawn_once() {
        let mut rows = fixtures::periods(1, 400);
        rows.iter_mut().for_each(|row| row.share = Some(0.0));
        let drawing = theme_heatmap(&rows, &fixtures::caption());
        let tall = |s: &&Shape| matches!(s, Shape::Rect { area, .. } if area.height > 20.0);
        assert_eq!(drawing.shapes.iter().filter(tall).count(), 1);
    }
}
