use super::*;
use crate::config::{Auto, Config};
use crate::corpus::{Corpus, Paper};
use crate::pipeline::analyse;
use crate::progress::Progress;
use crate::taxonomy::Taxonomy;

/// Two subjects of eight papers each; the last paper speaks mostly of the second, a little of the
/// first, and a paper without words that others have.
fn analysis() -> Analysis {
    let subjects =
        ["coral reef bleaching algae lagoon", "compiler register bytecode parser linker"];
    let mut papers: Vec<Paper> = (0..16)
        .map(|i| {
            let words: Vec<&str> = subjects[i / 8].split(' ').collect();
            let own: Vec<&str> = (0..4).map(|j| words[(i + j) % 5]).collect();
            Paper {
                id: format!("p{i:02}"),
                title: format!("Paper {i}"),
                abstract_text: own.join(", "),
                ..Default::default()
            }
        })
        .collect();
    papers.push(Paper {
        id: "p16".into(),
        abstract_text: "The compiler, a Register, bytecode, a parser, linker; algae.".into(),
        ..Default::default()
    });
    papers.push(Paper { id: "p17".into(), abstract_text: "unheard".into(), ..Default::default() });
    let mut config = Config::default();
    config.themes.number = Auto::Fixed(2);
    config.text.min_df = Auto::Fixed(2);
    let corpus = Corpus { papers, ..Default::default() };
    analyse(corpus, Taxonomy::default(), &config, &Progress::silent()).unwrap()
}

/// Cosine of a row with the sum of other rows, over dense vectors: the oracle of the sparse sums.
fn plain_cosine(analysis: &Analysis, row: usize, others: &[usize]) -> f64 {
    let dense = |row: usize| {
        let mut values = vec![0.0; analysis.matrix.vocabulary.len()];
        let (columns, weights) = analysis.matrix.weights.row(row);
        columns.iter().zip(weights).for_each(|(&c, &w)| values[c as usize] = f64::from(w));
        values
    };
    let mut sum = vec![0.0; analysis.matrix.vocabulary.len()];
    others.iter().for_each(|&other| sum.iter_mut().zip(dense(other)).for_each(|(s, x)| *s += x));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let own = dense(row);
    product(&own, &sum) / (product(&own, &own) * product(&sum, &sum)).sqrt()
}

#[test]
fn contributions_add_up_to_the_difference_of_two_plain_cosines() {
    let analysis = analysis();
    let members = analysis.clustering.members();
    for row in 0..17 {
        let place = explain(&analysis, row).place.unwrap();
        let Assignment::Theme(member) = analysis.clustering.assignments[row] else { panic!() };
        let others: Vec<usize> =
            members[member.theme].iter().copied().filter(|&other| other != row).collect();
        let theme = plain_cosine(&analysis, row, &others);
        let runner_up = plain_cosine(&analysis, row, &members[member.runner_up.unwrap()]);
        assert!((place.terms.theme - theme).abs() < 1e-6, "{row}: {} {theme}", place.terms.theme);
        assert!((place.terms.runner_up - runner_up).abs() < 1e-6, "{row}");
        let sum: f64 = place.terms.pulls.iter().map(|pull| pull.contribution).sum();
        assert!((sum - (theme - runner_up)).abs() < 1e-6, "{row}: {sum}");
        assert!(place.terms.pulls.is_sorted_by(|a, b| a.contribution >= b.contribution));
    }
}

#[test]
fn each_word_pulls_to_where_it_is_at_home_and_is_written_as_the_paper_writes_it() {
    let place = explain(&analysis(), 16).place.unwrap();
    let of = |word: &str| {
        let found = place.terms.pulls.iter().find(|pull| pull.term == word);
        found.unwrap_or_else(|| panic!("{word} in {:?}", place.terms.pulls)).contribution
    };
    assert!(of("compiler") > 0.0 && of("linker") > 0.0 && of("algae") < 0.0);
    assert_eq!(place.terms.pulls.last().unwrap().term, "algae");
    assert!(place.terms.difference > 0.0 && place.margin.unwrap() > 0.0);
}

#[test]
fn nearest_papers_are_those_of_the_largest_cosine() {
    let analysis = analysis();
    let explanation = explain(&analysis, 3);
    assert_eq!(explanation.nearest.len(), NEAREST);
    let cosines: Vec<f64> = explanation.nearest.iter().map(|near| near.similarity).collect();
    assert!(cosines.is_sorted_by(|a, b| a >= b));
    let points = &analysis.embedding.points;
    let nearer = (0..17)
        .filter(|&other| other != 3)
        .filter(|&other| f64::from(dot(points.row(3), points.row(other))) > cosines[NEAREST - 1]);
    assert!(nearer.count() < NEAREST);
    assert!(explanation.nearest.iter().all(|near| near.paper_id != "p03"));
    assert_eq!(explanation.nearest[0].theme_id, Some(explanation.place.unwrap().theme.theme_id));
}

#[test]
fn a_paper_without_terms_is_unclustered_and_near_to_none() {
    let explanation = explain(&analysis(), 17);
    assert_eq!((explanation.place, explanation.nearest.len()), (None, 0));
}
