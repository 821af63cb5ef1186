//! The main job on the bundled corpus: everything is there, and says what the manifest says.

use super::common::{Output, demo, demo_csv, files, themeline};
use super::svg::check_well_formed;
use std::path::Path;

const TABLES: [&str; 18] = [
    "candidates",
    "changepoints",
    "counts_wide",
    "duplicates",
    "evolution",
    "map",
    "papers",
    "rejects",
    "repairs",
    "share_wide",
    "sources",
    "synonyms",
    "terms",
    "theme_period",
    "theme_windows",
    "themes",
    "trends",
    "volume",
];

const CHARTS: [&str; 9] = [
    "alluvial",
    "corpus_volume",
    "document_map",
    "emergence_quadrant",
    "growth_forest",
    "theme_bars",
    "theme_heatmap",
    "theme_number",
    "theme_shares",
];

#[test]
fn every_table_and_chart_and_the_manifest_are_there() {
    for table in TABLES {
        assert!(demo().files.contains_key(&format!("tables/{table}.csv")), "{table}");
    }
    for chart in CHARTS {
        for ending in ["png", "svg"] {
            assert!(demo().files.contains_key(&format!("charts/{chart}.{ending}")), "{chart}");
        }
    }
    assert!(demo().files.contains_key("manifest.toml"));
    let stray: Vec<&String> =
        demo().files.keys().filter(|path| path.contains(".themeline")).collect();
    assert!(stray.is_empty(), "{stray:?}");
}

/// Width and height of a PNG, from its IHDR chunk.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && &bytes[12..16] == b"IHDR");
    assert!(bytes.ends_with(b"IEND\xAE\x42\x60\x82"), "the file is cut");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn charts_are_wide_enough_to_print() {
    let pngs: Vec<_> = demo().files.iter().filter(|(path, _)| path.ends_with(".png")).collect();
    assert!(pngs.len() >= CHARTS.len());
    for (path, bytes) in pngs {
        let (width, height) = png_size(bytes);
        assert!(width >= 1600 && height >= 600, "{path} is {width} × {height}");
    }
}

#[test]
fn vector_charts_are_well_formed_and_have_a_title() {
    let svgs: Vec<_> = demo().files.keys().filter(|path| path.ends_with(".svg")).collect();
    assert!(svgs.len() >= CHARTS.len());
    for path in svgs {
        let svg = demo().text(path);
        check_well_formed(svg).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        assert!(svg.contains("role=\"img\"") && svg.contains("viewBox="), "{path}");
        let title = svg.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        assert!(title.is_some_and(|(title, _)| !title.is_empty()), "{path}");
        // What is seen, with its numbers.
        let words = svg.split_once("<desc>").and_then(|(_, rest)| rest.split_once("</desc>"));
        assert!(words.is_some_and(|(w, _)| w.contains(|c: char| c.is_ascii_digit())), "{path}");
    }
}

#[test]
fn the_bars_show_every_theme_by_name_and_number() {
    let themes = demo().table("themes");
    let svg = demo().text("charts/theme_bars.svg");
    for (label, n) in themes.column("label").into_iter().zip(themes.column("n_papers")) {
        let written = label.replace('&', "&amp;");
        assert!(svg.contains(&format!(">{written}</text>")), "{label} is not in the chart");
        assert!(svg.contains(&format!(">{n} ")) || svg.contains(&format!(">{n}<")), "{label}: {n}");
    }
}

#[test]
fn the_manifest_counts_what_the_tables_hold() {
    let output = demo();
    let n_records = csv::Reader::from_path(demo_csv()).unwrap().records().count();
    assert_eq!(output.fact("n_records"), n_records);
    for (fact, table) in [
        ("n_papers", "papers"),
        ("n_duplicates", "duplicates"),
        ("n_rejected", "rejects"),
        ("n_themes", "themes"),
        ("n_periods", "share_wide"),
    ] {
        assert_eq!(output.fact(fact), output.table(table).rows.len(), "{fact}");
    }
    let n_used =
        ["n_papers", "n_duplicates", "n_rejected", "n_filtered"].map(|fact| output.fact(fact));
    assert_eq!(n_used.iter().sum::<usize>(), n_records);
    let manifest = output.manifest();
    let source = &manifest["run"]["sources"][0];
    assert_eq!(source["format"].as_str(), Some("CSV"));
    assert_eq!(source["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn the_summary_gives_every_theme_a_line() {
    let output = demo();
    let themes = output.table("themes");
    let n_papers = output.fact("n_papers");
    assert!(
        output.summary.starts_with(&format!("{} themes in {n_papers} papers\n", themes.rows.len())),
        "{}",
        output.summary
    );
    for row in &themes.rows {
        let line = output.summary.lines().find(|line| line.starts_with(&row[0])).unwrap();
        assert!(line.contains(&format!(" {} ", row[3])), "{line}");
    }
    assert!(output.summary.lines().all(|line| line.chars().count() <= 80), "{}", output.summary);
}

#[test]
fn quiet_prints_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "-q", "--only", "tables", "-o", "out"];
    let run = themeline(folder.path(), &args);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn without_out_the_folder_is_named_after_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo_csv();
    let run = themeline(folder.path(), &["run", demo.to_str().unwrap(), "--only", "tables"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("output/efficient-ml-papers"), "{}", run.stdout);
    let written = files(&folder.path().join("output/efficient-ml-papers"));
    assert!(written.contains_key("manifest.toml"));
    assert!(!written.keys().any(|path| path.starts_with("charts/")), "no charts were asked for");
}

#[test]
fn charts_change_nothing_in_the_tables() {
    let bare = Output::of(&demo_csv(), &["--only=tables"]);
    assert_eq!(bare.tables(), demo().tables());
}

#[test]
fn the_committed_example_is_what_a_run_gives() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("output/demo/tables");
    let mut golden = files(&golden);
    // The file is named by another path here.
    assert!(golden.remove("sources.csv").is_some());
    let fresh = demo().tables();
    let names: Vec<String> = golden.keys().map(|name| format!("tables/{name}")).collect();
    assert_eq!(names, fresh.keys().copied().collect::<Vec<_>>());
    for (name, bytes) in &golden {
        assert!(
            fresh[format!("tables/{name}").as_str()] == bytes,
            "output/demo/tables/{name} is stale; run `themeline run \
             data/efficient-ml-papers.csv -o output/demo` if the change is meant"
        );
    }
}
