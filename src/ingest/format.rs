//! The formats ingest reads, told from the content; the file's extension only breaks ties.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::columns::Names;
use super::{
    bibtex, json_split, medline, ovid, paragraphs, pubmed_text, refer, ris, table, tagged, wos, xml,
};
use crate::error::Error;

/// A format that ingest reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The saved text of a page that lists papers: a title line, then an abstract line.
    Page,
    /// Cells separated by commas, semicolons, bars or tabs, below a header.
    Csv,
    /// Cells separated by tabs, below a header.
    Tsv,
    /// One JSON document: a list of papers, or an object that holds one.
    Json,
    /// One JSON object a line.
    #[serde(rename = "jsonl")]
    JsonLines,
    /// An Apache Parquet file.
    Parquet,
    /// XML of PubMed.
    PubMed,
    /// XML of articles, as PubMed Central and publishers have them.
    Jats,
    /// An Atom feed, as of arXiv.
    Atom,
    /// XML that a repository was harvested as.
    Oai,
    /// XML of the ACL Anthology.
    Acl,
    /// Tagged references, as Zotero, EndNote and most databases export them.
    Ris,
    /// Tagged references of EndNote.
    Refer,
    /// The text of Ovid, with fields below their names.
    Ovid,
    /// Tagged records of PubMed.
    Medline,
    /// Numbered abstracts of PubMed.
    PubMedText,
    /// Tagged records of Web of Science.
    Wos,
    /// Entries of BibTeX or BibLaTeX.
    Bibtex,
    /// An Excel workbook.
    Xlsx,
    /// Plain text, a paper a paragraph.
    Text,
}

impl Format {
    /// All formats, in the order of the help.
    pub const ALL: [Format; 20] = [
        Format::Page,
        Format::Csv,
        Format::Tsv,
        Format::Json,
        Format::JsonLines,
        Format::Parquet,
        Format::PubMed,
        Format::Jats,
        Format::Atom,
        Format::Oai,
        Format::Acl,
        Format::Ris,
        Format::Refer,
        Format::Ovid,
        Format::Medline,
        Format::PubMedText,
        Format::Wos,
        Format::Bibtex,
        Format::Xlsx,
        Format::Text,
    ];

    /// The name as a user would say it: `JSON Lines`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Page => "page text",
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
            Format::Json => "JSON",
            Format::JsonLines => "JSON Lines",
            Format::Parquet => "Parquet",
            Format::PubMed => "PubMed XML",
            Format::Jats => "JATS XML",
            Format::Atom => "Atom feed",
            Format::Oai => "OAI-PMH XML",
            Format::Acl => "ACL Anthology XML",
            Format::Ris => "RIS",
            Format::Refer => "EndNote",
            Format::Ovid => "Ovid text",
            Format::Medline => "MEDLINE",
            Format::PubMedText => "PubMed text",
            Format::Wos => "Web of Science",
            Format::Bibtex => "BibTeX",
            Format::Xlsx => "Excel",
            Format::Text => "plain text",
        }
    }

    /// The name as a flag takes it: `jsonl`.
    pub fn flag(self) -> &'static str {
        match self {
            Format::Page => "page",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Parquet => "parquet",
            Format::PubMed => "pubmed",
            Format::Jats => "jats",
            Format::Atom => "atom",
            Format::Oai => "oai",
            Format::Acl => "acl",
            Format::Ris => "ris",
            Format::Refer => "refer",
            Format::Ovid => "ovid",
            Format::Medline => "medline",
            Format::PubMedText => "pubmedtext",
            Format::Wos => "wos",
            Format::Bibtex => "bibtex",
            Format::Xlsx => "xlsx",
            Format::Text => "text",
        }
    }
}

/// Writes the form that [`FromStr`] reads back.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.flag())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads the form that `Display` writes, in any case; the error lists all forms.
    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Format::ALL.into_iter().find(|format| text.eq_ignore_ascii_case(format.flag()));
        known.ok_or_else(|| {
            let all = Format::ALL.map(Format::flag).join(", ");
            Error::config(format!("unknown input format {text:?}"), format!("use one of {all}"))
        })
    }
}

/// The lower-case extension of a path, without that of a compression.
pub fn extension(path: &Path) -> Option<String> {
    let lower = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match lower(path) {
        Some(packed) if packed == "gz" || packed == "zst" => lower(Path::new(path.file_stem()?)),
        other => other,
    }
}

/// A known kind of binary file that is no list of papers, by its first bytes.
pub fn foreign_binary(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 10] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        // The reader of these that there is goes round in chains that a damaged file closes.
        (b"\xD0\xCF\x11\xE0", "an old Excel or Word file"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xFD7zXZ", "an xz archive"),
        (b"SQLite format 3", "an SQLite database"),
        (b"ARROW1", "an Arrow (Feather) file"),
    ];
    known.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}

/// A known kind of text file that ingest does not read, by its first lines.
pub fn foreign_text(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"{\\rtf") {
        return Some("an RTF document");
    }
    let next_is_letter =
        |b: u8| start.first() == Some(&b) && start.get(1).is_some_and(u8::is_ascii_alphabetic);
    let is_markup = next_is_letter(b'<') || start.starts_with(b"<?") || start.starts_with(b"<!");
    is_markup.then_some("an XML or HTML file")
}

/// Whether the content is Parquet, which starts and ends with its name.
pub fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PAR1")
}

/// The format of a text, by its content and, where that leaves a choice, its extension.
pub fn sniff_text(text: &[u8], extension: Option<&str>, names: &Names) -> Format {
    let start = text.trim_ascii_start();
    if let Some(format) = xml::sniff(&start[..start.len().min(xml::HEAD)]) {
        return format;
    }
    match start {
        [b'[', rest @ ..] if starts_with_one_of(rest, b"{]") || extension == Some("json") => {
            return Format::Json;
        }
        [b'{', rest @ ..] if starts_with_one_of(rest, b"\"'}") || is_json(extension) => {
            return object_or_lines(start, extension);
        }
        // A text in a cell may begin like a record of another format.
        _ if table::starts_with_header(text, names) => {}
        _ if tagged::starts_with_record(text, &ris::DIALECT) => return Format::Ris,
        _ if tagged::starts_with_record(text, &medline::DIALECT) => return Format::Medline,
        _ if wos::is_wos(text) => return Format::Wos,
        _ if bibtex::is_bibtex(text) => return Format::Bibtex,
        _ if refer::is_refer(text) => return Format::Refer,
        _ if ovid::is_ovid(text) => return Format::Ovid,
        _ if pubmed_text::is_pubmed_text(text) => return Format::PubMedText,
        _ => {}
    }
    match (extension, table::sniff(text, names).map(|dialect| dialect.delimiter)) {
        (_, Some(b'\t')) => Format::Tsv,
        (_, Some(_)) | (Some("csv"), None) => Format::Csv,
        (Some("tsv" | "tab"), None) => Format::Tsv,
        (Some("json"), None) => Format::Json,
        (Some("jsonl" | "ndjson"), None) => Format::JsonLines,
        (Some("enw"), _) => Format::Refer,
        _ if paragraphs::is_paragraphs(text) => Format::Text,
        _ => Format::Page,
    }
}

fn is_json(extension: Option<&str>) -> bool {
    matches!(extension, Some("json" | "jsonl" | "ndjson"))
}

fn starts_with_one_of(text: &[u8], any: &[u8]) -> bool {
    text.trim_ascii_start().first().is_some_and(|byte| any.contains(byte))
}

/// An object that ends on its line and is followed by another one is a line of many.
fn object_or_lines(start: &[u8], extension: Option<&str>) -> Format {
    let first = first_line(start);
    let after = start[first.len()..].trim_ascii_start();
    let is_lines = matches!(extension, Some("jsonl" | "ndjson"));
    match after.first() {
        Some(b'{') if is_lines || ends_on_its_line(first) => Format::JsonLines,
        None if is_lines => Format::JsonLines,
        _ => Format::Json,
    }
}

/// Whether an object is closed on its line; of a dict of Python, whose quotes are others, it is
/// taken for granted.
fn ends_on_its_line(line: &[u8]) -> bool {
    let is_python = line.get(1..).is_some_and(|rest| starts_with_one_of(rest, b"'"));
    is_python || json_split::parts(line, 0).is_closed
}

fn first_line(text: &[u8]) -> &[u8] {
    &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    #[track_caller]
    fn check_format(text: &str, extension: Option<&str>, expected: Format) {
        let names = Names::new(&IngestPlan::default());
        assert_eq!(sniff_text(text.as_bytes(), extension, &names), expected, "for {text:?}");
    }

    #[test]
    fn content_decides() {
        check_format("\n [ {\"title\": 1}]", Some("csv"), Format::Json);
        check_format("{\n \"papers\": []\n}", Some("txt"), Format::Json);
        check_format("{\"title\": 1}\n\n{\"title\": 2}", Some("json"), Format::JsonLines);
        check_format("{'title': 1}\n{'title': 2}", None, Format::JsonLines);
        check_format("{\"items\": [{\"title\": 1},\n{\"title\": 2}]}", None, Format::Json);
        check_format("Title;Abstract;Year\na;b;2024", Some("txt"), Format::Csv);
        check_format("\"Title\",\"Abstract\"\n", None, Format::Csv);
        check_format("PT\tTI\tAB\n", Some("txt"), Format::Tsv);
        check_format("[1] A study of lists\nAn abstract.", None, Format::Page);
        check_format("1.\nTY  - JOUR\n", Some("txt"), Format::Ris);
        check_format("PMID- 1\nOWN - NLM\n", Some("txt"), Format::Medline);
        check_format("FN Clarivate\nVR 1.0\nPT J\n", Some("txt"), Format::Wos);
        check_format("PT J\nAU Li, W\n", Some("ciw"), Format::Wos);
        check_format("FN cells in vitro\nText.", None, Format::Page);
        check_format("id,title,abstract\n1,A,\"so:\n@misc{a,\nTY  - X\"", None, Format::Csv);
        check_format("%0 Journal Article\n%A Li, W\n%T A title\n", Some("txt"), Format::Refer);
        check_format("%T A title\n%A Li, W\n", None, Format::Refer);
        check_format("<8>\nScore\n  *\nTitle\n  A title\n", Some("txt"), Format::Ovid);
        check_format("% of the whole\nText.\n%T x\n", None, Format::Page);
        check_format("Search Strategy:\n1 moss (8)\n\n<8>\nTitle\n  A\n", None, Format::Ovid);
        check_format("<8>\nTitle\nNot indented\n", None, Format::Page);
        check_format("%% a library\n@article{key,\n", Some("txt"), Format::Bibtex);
        check_format("@home: a title about work\n", None, Format::Page);
        check_format("{Braces} in titles, an abstract\nText.", None, Format::Page);
        check_format("Attention, title, and abstract thought\nText.", None, Format::Page);
    }

    #[test]
    fn the_extension_breaks_ties() {
        check_format("Titel;Jahr\nx;2024", Some("csv"), Format::Csv);
        check_format("Titel;Jahr\nx;2024", None, Format::Page);
        check_format("{\"title\": 1}", Some("jsonl"), Format::JsonLines);
        check_format("{\"title\": 1}", None, Format::Json);
        check_format("garbage\n{\"title\": 1}", Some("jsonl"), Format::JsonLines);
        check_format("title\nAttention", Some("csv"), Format::Csv);
    }

    #[test]
    fn foreign_files_are_named() {
        assert_eq!(foreign_binary(b"%PDF-1.7"), Some("a PDF"));
        assert_eq!(foreign_text(b"<feed>"), Some("an XML or HTML file"));
        assert_eq!(foreign_text(b"FN cells in vitro\nText."), None);
        assert_eq!(foreign_text(b"@home: a title about work\n"), None);
        assert_eq!(foreign_text(b"<5 shots suffice\n"), None);
    }

    #[test]
    fn flags_read_back() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        }
        let message = "docx".parse::<Format>().unwrap_err().to_string();
        assert!(message.contains("jsonl"), "{message}");
    }

    #[test]
    fn the_extension_ignores_compression() {
        assert_eq!(extension(Path::new("a/b.CSV.gz")).as_deref(), Some("csv"));
        assert_eq!(extension(Path::new("a/b.gz")), None);
    }
}
