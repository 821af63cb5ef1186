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
    Output::of(&demo_csv(), &["--themes", number, "--only", "tables"])
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

#[test]
fn every_large_hand_made_theme_fits_a_theme_that_is_named_like_it() {
    for number in ["9", "auto"] {
        let output = themes(number);
        let pairs = gold_and_found(&output);
        let themes = output.table("themes");
        let label: BTreeMap<&str, &str> =
            themes.column("theme_id").into_iter().zip(themes.column("label")).collect();
        let gold_themes: BTreeSet<&str> = pairs.iter().map(|(gold, _)| gold.as_str()).collect();
        for gold in gold_themes {
            let n_papers = pairs.iter().filter(|(theme, _)| theme == gold).count();
            let found = label[best_fit(&pairs, gold)];
            let synonym = SYNONYMS.iter().find(|(name, _)| *name == gold).map_or("", |(_, s)| s);
            let names = content_stems(&format!("{gold} {synonym}"));
            let is_named = !content_stems(found).is_disjoint(&names);
            assert!(n_papers < LARGE || is_named, "{number}: {gold} is called {found}");
        }
    }
}

/// The theme of the greatest F1 with a gold theme.
fn best_fit<'a>(pairs: &'a [(String, String)], gold: &str) -> &'a str {
    let f1 = |found: &str| {
        let n = |is: &dyn Fn(&(String, String)) -> bool| pairs.iter().filter(|p| is(p)).count();
        let both = n(&|p| p.0 == gold && p.1 == found);
        2.0 * both as f64 / (n(&|p| p.0 == gold) + n(&|p| p.1 == found)) as f64
    };
    let themes: BTreeSet<&str> =
        pairs.iter().map(|(_, found)| found.as_str()).filter(|found| !found.is_empty()).collect();
    themes.into_iter().max_by(|a, b| f1(a).total_cmp(&f1(b))).unwrap()
}
