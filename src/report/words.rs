//! What a run found, in sentences: for `report.md` and the first sheet of `report.xlsx`.

use super::{About, Tables};
use crate::error::Result;
use crate::trend::Verdict;

/// Verdicts that are told, in the order of telling, and how.
const TOLD: [(Verdict, &str); 3] = [
    (Verdict::Emerging, "emerging"),
    (Verdict::Growing, "growing"),
    (Verdict::Declining, "fading"),
];

/// Growth beyond this is written as "over" it, a ratio.
const MOST: f64 = 99.99;

/// `10 themes in 301 papers; one emerging, two fading`, from a verdict per theme.
pub fn headline(n_papers: usize, verdicts: &[Verdict]) -> String {
    let n_of = |verdict| verdicts.iter().filter(|&&given| given == verdict).count();
    let told: Vec<String> = TOLD
        .into_iter()
        .filter(|&(verdict, _)| n_of(verdict) > 0)
        .map(|(verdict, said)| format!("{} {said}", in_words(n_of(verdict))))
        .collect();
    let found = format!("{} in {}", counted(verdicts.len(), "theme"), counted(n_papers, "paper"));
    match told.as_slice() {
        [] if n_of(Verdict::TooFew) == verdicts.len() => found,
        [] => format!("{found}; no trend beyond chance"),
        told => format!("{found}; {}", told.join(", ")),
    }
}

/// The sentences below the headline: which periods there are, and what is in none, in no theme, or
/// no paper.
///
/// # Errors
/// When a table is not as ours are.
pub fn facts(tables: &Tables, about: &About) -> Result<Vec<String>> {
    let mut facts = Vec::new();
    let periods = tables.table("volume")?.text("period")?;
    facts.push(match periods.get(..about.n_periods).unwrap_or(&periods) {
        [] => "No dates: counts only, no trends.".to_owned(),
        [only] => format!("All of one period, {only}."),
        [first, .., last] => {
            let left_out = match about.incomplete_periods.as_slice() {
                [] => String::new(),
                [one] => format!("; {one} is incomplete and left out of trends"),
                many => format!("; {} are incomplete and left out of trends", many.join(" and ")),
            };
            format!("{}, {first} to {last}{left_out}.", counted(about.n_periods, "period"))
        }
    });
    let apart = [
        (about.n_unclustered, "paper", "in no theme"),
        (about.n_undated, "paper", "without a place in time"),
        (about.n_duplicates, "record", "merged into others"),
        (about.n_rejected, "record", "rejected"),
        (about.n_filtered, "paper", "left out by filters"),
    ];
    let apart = apart.into_iter().filter(|(n, ..)| *n > 0);
    facts.extend(apart.map(|(n, what, how)| format!("{} {how}.", counted(n, what))));
    Ok(facts)
}

/// `+8 %`, `−27 %`; beyond what anyone reads as a percentage, `over +9999 %`.
pub fn signed_percent(ratio: f64) -> String {
    let percent = (100.0 * ratio.min(MOST)).round();
    let over = if ratio > MOST { "over " } else { "" };
    match percent {
        p if p > 0.0 => format!("{over}+{p} %"),
        p if p < 0.0 => format!("−{} %", -p),
        _ => "0 %".to_owned(),
    }
}

/// `−37 to −15 %`.
pub fn interval(low: f64, high: f64) -> String {
    format!("{} to {}", signed_percent(low).trim_end_matches(" %"), signed_percent(high))
}

/// A chance with the digits that matter: `0.34`, `0.004`, `< 0.001`.
pub fn chance(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".to_owned(),
        p if p < 0.01 => format!("{p:.3}"),
        p => format!("{p:.2}"),
    }
}

/// `1 paper`, `2 papers`.
pub fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Numbers up to twelve as words.
fn in_words(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(
            (counted(1, "paper"), counted(0, "paper")),
            ("1 paper".into(), "0 papers".into())
        );
    }

    #[test]
    fn the_headline_counts_what_moves() {
        use Verdict::{Declining, Emerging, Growing, Steady, TooFew};
        let verdicts = [Growing, Steady, Growing, TooFew, Emerging, Declining];
        assert_eq!(
            headline(301, &verdicts),
            "6 themes in 301 papers; one emerging, two growing, one fading"
        );
        assert_eq!(headline(1, &[Steady]), "1 theme in 1 paper; no trend beyond chance");
        assert_eq!(headline(40, &[TooFew; 2]), "2 themes in 40 papers");
        assert!(headline(9, &[Growing; 13]).ends_with("; 13 growing"));
    }

    #[test]
    fn numbers_are_written_for_readers() {
        assert_eq!(interval(-0.374_667, -0.149_36), "−37 to −15 %");
        assert_eq!(interval(-0.001, 250.0), "0 to over +9999 %");
        assert_eq!(signed_percent(3.076_74), "+308 %");
        assert_eq!([0.342_7, 0.003_84, 0.0].map(chance), ["0.34", "0.004", "< 0.001"]);
    }
}
