//! How far the themes agree with hand-made labels. Definitions, and their values where nothing is
//! split, are those of scikit-learn, which the tests compare with.

use super::contingency::Contingency;
use libm::{exp, lgamma, log};
use std::collections::BTreeMap;

/// Figures of agreement; 1 is perfect in all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Adjusted mutual information, arithmetic mean (Vinh, Epps & Bailey 2010): 0 is chance.
    pub ami: f64,
    /// Normalised mutual information, arithmetic mean, 0–1; grows with the number of themes.
    pub nmi: f64,
    /// Adjusted Rand index (Hubert & Arabie 1985): 0 is chance.
    pub ari: f64,
    /// How far each theme holds one class only, 0–1 (Rosenberg & Hirschberg 2007).
    pub homogeneity: f64,
    /// How far each class lies in one theme only, 0–1.
    pub completeness: f64,
    /// Harmonic mean of the two, 0–1; by algebra equal to `nmi`.
    pub v_measure: f64,
    /// Share of papers whose class is the commonest of their theme, 0–1.
    pub purity: f64,
}

/// The theme that fits a class best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestMatch {
    /// The theme; `None` where none of the class's papers is in any.
    pub theme: Option<usize>,
    /// Papers of the class.
    pub n_class: usize,
    /// Labelled papers of the theme.
    pub n_theme: usize,
    /// Papers in both.
    pub n_both: usize,
}

impl BestMatch {
    /// Share of the theme's labelled papers that are of the class, 0–1.
    pub fn precision(&self) -> f64 {
        ratio(self.n_both, self.n_theme)
    }

    /// Share of the class's papers that are in the theme, 0–1.
    pub fn recall(&self) -> f64 {
        ratio(self.n_both, self.n_class)
    }

    /// Harmonic mean of precision and recall, 0–1.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.n_both, self.n_class + self.n_theme)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// All figures of a table.
pub fn agreement(table: &Contingency) -> Agreement {
    let mutual = mutual_information(table);
    let (h_class, h_group) = (entropy(&table.class_sizes), entropy(&table.group_sizes));
    let share = |entropy: f64| if entropy > 0.0 { mutual / entropy } else { 1.0 };
    let (homogeneity, completeness) = (share(h_class), share(h_group));
    let v_measure = match homogeneity + completeness {
        0.0 => 0.0,
        sum => 2.0 * homogeneity * completeness / sum,
    };
    let mean = (h_class + h_group) / 2.0;
    Agreement {
        ami: adjusted(mutual, expected_mutual_information(table), mean, table),
        nmi: if mean > 0.0 { mutual / mean } else { 1.0 },
        ari: adjusted_rand_index(table),
        homogeneity,
        completeness,
        v_measure,
        purity: purity(table),
    }
}

/// Per class, the theme of highest F1 (the first of equals). Groups from `n_themes` on are no
/// themes: the unclustered.
pub fn best_matches(table: &Contingency, n_themes: usize) -> Vec<BestMatch> {
    let none = |&n_class: &usize| BestMatch { theme: None, n_class, n_theme: 0, n_both: 0 };
    let mut best: Vec<BestMatch> = table.class_sizes.iter().map(none).collect();
    for &(class, theme, n_both) in table.cells.iter().filter(|cell| cell.1 < n_themes) {
        let n_class = table.class_sizes[class];
        let n_theme = table.group_sizes[theme];
        let candidate = BestMatch { theme: Some(theme), n_class, n_theme, n_both };
        if candidate.f1() > best[class].f1() {
            best[class] = candidate;
        }
    }
    best
}

fn n_filled(sizes: &[usize]) -> usize {
    sizes.iter().filter(|&&size| size > 0).count()
}

/// In nats.
fn entropy(sizes: &[usize]) -> f64 {
    if n_filled(sizes) < 2 {
        return 0.0;
    }
    let n = sizes.iter().sum::<usize>() as f64;
    let of = |&size: &usize| -(size as f64 / n) * (log(size as f64) - log(n));
    sizes.iter().filter(|&&size| size > 0).map(of).sum()
}

/// In nats, never negative.
fn mutual_information(table: &Contingency) -> f64 {
    let n = table.n as f64;
    let of = |&(class, group, both): &(usize, usize, usize)| {
        let (both, class) = (both as f64, table.class_sizes[class] as f64);
        both / n * (log(both) + log(n) - log(class) - log(table.group_sizes[group] as f64))
    };
    table.cells.iter().map(of).sum::<f64>().max(0.0)
}

/// (mutual − expected) ÷ (mean entropy − expected). Where both are rounding errors, the quotient
/// keeps its sign and ends at 1, as in scikit-learn.
fn adjusted(mutual: f64, expected: f64, mean: f64, table: &Contingency) -> f64 {
    match (n_filled(&table.class_sizes), n_filled(&table.group_sizes)) {
        (0 | 1, 0 | 1) => return 1.0,
        (0 | 1, _) | (_, 0 | 1) => return 0.0,
        _ => {}
    }
    let away_from_zero = |x: f64| if x < 0.0 { x.min(-f64::EPSILON) } else { x.max(f64::EPSILON) };
    away_from_zero(mutual - expected) / away_from_zero(mean - expected)
}

/// The mutual information to expect of groups of these sizes filled by chance (Vinh, Epps & Bailey
/// 2010, equation 24a): for each class and group, the sum over the hypergeometric distribution of
/// their shared papers. Pairs of equal sizes are reckoned once.
fn expected_mutual_information(table: &Contingency) -> f64 {
    let n = table.n;
    let ln_factorial: Vec<f64> = (0..=n).map(|k| lgamma(k as f64 + 1.0)).collect();
    let multiplicity = |sizes: &[usize]| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        sizes
            .iter()
            .filter(|&&size| size > 0)
            .for_each(|&size| *counts.entry(size).or_default() += 1);
        counts
    };
    let groups = multiplicity(&table.group_sizes);
    let mut expected = 0.0;
    for (a, n_a) in multiplicity(&table.class_sizes) {
        for (&b, &n_b) in &groups {
            let margins =
                ln_factorial[a] + ln_factorial[b] + ln_factorial[n - a] + ln_factorial[n - b]
                    - ln_factorial[n];
            let of_pair: f64 = ((a + b).saturating_sub(n).max(1)..=a.min(b))
                .map(|both| {
                    let ln_probability = margins
                        - ln_factorial[both]
                        - ln_factorial[a - both]
                        - ln_factorial[b - both]
                        - ln_factorial[n + both - a - b];
                    let information = log(n as f64 * both as f64 / (a as f64 * b as f64));
                    both as f64 / n as f64 * information * exp(ln_probability)
                })
                .sum();
            expected += (n_a * n_b) as f64 * of_pair;
        }
    }
    expected
}

/// From the four counts of pairs of papers: together in both, in one only, in neither.
fn adjusted_rand_index(table: &Contingency) -> f64 {
    let squares = |sizes: &mut dyn Iterator<Item = usize>| -> i128 {
        sizes.map(|size| (size as i128).pow(2)).sum()
    };
    let n = table.n as i128;
    let in_both = squares(&mut table.cells.iter().map(|cell| cell.2));
    let in_class = squares(&mut table.class_sizes.iter().copied());
    let in_group = squares(&mut table.group_sizes.iter().copied());
    let together = in_both - n;
    let (only_class, only_group) = (in_class - in_both, in_group - in_both);
    let apart = n * n - n - together - only_class - only_group;
    if only_class == 0 && only_group == 0 {
        return 1.0;
    }
    let [together, only_class, only_group, apart] =
        [together, only_class, only_group, apart].map(|pairs| pairs as f64);
    2.0 * (together * apart - only_class * only_group)
        / ((together + only_class) * (only_class + apart)
            + (together + only_group) * (only_group + apart))
}

fn purity(table: &Contingency) -> f64 {
    let mut most = vec![0; table.group_sizes.len()];
    for &(_, group, both) in &table.cells {
        most[group] = both.max(most[group]);
    }
    ratio(most.iter().sum(), table.n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        classes: Vec<usize>,
        groups: Vec<usize>,
        ami: f64,
        nmi: f64,
        ari: f64,
        homogeneity: f64,
        completeness: f64,
        v_measure: f64,
        purity: f64,
    }

    #[test]
    fn agreement_equals_that_of_scikit_learn() {
        #[derive(Deserialize)]
        struct Fixture {
            cases: Vec<Case>,
        }
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/agreement.json")).unwrap();
        assert!(fixture.cases.len() > 10);
        for case in fixture.cases {
            let pairs = case.classes.iter().copied().zip(case.groups.iter().copied()).collect();
            let found = agreement(&Contingency::new(pairs));
            for (name, found, expected) in [
                ("ami", found.ami, case.ami),
                ("nmi", found.nmi, case.nmi),
                ("ari", found.ari, case.ari),
                ("homogeneity", found.homogeneity, case.homogeneity),
                ("completeness", found.completeness, case.completeness),
                ("v_measure", found.v_measure, case.v_measure),
                ("purity", found.purity, case.purity),
            ] {
                assert!(
                    (found - expected).abs() < 1e-9,
                    "{name} is {found}, not {expected}, of {} papers",
                    case.classes.len()
                );
            }
        }
    }

    #[test]
    fn the_best_theme_of_a_class_is_no_heap_of_unclustered_papers() {
        // Class 0: two in theme 0, one in theme 1, three unclustered. Class 1: one in theme 1.
        let mut pairs = vec![(0, 0), (0, 0), (0, 1), (1, 1)];
        pairs.extend([(0, 2); 3]);
        pairs.push((2, 2));
        let found = best_matches(&Contingency::new(pairs), 2);
        assert_eq!(found[0], BestMatch { theme: Some(0), n_class: 6, n_theme: 2, n_both: 2 });
        assert_eq!((found[0].precision(), found[0].f1()), (1.0, 0.5));
        assert_eq!(found[1].theme, Some(1));
        assert!((found[1].f1() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((found[2].theme, found[2].f1()), (None, 0.0));
    }

    #[test]
    fn of_two_themes_that_fit_a_class_equally_the_first_is_taken() {
        let found = best_matches(&Contingency::new(vec![(0, 1), (0, 0)]), 2);
        assert_eq!(found[0].theme, Some(0));
    }
}
