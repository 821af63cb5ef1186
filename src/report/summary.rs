//! The summary on the terminal: what was read, and a row per theme.

use super::accounting::accounting;
use super::rows_of;
use super::saved::SavedRun;
use super::terminal_table::{Colour, cut, terminal_table};
use super::words::counted;
use crate::config::Parts;
use crate::corpus::{Corpus, Filtered};
use crate::error::Result;
use crate::language::Tongue;
use crate::pipeline::Analysis;
use crate::taxonomy::Matches;
use crate::tokenize::Languages;
use crate::trend::Composition;
use std::fmt::Write;
use std::path::Path;

/// Part of the papers from other venues than before from which trends may come from the venues.
const NOTABLE_SHIFT: f64 = 0.25;

/// The text of the summary, at most 80 columns wide: of an analysis, and of what was saved of it.
///
/// # Errors
/// When a table is not as we write it.
pub fn summary(analysis: &Analysis, run: &SavedRun, colour: Colour) -> Result<String> {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_counts(&mut text, analysis);
    text += &terminal_table(&run.tables, colour)?;
    text += &format!("\n{} are in {}\n", parts(run.config.output.only), run.folder.display());
    Ok(text)
}

/// The summary of a saved run that was drawn again, into `out`.
///
/// # Errors
/// When a table is not as we write it.
pub fn summary_again(run: &SavedRun, out: &Path, colour: Colour) -> Result<String> {
    let (n_themes, n_papers) = (run.about.n_themes, run.about.n_papers);
    let counts = format!("{} in {}\n", counted(n_themes, "theme"), counted(n_papers, "paper"));
    let themes = terminal_table(&run.tables, colour)?;
    let done = format!("\n{} is drawn in {}\n", run.folder.display(), out.display());
    Ok(counts + &themes + &done)
}

/// What there is in the folder.
fn parts(parts: Parts) -> &'static str {
    match parts {
        Parts::All => "Reports, charts, tables and manifest.toml",
        Parts::Charts => "Charts and manifest.toml",
        Parts::Tables => "Tables and manifest.toml",
    }
}

fn write_counts(text: &mut String, analysis: &Analysis) -> std::fmt::Result {
    let (corpus, trends) = (&analysis.corpus, &analysis.trends);
    let n_themes = analysis.themes.themes.len();
    let n_papers = corpus.papers.len();
    writeln!(text, "{} in {}", counted(n_themes, "theme"), counted(n_papers, "paper"))?;
    write_number(text, analysis)?;
    if !corpus.duplicates.is_empty() {
        let n = counted(corpus.duplicates.len(), "duplicate record");
        writeln!(text, "  {n} merged (tables/duplicates.csv)")?;
    }
    if !corpus.rejected.is_empty() {
        let n = counted(corpus.rejected.len(), "record");
        writeln!(text, "  {n} rejected (tables/rejects.csv)")?;
    }
    if corpus.filtered.sum() > 0 {
        let n = counted(corpus.filtered.sum(), "paper");
        writeln!(text, "  {n} left out by {} (tables/sources.csv)", filters(&corpus.filtered))?;
    }
    let n_repaired = corpus.papers.iter().filter(|p| p.repairs.iter().next().is_some()).count();
    if n_repaired > 0 {
        let n = counted(n_repaired, "text");
        writeln!(
            text,
            "  {n} repaired, most of all {} (tables/repairs.csv)",
            most_repaired(corpus)
        )?;
    }
    *text += &accounting(corpus);
    if let Some(vectors) = &corpus.vectors {
        let without = n_papers - vectors.n_papers;
        let path = vectors.path.display();
        writeln!(text, "  {} with a vector in {path}", counted(vectors.n_papers, "paper"))?;
        if without > 0 {
            writeln!(text, "  {} without one, placed by text", counted(without, "paper"))?;
        }
        if vectors.n_unknown > 0 {
            writeln!(text, "  {} of no paper there", counted(vectors.n_unknown, "vector"))?;
        }
    }
    write_languages(text, &analysis.languages)?;
    let n_unclustered = rows_of::n_unclustered(analysis);
    if n_unclustered > 0 {
        writeln!(text, "  {} unclustered", counted(n_unclustered, "paper"))?;
    }
    write_taxonomy(text, &analysis.matches)?;
    for name in &analysis.themes.unused_names {
        writeln!(text, "  no theme is like the one named {name:?}: no name given")?;
    }
    if let Some(by) = &trends.by_group {
        let n = counted(by.groups.len(), "group");
        let line = format!("compared by {}, {n} (tables/theme_by.csv)", by.by);
        writeln!(text, "  {}", cut(&line, 78))?;
        let n_of = |kind| by.composition.iter().filter(|&&found| found == kind).count();
        for (n, of) in [
            (n_of(Composition::Mix), "mostly from a changing mix of groups"),
            (n_of(Composition::Hidden), "only inside of groups"),
        ] {
            if n > 0 {
                writeln!(text, "  {} {of} (tables/trends_by.csv)", counted(n, "trend"))?;
            }
        }
    } else if trends.venue_shift.is_some_and(|shift| shift >= NOTABLE_SHIFT) {
        writeln!(text, "  venues change over time: --by venue tells trends within them")?;
    }
    match (trends.calendar.periods.first(), trends.calendar.periods.last()) {
        (Some(first), Some(last)) => {
            let n = counted(trends.calendar.periods.len(), "period");
            writeln!(text, "  {n}, {first} to {last}")?;
            let incomplete: Vec<String> =
                trends.calendar.incomplete().map(|period| period.to_string()).collect();
            match incomplete.as_slice() {
                [] => {}
                [one] => writeln!(text, "  {one} is incomplete and left out of trends")?,
                [one, other] => {
                    writeln!(text, "  {one} and {other} are incomplete and left out of trends")?;
                }
                many => {
                    writeln!(text, "  {} incomplete periods are left out of trends", many.len())?
                }
            }
            if trends.n_spread > 0 {
                let n = counted(trends.n_spread, "paper");
                writeln!(text, "  {n} dated by year alone, spread over its periods")?;
            }
            if trends.n_undated > 0 {
                let n = counted(trends.n_undated, "paper");
                writeln!(
                    text,
                    "  {n} without a date, or with one too coarse (tables/undated.csv)"
                )?;
            }
            write_implausible(text, corpus)?;
        }
        _ if corpus.papers.iter().any(|paper| paper.date.is_some()) => {
            writeln!(text, "  no dates as fine as the period: counts only, no trends")?;
        }
        _ => writeln!(text, "  no dates: counts only, no trends")?,
    }
    Ok(())
}

/// The repair that most papers needed.
fn most_repaired(corpus: &Corpus) -> String {
    let most = corpus.repairs().into_iter().rev().max_by_key(|count| count.n_papers);
    most.map(|count| count.repair.to_string()).unwrap_or_default()
}

/// Which papers are in another language than most, and of which the words cannot be told.
fn write_languages(text: &mut String, languages: &Languages) -> std::fmt::Result {
    let others: Vec<(Tongue, usize)> = languages.others().collect();
    let list = |others: &[(Tongue, usize)]| {
        let each = others.iter().map(|(tongue, n)| format!("{n} {tongue}"));
        each.collect::<Vec<_>>().join(", ")
    };
    let n: usize = others.iter().map(|(_, n)| n).sum();
    if languages.has_foreign() {
        let main = languages.main_name();
        let n = counted(n, "paper");
        let line = format!("{n} not in {main} ({}), placed by shared terms", list(&others));
        writeln!(text, "  {}", cut(&line, 78))?;
    }
    let without: Vec<(Tongue, usize)> =
        others.into_iter().filter(|(tongue, _)| !tongue.has_spaces()).collect();
    if !without.is_empty() {
        let line = format!("{} not supported: no spaces between words", list(&without));
        writeln!(text, "  {}", cut(&line, 78))?;
    }
    Ok(())
}

/// The flags that left papers out.
fn filters(filtered: &Filtered) -> String {
    let by = [
        (filtered.by_date, "--since and --until"),
        (filtered.by_where, "--where"),
        (filtered.by_sample, "--sample"),
    ];
    let by = by.into_iter().filter(|(n, _)| *n > 0).map(|(_, flag)| flag);
    by.collect::<Vec<_>>().join(", ")
}

fn write_implausible(text: &mut String, corpus: &Corpus) -> std::fmt::Result {
    let Some(first) = corpus.implausible_dates.first() else { return Ok(()) };
    let n = counted(corpus.implausible_dates.len(), "date");
    writeln!(text, "  {n} not believed, such as {} (tables/undated.csv)", first.date)
}

/// What the number of themes was chosen from; nothing where it was given.
fn write_number(text: &mut String, analysis: &Analysis) -> std::fmt::Result {
    let tried = &analysis.clustering.candidates;
    let (Some(fewest), Some(most)) = (tried.first(), tried.last()) else { return Ok(()) };
    let n_found = analysis.clustering.own.iter().filter(|own| own.is_none()).count();
    let n = counted(n_found, "theme");
    let range = format!("{} to {}", fewest.k, most.k);
    writeln!(text, "  {n}, chosen from {range} (see tables/candidates.csv)")
}

fn write_taxonomy(text: &mut String, matches: &Matches) -> std::fmt::Result {
    let n_themes = matches.taxonomy.themes.len();
    if n_themes == 0 {
        return Ok(());
    }
    let papers = counted(matches.n_papers().iter().sum(), "paper");
    let themes = counted(n_themes, "theme");
    writeln!(text, "  {papers} in {themes} of your own (tables/taxonomy.csv)")?;
    if matches.n_overlaps() > 0 {
        writeln!(text, "  {} could be in several of them", counted(matches.n_overlaps(), "paper"))?;
    }
    for theme in matches.empty() {
        writeln!(text, "  {}", cut(&format!("no paper is in {}: {}", theme.id, theme.name), 78))?;
    }
    for example in &matches.missing_examples {
        writeln!(text, "  {}", cut(&format!("no paper is the example {example}"), 78))?;
    }
    Ok(())
}
