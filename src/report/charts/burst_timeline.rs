//! When themes and terms were far above their usual share: bars over time, themes above terms.

use super::drawing::{Anchor, Area, Drawing, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, LabelColumn, centred_baseline};
use super::layout::{tick_labels, widest};
use super::style::{self, HEADING, LABEL, MARGIN, SMALL};
use super::{BURSTS_TABLE, Caption, TERM_BURSTS_TABLE};
use crate::report::rows::{BurstRow, VolumeRow};

/// Widest label column, in logical px.
const LABEL_WIDTH: f64 = 280.0;
/// Least distance between two rows, in logical px.
const ROW_HEIGHT: f64 = 22.0;
/// Few periods do not make their columns wider than this, in logical px.
const MAX_PERIOD_WIDTH: f64 = 120.0;
/// A shorter bar would be overlooked, in logical px.
const MIN_LENGTH: f64 = 4.0;
/// Thickness of the weakest and of the strongest bar, in logical px.
const THICKNESS: (f64, f64) = (4.0, 14.0);
/// Terms shown, the strongest.
const SHOWN_TERMS: usize = 30;
/// False discovery rate below which a burst is taken for one.
const CALLED: f64 = 0.1;

/// A bar for each burst, a row a theme or a term, in the order of the beginning of their strongest
/// bursts. `volume` has the periods; rows without one are left out.
pub fn burst_timeline(
    themes: &[BurstRow],
    terms: &[BurstRow],
    volume: &[VolumeRow],
    caption: &Caption,
) -> Drawing {
    let periods: Vec<&VolumeRow> = volume.iter().filter(|row| row.period.is_some()).collect();
    let n_shown = terms.len().min(SHOWN_TERMS);
    let panels: Vec<(String, Vec<Vec<&BurstRow>>)> = [
        ("Themes".to_owned(), in_order(themes)),
        (terms_heading(n_shown, terms.len()), in_order(&terms[..n_shown])),
    ]
    .into_iter()
    .filter(|(_, rows)| !rows.is_empty())
    .collect();
    let all = || panels.iter().flat_map(|(_, rows)| rows);
    let labels = LabelColumn::new(
        all().map(|row| row[0].label.as_str()),
        LABEL,
        caption.look.scaled(LABEL_WIDTH),
    );
    let changes: Vec<String> = all().map(|row| change(strongest(row))).collect();
    let left = labels.right + 12.0;
    let look = caption.look;
    let right = look.width - MARGIN - widest(&changes, SMALL).max(SMALL.width(CHANGE)) - 14.0;
    let time = Time {
        left,
        width: ((right - left) / periods.len().max(1) as f64).min(look.scaled(MAX_PERIOD_WIDTH)),
        periods,
    };
    let greatest = all().flatten().map(|row| row.strength).fold(0.0, f64::max);

    let title = "When themes and terms burst";
    let Frame { mut drawing, top } =
        Frame::open(title, &subtitle(&time, caption), alt(&panels, &time), caption.look);
    let (mut y, mut index) = (top, 0);
    for (heading, rows) in &panels {
        let baseline = y + HEADING.size * ASCENT;
        drawing.text((MARGIN, baseline), Anchor::Start, HEADING, drawing.palette.ink, heading);
        y += HEADING.line_height() + 4.0;
        let baseline = y + SMALL.size * ASCENT;
        time.names(&mut drawing, baseline);
        drawing.text(
            (drawing.width - MARGIN, baseline),
            Anchor::End,
            SMALL,
            drawing.palette.quiet,
            CHANGE,
        );
        y += SMALL.line_height() + 2.0;
        let heights: Vec<f64> =
            (0..rows.len()).map(|row| labels.row_height(index + row, ROW_HEIGHT)).collect();
        time.hatching(&mut drawing, y, heights.iter().sum());
        for (row, height) in rows.iter().zip(heights) {
            let middle = y + height / 2.0;
            labels.draw(&mut drawing, index, middle);
            let end = time.left + time.width * time.periods.len() as f64;
            drawing.line(
                (time.left, middle),
                (end, middle),
                Stroke::new(drawing.palette.context, 1.0),
            );
            for burst in row {
                time.bar(&mut drawing, burst, middle, greatest);
            }
            let baseline = centred_baseline(middle, SMALL, 1);
            let at = (drawing.width - MARGIN, baseline);
            drawing.text(at, Anchor::End, SMALL, drawing.palette.quiet, &changes[index]);
            y += height;
            index += 1;
        }
        y += 18.0;
    }
    Frame { drawing, top }.close(y - 12.0)
}

/// Head of the column of shares.
const CHANGE: &str = "share outside → inside";

fn terms_heading(n_shown: usize, n_all: usize) -> String {
    if n_shown == n_all {
        "Terms".to_owned()
    } else {
        format!("Terms: the {n_shown} of the strongest bursts, of {n_all} in the table")
    }
}

/// The rows of each theme or term, by the beginning of its strongest burst, then by its end and by
/// the order of the table.
fn in_order(rows: &[BurstRow]) -> Vec<Vec<&BurstRow>> {
    let same = |a: &BurstRow, b: &BurstRow| a.label == b.label;
    let mut rows: Vec<Vec<&BurstRow>> =
        rows.chunk_by(same).map(|bursts| bursts.iter().collect()).collect();
    rows.sort_by_key(|bursts| (strongest(bursts).start, strongest(bursts).end));
    rows
}

/// The strongest burst of a row, the first of equals.
fn strongest<'a>(bursts: &[&'a BurstRow]) -> &'a BurstRow {
    let best = bursts.iter().copied();
    best.reduce(|best, next| if next.strength > best.strength { next } else { best })
        .expect("a row has a burst")
}

/// The share outside of a burst and inside it.
fn change(burst: &BurstRow) -> String {
    let outside = burst.share_out.map_or("–".to_owned(), style::percent);
    format!("{outside} → {}", style::percent(burst.share_in))
}

/// The axis of time.
struct Time<'a> {
    left: f64,
    /// Room of one period, in logical px.
    width: f64,
    periods: Vec<&'a VolumeRow>,
}

impl Time<'_> {
    fn name(&self, position: usize) -> &str {
        self.periods.get(position).and_then(|row| row.period.as_deref()).unwrap_or("")
    }

    /// Names of as many periods as fit.
    fn names(&self, drawing: &mut Drawing, baseline: f64) {
        let n_periods = self.periods.len();
        let centre = |period: usize| self.left + (period as f64 + 0.5) * self.width;
        let centres: Vec<f64> = (0..n_periods).map(centre).collect();
        let names: Vec<&str> = (0..n_periods).map(|period| self.name(period)).collect();
        let room = (self.left - 20.0, self.left + self.width * n_periods as f64 + 6.0);
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

    /// Hatches the incomplete periods, in which nothing was looked for.
    fn hatching(&self, drawing: &mut Drawing, top: f64, height: f64) {
        for (period, _) in self.periods.iter().enumerate().filter(|(_, row)| !row.complete) {
            let x = self.left + period as f64 * self.width;
            drawing.hatch(Area::new(x, top, self.width, height), drawing.palette.hatch);
        }
    }

    /// The bar of a burst; an arrow at the end of one that goes on.
    fn bar(&self, drawing: &mut Drawing, burst: &BurstRow, middle: f64, greatest: f64) {
        let part = (burst.strength / greatest).clamp(0.0, 1.0).sqrt();
        let thickness = THICKNESS.0 + (THICKNESS.1 - THICKNESS.0) * part;
        let colour = if burst.q < CALLED { drawing.palette.accent } else { drawing.palette.grey };
        let gap = (self.width * 0.08).min(2.0);
        let x = self.left + burst.start as f64 * self.width + gap;
        let n_periods = (burst.end + 1 - burst.start) as f64;
        let length = (n_periods * self.width - 2.0 * gap).max(MIN_LENGTH);
        let tip = if burst.ongoing { (thickness * 0.7).min(length / 2.0) } else { 0.0 };
        let (top, bottom) = (middle - thickness / 2.0, middle + thickness / 2.0);
        let end = x + length - tip;
        drawing.rect(Area::new(x, top, length - tip, thickness), colour);
        if burst.ongoing {
            drawing.polygon(vec![(end, top), (end + tip, middle), (end, bottom)], colour);
        }
    }
}

/// The facts under the title.
fn subtitle(time: &Time, caption: &Caption) -> String {
    let mut words = format!(
        "{}: {} with a date, of {}. Bar: periods in which the share was far above its usual level; \
         thicker: stronger. Grey: may be chance (false discovery rate of 10 % and more). Arrow: still going on.",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
    );
    if time.periods.iter().any(|row| !row.complete) {
        words += " Hatched: incomplete period, left out.";
    }
    words + &format!(" Source: {BURSTS_TABLE}, {TERM_BURSTS_TABLE}")
}

/// The chart in words.
fn alt(panels: &[(String, Vec<Vec<&BurstRow>>)], time: &Time) -> String {
    let of_panel = |(heading, rows): &(String, Vec<Vec<&BurstRow>>)| {
        let bursts: Vec<&BurstRow> = rows.iter().flatten().copied().collect();
        let n_called = bursts.iter().filter(|burst| burst.q < CALLED).count();
        let best = strongest(&bursts);
        format!(
            "{heading}: {}, {n_called} of them beyond chance; the strongest is {}, {} to {}, with \
             {} of the papers.",
            style::counted(bursts.len(), "burst"),
            best.label,
            time.name(best.start),
            time.name(best.end),
            style::percent(best.share_in),
        )
    };
    if panels.is_empty() {
        return "No bursts.".to_owned();
    }
    let panels: Vec<String> = panels.iter().map(of_panel).collect();
    format!("Bars over time. {}", panels.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    fn bars(drawing: &Drawing) -> Vec<(f64, f64)> {
        let bar = |shape: &Shape| match shape {
            Shape::Rect { area, fill }
                if [fixtures::PALETTE.accent, fixtures::PALETTE.grey].contains(fill) =>
            {
                Some((area.x, area.right()))
            }
            _ => None,
        };
        drawing.shapes.iter().filter_map(bar).collect()
    }

    #[test]
    fn rows_follow_one_another_in_time_and_bars_keep_to_their_periods() {
        let rows = fixtures::bursts(9, 12);
        let drawing = burst_timeline(&rows, &[], &fixtures::volume(12), &fixtures::caption());
        let bars = bars(&drawing);
        assert_eq!(bars.len(), rows.len());
        let texts: Vec<&str> = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
        let place = |row: &BurstRow| {
            let first = row.label.split(' ').next().unwrap();
            texts.iter().position(|text| text.starts_with(first)).unwrap()
        };
        let (early, late) = (
            rows.iter().min_by_key(|row| row.start).unwrap(),
            rows.iter().max_by_key(|row| row.start).unwrap(),
        );
        assert!(place(early) < place(late));
        let lengths = |start: f64| bars.iter().filter(move |bar| (bar.0 - start).abs() < 3.0);
        assert!(lengths(bars[0].0).count() >= 1);
    }

    #[test]
    fn only_the_strongest_terms_are_shown() {
        let terms = fixtures::bursts(60, 24);
        let drawing = burst_timeline(&[], &terms, &fixtures::volume(24), &fixtures::caption());
        assert_eq!(bars(&drawing).len(), SHOWN_TERMS);
        let said =
            drawing.text_boxes().iter().any(|(text, _)| text.contains("30 of the strongest"));
        assert!(said);
    }

    #[test]
    fn what_may_be_chance_is_grey() {
        let mut rows = fixtures::bursts(4, 12);
        rows.iter_mut().for_each(|row| row.q = 0.1);
        let drawing = burst_timeline(&rows, &[], &fixtures::volume(12), &fixtures::caption());
        let blue = |shape: &&Shape| matches!(shape, Shape::Rect { fill, .. } if *fill == fixtures::PALETTE.accent);
        assert_eq!(drawing.shapes.iter().filter(blue).count(), 0);
    }
}
