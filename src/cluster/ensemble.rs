//! Many clusterings of the same papers, each from another start, view and part of the corpus.

use super::ClusterPlan;
use super::bayes::{Smoothing, refine};
use super::eras::Eras;
use super::kmeans::{assign, kmeans_run, sample};
use crate::dense::Matrix;
use crate::error::Result;
use crate::weigh::Csr;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// Share of the papers that a run sees; it places the others afterwards. Groups that hang on a few
/// papers then come and go, and what the runs agree on does not hang on them.
const SEEN: f64 = 0.8;

/// Themes a run looks for, as multiples of the number that is wanted, by turns.
const NUMBERS: [f64; 4] = [1.0, 1.5, 2.0, 2.5];

/// The papers as clustering sees them; rows agree throughout.
pub struct Papers {
    /// TF-IDF rows of unit length, none empty.
    pub weights: Csr,
    /// The same papers as points in reduced spaces, unit rows; not none.
    pub views: Vec<Matrix>,
    /// When the papers were written.
    pub eras: Eras,
}

/// One clustering.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelling {
    /// The group of every paper of the core, below `k`; groups may be empty.
    pub core: Vec<u32>,
    /// The group of every other paper; none where `k` is not the number that was asked for.
    pub others: Vec<u32>,
    /// Number of groups.
    pub k: usize,
    /// Whether `k` is the number that was asked for.
    pub is_asked: bool,
}

/// Clusterings of the papers `core` around `k` themes: k-means in each view by turns, then groups
/// made again by the words of their papers, once for each smoothing. Two labellings a run, in the
/// order of the runs; those into `k` themes place `others` too.
///
/// # Errors
/// When linfa refuses the data (it cannot, for finite points and 1 ≤ k ≤ papers of the core).
pub fn ensemble(
    papers: &Papers,
    core: &[usize],
    others: &[usize],
    k: usize,
    plan: &ClusterPlan,
) -> Result<Vec<Labelling>> {
    let n_seen = ((core.len() as f64 * SEEN).ceil() as usize).max(1);
    let runs: Result<Vec<[Labelling; 2]>> = (0..plan.n_restarts)
        .into_par_iter()
        .map(|run| {
            let view = &papers.views[run % papers.views.len()];
            let number = NUMBERS[run / papers.views.len() % NUMBERS.len()];
            // Every run has a random state of its own: runs may end in any order.
            let seed = plan.seed.wrapping_mul(0x9e37_79b9).wrapping_add(run as u64);
            let at = sample(core.len(), n_seen, seed ^ 0x5eed);
            let k_run = ((k as f64 * number).round() as usize).clamp(1, at.len());
            let is_asked = k_run == k;
            let others = if is_asked { others } else { &[] };
            let parts = Parts::of(core, &at, others);
            let centroids = kmeans_run(view, &parts.seen, k_run, seed)?;
            let nearest = |rows: &[usize]| assign(&view.select(rows), centroids.clone()).labels;
            let start = nearest(&parts.seen);
            let mut rng = Xoshiro256Plus::seed_from_u64(seed);
            let is_refined = rng.gen_bool(plan.word_share);
            Ok([Smoothing::Dirichlet, Smoothing::Era(&papers.eras)].map(|smoothing| {
                let start = start.clone();
                let (seen, unseen) = if is_refined {
                    refine(&papers.weights, &parts.seen, &parts.unseen, start, k_run, smoothing)
                } else {
                    (start, nearest(&parts.unseen))
                };
                let (core, others) = parts.together(&at, core.len(), &seen, &unseen);
                Labelling { core, others, k: k_run, is_asked }
            }))
        })
        .collect();
    Ok(runs?.into_iter().flatten().collect())
}

/// The papers of a run, by row.
struct Parts {
    /// Those that groups are made of.
    seen: Vec<usize>,
    /// Those of the core that are placed afterwards, then the others.
    unseen: Vec<usize>,
}

impl Parts {
    /// `at` are the positions in the core of those seen, ascending.
    fn of(core: &[usize], at: &[usize], others: &[usize]) -> Self {
        let is_unseen = |place: &usize| at.binary_search(place).is_err();
        let unseen = (0..core.len()).filter(is_unseen).map(|place| core[place]);
        Parts {
            seen: at.iter().map(|&place| core[place]).collect(),
            unseen: unseen.chain(others.iter().copied()).collect(),
        }
    }

    /// The labels of the core, in its order, and those of the others.
    fn together(
        &self,
        at: &[usize],
        n_core: usize,
        seen: &[u32],
        unseen: &[u32],
    ) -> (Vec<u32>, Vec<u32>) {
        let (unseen, others) = unseen.split_at(n_core - at.len());
        let (mut seen, mut unseen) = (seen.iter(), unseen.iter());
        let label = |place| {
            let list = if at.binary_search(&place).is_ok() { &mut seen } else { &mut unseen };
            list.next().copied().unwrap_or_default()
        };
        ((0..n_core).map(label).collect(), others.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_back_in_the_order_of_the_papers() {
        let (core, at, others) = ([2, 3, 5, 8], [0, 2], [0, 9]);
        let parts = Parts::of(&core, &at, &others);
        assert_eq!(parts.seen, [2, 5]);
        assert_eq!(parts.unseen, [3, 8, 0, 9]);
        let (core, others) = parts.together(&at, 4, &[12, 15], &[13, 18, 10, 19]);
        assert_eq!((core, others), (vec![12, 13, 15, 18], vec![10, 19]));
    }
}
