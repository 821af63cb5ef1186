//! What shares are expected: small panels of the last periods and a fan of those ahead.

use super::drawing::{Colour, Drawing, Point, Stroke};
use super::frame::{Frame, by_theme};
use super::panels::{Panel, panels, usual_top};
use super::{Caption, FORECAST_TABLE, style};
use crate::report::rows::{ForecastRow, PeriodRow};

/// Periods shown before the first one ahead, at least,
const MIN_BEFORE: usize = 12;
/// and for each period ahead.
const BEFORE_EACH: usize = 4;

/// The last shares of each theme with the 80 % and 95 % intervals of those ahead, and how far such
/// forecasts missed. Grey where that was no less than of "as in the last period". `rows` are those
/// of all themes and periods, `forecasts` of the same themes, in the same order.
pub fn forecast_fan(rows: &[PeriodRow], forecasts: &[ForecastRow], caption: &Caption) -> Drawing {
    let ahead: Vec<&[ForecastRow]> = forecasts.chunk_by(|a, b| a.theme_id == b.theme_id).collect();
    let n_ahead = ahead.first().map_or(0, |theme| theme.len());
    let n_before = MIN_BEFORE.max(BEFORE_EACH * n_ahead);
    let themes: Vec<Shown> =
        by_theme(rows).iter().zip(&ahead).map(|(own, f)| Shown::of(own, f, n_before)).collect();
    let shown: Vec<&[PeriodRow]> = themes.iter().map(|theme| theme.rows.as_slice()).collect();

    let all: Vec<PeriodRow> = shown.concat();
    let highest = forecasts.iter().map(|row| row.step.within80.1).fold(usual_top(&all), f64::max);
    let scale_top = highest.min(1.0);
    let title = "Shares expected in the periods ahead, by theme";
    let subtitle = subtitle(&themes, forecasts, caption);
    let frame = Frame::open(title, &subtitle, alt(&themes), caption.look);
    let note = |theme: usize| {
        let points = |error: f64| format!("{:.1}", 100.0 * error);
        let backtest = themes[theme].ahead[0].backtest;
        format!("missed by {}, as last: {}", points(backtest.mae), points(backtest.naive_mae))
    };
    let fill = |drawing: &mut Drawing, panel: &Panel, theme: usize| {
        themes[theme].fan(drawing, panel);
        panel.line(drawing, &themes[theme].rows[..themes[theme].first]);
        themes[theme].so_far(drawing, panel);
    };
    panels(frame, &shown, scale_top, &note, &fill)
}

/// What a panel shows of a theme.
struct Shown<'a> {
    /// The last periods, those ahead included; of these, one that has begun has its share so far.
    rows: Vec<PeriodRow>,
    /// The place among them of the first one ahead.
    first: usize,
    ahead: &'a [ForecastRow],
}

impl<'a> Shown<'a> {
    fn of(own: &[PeriodRow], ahead: &'a [ForecastRow], n_before: usize) -> Self {
        // The first period ahead follows the last complete one, and may have begun.
        let n_over = own.iter().rposition(|row| row.complete).map_or(0, |last| last + 1);
        let start = n_over.saturating_sub(n_before);
        let begun = &own[n_over..];
        let mut rows = own[start..n_over].to_vec();
        rows.extend(ahead.iter().enumerate().map(|(step, forecast)| match begun.get(step) {
            Some(row) => row.clone(),
            None => PeriodRow {
                theme_id: forecast.theme_id.clone(),
                label: forecast.label.clone(),
                period: forecast.period.clone(),
                complete: true,
                n_papers: 0,
                n_period: 0,
                share: None,
                share_lo: None,
                share_hi: None,
            },
        }));
        Shown { rows, first: n_over - start, ahead }
    }

    /// Whether such forecasts missed by less than the last share did.
    fn is_worth_it(&self) -> bool {
        self.ahead[0].backtest.mae < self.ahead[0].backtest.naive_mae
    }

    fn colour(&self, drawing: &Drawing) -> Colour {
        if self.is_worth_it() { drawing.palette.accent } else { drawing.palette.grey }
    }

    /// The fan, opening from the last share.
    fn fan(&self, drawing: &mut Drawing, panel: &Panel) {
        let colour = self.colour(drawing);
        let last = self.rows[..self.first].iter().rposition(|row| row.share.is_some());
        let last = last.and_then(|at| Some((at, self.rows[at].share?)));
        let edge = |read: &dyn Fn(&ForecastRow) -> f64| -> Vec<Point> {
            let from = last.map(|(period, share)| panel.at(period, share));
            let steps = self.ahead.iter().enumerate();
            let steps = steps.map(|(step, row)| panel.at(self.first + step, read(row)));
            from.into_iter().chain(steps).collect()
        };
        for is_wide in [true, false] {
            let within =
                |row: &ForecastRow| if is_wide { row.step.within95 } else { row.step.within80 };
            let (low, high) = (edge(&|row| within(row).0), edge(&|row| within(row).1));
            let corners = high.into_iter().chain(low.into_iter().rev()).collect();
            drawing.polygon(corners, colour.with_alpha(0.18));
        }
        let expected = edge(&|row| row.step.share);
        let stroke = Stroke::new(colour, 2.0);
        for (step, pair) in expected.windows(2).enumerate() {
            if panel.has_points() {
                drawing.dashed(pair[0], pair[1], stroke);
            } else if step % 2 == 0 {
                // Too short to be dashed each by itself.
                drawing.line(pair[0], pair[1], stroke);
            }
        }
    }

    /// The shares of periods that have begun, hollow: not linked, as the fan leads there.
    fn so_far(&self, drawing: &mut Drawing, panel: &Panel) {
        for (period, row) in self.rows.iter().enumerate().skip(self.first) {
            let Some(share) = row.share else { continue };
            let at = panel.at(period, share);
            drawing.circle(at, 3.0, drawing.palette.accent);
            drawing.circle(at, 1.75, drawing.palette.paper);
        }
    }
}

/// The facts under the title.
fn subtitle(themes: &[Shown], forecasts: &[ForecastRow], caption: &Caption) -> String {
    let n_periods = forecasts.first().map_or(0, |row| row.n_periods);
    let mut words = format!(
        "{}: {} with a date, of {}; from {}. Dashed: expected share; bands: 80 % and 95 % of the \
         shares that will be counted. Missed by: mean error of such forecasts so far, in \
         percentage points; as last: of the share of the last period.",
        caption.corpus,
        style::counted(caption.n_dated, "paper"),
        style::count(caption.n_papers),
        style::counted(n_periods, "complete period"),
    );
    if themes.iter().any(|theme| !theme.is_worth_it()) {
        words += " Grey: no better than that.";
    }
    if themes.iter().any(|theme| theme.rows.iter().any(|row| !row.complete)) {
        words += " Hatched: incomplete period, its share so far.";
    }
    words + &format!(" Source: {FORECAST_TABLE}")
}

/// The chart in words.
fn alt(themes: &[Shown]) -> String {
    let n_worth_it = themes.iter().filter(|theme| theme.is_worth_it()).count();
    let mut words = format!(
        "Fans of the shares expected of {}, {n_worth_it} of them better than the last share.",
        style::counted(themes.len(), "theme"),
    );
    if let Some((theme, last)) = themes.first().and_then(|t| t.ahead.last().map(|l| (t, l))) {
        words += &format!(
            " The largest, {}, is expected at {} in {}, 95 % interval {} to {}.",
            theme.ahead[0].label,
            style::percent(last.step.share),
            last.period,
            style::percent(last.step.within95.0),
            style::percent(last.step.within95.1),
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
    fn a_period_that_has_begun_is_hatched_under_the_fan() {
        let (mut rows, n_periods) = (fixtures::periods(2, 30), 30);
        for theme in rows.chunks_mut(n_periods) {
            theme[n_periods - 1].complete = false;
        }
        let ahead = fixtures::forecasts(2, 4);
        let shown = Shown::of(&rows[..n_periods], &ahead[..4], 16);
        assert_eq!((shown.first, shown.rows.len()), (16, 20));
        assert!(!shown.rows[16].complete && shown.rows[16].period == rows[n_periods - 1].period);
        assert!(shown.rows[17].share.is_none());
        let drawing = forecast_fan(&rows, &ahead, &fixtures::caption());
        assert!(drawing.shapes.iter().any(|shape| matches!(shape, Shape::Hatch { .. })));
    }

    #[test]
    fn a_fan_has_two_bands_in_grey_where_it_is_no_better() {
        let rows = fixtures::periods(2, 30);
        let mut ahead = fixtures::forecasts(2, 4);
        ahead[4..].iter_mut().for_each(|row| row.backtest.naive_mae = 0.0);
        let drawing = forecast_fan(&rows, &ahead, &fixtures::caption());
        let bands = |colour: Colour| {
            let is_band = |shape: &&Shape| matches!(shape, Shape::Polygon { fill, .. } if *fill == colour.with_alpha(0.18));
            drawing.shapes.iter().filter(is_band).count()
        };
        assert_eq!(bands(fixtures::PALETTE.accent), 2);
        assert_eq!(bands(fixtures::PALETTE.grey), 2);
    }
}
