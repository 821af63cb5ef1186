//! Eigenvectors of a small symmetric matrix, and orthonormal columns by way of them.

use crate::dense::Matrix;
use rayon::prelude::*;

/// Rows summed by one worker; fixed, for the blocks' sums are added in order.
const GRAM_BLOCK: usize = 2048;

/// Squared length of what is new in a column, as a part of the longest's, that is rounding noise.
const DEPENDENT: f64 = 1e-10;

/// A square matrix of f64, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    /// Rows and columns.
    pub n: usize,
    /// `n × n` values, row after row.
    pub data: Vec<f64>,
}

impl Square {
    fn identity(n: usize) -> Self {
        let mut data = vec![0.0; n * n];
        data.iter_mut().step_by(n + 1).for_each(|value| *value = 1.0);
        Square { n, data }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.data[row * self.n + column]
    }
}

/// Columnwise inner products `aᵀa`, summed in f64 over row blocks in order.
pub fn gram(a: &Matrix) -> Square {
    let n = a.n_cols();
    let blocks: Vec<Vec<f64>> = a
        .as_slice()
        .par_chunks((GRAM_BLOCK * n).max(1))
        .map(|rows| {
            let mut sum = vec![0.0; n * n];
            for row in rows.chunks_exact(n) {
                for (i, &x) in row.iter().enumerate() {
                    let x = f64::from(x);
                    // The lower triangle is the mirror of the upper one.
                    for (sum, &y) in sum[i * n + i..(i + 1) * n].iter_mut().zip(&row[i..]) {
                        *sum += x * f64::from(y);
                    }
                }
            }
            sum
        })
        .collect();
    let mut data = vec![0.0; n * n];
    for block in blocks {
        data.iter_mut().zip(block).for_each(|(total, part)| *total += part);
    }
    for i in 0..n {
        for j in 0..i {
            data[i * n + j] = data[j * n + i];
        }
    }
    Square { n, data }
}

/// Eigenvalues, descending, and eigenvectors (row i belongs to value i) of a symmetric matrix, by
/// cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 8.5): slow for large matrices,
/// exact to rounding for the ~100 columns of a sketch, and the same on every machine.
pub fn symmetric_eigen(matrix: &Square) -> (Vec<f64>, Square) {
    const MAX_SWEEPS: usize = 60;
    let n = matrix.n;
    let mut a = matrix.clone();
    let mut vectors = Square::identity(n);
    let total: f64 = a.data.iter().map(|value| value * value).sum();
    for _ in 0..MAX_SWEEPS {
        let off_diagonal: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a.at(i, j).powi(2)).sum();
        if off_diagonal <= total * 1e-28 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a.at(j, j).total_cmp(&a.at(i, i)).then(i.cmp(&j)));
    let values = order.iter().map(|&i| a.at(i, i)).collect();
    let rows = order.iter().flat_map(|&i| vectors.data[i * n..][..n].iter().copied()).collect();
    (values, Square { n, data: rows })
}

/// One Jacobi rotation that makes `a[p][q]` zero; `vectors` holds the eigenvectors as rows.
fn rotate(a: &mut Square, vectors: &mut Square, p: usize, q: usize) {
    let n = a.n;
    let apq = a.at(p, q);
    if apq == 0.0 {
        return;
    }
    let tau = (a.at(q, q) - a.at(p, p)) / (2.0 * apq);
    let t = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let c = 1.0 / (1.0 + t * t).sqrt();
    let s = t * c;
    // Rows p and q, then (by symmetry) columns p and q.
    turn_rows(&mut a.data, n, p, q, c, s);
    for i in 0..n {
        let (x, y) = (a.at(i, p), a.at(i, q));
        a.data[i * n + p] = c * x - s * y;
        a.data[i * n + q] = s * x + c * y;
    }
    turn_rows(&mut vectors.data, n, p, q, c, s);
}

fn turn_rows(data: &mut [f64], n: usize, p: usize, q: usize, c: f64, s: f64) {
    let (head, tail) = data.split_at_mut(q * n);
    for (x, y) in head[p * n..][..n].iter_mut().zip(&mut tail[..n]) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
}

/// `a × weights`, where `weights` gives each output column as a row of coefficients.
pub fn combine_columns(a: &Matrix, weights: &[Vec<f64>]) -> Matrix {
    let mut out = Matrix::zeros(a.n_rows(), weights.len());
    if weights.is_empty() {
        return out;
    }
    let weights = Matrix::from_vec(
        weights.len(),
        a.n_cols(),
        weights.iter().flatten().map(|&w| w as f32).collect(),
    );
    out.par_rows_mut().enumerate().for_each(|(i, out)| weights.dot_rows(a.row(i), 0, out));
    out
}

/// Columns that span those of `a` and are orthonormal; directions below `1e-5` of the strongest
/// are rounding noise and dropped, so there may be fewer.
pub fn orthonormal(a: &Matrix) -> Matrix {
    let gram = gram(a);
    let weights = independent(&gram).unwrap_or_else(|| {
        let (values, vectors) = symmetric_eigen(&gram);
        let floor = values.first().copied().unwrap_or(0.0) * DEPENDENT;
        values
            .iter()
            .zip(vectors.data.chunks_exact(vectors.n.max(1)))
            .take_while(|&(&value, _)| value > floor && value > 0.0)
            .map(|(value, vector)| vector.iter().map(|x| x / value.sqrt()).collect())
            .collect()
    });
    combine_columns(a, &weights)
}

/// The rows of L⁻¹ for `gram` = L Lᵀ (Cholesky), which make orthonormal columns of those that the
/// matrix is of: a hundredth of the work of eigenvectors. `None` where a column hardly differs from
/// those before it.
fn independent(gram: &Square) -> Option<Vec<Vec<f64>>> {
    let largest = (0..gram.n).map(|i| gram.at(i, i)).fold(0.0, f64::max);
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(gram.n);
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(gram.n);
    for i in 0..gram.n {
        let mut row = vec![0.0; i + 1];
        for j in 0..=i {
            let before = if j < i { &factor[j][..j] } else { &row[..i] };
            let known: f64 = before.iter().zip(&row).map(|(x, y)| x * y).sum();
            let left = gram.at(i, j) - known;
            if j < i {
                row[j] = left / factor[j][j];
            } else if left > largest * DEPENDENT {
                row[i] = left.sqrt();
            } else {
                return None;
            }
        }
        // L · L⁻¹ = 1, solved for the row that is new.
        let mut solved = vec![0.0; gram.n];
        for (weight, row) in row[..i].iter().zip(&inverse) {
            solved[..i].iter_mut().zip(row).for_each(|(sum, x)| *sum -= weight * x);
        }
        solved[i] = 1.0;
        solved[..=i].iter_mut().for_each(|value| *value /= row[i]);
        factor.push(row);
        inverse.push(solved);
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenpairs_of_a_known_matrix() {
        // The second-difference matrix of size 3 has eigenvalues 2 + √2, 2, 2 − √2.
        let matrix = Square { n: 3, data: vec![2., -1., 0., -1., 2., -1., 0., -1., 2.] };
        let (values, vectors) = symmetric_eigen(&matrix);
        let root = 2f64.sqrt();
        for (value, expected) in values.iter().zip([2.0 + root, 2.0, 2.0 - root]) {
            assert!((value - expected).abs() < 1e-12);
        }
        for (value, vector) in values.iter().zip(vectors.data.chunks_exact(3)) {
            for i in 0..3 {
                let image: f64 = (0..3).map(|j| matrix.at(i, j) * vector[j]).sum();
                assert!((image - value * vector[i]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn independent_columns_become_orthonormal_without_eigenvectors() {
        let data = (0..200).map(|i| ((i * 37 + i / 5 * 11) % 23) as f32 - 9.0).collect();
        let a = Matrix::from_vec(40, 5, data);
        assert!(independent(&gram(&a)).is_some());
        let q = orthonormal(&a);
        for (i, value) in gram(&q).data.iter().enumerate() {
            assert!((value - f64::from(u8::from(i % 6 == 0))).abs() < 1e-5, "{i}: {value}");
        }
        // The same span: what is left of the columns beside it is nothing.
        for column in 0..5 {
            let of = |j: usize| (0..40).map(|i| f64::from(a.row(i)[column] * q.row(i)[j])).sum();
            let within: f64 = (0..5).map(of).map(|x: f64| x * x).sum();
            assert!((within / gram(&a).at(column, column) - 1.0).abs() < 1e-5, "{column}");
        }
    }

    #[test]
    fn orthonormal_columns_drop_what_depends_on_others() {
        let rows = 50;
        let data = (0..rows)
            .flat_map(|i| {
                let (x, y) = (i as f32 % 7.0 - 3.0, i as f32 % 5.0);
                [x, y, x + y]
            })
            .collect();
        let q = orthonormal(&Matrix::from_vec(rows, 3, data));
        assert_eq!(q.n_cols(), 2);
        let g = gram(&q);
        for (i, value) in g.data.iter().enumerate() {
            let expected = if i % 3 == 0 { 1.0 } else { 0.0 };
            assert!((value - expected).abs() < 1e-4, "{:?}", g.data);
        }
    }
}
