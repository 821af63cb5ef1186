//! Every clustering method does the whole job, and says of every paper where it went.

use super::common::{Output, demo_csv, papers_per_theme, themeline};
use super::trends::check_reconciles;

#[track_caller]
fn check_method(flags: &[&str]) -> Output {
    let output = Output::of(&demo_csv(), &[flags, &["--only", "tables"]].concat());
    check_reconciles(&output);
    let (themes, papers) = (output.table("themes"), output.table("papers"));
    let n_unclustered = output.fact("n_unclustered");
    let counted = papers_per_theme(&output);
    assert_eq!(counted.get("").copied().unwrap_or(0), n_unclustered);
    assert_eq!(counted.len() - usize::from(n_unclustered > 0), themes.rows.len());
    assert_eq!(
        output.table("counts_wide").counts("Unclustered").iter().sum::<usize>(),
        n_unclustered
    );
    let said = match n_unclustered {
        1 => "1 paper unclustered".to_owned(),
        n => format!("{n} papers unclustered"),
    };
    assert_eq!(output.summary.contains(&said), n_unclustered > 0);
    assert_eq!(output.summary.contains("unclustered"), n_unclustered > 0);
    for row in &papers.rows {
        let is_unclustered = row[3].is_empty();
        // label, membership, runner-up, margin and reasons are those of a theme.
        assert!(!is_unclustered || row[4..=8].iter().all(String::is_empty), "{row:?}");
        assert_eq!(is_unclustered, row[4].is_empty(), "{row:?}");
    }
    let sizes = themes.counts("n_papers");
    assert!(sizes.is_sorted_by(|a, b| a >= b));
    assert!(
        sizes.len() > 1 && sizes[0] < papers.rows.len() * 9 / 10,
        "one theme of all: {sizes:?}"
    );
    output
}

#[test]
fn kmeans_places_every_paper() {
    let output = check_method(&["--method", "kmeans", "--themes", "9"]);
    assert_eq!((output.fact("n_themes"), output.fact("n_unclustered")), (9, 0));
    let themes = output.table("themes");
    assert!(themes.numbers("stability").iter().all(Option::is_some));
}

#[test]
fn a_mixture_places_every_paper() {
    let output = check_method(&["--method", "gmm", "--themes", "9"]);
    assert_eq!(output.fact("n_unclustered"), 0);
    assert!(output.fact("n_themes") <= 9);
}

#[test]
fn density_methods_count_their_noise() {
    for method in ["dbscan", "optics"] {
        let output = check_method(&["--method", method]);
        assert!(output.fact("n_unclustered") > 0, "{method} on this corpus leaves noise");
        let stability = output.table("themes").numbers("stability");
        assert!(stability.iter().all(Option::is_none), "only k-means has restarts to compare");
    }
}

#[test]
fn a_wider_radius_leaves_less_noise() {
    let noise = |radius| {
        let flags = ["--method", "dbscan", "--radius", radius, "--only", "tables"];
        Output::of(&demo_csv(), &flags).fact("n_unclustered")
    };
    assert!(noise("0.5") > noise("0.9"));
}

#[test]
fn a_density_that_no_theme_has_is_an_error_with_a_remedy() {
    for method in ["dbscan", "optics"] {
        let folder = tempfile::tempdir().unwrap();
        let demo = demo_csv();
        let flags = ["--method", method, "--radius", "0.0001", "-o", "out"];
        let run =
            themeline(folder.path(), &[&["run", demo.to_str().unwrap()], &flags[..]].concat());
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("raise --radius or lower --min-points"), "{}", run.stderr);
        assert!(super::common::names(folder.path()).is_empty());
    }
}

#[test]
fn the_number_of_themes_asked_for_is_the_number_given() {
    for n in ["2", "3", "30", "60"] {
        let output = check_method(&["--themes", n]);
        assert_eq!(output.fact("n_themes").to_string(), n);
        let labels = output.table("themes");
        let labels: std::collections::BTreeSet<&str> = labels.column("label").into_iter().collect();
        assert_eq!(labels.len().to_string(), n, "labels are unique: {labels:?}");
    }
}
