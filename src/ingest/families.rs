//! The family names of authors, by which records of one title are told apart.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use unicode_normalization::UnicodeNormalization;

/// Names of a record that count: a collaboration has thousands, of which some are everybody's.
const MAX_NAMES: usize = 50;

/// Hashes of the family names among `names`, sorted, each once.
pub fn families<'a>(names: impl Iterator<Item = &'a str>) -> Box<[u32]> {
    let mut hashes: Vec<u32> = names.take(MAX_NAMES).filter_map(family).map(|f| hash(&f)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into_boxed_slice()
}

fn hash(family: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(family.as_bytes());
    (hasher.finish() >> 32) as u32
}

/// The last word of a family name, without case and accents: `Berg, Jan van der`, `J. van der Berg`
/// and `van der Berg JM` are of one family. `None` for a name without letters.
fn family(name: &str) -> Option<String> {
    let is_initials = |word: &str| {
        let letters = word.trim_matches('.');
        letters.chars().count() <= 3 && !letters.chars().any(char::is_lowercase)
    };
    let words = name.split(',').next()?.split_whitespace();
    let words: Vec<&str> = words.filter(|word| word.contains(char::is_alphabetic)).collect();
    let last = words.iter().rev().find(|word| !is_initials(word)).or(words.last())?;
    let plain = last.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    Some(plain.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_told_from_every_form_of_a_name() {
        for name in ["Berg, Jan van der", "van der Berg, J.", "J. van der Berg", "van der Berg JM"]
        {
            assert_eq!(family(name).as_deref(), Some("berg"), "of {name}");
        }
        assert_eq!(family("Çatı, T").as_deref(), Some("catı"));
        assert_eq!(family("Wu, B").as_deref(), Some("wu"));
        assert_eq!(family("LI, BO").as_deref(), Some("li"));
        assert_eq!(family(" , "), None);
    }

    #[test]
    fn each_family_counts_once() {
        let of = |names: &[&str]| families(names.iter().copied());
        assert_eq!(of(&["Lee, Ann", "Bo Chen", "B. Lee"]), of(&["Chen B", "Lee A"]));
        assert_eq!(of(&["Lee, Ann", "Bo Chen", " "]).len(), 2);
        assert_eq!(of(&["Ann Lee"; 900]).len(), 1);
    }
}
