//! Abstracts → streams of words.
//!
//! The stream keeps everything later stages need: stop words (so that phrases can be shown as
//! written), breaks (n-grams never cross them) and hyphens (a compound is its parts in a row).
//! What means the same is written the same: acronyms that the papers define, and the user's
//! synonyms.

mod acronyms;
mod chunk;
mod clean;
mod definitions;
mod fold;
mod language;
mod languages;
mod patterns;
mod segment;
mod synonyms;

pub use crate::language::Language;
pub use clean::clean;
pub use language::{Stems, WordKind};
pub use languages::Languages;
pub use patterns::{Patterns, Phrase, stem_at};
pub use segment::{Segment, segment};
pub use synonyms::{Synonym, SynonymSource, Synonyms};

use crate::corpus::{Corpus, Paper};
use chunk::{Chunk, number_words};
use definitions::Definition;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Papers a worker takes at a time; the result does not depend on it.
const CHUNK: usize = 512;

/// One position of a paper's text: a word, possibly linked to the one before by a hyphen, or a
/// break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// The same word, linked to the one before as `other` is.
    fn linked_as(self, other: Token) -> Token {
        Token(self.0 & !Self::HYPHEN | other.0 & Self::HYPHEN)
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
    tokens: Arc<[Token]>,
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
    pub words: Arc<Vec<Word>>,
    /// Distinct stems, sorted.
    pub stems: Arc<Vec<String>>,
    /// One stream a paper, synonyms folded.
    pub papers: Vec<PaperTokens>,
    /// What was folded, and what was not.
    pub synonyms: Synonyms,
}

impl TokenizedCorpus {
    /// What an acronym stands for, as papers write it: "mixture of experts" for `["moe"]`.
    ///
    /// `None` where no two papers define it, where they disagree, or where the user's synonyms say
    /// otherwise.
    pub fn expansion_of(&self, stems: &[&str]) -> Option<&str> {
        let stems: Vec<String> = stems.iter().map(|&stem| stem.to_owned()).collect();
        self.synonyms.expansions.get(&stems).map(String::as_str)
    }
}

/// Finds the words of every paper and folds synonyms. Every distinct surface form is stemmed once.
pub fn tokenize(corpus: &Corpus, stems: &Stems) -> TokenizedCorpus {
    tokenize_abstracts(&mut corpus.clone(), stems, &Languages::default(), &|_| {})
}

/// [`tokenize`] of a corpus in these languages, whose abstracts are let go as they are read: from
/// then on their words stand for them, and of a large corpus they are most of the memory. Tells how
/// many papers have been read; any thread may call.
pub fn tokenize_abstracts(
    corpus: &mut Corpus,
    stems: &Stems,
    languages: &Languages,
    on_progress: &(dyn Fn(usize) + Sync),
) -> TokenizedCorpus {
    let n_read = AtomicUsize::new(0);
    let read = |papers: &mut [Paper]| {
        let chunk = Chunk::read(papers);
        papers.iter_mut().for_each(|paper| paper.abstract_text = String::new());
        on_progress(n_read.fetch_add(papers.len(), Ordering::Relaxed) + papers.len());
        chunk
    };
    let mut chunks: Vec<Chunk> = corpus.papers.par_chunks_mut(CHUNK).map(read).collect();
    // The user's synonyms are read like papers: their words are counted in, too.
    let file = corpus.synonyms.as_ref();
    let forms = file.into_iter().flat_map(|file| &file.groups).flat_map(|group| &group.forms);
    let forms: Vec<Paper> =
        forms.map(|form| Paper { abstract_text: form.clone(), ..Paper::default() }).collect();
    chunks.push(Chunk::read(&forms));

    let (sorted, numbers) = number_words(&chunks);

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

    let (mut papers, mut definitions): (Vec<PaperTokens>, Vec<Vec<Definition>>) = chunks
        .into_par_iter()
        .zip(numbers)
        .flat_map_iter(|(chunk, numbers)| {
            let (words, stop_phrases) = (&words, &stop_phrases);
            chunk.papers.into_iter().map(move |mut paper| {
                for token in &mut paper.tokens {
                    if let Some(word) = token.word() {
                        *token = Token::new(numbers[word], token.is_hyphenated());
                    }
                }
                cut_phrases(&mut paper.tokens, words, stop_phrases);
                let tokens =
                    PaperTokens { tokens: paper.tokens.into(), title_len: paper.title_len };
                (tokens, paper.definitions)
            })
        })
        .unzip();
    let forms = papers.split_off(corpus.papers.len());
    // What an acronym stands for in another language is no name of it in this one.
    let foreign = definitions.iter_mut().enumerate().filter(|(row, _)| languages.is_foreign(*row));
    foreign.for_each(|(_, defined)| defined.clear());

    let mut tokenized = TokenizedCorpus {
        words: Arc::new(words),
        stems: Arc::new(distinct),
        papers,
        synonyms: Synonyms::default(),
    };
    tokenized.synonyms = synonyms::learn(&tokenized, &definitions, file, &forms);
    let n_stems = tokenized.stems.len();
    let TokenizedCorpus { words, papers, synonyms, .. } = &mut tokenized;
    if !synonyms.rules.is_empty() {
        let each = papers.par_iter_mut().zip(&definitions);
        each.for_each(|(paper, defined)| *paper = synonyms.rules.fold(paper, defined, words));
    }
    languages.keep_shared(papers, words, n_stems);
    tokenized
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

    #[test]
    fn progress_reaches_all_papers_and_changes_nothing() {
        let texts: Vec<String> = (0..600).map(|i| format!("Caches {i} of keys")).collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|text| ("Title", text.as_str())).collect();
        let (corpus, stems) = (corpus(&texts), Stems::new(Language::English, &[]));
        let heard = std::sync::Mutex::new(Vec::new());
        let mut told = corpus.clone();
        let told = tokenize_abstracts(&mut told, &stems, &Languages::default(), &|n| {
            heard.lock().unwrap().push(n)
        });
        let mut heard = heard.into_inner().unwrap();
        heard.sort();
        assert_eq!((heard.len(), heard.last()), (2, Some(&600)));
        let silent = tokenize(&corpus, &stems);
        assert_eq!((told.words, told.papers), (silent.words, silent.papers));
    }
}
