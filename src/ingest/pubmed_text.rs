//! The text that PubMed saves abstracts as: numbered records, whose parts stand between blank lines.
//!
//! ```text
//! 1. Moss Lett. 2018 Nov;226:89-96. doi: 10.1000/x.
//!
//! Moss on roofs.
//!
//! Lee A(1), Chen B(2).
//!
//! Author information:
//! (1)University of Moss.
//!
//! We study moss.
//!
//! DOI: 10.1000/x
//! PMID: 30389048
//! ```

use std::borrow::Cow;

use super::columns::{Names, Role, Use};
use super::content::record_text;
use super::doi::{find_doi, parse_pmid};
use super::draft::one_line;
use super::reading::Reading;
use crate::corpus::Paper;

/// Bytes at the start of a text in which its first record must end.
const WINDOW: usize = 64 << 10;

/// How parts of a record begin that are not its abstract.
const LABELS: [&str; 18] = [
    "[No authors listed]",
    "Author information:",
    "Collaborators:",
    "Comment in",
    "Comment on",
    "Conflict of interest statement:",
    "Copyright",
    "Erratum in",
    "Erratum for",
    "Expression of concern in",
    "Publisher:",
    "Republished",
    "Retraction",
    "Summary for patients in",
    "Trial registration:",
    "Update in",
    "Update of",
    "©",
];

/// Whether a text begins with a numbered reference, and the number in PubMed soon follows.
pub fn is_pubmed_text(text: &[u8]) -> bool {
    let head = head(text);
    split_reference(&first_part(&head)).is_some()
        && head.lines().any(|line| value(line, "PMID:").and_then(parse_pmid).is_some())
}

/// Whether a text begins as PubMed's summary does, which has no abstracts: `1: Lee A. Moss. Moss Lett.
/// 2018;2:1. PMID: 30389048.`.
pub fn is_summary(text: &[u8]) -> bool {
    let first = first_part(&head(text));
    let is_pmid =
        |text: &str| text.trim().split(['.', ';', ' ']).next().and_then(parse_pmid).is_some();
    first.split_once(": ").is_some_and(|(number, _)| number.parse::<u32>().is_ok())
        && first.rsplit_once(" PMID:").is_some_and(|(_, pmid)| is_pmid(pmid))
}

/// What a text begins with, from its first letter on.
fn head(text: &[u8]) -> Cow<'_, str> {
    let text = text.trim_ascii_start();
    String::from_utf8_lossy(&text[..text.len().min(WINDOW)])
}

/// The lines before the first blank one, as one.
fn first_part(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).collect();
    one_line(lines.join(" ").into())
}

/// Reads the records; one that is not UTF-8, or has no reference, is rejected alone.
pub fn read(text: &[u8], names: &Names) -> Reading {
    let mut reading = Reading::default();
    for (line, offset, record) in records(text) {
        let paper = record_text(record, offset).and_then(|record| paper(record, names));
        reading.push(line, paper);
    }
    reading
}

/// The records: line from 1, byte, and bytes. A record begins with a number below two blank lines, or
/// where the text does.
fn records(text: &[u8]) -> Vec<(u64, usize, &[u8])> {
    let mut starts = Vec::new();
    let (mut offset, mut n_blank) = (0, 2);
    for (line_idx, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let is_blank = line.trim_ascii().is_empty();
        let is_numbered = || std::str::from_utf8(line).is_ok_and(|line| number(line).is_some());
        if n_blank >= 2 && !is_blank && (starts.is_empty() || is_numbered()) {
            starts.push((line_idx as u64 + 1, offset));
        }
        n_blank = if is_blank { n_blank + 1 } else { 0 };
        offset += line.len() + 1;
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([text.len()]);
    starts.iter().zip(ends).map(|(&(line, start), end)| (line, start, &text[start..end])).collect()
}

fn paper(record: &str, names: &Names) -> Result<Paper, String> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for line in record.lines().map(str::trim) {
        match parts.last_mut() {
            Some(part) if !line.is_empty() => part.push(line),
            _ => parts.push(Vec::new()),
        }
    }
    let mut parts = parts.into_iter().filter(|part| !part.is_empty()).peekable();
    let reference = one_line(parts.next().unwrap_or_default().join(" ").into());
    let (venue, date) = split_reference(&reference).ok_or(
        "no reference such as \"1. Journal. 2018 Nov;226:89-96.\" at the start of a record",
    )?;
    let mut draft = names.draft();
    let mut add = |role, text: &str| draft.add_cell(Use { role, rank: 0 }, text.to_owned());
    add(Role::Venue, venue);
    // The day on which it was online, as in the XML of PubMed; then the issue.
    let online = reference.split_once("Epub ").and_then(|(_, rest)| rest.split('.').next());
    add(Role::Date, online.unwrap_or_default());
    add(Role::Date, date);
    add(Role::Title, &parts.next().unwrap_or_default().join(" "));
    // The language of the article may stand between the title and the authors.
    parts.next_if(|part| part[0].starts_with("[Article in"));
    if let Some(authors) = parts.next_if(|part| are_names(&part.join(" "))) {
        // Groups stand behind a semicolon.
        add(Role::Authors, authors.join(" ").replace(';', ",").trim_end_matches('.'));
    }
    let mut texts = Vec::new();
    let mut doi = find_doi(&reference).map(str::to_owned);
    for part in parts {
        let numbers = |label| part.iter().find_map(|line| value(line, label));
        if let Some(pmid) = numbers("PMID:").and_then(parse_pmid) {
            [Role::Id, Role::Pmid].into_iter().for_each(|role| add(role, &pmid.to_string()));
            doi = numbers("DOI:").map(str::to_owned).or(doi);
        } else if !LABELS.iter().any(|label| part[0].starts_with(label)) {
            texts.push(part.join(" "));
        }
    }
    add(Role::Abstract, &texts.join(" "));
    add(Role::Doi, &doi.unwrap_or_default());
    draft.into_paper()
}

/// The number of a record, before a full stop and a space.
fn number(line: &str) -> Option<u32> {
    let (digits, _) = line.split_once(". ")?;
    digits.parse().ok()
}

/// Journal and date in `1. Moss Lett. 2018 Nov;226:89-96. doi: …`.
fn split_reference(reference: &str) -> Option<(&str, &str)> {
    number(reference)?;
    let (_, rest) = reference.split_once(". ")?;
    let is_year = |at: usize| {
        let digits = rest.as_bytes().get(at..at + 4).unwrap_or_default();
        digits.len() == 4
            && matches!(&digits[..2], b"18" | b"19" | b"20")
            && digits.iter().all(u8::is_ascii_digit)
    };
    let (end, _) = rest.match_indices(". ").find(|(at, _)| is_year(at + 2))?;
    let date = rest[end + 2..].split([';', '.', ':']).next()?;
    Some((&rest[..end], date))
}

/// Whether a part is a list of names: `Lee A(1), De Angelis E(2)(3).`
fn are_names(text: &str) -> bool {
    let is_name = |name: &&str| {
        let name = name.trim_end_matches(|c: char| {
            matches!(c, '(' | ')' | '.' | '#' | '*' | ' ') || c.is_ascii_digit()
        });
        let initials = name.trim().rsplit(' ').next().unwrap_or_default();
        (1..=4).contains(&initials.chars().count()) && initials.chars().all(char::is_uppercase)
    };
    let names: Vec<&str> = text.split([',', ';']).collect();
    names.iter().filter(|name| is_name(name)).count() * 2 > names.len()
}

/// What follows a label at the start of a line; not empty.
fn value<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let value = line.trim().strip_prefix(label)?.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    const TEXT: &str = "\n1. Moss Lett. 2018 Nov;226(1):89-96. doi: 10.1000/a.1. Epub 2018\nOct 10.\n\n\
        Moss on the roofs \nof Parma.\n\n\
        Lee A(1), De Angelis\nE(2)(3), Chen B(1); Moss Group.\n\n\
        Author information: \n(1)University of Moss,\n43126 Parma.\n(2)Walls.\n\n\
        BACKGROUND: We study moss on \nroofs.\n\nRESULTS: It grows. 2. It stays.\n\n\
        Copyright \u{a9} 2018 Elsevier B.V. All rights reserved.\n\n\
        DOI: 10.1000/A.1 \nPMCID: PMC1\nPMID: 30389048 [Indexed for MEDLINE]\n\n\
        Conflict of interest statement: none\n\n\n\
        2. Ferns. 2018;35(4):520-521. doi: 10.1000/b.\n\nFerns.\n\n[Article in Italian]\n\n\
        [No authors listed]\n\nPMID: 2\n\n\n3. No reference\n\nA title\n";

    fn reading(text: &str) -> Reading {
        read(text.as_bytes(), &Names::new(&IngestPlan { details: true, ..IngestPlan::default() }))
    }

    #[test]
    fn parts_are_told_apart() {
        assert!(is_pubmed_text(TEXT.as_bytes()));
        assert!(is_pubmed_text(TEXT.replace('\n', "\r\n").as_bytes()));
        let reading = reading(TEXT);
        let [moss, ferns] = reading.papers.as_slice() else { panic!("{:?}", reading.papers) };
        assert_eq!(moss.title, "Moss on the roofs of Parma.");
        assert_eq!(
            moss.abstract_text,
            "BACKGROUND: We study moss on roofs. RESULTS: It grows. 2. It stays."
        );
        assert_eq!((moss.id.as_str(), moss.pmid), ("30389048", Some(30_389_048)));
        assert_eq!(moss.doi.as_deref(), Some("10.1000/A.1"));
        assert_eq!(moss.venue.as_deref(), Some("Moss Lett"));
        assert_eq!(moss.date.unwrap().to_string(), "2018-10-10");
        let details = moss.details.as_ref().unwrap();
        assert_eq!(details.authors, ["Lee A", "De Angelis E", "Chen B", "Moss Group"]);
        assert_eq!(ferns.date.unwrap().to_string(), "2018");
        assert_eq!((ferns.title.as_str(), ferns.abstract_text.as_str()), ("Ferns.", ""));
        assert_eq!((ferns.doi.as_deref(), ferns.pmid), (Some("10.1000/b"), Some(2)));
        assert_eq!(ferns.details.as_ref().unwrap().authors, [""; 0]);
        assert_eq!(reading.rejected.len(), 1);
        assert_eq!(reading.rejected[0].0, 41);
    }

    #[test]
    fn a_summary_is_told() {
        let text = "\n1: Lee A, Bo C. Moss on roofs. Moss Lett. 2018\nNov;226:89. PMID: 30389048; PMCID:\nPMC1.\n\n2: B";
        assert!(is_summary(text.as_bytes()));
        for other in ["1: A list\n\nPMID: 1\n", "Moss: 2018 PMID: 1", "1: PMID: x", ""] {
            assert!(!is_summary(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn numbered_lists_are_no_records() {
        for text in
            ["1. A list\n\nPMID: 1\n", "1. Moss. 2018 Nov;1:1\n\nText.\n", "Moss. 2018\nPMID: 1"]
        {
            assert!(!is_pubmed_text(text.as_bytes()), "{text}");
        }
    }
}
