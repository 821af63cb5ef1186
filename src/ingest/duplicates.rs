//! Records of the same paper become one: the fullest, completed from the others.

use std::cmp::Reverse;
use std::fmt;

use clap::ValueEnum;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::identity::{canonical_id, content_order, fill_ids, id_key, slug, title_key};
use super::near::{alike, shingles, similarity};
use crate::corpus::{Date, Details, Duplicate, DuplicateRule, Paper};

/// Jaccard similarity of abstracts from which two records are one paper.
const LEAST_SIMILARITY: f64 = 0.8;

/// Years that the forms of one paper, such as preprint and article, may be apart for their title to
/// join them: titles such as `Editorial` come back.
const MAX_YEARS_APART: u16 = 1;

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

/// Disjoint sets of records: each points to an earlier one of its set, the first to itself.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    /// Joins records that are one paper.
    fn of(records: &[Paper], keys: &[Keys], dedup: Dedup) -> Self {
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

    fn roots(mut self) -> Vec<usize> {
        (0..self.parent.len()).map(|record_idx| self.root(record_idx)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Repair;

    fn merge(records: Vec<Paper>) -> (Vec<Paper>, Vec<Duplicate>) {
        let Merged { papers, duplicates, .. } = super::merge(records, Dedup::Usual);
        (papers, duplicates)
    }

    fn paper(id: &str, title: &str, abstract_text: &str) -> Paper {
        Paper {
            id: id.to_owned(),
            title: title.to_owned(),
            abstract_text: abstract_text.to_owned(),
            ..Paper::default()
        }
    }

    fn dated(paper: Paper, year: u16, month: Option<u8>) -> Paper {
        Paper { date: Date::new(year, month, None), ..paper }
    }

    #[test]
    fn the_fullest_is_kept_and_completed() {
        let long = dated(paper("x1", "Deep Nets", "A longer abstract."), 2024, None);
        let mut short = dated(paper("X1", "Deep nets!", "Short."), 2023, Some(5));
        short.url = Some("https://example.org".to_owned());
        let (papers, duplicates) = merge(vec![short.clone(), long.clone()]);
        assert_eq!(papers.len(), 1);
        assert_eq!((papers[0].id.as_str(), papers[0].url.clone()), ("x1", short.url.clone()));
        assert_eq!(papers[0].abstract_text, "A longer abstract.");
        assert_eq!(papers[0].date, Date::new(2023, Some(5), None));
        let expected = Duplicate {
            kept_id: "x1".to_owned(),
            merged_id: "x1".to_owned(),
            merged_title: "Deep nets!".to_owned(),
            rule: DuplicateRule::SameId,
            similarity: None,
        };
        assert_eq!(duplicates, [expected]);
    }

    #[test]
    fn the_repairs_of_a_title_come_with_it() {
        let long = paper("x1", "", "A longer abstract.");
        let mut titled = paper("x1", "Deep nets", "");
        titled.repairs.add(Repair::Markup, 2);
        let (papers, _) = merge(vec![long, titled]);
        let repairs: Vec<_> = papers[0].repairs.iter().collect();
        assert_eq!((papers[0].title.as_str(), repairs), ("Deep nets", vec![(Repair::Markup, 2)]));
    }

    #[test]
    fn sameness_is_transitive() {
        let records = vec![
            paper("a", "First title", "A."),
            paper("b", "Second title", "A longer one."),
            paper("a", "Second Title", ""),
        ];
        let (papers, duplicates) = merge(records);
        assert_eq!(papers.len(), 1);
        assert_eq!(papers[0].id, "b");
        let merged: Vec<&str> = duplicates.iter().map(|d| d.merged_id.as_str()).collect();
        assert_eq!(merged, ["a", "a"]);
        // The first is one with the third by its id, the third with the second by its title.
        let rules: Vec<DuplicateRule> = duplicates.iter().map(|d| d.rule).collect();
        assert_eq!(rules, [DuplicateRule::SameId, DuplicateRule::SameTitle]);
    }

    #[test]
    fn different_papers_stay_apart() {
        let records = vec![
            paper("", "", "An abstract."),
            paper("", "", "An abstract."),
            paper("", "LSA", "One."),
            paper("", "lsa", "Two."),
        ];
        let (papers, duplicates) = merge(records);
        assert_eq!((papers.len(), duplicates.len()), (4, 0));
        assert!(papers.windows(2).all(|pair| pair[0].id < pair[1].id));
    }

    #[test]
    fn a_paper_takes_the_id_of_its_duplicate() {
        let records =
            vec![paper("", "Deep nets", "Longer text."), paper("2401.00010", "Deep nets", "")];
        let (papers, duplicates) = merge(records);
        assert_eq!(papers[0].id, "arXiv:2401.00010");
        assert_eq!(duplicates[0].rule, DuplicateRule::SameTitle);
    }

    #[test]
    fn the_order_of_records_does_not_matter() {
        let mut records = Vec::new();
        for number in 0..60_usize {
            let (id, title) = (number % 17, number * 7 % 23);
            let id = if number % 3 == 0 { String::new() } else { format!("id{id}") };
            let text = "word ".repeat(number % 4);
            records.push(dated(
                paper(&id, &format!("Title {title}"), &text),
                2000 + (number % 5) as u16,
                (number % 2 == 0).then_some(3),
            ));
        }
        let expected = merge(records.clone());
        for step in [7, 11, 13, 59] {
            let shuffled = (0..60).map(|at| records[at * step % 60].clone()).collect();
            assert_eq!(merge(shuffled), expected);
        }
        records.reverse();
        assert_eq!(merge(records), expected);
    }

    #[test]
    fn every_identifier_joins_and_is_named() {
        let mut a = paper("W1", "First title", "A longer abstract.");
        (a.doi, a.pmid) = (Some("10.1234/X".into()), Some(17));
        let mut b = paper("17", "Second title", "");
        b.pmid = Some(17);
        let mut c = paper("W2", "Third title", "");
        c.doi = Some("10.1234/x".into());
        let (papers, duplicates) = merge(vec![a, b, c]);
        assert_eq!(papers.len(), 1);
        let rules: Vec<DuplicateRule> = duplicates.iter().map(|d| d.rule).collect();
        assert_eq!(rules, [DuplicateRule::SamePmid, DuplicateRule::SameDoi]);
    }

    #[test]
    fn rows_of_two_files_that_are_numbered_alike_are_two_papers() {
        let mut records = vec![paper("1", "First title", "A."), paper("1", "Second title", "B.")];
        assert_eq!(merge(records.clone()).0.len(), 1);
        records[1].source = 1;
        let ids: Vec<String> = merge(records).0.into_iter().map(|paper| paper.id).collect();
        assert_eq!(ids, ["1", "1-2"]);
    }

    #[test]
    fn titles_join_where_the_years_fit() {
        let records = |years: &[u16]| -> Vec<Paper> {
            let record = |&year: &u16| dated(paper("", "Editorial", ""), year, None);
            years.iter().map(record).collect()
        };
        assert_eq!(merge(records(&[2001, 2002, 2010])).0.len(), 2);
        assert_eq!(merge(records(&[2001, 2003])).0.len(), 2);
        let with_undated = |years: &[u16]| {
            let mut records = records(years);
            records.push(paper("", "editorial!", ""));
            merge(records).0.len()
        };
        assert_eq!((with_undated(&[2001]), with_undated(&[2001, 2010])), (1, 3));
    }

    #[test]
    fn each_level_joins_by_more() {
        let words = |n: usize| (0..n).map(|i| format!("word{i} ")).collect::<String>();
        let mut records = vec![
            paper("a", "A title", &words(100)),
            paper("A", "Another title", ""),
            paper("c", "A Title", ""),
            paper("d", "A third title", &words(99)),
        ];
        records[0].source = 7;
        let n = |dedup| super::merge(records.clone(), dedup).papers.len();
        let all = [Dedup::None, Dedup::Strict, Dedup::Usual, Dedup::Near];
        assert_eq!(all.map(n), [4, 3, 2, 1]);
        let near = super::merge(records.clone(), Dedup::Near);
        let alike = near.duplicates.iter().find(|d| d.rule == DuplicateRule::Alike).unwrap();
        assert_eq!(alike.merged_id, "d");
        assert!((0.98..1.0).contains(&alike.similarity.unwrap().value()));
        assert_eq!(near.sources, [0, 0, 0]);
        let ids: Vec<String> =
            super::merge(records.clone(), Dedup::None).papers.into_iter().map(|p| p.id).collect();
        assert_eq!(ids, ["A", "a", "c", "d"]);
    }

    /// `cargo test --release --lib a_million_records -- --ignored --nocapture` measures.
    #[test]
    #[ignore = "takes a minute and three gigabytes"]
    fn a_million_records_are_merged_in_seconds() {
        // SplitMix64: the words of two papers have nothing to do with each other, and no two papers
        // have the words of one.
        let drawn = |of: u64, n: u64| {
            let state = (of * 1000 + n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        let record = |i: u64| {
            // One in ten is an earlier record again: without its ids, and with an edit.
            let (of, is_copy) = if i % 10 == 9 { (i - 9, true) } else { (i, false) };
            let words = |n: std::ops::Range<u64>| -> String {
                n.map(|n| format!("word{} ", drawn(of, n) % 30_011)).collect()
            };
            let mut record = paper("", &words(0..10), &words(10..130));
            if is_copy {
                record.abstract_text += "and more";
            } else {
                record.doi = Some(format!("10.1234/{of}"));
                record.pmid = Some(of + 1);
            }
            if is_copy && i % 20 == 19 {
                record.title = format!("Another title of {of}");
            }
            record
        };
        let records: Vec<Paper> = (0..1_000_000_u64).into_par_iter().map(record).collect();
        for (dedup, n_papers, seconds) in [
            (Dedup::Strict, 1_000_000, 20.0),
            (Dedup::Usual, 950_000, 20.0),
            (Dedup::Near, 900_000, 60.0),
        ] {
            let records = records.clone();
            let start = std::time::Instant::now();
            let merged = super::merge(records, dedup);
            let taken = start.elapsed().as_secs_f64();
            eprintln!("{dedup}: {} papers in {taken:.1} s", merged.papers.len());
            assert_eq!(merged.papers.len(), n_papers, "{dedup}");
            assert!(taken < seconds, "{dedup} took {taken:.1} s");
        }
    }
}
