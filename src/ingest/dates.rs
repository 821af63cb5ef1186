//! Dates as people and databases write them, read no finer than they are certain.

use crate::corpus::Date;

/// The years a source may give. Later stages judge which of them are plausible.
const YEARS: std::ops::RangeInclusive<u64> = 1000..=9999;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Words that may stand in a date without changing it: weekdays are recognised apart.
const FILLERS: [&str; 16] = [
    "t",
    "z",
    "utc",
    "gmt",
    "am",
    "pm",
    "est",
    "edt",
    "pst",
    "pdt",
    "cet",
    "cest",
    "of",
    "c",
    "published",
    // Zotero, for a date of PubMed without a day: `2019/10//undefined`.
    "undefined",
];

/// Reads a date: `2024`, `2024-03`, `2024/03/05`, an ISO timestamp, `05 Mar 2024`,
/// `March 5, 2024`, `Fri, 05 Mar 2024 10:00:00 GMT`.
///
/// `03/04/2024` is April or March, depending on the country: only its year is certain, so only
/// the year is taken, unless one part is above 12 or both are equal. `None` where the text is no
/// date, names a day the calendar does not have, or a year outside 1000..=9999.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    // Spreadsheets and data frames turn a year column with gaps into 2024.0.
    let text = text.strip_suffix(".0").unwrap_or(text);
    let text = without_label(without_remark(text));
    let tokens = tokens(text)?;
    let months: Vec<usize> = positions(&tokens, |token| matches!(token, Token::Month(_)));
    match months.as_slice() {
        [] => numeric(&tokens),
        [month] => named_month(&tokens, *month),
        months => Date::new(only_year(&tokens)?, first_of(&tokens, months), None),
    }
}

/// `2018/04//Apr-Jun2018` without what follows the day: by the format of RIS, `YYYY/MM/DD/other`,
/// that is any remark, which says the date once more or nothing of it.
fn without_remark(text: &str) -> &str {
    let mut slashes = text.match_indices('/').map(|(at, _)| at);
    let Some(third) = slashes.nth(2) else { return text };
    let mut parts = text[..third].split('/');
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = parts.next().is_some_and(|year| year.len() == 4 && is_number(year))
        && parts.all(|part| part.len() <= 2 && is_number(part));
    if is_date { &text[..third] } else { text }
}

/// `Start date: 20170812` of registers of trials, without what it is called.
fn without_label(text: &str) -> &str {
    let Some((label, date)) = text.split_once(':') else { return text };
    let is_label = label.len() < 40
        && label.to_ascii_lowercase().ends_with("date")
        && label.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
    if is_label { date.trim_start() } else { text }
}

/// The first month of an issue of two or three, by which databases file it: EBSCO writes
/// `2018/04//Apr-Jun2018`. A longer range is certain in its year only, and so is one over the end of
/// a year.
fn first_of(tokens: &[Token], months: &[usize]) -> Option<u8> {
    let month = |at: &usize| match tokens.get(*at) {
        Some(Token::Month(month)) => Some(*month),
        _ => None,
    };
    let [first, last] = months else { return None };
    let (first, last) = (month(first)?, month(last)?);
    let n_years = tokens.iter().filter_map(year_of).count();
    (n_years == 1 && (first..=first + 2).contains(&last)).then_some(first)
}

/// The day that lies `days` after 1970-01-01, in the proleptic Gregorian calendar; `None` outside
/// the accepted years.
pub fn date_from_days(days: i64) -> Option<Date> {
    // Hinnant, "chrono-compatible low-level date algorithms", civil_from_days: years start in
    // March, so that the leap day is the last one.
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let year = u64::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Date::new(year as u16, u8::try_from(month).ok(), u8::try_from(day).ok())
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// Value and number of digits.
    Number(u64, usize),
    /// A month by name, 1..=12.
    Month(u8),
    /// A word that does not change the date.
    Filler,
}

/// Runs of digits and of letters; `None` where a word has no place in a date.
fn tokens(text: &str) -> Option<Vec<Token>> {
    // A date is short; a whole abstract in the date column is not worth reading.
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same_kind = |c: char| {
            if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() }
        };
        let end = rest.find(|c| !same_kind(c)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (run, tail) = rest.split_at(end);
        rest = tail;
        tokens.push(match run.parse() {
            Ok(number) => Token::Number(number, run.len()),
            Err(_) => word(run)?,
        });
    }
    Some(tokens)
}

fn word(word: &str) -> Option<Token> {
    let word = word.to_lowercase();
    let is_one_of = |full: &[&str]| {
        full.iter().any(|name| word.len() >= 3 && (name.starts_with(&word) || &word == "sept"))
    };
    if let Some(month) = MONTHS.iter().position(|month| word.starts_with(month)) {
        let full = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        return is_one_of(&full[month..=month]).then_some(Token::Month(month as u8 + 1));
    }
    let weekdays =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "thurs"];
    let ordinals = ["st", "nd", "rd", "th"];
    let known = is_one_of(&weekdays)
        || ordinals.contains(&word.as_str())
        || FILLERS.contains(&word.as_str())
        || ["spring", "summer", "autumn", "fall", "winter"].contains(&word.as_str());
    known.then_some(Token::Filler)
}

fn positions(tokens: &[Token], wanted: impl Fn(&Token) -> bool) -> Vec<usize> {
    tokens.iter().enumerate().filter(|(_, token)| wanted(token)).map(|(at, _)| at).collect()
}

fn year_of(token: &Token) -> Option<u16> {
    match token {
        Token::Number(year, 4) if YEARS.contains(year) => Some(*year as u16),
        _ => None,
    }
}

fn only_year(tokens: &[Token]) -> Option<u16> {
    tokens.iter().find_map(year_of)
}

/// A part of a day or month: one or two digits.
fn part_of(token: Option<&Token>) -> Option<u8> {
    match token {
        Some(Token::Number(part, 1..=2)) => Some(*part as u8),
        _ => None,
    }
}

/// `05 Mar 2024`, `March 5th, 2024`, `2024 Mar 5`: the day stands next to the month. Several days,
/// as of a conference, are certain in their month only.
fn named_month(tokens: &[Token], month_at: usize) -> Option<Date> {
    let Some(Token::Month(month)) = tokens.get(month_at).copied() else { return None };
    let are_days = |from: usize| (from..from + 2).all(|at| part_of(tokens.get(at)).is_some());
    let is_range = match month_at {
        0 => are_days(1) && tokens.get(3).and_then(year_of).is_some(),
        1 => are_days(2) && tokens.len() == 4,
        2 => are_days(0),
        _ => false,
    };
    if is_range {
        return Date::new(only_year(tokens)?, Some(month), None);
    }
    let is_ordinal_or_of = |at: usize| tokens.get(at) == Some(&Token::Filler);
    let mut before = month_at.checked_sub(1);
    while let Some(at) = before.filter(|at| is_ordinal_or_of(*at)) {
        before = at.checked_sub(1);
    }
    let day =
        before.and_then(|at| part_of(tokens.get(at))).or_else(|| part_of(tokens.get(month_at + 1)));
    Date::new(only_year(tokens)?, Some(month), day)
}

/// Dates of numbers only; whatever follows a full date is the time of day.
fn numeric(tokens: &[Token]) -> Option<Date> {
    let start = tokens.iter().position(|token| *token != Token::Filler)?;
    let tokens = &tokens[start..];
    if let [Token::Number(packed, 8)] = tokens {
        let year = packed / 10_000;
        let (month, day) = ((packed / 100 % 100) as u8, (packed % 100) as u8);
        return YEARS
            .contains(&year)
            .then(|| Date::new(year as u16, Some(month), Some(day)))
            .flatten();
    }
    if let Some(year) = tokens.first().and_then(year_of) {
        // What follows a year is its month, or a word such as `published`.
        if matches!(tokens.get(1), Some(Token::Number(..))) && part_of(tokens.get(1)).is_none() {
            return None;
        }
        // Databases write an unknown month or day as 00.
        let month = part_of(tokens.get(1)).filter(|month| *month > 0);
        let day = month.and(part_of(tokens.get(2))).filter(|day| *day > 0);
        return Date::new(year, month, day);
    }
    match (part_of(tokens.first()), part_of(tokens.get(1)), tokens.get(1), tokens.get(2)) {
        (Some(month), None, Some(year), _) => Date::new(year_of(year)?, Some(month), None),
        (Some(first), Some(second), _, Some(year)) => day_and_month(first, second, year_of(year)?),
        _ => None,
    }
}

/// `13/04/2024` and `04/13/2024` are certain, `03/04/2024` is certain in its year only.
fn day_and_month(first: u8, second: u8, year: u16) -> Option<Date> {
    let day_first = Date::new(year, Some(second), Some(first));
    let month_first = Date::new(year, Some(first), Some(second));
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Date::new(year, None, None),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_date(text: &str, expected: &str) {
        let found = parse_date(text).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "for {text:?}");
    }

    #[test]
    fn dates_are_as_coarse_as_written() {
        check_date("2024", "2024");
        check_date(" 2024.0 ", "2024");
        check_date("2024-03", "2024-03");
        check_date("2024-3-5", "2024-03-05");
        check_date("2024/03/05", "2024-03-05");
        check_date("20240305", "2024-03-05");
        check_date("2024-00-00", "2024");
        check_date("2016/09//", "2016-09");
        check_date("2019///", "2019");
        check_date("2019/10//undefined", "2019-10");
        check_date("10 15", "");
        check_date("2018/04//abr-jun2018", "2018-04");
        check_date("2018/04//Apr-Jun2018", "2018-04");
        check_date("2018/05//May/Jun2018", "2018-05");
        check_date("2019/01//1st Quarter 2019", "2019-01");
        check_date("2013/02/15/received", "2013-02-15");
        check_date("2018/04//Spring2018", "2018-04");
        check_date(
            "2019///any words at all, of more than sixty-four letters, with 3 numbers",
            "2019",
        );
        check_date("Start date: 20170812", "2017-08-12");
        check_date("Publication Date: 2017-08", "2017-08");
        check_date("a note: 2017", "");
        check_date("03/2024", "2024-03");
    }

    #[test]
    fn a_time_of_day_is_ignored() {
        check_date("2024-03-05T12:30:59Z", "2024-03-05");
        check_date("2024-03-05T12:30:59.123+02:00", "2024-03-05");
        check_date("2024-03-05 00:00:00", "2024-03-05");
        check_date("Fri, 05 Mar 2024 10:00:00 GMT", "2024-03-05");
        check_date("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02");
    }

    #[test]
    fn months_may_be_names() {
        check_date("05 Mar 2024", "2024-03-05");
        check_date("Mar 2024", "2024-03");
        check_date("March 5, 2024", "2024-03-05");
        check_date("March 5th, 2024", "2024-03-05");
        check_date("5th of March 2024", "2024-03-05");
        check_date("2024 Sept 5", "2024-09-05");
        check_date("MAY 2020", "2020-05");
        check_date("Mar-Apr 2024", "2024-03");
        check_date("2023 Nov-Dec", "2023-11");
        check_date("2019-Jan-Feb", "2019-01");
        check_date("28 March - 2 April 2019", "2019-03");
        check_date("Jan-Jun 2024", "2024");
        check_date("1998 Dec-1999 Jan", "1998");
        check_date("Dec-Jan 2019", "2019");
        check_date("14-17 June 2021", "2021-06");
        check_date("June 14-17, 2021", "2021-06");
        check_date("2018 Jul 10-16", "2018-07");
        check_date("Tue Mar  5 10:30:00 2024", "2024-03-05");
        check_date("Spring 2024", "2024");
    }

    #[test]
    fn an_ambiguous_order_keeps_the_year_only() {
        check_date("03/04/2024", "2024");
        check_date("13/04/2024", "2024-04-13");
        check_date("04/13/2024", "2024-04-13");
        check_date("03.03.2024", "2024-03-03");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "n/a",
            "forthcoming",
            "2024-13-01",
            "2024-02-30",
            "32/13/2024",
            "24",
            "0999",
            "12345",
            "05/03/24",
            "Marching 2024",
            "99999999999999999999999",
            "2024 1234",
        ] {
            check_date(text, "");
        }
    }

    #[test]
    fn days_since_the_epoch_are_civil_dates() {
        let text = |days| date_from_days(days).map(|date| date.to_string());
        assert_eq!(text(0).as_deref(), Some("1970-01-01"));
        assert_eq!(text(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(text(19_782).as_deref(), Some("2024-02-29"));
        assert_eq!(text(11_016).as_deref(), Some("2000-02-29"));
        assert_eq!(text(i64::MAX), None);
        assert_eq!(text(i64::MIN), None);
    }
}
