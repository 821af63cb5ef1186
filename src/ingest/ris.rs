//! RIS, as Zotero, Mendeley, EndNote and most databases write it: `TY  - JOUR` to `ER  - `.

use super::columns::Role;
use super::tagged::{Dialect, Value};

/// How RIS writes a record. Databases differ in which of the tags for one thing they use.
pub const DIALECT: Dialect = Dialect {
    end: Some("ER"),
    // The last line of Web of Science.
    about_file: &["EF"],
    // A line that goes on is a paragraph; wrapped ones are indented.
    joint: '\n',
    ..Dialect::plain(field, "TY", TAGS)
};

const TAGS: &[(&str, Role, Value)] = &[
    ("TI", Role::Title, Value::Text),
    ("T1", Role::Title, Value::Text),
    ("CT", Role::Title, Value::Text),
    ("BT", Role::Title, Value::Text),
    ("AB", Role::Abstract, Value::Text),
    ("N2", Role::Abstract, Value::Text),
    ("DA", Role::Date, Value::Text),
    ("Y1", Role::Date, Value::Text),
    ("PY", Role::Date, Value::Text),
    // Web of Science has the day beside the year: `PY  - 2019`, `DA  - JUN 13`.
    ("DA", Role::Month, Value::Text),
    // Others have the year in one of them and the day in another: `Y1  - 2013`, `PY  - 2013/04/18`.
    ("Y1", Role::Month, Value::Text),
    ("PY", Role::Month, Value::Text),
    ("AN", Role::Id, Value::Accession),
    ("ID", Role::Id, Value::Accession),
    ("U2", Role::Id, Value::Accession),
    ("DO", Role::Id, Value::Doi),
    ("DI", Role::Id, Value::Doi),
    ("L3", Role::Id, Value::Doi),
    ("M3", Role::Id, Value::Doi),
    ("DO", Role::Doi, Value::Doi),
    ("DI", Role::Doi, Value::Doi),
    ("L3", Role::Doi, Value::Doi),
    ("M3", Role::Doi, Value::Doi),
    ("UR", Role::Url, Value::First),
    ("LK", Role::Url, Value::First),
    ("L2", Role::Url, Value::First),
    ("JF", Role::Venue, Value::Text),
    ("T2", Role::Venue, Value::Text),
    ("JO", Role::Venue, Value::Text),
    ("BT", Role::Venue, Value::Text),
    ("JA", Role::Venue, Value::Text),
    ("J2", Role::Venue, Value::Text),
    ("J1", Role::Venue, Value::Text),
    ("AU", Role::Authors, Value::Lines),
    ("A1", Role::Authors, Value::Lines),
    ("KW", Role::Keywords, Value::Lines),
    ("LA", Role::Language, Value::Text),
    ("N1", Role::Citations, Value::Cited),
];

/// `TI  - A title`. Some programs write one space where the format has two: then only a tag that
/// we know is one, since a text may go on with `UV - `.
fn field(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9']);
    let is_known = || ["TY", "ER"].contains(&tag) || TAGS.iter().any(|(known, ..)| *known == tag);
    let value = match rest.strip_prefix("  -") {
        Some(value) if is_tag => value,
        _ if is_tag && is_known() => rest.strip_prefix(" -")?,
        _ => return None,
    };
    (value.is_empty() || value.starts_with(char::is_whitespace)).then(|| (tag, value.trim()))
}
