//! A share that drifts: what was counted fades, and says less the longer it is ago.
//!
//! The steady model for proportions (West, Harrison & Migon 1985; Harvey & Fernandes 1989, section
//! 4): before period t the share is Beta(a, b); n papers of which y are the theme's make it
//! Beta(a + y, b + n − y); and from one period to the next a and b shrink by the discount ω, which
//! leaves the mean as it is and widens the doubt. One paper's worth of the mean share of the whole
//! series never fades (our addition), so that a silent theme keeps a chance.

/// The counts of a theme in consecutive periods.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a> {
    /// Papers of the theme.
    pub theme: &'a [usize],
    /// Papers of all themes, in the same periods.
    pub all: &'a [usize],
}

impl Counts<'_> {
    /// The share of all periods together, half a paper more on either side: never 0 or 1.
    pub fn mean_share(&self) -> f64 {
        let sum = |counts: &[usize]| counts.iter().sum::<usize>() as f64;
        (sum(self.theme) + 0.5) / (sum(self.all) + 1.0)
    }

    /// The first `n` periods.
    pub fn until(&self, n: usize) -> Counts<'_> {
        Counts { theme: &self.theme[..n], all: &self.all[..n] }
    }
}

/// What is known of the share at some time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Beta's first parameter: papers of the theme, faded.
    pub a: f64,
    /// Beta's second parameter: other papers, faded.
    pub b: f64,
    /// What it fades to.
    prior: f64,
    discount: f64,
}

impl State {
    fn new(prior: f64, discount: f64) -> State {
        State { a: prior, b: 1.0 - prior, prior, discount }
    }

    /// The state `n` periods later, if nothing more is counted.
    pub fn after(self, n: usize) -> State {
        let kept = libm::pow(self.discount, n as f64);
        let fade = |value: f64, prior: f64| kept * value + (1.0 - kept) * prior;
        State { a: fade(self.a, self.prior), b: fade(self.b, 1.0 - self.prior), ..self }
    }

    fn with(self, theme: usize, all: usize) -> State {
        State { a: self.a + theme as f64, b: self.b + (all - theme) as f64, ..self }
    }

    /// The expected share, within 0–1.
    pub fn share(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// How much alike two papers of a period are in being of the theme, 0–1: 1 / (a + b + 1).
    pub fn correlation(self) -> f64 {
        1.0 / (self.a + self.b + 1.0)
    }

    /// Variance of the share of `n` papers: that of a beta-binomial, divided by n².
    fn variance(self, n: f64) -> f64 {
        let share = self.share();
        share * (1.0 - share) / n * (1.0 + (n - 1.0) * self.correlation())
    }
}

/// How a period was foreseen from those before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surprise {
    /// Papers of the period.
    pub n: f64,
    /// The share less the expected one.
    pub error: f64,
    /// Variance the model gave to that.
    pub variance: f64,
}

/// The state after the last period, and the surprises on the way: one for each period that has
/// papers, but the first of them.
pub fn walk(counts: Counts, discount: f64) -> (State, Vec<Surprise>) {
    let mut state = State::new(counts.mean_share(), discount);
    let mut surprises = Vec::new();
    let mut is_first = true;
    for (&theme, &all) in counts.theme.iter().zip(counts.all) {
        if !is_first {
            state = state.after(1);
        }
        if all == 0 {
            continue;
        }
        let n = all as f64;
        if !is_first {
            let error = theme as f64 / n - state.share();
            surprises.push(Surprise { n, error, variance: state.variance(n) });
        }
        state = state.with(theme, all);
        is_first = false;
    }
    (state, surprises)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_fade() {
        let counts = Counts { theme: &[2, 0, 3], all: &[10, 0, 10] };
        let (state, surprises) = walk(counts, 0.5);
        // By hand: prior 5.5/21; 2 of 10, two fadings by half, 3 of 10.
        let prior = 5.5 / 21.0;
        let a = (prior + 2.0) / 4.0 + 0.75 * prior;
        assert!((state.a - (a + 3.0)).abs() < 1e-12, "{state:?}");
        assert!((state.a + state.b - (11.0 / 4.0 + 0.75 + 10.0)).abs() < 1e-12);
        assert_eq!(surprises.len(), 1);
        assert!((surprises[0].error - (0.3 - a / 3.5)).abs() < 1e-12);
        let later = state.after(200);
        assert!((later.share() - prior).abs() < 1e-12 && (later.correlation() - 0.5).abs() < 1e-12);
    }
}
