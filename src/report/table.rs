//! A named polars frame, and how it becomes a file that spreadsheets read as it is meant.

use crate::config::CsvStyle;
use crate::error::{Error, Result};
use polars::prelude::*;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// First characters that make a spreadsheet take a cell for a formula, full-width twins included
/// (OWASP, CSV injection).
const FORMULA_STARTS: &[char] =
    &['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A table to be written under its name.
pub struct Table {
    /// File name without ending.
    pub name: &'static str,
    /// The rows.
    pub frame: DataFrame,
}

impl Table {
    /// The table with these columns, all of one length.
    ///
    /// # Errors
    /// When lengths or names clash: a defect of ours.
    pub fn new(name: &'static str, columns: Vec<Column>) -> Result<Self> {
        let height = columns.first().map_or(0, Column::len);
        let frame = DataFrame::new(height, columns).map_err(|e| Error::report(name, e))?;
        Ok(Table { name, frame })
    }

    /// Writes `NAME.csv` into `folder`: UTF-8, RFC 4180, CRLF, decimal point, empty for missing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_csv(&self, folder: &Path, style: CsvStyle) -> Result<()> {
        let path = folder.join(format!("{}.csv", self.name));
        let columns = self.frame.columns().iter().map(|column| printable(column, style)).collect();
        let mut printable = Table::new(self.name, columns)?;
        CsvWriter::new(create(&path)?)
            .include_bom(style == CsvStyle::Spreadsheet)
            .with_line_terminator("\r\n".into())
            .with_float_scientific(Some(false))
            .finish(&mut printable.frame)
            .map_err(|e| Error::report(path.display().to_string(), e))
    }

    /// Writes `NAME.parquet` into `folder`, values as they are.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_parquet(&mut self, folder: &Path) -> Result<()> {
        let path = folder.join(format!("{}.parquet", self.name));
        ParquetWriter::new(create(&path)?)
            .finish(&mut self.frame)
            .map(|_| ())
            .map_err(|e| Error::report(path.display().to_string(), e))
    }
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    File::create(path).map(BufWriter::new).map_err(|e| Error::io("create", path, e))
}

/// A column as a spreadsheet should get it: text defused, numbers of at most six significant
/// digits, truth values in capitals.
fn printable(column: &Column, style: CsvStyle) -> Column {
    let name = match style {
        CsvStyle::Spreadsheet => defuse(column.name()),
        CsvStyle::Plain => column.name().to_string(),
    };
    let name = PlSmallStr::from(name);
    match column.dtype() {
        DataType::Boolean => {
            let word = |truth: bool| if truth { "TRUE" } else { "FALSE" };
            let values = column.bool().map(|c| c.iter().map(|v| v.map(word)).collect::<Vec<_>>());
            values.map_or_else(|_| column.clone(), |values| Column::new(name, values))
        }
        DataType::Float64 => {
            let values =
                column.f64().map(|c| c.iter().map(|v| v.map(six_digits)).collect::<Vec<_>>());
            values.map_or_else(|_| column.clone(), |values| Column::new(name, values))
        }
        DataType::String if style == CsvStyle::Spreadsheet => {
            let values = column.str().map(|c| c.iter().map(|v| v.map(defuse)).collect::<Vec<_>>());
            values.map_or_else(|_| column.clone(), |values| Column::new(name, values))
        }
        _ => column.clone().with_name(name),
    }
}

/// The text with a `'` before it where a spreadsheet would compute it, and without control
/// characters further on, which some refuse to open.
pub fn defuse(text: &str) -> String {
    let rest = text.chars().skip(1);
    if rest.clone().any(char::is_control) {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let cleaned: String = text.chars().take(1).chain(rest.map(plain)).collect();
        return defuse(&cleaned);
    }
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// The value rounded to six significant digits.
pub fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Table {
        let text = Column::new("text".into(), ["=1+1", "a \"b\", c", "Über 数据"]);
        let number = Column::new("number".into(), [Some(1.0 / 3.0), None, Some(2.5e-7)]);
        let truth = Column::new("truth".into(), [true, false, true]);
        let count = Column::new("count".into(), [1u32, 2, 3]);
        Table::new("example", vec![text, number, truth, count]).unwrap()
    }

    #[test]
    fn csv_is_safe_for_spreadsheets() {
        let folder = tempfile::tempdir().unwrap();
        example().write_csv(folder.path(), CsvStyle::Spreadsheet).unwrap();
        let text = std::fs::read_to_string(folder.path().join("example.csv")).unwrap();
        assert_eq!(
            text,
            "\u{feff}text,number,truth,count\r\n'=1+1,0.333333,TRUE,1\r\n\
             \"a \"\"b\"\", c\",,FALSE,2\r\nÜber 数据,0.00000025,TRUE,3\r\n"
        );
    }

    #[test]
    fn plain_csv_keeps_the_text() {
        let folder = tempfile::tempdir().unwrap();
        example().write_csv(folder.path(), CsvStyle::Plain).unwrap();
        let text = std::fs::read_to_string(folder.path().join("example.csv")).unwrap();
        assert!(text.starts_with("text,number,truth,count\r\n=1+1,0.333333"), "{text}");
    }

    #[test]
    fn parquet_keeps_the_values() {
        let folder = tempfile::tempdir().unwrap();
        example().write_parquet(folder.path()).unwrap();
        let file = File::open(folder.path().join("example.parquet")).unwrap();
        let frame = ParquetReader::new(file).finish().unwrap();
        assert!(frame.equals_missing(&example().frame));
    }

    #[test]
    fn numbers_have_six_significant_digits() {
        assert_eq!(six_digits(123_456.789), 123_457.0);
        assert_eq!(six_digits(0.123_456_789), 0.123_457);
        assert_eq!(six_digits(0.0), 0.0);
    }
}
