//! The command line: types only. What a parameter means is said once, in [`crate::config`].

mod input;

pub use input::InputArgs;
use input::set;

use crate::cluster::{Level, Method};
use crate::config::{Auto, ChartTheme, Config, CsvStyle, Effort, OutputConfig, Parts, describe};
use crate::error::Result;
use crate::language::Language;
use crate::locale::Locale;
use crate::trend::PeriodUnit;
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

/// Arguments of `themeline run`; a flag that is not given leaves the configuration as it is.
#[derive(Debug, Args, Default)]
pub struct RunArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[arg(long, value_name = "FILE", help_heading = "Input", help = describe("input.embeddings"))]
    embeddings: Option<String>,

    #[arg(long, value_name = "NAME", help_heading = "Text", help = describe("text.language"))]
    language: Option<Auto<Language>>,
    #[arg(long, value_name = "X", help_heading = "Text", help = describe("text.title_weight"))]
    title_weight: Option<f32>,
    #[arg(long, value_name = "N", help_heading = "Text", help = describe("text.min_df"))]
    min_df: Option<Auto<usize>>,
    #[arg(long, value_name = "X", help_heading = "Text", help = describe("text.max_df"))]
    max_df: Option<f64>,
    #[arg(long, value_name = "N", help_heading = "Text", help = describe("text.max_terms"))]
    max_terms: Option<usize>,
    #[arg(long, value_name = "WORD,…", value_delimiter = ',', help_heading = "Text", help = describe("text.stop_words"))]
    stop_words: Option<Vec<String>>,
    #[arg(long, value_name = "FILE", help_heading = "Text", help = describe("text.synonyms"))]
    synonyms: Option<String>,

    #[arg(long = "themes", value_name = "N", help_heading = "Themes", help = describe("themes.number"))]
    number: Option<Auto<usize>>,
    #[arg(long, value_enum, value_name = "LEVEL", hide_possible_values = true, help_heading = "Themes", help = describe("themes.level"))]
    level: Option<Level>,
    #[arg(long, value_name = "FILE", help_heading = "Themes", help = describe("themes.taxonomy"))]
    taxonomy: Option<String>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.min_match"))]
    min_match: Option<usize>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.min_membership"))]
    min_membership: Option<Auto<f32>>,
    #[arg(long, value_enum, value_name = "NAME", hide_possible_values = true, help_heading = "Themes", help = describe("themes.method"))]
    method: Option<Method>,
    #[arg(long, value_enum, value_name = "NAME", hide_possible_values = true, help_heading = "Themes", help = describe("themes.effort"))]
    effort: Option<Effort>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.restarts"))]
    restarts: Option<Auto<usize>>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.rank"))]
    rank: Option<Auto<usize>>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.neighbours"))]
    neighbours: Option<Auto<usize>>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.smoothing_rounds"))]
    smoothing_rounds: Option<usize>,
    #[arg(long, value_name = "X", help_heading = "Themes", help = describe("themes.smoothing_weight"))]
    smoothing_weight: Option<f32>,
    #[arg(long, value_name = "X", help_heading = "Themes", help = describe("themes.embeddings_weight"))]
    embeddings_weight: Option<f32>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.min_points"))]
    min_points: Option<usize>,
    #[arg(long, value_name = "X", help_heading = "Themes", help = describe("themes.radius"))]
    radius: Option<Auto<f64>>,
    #[arg(long, value_name = "N", help_heading = "Themes", help = describe("themes.seed"))]
    seed: Option<u32>,

    #[arg(long, value_name = "FILE", help_heading = "Labels", help = describe("input.names"))]
    names: Option<String>,
    #[arg(long, value_name = "X", help_heading = "Labels", help = describe("labels.coherence"))]
    coherence: Option<f64>,

    #[arg(long, value_name = "UNIT", help_heading = "Trends", help = describe("trends.period"))]
    period: Option<Auto<PeriodUnit>>,
    #[arg(long, value_name = "COLUMN", help_heading = "Trends", help = describe("trends.by"))]
    by: Option<String>,
    #[arg(long, value_name = "N", help_heading = "Trends", help = describe("trends.windows"))]
    windows: Option<Auto<usize>>,
    #[arg(long, value_name = "DATE", help_heading = "Trends", help = describe("trends.as_of"))]
    as_of: Option<String>,
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = "Trends", help = describe("trends.spread_years"))]
    spread_years: Option<bool>,
    #[arg(long, value_name = "N", help_heading = "Trends", help = describe("trends.forecast"))]
    forecast: Option<Auto<usize>>,
    #[arg(long, value_name = "X", help_heading = "Trends", help = describe("trends.burst_scale"))]
    burst_scale: Option<f64>,
    #[arg(long, value_name = "X", help_heading = "Trends", help = describe("trends.burst_gamma"))]
    burst_gamma: Option<f64>,

    /// Output folder; an earlier output there is replaced [default: output/ and the name of
    /// the first input]
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    pub out: Option<PathBuf>,
    #[arg(long, value_enum, value_name = "STYLE", hide_possible_values = true, help_heading = "Output", help = describe("output.csv"))]
    csv: Option<CsvStyle>,
    #[arg(long, value_enum, value_name = "NAME", hide_possible_values = true, help_heading = "Output", help = describe("output.locale"))]
    locale: Option<Locale>,
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = "Output", help = describe("output.parquet"))]
    parquet: Option<bool>,
    #[arg(long, value_enum, value_name = "PART", hide_possible_values = true, help_heading = "Output", help = describe("output.only"))]
    only: Option<Parts>,
    #[arg(long, alias = "theme", value_parser = chart_theme, value_name = "THEME", help_heading = "Output", help = describe("output.chart_theme"))]
    chart_theme: Option<ChartTheme>,
    #[arg(long, value_name = "PX", help_heading = "Output", help = describe("output.chart_width"))]
    chart_width: Option<usize>,
    /// Threads to use; the result does not depend on it [values: 1 and more] [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub threads: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    pub said: Said,
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

impl RunArgs {
    /// The configuration file, or the defaults, with the flags laid over it.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn config(&self) -> Result<Config> {
        let mut config = self.input.config()?;
        set(&mut config.input.embeddings, &self.embeddings);
        set(&mut config.text.language, &self.language);
        set(&mut config.text.title_weight, &self.title_weight);
        set(&mut config.text.min_df, &self.min_df);
        set(&mut config.text.max_df, &self.max_df);
        set(&mut config.text.max_terms, &self.max_terms);
        set(&mut config.text.stop_words, &self.stop_words);
        set(&mut config.text.synonyms, &self.synonyms);
        set(&mut config.themes.number, &self.number);
        set(&mut config.themes.level, &self.level);
        set(&mut config.themes.taxonomy, &self.taxonomy);
        set(&mut config.themes.min_match, &self.min_match);
        set(&mut config.themes.min_membership, &self.min_membership);
        set(&mut config.themes.method, &self.method);
        set(&mut config.themes.effort, &self.effort);
        set(&mut config.themes.restarts, &self.restarts);
        set(&mut config.themes.rank, &self.rank);
        set(&mut config.themes.neighbours, &self.neighbours);
        set(&mut config.themes.smoothing_rounds, &self.smoothing_rounds);
        set(&mut config.themes.smoothing_weight, &self.smoothing_weight);
        set(&mut config.themes.embeddings_weight, &self.embeddings_weight);
        set(&mut config.themes.min_points, &self.min_points);
        set(&mut config.themes.radius, &self.radius);
        set(&mut config.themes.seed, &self.seed);
        set(&mut config.input.names, &self.names);
        set(&mut config.labels.coherence, &self.coherence);
        set(&mut config.trends.period, &self.period);
        set(&mut config.trends.by, &self.by);
        set(&mut config.trends.windows, &self.windows);
        set(&mut config.trends.as_of, &self.as_of);
        set(&mut config.trends.spread_years, &self.spread_years);
        set(&mut config.trends.forecast, &self.forecast);
        set(&mut config.trends.burst_scale, &self.burst_scale);
        set(&mut config.trends.burst_gamma, &self.burst_gamma);
        set(&mut config.output.csv, &self.csv);
        set(&mut config.output.locale, &self.locale);
        set(&mut config.output.parquet, &self.parquet);
        set(&mut config.output.only, &self.only);
        set(&mut config.output.chart_theme, &self.chart_theme);
        set(&mut config.output.chart_width, &self.chart_width);
        Ok(config)
    }

    /// The output folder: the one asked for, or `output/` and the first input's name without its
    /// endings.
    pub fn out(&self) -> PathBuf {
        if let Some(out) = &self.out {
            return out.clone();
        }
        let first = self.input.inputs.first().map_or(Path::new(""), PathBuf::as_path);
        let name = first.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.trim_start_matches('.').split('.').next().unwrap_or("");
        let stem = if stem.is_empty() || stem == "-" { "papers" } else { stem };
        Path::new("output").join(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
