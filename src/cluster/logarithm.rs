//! Natural logarithms by the million, the same on every machine.

/// The natural logarithm of a positive normal number, within 1.5e-6 or 3 parts in ten million.
///
/// x = 2^e · m with m between √½ and √2, and ln m = 2 artanh((m − 1) / (m + 1)) by its series.
/// Only multiplication, addition and one division: loops over it are vectorized, where libm's
/// function is called once a number, and it rounds the same everywhere.
#[inline]
pub fn ln(x: f32) -> f32 {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    let exponent = (bits as i32 >> 23) as f32;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) + SQRT_HALF);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let t2 = t * t;
    let series =
        t * (2.0 + t2 * (0.666_666_7 + t2 * (0.4 + t2 * (0.285_714_3 + t2 * 0.222_222_2))));
    exponent * std::f32::consts::LN_2 + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_libm() {
        let mut x = 1e-12f32;
        while x < 1e12 {
            let exact = libm::log(f64::from(x));
            let error = (f64::from(ln(x)) - exact).abs();
            assert!(error < 1.5e-6 + 3e-7 * exact.abs(), "ln {x}: {} {exact}", ln(x));
            x *= 1.000_37;
        }
        assert_eq!(ln(1.0), 0.0);
    }
}
