//! Names that a user gives to themes: written by one run, read by the next.

use super::common::{Output, demo, demo_csv, files, names, themeline};
use std::path::Path;

/// A folder with the output `out` of the demo.
fn with_demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &demo().files {
        let path = folder.path().join("out").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// The file of names of the demo, with some of the labels replaced.
#[track_caller]
fn edited(folder: &Path, edits: &[(&str, &str)]) {
    let run = themeline(folder, &["names", "out"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("names.toml"), "{}", run.stdout);
    let path = folder.join("names.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in edits {
        let line = format!("name = \"{from}\"");
        assert!(text.contains(&line), "no {line} in {text}");
        text = text.replace(&line, &format!("name = \"{to}\""));
    }
    std::fs::write(&path, text).unwrap();
}

#[test]
fn names_follow_their_themes_into_a_run_with_other_numbers() {
    let folder = with_demo();
    let labels = demo().table("themes");
    let labels = labels.column("label");
    edited(folder.path(), &[(labels[0], "First of mine"), (labels[2], "Third of mine")]);
    let names_file = folder.path().join("names.toml");
    let flags = ["--names", names_file.to_str().unwrap(), "--themes", "9", "--only", "tables"];
    let renamed = Output::of(&demo_csv(), &flags);
    let nine = Output::of(&demo_csv(), &["--themes", "9", "--only", "tables"]);
    // The themes are the same as without names, and most of each is in the one of its name.
    assert_eq!(renamed.bytes("tables/map.csv"), nine.bytes("tables/map.csv"));
    let (before, after) = (demo().table("papers"), renamed.table("papers"));
    for (old, new) in [(labels[0], "First of mine"), (labels[2], "Third of mine")] {
        let old = before.rows_where("label", old);
        let old: Vec<&str> = old.column("paper_id");
        let now = after.rows_where("label", new);
        let n_kept = now.column("paper_id").iter().filter(|id| old.contains(id)).count();
        assert!(2 * n_kept > old.len(), "{new}: {n_kept} of {}", old.len());
        assert!(renamed.table("themes").column("description").iter().any(|d| d.contains(new)));
    }
    let themes = renamed.table("themes");
    let mut unique = themes.column("label");
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), themes.rows.len());
}

#[test]
fn a_name_whose_theme_is_gone_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.toml");
    std::fs::write(&path, "[[theme]]\nname = \"Whales\"\nterms = [\"whale\", \"krill\"]\n")
        .unwrap();
    let output = Output::of(&demo_csv(), &["--names", path.to_str().unwrap(), "--only", "tables"]);
    assert!(output.summary.contains("\"Whales\""), "{}", output.summary);
    let unused = &output.manifest()["run"]["unused_names"];
    assert_eq!(unused.as_array().unwrap()[0].as_str(), Some("Whales"));
    assert_eq!(output.tables(), demo().tables(), "and changes nothing");
}

#[test]
fn names_that_are_not_changed_change_nothing() {
    let folder = with_demo();
    edited(folder.path(), &[]);
    let path = folder.path().join("names.toml");
    let output = Output::of(&demo_csv(), &["--names", path.to_str().unwrap(), "--only", "tables"]);
    assert_eq!(output.tables(), demo().tables());
}

#[test]
fn a_file_of_names_is_not_written_over() {
    let folder = with_demo();
    edited(folder.path(), &[]);
    let before = files(folder.path());
    let run = themeline(folder.path(), &["names", "out"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("names.toml exists already"), "{}", run.stderr);
    assert_eq!(files(folder.path()), before);
    let run = themeline(folder.path(), &["names", "out", "-o", "other.toml"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(names(folder.path()).contains(&"other.toml".to_owned()));
}

#[test]
fn what_cannot_be_used_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = themeline(folder.path(), &["names", "."]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("themes.csv"), "{}", run.stderr);
    std::fs::write(folder.path().join("n.toml"), "[[theme]]\nname = \"A\"\nterms = 3\n").unwrap();
    let demo = demo_csv();
    for (file, part) in [("n.toml", "n.toml, line 3"), ("none.toml", "none.toml")] {
        let args = ["run", demo.to_str().unwrap(), "--names", file, "-o", "out"];
        let run = themeline(folder.path(), &args);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(part), "{}", run.stderr);
        assert!(!names(folder.path()).contains(&"out".to_owned()));
    }
}
