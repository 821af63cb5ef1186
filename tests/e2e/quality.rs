//! Themes of the bundled corpus against its hand-made `theme` column.

use super::agreement::adjusted_mutual_information;
use super::common::{Output, Table, demo_csv};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{BTreeMap, BTreeSet};

/// Agreement that a change must not fall below.
const LEAST_AGREEMENT: f64 = 0.78;

/// Papers from which a gold theme must have a theme of its own.
const LARGE: usize = 20;

/// What else the hand-made themes are usually called.
const SYNONYMS: [(&str, &str); 1] = [("parameter-efficient fine-tuning", "LoRA adapters")];

fn themes(number: &str) -> Output {
    Output::of(&demo_csv(), &["--themes", number, "--charts", "false"])
}

/// The gold theme and the found one of every paper.
fn gold_and_found(output: &Output) -> Vec<(String, String)> {
    let input = Table::parse(&std::fs::read(demo_csv()).unwrap());
    let gold: BTreeMap<&str, &str> =
        input.column("id").into_iter().zip(input.column("theme")).collect();
    let papers = output.table("papers");
    let found = papers.column("paper_id").into_iter().zip(papers.column("theme_id"));
    found.map(|(id, theme)| (gold[id].to_owned(), theme.to_owned())).collect()
}

#[test]
fn themes_agree_with_the_hand_made_ones() {
    let pairs = gold_and_found(&themes("9"));
    let (gold, found): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
    let agreement = adjusted_mutual_information(&gold, &found);
    assert!(agreement >= LEAST_AGREEMENT, "AMI is {agreement:.3}");
}

/// Stems of the words that carry meaning.
fn content_stems(text: &str) -> BTreeSet<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let is_content = |word: &&str| !["", "and", "of", "the", "in", "for"].contains(word);
    words.filter(is_content).map(|word| stemmer.stem(word).into_owned()).collect()
}

/// The gold theme that most papers of each found theme have.
fn majorities(pairs: &[(String, String)]) -> BTreeMap<&str, &str> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (gold, found) in pairs {
        *counts.entry(found).or_default().entry(gold).or_default() += 1;
    }
    let most = |(found, counts): (_, BTreeMap<_, _>)| {
        let (gold, _) = counts.into_iter().max_by_key(|&(_, n)| n)?;
        Some((found, gold))
    };
    counts.into_iter().filter_map(most).collect()
}

#[test]
fn every_large_hand_made_theme_has_a_theme_that_is_named_like_it() {
    // With up to ten themes, efficient attention and state-space models are one, which has one name.
    let output = themes("14");
    let pairs = gold_and_found(&output);
    let majorities = majorities(&pairs);
    let themes = output.table("themes");
    let gold_themes: BTreeSet<&str> = pairs.iter().map(|(gold, _)| gold.as_str()).collect();
    let mut missing = Vec::new();
    for gold in gold_themes {
        let n_papers = pairs.iter().filter(|(theme, _)| theme == gold).count();
        let labels: Vec<&str> = themes
            .column("theme_id")
            .into_iter()
            .zip(themes.column("label"))
            .filter(|(id, _)| majorities[id] == gold)
            .map(|(_, label)| label)
            .collect();
        let synonym = SYNONYMS.iter().find(|(name, _)| *name == gold).map_or("", |(_, s)| s);
        let names = content_stems(&format!("{gold} {synonym}"));
        let is_named = |label: &&str| !content_stems(label).is_disjoint(&names);
        if n_papers >= LARGE && !labels.iter().any(is_named) {
            missing.push(format!("{gold} ({n_papers} papers) is called {labels:?}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
