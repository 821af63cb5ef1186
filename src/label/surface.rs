//! Terms of the vocabulary as papers write them, outside of any theme.

use super::casing::Casing;
use super::counts::class_tf_idf;
use super::phrasebook::{Known, spelled};
use super::phrases::{Stems, grow};
use crate::cluster::Clustering;
use crate::tokenize::TokenizedCorpus;
use crate::weigh::TermMatrix;
use rustc_hash::FxHashSet;

/// Share of occurrences at the end of a noun phrase from which a word may be a noun.
const NOUN: f64 = 0.25;

/// The same for a word that begins nearly all of its noun phrases ("fast"; but "draft model" and
/// "the draft").
const LED: f64 = 0.4;

/// Share of occurrences at the beginning of a noun phrase that is nearly all.
const LEADING: f64 = 0.85;

/// Share of its papers with a word in their title from which it is a subject,
const WORD_IN_TITLES: f64 = 0.1;

/// and the same of a phrase of several words, which is more telling by itself.
const PHRASE_IN_TITLES: f64 = 0.03;

/// A term grown to the phrase it is a piece of ("language models" to "large language models"
/// where the first word nearly always stands there).
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// As most papers write it.
    pub text: String,
    /// Its stems.
    pub stems: Vec<String>,
    /// The papers that hold it, by row, ascending.
    pub papers: Vec<u32>,
    /// Share of its clustered papers that have it in their title, 0–1.
    pub title_share: f64,
    /// Share of its occurrences that end a noun phrase, 0–1: low for adjectives,
    pub finality: f64,
    /// and that begin one, 0–1: high for adjectives.
    pub initiality: f64,
    /// The theme it tells most from the others, by class TF-IDF; `None` where no theme has it more
    /// often than the corpus.
    pub theme: Option<usize>,
}

impl Phrase {
    /// Whether papers are about it, going by their titles, or it is a name ("ImageNet", "GPT-4"):
    /// not a turn of phrase ("extensive experiments"), a word of all trades ("tasks"), or an
    /// adjective ("large"). Without titles in the corpus, all that are no adjective are.
    pub fn is_subject(&self, has_titles: bool) -> bool {
        let is_name = self.text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
        let is_word = self.stems.len() == 1;
        let leads = self.finality < NOUN || self.finality < LED && self.initiality > LEADING;
        let is_adjective = leads && !self.text.contains('-');
        let least = if is_word { WORD_IN_TITLES } else { PHRASE_IN_TITLES };
        is_name || !is_adjective && (!has_titles || self.title_share >= least)
    }
}

/// The phrases that these columns of the vocabulary are pieces of, each once, by their stems.
/// Fragments of hyphenated words are none.
pub fn phrases_of(
    corpus: &TokenizedCorpus,
    matrix: &TermMatrix,
    clustering: &Clustering,
    columns: &FxHashSet<u32>,
) -> Vec<Phrase> {
    let grown = grow(corpus, matrix, columns);
    let wanted: FxHashSet<Stems> = grown.into_values().map(|grown| grown.phrase).collect();
    let casing = Casing::learn(corpus);
    let sizes: Vec<usize> = clustering.members().iter().map(Vec::len).collect();
    let (themes, n_themes) = (clustering.themes(), clustering.n_themes());
    let mut phrases: Vec<Phrase> = spelled(corpus, &casing, &wanted)
        .into_iter()
        .map(|(stems, phrase)| (stems, Known::of(phrase, &themes, n_themes)))
        .filter(|(_, known)| !known.phrase.counts.is_fragment())
        .map(|(stems, known)| {
            let counts = &known.phrase.counts;
            let n_clustered = known.n_papers.iter().sum::<u32>();
            Phrase {
                text: known.phrase.text.clone(),
                stems: stems.iter().map(|&stem| corpus.stems[stem as usize].clone()).collect(),
                title_share: f64::from(known.n_titles.iter().sum::<u32>())
                    / f64::from(n_clustered.max(1)),
                finality: counts.finality(),
                initiality: counts.initiality(),
                theme: home(&known, &sizes),
                papers: counts.papers.clone(),
            }
        })
        .collect();
    phrases.sort_by(|a, b| a.stems.cmp(&b.stems));
    phrases
}

/// The theme of the greatest class TF-IDF above 0; the first of equals.
fn home(known: &Known, sizes: &[usize]) -> Option<usize> {
    let n_clustered = sizes.iter().sum::<usize>().max(1) as f64;
    let in_all = f64::from(known.n_papers.iter().sum::<u32>()) / n_clustered;
    let score = |(&n, &size): (&u32, &usize)| {
        class_tf_idf(f64::from(n) / size.max(1) as f64, in_all, sizes.len())
    };
    let scores = known.n_papers.iter().zip(sizes).map(score).enumerate();
    let best = scores.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.filter(|&(_, score)| score > 0.0).map(|(theme, _)| theme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, title_share: f64, finality: f64, initiality: f64, expected: bool) {
        let stems = text.split(' ').map(str::to_owned).collect();
        let text = text.to_owned();
        let papers = vec![1];
        let phrase = Phrase { text, stems, papers, title_share, finality, initiality, theme: None };
        assert_eq!(phrase.is_subject(true), expected, "{phrase:?}");
    }

    #[test]
    fn subjects_are_told_from_turns_of_phrase_and_adjectives() {
        // Figures of 566 papers on efficient language models.
        check("draft", 0.198, 0.28, 0.49, true);
        check("speculative decoding", 0.68, 0.84, 0.61, true);
        check("few-shot", 0.211, 0.12, 0.82, true);
        check("ChatGPT", 0.0, 1.0, 0.8, true);
        check("8-bit", 0.0, 0.32, 0.86, true);
        check("tasks", 0.039, 0.82, 0.34, false);
        check("large", 0.092, 0.10, 0.79, false);
        check("deep", 0.154, 0.11, 0.65, false);
        check("fast", 0.412, 0.35, 0.89, false);
        check("sequence length", 0.021, 0.87, 0.72, false);
    }

    #[test]
    fn without_titles_nouns_are_subjects() {
        let phrase = Phrase {
            text: "tasks".into(),
            stems: vec!["task".into()],
            papers: vec![1],
            title_share: 0.0,
            finality: 0.8,
            initiality: 0.3,
            theme: None,
        };
        assert!(phrase.is_subject(false) && !phrase.is_subject(true));
    }
}
