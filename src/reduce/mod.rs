//! Weights → a dense embedding in which near papers share a subject.

mod beside;
mod eigen;
mod era;
mod neighbours;
mod svd;

use beside::beside;
use era::take_out_era;
pub use neighbours::{Neighbour, Neighbours, nearest_among, nearest_neighbours};
pub use svd::{Accuracy, Svd, truncated_svd};

use crate::corpus::Date;
use crate::dense::{Matrix, add_scaled, normalize};
use crate::sample::sample;
use crate::weigh::{Csr, TermMatrix};
use rayon::prelude::*;

/// Papers that the singular vectors are fitted on; a larger corpus gives a seeded sample this
/// large, and all its papers are projected: the leading directions are known from fewer papers
/// than there are.
const FIT_LIMIT: usize = 20_000;

/// How papers are embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct ReducePlan {
    /// Columns of the embedding; `None`: grows with the corpus, see [`automatic_rank`].
    pub rank: Option<usize>,
    /// Nearest papers each paper is averaged with, ≥ 0; 0 leaves the embedding as it is.
    pub n_neighbours: usize,
    /// Rounds of averaging.
    pub smoothing_rounds: usize,
    /// Weight of the neighbours against the paper itself, 0–1.
    pub smoothing_weight: f32,
    /// Weight of vectors from another program against the text, 0–1.
    pub embeddings_weight: f32,
    /// The views of the embedding, not none. Where the papers are dated, each is without what
    /// their dates explain.
    pub views: Vec<View>,
    /// Seed of every random choice.
    pub seed: u64,
}

/// A way to see the papers, relative to the main rank and number of neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Columns, as a multiple of the main rank.
    pub rank: f64,
    /// Neighbours averaged with, as a multiple of the main number.
    pub neighbours: f64,
}

/// Papers as points. Made by [`reduce`].
///
/// Rows follow the corpus and are of unit length (zero for a paper without terms).
#[derive(Debug, Clone)]
pub struct Embedding {
    /// `n_papers × rank`: all views as one.
    pub points: Matrix,
    /// The views, of several ranks: each paper averaged with its neighbours. None where the points
    /// are the only view.
    pub views: Vec<Matrix>,
    /// The main rank before averaging: what a new paper's projection is comparable with.
    pub projected: Matrix,
    /// Singular values and the basis that projects a new paper.
    pub svd: Svd,
    /// The nearest papers of every paper.
    pub neighbours: Neighbours,
    /// Share of the weights' sum of squares that the embedding keeps, 0–1.
    pub explained: f64,
}

/// Columns for a corpus of `n` papers when the user names none: the rank that clusters best grows
/// slowly, about 20 for a hundred papers and 100 for thousands.
pub fn automatic_rank(n_papers: usize) -> usize {
    ((2.0 * (n_papers as f64).sqrt()).round() as usize).clamp(5, 100)
}

/// Reduces the weights to a few columns and averages each paper with its neighbours. `dates`
/// and `vectors` (unit rows, zero for a paper without one) follow the rows of the weights.
pub fn reduce(
    matrix: &TermMatrix,
    dates: &[Option<Date>],
    vectors: Option<&Matrix>,
    plan: &ReducePlan,
) -> Embedding {
    let weights = &matrix.weights;
    let rank = plan.rank.unwrap_or_else(|| automatic_rank(weights.n_rows()));
    let rank_of = |view: &View| ((rank as f64 * view.rank).round() as usize).max(1);
    let widest = plan.views.iter().map(rank_of).max().unwrap_or(0).max(rank);
    let accuracy = Accuracy::of(weights.n_rows(), widest);
    let svd = if weights.n_rows() > FIT_LIMIT {
        let rows = sample(weights.n_rows(), FIT_LIMIT, plan.seed ^ 0x57d);
        truncated_svd(&weights.select(&rows), widest, accuracy, plan.seed)
    } else {
        truncated_svd(weights, widest, accuracy, plan.seed)
    };
    let mut all = weights.multiply(&svd.basis);
    let explained = explained(weights, &all, rank);
    // A large corpus is seen in one view, of the main rank: one matrix then does for both.
    let (projected, all) = if widest == rank {
        all.normalize_rows();
        (all, None)
    } else {
        (unit_columns(&all, rank), Some(all))
    };
    let all = all.as_ref().unwrap_or(&projected);
    let vectors = vectors.filter(|_| plan.embeddings_weight > 0.0);
    let see = |view: &View| {
        let mut shown = unit_columns(all, rank_of(view));
        take_out_era(&mut shown, dates);
        let n_neighbours = (plan.n_neighbours as f64 * view.neighbours).round() as usize;
        let neighbours = nearest_neighbours(&shown, n_neighbours, plan.seed);
        let smoothed = smooth(shown, &neighbours, plan);
        match vectors {
            Some(vectors) => (beside(&smoothed, &neighbours, vectors, plan), neighbours),
            None => (smoothed, neighbours),
        }
    };
    let (views, mut seen): (Vec<Matrix>, Vec<Neighbours>) = plan.views.iter().map(see).unzip();
    let (points, views) = match <[Matrix; 1]>::try_from(views) {
        Ok([only]) => (only, Vec::new()),
        Err(views) => (join(&views, rank, plan.seed), views),
    };
    let neighbours = match (vectors, seen.pop()) {
        (Some(_), _) => nearest_neighbours(&points, plan.n_neighbours, plan.seed),
        // Of a single view, which large corpora have, they are known already.
        (None, Some(only)) if seen.is_empty() => only,
        (None, _) => nearest_neighbours(&projected, plan.n_neighbours, plan.seed),
    };
    let svd = svd.truncated(rank);
    Embedding { points, views, projected, svd, neighbours, explained }
}

/// Several views of the same papers as one of `rank` columns: side by side, then reduced.
fn join(views: &[Matrix], rank: usize, seed: u64) -> Matrix {
    /// Smoothed views have few strong directions.
    const ACCURACY: Accuracy = Accuracy { oversampling: 10, power_iterations: 1 };
    let all = Csr::from_dense(&side_by_side(views));
    let svd = truncated_svd(&all, rank, ACCURACY, seed);
    let mut points = all.multiply(&svd.basis);
    points.normalize_rows();
    points
}

/// The columns of unit matrices beside one another, each counting the same; unit rows again.
fn side_by_side(views: &[Matrix]) -> Matrix {
    let n_cols = views.iter().map(Matrix::n_cols).sum();
    let n_rows = views.first().map_or(0, Matrix::n_rows);
    let rows = (0..n_rows).flat_map(|row| views.iter().flat_map(move |view| view.row(row)));
    let mut joined = Matrix::from_vec(n_rows, n_cols, rows.copied().collect());
    joined.normalize_rows();
    joined
}

/// The leading columns, rows scaled to unit length.
fn unit_columns(all: &Matrix, n_columns: usize) -> Matrix {
    let n = n_columns.min(all.n_cols());
    let data = all.rows().flat_map(|row| &row[..n]).copied().collect();
    let mut columns = Matrix::from_vec(all.n_rows(), n, data);
    columns.normalize_rows();
    columns
}

/// Share of the weights' sum of squares in the leading columns of the projected rows.
fn explained(weights: &Csr, projected: &Matrix, rank: usize) -> f64 {
    let squares = |values: &[f32]| -> f64 {
        values.iter().map(|&value| f64::from(value) * f64::from(value)).sum()
    };
    let rank = rank.min(projected.n_cols());
    let kept: f64 = projected.rows().map(|row| squares(&row[..rank])).sum();
    let all: f64 = (0..weights.n_rows()).map(|row| squares(weights.row(row).1)).sum();
    if all > 0.0 { (kept / all).min(1.0) } else { 0.0 }
}

/// Averages every paper with its neighbours, again and again: what neighbours share is subject,
/// what they do not is wording. A paper without terms stays at zero.
fn smooth(mut points: Matrix, neighbours: &Neighbours, plan: &ReducePlan) -> Matrix {
    for _ in 0..plan.smoothing_rounds {
        let mut next = Matrix::zeros(points.n_rows(), points.n_cols());
        next.par_rows_mut().enumerate().for_each(|(paper, out)| {
            let own = points.row(paper);
            let near = neighbours.of(paper);
            if near.is_empty() || own.iter().all(|&value| value == 0.0) {
                out.copy_from_slice(own);
                return;
            }
            add_scaled(out, 1.0 - plan.smoothing_weight, own);
            let weight = plan.smoothing_weight / near.len() as f32;
            for neighbour in near {
                add_scaled(out, weight, points.row(neighbour.paper as usize));
            }
            normalize(out);
        });
        points = next;
    }
    points
}
