//! What many clusterings agree on.

use super::ClusterPlan;
use super::coassociation::distances;
use super::ensemble::{Labelling, Papers, ensemble};
use super::partition::best_partition;
use crate::dense::{Matrix, add_scaled, largest};
use crate::error::Result;
use crate::sample::sample;
use rayon::prelude::*;

/// Papers of the core, which the themes are made of; of a larger corpus a seeded sample, and every
/// other paper joins the theme with whose papers it is grouped most often.
const CORE_LIMIT: usize = 2_000;

/// Papers a theme has at least, as a part of what it would have if all were of one size.
const MIN_SIZE: f64 = 0.05;

/// Fewest papers of a theme in a corpus that has the papers for it,
const MIN_PAPERS: usize = 3;

/// and in a sample of one, where a handful says little of the corpus.
const MIN_SAMPLED: usize = 10;

/// Themes that many clusterings agree on. Made by [`consensus`].
pub struct Consensus {
    /// The theme of every paper, below the number of themes.
    pub labels: Vec<u32>,
    /// `n_papers × k`: how often a paper is grouped with the papers of a theme, 0–1: the mean,
    /// over the theme's papers, of the share of clusterings that put the two in one group.
    pub affinity: Matrix,
    /// Clusterings into as many groups: the group of every paper.
    pub runs: Vec<Vec<u32>>,
}

/// Groups the papers into `k` themes by what the runs of the plan agree on.
///
/// # Errors
/// As [`ensemble`].
pub fn consensus(papers: &Papers, k: usize, plan: &ClusterPlan) -> Result<Consensus> {
    let n = papers.weights.n_rows();
    let core = sample(n, CORE_LIMIT.max(k), plan.seed ^ 0xc07e);
    let others: Vec<usize> = (0..n).filter(|row| core.binary_search(row).is_err()).collect();
    let labellings = ensemble(papers, &core, &others, k, plan)?;
    let min_size = (core.len() as f64 / k as f64 * MIN_SIZE).round() as usize;
    let fewest = if others.is_empty() { MIN_PAPERS } else { MIN_SAMPLED };
    let points: Vec<Matrix> = papers.views.iter().map(|view| view.select(&core)).collect();
    let distances = distances(&labellings, &points);
    let of_core = best_partition(&distances, k, min_size.max(fewest), plan.seed);

    let all: Vec<&Labelling> = labellings.iter().collect();
    let asked: Vec<&Labelling> = labellings.iter().filter(|run| run.is_asked).collect();
    let near_core = affinity(&all, &shares(&all, &of_core, k), |run| &run.core);
    let near_others = affinity(&asked, &shares(&asked, &of_core, k), |run| &run.others);
    let of_others: Vec<u32> = near_others.rows().map(|near| largest(near) as u32).collect();

    let is_core = |row: usize| core.binary_search(&row);
    let place = |row: usize| is_core(row).map_err(|at| row - at);
    let label = |row, core: &[u32], others: &[u32]| match place(row) {
        Ok(at) => core[at],
        Err(at) => others[at],
    };
    let affinity = (0..n).flat_map(|row| match place(row) {
        Ok(at) => near_core.row(at),
        Err(at) => near_others.row(at),
    });
    Ok(Consensus {
        affinity: Matrix::from_vec(n, k, affinity.copied().collect()),
        labels: (0..n).map(|row| label(row, &of_core, &of_others)).collect(),
        runs: asked
            .iter()
            .map(|run| (0..n).map(|row| label(row, &run.core, &run.others)).collect())
            .collect(),
    })
}

/// Per clustering, `groups × k`: the share of a theme's papers that are in a group; `themes` are
/// those of the core.
fn shares(labellings: &[&Labelling], themes: &[u32], k: usize) -> Vec<Matrix> {
    let mut sizes = vec![0usize; k];
    themes.iter().for_each(|&theme| sizes[theme as usize] += 1);
    let of_one = |labelling: &&Labelling| {
        let mut shares = Matrix::zeros(labelling.k, k);
        for (&label, &theme) in labelling.core.iter().zip(themes) {
            shares.row_mut(label as usize)[theme as usize] += 1.0;
        }
        for group in 0..labelling.k {
            for (share, &size) in shares.row_mut(group).iter_mut().zip(&sizes) {
                *share /= size.max(1) as f32;
            }
        }
        shares
    };
    labellings.par_iter().map(of_one).collect()
}

/// How often each paper is grouped with the papers of each theme; see [`Consensus::affinity`].
/// `labels` are those of the papers that are asked for.
fn affinity(
    labellings: &[&Labelling],
    shares: &[Matrix],
    labels: impl Fn(&Labelling) -> &[u32] + Sync,
) -> Matrix {
    let n_papers = labellings.first().map_or(0, |labelling| labels(labelling).len());
    let k = shares.first().map_or(0, Matrix::n_cols);
    let mut affinity = Matrix::zeros(n_papers, k);
    let weight = 1.0 / labellings.len().max(1) as f32;
    affinity.par_rows_mut().enumerate().for_each(|(paper, out)| {
        for (labelling, shares) in labellings.iter().zip(shares) {
            add_scaled(out, weight, shares.row(labels(labelling)[paper] as usize));
        }
    });
    affinity
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelling(core: [u32; 4]) -> Labelling {
        Labelling { core: core.to_vec(), others: vec![core[3]], k: 2, is_asked: true }
    }

    #[test]
    fn affinity_is_the_mean_share_of_runs_with_the_papers_of_a_theme() {
        let labellings = [labelling([0, 0, 1, 1]), labelling([0, 1, 1, 1])];
        let labellings: Vec<&Labelling> = labellings.iter().collect();
        let shares = shares(&labellings, &[0, 0, 1, 1], 2);
        let core = affinity(&labellings, &shares, |run| &run.core);
        // Paper 0 is with itself always and with paper 1 in one run of two, never with the others.
        assert_eq!(core.row(0), [0.75, 0.0]);
        assert_eq!(core.row(1), [0.75, 0.5]);
        assert_eq!(core.row(3), [0.25, 1.0]);
        assert_eq!(affinity(&labellings, &shares, |run| &run.others).row(0), core.row(3));
    }
}
