//! The number of themes when it is left to the program: what was tried, and why this one.

use super::common::{Output, Table, demo, demo_csv, shared};

/// Rows of `candidates.csv` that say they were chosen.
fn chosen(table: &Table) -> Vec<usize> {
    let numbers = table.counts("n_themes");
    let chosen = table.column("chosen");
    (0..numbers.len()).filter(|&i| chosen[i] == "TRUE").map(|i| numbers[i]).collect()
}

fn values(table: &Table, column: &str) -> Vec<f64> {
    table.column(column).iter().map(|cell| cell.parse().unwrap()).collect()
}

#[test]
fn the_table_ranks_what_was_tried_and_the_first_was_made() {
    let table = demo().table("candidates");
    assert_eq!(
        table.header,
        ["rank", "n_themes", "score", "silhouette", "stability", "smallest", "chosen", "reason"]
    );
    assert_eq!(table.counts("rank"), (1..=table.rows.len()).collect::<Vec<_>>());
    assert!(values(&table, "score").is_sorted_by(|a, b| a >= b));
    assert!(values(&table, "silhouette").iter().all(|value| (-1.0..=1.0).contains(value)));
    assert!(values(&table, "stability").iter().all(|value| (0.0..=1.0).contains(value)));
    let n_themes = demo().table("themes").rows.len();
    assert_eq!(chosen(&table), [n_themes]);
    assert_eq!(table.counts("n_themes")[0], n_themes);
    let reasons = table.column("reason");
    assert!(reasons[0].starts_with("chosen: "), "{}", reasons[0]);
    assert!(reasons[1..].iter().all(|why| !why.is_empty() && !why.starts_with("chosen")));
}

#[test]
fn the_reason_quotes_the_numbers_of_its_row() {
    let table = demo().table("candidates");
    let (silhouette, stability) = (values(&table, "silhouette"), values(&table, "stability"));
    let reason = table.column("reason")[0];
    for value in [silhouette[0], stability[0]] {
        assert!(reason.contains(&format!("{value:.2}")), "{value} in {reason}");
    }
    for (row, why) in table.column("reason").iter().enumerate().skip(1) {
        let is_worse = why.contains(&format!("less well separated ({:.2} ", silhouette[row]));
        assert_eq!(is_worse, silhouette[0] - silhouette[row] >= 0.005, "{why}");
    }
}

#[test]
fn the_summary_says_what_the_number_was_chosen_from() {
    let numbers = demo().table("candidates").counts("n_themes");
    let (fewest, most) = (numbers.iter().min().unwrap(), numbers.iter().max().unwrap());
    let n_themes = demo().table("themes").rows.len();
    let line = format!(
        "  {n_themes} themes, chosen from {fewest} to {most} (see tables/candidates.csv)\n"
    );
    assert!(demo().summary.contains(&line), "{}", demo().summary);
}

#[test]
fn the_chart_marks_the_chosen_number() {
    let svg = demo().text("charts/theme_number.svg");
    let n_themes = demo().table("themes").rows.len();
    for words in [&format!("{n_themes} chosen"), "tables/candidates.csv", "301"] {
        assert!(svg.contains(words), "{words}");
    }
    assert!(demo().files.contains_key("charts/theme_number.png"));
}

#[test]
fn a_given_number_leaves_nothing_to_choose() {
    let output = Output::of(&demo_csv(), &["--themes", "6", "--method", "kmeans"]);
    for path in ["tables/candidates.csv", "charts/theme_number.png", "charts/theme_number.svg"] {
        assert!(!output.files.contains_key(path), "{path}");
    }
    assert!(!output.summary.contains("chosen from"), "{}", output.summary);
}

/// Within a factor of 1.6 of the number of hand-made themes, whatever the seed.
#[test]
fn the_number_is_near_that_of_hand_made_themes() {
    let mut corpora = vec![(demo_csv(), 9.0)];
    corpora.extend(shared("corpora/gold/efficient_llm.jsonl").map(|path| (path, 14.0)));
    for (path, gold) in corpora {
        for seed in ["1", "2", "3"] {
            let flags = ["--seed", seed, "--method", "kmeans", "--only", "tables"];
            let n = chosen(&Output::of(&path, &flags).table("candidates"))[0] as f64;
            assert!((gold / 1.6..=gold * 1.6).contains(&n), "{n} of {gold}, seed {seed}");
        }
    }
}
