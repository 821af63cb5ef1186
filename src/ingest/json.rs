//! JSON documents: where their records are.

use std::ops::Range;

use memchr::{memchr_iter, memrchr};

use super::columns::{Names, Role, normalise};
use super::json_record::{Piece, read_pieces};
use super::json_split::{Parts, member, parts};
use super::progress::FileProgress;
use super::reading::Reading;
use crate::error::{Error, Result};

/// Keys of an object that hold its list of papers.
const LISTS: [&str; 16] = [
    "papers",
    "data",
    "results",
    "items",
    "works",
    "records",
    "entries",
    "articles",
    "documents",
    "publications",
    "notes",
    "hits",
    "docs",
    "rows",
    "result",
    // bioRxiv and medRxiv.
    "collection",
];

/// Keys of an object whose object holds the list, as in the Crossref interface.
const ENVELOPES: [&str; 5] = ["message", "response", "result", "hits", "resultlist"];
/// Envelopes that may lie in each other: each is scanned once more.
const MAX_ENVELOPES: usize = 3;

/// Reads a JSON document: a list of records, an object that holds one, a record, or records one
/// after the other, each over several lines.
///
/// An error where an object is neither, or where no record has a key that a flag names.
pub fn read_document(
    text: &[u8],
    place: &str,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<Reading> {
    let open = after_space(text, 0);
    let found = consecutive_objects(text, open)
        .or_else(|| find_records(text, open, names, 0))
        .ok_or_else(|| no_list(text, open, place))?;
    let pieces = pieces(text, &found.ranges);
    let mut reading = read_pieces(&pieces, names, |n_bytes| progress.advance(n_bytes));
    let after = after_space(text, found.end);
    let first_keys = || pieces.first().map_or(Vec::new(), |piece| keys(piece.bytes, 0));
    names.check_used(place, &reading.papers, first_keys)?;
    let last = pieces.last().map_or(1, |piece| piece.line);
    if !found.is_closed {
        reading.push(last, Err("the list is not closed: the file seems to be cut off".to_owned()));
    } else if after < text.len() {
        let line = 1 + memchr_iter(b'\n', &text[..after]).count() as u64;
        reading.push(line, Err("text after the end of the JSON document".to_owned()));
    }
    Ok(reading)
}

/// The objects that follow each other from `open` on; `None` where there are no two.
fn consecutive_objects(text: &[u8], open: usize) -> Option<Parts> {
    let mut all = Parts { ranges: Vec::new(), end: open, is_closed: true };
    let mut at = open;
    while all.is_closed && text.get(at) == Some(&b'{') {
        let object = parts(text, at);
        all.ranges.push(at..object.end);
        at = after_space(text, object.end);
        all = Parts { end: object.end, is_closed: object.is_closed, ..all };
    }
    (all.ranges.len() > 1).then_some(all)
}

/// The first byte from `at` on that is not white space.
fn after_space(text: &[u8], at: usize) -> usize {
    text.len() - text[at..].trim_ascii_start().len()
}

/// The records in the value that starts at `open`: `end` and `is_closed` are those of the whole.
fn find_records(text: &[u8], open: usize, names: &Names, depth: usize) -> Option<Parts> {
    match text.get(open) {
        Some(b'[') => return Some(parts(text, open)),
        Some(b'{') => {}
        _ => return None,
    }
    let object = parts(text, open);
    let members: Vec<(String, Range<usize>)> =
        object.ranges.iter().filter_map(|range| member(text, range.clone())).collect();
    let opens = |range: &Range<usize>, bracket| text.get(range.start) == Some(&bracket);
    let within = |inner: Parts| Parts { ranges: inner.ranges, ..object_end(&object) };
    let list_of = |key: &str| {
        members.iter().find(|(name, value)| normalise(name) == key && opens(value, b'['))
    };
    if let Some((_, list)) = LISTS.iter().find_map(|key| list_of(key)) {
        return Some(within(parts(text, list.start)));
    }
    let is_record = members.iter().any(|(name, _)| {
        names.uses(name).iter().any(|use_| matches!(use_.role, Role::Title | Role::Abstract))
    });
    let is_wrapped = |(name, value): &(String, Range<usize>)| {
        opens(value, b'{') && matches!(normalise(name).as_str(), "paper" | "content")
    };
    if is_record || members.iter().any(is_wrapped) {
        return Some(Parts {
            ranges: std::iter::once(open..object.end).collect(),
            ..object_end(&object)
        });
    }
    let envelopes = members.iter().filter(|(name, value)| {
        opens(value, b'{') && ENVELOPES.contains(&normalise(name).as_str())
    });
    if let Some(inner) = envelopes
        .filter(|_| depth < MAX_ENVELOPES)
        .find_map(|(_, value)| find_records(text, value.start, names, depth + 1))
    {
        return Some(within(inner));
    }
    let mut lists = members.iter().filter(|(_, value)| opens(value, b'['));
    match (lists.next(), lists.next()) {
        (Some((_, only)), None) => Some(within(parts(text, only.start))),
        _ => None,
    }
}

fn object_end(object: &Parts) -> Parts {
    Parts { ranges: Vec::new(), end: object.end, is_closed: object.is_closed }
}

fn no_list(text: &[u8], open: usize, place: &str) -> Error {
    if text.get(open) != Some(&b'{') {
        return Error::input(
            place,
            "is not a JSON list or object",
            "write the papers as a list of objects, or export CSV",
        );
    }
    let keys: Vec<String> = keys(text, open)
        .iter()
        .take(20)
        .map(|key| format!("{:?}", key.chars().take(40).collect::<String>()))
        .collect();
    Error::input(
        place,
        format!("holds no list of papers; its keys are {}", keys.join(", ")),
        "put the list under \"papers\"; or, if it is one paper, name its keys with \
         --title-column and --abstract-column",
    )
}

/// The keys of the object that starts at `open`.
pub fn keys(text: &[u8], open: usize) -> Vec<String> {
    let ranges = parts(text, open).ranges.into_iter();
    ranges.filter_map(|range| member(text, range)).map(|(key, _)| key).collect()
}

fn pieces<'a>(text: &'a [u8], ranges: &[Range<usize>]) -> Vec<Piece<'a>> {
    let (mut at, mut line) = (0, 1);
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        line += memchr_iter(b'\n', &text[at..range.start]).count() as u64;
        let line_start = memrchr(b'\n', &text[at..range.start]).map(|found| at + found + 1);
        // On one line of many records, the indent grows from that of the record before.
        let indent = match (line_start, pieces.last()) {
            (Some(start), _) => range.start - start,
            (None, Some(Piece { offset, indent, .. })) => indent + (range.start - offset),
            (None, None) => range.start,
        };
        at = range.start;
        pieces.push(Piece { bytes: &text[range.clone()], offset: range.start, line, indent });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    fn document(text: &str) -> Result<Reading> {
        let names = Names::new(&IngestPlan::default());
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        read_document(text.as_bytes(), "a.json", &names, &progress)
    }

    #[track_caller]
    fn check_document(text: &str, titles: &[&str], rejected_lines: &[u64]) -> Reading {
        let reading = document(text).unwrap();
        let found: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(found, titles, "for {text}");
        let lines: Vec<u64> = reading.rejected.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, rejected_lines, "{:?}", reading.rejected);
        reading
    }

    #[test]
    fn lists_are_found_where_they_usually_are() {
        check_document(r#"[{"title": "A"}, {"title": "B"}]"#, &["A", "B"], &[]);
        check_document(r#"{"count": 1, "x": [1], "papers": [{"title": "A"}]}"#, &["A"], &[]);
        check_document(r#"{"message": {"items": [{"title": ["A"]}]}}"#, &["A"], &[]);
        check_document(r#"{"meta": {"title": "no"}, "mine": [{"title": "A"}]}"#, &["A"], &[]);
        check_document(r#"{"title": "A", "references": [{"title": "B"}]}"#, &["A"], &[]);
        check_document(r#"{"paper": {"title": "A"}, "comments": []}"#, &["A"], &[]);
        check_document("[]", &[], &[]);
        check_document("{\n\"title\": \"A\"\n}\n{\n\"title\": \"B\"\n}\n", &["A", "B"], &[]);
    }

    #[test]
    fn broken_records_are_rejected_alone() {
        let text = "[\n {\"title\": \"A\"},\n {\"title\": oops},\n 17,\n {\"title\": \"B\"}\n]\n";
        let reading = check_document(text, &["A", "B"], &[3, 4]);
        assert!(reading.rejected[0].1.contains("line 3, column 12"), "{:?}", reading.rejected);
    }

    #[test]
    fn a_cut_off_list_keeps_what_it_has() {
        check_document("[{\"title\": \"A\"},\n {\"title\": \"B", &["A"], &[2, 2]);
        check_document("[{\"title\": \"A\"}]\n]", &["A"], &[2]);
    }

    #[test]
    fn an_object_without_papers_is_an_error() {
        let message = document(r#"{"meta": 1, "x": [], "y": []}"#).unwrap_err().to_string();
        assert!(message.contains("\"meta\", \"x\", \"y\""), "{message}");
        assert!(document("17").is_err());
        assert!(document("").is_err());
    }
}
