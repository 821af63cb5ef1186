//! The command line beside `run`: help, version, completions, manual, init.

use super::common::{demo_csv, names, themeline};
use themeline::config::{Config, PARAMETERS};

#[track_caller]
fn printed(args: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let run = themeline(folder.path(), args);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
    assert!(names(folder.path()).is_empty(), "{args:?} wrote files");
    run.stdout
}

#[test]
fn the_help_of_run_has_its_headings_and_ends_in_the_example() {
    let help = printed(&["run", "--help"]);
    let heading = |line: &&str| line.ends_with(':') && !line.starts_with([' ', 'E', 'U']);
    let headings: Vec<&str> = help.lines().filter(heading).collect();
    assert_eq!(
        headings,
        ["Options:", "Input:", "Text:", "Themes:", "Labels:", "Trends:", "Output:"]
    );
    let (_, example) = help.split_once("\nExample: ").unwrap();
    assert!(example.contains("themeline run library.csv --themes 14"), "{example}");
    assert!(example.trim_end().lines().count() < 8, "the example is the end: {example}");
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}

#[test]
fn every_flag_is_explained_with_its_values_and_its_default() {
    let help = printed(&["run", "--help"]);
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for parameter in PARAMETERS {
        let range = format!("[values: {}]", parameter.range);
        assert!(words.contains(parameter.meaning), "{}: {}", parameter.key, parameter.meaning);
        assert!(words.contains(&range), "{}: {range}", parameter.key);
    }
}

#[test]
fn the_example_in_the_help_works() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(demo_csv(), folder.path().join("library.csv")).unwrap();
    let help = printed(&["run", "--help"]);
    let line = help.lines().find(|line| line.starts_with("  themeline run ")).unwrap();
    let args: Vec<&str> = line.split_whitespace().skip(1).collect();
    let run = themeline(folder.path(), &args);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for file in ["charts/theme_bars.png", "tables/themes.csv"] {
        assert!(help.contains(file));
        assert!(folder.path().join("output/library").join(file).exists(), "{file}");
    }
}

#[test]
fn version_and_short_help() {
    assert_eq!(printed(&["--version"]), format!("themeline {}\n", env!("CARGO_PKG_VERSION")));
    let help = printed(&["--help"]);
    for command in ["run", "init", "completions", "man"] {
        assert!(
            help.lines().any(|line| line.trim_start().starts_with(command)),
            "{command}: {help}"
        );
    }
}

#[test]
fn completions_and_manual_name_the_flags() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("smoothing-rounds") && script.contains("themeline"), "{shell}");
    }
    let manual = printed(&["man"]);
    assert!(manual.starts_with(".ie") || manual.starts_with(".TH"), "{}", &manual[..40]);
    for part in ["smoothing\\-rounds", "themeline", "Example"] {
        assert!(manual.contains(part), "{part}");
    }
}

#[test]
fn init_writes_the_defaults_and_refuses_to_overwrite() {
    let folder = tempfile::tempdir().unwrap();
    let run = themeline(folder.path(), &["init"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let path = folder.path().join("themeline.toml");
    assert_eq!(Config::read(&path).unwrap(), Config::default());
    let text = std::fs::read_to_string(&path).unwrap();
    for parameter in PARAMETERS {
        assert!(text.contains(&format!("\n{} = ", parameter.key)), "{}", parameter.key);
        assert!(text.contains(&format!("# {}", parameter.meaning)), "{}", parameter.key);
    }

    std::fs::write(&path, "# mine").unwrap();
    let run = themeline(folder.path(), &["init"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("themeline.toml exists already"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine");
    assert_eq!(themeline(folder.path(), &["init", "other.toml"]).code, Some(0));
    assert_eq!(names(folder.path()), ["other.toml", "themeline.toml"]);
}

#[test]
fn no_arguments_and_unknown_ones_are_usage_errors() {
    let folder = tempfile::tempdir().unwrap();
    for (args, part) in [
        (&[][..], "Usage"),
        (&["run"], "<INPUTS>"),
        (&["run", "x.csv", "--theme", "3"], "--themes"),
        (&["cluster", "x.csv"], "unrecognized subcommand"),
        (&["run", "x.csv", "--threads", "0"], "--threads"),
    ] {
        let run = themeline(folder.path(), args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
    }
}
