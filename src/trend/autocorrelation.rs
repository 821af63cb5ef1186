//! What neighbouring periods have in common beyond the trend.
//!
//! A theme that is above its line in one year tends to be so in the next, and then its periods
//! tell less than as many independent ones. From six residuals of a line the correlation of
//! neighbours cannot be read, and what is read is far too low; from those of all themes it can,
//! once the bias is taken off.

use super::growth::Fit;

/// The correlation of neighbouring periods, and what it does to the variance of a slope. Made by
/// [`Autocorrelation::of`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Autocorrelation {
    /// Correlation ρ of a period with the next, 0 to 0.9; negative ones count as 0.
    pub lag1: f64,
    /// What the variance of a slope is multiplied by, ≥ 1.
    pub variance_factor: f64,
}

/// Beyond this a handful of periods cannot tell correlation from trend.
const MAX_CORRELATION: f64 = 0.9;

impl Autocorrelation {
    /// From the residuals of themes that were fitted on the same periods, with their papers.
    ///
    /// The mean over themes of Σ eᵢeᵢ₊₁ ÷ Σ eᵢ² is compared with what first-order autoregressive
    /// errors give after a line has been taken out, E[e′Ae] ÷ E[e′e] (for ρ = 0 the exact mean
    /// under normal errors), and ρ is where the two agree.
    pub fn of<'a>(fits: impl Iterator<Item = &'a Fit>, n_period: &[usize]) -> Autocorrelation {
        let ratios: Vec<f64> = fits.filter_map(|fit| lag1(&fit.residuals)).collect();
        let line = Line::of(n_period);
        let independent = Autocorrelation { lag1: 0.0, variance_factor: 1.0 };
        // The residuals of three points on a line have one and the same correlation, always.
        if ratios.is_empty() || line.n() < 4 {
            return independent;
        }
        let n = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / n;
        // The variance that the mean has if periods are independent.
        let error = 1.0 / (n * (line.n() as f64 - 2.0));
        let lag1 = correlation(mean, error, 40, |rho| line.expected(rho));
        if lag1 == 0.0 {
            return independent;
        }
        let factor = line.variance_factor(lag1);
        Autocorrelation { lag1, variance_factor: factor.max(1.0) }
    }
}

/// Σ eᵢeᵢ₊₁ ÷ Σ eᵢ² of residuals; `None` where they are all 0.
pub(super) fn lag1(e: &[f64]) -> Option<f64> {
    let sum: f64 = e.iter().map(|e| e * e).sum();
    (sum > 0.0).then(|| e.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / sum)
}

/// The correlation ρ, 0 to 0.9, at which what is `expected` (rising with ρ) is what was `observed`
/// with the variance `error`; the range is halved so many times.
///
/// Most corpora have little, and what few themes show is uncertain: drawn towards none
/// (positive-part James & Stein 1961).
pub(super) fn correlation(
    observed: f64,
    error: f64,
    n_halvings: usize,
    expected: impl Fn(f64) -> f64,
) -> f64 {
    let excess = observed - expected(0.0);
    if excess <= 0.0 || excess * excess <= error {
        return 0.0;
    }
    let target = observed - error / excess;
    let (mut low, mut high) = (0.0, MAX_CORRELATION);
    for _ in 0..n_halvings {
        let middle = (low + high) / 2.0;
        if expected(middle) < target { low = middle } else { high = middle }
    }
    low
}

/// The two directions that a weighted line takes out of the periods: orthonormal vectors q₀
/// (level) and q₁ (slope), weighted by the roots of the papers per period.
pub(super) struct Line {
    q: [Vec<f64>; 2],
}

impl Line {
    pub(super) fn of(n_period: &[usize]) -> Line {
        let data: Vec<(f64, f64)> = (0..n_period.len())
            .filter(|&period| n_period[period] > 0)
            .map(|period| (period as f64, n_period[period] as f64))
            .collect();
        Line::weighted(&data)
    }

    /// The same of a line through points with these times and weights > 0.
    pub(super) fn weighted(data: &[(f64, f64)]) -> Line {
        let total: f64 = data.iter().map(|(_, n)| n).sum();
        let centre = data.iter().map(|(t, n)| t * n).sum::<f64>() / total;
        let spread = data.iter().map(|(t, n)| n * (t - centre) * (t - centre)).sum::<f64>();
        let level = data.iter().map(|(_, n)| (n / total).sqrt()).collect();
        let slope = data.iter().map(|(t, n)| (n / spread).sqrt() * (t - centre)).collect();
        Line { q: [level, slope] }
    }

    /// The vector without what the line takes out of it.
    pub(super) fn residuals(&self, mut vector: Vec<f64>) -> Vec<f64> {
        for q in &self.q {
            let along = dot(q, &vector);
            vector.iter_mut().zip(q).for_each(|(value, q)| *value -= along * q);
        }
        vector
    }

    fn n(&self) -> usize {
        self.q[0].len()
    }

    /// E[e′Ae] ÷ E[e′e] for the residuals e of errors with correlation ρ^|i−j|, where e′Ae is the
    /// sum of products of neighbours: tr(MAMΣ) ÷ tr(MΣ) with M = I − q₀q₀′ − q₁q₁′.
    pub(super) fn expected(&self, rho: f64) -> f64 {
        let covered = self.q.each_ref().map(|q| correlate(q, rho));
        let mut above = rho * (self.n() - 1) as f64;
        for (q, covered) in self.q.iter().zip(&covered) {
            above -= 2.0 * dot(&neighbours(q), covered);
            for (other, other_covered) in self.q.iter().zip(&self.q) {
                above += dot(&neighbours(q), other) * dot(other_covered, covered);
            }
        }
        above / self.left(&covered)
    }

    /// What the variance of a slope is under correlated errors, against what it seems to be from
    /// residuals taken as independent.
    pub(super) fn variance_factor(&self, rho: f64) -> f64 {
        let covered = self.q.each_ref().map(|q| correlate(q, rho));
        let seeming = self.left(&covered) / (self.n() as f64 - 2.0);
        dot(&self.q[1], &covered[1]) / seeming
    }

    /// tr(MΣ): what the line leaves of the errors' variance.
    fn left(&self, covered: &[Vec<f64>; 2]) -> f64 {
        self.n() as f64 - dot(&self.q[0], &covered[0]) - dot(&self.q[1], &covered[1])
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Σv, where Σ is the matrix of ρ^|i−j|: a sum forward and one backward.
fn correlate(v: &[f64], rho: f64) -> Vec<f64> {
    let mut sums = v.to_vec();
    let mut carried = 0.0;
    for (sum, value) in sums.iter_mut().zip(v) {
        *sum += rho * carried;
        carried = value + rho * carried;
    }
    carried = 0.0;
    for (sum, value) in sums.iter_mut().zip(v).rev() {
        *sum += rho * carried;
        carried = value + rho * carried;
    }
    sums
}

/// Av: half the sum of both neighbours.
fn neighbours(v: &[f64]) -> Vec<f64> {
    let at = |i: Option<usize>| i.and_then(|i| v.get(i)).copied().unwrap_or(0.0);
    (0..v.len()).map(|i| (at(i.checked_sub(1)) + at(Some(i + 1))) / 2.0).collect()
}
