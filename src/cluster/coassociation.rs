//! How far papers are from one another: by what many clusterings do with them, and as points.

use super::ensemble::Labelling;
use crate::dense::{Matrix, add_scaled};
use rayon::prelude::*;

/// `n × n`, symmetric, 0–1: how far the papers of the core are apart, whose rows in some views are
/// `points`.
///
/// Two papers are near when they are grouped with the same papers: 1 − the cosine of their rows of
/// the co-association matrix, which counts the clusterings that put two papers in one group
/// (evidence accumulation, Fred & Jain 2005). The count of the two alone is one number of few
/// clusterings; the rows are as many numbers as there are papers, and chance evens out in them.
///
/// What is left of chance decides between partitions that are nearly as good as one another. The
/// points have no chance in them, so they have a third of the say: the distance is the geometric
/// mean of that by the clusterings, twice, and of that by the points, once, which is 1 − the cosine
/// of how near the papers are to all papers. As many runs find steadier themes then than twice as
/// many would, and none that are worse (ARCHITECTURE.md has the table).
///
/// Memory grows with the number of papers squared: 2,000 papers take 16 MB a matrix.
pub fn distances(labellings: &[Labelling], points: &[Matrix]) -> Matrix {
    let mut distances = row_distances(coassociation(labellings));
    let of_points = row_distances(nearness(points));
    distances.par_rows_mut().enumerate().for_each(|(paper, row)| {
        for (by_runs, &by_points) in row.iter_mut().zip(of_points.row(paper)) {
            *by_runs = libm::cbrtf(*by_runs * *by_runs * by_points);
        }
    });
    distances
}

/// `n × n`: 1 − the cosines of the rows, none of which is negative anywhere.
fn row_distances(mut rows: Matrix) -> Matrix {
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

/// `n × n`: the mean cosine of two papers over some views, 0 where it is negative.
fn nearness(points: &[Matrix]) -> Matrix {
    let n = points.first().map_or(0, Matrix::n_rows);
    let mut nearness = Matrix::zeros(n, n);
    nearness.par_rows_mut().enumerate().for_each(|(paper, row)| {
        let mut cosines = vec![0.0; n];
        for view in points {
            view.dot_rows(view.row(paper), 0, &mut cosines);
            add_scaled(row, 1.0 / points.len() as f32, &cosines);
        }
        row.iter_mut().for_each(|cosine| *cosine = cosine.max(0.0));
    });
    nearness
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

    /// What [`row_distances`] makes of rows that are alike as `shared` of `norm` says, by how far
    /// around a circle of four the papers are apart.
    fn assert_on_a_circle(found: &Matrix, distance: [f32; 3]) {
        for i in 0..4usize {
            for j in 0..4 {
                let expected = distance[i.abs_diff(j).min(4 - i.abs_diff(j))];
                assert!((found.row(i)[j] - expected).abs() < 1e-6, "{i} {j}");
            }
        }
    }

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
        let labellings = [labelling([0, 0, 1, 1]), labelling([0, 1, 1, 0])];
        let mixed = 2.0f32.powf(0.75);
        let norm = mixed * mixed + 2.0;
        let by_runs = [0.0, 1.0 - 2.0 * mixed / norm, 1.0 - 2.0 / norm];
        assert_on_a_circle(&row_distances(coassociation(&labellings)), by_runs);

        // In the plane, cosines of 1, 0, −1 and 0: only the paper itself is near in this view, and
        // in the other one all are. On average [1, ½, 0, ½], and 0 is what is negative.
        let plane = Matrix::from_vec(4, 2, vec![1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0, -1.0]);
        let point = Matrix::from_vec(4, 1, vec![1.0; 4]);
        let by_points = [0.0, 1.0 - 1.0 / 1.5, 1.0 - 0.5 / 1.5];
        assert_on_a_circle(&row_distances(nearness(&[plane.clone(), point])), by_points);

        let (plane, alone) = ([plane], [0.0, 1.0, 1.0]);
        assert_on_a_circle(&row_distances(nearness(&plane)), alone);
        let both = [0, 1, 2].map(|i| (by_runs[i] * by_runs[i] * alone[i]).cbrt());
        assert_on_a_circle(&distances(&labellings, &plane), both);
    }
}
