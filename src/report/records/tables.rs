//! Records as a table: CSV and Parquet.

use super::{RECORD_COLUMNS, details};
use crate::corpus::Paper;
use crate::error::{Error, Result};
use crate::formula::defuse;
use polars::prelude::*;
use std::io::Write;
use std::path::Path;

/// The cells of a paper, in the order of [`RECORD_COLUMNS`]; values of a list are parted by `; `.
fn cells(paper: &Paper) -> [Option<String>; 14] {
    let details = details(paper);
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    // A value with the separator in it would be two when it is read.
    let list = |values: &[String]| {
        let values: Vec<String> =
            values.iter().map(|value| value.replace([';', '|'], ",")).collect();
        text(&values.join("; "))
    };
    [
        text(&paper.id),
        paper.doi.clone(),
        text(&paper.title),
        text(&paper.abstract_text),
        paper.date.map(|date| date.to_string()),
        paper.venue.clone(),
        list(&details.authors),
        list(&details.keywords),
        list(&details.categories),
        details.language.clone(),
        details.citations.map(|n| n.to_string()),
        paper.url.clone(),
        text(&details.file),
        (details.line > 0).then(|| details.line.to_string()),
    ]
}

/// UTF-8 with a mark for spreadsheets, RFC 4180, CRLF; what a spreadsheet would compute is defused.
pub fn csv(papers: &[Paper], out: &mut impl Write) -> std::io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(RECORD_COLUMNS)?;
    for paper in papers {
        let printable = |cell: Option<String>| cell.map(|cell| defuse(&plain(&cell)));
        writer.write_record(cells(paper).map(|cell| printable(cell).unwrap_or_default()))?;
    }
    writer.flush()
}

/// Without control characters but line feeds: some spreadsheets refuse to open a file with them.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// Texts, and counts as numbers.
pub fn parquet(papers: &[Paper], out: &mut impl Write, path: &Path) -> Result<()> {
    let failed = |error| Error::report(path.display().to_string(), error);
    let mut columns: [Vec<Option<String>>; 14] = Default::default();
    for paper in papers {
        for (column, cell) in columns.iter_mut().zip(cells(paper)) {
            column.push(cell);
        }
    }
    let columns = RECORD_COLUMNS.into_iter().zip(columns).map(|(name, cells)| {
        if matches!(name, "citations" | "source_line") {
            let numbers: Vec<Option<u64>> =
                cells.iter().map(|cell| cell.as_deref()?.parse().ok()).collect();
            return Column::new(name.into(), numbers);
        }
        Column::new(name.into(), cells)
    });
    let mut frame = DataFrame::new(papers.len(), columns.collect()).map_err(failed)?;
    ParquetWriter::new(out).finish(&mut frame).map(|_| ()).map_err(failed)
}
