//! The tables of a run → `report.xlsx`: a sheet that tells what was found and what is where, Excel's
//! own charts, and a sheet a table.
//!
//! No cell is ever a formula: text is written as text, so it needs no guard against spreadsheets.

mod charts;
mod contents;
mod look;
mod sheet;

use super::{About, Tables};
use crate::error::{Error, Result};
use look::Look;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// The workbook as the bytes of a file. The same tables give the same bytes.
///
/// # Errors
/// When a table is not as ours are, or a sheet cannot be made: a defect of ours.
pub fn workbook(tables: &Tables, about: &About) -> Result<Vec<u8>> {
    let failed = |e: XlsxError| Error::report("report.xlsx", e);
    let look = Look::new();
    let mut workbook = Workbook::new();
    // A fixed date: the same run has the same bytes on any day.
    let date = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    let properties = DocProperties::new()
        .set_title(sheet::cell_text(&format!("Themes of {}", about.corpus())))
        .set_author("themeline")
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);

    let summary = workbook.add_worksheet().set_name("Summary").map_err(failed)?;
    contents::fill(summary, tables, about, &look)?;
    let charts = workbook.add_worksheet().set_name("Charts").map_err(failed)?;
    charts::draw(charts, tables, about, &look)?;
    for table in tables.iter() {
        let sheet = sheet::add(&mut workbook, table).set_name(&table.name).map_err(failed)?;
        sheet::fill(sheet, table, &look)?;
    }
    workbook.save_to_buffer().map_err(failed)
}
