//! Shares and their intervals.

/// Two-sided 95 % quantile of the standard normal distribution.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// A share with its 95 % interval, all within 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Papers of the theme ÷ papers of the period.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// `n_theme` of `n_all` papers with the Wilson score interval (Wilson 1927), which stays
    /// within 0–1 and is honest for small counts. `None` for a period without papers.
    pub fn of(n_theme: usize, n_all: usize) -> Option<Share> {
        if n_all == 0 {
            return None;
        }
        let n = n_all as f64;
        let p = n_theme as f64 / n;
        let centre = p + Z * Z / (2.0 * n);
        let half_width = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        // Rounding may leave the ends a hair outside of what they bound.
        let low = ((centre - half_width) / scale).clamp(0.0, p);
        let high = ((centre + half_width) / scale).clamp(p, 1.0);
        Some(Share { value: p, low, high })
    }
}

/// Whether a share of `after` differs from that of `before` at the 95 % level, and which way: the
/// interval of their difference lies above or below zero (Newcombe 1998, method 10, which joins
/// the two Wilson intervals).
pub fn change(before: Share, after: Share) -> std::cmp::Ordering {
    let difference = after.value - before.value;
    let reach = |x: f64, y: f64| (x * x + y * y).sqrt();
    let low = difference - reach(after.value - after.low, before.high - before.value);
    let high = difference + reach(after.high - after.value, before.value - before.low);
    if low > 0.0 {
        std::cmp::Ordering::Greater
    } else if high < 0.0 {
        std::cmp::Ordering::Less
    } else {
        std::cmp::Ordering::Equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_equal_those_of_statsmodels() {
        #[derive(serde::Deserialize)]
        struct Fixture {
            cases: Vec<(usize, usize, f64, f64)>,
        }
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/wilson.json")).unwrap();
        for (k, n, low, high) in fixture.cases {
            let share = Share::of(k, n).unwrap();
            assert!((share.low - low).abs() < 1e-12, "{k}/{n}: {} {low}", share.low);
            assert!((share.high - high).abs() < 1e-12, "{k}/{n}: {} {high}", share.high);
        }
        assert_eq!(Share::of(0, 0), None);
    }

    #[test]
    fn differences_follow_newcombes_interval() {
        use std::cmp::Ordering;
        // Newcombe 1998, table II: 56/70 against 48/80 has the interval .0524 to .3339 (method 10);
        // 9/10 against 3/10 .1705 to .8090; 5/56 against 0/29 −.0381 to .1926.
        let share = |k, n| Share::of(k, n).unwrap();
        assert_eq!(change(share(48, 80), share(56, 70)), Ordering::Greater);
        assert_eq!(change(share(9, 10), share(3, 10)), Ordering::Less);
        assert_eq!(change(share(0, 29), share(5, 56)), Ordering::Equal);
    }
}
