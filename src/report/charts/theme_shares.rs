//! How themes rise and fall: one small panel per theme, all on one scale.

use super::drawing::{Anchor, Area, Drawing, Point, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, by_theme, solid_quantile, solid_top};
use super::layout::{tick_labels, ticks_within, widest, wrap_evenly};
use super::share_intervals::share_intervals;
use super::style::{self, HEADING, Look, MARGIN, SMALL};
use super::{Caption, PERIODS_TABLE};
use crate::report::rows::PeriodRow;

/// Space between two columns of panels, in logical px.
const COLUMN_GAP: f64 = 26.0;
/// Space between two rows of panels, in logical px.
const ROW_GAP: f64 = 20.0;
/// Points closer than this are left out and the line alone remains, in logical px.
const POINT_ROOM: f64 = 6.5;
/// The other themes' lines are context worth having only while they stay few,
const MAX_CONTEXT_POINTS: usize = 12_000;
/// and smooth enough to be told from each other.
const MAX_CONTEXT_PERIODS: usize = 60;

/// Part of the points that the common axis covers.
const SCALE_QUANTILE: f64 = 0.99;
/// Height of the axis in those points, for the bands above them.
const ROOM_ABOVE: f64 = 1.2;

/// Share of each period's papers, one panel per theme with its 95 % interval as a band;
/// incomplete periods are hatched, dashed and hollow. A single period gives one interval per theme
/// instead, in one list.
pub fn theme_shares(rows: &[PeriodRow], caption: &Caption) -> Drawing {
    let themes = by_theme(rows);
    let n_periods = themes.first().map_or(0, |theme| theme.len());
    if n_periods < 2 {
        return share_intervals(rows, caption);
    }
    // A theme that was once alone on the field would flatten all others: it may leave the scale.
    let usual = ROOM_ABOVE * solid_quantile(rows, |row| row.share, SCALE_QUANTILE);
    let scale_top = solid_top(rows, |row| row.share_hi.or(row.share)).min(usual);
    let ticks = ticks_within(scale_top, 4, false);
    let title = "Share of each period's papers, by theme";
    let subtitle = subtitle(rows, scale_top, caption);
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, alt(&themes), caption.look);

    let columns = n_columns(themes.len(), caption.look);
    let tick_texts: Vec<String> = ticks.iter().map(|&tick| style::tick_percent(tick)).collect();
    let left = MARGIN + widest(&tick_texts, SMALL) + 7.0;
    let gaps = (columns - 1) as f64 * COLUMN_GAP;
    let width = (drawing.width - MARGIN - left - gaps) / columns as f64;
    let height = (width * 0.5).clamp(84.0, 200.0);
    let panel = Panel { width, height, n_periods, scale_top };
    let with_context =
        n_periods <= MAX_CONTEXT_PERIODS && themes.len() * rows.len() <= MAX_CONTEXT_POINTS;

    let mut y = top;
    for row_of_themes in themes.chunks(columns) {
        let headings: Vec<_> = row_of_themes
            .iter()
            .map(|theme| wrap_evenly(&theme[0].label, HEADING, width))
            .collect();
        let deepest = headings.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let plot_top = y + deepest * HEADING.line_height() + SMALL.line_height() + 8.0;
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
            let papers: usize = theme.iter().map(|row| row.n_papers).sum();
            let papers = style::counted(papers, "paper");
            drawing.text((x, plot_top - 9.0), Anchor::Start, SMALL, drawing.palette.quiet, &papers);
            panel.grid(&mut drawing, (x, plot_top), theme, &ticks);
            if with_context {
                panel.context(&mut drawing, (x, plot_top), &themes);
            }
            panel.band(&mut drawing, (x, plot_top), theme);
            panel.line(&mut drawing, (x, plot_top), theme);
            panel.period_labels(&mut drawing, (x, plot_top), theme);
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

/// The facts under the title, with the signs that the rows use.
fn subtitle(rows: &[PeriodRow], scale_top: f64, caption: &Caption) -> String {
    let band_cut = rows.iter().any(|row| row.share_hi > Some(scale_top));
    let mut words = format!(
        "{}: {} with a date, of {}. Line: papers of the theme ÷ all papers of the period; \
         band: 95 % interval{}.",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
        if band_cut { ", cut at the top of the scale" } else { "" },
    );
    if rows.iter().any(|row| !row.complete) {
        words += " Hatched: incomplete period.";
    }
    if rows.iter().any(|row| row.share > Some(scale_top)) {
        words += " Triangle: above the scale.";
    }
    words + &format!(" Source: {PERIODS_TABLE}")
}

/// The shape shared by all panels; methods take the panel's top left corner.
struct Panel {
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

    /// Where a share of a period stands; shares above the scale stand on its top.
    fn at(&self, corner: Point, period: usize, share: f64) -> Point {
        let x = corner.0 + (period as f64 + 0.5) * self.slot();
        let part = (share / self.scale_top).clamp(0.0, 1.0);
        (x, corner.1 + (1.0 - part) * self.height)
    }

    /// Hatched incomplete periods, then the grid.
    fn grid(&self, drawing: &mut Drawing, corner: Point, theme: &[PeriodRow], ticks: &[f64]) {
        let slot = self.slot();
        let mut period = 0;
        for run in theme.chunk_by(|a, b| a.complete == b.complete) {
            if !run[0].complete {
                let (x, width) = (corner.0 + period as f64 * slot, run.len() as f64 * slot);
                // A sliver of hatching would be mistaken for data.
                let left = if period == 0 { x } else { x + width - 6.0 };
                let (x, width) = if width < 6.0 { (left, 6.0) } else { (x, width) };
                drawing.hatch(Area::new(x, corner.1, width, self.height), drawing.palette.hatch);
            }
            period += run.len();
        }
        for tick in ticks {
            let y = corner.1 + (1.0 - tick / self.scale_top) * self.height;
            let stroke = if *tick == 0.0 { drawing.palette.baseline } else { drawing.palette.grid };
            drawing.line((corner.0, y), (corner.0 + self.width, y), stroke);
        }
    }

    /// Where each period's share stands; `None` without papers.
    fn points(&self, corner: Point, theme: &[PeriodRow]) -> Vec<Option<Point>> {
        let point = |(period, row): (usize, &PeriodRow)| Some(self.at(corner, period, row.share?));
        theme.iter().enumerate().map(point).collect()
    }

    /// The other themes' lines, to compare with.
    fn context(&self, drawing: &mut Drawing, corner: Point, others: &[&[PeriodRow]]) {
        for other in others {
            for run in runs(&self.points(corner, other)) {
                drawing.polyline(run, Stroke::new(drawing.palette.context, 1.0));
            }
        }
    }

    /// The band of a theme's intervals; a bar where a period stands alone.
    fn band(&self, drawing: &mut Drawing, corner: Point, theme: &[PeriodRow]) {
        let ends = |(period, row): (usize, &PeriodRow)| {
            let (low, high) = row.share_lo.zip(row.share_hi)?;
            Some((self.at(corner, period, low), self.at(corner, period, high)))
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
    fn line(&self, drawing: &mut Drawing, corner: Point, theme: &[PeriodRow]) {
        let points = self.points(corner, theme);
        let with_points = self.slot() >= POINT_ROOM;
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
    fn period_labels(&self, drawing: &mut Drawing, corner: Point, theme: &[PeriodRow]) {
        let centres: Vec<f64> =
            (0..theme.len()).map(|period| self.at(corner, period, 0.0).0).collect();
        let names: Vec<&str> = theme.iter().map(|row| row.period.as_str()).collect();
        let room = (corner.0 - 7.0, corner.0 + self.width + 7.0);
        let baseline = corner.1 + self.height + SMALL.size * ASCENT + 5.0;
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

/// The chart in words.
fn alt(themes: &[&[PeriodRow]]) -> String {
    let mut words = format!("Small line charts of {} over time.", themes.len());
    if let Some([first, .., last]) = themes.first() {
        words = format!(
            "Line charts of the share of {} from {} to {}, one panel each.",
            style::counted(themes.len(), "theme"),
            first.period,
            last.period,
        );
        let share = |row: &PeriodRow| row.share.map_or("no papers".into(), style::percent);
        words += &format!(
            " The largest theme, {}, goes from {} to {}.",
            first.label,
            share(first),
            share(last),
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn a_period_without_papers_cuts_the_line() {
        let mut rows = fixtures::periods(1, 7);
        for row in &mut rows[3..4] {
            (row.n_period, row.share, row.share_lo, row.share_hi) = (0, None, None, None);
        }
        let panel = Panel { width: 70.0, height: 50.0, n_periods: 7, scale_top: 1.0 };
        let runs = runs(&panel.points((0.0, 0.0), &rows));
        assert_eq!(runs.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
        let bands = |rows: &[PeriodRow]| {
            let drawing = theme_shares(rows, &fixtures::caption());
            drawing.shapes.iter().filter(|s| matches!(s, Shape::Polygon { .. })).count()
        };
        assert_eq!(bands(&rows), 2);
        assert_eq!(bands(&fixtures::periods(1, 7)), 1);
    }

    #[test]
    fn an_incomplete_period_is_hatched_and_said_so() {
        let mut rows = fixtures::periods(3, 5);
        let drawing = theme_shares(&rows, &fixtures::caption());
        let hatched = |d: &Drawing| d.shapes.iter().any(|s| matches!(s, Shape::Hatch { .. }));
        assert!(hatched(&drawing));
        rows.iter_mut().for_each(|row| row.complete = true);
        assert!(!hatched(&theme_shares(&rows, &fixtures::caption())));
    }

    #[test]
    fn shares_above_the_scale_stay_in_the_panel() {
        let panel = Panel { width: 70.0, height: 50.0, n_periods: 7, scale_top: 0.3 };
        assert_eq!(panel.at((10.0, 20.0), 0, 1.0), (15.0, 20.0));
        assert_eq!(panel.at((10.0, 20.0), 6, 0.0), (75.0, 70.0));
    }
}
