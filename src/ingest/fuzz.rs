//! Every parser on damaged input: seeds of its own and of other formats, cut, spliced and mutated.
//!
//! No input may make a parser panic, hang, or find more records than it has bytes. `cargo test`
//! runs a few thousand inputs; the ignored test runs for `THEMELINE_FUZZ_SECONDS` (600) a format.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::columns::Names;
use super::progress::FileProgress;
use super::sources::Source;
use super::xml::seeds;
use super::{Format, IngestPlan, parse};

/// Pieces on which parsers turn.
const PIECES: [&str; 40] = [
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
    "&#xFFFFFFFF;",
    "&#0;",
    "&lt;",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "\\u0000",
    ":",
    ",",
    "null",
    "\n",
    "\r",
    "\r\n",
    "\t",
    ";",
    "|",
    "- ",
    "  - ",
    "@article{",
    "ER  - ",
    "TY  - JOUR",
    "\u{feff}",
    "é",
    "\0",
    "1e999",
    "PAR1",
];

const OTHERS: [&str; 9] = [
    "id,title,abstract,date\n1,\"A, \"\"b\"\"\",\"We go\ndeep.\",2024-01-05\n2,B,C,2023\n",
    "title\tabstract\tyear\nA\tWe go deep.\t2024\nB\tC\t2023\n",
    "[{\"title\": \"A\", \"abstract\": \"We \\u00e9 go\", \"year\": 2024}, {\"paper\": {\"title\": \"B\"}}]",
    "{\"title\": \"A\", \"authors\": [{\"name\": \"x\"}]}\n{'title': 'B', 'year': None}\n",
    "{\"message\": {\"items\": [{\"title\": [\"A\"], \"issued\": {\"date-parts\": [[2020, 1]]}}]}}",
    "A title of a page\n\nAn abstract that is long enough to be one, since it has many words in it.\n",
    "Title: A\nPDF: https://example.org\nAbstract: We go deep.\n---\nTitle: B\nAbstract: C\n",
    "TY  - JOUR\nTI  - A title\nAB  - We go deep.\nPY  - 2020\nER  - \n",
    "@article{a, title = {A {Title}}, abstract = \"We go\", year = 2020}\n",
];

/// Reads bytes as a format, or as what they are told to be; checks what must hold of any.
fn check(bytes: &[u8], format: Option<Format>) {
    let plan = IngestPlan { format, details: true, ..IngestPlan::default() };
    let names = Names::new(&plan);
    let source = Source::file(PathBuf::from("fuzz"), None, bytes.len() as u64);
    let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
    let start = Instant::now();
    if let Ok((_, Ok(reading))) = parse(bytes, &source, &plan, &names, &progress) {
        assert!(reading.n_records() <= bytes.len(), "{format:?}: {:?}", lossy(bytes));
    }
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(20), "{format:?} took {taken:?}: {:?}", lossy(bytes));
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned()
}

/// A few changes to a seed.
fn mutated(random: &mut Xoshiro256Plus, seeds: &[&[u8]]) -> Vec<u8> {
    let mut bytes = seeds[random.gen_range(0..seeds.len())].to_vec();
    for _ in 0..random.gen_range(1..6) {
        let at = random.gen_range(0..=bytes.len());
        let end = random.gen_range(at..=bytes.len().min(at + 200));
        match random.gen_range(0..7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.insert(at, random.gen_range(0..=255)),
            3 => {
                let piece = PIECES[random.gen_range(0..PIECES.len())].as_bytes();
                let n_times = if random.gen_bool(0.1) { random.gen_range(1..3000) } else { 1 };
                drop(bytes.splice(at..at, piece.repeat(n_times)));
            }
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = random.gen_range(0..=bytes.len());
                drop(bytes.splice(to..to, piece));
            }
            5 => {
                let other = seeds[random.gen_range(0..seeds.len())];
                let from = random.gen_range(0..=other.len());
                drop(bytes.splice(at..at, other[from..].iter().copied().take(300)));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.gen_range(0..8);
                }
            }
        }
    }
    bytes
}

fn fuzz(format: Option<Format>, seed: u64, mut goes_on: impl FnMut() -> bool) -> u64 {
    let seeds: Vec<&[u8]> = seeds().into_iter().chain(OTHERS).map(str::as_bytes).collect();
    let mut random = Xoshiro256Plus::seed_from_u64(seed);
    let mut n_inputs = 0;
    while goes_on() {
        check(&mutated(&mut random, &seeds), format);
        n_inputs += 1;
    }
    n_inputs
}

#[test]
fn damaged_input_breaks_no_parser() {
    for format in Format::ALL.into_iter().map(Some).chain([None]) {
        let mut n_left = 200;
        fuzz(format, 17, || {
            n_left -= 1;
            n_left >= 0
        });
    }
}

#[test]
#[ignore = "runs for ten minutes a format"]
fn damaged_input_breaks_no_parser_for_long() {
    let seconds = std::env::var("THEMELINE_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(600));
    let seed = std::process::id().into();
    for format in Format::ALL.into_iter().map(Some).chain([None]) {
        let start = Instant::now();
        let n_inputs = fuzz(format, seed, || start.elapsed() < limit);
        println!("{format:?}: {n_inputs} inputs, seed {seed}");
    }
}
