//! Records in the shapes that a JSON object may have.

use super::super::IngestPlan;
use super::*;

fn piece(json: &str) -> Piece<'_> {
    Piece { bytes: json.as_bytes(), offset: 0, line: 7, indent: 4 }
}

fn record(json: &str) -> Result<Paper, String> {
    read_piece(piece(json), &Names::new(&IngestPlan::default()))
}

#[test]
fn values_may_have_any_natural_shape() {
    let paper = record(
        r#"{"title": ["A title"], "abstract": ["One.", "Two."], "year": 2024, "id": 17,
            "venue": {"display_name": "ACL"}, "url": null, "authors": [{"name": "x"}]}"#,
    );
    let paper = paper.unwrap();
    assert_eq!((paper.title.as_str(), paper.abstract_text.as_str()), ("A title", "One. Two."));
    assert_eq!(paper.date.unwrap().to_string(), "2024");
    assert_eq!((paper.id.as_str(), paper.venue.as_deref()), ("17", Some("ACL")));
    assert_eq!(paper.url, None);
}

#[test]
fn details_are_read_where_they_are_wanted() {
    let json = r#"{"title": "T", "authors": [{"name": "Ann Lee"}, "Chen, B."],
        "author": "Nobody", "keywords": "a, b", "cited_by_count": 7, "language": "en",
        "topics": [{"display_name": "Optics"}], "doi": "https://doi.org/10.1234/X"}"#;
    let lean = record(json).unwrap();
    assert_eq!((lean.details, lean.doi.as_deref()), (None, Some("10.1234/X")));
    let plan = IngestPlan { details: true, ..IngestPlan::default() };
    let full = read_piece(piece(json), &Names::new(&plan)).unwrap();
    let details = full.details.unwrap();
    assert_eq!(details.authors, ["Ann Lee", "Chen, B."]);
    assert_eq!(details.keywords, ["a", "b"]);
    assert_eq!(details.categories, ["Optics"]);
    assert_eq!((details.language.as_deref(), details.citations), (Some("en"), Some(7)));
    let crossref = r#"{"title": ["T"], "author": [{"given": "Ann", "family": "Lee"}]}"#;
    let paper = read_piece(piece(crossref), &Names::new(&plan)).unwrap();
    assert_eq!(paper.details.unwrap().authors, ["Ann Lee"]);
}

#[test]
fn the_paper_may_be_wrapped() {
    let paper = record(
        r#"{"title": "Outer", "paper": {"id": "2401.00010", "title": "Inner",
            "summary": "Text.", "publishedAt": "2024-01-05T00:00:00.000Z"}}"#,
    );
    let paper = paper.unwrap();
    assert_eq!((paper.title.as_str(), paper.id.as_str()), ("Outer", "2401.00010"));
    assert_eq!(paper.date.unwrap().to_string(), "2024-01-05");
    let note = record(r#"{"content": {"title": {"value": "T"}, "abstract": {"value": "A"}}}"#);
    assert_eq!(note.unwrap().abstract_text, "A");
}

#[test]
fn shapes_of_openalex_and_crossref() {
    let paper = record(
        r#"{"title": "T", "abstract_inverted_index": {"a": [1, 3], "not": [2], "is": [0]},
            "published": {"date-parts": [[2024, 3]]}}"#,
    );
    let paper = paper.unwrap();
    assert_eq!(paper.abstract_text, "is a not a");
    assert_eq!(paper.date.unwrap().to_string(), "2024-03");
}

#[test]
fn reasons_name_the_place_in_the_file() {
    let reason = record("{\"title\": tru}").unwrap_err();
    assert!(reason.contains("line 7, column 18"), "{reason}");
    assert!(record("{'title': open('x')}").unwrap_err().contains("Python"));
    assert!(record("17").unwrap_err().contains("not a JSON object"));
    assert!(record("{\"title\": \"x\"} trailing").unwrap_err().contains("line 7"));
    assert!(record("{\"id\": \"x\"}").unwrap_err().contains("neither"));
}

#[test]
fn deep_nesting_is_rejected_not_followed() {
    let deep = format!("{{\"title\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(record(&deep).unwrap_err().contains("more than 127 deep"));
    let skipped = format!("{{\"title\": \"T\", \"x\": {}{}}}", "[".repeat(90), "]".repeat(90));
    assert!(record(&skipped).is_ok());
}

#[test]
fn where_a_preprint_appeared_and_the_links_of_embase_are_read() {
    let paper = record(
        r#"{"title": "T", "journal-ref": "J. Nets 4", "Open URL Link": "https://b.org",
            "Full Text Link": "https://a.org"}"#,
    );
    let paper = paper.unwrap();
    assert_eq!(paper.venue.as_deref(), Some("J. Nets 4"));
    assert_eq!(paper.url.as_deref(), Some("https://a.org"));
    let paper = record(r#"{"title": "T", "journal-ref": "J. Nets 4", "categories": "cs.NE"}"#);
    assert_eq!(paper.unwrap().venue.as_deref(), Some("cs.NE"));
}
