//! Papers → streams of words, a chunk of papers at a time, each with numbers of its own.

use super::definitions::{Definition, definitions};
use super::{Segment, Token, clean, segment};
use crate::corpus::Paper;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The papers of one chunk.
pub struct Chunk {
    /// Their words, by position among those of the chunk.
    pub papers: Vec<ReadPaper>,
    surfaces: Surfaces,
}

/// The words of one paper.
pub struct ReadPaper {
    pub tokens: Box<[Token]>,
    /// Tokens of the title, its closing break included.
    pub title_len: usize,
    /// What the paper defines, by its tokens.
    pub definitions: Vec<Definition>,
}

/// Distinct words in order of first appearance, one behind the other.
#[derive(Default)]
struct Surfaces {
    text: String,
    ends: Vec<usize>,
}

impl Surfaces {
    fn push(&mut self, surface: &str) {
        self.text.push_str(surface);
        self.ends.push(self.text.len());
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }
}

impl Chunk {
    /// Reads the papers.
    pub fn read(papers: &[Paper]) -> Chunk {
        let texts: Vec<[Cow<str>; 2]> =
            papers.iter().map(|paper| [clean(&paper.title), clean(&paper.abstract_text)]).collect();
        let mut reader = Reader::default();
        let papers = texts.iter().map(|[title, body]| reader.paper(title, body)).collect();
        Chunk { papers, surfaces: reader.surfaces }
    }
}

/// Numbers words as they come.
#[derive(Default)]
struct Reader<'t> {
    numbers: FxHashMap<&'t str, u32>,
    surfaces: Surfaces,
    tokens: Vec<Token>,
}

impl<'t> Reader<'t> {
    fn paper(&mut self, title: &'t str, body: &'t str) -> ReadPaper {
        self.tokens.clear();
        let mut definitions = Vec::new();
        self.text(title, &mut definitions);
        self.tokens.push(Token::BREAK);
        let title_len = self.tokens.len();
        self.text(body, &mut definitions);
        ReadPaper { tokens: self.tokens.as_slice().into(), title_len, definitions }
    }

    /// Reads a text in pieces, cut at the brackets of its definitions, to know which tokens these
    /// are.
    fn text(&mut self, text: &'t str, defined: &mut Vec<Definition>) {
        let mut from = 0;
        for definition in definitions(text) {
            let (outer, inner) = (definition.outer.clone(), definition.inner.clone());
            self.piece(&text[from..outer.end]);
            let outer_end = self.tokens.len();
            self.piece(&text[outer.end..inner.start]);
            let inner_start = self.tokens.len();
            self.piece(&text[inner.clone()]);
            defined.push(Definition {
                outer: outer_end - n_segments(&text[outer])..outer_end,
                inner: inner_start..self.tokens.len(),
                ..definition
            });
            from = inner.end;
        }
        self.piece(&text[from..]);
    }

    fn piece(&mut self, text: &'t str) {
        segment(text, |found| {
            self.tokens.push(match found {
                Segment::Break => Token::BREAK,
                Segment::Word { text, hyphenated } => {
                    let next = self.surfaces.ends.len() as u32;
                    let number = *self.numbers.entry(text).or_insert(next);
                    if number == next {
                        self.surfaces.push(text);
                    }
                    Token::new(number, hyphenated)
                }
            });
        });
    }
}

fn n_segments(text: &str) -> usize {
    let mut n = 0;
    segment(text, |_| n += 1);
    n
}

/// The distinct words of all chunks, sorted, and for each chunk the places of its words there.
pub fn number_words(chunks: &[Chunk]) -> (Vec<Box<str>>, Vec<Vec<u32>>) {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut of_chunks: Vec<Vec<u32>> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let number = |surface| {
            let next = numbers.len() as u32;
            *numbers.entry(surface).or_insert(next)
        };
        of_chunks.push(chunk.surfaces.iter().map(number).collect());
    }
    let mut sorted: Vec<(&str, u32)> = numbers.into_iter().collect();
    sorted.par_sort_unstable();
    let mut places = vec![0; sorted.len()];
    (0..).zip(&sorted).for_each(|(place, &(_, number))| places[number as usize] = place);
    let place = |number: &mut u32| *number = places[*number as usize];
    of_chunks.par_iter_mut().for_each(|numbers| numbers.iter_mut().for_each(place));
    (sorted.into_iter().map(|(surface, _)| surface.into()).collect(), of_chunks)
}
