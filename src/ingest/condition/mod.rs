//! The small language of `--where`: which papers to keep, by what their records say.
//!
//! A field alone is true where the paper has it. `~` finds a regular expression anywhere, `=`
//! compares whole texts, both in any case. A comparison with what a paper lacks is false.

mod parser;

use crate::corpus::{Date, Paper};
use crate::error::Result;
use parser::Parser;
use regex::Regex;
use std::borrow::Cow;

/// What `--where` asks of a paper.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Not this.
    Not(Box<Condition>),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// The paper has this.
    Has(Field),
    /// A text of the field matches, or none does.
    Matches(Field, Matcher),
    /// The number or the date of the field compares so.
    Compares(Field, Operator, Value),
}

/// What a condition can ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Field {
    Id,
    Doi,
    Title,
    Abstract,
    Date,
    Year,
    Venue,
    Authors,
    Keywords,
    Categories,
    Language,
    Citations,
    Url,
    File,
}

const FIELDS: [(&str, Field); 14] = [
    ("id", Field::Id),
    ("doi", Field::Doi),
    ("title", Field::Title),
    ("abstract", Field::Abstract),
    ("date", Field::Date),
    ("year", Field::Year),
    ("venue", Field::Venue),
    ("authors", Field::Authors),
    ("keywords", Field::Keywords),
    ("categories", Field::Categories),
    ("language", Field::Language),
    ("citations", Field::Citations),
    ("url", Field::Url),
    ("file", Field::File),
];

/// How texts are compared.
#[derive(Debug, Clone)]
pub struct Matcher {
    regex: Regex,
    is_negated: bool,
}

/// How numbers and dates are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// What a number or a date is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A year or a count.
    Number(u64),
    /// A date as coarse as it is written: `2020` is before all of `2021` and equals all of `2020`.
    Date(Date),
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// Names the character at which it stops to make sense, and what could stand there.
    pub fn parse(text: &str) -> Result<Condition> {
        Parser::new(text).whole()
    }

    /// Whether it asks about what is read only as a detail.
    pub fn needs_details(&self) -> bool {
        match self {
            Condition::Not(inner) => inner.needs_details(),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().any(Condition::needs_details)
            }
            Condition::Has(field)
            | Condition::Matches(field, _)
            | Condition::Compares(field, ..) => field.is_detail(),
        }
    }

    /// Whether a paper is as it asks.
    pub fn holds(&self, paper: &Paper) -> bool {
        match self {
            Condition::Not(inner) => !inner.holds(paper),
            Condition::All(parts) => parts.iter().all(|part| part.holds(paper)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(paper)),
            Condition::Has(field) => !field.texts(paper).is_empty(),
            Condition::Matches(field, matcher) => {
                let texts = field.texts(paper);
                let is_found = texts.iter().any(|text| matcher.regex.is_match(text));
                !texts.is_empty() && is_found != matcher.is_negated
            }
            Condition::Compares(field, operator, value) => field.compares(paper, *operator, *value),
        }
    }
}

impl Field {
    fn is_detail(self) -> bool {
        matches!(
            self,
            Field::Authors
                | Field::Keywords
                | Field::Categories
                | Field::Language
                | Field::Citations
                | Field::File
        )
    }

    /// What the paper has there; none of them empty.
    fn texts(self, paper: &Paper) -> Vec<Cow<'_, str>> {
        let details = paper.details.as_deref();
        let date = |text: fn(Date) -> String| paper.date.map(|date| Cow::Owned(text(date)));
        match self {
            Field::Id => texts([&paper.id]),
            Field::Title => texts([&paper.title]),
            Field::Abstract => texts([&paper.abstract_text]),
            Field::Doi => texts(&paper.doi),
            Field::Venue => texts(&paper.venue),
            Field::Url => texts(&paper.url),
            Field::Date => date(|date| date.to_string()).into_iter().collect(),
            Field::Year => date(|date| date.year().to_string()).into_iter().collect(),
            Field::Authors => texts(details.iter().flat_map(|details| &details.authors)),
            Field::Keywords => texts(details.iter().flat_map(|details| &details.keywords)),
            Field::Categories => texts(details.iter().flat_map(|details| &details.categories)),
            Field::Language => texts(details.iter().flat_map(|details| &details.language)),
            Field::File => texts(details.iter().map(|details| &details.file)),
            Field::Citations => {
                let count = details.and_then(|details| details.citations);
                count.map(|count| Cow::Owned(count.to_string())).into_iter().collect()
            }
        }
    }

    fn compares(self, paper: &Paper, operator: Operator, value: Value) -> bool {
        use std::cmp::Ordering;
        let order = match (self, value) {
            (Field::Date, Value::Date(date)) => paper.date.map(|found| {
                // Both as coarse as the coarser one of them.
                let (found, date) = (parts(found), parts(date));
                let n = found.len().min(date.len());
                found[..n].cmp(&date[..n])
            }),
            (Field::Year, Value::Number(year)) => {
                paper.date.map(|date| u64::from(date.year()).cmp(&year))
            }
            (_, Value::Number(number)) => {
                let citations = paper.details.as_ref().and_then(|details| details.citations);
                citations.map(|found| found.cmp(&number))
            }
            _ => None,
        };
        order.is_some_and(|order| match operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::Unequal => order != Ordering::Equal,
            Operator::Less => order == Ordering::Less,
            Operator::AtMost => order != Ordering::Greater,
            Operator::More => order == Ordering::Greater,
            Operator::AtLeast => order != Ordering::Less,
        })
    }
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<Cow<'a, str>> {
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.map(|text| Cow::Borrowed(text.as_str())).collect()
}

/// Year, month and day as far as they are known.
fn parts(date: Date) -> Vec<u16> {
    std::iter::once(date.year())
        .chain(date.month().map(u16::from))
        .chain(date.day().map(u16::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Details;
    use proptest::prelude::*;

    fn paper() -> Paper {
        Paper {
            title: "Sparse nets".into(),
            venue: Some("ACL 2021 Findings".into()),
            date: Date::new(2021, Some(8), None),
            details: Some(Box::new(Details {
                authors: vec!["Ann Lee".into(), "Bo Chen".into()],
                citations: Some(7),
                ..Details::default()
            })),
            ..Paper::default()
        }
    }

    #[track_caller]
    fn check(condition: &str, expected: bool) {
        assert_eq!(Condition::parse(condition).unwrap().holds(&paper()), expected, "{condition}");
    }

    #[test]
    fn conditions_hold_as_they_read() {
        check("venue ~ \"ACL\" and year >= 2020", true);
        check("venue ~ 'acl' and year >= 2022", false);
        check("venue = \"ACL\"", false);
        check("venue = 'acl 2021 findings'", true);
        check("venue ~ \"^(ACL|EMNLP) \\d+\"", true);
        check("year<2021 or citations>6", true);
        check("year < 2021 or citations > 6 and title ~ dense", false);
        check("(year < 2021 or citations > 6) and title ~ sparse", true);
        check("not abstract and title", true);
        check("not (abstract or doi)", true);
        check("authors ~ chen", true);
        check("authors !~ chen", false);
        check("authors != 'Cy Dee'", true);
        // What is missing compares with nothing.
        check("doi !~ x", false);
        check("language = en", false);
    }

    #[test]
    fn dates_are_compared_as_coarse_as_the_coarser() {
        check("date >= 2021", true);
        check("date > 2021", false);
        check("date = 2021", true);
        check("date >= 2021-08-15", true);
        check("date < 2021-08", false);
        check("date <= 2021-07", false);
    }

    #[track_caller]
    fn check_error(condition: &str, parts: &[&str]) {
        let message = Condition::parse(condition).unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn errors_name_the_place_and_what_could_stand_there() {
        check_error("", &["character 1", "it ends", "title"]);
        check_error("venu ~ x", &["character 1", "\"venu ~ x\"", "venue"]);
        check_error("venue ~ \"x", &["character 9", "closing"]);
        check_error("year >= soon", &["character 9", "whole number"]);
        check_error("title < x", &["no order"]);
        check_error("title ~ '('", &["regular expression"]);
        check_error("(title", &["`)`"]);
        check_error("title venue", &["character 7", "`and`"]);
        check_error(&"(".repeat(1000), &["simpler"]);
        check_error(&"not ".repeat(100_000), &["simpler"]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z0-9 ()\"'~=!<>-éß]{0,60}") {
            let _ = Condition::parse(&text).map(|condition| condition.holds(&paper()));
        }
    }
}
