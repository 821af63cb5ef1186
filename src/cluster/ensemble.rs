//! Many clusterings of the same papers, each from another start, view and part of the corpus.

use super::ClusterPlan;
use super::bayes::RunPapers;
use super::eras::Eras;
use super::groups::Smoothing;
use super::kmeans::{assign, kmeans_run};
use crate::dense::Matrix;
use crate::error::Result;
use crate::sample::sample;
use crate::weigh::Csr;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;
use std::borrow::Cow;

/// Share of the papers that a run sees; it places the others afterwards. Groups that hang on a few
/// papers then come and go, and what the runs agree on does not hang on them.
const SEEN: f64 = 0.8;

/// Papers a run sees at most: the words of a theme are known well from a few hundred papers.
const MAX_SEEN: usize = 5_000;

/// Themes a run looks for, as multiples of the number that is wanted, by turns.
const NUMBERS: [f64; 4] = [1.0, 1.5, 2.0, 2.5];

/// The papers as clustering sees them; rows agree throughout.
pub struct Papers<'a> {
    /// TF-IDF rows of unit length, none empty.
    pub weights: Cow<'a, Csr>,
    /// The same papers as points in reduced spaces, unit rows; not none.
    pub views: Vec<Cow<'a, Matrix>>,
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

/// Clusterings around `k` themes: k-means in each view by turns, then groups made again by the
/// words of their papers, once for each smoothing. Each run sees papers of its own, and places
/// those of the `core`; the runs into `k` themes place the `others` too. Two labellings a run, in
/// the order of the runs.
///
/// # Errors
/// When linfa refuses the data (it cannot, for finite points and 1 ≤ k ≤ n).
pub fn ensemble(
    papers: &Papers,
    core: &[usize],
    others: &[usize],
    k: usize,
    plan: &ClusterPlan,
) -> Result<Vec<Labelling>> {
    let n = papers.weights.n_rows();
    let n_seen = ((n as f64 * SEEN).ceil() as usize).clamp(1, MAX_SEEN.max(4 * k));
    let runs: Result<Vec<Vec<Labelling>>> = (0..plan.n_restarts)
        .into_par_iter()
        .map(|run| {
            let view = &papers.views[run % papers.views.len()];
            let number = NUMBERS[run / papers.views.len() % NUMBERS.len()];
            // Every run has a random state of its own: runs may end in any order.
            let seed = plan.seed.wrapping_mul(0x9e37_79b9).wrapping_add(run as u64);
            let seen = sample(n, n_seen, seed ^ 0x5eed);
            let k_run = ((k as f64 * number).round() as usize).clamp(1, seen.len());
            let is_asked = k_run == k;
            let others = if is_asked { others } else { &[] };
            let is_unseen = |row: &usize| seen.binary_search(row).is_err();
            let unseen: Vec<usize> = core.iter().chain(others).copied().filter(is_unseen).collect();

            let centroids = kmeans_run(view, &seen, k_run, seed)?;
            let nearest = |rows: &[usize]| assign(&view.select(rows), centroids.clone()).labels;
            let start = nearest(&seen);
            let mut rng = Xoshiro256Plus::seed_from_u64(seed);
            let is_refined = rng.gen_bool(plan.word_share);
            let labelled: Vec<(Vec<u32>, Vec<u32>)> = if is_refined {
                let papers = RunPapers::new(&papers.weights, &papers.eras, &seen);
                let (of_seen, groups): (Vec<_>, Vec<_>) = [Smoothing::Dirichlet, Smoothing::Era]
                    .map(|smoothing| papers.refine(start.clone(), k_run, smoothing))
                    .into_iter()
                    .unzip();
                of_seen.into_iter().zip(papers.place(&unseen, &groups)).collect()
            } else {
                vec![(start, nearest(&unseen)); 2]
            };
            let labelling = |(of_seen, of_unseen): (Vec<u32>, Vec<u32>)| {
                let mut of_row = vec![0; n];
                let labelled = seen.iter().zip(of_seen).chain(unseen.iter().zip(of_unseen));
                labelled.for_each(|(&row, label)| of_row[row] = label);
                let labels = |rows: &[usize]| rows.iter().map(|&row| of_row[row]).collect();
                Labelling { core: labels(core), others: labels(others), k: k_run, is_asked }
            };
            Ok(labelled.into_iter().map(labelling).collect())
        })
        .collect();
    Ok(runs?.into_iter().flatten().collect())
}
