//! Bursts: stretches of time in which a share is far above its usual level (Kleinberg 2002,
//! "Bursty and hierarchical structure in streams", the automaton for batched arrivals).
//!
//! An automaton is in its low state, with the overall share p0, or in its high state, with
//! p1 = s · p0. Entering the high state costs γ · ln T over T periods, leaving it nothing. The
//! bursts are the stretches in the high state on the cheapest way through all periods.

use std::ops::Range;

/// How bursts are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurstPlan {
    /// s: share inside a burst ÷ overall share; > 1.
    pub scale: f64,
    /// γ: what entering a burst costs, in ln T; ≥ 0.
    pub gamma: f64,
}

impl Default for BurstPlan {
    fn default() -> Self {
        BurstPlan { scale: 2.0, gamma: 1.0 }
    }
}

/// One stretch in the high state.
#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// Its periods.
    pub periods: Range<usize>,
    /// The period of its largest share; the first of equals.
    pub peak: usize,
    /// Papers of the series in it.
    pub n_papers: usize,
    /// Share of the papers in it, 0–1.
    pub share_in: f64,
    /// Share of all papers outside it, 0–1; `None` where there are no others.
    pub share_out: Option<f64>,
    /// What the high state saves over the low one inside it (Kleinberg's weight): a logarithm of a
    /// likelihood ratio, > 0.
    pub strength: f64,
}

/// The two states, from the counts of a series and of all papers.
struct Automaton {
    /// ln(p1 / p0), and ln((1 − p1) / (1 − p0)).
    logs: (f64, f64),
    /// γ · ln T.
    entry: f64,
}

impl Automaton {
    /// `None` for a series that is always or never there: it has no other level to rise to.
    fn of(n_papers: &[usize], n_period: &[usize], plan: &BurstPlan) -> Option<Automaton> {
        let (r, n) = (n_papers.iter().sum::<usize>(), n_period.iter().sum::<usize>());
        if r == 0 || r >= n {
            return None;
        }
        let p0 = r as f64 / n as f64;
        // A share cannot be doubled for ever: from 1 / (1 + s) on, its complement is divided by s.
        let p1 = (plan.scale * p0).min(1.0 - (1.0 - p0) / plan.scale);
        Some(Automaton {
            logs: (libm::log(p1 / p0), libm::log((1.0 - p1) / (1.0 - p0))),
            entry: plan.gamma * libm::log(n_period.len() as f64),
        })
    }

    /// What the high state saves in a period with `r` of `n` papers: σ(0) − σ(1) of the paper,
    /// where σ(i) = −ln(C(n, r) · p_i^r · (1 − p_i)^(n − r)).
    fn saving(&self, r: usize, n: usize) -> f64 {
        r as f64 * self.logs.0 + n.saturating_sub(r) as f64 * self.logs.1
    }
}

/// The bursts of a series, in order of time; ties between states go to the low one. The two slices
/// are papers of the series and of the corpus in the same periods; positions count from `first`.
pub fn find_bursts(
    n_papers: &[usize],
    n_period: &[usize],
    first: usize,
    plan: &BurstPlan,
) -> Vec<Burst> {
    let Some(automaton) = Automaton::of(n_papers, n_period, plan) else { return Vec::new() };
    let savings: Vec<f64> =
        n_papers.iter().zip(n_period).map(|(&r, &n)| automaton.saving(r, n)).collect();
    let is_high = cheapest_way(&savings, automaton.entry);
    let mut start = 0;
    let mut bursts = Vec::new();
    for run in is_high.chunk_by(|a, b| a == b) {
        let periods = start..start + run.len();
        start = periods.end;
        if run[0] {
            bursts.push(describe(periods, &savings, n_papers, n_period, first));
        }
    }
    bursts
}

/// Viterbi: whether each period is in the high state. Costs count from the low state's, so a
/// period of the low state costs 0 and one of the high state what it does not save.
fn cheapest_way(savings: &[f64], entry: f64) -> Vec<bool> {
    // Per period, whether the cheapest way to either state comes from the high one.
    let mut from_high: Vec<(bool, bool)> = Vec::with_capacity(savings.len());
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for saving in savings {
        from_high.push((high < low, high < low + entry));
        (low, high) = (high.min(low), high.min(low + entry) - saving);
    }
    let mut is_high = vec![false; savings.len()];
    let mut state = high < low;
    for (period, &(to_low, to_high)) in from_high.iter().enumerate().rev() {
        is_high[period] = state;
        state = if state { to_high } else { to_low };
    }
    is_high
}

fn describe(
    periods: Range<usize>,
    savings: &[f64],
    n_papers: &[usize],
    n_period: &[usize],
    first: usize,
) -> Burst {
    let sum = |counts: &[usize]| counts.iter().sum::<usize>();
    let (r, n) = (sum(&n_papers[periods.clone()]), sum(&n_period[periods.clone()]));
    let (all_r, all_n) = (sum(n_papers), sum(n_period));
    let share = |period: usize| n_papers[period] as f64 / n_period[period].max(1) as f64;
    let peak =
        periods.clone().reduce(|best, next| if share(next) > share(best) { next } else { best });
    Burst {
        peak: first + peak.unwrap_or(periods.start),
        n_papers: r,
        share_in: r as f64 / n.max(1) as f64,
        share_out: (all_n > n).then(|| (all_r - r) as f64 / (all_n - n) as f64),
        strength: savings[periods.clone()].iter().sum(),
        periods: first + periods.start..first + periods.end,
    }
}

/// The strength of the strongest burst, 0 where there is none: [`find_bursts`] without keeping
/// anything, for the many series of a simulation.
pub fn greatest_strength(n_papers: &[usize], n_period: &[usize], plan: &BurstPlan) -> f64 {
    let Some(automaton) = Automaton::of(n_papers, n_period, plan) else { return 0.0 };
    let entry = automaton.entry;
    // Per state the cost of the cheapest way there, and the strongest burst that ended on it; for
    // the high state also the strength of the burst it is in.
    let (mut low, mut high) = ((0.0, 0.0f64), (f64::INFINITY, 0.0f64, 0.0f64));
    for (&r, &n) in n_papers.iter().zip(n_period) {
        let saving = automaton.saving(r, n);
        let next_low = if high.0 < low.0 { (high.0, high.1.max(high.2)) } else { low };
        high = if high.0 < low.0 + entry {
            (high.0 - saving, high.1, high.2 + saving)
        } else {
            (low.0 + entry - saving, low.1, saving)
        };
        low = next_low;
    }
    if high.0 < low.0 { high.1.max(high.2) } else { low.1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;
    use serde::Deserialize;

    const PLAN: BurstPlan = BurstPlan { scale: 2.0, gamma: 1.0 };

    /// The cheapest of all 2^T sequences of states, straight from the paper's costs.
    fn by_trying_all(r: &[usize], n: &[usize], plan: &BurstPlan) -> (f64, u32) {
        let p0 = r.iter().sum::<usize>() as f64 / n.iter().sum::<usize>() as f64;
        let p1 = (plan.scale * p0).min(1.0 - (1.0 - p0) / plan.scale);
        let sigma = |p: f64, r: usize, n: usize| {
            -(statrs::function::factorial::ln_binomial(n as u64, r as u64)
                + r as f64 * p.ln()
                + (n - r) as f64 * (1.0 - p).ln())
        };
        let cost = |states: u32| {
            let mut before = false;
            let mut cost = 0.0;
            for t in 0..r.len() {
                let high = states >> t & 1 == 1;
                cost += sigma(if high { p1 } else { p0 }, r[t], n[t]);
                if high && !before {
                    cost += plan.gamma * (r.len() as f64).ln();
                }
                before = high;
            }
            cost
        };
        let best = (0..1u32 << r.len()).map(|states| (cost(states), states));
        best.reduce(|best, next| if next.0 < best.0 - 1e-9 { next } else { best }).unwrap()
    }

    #[test]
    fn the_cheapest_way_is_the_cheapest_of_all() {
        let mut random = Xoshiro256Plus::seed_from_u64(4);
        let mut noise = || random.gen_range(0.0..1.0f64);
        let mut n_bursts = 0;
        for case in 0..300 {
            let n_periods = 2 + case % 11;
            let n: Vec<usize> = (0..n_periods)
                .map(|_| (noise() * 30.0) as usize * usize::from(noise() > 0.1))
                .collect();
            let level = noise();
            let r: Vec<usize> =
                n.iter().map(|&n| (n as f64 * (level * noise() * 1.4).min(1.0)) as usize).collect();
            let plan = BurstPlan { scale: 1.2 + 2.0 * noise(), gamma: 1.5 * noise() };
            if r.iter().sum::<usize>() == 0 || r == n {
                continue;
            }
            let (_, states) = by_trying_all(&r, &n, &plan);
            let bursts = find_bursts(&r, &n, 0, &plan);
            let found =
                bursts.iter().flat_map(|b| b.periods.clone()).fold(0, |all, t| all | 1 << t);
            assert_eq!(found, states, "{r:?} of {n:?}, {plan:?}");
            let strongest = bursts.iter().map(|b| b.strength).fold(0.0, f64::max);
            assert!((greatest_strength(&r, &n, &plan) - strongest).abs() < 1e-9);
            n_bursts += bursts.len();
        }
        assert!(n_bursts > 50, "{n_bursts}");
    }

    #[test]
    fn bursts_equal_those_of_a_plain_program() {
        #[derive(Deserialize)]
        struct Case {
            n_papers: Vec<usize>,
            n_period: Vec<usize>,
            scale: f64,
            gamma: f64,
            /// First and last period, peak, strength, share inside.
            bursts: Vec<(usize, usize, usize, f64, f64)>,
        }
        #[derive(Deserialize)]
        struct Fixture {
            cases: Vec<Case>,
        }
        let text = include_str!("../../tests/fixtures/bursts.json");
        let fixture: Fixture = serde_json::from_str(text).unwrap();
        assert!(fixture.cases.iter().map(|case| case.bursts.len()).sum::<usize>() >= 20);
        for case in fixture.cases {
            let plan = BurstPlan { scale: case.scale, gamma: case.gamma };
            let found = find_bursts(&case.n_papers, &case.n_period, 0, &plan);
            assert_eq!(found.len(), case.bursts.len(), "{:?}", case.n_papers);
            for (burst, (start, end, peak, strength, share)) in found.iter().zip(case.bursts) {
                assert_eq!((burst.periods.clone(), burst.peak), (start..end + 1, peak));
                assert!((burst.strength - strength).abs() < 1e-6 * strength, "{strength}");
                assert!((burst.share_in - share).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_is_always_or_never_there_does_not_burst() {
        for r in [[0, 0, 0], [5, 9, 7]] {
            assert_eq!(find_bursts(&r, &[5, 9, 7], 0, &PLAN), []);
        }
        assert_eq!(find_bursts(&[], &[], 0, &PLAN), []);
        assert_eq!(find_bursts(&[3], &[7], 0, &PLAN), []);
    }

    #[test]
    fn periods_without_papers_neither_begin_nor_end_a_burst() {
        let n = [50, 50, 0, 50, 50, 0, 50, 50];
        let r = [1, 1, 0, 20, 20, 0, 1, 1];
        let bursts = find_bursts(&r, &n, 10, &PLAN);
        assert_eq!(bursts.len(), 1);
        assert_eq!((bursts[0].periods.clone(), bursts[0].peak), (13..15, 13));
        assert_eq!((bursts[0].n_papers, bursts[0].share_in), (40, 0.4));
        assert_eq!(bursts[0].share_out, Some(0.02));
        let across = [1, 20, 0, 20, 1, 0, 1, 1];
        assert_eq!(find_bursts(&across, &n, 0, &PLAN)[0].periods, 1..4);
    }
}
