//! Configuration files and values: what cannot be honoured is named, with what can.

use super::common::{Output, demo_csv, names, themeline};

#[track_caller]
fn check_refused(file: &str, flags: &[&str], parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.toml"), file).unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--config", "t.toml", "-o", "out"];
    let run = themeline(folder.path(), &[&args[..], flags].concat());
    assert_eq!(run.code, Some(2), "{file:?} {flags:?}: {}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
    }
    assert_eq!(names(folder.path()), ["t.toml"]);
}

#[test]
fn an_unknown_key_names_the_nearest() {
    check_refused("[themes]\nnumbr = 4\n", &[], &["t.toml", "themes.numbr", "`themes.number`"]);
    check_refused("[text]\nmax-df = 0.5\n", &[], &["text.max-df", "`text.max_df`"]);
    check_refused("[theme]\nnumber = 4\n", &[], &["`theme`", "`themes`"]);
    check_refused("number = 4\n", &[], &["t.toml", "`number`", "themeline init"]);
}

#[test]
fn r010_a_value_that_is_not_auto_is_named_with_what_it_could_be() {
    check_refused("[themes]\nnumber = \"many\"\n", &[], &["t.toml", "\"many\"", "themes.number"]);
    check_refused("[trends]\nperiod = \"week\"\n", &[], &["\"week\"", "month", "year"]);
    check_refused("", &["--period", "week"], &["week", "month, quarter or year"]);
    check_refused("", &["--format", "docx"], &["docx", "jsonl, parquet"]);
    check_refused("", &["--themes", "many"], &["many", "auto", "--themes"]);
}

#[test]
fn a_value_of_the_wrong_kind() {
    check_refused("[themes]\nmethod = \"hdbscan\"\n", &[], &["hdbscan", "dbscan"]);
    check_refused("[output]\nchart_theme = \"sepia\"\n", &[], &["t.toml", "sepia"]);
    check_refused(
        "[output]\nchart_width = 90\n",
        &[],
        &["output.chart_width is 90", "800 to 4000"],
    );
    check_refused("[output]\nonly = \"pictures\"\n", &[], &["t.toml", "pictures"]);
    check_refused("themes = 4\n", &[], &["t.toml"]);
    check_refused("[themes\n", &[], &["t.toml", "themeline init"]);
}

#[test]
fn a_value_out_of_range() {
    for (key, value) in [
        ("text.title_weight", "-1"),
        ("text.max_df", "0"),
        ("text.max_df", "1.01"),
        ("text.max_df", "nan"),
        ("text.min_df", "0"),
        ("text.max_terms", "0"),
        ("themes.number", "0"),
        ("themes.min_match", "0"),
        ("themes.min_membership", "1.1"),
        ("themes.min_match", "1001"),
        ("themes.restarts", "0"),
        ("themes.restarts", "1001"),
        ("themes.rank", "0"),
        ("themes.smoothing_rounds", "101"),
        ("themes.smoothing_weight", "1.5"),
        ("themes.embeddings_weight", "-0.1"),
        ("themes.embeddings_weight", "1.5"),
        ("themes.min_points", "1"),
        ("themes.radius", "0"),
        ("themes.radius", "2.5"),
        ("labels.coherence", "-1"),
        ("labels.coherence", "101"),
        ("trends.as_of", "yesterday"),
        ("trends.as_of", "2025-13"),
        ("trends.forecast", "61"),
        ("trends.as_of", "03/04/2025"),
    ] {
        let parts = [key, value, "out of range", "give a value in: "];
        let flag = match key {
            "themes.number" => "--themes".to_owned(),
            key => format!("--{}", key.split('.').next_back().unwrap().replace('_', "-")),
        };
        let value = format!("{flag}={value}");
        let parts = if key == "text.max_df" && parts[1] == "nan" { ["max_df"; 4] } else { parts };
        check_refused("", &[&value], &parts);
    }
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--config", "none.toml"];
    let run = themeline(folder.path(), &args);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("none.toml"), "{}", run.stderr);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn flags_override_the_file_and_the_manifest_says_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.toml");
    std::fs::write(&path, "[themes]\nnumber = 5\nseed = 7\n[output]\nonly = \"tables\"\n").unwrap();
    let output = Output::of(&demo_csv(), &["--config", path.to_str().unwrap(), "--themes", "6"]);
    assert_eq!(output.fact("n_themes"), 6);
    let manifest = output.manifest();
    assert_eq!(manifest["themes"]["number"].as_integer(), Some(6));
    assert_eq!(manifest["themes"]["seed"].as_integer(), Some(7));
    assert!(!output.files.keys().any(|path| path.starts_with("charts/")));
}

#[test]
fn stop_words_leave_the_terms() {
    let output =
        Output::of(&demo_csv(), &["--stop-words", "attention,Quantization", "--only", "tables"]);
    for term in output.table("terms").column("term") {
        let term = term.to_lowercase();
        assert!(!["attention", "quantization"].contains(&term.as_str()), "{term}");
    }
}

#[test]
fn r008_more_threads_than_any_machine_has_do_not_hang() {
    let output = Output::of(&demo_csv(), &["--threads", "100000", "--only", "tables"]);
    assert_eq!(output.tables(), super::common::demo().tables());
}
