//! The values that ingest makes: papers in canonical order, and what did not become a paper.

mod date;
mod repairs;
mod sources;

pub use date::{Date, days_in_month};
pub use repairs::{Repair, RepairCount, Repairs};
pub use sources::{FieldCounts, Filtered, SourceFile};

use crate::dense::Matrix;
use std::fmt;
use std::path::PathBuf;

/// One record as read: whatever of it the source gives. Made by ingest only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// The source's identifier; where it gives none, a slug of the title. Unique in a [`Corpus`].
    pub id: String,
    /// The title as written; empty where the source has none.
    pub title: String,
    /// The abstract as written; empty where the source has none.
    pub abstract_text: String,
    /// When it appeared, as coarse as the source says.
    pub date: Option<Date>,
    /// Journal, conference or category.
    pub venue: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
    /// Its DOI as written, without address or prefix: `10.1000/xyz`.
    pub doi: Option<String>,
    /// Its arXiv identifier, without prefix and version, in lower case: `2401.00010`.
    pub arxiv: Option<String>,
    /// Its number in PubMed.
    pub pmid: Option<u64>,
    /// The class that a person gave it; read only where a column for it is asked for.
    pub gold: Option<String>,
    /// What themes are to be compared by, as written; read only where a column is asked for.
    pub group: Option<String>,
    /// Hashes of the family names of its authors, sorted, by which records are told apart; empty in a
    /// [`Corpus`].
    pub families: Box<[u32]>,
    /// What was repaired in its texts.
    pub repairs: Repairs,
    /// Position of the file it was read from among the inputs by name, from 0.
    pub source: u32,
    /// What themes and trends have no use for; read only where a plan asks for it.
    pub details: Option<Box<Details>>,
}

/// What a record says beyond what a run needs. Made by ingest only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Details {
    /// Names of the authors, in the order and form of the source.
    pub authors: Vec<String>,
    /// Keywords, in the order of the source.
    pub keywords: Vec<String>,
    /// Subject categories or fields of study, in the order of the source.
    pub categories: Vec<String>,
    /// The language as the source names it: `en`, `eng`, `English`.
    pub language: Option<String>,
    /// How often the source counts it as cited.
    pub citations: Option<u64>,
    /// The file it was read from, as in [`SourceFile::path`].
    pub file: String,
    /// Line of a text file, row of a table without lines (Parquet), from 1.
    pub line: u64,
}

/// A record that is not a paper, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejected {
    /// The file as named on the command line or found in a folder; `-` is standard input.
    pub file: String,
    /// Line of a text file, row of a table without lines (Parquet), from 1; 0 where the file was
    /// refused as a whole.
    pub line: u64,
    /// What is wrong, for a reader.
    pub reason: String,
}

impl Rejected {
    /// `papers.csv, line 4`; the name alone of a file that was refused as a whole.
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}, line {line}", self.file),
        }
    }
}

/// A record merged into a fuller one of the same paper.
///
/// Without file and line, so that the table does not change with the order of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// Id of the paper that was kept.
    pub kept_id: String,
    /// Id of the record that was merged; equal to `kept_id` when the ids matched.
    pub merged_id: String,
    /// Title of the record that was merged, as written.
    pub merged_title: String,
    /// Which rule matched.
    pub rule: DuplicateRule,
    /// How alike its abstract and that of the kept record are, where both are long enough to tell.
    pub similarity: Option<Similarity>,
}

/// How much two texts have in common: the Jaccard similarity of their shingles of five words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Similarity {
    /// Shingles that both have.
    pub n_shared: u32,
    /// Shingles that one of them has.
    pub n_all: u32,
}

impl Similarity {
    /// The share of the shingles that both have, 0–1.
    pub fn value(self) -> f64 {
        f64::from(self.n_shared) / f64::from(self.n_all.max(1))
    }
}

/// A date that cannot be right, and was taken from its paper. Made by ingest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImplausibleDate {
    /// Id of the paper, which is in the corpus without a date.
    pub paper_id: String,
    /// The date as the source gives it.
    pub date: Date,
    /// What is wrong with it, for a reader.
    pub reason: String,
}

/// How two records were found to be one paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DuplicateRule {
    /// The sources give the same identifier.
    SameId,
    /// They have the same DOI.
    SameDoi,
    /// They have the same arXiv identifier, of whatever version.
    SameArxiv,
    /// They have the same number in PubMed.
    SamePmid,
    /// The titles are equal once case, accents, spaces and punctuation are dropped, and the years
    /// fit.
    SameTitle,
    /// The abstracts are nearly the same.
    Alike,
}

impl fmt::Display for DuplicateRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DuplicateRule::SameId => "same id",
            DuplicateRule::SameDoi => "same DOI",
            DuplicateRule::SameArxiv => "same arXiv id",
            DuplicateRule::SamePmid => "same PubMed id",
            DuplicateRule::SameTitle => "same title",
            DuplicateRule::Alike => "alike abstract",
        })
    }
}

/// A file of the user's that says which words mean the same. Made by ingest only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SynonymFile {
    /// As named in the configuration.
    pub path: PathBuf,
    /// SHA-256 of the bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// One a line, in the order of the file.
    pub groups: Vec<SynonymGroup>,
}

/// Forms that mean the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SynonymGroup {
    /// Line of the file, from 1.
    pub line: usize,
    /// The form to use, then those that are read as it; one alone is kept as it is. Words linked
    /// by spaces and hyphens; never empty.
    pub forms: Vec<String>,
}

/// A name that the user gives to the theme whose top terms are like these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenName {
    /// What the theme is to be called; not empty.
    pub name: String,
    /// Top terms of the theme; not empty.
    pub terms: Vec<String>,
}

/// The papers of all inputs. Made by [`ingest`](crate::ingest::ingest).
///
/// Invariants: `papers` is in canonical order (id, then title, then abstract), whatever the order
/// of the input; ids are unique; `n_read == papers + duplicates + rejected + filtered`.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The papers, in canonical order: every later stage's rows follow it.
    pub papers: Vec<Paper>,
    /// Records that were not used, in order of file and line.
    pub rejected: Vec<Rejected>,
    /// Records that were merged, in order of the kept id.
    pub duplicates: Vec<Duplicate>,
    /// How many papers filters left out, with all that was merged into them.
    pub filtered: Filtered,
    /// Dates that papers lost, in the order of the papers.
    pub implausible_dates: Vec<ImplausibleDate>,
    /// The files, in the order read.
    pub sources: Vec<SourceFile>,
    /// What the user says about words, where there is such a file.
    pub synonyms: Option<SynonymFile>,
    /// Names the user gives to themes, in the order of their file.
    pub names: Vec<GivenName>,
    /// Vectors of the papers from another program, where the user gives them.
    pub vectors: Option<PaperVectors>,
    /// The column that the groups of the papers are from, as the user names it.
    pub grouped_by: Option<String>,
}

/// Vectors of the papers from another program, such as a sentence encoder. Made by ingest only.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperVectors {
    /// `n_papers × width`; rows follow [`Corpus::papers`] and are of unit length, zero for a paper
    /// without a vector.
    pub vectors: Matrix,
    /// The file they are from, as named by the user.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The file with the ids of its rows, and its SHA-256; `None` where it needs none.
    pub ids: Option<(PathBuf, String)>,
    /// Rows of the file.
    pub n_rows: usize,
    /// Papers that have a vector.
    pub n_papers: usize,
    /// Rows whose id is that of no paper.
    pub n_unknown: usize,
}

/// The columns of a table of records, as `themeline convert` writes it.
pub const RECORD_COLUMNS: [&str; 14] = [
    "id",
    "doi",
    "title",
    "abstract",
    "date",
    "venue",
    "authors",
    "keywords",
    "categories",
    "language",
    "citations",
    "url",
    "source_file",
    "source_line",
];

impl Corpus {
    /// What was repaired in the texts of the papers, in the order of [`Repair::ALL`]; only what was
    /// there to repair.
    pub fn repairs(&self) -> Vec<RepairCount> {
        let count = |repair| {
            let had = |paper: &Paper| paper.repairs.iter().find(|(found, _)| *found == repair);
            let mut papers = self.papers.iter().filter_map(|paper| Some((paper, had(paper)?.1)));
            let (first, n_first) = papers.next()?;
            let (n_papers, n_times) = papers
                .fold((1, n_first), |(n_papers, n_times), (_, n)| (n_papers + 1, n_times + n));
            Some(RepairCount { repair, n_papers, n_times, example_id: first.id.clone() })
        };
        Repair::ALL.into_iter().filter_map(count).collect()
    }

    /// Records found in all inputs.
    pub fn n_read(&self) -> usize {
        self.sources.iter().map(|source| source.n_records).sum()
    }

    /// The vectors of the papers, in their order, where there are any.
    pub fn paper_vectors(&self) -> Option<&Matrix> {
        self.vectors.as_ref().map(|vectors| &vectors.vectors)
    }

    /// The dates of the papers, in their order.
    pub fn dates(&self) -> Vec<Option<Date>> {
        self.papers.iter().map(|paper| paper.date).collect()
    }
}
