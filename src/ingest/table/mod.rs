//! Tables of text: CSV, TSV and their kin, with delimiter and columns told from the header.

mod header;
#[cfg(test)]
mod shapes;

use csv::ByteRecord;
use memchr::{memchr, memchr_iter};

use super::columns::{Column, Names};
use super::content;
use super::progress::FileProgress;
use super::reading::Reading;
use crate::corpus::{Paper, RECORD_COLUMNS};
use crate::error::{Error, Result};
use crate::formula::fuse;
pub use header::{Dialect, dialect, sniff, starts_with_header};
use header::{header, header_start, reader};

/// Bytes that may be read again to find where records resume after broken ones, in file sizes.
/// Beyond it, broken records stay as large as their quotes make them: reading stays linear.
const RETRY_BUDGET: usize = 4;

/// Bytes between two reports of progress.
const PROGRESS_STEP: usize = 1 << 20;

/// Reads a table of the given dialect.
///
/// Records with too few or too many cells, bytes that are not UTF-8, or a quote that is never
/// closed are rejected with their line. An error where the header lacks what is needed.
pub fn read(
    text: &[u8],
    dialect: Dialect,
    place: &str,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<Reading> {
    let start = header_start(text, names);
    let header = header(&text[start..], dialect)
        .ok_or_else(|| Error::input(place, "has no header", "add a line of column names"))?;
    let columns = names.locate(place, &header)?;
    let n_cells = header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    // In our own tables a `'` is before what a spreadsheet would compute.
    let is_defused = header == RECORD_COLUMNS;
    let table = Table { names, is_defused, text, start, dialect, n_cells, columns };
    Ok(table.records(progress))
}

struct Table<'a> {
    names: &'a Names,
    is_defused: bool,
    text: &'a [u8],
    /// Byte at which the header starts.
    start: usize,
    dialect: Dialect,
    /// Cells of the header without empty ones at its end.
    n_cells: usize,
    columns: Vec<Column>,
}

impl Table<'_> {
    fn records(&self, progress: &FileProgress<'_>) -> Reading {
        let mut reading = Reading::default();
        let mut record = ByteRecord::new();
        let mut lines = LineCounter { text: self.text, at: 0, line: 1 };
        let mut retry_budget = self.text.len().saturating_mul(RETRY_BUDGET);
        let mut reported = 0;
        // The header is the first record read and no paper.
        let mut is_header = true;
        // Byte at which the present reader started.
        let mut base = self.start;
        let mut reader = reader(&self.text[base..], self.dialect);
        loop {
            let from = base + reader.position().byte() as usize;
            if !matches!(reader.read_byte_record(&mut record), Ok(true)) {
                break;
            }
            let start = from + n_line_breaks(&self.text[from..]);
            let end = base + reader.position().byte() as usize;
            if std::mem::take(&mut is_header) {
                continue;
            }
            let line = lines.line_at(start);
            let outcome = self.paper(&record, start, end);
            let resume = match &outcome {
                Err(_) if retry_budget >= end - start => self.resume_inside(start, end),
                _ => None,
            };
            reading.push(line, outcome);
            if let Some(at) = resume {
                retry_budget -= end - start;
                base = at;
                reader = self::reader(&self.text[base..], self.dialect);
            }
            if end >= reported + PROGRESS_STEP {
                progress.advance(end - reported);
                reported = end;
            }
        }
        reading
    }

    /// The paper in the record that spans the bytes `start..end`.
    fn paper(&self, record: &ByteRecord, start: usize, end: usize) -> Result<Paper, String> {
        let raw = &self.text[start..end];
        content::record_text(raw, start)?;
        match self.quoting(raw) {
            Quoting::Sound => {}
            Quoting::Broken => {
                return Err("text follows a closing quote: a quote is missing or too many".into());
            }
            Quoting::Open => return Err("a quote is never closed".into()),
        }
        if !self.has_all_cells(record) {
            return Err(format!("{} cells, the header has {}", record.len(), self.n_cells));
        }
        let mut draft = self.names.draft();
        for column in &self.columns {
            let cell = record.get(column.column_idx).unwrap_or_default();
            let cell = content::utf8(cell, start)?;
            draft.add_cell(column.use_, if self.is_defused { fuse(cell) } else { cell });
        }
        draft.into_paper()
    }

    /// Whether a record has the header's cells. Empty ones beyond them do no harm: some programs
    /// end records with a delimiter.
    fn has_all_cells(&self, record: &ByteRecord) -> bool {
        record.len() >= self.n_cells && record.iter().skip(self.n_cells).all(<[u8]>::is_empty)
    }

    /// The quoting of a record over several lines or at the end of the text. A quote out of place
    /// on one line does no harm.
    fn quoting(&self, raw: &[u8]) -> Quoting {
        if raw.ends_with(b"\n") && memchr(b'\n', raw) == Some(raw.len() - 1) {
            return Quoting::Sound;
        }
        quoting(raw, self.dialect.delimiter)
    }

    fn n_delimiters(&self, line: &[u8]) -> usize {
        memchr_iter(self.dialect.delimiter, line).count()
    }

    /// In a record whose quotes are out of order, the start of the first later line that is a record
    /// by itself: a stray quote then costs one record, not all up to the next quote.
    fn resume_inside(&self, start: usize, end: usize) -> Option<usize> {
        if self.n_cells < 2 || self.quoting(&self.text[start..end]) == Quoting::Sound {
            return None;
        }
        let mut record = ByteRecord::new();
        let mut at = start;
        loop {
            at += memchr(b'\n', &self.text[at..end])? + 1;
            let line_end = memchr(b'\n', &self.text[at..end]).map_or(end, |n| at + n + 1);
            let line = &self.text[at..line_end];
            // Counting is quick and a parser is not: of broken records there may be many.
            if self.n_delimiters(line) + 1 < self.n_cells {
                continue;
            }
            let mut reader = reader(line, self.dialect);
            let is_record = matches!(reader.read_byte_record(&mut record), Ok(true))
                && self.has_all_cells(&record)
                && quoting(line, self.dialect.delimiter) == Quoting::Sound;
            if is_record {
                return Some(at);
            }
        }
    }
}

/// Whether the quotes of a record are as RFC 4180 has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Sound,
    /// Text follows a closing quote.
    Broken,
    /// The last quote is not closed.
    Open,
}

fn quoting(raw: &[u8], delimiter: u8) -> Quoting {
    enum State {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let (mut state, mut is_broken) = (State::Start, false);
    for &byte in raw {
        let is_end = byte == delimiter || byte == b'\n' || byte == b'\r';
        state = match state {
            State::Quoted if byte == b'"' => State::Closed,
            State::Quoted => State::Quoted,
            // A doubled quote is a quote inside the cell.
            State::Start | State::Closed if byte == b'"' => State::Quoted,
            _ if is_end => State::Start,
            State::Closed => {
                is_broken = true;
                State::Plain
            }
            State::Start | State::Plain => State::Plain,
        };
    }
    match state {
        State::Quoted => Quoting::Open,
        _ if is_broken => Quoting::Broken,
        _ => Quoting::Sound,
    }
}

/// Line breaks at the start: the parser skips blank lines before a record.
fn n_line_breaks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}

/// Counts lines forward through a text.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line, from 1, of a byte not before the one last asked for.
    fn line_at(&mut self, at: usize) -> u64 {
        self.line += memchr_iter(b'\n', &self.text[self.at..at]).count() as u64;
        self.at = at;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    fn read_text(text: &[u8]) -> Reading {
        let names = Names::new(&IngestPlan::default());
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        read(text, dialect(text, &names), "a.csv", &names, &progress).unwrap()
    }

    #[track_caller]
    fn check_table(text: &str, titles: &[&str], rejected: &[(u64, &str)]) {
        let reading = read_text(text.as_bytes());
        let found: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(found, titles);
        let found: Vec<(u64, &str)> =
            reading.rejected.iter().map(|(line, reason)| (*line, reason.as_str())).collect();
        assert_eq!(found, rejected);
    }

    #[test]
    fn every_delimiter_is_told_from_the_header() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["id,title,abstract", "1,\"A, b; c|d\",Text"].map(|line| {
                // Keep the punctuation inside the quotes.
                line.split('"')
                    .enumerate()
                    .map(|(at, part)| match at {
                        1 => format!("\"{part}\""),
                        _ => part.replace(',', delimiter),
                    })
                    .collect::<String>()
            });
            check_table(&text.join("\r\n"), &["A, b; c|d"], &[]);
        }
    }

    #[test]
    fn lists_in_a_cell_are_taken_apart_where_they_are_wanted() {
        let text = "Title,Authors,Year,Cited by,DOI\nT,\"Lee, A.; Chen, B.\",2024,3,10.1234/x\n";
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        let dialect = dialect(text.as_bytes(), &names);
        let reading = read(text.as_bytes(), dialect, "a.csv", &names, &progress).unwrap();
        let details = reading.papers[0].details.clone().unwrap();
        assert_eq!(details.authors, ["Lee, A.", "Chen, B."]);
        assert_eq!((details.citations, details.line), (Some(3), 2));
        let lean = read_text(text.as_bytes()).papers.remove(0);
        assert_eq!((lean.details, lean.doi.as_deref()), (None, Some("10.1234/x")));
    }

    #[test]
    fn lines_count_through_quoted_line_breaks_and_blank_lines() {
        for line_end in ["\n", "\r\n"] {
            let lines =
                ["", "title,abstract", "A,\"one", "two\"", "", "", "ragged", "B,x,y", "C,z", ","];
            check_table(
                &lines.join(line_end),
                &["A", "C"],
                &[
                    (7, "1 cells, the header has 2"),
                    (8, "3 cells, the header has 2"),
                    (10, "neither a title nor an abstract"),
                ],
            );
        }
    }

    #[test]
    fn a_header_may_stand_below_a_few_lines() {
        check_table(
            "\"About the data: exported today, of titles\"\n\nRank,DOI,Title,Abstract,PubYear\n\
             1,10.1000/x,A,a,2020\n2,10.1000/y,B,b\n",
            &["A"],
            &[(5, "4 cells, the header has 5")],
        );
    }

    #[test]
    fn a_sentence_that_lists_names_is_no_header() {
        let names = Names::new(&IngestPlan::default());
        let notes =
            "# Data\n\n| a.jsonl | fields id,title,summary,authors |\n| b.csv | a table |\n";
        assert_eq!(sniff(notes.as_bytes(), &names), None);
    }

    #[test]
    fn a_delimiter_may_end_records_or_the_header() {
        check_table(
            "title,abstract\nA,a,\nB,b,,\nC,c,x\n",
            &["A", "B"],
            &[(4, "3 cells, the header has 2")],
        );
        check_table("title,abstract,\nA,a\nB,b,\n", &["A", "B"], &[]);
    }

    #[test]
    fn a_stray_quote_costs_one_record() {
        let text = "title,abstract\nA,a\nB,\"open\nC,c\nD,d\nE,\"e\"\nF,f\n";
        let reading = read_text(text.as_bytes());
        let titles: Vec<&str> = reading.papers.iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles, ["A", "C", "D", "E", "F"]);
        assert_eq!(reading.rejected.len(), 1);
        assert_eq!(reading.rejected[0].0, 3);
        check_table(
            "title,abstract\nA,a\nB,\"open\nC,c\nD,d\n",
            &["A", "C", "D"],
            &[(3, "a quote is never closed")],
        );
    }

    #[test]
    fn quotes_inside_unquoted_cells_are_text() {
        check_table("title,abstract\nA,a 5\" disk\n", &["A"], &[]);
        check_table("title,abstract\nA,\"a 5\"\" disk\"", &["A"], &[]);
    }

    #[test]
    fn a_record_that_is_not_utf8_is_rejected_alone() {
        let reading = read_text(b"title,abstract\nA,a\nCaf\xE9,b\nC,c\n");
        assert_eq!(reading.papers.len(), 2);
        assert_eq!(reading.rejected[0].0, 3);
        assert!(reading.rejected[0].1.contains("byte 22 "), "{:?}", reading.rejected);
    }

    /// A parser a line of it took ten seconds.
    #[test]
    fn many_short_lines_after_a_stray_quote_are_skipped_quickly() {
        let text = "title,abstract\nA,\"open\n".to_owned() + &"\r\n".repeat(400_000) + "B,b\n";
        let started = cpu_time::ThreadTime::now();
        check_table(&text, &["B"], &[(2, "a quote is never closed")]);
        assert!(started.elapsed().as_secs_f64() < 2.0, "{:?}", started.elapsed());
    }

    #[test]
    fn many_stray_quotes_stay_linear() {
        let mut text = "title,abstract\n".to_owned();
        text.push_str(&"A,\"a\"b\"\nB,\"\n".repeat(50_000));
        let reading = read_text(text.as_bytes());
        assert!(reading.n_records() > 0);
    }
}
