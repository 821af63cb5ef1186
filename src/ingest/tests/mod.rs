//! Ingest as a whole: what comes out of files, whatever is in them and in whatever order.

mod random;

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::*;

fn silent(_: u64, _: u64) {}

/// Ingests files of the given names and contents, each named on its own.
fn ingest_files(files: &[(&str, &[u8])], plan: &IngestPlan) -> Result<Corpus> {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    ingest(&paths, plan, &silent)
}

/// Ingests the files as one folder.
fn ingest_folder(files: &[(&str, &[u8])]) -> Result<Corpus> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
    }
    ingest(&[folder.path().to_path_buf()], &IngestPlan::default(), &silent)
}

fn ingest_one(name: &str, bytes: &[u8]) -> Result<Corpus> {
    ingest_files(&[(name, bytes)], &IngestPlan::default())
}

#[track_caller]
fn check_reconciles(corpus: &Corpus) {
    let n_used = corpus.papers.len() + corpus.duplicates.len() + corpus.rejected.len();
    assert_eq!(corpus.n_read(), n_used);
    assert!(corpus.papers.windows(2).all(|pair| pair[0].id < pair[1].id), "ids are unique, sorted");
    assert!(corpus.papers.iter().all(|paper| !paper.id.is_empty()));
}

#[track_caller]
fn check_error(outcome: Result<Corpus>, parts: &[&str]) {
    let message = outcome.unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
}

const TABLE: &str = "id,title,abstract,date,url,venue\n\
    2401.00010,Deep nets,We go deep.,,https://example.org/1,\n\
    x2,Wide nets,We go wide.,2023-05-01,,ACL\n";

#[test]
fn a_table_becomes_papers() {
    let corpus = ingest_one("papers.csv", TABLE.as_bytes()).unwrap();
    check_reconciles(&corpus);
    let paper = &corpus.papers[0];
    assert_eq!((paper.id.as_str(), paper.title.as_str()), ("arXiv:2401.00010", "Deep nets"));
    assert_eq!(paper.date.unwrap().to_string(), "2024-01");
    assert_eq!(
        (paper.url.as_deref(), paper.venue.as_deref()),
        (Some("https://example.org/1"), None)
    );
    assert_eq!(corpus.sources[0].format, "CSV");
    assert_eq!(corpus.sources[0].sha256, identity::hex(&Sha256::digest(TABLE)));
}

#[test]
fn one_paper_in_all_formats_is_one_paper() {
    let json = br#"[{"id": "x2", "title": "Wide nets", "abstract": "We go wide."}]"#;
    let lines = br#"{"title": "WIDE NETS", "summary": "We go very wide."}"#;
    let page = format!("Wide nets!\n{}", "We go wide. ".repeat(40));
    let packed = zstd::encode_all(TABLE.as_bytes(), 1).unwrap();
    let utf16: Vec<u8> =
        [0xFEFF].into_iter().chain(TABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let corpus = ingest_folder(&[
        ("a.json", json),
        ("b.jsonl", lines),
        ("c.txt", page.as_bytes()),
        ("d/e.csv.zst", &packed),
        ("f.csv", &utf16),
    ])
    .unwrap();
    check_reconciles(&corpus);
    assert_eq!(corpus.papers.len(), 2);
    assert_eq!(corpus.duplicates.len(), 5);
    assert!(corpus.papers[1].abstract_text.starts_with("We go wide. We go wide."));
    assert_eq!(corpus.papers[1].date.unwrap().to_string(), "2023-05-01");
    let formats: Vec<&str> = corpus.sources.iter().map(|source| source.format).collect();
    assert_eq!(formats, ["JSON", "JSON Lines", "page text", "CSV", "CSV"]);
}

#[test]
fn files_that_cannot_be_used_are_listed_in_a_folder() {
    let files: [(&str, &[u8]); 5] = [
        ("a.csv", TABLE.as_bytes()),
        ("b.pdf", b"%PDF-1.7"),
        ("c.csv", b"Titel;Jahr\nx;2024\n"),
        ("d.md", b"# Notes\nSome notes.\n"),
        ("e.csv", b" \n"),
    ];
    let corpus = ingest_folder(&files).unwrap();
    check_reconciles(&corpus);
    assert_eq!(corpus.papers.len(), 2);
    let expected = [
        "not a format themeline reads",
        "--title-column",
        "not a format themeline reads",
        "is empty",
    ];
    assert_eq!(corpus.rejected.len(), expected.len());
    for (rejected, part) in corpus.rejected.iter().zip(expected) {
        assert_eq!(rejected.line, 0);
        assert!(rejected.reason.contains(part), "{rejected:?}");
    }
    assert!(corpus.sources.iter().all(|source| source.n_records > 0));
}

#[test]
fn what_cannot_be_used_alone_is_an_error() {
    check_error(ingest_one("a.csv", b""), &["a.csv", "is empty"]);
    check_error(ingest_one("a.xlsx", b"PK\x03\x04x"), &["a.xlsx", "damaged", "zip"]);
    check_error(ingest_one("a.bin", b"ab\0cd"), &["a.bin", "binary", "export it as CSV"]);
    check_error(ingest_one("a.txt", b"TY  - JOUR\n"), &["none of the 1", "line 1"]);
    check_error(
        ingest_one("a.csv", b"Titel,Jahr\n"),
        &["\"Titel\", \"Jahr\"", "--abstract-column"],
    );
    check_error(
        ingest_one("a.txt", b"<1>\nUI  - 1\nMoss on walls. Moss grows on walls, and on roofs.\n"),
        &["a.txt", "a text of Ovid", "export it from Ovid as RIS"],
    );
    check_error(ingest_one("a.csv", b"title,abstract\n"), &["a.csv", "no papers"]);
    check_error(ingest_one("a.csv", b"title,abstract\n,\n"), &["none of the 1", "line 2"]);
    check_error(ingest_one("a.jsonl", b"{'a': f(1)}\n{'a': 2}\n"), &["a.jsonl", "Python"]);
    check_error(ingest_one("a.csv.gz", b"\x1F\x8Bnothing"), &["a.csv.gz", "damaged gzip"]);
    check_error(ingest_folder(&[("a.png", b"\x89PNG")]), &["holds no file"]);
    check_error(
        ingest(&[PathBuf::from("/nowhere/x.csv")], &IngestPlan::default(), &silent),
        &["cannot read", "/nowhere/x.csv"],
    );
}

/// Title, abstract, date, id, venue and address of the only paper of a table.
#[track_caller]
fn check_table_paper(name: &str, bytes: &[u8], expected: [&str; 6]) {
    let corpus = ingest_one(name, bytes).unwrap();
    let [paper] = corpus.papers.as_slice() else { panic!("{:?}", corpus.papers) };
    let date = paper.date.map(|date| date.to_string()).unwrap_or_default();
    let found = [&paper.title, &paper.abstract_text, &date, &paper.id].map(String::as_str);
    let more = [&paper.venue, &paper.url].map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(found.into_iter().chain(more).collect::<Vec<_>>(), expected, "{name}");
}

#[test]
fn tables_of_databases_are_read_field_by_field() {
    check_table_paper(
        "scopus.csv",
        "\u{FEFF}\"Authors\",\"Author full names\",\"Title\",\"Year\",\"Source title\",\"Cited by\",\
         \"DOI\",\"Link\",\"Abstract\",\"Author Keywords\",\"Source\",\"EID\"\n\"Reef, A.; Sea, B.\",\
         \"Reef, Ana (1)\",\"Coral, reefs\",\"2019\",\"Reef Studies\",\"3\",\"10.1000/reef.1\",\
         \"https://example.org/1\",\"They bleach.\",\"coral; heat\",\"Scopus\",\"2-s2.0-1\"\n"
            .as_bytes(),
        [
            "Coral, reefs",
            "They bleach.",
            "2019",
            "10.1000/reef.1",
            "Reef Studies",
            "https://example.org/1",
        ],
    );
    check_table_paper(
        "embase.csv",
        b"Title,Original Title,Author Names,Source,Abstract,keywords,Open URL Link,Copyright\n\
          Coral reefs,,\"Reef A., Sea B.\",\"Reef Studies (2018) 45:4 (1-9). Date of Publication: \
          1 Dec 2018\",They bleach.,coral,http://example.org/?id=doi:10.1000%2Freef.1,C\n",
        [
            "Coral reefs",
            "They bleach.",
            "2018-12-01",
            "10.1000/reef.1",
            "Reef Studies",
            "http://example.org/?id=doi:10.1000%2Freef.1",
        ],
    );
    check_table_paper(
        "lens.csv",
        b"\"Lens ID\",\"Title\",\"Date Published\",\"Publication Year\",\"Source Title\",\"Author/s\",\
          \"Abstract\",\"Keywords\",\"External URL\",\"PMID\",\"DOI\"\n\"000-1\",\"Coral reefs\",\
          \"2021-07-08\",\"2021\",\"Reef studies\",\"Ana Reef; Bo Sea\",\"They bleach.\",\"coral; heat\",\
          \"http://example.org/1\",\"123\",\"10.1000/reef.1\"\n",
        [
            "Coral reefs",
            "They bleach.",
            "2021-07-08",
            "10.1000/reef.1",
            "Reef studies",
            "http://example.org/1",
        ],
    );
    check_table_paper(
        "openalex.csv",
        b"\"id\",\"abstract\",\"authorships.author.display_name\",\"cited_by_count\",\"display_name\",\
          \"doi\",\"primary_location.source.display_name\",\"publication_date\",\"publication_year\"\n\
          \"https://openalex.org/W1\",\"They bleach.\",\"Ana Reef|Bo Sea\",\"7\",\"Coral reefs\",\
          \"https://doi.org/10.1000/reef.1\",\"Reef studies\",\"2017-09-12\",\"2017\"\n",
        [
            "Coral reefs",
            "They bleach.",
            "2017-09-12",
            "https://openalex.org/W1",
            "Reef studies",
            "",
        ],
    );
    // Web of Science, tab-delimited: old Macintoshes and Windows alike.
    let table = "PT\tAU\tTI\tSO\tAB\tPD\tPY\tDI\tUT\r\
        J\tReef, A\tCoral \"reefs\tREEF STUDIES\tThey bleach.\tDEC 16\t2020\t10.1000/reef.1\tWOS:1\r";
    let expected = ["Coral \"reefs", "They bleach.", "2020-12-16", "WOS:1", "REEF STUDIES", ""];
    check_table_paper("wos.txt", format!("\u{FEFF}{table}").as_bytes(), expected);
    check_table_paper("wos.txt", table.replace('\r', "\r\n").as_bytes(), expected);
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(table.replace('\r', "\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    check_table_paper("wos.txt", &utf16, expected);
}

#[test]
fn an_archive_is_read_as_a_folder_is() {
    use std::io::Write;
    let files: [(&str, &[u8]); 4] = [
        ("export/a.csv", TABLE.as_bytes()),
        ("b.ris", b"TY  - JOUR\nTI  - Deep seas\nAB  - Dark.\nER  - \nTY  - JOUR\nER  - \n"),
        ("c.png", b"\x89PNG"),
        ("inner.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    fs::write(&path, &bytes).unwrap();
    let corpus = ingest(std::slice::from_ref(&path), &IngestPlan::default(), &silent).unwrap();
    check_reconciles(&corpus);
    let titles: Vec<&str> = corpus.papers.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(titles, ["Deep nets", "Deep seas", "Wide nets"]);
    let name = |name: &str| path.join(name).display().to_string();
    let rejected: Vec<(&str, u64)> =
        corpus.rejected.iter().map(|r| (r.file.as_str(), r.line)).collect();
    assert_eq!(
        rejected,
        [(name("b.ris").as_str(), 5), (&name("c.png"), 0), (&name("inner.zip"), 0)]
    );
    // Each of its files can be named by itself: so a manifest repeats.
    let one = ingest(&[path.join("b.ris")], &IngestPlan::default(), &silent).unwrap();
    assert_eq!((one.papers.len(), one.sources[0].format), (1, "RIS"));
    check_error(ingest_one("cut.zip", &bytes[..bytes.len() - 30]), &["cut.zip", "damaged"]);
    let beside = [("cut.zip", &bytes[..bytes.len() - 30]), ("a.csv", TABLE.as_bytes())];
    let corpus = ingest_folder(&beside).unwrap();
    assert_eq!((corpus.papers.len(), corpus.rejected.len()), (2, 1));
    assert!(corpus.rejected[0].reason.contains("damaged"), "{:?}", corpus.rejected);
}

#[test]
fn flags_name_columns_and_formats() {
    let plan = IngestPlan {
        title: Some("Titel".to_owned()),
        date: Some("Jahr".to_owned()),
        ..IngestPlan::default()
    };
    let corpus = ingest_files(&[("a.txt", b"Titel;Jahr\nNetze;2024\n")], &plan).unwrap();
    assert_eq!(corpus.papers[0].title, "Netze");
    assert_eq!(corpus.papers[0].date.unwrap().to_string(), "2024");
    let lines = b"{\"titel\": \"Netze\", \"abstract\": \"Tief.\"}";
    check_error(
        ingest_files(&[("a.jsonl", lines)], &plan),
        &["a.jsonl", "\"Jahr\"", "--date-column"],
    );
    let plan = IngestPlan { format: Some(Format::Tsv), ..IngestPlan::default() };
    let corpus = ingest_files(&[("a.txt", b"title\nNets, deep\n")], &plan).unwrap();
    assert_eq!(corpus.papers[0].title, "Nets, deep");
}

#[test]
fn progress_ends_at_the_total() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "{\"title\": \"Some title\"}\n".repeat(2000)).unwrap();
    let calls = std::sync::Mutex::new(Vec::new());
    let record = |done, total| calls.lock().unwrap().push((done, total));
    let corpus = ingest(&[path], &IngestPlan::default(), &record).unwrap();
    assert_eq!((corpus.papers.len(), corpus.duplicates.len()), (1, 1999));
    let calls = calls.into_inner().unwrap();
    assert!(calls.len() > 2 && calls.iter().all(|(done, total)| done <= total));
    assert_eq!(calls.last(), Some(&(46_000 + 2_000, 48_000)));
}

#[test]
fn one_line_of_fifty_megabytes_is_read() {
    let text = "word ".repeat(10 << 20);
    let line = format!("{{\"title\": \"Long\", \"abstract\": \"{text}\"}}\n{{\"title\": \"{text}");
    let corpus = ingest_one("a.jsonl", line.as_bytes()).unwrap();
    assert_eq!(corpus.papers[0].abstract_text.len(), text.trim().len());
    assert!(corpus.rejected[0].reason.len() < 200, "{}", corpus.rejected[0].reason.len());
}

/// A corpus that is not part of the project, or `None` with a message where it is not at hand.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

#[test]
fn saved_pages_lose_no_paper() {
    for (path, n_papers) in
        [("corpora/hf-papers-page.txt", 134), ("corpora/gold/efficient_llm.page.txt", 566)]
    {
        let Some(path) = shared(path) else { return };
        let corpus = ingest(&[path], &IngestPlan::default(), &silent).unwrap();
        check_reconciles(&corpus);
        assert_eq!((corpus.papers.len(), corpus.n_read()), (n_papers, n_papers));
        for paper in &corpus.papers {
            assert!(paper.title.len() < 200 && paper.abstract_text.len() > 500, "{paper:?}");
            assert!(!paper.title.starts_with("Subscribe"));
        }
    }
}
