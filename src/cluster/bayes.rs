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
use super::groups::{Groups, Smoothing};
use crate::dense::Matrix;
use crate::weigh::Csr;
use rayon::prelude::*;

/// Rounds after which a run ends though papers still move, a handful back and forth.
const MAX_ROUNDS: usize = 6;

/// A run ends when one paper of so many moves, or fewer.
const STILL: usize = 100;

/// The papers that a run sees, ready for its rounds.
pub struct RunPapers<'a> {
    weights: &'a Csr,
    eras: &'a Eras,
    rows: &'a [usize],
    /// Column of the weights → number among the terms of the run.
    numbers: Vec<Option<u32>>,
    seen: Vec<Block>,
    /// `n_eras × n_terms`: e of [`Smoothing::Era`].
    background: Matrix,
}

impl<'a> RunPapers<'a> {
    /// The papers of these rows, with the terms that two of them have at least: a term of one paper
    /// says nothing of any other.
    pub fn new(weights: &'a Csr, eras: &'a Eras, rows: &'a [usize]) -> Self {
        let mut n_with = vec![0u32; weights.n_cols()];
        let columns = rows.iter().flat_map(|&row| weights.row(row).0);
        columns.for_each(|&column| n_with[column as usize] += 1);
        let shared: Vec<usize> = (0..n_with.len()).filter(|&term| n_with[term] >= 2).collect();
        let mut numbers = vec![None; n_with.len()];
        (0..).zip(&shared).for_each(|(number, &term)| numbers[term] = Some(number));
        let mut background = Matrix::zeros(eras.background.n_rows(), shared.len());
        for (era, all) in eras.background.rows().enumerate() {
            let of_shared = background.row_mut(era).iter_mut().zip(&shared);
            of_shared.for_each(|(share, &term)| *share = all[term]);
        }
        let seen = (Block::parts(eras, rows).into_par_iter())
            .map(|places| Block::of(weights, eras, rows, places, &numbers))
            .collect();
        RunPapers { weights, eras, rows, numbers, seen, background }
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
        let mut groups = Groups::of(&self.seen, &self.background, &labels, k, smoothing);
        for _ in 0..MAX_ROUNDS {
            let next = groups.likeliest(&self.seen, &labels);
            let mut n_moved = 0;
            for ((&row, &from), &to) in self.rows.iter().zip(&labels).zip(&next) {
                if from != to {
                    groups.move_paper(self.terms(row), from as usize, to as usize);
                    n_moved += 1;
                }
            }
            labels = next;
            if n_moved * STILL <= labels.len() {
                break;
            }
        }
        (labels, groups)
    }

    /// The terms of a paper by number, and their weights.
    fn terms(&self, row: usize) -> impl Iterator<Item = (u32, f32)> {
        let (columns, values) = self.weights.row(row);
        let numbers = columns.iter().map(|&column| self.numbers[column as usize]);
        numbers.zip(values).filter_map(|(number, &value)| Some((number?, value)))
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

#[cfg(test)]
mod tests {
    use super::super::groups::{ALPHA, PRIOR, RHO};
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
    fn groups_that_papers_move_among_are_as_if_made_anew() {
        let weights = weights();
        let eras = eras(&weights);
        let rows: Vec<usize> = (0..90).collect();
        let papers = RunPapers::new(&weights, &eras, &rows);
        let wrong = spoilt();
        let right: Vec<u32> = (0..90).map(|paper| paper % K as u32).collect();
        for smoothing in [Smoothing::Dirichlet, Smoothing::Era] {
            let groups =
                |labels| Groups::of(&papers.seen, &papers.background, labels, K, smoothing);
            let mut moved = groups(&wrong);
            for (row, (&from, &to)) in wrong.iter().zip(&right).enumerate() {
                if from != to {
                    moved.move_paper(papers.terms(row), from as usize, to as usize);
                }
            }
            let anew = groups(&right).scores(&papers.seen[0], &[]);
            let moved = moved.scores(&papers.seen[0], &[]);
            for (moved, anew) in moved.as_slice().iter().zip(anew.as_slice()) {
                assert!((moved - anew).abs() < 1e-4, "{moved} {anew} with {smoothing:?}");
            }
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
