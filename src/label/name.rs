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

/// The same for one word: "weights" and "labels" are in many a title beside what is meant.
const WORD_AFFINITY: f64 = 0.25;

/// Papers of the share [`TITLE_AFFINITY`] which are added to those of a phrase: few papers say
/// little.
const PRIOR_PAPERS: f64 = 5.0;

/// Papers of a theme with a phrase at which it is worth half of what its share of them says.
const HALF_SUPPORT: f64 = 2.0;

/// Share of a theme's papers from which a phrase speaks for the theme. Below it is worth less with
/// the square: what is said by two papers of a hundred is their subject, not that of the theme.
const MIN_COVERAGE: f64 = 0.1;

/// Exclusivity from which one word is not too general for a name.
const WORD_EXCLUSIVITY: f64 = 0.5;

/// The same for a phrase: "deep neural networks" names none of several themes on them.
const PHRASE_EXCLUSIVITY: f64 = 0.4;

/// Share of a word's papers from which a phrase that holds the word is what is meant by it.
const MEANT_SHARE: f64 = 0.6;

/// Coverage of an acronym, beside that of a word of what it stands for, from which it is what the word
/// is said of.
const ACRONYM_SHARE: f64 = 0.6;

/// What a name is worth that says nothing of what the theme's listed terms say: a reader sees both
/// side by side.
const UNLISTED: f64 = 0.8;

/// What the next name is worth at least, beside one that holds the name of another theme or is held
/// by it, to be taken instead: "graph neural networks" is better than a stray phrase where a larger
/// theme is called "neural networks".
const PASSED_OVER: f64 = 0.5;

/// A phrase that may name a theme, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Name<'a> {
    /// Its stems.
    pub stems: Vec<&'a str>,
    /// As people write it.
    pub text: &'a str,
    /// What it stands for, where the papers define it as an acronym.
    pub expansion: Option<&'a str>,
    /// All papers that hold it, by row, ascending.
    pub papers: &'a [u32],
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
    /// Whether it holds one of the theme's listed terms, or is held by one.
    pub is_listed: bool,
}

impl Name<'_> {
    /// The name as a label: `MoE (mixture of experts)`.
    pub fn label(&self) -> String {
        match self.expansion {
            Some(long) => format!("{} ({long})", capitalised(self.text)),
            None => capitalised(self.text),
        }
    }

    /// What names are ranked by; see [`Name::score`].
    pub fn rank(&self) -> f64 {
        self.score() * if self.is_listed { 1.0 } else { UNLISTED }
    }

    /// What a name is worth: telling, covering the theme and no other, found in titles, two or
    /// three words long rather than one, and able to stand alone.
    pub fn score(&self) -> f64 {
        let n_papers = self.n_papers as f64;
        self.class_tf_idf
            * self.exclusivity.sqrt()
            * (TITLE_FLOOR + self.title_share)
            * self.subjectivity()
            * self.length()
            * self.particularity()
            * self.standing()
            * n_papers
            / (n_papers + HALF_SUPPORT)
            * if self.n_papers < 2 { 0.5 } else { 1.0 }
            * (self.coverage / MIN_COVERAGE).min(1.0).powi(2)
    }

    /// How far it is what papers are about and not what they mention, 0–1. A word is more often
    /// mentioned alone than a phrase: "query", "regret".
    fn subjectivity(&self) -> f64 {
        let affinity = (self.title_affinity() / self.affinity_of_a_subject()).min(1.0);
        if self.n_words() <= 1 { affinity } else { affinity.sqrt() }
    }

    /// Whether it is what papers are about, not what they mention, and can stand alone.
    pub fn is_subject(&self) -> bool {
        self.title_affinity() >= self.affinity_of_a_subject()
            && self.finality >= MIN_FINALITY
            && self.initiality >= MIN_INITIALITY
    }

    /// Share of the papers on the phrase that say so in their title, 0–1.
    pub fn title_affinity(&self) -> f64 {
        let (n_papers, n_titles) = (self.n_all.0 as f64, self.n_all.1 as f64);
        (n_titles + PRIOR_PAPERS * TITLE_AFFINITY) / (n_papers + PRIOR_PAPERS)
    }

    fn affinity_of_a_subject(&self) -> f64 {
        if self.n_words() <= 1 { WORD_AFFINITY } else { TITLE_AFFINITY }
    }

    /// Words that say something: "CIFAR-10" and "k-means" say no more than one does.
    pub fn n_words(&self) -> usize {
        let is_word =
            |part: &&str| part.chars().count() > 1 && part.chars().all(char::is_alphabetic);
        self.text.split([' ', '-']).filter(is_word).count()
    }

    /// What its length is worth. "Low-rank" says as much as two words, and none is read in one
    /// glance that is longer than three. A word is worth little that is said in a phrase.
    fn length(&self) -> f64 {
        match self.n_words() {
            0 | 1 if self.within_phrase >= MEANT_SHARE => 0.3,
            0 | 1 => 1.0,
            2 => 2.2,
            _ if self.text.split(' ').count() <= 3 => 2.6,
            _ => 1.6,
        }
    }

    /// Whether it has the same words as another, in any order: "compressing prompts" and "prompt
    /// compression".
    fn reorders(&self, other: &Name) -> bool {
        let sorted = |mut stems: Vec<_>| {
            stems.sort_unstable();
            stems
        };
        self.stems.len() == other.stems.len()
            && sorted(self.stems.clone()) == sorted(other.stems.clone())
    }

    /// Whether it is the acronym of a phrase with a word: "MoE" for "experts".
    fn abbreviates(&self, word: &Name) -> bool {
        let has_word = |long: &str| long.split([' ', '-']).any(|part| part == word.text);
        self.expansion.is_some_and(has_word) && self.coverage >= ACRONYM_SHARE * word.coverage
    }

    /// Whether few other themes say it, too, 0–1.
    fn particularity(&self) -> f64 {
        if self.n_words() <= 1 {
            (self.exclusivity / WORD_EXCLUSIVITY).min(1.0)
        } else {
            (self.exclusivity / PHRASE_EXCLUSIVITY).min(1.0)
        }
    }

    /// Whether it stands alone, as it will in a table, 0–1.
    fn standing(&self) -> f64 {
        let end = if self.finality < MIN_FINALITY { 0.15 } else { 1.0 };
        let start = (self.initiality / MIN_INITIALITY).clamp(0.1, 1.0);
        end * start * start
    }
}

/// A name per theme from its names, best first. The largest theme chooses first; a name that repeats
/// one chosen before is passed over where another is nearly as good. None where there is none, and for a
/// theme with a `fixed` label, which no name may have.
pub fn choose<'n>(names: &'n [Vec<Name<'n>>], fixed: &[Option<&str>]) -> Vec<Option<&'n Name<'n>>> {
    let mut used: Vec<String> = fixed.iter().flatten().map(|label| label.to_lowercase()).collect();
    let mut chosen: Vec<Option<&Name>> = Vec::new();
    for (names, fixed) in names.iter().zip(fixed) {
        let is_unused = |name: &&Name| !used.contains(&name.label().to_lowercase());
        let is_new = |name: &&Name| {
            let repeats = |other: &&Name| repeats(&other.stems, &name.stems);
            is_unused(name) && !chosen.iter().flatten().any(repeats)
        };
        let best = || {
            let first = names.iter().find(is_unused)?;
            let is_as_good = |name: &&Name| name.rank() >= PASSED_OVER * first.rank();
            names.iter().find(is_new).filter(is_as_good).or(Some(first))
        };
        // Of two orders of the same words people use the one that is in more titles.
        let in_order = |name: &'n Name<'n>| {
            let others = names.iter().filter(|other| other.reorders(name) && is_unused(other));
            others.fold(name, |best, other| if other.n_all.1 > best.n_all.1 { other } else { best })
        };
        let whole = |word: &'n Name<'n>| {
            names.iter().filter(is_new).find(|name| name.abbreviates(word)).unwrap_or(word)
        };
        let name = if fixed.is_some() { None } else { best().map(in_order).map(whole) };
        used.extend(name.map(|name| name.label().to_lowercase()));
        chosen.push(name);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &'static str) -> Name<'static> {
        Name {
            stems: text.split(' ').collect(),
            text,
            expansion: None,
            papers: &[],
            class_tf_idf: 1.0,
            n_papers: 10,
            coverage: 0.5,
            title_share: 0.2,
            n_all: (20, 8),
            exclusivity: 0.5,
            finality: 0.8,
            initiality: 0.8,
            within_phrase: 0.0,
            is_listed: true,
        }
    }

    fn texts<'n>(chosen: &[Option<&Name<'n>>]) -> Vec<Option<&'n str>> {
        chosen.iter().map(|name| name.map(|name| name.text)).collect()
    }

    #[test]
    fn labels_are_unique_and_avoid_repeats() {
        let names = vec![
            vec![name("kv cache"), name("cache")],
            vec![name("cache"), name("kv cache"), name("token eviction")],
            vec![name("kv cache")],
            vec![name("kv cache"), name("kv cache compression")],
        ];
        let chosen = [Some("kv cache"), Some("token eviction"), None, Some("kv cache compression")];
        assert_eq!(texts(&choose(&names, &[None; 4])), chosen);
    }

    #[test]
    fn an_acronym_is_spelled_out() {
        let moe = Name { expansion: Some("mixture of experts"), ..name("MoE") };
        assert_eq!(moe.label(), "MoE (mixture of experts)");
    }

    #[test]
    fn the_order_of_the_titles_and_what_an_acronym_stands_for_are_preferred() {
        let named = |text, stems: &[&'static str], n_all| Name {
            stems: stems.to_vec(),
            n_all,
            ..name(text)
        };
        let prompts = named("compressing prompts", &["compress", "prompt"], (5, 2));
        let prompt = named("prompt compression", &["prompt", "compress"], (7, 5));
        let moe = Name { expansion: Some("mixture-of-experts"), coverage: 0.4, ..name("MoE") };
        let names = vec![
            vec![prompts.clone(), prompt.clone()],
            vec![name("experts"), moe.clone()],
            vec![prompts],
        ];
        let chosen = [Some("prompt compression"), Some("MoE"), Some("compressing prompts")];
        assert_eq!(texts(&choose(&names, &[None; 3])), chosen);
        let rare = Name { coverage: 0.2, ..moe };
        assert_eq!(texts(&choose(&[vec![name("experts"), rare]], &[None])), [Some("experts")]);
    }

    #[test]
    fn names_that_are_given_go_to_no_other_theme() {
        let names = vec![vec![name("kv cache"), name("eviction")], vec![name("pruning")]];
        assert_eq!(texts(&choose(&names, &[None, Some("KV Cache")])), [Some("eviction"), None]);
    }

    #[test]
    fn a_longer_name_is_better_than_a_stray_one_and_a_listed_one_than_another() {
        let stray = Name { coverage: 0.05, ..name("logic programming") };
        let graphs = || vec![name("graph neural networks"), stray.clone()];
        let names = vec![vec![name("neural networks")], graphs()];
        let chosen = [Some("neural networks"), Some("graph neural networks")];
        assert_eq!(texts(&choose(&names, &[None; 2])), chosen);
        let unlisted = Name { is_listed: false, ..name("petri nets") };
        assert!(unlisted.rank() < name("petri nets").rank());
        assert_eq!(unlisted.score(), name("petri nets").score());
    }

    /// As measured on papers with one theme on efficient language models.
    #[test]
    fn what_many_titles_say_beside_something_else_is_not_the_subject() {
        let subject = |text, n_all| Name { n_all, ..name(text) }.is_subject();
        assert!(subject("quantization", (53, 36)) && subject("sparsity", (53, 18)));
        assert!(!subject("weights", (106, 9)) && !subject("generation", (187, 20)));
        assert!(subject("linear attention", (5, 2)) && !subject("lower bound", (40, 1)));
        assert!(!Name { initiality: 0.2, ..name("neural networks") }.is_subject());
    }

    #[test]
    fn what_other_themes_say_too_is_a_poor_name() {
        check(name("spiking networks"), Name { exclusivity: 0.23, ..name("deep networks") });
        check(name("pruning"), Name { exclusivity: 0.39, ..name("attention") });
        check(
            Name { n_papers: 5, coverage: 0.27, ..name("context window") },
            Name { n_papers: 2, coverage: 0.27, ..name("transformer decoder") },
        );
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
