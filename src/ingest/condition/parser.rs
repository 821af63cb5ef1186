//! A condition from its text.
//!
//! ```text
//! condition  = and { "or" and }
//! and        = not { "and" not }
//! not        = "not" not | "(" condition ")" | FIELD [ OPERATOR VALUE ]
//! OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~"
//! ```

use super::super::parse_date;
use super::{Condition, FIELDS, Field, Matcher, Operator, Value};
use crate::error::{Error, Result};
use regex::RegexBuilder;

/// Conditions inside of one another that are followed; more are no question of a person.
const MAX_DEPTH: usize = 50;

const EXAMPLE: &str = "write it like --where 'venue ~ \"ACL\" and year >= 2020'";

/// A text, and how far it is read.
pub struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        Parser { text, at: 0, depth: 0 }
    }

    /// The condition that the whole text is.
    ///
    /// # Errors
    /// Names the character at which it stops to make sense, and what could stand there.
    pub fn whole(mut self) -> Result<Condition> {
        let condition = self.any()?;
        match self.rest().is_empty() {
            true => Ok(condition),
            false => Err(self.error("`and` or `or`, or the end")),
        }
    }

    /// What is left, without white space before it.
    fn rest(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        &self.text[self.at..]
    }

    fn take(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        self.at += if is_next { token.len() } else { 0 };
        is_next
    }

    /// The next word, of letters alone.
    fn peek_word(&mut self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_word();
        let is_next = found.eq_ignore_ascii_case(word);
        self.at += if is_next { found.len() } else { 0 };
        is_next
    }

    fn any(&mut self) -> Result<Condition> {
        let first = self.all()?;
        let mut parts = vec![first];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Result<Condition> {
        let first = self.not()?;
        let mut parts = vec![first];
        while self.take_word("and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }

    fn not(&mut self) -> Result<Condition> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("a simpler condition"));
        }
        let condition = if self.take_word("not") {
            Condition::Not(Box::new(self.not()?))
        } else if self.take("(") {
            let inner = self.any()?;
            if !self.take(")") {
                return Err(self.error("`)`"));
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition> {
        let word = self.peek_word();
        let field = FIELDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        let Some(&(_, field)) = field else {
            let names = FIELDS.map(|(name, _)| name).join(", ");
            return Err(self.error(&format!("one of {names}")));
        };
        self.at += word.len();
        let operators = ["==", "!=", "!~", "<=", ">=", "=", "<", ">", "~"];
        let Some(operator) = operators.into_iter().find(|operator| self.take(operator)) else {
            return Ok(Condition::Has(field));
        };
        let start = self.at;
        let value = self.value()?;
        let wrong = |parser: &mut Self, expected: &str| {
            parser.at = start;
            Err(parser.error(expected))
        };
        let is_pattern = matches!(operator, "~" | "!~");
        let ordered = match operator {
            "=" | "==" => Operator::Equal,
            "!=" => Operator::Unequal,
            "<" => Operator::Less,
            "<=" => Operator::AtMost,
            ">" => Operator::More,
            _ => Operator::AtLeast,
        };
        match field {
            Field::Year | Field::Citations if !is_pattern => match value.parse() {
                Ok(number) => Ok(Condition::Compares(field, ordered, Value::Number(number))),
                Err(_) => wrong(self, "a whole number"),
            },
            Field::Date if !is_pattern => match parse_date(&value) {
                Some(date) => Ok(Condition::Compares(field, ordered, Value::Date(date))),
                None => wrong(self, "a date such as 2020-05"),
            },
            _ => {
                let pattern = match operator {
                    "~" | "!~" => value,
                    "=" | "==" | "!=" => format!("^{}$", regex::escape(&value)),
                    _ => return wrong(self, "a text after =, != or ~: texts have no order"),
                };
                let regex = RegexBuilder::new(&pattern).case_insensitive(true).build();
                match regex {
                    Ok(regex) => {
                        let is_negated = operator.starts_with('!');
                        Ok(Condition::Matches(field, Matcher { regex, is_negated }))
                    }
                    Err(_) => wrong(self, "a regular expression"),
                }
            }
        }
    }

    /// A text in quotes of either kind, or a bare word, number or date.
    fn value(&mut self) -> Result<String> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c));
        if let Some(quote) = quote {
            let Some(length) = rest[1..].find(quote) else {
                return Err(self.error(&format!("a text with a closing {quote}")));
            };
            self.at += length + 2;
            return Ok(rest[1..=length].to_owned());
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error("a value"));
        }
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn error(&mut self, expected: &str) -> Error {
        let rest: String = self.rest().chars().take(30).collect();
        let number = self.text[..self.at].chars().count() + 1;
        let found = if rest.is_empty() { "it ends".to_owned() } else { format!("it has {rest:?}") };
        Error::config(
            format!("--where does not make sense at character {number}: {found}, not {expected}"),
            EXAMPLE,
        )
    }
}
