//! From the bytes of a file to the bytes of its text: byte order marks, UTF-16, other encodings.

use std::borrow::Cow;

/// Bytes that one record may have; one of 100 MB is no paper.
pub const MAX_RECORD: usize = 64 << 20;

/// What some programs put first in a file in UTF-8.
pub const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

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

/// The text in UTF-8 where it is in Windows-1252, of which Latin-1 is a part; `None` where it is in
/// UTF-8 already, or in neither.
///
/// Of a file in UTF-8 with a broken record, other letters are whole; and letters beyond ASCII stand
/// alone in the languages that Windows-1252 is for, those of other encodings side by side.
pub fn from_western(text: &[u8]) -> Option<Vec<u8>> {
    let is_damaged = |chunk: std::str::Utf8Chunk<'_>| !chunk.invalid().is_empty();
    let mut has_letters = text.utf8_chunks().filter(|chunk| !chunk.valid().is_ascii());
    if has_letters.next().is_some() || !text.utf8_chunks().any(is_damaged) {
        return None;
    }
    let runs = text.split(u8::is_ascii).filter(|run| !run.is_empty());
    let (mut n_alone, mut n_bytes) = (0, 0);
    for run in runs {
        n_alone += usize::from(run.len() == 1);
        n_bytes += run.len();
        // Bytes that are no letter, and one that is in no word that is not all capitals.
        if run.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0xFF)) {
            return None;
        }
    }
    let decoded = || encoding_rs::WINDOWS_1252.decode_without_bom_handling(text).0;
    (n_alone * 4 >= n_bytes * 3).then(|| decoded().into_owned().into_bytes())
}

/// The text of one record that starts at byte `offset` of the file, or why it is none.
pub fn record_text(bytes: &[u8], offset: usize) -> Result<&str, String> {
    if bytes.len() > MAX_RECORD { Err(too_long(bytes.len())) } else { utf8(bytes, offset) }
}

/// The text of bytes that start at byte `offset` of the file, or where they are no text.
pub fn utf8(bytes: &[u8], offset: usize) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = offset + error.valid_up_to();
        format!("not UTF-8 at byte {at} of the text; save the file as UTF-8")
    })
}

/// Why a record of so many bytes is none.
pub fn too_long(n_bytes: usize) -> String {
    let (n, max) = (n_bytes >> 20, MAX_RECORD >> 20);
    format!(
        "{n} MiB long, more than the {max} MiB that a record may have; is a quote, a brace or a \
         line end missing?"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let long = vec![b'a'; MAX_RECORD + 1];
        assert!(record_text(&long, 0).unwrap_err().starts_with("64 MiB long"));
        assert!(record_text(&long[1..], 0).is_ok());
    }

    #[test]
    fn western_text_is_told_from_other_encodings_and_from_damage() {
        let western =
            |bytes: &[u8]| from_western(bytes).map(|text| String::from_utf8(text).unwrap());
        assert_eq!(western(b"na\xEFve caf\xE9").as_deref(), Some("naïve café"));
        assert_eq!(western(b"it\x92s \x96 5 \x80").as_deref(), Some("it’s – 5 €"));
        for other in [
            &b"plain"[..],
            "naïve".as_bytes(),
            // A broken letter beside a whole one.
            b"na\xC3\xAFve caf\xE9",
            // Cyrillic and Chinese.
            b"\xD1\xEB\xEE\xE2\xEE \xE8 \xE4\xE5\xEB\xEE",
            b"\xD6\xD0\xCE\xC4 and \xD5\xAA\xD2\xAA",
            b"i\xFF",
            b"caf\x81",
        ] {
            assert_eq!(western(other), None, "{other:?}");
        }
    }
}
