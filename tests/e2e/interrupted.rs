//! A run that is killed leaves the earlier output as it was.

use super::common::{command, files, names, themeline};
use super::corpora;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn a_killed_run_leaves_the_earlier_output() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("small.csv"), corpora::csv(&corpora::papers(60))).unwrap();
    fs::write(folder.path().join("large.csv"), corpora::csv(&corpora::papers(6000))).unwrap();
    let run = themeline(folder.path(), &["run", "small.csv", "--only", "tables", "-o", "out"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let before = files(&folder.path().join("out"));

    let mut n_killed = 0;
    for milliseconds in [5, 50, 150, 400] {
        let mut child = command(folder.path())
            .args(["run", "large.csv", "-o", "out"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            // A fast machine was done before: then the new output is there, as a whole.
            let run =
                themeline(folder.path(), &["run", "small.csv", "--only", "tables", "-o", "out"]);
            assert_eq!(run.code, Some(0), "{}", run.stderr);
        } else {
            n_killed += 1;
        }
        assert!(files(&folder.path().join("out")) == before, "after {milliseconds} ms");
    }
    assert!(n_killed > 0, "no run was interrupted: make the corpus larger");
}

#[test]
fn r007_a_run_killed_while_it_computes_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("large.csv"), corpora::csv(&corpora::papers(6000))).unwrap();
    // A thousand restarts take far longer than the moment it is given.
    let mut child = command(folder.path())
        .args(["run", "large.csv", "--themes", "40", "--restarts", "1000", "-o", "out"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(names(folder.path()), ["large.csv"]);
}
