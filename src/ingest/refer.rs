//! refer, the tagged form of EndNote (`.enw`, “EndNote export”): a percent sign, one character, a
//! space and the value. Google Scholar, JSTOR, bepress and Zotero write it.
//!
//! What the tags mean is in EndNote's manual, “Creating a Tagged EndNote Import File”, which has one
//! empty line between records.

use super::columns::Role;
use super::tagged::{Dialect, TITLE_LINES, Value};

/// How refer writes a record.
pub const DIALECT: Dialect = Dialect {
    // An empty line may stand in an abstract as well, and bepress puts the kind of a record second,
    // or leaves it out.
    after_empty: &["%0", "%T", "%A"],
    joint: '\n',
    ..Dialect::plain(field, "%0", TAGS)
};

const TAGS: &[(&str, Role, Value)] = &[
    ("%T", Role::Title, Value::Text),
    ("%Q", Role::Title, Value::Text),
    ("%X", Role::Abstract, Value::Text),
    ("%8", Role::Date, Value::Text),
    ("%D", Role::Date, Value::Text),
    // Some have the day without its year: `%D 2012`, `%8 March 5`.
    ("%8", Role::Month, Value::Text),
    ("%M", Role::Id, Value::Accession),
    ("%R", Role::Id, Value::Doi),
    ("%R", Role::Doi, Value::Doi),
    ("%U", Role::Url, Value::First),
    ("%J", Role::Venue, Value::Text),
    ("%B", Role::Venue, Value::Text),
    ("%S", Role::Venue, Value::Text),
    ("%A", Role::Authors, Value::Lines),
    ("%K", Role::Keywords, Value::Lines),
    ("%G", Role::Language, Value::Text),
];

/// `%T A title`. Any character may be a tag, but for a second percent sign.
fn field(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'%', c] if c.is_ascii_graphic() && *c != b'%');
    (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}

/// Whether a text begins with a field and soon has a title.
pub fn is_refer(text: &[u8]) -> bool {
    let lines = text.trim_ascii_start().split(|byte| *byte == b'\n').take(TITLE_LINES);
    let mut tags = lines.map(|line| {
        let is_field = matches!(line, [b'%', b'0'..=b'9' | b'A'..=b'Z', b' ', ..]);
        is_field.then(|| line[1])
    });
    let first = tags.next().flatten();
    first.is_some_and(|tag| tag == b'T' || tags.any(|tag| tag == Some(b'T')))
}
