//! `--by`: groups are read from any format, add up, and change no theme.

use super::common::{Output, Table, demo, demo_csv, files, themeline};
use super::corpora::{self, Made};
use std::collections::BTreeMap;
use std::fs;

/// Made-up papers as CSV with a column more.
fn csv(papers: &[Made], column: &str, value: impl Fn(&Made) -> String) -> Vec<u8> {
    let mut table = Table::parse(&corpora::csv(papers));
    table.header.push(column.to_owned());
    table.rows.iter_mut().zip(papers).for_each(|(row, paper)| row.push(value(paper)));
    table.to_csv()
}

/// Fields 0 and 1 are in venues of their own, with a year in the name.
fn venue(paper: &Made) -> String {
    let name = ["Reef Letters", "POPL", "Annals", "Annals"][paper.field];
    format!("{name} {}", &paper.date[..4])
}

#[test]
fn groups_add_up_and_say_where_themes_are_at_home() {
    let papers = corpora::papers(200);
    let output = Output::of_bytes(
        "v.csv",
        &csv(&papers, "Journal", venue),
        &["--by", "venue", "--themes", "4"],
    );
    let table = output.table("theme_by");
    assert_eq!(
        table.header.join(", "),
        "by, group, theme_id, label, n_papers, n_group, share, expected, log_odds, z, q, \
         overrepresented"
    );
    let mut of_theme: BTreeMap<&str, usize> = BTreeMap::new();
    for (theme, n) in table.column("theme_id").into_iter().zip(table.counts("n_papers")) {
        *of_theme.entry(theme).or_default() += n;
    }
    let themes = output.table("themes");
    let expected: BTreeMap<&str, usize> =
        themes.column("theme_id").into_iter().zip(themes.counts("n_papers")).collect();
    assert_eq!(of_theme, expected);
    let mut groups: Vec<&str> = table.column("group");
    groups.dedup();
    assert_eq!(groups, ["Annals", "POPL", "Reef Letters"]);
    for (group, n_group) in [("Annals", 100), ("POPL", 50), ("Reef Letters", 50)] {
        let rows = table.rows_where("group", group);
        assert!(rows.counts("n_group").iter().all(|&n| n == n_group));
        for (n, over) in rows.counts("n_papers").into_iter().zip(rows.column("overrepresented")) {
            assert_eq!(over, if n > n_group / 4 { "TRUE" } else { "FALSE" }, "{group} {n}");
        }
    }
    assert!(output.summary.contains("compared by venue, 3 groups"), "{}", output.summary);
}

#[test]
fn the_column_changes_nothing_else() {
    let by = Output::of(&demo_csv(), &["--by", "theme"]);
    for (path, bytes) in demo().tables() {
        assert!(by.bytes(path) == bytes, "{path}");
    }
    assert!(by.files.contains_key("charts/theme_by.svg"));
    assert!(!demo().files.contains_key("charts/theme_by.svg"));
    assert!(!demo().files.contains_key("tables/theme_by.csv"));
    // The bundled papers have about as many themes as classes: each class is at home in one.
    let table = by.table("theme_by");
    let pruning = table.rows_where("group", "pruning and sparsity");
    assert!(pruning.column("overrepresented").contains(&"TRUE"));
}

#[test]
fn every_format_is_read_and_files_without_the_column_too() {
    let folder = tempfile::tempdir().unwrap();
    let papers = corpora::papers(90);
    fs::write(
        folder.path().join("a.csv"),
        csv(&papers[..30], "Field", |p| format!("f{}", p.field)),
    )
    .unwrap();
    let lines: Vec<String> = papers[30..60]
        .iter()
        .map(|p| {
            serde_json::json!({"id": p.id, "title": p.title, "abstract": p.abstract_text,
                "date": p.date, "field": [format!("F{}", p.field), "x"], "flag": p.field == 0})
            .to_string()
        })
        .collect();
    fs::write(folder.path().join("b.jsonl"), lines.join("\n")).unwrap();
    fs::write(folder.path().join("c.csv"), corpora::csv(&papers[60..])).unwrap();
    let run = |flags: &[&str]| {
        let args = ["run", "a.csv", "b.jsonl", "c.csv", "-o", "out", "--charts", "false"];
        themeline(folder.path(), &[&args, flags].concat())
    };
    let done = run(&["--by", "field", "--themes", "4"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let table = Table::parse(&files(&folder.path().join("out"))["tables/theme_by.csv"]);
    let mut groups: Vec<(String, usize)> =
        table.column("group").iter().map(|g| g.to_string()).zip(table.counts("n_group")).collect();
    groups.dedup();
    let sizes: usize = groups.iter().map(|(_, n)| n).sum();
    assert_eq!(sizes, 90);
    assert_eq!(groups.last().unwrap(), &("none given".to_owned(), 30));
    assert_eq!(groups.len(), 5, "spellings by case are one group: {groups:?}");
    assert_eq!(run(&["--by", "flag", "--themes", "4"]).code, Some(0));

    let refused = run(&["--by", "feld"]);
    assert_eq!(refused.code, Some(2));
    for part in ["\"feld\"", "\"Field\"", "--by"] {
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    for (file, part) in [("a.csv", "\"abstract\""), ("b.jsonl", "\"flag\"")] {
        let args = ["run", file, "-o", "none", "--by", "feld"];
        let refused = themeline(folder.path(), &args);
        assert_eq!(refused.code, Some(2));
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
        assert!(!folder.path().join("none").exists());
    }
}

#[test]
fn it_is_repeated_from_the_manifest_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let papers = corpora::papers(80);
    fs::write(folder.path().join("v.csv"), csv(&papers, "kind", venue)).unwrap();
    let first = ["run", "v.csv", "-o", "one", "--by", "kind", "--charts", "false", "--themes", "4"];
    assert_eq!(themeline(folder.path(), &first).code, Some(0));
    let again = ["run", "v.csv", "-o", "two", "--config", "one/manifest.toml"];
    let again = themeline(folder.path(), &again);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(files(&folder.path().join("one")) == files(&folder.path().join("two")));
    let explained = themeline(folder.path(), &["explain", "one", &papers[7].id]);
    assert_eq!(explained.code, Some(0), "{}", explained.stderr);
}

#[test]
fn venues_that_change_are_hinted_at() {
    let mut papers = corpora::papers(240);
    papers.iter_mut().for_each(|p| p.field = p.date.starts_with("2021") as usize);
    let run = |value: fn(&Made) -> String| {
        Output::of_bytes("v.csv", &csv(&papers, "venue", value), &["--themes", "4"]).summary
    };
    assert!(run(venue).contains("--by venue"), "{}", run(venue));
    assert!(!run(|p| format!("POPL {}", &p.date[..4])).contains("--by venue"));
}
