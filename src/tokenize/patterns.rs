//! Phrases by their stems, and where a stream of words holds them, however hyphenated.

use super::{Token, Word};
use rustc_hash::FxHashMap;

/// The stems of a phrase in order of reading, as indices into
/// [`TokenizedCorpus::stems`](super::TokenizedCorpus::stems); never empty.
pub type Phrase = Box<[u32]>;

/// The stems of a run of tokens; `None` where it is empty or holds a break.
pub fn phrase(tokens: &[Token], words: &[Word]) -> Option<Phrase> {
    let stems: Option<Phrase> = tokens.iter().map(|t| Some(words[t.word()?].stem)).collect();
    stems.filter(|stems| !stems.is_empty())
}

/// The stem at each position of a text; `None` for a break and behind the end.
pub fn stem_at<'a>(tokens: &'a [Token], words: &'a [Word]) -> impl Fn(usize) -> Option<u32> + 'a {
    |at| tokens.get(at)?.word().map(|word| words[word].stem)
}

/// Phrases that can be looked up at a position. A pattern's number is its position as given.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    phrases: Vec<Phrase>,
    /// First stem → patterns that start with it, longest first, then in the order given.
    by_first: FxHashMap<u32, Vec<usize>>,
}

impl Patterns {
    /// The patterns of these phrases.
    pub fn new(phrases: Vec<Phrase>) -> Self {
        let mut by_first: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (number, phrase) in phrases.iter().enumerate() {
            by_first.entry(phrase[0]).or_default().push(number);
        }
        for numbers in by_first.values_mut() {
            numbers.sort_by_key(|&number| (std::cmp::Reverse(phrases[number].len()), number));
        }
        Patterns { phrases, by_first }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Words of a pattern.
    pub fn len_of(&self, number: usize) -> usize {
        self.phrases[number].len()
    }

    /// The patterns that start at a position, longest first. `stem_at` gives the stem at a position;
    /// `None` for a break and behind the end.
    pub fn starting_at<'a>(
        &'a self,
        at: usize,
        stem_at: impl Fn(usize) -> Option<u32> + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let candidates = stem_at(at).and_then(|first| self.by_first.get(&first));
        candidates.into_iter().flatten().copied().filter(move |&number| {
            (at..).zip(&self.phrases[number]).all(|(at, &want)| stem_at(at) == Some(want))
        })
    }
}
