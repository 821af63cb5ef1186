//! How fast the odds of a theme grow: a quasi-binomial regression of its share on time.

/// Steps of Newton's method after which a fit is given up; ten are plenty.
const MAX_STEPS: usize = 50;
/// The largest change of the log-odds at either end of the time axis in one step.
const MAX_CHANGE: f64 = 3.0;

/// Standard errors by which a period may miss the line; beyond, there is no line to speak of, and
/// squares run out of numbers.
const MAX_RESIDUAL: f64 = 1e6;

/// A fitted line through the log-odds of a theme's share. Made by [`fit`].
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Log-odds in the first period.
    pub intercept: f64,
    /// Change of the log-odds per period.
    pub slope: f64,
    /// Variance of `slope` where the dispersion is 1; multiply by the dispersion.
    pub variance: f64,
    /// Pearson residuals, one per period that has papers, in order of time.
    pub residuals: Vec<f64>,
}

impl Fit {
    /// Residual degrees of freedom: periods with papers, less two.
    pub fn freedom(&self) -> f64 {
        self.residuals.len() as f64 - 2.0
    }

    /// Pearson's estimate of the dispersion: 1 where counts vary as binomial ones do, more where
    /// papers come in bunches.
    pub fn dispersion(&self) -> f64 {
        self.residuals.iter().map(|r| r * r).sum::<f64>() / self.freedom()
    }

    /// The share that the line gives a period, 0–1; the first is 0.
    pub fn share(&self, period: usize) -> f64 {
        logistic(self.intercept + self.slope * period as f64)
    }
}

/// Fits `n_papers ~ Binomial(n_period, π)`, logit π = α + β·period, by iteratively reweighted
/// least squares (McCullagh & Nelder 1989, section 4.4). Periods without papers count for nothing.
///
/// `None` where no slope exists: with fewer than three periods that have papers, for a theme
/// without papers or with all of them, and where the papers before or after one period are all of
/// the theme or none, so that the likelihood grows for ever with the slope.
pub fn fit(n_papers: &[usize], n_period: &[usize]) -> Option<Fit> {
    let data: Vec<(f64, f64, f64)> = (0..n_period.len())
        .filter(|&period| n_period[period] > 0)
        .map(|period| (period as f64, n_papers[period] as f64, n_period[period] as f64))
        .collect();
    if data.len() < 3 || !has_slope(&data) {
        return None;
    }
    let total: f64 = data.iter().map(|(_, _, n)| n).sum();
    let share = data.iter().map(|(_, y, _)| y).sum::<f64>() / total;
    // Centred at the middle of the papers, where level and slope hardly depend on one another.
    let centre = data.iter().map(|(t, _, n)| t * n).sum::<f64>() / total;
    let reach = data.iter().map(|(t, _, _)| (t - centre).abs()).fold(0.0, f64::max);
    let (mut level, mut slope) = (libm::log(share / (1.0 - share)), 0.0);
    for _ in 0..MAX_STEPS {
        // Information and score of (level, slope).
        let (mut w0, mut w1, mut w2, mut s0, mut s1) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(t, y, n) in &data {
            let x = t - centre;
            let p = logistic(level + slope * x);
            let weight = n * p * (1.0 - p);
            w0 += weight;
            w1 += weight * x;
            w2 += weight * x * x;
            s0 += y - n * p;
            s1 += (y - n * p) * x;
        }
        let determinant = w0 * w2 - w1 * w1;
        let (up, tilt) = ((w2 * s0 - w1 * s1) / determinant, (w0 * s1 - w1 * s0) / determinant);
        let change = up.abs() + tilt.abs() * reach;
        if !change.is_finite() {
            return None;
        }
        let part = if change > MAX_CHANGE { MAX_CHANGE / change } else { 1.0 };
        level += part * up;
        slope += part * tilt;
        if change < 1e-10 {
            let residual = |&(t, y, n): &(f64, f64, f64)| {
                let p = logistic(level + slope * (t - centre));
                (y - n * p) / (n * p * (1.0 - p)).sqrt()
            };
            let residuals: Vec<f64> = data.iter().map(residual).collect();
            if !residuals.iter().all(|residual| residual.abs() < MAX_RESIDUAL) {
                return None;
            }
            let intercept = level - slope * centre;
            return Some(Fit { intercept, slope, variance: w0 / determinant, residuals });
        }
    }
    None
}

/// The share of these log-odds, 0–1.
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Whether the likelihood has its maximum at a finite slope (Albert & Anderson 1984): no period
/// has only papers of the theme on one side of it and none of them on the other.
fn has_slope(data: &[(f64, f64, f64)]) -> bool {
    let with = |&(_, y, _): &(f64, f64, f64)| y > 0.0;
    let without = |&(_, y, n): &(f64, f64, f64)| y < n;
    let (first_with, last_with) = (data.iter().position(with), data.iter().rposition(with));
    let (first_without, last_without) =
        (data.iter().position(without), data.iter().rposition(without));
    match (first_with, last_with, first_without, last_without) {
        (Some(first), Some(last), Some(first_other), Some(last_other)) => {
            first < last_other && last > first_other
        }
        _ => false,
    }
}

/// The period without which the line would not rise, or fall, as it does with all of them; `None`
/// where the sign is the same with any one period left out.
///
/// The likelihood is concave, so the slope has the sign that its score has where it is zero:
/// Σ x (y − p N), with p the share of all periods together. No refit is needed.
pub fn decisive_period(n_papers: &[usize], n_period: &[usize], slope: f64) -> Option<usize> {
    let (mut y0, mut y1, mut n0, mut n1) = (0.0, 0.0, 0.0, 0.0);
    for (period, (&y, &n)) in n_papers.iter().zip(n_period).enumerate() {
        let (x, y, n) = (period as f64, y as f64, n as f64);
        y0 += y;
        y1 += x * y;
        n0 += n;
        n1 += x * n;
    }
    (0..n_period.len()).filter(|&period| n_period[period] > 0).find(|&period| {
        let (x, y, n) = (period as f64, n_papers[period] as f64, n_period[period] as f64);
        let score = (y1 - x * y) * (n0 - n) - (y0 - y) * (n1 - x * n);
        score * slope <= 0.0
    })
}
