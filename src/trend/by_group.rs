//! The same counts by group: venues, categories, or whatever column the user names.

use super::composition::{ShareChange, share_change, shift};
use super::covariate::{InGroup, compare_groups};
use super::grouping::Grouping;
use super::periods::Calendar;
use crate::cluster::Clustering;
use crate::corpus::{Corpus, Paper};

/// Themes by group of papers. Made by [`by_group`].
#[derive(Debug, Clone, PartialEq)]
pub struct ByGroup {
    /// The column the groups are from, as the user names it.
    pub by: String,
    /// The groups, the largest first, then `Other` and `none given`.
    pub groups: Vec<String>,
    /// Papers of each group, in any theme or none, with or without a date.
    pub n_group: Vec<usize>,
    /// Per theme, its papers in each group.
    pub in_group: Vec<Vec<InGroup>>,
    /// Per theme, what of the change of its share is a change of the mix of groups; `None` where
    /// there are no two complete periods.
    pub changes: Vec<Option<ShareChange>>,
}

/// Counts every theme by the groups that [`Corpus::grouped_by`] asks for; `None` where it asks for
/// none.
pub fn by_group(corpus: &Corpus, clustering: &Clustering, calendar: &Calendar) -> Option<ByGroup> {
    let by = corpus.grouped_by.clone()?;
    let grouping = Grouping::of(&corpus.papers);
    let counts = Counts::of(corpus, clustering, calendar, &grouping);
    let total = |per_period: &[usize]| per_period.iter().sum::<usize>();
    let totals = |groups: &[Vec<usize>]| groups.iter().map(|g| total(g)).collect::<Vec<_>>();
    let by_theme: Vec<Vec<usize>> = counts.themes.iter().map(|groups| totals(groups)).collect();
    let n_group = totals(&counts.all);
    let complete = calendar.complete();
    let change = |theme: &Vec<Vec<usize>>| share_change(theme, &counts.all, complete.clone());
    Some(ByGroup {
        by,
        groups: grouping.names,
        in_group: compare_groups(&by_theme, &n_group),
        n_group,
        changes: counts.themes.iter().map(change).collect(),
    })
}

/// The part of the papers, 0–1, that comes from other venues in the second half of the complete
/// periods than in the first. `None` where fewer than half of the papers have a venue, or there are
/// no two periods.
pub fn venue_shift(corpus: &Corpus, calendar: &Calendar) -> Option<f64> {
    let with_venue = corpus.papers.iter().filter(|paper| paper.venue.is_some()).count();
    if with_venue == 0 || with_venue * 2 < corpus.papers.len() {
        return None;
    }
    let grouping = Grouping::by(&corpus.papers, |paper| paper.venue.as_deref());
    let all = per_period(&corpus.papers, calendar, &grouping);
    shift(&all, calendar.complete())
}

/// Papers by group and period; the column after the periods is that of the undated.
struct Counts {
    /// By theme, group and period.
    themes: Vec<Vec<Vec<usize>>>,
    /// By group and period, of all themes and none.
    all: Vec<Vec<usize>>,
}

impl Counts {
    fn of(
        corpus: &Corpus,
        clustering: &Clustering,
        calendar: &Calendar,
        grouping: &Grouping,
    ) -> Counts {
        let all = per_period(&corpus.papers, calendar, grouping);
        let empty: Vec<Vec<usize>> = all.iter().map(|row| vec![0; row.len()]).collect();
        let mut themes = vec![empty; clustering.n_themes()];
        let assigned = corpus.papers.iter().zip(&clustering.assignments);
        for ((paper, assignment), &group) in assigned.zip(&grouping.group_of) {
            if let Some(theme) = assignment.theme() {
                themes[theme][group][column(paper, calendar)] += 1;
            }
        }
        Counts { themes, all }
    }
}

fn per_period(papers: &[Paper], calendar: &Calendar, grouping: &Grouping) -> Vec<Vec<usize>> {
    let mut all = vec![vec![0; calendar.periods.len() + 1]; grouping.names.len()];
    for (paper, &group) in papers.iter().zip(&grouping.group_of) {
        all[group][column(paper, calendar)] += 1;
    }
    all
}

/// The column of a paper: its period, or that of the undated.
fn column(paper: &Paper, calendar: &Calendar) -> usize {
    let period = paper.date.and_then(|date| calendar.position(date));
    period.unwrap_or(calendar.periods.len())
}
