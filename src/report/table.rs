//! A named polars frame, and how it becomes a file that spreadsheets read as it is meant.

use super::read_tables::REMEDY;
use crate::config::{CsvDialect, CsvStyle};
use crate::error::{Error, Result};
use crate::formula::defuse;
use polars::prelude::*;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// A table to be written under its name. Its columns are of text, of `u64`, of `f64` or of truth
/// values; see [`Kind`](super::read_tables::Kind).
#[derive(Debug, Clone)]
pub struct Table {
    /// File name without ending.
    pub name: String,
    /// The rows. No cell has a control character but at its beginning.
    pub frame: DataFrame,
}

impl Table {
    /// The table with these columns, all of one length.
    ///
    /// # Errors
    /// When lengths or names clash: a defect of ours.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Result<Self> {
        let name = name.into();
        let height = columns.first().map_or(0, Column::len);
        let columns = columns.into_iter().map(on_one_line).collect();
        let frame = DataFrame::new(height, columns).map_err(|e| Error::report(&name, e))?;
        Ok(Table { name, frame })
    }

    /// Rows of the table.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// A column of text; an empty cell is an empty text.
    ///
    /// # Errors
    /// When there is no such column, or it is not of text. So with all that follow; those that
    /// need a value in each row fail where one has none, too.
    pub fn text(&self, column: &str) -> Result<Vec<&str>> {
        Ok(self.optional_text(column)?.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// A column of text; an empty cell is a missing one, as in CSV.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn optional_text(&self, column: &str) -> Result<Vec<Option<&str>>> {
        let cells = self.column(column)?.str().map_err(|_| self.no("text", column))?;
        Ok(cells.iter().map(|cell| cell.filter(|text| !text.is_empty())).collect())
    }

    /// A column of numbers with a value in each row, of six significant digits.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn numbers(&self, column: &str) -> Result<Vec<f64>> {
        self.all(column, self.optional_numbers(column)?)
    }

    /// A column of numbers of six significant digits: whoever reads the table from its CSV, from its
    /// Parquet file or from memory gets the same.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn optional_numbers(&self, column: &str) -> Result<Vec<Option<f64>>> {
        let cells = self.column(column)?.f64().map_err(|_| self.no("numbers", column))?;
        Ok(cells.iter().map(|cell| cell.map(six_digits)).collect())
    }

    /// A column of counts with a value in each row.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn counts(&self, column: &str) -> Result<Vec<usize>> {
        self.all(column, self.optional_counts(column)?)
    }

    /// A column of counts.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn optional_counts(&self, column: &str) -> Result<Vec<Option<usize>>> {
        let cells = self.column(column)?.u64().map_err(|_| self.no("counts", column))?;
        Ok(cells.iter().map(|cell| cell.map(|n| n as usize)).collect())
    }

    /// A column of truth values with a value in each row.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn truths(&self, column: &str) -> Result<Vec<bool>> {
        let cells = self.column(column)?.bool().map_err(|_| self.no("truth values", column))?;
        self.all(column, cells.iter().collect())
    }

    fn column(&self, column: &str) -> Result<&Column> {
        let missing = |_| self.broken(format!("there is no column `{column}`"));
        self.frame.column(column).map_err(missing)
    }

    /// The values of a column that has one in each row.
    fn all<T>(&self, column: &str, cells: Vec<Option<T>>) -> Result<Vec<T>> {
        let missing = |row| self.broken(format!("column `{column}`: row {row} is empty"));
        (1..).zip(cells).map(|(row, cell)| cell.ok_or_else(|| missing(row))).collect()
    }

    fn no(&self, kind: &str, column: &str) -> Error {
        self.broken(format!("column `{column}` is no column of {kind}"))
    }

    /// The error of a table that does not hold what ours hold.
    pub fn broken(&self, problem: impl Into<String>) -> Error {
        Error::input(format!("the table `{}`", self.name), problem, REMEDY)
    }

    /// Writes `NAME.csv` into `folder`: UTF-8, RFC 4180 but for the separator, CRLF, empty for
    /// missing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_csv(&self, folder: &Path, dialect: impl Into<CsvDialect>) -> Result<()> {
        let CsvDialect { style, locale } = dialect.into();
        let path = folder.join(format!("{}.csv", self.name));
        let columns = self.frame.columns().iter().map(|column| printable(column, style)).collect();
        let mut printable = Table::new(&self.name, columns)?;
        CsvWriter::new(create(&path)?)
            .include_bom(style == CsvStyle::Spreadsheet)
            .with_line_terminator("\r\n".into())
            .with_separator(locale.separator())
            .with_decimal_comma(locale.has_decimal_comma())
            .with_float_scientific(Some(false))
            .finish(&mut printable.frame)
            .map_err(|e| Error::report(path.display().to_string(), e))
    }

    /// Writes `NAME.parquet` into `folder`, values as they are.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_parquet(&self, folder: &Path) -> Result<()> {
        let path = folder.join(format!("{}.parquet", self.name));
        ParquetWriter::new(create(&path)?)
            .finish(&mut self.frame.clone())
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

/// The column, its name and its text without control characters but at the beginning: some
/// spreadsheets refuse to open a file that has them.
fn on_one_line(column: Column) -> Column {
    let is_broken = |text: &str| text.chars().skip(1).any(char::is_control);
    let clean = |text: &str| {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let rest = text.chars().skip(1).map(plain);
        text.chars().take(1).chain(rest).collect::<String>()
    };
    let name = PlSmallStr::from(clean(column.name()));
    match column.str() {
        Ok(cells) if cells.iter().flatten().any(is_broken) => {
            let cells = cells.iter().map(|cell| cell.map(clean)).collect::<Vec<_>>();
            Column::new(name, cells)
        }
        _ => column.with_name(name),
    }
}

/// The value rounded to six significant digits.
pub fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

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
    fn csv_for_others_has_their_signs() {
        let folder = tempfile::tempdir().unwrap();
        let text = Column::new("text".into(), ["1,5", "a; b", "x"]);
        let number = Column::new("number".into(), [Some(-1234.5), None, Some(2.5e-7)]);
        let table = Table::new("t", vec![text, number]).unwrap();
        for (locale, expected) in [
            (Locale::De, "text;number\r\n1,5;-1234,5\r\n\"a; b\";\r\nx;0,00000025\r\n"),
            (Locale::DeCh, "text;number\r\n1,5;-1234.5\r\n\"a; b\";\r\nx;0.00000025\r\n"),
            (Locale::En, "text,number\r\n\"1,5\",-1234.5\r\na; b,\r\nx,0.00000025\r\n"),
        ] {
            let dialect = CsvDialect { style: CsvStyle::Plain, locale };
            table.write_csv(folder.path(), dialect).unwrap();
            assert_eq!(std::fs::read_to_string(folder.path().join("t.csv")).unwrap(), expected);
        }
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
    fn columns_are_read_by_name_and_kind() {
        let table = example();
        let numbers = table.optional_numbers("number").unwrap();
        assert_eq!(numbers, [Some(0.333_333), None, Some(2.5e-7)]);
        let count = Column::new("count".into(), [1u64, 2, 3]);
        let counts = Table::new("counts", vec![count]).unwrap();
        assert_eq!(counts.counts("count").unwrap(), [1, 2, 3]);
        assert_eq!(table.truths("truth").unwrap(), [true, false, true]);
        for (column, part) in
            [("number", "row 2 is empty"), ("text", "no column of numbers"), ("x", "no column `x`")]
        {
            let message = table.numbers(column).unwrap_err().to_string();
            assert!(message.contains("`example`") && message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_cell_is_on_one_line() {
        let table = Table::new("t", vec![Column::new("a\nb".into(), ["x\ty", "\tz"])]).unwrap();
        assert_eq!(table.text("a b").unwrap(), ["x y", "\tz"]);
    }

    #[test]
    fn numbers_have_six_significant_digits() {
        assert_eq!(six_digits(123_456.789), 123_457.0);
        assert_eq!(six_digits(0.123_456_789), 0.123_457);
        assert_eq!(six_digits(0.0), 0.0);
    }
}
