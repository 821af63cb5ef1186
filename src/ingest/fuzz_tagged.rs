//! Every parser on whatever bytes: it neither panics nor hangs, and what is broken after a record
//! does not reach it.
//!
//! The short tests are part of every run; the long one is `cargo test --release --lib fuzz_tagged --
//! --ignored --nocapture`, for `THEMELINE_FUZZ_SECONDS` (600) a parser.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::*;

/// How long a parser may take for one of the small inputs here.
const MAX_TIME: Duration = Duration::from_secs(5);

/// A whole record in each format, or two, to be mutated; the title of the first is `Seed`.
const SEEDS: &[(Format, &str)] = &[
    (
        Format::Ris,
        "1.\nTY  - JOUR\nTI  - Seed\nAB  - A text\n wrapped.\nDA  - 2019/08//undefined\n\
         KW  - a; b\nDO  - http://dx.doi.org/10.1000/x\nID  - 12345678\nUR  - https://a.b\nER  - \n",
    ),
    (
        Format::Medline,
        "PMID- 123\nDP  - 2018\nTI  - Seed\nLID - 10.1000/x [doi]\nAB  - A\n      text.\n\
         DEP - 20180625\nFAU - A, B\n\n",
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
    (Format::Csv, "title,abstract,year\nSeed,\"a \"\"b\"\"\nc\",2020\n"),
    (Format::Tsv, "TI\tAB\tPY\tPD\nSeed\ta\t2020\tDEC 16\n"),
    (Format::Json, "[{\"title\": \"Seed\", \"abstract\": \"a\\u00e9\", \"year\": 2020}]"),
    (Format::JsonLines, "{\"title\": \"Seed\", \"abstract\": null, \"date\": {\"year\": 1}}\n"),
    (Format::Page, "Seed\nWe study how reefs recover after the heat of summer.\n12 authors\n"),
    (
        Format::Text,
        "Seed\nWe study how reefs recover after\nthe heat of summer, and why.\n\nSeed\nWe do.\n",
    ),
];

/// Pieces of which formats are made.
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
    "#",
    "%",
    "=",
    ",",
    ";",
    ":",
    "|",
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
    "\\{",
    "\0",
    "\\textit{",
    "\"{",
    "<",
    "&amp;",
    "null",
    "1e999",
];

fn records(bytes: &[u8], format: Option<Format>) -> Option<Reading> {
    let plan = IngestPlan { format, ..IngestPlan::default() };
    let source = Source::file(PathBuf::from("a.txt"), None, bytes.len() as u64);
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let started = Instant::now();
    let parsed = parse(bytes, &source, &plan, &Names::new(&plan), &progress);
    assert!(started.elapsed() < MAX_TIME, "{:?} for {} bytes", started.elapsed(), bytes.len());
    let reading = parsed.ok()?.1.ok()?;
    for paper in &reading.papers {
        assert!(!paper.title.is_empty() || !paper.abstract_text.is_empty());
    }
    assert!(reading.rejected.iter().all(|(_, reason)| !reason.is_empty() && reason.len() < 3000));
    Some(reading)
}

/// Cuts, repeats, moves and inserts a few times.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Xoshiro256Plus) {
    for _ in 0..rng.gen_range(1..8) {
        let at = rng.gen_range(0..=bytes.len());
        let end = (at + rng.gen_range(0..40)).min(bytes.len());
        match rng.gen_range(0..6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let part = bytes[at..end].repeat(rng.gen_range(1..200));
                bytes.splice(at..at, part);
            }
            2 if at < bytes.len() => bytes[at] ^= 1 << rng.gen_range(0..8),
            3 => bytes.truncate(at.max(1).min(bytes.len())),
            4 => {
                let piece = PIECES[rng.gen_range(0..PIECES.len())].as_bytes();
                bytes.splice(at..end, piece.repeat(rng.gen_range(1..300)));
            }
            _ => {
                let piece = PIECES[rng.gen_range(0..PIECES.len())].as_bytes();
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        bytes.truncate(1 << 16);
    }
}

/// A workbook and an archive, whose seeds are no text.
fn packed_seeds() -> Vec<Vec<u8>> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (name, cell)) in [("title", "Seed"), ("abstract", "a")].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
        sheet.write(1, column as u16, *cell).unwrap();
    }
    vec![workbook.save_to_buffer().unwrap()]
}

#[test]
fn seeds_are_read() {
    for (format, seed) in SEEDS {
        let reading = records(seed.as_bytes(), Some(*format)).unwrap();
        assert_eq!(reading.papers[0].title, "Seed", "{format}");
    }
    for seed in packed_seeds() {
        assert_eq!(records(&seed, None).unwrap().papers[0].title, "Seed");
    }
}

#[test]
fn mutated_seeds_do_no_harm() {
    for seed in 0..300 {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        for (format, text) in SEEDS {
            let mut bytes = text.as_bytes().to_vec();
            mutate(&mut bytes, &mut rng);
            records(&bytes, Some(*format));
            records(&bytes, None);
        }
        for mut bytes in packed_seeds() {
            mutate(&mut bytes, &mut rng);
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
#[ignore = "takes minutes"]
fn long() {
    let seconds = std::env::var("THEMELINE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(600));
    let texts = SEEDS.iter().map(|(format, text)| (Some(*format), text.as_bytes().to_vec()));
    let packed = packed_seeds().into_iter().map(|bytes| (None, bytes));
    for (format, seed) in texts.chain(packed) {
        let (started, mut n) = (Instant::now(), 0_u64);
        let mut rng = Xoshiro256Plus::seed_from_u64(7);
        let mut pool = vec![seed];
        while started.elapsed() < limit {
            let mut bytes = pool[rng.gen_range(0..pool.len())].clone();
            mutate(&mut bytes, &mut rng);
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
