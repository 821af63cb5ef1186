//! The beta-binomial distribution: how many of n papers are a theme's if the share is uncertain.

/// Papers beyond which the distribution is computed for fewer, of a share that varies as much.
const MAX_PAPERS: usize = 4_000;

/// Correlation above which all papers of a period are of one kind.
const MAX_CORRELATION: f64 = 0.999;

/// The distribution of a share among n papers. Made by [`Counted::new`].
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Probability of at most k papers, k from 0 to n.
    cumulative: Vec<f64>,
}

impl Counted {
    /// The distribution of the share among `n` (≥ 1) papers with this mean (inside 0–1), whose
    /// variance is `inflation` (≥ 1) times that of a beta-binomial with this correlation (0–1).
    pub fn new(n: usize, mean: f64, correlation: f64, inflation: f64) -> Counted {
        let papers = n as f64;
        // In units of mean·(1 − mean): what a beta-binomial of other size has to reach.
        let variance = inflation * (1.0 + (papers - 1.0) * correlation) / papers;
        let n = n.clamp(1, MAX_PAPERS);
        let papers = n as f64;
        let correlation =
            if n == 1 { correlation } else { (papers * variance - 1.0) / (papers - 1.0) };
        let correlation = correlation.clamp(1e-9, MAX_CORRELATION);
        let weight = 1.0 / correlation - 1.0;
        let (a, b) = (mean * weight, (1.0 - mean) * weight);

        // The ratio of neighbouring probabilities is rational; the sum makes up for the constant.
        let up = |k: usize| {
            let k = k as f64;
            (papers - k) * (a + k) / ((k + 1.0) * (b + papers - k - 1.0))
        };
        let start = (mean * papers) as usize;
        let mut probabilities = vec![0.0; n + 1];
        probabilities[start] = 1.0;
        for k in start..n {
            probabilities[k + 1] = probabilities[k] * up(k);
        }
        for k in (0..start).rev() {
            probabilities[k] = probabilities[k + 1] / up(k);
        }
        let total: f64 = probabilities.iter().sum();
        let mut sum = 0.0;
        let cumulative = probabilities.into_iter().map(|p| {
            sum += p;
            sum / total
        });
        Counted { cumulative: cumulative.collect() }
    }

    /// The share of the fewest papers that are not exceeded with a probability of at least `level`.
    pub fn quantile(&self, level: f64) -> f64 {
        let n = self.cumulative.len() - 1;
        // A level that is met exactly must not be missed by rounding.
        let count = self.cumulative.partition_point(|&p| p < level - 1e-12);
        count.min(n) as f64 / n as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certain_shares_give_the_binomial() {
        // Of 10 papers at 1/2: P(≤ 1) = 11/1024, P(≤ 2) = 56/1024, P(≤ 7) = 968/1024.
        let counted = Counted::new(10, 0.5, 0.0, 1.0);
        assert!((counted.cumulative[1] - 11.0 / 1024.0).abs() < 1e-8);
        assert_eq!((counted.quantile(0.05), counted.quantile(0.945)), (0.2, 0.7));
    }

    #[test]
    fn every_size_and_doubt_is_a_distribution() {
        for n in [1, 2, 50, 4_000, 90_000] {
            for mean in [1e-9, 0.003, 0.5, 1.0 - 1e-9] {
                for correlation in [0.0, 0.1, 1.0] {
                    for inflation in [1.0, 40.0] {
                        let counted = Counted::new(n, mean, correlation, inflation);
                        let all = &counted.cumulative;
                        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]), "{n} {mean}");
                        assert!(all.iter().all(|p| (0.0..=1.0).contains(p)), "{n} {mean} {all:?}");
                        assert_eq!(all[all.len() - 1], 1.0);
                        assert!(counted.quantile(0.1) <= counted.quantile(0.9));
                    }
                }
            }
        }
    }
}
