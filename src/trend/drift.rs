//! Whether a theme has moved between two windows, more than the field and more than chance.

use crate::dense::{Matrix, add_scaled};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// Shuffles that chance is told from; p is at least 1/200.
const N_SHUFFLES: usize = 199;

/// Papers of a theme in a window that are compared at most: enough to see what matters.
const MAX_PAPERS: usize = 150;

/// Per theme, the probability that papers whose date does not matter lie as far apart as those of
/// the two windows do; `None` where it has fewer than `least` papers in either, or where no other
/// theme has as many.
///
/// The distance is that of the mean points, less what the other themes moved (their median, which
/// one theme that moves far does not change): the words of a whole field change, and a theme that
/// goes with it stays what it is. Shuffling the papers of the theme
/// between both windows gives what chance would (a permutation test, p as in Phipson and Smyth
/// 2010: the papers as they are count as one of the shuffles).
pub fn drift(
    points: &Matrix,
    early: &[Vec<usize>],
    late: &[Vec<usize>],
    least: usize,
    seed: u64,
) -> Vec<Option<f64>> {
    let moved: Vec<Option<(f64, Vec<f64>)>> = early
        .par_iter()
        .zip(late)
        .map(|(early, late)| {
            let is_seen = early.len().min(late.len()) >= least;
            is_seen.then(|| {
                let (n_early, n_late) = (early.len() as f64, late.len() as f64);
                let (before, after) = (mean(points, early), mean(points, late));
                let shift = after.iter().zip(before).map(|(after, before)| after - before);
                // The inverse variance of a difference of two means.
                (n_early * n_late / (n_early + n_late), shift.collect())
            })
        })
        .collect();
    let common = |theme: usize| {
        let others = || {
            let others = moved.iter().enumerate().filter(|&(other, _)| other != theme);
            others.filter_map(|(_, moved)| moved.as_ref())
        };
        let shift = |column: usize| {
            median(others().map(|(weight, shift)| (shift[column], *weight)).collect())
        };
        (0..points.n_cols()).map(shift).collect::<Option<Vec<f64>>>()
    };
    (0..early.len())
        .into_par_iter()
        .map(|theme| {
            moved[theme].as_ref()?;
            let mut rng = Xoshiro256Plus::seed_from_u64(seed ^ theme as u64);
            let [early, late] = [&early[theme], &late[theme]].map(|papers| some(papers, &mut rng));
            let rows = early.iter().chain(&late).copied().collect::<Vec<_>>();
            let mut points = points.select(&rows);
            let common: Vec<f32> = common(theme)?.iter().map(|&x| x as f32).collect();
            for row in early.len()..rows.len() {
                add_scaled(points.row_mut(row), -1.0, &common);
            }
            Some(shuffled(&points, early.len(), &mut rng))
        })
        .collect()
}

fn mean(points: &Matrix, rows: &[usize]) -> Vec<f64> {
    let mut sum = vec![0.0; points.n_cols()];
    for &row in rows {
        sum.iter_mut().zip(points.row(row)).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    sum.into_iter().map(|x| x / rows.len().max(1) as f64).collect()
}

/// The least of these values (value, weight) up to which at least half of the weight lies; `None`
/// of none.
fn median(mut values: Vec<(f64, f64)>) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let reaches = |&&(_, weight): &&(f64, f64)| {
        sum += weight;
        sum >= half
    };
    values.iter().find(reaches).map(|&(value, _)| value)
}

/// At most [`MAX_PAPERS`] of them, drawn without replacement.
fn some(papers: &[usize], rng: &mut Xoshiro256Plus) -> Vec<usize> {
    if papers.len() <= MAX_PAPERS {
        return papers.to_vec();
    }
    let picks = rand::seq::index::sample(rng, papers.len(), MAX_PAPERS);
    picks.into_iter().map(|i| papers[i]).collect()
}

/// Share of the divisions into the first `n_first` and the others that set the means as far apart
/// as the one given does, itself included.
fn shuffled(points: &Matrix, n_first: usize, rng: &mut Xoshiro256Plus) -> f64 {
    let n = points.n_rows();
    let mut all = vec![0.0f32; points.n_cols()];
    (0..n).for_each(|row| add_scaled(&mut all, 1.0, points.row(row)));
    let (n_first_f, n_last_f) = (n_first as f32, (n - n_first) as f32);
    let distance = |order: &[usize]| {
        let mut first = vec![0.0f32; points.n_cols()];
        order[..n_first].iter().for_each(|&row| add_scaled(&mut first, 1.0, points.row(row)));
        let gap =
            |(first, all): (&f32, &f32)| f64::from(first / n_first_f - (all - first) / n_last_f);
        first.iter().zip(&all).map(gap).map(|gap| gap * gap).sum::<f64>()
    };
    let mut order: Vec<usize> = (0..n).collect();
    let observed = distance(&order);
    let mut as_far = 1;
    for _ in 0..N_SHUFFLES {
        for i in 0..n_first {
            order.swap(i, rng.gen_range(i..n));
        }
        as_far += usize::from(distance(&order) >= observed * (1.0 - 1e-6));
    }
    as_far as f64 / (N_SHUFFLES + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_is_that_of_scipy_but_for_the_number_of_shuffles() {
        #[derive(serde::Deserialize)]
        struct Fixtures {
            drift: Fixture,
        }
        #[derive(serde::Deserialize)]
        struct Fixture {
            points: Vec<Vec<f32>>,
            early: Vec<Vec<usize>>,
            late: Vec<Vec<usize>>,
            p: Vec<f64>,
        }
        let text = include_str!("../../tests/fixtures/evolution.json");
        let fixture = serde_json::from_str::<Fixtures>(text).unwrap().drift;
        let data: Vec<f32> = fixture.points.concat();
        let points = Matrix::from_vec(fixture.points.len(), fixture.points[0].len(), data);
        for seed in 0..5 {
            let found = drift(&points, &fixture.early, &fixture.late, 5, seed);
            for (p, expected) in found.iter().zip(&fixture.p) {
                let error = (expected * (1.0 - expected) / N_SHUFFLES as f64).sqrt();
                assert!((p.unwrap() - expected).abs() < 4.0 * error + 0.01, "{p:?} {expected}");
            }
        }
    }

    #[test]
    fn too_few_papers_and_a_theme_alone_have_no_p() {
        let points = Matrix::from_vec(20, 1, (0..20).map(|i| i as f32).collect());
        let (few, many) = (vec![0, 1, 2, 3], vec![4, 5, 6, 7, 8]);
        let late = vec![(9..14).collect::<Vec<usize>>(), (14..20).collect()];
        assert_eq!(drift(&points, &[few, many.clone()], &late, 5, 1), [None, None]);
        assert_eq!(drift(&points, &[many], &late[..1], 5, 1), [None]);
    }
}
