//! JATS, the articles of PubMed Central and of publishers: one article or a set of them.

use quick_xml::events::BytesStart;

use super::super::columns::Role;
use super::capture::{How, Take, attribute, take, text};

/// What the element at `path` of an article is taken for; the body is not read.
pub fn rule(path: &str, tag: &BytesStart<'_>) -> Option<Take> {
    let is = |name, value: &str| attribute(tag, name).is_some_and(|found| found == value);
    let path = path.strip_prefix("front/").unwrap_or(path);
    match path {
        "article-meta/title-group" => text(Role::Title, 0),
        "article-meta/abstract" => {
            // Beside the abstract there may be highlights, or a picture with a line of text.
            let rank = usize::from(attribute(tag, "abstract-type").is_some());
            text(Role::Abstract, rank)
        }
        "article-meta/trans-abstract" => text(Role::Abstract, 2),
        "article-meta/pub-date" => take(Role::Date, date_rank(tag), How::Date),
        "article-meta/article-id" => {
            let kind = attribute(tag, "pub-id-type")?;
            match kind.as_str() {
                "doi" => text(Role::Doi, 0),
                "pmid" => take(Role::Id, 0, How::PubMed),
                "pmc" | "pmcid" => text(Role::Id, 1),
                "arxiv" => text(Role::Id, 2),
                _ => text(Role::Id, 3),
            }
        }
        "journal-meta/journal-title-group/journal-title" | "journal-meta/journal-title" => {
            text(Role::Venue, 0)
        }
        "journal-meta/journal-id" => text(Role::Venue, 1),
        "article-meta/contrib-group/contrib" if is("contrib-type", "author") => {
            take(Role::Authors, 0, How::Name)
        }
        "article-meta/kwd-group/kwd" => text(Role::Keywords, 0),
        "article-meta/article-categories/subj-group/subject" => text(Role::Categories, 0),
        "article-meta/self-uri" => {
            // Not the name of a file that was packed with the article.
            let url = attribute(tag, "href").filter(|url| url.contains("://"));
            url.and_then(|url| take(Role::Url, 0, How::Value(url)))
        }
        _ => None,
    }
}

/// The first appearance first; `collection` is but the year of the volume, and the other kinds say
/// when a copy was deposited.
fn date_rank(tag: &BytesStart<'_>) -> usize {
    let kind = attribute(tag, "pub-type").or_else(|| attribute(tag, "date-type"));
    match kind.as_deref() {
        Some("epub" | "epreprint" | "epub-ppub") => 0,
        Some("pub") if attribute(tag, "publication-format").is_some_and(|f| f == "print") => 1,
        Some("pub") => 0,
        Some("ppub") | None => 1,
        Some("collection") => 2,
        Some(_) => 3,
    }
}
