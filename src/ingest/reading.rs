//! What a format's parser hands back, whatever the format.

use crate::corpus::Paper;

/// Characters of a reason that are kept: what it quotes of a record may be as long as the file.
pub const MAX_REASON: usize = 500;

/// The records of one file, in the file's order.
#[derive(Debug, Default)]
pub struct Reading {
    /// Papers, whose id is empty where the source gives none.
    pub papers: Vec<Paper>,
    /// Line (or row) and reason of the records that are no papers; no reason is longer than
    /// [`MAX_REASON`] characters.
    pub rejected: Vec<(u64, String)>,
}

impl Reading {
    /// Adds a record that starts at `line`, whatever became of it.
    pub fn push(&mut self, line: u64, outcome: Result<Paper, String>) {
        match outcome {
            Ok(mut paper) => {
                if let Some(details) = &mut paper.details {
                    details.line = line;
                }
                self.papers.push(paper);
            }
            Err(reason) => self.rejected.push((line, cut(reason))),
        }
    }

    /// Adds the records of a later part of the file.
    pub fn append(&mut self, mut later: Reading) {
        self.papers.append(&mut later.papers);
        self.rejected.append(&mut later.rejected);
    }

    /// Records found, the rejected ones included.
    pub fn n_records(&self) -> usize {
        self.papers.len() + self.rejected.len()
    }
}

/// The reason, or its beginning and a mark that it goes on.
fn cut(mut reason: String) -> String {
    if let Some((at, _)) = reason.char_indices().nth(MAX_REASON) {
        let last = reason[..at].char_indices().next_back().map_or(0, |(at, _)| at);
        reason.truncate(last);
        reason.push('…');
    }
    reason
}

#[cfg(test)]
impl Reading {
    /// Title, abstract, date, id, venue and address of the only paper; nothing was rejected.
    #[track_caller]
    pub fn check_only(&self, expected: [&str; 6]) {
        assert_eq!(self.rejected, []);
        let [paper] = self.papers.as_slice() else { panic!("{:?}", self.papers) };
        let Paper { title, abstract_text, date, id, venue, url, .. } = paper;
        let date = date.map(|date| date.to_string()).unwrap_or_default();
        let found = [title, abstract_text, &date, id]
            .into_iter()
            .map(String::as_str)
            .chain([venue.as_deref().unwrap_or_default(), url.as_deref().unwrap_or_default()]);
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let reason_of = |text: String| {
            let mut reading = Reading::default();
            reading.push(3, Err(text));
            reading.rejected.remove(0).1
        };
        assert_eq!(reason_of("é".repeat(MAX_REASON)), "é".repeat(MAX_REASON));
        assert_eq!(reason_of("é".repeat(MAX_REASON + 1)), "é".repeat(MAX_REASON - 1) + "…");
        assert_eq!(reason_of("no title".to_owned()), "no title");
    }
}
