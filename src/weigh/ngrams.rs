//! The n-grams of a stream of words: unigrams, bigrams, and compounds learned from hyphens.
//!
//! Unigrams are content words; bigrams are two adjacent content words, never across a stop word or
//! a break. Compounds are what authors hyphenate and bigrams cannot reach: `mixture-of-experts`,
//! `k-means`, `few-shot`. Once seen hyphenated, a compound is found where it is written open, too,
//! unless it begins or ends in a stop word ("in context" is not "in-context").

use crate::tokenize::{Patterns, Phrase, Token, TokenizedCorpus, WordKind, stem_at};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Longest compound, in words: longer hyphen chains are somebody's joke.
const MAX_COMPOUND: usize = 4;

/// Papers that must hyphenate a compound before it counts as one.
const MIN_COMPOUND_PAPERS: u32 = 2;

/// An n-gram as numbers, unique within one tokenized corpus: stems for unigrams and bigrams, the
/// place in [`Compounds`] for compounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ngram(u64);

/// What an [`Ngram`] stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NgramParts {
    /// One stem.
    Unigram(u32),
    /// Two adjacent stems.
    Bigram(u32, u32),
    /// A compound, by its place in [`Compounds`].
    Compound(u32),
}

impl Ngram {
    const COMPOUND: u64 = 1 << 63;

    /// The n-gram of one stem.
    pub fn unigram(stem: u32) -> Self {
        Ngram(u64::from(stem))
    }

    /// The n-gram of two adjacent stems.
    pub fn bigram(first: u32, second: u32) -> Self {
        Ngram((u64::from(first) + 1) << 32 | u64::from(second))
    }

    /// The compound at this place.
    pub fn compound(place: u32) -> Self {
        Ngram(Self::COMPOUND | u64::from(place))
    }

    /// The stems or the compound it was made of.
    pub fn parts(self) -> NgramParts {
        let low = self.0 as u32;
        match (self.0 & !Self::COMPOUND) >> 32 {
            _ if self.0 & Self::COMPOUND != 0 => NgramParts::Compound(low),
            0 => NgramParts::Unigram(low),
            high => NgramParts::Bigram(high as u32 - 1, low),
        }
    }
}

/// Hyphenated compounds that unigrams and bigrams do not cover, as stems.
#[derive(Debug, Clone, Default)]
pub struct Compounds {
    stems: Vec<Phrase>,
    patterns: Patterns,
}

impl Compounds {
    /// The compounds with these stems; their place is their position here.
    pub fn new(stems: Vec<Phrase>) -> Self {
        Compounds { patterns: Patterns::new(&stems), stems }
    }

    /// Reads the compounds off the hyphens of a corpus, in order of their stems.
    pub fn learn(corpus: &TokenizedCorpus) -> Self {
        let counts = corpus
            .papers
            .par_iter()
            .fold(FxHashMap::<Phrase, u32>::default, |mut counts, paper| {
                let mut seen = FxHashSet::default();
                for chain in hyphen_chains(paper.all(), corpus) {
                    if seen.insert(chain.clone()) {
                        *counts.entry(chain).or_default() += 1;
                    }
                }
                counts
            })
            .reduce(FxHashMap::default, |mut all, part| {
                for (chain, n) in part {
                    *all.entry(chain).or_default() += n;
                }
                all
            });
        let mut stems: Vec<Phrase> = counts
            .into_iter()
            .filter(|&(_, n)| n >= MIN_COMPOUND_PAPERS)
            .map(|(chain, _)| chain)
            .collect();
        stems.sort_unstable();
        Compounds::new(stems)
    }

    /// The stems of the compound at `place`.
    pub fn stems(&self, place: u32) -> &[u32] {
        &self.stems[place as usize]
    }

    /// The longest compound whose stems start at `at`, by place.
    fn starting_at(&self, tokens: &[Token], at: usize, corpus: &TokenizedCorpus) -> Option<u32> {
        let stem_at = stem_at(tokens, &corpus.words);
        let is_stop = |token: &Token| {
            token.word().is_some_and(|word| corpus.words[word].kind == WordKind::Stop)
        };
        let is_said = |&place: &usize| {
            let found = &tokens[at..at + self.stems[place].len()];
            let must_be_hyphenated = is_stop(&found[0]) || is_stop(&found[found.len() - 1]);
            !must_be_hyphenated || found[1..].iter().all(|token| token.is_hyphenated())
        };
        self.patterns.starting_at(at, stem_at).filter(is_said).last().map(|place| place as u32)
    }
}

/// The hyphenated chains of a text that need a place of their own: those with a stop word or a
/// short word in them, and those of three words and more; one word at least carries meaning.
fn hyphen_chains<'a>(
    tokens: &'a [Token],
    corpus: &'a TokenizedCorpus,
) -> impl Iterator<Item = Phrase> + 'a {
    tokens
        .chunk_by(|_, next| *next != Token::BREAK && next.is_hyphenated())
        .filter(|chain| (2..=MAX_COMPOUND).contains(&chain.len()))
        .filter_map(|chain| {
            let words: Vec<_> =
                chain.iter().filter_map(|t| t.word()).map(|w| &corpus.words[w]).collect();
            let kind = |kind| words.iter().filter(|word| word.kind == kind).count();
            let plain_bigram = words.len() == 2 && kind(WordKind::Content) == 2;
            let useful = words.len() == chain.len() && !plain_bigram && kind(WordKind::Content) > 0;
            useful.then(|| words.iter().map(|word| word.stem).collect())
        })
}

/// Calls `emit` with every n-gram of `tokens` and the positions it was read from, in reading order.
pub fn ngrams(
    tokens: &[Token],
    corpus: &TokenizedCorpus,
    compounds: &Compounds,
    mut emit: impl FnMut(Ngram, Range<usize>),
) {
    let mut previous: Option<u32> = None;
    for (at, token) in tokens.iter().enumerate() {
        let content = token
            .word()
            .map(|word| &corpus.words[word])
            .filter(|word| word.kind == WordKind::Content)
            .map(|word| word.stem);
        if let Some(stem) = content {
            emit(Ngram::unigram(stem), at..at + 1);
            // "model models" is a stutter, not a phrase.
            if let Some(before) = previous.filter(|&before| before != stem) {
                emit(Ngram::bigram(before, stem), at - 1..at + 1);
            }
        }
        previous = content;
        if let Some(place) = compounds.starting_at(tokens, at, corpus) {
            emit(Ngram::compound(place), at..at + compounds.stems(place).len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Paper};
    use crate::tokenize::{Language, Stems, tokenize};

    fn read(texts: &[&str]) -> TokenizedCorpus {
        let papers = texts
            .iter()
            .map(|text| Paper { abstract_text: text.to_string(), ..Paper::default() })
            .collect();
        let corpus = Corpus { papers, ..Corpus::default() };
        tokenize(&corpus, &Stems::new(Language::English, &[]))
    }

    fn names(corpus: &TokenizedCorpus, paper: usize) -> Vec<String> {
        let compounds = Compounds::learn(corpus);
        let mut found = Vec::new();
        ngrams(corpus.papers[paper].all(), corpus, &compounds, |ngram, _| {
            let stem = |stem: u32| corpus.stems[stem as usize].clone();
            found.push(match ngram.parts() {
                NgramParts::Unigram(a) => stem(a),
                NgramParts::Bigram(a, b) => format!("{} {}", stem(a), stem(b)),
                NgramParts::Compound(place) => {
                    let stems: Vec<_> = compounds.stems(place).iter().map(|&s| stem(s)).collect();
                    format!("<{}>", stems.join(" "))
                }
            });
        });
        found
    }

    #[test]
    fn bigrams_stop_at_stop_words_and_punctuation() {
        let corpus = read(&["fast caches, pruning of weights"]);
        assert_eq!(names(&corpus, 0), ["fast", "cach", "fast cach", "prune", "weight"]);
    }

    #[test]
    fn hyphenated_and_open_compounds_are_one() {
        let corpus = read(&[
            "sparse mixture-of-experts and k-clustering, in-context",
            "a mixture-of-experts with k-clustering, in-context",
            "our mixture of experts for k clustering in context, state-of-the-art",
            "state-of-the-art",
        ]);
        let wanted = ["mixtur", "<mixtur of expert>", "expert", "<k cluster>"];
        let found = names(&corpus, 2);
        for name in wanted {
            assert!(found.contains(&name.to_string()), "{name} in {found:?}");
        }
        assert!(!found.iter().any(|name| name.contains("art")), "{found:?}");
        assert!(!found.contains(&"<in context>".to_string()), "{found:?}");
        assert!(names(&corpus, 0).contains(&"<in context>".to_string()));
    }

    #[test]
    fn ngrams_keep_their_parts() {
        assert_eq!(Ngram::unigram(7).parts(), NgramParts::Unigram(7));
        assert_eq!(Ngram::bigram(0, 7).parts(), NgramParts::Bigram(0, 7));
        assert_eq!(Ngram::compound(7).parts(), NgramParts::Compound(7));
    }
}
