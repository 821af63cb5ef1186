//! `report.md`: readable where it is pasted, whatever the papers say.

use super::common::{Output, demo};
use super::corpora;

/// The cells of each row of a table, `\|` being none of its borders.
fn cells(line: &str) -> usize {
    line.replace("\\|", "").matches('|').count()
}

/// Every row of every table has as many cells as its header.
#[track_caller]
fn check_tables(text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let mut n_rows = 0;
    for table in lines.split(|line| !line.starts_with('|')).filter(|table| !table.is_empty()) {
        assert!(table[1].starts_with("|---"), "{table:?}");
        assert!(table.iter().all(|row| cells(row) == cells(table[0])), "{table:?}");
        n_rows += table.len();
    }
    assert!(n_rows > 20, "{text}");
}

/// Every link and every picture leads to a file of the output.
#[track_caller]
fn check_links(output: &Output) {
    let text = output.text("report.md");
    let targets: Vec<&str> =
        text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(targets.len() > 20, "{targets:?}");
    for target in targets {
        assert!(output.files.contains_key(target), "{target}");
    }
    for chart in output.files.keys().filter(|path| path.ends_with(".png")) {
        assert!(text.contains(&format!("]({chart})")), "{chart} is not shown");
    }
}

#[test]
fn the_report_of_the_demo_has_its_themes_and_files() {
    let text = demo().text("report.md");
    check_tables(text);
    check_links(demo());
    assert!(text.contains("**10 themes in 301 papers; one growing, two fading.**"), "{text}");
    let (themes, trends) = (demo().table("themes"), demo().table("trends"));
    let rows = themes.column("label").into_iter().zip(themes.column("n_papers"));
    for ((label, n), verdict) in rows.zip(trends.column("verdict")) {
        let row = text.lines().find(|line| line.contains(&format!("| {label} | {n} |")));
        assert!(row.is_some_and(|row| row.contains(verdict)), "{label}: {row:?}");
    }
    let pruning = text.lines().find(|line| line.contains("| Pruning |")).unwrap();
    assert!(pruning.contains("| **declining** | −27 % | −39 to −13 % | 0.01 |"), "{pruning}");
}

#[test]
fn hostile_labels_are_shown_as_they_are() {
    let names = "[[theme]]\nname = \"a|b `c` <img src=x> [l](http://x) @me\"\n\
                 terms = [\"coral\", \"reef\", \"corals\", \"lagoon\", \"atoll\"]\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.toml");
    std::fs::write(&path, names).unwrap();
    let csv = folder.path().join("p.csv");
    std::fs::write(&csv, corpora::csv(&corpora::papers(200))).unwrap();
    let output = Output::of(&csv, &["--names", path.to_str().unwrap(), "--themes", "4"]);
    let text = output.text("report.md");
    assert!(output.table("themes").column("label").iter().any(|label| label.starts_with("a|b")));
    check_tables(text);
    let shown = r"a\|b \`c\` \<img src=x\> \[l\](http:<!-- -->//x) \@<!-- -->me";
    assert!(text.contains(shown), "{text}");
}

#[test]
fn without_dates_no_trend_is_told() {
    let mut papers = corpora::papers(40);
    papers.iter_mut().for_each(|paper| paper.date.clear());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.csv");
    std::fs::write(&path, corpora::csv(&papers)).unwrap();
    let output = Output::of(&path, &["--themes", "4"]);
    let text = output.text("report.md");
    check_tables(text);
    assert!(text.contains("No dates") && !text.contains("## Trends"), "{text}");
}
