//! How well separated a clustering is: Rousseeuw's silhouette.

use crate::dense::Matrix;
use rayon::prelude::*;

/// Papers whose silhouette is averaged at most: an even stride over a larger corpus.
const LIMIT: usize = 3_000;

/// The mean silhouette, −1..=1, of up to 3,000 of the points (Rousseeuw 1987), in Euclidean
/// distance. 0 where there are fewer than two groups.
pub fn mean_silhouette(points: &Matrix, labels: &[u32]) -> f64 {
    let stride = points.n_rows().div_ceil(LIMIT).max(1);
    let rows: Vec<usize> = (0..points.n_rows()).step_by(stride).collect();
    let (points, labels) =
        (points.select(&rows), rows.iter().map(|&r| labels[r]).collect::<Vec<_>>());
    let values = silhouettes(&points, &labels);
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The silhouette of every point: (b − a) / max(a, b), with a the mean distance to the others of
/// its group and b the least mean distance to another group; 0 for a group of one, as in
/// scikit-learn.
pub fn silhouettes(points: &Matrix, labels: &[u32]) -> Vec<f64> {
    let n_groups = labels.iter().max().map_or(0, |&label| label as usize + 1);
    let mut sizes = vec![0usize; n_groups];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    let norms: Vec<f64> =
        points.rows().map(|row| row.iter().map(|&x| f64::from(x) * f64::from(x)).sum()).collect();
    (0..points.n_rows())
        .into_par_iter()
        .map_init(
            || vec![0.0f32; points.n_rows()],
            |products, i| {
                points.dot_rows(points.row(i), 0, products);
                let mut sums = vec![0.0f64; n_groups];
                for j in (0..points.n_rows()).filter(|&j| j != i) {
                    let squared = norms[i] + norms[j] - 2.0 * f64::from(products[j]);
                    sums[labels[j] as usize] += squared.max(0.0).sqrt();
                }
                let own = labels[i] as usize;
                let nearest_other = (0..n_groups)
                    .filter(|&group| group != own && sizes[group] > 0)
                    .map(|group| sums[group] / sizes[group] as f64)
                    .min_by(f64::total_cmp);
                match nearest_other {
                    Some(b) if sizes[own] > 1 => {
                        let a = sums[own] / (sizes[own] - 1) as f64;
                        if a.max(b) > 0.0 { (b - a) / a.max(b) } else { 0.0 }
                    }
                    _ => 0.0,
                }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silhouettes_equal_those_of_scikit_learn() {
        #[derive(serde::Deserialize)]
        struct Fixture {
            points: Vec<Vec<f32>>,
            labels: Vec<u32>,
            samples: Vec<f64>,
        }
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/silhouette.json")).unwrap();
        let points = Matrix::from_vec(fixture.points.len(), 4, fixture.points.concat());
        let found = silhouettes(&points, &fixture.labels);
        for (found, expected) in found.iter().zip(&fixture.samples) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }

    #[test]
    fn one_group_has_no_separation() {
        let points = Matrix::from_vec(3, 1, vec![1.0, 2.0, 3.0]);
        assert_eq!(mean_silhouette(&points, &[0, 0, 0]), 0.0);
    }
}
