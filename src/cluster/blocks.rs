//! Papers by blocks of one era, turned so that a term meets all papers of a block at once.

use super::eras::Eras;
use crate::weigh::Csr;

/// Papers that are scored side by side: their scores stay in the cache, and each term's table is
/// made once for all of them. No result depends on it.
const BLOCK: usize = 2_048;

/// Papers of one era, term by term.
pub struct Block {
    /// Positions of the papers among those that are scored.
    pub places: Vec<usize>,
    /// The terms that the papers have, by number among those of the run, ascending.
    pub terms: Vec<u32>,
    /// `terms × papers`: the weights of the papers.
    pub by_term: Csr,
    /// Per paper the weight of all its terms.
    pub total: Vec<f32>,
    /// Their era.
    pub era: usize,
}

impl Block {
    /// The positions of these rows by blocks.
    pub fn parts(eras: &Eras, rows: &[usize]) -> Vec<Vec<usize>> {
        let mut places: Vec<usize> = (0..rows.len()).collect();
        // Stable: within an era the papers keep their order.
        places.sort_by_key(|&place| eras.of[rows[place]]);
        let of_one_era = places.chunk_by(|&a, &b| eras.of[rows[a]] == eras.of[rows[b]]);
        of_one_era.flat_map(|places| places.chunks(BLOCK)).map(<[usize]>::to_vec).collect()
    }

    /// The block of the rows at these positions, which are of one era and not none.
    pub fn of(
        weights: &Csr,
        eras: &Eras,
        rows: &[usize],
        places: Vec<usize>,
        numbers: &[Option<u32>],
    ) -> Block {
        let rows: Vec<usize> = places.iter().map(|&place| rows[place]).collect();
        let (by_term, terms) = weights.select_transposed(&rows, numbers);
        let mut total = vec![0.0; rows.len()];
        for term in 0..terms.len() {
            let (papers, values) = by_term.row(term);
            papers.iter().zip(values).for_each(|(&paper, v)| total[paper as usize] += v);
        }
        Block { places, terms, by_term, total, era: usize::from(eras.of[rows[0]]) }
    }
}
