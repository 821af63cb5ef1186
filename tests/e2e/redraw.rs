//! `themeline report`: what is drawn comes from the written tables, and from nothing else.

use super::common::{Table, demo, demo_csv, files, names, themeline};
use super::corpora;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

type Files = BTreeMap<String, Vec<u8>>;

/// Runs themeline in a folder, which must go well.
#[track_caller]
fn done(folder: &Path, args: &[&str]) -> String {
    let run = themeline(folder, args);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    run.stdout
}

/// A folder with the demo in `out`, without its charts.
fn saved_demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in demo().files.iter().filter(|(path, _)| !path.starts_with("charts/")) {
        let path = folder.path().join("out").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn charts(files: &Files) -> Files {
    let charts = files.iter().filter(|(path, _)| path.starts_with("charts/"));
    charts.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// Which of the files differ.
fn differing(one: &Files, other: &Files) -> Vec<String> {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    one.keys().filter(|path| one[*path] != other[*path]).cloned().collect()
}

#[test]
fn a_saved_run_is_redrawn_byte_for_byte_in_its_place() {
    let folder = saved_demo();
    done(folder.path(), &["report", "out"]);
    assert_eq!(differing(&files(&folder.path().join("out")), &demo().files), [""; 0]);
    assert_eq!(names(folder.path()), ["out"], "nothing is left beside it");
}

#[test]
fn elsewhere_it_is_a_whole_output_and_the_run_stays_as_it_was() {
    let folder = saved_demo();
    let before = files(&folder.path().join("out"));
    let said = done(folder.path(), &["report", "out", "-o", "deep/again"]);
    assert!(said.contains("deep/again"), "{said}");
    assert_eq!(differing(&files(&folder.path().join("deep/again")), &demo().files), [""; 0]);
    assert_eq!(files(&folder.path().join("out")), before);
}

/// The papers with a column of venues, of which one is hostile.
fn with_venues(csv: &[u8]) -> Vec<u8> {
    let mut table = Table::parse(csv);
    table.header.push("venue".to_owned());
    for (i, row) in table.rows.iter_mut().enumerate() {
        row.push(["=cmd|x", "Reefs\tToday", "Plain"][i % 3].to_owned());
    }
    table.to_csv()
}

/// Runs that have what the demo has not: other tables, hostile names, no dates.
#[test]
fn other_runs_are_redrawn_byte_for_byte() {
    let mut papers = corpora::papers(60);
    papers[1].id = "=1+1".to_owned();
    let names =
        "[[theme]]\nname = \"=1+1; a \\\"name\\\"\"\nterms = [\"coral\", \"reef\", \"corals\"]\n";
    let taxonomy = "[[theme]]\nid = \"=A\"\nname = \"+Mine; or yours\"\nphrases = [\"coral\"]\n";
    for flags in [
        &["--by", "venue", "--names", "names.toml"][..],
        &["--taxonomy", "taxonomy.toml", "--csv", "plain"],
        &["--parquet", "--period", "month"],
        &["--themes", "1"],
        &["--method", "dbscan"],
        &["--level", "broad"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("papers.csv"), with_venues(&corpora::csv(&papers))).unwrap();
        fs::write(folder.path().join("names.toml"), names).unwrap();
        fs::write(folder.path().join("taxonomy.toml"), taxonomy).unwrap();
        let args = [&["run", "papers.csv", "-q", "-o", "out"], flags].concat();
        done(folder.path(), &args);
        done(folder.path(), &["report", "out", "-q", "-o", "again"]);
        let [out, again] = ["out", "again"].map(|name| files(&folder.path().join(name)));
        assert_eq!(differing(&out, &again), [""; 0], "{flags:?}");
        assert!(charts(&out).len() >= 6, "{flags:?}");
    }
}

/// Puts another cell into a table of the demo and draws it again.
fn redrawn_with(table: &str, column: &str, row: usize, cell: &str) -> Vec<String> {
    let folder = saved_demo();
    let path = folder.path().join(format!("out/tables/{table}.csv"));
    let mut changed = demo().table(table);
    let position = changed.header.iter().position(|name| name == column).unwrap();
    assert_ne!(changed.rows[row][position], cell);
    changed.rows[row][position] = cell.to_owned();
    fs::write(&path, changed.to_csv()).unwrap();
    done(folder.path(), &["report", "out", "-q"]);
    assert_eq!(Table::parse(&fs::read(&path).unwrap()), changed, "tables are carried over");
    differing(&charts(&files(&folder.path().join("out"))), &charts(&demo().files))
}

#[test]
fn a_changed_cell_changes_the_charts_of_its_table_and_no_other() {
    let pictures = |names: &[&str]| -> Vec<String> {
        let both = |name: &&str| ["png", "svg"].map(|end| format!("charts/{name}.{end}"));
        names.iter().flat_map(both).collect()
    };
    for (table, column, row, cell, expected) in [
        ("themes", "n_papers", 0, "99", &["term_bars", "theme_bars", "theme_tree"][..]),
        ("terms", "score", 2, "0.4", &["term_bars"]),
        ("broad_themes", "label", 0, "Other words", &["theme_tree"]),
        ("theme_period", "share", 3, "0.321", &["theme_heatmap", "theme_shares"]),
        ("trends", "growth_per_year", 1, "0.9", &["emergence_quadrant", "growth_forest"]),
        ("map", "x", 7, "0.1", &["document_map"]),
        ("candidates", "silhouette", 2, "0.123", &["theme_number"]),
        ("bursts", "share_in", 0, "0.5", &["burst_timeline"]),
        ("theme_windows", "n_papers", 0, "44", &["alluvial"]),
        ("volume", "n_papers", 4, "77", &["corpus_volume"]),
    ] {
        let changed = redrawn_with(table, column, row, cell);
        assert_eq!(changed, pictures(expected), "{table}.csv, {column}");
    }
}

#[test]
fn a_saved_run_is_redrawn_in_other_colours_and_wider() {
    let folder = saved_demo();
    done(folder.path(), &["report", "out", "-q", "--theme", "dark", "--chart-width", "1600"]);
    let redrawn = files(&folder.path().join("out"));
    let png = &redrawn["charts/theme_bars.png"];
    assert_eq!(png[16..20], 3200u32.to_be_bytes());
    let svg = String::from_utf8(redrawn["charts/theme_bars.svg"].clone()).unwrap();
    assert!(svg.contains("fill=\"#15191F\"") && !svg.contains("fill=\"#FFFFFF\""));
    let manifest = String::from_utf8(redrawn["manifest.toml"].clone()).unwrap();
    assert!(manifest.contains("chart_theme = \"dark\"") && manifest.contains("chart_width = 1600"));
    let refused = themeline(folder.path(), &["report", "out", "--chart-width", "300"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("output.chart_width is 300"), "{}", refused.stderr);
    assert_eq!(files(&folder.path().join("out")), redrawn, "and nothing is touched");
}

#[test]
fn rows_that_were_sorted_are_put_in_their_order() {
    let folder = saved_demo();
    let mut sorted = demo().table("theme_period");
    sorted.rows.reverse();
    fs::write(folder.path().join("out/tables/theme_period.csv"), sorted.to_csv()).unwrap();
    let said = done(folder.path(), &["report", "out"]);
    let found = charts(&files(&folder.path().join("out")));
    let same = |name: &str| {
        let path = format!("charts/{name}.svg");
        assert!(found[&path] == demo().files[&path], "{name}");
    };
    ["theme_shares", "theme_heatmap"].into_iter().for_each(same);
    let first = |text: &str| text.lines().find(|line| line.starts_with("T01")).unwrap().to_owned();
    assert_eq!(first(&said), first(&demo().summary));
}

#[test]
fn an_evaluation_is_kept_and_only_leaves_the_charts_out() {
    let folder = saved_demo();
    done(folder.path(), &["evaluate", "out"]);
    done(folder.path(), &["report", "out", "-q"]);
    assert!(folder.path().join("out/evaluation/evaluation.json").exists());
    done(folder.path(), &["report", "out", "-q", "--only", "tables"]);
    assert_eq!(names(&folder.path().join("out")), ["evaluation", "manifest.toml", "tables"]);
    let manifest = fs::read_to_string(folder.path().join("out/manifest.toml")).unwrap();
    assert!(manifest.contains("only = \"tables\""), "{manifest}");
    done(folder.path(), &["report", "out", "-q", "--only", "charts"]);
    assert!(folder.path().join("out/tables/themes.csv").exists());
    assert_eq!(charts(&files(&folder.path().join("out"))), charts(&demo().files));
}

#[test]
fn a_run_makes_the_parts_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let demo_path = demo_csv();
    let args = ["run", demo_path.to_str().unwrap(), "-q", "-o", "out", "--only", "charts"];
    done(folder.path(), &args);
    let out = files(&folder.path().join("out"));
    assert_eq!(charts(&out), charts(&demo().files));
    assert_eq!(out.len(), 1 + charts(&out).len(), "charts and the manifest: {:?}", out.keys());
    let run = themeline(folder.path(), &["report", "out"]);
    assert_eq!(run.code, Some(2));
    for part in ["out has no tables", "--only charts"] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[track_caller]
fn check_refused(damage: impl Fn(&Path), parts: &[&str]) {
    let folder = saved_demo();
    damage(&folder.path().join("out"));
    let before = files(folder.path());
    let run = themeline(folder.path(), &["report", "out"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    for part in parts {
        assert!(run.stderr.contains(part), "{part:?} is not in {}", run.stderr);
    }
    assert_eq!(files(folder.path()), before, "the folder stays as it was");
}

#[test]
fn a_damaged_or_foreign_folder_is_refused_with_place_and_remedy() {
    let change = |path: &'static str, from: &'static str, to: &'static str| {
        move |out: &Path| {
            let text = fs::read_to_string(out.join(path)).unwrap();
            assert!(text.contains(from), "{path}");
            fs::write(out.join(path), text.replacen(from, to, 1)).unwrap();
        }
    };
    let remedy = "run themeline again";
    let remove = |path: &'static str| move |out: &Path| fs::remove_file(out.join(path)).unwrap();
    check_refused(remove("tables/map.csv"), &["map.csv", remedy]);
    check_refused(remove("tables/columns.csv"), &["columns.csv", remedy]);
    check_refused(remove("manifest.toml"), &["not an output of themeline", "-o"]);
    check_refused(
        change("tables/trends.csv", ",steady,", ",soaring,"),
        &["trends", "column `verdict`", "\"soaring\" is no verdict", remedy],
    );
    check_refused(
        change("tables/volume.csv", "TRUE", "maybe"),
        &["volume.csv", "line 2", "column `complete`", remedy],
    );
    check_refused(
        change("tables/theme_period.csv", ",share,", ",part,"),
        &["theme_period.csv", "line 1", "`share`", remedy],
    );
    check_refused(
        change("manifest.toml", "n_papers = 301", "n_papers = -1"),
        &["manifest.toml", "line", remedy],
    );
    let garbage = |out: &Path| fs::write(out.join("tables/themes.parquet"), b"PAR1 no").unwrap();
    check_refused(garbage, &["themes.parquet", remedy]);
}

#[test]
fn a_folder_that_is_no_run_is_not_drawn_and_nothing_of_the_users_is_replaced() {
    let folder = saved_demo();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/thesis.tex"), "x").unwrap();
    for (args, part) in [
        (&["report", "mine", "-o", "new"][..], "mine is not an output of themeline"),
        (&["report", "nowhere", "-o", "new"], "nowhere is not an output of themeline"),
        (&["report", "out", "-o", "mine"], "mine exists and is not an output of themeline"),
    ] {
        let run = themeline(folder.path(), args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
    }
    assert_eq!(names(folder.path()), ["mine", "out"]);
}
