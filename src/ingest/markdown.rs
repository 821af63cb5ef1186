//! Markdown that lists papers: a heading for each, and below it its fields, each after its name.
//! `### A title`, `- **Link:** …`, `> **Abstract:** …`: as labelled text, line by line.

use super::columns::{Names, Role};
use super::labelled::label;

/// Bytes at the start of a text in which its form must show.
const WINDOW: usize = 64 << 10;

/// Whether there is a heading with a labelled abstract below it.
pub fn is_digest(text: &[u8], names: &Names) -> bool {
    let start = &text[..text.len().min(WINDOW)];
    blocks(start, names).iter().any(|block| block.is_paper)
}

/// The text with a label before each title and without marks, line by line; headings that are of no
/// paper are blank.
pub fn labelled(text: &[u8], names: &Names) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for block in blocks(text, names) {
        for (line_idx, line) in block.lines.iter().enumerate() {
            match std::str::from_utf8(line) {
                _ if !block.is_paper => {}
                Ok(line) if line_idx == 0 => plain.extend(title(line).into_bytes()),
                Ok(line) => plain.extend(field(line).into_bytes()),
                // Its record is rejected with the reason.
                Err(_) => plain.extend_from_slice(line),
            }
            plain.push(b'\n');
        }
    }
    plain
}

/// The lines from one heading to the next.
struct Block<'a> {
    lines: Vec<&'a [u8]>,
    is_paper: bool,
}

fn blocks<'a>(text: &'a [u8], names: &Names) -> Vec<Block<'a>> {
    let mut blocks = vec![Block { lines: Vec::new(), is_paper: false }];
    let mut has_heading = false;
    for line in text.split(|byte| *byte == b'\n') {
        let n_marks = line.iter().take_while(|byte| **byte == b'#').count();
        let is_heading = (1..=6).contains(&n_marks) && line.get(n_marks) == Some(&b' ');
        if is_heading {
            has_heading = true;
            blocks.push(Block { lines: Vec::new(), is_paper: false });
        }
        let Some(block) = blocks.last_mut() else { continue };
        block.lines.push(line);
        let is_abstract = || {
            let line = field(std::str::from_utf8(line).ok()?);
            let (uses, _) = label(&line, names)?;
            uses.iter().any(|use_| use_.role == Role::Abstract).then_some(())
        };
        block.is_paper |= has_heading && !is_heading && is_abstract().is_some();
    }
    blocks
}

/// `#### [new 1] A title`, `## 3. [A title](https://…)` as `Title: A title` and, on the same line of
/// the file, no more: where a paper is to be read is told by its arXiv id or a field.
fn title(heading: &str) -> String {
    let mut title = heading.trim_start_matches('#').trim();
    // A number, or a tag in brackets that is no link.
    let digits = title.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < title.len()
        && let Some(rest) = digits.strip_prefix(". ")
    {
        title = rest.trim_start();
    }
    if let Some((_, rest)) = title.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        title = rest.trim_start();
    }
    let title = link(title).map_or(title, |(text, _)| text);
    format!("Title: {}", unmarked(title))
}

/// `> **Abstract:** A text` as `Abstract: A text`; of a link, its address.
fn field(line: &str) -> String {
    let plain = unmarked(line.trim_start_matches(|c: char| c.is_whitespace() || ">-*".contains(c)));
    let (name, value) = match plain.find([':', '\u{ff1a}']) {
        Some(at) => {
            let (name, rest) = plain.split_at(at);
            (name, rest.trim_start_matches([':', '\u{ff1a}']))
        }
        None => return plain,
    };
    let value = value.trim();
    format!("{name}: {}", link(value).map_or(value, |(_, address)| address))
}

/// Text and address of what is a link and nothing else.
fn link(text: &str) -> Option<(&str, &str)> {
    let (text, address) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    (!address.contains(['(', ' '])).then_some((text, address))
}

/// The text without the marks of bold print.
fn unmarked(text: &str) -> String {
    text.replace("**", "").replace("__", "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::super::labelled::read;
    use super::*;

    const DIGEST: &str = "# Reefs cs.CY\n\n- **2 papers**\n\n## New\n\n\
        #### [new 001] How reefs recover: a study\n- **分类: cs.CY; cs.AI**\n\n\
        - **链接: [http://arxiv.org/pdf/2505.08175v1](http://arxiv.org/pdf/2505.08175v1)**\n\n\
        > **作者:** Ana Reef; Bo Sea\n>\n> **摘要:** We follow: forty reefs.\n>\n---\n\
        ### 2. [Why they do](https://example.org/2)\n**Abstract**: They are many.\nAnd strong.\n\n\
        ## Later\n\nNothing yet.\n";

    #[test]
    fn a_heading_with_an_abstract_is_a_paper() {
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        assert!(is_digest(DIGEST.as_bytes(), &names));
        let reading = read(&labelled(DIGEST.as_bytes(), &names), &names);
        assert_eq!(reading.rejected, []);
        let [first, second] = reading.papers.as_slice() else { panic!("{:?}", reading.papers) };
        assert_eq!(first.title, "How reefs recover: a study");
        assert_eq!(first.abstract_text, "We follow: forty reefs.");
        assert_eq!(first.url.as_deref(), Some("http://arxiv.org/pdf/2505.08175v1"));
        assert_eq!(first.date.unwrap().to_string(), "2025-05");
        let details = first.details.as_ref().unwrap();
        assert_eq!(details.authors, ["Ana Reef", "Bo Sea"]);
        assert_eq!((details.categories.len(), details.line), (2, 7));
        assert_eq!(second.title, "Why they do");
        assert_eq!(second.abstract_text, "They are many.\nAnd strong.");
        assert_eq!(second.details.as_ref().unwrap().line, 17);
    }

    #[test]
    fn notes_are_no_digest() {
        let names = Names::new(&IngestPlan::default());
        for text in [
            "# Notes\n\n## Data\n\nTitle and abstract: see the table.\n",
            "Abstract: no heading\n",
            "#hashtag\nAbstract: x\n",
        ] {
            assert!(!is_digest(text.as_bytes(), &names), "{text}");
        }
    }
}
