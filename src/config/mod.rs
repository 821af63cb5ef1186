//! Every parameter of a run: what it is, how a file or a flag sets it, and whether it makes sense.
//!
//! [`Config`] is what the user writes, serialised as `themeline.toml`; [`Config::check`] proves it
//! and [`Plan::of`] resolves what is automatic once the corpus is known.

mod auto;
mod parameters;

pub use auto::Auto;
pub use parameters::{PARAMETERS, Parameter, describe, template};

use crate::cluster::{ClusterPlan, DensityPlan, Level, Method};
use crate::corpus::Date;
use crate::error::{Error, Result};
use crate::ingest::{Format, IngestPlan, parse_date};
use crate::label::LabelPlan;
use crate::reduce::{ReducePlan, View};
use crate::tokenize::Language;
use crate::trend::{BurstPlan, PeriodUnit, TrendPlan};
use crate::weigh::{VocabularyPlan, WeighPlan};
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
    pub names: String,
    pub embeddings: String,
}

impl InputConfig {
    /// What ingest is told about the papers.
    pub fn plan(&self) -> IngestPlan {
        let named = |name: &String| (!name.is_empty()).then(|| name.clone());
        IngestPlan {
            title: named(&self.title_column),
            abstract_column: named(&self.abstract_column),
            date: named(&self.date_column),
            id: named(&self.id_column),
            url: named(&self.url_column),
            venue: named(&self.venue_column),
            gold: None,
            group: None,
            format: self.format.fixed(),
            synonyms: None,
            as_of: None,
            names: named(&self.names).map(PathBuf::from),
            embeddings: named(&self.embeddings).map(PathBuf::from),
        }
    }
}

/// How text becomes terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TextConfig {
    pub language: Language,
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
            language: Language::English,
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
        parse_date(&self.as_of).filter(|date| date.to_string() == self.as_of)
    }
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OutputConfig {
    pub csv: CsvStyle,
    pub parquet: bool,
    pub charts: bool,
}

impl Default for OutputConfig {
    fn default() -> Self {
        OutputConfig { csv: CsvStyle::Spreadsheet, parquet: false, charts: true }
    }
}

/// Whom the CSV files are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CsvStyle {
    /// A byte-order mark, and a `'` before text a spreadsheet would take for a formula.
    #[default]
    Spreadsheet,
    /// Neither: for programs.
    Plain,
}

impl Config {
    /// What ingest is told for a run.
    pub fn ingest_plan(&self) -> IngestPlan {
        let synonyms = &self.text.synonyms;
        let synonyms = (!synonyms.is_empty()).then(|| PathBuf::from(synonyms));
        let by = self.trends.by.trim();
        let group = (!by.is_empty()).then(|| by.to_owned());
        IngestPlan { synonyms, group, as_of: self.trends.as_of(), ..self.input.plan() }
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
        let at_least = |value: Auto<usize>, least: usize| value.fixed().is_none_or(|v| v >= least);
        let rules: &[(&str, bool, String)] = &[
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
            (
                "trends.as_of",
                self.trends.as_of.is_empty() || self.trends.as_of().is_some(),
                format!("{:?}", self.trends.as_of),
            ),
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

/// Papers beyond which they are seen in one view and clustered in fewer runs: themes of so many
/// papers hardly depend on either.
const LARGE: usize = 20_000;

/// The views in which papers are seen, as multiples of the main rank and neighbourhood.
const VIEWS: [View; 6] = [
    View { rank: 0.6, neighbours: 0.67 },
    View { rank: 0.6, neighbours: 1.33 },
    View { rank: 1.0, neighbours: 0.67 },
    View { rank: 1.0, neighbours: 1.33 },
    View { rank: 1.6, neighbours: 0.67 },
    View { rank: 1.6, neighbours: 1.33 },
];

/// The view of a large corpus.
const ONE_VIEW: View = View { rank: 1.0, neighbours: 1.0 };

/// The parameters of every stage, with nothing left automatic that the number of papers decides.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Plan {
    pub min_match: usize,
    pub weigh: WeighPlan,
    pub reduce: ReducePlan,
    pub cluster: ClusterPlan,
    pub level: Level,
    pub label: LabelPlan,
    pub trend: TrendPlan,
}

impl Plan {
    /// The plan for a corpus of `n_papers`.
    ///
    /// # Errors
    /// When a parameter is out of range, or cannot be met by so few papers.
    pub fn of(config: &Config, n_papers: usize) -> Result<Self> {
        config.check()?;
        let (text, themes) = (&config.text, &config.themes);
        let min_df = text.min_df.fixed().unwrap_or(match n_papers {
            0..20 => 1,
            20..200 => 2,
            _ => 3,
        });
        if min_df > n_papers {
            return Err(Error::config(
                format!("min_df {min_df} exceeds the {n_papers} papers read"),
                "lower --min-df",
            ));
        }
        // Themes of the user's own may be empty: with a taxonomy the clustering counts the papers left.
        let number = themes.number.fixed().filter(|_| themes.taxonomy.is_empty());
        if let Some(k) = number.filter(|&k| k > n_papers) {
            return Err(Error::config(
                format!("{k} themes were asked for, but only {n_papers} papers were read"),
                format!("ask for {n_papers} --themes or fewer, or give more papers"),
            ));
        }
        let seed = u64::from(themes.seed);
        let is_large = n_papers > LARGE;
        Ok(Plan {
            min_match: themes.min_match,
            weigh: WeighPlan {
                vocabulary: VocabularyPlan {
                    min_df,
                    max_df: text.max_df,
                    max_terms: text.max_terms,
                },
                title_weight: text.title_weight,
            },
            reduce: ReducePlan {
                rank: themes.rank.fixed(),
                // A neighbourhood is a small part of the corpus, or every theme runs into all.
                n_neighbours: themes.neighbours.fixed().unwrap_or((n_papers / 20).min(15)),
                smoothing_rounds: themes.smoothing_rounds,
                smoothing_weight: themes.smoothing_weight,
                embeddings_weight: themes.embeddings_weight,
                views: if is_large { vec![ONE_VIEW] } else { VIEWS.to_vec() },
                seed,
            },
            cluster: ClusterPlan {
                method: themes.method,
                n_themes: themes.number.fixed(),
                n_restarts: themes
                    .restarts
                    .fixed()
                    .unwrap_or((150_000 / n_papers).min(n_papers / 3).clamp(12, 144)),
                word_share: if config.input.embeddings.is_empty() {
                    1.0
                } else {
                    1.0 - f64::from(themes.embeddings_weight)
                },
                least_membership: themes.min_membership.fixed(),
                density: DensityPlan {
                    min_points: themes.min_points,
                    radius: themes.radius.fixed(),
                },
                seed,
            },
            level: themes.level,
            label: LabelPlan { coherence: config.labels.coherence },
            trend: TrendPlan {
                period: config.trends.period.fixed(),
                n_windows: config.trends.windows.fixed(),
                as_of: config.trends.as_of(),
                spread_years: config.trends.spread_years,
                forecast: config.trends.forecast.fixed(),
                burst: BurstPlan {
                    scale: config.trends.burst_scale,
                    gamma: config.trends.burst_gamma,
                },
                seed,
            },
        })
    }
}

#[cfg(test)]
mod tests;
