//! How many papers there are in each period, and how many have no date.

use super::drawing::{Anchor, Area, Drawing, Stroke};
use super::font::ASCENT;
use super::frame::Frame;
use super::layout::{tick_labels, ticks_within, widest};
use super::style::{self, LABEL, MARGIN, SMALL};
use super::{Caption, VOLUME_TABLE};
use crate::report::rows::VolumeRow;

/// Height of the columns' area, in logical px.
const PLOT_HEIGHT: f64 = 300.0;
/// Few periods do not make columns wider than this, in logical px.
const MAX_COLUMN: f64 = 90.0;
/// Height of the bar of dated and undated papers, in logical px.
const BAR_HEIGHT: f64 = 19.0;

/// Papers per period as columns, and below them a bar of papers with and without a date. Without
/// any period only that bar is drawn.
pub fn corpus_volume(rows: &[VolumeRow], caption: &Caption) -> Drawing {
    let periods: Vec<(&str, &VolumeRow)> =
        rows.iter().filter_map(|row| Some((row.period.as_deref()?, row))).collect();
    let undated: usize = rows.iter().filter(|row| row.period.is_none()).map(|r| r.n_papers).sum();
    let dated: usize = periods.iter().map(|(_, row)| row.n_papers).sum();
    let incomplete: Vec<&str> =
        periods.iter().filter(|(_, row)| !row.complete).map(|(period, _)| *period).collect();

    let title = if periods.is_empty() { "Papers with a date" } else { "Papers per period" };
    let mut subtitle = format!(
        "{}: {}, {} of them with a date.",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
        style::count(caption.n_dated),
    );
    match incomplete.as_slice() {
        [] => {}
        [one] => subtitle += &format!(" Hatched: {one} is incomplete."),
        [first, last] => subtitle += &format!(" Hatched: {first} and {last} are incomplete."),
        many => subtitle += &format!(" Hatched: {} incomplete periods.", many.len()),
    }
    subtitle += &format!(" Source: {VOLUME_TABLE}");
    let Frame { mut drawing, top } =
        Frame::open(title, &subtitle, alt(&periods, dated, undated), caption.look);
    let mut y = top;
    if !periods.is_empty() {
        y = columns(&mut drawing, y + SMALL.line_height(), &periods) + 24.0;
    }
    let bottom = dates_bar(&mut drawing, y, dated, undated);
    Frame { drawing, top }.close(bottom)
}

/// The columns below `top`; returns where they end, in logical px.
fn columns(drawing: &mut Drawing, top: f64, periods: &[(&str, &VolumeRow)]) -> f64 {
    let largest = periods.iter().map(|(_, row)| row.n_papers).max().unwrap_or(0);
    let scale_top = largest.max(1) as f64;
    let ticks = ticks_within(scale_top, 6, true);
    let tick_texts: Vec<String> = ticks.iter().map(|&tick| style::count(tick as usize)).collect();
    let left = MARGIN + widest(&tick_texts, SMALL) + 8.0;
    let look = drawing.look();
    let (plot_height, max_column) = (look.height(PLOT_HEIGHT), look.scaled(MAX_COLUMN));
    let axis_y = top + plot_height;
    for (tick, text) in ticks.iter().zip(&tick_texts) {
        let y = axis_y - tick / scale_top * plot_height;
        let stroke = if *tick == 0.0 { drawing.palette.baseline } else { drawing.palette.grid };
        drawing.line((left, y), (drawing.width - MARGIN, y), stroke);
        let at = (left - 8.0, y + SMALL.size * 0.36);
        drawing.text(at, Anchor::End, SMALL, drawing.palette.quiet, text);
    }

    let slot = (drawing.width - MARGIN - left) / periods.len() as f64;
    let width = if slot > 6.0 { (slot * 0.78).min(max_column) } else { slot };
    let centre = |period: usize| left + (period as f64 + 0.5) * slot;
    let counts: Vec<String> = periods.iter().map(|(_, row)| style::count(row.n_papers)).collect();
    let with_counts = widest(&counts, SMALL) + 4.0 <= slot;
    for (period, (_, row)) in periods.iter().enumerate() {
        let height = row.n_papers as f64 / scale_top * plot_height;
        let area = Area::new(centre(period) - width / 2.0, axis_y - height, width, height);
        if row.complete {
            drawing.rect(area, drawing.palette.accent);
        } else {
            drawing.rect(area, drawing.palette.band);
            drawing.hatch(area, Stroke::new(drawing.palette.accent, 1.2));
        }
        if with_counts {
            let at = (centre(period), area.y - 5.0);
            if area.y - 5.0 - SMALL.size > top - SMALL.line_height() - 2.0 {
                let width = SMALL.width(&counts[period]) + 4.0;
                // The grid would run through the digits.
                let behind = Area::new(at.0 - width / 2.0, at.1 - 9.0, width, 11.0);
                drawing.rect(behind, drawing.palette.paper);
            }
            drawing.text(at, Anchor::Middle, SMALL, drawing.palette.ink, &counts[period]);
        }
    }
    drawing.line((left, axis_y), (drawing.width - MARGIN, axis_y), drawing.palette.baseline);

    let centres: Vec<f64> = (0..periods.len()).map(centre).collect();
    let names: Vec<&str> = periods.iter().map(|(name, _)| *name).collect();
    let room = (left - 8.0, drawing.width - MARGIN + 8.0);
    let baseline = axis_y + 6.0 + SMALL.size * ASCENT;
    for (period, centre) in tick_labels(&centres, &names, SMALL, room) {
        drawing.text(
            (centre, baseline),
            Anchor::Middle,
            SMALL,
            drawing.palette.quiet,
            names[period],
        );
    }
    baseline + SMALL.size * 0.3
}

/// The bar of dated and undated papers below `top`; returns where it ends, in logical px.
fn dates_bar(drawing: &mut Drawing, top: f64, dated: usize, undated: usize) -> f64 {
    let all = dated + undated;
    let share = |n: usize| n as f64 / all.max(1) as f64;
    let words = |name: &str, n: usize| {
        format!("{name}: {} · {}", style::count(n), style::percent(share(n)))
    };
    let (with, without) = (words("With a date", dated), words("Without a date", undated));
    let baseline = top + LABEL.size * ASCENT;
    drawing.text((MARGIN, baseline), Anchor::Start, LABEL, drawing.palette.ink, &with);
    drawing.text(
        (drawing.width - MARGIN, baseline),
        Anchor::End,
        LABEL,
        drawing.palette.ink,
        &without,
    );
    let (bar_top, width) = (top + LABEL.line_height() + 4.0, drawing.width - 2.0 * MARGIN);
    // A few papers without a date are still seen.
    let sliver = |n: usize| if n > 0 { 2.0 } else { 0.0 };
    let split = (width * share(dated)).min(width - sliver(undated)).max(sliver(dated)) + MARGIN;
    drawing.rect(Area::new(MARGIN, bar_top, split - MARGIN, BAR_HEIGHT), drawing.palette.accent);
    drawing
        .rect(Area::new(split, bar_top, MARGIN + width - split, BAR_HEIGHT), drawing.palette.grey);
    bar_top + BAR_HEIGHT + 2.0
}

/// The chart in words.
fn alt(periods: &[(&str, &VolumeRow)], dated: usize, undated: usize) -> String {
    let mut words = String::new();
    let largest = periods.iter().rev().max_by_key(|(_, row)| row.n_papers);
    if let ([(first, _), ..], [.., (last, _)], Some((name, row))) = (periods, periods, largest) {
        words = format!(
            "Columns of papers per period from {first} to {last}; the most, {}, in {name}. ",
            style::counted(row.n_papers, "paper"),
        );
    }
    words
        + &format!(
            "{} with a date and {} without.",
            style::counted(dated, "paper"),
            style::count(undated)
        )
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    fn rects(drawing: &Drawing, fill: super::super::drawing::Colour) -> Vec<Area> {
        let area = |shape: &Shape| match shape {
            Shape::Rect { area, fill: f } if *f == fill => Some(*area),
            _ => None,
        };
        drawing.shapes.iter().filter_map(area).collect()
    }

    #[test]
    fn an_undated_corpus_has_only_the_bar() {
        let rows = [VolumeRow { period: None, complete: true, n_papers: 40 }];
        let drawing = corpus_volume(&rows, &fixtures::caption());
        assert!(drawing.height < 200.0);
        let grey = rects(&drawing, fixtures::PALETTE.grey);
        assert_eq!(grey.len(), 1);
        assert!((grey[0].width - (fixtures::WIDTH - 2.0 * MARGIN)).abs() < 1e-9);
    }

    #[test]
    fn incomplete_periods_are_named() {
        let mut rows = fixtures::volume(5);
        let subtitle = |rows: &[VolumeRow]| -> String {
            let drawing = corpus_volume(rows, &fixtures::caption());
            drawing.text_boxes().iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" ")
        };
        assert!(subtitle(&rows).contains("Hatched: 2023 is incomplete."));
        rows[0].complete = false;
        assert!(subtitle(&rows).contains("Hatched: 2019 and 2023 are incomplete."));
        rows[3].complete = false;
        assert!(subtitle(&rows).contains("Hatched: 3 incomplete periods."));
    }

    #[test]
    fn columns_are_as_high_as_their_counts() {
        let rows = fixtures::volume(5);
        let drawing = corpus_volume(&rows, &fixtures::caption());
        let columns = rects(&drawing, fixtures::PALETTE.accent);
        let per_paper = columns[0].height / rows[0].n_papers as f64;
        for (column, row) in columns[..4].iter().zip(&rows) {
            assert!((column.height - per_paper * row.n_papers as f64).abs() < 1e-6);
        }
        assert!(drawing.shapes.iter().any(|shape| matches!(shape, Shape::Hatch { .. })));
    }
}
