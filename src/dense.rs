//! Dense row-major f32 matrices and the inner loops that run hot.
//!
//! Every sum is taken in one fixed order, with multiplication and addition rounded separately, so
//! that a machine with wider registers gives the same bytes: the AVX2 variants below only change
//! how many of the eight lanes one instruction handles.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Lanes of a partial sum: independent accumulators that are added up in one fixed order.
pub const LANES: usize = 8;

/// Rows a worker takes at a time; no result depends on it.
const ROW_BLOCK: usize = 64;

/// A dense matrix, `n_rows × n_cols`, row-major.
///
/// Invariant: `data.len() == n_rows * n_cols`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Matrix {
    n_rows: usize,
    n_cols: usize,
    data: Vec<f32>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(n_rows: usize, n_cols: usize) -> Self {
        Matrix { n_rows, n_cols, data: vec![0.0; n_rows * n_cols] }
    }

    /// The matrix with these values, row after row.
    ///
    /// # Panics
    /// If `data` is not `n_rows * n_cols` long.
    pub fn from_vec(n_rows: usize, n_cols: usize, data: Vec<f32>) -> Self {
        assert_eq!(data.len(), n_rows * n_cols, "a matrix needs n_rows × n_cols values");
        Matrix { n_rows, n_cols, data }
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// All values, row after row.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.data[row * self.n_cols..][..self.n_cols]
    }

    /// One row, to write to.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.data[row * self.n_cols..][..self.n_cols]
    }

    /// The rows in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[f32]> + ExactSizeIterator {
        // A matrix without columns has rows too, all of them empty.
        (0..self.n_rows).map(|row| self.row(row))
    }

    /// The rows in order, to write to, in parallel.
    pub fn par_rows_mut(&mut self) -> impl IndexedParallelIterator<Item = &mut [f32]> {
        self.data.par_chunks_mut(self.n_cols.max(1)).with_min_len(ROW_BLOCK)
    }

    /// The rows with these numbers, in this order.
    pub fn select(&self, rows: &[usize]) -> Matrix {
        let mut data = Vec::with_capacity(rows.len() * self.n_cols);
        rows.iter().for_each(|&row| data.extend_from_slice(self.row(row)));
        Matrix { n_rows: rows.len(), n_cols: self.n_cols, data }
    }

    /// Scales every row to unit length; a row of zeros stays as it is.
    pub fn normalize_rows(&mut self) {
        self.par_rows_mut().for_each(normalize);
    }

    /// Inner products of `query` with the rows `first..first + out.len()`.
    pub fn dot_rows(&self, query: &[f32], first: usize, out: &mut [f32]) {
        dot_rows(query, &self.data[first * self.n_cols..], out);
    }
}

/// Scales a vector to unit length; zeros stay.
pub fn normalize(vector: &mut [f32]) {
    let norm = dot(vector, vector).sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|value| *value /= norm);
    }
}

/// The eight lanes added pairwise: the one order in which any inner product ends.
#[inline(always)]
fn add_lanes(lanes: [f32; LANES]) -> f32 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[inline(always)]
fn dot_inner(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (x, y) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    for (lane, (x, y)) in a_rest.iter().zip(b_rest).enumerate() {
        lanes[lane] += x * y;
    }
    add_lanes(lanes)
}

/// Four inner products at once, each with the bytes of [`dot_inner`]: the query is loaded once.
#[inline(always)]
fn dot_rows_inner(query: &[f32], rows: &[f32], out: &mut [f32]) {
    let width = query.len();
    if width == 0 {
        out.fill(0.0);
        return;
    }
    let (fours, rest) = out.as_chunks_mut::<4>();
    let mut four_rows = rows.chunks_exact(4 * width);
    for (out, rows) in fours.iter_mut().zip(&mut four_rows) {
        let (r0, tail) = rows.split_at(width);
        let (r1, tail) = tail.split_at(width);
        let (r2, r3) = tail.split_at(width);
        let mut lanes = [[0.0; LANES]; 4];
        let (query_blocks, query_rest) = query.as_chunks::<LANES>();
        for (block, x) in query_blocks.iter().enumerate() {
            let at = block * LANES;
            for (lanes, row) in lanes.iter_mut().zip([r0, r1, r2, r3]) {
                let y = &row[at..at + LANES];
                for lane in 0..LANES {
                    lanes[lane] += x[lane] * y[lane];
                }
            }
        }
        let at = width - query_rest.len();
        for (lanes, row) in lanes.iter_mut().zip([r0, r1, r2, r3]) {
            for (lane, (x, y)) in query_rest.iter().zip(&row[at..]).enumerate() {
                lanes[lane] += x * y;
            }
        }
        for (out, lanes) in out.iter_mut().zip(lanes) {
            *out = add_lanes(lanes);
        }
    }
    let done = fours.len() * 4;
    for (i, out) in rest.iter_mut().enumerate() {
        *out = dot_inner(query, &rows[(done + i) * width..][..width]);
    }
}

#[inline(always)]
fn add_scaled_inner(out: &mut [f32], scale: f32, row: &[f32]) {
    for (out, value) in out.iter_mut().zip(row) {
        *out += scale * value;
    }
}

#[inline(always)]
fn add_to_rows_inner(matrix: &mut Matrix, scales: (&[u32], &[f32]), row: &[f32]) {
    for (&to, &scale) in scales.0.iter().zip(scales.1) {
        add_scaled_inner(matrix.row_mut(to as usize), scale, row);
    }
}

#[inline(always)]
fn largest_inner(values: &[f32]) -> usize {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            lanes[lane] = if block[lane] > lanes[lane] { block[lane] } else { lanes[lane] };
        }
    }
    let greatest = lanes.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    values.iter().position(|&value| value == greatest).unwrap_or(0)
}

/// Defines a function that runs `$inner` (inlined always) compiled for AVX2 where the machine has it.
macro_rules! wide {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? = $inner:ident) => {
        $(#[$doc])*
        #[inline]
        $vis fn $name($($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $ty),*) $(-> $ret)? {
                    $inner($($arg),*)
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine was just found to have AVX2; the function is safe code.
                    return unsafe { avx2($($arg),*) };
                }
            }
            $inner($($arg),*)
        }
    };
}

pub(crate) use wide;

wide! {
    /// The inner product of two vectors of equal length, summed in eight fixed lanes.
    pub fn dot(a: &[f32], b: &[f32]) -> f32 = dot_inner
}
wide! {
    /// Inner products of `query` with the first `out.len()` rows of a row-major matrix as wide.
    pub fn dot_rows(query: &[f32], rows: &[f32], out: &mut [f32]) = dot_rows_inner
}
wide! {
    /// The position of the greatest value, the first of equals; 0 where there is none.
    pub fn largest(values: &[f32]) -> usize = largest_inner
}
wide! {
    /// `out += scale × row`.
    pub fn add_scaled(out: &mut [f32], scale: f32, row: &[f32]) = add_scaled_inner
}
wide! {
    /// `matrix.row(i) += scale × row` for each row number and scale of a sparse row.
    pub fn add_to_rows(matrix: &mut Matrix, scales: (&[u32], &[f32]), row: &[f32]) = add_to_rows_inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(n: usize, seed: u32) -> Vec<f32> {
        (0..n as u32).map(|i| ((i * 37 + seed * 101) % 97) as f32 / 13.0 - 3.0).collect()
    }

    #[test]
    fn fast_products_have_the_bytes_of_the_plain_one() {
        for width in [0, 1, 7, 8, 20, 100] {
            let rows = sample(width * 11, 5);
            let query = sample(width, 3);
            let mut out = vec![f32::NAN; 11];
            dot_rows(&query, &rows, &mut out);
            for (i, got) in out.iter().enumerate() {
                let plain = dot_inner(&query, &rows[i * width..][..width]);
                assert_eq!(got.to_bits(), plain.to_bits(), "width {width}, row {i}");
            }
        }
    }

    #[test]
    fn inner_product_is_close_to_the_exact_sum() {
        let (a, b) = (sample(1000, 1), sample(1000, 2));
        let exact: f64 = a.iter().zip(&b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum();
        assert!((f64::from(dot(&a, &b)) - exact).abs() < 1e-2, "{} {exact}", dot(&a, &b));
    }

    #[test]
    fn the_largest_is_the_first_of_the_greatest() {
        assert_eq!(
            (largest(&[]), largest(&[f32::NEG_INFINITY]), largest(&[-2.0, -1.0])),
            (0, 0, 1)
        );
        for n in 1..40 {
            let mut values = sample(n, 9);
            values.extend_from_within(..);
            let plain = (1..2 * n).fold(0, |b, i| if values[i] > values[b] { i } else { b });
            assert_eq!(largest(&values), plain, "{values:?}");
        }
    }

    #[test]
    fn rows_become_unit_vectors_and_zeros_stay() {
        let mut matrix = Matrix::from_vec(2, 3, vec![3.0, 0.0, 4.0, 0.0, 0.0, 0.0]);
        matrix.normalize_rows();
        assert_eq!(matrix.as_slice(), [0.6, 0.0, 0.8, 0.0, 0.0, 0.0]);
    }
}
