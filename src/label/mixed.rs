//! Names of two parts, for themes that are two: "State-space models & linear attention".
//!
//! A clustering cut into fewer themes than the papers have joins the nearest. Whatever phrase is
//! best then speaks for a part of the theme and hides the other. So a theme whose name few of its
//! papers hold is searched for a second one that the *other* papers hold.

use super::casing::capitalised;
use super::distinct::{repeats, share_a_word};
use super::name::Name;

/// Share of a theme's papers with its name from which the name says enough.
const ENOUGH: f64 = 0.35;

/// Share of a theme's papers for which a second name has to speak in addition.
const MIN_NEWS: f64 = 0.1;

/// The same in papers.
const MIN_NEW_PAPERS: usize = 3;

/// How much rarer the second name is among papers with the first than among the others: what is as
/// frequent among both is the setting, or another word for the same.
const RARER: f64 = 0.6;

/// What a second name is worth at least beside the first.
const MIN_WORTH: f64 = 0.35;

/// Share of its papers that are in the theme.
const MIN_EXCLUSIVITY: f64 = 0.45;

/// Share of the papers with one word that have it in their title; words say less than phrases.
const MIN_WORD_AFFINITY: f64 = 0.3;

/// Occurrences at the end of a noun phrase, so that no adjective stands last.
const MIN_FINALITY: f64 = 0.5;

/// The second part of a theme's name, where its papers, by row, ascending, have one: of the names
/// that speak for other papers than `first`, the one of the greatest score times the share of its
/// papers that are such. None that repeats one of `taken`. Ties go to the better name.
pub fn second<'n>(
    first: &Name,
    names: &'n [Name<'n>],
    papers: &[usize],
    taken: &[&[&str]],
) -> Option<&'n Name<'n>> {
    if first.coverage >= ENOUGH {
        return None;
    }
    let n_first = first.n_papers as f64;
    let n_others = papers.len() as f64 - n_first;
    let value = |name: &'n Name<'n>| {
        if share_a_word(&first.stems, &name.stems)
            || taken.iter().any(|other| repeats(other, &name.stems))
            || name.score() < MIN_WORTH * first.score()
            || name.exclusivity < MIN_EXCLUSIVITY
            || name.finality < MIN_FINALITY
            || !name.is_subject()
            || name.n_words() <= 1 && name.title_affinity() < MIN_WORD_AFFINITY
        {
            return None;
        }
        let n_both = n_shared(name.papers, first.papers, papers);
        let n_new = name.n_papers - n_both;
        let is_enough = n_new >= MIN_NEW_PAPERS && n_new as f64 >= MIN_NEWS * papers.len() as f64;
        let is_rarer = n_both as f64 / n_first <= RARER * n_new as f64 / n_others;
        let value = name.score() * n_new as f64 / name.n_papers as f64;
        (is_enough && is_rarer).then_some((value, name))
    };
    let best = names.iter().filter_map(value).reduce(|a, b| if b.0 > a.0 { b } else { a });
    best.map(|(_, name)| name)
}

/// The label of both, the one of more papers first; acronyms in full. Before it, its first part.
pub fn label(first: &Name, second: &Name) -> (String, String) {
    let (first, second) =
        if second.n_papers > first.n_papers { (second, first) } else { (first, second) };
    let text = |name: &Name| name.expansion.unwrap_or(name.text).to_owned();
    let first = capitalised(&text(first));
    let both = format!("{first} & {}", text(second));
    (first, both)
}

/// Papers of the theme that two names share.
fn n_shared(a: &[u32], b: &[u32], papers: &[usize]) -> usize {
    let has = |rows: &[u32], row: u32| rows.binary_search(&row).is_ok();
    let in_theme = |row: u32| papers.binary_search(&(row as usize)).is_ok();
    a.iter().filter(|&&row| has(b, row) && in_theme(row)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A good name that holds these of the ten papers of a theme, rows 10 to 19.
    fn name(text: &'static str, papers: &'static [u32]) -> Name<'static> {
        let n_papers = papers.iter().filter(|&&row| row >= 10).count();
        Name {
            stems: text.split(' ').collect(),
            text,
            expansion: None,
            papers,
            class_tf_idf: n_papers as f64 / 10.0,
            n_papers,
            coverage: n_papers as f64 / 10.0,
            title_share: 0.2,
            n_all: (20, 10),
            exclusivity: 0.8,
            finality: 0.8,
            initiality: 0.8,
            within_phrase: 0.0,
            is_listed: true,
        }
    }

    #[track_caller]
    fn check(first: Name, others: Vec<Name>, taken: &[&[&str]], expected: Option<&str>) {
        let papers: Vec<usize> = (10..20).collect();
        let found = second(&first, &others, &papers, taken).map(|name| name.text);
        assert_eq!(found, expected);
    }

    #[test]
    fn a_theme_of_two_gets_a_name_of_two() {
        let first = name("state spaces", &[10, 11, 12]);
        let other = name("linear attention", &[1, 2, 14, 15, 16]);
        let (part, both) = label(&first, &other);
        assert_eq!((&*part, &*both), ("State spaces", "State spaces & linear attention"));
        check(first, vec![other], &[], Some("linear attention"));
    }

    #[test]
    fn the_part_of_more_papers_comes_first_and_acronyms_in_full() {
        let spiking = Some("spiking neural networks");
        let first = Name { expansion: spiking, ..name("SNNs", &[10, 11, 12]) };
        let other = name("network pruning", &[13, 14, 15, 16]);
        assert_eq!(label(&first, &other).1, "Network pruning & spiking neural networks");
    }

    #[test]
    fn a_name_that_covers_its_theme_stands_alone() {
        let first = name("state spaces", &[10, 11, 12, 13]);
        check(first, vec![name("linear attention", &[14, 15, 16, 17])], &[], None);
    }

    #[test]
    fn what_goes_with_the_first_is_no_second() {
        let first = || name("state spaces", &[10, 11, 12]);
        check(first(), vec![name("long range", &[10, 11, 12, 13, 14, 15])], &[], None);
        check(first(), vec![name("linear attention", &[14, 15])], &[], None);
        check(first(), vec![name("latent spaces", &[14, 15, 16])], &[], None);
        let common = Name { exclusivity: 0.3, ..name("language models", &[14, 15, 16]) };
        check(first(), vec![common], &[], None);
        let setting = Name { n_all: (40, 0), ..name("full attention", &[14, 15, 16]) };
        check(first(), vec![setting], &[], None);
    }

    #[test]
    fn what_names_another_theme_is_no_second() {
        let first = || name("state spaces", &[10, 11, 12]);
        let others =
            || vec![name("kv cache", &[13, 14, 15]), name("linear attention", &[16, 17, 18])];
        check(first(), others(), &[], Some("kv cache"));
        check(first(), others(), &[&["kv", "cache", "compression"]], Some("linear attention"));
    }
}
