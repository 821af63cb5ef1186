//! A file of XML that is read as it lies on disk: a piece at a time, whatever its size.

use std::fs::File;
use std::io::{self, BufReader, Read};

use sha2::{Digest, Sha256};

use super::super::columns::Names;
use super::super::content::MAX_BYTES;
use super::super::format::Format;
use super::super::identity::hex;
use super::super::progress::FileProgress;
use super::super::reading::Reading;
use super::super::sources::Source;
use super::{Dialect, declared_encoding, read, sniff};
use crate::error::{Error, Result};

/// Bytes, after decompression, by which a format is told.
pub const HEAD: usize = 64 << 10;

/// Bytes of a file that are read at once.
const BLOCK: usize = 256 << 10;

/// What came of a file.
pub struct Streamed {
    /// Its format.
    pub format: Format,
    /// SHA-256 of its bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Its records.
    pub reading: Reading,
}

/// Reads a file if it is XML in UTF-8 of a format we read, plain or compressed; `None` for any
/// other, and for what is not a file. An error where it cannot be read at all.
pub fn read_file(
    source: &Source,
    wanted: Option<Format>,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<Option<Streamed>> {
    if !source.is_file() {
        return Ok(None);
    }
    let failed = |error| Error::io("read", &source.path, error);
    let Some(format) = told(File::open(&source.path).map_err(failed)?, wanted) else {
        return Ok(None);
    };
    let Some(dialect) = Dialect::of(format) else { return Ok(None) };
    let file = File::open(&source.path).map_err(failed)?;
    let mut disk = Disk { file, digest: Sha256::new(), progress };
    let reading = {
        let Ok(unpacked) = unpack(&mut disk) else { return Ok(None) };
        read(BufReader::with_capacity(BLOCK, unpacked.take(MAX_BYTES)), dialect, names)
    };
    io::copy(&mut disk, &mut io::sink()).map_err(failed)?;
    Ok(Some(Streamed { format, sha256: hex(&disk.digest.finalize()), reading }))
}

/// The format of a file by its beginning.
fn told(file: File, wanted: Option<Format>) -> Option<Format> {
    let mut head = Vec::new();
    // What cannot be unpacked is refused where all files are.
    unpack(file).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let format = wanted.or_else(|| sniff(head))?;
    declared_encoding(head).is_none().then_some(format)
}

/// The content of a gzip or Zstandard file, told by its first bytes; any other file as it is.
fn unpack<'a>(mut raw: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut mark = Vec::new();
    raw.by_ref().take(4).read_to_end(&mut mark)?;
    let whole = io::Cursor::new(mark.clone()).chain(raw);
    Ok(match mark.as_slice() {
        [0x1F, 0x8B, ..] => Box::new(flate2::read::MultiGzDecoder::new(whole)),
        [0x28, 0xB5, 0x2F, 0xFD] => Box::new(zstd::stream::read::Decoder::new(whole)?),
        _ => Box::new(whole),
    })
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
