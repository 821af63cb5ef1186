//! Ingest: files of any supported format become a [`Corpus`].
//!
//! ```text
//! inputs ─ sources, archive ─▶ bytes ─ content ─▶ text ─ format ─▶ a parser of one format
//!        ─ columns, draft ─▶ records ─ duplicates, identity ─▶ Corpus
//! embeddings ─ npy | vector_columns ─ vectors ─▶ a vector per paper of it
//! ```
//!
//! The result does not depend on the order of files or of records in them.

mod archive;
mod arxiv;
mod bibtex;
mod columns;
mod compression;
mod condition;
mod content;
mod dates;
mod doi;
mod draft;
mod duplicates;
mod earlier;
mod families;
mod file;
mod format;
#[cfg(test)]
mod fuzz;
mod identity;
mod json;
mod json_lines;
mod json_record;
#[cfg(test)]
mod json_shapes;
mod json_split;
mod labelled;
mod lists;
mod markdown;
mod medline;
mod names;
mod near;
mod npy;
mod ovid;
mod page;
mod paragraphs;
mod parquet;
mod plausible;
mod progress;
mod pubmed_text;
mod python_literal;
mod reading;
mod refer;
mod repair;
mod ris;
mod roles;
mod selection;
mod sources;
mod stream;
mod synonyms;
mod table;
mod tagged;
mod taxonomy;
mod vector_columns;
mod vectors;
mod wos;
mod xlsx;
mod xml;

use std::path::PathBuf;

use columns::Names;
use file::{NOT_READ, read_source};
use rayon::prelude::*;
use reading::Reading;
use repair::repair;
use rustc_hash::FxHashSet;
use sources::Source;
use vectors::RecordKeys;

pub use condition::Condition;
pub use dates::parse_date;
pub use duplicates::Dedup;
pub use earlier::{EarlierPaper, EarlierRun, EarlierTheme};
pub use format::Format;
pub use identity::{id_key, title_key};
pub use names::{PastTheme, read_names, read_past_themes};
pub use parquet::read_parquet;
pub use repair::section_label;
pub use selection::Selection;
pub use sources::{check_not_input, check_output, is_output};
pub use taxonomy::read_taxonomy;

use crate::corpus::{Corpus, Date, FieldCounts, Paper, Rejected, SourceFile};
use crate::error::{Error, Result};
use crate::language::{Tongue, detect};

/// What the user says about the input; by default, everything is told from its content.
#[derive(Debug, Clone, Default)]
pub struct IngestPlan {
    /// Column or JSON key of the title, instead of the usual names; compared without case,
    /// spaces and punctuation, as all names here.
    pub title: Option<String>,
    /// Column or JSON key of the abstract.
    pub abstract_column: Option<String>,
    /// Column or JSON key of the date or year.
    pub date: Option<String>,
    /// Column or JSON key of the identifier.
    pub id: Option<String>,
    /// Column or JSON key of the address.
    pub url: Option<String>,
    /// Column or JSON key of the venue.
    pub venue: Option<String>,
    /// The language of the papers to read; the others are rejected.
    pub only_language: Option<Tongue>,
    /// Column or JSON key of the class that a person gave; a record then needs no text.
    pub gold: Option<String>,
    /// Column or JSON key that themes are compared by; `venue` is whatever holds the venue. Files
    /// without it are read all the same, as long as one has it.
    pub group: Option<String>,
    /// The format of all files, instead of the detected one.
    pub format: Option<Format>,
    /// A file of words that mean the same.
    pub synonyms: Option<PathBuf>,
    /// The file of names for themes.
    pub names: Option<PathBuf>,
    /// The last day on which a paper can have appeared, where the user says so.
    pub as_of: Option<Date>,
    /// A file with vectors of the papers.
    pub embeddings: Option<PathBuf>,
    /// Whether papers get their [`Details`](crate::corpus::Details), which a run has no use for.
    pub details: bool,
    /// By what records are taken for one paper.
    pub dedup: Dedup,
    /// Which of the papers are kept.
    pub selection: Selection,
}

/// Reads all inputs: files, folders, and `-` for standard input, each as it is or compressed by
/// gzip or Zstandard.
///
/// `on_progress` hears the bytes done and the bytes in total, as they lie on disk; it may be called
/// from several threads. Records that cannot be used are listed in the corpus, and so are whole
/// files where there are several. An error where an input is missing, the only input cannot be
/// used, a folder holds nothing to read, no paper is found, or the synonyms or the vectors cannot be
/// used.
pub fn ingest(
    inputs: &[PathBuf],
    plan: &IngestPlan,
    on_progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Corpus> {
    let sources = sources::expand(inputs, plan.embeddings.as_deref())?;
    let wants_details = plan.details;
    let condition = plan.selection.condition.as_ref();
    // A paper in another language is rejected with its line.
    let details = wants_details
        || plan.only_language.is_some()
        || condition.is_some_and(Condition::needs_details);
    let plan = &IngestPlan { details, ..plan.clone() };
    let ranks = ranks(&sources);
    let is_alone = matches!(sources.as_slice(), [Source { folder: None, .. }]);
    let names = match &plan.group {
        Some(group) if is_alone => Names::new(plan).demand_group(group),
        _ => Names::new(plan),
    };
    let total = sources.iter().map(|source| source.size).sum();
    let synonyms = plan.synonyms.as_deref().map(synonyms::read_synonyms).transpose()?;
    let names_given = plan.names.as_deref().map_or(Ok(Vec::new()), read_names)?;
    let grouped_by = plan.group.clone();
    let mut corpus = Corpus { synonyms, names: names_given, grouped_by, ..Corpus::default() };
    let mut records = Vec::new();
    let mut done = 0;
    for (source, &rank) in sources.iter().zip(&ranks) {
        let (file, reading) = read_source(source, plan, &names, on_progress, done, total)?;
        let mut reading = match reading {
            Ok(reading) => in_language(reading, plan.only_language),
            Err(error) if is_alone => return Err(error),
            Err(error) => Reading { papers: Vec::new(), rejected: vec![(0, in_a_list(error))] },
        };
        reading.papers.par_iter_mut().for_each(repair);
        let mut has = FieldCounts::default();
        reading.papers.iter().for_each(|paper| has.count(paper));
        corpus.sources.push(SourceFile {
            n_records: reading.n_records(),
            n_papers: reading.papers.len(),
            n_rejected: reading.rejected.len(),
            has,
            ..file
        });
        let name = source.path.display().to_string();
        corpus.rejected.extend(reading.rejected.into_iter().map(|(line, reason)| Rejected {
            file: name.clone(),
            line,
            reason,
        }));
        records.extend(reading.papers.into_iter().map(|mut paper| {
            paper.source = rank;
            if let Some(details) = &mut paper.details {
                details.file.clone_from(&name);
            }
            paper
        }));
        done += source.size;
    }
    check_folders(&sources, &corpus)?;
    corpus.rejected.sort();
    if records.is_empty() {
        return Err(no_papers(&sources, &corpus));
    }
    if let Some(group) = plan.group.as_ref().filter(|_| records.iter().all(|r| r.group.is_none())) {
        return Err(no_group(&sources, plan, names, group));
    }
    let keys: Option<Vec<RecordKeys>> = (plan.embeddings.is_some() && sources.len() == 1)
        .then(|| records.par_iter().map(RecordKeys::of).collect());
    let merged = duplicates::merge(records, plan.dedup);
    (corpus.papers, corpus.duplicates) = (merged.papers, merged.duplicates);
    corpus.papers.par_iter_mut().for_each(|paper| paper.families = Box::default());
    corpus.implausible_dates = plausible::drop_implausible(&mut corpus.papers, plan.as_of);
    let (filtered, left_out) = plan.selection.apply(&mut corpus.papers);
    corpus.filtered = filtered;
    let n_duplicates = per_source(merged.sources.iter().copied(), sources.len());
    let n_filtered = per_source(left_out.iter().map(|paper| paper.source), sources.len());
    for (file, &rank) in corpus.sources.iter_mut().zip(&ranks) {
        file.n_duplicates = n_duplicates[rank as usize];
        file.n_filtered = n_filtered[rank as usize];
        file.n_papers -= file.n_duplicates + file.n_filtered;
    }
    if !left_out.is_empty() {
        drop_left_out(&mut corpus, &left_out)?;
    }
    if !wants_details {
        corpus.papers.iter_mut().for_each(|paper| paper.details = None);
    }
    if let Some(path) = &plan.embeddings {
        corpus.vectors = Some(vectors::read(path, &corpus, keys.as_deref(), &names)?);
    }
    Ok(corpus)
}

/// Rejects the papers in other languages than the one that is asked for, where one is. Papers too
/// short to tell are kept.
fn in_language(mut reading: Reading, only: Option<Tongue>) -> Reading {
    let Some(only) = only else { return reading };
    let tongue = |paper: &Paper| detect(&paper.title, &paper.abstract_text);
    let tongues: Vec<Option<Tongue>> = reading.papers.par_iter().map(tongue).collect();
    for (paper, tongue) in std::mem::take(&mut reading.papers).into_iter().zip(tongues) {
        let line = paper.details.as_ref().map_or(0, |details| details.line);
        match tongue.filter(|tongue| *tongue != only) {
            Some(tongue) => reading.rejected.push((line, format!("in {tongue}, not in {only}"))),
            None => reading.papers.push(paper),
        }
    }
    reading.rejected.sort();
    reading
}

/// The position of each source among them by name: that of a record may depend on nothing else.
fn ranks(sources: &[Source]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(|&idx| &sources[idx].path);
    let mut ranks = vec![0; sources.len()];
    for (rank, idx) in order.into_iter().enumerate() {
        ranks[idx] = rank as u32;
    }
    ranks
}

/// How many records are of each source, by its rank.
fn per_source(ranks: impl Iterator<Item = u32>, n_sources: usize) -> Vec<usize> {
    let mut counts = vec![0; n_sources];
    ranks.for_each(|rank| counts[rank as usize] += 1);
    counts
}

/// What is said of papers goes with the papers that filters left out; an error where none is left.
fn drop_left_out(corpus: &mut Corpus, left_out: &[Paper]) -> Result<()> {
    if corpus.papers.is_empty() {
        let n = left_out.len();
        return Err(Error::config(
            format!("none of the {n} papers is left by --since, --until and --where"),
            "ask for less; `themeline check` tells what the papers have",
        ));
    }
    let ids: FxHashSet<&str> = left_out.iter().map(|paper| paper.id.as_str()).collect();
    corpus.implausible_dates.retain(|date| !ids.contains(date.paper_id.as_str()));
    Ok(())
}

/// The reason for which a file in a list of files is rejected: the file is named beside it.
fn in_a_list(error: Error) -> String {
    match error {
        Error::Input { problem, remedy, .. } => format!("{problem}; {remedy}"),
        other => other.to_string(),
    }
}

fn check_folders(sources: &[Source], corpus: &Corpus) -> Result<()> {
    for folder in sources.iter().filter_map(|source| source.folder.as_ref()) {
        let mut files = sources.iter().zip(&corpus.sources);
        let has_readable = files.any(|(source, file)| {
            source.folder.as_ref() == Some(folder) && file.format != NOT_READ
        });
        if !has_readable {
            return Err(sources::unreadable_folder(folder));
        }
    }
    Ok(())
}

fn no_papers(sources: &[Source], corpus: &Corpus) -> Error {
    let place = match sources {
        [only] => only.place(),
        [first, others @ ..] => format!("{} and {} more", first.place(), others.len()),
        [] => String::new(),
    };
    match corpus.rejected.first() {
        Some(Rejected { file, line, reason }) => Error::input(
            place,
            format!("none of the {} records is a paper", corpus.n_read()),
            match sources {
                [_] => format!("mend those like line {line}: {reason}"),
                _ => format!("mend those like {file}, line {line}: {reason}"),
            },
        ),
        None => Error::input(place, "holds no papers", "give a file with papers in it"),
    }
}

/// Says that nothing can be grouped by `group`, with what the first file has instead.
fn no_group(sources: &[Source], plan: &IngestPlan, names: Names, group: &str) -> Error {
    let names = names.demand_group(group);
    // Read again, now to be refused: only its format knows what a file is made of.
    let refused = |source: &Source| match read_source(source, plan, &names, &|_, _| {}, 0, 1) {
        Ok((_, Err(error))) | Err(error) => Some(error),
        Ok((_, Ok(_))) => None,
    };
    let first = sources.iter().find(|source| !source.is_stdin()).and_then(refused);
    first.unwrap_or_else(|| {
        Error::config(
            format!("no record of the input has anything under {group:?}"),
            "name a column or key of the input with --by, or leave --by out",
        )
    })
}

#[cfg(test)]
mod tests;
