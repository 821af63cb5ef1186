//! How themes come from one another, window by window.
//!
//! The themes are those of the whole corpus in every window, so that a theme keeps its name; what
//! is asked of each window is where its papers come from. The forerunners of a paper are its
//! nearest papers of the window before, and the flow from theme A to theme B is the share of the
//! forerunners of B's papers that are in A. A theme's flow to itself is large by construction,
//! since a theme is made of near papers; what tells are the other flows, and the words.

use super::step::{Side, Step};
use super::windows::windows;
use super::{TrendPlan, Trends};
use crate::cluster::Clustering;
use crate::dense::Matrix;
use crate::label::{ThemeTerm, wordings};
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use std::fmt;
use std::ops::Range;

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
/// `points` are the papers before averaging with neighbours, which would draw the windows together.
pub fn evolve(
    tokenized: &TokenizedCorpus,
    matrix: &TermMatrix,
    points: &Matrix,
    clustering: &Clustering,
    trends: &Trends,
    plan: &TrendPlan,
) -> Evolution {
    let calendar = &trends.calendar;
    let n_themes = clustering.n_themes();
    let windows = windows(&trends.n_period, calendar.complete(), n_themes, plan.n_windows);
    let mut parts = vec![Vec::new(); windows.len()];
    for (row, position) in trends.positions.iter().enumerate() {
        let window = position.and_then(|at| windows.iter().position(|w| w.contains(&at)));
        if let Some(window) = window {
            parts[window].push(row);
        }
    }
    let wordings = wordings(tokenized, matrix, clustering, &parts);
    let sides: Vec<Side> = parts
        .iter()
        .zip(&wordings)
        .map(|(rows, wording)| Side::of(rows, clustering, wording))
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
            Step::of(window, &pair[0], &pair[1], points, seed).flows()
        })
        .collect();
    Evolution { windows, themes, flows }
}

#[cfg(test)]
mod tests;
