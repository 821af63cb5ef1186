//! K-means at speed: our own seeding, and our own iteration for the many numbers of themes that
//! are tried.
//!
//! linfa's k-means compares points with centroids one pair at a time; here one point meets all
//! centroids in a blocked product. The tests hold the result against linfa's.

use super::kmeans::{FIT_LIMIT, Run, assign, means, sample_rows};
use crate::dense::Matrix;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Iterations of a run; the last ones move a handful of points.
const MAX_ITERATIONS: usize = 40;

/// Passes over a whole corpus after the iteration on a sample.
const REFINEMENTS: usize = 3;

/// One k-means run from a seeded k-means++ start. A corpus beyond [`FIT_LIMIT`] papers is fitted
/// on a seeded sample (the same one for every seed) and refined as a whole.
///
/// `points` are unit rows; 1 ≤ k ≤ n.
pub fn fast_run(points: &Matrix, k: usize, seed: u64) -> Run {
    if points.n_rows() <= FIT_LIMIT {
        return iterate(points, start(points, k, seed), MAX_ITERATIONS);
    }
    let sample = points.select(&sample_rows(points, 0));
    let fitted = iterate(&sample, start(&sample, k, seed), MAX_ITERATIONS);
    iterate(points, fitted.centroids, REFINEMENTS)
}

/// Lloyd's iteration until no label changes.
fn iterate(points: &Matrix, centroids: Matrix, max_iterations: usize) -> Run {
    let mut run = assign(points, centroids);
    for _ in 0..max_iterations {
        let next = assign(points, means(points, &run.labels, &run.centroids));
        let has_converged = next.labels == run.labels;
        run = next;
        if has_converged {
            break;
        }
    }
    run
}

/// k-means++ (Arthur & Vassilvitskii 2007): each centroid is a point drawn with a probability in
/// proportion to its squared distance from the centroids so far. `points` are unit rows, not none.
pub fn start(points: &Matrix, k: usize, seed: u64) -> Matrix {
    let n = points.n_rows();
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut chosen = vec![rng.gen_range(0..n)];
    let mut distances = vec![f32::INFINITY; n];
    let mut cosines = vec![0.0; n];
    while chosen.len() < k {
        let last = points.row(chosen[chosen.len() - 1]);
        points.dot_rows(last, 0, &mut cosines);
        for (distance, cosine) in distances.iter_mut().zip(&cosines) {
            *distance = distance.min((2.0 - 2.0 * cosine).max(0.0));
        }
        let total: f64 = distances.iter().map(|&d| f64::from(d)).sum();
        let mut left = rng.r#gen::<f64>() * total;
        let drawn = distances.iter().position(|&distance| {
            left -= f64::from(distance);
            left < 0.0
        });
        // With all points on centroids already (or by rounding at the end) any point does.
        chosen.push(drawn.unwrap_or(chosen.len() % n));
    }
    points.select(&chosen)
}

#[cfg(test)]
mod tests {
    use super::super::kmeans::{best_run, kmeans_runs};
    use super::*;

    /// Points of six loose groups on the sphere.
    fn points() -> Matrix {
        let mut rng = Xoshiro256Plus::seed_from_u64(4);
        let data = (0..600 * 8)
            .map(|i| 0.9 * (rng.r#gen::<f32>() - 0.5) + if i % 8 == i / 8 % 6 { 1.0 } else { 0.0 })
            .collect();
        let mut points = Matrix::from_vec(600, 8, data);
        points.normalize_rows();
        points
    }

    #[test]
    fn the_best_of_some_runs_is_as_good_as_linfas() {
        let points = points();
        let linfa = kmeans_runs(&points, 6, 5, 1).unwrap();
        let linfa = &linfa[best_run(&linfa)];
        let own: Vec<Run> = (0..5).map(|seed| fast_run(&points, 6, seed)).collect();
        let own = &own[best_run(&own)];
        assert!(
            (own.inertia / linfa.inertia - 1.0).abs() < 1e-4,
            "{} {}",
            own.inertia,
            linfa.inertia
        );
        // The same groups under other numbers.
        let mut pairs: Vec<(u32, u32)> =
            own.labels.iter().copied().zip(linfa.labels.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.len() <= 8, "{pairs:?}");
    }

    #[test]
    fn a_run_depends_on_its_seed_only() {
        let points = points();
        assert_eq!(fast_run(&points, 9, 3), fast_run(&points, 9, 3));
    }

    #[test]
    fn as_many_centroids_as_asked_for_even_of_equal_points() {
        let same = Matrix::from_vec(4, 2, [1.0, 0.0].repeat(4));
        assert_eq!(fast_run(&same, 3, 0).centroids.n_rows(), 3);
    }
}
