//! Vectors from another program beside the text: one embedding of both.

use super::neighbours::{Neighbours, nearest_neighbours};
use super::svd::{Accuracy, truncated_svd};
use super::{ReducePlan, smooth};
use crate::dense::{Matrix, add_scaled};
use crate::weigh::Csr;

/// Joins the points of the text with vectors (unit rows, zero for a paper without one) into
/// points of as many columns as the text has.
///
/// The vectors are reduced and averaged with neighbours as the text is. A paper without a vector
/// gets the mean of those of its nearest papers in the text, so that its text decides where it
/// belongs; with zeros there, such papers would be nearer to one another than to their subject. The
/// cosine of two papers is then (1 − weight) times that of their texts plus weight times that of
/// their vectors, as far as the reduction keeps it.
pub fn beside(text: &Matrix, near: &Neighbours, vectors: &Matrix, plan: &ReducePlan) -> Matrix {
    let rank = text.n_cols();
    let mut vectors = reduced(vectors, rank, plan.seed);
    lend(&mut vectors, text, near);
    let own = nearest_neighbours(&vectors, plan.n_neighbours, plan.seed);
    let vectors = smooth(vectors, &own, plan);

    let weight = plan.embeddings_weight;
    let scales = [(1.0 - weight).sqrt(), weight.sqrt()];
    let mut joined = Matrix::zeros(text.n_rows(), text.n_cols() + vectors.n_cols());
    for row in 0..text.n_rows() {
        let (left, right) = joined.row_mut(row).split_at_mut(text.n_cols());
        add_scaled(left, scales[0], text.row(row));
        add_scaled(right, scales[1], vectors.row(row));
    }
    joined.normalize_rows();
    reduced(&joined, rank, plan.seed)
}

/// The rows in at most `rank` columns, of unit length.
fn reduced(points: &Matrix, rank: usize, seed: u64) -> Matrix {
    if points.n_cols() <= rank {
        return points.clone();
    }
    let points = Csr::from_dense(points);
    let svd = truncated_svd(&points, rank, Accuracy::of(points.n_rows(), rank), seed);
    let mut reduced = points.multiply(&svd.basis);
    reduced.normalize_rows();
    reduced
}

/// Gives every paper with a text and no vector the mean direction of its neighbours' vectors, where
/// they have any.
fn lend(vectors: &mut Matrix, text: &Matrix, near: &Neighbours) {
    let is_empty = |row: &[f32]| row.iter().all(|&x| x == 0.0);
    let empty: Vec<usize> = (0..vectors.n_rows())
        .filter(|&row| is_empty(vectors.row(row)) && !is_empty(text.row(row)))
        .collect();
    let mut lent = vectors.clone();
    for &row in &empty {
        for neighbour in near.of(row) {
            add_scaled(lent.row_mut(row), 1.0, vectors.row(neighbour.paper as usize));
        }
    }
    lent.normalize_rows();
    *vectors = lent;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dense::dot;

    const N: usize = 60;

    fn plan(embeddings_weight: f32) -> ReducePlan {
        ReducePlan {
            rank: Some(4),
            n_neighbours: 3,
            smoothing_rounds: 1,
            smoothing_weight: 0.5,
            views: Vec::new(),
            embeddings_weight,
            seed: 1,
        }
    }

    /// Unit rows that lie near the axis `axis(row)` of `width`.
    fn around(width: usize, axis: impl Fn(usize) -> usize) -> Matrix {
        let value = |row: usize, column: usize| {
            let noise = ((row * 31 + column * 17 + row * column * 7) % 13) as f32 / 13.0 - 0.5;
            noise * 0.3 + if column == axis(row) { 1.0 } else { 0.0 }
        };
        let data = (0..N * width).map(|i| value(i / width, i % width)).collect();
        let mut points = Matrix::from_vec(N, width, data);
        points.normalize_rows();
        points
    }

    fn near(points: &Matrix) -> Neighbours {
        nearest_neighbours(points, 3, 1)
    }

    /// Mean cosine within groups less that between them.
    fn contrast(points: &Matrix, group: impl Fn(usize) -> usize) -> f32 {
        let (mut sums, mut counts) = ([0.0f32; 2], [0.0f32; 2]);
        for a in 0..N {
            for b in 0..a {
                let same = usize::from(group(a) == group(b));
                sums[same] += dot(points.row(a), points.row(b));
                counts[same] += 1.0;
            }
        }
        sums[1] / counts[1] - sums[0] / counts[0]
    }

    #[test]
    fn the_weight_decides_between_text_and_vectors() {
        // Text and vectors see groups that cross one another.
        let (by_text, by_vector) = (|row: usize| row % 2, |row: usize| row / 2 % 3);
        let (text, vectors) = (around(4, by_text), around(9, by_vector));
        let at = |weight: f32| beside(&text, &near(&text), &vectors, &plan(weight));
        let contrasts =
            |weight: f32| (contrast(&at(weight), by_text), contrast(&at(weight), by_vector));
        let (mostly_text, half, mostly_vectors) = (contrasts(0.1), contrasts(0.5), contrasts(0.9));
        assert!(mostly_text.0 > 0.7 && mostly_text.1 < 0.2, "{mostly_text:?}");
        assert!(half.0 > 0.3 && half.1 > 0.3, "{half:?}");
        assert!(mostly_vectors.0 < 0.2 && mostly_vectors.1 > 0.7, "{mostly_vectors:?}");
        assert_eq!(at(0.5), at(0.5), "the same bytes");
        assert!(at(0.5).rows().all(|row| (dot(row, row) - 1.0).abs() < 1e-5), "unit rows");
    }

    #[test]
    fn papers_without_a_vector_stay_with_their_subject() {
        let group = |row: usize| row % 3;
        let text = around(4, group);
        let mut vectors = around(9, group);
        let is_without = |row: usize| usize::from((row / 3).is_multiple_of(2));
        for row in (0..N).filter(|&row| is_without(row) == 1) {
            vectors.row_mut(row).fill(0.0);
        }
        let joined = beside(&text, &near(&text), &vectors, &plan(0.5));
        assert!(contrast(&joined, group) > 0.7, "{}", contrast(&joined, group));
        assert!(contrast(&joined, is_without).abs() < 0.05, "no group of those without");
    }

    #[test]
    fn a_paper_without_text_and_vector_stays_at_zero() {
        let mut text = around(4, |row| row % 3);
        let mut vectors = around(9, |row| row % 3);
        text.row_mut(7).fill(0.0);
        vectors.row_mut(7).fill(0.0);
        vectors.row_mut(8).fill(0.0);
        let joined = beside(&text, &near(&text), &vectors, &plan(0.5));
        assert!(joined.row(7).iter().all(|&x| x == 0.0));
        assert!(joined.row(8).iter().any(|&x| x != 0.0));
    }
}
