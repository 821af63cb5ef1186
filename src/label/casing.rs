//! Capitals: which of them belong to a word, and which to the start of a sentence or a title.

use crate::tokenize::{Token, TokenizedCorpus};
use rustc_hash::FxHashMap;

/// Weight of a form with a capital first letter only: many stand at the start of a sentence.
const CAPITALISED_WEIGHT: f64 = 0.3;

/// The usual form of every word, by case only: `KV` for `kv`, `quantization` for `Quantization`.
pub struct Casing {
    /// Word → the word of the same letters in its usual case.
    usual: Vec<u32>,
}

impl Casing {
    /// Counts the forms in the abstracts (titles capitalise too much); a word met in titles only
    /// keeps the commonest form there.
    pub fn learn(corpus: &TokenizedCorpus) -> Self {
        let mut counts = vec![0.0f64; corpus.words.len()];
        let mut count = |tokens: &[Token], weight: f64| {
            tokens.iter().filter_map(|t| t.word()).for_each(|word| counts[word] += weight);
        };
        for paper in &corpus.papers {
            count(paper.body(), 1.0);
            count(paper.title(), 1e-3);
        }
        let mut best: FxHashMap<String, (f64, u32)> = FxHashMap::default();
        for (number, (word, n)) in (0..).zip(corpus.words.iter().zip(&counts)) {
            let weight = if is_capitalised(&word.surface) { CAPITALISED_WEIGHT } else { 1.0 };
            let entry = best.entry(word.surface.to_lowercase()).or_insert((-1.0, number));
            if n * weight > entry.0 {
                *entry = (n * weight, number);
            }
        }
        let usual = corpus.words.iter().map(|word| best[&word.surface.to_lowercase()].1).collect();
        Casing { usual }
    }

    /// The words in their usual case, joined by spaces and hyphens as written, without possessives.
    pub fn write(&self, tokens: &[Token], corpus: &TokenizedCorpus) -> String {
        let mut text = String::new();
        for token in tokens {
            let Some(word) = token.word() else { continue };
            if !text.is_empty() {
                text.push(if token.is_hyphenated() { '-' } else { ' ' });
            }
            let surface = &corpus.words[self.usual[word] as usize].surface;
            text.push_str(surface.strip_suffix("'s").unwrap_or(surface));
        }
        text
    }
}

/// `Quantization` and `Über`, but not `KV`, `MoE` or `GPT4`.
fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.clone().next().is_some()
        && chars.all(|c| !c.is_uppercase() && !c.is_numeric())
}

/// The first letter in upper case, unless the first word has capitals of its own (`mRNA` stays).
pub fn capitalised(text: &str) -> String {
    let first_word = text.split([' ', '-']).next().unwrap_or("");
    if first_word.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_begin_with_a_capital_and_keep_acronyms() {
        assert_eq!(capitalised("mixture of experts"), "Mixture of experts");
        assert_eq!(capitalised("KV cache"), "KV cache");
        assert_eq!(capitalised("mRNA vaccines"), "mRNA vaccines");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn capitals_of_a_sentence_are_told_from_acronyms() {
        assert!(is_capitalised("Quantization") && is_capitalised("Über"));
        assert!(!is_capitalised("KV") && !is_capitalised("MoE") && !is_capitalised("Q"));
    }
}
