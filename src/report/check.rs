//! What `themeline check` says: as text and as JSON.

use super::accounting::{counts, total};
use super::words::counted;
use crate::check::Check;
use crate::corpus::{Corpus, Rejected, SourceFile};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// Rejected records that are told of one by one.
const MOST_REJECTS: usize = 10;

/// The text: each file with what its records have, then what the papers are like.
pub fn check_text(corpus: &Corpus, check: &Check) -> String {
    let mut text = String::new();
    for file in &corpus.sources {
        text += &format!("{} ({}): {}\n", file.path.display(), file.format, counts(file));
        if file.n_records > file.n_rejected {
            text += &format!("  {}\n", fields(file));
        }
    }
    if corpus.sources.len() > 1 {
        text += &format!("{}: {}\n", counted(corpus.sources.len(), "file"), counts(&total(corpus)));
    }
    let share = |n: usize| percent(n, check.n_papers);
    text += &format!("\n{}\n", counted(check.n_papers, "paper"));
    if let Some((first, last)) = check.span {
        text += &format!("  dates from {first} to {last}");
        text += &format!("; {} by year alone\n", share(check.n_year_only));
    }
    text += &format!("  {} without a date\n", share(check.n_undated));
    text += &format!("  {} without an abstract\n", share(check.n_without_abstract));
    let languages = check.languages.iter().take(8);
    let languages: Vec<String> = languages.map(|(l, n)| format!("{l} {}", share(*n))).collect();
    text += &format!("  languages: {}\n", languages.join(", "));
    if !check.duplicates.is_empty() {
        let rules: Vec<String> =
            check.duplicates.iter().map(|(rule, n)| format!("{n} by {rule}")).collect();
        text += &format!("  duplicates merged: {}\n", rules.join(", "));
    }
    if !corpus.implausible_dates.is_empty() {
        let n = counted(corpus.implausible_dates.len(), "date");
        text += &format!("  {n} not believed, such as {}\n", corpus.implausible_dates[0].date);
    }
    if !corpus.rejected.is_empty() {
        text += &format!("\n{} rejected\n", counted(corpus.rejected.len(), "record"));
        for rejected in corpus.rejected.iter().take(MOST_REJECTS) {
            text += &format!("  {}: {}\n", rejected.place(), rejected.reason);
        }
        if corpus.rejected.len() > MOST_REJECTS {
            text += &format!("  and {} more\n", corpus.rejected.len() - MOST_REJECTS);
        }
    }
    if !check.suggestions.is_empty() {
        text += "\nFlags that may fit\n";
        for (flag, reason) in &check.suggestions {
            text += &format!("  {flag}: {reason}\n");
        }
    }
    text
}

/// `title 100 %, abstract 98 %`: the fields that any record has.
fn fields(file: &SourceFile) -> String {
    let n_usable = file.n_records - file.n_rejected;
    let fields = file.has.named().into_iter().filter(|(_, n)| *n > 0);
    fields
        .map(|(name, n)| format!("{name} {}", percent(n, n_usable)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A share in whole per cent, of which 0 and 100 are exact.
fn percent(n: usize, of: usize) -> String {
    let share = 100.0 * n as f64 / of.max(1) as f64;
    match share {
        share if n > 0 && share < 1.0 => "<1 %".to_owned(),
        share if n < of && share > 99.0 => ">99 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    n_records: usize,
    n_papers: usize,
    n_duplicates: usize,
    n_rejected: usize,
    n_filtered: usize,
    n_undated: usize,
    n_year_only: usize,
    n_without_abstract: usize,
    first_date: Option<String>,
    last_date: Option<String>,
    languages: Vec<Counted>,
    duplicates: Vec<Counted>,
    files: Vec<File<'a>>,
    rejects: Vec<Reject<'a>>,
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Counted {
    name: String,
    n: usize,
}

#[derive(Serialize)]
struct File<'a> {
    file: String,
    format: &'a str,
    n_records: usize,
    n_papers: usize,
    n_duplicates: usize,
    n_rejected: usize,
    n_filtered: usize,
    /// How many of the records that could be used have the field.
    fields: BTreeMap<&'a str, usize>,
}

#[derive(Serialize)]
struct Reject<'a> {
    file: &'a str,
    line: Option<u64>,
    reason: &'a str,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    flag: &'a str,
    reason: &'a str,
}

/// The same as one JSON object, with every rejected record.
///
/// # Errors
/// When it cannot be written: a defect of ours.
pub fn check_json(corpus: &Corpus, check: &Check) -> Result<String> {
    let total = total(corpus);
    let checked = Checked {
        n_records: total.n_records,
        n_papers: check.n_papers,
        n_duplicates: corpus.duplicates.len(),
        n_rejected: corpus.rejected.len(),
        n_filtered: corpus.filtered.sum(),
        n_undated: check.n_undated,
        n_year_only: check.n_year_only,
        n_without_abstract: check.n_without_abstract,
        first_date: check.span.map(|(first, _)| first.to_string()),
        last_date: check.span.map(|(_, last)| last.to_string()),
        languages: named(check.languages.iter().map(|(name, n)| (name, *n))),
        duplicates: named(check.duplicates.iter().map(|(rule, n)| (rule, *n))),
        files: corpus.sources.iter().map(file).collect(),
        rejects: corpus
            .rejected
            .iter()
            .map(|Rejected { file, line, reason }| Reject {
                file,
                line: (*line > 0).then_some(*line),
                reason,
            })
            .collect(),
        suggestions: check
            .suggestions
            .iter()
            .map(|(flag, reason)| Suggestion { flag, reason })
            .collect(),
    };
    serde_json::to_string_pretty(&checked)
        .map(|text| text + "\n")
        .map_err(|e| Error::report("the check", e))
}

fn named(counts: impl Iterator<Item = (impl ToString, usize)>) -> Vec<Counted> {
    counts.map(|(name, n)| Counted { name: name.to_string(), n }).collect()
}

fn file(file: &SourceFile) -> File<'_> {
    File {
        file: file.path.display().to_string(),
        format: file.format,
        n_records: file.n_records,
        n_papers: file.n_papers,
        n_duplicates: file.n_duplicates,
        n_rejected: file.n_rejected,
        n_filtered: file.n_filtered,
        fields: file.has.named().into_iter().collect(),
    }
}
