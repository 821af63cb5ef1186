//! JSON Lines, read a block of lines at a time: while one is parsed, the next is read. Of the file
//! nothing is kept but two blocks.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::columns::Names;
use super::compression::refusal;
use super::content::{MAX_RECORD, UTF8_MARK, Unreadable, too_long};
use super::json::keys;
use super::json_record::{Piece, read_pieces};
use super::reading::Reading;
use crate::error::{Error, Result};

/// Bytes of a block.
const BLOCK: usize = 8 << 20;

/// Reads one object a line; `input` is UTF-8. Blank lines are no records. `on_parsed` hears of
/// bytes that are done.
///
/// An error where `input` cannot be read to its end, or no record has a key that a flag names.
pub fn read(
    input: impl Read + Send,
    place: &str,
    names: &Names,
    on_parsed: impl Fn(usize) + Sync,
) -> Result<Reading> {
    read_blocks(Blocks::new(input, BLOCK), place, names, on_parsed)
}

fn read_blocks(
    mut blocks: Blocks<impl Read + Send>,
    place: &str,
    names: &Names,
    on_parsed: impl Fn(usize) + Sync,
) -> Result<Reading> {
    let broken = |error: io::Error| {
        let Unreadable { problem, remedy } = refusal(&error);
        Error::input(place, problem, remedy)
    };
    let mut reading = Reading::default();
    let mut first_keys = None;
    let mut block = blocks.next().map_err(broken)?;
    while let Some(current) = block {
        let pieces = current.pieces();
        if first_keys.is_none() {
            first_keys = pieces.first().map(|piece| keys(piece.bytes, 0));
        }
        let (next, parsed) =
            rayon::join(|| blocks.next(), || read_pieces(&pieces, names, &on_parsed));
        reading.append(parsed);
        if let Some(n_bytes) = current.n_cut {
            reading.push(current.line, Err(too_long(n_bytes)));
        }
        block = next.map_err(broken)?;
    }
    names.check_used(place, &reading.papers, || first_keys.clone().unwrap_or_default())?;
    Ok(reading)
}

/// Whole lines.
struct Block {
    bytes: Vec<u8>,
    /// Byte and line of the text at which it starts.
    offset: usize,
    line: u64,
    /// The length of its only line, where that is longer than a record may be and not in `bytes`.
    n_cut: Option<usize>,
}

impl Block {
    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let (mut start, mut line) = (0, self.line);
        for end in memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]) {
            let bytes = &self.bytes[start..end];
            let indent = bytes.len() - bytes.trim_ascii_start().len();
            if indent < bytes.len() {
                let offset = self.offset + start + indent;
                pieces.push(Piece { bytes: &bytes[indent..], offset, line, indent });
            }
            start = end + 1;
            line += 1;
        }
        pieces
    }
}

/// A text on its way to [`Block`]s.
struct Blocks<R> {
    input: R,
    /// Bytes that are read at once.
    size: usize,
    /// The beginning of a line whose end is not yet read.
    rest: Vec<u8>,
    offset: usize,
    line: u64,
}

impl<R: Read> Blocks<R> {
    fn new(input: R, size: usize) -> Self {
        Blocks { input, size, rest: Vec::new(), offset: 0, line: 1 }
    }

    fn next(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let n_before = bytes.len();
            if self.fill(&mut bytes)? == 0 {
                return Ok((!bytes.is_empty()).then(|| self.block(bytes, None)));
            }
            if let Some(at) = memrchr(b'\n', &bytes[n_before..]) {
                self.rest = bytes.split_off(n_before + at + 1);
                return Ok(Some(self.block(bytes, None)));
            }
            if bytes.len() > MAX_RECORD {
                let n_bytes = self.skip_line(bytes)?;
                return Ok(Some(self.block(Vec::new(), Some(n_bytes))));
            }
        }
    }

    fn fill(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        bytes.reserve(self.size);
        (&mut self.input).take(self.size as u64).read_to_end(bytes)
    }

    /// Reads on to the end of the line that begins with `bytes`; returns its length.
    fn skip_line(&mut self, mut bytes: Vec<u8>) -> io::Result<usize> {
        let mut n_bytes = bytes.len();
        loop {
            bytes.clear();
            if self.fill(&mut bytes)? == 0 {
                return Ok(n_bytes);
            }
            if let Some(at) = memchr(b'\n', &bytes) {
                self.rest = bytes.split_off(at + 1);
                return Ok(n_bytes + at);
            }
            n_bytes += bytes.len();
        }
    }

    fn block(&mut self, mut bytes: Vec<u8>, n_cut: Option<usize>) -> Block {
        if self.offset == 0 && bytes.starts_with(UTF8_MARK) {
            bytes.drain(..UTF8_MARK.len());
        }
        let block = Block { bytes, offset: self.offset, line: self.line, n_cut };
        let n_lines = memchr_iter(b'\n', &block.bytes).count() as u64;
        self.line += n_lines + u64::from(n_cut.is_some());
        self.offset += n_cut.map_or(block.bytes.len(), |n_bytes| n_bytes + 1);
        block
    }
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    fn read_by(size: usize, text: &[u8]) -> Reading {
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        read_blocks(Blocks::new(text, size), "a.jsonl", &names, |_| {}).unwrap()
    }

    #[test]
    fn lines_are_read_each_by_itself_whatever_the_blocks() {
        let text = b"\xEF\xBB\xBF{\"title\": \"A\"}\r\n\n{\"title\"\n{\"title\": \"\xFF\"}\n  {\"title\": \"B\"}";
        for size in [1, 2, 3, 7, 16, 40, BLOCK] {
            let reading = read_by(size, text);
            let found: Vec<(&str, u64)> = reading
                .papers
                .iter()
                .map(|paper| (paper.title.as_str(), paper.details.as_ref().unwrap().line))
                .collect();
            assert_eq!(found, [("A", 1), ("B", 5)], "blocks of {size}");
            let lines: Vec<u64> = reading.rejected.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [3, 4]);
            assert!(reading.rejected[1].1.contains("byte 37 "), "{:?}", reading.rejected);
        }
        assert_eq!(read_by(3, b"").n_records(), 0);
        assert_eq!(read_by(3, b"\n\n").n_records(), 0);
    }

    #[test]
    fn a_line_without_end_is_rejected_and_not_kept() {
        let long = MAX_RECORD + 3 * BLOCK;
        let record = "{\"title\": \"A\"}\n";
        let endless = record.as_bytes().chain(io::repeat(b'x').take(long as u64));
        let text = endless.chain(&b"\n"[..]).chain(record.as_bytes());
        let names = Names::new(&IngestPlan::default());
        let reading = read(text, "a.jsonl", &names, |_| {}).unwrap();
        assert_eq!((reading.papers.len(), reading.rejected.len()), (2, 1));
        let (line, reason) = &reading.rejected[0];
        assert_eq!((*line, reason.as_str()), (2, too_long(long).as_str()));
    }

    #[test]
    fn an_input_that_breaks_off_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("no such sector"))
            }
        }
        let names = Names::new(&IngestPlan::default());
        let read = read(b"{\"title\": \"A\"}\n".chain(Broken), "a.jsonl", &names, |_| {});
        assert!(read.unwrap_err().to_string().contains("no such sector"));
    }
}
