//! How often terms occur together: normalised pointwise mutual information.

/// NPMI of two terms, −1..=1: ln(p(a,b) / (p(a)·p(b))) / −ln p(a,b) (Bouma 2009). −1 for terms
/// that are never met together, 1 for terms that are always.
///
/// Each term comes as the numbers of the places that hold it, ascending and not empty, out of
/// `n_places`.
pub fn npmi(a: &[u32], b: &[u32], n_places: usize) -> f64 {
    let n = n_places as f64;
    let both = n_shared(a, b) as f64 / n;
    let (p_a, p_b) = (a.len() as f64 / n, b.len() as f64 / n);
    match both {
        0.0 => -1.0,
        1.0 => 1.0,
        _ => libm::log(both / (p_a * p_b)) / -libm::log(both),
    }
}

/// Mean NPMI of all pairs of terms, −1..=1, with whole papers as places (Lau et al. 2014). `None`
/// for fewer than two terms. The terms come as in [`npmi`].
pub fn mean_npmi(terms: &[&[u32]], n_papers: usize) -> Option<f64> {
    let pairs = terms.iter().enumerate().flat_map(|(i, a)| terms[..i].iter().map(move |b| (a, b)));
    let values: Vec<f64> = pairs.map(|(a, b)| npmi(a, b, n_papers)).collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Numbers two ascending lists share.
fn n_shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        n += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_together_score_one_and_apart_minus_one() {
        // Four papers: the first two terms always together, the third elsewhere.
        let (a, b, c): (&[u32], &[u32], &[u32]) = (&[0, 1], &[0, 1], &[2, 3]);
        assert!((mean_npmi(&[a, b], 4).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(mean_npmi(&[a, c], 4), Some(-1.0));
        assert_eq!(mean_npmi(&[a], 4), None);
    }

    #[test]
    fn terms_that_meet_as_often_as_by_chance_score_zero() {
        // Each in half of four places, both in a quarter.
        assert!(npmi(&[0, 1], &[1, 2], 4).abs() < 1e-12);
    }
}
