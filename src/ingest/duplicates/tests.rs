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

/// An editorial of a year: its DOI and the names of its authors.
fn editorial(doi: &str, authors: &[&str]) -> Paper {
    let record = dated(paper("", "Introduction to the special issue", ""), 2020, None);
    let families = super::super::families::families(authors.iter().copied());
    Paper { doi: Some(doi.to_owned()).filter(|doi| !doi.is_empty()), families, ..record }
}

fn n_papers(records: &[Paper]) -> usize {
    let n = merge(records.to_vec()).0.len();
    let backwards: Vec<Paper> = records.iter().rev().cloned().collect();
    assert_eq!(merge(backwards).0.len(), n);
    n
}

#[test]
fn two_dois_are_two_papers_where_nothing_but_the_title_is_shared() {
    let (a, b) = (editorial("10.1234/a", &["Ann Lee"]), editorial("10.1234/b", &["Bo Chen"]));
    assert_eq!(n_papers(&[a.clone(), b.clone()]), 2);
    assert_eq!(n_papers(&[a.clone(), editorial("10.1234/c", &["Lee, A."]), b.clone()]), 2);
    assert_eq!(n_papers(&[a.clone(), editorial("10.1234/A", &[])]), 1);
    for preprint in ["10.48550/arXiv.2401.00010", "10.1101/2020.01.01.1", "10.31234/osf.io/x"] {
        assert_eq!(n_papers(&[a.clone(), editorial(preprint, &["Bo Chen"])]), 1, "{preprint}");
    }
    let with =
        |record: &Paper, text: &str| Paper { abstract_text: text.to_owned(), ..record.clone() };
    let words = |n: usize| (0..n).map(|i| format!("word{i} ")).collect::<String>();
    assert_eq!(n_papers(&[with(&a, "We edit."), with(&b, "We edit.")]), 1);
    assert_eq!(n_papers(&[with(&a, &words(100)), with(&b, &words(99))]), 1);
    assert_eq!(n_papers(&[with(&a, &words(100)), with(&b, "We edit.")]), 2);
    assert_eq!(n_papers(&[with(&a, "We edit."), b]), 2);
}

#[test]
fn a_record_without_a_doi_joins_those_that_it_can_be_told_to_be_of() {
    let (a, b) = (editorial("10.1234/a", &["Ann Lee"]), editorial("10.1234/b", &["Bo Chen"]));
    let nobody = editorial("", &[]);
    assert_eq!(n_papers(&[a.clone(), nobody.clone()]), 1);
    assert_eq!(n_papers(&[a.clone(), b.clone(), editorial("", &["Chen B"])]), 2);
    assert_eq!(n_papers(&[a.clone(), b.clone(), nobody.clone(), nobody.clone()]), 3);
    assert_eq!(n_papers(&[a, editorial("10.1234/b", &["Lee A"]), nobody]), 1);
}
