//! When two ids or two titles are the same, and the ids of papers whose source gives none.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::arxiv::parse_arxiv_id;
use crate::corpus::Paper;

/// Characters of a title's key from which equal keys mean the same paper.
const MIN_TITLE_KEY: usize = 4;
/// Bytes of a title that its slug may keep.
const SLUG_LENGTH: usize = 40;

/// The form in which ids are compared: lower case, a DOI without its address, an arXiv id without
/// version. `None` for an empty id.
pub fn id_key(id: &str) -> Option<String> {
    let id = id.trim();
    if id.is_empty() {
        return None;
    }
    if let Some(arxiv) = parse_arxiv_id(id) {
        return Some(format!("arxiv:{}", arxiv.id));
    }
    let id = id.to_lowercase();
    let bare = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"]
        .iter()
        .chain(&["doi.org/", "doi:"])
        .find_map(|prefix| id.strip_prefix(prefix))
        .map_or(id.as_str(), str::trim_start);
    Some(if bare.is_empty() { id } else { bare.to_owned() })
}

/// Letters and digits of any script, without case and accents; `None` where fewer than four are
/// left, which is too little to tell two papers from one.
pub fn title_key(title: &str) -> Option<String> {
    let mut key = squash(title);
    if !key.is_ascii() {
        // What capitals do not tell apart: STRASSE is Straße, and the last sigma of a word a sigma.
        key = key.replace('ß', "ss").replace('ς', "σ");
    }
    key.chars().nth(MIN_TITLE_KEY - 1).map(|_| key)
}

fn squash(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    if text.is_ascii() {
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        key.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        // Lower-casing can give back what NFKD takes apart, so it is taken apart once more.
        let lower = text.nfkd().flat_map(char::to_lowercase).nfkd();
        key.extend(lower.filter(|c| c.is_alphanumeric()));
    }
    key
}

/// The id as the corpus has it: an arXiv number gets its prefix, since a spreadsheet takes
/// `2401.00010` for a number and drops the last zero.
pub fn canonical_id(id: &str) -> Cow<'_, str> {
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number && parse_arxiv_id(id).is_some() {
        Cow::Owned(format!("arXiv:{id}"))
    } else {
        Cow::Borrowed(id)
    }
}

/// Gives every paper without an id one made of its title: `attention-is-all-you-need-3f29ab`.
///
/// The hexadecimal digits are of the text's SHA-256: six, or more where another paper has the same
/// id. Depends on the papers, not on their order.
///
/// Of papers with one id, which the sources then do not mean as one, all but the first get a number:
/// `17`, `17-2`.
pub fn fill_ids(papers: &mut [Paper]) {
    number_ids(papers);
    let mut taken: FxHashSet<String> = papers.iter().map(|paper| paper.id.clone()).collect();
    let mut nameless: Vec<usize> =
        (0..papers.len()).filter(|paper_idx| papers[*paper_idx].id.is_empty()).collect();
    nameless.par_sort_by(|a, b| content_order(&papers[*a], &papers[*b]));
    let slugs: Vec<Slug> = nameless.par_iter().map(|idx| Slug::new(&papers[*idx])).collect();
    for (paper_idx, slug) in nameless.into_iter().zip(slugs) {
        let id = slug.candidates().find(|id| !taken.contains(id)).unwrap_or_default();
        taken.insert(id.clone());
        papers[paper_idx].id = id;
    }
}

/// Makes the ids of papers that have one unique.
fn number_ids(papers: &mut [Paper]) {
    let mut by_id: Vec<usize> =
        (0..papers.len()).filter(|paper_idx| !papers[*paper_idx].id.is_empty()).collect();
    by_id.par_sort_unstable_by(|&a, &b| {
        let (a, b) = (&papers[a], &papers[b]);
        a.id.cmp(&b.id).then_with(|| content_order(a, b)).then(a.source.cmp(&b.source))
    });
    let is_again = |pair: &[usize]| papers[pair[0]].id == papers[pair[1]].id;
    let again: Vec<usize> =
        by_id.windows(2).filter(|pair| is_again(pair)).map(|pair| pair[1]).collect();
    if again.is_empty() {
        return;
    }
    let mut taken: FxHashSet<String> = papers.iter().map(|paper| paper.id.clone()).collect();
    let mut next: FxHashMap<String, u64> = FxHashMap::default();
    for paper_idx in again {
        let id = papers[paper_idx].id.clone();
        let number = next.entry(id.clone()).or_insert(2);
        let unique = loop {
            let candidate = format!("{id}-{number}");
            *number += 1;
            if taken.insert(candidate.clone()) {
                break candidate;
            }
        };
        papers[paper_idx].id = unique;
    }
}

/// A total order by everything a paper says.
pub fn content_order(a: &Paper, b: &Paper) -> std::cmp::Ordering {
    let key = |paper: &Paper| {
        // Texts are compared where they lie.
        (paper.date, paper.venue.is_none(), paper.url.is_none())
    };
    (a.title.as_str(), a.abstract_text.as_str(), a.id.as_str())
        .cmp(&(b.title.as_str(), b.abstract_text.as_str(), b.id.as_str()))
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| (&a.venue, &a.url, &a.gold).cmp(&(&b.venue, &b.url, &b.gold)))
        .then_with(|| a.group.cmp(&b.group))
        .then_with(|| (&a.doi, &a.arxiv, a.pmid).cmp(&(&b.doi, &b.arxiv, b.pmid)))
        .then_with(|| a.details.cmp(&b.details))
        .then_with(|| a.repairs.cmp(&b.repairs))
}

/// The slug of a record without an id, before it is known whether another paper has it.
pub fn slug(paper: &Paper) -> String {
    let slug = Slug::new(paper);
    slug.with_digits(6)
}

struct Slug {
    words: String,
    digest: String,
}

impl Slug {
    fn new(paper: &Paper) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(squash(&paper.title));
        hasher.update([0]);
        hasher.update(squash(&paper.abstract_text));
        Slug { words: words(&paper.title), digest: hex(&hasher.finalize()) }
    }

    fn with_digits(&self, n_digits: usize) -> String {
        let digits = self.digest.get(..n_digits).unwrap_or(&self.digest);
        format!("{}-{digits}", self.words)
    }

    /// Longer and longer ids; equal texts are told apart by a number at last.
    fn candidates(&self) -> impl Iterator<Item = String> {
        let numbered = (2_u64..).map(|number| format!("{}-{number}", self.with_digits(6)));
        [6, 12].into_iter().map(|n_digits| self.with_digits(n_digits)).chain(numbered)
    }
}

/// ASCII words of the title, joined by `-` and cut at a word; `paper` where there are none.
fn words(title: &str) -> String {
    let plain: String = title.nfkd().filter(char::is_ascii).collect();
    let mut slug = String::new();
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.is_empty() {
            slug.extend(word.chars().take(SLUG_LENGTH));
        } else if slug.len() + 1 + word.len() <= SLUG_LENGTH {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    if slug.is_empty() { "paper".to_owned() } else { slug.to_ascii_lowercase() }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(title: &str, abstract_text: &str) -> Paper {
        Paper {
            title: title.to_owned(),
            abstract_text: abstract_text.to_owned(),
            ..Paper::default()
        }
    }

    #[test]
    fn forms_of_one_id_have_one_key() {
        let key = |id| id_key(id).unwrap_or_default();
        assert_eq!(key(" https://doi.org/10.1/ABC "), "10.1/abc");
        assert_eq!(key("doi: 10.1/abc"), "10.1/abc");
        assert_eq!(key("arXiv:2401.00010v2"), key("https://arxiv.org/abs/2401.00010"));
        assert_eq!(key("nips1987-ABC"), "nips1987-abc");
        assert_eq!(id_key("  "), None);
        assert_eq!(key("doi:"), "doi:");
    }

    #[test]
    fn titles_are_compared_by_letters_and_digits() {
        let key = |title| title_key(title).unwrap_or_default();
        assert_eq!(key("Naïve  Bayes: Ⅱ"), key("naive bayes—II"));
        assert_eq!(key("Straße"), key("STRASSE"));
        assert_eq!(key("深度学习"), "深度学习");
        assert_eq!(title_key("LSA"), None);
        assert_eq!(title_key("?!?!?!"), None);
    }

    #[test]
    fn only_bare_arxiv_numbers_get_a_prefix() {
        assert_eq!(canonical_id("2401.00010"), "arXiv:2401.00010");
        for id in ["2401.00010v2", "2413.00010", "12345", "10.1/x", "cs/0301001", "v1.2"] {
            assert_eq!(canonical_id(id), id);
        }
    }

    #[test]
    fn slugs_are_readable_and_cut_at_a_word() {
        let id = slug(&paper("Attention Is All You Need: Naïve, Simple & Fast Transformers", "x"));
        let (words, digits) = id.rsplit_once('-').unwrap();
        assert_eq!(words, "attention-is-all-you-need-naive-simple");
        assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(slug(&paper("深度学习", "x")).starts_with("paper-"));
        assert_eq!(slug(&paper(&"x".repeat(99), "")).len(), 40 + 7);
    }

    #[test]
    fn ids_are_unique_and_do_not_depend_on_order() {
        let mut papers = vec![paper("AB", "same"), paper("AB", "same"), paper("AB", "other")];
        papers[1].venue = Some("ACL".to_owned());
        let first = slug(&papers[0]);
        papers.push(Paper { id: first, ..paper("Taken", "") });
        let mut backwards = papers.clone();
        backwards.reverse();
        fill_ids(&mut papers);
        fill_ids(&mut backwards);
        backwards.reverse();
        assert_eq!(papers, backwards);
        let ids: FxHashSet<&str> = papers.iter().map(|paper| paper.id.as_str()).collect();
        assert_eq!(ids.len(), 4);
        assert!(!ids.contains(""));
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(hex(&[0x00, 0xAF, 0x1e]), "00af1e");
    }
}
