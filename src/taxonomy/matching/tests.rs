use super::*;
use crate::corpus::{Duplicate, DuplicateRule, Paper};
use crate::tokenize::Language;

const FILE: &str = r#"
[[theme]]
id = "kv"
name = "KV-cache compression"
phrases = ["KV cache", "key-value (KV) cache", "cache eviction"]

[[theme]]
id = "quant"
name = "Quantization"
phrases = ["quantization", "post-training quantization", "4-bit"]
exclude = ["vector quantization"]

[[theme]]
id = "none"
name = "Optical computing"
phrases = ["photonic chip"]
"#;

fn corpus(papers: &[(&str, &str)]) -> Corpus {
    let papers = papers.iter().enumerate().map(|(i, (title, body))| Paper {
        id: format!("p{i}"),
        title: title.to_string(),
        abstract_text: body.to_string(),
        ..Paper::default()
    });
    Corpus { papers: papers.collect(), ..Corpus::default() }
}

fn matches(file: &str, corpus: &Corpus, min_match: usize) -> Result<Matches> {
    let taxonomy = Taxonomy::parse(file, "own.toml", String::new())?;
    let stems = Stems::new(Language::English, &[]);
    match_papers(taxonomy, corpus, &stems, min_match)
}

/// `theme score: phrase title+abstract, …` of a paper with this title and abstract.
fn read(title: &str, body: &str) -> String {
    let found = matches(FILE, &corpus(&[(title, body)]), 3).unwrap();
    let Some(found_one) = found.of(0) else { return "-".into() };
    let evidence: Vec<String> = found_one
        .evidence
        .iter()
        .map(|e| format!("{} {}+{}", e.phrase, e.n_title, e.n_abstract))
        .collect();
    let id = &found.taxonomy.themes[found_one.theme].id;
    format!("{id} {}: {}", found_one.score, evidence.join(", "))
}

#[test]
fn a_mention_in_the_title_suffices_and_one_or_two_in_the_abstract_do_not() {
    assert_eq!(read("Quantizing networks", "A study."), "quant 3: quantization 1+0");
    assert_eq!(read("A study", "We also tried quantization."), "-");
    assert_eq!(read("A study", "Quantized, and quantized again."), "-");
    assert_eq!(read("A study", "Quantize. Quantities? Quantized."), "-");
    assert_eq!(read("A study", "Quantize a quantized quantization."), "quant 3: quantization 0+3");
}

#[test]
fn phrases_are_compared_by_stem_whatever_the_case_and_the_hyphens() {
    assert_eq!(read("Evicting from kv-caches", "x"), "kv 3: KV cache 1+0");
    assert_eq!(read("KV Caching", "x"), "kv 3: KV cache 1+0");
    assert_eq!(read("Four bits: a 4-bit or 4 bit model", "x"), "quant 6: 4-bit 2+0");
}

#[test]
fn no_other_word_and_no_punctuation_may_stand_in_a_phrase() {
    assert_eq!(read("The KV tensor cache", "x"), "-");
    assert_eq!(read("KV, cache", "x"), "-");
    assert_eq!(read("The key-value (KV) caches", "x"), "kv 3: key-value (KV) cache 1+0");
    assert_eq!(read("Only KV", "cache of something, cache of more, cache"), "-");
}

#[test]
fn papers_are_read_as_written_acronyms_or_not() {
    // Two papers that define PTQ make tokenizing fold the long form, which holds a phrase.
    let papers = ["Post-training quantization (PTQ)", "On post-training quantization (PTQ)", "x"];
    let papers = papers.map(|title| (title, "PTQ and PTQ."));
    let found = matches(&FILE.replace("\"post-training quantization\", ", ""), &corpus(&papers), 3);
    let found = found.unwrap();
    assert_eq!(found.claims().of_paper, [Some(1), Some(1), None]);
}

#[test]
fn the_longest_of_overlapping_phrases_counts_and_none_counts_twice() {
    assert_eq!(
        read("Post-training quantization", "Quantization after training."),
        "quant 4: post-training quantization 1+0, quantization 0+1"
    );
    assert_eq!(read("KV cache eviction", "x"), "kv 3: KV cache 1+0", "the words of one are taken");
}

#[test]
fn the_best_theme_has_the_paper_the_first_of_equals_and_the_other_is_told() {
    let papers = [
        ("KV cache quantization", "x"),
        ("KV cache quantization", "Quantization."),
        ("KV cache", "Quantization."),
    ];
    let found = matches(FILE, &corpus(&papers), 3).unwrap();
    let theme_and_also = |row: usize| found.of(row).map(|m| (m.theme, m.also.clone())).unwrap();
    assert_eq!(theme_and_also(0), (0, vec![1]));
    assert_eq!(theme_and_also(1), (1, vec![0]));
    assert_eq!(theme_and_also(2), (0, vec![]));
    assert_eq!(found.n_overlaps(), 2);
    assert_eq!(found.n_papers(), [2, 1, 0]);
    assert_eq!(found.empty().map(|theme| theme.id.as_str()).collect::<Vec<_>>(), ["none"]);
}

#[test]
fn an_excluded_phrase_keeps_a_paper_out_of_its_theme_only() {
    assert_eq!(read("Quantization, quantization", "With vector quantization."), "-");
    assert_eq!(read("Quantization and the KV cache", "Vector quantization."), "kv 3: KV cache 1+0");
}

#[test]
fn an_example_belongs_to_its_theme_by_id_title_or_merged_record() {
    let mut corpus = corpus(&[
        ("Alpha paper", "KV cache, KV cache, KV cache"),
        ("Beta paper", "x"),
        ("Gamma paper", "x"),
    ]);
    corpus.papers[1].id = "arXiv:2401.00010".into();
    corpus.duplicates.push(Duplicate {
        kept_id: "p2".into(),
        merged_id: "other-id".into(),
        merged_title: "Gamma, the paper".into(),
        rule: DuplicateRule::SameId,
        similarity: None,
    });
    let examples =
        r#"["ALPHA PAPER", "https://arxiv.org/abs/2401.00010v2", "gamma the paper", "Lost one"]"#;
    let file = format!("{FILE}examples = {examples}\n");
    let found = matches(&file, &corpus, 3).unwrap();
    for row in 0..3 {
        let found = found.of(row).unwrap();
        assert!(found.is_example && found.theme == 2 && found.score == 0, "{row}");
    }
    assert_eq!(found.of(0).unwrap().also, [0], "its words say another theme");
    assert_eq!(found.missing_examples, ["Lost one"]);
}

#[test]
fn a_phrase_without_a_word_that_counts_is_an_error() {
    for phrase in ["of the", "!?", ""] {
        let file = FILE.replace("photonic chip", phrase);
        let message = matches(&file, &corpus(&[("a", "b")]), 3).unwrap_err().to_string();
        for part in ["own.toml, line 13, theme `none`", phrase, "no word that counts"] {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }
}

#[test]
fn names_and_phrases_are_stems_for_labels_to_keep_clear_of() {
    let found = matches(FILE, &corpus(&[("a", "b")]), 3).unwrap();
    assert_eq!(found.names[0], ["kv", "cach", "compress"]);
    assert!(found.phrases.contains(&vec!["post".to_owned(), "train".into(), "quantiz".into()]));
}
