//! Text in which each field of a paper stands on a line of its own, after its name:
//! `Title: …`, `PDF: …`, `Abstract: …`.

use super::columns::{Names, Role, Use};
use super::content::record_text;
use super::reading::Reading;

/// Bytes at the start of a text in which its form must show.
const WINDOW: usize = 64 << 10;

/// Whether a text begins with a labelled title and goes on with a labelled abstract.
pub fn is_labelled(text: &[u8], names: &Names) -> bool {
    let window = String::from_utf8_lossy(&text[..text.len().min(WINDOW)]);
    let mut lines = window.lines().filter(|line| !line.trim().is_empty());
    let has_role = |line: &str, role| {
        label(line, names).is_some_and(|(uses, _)| uses.iter().any(|use_| use_.role == role))
    };
    lines.next().is_some_and(|line| has_role(line, Role::Title))
        && lines.any(|line| has_role(line, Role::Abstract))
}

/// Reads labelled text. A title starts the next record; a line without a label continues the field
/// before it; a line that is not UTF-8 rejects its record.
pub fn read(text: &[u8], names: &Names) -> Reading {
    let mut reading = Reading::default();
    let mut record = Open::default();
    let mut offset = 0;
    for (line_idx, raw) in text.split(|byte| *byte == b'\n').enumerate() {
        let number = line_idx as u64 + 1;
        match record_text(raw, offset).map(|line| (line, label(line, names))) {
            // `Results: …` inside an abstract is a part of it.
            Ok((line, Some(([], value)))) if record.is_in_abstract() && !is_link(value) => {
                record.continue_with(line.trim());
            }
            Ok((_, Some((uses, value)))) => {
                if uses.iter().any(|use_| use_.role == Role::Title) {
                    std::mem::take(&mut record).close(&mut reading, names);
                    record.line = number;
                }
                record.fields.push((uses, value.to_owned()));
            }
            Ok((line, None)) => record.continue_with(line.trim()),
            Err(reason) => record.broken = Some(reason),
        }
        offset += raw.len() + 1;
    }
    record.close(&mut reading, names);
    reading
}

/// The roles and the value of a line `Label: value`; no roles for a label that we do not read.
pub fn label<'a, 'n>(line: &'a str, names: &'n Names) -> Option<(&'n [Use], &'a str)> {
    let (name, value) = line.split_once(':')?;
    let uses = names.uses(name);
    // Any text may hold a colon: an unknown label is one short word.
    let is_word = name.len() <= 12 && !name.is_empty() && name.chars().all(char::is_alphabetic);
    (!uses.is_empty() || is_word).then_some((uses, value.trim()))
}

/// `PDF: https://…` is where to read it, whatever the label.
fn is_link(value: &str) -> bool {
    value.starts_with("http") && !value.contains(char::is_whitespace)
}

/// A record whose end is not yet reached.
#[derive(Default)]
struct Open<'n> {
    line: u64,
    fields: Vec<(&'n [Use], String)>,
    broken: Option<String>,
}

impl Open<'_> {
    fn is_in_abstract(&self) -> bool {
        let last = self.fields.last();
        last.is_some_and(|(uses, _)| uses.iter().any(|use_| use_.role == Role::Abstract))
    }

    fn continue_with(&mut self, line: &str) {
        let is_rule = !line.is_empty() && line.chars().all(|c| "-=_*".contains(c));
        if let Some((_, value)) = self.fields.last_mut().filter(|_| !line.is_empty() && !is_rule) {
            value.push('\n');
            value.push_str(line);
        }
    }

    fn close(self, reading: &mut Reading, names: &Names) {
        if let Some(reason) = self.broken {
            return reading.push(self.line, Err(reason));
        }
        if self.fields.is_empty() {
            return;
        }
        let mut draft = names.draft();
        for (uses, value) in &self.fields {
            match uses {
                [] if is_link(value) => {
                    draft.add(Use { role: Role::Url, rank: usize::MAX }, value.as_str());
                }
                uses => uses.iter().for_each(|use_| draft.add_cell(*use_, value.as_str())),
            }
        }
        reading.push(self.line, draft.into_paper());
    }
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    #[test]
    fn fields_are_told_by_their_labels() {
        let text = b"Title: One: a start\r\nPDF: https://arxiv.org/pdf/2406.14539\r\n\
            Summary: We say:\r\nthis and that.\r\nResults: yes.\r\n---\r\nTitle: Two\nAbstract: Caf\xE9.\n---\n\
            TITLE: Three\nDate: 2024-03\nAuthors: A, B\n";
        let names = Names::new(&IngestPlan::default());
        assert!(is_labelled(text, &names));
        let reading = read(text, &names);
        let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(titles, ["One: a start", "Three"]);
        let first = &reading.papers[0];
        assert_eq!(first.abstract_text, "We say:\nthis and that.\nResults: yes.");
        assert_eq!(first.url.as_deref(), Some("https://arxiv.org/pdf/2406.14539"));
        assert_eq!(first.date.unwrap().to_string(), "2024-06");
        assert_eq!(reading.papers[1].date.unwrap().to_string(), "2024-03");
        assert_eq!(reading.rejected.len(), 1);
        assert_eq!(reading.rejected[0].0, 7);
    }

    #[test]
    fn pages_of_lines_in_turn_are_not_labelled() {
        let names = Names::new(&IngestPlan::default());
        assert!(!is_labelled(b"Summary: a hard task\nWe study summaries.\n", &names));
        assert!(!is_labelled(b"Title: a study of titles\nWe study titles.\n", &names));
    }
}
