//! Which themes are more at home in a group of papers than outside of it.

use super::adjust::benjamini_hochberg;
use std::f64::consts::SQRT_2;

/// Pseudo-papers per theme, on average, that every share is drawn towards the corpus with: a group
/// of as many papers as there are themes is drawn half-way.
const PRIOR_PER_THEME: f64 = 1.0;

/// Two-sided false discovery rate at which a theme is called over- or underrepresented.
pub const CALL_AT: f64 = 0.10;

/// A theme in a group, against all papers outside of the group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InGroup {
    /// Papers of the theme in the group.
    pub n_papers: usize,
    /// Papers that the group would have of the theme, were its share the same everywhere.
    pub expected: f64,
    /// `None` for a theme without papers, and for one that has all.
    pub odds: Option<LogOdds>,
}

/// How much likelier a paper of the group is to be in the theme than one outside of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// Log of the ratio of odds, drawn towards 0 where papers are few.
    pub value: f64,
    /// The same in standard errors.
    pub z: f64,
    /// Benjamini–Hochberg q over all groups and themes, two-sided, 0–1.
    pub q: f64,
}

impl InGroup {
    /// Whether the theme is more frequent in the group, beyond chance.
    pub fn is_overrepresented(&self) -> bool {
        self.odds.is_some_and(|odds| odds.q < CALL_AT && odds.value > 0.0)
    }

    /// Whether it is more or less frequent, beyond chance.
    pub fn is_telling(&self) -> bool {
        self.odds.is_some_and(|odds| odds.q < CALL_AT)
    }
}

/// Compares every group with all other papers: per theme, its log-odds ratio with an informative
/// Dirichlet prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words", eq. 15–22), the prior being
/// the shares of the themes in the corpus.
///
/// `counts[theme][group]` are papers; `n_group` are the papers of each group, in no theme too.
pub fn compare_groups(counts: &[Vec<usize>], n_group: &[usize]) -> Vec<Vec<InGroup>> {
    let n_all = n_group.iter().sum::<usize>() as f64;
    let prior = PRIOR_PER_THEME * counts.len() as f64;
    let mut rows: Vec<Vec<InGroup>> = counts
        .iter()
        .map(|per_group| {
            let n_theme = per_group.iter().sum::<usize>() as f64;
            let compare = |(&n_papers, &n_group): (&usize, &usize)| {
                let (y, n) = (n_papers as f64, n_group as f64);
                let expected = n * n_theme / n_all.max(1.0);
                let alpha = prior * n_theme / n_all.max(1.0);
                let odds = (n_theme > 0.0 && n_theme < n_all)
                    .then(|| contrast((y, n), (n_theme - y, n_all - n), (alpha, prior)));
                InGroup { n_papers, expected, odds }
            };
            per_group.iter().zip(n_group).map(compare).collect()
        })
        .collect();
    correct(&mut rows);
    rows
}

/// The log-odds ratio of (papers of the theme, papers) here and elsewhere, both with the same prior
/// counts; `q` still holds p.
fn contrast(here: (f64, f64), elsewhere: (f64, f64), (alpha, prior): (f64, f64)) -> LogOdds {
    let odds = |(y, n): (f64, f64)| {
        let (within, without) = (y + alpha, n - y + prior - alpha);
        (libm::log(within / without), 1.0 / within + 1.0 / without)
    };
    let ((here, here_variance), (elsewhere, elsewhere_variance)) = (odds(here), odds(elsewhere));
    let value = here - elsewhere;
    let z = value / (here_variance + elsewhere_variance).sqrt();
    // Two-sided, from the normal distribution.
    LogOdds { value, z, q: libm::erfc(z.abs() / SQRT_2) }
}

/// Turns the p of every cell into q, over all of them (Benjamini & Hochberg 1995).
fn correct(rows: &mut [Vec<InGroup>]) {
    let cells = || rows.iter().flatten();
    let p: Vec<f64> = cells().filter_map(|cell| cell.odds).map(|odds| odds.q).collect();
    let mut q = benjamini_hochberg(&p, p.len()).into_iter();
    for odds in rows.iter_mut().flatten().filter_map(|cell| cell.odds.as_mut()) {
        odds.q = q.next().unwrap_or(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Fixture {
        log_odds: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        counts: Vec<Vec<usize>>,
        n_group: Vec<usize>,
        value: Vec<Vec<f64>>,
        z: Vec<Vec<f64>>,
        q: Vec<Vec<f64>>,
    }

    #[test]
    fn log_odds_follow_the_formulas_and_q_statsmodels() {
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/groups.json")).unwrap();
        for case in fixture.log_odds {
            let found = compare_groups(&case.counts, &case.n_group);
            for (theme, row) in found.iter().enumerate() {
                for (group, cell) in row.iter().enumerate() {
                    let odds = cell.odds.unwrap();
                    for (mine, theirs) in [
                        (odds.value, case.value[theme][group]),
                        (odds.z, case.z[theme][group]),
                        (odds.q, case.q[theme][group]),
                    ] {
                        assert!((mine - theirs).abs() < 1e-9, "{theme} {group} {odds:?} {theirs}");
                    }
                }
            }
        }
    }

    #[test]
    fn expected_papers_add_up_and_chance_is_not_called() {
        let found = compare_groups(&[vec![11, 9, 10], vec![30, 31, 29]], &[50, 50, 50]);
        for row in &found {
            let sum = |read: fn(&InGroup) -> f64| row.iter().map(read).sum::<f64>();
            assert!((sum(|cell| cell.expected) - sum(|cell| cell.n_papers as f64)).abs() < 1e-9);
            assert!(row.iter().all(|cell| !cell.is_telling()));
        }
        let told = compare_groups(&[vec![40, 2], vec![10, 48]], &[50, 50]);
        assert!(told[0][0].is_overrepresented() && !told[0][1].is_overrepresented());
        assert!(told[0][1].is_telling());
    }

    #[test]
    fn without_a_contrast_there_are_no_odds_or_no_difference() {
        // One group is all there is; a theme without papers; a theme that has all.
        let alone = compare_groups(&[vec![3], vec![7]], &[10]);
        assert!(alone.iter().flatten().all(|cell| cell.odds.unwrap().value.abs() < 1e-12));
        let none = compare_groups(&[vec![0, 0], vec![5, 6]], &[5, 6]);
        assert!(none.iter().flatten().all(|cell| cell.odds.is_none()));
    }
}
