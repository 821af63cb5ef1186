//! The clearest jump of one theme, and how clear it would be by chance.

use super::autocorrelation::{Line, correlation, lag1};
use super::dispersion::Prior;
use super::draws::{gamma, normal};
use super::growth::Fit;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Periods with papers on each side of a jump: one that differs from all others is no new level.
const MIN_SIDE: usize = 2;

/// Papers of the theme that the line must expect on each side: fewer do not vary as normal errors.
const MIN_EXPECTED: f64 = 10.0;

/// Simulations of a theme at most: p is at least 1 / (this + 1).
pub const SIMULATIONS: usize = 1999;

/// Simulations with as clear a jump from which p is known well enough.
const EXCEEDANCES: usize = 30;

/// Simulations that tell what is usual,
const CALIBRATIONS: usize = 1000;

/// and how often the range of correlations is halved: they are not worth more digits.
const HALVINGS: usize = 8;

/// The clearest jump of residuals.
pub struct Jump {
    /// The first period after it, as a place among those with papers.
    pub at: usize,
    /// In standard errors where the dispersion is 1, signed.
    pub z: f64,
    /// The sum of squares that line and jump leave,
    pub left: f64,
    /// and its degrees of freedom.
    pub freedom: f64,
}

impl Jump {
    pub fn dispersion(&self) -> f64 {
        self.left / self.freedom
    }
}

/// What was found of one theme.
pub struct Scanned {
    /// All jumps it may have,
    pub scan: Scan,
    /// the clearest of them,
    pub jump: Jump,
    /// and what neighbours have in common in what line and jump leave, Σ eᵢeᵢ₊₁ ÷ Σ eᵢ².
    lag1: f64,
}

impl Scanned {
    /// Of a theme with this line; `None` where no jump may be.
    pub fn of(fit: &Fit, n_period: &[usize]) -> Option<Scanned> {
        let scan = Scan::of(fit, n_period);
        let jump = scan.clearest(&fit.residuals)?;
        let lag1 = scan.lag1(&fit.residuals, &jump);
        Some(Scanned { scan, jump, lag1 })
    }
}

/// How themes without a jump scatter around their lines.
pub struct Null {
    /// The dispersion that themes have in common, their clearest jumps taken out: of themes that
    /// jump, the scatter around the line alone would be that of the jump.
    prior: Option<Prior>,
    /// The correlation of neighbouring periods, 0–0.9, their clearest jumps taken out.
    rho: f64,
    /// What a line and its clearest jump leave of errors of variance 1, on average: less than 1,
    /// as the clearest takes much.
    left: f64,
}

impl Null {
    /// From the clearest jumps of themes with the same periods; `None` of none.
    ///
    /// The correlation is that at which simulated lines, their clearest jumps taken out, have the
    /// mean `lag1` of the themes (indirect inference, Gouriéroux, Monfort & Renault 1993).
    pub fn of(themes: &[&Scanned], seed: u64) -> Option<Null> {
        let Scanned { scan, jump, .. } = themes.first()?;
        let n = themes.len() as f64;
        let observed = themes.iter().map(|theme| theme.lag1).sum::<f64>() / n;
        let usual = |rho: f64| scan.usual(rho, seed).0;
        let rho = correlation(observed, 1.0 / (n * jump.freedom), HALVINGS, usual);
        Null::at(rho, themes, seed)
    }

    /// The same where the correlation is known.
    pub fn at(rho: f64, themes: &[&Scanned], seed: u64) -> Option<Null> {
        let Scanned { scan, jump, .. } = themes.first()?;
        let dispersions: Vec<f64> = themes.iter().map(|theme| theme.jump.dispersion()).collect();
        let prior = Prior::of(&dispersions, jump.freedom);
        Some(Null { prior, rho, left: scan.usual(rho, seed).1 })
    }

    /// The dispersion of a theme: moderated, and at least 1, as papers do not avoid one another.
    pub fn dispersion(&self, jump: &Jump) -> f64 {
        let own = jump.dispersion();
        self.prior.map_or(own, |prior| prior.moderate(own, jump.freedom)).max(1.0)
    }
}

/// All jumps that a theme may have, in units in which the errors of its periods have one variance.
pub struct Scan {
    /// Periods with papers, as columns.
    pub periods: Vec<usize>,
    /// Square roots of the weights that the line gives them.
    roots: Vec<f64>,
    line: Line,
    /// The jumps looked for: the first period after, as a place in `periods`, and one over the
    /// length of what the line leaves of the jump.
    jumps: Vec<(usize, f64)>,
}

impl Scan {
    fn of(fit: &Fit, n_period: &[usize]) -> Scan {
        let periods: Vec<usize> =
            (0..n_period.len()).filter(|&period| n_period[period] > 0).collect();
        let expected: Vec<f64> =
            periods.iter().map(|&period| n_period[period] as f64 * fit.share(period)).collect();
        let weight = |(&period, &y): (&usize, &f64)| y * (1.0 - fit.share(period));
        let weights: Vec<f64> = periods.iter().zip(&expected).map(weight).collect();
        let points: Vec<(f64, f64)> = periods
            .iter()
            .zip(&weights)
            .map(|(&period, &weight)| (period as f64, weight))
            .collect();
        let line = Line::weighted(&points);
        let roots: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
        let all: f64 = expected.iter().sum();
        let mut before = 0.0;
        let mut jumps = Vec::new();
        for (at, expected) in expected.iter().enumerate() {
            let is_seen = before >= MIN_EXPECTED && all - before >= MIN_EXPECTED;
            if at >= MIN_SIDE && at + MIN_SIDE <= periods.len() && is_seen {
                jumps.push(at);
            }
            before += expected;
        }
        let mut scan = Scan { periods, roots, line, jumps: Vec::new() };
        scan.jumps = jumps.into_iter().map(|at| (at, 1.0 / scan.step(at).1)).collect();
        scan
    }

    /// The jump whose score (Rao 1948) is largest, the first of equals: of residuals e that are
    /// what the line leaves, a′e ÷ |a| with the jump a. `None` where no jump may be.
    fn clearest(&self, residuals: &[f64]) -> Option<Jump> {
        // a′e of all jumps in one sum from the end.
        let mut sum = 0.0;
        let mut jumps = self.jumps.iter().rev().peekable();
        let mut best: Option<(usize, f64)> = None;
        for at in (0..residuals.len()).rev() {
            sum += self.roots[at] * residuals[at];
            if let Some(&(_, scale)) = jumps.next_if(|&&(jump, _)| jump == at) {
                let z = sum * scale;
                if best.is_none_or(|(_, best)| z.abs() >= best.abs()) {
                    best = Some((at, z));
                }
            }
        }
        let (at, z) = best?;
        let left = residuals.iter().map(|e| e * e).sum::<f64>() - z * z;
        Some(Jump { at, z, left: left.max(0.0), freedom: residuals.len() as f64 - 3.0 })
    }

    /// What neighbours have in common in what line and jump leave; see [`Scanned`].
    fn lag1(&self, residuals: &[f64], jump: &Jump) -> f64 {
        let (step, length) = self.step(jump.at);
        let left: Vec<f64> =
            residuals.iter().zip(&step).map(|(e, step)| e - jump.z * step / length).collect();
        lag1(&left).unwrap_or(0.0)
    }

    /// What the line leaves of a jump at this place, and its length.
    fn step(&self, at: usize) -> (Vec<f64>, f64) {
        let step = self.roots.iter().enumerate().map(|(i, &root)| if i < at { 0.0 } else { root });
        let left = self.line.residuals(step.collect());
        let length = left.iter().map(|x| x * x).sum::<f64>().sqrt();
        (left, length)
    }

    /// What is left of a straight line with errors of variance 1 once it is fitted.
    fn draw(&self, rho: f64, random: &mut Xoshiro256Plus) -> Vec<f64> {
        let fresh = (1.0 - rho * rho).sqrt();
        let mut error = normal(random);
        let errors = (0..self.periods.len()).map(|_| {
            let now = error;
            error = rho * error + fresh * normal(random);
            now
        });
        let errors = errors.collect();
        self.line.residuals(errors)
    }

    /// Means of many draws: `lag1`, and the dispersion that is left.
    fn usual(&self, rho: f64, seed: u64) -> (f64, f64) {
        let mut random = Xoshiro256Plus::seed_from_u64(seed);
        let drawn = (0..CALIBRATIONS).filter_map(|_| {
            let residuals = self.draw(rho, &mut random);
            let jump = self.clearest(&residuals)?;
            Some((self.lag1(&residuals, &jump), jump.dispersion()))
        });
        let sums = drawn.fold((0.0, 0.0), |sums, one| (sums.0 + one.0, sums.1 + one.1));
        (sums.0 / CALIBRATIONS as f64, sums.1 / CALIBRATIONS as f64)
    }

    /// The share of themes without a jump whose clearest one is as clear as `t`, (b + 1) / (B + 1);
    /// simulation stops once 30 were, with b / B (Besag & Clifford 1991). The dispersion of each is
    /// drawn from what the themes have in common.
    pub fn chance(&self, t: f64, null: &Null, seed: u64) -> f64 {
        let mut random = Xoshiro256Plus::seed_from_u64(seed);
        let mut n_as_clear = 0;
        for n in 1..=SIMULATIONS {
            let residuals = self.draw(null.rho, &mut random);
            let Some(jump) = self.clearest(&residuals) else { continue };
            // In units of the theme's own dispersion φ: that of all is φ₀ = φ χ²(d₀) ÷ d₀.
            let variance = match null.prior {
                Some(prior) if prior.freedom.is_infinite() => null.left,
                Some(prior) => {
                    let common = null.left * 2.0 * gamma(prior.freedom / 2.0, &mut random);
                    (common + jump.left) / (prior.freedom + jump.freedom)
                }
                None => jump.dispersion(),
            };
            if jump.z * jump.z >= t * t * variance {
                n_as_clear += 1;
                if n_as_clear == EXCEEDANCES {
                    return EXCEEDANCES as f64 / n as f64;
                }
            }
        }
        (n_as_clear + 1) as f64 / (SIMULATIONS + 1) as f64
    }
}
