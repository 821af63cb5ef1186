//! Which themes grow, and how sure that is: one point with its interval per theme.

use super::Caption;
use super::drawing::{Anchor, Drawing, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, LabelColumn, centred_baseline};
use super::growth_axis::{
    GrowthAxis, Judged, facts, judged, signed_percent, tick_text, verdict_colour, verdict_mark,
    verdicts_in_words,
};
use super::layout::widest;
use super::style::{self, LABEL, MARGIN, SMALL};
use crate::report::rows::TrendRow;

/// Widest label column, in logical px.
const LABEL_WIDTH: f64 = 290.0;
/// Least distance between two themes, in logical px.
const ROW_HEIGHT: f64 = 27.0;
/// Space between columns, in logical px.
const GAP: f64 = 16.0;
/// Least distance between the middles of two tick labels, in logical px.
const TICK_ROOM: f64 = 58.0;

/// Growth of the odds per year with its 95 % interval, the fastest theme first; themes with too
/// little to judge by are left out.
pub fn growth_forest(rows: &[TrendRow], caption: &Caption) -> Drawing {
    let mut themes = judged(rows);
    // Themes of equal growth stay in the order of the table.
    themes.sort_by(|a, b| b.growth.total_cmp(&a.growth));
    let marks = "Point: growth of the odds per year, papers of the theme against all others of \
                 the period; line: 95 % interval.";
    let subtitle = facts(rows, &themes, marks, caption);
    let title = "Growth of each theme";
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, alt(&themes), caption.look);

    let growths: Vec<String> = themes.iter().map(|t| signed_percent(t.growth)).collect();
    let intervals: Vec<String> = themes.iter().map(interval_text).collect();
    let qs: Vec<String> = themes.iter().map(|theme| q_text(theme.row.q)).collect();
    let headings = ["a year", "95 % interval", "q"];
    let widths = [(&growths, LABEL), (&intervals, SMALL), (&qs, SMALL)];
    let column = |(place, (texts, font)): (usize, &(&Vec<String>, _))| {
        widest(texts, *font).max(SMALL.width(headings[place]))
    };
    let widths: Vec<f64> = widths.iter().enumerate().map(column).collect();
    let q_right = drawing.width - MARGIN;
    let interval_right = q_right - widths[2] - GAP;
    let growth_right = interval_right - widths[1] - GAP;

    let labels = LabelColumn::new(
        themes.iter().map(|t| t.row.label.as_str()),
        LABEL,
        caption.look.scaled(LABEL_WIDTH),
    );
    let left = labels.right + GAP;
    let half = (growth_right - widths[0] - GAP - left) / 2.0;
    let axis = GrowthAxis::of(&themes);
    let at = |growth: f64| left + half * (1.0 + axis.place(growth));

    for (right, heading) in [growth_right, interval_right, q_right].into_iter().zip(headings) {
        drawing.text(
            (right, top + SMALL.size * ASCENT),
            Anchor::End,
            SMALL,
            drawing.palette.quiet,
            heading,
        );
    }
    let top = top + SMALL.line_height() + 4.0;
    let heights: Vec<f64> =
        (0..themes.len()).map(|row| labels.row_height(row, ROW_HEIGHT)).collect();
    let bottom = top + heights.iter().sum::<f64>();
    for tick in axis.ticks(TICK_ROOM / half) {
        let x = at(tick);
        if tick == 0.0 {
            drawing.dashed((x, top), (x, bottom), Stroke::new(drawing.palette.quiet, 1.0));
        } else {
            drawing.line((x, top), (x, bottom), drawing.palette.grid);
        }
        let baseline = bottom + 5.0 + SMALL.size * ASCENT;
        drawing.text((x, baseline), Anchor::Middle, SMALL, drawing.palette.quiet, &tick_text(tick));
    }
    let mut y = top;
    for (index, theme) in themes.iter().enumerate() {
        let middle = y + heights[index] / 2.0;
        labels.draw(&mut drawing, index, middle);
        let colour = verdict_colour(drawing.palette, theme.row.verdict);
        let (low, high) = (at(theme.low), at(theme.high));
        drawing.line((low, middle), (high, middle), Stroke::new(colour, 2.0));
        for (end, x, way) in [(theme.low, low, -1.0), (theme.high, high, 1.0)] {
            if !axis.holds(end) {
                let (tip, base) = (x + way * 7.0, x - way);
                let corners = vec![(base, middle - 5.5), (tip, middle), (base, middle + 5.5)];
                drawing.polygon(corners, colour);
            }
        }
        // A point outside would claim to stand at the edge.
        if axis.holds(theme.growth) {
            verdict_mark(&mut drawing, (at(theme.growth), middle), 4.5, theme.row.verdict);
        }
        let palette = drawing.palette;
        let mut value = |right: f64, font, colour, text: &str| {
            let baseline = centred_baseline(middle, font, 1);
            drawing.text((right, baseline), Anchor::End, font, colour, text);
        };
        value(growth_right, LABEL, palette.ink, &growths[index]);
        value(interval_right, SMALL, palette.quiet, &intervals[index]);
        value(q_right, SMALL, palette.quiet, &qs[index]);
        y += heights[index];
    }
    Frame { drawing, top }.close(bottom + SMALL.line_height() + 6.0)
}

/// An interval: `−3.1 % to +24 %`.
fn interval_text(theme: &Judged) -> String {
    format!("{} to {}", signed_percent(theme.low), signed_percent(theme.high))
}

/// A corrected p with as many digits as mean something.
fn q_text(q: Option<f64>) -> String {
    match q {
        None => "not tested".to_owned(),
        Some(q) if q < 0.001 => "<\u{2009}0.001".to_owned(),
        Some(q) if q < 0.1 => format!("{q:.3}"),
        Some(q) => format!("{q:.2}"),
    }
}

/// The chart in words.
fn alt(themes: &[Judged]) -> String {
    let n = style::counted(themes.len(), "theme");
    let verdicts = verdicts_in_words(themes);
    match themes.first() {
        Some(first) => format!(
            "Growth of {n} per year with 95 % intervals: {verdicts}. The fastest, {}, has {}.",
            first.row.label,
            signed_percent(first.growth),
        ),
        None => format!("Growth of {n} per year."),
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn themes_stand_by_growth_and_points_on_their_intervals() {
        let rows = fixtures::trends(14);
        let drawing = growth_forest(&rows, &fixtures::caption());
        let n_shown = judged(&rows).len();
        let places = fixtures::marks(&drawing, 4.5);
        let interval = |shape: &Shape| match shape {
            Shape::Polyline { points, stroke } if stroke.width == 2.0 => {
                Some((points[0], points[1]))
            }
            _ => None,
        };
        let intervals: Vec<_> = drawing.shapes.iter().filter_map(interval).collect();
        for (x, y) in &places {
            let own = intervals.iter().find(|(low, _)| (low.1 - y).abs() < 1e-6);
            let (low, high) = own.expect("every mark has an interval");
            assert!(low.0 <= *x && *x <= high.0);
        }
        assert!(places.len() > n_shown / 2 && places.len() <= n_shown);
        assert!(places.windows(2).all(|p| p[0].0 >= p[1].0 && p[0].1 < p[1].1));
    }

    #[test]
    fn a_corrected_p_is_never_written_as_zero() {
        assert_eq!(q_text(Some(1e-9)), "<\u{2009}0.001");
        assert_eq!(q_text(Some(0.0123)), "0.012");
        assert_eq!(q_text(Some(1.0)), "1.00");
        assert_eq!(q_text(None), "not tested");
    }
}
