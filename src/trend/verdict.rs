//! What is said of a theme, and why: the rules, and the sentence.

use super::estimate::{Estimate, Estimates, Growth};
use std::fmt;
use std::str::FromStr;

/// Papers in the periods that a theme needs to be judged.
pub const MIN_PAPERS: usize = 20;
/// Periods with papers that a corpus needs for its themes to be judged: below, neither the scatter
/// around a line nor the correlation of neighbours can be told.
pub const MIN_PERIODS: usize = 4;
/// The share of false discoveries that is put up with.
pub const MAX_Q: f64 = 0.10;
/// Growth of the odds per year that nobody would call a trend, however certain: 0.05 is 5 %, up or
/// as much down (1 ÷ 1.05).
pub const MATERIAL: f64 = 0.05;
/// "Nearly absent": the share of the first half, as a part of that of the second.
const NEARLY_ABSENT: f64 = 0.1;
/// Papers that the first half should have had for their absence to mean anything: of 3 expected,
/// none is there in 5 % of cases (the rule of three).
const MIN_EXPECTED: f64 = 3.0;

/// Correlation of neighbouring periods from which the sentence warns: at .6 and twelve periods the
/// correction cures it in part only.
const STRONG_CORRELATION: f64 = 0.3;

/// What is said of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its odds rise.
    Growing,
    /// Its odds fall, and faster than those of the themes in general.
    Declining,
    /// No trend can be shown, or none worth the name.
    Steady,
    /// It grows, was nearly absent in the first half of the periods, and would be thought to grow
    /// even if themes were alike.
    Emerging,
    /// There is too little to judge by.
    TooFew,
}

impl Verdict {
    /// Which way the odds are said to go: 1 up, −1 down, 0 neither.
    pub fn direction(self) -> i8 {
        match self {
            Verdict::Growing | Verdict::Emerging => 1,
            Verdict::Declining => -1,
            Verdict::Steady | Verdict::TooFew => 0,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Growing => "growing",
            Verdict::Declining => "declining",
            Verdict::Steady => "steady",
            Verdict::Emerging => "emerging",
            Verdict::TooFew => "too few",
        })
    }
}

impl FromStr for Verdict {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        use Verdict::{Declining, Emerging, Growing, Steady, TooFew};
        [Growing, Declining, Steady, Emerging, TooFew]
            .into_iter()
            .find(|verdict| verdict.to_string() == text)
            .ok_or_else(|| format!("{text:?} is no verdict"))
    }
}

/// Why a verdict is what it is. Periods are columns of the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ground {
    /// Fewer periods with papers than are needed.
    Periods,
    /// Fewer papers than are needed.
    Papers,
    /// No line can be fitted: the papers are all in the first or the last period, or there are no
    /// others.
    NoLine,
    /// The change may be chance.
    Chance,
    /// The interval holds growth that nobody would call a trend.
    Small,
    /// Without this one period the direction would be another.
    OnePeriod(usize),
    /// Beyond chance, not small, and not of one period.
    Trend,
    /// The same, of a theme that had so many papers in the first half of the periods.
    New(usize),
}

/// What the rules look at.
pub struct Evidence<'a> {
    pub n_papers: &'a [usize],
    pub n_period: &'a [usize],
    pub growth: Option<&'a Growth>,
    pub decisive_period: Option<usize>,
}

/// The verdict on a theme.
pub fn judge(evidence: &Evidence) -> (Verdict, Ground) {
    if evidence.n_period.iter().filter(|&&n| n > 0).count() < MIN_PERIODS {
        return (Verdict::TooFew, Ground::Periods);
    }
    if evidence.n_papers.iter().sum::<usize>() < MIN_PAPERS {
        return (Verdict::TooFew, Ground::Papers);
    }
    let Some(growth) = evidence.growth else { return (Verdict::TooFew, Ground::NoLine) };
    if growth.q.is_none_or(|q| q >= MAX_Q) {
        return (Verdict::Steady, Ground::Chance);
    }
    let is_material = growth.low > MATERIAL || growth.high < 1.0 / (1.0 + MATERIAL) - 1.0;
    if !is_material {
        return (Verdict::Steady, Ground::Small);
    }
    if let Some(period) = evidence.decisive_period {
        return (Verdict::Steady, Ground::OnePeriod(period));
    }
    if growth.per_year < 0.0 {
        return (Verdict::Declining, Ground::Trend);
    }
    match absent_before(evidence) {
        Some(n_before) if growth.shrunken_low > MATERIAL => {
            (Verdict::Emerging, Ground::New(n_before))
        }
        _ => (Verdict::Growing, Ground::Trend),
    }
}

/// The papers of a theme in the first half of the periods, where it was nearly absent from them:
/// of an emerging theme a base period has next to nothing (Porter et al. 2019, "Emergence scoring
/// to identify frontier R&D topics and key players", set a bar of the kind for terms).
fn absent_before(evidence: &Evidence) -> Option<usize> {
    let half = evidence.n_period.len() / 2;
    let count = |counts: &[usize]| counts.iter().sum::<usize>() as f64;
    let (before, after) = evidence.n_papers.split_at(half);
    let (all_before, all_after) = evidence.n_period.split_at(half);
    let expected = count(after) / count(all_after) * count(all_before);
    (expected >= MIN_EXPECTED && count(before) <= NEARLY_ABSENT * expected)
        .then(|| before.iter().sum())
}

/// A verdict as a sentence for people, from its numbers. `period` names a column of the counts.
pub fn sentence(
    estimate: &Estimate,
    estimates: &Estimates,
    period: &dyn Fn(usize) -> String,
) -> String {
    let n_papers = counted(estimate.n_papers, "paper");
    match estimate.ground {
        Ground::Periods => {
            let n = counted(estimate.n_periods, "complete period");
            return format!("too few: {n} with papers, {MIN_PERIODS} are needed");
        }
        Ground::Papers => {
            return format!("too few: {n_papers} in complete periods, {MIN_PAPERS} are needed");
        }
        Ground::NoLine => {
            return format!(
                "too few: its {n_papers} are in the first or the last period alone, or are all \
                 there are, and give no growth"
            );
        }
        _ => {}
    }
    let (Some(growth), Some((first, last))) = (&estimate.growth, estimates.span) else {
        return String::new();
    };
    let moved = match estimate.verdict.direction() {
        1 => "rose",
        -1 => "fell",
        _ => "went",
    };
    let mut text = format!(
        "share {moved} from {} to {} between {} and {}; odds {} % a year, 95 % interval {} to \
         {} %; chance of this if flat, after correction for {}: {}",
        percent(growth.share_first),
        percent(growth.share_last),
        period(first),
        period(last),
        change(growth.per_year),
        change(growth.low),
        change(growth.high),
        counted(estimates.n_tested, "theme"),
        percent(growth.q.unwrap_or(growth.p)),
    );
    match estimate.ground {
        Ground::Small => {
            text += &format!("; but it may be less than {:.0} % a year", 100.0 * MATERIAL);
        }
        Ground::OnePeriod(decisive) => {
            text += &format!("; but without {} it would not point this way", period(decisive));
        }
        Ground::New(n_before) => {
            text += &format!("; {} in the first half of the periods", counted(n_before, "paper"));
        }
        _ => {}
    }
    if estimate.verdict == Verdict::Declining && estimates.drift < 0.0 {
        text += &format!("; the themes in general: {} % a year", change(estimates.drift));
    }
    let lag1 = estimates.autocorrelation.lag1;
    if lag1 >= STRONG_CORRELATION {
        text += &format!(
            "; with care: neighbouring periods are alike (correlation {lag1:.1}), and more than \
             one call in ten may then be wrong"
        );
    }
    text
}

pub(super) fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// As many digits as a reader can use: `11 %`, `4.2 %`, `0.4 %`, `under 0.1 %`.
pub(super) fn percent(value: f64) -> String {
    let value = 100.0 * value;
    match value {
        _ if value >= 9.95 => format!("{value:.0} %"),
        _ if value >= 0.05 => format!("{value:.1} %"),
        _ if value > 0.0 => "under 0.1 %".into(),
        _ => "0 %".into(),
    }
}

/// `+38`, `−4`, `0`.
fn change(value: f64) -> String {
    let rounded = (100.0 * value).round();
    match rounded {
        _ if rounded > 0.0 => format!("+{rounded:.0}"),
        _ if rounded < 0.0 => format!("−{:.0}", -rounded),
        _ => "0".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::estimate;
    use super::*;

    /// What is said of a theme of these papers in the years from 2018, of 200 papers each, beside
    /// nine others that vary, but neither rise nor fall nor vary alike.
    fn said(n_papers: &[usize]) -> String {
        let n_period = vec![200; n_papers.len()];
        let other = |theme: usize| {
            let n = |year: usize| 12 + (3 * theme * theme + 7 * year * year + 5 * theme * year) % 9;
            (0..n_papers.len()).map(n).collect()
        };
        let counts: Vec<Vec<usize>> =
            std::iter::once(n_papers.to_vec()).chain((0..9).map(other)).collect();
        let estimates = estimate(&counts, &n_period, 1.0);
        let theme = &estimates.themes[0];
        let text = sentence(theme, &estimates, &|column| (2018 + column).to_string());
        format!("{}: {text}", theme.verdict)
    }

    #[test]
    fn verdicts_are_told_with_their_numbers() {
        let series: [&[usize]; 8] = [
            &[8, 10, 13, 15, 20, 24, 30, 38],
            &[38, 30, 24, 20, 15, 13, 10, 8],
            &[0, 0, 0, 1, 4, 10, 16, 30],
            &[20, 22, 19, 21, 20, 18, 22, 20],
            // Without the last year it would fall.
            &[11, 10, 11, 10, 12, 11, 9, 40],
            &[2, 2, 2, 2, 2, 2, 2, 2],
            &[20, 30, 40],
            &[0, 0, 0, 0, 0, 0, 0, 30],
        ];
        let told = [
            "growing: share rose from 3.9 % to 19 % between 2018 and 2025; odds +28 % a year, \
             95 % interval +17 to +40 %; chance of this if flat, after correction for 10 \
             themes: 0.2 %",
            "declining: share fell from 19 % to 3.9 % between 2018 and 2025; odds −22 % a \
             year, 95 % interval −29 to −14 %; chance of this if flat, after correction for \
             10 themes: 0.2 %",
            "emerging: share rose from 0.1 % to 16 % between 2018 and 2025; odds +125 % a \
             year, 95 % interval +81 to +181 %; chance of this if flat, after correction for \
             10 themes: under 0.1 %; 1 paper in the first half of the periods",
            "steady: share went from 10 % to 10 % between 2018 and 2025; odds 0 % a year, 95 \
             % interval −7 to +7 %; chance of this if flat, after correction for 10 themes: \
             100 %",
            "steady: share went from 3.6 % to 12 % between 2018 and 2025; odds +20 % a year, \
             95 % interval +5 to +38 %; chance of this if flat, after correction for 10 \
             themes: 9.2 %; but without 2025 it would not point this way",
            "too few: too few: 16 papers in complete periods, 20 are needed",
            "too few: too few: 3 complete periods with papers, 4 are needed",
            "too few: too few: its 30 papers are in the first or the last period alone, or \
             are all there are, and give no growth",
        ];
        assert_eq!(series.map(said), told);
    }

    #[test]
    fn numbers_are_told_as_people_read_them() {
        let told = [0.11249, 0.0416, 0.004, 0.00001, 0.0].map(percent);
        assert_eq!(told, ["11 %", "4.2 %", "0.4 %", "under 0.1 %", "0 %"]);
        assert_eq!([0.384, -0.041, 0.001].map(change), ["+38", "−4", "0"]);
    }
}
