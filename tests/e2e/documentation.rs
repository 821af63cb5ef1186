//! `docs/tables.md` says of every column what the program says of it.

use super::common::{Output, demo, demo_csv};
use std::fmt::Write;
use std::path::Path;
use themeline::report::columns::{ColumnMeaning, TABLES, TableMeaning, Unit};

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Text => "text",
        Unit::Count => "count",
        Unit::Truth => "TRUE or FALSE",
        Unit::Share => "share",
        Unit::Growth => "ratio of change",
        Unit::Number => "number",
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Every column of every table\n\n\
         Made from `src/report/columns/`, which also gives the notes in `report.xlsx` and the\n\
         `meaning` in `tables/columns.csv`. An empty cell is a missing value; numbers have at most\n\
         six significant digits.\n",
    );
    for table in TABLES {
        let _ = write!(
            text,
            "\n## {}\n\nOne row per {}.\n\n| column | holds | meaning |\n|---|---|---|\n",
            table.name, table.row
        );
        let others = table.others.map(|(unit, meaning)| ColumnMeaning {
            name: "(a theme's name)",
            unit,
            meaning,
        });
        for column in table.columns.iter().copied().chain(others) {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                column.name.replace('_', "\\_"),
                unit(column.unit),
                column.meaning.replace('_', "\\_").replace('|', "\\|")
            );
        }
    }
    text
}

#[test]
fn the_document_is_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    if std::env::var_os("THEMELINE_UPDATE_DOCS").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == document(),
        "docs/tables.md is not up to date: run `THEMELINE_UPDATE_DOCS=1 cargo test --release \
         --test e2e documentation`"
    );
}

/// Every column of these tables has a meaning, in the order of the meanings.
#[track_caller]
fn check_columns(output: &Output) {
    let columns = output.table("columns");
    for table in output.all_tables().keys() {
        let name = table.strip_prefix("tables/").unwrap().strip_suffix(".csv").unwrap();
        let meaning = TableMeaning::of(name).unwrap_or_else(|| panic!("columns/ lacks {name}"));
        let told: Vec<&str> = meaning.columns.iter().map(|column| column.name).collect();
        let headers = output.table(name).header;
        if meaning.others.is_none() {
            assert_eq!(headers, told, "{name}");
        } else {
            assert!(told.iter().all(|told| headers.iter().any(|header| header == told)), "{name}");
        }
        let rows = columns.rows_where("table", name);
        for ((column, kind), said) in
            rows.column("column").into_iter().zip(rows.column("type")).zip(rows.column("meaning"))
        {
            let (unit, meaning) = meaning.column(column).unwrap();
            assert_eq!(said, meaning, "{name}, {column}");
            let kinds = match unit {
                Unit::Text => ["string", "string"],
                Unit::Count => ["integer", "integer"],
                Unit::Truth => ["boolean", "boolean"],
                Unit::Share | Unit::Growth | Unit::Number => ["number", "number"],
            };
            assert!(kinds.contains(&kind), "{name}, {column}: {unit:?} is written as {kind}");
        }
    }
}

#[test]
fn every_column_has_a_meaning() {
    check_columns(demo());
    let flags = ["--by", "theme", "--taxonomy", "data/model-efficiency.toml", "--only", "tables"];
    let taxonomy = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model-efficiency.toml");
    let mut flags = flags;
    flags[3] = taxonomy.to_str().unwrap();
    let other = Output::of(&demo_csv(), &flags);
    check_columns(&other);
    let written: usize = [demo(), &other]
        .iter()
        .flat_map(|output| output.all_tables().into_keys())
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    assert_eq!(written, TABLES.len(), "a meaning without a table");
}
