//! `--embeddings`: vectors from another program are joined to the papers by id and have a say.

use super::agreement::adjusted_mutual_information;
use super::common::{Output, Run, Table, demo, demo_csv, files, themeline};
use polars::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Numbers of a vector; more than the rank of the demo, so that they are reduced.
const WIDTH: usize = 64;

/// A stand-in for an encoder: the hand-made theme of each paper as one-hot, under noise as strong.
fn encode(table: &Table) -> Vec<(String, Vec<f32>)> {
    let mut rng = Xoshiro256Plus::seed_from_u64(4);
    let mut axes: BTreeMap<&str, usize> = BTreeMap::new();
    table
        .column("id")
        .into_iter()
        .zip(table.column("theme"))
        .map(|(id, theme)| {
            let n = axes.len();
            let axis = *axes.entry(theme).or_insert(n);
            let mut vector: Vec<f32> = (0..WIDTH).map(|_| rng.r#gen::<f32>() * 0.4 - 0.2).collect();
            vector[axis] += 1.0;
            (id.to_owned(), vector)
        })
        .collect()
}

fn npy(rows: &[(String, Vec<f32>)]) -> Vec<u8> {
    let shape = format!("({}, {WIDTH})", rows.len());
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..]].concat();
    bytes.extend(header.bytes());
    bytes.extend(rows.iter().flat_map(|(_, vector)| vector).flat_map(|x| x.to_le_bytes()));
    bytes
}

fn ids(rows: &[(String, Vec<f32>)]) -> String {
    rows.iter().map(|(id, _)| format!("{id}\n")).collect()
}

fn demo_table() -> Table {
    Table::parse(&fs::read(demo_csv()).unwrap())
}

/// A folder with the demo as `papers.csv`, and these vectors in `v.npy` with their ids.
fn folder(rows: &[(String, Vec<f32>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(demo_csv(), folder.path().join("papers.csv")).unwrap();
    fs::write(folder.path().join("v.npy"), npy(rows)).unwrap();
    fs::write(folder.path().join("v.npy.ids.txt"), ids(rows)).unwrap();
    folder
}

fn run(folder: &Path, flags: &[&str]) -> Run {
    let args = ["run", "papers.csv", "-o", "out", "--only", "tables", "--themes", "9"];
    themeline(folder, &[&args, flags].concat())
}

#[track_caller]
fn output(folder: &Path, flags: &[&str]) -> Output {
    let run = run(folder, flags);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    Output { summary: run.stdout, files: files(&folder.join("out")) }
}

fn agreement(output: &Output) -> f64 {
    let (papers, gold) = (output.table("papers"), demo_table());
    let gold: BTreeMap<&str, &str> =
        gold.column("id").into_iter().zip(gold.column("theme")).collect();
    let gold: Vec<&str> = papers.column("paper_id").iter().map(|id| gold[id]).collect();
    adjusted_mutual_information(&gold, &papers.column("theme_id"))
}

#[test]
fn vectors_that_know_the_themes_help_to_find_them_and_the_weight_says_how_much() {
    let folder = folder(&encode(&demo_table()));
    let at = |weight: &str| {
        let flags = ["--embeddings", "v.npy", "--embeddings-weight", weight];
        output(folder.path(), &flags)
    };
    let text = output(folder.path(), &[]);
    let (none, half, all) = (at("0"), at("0.5"), at("1"));
    assert_eq!(none.tables(), text.tables(), "without weight they have no say");
    let found = [agreement(&text), agreement(&half), agreement(&all)];
    assert!(found[1] > found[0] + 0.02 && found[2] > 0.9, "{found:?}");
}

#[test]
fn the_file_format_the_order_of_rows_and_the_threads_do_not_matter() {
    let rows = encode(&demo_table());
    let folder = folder(&rows);
    let expected = output(folder.path(), &["--embeddings", "v.npy", "--threads", "1"]);
    assert!(expected.summary.contains("301 papers with a vector in v.npy"), "{}", expected.summary);

    let mut shuffled = rows.clone();
    shuffled.shuffle(&mut Xoshiro256Plus::seed_from_u64(9));
    fs::write(folder.path().join("s.npy"), npy(&shuffled)).unwrap();
    fs::write(folder.path().join("s.ids"), ids(&shuffled)).unwrap();
    // Without ids, in the order of the papers in their file.
    fs::write(folder.path().join("o.npy"), npy(&rows)).unwrap();
    let lists: Vec<Series> =
        shuffled.iter().map(|(_, vector)| Series::new("".into(), vector)).collect();
    let names: Vec<&str> = shuffled.iter().map(|(id, _)| id.as_str()).collect();
    let mut frame = df!("paper_id" => names, "vector" => lists).unwrap();
    let file = fs::File::create(folder.path().join("l.parquet")).unwrap();
    ParquetWriter::new(file).finish(&mut frame).unwrap();
    for name in ["s.npy", "o.npy", "l.parquet"] {
        let found = output(folder.path(), &["--embeddings", name, "--threads", "3"]);
        assert_eq!(found.tables(), expected.tables(), "{name}");
    }

    let mut table = demo_table();
    table.rows.reverse();
    fs::write(folder.path().join("papers.csv"), table.to_csv()).unwrap();
    let reversed = output(folder.path(), &["--embeddings", "v.npy"]);
    assert_eq!(reversed.tables(), expected.tables());
}

#[test]
fn papers_without_a_vector_are_counted_and_placed_by_their_text() {
    let mut rows = encode(&demo_table());
    rows.retain(|(id, _)| !id.ends_with(['1', '3', '5']));
    let n = rows.len();
    rows.push(("unknown".to_owned(), vec![1.0; WIDTH]));
    let folder = folder(&rows);
    let output = output(folder.path(), &["--embeddings", "v.npy"]);
    for part in [
        format!("{n} papers with a vector"),
        format!("{} papers without one, placed by text", 301 - n),
        "1 vector of no paper".to_owned(),
    ] {
        assert!(output.summary.contains(&part), "{part}: {}", output.summary);
    }
    let facts = &output.manifest()["run"]["embeddings"];
    let fact = |key: &str| facts[key].as_integer().unwrap();
    assert_eq!((fact("n_rows"), fact("n_papers"), fact("n_unknown")), (n as i64 + 1, n as i64, 1));

    let papers = output.table("papers");
    let without: Vec<bool> =
        papers.column("paper_id").iter().map(|id| id.ends_with(['1', '3', '5'])).collect();
    let themes = papers.column("theme_id");
    assert!(themes.iter().all(|theme| !theme.is_empty()));
    let apart = adjusted_mutual_information(&without, &themes);
    assert!(apart < 0.1, "those without a vector make no themes of their own: {apart}");
    assert!(agreement(&output) > agreement(&output_without_vectors()), "{}", agreement(&output));
}

fn output_without_vectors() -> Output {
    Output::of(&demo_csv(), &["--themes", "9", "--only", "tables"])
}

#[test]
fn the_manifest_repeats_the_run_and_explain_proves_the_vectors_too() {
    let folder = folder(&encode(&demo_table()));
    let flags = ["--embeddings", "v.npy", "--embeddings-weight", "0.25"];
    let first = output(folder.path(), &flags);
    fs::write(folder.path().join("m.toml"), first.text("manifest.toml")).unwrap();
    let again = output(folder.path(), &["--config", "m.toml"]);
    assert_eq!(again.files, first.files);

    let explain = || themeline(folder.path(), &["explain", "out", "1503.02531"]);
    assert_eq!(explain().code, Some(0), "{}", explain().stderr);
    fs::write(folder.path().join("v.npy.ids.txt"), "x\n").unwrap();
    assert_eq!(explain().code, Some(2));
    assert!(explain().stderr.contains("v.npy.ids.txt has changed"), "{}", explain().stderr);
    fs::remove_file(folder.path().join("v.npy")).unwrap();
    assert!(explain().stderr.contains("v.npy, which"), "{}", explain().stderr);
}

#[test]
fn a_folder_may_hold_papers_and_their_vectors() {
    let rows = encode(&demo_table());
    let folder = folder(&rows);
    let expected = output(folder.path(), &["--embeddings", "v.npy"]);
    let args = ["run", ".", "-o", "out", "--only", "tables", "--themes", "9"];
    let run = themeline(folder.path(), &[&args[..], &["--embeddings", "v.npy"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let found = Output { summary: run.stdout, files: files(&folder.path().join("out")) };
    assert_eq!(found.tables(), expected.tables(), "nothing is rejected");
}

#[test]
fn vectors_that_cannot_be_used_are_named_with_a_remedy() {
    let rows = encode(&demo_table());
    let folder = folder(&rows);
    fs::write(folder.path().join("short.npy"), npy(&rows[1..])).unwrap();
    for (file, parts) in [
        ("none.npy", &["none.npy", "embeddings"][..]),
        ("papers.csv", &["papers.csv: is neither", "save"]),
        ("short.npy", &["300 rows", "301 papers", "short.npy.ids.txt"]),
    ] {
        let run = run(folder.path(), &["--embeddings", file]);
        assert_eq!(run.code, Some(2), "{file}");
        for part in parts {
            assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
        }
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn without_embeddings_the_manifest_says_nothing_of_them() {
    assert!(demo().manifest()["run"].get("embeddings").is_none());
}
