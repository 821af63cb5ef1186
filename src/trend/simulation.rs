//! Corpora whose trends are known: how many flat themes are called something, and how many growing
//! ones are found.

use super::adjust::benjamini_hochberg;
use super::changepoint::{Changepoint, changepoints};
use super::draws::{gamma, normal};
use super::{Verdict, estimate};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use rayon::prelude::*;

/// A kind of corpus.
#[derive(Debug, Clone, Copy)]
struct World {
    n_periods: usize,
    /// Papers of the first period,
    n_first: f64,
    /// and what each period has more than the one before, a ratio.
    volume: f64,
    /// Of the counts, ≥ 1.
    dispersion: f64,
    /// Correlation of log-odds in neighbouring periods; replaces `dispersion` where above 0.
    autocorrelation: f64,
    /// Themes that grow,
    n_growing: usize,
    /// as many that fall if so,
    balanced: bool,
    /// by what their odds are multiplied each period,
    factor: f64,
    /// and by what in the middle of the periods.
    jump: f64,
}

const N_THEMES: usize = 30;

const WORLD: World = World {
    n_periods: 8,
    n_first: 300.0,
    volume: 1.2,
    dispersion: 1.0,
    autocorrelation: 0.0,
    n_growing: 0,
    balanced: false,
    factor: 1.25,
    jump: 1.0,
};

/// Themes of sizes as they are found (the largest ten times the smallest), shares that sum to 1.
fn corpus(world: &World, random: &mut Xoshiro256Plus) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut counts = vec![Vec::new(); N_THEMES];
    let mut n_period = Vec::new();
    let size = |theme: usize| 1.0 / (1.0 + 0.31 * theme as f64);
    let rho = world.autocorrelation;
    let mut noise = vec![0.0; N_THEMES];
    for period in 0..world.n_periods {
        let n = (world.n_first * world.volume.powi(period as i32)).round();
        let weights: Vec<f64> = (0..N_THEMES)
            .map(|theme| {
                let fresh = normal(random);
                noise[theme] = if period == 0 {
                    fresh
                } else {
                    rho * noise[theme] + (1.0 - rho * rho).sqrt() * fresh
                };
                let time = period as f64 - (world.n_periods - 1) as f64 / 2.0;
                let direction = f64::from(trend(world, theme));
                let jump = if time > 0.0 { world.jump.powf(direction) } else { 1.0 };
                let factor = world.factor.powf(time * direction) * jump;
                // Log-odds that vary by .25 double the variance of a theme of 16 papers.
                let wobble = if rho > 0.0 { (0.25 * noise[theme]).exp() } else { 1.0 };
                size(theme) * factor * wobble
            })
            .collect();
        let all: f64 = weights.iter().sum();
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight / all).collect();
        if world.dispersion > 1.0 {
            // Dirichlet-multinomial counts have this dispersion in every theme.
            let strength = (n - world.dispersion) / (world.dispersion - 1.0);
            shares.iter_mut().for_each(|share| *share = gamma(*share * strength, random));
            let all: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= all);
        }
        counts.iter_mut().for_each(|theme| theme.push(0));
        for _ in 0..n as usize {
            let mut at: f64 = random.r#gen();
            let theme = shares.iter().position(|share| {
                at -= share;
                at < 0.0
            });
            counts[theme.unwrap_or(N_THEMES - 1)][period] += 1;
        }
        n_period.push(n as usize);
    }
    (counts, n_period)
}

/// 1 for a growing theme, −1 for a falling one, else 0; both are spread over all sizes.
fn trend(world: &World, theme: usize) -> i32 {
    let stride = N_THEMES / world.n_growing.max(1);
    match theme % stride {
        2 if world.n_growing > 0 => 1,
        4 if world.balanced => -1,
        _ => 0,
    }
}

/// What many corpora of a kind gave, means over them.
#[derive(Debug, Default)]
struct Outcome {
    /// Share of wrong calls among all.
    false_discoveries: f64,
    /// Share of the true trends that were called.
    power: f64,
    /// Flat themes called declining.
    declining: f64,
    /// Share of the corpora with more than two of them.
    above_two: f64,
    /// The same two of Mann–Kendall at each of [`LEVELS`].
    rank_test: Vec<(f64, f64)>,
}

impl Outcome {
    /// The power of Mann–Kendall at the highest level that keeps false discoveries at ours, or at
    /// .10 where ours are fewer.
    fn power_of_rank_test(&self) -> f64 {
        let allowed = self.false_discoveries.max(0.10);
        let kept = self.rank_test.iter().filter(|(wrong, _)| *wrong <= allowed);
        kept.map(|&(_, power)| power).fold(0.0, f64::max)
    }
}

/// Levels of q at which the rank test is tried.
const LEVELS: [f64; 7] = [0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.10];

/// False discoveries and power of calls: `Some(true)` for up.
fn rates(world: &World, called: impl Fn(usize) -> Option<bool>) -> (f64, f64) {
    let truth = |theme| Some(trend(world, theme)).filter(|&t| t != 0).map(|t| t > 0);
    let themes = || 0..N_THEMES;
    let n_called = themes().filter(|&theme| called(theme).is_some()).count();
    let n_true = themes().filter(|&theme| truth(theme).is_some()).count();
    let n_right = themes().filter(|&t| called(t).is_some() && called(t) == truth(t)).count();
    let n_wrong = n_called - n_right;
    (n_wrong as f64 / n_called.max(1) as f64, n_right as f64 / n_true.max(1) as f64)
}

fn simulate(world: &World) -> Outcome {
    const N_RUNS: usize = 100;
    let mut random = Xoshiro256Plus::seed_from_u64(1);
    let mut out = Outcome { rank_test: vec![(0.0, 0.0); LEVELS.len()], ..Outcome::default() };
    let n = N_RUNS as f64;
    for _ in 0..N_RUNS {
        let (counts, n_period) = corpus(world, &mut random);
        let themes = estimate(&counts, &n_period, 1.0).themes;
        let (wrong, power) = rates(world, |theme| match themes[theme].verdict {
            Verdict::Growing | Verdict::Emerging => Some(true),
            Verdict::Declining => Some(false),
            Verdict::Steady | Verdict::TooFew => None,
        });
        out.false_discoveries += wrong / n;
        out.power += power / n;
        let fell = |theme: &usize| {
            themes[*theme].verdict == Verdict::Declining && trend(world, *theme) == 0
        };
        let n_fell = (0..N_THEMES).filter(fell).count();
        out.declining += n_fell as f64 / n;
        out.above_two += f64::from(u8::from(n_fell > 2)) / n;
        let tests: Vec<_> = themes.iter().map(|theme| theme.mann_kendall).collect();
        let q = benjamini_hochberg(
            &tests.iter().map(|test| test.map_or(1.0, |test| test.p)).collect::<Vec<_>>(),
            tests.len(),
        );
        for (level, sums) in LEVELS.iter().zip(&mut out.rank_test) {
            let called = |theme: usize| {
                tests[theme].filter(|_| q[theme] < *level).map(|test| test.tau > 0.0)
            };
            let (wrong, power) = rates(world, called);
            sums.0 += wrong / n;
            sums.1 += power / n;
        }
    }
    out
}

#[test]
fn at_most_a_tenth_of_the_verdicts_are_false() {
    for n_periods in [5, 8, 12] {
        for dispersion in [1.0, 2.0] {
            for volume in [1.0, 1.2] {
                for (n_growing, balanced) in [(0, false), (5, false), (5, true)] {
                    let world =
                        World { n_periods, dispersion, volume, n_growing, balanced, ..WORLD };
                    let out = simulate(&world);
                    assert!(out.false_discoveries <= 0.10, "{world:?}: {out:?}");
                }
            }
        }
    }
}

#[test]
fn growing_themes_are_found_more_often_than_by_ranks() {
    let out = simulate(&World { n_growing: 5, ..WORLD });
    let ranks = out.power_of_rank_test();
    println!("eight periods, odds × 1.25: power {:.2}, Mann–Kendall {ranks:.2}", out.power);
    assert!(out.power >= 0.75 && out.power >= 1.5 * ranks, "{ranks}: {out:?}");
    // Five periods leave ranks nothing: the least p, .017, is not enough among thirty themes.
    let few = simulate(&World { n_growing: 5, n_periods: 5, factor: 1.5, ..WORLD });
    assert!(few.power >= 0.5 && few.power_of_rank_test() < 0.05, "{few:?}");
}

#[test]
fn flat_themes_do_not_decline_because_others_surge() {
    for factor in [1.25, 1.5, 2.0] {
        for n_periods in [5, 8, 12] {
            for dispersion in [1.0, 2.0] {
                let world = World { n_growing: 5, n_periods, factor, dispersion, ..WORLD };
                let out = simulate(&world);
                println!(
                    "odds × {factor}, {n_periods} periods, dispersion {dispersion}: {:.2} flat \
                     themes declining, more than two in {:.2} of the corpora",
                    out.declining, out.above_two
                );
                assert!(out.declining <= 0.6 && out.above_two <= 0.05, "{world:?}: {out:?}");
            }
        }
    }
}

/// False discoveries and power of changepoints.
fn simulate_jumps(world: &World) -> (f64, f64) {
    const N_RUNS: usize = 300;
    let mut random = Xoshiro256Plus::seed_from_u64(1);
    let (mut wrong, mut power) = (0.0, 0.0);
    for _ in 0..N_RUNS {
        let (counts, n_period) = corpus(world, &mut random);
        let estimates = estimate(&counts, &n_period, 1.0);
        let found = changepoints(&counts, &n_period, &estimates, 1);
        let is_right = |theme: usize| {
            let jump = found[theme].filter(Changepoint::is_supported)?;
            // One period off is near enough.
            let is_there = world.jump > 1.0 && jump.period.abs_diff(world.n_periods / 2) <= 1;
            Some(is_there && trend(world, theme) == if jump.t > 0.0 { 1 } else { -1 })
        };
        let calls: Vec<bool> = (0..N_THEMES).filter_map(is_right).collect();
        let n_right = calls.iter().filter(|&&right| right).count() as f64;
        wrong += (calls.len() as f64 - n_right) / calls.len().max(1) as f64;
        power += n_right / (2 * world.n_growing).max(1) as f64;
    }
    (wrong / N_RUNS as f64, power / N_RUNS as f64)
}

#[test]
fn neither_flat_themes_nor_straight_trends_jump() {
    let mut worlds = Vec::new();
    for n_periods in [6, 8, 12] {
        for dispersion in [1.0, 2.0] {
            worlds.extend([0, 5].map(|n_growing| World {
                n_periods,
                dispersion,
                n_growing,
                volume: 1.0,
                ..WORLD
            }));
        }
    }
    worlds.par_iter().for_each(|world| {
        let (wrong, _) = simulate_jumps(world);
        assert!(wrong <= 0.10, "{world:?}: {wrong}");
    });
}

/// A jump half-way is mostly a trend: of what a straight line leaves, only large ones stand out.
#[test]
fn jumps_of_large_themes_are_found() {
    let jumps = World { n_growing: 5, balanced: true, factor: 1.0, jump: 3.0, ..WORLD };
    for (n_periods, n_first, least) in [(24, 300.0, 0.35), (12, 3000.0, 0.85)] {
        let world = World { n_periods, n_first, volume: 1.0, ..jumps };
        let (_, power) = simulate_jumps(&world);
        println!("{n_periods} periods of {n_first} papers, odds × 3 half-way: power {power:.2}");
        assert!(power >= least, "{world:?}: {power}");
    }
}

/// Not cured: said here, in the README and in the sentence of each verdict concerned.
#[test]
fn strong_autocorrelation_is_reported() {
    for autocorrelation in [0.3, 0.6] {
        let world = World { n_periods: 12, autocorrelation, ..WORLD };
        let (flat, five) = (simulate(&world), simulate(&World { n_growing: 5, ..world }));
        println!(
            "twelve periods, neighbours correlated by {autocorrelation}: a flat corpus has a false \
             verdict with probability {:.2}; with five growing themes {:.2} of the verdicts are false",
            flat.false_discoveries, five.false_discoveries,
        );
        let rank_test = flat.rank_test[LEVELS.len() - 1].0;
        assert!(flat.false_discoveries < rank_test, "{flat:?}");
    }
}
