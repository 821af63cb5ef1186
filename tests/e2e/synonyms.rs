//! Words that mean the same: acronyms that papers define, and the user's file.

use super::common::{Output, Table, demo, demo_csv, names, shared, themeline};
use super::corpora::{self, Made};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;
use std::fs;

/// Sixty made-up papers, fifteen a field; those of sleep medicine speak of a sleep apnea index,
/// five as that, five as SAI, five define it.
fn papers() -> Vec<Made> {
    let mut papers = corpora::papers(60);
    for (n, paper) in papers.iter_mut().filter(|paper| paper.field == 3).enumerate() {
        let sentence = match n % 3 {
            0 => "The sleep apnea index (SAI) threshold was set.",
            1 => "The SAI threshold was set.",
            _ => "The sleep apnea index threshold was set.",
        };
        paper.abstract_text = format!("{sentence} {}", paper.abstract_text);
    }
    papers
}

fn run(papers: &[Made], flags: &[&str]) -> Output {
    Output::of_bytes("made.csv", &corpora::csv(papers), &[&["--themes", "4"], flags].concat())
}

#[test]
fn an_acronym_and_what_it_stands_for_are_one_term() {
    // A made-up word stands beside all others of its field: listed for itself, SAI is first.
    let output = run(&papers(), &["--coherence", "0"]);
    let table = output.table("synonyms");
    assert_eq!(
        table.header.join(", "),
        "form, variant, source, n_papers_define, n_papers_form, n_papers_variant, folded, reason"
    );
    let row = ["SAI", "sleep apnea index", "corpus", "5", "10", "10", "TRUE"];
    assert_eq!(table.rows.len(), 1);
    assert_eq!(&table.rows[0][..7], row);
    assert_eq!(output.fact("n_synonyms"), 1);
    let terms = output.table("terms");
    let term = terms.rows.iter().find(|row| row[2].contains("SAI"));
    let term = term.unwrap_or_else(|| panic!("no SAI in {:?}", terms.column("term")));
    assert_eq!(term[5], "15", "all papers that say it one way or the other: {term:?}");
}

#[test]
fn order_and_threads_do_not_show_in_what_is_folded() {
    let mut papers = papers();
    let expected = run(&papers, &["--threads", "1"]);
    papers.shuffle(&mut Xoshiro256Plus::seed_from_u64(5));
    assert_eq!(run(&papers, &["--threads", "3"]).tables(), expected.tables());
    papers.reverse();
    assert_eq!(run(&papers, &[]).tables(), expected.tables());
}

#[test]
fn the_rules_hold_in_the_table_of_real_papers() {
    let Some(path) = shared("corpora/gold/efficient_llm.jsonl") else { return };
    let output = Output::of(&path, &["--only", "tables", "--themes", "14"]);
    let table = output.table("synonyms");
    assert!(table.rows.len() > 20);
    for form in ["KV", "LLM", "MoE"] {
        let row = table.rows_where("form", form);
        assert_eq!(row.column("folded"), ["TRUE"], "{form}");
    }
    let numbers = |column| table.numbers(column).into_iter().map(|n| n.unwrap());
    let counts = numbers("n_papers_define").zip(numbers("n_papers_form"));
    for (row, ((define, form), variant)) in
        table.rows.iter().zip(counts.zip(numbers("n_papers_variant")))
    {
        assert!(define >= 2.0 && define <= form && define <= variant, "{row:?}");
        if row[6] == "TRUE" {
            assert!(define >= form / 4.0 && form >= variant, "{row:?}");
        } else {
            assert!(row[6] == "FALSE" && !row[7].is_empty(), "{row:?}");
        }
    }
    let folded = table.rows_where("folded", "TRUE").rows.len();
    assert_eq!(output.fact("n_synonyms"), folded);
    assert!(!output.text("manifest.toml").contains("[run.synonyms]"), "no file was given");
}

#[test]
fn the_users_file_decides_is_listed_and_digested() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.txt");
    fs::write(&path, "# sleep\nsleep apnea index = SAI\nreef = atoll # corals\n").unwrap();
    let file = path.to_str().unwrap();
    let output = run(&papers(), &["--synonyms", file]);
    let table = output.table("synonyms");
    let rows: Vec<String> = table.rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(rows[0], "sleep apnea index,SAI,user,,10,10,TRUE,line 2 of the synonyms file");
    assert!(rows[1].starts_with("reef,atoll,user,,"), "{rows:?}");
    let last = "SAI,sleep apnea index,corpus,5,10,10,FALSE,line 2 of the synonyms file decides";
    assert_eq!(rows[2..], [last]);
    let terms = output.table("terms");
    let words = terms.column("term").join(" ").to_lowercase();
    assert!(
        words.contains("reef") && !words.contains("atoll") && !words.contains("sai"),
        "{words}"
    );

    let manifest = output.manifest();
    assert_eq!(manifest["text"]["synonyms"].as_str(), Some(file));
    let run = manifest["run"]["synonyms"].as_table().unwrap();
    // sha256sum of the file above.
    let digest = "92c4b834c1e59fa6b9c328759b23dbce2c7dc1fe7f0f339f6441d271cd88124f";
    assert_eq!(run["sha256"].as_str(), Some(digest));
    assert_eq!(run["n_groups"].as_integer(), Some(2));
}

#[test]
fn the_manifest_of_a_run_with_synonyms_repeats_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.txt");
    fs::write(&path, "quantization = quantisation = rounding\n").unwrap();
    let flags = ["--synonyms", path.to_str().unwrap(), "--only", "tables"];
    let first = Output::of(&demo_csv(), &flags);
    let manifest = folder.path().join("manifest.toml");
    fs::write(&manifest, first.text("manifest.toml")).unwrap();
    let again = Output::of(&demo_csv(), &["--config", manifest.to_str().unwrap()]);
    assert_eq!(again.files, first.files);
    assert_ne!(again.tables()["tables/synonyms.csv"], demo().tables()["tables/synonyms.csv"]);
}

#[track_caller]
fn check_refused(synonyms: &[u8], parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), synonyms).unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--synonyms", "mine.txt", "-o", "out"];
    let run = themeline(folder.path(), &args);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
    }
    assert_eq!(names(folder.path()), ["mine.txt"]);
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_its_line() {
    check_refused(b"KV = key-value\n= cache\n", &["mine.txt, line 2", "KV cache = key-value"]);
    check_refused(b"IO = I/O\n", &["mine.txt, line 1", "`I/O`", "spaces and hyphens"]);
    check_refused(b"a1 = b1\nc1 = B1\n", &["mine.txt, line 2", "`B1`", "line 1", "one line"]);
    check_refused(b"KV = \xFF\n", &["mine.txt, line 1", "UTF-8"]);
    check_refused(b"\0\0", &["mine.txt", "binary"]);
    let folder = tempfile::tempdir().unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--synonyms", "none.txt", "-o", "out"];
    let run = themeline(folder.path(), &args);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("none.txt"), "{}", run.stderr);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn the_same_file_in_utf16_or_with_a_mark_says_the_same() {
    let text = "reef = atoll\n";
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let tables: Vec<Table> = [text.as_bytes(), &utf16, &marked]
        .map(|bytes| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("mine.txt");
            fs::write(&path, bytes).unwrap();
            run(&papers(), &["--synonyms", path.to_str().unwrap()]).table("synonyms")
        })
        .into();
    assert!(tables[0] == tables[1] && tables[0] == tables[2]);
}

#[test]
fn a_run_with_synonyms_is_explained_with_them_and_not_with_others() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("papers.csv", &corpora::csv(&papers()));
    write("mine.txt", b"reef = atoll = lagoon\n");
    let args = ["run", "papers.csv", "-o", "out", "--only", "tables", "--synonyms", "mine.txt"];
    assert_eq!(themeline(folder.path(), &args).code, Some(0));
    // From another folder: the files are found beside the run.
    let elsewhere = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let explain = || themeline(elsewhere.path(), &["explain", out.to_str().unwrap(), "made-00000"]);
    let run = explain();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    write("mine.txt", b"reef = atoll\n");
    let run = explain();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("mine.txt has changed"), "{}", run.stderr);
}
