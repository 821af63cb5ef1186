//! Themes of the user's own: they are always there, their papers can be accounted for, and the
//! rest is found around them.

use super::common::{Output, Table, demo_csv, names, shared, themeline};
use super::svg::check_well_formed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The taxonomy that comes with the program.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model-efficiency.toml")
}

/// The bundled corpus around the shipped themes.
fn demo() -> &'static Output {
    static OUTPUT: OnceLock<Output> = OnceLock::new();
    OUTPUT.get_or_init(|| Output::of(&demo_csv(), &["--taxonomy", shipped().to_str().unwrap()]))
}

/// Id and name of the shipped themes, in the order of the file.
fn own_themes() -> Vec<(String, String)> {
    let file: toml::Table = std::fs::read_to_string(shipped()).unwrap().parse().unwrap();
    let text = |theme: &toml::Value, key: &str| theme[key].as_str().unwrap().to_owned();
    let themes = file["theme"].as_array().unwrap().iter();
    themes.map(|theme| (text(theme, "id"), text(theme, "name"))).collect()
}

/// Runs on the bundled corpus with this file as taxonomy, without charts.
#[track_caller]
fn with_file(file: &str, flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.toml");
    std::fs::write(&path, file).unwrap();
    let all = [&["--only", "tables", "--taxonomy", path.to_str().unwrap()], flags].concat();
    Output::of(&demo_csv(), &all)
}

fn theme(id: &str, name: &str, rest: &str) -> String {
    format!("[[theme]]\nid = \"{id}\"\nname = \"{name}\"\n{rest}\n\n")
}

#[test]
fn own_themes_are_in_every_table_and_chart_the_empty_too() {
    let own = own_themes();
    let empty: Vec<String> = demo().manifest()["run"]["taxonomy"]["empty"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    assert!(!empty.is_empty(), "the test is to see an empty theme");
    let themes = demo().table("themes");
    let periods = demo().table("theme_period");
    let wide = demo().table("counts_wide");
    let svg = |chart: &str| demo().text(&format!("charts/{chart}.svg")).to_owned();
    for (id, name) in &own {
        let rows = themes.rows_where("theme_id", id);
        assert_eq!(rows.column("label"), [name.as_str()]);
        let n_papers = rows.counts("n_papers")[0];
        assert_eq!(n_papers == 0, empty.contains(id), "{id}");
        assert_eq!(rows.column("example_paper")[0].is_empty(), n_papers == 0, "{id}");
        assert_eq!(rows.column("stability"), [""], "{id} was not found, so it cannot be unstable");
        let in_periods: usize = periods.rows_where("theme_id", id).counts("n_papers").iter().sum();
        assert_eq!(in_periods, n_papers, "{id}");
        assert!(wide.header.contains(name), "{name}");
        let words: Vec<&str> = name.split(' ').collect();
        for chart in ["theme_bars", "theme_shares", "theme_heatmap"] {
            assert!(words.iter().all(|word| svg(chart).contains(word)), "{name} in {chart}");
        }
        let line = demo().summary.lines().find(|line| line.starts_with(id.as_str())).unwrap();
        assert!(line.contains(&format!(" {n_papers} ")), "{line}");
    }
    for chart in ["theme_bars", "theme_shares", "theme_heatmap", "document_map", "corpus_volume"] {
        check_well_formed(&svg(chart)).unwrap();
        assert!(!svg(chart).contains("NaN"), "{chart}");
    }
    let found = themes.column("theme_id").into_iter().filter(|id| id.starts_with('T'));
    let numbered: Vec<String> =
        (1..=themes.rows.len() - own.len()).map(|n| format!("T{n:02}")).collect();
    assert_eq!(found.collect::<Vec<_>>(), numbered, "found themes are numbered by themselves");
    assert!(themes.counts("n_papers").is_sorted_by(|a, b| a >= b));
}

#[test]
fn taxonomy_csv_accounts_for_every_paper_of_an_own_theme() {
    let (papers, why) = (demo().table("papers"), demo().table("taxonomy"));
    let own: BTreeSet<String> = own_themes().into_iter().map(|(id, _)| id).collect();
    let placed = papers.column("paper_id").into_iter().zip(papers.column("theme_id"));
    let placed: BTreeMap<&str, &str> = placed.filter(|(_, theme)| own.contains(*theme)).collect();
    let told = why.column("paper_id").into_iter().zip(why.column("theme_id"));
    assert_eq!(placed, told.collect());
    for row in why.rows.iter() {
        let (score, evidence) = (row[4].parse::<usize>().unwrap(), &row[5]);
        // `phrase (title 1, abstract 2); …` adds up to the score.
        let mentions = |place: &str| -> usize {
            let place = format!("{place} ");
            let parts = evidence.split(&place).skip(1);
            parts.map(|p| p.split([',', ')']).next().unwrap().parse::<usize>().unwrap()).sum()
        };
        assert_eq!(3 * mentions("title") + mentions("abstract"), score, "{evidence}");
        assert!(score >= 3, "{evidence}");
        for other in row[6].split("; ").filter(|other| !other.is_empty()) {
            assert!(own.contains(other) && *other != row[2], "{row:?}");
        }
    }
    let n_overlaps = why.column("also_matches").iter().filter(|also| !also.is_empty()).count();
    let facts = &demo().manifest()["run"]["taxonomy"];
    assert_eq!(facts["n_overlaps"].as_integer(), Some(n_overlaps as i64));
    assert_eq!(facts["n_papers"].as_integer(), Some(why.rows.len() as i64));
    assert_eq!(facts["sha256"].as_str().map(str::len), Some(64));
    let of_papers = papers.column("paper_id").into_iter().zip(papers.column("why_terms"));
    let why_terms: BTreeMap<&str, &str> = of_papers.collect();
    let first = why.column("paper_id")[0];
    let phrase = why.column("evidence")[0].split(" (").next().unwrap();
    assert!(why_terms[first].starts_with(phrase), "{} for {phrase}", why_terms[first]);
}

/// Own themes by the hand-made theme they stand for.
fn meant(gold: &str) -> &'static [&'static str] {
    match gold {
        "quantization" => &["quantization"],
        "pruning and sparsity" => &["pruning"],
        "knowledge distillation" => &["distillation"],
        "parameter-efficient fine-tuning" => &["peft"],
        "mixture of experts" => &["moe"],
        "KV-cache compression" => &["kv-cache"],
        "efficient attention and long context" => &["attention"],
        "speculative decoding and early exit" => &["speculative", "early-exit"],
        "state-space and linear-time architectures" => &["state-space"],
        _ => &[],
    }
}

#[test]
fn what_the_shipped_themes_claim_is_right_for_nineteen_papers_of_twenty() {
    let input = Table::parse(&std::fs::read(demo_csv()).unwrap());
    let gold: BTreeMap<&str, &str> =
        input.column("id").into_iter().zip(input.column("theme")).collect();
    let why = demo().table("taxonomy");
    let claims: Vec<(&str, &str)> =
        why.column("paper_id").into_iter().zip(why.column("theme_id")).collect();
    let right = claims.iter().filter(|(id, theme)| meant(gold[id]).contains(theme)).count();
    let precision = right as f64 / claims.len() as f64;
    let recall = right as f64 / input.rows.len() as f64;
    assert!(precision >= 0.95, "precision is {precision:.3}");
    assert!(recall >= 0.75, "recall is {recall:.3}");
}

#[test]
fn on_the_saved_page_quantization_and_kv_cache_have_their_papers() {
    let Some(page) = shared("corpora/hf-papers-page.txt") else { return };
    let shipped = shipped();
    let flags = ["--only", "tables", "--taxonomy", shipped.to_str().unwrap()];
    let themes = Output::of(&page, &flags).table("themes");
    let n_papers = |id: &str| themes.rows_where("theme_id", id).counts("n_papers")[0];
    assert!(n_papers("quantization") >= 11, "{}", n_papers("quantization"));
    assert!(n_papers("kv-cache") >= 5, "{}", n_papers("kv-cache"));
}

#[test]
fn a_found_theme_is_not_called_like_an_own_one() {
    // Nothing matches, so quantization is found, too, and must get along without its name.
    let names = ["Quantization", "pruning", "Knowledge distillation", "Mixture-of-experts"];
    let file: String = (names.iter().enumerate())
        .map(|(i, name)| theme(&format!("o{i}"), name, "phrases = [\"photonic chip\"]"))
        .collect();
    let output = with_file(&file, &[]);
    assert_eq!(output.table("taxonomy").rows.len(), 0);
    for row in &output.table("themes").rows {
        let label = row[1].to_lowercase();
        if row[0].starts_with('T') {
            for word in ["quantiz", "pruning", "distillation", "experts"] {
                assert!(!label.contains(word), "{label:?} repeats {word}");
            }
        } else {
            assert!(names.contains(&row[1].as_str()) && row[3] == "0", "{row:?}");
        }
    }
    let n_named = output.summary.lines().filter(|l| l.contains("no paper is in o")).count();
    assert_eq!(n_named, 4, "{}", output.summary);
}

const QUANTIZATION: &str = "phrases = [\"quantization\"]";

#[test]
fn themes_counts_own_and_found_together() {
    let file =
        theme("q", "Quantization", QUANTIZATION) + &theme("e", "Empty", "phrases = [\"x9\"]");
    let output = with_file(&file, &["--themes", "7"]);
    assert_eq!(output.fact("n_themes"), 7);
    assert_eq!(output.fact("n_unclustered"), 0);
    let output = with_file(&file, &["--themes", "2"]);
    assert_eq!(output.fact("n_themes"), 2);
    let papers = output.table("papers");
    let n_own = papers.rows_where("theme_id", "q").rows.len();
    assert!(n_own > 20);
    assert_eq!(output.fact("n_unclustered"), papers.rows.len() - n_own);
}

#[test]
fn examples_and_excluded_phrases_decide() {
    let bare = theme("q", "Quantization", QUANTIZATION);
    let plain = with_file(&bare, &[]).table("taxonomy");
    let more = "examples = [\"fitnets: hints for thin deep nets\", \"No Such Paper\"]\n\
                exclude = [\"KV cache\"]";
    let output = with_file(&theme("q", "Quantization", &format!("{QUANTIZATION}\n{more}")), &[]);
    let decided = output.table("taxonomy");
    let example = decided.rows_where("paper_id", "arXiv:1412.6550");
    assert_eq!(example.column("evidence"), ["example"]);
    assert!(plain.rows_where("paper_id", "arXiv:1412.6550").rows.is_empty());
    let kivi = |table: &Table| table.rows.iter().any(|row| row[1].starts_with("KIVI"));
    assert!(kivi(&plain) && !kivi(&decided));
    assert!(output.summary.contains("no paper is the example No Such Paper"));
    let missing = &output.manifest()["run"]["taxonomy"]["missing_examples"];
    assert_eq!(missing.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_higher_min_match_claims_fewer_papers() {
    let n = |least: &str| {
        let output = with_file(&theme("q", "Q", QUANTIZATION), &["--min-match", least]);
        output.table("taxonomy").rows.len()
    };
    assert!(n("1") > n("3") && n("3") > n("5") && n("5") > 0);
}

#[test]
fn the_manifest_repeats_the_run_and_order_and_threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("manifest.toml");
    std::fs::write(&manifest, demo().text("manifest.toml")).unwrap();
    let backwards = {
        let mut table = Table::parse(&std::fs::read(demo_csv()).unwrap());
        table.rows.reverse();
        let path = folder.path().join("efficient-ml-papers.csv");
        std::fs::write(&path, table.to_csv()).unwrap();
        path
    };
    let flags = ["--config", manifest.to_str().unwrap(), "--threads", "3", "--only", "tables"];
    assert_eq!(Output::of(&backwards, &flags).tables(), demo().tables());
}

#[test]
fn without_a_taxonomy_there_is_no_table_of_it() {
    assert!(!super::common::demo().files.contains_key("tables/taxonomy.csv"));
    assert!(super::common::demo().manifest()["run"].get("taxonomy").is_none());
}

#[track_caller]
fn check_refused(file: &[u8], flags: &[&str], parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), file).unwrap();
    let demo = demo_csv();
    let args = ["run", demo.to_str().unwrap(), "--taxonomy", "own.toml", "-o", "out"];
    let run = themeline(folder.path(), &[&args[..], flags].concat());
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "{:?} lacks {part:?}", run.stderr);
    }
    assert_eq!(names(folder.path()), ["own.toml"]);
}

#[test]
fn a_file_that_is_no_taxonomy_is_named_with_line_and_theme() {
    let good = theme("q", "Quantization", QUANTIZATION);
    let second = |text: &str| format!("{good}{text}").into_bytes();
    check_refused(b"", &[], &["own.toml", "no theme"]);
    check_refused(b"[[theme]]\nid = 'q'\nname = \"Q\n", &[], &["own.toml, line 3"]);
    check_refused(b"a,b\n1,2\n", &[], &["own.toml, line 1"]);
    check_refused(b"\xFF\xFE", &[], &["own.toml", "UTF-8"]);
    check_refused(
        &second("[[theme]]\nid = \"p\"\nphrases = [\"p\"]"),
        &[],
        &["line 6", "`p`", "name"],
    );
    check_refused(
        &second("[[theme]]\nname = \"P\"\nphrases = [\"p\"]"),
        &[],
        &["line 6", "`P`", "id"],
    );
    check_refused(
        &second("[[theme]]\nid = \"p\"\nname = \"P\""),
        &[],
        &["line 6", "`p`", "phrases"],
    );
    check_refused(&second(&good), &[], &["line 6", "`q`", "same id", "line 1"]);
    check_refused(&second(&theme("T04", "P", QUANTIZATION)), &[], &["line 6", "`T04`"]);
    check_refused(&second(&theme("p", "P", "phrase = [\"p\"]")), &[], &["line 9", "`phrase`"]);
    check_refused(&second(&theme("p", "P", "phrases = \"p\"")), &[], &["line 9", "sequence"]);
    check_refused(&second(&theme("p", "P", "phrases = [\"of\"]")), &[], &["line 6", "`p`", "`of`"]);
}

#[test]
fn flags_that_cannot_be_met_say_what_can() {
    let two = theme("q", "Quantization", QUANTIZATION) + &theme("e", "Empty", "phrases = [\"x9\"]");
    check_refused(two.as_bytes(), &["--themes", "1"], &["taxonomy alone has 2", "2 --themes"]);
    check_refused(two.as_bytes(), &["--themes", "400"], &["398 beside the 2", "--themes or fewer"]);
    check_refused(two.as_bytes(), &["--min-match", "0"], &["themes.min_match", "1 to 1000"]);
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo_csv();
    for missing in ["none.toml", "."] {
        let args = ["run", demo.to_str().unwrap(), "--taxonomy", missing, "-o", "out"];
        let run = themeline(folder.path(), &args);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(&format!("cannot read {missing}")), "{}", run.stderr);
        assert!(names(folder.path()).is_empty());
    }
}

#[test]
fn explain_gives_the_evidence_of_an_own_theme_as_long_as_the_file_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    std::fs::copy(shipped(), &own).unwrap();
    let demo_csv = demo_csv();
    let demo_csv = demo_csv.to_str().unwrap();
    let args = ["run", demo_csv, "--taxonomy", "own.toml", "--only", "tables", "-q", "-o", "out"];
    assert_eq!(themeline(folder.path(), &args).code, Some(0));
    let run = themeline(folder.path(), &["explain", "out", "GEAR: An Efficient KV Cache"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("kv-cache KV-cache compression ("), "{}", run.stdout);
    assert!(run.stdout.contains("matched by  KV cache (title 1"), "{}", run.stdout);
    std::fs::write(&own, theme("q", "Quantization", QUANTIZATION)).unwrap();
    let run = themeline(folder.path(), &["explain", "out", "GEAR: An Efficient KV Cache"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("own.toml has changed since"), "{}", run.stderr);
}
