//! PubMed: `PubmedArticleSet` as efetch and the baseline files have it.

use quick_xml::events::BytesStart;

use super::super::columns::Role;
use super::capture::{How, Take, attribute, take, text};

/// What the element at `path` of a record is taken for.
pub fn rule(path: &str, tag: &BytesStart<'_>) -> Option<Take> {
    let is = |name, value: &str| attribute(tag, name).is_some_and(|found| found == value);
    match path {
        "MedlineCitation/PMID" | "BookDocument/PMID" => take(Role::Id, 0, How::PubMed),
        "MedlineCitation/Article/ArticleTitle" | "BookDocument/ArticleTitle" => {
            text(Role::Title, 0)
        }
        "MedlineCitation/Article/VernacularTitle" => text(Role::Title, 1),
        "BookDocument/Book/BookTitle" => text(Role::Title, 2),
        "MedlineCitation/Article/Abstract" | "BookDocument/Abstract" => text(Role::Abstract, 0),
        "MedlineCitation/OtherAbstract" => text(Role::Abstract, 1),
        // When it appeared to the day, if it says so; then the issue, which may be but a year.
        "MedlineCitation/Article/ArticleDate" => take(Role::Date, 0, How::Date),
        "MedlineCitation/Article/Journal/JournalIssue/PubDate" | "BookDocument/Book/PubDate" => {
            take(Role::Date, 1, How::Date)
        }
        "MedlineCitation/Article/Journal/Title" => text(Role::Venue, 0),
        "MedlineCitation/Article/Journal/ISOAbbreviation" => text(Role::Venue, 1),
        "MedlineCitation/MedlineJournalInfo/MedlineTA" => text(Role::Venue, 2),
        "MedlineCitation/Article/ELocationID" if is("EIdType", "doi") => text(Role::Doi, 0),
        "PubmedData/ArticleIdList/ArticleId" if is("IdType", "doi") => text(Role::Doi, 1),
        "PubmedBookData/ArticleIdList/ArticleId" if is("IdType", "doi") => text(Role::Doi, 1),
        "MedlineCitation/Article/AuthorList/Author" | "BookDocument/AuthorList/Author" => {
            take(Role::Authors, 0, How::Name)
        }
        "MedlineCitation/KeywordList/Keyword" | "BookDocument/KeywordList/Keyword" => {
            text(Role::Keywords, 0)
        }
        "MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName" => text(Role::Keywords, 1),
        "MedlineCitation/Article/Language" | "BookDocument/Language" => text(Role::Language, 0),
        _ => None,
    }
}
