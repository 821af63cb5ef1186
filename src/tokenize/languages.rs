//! The languages of a corpus, and what papers in another one than most have to say to the rest.
//!
//! Words of two languages are two words: left to themselves, papers would be grouped by language.
//! So a paper in another language is placed by what it shares with those in the main one: names,
//! acronyms, the words that both have.

use super::{PaperTokens, Token, Word};
use crate::corpus::Paper;
use crate::language::{Language, Tongue, detect};
use rayon::prelude::*;

/// How much rarer a term may be among the papers of the main language than among the others: what
/// is rarer is a word of the others, which a quotation or a name brought in.
const MAX_RARER: usize = 5;

/// The languages of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Languages {
    /// The language whose stemmer and stop words are used.
    pub main: Language,
    /// The papers by language, of those that tell it, the most common first; empty where the user
    /// says what the language is.
    pub counts: Vec<(Tongue, usize)>,
    /// Whether each paper is in another language; empty where none is.
    is_foreign: Vec<bool>,
}

impl Languages {
    /// All papers in one language.
    pub fn one(main: Language) -> Self {
        Languages { main, ..Languages::default() }
    }

    /// The languages that the papers tell; the main one is that of most of them which has a
    /// stemmer. `language` is what the user says, who then need not be told.
    pub fn of(papers: &[Paper], language: Option<Language>) -> Self {
        if let Some(language) = language {
            return Languages::one(language);
        }
        let found: Vec<Option<Tongue>> =
            papers.par_iter().map(|paper| detect(&paper.title, &paper.abstract_text)).collect();
        let mut counts: Vec<(Tongue, usize)> = Vec::new();
        for tongue in found.iter().flatten() {
            match counts.iter_mut().find(|(counted, _)| counted == tongue) {
                Some((_, n)) => *n += 1,
                None => counts.push((*tongue, 1)),
            }
        }
        // Of equally common ones English, then the first by name.
        counts.sort_by_key(|(tongue, n)| (usize::MAX - n, *tongue != Tongue::english(), *tongue));
        let Some(main) = counts.iter().find_map(|(tongue, _)| tongue.language()) else {
            // None that we can stem: then nothing is foreign to anything.
            return Languages { counts, ..Languages::default() };
        };
        let is_foreign =
            |found: &Option<Tongue>| found.is_some_and(|it| it.language() != Some(main));
        let is_foreign: Vec<bool> = found.iter().map(is_foreign).collect();
        let has_any = is_foreign.contains(&true);
        Languages { main, counts, is_foreign: if has_any { is_foreign } else { Vec::new() } }
    }

    /// The name of the main language: `English`.
    pub fn main_name(&self) -> &'static str {
        Tongue::of(self.main).name()
    }

    /// The languages other than the main one, and how many papers are in each.
    pub fn others(&self) -> impl Iterator<Item = (Tongue, usize)> {
        let main = self.main;
        self.counts.iter().copied().filter(move |(tongue, _)| tongue.language() != Some(main))
    }

    /// Whether any paper is in another language than most.
    pub fn has_foreign(&self) -> bool {
        !self.is_foreign.is_empty()
    }

    /// Whether the paper of a row is in another language than most.
    pub fn is_foreign(&self, row: usize) -> bool {
        self.is_foreign.get(row).copied().unwrap_or(false)
    }

    /// In the papers of other languages, replaces each word by a break that the papers of the main
    /// one do not have, or hardly: nothing is grouped by it.
    pub(super) fn keep_shared(&self, papers: &mut [PaperTokens], words: &[Word], n_stems: usize) {
        if self.is_foreign.is_empty() {
            return;
        }
        let mut n_with = vec![[0_usize; 2]; n_stems];
        let mut n_papers = [0_usize; 2];
        let mut last_with = vec![usize::MAX; n_stems];
        for (row, paper) in papers.iter().enumerate() {
            let side = usize::from(self.is_foreign(row));
            n_papers[side] += 1;
            for word in paper.tokens.iter().filter_map(|token| token.word()) {
                let stem = words[word].stem as usize;
                n_with[stem][side] += usize::from(last_with[stem] != row);
                last_with[stem] = row;
            }
        }
        let is_shared = |stem: u32| {
            let [n_main, n_foreign] = n_with[stem as usize];
            n_main * MAX_RARER * n_papers[1] >= n_foreign * n_papers[0] && n_main > 0
        };
        let foreign =
            papers.iter_mut().zip(&self.is_foreign).filter(|(_, is_foreign)| **is_foreign);
        for (paper, _) in foreign {
            let is_kept =
                |token: &Token| token.word().is_none_or(|word| is_shared(words[word].stem));
            let kept = paper.tokens.iter().map(|t| if is_kept(t) { *t } else { Token::BREAK });
            paper.tokens = kept.collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Stems, tokenize_abstracts};
    use super::*;
    use crate::corpus::Corpus;

    const ENGLISH: &str = "We study how the transformer of the north comes back after heat, and \
        follow forty of them for ten years. Most of them recover within six years.";
    const GERMAN: &str = "Wir untersuchen, wie sich der Transformer des Nordens nach der Hitze \
        erholt, und begleiten vierzig von ihnen über zehn Jahre. Die meisten erholen sich.";

    fn papers(texts: &[&str]) -> Vec<Paper> {
        let paper = |text: &&str| Paper { abstract_text: (*text).to_owned(), ..Paper::default() };
        texts.iter().map(paper).collect()
    }

    #[test]
    fn the_main_language_is_that_of_most_papers() {
        let languages = Languages::of(&papers(&[ENGLISH, GERMAN, GERMAN, "x"]), None);
        assert_eq!(languages.main, Language::German);
        let counts: Vec<(&str, usize)> =
            languages.counts.iter().map(|(tongue, n)| (tongue.name(), *n)).collect();
        assert_eq!(counts, [("German", 2), ("English", 1)]);
        let foreign: Vec<bool> = (0..4).map(|row| languages.is_foreign(row)).collect();
        assert_eq!(foreign, [true, false, false, false]);
        let equal = Languages::of(&papers(&[GERMAN, ENGLISH]), None);
        assert_eq!(equal.main, Language::English);
        let fixed = Languages::of(&papers(&[ENGLISH, GERMAN]), Some(Language::French));
        assert_eq!((fixed.main, fixed.counts.len()), (Language::French, 0));
        assert!(!fixed.is_foreign(0));
    }

    #[test]
    fn papers_in_other_languages_keep_what_they_share() {
        let corpus = Corpus { papers: papers(&[ENGLISH, GERMAN]), ..Corpus::default() };
        let languages = Languages::of(&corpus.papers, None);
        let stems = Stems::new(languages.main, &[]);
        let tokenized = tokenize_abstracts(&mut corpus.clone(), &stems, &languages, &|_| {});
        let words = |row: usize| {
            let tokens = tokenized.papers[row].all().iter().filter_map(|token| token.word());
            tokens.map(|word| tokenized.words[word].surface.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(words(1), ["Transformer"]);
        assert!(words(0).len() > 20);
        let one = tokenize_abstracts(
            &mut corpus.clone(),
            &stems,
            &Languages::one(Language::English),
            &|_| {},
        );
        assert!(one.papers[1].all().iter().filter(|token| token.word().is_some()).count() > 20);
    }
}
