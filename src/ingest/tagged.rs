//! Records of tagged fields: every field starts on a line of its own after a short tag, and later
//! lines without one go on with it. What RIS, MEDLINE, Web of Science, refer and Ovid have in common.

use memchr::memchr;
use rustc_hash::FxHashMap;

use super::columns::{Names, Role, Use};
use super::content::utf8;
use super::doi::find_doi;
use super::draft::Draft;
use super::progress::FileProgress;
use super::reading::Reading;

/// Bytes that a line may have: the longest real ones list some hundred references.
const MAX_LINE: usize = 4 << 20;
/// Lines at the start of a text in which its first record must start.
const FIRST_LINES: usize = 40;
/// Lines at the start of a text in which the first title of refer and of Ovid must stand.
pub const TITLE_LINES: usize = 200;
/// Bytes between two reports of progress.
const PROGRESS_STEP: usize = 1 << 20;

/// How a format writes its records.
pub struct Dialect {
    /// The tag and the value of a line that starts a field.
    pub field: fn(&str) -> Option<(&str, &str)>,
    /// The tag that starts a record.
    pub start: &'static str,
    /// The tag that ends one. Where it is missing, the next start does.
    pub end: Option<&'static str>,
    /// Tags that start a record, too, where they follow an empty line.
    pub after_empty: &'static [&'static str],
    /// Whether lines may stand before the first record that look like fields.
    pub has_preamble: bool,
    /// Tags of lines that are about the file and belong to no record.
    pub about_file: &'static [&'static str],
    /// What stands between a line and the one that goes on with it.
    pub joint: char,
    /// How a tag is spelled that a user names.
    pub spelling: fn(&str) -> String,
    /// What the tags mean; of several for one role the first is preferred.
    pub tags: &'static [(&'static str, Role, Value)],
}

impl Dialect {
    /// A dialect whose records begin with a tag, and which has nothing else of its own.
    pub const fn plain(
        field: fn(&str) -> Option<(&str, &str)>,
        start: &'static str,
        tags: &'static [(&'static str, Role, Value)],
    ) -> Self {
        Dialect {
            field,
            start,
            end: None,
            after_empty: &[],
            has_preamble: false,
            about_file: &[],
            joint: ' ',
            spelling: str::to_uppercase,
            tags,
        }
    }
}

/// What a field's value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A text, wrapped over its lines.
    Text,
    /// What stands on the first line.
    First,
    /// A text a line.
    Lines,
    /// Texts with semicolons between them, wrapped over the lines.
    List,
    /// Text with a DOI somewhere in it.
    Doi,
    /// The number of the record in its database, or in somebody's library.
    Accession,
    /// A heading of MeSH, of which the aspects are left out: `Corals/*metabolism`.
    Heading,
    /// A note that may say how often the paper was cited.
    Cited,
    /// Such texts, with a full stop behind the last.
    Ended,
    /// Names with semicolons between them, each with the numbers of its affiliations behind it.
    Numbered,
    /// A journal, its volume and pages, and when it appeared: `Reef Studies. 45(4):1-9, 2018 Mar.`
    Source,
}

/// Whether the first field among the first lines of a text starts a record: some exports have a few
/// lines, or a number, before it.
pub fn starts_with_record(text: &[u8], dialect: &Dialect) -> bool {
    let lines = text.trim_ascii_start().split(|byte| *byte == b'\n').take(FIRST_LINES);
    let mut fields = lines.filter_map(|line| (dialect.field)(std::str::from_utf8(line).ok()?));
    fields.next().is_some_and(|(tag, _)| tag == dialect.start)
}

/// Reads the records of a text. Lines outside of records are skipped; a line that is not UTF-8, or
/// too long, rejects its record.
pub fn read(text: &[u8], dialect: &Dialect, names: &Names, progress: &FileProgress<'_>) -> Reading {
    let tags = Tags::new(dialect, names);
    let has_starts = dialect.end.is_some() && starts_with_record(text, dialect);
    let mut reading = Reading::default();
    let mut record = Record { is_stray: dialect.has_preamble, ..Record::default() };
    let (mut offset, mut number, mut reported) = (0, 0, 0);
    let mut is_after_empty = false;
    while offset < text.len() {
        let rest = &text[offset..];
        let raw = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
        number += 1;
        let follows_empty = std::mem::replace(&mut is_after_empty, raw.trim_ascii().is_empty());
        match line(raw, offset) {
            Ok(line) => match (dialect.field)(line) {
                Some((tag, _)) if dialect.about_file.contains(&tag) => {}
                Some((tag, _)) if dialect.end == Some(tag) => {
                    record.close(&tags, dialect, names, &mut reading);
                    record = Record { is_stray: has_starts, ..Record::default() };
                }
                Some((tag, value)) => {
                    let is_start = tag == dialect.start;
                    let is_next = (is_start && (record.is_stray || record.has(tag)))
                        || (follows_empty && dialect.after_empty.contains(&tag));
                    if is_next {
                        record.close(&tags, dialect, names, &mut reading);
                        record = Record::default();
                    }
                    record.line = record.line.or(Some(number));
                    record.fields.push(Field { tag, lines: vec![value] });
                }
                None => record.go_on(line),
            },
            Err(reason) => {
                record.line = record.line.or(Some(number));
                record.broken = record.broken.or(Some(reason));
            }
        }
        offset += raw.len() + 1;
        if offset >= reported + PROGRESS_STEP {
            progress.advance(offset - reported);
            reported = offset;
        }
    }
    record.close(&tags, dialect, names, &mut reading);
    reading
}

/// A line without its end, or why it cannot be read.
fn line(raw: &[u8], offset: usize) -> Result<&str, String> {
    if raw.len() > MAX_LINE {
        let (mb, max) = (raw.len() >> 20, MAX_LINE >> 20);
        return Err(format!("a line of {mb} MiB: more than {max} MiB is no field of a paper"));
    }
    utf8(raw, offset).map(|line| line.trim_end())
}

struct Field<'a> {
    tag: &'a str,
    /// The value, and the lines that go on with it, as indented as they are.
    lines: Vec<&'a str>,
}

/// A record whose end is not yet reached.
#[derive(Default)]
struct Record<'a> {
    /// Where it starts; `None` before its first field.
    line: Option<u64>,
    fields: Vec<Field<'a>>,
    broken: Option<String>,
    /// Whether it stands before a record, or follows the end of one, and none has started yet: RIS of
    /// Ovid has `NL  - journal` there. Without a text such fields belong to nothing.
    is_stray: bool,
}

impl<'a> Record<'a> {
    fn has(&self, tag: &str) -> bool {
        self.fields.iter().any(|field| field.tag == tag)
    }

    fn go_on(&mut self, line: &'a str) {
        if let Some(field) = self.fields.last_mut().filter(|_| !line.is_empty()) {
            field.lines.push(line);
        }
    }

    fn close(self, tags: &Tags, dialect: &Dialect, names: &Names, reading: &mut Reading) {
        let Some(line) = self.line else { return };
        if let Some(reason) = self.broken {
            return reading.push(line, Err(reason));
        }
        let is_text = |use_: &Use| matches!(use_.role, Role::Title | Role::Abstract | Role::Gold);
        let mut uses = self.fields.iter().flat_map(|field| tags.get(field.tag).0);
        if self.is_stray && !uses.any(is_text) {
            return;
        }
        let mut draft = names.draft();
        for field in &self.fields {
            let (uses, value) = tags.get(field.tag);
            uses.iter().for_each(|use_| field.add_to(&mut draft, *use_, value, dialect.joint));
        }
        reading.push(line, draft.into_paper());
    }
}

impl<'a> Field<'a> {
    fn add_to(&self, draft: &mut Draft<'a>, use_: Use, value: Value, joint: char) {
        match value {
            Value::Text => match self.lines.as_slice() {
                [only] => draft.add(use_, *only),
                lines => draft.add(use_, joined(lines, joint)),
            },
            Value::First => self.lines.iter().take(1).for_each(|line| draft.add(use_, *line)),
            Value::Lines => {
                let values = self.lines.iter().flat_map(|line| line.split(';'));
                values.for_each(|value| draft.add(use_, value.trim()));
            }
            Value::List | Value::Ended => {
                let mut all = joined(&self.lines, ' ');
                if value == Value::Ended && all.ends_with('.') {
                    all.pop();
                }
                all.split(';').for_each(|value| draft.add(use_, value.trim().to_owned()));
            }
            Value::Doi => {
                if let Some(doi) = self.lines.iter().find_map(|line| find_doi(line)) {
                    draft.add(use_, doi);
                }
            }
            Value::Heading => {
                let heading = joined(&self.lines, joint);
                draft.add(use_, heading.split('/').next().unwrap_or_default().to_owned());
            }
            Value::Cited => {
                if let Some(count) = self.lines.iter().find_map(|line| cited(line)) {
                    draft.add(use_, count);
                }
            }
            Value::Numbered => {
                let is_number = |c: char| c.is_ascii_digit() || c == ' ' || c == ',';
                let all = joined(&self.lines, ' ');
                let names = all.split(';').map(|name| name.trim_end_matches(is_number).trim());
                names.for_each(|name| draft.add(use_, name.to_owned()));
            }
            Value::Source => {
                let all = joined(&self.lines, ' ');
                let (venue, rest) = all.split_once(". ").unwrap_or((&all, ""));
                let date = rest.rsplit_once(", ").map_or(rest, |(_, date)| date);
                let part = if use_.role == Role::Date { date } else { venue };
                draft.add(use_, part.trim_end_matches('.').to_owned());
            }
            Value::Accession => {
                let first = self.lines.iter().find(|line| !line.is_empty());
                if let Some(accession) = first.and_then(|line| accession(line)) {
                    draft.add(use_, accession);
                }
            }
        }
    }
}

/// The lines as one text. A line that is not indented starts a paragraph where the dialect has such.
fn joined(lines: &[&str], joint: char) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        if !text.is_empty() {
            text.push(if line.starts_with(char::is_whitespace) { ' ' } else { joint });
        }
        text.push_str(line.trim());
    }
    text
}

/// The count in `Export Date: 1 May 2024; Cited By: 14` of Scopus, or in `Times Cited in Web of
/// Science Core Collection:  12`.
pub fn cited(note: &str) -> Option<&str> {
    note.split(';').find_map(|part| {
        let (label, count) = part.trim().split_at(part.trim().find(|c: char| c.is_ascii_digit())?);
        let label = label.trim_end_matches([' ', ':']).to_ascii_lowercase();
        let is_label = ["cited by", "times cited"].contains(&label.as_str())
            || label.starts_with("times cited in web of science");
        (is_label && count.bytes().all(|byte| byte.is_ascii_digit())).then_some(count)
    })
}

/// The identifier of a database. A short number is the place of the record in somebody's own
/// library: in another library it is another paper's.
fn accession(text: &str) -> Option<&str> {
    let id = text.split(';').next()?.trim().trim_end_matches('.');
    let n_digits = id.bytes().filter(u8::is_ascii_digit).count();
    (n_digits >= 7 && !id.contains(char::is_whitespace)).then_some(id)
}

/// What each tag means, the user's own names included.
struct Tags {
    uses: FxHashMap<String, Vec<Use>>,
    values: FxHashMap<&'static str, Value>,
}

impl Tags {
    fn new(dialect: &Dialect, names: &Names) -> Self {
        let known = dialect.tags.iter().enumerate();
        let known = known.map(|(rank, (tag, role, _))| (*tag, Use { role: *role, rank }));
        Tags {
            uses: names.fields(known, dialect.spelling),
            values: dialect.tags.iter().map(|(tag, _, value)| (*tag, *value)).collect(),
        }
    }

    /// What a tag is used for, and what its value is made of.
    fn get(&self, tag: &str) -> (&[Use], Value) {
        let uses = self.uses.get(tag).map_or(&[][..], Vec::as_slice);
        (uses, self.values.get(tag).copied().unwrap_or(Value::Text))
    }
}

#[cfg(test)]
mod tests;
