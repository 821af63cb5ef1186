//! Many k-means runs → one clustering: what most of them agree on.
//!
//! Runs differ by their start, by the view of the papers (rank, neighbourhood) and by the number
//! of groups. Papers that runs keep putting together belong together; that is the co-association
//! of evidence accumulation (Fred & Jain 2005). Its n × n matrix is never made: it is the product
//! of the papers' group memberships with themselves, so its leading directions are the singular
//! vectors of the sparse membership matrix (the bipartite reading of Fern & Brodley 2004), and the
//! final k-means, linfa's, runs on those.

use super::kmeans::{Run, best_run, kmeans_runs};
use super::lloyd::fast_run;
use crate::dense::Matrix;
use crate::error::Result;
use crate::reduce::truncated_svd;
use crate::weigh::Csr;
use rayon::prelude::*;

/// Groups of a run, as multiples of the wanted number: finer groups show what is inside a theme.
const FINENESS: [f64; 2] = [1.0, 1.5];

/// Starts of the final k-means.
const FINAL_RESTARTS: usize = 10;

/// What the runs agree on.
pub struct Consensus {
    /// The group of every paper, below the wanted number.
    pub labels: Vec<u32>,
    /// The runs with the wanted number of groups.
    pub runs: Vec<Run>,
}

/// Clusters every view of the same papers (unit rows) into `k` and more groups, `n_restarts`
/// times per fineness, spread over the views, and joins the runs.
///
/// # Errors
/// As [`kmeans_runs`].
pub fn consensus(views: &[&Matrix], k: usize, n_restarts: usize, seed: u64) -> Result<Consensus> {
    let n = views[0].n_rows();
    let jobs: Vec<(usize, usize)> = (0..FINENESS.len())
        .flat_map(|fineness| (0..n_restarts).map(move |restart| (fineness, restart)))
        .collect();
    let runs: Vec<Run> = jobs
        .par_iter()
        .map(|&(fineness, restart)| {
            let groups = ((k as f64 * FINENESS[fineness]).round() as usize).min(n);
            let seed = seed.wrapping_add(1 + (fineness * n_restarts + restart) as u64);
            fast_run(views[restart % views.len()], groups, seed)
        })
        .collect();
    let memberships = membership_matrix(&runs, n);
    let basis = truncated_svd(&memberships, k.max(2), seed).basis;
    let mut joint = memberships.multiply(&basis);
    joint.normalize_rows();
    let mut last = kmeans_runs(&joint, k, FINAL_RESTARTS, seed)?;
    let labels = last.swap_remove(best_run(&last)).labels;
    let runs = runs.into_iter().take(n_restarts).collect();
    Ok(Consensus { labels, runs })
}

/// Papers × groups of all runs, 1/√size where the paper is in the group: large groups say less.
fn membership_matrix(runs: &[Run], n_papers: usize) -> Csr {
    let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::with_capacity(runs.len()); n_papers];
    let mut first = 0;
    for run in runs {
        let n_groups = run.centroids.n_rows();
        let mut sizes = vec![0u32; n_groups];
        run.labels.iter().for_each(|&label| sizes[label as usize] += 1);
        for (row, &label) in rows.iter_mut().zip(&run.labels) {
            row.push((first + label, 1.0 / (sizes[label as usize] as f32).sqrt()));
        }
        first += n_groups as u32;
    }
    Csr::from_rows(first as usize, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four groups of 20 in the corners of a space of four dimensions, with some wobble.
    fn view(wobble: f32) -> Matrix {
        let data = (0..80)
            .flat_map(|i| {
                let mut row = [0.0; 4];
                row[i % 4] = 1.0;
                row[(i / 4) % 4] += wobble * ((i * 7 % 5) as f32);
                row
            })
            .collect();
        let mut view = Matrix::from_vec(80, 4, data);
        view.normalize_rows();
        view
    }

    #[test]
    fn groups_that_all_views_show_are_found() {
        let (one, two) = (view(0.05), view(0.1));
        let found = consensus(&[&one, &two], 4, 6, 1).unwrap();
        assert_eq!(found.runs.len(), 6);
        for i in 0..80 {
            assert_eq!(found.labels[i], found.labels[i % 4], "paper {i}");
        }
    }

    #[test]
    fn one_group_and_as_many_as_papers_are_possible() {
        let view = view(0.05);
        assert!(consensus(&[&view], 1, 2, 1).unwrap().labels.iter().all(|&label| label == 0));
        assert_eq!(consensus(&[&view], 80, 2, 1).unwrap().labels.len(), 80);
    }

    #[test]
    fn every_row_has_one_group_a_run() {
        let view = view(0.05);
        let runs = kmeans_runs(&view, 3, 2, 1).unwrap();
        let matrix = membership_matrix(&runs, 80);
        assert_eq!((matrix.n_cols(), matrix.n_values()), (6, 160));
    }
}
