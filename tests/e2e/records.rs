//! Records without themes: `convert` and `check`, what becomes of every record, and which are kept.

use super::common::{Run, Table, demo_csv, files, shared, themeline};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Two exports of the same library: five papers, of which two are in both, and a broken record.
fn exports() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let long = |of: &str| format!("We study {of} in depth and at length. ").repeat(3);
    let csv = format!(
        "DOI,Title,Abstract,Year,Journal,Authors,Cited by\n\
         10.1234/A,Sparse nets,{},2019,ACL,\"Lee, A.; Chen, B.\",7\n\
         10.1234/B,Dense nets,,2020,EMNLP,\"Lee, A.\",0\n\
         ragged\n\
         10.1234/C,=Formulas,{},2021,ACL,,\n",
        long("sparse nets"),
        long("formulas"),
    );
    fs::write(folder.path().join("a.csv"), csv).unwrap();
    let records = [
        serde_json::json!({"title": "SPARSE NETS", "doi": "https://doi.org/10.1234/a",
            "published": "2019-05-03", "url": "https://x.org/a"}),
        serde_json::json!({"title": "Dense Nets!", "abstract": long("dense nets"), "year": 2020}),
        serde_json::json!({"title": "Nets of nets", "abstract": long("nets of nets"), "year": 2022,
            "keywords": ["nets", "nested"]}),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    fs::write(folder.path().join("b.jsonl"), lines.join("\n")).unwrap();
    folder
}

#[track_caller]
fn done(folder: &Path, args: &[&str]) -> Run {
    let run = themeline(folder, args);
    assert_eq!(run.code, Some(0), "{args:?}: {}", run.stderr);
    run
}

fn table(folder: &Path, name: &str) -> Table {
    Table::parse(&fs::read(folder.join(name)).unwrap())
}

#[test]
fn two_exports_become_one_file_of_full_records() {
    let folder = exports();
    let run = done(folder.path(), &["convert", "a.csv", "b.jsonl", "-o", "o.csv"]);
    assert!(run.stdout.starts_with("4 papers written to o.csv\n"), "{}", run.stdout);
    for line in [
        "  7 records, 4 kept, 2 duplicates, 1 rejected",
        "  a.csv: 4 records, 2 kept, 1 duplicate, 1 rejected",
        "  b.jsonl: 3 records, 2 kept, 1 duplicate",
        "  rejected: a.csv, line 4: 1 cells, the header has 7",
    ] {
        assert!(run.stdout.lines().any(|found| found == line), "{line:?} not in {}", run.stdout);
    }
    let table = table(folder.path(), "o.csv");
    assert_eq!(table.column("doi"), ["10.1234/A", "10.1234/B", "10.1234/C", ""]);
    let sparse = table.rows_where("doi", "10.1234/A");
    assert_eq!(sparse.column("date"), ["2019-05-03"]);
    assert_eq!(sparse.column("url"), ["https://x.org/a"]);
    assert_eq!(sparse.column("authors"), ["Lee, A.; Chen, B."]);
    assert_eq!(sparse.column("citations"), ["7"]);
    assert_eq!(sparse.column("source_file"), ["a.csv"]);
    assert_eq!(sparse.column("source_line"), ["2"]);
    assert_eq!(table.rows_where("doi", "10.1234/C").column("title"), ["'=Formulas"]);
    // The fullest record is that with the abstract, which is of the other file.
    let dense = table.rows_where("doi", "10.1234/B");
    assert_eq!(
        (dense.column("source_file"), dense.column("authors")),
        (vec!["b.jsonl"], vec!["Lee, A."])
    );
}

#[test]
fn every_format_gives_back_what_was_read() {
    let folder = exports();
    done(folder.path(), &["convert", "a.csv", "b.jsonl", "-o", "first.jsonl"]);
    let fields = ["title", "abstract", "date", "doi", "authors", "keywords"];
    let read = |name: &str| -> BTreeSet<Vec<String>> {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        records.map(|record| fields.map(|field| record[field].to_string()).to_vec()).collect()
    };
    let expected = read("first.jsonl");
    assert_eq!(expected.len(), 4);
    for name in ["o.parquet", "o.csv", "o.jsonl"] {
        done(folder.path(), &["convert", "first.jsonl", "-o", name]);
        done(folder.path(), &["convert", name, "-o", "again.jsonl"]);
        assert_eq!(read("again.jsonl"), expected, "{name}");
    }
}

#[test]
fn an_input_is_not_overwritten_and_a_failure_leaves_what_was_there() {
    let folder = exports();
    let before = files(folder.path());
    for (args, part) in [
        (["convert", ".", "-o", "a.csv"], "is one of the inputs"),
        (["convert", "a.csv", "-o", "a.doc"], ".parquet, .csv"),
        (["convert", "none.csv", "-o", "b.csv"], "no such file"),
        (["convert", "a.csv", "-o", "none/b.csv"], "no folder"),
    ] {
        let run = themeline(folder.path(), &args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn strict_tells_of_rejects_and_writes_all_the_same() {
    let folder = exports();
    for args in [
        ["convert", "a.csv", "--strict", "-o", "o.csv"].as_slice(),
        &["check", "a.csv", "--strict"],
        &["run", "a.csv", "b.jsonl", "--strict", "--themes", "2", "--only", "tables", "-o", "out"],
    ] {
        let run = themeline(folder.path(), args);
        assert_eq!(run.code, Some(1), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("1 rejected"), "{}", run.stderr);
    }
    assert!(folder.path().join("o.csv").exists() && folder.path().join("out/tables").exists());
    let run = done(folder.path(), &["check", "b.jsonl", "--strict"]);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_run_accounts_for_every_record_of_every_file() {
    let folder = exports();
    let args = ["run", "b.jsonl", "a.csv", "--until", "2021", "--themes", "2", "--only", "tables"];
    let run = done(folder.path(), &[&args[..], &["-o", "out"]].concat());
    let sources = table(folder.path(), "out/tables/sources.csv");
    assert_eq!(sources.column("file"), ["a.csv", "b.jsonl"]);
    let expected = [
        ("n_records", [4, 3]),
        ("n_papers", [2, 1]),
        ("n_duplicates", [1, 1]),
        ("n_rejected", [1, 0]),
        ("n_filtered", [0, 1]),
    ];
    for (column, counts) in expected {
        assert_eq!(sources.counts(column), counts, "{column}");
    }
    for part in ["1 paper left out by --since and --until", "b.jsonl: 3 records, 1 kept"] {
        assert!(run.stdout.contains(part), "{part:?} not in {}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    let duplicates = table(folder.path(), "out/tables/duplicates.csv");
    assert_eq!(duplicates.column("rule"), ["same DOI", "same title"]);
}

#[test]
fn what_an_earlier_run_kept_is_kept_again() {
    let folder = tempfile::tempdir().unwrap();
    let csv = demo_csv();
    let args = ["run", csv.to_str().unwrap(), "--only", "tables", "-o"];
    let filters = ["--since", "2020", "--where", "title !~ quantiz", "--sample", "120"];
    let dedup = ["--dedup", "near", "--seed", "3"];
    done(folder.path(), &[&args[..], &["first"], &filters, &dedup].concat());
    done(folder.path(), &[&args[..], &["again", "--config", "first/manifest.toml"]].concat());
    assert!(files(&folder.path().join("first")) == files(&folder.path().join("again")));
    let papers = table(folder.path(), "first/tables/papers.csv");
    assert_eq!(papers.rows.len(), 120);
    assert!(papers.column("date").iter().all(|date| *date >= "2020"));
    let id = papers.column("paper_id")[0].to_owned();
    let explained = done(folder.path(), &["explain", "first", &id]);
    assert!(explained.stdout.contains(&id), "{}", explained.stdout);
}

#[test]
fn filters_are_counted_and_apply_to_convert_and_check() {
    let folder = exports();
    let n = |flags: &[&str]| {
        let run = done(folder.path(), &[&["check", "a.csv", "b.jsonl", "--json"], flags].concat());
        let json: Value = serde_json::from_str(&run.stdout).unwrap();
        ["n_papers", "n_duplicates", "n_rejected", "n_filtered"]
            .map(|key| json[key].as_u64().unwrap())
    };
    assert_eq!(n(&[]), [4, 2, 1, 0]);
    assert_eq!(n(&["--since", "2020-06"]), [3, 2, 1, 1]);
    assert_eq!(n(&["--where", "venue = acl or keywords ~ nest"]), [3, 2, 1, 1]);
    assert_eq!(n(&["--sample", "3"]), [3, 2, 1, 1]);
    assert_eq!(n(&["--no-dedup"]), [6, 0, 1, 0]);
    assert_eq!(n(&["--dedup", "strict"]), [5, 1, 1, 0]);
    assert_eq!(n(&["--columns", "title=Title"]), [4, 2, 1, 0]);
    done(folder.path(), &["convert", "a.csv", "--where", "year = 2021", "-o", "o.jsonl"]);
    let text = fs::read_to_string(folder.path().join("o.jsonl")).unwrap();
    assert_eq!((text.lines().count(), text.contains("=Formulas")), (1, true));
    for (flags, part) in [
        (["--where", "venu = acl"], "--where does not make sense at character 1"),
        (["--since", "soon"], "input.since"),
        (["--since", "2030"], "none of the 4 papers is left"),
        (["--columns", "heading=Title"], "FIELD is one of title"),
        (["--columns", "title=Heading"], "no column \"Heading\""),
    ] {
        let run = themeline(folder.path(), &[&["check", "a.csv", "b.jsonl"], &flags[..]].concat());
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(part), "{part:?} not in {said}");
    }
}

#[test]
fn check_says_what_is_there_and_what_is_not() {
    let folder = exports();
    let run = done(folder.path(), &["check", "a.csv", "b.jsonl"]);
    for part in [
        "a.csv (CSV): 4 records, 2 kept, 1 duplicate, 1 rejected",
        "title 100 %, abstract 67 %, date 100 %, doi 100 %, venue 100 %, authors 67 %, citations 67 %",
        "b.jsonl (JSON Lines): 3 records, 2 kept, 1 duplicate",
        "2 files: 7 records, 4 kept, 2 duplicates, 1 rejected",
        "dates from 2019-05-03 to 2022; 75 % by year alone",
        "languages: ",
        "duplicates merged: 1 by same DOI, 1 by same title",
        "a.csv, line 4: 1 cells, the header has 7",
        "--spread-years: 75 % of the papers have a year alone",
    ] {
        assert!(run.stdout.contains(part), "{part:?} not in {}", run.stdout);
    }
    let json: Value =
        serde_json::from_str(&done(folder.path(), &["check", "a.csv", "--json"]).stdout).unwrap();
    assert_eq!(json["files"][0]["fields"]["authors"], 2);
    assert_eq!(json["rejects"][0]["line"], 4);
}

/// The real corpus, and the same in another order with titles in capitals and without ids.
#[test]
fn a_corpus_and_its_double_without_ids_are_one_corpus() {
    let Some(corpus) = shared("corpora/papers.parquet") else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus.to_str().unwrap();
    let n_of = |args: &[&str]| {
        let run = done(folder.path(), &[&["check", "--json"], args].concat());
        let json: Value = serde_json::from_str(&run.stdout).unwrap();
        json["n_papers"].as_u64().unwrap()
    };
    done(folder.path(), &["convert", corpus, "--no-dedup", "-o", "first.csv"]);
    let first = table(folder.path(), "first.csv");
    let column = |name: &str| first.header.iter().position(|found| found == name).unwrap();
    let (id, doi, title, url) = (column("id"), column("doi"), column("title"), column("url"));
    let mut rows = first.rows.clone();
    rows.sort_by_cached_key(|row| row[title].chars().rev().collect::<String>());
    for row in &mut rows {
        row[title] = row[title].to_uppercase();
        for gone in [id, doi, url] {
            row[gone].clear();
        }
    }
    fs::write(
        folder.path().join("double.csv"),
        Table { header: first.header.clone(), rows }.to_csv(),
    )
    .unwrap();
    let (once, twice) = (n_of(&["first.csv"]), n_of(&["first.csv", "double.csv"]));
    assert!(once.abs_diff(twice) * 1000 <= once, "{once} papers became {twice}");
}
