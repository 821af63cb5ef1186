//! A workbook in memory, its cells as what they are. It knows no more of the format than what we
//! write; that other programs read it, too, is checked by `tests/office`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// What is in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Truth(bool),
}

/// The files of a workbook, and where its sheets are among them.
pub struct Book {
    files: BTreeMap<String, String>,
    texts: Vec<String>,
    /// The names of the sheets, in their order.
    pub sheets: Vec<String>,
}

impl Book {
    #[track_caller]
    pub fn open(bytes: &[u8]) -> Book {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut files = BTreeMap::new();
        for place in 0..archive.len() {
            let mut file = archive.by_index(place).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            files.insert(file.name().to_owned(), text);
        }
        let texts = elements(&files["xl/sharedStrings.xml"], "t");
        let texts = texts.into_iter().map(|(_, text)| unescaped(text)).collect();
        let sheets = elements(&files["xl/workbook.xml"], "sheet");
        let sheets = sheets.into_iter().map(|(head, _)| attribute(head, "name").unwrap()).collect();
        Book { files, texts, sheets }
    }

    /// The XML of a sheet.
    #[track_caller]
    pub fn xml(&self, sheet: &str) -> &str {
        let place = self.sheets.iter().position(|name| name == sheet).unwrap();
        &self.files[&format!("xl/worksheets/sheet{}.xml", place + 1)]
    }

    /// The notes of all sheets, and the charts.
    pub fn parts(&self, folder: &str) -> Vec<&str> {
        let parts = self.files.iter().filter(|(path, _)| path.starts_with(folder));
        parts.map(|(_, text)| text.as_str()).collect()
    }

    /// The cells of a sheet by row and column, from 0.
    #[track_caller]
    pub fn cells(&self, sheet: &str) -> BTreeMap<(usize, usize), Cell> {
        let cells = elements(self.xml(sheet), "c").into_iter().map(|(head, inside)| {
            let place = place(&attribute(head, "r").unwrap());
            let value = elements(inside, "v").first().map(|(_, value)| *value);
            let cell = match (attribute(head, "t").as_deref(), value) {
                // Of long sheets, which are kept on disk, each cell has its own text.
                (Some("inlineStr"), _) => Cell::Text(
                    elements(inside, "t").iter().map(|(_, text)| unescaped(text)).collect(),
                ),
                (_, None) => Cell::Empty,
                (Some("s"), Some(place)) => {
                    Cell::Text(self.texts[place.parse::<usize>().unwrap()].clone())
                }
                (Some("b"), Some(truth)) => Cell::Truth(truth == "1"),
                (None, Some(number)) => Cell::Number(number.parse().unwrap()),
                (Some(other), _) => panic!("{sheet}: a cell of the type {other}"),
            };
            (place, cell)
        });
        cells.collect()
    }
}

/// Start tag and inside of every element of a name that is not within another of it.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find(&open) {
        rest = &rest[start + open.len()..];
        if !rest.starts_with([' ', '>', '/']) {
            continue;
        }
        let end = rest.find('>').unwrap();
        let head = &rest[..end];
        rest = &rest[end + 1..];
        if head.ends_with('/') {
            found.push((head, ""));
        } else {
            let end = rest.find(&close).unwrap();
            found.push((head, &rest[..end]));
            rest = &rest[end + close.len()..];
        }
    }
    found
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let start = head.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = head[start..].find('"')?;
    Some(unescaped(&head[start..start + length]))
}

/// Row and column of a reference like `AB12`.
fn place(reference: &str) -> (usize, usize) {
    let digits = reference.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = reference[..digits].bytes().fold(0, |n, c| 26 * n + usize::from(c - b'A') + 1);
    (reference[digits..].parse::<usize>().unwrap() - 1, column - 1)
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    // A literal `_x0041_` is written with its first character escaped.
    text.replace("&amp;", "&").replace("_x005F_", "_")
}
