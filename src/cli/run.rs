//! The flags of `themeline run` beside those of its input.

use super::input::set;
use super::{InputArgs, Said, chart_theme};
use crate::cluster::{Level, Method};
use crate::config::{Auto, ChartTheme, Config, CsvStyle, Effort, Parts, describe};
use crate::error::Result;
use crate::language::Language;
use crate::locale::Locale;
use crate::trend::PeriodUnit;
use clap::Args;
use std::path::{Path, PathBuf};

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
