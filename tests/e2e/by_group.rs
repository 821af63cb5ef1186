//! `--by`: groups are read from any format, add up, and change no theme.

use super::common::{Output, Table, demo, demo_csv, files, themeline};
use super::corpora::{self, Made};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
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
        // The list of all columns has those of the tables by group besides, at its end.
        let is_same = |found: &[u8]| found == bytes || path.ends_with("/columns.csv");
        assert!(by.bytes(path).starts_with(bytes) && is_same(by.bytes(path)), "{path}");
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
        let args = ["run", "a.csv", "b.jsonl", "c.csv", "-o", "out", "--only", "tables"];
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
    let first = ["run", "v.csv", "-o", "one", "--by", "kind", "--only", "tables", "--themes", "4"];
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

/// Papers of eight years and two venues, so many per cent of them in B; so many per cent of a
/// venue's papers are of field 0.
fn shifting(n_b: impl Fn(usize) -> usize, per_cent: impl Fn(usize, usize) -> usize) -> Vec<u8> {
    let mut rng = Xoshiro256Plus::seed_from_u64(3);
    let (mut papers, mut venues) = (Vec::new(), BTreeMap::new());
    for year in 0..8 {
        for (venue, n) in [("A", 200 - 2 * n_b(year)), ("B", 2 * n_b(year))] {
            let n_first = n * per_cent(usize::from(venue == "B"), year) / 100;
            for i in 0..n {
                let field = if i < n_first { 0 } else { 1 + i % 3 };
                let mut made = corpora::paper(papers.len(), field, &mut rng);
                made.date = format!("{}", 2010 + year);
                venues.insert(made.id.clone(), venue);
                papers.push(made);
            }
        }
    }
    csv(&papers, "venue", |paper| venues[&paper.id].to_owned())
}

/// The row of `trends_by.csv` for the theme of field 0.
#[track_caller]
fn coral(output: &Output) -> Table {
    let terms = output.table("themes");
    let is_reef = |terms: &&str| corpora::FIELDS[0].1.split_whitespace().any(|w| terms.contains(w));
    let place = terms.column("top_terms").iter().position(is_reef);
    let id = terms.column("theme_id")[place.expect("a theme of coral reefs")].to_owned();
    output.table("trends_by").rows_where("theme_id", &id)
}

#[test]
fn a_trend_of_the_mix_is_told_from_one_inside_of_groups() {
    let flags = ["--by", "venue", "--themes", "4", "--period", "year"];
    let of_mix = shifting(|year| 15 + 10 * year, |venue, _| [10, 60][venue]);
    let output = Output::of_bytes("mix.csv", &of_mix, &flags);
    let row = coral(&output);
    assert_eq!(row.column("verdict"), ["growing"]);
    assert_eq!(row.column("within_verdict"), ["steady"]);
    assert_eq!(row.column("explained_by_composition"), ["TRUE"]);
    assert!(row.column("reason")[0].contains("by the mix of groups"), "{row:?}");
    assert!(output.summary.contains("mostly from a changing mix of groups"), "{}", output.summary);

    let share = |venue: usize, year: usize| {
        let odds = [0.11, 0.55][venue] * 1.2_f64.powi(year as i32);
        (100.0 * odds / (1.0 + odds)).round() as usize
    };
    let hidden = shifting(|year| 92 - 12 * year, share);
    let output = Output::of_bytes("hidden.csv", &hidden, &flags);
    let row = coral(&output);
    assert_eq!(row.column("within_verdict"), ["growing"]);
    assert_eq!(row.column("explained_by_composition"), ["FALSE"]);
    assert_eq!(row.column("verdict"), ["steady"], "{row:?}");
    assert!(output.summary.contains("only inside of groups"), "{}", output.summary);
}

#[test]
fn without_dates_there_are_groups_and_no_trends() {
    let mut papers = corpora::papers(80);
    papers.iter_mut().for_each(|paper| paper.date.clear());
    let venue = |p: &Made| ["A", "B"][p.field % 2].to_owned();
    let output = Output::of_bytes(
        "u.csv",
        &csv(&papers, "venue", venue),
        &["--by", "venue", "--themes", "4"],
    );
    let table = output.table("trends_by");
    assert!(table.column("verdict").iter().all(|&verdict| verdict == "too few"));
    assert!(table.numbers("within_growth").iter().all(Option::is_none));
    assert!(table.numbers("between_share_change").iter().all(Option::is_none));
}
