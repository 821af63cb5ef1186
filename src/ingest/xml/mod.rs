//! XML with papers in it, read as a stream: only the texts of the fields are kept.
//!
//! No entity that a file declares is ever expanded, no element is nested without bound, and no
//! text is. Where the XML is broken, the record that it is broken in is rejected, and reading goes
//! on at the next one.

mod acl;
mod atom;
mod brackets;
mod capture;
mod dialect;
mod jats;
mod oai;
mod pubmed;
mod source;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub use tests::seeds;

use std::io::BufRead;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::columns::{Names, Role, Use};
use super::draft::Draft;
use super::format::Format;
use super::reading::Reading;
use capture::{Capture, How, attribute};
pub use dialect::{Dialect, declared_encoding, sniff};
use source::{MAX_EVENT, Source};

/// Bytes at the start of a file by which its format is told.
pub const HEAD: usize = 64 << 10;

/// Elements in each other: more is no list of papers.
const MAX_DEPTH: usize = 256;

/// Bytes of text that one record may have.
const MAX_RECORD: usize = 16 << 20;

/// Reads the records of a text in a format of XML, in the encoding that it declares.
pub fn read_text(text: &[u8], format: Format, names: &Names) -> Reading {
    let Some(dialect) = Dialect::of(format) else { return Reading::default() };
    match declared_encoding(text).filter(|_| std::str::from_utf8(text).is_err()) {
        Some(encoding) => read(encoding.decode(text).0.as_bytes(), dialect, names),
        None => read(text, dialect, names),
    }
}

/// Reads the records of a dialect. `input` is UTF-8.
pub fn read(input: impl BufRead, dialect: Dialect, names: &Names) -> Reading {
    let mut walk = Walk {
        dialect,
        names,
        path: String::new(),
        ends: Vec::new(),
        record: None,
        capture: None,
        context: Vec::new(),
        ids: Vec::new(),
        reading: Reading::default(),
    };
    let mut source = Source::new(input);
    loop {
        let (line, problem) = match walk.read_on(&mut source) {
            Ok(()) => return walk.reading,
            Err(broken) => broken,
        };
        let line = walk.record.take().map_or(line, |record| record.line);
        walk.reading.push(line, Err(problem));
        walk.path.clear();
        walk.ends.clear();
        walk.capture = None;
        if !source.skip_to(|name| dialect.is_record(name)).unwrap_or(false) {
            return walk.reading;
        }
    }
}

/// Where the reader is, and what it has of the record there.
struct Walk<'n> {
    dialect: Dialect,
    names: &'n Names,
    /// Local names from the root on, parted by `/`.
    path: String,
    /// Length of the path without each of its elements.
    ends: Vec<usize>,
    record: Option<Record>,
    capture: Option<Capture>,
    /// What holds for all records that follow.
    context: Vec<(Use, String)>,
    /// Attributes `id` of the numbered elements around, with the depth of each.
    ids: Vec<(usize, String)>,
    reading: Reading,
}

/// A record whose end is not yet reached.
struct Record {
    line: u64,
    depth: usize,
    /// Length of the path of its element, with the slash after it.
    base: usize,
    fields: Vec<(Use, String)>,
    n_bytes: usize,
    /// Why it is none, where that is known before its end.
    broken: Option<String>,
}

impl Walk<'_> {
    /// Reads to the end, or to where the XML is broken: the line, and what is wrong.
    fn read_on<R: BufRead>(&mut self, source: &mut Source<R>) -> Result<(), (u64, String)> {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        // After a break, the elements around the records are closed without having been opened.
        config.allow_unmatched_ends = !self.reading.rejected.is_empty();
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let line = reader.get_mut().next_event();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.start(&tag, line).map_err(|why| (line, why))?,
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.text(&text),
                Ok(Event::GeneralRef(entity)) => self.entity(&entity),
                Ok(Event::Eof) if self.ends.is_empty() => return Ok(()),
                Ok(Event::Eof) => {
                    let name = &self.path[self.path.rfind('/').map_or(0, |at| at + 1)..];
                    let why = format!("the file ends within <{name}>: it seems to be cut off");
                    return Err((line, why));
                }
                Ok(_) => {}
                Err(_) if reader.get_mut().is_too_long() => {
                    let limit = MAX_EVENT >> 20;
                    return Err((line, format!("has a text or tag of more than {limit} MB")));
                }
                Err(quick_xml::Error::Io(error)) => {
                    return Err((line, format!("the file cannot be read on here: it {error}")));
                }
                Err(error) => return Err((line, format!("not well-formed XML here: {error}"))),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<(), String> {
        if self.ends.len() == MAX_DEPTH {
            return Err(format!("has elements nested more than {MAX_DEPTH} deep"));
        }
        let name = tag.local_name();
        let name = name.as_ref();
        self.ends.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        let depth = self.ends.len();
        if self.record.is_none() && self.dialect.numbered.contains(&name) {
            self.ids.retain(|(other, _)| *other < depth);
            self.ids.extend(attribute(tag, "id").map(|id| (depth, id)));
        }
        if let Some(capture) = &mut self.capture {
            capture.start(name, tag, depth);
        } else if let Some(record) = &mut self.record {
            let take = (self.dialect.rule)(self.path.get(record.base..).unwrap_or_default(), tag);
            if take.as_ref().is_some_and(|take| take.how == How::Deleted) {
                record.broken = Some("was deleted at its source".to_owned());
            } else if let Some(take) =
                take.filter(|take| take.use_.role.is_wanted(self.names.details()))
            {
                self.capture = Some(Capture::new(take, depth));
            }
        } else if self.dialect.is_record(name) {
            self.record = Some(Record {
                line,
                depth,
                base: self.path.len() + 1,
                fields: (self.dialect.address)(&self.ids),
                n_bytes: 0,
                broken: None,
            });
            self.language(tag);
        } else if let Some(take) = (self.dialect.context)(&self.path) {
            self.context.clear();
            self.capture = Some(Capture::new(take, depth));
        }
        Ok(())
    }

    /// Articles say their language in an attribute.
    fn language(&mut self, tag: &BytesStart<'_>) {
        if let (Some(record), Some(language)) = (&mut self.record, capture::attribute(tag, "lang"))
        {
            record.fields.push((Use { role: Role::Language, rank: 1 }, language));
        }
    }

    fn end(&mut self) {
        let depth = self.ends.len();
        let Some(start) = self.ends.pop() else { return };
        match self.capture.take() {
            Some(capture) if capture.depth() == depth => match &mut self.record {
                Some(record) => record.fields.extend(capture.fields()),
                None => self.context.extend(capture.fields()),
            },
            Some(mut capture) => {
                let name_start = if start == 0 { 0 } else { start + 1 };
                capture.end(&self.path[name_start..], depth);
                self.capture = Some(capture);
            }
            None if self.record.as_ref().is_some_and(|record| record.depth == depth) => {
                self.finish();
            }
            None => {}
        }
        self.path.truncate(start);
    }

    fn text(&mut self, text: &str) {
        let Some(capture) = &mut self.capture else { return };
        if let Some(record) = &mut self.record {
            record.n_bytes += text.len();
            if record.n_bytes > MAX_RECORD {
                let limit = MAX_RECORD >> 20;
                record.broken = Some(format!("has more than {limit} MB of text"));
                return;
            }
        }
        capture.push(text);
    }

    /// A character by its number or its usual name; what the file itself declares is not expanded.
    fn entity(&mut self, entity: &BytesRef<'_>) {
        if self.capture.is_none() {
            return;
        }
        if let Ok(Some(character)) = entity.resolve_char_ref() {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let written = format!("&{};", &**entity);
        let character = html_escape::decode_html_entities(&written);
        if character != written {
            return self.text(&character);
        }
        if let Some(record) = &mut self.record {
            let written: String = written.chars().take(40).collect();
            let why = format!(
                "uses the entity {written}, which is not a usual one; those that a file declares \
                 itself are not expanded"
            );
            record.broken.get_or_insert(why);
        }
    }

    fn finish(&mut self) {
        let Some(record) = self.record.take() else { return };
        let outcome = match record.broken {
            Some(why) => Err(why),
            None => {
                let mut fields = record.fields;
                (self.dialect.tidy)(&mut fields);
                fields.extend(self.context.iter().cloned());
                draft(fields, self.names).into_paper()
            }
        };
        self.reading.push(record.line, outcome);
    }
}

/// The fields as a draft. Of several abstracts of one rank, as Dublin Core has them beside remarks,
/// the longest is it.
fn draft(mut fields: Vec<(Use, String)>, names: &Names) -> Draft<'static> {
    fields.sort_by_key(|(use_, text)| match use_.role {
        Role::Abstract => (true, use_.rank, std::cmp::Reverse(text.len())),
        _ => (false, 0, std::cmp::Reverse(0)),
    });
    let mut draft = names.draft();
    for (use_, text) in fields {
        if use_.role == Role::Venue && names.groups_by_venue() {
            draft.add(Use { role: Role::Group, ..use_ }, text.clone());
        }
        draft.add(use_, text);
    }
    draft
}
