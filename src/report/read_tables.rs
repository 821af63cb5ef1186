//! The tables of a saved run, read back as they were: text stays text, missing stays missing.
//!
//! What a cell of a CSV file means cannot be told from the cell: `2024` is the name of a period in
//! one column and a count in another. So one table, `columns.csv`, says of what kind each column of
//! the others is and what it means, in the order in which a reader meets them.

use super::columns::TableMeaning;
use super::table::Table;
use crate::config::{CsvDialect, CsvStyle};
use crate::error::{Error, Result, line_of};
use crate::formula::fuse;
use crate::ingest::read_parquet;
use crate::locale::Locale;
use polars::prelude::*;
use std::fs;
use std::path::Path;

/// What to do about tables that are not as we wrote them.
pub(super) const REMEDY: &str = "put the file back as it was, or run themeline again";

/// Name of the table that tells of the columns of the others.
pub(super) const COLUMNS: &str = "columns";

/// What a column holds. The words are those of Frictionless table schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text: `string`.
    Text,
    /// A count, 0 and more: `integer`.
    Count,
    /// A number: `number`.
    Number,
    /// `TRUE` or `FALSE`: `boolean`.
    Truth,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Text, Kind::Count, Kind::Number, Kind::Truth];

    /// What a column of a table of ours holds.
    pub fn of(column: &Column) -> Kind {
        match column.dtype() {
            DataType::Boolean => Kind::Truth,
            DataType::Float64 => Kind::Number,
            DataType::UInt64 => Kind::Count,
            _ => Kind::Text,
        }
    }

    /// Its word in the table of columns.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Count => "integer",
            Kind::Number => "number",
            Kind::Truth => "boolean",
        }
    }
}

/// The table of the columns of all others.
///
/// # Errors
/// When it cannot be built: a defect of ours.
pub fn columns_table(tables: &[Table]) -> Result<Table> {
    let rows: Vec<(&str, &Column)> = tables
        .iter()
        .flat_map(|table| table.frame.columns().iter().map(|c| (table.name.as_str(), c)))
        .collect();
    let column = |name: &str, cells: Vec<&str>| Column::new(name.into(), cells);
    let meaning = |(table, column): &(&str, &Column)| {
        let table = TableMeaning::of(table);
        table.and_then(|table| table.column(column.name())).map(|(_, meaning)| meaning)
    };
    Table::new(
        COLUMNS,
        vec![
            column("table", rows.iter().map(|(table, _)| *table).collect()),
            column("column", rows.iter().map(|(_, column)| column.name().as_str()).collect()),
            column("type", rows.iter().map(|(_, column)| Kind::of(column).word()).collect()),
            Column::new("meaning".into(), rows.iter().map(meaning).collect::<Vec<_>>()),
        ],
    )
}

/// All tables in a folder of tables, of each the Parquet file where there is one, or the CSV file,
/// which is of this dialect. They are in the order of the table of columns, which is the last.
///
/// # Errors
/// When a file is missing, or holds what we did not write; names the file, and line and column.
pub fn read_tables(folder: &Path, dialect: impl Into<CsvDialect>) -> Result<Vec<Table>> {
    let dialect = dialect.into();
    let text = ["table", "column", "type", "meaning"].map(|name| (name.to_owned(), Kind::Text));
    let columns = read_table(folder, COLUMNS, &text, dialect)?;
    let (names, headers) = (columns.text("table")?, columns.text("column")?);
    let words = columns.text("type")?;
    let rows: Vec<(&str, String, &str)> = names
        .iter()
        .zip(headers)
        .zip(words)
        .map(|((&name, header), word)| (name, header.to_owned(), word))
        .collect();
    let mut tables = Vec::new();
    for rows in rows.chunk_by(|a, b| a.0 == b.0) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = rows[0].0;
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(columns.broken(format!("{name:?} is no name of a table")));
        }
        let schema = rows.iter().map(|(_, header, word)| {
            let kind = Kind::ALL.into_iter().find(|kind| kind.word() == *word);
            let unknown = || columns.broken(format!("{word:?} is no type of a column"));
            Ok((header.clone(), kind.ok_or_else(unknown)?))
        });
        tables.push(read_table(folder, name, &schema.collect::<Result<Vec<_>>>()?, dialect)?);
    }
    tables.push(columns);
    Ok(tables)
}

fn read_table(
    folder: &Path,
    name: &str,
    schema: &[(String, Kind)],
    dialect: CsvDialect,
) -> Result<Table> {
    let parquet = folder.join(format!("{name}.parquet"));
    if parquet.exists() {
        read_columns(&parquet, name, schema)
    } else {
        read_csv(&folder.join(format!("{name}.csv")), name, schema, dialect)
    }
}

fn read_columns(path: &Path, name: &str, schema: &[(String, Kind)]) -> Result<Table> {
    let place = path.display().to_string();
    let bytes = fs::read(path).map_err(|e| unreadable(&place, e))?;
    let frame = read_parquet(&bytes, &place).map_err(|error| match error {
        Error::Input { place, problem, .. } => Error::input(place, problem, REMEDY),
        other => other,
    })?;
    let found: Vec<(String, Kind)> =
        frame.columns().iter().map(|c| (c.name().to_string(), Kind::of(c))).collect();
    if found != schema {
        return Err(Error::input(place, "its columns are not those it was written with", REMEDY));
    }
    Table::new(name, frame.columns().to_vec())
}

fn read_csv(
    path: &Path,
    name: &str,
    schema: &[(String, Kind)],
    dialect: CsvDialect,
) -> Result<Table> {
    let place = path.display().to_string();
    let meant = |cell: &str| match dialect.style {
        CsvStyle::Spreadsheet => fuse(cell).to_owned(),
        CsvStyle::Plain => cell.to_owned(),
    };
    let text = fs::read_to_string(path).map_err(|e| unreadable(&place, e))?;
    let broken = |e: csv::Error| Error::input(&place, e.to_string(), REMEDY);
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.flexible(true).delimiter(dialect.locale.separator());
    let mut reader = reader.from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(meant).collect();
    if let Some((expected, _)) = schema.iter().find(|(name, _)| !header.contains(name)) {
        let problem = format!("line 1: there is no column `{expected}`");
        return Err(Error::input(place, problem, REMEDY));
    }
    if header.len() != schema.len() || header.iter().zip(schema).any(|(a, (b, _))| a != b) {
        let problem = "line 1: its columns are not those it was written with";
        return Err(Error::input(place, problem, REMEDY));
    }
    let mut columns: Vec<Cells> = schema.iter().map(|(_, kind)| Cells::new(*kind)).collect();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        // The reader takes the second half of a CRLF for the beginning of the next record.
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let start = start + text[start..].bytes().take_while(|b| b"\r\n".contains(b)).count();
        let wrong = |problem: String| {
            let problem = format!("line {}{problem}", line_of(&text, start));
            Error::input(&place, problem, REMEDY)
        };
        if record.len() != schema.len() {
            return Err(wrong(format!(": {} cells, not {}", record.len(), schema.len())));
        }
        for ((cell, cells), (column, kind)) in record.iter().zip(&mut columns).zip(schema) {
            let unlike = || wrong(format!(", column `{column}`: {cell:?} is no {}", kind.word()));
            cells.push(cell, dialect.locale, &meant).ok_or_else(unlike)?;
        }
    }
    let columns = columns.into_iter().zip(schema);
    Table::new(name, columns.map(|(cells, (name, _))| cells.column(name)).collect())
}

fn unreadable(place: &str, error: std::io::Error) -> Error {
    Error::input(place, format!("cannot be read: {error}"), REMEDY)
}

/// The cells of a column, read so far.
enum Cells {
    Text(Vec<Option<String>>),
    Count(Vec<Option<u64>>),
    Number(Vec<Option<f64>>),
    Truth(Vec<Option<bool>>),
}

impl Cells {
    fn new(kind: Kind) -> Cells {
        match kind {
            Kind::Text => Cells::Text(Vec::new()),
            Kind::Count => Cells::Count(Vec::new()),
            Kind::Number => Cells::Number(Vec::new()),
            Kind::Truth => Cells::Truth(Vec::new()),
        }
    }

    /// Adds a cell, a missing value where it is empty; `None` where it is not of the kind.
    fn push(&mut self, cell: &str, locale: Locale, meant: &impl Fn(&str) -> String) -> Option<()> {
        let some = (!cell.is_empty()).then_some(cell);
        match self {
            Cells::Text(cells) => cells.push(some.map(meant)),
            Cells::Count(cells) => cells.push(some.map(str::parse).transpose().ok()?),
            Cells::Number(cells) => {
                cells.push(match some {
                    Some(cell) => Some(locale.number(cell)?),
                    None => None,
                });
            }
            // Spreadsheets write these words as they like.
            Cells::Truth(cells) => cells.push(match some.map(str::to_uppercase).as_deref() {
                None => None,
                Some("TRUE") => Some(true),
                Some("FALSE") => Some(false),
                Some(_) => return None,
            }),
        }
        Some(())
    }

    fn column(self, name: &str) -> Column {
        match self {
            Cells::Text(cells) => Column::new(name.into(), cells),
            Cells::Count(cells) => Column::new(name.into(), cells),
            Cells::Number(cells) => Column::new(name.into(), cells),
            Cells::Truth(cells) => Column::new(name.into(), cells),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Table {
        let period = Column::new("period".into(), [Some("2024"), Some("=1+1"), None]);
        let count = Column::new("n_papers".into(), [Some(1u64), None, Some(3)]);
        let number = Column::new("share".into(), [Some(0.25), None, Some(-2.5e-7)]);
        let truth = Column::new("complete".into(), [true, false, true]);
        let hostile = Column::new("'=x".into(), ["'=y", "a \"b\", c", "Über 数据"]);
        Table::new("example", vec![period, count, number, truth, hostile]).unwrap()
    }

    /// A folder of the example and of what its columns are.
    fn folder(style: CsvStyle, parquet: bool) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let columns = columns_table(&[example()]).unwrap();
        for table in [example(), columns] {
            if parquet {
                table.write_parquet(folder.path()).unwrap();
            } else {
                table.write_csv(folder.path(), style).unwrap();
            }
        }
        folder
    }

    #[test]
    fn tables_come_back_as_they_were() {
        for (style, parquet) in [
            (CsvStyle::Spreadsheet, false),
            (CsvStyle::Plain, false),
            (CsvStyle::Spreadsheet, true),
        ] {
            let read = read_tables(folder(style, parquet).path(), style).unwrap();
            let names: Vec<&str> = read.iter().map(|table| table.name.as_str()).collect();
            assert_eq!(names, ["example", "columns"]);
            assert!(read[0].frame.equals_missing(&example().frame), "{:?}", read[0].frame);
        }
    }

    #[test]
    fn tables_come_back_from_every_country() {
        for locale in [Locale::De, Locale::DeCh, Locale::Fr] {
            let folder = tempfile::tempdir().unwrap();
            let dialect = CsvDialect { style: CsvStyle::Spreadsheet, locale };
            for table in [example(), columns_table(&[example()]).unwrap()] {
                table.write_csv(folder.path(), dialect).unwrap();
            }
            let read = read_tables(folder.path(), dialect).unwrap();
            assert!(read[0].frame.equals_missing(&example().frame), "{:?}", read[0].frame);
        }
    }

    #[track_caller]
    fn check_refused(from: &str, to: &str, parts: &[&str]) {
        let folder = folder(CsvStyle::Spreadsheet, false);
        let path = folder.path().join("example.csv");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let message = read_tables(folder.path(), CsvStyle::Spreadsheet).unwrap_err().to_string();
        for part in parts.iter().chain(&["example.csv", "run themeline again"]) {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn a_damaged_file_is_named_with_line_and_column() {
        check_refused("0.25", "a lot", &["line 2, column `share`", "\"a lot\" is no number"]);
        check_refused("0.25", "NaN", &["line 2, column `share`"]);
        check_refused(",3,", ",-3,", &["line 4, column `n_papers`", "integer"]);
        check_refused("TRUE", "perhaps", &["line 2, column `complete`", "boolean"]);
        check_refused("share", "part", &["line 1", "no column `share`"]);
        check_refused("period,n_papers", "n_papers,period", &["line 1", "not those"]);
        check_refused("0.25,", "", &["line 2: 4 cells, not 5"]);
    }

    #[test]
    fn a_damaged_parquet_file_is_named() {
        let folder = folder(CsvStyle::Plain, true);
        let path = folder.path().join("example.parquet");
        let whole = fs::read(&path).unwrap();
        let mut n_refused = 0;
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            fs::write(&path, &bytes).unwrap();
            // A byte of a text is another text, and many bytes are read by nobody.
            if let Err(error) = read_tables(folder.path(), CsvStyle::Plain) {
                let message = error.to_string();
                assert!(message.contains("example.parquet"), "byte {at}: {message}");
                assert!(message.ends_with(REMEDY), "byte {at}: {message}");
                n_refused += 1;
            }
        }
        assert!(n_refused * 4 > whole.len(), "{n_refused} of {}", whole.len());
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(read_tables(folder.path(), CsvStyle::Plain).is_err());
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = folder(CsvStyle::Plain, false);
        fs::remove_file(folder.path().join("example.csv")).unwrap();
        let message = read_tables(folder.path(), CsvStyle::Plain).unwrap_err().to_string();
        assert!(message.contains("example.csv") && message.contains(REMEDY), "{message}");
    }
}
