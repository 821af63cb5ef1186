//! OAI-PMH, what repositories are harvested by: Dublin Core, the two forms of arXiv, and JATS.

use quick_xml::events::BytesStart;

use super::super::columns::Role;
use super::capture::{How, Take, attribute, take, text};
use super::jats;

/// What the element at `path` of a record is taken for.
pub fn rule(path: &str, tag: &BytesStart<'_>) -> Option<Take> {
    match path {
        "header" if attribute(tag, "status").is_some_and(|status| status == "deleted") => {
            return take(Role::Id, 0, How::Deleted);
        }
        "header/identifier" => return take(Role::Id, 9, How::Identifier),
        "header/datestamp" => return text(Role::Updated, 9),
        _ => {}
    }
    let (form, path) = path.strip_prefix("metadata/")?.split_once('/')?;
    match form {
        "dc" | "qualifieddc" => dublin_core(path),
        // Of these two the authors are one text.
        "arXivRaw" | "arXivOld" if path == "authors" => take(Role::Authors, 0, How::List),
        "arXiv" | "arXivRaw" | "arXivOld" => arxiv(path),
        "article" => jats::rule(path, tag),
        _ => None,
    }
}

fn dublin_core(path: &str) -> Option<Take> {
    match path {
        "title" => text(Role::Title, 0),
        "description" | "abstract" => text(Role::Abstract, 0),
        "date" | "issued" | "created" => text(Role::Date, 0),
        "identifier" => take(Role::Id, 0, How::Identifier),
        "creator" => text(Role::Authors, 0),
        "subject" => text(Role::Keywords, 0),
        "language" => text(Role::Language, 0),
        "source" => text(Role::Venue, 0),
        "publisher" => text(Role::Venue, 1),
        _ => None,
    }
}

fn arxiv(path: &str) -> Option<Take> {
    match path {
        "id" => take(Role::Id, 0, How::Identifier),
        "title" => text(Role::Title, 0),
        "abstract" => text(Role::Abstract, 0),
        // Of the versions of arXivRaw, the first.
        "created" | "version/date" | "date" => text(Role::Date, 0),
        "updated" => text(Role::Updated, 0),
        "categories" => take(Role::Venue, 0, How::Words),
        "doi" => text(Role::Doi, 0),
        "authors/author" => take(Role::Authors, 0, How::Name),
        _ => None,
    }
}
