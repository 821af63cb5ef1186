//! What broad themes are called: by a phrase that their themes share, and that none is called by; or
//! by their largest themes, where what they share is a commonplace.

use super::given::folded;
use super::name::Name;
use super::{Theme, Themes};
use crate::cluster::{Clustering, Hierarchy};
use crate::corpus::GivenName;

/// Share of a theme's papers from which a phrase is one of the theme's.
const MIN_COVERAGE: f64 = 0.05;

/// Share of a group's papers from which a phrase speaks for the group.
const MIN_GROUP_COVERAGE: f64 = 0.25;

/// Share of a phrase's papers in the group from which it is the group's: "learning" and "data" are
/// shared by all there is.
const MIN_EXCLUSIVITY: f64 = 0.4;

/// What is known of the names of themes before their papers are looked at.
#[derive(Default)]
pub struct Naming<'a> {
    /// Names of the user's, for the themes they mean.
    pub given: &'a [GivenName],
    /// The themes that were gathered, where broad themes are to be named.
    pub below: Option<Below<'a>>,
}

/// Named themes that were gathered into those to be named.
#[derive(Clone, Copy)]
pub struct Below<'a> {
    /// Which are in which.
    pub hierarchy: &'a Hierarchy,
    /// Their papers.
    pub clustering: &'a Clustering,
    /// Their names.
    pub themes: &'a Themes,
}

/// A theme of several themes.
#[derive(Debug, Clone, PartialEq)]
pub struct BroadTheme {
    /// Its own name, size and terms; its id is `B01`…, by size.
    pub theme: Theme,
    /// Rows of its themes, the largest first.
    pub children: Vec<usize>,
}

impl Below<'_> {
    /// The theme that a group is, where it is only one.
    pub fn only(&self, group: usize) -> Option<&Theme> {
        match self.hierarchy.children[group].as_slice() {
            &[child] => Some(&self.themes.themes[child]),
            _ => None,
        }
    }

    /// The ids of the groups: `B01`… by size, or that of the only theme.
    pub fn ids(&self) -> Vec<String> {
        let n_groups = self.hierarchy.children.len();
        let n_broad = (0..n_groups).filter(|&group| self.only(group).is_none()).count();
        let width = n_broad.to_string().len().max(2);
        let mut numbers = 1..;
        let id = |group: usize| match self.only(group) {
            Some(theme) => theme.id.clone(),
            None => format!("B{:0width$}", numbers.next().unwrap_or(0)),
        };
        (0..n_groups).map(id).collect()
    }

    /// Of the names of a group those that at least two of its themes share and no theme is called
    /// by, the best first: a name is worth the more the more evenly the themes share it. Of these
    /// the first ones that speak for the group: where the best is a commonplace, the group has
    /// nothing in common that the next would tell.
    pub fn shared<'n>(&self, group: usize, names: Vec<Name<'n>>) -> Vec<Name<'n>> {
        let children = &self.hierarchy.children[group];
        let themes = &self.themes.themes;
        let called: Vec<String> = themes.iter().map(|theme| folded(&theme.label)).collect();
        let is_called = |text: &str| called.contains(&folded(text));
        // Share of each theme's papers that hold the phrase.
        let coverage = |name: &Name| -> Vec<f64> {
            let mut n_papers = vec![0usize; themes.len()];
            for &row in name.papers {
                if let Some(theme) = self.clustering.assignments[row as usize].theme() {
                    n_papers[theme] += 1;
                }
            }
            let share = |&child: &usize| n_papers[child] as f64 / themes[child].n_papers as f64;
            children.iter().map(share).collect()
        };
        let mut shared: Vec<(f64, Name)> = names
            .into_iter()
            .filter(|name| !is_called(name.text) && !is_called(&name.label()))
            .map(|name| (coverage(&name), name))
            .filter(|(c, _)| c.iter().filter(|&&share| share >= MIN_COVERAGE).count() >= 2)
            .map(|(coverage, name)| (name.score() * evenness(&coverage), name))
            .collect();
        // Stable: ties stay in the order of the names.
        shared.sort_by(|a, b| b.0.total_cmp(&a.0));
        let speaks = |name: &Name| {
            name.is_subject()
                && name.coverage >= MIN_GROUP_COVERAGE
                && name.exclusivity >= MIN_EXCLUSIVITY
        };
        shared.into_iter().map(|(_, name)| name).take_while(speaks).collect()
    }

    /// What a group is called whose themes share nothing: by its two largest, and how many more.
    pub fn joined(&self, group: usize) -> String {
        let children = &self.hierarchy.children[group];
        let labels = children.iter().map(|&child| self.themes.first_names[child].as_str());
        let largest = labels.take(2).collect::<Vec<_>>().join(" / ");
        match children.len() {
            0..=2 => largest,
            n => format!("{largest} / {} more", n - 2),
        }
    }
}

/// The geometric mean of the shares, 0–1, each a little above zero: what half of every theme says
/// tells more of all than what one says throughout.
fn evenness(shares: &[f64]) -> f64 {
    const FLOOR: f64 = 0.01;
    let logs: f64 = shares.iter().map(|share| libm::log(share + FLOOR)).sum();
    libm::exp(logs / shares.len().max(1) as f64)
}

/// The broad themes among the groups of a hierarchy, named.
pub fn broad_themes(hierarchy: &Hierarchy, named: &Themes) -> Vec<BroadTheme> {
    let groups = named.themes.iter().zip(&hierarchy.children);
    groups
        .filter(|(_, children)| children.len() > 1)
        .map(|(theme, children)| BroadTheme { theme: theme.clone(), children: children.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_themes_say_is_worth_more_than_what_one_says_throughout() {
        assert!(evenness(&[0.5, 0.5]) > evenness(&[1.0, 0.1]));
        assert!(evenness(&[0.3, 0.3, 0.3]) > evenness(&[0.9, 0.9, 0.0]));
        // √(0.26 · 0.65), each with the floor.
        assert!((evenness(&[0.25, 0.64]) - 0.411_096).abs() < 1e-6);
    }
}
