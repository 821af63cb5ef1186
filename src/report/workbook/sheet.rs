//! A table as a sheet: typed cells, a header that stays, filters, and what each column means.

use super::look::Look;
use crate::error::{Error, Result};
use crate::report::columns::{TableMeaning, Unit};
use crate::report::table::{Table, six_digits};
use polars::prelude::{BooleanChunked, Column, DataType, Float64Chunked, StringChunked};
use rust_xlsxwriter::{ColNum, Format, IgnoreError, Note, RowNum, Workbook, Worksheet, XlsxError};

/// Rows below the header that a sheet has room for.
const MAX_ROWS: usize = 1_048_575;

/// UTF-16 units that a cell has room for.
const MAX_TEXT: usize = 32_767;

/// Rows from which a sheet is kept on disk until the workbook is written.
const LARGE: usize = 5_000;

/// Rows that a column's width is measured on.
const MEASURED: usize = 200;

/// Widths of columns, in characters: no narrower than a number, no wider than half a screen.
const WIDTHS: (usize, usize) = (9, 56);

/// Width of the columns of wide tables, whose headers are wrapped labels.
const WIDE_WIDTH: usize = 16;

/// Characters in a line of a note, and px of a line: as wide as its box, in its font.
const NOTE_LINE: usize = 40;
const NOTE_WIDTH: u32 = 280;
const NOTE_LINE_HEIGHT: u32 = 17;

/// A sheet for the table.
pub fn add<'w>(workbook: &'w mut Workbook, table: &Table) -> &'w mut Worksheet {
    match table.height() {
        0..LARGE => workbook.add_worksheet(),
        _ => workbook.add_worksheet_with_constant_memory(),
    }
}

/// Fills a sheet with the table, or says where a table is that no sheet has room for.
///
/// # Errors
/// When the sheet cannot hold it: a defect of ours.
pub fn fill(sheet: &mut Worksheet, table: &Table, look: &Look) -> Result<()> {
    let failed = |e: XlsxError| Error::report(format!("the sheet {}", table.name), e);
    if let Some(excuse) = excuse(&table.name, table.height()) {
        let written = sheet.write_string_with_format(0, 0, excuse, &look.text);
        return written.map(|_| ()).map_err(failed);
    }
    let meaning = TableMeaning::of(&table.name);
    let (n_rows, n_columns) = (table.frame.height(), table.frame.width());
    let is_wide = meaning.is_some_and(|meaning| meaning.others.is_some());
    let mut cells = Vec::with_capacity(n_columns);
    for (position, column) in (0..).zip(table.frame.columns()) {
        let known = meaning.and_then(|meaning| meaning.column(column.name()));
        let unit = known.map_or(Unit::Number, |(unit, _)| unit);
        write_header(sheet, position, column.name(), known, look).map_err(failed)?;
        cells.push(Cells::of(column, unit, look));
        let width = if is_wide && position > 0 { WIDE_WIDTH } else { width(column) };
        sheet.set_column_width(position, width as f64).map_err(failed)?;
    }
    // Row by row: a sheet that is kept on disk takes them in no other order.
    for row in 0..n_rows {
        for (position, cells) in (0..).zip(&cells) {
            cells.write(sheet, row, position, look).map_err(failed)?;
        }
    }
    let (last_row, last_column) = (n_rows as RowNum, n_columns.saturating_sub(1) as ColNum);
    sheet.set_freeze_panes(1, 1).map_err(failed)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0).map_err(failed)?;
    if n_rows > 0 {
        sheet.autofilter(0, 0, last_row, last_column).map_err(failed)?;
        // Ids and periods are text on purpose: no green corner for `0012` and `2024`.
        sheet
            .ignore_error_range(1, 0, last_row, last_column, IgnoreError::NumberStoredAsText)
            .map_err(failed)?;
    }
    Ok(())
}

/// What stands in place of a table of so many rows, where that is too many.
fn excuse(name: &str, n_rows: usize) -> Option<String> {
    (n_rows > MAX_ROWS).then(|| {
        format!(
            "This table has {n_rows} rows, more than the {MAX_ROWS} that a sheet has room for. \
             All of them are in tables/{name}.csv."
        )
    })
}

fn write_header(
    sheet: &mut Worksheet,
    position: ColNum,
    name: &str,
    known: Option<(Unit, &'static str)>,
    look: &Look,
) -> std::result::Result<(), XlsxError> {
    sheet.write_string_with_format(0, position, cell_text(name), &look.header)?;
    if let Some((_, meaning)) = known {
        let n_lines = meaning.chars().count().div_ceil(NOTE_LINE) as u32 + 1;
        let note = Note::new(meaning)
            .set_author("themeline")
            .add_author_prefix(false)
            .set_width(NOTE_WIDTH)
            .set_height(n_lines * NOTE_LINE_HEIGHT);
        sheet.insert_note(0, position, &note)?;
    }
    Ok(())
}

/// The cells of a column: text as text, whatever it looks like; numbers with the six digits of the
/// CSV; an empty cell for what is missing.
enum Cells<'t> {
    Texts(&'t StringChunked),
    Truths(&'t BooleanChunked),
    Numbers { values: Float64Chunked, is_whole: bool, format: &'t Format },
    Nothing,
}

impl<'t> Cells<'t> {
    fn of(column: &'t Column, unit: Unit, look: &'t Look) -> Self {
        if let Ok(texts) = column.str() {
            return Cells::Texts(texts);
        }
        if let Ok(truths) = column.bool() {
            return Cells::Truths(truths);
        }
        let numbers = column.cast(&DataType::Float64);
        match numbers.as_ref().map(|numbers| numbers.f64()) {
            Ok(Ok(values)) => Cells::Numbers {
                values: values.clone(),
                is_whole: column.dtype().is_integer(),
                format: look.of_unit(unit),
            },
            _ => Cells::Nothing,
        }
    }

    /// Writes the value of a row of the table below the header.
    fn write(
        &self,
        sheet: &mut Worksheet,
        row: usize,
        position: ColNum,
        look: &Look,
    ) -> std::result::Result<(), XlsxError> {
        let below = row as RowNum + 1;
        match self {
            Cells::Texts(texts) => {
                if let Some(text) = texts.get(row).filter(|text| !text.is_empty()) {
                    sheet.write_string_with_format(below, position, cell_text(text), &look.text)?;
                }
            }
            Cells::Truths(truths) => {
                if let Some(truth) = truths.get(row) {
                    sheet.write_boolean(below, position, truth)?;
                }
            }
            Cells::Numbers { values, is_whole, format } => {
                if let Some(number) = values.get(row) {
                    let number = if *is_whole { number } else { six_digits(number) };
                    sheet.write_number_with_format(below, position, number, format)?;
                }
            }
            Cells::Nothing => {}
        }
        Ok(())
    }
}

/// The text as a cell can hold it: no control characters and none that XML knows not, and an
/// ellipsis where it is longer than a cell.
pub fn cell_text(text: &str) -> String {
    let known = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    };
    let text: String = text.chars().map(known).collect();
    // A character has at least as many bytes as UTF-16 units.
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return text;
    }
    let mut n_units = 1;
    let fits = |c: &char| {
        n_units += c.len_utf16();
        n_units <= MAX_TEXT
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// How wide a column should be, in characters.
fn width(column: &Column) -> usize {
    let longest = match column.str() {
        Ok(texts) => {
            let lengths = texts.iter().take(MEASURED).flatten().map(|text| text.chars().count());
            lengths.max().unwrap_or(0)
        }
        Err(_) => 0,
    };
    // Beside its name a header has the button of the filter.
    longest.max(column.name().chars().count() + 3).clamp(WIDTHS.0, WIDTHS.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_too_long_for_a_sheet_is_pointed_to() {
        assert_eq!(excuse("papers", 1_048_575), None);
        let said = excuse("papers", 1_048_576).unwrap();
        assert!(said.contains("1048576 rows") && said.contains("tables/papers.csv"), "{said}");
    }

    #[test]
    fn a_cell_holds_no_more_than_it_can() {
        assert_eq!(cell_text("=cmd|' /C calc'!A0"), "=cmd|' /C calc'!A0");
        assert_eq!(cell_text("a\tb\u{1}c\u{ffff}"), "a b c\u{fffd}");
        let longest = "ü".repeat(MAX_TEXT);
        assert_eq!(cell_text(&longest), longest);
        let cut = cell_text(&"🙂".repeat(MAX_TEXT));
        assert_eq!(cut.encode_utf16().count(), MAX_TEXT);
        assert!(cut.ends_with("🙂…"));
    }
}
