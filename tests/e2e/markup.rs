//! XML in a folder with other formats, texts that need repair, and files made to break a reader.

use super::common::{Output, themeline};
use super::corpora::{self, Made};
use std::fs;
use std::path::Path;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn pubmed(papers: &[Made]) -> String {
    let record = |(i, paper): (usize, &Made)| {
        let (year, month) = paper.date.split_once('-').unwrap();
        format!(
            "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><Journal><JournalIssue>\
             <PubDate><Year>{year}</Year><Month>{}</Month></PubDate></JournalIssue></Journal>\
             <ArticleTitle>{}</ArticleTitle><Abstract><AbstractText Label=\"RESULTS\">{}\
             </AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n",
            100_000 + i,
            &month[..2],
            escaped(&paper.title),
            escaped(&paper.abstract_text)
        )
    };
    let records: String = papers.iter().enumerate().map(record).collect();
    format!("<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n{records}</PubmedArticleSet>\n")
}

fn atom(papers: &[Made]) -> String {
    let record = |paper: &Made| {
        format!(
            "<entry><id>{}</id><title>{}</title><published>{}</published><summary>{}</summary></entry>\n",
            paper.id,
            escaped(&paper.title),
            paper.date,
            escaped(&paper.abstract_text)
        )
    };
    format!("<feed>\n{}</feed>\n", papers.iter().map(record).collect::<String>())
}

fn write_folder(folder: &Path, papers: &[Made]) {
    fs::create_dir_all(folder.join("in")).unwrap();
    fs::write(folder.join("in/a.xml"), pubmed(&papers[..30])).unwrap();
    fs::write(folder.join("in/b.xml"), atom(&papers[30..60])).unwrap();
    fs::write(folder.join("in/c.csv"), corpora::csv(&papers[60..])).unwrap();
}

#[test]
fn xml_and_tables_are_one_corpus() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), &corpora::papers(90));
    let output = Output::of(&folder.path().join("in"), &["--only", "tables"]);
    assert_eq!((output.fact("n_records"), output.fact("n_papers")), (90, 90));
    let manifest = output.manifest();
    let formats: Vec<&str> = manifest["run"]["sources"].as_array().map_or(Vec::new(), |files| {
        files.iter().map(|file| file["format"].as_str().unwrap()).collect()
    });
    assert_eq!(formats, ["PubMed XML", "Atom feed", "CSV"], "{manifest:?}");
    // The label of a section is no word of the papers.
    let terms = output.table("terms");
    assert!(!terms.column("term").contains(&"results"), "{:?}", terms.column("term"));
}

#[test]
fn what_was_repaired_is_counted_and_said() {
    let mut papers = corpora::papers(60);
    papers[3].abstract_text = format!("Abstract: {} © 2020 Elsevier B.V.", papers[3].abstract_text);
    papers[4].abstract_text += " <b>Eﬃcient</b> prac- tice of JosÃ©.";
    papers[5].abstract_text += " A <i>second</i> one.";
    let output = Output::of_bytes("papers.csv", &corpora::csv(&papers), &[]);
    let table = output.table("repairs");
    let row = |repair: &str| {
        let at = table.column("repair").iter().position(|found| *found == repair);
        at.map(|at| (table.column("n_papers")[at], table.column("n_times")[at]))
    };
    assert_eq!(row("mark-up"), Some(("2", "4")));
    assert_eq!(row("wrong encoding"), Some(("1", "1")));
    assert_eq!(row("publisher's notice"), Some(("1", "1")));
    assert_eq!(row("the word abstract"), Some(("1", "1")));
    assert_eq!(row("LaTeX commands"), None);
    let said = "3 texts repaired, most of all mark-up (tables/repairs.csv)";
    assert!(output.summary.contains(said), "{}", output.summary);
}

#[test]
fn files_made_to_break_a_reader_are_refused_with_a_reason() {
    let bomb = "<!DOCTYPE feed [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
                <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n<feed>\n<entry><title>&c;</title></entry></feed>";
    let deep = format!("{{\"title\": {}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let nested = format!("<feed>\n<entry><title>{}</title></entry></feed>", "<i>".repeat(200_000));
    let long = format!("<feed>\n<entry><title>{}</title></entry></feed>", "x".repeat(100 << 20));
    let line = format!("{{\"title\": \"{}\"}}\n", "x".repeat(100 << 20));
    for (name, text, parts) in [
        ("bomb.xml", bomb, ["line 3", "&c;"]),
        ("deep.json", &deep, ["line 1", "more than 127 deep"]),
        ("nested.xml", &nested, ["line 2", "more than 256 deep"]),
        ("long.xml", &long, ["line 2", "more than 16 MB"]),
        ("line.jsonl", &line, ["line 1", "100 MiB long"]),
        ("page.html", "<html><body><h1>A title</h1></body></html>", ["XML or HTML", "export"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let run = themeline(folder.path(), &["run", name, "-o", "out"]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "{name}: {}", run.stderr);
        }
    }
}
