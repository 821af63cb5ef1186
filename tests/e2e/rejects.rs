//! Broken records do not stop a run: they are listed with file, line and reason, and counted.

use super::common::Output;
use super::corpora;
use super::trends::check_reconciles;

/// Sixty good papers as CSV with these lines put in after line 10 (the header is line 1).
fn csv_with(lines: &[&[u8]]) -> Vec<u8> {
    let good = corpora::csv(&corpora::papers(60));
    let mut all: Vec<&[u8]> = good.split(|byte| *byte == b'\n').collect();
    all.splice(10..10, lines.iter().copied());
    all.join(&b'\n')
}

#[track_caller]
fn check_rejected(lines: &[&[u8]], expected: &[(usize, &str)]) {
    let output = Output::of_bytes("some.csv", &csv_with(lines), &[]);
    check_reconciles(&output);
    let rejects = output.table("rejects");
    assert_eq!(output.table("papers").rows.len(), 60, "{rejects:?}");
    assert_eq!(rejects.rows.len(), expected.len(), "{rejects:?}");
    for (row, (line, reason)) in rejects.rows.iter().zip(expected) {
        assert!(row[0].ends_with("some.csv"), "{row:?}");
        assert_eq!(row[1], line.to_string(), "{row:?}");
        assert!(row[2].contains(reason) && row[2].len() < 200, "{row:?}");
    }
    assert_eq!(output.fact("n_rejected"), expected.len());
    assert_eq!(output.fact("n_records"), 60 + expected.len());
    let counted = format!("{} records rejected (tables/rejects.csv)", expected.len());
    assert!(expected.len() < 2 || output.summary.contains(&counted), "{}", output.summary);
}

/// Of a file whose other letters are in UTF-8; one that has no other is in Windows-1252.
#[test]
fn bytes_that_are_no_text() {
    check_rejected(
        &[b"x1,Caf\xE9 \xC3\xA0 la carte,About coffee,2020", b"x2,Na\xEFve,About coffee,2020"],
        &[(11, "not UTF-8"), (12, "not UTF-8")],
    );
}

#[test]
fn a_file_in_an_old_encoding_is_read_and_the_repair_counted() {
    let lines: [&[u8]; 2] =
        [b"x1,Caf\xE9 au lait,About coffee,2020-01", b"x2,It\x92s na\xEFve,About coffee,2020-01"];
    let output = Output::of_bytes("some.csv", &csv_with(&lines), &[]);
    check_reconciles(&output);
    let papers = output.table("papers");
    assert_eq!((papers.rows.len(), output.fact("n_rejected")), (62, 0));
    assert_eq!(papers.rows_where("paper_id", "x1").column("title"), ["Café au lait"]);
    assert_eq!(papers.rows_where("paper_id", "x2").column("title"), ["It’s naïve"]);
    let repairs = output.table("repairs").rows_where("repair", "wrong encoding");
    assert_eq!((repairs.counts("n_papers"), repairs.column("example_id")), (vec![2], vec!["x1"]));
}

#[test]
fn rows_with_too_few_or_too_many_cells() {
    check_rejected(&[b"x1,Short", b"x2,A,b,2020,c,d,e"], &[(11, "2 cells"), (12, "7 cells")]);
}

#[test]
fn rows_without_title_and_abstract() {
    check_rejected(&[b"x1,,,2020", b"x2,  ,\t,2020"], &[(11, ""), (12, "")]);
}

#[test]
fn a_quote_that_is_never_closed_costs_one_row() {
    check_rejected(&[b"x1,\"Open,About coffee,2020"], &[(11, "quote")]);
}

#[test]
fn dates_that_are_none_leave_the_paper_undated() {
    let mut papers = corpora::papers(60);
    for (paper, date) in papers.iter_mut().zip(["soon", "2020-13-45", "0000", "n.d.", "-", "99999"])
    {
        paper.date = date.to_owned();
    }
    let output = Output::of_bytes("dates.csv", &corpora::csv(&papers), &["--period", "year"]);
    check_reconciles(&output);
    assert_eq!(output.fact("n_rejected"), 0);
    let undated = output.table("papers").rows_where("date", "").rows.len();
    assert_eq!(undated, output.fact("n_undated"));
    assert!((5..=6).contains(&undated), "{undated}: only 2020-13-45 has a year in it");
}

#[test]
fn files_that_cannot_be_used_are_listed_among_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), corpora::csv(&corpora::papers(60))).unwrap();
    std::fs::write(folder.path().join("b.pdf"), b"%PDF-1.7").unwrap();
    std::fs::write(folder.path().join("c.csv"), b"").unwrap();
    let output = Output::of(folder.path(), &["--only", "tables"]);
    check_reconciles(&output);
    let rejects = output.table("rejects");
    let files: Vec<bool> = ["b.pdf", "c.csv"]
        .iter()
        .zip(rejects.column("file"))
        .map(|(name, file)| file.ends_with(name))
        .collect();
    assert_eq!(files, [true, true], "{rejects:?}");
    assert!(output.summary.contains("2 records rejected"), "{}", output.summary);
}

#[test]
fn one_line_of_fifty_megabytes() {
    let text = "coral reef ".repeat(50 * 1024 * 1024 / 11);
    let line = format!("x1,Endless,{text},2020");
    let output = Output::of_bytes("long.csv", &csv_with(&[line.as_bytes()]), &[]);
    check_reconciles(&output);
    let n_papers = output.table("papers").rows.len();
    assert_eq!(n_papers + output.fact("n_rejected"), 61);
    let table_size: usize = output.tables().values().map(|bytes| bytes.len()).sum();
    assert!(table_size < 1 << 20, "the text itself is in no table");
}

#[test]
fn papers_without_a_kept_word_are_unclustered_and_counted() {
    let lines: [&[u8]; 2] = [b"x1,The,of the and,2020-01", b"x2,12,3 4 5,2020-01"];
    let output = Output::of_bytes("some.csv", &csv_with(&lines), &[]);
    check_reconciles(&output);
    assert_eq!((output.table("papers").rows.len(), output.fact("n_unclustered")), (62, 2));
    let unclustered = output.table("papers").rows_where("theme_id", "");
    assert_eq!(unclustered.column("paper_id"), ["x1", "x2"]);
    assert!(output.summary.contains("2 papers unclustered"), "{}", output.summary);
}
