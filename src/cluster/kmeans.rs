//! K-means: linfa's algorithm on as many papers as it handles quickly, our own assignment for the
//! rest.
//!
//! One linfa run per restart, each with a seed of its own: with `n_runs > 1` linfa 0.8 returns the
//! best run's centroids beside the last run's memberships, and its K-means‖ start depends on the
//! number of threads, so both are avoided.

use super::lloyd::start;
use crate::dense::{Matrix, add_scaled, dot, largest, normalize};
use crate::error::{Error, Result};
use crate::sample::sample;
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use linfa_nn::distance::L2Dist;
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// Papers linfa fits on; a larger corpus gives a seeded sample this large, and Lloyd's iteration
/// goes on over all papers with our own kernel.
pub const FIT_LIMIT: usize = 6_000;

/// Papers linfa fits on in each of many runs.
pub const QUICK_FIT_LIMIT: usize = 500;

/// Iterations of linfa's fit.
const MAX_ITERATIONS: u64 = 100;

/// Iterations of a fit that our own kernel goes on from.
const QUICK_ITERATIONS: u64 = 5;

/// Passes over the whole corpus after a fit on a sample.
const REFINEMENTS: usize = 5;

/// Movement of the centroids (Frobenius norm) below which a fit has converged.
const TOLERANCE: f32 = 1e-4;

/// Papers a worker assigns at a time; no result depends on it.
const BLOCK: usize = 256;

/// One restart: centroids of unit length and each point's nearest.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// `k × d`, unit rows.
    pub centroids: Matrix,
    /// Nearest centroid of every point.
    pub labels: Vec<u32>,
    /// Sum over points of the squared distance to their centroid.
    pub inertia: f64,
}

/// `n_restarts` k-means runs with seeds `seed`, `seed + 1`, …; they differ only by their starts.
///
/// # Errors
/// When linfa refuses the data (it cannot, for finite points and 1 ≤ k ≤ n).
pub fn kmeans_runs(points: &Matrix, k: usize, n_restarts: usize, seed: u64) -> Result<Vec<Run>> {
    let sample = (points.n_rows() > FIT_LIMIT).then(|| points.select(&sample_rows(points, seed)));
    let fitted_on = sample.as_ref().unwrap_or(points);
    (0..n_restarts as u64)
        .into_par_iter()
        .map(|restart| {
            let start = linfa_centroids(fitted_on, k, seed.wrapping_add(restart), MAX_ITERATIONS)?;
            let mut run = assign(points, start);
            if sample.is_some() {
                for _ in 0..REFINEMENTS {
                    run = assign(points, means(points, &run.labels, &run.centroids));
                }
            }
            Ok(run)
        })
        .collect()
}

/// The centroids of one k-means run that sees only some of the points. linfa fits on up to
/// [`QUICK_FIT_LIMIT`] of the seen points, and our own kernel goes on over all of them.
///
/// # Errors
/// As [`kmeans_runs`].
pub fn kmeans_run(points: &Matrix, seen: &[usize], k: usize, seed: u64) -> Result<Matrix> {
    let limit = QUICK_FIT_LIMIT.max(10 * k);
    let stride = seen.len().div_ceil(limit).max(1);
    let fitted_on: Vec<usize> = seen.iter().copied().step_by(stride).collect();
    let fitted_on = points.select(&fitted_on);
    let mut centroids = linfa_centroids(&fitted_on, k, seed, QUICK_ITERATIONS)?;
    let seen_points = points.select(seen);
    for _ in 0..REFINEMENTS {
        let labels = assign(&seen_points, centroids.clone()).labels;
        centroids = means(&seen_points, &labels, &centroids);
    }
    Ok(centroids)
}

/// The run of least inertia, the first of equals.
pub fn best_run(runs: &[Run]) -> usize {
    let better =
        |best: usize, i: usize| if runs[i].inertia < runs[best].inertia { i } else { best };
    (1..runs.len()).fold(0, better)
}

/// A seeded sample of at most [`FIT_LIMIT`] of the points, by row, ascending.
pub fn sample_rows(points: &Matrix, seed: u64) -> Vec<usize> {
    sample(points.n_rows(), FIT_LIMIT, seed ^ 0x5a5a)
}

/// linfa's fit from one k-means++ start, in Euclidean distance; centroids scaled to unit length.
///
/// The start is drawn by [`start`], which looks at each new centroid once; linfa 0.8 compares all
/// points with all centroids again for each.
fn linfa_centroids(points: &Matrix, k: usize, seed: u64, max_iterations: u64) -> Result<Matrix> {
    let shape = |e| Error::config(format!("k-means: {e}"), "please report this");
    let view = ArrayView2::from_shape((points.n_rows(), points.n_cols()), points.as_slice())
        .map_err(shape)?;
    let first = start(points, k, seed);
    let first = ArrayView2::from_shape((k, points.n_cols()), first.as_slice()).map_err(shape)?;
    // No random choice is left to linfa, which wants a generator all the same.
    let rng = Xoshiro256Plus::seed_from_u64(seed);
    let model = KMeans::params_with(k, rng, L2Dist)
        .init_method(KMeansInit::Precomputed(first.to_owned()))
        .n_runs(1)
        .max_n_iterations(max_iterations)
        .tolerance(TOLERANCE)
        .fit(&DatasetBase::from(view))
        .map_err(|e| Error::config(format!("k-means: {e}"), "try another number of --themes"))?;
    let data = model.centroids().iter().copied().collect();
    let mut centroids = Matrix::from_vec(k, points.n_cols(), data);
    centroids.normalize_rows();
    Ok(centroids)
}

/// Every point with its nearest centroid (the first of equals). For unit vectors the nearest is
/// the one of largest inner product, and the squared distance 2 − 2·cosine.
pub fn assign(points: &Matrix, centroids: Matrix) -> Run {
    let k = centroids.n_rows();
    let rows: Vec<usize> = (0..points.n_rows()).collect();
    let nearest: Vec<Vec<(u32, f32)>> = rows
        .par_chunks(BLOCK)
        .map(|rows| {
            let mut cosines = vec![0.0; k];
            rows.iter()
                .map(|&row| {
                    centroids.dot_rows(points.row(row), 0, &mut cosines);
                    let best = largest(&cosines);
                    (best as u32, 2.0 - 2.0 * cosines[best])
                })
                .collect()
        })
        .collect();
    let inertia = nearest.iter().flatten().map(|&(_, distance)| f64::from(distance)).sum();
    let labels = nearest.into_iter().flatten().map(|(label, _)| label).collect();
    Run { centroids, labels, inertia }
}

/// The mean of every group, scaled to unit length; an empty group keeps its old centroid.
pub fn means(points: &Matrix, labels: &[u32], old: &Matrix) -> Matrix {
    let mut centroids = Matrix::zeros(old.n_rows(), points.n_cols());
    for (row, &label) in points.rows().zip(labels) {
        add_scaled(centroids.row_mut(label as usize), 1.0, row);
    }
    for label in 0..centroids.n_rows() {
        let centroid = centroids.row_mut(label);
        if dot(centroid, centroid) > 0.0 {
            normalize(centroid);
        } else {
            centroid.copy_from_slice(old.row(label));
        }
    }
    centroids
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::traits::Predict;
    use rand::Rng;

    fn points(n: usize) -> Matrix {
        let mut rng = Xoshiro256Plus::seed_from_u64(9);
        let data = (0..n * 6)
            .map(|i| rng.r#gen::<f32>() - 0.5 + if i % 6 == i / 6 % 3 { 2.0 } else { 0.0 })
            .collect();
        let mut points = Matrix::from_vec(n, 6, data);
        points.normalize_rows();
        points
    }

    #[test]
    fn groups_that_are_there_are_found() {
        let runs = kmeans_runs(&points(90), 3, 4, 1).unwrap();
        let best = &runs[best_run(&runs)];
        for row in 0..90 {
            assert_eq!(best.labels[row], best.labels[row % 3], "row {row}");
        }
    }

    #[test]
    fn our_assignment_equals_linfas() {
        let points = points(500);
        let view = ArrayView2::from_shape((500, 6), points.as_slice()).unwrap();
        let centroids = linfa_centroids(&points, 5, 3, MAX_ITERATIONS).unwrap();
        let array = ArrayView2::from_shape((5, 6), centroids.as_slice()).unwrap().to_owned();
        let model = KMeans::params_with(5, Xoshiro256Plus::seed_from_u64(0), L2Dist)
            .init_method(KMeansInit::Precomputed(array))
            .max_n_iterations(1)
            .tolerance(1e9)
            .fit(&DatasetBase::from(view))
            .unwrap();
        // linfa has moved its centroids once; compare on those.
        let data = model.centroids().iter().copied().collect();
        let mut moved = Matrix::from_vec(5, 6, data);
        moved.normalize_rows();
        let unit = ArrayView2::from_shape((5, 6), moved.as_slice()).unwrap().to_owned();
        let oracle = KMeans::params_with(5, Xoshiro256Plus::seed_from_u64(0), L2Dist)
            .init_method(KMeansInit::Precomputed(unit))
            .max_n_iterations(1)
            .fit(&DatasetBase::from(view))
            .unwrap();
        let theirs = oracle.predict(&view.to_owned());
        let refined =
            assign(&points, means(&points, &assign(&points, moved.clone()).labels, &moved));
        let same = theirs.iter().zip(&refined.labels).filter(|&(&a, &b)| a == b as usize).count();
        // Theirs counts the old centroid as a point of the group: the border may differ by a few.
        assert!(same >= 495, "{same} of 500");
    }

    #[test]
    fn runs_are_the_same_every_time() {
        let points = points(200);
        assert_eq!(kmeans_runs(&points, 7, 3, 5).unwrap(), kmeans_runs(&points, 7, 3, 5).unwrap());
    }

    #[test]
    fn identical_points_make_a_run_all_the_same() {
        let same = Matrix::from_vec(4, 2, [1.0, 0.0].repeat(4));
        let run = &kmeans_runs(&same, 2, 1, 0).unwrap()[0];
        assert!(run.inertia.abs() < 1e-6);
    }
}
