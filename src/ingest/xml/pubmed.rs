//! PubMed: `PubmedArticleSet` as efetch and the baseline files have it.

use quick_xml::events::BytesStart;

use super::super::columns::{Role, Use};
use super::capture::{How, Take, attribute, take, text};

/// The rank of the title of a chapter of a book.
const CHAPTER: usize = 1;
/// The rank of what is said of a book, within a record of it or of a chapter.
const BOOK: usize = 5;

/// What the element at `path` of a record is taken for.
pub fn rule(path: &str, tag: &BytesStart<'_>) -> Option<Take> {
    let is = |name, value: &str| attribute(tag, name).is_some_and(|found| found == value);
    match path {
        "MedlineCitation/PMID" | "BookDocument/PMID" => take(Role::Id, 0, How::PubMed),
        "MedlineCitation/Article/ArticleTitle" => text(Role::Title, 0),
        // A chapter says which part of the book it is; a book may have a title here as well.
        "BookDocument/ArticleTitle" if attribute(tag, "part").is_some() => {
            text(Role::Title, CHAPTER)
        }
        "BookDocument/ArticleTitle" => text(Role::Title, 0),
        "MedlineCitation/Article/VernacularTitle" => text(Role::Title, 1),
        "BookDocument/Book/BookTitle" => take(Role::Title, BOOK, How::Whole),
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
        "BookDocument/Book/ELocationID" if is("EIdType", "doi") => text(Role::Doi, BOOK),
        "BookDocument/AuthorList" | "BookDocument/Book/AuthorList" if is("Type", "editors") => {
            take(Role::Authors, 0, How::Nothing)
        }
        "MedlineCitation/Article/AuthorList/Author" | "BookDocument/AuthorList/Author" => {
            take(Role::Authors, 0, How::Name)
        }
        "BookDocument/Book/AuthorList/Author" => take(Role::Authors, BOOK, How::Name),
        "MedlineCitation/KeywordList/Keyword" | "BookDocument/KeywordList/Keyword" => {
            text(Role::Keywords, 0)
        }
        "MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName" => text(Role::Keywords, 1),
        "MedlineCitation/Article/Language" | "BookDocument/Language" => text(Role::Language, 0),
        _ => None,
    }
}

/// Takes from the fields of a record what is of another: a chapter has not the DOI of its book, which
/// all its chapters would share, and a book does not appear in itself.
pub fn tidy(fields: &mut Vec<(Use, String)>) {
    let has_title = |ranks: std::ops::Range<usize>| {
        fields.iter().any(|(use_, _)| use_.role == Role::Title && ranks.contains(&use_.rank))
    };
    let (is_chapter, is_book) = (has_title(CHAPTER..CHAPTER + 1), !has_title(0..BOOK));
    fields.retain(|(use_, _)| match use_.role {
        Role::Doi => use_.rank < BOOK || !is_chapter,
        Role::Venue => use_.rank < BOOK || !is_book,
        _ => true,
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{more, papers, rest};

    const BOOK: &str = r#"<PubmedBookArticleSet><PubmedBookArticle><BookDocument>
<PMID Version="1"> 39999001 </PMID><Book><BookTitle book="moss">Moss care:
 a guideline</BookTitle><PubDate><Year>2009</Year><Month>02</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>No</LastName></Author></AuthorList>
<AuthorList Type="authors"><Author><CollectiveName>Moss Centre</CollectiveName></Author></AuthorList>
<ELocationID EIdType="doi">10.5555/moss</ELocationID></Book>TITLE
<Abstract><AbstractText>We care.</AbstractText></Abstract></BookDocument></PubmedBookArticle>
</PubmedBookArticleSet>"#;

    #[test]
    fn a_chapter_is_in_a_book_and_a_book_in_none() {
        let title = |title| papers(&BOOK.replace("TITLE", title)).remove(0);
        let book = title("");
        assert_eq!((book.title.as_str(), book.pmid), ("Moss care: a guideline", Some(39_999_001)));
        assert_eq!((rest(&book).0.as_str(), rest(&book).1), ("2009-02", None));
        assert_eq!(more(&book)[..2], ["10.5555/moss", "Moss Centre"]);
        let titled = title("<ArticleTitle>Moss on walls</ArticleTitle>");
        assert_eq!(
            (titled.title.as_str(), rest(&titled).1),
            ("Moss on walls", Some("Moss care: a guideline"))
        );
        assert_eq!(more(&titled)[..2], ["10.5555/moss", "Moss Centre"]);
        let chapter = title(
            r#"<ArticleTitle book="moss" part="walls">Moss on walls</ArticleTitle>
            <AuthorList Type="authors"><Author><LastName>Roe</LastName></Author></AuthorList>"#,
        );
        assert_eq!(
            (chapter.title.as_str(), rest(&chapter).1),
            ("Moss on walls", Some("Moss care: a guideline"))
        );
        assert_eq!(more(&chapter)[..2], ["", "Roe"]);
    }
}
