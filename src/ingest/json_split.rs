//! Where the parts of a JSON text lie, found without parsing it.
//!
//! So every record is parsed by itself: in parallel, and a broken one spoils no other.

use std::ops::Range;

use memchr::{memchr, memchr2};

/// The parts of an array or object: its elements, or its `"key": value` members.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// Bytes of each part, without surrounding white space.
    pub ranges: Vec<Range<usize>>,
    /// First byte after the container.
    pub end: usize,
    /// Whether its closing bracket was found.
    pub is_closed: bool,
}

/// The parts of the container that opens at byte `open` of `text`, at `[` or `{`.
pub fn parts(text: &[u8], open: usize) -> Parts {
    let mut ranges = Vec::new();
    let mut depth = 0_usize;
    let mut part_start = open + 1;
    let mut at = open;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    push_trimmed(text, part_start..at, &mut ranges);
                    return Parts { ranges, end: at + 1, is_closed: true };
                }
            }
            b',' if depth == 1 => {
                push_trimmed(text, part_start..at, &mut ranges);
                part_start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    push_trimmed(text, part_start.min(text.len())..text.len(), &mut ranges);
    Parts { ranges, end: text.len(), is_closed: false }
}

/// Byte of the quote that closes the string opened at `open`, or the last byte of the text.
fn string_end(text: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        if text[at] == b'"' {
            return at;
        }
        at += 2;
    }
    text.len() - 1
}

fn push_trimmed(text: &[u8], range: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let bytes = &text[range.clone()];
    let start = range.start + (bytes.len() - bytes.trim_ascii_start().len());
    let range = start..start + bytes.trim_ascii().len();
    if !range.is_empty() {
        ranges.push(range);
    }
}

/// Key and value of a member; `None` where it is not `"key": value`.
pub fn member(text: &[u8], range: Range<usize>) -> Option<(String, Range<usize>)> {
    let bytes = &text[range.clone()];
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let key_end = string_end(bytes, 0) + 1;
    let key = serde_json::from_slice(&bytes[..key_end]).ok()?;
    let colon = key_end + memchr(b':', &bytes[key_end..])?;
    let value = &bytes[colon + 1..];
    let start = range.start + colon + 1 + (value.len() - value.trim_ascii_start().len());
    Some((key, start..range.end.max(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (Vec<&str>, usize, bool) {
        let parts = parts(text.as_bytes(), 0);
        let ranges = parts.ranges.into_iter().map(|range| &text[range]).collect();
        (ranges, parts.end, parts.is_closed)
    }

    #[test]
    fn parts_are_split_at_the_top_level_only() {
        assert_eq!(
            texts(r#"[ 1, {"a": [2, 3]} ,"x,]\"" ] 9"#).0,
            ["1", r#"{"a": [2, 3]}"#, r#""x,]\"""#]
        );
        assert_eq!(texts("[]9"), (vec![], 2, true));
        assert_eq!(texts(r#"{"a": 1, "b": {}}"#).0, [r#""a": 1"#, r#""b": {}"#]);
    }

    #[test]
    fn a_text_that_breaks_off_is_not_closed() {
        assert_eq!(texts(r#"[1, {"a": "b"#), (vec!["1", r#"{"a": "b"#], 12, false));
        assert_eq!(texts("[1,"), (vec!["1"], 3, false));
        assert_eq!(texts("["), (vec![], 1, false));
        assert!(!texts(r#"["\"#).2);
    }

    #[test]
    fn members_have_a_key_and_a_value() {
        let text = br#" "a:b" :  [1] "#;
        assert_eq!(member(text, 1..13), Some(("a:b".to_owned(), 10..13)));
        assert_eq!(member(b"a: 1", 0..4), None);
        assert_eq!(member(b"\"a\"", 0..3), None);
        assert_eq!(member(b"\"a\":", 0..4), Some(("a".to_owned(), 4..4)));
    }
}
