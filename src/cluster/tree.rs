//! The tree of papers or themes that are ever less alike.

pub use kodama::Method;
use kodama::{Step, linkage};

/// The tree that a linkage grows over papers or themes.
#[derive(Debug, Clone)]
pub struct Tree {
    n_papers: usize,
    /// Joins, the nearest first. Numbers below `n_papers` are papers, `n_papers + i` is join `i`.
    joins: Vec<Step<f32>>,
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

    /// Two firm groups on a line, {0, 1, 2} and {3, 4, 5}, and paper 6, far from both.
    fn tree() -> Tree {
        let at = [0.0f32, 1.0, 2.0, 9.0, 10.0, 11.0, 40.0];
        let pairs = (0..7).flat_map(|i| (i + 1..7).map(move |j| (at[j] - at[i]).abs()));
        Tree::of(&mut pairs.collect::<Vec<f32>>(), 7, Method::Average)
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
        assert_eq!(labels[6], None);
        let labels = tree().cut(7, 3);
        assert_eq!(labels.iter().flatten().count(), 7);
    }

    #[test]
    fn one_paper_is_a_tree() {
        assert_eq!(Tree::of(&mut [], 1, Method::Ward).cut(1, 5), [Some(0)]);
    }
}
