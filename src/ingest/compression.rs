//! Files compressed by gzip or Zstandard: told by their first bytes, unpacked within bounds.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Cursor, Read};

use super::content::Unreadable;

/// Unpacked bytes that one file, or all of an archive, may have.
const MAX_BYTES: u64 = 16 << 30;

/// How much larger unpacked than packed a file may be, beyond `ALWAYS_FINE` bytes: text shrinks to a
/// fifth, the dullest table to a hundredth, a bomb to a thousandth.
const MAX_RATIO: u64 = 250;
const ALWAYS_FINE: u64 = 64 << 20;

/// Bytes that a file of `packed` bytes may unpack to: more is a bomb, or beyond this tool.
pub fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).clamp(ALWAYS_FINE, MAX_BYTES)
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstandard,
}

impl Compression {
    /// Told from the first four bytes.
    fn of(start: &[u8]) -> Self {
        match start {
            [0x1F, 0x8B, ..] => Compression::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Compression::Zstandard,
            _ => Compression::None,
        }
    }

    fn reader<'a>(
        self,
        raw: impl Read + Send + 'a,
        limit: u64,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        let (kind, inner): (_, Box<dyn Read + Send + 'a>) = match self {
            Compression::None => return Ok(Box::new(raw)),
            Compression::Gzip => ("gzip", Box::new(flate2::read::MultiGzDecoder::new(raw))),
            Compression::Zstandard => {
                ("Zstandard", Box::new(zstd::stream::read::Decoder::new(raw)?))
            }
        };
        Ok(Box::new(Bounded { inner, kind, limit, n_left: limit }))
    }
}

/// The content of a compressed file of up to `limit` bytes; any other file as it is.
pub fn decompress(raw: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, Unreadable> {
    let compression = Compression::of(raw);
    if compression == Compression::None {
        return Ok(Cow::Borrowed(raw));
    }
    let mut bytes = Vec::new();
    let unpacked = compression.reader(raw, limit).and_then(|mut file| file.read_to_end(&mut bytes));
    unpacked.map(|_| Cow::Owned(bytes)).map_err(|error| refusal(&error))
}

/// The same as a stream, for a file of `size` bytes on disk.
///
/// # Errors
/// Where the beginning cannot be read. What [`refusal`] makes a reason of may come later.
pub fn unpack<'a>(
    mut raw: impl Read + Send + 'a,
    size: u64,
) -> io::Result<Box<dyn Read + Send + 'a>> {
    let mut start = Vec::new();
    raw.by_ref().take(4).read_to_end(&mut start)?;
    let compression = Compression::of(&start);
    compression.reader(Cursor::new(start).chain(raw), most_unpacked(size))
}

/// Why a file cannot be used, by the error that reading it ended with.
pub fn refusal(error: &io::Error) -> Unreadable {
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(Broken::TooLarge(_)) => Unreadable {
            problem: error.to_string(),
            remedy: "unpack it yourself, if you trust it, and give the parts",
        },
        Some(Broken::Damaged(..)) => {
            Unreadable { problem: error.to_string(), remedy: "download or compress it again" }
        }
        None => Unreadable {
            problem: format!("cannot be read to its end ({error})"),
            remedy: "copy it again",
        },
    }
}

/// What is wrong with a compressed file.
#[derive(Debug)]
enum Broken {
    /// It has more than so many bytes.
    TooLarge(u64),
    /// Its kind, and what the decoder says.
    Damaged(&'static str, String),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::TooLarge(limit) => write!(
                f,
                "unpacks to more than {limit} bytes, {MAX_RATIO} times its own size or all that a \
                 file may have"
            ),
            Broken::Damaged(kind, error) => write!(f, "is a damaged {kind} file ({error})"),
        }
    }
}

impl std::error::Error for Broken {}

/// A decoder that ends in an error where it would give more than it may.
struct Bounded<R> {
    inner: R,
    kind: &'static str,
    limit: u64,
    n_left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(buffer).map_err(|error| {
            io::Error::new(error.kind(), Broken::Damaged(self.kind, error.to_string()))
        })?;
        match self.n_left.checked_sub(n_bytes as u64) {
            Some(n_left) => self.n_left = n_left,
            None => return Err(io::Error::other(Broken::TooLarge(self.limit))),
        }
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compression_is_told_by_the_first_bytes() {
        let zst = zstd::encode_all(&b"papers"[..], 3).unwrap();
        for packed in [gzip(b"papers"), zst, b"papers".to_vec()] {
            assert_eq!(decompress(&packed, 100).unwrap().as_ref(), b"papers");
            let mut streamed = String::new();
            unpack(&packed[..], 10).unwrap().read_to_string(&mut streamed).unwrap();
            assert_eq!(streamed, "papers");
        }
        let twice = [gzip(b"pap"), gzip(b"ers")].concat();
        assert_eq!(decompress(&twice, 100).unwrap().as_ref(), b"papers");
    }

    #[test]
    fn damaged_and_exploding_files_are_errors() {
        let packed = gzip(&[b'a'; 5000]);
        let damaged = decompress(&packed[..packed.len() - 9], 1 << 20).unwrap_err();
        assert!(damaged.problem.contains("damaged gzip"), "{damaged:?}");
        let zst = zstd::encode_all(&[b'a'; 5000][..], 3).unwrap();
        assert!(decompress(&zst[..zst.len() - 2], 1 << 20).is_err());
        assert!(decompress(&packed, 4999).unwrap_err().problem.contains("more than 4999"));
        assert_eq!(decompress(&packed, 5000).unwrap().len(), 5000);
    }

    #[test]
    fn a_bomb_is_refused_and_text_is_not() {
        let bomb = gzip(&vec![b'a'; ALWAYS_FINE as usize + 1]);
        let size = bomb.len() as u64;
        assert!(size * MAX_RATIO < ALWAYS_FINE);
        assert!(decompress(&bomb, most_unpacked(size)).unwrap_err().problem.contains("times its"));
        let streamed = io::copy(&mut unpack(&bomb[..], size).unwrap(), &mut io::sink());
        let refused = refusal(&streamed.unwrap_err());
        assert!(refused.problem.contains("times its") && refused.remedy.contains("unpack it"));
        assert_eq!(most_unpacked(1 << 20), 250 << 20);
        assert_eq!(most_unpacked(u64::MAX), MAX_BYTES);
    }
}
