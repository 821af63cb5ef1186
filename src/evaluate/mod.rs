//! The output of an earlier run → figures of its quality: agreement with hand-made labels, where
//! there are any, and coherence, diversity, separation and stability of the themes.

mod agreement;
mod coherence;
mod contingency;
mod gold;
mod windows;
mod words;

pub use agreement::{Agreement, BestMatch, agreement, best_matches};
pub use coherence::{Coherence, TOP_WORDS, coherence, diversity};
pub use contingency::Contingency;
pub use gold::{Gold, match_gold, read_gold};

use crate::corpus::{Corpus, Paper};
use crate::error::Result;
use crate::ingest::EarlierRun;
use coherence::mean;
use rayon::prelude::*;
use std::borrow::Cow;

/// All figures of a run. Made by [`evaluate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Against the labels, where there are any.
    pub against_gold: Option<AgainstGold>,
    /// Of the top words; `None` where the texts are not at hand.
    pub coherence: Option<Coherence>,
    /// Share of the top words that are distinct, 0–1; `None` where themes have no terms.
    pub diversity: Option<f64>,
    /// As the run recorded it, −1..=1.
    pub silhouette: Option<f64>,
    /// Mean over the themes of what the run recorded, 0–1.
    pub stability: Option<f64>,
    /// What a reader must know of the figures, a sentence each.
    pub notes: Vec<String>,
}

/// Agreement with gold labels.
#[derive(Debug, Clone, PartialEq)]
pub struct AgainstGold {
    /// Over all labelled papers of the run.
    pub agreement: Agreement,
    /// The classes, sorted, each with its best theme.
    pub classes: Vec<(String, BestMatch)>,
    /// Labelled papers of the run.
    pub n_labelled: usize,
}

impl AgainstGold {
    /// Mean of the classes' best F1, each class counting once, 0–1.
    pub fn mean_best_f1(&self) -> f64 {
        mean(self.classes.iter().map(|(_, best)| best.f1())).unwrap_or(0.0)
    }
}

/// Scores a run. `papers` are its inputs read again, or why they cannot be.
pub fn evaluate(run: &EarlierRun, papers: &Result<Corpus>, gold: Option<&Gold>) -> Evaluation {
    let top_words: Vec<Vec<String>> =
        run.themes.iter().map(|theme| words::top_words(&theme.terms, TOP_WORDS)).collect();
    let against_gold = gold.map(|gold| against_gold(gold, run));
    let mut notes = Vec::new();
    if let Some(gold) = gold {
        notes.extend(gold_notes(gold, run));
    }
    if let Err(error) = papers {
        notes.push(format!("no coherence: {error}"));
    }
    let coherence = papers
        .as_ref()
        .ok()
        .and_then(|corpus| self::coherence(&top_words, corpus.papers.par_iter().map(text)));
    // Themes of the user's own have none: they were not found.
    let stability: Vec<f64> = run.themes.iter().filter_map(|theme| theme.stability).collect();
    if stability.is_empty() {
        notes.push("no stability: only k-means records it".to_owned());
    }
    Evaluation {
        against_gold,
        coherence,
        diversity: diversity(&top_words),
        silhouette: run.silhouette,
        stability: mean(stability.into_iter()),
        notes,
    }
}

fn against_gold(gold: &Gold, run: &EarlierRun) -> AgainstGold {
    let table = gold::contingency(gold, run);
    let best = best_matches(&table, run.themes.len());
    AgainstGold {
        agreement: agreement(&table),
        classes: gold.classes.iter().cloned().zip(best).collect(),
        n_labelled: table.n,
    }
}

fn gold_notes(gold: &Gold, run: &EarlierRun) -> Vec<String> {
    let papers = || run.papers.iter().zip(&gold.class_of);
    let n_unlabelled = papers().filter(|(_, class)| class.is_none()).count();
    let n_unclustered =
        papers().filter(|(paper, class)| class.is_some() && paper.theme.is_none()).count();
    let note = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    [
        note(
            gold.n_absent,
            "labelled paper is not in the run and left out",
            "labelled papers are not in the run and left out",
        ),
        note(
            n_unlabelled,
            "paper of the run has no label and is left out of the agreement",
            "papers of the run have no label and are left out of the agreement",
        ),
        note(
            n_unclustered,
            "labelled paper is unclustered: a group of its own",
            "labelled papers are unclustered: they count as one group",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What of a paper is searched for words.
fn text(paper: &Paper) -> Cow<'_, str> {
    Cow::Owned(format!("{}. {}", paper.title, paper.abstract_text))
}
