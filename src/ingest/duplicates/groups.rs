//! Which records are one paper, by what they have in common.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::identity::id_key;
use super::super::near::alike;
use super::{Dedup, Keys};
use crate::corpus::{Date, Paper};

/// Jaccard similarity of abstracts from which two records are one paper.
const LEAST_SIMILARITY: f64 = 0.8;

/// Years that the forms of one paper, such as preprint and article, may be apart for their title to
/// join them: titles such as `Editorial` come back.
const MAX_YEARS_APART: u16 = 1;

/// How the DOIs of preprints begin, which are those of a paper that has another one as an article:
/// arXiv, bioRxiv and medRxiv, Research Square, SSRN, Preprints.org, ChemRxiv, TechRxiv, Authorea, and
/// the servers of OSF, such as PsyArXiv.
const PREPRINTS: [&str; 9] = [
    "10.48550/",
    "10.1101/",
    "10.21203/",
    "10.2139/",
    "10.20944/",
    "10.26434/",
    "10.36227/",
    "10.22541/",
    "10.312",
];

/// The DOI of a record, in the form in which they are compared, unless it is that of a preprint.
fn settled_doi(record: &Paper) -> Option<String> {
    let doi = id_key(record.doi.as_deref()?)?;
    let is_preprint = doi.starts_with("arxiv:") || PREPRINTS.iter().any(|p| doi.starts_with(p));
    (!is_preprint).then_some(doi)
}

/// Disjoint sets of records: each points to an earlier one of its set, the first to itself.
pub struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    /// Joins records that are one paper.
    pub fn of(records: &[Paper], keys: &[Keys], dedup: Dedup) -> Self {
        let mut groups = Groups { parent: (0..keys.len()).collect() };
        if dedup >= Dedup::Strict {
            groups.join_ids(keys);
        }
        if dedup >= Dedup::Usual {
            groups.join_titles(records, keys);
        }
        if dedup >= Dedup::Near {
            groups.join_alike(records);
        }
        groups
    }

    fn join_ids(&mut self, keys: &[Keys]) {
        let mut first_with: FxHashMap<&str, usize> = FxHashMap::default();
        for (record_idx, keys) in keys.iter().enumerate() {
            for key in keys.ids.iter().flatten() {
                let first = *first_with.entry(key).or_insert(record_idx);
                self.join(first, record_idx);
            }
        }
    }

    /// Joins records of one title whose years are next to each other. Those without a year join
    /// them where there is but one such run of years.
    ///
    /// A run that has several DOIs may be one of editorials: see [`Groups::join_run`].
    fn join_titles(&mut self, records: &[Paper], keys: &[Keys]) {
        let year = |idx: usize| records[idx].date.map(Date::year);
        let mut titled: Vec<(&str, Option<u16>, usize)> = (0..keys.len())
            .filter_map(|idx| Some((keys[idx].title.as_deref()?, year(idx), idx)))
            .collect();
        titled.par_sort_unstable();
        for same in titled.chunk_by(|a, b| a.0 == b.0) {
            let (undated, dated) =
                same.split_at(same.partition_point(|(_, year, _)| year.is_none()));
            let is_near = |a: Option<u16>, b: Option<u16>| {
                a.zip(b).is_some_and(|(a, b)| b - a <= MAX_YEARS_APART)
            };
            let runs: Vec<_> = dated.chunk_by(|a, b| is_near(a.1, b.1)).collect();
            if runs.len() == 1 {
                self.join_run(records, same);
            } else {
                runs.into_iter().chain([undated]).for_each(|run| self.join_run(records, run));
            }
        }
    }

    /// Joins the records of a run of one title: all of them, or, where two have a DOI each, neither of
    /// a preprint, those that share an author's family name or nearly the abstract. The others that
    /// have no such DOI are joined with those that have where these are one, else with each other.
    fn join_run(&mut self, records: &[Paper], run: &[(&str, Option<u16>, usize)]) {
        // Most titles are of one record.
        if run.len() < 2 {
            return;
        }
        let mut settled: Vec<(String, usize)> = run
            .iter()
            .filter_map(|(_, _, idx)| Some((settled_doi(&records[*idx])?, *idx)))
            .collect();
        settled.sort_unstable();
        if settled.windows(2).all(|pair| pair[0].0 == pair[1].0) {
            return run.windows(2).for_each(|pair| self.join(pair[0].2, pair[1].2));
        }
        let mut first_of: FxHashMap<u32, usize> = FxHashMap::default();
        for (_, _, idx) in run {
            for family in &records[*idx].families {
                self.join(*first_of.entry(*family).or_insert(*idx), *idx);
            }
        }
        self.join_abstracts(records, run);
        let first = settled.first().map(|(_, idx)| self.root(*idx));
        let is_one = settled.iter().all(|(_, idx)| Some(self.root(*idx)) == first);
        let attached: FxHashSet<usize> = settled.iter().map(|(_, idx)| self.root(*idx)).collect();
        let mut free = first.filter(|_| is_one);
        for (_, _, idx) in run {
            if !attached.contains(&self.root(*idx)) {
                self.join(*free.get_or_insert(*idx), *idx);
            }
        }
    }

    /// Joins the records of a run whose abstracts are the same, or nearly.
    fn join_abstracts(&mut self, records: &[Paper], run: &[(&str, Option<u16>, usize)]) {
        let mut texts: Vec<(&str, usize)> = run
            .iter()
            .map(|(_, _, idx)| (records[*idx].abstract_text.as_str(), *idx))
            .filter(|(text, _)| !text.is_empty())
            .collect();
        texts.sort_unstable();
        for pair in texts.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            self.join(pair[0].1, pair[1].1);
        }
        texts.dedup_by_key(|(text, _)| *text);
        let only: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        for (a, b) in alike(&only, LEAST_SIMILARITY) {
            self.join(texts[a].1, texts[b].1);
        }
    }

    fn join_alike(&mut self, records: &[Paper]) {
        let mut order: Vec<usize> = (0..records.len()).collect();
        // Abstracts first: that equal ones stand side by side is all that is needed.
        let key = |&idx: &usize| (records[idx].abstract_text.as_str(), records[idx].title.as_str());
        order.par_sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
        let texts: Vec<&str> =
            order.iter().map(|&idx| records[idx].abstract_text.as_str()).collect();
        for (a, b) in alike(&texts, LEAST_SIMILARITY) {
            self.join(order[a], order[b]);
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn root(&mut self, mut record_idx: usize) -> usize {
        while self.parent[record_idx] != record_idx {
            // Halving the path keeps later walks short.
            self.parent[record_idx] = self.parent[self.parent[record_idx]];
            record_idx = self.parent[record_idx];
        }
        record_idx
    }

    /// The first record of the set of each.
    pub fn roots(mut self) -> Vec<usize> {
        (0..self.parent.len()).map(|record_idx| self.root(record_idx)).collect()
    }
}
