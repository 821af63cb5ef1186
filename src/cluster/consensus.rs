//! What many clusterings agree on.

use super::ClusterPlan;
use super::ensemble::{Labelling, Papers, ensemble};
use super::kmeans::sample;
use super::tree::linked_groups;
use crate::dense::{Matrix, add_scaled};
use crate::error::Result;
use rayon::prelude::*;

/// Papers the tree is grown from; of a larger corpus a seeded sample, and every other paper joins
/// the theme with whose papers it is grouped most often.
const TREE_LIMIT: usize = 3_000;

/// Papers a theme has at least, as a part of what it would have if all were of one size.
const MIN_SIZE: f64 = 0.05;

/// Fewest papers of a theme in a corpus that has the papers for it.
const MIN_PAPERS: usize = 3;

/// Themes that many clusterings agree on. Made by [`consensus`].
pub struct Consensus {
    /// The theme of every paper, below the number of themes.
    pub labels: Vec<u32>,
    /// `n_papers × k`: how often a paper is grouped with the papers of a theme, 0–1: the mean,
    /// over the theme's papers, of the share of clusterings that put the two in one group.
    pub affinity: Matrix,
    /// The clusterings.
    pub labellings: Vec<Labelling>,
}

/// Groups the papers into `k` themes by what the runs of the plan agree on.
///
/// # Errors
/// As [`ensemble`].
pub fn consensus(papers: &Papers, k: usize, plan: &ClusterPlan) -> Result<Consensus> {
    let labellings = ensemble(papers, k, plan)?;
    let n = papers.weights.n_rows();
    let rows = sample(n, TREE_LIMIT.max(k), plan.seed ^ 0x7ee);
    let min_size = (rows.len() as f64 / k as f64 * MIN_SIZE).round() as usize;
    let grouped = linked_groups(&labellings, &rows, k, min_size.max(MIN_PAPERS));
    let mut known = vec![None; n];
    rows.iter().zip(grouped).for_each(|(&row, label)| known[row] = Some(label));

    let nearest = |affinity: &[f32]| {
        (1..k).fold(0, |best, i| if affinity[i] > affinity[best] { i } else { best }) as u32
    };
    let near = affinity(&labellings, &known, k);
    let labels: Vec<u32> = known
        .iter()
        .zip(near.rows())
        .map(|(known, near)| known.unwrap_or_else(|| nearest(near)))
        .collect();
    let all: Vec<Option<u32>> = labels.iter().map(|&label| Some(label)).collect();
    Ok(Consensus { affinity: affinity(&labellings, &all, k), labels, labellings })
}

/// How often each paper is grouped with the papers of each theme; see [`Consensus::affinity`].
fn affinity(labellings: &[Labelling], themes: &[Option<u32>], k: usize) -> Matrix {
    let mut sizes = vec![0usize; k];
    themes.iter().flatten().for_each(|&theme| sizes[theme as usize] += 1);
    // Per clustering, `groups × k`: the share of a theme's papers that are in a group.
    let shares: Vec<Matrix> = labellings
        .par_iter()
        .map(|labelling| {
            let mut shares = Matrix::zeros(labelling.k, k);
            for (&label, theme) in labelling.labels.iter().zip(themes) {
                if let Some(theme) = *theme {
                    shares.row_mut(label as usize)[theme as usize] += 1.0;
                }
            }
            for group in 0..labelling.k {
                for (share, &size) in shares.row_mut(group).iter_mut().zip(&sizes) {
                    *share /= size.max(1) as f32;
                }
            }
            shares
        })
        .collect();
    let mut affinity = Matrix::zeros(themes.len(), k);
    let weight = 1.0 / labellings.len().max(1) as f32;
    affinity.par_rows_mut().enumerate().for_each(|(paper, out)| {
        for (labelling, shares) in labellings.iter().zip(&shares) {
            add_scaled(out, weight, shares.row(labelling.labels[paper] as usize));
        }
    });
    affinity
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelling(labels: [u32; 4]) -> Labelling {
        Labelling { labels: labels.to_vec(), k: 2, is_asked: true }
    }

    #[test]
    fn affinity_is_the_mean_share_of_runs_with_the_papers_of_a_theme() {
        let labellings = [labelling([0, 0, 1, 1]), labelling([0, 1, 1, 1])];
        let themes = [Some(0), Some(0), Some(1), None];
        let affinity = affinity(&labellings, &themes, 2);
        // Paper 0 is with itself always and with paper 1 in one run of two, never with paper 2.
        assert_eq!(affinity.row(0), [0.75, 0.0]);
        assert_eq!(affinity.row(1), [0.75, 0.5]);
        assert_eq!(affinity.row(3), [0.25, 1.0]);
    }
}
