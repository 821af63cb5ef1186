//! The stemmers and stop words of languages, and the form under which words are equal.

use crate::language::Language;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// English function words and the furniture of abstracts; `#` starts a comment.
const ENGLISH_STOP_WORDS: &str = include_str!("stop_words.txt");

/// The Snowball algorithm and the ISO 639-1 code of a language.
fn algorithm_and_code(language: Language) -> (Algorithm, &'static str) {
    match language {
        Language::Arabic => (Algorithm::Arabic, "ar"),
        Language::Danish => (Algorithm::Danish, "da"),
        Language::Dutch => (Algorithm::Dutch, "nl"),
        Language::English => (Algorithm::English, "en"),
        Language::Finnish => (Algorithm::Finnish, "fi"),
        Language::French => (Algorithm::French, "fr"),
        Language::German => (Algorithm::German, "de"),
        Language::Greek => (Algorithm::Greek, "el"),
        Language::Hungarian => (Algorithm::Hungarian, "hu"),
        Language::Italian => (Algorithm::Italian, "it"),
        Language::Norwegian => (Algorithm::Norwegian, "no"),
        Language::Portuguese => (Algorithm::Portuguese, "pt"),
        Language::Romanian => (Algorithm::Romanian, "ro"),
        Language::Russian => (Algorithm::Russian, "ru"),
        Language::Spanish => (Algorithm::Spanish, "es"),
        Language::Swedish => (Algorithm::Swedish, "sv"),
        Language::Tamil => (Algorithm::Tamil, "ta"),
        Language::Turkish => (Algorithm::Turkish, "tr"),
    }
}

/// What a word is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WordKind {
    /// Carries meaning: a term by itself and in n-grams.
    Content,
    /// A stop word: no term, and n-grams do not cross it.
    Stop,
    /// A single character or a bare number: a term only inside a compound (`k-means`, `4-bit`).
    Short,
}

/// Surface forms → stems, for one language. Made once a run.
pub struct Stems {
    stemmer: Stemmer,
    stop_words: FxHashSet<String>,
}

impl Stems {
    /// The stemmer and stop words of `language`, with `extra` stop words of the user's.
    ///
    /// English uses our own list; the other languages the NLTK lists of the `stop-words` crate.
    pub fn new(language: Language, extra: &[String]) -> Self {
        let (algorithm, code) = algorithm_and_code(language);
        let mut stop_words: FxHashSet<String> = match language {
            Language::English => ENGLISH_STOP_WORDS
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(str::split_whitespace)
                .map(str::to_owned)
                .collect(),
            _ => stop_words::lookup(code)
                .into_iter()
                .flatten()
                .map(|word| word.to_lowercase())
                .collect(),
        };
        stop_words.extend(extra.iter().map(|word| word.to_lowercase()));
        Stems { stemmer: Stemmer::create(algorithm), stop_words }
    }

    /// Hyphenated stop words (`state-of-the-art`) as the stems of their parts.
    pub fn stop_phrases(&self) -> Vec<Vec<String>> {
        let mut phrases: Vec<Vec<String>> = self
            .stop_words
            .iter()
            .filter(|word| word.contains('-'))
            .map(|word| word.split('-').map(|part| self.stem(part).0).collect())
            .collect();
        phrases.sort();
        phrases
    }

    /// The stem of a surface form and what the word is good for.
    ///
    /// Case and accents are folded (accents after stemming: Snowball reads them), words with
    /// digits are not stemmed, `GPUs` counts as `GPU`.
    pub fn stem(&self, surface: &str) -> (String, WordKind) {
        let word = without_clitics(surface);
        let word = singular_acronym(word).unwrap_or(word);
        let lower = word.to_lowercase();
        if self.stop_words.contains(&lower) || self.stop_words.contains(&surface.to_lowercase()) {
            return (lower, WordKind::Stop);
        }
        let has_digit = lower.contains(|c: char| c.is_numeric());
        if lower.chars().count() < 2 || lower.chars().all(char::is_numeric) {
            return (lower, WordKind::Short);
        }
        let stem = if has_digit { lower.into() } else { self.stemmer.stem(&lower) };
        (without_accents(&stem), WordKind::Content)
    }
}

/// `model's` → `model`, `l'image` → `image`; `don't` stays.
fn without_clitics(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    match word.split_once('\'') {
        Some((elided, rest)) if elided.chars().count() <= 2 && rest.chars().count() > 1 => rest,
        _ => word,
    }
}

/// `GPUs` → `GPU`: a plural the stemmer would take for a word in -us.
fn singular_acronym(word: &str) -> Option<&str> {
    let singular = word.strip_suffix('s')?;
    let is_acronym = singular.len() >= 2
        && singular.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    is_acronym.then_some(singular)
}

/// The string without combining marks (canonical decomposition, marks dropped).
fn without_accents(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd().filter(|&c| !is_combining_mark(c)).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, surface: &str, stem: &str, kind: WordKind) {
        assert_eq!(Stems::new(language, &[]).stem(surface), (stem.to_owned(), kind));
    }

    #[test]
    fn surface_forms_of_one_word_share_a_stem() {
        check(Language::English, "Quantization", "quantiz", WordKind::Content);
        check(Language::English, "quantized", "quantiz", WordKind::Content);
        check(Language::English, "GPUs", "gpu", WordKind::Content);
        check(Language::English, "GPU", "gpu", WordKind::Content);
        check(Language::English, "model's", "model", WordKind::Content);
        check(Language::English, "naïve", "naiv", WordKind::Content);
        check(Language::English, "int8", "int8", WordKind::Content);
    }

    #[test]
    fn stop_and_short_words_are_told_apart() {
        check(Language::English, "The", "the", WordKind::Stop);
        check(Language::English, "can't", "can't", WordKind::Stop);
        check(Language::English, "k", "k", WordKind::Short);
        check(Language::English, "2024", "2024", WordKind::Short);
    }

    #[test]
    fn other_languages_have_stemmers_and_stop_words() {
        check(Language::German, "Häuser", "haus", WordKind::Content);
        check(Language::German, "und", "und", WordKind::Stop);
        check(Language::French, "l'image", "imag", WordKind::Content);
        check(Language::Spanish, "redes", "red", WordKind::Content);
    }

    #[test]
    fn every_language_but_tamil_brings_stop_words() {
        for language in <Language as clap::ValueEnum>::value_variants() {
            let n = Stems::new(*language, &[]).stop_words.len();
            assert!(n > 30 || *language == Language::Tamil, "{language:?} has {n}");
        }
    }
}
