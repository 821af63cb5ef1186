//! From the labels of a method to a clustering.

use super::hierarchy::nearness;
use super::kmeans::means;
use super::{Agreement, Assignment, Clustering, Labels, Member, mean_silhouette};
use crate::dense::{Matrix, dot};
use rayon::prelude::*;

/// What a method found, in the order of the points that were grouped.
pub struct Found {
    /// The theme of every point, where it has one.
    pub labels: Labels,
    /// How far other runs agree, where the method has several.
    pub agreement: Option<Agreement>,
    /// `n_papers × k`: how near a paper is to each theme, where the method says so.
    pub affinity: Option<Matrix>,
    /// Other clusterings of the same points, where the method has several.
    pub runs: Vec<Labels>,
}

impl Found {
    /// Labels of which nothing else is known.
    pub fn only(labels: Labels) -> Self {
        Found { labels, agreement: None, affinity: None, runs: Vec::new() }
    }

    /// Renumbers the themes by size, the largest first; the old numbers in the new order.
    pub fn number_by_size(&mut self) -> Vec<usize> {
        let (labels, order) = number_by_size(&self.labels);
        self.labels = labels;
        if let Some(agreement) = &mut self.agreement {
            agreement.stability = order.iter().map(|&old| agreement.stability[old]).collect();
        }
        if let Some(affinity) = &mut self.affinity {
            let columns = affinity.rows().flat_map(|row| order.iter().map(|&old| row[old]));
            *affinity = Matrix::from_vec(affinity.n_rows(), order.len(), columns.collect());
        }
        order
    }

    /// The found themes with their centres, and every point's place among them. None is one of
    /// the user's own; labels are below `n_themes`.
    pub fn clustering(self, points: &Matrix, n_themes: usize) -> Clustering {
        let (rows, grouped): (Vec<usize>, Vec<u32>) = self
            .labels
            .iter()
            .enumerate()
            .filter_map(|(row, label)| Some((row, (*label)?)))
            .unzip();
        let grouped_points = points.select(&rows);
        let none = Matrix::zeros(n_themes, points.n_cols());
        let centroids = means(&grouped_points, &grouped, &none);
        Clustering {
            assignments: members(points, &self, &centroids),
            nearness: nearness(&self.labels, self.affinity.as_ref(), &centroids),
            centroids,
            own: vec![None; n_themes],
            stability: match self.agreement {
                Some(agreement) => agreement.stability.into_iter().map(Some).collect(),
                None => vec![None; n_themes],
            },
            silhouette: mean_silhouette(&grouped_points, &grouped),
            candidates: Vec::new(),
            runs: self.runs,
        }
    }
}

/// Renumbers the groups by size, the largest first, ties by their first paper; the old numbers in
/// the new order come beside.
fn number_by_size(labels: &[Option<u32>]) -> (Labels, Vec<usize>) {
    let n_groups = labels.iter().flatten().max().map_or(0, |&label| label as usize + 1);
    let mut sizes = vec![0usize; n_groups];
    let mut first = vec![usize::MAX; n_groups];
    for (paper, label) in labels.iter().enumerate() {
        if let Some(label) = *label {
            sizes[label as usize] += 1;
            first[label as usize] = first[label as usize].min(paper);
        }
    }
    let mut order: Vec<usize> = (0..n_groups).filter(|&group| sizes[group] > 0).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), first[group]));
    let mut new_number = vec![0u32; n_groups];
    for (new, &old) in (0..).zip(&order) {
        new_number[old] = new;
    }
    let labels = labels.iter().map(|label| label.map(|l| new_number[l as usize])).collect();
    (labels, order)
}

/// Every point's theme with its runner-up and margin.
fn members(points: &Matrix, found: &Found, centroids: &Matrix) -> Vec<Assignment> {
    let place = |(row, label): (usize, &Option<u32>)| {
        let Some(theme) = label.map(|l| l as usize) else { return Assignment::Unclustered };
        let nearness = |theme: usize| match &found.affinity {
            Some(affinity) => affinity.row(row)[theme],
            None => dot(points.row(row), centroids.row(theme)),
        };
        let is_empty = |theme: usize| centroids.row(theme).iter().all(|&value| value == 0.0);
        let runner_up = (0..centroids.n_rows())
            .filter(|&other| other != theme && !is_empty(other))
            .map(|other| (other, nearness(other)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        Assignment::Theme(Member {
            theme,
            membership: found.agreement.as_ref().map(|agreement| agreement.membership[row]),
            runner_up: runner_up.map(|(other, _)| other),
            margin: runner_up.map_or(0.0, |(_, other)| nearness(theme) - other),
        })
    };
    found.labels.par_iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_numbered_by_size_and_none_is_empty() {
        let labels = [Some(3), Some(1), None, Some(1), Some(0), Some(3), Some(1)];
        let (labels, order) = number_by_size(&labels);
        assert_eq!(order, [1, 3, 0]);
        assert_eq!(labels, [Some(1), Some(0), None, Some(0), Some(2), Some(1), Some(0)]);
    }
}
