//! `manifest.toml`: the configuration of a run, ready to be fed back, and what it was run on.

use super::charts::{Caption, Look};
use super::read_tables::REMEDY;
use super::rows_of;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::language::Tongue;
use crate::pipeline::Analysis;
use crate::taxonomy::Matches;
use crate::tokenize::Languages;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a manifest says of its run under `[run]`, beside the configuration: with the tables, all
/// that captions and reports are made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Version of the themeline that found the themes.
    pub themeline: String,
    /// Records read: papers, duplicates, rejected ones and those that filters left out.
    pub n_records: usize,
    /// Papers of the corpus.
    pub n_papers: usize,
    /// Records that were merged into another.
    pub n_duplicates: usize,
    /// Records that could not be used.
    pub n_rejected: usize,
    /// Papers that filters left out.
    #[serde(default)]
    pub n_filtered: usize,
    /// Papers among the `n_papers` that have no place in time.
    pub n_undated: usize,
    /// Dates that were not believed.
    pub n_implausible_dates: usize,
    /// Papers dated by year alone that were spread over its periods.
    pub n_spread: usize,
    /// Papers among the `n_papers` that are in no theme.
    pub n_unclustered: usize,
    /// Themes.
    pub n_themes: usize,
    /// Names of the user's that no theme is like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused_names: Vec<String>,
    /// Calendar periods, without gaps; their names are in the table `volume`.
    pub n_periods: usize,
    /// Names of those that are left out of trends.
    pub incomplete_periods: Vec<String>,
    /// Papers a term had to occur in.
    pub min_df: usize,
    /// Terms of the vocabulary.
    pub n_terms: usize,
    /// Synonyms that were folded.
    pub n_synonyms: usize,
    /// Columns of the embedding.
    pub rank: usize,
    /// Share of the weights' sum of squares that the embedding keeps, 0–1.
    pub explained: f64,
    /// Mean silhouette of the clustered papers, −1 to 1.
    pub silhouette: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonyms: Option<Synonyms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxonomy: Option<Own>,
    sources: Vec<Source>,
    /// The papers by language, where it is not English for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    languages: Vec<Spoken>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embeddings: Option<Embeddings>,
    candidates: Vec<Candidate>,
}

/// The user's own themes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Own {
    path: String,
    sha256: String,
    n_themes: usize,
    n_papers: usize,
    n_overlaps: usize,
    empty: Vec<String>,
    missing_examples: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Synonyms {
    path: String,
    sha256: String,
    n_groups: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Source {
    path: String,
    format: String,
    sha256: String,
    n_records: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Spoken {
    language: String,
    n_papers: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    run: &'a About,
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

/// How many papers are in which language, where any is in another than English.
fn spoken(languages: &Languages) -> Vec<Spoken> {
    let has_other = languages.counts.iter().any(|(tongue, _)| *tongue != Tongue::english());
    let counts = languages.counts.iter().filter(|_| has_other);
    counts.map(|(tongue, n)| Spoken { language: tongue.name().to_owned(), n_papers: *n }).collect()
}

impl About {
    /// What is to be said of a run.
    pub fn of(analysis: &Analysis) -> About {
        let (corpus, trends) = (&analysis.corpus, &analysis.trends);
        let digits = super::table::six_digits;
        About {
            themeline: env!("CARGO_PKG_VERSION").to_owned(),
            n_records: corpus.n_read(),
            n_papers: corpus.papers.len(),
            n_duplicates: corpus.duplicates.len(),
            n_rejected: corpus.rejected.len(),
            n_filtered: corpus.filtered.sum(),
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
                    format: source.format.to_owned(),
                    sha256: source.sha256.clone(),
                    n_records: source.n_records,
                })
                .collect(),
            languages: spoken(&analysis.languages),
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
        }
    }

    /// Reads what the manifest of a saved run says.
    ///
    /// # Errors
    /// When it is not as we write it; names the line.
    pub fn read(manifest: &Path) -> Result<About> {
        #[derive(Deserialize)]
        struct Stated {
            run: About,
        }
        let text = std::fs::read_to_string(manifest).map_err(|e| Error::io("read", manifest, e))?;
        let Stated { run } = toml::from_str(&text).map_err(|e| {
            let problem = e.to_string().replace('\n', " ");
            Error::input(manifest.display().to_string(), problem.trim_end(), REMEDY)
        })?;
        Ok(run)
    }

    /// Papers with a place in time.
    pub fn n_dated(&self) -> usize {
        self.n_papers.saturating_sub(self.n_undated)
    }

    /// What a reader calls the corpus: the name of its file, or of the folder that holds all of
    /// several, or of the first of them.
    pub fn corpus(&self) -> String {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let paths: Vec<&Path> = self.sources.iter().map(|source| Path::new(&source.path)).collect();
        let Some((first, others)) = paths.split_first() else { return String::new() };
        let of_file = name(first).unwrap_or_default();
        if others.is_empty() {
            return of_file;
        }
        let mut folders = first.ancestors().skip(1);
        let shared = folders.find(|folder| others.iter().all(|path| path.starts_with(folder)));
        match shared.and_then(name) {
            Some(folder) => format!("{folder} ({} files)", paths.len()),
            None => format!("{of_file} and {} more", others.len()),
        }
    }

    /// The facts that subtitles state, and how charts look.
    pub fn caption(&self, look: Look) -> Caption {
        Caption { corpus: self.corpus(), n_papers: self.n_papers, n_dated: self.n_dated(), look }
    }
}

/// The text of the manifest.
///
/// # Errors
/// When a value cannot be written as TOML: a defect of ours.
pub fn manifest(about: &About, config: &Config) -> Result<String> {
    let body = toml::to_string(&Manifest { config, run: about })
        .map_err(|e| Error::report("manifest.toml", e))?;
    Ok(format!(
        "# What this folder was made of. `themeline run INPUT --config manifest.toml` repeats it.\n\n{body}"
    ))
}
