//! `manifest.toml`: the configuration of a run, ready to be fed back, and what it was run on.

use super::rows_of;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::pipeline::Analysis;
use crate::taxonomy::Matches;
use serde::Serialize;

/// What stands beside the configuration, under `[run]`.
#[derive(Serialize)]
struct Run {
    themeline: &'static str,
    n_records: usize,
    n_papers: usize,
    n_duplicates: usize,
    n_rejected: usize,
    n_undated: usize,
    n_implausible_dates: usize,
    n_spread: usize,
    n_unclustered: usize,
    n_themes: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused_names: Vec<String>,
    n_periods: usize,
    incomplete_periods: Vec<String>,
    min_df: usize,
    n_terms: usize,
    n_synonyms: usize,
    rank: usize,
    explained: f64,
    silhouette: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonyms: Option<Synonyms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxonomy: Option<Own>,
    sources: Vec<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embeddings: Option<Embeddings>,
    candidates: Vec<Candidate>,
}

/// The user's own themes.
#[derive(Serialize)]
struct Own {
    path: String,
    sha256: String,
    n_themes: usize,
    n_papers: usize,
    n_overlaps: usize,
    empty: Vec<String>,
    missing_examples: Vec<String>,
}

#[derive(Serialize)]
struct Synonyms {
    path: String,
    sha256: String,
    n_groups: usize,
}

#[derive(Serialize)]
struct Source {
    path: String,
    format: &'static str,
    sha256: String,
    n_records: usize,
}

#[derive(Serialize)]
struct Embeddings {
    path: String,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids_sha256: Option<String>,
    n_rows: usize,
    n_papers: usize,
    n_unknown: usize,
}

#[derive(Serialize)]
struct Candidate {
    n_themes: usize,
    silhouette: f64,
    stability: f64,
    smallest: usize,
    score: f64,
}

#[derive(Serialize)]
struct Manifest<'a> {
    #[serde(flatten)]
    config: &'a Config,
    run: Run,
}

/// What is said of a taxonomy, where there is one.
fn own(matches: &Matches) -> Option<Own> {
    let taxonomy = &matches.taxonomy;
    (!taxonomy.themes.is_empty()).then(|| Own {
        path: taxonomy.path.clone(),
        sha256: taxonomy.sha256.clone(),
        n_themes: taxonomy.themes.len(),
        n_papers: matches.n_papers().iter().sum(),
        n_overlaps: matches.n_overlaps(),
        empty: matches.empty().map(|theme| theme.id.clone()).collect(),
        missing_examples: matches.missing_examples.clone(),
    })
}

/// The text of the manifest.
///
/// # Errors
/// When a value cannot be written as TOML: a defect of ours.
pub fn manifest(analysis: &Analysis, config: &Config) -> Result<String> {
    let (corpus, trends) = (&analysis.corpus, &analysis.trends);
    let digits = super::table::six_digits;
    let run = Run {
        themeline: env!("CARGO_PKG_VERSION"),
        n_records: corpus.n_read(),
        n_papers: corpus.papers.len(),
        n_duplicates: corpus.duplicates.len(),
        n_rejected: corpus.rejected.len(),
        n_undated: trends.n_undated,
        n_implausible_dates: corpus.implausible_dates.len(),
        n_spread: trends.n_spread,
        n_unclustered: rows_of::n_unclustered(analysis),
        n_themes: analysis.themes.themes.len(),
        unused_names: analysis.themes.unused_names.clone(),
        n_periods: trends.calendar.periods.len(),
        incomplete_periods: trends.calendar.incomplete().map(|p| p.to_string()).collect(),
        min_df: analysis.facts.min_df,
        n_terms: analysis.facts.n_terms,
        n_synonyms: analysis.tokenized.synonyms.rows.iter().filter(|row| row.is_folded).count(),
        rank: analysis.facts.rank,
        explained: digits(analysis.facts.explained),
        silhouette: digits(analysis.clustering.silhouette),
        synonyms: corpus.synonyms.as_ref().map(|file| Synonyms {
            path: file.path.display().to_string(),
            sha256: file.sha256.clone(),
            n_groups: file.groups.len(),
        }),
        taxonomy: own(&analysis.matches),
        sources: corpus
            .sources
            .iter()
            .map(|source| Source {
                path: source.path.display().to_string(),
                format: source.format,
                sha256: source.sha256.clone(),
                n_records: source.n_records,
            })
            .collect(),
        embeddings: corpus.vectors.as_ref().map(|vectors| Embeddings {
            path: vectors.path.display().to_string(),
            sha256: vectors.sha256.clone(),
            ids_path: vectors.ids.as_ref().map(|(path, _)| path.display().to_string()),
            ids_sha256: vectors.ids.as_ref().map(|(_, sha256)| sha256.clone()),
            n_rows: vectors.n_rows,
            n_papers: vectors.n_papers,
            n_unknown: vectors.n_unknown,
        }),
        candidates: analysis
            .clustering
            .candidates
            .iter()
            .map(|candidate| Candidate {
                n_themes: candidate.k,
                silhouette: digits(candidate.silhouette),
                stability: digits(candidate.stability),
                smallest: candidate.smallest,
                score: digits(candidate.score),
            })
            .collect(),
    };
    let body = toml::to_string(&Manifest { config, run })
        .map_err(|e| Error::report("manifest.toml", e))?;
    Ok(format!(
        "# What this folder was made of. `themeline run INPUT --config manifest.toml` repeats it.\n\n{body}"
    ))
}
