//! The first sheet: what was found, theme by theme, and what each sheet holds.

use super::look::Look;
use super::sheet::cell_text;
use crate::error::{Error, Result};
use crate::report::columns::{TableMeaning, Unit};
use crate::report::rows::{ThemeRow, TrendRow};
use crate::report::words::{facts, headline};
use crate::report::{About, Tables, rows_in};
use crate::trend::Verdict;
use rust_xlsxwriter::{RowNum, Url, Worksheet, XlsxError};

/// Widths of the columns, in characters.
const WIDTHS: [f64; 8] = [18.0, 60.0, 9.0, 9.0, 12.0, 14.0, 12.0, 12.0];

type Written<T> = std::result::Result<T, XlsxError>;

/// Fills the sheet.
///
/// # Errors
/// When a table is not as ours are, or the sheet cannot be filled: a defect of ours.
pub fn fill(sheet: &mut Worksheet, tables: &Tables, about: &About, look: &Look) -> Result<()> {
    let rows = rows_in::themes_with_trends(tables)?;
    let verdicts: Vec<Verdict> = rows.iter().map(|(_, trend)| trend.verdict).collect();
    let mut lines = vec![format!("{}.", headline(about.n_papers, &verdicts))];
    lines.extend(facts(tables, about)?);
    lines.push(format!("Made by themeline {} of {}.", about.themeline, about.corpus()));
    let mut write = || {
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 0);
        let title = cell_text(&format!("Themes of {}", about.corpus()));
        sheet.write_string_with_format(0, 0, title, &look.title)?;
        for (row, line) in (1..).zip(&lines) {
            sheet.write_string(row, 0, cell_text(line))?;
        }
        let below = themes(sheet, lines.len() as RowNum + 2, &rows, look)?;
        sheets(sheet, below + 1, tables, look)
    };
    write().map_err(|e| Error::report("the sheet Summary", e))
}

/// A row per theme; gives the row below them.
fn themes(
    sheet: &mut Worksheet,
    top: RowNum,
    rows: &[(ThemeRow, TrendRow)],
    look: &Look,
) -> Written<RowNum> {
    let headers = [
        ("Theme", &look.header),
        ("Label", &look.header),
        ("Papers", &look.number_header),
        ("Share", &look.number_header),
        ("Trend", &look.header),
        ("Growth a year", &look.number_header),
        ("95 % from", &look.number_header),
        ("to", &look.number_header),
    ];
    for (column, (header, format)) in (0..).zip(headers) {
        sheet.write_string_with_format(top, column, header, format)?;
    }
    for (row, (theme, trend)) in (top + 1..).zip(rows) {
        for (column, text) in [(0, &theme.theme_id), (1, &theme.label)] {
            sheet.write_string_with_format(row, column, cell_text(text), &look.text)?;
        }
        let n_papers = theme.n_papers as f64;
        sheet.write_number_with_format(row, 2, n_papers, look.of_unit(Unit::Count))?;
        sheet.write_number_with_format(row, 3, theme.share, look.of_unit(Unit::Share))?;
        sheet.write_string_with_format(row, 4, trend.verdict.to_string(), &look.text)?;
        let growth = [trend.growth_per_year, trend.growth_lo, trend.growth_hi];
        for (column, growth) in (5..).zip(growth) {
            if let Some(growth) = growth {
                sheet.write_number_with_format(row, column, growth, look.of_unit(Unit::Growth))?;
            }
        }
    }
    Ok(top + 1 + rows.len() as RowNum)
}

/// A row per sheet, with a link to it.
fn sheets(sheet: &mut Worksheet, top: RowNum, tables: &Tables, look: &Look) -> Written<()> {
    for (column, header) in (0..).zip(["Sheet", "One row per", "Rows"]) {
        let format = if column == 2 { &look.number_header } else { &look.header };
        sheet.write_string_with_format(top, column, header, format)?;
    }
    for (row, table) in (top + 1..).zip(tables.iter()) {
        let link = Url::new(format!("internal:'{}'!A1", table.name)).set_text(&table.name);
        sheet.write_url_with_format(row, 0, link, &look.link)?;
        let meaning = TableMeaning::of(&table.name).map_or("", |meaning| meaning.row);
        sheet.write_string_with_format(row, 1, meaning, &look.text)?;
        let n_rows = table.height() as f64;
        sheet.write_number_with_format(row, 2, n_rows, look.of_unit(Unit::Count))?;
    }
    let note = "Point at a header of a sheet to see what the column means.";
    sheet.write_string(top + 2 + tables.iter().count() as RowNum, 0, note)?;
    Ok(())
}
