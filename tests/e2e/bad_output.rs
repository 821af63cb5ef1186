//! Output folders: nothing of the user's is ever replaced, and what cannot be written is said
//! before the work is done.

use super::common::{demo_csv, files, names, themeline};
use std::fs;
use std::path::Path;

fn run(folder: &Path, out: &str) -> super::common::Run {
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--only", "tables", "-o", out];
    themeline(folder, &args)
}

#[track_caller]
fn check_refused(folder: &Path, out: &str, parts: &[&str]) {
    let before = files(folder);
    let run = run(folder, out);
    assert_eq!(run.code, Some(2), "-o {out}: {}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
    }
    assert!(files(folder) == before, "something changed: {:?}", files(folder).keys());
}

#[test]
fn a_folder_with_other_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("thesis")).unwrap();
    fs::write(folder.path().join("thesis/thesis.tex"), "years of work").unwrap();
    check_refused(folder.path(), "thesis", &["thesis", "not an output of themeline", "-o"]);
    check_refused(folder.path(), ".", &["-o"]);
}

#[test]
fn r001_a_manifest_of_another_program_does_not_make_a_folder_ours() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    fs::write(folder.path().join("app/manifest.toml"), "[package]\nname = \"app\"\n").unwrap();
    fs::write(folder.path().join("app/main.py"), "years of work").unwrap();
    check_refused(folder.path(), "app", &["app", "not an output of themeline", "-o"]);
    fs::remove_file(folder.path().join("app/main.py")).unwrap();
    check_refused(folder.path(), "app", &["app", "not an output of themeline", "-o"]);
}

#[test]
fn r002_notes_put_into_an_output_are_not_deleted() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), "out").code, Some(0));
    assert_eq!(run(folder.path(), "out").code, Some(0), "our own output is replaced");
    for notes in ["out/notes.md", "out/tables/themes with my names.xlsx"] {
        fs::write(folder.path().join(notes), "what I think of it").unwrap();
        check_refused(folder.path(), "out", &["out", notes.trim_start_matches("out/"), "-o"]);
        fs::remove_file(folder.path().join(notes)).unwrap();
    }
}

#[test]
fn a_file_in_the_place_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    check_refused(folder.path(), "file", &["file", "-o"]);
}

#[test]
fn a_path_below_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    check_refused(folder.path(), "file/out", &["file", "-o"]);
    check_refused(folder.path(), "file/deep/out", &["file", "-o"]);
}

#[test]
fn r003_a_failed_run_makes_no_folders() {
    let folder = tempfile::tempdir().unwrap();
    let run = themeline(folder.path(), &["run", "nowhere.csv", "-o", "a/b/out"]);
    assert_eq!(run.code, Some(2));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[test]
fn r004_the_folder_one_is_in_is_not_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    check_refused(&folder.path().join("empty"), ".", &["-o"]);
    check_refused(&folder.path().join("empty"), "../empty", &["-o"]);
    assert_eq!(names(folder.path()), ["empty"]);
}

#[test]
fn an_empty_folder_and_one_that_is_not_there_are_filled() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for out in ["empty", "new/deep/out", "slash/"] {
        let run = run(folder.path(), out);
        assert_eq!(run.code, Some(0), "-o {out}: {}", run.stderr);
        assert!(folder.path().join(out).join("tables/themes.csv").exists());
    }
    assert_eq!(names(folder.path()), ["empty", "new", "slash"]);
    assert_eq!(names(&folder.path().join("new/deep")), ["out"]);
}

#[cfg(unix)]
#[test]
fn r005_a_link_to_an_output_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), "disk/out").code, Some(0));
    std::os::unix::fs::symlink("disk/out", folder.path().join("link")).unwrap();
    fs::remove_file(folder.path().join("disk/out/tables/themes.csv")).unwrap();
    assert_eq!(run(folder.path(), "link").code, Some(0));
    assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    assert!(folder.path().join("disk/out/tables/themes.csv").exists());
    std::os::unix::fs::symlink("nowhere", folder.path().join("broken")).unwrap();
    let run = run(folder.path(), "broken");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("broken") && run.stderr.contains("-o"), "{}", run.stderr);
}

#[test]
fn r006_an_output_in_the_folder_that_is_read_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(demo_csv(), folder.path().join("papers.csv")).unwrap();
    let mut runs = Vec::new();
    for _ in 0..2 {
        let run = themeline(folder.path(), &["run", ".", "--only", "tables"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        runs.push(files(&folder.path().join("output/papers")));
    }
    assert!(runs[0] == runs[1], "the second run read the tables of the first");
}
