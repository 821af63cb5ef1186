//! The bytes of an XML file on their way to the parser: lines are counted, and no single text or
//! tag may grow without bound.

use std::io::{self, BufRead, Read};

use memchr::{memchr, memchr_iter};

/// Bytes that one text, tag or comment may have; one of 100 MB is no part of a paper.
pub const MAX_EVENT: usize = 16 << 20;

/// Bytes handed on at once, so that the limit is seen before they are copied.
const CHUNK: usize = 64 << 10;

/// Bytes of an element's name that are looked at when the next record is searched for.
const MAX_NAME: usize = 64;

/// Counts lines and the bytes of the current event.
pub struct Source<R> {
    inner: R,
    /// Bytes to read before those of `inner`.
    pending: Vec<u8>,
    /// Line of the next byte, from 1.
    line: u64,
    n_in_event: usize,
}

impl<R: BufRead> Source<R> {
    /// The bytes of `inner`, whose first is on line 1.
    pub fn new(inner: R) -> Self {
        Source { inner, pending: Vec::new(), line: 1, n_in_event: 0 }
    }

    /// Tells that the next event starts here; returns its line.
    pub fn next_event(&mut self) -> u64 {
        self.n_in_event = 0;
        self.line
    }

    /// Whether the current event is longer than [`MAX_EVENT`].
    pub fn is_too_long(&self) -> bool {
        self.n_in_event > MAX_EVENT
    }

    /// Moves to the next start tag whose name, without its prefix, satisfies `is_record`; false
    /// where none is left.
    pub fn skip_to(&mut self, is_record: impl Fn(&str) -> bool) -> io::Result<bool> {
        self.pending.clear();
        loop {
            self.n_in_event = 0;
            let available = self.fill_buf()?;
            if available.is_empty() {
                return Ok(false);
            }
            let Some(open) = memchr(b'<', available) else {
                let n_bytes = available.len();
                self.consume(n_bytes);
                continue;
            };
            self.consume(open + 1);
            let name = self.name()?;
            let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
            if std::str::from_utf8(local).is_ok_and(&is_record) {
                self.pending = [b"<", name.as_slice()].concat();
                return Ok(true);
            }
        }
    }

    /// Takes the bytes of a name from the input.
    fn name(&mut self) -> io::Result<Vec<u8>> {
        let mut name = Vec::new();
        while name.len() < MAX_NAME {
            match self.fill_buf()?.first() {
                Some(byte) if byte.is_ascii_alphanumeric() || b":-_.".contains(byte) => {
                    name.push(*byte);
                    self.consume(1);
                }
                _ => break,
            }
        }
        Ok(name)
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_too_long() {
            return Err(io::Error::other("too long"));
        }
        if !self.pending.is_empty() {
            return Ok(&self.pending);
        }
        let available = self.inner.fill_buf()?;
        Ok(&available[..available.len().min(CHUNK)])
    }

    fn consume(&mut self, n_bytes: usize) {
        self.n_in_event += n_bytes;
        if !self.pending.is_empty() {
            self.pending.drain(..n_bytes);
            return;
        }
        if let Ok(available) = self.inner.fill_buf() {
            self.line += memchr_iter(b'\n', &available[..n_bytes]).count() as u64;
        }
        self.inner.consume(n_bytes);
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.fill_buf()?.read(buffer)?;
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_record_is_found_and_read_from_its_tag_on() {
        let mut source = Source::new(&b"a <b>\n</entry> <entryx> <a:entry\nid='1'>x"[..]);
        assert!(source.skip_to(|name| name == "entry").unwrap());
        assert_eq!(source.next_event(), 2);
        let mut rest = String::new();
        source.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "<a:entry\nid='1'>x");
        assert!(!source.skip_to(|name| name == "entry").unwrap());
    }

    #[test]
    fn an_event_without_end_is_an_error() {
        let text = vec![b'x'; MAX_EVENT + 2 * CHUNK];
        let mut source = Source::new(&text[..]);
        let mut copy = Vec::new();
        assert!(source.read_to_end(&mut copy).is_err() && source.is_too_long());
        assert!(copy.len() <= MAX_EVENT + CHUNK);
        source.next_event();
        assert!(source.fill_buf().is_ok());
    }
}
