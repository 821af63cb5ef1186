//! Sparse matrices: compressed rows, f32 values, u32 columns.

use crate::dense::{Matrix, add_scaled};
use rayon::prelude::*;

/// A sparse matrix in compressed rows.
///
/// Invariants: columns ascend strictly within a row and are below `n_cols`; `starts` has one
/// entry more than there are rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Csr {
    n_cols: usize,
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Csr {
    /// The matrix with these rows of (column, value), columns ascending.
    ///
    /// # Panics
    /// If a row's columns do not ascend strictly below `n_cols`.
    pub fn from_rows(n_cols: usize, rows: impl IntoIterator<Item = Vec<(u32, f32)>>) -> Self {
        let mut csr = Csr { n_cols, starts: vec![0], ..Csr::default() };
        for row in rows {
            assert!(row.is_sorted_by(|a, b| a.0 < b.0), "columns must ascend");
            assert!(row.last().is_none_or(|&(column, _)| (column as usize) < n_cols));
            csr.columns.extend(row.iter().map(|&(column, _)| column));
            csr.values.extend(row.iter().map(|&(_, value)| value));
            csr.starts.push(csr.columns.len());
        }
        csr
    }

    /// Matrices of `n_cols` columns, one under the other.
    pub fn stacked(n_cols: usize, parts: Vec<Csr>) -> Self {
        let n_values = parts.iter().map(|part| part.values.len()).sum();
        let n_rows: usize = parts.iter().map(Csr::n_rows).sum();
        let mut csr = Csr {
            n_cols,
            starts: Vec::with_capacity(n_rows + 1),
            columns: Vec::with_capacity(n_values),
            values: Vec::with_capacity(n_values),
        };
        csr.starts.push(0);
        for part in parts {
            let first = csr.columns.len();
            csr.starts.extend(part.starts[1..].iter().map(|start| first + start));
            csr.columns.extend(part.columns);
            csr.values.extend(part.values);
        }
        csr
    }

    /// The non-zero values of a dense matrix.
    pub fn from_dense(dense: &Matrix) -> Self {
        let mut csr = Csr { n_cols: dense.n_cols(), starts: vec![0], ..Csr::default() };
        for row in dense.rows() {
            for (column, &value) in (0..).zip(row).filter(|&(_, &value)| value != 0.0) {
                csr.columns.push(column);
                csr.values.push(value);
            }
            csr.starts.push(csr.columns.len());
        }
        csr
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// Number of entries, of all rows.
    pub fn n_values(&self) -> usize {
        self.values.len()
    }

    /// One row's columns and values.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// These rows, in this order.
    pub fn select(&self, rows: &[usize]) -> Csr {
        let mut csr = Csr { n_cols: self.n_cols, starts: vec![0], ..Csr::default() };
        for &row in rows {
            let (columns, values) = self.row(row);
            csr.columns.extend_from_slice(columns);
            csr.values.extend_from_slice(values);
            csr.starts.push(csr.columns.len());
        }
        csr
    }

    /// The transpose of these rows, in this order, without the columns that have no number, and
    /// those that are empty then; and the numbers of what is left. Numbers ascend with columns.
    pub fn select_transposed(&self, rows: &[usize], numbers: &[Option<u32>]) -> (Csr, Vec<u32>) {
        let entries = |&row: &usize| {
            let (columns, values) = self.row(row);
            let numbers = columns.iter().map(|&column| numbers[column as usize]);
            numbers.zip(values).filter_map(|(number, &value)| Some((number? as usize, value)))
        };
        let n_numbers = numbers.iter().rev().flatten().next().map_or(0, |&last| last as usize + 1);
        let mut n_in = vec![0; n_numbers];
        rows.iter().flat_map(entries).for_each(|(number, _)| n_in[number] += 1);
        let kept: Vec<usize> = (0..n_numbers).filter(|&number| n_in[number] > 0).collect();
        let mut starts = vec![0];
        // From here on, where the next entry of each number goes.
        let mut next = n_in;
        for &number in &kept {
            let start = starts[starts.len() - 1];
            starts.push(start + std::mem::replace(&mut next[number], start));
        }
        let n_values = starts[kept.len()];
        let (mut columns, mut values) = (vec![0; n_values], vec![0.0; n_values]);
        for (new, row) in (0..).zip(rows) {
            for (number, value) in entries(row) {
                let place = &mut next[number];
                columns[*place] = new;
                values[*place] = value;
                *place += 1;
            }
        }
        let transposed = Csr { n_cols: rows.len(), starts, columns, values };
        (transposed, kept.into_iter().map(|number| number as u32).collect())
    }

    /// The transpose; its rows' columns ascend as well.
    pub fn transpose(&self) -> Csr {
        let mut starts = vec![0; self.n_cols + 1];
        for &column in &self.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.n_cols {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.n_rows() {
            let (row_columns, row_values) = self.row(row);
            for (&column, &value) in row_columns.iter().zip(row_values) {
                let place = &mut next[column as usize];
                columns[*place] = row as u32;
                values[*place] = value;
                *place += 1;
            }
        }
        Csr { n_cols: self.n_rows(), starts, columns, values }
    }

    /// The product with a dense matrix (`n_cols × d`), `n_rows × d`. Each row is summed in the
    /// order of its columns, so the bytes do not depend on the number of threads.
    pub fn multiply(&self, dense: &Matrix) -> Matrix {
        assert_eq!(dense.n_rows(), self.n_cols, "inner dimensions must agree");
        let mut product = Matrix::zeros(self.n_rows(), dense.n_cols());
        product.par_rows_mut().enumerate().for_each(|(row, out)| {
            let (columns, values) = self.row(row);
            for (&column, &value) in columns.iter().zip(values) {
                add_scaled(out, value, dense.row(column as usize));
            }
        });
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Csr {
        Csr::from_rows(3, [vec![(0, 1.0), (2, 2.0)], vec![], vec![(1, 3.0)]])
    }

    #[test]
    fn selected_rows_keep_their_values() {
        let chosen = example().select(&[2, 0]);
        assert_eq!(chosen, Csr::from_rows(3, [vec![(1, 3.0)], vec![(0, 1.0), (2, 2.0)]]));
    }

    #[test]
    fn stacked_matrices_are_one() {
        let (whole, part) = (example(), |rows: &[usize]| example().select(rows));
        assert_eq!(Csr::stacked(3, vec![part(&[0]), part(&[]), part(&[1, 2])]), whole);
    }

    #[test]
    fn transpose_twice_is_the_same() {
        let csr = example();
        assert_eq!(csr.transpose().row(2), ([0].as_slice(), [2.0].as_slice()));
        assert_eq!(csr.transpose().transpose(), csr);
    }

    #[test]
    fn selected_rows_are_transposed_without_what_is_not_wanted() {
        let wide = Csr::from_rows(4, [vec![(0, 1.0), (2, 2.0), (3, 3.0)], vec![], vec![(2, 4.0)]]);
        let numbers = [Some(0), Some(1), Some(2), None];
        let (found, columns) = wide.select_transposed(&[2, 0], &numbers);
        assert_eq!(columns, [0, 2]);
        assert_eq!(found, Csr::from_rows(2, [vec![(1, 1.0)], vec![(0, 4.0), (1, 2.0)]]));
    }

    #[test]
    fn a_dense_matrix_keeps_its_values() {
        let dense = Matrix::from_vec(3, 3, vec![1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0]);
        assert_eq!(Csr::from_dense(&dense), example());
    }

    #[test]
    fn product_with_a_dense_matrix() {
        let dense = Matrix::from_vec(3, 2, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let product = example().multiply(&dense);
        assert_eq!(product.as_slice(), [11.0, 14.0, 0.0, 0.0, 9.0, 12.0]);
    }

    #[test]
    #[should_panic(expected = "ascend")]
    fn unordered_columns_are_a_defect() {
        Csr::from_rows(3, [vec![(2, 1.0), (0, 2.0)]]);
    }
}
