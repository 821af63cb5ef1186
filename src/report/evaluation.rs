//! An evaluation as a table on the terminal, as CSV, and as JSON.

use super::folder::{EVALUATION, OutputFolder};
use super::table::{Table, six_digits};
use super::tables::{counts, numbers, optional_text, text};
use super::{cut, write};
use crate::config::CsvDialect;
use crate::error::{Error, Result};
use crate::evaluate::{BestMatch, Evaluation};
use crate::ingest::EarlierRun;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// A figure, and how to read it.
struct Score {
    measure: &'static str,
    value: Option<f64>,
    range: &'static str,
    meaning: &'static str,
}

/// Widths of the terminal's columns of labels and themes.
const CLASS_WIDTH: usize = 24;
const THEME_WIDTH: usize = 23;

/// Writes `scores.csv`, `classes.csv` (where there are gold labels) and `evaluation.json`, and puts
/// the folder in place.
///
/// # Errors
/// When a file cannot be written; the folder is then as it was before.
pub fn report_evaluation(
    evaluation: &Evaluation,
    run: &EarlierRun,
    dialect: CsvDialect,
    folder: OutputFolder,
) -> Result<()> {
    let folder = folder.begin()?;
    let top = folder.subfolder("")?;
    scores_table(&scores(evaluation))?.write_csv(&top, dialect)?;
    if evaluation.against_gold.is_some() {
        classes_table(evaluation, run)?.write_csv(&top, dialect)?;
    }
    write(&top.join(EVALUATION), &evaluation_json(evaluation, run)?)?;
    folder.publish()
}

/// The figures there are, in the order of the table.
fn scores(evaluation: &Evaluation) -> Vec<Score> {
    let score = |measure, value, range, meaning| Score { measure, value, range, meaning };
    let mut scores = Vec::new();
    if let Some(gold) = &evaluation.against_gold {
        let a = &gold.agreement;
        scores.extend([
            score("ami", Some(a.ami), "..1", "adjusted mutual information; 0 is chance"),
            score("nmi", Some(a.nmi), "0..1", "mutual information; grows with the themes"),
            score("ari", Some(a.ari), "..1", "adjusted Rand index; 0 is chance"),
            score("homogeneity", Some(a.homogeneity), "0..1", "a theme holds one label only"),
            score("completeness", Some(a.completeness), "0..1", "a label lies in one theme only"),
            score("v_measure", Some(a.v_measure), "0..1", "harmonic mean of the two (= nmi)"),
            score("purity", Some(a.purity), "0..1", "papers of their theme's commonest label"),
            score("best_f1", Some(gold.mean_best_f1()), "0..1", "mean over the labels below"),
        ]);
    }
    let coherence = evaluation.coherence;
    scores.extend([
        score("c_v", coherence.map(|c| c.c_v), "0..1", "coherence of the top ten words"),
        score("c_npmi", coherence.map(|c| c.c_npmi), "-1..1", "the same, by pairs of words"),
        score("diversity", evaluation.diversity, "0..1", "top ten words that are distinct"),
        score("silhouette", evaluation.silhouette, "-1..1", "separation, as the run saw it"),
        score("stability", evaluation.stability, "0..1", "mean of the themes, as the run saw it"),
    ]);
    scores
}

fn scores_table(scores: &[Score]) -> Result<Table> {
    Table::new(
        "scores",
        vec![
            text("measure", scores.iter().map(|score| score.measure)),
            numbers("value", scores.iter().map(|score| score.value)),
            text("range", scores.iter().map(|score| score.range)),
            text("meaning", scores.iter().map(|score| score.meaning)),
        ],
    )
}

fn classes(evaluation: &Evaluation) -> &[(String, BestMatch)] {
    evaluation.against_gold.as_ref().map_or(&[], |gold| &gold.classes)
}

fn classes_table(evaluation: &Evaluation, run: &EarlierRun) -> Result<Table> {
    let rows = || classes(evaluation).iter();
    let best = || rows().map(|(_, best)| best);
    let theme = |best: &BestMatch| best.theme.map(|theme| &run.themes[theme]);
    Table::new(
        "classes",
        vec![
            text("gold_label", rows().map(|(class, _)| class.as_str())),
            counts("n_papers", best().map(|best| best.n_class)),
            optional_text("theme_id", best().map(|best| theme(best).map(|t| t.id.clone()))),
            optional_text("label", best().map(|best| theme(best).map(|t| t.label.clone()))),
            counts("n_theme", best().map(|best| best.n_theme)),
            counts("n_both", best().map(|best| best.n_both)),
            numbers("precision", best().map(|best| Some(best.precision()))),
            numbers("recall", best().map(|best| Some(best.recall()))),
            numbers("f1", best().map(|best| Some(best.f1()))),
        ],
    )
}

/// Everything as one JSON document, numbers of six significant digits.
///
/// # Errors
/// When a value cannot be written as JSON: a defect of ours.
pub fn evaluation_json(evaluation: &Evaluation, run: &EarlierRun) -> Result<String> {
    let number = |value: Option<f64>| value.map_or(Value::Null, |value| json!(six_digits(value)));
    let scores: serde_json::Map<String, Value> = scores(evaluation)
        .into_iter()
        .map(|score| (score.measure.to_owned(), number(score.value)))
        .collect();
    let class = |(class, best): &(String, BestMatch)| {
        json!({
            "gold_label": class,
            "n_papers": best.n_class,
            "theme_id": best.theme.map(|theme| &run.themes[theme].id),
            "label": best.theme.map(|theme| &run.themes[theme].label),
            "n_theme": best.n_theme,
            "n_both": best.n_both,
            "precision": six_digits(best.precision()),
            "recall": six_digits(best.recall()),
            "f1": six_digits(best.f1()),
        })
    };
    let document = json!({
        "themeline": env!("CARGO_PKG_VERSION"),
        "run": run.folder.display().to_string(),
        "n_papers": run.papers.len(),
        "n_themes": run.themes.len(),
        "n_labelled": evaluation.against_gold.as_ref().map(|gold| gold.n_labelled),
        "scores": scores,
        "classes": classes(evaluation).iter().map(class).collect::<Vec<_>>(),
        "notes": evaluation.notes,
    });
    let text = serde_json::to_string_pretty(&document).map_err(|e| Error::report(EVALUATION, e))?;
    Ok(text + "\n")
}

/// The text for the terminal; its tables are at most 80 columns wide.
pub fn evaluation_text(evaluation: &Evaluation, run: &EarlierRun, out: &Path) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_text(&mut text, evaluation, run);
    let _ = writeln!(text, "\nscores.csv and evaluation.json are in {}", out.display());
    text
}

fn write_text(text: &mut String, evaluation: &Evaluation, run: &EarlierRun) -> std::fmt::Result {
    let (n_themes, n_papers) = (run.themes.len(), run.papers.len());
    write!(text, "{}: {n_themes} themes of {n_papers} papers", run.folder.display())?;
    if let Some(gold) = &evaluation.against_gold {
        write!(text, ", {} with one of {} labels", gold.n_labelled, gold.classes.len())?;
    }
    writeln!(text, "\n\n{:12} {:>9}  {:6} meaning", "measure", "value", "range")?;
    for score in scores(evaluation) {
        let value = score.value.map_or(String::new(), |value| format!("{value:.4}"));
        writeln!(text, "{:12} {value:>9}  {:6} {}", score.measure, score.range, score.meaning)?;
    }
    if evaluation.against_gold.is_some() {
        writeln!(
            text,
            "\n{:CLASS_WIDTH$} papers  {:THEME_WIDTH$} precis.  recall      F1",
            "label", "best theme"
        )?;
    }
    for (class, best) in classes(evaluation) {
        let theme = best.theme.map(|theme| &run.themes[theme]);
        let theme = theme.map_or(String::new(), |theme| format!("{} {}", theme.id, theme.label));
        writeln!(
            text,
            "{:CLASS_WIDTH$} {:>6}  {:THEME_WIDTH$} {:>7.3} {:>7.3} {:>7.3}",
            cut(class, CLASS_WIDTH),
            best.n_class,
            cut(&theme, THEME_WIDTH),
            best.precision(),
            best.recall(),
            best.f1()
        )?;
    }
    if !evaluation.notes.is_empty() {
        writeln!(text)?;
    }
    evaluation.notes.iter().try_for_each(|note| writeln!(text, "note: {note}"))
}
