//! Random numbers of the two distributions that simulations need, the same on every machine.

use rand::Rng;
use rand_xoshiro::Xoshiro256Plus;

/// A standard normal number (Box & Muller 1958).
pub fn normal(random: &mut Xoshiro256Plus) -> f64 {
    let (u, v): (f64, f64) = (random.r#gen(), random.r#gen());
    (-2.0 * libm::log(1.0 - u)).sqrt() * libm::cos(std::f64::consts::TAU * v)
}

/// A gamma number of this shape > 0 and scale 1 (Marsaglia & Tsang 2000).
pub fn gamma(shape: f64, random: &mut Xoshiro256Plus) -> f64 {
    if shape < 1.0 {
        let u: f64 = random.r#gen();
        return gamma(shape + 1.0, random) * libm::pow(u, 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(random);
        let root = 1.0 + x / (9.0 * d).sqrt();
        let v = root * root * root;
        let u: f64 = random.r#gen();
        if v > 0.0 && libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut random = Xoshiro256Plus::seed_from_u64(1);
        let mut moments = |draw: &dyn Fn(&mut Xoshiro256Plus) -> f64| {
            let n = 40_000;
            let values: Vec<f64> = (0..n).map(|_| draw(&mut random)).collect();
            let mean = values.iter().sum::<f64>() / f64::from(n);
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
            (mean, variance / f64::from(n))
        };
        let (mean, variance) = moments(&normal);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        for shape in [0.4, 3.5] {
            let (mean, variance) = moments(&|random| gamma(shape, random));
            assert!((mean / shape - 1.0).abs() < 0.03, "{shape}: {mean}");
            assert!((variance / shape - 1.0).abs() < 0.06, "{shape}: {variance}");
        }
    }
}
