//! The ACL Anthology: a collection of volumes of papers.

use quick_xml::events::BytesStart;

use super::super::columns::Role;
use super::capture::{How, Take, take, text};

/// What the element at `path` of a paper is taken for.
pub fn rule(path: &str, _: &BytesStart<'_>) -> Option<Take> {
    match path {
        "title" => text(Role::Title, 0),
        "abstract" => text(Role::Abstract, 0),
        "url" => take(Role::Id, 0, How::Anthology),
        "bibkey" => text(Role::Id, 1),
        "doi" => text(Role::Doi, 0),
        "author" => take(Role::Authors, 0, How::Name),
        "language" => text(Role::Language, 0),
        "year" => text(Role::Date, 0),
        _ => None,
    }
}

/// What the element at `path` of a file says about the papers that follow it in its volume.
pub fn context(path: &str) -> Option<Take> {
    let is_meta = path == "meta" || path.ends_with("volume/meta");
    is_meta.then(|| take(Role::Venue, 9, How::Volume)).flatten()
}
