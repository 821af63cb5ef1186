//! The nearest papers of every paper, by cosine.
//!
//! Exact up to [`EXACT_LIMIT`] papers. Beyond, they are sought among a seeded sample of
//! [`SOUGHT_AMONG`], which is gathered in cells around landmarks, and each paper is compared with the sampled papers
//! of the cells nearest to its own (an inverted file, Jégou et al. 2011): time grows with n rather
//! than n².

use crate::dense::{Matrix, largest};
use crate::sample::sample;
use rayon::prelude::*;

/// Papers up to which all pairs are compared: 15,000² products of 100 columns take 1–2 CPU s.
const EXACT_LIMIT: usize = 15_000;

/// Papers among which the neighbours are sought in a corpus of more.
const SOUGHT_AMONG: usize = 10_000;

/// Cells searched for each paper's neighbours.
const PROBES: usize = 6;

/// Queries compared with one block of papers at a time, so that the block stays in cache.
const QUERY_BLOCK: usize = 64;

/// The nearest papers of every paper. Made by [`nearest_neighbours`].
///
/// Every row lists other papers, the nearest first (ties by number), at most `n_neighbours`.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    rows: Vec<Box<[Neighbour]>>,
}

/// One neighbour of a paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Row of the neighbour.
    pub paper: u32,
    /// Cosine of the two papers, −1..=1.
    pub cosine: f32,
}

impl Neighbours {
    /// The neighbours of a paper, the nearest first.
    pub fn of(&self, paper: usize) -> &[Neighbour] {
        &self.rows[paper]
    }

    /// Number of papers.
    pub fn n_papers(&self) -> usize {
        self.rows.len()
    }
}

/// The `n_neighbours` nearest rows of every row of `points` (unit rows).
pub fn nearest_neighbours(points: &Matrix, n_neighbours: usize, seed: u64) -> Neighbours {
    if points.n_rows() <= EXACT_LIMIT {
        exact_neighbours(points, n_neighbours)
    } else {
        let among = sample(points.n_rows(), SOUGHT_AMONG, seed);
        cell_neighbours(points, &among, n_neighbours, seed)
    }
}

/// The `n_neighbours` nearest of some rows of `points` (unit rows), `among`, for every row of
/// `queries`; all pairs are compared.
pub fn nearest_among(
    points: &Matrix,
    queries: &[u32],
    among: &[u32],
    n_neighbours: usize,
) -> Vec<Box<[Neighbour]>> {
    let rows: Vec<usize> = among.iter().map(|&row| row as usize).collect();
    let block = points.select(&rows);
    let found: Vec<Vec<Box<[Neighbour]>>> = queries
        .par_chunks(QUERY_BLOCK)
        .map(|queries| search(points, queries, &block, among, n_neighbours))
        .collect();
    found.into_iter().flatten().collect()
}

/// All pairs: the oracle of the faster way.
fn exact_neighbours(points: &Matrix, n_neighbours: usize) -> Neighbours {
    let all: Vec<u32> = (0..points.n_rows() as u32).collect();
    let blocks: Vec<Vec<Box<[Neighbour]>>> = all
        .par_chunks(QUERY_BLOCK)
        .map(|queries| search(points, queries, points, &all, n_neighbours))
        .collect();
    Neighbours { rows: blocks.into_iter().flatten().collect() }
}

/// Compares a block of queries with `candidates` (rows of `block`, numbered by `numbers`).
fn search(
    points: &Matrix,
    queries: &[u32],
    block: &Matrix,
    numbers: &[u32],
    n_neighbours: usize,
) -> Vec<Box<[Neighbour]>> {
    const STEP: usize = 256;
    let mut nearest: Vec<Nearest> = queries.iter().map(|_| Nearest::new(n_neighbours)).collect();
    let mut cosines = [0.0; STEP];
    for first in (0..numbers.len()).step_by(STEP) {
        let n = STEP.min(numbers.len() - first);
        for (&query, nearest) in queries.iter().zip(&mut nearest) {
            block.dot_rows(points.row(query as usize), first, &mut cosines[..n]);
            for (&cosine, &paper) in cosines[..n].iter().zip(&numbers[first..]) {
                if cosine >= nearest.floor && paper != query {
                    nearest.push(Neighbour { paper, cosine });
                }
            }
        }
    }
    nearest.into_iter().map(Nearest::finish).collect()
}

/// The best few of a stream of neighbours: a buffer that is cut back when it is twice too long.
struct Nearest {
    n_neighbours: usize,
    floor: f32,
    found: Vec<Neighbour>,
}

impl Nearest {
    fn new(n_neighbours: usize) -> Self {
        Nearest { n_neighbours, floor: f32::NEG_INFINITY, found: Vec::new() }
    }

    fn push(&mut self, neighbour: Neighbour) {
        self.found.push(neighbour);
        if self.found.len() >= 2 * self.n_neighbours + 8 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.found
            .sort_unstable_by(|a, b| b.cosine.total_cmp(&a.cosine).then(a.paper.cmp(&b.paper)));
        self.found.truncate(self.n_neighbours);
        if let (true, Some(last)) = (self.found.len() == self.n_neighbours, self.found.last()) {
            self.floor = last.cosine;
        }
    }

    fn finish(mut self) -> Box<[Neighbour]> {
        self.cut();
        self.found.into_boxed_slice()
    }
}

/// Only the papers of `among` in the cells nearest to a paper's own are compared with it.
fn cell_neighbours(points: &Matrix, among: &[usize], n_neighbours: usize, seed: u64) -> Neighbours {
    let n = points.n_rows();
    let n_cells = ((among.len() as f64).sqrt() as usize).clamp(1, n);
    let picks = sample(among.len(), n_cells, seed);
    let landmarks = points.select(&picks.iter().map(|&pick| among[pick]).collect::<Vec<_>>());

    let cell_of: Vec<u32> = (0..n)
        .into_par_iter()
        .with_min_len(QUERY_BLOCK)
        .map_init(
            || vec![0.0; n_cells],
            |cosines, paper| {
                landmarks.dot_rows(points.row(paper), 0, cosines);
                largest(cosines) as u32
            },
        )
        .collect();
    let members = |papers: &mut dyn Iterator<Item = usize>| {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); n_cells];
        papers.for_each(|paper| members[cell_of[paper] as usize].push(paper as u32));
        members
    };
    let (all, sampled) = (members(&mut (0..n)), members(&mut among.iter().copied()));
    let near_cells = exact_neighbours(&landmarks, PROBES - 1);

    let found: Vec<Vec<Box<[Neighbour]>>> = (0..n_cells)
        .into_par_iter()
        .map(|cell| {
            let others = near_cells.of(cell).iter().map(|near| near.paper as usize);
            let mut numbers: Vec<u32> = std::iter::once(cell)
                .chain(others)
                .flat_map(|cell| sampled[cell].iter().copied())
                .collect();
            numbers.sort_unstable();
            let rows: Vec<usize> = numbers.iter().map(|&paper| paper as usize).collect();
            let block = points.select(&rows);
            let blocks = all[cell].chunks(QUERY_BLOCK);
            blocks.flat_map(|q| search(points, q, &block, &numbers, n_neighbours)).collect()
        })
        .collect();
    let mut rows = vec![Box::default(); n];
    for (members, found) in all.iter().zip(found) {
        for (&paper, neighbours) in members.iter().zip(found) {
            rows[paper as usize] = neighbours;
        }
    }
    Neighbours { rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points in loose groups on the sphere.
    fn points(n: usize, width: usize) -> Matrix {
        use rand::{Rng, SeedableRng};
        use rand_xoshiro::Xoshiro256Plus;
        let mut rng = Xoshiro256Plus::seed_from_u64(5);
        let centres: Vec<f32> = (0..20 * width).map(|_| rng.r#gen::<f32>() - 0.5).collect();
        let data = (0..n * width)
            .map(|i| {
                let (row, column) = (i / width, i % width);
                centres[row % 20 * width + column] + 0.4 * (rng.r#gen::<f32>() - 0.5)
            })
            .collect();
        let mut points = Matrix::from_vec(n, width, data);
        points.normalize_rows();
        points
    }

    #[test]
    fn exact_neighbours_are_the_nearest_others() {
        let points = points(300, 12);
        let found = exact_neighbours(&points, 5);
        for paper in 0..300 {
            let mut all: Vec<(f32, usize)> = (0..300)
                .filter(|&other| other != paper)
                .map(|other| (crate::dense::dot(points.row(paper), points.row(other)), other))
                .collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let expected: Vec<usize> = all[..5].iter().map(|&(_, other)| other).collect();
            let got: Vec<usize> = found.of(paper).iter().map(|n| n.paper as usize).collect();
            assert_eq!(got, expected);
        }
    }

    #[test]
    fn cells_find_nearly_all_of_the_exact_neighbours() {
        let points = points(4000, 16);
        let all: Vec<usize> = (0..4000).collect();
        let (exact, fast) = (exact_neighbours(&points, 10), cell_neighbours(&points, &all, 10, 1));
        let shared: usize =
            (0..4000).map(|p| exact.of(p).iter().filter(|n| fast.of(p).contains(n)).count()).sum();
        assert!(shared >= 4000 * 10 * 8 / 10, "{shared} of 40000");
        assert_eq!(fast, cell_neighbours(&points, &all, 10, 1));
    }

    #[test]
    fn of_a_large_corpus_only_sampled_papers_are_neighbours() {
        let points = points(4000, 16);
        let among = sample(4000, 500, 7);
        let found = cell_neighbours(&points, &among, 10, 1);
        for paper in 0..4000 {
            let near = found.of(paper);
            assert!(near.len() == 10 && near.is_sorted_by(|a, b| a.cosine >= b.cosine), "{paper}");
            let is_right =
                |n: &Neighbour| n.paper as usize != paper && among.contains(&(n.paper as usize));
            assert!(near.iter().all(is_right), "{paper}");
        }
    }

    #[test]
    fn fewer_papers_than_neighbours_is_no_trouble() {
        let found = nearest_neighbours(&points(3, 4), 10, 1);
        assert_eq!(found.of(0).len(), 2);
        assert!(nearest_neighbours(&points(1, 4), 10, 1).of(0).is_empty());
    }
}
