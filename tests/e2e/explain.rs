//! `themeline explain`: what it says of a paper is what the run says of it, and adds up.

use super::common::{Run, Table, demo_csv, files, themeline};
use super::corpora;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with `papers.csv` and its output `out`.
#[track_caller]
fn run_on(csv: &[u8], flags: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("papers.csv"), csv).unwrap();
    let args = ["run", "papers.csv", "-o", "out", "--only", "tables"];
    let run = themeline(folder.path(), &[&args, flags].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    folder
}

fn run_on_demo(flags: &[&str]) -> TempDir {
    run_on(&fs::read(demo_csv()).unwrap(), flags)
}

fn explain(folder: &Path, args: &[&str]) -> Run {
    themeline(folder, &[&["explain", "out"], args].concat())
}

#[track_caller]
fn explained(folder: &Path, paper: &str) -> Value {
    let run = explain(folder, &[paper, "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

#[track_caller]
fn check_refused(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "");
    for part in parts {
        assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
    }
}

fn table(folder: &Path, name: &str) -> Table {
    Table::parse(&fs::read(folder.join("out/tables").join(name)).unwrap())
}

#[test]
fn it_says_what_the_table_says_and_the_contributions_add_up() {
    let folder = run_on_demo(&["--themes", "9"]);
    let before = files(folder.path());
    let papers = table(folder.path(), "papers.csv");
    for row in papers.rows.iter().step_by(60) {
        let json = explained(folder.path(), &row[0]);
        let place = &json["place"];
        assert_eq!(json["title"], row[1].as_str());
        assert_eq!(json["date"], row[2].as_str());
        assert_eq!(place["theme"]["theme_id"], row[3].as_str());
        assert_eq!(place["theme"]["label"], row[4].as_str());
        assert_eq!(place["membership"].as_f64(), row[5].parse().ok());
        assert_eq!(place["runner_up"]["theme_id"], row[6].as_str());
        assert_eq!(place["margin"].as_f64(), row[7].parse().ok());

        let terms = &place["terms"];
        let number = |value: &Value| value.as_f64().unwrap();
        let pulls = terms["pulls"].as_array().unwrap();
        let sum: f64 = pulls.iter().map(|pull| number(&pull["contribution"])).sum();
        assert!((sum - number(&terms["difference"])).abs() < 1e-5, "{sum}: {terms}");
        let difference = number(&terms["theme"]) - number(&terms["runner_up"]);
        assert!((sum - difference).abs() < 1e-5);
        let nearest = json["nearest"].as_array().unwrap();
        assert_eq!(nearest.len(), 10);
        for near in nearest {
            let listed = papers.rows_where("paper_id", near["paper_id"].as_str().unwrap());
            assert_eq!(listed.column("title"), [near["title"].as_str().unwrap()]);
            assert_eq!(listed.column("theme_id"), [near["theme_id"].as_str().unwrap()]);
        }
    }
    assert!(files(folder.path()) == before, "explaining writes nothing");
}

#[test]
fn the_numbers_of_the_text_add_up_as_printed() {
    let folder = run_on_demo(&[]);
    for paper in ["1503.02531", "LoRA: Low-Rank Adaptation of Large Language Models"] {
        let run = explain(folder.path(), &[paper]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let number = |line: &str| {
            let value = line.trim().strip_prefix(['+', '−'])?.split_whitespace().next()?;
            let units: i64 = value.replace('.', "").parse().ok()?;
            Some(if line.contains('−') { -units } else { units })
        };
        let mut numbers: Vec<i64> = run.stdout.lines().filter_map(number).collect();
        let together = numbers.pop().unwrap();
        assert!(run.stdout.contains("other terms\n") && run.stdout.contains("together\n"));
        assert!(numbers.len() > 10 && numbers.iter().sum::<i64>() == together, "{}", run.stdout);
        let lines = run.stdout.lines().skip_while(|line| !line.starts_with("Nearest"));
        assert_eq!(lines.count(), 11, "{}", run.stdout);
    }
}

#[test]
fn a_paper_is_found_by_a_part_of_its_title_and_candidates_are_listed() {
    let folder = run_on_demo(&["--themes", "9"]);
    let json = explained(folder.path(), "distilling the KNOWLEDGE in a");
    assert_eq!(json["paper_id"], "arXiv:1503.02531");
    let run = explain(folder.path(), &["LoRA"]);
    check_refused(&run, &["papers could be meant by \"LoRA\"", "\n  arXiv:2106.09685  LoRA", "id"]);
    check_refused(
        &explain(folder.path(), &["quantum gravity"]),
        &["quantum gravity", "papers.csv"],
    );
}

#[test]
fn inputs_that_changed_or_went_are_named_with_a_remedy() {
    let csv = corpora::csv(&corpora::papers(40));
    let folder = run_on(&csv, &[]);
    let input = folder.path().join("papers.csv");
    fs::write(&input, [&csv[..], b"x,Another,Text,2020\n"].concat()).unwrap();
    let run = explain(folder.path(), &["made-00001"]);
    check_refused(&run, &["papers.csv has changed", "put the earlier file back"]);
    fs::remove_file(&input).unwrap();
    let run = explain(folder.path(), &["made-00001"]);
    check_refused(
        &run,
        &["papers.csv, which", "is not there", "the folder the run was started in"],
    );
    check_refused(&themeline(folder.path(), &["explain", ".", "x"]), &["not an output", "run"]);

    fs::write(&input, csv).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let run = themeline(elsewhere.path(), &["explain", out, "made-00001"]);
    assert_eq!(run.code, Some(0), "inputs beside the output are found: {}", run.stderr);
}

#[test]
fn a_table_that_says_otherwise_is_told() {
    let folder = run_on(&corpora::csv(&corpora::papers(40)), &["--themes", "4"]);
    let path = folder.path().join("out/tables/papers.csv");
    let mut table = table(folder.path(), "papers.csv");
    // Another order of the rows says the same.
    table.rows.reverse();
    fs::write(&path, table.to_csv()).unwrap();
    assert_eq!(explain(folder.path(), &["made-00001"]).code, Some(0));
    table.rows[0][3] = if table.rows[0][3] == "T01" { "T02" } else { "T01" }.to_owned();
    fs::write(&path, table.to_csv()).unwrap();
    let run = explain(folder.path(), &["made-00001"]);
    check_refused(&run, &["does not repeat: 1 of 40 papers", "--config out/manifest.toml"]);
}

#[test]
fn ids_that_spreadsheets_would_compute_and_folders_with_other_files_are_repeated() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("in")).unwrap();
    let mut papers = corpora::papers(40);
    papers[0].id = "=made".to_owned();
    fs::write(folder.path().join("in/a.csv"), corpora::csv(&papers)).unwrap();
    fs::write(folder.path().join("in/notes.md"), "Notes of mine, and no papers.\n").unwrap();
    let run = themeline(folder.path(), &["run", "in", "-o", "out", "--only", "tables"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(explained(folder.path(), "=made")["paper_id"], "=made");
}

#[test]
fn an_unclustered_paper_has_neighbours_but_no_place() {
    let flags = ["--method", "dbscan", "--min-points", "8"];
    let folder = run_on_demo(&flags);
    let papers = table(folder.path(), "papers.csv");
    let unclustered = papers.rows_where("theme_id", "");
    let id = unclustered.column("paper_id")[0];
    let json = explained(folder.path(), id);
    assert!(json["place"].is_null() && json["nearest"].as_array().unwrap().len() == 10);
    let run = explain(folder.path(), &[id]);
    assert!(run.stdout.contains("\nunclustered"), "{}", run.stdout);
}
