//! Themes found around those that the user has defined.

use super::{Assignment, ClusterPlan, Clustering, Evidence, Found, Labels, cluster};
use crate::dense::Matrix;
use crate::error::{Error, Result};
use crate::reduce::Embedding;
use crate::taxonomy::Claims;
use std::cmp::Reverse;

/// Groups the papers that no theme of the user's claims, and puts the user's themes beside what is
/// found.
///
/// `plan.n_themes` counts both. When it leaves none to be found, the other papers are unclustered.
///
/// # Errors
/// As [`cluster`], and when fewer themes are asked for than the user has defined.
pub fn cluster_around(
    evidence: Evidence,
    claims: &Claims,
    plan: &ClusterPlan,
) -> Result<Clustering> {
    let embedding = evidence.embedding;
    let n_own = claims.n_themes;
    if n_own == 0 {
        return cluster(evidence, plan);
    }
    let n_found = n_to_find(plan.n_themes, n_own)?;
    let rest = without_claimed(embedding, claims);
    let n_free = rest.points.rows().filter(|row| row.iter().any(|&value| value != 0.0)).count();
    if let Some(n) = n_found.filter(|&n| n > n_free) {
        return Err(Error::config(
            format!(
                "{} themes were asked for: {n} beside the {n_own} of the taxonomy, which leave \
                 only {n_free} papers",
                n + n_own
            ),
            format!("ask for {} --themes or fewer", n_own + n_free),
        ));
    }
    let found = if n_free == 0 || n_found == Some(0) {
        Clustering::nothing(embedding.points.n_rows(), embedding.points.n_cols())
    } else {
        let evidence = Evidence { embedding: &rest, ..evidence };
        cluster(evidence, &ClusterPlan { n_themes: n_found, ..*plan })?
    };
    Ok(beside(found, &embedding.points, claims))
}

/// Themes to be found beside the user's; `None`: as many as there are.
fn n_to_find(n_themes: Option<usize>, n_own: usize) -> Result<Option<usize>> {
    match n_themes {
        None => Ok(None),
        Some(n) if n >= n_own => Ok(Some(n - n_own)),
        Some(n) => Err(Error::config(
            format!("{n} themes were asked for, but the taxonomy alone has {n_own}"),
            format!("ask for {n_own} --themes (those of the taxonomy only) or more"),
        )),
    }
}

/// The embedding with the claimed papers at zero, where no method sees them.
fn without_claimed(embedding: &Embedding, claims: &Claims) -> Embedding {
    let mut rest = embedding.clone();
    for (row, _) in claims.of_paper.iter().enumerate().filter(|(_, c)| c.is_some()) {
        rest.points.row_mut(row).fill(0.0);
    }
    rest
}

/// The user's themes and the found ones as one clustering, numbered by size; of equal size the
/// user's come first, in their order.
fn beside(found: Clustering, points: &Matrix, claims: &Claims) -> Clustering {
    let n_own = claims.n_themes;
    // The user's themes are 0..n_own before they are numbered by size, the found ones follow.
    let place = |(claim, assignment): (&Option<usize>, &Assignment)| {
        claim.or_else(|| assignment.theme().map(|theme| n_own + theme))
    };
    let places: Vec<Option<usize>> =
        claims.of_paper.iter().zip(&found.assignments).map(place).collect();
    let n_themes = n_own + found.n_themes();
    let mut sizes = vec![0usize; n_themes];
    places.iter().flatten().for_each(|&theme| sizes[theme] += 1);
    let mut order: Vec<usize> = (0..n_themes).collect();
    order.sort_by_key(|&theme| Reverse(sizes[theme]));
    let mut new_number = vec![0u32; n_themes];
    for (new, &old) in (0..).zip(&order) {
        new_number[old] = new;
    }
    let labels: Labels = places.iter().map(|place| place.map(|theme| new_number[theme])).collect();

    let mut clustering = Found::only(labels).clustering(points, n_themes);
    for (assignment, found) in clustering.assignments.iter_mut().zip(&found.assignments) {
        if let (Assignment::Theme(member), Assignment::Theme(found)) = (assignment, found) {
            member.membership = found.membership;
        }
    }
    let of_found = |old: usize| old.checked_sub(n_own);
    let stability = |&old: &usize| of_found(old).and_then(|theme| found.stability[theme]);
    Clustering {
        own: order.iter().map(|&old| (old < n_own).then_some(old)).collect(),
        stability: order.iter().map(stability).collect(),
        candidates: found.candidates,
        runs: found.runs,
        ..clustering
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DensityPlan, Method};
    use super::*;
    use crate::reduce::{Svd, nearest_neighbours};
    use crate::weigh::Csr;

    /// Sixty papers in three groups of twenty, 0, 1, 2, 0, 1, 2, …
    fn embedding() -> Embedding {
        let data = (0..60)
            .flat_map(|i| {
                let mut row = [0.0, 0.0, 0.0, 0.03 * (i % 7) as f32];
                row[i % 3] = 1.0;
                row
            })
            .collect();
        let mut points = Matrix::from_vec(60, 4, data);
        points.normalize_rows();
        Embedding {
            projected: points.clone(),
            neighbours: nearest_neighbours(&points, 2, 1),
            views: vec![points.clone()],
            points,
            svd: Svd { singular_values: Vec::new(), basis: Matrix::zeros(0, 4) },
            explained: 1.0,
        }
    }

    fn plan(n_themes: Option<usize>) -> ClusterPlan {
        let density = DensityPlan { min_points: 3, radius: None };
        let method = Method::Kmeans;
        ClusterPlan {
            method,
            n_themes,
            n_restarts: 4,
            word_share: 1.0,
            least_membership: None,
            density,
            seed: 1,
        }
    }

    fn weights() -> Csr {
        Csr::from_rows(3, (0..60).map(|i| vec![(i % 3, 1.0)]))
    }

    fn evidence<'a>(embedding: &'a Embedding, weights: &'a Csr) -> Evidence<'a> {
        Evidence { weights, embedding, dates: &[None; 60] }
    }

    fn around(claims: &Claims, plan: &ClusterPlan) -> Result<Clustering> {
        cluster_around(evidence(&embedding(), &weights()), claims, plan)
    }

    /// The first of three own themes has group 0 and the last five papers of group 1; the second
    /// has none.
    fn claims() -> Claims {
        let claim = |i: usize| match i % 3 {
            0 => Some(0),
            1 if i >= 45 => Some(2),
            _ => None,
        };
        Claims { n_themes: 3, of_paper: (0..60).map(claim).collect() }
    }

    #[test]
    fn own_themes_keep_their_papers_and_the_rest_is_found_around_them() {
        let found = around(&claims(), &plan(Some(5))).unwrap();
        assert_eq!(found.own, [Some(0), None, None, Some(2), Some(1)]);
        let sizes: Vec<usize> = found.members().iter().map(Vec::len).collect();
        assert_eq!(sizes, [20, 20, 15, 5, 0]);
        for (row, assignment) in found.assignments.iter().enumerate() {
            let expected = match (row % 3, claims().of_paper[row]) {
                (0, _) => 0,
                (1, Some(_)) => 3,
                (1, None) => 2,
                _ => 1,
            };
            assert_eq!(assignment.theme(), Some(expected), "paper {row}");
            let Assignment::Theme(member) = assignment else { unreachable!() };
            assert_eq!(member.membership.is_some(), claims().of_paper[row].is_none());
            assert_ne!(member.runner_up, Some(4), "an empty theme is nobody's runner-up");
        }
        assert_eq!(found.stability, [None, Some(1.0), Some(1.0), None, None]);
    }

    #[test]
    fn the_number_of_found_themes_is_chosen_where_none_is_given() {
        let found = around(&claims(), &plan(None)).unwrap();
        assert_eq!(found.own.iter().flatten().count(), 3);
        assert!(found.n_themes() > 3 && !found.candidates.is_empty());
    }

    #[test]
    fn as_many_themes_as_the_users_leave_the_rest_unclustered() {
        let found = around(&claims(), &plan(Some(3))).unwrap();
        assert_eq!(found.own, [Some(0), Some(2), Some(1)]);
        let n_unclustered = found.assignments.iter().filter(|a| a.theme().is_none()).count();
        assert_eq!(n_unclustered, 35);
    }

    #[test]
    fn nothing_is_left_to_find_where_all_is_claimed() {
        let all = Claims { n_themes: 1, of_paper: vec![Some(0); 60] };
        let found = around(&all, &plan(None)).unwrap();
        assert_eq!((found.n_themes(), found.members()[0].len()), (1, 60));
    }

    #[test]
    fn numbers_that_cannot_be_met_say_what_can() {
        let error = |n| around(&claims(), &plan(Some(n))).unwrap_err();
        let message = error(2).to_string();
        assert!(
            message.contains("2 themes") && message.contains("ask for 3 --themes"),
            "{message}"
        );
        let message = error(40).to_string();
        assert!(
            message.contains("37 beside the 3") && message.contains("38 --themes"),
            "{message}"
        );
    }

    #[test]
    fn without_own_themes_nothing_changes() {
        let plain = cluster(evidence(&embedding(), &weights()), &plan(Some(3))).unwrap();
        let none = Claims { n_themes: 0, of_paper: vec![None; 60] };
        let around = around(&none, &plan(Some(3))).unwrap();
        assert_eq!(plain.assignments, around.assignments);
        assert_eq!(around.own, [None; 3]);
    }
}
