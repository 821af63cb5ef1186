//! Input that cannot be used: one clear line that says what to do, exit 2, and nothing written.

use super::common::{demo_csv, files, names, themeline, themeline_with_stdin};
use super::corpora;
use std::fs;
use std::path::Path;

/// Runs `themeline run INPUTS -o out` beside an earlier output; the message has to have `parts`,
/// and the folder has to stay as it is.
#[track_caller]
fn check_refused(folder: &Path, args: &[&str], parts: &[&str]) {
    let out = folder.join("out");
    fs::create_dir_all(out.join("tables")).unwrap();
    fs::write(out.join("manifest.toml"), "[run]\nthemeline = \"0.1.0\"\n").unwrap();
    fs::write(out.join("tables/themes.csv"), "earlier").unwrap();
    let before = files(folder);
    let run = themeline(folder, &[&["run"], args, &["-o", "out"]].concat());
    assert_eq!(run.code, Some(2), "{args:?}: {}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "");
    check_message(&run.stderr, parts);
    assert!(files(folder) == before, "the earlier output changed: {:?}", files(folder).keys());
    fs::remove_dir_all(out).unwrap();
    let names_before = names(folder);
    let run = themeline(folder, &[&["run"], args].concat());
    assert_eq!(run.code, Some(2));
    assert_eq!(names(folder), names_before, "something was written");
}

#[track_caller]
fn check_message(stderr: &str, parts: &[&str]) {
    assert_eq!(stderr.trim_end().lines().count(), 1, "one line: {stderr}");
    assert!(stderr.starts_with("themeline: "), "{stderr}");
    assert!(stderr.chars().count() < 400 && !stderr.contains("panicked"), "{stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{stderr:?} lacks {part:?}");
    }
}

#[track_caller]
fn check_file(name: &str, bytes: &[u8], parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    check_refused(folder.path(), &[name], parts);
}

/// Papers 1, 2, 3 … of these titles and abstracts.
fn csv(papers: &[(&str, &str)]) -> Vec<u8> {
    let rows = (1..).zip(papers).map(|(i, (title, text))| format!("{i},{title},{text}\n"));
    format!("id,title,abstract\n{}", rows.collect::<String>()).into_bytes()
}

#[test]
fn r009_a_missing_file_is_said_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    check_refused(folder.path(), &["nowhere.csv"], &["nowhere.csv", "no such file", "check"]);
    let demo = demo_csv();
    let args = [demo.to_str().unwrap(), "gone/"];
    check_refused(folder.path(), &args, &["gone/", "no such file"]);
}

#[test]
fn a_folder_without_files_to_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    check_refused(folder.path(), &["empty"], &["empty", "holds no file", "CSV"]);
    fs::write(folder.path().join("empty/photo.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    fs::write(folder.path().join("empty/.hidden.csv"), "title\nx\n").unwrap();
    check_refused(folder.path(), &["empty"], &["empty", "holds no file", "CSV"]);
}

#[test]
fn an_empty_file() {
    check_file("empty.csv", b"", &["empty.csv", "is empty", "papers"]);
    check_file("blank.txt", b" \n\r\n\t\n", &["blank.txt", "is empty"]);
    let folder = tempfile::tempdir().unwrap();
    let run = themeline_with_stdin(folder.path(), &["run", "-"], b"");
    assert_eq!(run.code, Some(2));
    check_message(&run.stderr, &["standard input", "is empty"]);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn files_of_other_kinds() {
    let noise: Vec<u8> =
        (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check_file("noise.csv", &noise, &["noise.csv", "binary", "export it as CSV"]);
    check_file("paper.pdf", b"%PDF-1.7\n\x00\x01", &["paper.pdf", "PDF", "export it as CSV"]);
    check_file("library.xlsx", b"PK\x03\x04\x14\x00", &["library.xlsx", "damaged", "zip"]);
    check_file("cut.csv.gz", b"\x1F\x8B\x08\x00\x00", &["cut.csv.gz", "gzip"]);
    check_file(
        "page.html",
        b"<!DOCTYPE html><html><body>x</body></html>",
        &["HTML", "export it as"],
    );
}

#[test]
fn lists_without_abstracts() {
    let summary = "1: Lee A, Bo C. Moss on roofs. Moss Lett. 2018 Nov;226:89. PMID: 30389048.\n\n\
                   2: Bo C. Ferns. Moss Lett. 2019;227:1. PMID: 30389049.\n";
    check_file("summary.txt", summary.as_bytes(), &["summary of PubMed", "save", "Abstract"]);
}

#[test]
fn no_record_that_is_a_paper() {
    check_file("none.csv", b"id,title,abstract\n", &["none.csv", "holds no papers"]);
    check_file("blank.csv", b"id,title,abstract\n1,,\n2,,\n", &["none of the 2 records", "line 2"]);
    check_file("bad.jsonl", b"{\"title\": \"A\n{\"title\": \n", &["bad.jsonl", "line"]);
}

#[test]
fn one_paper() {
    let one = [("Reefs", "Coral reefs bleach in warm water.")];
    check_file("one.csv", &csv(&one), &["1 paper", "give more papers"]);
    let same = [one[0]; 40];
    check_file("same.csv", &csv(&same), &["1 paper", "repeat one another"]);
}

#[test]
fn papers_with_the_same_text() {
    let titles: Vec<String> = (0..40).map(|i| format!("Paper {i}")).collect();
    let papers: Vec<(&str, &str)> =
        titles.iter().map(|title| (title.as_str(), "Coral reefs bleach in warm water.")).collect();
    check_file("same.csv", &csv(&papers), &["40 papers", "more varied text", "--max-df"]);
}

#[test]
fn abstracts_without_a_usable_word() {
    let titles: Vec<String> = (0..30).map(|i| format!("{i}")).collect();
    let stop: Vec<(&str, &str)> =
        titles.iter().map(|title| (title.as_str(), "of the and to be or not to be")).collect();
    check_file("stop.csv", &csv(&stop), &["no term", "30 papers", "more varied text"]);
    let digits: Vec<(&str, &str)> =
        titles.iter().map(|title| (title.as_str(), "3.14 2.72 == ++ 100 % !!")).collect();
    check_file("digits.csv", &csv(&digits), &["no term", "30 papers"]);
}

#[test]
fn abstracts_in_chinese_are_refused_or_themed_but_never_garbled() {
    let characters: Vec<char> =
        "深度学习模型压缩量化剪枝蒸馏注意力机制大语言推理加速".chars().collect();
    let n = characters.len();
    let text = |i: usize, len: usize| -> String {
        (0..len).map(|j| characters[(i * i * 7 + j * (i + 3) + j * j) % n]).collect()
    };
    let papers: Vec<(String, String)> =
        (0..40).map(|i| (text(i, 8) + &text(i + 40, 4), text(i + 80, 90) + "。")).collect();
    let papers: Vec<(&str, &str)> =
        papers.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("zh.csv"), csv(&papers)).unwrap();
    let run = themeline(folder.path(), &["run", "zh.csv", "-o", "out"]);
    match run.code {
        Some(0) => assert!(folder.path().join("out/tables/themes.csv").exists()),
        code => {
            assert_eq!(code, Some(2), "{}", run.stderr);
            check_message(&run.stderr, &["no term", "; "]);
        }
    }
}

#[test]
fn a_table_without_a_title_or_an_abstract() {
    check_file(
        "odd.csv",
        b"Titel,Jahr\nNetze,2024\n",
        &["odd.csv", "\"Titel\", \"Jahr\"", "--title-column", "--abstract-column"],
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv(&[("A", "b"), ("C", "d")])).unwrap();
    check_refused(
        folder.path(),
        &["a.csv", "--title-column", "Titel"],
        &["\"Titel\"", "title-column"],
    );
}

#[test]
fn more_themes_than_papers() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), corpora::csv(&corpora::papers(40))).unwrap();
    check_refused(
        folder.path(),
        &["a.csv", "--themes", "41"],
        &["41 themes", "40 papers", "ask for 40 --themes or fewer"],
    );
    check_refused(
        folder.path(),
        &["a.csv", "--min-df", "41"],
        &["min_df 41 exceeds the 40 papers read", "lower --min-df"],
    );
}

#[test]
fn a_format_that_is_not_the_file_s() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv(&[("A", "b"), ("C", "d")])).unwrap();
    check_refused(folder.path(), &["a.csv", "--format", "parquet"], &["a.csv", "Parquet"]);
    check_refused(folder.path(), &["a.csv", "--format", "json"], &["a.csv", "JSON"]);
}

#[test]
fn two_papers_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let two = csv(&[("Quantum gates", "Qubits and gates."), ("Rain forests", "Trees in rain.")]);
    fs::write(folder.path().join("two.csv"), two).unwrap();
    let run = themeline(folder.path(), &["run", "two.csv", "-o", "out"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("2 papers"), "{}", run.stdout);
}
