//! Excel workbooks: the first sheet with a column for titles or abstracts is the table.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::columns::{Column, Names};
use super::progress::FileProgress;
use super::reading::Reading;
use crate::error::{Error, Result};

/// Rows at the top of a sheet among which the header is looked for.
const HEADER_ROWS: u32 = 20;
type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A row of a sheet: its number from 1, and its cells that are not empty, by column from 0.
struct Row {
    number: u64,
    cells: Vec<(u32, String)>,
}

/// Reads a workbook. An error where it is damaged, or no sheet has what is needed.
pub fn read(
    bytes: &[u8],
    place: &str,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<Reading> {
    let damaged = |error: XlsxError| {
        Error::input(place, format!("is a damaged Excel file ({error})"), "save it again in Excel")
    };
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut refused = None;
    for sheet in workbook.sheet_names() {
        // A sheet of charts has no cells.
        let Ok(cells) = workbook.worksheet_cells_reader(&sheet) else { continue };
        let mut rows = Rows { cells, next: None, is_over: false };
        match header(&mut rows, place, names).map_err(damaged)? {
            Some(Ok(columns)) => {
                let reading = records(&mut rows, &columns, names).map_err(damaged)?;
                progress.advance(bytes.len());
                return Ok(reading);
            }
            Some(Err(error)) => refused = refused.or(Some(error)),
            None => {}
        }
    }
    Err(refused.unwrap_or_else(|| {
        Error::input(place, "has no sheet with cells", "give a sheet with a row of column names")
    }))
}

/// The columns that we read, by the first row that has names for them; else by the first row that
/// is not empty, as an error. `None` for an empty sheet.
fn header(
    rows: &mut Rows<'_, '_>,
    place: &str,
    names: &Names,
) -> std::result::Result<Option<Result<Vec<Column>>>, XlsxError> {
    let mut refused = None;
    for _ in 0..HEADER_ROWS {
        let Some(row) = rows.next()? else { break };
        let mut header = Vec::new();
        for (column, name) in row.cells {
            // A cell far to the right is no column of a table.
            if column as usize <= header.len() + 1000 {
                header.resize(column as usize + 1, String::new());
                header[column as usize] = name.trim().to_owned();
            }
        }
        let is_header = names.score(header.iter().map(String::as_str)).is_some();
        match names.locate(place, &header) {
            Ok(columns) => return Ok(Some(Ok(columns))),
            Err(error) if is_header => return Ok(Some(Err(error))),
            Err(error) => refused = refused.or(Some(Err(error))),
        }
    }
    Ok(refused)
}

fn records(
    rows: &mut Rows<'_, '_>,
    columns: &[Column],
    names: &Names,
) -> std::result::Result<Reading, XlsxError> {
    let mut reading = Reading::default();
    while let Some(row) = rows.next()? {
        let mut draft = names.draft();
        for column in columns {
            let cell = row.cells.iter().find(|(idx, _)| *idx as usize == column.column_idx);
            if let Some((_, text)) = cell {
                draft.add_cell(column.use_, text.as_str());
            }
        }
        reading.push(row.number, draft.into_paper());
    }
    Ok(reading)
}

/// The rows of a sheet that have a cell with something in it.
struct Rows<'a, 'b> {
    cells: XlsxCellReader<'a, Cursor<&'b [u8]>>,
    /// The first cell of the next row, which had to be read to see that a row is over.
    next: Option<(u32, u32, String)>,
    /// Whether the last cell was read: the reader must not be asked for one more.
    is_over: bool,
}

impl Rows<'_, '_> {
    fn next(&mut self) -> std::result::Result<Option<Row>, XlsxError> {
        let mut row = self.next.take().map(|(row, column, text)| (row, vec![(column, text)]));
        while !self.is_over {
            let Some(cell) = self.cells.next_cell()? else {
                self.is_over = true;
                break;
            };
            let (at, column) = cell.get_position();
            let text = text(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            match &mut row {
                Some((row, cells)) if *row == at => cells.push((column, text)),
                Some(_) => {
                    self.next = Some((at, column, text));
                    break;
                }
                None => row = Some((at, vec![(column, text)])),
            }
        }
        Ok(row.map(|(row, cells)| Row { number: u64::from(row) + 1, cells }))
    }
}

/// A cell as text: dates as 2024-03-05, whole numbers without decimals.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    fn read_workbook(fill: impl Fn(&mut Workbook)) -> Result<Reading> {
        let mut workbook = Workbook::new();
        fill(&mut workbook);
        let bytes = workbook.save_to_buffer().unwrap();
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        read(&bytes, "a.xlsx", &Names::new(&IngestPlan::default()), &progress)
    }

    #[test]
    fn the_first_sheet_with_titles_is_read() {
        let reading = read_workbook(|workbook| {
            let notes = workbook.add_worksheet();
            notes.write(0, 0, "Notes").unwrap();
            let sheet = workbook.add_worksheet();
            sheet.write(0, 0, "My search of Monday").unwrap();
            for (column, name) in ["Title", "", "Abstract", "Date", "Year"].iter().enumerate() {
                sheet.write(2, column as u16, *name).unwrap();
            }
            sheet.write(3, 0, "One").unwrap();
            sheet.write(3, 2, "An abstract.").unwrap();
            let day = ExcelDateTime::from_ymd(2024, 3, 5).unwrap();
            let format = Format::new().set_num_format("dd/mm/yy");
            sheet.write_datetime_with_format(3, 3, day, &format).unwrap();
            sheet.write(5, 0, "Two").unwrap();
            sheet.write(5, 4, 2021).unwrap();
            sheet.write(6, 4, 2022).unwrap();
        });
        let reading = reading.unwrap();
        let dates: Vec<String> =
            reading.papers.iter().map(|paper| paper.date.unwrap().to_string()).collect();
        assert_eq!(reading.papers[0].title, "One");
        assert_eq!(reading.papers[0].abstract_text, "An abstract.");
        assert_eq!(dates, ["2024-03-05", "2021"]);
        assert_eq!(reading.rejected, [(7, "neither a title nor an abstract".to_owned())]);
    }

    #[test]
    fn a_workbook_without_titles_says_what_it_has() {
        let none = read_workbook(|workbook| {
            workbook.add_worksheet().write(1, 1, "Titel").unwrap();
        });
        let message = none.unwrap_err().to_string();
        assert!(message.contains("Titel") && message.contains("--title-column"), "{message}");
        let empty = read_workbook(|workbook| {
            workbook.add_worksheet();
        });
        assert!(empty.unwrap_err().to_string().contains("no sheet with cells"));
    }
}
