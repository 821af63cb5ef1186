//! The values that ingest makes: papers in canonical order, and what did not become a paper.

use crate::dense::Matrix;
use std::fmt;
use std::path::PathBuf;

/// A calendar date as coarse as its source gives it: a year, a month or a day.
///
/// Invariant: the year is 1..=9999, a day has a month, and the day exists in that month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// The date, or `None` where the calendar has no such year, month or day.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && month.is_none_or(|m| (1..=12).contains(&m))
            && match (month, day) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(m), Some(d)) => (1..=days_in_month(year, m)).contains(&d),
            };
        valid.then_some(Date { year, month, day })
    }

    /// The year, 1..=9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month 1..=12, where the source gives one.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where the source gives one.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// The first day this date can mean: 2024 → (2024, 1, 1).
    pub fn first_day(self) -> (u16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day this date can mean: 2024 → (2024, 12, 31).
    pub fn last_day(self) -> (u16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (self.year, month, self.day.unwrap_or_else(|| days_in_month(self.year, month)))
    }
}

/// Days in a month of the proleptic Gregorian calendar; `month` is 1..=12.
pub fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

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

/// A kind of damage to a text that is undone as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// Tags and entities of HTML, JATS and MathML.
    Markup,
    /// Commands of LaTeX in running text.
    Latex,
    /// Letters in UTF-8 that were read in another encoding.
    Encoding,
    /// Ligatures, and characters that cannot be seen.
    Ligatures,
    /// Words parted at the ends of lines.
    Hyphens,
    /// Numbers in place of letters that a reader of PDF did not know.
    Glyphs,
    /// Words of the publisher around an abstract.
    Boilerplate,
    /// The word Abstract before an abstract.
    Heading,
    /// Headings of sections that had run into the text.
    Sections,
    /// Abstracts that an export cut, of which only the mark can be taken.
    Cut,
}

impl Repair {
    /// All kinds, in the order of the table.
    pub const ALL: [Repair; 10] = [
        Repair::Markup,
        Repair::Latex,
        Repair::Encoding,
        Repair::Ligatures,
        Repair::Hyphens,
        Repair::Glyphs,
        Repair::Boilerplate,
        Repair::Heading,
        Repair::Sections,
        Repair::Cut,
    ];
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Repair::Markup => "mark-up",
            Repair::Latex => "LaTeX commands",
            Repair::Encoding => "wrong encoding",
            Repair::Ligatures => "ligatures",
            Repair::Hyphens => "line-end hyphens",
            Repair::Glyphs => "unknown glyphs",
            Repair::Boilerplate => "publisher's notice",
            Repair::Heading => "the word abstract",
            Repair::Sections => "section headings",
            Repair::Cut => "cut abstracts",
        })
    }
}

/// How often each kind of damage was undone in the texts of one paper; 255 stands for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Repairs([u8; Repair::ALL.len()]);

impl Repairs {
    /// Notes that a kind was undone so many times more.
    pub fn add(&mut self, repair: Repair, n_times: usize) {
        let count = &mut self.0[repair as usize];
        *count = count.saturating_add(u8::try_from(n_times).unwrap_or(u8::MAX));
    }

    /// The kinds that were undone, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (Repair, usize)> {
        let counts = Repair::ALL.into_iter().zip(self.0);
        counts.filter(|(_, n_times)| *n_times > 0).map(|(repair, n)| (repair, usize::from(n)))
    }
}

/// What was repaired in the texts of all papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairCount {
    /// The kind of damage.
    pub repair: Repair,
    /// Papers that had it.
    pub n_papers: usize,
    /// How often, of each paper at most 255 times.
    pub n_times: usize,
    /// Id of the first paper that had it.
    pub example_id: String,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_exist_or_are_none() {
        assert!(Date::new(2024, Some(2), Some(29)).is_some());
        assert!(Date::new(2023, Some(2), Some(29)).is_none());
        assert!(Date::new(1900, Some(2), Some(29)).is_none());
        assert!(Date::new(2024, None, Some(1)).is_none());
        assert!(Date::new(0, None, None).is_none());
        assert!(Date::new(2024, Some(13), None).is_none());
    }

    #[test]
    fn a_date_prints_as_coarse_as_it_is() {
        let date = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(date(2024, None, None).to_string(), "2024");
        assert_eq!(date(2024, Some(3), None).to_string(), "2024-03");
        assert_eq!(date(2024, Some(3), Some(5)).to_string(), "2024-03-05");
        assert_eq!(date(2024, Some(2), None).last_day(), (2024, 2, 29));
    }
}
