//! What a format's parser hands back, whatever the format.

use crate::corpus::Paper;

/// The records of one file, in the file's order.
#[derive(Debug, Default)]
pub struct Reading {
    /// Papers, whose id is empty where the source gives none.
    pub papers: Vec<Paper>,
    /// Line (or row) and reason of the records that are no papers.
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
            Err(reason) => self.rejected.push((line, reason)),
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
