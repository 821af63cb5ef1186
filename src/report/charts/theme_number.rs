//! How many themes: what was tried, how separated and how stable each number was, and the choice.

use super::drawing::{Anchor, Colour, Drawing, Marker, Point, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, centred_baseline};
use super::layout::{tick_labels, widest};
use super::style::{self, HEADING, LABEL, MARGIN, SMALL};
use super::{CANDIDATES_TABLE, Caption};
use crate::report::rows::CandidateRow;

/// Height of the plot, in logical px.
const PLOT_HEIGHT: f64 = 360.0;
/// Distance between two grid lines, in the unit of the axis.
const STEP: f64 = 0.2;
/// Radius of a point, in logical px.
const RADIUS: f64 = 3.5;

/// Silhouette and stability against the number of themes, on a logarithmic axis, for the steps
/// between the numbers grow with them; the chosen number is marked.
pub fn theme_number(rows: &[CandidateRow], caption: &Caption) -> Drawing {
    let mut tried: Vec<&CandidateRow> = rows.iter().collect();
    tried.sort_by_key(|row| row.n_themes);
    let chosen = tried.iter().copied().find(|row| row.chosen);
    let title = match chosen {
        Some(row) => format!("How many themes? {} chosen", row.n_themes),
        None => String::from("How many themes?"),
    };
    let subtitle = format!(
        "{}: {}; {} of themes tried, by several k-means runs each. Discs, separation: mean \
         silhouette. Squares, stability: likeness of the runs' themes. Source: {CANDIDATES_TABLE}",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
        style::counted(tried.len(), "number"),
    );
    let Frame { mut drawing, top } =
        Frame::open(&title, &subtitle, alt(&tried, chosen), caption.look);
    let lines = [
        Line {
            name: "Stability",
            colour: drawing.palette.theme(4),
            marker: Marker::Square,
            of: |row| row.stability,
        },
        Line {
            name: "Separation",
            colour: drawing.palette.accent,
            marker: Marker::Circle,
            of: |row| row.silhouette,
        },
    ];
    let plot = Plot::new(&mut drawing, top + HEADING.line_height() + 4.0, &tried, &lines);
    if let Some(row) = chosen {
        plot.mark(&mut drawing, row);
    }
    for line in &lines {
        plot.line(&mut drawing, &tried, line);
    }
    plot.names(&mut drawing, &tried, &lines);
    let bottom = plot.numbers(&mut drawing, &tried);
    Frame { drawing, top }.close(bottom)
}

/// A figure of the candidates, as a line.
struct Line {
    name: &'static str,
    colour: Colour,
    marker: Marker,
    of: fn(&CandidateRow) -> f64,
}

/// Where values stand.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    height: f64,
    /// Lower end of the upright axis; the upper one is 1.
    least: f64,
    /// The smallest and the largest number of themes.
    range: (usize, usize),
}

impl Plot {
    /// Lays the plot out and draws its grid.
    fn new(drawing: &mut Drawing, top: f64, tried: &[&CandidateRow], lines: &[Line]) -> Plot {
        let values = tried.iter().flat_map(|row| lines.iter().map(|line| (line.of)(row)));
        let below = (values.fold(0.0, f64::min) / STEP).floor() as i32;
        let ticks: Vec<f64> = (below..=5).map(|tick| f64::from(tick) * STEP).collect();
        let texts: Vec<String> = ticks.iter().map(|tick| format!("{tick:.1}")).collect();
        let height = drawing.look().height(PLOT_HEIGHT);
        let names: Vec<&str> = lines.iter().map(|line| line.name).collect();
        let ends = |row: Option<&&CandidateRow>| row.map_or(1, |row| row.n_themes);
        let plot = Plot {
            left: MARGIN + widest(&texts, SMALL) + 8.0,
            right: drawing.width - MARGIN - widest(&names, LABEL) - 16.0,
            top,
            height,
            least: f64::from(below) * STEP,
            range: (ends(tried.first()), ends(tried.last())),
        };
        for (&tick, text) in ticks.iter().zip(&texts) {
            let y = plot.y(tick);
            let stroke = if tick == 0.0 { drawing.palette.baseline } else { drawing.palette.grid };
            drawing.line((plot.left, y), (plot.right, y), stroke);
            let at = (plot.left - 8.0, y + SMALL.size * 0.36);
            drawing.text(at, Anchor::End, SMALL, drawing.palette.quiet, text);
        }
        plot
    }

    /// Logarithms of the same last bit on every machine, and so the same chart.
    fn x(&self, n_themes: usize) -> f64 {
        let log = |n: usize| libm::log(n.max(1) as f64);
        let (low, high) = (log(self.range.0), log(self.range.1));
        let part = if high > low { (log(n_themes) - low) / (high - low) } else { 0.5 };
        // The points at the ends stay clear of the edge.
        let inset = 3.0 * RADIUS;
        self.left + inset + part * (self.right - self.left - 2.0 * inset)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + (1.0 - value) / (1.0 - self.least) * self.height
    }

    fn at(&self, row: &CandidateRow, line: &Line) -> Point {
        (self.x(row.n_themes), self.y((line.of)(row)))
    }

    /// The upright line of the chosen number, with its figures above.
    fn mark(&self, drawing: &mut Drawing, row: &CandidateRow) {
        let x = self.x(row.n_themes);
        drawing.line(
            (x, self.top),
            (x, self.top + self.height),
            Stroke::new(drawing.palette.ink, 1.2),
        );
        let words = format!(
            "{}: separation {:.2}, stability {:.2}",
            style::counted(row.n_themes, "theme"),
            row.silhouette,
            row.stability
        );
        let half = HEADING.width(&words) / 2.0;
        let middle = x.min(self.right - half).max(self.left + half);
        drawing.text(
            (middle, self.top - 7.0),
            Anchor::Middle,
            HEADING,
            drawing.palette.ink,
            &words,
        );
    }

    fn line(&self, drawing: &mut Drawing, tried: &[&CandidateRow], line: &Line) {
        let points: Vec<Point> = tried.iter().map(|row| self.at(row, line)).collect();
        drawing.polyline(points.clone(), Stroke::new(line.colour, 2.0));
        for (row, &point) in tried.iter().zip(&points) {
            if row.chosen {
                drawing.circle(point, RADIUS + 4.0, drawing.palette.paper);
                drawing.marker(point, RADIUS + 2.5, line.marker, line.colour);
            } else {
                drawing.marker(point, RADIUS, line.marker, line.colour);
            }
        }
    }

    /// The name of each line at its right end, moved apart where the lines end close together.
    fn names(&self, drawing: &mut Drawing, tried: &[&CandidateRow], lines: &[Line]) {
        let Some(last) = tried.last() else { return };
        let mut ends: Vec<(f64, &Line)> =
            lines.iter().map(|line| (self.at(last, line).1, line)).collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = f64::NEG_INFINITY;
        for (y, line) in ends {
            let middle = y.max(free);
            free = middle + LABEL.line_height() + 2.0;
            let at = (self.right + 8.0, centred_baseline(middle, LABEL, 1));
            drawing.text(at, Anchor::Start, LABEL, drawing.palette.ink, line.name);
        }
    }

    /// The numbers below the plot; returns where they end, in logical px.
    fn numbers(&self, drawing: &mut Drawing, tried: &[&CandidateRow]) -> f64 {
        let centres: Vec<f64> = tried.iter().map(|row| self.x(row.n_themes)).collect();
        let texts: Vec<String> = tried.iter().map(|row| style::count(row.n_themes)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let baseline = self.top + self.height + 6.0 + SMALL.size * ASCENT;
        for (place, centre) in tick_labels(&centres, &texts, SMALL, (self.left, self.right)) {
            drawing.text(
                (centre, baseline),
                Anchor::Middle,
                SMALL,
                drawing.palette.quiet,
                texts[place],
            );
        }
        let below = baseline + SMALL.line_height() + 4.0;
        let middle = (self.left + self.right) / 2.0;
        let words = "Number of themes (logarithmic scale)";
        drawing.text((middle, below), Anchor::Middle, SMALL, drawing.palette.quiet, words);
        below + SMALL.size * 0.3
    }
}

/// The chart in words.
fn alt(tried: &[&CandidateRow], chosen: Option<&CandidateRow>) -> String {
    let (Some(first), Some(last), Some(chosen)) = (tried.first(), tried.last(), chosen) else {
        return String::from("No number of themes was tried.");
    };
    format!(
        "Two lines over the number of themes, {} to {}: separation and stability. The chosen \
         number, {}, has a separation of {:.2} and a stability of {:.2}.",
        first.n_themes, last.n_themes, chosen.n_themes, chosen.silhouette, chosen.stability,
    )
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    /// Middles of the circles of a colour and a radius.
    fn circles(drawing: &Drawing, colour: Colour, size: f64) -> Vec<Point> {
        let circle = |shape: &Shape| match shape {
            Shape::Circle { centre, radius, fill } if *fill == colour && *radius == size => {
                Some(*centre)
            }
            _ => None,
        };
        drawing.shapes.iter().filter_map(circle).collect()
    }

    #[test]
    fn every_number_is_a_point_and_the_chosen_one_stands_on_its_mark() {
        let rows = fixtures::candidates(9, 4);
        let drawing = theme_number(&rows, &fixtures::caption());
        let others = circles(&drawing, fixtures::PALETTE.accent, RADIUS);
        assert_eq!(others.len(), 8);
        assert!(others.is_sorted_by(|a, b| a.0 < b.0), "drawn by number, not by rank");
        let marked = circles(&drawing, fixtures::PALETTE.accent, RADIUS + 2.5);
        let is_mark = |shape: &&Shape| matches!(shape, Shape::Polyline { points, .. } if points.len() == 2 && points[0].0 == points[1].0);
        let Some(Shape::Polyline { points, .. }) = drawing.shapes.iter().find(is_mark) else {
            panic!("no mark")
        };
        assert_eq!((marked.len(), marked[0].0), (1, points[0].0));
    }

    #[test]
    fn equal_ratios_are_equal_distances_and_heights_follow_the_values() {
        let plot = Plot {
            left: 50.0,
            right: 850.0,
            top: 10.0,
            height: 100.0,
            least: -0.2,
            range: (2, 32),
        };
        let steps: Vec<f64> =
            [2, 4, 8, 16].map(|n| plot.x(2 * n) - plot.x(n)).into_iter().collect();
        assert!(steps.iter().all(|step| (step - steps[0]).abs() < 1e-9 && *step > 0.0));
        assert_eq!((plot.y(1.0), plot.y(-0.2)), (10.0, 10.0 + 100.0));
    }
}
