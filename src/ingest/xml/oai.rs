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
        // Of a paper without categories, as in the feed.
        "journal-ref" => text(Role::Venue, 1),
        "doi" => text(Role::Doi, 0),
        "authors/author" => take(Role::Authors, 0, How::Name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{papers, rest};

    #[test]
    fn a_path_is_no_identifier() {
        let xml = "<ListRecords><record><header><identifier>oai:example.org:7</identifier></header><metadata>\
            <dc><title>Data</title><identifier>/dataset/7</identifier></dc></metadata></record></ListRecords>";
        assert_eq!(papers(xml)[0].id, "oai:example.org:7");
    }

    #[test]
    fn where_a_preprint_appeared_is_its_venue_if_it_has_no_category() {
        for (of_form, of_feed, venue) in [
            ("", "", "J. Nets 4"),
            ("<categories>hep-ph</categories>", "<primary_category term='hep-ph'/>", "hep-ph"),
        ] {
            let fields = format!("<title>T</title>{of_form}<journal-ref>J. Nets 4</journal-ref>");
            let form = format!("<arXiv>{fields}</arXiv>");
            let raw = format!("<arXivRaw>{fields}</arXivRaw>");
            let [form, raw] = [form, raw].map(|metadata| {
                format!("<GetRecord><record><metadata>{metadata}</metadata></record></GetRecord>")
            });
            let feed = format!(
                "<feed><entry><title>T</title><journal_ref>J. Nets 4</journal_ref>{of_feed}</entry></feed>"
            );
            for xml in [form, raw, feed] {
                assert_eq!(rest(&papers(&xml)[0]).1, Some(venue), "of {xml}");
            }
        }
    }
}
