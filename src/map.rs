//! Papers on a plane: near papers share vocabulary, the axes have no unit.
//!
//! A force layout of the neighbour graph: neighbours attract, random others repel, with the heavy
//! tailed kernel 1/(1 + d²) of t-SNE and UMAP (McInnes et al. 2018, section 3.2, with a = b = 1).

use crate::cluster::Clustering;
use crate::dense::Matrix;
use crate::reduce::{Embedding, Neighbours, nearest_neighbours};
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// Neighbours that attract, at least.
const MIN_NEIGHBOURS: usize = 10;

/// Random papers that repel, per attraction.
const REPULSIONS: usize = 4;

/// Rounds for a small corpus; a large one gets fewer, see [`MAX_MOVES`].
const MAX_ROUNDS: usize = 300;

/// Attractions and repulsions in all, which bounds the time to a second.
const MAX_MOVES: usize = 75_000_000;

/// Papers beyond which only those are laid out that others have for neighbours.
const LARGE: usize = 20_000;

/// Largest step in one coordinate, as in UMAP.
const MAX_STEP: f32 = 4.0;

/// The place of every paper, following the corpus, within −1..=1 on both axes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PaperMap {
    /// (x, y) per paper.
    pub places: Vec<(f32, f32)>,
}

/// Lays the papers out, starting from the first two columns of the embedding with each theme drawn
/// to its centre.
pub fn map_papers(embedding: &Embedding, clustering: &Clustering, seed: u64) -> PaperMap {
    let n = embedding.points.n_rows();
    let wanted = MIN_NEIGHBOURS.min(n.saturating_sub(1));
    let own;
    let has_enough = (0..n).all(|paper| embedding.neighbours.of(paper).len() >= wanted);
    let neighbours = if has_enough {
        &embedding.neighbours
    } else {
        own = nearest_neighbours(&embedding.projected, wanted, seed);
        &own
    };
    let mut places = start(&embedding.points, clustering);
    spread(&mut places, neighbours, seed);
    fit_to_unit_square(&mut places);
    PaperMap { places }
}

/// The two leading directions of variation of the points, about ten units wide.
fn start(points: &Matrix, clustering: &Clustering) -> Vec<(f32, f32)> {
    let d = points.n_cols();
    let mut mean = vec![0.0; d];
    for row in points.rows() {
        crate::dense::add_scaled(&mut mean, 1.0 / points.n_rows().max(1) as f32, row);
    }
    // Directions between theme centres spread themes better than those between papers.
    let centres: Vec<Vec<f32>> = clustering
        .centroids
        .rows()
        .filter(|centre| centre.iter().any(|&value| value != 0.0))
        .map(|centre| centre.iter().zip(&mean).map(|(x, m)| x - m).collect())
        .collect();
    let axes = leading_axes(&centres, d);
    let project = |row: &[f32], axis: &[f32]| {
        let offset: Vec<f32> = row.iter().zip(&mean).map(|(x, m)| x - m).collect();
        10.0 * crate::dense::dot(&offset, axis)
    };
    let rows: Vec<&[f32]> = points.rows().collect();
    rows.par_iter().map(|row| (project(row, &axes[0]), project(row, &axes[1]))).collect()
}

/// The two leading principal directions of a few vectors, by power iteration.
fn leading_axes(vectors: &[Vec<f32>], d: usize) -> [Vec<f32>; 2] {
    const ITERATIONS: usize = 100;
    let mut axes = [vec![0.0; d], vec![0.0; d]];
    for which in 0..2 {
        // Any start that is not orthogonal to the answer does; unequal entries never are in practice.
        let mut axis: Vec<f32> = (0..d).map(|i| 1.0 / (i + 1 + which) as f32).collect();
        for _ in 0..ITERATIONS {
            let mut next = vec![0.0; d];
            for vector in vectors {
                crate::dense::add_scaled(&mut next, crate::dense::dot(vector, &axis), vector);
            }
            if which == 1 {
                let along = crate::dense::dot(&next, &axes[0]);
                crate::dense::add_scaled(&mut next, -along, &axes[0]);
            }
            crate::dense::normalize(&mut next);
            axis = next;
        }
        axes[which] = axis;
    }
    axes
}

/// Moves neighbours together and random papers apart. Of a large corpus only those papers are laid
/// out so that others have for neighbours; the others then find their places among them.
fn spread(places: &mut [(f32, f32)], neighbours: &Neighbours, seed: u64) {
    let n = places.len();
    let mut is_laid_out = vec![n <= LARGE; n];
    if n > LARGE {
        let near = (0..n).flat_map(|paper| neighbours.of(paper));
        near.for_each(|neighbour| is_laid_out[neighbour.paper as usize] = true);
    }
    let (core, others): (Vec<usize>, Vec<usize>) = (0..n).partition(|&paper| is_laid_out[paper]);
    lay_out(places, &core, neighbours, seed);
    let found: Vec<(f32, f32)> = others
        .par_iter()
        .map(|&paper| {
            let seed = seed ^ (paper as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            find_place(paper, places, &core, neighbours, seed)
        })
        .collect();
    others.iter().zip(found).for_each(|(&paper, place)| places[paper] = place);
}

/// Moves the papers of the core, with steps that shrink to nothing. One thread: every move depends
/// on the ones before.
fn lay_out(places: &mut [(f32, f32)], core: &[usize], neighbours: &Neighbours, seed: u64) {
    let n_edges: usize = core.iter().map(|&paper| neighbours.of(paper).len()).sum();
    if n_edges == 0 {
        return;
    }
    let rounds = (MAX_MOVES / (n_edges * (1 + REPULSIONS))).clamp(10, MAX_ROUNDS);
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    for round in 0..rounds {
        let rate = 1.0 - round as f32 / rounds as f32;
        for &paper in core {
            for neighbour in neighbours.of(paper) {
                let other = neighbour.paper as usize;
                let pull = pull(places[paper], places[other]);
                shift(&mut places[paper], pull, rate);
                shift(&mut places[other], (-pull.0, -pull.1), rate);
                for _ in 0..REPULSIONS {
                    let other = any(core, &mut rng);
                    if other != paper {
                        let push = push(places[paper], places[other]);
                        shift(&mut places[paper], push, rate);
                    }
                }
            }
        }
    }
}

/// The place of a paper among those of the core, which stay where they are: from the middle of its
/// neighbours by the same moves.
fn find_place(
    paper: usize,
    places: &[(f32, f32)],
    core: &[usize],
    neighbours: &Neighbours,
    seed: u64,
) -> (f32, f32) {
    const ROUNDS: usize = 5;
    let near = neighbours.of(paper);
    if near.is_empty() {
        return places[paper];
    }
    let part = 1.0 / near.len() as f32;
    let mut place = near.iter().fold((0.0, 0.0), |(x, y), neighbour| {
        let (other_x, other_y) = places[neighbour.paper as usize];
        (x + part * other_x, y + part * other_y)
    });
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    for round in 0..ROUNDS {
        let rate = 0.5 * (1.0 - round as f32 / ROUNDS as f32);
        for neighbour in near {
            let pull = pull(place, places[neighbour.paper as usize]);
            shift(&mut place, pull, rate);
            for _ in 0..REPULSIONS {
                let push = push(place, places[any(core, &mut rng)]);
                shift(&mut place, push, rate);
            }
        }
    }
    place
}

/// A random paper of the core, which is not empty.
fn any(core: &[usize], rng: &mut Xoshiro256Plus) -> usize {
    core[(((rng.next_u64() >> 32) * core.len() as u64) >> 32) as usize]
}

/// Which way and how far neighbours draw a paper at `a` to `b`.
fn pull(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    let (dx, dy, squared) = difference(a, b);
    let pull = -2.0 / (1.0 + squared);
    (pull * dx, pull * dy)
}

/// Which way and how far a paper at `b` drives one at `a`.
fn push(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    let (dx, dy, squared) = difference(a, b);
    let push = 2.0 / ((0.001 + squared) * (1.0 + squared));
    (push * dx, push * dy)
}

fn difference(a: (f32, f32), b: (f32, f32)) -> (f32, f32, f32) {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    (dx, dy, dx * dx + dy * dy)
}

fn shift(place: &mut (f32, f32), by: (f32, f32), rate: f32) {
    place.0 += rate * by.0.clamp(-MAX_STEP, MAX_STEP);
    place.1 += rate * by.1.clamp(-MAX_STEP, MAX_STEP);
}

/// Centres the map and scales both axes alike; the few papers flung far out are drawn in to the
/// rim, or they would shrink all the others.
fn fit_to_unit_square(places: &mut [(f32, f32)]) {
    let quantile = |values: &mut Vec<f32>, q: f64| {
        values.sort_by(f32::total_cmp);
        values.get(((values.len() as f64 - 1.0) * q) as usize).copied().unwrap_or(0.0)
    };
    let mut x: Vec<f32> = places.iter().map(|p| p.0).collect();
    let mut y: Vec<f32> = places.iter().map(|p| p.1).collect();
    let (x_low, x_high) = (quantile(&mut x, 0.002), quantile(&mut x, 0.998));
    let (y_low, y_high) = (quantile(&mut y, 0.002), quantile(&mut y, 0.998));
    let half = ((x_high - x_low).max(y_high - y_low) / 2.0).max(f32::MIN_POSITIVE) * 1.02;
    let (x_mid, y_mid) = ((x_low + x_high) / 2.0, (y_low + y_high) / 2.0);
    for place in places {
        place.0 = ((place.0 - x_mid) / half).clamp(-1.0, 1.0);
        place.1 = ((place.1 - y_mid) / half).clamp(-1.0, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reduce::nearest_neighbours;

    /// Three groups on the axes of a four-dimensional space.
    fn points() -> Matrix {
        let data = (0..90)
            .flat_map(|i| {
                let mut row = [0.0, 0.0, 0.0, 0.05 * (i % 7) as f32];
                row[i % 3] = 1.0;
                row
            })
            .collect();
        let mut points = Matrix::from_vec(90, 4, data);
        points.normalize_rows();
        points
    }

    #[test]
    fn groups_lie_apart_and_the_same_seed_gives_the_same_map() {
        let points = points();
        let neighbours = nearest_neighbours(&points, 10, 1);
        let lay = || {
            let mut places: Vec<(f32, f32)> =
                points.rows().map(|row| (row[0] - row[1], row[2] - row[1])).collect();
            spread(&mut places, &neighbours, 3);
            fit_to_unit_square(&mut places);
            places
        };
        let places = lay();
        assert_eq!(places, lay());
        let distance = |a: usize, b: usize| difference(places[a], places[b]).2;
        let nearer = (0..90)
            .filter(|&i| {
                let nearest = (0..90)
                    .filter(|&j| j != i)
                    .min_by(|&a, &b| distance(i, a).total_cmp(&distance(i, b)));
                nearest.is_some_and(|j| j % 3 == i % 3)
            })
            .count();
        assert_eq!(nearer, 90);
        assert!(places.iter().all(|p| p.0.abs() <= 1.0 && p.1.abs() <= 1.0));
    }
}
