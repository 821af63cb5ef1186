//! A record of each source of JSON, in its shape and with data of our own, field by field.

use super::columns::Names;
use super::progress::FileProgress;
use super::reading::Reading;
use super::{Format, IngestPlan, format, json, json_lines};
use crate::corpus::Paper;

fn read(text: &str, extension: &str) -> Reading {
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let reading = match format::sniff_text(text.as_bytes(), Some(extension), &names) {
        Format::JsonLines => json_lines::read(text.as_bytes(), "a", &names, |_| {}),
        Format::Json => json::read_document(text.as_bytes(), "a", &names, &progress),
        other => panic!("told as {other}"),
    };
    reading.unwrap()
}

/// The paper of a text that holds one.
#[track_caller]
fn paper(text: &str) -> Paper {
    let mut reading = read(text, "json");
    assert!(reading.rejected.is_empty() && reading.papers.len() == 1, "{reading:?}");
    reading.papers.remove(0)
}

/// Id, DOI, title, abstract, date, venue.
fn facts(paper: &Paper) -> [String; 6] {
    [
        paper.id.clone(),
        paper.doi.clone().unwrap_or_default(),
        paper.title.clone(),
        paper.abstract_text.clone(),
        paper.date.map(|date| date.to_string()).unwrap_or_default(),
        paper.venue.clone().unwrap_or_default(),
    ]
}

/// Authors, keywords, categories, language and citations, each joined by bars.
fn details(paper: &Paper) -> [String; 5] {
    let details = paper.details.as_deref().expect("details are asked for");
    [
        details.authors.join("|"),
        details.keywords.join("|"),
        details.categories.join("|"),
        details.language.clone().unwrap_or_default(),
        details.citations.map(|n| n.to_string()).unwrap_or_default(),
    ]
}

const WORK: &str = r#"{"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1000/oa.1",
    "title": "Open nets", "display_name": "Open nets", "publication_year": 2018,
    "publication_date": "2018-02-13", "ids": {"openalex": "https://openalex.org/W1", "mag": "1"},
    "language": "en", "primary_location": {"is_oa": true, "landing_page_url": "https://example.org/oa",
    "source": {"id": "S1", "display_name": "Open Journal"}}, "cited_by_count": 12,
    "authorships": [{"author_position": "first", "author": {"display_name": "Ann Lee"}},
    {"author": {"display_name": "Bo Chen"}}], "keywords": [{"id": "k", "display_name": "Nets", "score": 0.5}],
    "concepts": [{"display_name": "Computer science", "level": 0}],
    "abstract_inverted_index": {"nets": [1, 3], "Open": [0], "beat": [2]}}"#;

#[test]
fn openalex() {
    let work = paper(WORK);
    let id = "https://openalex.org/W1";
    let expected =
        [id, "10.1000/oa.1", "Open nets", "Open nets beat nets", "2018-02-13", "Open Journal"];
    assert_eq!(facts(&work), expected);
    assert_eq!(details(&work), ["Ann Lee|Bo Chen", "Nets", "Computer science", "en", "12"]);
    let answer = format!(
        r#"{{"meta": {{"count": 2}}, "results": [{WORK}, {}]}}"#,
        WORK.replace(r#"{"nets": [1, 3], "Open": [0], "beat": [2]}"#, "null")
    );
    let reading = read(&answer, "json");
    assert_eq!(facts(&reading.papers[0]), expected);
    assert_eq!((reading.papers.len(), reading.papers[1].abstract_text.as_str()), (2, ""));
    let line = WORK.replace('\n', " ");
    assert_eq!(read(&format!("{line}\n{line}\n"), "jsonl").papers.len(), 2);
}

#[test]
fn semantic_scholar() {
    let found = paper(
        r#"{"paperId": "af01", "externalIds": {"DOI": "10.1000/s2", "ArXiv": "2401.00010", "PubMed": "77", "CorpusId": 5},
        "title": "Scholarly nets", "abstract": "We read.", "year": 2024, "publicationDate": "2024-01-05",
        "venue": "ACL", "fieldsOfStudy": ["Computer Science", "Linguistics"], "citationCount": 3,
        "authors": [{"authorId": "1", "name": "Ann Lee"}], "url": "https://example.org/s2"}"#,
    );
    assert_eq!(
        facts(&found),
        ["af01", "10.1000/s2", "Scholarly nets", "We read.", "2024-01-05", "ACL"]
    );
    assert_eq!(details(&found), ["Ann Lee", "", "Computer Science|Linguistics", "", "3"]);
    assert_eq!((found.arxiv.as_deref(), found.pmid), (Some("2401.00010"), Some(77)));
}

#[test]
fn crossref() {
    let answer = r#"{"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [
        {"DOI": "10.1000/cr", "title": ["Cross nets"], "abstract": "<jats:p>We cross.</jats:p>",
        "issued": {"date-parts": [[2021, 3]]}, "created": {"date-parts": [[2022, 1, 1]]},
        "container-title": ["Journal of Crossings"], "is-referenced-by-count": 4, "language": "en",
        "author": [{"given": "Ann", "family": "Lee", "sequence": "first"}, {"name": "The Group"}],
        "URL": "http://dx.doi.org/10.1000/cr", "reference": [{"DOI": "10.1000/other"}]}]}}"#;
    let found = paper(answer);
    let id = "10.1000/cr";
    assert_eq!(found.date.unwrap().to_string(), "2021-03");
    assert_eq!((found.id.as_str(), found.doi.as_deref()), (id, Some(id)));
    assert_eq!(
        (found.title.as_str(), found.venue.as_deref()),
        ("Cross nets", Some("Journal of Crossings"))
    );
    assert_eq!(details(&found)[0], "Ann Lee|The Group");
    let with = answer.replace(r#"["Cross nets"],"#, r#"["Cross nets"], "subtitle": ["How to"],"#);
    assert_eq!(paper(&with).title, "Cross nets: How to");
    assert_eq!(details(&found)[3..], ["en", "4"]);
}

#[test]
fn openreview() {
    let answer = r#"{"notes": [{"id": "a1b2", "cdate": 1663849984000, "pdate": 1674860400000, "content": {
        "title": {"value": "Review nets"}, "abstract": {"value": "We review."}, "venue": {"value": "ICLR 2023"},
        "keywords": {"value": ["nets", "reviews"]}, "authors": {"value": ["Ann Lee", "Bo Chen"]}}}], "count": 1}"#;
    let found = paper(answer);
    assert_eq!(facts(&found), ["a1b2", "", "Review nets", "We review.", "2023-01-27", "ICLR 2023"]);
    assert_eq!(details(&found)[..2], ["Ann Lee|Bo Chen", "nets|reviews"]);
    let created = paper(&answer.replace("\"pdate\": 1674860400000, ", ""));
    assert_eq!(facts(&created)[4], "2022-09-22");
}

#[test]
fn arxiv_kaggle() {
    let line = r#"{"id":"0704.0001","submitter":"A","authors":"A. Lee, B. Chen","title":"Photons at\n  rest","journal-ref":"J 1","doi":"10.1000/k","categories":"hep-ph math.CO","abstract":"  We count\nthem.\n","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"},{"version":"v2","created":"Tue, 24 Jul 2008 20:10:27 GMT"}],"update_date":"2008-11-26","authors_parsed":[["Lee","A.",""],["Chen","B.",""]]}"#;
    let reading = read(&format!("{line}\n{line}"), "jsonl");
    let found = &reading.papers[0];
    assert_eq!(
        facts(found),
        [
            "0704.0001",
            "10.1000/k",
            "Photons at rest",
            "We count\nthem.",
            "2007-04-02",
            "hep-ph math.CO"
        ]
    );
    assert_eq!(details(found)[0], "A. Lee|B. Chen");
    assert_eq!(details(found)[2], "hep-ph|math.CO");
}

#[test]
fn hugging_face_daily_papers() {
    let found = paper(
        r#"[{"paper": {"id": "2503.00001", "authors": [{"name": "Ann Lee", "hidden": false}],
        "publishedAt": "2025-03-18T00:00:00.000Z", "title": "Daily nets", "summary": "We publish daily.",
        "upvotes": 7, "ai_keywords": ["nets", "days"]}, "publishedAt": "2025-03-18T04:11:08.000Z",
        "title": "Daily nets", "thumbnail": "https://example.org/t.png", "numComments": 1}]"#,
    );
    assert_eq!(
        facts(&found),
        ["2503.00001", "", "Daily nets", "We publish daily.", "2025-03-18", ""]
    );
    assert_eq!(details(&found)[..2], ["Ann Lee", "nets|days"]);
}

#[test]
fn csl_of_zotero() {
    let found = paper(
        r#"[{"id": "lee2020", "type": "article-journal", "title": "Cited nets", "abstract": "We cite.",
        "container-title": "Journal of Styles", "issued": {"date-parts": [["2020", 5, 1]]}, "DOI": "10.1000/csl",
        "author": [{"family": "Lee", "given": "Ann"}, {"literal": "The Group"}], "language": "en",
        "keyword": "nets, styles", "URL": "https://example.org/csl"}]"#,
    );
    let expected =
        ["lee2020", "10.1000/csl", "Cited nets", "We cite.", "2020-05-01", "Journal of Styles"];
    assert_eq!(facts(&found), expected);
    assert_eq!(details(&found)[..2], ["Ann Lee|The Group", "nets|styles"]);
}

#[test]
fn zotero_interface() {
    let found = paper(
        r#"[{"key": "ABCD", "version": 1, "library": {"id": 1, "name": "Mine"}, "data": {"key": "ABCD",
        "itemType": "journalArticle", "title": "Stored nets", "abstractNote": "We store.", "date": "2019-05",
        "publicationTitle": "Shelf", "DOI": "10.1000/z", "creators": [{"creatorType": "author",
        "firstName": "Ann", "lastName": "Lee"}], "tags": [{"tag": "nets"}]}}]"#,
    );
    assert_eq!(
        facts(&found),
        ["ABCD", "10.1000/z", "Stored nets", "We store.", "2019-05", "Shelf"]
    );
    assert_eq!(details(&found)[..2], ["Ann Lee", "nets"]);
}

#[test]
fn lens_dimensions_and_europe_pmc() {
    let lens = paper(
        r#"{"total": 1, "data": [{"lens_id": "000-1", "title": "Lens nets", "abstract": "We look.",
        "date_published": "2016-08-15T00:00:00+00:00", "year_published": 2016, "source": {"title": "Optics", "type": "Journal"},
        "external_ids": [{"type": "pmid", "value": "77"}, {"type": "doi", "value": "10.1000/lens"}],
        "authors": [{"first_name": "Ann", "last_name": "Lee"}], "keywords": ["lenses"],
        "fields_of_study": ["Physics"], "scholarly_citations_count": 2}]}"#,
    );
    assert_eq!(
        facts(&lens),
        ["000-1", "10.1000/lens", "Lens nets", "We look.", "2016-08-15", "Optics"]
    );
    assert_eq!(details(&lens), ["Ann Lee", "lenses", "Physics", "", "2"]);
    assert_eq!(lens.pmid, Some(77));
    let dimensions = paper(
        r#"{"_stats": {"total_count": 1}, "publications": [{"id": "pub.1", "title": "Dimension nets",
        "abstract": "We measure.", "date": "2015-02-01", "year": 2015, "journal": {"id": "j", "title": "Measures"},
        "doi": "10.1000/dim", "times_cited": 9, "authors": [{"first_name": "Ann", "last_name": "Lee"}]}]}"#,
    );
    assert_eq!(
        facts(&dimensions),
        ["pub.1", "10.1000/dim", "Dimension nets", "We measure.", "2015-02-01", "Measures"]
    );
    assert_eq!(details(&dimensions)[4], "9");
    let europe = paper(
        r#"{"version": "6.9", "hitCount": 1, "resultList": {"result": [{"id": "78", "pmid": "78",
        "doi": "10.1000/epmc", "title": "European nets", "source": "MED", "journalTitle": "Cont", "abstractText": "We meet.", "authorString": "Lee A.",
        "journalInfo": {"volume": "1", "journal": {"title": "Continent"}}, "firstPublicationDate": "2014-03-02",
        "pubYear": "2014", "keywordList": {"keyword": ["nets", "places"]}, "citedByCount": 5}]}}"#,
    );
    assert_eq!(
        facts(&europe),
        ["78", "10.1000/epmc", "European nets", "We meet.", "2014-03-02", "Continent"]
    );
    assert_eq!(details(&europe)[..2], ["Lee A", "nets|places"]);
}

#[test]
fn europe_pmc_says_of_which_collection_a_record_is() {
    let lite = paper(
        r#"{"resultList": {"result": [{"id": "79", "source": "MED", "title": "T", "journalTitle": "Walls",
        "authorString": "Lee A, Moss BC.", "pubYear": "2014"}]}}"#,
    );
    assert_eq!(lite.venue.as_deref(), Some("Walls"));
    assert_eq!(details(&lite)[0], "Lee A|Moss BC");
    let core = paper(
        r#"{"resultList": {"result": [{"id": "PPR79", "source": "PPR", "title": "T", "authorString": "Lee A.",
        "authorList": {"author": [{"fullName": "Lee A", "firstName": "Ann", "lastName": "Lee"},
        {"fullName": "Moss B"}, {"collectiveName": "Wall Group"}]}}]}}"#,
    );
    assert_eq!(core.venue, None);
    assert_eq!(details(&core)[0], "Ann Lee|Moss B|Wall Group");
}

#[test]
fn biorxiv() {
    let found = paper(
        r#"{"messages": [{"status": "ok", "count": 1}], "collection": [{"doi": "10.1101/2099.01.02.1",
        "title": "Moss", "authors": "Lee, A.; Garcia, M. B.", "date": "2099-01-02", "version": "1",
        "category": "ecology", "abstract": "We look.", "published": "NA", "server": "bioRxiv"}]}"#,
    );
    let id = "10.1101/2099.01.02.1";
    assert_eq!(facts(&found), [id, id, "Moss", "We look.", "2099-01-02", "bioRxiv"]);
    assert_eq!(details(&found)[..3], ["Lee, A.|Garcia, M. B.", "", "ecology"]);
}

#[test]
fn one_author_needs_no_list() {
    let found =
        paper(r#"{"title": "T", "authors": {"name": "Ann Lee"}, "keywords": {"value": "nets"}}"#);
    assert_eq!(details(&found)[..2], ["Ann Lee", "nets"]);
    let found = paper(r#"{"title": "T", "authors": {"x": 1}, "categories": {}}"#);
    assert_eq!(details(&found)[..3], ["", "", ""]);
}

#[test]
fn dicts_as_python_prints_them() {
    let line = r#"{'arxiv_id': 'arXiv:2503.00001', 'title': "It's a net", 'authors': 'Ann Lee, Bo Chen', 'abstract': 'We say "so".\nTwice.', 'year': None}"#;
    let reading = read(&format!("{line}\n{line}\n{{'title': open('x')}}\n"), "jsonl");
    assert_eq!((reading.papers.len(), reading.rejected.len()), (2, 1));
    let found = &reading.papers[0];
    assert_eq!(
        (found.title.as_str(), found.abstract_text.as_str()),
        ("It's a net", "We say \"so\".\nTwice.")
    );
    assert_eq!((found.id.as_str(), facts(found)[4].as_str()), ("arXiv:2503.00001", "2025-03"));
}

#[test]
fn a_line_without_end_is_refused() {
    let long = format!("{{\"title\": \"A\", \"x\": \"{}\"}}", "x".repeat(100 << 20));
    let reading = read(&format!("{long}\n{{\"title\": \"B\"}}\n"), "jsonl");
    assert_eq!(reading.papers[0].title, "B");
    assert!(
        reading.rejected[0].1.contains("100 MiB long, more than the 64 MiB"),
        "{:?}",
        reading.rejected
    );
}
