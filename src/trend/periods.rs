//! Calendar periods: months, quarters and years, without gaps.

use super::{TrendPlan, complete};
use crate::corpus::{Date, days_in_month};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Papers a period should hold for its share to mean something.
const PAPERS_PER_PERIOD: usize = 10;

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

    /// Parts that tell when in the period a paper appeared: days of a month, months otherwise.
    pub fn n_parts(self) -> u32 {
        match self.unit {
            PeriodUnit::Month => u32::from(self.end().2),
            PeriodUnit::Quarter | PeriodUnit::Year => self.unit.months(),
        }
    }

    /// In which of these parts a date of the period lies, from 0; `None` where the date says no
    /// more than the period does.
    pub fn part(self, date: Date) -> Option<u32> {
        match self.unit {
            PeriodUnit::Month => date.day().map(|day| u32::from(day) - 1),
            PeriodUnit::Quarter | PeriodUnit::Year => {
                date.month().map(|month| (u32::from(month) - 1) % self.unit.months())
            }
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
    /// Positions of the complete periods.
    complete: Range<usize>,
}

impl Calendar {
    /// The periods that hold these dates, in the unit of the plan or, where that is `None`, in the
    /// finest one that has ten papers in three of four periods (years, where none has).
    pub fn of(dates: &[Date], plan: &TrendPlan) -> Calendar {
        let unit = plan.period.unwrap_or_else(|| {
            [PeriodUnit::Month, PeriodUnit::Quarter]
                .into_iter()
                .find(|&unit| is_well_filled(dates, unit, plan.spread_years))
                .unwrap_or(PeriodUnit::Year)
        });
        let bounds =
            if plan.spread_years { bounds_of_years(dates, plan.as_of) } else { Vec::new() };
        let periods = span(dates.iter().chain(&bounds), unit);
        let complete = complete::complete(dates, &periods, plan.as_of);
        Calendar { periods, complete }
    }

    /// Periods in a year; 1 without periods.
    pub fn per_year(&self) -> f64 {
        self.periods.first().map_or(1.0, |period| period.unit().per_year())
    }

    /// Position of the period a date falls in; `None` where the date is too coarse.
    pub fn position(&self, date: Date) -> Option<usize> {
        let first = self.periods.first()?;
        let period = first.unit.period_of(date)?;
        let position = period.number.checked_sub(first.number)? as usize;
        (position < self.periods.len()).then_some(position)
    }

    /// The positions of the periods of a year.
    pub fn of_year(&self, year: u16) -> Range<usize> {
        let of_year = |period: &Period| period.start().0.cmp(&year);
        let start = self.periods.partition_point(|period| of_year(period).is_lt());
        start..self.periods.partition_point(|period| of_year(period).is_le())
    }

    /// The positions of the complete periods, which estimates are made from: without gaps.
    pub fn complete(&self) -> Range<usize> {
        self.complete.clone()
    }

    /// Whether the papers of the period at this position are all there.
    pub fn is_complete(&self, position: usize) -> bool {
        self.complete.contains(&position)
    }

    /// The periods that are not.
    pub fn incomplete(&self) -> impl Iterator<Item = Period> {
        let periods = self.periods.iter().enumerate();
        periods.filter(|&(position, _)| !self.is_complete(position)).map(|(_, &period)| period)
    }
}

/// Months that the calendar must reach so that years without a month can be spread: January of the
/// first such year, and December (not after `as_of`) of those that no finer date tells the end of.
fn bounds_of_years(dates: &[Date], as_of: Option<Date>) -> Vec<Date> {
    let years = |is_fine: bool| -> BTreeSet<u16> {
        let dates = dates.iter().filter(|date| date.month().is_some() == is_fine);
        dates.map(|date| date.year()).collect()
    };
    let last = as_of.map(Date::last_day);
    let (coarse, fine) = (years(false), years(true));
    let ends = coarse.difference(&fine).filter_map(|&year| {
        let december = last.filter(|&(y, ..)| y == year).map_or(12, |(_, month, _)| month);
        Date::new(year, Some(december), None)
    });
    let start = coarse.first().and_then(|&year| Date::new(year, Some(1), None));
    start.into_iter().chain(ends).collect()
}

/// Every period from the first to the last that holds a date.
fn span<'a>(dates: impl Iterator<Item = &'a Date> + Clone, unit: PeriodUnit) -> Vec<Period> {
    let numbers = dates.filter_map(|&date| unit.period_of(date)).map(|p| p.number);
    match (numbers.clone().min(), numbers.max()) {
        (Some(first), Some(last)) => (first..=last).map(|number| Period { unit, number }).collect(),
        _ => Vec::new(),
    }
}

/// Whether three of four periods hold ten papers, and every date is fine enough for the unit unless
/// the others are to be spread.
fn is_well_filled(dates: &[Date], unit: PeriodUnit, spread_years: bool) -> bool {
    let periods = span(dates.iter(), unit);
    let mut counts = vec![0usize; periods.len()];
    for &date in dates {
        match unit.period_of(date) {
            Some(period) => counts[(period.number - periods[0].number) as usize] += 1,
            None if spread_years => {}
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

    fn calendar(dates: &[&str], plan: TrendPlan) -> Calendar {
        Calendar::of(&dates.iter().map(|d| date(d)).collect::<Vec<_>>(), &plan)
    }

    #[track_caller]
    fn check(dates: &[&str], unit: Option<PeriodUnit>, periods: &[&str], complete: bool) {
        let calendar = calendar(dates, TrendPlan { period: unit, ..TrendPlan::default() });
        let names: Vec<String> = calendar.periods.iter().map(Period::to_string).collect();
        assert_eq!(names, periods);
        let end = calendar.complete().end;
        assert_eq!(end == periods.len(), complete, "{end} of {}", periods.len());
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
    fn dates_too_coarse_for_the_unit_have_no_place() {
        let plan = TrendPlan { period: Some(PeriodUnit::Month), ..TrendPlan::default() };
        let months = calendar(&["2021-05", "2021"], plan);
        assert_eq!(months.position(date("2021")), None);
        assert_eq!(months.position(date("2021-05")), Some(0));
        assert_eq!(months.position(date("2019-01")), None);
        check(&[], None, &[], true);
    }

    #[test]
    fn years_that_are_spread_have_their_periods() {
        let plan = TrendPlan {
            period: Some(PeriodUnit::Quarter),
            spread_years: true,
            ..TrendPlan::default()
        };
        let names = |calendar: &Calendar| -> Vec<String> {
            calendar.periods.iter().map(Period::to_string).collect()
        };
        let after = calendar(&["2020", "2021-05", "2021"], plan);
        let quarters = ["2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4", "2021 Q1", "2021 Q2"];
        assert_eq!(names(&after), quarters, "2021 has a date that says where it ends");
        assert_eq!(
            (after.of_year(2020), after.of_year(2021), after.of_year(2022)),
            (0..4, 4..6, 6..6)
        );
        assert_eq!(names(&calendar(&["2020", "2020-05"], plan)), quarters[..2]);
        let to_may = calendar(&["2020"], TrendPlan { as_of: Some(date("2020-05")), ..plan });
        assert_eq!(names(&to_may), quarters[..2]);
        assert_eq!(to_may.complete(), 0..1);
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
