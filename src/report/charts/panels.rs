//! Small multiples: one small panel of shares over time per theme, all on one scale.

use super::drawing::{Anchor, Area, Drawing, Point, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, solid_quantile};
use super::layout::{tick_labels, ticks_within, widest, wrap_evenly};
use super::style::{self, HEADING, Look, MARGIN, SMALL};
use crate::report::rows::PeriodRow;

/// Space between two columns of panels, in logical px.
const COLUMN_GAP: f64 = 26.0;
/// Points closer than this are left out and the line alone remains, in logical px.
const POINT_ROOM: f64 = 6.5;
/// Space between two rows of panels, in logical px.
const ROW_GAP: f64 = 20.0;

/// Part of the points that the common axis covers.
const SCALE_QUANTILE: f64 = 0.99;
/// Height of the axis in those points, for the bands above them.
const ROOM_ABOVE: f64 = 1.2;

/// The top of an axis for nearly all shares of the rows: a theme that was once alone on the field
/// would flatten all others, so it may leave the scale.
pub fn usual_top(rows: &[PeriodRow]) -> f64 {
    ROOM_ABOVE * solid_quantile(rows, |row| row.share, SCALE_QUANTILE)
}

/// Draws a panel for each theme, whose rows are the periods that panels have, and closes the chart.
/// Under the name of a theme stands its `note`, a few words; `fill` draws what the panel shows.
pub fn panels(
    frame: Frame,
    themes: &[&[PeriodRow]],
    scale_top: f64,
    note: &dyn Fn(usize) -> String,
    fill: &dyn Fn(&mut Drawing, &Panel, usize),
) -> Drawing {
    let Frame { mut drawing, top } = frame;
    let look = Look { palette: drawing.palette, width: drawing.width };
    let columns = n_columns(themes.len(), look);
    let ticks = ticks_within(scale_top, 4, false);
    let tick_texts: Vec<String> = ticks.iter().map(|&tick| style::tick_percent(tick)).collect();
    let left = MARGIN + widest(&tick_texts, SMALL) + 7.0;
    let gaps = (columns - 1) as f64 * COLUMN_GAP;
    let width = (drawing.width - MARGIN - left - gaps) / columns as f64;
    let height = (width * 0.5).clamp(84.0, 200.0);
    let n_periods = themes.first().map_or(0, |theme| theme.len());

    let mut y = top;
    for (row, row_of_themes) in themes.chunks(columns).enumerate() {
        let headings: Vec<_> = row_of_themes
            .iter()
            .map(|theme| wrap_evenly(&theme[0].label, HEADING, width))
            .collect();
        let deepest = headings.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let notes: Vec<_> = (0..row_of_themes.len())
            .map(|column| wrap_evenly(&note(row * columns + column), SMALL, width))
            .collect();
        let notes_deep = notes.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let notes_top = y + deepest * HEADING.line_height();
        let plot_top = notes_top + notes_deep * SMALL.line_height() + 8.0;
        let axis_y = plot_top + height;
        for (tick, text) in ticks.iter().zip(&tick_texts) {
            let baseline = axis_y - tick / scale_top * height + SMALL.size * 0.36;
            drawing.text((left - 7.0, baseline), Anchor::End, SMALL, drawing.palette.quiet, text);
        }
        for (column, (theme, heading)) in row_of_themes.iter().zip(&headings).enumerate() {
            let x = left + column as f64 * (width + COLUMN_GAP);
            // Headings of one row stand on the same last line, next to the panel they name.
            let lines_above = deepest - heading.len() as f64;
            let first = y + lines_above * HEADING.line_height() + HEADING.size * ASCENT;
            drawing.lines((x, first), Anchor::Start, HEADING, drawing.palette.ink, heading);
            let note = &notes[column];
            let first = plot_top - 9.0 - (note.len() as f64 - 1.0) * SMALL.line_height();
            drawing.lines((x, first), Anchor::Start, SMALL, drawing.palette.quiet, note);
            let panel = Panel { corner: (x, plot_top), width, height, n_periods, scale_top };
            panel.grid(&mut drawing, theme, &ticks);
            fill(&mut drawing, &panel, row * columns + column);
            panel.period_labels(&mut drawing, theme);
        }
        y = axis_y + SMALL.line_height() + 6.0 + ROW_GAP;
    }
    Frame { drawing, top }.close(y - ROW_GAP)
}

/// Panels side by side: more on a wider chart, in rows as even as they can be.
fn n_columns(n_themes: usize, look: Look) -> usize {
    let usual = match n_themes {
        0..=3 => n_themes,
        4 => 2,
        5..=9 => 3,
        10..=24 => 4,
        _ => 5,
    };
    // Panels grow, too, with the width.
    let wider = (look.width / style::USUAL_WIDTH).sqrt();
    let most = (usual as f64 * wider).round().max(1.0) as usize;
    let n_rows = n_themes.div_ceil(most).max(1);
    n_themes.div_ceil(n_rows)
}

/// One panel: the same shape and scale as all others of its chart.
pub struct Panel {
    /// Its top left corner.
    corner: Point,
    width: f64,
    height: f64,
    n_periods: usize,
    scale_top: f64,
}

impl Panel {
    /// Room of one period, in logical px.
    fn slot(&self) -> f64 {
        self.width / self.n_periods as f64
    }

    /// Whether periods are far enough apart for points.
    pub fn has_points(&self) -> bool {
        self.slot() >= POINT_ROOM
    }

    /// Where a share of a period stands; shares above the scale stand on its top.
    pub fn at(&self, period: usize, share: f64) -> Point {
        let x = self.corner.0 + (period as f64 + 0.5) * self.slot();
        let part = (share / self.scale_top).clamp(0.0, 1.0);
        (x, self.corner.1 + (1.0 - part) * self.height)
    }

    /// Hatched incomplete periods, then the grid.
    fn grid(&self, drawing: &mut Drawing, theme: &[PeriodRow], ticks: &[f64]) {
        let slot = self.slot();
        let mut period = 0;
        for run in theme.chunk_by(|a, b| a.complete == b.complete) {
            if !run[0].complete {
                let (x, width) = (self.corner.0 + period as f64 * slot, run.len() as f64 * slot);
                // A sliver of hatching would be mistaken for data.
                let left = if period == 0 { x } else { x + width - 6.0 };
                let (x, width) = if width < 6.0 { (left, 6.0) } else { (x, width) };
                drawing
                    .hatch(Area::new(x, self.corner.1, width, self.height), drawing.palette.hatch);
            }
            period += run.len();
        }
        for tick in ticks {
            let y = self.corner.1 + (1.0 - tick / self.scale_top) * self.height;
            let stroke = if *tick == 0.0 { drawing.palette.baseline } else { drawing.palette.grid };
            drawing.line((self.corner.0, y), (self.corner.0 + self.width, y), stroke);
        }
    }

    /// Where each period's share stands; `None` without papers.
    fn points(&self, theme: &[PeriodRow]) -> Vec<Option<Point>> {
        let point = |(period, row): (usize, &PeriodRow)| Some(self.at(period, row.share?));
        theme.iter().enumerate().map(point).collect()
    }

    /// The other themes' lines, to compare with.
    pub fn context(&self, drawing: &mut Drawing, others: &[&[PeriodRow]]) {
        for other in others {
            for run in runs(&self.points(other)) {
                drawing.polyline(run, Stroke::new(drawing.palette.context, 1.0));
            }
        }
    }

    /// The band of a theme's intervals; a bar where a period stands alone.
    pub fn band(&self, drawing: &mut Drawing, theme: &[PeriodRow]) {
        let ends = |(period, row): (usize, &PeriodRow)| {
            let (low, high) = row.share_lo.zip(row.share_hi)?;
            Some((self.at(period, low), self.at(period, high)))
        };
        let ends: Vec<Option<(Point, Point)>> = theme.iter().enumerate().map(ends).collect();
        for run in runs(&ends) {
            if let [(low, high)] = run.as_slice() {
                drawing.line(*low, *high, Stroke::new(drawing.palette.band, 3.0));
            } else {
                let (low, high): (Vec<Point>, Vec<Point>) = run.into_iter().unzip();
                let corners = high.into_iter().chain(low.into_iter().rev()).collect();
                drawing.polygon(corners, drawing.palette.accent.with_alpha(0.18));
            }
        }
    }

    /// The line of a theme, dashed to and from incomplete periods, and its points.
    pub fn line(&self, drawing: &mut Drawing, theme: &[PeriodRow]) {
        let points = self.points(theme);
        let with_points = self.has_points();
        let (stroke, radius) = if with_points {
            (Stroke::new(drawing.palette.accent, 2.0), 3.0)
        } else {
            (Stroke::new(drawing.palette.accent, 1.3), 1.5)
        };
        let complete: Vec<Option<Point>> =
            points.iter().zip(theme).map(|(point, row)| point.filter(|_| row.complete)).collect();
        for run in runs(&complete) {
            drawing.polyline(run, stroke);
        }
        for (pair, rows) in points.windows(2).zip(theme.windows(2)) {
            if let ([Some(from), Some(to)], false) = (pair, rows[0].complete && rows[1].complete) {
                drawing.dashed(*from, *to, stroke);
            }
        }
        for (period, row) in theme.iter().enumerate() {
            let Some(point) = points[period] else { continue };
            let linked = |other: Option<&Option<Point>>| other.is_some_and(Option::is_some);
            let before = period.checked_sub(1).and_then(|before| points.get(before));
            let alone = !linked(before) && !linked(points.get(period + 1));
            if row.share > Some(self.scale_top) {
                let (x, y) = point;
                let base = y + 2.0 * radius;
                drawing.polygon(
                    vec![(x, y), (x + radius, base), (x - radius, base)],
                    drawing.palette.accent,
                );
            } else if with_points || alone {
                drawing.circle(point, radius, drawing.palette.accent);
                if !row.complete && with_points {
                    drawing.circle(point, radius - 1.25, drawing.palette.paper);
                }
            }
        }
    }

    /// Names of as many periods as fit under the panel.
    fn period_labels(&self, drawing: &mut Drawing, theme: &[PeriodRow]) {
        let centres: Vec<f64> = (0..theme.len()).map(|period| self.at(period, 0.0).0).collect();
        let names: Vec<&str> = theme.iter().map(|row| row.period.as_str()).collect();
        let room = (self.corner.0 - 7.0, self.corner.0 + self.width + 7.0);
        let baseline = self.corner.1 + self.height + SMALL.size * ASCENT + 5.0;
        for (period, centre) in tick_labels(&centres, &names, SMALL, room) {
            let at = (centre, baseline);
            drawing.text(at, Anchor::Middle, SMALL, drawing.palette.quiet, names[period]);
        }
    }
}

/// The stretches without a gap.
fn runs<T: Copy>(values: &[Option<T>]) -> Vec<Vec<T>> {
    let runs = values.split(Option::is_none).map(|run| run.iter().flatten().copied().collect());
    runs.filter(|run: &Vec<T>| !run.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn a_period_without_papers_is_a_gap() {
        let mut rows = fixtures::periods(1, 7);
        rows[3].share = None;
        let panel =
            Panel { corner: (0.0, 0.0), width: 70.0, height: 50.0, n_periods: 7, scale_top: 1.0 };
        let runs = runs(&panel.points(&rows));
        assert_eq!(runs.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    }

    #[test]
    fn shares_above_the_scale_stay_in_the_panel() {
        let corner = (10.0, 20.0);
        let panel = Panel { corner, width: 70.0, height: 50.0, n_periods: 7, scale_top: 0.3 };
        assert_eq!(panel.at(0, 1.0), (15.0, 20.0));
        assert_eq!(panel.at(6, 0.0), (75.0, 70.0));
    }
}
