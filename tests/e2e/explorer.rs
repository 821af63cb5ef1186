//! `report.html` read back: it holds what the tables hold, and nothing that a browser would run
//! but its own script. What it does in a browser, tests/browser looks at.

use super::common::{Output, demo};
use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What is between two texts, the first of which must be there once.
#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    assert_eq!(text.matches(start).count(), 1, "{start}");
    let rest = text.split_once(start).unwrap().1;
    rest.split_once(end).unwrap().0
}

#[track_caller]
fn data(output: &Output, id: &str) -> Value {
    let start = format!("<script type=\"application/json\" id=\"{id}\">");
    serde_json::from_str(between(output.text("report.html"), &start, "</script>")).unwrap()
}

/// The texts at the positions that a column of the page holds.
fn looked_up(positions: &Value, texts: &[&str]) -> Vec<String> {
    let text = |position: &Value| {
        position.as_u64().map_or(String::new(), |position| texts[position as usize].to_owned())
    };
    positions.as_array().unwrap().iter().map(text).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn the_papers_are_those_of_the_table() {
    let (papers, shown) = (demo().table("papers"), data(demo(), "papers-data"));
    let overview = data(demo(), "overview-data");
    let themes = overview["themes"].as_array().unwrap();
    let theme_ids: Vec<&str> = themes.iter().map(|theme| theme["id"].as_str().unwrap()).collect();
    assert_eq!(texts(&shown["id"]), papers.column("paper_id"));
    assert_eq!(texts(&shown["title"]), papers.column("title"));
    assert_eq!(looked_up(&shown["theme"], &theme_ids), papers.column("theme_id"));
    assert_eq!(looked_up(&shown["date"], &texts(&shown["dates"])), papers.column("date"));
    let periods = texts(&overview["periods"]["name"]);
    assert_eq!(looked_up(&shown["period"], &periods), papers.column("period"));
    let phrases = texts(&shown["phrases"]);
    let why = shown["why"].as_array().unwrap().iter();
    let why: Vec<String> = why.map(|terms| looked_up(terms, &phrases).join("; ")).collect();
    assert_eq!(why, papers.column("why_terms"));
    let stem = shown["stems"][0].as_str().unwrap();
    let ids = papers.column("paper_id").into_iter();
    let urls: Vec<String> =
        ids.map(|id| format!("{stem}{}", id.strip_prefix("arXiv:").unwrap())).collect();
    assert_eq!(urls, papers.column("url"), "addresses are shortened to a common beginning");
}

#[test]
fn the_period_of_a_paper_is_the_one_it_is_counted_in() {
    let (papers, counts) = (demo().table("papers"), demo().table("theme_period"));
    let rows = counts.column("theme_id").into_iter().zip(counts.column("period"));
    for ((theme, period), n) in rows.zip(counts.counts("n_papers")) {
        let there = papers.rows_where("theme_id", theme).rows_where("period", period);
        assert_eq!(there.rows.len(), n, "{theme} in {period}");
    }
}

#[test]
fn the_counts_of_a_theme_are_those_of_the_table() {
    let (overview, table) = (data(demo(), "overview-data"), demo().table("theme_period"));
    for theme in overview["themes"].as_array().unwrap() {
        let rows = table.rows_where("theme_id", theme["id"].as_str().unwrap());
        let counts = theme["counts"].as_array().unwrap().iter();
        let counts: Vec<usize> = counts.map(|n| n.as_u64().unwrap() as usize).collect();
        assert_eq!(counts, rows.counts("n_papers"));
        for (end, column) in [("low", "share_lo"), ("high", "share_hi")] {
            let ends = theme[end].as_array().unwrap().iter();
            let expected = rows.numbers(column).into_iter();
            let expected = expected.map(|share| share.map(|share| (1e4 * share).round() as u64));
            assert!(ends.map(Value::as_u64).eq(expected), "{end}");
        }
    }
}

#[test]
fn a_browser_is_told_to_run_the_script_of_the_page_only() {
    let page = demo().text("report.html");
    let digest =
        |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    let script = digest(between(page, "<script type=\"module\">", "</script>"));
    let style = digest(between(page, "<style>", "</style>"));
    let policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; \
             base-uri 'none'; form-action 'none'"
        )
    );
    assert_eq!(page.matches("<script").count(), 3, "data twice, and the script");
    assert!(!page.contains(" style=") && !page.contains(" onload=") && !page.contains("src="));
}

#[test]
fn nothing_of_a_paper_is_markup() {
    let hostile = [
        "<script>alert(1)</script>",
        "</script><script>alert(2)</script>",
        "<!-- <script>",
        "<img src=x onerror=alert(3)>",
        "\u{2028}{{ 7 * 7 }}",
    ];
    let mut csv = String::from("id,title,abstract,date,url\n");
    for i in 0..40 {
        let subject = ["sparse pruning of weights", "speech of many dialects"][i % 2];
        let title = hostile[i % hostile.len()];
        csv += &format!("<b>{i}</b>,\"{title} {i}\",\"{title} {subject}\",20{:02}", 10 + i % 9);
        csv += ",javascript:alert(4)\n";
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("papers.csv");
    std::fs::write(&path, csv).unwrap();
    let output = Output::of(&path, &["--themes", "2"]);
    let page = output.text("report.html");
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script").count(), 3);
    assert!(!page.contains("<!--") && !page.contains("<img") && !page.contains("<b>"));
    let shown = data(&output, "papers-data");
    assert_eq!(texts(&shown["title"]), output.table("papers").column("title"));
    assert!(shown["url"].as_array().unwrap().iter().all(Value::is_null), "no address of the web");
}

#[test]
fn it_stays_small() {
    let page = demo().text("report.html");
    assert!(page.len() < 700_000, "301 papers");
    assert!(!page.contains("font-family=\""), "said once, in the style");
}
