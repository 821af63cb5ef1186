//! Corpora that are not part of the project, where they are at hand.

use super::common::{Output, shared};
use super::trends::check_reconciles;

#[track_caller]
fn check_page(path: &str, n_papers: usize, flags: &[&str]) -> Option<Output> {
    let output = Output::of(&shared(path)?, flags);
    check_reconciles(&output);
    assert_eq!(output.table("papers").rows.len(), n_papers);
    assert_eq!((output.fact("n_rejected"), output.fact("n_duplicates")), (0, 0));
    for title in output.table("papers").column("title") {
        assert!(!title.starts_with("Subscribe") && title.len() < 200, "{title}");
    }
    Some(output)
}

#[test]
fn the_saved_page_loses_no_paper() {
    let Some(output) = check_page("corpora/hf-papers-page.txt", 134, &["--themes", "20"]) else {
        return;
    };
    assert_eq!(output.fact("n_themes"), 20);
    assert_eq!(output.fact("n_undated"), 134);
}

#[test]
fn the_labelled_page_loses_no_paper() {
    check_page("corpora/gold/efficient_llm.page.txt", 566, &["--only", "tables"]);
}

#[test]
fn eighty_five_thousand_papers_reconcile() {
    let Some(path) = shared("corpora/papers.parquet") else { return };
    let output = Output::of(&path, &[]);
    assert_eq!(output.fact("n_records"), 85_352);
    let n_used = ["n_papers", "n_duplicates", "n_rejected"].map(|fact| output.fact(fact));
    assert_eq!(n_used.iter().sum::<usize>(), 85_352);
    check_reconciles(&output);
}
