//! Where a theme's share jumps: the table adds up, and what was planted is found.

use super::common::{Output, demo, demo_csv};
use super::corpora;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Everything the table must satisfy, whatever the corpus.
#[track_caller]
fn check_changepoints(output: &Output) {
    let (found, trends) = (output.table("changepoints"), output.table("trends"));
    let long = output.table("theme_period");
    assert_eq!(found.column("theme_id"), trends.column("theme_id"));
    for (row, id) in found.column("theme_id").into_iter().enumerate() {
        assert!(!found.column("reason")[row].is_empty());
        let number = |column: &str| found.numbers(column)[row];
        let Some(q) = number("q") else {
            let empty = found.rows[row].iter().filter(|cell| cell.is_empty()).count();
            assert_eq!(
                empty,
                found.header.len() - 3,
                "id, label and reason: {:?}",
                found.rows[row]
            );
            continue;
        };
        assert!(number("p") <= Some(q) && number("p") > Some(0.0) && q <= 1.0);
        assert_eq!(found.column("supported")[row], if q < 0.05 { "TRUE" } else { "FALSE" });
        let series = long.rows_where("theme_id", id).rows_where("complete", "TRUE");
        let at = series.column("period").iter().position(|p| *p == found.column("period")[row]);
        let sums = |column: &str| {
            let counts = series.counts(column);
            let (before, after) = counts.split_at(at.unwrap());
            (before.iter().sum::<usize>() as f64, after.iter().sum::<usize>() as f64)
        };
        let ((before, after), (all_before, all_after)) = (sums("n_papers"), sums("n_period"));
        assert_eq!(number("n_papers_before"), Some(before));
        assert_eq!(number("n_papers_after"), Some(after));
        assert!((number("share_before").unwrap() - before / all_before).abs() < 1e-5);
        assert!((number("share_after").unwrap() - after / all_after).abs() < 1e-5);
    }
}

#[test]
fn changepoints_add_up_for_every_unit() {
    check_changepoints(demo());
    for unit in ["quarter", "year"] {
        check_changepoints(&Output::of(&demo_csv(), &["--only", "tables", "--period", unit]));
    }
}

#[test]
fn a_theme_that_jumps_is_told_from_one_that_rises() {
    let mut rng = Xoshiro256Plus::seed_from_u64(1);
    let mut papers = Vec::new();
    for month in 0..24 {
        // Of eighty a month about 12 on compilers, then 32; of reefs from 8 to 22.
        let compilers = if month < 12 { 12 } else { 32 };
        let reefs = 8 + month * 14 / 23;
        for _ in 0..80 {
            let field = match rng.gen_range(0..80) {
                n if n < compilers => 1,
                n if n < compilers + reefs => 0,
                n => 2 + n % 2,
            };
            let mut paper = corpora::paper(papers.len(), field, &mut rng);
            paper.date = format!("{}-{:02}-15", 2020 + month / 12, month % 12 + 1);
            papers.push(paper);
        }
    }
    let flags = ["--themes", "4", "--period", "month", "--as-of", "2021-12-31"];
    let output = Output::of_bytes("jump.csv", &corpora::csv(&papers), &flags);
    check_changepoints(&output);
    let found = output.table("changepoints");
    let theme_of = |field: usize| {
        let placed = output.table("papers");
        let id = &papers.iter().find(|paper| paper.field == field).unwrap().id;
        let row = placed.column("paper_id").iter().position(|other| other == id).unwrap();
        let theme = placed.column("theme_id")[row].to_owned();
        found.column("theme_id").iter().position(|id| *id == theme).unwrap()
    };
    let (compilers, reefs) = (theme_of(1), theme_of(0));
    assert_eq!(found.column("period")[compilers], "2021 M01");
    let reason = found.column("reason")[compilers];
    assert_eq!(found.column("supported")[compilers], "TRUE", "{reason}");
    assert!(reason.starts_with("a jump up in 2021 M01, beyond its trend"), "{reason}");
    assert_eq!(found.column("supported")[reefs], "FALSE", "{}", found.column("reason")[reefs]);
}
