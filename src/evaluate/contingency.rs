//! Two groupings of the same papers, counted against each other.

/// How many papers each class shares with each group.
///
/// Invariants: cells are ascending by class, then group, and none is empty; the sizes are their
/// sums by class and by group, and `n` is their sum. Classes and groups without a paper are there,
/// with size 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contingency {
    /// Class, group, papers in both.
    pub cells: Vec<(usize, usize, usize)>,
    /// Papers of each class.
    pub class_sizes: Vec<usize>,
    /// Papers of each group.
    pub group_sizes: Vec<usize>,
    /// Papers.
    pub n: usize,
}

impl Contingency {
    /// Counts (class, group) pairs, one a paper.
    pub fn new(mut pairs: Vec<(usize, usize)>) -> Self {
        pairs.sort_unstable();
        let n_classes = pairs.iter().map(|pair| pair.0 + 1).max().unwrap_or(0);
        let n_groups = pairs.iter().map(|pair| pair.1 + 1).max().unwrap_or(0);
        let (mut class_sizes, mut group_sizes) = (vec![0; n_classes], vec![0; n_groups]);
        let mut cells = Vec::new();
        for run in pairs.chunk_by(|a, b| a == b) {
            let ((class, group), n) = (run[0], run.len());
            class_sizes[class] += n;
            group_sizes[group] += n;
            cells.push((class, group, n));
        }
        Contingency { cells, class_sizes, group_sizes, n: pairs.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted() {
        let table = Contingency::new(vec![(1, 0), (0, 2), (1, 0), (1, 2)]);
        assert_eq!(table.cells, [(0, 2, 1), (1, 0, 2), (1, 2, 1)]);
        assert_eq!(table.class_sizes, [1, 3]);
        assert_eq!(table.group_sizes, [2, 0, 2]);
        assert_eq!(table.n, 4);
    }
}
