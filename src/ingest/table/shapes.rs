//! A record of tables as programs export them, with data of our own, field by field.

use super::super::IngestPlan;
use super::*;

/// Title, abstract, date, DOI, venue, address, authors, keywords and citations of the only record.
fn facts(csv: &str) -> [String; 9] {
    let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let dialect = sniff(csv.as_bytes(), &names).unwrap();
    let mut reading = read(csv.as_bytes(), dialect, "a.csv", &names, &progress).unwrap();
    assert!(reading.rejected.is_empty() && reading.papers.len() == 1, "{reading:?}");
    let paper = reading.papers.remove(0);
    let details = paper.details.unwrap();
    [
        paper.title,
        paper.abstract_text,
        paper.date.map(|date| date.to_string()).unwrap_or_default(),
        paper.doi.unwrap_or_default(),
        paper.venue.unwrap_or_default(),
        paper.url.unwrap_or_default(),
        details.authors.join("|"),
        details.keywords.join("|"),
        details.citations.map(|n| n.to_string()).unwrap_or_default(),
    ]
}

#[test]
fn ieee_xplore() {
    let csv = "\"Document Title\",Authors,\"Author Affiliations\",\"Publication Title\",\"Date Added \
        To Xplore\",\"Publication Year\",\"Abstract\",\"ISSN\",\"DOI\",PDF Link,\"Author Keywords\",\
        \"IEEE Terms\",Article Citation Count,\"Reference Count\"\n\
        \"Reefs of steel\",\"A. Reef; B. Sea\",\"Coast; Coast\",\"2019 Reef Conf\",\"3 Jun 2020\",\"2019\",\
        \"We build reefs.\",\"\",\"10.1000/r.1\",\"https://example.org/1\",\"reefs;steel\",\"Steel\",\"4\",\
        \"12\"\n";
    let expected = [
        "Reefs of steel",
        "We build reefs.",
        "2019",
        "10.1000/r.1",
        "2019 Reef Conf",
        "https://example.org/1",
        "A. Reef|B. Sea",
        "reefs|steel",
        "4",
    ];
    assert_eq!(facts(csv), expected);
}

#[test]
fn publish_or_perish() {
    let csv = "Cites,Authors,Title,Year,Source,Publisher,ArticleURL,CitesURL,QueryDate,Type,DOI,Age,\
        Abstract\n12,\"A Reef, B Sea\",\"Reefs of sand\",2019,\"Reef Studies\",\"Coast\",\
        https://example.org/1,https://example.org/c,2024-01-01 10:00:00,HTML,10.1000/r.2,5,\
        \"We pour reefs.\"\n";
    let expected = [
        "Reefs of sand",
        "We pour reefs.",
        "2019",
        "10.1000/r.2",
        "Reef Studies",
        "https://example.org/1",
        "A Reef|B Sea",
        "",
        "12",
    ];
    assert_eq!(facts(csv), expected);
}

#[test]
fn rayyan() {
    let csv = "key,title,year,month,day,journal,issn,authors,url,language,abstract,notes,doi,\
        keywords,pubmed_id\nrayyan-1,Reefs of wood,2019,5,,Reef Studies,1234-5678,\
        \"Reef, A. and Sea, B.\",https://example.org/1,eng,We carve reefs.,INCLUSION,10.1000/r.3,\
        \"wood, reefs\",31234567\n";
    let expected = [
        "Reefs of wood",
        "We carve reefs.",
        "2019-05",
        "10.1000/r.3",
        "Reef Studies",
        "https://example.org/1",
        "Reef, A.|Sea, B.",
        "wood|reefs",
        "",
    ];
    assert_eq!(facts(csv), expected);
}
