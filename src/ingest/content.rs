//! From the bytes of a file to the bytes of its text: decompression, byte order marks, UTF-16.

use std::borrow::Cow;
use std::io::Read;

/// Decompressed bytes that one file may have: more is a decompression bomb or beyond this tool.
pub const MAX_BYTES: u64 = 16 << 30;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes at the start of a file in which a NUL means that it is no text, as in git and grep.
const BINARY_WINDOW: usize = 8 << 10;

/// What keeps a whole file from being read: the problem, and the remedy.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong, to follow the file's name.
    pub problem: String,
    /// What the user can do.
    pub remedy: &'static str,
}

/// The content of a gzip or Zstandard file, told by its first bytes; any other file as it is.
pub fn decompress(raw: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, Unreadable> {
    if raw.starts_with(b"\x1F\x8B") {
        unpack("gzip", flate2::read::MultiGzDecoder::new(raw), limit).map(Cow::Owned)
    } else if raw.starts_with(b"\x28\xB5\x2F\xFD") {
        let decoder = zstd::stream::read::Decoder::with_buffer(raw)
            .map_err(|error| corrupt("Zstandard", &error))?;
        unpack("Zstandard", decoder, limit).map(Cow::Owned)
    } else {
        Ok(Cow::Borrowed(raw))
    }
}

fn unpack(kind: &str, decoder: impl Read, limit: u64) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    decoder
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| corrupt(kind, &error))?;
    if bytes.len() as u64 > limit {
        return Err(Unreadable {
            problem: format!("unpacks to more than {limit} bytes"),
            remedy: "split it into smaller files",
        });
    }
    Ok(bytes)
}

fn corrupt(kind: &str, error: &std::io::Error) -> Unreadable {
    Unreadable {
        problem: format!("is a damaged {kind} file ({error})"),
        remedy: "download or compress it again",
    }
}

/// The text as UTF-8 bytes with `\n` line ends, without a byte order mark.
///
/// The bytes are not checked here: a record that is not UTF-8 is rejected alone, by its parser.
pub fn text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, [u8]>, Unreadable> {
    let bytes = if bytes.starts_with(b"\xFF\xFE") {
        Cow::Owned(from_utf16(&bytes[2..], u16::from_le_bytes))
    } else if bytes.starts_with(b"\xFE\xFF") {
        Cow::Owned(from_utf16(&bytes[2..], u16::from_be_bytes))
    } else {
        without_mark(bytes)
    };
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some() {
        return Err(binary("a binary file"));
    }
    Ok(with_newlines(bytes))
}

/// The error for a file of a `kind` that is no list of papers.
pub fn binary(kind: &str) -> Unreadable {
    Unreadable {
        problem: format!("is {kind}, not a format themeline reads"),
        remedy: "export it as CSV, RIS, BibTeX or JSON",
    }
}

fn without_mark(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match bytes {
        Cow::Borrowed(slice) => Cow::Borrowed(slice.strip_prefix(UTF8_MARK).unwrap_or(slice)),
        Cow::Owned(mut vec) => {
            if vec.starts_with(UTF8_MARK) {
                vec.drain(..UTF8_MARK.len());
            }
            Cow::Owned(vec)
        }
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let (pairs, odd) = bytes.as_chunks::<2>();
    for decoded in char::decode_utf16(pairs.iter().copied().map(unit)) {
        match decoded {
            Ok(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            // A lone surrogate stays invalid, so that only its record is rejected.
            Err(_) => text.push(0xFF),
        }
    }
    if !odd.is_empty() {
        text.push(0xFF);
    }
    text
}

/// Files of old systems end their lines with a bare carriage return.
fn with_newlines(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', &bytes).is_some() || memchr::memchr(b'\r', &bytes).is_none() {
        return bytes;
    }
    let mut bytes = bytes.into_owned();
    for byte in &mut bytes {
        if *byte == b'\r' {
            *byte = b'\n';
        }
    }
    Cow::Owned(bytes)
}

/// The text of one record that starts at byte `offset` of the file, or why it is none.
pub fn utf8(bytes: &[u8], offset: usize) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = offset + error.valid_up_to();
        format!("not UTF-8 at byte {at} of the text; save the file as UTF-8")
    })
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

    fn check_text(bytes: &[u8], expected: &[u8]) {
        assert_eq!(text(Cow::Borrowed(bytes)).unwrap().as_ref(), expected);
        assert_eq!(text(Cow::Owned(bytes.to_vec())).unwrap().as_ref(), expected);
    }

    #[test]
    fn marks_go_and_utf16_becomes_utf8() {
        check_text(b"\xEF\xBB\xBFid", b"id");
        check_text(b"\xFF\xFEi\0\xE9\0", "ié".as_bytes());
        check_text(b"\xFE\xFF\0i\0\xE9", "ié".as_bytes());
        check_text(b"\xFF\xFEi\0\x00\xD8", b"i\xFF");
        check_text(b"\xFF\xFEi\0x", b"i\xFF");
        check_text(b"a\rb\r", b"a\nb\n");
        check_text(b"a\r\nb\r", b"a\r\nb\r");
    }

    #[test]
    fn a_nul_means_binary() {
        assert!(text(Cow::Borrowed(b"ab\0c")).unwrap_err().problem.contains("binary"));
    }

    #[test]
    fn the_offset_of_a_bad_byte_is_told() {
        assert!(utf8(b"ab\xFFc", 100).unwrap_err().contains("byte 102 "));
    }
}
