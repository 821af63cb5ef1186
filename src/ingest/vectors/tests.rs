use super::super::IngestPlan;
use super::*;
use crate::corpus::{Duplicate, DuplicateRule};
use polars::prelude::*;
use std::fs;

fn paper(id: &str, title: &str) -> Paper {
    Paper { id: id.to_owned(), title: title.to_owned(), ..Default::default() }
}

/// Papers a, b and c; d was merged into b.
fn corpus() -> Corpus {
    let merged = Duplicate {
        kept_id: "b".into(),
        merged_id: "d".into(),
        merged_title: "Beta, again".into(),
        rule: DuplicateRule::SameTitle,
        similarity: None,
    };
    Corpus {
        papers: vec![paper("a", "Alpha"), paper("b", "Beta"), paper("c", "Gamma")],
        duplicates: vec![merged],
        ..Default::default()
    }
}

fn npy(rows: &[[f32; 2]]) -> Vec<u8> {
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 2), }}", rows.len());
    header.push('\n');
    let mut bytes = [npy::MAGIC, &[1, 0], &(header.len() as u16).to_le_bytes()].concat();
    bytes.extend(header.bytes());
    bytes.extend(rows.iter().flatten().flat_map(|x| x.to_le_bytes()));
    bytes
}

/// Reads vectors of [`corpus`] from a folder of these files; the first holds the vectors.
fn read_files(files: &[(&str, &[u8])], records: Option<&[Paper]>) -> Result<PaperVectors> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let keys: Option<Vec<RecordKeys>> =
        records.map(|records| records.iter().map(RecordKeys::of).collect());
    let names = Names::new(&IngestPlan::default());
    read(&folder.path().join(files[0].0), &corpus(), keys.as_deref(), &names)
}

#[track_caller]
fn check(files: &[(&str, &[u8])], records: Option<&[Paper]>, expected: [[f32; 2]; 3]) {
    let found = read_files(files, records).unwrap();
    assert_eq!(found.vectors.as_slice(), expected.as_flattened());
}

#[track_caller]
fn check_error(files: &[(&str, &[u8])], records: Option<&[Paper]>, parts: &[&str]) {
    let message = read_files(files, records).unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} not in {message:?}");
    }
}

fn parquet(mut frame: DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

const VECTORS: [[f32; 2]; 3] = [[3.0, 4.0], [0.0, 2.0], [5.0, 0.0]];

#[test]
fn rows_are_joined_by_id_and_scaled_to_unit_length() {
    let bytes = npy(&VECTORS);
    for ids in ["v.npy.ids.txt", "v.ids.txt", "v.ids"] {
        let files: &[(&str, &[u8])] = &[("v.npy", &bytes), (ids, b"C\r\nnone\r\n a \r\n")];
        check(files, None, [[1.0, 0.0], [0.0, 0.0], [0.6, 0.8]]);
        let found = read_files(files, None).unwrap();
        assert_eq!((found.n_rows, found.n_papers, found.n_unknown), (3, 2, 1));
        assert!(found.ids.is_some());
    }
}

#[test]
fn without_ids_the_rows_follow_the_records_of_the_file() {
    let bytes = npy(&VECTORS);
    let files: &[(&str, &[u8])] = &[("v.npy", &bytes)];
    let records = [paper("c", "Gamma"), paper("", "Alpha"), paper("b", "Beta")];
    check(files, Some(&records), [[0.0, 1.0], [1.0, 0.0], [0.6, 0.8]]);
    // A merged record stands for the paper it became a part of, by its id or its title.
    for merged in [paper("d", "Other"), paper("", "Beta again")] {
        let records = [paper("c", "Gamma"), paper("", "Alpha"), merged];
        check(files, Some(&records), [[0.0, 1.0], [1.0, 0.0], [0.6, 0.8]]);
    }
    let ids = "v.npy.ids.txt";
    check_error(files, Some(&records[..2]), &["3 rows", "2 papers", ids]);
    check_error(files, None, &["several input files", ids]);
}

#[test]
fn of_several_rows_for_a_paper_its_own_counts_whatever_their_order() {
    let expected = [[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
    for (rows, ids) in [
        ([[1.0, 0.0], [0.0, 1.0]], &b"d\nb\n"[..]),
        ([[0.0, 1.0], [1.0, 0.0]], b"b\nd\n"),
        ([[0.0, 1.0], [1.0, 0.0]], b"b\nb\n"),
        ([[1.0, 0.0], [0.0, 1.0]], b"b\nb\n"),
        ([[0.0, 0.0], [0.0, 1.0]], b"b\nb\n"),
    ] {
        check(&[("v.npy", &npy(&rows)), ("v.ids", ids)], None, expected);
    }
}

#[test]
fn parquet_has_its_ids_and_lists_or_a_column_per_dimension() {
    let list = |values: [f64; 2]| Series::new("".into(), values);
    let lists = df!(
        "text" => ["x", "y"],
        "ID" => ["b", "a"],
        "embedding" => [list([0.0, 3.0]), list([3.0, 4.0])],
    );
    let expected = [[0.6, 0.8], [0.0, 1.0], [0.0, 0.0]];
    check(&[("v.parquet", &parquet(lists.unwrap()))], None, expected);
    let columns = df!("x" => [0.0_f32, 3.0], "key of mine" => ["b", "a"], "y" => [3.0_f64, 4.0]);
    check(&[("v.parquet", &parquet(columns.unwrap()))], None, expected);
    // Lists of fixed length, as pyarrow writes them.
    let fixed = include_bytes!("../../../tests/fixtures/fixed_size_list.parquet");
    let found = read_files(&[("v.parquet", fixed)], None).unwrap();
    assert_eq!((found.n_papers, found.n_unknown), (3, 0));
    assert_eq!(found.vectors.row(0), [0.0, 1.0]);
    for end in (0..fixed.len()).step_by(17) {
        assert!(read_files(&[("v.parquet", &fixed[..end])], None).is_err());
    }
}

#[test]
fn what_cannot_be_used_is_an_error_with_a_remedy() {
    let bytes = npy(&VECTORS);
    check_error(
        &[("v.npy", &bytes), ("v.ids", b"a\nb\n")],
        None,
        &["v.ids: has 2 lines", "3 rows", "line of its own"],
    );
    check_error(
        &[("v.npy", &bytes), ("v.ids", b"x\ny\nz\n")],
        None,
        &["none of its 3 rows", "\"x\"", "\"a\"", "papers.csv"],
    );
    check_error(
        &[("v.npy", &npy(&[[1.0, 0.0], [f32::NAN, 0.0]])), ("v.ids", b"a\nb\n")],
        None,
        &["v.npy, row 2", "not finite", "leave the row out"],
    );
    check_error(&[("v.txt", b"1 2 3")], None, &["neither a .npy nor a Parquet"]);
    let text = df!("id" => ["a"], "n" => [1_i64]).unwrap();
    check_error(&[("v.parquet", &parquet(text))], None, &["no column of vectors", "lists of 32"]);
    let ragged = [Series::new("".into(), [1.0, 2.0]), Series::new("".into(), [1.0])];
    let ragged = df!("id" => ["a", "b"], "v" => ragged).unwrap();
    check_error(&[("v.parquet", &parquet(ragged))], None, &["row 2", "1 numbers", "one length"]);
    let missing = Path::new("none/v.npy");
    let names = Names::new(&IngestPlan::default());
    let message = read(missing, &corpus(), None, &names).unwrap_err().to_string();
    assert!(message.contains("none/v.npy"), "{message}");
}
