//! What the themes of a window come from, and the words of each window.

use super::common::{Output, Table, demo, demo_csv, themeline};
use super::corpora::{self, Made};

/// What must hold of the two tables whatever the papers.
#[track_caller]
fn check(output: &Output) -> (Table, Table) {
    let (flows, windows) = (output.table("evolution"), output.table("theme_windows"));
    let n_themes = output.table("themes").rows.len();
    let mut names: Vec<&str> = windows.column("window");
    names.dedup();
    assert_eq!(windows.rows.len(), names.len() * n_themes);
    for name in &names {
        let of_window = windows.rows_where("window", name);
        let n: usize = of_window.counts("n_papers").iter().sum();
        assert!(n <= of_window.counts("n_window")[0], "{name}");
    }
    for row in &flows.rows {
        let cell = |column: &str| {
            let at = flows.header.iter().position(|name| name == column).unwrap();
            row[at].as_str()
        };
        let (event, from, to) = (cell("event"), cell("from_theme_id"), cell("to_theme_id"));
        assert_eq!(from.is_empty(), event == "born", "{row:?}");
        assert_eq!(to.is_empty(), event == "dies", "{row:?}");
        assert_eq!(from == to, ["continues", "drifts"].contains(&event), "{row:?}");
        let at = names.iter().position(|name| *name == cell("from_window")).unwrap();
        assert_eq!(names[at + 1], cell("to_window"));
        for column in ["flow", "flow_onward", "chance", "term_overlap"] {
            let value = cell(column);
            let is_share = value.parse().is_ok_and(|share: f64| (0.0..=1.0).contains(&share));
            assert!(value.is_empty() || is_share, "{column}: {row:?}");
        }
        if from != to && !from.is_empty() && !to.is_empty() {
            assert!(cell("flow").parse::<f64>().unwrap() >= 0.05, "{row:?}");
        }
        for (window, theme, n) in
            [("from_window", from, "n_papers_from"), ("to_window", to, "n_papers_to")]
        {
            let own = windows.rows_where("window", cell(window)).rows_where("theme_id", theme);
            assert_eq!(
                own.column("n_papers"),
                if theme.is_empty() { vec![] } else { vec![cell(n)] }
            );
        }
    }
    (flows, windows)
}

#[test]
fn the_main_job_tells_its_flows() {
    let (flows, windows) = check(demo());
    assert!(!flows.rows.is_empty() && !windows.rows.is_empty());
    assert!(demo().files.contains_key("charts/alluvial.svg"));
}

/// Two years of papers of which each says its year in a word of its own.
fn dated() -> Vec<Made> {
    let mut papers = corpora::papers(240);
    for paper in &mut papers {
        let year = if paper.date.starts_with("2020") { "sunrise" } else { "sunset" };
        paper.abstract_text.push_str(&format!(" Near {year}{} we stop.", paper.field));
    }
    papers
}

#[test]
fn words_of_a_window_are_in_its_papers() {
    let papers = dated();
    let flags = ["--themes", "4", "--period", "year", "--windows", "2"];
    let output = Output::of_bytes("dated.csv", &corpora::csv(&papers), &flags);
    let (flows, windows) = check(&output);
    let assigned = output.table("papers");
    let mut n_shown = 0;
    let mut check_words = |window: &str, theme: &str, terms: &str| {
        let own = assigned.rows_where("theme_id", theme);
        let ids = own.column("paper_id");
        let texts: Vec<String> = papers
            .iter()
            .filter(|paper| paper.date.starts_with(window) && ids.contains(&paper.id.as_str()))
            .map(|paper| format!("{}. {}", paper.title, paper.abstract_text).to_lowercase())
            .collect();
        for term in terms.split("; ").filter(|term| !term.is_empty()) {
            let is_there = |text: &String| text.contains(&term.to_lowercase());
            assert!(texts.iter().any(is_there), "{term:?} of {theme} is not in {window}");
            n_shown += 1;
        }
    };
    for row in &windows.rows {
        check_words(&row[0], &row[1], row.last().unwrap());
    }
    let columns = |names: [&str; 3]| names.map(|name| flows.column(name));
    for [window, theme, terms] in [
        columns(["to_window", "to_theme_id", "terms_gained"]),
        columns(["from_window", "from_theme_id", "terms_lost"]),
    ] {
        (0..terms.len()).for_each(|i| check_words(window[i], theme[i], terms[i]));
    }
    assert!(n_shown > 40, "{n_shown}");
    let gained = flows.column("terms_gained").join(" ");
    let lost = flows.column("terms_lost").join(" ");
    assert!(gained.contains("sunset") && !gained.contains("sunrise"), "{gained}");
    assert!(lost.contains("sunrise") && !lost.contains("sunset"), "{lost}");
}

#[test]
fn without_two_windows_the_tables_are_empty_and_there_is_no_chart() {
    let mut undated = corpora::papers(60);
    undated.iter_mut().for_each(|paper| paper.date.clear());
    let mut one_year = corpora::papers(60);
    one_year.iter_mut().for_each(|paper| paper.date = "2020".into());
    for papers in [undated, one_year] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("papers.csv");
        std::fs::write(&path, corpora::csv(&papers)).unwrap();
        let output = Output::of(&path, &["--themes", "4"]);
        let (flows, windows) = check(&output);
        assert!(flows.rows.is_empty() && windows.rows.is_empty());
        assert!(flows.header.len() > 10);
        assert!(!output.files.contains_key("charts/alluvial.png"));
    }
}

#[test]
fn hundreds_of_months_of_which_many_are_empty_give_windows() {
    let mut papers = corpora::papers(120);
    for (i, paper) in papers.iter_mut().enumerate() {
        let month = i * i / 36;
        paper.date = format!("{:04}-{:02}", 1980 + month / 12, month % 12 + 1);
    }
    let csv = corpora::csv(&papers);
    let flags = ["--themes", "4", "--period", "month", "--windows", "12"];
    let (_, windows) = check(&Output::of_bytes("long.csv", &csv, &flags));
    let mut names = windows.column("window");
    names.dedup();
    assert_eq!(names.len(), 12);
    let few = ["--themes", "1", "--period", "month"];
    check(&Output::of_bytes("long.csv", &csv, &few));
}

#[test]
fn one_window_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = themeline(folder.path(), &["run", demo_csv().to_str().unwrap(), "--windows", "1"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("trends.windows is 1") && run.stderr.contains("2 to 12"));
}
