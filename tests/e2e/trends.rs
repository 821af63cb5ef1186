//! Counts over time: no period is missing, nothing is counted twice, shares add up.

use super::common::{Output, Table, demo, demo_csv};
use super::corpora;

/// Everything a counted corpus must satisfy, whatever its themes and periods.
#[track_caller]
pub fn check_reconciles(output: &Output) {
    let (themes, papers) = (output.table("themes"), output.table("papers"));
    let (long, wide, shares) =
        (output.table("theme_period"), output.table("counts_wide"), output.table("share_wide"));
    let n_periods = shares.rows.len();
    assert_eq!(long.rows.len(), themes.rows.len() * n_periods);
    assert_eq!(wide.counts("Total").iter().sum::<usize>(), papers.rows.len());

    let n_undated = output.fact("n_undated");
    let undated = wide.rows_where("period", "undated");
    assert_eq!(undated.counts("Total"), if n_undated > 0 { vec![n_undated] } else { vec![] });
    assert_eq!(wide.rows.len(), n_periods + undated.rows.len());

    for row in &wide.rows {
        let counts: Vec<usize> = row[1..].iter().map(|cell| cell.parse().unwrap()).collect();
        let (total, parts) = counts.split_last().unwrap();
        assert_eq!(parts.iter().sum::<usize>(), *total, "{row:?}");
    }
    for (theme, (id, n_papers)) in
        themes.column("theme_id").into_iter().zip(themes.counts("n_papers")).enumerate()
    {
        let series = long.rows_where("theme_id", id);
        assert_eq!(series.column("period"), shares.column("period"), "{id}");
        let name = &wide.header[theme + 1];
        assert_eq!(series.counts("n_papers"), wide.counts(name)[..n_periods], "{id}");
        assert_eq!(series.counts("n_period"), wide.counts("Total")[..n_periods], "{id}");
        assert_eq!(wide.counts(name).iter().sum::<usize>(), n_papers, "{id}");
        check_shares(&series, &shares.numbers(name));
    }
    for (row, n_period) in shares.rows.iter().zip(wide.counts("Total")) {
        let shares: Vec<&String> = row[1..row.len() - 1].iter().collect();
        if n_period == 0 {
            assert!(row[1..].iter().all(String::is_empty), "0 of 0 is no share: {row:?}");
        } else {
            let sum: f64 = shares.iter().map(|cell| cell.parse::<f64>().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-5 && row[row.len() - 1] == "1", "{row:?}");
        }
    }
    check_volume(output, n_periods);
}

#[track_caller]
fn check_shares(series: &Table, wide: &[Option<f64>]) {
    let (n_papers, n_period) = (series.counts("n_papers"), series.counts("n_period"));
    let columns = ["share_lo", "share", "share_hi"].map(|column| series.numbers(column));
    for (i, in_wide) in wide.iter().enumerate() {
        let [low, share, high] = [&columns[0], &columns[1], &columns[2]].map(|column| column[i]);
        assert_eq!(share, *in_wide);
        if n_period[i] == 0 {
            assert_eq!([low, share, high], [None; 3]);
            continue;
        }
        let [low, share, high] = [low, share, high].map(Option::unwrap);
        assert!((share - n_papers[i] as f64 / n_period[i] as f64).abs() < 1e-6);
        assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{low} {share} {high}");
        assert!(low < high, "an interval of no width claims certainty");
    }
}

#[track_caller]
fn check_volume(output: &Output, n_periods: usize) {
    let (volume, wide) = (output.table("volume"), output.table("counts_wide"));
    assert_eq!(volume.column("period"), wide.column("period"));
    assert_eq!(volume.counts("n_papers"), wide.counts("Total"));
    let starts = volume.column("period_start");
    let ends = volume.column("period_end");
    for i in 0..n_periods {
        assert!(starts[i] < ends[i], "{} {}", starts[i], ends[i]);
        if i > 0 {
            assert_eq!(next_day(ends[i - 1]), starts[i], "a gap, or two periods overlap");
        }
    }
}

/// The day after the last of a month.
fn next_day(last: &str) -> String {
    let (year, month): (u16, u8) = (last[..4].parse().unwrap(), last[5..7].parse().unwrap());
    if month == 12 {
        format!("{:04}-01-01", year + 1)
    } else {
        format!("{year:04}-{:02}-01", month + 1)
    }
}

#[test]
fn the_main_job_reconciles() {
    check_reconciles(demo());
}

#[test]
fn every_unit_reconciles_and_is_named_so_that_no_spreadsheet_takes_it_for_a_date() {
    for (unit, first, last) in [
        ("year", "2014", "2025"),
        ("quarter", "2014 Q4", "2025 Q4"),
        ("month", "2014 M12", "2025 M10"),
    ] {
        let output = Output::of(&demo_csv(), &["--only", "tables", "--period", unit]);
        check_reconciles(&output);
        let shares = output.table("share_wide");
        let periods = shares.column("period");
        assert_eq!((periods[0], *periods.last().unwrap()), (first, last));
        assert_eq!(output.table("themes"), demo().table("themes"), "{unit} changed the themes");
    }
}

#[test]
fn a_paper_is_counted_in_the_period_of_its_date() {
    let papers = demo().table("papers");
    let long = demo().table("theme_period");
    for row in &long.rows {
        let in_period = |date: &&str| date.starts_with(&row[2]);
        let own = papers.rows_where("theme_id", &row[0]);
        let n = own.column("date").iter().filter(|date| in_period(date)).count();
        assert_eq!(n.to_string(), row[6], "{row:?}");
    }
}

#[test]
fn only_the_last_period_can_be_incomplete() {
    let long = demo().table("theme_period");
    let last = long.column("period").into_iter().max().unwrap();
    for (period, complete) in long.column("period").into_iter().zip(long.column("complete")) {
        let expected = if period == last { "FALSE" } else { "TRUE" };
        assert_eq!(complete, expected, "{period}");
    }
    assert!(demo().summary.contains(&format!("{last} is incomplete")), "{}", demo().summary);
}

#[test]
fn months_without_papers_are_rows_of_zeros() {
    let mut papers = corpora::papers(120);
    // Half of the papers move on by three years: nothing in between.
    papers[60..].iter_mut().for_each(|p| p.date = p.date.replacen("2020", "2024", 1));
    let output = Output::of_bytes("gap.csv", &corpora::csv(&papers), &["--period", "month"]);
    check_reconciles(&output);
    let wide = output.table("counts_wide");
    assert_eq!(wide.rows.len(), 60);
    assert_eq!(wide.rows_where("period", "2022 M02").counts("Total"), [0]);
    assert_eq!(wide.rows_where("period", "2020 M02").counts("Total"), [10]);
}

#[test]
fn papers_without_a_date_are_counted_apart() {
    let mut papers = corpora::papers(100);
    papers[..30].iter_mut().for_each(|p| p.date.clear());
    papers[30..40].iter_mut().for_each(|p| p.date = "2020".into());
    let csv = corpora::csv(&papers);
    let by_year = Output::of_bytes("some.csv", &csv, &["--period", "year"]);
    check_reconciles(&by_year);
    assert_eq!(by_year.fact("n_undated"), 30);
    assert!(by_year.summary.contains("30 papers without a date"), "{}", by_year.summary);
    let by_month = Output::of_bytes("some.csv", &csv, &["--period", "month"]);
    check_reconciles(&by_month);
    assert_eq!(by_month.fact("n_undated"), 40, "a year is too coarse for a month");
}

#[test]
fn a_collection_that_begins_in_july_has_an_incomplete_first_year() {
    let mut papers = corpora::papers(300);
    papers.retain(|paper| paper.date.as_str() >= "2020-07");
    let output = Output::of_bytes("july.csv", &corpora::csv(&papers), &["--period", "year"]);
    check_reconciles(&output);
    let volume = output.table("volume");
    assert_eq!(volume.rows_where("complete", "FALSE").column("period"), ["2020", "2022"]);
    assert!(output.summary.contains("2020 and 2022 are incomplete"), "{}", output.summary);
}

#[test]
fn as_of_decides_which_years_are_over() {
    let csv = corpora::csv(&corpora::papers(240));
    let complete = |as_of: &str| {
        let flags = ["--period", "year", "--as-of", as_of];
        let output = Output::of_bytes("as_of.csv", &csv, &flags);
        check_reconciles(&output);
        output.table("volume").column("complete").join(" ")
    };
    assert_eq!(complete("2021-12-31"), "TRUE TRUE");
    assert_eq!(complete("2021-11"), "TRUE FALSE");
    assert_eq!(complete("2020-12-30"), "FALSE FALSE");
}

#[test]
fn dates_that_cannot_be_right_are_listed_and_their_papers_kept() {
    let mut papers = corpora::papers(120);
    papers[3].date = "2099-01".into();
    papers[7].date = "1970-01-01".into();
    papers[9].date.clear();
    let csv = corpora::csv(&papers);
    let output = Output::of_bytes("future.csv", &csv, &["--period", "month"]);
    check_reconciles(&output);
    assert_eq!(output.table("papers").rows.len(), 120);
    assert_eq!((output.fact("n_undated"), output.fact("n_implausible_dates")), (3, 2));
    assert!(output.summary.contains("2 dates not believed"), "{}", output.summary);
    let undated = output.table("undated");
    let row = |paper: &corpora::Made| undated.rows_where("paper_id", &paper.id).rows[0].clone();
    assert_eq!(row(&papers[3])[2], "2099-01");
    assert!(row(&papers[3])[3].contains("no other paper is later than 2020"));
    assert!(row(&papers[7])[3].contains("missing"));
    assert_eq!(row(&papers[9])[2..], ["", "no date"]);
    assert_eq!(output.table("volume").rows.len(), 13, "twelve months and the undated");

    // With a day of collection, what is more than a year later goes, too.
    papers[5].date = "2022-06".into();
    let flags = ["--period", "month", "--as-of", "2021-01-31"];
    let output = Output::of_bytes("future.csv", &corpora::csv(&papers), &flags);
    check_reconciles(&output);
    let undated = output.table("undated").rows_where("paper_id", &papers[5].id);
    assert!(undated.rows[0][3].contains("2021-01-31"), "{undated:?}");
}

#[test]
fn papers_dated_by_year_are_spread_when_asked() {
    let mut papers = corpora::papers(240);
    papers[..60].iter_mut().for_each(|p| p.date = "2020".into());
    let csv = corpora::csv(&papers);
    let of = |flags: &[&str]| {
        let output = Output::of_bytes("years.csv", &csv, flags);
        check_reconciles(&output);
        output
    };
    let apart = of(&["--period", "month"]);
    assert_eq!((apart.fact("n_undated"), apart.fact("n_spread")), (60, 0));
    assert!(apart.table("undated").column("reason")[0].contains("--spread-years"));
    let spread = of(&["--period", "month", "--spread-years"]);
    assert_eq!((spread.fact("n_undated"), spread.fact("n_spread")), (0, 60));
    assert!(spread.table("undated").rows.is_empty());
    assert!(spread.summary.contains("60 papers dated by year alone"), "{}", spread.summary);
    // Five for each month of 2020; from July on, there are ten of their own.
    let total = spread.table("counts_wide").counts("Total");
    assert_eq!(total.iter().sum::<usize>(), 240);
    assert_eq!(total[5..8], [5, 15, 15]);
    assert_eq!((total[0], total[12]), (5, 10));
}

#[test]
fn shares_are_forecast_from_twelve_complete_periods_on() {
    let csv = corpora::csv(&corpora::papers(240));
    let of = |flags: &[&str]| Output::of_bytes("ahead.csv", &csv, flags).table("forecast");
    let months = of(&["--period", "month", "--as-of", "2021-12-31", "--forecast", "3"]);
    let first = months.rows_where("theme_id", "T01");
    assert_eq!(first.column("period"), ["2022 M01", "2022 M02", "2022 M03"]);
    let numbers = |column: &str| -> Vec<f64> {
        months.numbers(column).into_iter().map(Option::unwrap).collect()
    };
    let columns = ["lo95", "lo80", "share", "hi80", "hi95"].map(numbers);
    for pair in columns.windows(2) {
        assert!(pair[0].iter().zip(&pair[1]).all(|(low, high)| low <= high));
    }
    for (error, naive) in numbers("backtest_mae").into_iter().zip(numbers("naive_mae")) {
        assert!((0.0..=1.0).contains(&error) && (0.0..=1.0).contains(&naive));
    }
    assert!(of(&["--period", "month", "--forecast", "0"]).rows.is_empty());
    assert!(of(&["--period", "quarter"]).rows.is_empty(), "eight quarters are too few");
}
