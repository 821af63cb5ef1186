//! Which periods are complete: a period that was collected in part would be read as a rise or fall.

use super::periods::Period;
use crate::corpus::Date;
use std::ops::Range;

/// Chance below which a late start of the first period is no accident.
const LEVEL: f64 = 0.01;

/// The positions of the complete periods, a range without gaps.
///
/// A last period is complete if it ended by `as_of` or, where that is not given, if its last day is
/// covered by a date in it. A first period is incomplete if its papers start so late in it as they
/// would by chance in one of a hundred corpora, see [`starts_late`]. Dates as coarse as the period
/// cannot tell; the period is then taken as it stands.
pub fn complete(dates: &[Date], periods: &[Period], as_of: Option<Date>) -> Range<usize> {
    let (Some(&first), Some(&last)) = (periods.first(), periods.last()) else { return 0..0 };
    let n = periods.len();
    let end = match as_of.map(Date::last_day) {
        Some(day) => periods.partition_point(|period| period.end() <= day),
        None => n - usize::from(goes_on(dates, last)),
    };
    // The seasons of the year are those of the periods that are complete, if there are any.
    let is_later = |period: Period| {
        period != first
            && (end < 2 || periods[..end].last().is_some_and(|e| period.start() <= e.start()))
    };
    let start = usize::from(starts_late(dates, first, is_later));
    start.min(end)..end
}

/// Whether the dates within the last period stop before its end.
fn goes_on(dates: &[Date], last: Period) -> bool {
    let mut days = dates
        .iter()
        .filter(|&&date| last.unit().period_of(date) == Some(last) && last.part(date).is_some())
        .map(|date| date.last_day())
        .peekable();
    days.peek().is_some() && !days.any(|day| day >= last.end())
}

/// Whether the first period was joined when it had begun, as with a search from July on.
///
/// The first of its n papers stands in a part of the period (a month of the year, a day of the
/// month) before which there are none. If in later periods a share q of the papers stand in this
/// part or after it, all n do so by chance with probability qⁿ. Later periods, and not the length
/// of the part, say what is usual: a conference in December starts late every year. (k + 1)/(m + 1)
/// for k of m papers, as few later papers prove little.
fn starts_late(dates: &[Date], first: Period, is_later: impl Fn(Period) -> bool) -> bool {
    let parts_in = |is_meant: &dyn Fn(Period) -> bool| -> Vec<u32> {
        let part = |&date: &Date| {
            let period = first.unit().period_of(date).filter(|&period| is_meant(period))?;
            period.part(date)
        };
        dates.iter().filter_map(part).collect()
    };
    let own = parts_in(&|period| period == first);
    let Some(&earliest) = own.iter().min() else { return false };
    let later = parts_in(&is_later);
    let after = later.iter().filter(|&&part| part >= earliest).count();
    let usual = (after + 1) as f64 / (later.len() + 1) as f64;
    libm::pow(usual, own.len() as f64) < LEVEL
}

#[cfg(test)]
mod tests {
    use super::super::{Calendar, PeriodUnit, TrendPlan};
    use super::*;

    /// `n` dates in each of these months.
    fn dates(n: usize, months: impl IntoIterator<Item = (u16, u8)>) -> Vec<Date> {
        let date = |(year, month)| Date::new(year, Some(month), None).unwrap();
        months.into_iter().flat_map(|month| vec![date(month); n]).collect()
    }

    fn months(year: u16, months: std::ops::RangeInclusive<u8>) -> impl Iterator<Item = (u16, u8)> {
        months.map(move |month| (year, month))
    }

    #[track_caller]
    fn check(dates: &[Date], unit: PeriodUnit, as_of: Option<Date>, expected: Range<usize>) {
        let plan = TrendPlan { period: Some(unit), as_of, ..TrendPlan::default() };
        assert_eq!(Calendar::of(dates, &plan).complete(), expected);
    }

    #[test]
    fn a_search_from_july_on_has_half_a_first_year() {
        let window = |n| {
            let later = months(2020, 1..=12).chain(months(2021, 1..=12));
            dates(n, months(2019, 7..=12).chain(later))
        };
        check(&window(5), PeriodUnit::Year, None, 1..3);
        check(&window(5), PeriodUnit::Quarter, None, 0..10);
        // Six papers in the second half are no accident worth a word, nor is one in December.
        check(&window(1), PeriodUnit::Year, None, 0..3);
        let late = [dates(1, months(2018, 12..=12)), dates(9, months(2019, 1..=12))].concat();
        check(&late, PeriodUnit::Year, None, 0..2);
        // From mid-June to mid-June: neither year is complete.
        let two = dates(9, months(2019, 7..=12).chain(months(2020, 1..=6)));
        check(&two, PeriodUnit::Year, None, 1..1);
    }

    #[test]
    fn a_conference_in_december_starts_late_every_year() {
        let years = (2018..2022).flat_map(|year| months(year, 12..=12));
        check(&dates(50, years), PeriodUnit::Year, None, 0..4);
    }

    #[test]
    fn a_field_that_doubles_each_year_is_young_not_cut() {
        // 8, 16, … papers a year that grow within the year, too: months as 2^(month / 12).
        let mut all = Vec::new();
        for year in 0..5u32 {
            let in_year = 8 << year;
            for i in 0..in_year {
                let through = libm::log2(1.0 + (f64::from(i) + 0.5) / f64::from(in_year));
                all.extend(Date::new(2018 + year as u16, Some((through * 12.0) as u8 + 1), None));
            }
        }
        check(&all, PeriodUnit::Year, None, 0..5);
    }

    #[test]
    fn as_of_says_which_periods_are_over() {
        let all = dates(3, (2019..2022).flat_map(|year| months(year, 1..=11)));
        let as_of = |year, month, day| Date::new(year, month, day);
        check(&all, PeriodUnit::Year, None, 0..2);
        check(&all, PeriodUnit::Year, as_of(2022, None, None), 0..3);
        check(&all, PeriodUnit::Year, as_of(2021, None, None), 0..3);
        check(&all, PeriodUnit::Year, as_of(2021, Some(11), None), 0..2);
        check(&all, PeriodUnit::Year, as_of(2020, Some(6), Some(1)), 0..1);
        check(&all, PeriodUnit::Year, as_of(2000, None, None), 0..0);
    }
}
