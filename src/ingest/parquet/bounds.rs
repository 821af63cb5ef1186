//! What a Parquet file claims, held against its size before polars makes room for it.
//!
//! polars 0.55 takes lengths of lists, pages and runs from the file as they are: of a damaged one
//! it asks for more memory than there is, which ends the program without a chance to say why.
//! Source of the layout: <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.

use std::io::Cursor;
use std::ops::Range;

use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::FileMetadata;
use polars_parquet::parquet::page::split_buffer;
use polars_parquet::read::{BasicDecompressor, ColumnChunkMetadata, PageReader};

use super::delta;
use super::thrift::{Shape, walk};
use crate::ingest::compression::most_unpacked;

/// The mark at the end of a file, behind four bytes of the footer's length.
const MARK: &[u8] = b"PAR1";

/// FileMetaData and what is in it.
const FOOTER: &[Shape] = &[
    (&[], "iSiSSbSsb"),
    // SchemaElement; LogicalType; its decimals, times, units of time and whole numbers.
    (&[2], "iiibiiiiis"),
    (&[2, 10], "ssssssssssssssssss"),
    (&[2, 10, 5], "ii"),
    (&[2, 10, 7], "?s"),
    (&[2, 10, 7, 2], "sss"),
    (&[2, 10, 8], "?s"),
    (&[2, 10, 8, 2], "sss"),
    (&[2, 10, 10], "y?"),
    // RowGroup; ColumnChunk; ColumnMetaData; Statistics; SortingColumn.
    (&[4], "SiiSiii"),
    (&[4, 1], "bisiiiisb"),
    (&[4, 1, 3], "iIBiiiiSiiisSiiss"),
    (&[4, 1, 3, 12], "bbiibb??"),
    (&[4, 4], "i??"),
    // KeyValue; ColumnOrder.
    (&[5], "bb"),
    (&[7], "ss"),
];

/// PageHeader, and those of pages of data, of a dictionary, and of data in the second version.
const PAGE: &[Shape] = &[
    (&[], "iiiissss"),
    (&[5], "iiiis"),
    (&[5, 5], "bbiibb??"),
    (&[7], "ii?"),
    (&[8], "iiiiii?s"),
    (&[8, 8], "bbiibb??"),
];

/// Fields that have fields: more nest deeper than a stack may be.
const MAX_GROUPS: usize = 500;

/// Rows of any file: a table of few bytes may have many empty ones.
const ALWAYS_FINE: usize = 1 << 16;

/// Values of lists, such as names of authors from a dictionary, for each byte of the file.
const VALUES_PER_BYTE: usize = 16;

/// A paper has a title, which takes a byte or more however it is packed.
fn most_rows(bytes: &[u8]) -> usize {
    ALWAYS_FINE + bytes.len()
}

/// Checks the footer: that it ends, nests as far as files do, and claims no more rows than it may.
pub fn check_footer(bytes: &[u8]) -> Result<(), &'static str> {
    let body = bytes.strip_suffix(MARK).ok_or("it does not end as Parquet does")?;
    let (body, length) = body.split_last_chunk::<4>().ok_or("it has no footer")?;
    let length = u32::from_le_bytes(*length) as usize;
    let start = body.len().checked_sub(length).ok_or("its footer is longer than the file")?;
    let (mut n_groups, mut n_rows, mut most) = (0, 0_u64, 0_u64);
    let walked = walk(&body[start..], FOOTER, &mut |path, value| match path {
        // FileMetaData.schema: SchemaElement.num_children; .num_rows; .row_groups: .num_rows.
        [2, 5] => n_groups += usize::from(value > 0),
        [3] => most = most.max(value as u64),
        [4, 3] => n_rows = n_rows.saturating_add(value as u64),
        _ => {}
    });
    walked.ok_or("its footer is broken")?;
    if n_groups > MAX_GROUPS {
        return Err("its columns nest too deep");
    }
    if n_rows.max(most) > most_rows(bytes) as u64 {
        return Err("it claims more rows than so many bytes hold");
    }
    Ok(())
}

/// Checks the pages of some columns: that they are in the file, hold as many values as the footer
/// says, and unpack to what so many bytes can hold.
pub fn check_pages<'a>(
    bytes: &[u8],
    metadata: &FileMetadata,
    columns: impl IntoIterator<Item = &'a String>,
) -> Result<(), &'static str> {
    let limit = most_unpacked(bytes.len() as u64);
    let mut n_unpacked = 0_u64;
    let columns: Vec<&String> = columns.into_iter().collect();
    for group in &metadata.row_groups {
        for name in &columns {
            for chunk in group.columns_under_root_iter(name).into_iter().flatten() {
                let pages = pages(bytes, chunk, group.num_rows())?;
                n_unpacked = n_unpacked.saturating_add(pages.n_unpacked);
                if n_unpacked > limit {
                    return Err("it claims to unpack to more than so many bytes hold");
                }
                if pages.has_delta {
                    let texts = delta_bytes(&bytes[pages.range], chunk)?;
                    n_unpacked = n_unpacked.saturating_add(texts);
                }
            }
        }
    }
    match n_unpacked {
        n if n > limit => Err("its texts are longer than so many bytes hold"),
        _ => Ok(()),
    }
}

/// What the headers of a column's pages say.
struct Pages {
    range: Range<usize>,
    n_unpacked: u64,
    has_delta: bool,
}

/// The fields of a page's header that matter here.
#[derive(Default)]
struct Header {
    kind: i64,
    n_unpacked: i64,
    n_packed: i64,
    n_values: i64,
    n_distinct: i64,
    encoding: i64,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut header = Header { kind: -1, ..Header::default() };
        let length = walk(bytes, PAGE, &mut |path, value| match path {
            [1] => header.kind = value,
            [2] => header.n_unpacked = value,
            [3] => header.n_packed = value,
            // data_page_header and data_page_header_v2.
            [5, 1] | [8, 1] => header.n_values = value,
            [5, 2] | [8, 4] => header.encoding = value,
            [7, 1] => header.n_distinct = value,
            _ => {}
        })?;
        Some((header, length))
    }
}

fn pages(bytes: &[u8], chunk: &ColumnChunkMetadata, n_rows: usize) -> Result<Pages, &'static str> {
    const BROKEN: &str = "its pages are broken";
    let offset = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
    let start = usize::try_from(offset).map_err(|_| BROKEN)?;
    let length = usize::try_from(chunk.compressed_size()).map_err(|_| BROKEN)?;
    let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(BROKEN)?;
    let n_claimed = usize::try_from(chunk.num_values()).map_err(|_| BROKEN)?;
    let is_flat = chunk.descriptor().descriptor.max_rep_level == 0;
    let most = if is_flat { n_rows } else { ALWAYS_FINE + VALUES_PER_BYTE * bytes.len() };
    if n_claimed > most || (is_flat && n_claimed != n_rows) {
        return Err("a column has another number of values than the table has rows");
    }
    let mut pages = Pages { range: start..end, n_unpacked: 0, has_delta: false };
    let (mut at, mut n_values) = (start, 0);
    while n_values < n_claimed {
        let (header, length) = Header::read(&bytes[at..end]).ok_or(BROKEN)?;
        let n_packed = usize::try_from(header.n_packed).map_err(|_| BROKEN)?;
        let n_unpacked = u64::try_from(header.n_unpacked).map_err(|_| BROKEN)?;
        at = (at + length).checked_add(n_packed).filter(|at| *at <= end).ok_or(BROKEN)?;
        // A value of a dictionary takes a byte or more; a page of values may have none at all.
        if !(0..=header.n_unpacked).contains(&header.n_distinct) {
            return Err("a dictionary claims more values than it has bytes");
        }
        n_values += usize::try_from(header.n_values).map_err(|_| BROKEN)?;
        pages.n_unpacked = pages.n_unpacked.saturating_add(n_unpacked);
        pages.has_delta |= matches!(header.encoding, 5..=7) && matches!(header.kind, 0 | 3);
    }
    if n_values != n_claimed {
        return Err("its pages hold more values than the table has");
    }
    Ok(pages)
}

/// Bytes of the texts in pages of a delta encoding, of a column whose headers are in bounds.
fn delta_bytes(column: &[u8], chunk: &ColumnChunkMetadata) -> Result<u64, &'static str> {
    const BROKEN: &str = "its pages of a delta encoding are broken";
    let reader = Cursor::new(column.to_vec().into());
    let mut pages =
        BasicDecompressor::new(PageReader::new(reader, chunk, Vec::new(), usize::MAX), Vec::new());
    pages.read_dict_page().map_err(|_| BROKEN)?;
    let mut n_bytes = 0_u64;
    while let Some(page) = pages.next() {
        let page = page.and_then(|page| page.decompress(&mut pages)).map_err(|_| BROKEN)?;
        let (values, n) = (split_buffer(&page).map_err(|_| BROKEN)?.values, page.num_values());
        let texts = match page.encoding() {
            Encoding::DeltaLengthByteArray => delta::plain_bytes(values, n),
            Encoding::DeltaByteArray => delta::shared_bytes(values, n),
            Encoding::DeltaBinaryPacked => delta::is_whole(values, n).then_some(0),
            _ => Some(0),
        };
        n_bytes = n_bytes.saturating_add(texts.ok_or(BROKEN)?);
    }
    Ok(n_bytes)
}
