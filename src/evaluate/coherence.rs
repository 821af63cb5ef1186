//! Whether the top words of themes belong together, and whether the themes differ in them.

use super::windows::{ScoredTexts, WindowCounts};
use libm::{log, sqrt};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Words of a theme that are scored, as is usual (Röder et al. 2015).
pub const TOP_WORDS: usize = 10;

/// Window of C_NPMI, in words (Röder et al. 2015, table 8).
const NPMI_WINDOW: usize = 10;

/// Window of C_V, in words (Röder et al. 2015, table 8).
const V_WINDOW: usize = 110;

/// Keeps the logarithm of a share of no windows finite, as in gensim.
const EPSILON: f64 = 1e-12;

/// Coherence of the top words, as Röder, Both & Hinneburg 2015 define it and gensim 4.4 reckons it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coherence {
    /// Mean normalised pointwise mutual information of all pairs of words, −1..=1.
    pub c_npmi: f64,
    /// Mean cosine of each word's vector of NPMI values with the sum of all, −1..=1, mostly 0–1.
    pub c_v: f64,
}

/// Means over the themes that have two scored words or more; `None` where there are none.
///
/// A word that no text holds has the NPMI −1 with every other (gensim refuses such words).
pub fn coherence<'a>(
    themes: &[Vec<String>],
    texts: impl IndexedParallelIterator<Item = Cow<'a, str>>,
) -> Option<Coherence> {
    let scored = ScoredTexts::new(themes, texts);
    let of_themes = |width, of: fn(&[f64], usize) -> f64| {
        let counts = scored.count(width);
        let of_theme = |(words, together): (&Vec<String>, &Vec<u64>)| {
            (words.len() > 1).then(|| of(&npmi(together, words.len(), &counts), words.len()))
        };
        mean(themes.iter().zip(&counts.together).filter_map(of_theme))
    };
    Some(Coherence {
        c_npmi: of_themes(NPMI_WINDOW, mean_of_pairs)?,
        c_v: of_themes(V_WINDOW, mean_cosine_with_sum)?,
    })
}

/// Share of the themes' top words that are distinct, 0–1 (Dieng, Ruiz & Blei 2020); `None` without
/// words.
pub fn diversity(themes: &[Vec<String>]) -> Option<f64> {
    let n_words: usize = themes.iter().map(Vec::len).sum();
    let distinct: FxHashSet<&String> = themes.iter().flatten().collect();
    (n_words > 0).then(|| distinct.len() as f64 / n_words as f64)
}

/// The mean; `None` of no values.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0usize), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}

/// The m × m matrix of NPMI (Bouma 2009): ln(p(a,b) / p(a)p(b)) / −ln p(a,b).
fn npmi(together: &[u64], m: usize, counts: &WindowCounts) -> Vec<f64> {
    let p = |row: usize, column: usize| together[row * m + column] as f64 / counts.n_windows as f64;
    let value = |row, column| {
        let (p_a, p_b, p_both) = (p(row, row), p(column, column), p(row, column) + EPSILON);
        if p_a == 0.0 || p_b == 0.0 { -1.0 } else { log(p_both / (p_a * p_b)) / -log(p_both) }
    };
    (0..m * m).map(|cell| value(cell / m, cell % m)).collect()
}

fn mean_of_pairs(npmi: &[f64], m: usize) -> f64 {
    let pairs = (0..m).flat_map(|row| (0..row).map(move |column| npmi[row * m + column]));
    mean(pairs).unwrap_or(0.0)
}

/// Segmentation S-one-set with the indirect cosine measure, γ = 1.
fn mean_cosine_with_sum(npmi: &[f64], m: usize) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let of_set: Vec<f64> =
        (0..m).map(|column| (0..m).map(|row| npmi[row * m + column]).sum()).collect();
    let cosine = |word: &[f64]| match sqrt(dot(word, word)) * sqrt(dot(&of_set, &of_set)) {
        0.0 => 0.0,
        lengths => dot(word, &of_set) / lengths,
    };
    mean(npmi.chunks(m).map(cosine)).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        topics: Vec<Vec<String>>,
        c_npmi: f64,
        c_v: f64,
    }

    #[derive(Deserialize)]
    struct Fixture {
        texts: Vec<String>,
        cases: Vec<Case>,
    }

    fn of(themes: &[Vec<String>], texts: &[String]) -> Option<Coherence> {
        coherence(themes, texts.par_iter().map(|text| Cow::Borrowed(text.as_str())))
    }

    #[test]
    fn coherence_equals_that_of_gensim() {
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../tests/fixtures/coherence.json")).unwrap();
        assert!(fixture.cases.len() >= 3);
        for case in fixture.cases {
            let found = of(&case.topics, &fixture.texts).unwrap();
            assert!((found.c_npmi - case.c_npmi).abs() < 1e-9, "{found:?} {}", case.c_npmi);
            assert!((found.c_v - case.c_v).abs() < 1e-9, "{found:?} {}", case.c_v);
        }
    }

    #[test]
    fn an_unknown_word_is_the_least_coherent() {
        let themes = [["alpha", "unheard"].map(str::to_owned).to_vec()];
        let texts = ["alpha beta", "beta gamma"].map(str::to_owned);
        assert_eq!(of(&themes, &texts).unwrap().c_npmi, -1.0);
        assert_eq!(of(&[vec!["alpha".to_owned()]], &texts), None);
    }

    #[test]
    fn diversity_falls_with_every_word_that_themes_share() {
        let theme = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(diversity(&[theme("a b"), theme("c d")]), Some(1.0));
        assert_eq!(diversity(&[theme("a b"), theme("b c")]), Some(0.75));
        assert_eq!(diversity(&[]), None);
    }
}
