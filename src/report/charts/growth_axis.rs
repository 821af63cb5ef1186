//! What the charts of growth share: the themes they show, the axis, the colours and the numbers.

use super::Caption;
use super::drawing::{Colour, Drawing, Marker, Point};
use super::palette::Palette;
use super::style;
use crate::report::rows::TrendRow;
use crate::trend::Verdict;

/// Growth that the axis reaches at most, a ratio: 100 is +10 000 %.
const FARTHEST: f64 = 100.0;
/// Growth that the axis reaches at least, so that certain standstill does not look wild.
const NEAREST: f64 = 0.1;
/// Part of the points and interval ends that the axis covers when the rest are far outside.
const SCALE_QUANTILE: f64 = 0.9;
/// How many times that part's extent the rest must reach before they are cut off.
const FAR_OUTSIDE: f64 = 2.0;
/// How many times that extent the axis grows at most to keep a point, as against an interval.
const POINT_REACH: f64 = 4.0;
/// Growth that may get a tick, up and down; fewer where they would collide.
const TICKS: [f64; 21] = [
    0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, -0.05, -0.1, -0.2, -0.3, -0.5,
    -0.7, -0.8, -0.9, -0.95, -0.99,
];

/// A theme that has been judged, with its growth of the odds per year as ratios: 0.25 is +25 %.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The row of the table.
    pub row: &'a TrendRow,
    /// The estimate.
    pub growth: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// The themes that have growth and a verdict, in the order of the table.
pub fn judged(rows: &[TrendRow]) -> Vec<Judged<'_>> {
    rows.iter().filter_map(of_row).collect()
}

fn of_row(row: &TrendRow) -> Option<Judged<'_>> {
    let (growth, low, high) = (row.growth_per_year?, row.growth_lo?, row.growth_hi?);
    (row.verdict != Verdict::TooFew).then_some(Judged { row, growth, low, high })
}

/// An axis symmetric around no growth, even in the logarithm of 1 + growth: the slope of the log
/// odds, so that doubling and halving are equally far from 0.
#[derive(Debug, Clone, Copy)]
pub struct GrowthAxis {
    /// The slope at its ends.
    limit: f64,
}

impl GrowthAxis {
    /// An axis for these themes; a few wild intervals may leave it.
    pub fn of(themes: &[Judged]) -> Self {
        let ends = themes.iter().flat_map(|theme| [theme.growth, theme.low, theme.high]);
        let mut reach: Vec<f64> = ends.map(|growth| slope(growth).abs()).collect();
        reach.sort_by(f64::total_cmp);
        let usual = reach.len().saturating_sub(1) as f64 * SCALE_QUANTILE;
        let usual = reach.get(usual as usize).copied().unwrap_or(0.0);
        let all = reach.last().copied().unwrap_or(0.0);
        // A theme that grows fast is what a reader looks for, so its point stays where it can.
        let points = themes.iter().map(|theme| slope(theme.growth).abs());
        let farthest = points.filter(|&at| at <= POINT_REACH * usual).fold(usual, f64::max);
        let limit = if all > FAR_OUTSIDE * usual { 1.1 * farthest } else { 1.03 * all };
        GrowthAxis { limit: limit.clamp(slope(NEAREST), slope(FARTHEST)) }
    }

    /// Place of a growth: −1 to 1 are the ends, 0 is no growth; the ends for what lies outside.
    pub fn place(&self, growth: f64) -> f64 {
        (slope(growth) / self.limit).clamp(-1.0, 1.0)
    }

    /// Whether a growth lies inside.
    pub fn holds(&self, growth: f64) -> bool {
        slope(growth).abs() <= self.limit
    }

    /// No growth and round numbers on both sides, at least `gap` of the axis' half apart, rising.
    pub fn ticks(&self, gap: f64) -> Vec<f64> {
        let mut ticks = vec![0.0];
        for tick in TICKS.into_iter().filter(|&tick| self.holds(tick)) {
            let clear = |other: &f64| (self.place(tick) - self.place(*other)).abs() >= gap;
            if ticks.iter().all(clear) {
                ticks.push(tick);
            }
        }
        ticks.sort_by(f64::total_cmp);
        ticks
    }
}

/// The slope of the log odds per year that a growth of the odds amounts to.
fn slope(growth: f64) -> f64 {
    libm::log1p(growth.max(-1.0))
}

/// The colour of a verdict.
pub fn verdict_colour(palette: &Palette, verdict: Verdict) -> Colour {
    match verdict.direction() {
        1 => palette.rising,
        -1 => palette.falling,
        _ => palette.grey,
    }
}

/// Draws the mark of a verdict, told by its shape as well as by its colour: a disc for growth, with
/// a ring for a new theme, a diamond for decline, a hollow disc for no trend.
pub fn verdict_mark(drawing: &mut Drawing, at: Point, radius: f64, verdict: Verdict) {
    let (colour, paper) = (verdict_colour(drawing.palette, verdict), drawing.palette.paper);
    match verdict.direction() {
        -1 => drawing.marker(at, radius, Marker::Diamond, colour),
        1 => {
            if verdict == Verdict::Emerging {
                drawing.circle(at, radius + 3.5, colour);
                drawing.circle(at, radius + 1.7, paper);
            }
            drawing.circle(at, radius, colour);
        }
        _ => {
            drawing.circle(at, radius, colour);
            drawing.circle(at, radius - 1.8, paper);
        }
    }
}

/// Growth as a signed percentage: `+24 %`, `−3.1 %`.
pub fn signed_percent(growth: f64) -> String {
    let value = growth * 100.0;
    if growth > FARTHEST {
        return format!(">\u{2009}+{}\u{2009}%", style::count(100 * FARTHEST as usize));
    }
    // Rounding must not turn nearly all into all.
    if value < -99.9 {
        return "<\u{2009}\u{2212}99.9\u{2009}%".to_owned();
    }
    let small = value.abs() < 9.95 || value < -99.0;
    let number = if small {
        format!("{:.1}", value.abs())
    } else {
        style::count(value.abs().round() as usize)
    };
    let sign = match value {
        _ if number == "0.0" => "",
        _ if value < 0.0 => "\u{2212}",
        _ => "+",
    };
    format!("{sign}{number}\u{2009}%")
}

/// A tick of the axis: a signed percentage without decimals.
pub fn tick_text(growth: f64) -> String {
    let number = style::count((growth * 100.0).abs().round() as usize);
    let sign = match growth {
        0.0 => "",
        _ if growth < 0.0 => "\u{2212}",
        _ => "+",
    };
    format!("{sign}{number}\u{2009}%")
}

/// The facts under the title of both charts; `marks` says what is drawn.
pub fn facts(rows: &[TrendRow], themes: &[Judged], marks: &str, caption: &Caption) -> String {
    let mut words = format!(
        "{}: {} with a date, of {}. {marks}",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
    );
    let any = |verdict: Verdict| themes.iter().any(|theme| theme.row.verdict == verdict);
    let kinds = [
        (any(Verdict::Growing), "disc, growing"),
        (any(Verdict::Emerging), "disc with a ring, emerging"),
        (any(Verdict::Declining), "diamond, declining"),
        (any(Verdict::Steady), "grey and hollow, no trend shown"),
    ];
    let kinds: Vec<&str> =
        kinds.into_iter().filter_map(|(shown, words)| shown.then_some(words)).collect();
    if !kinds.is_empty() {
        words += &format!(" Marks: {}.", kinds.join("; "));
    }
    let axis = GrowthAxis::of(themes);
    let outside = |theme: &Judged| !axis.holds(theme.low) || !axis.holds(theme.high);
    if themes.iter().any(outside) {
        words += " Arrow: goes on beyond the scale.";
    }
    match rows.len() - themes.len() {
        0 => {}
        1 => words += " 1 theme with too few papers is left out.",
        n => words += &format!(" {n} themes with too few papers are left out."),
    }
    words + &format!(" Source: {}", super::TRENDS_TABLE)
}

/// What both charts tell those who cannot see them: how many themes got which verdict.
pub fn verdicts_in_words(themes: &[Judged]) -> String {
    let kinds = [Verdict::Emerging, Verdict::Growing, Verdict::Steady, Verdict::Declining];
    let counts = kinds.map(|verdict| {
        let n = themes.iter().filter(|theme| theme.row.verdict == verdict).count();
        (n > 0).then(|| format!("{n} {verdict}"))
    });
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn theme(row: &TrendRow, growth: f64, low: f64, high: f64) -> Judged<'_> {
        Judged { row, growth, low, high }
    }

    #[test]
    fn doubling_and_halving_are_equally_far() {
        let rows = fixtures::trends(1);
        let axis = GrowthAxis::of(&[theme(&rows[0], 1.0, -0.5, 2.0)]);
        assert!((axis.place(1.0) + axis.place(-0.5)).abs() < 1e-12);
        assert_eq!(axis.place(0.0), 0.0);
        assert!(axis.holds(2.0) && !axis.holds(5.0));
        assert_eq!((axis.place(1e9), axis.place(-1.0)), (1.0, -1.0));
    }

    #[test]
    fn a_wild_interval_does_not_squash_the_rest() {
        let rows = fixtures::trends(1);
        let mut themes = vec![theme(&rows[0], 0.2, 0.1, 0.3); 9];
        themes.push(theme(&rows[0], 0.2, -0.95, 80.0));
        let axis = GrowthAxis::of(&themes);
        assert!(axis.place(0.3) > 0.8 && !axis.holds(80.0) && !axis.holds(-0.95));
        // A point is kept where its interval is not.
        themes[9].growth = 1.5;
        let axis = GrowthAxis::of(&themes);
        assert!(axis.holds(1.5) && !axis.holds(80.0) && axis.place(0.3) > 0.2);
        // Alone it is shown whole.
        assert!(GrowthAxis::of(&themes[9..]).holds(80.0));
    }

    #[test]
    fn ticks_are_round_inside_and_apart() {
        let rows = fixtures::trends(1);
        for high in [0.0, 0.04, 0.3, 2.0, 70.0, 1e12] {
            let axis = GrowthAxis::of(&[theme(&rows[0], high / 2.0, 0.0, high)]);
            let ticks = axis.ticks(0.2);
            assert!(ticks.len() >= 3 && ticks.contains(&0.0), "{high}: {ticks:?}");
            assert!(ticks.iter().all(|&tick| axis.holds(tick)));
            let apart = |pair: &[f64]| axis.place(pair[1]) - axis.place(pair[0]) >= 0.2;
            assert!(ticks.windows(2).all(apart));
        }
    }

    #[test]
    fn growth_reads_well() {
        assert_eq!(signed_percent(0.244), "+24\u{2009}%");
        assert_eq!(signed_percent(-0.031), "\u{2212}3.1\u{2009}%");
        assert_eq!(signed_percent(-0.0001), "0.0\u{2009}%");
        assert_eq!(signed_percent(-0.996), "\u{2212}99.6\u{2009}%");
        assert_eq!(signed_percent(-0.99999), "<\u{2009}\u{2212}99.9\u{2009}%");
        assert_eq!(signed_percent(1e9), ">\u{2009}+10\u{2009}000\u{2009}%");
        assert_eq!(tick_text(-0.5), "\u{2212}50\u{2009}%");
        assert_eq!(tick_text(0.0), "0\u{2009}%");
    }

    #[test]
    fn themes_without_a_verdict_are_counted_not_shown() {
        let rows = fixtures::trends(20);
        let themes = judged(&rows);
        let left_out = rows.iter().filter(|row| row.verdict == Verdict::TooFew).count();
        assert!(left_out > 1 && themes.len() + left_out == 20);
        let facts = facts(&rows, &themes, "", &fixtures::caption());
        assert!(facts.contains(&format!("{left_out} themes with too few")), "{facts}");
        assert!(facts.ends_with("tables/trends.csv"));
    }
}
