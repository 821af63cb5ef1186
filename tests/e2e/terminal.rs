//! What the program says: the table of themes, JSON for programs, colours and progress for people.

use super::common::{Output, command, demo, demo_csv, files, finish, themeline};
use super::corpora;
use std::fs;
use std::process::Command;

/// Characters of a sparkline.
const CELLS: &str = "▁▂▃▄▅▆▇█";

/// The lines of a theme in a summary: its own, and those its label goes on in.
fn lines_of<'a>(summary: &'a str, theme_id: &str) -> Vec<&'a str> {
    let mut lines = summary.lines().skip_while(|line| !line.starts_with(theme_id));
    let first = lines.next().into_iter();
    first
        .chain(lines.take_while(|line| line.starts_with("  ") && !line.trim().is_empty()))
        .collect()
}

#[test]
fn every_theme_has_its_numbers_its_whole_label_and_its_share_over_time() {
    let themes = demo().table("themes");
    let n_complete = demo().table("volume").rows_where("complete", "TRUE").rows.len();
    for row in &themes.rows {
        let lines = lines_of(&demo().summary, &row[0]);
        for word in row[1].split(' ') {
            assert!(lines.iter().any(|line| line.contains(word)), "{word}: {lines:?}");
        }
        assert!(lines[0].contains(&format!(" {} ", row[3])), "{lines:?}");
        let cells = lines[0].chars().filter(|c| CELLS.contains(*c)).count();
        assert_eq!(cells, n_complete, "a cell per complete period: {lines:?}");
        assert!(lines[0].contains('█'), "the largest share is full: {lines:?}");
    }
    assert!(demo().summary.lines().all(|line| line.chars().count() <= 80), "{}", demo().summary);
}

#[test]
fn many_periods_are_twelve_cells_and_no_dates_are_none() {
    let flags = ["--only", "tables", "--period", "month"];
    let monthly = Output::of(&demo_csv(), &flags);
    let undated: Vec<u8> = {
        let mut papers = corpora::papers(40);
        papers.iter_mut().for_each(|paper| paper.date.clear());
        corpora::csv(&papers)
    };
    let undated = Output::of_bytes("a.csv", &undated, &[]);
    for (output, n_cells) in [(&monthly, 12), (&undated, 0)] {
        for id in output.table("themes").column("theme_id") {
            let line = lines_of(&output.summary, id)[0];
            assert_eq!(line.chars().filter(|c| CELLS.contains(*c)).count(), n_cells, "{line}");
        }
        assert!(output.summary.lines().all(|line| line.chars().count() <= 80));
    }
    assert!(!undated.summary.contains("time"), "{}", undated.summary);
}

/// The object printed by a command that must go well.
#[track_caller]
fn json(folder: &std::path::Path, args: &[&str]) -> serde_json::Value {
    let run = themeline(folder, args);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    serde_json::from_str(&run.stdout).expect("standard output is one JSON value")
}

#[test]
fn a_corpus_of_several_files_is_named_after_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let papers = corpora::papers(40);
    let (first, second) = papers.split_at(20);
    for (name, papers) in [("library/2020/a.csv", first), ("library/b.csv", second)] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, corpora::csv(papers)).unwrap();
    }
    let corpus = |inputs: &[&str]| {
        let args = [&["run"], inputs, &["--only", "tables", "-o", "out", "--json"]].concat();
        json(folder.path(), &args)["corpus"].as_str().unwrap().to_owned()
    };
    assert_eq!(corpus(&["library"]), "library (2 files)");
    std::fs::rename(folder.path().join("library/b.csv"), folder.path().join("b.csv")).unwrap();
    assert_eq!(corpus(&["library", "b.csv"]), "a.csv and 1 more");
}

#[test]
fn json_says_what_the_tables_say() {
    let folder = tempfile::tempdir().unwrap();
    let demo_path = demo_csv();
    let args = ["run", demo_path.to_str().unwrap(), "--only", "tables", "-o", "out", "--json"];
    let found = json(folder.path(), &args);
    assert_eq!(found["themeline"], env!("CARGO_PKG_VERSION"));
    assert_eq!(found["output"], "out");
    assert_eq!(found["corpus"], "efficient-ml-papers.csv");
    for key in ["n_records", "n_papers", "n_duplicates", "n_rejected", "n_undated", "n_themes"] {
        assert_eq!(found[key], demo().fact(key), "{key}");
    }
    let periods = found["periods"].as_array().unwrap();
    let volume = demo().table("volume");
    let of = |key: &str| periods.iter().map(|p| p[key].to_string()).collect::<Vec<_>>();
    assert_eq!(of("n_papers"), volume.column("n_papers"));
    assert_eq!(of("complete").join(" ").to_uppercase(), volume.column("complete").join(" "));
    assert_eq!(periods[0]["period"], volume.column("period")[0]);
    let (themes, trends) = (demo().table("themes"), demo().table("trends"));
    let found_themes = found["themes"].as_array().unwrap();
    assert_eq!(found_themes.len(), themes.rows.len());
    for (i, theme) in found_themes.iter().enumerate() {
        for (table, keys) in
            [(&themes, &["theme_id", "label"][..]), (&trends, &["verdict", "reason"])]
        {
            for key in keys {
                assert_eq!(theme[key], table.column(key)[i], "{key}");
            }
        }
        assert_eq!(theme["n_papers"], themes.counts("n_papers")[i]);
        assert_eq!(theme["share"].as_f64(), themes.numbers("share")[i]);
        for key in ["growth_per_year", "growth_lo", "growth_hi", "q"] {
            assert_eq!(theme[key].as_f64(), trends.numbers(key)[i], "{key}");
        }
        let terms = theme["top_terms"].as_array().unwrap();
        let terms: Vec<&str> = terms.iter().map(|term| term.as_str().unwrap()).collect();
        assert_eq!(terms.join("; "), themes.column("top_terms")[i]);
    }

    let mut again = json(folder.path(), &["report", "out", "--json", "-q", "-o", "again"]);
    assert_eq!(again["output"], "again");
    again["output"] = "out".into();
    assert_eq!(again, found, "a saved run says the same, quiet or not");
}

#[test]
fn report_shows_the_table_too_and_quiet_shows_nothing() {
    let folder = saved();
    let run = themeline(folder.path(), &["report", "out", "--only", "tables"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let table = |text: &str| -> Vec<String> {
        let lines = text.lines().skip_while(|line| !line.starts_with("T01"));
        lines.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(table(&run.stdout), table(&demo().summary));
    let run = themeline(folder.path(), &["report", "out", "--only", "tables", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
}

/// A folder with the tables of the demo in `out`.
fn saved() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("out/tables")).unwrap();
    for (path, bytes) in demo().files.iter().filter(|(path, _)| !path.starts_with("charts/")) {
        fs::write(folder.path().join("out").join(path), bytes).unwrap();
    }
    folder
}

/// What `themeline ARGS` shows on a terminal, with these variables set; `None` with a message
/// where no terminal can be had.
fn on_a_terminal(args: &[&str], variables: &[(&str, &str)]) -> Option<String> {
    if !cfg!(target_os = "linux") || Command::new("script").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `script` of util-linux");
        return None;
    }
    let folder = saved();
    let line = format!("'{}' {}", env!("CARGO_BIN_EXE_themeline"), args.join(" "));
    let mut script = Command::new("script");
    script.current_dir(folder.path()).stdin(std::process::Stdio::null());
    script.env_remove("NO_COLOR").env("TERM", "xterm");
    script.args(["-qec", &line, "/dev/null"]).envs(variables.iter().copied());
    let shown = finish(&mut script);
    assert_eq!(shown.code, Some(0), "{}", shown.stdout);
    assert!(files(&folder.path().join("out")).contains_key("manifest.toml"));
    Some(shown.stdout)
}

#[test]
fn verdicts_are_coloured_on_a_terminal_unless_asked_otherwise() {
    let args = ["report", "out", "--only", "tables"];
    let Some(coloured) = on_a_terminal(&args, &[]) else { return };
    assert!(coloured.contains("\u{1b}[31mdeclining"), "{coloured:?}");
    assert!(!coloured.contains("\u{1b}[31msteady") && coloured.contains("  steady\r\n"));
    for variable in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = on_a_terminal(&args, &[variable]).unwrap();
        assert!(plain.contains("declining"), "{plain:?}");
        assert!(!plain.contains("\u{1b}[31m") && !plain.contains("\u{1b}[32m"), "{plain:?}");
    }
    let empty = on_a_terminal(&args, &[("NO_COLOR", "")]).unwrap();
    assert!(empty.contains("\u{1b}[31m"), "an empty NO_COLOR is none (no-color.org)");
}

#[test]
fn into_a_pipe_go_neither_colours_nor_progress() {
    let folder = saved();
    let run = finish(command(folder.path()).args(["report", "out"]).env("TERM", "xterm"));
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(!run.stdout.contains('\u{1b}') && run.stdout.contains("declining"));
}

#[test]
fn on_a_terminal_progress_names_the_stages_and_quiet_does_not() {
    let demo_path = demo_csv();
    let input = format!("'{}'", demo_path.display());
    let args = ["run", &input, "--only", "tables", "-o", "new"];
    let Some(shown) = on_a_terminal(&args, &[]) else { return };
    assert!(shown.contains("clustering ["), "{shown:?}");
    assert_eq!(on_a_terminal(&[&args[..], &["-q"]].concat(), &[]).unwrap(), "");
}
