//! Testing many themes at once.

/// The q of each p by Benjamini & Hochberg (1995), 0–1: the least share of false discoveries at
/// which the test is a discovery. In the order of `p`; they are the smallest of `n_tests`.
pub fn benjamini_hochberg(p: &[f64], n_tests: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (rank, &test) in order.iter().enumerate().rev() {
        // A ratio of at least 1, so that no q is a rounding below its p.
        least = least.min(p[test] * (n_tests as f64 / (rank + 1) as f64));
        q[test] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn false_discovery_rates_are_those_of_benjamini_and_hochberg() {
        // statsmodels: multipletests([.01, .04, .03, .005, .8], method="fdr_bh").
        let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.8], 5);
        let expected = [0.025, 0.05, 0.05, 0.025, 0.8];
        assert!(q.iter().zip(expected).all(|(q, e)| (q - e).abs() < 1e-12), "{q:?}");
        assert_eq!(benjamini_hochberg(&[0.01], 30), [0.3]);
    }
}
