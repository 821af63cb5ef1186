//! What repeated runs agree on: the stability of themes and the membership of papers.

use rayon::prelude::*;

/// How far other clusterings of the same papers agree with a chosen one.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Per group of the chosen clustering: the mean, over the other clusterings, of the Jaccard
    /// similarity with its best match there (Hennig 2007), 0–1.
    pub stability: Vec<f64>,
    /// Per paper: the share of the other clusterings that put it in the best match of its group,
    /// 0–1.
    pub membership: Vec<f32>,
}

/// Compares the chosen labels (below `k`) with the others. Without others, all agree.
pub fn agreement(chosen: &[u32], k: usize, others: &[&[u32]]) -> Agreement {
    if others.is_empty() {
        return Agreement { stability: vec![1.0; k], membership: vec![1.0; chosen.len()] };
    }
    let matches: Vec<Vec<(u32, f64)>> =
        others.par_iter().map(|other| best_matches(chosen, k, other)).collect();
    let n = others.len() as f64;
    let stability =
        (0..k).map(|group| matches.iter().map(|m| m[group].1).sum::<f64>() / n).collect();
    let membership = chosen
        .par_iter()
        .enumerate()
        .map(|(paper, &group)| {
            let agree = others
                .iter()
                .zip(&matches)
                .filter(|(other, matches)| other[paper] == matches[group as usize].0)
                .count();
            agree as f32 / others.len() as f32
        })
        .collect();
    Agreement { stability, membership }
}

/// Per chosen group: the group of `other` with the largest Jaccard similarity (the first of
/// equals), and that similarity.
fn best_matches(chosen: &[u32], k: usize, other: &[u32]) -> Vec<(u32, f64)> {
    let n_other = other.iter().max().map_or(0, |&label| label as usize + 1);
    let mut shared = vec![0usize; k * n_other];
    let (mut sizes, mut other_sizes) = (vec![0usize; k], vec![0usize; n_other]);
    for (&a, &b) in chosen.iter().zip(other) {
        shared[a as usize * n_other + b as usize] += 1;
        sizes[a as usize] += 1;
        other_sizes[b as usize] += 1;
    }
    (0..k)
        .map(|group| {
            (0..n_other).fold((0, 0.0), |best, candidate| {
                let both = shared[group * n_other + candidate];
                let either = sizes[group] + other_sizes[candidate] - both;
                let jaccard = if either == 0 { 0.0 } else { both as f64 / either as f64 };
                if jaccard > best.1 { (candidate as u32, jaccard) } else { best }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_groups_agree_fully() {
        let found = agreement(&[0, 0, 1, 1], 2, &[&[1, 1, 0, 0]]);
        assert_eq!(found, Agreement { stability: vec![1.0, 1.0], membership: vec![1.0; 4] });
    }

    #[test]
    fn a_paper_that_moves_lowers_its_membership_and_both_stabilities() {
        let found = agreement(&[0, 0, 0, 1], 2, &[&[0, 0, 1, 1], &[0, 0, 0, 1]]);
        assert_eq!(found.membership, [1.0, 1.0, 0.5, 1.0]);
        assert!((found.stability[0] - (2.0 / 3.0 + 1.0) / 2.0).abs() < 1e-12);
        assert!((found.stability[1] - (0.5 + 1.0) / 2.0).abs() < 1e-12);
    }
}
