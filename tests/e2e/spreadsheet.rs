//! Hostile text reaches spreadsheets, charts and the manifest as harmless text.

use super::common::{Output, Table, files, themeline};
use super::corpora::{self, Made};
use super::svg::check_well_formed;
use std::fs;

/// Titles a spreadsheet or a browser would run, and others that break careless writers.
const TITLES: [&str; 13] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1 for compilers",
    "@SUM(A1:A9)",
    "-5 degrees in reefs",
    "<script>alert(1)</script>",
    "\u{ff1d}1+1 in full width",
    "\"Quoted\", with a comma; and ' an apostrophe",
    "深度学习 in 中文",
    "Über die Gößenordnung",
    "Two\nlines",
    "{curly} %s %d \\n \\0 ${HOME}",
    "& ampersands &amp; entities &#60;",
    "\u{202e}right to left\u{202c} 🙂",
];

/// What a formula may begin with, full-width twins included.
pub const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

pub fn papers() -> Vec<Made> {
    let mut papers = corpora::papers(60);
    for (paper, title) in papers.iter_mut().zip(TITLES) {
        paper.title = title.to_owned();
    }
    papers[0].id = "2401.00010".to_owned();
    papers[1].id = "=1+1".to_owned();
    papers[2].id = "0012".to_owned();
    papers
}

fn run(flags: &[&str]) -> Output {
    Output::of_bytes("hostile.csv", &corpora::csv(&papers()), flags)
}

/// Titles by paper, as the table has them.
fn titles(output: &Output) -> Vec<String> {
    output.table("papers").column("title").into_iter().map(str::to_owned).collect()
}

#[test]
fn no_text_cell_starts_like_a_formula() {
    let output = run(&[]);
    for (path, bytes) in output.tables() {
        let table = Table::parse(bytes);
        for row in [&table.header].into_iter().chain(&table.rows) {
            for cell in row.iter().filter(|cell| cell.parse::<f64>().is_err()) {
                let first = cell.chars().next().unwrap_or(' ');
                assert!(
                    !"=+-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first),
                    "{path}: {cell:?}"
                );
            }
        }
    }
    let titles = titles(&output);
    for title in &TITLES[..4] {
        assert!(titles.contains(&format!("'{title}")), "{title} is kept behind an apostrophe");
    }
}

#[test]
fn all_other_text_is_kept_as_it_is() {
    let titles = titles(&run(&["--csv", "plain"]));
    for title in TITLES {
        // A title is one line: a break within becomes a space. Entities are the characters they name.
        let title = title.replace('\n', " ").replace("&amp;", "&").replace("&#60;", "<");
        assert!(titles.contains(&title), "{title:?} is not among {titles:?}");
    }
    assert_eq!(titles.len(), 60);
}

#[test]
fn an_id_that_looks_like_a_number_keeps_its_zeros() {
    let output = run(&[]);
    let papers = output.table("papers");
    let ids = papers.column("paper_id");
    assert!(ids.contains(&"arXiv:2401.00010"), "{ids:?}");
    assert!(ids.contains(&"'=1+1"), "{ids:?}");
    assert!(ids.contains(&"0012"), "{ids:?}");
}

#[test]
fn charts_of_hostile_text_are_well_formed() {
    let folder = tempfile::tempdir().unwrap();
    let name = "<b>&\"evil\" = {1}.csv";
    fs::write(folder.path().join(name), corpora::csv(&papers())).unwrap();
    let run = themeline(folder.path(), &["run", name, "-o", "out"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let written = files(&folder.path().join("out"));
    let mut n_charts = 0;
    for (path, bytes) in written.iter().filter(|(path, _)| path.ends_with(".svg")) {
        let svg = std::str::from_utf8(bytes).unwrap();
        check_well_formed(svg).unwrap_or_else(|problem| panic!("{path}: {problem}"));
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{path}");
        n_charts += 1;
    }
    assert_eq!(n_charts, 8);
    let manifest: toml::Table =
        std::str::from_utf8(&written["manifest.toml"]).unwrap().parse().unwrap();
    assert_eq!(manifest["run"]["sources"][0]["path"].as_str(), Some(name));
}

#[test]
fn labels_cannot_shadow_the_columns_of_wide_tables() {
    let mut papers = corpora::papers(80);
    for paper in &mut papers {
        let word = ["total", "unclustered", "other", "period"][paper.field];
        paper.title = format!("{word} {}", paper.title);
        paper.abstract_text = format!("{word} {word} {}", paper.abstract_text).repeat(2);
    }
    let output = Output::of_bytes("shadow.csv", &corpora::csv(&papers), &["--themes", "4"]);
    for table in ["counts_wide", "share_wide"] {
        let header = output.table(table).header;
        let mut unique: Vec<String> = header.iter().map(|name| name.to_lowercase()).collect();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), header.len(), "{header:?}");
        assert_eq!(header[5..], ["Other", "Unclustered", "Total"]);
    }
    super::trends::check_reconciles(&output);
}
