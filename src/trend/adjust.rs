//! Testing many themes at once.

/// The q of each p by Benjamini & Hochberg (1995), 0–1: the least share of false discoveries at
/// which the test is a discovery. In the order of `p`.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (rank, &test) in order.iter().enumerate().rev() {
        // A ratio of at least 1, so that no q is a rounding below its p.
        least = least.min(p[test] * (p.len() as f64 / (rank + 1) as f64));
        q[test] = least;
    }
    q
}
