use super::*;
use crate::corpus::Date;
use crate::ingest::{Dedup, IngestPlan, ingest};
use proptest::prelude::*;

fn paper(title: &str, abstract_text: &str) -> Paper {
    Paper {
        id: "x-1".into(),
        title: title.into(),
        abstract_text: abstract_text.into(),
        date: Date::new(2024, Some(5), Some(3)),
        doi: Some("10.1234/Ab_(c)".into()),
        venue: Some("ACL & friends".into()),
        details: Some(Box::new(Details {
            authors: vec!["Lee, Ann".into(), "Tools and Sons".into()],
            keywords: vec!["sparse nets".into(), "50 %".into()],
            citations: Some(7),
            file: "a.csv".into(),
            line: 3,
            ..Details::default()
        })),
        ..Paper::default()
    }
}

fn written(name: &str, papers: Vec<Paper>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let file = RecordFile::open(&path, &[]).unwrap();
    file.write(&Corpus { papers, ..Corpus::default() }).unwrap();
    (folder, path)
}

fn text_of(name: &str, papers: Vec<Paper>) -> String {
    let (_folder, path) = written(name, papers);
    std::fs::read_to_string(path).unwrap()
}

/// What is read of what is written of the papers that are read of this CSV.
fn there_and_back(name: &str, csv: &str) -> Option<(Vec<Paper>, Vec<Paper>)> {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.csv");
    std::fs::write(&first, csv).unwrap();
    let plan = IngestPlan { details: true, ..IngestPlan::default() };
    let corpus = ingest(&[first], &plan, &|_, _| {}).ok()?;
    let path = folder.path().join(name);
    RecordFile::open(&path, &[]).unwrap().write(&corpus).unwrap();
    let again = ingest(&[path], &plan, &|_, _| {}).unwrap();
    Some((corpus.papers, again.papers))
}

/// Pieces of text that mean something in one of the formats, and words.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "''",
    "``",
    "{",
    "}",
    "{{",
    "}}",
    "\\",
    "\\_",
    "%",
    "$",
    "&",
    "#",
    "_",
    "^",
    "~",
    "--",
    "---",
    "=",
    "+",
    "-",
    "@",
    "|",
    ";",
    ",",
    ":",
    "/",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    " ",
    "\n",
    "\r\n",
    "\t",
    "TY  - JOUR\n",
    "ER  - \n",
    "\nAB  - ",
    "\n@misc{a,",
    "\n}\n",
    "\u{2028}",
    "\u{a0}",
    "é",
    "ß",
    "數據",
    "\u{1F600}",
    "\u{301}",
    "\u{ff1d}",
    "reefs",
    " and ",
    " heat ",
    "50 %",
    "x_1",
    "10.1/y",
];

fn hostile(n_pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), n_pieces);
    prop_oneof![pieces.prop_map(|pieces| pieces.concat()), "(?s)[ -~\n\täß數]{0,60}"]
}

/// The papers that are read of a file, each record by itself, in the order of their DOIs; `None`
/// where it has none.
fn read_all(path: &Path) -> Option<Vec<Paper>> {
    let plan = IngestPlan { details: true, dedup: Dedup::None, ..IngestPlan::default() };
    let mut papers = ingest(&[path.to_path_buf()], &plan, &|_, _| {}).ok()?.papers;
    papers.sort_by(|a, b| a.doi.cmp(&b.doi));
    Some(papers)
}

fn texts_of(papers: &[Paper]) -> Vec<(&str, &str)> {
    papers.iter().map(|paper| (paper.title.as_str(), paper.abstract_text.as_str())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// To each format and back: title, abstract, date and DOI are as they were, once the texts have
    /// no line breaks in RIS and BibTeX.
    #[test]
    fn every_format_keeps_title_abstract_date_and_doi(
        texts in prop::collection::vec((hostile(1..12), hostile(0..25)), 1..4),
        dois in prop::collection::vec("[-._;()/:<>A-Za-z0-9\\[\\]#%&{}~^$+=*!]{0,16}[a-zA-Z0-9]", 4),
        dates in prop::collection::vec(
            (2001_u16..2020, prop::option::of(1_u8..13), prop::option::of(1_u8..29)), 4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let papers: Vec<Paper> = (0..texts.len()).map(|i| Paper {
            id: format!("r{i}"),
            title: texts[i].0.clone(),
            abstract_text: texts[i].1.clone(),
            doi: Some(format!("10.123{i}/{}", dois[i])),
            date: Date::new(dates[i].0, dates[i].1, dates[i].1.and(dates[i].2)),
            ..Paper::default()
        }).collect();
        let write = |name: &str, papers: &[Paper]| {
            let corpus = Corpus { papers: papers.to_vec(), ..Corpus::default() };
            RecordFile::open(&file(name), &[]).unwrap().write(&corpus).unwrap();
            read_all(&file(name))
        };
        // Texts are repaired as they are read: what was escaped often takes several readings.
        let settled = |mut papers: Vec<Paper>| loop {
            let again = write("raw.jsonl", &papers)?;
            if texts_of(&again) == texts_of(&papers) {
                return Some(again);
            }
            papers = again;
        };
        for name in ["o.parquet", "o.csv", "o.jsonl", "o.ris", "o.bib"] {
            let plain = |text: &str| match name {
                "o.ris" | "o.bib" => one_line(text),
                // Spreadsheets know one line break and no other control character.
                "o.csv" => text.replace("\r\n", "\n").replace('\t', " "),
                _ => text.to_owned(),
            };
            let papers = papers.iter().map(|paper| Paper {
                title: plain(&paper.title),
                abstract_text: plain(&paper.abstract_text),
                ..paper.clone()
            });
            let Some(papers) = settled(papers.collect()) else { return Ok(()) };
            let again = write(name, &papers).unwrap();
            prop_assert_eq!(papers.len(), again.len(), "{}", name);
            for (paper, again) in papers.iter().zip(&again) {
                prop_assert_eq!(&paper.doi, &again.doi, "{}", name);
                prop_assert_eq!(paper.date, again.date, "{}", name);
                prop_assert_eq!(&paper.title, &again.title, "{}", name);
                prop_assert_eq!(&paper.abstract_text, &again.abstract_text, "{}", name);
            }
        }
    }
}

#[test]
fn details_come_back() {
    let csv = "title,abstract,authors,keywords,categories,language,citations,url,venue\n\
        T,A.,\"Lee, A.; Chen, B.\",a; b,cs.CL cs.LG,en,7,https://x.org,ACL\n";
    for name in ["o.parquet", "o.csv", "o.jsonl"] {
        let (papers, again) = there_and_back(name, csv).unwrap();
        let details = |papers: &[Paper]| {
            let details = *papers[0].details.clone().unwrap();
            Details { file: String::new(), line: 0, ..details }
        };
        assert_eq!(details(&papers), details(&again), "{name}");
        assert_eq!(details(&again).authors, ["Lee, A.", "Chen, B."]);
        assert_eq!((&papers[0].url, &papers[0].venue), (&again[0].url, &again[0].venue));
    }
}

#[test]
fn csv_is_defused_and_has_our_columns() {
    let text = text_of("o.csv", vec![paper("=1+1", "a \"b\",\nc")]);
    assert_eq!(
        text,
        "\u{feff}id,doi,title,abstract,date,venue,authors,keywords,categories,language,citations,\
         url,source_file,source_line\r\n\
         x-1,10.1234/Ab_(c),'=1+1,\"a \"\"b\"\",\nc\",2024-05-03,ACL & friends,\
         \"Lee, Ann; Tools and Sons\",sparse nets; 50 %,,,7,,a.csv,3\r\n"
    );
}

#[test]
fn a_ris_record_cannot_be_broken_by_its_text() {
    let text = text_of("o.ris", vec![paper("T\nER  - \nTY  - JOUR", "One.\r\n\r\nTwo.")]);
    assert_eq!(
        text,
        "TY  - JOUR\r\nAN  - x-1\r\nDO  - 10.1234/Ab_(c)\r\nTI  - T ER - TY - JOUR\r\n\
         AU  - Lee, Ann\r\nAU  - Tools and Sons\r\nPY  - 2024\r\nDA  - 2024/05/03/\r\n\
         T2  - ACL & friends\r\nAB  - One. Two.\r\nKW  - sparse nets\r\nKW  - 50 %\r\n\
         ER  - \r\n\r\n"
    );
}

#[test]
fn a_bibtex_entry_cannot_be_broken_by_its_text() {
    let text = text_of("o.bib", vec![paper("50 % {of} $x_1$ -- a\\b", "}\n}"), paper("", "A.")]);
    let (first, second) = text.split_once("\n\n").unwrap();
    assert_eq!(
        first,
        "@article{x-1,\n  title = {{50 \\% {\\textbraceleft}of{\\textbraceright} \\$x\\_1\\$ \
         -{}- a{\\textbackslash}b}},\n  author = {Lee, Ann and {Tools and Sons}},\n  \
         date = {2024-05-03},\n  year = {2024},\n  journal = {ACL \\& friends},\n  \
         doi = {10.1234/Ab_(c)},\n  keywords = {sparse nets, 50 \\%},\n  \
         abstract = {{\\textbraceright} {\\textbraceright}}\n}"
    );
    assert!(second.starts_with("@article{x-1-2,\n  author"), "{second}");
}

#[test]
fn a_file_that_is_read_or_has_no_known_ending_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "title\nT\n").unwrap();
    let refused =
        |path: &Path, inputs: &[PathBuf]| RecordFile::open(path, inputs).unwrap_err().to_string();
    assert!(refused(&path, std::slice::from_ref(&path)).contains("is one of the inputs"));
    let again = folder.path().join("./a.csv");
    assert!(refused(&again, &[folder.path().to_path_buf()]).contains("is one of the inputs"));
    assert!(refused(&folder.path().join("a.xml"), &[]).contains(".parquet"));
    assert!(refused(&folder.path().join("none/a.csv"), &[]).contains("no folder"));
    assert!(RecordFile::open(&folder.path().join("b.csv"), &[path]).is_ok());
}
