//! Parquet files, of which only the columns of papers are read.
//!
//! bytes ─ bounds (thrift, delta) ─▶ polars, caught ─▶ texts ─▶ papers

mod bounds;
mod caught;
mod delta;
mod thrift;

use std::io::Cursor;
use std::sync::Arc;

use polars::prelude::*;
use polars_parquet::parquet::metadata::FileMetadata;

use super::columns::{Column as NamedColumn, Names, Role, Use};
use super::dates::date_from_days;
use super::draft::Draft;
use super::reading::Reading;
use crate::error::{Error, Result};

/// Reads a Parquet file: texts, dictionaries of texts, whole numbers, dates, and times.
///
/// An error where the file is damaged, where it has no title or abstract column, or where one of
/// the columns has another type.
pub fn read(bytes: &[u8], place: &str, names: &Names) -> Result<Reading> {
    let (frame, columns) = caught(place, || read_frame(bytes, place, names))?;
    check_lengths(&frame, place)?;
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        // The projection keeps the order of the file, so a column is found by its name.
        let series = frame.column(&column.name).map_err(|error| damaged(place, error))?;
        let texts = texts(series.as_materialized_series()).ok_or_else(|| {
            Error::input(
                place,
                format!("the column {:?} is of type {}", column.name, series.dtype()),
                "write it as text",
            )
        })?;
        cells.push((column.use_, texts));
    }
    let mut reading = Reading::default();
    for row_idx in 0..frame.height() {
        let mut draft = names.draft();
        for (use_, texts) in &cells {
            texts.add_to(&mut draft, *use_, row_idx);
        }
        reading.push(row_idx as u64 + 1, draft.into_paper());
    }
    Ok(reading)
}

/// Reads all columns of a Parquet file, of one length.
///
/// An error where it is damaged.
pub fn read_parquet(bytes: &[u8], place: &str) -> Result<DataFrame> {
    let frame = caught(place, || {
        let table = Table::open(bytes, place)?;
        let names = table.schema.iter_names().map(|name| name.to_string()).collect();
        table.columns(names)
    })?;
    check_lengths(&frame, place)?;
    Ok(frame)
}

/// Of a damaged file, polars may give columns that end before the others.
fn check_lengths(frame: &DataFrame, place: &str) -> Result<()> {
    if frame.columns().iter().any(|column| column.len() != frame.height()) {
        return Err(damaged(place, "its columns are not of one length"));
    }
    Ok(())
}

/// Does `work` on a user's file, which must not end the program: polars panics on some damaged
/// files and on types it was built without.
pub fn caught<T>(place: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    caught::caught(work).unwrap_or_else(|| Err(damaged(place, "its pages are broken")))
}

/// A file whose footer is in bounds.
pub struct Table<'a> {
    bytes: &'a [u8],
    place: &'a str,
    reader: ParquetReader<Cursor<&'a [u8]>>,
    metadata: Arc<FileMetadata>,
    /// Its columns and their types.
    pub schema: Arc<ArrowSchema>,
}

impl<'a> Table<'a> {
    /// Reads the footer.
    pub fn open(bytes: &'a [u8], place: &'a str) -> Result<Self> {
        let failed = |error: PolarsError| damaged(place, error);
        bounds::check_footer(bytes).map_err(|problem| damaged(place, problem))?;
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let mut metadata = reader.get_metadata().map_err(failed)?.as_ref().clone();
        // The schema of Arrow, where one is stored, says how a writer held the columns in memory,
        // such as in dictionaries or lists of fixed length. Without it they are read as what they
        // are in the file: plain texts and lists.
        metadata.key_value_metadata = None;
        let metadata = Arc::new(metadata);
        reader.set_metadata(metadata.clone());
        let schema = reader.schema().map_err(failed)?;
        Ok(Table { bytes, place, reader, metadata, schema })
    }

    /// Reads the columns of these names, where their pages are in bounds.
    pub fn columns(self, names: Vec<String>) -> Result<DataFrame> {
        bounds::check_pages(self.bytes, &self.metadata, &names)
            .map_err(|problem| damaged(self.place, problem))?;
        let reader = self.reader.with_columns(Some(names)).set_rechunk(true);
        reader.finish().map_err(|error| damaged(self.place, error))
    }
}

struct Wanted {
    name: String,
    use_: Use,
}

fn read_frame(bytes: &[u8], place: &str, names: &Names) -> Result<(DataFrame, Vec<Wanted>)> {
    let table = Table::open(bytes, place)?;
    let schema = &table.schema;
    let header: Vec<&str> = schema.iter_names().map(|name| name.as_str()).collect();
    let wanted: Vec<Wanted> = names
        .locate(place, &header)?
        .into_iter()
        .filter_map(|NamedColumn { column_idx, use_ }| {
            Some(Wanted { name: (*header.get(column_idx)?).to_owned(), use_ })
        })
        .collect();
    // A detail of another type is left out: a paper without its authors is one all the same.
    let is_needless = |role: Role| role.is_detail() || role == Role::Doi;
    let mut wanted_read = Vec::with_capacity(wanted.len());
    for column in wanted {
        let role = column.use_.role;
        let is_text = matches!(role, Role::Title | Role::Abstract);
        match schema.get(&column.name).map(|field| field.dtype()) {
            Some(dtype) if is_read(dtype) || (is_list(dtype) && !is_text) => {
                wanted_read.push(column);
            }
            Some(dtype) if !is_needless(role) => {
                return Err(Error::input(
                    place,
                    format!("the column {:?} is of type {dtype:?}", column.name),
                    "write it as text, as 32-bit or 64-bit numbers, or as dates",
                ));
            }
            _ => {}
        }
    }
    let wanted = wanted_read;
    let mut projection: Vec<String> = wanted.iter().map(|column| column.name.clone()).collect();
    projection.sort();
    projection.dedup();
    let frame = table.columns(projection)?;
    Ok((frame, wanted))
}

/// The types of which [`texts`] makes texts. Others are refused before polars sees them: some it
/// was built without, and panics.
fn is_read(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    matches!(
        dtype,
        T::Utf8
            | T::LargeUtf8
            | T::Utf8View
            | T::Null
            | T::Date32
            | T::Timestamp(..)
            | T::Int32
            | T::Int64
            | T::UInt32
            | T::UInt64
            | T::Float32
            | T::Float64
    )
}

/// A list of texts.
fn is_list(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match dtype {
        T::List(inner) | T::LargeList(inner) => {
            matches!(inner.dtype(), T::Utf8 | T::LargeUtf8 | T::Utf8View)
        }
        _ => false,
    }
}

pub fn damaged(place: &str, error: impl std::fmt::Display) -> Error {
    let problem: String = error.to_string().chars().take(300).collect();
    Error::input(
        place,
        format!("cannot be read as Parquet ({problem})"),
        "write it again, or export CSV or JSON Lines instead",
    )
}

/// The values of a column, of which a text can be made.
enum Texts {
    Text(StringChunked),
    Whole(Int64Chunked),
    /// Time since 1970-01-01 00:00, in units of which a day has so many.
    Time(Int64Chunked, i64),
    /// Texts in lists, as of authors.
    Lists(ListChunked),
    /// Nothing in any row.
    Nothing,
}

fn texts(series: &Series) -> Option<Texts> {
    let whole = |series: &Series| series.cast(&DataType::Int64).ok()?.i64().ok().cloned();
    match series.dtype() {
        DataType::String => series.str().ok().cloned().map(Texts::Text),
        DataType::Date => whole(series).map(|days| Texts::Time(days, 1)),
        DataType::Datetime(unit, _) => {
            let per_second = match unit {
                TimeUnit::Milliseconds => 1_000,
                TimeUnit::Microseconds => 1_000_000,
                TimeUnit::Nanoseconds => 1_000_000_000,
            };
            whole(&series.to_physical_repr()).map(|time| Texts::Time(time, 86_400 * per_second))
        }
        DataType::List(inner) if **inner == DataType::String => {
            series.list().ok().cloned().map(Texts::Lists)
        }
        DataType::Null => Some(Texts::Nothing),
        // A year or a number with gaps is often stored as 2024.0.
        dtype if dtype.is_integer() || dtype.is_float() => whole(series).map(Texts::Whole),
        _ => None,
    }
}

impl Texts {
    fn add_to<'a>(&'a self, draft: &mut Draft<'a>, use_: Use, row_idx: usize) {
        match self {
            Texts::Text(texts) => draft.add_cell(use_, texts.get(row_idx).unwrap_or_default()),
            // Where the role takes one value, the first counts.
            Texts::Lists(lists) => {
                let Some(list) = lists.get_as_series(row_idx) else { return };
                let Ok(values) = list.str() else { return };
                for value in values.iter().flatten() {
                    draft.add(use_, value.to_owned());
                }
            }
            Texts::Whole(numbers) => {
                draft.add(use_, numbers.get(row_idx).map(|n| n.to_string()).unwrap_or_default());
            }
            Texts::Time(times, per_day) => {
                let days = times.get(row_idx).map(|time| time.div_euclid(*per_day));
                let date = days.and_then(date_from_days).map(|date| date.to_string());
                draft.add(use_, date.unwrap_or_default());
            }
            Texts::Nothing => {}
        }
    }
}

/// One table in the layouts of other writers: tests/fixtures/make_parquet.py.
#[cfg(test)]
pub const LAYOUTS: [&[u8]; 8] = [
    include_bytes!("../../../tests/fixtures/parquet/plain.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/dictionary_snappy.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/pages_v2_zstd.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/gzip_small_pages.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/brotli.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/lz4.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/delta.parquet"),
    include_bytes!("../../../tests/fixtures/parquet/delta_lengths.parquet"),
];

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;
    use crate::corpus::Paper;

    fn parquet(mut frame: DataFrame) -> Vec<u8> {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        bytes
    }

    fn read_bytes(bytes: &[u8]) -> Result<Reading> {
        read(bytes, "a.parquet", &Names::new(&IngestPlan::default()))
    }

    #[test]
    fn texts_numbers_and_dates_are_read() {
        let days = Series::new("date".into(), [Some(19_782_i32), None, None]);
        let time = Series::new("created".into(), [None, Some(-1_i64), None]);
        let frame = df!(
            "abstract" => [Some("Text."), None, None],
            "unread" => [1.5, 2.5, 3.5],
            "Title" => [Some("A"), Some("B"), None],
            "id" => [Some(7_i64), None, Some(9)],
            "year" => [2001_i32, 2002, 2003],
        )
        .unwrap();
        let mut frame = frame;
        frame.with_column(days.cast(&DataType::Date).unwrap().into()).unwrap();
        let unit = DataType::Datetime(TimeUnit::Milliseconds, None);
        frame.with_column(time.cast(&unit).unwrap().into()).unwrap();
        let reading = read_bytes(&parquet(frame)).unwrap();
        let found: Vec<String> = reading
            .papers
            .iter()
            .map(|paper| format!("{} {:?} {}", paper.title, paper.id, paper.date.unwrap()))
            .collect();
        assert_eq!(found, ["A \"7\" 2024-02-29", "B \"\" 1969-12-31"]);
        assert_eq!(reading.papers[0].abstract_text, "Text.");
        assert_eq!(reading.rejected, [(3, "neither a title nor an abstract".to_owned())]);
    }

    #[test]
    fn a_table_is_the_same_in_all_layouts() {
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        let papers = LAYOUTS.map(|bytes| read(bytes, "a.parquet", &names).unwrap().papers);
        let of = |paper: &Paper| {
            let authors = paper.details.as_ref().unwrap().authors.join("; ");
            format!("{} {} {:?} {authors}", paper.title, paper.abstract_text, paper.date)
        };
        let plain: Vec<String> = papers[0].iter().map(of).collect();
        assert_eq!(plain.len(), 40);
        let text = "On reefs after the heat of summer, part 8 We count corals at site 1. \
                    They recover slowly. They recover slowly.";
        assert!(plain[8].starts_with(text) && plain[7].ends_with("Cy Diaz"), "{plain:?}");
        for papers in &papers {
            assert!(papers.iter().map(of).eq(plain.iter().cloned()));
        }
    }

    #[test]
    fn claims_beyond_the_size_are_refused_before_polars_reads() {
        let bytes = parquet(df!("title" => ["a", "b"]).unwrap());
        let read = |bytes: &[u8]| match read_bytes(bytes) {
            Ok(_) => "read".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(read(&bytes), "read");
        // Whatever one byte becomes: an answer, in bounded memory.
        let mut n_refused = 0;
        for at in 4..bytes.len() {
            for value in [0x00, 0x7F, 0x80, 0xFC, 0xFF] {
                let mut broken = bytes.clone();
                broken[at] = value;
                let said = read(&broken);
                n_refused += usize::from(said.contains("cannot be read as Parquet"));
            }
        }
        assert!(n_refused > bytes.len(), "{n_refused}");
    }

    #[test]
    fn lists_of_details_are_read_and_other_types_left_out() {
        let authors = Series::new("x".into(), ["Ann Lee", "Bo Chen"]);
        let frame = df!(
            "title" => ["T"],
            "authors" => [authors],
            "keywords" => [true],
        )
        .unwrap();
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        let bytes = parquet(frame);
        let details = read(&bytes, "a.parquet", &names).unwrap().papers[0].details.clone().unwrap();
        assert_eq!(details.authors, ["Ann Lee", "Bo Chen"]);
        assert_eq!((details.keywords.len(), details.line), (0, 1));
        assert!(read_bytes(&bytes).unwrap().papers[0].details.is_none());
    }

    #[test]
    fn what_cannot_be_read_is_an_error_not_a_panic() {
        let lists = df!("title" => [Series::new("x".into(), ["a", "b"])]).unwrap();
        let message = read_bytes(&parquet(lists)).unwrap_err().to_string();
        assert!(message.contains("\"title\" is of type"), "{message}");
        let message = read_bytes(b"PAR1 nothing PAR1").unwrap_err().to_string();
        assert!(message.contains("cannot be read as Parquet"), "{message}");
        let columns = parquet(df!("Titel" => ["a"]).unwrap());
        assert!(read_bytes(&columns).unwrap_err().to_string().contains("--title-column"));
        for cut in (0..columns.len()).step_by(7) {
            assert!(read_bytes(&columns[..cut]).is_err());
        }
    }
}
