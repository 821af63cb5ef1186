//! Broad themes above the themes.

use super::tree::{Method, Tree};
use super::{Assignment, Clustering, Found, Labels};
use crate::dense::{Matrix, dot};
use serde::{Deserialize, Serialize};

/// Fewest themes that are gathered into broad ones.
const MIN_THEMES: usize = 6;

/// Themes of a broad theme at least.
const MIN_CHILDREN: usize = 2;

/// Which themes a run tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The themes, and the broad themes they are in.
    #[default]
    Theme,
    /// The broad themes, and the themes that are in none.
    Broad,
}

/// Themes gathered into broad ones. Made by [`gather`].
#[derive(Debug, Clone)]
pub struct Hierarchy {
    /// The papers by group: the broad themes, and every theme that is in none, by size.
    pub clustering: Clustering,
    /// Per group: its themes, the largest first; a group of one theme is that theme, not a broad
    /// one.
    pub children: Vec<Vec<usize>>,
}

impl Hierarchy {
    /// Whether there is a broad theme.
    pub fn is_flat(&self) -> bool {
        self.children.iter().all(|children| children.len() < MIN_CHILDREN)
    }
}

/// Gathers the themes of a clustering into about √(2k) broad ones, by average linkage (Sokal &
/// Michener 1958) over their nearness. A theme that joins no other before the cut is in none, nor
/// is any theme of fewer than six. `points` are those that were clustered.
pub fn gather(clustering: &Clustering, points: &Matrix) -> Hierarchy {
    let sizes: Vec<usize> = clustering.members().iter().map(Vec::len).collect();
    let themes: Vec<usize> = (0..sizes.len()).filter(|&theme| sizes[theme] > 0).collect();
    if themes.len() < MIN_THEMES {
        let children = (0..sizes.len()).map(|theme| vec![theme]).collect();
        return Hierarchy { clustering: clustering.clone(), children };
    }
    let nearness = |a: usize, b: usize| clustering.nearness.row(themes[a])[themes[b]];
    let mut distances: Vec<f32> = (0..themes.len())
        .flat_map(|a| (a + 1..themes.len()).map(move |b| 1.0 - nearness(a, b)))
        .collect();
    let n_broad = (2.0 * themes.len() as f64).sqrt().round() as usize;
    let cut = Tree::of(&mut distances, themes.len(), Method::Average).cut(n_broad, MIN_CHILDREN);

    // Groups of the cut first, then every other theme by itself.
    let mut group_of: Vec<usize> = (0..sizes.len()).map(|theme| n_broad + theme).collect();
    for (&theme, group) in themes.iter().zip(cut) {
        if let Some(group) = group {
            group_of[theme] = group as usize;
        }
    }
    collapse(clustering, points, &group_of)
}

/// The clustering by groups of its themes, numbered by size; of equal size the group of the larger
/// theme comes first.
fn collapse(clustering: &Clustering, points: &Matrix, group_of: &[usize]) -> Hierarchy {
    let sizes: Vec<usize> = clustering.members().iter().map(Vec::len).collect();
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for (theme, &group) in group_of.iter().enumerate() {
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, children)) => children.push(theme),
            None => groups.push((group, vec![theme])),
        }
    }
    // Stable: groups come in order of their largest theme.
    let n_papers = |children: &[usize]| children.iter().map(|&theme| sizes[theme]).sum::<usize>();
    groups.sort_by_key(|(_, children)| std::cmp::Reverse(n_papers(children)));
    let children: Vec<Vec<usize>> = groups.into_iter().map(|(_, children)| children).collect();
    let mut number = vec![0u32; group_of.len()];
    for (group, children) in (0..).zip(&children) {
        children.iter().for_each(|&theme| number[theme] = group);
    }

    let labels: Labels =
        clustering.assignments.iter().map(|a| a.theme().map(|theme| number[theme])).collect();
    // What is known of a theme is known of a group that is nothing else.
    let only = |children: &Vec<usize>| (children.len() == 1).then_some(children[0]);
    let mut broad = Found::only(labels).clustering(points, children.len());
    for (assignment, narrow) in broad.assignments.iter_mut().zip(&clustering.assignments) {
        if let (Assignment::Theme(member), Assignment::Theme(narrow)) = (assignment, narrow) {
            member.membership = narrow.membership.filter(|_| children[member.theme].len() == 1);
        }
    }
    Hierarchy {
        clustering: Clustering {
            own: children.iter().map(|c| clustering.own[only(c)?]).collect(),
            stability: children.iter().map(|c| clustering.stability[only(c)?]).collect(),
            candidates: clustering.candidates.clone(),
            runs: clustering.runs.clone(),
            ..broad
        },
        children,
    }
}

/// `k × k`: how near the themes are to one another: the mean affinity (`n_papers × k`) of the
/// papers of one to the other, of both directions; the cosine of the centroids where a method
/// knows no affinity.
pub fn nearness(labels: &Labels, affinity: Option<&Matrix>, centroids: &Matrix) -> Matrix {
    let k = centroids.n_rows();
    let mut nearness = Matrix::zeros(k, k);
    let Some(affinity) = affinity else {
        for a in 0..k {
            for b in 0..k {
                nearness.row_mut(a)[b] = dot(centroids.row(a), centroids.row(b));
            }
        }
        return nearness;
    };
    let mut sums = vec![0.0f64; k * k];
    let mut sizes = vec![0usize; k];
    for (label, row) in labels.iter().zip(affinity.rows()) {
        if let Some(theme) = label.map(|label| label as usize) {
            sizes[theme] += 1;
            let sums = &mut sums[theme * k..(theme + 1) * k];
            sums.iter_mut().zip(row).for_each(|(sum, &near)| *sum += f64::from(near));
        }
    }
    let mean = |a: usize, b: usize| sums[a * k + b] / sizes[a].max(1) as f64;
    for a in 0..k {
        for b in 0..k {
            nearness.row_mut(a)[b] = (0.5 * (mean(a, b) + mean(b, a))) as f32;
        }
    }
    nearness
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Themes 0 to 6, theme i of 10 − i papers along a direction of its own: 0, 2, 4 are near one
    /// another, so are 1, 3, and 5; 6 is far from all.
    fn example() -> (Clustering, Matrix) {
        let directions = [0.0f32, 2.0, 0.1, 2.1, 0.3, 2.3, 4.0];
        let labels: Labels =
            (0..7u32).flat_map(|theme| vec![Some(theme); 10 - theme as usize]).collect();
        let data = labels.iter().flatten().flat_map(|&theme| {
            let angle = directions[theme as usize];
            [angle.cos(), angle.sin()]
        });
        let points = Matrix::from_vec(labels.len(), 2, data.collect());
        let clustering = Clustering {
            stability: (0..7).map(|theme| Some(f64::from(theme) / 10.0)).collect(),
            ..Found::only(labels).clustering(&points, 7)
        };
        (clustering, points)
    }

    #[test]
    fn near_themes_are_gathered_and_counts_add_up() {
        let (clustering, points) = example();
        let broad = collapse(&clustering, &points, &[0, 1, 0, 1, 0, 1, 9]);
        assert_eq!(broad.children, [vec![0, 2, 4], vec![1, 3, 5], vec![6]]);
        let sizes: Vec<usize> = broad.clustering.members().iter().map(Vec::len).collect();
        assert_eq!(sizes, [10 + 8 + 6, 9 + 7 + 5, 4]);
        assert_eq!(broad.clustering.stability, [None, None, Some(0.6)]);

        let gathered = gather(&clustering, &points);
        let group = |theme: usize| gathered.children.iter().position(|c| c.contains(&theme));
        assert!(group(0) == group(2) && group(1) == group(3) && group(0) != group(1));
        let mut all: Vec<usize> = gathered.children.concat();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6], "every theme is in one group");
    }

    #[test]
    fn few_themes_have_none_above_them() {
        let (clustering, points) = example();
        let few = collapse(&clustering, &points, &[0, 1, 0, 1, 0, 1, 9]).clustering;
        let gathered = gather(&few, &points);
        assert!(gathered.is_flat());
        assert_eq!(gathered.clustering.assignments, few.assignments);
    }

    #[test]
    fn nearness_is_the_mean_affinity_of_both_directions() {
        let affinity = Matrix::from_vec(3, 2, vec![0.9, 0.1, 0.7, 0.3, 0.4, 0.8]);
        let labels = vec![Some(0), Some(0), Some(1)];
        let near = nearness(&labels, Some(&affinity), &Matrix::zeros(2, 1));
        // ((0.1 + 0.3) / 2 + 0.4) / 2
        assert!((near.row(0)[1] - 0.3).abs() < 1e-6 && near.row(0)[1] == near.row(1)[0]);
        assert!((near.row(0)[0] - 0.8).abs() < 1e-6);
    }
}
