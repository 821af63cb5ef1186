//! `themeline evaluate`: the figures, whose labels they are about, and what it refuses.

use super::agreement::adjusted_mutual_information;
use super::common::{Run, Table, command, demo_csv, files, finish, names, themeline};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the demo corpus as `papers.csv` and a run of it in `out`.
fn demo_run(flags: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(demo_csv(), folder.path().join("papers.csv")).unwrap();
    run(folder.path(), flags);
    folder
}

#[track_caller]
fn run(folder: &Path, flags: &[&str]) {
    let args = ["run", "papers.csv", "--only", "tables", "-q", "-o", "out"];
    let run = themeline(folder, &[&args, flags].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[track_caller]
fn evaluate(folder: &Path, flags: &[&str]) -> Run {
    let run = themeline(folder, &[&["evaluate", "out"], flags].concat());
    assert_eq!(run.code, Some(0), "{flags:?}: {}", run.stderr);
    run
}

/// Evaluates and parses what `--json` prints.
#[track_caller]
fn json(folder: &Path, flags: &[&str]) -> serde_json::Value {
    let run = evaluate(folder, &[flags, &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap()
}

#[track_caller]
fn table(folder: &Path, path: &str) -> Table {
    Table::parse(&fs::read(folder.join(path)).unwrap())
}

/// The demo's gold column under another header, for each paper by the columns of `header`.
fn gold(header: &str, row: impl Fn(usize, &[String]) -> Option<String>) -> String {
    let demo = Table::parse(&fs::read(demo_csv()).unwrap());
    let rows = demo.rows.iter().enumerate().filter_map(|(i, cells)| row(i, cells));
    [header.to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_figures_are_those_of_an_independent_count() {
    let folder = demo_run(&["--themes", "9"]);
    let flags = ["--gold", "papers.csv", "--gold-column", "theme"];
    let text = evaluate(folder.path(), &flags).stdout;
    assert!(text.contains("9 themes of 301 papers, 301 with one of 9 labels"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    let input = table(folder.path(), "papers.csv");
    let papers = table(folder.path(), "out/tables/papers.csv");
    let theme_of: BTreeMap<&str, &str> =
        papers.column("paper_id").into_iter().zip(papers.column("theme_id")).collect();
    let classes = input.column("theme");
    let themes: Vec<&str> = input.column("id").iter().map(|id| theme_of[id]).collect();

    let scores = table(folder.path(), "out/evaluation/scores.csv");
    let score: BTreeMap<&str, f64> = scores
        .column("measure")
        .into_iter()
        .zip(scores.numbers("value").into_iter().map(Option::unwrap))
        .collect();
    let ami = adjusted_mutual_information(&classes, &themes);
    assert!((score["ami"] - ami).abs() < 1e-5, "{} {ami}", score["ami"]);
    let manifest: toml::Table =
        fs::read_to_string(folder.path().join("out/manifest.toml")).unwrap().parse().unwrap();
    assert_eq!(score["silhouette"], manifest["run"]["silhouette"].as_float().unwrap());
    let stability = table(folder.path(), "out/tables/themes.csv").numbers("stability");
    let mean = stability.iter().map(|s| s.unwrap()).sum::<f64>() / stability.len() as f64;
    assert!((score["stability"] - mean).abs() < 1e-5, "{} {mean}", score["stability"]);
    assert!(score["c_v"] > 0.3 && score["c_v"] < 1.0, "{score:?}");
    assert!(score["diversity"] > 0.5 && score["diversity"] <= 1.0, "{score:?}");

    let found = table(folder.path(), "out/evaluation/classes.csv");
    assert_eq!(found.rows.len(), 9);
    let rows = found.column("gold_label").into_iter().zip(found.column("theme_id"));
    let mut best_f1 = Vec::new();
    for ((class, theme), f1) in rows.zip(found.numbers("f1")) {
        let f1_of = |theme: &str| {
            let pairs = || classes.iter().zip(&themes);
            let both = pairs().filter(|&(&c, &t)| c == class && t == theme).count();
            let either = pairs().map(|(&c, &t)| usize::from(c == class) + usize::from(t == theme));
            2.0 * both as f64 / either.sum::<usize>() as f64
        };
        let best = themes.iter().map(|theme| f1_of(theme)).fold(0.0, f64::max);
        assert!(
            (f1.unwrap() - best).abs() < 1e-5 && f1_of(theme) == best,
            "{class}: {f1:?} {best}"
        );
        best_f1.push(best);
    }
    let mean = best_f1.iter().sum::<f64>() / 9.0;
    assert!((score["best_f1"] - mean).abs() < 1e-5);
}

#[test]
fn json_has_the_same_figures_as_the_table() {
    let folder = demo_run(&[]);
    let flags = ["--gold", "papers.csv", "--gold-column", "theme"];
    let printed = json(folder.path(), &flags);
    let written = fs::read(folder.path().join("out/evaluation/evaluation.json")).unwrap();
    assert_eq!(printed, serde_json::from_slice::<serde_json::Value>(&written).unwrap());
    let scores = table(folder.path(), "out/evaluation/scores.csv");
    assert_eq!(printed["scores"].as_object().unwrap().len(), scores.rows.len());
    for (measure, value) in scores.column("measure").into_iter().zip(scores.numbers("value")) {
        assert_eq!(printed["scores"][measure].as_f64(), value, "{measure}");
    }
    // The only thing to note is that some papers fit nowhere.
    let notes = printed["notes"].as_array().unwrap();
    let is_expected = |note: &serde_json::Value| note.to_string().contains("unclustered");
    assert!(notes.iter().all(is_expected), "{notes:?}");
}

#[test]
fn papers_are_matched_by_id_or_title_whatever_the_format() {
    let folder = demo_run(&[]);
    let expected = json(folder.path(), &["--gold", "papers.csv", "--gold-column", "theme"]);
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("ids.csv", gold("id,label", |_, c| Some(format!("{}v2,{}", c[0], c[5]))));
    let title = |title: &str| title.to_uppercase().replace(['\t', '"'], " ");
    write("titles.tsv", gold("title\tlabel", |_, c| Some(format!("{}\t{}", title(&c[1]), c[5]))));
    let object = |_: usize, c: &[String]| {
        let title = &c[1];
        Some(serde_json::json!({"id": "x", "title": title, "label": c[5]}).to_string())
    };
    // One id for all would make one record of them.
    let lines = gold("", |i, c| object(i, c).map(|o| o.replace("\"x\"", &format!("\"x{i}\""))));
    write("other_ids.jsonl", lines);
    for file in ["ids.csv", "titles.tsv", "other_ids.jsonl"] {
        let found = json(folder.path(), &["--gold", file]);
        assert_eq!(found["scores"], expected["scores"], "{file}");
        assert_eq!(found["n_labelled"], 301, "{file}");
    }
}

#[test]
fn papers_that_only_one_side_has_are_counted_and_left_out() {
    let folder = demo_run(&[]);
    let half = |i: usize, c: &[String]| i.is_multiple_of(2).then(|| format!("{},{}", c[0], c[5]));
    fs::write(folder.path().join("half.csv"), gold("id,label", half)).unwrap();
    let expected = json(folder.path(), &["--gold", "half.csv"]);
    assert_eq!(expected["n_labelled"], 151);
    let more = gold("id,label", half) + "\nelsewhere-1,pruning\nelsewhere-2,a class of its own\n";
    fs::write(folder.path().join("more.csv"), more).unwrap();
    let found = json(folder.path(), &["--gold", "more.csv"]);
    assert_eq!(found["scores"], expected["scores"]);
    let notes = found["notes"].to_string();
    assert!(notes.contains("2 labelled papers are not in the run"), "{notes}");
    assert!(notes.contains("150 papers of the run have no label"), "{notes}");
}

#[test]
fn unclustered_papers_are_one_group_and_no_theme() {
    let folder = demo_run(&["--method", "dbscan"]);
    let found = json(folder.path(), &["--gold", "papers.csv", "--gold-column", "theme"]);
    let papers = table(folder.path(), "out/tables/papers.csv");
    let n_unclustered = papers.column("theme_id").iter().filter(|theme| theme.is_empty()).count();
    assert!(n_unclustered > 1);
    let notes = found["notes"].to_string();
    let note = format!("{n_unclustered} labelled papers are unclustered");
    assert!(notes.contains(&note) && notes.contains("no stability"), "{notes}");
    assert!(found["scores"]["stability"].is_null());
    // The demo's input is in the order of its ids, as the papers are.
    let input = table(folder.path(), "papers.csv");
    let class: BTreeMap<&str, &str> =
        input.column("id").into_iter().zip(input.column("theme")).collect();
    let classes: Vec<&str> = papers.column("paper_id").iter().map(|id| class[id]).collect();
    let ami = adjusted_mutual_information(&classes, &papers.column("theme_id"));
    assert!((found["scores"]["ami"].as_f64().unwrap() - ami).abs() < 1e-5, "{ami}");
}

#[test]
fn without_its_inputs_a_run_has_all_figures_but_coherence() {
    let folder = demo_run(&[]);
    let whole = json(folder.path(), &[]);
    assert!(whole["scores"]["c_v"].is_number() && whole["scores"].get("ami").is_none());
    assert!(!folder.path().join("out/evaluation/classes.csv").exists());
    let check = |reason: &str| {
        let found = json(folder.path(), &[]);
        assert!(found["scores"]["c_v"].is_null() && found["scores"]["c_npmi"].is_null());
        assert_eq!(found["scores"]["diversity"], whole["scores"]["diversity"]);
        let notes = found["notes"].to_string();
        assert!(notes.contains("papers.csv") && notes.contains(reason), "{notes}");
        let scores = table(folder.path(), "out/evaluation/scores.csv");
        assert_eq!(scores.rows_where("measure", "c_v").column("value"), [""]);
    };
    let mut text = fs::read(folder.path().join("papers.csv")).unwrap();
    text.extend(b"x1,One more,Text of it.,2024,,pruning\n");
    fs::write(folder.path().join("papers.csv"), text).unwrap();
    check("has changed");
    fs::remove_file(folder.path().join("papers.csv")).unwrap();
    check("is not there");
}

#[test]
fn another_run_replaces_the_evaluation_with_the_rest() {
    let folder = demo_run(&[]);
    evaluate(folder.path(), &["--gold", "papers.csv", "--gold-column", "theme"]);
    evaluate(folder.path(), &[]);
    assert_eq!(names(&folder.path().join("out/evaluation")), ["evaluation.json", "scores.csv"]);
    assert_eq!(names(folder.path()), ["out", "papers.csv"]);
    run(folder.path(), &[]);
    assert_eq!(names(&folder.path().join("out")), ["manifest.toml", "tables"]);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = demo_run(&[]);
    let of = |threads: &str| {
        let args = ["evaluate", "out", "--gold", "papers.csv", "--gold-column", "theme"];
        let run = finish(command(folder.path()).args(args).env("RAYON_NUM_THREADS", threads));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        (run.stdout, files(&folder.path().join("out/evaluation")))
    };
    assert!(of("1") == of("5"));
}

#[test]
fn what_cannot_be_evaluated_is_said_in_one_line() {
    let folder = demo_run(&[]);
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("one.csv", gold("id,label", |_, c| Some(format!("{},same", c[0]))));
    write("others.csv", "id,label\nelsewhere-1,a\nelsewhere-2,b\n".to_owned());
    write("empty.csv", gold("title,label", |_, c| Some(format!("\"{}\",", c[1]))));
    fs::create_dir(folder.path().join("mine")).unwrap();
    write("mine/scores.csv", "years of work".to_owned());
    let before = files(folder.path());
    let check = |args: &[&str], parts: &[&str]| {
        let run = themeline(folder.path(), &[&["evaluate"], args].concat());
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stdout);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
        }
        assert!(files(folder.path()) == before, "{args:?} wrote something");
    };
    check(&["nowhere"], &["nowhere", "not an output", "themeline run"]);
    check(&["mine"], &["mine", "not an output", "themeline run"]);
    check(&["out", "--gold", "none.csv"], &["none.csv", "no such file"]);
    check(&["out", "--gold", "papers.csv"], &["papers.csv", "\"label\"", "--gold-column"]);
    check(&["out", "--gold", "one.csv"], &["one.csv", "\"same\"", "two classes"]);
    check(&["out", "--gold", "others.csv"], &["others.csv", "none of its 2", "ids or titles"]);
    check(&["out", "--gold", "empty.csv"], &["empty.csv", "--gold-column"]);
    check(&["out", "-o", "mine"], &["mine", "not an output of themeline", "-o"]);
    check(&["out", "-o", "papers.csv"], &["papers.csv", "-o"]);
    fs::remove_file(folder.path().join("out/tables/terms.csv")).unwrap();
    let run = themeline(folder.path(), &["evaluate", "out"]);
    assert!(run.code == Some(2) && run.stderr.contains("terms.csv"), "{}", run.stderr);
}
