//! The slope of a theme's share inside of groups: one slope, a level of its own for each group.

use std::ops::Range;

/// Newton's steps at most; the likelihood is concave, and five or six do.
const MAX_STEPS: usize = 50;

/// Step at which a root is found.
const TOLERANCE: f64 = 1e-10;

/// Slopes beyond this over the whole time are those of a theme that is nowhere before, or nowhere
/// after, some moment in any group: the likelihood then rises for ever.
const MAX_CHANGE: f64 = 30.0;

/// A slope common to all groups. Made by [`slope_within`].
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// Change of the log-odds per unit of time.
    pub value: f64,
    /// Its Fisher information, the levels of the groups being estimated too: 1 ÷ its variance
    /// where papers are independent of one another.
    pub information: f64,
    /// Per period of those asked for: papers of the theme beyond those fitted, over all groups, in units of their
    /// binomial standard deviation; `None` where none were to be expected.
    pub residuals: Vec<Option<f64>>,
}

/// Fits logit π = α of the group + β × time to the papers of one theme.
///
/// `counts[group][period]` are papers of the theme, `n_papers[group][period]` all papers; `times`
/// follow the periods. A group counts that has papers in two periods, and some but not all of them
/// in the theme: others say nothing of a slope. `None` where no group does, or where the slope has
/// no bounds.
pub fn slope_within(
    counts: &[Vec<usize>],
    n_papers: &[Vec<usize>],
    times: &[f64],
    periods: Range<usize>,
) -> Option<Slope> {
    let mut groups: Vec<Group> = counts
        .iter()
        .zip(n_papers)
        .filter_map(|(counts, n_papers)| Group::new(counts, n_papers, periods.clone()))
        .collect();
    if groups.is_empty() {
        return None;
    }
    let reach = times[periods.clone()].iter().fold((f64::MAX, f64::MIN), |(low, high), &time| {
        (low.min(time), high.max(time))
    });
    let bound = MAX_CHANGE / (reach.1 - reach.0);
    let mut profile = |slope: f64| {
        let each = groups.iter_mut().map(|group| group.fit_level(times, slope));
        each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let value = root((-bound, bound), 0.0, &mut profile);
    let (_, information) = profile(value);
    if value.abs() > 0.9 * bound || information <= 0.0 {
        return None;
    }
    Some(Slope { value, information, residuals: residuals(&groups, times, value, periods) })
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
        if value > 0.0 { low = at } else { high = at }
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

/// Standardised sums over groups of what was not fitted.
fn residuals(
    groups: &[Group],
    times: &[f64],
    slope: f64,
    periods: Range<usize>,
) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); periods.len()];
    for group in groups {
        for cell in &group.cells {
            let share = logistic(group.level + slope * times[cell.period]);
            let (rest, variance) = &mut sums[cell.period - periods.start];
            *rest += cell.y - cell.n * share;
            *variance += cell.n * share * (1.0 - share);
        }
    }
    sums.into_iter().map(|(rest, variance)| (variance > 0.0).then(|| rest / variance.sqrt())).collect()
}

/// A group's papers in one period, of the theme and in all.
struct Cell {
    period: usize,
    y: f64,
    n: f64,
}

struct Group {
    cells: Vec<Cell>,
    level: f64,
}

impl Group {
    fn new(counts: &[usize], n_papers: &[usize], periods: Range<usize>) -> Option<Group> {
        let cells: Vec<Cell> = periods
            .filter(|&period| n_papers[period] > 0)
            .map(|period| Cell {
                period,
                y: counts[period] as f64,
                n: n_papers[period] as f64,
            })
            .collect();
        let (y, n) = cells.iter().fold((0.0, 0.0), |(y, n), cell| (y + cell.y, n + cell.n));
        let is_telling = cells.len() >= 2 && y > 0.0 && y < n;
        is_telling.then(|| Group { cells, level: libm::log(y / (n - y)) })
    }

    /// Finds the level for a slope, and returns the derivative of the profile likelihood with
    /// respect to the slope and its information.
    ///
    /// At the best level the fitted papers are as many as the counted ones: one equation in one
    /// unknown, with a root between that of the whole group and the most the slope can move it.
    fn fit_level(&mut self, times: &[f64], slope: f64) -> (f64, f64) {
        let sums = |level: f64| {
            let (mut rest, mut score) = (0.0, 0.0);
            let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
            for cell in &self.cells {
                let time = times[cell.period];
                let share = logistic(level + slope * time);
                let w = cell.n * share * (1.0 - share);
                rest += cell.y - cell.n * share;
                score += (cell.y - cell.n * share) * time;
                weight += w;
                first += w * time;
                second += w * time * time;
            }
            (rest, score, weight, first, second)
        };
        let moved = self.cells.iter().map(|cell| -slope * times[cell.period]);
        let (y, n) = self.cells.iter().fold((0.0, 0.0), |(y, n), cell| (y + cell.y, n + cell.n));
        let base = libm::log(y / (n - y));
        let (low, high) = moved.fold((f64::MAX, f64::MIN), |(low, high), shift| {
            (low.min(base + shift), high.max(base + shift))
        });
        let start = self.level.clamp(low, high);
        self.level = root((low, high), start, &mut |level| {
            let (rest, _, weight, ..) = sums(level);
            (rest, weight)
        });
        let (rest, score, weight, first, second) = sums(self.level);
        let mean = first / weight;
        (score - mean * rest, (second - mean * first).max(0.0))
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let n = case.counts[0].len();
            let times: Vec<f64> = (0..n).map(|t| t as f64).collect();
            let slope = slope_within(&case.counts, &case.n_papers, &times, 0..n).unwrap();
            assert!((slope.value - case.slope).abs() < 1e-7, "{slope:?} {}", case.slope);
            let se = 1.0 / slope.information.sqrt();
            assert!((se - case.se).abs() < 1e-6, "{se} {}", case.se);
            for (mine, theirs) in slope.residuals.iter().zip(&case.residuals) {
                assert!((mine.unwrap() - theirs).abs() < 1e-5, "{mine:?} {theirs}");
            }
        }
    }

    #[test]
    fn a_theme_that_is_nowhere_before_has_no_bounded_slope() {
        let times = [0.0, 1.0, 2.0];
        let papers = vec![vec![50; 3]; 2];
        let slope = |counts: &[Vec<usize>], papers: &[Vec<usize>]| {
            slope_within(counts, papers, &times, 0..3)
        };
        assert_eq!(slope(&[vec![0, 0, 9], vec![0, 0, 5]], &papers), None);
        assert_eq!(slope(&[vec![9, 0, 0], vec![5, 0, 0]], &papers), None);
        assert_eq!(slope(&[vec![0; 3], vec![50; 3]], &papers), None);
        // Each group in a period of its own: the mix and the time are the same thing.
        assert_eq!(slope(&[vec![9, 0, 0], vec![0, 5, 0]], &[vec![50, 0, 0], vec![0, 50, 9]]), None);
        assert!(slope(&[vec![0, 1, 9], vec![0, 0, 5]], &papers).is_some());
    }
}
