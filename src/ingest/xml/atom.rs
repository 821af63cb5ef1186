//! Atom feeds, as the interface of arXiv answers with.

use quick_xml::events::BytesStart;

use super::super::columns::Role;
use super::capture::{How, Take, attribute, take, text};

/// What the element at `path` of an entry is taken for.
pub fn rule(path: &str, tag: &BytesStart<'_>) -> Option<Take> {
    let value = |role, rank, name| take(role, rank, How::Value(attribute(tag, name)?));
    match path {
        "id" => take(Role::Id, 0, How::Identifier),
        "title" => text(Role::Title, 0),
        "summary" => text(Role::Abstract, 0),
        "content" => text(Role::Abstract, 1),
        "published" => text(Role::Date, 0),
        "updated" => text(Role::Updated, 0),
        "link" if attribute(tag, "rel").is_none_or(|rel| rel == "alternate") => {
            value(Role::Url, 1, "href")
        }
        "doi" => text(Role::Doi, 0),
        // Of a paper without a category, where it appeared, as in the forms of OAI-PMH.
        "journal_ref" => text(Role::Venue, 1),
        "primary_category" => value(Role::Venue, 0, "term"),
        "category" => value(Role::Categories, 0, "term"),
        "author" => take(Role::Authors, 0, How::Name),
        _ => None,
    }
}
