//! The words of a paper that pull it to one theme or another.

use crate::cluster::Clustering;
use crate::label::Casing;
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// What a term adds to the difference of two cosines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermPull {
    /// As the paper writes it.
    pub term: String,
    /// Above zero: towards the paper's theme; below: towards the runner-up.
    pub contribution: f64,
}

/// How near a paper is to its theme and to the runner-up in terms alone.
///
/// A score is the cosine of the paper's TF-IDF row with the sum of those of a theme's *other*
/// papers (with itself among them, every rare word would speak for where it is). It is a sum over
/// the terms of the paper, and so is the difference of two scores: each term's part in it is its
/// contribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermScores {
    /// Cosine with the paper's theme, 0–1.
    pub theme: f64,
    /// Cosine with the runner-up, 0–1; 0 where there is none.
    pub runner_up: f64,
    /// The first less the second: the sum of the contributions of all terms.
    pub difference: f64,
    /// Every term of the paper that contributes, the largest contribution first.
    pub pulls: Vec<TermPull>,
}

/// Scores the paper in this row against its theme and the runner-up.
pub fn term_scores(
    corpus: &TokenizedCorpus,
    matrix: &TermMatrix,
    clustering: &Clustering,
    row: usize,
    theme: usize,
    runner_up: Option<usize>,
) -> TermScores {
    let members = clustering.members();
    let centre = |theme: usize| centre_without(matrix, &members[theme], row);
    let own = centre(theme);
    let other = runner_up.map(centre);
    let names = names(corpus, matrix, row);

    let (columns, weights) = matrix.weights.row(row);
    let (mut score, mut runner_up_score) = (0.0, 0.0);
    let mut pulls: Vec<(u32, f64)> = Vec::new();
    for (&column, &weight) in columns.iter().zip(weights) {
        let part = |centre: &[f64]| f64::from(weight) * centre[column as usize];
        let (to_theme, to_other) = (part(&own), other.as_deref().map_or(0.0, part));
        score += to_theme;
        runner_up_score += to_other;
        if to_theme != to_other {
            pulls.push((column, to_theme - to_other));
        }
    }
    pulls.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let pulls = pulls
        .into_iter()
        .map(|(column, contribution)| {
            let stems = &matrix.vocabulary.terms()[column as usize].stems;
            let term = names.get(&column).cloned().unwrap_or_else(|| stems.join(" "));
            TermPull { term, contribution }
        })
        .collect();
    TermScores {
        theme: score,
        runner_up: runner_up_score,
        difference: score - runner_up_score,
        pulls,
    }
}

/// The direction of the sum of the members' weights, one of them left out; zeros where no other is.
fn centre_without(matrix: &TermMatrix, members: &[usize], left_out: usize) -> Vec<f64> {
    let mut sum = vec![0.0f64; matrix.vocabulary.len()];
    for &paper in members.iter().filter(|&&paper| paper != left_out) {
        let (columns, weights) = matrix.weights.row(paper);
        for (&column, &weight) in columns.iter().zip(weights) {
            sum[column as usize] += f64::from(weight);
        }
    }
    let norm = sum.iter().map(|x| x * x).sum::<f64>().sqrt();
    if norm > 0.0 {
        sum.iter_mut().for_each(|x| *x /= norm);
    }
    sum
}

/// How the paper writes each of its terms: as in its abstract first, else as in its title.
fn names(corpus: &TokenizedCorpus, matrix: &TermMatrix, row: usize) -> FxHashMap<u32, String> {
    let casing = Casing::learn(corpus);
    let index = matrix.vocabulary.index(corpus);
    let paper = &corpus.papers[row];
    let mut names = FxHashMap::default();
    for tokens in [paper.body(), paper.title()] {
        index.terms(tokens, corpus, |column, at| {
            names.entry(column).or_insert_with(|| casing.write(&tokens[at], corpus));
        });
    }
    names
}
