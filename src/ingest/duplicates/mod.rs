//! Records of the same paper become one: the fullest, completed from the others.

mod groups;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::fmt;

use clap::ValueEnum;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::identity::{canonical_id, content_order, fill_ids, id_key, slug, title_key};
use super::near::{shingles, similarity};
use crate::corpus::{Date, Details, Duplicate, DuplicateRule, Paper};
use groups::Groups;

/// By what records are taken for one paper.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Dedup {
    /// By nothing: every record is a paper.
    None,
    /// By identifiers alone: that of the source, DOI, arXiv, PubMed.
    Strict,
    /// By titles, too, of years that fit.
    #[default]
    Usual,
    /// By abstracts that are nearly the same, too.
    Near,
}

/// Writes the form that a flag takes.
impl fmt::Display for Dedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dedup::None => "none",
            Dedup::Strict => "strict",
            Dedup::Usual => "usual",
            Dedup::Near => "near",
        })
    }
}

/// What two records of one paper have in common.
struct Keys {
    /// In the order of [`ID_RULES`].
    ids: [Option<String>; 4],
    title: Option<String>,
}

/// The rules that go with [`Keys::ids`].
const ID_RULES: [DuplicateRule; 4] = [
    DuplicateRule::SameDoi,
    DuplicateRule::SameArxiv,
    DuplicateRule::SamePmid,
    DuplicateRule::SameId,
];

impl Keys {
    fn of(record: &Paper) -> Keys {
        // A number alone may be the row of a table: that of another file is another paper.
        let is_number = record.id.bytes().all(|byte| byte.is_ascii_digit());
        let id = id_key(&record.id);
        let id = if is_number { id.map(|id| format!("{id} of {}", record.source)) } else { id };
        Keys {
            ids: [
                record.doi.as_deref().and_then(id_key),
                record.arxiv.as_ref().map(|id| format!("arxiv:{id}")),
                record.pmid.map(|number| format!("pmid:{number}")),
                id,
            ],
            title: title_key(&record.title),
        }
    }

    /// All keys with their rules, the surest first.
    fn rules(&self) -> impl Iterator<Item = (DuplicateRule, &str)> {
        let ids = ID_RULES.into_iter().zip(self.ids.iter());
        ids.chain([(DuplicateRule::SameTitle, &self.title)])
            .filter_map(|(rule, key)| Some((rule, key.as_deref()?)))
    }
}

/// The papers that records became.
#[derive(Debug, Default, PartialEq)]
pub struct Merged {
    /// In canonical order.
    pub papers: Vec<Paper>,
    /// In order of the kept id.
    pub duplicates: Vec<Duplicate>,
    /// [`Paper::source`] of each record that was merged into another, in no order.
    pub sources: Vec<u32>,
}

/// Merges records that are one paper, gives every paper its final id, and brings all lists into
/// canonical order. Nothing of it depends on the order of the records.
///
/// Sameness is transitive: a record with the id of one and the title of another joins the two.
pub fn merge(records: Vec<Paper>, dedup: Dedup) -> Merged {
    let keys: Vec<Keys> = records.par_iter().map(Keys::of).collect();
    let roots = Groups::of(&records, &keys, dedup).roots();
    let mut groups: FxHashMap<usize, Vec<(Paper, Keys)>> = FxHashMap::default();
    let mut papers = Vec::with_capacity(records.len());
    let mut sizes = vec![0_u32; roots.len()];
    for &root in &roots {
        sizes[root] += 1;
    }
    for ((record, keys), root) in records.into_iter().zip(keys).zip(roots) {
        if sizes[root] == 1 {
            papers.push(Paper { id: canonical_id(&record.id).into_owned(), ..record });
        } else {
            groups.entry(root).or_default().push((record, keys));
        }
    }
    let groups: Vec<Vec<(Paper, Keys)>> = groups.into_values().collect();
    // Of each merged record: the position of the paper that was kept, and all but its final id.
    let mut merged: Vec<(usize, Duplicate)> = Vec::new();
    let mut sources = Vec::new();
    for group in groups.into_par_iter().map(merge_group).collect::<Vec<_>>() {
        let kept_idx = papers.len();
        papers.push(group.kept);
        merged.extend(group.duplicates.into_iter().map(|other| (kept_idx, other)));
        sources.extend(group.sources);
    }
    fill_ids(&mut papers);
    let mut duplicates: Vec<Duplicate> = merged
        .into_iter()
        .map(|(kept_idx, duplicate)| {
            let kept_id = papers[kept_idx].id.clone();
            // Of two forms of one id, that of the paper.
            let is_same = id_key(&duplicate.merged_id) == id_key(&kept_id);
            let merged_id = if is_same { kept_id.clone() } else { duplicate.merged_id };
            Duplicate { kept_id, merged_id, ..duplicate }
        })
        .collect();
    duplicates.par_sort();
    papers.par_sort_by(|a, b| a.id.cmp(&b.id).then_with(|| content_order(a, b)));
    Merged { papers, duplicates, sources }
}

#[derive(Default)]
struct MergedGroup {
    kept: Paper,
    duplicates: Vec<Duplicate>,
    sources: Vec<u32>,
}

/// The fullest record of a group, completed, and what to report of the others.
fn merge_group(mut group: Vec<(Paper, Keys)>) -> MergedGroup {
    group.sort_by(|(a, _), (b, _)| {
        let by_content = || content_order(a, b).then(a.source.cmp(&b.source));
        fullness(a).cmp(&fullness(b)).then_with(by_content)
    });
    // Of equally fine dates the fullest record's is taken: min_by_key takes the first.
    let date =
        group.iter().filter_map(|(record, _)| record.date).min_by_key(|date| coarseness(*date));
    let rules = shared_rules(&group);
    let mut records = group.into_iter();
    let Some((mut kept, _)) = records.next() else { return MergedGroup::default() };
    kept.date = date;
    let kept_shingles = shingles(&kept.abstract_text);
    let (mut duplicates, mut sources) = (Vec::new(), Vec::new());
    for ((record, _), rule) in records.zip(rules) {
        let merged_id = if record.id.is_empty() {
            slug(&record)
        } else {
            canonical_id(&record.id).into_owned()
        };
        let shingles = shingles(&record.abstract_text);
        let has_both = !shingles.is_empty() && !kept_shingles.is_empty();
        let similarity = has_both.then(|| similarity(&kept_shingles, &shingles));
        sources.push(record.source);
        complete(&mut kept.id, record.id);
        if kept.title.is_empty() {
            kept.title.clone_from(&record.title);
            // Of a record with an abstract, nobody knows which of its texts was repaired.
            if record.abstract_text.is_empty() {
                record.repairs.iter().for_each(|(repair, n)| kept.repairs.add(repair, n));
            }
        }
        complete(&mut kept.abstract_text, record.abstract_text);
        kept.venue = kept.venue.or(record.venue);
        kept.url = kept.url.or(record.url);
        kept.gold = kept.gold.or(record.gold);
        kept.group = kept.group.or(record.group);
        kept.doi = kept.doi.or(record.doi);
        kept.arxiv = kept.arxiv.or(record.arxiv);
        kept.pmid = kept.pmid.or(record.pmid);
        kept.details = merge_details(kept.details, record.details);
        let merged_title = record.title;
        let kept_id = String::new();
        duplicates.push(Duplicate { kept_id, merged_id, merged_title, rule, similarity });
    }
    kept.id = canonical_id(&kept.id).into_owned();
    MergedGroup { kept, duplicates, sources }
}

/// Of each record but the first: by what it is one with the first or, failing that, with any other
/// of the group.
fn shared_rules(group: &[(Paper, Keys)]) -> Vec<DuplicateRule> {
    let Some(((_, kept), others)) = group.split_first() else { return Vec::new() };
    let mut n_with: FxHashMap<(DuplicateRule, &str), usize> = FxHashMap::default();
    for key in group.iter().flat_map(|(_, keys)| keys.rules()) {
        *n_with.entry(key).or_default() += 1;
    }
    let rule = |(_, keys): &(Paper, Keys)| {
        let with_kept = keys.rules().find(|key| kept.rules().any(|other| other == *key));
        let with_any = || keys.rules().find(|key| n_with.get(key).is_some_and(|n| *n > 1));
        with_kept.or_else(with_any).map_or(DuplicateRule::Alike, |(rule, _)| rule)
    };
    others.iter().map(rule).collect()
}

/// The details of a record, completed by those of another.
fn merge_details(kept: Option<Box<Details>>, other: Option<Box<Details>>) -> Option<Box<Details>> {
    let (mut kept, other) = match (kept, other) {
        (Some(kept), Some(other)) => (kept, other),
        (kept, other) => return kept.or(other),
    };
    for (list, other) in [
        (&mut kept.authors, other.authors),
        (&mut kept.keywords, other.keywords),
        (&mut kept.categories, other.categories),
    ] {
        if list.is_empty() {
            *list = other;
        }
    }
    kept.language = kept.language.or(other.language);
    // Sources count what they know of: the one that knows most is nearest to the truth.
    kept.citations = kept.citations.max(other.citations);
    Some(kept)
}

fn complete(field: &mut String, other: String) {
    if field.is_empty() {
        *field = other;
    }
}

/// Sorts the fullest first: by length of the abstract, then by number of fields.
fn fullness(paper: &Paper) -> impl Ord + use<> {
    let n_fields = [
        !paper.title.is_empty(),
        !paper.id.is_empty(),
        paper.date.is_some(),
        paper.venue.is_some(),
        paper.url.is_some(),
    ];
    let n_fields = n_fields.iter().filter(|is_there| **is_there).count();
    Reverse((paper.abstract_text.len(), n_fields))
}

/// 0 for a day, 1 for a month, 2 for a year.
fn coarseness(date: Date) -> usize {
    usize::from(date.day().is_none()) + usize::from(date.month().is_none())
}
