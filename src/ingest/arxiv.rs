//! arXiv identifiers: told from any text that holds one, with the month they were given in.

use crate::corpus::Date;

/// An arXiv identifier, without version and prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArxivId {
    /// `2401.00010` or `hep-th/9901001`, in lower case.
    pub id: String,
    /// Year and month of submission, which every arXiv identifier encodes.
    pub month: Date,
}

/// Reads an arXiv identifier from an id (`2401.00010v2`, `arXiv:2401.00010`, `cs/0301001`), the
/// address of a page about it, or its DOI (`10.48550/arXiv.2401.00010`).
pub fn parse_arxiv_id(text: &str) -> Option<ArxivId> {
    // Longer texts are no identifiers: this keeps the search cheap on any input.
    if text.len() > 300 {
        return None;
    }
    let text = text.trim().to_ascii_lowercase();
    let bare = after_any(&text, &["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/"])
        .or_else(|| after_any(&text, &["huggingface.co/papers/", "10.48550/arxiv."]))
        .or_else(|| text.strip_prefix("oai:arxiv.org:"))
        .or_else(|| text.strip_prefix("arxiv:").map(str::trim_start))
        .unwrap_or(&text);
    let bare = bare.split(['?', '#', ' ']).next().unwrap_or_default().trim_end_matches('/');
    let bare = without_version(bare.strip_suffix(".pdf").unwrap_or(bare));
    let month = new_style_month(bare).or_else(|| old_style_month(bare))?;
    Some(ArxivId { id: bare.to_owned(), month })
}

fn after_any<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    marks.iter().find_map(|mark| text.split_once(mark).map(|(_, after)| after))
}

fn without_version(id: &str) -> &str {
    match id.rsplit_once('v') {
        Some((bare, version)) if all_digits(version) => bare,
        _ => id,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `yymm.number` since April 2007; the number has four digits until 2014 and five since 2015.
fn new_style_month(id: &str) -> Option<Date> {
    let (yymm, number) = id.split_once('.')?;
    if yymm.len() != 4 || !all_digits(yymm) || !all_digits(number) {
        return None;
    }
    let year: u16 = yymm[..2].parse().ok()?;
    let digits = if year >= 15 { 5 } else { 4 };
    (year >= 7 && number.len() == digits)
        .then(|| Date::new(2000 + year, yymm[2..].parse().ok(), None))
        .flatten()
}

/// `archive/yymmnnn` or `archive.XX/yymmnnn`, from 1991 to March 2007.
fn old_style_month(id: &str) -> Option<Date> {
    let (archive, number) = id.split_once('/')?;
    let archive_ok = archive.starts_with(|c: char| c.is_ascii_lowercase())
        && archive.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'.');
    if !archive_ok || number.len() != 7 || !all_digits(number) {
        return None;
    }
    let year: u16 = number[..2].parse().ok()?;
    let century = match year {
        91..=99 => 1900,
        0..=7 => 2000,
        _ => return None,
    };
    Date::new(century + year, number[2..4].parse().ok(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_id(text: &str, expected: Option<(&str, &str)>) {
        let found = parse_arxiv_id(text);
        let found = found.as_ref().map(|arxiv| (arxiv.id.as_str(), arxiv.month.to_string()));
        assert_eq!(found, expected.map(|(id, month)| (id, month.to_owned())), "for {text:?}");
    }

    #[test]
    fn the_forms_of_one_identifier_agree() {
        for text in [
            "2401.00010",
            " arXiv:2401.00010v2 ",
            "https://arxiv.org/abs/2401.00010v1",
            "http://www.arxiv.org/pdf/2401.00010v3.pdf?download=1",
            "https://huggingface.co/papers/2401.00010",
            "https://doi.org/10.48550/arXiv.2401.00010",
        ] {
            check_id(text, Some(("2401.00010", "2024-01")));
        }
        check_id("0704.0001", Some(("0704.0001", "2007-04")));
    }

    #[test]
    fn old_identifiers_have_an_archive() {
        check_id("cs/0301001", Some(("cs/0301001", "2003-01")));
        check_id("arXiv:hep-th/9901001v2", Some(("hep-th/9901001", "1999-01")));
        check_id("https://arxiv.org/abs/math.GT/0309136", Some(("math.gt/0309136", "2003-09")));
    }

    #[test]
    fn other_identifiers_are_none() {
        for text in [
            "",
            "12345",
            "2413.00010",
            "2401.0001",
            "0612.0001",
            "10.1000/1234567",
            "cs/5001001",
            "nips1987-abe4a95d4c",
            "2401.00010.1",
            "v1",
            "/0301001",
            "2401.0001é",
        ] {
            check_id(text, None);
        }
    }
}
