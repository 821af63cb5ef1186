//! The content of one element → the texts of the fields that are made of it.

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use super::super::arxiv::parse_arxiv_id;
use super::super::columns::{Role, Use};
use super::super::dates::parse_date;
use super::super::lists::values;
use super::brackets::without_brackets;

/// Elements whose content is no text of the title or abstract that holds them.
const LEFT_OUT: [&str; 16] = [
    "CopyrightInformation",
    "fn",
    "fn-group",
    "alt-title",
    "trans-title",
    "trans-title-group",
    "object-id",
    "label",
    "graphic",
    "fig",
    "table-wrap",
    "annotation",
    "annotation-xml",
    "xref",
    "inline-graphic",
    "supplementary-material",
];

/// Elements that part words; all others join them: H<sub>2</sub>O.
const BLOCKS: [&str; 9] =
    ["AbstractText", "p", "sec", "title", "list-item", "disp-formula", "break", "br", "subtitle"];

/// What an element of a record is taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    /// The role of its text, and how it is preferred among others of the role.
    pub use_: Use,
    /// How its text is made.
    pub how: How,
}

/// How the text of an element is made.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// Of all that it holds, with the headings of its sections.
    Text,
    /// Of its attribute.
    Value(String),
    /// Of parts called year, month and day, or as a text.
    Date,
    /// Of the parts of a name.
    Name,
    /// Each of its words is a value, and all of them are the venue: categories of arXiv.
    Words,
    /// An address, a DOI or another identifier, whichever it looks like.
    Identifier,
    /// Several values in one text, parted as in a cell of a table.
    List,
    /// A number of PubMed.
    PubMed,
    /// A name in the ACL Anthology, or an address.
    Anthology,
    /// What all papers of a volume have in common.
    Volume,
    /// Of all that it holds, and where the paper appeared.
    Whole,
    /// Of nothing: it is not looked into.
    Nothing,
    /// The record was deleted at its source.
    Deleted,
}

/// Takes the element's text for `role`.
pub fn text(role: Role, rank: usize) -> Option<Take> {
    take(role, rank, How::Text)
}

/// Takes the element for `role`.
pub fn take(role: Role, rank: usize, how: How) -> Option<Take> {
    Some(Take { use_: Use { role, rank }, how })
}

/// The value of an attribute, by its name without prefix; `None` where there is none.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// An element that is being read.
#[derive(Debug)]
pub struct Capture {
    take: Take,
    /// Depth of the element.
    depth: usize,
    text: String,
    /// Local name and text of the elements in it, where the parts count.
    parts: Vec<(String, String)>,
    /// Depth of the element that is being left out.
    left_out: Option<usize>,
    /// Where the text of the current heading starts.
    heading: usize,
    /// Where the current formula starts.
    formula: usize,
    /// Within alternatives of one formula, whether one was taken.
    alternatives: Option<bool>,
    /// Where in the text references were left out.
    references: Vec<usize>,
    /// Whether the text ends in a line break, which a printer of XML may have put there.
    ends_line: bool,
}

impl Capture {
    /// The element at `depth`, still without content.
    pub fn new(take: Take, depth: usize) -> Self {
        Capture {
            take,
            depth,
            text: String::new(),
            parts: Vec::new(),
            left_out: None,
            heading: 0,
            formula: 0,
            alternatives: None,
            references: Vec::new(),
            ends_line: false,
        }
    }

    /// Depth of the element.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// An element starts in it.
    pub fn start(&mut self, name: &str, tag: &BytesStart<'_>, depth: usize) {
        if self.left_out.is_some() {
            return;
        }
        // The title of a volume may hold mark-up, which is no part of its own.
        let is_part = match self.take.how {
            How::Date | How::Name => true,
            How::Volume => depth == self.depth + 1,
            _ => false,
        };
        if is_part {
            self.parts.push((name.to_ascii_lowercase(), String::new()));
        }
        let is_formula = matches!(name, "tex-math" | "math");
        // The mark of a footnote or reference is no word; a term with a link is.
        let is_mark = name != "xref"
            || attribute(tag, "ref-type").is_some_and(|kind| kind == "bibr" || kind == "fn");
        if (LEFT_OUT.contains(&name) && is_mark) || (is_formula && self.alternatives == Some(true))
        {
            if name == "xref" {
                self.references.push(self.text.len());
            }
            self.left_out = Some(depth);
            return;
        }
        if matches!(name, "sub" | "sup" | "inf") && self.ends_line && self.text.ends_with(' ') {
            self.text.pop();
        }
        if BLOCKS.contains(&name) {
            self.push(" ");
        }
        match name {
            "AbstractText" => {
                if let Some(label) = attribute(tag, "Label").filter(|l| l != "UNLABELLED") {
                    self.push(&format!("{}: ", label.trim().trim_end_matches(':')));
                }
            }
            "subtitle" => {
                let n_kept = self.text.trim_end_matches([' ', ':']).len();
                self.text.truncate(n_kept);
                self.push(": ");
            }
            "title" => self.heading = self.text.len(),
            "tex-math" => self.formula = self.text.len(),
            "alternatives" => self.alternatives = Some(false),
            _ => {}
        }
    }

    /// An element in it ends.
    pub fn end(&mut self, name: &str, depth: usize) {
        if let Some(left_out) = self.left_out {
            if left_out == depth {
                self.left_out = None;
            }
            return;
        }
        match name {
            "title" => self.end_heading(),
            "tex-math" => {
                let formula = self.text.split_off(self.formula.min(self.text.len()));
                self.push(&tex(&formula));
            }
            "alternatives" => self.alternatives = None,
            _ => {}
        }
        if let Some(has_one) = &mut self.alternatives {
            *has_one |= matches!(name, "tex-math" | "math");
        }
        if BLOCKS.contains(&name) {
            self.push(" ");
        }
    }

    /// `Background` → `Background: `; that an abstract is called abstract is no part of it.
    fn end_heading(&mut self) {
        let start = self.heading.min(self.text.len());
        let heading = self.text[start..].trim().trim_end_matches([':', '.']).to_owned();
        self.text.truncate(start);
        let says_nothing = ["abstract", "summary"].iter().any(|n| heading.eq_ignore_ascii_case(n));
        if heading.is_empty() || (says_nothing && self.text.trim().is_empty()) {
            return;
        }
        self.push(&heading);
        self.push(":");
    }

    /// Text follows; white space of any kind and length is one space.
    pub fn push(&mut self, text: &str) {
        if self.left_out.is_some() {
            return;
        }
        self.ends_line = text.trim_end_matches([' ', '\t']).ends_with('\n');
        let into = match self.parts.last_mut() {
            Some((_, part)) => part,
            None => &mut self.text,
        };
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_whitespace() && c != '\u{a0}') {
            into.push_str(&rest[..at]);
            if !into.is_empty() && !into.ends_with(' ') {
                into.push(' ');
            }
            rest = rest[at..].trim_start_matches(|c: char| c.is_whitespace() && c != '\u{a0}');
        }
        into.push_str(rest);
    }

    /// What the element says, once it ended.
    pub fn fields(self) -> Vec<(Use, String)> {
        let use_ = self.take.use_;
        let text = self.text.trim().to_owned();
        let one = |text: String| vec![(use_, text)];
        let of = |role, text: String| (Use { role, ..use_ }, text);
        match self.take.how {
            How::Value(value) => one(value),
            How::Date => one(date(&self.parts, &text)),
            How::Name => one(name(&self.parts, &text)),
            How::Words => {
                let words =
                    text.split_whitespace().map(|word| of(Role::Categories, word.to_owned()));
                words.chain([(use_, text.clone())]).collect()
            }
            How::Identifier => identifier(use_, text),
            How::PubMed => {
                let url = format!("https://pubmed.ncbi.nlm.nih.gov/{text}/");
                vec![of(Role::Pmid, text.clone()), of(Role::Id, text), of(Role::Url, url)]
            }
            How::Anthology if text.contains("://") => vec![of(Role::Url, text)],
            How::Anthology => anthology(use_.rank, text),
            How::Volume => {
                let venue = part(&self.parts, &["booktitle", "journal-title"]).to_owned();
                vec![of(Role::Venue, venue), of(Role::Date, date(&self.parts, ""))]
            }
            How::List => {
                values(use_.role, &text).into_iter().map(|value| (use_, value.to_owned())).collect()
            }
            How::Text => one(match self.references.is_empty() {
                true => text,
                false => without_brackets(&self.text, &self.references),
            }),
            How::Whole => vec![of(Role::Venue, text.clone()), (use_, text)],
            How::Nothing | How::Deleted => Vec::new(),
        }
    }
}

/// An identifier of the ACL Anthology, and the address that it makes.
pub fn anthology(rank: usize, id: String) -> Vec<(Use, String)> {
    let url = format!("https://aclanthology.org/{id}/");
    vec![(Use { role: Role::Id, rank }, id), (Use { role: Role::Url, rank }, url)]
}

/// The text of the first part that has one of the names and is not empty.
fn part<'a>(parts: &'a [(String, String)], names: &[&str]) -> &'a str {
    let found =
        parts.iter().find(|(n, text)| names.contains(&n.as_str()) && !text.trim().is_empty());
    found.map_or("", |(_, text)| text.trim())
}

/// `1998 Dec-1999 Jan` and what else is no date is its year.
fn date(parts: &[(String, String)], text: &str) -> String {
    let part = |name| part(parts, &[name]);
    let year = part("year");
    let whole = match part("medlinedate") {
        "" if year.is_empty() => [part("string-date"), text].concat(),
        "" => {
            let finer = [part("month"), part("season")].into_iter().find(|text| !text.is_empty());
            let finer = finer.into_iter().chain([part("day")]).filter(|text| !text.is_empty());
            [year].into_iter().chain(finer).collect::<Vec<_>>().join("-")
        }
        range => range.to_owned(),
    };
    if parse_date(&whole).is_some() {
        return whole;
    }
    let mut numbers = whole.split(|c: char| !c.is_ascii_digit());
    numbers.find(|digits| digits.len() == 4).unwrap_or_default().to_owned()
}

/// `Marie Curie`, or the name of a group.
fn name(parts: &[(String, String)], text: &str) -> String {
    let last = part(parts, &["lastname", "surname", "last", "keyname"]);
    let first = part(parts, &["forename", "given-names", "first", "forenames", "initials"]);
    let whole = part(parts, &["collectivename", "collab", "name", "string-name"]);
    match (last, first) {
        ("", "") if whole.is_empty() => text.to_owned(),
        ("", "") => whole.to_owned(),
        ("", one) | (one, "") => one.to_owned(),
        (last, first) => format!("{first} {last}"),
    }
}

fn identifier(use_: Use, text: String) -> Vec<(Use, String)> {
    let of = |role, text: String| (Use { role, ..use_ }, text);
    let is_address = text.starts_with("http://") || text.starts_with("https://");
    let is_doi = text.starts_with("10.") || text.to_ascii_lowercase().starts_with("doi:");
    if is_doi || text.contains("doi.org/10.") {
        return vec![of(Role::Doi, text)];
    }
    match parse_arxiv_id(&text) {
        Some(arxiv) if is_address => vec![of(Role::Id, arxiv.id), of(Role::Url, text)],
        Some(arxiv) => vec![of(Role::Id, arxiv.id)],
        // A path within a repository, such as `/dataset/71`, is no identifier.
        None if text.starts_with('/') => Vec::new(),
        None if is_address => vec![of(Role::Url, text.clone()), of(Role::Id, text)],
        None => vec![of(Role::Id, text)],
    }
}

/// The formula in a LaTeX document of one formula, as a formula in running text.
fn tex(document: &str) -> String {
    let body = document.split_once("\\begin{document}").map_or(document, |(_, body)| body);
    let body = body.split("\\end{document}").next().unwrap_or_default().trim().trim_matches('$');
    format!("${}$", body.trim())
}
