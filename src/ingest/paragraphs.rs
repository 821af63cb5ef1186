//! Plain text, a paper a paragraph: the abstract, below its title or without one.

use super::columns::{Names, Role, Use};
use super::content::record_text;
use super::reading::Reading;
use crate::corpus::Paper;

/// Bytes at the start of a text in which its form must show.
const WINDOW: usize = 256 << 10;
/// Words from which a paragraph is an abstract.
const MIN_WORDS: usize = 25;
/// Characters that a title, and a line of wrapped text, may have.
const MAX_TITLE: usize = 250;
const MAX_WRAPPED: usize = 120;

/// Whether a text is made of abstracts with nothing but blank lines between them, or of one a line:
/// in the text of a page, every other line is a title.
pub fn is_paragraphs(text: &[u8]) -> bool {
    let paragraphs = paragraphs(&text[..text.len().min(WINDOW)]);
    let is_abstract = |lines: &[&[u8]]| {
        let n_words = |line: &&[u8]| line.split(u8::is_ascii_whitespace).count();
        let is_wrapped = lines.len() >= 3 && lines.iter().all(|line| line.len() <= MAX_WRAPPED);
        lines.iter().map(n_words).sum::<usize>() >= MIN_WORDS && (lines.len() == 1 || is_wrapped)
    };
    let n_abstracts = paragraphs.iter().filter(|paragraph| is_abstract(&paragraph.lines)).count();
    paragraphs.len() >= 2 && n_abstracts * 10 >= paragraphs.len() * 9
}

/// Reads a text, a paper a paragraph; one that is not UTF-8 is rejected alone.
pub fn read(text: &[u8], names: &Names) -> Reading {
    let mut reading = Reading::default();
    for Paragraph { line, offset, lines } in paragraphs(text) {
        let lines: Result<Vec<&str>, String> =
            lines.into_iter().map(|line| record_text(line, offset).map(str::trim)).collect();
        reading.push(line, lines.and_then(|lines| paper(&lines, names)));
    }
    reading
}

/// A line breaks before a word that would still fit only where it is meant to: after a title.
fn paper(lines: &[&str], names: &Names) -> Result<Paper, String> {
    let n_chars = |line: &str| line.chars().count();
    let width = lines.iter().map(|line| n_chars(line)).max().unwrap_or(0);
    let has_title = matches!(lines, [first, second, ..] if {
        let next_word = second.split_whitespace().next().unwrap_or_default();
        n_chars(first) + 1 + n_chars(next_word) <= width && n_chars(first) <= MAX_TITLE
    });
    let (title, text) = lines.split_at(usize::from(has_title));
    let mut draft = names.draft();
    draft.add(Use { role: Role::Title, rank: 0 }, title.concat());
    draft.add(Use { role: Role::Abstract, rank: 0 }, text.join(" "));
    draft.into_paper()
}

struct Paragraph<'a> {
    /// Line at which it starts, from 1.
    line: u64,
    /// Byte at which it starts.
    offset: usize,
    /// Its lines; not empty, and none is blank.
    lines: Vec<&'a [u8]>,
}

/// The paragraphs: between blank lines or, where there are none, one a line.
fn paragraphs(text: &[u8]) -> Vec<Paragraph<'_>> {
    let text = text.trim_ascii_end();
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    let (mut offset, mut is_open, mut is_spaced) = (0, false, false);
    for (line_idx, raw) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = raw.trim_ascii();
        match paragraphs.last_mut().filter(|_| is_open) {
            _ if line.is_empty() => is_spaced |= !paragraphs.is_empty(),
            Some(last) => last.lines.push(line),
            None => {
                paragraphs.push(Paragraph { line: line_idx as u64 + 1, offset, lines: vec![line] });
            }
        }
        is_open = !line.is_empty();
        offset += raw.len() + 1;
    }
    if is_spaced {
        return paragraphs;
    }
    let alone = |Paragraph { line, offset, lines }| {
        (line..).zip(lines).map(move |(line, only)| Paragraph { line, offset, lines: vec![only] })
    };
    paragraphs.into_iter().flat_map(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    const WRAPPED: &str = "We study how the reefs of the north come back after heat, and follow\n\
        forty of them for ten years. Most of them recover within six years, but\n\
        those near rivers do not. We say why, and what can be done about it.";

    #[test]
    fn titles_are_told_from_wrapped_lines() {
        let text = format!("How reefs recover\n{WRAPPED}\n\n\n{WRAPPED}\n");
        assert!(is_paragraphs(text.as_bytes()));
        let reading = read(text.as_bytes(), &Names::new(&IngestPlan::default()));
        let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(titles, ["How reefs recover", ""]);
        let one_line = WRAPPED.replace('\n', " ");
        assert!(reading.papers.iter().all(|paper| paper.abstract_text == one_line));
    }

    #[test]
    fn without_blank_lines_every_line_is_a_paper() {
        let line = WRAPPED.replace('\n', " ");
        let text =
            [format!("{line}\n{line}\n").as_bytes(), b"Caf\xE9.\n", line.as_bytes()].concat();
        assert!(is_paragraphs(format!("{line}\n{line}\n").as_bytes()));
        let reading = read(&text, &Names::new(&IngestPlan::default()));
        assert_eq!((reading.papers.len(), reading.rejected.len()), (3, 1));
        assert_eq!(reading.rejected[0].0, 3);
    }

    #[test]
    fn lists_of_titles_and_abstracts_are_no_paragraphs() {
        let line = WRAPPED.replace('\n', " ");
        for text in [
            format!("A title\n{line}\nAnother\n{line}\n"),
            format!("A title\n\n{line}\n\nAnother\n\n{line}\n"),
            format!("A title\n{line}\n\nAnother\n{line}\n"),
            line,
        ] {
            assert!(!is_paragraphs(text.as_bytes()), "{text}");
        }
    }
}
