//! The label of a theme: the phrase that covers it and no other.

use super::casing::capitalised;
use super::distinct::repeats;

/// Finality below which a phrase hardly ever stands by itself ("convolutional", "large language").
const MIN_FINALITY: f64 = 0.35;

/// Initiality below which a phrase is rarely said without a word that makes it narrower ("neural
/// networks", "language models", "cache quantization" of KV caches): too general, or a piece.
const MIN_INITIALITY: f64 = 0.35;

/// What a phrase that no title holds is worth beside one that all titles hold, about: authors put
/// their subject in the title.
const TITLE_FLOOR: f64 = 0.5;

/// Share of a phrase's papers that have it in their title, from which it is a subject and not a
/// part of the setting, as baselines, costs and limitations are.
const TITLE_AFFINITY: f64 = 0.15;

/// Papers of that share which are added to those of a phrase: few papers say little.
const PRIOR_PAPERS: f64 = 5.0;

/// Share of a theme's papers from which a phrase speaks for the theme.
const MIN_COVERAGE: f64 = 0.1;

/// Exclusivity from which one word is not too general for a name.
const WORD_EXCLUSIVITY: f64 = 0.5;

/// Share of a word's papers from which a phrase that holds the word is what is meant by it.
const MEANT_SHARE: f64 = 0.6;

/// A phrase that may name a theme, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Name<'a> {
    /// Its stems.
    pub stems: Vec<&'a str>,
    /// As people write it.
    pub text: &'a str,
    /// What it stands for, where the papers define it as an acronym.
    pub expansion: Option<&'a str>,
    /// Class TF-IDF in the theme.
    pub class_tf_idf: f64,
    /// Papers of the theme that hold it.
    pub n_papers: usize,
    /// Share of the theme's papers that hold it, 0–1.
    pub coverage: f64,
    /// Share of the theme's papers with the phrase in their title, 0–1.
    pub title_share: f64,
    /// Papers of all themes that hold it, and those of them with the phrase in their title.
    pub n_all: (usize, usize),
    /// Share of the phrase's papers that are in the theme, 0–1.
    pub exclusivity: f64,
    /// Share of occurrences at the end of a noun phrase, 0–1.
    pub finality: f64,
    /// Share of occurrences at the beginning of a noun phrase, 0–1.
    pub initiality: f64,
    /// For one word, the largest share of its papers in the theme that one phrase with it covers.
    pub within_phrase: f64,
}

impl Name<'_> {
    /// The name as a label: `MoE (mixture of experts)`.
    fn label(&self) -> String {
        match self.expansion {
            Some(long) => format!("{} ({long})", capitalised(self.text)),
            None => capitalised(self.text),
        }
    }

    /// What names are ranked by: telling, covering the theme and no other, found in titles, two or
    /// three words long rather than one, and able to stand alone.
    pub fn score(&self) -> f64 {
        self.class_tf_idf
            * self.exclusivity.sqrt()
            * (TITLE_FLOOR + self.title_share)
            * self.subject()
            * self.length()
            * self.standing()
            * if self.n_papers < 2 || self.coverage < MIN_COVERAGE { 0.5 } else { 1.0 }
    }

    /// Whether papers on the phrase say so in their title, 0–1.
    fn subject(&self) -> f64 {
        let (n_papers, n_titles) = (self.n_all.0 as f64, self.n_all.1 as f64);
        let affinity = (n_titles + PRIOR_PAPERS * TITLE_AFFINITY) / (n_papers + PRIOR_PAPERS);
        (affinity / TITLE_AFFINITY).min(1.0).sqrt()
    }

    /// What its length is worth. "CIFAR-10" and "k-means" say no more than one word does, "low-rank"
    /// as much as two, and none is read in one glance that is longer than three.
    fn length(&self) -> f64 {
        let is_word =
            |part: &&str| part.chars().count() > 1 && part.chars().all(char::is_alphabetic);
        match self.text.split([' ', '-']).filter(is_word).count() {
            0 | 1 => {
                let generality = (self.exclusivity / WORD_EXCLUSIVITY).min(1.0).sqrt();
                generality * if self.within_phrase >= MEANT_SHARE { 0.3 } else { 1.0 }
            }
            2 => 2.2,
            _ if self.text.split(' ').count() <= 3 => 2.6,
            _ => 1.6,
        }
    }

    /// Whether it stands alone, as it will in a table, 0–1.
    fn standing(&self) -> f64 {
        let end = if self.finality < MIN_FINALITY { 0.15 } else { 1.0 };
        let start = (self.initiality / MIN_INITIALITY).clamp(0.1, 1.0);
        end * start * start
    }
}

/// A unique label per theme from its names, best first. The largest theme chooses first; a name
/// that repeats a label given before is passed over as long as another is left. Where `fixed` has a
/// label it is kept as it is, and no other theme is given it.
pub fn choose_unique(names: &[Vec<Name>], fixed: &[Option<&str>]) -> Vec<String> {
    let mut used: Vec<String> = fixed.iter().flatten().map(|label| label.to_lowercase()).collect();
    let mut taken: Vec<&[&str]> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    for (theme, names) in names.iter().enumerate() {
        if let Some(label) = fixed[theme] {
            labels.push(label.to_owned());
            continue;
        }
        let is_unused = |name: &&Name| !used.contains(&name.label().to_lowercase());
        let is_new = |name: &&Name| {
            is_unused(name) && !taken.iter().any(|other| repeats(other, &name.stems))
        };
        let chosen = names.iter().find(is_new).or_else(|| names.iter().find(is_unused));
        let label = match chosen {
            Some(name) => {
                taken.push(&name.stems);
                name.label()
            }
            None => format!("Theme {}", theme + 1),
        };
        used.push(label.to_lowercase());
        labels.push(label);
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &'static str) -> Name<'static> {
        Name {
            stems: text.split(' ').collect(),
            text,
            expansion: None,
            class_tf_idf: 1.0,
            n_papers: 10,
            coverage: 0.5,
            title_share: 0.2,
            n_all: (20, 8),
            exclusivity: 0.5,
            finality: 0.8,
            initiality: 0.8,
            within_phrase: 0.0,
        }
    }

    #[test]
    fn labels_are_unique_and_avoid_repeats() {
        let names = vec![
            vec![name("kv cache"), name("cache")],
            vec![name("cache"), name("kv cache"), name("token eviction")],
            vec![name("kv cache")],
            vec![name("kv cache"), name("kv cache compression")],
        ];
        assert_eq!(
            choose_unique(&names, &[None; 4]),
            ["Kv cache", "Token eviction", "Theme 3", "Kv cache compression"]
        );
    }

    #[test]
    fn an_acronym_is_spelled_out() {
        let moe = Name { expansion: Some("mixture of experts"), ..name("MoE") };
        assert_eq!(choose_unique(&[vec![moe]], &[None]), ["MoE (mixture of experts)"]);
    }

    #[test]
    fn names_that_are_given_go_to_no_other_theme() {
        let names = vec![vec![name("kv cache"), name("eviction")], vec![name("pruning")]];
        assert_eq!(choose_unique(&names, &[None, Some("KV Cache")]), ["Eviction", "KV Cache"]);
    }

    /// That the first name is better than the second.
    #[track_caller]
    fn check(better: Name, worse: Name) {
        assert!(better.score() > worse.score(), "{} {}", better.score(), worse.score());
    }

    #[test]
    fn what_does_not_stand_alone_is_a_poor_name() {
        check(name("networks"), Name { finality: 0.1, ..name("convolutional") });
        // As measured on 1,653 abstracts of one conference.
        let general = Name { initiality: 0.22, ..name("neural networks") };
        check(Name { initiality: 0.77, ..name("deep learning") }, general.clone());
        check(general, Name { initiality: 0.0, ..name("cache quantization") });
    }

    #[test]
    fn a_phrase_is_better_than_a_word_and_a_word_better_than_a_piece_of_a_phrase() {
        check(name("draft verification"), name("verification"));
        check(name("parameter-efficient fine-tuning"), name("fine-tuning"));
        check(name("pruning"), Name { within_phrase: 0.7, ..name("rank") });
        check(name("pruning"), Name { exclusivity: 0.2, ..name("system") });
        check(name("state space models"), name("structured state space sequence models"));
    }

    #[test]
    fn what_no_title_names_is_not_the_subject() {
        let baseline = Name { n_all: (20, 0), ..name("full fine-tuning") };
        check(name("low-rank adapters"), baseline.clone());
        check(Name { n_all: (1, 0), ..name("rare words") }, baseline);
        check(name("many papers"), Name { n_papers: 1, ..name("one paper") });
        check(name("many papers"), Name { coverage: 0.05, ..name("few papers") });
    }
}
