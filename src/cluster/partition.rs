//! The partition that many clusterings agree on best.

use super::tree::{Method, Tree};
use crate::dense::Matrix;
use crate::sample::sample;
use rayon::prelude::*;

/// Trees of a half of the papers each. Every tree leads to a partition, and the best is kept.
const HALVES: u64 = 16;

/// Rounds in which papers may change the group; later ones move hardly any.
const ROUNDS: usize = 20;

/// Papers of a group from which none is taken any more.
const MIN_KEPT: usize = 3;

/// The labels, below `k`, of papers that are `distances` (`n × n`, 0–1) apart, by the partition of
/// least inertia among those that some trees lead to. All groups have a paper; groups of a tree
/// have `min_size` where it has as many of those. 1 ≤ k ≤ n.
///
/// A tree, Ward's (1963), is grown from all papers, and one from each of some seeded halves of
/// them; each is cut into `k` groups. Then the splinters, and the papers that the tree has not
/// seen, join the group that is nearest on average, the first of equals, and so does every other
/// paper, for some rounds: a tree takes no join back, however its groups have changed since.
/// Small chances of the runs decide where one tree is cut and what its rounds end in; of the best
/// of many, other seeds find more (ARCHITECTURE.md has the table).
///
/// Average linkage, at forty themes and more, splits a broad corpus into a few groups of a fifth of
/// the papers each and many of a handful; Ward's, of the points whose angles these distances come
/// from, joins what adds least to the variance inside of groups, and keeps them comparable.
pub fn best_partition(distances: &Matrix, k: usize, min_size: usize, seed: u64) -> Vec<u32> {
    let n = distances.n_rows();
    let of_tree = |tree: u64| {
        let papers = match tree {
            0 => (0..n).collect(),
            half => sample(n, n.div_ceil(2), seed.wrapping_add(half) ^ 0x7e7e),
        };
        let min_size = (min_size * papers.len() / n.max(1)).max(1);
        settled(cut(distances, &papers, k, min_size)?, k, distances)
    };
    let found: Vec<Partition> = (0..=HALVES).into_par_iter().filter_map(of_tree).collect();
    let better = |a: Partition, b: Partition| if b.inertia < a.inertia { b } else { a };
    found.into_iter().reduce(better).map_or_else(|| vec![0; n], |best| best.labels)
}

/// The groups of the tree of these papers; `None` for every other paper, and for the splinters.
/// None where the tree has fewer groups than `k`.
fn cut(
    distances: &Matrix,
    papers: &[usize],
    k: usize,
    min_size: usize,
) -> Option<Vec<Option<u32>>> {
    // Of unit vectors the squared distance is 2 − 2 cosine.
    let apart = |(at, &a): (usize, &usize)| {
        let row = distances.row(a);
        papers[at + 1..].iter().map(move |&b| (2.0 * row[b]).sqrt())
    };
    let mut apart: Vec<f32> = papers.iter().enumerate().flat_map(apart).collect();
    let labels = Tree::of(&mut apart, papers.len(), Method::Ward).cut(k, min_size);
    let n_groups = labels.iter().flatten().max().map_or(0, |&last| last as usize + 1);
    let mut of_all = vec![None; distances.n_rows()];
    papers.iter().zip(labels).for_each(|(&paper, label)| of_all[paper] = label);
    (n_groups == k).then_some(of_all)
}

/// Papers in groups.
struct Partition {
    labels: Vec<u32>,
    /// Over papers, the sum of the mean distance to the papers of the own group, itself included:
    /// of points whose squared distances are twice these, the sum of the squared distances to the
    /// groups' means.
    inertia: f64,
}

/// Every paper in the group that is nearest to it on average over the group's other papers, as far
/// as some rounds lead. A group that could not do without a paper keeps it. `None` where a group
/// of the start is empty.
fn settled(mut labels: Vec<Option<u32>>, k: usize, distances: &Matrix) -> Option<Partition> {
    let mut sizes = vec![0usize; k];
    labels.iter().flatten().for_each(|&label| sizes[label as usize] += 1);
    if sizes.contains(&0) {
        return None;
    }
    // Per paper and group, the sum of the distances to the group's papers.
    let sum = |paper: usize| {
        let mut sums = vec![0.0f64; k];
        for (label, &distance) in labels.iter().zip(distances.row(paper)) {
            label.iter().for_each(|&label| sums[label as usize] += f64::from(distance));
        }
        sums
    };
    let mut sums: Vec<Vec<f64>> = (0..labels.len()).into_par_iter().map(sum).collect();

    for _ in 0..ROUNDS {
        let mut moves = Vec::new();
        for (paper, to) in (0..).zip(nearest(&labels, &sums, &sizes)) {
            let from = labels[paper];
            let is_free = from.is_none_or(|from| sizes[from as usize] > MIN_KEPT);
            if from != Some(to) && is_free {
                from.iter().for_each(|&from| sizes[from as usize] -= 1);
                sizes[to as usize] += 1;
                labels[paper] = Some(to);
                moves.push((paper, from, to));
            }
        }
        if moves.is_empty() {
            break;
        }
        sums.par_iter_mut().enumerate().for_each(|(paper, sums)| {
            let row = distances.row(paper);
            for &(moved, from, to) in &moves {
                from.iter().for_each(|&from| sums[from as usize] -= f64::from(row[moved]));
                sums[to as usize] += f64::from(row[moved]);
            }
        });
    }
    let labels: Vec<u32> = labels.into_iter().map(Option::unwrap_or_default).collect();
    let mean =
        |(&label, sums): (&u32, &Vec<f64>)| sums[label as usize] / sizes[label as usize] as f64;
    let inertia = labels.iter().zip(&sums).map(mean).sum();
    Some(Partition { labels, inertia })
}

/// The group that is nearest to each paper on average over the group's other papers, the first of
/// equals.
fn nearest(labels: &[Option<u32>], sums: &[Vec<f64>], sizes: &[usize]) -> Vec<u32> {
    let of_paper = |(own, sums): (&Option<u32>, &Vec<f64>)| {
        let n_others = |group: usize| sizes[group] - usize::from(*own == Some(group as u32));
        let mean = |group: usize| sums[group] / n_others(group).max(1) as f64;
        (1..sizes.len()).fold(0, |best, group| if mean(group) < mean(best) { group } else { best })
            as u32
    };
    labels.iter().zip(sums).map(of_paper).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Papers on a line.
    fn line<const N: usize>(at: [f32; N]) -> Matrix {
        let pairs = at.iter().flat_map(|a| at.iter().map(move |b| (b - a).abs()));
        Matrix::from_vec(N, N, pairs.collect())
    }

    fn labels<const N: usize>(labels: [u32; N]) -> Vec<Option<u32>> {
        labels.map(Some).to_vec()
    }

    #[test]
    fn papers_change_to_the_group_that_is_nearer_and_splinters_join_one() {
        let distances = line([0.0, 0.1, 0.2, 0.8, 0.9, 1.0, 1.1]);
        let moved = settled(labels([0, 0, 1, 1, 1, 1, 1]), 2, &distances).unwrap();
        assert_eq!(moved.labels, [0, 0, 0, 1, 1, 1, 1]);
        // Among three papers .1 apart the distances to all are .3, .2, .3; among four 6, 4, 4, 6.
        assert!((moved.inertia - (0.8 / 3.0 + 2.0 / 4.0)).abs() < 1e-6, "{}", moved.inertia);
        let mut splinter = labels([0, 0, 0, 1, 1, 1, 1]);
        splinter[2] = None;
        assert_eq!(settled(splinter, 2, &distances).unwrap().labels, moved.labels);
    }

    #[test]
    fn no_group_is_emptied() {
        // All papers of the second group are nearer to the first.
        let distances = line([0.0, 0.3, 0.0, 0.3, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9]);
        let start = labels([1, 1, 1, 1, 0, 0, 0, 0, 2, 2]);
        let kept = settled(start, 3, &distances).unwrap();
        assert_eq!(kept.labels, [0, 1, 1, 1, 0, 0, 0, 0, 2, 2]);
        assert!(settled(labels([0, 0, 2]), 3, &line([0.0, 0.1, 0.2])).is_none());
    }

    #[test]
    fn the_best_partition_is_no_worse_than_that_of_any_tree() {
        // Forty papers with loose borders: sums of seeded numbers.
        let at: [f32; 40] = std::array::from_fn(|i| ((i * 37 % 101) as f32 / 101.0).powi(2));
        let distances = line(at);
        let all: Vec<usize> = (0..40).collect();
        let inertia = |labels: Vec<u32>| {
            let start = labels.into_iter().map(Some).collect();
            settled(start, 5, &distances).unwrap().inertia
        };
        let of_all = settled(cut(&distances, &all, 5, 2).unwrap(), 5, &distances).unwrap();
        let best = best_partition(&distances, 5, 2, 1);
        assert!(inertia(best.clone()) <= of_all.inertia + 1e-9);
        assert_eq!(best, best_partition(&distances, 5, 2, 1));
        assert_eq!(best.iter().max(), Some(&4));
    }

    #[test]
    fn few_papers_are_enough() {
        assert_eq!(best_partition(&line([0.0]), 1, 5, 1), [0]);
        let mut all = best_partition(&line([0.0, 0.1, 0.2]), 3, 5, 1);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    }
}
