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

/// Phrases that can be looked up at a position: a trie over stems, so that a look costs the length
/// of what is found, however many phrases begin alike. A pattern's number is its position as given.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    lengths: Vec<usize>,
    /// Stem → the node of the phrases that begin with it, or [`NOWHERE`].
    roots: Vec<u32>,
    /// Node and next stem → the node they lead to.
    edges: FxHashMap<(u32, u32), u32>,
    nodes: Vec<Node>,
}

/// A beginning of phrases.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The patterns that are just this long, in the order given.
    ending: Vec<u32>,
    /// Whether longer patterns begin so.
    goes_on: bool,
}

/// No node.
const NOWHERE: u32 = u32::MAX;

impl Patterns {
    /// The patterns of these phrases.
    pub fn new<'p>(phrases: impl IntoIterator<Item = &'p Phrase>) -> Self {
        let mut patterns = Patterns::default();
        for phrase in phrases {
            patterns.add(phrase);
        }
        patterns
    }

    fn add(&mut self, phrase: &[u32]) {
        let Some((&first, rest)) = phrase.split_first() else { return };
        if self.roots.len() <= first as usize {
            self.roots.resize(first as usize + 1, NOWHERE);
        }
        let mut node = self.roots[first as usize];
        if node == NOWHERE {
            node = self.nodes.len() as u32;
            self.roots[first as usize] = node;
            self.nodes.push(Node::default());
        }
        for &stem in rest {
            self.nodes[node as usize].goes_on = true;
            let next = self.nodes.len() as u32;
            node = *self.edges.entry((node, stem)).or_insert(next);
            if node == next {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[node as usize].ending.push(self.lengths.len() as u32);
        self.lengths.push(phrase.len());
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Words of a pattern.
    pub fn len_of(&self, number: usize) -> usize {
        self.lengths[number]
    }

    /// The patterns that start at a position, shortest first, then in the order given. `stem_at`
    /// gives the stem at a position; `None` for a break and behind the end.
    pub fn starting_at<'a>(
        &'a self,
        at: usize,
        stem_at: impl Fn(usize) -> Option<u32> + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let root = stem_at(at).and_then(|stem| self.roots.get(stem as usize).copied());
        let mut next = root.filter(|&root| root != NOWHERE);
        let mut end = at + 1;
        let nodes = std::iter::from_fn(move || {
            let node = next?;
            let on = self.nodes[node as usize].goes_on.then(|| stem_at(end)).flatten();
            next = on.and_then(|stem| self.edges.get(&(node, stem)).copied());
            end += 1;
            Some(&self.nodes[node as usize])
        });
        nodes.flat_map(|node| &node.ending).map(|&number| number as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_at_a_position_are_found() {
        let phrases: Vec<Phrase> = [&[1, 2][..], &[1], &[1, 2, 3], &[2], &[1, 2], &[4, 1]]
            .map(Phrase::from)
            .into_iter()
            .collect();
        let patterns = Patterns::new(&phrases);
        let text = [Some(1), Some(2), Some(4), None, Some(1), Some(2), Some(3)];
        let found = |at: usize| {
            patterns.starting_at(at, |at| text.get(at).copied().flatten()).collect::<Vec<_>>()
        };
        assert_eq!(found(0), [1, 0, 4]);
        assert_eq!(found(1), [3]);
        assert_eq!(found(2), [] as [usize; 0]);
        assert_eq!(found(4), [1, 0, 4, 2]);
        assert_eq!(found(7), [] as [usize; 0]);
        assert_eq!((patterns.len_of(2), patterns.is_empty()), (3, false));
    }
}
