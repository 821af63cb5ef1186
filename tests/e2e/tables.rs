//! The tables as readers know them: columns, encoding, and numbers that agree with one another.

use super::common::{Output, demo, demo_csv, papers_per_theme};
use std::collections::{BTreeMap, BTreeSet};

#[track_caller]
fn check_header(table: &str, expected: &str) {
    assert_eq!(demo().table(table).header.join(", "), expected, "{table}");
}

#[test]
fn the_columns_are_those_of_the_documentation() {
    check_header(
        "themes",
        "theme_id, label, parent_id, n_papers, share, top_terms, stability, npmi, example_paper, \
         example_2, example_3, description",
    );
    check_header(
        "papers",
        "paper_id, title, date, theme_id, label, membership, runner_up_id, margin, why_terms, novelty, \
         url, period",
    );
    check_header(
        "theme_period",
        "theme_id, label, period, period_start, period_end, complete, n_papers, n_period, share, \
         share_lo, share_hi",
    );
    check_header(
        "changepoints",
        "theme_id, label, period, supported, share_before, share_after, t, p, q, n_papers_before, \
         n_papers_after, reason",
    );
    check_header(
        "bursts",
        "theme_id, label, start, end, peak, n_periods, n_papers, share_in, share_out, strength, p, \
         q, ongoing",
    );
    check_header(
        "term_bursts",
        "term, start, end, peak, n_periods, n_papers, share_in, share_out, strength, p, q, \
         ongoing, n_papers_corpus, first_period, theme_id, label",
    );
    check_header(
        "new_terms",
        "term, first_period, n_papers, share_since, n_expected, theme_id, label",
    );
    check_header("terms", "theme_id, rank, term, score, n_papers, n_papers_corpus");
    check_header(
        "evolution",
        "from_window, from_theme_id, from_label, to_window, to_theme_id, to_label, flow, \
         flow_onward, chance, n_papers_from, n_papers_to, term_overlap, event, terms_gained, \
         terms_lost",
    );
    check_header("theme_windows", "window, theme_id, label, n_papers, n_window, terms");
    check_header("rejects", "file, line, reason");
    check_header("duplicates", "kept_id, merged_id, merged_title, rule, similarity");
    check_header(
        "sources",
        "file, format, n_records, n_papers, n_duplicates, n_rejected, n_filtered",
    );
    check_header("repairs", "repair, n_papers, n_times, example_id");
    let themes = demo().table("themes").column("label").join(", ");
    for table in ["counts_wide", "share_wide"] {
        check_header(table, &format!("period, {themes}, Other, Unclustered, Total"));
    }
}

#[test]
fn files_have_a_byte_order_mark_and_crlf() {
    for (path, bytes) in demo().all_tables() {
        let text = std::str::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap_or_else(|| panic!("{path}: no mark"));
        assert!(!text.to_uppercase().starts_with("ID"), "{path}: Excel takes it for SYLK");
        assert!(text.ends_with("\r\n"), "{path}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{path}");
    }
}

#[test]
fn numbers_have_at_most_six_significant_digits() {
    let numeric = [
        "share",
        "share_lo",
        "share_hi",
        "stability",
        "npmi",
        "membership",
        "margin",
        "score",
        "share_in",
        "share_out",
        "strength",
        "p",
        "q",
        "novelty",
        "x",
        "y",
    ];
    let mut n_checked = 0;
    for table in
        ["themes", "papers", "theme_period", "terms", "map", "bursts", "term_bursts", "new_terms"]
    {
        let table = demo().table(table);
        for column in numeric.iter().filter(|name| table.header.iter().any(|h| h == *name)) {
            for cell in table.column(column).into_iter().filter(|cell| !cell.is_empty()) {
                let digits = cell.trim_start_matches(['-', '0', '.']).replace('.', "");
                assert!(digits.len() <= 6, "{column}: {cell}");
                assert!(
                    cell.parse::<f64>().unwrap().is_finite() && cell != "-0",
                    "{column}: {cell}"
                );
                n_checked += 1;
            }
        }
    }
    assert!(n_checked > 1000);
}

#[test]
fn themes_are_numbered_by_size() {
    let themes = demo().table("themes");
    let ids: Vec<String> = (1..=themes.rows.len()).map(|i| format!("T{i:02}")).collect();
    assert_eq!(themes.column("theme_id"), ids);
    let sizes = themes.counts("n_papers");
    assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes.iter().all(|&n| n > 0), "{sizes:?}");
    let n_papers = demo().table("papers").rows.len() as f64;
    for (n, share) in sizes.iter().zip(themes.numbers("share")) {
        assert!((share.unwrap() - *n as f64 / n_papers).abs() < 1e-6);
    }
    for column in ["stability", "npmi"] {
        let range = if column == "npmi" { -1.0..=1.0 } else { 0.0..=1.0 };
        assert!(themes.numbers(column).iter().flatten().all(|value| range.contains(value)));
    }
}

#[test]
fn every_paper_of_the_input_has_its_row() {
    let input = super::common::Table::parse(&std::fs::read(demo_csv()).unwrap());
    let papers = demo().table("papers");
    let title_of = |table: &super::common::Table, id: &str, title: &str| {
        let rows = table.column(id).into_iter().zip(table.column(title));
        rows.map(|(id, title)| (id.to_owned(), title.to_owned())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(title_of(&papers, "paper_id", "title"), title_of(&input, "id", "title"));
    let ids = papers.column("paper_id");
    assert!(ids.is_sorted_by(|a, b| a < b), "ids are unique and in order");
    assert_eq!(demo().table("map").column("paper_id"), ids, "the map has the same rows");
    assert_eq!(demo().table("map").column("theme_id"), papers.column("theme_id"));
    let longest = papers.rows.iter().flatten().map(|cell| cell.chars().count()).max();
    assert!(longest < Some(32_767), "an Excel cell ends there");
}

#[test]
fn papers_and_themes_agree() {
    let (themes, papers) = (demo().table("themes"), demo().table("papers"));
    let mut counted = papers_per_theme(demo());
    let unclustered = counted.remove("").unwrap_or(0);
    assert_eq!(unclustered, demo().fact("n_unclustered"));
    let listed: BTreeMap<String, usize> = themes
        .column("theme_id")
        .into_iter()
        .map(str::to_owned)
        .zip(themes.counts("n_papers"))
        .collect();
    assert_eq!(counted, listed);
    assert_eq!(listed.values().sum::<usize>() + unclustered, papers.rows.len());
    let label: BTreeMap<&str, &str> =
        themes.column("theme_id").into_iter().zip(themes.column("label")).collect();
    for row in &papers.rows {
        let (theme, shown, runner_up) = (row[3].as_str(), row[4].as_str(), row[6].as_str());
        assert_eq!(label.get(theme).copied().unwrap_or(""), shown);
        if theme.is_empty() {
            assert_eq!(runner_up, "", "{row:?}");
        } else {
            assert!(label.contains_key(runner_up) && runner_up != theme, "{row:?}");
        }
    }
    let membership = papers.numbers("membership");
    assert!(membership.iter().flatten().all(|m| (0.0..=1.0).contains(m)));
}

#[test]
fn the_examples_of_a_theme_are_three_of_its_papers() {
    let (themes, papers) = (demo().table("themes"), demo().table("papers"));
    let columns = ["example_paper", "example_2", "example_3"].map(|name| themes.column(name));
    for (theme, id) in themes.column("theme_id").into_iter().enumerate() {
        let own = papers.rows_where("theme_id", id);
        let examples: BTreeSet<&str> = columns.iter().map(|column| column[theme]).collect();
        assert_eq!(examples.len(), 3, "{examples:?}");
        assert!(examples.iter().all(|title| own.column("title").contains(title)), "{examples:?}");
    }
}

#[test]
fn a_description_has_label_size_and_terms_in_one_line() {
    let themes = demo().table("themes");
    let rows = themes.column("label").into_iter().zip(themes.column("n_papers"));
    for ((label, n), text) in rows.zip(themes.column("description")) {
        assert!(text.starts_with(label) && text.contains(&format!("{n} papers")), "{text}");
        assert!(text.ends_with('.') && !text.contains('\n'), "{text}");
    }
    let terms = themes.column("top_terms");
    for (text, terms) in themes.column("description").iter().zip(terms) {
        let n_named = terms.split("; ").filter(|term| text.contains(term)).count();
        assert!(n_named >= 5, "{n_named} of {terms} in {text}");
    }
}

#[test]
fn a_small_theme_has_as_many_examples_as_papers() {
    let papers = "title,abstract\nOwls,night owl hoot\nBats,night bat hoot\nOre,iron ore mine\n";
    let output = Output::of_bytes("p.csv", papers.as_bytes(), &["--themes", "2"]);
    let themes = output.table("themes");
    assert_eq!(themes.counts("n_papers"), [2, 1]);
    assert_eq!(themes.column("example_2")[1], "");
    assert_eq!(themes.column("example_3"), ["", ""]);
    assert!(themes.column("description")[1].contains("1 paper,"), "{:?}", themes.rows);
}

#[test]
fn terms_are_ranked_one_to_ten() {
    let (themes, terms) = (demo().table("themes"), demo().table("terms"));
    for theme in &themes.rows {
        let own = terms.rows_where("theme_id", &theme[0]);
        assert_eq!(own.counts("rank"), (1..=10).collect::<Vec<_>>(), "{}", theme[0]);
        assert_eq!(own.column("term").join("; "), theme[5]);
        let scores = own.numbers("score");
        assert!(scores.iter().all(|s| *s > Some(0.0)));
        let n_theme: usize = theme[3].parse().unwrap();
        for (n, n_corpus) in own.counts("n_papers").into_iter().zip(own.counts("n_papers_corpus")) {
            assert!(1 <= n && n <= n_theme && n <= n_corpus, "{n} of {n_theme}, {n_corpus}");
        }
    }
    assert_eq!(terms.rows.len(), 10 * themes.rows.len());
}

#[test]
fn a_term_is_in_as_many_papers_as_the_table_says() {
    let input = super::common::Table::parse(&std::fs::read(demo_csv()).unwrap());
    let terms = demo().table("terms");
    let texts: Vec<String> = input
        .column("title")
        .into_iter()
        .zip(input.column("abstract"))
        .map(|(title, text)| format!("{title}\n{text}").to_lowercase())
        .collect();
    // Words whose only other form is the plural: what a plain search finds must have been counted.
    for word in ["BERT", "GLUE", "LoRA", "Wanda"] {
        let row = terms.rows_where("term", word);
        let Some(n_corpus) = row.counts("n_papers_corpus").first().copied() else { continue };
        let is_word = |text: &&String| {
            let word = word.to_lowercase();
            text.split(|c: char| !c.is_alphanumeric())
                .any(|found| found.trim_end_matches('s') == word)
        };
        assert_eq!(texts.iter().filter(is_word).count(), n_corpus, "{word}");
    }
}

#[test]
fn labels_are_unique_words_that_papers_write() {
    let themes = demo().table("themes");
    let labels = themes.column("label");
    let unique: BTreeSet<String> = labels.iter().map(|label| label.to_lowercase()).collect();
    assert_eq!(unique.len(), labels.len());
    let text = String::from_utf8(std::fs::read(demo_csv()).unwrap()).unwrap().to_lowercase();
    let text: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let written: BTreeSet<&str> = text.into_iter().collect();
    let terms = demo().table("terms");
    for shown in labels.iter().chain(&terms.column("term")) {
        assert!(shown.chars().filter(|c| c.is_alphanumeric()).count() > 1, "{shown:?}");
        for word in shown.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            assert!(word.is_empty() || written.contains(word), "{shown:?}: a stem, not a word");
        }
    }
}

#[test]
fn plain_csv_has_neither_mark_nor_guard() {
    let plain = Output::of(&demo_csv(), &["--only", "tables", "--csv", "plain"]);
    for (path, bytes) in plain.tables() {
        let spreadsheet = demo().bytes(path).strip_prefix(b"\xEF\xBB\xBF").unwrap();
        // Nothing in this corpus looks like a formula.
        assert!(bytes == spreadsheet, "{path}");
    }
}
