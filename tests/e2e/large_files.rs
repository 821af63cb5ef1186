//! Files larger than memory may be: of which nothing is kept but the fields that are read.
//!
//! `cargo test --release --test e2e large_files -- --ignored --nocapture` measures; it writes 7 GB to
//! the temporary folder (`TMPDIR`), and takes them away again.

use super::common::command;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const GB: u64 = 1_000_000_000;

/// Records of a file; each has an abstract of 1,500 bytes.
const N_RECORDS: usize = 100_000;

/// A record's number, title, abstract, and a text that is not read.
type Parts<'a> = (usize, &'a str, &'a str, &'a str);

/// Words that differ from record to record.
fn words(record: usize, n_words: usize) -> String {
    let mut state = record as u64;
    let mut text = String::with_capacity(8 * n_words);
    for _ in 0..n_words {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!("word{} ", (state >> 33) % 30_000));
    }
    text
}

/// Writes a file of this size, most of it texts that are not read; then reads it and measures.
fn check_memory(
    name: &str,
    size: u64,
    start: &str,
    record: fn(&mut dyn Write, Parts<'_>) -> std::io::Result<()>,
    end: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let unread = words(7, (size as usize / N_RECORDS - 1_700) / 9);
    file.write_all(start.as_bytes()).unwrap();
    for number in 0..N_RECORDS {
        let (title, text) = (words(2 * number, 9), words(2 * number + 1, 160));
        record(&mut file, (number, title.trim(), text.trim(), unread.trim())).unwrap();
    }
    file.write_all(end.as_bytes()).unwrap();
    file.into_inner().unwrap().sync_all().unwrap();
    let n_bytes = fs::metadata(&path).unwrap().len();
    assert!(n_bytes > size / 10 * 9, "{n_bytes} bytes");
    let (peak, taken) = peak_memory(folder.path(), &["check", name]);
    println!("{name}: {n_bytes} bytes, {taken:.0?}, at most {} MB of memory", peak / 1_000_000);
    // The records themselves take about 250 MB, once in the parts of a list and once as a whole.
    assert!(peak < GB, "{peak} bytes of memory");
}

/// The most memory that `themeline ARGS` has at once, and the time it takes.
fn peak_memory(folder: &Path, args: &[&str]) -> (u64, Duration) {
    let started = Instant::now();
    let mut child = command(folder).args(args).stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kb.unwrap_or_default() * 1024);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().unwrap().success() && peak > 0, "needs /proc");
    (peak, started.elapsed())
}

#[test]
#[ignore = "writes 5 GB and takes a minute"]
fn five_gigabytes_of_json_lines() {
    check_memory(
        "a.jsonl",
        5 * GB,
        "",
        |out, (number, title, text, unread)| {
            writeln!(
                out,
                "{{\"id\": \"r{number}\", \"title\": \"{title}\", \"year\": 2020, \"body\": \
                 \"{unread}\", \"abstract\": \"{text}\"}}"
            )
        },
        "",
    );
}

#[test]
#[ignore = "writes 2 GB and takes a minute"]
fn two_gigabytes_of_xml() {
    check_memory(
        "a.xml",
        2 * GB,
        "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
        |out, (number, title, text, unread)| {
            writeln!(
                out,
                "<entry><id>r{number}</id><title>{title}</title><published>2020-01-01T00:00:00Z\
                 </published><content>{unread}</content><summary>{text}</summary></entry>"
            )
        },
        "</feed>\n",
    );
}
