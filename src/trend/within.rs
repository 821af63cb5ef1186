//! The slope of a theme's share inside of groups: one slope, a level of its own for each group.
//!
//! Where a theme has the same share in each group all the time, but the groups that have much of it
//! grow, its share of all papers rises. Levels of their own take that out, as in the common odds
//! ratio of a stratified table (Mantel & Haenszel 1959).

use super::estimate::Line;
use super::growth::{Fit, logistic};

/// Steps to a root at most; five or six do.
const MAX_STEPS: usize = 60;

/// Step at which a root is found.
const TOLERANCE: f64 = 1e-10;

/// A change of the log-odds over the whole time beyond this is that of a theme that is nowhere
/// before, or nowhere after, some moment in any group: the likelihood then rises for ever.
const MAX_CHANGE: f64 = 30.0;

/// Fits logit π = level of the group + slope × period to the papers of one theme in all groups.
///
/// `counts[group][period]` are papers of the theme, `n_papers[group][period]` all papers. A group
/// counts that has papers in two periods, and some but not all of them in the theme: others say
/// nothing of a slope. `None` where no group does, where fewer than three periods are left, or
/// where the slope has no bounds.
///
/// The residuals are those of periods, over all groups: what moves all groups in one period (or
/// one of them alone) is then seen as what it is, scatter around the line, and the dispersion has
/// the degrees of freedom that a line through all papers has. The intercept is that of the line
/// through all papers with this slope.
pub fn fit_within(counts: &[Vec<usize>], n_papers: &[Vec<usize>]) -> Option<Line> {
    let n_periods = n_papers.first()?.len();
    // Centred, where levels and slope hardly depend on one another.
    let middle = (n_periods as f64 - 1.0) / 2.0;
    let times: Vec<f64> = (0..n_periods).map(|period| period as f64 - middle).collect();
    let groups = counts.iter().zip(n_papers);
    let mut groups: Vec<Group> =
        groups.filter_map(|(counts, n_papers)| Group::new(counts, n_papers)).collect();
    if groups.is_empty() {
        return None;
    }
    let bound = MAX_CHANGE / n_periods as f64;
    let mut profile = |slope: f64| {
        let each = groups.iter_mut().map(|group| group.fit_level(&times, slope));
        each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let slope = root((-bound, bound), 0.0, &mut profile);
    let (_, information) = profile(slope);
    if slope.abs() > 0.9 * bound || information.is_nan() || information <= 0.0 {
        return None;
    }
    let with_papers: Vec<bool> =
        (0..n_periods).map(|period| n_papers.iter().any(|group| group[period] > 0)).collect();
    let residuals = residuals(&groups, &times, slope, &with_papers)?;
    let sum = |rows: &[Vec<usize>]| -> Vec<usize> {
        (0..n_periods).map(|period| rows.iter().map(|row| row[period]).sum()).collect()
    };
    let mut all = Group::new(&sum(counts), &sum(n_papers))?;
    all.fit_level(&times, slope);
    let intercept = all.level - slope * middle;
    let fit = Fit { intercept, slope, variance: 1.0 / information, residuals };
    Some(Line { fit, decisive_period: decisive_period(&groups, slope, n_periods) })
}

/// Where a falling function crosses zero, within bounds: Newton's steps from `at`, halving the
/// bounds where one would leave them. `f` gives its value and how steeply it falls.
fn root(
    (mut low, mut high): (f64, f64),
    mut at: f64,
    f: &mut impl FnMut(f64) -> (f64, f64),
) -> f64 {
    for _ in 0..MAX_STEPS {
        let (value, fall) = f(at);
        if value > 0.0 {
            low = at
        } else {
            high = at
        }
        let newton = at + value / fall;
        let next = if newton >= low && newton <= high { newton } else { (low + high) / 2.0 };
        let step = (next - at).abs();
        at = next;
        if step < TOLERANCE {
            break;
        }
    }
    at
}

/// Per period with papers, the papers of the theme beyond those fitted, over all groups, in units
/// of their binomial standard deviation. A period whose papers are all in groups that do not count
/// has 0, and the others are scaled to the dispersion they show among themselves. `None` where
/// fewer than three are left.
fn residuals(
    groups: &[Group],
    times: &[f64],
    slope: f64,
    with_papers: &[bool],
) -> Option<Vec<f64>> {
    let mut sums = vec![(0.0, 0.0); times.len()];
    for group in groups {
        for cell in &group.cells {
            let share = logistic(group.level + slope * times[cell.period]);
            let (rest, variance) = &mut sums[cell.period];
            *rest += cell.y - cell.n * share;
            *variance += cell.n * share * (1.0 - share);
        }
    }
    let n_all = with_papers.iter().filter(|&&has| has).count();
    let n_left = sums.iter().filter(|(_, variance)| *variance > 0.0).count();
    if n_left < 3 {
        return None;
    }
    let scale = ((n_all as f64 - 2.0) / (n_left as f64 - 2.0)).sqrt();
    let residual = |&(rest, variance): &(f64, f64)| {
        if variance > 0.0 { scale * rest / variance.sqrt() } else { 0.0 }
    };
    let periods = sums.iter().zip(with_papers).filter(|(_, has)| **has);
    Some(periods.map(|(sum, _)| residual(sum)).collect())
}

/// The period without which the slope would have another sign, by the sign of the score at zero,
/// as for the line through all papers.
fn decisive_period(groups: &[Group], slope: f64, n_periods: usize) -> Option<usize> {
    // Papers of the theme, their periods summed, all papers, and theirs.
    type Totals = [f64; 4];
    let score = |[y0, y1, n0, n1]: Totals| if n0 > 0.0 { y1 - y0 / n0 * n1 } else { 0.0 };
    let mut whole = 0.0;
    let mut changes: Vec<Option<f64>> = vec![None; n_periods];
    for group in groups {
        let of_cell = |cell: &Cell| -> Totals {
            let time = cell.period as f64;
            [cell.y, time * cell.y, cell.n, time * cell.n]
        };
        let join = |a: Totals, b: Totals, sign: f64| std::array::from_fn(|i| a[i] + sign * b[i]);
        let all = group.cells.iter().fold([0.0; 4], |sum, cell| join(sum, of_cell(cell), 1.0));
        whole += score(all);
        for cell in &group.cells {
            let without = score(join(all, of_cell(cell), -1.0));
            *changes[cell.period].get_or_insert(0.0) += without - score(all);
        }
    }
    changes.iter().position(|change| change.is_some_and(|by| (whole + by) * slope <= 0.0))
}

/// A group's papers in one period, of the theme and in all.
struct Cell {
    period: usize,
    y: f64,
    n: f64,
}

/// The periods of a group that have papers, and its level on the scale of log-odds.
struct Group {
    cells: Vec<Cell>,
    level: f64,
}

impl Group {
    /// `None` for a group that says nothing of a slope.
    fn new(counts: &[usize], n_papers: &[usize]) -> Option<Group> {
        let cells: Vec<Cell> = (0..n_papers.len())
            .filter(|&period| n_papers[period] > 0)
            .map(|period| Cell { period, y: counts[period] as f64, n: n_papers[period] as f64 })
            .collect();
        let (y, n) = totals(&cells);
        let is_telling = cells.len() >= 2 && y > 0.0 && y < n;
        is_telling.then(|| Group { cells, level: libm::log(y / (n - y)) })
    }

    /// Finds the level for a slope; returns the derivative of the profile likelihood with respect
    /// to the slope, and its information, the level being estimated too.
    ///
    /// At the best level as many papers are fitted as counted: one equation in one unknown, with a
    /// root between the levels at which the slope moves every period up, or down, the most.
    fn fit_level(&mut self, times: &[f64], slope: f64) -> (f64, f64) {
        let (y, n) = totals(&self.cells);
        let base = libm::log(y / (n - y));
        let levels = self.cells.iter().map(|cell| base - slope * times[cell.period]);
        let (low, high) =
            levels.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        self.level = root((low, high), self.level.clamp(low, high), &mut |level| {
            let sums = self.sums(times, slope, level);
            (sums.rest, sums.weight)
        });
        let sums = self.sums(times, slope, self.level);
        let mean = sums.first / sums.weight;
        (sums.score - mean * sums.rest, (sums.second - mean * sums.first).max(0.0))
    }

    fn sums(&self, times: &[f64], slope: f64, level: f64) -> Sums {
        let mut sums = Sums::default();
        for cell in &self.cells {
            let time = times[cell.period];
            let share = logistic(level + slope * time);
            let rest = cell.y - cell.n * share;
            let weight = cell.n * share * (1.0 - share);
            sums.rest += rest;
            sums.score += rest * time;
            sums.weight += weight;
            sums.first += weight * time;
            sums.second += weight * time * time;
        }
        sums
    }
}

/// What is not fitted, over periods, and times the time; weights, and their moments in time.
#[derive(Default)]
struct Sums {
    rest: f64,
    score: f64,
    weight: f64,
    first: f64,
    second: f64,
}

fn totals(cells: &[Cell]) -> (f64, f64) {
    cells.iter().fold((0.0, 0.0), |(y, n), cell| (y + cell.y, n + cell.n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;

    #[derive(serde::Deserialize)]
    struct Fixture {
        slopes: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        counts: Vec<Vec<usize>>,
        n_papers: Vec<Vec<usize>>,
        slope: f64,
        se: f64,
        residuals: Vec<f64>,
    }

    #[test]
    fn slopes_equal_those_of_statsmodels() {
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/groups.json")).unwrap();
        assert!(fixture.slopes.len() >= 4);
        for case in fixture.slopes {
            let fit = fit_within(&case.counts, &case.n_papers).unwrap().fit;
            assert!((fit.slope - case.slope).abs() < 1e-7, "{fit:?} {}", case.slope);
            let se = fit.variance.sqrt();
            assert!((se - case.se).abs() < 1e-6, "{se} {}", case.se);
            assert_eq!(fit.residuals.len(), case.residuals.len());
            for (mine, theirs) in fit.residuals.iter().zip(&case.residuals) {
                assert!((mine - theirs).abs() < 1e-5, "{mine} {theirs}");
            }
        }
    }

    #[test]
    fn a_theme_that_is_nowhere_before_has_no_bounded_slope() {
        let papers = vec![vec![50; 3]; 2];
        let slope = |counts: &[Vec<usize>], papers: &[Vec<usize>]| fit_within(counts, papers);
        assert_eq!(slope(&[vec![0, 0, 9], vec![0, 0, 5]], &papers), None);
        assert_eq!(slope(&[vec![9, 0, 0], vec![5, 0, 0]], &papers), None);
        assert_eq!(slope(&[vec![0; 3], vec![50; 3]], &papers), None);
        // Each group in a period of its own: the mix and the time are the same thing.
        assert_eq!(slope(&[vec![9, 0, 0], vec![0, 5, 0]], &[vec![50, 0, 0], vec![0, 50, 9]]), None);
        assert!(slope(&[vec![0, 1, 9], vec![0, 0, 5]], &papers).is_some());
    }

    #[test]
    fn one_group_alone_gives_the_line_through_all_papers() {
        let (counts, papers) = (vec![3, 5, 4, 9, 12], vec![60, 55, 70, 66, 61]);
        let plain = super::super::growth::fit(&counts, &papers).unwrap();
        let line = fit_within(from_ref(&counts), from_ref(&papers)).unwrap();
        assert!((line.fit.slope - plain.slope).abs() < 1e-9);
        assert!((line.fit.intercept - plain.intercept).abs() < 1e-8);
        assert!((line.fit.variance - plain.variance).abs() < 1e-9);
        assert!((line.fit.dispersion() - plain.dispersion()).abs() < 1e-7);
        assert_eq!(line.decisive_period, None);
        let one = fit_within(&[vec![3, 3, 3, 3, 30]], &[papers]).unwrap();
        assert_eq!(one.decisive_period, Some(4));
    }
}
