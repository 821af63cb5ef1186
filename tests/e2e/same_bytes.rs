//! The same papers and parameters give the same bytes: threads, order, runs and manifests.

use super::common::{Output, Table, demo, demo_csv, themeline};
use super::corpora;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use std::fs;

#[test]
fn the_number_of_threads_does_not_matter() {
    for threads in ["1", "2", "4"] {
        let output = Output::of(&demo_csv(), &["--threads", threads]);
        assert_eq!(output.files, demo().files, "--threads {threads}: charts and manifest too");
    }
}

#[test]
fn the_number_of_threads_does_not_matter_for_a_thousand_papers() {
    let csv = corpora::csv(&corpora::papers(1200));
    let one = Output::of_bytes("made.csv", &csv, &["--threads", "1"]);
    let three = Output::of_bytes("made.csv", &csv, &["--threads", "3"]);
    assert_eq!(one.tables(), three.tables());
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut table = Table::parse(&fs::read(demo_csv()).unwrap());
    table.rows.shuffle(&mut Xoshiro256Plus::seed_from_u64(3));
    let shuffled = Output::of_bytes("papers.csv", &table.to_csv(), &[]);
    assert_eq!(shuffled.tables(), demo().tables());
    table.rows.reverse();
    let reversed = Output::of_bytes("papers.csv", &table.to_csv(), &[]);
    assert_eq!(reversed.tables(), demo().tables());
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let mut table = Table::parse(&fs::read(demo_csv()).unwrap());
    table.header.reverse();
    table.rows.iter_mut().for_each(|row| row.reverse());
    let output = Output::of_bytes("papers.csv", &table.to_csv(), &[]);
    assert_eq!(output.tables(), demo().tables());
}

#[test]
fn papers_in_two_files_are_the_papers_of_one() {
    let table = Table::parse(&fs::read(demo_csv()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (early, late) = table.rows.split_at(100);
    for (name, rows) in [("z.csv", early), ("a/b.csv", late)] {
        let half = Table { header: table.header.clone(), rows: rows.to_vec() };
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, half.to_csv()).unwrap();
    }
    let output = Output::of(folder.path(), &["--only", "tables"]);
    assert_eq!(output.tables(), demo().tables());
}

#[test]
fn a_paper_given_twice_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo_path = demo_csv();
    let demo_path = demo_path.to_str().unwrap();
    let args = ["run", demo_path, demo_path, "--only", "tables", "-o", "out"];
    let run = themeline(folder.path(), &args);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let twice = super::common::files(&folder.path().join("out"));
    for (path, bytes) in demo().tables() {
        if path == "tables/duplicates.csv" {
            let n = Table::parse(&twice[path]).rows.len();
            assert_eq!(n, demo().table("papers").rows.len());
            assert!(run.stdout.contains(&format!("{n} duplicate records")), "{}", run.stdout);
        } else {
            assert!(twice[path] == bytes, "{path}");
        }
    }
}

#[test]
fn the_manifest_fed_back_repeats_the_run() {
    let flags = [
        "--themes",
        "7",
        "--seed",
        "11",
        "--period",
        "quarter",
        "--stop-words",
        "model,naïve",
        "--smoothing-weight",
        "0.55",
        "--max-df",
        "0.4",
        "--csv",
        "plain",
        "--only",
        "tables",
        "--title-column",
        "title",
    ];
    let first = Output::of(&demo_csv(), &flags);
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("manifest.toml");
    fs::write(&manifest, first.text("manifest.toml")).unwrap();
    let again = Output::of(&demo_csv(), &["--config", manifest.to_str().unwrap()]);
    assert_eq!(again.files, first.files);
    assert_ne!(again.tables()["tables/papers.csv"], demo().tables()["tables/papers.csv"]);
}

#[test]
fn a_second_run_into_the_folder_replaces_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let demo_path = demo_csv();
    let run = |flags: &[&str]| {
        let args = [&["run", demo_path.to_str().unwrap(), "-o", "out"], flags].concat();
        let run = themeline(folder.path(), &args);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        super::common::files(&folder.path().join("out"))
    };
    let with_parquet = run(&["--parquet"]);
    assert!(with_parquet.contains_key("tables/themes.parquet"));
    assert_eq!(run(&[]), demo().files, "nothing of the first run is left");
    assert_eq!(super::common::names(folder.path()), ["out"]);
}

#[test]
fn another_seed_is_another_run_of_the_same_papers() {
    let output = Output::of(&demo_csv(), &["--seed", "2", "--only", "tables"]);
    super::trends::check_reconciles(&output);
    let ids = |output: &Output| output.table("papers").column("paper_id").join(" ");
    assert_eq!(ids(&output), ids(demo()));
    assert_eq!(output.manifest()["themes"]["seed"].as_integer(), Some(2));
}
