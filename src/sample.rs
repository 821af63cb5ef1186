//! Seeded samples: which papers stand for a corpus too large to look at whole.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// At most `limit` of the numbers below `n`, drawn without repeats, ascending; the same ones for
/// the same seed.
pub fn sample(n: usize, limit: usize, seed: u64) -> Vec<usize> {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut numbers = rand::seq::index::sample(&mut rng, n, limit.min(n)).into_vec();
    numbers.sort_unstable();
    numbers
}
