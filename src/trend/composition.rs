//! How much of a change in a theme's share is a change of which groups the papers are from.

use std::ops::Range;

/// A change of share in two parts, which add up to it. Shares are 0–1, so all are within −1..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareChange {
    /// From other groups having more or fewer of the papers.
    pub between: f64,
    /// From the theme having more or fewer of the papers inside of groups.
    pub within: f64,
}

impl ShareChange {
    /// The whole change.
    pub fn total(&self) -> f64 {
        self.between + self.within
    }
}

/// The change of a theme's share from the first half of the periods to the second (the middle one of
/// an odd number left out), in the two parts of Kitagawa (1955): differences in the groups' parts
/// of the papers at mean share, and differences in share at mean parts.
///
/// A group without papers in one half has no share there; it is taken not to have changed, so that
/// coming and going is all in `between`. `None` where a half has no papers.
///
/// `counts[group][period]` are papers of the theme, `n_papers[group][period]` all papers.
pub fn share_change(
    counts: &[Vec<usize>],
    n_papers: &[Vec<usize>],
    periods: Range<usize>,
) -> Option<ShareChange> {
    let (early, late) = halves(periods);
    let sum = |rows: &[usize], range: &Range<usize>| rows[range.clone()].iter().sum::<usize>();
    let total = |range: &Range<usize>| n_papers.iter().map(|rows| sum(rows, range)).sum::<usize>();
    let (n_early, n_late) = (total(&early), total(&late));
    if n_early == 0 || n_late == 0 {
        return None;
    }
    let mut change = ShareChange { between: 0.0, within: 0.0 };
    for (counts, n_papers) in counts.iter().zip(n_papers) {
        let half = |range: &Range<usize>, n_all: usize| {
            let n = sum(n_papers, range);
            let share = (n > 0).then(|| sum(counts, range) as f64 / n as f64);
            (n as f64 / n_all as f64, share)
        };
        let ((part_early, early), (part_late, late)) = (half(&early, n_early), half(&late, n_late));
        let (Some(before), Some(after)) = (early.or(late), late.or(early)) else { continue };
        change.between += (part_late - part_early) * (before + after) / 2.0;
        change.within += (part_early + part_late) / 2.0 * (after - before);
    }
    Some(change)
}

/// How differently two halves of the periods are made of groups: the part of the papers, 0–1, that
/// would have to be from another group for both to be alike (total variation). `None` where a half
/// has no papers.
pub fn shift(n_papers: &[Vec<usize>], periods: Range<usize>) -> Option<f64> {
    let (early, late) = halves(periods);
    let parts = |range: &Range<usize>| {
        let n: Vec<usize> = n_papers.iter().map(|rows| rows[range.clone()].iter().sum()).collect();
        let all: usize = n.iter().sum();
        (all > 0).then(|| n.iter().map(|&n| n as f64 / all as f64).collect::<Vec<f64>>())
    };
    let (early, late) = (parts(&early)?, parts(&late)?);
    Some(early.iter().zip(&late).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0)
}

/// The first and the second half, without the middle of an odd number.
fn halves(periods: Range<usize>) -> (Range<usize>, Range<usize>) {
    let half = periods.len() / 2;
    (periods.start..periods.start + half, periods.end - half..periods.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: &[[usize; 2]], n_papers: &[[usize; 2]], between: f64, within: f64) {
        let rows = |table: &[[usize; 2]]| table.iter().map(|row| row.to_vec()).collect::<Vec<_>>();
        let change = share_change(&rows(counts), &rows(n_papers), 0..2).unwrap();
        assert!((change.between - between).abs() < 1e-12, "{change:?}");
        assert!((change.within - within).abs() < 1e-12, "{change:?}");
        let share = |period: usize| {
            let sum = |t: &[[usize; 2]]| t.iter().map(|row| row[period]).sum::<usize>() as f64;
            sum(counts) / sum(n_papers)
        };
        assert!((change.total() - (share(1) - share(0))).abs() < 1e-12);
    }

    #[test]
    fn a_change_is_told_apart_into_mix_and_share() {
        // Half and half, then one and three quarters; shares stay at .1 and .5.
        check(&[[10, 5], [50, 75]], &[[100, 50], [100, 150]], 0.1, 0.0);
        // The mix stays, each share doubles.
        check(&[[5, 10], [20, 40]], &[[100, 100], [100, 100]], 0.0, 0.125);
        // By hand: parts .5, .5 → .25, .75; shares .1, .5 → .2, .4.
        check(
            &[[10, 10], [50, 60]],
            &[[100, 50], [100, 150]],
            -0.25 * 0.15 + 0.25 * 0.45,
            0.0375 - 0.0625,
        );
    }

    #[test]
    fn what_comes_or_goes_changes_the_mix_only() {
        check(&[[10, 10], [0, 40]], &[[100, 100], [0, 100]], -0.05 + 0.2, 0.0);
        check(&[[10, 10], [0, 0]], &[[100, 100], [0, 0]], 0.0, 0.0);
    }

    #[test]
    fn halves_leave_out_the_middle_and_may_be_empty() {
        assert_eq!(halves(1..6), (1..3, 4..6));
        assert_eq!(share_change(&[vec![1]], &[vec![2]], 0..1), None);
        assert_eq!(shift(&[], 0..0), None);
        assert_eq!(shift(&[vec![3, 0], vec![1, 4]], 0..2), Some(0.75));
    }
}
