//! Points → themes: every paper in one of k groups, or unclustered.

mod agreement;
mod around;
mod bayes;
mod blocks;
mod choose_k;
mod coassociation;
mod consensus;
mod density;
mod ensemble;
mod eras;
mod found;
mod groups;
mod hierarchy;
mod kmeans;
mod lloyd;
mod logarithm;
mod misfits;
mod partition;
mod silhouette;
mod tree;

pub use agreement::{Agreement, agreement};
pub use around::cluster_around;
pub use choose_k::{Candidate, SMALL, ranked};
pub use density::DensityPlan;
pub use hierarchy::{Hierarchy, Level, gather};
pub use silhouette::{mean_silhouette, silhouettes};

use crate::corpus::Date;
use crate::dense::Matrix;
use crate::error::{Error, Result};
use crate::reduce::Embedding;
use crate::weigh::Csr;
use consensus::{Consensus, consensus};
use ensemble::Papers;
use eras::Eras;
use found::Found;
use kmeans::{Run, assign, best_run, kmeans_runs, sample_rows};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How the themes are found, by the algorithms of linfa-clustering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// What many k-means runs agree on, each of them refined by the words of its groups: every
    /// paper is placed, themes of any size.
    #[default]
    Consensus,
    /// K-means, the best of several starts: every paper is placed, themes of like size.
    Kmeans,
    /// A Gaussian mixture: every paper is placed, themes of any ellipsoid shape.
    Gmm,
    /// DBSCAN: dense groups, their number found, the rest unclustered.
    Dbscan,
    /// OPTICS: as DBSCAN, by way of the reachability ordering.
    Optics,
}

/// How themes are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterPlan {
    /// The algorithm.
    pub method: Method,
    /// Number of themes; `None`: chosen from the data. The density methods find their own.
    pub n_themes: Option<usize>,
    /// Runs of the consensus, or k-means starts, ≥ 1; they also say how stable the themes are.
    pub n_restarts: usize,
    /// Share of the runs of the consensus that the words of the papers refine, 0–1; below 1 where
    /// vectors from another program have a say.
    pub word_share: f64,
    /// Membership below which a paper is left unclustered, 0–1; `None`: below .2, and at most a
    /// tenth of the papers, with the consensus, and none with k-means. The other methods know no
    /// membership.
    pub least_membership: Option<f32>,
    /// Neighbourhoods of DBSCAN and OPTICS.
    pub density: DensityPlan,
    /// Seed of every random choice.
    pub seed: u64,
}

/// Where a paper belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Assignment {
    /// A member of a theme.
    Theme(Member),
    /// A paper without terms, one that fits nowhere, or noise of a density method.
    Unclustered,
}

/// How a paper belongs to its theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Row of the theme's centroid.
    pub theme: usize,
    /// How likely the paper is in this theme again when the corpus is drawn anew, 0–1; unknown to
    /// the density methods and the mixture. With k-means, the plain share of starts.
    pub membership: Option<f32>,
    /// The nearest other theme, where there is one.
    pub runner_up: Option<usize>,
    /// How much nearer the paper is to its theme than to the runner-up; 0 without runner-up. With
    /// the consensus, the difference of its mean shares of runs with the papers of either theme,
    /// −1..=1; else the difference of the cosines to the centroids, −2..=2.
    pub margin: f32,
}

impl Assignment {
    /// The theme, where there is one.
    pub fn theme(&self) -> Option<usize> {
        match self {
            Assignment::Theme(member) => Some(member.theme),
            Assignment::Unclustered => None,
        }
    }
}

/// The themes of a corpus as groups of papers. Made by [`cluster`] and [`cluster_around`].
///
/// `assignments` follows the corpus; themes are numbered by size, the largest first (ties by their
/// first paper), and none that was found is empty: only a theme of the user's own can be.
#[derive(Debug, Clone)]
pub struct Clustering {
    /// One per paper.
    pub assignments: Vec<Assignment>,
    /// `k × rank`, unit rows: the mean direction of each theme's papers; zero for an empty theme.
    pub centroids: Matrix,
    /// `k × k`, symmetric: how near the themes are to one another, by what the runs group together
    /// or else by the cosines of the centroids.
    pub nearness: Matrix,
    /// Per theme: its position in the taxonomy where it is one of the user's own.
    pub own: Vec<Option<usize>>,
    /// Per theme: mean Jaccard similarity with its best match in the runs, 0–1; unknown to the
    /// density methods and the mixture, and of the user's own themes.
    pub stability: Vec<Option<f64>>,
    /// Mean silhouette of the clustered papers, −1..=1.
    pub silhouette: f64,
    /// The numbers of themes that were tried, where the choice was automatic.
    pub candidates: Vec<Candidate>,
    /// Other clusterings of the same papers into as many groups: per run the group of every paper
    /// that was grouped, in numbers of its own. None with the density methods and the mixture.
    pub runs: Vec<Labels>,
}

impl Clustering {
    /// `n_papers` papers in no theme.
    fn nothing(n_papers: usize, rank: usize) -> Self {
        Clustering {
            assignments: vec![Assignment::Unclustered; n_papers],
            centroids: Matrix::zeros(0, rank),
            nearness: Matrix::zeros(0, 0),
            own: Vec::new(),
            stability: Vec::new(),
            silhouette: 0.0,
            candidates: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Number of themes.
    pub fn n_themes(&self) -> usize {
        self.centroids.n_rows()
    }

    /// The theme of every paper, where it has one.
    pub fn themes(&self) -> Vec<Option<usize>> {
        self.assignments.iter().map(Assignment::theme).collect()
    }

    /// The same themes with these papers alone, by row, and without the other runs.
    pub fn select(&self, rows: &[usize]) -> Clustering {
        Clustering {
            assignments: rows.iter().map(|&row| self.assignments[row]).collect(),
            centroids: self.centroids.clone(),
            nearness: self.nearness.clone(),
            own: self.own.clone(),
            stability: self.stability.clone(),
            silhouette: self.silhouette,
            candidates: self.candidates.clone(),
            runs: Vec::new(),
        }
    }

    /// Papers in these themes, of which nothing else is known.
    #[cfg(test)]
    pub fn of_themes(themes: &[Option<usize>], n_themes: usize) -> Clustering {
        let member = |theme| Member { theme, membership: None, runner_up: None, margin: 0.0 };
        let assignment = |theme: &Option<usize>| {
            theme.map_or(Assignment::Unclustered, |theme| Assignment::Theme(member(theme)))
        };
        Clustering {
            assignments: themes.iter().map(assignment).collect(),
            centroids: Matrix::zeros(n_themes, 1),
            nearness: Matrix::zeros(n_themes, n_themes),
            own: vec![None; n_themes],
            stability: vec![None; n_themes],
            ..Clustering::nothing(0, 1)
        }
    }

    /// The papers of each theme, by row, ascending.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.n_themes()];
        for (paper, assignment) in self.assignments.iter().enumerate() {
            if let Some(theme) = assignment.theme() {
                members[theme].push(paper);
            }
        }
        members
    }
}

/// What is known of the papers when they are grouped; rows follow the corpus throughout.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// TF-IDF rows of unit length.
    pub weights: &'a Csr,
    /// The papers as points; a point at zero is left unclustered.
    pub embedding: &'a Embedding,
    /// When the papers were written.
    pub dates: &'a [Option<Date>],
}

/// Groups the papers.
///
/// # Errors
/// When more themes are asked for than papers can be clustered, or the method finds none.
pub fn cluster<'a>(evidence: Evidence<'a>, plan: &ClusterPlan) -> Result<Clustering> {
    let Evidence { weights, embedding, dates } = evidence;
    let placed: Vec<usize> = (0..embedding.points.n_rows())
        .filter(|&row| embedding.points.row(row).iter().any(|&value| value != 0.0))
        .collect();
    if let Some(k) = plan.n_themes.filter(|&k| k > placed.len()) {
        return Err(Error::config(
            format!("{k} themes were asked for, but only {} papers can be clustered", placed.len()),
            format!("ask for {} --themes or fewer, or give more papers", placed.len()),
        ));
    }
    let is_all = placed.len() == embedding.points.n_rows();
    let of_placed = |points: &'a Matrix| match is_all {
        true => Cow::Borrowed(points),
        false => Cow::Owned(points.select(&placed)),
    };
    let points = of_placed(&embedding.points);
    let (n_themes, candidates) = match plan.n_themes {
        Some(k) => (k, Vec::new()),
        None if matches!(plan.method, Method::Dbscan | Method::Optics) => (0, Vec::new()),
        None => {
            let candidates = choose_k::candidates(&points, plan.seed);
            (ranked(&candidates).first().map_or(1, |best| best.k), candidates)
        }
    };
    let mut found = match plan.method {
        Method::Consensus => {
            let views = if embedding.views.is_empty() {
                std::slice::from_ref(&embedding.points)
            } else {
                &embedding.views
            };
            let papers = Papers {
                weights: match is_all {
                    true => Cow::Borrowed(weights),
                    false => Cow::Owned(weights.select(&placed)),
                },
                views: views.iter().map(of_placed).collect(),
                eras: Eras::of(weights, dates).select(&placed),
            };
            agreed(consensus(&papers, n_themes, plan)?)
        }
        Method::Kmeans => stable_kmeans(&points, n_themes, plan)?,
        Method::Gmm => Found::only(on_sample(&points, plan.seed, |points| {
            density::mixture_labels(points, n_themes, plan.seed)
        })?),
        Method::Dbscan => Found::only(on_sample(&points, plan.seed, |points| {
            density::dbscan_labels(points, &plan.density)
        })?),
        Method::Optics => Found::only(on_sample(&points, plan.seed, |points| {
            density::optics_labels(points, &plan.density)
        })?),
    };
    let has_misfits = plan.method == Method::Consensus || plan.least_membership.is_some();
    if let Some(agreement) = found.agreement.as_ref().filter(|_| has_misfits) {
        found.labels =
            misfits::without_misfits(found.labels, &agreement.membership, plan.least_membership);
    }
    let order = found.number_by_size();
    let mut clustering = found.clustering(&points, order.len());
    clustering.candidates = candidates;
    let mut assignments = vec![Assignment::Unclustered; embedding.points.n_rows()];
    for (&row, assignment) in placed.iter().zip(clustering.assignments) {
        assignments[row] = assignment;
    }
    let everywhere = |run: &Labels| {
        let mut labels = vec![None; embedding.points.n_rows()];
        placed.iter().zip(run).for_each(|(&row, &label)| labels[row] = label);
        labels
    };
    let runs = clustering.runs.iter().map(everywhere).collect();
    Ok(Clustering { assignments, runs, ..clustering })
}

/// The group of every paper, where it has one.
pub type Labels = Vec<Option<u32>>;

/// The exponent that turns the share of runs that agree on a paper into how likely a consensus
/// over another nine tenths of the papers agrees: 1 − (1 − share)^1.6. A consensus holds better
/// than a run. Fitted on 16,700 papers of seven corpora, three subsamples each; ARCHITECTURE.md
/// has the table.
const HOLD: f32 = 1.6;

/// The themes of a consensus, and how far the runs that looked for as many agree with it.
fn agreed(consensus: Consensus) -> Found {
    let labels = &consensus.labels;
    let n_themes = consensus.affinity.n_cols();
    let others: Vec<&[u32]> = consensus.runs.iter().map(Vec::as_slice).collect();
    let mut agreement = agreement(labels, n_themes, &others);
    for membership in &mut agreement.membership {
        *membership = 1.0 - libm::powf(1.0 - *membership, HOLD);
    }
    Found {
        agreement: Some(agreement),
        labels: grouped(labels),
        affinity: Some(consensus.affinity),
        runs: others.into_iter().map(grouped).collect(),
    }
}

/// The best of several k-means runs, and how far the others agree with it.
fn stable_kmeans(points: &Matrix, k: usize, plan: &ClusterPlan) -> Result<Found> {
    let runs: Vec<Run> = kmeans_runs(points, k, plan.n_restarts, plan.seed)?;
    let best = best_run(&runs);
    let others: Vec<&[u32]> =
        (0..runs.len()).filter(|&run| run != best).map(|run| runs[run].labels.as_slice()).collect();
    let agreement = agreement(&runs[best].labels, k, &others);
    let labels = grouped(&runs[best].labels);
    let runs = others.into_iter().map(grouped).collect();
    Ok(Found { labels, agreement: Some(agreement), affinity: None, runs })
}

/// Labels of papers that all have one.
fn grouped(labels: &[u32]) -> Labels {
    labels.iter().map(|&label| Some(label)).collect()
}

/// Labels a seeded sample and gives every other paper the label of the nearest sampled one.
fn on_sample(
    points: &Matrix,
    seed: u64,
    label: impl Fn(&Matrix) -> Result<Labels>,
) -> Result<Labels> {
    let rows = sample_rows(points, seed);
    let sample = points.select(&rows);
    let labels = label(&sample)?;
    if rows.len() == points.n_rows() {
        return Ok(labels);
    }
    let nearest = assign(points, sample).labels;
    Ok(nearest.iter().map(|&sampled| labels[sampled as usize]).collect())
}
