//! An export of every source that we name, of papers of our own, read field by field.
//!
//! `expected.jsonl` says what stands in the files, and is written by hand: where this test fails, look
//! at the file first, then at the reader, and never copy the output.

use super::common::{names, themeline};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The records of all files, one a line, as `convert` writes them.
const EXPECTED: &str = "expected.jsonl";

/// Lines that are no records in files that have such: the names of those who submitted a paper.
const REJECTED: [(&str, usize); 1] = [("hugging_face_papers.txt", 2)];

type Record = Map<String, Value>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports")
}

/// The files of the folder.
fn exports() -> BTreeSet<String> {
    names(&folder()).into_iter().filter(|name| name != EXPECTED).collect()
}

/// The records of a text by the file they are from, each file's in the order of lines and titles.
fn by_file(text: &str) -> BTreeMap<String, Vec<Record>> {
    let mut files: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for line in text.lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        // Of an archive the name of the file in it follows.
        let file = record["source_file"].as_str().unwrap().split('/').next().unwrap().to_owned();
        files.entry(file).or_default().push(record);
    }
    for records in files.values_mut() {
        records.sort_by_key(|record| {
            let text = |field: &str| record[field].as_str().unwrap().to_owned();
            (text("source_file"), record["source_line"].as_u64(), text("title"))
        });
    }
    files
}

fn expected() -> BTreeMap<String, Vec<Record>> {
    by_file(&fs::read_to_string(folder().join(EXPECTED)).unwrap())
}

/// What the program makes of a file, or why it makes nothing of it.
fn converted(file: &str) -> Result<Vec<Record>, String> {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("out.jsonl");
    let run = themeline(&folder(), &["convert", file, "--no-dedup", "-o", path.to_str().unwrap()]);
    if run.code != Some(0) {
        return Err(format!("{file}: {}", run.stderr));
    }
    let n_rejected = REJECTED.iter().find(|(name, _)| *name == file).map_or(0, |(_, n)| *n);
    if run.stdout.contains("rejected") != (n_rejected > 0)
        || (n_rejected > 0 && !run.stdout.contains(&format!("{n_rejected} rejected")))
    {
        return Err(format!("{file}: {n_rejected} rejected expected, but\n{}", run.stdout));
    }
    Ok(by_file(&fs::read_to_string(path).unwrap()).remove(file).unwrap_or_default())
}

/// Where two readings of a file differ: a line each.
fn differences(file: &str, expected: &[Record], found: &[Record]) -> Vec<String> {
    if expected.len() != found.len() {
        let titles: Vec<&Value> = found.iter().map(|record| &record["title"]).collect();
        return vec![format!("{file}: {} records expected, found {titles:?}", expected.len())];
    }
    let mut differences = Vec::new();
    for (expected, found) in expected.iter().zip(found) {
        let fields: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
        let of = |record: &Record, field: &str| record.get(field).cloned().unwrap_or_default();
        for field in fields {
            let (expected_value, value) = (of(expected, field), of(found, field));
            if expected_value != value {
                let line = &expected["source_line"];
                differences.push(format!(
                    "{file}, record at line {line}, {field}:\n  expected {expected_value}\n     found {value}"
                ));
            }
        }
    }
    differences
}

#[test]
fn every_file_has_records_and_every_record_a_file() {
    let described: BTreeSet<String> = expected().into_keys().collect();
    assert_eq!(described, exports(), "left: named in {EXPECTED}; right: in the folder");
}

#[test]
fn every_field_is_as_its_source_has_it() {
    let mut wrong = Vec::new();
    for (file, records) in expected() {
        match converted(&file) {
            Ok(found) => wrong.extend(differences(&file, &records, &found)),
            Err(reason) => wrong.push(reason),
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
