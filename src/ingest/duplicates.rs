//! Records of the same paper become one: the fullest, completed from the others.

use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::identity::{canonical_id, content_order, fill_ids, id_key, slug, title_key};
use crate::corpus::{Date, Details, Duplicate, DuplicateRule, Paper};

/// What two records of one paper have in common.
struct Keys {
    id: Option<String>,
    title: Option<String>,
}

/// Merges records with the same id or the same title, gives every paper its final id, and brings
/// both lists into canonical order. Nothing of it depends on the order of the records.
///
/// Sameness is transitive: a record with the id of one and the title of another joins the two.
pub fn merge(records: Vec<Paper>) -> (Vec<Paper>, Vec<Duplicate>) {
    let keys: Vec<Keys> = records
        .par_iter()
        .map(|record| Keys { id: id_key(&record.id), title: title_key(&record.title) })
        .collect();
    let roots = Groups::of(&keys).roots();
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
    // Of each merged record: the position of the paper that was kept, and all but its final id.
    let mut merged: Vec<(usize, Duplicate)> = Vec::new();
    for group in groups.into_values() {
        let kept_idx = papers.len();
        let (kept, others) = merge_group(group);
        papers.push(kept);
        merged.extend(others.into_iter().map(|other| (kept_idx, other)));
    }
    fill_ids(&mut papers);
    let mut duplicates: Vec<Duplicate> = merged
        .into_iter()
        .map(|(kept_idx, duplicate)| {
            let kept_id = papers[kept_idx].id.clone();
            let merged_id = match duplicate.rule {
                DuplicateRule::SameId => kept_id.clone(),
                DuplicateRule::SameTitle => duplicate.merged_id,
            };
            Duplicate { kept_id, merged_id, ..duplicate }
        })
        .collect();
    duplicates.par_sort();
    papers.par_sort_by(|a, b| a.id.cmp(&b.id).then_with(|| content_order(a, b)));
    (papers, duplicates)
}

/// The fullest record of a group, completed, and what to report of the others.
fn merge_group(mut group: Vec<(Paper, Keys)>) -> (Paper, Vec<Duplicate>) {
    group.sort_by(|(a, _), (b, _)| fullness(a).cmp(&fullness(b)).then_with(|| content_order(a, b)));
    // Of equally fine dates the fullest record's is taken: min_by_key takes the first.
    let date =
        group.iter().filter_map(|(record, _)| record.date).min_by_key(|date| coarseness(*date));
    let mut records = group.into_iter();
    let Some((mut kept, kept_keys)) = records.next() else { return Default::default() };
    kept.date = date;
    let mut duplicates = Vec::new();
    for (record, keys) in records {
        let rule = match (&keys.id, &kept_keys.id) {
            (Some(id), Some(kept_id)) if id == kept_id => DuplicateRule::SameId,
            _ => DuplicateRule::SameTitle,
        };
        let merged_id = if record.id.is_empty() {
            slug(&record)
        } else {
            canonical_id(&record.id).into_owned()
        };
        complete(&mut kept.id, record.id);
        if kept.title.is_empty() {
            kept.title.clone_from(&record.title);
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
        duplicates.push(Duplicate { kept_id: String::new(), merged_id, merged_title, rule });
    }
    kept.id = canonical_id(&kept.id).into_owned();
    (kept, duplicates)
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
    /// Joins records with an equal key.
    fn of(keys: &[Keys]) -> Self {
        let mut groups = Groups { parent: (0..keys.len()).collect() };
        let mut first_with_id: FxHashMap<&str, usize> = FxHashMap::default();
        let mut first_with_title: FxHashMap<&str, usize> = FxHashMap::default();
        for (record_idx, keys) in keys.iter().enumerate() {
            for (key, first_with) in
                [(&keys.id, &mut first_with_id), (&keys.title, &mut first_with_title)]
            {
                if let Some(key) = key {
                    let first = *first_with.entry(key).or_insert(record_idx);
                    groups.join(first, record_idx);
                }
            }
        }
        groups
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
        };
        assert_eq!(duplicates, [expected]);
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
        assert!(duplicates.iter().all(|d| d.rule == DuplicateRule::SameTitle));
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
}
