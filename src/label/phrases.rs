//! Terms → phrases as people say them.
//!
//! Clustering works on one- and two-word terms, many of which are pieces of a longer phrase: of
//! "large language models" the pairs are "large language" and "language models". Here each ranked
//! term grows by the words that nearly always stand beside it.

use super::parts::by_parts;
use crate::tokenize::{PaperTokens, Token, TokenizedCorpus, WordKind};
use crate::weigh::TermMatrix;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Share of a term's occurrences from which the word beside it belongs to it.
const ALWAYS: f64 = 0.6;

/// Share of a term's occurrences from which the longer phrase is a name of its own
/// ("KV cache compression" beside "KV cache").
const OFTEN: f64 = 0.12;

/// Occurrences from which a longer phrase may be a name of its own.
const MIN_OCCURRENCES: usize = 3;

/// Words of a phrase at most.
const MAX_WORDS: usize = 4;

/// Occurrences of a term that are looked at, the first in the corpus: enough for a share.
const MAX_CONTEXTS: usize = 1000;

/// The stems of a phrase, in order of reading.
pub type Stems = Box<[u32]>;

/// What a ranked term is called.
#[derive(Debug, Clone, Default)]
pub struct Grown {
    /// The term with the words that always stand beside it.
    pub phrase: Stems,
    /// The term by itself.
    pub term: Stems,
    /// The phrase with one more word that often does.
    pub longer: Vec<Stems>,
}

impl Grown {
    /// All that the term is or may grow to.
    pub fn phrases(&self) -> impl Iterator<Item = &Stems> {
        self.longer.iter().chain([&self.phrase, &self.term])
    }
}

/// The stems around one occurrence; `None` where a phrase cannot reach.
#[derive(Debug, Clone, Copy)]
struct Context {
    left: [Option<u32>; 2],
    right: [Option<u32>; 2],
}

/// Grows every one of these columns of the vocabulary; a column that is never met stays away.
pub fn grow(
    corpus: &TokenizedCorpus,
    matrix: &TermMatrix,
    columns: &FxHashSet<u32>,
) -> FxHashMap<u32, Grown> {
    let index = matrix.vocabulary.index_of(corpus, |column| columns.contains(&column));
    let find = |papers: &[PaperTokens]| {
        let mut found: FxHashMap<u32, (Stems, Vec<Context>)> = FxHashMap::default();
        for paper in papers {
            for tokens in [paper.title(), paper.body()] {
                index.terms(tokens, corpus, |column, at| {
                    let (_, contexts) = found.entry(column).or_insert_with(|| {
                        let stems = tokens[at.clone()].iter().filter_map(|t| stem(t, corpus));
                        (stems.collect(), Vec::new())
                    });
                    if contexts.len() < MAX_CONTEXTS {
                        contexts.push(context(tokens, at, corpus));
                    }
                });
            }
        }
        found
    };
    let parts = by_parts(&corpus.papers, |papers, _| find(papers));
    let mut all: FxHashMap<u32, (Stems, Vec<Context>)> = FxHashMap::default();
    for (column, (stems, contexts)) in parts.into_iter().flatten() {
        let (_, all) = all.entry(column).or_insert_with(|| (stems, Vec::new()));
        let room = MAX_CONTEXTS - all.len();
        all.extend(contexts.into_iter().take(room));
    }
    all.into_par_iter()
        .map(|(column, (stems, contexts))| (column, grow_one(&stems, contexts)))
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn stem(token: &Token, corpus: &TokenizedCorpus) -> Option<u32> {
    token.word().map(|word| corpus.words[word].stem)
}

/// The words a phrase may take in: content words at its side, and any word a hyphen links.
fn context(tokens: &[Token], at: std::ops::Range<usize>, corpus: &TokenizedCorpus) -> Context {
    let joins = |token: Option<&Token>, linked: bool| {
        let token = token?;
        let word = &corpus.words[token.word()?];
        (linked || word.kind == WordKind::Content).then_some(word.stem)
    };
    let is_linked = |position: usize| tokens.get(position).is_some_and(|t| t.is_hyphenated());
    let before = |n: usize| at.start.checked_sub(n);
    let left = |n: usize| before(n).and_then(|p| joins(tokens.get(p), is_linked(p + 1)));
    let right = |n: usize| joins(tokens.get(at.end + n), is_linked(at.end + n));
    let near = (left(1), right(0));
    Context {
        left: [near.0, near.0.and_then(|_| left(2))],
        right: [near.1, near.1.and_then(|_| right(1))],
    }
}

/// A phrase that grows: the words taken in so far, and the occurrences that have them all.
#[derive(Clone)]
struct Growing {
    stems: Vec<u32>,
    contexts: Vec<Context>,
    n_left: usize,
    n_right: usize,
}

impl Growing {
    /// The commonest word to the left and to the right, and how often each stands there.
    fn neighbours(&self) -> [Option<(u32, usize)>; 2] {
        let words = |side: fn(&Context) -> [Option<u32>; 2], n: usize| {
            commonest(self.contexts.iter().map(move |c| side(c).get(n).copied().flatten()))
        };
        [words(|c| c.left, self.n_left), words(|c| c.right, self.n_right)]
    }

    fn take_left(&mut self, word: u32) {
        self.stems.insert(0, word);
        self.contexts.retain(|c| c.left[self.n_left] == Some(word));
        self.n_left += 1;
    }

    fn take_right(&mut self, word: u32) {
        self.stems.push(word);
        self.contexts.retain(|c| c.right[self.n_right] == Some(word));
        self.n_right += 1;
    }

    /// Takes in the word at one side or the other as long as it always stands there.
    fn grow(&mut self) {
        while self.stems.len() < MAX_WORDS {
            let needed = (ALWAYS * self.contexts.len() as f64).max(2.0);
            match self.neighbours().map(|side| side.filter(|&(_, n)| n as f64 >= needed)) {
                [Some((word, n)), right] if right.is_none_or(|(_, m)| n >= m) => {
                    self.take_left(word);
                }
                [_, Some((word, _))] => self.take_right(word),
                _ => break,
            }
        }
    }
}

/// The phrase of a term, and those that one more word makes, grown in their turn.
fn grow_one(stems: &[u32], contexts: Vec<Context>) -> Grown {
    let mut phrase = Growing { stems: stems.to_vec(), contexts, n_left: 0, n_right: 0 };
    phrase.grow();
    let needed = (OFTEN * phrase.contexts.len() as f64).max(MIN_OCCURRENCES as f64);
    let often = |side: Option<(u32, usize)>| {
        side.filter(|&(_, n)| n as f64 >= needed && phrase.stems.len() < MAX_WORDS)
    };
    let longer = |word: Option<(u32, usize)>, take: fn(&mut Growing, u32)| {
        let mut longer = phrase.clone();
        take(&mut longer, often(word)?.0);
        longer.grow();
        Some(Stems::from(longer.stems))
    };
    let [left, right] = phrase.neighbours();
    let longer = [longer(left, Growing::take_left), longer(right, Growing::take_right)]
        .into_iter()
        .flatten();
    Grown { longer: longer.collect(), phrase: phrase.stems.clone().into(), term: stems.into() }
}

/// The commonest word and how often it stands there; ties go to the first in the alphabet.
fn commonest(words: impl Iterator<Item = Option<u32>>) -> Option<(u32, usize)> {
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    words.flatten().for_each(|word| *counts.entry(word).or_default() += 1);
    counts.into_iter().max_by_key(|&(word, n)| (n, std::cmp::Reverse(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contexts(all: &[(Option<u32>, Option<u32>)]) -> Vec<Context> {
        all.iter().map(|&(l, r)| Context { left: [l, None], right: [r, None] }).collect()
    }

    #[test]
    fn a_piece_grows_to_its_phrase() {
        let grown =
            grow_one(&[5, 6], contexts(&[(None, Some(7)), (Some(1), Some(7)), (None, Some(7))]));
        assert_eq!(&*grown.phrase, [5, 6, 7]);
    }

    #[test]
    fn a_word_with_changing_neighbours_stays() {
        let all: Vec<_> = (0..10).map(|i| (Some(i), if i < 3 { Some(9) } else { None })).collect();
        let grown = grow_one(&[5], contexts(&all));
        assert_eq!(&*grown.phrase, [5]);
        assert_eq!(grown.longer, [Stems::from([5, 9])]);
    }
}
