//! `--locale`: CSV files that spreadsheets elsewhere open with a double click.

use super::common::{Output, Table, demo, demo_csv, files, themeline};
use std::collections::BTreeMap;

/// A table with semicolons between cells.
fn parse(bytes: &[u8]) -> Table {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(bytes);
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let header = rows.remove(0);
    Table { header, rows }
}

#[test]
fn the_german_tables_are_the_english_ones_in_other_signs() {
    let german = Output::of(&demo_csv(), &["--locale", "de"]);
    let columns = demo().table("columns");
    let mut n_commas = 0;
    for (path, bytes) in german.tables() {
        let name = path.strip_prefix("tables/").unwrap().strip_suffix(".csv").unwrap();
        let (english, mut translated) = (demo().table(name), parse(bytes));
        let kinds = columns.rows_where("table", name);
        for (i, kind) in kinds.column("type").into_iter().enumerate() {
            for row in translated.rows.iter_mut().filter(|_| kind == "number") {
                assert!(!row[i].contains('.'), "{path}: {row:?}");
                n_commas += row[i].matches(',').count();
                row[i] = row[i].replace(',', ".");
            }
        }
        assert_eq!(translated, english, "{path}");
    }
    assert!(n_commas > 1000, "{n_commas} decimal commas");
    assert_eq!(german.manifest()["output"]["locale"].as_str(), Some("de"));
    let drawn = |output: &Output| {
        let drawn = output
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("charts/") || path.as_str() == "report.xlsx");
        drawn.map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(drawn(&german), drawn(demo()), "what is drawn is the same in every country");
}

#[test]
fn whatever_reads_a_run_reads_a_german_one() {
    let folder = tempfile::tempdir().unwrap();
    let demo_path = demo_csv();
    let done = |args: &[&str]| {
        let run = themeline(folder.path(), args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.stderr);
        run.stdout
    };
    let input = demo_path.to_str().unwrap();
    done(&["run", input, "--locale", "de", "-o", "de"]);
    done(&["run", input, "-o", "en"]);
    let gold = ["--gold", input, "--gold-column", "theme"];
    let scores = |run: &str| {
        let text = done(&[&["evaluate", run][..], &gold].concat());
        text.replace(&format!("{run}/"), "").replace(&format!("{run}:"), "")
    };
    assert_eq!(scores("de"), scores("en"));
    let written = std::fs::read(folder.path().join("de/evaluation/scores.csv")).unwrap();
    assert_eq!(parse(&written).header, ["measure", "value", "range", "meaning"]);
    for run in ["de", "en"] {
        done(&["names", run, "-o", &format!("{run}.toml")]);
    }
    let names = |run: &str| std::fs::read(folder.path().join(format!("{run}.toml"))).unwrap();
    assert_eq!(names("de"), names("en"));
    let why = |run: &str| done(&["explain", run, "Distilling the Knowledge"]);
    assert_eq!(why("de").replace("de/", ""), why("en").replace("en/", ""));
    let before = files(&folder.path().join("de"));
    done(&["report", "de"]);
    assert_eq!(files(&folder.path().join("de")), before);
}
