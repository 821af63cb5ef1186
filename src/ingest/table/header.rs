//! How a table separates its cells, and where its header is: told from the names in it.

use csv::{ByteRecord, Reader, ReaderBuilder};
use memchr::memchr_iter;

use super::super::columns::Names;

/// Delimiters in order of preference.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Lines that may stand above the header: Dimensions says there what was searched.
const MAX_PREAMBLE: usize = 10;
/// Names that we read in a header which is not on the first line.
const MIN_KNOWN_BELOW: usize = 3;

/// Records below such a header that must show that it is one.
const ROWS_BELOW: usize = 10;

/// How a table separates its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// One of `,`, `;`, tab and `|`.
    pub delimiter: u8,
}

/// The dialect under which the first record is a header with the most names we read; `None` where
/// under no dialect it has a name for titles or abstracts and two cells that are such names.
pub fn sniff(text: &[u8], names: &Names) -> Option<Dialect> {
    best_dialect(text, names).filter(|(n_known, _)| *n_known >= 2).map(|(_, dialect)| dialect)
}

/// Whether the first line is a header.
pub fn starts_with_header(text: &[u8], names: &Names) -> bool {
    dialect_at(text, names).is_some_and(|(n_known, _)| n_known >= 2)
}

/// The byte at which the header starts: 0, unless another of the first lines has far more of one.
pub fn header_start(text: &[u8], names: &Names) -> usize {
    let is_header = |at: usize, least: usize| {
        dialect_at(&text[at..], names).is_some_and(|(n_known, _)| n_known >= least)
    };
    if starts_with_header(text, names) {
        return 0;
    }
    let breaks = memchr_iter(b'\n', &text[..text.len().min(1 << 20)]).take(MAX_PREAMBLE);
    let found = breaks
        .map(|at| at + 1)
        .find(|at| is_header(*at, MIN_KNOWN_BELOW) && has_rows(&text[*at..], names));
    found.unwrap_or(0)
}

/// Whether half of the first records below a header or more have its cells: a sentence may list
/// names, too.
fn has_rows(text: &[u8], names: &Names) -> bool {
    let Some((_, dialect)) = dialect_at(text, names) else { return false };
    let n_cells = header(text, dialect).map_or(0, |header| header.len());
    let records = reader(&text[..text.len().min(1 << 20)], dialect).into_byte_records();
    let fits = records.skip(1).take(ROWS_BELOW).flatten().map(|record| record.len() >= n_cells);
    let (n_rows, n_fit) = fits.fold((0, 0), |(n, n_fit), fits| (n + 1, n_fit + usize::from(fits)));
    n_fit * 2 >= n_rows
}

fn best_dialect(text: &[u8], names: &Names) -> Option<(usize, Dialect)> {
    dialect_at(&text[header_start(text, names)..], names)
}

fn dialect_at(text: &[u8], names: &Names) -> Option<(usize, Dialect)> {
    let mut best = None;
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter };
        let Some(header) = header(text, dialect) else { continue };
        let score = names.score(header.iter().map(String::as_str));
        if let Some(n_known) = score.filter(|n| best.is_none_or(|(most, _)| *n > most)) {
            best = Some((n_known, dialect));
        }
    }
    best
}

/// The dialect of a file that is known to be a table: with a header we do not know, the delimiter
/// that makes the most cells of it.
pub fn dialect(text: &[u8], names: &Names) -> Dialect {
    let n_cells = |delimiter| header(text, Dialect { delimiter }).map_or(0, |header| header.len());
    best_dialect(text, names).map(|(_, dialect)| dialect).unwrap_or_else(|| {
        // Of equals, the first: max_by_key takes the last.
        let widest = DELIMITERS.into_iter().rev().max_by_key(|delimiter| n_cells(*delimiter));
        Dialect { delimiter: widest.unwrap_or(b',') }
    })
}

/// A parser of a text.
pub fn reader(text: &[u8], dialect: Dialect) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len().clamp(1, 64 << 10))
        .from_reader(text)
}

/// The first record, cells trimmed.
pub fn header(text: &[u8], dialect: Dialect) -> Option<Vec<String>> {
    // No header is longer: an unclosed quote must not make a cell of the whole file.
    let text = &text[..text.len().min(1 << 20)];
    let mut record = ByteRecord::new();
    reader(text, dialect).read_byte_record(&mut record).ok().filter(|found| *found)?;
    Some(record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect())
}
