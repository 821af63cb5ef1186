//! Gold labels: the classes that people gave the papers of a run.

use super::contingency::Contingency;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::ingest::{EarlierRun, IngestPlan, id_key, ingest, title_key};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The classes of a run's papers. Made by [`match_gold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// The classes that occur among the papers, two or more, sorted.
    pub classes: Vec<String>,
    /// Per paper of the run: position of its class; `None` where it has none.
    pub class_of: Vec<Option<usize>>,
    /// Labelled papers of the gold file that the run does not have.
    pub n_absent: usize,
}

/// Reads a gold file: any that [`ingest`] reads, in which the column or key `column` holds the
/// class, and an id or a title tells whose it is. Records without a class are no part of it.
///
/// # Errors
/// When it cannot be read, has no such column, or holds no labels.
pub fn read_gold(file: &Path, column: &str) -> Result<Corpus> {
    let plan = IngestPlan { gold: Some(column.to_owned()), ..IngestPlan::default() };
    let mut corpus = ingest(&[PathBuf::from(file)], &plan, &|_, _| {})?;
    corpus.papers.retain(|paper| paper.gold.is_some());
    if corpus.papers.is_empty() {
        return Err(Error::input(
            file.display().to_string(),
            format!("no record has a label under {column:?}"),
            "name the column or key of the labels with --gold-column",
        ));
    }
    Ok(corpus)
}

/// Finds the papers of a run in a gold corpus: by id, else by title, both without case and
/// punctuation as ingest compares them; no gold record counts for two papers.
///
/// # Errors
/// When no paper is found, or all that are found have one class: there is nothing to compare.
pub fn match_gold(gold: &Corpus, run: &EarlierRun, file: &Path) -> Result<Gold> {
    let place = file.display().to_string();
    let (labels, n_absent) = labels(gold, run);
    let distinct: BTreeSet<&str> = labels.iter().flatten().copied().collect();
    let classes: Vec<String> = distinct.iter().map(|&class| class.to_owned()).collect();
    match classes.as_slice() {
        [] => Err(Error::input(
            place,
            format!("none of its {n_absent} labelled papers is in {}", run.folder.display()),
            "give the labels of the papers that were run, by their ids or titles",
        )),
        [only] => Err(Error::input(
            place,
            format!("all its labels are {only:?}, and agreement needs two classes"),
            "give a file of several classes, or name their column with --gold-column",
        )),
        _ => {
            let position = |class: &str| classes.binary_search_by(|c| c.as_str().cmp(class)).ok();
            let class_of = labels.iter().map(|label| label.and_then(position)).collect();
            Ok(Gold { classes, class_of, n_absent })
        }
    }
}

/// The label of each paper, and how many gold papers are left over.
fn labels<'a>(gold: &'a Corpus, run: &EarlierRun) -> (Vec<Option<&'a str>>, usize) {
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut by_title: FxHashMap<String, usize> = FxHashMap::default();
    for (row, paper) in run.papers.iter().enumerate() {
        id_in_table(&paper.id).and_then(|key| by_id.insert(key, row));
        title_key(&paper.title).and_then(|key| by_title.insert(key, row));
    }
    let mut labels = vec![None; run.papers.len()];
    let mut left = Vec::new();
    for paper in &gold.papers {
        match id_in_table(&paper.id).and_then(|key| by_id.get(&key)) {
            Some(&row) => labels[row] = paper.gold.as_deref(),
            None => left.push(paper),
        }
    }
    // Only where no record with its id has spoken for a paper.
    left.retain(|paper| match title_key(&paper.title).and_then(|key| by_title.get(&key)) {
        Some(&row) if labels[row].is_none() => {
            labels[row] = paper.gold.as_deref();
            false
        }
        _ => true,
    });
    (labels, left.len())
}

/// The key of an id, whether or not a table has it with a `'` that keeps it from being computed.
fn id_in_table(id: &str) -> Option<String> {
    id_key(id.strip_prefix('\'').unwrap_or(id))
}

/// Classes against themes, over the labelled papers. The unclustered are one group more, after the
/// themes: leaving them out would reward a method that places only what is easy.
pub fn contingency(gold: &Gold, run: &EarlierRun) -> Contingency {
    let unclustered = run.themes.len();
    let pairs = run.papers.iter().zip(&gold.class_of);
    Contingency::new(
        pairs
            .filter_map(|(paper, class)| Some(((*class)?, paper.theme.unwrap_or(unclustered))))
            .collect(),
    )
}
