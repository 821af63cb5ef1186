//! `report.xlsx`: what is in the tables is in its sheets, as what it is.

use super::common::{Output, Table, demo, demo_csv};
use super::corpora;
use super::spreadsheet;
use super::xlsx::{Book, Cell};

#[track_caller]
fn open(output: &Output) -> Book {
    Book::open(output.bytes("report.xlsx"))
}

/// Runs on a file of these bytes and makes all there is.
#[track_caller]
fn run_whole(name: &str, bytes: &[u8], flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Output::of(&path, flags)
}

/// The text that a guarded cell means.
fn meant(cell: &str) -> &str {
    let is_guarded = cell.trim_start_matches('\'').starts_with(spreadsheet::FORMULA_STARTS);
    cell.strip_prefix('\'').filter(|_| is_guarded).unwrap_or(cell)
}

/// Cell by cell, the sheets hold what the tables hold: text as text, numbers as numbers.
#[track_caller]
fn check_sheets(output: &Output) {
    let book = open(output);
    let columns = output.table("columns");
    let mut n_cells = 0;
    for (path, bytes) in output.all_tables() {
        let name = path.strip_prefix("tables/").unwrap().strip_suffix(".csv").unwrap();
        let (table, sheet) = (Table::parse(bytes), book.cells(name));
        let last_row = sheet.keys().map(|(row, _)| *row).max();
        assert_eq!(last_row, Some(table.rows.len()), "{name}");
        let kinds = columns.rows_where("table", name);
        for (i, header) in table.header.iter().enumerate() {
            let at = |row: usize| sheet.get(&(row, i)).cloned().unwrap_or(Cell::Empty);
            assert_eq!(at(0), Cell::Text(meant(header).to_owned()), "{name}");
            let kind = if name == "columns" { "string" } else { kinds.column("type")[i] };
            for (row, cells) in table.rows.iter().enumerate() {
                let (cell, found) = (cells[i].as_str(), at(row + 1));
                let expected = match kind {
                    _ if cell.is_empty() => Cell::Empty,
                    "string" => Cell::Text(meant(cell).to_owned()),
                    "boolean" => Cell::Truth(cell == "TRUE"),
                    _ => Cell::Number(cell.parse().unwrap()),
                };
                assert_eq!(found, expected, "{name}, {header}, row {}", row + 1);
                n_cells += 1;
            }
        }
        assert!(!book.xml(name).contains("<f>"), "{name} has a formula");
    }
    assert!(n_cells > 1000, "{n_cells} cells were compared");
}

#[test]
fn the_sheets_of_the_demo_are_its_tables() {
    check_sheets(demo());
    let sheets = open(demo()).sheets;
    assert_eq!(sheets[..3], ["Summary", "Charts", "themes"]);
    assert_eq!(sheets.len(), demo().all_tables().len() + 2);
}

#[test]
fn hostile_text_is_text_in_every_sheet() {
    let input = corpora::csv(&spreadsheet::papers());
    let output = run_whole("hostile.csv", &input, &[]);
    check_sheets(&output);
    let papers = open(&output).cells("papers");
    let has = |text: &str| papers.values().any(|cell| *cell == Cell::Text(text.into()));
    for text in ["0012", "=1+1", "@SUM(A1:A9)", "深度学习 in 中文", "Two lines"] {
        assert!(has(text), "{text:?} is not there as text");
    }
}

/// A sheet as text: a line a row, its cells parted by tabs.
fn told(output: &Output, sheet: &str) -> String {
    let mut text = String::new();
    let mut last_row = 0;
    for ((row, _), cell) in open(output).cells(sheet) {
        text.push(if row == last_row { '\t' } else { '\n' });
        last_row = row;
        text.push_str(&match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text,
            Cell::Number(number) => number.to_string(),
            Cell::Truth(truth) => truth.to_string(),
        });
    }
    text
}

#[test]
fn the_first_sheet_tells_what_was_found() {
    let text = told(demo(), "Summary");
    assert!(text.contains("10 themes in 301 papers; one growing, two fading."), "{text}");
    assert!(text.contains("2025 is incomplete"), "{text}");
    for label in demo().table("themes").column("label") {
        assert!(text.contains(label), "{label}");
    }
    for table in ["papers", "share_wide", "columns"] {
        let n_rows = demo().table(table).rows.len();
        assert!(text.contains(&format!("\t{n_rows}")), "{table} has {n_rows} rows");
    }
}

#[test]
fn every_header_has_a_note_and_every_chart_its_cells() {
    let book = open(demo());
    let notes: usize =
        book.parts("xl/comments").iter().map(|xml| xml.matches("<comment ").count()).sum();
    let headers: usize =
        demo().all_tables().values().map(|bytes| Table::parse(bytes).header.len()).sum();
    assert_eq!(notes, headers);
    let charts = book.parts("xl/charts/chart");
    assert_eq!(charts.len(), 3);
    let (themes, counts) = (demo().table("themes"), demo().table("counts_wide"));
    let bars = charts.iter().find(|xml| xml.contains("<c:barDir val=\"bar\"/>")).unwrap();
    let columns = charts.iter().find(|xml| xml.contains("<c:grouping val=\"stacked\"/>")).unwrap();
    for size in themes.column("n_papers") {
        assert!(bars.contains(&format!("<c:v>{size}</c:v>")), "{size} is not in the chart");
    }
    for period in counts.column("period") {
        assert!(columns.contains(&format!("<c:v>{period}</c:v>")), "{period}");
    }
}

#[test]
fn corpora_without_dates_or_with_many_themes_or_periods_have_workbooks() {
    let mut undated = corpora::papers(40);
    undated.iter_mut().for_each(|paper| paper.date.clear());
    let undated = run_whole("undated.csv", &corpora::csv(&undated), &["--themes", "1"]);
    check_sheets(&undated);
    assert!(told(&undated, "Summary").contains("No dates"), "{}", told(&undated, "Summary"));
    assert_eq!(told(&undated, "Charts").lines().filter(|l| l.contains("theme")).count(), 2);

    let many = corpora::csv(&corpora::papers(4000));
    let flags = ["--themes", "60", "--method", "kmeans", "--period", "month"];
    let many = run_whole("many.csv", &many, &flags);
    check_sheets(&many);
    assert_eq!(many.fact("n_periods"), 400);
    let charts = told(&many, "Charts");
    assert!(charts.contains("the 30 largest of 60 themes"), "{charts}");
    assert!(charts.contains("the 8 largest of 60 themes"), "{charts}");
}

#[test]
fn tables_alone_have_no_workbook() {
    let tables = Output::of(&demo_csv(), &["--only", "tables"]);
    let reports = tables.files.keys().filter(|path| path.starts_with("report"));
    assert_eq!(reports.count(), 0);
}
