//! The tagged export of Web of Science (`.txt`, `.ciw`): two letters and a value, lines that go on
//! with it indented, `ER` at the end of a record.

use super::columns::Role;
use super::tagged::{Dialect, Value};

/// How Web of Science writes a record.
pub const DIALECT: Dialect = Dialect {
    end: Some("ER"),
    about_file: &["FN", "VR", "EF"],
    ..Dialect::plain(field, "PT", TAGS)
};

const TAGS: &[(&str, Role, Value)] = &[
    ("TI", Role::Title, Value::Text),
    ("FT", Role::Title, Value::Text),
    ("AB", Role::Abstract, Value::Text),
    // The year and, beside it, the day: `PY 2020`, `PD DEC 16`, in some databases with the year.
    ("PY", Role::Date, Value::Text),
    ("PD", Role::Date, Value::Text),
    ("EA", Role::Date, Value::Text),
    ("EY", Role::Date, Value::Text),
    ("PD", Role::Month, Value::Text),
    ("UT", Role::Id, Value::Text),
    ("AN", Role::Id, Value::Text),
    ("DI", Role::Id, Value::Doi),
    ("DI", Role::Doi, Value::Doi),
    ("PM", Role::Pmid, Value::Text),
    ("SO", Role::Venue, Value::Text),
    ("AF", Role::Authors, Value::Lines),
    ("AU", Role::Authors, Value::Lines),
    ("DE", Role::Keywords, Value::List),
    ("ID", Role::Keywords, Value::List),
    ("MH", Role::Keywords, Value::List),
    ("WC", Role::Categories, Value::List),
    ("SC", Role::Categories, Value::List),
    ("LA", Role::Language, Value::Text),
    ("TC", Role::Citations, Value::Text),
];

/// `TI A title`; a line that goes on starts with three spaces.
fn field(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9']);
    (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}

/// Whether a text begins like Web of Science's: the name of the file and its version, or a record.
pub fn is_wos(text: &[u8]) -> bool {
    let mut lines = text.trim_ascii_start().split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default().trim_ascii_end();
    match first {
        [b'F', b'N', b' ', ..] => lines.take(10).any(|line| line.starts_with(b"VR ")),
        [b'P', b'T', b' ', b'J' | b'B' | b'S' | b'P' | b'C' | b'R'] => true,
        _ => false,
    }
}
