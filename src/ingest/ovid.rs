//! The text of Ovid: the number of a record in angle brackets, then the names of its fields, each on
//! a line of its own, with the values indented below.
//!
//! ```text
//! <8>
//! Title
//!   Moss on roofs.
//! ```

use super::columns::Role;
use super::tagged::{Dialect, TITLE_LINES, Value};

/// How Ovid writes a record.
pub const DIALECT: Dialect = Dialect {
    // The search that found the records.
    has_preamble: true,
    spelling: str::to_owned,
    ..Dialect::plain(field, "<", TAGS)
};

/// Databases have names of their own for some fields.
const TAGS: &[(&str, Role, Value)] = &[
    ("Title", Role::Title, Value::Text),
    ("Original Title", Role::Title, Value::Text),
    ("Abstract", Role::Abstract, Value::Text),
    ("Date of Publication", Role::Date, Value::Text),
    ("Publication Date", Role::Date, Value::Text),
    ("Year of Publication", Role::Date, Value::Text),
    ("Publication Year", Role::Date, Value::Text),
    ("Source", Role::Date, Value::Source),
    ("Accession Number", Role::Id, Value::Accession),
    ("Unique Identifier", Role::Id, Value::Accession),
    ("DOI Number", Role::Id, Value::Doi),
    ("DOI", Role::Id, Value::Doi),
    ("Digital Object Identifier", Role::Id, Value::Doi),
    ("DOI Number", Role::Doi, Value::Doi),
    ("DOI", Role::Doi, Value::Doi),
    ("Digital Object Identifier", Role::Doi, Value::Doi),
    ("Journal Name", Role::Venue, Value::Text),
    ("Source", Role::Venue, Value::Source),
    ("Author", Role::Authors, Value::Numbered),
    ("Authors", Role::Authors, Value::Numbered),
    ("Author Keywords", Role::Keywords, Value::Ended),
    ("Keywords", Role::Keywords, Value::Ended),
    ("Keyword Heading", Role::Keywords, Value::Ended),
    ("Subject Headings", Role::Keywords, Value::Ended),
    ("Language", Role::Language, Value::Text),
];

/// A line that is not indented names a field; `<8>` is the number of a record.
fn field(line: &str) -> Option<(&str, &str)> {
    match number(line) {
        Some(number) => Some(("<", number)),
        None if line.is_empty() || line.starts_with(char::is_whitespace) => None,
        None => Some((line, "")),
    }
}

/// The digits between the angle brackets of a line that has nothing else.
fn number(line: &str) -> Option<&str> {
    let digits = line.trim_end().strip_prefix('<')?.strip_suffix('>')?;
    let is_number = (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(digits)
}

/// Whether a text soon has the number of a record and an indented title.
pub fn is_ovid(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').take(TITLE_LINES);
    let mut lines = lines.map_while(|line| std::str::from_utf8(line).ok()).map(str::trim_end);
    lines.any(|line| number(line).is_some())
        && lines.any(|line| line == "Title")
        && lines.next().is_some_and(|line| line.starts_with(' '))
}

/// Whether a text begins with the number of a record, whatever its form: nothing else does.
pub fn is_numbered(text: &[u8]) -> bool {
    let first = text.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(first).is_ok_and(|line| number(line).is_some())
}
