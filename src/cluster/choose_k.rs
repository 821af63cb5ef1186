//! How many themes: candidates are clustered and compared.

use super::agreement::agreement;
use super::kmeans::{Run, best_run, sample_rows};
use super::lloyd::fast_run;
use super::silhouette::mean_silhouette;
use crate::dense::Matrix;
use rayon::prelude::*;

/// Restarts per candidate number in a corpus of `n` papers. The best of a few is a matter of luck,
/// whose steps from one number to the next are as large as those of the curve; in a small corpus
/// more cost little.
fn n_restarts(n: usize) -> u64 {
    (12_000 / n.max(1) as u64).clamp(4, 24)
}

/// A theme of fewer papers is too small to say anything about, least of all a trend.
pub const SMALL: usize = 5;

/// As many themes as would cost all that the best clustering is better than the worst.
const COST: f64 = 65.0;

/// A number of themes that was tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Number of themes.
    pub k: usize,
    /// Mean silhouette of the best run, −1..=1: how well separated its themes are.
    pub silhouette: f64,
    /// Mean stability of the best run's themes over the restarts, 0–1.
    pub stability: f64,
    /// Papers in the smallest theme of the best run.
    pub smallest: usize,
    /// Themes of the best run with fewer than [`SMALL`] papers.
    pub n_small: usize,
    /// What the candidates are ranked by, at most 1: what the clustering is better than the worst
    /// of the candidates, in parts of what the best is, less the cost of its themes to a reader.
    pub score: f64,
}

impl Candidate {
    /// How good the clustering is: its separation, lowered where its themes do not come back from
    /// other starts and where they are too small. The root, since two themes come back from nearly
    /// any start, whether or not the corpus has two.
    fn quality(&self) -> f64 {
        let share_of_large = 1.0 - self.n_small as f64 / self.k as f64;
        self.silhouette * self.stability.sqrt() * share_of_large
    }
}

/// Clusters a corpus (or a sample of it) into every candidate number of themes, ascending.
pub fn candidates(points: &Matrix, seed: u64) -> Vec<Candidate> {
    let points = points.select(&sample_rows(points, seed));
    let tried: Vec<Candidate> = candidate_numbers(points.n_rows())
        .into_par_iter()
        .map(|k| tried(&points, k, seed))
        .collect();
    scored(tried)
}

/// One number of themes, clustered from several starts and not yet scored.
fn tried(points: &Matrix, k: usize, seed: u64) -> Candidate {
    let restarts = 0..n_restarts(points.n_rows());
    let runs: Vec<Run> = restarts.map(|r| fast_run(points, k, seed.wrapping_add(r))).collect();
    let best = best_run(&runs);
    let labels = &runs[best].labels;
    let others: Vec<&[u32]> =
        (0..runs.len()).filter(|&run| run != best).map(|run| runs[run].labels.as_slice()).collect();
    let agreement = agreement(labels, k, &others);
    let mut sizes = vec![0usize; k];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    Candidate {
        k,
        silhouette: mean_silhouette(points, labels),
        stability: agreement.stability.iter().sum::<f64>() / k as f64,
        smallest: sizes.iter().copied().min().unwrap_or(0),
        n_small: sizes.iter().filter(|&&size| size < SMALL).count(),
        score: 0.0,
    }
}

/// The candidates, ascending, with their scores.
///
/// Quality keeps growing with the number of themes where a field has areas within areas, so the
/// largest quality would give as many themes as were tried. What counts is where it stops growing
/// faster than the themes: the knee of the curve, found as by Satopää et al. (2011), "Finding a
/// Kneedle in a Haystack", with the number of themes in parts of [`COST`] instead of the range.
fn scored(mut tried: Vec<Candidate>) -> Vec<Candidate> {
    let quality = smooth(&tried.iter().map(Candidate::quality).collect::<Vec<_>>());
    let worst = quality.iter().copied().fold(f64::INFINITY, f64::min);
    let best = quality.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (candidate, quality) in tried.iter_mut().zip(quality) {
        let gain = if best > worst { (quality - worst) / (best - worst) } else { 0.0 };
        candidate.score = gain - candidate.k as f64 / COST;
    }
    tried
}

/// Each value averaged with its neighbours, which count half: a few starts leave noise.
fn smooth(values: &[f64]) -> Vec<f64> {
    let around = |i: usize| {
        let neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let (sum, weight) = neighbours
            .filter_map(|other| values.get(other))
            .fold((values[i], 1.0), |(sum, weight), value| (sum + 0.5 * value, weight + 0.5));
        sum / weight
    };
    (0..values.len()).map(around).collect()
}

/// The candidates by score, the highest first and of equals the smaller number: the first is the
/// one that is chosen.
pub fn ranked(candidates: &[Candidate]) -> Vec<Candidate> {
    let mut ranked = candidates.to_vec();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.k.cmp(&b.k)));
    ranked
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
                // So near that no start of many puts two centroids into one group.
                let mut row = [0.002 * (i % 11) as f32, 0.002 * (i % 7) as f32, 0.0, 0.0, 0.0];
                row[i % 5] += 1.0;
                row
            })
            .collect();
        let mut points = Matrix::from_vec(120, 5, data);
        points.normalize_rows();
        let found = candidates(&points, 1);
        assert_eq!(ranked(&found)[0].k, 5, "{found:?}");
        let five = found.iter().find(|candidate| candidate.k == 5).unwrap();
        assert_eq!((five.smallest, five.n_small, five.stability), (24, 0, 1.0));
    }
}
