//! How themes rise and fall: one small panel per theme, all on one scale.

use super::drawing::Drawing;
use super::frame::{Frame, by_theme, solid_top};
use super::panels::{Panel, panels, usual_top};
use super::share_intervals::share_intervals;
use super::style;
use super::{Caption, PERIODS_TABLE};
use crate::report::rows::PeriodRow;

/// The other themes' lines are context worth having only while they stay few,
const MAX_CONTEXT_POINTS: usize = 12_000;
/// and smooth enough to be told from each other.
const MAX_CONTEXT_PERIODS: usize = 60;

/// Share of each period's papers, one panel per theme with its 95 % interval as a band;
/// incomplete periods are hatched, dashed and hollow. A single period gives one interval per theme
/// instead, in one list.
pub fn theme_shares(rows: &[PeriodRow], caption: &Caption) -> Drawing {
    let themes = by_theme(rows);
    let n_periods = themes.first().map_or(0, |theme| theme.len());
    if n_periods < 2 {
        return share_intervals(rows, caption);
    }
    let scale_top = solid_top(rows, |row| row.share_hi.or(row.share)).min(usual_top(rows));
    let title = "Share of each period's papers, by theme";
    let subtitle = subtitle(rows, scale_top, caption);
    let with_context =
        n_periods <= MAX_CONTEXT_PERIODS && themes.len() * rows.len() <= MAX_CONTEXT_POINTS;
    let note = |theme: usize| {
        let papers: usize = themes[theme].iter().map(|row| row.n_papers).sum();
        style::counted(papers, "paper")
    };
    let fill = |drawing: &mut Drawing, panel: &Panel, theme: usize| {
        if with_context {
            panel.context(drawing, &themes);
        }
        panel.band(drawing, themes[theme]);
        panel.line(drawing, themes[theme]);
    };
    let frame = Frame::open(title, &subtitle, alt(&themes), caption.look);
    panels(frame, &themes, scale_top, &note, &fill)
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
}
