//! Shares in a single period: one point with its interval per theme, in one list.

use super::drawing::{Anchor, Area, Drawing, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, LabelColumn, centred_baseline};
use super::layout::{axis_ticks, widest};
use super::style::{self, LABEL, MARGIN, SMALL};
use super::{Caption, PERIODS_TABLE};
use crate::report::rows::PeriodRow;

/// Widest label column, in logical px.
const LABEL_WIDTH: f64 = 300.0;
/// Least distance between two themes, in logical px.
const ROW_HEIGHT: f64 = 29.0;

/// Share of the period's papers with its 95 % interval, one line per theme; the point is hollow
/// when the period is incomplete. Rows are those of a single period.
pub fn share_intervals(rows: &[PeriodRow], caption: &Caption) -> Drawing {
    let period = rows.first().map_or("no period", |row| row.period.as_str());
    let title = format!("Share of the papers of {period}, by theme");
    let mut subtitle = format!(
        "{}: {} with a date, of {}. Point: papers of the theme ÷ all papers of the period; \
         line: 95 % interval.",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
    );
    if rows.iter().any(|row| !row.complete) {
        subtitle += " Hatched and hollow: the period is incomplete.";
    }
    subtitle += &format!(" Source: {PERIODS_TABLE}");
    let Frame { mut drawing, top } =
        Frame::open(&title, &subtitle, alt(rows, period), caption.look);

    let values: Vec<String> =
        rows.iter().map(|row| row.share.map_or("no papers".into(), style::percent)).collect();
    let labels = LabelColumn::new(
        rows.iter().map(|row| row.label.as_str()),
        LABEL,
        caption.look.scaled(LABEL_WIDTH),
    );
    let left = labels.right + 12.0;
    let width = drawing.width - MARGIN - left - widest(&values, LABEL) - 14.0;
    let highest = rows.iter().filter_map(|row| row.share_hi.or(row.share)).fold(0.01, f64::max);
    let ticks = axis_ticks(highest.min(1.0), 6, false);
    let scale_top = ticks[ticks.len() - 1];
    let at = |share: f64| left + share / scale_top * width;

    let heights: Vec<f64> = (0..rows.len()).map(|row| labels.row_height(row, ROW_HEIGHT)).collect();
    let bottom = top + heights.iter().sum::<f64>();
    if rows.iter().any(|row| !row.complete) {
        let hatch = drawing.palette.hatch;
        drawing.hatch(Area::new(left, top, width, bottom - top), hatch);
    }
    for &tick in &ticks {
        let stroke = if tick == 0.0 { drawing.palette.baseline } else { drawing.palette.grid };
        drawing.line((at(tick), top), (at(tick), bottom), stroke);
        let baseline = bottom + 5.0 + SMALL.size * ASCENT;
        let text = style::tick_percent(tick);
        drawing.text((at(tick), baseline), Anchor::Middle, SMALL, drawing.palette.quiet, &text);
    }
    let mut y = top;
    for (index, row) in rows.iter().enumerate() {
        let middle = y + heights[index] / 2.0;
        labels.draw(&mut drawing, index, middle);
        if let Some((low, high)) = row.share_lo.zip(row.share_hi) {
            let stroke = Stroke::new(drawing.palette.accent, 2.0);
            drawing.line((at(low), middle), (at(high), middle), stroke);
        }
        if let Some(share) = row.share {
            drawing.circle((at(share), middle), 5.0, drawing.palette.accent);
            if !row.complete {
                drawing.circle((at(share), middle), 3.0, drawing.palette.paper);
            }
        }
        let baseline = centred_baseline(middle, LABEL, 1);
        drawing.text(
            (drawing.width - MARGIN, baseline),
            Anchor::End,
            LABEL,
            drawing.palette.ink,
            &values[index],
        );
        y += heights[index];
    }
    Frame { drawing, top }.close(bottom + SMALL.line_height() + 6.0)
}

/// The chart in words.
fn alt(rows: &[PeriodRow], period: &str) -> String {
    let themes = style::counted(rows.len(), "theme");
    match rows.first().and_then(|row| row.share.map(|share| (row, share))) {
        Some((row, share)) => format!(
            "Shares of {themes} in {period} with 95 % intervals. The largest theme, {}, has {}.",
            row.label,
            style::percent(share),
        ),
        None => format!("Shares of {themes} in {period} with 95 % intervals."),
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn an_incomplete_period_is_hatched() {
        let mut rows = fixtures::periods(3, 1);
        let hatched = |rows: &[PeriodRow]| {
            let drawing = share_intervals(rows, &fixtures::caption());
            drawing.shapes.iter().any(|shape| matches!(shape, Shape::Hatch { .. }))
        };
        assert!(hatched(&rows));
        rows.iter_mut().for_each(|row| row.complete = true);
        assert!(!hatched(&rows));
    }

    #[test]
    fn every_theme_has_a_point_on_its_interval() {
        let rows = fixtures::periods(14, 1);
        let drawing = share_intervals(&rows, &fixtures::caption());
        let mut points = 0;
        let mut interval = None;
        for shape in &drawing.shapes {
            match shape {
                Shape::Polyline { points, stroke } if stroke.width == 2.0 => {
                    interval = Some((points[0].0, points[1].0));
                }
                Shape::Circle { centre, radius, .. } if *radius == 5.0 => {
                    let (low, high) = interval.expect("the interval is drawn first");
                    assert!(low <= centre.0 && centre.0 <= high);
                    points += 1;
                }
                _ => {}
            }
        }
        assert_eq!(points, 14);
    }
}
