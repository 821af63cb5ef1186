//! What the stages are told, once the number of papers is known.

use super::Config;
use crate::cluster::{ClusterPlan, DensityPlan, Level};
use crate::error::{Error, Result};
use crate::label::LabelPlan;
use crate::reduce::{ReducePlan, View};
use crate::trend::{BurstPlan, TrendPlan};
use crate::weigh::{VocabularyPlan, WeighPlan};
use serde::{Deserialize, Serialize};

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

/// How much is done to find the themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// A clustering or two of the papers seen in one way.
    Fast,
    /// What most corpora need.
    #[default]
    Usual,
    /// Four times as many clusterings.
    Thorough,
}

impl Effort {
    /// Runs of the consensus for a corpus of `n_papers`.
    fn n_restarts(self, n_papers: usize) -> usize {
        let usual = (720_000 / n_papers).min(n_papers * 2 / 5).max(12);
        match self {
            Effort::Fast => 2,
            Effort::Usual => usual,
            Effort::Thorough => 4 * usual,
        }
    }
}

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
        let has_one_view = n_papers > LARGE || themes.effort == Effort::Fast;
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
                views: if has_one_view { vec![ONE_VIEW] } else { VIEWS.to_vec() },
                seed,
            },
            cluster: ClusterPlan {
                method: themes.method,
                n_themes: themes.number.fixed(),
                n_restarts: themes.restarts.fixed().unwrap_or(themes.effort.n_restarts(n_papers)),
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
