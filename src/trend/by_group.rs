//! The same counts by group: venues, categories, or whatever column the user names.

use super::composition::{ShareChange, share_change, shift};
use super::covariate::{InGroup, compare_groups};
use super::estimate::{Estimate, Estimates, Line, assess};
use super::grouping::Grouping;
use super::periods::Calendar;
use super::within::fit_within;
use crate::cluster::Clustering;
use crate::corpus::Corpus;
use rayon::prelude::*;

/// Themes by group of papers. Made by [`trend`](super::trend).
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
    /// Growth and verdict of every theme inside of groups.
    pub within: Estimates,
    /// Per theme, what the mix of groups has to do with its trend.
    pub composition: Vec<Composition>,
}

/// What the mix of groups has to do with the trend of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Composition {
    /// There is no trend, with or without the mix.
    NoTrend,
    /// The trend is the same inside of groups.
    SameWithin,
    /// The trend is a change of the mix: it is gone inside of groups, or turned around, and at
    /// least half of the change of share is from the mix.
    Mix,
    /// No trend shows inside of groups, but neither does the mix account for the one there is:
    /// papers are too few once they are told apart, or each group is there for a short time.
    Unclear,
    /// There is a trend inside of groups, which the mix hides.
    Hidden,
}

/// Part of a change of share that has to be from the mix for the mix to explain it.
const MOST: f64 = 0.5;

/// What is to be said of a theme, from its verdicts over all papers and inside of groups.
fn compose(pooled: &Estimate, within: &Estimate, change: Option<ShareChange>) -> Composition {
    let [pooled, within] = [pooled, within].map(|estimate| f64::from(estimate.verdict.direction()));
    let is_from_mix = change.is_some_and(|c| {
        c.total() * pooled > 0.0 && c.between * pooled >= MOST * c.total() * pooled
    });
    match (pooled == 0.0, within == 0.0) {
        (true, true) => Composition::NoTrend,
        (true, false) => Composition::Hidden,
        (false, false) if pooled == within => Composition::SameWithin,
        _ if is_from_mix => Composition::Mix,
        _ => Composition::Unclear,
    }
}

/// Counts every theme by the groups that [`Corpus::grouped_by`] asks for; `None` where it asks for
/// none. `positions` are those of [`Trends`](super::Trends).
pub fn by_group(
    corpus: &Corpus,
    clustering: &Clustering,
    calendar: &Calendar,
    positions: &[Option<usize>],
    pooled: &Estimates,
) -> Option<ByGroup> {
    let by = corpus.grouped_by.clone()?;
    let grouping = Grouping::of(&corpus.papers);
    let counts = Counts::of(clustering, calendar, positions, &grouping);
    let total = |per_period: &[usize]| per_period.iter().sum::<usize>();
    let totals = |groups: &[Vec<usize>]| groups.iter().map(|g| total(g)).collect::<Vec<_>>();
    let by_theme: Vec<Vec<usize>> = counts.themes.iter().map(|groups| totals(groups)).collect();
    let n_group = totals(&counts.all);
    let complete = calendar.complete();
    let change = |theme: &Vec<Vec<usize>>| share_change(theme, &counts.all, complete.clone());
    let changes: Vec<Option<ShareChange>> = counts.themes.iter().map(change).collect();
    let within = estimate_within(&counts, calendar);
    let estimates = pooled.themes.iter().zip(&within.themes);
    let composition =
        estimates.zip(&changes).map(|((all, within), change)| compose(all, within, *change));
    Some(ByGroup {
        by,
        groups: grouping.names,
        in_group: compare_groups(&by_theme, &n_group),
        n_group,
        composition: composition.collect(),
        changes,
        within,
    })
}

/// Growth and verdict of every theme from lines that have a level of their own in each group.
fn estimate_within(counts: &Counts, calendar: &Calendar) -> Estimates {
    let complete = calendar.complete();
    let cut = |groups: &[Vec<usize>]| -> Vec<Vec<usize>> {
        groups.iter().map(|per_period| per_period[complete.clone()].to_vec()).collect()
    };
    let sum = |groups: &[Vec<usize>]| -> Vec<usize> {
        let n = |period: usize| groups.iter().map(|per_period| per_period[period]).sum::<usize>();
        complete.clone().map(n).collect()
    };
    let all = cut(&counts.all);
    let lines: Vec<Option<Line>> =
        counts.themes.par_iter().map(|theme| fit_within(&cut(theme), &all)).collect();
    let themes: Vec<Vec<usize>> = counts.themes.iter().map(|theme| sum(theme)).collect();
    assess(&lines, &themes, &sum(&counts.all), calendar.per_year())
}

/// The part of the papers, 0–1, that comes from other venues in the second half of the complete
/// periods than in the first. `None` where fewer than half of the papers have a venue, or there are
/// no two periods.
pub fn venue_shift(
    corpus: &Corpus,
    calendar: &Calendar,
    positions: &[Option<usize>],
) -> Option<f64> {
    let with_venue = corpus.papers.iter().filter(|paper| paper.venue.is_some()).count();
    if with_venue == 0 || with_venue * 2 < corpus.papers.len() {
        return None;
    }
    let grouping = Grouping::by(&corpus.papers, |paper| paper.venue.as_deref());
    let all = per_period(calendar, positions, &grouping);
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
        clustering: &Clustering,
        calendar: &Calendar,
        positions: &[Option<usize>],
        grouping: &Grouping,
    ) -> Counts {
        let all = per_period(calendar, positions, grouping);
        let undated = calendar.periods.len();
        let empty: Vec<Vec<usize>> = all.iter().map(|row| vec![0; row.len()]).collect();
        let mut themes = vec![empty; clustering.n_themes()];
        let placed = positions.iter().zip(&grouping.group_of);
        for (assignment, (position, &group)) in clustering.assignments.iter().zip(placed) {
            if let Some(theme) = assignment.theme() {
                themes[theme][group][position.unwrap_or(undated)] += 1;
            }
        }
        Counts { themes, all }
    }
}

fn per_period(
    calendar: &Calendar,
    positions: &[Option<usize>],
    grouping: &Grouping,
) -> Vec<Vec<usize>> {
    let undated = calendar.periods.len();
    let mut all = vec![vec![0; undated + 1]; grouping.names.len()];
    for (position, &group) in positions.iter().zip(&grouping.group_of) {
        all[group][position.unwrap_or(undated)] += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::PLAN;
    use super::super::{Verdict, trend};
    use super::*;
    use crate::corpus::{Date, Paper};

    /// Papers of two groups over eight years, of which so many per mille are in the first theme.
    fn check(
        group_of_b: impl Fn(usize) -> usize,
        per_mille: impl Fn(usize, usize) -> usize,
        verdicts: (Verdict, Verdict),
        composition: Composition,
    ) {
        let (mut papers, mut themes) = (Vec::new(), Vec::new());
        for year in 0..8 {
            let n_b = group_of_b(year);
            for (group, n) in [(0, 1000 - n_b), (1, n_b)] {
                let n_theme = n * per_mille(group, year) / 1000;
                for i in 0..n {
                    papers.push(Paper {
                        date: Date::new(2010 + year as u16, None, None),
                        group: Some(["A", "B"][group].to_owned()),
                        ..Paper::default()
                    });
                    themes.push(Some(usize::from(i >= n_theme)));
                }
            }
        }
        let corpus = Corpus { papers, grouped_by: Some("venue".into()), ..Corpus::default() };
        let clustering = Clustering::of_themes(&themes, 2);
        let trends = trend(&corpus, &clustering, &PLAN);
        let found = trends.by_group.unwrap();
        let pooled = trends.estimates.themes[0].verdict;
        assert_eq!((pooled, found.within.themes[0].verdict), verdicts);
        assert_eq!(found.composition[0], composition);
        let change = found.changes[0].unwrap();
        if composition == Composition::Mix {
            assert!(change.within.abs() < 0.02 * change.total().abs(), "{change:?}");
        }
    }

    #[test]
    fn a_mix_that_shifts_makes_a_trend_that_is_none() {
        // Simpson (1951): 10 % of A and 50 % of B all the time, while B grows.
        let share = |group: usize, _| [100, 500][group];
        let shift = |year| 200 + 80 * year;
        check(shift, share, (Verdict::Growing, Verdict::Steady), Composition::Mix);
        let back = |year| 760 - 80 * year;
        check(back, share, (Verdict::Declining, Verdict::Steady), Composition::Mix);
    }

    #[test]
    fn a_mix_that_shifts_hides_a_trend() {
        // Odds rise by a fifth a year in either group, while the group with more of it shrinks.
        let share = |group: usize, year: usize| {
            let odds = [0.11, 0.55][group] * 1.2_f64.powi(year as i32);
            (1000.0 * odds / (1.0 + odds)) as usize
        };
        let back = |year| 900 - 118 * year;
        check(back, share, (Verdict::Steady, Verdict::Growing), Composition::Hidden);
    }

    #[test]
    fn a_trend_in_a_steady_mix_is_one_within() {
        let share = |group: usize, year: usize| {
            let odds = [0.11, 0.43][group] * 1.2_f64.powi(year as i32);
            (1000.0 * odds / (1.0 + odds)) as usize
        };
        check(|_| 400, share, (Verdict::Growing, Verdict::Growing), Composition::SameWithin);
        let flat = |group: usize, _| [100, 300][group];
        check(|_| 400, flat, (Verdict::Steady, Verdict::Steady), Composition::NoTrend);
    }

    #[test]
    fn groups_that_take_turns_tell_nothing() {
        // A until the fourth year, then B: mix and time are the same thing.
        let turn = |year| if year < 4 { 0 } else { 1000 };
        let share = |group: usize, _| [100, 500][group];
        check(turn, share, (Verdict::Growing, Verdict::Steady), Composition::Mix);
    }
}
