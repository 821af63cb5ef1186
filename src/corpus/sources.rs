//! Files that were read: what became of their records, and which fields these have.

use super::{Details, Paper};
use std::path::PathBuf;

/// One file that was read, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceFile {
    /// As named on the command line or found in a folder; `-` is standard input.
    pub path: PathBuf,
    /// The detected format, as the user would say it: `CSV`, `JSON Lines`.
    pub format: &'static str,
    /// SHA-256 of the bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Records found in it: the sum of the four that follow.
    pub n_records: usize,
    /// Records that are papers of the corpus: of one in several files, the fullest counts.
    pub n_papers: usize,
    /// Records that were merged into another.
    pub n_duplicates: usize,
    /// Records that could not be used.
    pub n_rejected: usize,
    /// Records that a filter left out.
    pub n_filtered: usize,
    /// How many of the records that could be used have what.
    pub has: FieldCounts,
}

/// How many records have a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct FieldCounts {
    pub title: usize,
    pub abstract_text: usize,
    pub date: usize,
    pub doi: usize,
    pub venue: usize,
    pub url: usize,
    pub authors: usize,
    pub keywords: usize,
    pub categories: usize,
    pub language: usize,
    pub citations: usize,
}

impl FieldCounts {
    /// Counts what a record has.
    pub fn count(&mut self, paper: &Paper) {
        let details = paper.details.as_deref();
        let list = |of: fn(&Details) -> &Vec<String>| details.is_some_and(|d| !of(d).is_empty());
        for (count, has) in [
            (&mut self.title, !paper.title.is_empty()),
            (&mut self.abstract_text, !paper.abstract_text.is_empty()),
            (&mut self.date, paper.date.is_some()),
            (&mut self.doi, paper.doi.is_some()),
            (&mut self.venue, paper.venue.is_some()),
            (&mut self.url, paper.url.is_some()),
            (&mut self.authors, list(|details| &details.authors)),
            (&mut self.keywords, list(|details| &details.keywords)),
            (&mut self.categories, list(|details| &details.categories)),
            (&mut self.language, details.is_some_and(|d| d.language.is_some())),
            (&mut self.citations, details.is_some_and(|d| d.citations.is_some())),
        ] {
            *count += usize::from(has);
        }
    }

    /// The counts with their names.
    pub fn named(&self) -> [(&'static str, usize); 11] {
        [
            ("title", self.title),
            ("abstract", self.abstract_text),
            ("date", self.date),
            ("doi", self.doi),
            ("venue", self.venue),
            ("url", self.url),
            ("authors", self.authors),
            ("keywords", self.keywords),
            ("categories", self.categories),
            ("language", self.language),
            ("citations", self.citations),
        ]
    }
}

/// Papers that filters left out, each counted by the first that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filtered {
    /// By `--since` and `--until`.
    pub by_date: usize,
    /// By `--where`.
    pub by_where: usize,
    /// By `--sample`.
    pub by_sample: usize,
}

impl Filtered {
    /// All of them.
    pub fn sum(&self) -> usize {
        self.by_date + self.by_where + self.by_sample
    }
}
