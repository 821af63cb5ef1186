//! The windows in which themes are compared: a few, each of whole periods, of about as many papers.

use std::ops::Range;

/// Windows at most when the number is left to us: more could not be read side by side.
const MOST: usize = 5;

/// Papers of a theme that a window should hold on average.
const PAPERS_PER_THEME: usize = 8;

/// Part of an equal share of the papers that the smallest window should hold.
const LEAST_PART: f64 = 0.5;

/// Cuts the complete periods into windows, given the papers of each period: `wanted` of them, or,
/// where that is `None`, as many as the papers fill for `n_themes` themes, from two to five.
///
/// A window is a range of periods; the windows follow one another without gaps, and each holds
/// papers. There are fewer than wanted where there are fewer periods with papers, and none where
/// there would be one: it has nothing to be compared with.
pub fn windows(
    n_papers: &[usize],
    complete: Range<usize>,
    n_themes: usize,
    wanted: Option<usize>,
) -> Vec<Range<usize>> {
    if let Some(wanted) = wanted {
        return cut(n_papers, complete, wanted);
    }
    let n_in = |window: &Range<usize>| n_papers[window.clone()].iter().sum::<usize>();
    let n_all = n_in(&complete);
    let is_filled = |windows: &Vec<Range<usize>>| {
        let least = LEAST_PART * n_all as f64 / windows.len().max(1) as f64;
        windows.iter().all(|window| n_in(window) as f64 >= least)
    };
    let most = (n_all / (PAPERS_PER_THEME * n_themes.max(1))).clamp(2, MOST);
    (3..=most)
        .rev()
        .map(|n| cut(n_papers, complete.clone(), n))
        .find(is_filled)
        .unwrap_or_else(|| cut(n_papers, complete, 2))
}

/// At most `wanted` windows of about as many papers.
fn cut(n_papers: &[usize], complete: Range<usize>, wanted: usize) -> Vec<Range<usize>> {
    // Where a window may begin: at a period with papers, and at the first.
    let mut starts: Vec<usize> = complete.clone().filter(|&period| n_papers[period] > 0).collect();
    if let Some(first) = starts.first_mut() {
        *first = complete.start;
    }
    let n_windows = wanted.min(starts.len());
    if n_windows < 2 {
        return Vec::new();
    }
    let before = |period: usize| n_papers[complete.start..period].iter().sum::<usize>();
    let n_all = before(complete.end);
    let mut cuts = vec![0];
    for window in 1..n_windows {
        // The start nearest to an equal part of the papers (the earlier of equals), which leaves
        // enough starts for the windows before and after.
        let ideal = n_all * window / n_windows;
        let range = cuts[window - 1] + 1..starts.len() - (n_windows - window - 1);
        let cut = range.min_by_key(|&i| before(starts[i]).abs_diff(ideal)).unwrap_or(window);
        cuts.push(cut);
    }
    let ends = cuts[1..].iter().map(|&cut| starts[cut]).chain([complete.end]);
    cuts.iter().zip(ends).map(|(&cut, end)| starts[cut]..end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(n_papers: &[usize], wanted: Option<usize>, expected: &[Range<usize>]) {
        assert_eq!(windows(n_papers, 0..n_papers.len(), 2, wanted), expected);
    }

    #[test]
    fn windows_hold_whole_periods_and_about_equal_papers() {
        check(&[10, 10, 10, 10], Some(2), &[0..2, 2..4]);
        check(&[2, 3, 5, 10, 20], Some(2), &[0..4, 4..5]);
        check(&[2, 3, 5, 10, 40], Some(3), &[0..3, 3..4, 4..5]);
        check(&[40, 1, 1, 1], Some(4), &[0..1, 1..2, 2..3, 3..4]);
    }

    #[test]
    fn windows_never_lack_papers_nor_leave_periods_out() {
        check(&[0, 5, 0, 0, 5, 0], Some(4), &[0..4, 4..6]);
        check(&[5, 0, 0], None, &[]);
        check(&[], None, &[]);
        check(&[0, 0], Some(2), &[]);
        let monthly: Vec<usize> = (0..400).map(|i| i % 7).collect();
        let found = windows(&monthly, 3..399, 60, Some(5));
        assert_eq!((found.len(), found[0].start, found[4].end), (5, 3, 399));
        assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
        let sums: Vec<usize> = found.iter().map(|w| monthly[w.clone()].iter().sum()).collect();
        assert!(sums.iter().all(|&sum| sum.abs_diff(237) < 8), "{sums:?}");
    }

    #[test]
    fn more_papers_a_theme_give_more_windows_but_none_that_is_nearly_empty() {
        let n = |n_papers: &[usize]| windows(n_papers, 0..n_papers.len(), 10, None).len();
        let each = |papers: usize| n(&[papers; 10]);
        assert_eq!((each(5), each(24), each(32), each(900)), (2, 3, 4, 5));
        assert_eq!(n(&[20, 30, 40, 170, 280]), 3);
        assert_eq!(n(&[1, 1, 1, 1, 1000]), 2);
    }
}
