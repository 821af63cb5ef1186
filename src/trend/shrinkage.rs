//! Growth as it is to be believed of a theme among many.
//!
//! The fastest growth of thirty themes belongs to one that was lucky, most likely a small one. Each
//! estimate is drawn towards "no growth", the more the less certain it is against what themes
//! differ by (normal means with a normal prior at zero; Efron & Morris 1975), and themes are
//! ranked by the lower end of what is left.

/// The variance of the true slopes around zero, ≥ 0, from estimates and their variances: where the
/// weighted sum of squares Σ β² ÷ (v + τ²) is what it should be (Paule & Mandel 1982).
pub fn variance_between(slopes: &[(f64, f64)]) -> f64 {
    let excess = |tau2: f64| {
        slopes.iter().map(|(slope, variance)| slope * slope / (variance + tau2)).sum::<f64>()
            - slopes.len() as f64
    };
    if excess(0.0) <= 0.0 {
        return 0.0;
    }
    // The mean square of the slopes is more than enough.
    let squares: f64 = slopes.iter().map(|(slope, _)| slope * slope).sum();
    let (mut low, mut high) = (0.0, squares);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// A slope and its variance, given the variance between themes.
pub fn shrink(slope: f64, variance: f64, between: f64) -> (f64, f64) {
    let kept = if between > 0.0 { between / (between + variance) } else { 0.0 };
    (kept * slope, kept * variance)
}
