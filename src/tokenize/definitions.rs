//! Where a text says what a short form stands for: "mixture of experts (MoE)".
//!
//! The method of Schwartz & Hearst (2003, A simple algorithm for identifying abbreviation
//! definitions in biomedical text): a short form in brackets is matched, from its last character
//! to its first, with the words before; its first character must begin a word. "MoE (mixture of
//! experts)" is read as well. Three things differ: a plural "s" is taken off first, a short form
//! needs two capitals or digits, for "(left)" and "(ours)" are none, and no long form begins with
//! "and".

use memchr::memchr_iter;
use std::ops::Range;

/// Characters of a short form, at least and at most.
const SHORT_FORM: std::ops::RangeInclusive<usize> = 2..=10;

/// Bytes after a bracket in which what stands in it must end.
const MAX_INNER: usize = 100;

/// One definition; ranges are bytes of the text where it was found, tokens once it was tokenized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The phrase before the bracket.
    pub outer: Range<usize>,
    /// The phrase in the bracket.
    pub inner: Range<usize>,
    /// Whether the short form stands in the bracket, as it mostly does.
    pub short_is_inner: bool,
    /// Whether the sentence goes on behind the bracket with a word: "key-value (KV) cache".
    pub runs_on: bool,
}

impl Definition {
    /// Where the short form and the long form stand.
    pub fn short_and_long(&self) -> (Range<usize>, Range<usize>) {
        let (outer, inner) = (self.outer.clone(), self.inner.clone());
        if self.short_is_inner { (inner, outer) } else { (outer, inner) }
    }
}

/// The definitions of a text in reading order; none overlaps another.
pub fn definitions(text: &str) -> Vec<Definition> {
    let mut found: Vec<Definition> = Vec::new();
    for open in memchr_iter(b'(', text.as_bytes()) {
        let from = found.last().map_or(0, |last| last.inner.end);
        if open > from {
            found.extend(at_bracket(text, from, open));
        }
    }
    found
}

/// The definition around the bracket at `open`, with nothing before `from` in it.
fn at_bracket(text: &str, from: usize, open: usize) -> Option<Definition> {
    let before = text[from..open].trim_end();
    let outer = phrase_at_end(before);
    let rest = &text[open + 1..];
    let len = rest.bytes().take(MAX_INNER).position(|b| matches!(b, b')' | b',' | b';' | b'('))?;
    let inner = rest[..len].trim();
    if outer.is_empty() || !inner.ends_with(char::is_alphanumeric) || !inner.chars().all(is_phrase)
    {
        return None;
    }
    let inner_start = open + 1 + rest[..len].len() - rest[..len].trim_start().len();
    let (outer_start, short_is_inner) = if is_short_form(inner) {
        let start = long_form_start(outer, inner)?;
        (from + before.len() - outer.len() + start, true)
    } else {
        let short = outer.rsplit(char::is_whitespace).next()?;
        // All of what stands in the bracket is the long form, or it is a remark.
        if !is_short_form(short) || long_form_start(inner, short)? != 0 {
            return None;
        }
        (from + before.len() - short.len(), false)
    };
    let runs_on = rest[len..].strip_prefix(')').is_some_and(|after| {
        after.starts_with(char::is_whitespace)
            && after.trim_start().starts_with(char::is_alphanumeric)
    });
    Some(Definition {
        outer: outer_start..from + before.len(),
        inner: inner_start..inner_start + inner.len(),
        short_is_inner,
        runs_on,
    })
}

/// Whether a character may stand inside a phrase: anything else ends it.
fn is_phrase(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || c == '-' || c == '\''
}

/// The words at the end of the text that no punctuation parts.
fn phrase_at_end(text: &str) -> &str {
    if !text.ends_with(char::is_alphanumeric) {
        return "";
    }
    let start = text.rfind(|c| !is_phrase(c)).map_or(0, |at| {
        // The character found is no part of the phrase.
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    text[start..].trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// One word or hyphenated chain, of the length of a short form, with two capitals or digits.
fn is_short_form(text: &str) -> bool {
    let n_marks = text.chars().filter(|c| c.is_uppercase() || c.is_numeric()).count();
    n_marks >= 2
        && SHORT_FORM.contains(&singular(text).chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text.contains(char::is_uppercase)
        && text.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// `LLMs` → `LLM`; `GAS` stays.
fn singular(short: &str) -> &str {
    match short.strip_suffix('s') {
        Some(rest) if rest.ends_with(|c: char| c.is_uppercase() || c.is_numeric()) => rest,
        _ => short,
    }
}

/// Where the long form of `short` starts that ends with `phrase`, at the beginning of a word.
fn long_form_start(phrase: &str, short: &str) -> Option<usize> {
    let short = singular(short);
    let mut letters = short.chars().rev().filter(|c| c.is_alphanumeric()).peekable();
    let mut wanted = letters.next()?;
    let mut characters = phrase.char_indices().rev().peekable();
    let first = loop {
        let (at, c) = characters.next()?;
        let starts_word = characters.peek().is_none_or(|(_, before)| !before.is_alphanumeric())
            && !phrase[at..].starts_with("and ");
        if c.to_lowercase().eq(wanted.to_lowercase()) && (letters.peek().is_some() || starts_word) {
            match letters.next() {
                Some(next) => wanted = next,
                None => break at,
            }
        }
    };
    let start = phrase[..first]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + phrase[space..].chars().next().map_or(0, char::len_utf8));
    let long = &phrase[start..];
    let n_letters = short.chars().count();
    let is_long = long.chars().count() > n_letters
        && long.split_whitespace().count() <= (n_letters + 5).min(2 * n_letters)
        && !long.split(|c: char| !c.is_alphanumeric()).any(|word| singular(word) == short);
    is_long.then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `short = long` for each definition of the text, `+` behind one that runs on.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = definitions(text)
            .iter()
            .map(|d| {
                let (short, long) = d.short_and_long();
                let mark = if d.runs_on { " +" } else { "" };
                format!("{} = {}{mark}", &text[short], &text[long])
            })
            .collect();
        assert_eq!(found, expected, "from {text:?}");
    }

    #[test]
    fn definitions_equal_those_of_another_implementation() {
        let json: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/definitions.json")).unwrap();
        let sentences = json["sentences"].as_array().unwrap();
        assert!(sentences.len() > 30);
        for sentence in sentences {
            let text = sentence["text"].as_str().unwrap();
            let expected = sentence["pairs"].as_object().unwrap();
            let found: Vec<(&str, &str)> = definitions(text)
                .iter()
                .map(Definition::short_and_long)
                .map(|(short, long)| (&text[short], &text[long]))
                .collect();
            assert_eq!(found.len(), expected.len(), "{text}");
            for (short, long) in found {
                assert_eq!(expected[short].as_str(), Some(long), "{text}");
            }
        }
    }

    #[test]
    fn a_short_form_in_brackets_takes_the_words_before() {
        check("the key-value (KV) cache of a model", &["KV = key-value +"]);
        check("A sparse mixture of experts (MoE), with", &["MoE = mixture of experts"]);
        check("we tune large language models (LLMs).", &["LLMs = large language models"]);
        check("Low-Rank Adaptation (LoRA) and", &["LoRA = Low-Rank Adaptation +"]);
        check("uses Chain-of-Thought (CoT; Wei 2022) here", &["CoT = Chain-of-Thought"]);
        check(
            "non-negative matrix factorization (NMF)",
            &["NMF = non-negative matrix factorization"],
        );
        check("the electroencephalogram (EEG).", &["EEG = electroencephalogram"]);
        check(
            "an attitude and heading reference system (AHRS)",
            &["AHRS = attitude and heading reference system"],
        );
    }

    #[test]
    fn a_long_form_in_brackets_belongs_to_the_word_before() {
        check("an MoE (mixture of experts) layer", &["MoE = mixture of experts +"]);
        check("our GPU (which is a graphics processing unit)", &[]);
    }

    #[test]
    fn remarks_are_no_definitions() {
        check("the model (ours) beats it (left) in Figure (B)", &[]);
        check("pruning weights (Han 2015), 4-bit (INT4)", &[]);
        check("by far. (MoE) and, (KV)", &[]);
        check("the key of it all and then a value (KV)", &[]);
        check("the KV cache (KV)", &[]);
        check("(KV", &[]);
    }

    #[test]
    fn several_definitions_do_not_overlap() {
        check(
            "state space models (SSMs) and variational autoencoders (VAEs)",
            &["SSMs = state space models +", "VAEs = variational autoencoders"],
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_ranges_of_its_own(text in "[a-cA-C(), é\\-]{0,40}") {
            let mut last = 0;
            for d in definitions(&text) {
                assert!(last <= d.outer.start && d.outer.end < d.inner.start);
                assert!(!text[d.outer.clone()].is_empty() && !text[d.inner.clone()].is_empty());
                last = d.inner.end;
            }
        }
    }
}
