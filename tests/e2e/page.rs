//! The saved text of a page of papers, of our own making: no dates, and noise around the papers.

use super::common::Output;
use super::corpora;
use super::trends::check_reconciles;
use std::collections::BTreeSet;

const N_PAPERS: usize = 90;

/// Papers as the page shows them: banner lines first, a button stuck to the first title.
fn page() -> String {
    let mut text = String::from(
        "Get trending papers in your email inbox once a day!\n\
         Get trending papers in your email inbox!\nSubscribe",
    );
    for paper in corpora::papers(N_PAPERS) {
        text.push_str(&format!("{}\n{}\n", paper.title, paper.abstract_text));
    }
    text
}

#[test]
fn no_paper_is_lost_and_no_noise_becomes_one() {
    let output = Output::of_bytes("page.txt", page().as_bytes(), &["--themes", "4"]);
    let papers = output.table("papers");
    let found: BTreeSet<&str> = papers.column("title").into_iter().collect();
    let made = corpora::papers(N_PAPERS);
    let expected: BTreeSet<&str> = made.iter().map(|paper| paper.title.as_str()).collect();
    assert_eq!(found, expected);
    assert_eq!(papers.rows.len(), N_PAPERS);
    assert_eq!((output.fact("n_rejected"), output.fact("n_duplicates")), (0, 0));
    assert!(papers.column("paper_id").iter().all(|id| !id.is_empty()));
}

#[test]
fn without_dates_there_are_counts_and_no_trends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.txt");
    std::fs::write(&path, page()).unwrap();
    let output = Output::of(&path, &["--themes", "4"]);
    check_reconciles(&output);
    assert!(output.table("theme_period").rows.is_empty());
    assert!(output.table("share_wide").rows.is_empty());
    let wide = output.table("counts_wide");
    assert_eq!(wide.column("period"), ["undated"]);
    assert_eq!(wide.counts("Total"), [N_PAPERS]);
    assert!(output.table("papers").column("date").iter().all(|date| date.is_empty()));
    assert!(output.summary.contains("no dates"), "{}", output.summary);
    assert_eq!(output.fact("n_undated"), N_PAPERS);
    for chart in ["theme_shares", "theme_heatmap", "growth_forest", "emergence_quadrant"] {
        assert!(!output.files.contains_key(&format!("charts/{chart}.png")), "{chart} of no dates");
    }
    for chart in ["theme_bars", "document_map"] {
        assert!(output.files.contains_key(&format!("charts/{chart}.png")), "{chart}");
    }
}

#[test]
fn the_fields_of_made_up_papers_are_found() {
    let output = Output::of_bytes("page.txt", page().as_bytes(), &["--themes", "4"]);
    let papers = output.table("papers");
    let made = corpora::papers(N_PAPERS);
    let pairs: BTreeSet<(usize, &str)> = papers
        .column("title")
        .into_iter()
        .zip(papers.column("theme_id"))
        .map(|(title, theme)| (made.iter().find(|p| p.title == title).unwrap().field, theme))
        .collect();
    assert_eq!(
        pairs.len(),
        corpora::FIELDS.len(),
        "a theme a field and a field a theme: {pairs:?}"
    );
    let themes = output.table("themes");
    for (field, theme) in pairs {
        let row = themes.rows_where("theme_id", theme);
        let own: Vec<&str> = corpora::FIELDS[field].1.split_whitespace().collect();
        let label = row.column("label")[0].to_lowercase();
        assert!(label.split(' ').any(|word| own.contains(&word)), "{label:?} for {own:?}");
    }
}
