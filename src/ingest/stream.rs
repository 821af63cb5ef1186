//! Files that are read as they lie on disk, a piece at a time, whatever their size: XML and JSON
//! Lines.

use std::fs::File;
use std::io::{self, BufReader, Read};

use sha2::{Digest, Sha256};

use super::columns::Names;
use super::compression::unpack;
use super::content::UTF8_MARK;
use super::format::{self, Format};
use super::identity::hex;
use super::progress::FileProgress;
use super::reading::Reading;
use super::sources::Source;
use super::{json_lines, xml};
use crate::error::{Error, Result};

/// Bytes, after decompression, by which a format is told.
const HEAD: usize = 1 << 20;

/// Bytes of a file that are read at once.
const BLOCK: usize = 256 << 10;

/// What came of a file.
pub struct Streamed {
    /// Its format.
    pub format: Format,
    /// SHA-256 of its bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Its records, or why it cannot be used as a whole.
    pub reading: Result<Reading>,
}

/// Reads a file if it is in UTF-8 and in a format that is read as a stream, plain or compressed;
/// `None` for any other, and for what is not a file. An error where it cannot be read at all.
pub fn read_file(
    source: &Source,
    wanted: Option<Format>,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<Option<Streamed>> {
    if !source.is_file() {
        return Ok(None);
    }
    let open = || File::open(&source.path).map_err(|error| Error::io("read", &source.path, error));
    let Some(format) = told(open()?, source, wanted, names) else { return Ok(None) };
    let mut disk = Disk { file: open()?, digest: Sha256::new(), progress };
    let reading = {
        let Ok(unpacked) = unpack(&mut disk, source.size) else { return Ok(None) };
        match xml::Dialect::of(format) {
            Some(dialect) => {
                Ok(xml::read(BufReader::with_capacity(BLOCK, unpacked), dialect, names))
            }
            None => json_lines::read(unpacked, &source.place(), names, |_| {}),
        }
    };
    let rest = io::copy(&mut disk, &mut io::sink());
    rest.map_err(|error| Error::io("read", &source.path, error))?;
    Ok(Some(Streamed { format, sha256: hex(&disk.digest.finalize()), reading }))
}

/// The format of a file by its beginning, where it is one of those that are read here.
fn told(file: File, source: &Source, wanted: Option<Format>, names: &Names) -> Option<Format> {
    let mut head = Vec::new();
    // What cannot be unpacked is refused where all files are.
    unpack(file, source.size).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    let head = head.strip_prefix(UTF8_MARK).unwrap_or(&head);
    if let Some(format) = wanted.filter(|format| *format != Format::JsonLines).or_else(|| {
        wanted.is_none().then(|| xml::sniff(&head[..head.len().min(xml::HEAD)])).flatten()
    }) {
        let is_xml = xml::Dialect::of(format).is_some();
        return (is_xml && xml::declared_encoding(head).is_none()).then_some(format);
    }
    // UTF-16 has a NUL beside every plain letter, and a file of old systems no line feed.
    let is_text = !head.contains(&0) && (head.contains(&b'\n') || !head.contains(&b'\r'));
    let extension = format::extension(&source.path);
    let is_lines = || {
        wanted.is_some()
            || format::sniff_text(head, extension.as_deref(), names) == Format::JsonLines
    };
    (is_text && is_lines()).then_some(Format::JsonLines)
}

/// The bytes on disk, digested as they pass.
struct Disk<'p> {
    file: File,
    digest: Sha256,
    progress: &'p FileProgress<'p>,
}

impl Read for Disk<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.file.read(buffer)?;
        self.digest.update(&buffer[..n_bytes]);
        self.progress.advance(n_bytes);
        Ok(n_bytes)
    }
}
