//! Size against growth: which small themes rise, and which large ones fall.

use super::Caption;
use super::drawing::{Anchor, Area, Drawing, Point, Stroke};
use super::font::{ASCENT, Font};
use super::frame::Frame;
use super::growth_axis::{
    GrowthAxis, Judged, facts, judged, signed_percent, tick_text, verdict_colour, verdict_mark,
    verdicts_in_words,
};
use super::label_placement::{Crowd, Wanted, distance, nearest_point, place};
use super::layout::{tick_labels, widest, wrap_evenly};
use super::style::{self, HEADING, Look, MARGIN, SMALL};
use crate::report::rows::TrendRow;
use crate::trend::Verdict;

/// Widest label, in logical px.
const LABEL_WIDTH: f64 = 160.0;
/// Space between a label's words and its edge, in logical px.
const PADDING: f64 = 3.0;
/// From this many themes on, labels are set smaller.
const MANY_THEMES: usize = 25;
/// A label this near to its theme needs no line to it, in logical px.
const NEAR: f64 = 9.0;
/// Distance of the marks from the edges of the plot, in logical px.
const INSET: f64 = 16.0;
/// Least distance between two ticks of growth, in logical px.
const TICK_ROOM: f64 = 40.0;
/// Distance between themes of as many papers, in logical px.
const SIDE_BY_SIDE: f64 = 12.0;
/// How many times worse it is to hide a part of a mark than one of an interval.
const MARK_WEIGHT: usize = 8;
/// Digits that a tick of size may begin with.
const DIGITS: [f64; 3] = [1.0, 2.0, 5.0];

/// Papers of each theme (logarithmic) against growth of its odds per year with the 95 % interval;
/// dashed lines at no growth and at the median size make four fields.
pub fn emergence_quadrant(rows: &[TrendRow], caption: &Caption) -> Drawing {
    let themes = judged(rows);
    let marks = "Across: papers of the theme in complete periods, logarithmic; dashed: the median \
                 theme. Up: growth of the odds per year against all other papers of the period; \
                 line: 95 % interval.";
    let subtitle = facts(rows, &themes, marks, caption);
    let title = "Size and growth of the themes";
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, alt(&themes), caption.look);

    let font = if themes.len() < MANY_THEMES { HEADING } else { SMALL };
    let labels: Vec<Vec<String>> =
        themes.iter().map(|theme| wrap_evenly(&theme.row.label, font, LABEL_WIDTH)).collect();
    let sizes: Vec<(f64, f64)> = labels.iter().map(|lines| label_size(lines, font)).collect();
    let plot = Plot::new(&themes, &sizes, top + SMALL.line_height() + 4.0, caption.look);
    plot.grid(&mut drawing);

    let places = plot.places(&themes);
    let point = |(theme, &x): (&Judged, &f64)| (x, plot.up(theme.growth));
    let points: Vec<Point> = themes.iter().zip(&places).map(point).collect();
    for (theme, &x) in themes.iter().zip(&places) {
        plot.interval(&mut drawing, theme, x);
    }
    let wanted: Vec<Wanted> =
        points.iter().zip(&sizes).map(|(&anchor, &size)| Wanted { anchor, size }).collect();
    let areas = place(&wanted, &plot.crowd(&themes, &places), plot.area);
    for (area, point) in areas.iter().zip(&points) {
        if let Some(area) = area.filter(|area| distance(area, *point) > NEAR) {
            let end = nearest_point(&area, *point);
            drawing.line(end, *point, Stroke::new(drawing.palette.paper, 3.0));
            drawing.line(end, *point, Stroke::new(drawing.palette.quiet, 1.0));
        }
    }
    for ((theme, area), lines) in themes.iter().zip(&areas).zip(&labels) {
        if let Some(area) = area {
            drawing.rect(*area, drawing.palette.paper.with_alpha(0.86));
            let stripe = Area::new(area.x, area.y, 3.0, area.height);
            drawing.rect(stripe, verdict_colour(drawing.palette, theme.row.verdict));
            let x = area.x + 3.0 + PADDING;
            let baseline = area.y + PADDING + font.size * (ASCENT + 0.05);
            drawing.lines((x, baseline), Anchor::Start, font, drawing.palette.ink, lines);
        }
    }
    for (theme, point) in themes.iter().zip(&points) {
        plot.mark(&mut drawing, theme, *point);
    }
    Frame { drawing, top }.close(plot.area.bottom() + 2.0 * SMALL.line_height() + 12.0)
}

/// Width and height of a label's box, in logical px.
fn label_size(lines: &[String], font: Font) -> (f64, f64) {
    let height = lines.len() as f64 * font.line_height();
    (widest(lines, font) + 2.0 * PADDING + 4.0, height + 2.0 * PADDING - 1.0)
}

/// The field of the chart and its two axes.
struct Plot {
    area: Area,
    growth: GrowthAxis,
    /// Decimal logarithms of the least and the largest number of papers shown.
    sizes: (f64, f64),
    /// Decimal logarithm of the median theme's number of papers; `None` without themes.
    median: Option<f64>,
}

impl Plot {
    /// A plot below `top`, high enough for labels of the given widths and heights.
    fn new(themes: &[Judged], labels: &[(f64, f64)], top: f64, look: Look) -> Self {
        let growth = GrowthAxis::of(themes);
        let ticks: Vec<String> = growth.ticks(0.01).into_iter().map(tick_text).collect();
        let left = MARGIN + widest(&ticks, SMALL) + 8.0;
        let width = look.width - MARGIN - left;
        let words: f64 = labels.iter().map(|(width, height)| (width + 8.0) * (height + 8.0)).sum();
        let height = (2.2 * words / width).max(look.height(500.0)).round();
        let mut logs: Vec<f64> = themes.iter().map(log_size).collect();
        logs.sort_by(f64::total_cmp);
        let (least, largest) = (logs.first().copied(), logs.last().copied());
        let (low, high) = (least.unwrap_or(0.0), largest.unwrap_or(1.0));
        // A factor of three at least, or a few papers would look like much.
        let margin = (0.5 - (high - low)).max(0.0) / 2.0 + 0.04;
        let middle = logs.len() / 2;
        let median = match logs.len() {
            0 => None,
            n if n % 2 == 1 => Some(logs[middle]),
            _ => Some((logs[middle - 1] + logs[middle]) / 2.0),
        };
        let area = Area::new(left, top, width, height);
        Plot { area, growth, sizes: (low - margin, high + margin), median }
    }

    /// Where a logarithm of papers stands across.
    fn across(&self, log: f64) -> f64 {
        let part = (log - self.sizes.0) / (self.sizes.1 - self.sizes.0);
        self.area.x + INSET + part * (self.area.width - 2.0 * INSET)
    }

    /// Where a growth stands up and down.
    fn up(&self, growth: f64) -> f64 {
        let half = self.area.height / 2.0;
        self.area.y + half - self.growth.place(growth) * (half - INSET)
    }

    /// Where the themes stand across. Those of as many papers stand side by side, not one upon the
    /// other, but never beyond those of more or fewer.
    fn places(&self, themes: &[Judged]) -> Vec<f64> {
        let mut by_size: Vec<usize> = (0..themes.len()).collect();
        by_size.sort_by_key(|&theme| themes[theme].row.n_papers);
        let equal: Vec<&[usize]> =
            by_size.chunk_by(|&a, &b| themes[a].row.n_papers == themes[b].row.n_papers).collect();
        let middle = |among: &[usize]| self.across(log_size(&themes[among[0]]));
        let mut places = vec![0.0; themes.len()];
        for (place, among) in equal.iter().enumerate() {
            let x = middle(among);
            let before = place.checked_sub(1).and_then(|before| equal.get(before));
            let others = [before, equal.get(place + 1)].into_iter().flatten();
            let room = others.map(|other| (middle(other) - x).abs()).fold(f64::INFINITY, f64::min);
            let step = SIDE_BY_SIDE.min(0.9 * room / among.len() as f64);
            for (i, &theme) in among.iter().enumerate() {
                places[theme] = x + step * (i as f64 - (among.len() - 1) as f64 / 2.0);
            }
        }
        places
    }

    /// Grid, axes, the two dividing lines and the names of the four fields.
    fn grid(&self, drawing: &mut Drawing) {
        let Area { x: left, y: top, .. } = self.area;
        let (right, bottom) = (self.area.right(), self.area.bottom());
        for tick in self.growth.ticks(2.0 * TICK_ROOM / self.area.height) {
            let y = self.up(tick);
            if tick == 0.0 {
                drawing.dashed((left, y), (right, y), Stroke::new(drawing.palette.quiet, 1.0));
            } else {
                drawing.line((left, y), (right, y), drawing.palette.grid);
            }
            let at = (left - 8.0, y + SMALL.size * 0.36);
            drawing.text(at, Anchor::End, SMALL, drawing.palette.quiet, &tick_text(tick));
        }
        let ticks = size_ticks(self.sizes);
        let centres: Vec<f64> = ticks.iter().map(|&tick| self.across(libm::log10(tick))).collect();
        for &x in &centres {
            drawing.line((x, top), (x, bottom), drawing.palette.grid);
        }
        let texts: Vec<String> = ticks.iter().map(|&tick| style::count(tick as usize)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let first_line = bottom + 5.0 + SMALL.size * ASCENT;
        for (tick, x) in tick_labels(&centres, &texts, SMALL, (left, right)) {
            drawing.text(
                (x, first_line),
                Anchor::Middle,
                SMALL,
                drawing.palette.quiet,
                texts[tick],
            );
        }
        if let Some(x) = self.median.map(|median| self.across(median)) {
            drawing.dashed((x, top), (x, bottom), Stroke::new(drawing.palette.quiet, 1.0));
        }
        let above = top - 5.0;
        let below = first_line + SMALL.line_height() + 2.0;
        drawing.text(
            (left, above),
            Anchor::Start,
            SMALL,
            drawing.palette.quiet,
            "\u{2191} smaller, growing",
        );
        drawing.text(
            (right, above),
            Anchor::End,
            SMALL,
            drawing.palette.quiet,
            "larger, growing \u{2191}",
        );
        drawing.text(
            (left, below),
            Anchor::Start,
            SMALL,
            drawing.palette.quiet,
            "\u{2193} smaller, declining",
        );
        drawing.text(
            (right, below),
            Anchor::End,
            SMALL,
            drawing.palette.quiet,
            "larger, declining \u{2193}",
        );
        let middle = (left + right) / 2.0;
        drawing.text(
            (middle, below),
            Anchor::Middle,
            SMALL,
            drawing.palette.quiet,
            "papers of the theme",
        );
        drawing.text(
            (middle, above),
            Anchor::Middle,
            SMALL,
            drawing.palette.quiet,
            "growth of the odds per year",
        );
    }

    /// A theme's interval, with arrows where it leaves the plot.
    fn interval(&self, drawing: &mut Drawing, theme: &Judged, x: f64) {
        let colour = verdict_colour(drawing.palette, theme.row.verdict);
        let (low, high) = ((x, self.up(theme.low)), (x, self.up(theme.high)));
        drawing.line(low, high, Stroke::new(colour, 1.4));
        for (end, (x, y), way) in [(theme.low, low, 1.0), (theme.high, high, -1.0)] {
            if !self.growth.holds(end) {
                let (tip, base) = (y + way * 7.0, y - way);
                drawing.polygon(vec![(x - 4.5, base), (x, tip), (x + 4.5, base)], colour);
            }
        }
    }

    /// A theme's point; one outside the plot is an arrow already.
    fn mark(&self, drawing: &mut Drawing, theme: &Judged, point: Point) {
        if !self.growth.holds(theme.growth) {
            return;
        }
        verdict_mark(drawing, point, 5.0, theme.row.verdict);
    }

    /// The marks as points for labels to keep away from: most of all the points of the themes.
    fn crowd(&self, themes: &[Judged], places: &[f64]) -> Crowd {
        let mut taken = Vec::new();
        for (theme, &x) in themes.iter().zip(places) {
            let y = self.up(theme.growth);
            for (dx, dy) in [(-4.0, -4.0), (-4.0, 4.0), (0.0, 0.0), (4.0, -4.0), (4.0, 4.0)] {
                taken.extend([(x + dx, y + dy); MARK_WEIGHT]);
            }
            let (low, high) = (self.up(theme.low), self.up(theme.high));
            let steps = ((low - high) / 12.0) as usize;
            taken.extend((0..=steps).map(|step| (x, high + 12.0 * step as f64)));
        }
        Crowd::new(&taken, self.area)
    }
}

/// Decimal logarithm of a theme's papers.
fn log_size(theme: &Judged) -> f64 {
    libm::log10(theme.row.n_papers.max(1) as f64)
}

/// Round numbers of papers between two decimal logarithms.
fn size_ticks((low, high): (f64, f64)) -> Vec<f64> {
    let mut ticks = Vec::new();
    let mut power = 1.0;
    while libm::log10(power) <= high {
        ticks.extend(DIGITS.map(|digit| digit * power));
        power *= 10.0;
    }
    ticks.retain(|&tick| (low..=high).contains(&libm::log10(tick)));
    ticks
}

/// The chart in words.
fn alt(themes: &[Judged]) -> String {
    let papers_and_growth = |theme: &Judged| {
        let papers = style::counted(theme.row.n_papers, "paper");
        format!("{} ({papers}, {})", theme.row.label, signed_percent(theme.growth))
    };
    let emerging = themes.iter().filter(|theme| theme.row.verdict == Verdict::Emerging);
    let emerging: Vec<String> = emerging.map(papers_and_growth).collect();
    let fastest = themes.iter().reduce(|a, b| if b.growth > a.growth { b } else { a });
    let n = style::counted(themes.len(), "theme");
    let mut words = format!("Scatter chart of {n}, papers against growth per year");
    if !themes.is_empty() {
        words += &format!(": {}", verdicts_in_words(themes));
    }
    if let (Some(largest), Some(fastest)) = (themes.first(), fastest) {
        words += &format!(". The largest: {}", papers_and_growth(largest));
        words += &format!("; the fastest: {}", papers_and_growth(fastest));
    }
    if !emerging.is_empty() {
        words += &format!(". Emerging: {}", emerging.join("; "));
    }
    words + "."
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn every_judged_theme_is_named() {
        for n in [1, 14, 60] {
            let rows = fixtures::trends(n);
            let drawing = emergence_quadrant(&rows, &fixtures::caption());
            let words: String = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
            for theme in judged(&rows) {
                let last = theme.row.label.split(' ').next_back().unwrap();
                assert!(words.contains(last), "{:?} is missing", theme.row.label);
            }
        }
    }

    #[test]
    fn larger_is_right_and_faster_is_up() {
        let rows = fixtures::trends(14);
        let themes = judged(&rows);
        let drawing = emergence_quadrant(&rows, &fixtures::caption());
        let drawn = fixtures::marks(&drawing, 5.0);
        let axis = GrowthAxis::of(&themes);
        let shown = themes.iter().filter(|theme| axis.holds(theme.growth));
        let marks: Vec<(&Judged, Point)> = shown.zip(drawn).collect();
        assert!(marks.len() > 5);
        for (a, at) in &marks {
            for (b, other) in &marks {
                assert!(a.row.n_papers <= b.row.n_papers || at.0 > other.0);
                assert_eq!(a.growth > b.growth, at.1 < other.1);
            }
        }
    }

    #[test]
    fn equal_sizes_stand_side_by_side_between_the_others() {
        let mut rows = fixtures::trends(4);
        for (row, n_papers) in rows.iter_mut().zip([40, 40, 40, 41]) {
            (row.n_papers, row.verdict) = (n_papers, Verdict::Steady);
            (row.growth_per_year, row.growth_lo, row.growth_hi) = (Some(0.1), Some(0.0), Some(0.2));
        }
        let themes = judged(&rows);
        let places = Plot::new(&themes, &[], 0.0, fixtures::caption().look).places(&themes);
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
        assert!(places[1] - places[0] > 4.0);
    }

    #[test]
    fn ticks_of_size_are_round() {
        assert_eq!(size_ticks((1.2, 2.4)), [20.0, 50.0, 100.0, 200.0]);
    }
}
