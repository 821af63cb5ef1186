//! The same papers in every format and packing give the same tables; Parquet out equals CSV out.

use super::common::{Output, Table, demo, demo_csv, files, themeline_with_stdin};
use polars::prelude::*;
use std::fs;
use std::io::Write;

fn input() -> Table {
    Table::parse(&fs::read(demo_csv()).unwrap())
}

fn json_lines(table: &Table) -> Vec<String> {
    let object = |row: &Vec<String>| {
        let pairs = table.header.iter().cloned().zip(row.iter().cloned().map(Into::into));
        serde_json::Value::Object(pairs.collect()).to_string()
    };
    table.rows.iter().map(object).collect()
}

#[track_caller]
fn check_same(name: &str, bytes: &[u8]) {
    let output = Output::of_bytes(name, bytes, &[]);
    for (path, expected) in demo().tables() {
        assert!(output.bytes(path) == expected, "{name}: {path} differs");
    }
    assert_eq!(output.fact("n_records"), demo().fact("n_records"));
}

#[test]
fn json_lines_and_json() {
    let mut lines = json_lines(&input());
    check_same("papers.jsonl", lines.join("\n").as_bytes());
    check_same("papers.json", format!("[{}]", lines.join(",\n")).as_bytes());
    lines.reverse();
    check_same("papers.txt", lines.join("\r\n").as_bytes());
}

#[test]
fn parquet() {
    let table = input();
    let columns: Vec<Column> = table
        .header
        .iter()
        .map(|name| Column::new(name.as_str().into(), table.column(name)))
        .collect();
    let mut frame = DataFrame::new(table.rows.len(), columns).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_row_group_size(Some(64)).finish(&mut frame).unwrap();
    check_same("papers.parquet", &bytes);
}

#[test]
fn compressed_and_under_a_name_that_says_nothing() {
    let csv = fs::read(demo_csv()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&csv).unwrap();
    check_same("papers.csv.gz", &gzip.finish().unwrap());
    check_same("papers.csv.zst", &zstd::encode_all(csv.as_slice(), 3).unwrap());
    check_same("papers", &zstd::encode_all(csv.as_slice(), 3).unwrap());
    check_same("download(1)", &csv);
}

#[test]
fn other_delimiters_line_ends_and_encodings() {
    let table = input();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(&table.header).unwrap();
    table.rows.iter().for_each(|row| writer.write_record(row).unwrap());
    check_same("papers.csv", &writer.into_inner().unwrap());
    let text = String::from_utf8(table.to_csv()).unwrap();
    let utf16 = ['\u{feff}'.to_string(), text].concat();
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_same("papers.csv", &utf16);
    let tabs = [&table.header].into_iter().chain(&table.rows).map(|row| row.join("\t"));
    check_same("papers.tsv", tabs.collect::<Vec<_>>().join("\n").as_bytes());
}

#[test]
fn standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let csv = fs::read(demo_csv()).unwrap();
    let args = ["run", "-", "--only", "tables"];
    let run = themeline_with_stdin(folder.path(), &args, &csv);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let written = files(&folder.path().join("output/papers"));
    for (path, expected) in demo().tables() {
        assert!(written[path] == expected, "{path}");
    }
}

/// A cell of a frame as CSV would have it, numbers as they are.
fn cell(value: &AnyValue) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Boolean(truth) => truth.to_string().to_uppercase(),
        other => other.to_string(),
    }
}

#[test]
fn parquet_tables_hold_what_the_csv_tables_hold() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--parquet", "--csv", "plain", "--only", "tables"];
    let output = Output::of(&demo_csv(), &flags);
    let mut n_tables = 0;
    for (path, bytes) in &output.files {
        let Some(name) = path.strip_prefix("tables/").and_then(|p| p.strip_suffix(".parquet"))
        else {
            continue;
        };
        let file = folder.path().join("table.parquet");
        fs::write(&file, bytes).unwrap();
        let frame = ParquetReader::new(fs::File::open(&file).unwrap()).finish().unwrap();
        let table = output.table(name);
        let header: Vec<&str> = frame.columns().iter().map(|c| c.name().as_str()).collect();
        assert_eq!(header, table.header, "{name}");
        assert_eq!(frame.height(), table.rows.len(), "{name}");
        for column in frame.columns() {
            let shown = table.column(column.name());
            for (row, shown) in shown.iter().enumerate() {
                let value = column.get(row).unwrap();
                match value {
                    AnyValue::Float64(value) => {
                        let shown: f64 = shown.parse().unwrap();
                        assert!((value - shown).abs() <= 1e-5 * value.abs(), "{name} {value}");
                    }
                    value => assert_eq!(cell(&value), *shown, "{name} {}", column.name()),
                }
            }
        }
        n_tables += 1;
    }
    assert_eq!(2 * n_tables, output.all_tables().len(), "every CSV has its Parquet");
}
