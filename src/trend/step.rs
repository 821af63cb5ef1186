//! From one window to the next: which flows there are, and what they mean for the themes.

use super::drift::drift;
use super::evolution::{Event, Flow};
use super::forerunners::{NEAREST, nearest};
use super::{Share, shares};
use crate::cluster::Clustering;
use crate::dense::Matrix;
use crate::label::Wording;
use std::cmp::Ordering;

/// Papers below which a theme may be new, or may have ended: as many as a paper has forerunners.
const FEW: usize = NEAREST;

/// The least flow that is kept, of the forerunners.
const LEAST_FLOW: f64 = 0.05;

/// The flow from which a new theme comes out of another, or one that ends goes into another, and
/// how many times that is what chance would give.
const MAIN_FLOW: f64 = 1.0 / 3.0;
const MAIN_LIFT: f64 = 1.5;

/// Probability below which a theme has moved, and overlap of terms below which that is worth
/// telling.
const MOVED: f64 = 0.01;
const MOVED_OVERLAP: f64 = 0.6;

/// Terms told of a theme that is born, or dies.
const CHANGED_TERMS: usize = 5;

/// The papers of one window.
pub struct Side<'a> {
    /// Rows of the papers of each theme, ascending.
    members: Vec<Vec<usize>>,
    /// How the papers write.
    pub wording: &'a Wording,
    /// Papers of all themes and of none.
    n_papers: usize,
}

impl<'a> Side<'a> {
    /// The papers of these rows.
    pub fn of(rows: &[usize], clustering: &Clustering, wording: &'a Wording) -> Self {
        let mut members = vec![Vec::new(); clustering.n_themes()];
        for &row in rows {
            if let Some(theme) = clustering.assignments[row].theme() {
                members[theme].push(row);
            }
        }
        Side { members, wording, n_papers: rows.len() }
    }

    /// Papers of a theme.
    pub fn n(&self, theme: usize) -> usize {
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
pub struct Step<'a> {
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
    /// Finds what lies between two windows; `window` is the number of the earlier.
    pub fn of(
        window: usize,
        before: &'a Side,
        after: &'a Side,
        points: &Matrix,
        seed: u64,
    ) -> Self {
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
        let flow = self.inflow(from, to)?;
        if n_to < FEW || flow < LEAST_FLOW || flow <= self.before.share(from) {
            None
        } else if self.goes_into(from, to) {
            Some(Event::Merges)
        } else if self.comes_out_of(to, from) {
            Some(Event::Splits)
        } else {
            Some(Event::Draws)
        }
    }

    fn overlap(&self, from: usize, to: usize) -> Option<f64> {
        self.before.wording.overlap(from, self.after.wording, to)
    }

    /// The flow between two themes, of which an event is told.
    fn flow(&self, from: usize, to: usize, event: Event) -> Flow {
        let (before, after) = (self.before.wording, self.after.wording);
        // What a theme draws on does not make it another: its words are those of its own row.
        let (terms_gained, terms_lost) = match event {
            Event::Draws => (Vec::new(), Vec::new()),
            _ => (after.beyond(to, (before, from), rise), before.beyond(from, (after, to), rise)),
        };
        Flow {
            window: self.window,
            from: Some(from),
            to: Some(to),
            inflow: self.inflow(from, to),
            outflow: self.outflow(from, to),
            chance: Some(self.before.share(from)),
            term_overlap: self.overlap(from, to),
            event,
            terms_gained,
            terms_lost,
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
    pub fn flows(&self) -> Vec<Flow> {
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
    is_more.then_some(after.value - before.value)
}
