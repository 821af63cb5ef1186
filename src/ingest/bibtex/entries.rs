//! BibTeX as entries and their fields, read more forgivingly than TeX does: databases write names
//! with spaces and leave commas out, and what is broken in one entry must not reach the next.

use super::super::content::record_text;

/// Braces within braces that an entry may have.
const MAX_DEPTH: usize = 100;

/// Something that stands in a file after an `@`.
#[derive(Debug, PartialEq)]
pub struct Entry<'a> {
    /// Line of its `@`, from 1.
    pub line: u64,
    /// `article`, `string` and the like, as written.
    pub kind: &'a str,
    /// The citation key; empty where there is none.
    pub key: &'a str,
    /// Names and values of the fields, or why they cannot be read.
    pub fields: Result<Vec<Field<'a>>, String>,
}

/// The name of a field and the parts of its value, which `#` joins.
pub type Field<'a> = (&'a str, Vec<Part<'a>>);

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// What stands in braces or quotes, or a number.
    Text(&'a str),
    /// The name of a string.
    Name(&'a str),
}

/// The entries of a text, `@comment` and `@preamble` left out.
pub fn entries(text: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut at = 0;
    let (mut counted, mut line) = (0, 1);
    std::iter::from_fn(move || {
        loop {
            let start = next_start(text, at)?;
            line += memchr::memchr_iter(b'\n', &text[counted..start]).count() as u64;
            counted = start;
            let (entry, end) = entry(text, start, line);
            at = end;
            let skipped = ["comment", "preamble"];
            if !skipped.iter().any(|kind| entry.kind.eq_ignore_ascii_case(kind)) {
                return Some(entry);
            }
        }
    })
}

/// The next `@` that starts an entry: first on its line, or after the end of another.
fn next_start(text: &[u8], from: usize) -> Option<usize> {
    memchr::memchr_iter(b'@', &text[from..]).map(|at| from + at).find(|at| {
        let before = text[..*at].trim_ascii_end();
        let gap = &text[before.len()..*at];
        let is_first = before.is_empty() || gap.contains(&b'\n') || before.ends_with(b"}");
        is_first && opening(&text[*at..]).is_some()
    })
}

/// The length of `@article{`, where a text starts with such.
pub fn opening(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(b"@")?;
    let n_letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let n_spaces = name[n_letters..].iter().take_while(|byte| **byte == b' ').count();
    let at = 1 + n_letters + n_spaces;
    (n_letters >= 2 && matches!(text.get(at), Some(b'{' | b'('))).then_some(at + 1)
}

/// Whether a text starts with `@article{key,`: what ends an entry that is not closed.
fn is_entry(text: &[u8]) -> bool {
    opening(text).is_some_and(|at| {
        let key = text[at..].iter().take_while(|byte| !b",{}=\"\n".contains(byte)).count();
        text.get(at + key) == Some(&b',')
    })
}

/// The entry that starts at a byte, and the byte after it.
fn entry(text: &[u8], start: usize, line: u64) -> (Entry<'_>, usize) {
    let open = start + opening(&text[start..]).unwrap_or(1);
    let kind = std::str::from_utf8(&text[start + 1..open - 1]).unwrap_or_default().trim();
    let (end, is_closed, depth) = closing(text, open);
    let raw = &text[open..end];
    let inner = match record_text(raw, open) {
        _ if !is_closed => Err("the entry is never closed: a brace is missing".to_owned()),
        _ if depth > MAX_DEPTH => Err(format!("braces are nested deeper than {MAX_DEPTH}")),
        inner => inner,
    };
    let (key, fields) = match inner {
        Ok(inner) if kind.eq_ignore_ascii_case("string") => ("", fields(inner)),
        Ok(inner) => {
            let (key, rest) = inner.split_once(',').unwrap_or((inner, ""));
            // Some have no key: `@article{title = …`.
            if key.contains('=') { ("", fields(inner)) } else { (key.trim(), fields(rest)) }
        }
        Err(reason) => ("", Err(reason)),
    };
    (Entry { line, kind, key, fields }, (end + usize::from(is_closed)).max(open))
}

/// Where an entry ends whose inside starts at `open`, whether it is closed there, and how deep its
/// braces go.
fn closing(text: &[u8], open: usize) -> (usize, bool, usize) {
    let is_round = text[open - 1] == b'(';
    let (mut depth, mut deepest, mut at) = (0_usize, 0, open);
    let mut is_line_start = false;
    while at < text.len() {
        match text[at] {
            b'@' if is_line_start && is_entry(&text[at..]) => return (at, false, deepest),
            b'\\' => at += 1,
            b'{' => depth += 1,
            b')' if is_round && depth == 0 => return (at, true, deepest),
            b'}' if depth == 0 => return (at, !is_round, deepest),
            b'}' => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
        let byte = text.get(at).copied().unwrap_or_default();
        is_line_start = byte == b'\n' || (is_line_start && byte.is_ascii_whitespace());
        at += 1;
    }
    (text.len(), false, deepest)
}

/// `name = value, name = value`; commas may be missing, `%` starts a comment where a name could.
/// A word that a comma follows is no field: SAGE repeats the key as `doi:10.1177/…,`.
fn fields(mut text: &str) -> Result<Vec<Field<'_>>, String> {
    let mut fields = Vec::new();
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if text.is_empty() {
            return Ok(fields);
        }
        if text.starts_with('%') {
            text = text.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let end = text.find(['=', '{', '}', '"', ',']).unwrap_or(text.len());
        let name = text[..end].trim();
        if text[end..].starts_with(',') && !name.contains(char::is_whitespace) {
            text = &text[end..];
            continue;
        }
        let Some(rest) = text[end..].strip_prefix('=').filter(|_| !name.is_empty()) else {
            let found: String = text.chars().take(20).collect();
            return Err(format!(
                "no field where {found:?} stands: a brace or quote is out of place"
            ));
        };
        let (parts, rest) = value(rest).ok_or_else(|| {
            let name: String = name.chars().take(40).collect();
            format!("the field {name:?} has no value, or one that is not closed")
        })?;
        fields.push((name, parts));
        text = rest;
    }
}

/// The parts of a value, and what follows it.
fn value(mut text: &str) -> Option<(Vec<Part<'_>>, &str)> {
    let mut parts = Vec::new();
    loop {
        text = text.trim_start();
        let (part, rest) = match text.as_bytes().first()? {
            b'{' => {
                let end = 1 + end_of_text(&text[1..], b'}')?;
                (Part::Text(&text[1..end]), &text[end + 1..])
            }
            b'"' => {
                let end = 1 + end_of_text(&text[1..], b'"')?;
                (Part::Text(&text[1..end]), &text[end + 1..])
            }
            _ => {
                let is_end = |c: char| c.is_whitespace() || ",#{}\"=".contains(c);
                let (bare, rest) = text.split_at(text.find(is_end).unwrap_or(text.len()));
                let is_number = bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
                let part = if is_number { Part::Text(bare) } else { Part::Name(bare) };
                (Some(part).filter(|_| !bare.is_empty())?, rest)
            }
        };
        parts.push(part);
        match rest.trim_start().strip_prefix('#') {
            Some(next) => text = next,
            None => return Some((parts, rest)),
        }
    }
}

/// Where a text ends that `close` ends, outside of inner braces.
fn end_of_text(text: &str, close: u8) -> Option<usize> {
    let (bytes, mut depth, mut at) = (text.as_bytes(), 0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            _ if *byte == close && depth == 0 => return Some(at),
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Entry<'_>> {
        entries(text.as_bytes()).collect()
    }

    #[test]
    fn values_are_braced_quoted_bare_and_joined() {
        let text = "% @book{no, }\n@Article {key,\n title = {A {B} \\} c}, % why\n \
                    month = \"10~\" # jan,\n funding_text 1={x}\n year=2020,}@misc{two}";
        let entries = read(text);
        let fields = entries[0].fields.as_ref().unwrap();
        assert_eq!((entries[0].line, entries[0].kind, entries[0].key), (2, "Article", "key"));
        assert_eq!(fields[0], ("title", vec![Part::Text("A {B} \\} c")]));
        assert_eq!(fields[1], ("month", vec![Part::Text("10~"), Part::Name("jan")]));
        assert_eq!(fields[2], ("funding_text 1", vec![Part::Text("x")]));
        assert_eq!(fields[3], ("year", vec![Part::Text("2020")]));
        assert_eq!((entries[1].line, entries[1].key, entries.len()), (6, "two", 2));
    }

    #[test]
    fn a_word_alone_is_no_field() {
        let entries = read("@article{10.1177/1,\ndoi:10.1177/1,\ntitle = {A},\nyear = {2020}\n}");
        let fields = entries[0].fields.as_ref().unwrap();
        assert_eq!(
            fields[..],
            [("title", vec![Part::Text("A")]), ("year", vec![Part::Text("2020")])]
        );
        assert!(read("@misc{a, two words, title = {A}}")[0].fields.is_err());
    }

    #[test]
    fn a_broken_entry_ends_where_the_next_starts() {
        let text = "@article{a,\n title = {Open\n@article{b,\n title = {B}}\n\
                    @article{c, title }\n@comment{x @article{d, }}\n@string(e = {E})\n\
                    @article{f, title = {}}\n";
        let entries = read(text);
        let lines: Vec<u64> = entries.iter().map(|entry| entry.line).collect();
        assert_eq!(lines, [1, 3, 5, 7, 8]);
        let is_good: Vec<bool> = entries.iter().map(|entry| entry.fields.is_ok()).collect();
        assert_eq!(is_good, [false, true, false, true, true]);
    }

    #[test]
    fn deep_braces_are_refused() {
        let text = format!("@misc{{a, title = {}{}}}", "{".repeat(5000), "}".repeat(5000));
        assert!(read(&text)[0].fields.as_ref().unwrap_err().contains("deeper"));
    }
}
