//! Groups made again by the words of their papers: naive Bayes in which no paper votes for itself.
//!
//! K-means on a reduced space sees a paper through a few dozen directions. Here each paper is
//! asked again, with all its terms, under which group's term distribution it is likeliest, until
//! no paper moves: classification EM for a multinomial mixture (Celeux & Govaert 1992; Nigam et
//! al. 2000). Plain, this never moves a paper: it has itself put its terms into its group's
//! distribution. So a paper's own terms are taken out of its group first (leave-one-out); that is
//! what makes the iteration worth its while.

use super::eras::Eras;
use super::logarithm::ln;
use crate::dense::{Matrix, add_scaled};
use crate::weigh::Csr;
use rayon::prelude::*;

/// Rounds after which a run ends though papers still move, a handful back and forth.
const MAX_ROUNDS: usize = 15;

/// How a group's term distribution is smoothed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing<'a> {
    /// As if every term had occurred with a small weight in every group: (T + α) / (S + α·V), for
    /// T the term's weight in the group, S the group's, V terms. Tells fine themes apart.
    Dirichlet,
    /// Mixed with the words of the paper's era: (1 − ρ)·T / S + ρ·e. What the time explains does
    /// not count for a theme.
    Era(&'a Eras),
}

/// α of [`Smoothing::Dirichlet`], in the weight of a paper's rows of unit length.
const ALPHA: f32 = 0.1;

/// ρ of [`Smoothing::Era`].
const RHO: f32 = 0.7;

/// What the logarithm of a group's share of the papers counts for with [`Smoothing::Era`].
const PRIOR: f32 = 0.3;

/// Moves the papers of `rows` among `k` groups until each is where its words are likeliest, then
/// places all others. `labels` (below `k`) follow the rows of the weights and are where to start.
///
/// A group may lose all its papers.
pub fn refine(
    weights: &Csr,
    rows: &[usize],
    mut labels: Vec<u32>,
    k: usize,
    smoothing: Smoothing,
) -> Vec<u32> {
    for _ in 0..MAX_ROUNDS {
        let groups = Groups::of(weights, rows, &labels, k, smoothing);
        let next: Vec<u32> = groups.likeliest(rows, |row| Some(labels[row]));
        let n_moved = rows.iter().zip(&next).filter(|&(&row, &label)| labels[row] != label).count();
        rows.iter().zip(next).for_each(|(&row, label)| labels[row] = label);
        if n_moved * 500 <= rows.len() {
            break;
        }
    }
    let groups = Groups::of(weights, rows, &labels, k, smoothing);
    let mut is_fitted = vec![false; labels.len()];
    rows.iter().for_each(|&row| is_fitted[row] = true);
    let others: Vec<usize> = (0..labels.len()).filter(|&row| !is_fitted[row]).collect();
    let placed = groups.likeliest(&others, |_| None);
    others.iter().zip(placed).for_each(|(&row, label)| labels[row] = label);
    labels
}

/// The term distributions of groups of papers.
struct Groups<'a> {
    weights: &'a Csr,
    smoothing: Smoothing<'a>,
    /// `n_terms × k`: T, the weight of each term in each group.
    terms: Matrix,
    /// Per group: S, the weight of all its terms.
    total: Vec<f32>,
    /// Papers per group.
    n_papers: Vec<usize>,
    /// Per era one table, `n_terms × k`: what a unit of a term's weight adds to the logarithm of
    /// the likelihood, up to what is the same for all groups.
    tables: Vec<Matrix>,
}

impl<'a> Groups<'a> {
    fn of(
        weights: &'a Csr,
        rows: &[usize],
        labels: &[u32],
        k: usize,
        smoothing: Smoothing<'a>,
    ) -> Self {
        let mut terms = Matrix::zeros(weights.n_cols(), k);
        let mut total = vec![0.0f64; k];
        let mut n_papers = vec![0; k];
        for &row in rows {
            let group = labels[row] as usize;
            let (columns, values) = weights.row(row);
            for (&column, &value) in columns.iter().zip(values) {
                terms.row_mut(column as usize)[group] += value;
                total[group] += f64::from(value);
            }
            n_papers[group] += 1;
        }
        let total = total.into_iter().map(|total| total as f32).collect();
        let mut groups = Groups { weights, smoothing, terms, total, n_papers, tables: Vec::new() };
        groups.tables = groups.log_likelihoods();
        groups
    }

    fn log_likelihoods(&self) -> Vec<Matrix> {
        let n_eras = match self.smoothing {
            Smoothing::Dirichlet => 1,
            Smoothing::Era(eras) => eras.background.n_rows(),
        };
        (0..n_eras).map(|era| self.table(era)).collect()
    }

    fn table(&self, era: usize) -> Matrix {
        let mut table = self.terms.clone();
        table.par_rows_mut().enumerate().for_each(|(term, row)| match self.smoothing {
            Smoothing::Dirichlet => row.iter_mut().for_each(|weight| *weight = ln(*weight + ALPHA)),
            Smoothing::Era(eras) => {
                let background = eras.background.row(era)[term];
                for (weight, &total) in row.iter_mut().zip(&self.total) {
                    *weight = against_background(*weight, total, background);
                }
            }
        });
        table
    }

    /// What a unit of a term's weight adds, in a group where the term weighs `weight` of `total`.
    fn term_score(&self, era: usize, term: usize, weight: f32, total: f32) -> f32 {
        match self.smoothing {
            Smoothing::Dirichlet => ln(weight + ALPHA),
            Smoothing::Era(eras) => {
                against_background(weight, total, eras.background.row(era)[term])
            }
        }
    }

    /// What does not depend on the terms, in a group of `n_papers` weighing `total`, for a paper
    /// that weighs `paper`.
    fn offset(&self, paper: f32, total: f32, n_papers: usize) -> f32 {
        match self.smoothing {
            Smoothing::Dirichlet => -paper * ln(total + ALPHA * self.weights.n_cols() as f32),
            Smoothing::Era(_) => PRIOR * ln(n_papers as f32 + 1.0),
        }
    }

    /// The group under which each paper is likeliest, the first of equals. `own` tells the group
    /// that a paper is counted in, which is then seen without it.
    fn likeliest(&self, rows: &[usize], own: impl Fn(usize) -> Option<u32> + Sync) -> Vec<u32> {
        let k = self.total.len();
        rows.par_iter()
            .map_init(
                || vec![0.0f32; k],
                |scores, &row| {
                    let era = match self.smoothing {
                        Smoothing::Dirichlet => 0,
                        Smoothing::Era(eras) => usize::from(eras.of[row]),
                    };
                    let (columns, values) = self.weights.row(row);
                    let paper: f32 = values.iter().sum();
                    for (group, score) in scores.iter_mut().enumerate() {
                        *score = self.offset(paper, self.total[group], self.n_papers[group]);
                    }
                    for (&column, &value) in columns.iter().zip(values) {
                        add_scaled(scores, value, self.tables[era].row(column as usize));
                    }
                    if let Some(group) = own(row).map(|group| group as usize) {
                        let total = (self.total[group] - paper).max(0.0);
                        let mut score = self.offset(paper, total, self.n_papers[group] - 1);
                        for (&column, &value) in columns.iter().zip(values) {
                            let weight = self.terms.row(column as usize)[group] - value;
                            // Nothing is left of a term that only this paper has, rounding aside.
                            let weight = if weight < value * 1e-4 { 0.0 } else { weight };
                            score += value * self.term_score(era, column as usize, weight, total);
                        }
                        scores[group] = score;
                    }
                    (1..k).fold(0, |best, i| if scores[i] > scores[best] { i } else { best }) as u32
                },
            )
            .collect()
    }
}

/// ln((1 − ρ) T / S + ρ e) less ln(ρ e), which is the same for all groups.
#[inline]
fn against_background(weight: f32, total: f32, background: f32) -> f32 {
    ln(1.0 + weight / (total.max(f32::MIN_POSITIVE) * (RHO / (1.0 - RHO) * background)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    const K: usize = 3;

    /// Ninety papers of ten terms each: six of their theme's twenty words, four of any.
    fn weights() -> Csr {
        let mut rng = Xoshiro256Plus::seed_from_u64(7);
        let rows = (0..90).map(|paper| {
            let own = (paper % K * 20) as u32;
            let ranges = [own..own + 20, 0..100];
            let mut terms: Vec<u32> =
                (0..10).map(|i| rng.gen_range(ranges[usize::from(i >= 6)].clone())).collect();
            terms.sort_unstable();
            terms.dedup();
            let value = 1.0 / (terms.len() as f32).sqrt();
            terms.into_iter().map(|term| (term, value)).collect()
        });
        Csr::from_rows(100, rows.collect::<Vec<_>>())
    }

    fn eras(weights: &Csr) -> Eras {
        Eras::of(weights, &vec![None; weights.n_rows()])
    }

    /// Labels of which a third are wrong.
    fn spoilt() -> Vec<u32> {
        (0..90)
            .map(|paper| if paper % 9 < 3 { (paper / 3 % K) as u32 } else { (paper % K) as u32 })
            .collect()
    }

    /// The likeliest group of every paper, written from the formulas: for every paper the groups
    /// are summed again without it.
    fn plain(weights: &Csr, labels: &[u32], smoothing: Smoothing) -> Vec<u32> {
        let n_terms = weights.n_cols() as f64;
        let score = |paper: usize, group: u32| {
            let mut terms = vec![0.0f64; weights.n_cols()];
            let members: Vec<usize> =
                (0..labels.len()).filter(|&i| i != paper && labels[i] == group).collect();
            for &member in &members {
                let (columns, values) = weights.row(member);
                columns.iter().zip(values).for_each(|(&c, &v)| terms[c as usize] += f64::from(v));
            }
            let total: f64 = terms.iter().sum();
            let (columns, values) = weights.row(paper);
            let words: f64 = columns
                .iter()
                .zip(values)
                .map(|(&column, &value)| {
                    let term = terms[column as usize];
                    let (alpha, rho) = (f64::from(ALPHA), f64::from(RHO));
                    let p = match smoothing {
                        Smoothing::Dirichlet => (term + alpha) / (total + alpha * n_terms),
                        Smoothing::Era(eras) => {
                            let era = eras.background.row(usize::from(eras.of[paper]));
                            (1.0 - rho) * term / total + rho * f64::from(era[column as usize])
                        }
                    };
                    f64::from(value) * libm::log(p)
                })
                .sum();
            match smoothing {
                Smoothing::Dirichlet => words,
                Smoothing::Era(_) => {
                    words + f64::from(PRIOR) * libm::log(members.len() as f64 + 1.0)
                }
            }
        };
        let likeliest = |paper| {
            let groups = 0..K as u32;
            groups.max_by(|&a, &b| score(paper, a).total_cmp(&score(paper, b)).then(b.cmp(&a)))
        };
        (0..labels.len()).map(|paper| likeliest(paper).unwrap()).collect()
    }

    #[test]
    fn one_round_equals_the_formulas() {
        let weights = weights();
        let (labels, eras) = (spoilt(), eras(&weights));
        let rows: Vec<usize> = (0..90).collect();
        for smoothing in [Smoothing::Dirichlet, Smoothing::Era(&eras)] {
            let groups = Groups::of(&weights, &rows, &labels, K, smoothing);
            let found = groups.likeliest(&rows, |row| Some(labels[row]));
            assert_eq!(found, plain(&weights, &labels, smoothing), "{smoothing:?}");
        }
    }

    #[test]
    fn spoilt_labels_are_mended_and_papers_left_out_are_placed() {
        let weights = weights();
        let eras = eras(&weights);
        let seen: Vec<usize> = (0..90).filter(|row| row % 10 != 0).collect();
        for smoothing in [Smoothing::Dirichlet, Smoothing::Era(&eras)] {
            let labels = refine(&weights, &seen, spoilt(), K, smoothing);
            let right = labels.iter().enumerate().filter(|&(i, &l)| l as usize == i % K).count();
            assert!(right >= 85, "{right} of 90 with {smoothing:?}");
        }
    }

    #[test]
    fn a_paper_does_not_vote_for_itself() {
        // Paper 3 has a group of its own, but its words are those of the first group.
        let row = || vec![(0, 0.7), (1, 0.7)];
        let weights = Csr::from_rows(4, [row(), row(), vec![(2, 0.7), (3, 0.7)], row()]);
        let rows = [0, 1, 2, 3];
        let labels = refine(&weights, &rows, vec![0, 0, 1, 2], 3, Smoothing::Dirichlet);
        assert_eq!(labels[3], 0);
    }
}
