//! How many themes: candidates are clustered and compared.

use super::agreement::agreement;
use super::kmeans::{Run, best_run, sample_rows};
use super::lloyd::fast_run;
use super::silhouette::mean_silhouette;
use crate::dense::Matrix;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Restarts per candidate number.
const RESTARTS: u64 = 4;

/// A number of themes that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Number of themes.
    pub k: usize,
    /// Mean silhouette of the best run, −1..=1.
    pub silhouette: f64,
    /// Mean stability of the best run's themes over the restarts, 0–1.
    pub stability: f64,
}

impl Candidate {
    /// What the candidates are ranked by.
    pub fn score(&self) -> f64 {
        self.silhouette
    }
}

/// Clusters a corpus (or a sample of it) into every candidate number of themes, ascending.
pub fn candidates(points: &Matrix, seed: u64) -> Vec<Candidate> {
    let points = points.select(&sample_rows(points, seed));
    candidate_numbers(points.n_rows())
        .into_par_iter()
        .map(|k| {
            let runs: Vec<Run> =
                (0..RESTARTS).map(|r| fast_run(&points, k, seed.wrapping_add(r))).collect();
            let best = best_run(&runs);
            let others: Vec<&[u32]> = (0..runs.len())
                .filter(|&run| run != best)
                .map(|run| runs[run].labels.as_slice())
                .collect();
            let agreement = agreement(&runs[best].labels, k, &others);
            Candidate {
                k,
                silhouette: mean_silhouette(&points, &runs[best].labels),
                stability: agreement.stability.iter().sum::<f64>() / k as f64,
            }
        })
        .collect()
}

/// The candidate of the highest score, the smallest of equals.
pub fn best_candidate(candidates: &[Candidate]) -> Option<usize> {
    let better = |best: Candidate, next: &Candidate| {
        if next.score() > best.score() { *next } else { best }
    };
    let first = *candidates.first()?;
    Some(candidates.iter().fold(first, better).k)
}

/// Numbers worth trying for `n` papers: from 2, each about a fifth above the last, so that a theme
/// has eight papers on average, and at most 60, which is what a reader can take in.
fn candidate_numbers(n: usize) -> Vec<usize> {
    let most = (n / 8).clamp(2, 60).min(n.max(1));
    let mut numbers = Vec::new();
    let mut k = 2usize.min(n.max(1));
    while k <= most {
        numbers.push(k);
        k = (k + 1).max((k as f64 * 1.2).round() as usize);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend_within_what_the_corpus_carries() {
        assert_eq!(candidate_numbers(1), [1]);
        assert_eq!(candidate_numbers(5), [2]);
        assert_eq!(candidate_numbers(80), [2, 3, 4, 5, 6, 7, 8, 10]);
        let large = candidate_numbers(100_000);
        assert!(large.is_sorted_by(|a, b| a < b) && *large.last().unwrap() <= 60);
    }

    #[test]
    fn as_many_themes_as_there_are_groups() {
        let data: Vec<f32> = (0..120)
            .flat_map(|i| {
                let mut row = [0.02 * (i % 11) as f32, 0.02 * (i % 7) as f32, 0.0, 0.0, 0.0];
                row[i % 5] += 1.0;
                row
            })
            .collect();
        let mut points = Matrix::from_vec(120, 5, data);
        points.normalize_rows();
        let found = candidates(&points, 1);
        assert_eq!(best_candidate(&found), Some(5), "{found:?}");
    }
}
