//! MEDLINE, as PubMed exports it (`.nbib`): a tag of up to four letters, a hyphen, the value.

use super::columns::Role;
use super::tagged::{Dialect, Value};

/// How MEDLINE writes a record.
pub const DIALECT: Dialect = Dialect::plain(field, "PMID", TAGS);

const TAGS: &[(&str, Role, Value)] = &[
    ("TI", Role::Title, Value::Text),
    ("BTI", Role::Title, Value::Text),
    ("TT", Role::Title, Value::Text),
    ("AB", Role::Abstract, Value::Text),
    ("OAB", Role::Abstract, Value::Text),
    // The day on which it was online, as in the XML of PubMed; then the issue.
    ("DEP", Role::Date, Value::Text),
    ("DP", Role::Date, Value::Text),
    ("PMID", Role::Id, Value::Text),
    ("PMID", Role::Pmid, Value::Text),
    ("LID", Role::Doi, Value::Doi),
    ("AID", Role::Doi, Value::Doi),
    ("JT", Role::Venue, Value::Text),
    ("TA", Role::Venue, Value::Text),
    ("BTI", Role::Venue, Value::Text),
    ("FAU", Role::Authors, Value::Lines),
    ("AU", Role::Authors, Value::Lines),
    ("OT", Role::Keywords, Value::Text),
    ("MH", Role::Keywords, Value::Heading),
    ("LA", Role::Language, Value::Text),
];

/// `AB  - We study …`, `PMID- 28441597`: the tag is filled up to four places.
fn field(line: &str) -> Option<(&str, &str)> {
    let (head, value) = line.split_at_checked(5)?;
    let tag = head.strip_suffix('-')?.trim_end();
    let is_tag = tag.len() >= 2 && tag.bytes().all(|b| b.is_ascii_uppercase());
    (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}
