//! Dates as coarse as their sources give them.

use std::fmt;

/// A calendar date as coarse as its source gives it: a year, a month or a day.
///
/// Invariant: the year is 1..=9999, a day has a month, and the day exists in that month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// The date, or `None` where the calendar has no such year, month or day.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && month.is_none_or(|m| (1..=12).contains(&m))
            && match (month, day) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(m), Some(d)) => (1..=days_in_month(year, m)).contains(&d),
            };
        valid.then_some(Date { year, month, day })
    }

    /// The year, 1..=9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month 1..=12, where the source gives one.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where the source gives one.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// The first day this date can mean: 2024 → (2024, 1, 1).
    pub fn first_day(self) -> (u16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day this date can mean: 2024 → (2024, 12, 31).
    pub fn last_day(self) -> (u16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (self.year, month, self.day.unwrap_or_else(|| days_in_month(self.year, month)))
    }
}

/// Days in a month of the proleptic Gregorian calendar; `month` is 1..=12.
pub fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_exist_or_are_none() {
        assert!(Date::new(2024, Some(2), Some(29)).is_some());
        assert!(Date::new(2023, Some(2), Some(29)).is_none());
        assert!(Date::new(1900, Some(2), Some(29)).is_none());
        assert!(Date::new(2024, None, Some(1)).is_none());
        assert!(Date::new(0, None, None).is_none());
        assert!(Date::new(2024, Some(13), None).is_none());
    }

    #[test]
    fn a_date_prints_as_coarse_as_it_is() {
        let date = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(date(2024, None, None).to_string(), "2024");
        assert_eq!(date(2024, Some(3), None).to_string(), "2024-03");
        assert_eq!(date(2024, Some(3), Some(5)).to_string(), "2024-03-05");
        assert_eq!(date(2024, Some(2), None).last_day(), (2024, 2, 29));
    }
}
