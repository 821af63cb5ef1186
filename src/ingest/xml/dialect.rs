//! The XML formats: how each is told from its first bytes, where its records are, and what their
//! elements mean.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::columns::Use;
use super::super::format::Format;
use super::capture::{Take, attribute};
use super::{acl, atom, jats, oai, pubmed};

/// Elements of a collection of the ACL Anthology that has no volumes.
const ACL_PARTS: [&str; 6] = ["event", "colocated", "volume-id", "meta", "links", "url"];

/// Fields of a record, with what each is for.
pub type Fields = Vec<(Use, String)>;

/// How the records of one XML format are read.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Local names of the elements that are records.
    records: &'static [&'static str],
    /// What the element at a path within a record is taken for.
    pub rule: fn(&str, &BytesStart<'_>) -> Option<Take>,
    /// What the element at a path outside of records says about those that follow.
    pub context: fn(&str) -> Option<Take>,
    /// Takes from the fields of a record what only all of them together tell to be wrong.
    pub tidy: fn(&mut Fields),
    /// Elements in each other, the last of them a record, whose attributes `id` number it,
    pub numbered: &'static [&'static str],
    /// and the fields that these make; each comes with its depth.
    pub address: fn(&[(usize, String)]) -> Fields,
}

impl Dialect {
    /// The dialect of a format; `None` where it is not XML.
    pub fn of(format: Format) -> Option<Self> {
        let plain = |records, rule| Dialect {
            records,
            rule,
            context: |_| None,
            tidy: |_| {},
            numbered: &[],
            address: |_| Vec::new(),
        };
        Some(match format {
            Format::PubMed => Dialect {
                tidy: pubmed::tidy,
                ..plain(&["PubmedArticle", "PubmedBookArticle"], pubmed::rule)
            },
            Format::Jats => plain(&["article"], jats::rule),
            Format::Atom => plain(&["entry"], atom::rule),
            Format::Oai => plain(&["record"], oai::rule),
            Format::Acl => Dialect {
                context: acl::context,
                numbered: &["collection", "volume", "paper"],
                address: acl::address,
                ..plain(&["paper"], acl::rule)
            },
            _ => return None,
        })
    }

    /// Whether an element of this local name is a record.
    pub fn is_record(&self, name: &str) -> bool {
        self.records.contains(&name)
    }
}

/// Whether a text starts like XML or HTML.
pub fn is_markup(text: &[u8]) -> bool {
    match text.trim_ascii_start() {
        [b'<', next, ..] => next.is_ascii_alphabetic() || b"?!".contains(next),
        _ => false,
    }
}

/// The format of XML of which `start` is the beginning, by its root and what is said below it;
/// `None` for other XML, and for HTML.
pub fn sniff(start: &[u8]) -> Option<Format> {
    if !is_markup(start) {
        return None;
    }
    // The beginning may end within a character.
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&start[..error.valid_up_to()]).ok()?,
    };
    let mut reader = Reader::from_str(valid);
    reader.config_mut().check_end_names = false;
    let (mut root, mut is_anthology) = (None, false);
    // A set of articles has them among its first elements.
    for _ in 0..2000 {
        let name = match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                // That of the Anthology may have no volumes: a list of them, or of none.
                is_anthology |=
                    root.is_none() && name == "collection" && attribute(&tag, "id").is_some();
                is_anthology &= root.is_none() || ACL_PARTS.contains(&name.as_str());
                name
            }
            Ok(Event::Eof) => return is_anthology.then_some(Format::Acl),
            Err(_) => return None,
            Ok(_) => continue,
        };
        let is_root = root.is_none();
        let root = root.get_or_insert_with(|| name.clone());
        match (root.as_str(), name.as_str()) {
            (
                "PubmedArticleSet" | "PubmedBookArticleSet" | "PubmedArticle" | "PubmedBookArticle",
                _,
            ) => return Some(Format::PubMed),
            ("feed", _) => return Some(Format::Atom),
            ("OAI-PMH" | "ListRecords" | "GetRecord", _) => return Some(Format::Oai),
            ("html" | "HTML" | "rss", _) => return None,
            ("collection", "volume") | ("volume", "paper") => return Some(Format::Acl),
            (_, "PubmedArticle") if !is_root => return Some(Format::PubMed),
            (_, "article-meta" | "journal-meta") => return Some(Format::Jats),
            _ => {}
        }
    }
    None
}

/// The encoding that the declaration of XML names, where it is not UTF-8.
pub fn declared_encoding(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = start.trim_ascii_start();
    let end = memchr::memmem::find(start.get(..200.min(start.len()))?, b"?>")?;
    let declaration = std::str::from_utf8(start[..end].strip_prefix(b"<?xml")?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    (encoding != encoding_rs::UTF_8).then_some(encoding)
}
