//! An analysis and a paper of it → why the paper is in its theme.

mod find;
mod repeat;
mod terms;

pub use find::find_paper;
pub use repeat::check_repeated;
pub use terms::{TermPull, TermScores};

use crate::cluster::Assignment;
use crate::dense::{Matrix, dot};
use crate::pipeline::Analysis;
use crate::taxonomy::Match;
use serde::Serialize;

/// Papers listed as nearest.
pub const NEAREST: usize = 10;

/// Why a paper is where it is. Made by [`explain`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The paper's id.
    pub paper_id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its date, as coarse as its source gives it.
    pub date: Option<String>,
    /// Its place among the themes; `None` for an unclustered paper.
    pub place: Option<Place>,
    /// Whether embeddings of another program had a say.
    pub has_embeddings: bool,
    /// The papers nearest to it, the nearest first; at most [`NEAREST`].
    pub nearest: Vec<NearPaper>,
}

/// Where a paper is, and where it nearly was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Its theme.
    pub theme: ThemeName,
    /// The evidence of `taxonomy.csv`, where the theme is one of the user's own: by this the paper
    /// is in it, whatever its other words say.
    pub matched: Option<String>,
    /// As in `papers.csv`: 0–1, unknown to methods other than k-means.
    pub membership: Option<f64>,
    /// The nearest other theme, where there is one.
    pub runner_up: Option<ThemeName>,
    /// As in `papers.csv`: cosine to the theme's centre less that to the runner-up's, −2..=2, of
    /// the points that were clustered.
    pub margin: Option<f64>,
    /// What its words say of that.
    pub terms: TermScores,
}

/// A theme, by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeName {
    /// `T01`…
    pub theme_id: String,
    /// What people call it.
    pub label: String,
    /// Its papers.
    pub n_papers: usize,
}

/// A paper near another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearPaper {
    /// Its id.
    pub paper_id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its theme; `None` for an unclustered paper.
    pub theme_id: Option<String>,
    /// Cosine of the two papers as they were clustered, −1..=1: averaged with their neighbours, so
    /// that papers on one subject are near 1.
    pub similarity: f64,
}

/// Explains the paper in this row of the corpus.
pub fn explain(analysis: &Analysis, row: usize) -> Explanation {
    let paper = &analysis.corpus.papers[row];
    let place = match analysis.clustering.assignments[row] {
        Assignment::Unclustered => None,
        Assignment::Theme(member) => Some(Place {
            theme: theme_name(analysis, member.theme),
            matched: analysis.matches.of(row).map(Match::told),
            membership: member.membership.map(f64::from),
            runner_up: member.runner_up.map(|other| theme_name(analysis, other)),
            margin: member.runner_up.map(|_| f64::from(member.margin)),
            terms: terms::term_scores(
                &analysis.tokenized,
                &analysis.matrix,
                &analysis.clustering,
                row,
                member.theme,
                member.runner_up,
            ),
        }),
    };
    let nearest = nearest(&analysis.embedding.points, row)
        .into_iter()
        .map(|(other, similarity)| {
            let paper = &analysis.corpus.papers[other];
            let theme = analysis.clustering.assignments[other].theme();
            NearPaper {
                paper_id: paper.id.clone(),
                title: paper.title.clone(),
                theme_id: theme.map(|theme| analysis.themes.themes[theme].id.clone()),
                similarity: f64::from(similarity),
            }
        })
        .collect();
    Explanation {
        paper_id: paper.id.clone(),
        title: paper.title.clone(),
        date: paper.date.map(|date| date.to_string()),
        place,
        has_embeddings: analysis.corpus.vectors.is_some(),
        nearest,
    }
}

fn theme_name(analysis: &Analysis, theme: usize) -> ThemeName {
    let theme = &analysis.themes.themes[theme];
    ThemeName { theme_id: theme.id.clone(), label: theme.label.clone(), n_papers: theme.n_papers }
}

/// The rows nearest to one, with their cosines; ties by row. None for a point without a place, and
/// none without a place among them.
fn nearest(points: &Matrix, row: usize) -> Vec<(usize, f32)> {
    let is_placed = |row: usize| points.row(row).iter().any(|&x| x != 0.0);
    if !is_placed(row) {
        return Vec::new();
    }
    let mut others: Vec<(usize, f32)> = (0..points.n_rows())
        .filter(|&other| other != row && is_placed(other))
        .map(|other| (other, dot(points.row(row), points.row(other)).clamp(-1.0, 1.0)))
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others.truncate(NEAREST);
    others
}

#[cfg(test)]
mod tests;
