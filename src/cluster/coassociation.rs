//! How far papers are from one another, by what many clusterings do with them.

use super::ensemble::Labelling;
use crate::dense::Matrix;
use rayon::prelude::*;

/// `n × n`, symmetric, 0–1: how far the papers of the core are apart.
///
/// Two papers are near when they are grouped with the same papers: 1 − the cosine of their rows of
/// the co-association matrix, which counts the clusterings that put two papers in one group
/// (evidence accumulation, Fred & Jain 2005). The count of the two alone is one number of few
/// clusterings; the rows are as many numbers as there are papers, and chance evens out in them.
///
/// Memory grows with the number of papers squared: 2,000 papers take 32 MB.
pub fn distances(labellings: &[Labelling]) -> Matrix {
    let mut rows = coassociation(labellings);
    rows.normalize_rows();
    let n = rows.n_rows();
    let mut distances = Matrix::zeros(n, n);
    distances.par_rows_mut().enumerate().for_each(|(i, out)| {
        let below = &mut out[..i];
        rows.dot_rows(rows.row(i), 0, below);
        below.iter_mut().for_each(|cosine| *cosine = (1.0 - *cosine).max(0.0));
    });
    for i in 0..n {
        for j in i + 1..n {
            distances.row_mut(i)[j] = distances.row(j)[i];
        }
    }
    distances
}

/// `n × n`: how many clusterings put two papers in one group, [tempered].
fn coassociation(labellings: &[Labelling]) -> Matrix {
    let n = labellings.first().map_or(0, |labelling| labelling.core.len());
    let groups: Vec<Vec<Vec<u32>>> = labellings.par_iter().map(groups).collect();
    let mut counts = Matrix::zeros(n, n);
    counts.par_rows_mut().enumerate().for_each(|(paper, row)| {
        for (labelling, groups) in labellings.iter().zip(&groups) {
            let mates = &groups[labelling.core[paper] as usize];
            mates.iter().for_each(|&mate| row[mate as usize] += 1.0);
        }
        row.iter_mut().for_each(|count| *count = tempered(*count));
    });
    counts
}

/// The count to the power of ¾: what a paper is grouped with now and then tells fine themes apart,
/// and would hardly count beside what it is always grouped with.
fn tempered(count: f32) -> f32 {
    let root = count.sqrt();
    root * root.sqrt()
}

/// The papers of each group.
fn groups(labelling: &Labelling) -> Vec<Vec<u32>> {
    let mut groups = vec![Vec::new(); labelling.k];
    (0..).zip(&labelling.core).for_each(|(paper, &label)| groups[label as usize].push(paper));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_near_that_are_grouped_with_the_same_papers() {
        // Every paper is with two others once each: [2, 1, 0, 1] for the first. Two that are
        // together once share two of those, and so do two that never are.
        let labelling = |labels: [u32; 4]| Labelling {
            core: labels.to_vec(),
            others: Vec::new(),
            k: 2,
            is_asked: true,
        };
        let found = distances(&[labelling([0, 0, 1, 1]), labelling([0, 1, 1, 0])]);
        let mixed = 2.0f32.powf(0.75);
        let norm = mixed * mixed + 2.0;
        for i in 0..4usize {
            for j in 0..4 {
                let shared = [norm, 2.0 * mixed, 2.0][i.abs_diff(j).min(4 - i.abs_diff(j))];
                assert!((found.row(i)[j] - (1.0 - shared / norm)).abs() < 1e-6, "{i} {j}");
            }
        }
    }
}
