//! Every parameter of a run: what it is, how a file or a flag sets it, and whether it makes sense.
//!
//! [`Config`] is what the user writes, serialised as `themeline.toml`; [`Config::check`] proves it
//! and [`Plan::of`] resolves what is automatic once the corpus is known.

mod auto;
mod output;
mod parameters;
mod plan;

pub use auto::Auto;
pub use output::{ChartTheme, CsvDialect, CsvStyle, OutputConfig, Parts};
pub use parameters::{PARAMETERS, Parameter, describe, template};
pub use plan::{Effort, Plan};

use crate::cluster::{Level, Method};
use crate::corpus::Date;
use crate::error::{Error, Result};
use crate::ingest::{Condition, Dedup, Format, IngestPlan, Selection, parse_date};
use crate::language::{Language, Tongue};
use crate::trend::PeriodUnit;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// All parameters; see [`PARAMETERS`] for meaning, range and effect of each.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Config {
    pub input: InputConfig,
    pub text: TextConfig,
    pub themes: ThemesConfig,
    pub labels: LabelsConfig,
    pub trends: TrendsConfig,
    pub output: OutputConfig,
}

/// Where the columns of a table are; an empty name is found by the usual ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct InputConfig {
    pub format: Auto<Format>,
    pub title_column: String,
    pub abstract_column: String,
    pub date_column: String,
    pub id_column: String,
    pub url_column: String,
    pub venue_column: String,
    pub only_language: String,
    pub dedup: Dedup,
    pub since: String,
    pub until: String,
    pub r#where: String,
    pub sample: usize,
    pub names: String,
    pub embeddings: String,
}

impl InputConfig {
    /// What ingest is told about the papers; `seed` is that of the sample. A condition or a date
    /// that is none is refused by [`Config::check`].
    pub fn plan(&self, seed: u32) -> IngestPlan {
        let named = |name: &String| (!name.is_empty()).then(|| name.clone());
        IngestPlan {
            title: named(&self.title_column),
            abstract_column: named(&self.abstract_column),
            date: named(&self.date_column),
            id: named(&self.id_column),
            url: named(&self.url_column),
            venue: named(&self.venue_column),
            only_language: self.only_language.parse().ok(),
            gold: None,
            group: None,
            format: self.format.fixed(),
            synonyms: None,
            as_of: None,
            names: named(&self.names).map(PathBuf::from),
            embeddings: named(&self.embeddings).map(PathBuf::from),
            details: false,
            dedup: self.dedup,
            selection: Selection {
                since: iso_date(&self.since),
                until: iso_date(&self.until),
                condition: named(&self.r#where).and_then(|text| Condition::parse(&text).ok()),
                sample: (self.sample > 0).then_some(self.sample),
                seed,
            },
        }
    }
}

/// How text becomes terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TextConfig {
    pub language: Auto<Language>,
    pub title_weight: f32,
    pub min_df: Auto<usize>,
    pub max_df: f64,
    pub max_terms: usize,
    pub stop_words: Vec<String>,
    pub synonyms: String,
}

impl Default for TextConfig {
    fn default() -> Self {
        TextConfig {
            language: Auto::Auto,
            title_weight: 2.0,
            min_df: Auto::Auto,
            max_df: 0.5,
            max_terms: 50_000,
            stop_words: Vec::new(),
            synonyms: String::new(),
        }
    }
}

/// How terms become themes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ThemesConfig {
    pub number: Auto<usize>,
    pub level: Level,
    pub taxonomy: String,
    pub min_match: usize,
    pub min_membership: Auto<f32>,
    pub method: Method,
    pub effort: Effort,
    pub restarts: Auto<usize>,
    pub rank: Auto<usize>,
    pub neighbours: Auto<usize>,
    pub smoothing_rounds: usize,
    pub smoothing_weight: f32,
    pub embeddings_weight: f32,
    pub min_points: usize,
    pub radius: Auto<f64>,
    pub seed: u32,
}

impl Default for ThemesConfig {
    fn default() -> Self {
        ThemesConfig {
            number: Auto::Auto,
            level: Level::Theme,
            taxonomy: String::new(),
            min_match: 3,
            min_membership: Auto::Auto,
            method: Method::Consensus,
            effort: Effort::Usual,
            restarts: Auto::Auto,
            rank: Auto::Auto,
            neighbours: Auto::Auto,
            smoothing_rounds: 3,
            smoothing_weight: 0.7,
            embeddings_weight: 0.5,
            min_points: 5,
            radius: Auto::Auto,
            seed: 1,
        }
    }
}

impl ThemesConfig {
    /// The file of the user's own themes, where there is one.
    pub fn taxonomy(&self) -> Option<&Path> {
        (!self.taxonomy.is_empty()).then(|| Path::new(&self.taxonomy))
    }
}

/// How themes are named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LabelsConfig {
    pub coherence: f64,
}

impl Default for LabelsConfig {
    fn default() -> Self {
        LabelsConfig { coherence: 5.0 }
    }
}

/// How themes are counted over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TrendsConfig {
    pub period: Auto<PeriodUnit>,
    pub by: String,
    pub windows: Auto<usize>,
    pub as_of: String,
    pub spread_years: bool,
    pub forecast: Auto<usize>,
    pub burst_scale: f64,
    pub burst_gamma: f64,
}

impl Default for TrendsConfig {
    fn default() -> Self {
        TrendsConfig {
            period: Auto::Auto,
            by: String::new(),
            windows: Auto::Auto,
            as_of: String::new(),
            spread_years: false,
            forecast: Auto::Auto,
            burst_scale: 2.0,
            burst_gamma: 1.0,
        }
    }
}

impl TrendsConfig {
    /// The last day on which a paper can have appeared, where the user gives it; what is no ISO
    /// date is refused by [`Config::check`].
    pub fn as_of(&self) -> Option<Date> {
        iso_date(&self.as_of)
    }
}

/// A date as we write it: `2024`, `2024-05`, `2024-05-03`.
fn iso_date(text: &str) -> Option<Date> {
    parse_date(text).filter(|date| date.to_string() == text)
}

impl Config {
    /// What ingest is told for a run.
    pub fn ingest_plan(&self) -> IngestPlan {
        let synonyms = &self.text.synonyms;
        let synonyms = (!synonyms.is_empty()).then(|| PathBuf::from(synonyms));
        let by = self.trends.by.trim();
        let group = (!by.is_empty()).then(|| by.to_owned());
        IngestPlan {
            synonyms,
            group,
            as_of: self.trends.as_of(),
            ..self.input.plan(self.themes.seed)
        }
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has a key that no parameter is called by; the
    /// message names the nearest one.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        Config::parse(&text, &path.display().to_string())
    }

    /// Parses the text of a configuration file; `place` names it in messages.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, place: &str) -> Result<Self> {
        let remedy = "`themeline init` writes a file with every parameter";
        let mut table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| Error::input(place, e.to_string().trim_end(), remedy))?;
        // What a manifest says of its run beside the parameters.
        table.remove("run");
        parameters::check_keys(&table, place)?;
        table.try_into().map_err(|e: toml::de::Error| {
            Error::input(place, e.to_string().replace('\n', " ").trim_end(), remedy)
        })
    }

    /// Proves that every value is in its range.
    ///
    /// # Errors
    /// Names the parameter, the value and the range.
    pub fn check(&self) -> Result<()> {
        let (text, themes) = (&self.text, &self.themes);
        if !self.input.r#where.is_empty() {
            Condition::parse(&self.input.r#where)?;
        }
        let is_date = |text: &str| text.is_empty() || iso_date(text).is_some();
        let at_least = |value: Auto<usize>, least: usize| value.fixed().is_none_or(|v| v >= least);
        let rules: &[(&str, bool, String)] = &[
            ("input.since", is_date(&self.input.since), format!("{:?}", self.input.since)),
            ("input.until", is_date(&self.input.until), format!("{:?}", self.input.until)),
            (
                "input.only_language",
                self.input.only_language.is_empty()
                    || self.input.only_language.parse::<Tongue>().is_ok(),
                format!("{:?}", self.input.only_language),
            ),
            (
                "text.title_weight",
                text.title_weight >= 0.0 && text.title_weight <= 100.0,
                text.title_weight.to_string(),
            ),
            ("text.min_df", at_least(text.min_df, 1), text.min_df.to_string()),
            ("text.max_df", text.max_df > 0.0 && text.max_df <= 1.0, text.max_df.to_string()),
            ("text.max_terms", text.max_terms >= 1, text.max_terms.to_string()),
            ("themes.number", at_least(themes.number, 1), themes.number.to_string()),
            (
                "themes.min_membership",
                themes.min_membership.fixed().is_none_or(|least| (0.0..=1.0).contains(&least)),
                themes.min_membership.to_string(),
            ),
            (
                "themes.min_match",
                (1..=1000).contains(&themes.min_match),
                themes.min_match.to_string(),
            ),
            (
                "themes.restarts",
                themes.restarts.fixed().is_none_or(|n| (1..=1000).contains(&n)),
                themes.restarts.to_string(),
            ),
            ("themes.rank", at_least(themes.rank, 1), themes.rank.to_string()),
            (
                "themes.smoothing_rounds",
                themes.smoothing_rounds <= 100,
                themes.smoothing_rounds.to_string(),
            ),
            (
                "themes.smoothing_weight",
                (0.0..=1.0).contains(&themes.smoothing_weight),
                themes.smoothing_weight.to_string(),
            ),
            (
                "themes.embeddings_weight",
                (0.0..=1.0).contains(&themes.embeddings_weight),
                themes.embeddings_weight.to_string(),
            ),
            ("themes.min_points", themes.min_points >= 2, themes.min_points.to_string()),
            (
                "themes.radius",
                themes.radius.fixed().is_none_or(|r| r > 0.0 && r <= 2.0),
                themes.radius.to_string(),
            ),
            (
                "labels.coherence",
                (0.0..=100.0).contains(&self.labels.coherence),
                self.labels.coherence.to_string(),
            ),
            (
                "trends.windows",
                self.trends.windows.fixed().is_none_or(|n| (2..=12).contains(&n)),
                self.trends.windows.to_string(),
            ),
            ("trends.as_of", is_date(&self.trends.as_of), format!("{:?}", self.trends.as_of)),
            (
                "trends.forecast",
                self.trends.forecast.fixed().is_none_or(|n| n <= 60),
                self.trends.forecast.to_string(),
            ),
            (
                "trends.burst_scale",
                self.trends.burst_scale > 1.0 && self.trends.burst_scale <= 100.0,
                self.trends.burst_scale.to_string(),
            ),
            (
                "trends.burst_gamma",
                (0.0..=100.0).contains(&self.trends.burst_gamma),
                self.trends.burst_gamma.to_string(),
            ),
            (
                "output.chart_width",
                (800..=4000).contains(&self.output.chart_width),
                self.output.chart_width.to_string(),
            ),
        ];
        match rules.iter().find(|(_, holds, _)| !holds) {
            None => Ok(()),
            Some((name, _, value)) => {
                let parameter = PARAMETERS.iter().find(|p| p.name() == *name);
                let range = parameter.map_or("", |p| p.range);
                Err(Error::config(
                    format!("{name} is {value}, which is out of range"),
                    format!("give a value in: {range}"),
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests;
