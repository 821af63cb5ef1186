//! The label of a theme: the phrase that covers it and no other.

use super::casing::capitalised;
use super::distinct::repeats;

/// Finality below which a phrase hardly ever stands by itself ("convolutional", "large language").
const MIN_FINALITY: f64 = 0.35;

/// What a phrase that no title holds is worth beside one that all titles hold, about: authors put
/// their subject in the title.
const TITLE_FLOOR: f64 = 0.5;

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
    /// Share of the theme's papers with the phrase in their title, 0–1.
    pub title_share: f64,
    /// Share of the phrase's papers that are in the theme, 0–1.
    pub exclusivity: f64,
    /// Share of occurrences at the end of a noun phrase, 0–1.
    pub finality: f64,
}

impl Name<'_> {
    /// The name as a label: `MoE (mixture of experts)`.
    fn label(&self) -> String {
        match self.expansion {
            Some(long) => format!("{} ({long})", capitalised(self.text)),
            None => capitalised(self.text),
        }
    }

    /// What names are ranked by: telling, found in titles, two or three words long rather than
    /// one, and able to stand alone.
    pub fn score(&self) -> f64 {
        // "CIFAR-10" and "k-means" say no more than one word does.
        let is_word = |stem: &&&str| stem.len() > 1 && stem.chars().all(char::is_alphabetic);
        let length = match self.stems.iter().filter(is_word).count() {
            0 | 1 => 1.0,
            2 => 2.2,
            3 => 2.6,
            _ => 1.6,
        };
        let standing = if self.finality < MIN_FINALITY { 0.15 } else { 1.0 };
        self.class_tf_idf
            * self.exclusivity.sqrt()
            * (TITLE_FLOOR + self.title_share)
            * length
            * standing
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
            title_share: 0.2,
            exclusivity: 0.5,
            finality: 0.8,
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

    #[test]
    fn a_word_that_never_stands_alone_is_a_poor_name() {
        let adjective = Name { finality: 0.1, ..name("convolutional") };
        assert!(adjective.score() < name("networks").score());
        assert!(name("neural networks").score() > name("networks").score());
    }
}
