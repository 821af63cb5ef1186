//! Every parser on damaged input: a seed of each format, cut, spliced and mutated.
//!
//! Whatever the bytes, a parser neither panics nor hangs, finds no more records than there are
//! bytes, and gives each that it rejects a reason of bounded length. The short tests are part of
//! every run; the long one is `cargo test --release --lib fuzz -- --ignored --nocapture`, for
//! `THEMELINE_FUZZ_SECONDS` (600) a parser, of all or of those in `THEMELINE_FUZZ_FORMATS`
//! (`csv,ris`; `auto` tells the format from the content). It mutates what is still a record further,
//! and says which input broke a parser.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::file::parse;
use super::progress::FileProgress;
use super::reading::MAX_REASON;
use super::*;

/// How much time of a processor a parser may take for one of the small inputs here.
const MAX_TIME: Duration = Duration::from_secs(2);

/// Bytes that an input may grow to.
const MAX_INPUT: usize = 1 << 16;

/// A record of each format or a few; the title of the first is `Seed`.
const SEEDS: &[(Format, &str)] = &[
    (
        Format::Ris,
        "1.\nTY  - JOUR\nTI  - Seed\nAB  - A text\n wrapped.\nDA  - 2019/08//undefined\n\
         KW  - a; b\nDO  - http://dx.doi.org/10.1000/x\nID  - 12345678\nUR  - https://a.b\nER  - \n",
    ),
    (
        Format::Refer,
        "%0 Journal Article\n%T Seed\n%A A, B\n%D 2012\n%8 March 5\n%K a\nb\n%R 10.1000/x\n%X A\n\n\
         text.\n%U https://a.b\n\n%T B\n%X Text.\n",
    ),
    (
        Format::Ovid,
        "<8>\nAccession Number\n  00042637-9\nTitle\n  Seed\nAbstract\n  A\n  text.\n\n<9>\nTitle\n  B\n",
    ),
    (
        Format::Medline,
        "PMID- 123\nDP  - 2018\nTI  - Seed\nLID - 10.1000/x [doi]\nAB  - A\n      text.\n\
         DEP - 20180625\nFAU - A, B\n\n",
    ),
    (
        Format::PubMedText,
        "1. Moss Lett. 2018 Nov;1(2):3-4. doi:\n10.1000/x.\n\nSeed\n\nLee A(1), Bo C; A Group.\n\n\
         Author information:\n(1)Moss.\n\nText.\n\nDOI: 10.1000/x\nPMID: 12\n\n\n2. B. 1999.\n\nB\n",
    ),
    (
        Format::Wos,
        "FN Clarivate\nVR 1.0\nPT J\nTI Seed\nAB A\n   text.\nDE a; b\nPD DEC 16\nPY 2020\n\
         UT WOS:1\nER\n\nEF\n",
    ),
    (
        Format::Bibtex,
        "@string{s = {x}}\n@article{k,\n title = {Seed},\n abstract = \"{\\\"o} \\textit{a} $x$ \
         \\'e\", month = 1 # s # jan,\n year = 2020}\n@comment{x}\n",
    ),
    (Format::Csv, "title,abstract,year\nSeed,\"a \"\"b\"\"\nc\",2020\nB,C,2023\n"),
    (Format::Tsv, "TI\tAB\tPY\tPD\nSeed\ta\t2020\tDEC 16\n"),
    (
        Format::Json,
        "[{\"title\": \"Seed\", \"abstract\": \"a\\u00e9\", \"year\": 2020}, \
         {\"paper\": {\"title\": \"B\"}}]",
    ),
    (
        Format::Json,
        "{\"message\": {\"items\": [{\"title\": [\"Seed\"], \"issued\": \
         {\"date-parts\": [[2020, 1]]}}]}}",
    ),
    (
        Format::JsonLines,
        "{\"title\": \"Seed\", \"abstract\": null, \"date\": {\"year\": 1}}\n\
         {'title': 'B', 'year': None, 'authors': ['x']}\n",
    ),
    (Format::Page, "Seed\nWe study how reefs recover after the heat of summer.\n12 authors\n"),
    (Format::Page, "Title: Seed\nPDF: https://a.b\nAbstract: We go deep.\n---\nTitle: B\n"),
    (
        Format::Text,
        "Seed\nWe study how reefs recover after\nthe heat of summer, and why.\n\nSeed\nWe do.\n",
    ),
];

/// Pieces on which parsers turn.
const PIECES: &[&str] = &[
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  - ",
    "- ",
    "\"",
    "'",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\\",
    "$",
    "@",
    "@a{b,",
    "@article{",
    "#",
    "%",
    "=",
    ",",
    ";",
    ":",
    "|",
    "%0 Journal Article\n",
    "\n\n%T ",
    "<8>\n",
    "ER  - \n",
    "TY  - JOUR\n",
    "PMID- 1\n",
    "PT J\n",
    "ER\n",
    "\u{FEFF}",
    "é",
    "\u{300}",
    "日",
    "10.1/",
    "2020",
    "\\u",
    "\\u0000",
    "\\{",
    "\0",
    "\\textit{",
    "\"{",
    "null",
    "1e999",
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "&amp;",
    "&#xFFFFFFFF;",
    "&#0;",
    "PAR1",
];

/// Every seed as bytes, with the format it is of; that of an archive is told from its content.
fn seeds() -> Vec<(Option<Format>, Vec<u8>)> {
    let texts = SEEDS.iter().map(|(format, text)| (Some(*format), text.as_bytes().to_vec()));
    let trees = xml::seeds().into_iter().map(|text| {
        let format = xml::sniff(text.as_bytes()).expect("a seed is of its format");
        (Some(format), text.as_bytes().to_vec())
    });
    texts.chain(trees).chain(packed()).collect()
}

/// Those that are no text.
fn packed() -> impl Iterator<Item = (Option<Format>, Vec<u8>)> {
    let tables = parquet::LAYOUTS.iter().map(|bytes| bytes.to_vec());
    let tables = tables.chain([table()]).map(|bytes| (Some(Format::Parquet), bytes));
    [(None, workbook())].into_iter().chain(tables)
}

fn workbook() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (name, cell)) in [("title", "Seed"), ("abstract", "a")].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
        sheet.write(1, column as u16, *cell).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn table() -> Vec<u8> {
    use polars::prelude::*;
    let columns = vec![
        Column::new("title".into(), ["Seed", "B"]),
        Column::new("abstract".into(), ["a", "We go."]),
        Column::new("year".into(), [2020_i32, 2021]),
    ];
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(2, columns).unwrap()).unwrap();
    bytes
}

/// Reads bytes as a format, or as what they are told to be; checks what must hold of any.
fn records(bytes: &[u8], format: Option<Format>) -> Option<Reading> {
    let plan = IngestPlan { format, details: true, ..IngestPlan::default() };
    let source = Source::file(PathBuf::from("a.txt"), None, bytes.len() as u64);
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let started = ThreadTime::now();
    let parsed = parse(bytes, &source, &plan, &Names::new(&plan), &progress);
    assert!(started.elapsed() < MAX_TIME, "{:?} for {} bytes", started.elapsed(), bytes.len());
    let reading = parsed.ok()?.1.ok()?;
    // A column of one value for all rows, or an empty cell, takes less than a byte in these.
    let is_packed = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PAR1");
    assert!(is_packed || reading.n_records() <= bytes.len(), "{} records", reading.n_records());
    for paper in &reading.papers {
        assert!(!paper.title.is_empty() || !paper.abstract_text.is_empty());
    }
    let is_short = |reason: &str| (1..=MAX_REASON).contains(&reason.chars().count());
    assert!(reading.rejected.iter().all(|(_, reason)| is_short(reason)));
    Some(reading)
}

/// Cuts, repeats, moves and inserts a few times; `other` is what parts may be taken from.
///
/// In a table of Parquet, where each offset counts, mostly bytes are changed in place.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Xoshiro256Plus) {
    if bytes.starts_with(b"PAR1") && rng.gen_bool(0.9) {
        for _ in 0..rng.gen_range(1..5) {
            // Half of them in the footer and what comes before it.
            let from = if rng.gen_bool(0.5) { bytes.len().saturating_sub(1500) } else { 0 };
            if from < bytes.len() {
                let at = rng.gen_range(from..bytes.len());
                bytes[at] = if rng.gen_bool(0.5) {
                    rng.r#gen()
                } else {
                    bytes[at] ^ (1 << rng.gen_range(0..8))
                };
            }
        }
        return;
    }
    for _ in 0..rng.gen_range(1..8) {
        let at = rng.gen_range(0..=bytes.len());
        let end = (at + rng.gen_range(0..200)).min(bytes.len());
        let piece = PIECES[rng.gen_range(0..PIECES.len())].as_bytes();
        match rng.gen_range(0..8) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let part = bytes[at..end].repeat(rng.gen_range(1..200));
                bytes.splice(at..at, part);
            }
            2 if at < bytes.len() => bytes[at] ^= 1 << rng.gen_range(0..8),
            3 => bytes.truncate(at.max(1).min(bytes.len())),
            4 => drop(bytes.splice(at..end, piece.repeat(rng.gen_range(1..3000)))),
            5 => {
                let part = bytes[at..end].to_vec();
                let to = rng.gen_range(0..=bytes.len());
                bytes.splice(to..to, part);
            }
            6 => {
                let from = rng.gen_range(0..=other.len());
                bytes.splice(at..at, other[from..].iter().copied().take(300));
            }
            _ => drop(bytes.splice(at..at, piece.iter().copied())),
        }
        bytes.truncate(MAX_INPUT);
    }
}

#[test]
fn seeds_are_read() {
    for (format, seed) in seeds() {
        let reading = records(&seed, format).unwrap();
        assert!(!reading.papers.is_empty(), "{format:?}");
        let is_own = |format| format == Format::Parquet || xml::Dialect::of(format).is_some();
        if !format.is_some_and(is_own) {
            assert_eq!(reading.papers[0].title, "Seed", "{format:?}");
        }
    }
    let covered: Vec<Format> = seeds().into_iter().filter_map(|(format, _)| format).collect();
    let is_covered = |format: &Format| *format == Format::Xlsx || covered.contains(format);
    assert!(Format::ALL.iter().all(is_covered), "every format has a seed");
}

#[test]
fn damaged_input_does_no_harm() {
    let seeds = seeds();
    let mut rng = Xoshiro256Plus::seed_from_u64(17);
    for _ in 0..150 {
        for (format, seed) in &seeds {
            let mut bytes = seed.clone();
            mutate(&mut bytes, &seeds[rng.gen_range(0..seeds.len())].1, &mut rng);
            records(&bytes, *format);
            records(&bytes, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for format in Format::ALL.into_iter().map(Some).chain([None]) {
            records(&bytes, format);
        }
    }

    /// What follows a whole record cannot take it back.
    #[test]
    fn a_record_is_safe_from_what_follows(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..60),
    ) {
        let after: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let after = after.replace('\0', "");
        for format in [Format::Ris, Format::Wos, Format::Bibtex] {
            let (_, seed) = SEEDS.iter().find(|(of, _)| *of == format).unwrap();
            let text = format!("{seed}\n{after}\n");
            let reading = records(text.as_bytes(), Some(format)).unwrap();
            prop_assert_eq!(reading.papers[0].title.as_str(), "Seed");
        }
    }
}

#[test]
#[ignore = "takes ten minutes a parser"]
fn damaged_input_does_no_harm_for_long() {
    let seconds = std::env::var("THEMELINE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(600));
    let only = std::env::var("THEMELINE_FUZZ_FORMATS").ok();
    let is_asked = |format: &Option<Format>| {
        let flag = format.map_or("auto", Format::flag);
        let is_named = |only: &String| only.split(',').any(|one| one == flag);
        only.as_ref().is_none_or(is_named)
    };
    let seeds = seeds();
    for format in Format::ALL.into_iter().map(Some).chain([None]).filter(is_asked) {
        let is_of_it = |of: &Option<Format>| *of == format || format.is_none();
        let own = seeds.iter().filter(|(of, _)| is_of_it(of)).map(|(_, seed)| seed.clone());
        let mut pool: Vec<Vec<u8>> = own.collect();
        if format == Some(Format::Xlsx) {
            // It is told from its content, as those without a format are.
            pool.push(workbook());
        }
        let (started, mut n) = (Instant::now(), 0_u64);
        let mut rng = Xoshiro256Plus::seed_from_u64(7);
        while started.elapsed() < limit {
            let mut bytes = pool[rng.gen_range(0..pool.len())].clone();
            mutate(&mut bytes, &seeds[rng.gen_range(0..seeds.len())].1, &mut rng);
            let outcome = catch_unwind(AssertUnwindSafe(|| records(&bytes, format)));
            let Ok(reading) = outcome else {
                panic!("{format:?} fails on {:?}", String::from_utf8_lossy(&bytes));
            };
            // What still is a record is mutated further.
            let is_alive = reading.is_some_and(|reading| !reading.papers.is_empty());
            if is_alive && bytes.len() < 4096 {
                let at = rng.gen_range(0..256);
                if at < pool.len() { pool[at] = bytes } else { pool.push(bytes) }
            }
            n += 1;
        }
        println!("{format:?}: {n} inputs in {:?}", started.elapsed());
    }
}
