//! The tree of papers that are grouped together ever less often.

use super::ensemble::Labelling;
use crate::dense::wide;
pub use kodama::Method;
use kodama::{Step, linkage};
use rayon::prelude::*;

/// Rounds in which papers may change the group after the cut; later ones move hardly any.
const ROUNDS: usize = 5;

/// Papers of a group from which none is taken any more.
const MIN_KEPT: usize = 3;

/// Numbers of a sum of products that stays below 2³¹ for up to 2,000 clusterings: 256 × 2,000².
const CHUNK: usize = 256;

/// The tree that a linkage grows over papers or themes.
#[derive(Debug, Clone)]
pub struct Tree {
    n_papers: usize,
    /// Joins, the nearest first. Numbers below `n_papers` are papers, `n_papers + i` is join `i`.
    joins: Vec<Step<f32>>,
}

/// The labels, below `k`, of the papers of the core (of at most 2,000 labellings), by Ward's tree (1963)
/// cut into `k` groups of at least `min_size` where there are as many. Then the splinters join the
/// group that is nearest on average, the first of equals, and so does every other paper, for a few
/// rounds: a tree takes no join back, however its groups have changed since, and small chances of
/// the runs decide about many papers. What trees of other seeds have in common grows by this
/// (ARCHITECTURE.md has the table).
///
/// Two papers are near when they are grouped with the same papers: the cosine of their rows of the
/// co-association matrix, which counts the clusterings that put two papers in one group (evidence
/// accumulation, Fred & Jain 2005). The count of the two alone is one number of few clusterings;
/// the rows are as many numbers as there are papers, and chance evens out in them.
///
/// Average linkage, at forty themes and more, splits a broad corpus into a few groups of a fifth of
/// the papers each and many of a handful; Ward's, of the points whose angles these cosines are,
/// joins what adds least to the variance inside of groups, and keeps them comparable.
///
/// Memory grows with the number of papers squared: 3,000 papers take 54 MB.
pub fn linked_groups(labellings: &[Labelling], k: usize, min_size: usize) -> Vec<u32> {
    let n = labellings.first().map_or(0, |labelling| labelling.core.len());
    let distances = distances(labellings, n);
    // Of unit vectors the squared distance is 2 − 2 cosine.
    let mut apart: Vec<f32> = distances.iter().map(|distance| (2.0 * distance).sqrt()).collect();
    let mut labels = Tree::of(&mut apart, n, Method::Ward).cut(k, min_size);
    for _ in 0..ROUNDS {
        let next = nearest_groups(&labels, k, &distances);
        let is_still = labels == next;
        labels = next;
        if is_still {
            break;
        }
    }
    labels.into_iter().map(Option::unwrap_or_default).collect()
}

/// The group that is nearest to each paper on average over the group's other papers. A paper of a
/// group that could not do without it stays.
fn nearest_groups(labels: &[Option<u32>], k: usize, distances: &[f32]) -> Vec<Option<u32>> {
    let n = labels.len();
    let mut sizes = vec![0usize; k];
    labels.iter().flatten().for_each(|&label| sizes[label as usize] += 1);
    let nearest = |paper: usize| {
        let own = labels[paper];
        if own.is_some_and(|own| sizes[own as usize] <= MIN_KEPT) {
            return own;
        }
        let mut sums = vec![0.0f64; k];
        for (other, label) in labels.iter().enumerate().filter(|(other, _)| *other != paper) {
            if let Some(label) = *label {
                sums[label as usize] += f64::from(distances[pair(paper, other, n)]);
            }
        }
        let n_others = |group: usize| sizes[group] - usize::from(own == Some(group as u32));
        let mean = |group: usize| sums[group] / n_others(group).max(1) as f64;
        Some((1..k).fold(0, |best, group| if mean(group) < mean(best) { group } else { best })
            as u32)
    };
    (0..n).into_par_iter().map(nearest).collect()
}

/// Position of a pair among the distances of `n` papers, row by row above the diagonal.
fn pair(a: usize, b: usize, n: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    a * (2 * n - a - 1) / 2 + b - a - 1
}

/// 1 − the cosine of [`linked_groups`] for every pair, row by row above the diagonal.
fn distances(labellings: &[Labelling], n_papers: usize) -> Vec<f32> {
    // One paper's labels side by side.
    let profiles: Vec<Vec<u32>> = (0..n_papers)
        .into_par_iter()
        .map(|paper| labellings.iter().map(|labelling| labelling.core[paper]).collect())
        .collect();
    let together = |a: &[u32], b: &[u32]| a.iter().zip(b).filter(|(a, b)| a == b).count() as i16;
    let counts: Vec<Vec<i16>> = profiles
        .par_iter()
        .map(|profile| profiles.iter().map(|other| together(profile, other)).collect())
        .collect();
    let norms: Vec<f64> = counts.par_iter().map(|row| (product(row, row) as f64).sqrt()).collect();
    (0..n_papers)
        .into_par_iter()
        .flat_map_iter(|i| {
            let (counts, norms) = (&counts, &norms);
            (i + 1..counts.len()).map(move |j| {
                let cosine = product(&counts[i], &counts[j]) as f64 / (norms[i] * norms[j]);
                (1.0 - cosine).max(0.0) as f32
            })
        })
        .collect()
}

wide! {
    /// The inner product of two rows of counts; whole numbers have one sum in any order.
    fn product(a: &[i16], b: &[i16]) -> i64 = product_inner
}

#[inline(always)]
fn product_inner(a: &[i16], b: &[i16]) -> i64 {
    let chunk = |(a, b): (&[i16], &[i16])| {
        a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum::<i32>()
    };
    a.chunks(CHUNK).zip(b.chunks(CHUNK)).map(|pair| i64::from(chunk(pair))).sum()
}

impl Tree {
    /// The tree of `n_papers` from the distances of every pair, row by row above the diagonal; they
    /// are overwritten.
    pub fn of(distances: &mut [f32], n_papers: usize, method: Method) -> Self {
        let joins = match n_papers {
            0 | 1 => Vec::new(),
            _ => linkage(distances, n_papers, method).steps().to_vec(),
        };
        Tree { n_papers, joins }
    }

    /// Cuts the tree from the top until `k` groups have at least `min_size` papers: one label a
    /// paper, `None` for the splinters that fell off on the way. Where the tree has no such cut,
    /// the least size is halved; 1 ≤ k ≤ papers.
    pub fn cut(&self, k: usize, min_size: usize) -> Vec<Option<u32>> {
        let mut min_size = min_size.max(1);
        loop {
            let groups = self.groups(k, min_size);
            if groups.len() == k || min_size == 1 {
                let mut labels = vec![None; self.n_papers];
                for (label, group) in (0..).zip(groups) {
                    self.papers(group).into_iter().for_each(|paper| labels[paper] = Some(label));
                }
                return labels;
            }
            min_size /= 2;
        }
    }

    /// The nodes of at least `min_size` papers below the cut that leaves `k` of them, ascending.
    fn groups(&self, k: usize, min_size: usize) -> Vec<usize> {
        let is_large = |node: usize| self.size(node) >= min_size;
        let mut groups = vec![(self.n_papers + self.joins.len()).saturating_sub(1)];
        for (i, join) in self.joins.iter().enumerate().rev() {
            if groups.len() >= k {
                break;
            }
            let Some(at) = groups.iter().position(|&node| node == self.n_papers + i) else {
                continue;
            };
            let parts = [join.cluster1, join.cluster2].into_iter().filter(|&node| is_large(node));
            // A group that would only crumble stays whole.
            let parts: Vec<usize> = parts.collect();
            if !parts.is_empty() {
                groups.swap_remove(at);
                groups.extend(parts);
            }
        }
        groups.sort_unstable();
        groups
    }

    fn size(&self, node: usize) -> usize {
        node.checked_sub(self.n_papers).map_or(1, |join| self.joins[join].size)
    }

    /// The papers below a node.
    fn papers(&self, node: usize) -> Vec<usize> {
        let (mut open, mut papers) = (vec![node], Vec::new());
        while let Some(node) = open.pop() {
            match node.checked_sub(self.n_papers) {
                None => papers.push(node),
                Some(join) => open.extend([self.joins[join].cluster1, self.joins[join].cluster2]),
            }
        }
        papers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelling(labels: &[u32]) -> Labelling {
        let k = *labels.iter().max().unwrap() as usize + 1;
        Labelling { core: labels.to_vec(), others: Vec::new(), k, is_asked: true }
    }

    /// Two firm groups, {0, 1, 2} and {3, 4, 5}, and paper 6, which is mostly alone.
    fn labellings() -> [Labelling; 4] {
        [
            labelling(&[0, 0, 0, 1, 1, 1, 2]),
            labelling(&[0, 0, 0, 1, 1, 1, 1]),
            labelling(&[0, 0, 0, 1, 1, 2, 3]),
            labelling(&[1, 1, 1, 0, 0, 0, 2]),
        ]
    }

    fn tree() -> Tree {
        Tree::of(&mut distances(&labellings(), 7), 7, Method::Average)
    }

    #[test]
    fn a_cut_gives_the_groups_that_are_there() {
        let labels = tree().cut(2, 2);
        assert_eq!(labels[0], labels[2]);
        assert_eq!(labels[3], labels[5]);
        assert_ne!(labels[0], labels[3]);
    }

    #[test]
    fn splinters_are_no_groups_unless_there_are_no_others() {
        let labels = tree().cut(2, 3);
        assert_eq!(labels.iter().flatten().max(), Some(&1), "{labels:?}");
        let labels = tree().cut(7, 3);
        assert_eq!(labels.iter().flatten().count(), 7);
    }

    #[test]
    fn a_splinter_joins_the_group_that_is_nearest_on_average() {
        let labels = linked_groups(&labellings(), 2, 3);
        assert_eq!(labels[6], labels[3]);
        assert_ne!(labels[6], labels[0]);
    }

    #[test]
    fn papers_change_to_the_group_that_is_nearer_and_none_is_emptied() {
        // Papers on a line, the third in the farther group.
        let at = [0.0f32, 1.0, 2.0, 9.0, 10.0, 11.0, 12.0];
        let pairs = (0..7).flat_map(|i| (i + 1..7).map(move |j| (at[j] - at[i]).abs()));
        let distances: Vec<f32> = pairs.collect();
        let labels = |labels: [u32; 7]| labels.map(Some).to_vec();
        let moved = nearest_groups(&labels([0, 0, 1, 1, 1, 1, 1]), 2, &distances);
        assert_eq!(moved, labels([0, 0, 0, 1, 1, 1, 1]));
        let kept = labels([0, 0, 1, 1, 1, 2, 2]);
        assert_eq!(nearest_groups(&kept, 3, &distances), kept);
        let mut splinter = labels([0, 0, 0, 1, 1, 1, 1]);
        splinter[2] = None;
        assert_eq!(nearest_groups(&splinter, 2, &distances), labels([0, 0, 0, 1, 1, 1, 1]));
    }

    #[test]
    fn papers_are_near_that_are_grouped_with_the_same_papers() {
        // Every paper is with two others once each: [2, 1, 0, 1] for the first. Two that are
        // together once share two of those, and so do two that never are.
        let labellings = [labelling(&[0, 0, 1, 1]), labelling(&[0, 1, 1, 0])];
        let found = distances(&labellings, 4);
        let expected = [4.0, 2.0, 4.0, 4.0, 2.0, 4.0].map(|product| 1.0 - product / 6.0);
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-6), "{found:?}");
        assert_eq!(product(&[2000; 3000], &[2000; 3000]), 3000 * 2000 * 2000);
    }

    #[test]
    fn pairs_are_numbered_row_by_row() {
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (3, 1), (2, 3)];
        assert_eq!(pairs.map(|(a, b)| pair(a, b, 4)), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn one_paper_is_a_tree() {
        assert_eq!(linked_groups(&[labelling(&[0])], 1, 5), [0]);
    }
}
