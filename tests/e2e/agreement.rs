//! How well two groupings agree, for the quality tests.

use std::collections::BTreeMap;

/// Adjusted mutual information with arithmetic averaging (Vinh, Epps & Bailey 2010), as
/// `sklearn.metrics.adjusted_mutual_info_score` has it.
pub fn adjusted_mutual_information<A: Ord, B: Ord>(a: &[A], b: &[B]) -> f64 {
    assert_eq!(a.len(), b.len());
    let n = a.len() as f64;
    let mut cells: BTreeMap<(&A, &B), usize> = BTreeMap::new();
    let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
    for pair in a.iter().zip(b) {
        *cells.entry(pair).or_insert(0) += 1;
        *rows.entry(pair.0).or_insert(0usize) += 1;
        *columns.entry(pair.1).or_insert(0usize) += 1;
    }
    if rows.len() == columns.len() && (rows.len() == 1 || rows.len() == a.len()) {
        return 1.0;
    }
    let entropy = |sizes: Vec<usize>| -> f64 {
        sizes.iter().map(|&size| -(size as f64 / n) * (size as f64 / n).ln()).sum()
    };
    let mutual: f64 = cells
        .iter()
        .map(|((row, column), &both)| {
            let (both, product) = (both as f64, (rows[row] * columns[column]) as f64);
            both / n * (n * both / product).ln()
        })
        .sum();
    let expected: f64 = rows
        .values()
        .flat_map(|&row| columns.values().map(move |&column| (row, column)))
        .map(|(row, column)| expected_of_cell(row, column, a.len()))
        .sum();
    let mean =
        (entropy(rows.into_values().collect()) + entropy(columns.into_values().collect())) / 2.0;
    (mutual - expected) / (mean - expected)
}

/// What a cell adds to the mutual information on average, where the sizes are given and the rest
/// is chance: the sum over its hypergeometric distribution.
fn expected_of_cell(row: usize, column: usize, n: usize) -> f64 {
    let ln_factorial = |k: usize| libm::lgamma(k as f64 + 1.0);
    let fewest = (row + column).saturating_sub(n).max(1);
    (fewest..=row.min(column))
        .map(|both| {
            let ln_probability = ln_factorial(row)
                + ln_factorial(column)
                + ln_factorial(n - row)
                + ln_factorial(n - column)
                - ln_factorial(n)
                - ln_factorial(both)
                - ln_factorial(row - both)
                - ln_factorial(column - both)
                - ln_factorial(n + both - row - column);
            let information = (n as f64 * both as f64 / (row as f64 * column as f64)).ln();
            both as f64 / n as f64 * information * ln_probability.exp()
        })
        .sum()
}

/// Literals from scikit-learn 1.x:
/// `python3 -c "from sklearn.metrics import adjusted_mutual_info_score as f; print(f(A, B))"`.
#[test]
fn agreement_equals_that_of_scikit_learn() {
    let check = |a: &[usize], b: &[usize], expected: f64| {
        let found = adjusted_mutual_information(a, b);
        assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
    };
    check(&[0, 0, 1, 1, 2, 2], &[0, 0, 1, 2, 2, 2], 0.502_360_702_720_273_8);
    let thirds: Vec<usize> = (0..15).map(|i| i / 5).collect();
    let noisy = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 0, 2];
    check(&thirds, &noisy, 0.458_278_557_250_867_1);
    check(&[0, 1, 0, 1], &[0, 0, 1, 1], -0.5);
    check(&[0, 0, 1, 1], &[1, 1, 0, 0], 1.0);
    check(&(0..10).collect::<Vec<_>>(), &[0; 10], 0.0);
    check(&[0; 4], &[0; 4], 1.0);
    let sevens: Vec<usize> = (0..301).map(|i| i % 7).collect();
    let squares: Vec<usize> = (0..301).map(|i| i * i % 5).collect();
    check(&sevens, &squares, -0.013_316_721_442_821_462);
    let halves: Vec<usize> = sevens.iter().map(|i| i / 2).collect();
    check(&sevens, &halves, 0.816_416_167_491_120_7);
}
