//! Forerunners and followers: the nearest papers of the window before, and of the window after.

use crate::dense::Matrix;
use crate::reduce::nearest_among;

/// Forerunners, and followers, of a paper.
pub const NEAREST: usize = 5;

/// Papers of a window that are compared with those of the next at most.
const MAX_PAPERS: usize = 2_000;

/// Per theme of `papers`: the shares of the themes of `others` among the papers of those nearest
/// to its own, adding up to 1; `None` where it has no papers, or none of the others has.
pub fn nearest(
    papers: &[Vec<usize>],
    others: &[Vec<usize>],
    points: &Matrix,
) -> Vec<Option<Vec<f64>>> {
    let (queries, themes) = seen(papers, points);
    let (among, other_themes) = seen(others, points);
    let found = nearest_among(points, &queries, &among, NEAREST);
    let mut counts = vec![vec![0usize; others.len()]; papers.len()];
    for (theme, found) in themes.iter().zip(&found) {
        for near in found {
            // What was found is one of those that were looked through.
            if let Ok(at) = among.binary_search(&near.paper) {
                counts[*theme][other_themes[at]] += 1;
            }
        }
    }
    let shares = |counts: Vec<usize>| {
        let all: usize = counts.iter().sum();
        (all > 0).then(|| counts.iter().map(|&n| n as f64 / all as f64).collect())
    };
    counts.into_iter().map(shares).collect()
}

/// The papers that are compared, by row, ascending, and their themes: of a large window every n-th
/// paper of each theme, and none without words.
fn seen(members: &[Vec<usize>], points: &Matrix) -> (Vec<u32>, Vec<usize>) {
    let n_papers: usize = members.iter().map(Vec::len).sum();
    let step = n_papers.div_ceil(MAX_PAPERS).max(1);
    let mut papers: Vec<(u32, usize)> = members
        .iter()
        .enumerate()
        .flat_map(|(theme, rows)| rows.iter().step_by(step).map(move |&row| (row as u32, theme)))
        .filter(|&(row, _)| points.row(row as usize).iter().any(|&x| x != 0.0))
        .collect();
    papers.sort_unstable();
    papers.into_iter().unzip()
}
