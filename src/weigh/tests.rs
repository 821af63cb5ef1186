use super::*;
use crate::corpus::{Corpus, Paper};
use crate::tokenize::{Language, Stems, tokenize};
use serde::Deserialize;
use std::collections::BTreeMap;

const PLAN: VocabularyPlan = VocabularyPlan { min_df: 1, max_df: 1.0, max_terms: 1000 };

fn read(papers: &[(&str, &str)]) -> TokenizedCorpus {
    let papers = papers
        .iter()
        .map(|(title, body)| Paper {
            title: title.to_string(),
            abstract_text: body.to_string(),
            ..Paper::default()
        })
        .collect();
    tokenize(&Corpus { papers, ..Corpus::default() }, &Stems::new(Language::English, &[]))
}

fn row(matrix: &TermMatrix, row: usize) -> BTreeMap<String, f64> {
    let (columns, values) = matrix.weights.row(row);
    let name = |column: u32| matrix.vocabulary.terms()[column as usize].stems.join(" ");
    columns.iter().zip(values).map(|(&c, &v)| (name(c), f64::from(v))).collect()
}

#[derive(Deserialize)]
struct TfidfFixture {
    documents: Vec<String>,
    min_df: usize,
    max_df: f64,
    rows: Vec<BTreeMap<String, f64>>,
}

#[test]
fn weights_equal_those_of_scikit_learn() {
    let fixture: TfidfFixture =
        serde_json::from_str(include_str!("../../tests/fixtures/tfidf.json")).unwrap();
    let documents: Vec<(&str, &str)> =
        fixture.documents.iter().map(|text| ("", text.as_str())).collect();
    let vocabulary =
        VocabularyPlan { min_df: fixture.min_df, max_df: fixture.max_df, max_terms: 1000 };
    let matrix = weigh(&read(&documents), &WeighPlan { vocabulary, title_weight: 1.0 }).unwrap();
    for (i, expected) in fixture.rows.iter().enumerate() {
        let found = row(&matrix, i);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (term, weight) in expected {
            assert!((found[term] - weight).abs() < 1e-6, "{term}: {} {weight}", found[term]);
        }
    }
}

#[test]
fn a_title_counts_as_often_as_it_weighs() {
    let plan = |title_weight| WeighPlan { vocabulary: PLAN, title_weight };
    let split = weigh(&read(&[("pruning", "weights"), ("x1", "y1")]), &plan(3.0)).unwrap();
    let said = weigh(&read(&[("", "pruning, pruning, pruning, weights"), ("", "x1")]), &plan(1.0));
    assert_eq!(row(&split, 0), row(&said.unwrap(), 0));
}

#[test]
fn rows_are_of_unit_length_or_empty() {
    let corpus = read(&[("a", "pruning weights fast"), ("", "the of"), ("caches", "")]);
    let matrix = weigh(&corpus, &WeighPlan { vocabulary: PLAN, title_weight: 2.0 }).unwrap();
    assert_eq!(matrix.empty_papers().collect::<Vec<_>>(), [1]);
    for paper in [0, 2] {
        let norm: f32 = matrix.weights.row(paper).1.iter().map(|v| v * v).sum();
        assert!((norm - 1.0).abs() < 1e-6);
    }
}

#[test]
fn the_most_frequent_terms_stay_when_they_are_too_many() {
    let corpus = read(&[("", "alpha, beta"), ("", "alpha, gamma"), ("", "alpha, beta")]);
    let plan = VocabularyPlan { max_terms: 2, ..PLAN };
    let vocabulary = Vocabulary::learn(&corpus, &plan).unwrap();
    let names: Vec<String> = vocabulary.terms().iter().map(|t| t.stems.concat()).collect();
    assert_eq!(names, ["alpha", "beta"]);
    assert_eq!((vocabulary.document_frequency(0), vocabulary.document_frequency(1)), (3, 2));
}

#[test]
fn no_term_is_an_error_with_a_remedy() {
    let corpus = read(&[("", "alpha"), ("", "beta")]);
    let plan = VocabularyPlan { min_df: 2, ..PLAN };
    let message = Vocabulary::learn(&corpus, &plan).unwrap_err().to_string();
    assert!(message.contains("--min-df"), "{message}");
}

#[test]
fn new_papers_are_weighed_over_the_old_vocabulary() {
    let plan = WeighPlan { vocabulary: PLAN, title_weight: 1.0 };
    let matrix = weigh(&read(&[("", "alpha beta"), ("", "alpha gamma")]), &plan).unwrap();
    let fresh = Weigher::new(&matrix.vocabulary, 1.0).weigh(&read(&[("", "zeta alpha beta")]));
    let old = Weigher::new(&matrix.vocabulary, 1.0).weigh(&read(&[("", "alpha beta")]));
    assert_eq!(fresh, old);
}
