//! Dates that cannot be right: the paper stays, its date goes, and a reader is told why.

use crate::corpus::{Date, ImplausibleDate, Paper};

/// Years from the median date beyond which a date is taken for a slip of the pen: one paper of
/// the year 9999 would give eight thousand periods.
const MAX_YEARS_FROM_MEDIAN: u16 = 100;

/// Years without any paper before a date that has no company.
const LONELY_YEARS: u16 = 10;

/// Of so many dated papers at most one (and one in any case) may be lonely.
const PAPERS_PER_LONELY: usize = 20;

/// The year this was written in. No clock reaches a result, or the same papers would give other
/// tables next month; but a date after this year that stands all alone is no date of a paper.
const WRITTEN_IN: u16 = 2026;

/// Years that a date may lie after `--as-of`: journals date their issues ahead.
const MAX_YEARS_AHEAD: u16 = 1;

/// Days that programs write where a date is missing: the zero of Unix and those of spreadsheets.
const ZERO_DAYS: [(u16, u8, u8); 4] = [(1970, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31)];

/// Takes the dates that cannot be right from the papers, and lists them in the order of the papers:
///
/// - dates more than a year after `as_of`, the last day on which the papers can have appeared;
/// - dates more than a century from the median one;
/// - dates after the year this program was written in that come ten years after any other, if they
///   are few: `2099` for `2009`;
/// - the days that programs write for no date, if no paper is within ten years of them.
///
/// Old papers alone are no slip: a bibliography may well begin in 1958.
pub fn drop_implausible(papers: &mut [Paper], as_of: Option<Date>) -> Vec<ImplausibleDate> {
    let judge = Judge::of(papers, as_of);
    let mut dropped = Vec::new();
    for paper in papers {
        if let Some((date, reason)) = paper.date.and_then(|date| Some((date, judge.fault(date)?))) {
            paper.date = None;
            dropped.push(ImplausibleDate { paper_id: paper.id.clone(), date, reason });
        }
    }
    dropped
}

/// What dates are judged by.
struct Judge {
    as_of: Option<Date>,
    /// The years of all dates, sorted.
    years: Vec<u16>,
    median: u16,
    /// The last year before lonely ones, and the first of these.
    lonely: Option<(u16, u16)>,
}

impl Judge {
    fn of(papers: &[Paper], as_of: Option<Date>) -> Judge {
        let mut years: Vec<u16> =
            papers.iter().filter_map(|paper| paper.date).map(Date::year).collect();
        years.sort_unstable();
        let median = years.get(years.len() / 2).copied().unwrap_or(0);
        let n_lonely = (years.len() / PAPERS_PER_LONELY).max(1);
        let lonely = years
            .windows(2)
            .skip(years.len().saturating_sub(n_lonely + 1))
            .map(|pair| (pair[0], pair[1]))
            .find(|&(last, next)| next > WRITTEN_IN + 1 && next - last >= LONELY_YEARS);
        Judge { as_of, years, median, lonely }
    }

    /// Why a date is implausible; `None` for one that is not.
    fn fault(&self, date: Date) -> Option<String> {
        if let Some(as_of) = self.as_of.filter(|&as_of| is_after(date, as_of)) {
            return Some(format!("more than a year after {as_of}, the date given by --as-of"));
        }
        if date.year().abs_diff(self.median) > MAX_YEARS_FROM_MEDIAN {
            return Some(format!("more than a century from {}, the median year", self.median));
        }
        if let Some((last, _)) = self.lonely.filter(|&(_, first)| date.year() >= first) {
            return Some(format!("in the future: no other paper is later than {last}"));
        }
        let is_zero = date.day().is_some() && ZERO_DAYS.contains(&date.last_day());
        (is_zero && self.is_alone(date.year()))
            .then(|| "what programs write where a date is missing".to_owned())
    }

    /// Whether no other year is within [`LONELY_YEARS`] of this one.
    fn is_alone(&self, year: u16) -> bool {
        let is_near = |other: u16| other != year && other.abs_diff(year) < LONELY_YEARS;
        self.years.last() > Some(&year) && !self.years.iter().any(|&other| is_near(other))
    }
}

/// Whether a date begins more than [`MAX_YEARS_AHEAD`] after the last day of another.
fn is_after(date: Date, as_of: Date) -> bool {
    let (year, month, day) = as_of.last_day();
    date.first_day() > (year + MAX_YEARS_AHEAD, month, day)
}

#[cfg(test)]
mod tests {
    use super::super::parse_date;
    use super::*;

    /// The dates that are dropped from these, with the reasons.
    fn check(dates: &[&str], as_of: Option<&str>, expected: &[(&str, &str)]) {
        let mut papers: Vec<Paper> = dates
            .iter()
            .enumerate()
            .map(|(i, date)| Paper {
                id: i.to_string(),
                date: Some(parse_date(date).unwrap()),
                ..Paper::default()
            })
            .collect();
        let dropped = drop_implausible(&mut papers, as_of.and_then(parse_date));
        assert_eq!(dropped.len(), expected.len(), "{dropped:?}");
        for (dropped, (date, reason)) in dropped.iter().zip(expected) {
            assert_eq!(dropped.date.to_string(), *date);
            assert!(dropped.reason.contains(reason), "{}", dropped.reason);
        }
        assert_eq!(papers.iter().filter(|p| p.date.is_none()).count(), expected.len());
    }

    #[test]
    fn a_date_after_as_of_is_dropped_but_not_the_next_issue() {
        let dates = ["2024-05", "2025-12", "2026-06", "2026-12", "2027"];
        check(&dates, Some("2025-11-25"), &[("2026-12", "--as-of"), ("2027", "2025-11-25")]);
        check(&dates, Some("2025"), &[("2027", "2025")]);
        check(&dates, None, &[]);
    }

    #[test]
    fn a_slip_of_the_pen_stands_alone_in_the_future() {
        check(
            &["2009", "2010", "2099-01"],
            None,
            &[("2099-01", "no other paper is later than 2010")],
        );
        check(&["2020", "2021", "9999"], None, &[("9999", "century")]);
        check(&["1995", "1996", "1996", "2022"], None, &[]);
        check(&["2024", "2031"], None, &[]);
        // Half of the papers are no slip.
        check(&["2020", "2020", "2090", "2090"], None, &[]);
    }

    #[test]
    fn old_papers_are_kept_and_zero_days_are_not() {
        check(&["1958", "2020", "2021"], None, &[]);
        check(&["1970", "2020", "2021"], None, &[]);
        check(&["1970-01-01", "2020", "2021"], None, &[("1970-01-01", "missing")]);
        check(&["1970-01-01", "1972-03-01", "2021"], None, &[]);
        check(&["1970-01-01"], None, &[]);
    }
}
