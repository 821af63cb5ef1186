//! Groups made again by the words of their papers: naive Bayes in which no paper votes for itself.
//!
//! K-means on a reduced space sees a paper through a few dozen directions. Here each paper is
//! asked again, with all its terms, under which group's term distribution it is likeliest, until
//! no paper moves: classification EM for a multinomial mixture (Celeux & Govaert 1992; Nigam et
//! al. 2000). Plain, this never moves a paper: it has itself put its terms into its group's
//! distribution. So a paper's own terms are taken out of its group first (leave-one-out); that is
//! what makes the iteration worth its while.

use super::blocks::Block;
use super::eras::Eras;
use super::logarithm::ln;
use crate::dense::{Matrix, add_scaled, largest, wide};
use crate::weigh::Csr;
use rayon::prelude::*;

/// Rounds after which a run ends though papers still move, a handful back and forth.
const MAX_ROUNDS: usize = 6;

/// A run ends when one paper of so many moves, or fewer.
const STILL: usize = 100;

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
const ALPHA: f32 = 0.1;

/// ρ of [`Smoothing::Era`].
const RHO: f32 = 0.7;

/// What the logarithm of a group's share of the papers counts for with [`Smoothing::Era`].
const PRIOR: f32 = 0.3;

/// The papers that a run sees, ready for its rounds.
pub struct RunPapers<'a> {
    weights: &'a Csr,
    eras: &'a Eras,
    /// Column of the weights → number among the terms of the run.
    numbers: Vec<Option<u32>>,
    seen: Vec<Block>,
    /// `n_eras × n_terms`: e of [`Smoothing::Era`].
    background: Matrix,
}

impl<'a> RunPapers<'a> {
    /// The papers of these rows, with the terms that two of them have at least: a term of one paper
    /// says nothing of any other.
    pub fn new(weights: &'a Csr, eras: &'a Eras, seen: &[usize]) -> Self {
        let mut n_with = vec![0u32; weights.n_cols()];
        let columns = seen.iter().flat_map(|&row| weights.row(row).0);
        columns.for_each(|&column| n_with[column as usize] += 1);
        let shared: Vec<usize> = (0..n_with.len()).filter(|&term| n_with[term] >= 2).collect();
        let mut numbers = vec![None; n_with.len()];
        (0..).zip(&shared).for_each(|(number, &term)| numbers[term] = Some(number));
        let of_era = |era: &'a [f32]| shared.iter().map(move |&term| era[term]);
        let background = eras.background.rows().flat_map(of_era).collect();
        let background = Matrix::from_vec(eras.background.n_rows(), shared.len(), background);
        let seen = (Block::parts(eras, seen).into_par_iter())
            .map(|places| Block::of(weights, eras, seen, places, &numbers))
            .collect();
        RunPapers { weights, eras, numbers, seen, background }
    }

    /// Moves the papers among `k` groups until each is where its words are likeliest, and gives the
    /// groups that this makes. `labels` (below `k`) are where the papers start; they and the
    /// results follow the rows as given.
    ///
    /// A group may lose all its papers.
    pub fn refine(
        &self,
        mut labels: Vec<u32>,
        k: usize,
        smoothing: Smoothing,
    ) -> (Vec<u32>, Groups<'_>) {
        let groups =
            |labels: &[u32]| Groups::of(&self.seen, &self.background, labels, k, smoothing);
        for _ in 0..MAX_ROUNDS {
            let next = groups(&labels).likeliest(&self.seen, &labels);
            let n_moved = labels.iter().zip(&next).filter(|(label, next)| label != next).count();
            labels = next;
            if n_moved * STILL <= labels.len() {
                break;
            }
        }
        let groups = groups(&labels);
        (labels, groups)
    }

    /// Where other papers belong, by their rows, in each of some groupings. Of a large corpus a
    /// block is made, asked of all groupings, and let go.
    pub fn place(&self, rows: &[usize], groupings: &[Groups]) -> Vec<Vec<u32>> {
        let parts = Block::parts(self.eras, rows);
        let found: Vec<Vec<Vec<u32>>> = parts
            .par_iter()
            .map(|places| {
                let block = Block::of(self.weights, self.eras, rows, places.clone(), &self.numbers);
                groupings.iter().map(|groups| groups.likeliest_in(&block, &[])).collect()
            })
            .collect();
        let of_grouping = |grouping: usize| {
            let mut labels = vec![0; rows.len()];
            for (places, found) in parts.iter().zip(&found) {
                places.iter().zip(&found[grouping]).for_each(|(&place, &l)| labels[place] = l);
            }
            labels
        };
        (0..groupings.len()).map(of_grouping).collect()
    }
}

/// The term distributions of groups of papers.
pub struct Groups<'a> {
    smoothing: Smoothing,
    background: &'a Matrix,
    /// `n_terms × k`: T, the weight of each term in each group.
    terms: Matrix,
    /// Per group: S, the weight of all its terms.
    total: Vec<f32>,
    /// Papers per group.
    n_papers: Vec<usize>,
}

impl<'a> Groups<'a> {
    fn of(
        blocks: &[Block],
        background: &'a Matrix,
        labels: &[u32],
        k: usize,
        smoothing: Smoothing,
    ) -> Self {
        let mut terms = Matrix::zeros(background.n_cols(), k);
        let mut total = vec![0.0f64; k];
        let mut n_papers = vec![0; k];
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
        Groups { smoothing, background, terms, total, n_papers }
    }

    /// What a unit of a term's weight adds to the logarithm of the likelihood, up to what is the
    /// same for all groups: in groups where the term weighs `weights` of `total`.
    fn term_scores(
        &self,
        era: usize,
        term: usize,
        weights: &[f32],
        total: &[f32],
        out: &mut [f32],
    ) {
        match self.smoothing {
            Smoothing::Dirichlet => dirichlet(weights, out),
            Smoothing::Era => {
                against_background(weights, total, self.background.row(era)[term], out);
            }
        }
    }

    /// What does not depend on the terms, in a group of `n_papers` weighing `total`, for a paper
    /// that weighs `paper`.
    fn offset(&self, paper: f32, total: f32, n_papers: usize) -> f32 {
        match self.smoothing {
            Smoothing::Dirichlet => -paper * ln(total + ALPHA * self.terms.n_rows() as f32),
            Smoothing::Era => PRIOR * ln(n_papers as f32 + 1.0),
        }
    }

    /// The group under which each paper is likeliest, the first of equals, when each is taken out
    /// of the group that it is counted in, `own`.
    fn likeliest(&self, blocks: &[Block], own: &[u32]) -> Vec<u32> {
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
    fn likeliest_in(&self, block: &Block, own: &[usize]) -> Vec<u32> {
        let k = self.total.len();
        let mut scores = Matrix::zeros(block.places.len(), k);
        for (paper, &weight) in block.total.iter().enumerate() {
            let row = scores.row_mut(paper);
            for (group, score) in row.iter_mut().enumerate() {
                *score = self.offset(weight, self.total[group], self.n_papers[group]);
            }
        }
        // The own group of a paper without the paper.
        let without = |(&group, &weight): (&usize, &f32)| (self.total[group] - weight).max(0.0);
        let own_total: Vec<f32> = own.iter().zip(&block.total).map(without).collect();
        let mut own_score: Vec<f32> = (own.iter().zip(&block.total).zip(&own_total))
            .map(|((&group, &weight), &total)| self.offset(weight, total, self.n_papers[group] - 1))
            .collect();

        let mut table = vec![0.0; k];
        let (mut left, mut left_total, mut left_score) = (Vec::new(), Vec::new(), Vec::new());
        for (&term, row) in block.terms.iter().zip(0..) {
            let (papers, values) = block.by_term.row(row);
            let weights = self.terms.row(term as usize);
            self.term_scores(block.era, term as usize, weights, &self.total, &mut table);
            for (&paper, &value) in papers.iter().zip(values) {
                add_scaled(scores.row_mut(paper as usize), value, &table);
            }
            if own.is_empty() {
                continue;
            }
            left.clear();
            left_total.clear();
            for (&paper, &value) in papers.iter().zip(values) {
                let weight = weights[own[paper as usize]] - value;
                // Nothing is left of a term that only this paper has, rounding aside.
                left.push(if weight < value * 1e-4 { 0.0 } else { weight });
                left_total.push(own_total[paper as usize]);
            }
            left_score.resize(left.len(), 0.0);
            self.term_scores(block.era, term as usize, &left, &left_total, &mut left_score);
            for ((&paper, &value), score) in papers.iter().zip(values).zip(&left_score) {
                own_score[paper as usize] += value * score;
            }
        }
        for (paper, (&group, &score)) in own.iter().zip(&own_score).enumerate() {
            scores.row_mut(paper)[group] = score;
        }
        scores.rows().map(|scores| largest(scores) as u32).collect()
    }
}

wide! {
    /// ln(T + α) for every group.
    fn dirichlet(weights: &[f32], out: &mut [f32]) = dirichlet_inner
}

#[inline(always)]
fn dirichlet_inner(weights: &[f32], out: &mut [f32]) {
    out.iter_mut().zip(weights).for_each(|(out, &weight)| *out = ln(weight + ALPHA));
}

wide! {
    /// ln((1 − ρ) T / S + ρ e) less ln(ρ e), which is the same for all groups.
    fn against_background(weights: &[f32], total: &[f32], background: f32, out: &mut [f32])
        = against_background_inner
}

#[inline(always)]
fn against_background_inner(weights: &[f32], total: &[f32], background: f32, out: &mut [f32]) {
    let odds = RHO / (1.0 - RHO) * background;
    for ((out, &weight), &total) in out.iter_mut().zip(weights).zip(total) {
        *out = ln(1.0 + weight / (total.max(f32::MIN_POSITIVE) * odds));
    }
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
    fn plain(weights: &Csr, eras: &Eras, labels: &[u32], smoothing: Smoothing) -> Vec<u32> {
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
                        Smoothing::Era => {
                            let era = eras.background.row(usize::from(eras.of[paper]));
                            (1.0 - rho) * term / total + rho * f64::from(era[column as usize])
                        }
                    };
                    f64::from(value) * libm::log(p)
                })
                .sum();
            match smoothing {
                Smoothing::Dirichlet => words,
                Smoothing::Era => words + f64::from(PRIOR) * libm::log(members.len() as f64 + 1.0),
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
        let numbers: Vec<Option<u32>> = (0..100).map(Some).collect();
        let blocks: Vec<Block> = (Block::parts(&eras, &rows).into_iter())
            .map(|places| Block::of(&weights, &eras, &rows, places, &numbers))
            .collect();
        for smoothing in [Smoothing::Dirichlet, Smoothing::Era] {
            let groups = Groups::of(&blocks, &eras.background, &labels, K, smoothing);
            let found = groups.likeliest(&blocks, &labels);
            assert_eq!(found, plain(&weights, &eras, &labels, smoothing), "{smoothing:?}");
        }
    }

    #[test]
    fn spoilt_labels_are_mended_and_papers_left_out_are_placed() {
        let weights = weights();
        let eras = eras(&weights);
        let (others, seen): (Vec<usize>, Vec<usize>) = (0..90).partition(|row| row % 10 == 0);
        let start: Vec<u32> = seen.iter().map(|&row| spoilt()[row]).collect();
        for smoothing in [Smoothing::Dirichlet, Smoothing::Era] {
            let papers = RunPapers::new(&weights, &eras, &seen);
            let (labels, groups) = papers.refine(start.clone(), K, smoothing);
            let placed = papers.place(&others, &[groups]).remove(0);
            let papers = seen.iter().zip(&labels).chain(others.iter().zip(&placed));
            let right = papers.filter(|&(paper, &label)| label as usize == paper % K).count();
            assert!(right >= 85, "{right} of 90 with {smoothing:?}");
        }
    }

    #[test]
    fn a_paper_does_not_vote_for_itself() {
        // Paper 3 has a group of its own, but its words are those of the first group.
        let row = || vec![(0, 0.7), (1, 0.7)];
        let other = || vec![(2, 0.7), (3, 0.7)];
        let weights = Csr::from_rows(4, [row(), row(), other(), row(), other()]);
        let rows = [0, 1, 2, 3, 4];
        let eras = eras(&weights);
        let papers = RunPapers::new(&weights, &eras, &rows);
        let (labels, _) = papers.refine(vec![0, 0, 1, 2, 1], 3, Smoothing::Dirichlet);
        assert_eq!(labels[3], 0);
    }
}
