//! Broad themes above the themes: what is counted below is counted above.

use super::common::{Output, demo, demo_csv, papers_per_theme, themeline};
use super::corpora;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The demo told by its broad themes.
fn broad() -> &'static Output {
    static BROAD: OnceLock<Output> = OnceLock::new();
    BROAD.get_or_init(|| Output::of(&demo_csv(), &["--level", "broad"]))
}

/// Ids of broad themes with the ids of their themes.
fn children(output: &Output) -> BTreeMap<String, Vec<String>> {
    let table = output.table("broad_themes");
    let lists = table.column("theme_ids").into_iter();
    let lists = lists.map(|ids| ids.split("; ").map(str::to_owned).collect());
    table.column("broad_id").into_iter().map(str::to_owned).zip(lists).collect()
}

/// Every broad theme has its themes, their papers, and a name of its own.
#[track_caller]
fn check_tree(output: &Output) {
    let (themes, above) = (output.table("themes"), output.table("broad_themes"));
    let n_all = output.table("papers").rows.len() as f64;
    let ids: Vec<String> = (1..=above.rows.len()).map(|i| format!("B{i:02}")).collect();
    assert_eq!(above.column("broad_id"), ids);
    assert!(above.counts("n_papers").is_sorted_by(|a, b| a >= b));
    for (i, id) in ids.iter().enumerate() {
        let below = themes.rows_where("parent_id", id);
        assert!(below.rows.len() >= 2, "{id} has {} themes", below.rows.len());
        assert_eq!(children(output)[id], below.column("theme_id"), "{id}");
        let n_papers = above.counts("n_papers")[i];
        assert_eq!(below.counts("n_papers").iter().sum::<usize>(), n_papers, "{id}");
        let share = above.numbers("share")[i].unwrap();
        assert!((share - n_papers as f64 / n_all).abs() < 1e-6, "{id}");
    }
    let parents: BTreeSet<&str> = themes.column("parent_id").into_iter().collect();
    assert!(parents.iter().all(|id| id.is_empty() || ids.iter().any(|known| known == id)));
    let labels = [themes.column("label"), above.column("label")].concat();
    let unique: BTreeSet<String> = labels.iter().map(|label| label.to_lowercase()).collect();
    assert_eq!(unique.len(), labels.len(), "no two themes of either level share a label");
}

#[test]
fn counts_and_names_of_both_levels_agree() {
    check_tree(demo());
    let n = demo().table("broad_themes").rows.len();
    assert!((3..=7).contains(&n), "{n} broad themes");
    let csv = corpora::csv(&corpora::papers(400));
    check_tree(&Output::of_bytes("made.csv", &csv, &["--themes", "20"]));
    check_tree(&Output::of_bytes("made.csv", &csv, &["--themes", "9", "--method", "kmeans"]));
}

#[test]
fn the_columns_are_those_of_the_documentation() {
    let header = demo().table("broad_themes").header.join(", ");
    assert_eq!(header, "broad_id, label, n_papers, share, theme_ids, top_terms");
}

#[test]
fn the_broad_level_has_the_same_broad_themes_in_every_table() {
    let (above, told) = (demo().table("broad_themes"), broad().table("themes"));
    for (i, id) in above.column("broad_id").into_iter().enumerate() {
        let row = told.rows_where("theme_id", id);
        assert_eq!(row.column("label"), [above.column("label")[i]]);
        assert_eq!(row.counts("n_papers"), [above.counts("n_papers")[i]]);
        assert_eq!(row.column("top_terms"), [above.column("top_terms")[i]]);
    }
    // Every other theme is one that had nothing above it, under the id and label it has there.
    let alone = demo().table("themes").rows_where("parent_id", "");
    let name = |table: &super::common::Table| -> BTreeSet<(String, String)> {
        let rows = table.rows.iter().filter(|row| !row[0].starts_with('B'));
        rows.map(|row| (row[0].clone(), row[1].clone())).collect()
    };
    assert_eq!(name(&told), name(&alone));

    let themes = demo().table("themes");
    let parent: BTreeMap<&str, &str> = themes
        .column("theme_id")
        .into_iter()
        .zip(themes.column("parent_id"))
        .map(|(id, above)| (id, if above.is_empty() { id } else { above }))
        .collect();
    let (narrow, wide) = (demo().table("papers"), broad().table("papers"));
    for (narrow, wide) in narrow.column("theme_id").into_iter().zip(wide.column("theme_id")) {
        assert_eq!(parent.get(narrow).copied().unwrap_or(""), wide);
    }
    let sizes: BTreeMap<String, usize> = told
        .column("theme_id")
        .into_iter()
        .map(str::to_owned)
        .zip(told.counts("n_papers"))
        .collect();
    // Papers that fit nowhere are in no theme of either level.
    let mut counted = papers_per_theme(broad());
    counted.remove("");
    assert_eq!(counted, sizes);
    let periods = broad().table("theme_period");
    for (id, size) in &sizes {
        let rows = periods.rows_where("theme_id", id);
        assert!(rows.counts("n_papers").iter().sum::<usize>() <= *size && !rows.rows.is_empty());
    }
    assert_eq!(broad().fact("n_themes"), told.rows.len());
    assert!(broad().table("broad_themes").rows.is_empty(), "nothing is above the broad themes");
}

#[test]
fn few_themes_have_none_above_them() {
    let few = Output::of(&demo_csv(), &["--themes", "5", "--only", "tables"]);
    assert!(few.table("broad_themes").rows.is_empty());
    assert!(few.table("themes").column("parent_id").iter().all(|id| id.is_empty()));
    let flags = ["--themes", "5", "--only", "tables", "--level", "broad"];
    assert_eq!(Output::of(&demo_csv(), &flags).tables(), few.tables());
}

#[test]
fn the_users_own_themes_are_in_broad_ones_and_keep_their_ids() {
    let taxonomy = demo_csv().with_file_name("model-efficiency.toml");
    let flags = ["--taxonomy", taxonomy.to_str().unwrap(), "--only", "tables"];
    let output = Output::of(&demo_csv(), &flags);
    check_tree(&output);
    let themes = output.table("themes");
    let own = |id: &&str| !id.starts_with('T');
    let n_own = children(&output).values().flatten().filter(|id| own(&id.as_str())).count();
    assert!(n_own > 0 && themes.column("theme_id").iter().any(own));
}

#[test]
fn a_run_at_the_broad_level_repeats_and_can_be_explained() {
    let folder = tempfile::tempdir().unwrap();
    let input = demo_csv();
    let input = input.to_str().unwrap();
    let flags = ["run", input, "--level", "broad", "--only", "tables", "-o", "out"];
    assert_eq!(themeline(folder.path(), &flags).code, Some(0));
    let output = Output { summary: String::new(), files: super::common::files(folder.path()) };
    let csv = super::common::Table::parse(output.bytes("out/tables/papers.csv"));
    let paper = csv.column("paper_id")[0].to_owned();
    let run = themeline(folder.path(), &["explain", "out", &paper]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains(csv.column("label")[0]), "{}", run.stdout);
}
