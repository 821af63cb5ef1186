//! The term distributions of groups of papers, and under which of them a paper is likeliest.

use super::blocks::Block;
use super::logarithm::ln;
use crate::dense::{LANES, Matrix, add_scaled, add_to_rows, largest, wide};
use rayon::prelude::*;

/// How a group's term distribution is smoothed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// As if every term had occurred with a small weight in every group: (T + α) / (S + α·V), for
    /// T the term's weight in the group, S the group's, V terms. Tells fine themes apart.
    Dirichlet,
    /// Mixed with the words of the paper's era: (1 − ρ)·T / S + ρ·e. What the time explains does
    /// not count for a theme.
    Era,
}

/// α of [`Smoothing::Dirichlet`], in the weight of a paper's rows of unit length.
pub const ALPHA: f32 = 0.1;

/// ρ of [`Smoothing::Era`].
pub const RHO: f32 = 0.7;

/// What the logarithm of a group's share of the papers counts for with [`Smoothing::Era`].
pub const PRIOR: f32 = 0.3;

/// The least that a group weighs: of one that weighs nothing no term has any weight either.
const NOTHING: f32 = 1e-9;

/// The term distributions of groups of papers.
///
/// Rows of groups are as wide as whole registers are: the loops over them are the hottest there
/// are, and a remainder of a few groups would cost as much as the others together. Nothing is in
/// the groups beyond `k`.
pub struct Groups<'a> {
    k: usize,
    smoothing: Smoothing,
    background: &'a Matrix,
    /// `n_terms × k`: T, the weight of each term in each group.
    terms: Matrix,
    /// `n_terms × k` with [`Smoothing::Dirichlet`]: ln(T + α).
    logs: Option<Matrix>,
    /// Per group: S, the weight of all its terms.
    total: Vec<f32>,
    /// Per group what the score of a paper starts with; see [`Groups::offset`].
    offsets: Vec<f32>,
    /// Papers per group.
    n_papers: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// The groups of papers by `labels`, below `k`; `background` is that of [`Smoothing::Era`].
    pub fn of(
        blocks: &[Block],
        background: &'a Matrix,
        labels: &[u32],
        k: usize,
        smoothing: Smoothing,
    ) -> Self {
        let width = k.next_multiple_of(LANES);
        let mut terms = Matrix::zeros(background.n_cols(), width);
        let mut total = vec![0.0f64; width];
        let mut n_papers = vec![0; width];
        for block in blocks {
            let groups: Vec<usize> =
                block.places.iter().map(|&place| labels[place] as usize).collect();
            for (&term, row) in block.terms.iter().zip(0..) {
                let of_term = terms.row_mut(term as usize);
                let (papers, values) = block.by_term.row(row);
                for (&paper, &value) in papers.iter().zip(values) {
                    of_term[groups[paper as usize]] += value;
                }
            }
            for (&group, &weight) in groups.iter().zip(&block.total) {
                total[group] += f64::from(weight);
                n_papers[group] += 1;
            }
        }
        let total = total.into_iter().map(|total| total as f32).collect();
        let logs = (smoothing == Smoothing::Dirichlet).then(|| {
            let mut logs = terms.clone();
            logs.par_rows_mut().for_each(|weights| {
                weights.iter_mut().for_each(|weight| *weight += ALPHA);
                logarithms(weights);
            });
            logs
        });
        let offsets = vec![0.0; width];
        let mut groups = Groups { k, smoothing, background, terms, logs, total, offsets, n_papers };
        (0..width).for_each(|group| groups.set_offset(group));
        groups
    }

    /// Takes a paper with these terms, by number, out of one group and puts it into another.
    pub fn move_paper(&mut self, terms: impl Iterator<Item = (u32, f32)>, from: usize, to: usize) {
        let mut total = 0.0;
        for (term, value) in terms {
            let weights = self.terms.row_mut(term as usize);
            weights[from] = rest(weights[from], value);
            weights[to] += value;
            if let Some(logs) = &mut self.logs {
                let logs = logs.row_mut(term as usize);
                [from, to].iter().for_each(|&group| logs[group] = ln(weights[group] + ALPHA));
            }
            total += value;
        }
        self.total[from] = rest(self.total[from], total);
        self.total[to] += total;
        self.n_papers[from] -= 1;
        self.n_papers[to] += 1;
        [from, to].iter().for_each(|&group| self.set_offset(group));
    }

    fn set_offset(&mut self, group: usize) {
        self.offsets[group] = self.offset(self.total[group], self.n_papers[group]);
    }

    /// What does not depend on the terms, in a group of `n_papers` weighing `total`: per weight of
    /// the paper with [`Smoothing::Dirichlet`], as it is with the other.
    fn offset(&self, total: f32, n_papers: usize) -> f32 {
        match self.smoothing {
            Smoothing::Dirichlet => -ln(total + ALPHA * self.terms.n_rows() as f32),
            Smoothing::Era => PRIOR * ln(n_papers as f32 + 1.0),
        }
    }

    /// What an offset counts for, for a paper of this weight.
    fn scale(&self, paper: f32) -> f32 {
        match self.smoothing {
            Smoothing::Dirichlet => paper,
            Smoothing::Era => 1.0,
        }
    }

    /// The group under which each paper is likeliest, the first of equals, when each is taken out
    /// of the group that it is counted in, `own`.
    pub fn likeliest(&self, blocks: &[Block], own: &[u32]) -> Vec<u32> {
        let of_block = |block: &Block| {
            let own: Vec<usize> = block.places.iter().map(|&place| own[place] as usize).collect();
            self.likeliest_in(block, &own)
        };
        let found: Vec<Vec<u32>> = blocks.par_iter().map(of_block).collect();
        let mut labels = vec![0; own.len()];
        for (block, found) in blocks.iter().zip(found) {
            block.places.iter().zip(found).for_each(|(&place, label)| labels[place] = label);
        }
        labels
    }

    /// As [`Groups::likeliest`], for the papers of a block; `own` is empty or one group a paper.
    pub fn likeliest_in(&self, block: &Block, own: &[usize]) -> Vec<u32> {
        let scores = self.scores(block, own);
        scores.rows().map(|scores| largest(&scores[..self.k]) as u32).collect()
    }

    /// `papers × k`: the logarithm of each paper's likelihood in each group, up to what is the same
    /// for all groups.
    pub fn scores(&self, block: &Block, own: &[usize]) -> Matrix {
        let mut scores = Matrix::zeros(block.places.len(), self.total.len());
        for (paper, &weight) in block.total.iter().enumerate() {
            add_scaled(scores.row_mut(paper), self.scale(weight), &self.offsets);
        }
        let background = self.background.row(block.era);
        let mut table = vec![0.0; self.total.len()];
        for (&term, row) in block.terms.iter().zip(0..) {
            let term = term as usize;
            let table = if let Some(logs) = &self.logs {
                logs.row(term)
            } else {
                against_background(self.terms.row(term), &self.total, background[term], &mut table);
                &table
            };
            add_to_rows(&mut scores, block.by_term.row(row), table);
        }
        if !own.is_empty() {
            let of_own = self.without_the_papers(block, own);
            for (paper, (&group, score)) in own.iter().zip(of_own).enumerate() {
                scores.row_mut(paper)[group] = score;
            }
        }
        scores
    }

    /// The score of each paper of a block in its own group, from which it is taken out.
    fn without_the_papers(&self, block: &Block, own: &[usize]) -> Vec<f32> {
        let without = |(&group, &weight): (&usize, &f32)| rest(self.total[group], weight);
        let total: Vec<f32> = own.iter().zip(&block.total).map(without).collect();
        let background = self.background.row(block.era);
        // All logarithms of the block side by side: most terms are in a paper or two.
        let mut of_terms = Vec::with_capacity(block.by_term.n_values());
        for (&term, row) in block.terms.iter().zip(0..) {
            let weights = self.terms.row(term as usize);
            let odds = odds(background[term as usize]);
            let (papers, values) = block.by_term.row(row);
            of_terms.extend(papers.iter().zip(values).map(|(&paper, &value)| {
                let left = rest(weights[own[paper as usize]], value);
                match self.smoothing {
                    Smoothing::Dirichlet => left + ALPHA,
                    Smoothing::Era => likelihood_ratio(left, total[paper as usize], odds),
                }
            }));
        }
        logarithms(&mut of_terms);
        let mut scores: Vec<f32> = (own.iter().zip(&block.total).zip(&total))
            .map(|((&group, &weight), &total)| {
                self.scale(weight) * self.offset(total, self.n_papers[group] - 1)
            })
            .collect();
        let mut of_terms = of_terms.iter();
        for row in 0..block.terms.len() {
            let (papers, values) = block.by_term.row(row);
            for ((&paper, &value), score) in papers.iter().zip(values).zip(&mut of_terms) {
                scores[paper as usize] += value * score;
            }
        }
        scores
    }
}

/// What is left of a group's weight without that of a paper: nothing of what only this paper has,
/// rounding aside.
#[inline(always)]
fn rest(group: f32, paper: f32) -> f32 {
    let rest = group - paper;
    if rest < paper * 1e-4 { 0.0 } else { rest }
}

/// ρ e / (1 − ρ) for a term of which the background has e: what T / S is held against.
#[inline(always)]
fn odds(background: f32) -> f32 {
    RHO / (1.0 - RHO) * background
}

/// ((1 − ρ) T / S + ρ e) / (ρ e), whose denominator is the same for all groups.
#[inline(always)]
fn likelihood_ratio(weight: f32, total: f32, odds: f32) -> f32 {
    1.0 + weight / (total.max(NOTHING) * odds)
}

wide! {
    /// Every number's logarithm in its place.
    fn logarithms(values: &mut [f32]) = logarithms_inner
}

#[inline(always)]
fn logarithms_inner(values: &mut [f32]) {
    values.iter_mut().for_each(|value| *value = ln(*value));
}

wide! {
    /// The logarithm of the likelihood ratio of a term for every group.
    fn against_background(weights: &[f32], total: &[f32], background: f32, out: &mut [f32])
        = against_background_inner
}

#[inline(always)]
fn against_background_inner(weights: &[f32], total: &[f32], background: f32, out: &mut [f32]) {
    let odds = odds(background);
    for ((out, &weight), &total) in out.iter_mut().zip(weights).zip(total) {
        *out = ln(likelihood_ratio(weight, total, odds));
    }
}
