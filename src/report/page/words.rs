//! The themes that are large and those that move, in sentences.

use super::data::{Overview, Theme};
use crate::report::charts::{count, counted, percent};
use crate::report::words::{interval, signed_percent};

/// Themes that a sentence names; the others are counted.
const NAMED: usize = 3;

/// Which themes are large, and which move and how fast.
pub fn sentences(overview: &Overview) -> Vec<String> {
    [
        largest(overview),
        moving(overview, "Emerging", "emerging"),
        moving(overview, "Growing", "growing"),
        moving(overview, "Fading", "declining"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn largest(overview: &Overview) -> Option<String> {
    let size = |theme: &Theme| {
        let share = theme.share.map_or(String::new(), |share| format!(", {}", percent(share)));
        format!("{} ({}{share})", theme.label, counted(theme.n, "paper"))
    };
    match overview.themes.as_slice() {
        [] => None,
        [only] => Some(format!("The only theme is {}.", size(only))),
        [first, second, ..] => {
            Some(format!("The largest themes are {} and {}.", size(first), size(second)))
        }
    }
}

/// The themes of a verdict, the fastest first.
fn moving(overview: &Overview, word: &str, verdict: &str) -> Option<String> {
    let mut themes: Vec<&Theme> =
        overview.themes.iter().filter(|theme| theme.verdict == verdict).collect();
    let speed = |theme: &Theme| theme.growth.map_or(0.0, |growth| growth.ln_1p().abs());
    themes.sort_by(|a, b| speed(b).total_cmp(&speed(a)));
    let said: Vec<String> = themes
        .iter()
        .take(NAMED)
        .map(|theme| match growth(theme) {
            Some(growth) => format!("{} ({growth})", theme.label),
            None => theme.label.to_owned(),
        })
        .collect();
    let more = themes.len().saturating_sub(NAMED);
    match said.as_slice() {
        [] => None,
        said if more == 0 => Some(format!("{word}: {}.", said.join("; "))),
        said => Some(format!("{word}: {}; and {} more.", said.join("; "), count(more))),
    }
}

/// `odds −27 % a year, 95 % interval −37 to −15 %`; nothing where no line was fitted.
fn growth(theme: &Theme) -> Option<String> {
    let interval = interval(theme.growth_lo?, theme.growth_hi?);
    Some(format!("odds {} a year, 95 % interval {interval}", signed_percent(theme.growth?)))
}

/// The text with its numbers tied to their units and to their groups of digits, so that no line
/// ends between them.
pub fn unbroken(text: &str) -> String {
    text.replace('\u{2009}', "\u{202f}").replace(" %", "\u{202f}%")
}

#[cfg(test)]
mod tests {
    use super::super::data::Periods;
    use super::*;

    fn theme(label: &'static str, verdict: &'static str, growth: Option<f64>) -> Theme<'static> {
        Theme {
            id: "T01",
            label,
            colour: String::new(),
            description: "",
            n: 50,
            share: Some(0.5),
            parent: None,
            terms: Vec::new(),
            verdict,
            growth,
            growth_lo: growth.map(|growth| growth - 0.1),
            growth_hi: growth.map(|growth| growth + 0.1),
            reason: "",
            bursts: Vec::new(),
            counts: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
        }
    }

    #[track_caller]
    fn check_sentences(themes: Vec<Theme>, expected: &[&str]) {
        let periods = Periods { name: Vec::new(), complete: Vec::new(), n: Vec::new() };
        assert_eq!(sentences(&Overview { periods, themes, broad: Vec::new() }), expected);
    }

    /// Themes of a verdict with these growths, called a, b, c and so on.
    fn themes(verdict: &'static str, growths: &[f64]) -> Vec<Theme<'static>> {
        let named = growths.iter().zip(["a", "b", "c", "d", "e"]);
        named.map(|(&growth, label)| theme(label, verdict, Some(growth))).collect()
    }

    #[test]
    fn the_largest_are_named() {
        let of = |label| theme(label, "steady", None);
        let two = "The largest themes are a (50 papers, 50.0\u{2009}%) and b (50 papers, \
                   50.0\u{2009}%).";
        check_sentences(vec![of("a"), of("b"), of("c")], &[two]);
        check_sentences(vec![of("a")], &["The only theme is a (50 papers, 50.0\u{2009}%)."]);
        check_sentences(Vec::new(), &[]);
    }

    #[test]
    fn the_fastest_are_named_first_and_the_rest_counted() {
        let large = "The largest themes are a (50 papers, 50.0\u{2009}%) and b (50 papers, \
                     50.0\u{2009}%).";
        let growing = "Growing: e (odds over +9999 % a year, 95 % interval over +9999 to over \
                       +9999 %); b (odds +300 % a year, 95 % interval +290 to +310 %); c (odds \
                       +50 % a year, 95 % interval +40 to +60 %); and 2 more.";
        check_sentences(themes("growing", &[0.2, 3.0, 0.5, 0.1, 120.0]), &[large, growing]);
        // Halving is as fast as doubling.
        let fading = "Fading: c (odds −50 % a year, 95 % interval −60 to −40 %); a (odds −40 % a \
                      year, 95 % interval −50 to −30 %); b (odds −20 % a year, 95 % interval −30 \
                      to −10 %).";
        check_sentences(themes("declining", &[-0.4, -0.2, -0.5]), &[large, fading]);
    }

    #[test]
    fn numbers_stay_with_their_units() {
        assert_eq!(unbroken("1\u{2009}234 papers, 5 %"), "1\u{202f}234 papers, 5\u{202f}%");
    }
}
