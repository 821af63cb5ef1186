//! How themes come from one another, window by window.
//!
//! The themes are those of the whole corpus in every window, so that a theme keeps its name; what
//! is asked of each window is where its papers come from. The forerunners of a paper are its
//! nearest papers of the window before, and the flow from theme A to theme B is the share of the
//! forerunners of B's papers that are in A. A theme's flow to itself is large by construction,
//! since a theme is made of near papers; what tells are the other flows, and the words.

use super::drift::drift;
use super::windows::windows;
use super::{Share, TrendPlan, Trends, shares};
use crate::cluster::Clustering;
use crate::corpus::Corpus;
use crate::dense::Matrix;
use crate::label::{ThemeTerm, Wording, wordings};
use crate::reduce::{Embedding, nearest_among};
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

/// Forerunners, and followers, of a paper.
const NEAREST: usize = 5;

/// Papers below which a theme may be new, or may have ended: as many as a paper has forerunners.
const FEW: usize = 5;

/// The least flow that is kept, of the forerunners.
const LEAST_FLOW: f64 = 0.05;

/// The flow from which a new theme comes out of another, or one that ends goes into another, and
/// how many times that is what chance would give.
const MAIN_FLOW: f64 = 1.0 / 3.0;
const MAIN_LIFT: f64 = 1.5;

/// Probability below which a theme has moved, and overlap of terms below which that is worth
/// telling.
const MOVED: f64 = 0.05;
const MOVED_OVERLAP: f64 = 0.6;

/// Terms told of a theme that is born, or dies.
const CHANGED_TERMS: usize = 5;

/// Papers of a window that are compared with those of the next at most.
const MAX_PAPERS: usize = 4_000;

/// What became of a theme between two windows, or what one theme gave to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The theme goes on.
    Continues,
    /// The theme goes on, and its words have changed more than those of the field.
    Drifts,
    /// The theme is new, and no other is its main origin.
    Born,
    /// The later theme is new and comes out of the earlier one.
    Splits,
    /// The earlier theme has ended, and the later one follows on its papers.
    Merges,
    /// The later theme follows on papers of the earlier one, beside its own.
    Draws,
    /// The theme has ended, and no other follows on its papers in the main.
    Dies,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::Continues => "continues",
            Event::Drifts => "drifts",
            Event::Born => "born",
            Event::Splits => "splits",
            Event::Merges => "merges",
            Event::Draws => "draws",
            Event::Dies => "dies",
        })
    }
}

/// A theme in one window.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeWindow {
    /// Papers of the theme in the window.
    pub n_papers: usize,
    /// What tells the theme from the others, by the papers of the window alone.
    pub terms: Vec<ThemeTerm>,
}

/// What one theme of a window gave to a theme of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Number of the earlier window; the later one is the next.
    pub window: usize,
    /// The earlier theme; `None` for a theme that is born.
    pub from: Option<usize>,
    /// The later theme; `None` for a theme that dies.
    pub to: Option<usize>,
    /// Share of the forerunners of the later theme's papers that are in the earlier theme, 0–1;
    /// `None` where one of the two has no papers.
    pub inflow: Option<f64>,
    /// Share of the followers of the earlier theme's papers that are in the later theme, 0–1.
    pub outflow: Option<f64>,
    /// Share of the earlier window's papers in the earlier theme: the flow from it to papers
    /// without any likeness, 0–1.
    pub chance: Option<f64>,
    /// Cosine of the terms of the two, 0–1.
    pub term_overlap: Option<f64>,
    /// What happened.
    pub event: Event,
    /// Words that the later theme's papers hold oftener than the earlier theme's, or what tells a
    /// theme that is born from the others.
    pub terms_gained: Vec<String>,
    /// Words that the earlier theme's papers hold oftener, or what told a theme that dies.
    pub terms_lost: Vec<String>,
}

/// How the themes evolve. Made by [`evolve`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evolution {
    /// The periods of each window, without gaps; none where there would be only one.
    pub windows: Vec<Range<usize>>,
    /// Per window and theme.
    pub themes: Vec<Vec<ThemeWindow>>,
    /// By window, then by later theme (those without at the end), then by flow, the largest first.
    pub flows: Vec<Flow>,
}

/// Cuts the complete periods into windows and finds what each theme of a window comes from.
pub fn evolve(
    corpus: &Corpus,
    tokenized: &TokenizedCorpus,
    matrix: &TermMatrix,
    embedding: &Embedding,
    clustering: &Clustering,
    trends: &Trends,
    plan: &TrendPlan,
) -> Evolution {
    let calendar = &trends.calendar;
    let n_themes = clustering.n_themes();
    let windows = windows(&trends.n_period, calendar.complete(), n_themes, plan.n_windows);
    let mut parts = vec![Vec::new(); windows.len()];
    for (row, paper) in corpus.papers.iter().enumerate() {
        let position = paper.date.and_then(|date| calendar.position(date));
        let window = position.and_then(|at| windows.iter().position(|w| w.contains(&at)));
        if let Some(window) = window {
            parts[window].push(row);
        }
    }
    let wordings = wordings(tokenized, matrix, clustering, &parts);
    let sides: Vec<Side> = parts
        .iter()
        .zip(&wordings)
        .map(|(rows, wording)| Side {
            members: members(rows, clustering),
            wording,
            n_papers: rows.len(),
        })
        .collect();
    let theme_window = |side: &Side, theme: usize| ThemeWindow {
        n_papers: side.n(theme),
        terms: side.wording.terms(theme),
    };
    let themes = sides
        .iter()
        .map(|side| (0..n_themes).map(|theme| theme_window(side, theme)).collect())
        .collect();
    let flows = sides
        .windows(2)
        .enumerate()
        .flat_map(|(window, pair)| {
            // Each step has numbers of its own, apart by more than there are themes.
            let seed = plan.seed.wrapping_add((window as u64) << 32);
            Step::of(window, &pair[0], &pair[1], &embedding.projected, seed).flows()
        })
        .collect();
    Evolution { windows, themes, flows }
}

/// Of these papers those of each theme, by row, ascending.
fn members(rows: &[usize], clustering: &Clustering) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); clustering.n_themes()];
    for &row in rows {
        if let Some(theme) = clustering.assignments[row].theme() {
            members[theme].push(row);
        }
    }
    members
}

/// The papers of one window.
struct Side<'a> {
    /// Rows of the papers of each theme.
    members: Vec<Vec<usize>>,
    wording: &'a Wording,
    /// Papers of all themes and of none.
    n_papers: usize,
}

impl Side<'_> {
    /// Papers of a theme.
    fn n(&self, theme: usize) -> usize {
        self.members[theme].len()
    }

    /// Part of the papers of all themes that a theme has, 0–1.
    fn share(&self, theme: usize) -> f64 {
        let all: usize = self.members.iter().map(Vec::len).sum();
        self.n(theme) as f64 / all.max(1) as f64
    }

    /// Whether the theme has few papers here and more in the other window: a larger share of all,
    /// beyond the 95 % interval of the difference.
    fn lacks(&self, theme: usize, other: &Side) -> bool {
        let (own, others) = ((self.n(theme), self.n_papers), (other.n(theme), other.n_papers));
        own.0 < FEW && others.0 >= FEW && rise(own, others).is_some()
    }
}

/// From one window to the next.
struct Step<'a> {
    window: usize,
    before: &'a Side<'a>,
    after: &'a Side<'a>,
    /// By later theme, then by earlier theme: shares of the forerunners.
    forerunners: Vec<Option<Vec<f64>>>,
    /// By earlier theme, then by later theme: shares of the followers.
    followers: Vec<Option<Vec<f64>>>,
    /// By theme: how likely it would look as it does had it not moved.
    p_moved: Vec<Option<f64>>,
}

impl<'a> Step<'a> {
    fn of(window: usize, before: &'a Side, after: &'a Side, points: &Matrix, seed: u64) -> Self {
        Step {
            window,
            before,
            after,
            forerunners: nearest(&after.members, &before.members, points),
            followers: nearest(&before.members, &after.members, points),
            p_moved: drift(points, &before.members, &after.members, FEW, seed),
        }
    }

    fn inflow(&self, from: usize, to: usize) -> Option<f64> {
        self.forerunners[to].as_ref().map(|shares| shares[from])
    }

    fn outflow(&self, from: usize, to: usize) -> Option<f64> {
        self.followers[from].as_ref().map(|shares| shares[to])
    }

    /// Whether a theme that was not there comes out of another.
    fn comes_out_of(&self, to: usize, from: usize) -> bool {
        let chance = self.before.share(from);
        from != to
            && self.before.lacks(to, self.after)
            && self.inflow(from, to).is_some_and(|flow| is_main(flow, chance))
    }

    /// Whether a theme that is no longer there goes into another.
    fn goes_into(&self, from: usize, to: usize) -> bool {
        let chance = self.after.share(to);
        from != to
            && self.after.lacks(from, self.before)
            && self.outflow(from, to).is_some_and(|flow| is_main(flow, chance))
    }

    /// What to say of the flow between two themes, where there is one worth telling.
    fn event(&self, from: usize, to: usize) -> Option<Event> {
        let (n_from, n_to) = (self.before.n(from), self.after.n(to));
        if from == to {
            let has_moved = || {
                self.p_moved[to].is_some_and(|p| p <= MOVED)
                    && self.overlap(from, to).is_some_and(|overlap| overlap < MOVED_OVERLAP)
            };
            return (n_from > 0 && n_to > 0)
                .then(|| if has_moved() { Event::Drifts } else { Event::Continues });
        }
        if self.goes_into(from, to) {
            return Some(Event::Merges);
        }
        if self.comes_out_of(to, from) {
            return Some(Event::Splits);
        }
        let flow = self.inflow(from, to).filter(|_| n_to >= FEW)?;
        (flow >= LEAST_FLOW && flow > self.before.share(from)).then_some(Event::Draws)
    }

    fn overlap(&self, from: usize, to: usize) -> Option<f64> {
        self.before.wording.overlap(from, self.after.wording, to)
    }

    /// The flow between two themes, of which an event is told.
    fn flow(&self, from: usize, to: usize, event: Event) -> Flow {
        let (before, after) = (self.before.wording, self.after.wording);
        // What a theme draws on does not make it another: its words are those of its own row.
        let has_words = event != Event::Draws;
        Flow {
            window: self.window,
            from: Some(from),
            to: Some(to),
            inflow: self.inflow(from, to),
            outflow: self.outflow(from, to),
            chance: Some(self.before.share(from)),
            term_overlap: self.overlap(from, to),
            event,
            terms_gained: has_words
                .then(|| after.beyond(to, (before, from), rise))
                .unwrap_or_default(),
            terms_lost: has_words
                .then(|| before.beyond(from, (after, to), rise))
                .unwrap_or_default(),
        }
    }

    /// A theme that comes from no other, or goes into none.
    fn end(&self, from: Option<usize>, to: Option<usize>, event: Event) -> Flow {
        let words = |wording: &Wording, theme: Option<usize>| {
            let terms = theme.map(|theme| wording.terms(theme)).unwrap_or_default();
            terms.into_iter().take(CHANGED_TERMS).map(|term| term.text).collect()
        };
        Flow {
            window: self.window,
            from,
            to,
            inflow: None,
            outflow: None,
            chance: None,
            term_overlap: None,
            event,
            terms_gained: words(self.after.wording, to),
            terms_lost: words(self.before.wording, from),
        }
    }

    /// All that is worth telling.
    fn flows(&self) -> Vec<Flow> {
        let n_themes = self.forerunners.len();
        let pairs = |to: usize| (0..n_themes).map(move |from| (from, to));
        let mut flows = Vec::new();
        for to in 0..n_themes {
            let mut into: Vec<Flow> = pairs(to)
                .filter_map(|(from, to)| Some(self.flow(from, to, self.event(from, to)?)))
                .collect();
            // Stable: of equals the larger theme comes first.
            into.sort_by(|a, b| b.inflow.unwrap_or(0.0).total_cmp(&a.inflow.unwrap_or(0.0)));
            flows.extend(into);
            if self.before.lacks(to, self.after)
                && !pairs(to).any(|(from, to)| self.comes_out_of(to, from))
            {
                flows.push(self.end(None, Some(to), Event::Born));
            }
        }
        let dies = |&from: &usize| {
            self.after.lacks(from, self.before) && !(0..n_themes).any(|to| self.goes_into(from, to))
        };
        let dead = (0..n_themes).filter(dies);
        flows.extend(dead.map(|from| self.end(Some(from), None, Event::Dies)));
        flows
    }
}

/// Whether a flow is the main one, and more than chance gives.
fn is_main(flow: f64, chance: f64) -> bool {
    flow >= MAIN_FLOW && flow >= MAIN_LIFT * chance
}

/// How much larger the second share is (each as a part and its whole); `None` where the 95 %
/// interval of the difference holds zero.
fn rise(before: (usize, usize), after: (usize, usize)) -> Option<f64> {
    let (before, after) = (Share::of(before.0, before.1)?, Share::of(after.0, after.1)?);
    let is_more = shares::change(before, after) == Ordering::Greater;
    is_more.then(|| after.value - before.value)
}

/// Per theme of `papers`: the shares of the themes of `others` among the papers of those nearest
/// to its own, adding up to 1; `None` where it has no papers, or none of the others has.
fn nearest(papers: &[Vec<usize>], others: &[Vec<usize>], points: &Matrix) -> Vec<Option<Vec<f64>>> {
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
