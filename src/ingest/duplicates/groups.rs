//! Which records are one paper, by what they have in common.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::near::alike;
use super::{Dedup, Keys};
use crate::corpus::{Date, Paper};

/// Jaccard similarity of abstracts from which two records are one paper.
const LEAST_SIMILARITY: f64 = 0.8;

/// Years that the forms of one paper, such as preprint and article, may be apart for their title to
/// join them: titles such as `Editorial` come back.
const MAX_YEARS_APART: u16 = 1;

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
            for run in runs.iter().copied().chain([undated]) {
                run.windows(2).for_each(|pair| self.join(pair[0].2, pair[1].2));
            }
            if let ([only], [first, ..]) = (runs.as_slice(), undated) {
                self.join(only[0].2, first.2);
            }
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
