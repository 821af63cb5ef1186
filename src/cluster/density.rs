//! The other methods of linfa-clustering: Gaussian mixtures, DBSCAN and OPTICS.
//!
//! All three are quadratic in something (papers, or columns), so a large corpus is fitted on a
//! seeded sample and every other paper goes with the nearest paper of the sample.

use crate::dense::Matrix;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict, Transformer};
use linfa_clustering::{Dbscan, GaussianMixtureModel, Optics};
use linfa_nn::CommonNearestNeighbour::{KdTree, LinearSearch};
use linfa_nn::distance::L2Dist;
use ndarray::Array2;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Columns a mixture is fitted on, the leading ones: a full covariance of more would need more
/// papers a theme than most corpora have.
const MIXTURE_COLUMNS: usize = 10;

/// Added to the diagonal of every covariance, so that a tight group stays invertible.
const COVARIANCE_FLOOR: f64 = 1e-3;

/// Beyond the largest distance of two unit vectors.
const WHOLE_SPHERE: f64 = 2.1;

/// Neighbourhoods of a density method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DensityPlan {
    /// Papers, itself included, that make a paper a core of a theme; ≥ 2.
    pub min_points: usize,
    /// Euclidean distance of unit vectors within which papers are neighbours, 0–2; `None`: the
    /// median distance to the `min_points`-th nearest paper.
    pub radius: Option<f64>,
}

/// Labels of a Gaussian mixture with `k` components, fitted on the leading columns from the
/// k-means start of linfa.
///
/// # Errors
/// When the fit ends in an empty component.
pub fn mixture_labels(points: &Matrix, k: usize, seed: u64) -> Result<Vec<Option<u32>>> {
    let data = DatasetBase::from(leading_columns(points, MIXTURE_COLUMNS));
    let remedy = "ask for fewer --themes, or use --method kmeans";
    let model = GaussianMixtureModel::params_with_rng(k, Xoshiro256Plus::seed_from_u64(seed))
        .reg_covariance(COVARIANCE_FLOOR)
        .n_runs(1)
        .fit(&data)
        .map_err(|e| Error::config(format!("a mixture of {k} themes did not fit ({e})"), remedy))?;
    Ok(model.predict(data.records()).iter().map(|&label| Some(label as u32)).collect())
}

/// Labels of DBSCAN; `None` is noise.
///
/// # Errors
/// When every paper is noise, or a parameter is out of range.
pub fn dbscan_labels(points: &Matrix, plan: &DensityPlan) -> Result<Vec<Option<u32>>> {
    let radius = plan.radius.unwrap_or_else(|| typical_radius(points, plan.min_points));
    let data = leading_columns(points, points.n_cols());
    let found = Dbscan::params_with(plan.min_points, L2Dist, LinearSearch)
        .tolerance(radius)
        .transform(&data)
        .map_err(|e| out_of_range(&e))?;
    some_theme(found.iter().map(|label| label.map(|l| l as u32)).collect(), radius)
}

/// Labels of OPTICS: its ordering cut wherever the reachability exceeds the radius, which gives
/// the themes of DBSCAN at that radius (Ankerst et al. 1999, ExtractDBSCAN).
///
/// # Errors
/// As [`dbscan_labels`].
pub fn optics_labels(points: &Matrix, plan: &DensityPlan) -> Result<Vec<Option<u32>>> {
    let radius = plan.radius.unwrap_or_else(|| typical_radius(points, plan.min_points));
    let data = leading_columns(points, points.n_cols());
    // The ordering is made without a bound on distance: with one, linfa 0.8 gives the first paper
    // of every separate group a reachability within it, and groups run into each other. The k-d
    // tree returns neighbours by distance, which linfa's core distance relies on.
    let analysis = Optics::params_with(plan.min_points, L2Dist, KdTree)
        .tolerance(WHOLE_SPHERE)
        .transform(data.view())
        .map_err(|e| out_of_range(&e))?;
    let mut labels = vec![None; points.n_rows()];
    let mut theme: Option<u32> = None;
    let mut n_themes = 0;
    for sample in analysis.iter() {
        let within = |distance: &Option<f64>| distance.is_some_and(|d| d <= radius);
        if theme.is_none() || !within(sample.reachability_distance()) {
            theme = within(sample.core_distance()).then(|| {
                n_themes += 1;
                n_themes - 1
            });
        }
        labels[sample.index()] = theme;
    }
    some_theme(labels, radius)
}

fn out_of_range(error: &impl std::fmt::Display) -> Error {
    Error::config(format!("density parameters: {error}"), "change --min-points or --radius")
}

fn some_theme(labels: Vec<Option<u32>>, radius: f64) -> Result<Vec<Option<u32>>> {
    if labels.iter().all(Option::is_none) {
        return Err(Error::config(
            format!("no group of papers is dense enough at a radius of {radius:.3}"),
            "raise --radius or lower --min-points",
        ));
    }
    Ok(labels)
}

/// The median, over papers, of the distance to the `min_points`-th nearest paper (itself counted).
fn typical_radius(points: &Matrix, min_points: usize) -> f64 {
    let rank = min_points.saturating_sub(1).max(1);
    let near = crate::reduce::nearest_neighbours(points, rank, 0);
    let mut distances: Vec<f64> = (0..near.n_papers())
        .filter_map(|paper| near.of(paper).last())
        .map(|last| (2.0 - 2.0 * f64::from(last.cosine)).max(0.0).sqrt())
        .collect();
    distances.sort_by(f64::total_cmp);
    // A radius of zero (identical papers) is not allowed by linfa.
    distances.get(distances.len() / 2).copied().unwrap_or(1.0).max(1e-6)
}

fn leading_columns(points: &Matrix, n_columns: usize) -> Array2<f64> {
    let n = n_columns.min(points.n_cols());
    Array2::from_shape_fn((points.n_rows(), n), |(i, j)| f64::from(points.row(i)[j]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two tight groups of 12 around orthogonal axes, and one paper far from both.
    fn points() -> Matrix {
        let mut data: Vec<f32> = Vec::new();
        for i in 0..12 {
            let wobble = 0.01 * (i as f32 - 6.0);
            data.extend([1.0, wobble, 0.0]);
            data.extend([wobble, 1.0, 0.0]);
        }
        data.extend([0.0, 0.0, 1.0]);
        let mut points = Matrix::from_vec(25, 3, data);
        points.normalize_rows();
        points
    }

    #[test]
    fn dbscan_and_optics_find_the_groups_and_the_noise() {
        let plan = DensityPlan { min_points: 4, radius: Some(0.2) };
        for labels in [dbscan_labels(&points(), &plan), optics_labels(&points(), &plan)] {
            let labels = labels.unwrap();
            assert_eq!(labels[24], None);
            for row in 0..24 {
                assert_eq!(labels[row], labels[row % 2], "row {row}");
            }
            assert_ne!(labels[0], labels[1]);
        }
    }

    #[test]
    fn all_noise_is_an_error_with_a_remedy() {
        let plan = DensityPlan { min_points: 20, radius: Some(0.01) };
        let message = dbscan_labels(&points(), &plan).unwrap_err().to_string();
        assert!(message.contains("--radius"), "{message}");
    }

    #[test]
    fn a_mixture_parts_the_groups() {
        let labels = mixture_labels(&points(), 2, 3).unwrap();
        assert!((0..24).all(|row| labels[row] == labels[row % 2]));
        assert_ne!(labels[0], labels[1]);
    }
}
