//! How much more than binomial counts vary, learned from all themes together.
//!
//! A theme has few periods, and a dispersion estimated from six residuals is little worth: some
//! themes look steadier than they are, and those are called first. Each estimate is therefore
//! drawn towards what the themes have in common, by as much as they are alike (Smyth 2004,
//! "Linear models and empirical Bayes methods for assessing differential expression", section 6.2;
//! the numbers are those of `fitFDist` and `squeezeVar` of limma).

use statrs::function::gamma::digamma;

/// What the dispersions of the themes have in common. Made by [`Prior::of`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The common dispersion, > 0.
    pub dispersion: f64,
    /// Degrees of freedom it is worth; infinite where themes differ no more than by chance.
    pub freedom: f64,
}

impl Prior {
    /// From the dispersions of themes that all have `freedom` residual degrees of freedom, ≥ 1.
    /// `None` for fewer than two themes, which have nothing in common.
    pub fn of(dispersions: &[f64], freedom: f64) -> Option<Prior> {
        let n = dispersions.len() as f64;
        if dispersions.len() < 2 {
            return None;
        }
        let mut sorted = dispersions.to_vec();
        sorted.sort_by(f64::total_cmp);
        // A theme whose counts follow its line exactly has no logarithm.
        let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
        let least = 1e-5 * if median > 0.0 { median } else { 1.0 };
        let kept = || dispersions.iter().map(|&value| value.max(least));
        // The logarithm of a χ²/d variable has this mean and variance.
        let half = freedom / 2.0;
        let logs: Vec<f64> =
            kept().map(|value| libm::log(value) - digamma(half) + libm::log(half)).collect();
        let mean = logs.iter().sum::<f64>() / n;
        let spread = logs.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / (n - 1.0);
        let excess = spread - trigamma(half);
        Some(if excess > 0.0 {
            let half = inverse_trigamma(excess);
            let log = mean + digamma(half) - libm::log(half);
            Prior { dispersion: libm::exp(log), freedom: 2.0 * half }
        } else {
            Prior { dispersion: kept().sum::<f64>() / n, freedom: f64::INFINITY }
        })
    }

    /// A theme's dispersion drawn towards the common one: the mean of both, weighted by their
    /// degrees of freedom.
    pub fn moderate(self, dispersion: f64, freedom: f64) -> f64 {
        if self.freedom.is_infinite() {
            return self.dispersion;
        }
        (self.freedom * self.dispersion + freedom * dispersion) / (self.freedom + freedom)
    }
}

/// The second derivative of ln Γ at x > 0: up by the recurrence, then the asymptotic series
/// (Abramowitz & Stegun 1964, 6.4.6 and 6.4.12).
fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0)));
    sum + 1.0 / x + y / 2.0 + y / x * series
}

/// The x > 0 whose [`trigamma`] is `y` > 0, by Newton's method on 1 / trigamma, which is convex and
/// nearly straight (Smyth 2004, appendix).
fn inverse_trigamma(y: f64) -> f64 {
    // The ends, where the method needs more digits than there are.
    if y > 1e7 {
        return 1.0 / y.sqrt();
    }
    if y < 1e-6 {
        return 1.0 / y;
    }
    let mut x = 0.5 + 1.0 / y;
    for _ in 0..50 {
        let value = trigamma(x);
        let step = value * (1.0 - value / y) / tetragamma(x);
        x += step;
        if -step / x < 1e-12 {
            break;
        }
    }
    x
}

/// The derivative of [`trigamma`]: negative, the same series differentiated.
fn tetragamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 20.0 {
        sum -= 2.0 / (x * x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / 2.0 - y * (1.0 / 6.0 - y * (1.0 / 6.0 - y * (3.0 / 10.0)));
    sum - y - y / x - y * y * series
}
