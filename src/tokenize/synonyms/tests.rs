//! What is folded, through the whole stage.

use crate::corpus::{Corpus, Paper, SynonymFile, SynonymGroup};
use crate::tokenize::{Language, Stems, Synonym, SynonymSource, TokenizedCorpus, tokenize};

fn corpus(texts: &[&str]) -> Corpus {
    let papers = texts
        .iter()
        .map(|text| Paper { abstract_text: text.to_string(), ..Paper::default() })
        .collect();
    Corpus { papers, ..Corpus::default() }
}

fn with_file(corpus: Corpus, lines: &[&str]) -> Corpus {
    let group = |(line, text): (usize, &&str)| SynonymGroup {
        line,
        forms: text.split(" = ").map(str::to_owned).collect(),
    };
    let groups = (1..).zip(lines).map(group).collect();
    Corpus { synonyms: Some(SynonymFile { groups, ..SynonymFile::default() }), ..corpus }
}

/// The abstract as it is after folding: `-` before a hyphenated word, `|` for a break.
fn read(tokenized: &TokenizedCorpus, paper: usize) -> String {
    let mut text = String::new();
    for token in tokenized.papers[paper].body() {
        text.push_str(if token.is_hyphenated() { "-" } else { " " });
        text.push_str(token.word().map_or("|", |word| &tokenized.words[word].surface));
    }
    text.trim_start().to_owned()
}

#[track_caller]
fn check(corpus: &Corpus, expected: &[(usize, &str)]) -> TokenizedCorpus {
    let tokenized = tokenize(corpus, &Stems::new(Language::English, &[]));
    for &(paper, text) in expected {
        assert_eq!(read(&tokenized, paper), text, "paper {paper}");
    }
    tokenized
}

/// The row of the table for a form and a variant: whether it is folded, and why.
#[track_caller]
fn row<'a>(tokenized: &'a TokenizedCorpus, form: &str, variant: &str) -> &'a Synonym {
    let found = tokenized.synonyms.rows.iter().find(|r| r.form == form && r.variant == variant);
    found.unwrap_or_else(|| panic!("no {form} = {variant} in {:?}", tokenized.synonyms.rows))
}

const KV: [&str; 4] = [
    "The key-value (KV) cache grows.",
    "A key value (KV) store, small",
    "Our KV cache and the key-value caches shrink",
    "KV",
];

#[test]
fn a_long_form_that_two_papers_define_becomes_its_acronym() {
    let tokenized = check(
        &corpus(&KV),
        &[
            (0, "The KV cache grows |"),
            (1, "A KV store | small"),
            (2, "Our KV cache and the KV caches shrink"),
        ],
    );
    let row = row(&tokenized, "KV", "key value");
    assert!(row.is_folded && row.source == SynonymSource::Corpus);
    assert_eq!((row.n_papers_define, row.n_papers_form, row.n_papers_variant), (Some(2), 4, 3));
    assert_eq!(tokenized.expansion_of(&["kv"]), Some("key value"));
    assert_eq!(tokenized.expansion_of(&["cach"]), None);
    assert_eq!(tokenized.expansion_of(&["kv", "cach"]), None);
}

#[test]
fn plurals_stay_plurals_and_hyphens_stay_links() {
    check(
        &corpus(&[
            "Large Language Models (LLMs) of experts",
            "a large language model (LLM). Large cats",
            "large language models and non-large language model-based, LLM",
            "Mixture-of-Experts (MoE) is it",
            "MoE (mixture of experts) is mixture-of-experts",
        ]),
        &[
            (0, "LLMs of experts"),
            (1, "a LLM | Large cats"),
            (2, "LLMs and non-LLM-based | LLM"),
            (3, "MoE is it"),
            (4, "MoE is MoE"),
        ],
    );
}

#[test]
fn what_one_paper_defines_is_left_alone() {
    let texts = ["a key-value (KV) cache", "the key-value cache, KV"];
    let tokenized = check(&corpus(&texts), &[(0, "a key-value | KV | cache")]);
    assert!(tokenized.synonyms.rows.is_empty());
}

/// Four of six definitions agree: too few. A seventh and eighth that agree make it three quarters.
#[test]
fn definitions_must_agree() {
    let mut texts = vec!["a support vector machine (SVM)"; 4];
    texts.extend(["a small velvet mouse (SVM)"; 2]);
    let tokenized = check(&corpus(&texts), &[(0, "a support vector machine | SVM |")]);
    let reason = &row(&tokenized, "SVM", "support vector machine").reason;
    assert_eq!(reason, "only 4 of 6 definitions of the short form say this");
    assert_eq!(tokenized.expansion_of(&["svm"]), None);
    texts.extend(["a support vector machine (SVM)"; 2]);
    check(&corpus(&texts), &[(0, "a SVM |"), (4, "a small velvet mouse | SVM |")]);
}

/// "map" is a word of its own, which the stem does not tell from MAP.
#[test]
fn a_short_form_that_is_mostly_another_word_is_left_alone() {
    let mut texts = vec!["a maximum a posteriori (MAP) estimate"; 2];
    texts.extend(["we map it"; 7]);
    let tokenized = check(&corpus(&texts), &[(0, "a maximum a posteriori | MAP | estimate")]);
    let reason = &row(&tokenized, "MAP", "maximum a posteriori").reason;
    assert_eq!(reason, "only 2 of 9 papers with the short form define it");
    texts.pop();
    check(&corpus(&texts), &[(0, "a MAP estimate")]);
}

#[test]
fn a_short_form_rarer_than_the_long_one_is_left_alone() {
    let mut texts = vec!["a neural network (NN)"; 2];
    texts.push("the neural networks");
    let tokenized = check(&corpus(&texts), &[(0, "a neural network | NN |")]);
    assert_eq!(row(&tokenized, "NN", "neural network").reason, "the long form is commoner");
    texts.push("NN");
    check(&corpus(&texts), &[(2, "the NN")]);
}

#[test]
fn of_two_short_forms_the_one_defined_more_often_is_used() {
    let mut texts = vec!["knowledge distillation (KD) here"; 3];
    texts.extend(["knowledge distillation (KDs2)"; 2]);
    texts.extend(["knowledge distillation (KnD)"; 2]);
    texts.extend(["KD"; 4]);
    texts.extend(["KnD"; 5]);
    let tokenized = check(&corpus(&texts), &[(0, "KD here"), (5, "KD | KnD |")]);
    let reason = &row(&tokenized, "KnD", "knowledge distillation").reason;
    assert_eq!(reason, "KD is defined as this more often");
}

#[test]
fn a_title_stays_apart_from_its_abstract() {
    let paper = |title: &str| Paper {
        title: title.to_owned(),
        abstract_text: "cache value".to_owned(),
        ..Paper::default()
    };
    let corpus = Corpus {
        papers: vec![paper("On key-value (KV)"), paper("Key-Value (KV) Stores"), paper("the key")],
        ..Corpus::default()
    };
    let tokenized = check(&corpus, &[(0, "cache value"), (1, "cache value"), (2, "cache value")]);
    let n_title = |paper: usize| tokenized.papers[paper].title().len();
    assert_eq!((n_title(0), n_title(1), n_title(2)), (4, 3, 3));
}

#[test]
fn the_users_lines_win_over_the_papers() {
    let lines = ["key-value cache = KV cache = KV-caches", "key-value = KV"];
    let tokenized = check(
        &with_file(corpus(&KV), &lines),
        &[
            (0, "The key-value cache grows |"),
            (2, "Our key-value cache and the key-value cache shrink"),
            (3, "key-value"),
        ],
    );
    let mined = row(&tokenized, "KV", "key value");
    assert_eq!((mined.is_folded, &*mined.reason), (false, "line 2 of the synonyms file decides"));
    let user = row(&tokenized, "key-value cache", "KV cache");
    assert!(user.is_folded && user.source == SynonymSource::User);
    assert_eq!((user.n_papers_form, user.n_papers_variant), (1, 1));
    assert_eq!(tokenized.expansion_of(&["kv"]), None);
}

#[test]
fn a_form_alone_is_kept_as_it_is() {
    let texts = [&KV[..], &["the key-value store, KV", "a key value"]].concat();
    check(
        &with_file(corpus(&texts), &["key-value stores"]),
        &[
            (2, "Our KV cache and the KV caches shrink"),
            (4, "the key-value store | KV"),
            (5, "a KV"),
        ],
    );
    check(&with_file(corpus(&KV), &["KV"]), &[(0, "The key-value | KV | cache grows |")]);
}

#[test]
fn a_form_of_the_users_need_not_be_in_any_paper() {
    let tokenized = check(
        &with_file(corpus(&["big cats sleep", "one"]), &["Panthera = big cats = tigers"]),
        &[(0, "Panthera sleep")],
    );
    assert_eq!(row(&tokenized, "Panthera", "tigers").n_papers_variant, 0);
    assert!(tokenized.words.is_sorted_by(|a, b| a.surface < b.surface));
}

#[test]
fn a_form_with_the_words_of_an_earlier_line_is_reported() {
    let lines = ["big cat = tiger", "lion = big cats"];
    let tokenized = check(
        &with_file(corpus(&["big cats and lions and tigers"]), &lines),
        &[(0, "big cat and lion and big cat")],
    );
    let row = row(&tokenized, "lion", "big cats");
    assert!(!row.is_folded && row.reason.starts_with("line 1 "), "{}", row.reason);
}
