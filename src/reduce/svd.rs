//! Truncated singular value decomposition of a sparse matrix, by a randomized sketch.

use super::eigen::{combine_columns, gram, orthonormal, symmetric_eigen};
use crate::dense::Matrix;
use crate::weigh::Csr;
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use serde::{Deserialize, Serialize};

/// How near a sketch comes to the singular vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accuracy {
    /// Columns sketched beyond the wanted rank, which make the last wanted ones exact.
    pub oversampling: usize,
    /// Rounds of `(A Aᵀ)`. The slower the singular values fall, the more it takes.
    pub power_iterations: usize,
}

impl Accuracy {
    /// What `rank` singular vectors of a TF-IDF matrix of `n_papers` need. With two rounds the
    /// sketch loses 6 % of the energy. With four, of a few hundred papers, the cosines by the last
    /// third of the columns still differ between two seeds by a third of their standard deviation,
    /// and themes with them; that is worth the time while there is little to compute.
    pub fn of(n_papers: usize, rank: usize) -> Accuracy {
        const FEW: usize = 5_000;
        if n_papers <= FEW {
            Accuracy { oversampling: 10.max(rank / 2), power_iterations: 8 }
        } else {
            Accuracy { oversampling: 10, power_iterations: 4 }
        }
    }
}

/// The leading singular triples of a matrix, without the left vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Svd {
    /// Singular values, descending.
    pub singular_values: Vec<f32>,
    /// Right singular vectors as columns, `n_cols × rank`: `A × basis` gives the reduced rows.
    pub basis: Matrix,
}

impl Svd {
    /// The leading `rank` triples only.
    pub fn truncated(&self, rank: usize) -> Svd {
        let rank = rank.min(self.singular_values.len());
        let data = self.basis.rows().flat_map(|row| &row[..rank]).copied().collect();
        Svd {
            singular_values: self.singular_values[..rank].to_vec(),
            basis: Matrix::from_vec(self.basis.n_rows(), rank, data),
        }
    }
}

/// The first `rank` singular values and right vectors of `a` (fewer where `a` has lower rank).
///
/// Randomized subspace iteration, Halko, Martinsson & Tropp 2011, algorithm 4.4, with a ±1 sketch
/// (any machine draws the same one) and an orthonormal basis after every half step. The sign of
/// each vector is such that its entry of largest size is positive.
pub fn truncated_svd(a: &Csr, rank: usize, accuracy: Accuracy, seed: u64) -> Svd {
    let transposed = a.transpose();
    let width = (rank + accuracy.oversampling).min(a.n_rows()).min(a.n_cols());
    let mut q = orthonormal(&a.multiply(&random_signs(a.n_cols(), width, seed)));
    for _ in 0..accuracy.power_iterations {
        let back = orthonormal(&transposed.multiply(&q));
        q = orthonormal(&a.multiply(&back));
    }
    // B = QᵀA has the leading singular values of A; Bᵀ is tall, so its Gram matrix is small.
    let b_transposed = transposed.multiply(&q);
    let (values, vectors) = symmetric_eigen(&gram(&b_transposed));
    let floor = values.first().copied().unwrap_or(0.0) * 1e-10;
    let kept = values.iter().take(rank).take_while(|&&v| v > floor && v > 0.0).count();
    let weights: Vec<Vec<f64>> = values
        .iter()
        .zip(vectors.data.chunks_exact(vectors.n.max(1)))
        .take(kept)
        .map(|(value, vector)| vector.iter().map(|x| x / value.sqrt()).collect())
        .collect();
    let mut basis = combine_columns(&b_transposed, &weights);
    fix_signs(&mut basis);
    let singular_values = values[..kept].iter().map(|value| value.sqrt() as f32).collect();
    Svd { singular_values, basis }
}

fn random_signs(n_rows: usize, n_cols: usize, seed: u64) -> Matrix {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let data =
        (0..n_rows * n_cols).map(|_| if rng.next_u64() >> 63 == 0 { 1.0 } else { -1.0 }).collect();
    Matrix::from_vec(n_rows, n_cols, data)
}

/// A singular vector is known up to its sign: the largest entry decides, the first of equals.
fn fix_signs(basis: &mut Matrix) {
    let mut largest = vec![0.0f32; basis.n_cols()];
    for row in basis.rows() {
        for (largest, &value) in largest.iter_mut().zip(row) {
            if value.abs() > largest.abs() {
                *largest = value;
            }
        }
    }
    for row in 0..basis.n_rows() {
        for (value, largest) in basis.row_mut(row).iter_mut().zip(&largest) {
            *value *= largest.signum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCURACY: Accuracy = Accuracy { oversampling: 10, power_iterations: 4 };

    /// The matrix that tests/fixtures/make_fixtures.py decomposes with numpy.
    fn example() -> Csr {
        let row = |i: usize| {
            (0..40)
                .filter(|j| (i * 5 + j * 3 + i * j).is_multiple_of(3))
                .map(|j| (j as u32, ((i * 7 + j * 13 + i * j) % 9 + 1) as f32))
                .collect()
        };
        Csr::from_rows(40, (0..60).map(row))
    }

    #[test]
    fn singular_values_equal_those_of_numpy() {
        #[derive(serde::Deserialize)]
        struct Fixture {
            singular_values: Vec<f32>,
        }
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/svd.json")).unwrap();
        let svd = truncated_svd(&example(), 12, ACCURACY, 1);
        assert_eq!(svd.basis.n_cols(), svd.singular_values.len());
        for (found, expected) in svd.singular_values.iter().zip(&fixture.singular_values) {
            if *expected > 1e-3 {
                assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
            }
        }
    }

    #[test]
    fn the_basis_is_orthonormal_and_gives_the_singular_values() {
        let svd = truncated_svd(&example(), 4, ACCURACY, 1);
        let reduced = example().multiply(&svd.basis);
        let (norms, unit) = (gram(&reduced), gram(&svd.basis));
        for i in 0..svd.singular_values.len() {
            let value = norms.data[i * norms.n + i].sqrt();
            assert!((value / f64::from(svd.singular_values[i]) - 1.0).abs() < 1e-4);
            assert!((unit.data[i * unit.n + i] - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn the_seed_hardly_matters_and_the_same_seed_gives_the_same_bytes() {
        let (one, two) =
            (truncated_svd(&example(), 5, ACCURACY, 1), truncated_svd(&example(), 5, ACCURACY, 2));
        for (x, y) in one.singular_values.iter().zip(&two.singular_values) {
            assert!((x / y - 1.0).abs() < 1e-3, "{x} {y}");
        }
        assert_eq!(one, truncated_svd(&example(), 5, ACCURACY, 1));
    }

    #[test]
    fn a_matrix_of_rank_one_gives_one_triple() {
        let csr = Csr::from_rows(3, (0..5).map(|_| vec![(0, 1.0), (1, 2.0)]));
        let svd = truncated_svd(&csr, 3, ACCURACY, 1);
        assert_eq!(svd.singular_values.len(), 1);
        assert!((svd.singular_values[0] - 5.0).abs() < 1e-5);
    }
}
