//! The share of a theme over the complete periods as the path of a small line.

use super::data::Periods;
use std::fmt::Write as _;

/// Size of the picture that the path is for, in px.
pub const WIDTH: f64 = 100.0;
pub const HEIGHT: f64 = 24.0;
/// Room for half the line's width.
const MARGIN: f64 = 2.0;

/// Points that fit: of more periods, neighbours are counted together.
const MOST: usize = 50;

/// The `d` of an SVG path; empty with fewer than two complete periods that have papers. The line
/// stands on zero, and its highest point is the largest share of the theme.
pub fn path(counts: &[usize], periods: &Periods) -> String {
    let whole: Vec<(usize, usize)> = (0..counts.len())
        .filter(|&i| periods.complete[i])
        .map(|i| (counts[i], periods.n[i]))
        .collect();
    let shares: Vec<f64> = whole
        .chunks(whole.len().div_ceil(MOST).max(1))
        .map(|together| together.iter().fold((0, 0), |sum, next| (sum.0 + next.0, sum.1 + next.1)))
        .filter(|(_, n_all)| *n_all > 0)
        .map(|(n_papers, n_all)| n_papers as f64 / n_all as f64)
        .collect();
    let top = shares.iter().copied().fold(0.0, f64::max);
    if shares.len() < 2 || top == 0.0 {
        return String::new();
    }
    let step = (WIDTH - 2.0 * MARGIN) / (shares.len() - 1) as f64;
    let mut path = String::new();
    for (i, share) in shares.iter().enumerate() {
        let x = MARGIN + step * i as f64;
        let y = HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * share / top;
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(n: &[usize], complete: &[bool]) -> Periods<'static> {
        Periods { name: vec![""; n.len()], complete: complete.to_vec(), n: n.to_vec() }
    }

    #[test]
    fn the_line_goes_from_zero_to_the_largest_share() {
        let drawn = path(&[0, 5, 2], &periods(&[10, 10, 8], &[true; 3]));
        assert_eq!(drawn, "M2.0 22.0L50.0 2.0L98.0 12.0");
    }

    #[test]
    fn empty_and_incomplete_periods_are_left_out() {
        let drawn = path(&[0, 5, 0, 9], &periods(&[10, 10, 0, 9], &[true, true, true, false]));
        assert_eq!(drawn, "M2.0 22.0L98.0 2.0");
    }

    #[test]
    fn many_periods_are_counted_together() {
        let counts: Vec<usize> = (0..100).map(|i| usize::from(i >= 50)).collect();
        let drawn = path(&counts, &periods(&[2; 100], &[true; 100]));
        assert_eq!(drawn.matches('L').count(), 49);
        assert!(drawn.starts_with("M2.0 22.0L4.0 22.0") && drawn.ends_with("L98.0 2.0"), "{drawn}");
    }

    #[test]
    fn what_has_no_course_has_no_line() {
        assert_eq!(path(&[3], &periods(&[3], &[true])), "");
        assert_eq!(path(&[0, 0], &periods(&[3, 3], &[true; 2])), "");
        assert_eq!(path(&[], &periods(&[], &[])), "");
    }
}
