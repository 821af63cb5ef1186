//! Abstracts → streams of words.
//!
//! The stream keeps everything later stages need: stop words (so that phrases can be shown as
//! written), breaks (n-grams never cross them) and hyphens (a compound is its parts in a row).

mod clean;
mod language;
mod segment;

pub use clean::clean;
pub use language::{Language, Stems, WordKind};
pub use segment::{Segment, segment};

use crate::corpus::{Corpus, Paper};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Papers a worker takes at a time; the result does not depend on it.
const CHUNK: usize = 256;

/// One position of a paper's text: a word, possibly linked to the one before by a hyphen, or a
/// break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(u32);

impl Token {
    /// Punctuation, a symbol, or the end of the title.
    pub const BREAK: Token = Token(!Self::HYPHEN);
    const HYPHEN: u32 = 1 << 31;

    fn new(word: u32, hyphenated: bool) -> Self {
        Token(word | if hyphenated { Self::HYPHEN } else { 0 })
    }

    /// Index into [`TokenizedCorpus::words`]; `None` for a break.
    pub fn word(self) -> Option<usize> {
        (self != Self::BREAK).then_some((self.0 & !Self::HYPHEN) as usize)
    }

    /// Whether a hyphen alone links this word to the one before.
    pub fn is_hyphenated(self) -> bool {
        self.0 & Self::HYPHEN != 0
    }
}

/// A distinct surface form: `Caches`, `caches` and `CACHE` are three words of one stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub surface: Box<str>,
    /// Index into [`TokenizedCorpus::stems`].
    pub stem: u32,
    /// Whether it carries meaning.
    pub kind: WordKind,
}

/// The words of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperTokens {
    tokens: Box<[Token]>,
    title_len: usize,
}

impl PaperTokens {
    /// Title, a break, abstract.
    pub fn all(&self) -> &[Token] {
        &self.tokens
    }

    /// The title's tokens, its closing break included.
    pub fn title(&self) -> &[Token] {
        &self.tokens[..self.title_len]
    }

    /// The abstract's tokens.
    pub fn body(&self) -> &[Token] {
        &self.tokens[self.title_len..]
    }
}

/// The words of a corpus. Made by [`tokenize`].
///
/// `papers` follows [`Corpus::papers`]; `words` is sorted by surface form and `stems`
/// alphabetically, both without repeats, so that every index is independent of thread count.
#[derive(Debug, Clone)]
pub struct TokenizedCorpus {
    /// Distinct surface forms, sorted.
    pub words: Vec<Word>,
    /// Distinct stems, sorted.
    pub stems: Vec<String>,
    /// One stream a paper.
    pub papers: Vec<PaperTokens>,
}

/// Finds the words of every paper. Every distinct surface form is stemmed once.
pub fn tokenize(corpus: &Corpus, stems: &Stems) -> TokenizedCorpus {
    let mut chunks: Vec<Chunk> = corpus.papers.par_chunks(CHUNK).map(read_chunk).collect();

    let mut surfaces: Vec<Box<str>> =
        chunks.iter_mut().flat_map(|chunk| std::mem::take(&mut chunk.surfaces)).collect();
    let local_counts: Vec<usize> = chunks.iter().map(|chunk| chunk.n_surfaces).collect();
    let (sorted, remap) = sort_unique(&mut surfaces);

    let stemmed: Vec<(String, WordKind)> = sorted.par_iter().map(|word| stems.stem(word)).collect();
    let mut distinct: Vec<String> = stemmed.iter().map(|(stem, _)| stem.clone()).collect();
    distinct.par_sort_unstable();
    distinct.dedup();
    let stem_of: FxHashMap<&str, u32> =
        distinct.iter().zip(0..).map(|(stem, i)| (stem.as_str(), i)).collect();
    let words: Vec<Word> = sorted
        .into_iter()
        .zip(&stemmed)
        .map(|(surface, (stem, kind))| Word { surface, stem: stem_of[stem.as_str()], kind: *kind })
        .collect();

    let stop_phrases: Vec<Vec<u32>> = stems
        .stop_phrases()
        .iter()
        .filter_map(|phrase| phrase.iter().map(|s| stem_of.get(s.as_str()).copied()).collect())
        .collect();

    let mut first = 0;
    let offsets: Vec<usize> = local_counts
        .iter()
        .map(|n| {
            first += n;
            first - n
        })
        .collect();
    let papers = chunks
        .into_par_iter()
        .zip(offsets)
        .flat_map_iter(|(chunk, offset)| {
            let remap = &remap[offset..offset + chunk.n_surfaces];
            let (words, stop_phrases) = (&words, &stop_phrases);
            chunk.papers.into_iter().map(move |mut paper| {
                for token in &mut paper.tokens {
                    if let Some(word) = token.word() {
                        *token = Token::new(remap[word], token.is_hyphenated());
                    }
                }
                cut_phrases(&mut paper.tokens, words, stop_phrases);
                paper
            })
        })
        .collect();
    TokenizedCorpus { words, stems: distinct, papers }
}

/// The papers of one chunk, their words numbered in order of first appearance.
struct Chunk {
    papers: Vec<PaperTokens>,
    surfaces: Vec<Box<str>>,
    n_surfaces: usize,
}

fn read_chunk(papers: &[Paper]) -> Chunk {
    let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut surfaces: Vec<Box<str>> = Vec::new();
    let mut tokens: Vec<Token> = Vec::new();
    let papers = papers
        .iter()
        .map(|paper| {
            tokens.clear();
            let mut read = |text: &str, tokens: &mut Vec<Token>| {
                segment(&clean(text), |found| match found {
                    Segment::Break => tokens.push(Token::BREAK),
                    Segment::Word { text, hyphenated } => {
                        let number = numbers.get(text).copied().unwrap_or_else(|| {
                            let number = surfaces.len() as u32;
                            surfaces.push(text.into());
                            numbers.insert(text.into(), number);
                            number
                        });
                        tokens.push(Token::new(number, hyphenated));
                    }
                });
            };
            read(&paper.title, &mut tokens);
            tokens.push(Token::BREAK);
            let title_len = tokens.len();
            read(&paper.abstract_text, &mut tokens);
            PaperTokens { tokens: tokens.as_slice().into(), title_len }
        })
        .collect();
    let n_surfaces = surfaces.len();
    Chunk { papers, surfaces, n_surfaces }
}

/// Replaces every occurrence of a stop phrase, hyphenated or open, by breaks.
fn cut_phrases(tokens: &mut [Token], words: &[Word], phrases: &[Vec<u32>]) {
    for phrase in phrases.iter().filter(|phrase| !phrase.is_empty()) {
        let mut at = 0;
        while at + phrase.len() <= tokens.len() {
            let window = &mut tokens[at..at + phrase.len()];
            let matches = window
                .iter()
                .zip(phrase)
                .all(|(token, &stem)| token.word().is_some_and(|word| words[word].stem == stem));
            if matches {
                window.fill(Token::BREAK);
            }
            at += 1;
        }
    }
}

/// The distinct strings in order, and for each input position the place of its string there.
fn sort_unique(strings: &mut [Box<str>]) -> (Vec<Box<str>>, Vec<u32>) {
    let mut order: Vec<u32> = (0..strings.len() as u32).collect();
    order.par_sort_unstable_by(|&a, &b| strings[a as usize].cmp(&strings[b as usize]));
    let mut unique: Vec<Box<str>> = Vec::new();
    let mut place = vec![0; strings.len()];
    for at in order {
        let string = std::mem::take(&mut strings[at as usize]);
        if unique.last() != Some(&string) {
            unique.push(string);
        }
        place[at as usize] = unique.len() as u32 - 1;
    }
    (unique, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(papers: &[(&str, &str)]) -> Corpus {
        let papers = papers
            .iter()
            .map(|(title, body)| Paper {
                title: title.to_string(),
                abstract_text: body.to_string(),
                ..Paper::default()
            })
            .collect();
        Corpus { papers, ..Corpus::default() }
    }

    /// Stems of all papers: `-` before a hyphenated word, `|` for a break, stop words in brackets.
    fn read_back(tokenized: &TokenizedCorpus) -> Vec<String> {
        let token = |token: &Token| match token.word() {
            None => "|".to_owned(),
            Some(word) => {
                let word = &tokenized.words[word];
                let stem = &tokenized.stems[word.stem as usize];
                let link = if token.is_hyphenated() { "-" } else { "" };
                if word.kind == WordKind::Stop {
                    format!("{link}[{stem}]")
                } else {
                    format!("{link}{stem}")
                }
            }
        };
        let paper =
            |paper: &PaperTokens| paper.all().iter().map(token).collect::<Vec<_>>().join(" ");
        tokenized.papers.iter().map(paper).collect()
    }

    #[test]
    fn a_paper_is_title_break_abstract() {
        let corpus = corpus(&[("KV-Cache Pruning", "The GPUs, fast caches.")]);
        let tokenized = tokenize(&corpus, &Stems::new(Language::English, &[]));
        assert_eq!(read_back(&tokenized), ["kv -cach prune | [the] gpu | fast cach |"]);
        assert_eq!(tokenized.papers[0].title().len(), 4);
        assert!(tokenized.words.is_sorted_by(|a, b| a.surface < b.surface));
        assert!(tokenized.stems.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn stop_phrases_are_cut_however_written() {
        let corpus = corpus(&[("", "state-of-the-art art of the state of the art")]);
        let tokenized = tokenize(&corpus, &Stems::new(Language::English, &[]));
        assert_eq!(read_back(&tokenized), ["| | | | | art [of] [the] | | | |"]);
    }

    #[test]
    fn chunks_do_not_show() {
        let texts: Vec<String> =
            (0..600).map(|i| format!("word{} shared Word{}", i, i % 7)).collect();
        let papers: Vec<(&str, &str)> = texts.iter().map(|text| ("", text.as_str())).collect();
        let all = tokenize(&corpus(&papers), &Stems::new(Language::English, &[]));
        let back = read_back(&all);
        assert_eq!(back.len(), 600);
        assert_eq!(back[599], "| word599 share word4");
    }
}
