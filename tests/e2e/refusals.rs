//! What is made to break a reader, or could: each is refused or rejected with a reason, quickly,
//! and what is sound beside it is read.

use super::common::themeline;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

/// More than any record has.
const LONG: usize = 100 << 20;

/// How long a refusal may take on a busy machine: reading 100 MB takes less than a second.
const MAX_TIME: Duration = Duration::from_secs(60);

/// Reads a file beside a sound one: so many papers of its own are read, and what is rejected of it
/// is rejected at these lines (0: as a whole) with reasons that say this.
#[track_caller]
fn check_refused(name: &str, bytes: &[u8], n_papers: u64, rejected: &[(u64, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("sound.csv"), "title,abstract\nSound,A text.\n").unwrap();
    let started = Instant::now();
    let run = themeline(folder.path(), &["check", name, "sound.csv", "--json"]);
    assert!(started.elapsed() < MAX_TIME, "{name} took {:?}", started.elapsed());
    assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["n_papers"].as_u64(), Some(n_papers + 1), "{name}: {}", json["rejects"]);
    let found = json["rejects"].as_array().unwrap();
    assert_eq!(found.len(), rejected.len(), "{name}: {found:?}");
    for (found, (line, part)) in found.iter().zip(rejected) {
        assert_eq!(found["line"].as_u64().unwrap_or(0), *line, "{name}: {found}");
        let reason = found["reason"].as_str().unwrap();
        assert!(reason.contains(part) && reason.chars().count() <= 500, "{name}: {reason}");
    }
}

/// `before`, many letters, `after`.
fn long(before: &str, after: &str) -> Vec<u8> {
    let mut bytes = before.as_bytes().to_vec();
    bytes.resize(bytes.len() + LONG, b'x');
    bytes.extend_from_slice(after.as_bytes());
    bytes
}

#[test]
fn a_line_of_a_hundred_megabytes_of_json_or_a_table() {
    let lines = long("{\"title\": \"A\"}\n{\"title\": \"", "\"}\n{\"title\": \"B\"}\n");
    check_refused("a.jsonl", &lines, 2, &[(2, "100 MiB long, more than the 64 MiB")]);
    let list = long("[{\"title\": \"A\"},\n{\"title\": \"", "\"},\n{\"title\": \"B\"}]\n");
    check_refused("a.json", &list, 2, &[(2, "100 MiB long")]);
    let rows = long("title,abstract\nA,a\nLong,", "\nB,b\n");
    check_refused("a.csv", &rows, 2, &[(3, "100 MiB long")]);
}

#[test]
fn a_line_of_a_hundred_megabytes_of_tags_or_entries() {
    let ris = long(
        "TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - ",
        "\nER  - \nTY  - JOUR\nTI  - B\nER  - \n",
    );
    check_refused("a.ris", &ris, 2, &[(4, "a line of 100 MiB: more than 4 MiB")]);
    let bib = long("@misc{a,title={A}}\n@misc{l,title={", "}}\n@misc{b,title={B}}\n");
    check_refused("a.bib", &bib, 2, &[(2, "100 MiB long")]);
    let entry = |title: &str| format!("<entry><title>{title}</title><id>{title}</id></entry>\n");
    let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n".to_owned() + &entry("A");
    let xml = long(&(feed + "<entry><title>"), &format!("</title></entry>\n{}</feed>", entry("B")));
    check_refused("a.xml", &xml, 2, &[(3, "more than 16 MB")]);
}

#[test]
fn nesting_without_end() {
    let (open, close) = ("[".repeat(1_000_000), "]".repeat(1_000_000));
    let lines = format!("{{\"title\": \"A\"}}\n{{\"title\": {open}{close}}}\n");
    check_refused("a.jsonl", lines.as_bytes(), 1, &[(2, "more than 127 deep")]);
    let objects = "{\"title\":".repeat(1_000_000);
    let lines = format!("{{\"title\": \"A\"}}\n{objects}\n");
    check_refused("b.jsonl", lines.as_bytes(), 1, &[(2, "more than 127 deep")]);
    let dicts = "{'title':".repeat(1_000_000);
    let lines = format!("{{'title': 'A'}}\n{dicts}\n");
    check_refused("c.jsonl", lines.as_bytes(), 1, &[(2, "not valid JSON")]);
    check_refused("d.json", (open.clone() + &close).as_bytes(), 0, &[(1, "not a JSON object")]);
    check_refused("e.json", objects.as_bytes(), 0, &[(1, "more than 127 deep"), (1, "cut off")]);
    let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<entry><title>A</title></entry>\n";
    let deep = format!("{feed}<entry><title>{}", "<b>".repeat(1_000_000));
    check_refused("f.xml", deep.as_bytes(), 1, &[(3, "nested more than 256 deep")]);
    let bib = format!("@misc{{a,title={{A}}}}\n@misc{{b,title={}}}\n", "{".repeat(1_000_000));
    check_refused("g.bib", bib.as_bytes(), 1, &[(2, "never closed")]);
}

#[test]
fn a_billion_laughs() {
    let mut text = "<?xml version=\"1.0\"?>\n<!DOCTYPE feed [<!ENTITY l0 \"ha\">\n".to_owned();
    for n in 0..30 {
        let tenfold = format!("&l{n};").repeat(10);
        text += &format!("<!ENTITY l{} \"{tenfold}\">\n", n + 1);
    }
    text += "]>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<entry><title>&l30;</title></entry>\n\
        <entry><title>B</title></entry></feed>\n";
    check_refused("a.xml", text.as_bytes(), 1, &[(35, "uses the entity &l30;")]);
    let mut text = "@string{s0 = {hahahahaha}}\n".to_owned();
    for n in 0..60 {
        text += &format!("@string{{s{} = s{n} # s{n} # s{n}}}\n", n + 1);
    }
    text += "@misc{a, title = {A} # s60}\n";
    check_refused("a.bib", text.as_bytes(), 1, &[]);
}

#[test]
fn archives_that_explode() {
    let zeros = vec![b'a'; LONG];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&zeros).unwrap();
    let gzip = gzip.finish().unwrap();
    for name in ["a.csv.gz", "a.jsonl.gz", "a.xml.gz"] {
        check_refused(name, &gzip, 0, &[(0, "250 times its own size")]);
    }
    let mut lines = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    lines.write_all(&b"{\"title\": \"A\"}\n".repeat(LONG / 15)).unwrap();
    check_refused("b.jsonl.gz", &lines.finish().unwrap(), 0, &[(0, "250 times its own size")]);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("a.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&zeros).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    check_refused("a.zip", &zip, 0, &[(0, "times its own")]);
}
