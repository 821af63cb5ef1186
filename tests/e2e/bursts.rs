//! What bursts and what is new: the tables add up, and what was planted is found.

use super::common::{Output, Table, demo, demo_csv};
use super::corpora;

/// Everything the tables of bursts must satisfy, whatever the corpus.
#[track_caller]
fn check_bursts(output: &Output) {
    let (bursts, long) = (output.table("bursts"), output.table("theme_period"));
    let first = long.rows.first().map_or("", |row| row[0].as_str());
    let complete = long.rows_where("theme_id", first).rows_where("complete", "TRUE");
    let complete = complete.column("period");
    let position = |name: &str| complete.iter().position(|p| *p == name).unwrap();
    for row in 0..bursts.rows.len() {
        let own = long.rows_where("theme_id", bursts.column("theme_id")[row]);
        let counts = own.counts("n_papers");
        let totals = own.counts("n_period");
        let offset = own.column("period").iter().position(|p| *p == complete[0]).unwrap();
        let (start, end) =
            (position(bursts.column("start")[row]), position(bursts.column("end")[row]));
        let peak = position(bursts.column("peak")[row]);
        assert!(start <= peak && peak <= end);
        assert_eq!(bursts.counts("n_periods")[row], end - start + 1);
        assert_eq!(bursts.column("ongoing")[row] == "TRUE", end + 1 == complete.len());
        let sum = |counts: &[usize], from: usize, to: usize| {
            counts[offset + from..=offset + to].iter().sum::<usize>()
        };
        let (r, n) = (sum(&counts, start, end), sum(&totals, start, end));
        let last = complete.len() - 1;
        let (all_r, all_n) = (sum(&counts, 0, last), sum(&totals, 0, last));
        assert_eq!(bursts.counts("n_papers")[row], r);
        let share = bursts.numbers("share_in")[row].unwrap();
        assert!((share - r as f64 / n as f64).abs() < 1e-5);
        if let Some(outside) = bursts.numbers("share_out")[row] {
            assert!((outside - (all_r - r) as f64 / (all_n - n) as f64).abs() < 1e-5);
            assert!(outside < share);
        }
    }
    let terms = output.table("term_bursts");
    assert!(terms.numbers("strength").is_sorted_by(|a, b| a >= b), "the strongest first");
    assert!(terms.rows.len() <= 200 && output.table("new_terms").rows.len() <= 200);
    for table in [&bursts, &terms] {
        let (p, q) = (table.numbers("p"), table.numbers("q"));
        for (p, q) in p.into_iter().zip(q) {
            assert!(Some(0.0) < p && p <= q && q <= Some(1.0), "{p:?} {q:?}");
        }
        assert!(table.numbers("strength").iter().all(|s| *s > Some(0.0)));
    }
    let novelty = output.table("papers").numbers("novelty");
    assert!(novelty.iter().flatten().all(|novelty| (0.0..=1.0).contains(novelty)));
}

#[test]
fn bursts_add_up_for_every_unit() {
    check_bursts(demo());
    assert!(!demo().table("bursts").rows.is_empty());
    for unit in ["quarter", "month"] {
        check_bursts(&Output::of(&demo_csv(), &["--only", "tables", "--period", unit]));
    }
}

/// 480 papers of four years; "zorblat" in a third of those of the last but one.
fn planted() -> Vec<corpora::Made> {
    let mut papers = corpora::papers(480);
    for (i, paper) in papers.iter_mut().enumerate().skip(240).take(120) {
        if i % 3 == 0 {
            paper.title += ": the zorblat effect";
            paper.abstract_text += " A zorblat is seen.";
        }
    }
    papers
}

#[track_caller]
fn row_of(table: &Table, term: &str) -> Table {
    let row = table.rows_where("term", term);
    assert_eq!(row.rows.len(), 1, "{term} in {:?}", table.column("term"));
    row
}

#[test]
fn a_word_that_is_suddenly_everywhere_leads_the_table() {
    let output = Output::of_bytes(
        "p.csv",
        &corpora::csv(&planted()),
        &["--period", "year", "--themes", "4"],
    );
    check_bursts(&output);
    let terms = output.table("term_bursts");
    assert!(terms.column("term")[0].contains("zorblat"), "{:?}", terms.column("term"));
    let row = Table { header: terms.header.clone(), rows: vec![terms.rows[0].clone()] };
    assert_eq!((row.column("start"), row.column("end")), (vec!["2022"], vec!["2022"]));
    assert_eq!((row.counts("n_papers"), row.counts("n_papers_corpus")), (vec![40], vec![40]));
    assert_eq!((row.column("first_period"), row.column("ongoing")), (vec!["2022"], vec!["FALSE"]));
    assert!(row.numbers("p")[0] < Some(0.001), "{:?}", terms.rows[0]);
    assert!((row.numbers("share_in")[0].unwrap() - 1.0 / 3.0).abs() < 1e-5);
    let said = terms.column("term").into_iter().filter(|term| term.contains("zorblat")).count();
    assert_eq!(said, 1, "one story is told once");

    let new = row_of(&output.table("new_terms"), terms.column("term")[0]);
    assert_eq!((new.column("first_period"), new.counts("n_papers")), (vec!["2022"], vec![40]));

    assert_eq!(new.numbers("n_expected"), [Some(20.0)], "half of the papers are of 2020 and 2021");

    let papers = output.table("papers");
    let mean = |month: &str, with: bool| {
        let rows = papers.column("title").into_iter().zip(papers.column("date"));
        let values: Vec<f64> = rows
            .zip(papers.numbers("novelty"))
            .filter(|((title, date), _)| *date == month && title.contains("zorblat") == with)
            .map(|(_, novelty)| novelty.unwrap())
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let (new, beside, old) = (mean("2022-01", true), mean("2022-01", false), mean("2022-12", true));
    assert!(new > beside + 0.05 && new > old + 0.05, "{new} {beside} {old}");
}

#[test]
fn a_higher_price_finds_fewer_bursts() {
    let csv = corpora::csv(&planted());
    let count = |flags: &[&str]| {
        let output = Output::of_bytes("p.csv", &csv, &[&["--period", "month"], flags].concat());
        check_bursts(&output);
        output.table("term_bursts").rows.len()
    };
    let (usual, dear, steep) =
        (count(&[]), count(&["--burst-gamma", "3"]), count(&["--burst-scale", "50"]));
    assert!(usual > dear && usual > steep && dear > 0, "{usual} {dear} {steep}");
}

#[test]
fn without_dates_or_with_one_period_nothing_bursts() {
    for date in ["", "2021"] {
        let mut papers = corpora::papers(100);
        papers.iter_mut().for_each(|paper| paper.date = date.into());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.csv");
        std::fs::write(&path, corpora::csv(&papers)).unwrap();
        let output = Output::of(&path, &[]);
        check_bursts(&output);
        for table in ["bursts", "term_bursts", "new_terms"] {
            assert_eq!(output.table(table).rows.len(), 0, "{table}, dated {date:?}");
        }
        assert!(output.table("papers").numbers("novelty").iter().all(Option::is_none));
        assert!(!output.files.contains_key("charts/burst_timeline.png"));
    }
}
