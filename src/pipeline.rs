//! The whole run, in one straight line.

use crate::check::{self, Check};
use crate::cluster::{Clustering, Evidence, Level, cluster_around, gather};
use crate::config::{Config, OutputConfig, Plan};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::evaluate::{self, Evaluation, match_gold, read_gold};
use crate::explain::{Explanation, check_repeated, explain, find_paper};
use crate::ingest::{EarlierRun, IngestPlan, ingest, read_taxonomy};
use crate::label::{Below, BroadTheme, Naming, Phrasebook, Themes, broad_themes, label};
use crate::map::{PaperMap, map_papers};
use crate::progress::Progress;
use crate::reduce::{Embedding, reduce};
use crate::report::{OutputFolder, RecordFile, SavedRun, report, report_again, report_evaluation};
use crate::taxonomy::{Matches, Taxonomy, match_papers};
use crate::tokenize::{Languages, Stems, TokenizedCorpus, tokenize_abstracts};
use crate::trend::{Evolution, TermTrends, Trends, evolve, term_trends, trend};
use crate::weigh::{TermMatrix, weigh};
use std::path::{Path, PathBuf};

/// All that a run found out; what reports are made of.
pub struct Analysis {
    /// The papers, in canonical order.
    pub corpus: Corpus,
    /// The languages they are in.
    pub languages: Languages,
    /// Their words.
    pub tokenized: TokenizedCorpus,
    /// Which of them belong to the user's own themes, and why.
    pub matches: Matches,
    /// The weights of their terms.
    pub matrix: TermMatrix,
    /// The same as points.
    pub embedding: Embedding,
    /// Where each belongs.
    pub clustering: Clustering,
    /// What the themes are called.
    pub themes: Themes,
    /// The themes above them, by size; none where the themes are the broad ones already.
    pub broad: Vec<BroadTheme>,
    /// How many papers they had when.
    pub trends: Trends,
    /// How they come from one another, window by window.
    pub evolution: Evolution,
    /// Which terms burst or are new, and how new each paper's were.
    pub term_trends: TermTrends,
    /// Where the papers lie on the map.
    pub map: PaperMap,
    /// Figures that the manifest states.
    pub facts: Facts,
}

/// Figures about a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Papers a term had to occur in.
    pub min_df: usize,
    /// Terms of the vocabulary.
    pub n_terms: usize,
    /// Columns of the embedding.
    pub rank: usize,
    /// Share of the weights' sum of squares that the embedding keeps, 0–1.
    pub explained: f64,
}

/// Reads the inputs, finds themes and trends, and writes the output folder.
///
/// # Errors
/// When the inputs hold no papers, a parameter cannot be met, or the folder cannot be written;
/// the folder is then as it was before.
pub fn run(
    inputs: &[PathBuf],
    out: &Path,
    config: &Config,
    progress: &Progress,
) -> Result<(Analysis, SavedRun)> {
    config.check()?;
    let folder = OutputFolder::open(out)?;
    let taxonomy = read_taxonomy(config.themes.taxonomy())?;
    progress.reading();
    let corpus = ingest(inputs, &config.ingest_plan(), &|done, total| progress.at(done, total))?;
    let analysis = analyse(corpus, taxonomy, config, progress)?;
    progress.stage("writing tables and drawing charts");
    let saved = report(&analysis, config, folder)?;
    Ok((analysis, saved))
}

/// Reads the inputs and writes their papers to one file, in the format that its extension names.
///
/// # Errors
/// As [`run`], and when the file is one of the inputs; what was there before is then as it was.
pub fn convert(
    inputs: &[PathBuf],
    out: &Path,
    config: &Config,
    progress: &Progress,
) -> Result<Corpus> {
    config.check()?;
    let file = RecordFile::open(out, inputs)?;
    let corpus = ingest_details(inputs, config, progress)?;
    progress.stage("writing records");
    file.write(&corpus)?;
    Ok(corpus)
}

/// Reads the inputs and says what they hold and what they lack.
///
/// # Errors
/// When the inputs hold no papers, or a parameter cannot be met.
pub fn check(inputs: &[PathBuf], config: &Config, progress: &Progress) -> Result<(Corpus, Check)> {
    config.check()?;
    let corpus = ingest_details(inputs, config, progress)?;
    progress.stage("telling languages");
    let check = check::check(&corpus);
    Ok((corpus, check))
}

/// The papers with their details, which a run has no use for.
fn ingest_details(inputs: &[PathBuf], config: &Config, progress: &Progress) -> Result<Corpus> {
    progress.reading();
    let plan = IngestPlan { details: true, ..config.ingest_plan() };
    ingest(inputs, &plan, &|done, total| progress.at(done, total))
}

/// Draws a saved run again from its tables, into `out`, which may be its own folder; `change` says
/// what is to be otherwise than it was asked for.
///
/// # Errors
/// When `run` is no output of ours or is damaged, a parameter cannot be met, or `out` cannot be
/// written; `out` is then as it was before.
pub fn redraw(
    run: &Path,
    out: &Path,
    change: impl Fn(&mut OutputConfig),
    progress: &Progress,
) -> Result<SavedRun> {
    let folder = OutputFolder::open(out)?;
    progress.stage("reading tables");
    let mut saved = SavedRun::open(run)?;
    change(&mut saved.config.output);
    saved.config.check()?;
    progress.stage("drawing charts");
    report_again(&saved, folder)?;
    Ok(saved)
}

/// Repeats an earlier run and says why a paper of it is in its theme; `paper` is an id, or a title
/// or a part of one.
///
/// # Errors
/// When `run` is no output of ours, its inputs are missing or have changed, the analysis does not
/// repeat, or no paper, or more than one, is meant.
pub fn explain_paper(run: &Path, paper: &str, progress: &Progress) -> Result<Explanation> {
    let earlier = EarlierRun::open(run)?;
    let config = Config::read(&earlier.manifest)?;
    let (synonyms, embeddings) = (earlier.synonyms()?, earlier.embeddings()?);
    let plan = IngestPlan { synonyms, embeddings, ..config.ingest_plan() };
    progress.reading();
    let corpus = ingest(&earlier.inputs()?, &plan, &|done, total| progress.at(done, total))?;
    let row = find_paper(&corpus, paper)?;
    let taxonomy = read_taxonomy(earlier.taxonomy()?.as_deref())?;
    let analysis = analyse(corpus, taxonomy, &config, progress)?;
    check_repeated(&earlier, &analysis)?;
    Ok(explain(&analysis, row))
}

/// Reads an earlier output, its inputs and the gold labels (a file, and their column in it), and
/// writes how good its themes are.
///
/// # Errors
/// When `run` is no output of ours, the labels cannot be used, or `out` cannot be written. Inputs
/// that are missing or have changed are none: the figures that need them are left out.
pub fn evaluate(
    run: &Path,
    gold: Option<(&Path, &str)>,
    out: &Path,
) -> Result<(EarlierRun, Evaluation)> {
    let earlier = EarlierRun::open(run)?;
    let config = Config::read(&earlier.manifest)?;
    let folder = OutputFolder::open_evaluation(out)?;
    let gold = match gold {
        Some((file, column)) => Some(match_gold(&read_gold(file, column)?, &earlier, file)?),
        None => None,
    };
    let plan =
        IngestPlan { embeddings: None, names: None, ..config.input.plan(config.themes.seed) };
    let papers = earlier.inputs().and_then(|inputs| ingest(&inputs, &plan, &|_, _| {}));
    let evaluation = evaluate::evaluate(&earlier, &papers, gold.as_ref());
    report_evaluation(&evaluation, &earlier, config.output.dialect(), folder)?;
    Ok((earlier, evaluation))
}

/// The stages between reading and reporting.
///
/// # Errors
/// When there are too few papers, or a parameter or a phrase of the taxonomy cannot be met.
pub fn analyse(
    mut corpus: Corpus,
    taxonomy: Taxonomy,
    config: &Config,
    progress: &Progress,
) -> Result<Analysis> {
    let n_papers = corpus.papers.len();
    if n_papers < 2 {
        return Err(Error::config(
            format!("{n_papers} paper was read: themes are found among several"),
            "give more papers; records that repeat one another count once",
        ));
    }
    let plan = Plan::of(config, n_papers)?;

    progress.papers("tokenizing", n_papers);
    let languages = Languages::of(&corpus.papers, config.text.language.fixed());
    let stems = Stems::new(languages.main, &config.text.stop_words);
    let on_progress = |n| progress.at(n as u64, n_papers as u64);
    let matches = match_papers(taxonomy, &corpus, &stems, plan.min_match)?;
    let tokenized = tokenize_abstracts(&mut corpus, &stems, &languages, &on_progress);
    progress.stage("weighing terms");
    let matrix = weigh(&tokenized, &plan.weigh)?;
    progress.stage(format!("reducing {} terms", matrix.vocabulary.len()));
    let embedding = reduce(&matrix, &corpus.dates(), corpus.paper_vectors(), &plan.reduce);
    progress.stage("clustering");
    let evidence =
        Evidence { weights: &matrix.weights, embedding: &embedding, dates: &corpus.dates() };
    let clustering = cluster_around(evidence, &matches.claims(), &plan.cluster)?;
    let hierarchy = gather(&clustering, &embedding.points);
    progress.stage(format!("naming {} themes", clustering.n_themes()));
    let mut book = Phrasebook::new(&tokenized, &matrix);
    let mut named = |clustering: &Clustering, naming: &Naming| {
        label(&mut book, &embedding, clustering, &matches, &plan.label, naming)
    };
    let themes = named(&clustering, &Naming { given: &corpus.names, below: None });
    let (clustering, themes, broad) = if hierarchy.is_flat() {
        (clustering, themes, Vec::new())
    } else {
        let given: &[_] = if plan.level == Level::Broad { &corpus.names } else { &[] };
        let below = Below { hierarchy: &hierarchy, clustering: &clustering, themes: &themes };
        let above = named(&hierarchy.clustering, &Naming { given, below: Some(below) });
        match plan.level {
            Level::Theme => (clustering, themes, broad_themes(&hierarchy, &above)),
            Level::Broad => (hierarchy.clustering, above, Vec::new()),
        }
    };
    progress.stage("estimating trends");
    let trends = trend(&corpus, &clustering, &plan.trend);
    progress.stage("following themes and terms over time and drawing the map");
    // Most of the map is laid out by one thread.
    let (map, (evolution, term_trends)) = rayon::join(
        || map_papers(&embedding, &clustering, plan.cluster.seed),
        || {
            let points = &embedding.projected;
            let evolution = evolve(&tokenized, &matrix, points, &clustering, &trends, &plan.trend);
            let calendar = &trends.calendar;
            let terms =
                term_trends(&corpus, &tokenized, &matrix, &clustering, calendar, &plan.trend);
            (evolution, terms)
        },
    );

    let facts = Facts {
        min_df: plan.weigh.vocabulary.min_df,
        n_terms: matrix.vocabulary.len(),
        rank: embedding.points.n_cols(),
        explained: embedding.explained,
    };
    Ok(Analysis {
        corpus,
        languages,
        tokenized,
        matches,
        matrix,
        embedding,
        clustering,
        themes,
        broad,
        trends,
        evolution,
        term_trends,
        map,
        facts,
    })
}
