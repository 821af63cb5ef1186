//! Calendar periods: months, quarters and years, without gaps.

use crate::corpus::{Date, days_in_month};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Papers a period should hold for its share to mean something.
const PAPERS_PER_PERIOD: usize = 10;

/// Years from the median date beyond which a date is taken for a slip of the pen: one paper of
/// the year 9999 would give eight thousand periods.
const MAX_YEARS_FROM_MEDIAN: u16 = 100;

/// A length of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodUnit {
    /// A calendar month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl PeriodUnit {
    /// Months in a period.
    fn months(self) -> u32 {
        match self {
            PeriodUnit::Month => 1,
            PeriodUnit::Quarter => 3,
            PeriodUnit::Year => 12,
        }
    }

    /// Periods in a year.
    pub fn per_year(self) -> f64 {
        12.0 / f64::from(self.months())
    }

    /// The period a date falls in; `None` where the date is too coarse to say.
    pub fn period_of(self, date: Date) -> Option<Period> {
        let month = match self {
            PeriodUnit::Year => 1,
            _ => date.month()?,
        };
        let months = u32::from(date.year()) * 12 + u32::from(month) - 1;
        Some(Period { unit: self, number: months / self.months() })
    }
}

impl fmt::Display for PeriodUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PeriodUnit::Month => "month",
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Year => "year",
        })
    }
}

impl FromStr for PeriodUnit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [PeriodUnit::Month, PeriodUnit::Quarter, PeriodUnit::Year]
            .into_iter()
            .find(|unit| unit.to_string() == text.to_lowercase())
            .ok_or_else(|| format!("{text:?} is no period: give month, quarter or year"))
    }
}

/// One calendar period. Shown so that no spreadsheet takes it for a date: `2024`, `2024 Q1`,
/// `2024 M03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    unit: PeriodUnit,
    /// Periods since January of the year 0.
    number: u32,
}

impl Period {
    /// Month, quarter or year.
    pub fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// The period after this one.
    pub fn next(self) -> Period {
        Period { number: self.number + 1, ..self }
    }

    /// The first day, year, month, day.
    pub fn start(self) -> (u16, u8, u8) {
        let months = self.number * self.unit.months();
        ((months / 12) as u16, (months % 12 + 1) as u8, 1)
    }

    /// The last day, year, month, day.
    pub fn end(self) -> (u16, u8, u8) {
        let months = (self.number + 1) * self.unit.months() - 1;
        let (year, month) = ((months / 12) as u16, (months % 12 + 1) as u8);
        (year, month, days_in_month(year, month))
    }

    /// Whether `date` says in more detail than the period does when in it the paper appeared.
    fn is_finer(self, date: Date) -> bool {
        match self.unit {
            PeriodUnit::Month => date.day().is_some(),
            PeriodUnit::Quarter | PeriodUnit::Year => date.month().is_some(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.start();
        match self.unit {
            PeriodUnit::Year => write!(f, "{year:04}"),
            PeriodUnit::Quarter => write!(f, "{year:04} Q{}", (month - 1) / 3 + 1),
            PeriodUnit::Month => write!(f, "{year:04} M{month:02}"),
        }
    }
}

/// The periods of a corpus, from that of its oldest paper to that of its newest, none left out.
/// Made by [`Calendar::of`].
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// In order of time; empty where no paper is dated well enough.
    pub periods: Vec<Period>,
    /// Whether the last period had ended when the newest paper appeared, as far as dates tell.
    pub last_is_complete: bool,
}

impl Calendar {
    /// The periods that hold these dates, in `unit` or, where that is `None`, in the finest one
    /// that has ten papers in three of four periods (years, where none has).
    pub fn of(dates: &[Date], unit: Option<PeriodUnit>) -> Calendar {
        let dates = &plausible(dates)[..];
        let unit = unit.unwrap_or_else(|| {
            [PeriodUnit::Month, PeriodUnit::Quarter]
                .into_iter()
                .find(|&unit| is_well_filled(dates, unit))
                .unwrap_or(PeriodUnit::Year)
        });
        let periods = span(dates, unit);
        let last_is_complete = periods.last().is_none_or(|&last| {
            let mut days = dates
                .iter()
                .filter(|&&date| unit.period_of(date) == Some(last) && last.is_finer(date))
                .map(|date| date.last_day())
                .peekable();
            // Dates as coarse as the period cannot tell; the period is taken as it stands.
            days.peek().is_none() || days.any(|day| day >= last.end())
        });
        Calendar { periods, last_is_complete }
    }

    /// Position of the period a date falls in; `None` where the date is too coarse, or implausible.
    pub fn position(&self, date: Date) -> Option<usize> {
        let first = self.periods.first()?;
        let period = first.unit.period_of(date)?;
        let position = period.number.checked_sub(first.number)? as usize;
        (position < self.periods.len()).then_some(position)
    }

    /// The positions of the complete periods, which estimates are made from: without gaps.
    pub fn complete(&self) -> Range<usize> {
        let n = self.periods.len();
        0..if self.last_is_complete { n } else { n.saturating_sub(1) }
    }

    /// Whether the period at this position is over.
    pub fn is_complete(&self, position: usize) -> bool {
        self.complete().contains(&position)
    }
}

/// The dates within a century of the median one.
fn plausible(dates: &[Date]) -> Vec<Date> {
    let mut years: Vec<u16> = dates.iter().map(|date| date.year()).collect();
    years.sort_unstable();
    let Some(&median) = years.get(years.len() / 2) else { return Vec::new() };
    let near = |date: &&Date| date.year().abs_diff(median) <= MAX_YEARS_FROM_MEDIAN;
    dates.iter().filter(near).copied().collect()
}

/// Every period from the first to the last that holds a date.
fn span(dates: &[Date], unit: PeriodUnit) -> Vec<Period> {
    let numbers = || dates.iter().filter_map(|&date| unit.period_of(date)).map(|p| p.number);
    match (numbers().min(), numbers().max()) {
        (Some(first), Some(last)) => (first..=last).map(|number| Period { unit, number }).collect(),
        _ => Vec::new(),
    }
}

/// Whether every date is fine enough for the unit and three of four periods hold ten papers.
fn is_well_filled(dates: &[Date], unit: PeriodUnit) -> bool {
    let periods = span(dates, unit);
    let mut counts = vec![0usize; periods.len()];
    for &date in dates {
        match unit.period_of(date) {
            Some(period) => counts[(period.number - periods[0].number) as usize] += 1,
            None => return false,
        }
    }
    let filled = counts.iter().filter(|&&n| n >= PAPERS_PER_PERIOD).count();
    periods.len() > 1 && filled * 4 >= periods.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        let mut parts = text.split('-').map(|part| part.parse::<u16>().unwrap());
        let year = parts.next().unwrap();
        let mut small = parts.map(|part| part as u8);
        Date::new(year, small.next(), small.next()).unwrap()
    }

    #[track_caller]
    fn check(dates: &[&str], unit: Option<PeriodUnit>, periods: &[&str], complete: bool) {
        let dates: Vec<Date> = dates.iter().map(|d| date(d)).collect();
        let calendar = Calendar::of(&dates, unit);
        let names: Vec<String> = calendar.periods.iter().map(Period::to_string).collect();
        assert_eq!(
            (names.as_slice(), calendar.last_is_complete),
            (periods.iter().map(|p| p.to_string()).collect::<Vec<_>>().as_slice(), complete)
        );
    }

    #[test]
    fn periods_have_no_gaps() {
        check(
            &["2021-11", "2022-02"],
            Some(PeriodUnit::Month),
            &["2021 M11", "2021 M12", "2022 M01", "2022 M02"],
            true,
        );
        check(&["2021-11", "2022-02"], Some(PeriodUnit::Quarter), &["2021 Q4", "2022 Q1"], false);
        check(&["2020", "2022"], None, &["2020", "2021", "2022"], true);
    }

    #[test]
    fn a_last_period_that_goes_on_is_incomplete() {
        check(&["2021-12", "2022-06"], None, &["2021", "2022"], false);
        check(&["2021-12", "2022-12"], None, &["2021", "2022"], true);
        check(&["2022-03-05"], Some(PeriodUnit::Month), &["2022 M03"], false);
        check(&["2022-03-31"], Some(PeriodUnit::Month), &["2022 M03"], true);
        check(&["2021", "2022-05", "2022"], None, &["2021", "2022"], false);
    }

    #[test]
    fn a_slip_of_the_pen_does_not_stretch_the_calendar() {
        let dates: Vec<Date> = ["2020", "2021", "9999"].map(date).to_vec();
        let calendar = Calendar::of(&dates, None);
        assert_eq!(calendar.periods.len(), 2);
        assert_eq!(calendar.position(dates[2]), None);
        assert_eq!(calendar.position(date("2019")), None);
    }

    #[test]
    fn dates_too_coarse_for_the_unit_have_no_place() {
        let calendar = Calendar::of(&[date("2021-05"), date("2021")], Some(PeriodUnit::Month));
        assert_eq!(calendar.position(date("2021")), None);
        assert_eq!(calendar.position(date("2021-05")), Some(0));
        check(&[], None, &[], true);
    }

    #[test]
    fn the_finest_well_filled_unit_is_chosen() {
        let monthly: Vec<&str> = ["2022-01", "2022-02", "2022-03"].repeat(10);
        check(&monthly, None, &["2022 M01", "2022 M02", "2022 M03"], true);
        let mixed: Vec<&str> = ["2022-01", "2022-02", "2022"].repeat(10);
        check(&mixed, None, &["2022"], false);
    }

    #[test]
    fn periods_know_their_days() {
        let quarter = PeriodUnit::Quarter.period_of(date("2024-02")).unwrap();
        assert_eq!((quarter.start(), quarter.end()), ((2024, 1, 1), (2024, 3, 31)));
        assert_eq!(quarter.next().to_string(), "2024 Q2");
        let month = PeriodUnit::Month.period_of(date("2024-02")).unwrap();
        assert_eq!(month.end(), (2024, 2, 29));
    }
}
