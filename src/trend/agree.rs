//! How far a verdict hangs on this very clustering.

use super::estimate::{Estimates, Verdict, grow};
use crate::cluster::{Clustering, Labels};
use rayon::prelude::*;

/// Per theme, the share of the other runs of the clustering in which the verdict on it is the
/// same (growing and emerging count as one), 0–1; `None` where there are no other runs, or no periods.
///
/// Each run saw a part of the papers, and every group of it stands for the theme that most of its
/// papers are in, the larger theme of equals; papers in no theme stay in none, and those of the
/// user's own themes, which runs do not group, stay in them. A run is cruder than what all runs
/// agree on, so this is rather too strict. `columns` holds each paper's position among the periods
/// of `n_period`, where it has one.
pub fn agree(
    clustering: &Clustering,
    columns: &[Option<usize>],
    n_period: &[usize],
    per_year: f64,
    estimates: &Estimates,
) -> Vec<Option<f64>> {
    let n_themes = clustering.n_themes();
    if clustering.runs.is_empty() || n_period.is_empty() {
        return vec![None; n_themes];
    }
    let themes = clustering.themes();
    let same: Vec<Vec<bool>> = clustering
        .runs
        .par_iter()
        .map(|run| {
            let of_group = themes_of_groups(run, &themes, n_themes);
            let mut counts = vec![vec![0usize; n_period.len()]; n_themes];
            for ((theme, group), column) in themes.iter().zip(run).zip(columns) {
                if let (Some(theme), Some(column)) = (theme, column) {
                    counts[group.map_or(*theme, |group| of_group[group as usize])][*column] += 1;
                }
            }
            let other = grow(&counts, n_period, per_year).themes;
            estimates.themes.iter().zip(other).map(|(a, b)| is_same(a.verdict, b.verdict)).collect()
        })
        .collect();
    let share = |theme: usize| {
        same.iter().filter(|run| run[theme]).count() as f64 / clustering.runs.len() as f64
    };
    (0..n_themes).map(|theme| Some(share(theme))).collect()
}

/// An emerging theme is a growing one, too.
fn is_same(a: Verdict, b: Verdict) -> bool {
    a == b || (a.direction() > 0 && b.direction() > 0)
}

/// The theme that most papers of each group are in, the first of equals.
fn themes_of_groups(run: &Labels, themes: &[Option<usize>], n_themes: usize) -> Vec<usize> {
    let n_groups = run.iter().flatten().max().map_or(0, |&group| group as usize + 1);
    let mut shared = vec![vec![0usize; n_themes]; n_groups];
    for (group, theme) in run.iter().zip(themes) {
        if let (Some(group), Some(theme)) = (group, theme) {
            shared[*group as usize][*theme] += 1;
        }
    }
    let most = |counts: &Vec<usize>| {
        (1..n_themes).fold(0, |best, theme| if counts[theme] > counts[best] { theme } else { best })
    };
    shared.iter().map(most).collect()
}

#[cfg(test)]
mod tests {
    use super::super::estimate;
    use super::super::tests::example;
    use super::*;

    #[test]
    fn groups_stand_for_the_theme_of_most_of_their_papers() {
        let themes = [Some(0), Some(0), Some(1), Some(1), None];
        let run = vec![Some(2), Some(2), Some(2), Some(0), Some(1)];
        assert_eq!(themes_of_groups(&run, &themes, 2), [1, 0, 0]);
    }

    #[test]
    fn a_run_that_parts_the_papers_otherwise_agrees_less() {
        // Fifty papers a year; a theme that grows from 5 to 40 of them, and the rest.
        let papers: Vec<(u16, Option<usize>)> = (0..8u16)
            .flat_map(|year| {
                (0..50).map(move |i| (2010 + year, Some(usize::from(i >= 5 + 5 * year))))
            })
            .collect();
        let (_, mut clustering) = example(&papers);
        let columns: Vec<Option<usize>> =
            papers.iter().map(|&(year, _)| Some(usize::from(year - 2010))).collect();
        let n_period = [50; 8];
        let mut counts = vec![vec![0; 8]; 2];
        for (&(_, theme), column) in papers.iter().zip(&columns) {
            counts[theme.unwrap()][column.unwrap()] += 1;
        }
        let estimates = estimate(&counts, &n_period, 1.0);
        let found =
            |clustering: &Clustering| agree(clustering, &columns, &n_period, 1.0, &estimates);
        assert_eq!(found(&clustering), [None, None]);
        // One run has the same groups under other numbers, the other all papers in one.
        let same = papers.iter().map(|&(_, theme)| theme.map(|theme| 1 - theme as u32)).collect();
        clustering.runs = vec![same, vec![Some(0); papers.len()]];
        assert_eq!(found(&clustering), [Some(0.5), Some(0.5)]);
    }
}
