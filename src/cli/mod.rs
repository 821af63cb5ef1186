//! The command line: types only. What a parameter means is said once, in [`crate::config`].

mod input;
mod run;

pub use input::InputArgs;
pub use run::RunArgs;

use crate::config::{ChartTheme, OutputConfig, Parts, describe};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "\
Example: 14 themes of a Zotero export, counted by year, into output/library:

  themeline run library.csv --themes 14 --period year -o output/library

Then open output/library/charts/theme_bars.png and output/library/tables/themes.csv.
Exit status: 0 done, 1 records were rejected and --strict was given, 2 could not run.";

const CONVERT_EXAMPLE: &str = "\
Example: the papers of two exports since 2020, each once, for a reference manager:

  themeline convert scopus.csv zotero.csv --since 2020 -o library.ris

Exit status: 0 done, 1 records were rejected and --strict was given, 2 could not run.";

const CHECK_EXAMPLE: &str = "\
Example: what is in the exports of a folder, before anything is made of it:

  themeline check exports/

Exit status: 0 done, 1 records were rejected and --strict was given, 2 could not run.";

const EVALUATE_EXAMPLE: &str = "\
Example: how far the themes in output/library agree with the labels in the column `topic`:

  themeline evaluate output/library --gold labels.csv --gold-column topic

Exit status: 0 done, 2 could not run.";

const REPORT_EXAMPLE: &str = "\
Example: the charts of output/library, drawn again into a folder of their own:

  themeline report output/library -o output/redrawn

Exit status: 0 done, 2 could not run.";

/// Turns a pile of paper abstracts into named themes, counts, trends and charts.
#[derive(Debug, Parser)]
#[command(name = "themeline", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A chart theme. `--theme` means it, too, and is easily taken for `--themes`.
fn chart_theme(text: &str) -> std::result::Result<ChartTheme, String> {
    let remedy = "give light, dark or print; `--themes N` is the number of themes";
    ChartTheme::from_str(text, false).map_err(|_| remedy.to_owned())
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the themes of paper abstracts and write tables and charts of them
    #[command(after_help = EXAMPLE)]
    Run(Box<RunArgs>),
    /// Write the papers of any inputs to one file: Parquet, CSV, JSON Lines, RIS or BibTeX
    #[command(after_help = CONVERT_EXAMPLE)]
    Convert(Box<ConvertArgs>),
    /// Say what inputs hold and what they lack: fields, dates, languages, duplicates, rejects
    #[command(after_help = CHECK_EXAMPLE)]
    Check(Box<CheckArgs>),
    /// Draw the charts of a saved run again from its tables, without reading a paper
    #[command(after_help = REPORT_EXAMPLE)]
    Report(ReportArgs),
    /// Say why a paper is in its theme: the terms that pull it there, and its nearest papers
    Explain(ExplainArgs),
    /// Score the output of a run: against labels made by hand, and by itself
    #[command(after_help = EVALUATE_EXAMPLE)]
    Evaluate(EvaluateArgs),
    /// Write a file of names for the themes of a run, to be edited and given to --names
    Names {
        /// Output folder of a run
        run: PathBuf,
        /// File to write; it must not exist yet
        #[arg(short, long, value_name = "FILE", default_value = "names.toml")]
        out: PathBuf,
    },
    /// Write a themeline.toml with every parameter at its default
    Init {
        /// File to write; it must not exist yet
        #[arg(default_value = "themeline.toml")]
        path: PathBuf,
    },
    /// Print completions for a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// Arguments of `themeline explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Folder that `themeline run` wrote; the run is repeated from its manifest, so its inputs must
    /// be as they were
    pub run: PathBuf,
    /// Id of the paper, or its title, or a part of the title that no other has
    pub paper: String,
    /// Print JSON, with every term of the paper
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `themeline convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// File to write: .parquet, .csv, .jsonl, .ris or .bib; an earlier one is replaced, but no input
    #[arg(short, long, value_name = "FILE")]
    pub out: PathBuf,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `themeline check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Print JSON, with every rejected record
    #[arg(long)]
    pub json: bool,
}

/// What is printed when all is done.
#[derive(Debug, Args, Default, Clone, Copy)]
pub struct Said {
    /// Print nothing but errors, and what --json prints
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
    /// Print one JSON object instead of the summary: counts, periods, and each theme with its growth
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// Arguments of `themeline report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Folder that `themeline run` wrote; its tables are the only thing that is read
    pub run: PathBuf,
    /// Output folder, which gets the tables, too; an earlier output there is replaced [default: RUN]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// What is drawn: charts, or nothing with `tables`; the tables are kept as they are [values: all,
    /// charts, tables]
    #[arg(
        long,
        value_enum,
        value_name = "PART",
        default_value = "all",
        hide_possible_values = true
    )]
    only: Parts,
    #[arg(long, alias = "theme", value_parser = chart_theme, value_name = "THEME", help = describe("output.chart_theme"))]
    chart_theme: Option<ChartTheme>,
    #[arg(long, value_name = "PX", help = describe("output.chart_width"))]
    chart_width: Option<usize>,
    #[command(flatten)]
    pub said: Said,
}

impl ReportArgs {
    /// Where the output goes.
    pub fn out(&self) -> &Path {
        self.out.as_deref().unwrap_or(&self.run)
    }

    /// Lays what is asked for over what the run was asked for.
    pub fn change(&self, output: &mut OutputConfig) {
        output.only = self.only;
        output.chart_theme = self.chart_theme.unwrap_or(output.chart_theme);
        output.chart_width = self.chart_width.unwrap_or(output.chart_width);
    }
}

/// Arguments of `themeline evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// Folder that `themeline run` wrote
    pub run: PathBuf,
    /// File with a label for each paper, in any format that `run` reads; papers are matched by id,
    /// else by title, and those without a label are left out
    #[arg(long, value_name = "FILE")]
    pub gold: Option<PathBuf>,
    /// Column or key of the labels
    #[arg(long, value_name = "NAME", default_value = "label", requires = "gold")]
    pub gold_column: String,
    /// Folder for the figures; an earlier evaluation there is replaced [default: RUN/evaluation]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
}

impl EvaluateArgs {
    /// Where the figures go.
    pub fn out(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.run.join("evaluation"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Auto;
    use clap::CommandFactory;

    fn parse(args: &[&str]) -> RunArgs {
        let all = ["themeline", "run"].iter().chain(args);
        match Cli::try_parse_from(all).unwrap().command {
            Command::Run(args) => *args,
            _ => unreachable!(),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_override_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.toml");
        std::fs::write(&path, "[themes]\nnumber = 5\nseed = 7\n").unwrap();
        let path = path.to_str().unwrap();
        let config = parse(&["x.csv", "--config", path, "--themes", "9"]).config().unwrap();
        assert_eq!((config.themes.number, config.themes.seed), (Auto::Fixed(9), 7));
        let config = parse(&["x.csv", "--config", path, "--themes", "auto"]).config().unwrap();
        assert_eq!(config.themes.number, Auto::Auto);
    }

    #[test]
    fn the_output_folder_is_named_after_the_first_input() {
        assert_eq!(parse(&["a/page.jsonl.gz", "b.csv"]).out(), Path::new("output/page"));
        assert_eq!(parse(&["-"]).out(), Path::new("output/papers"));
        assert_eq!(parse(&["a", "-o", "x"]).out(), Path::new("x"));
    }

    #[test]
    fn every_parameter_has_a_flag() {
        let command = Cli::command();
        let run = command.find_subcommand("run").unwrap();
        let flags: Vec<&str> = run.get_arguments().map(|arg| arg.get_id().as_str()).collect();
        for parameter in crate::config::PARAMETERS {
            assert!(flags.contains(&parameter.key), "{} has no flag", parameter.name());
        }
    }
}
