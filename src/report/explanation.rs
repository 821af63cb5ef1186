//! Why a paper is in its theme, for a reader or for a program.

use super::table::six_digits;
use crate::error::{Error, Result};
use crate::explain::{Explanation, Place, TermPull, ThemeName};
use std::fmt::Write;

/// Terms shown at most for each of the two themes.
const SHOWN: usize = 8;

/// The explanation as text.
pub fn explanation(explanation: &Explanation) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_paper(&mut text, explanation);
    let _ = match &explanation.place {
        Some(place) => write_place(&mut text, place, explanation.has_embeddings),
        None => writeln!(text, "\nunclustered: it is in no theme"),
    };
    let _ = write_nearest(&mut text, explanation);
    text
}

/// The explanation as one JSON object, numbers of at most six significant digits, every term of
/// the paper listed.
///
/// # Errors
/// When a value cannot be written as JSON: a defect of ours.
pub fn explanation_json(explanation: &Explanation) -> Result<String> {
    let failed = |e| Error::report("the explanation", e);
    let mut value = serde_json::to_value(explanation).map_err(failed)?;
    round(&mut value);
    let text = serde_json::to_string_pretty(&value).map_err(failed)?;
    Ok(text + "\n")
}

fn round(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Array(values) => values.iter_mut().for_each(round),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(round),
        serde_json::Value::Number(number) => {
            if let Some(rounded) = number.as_f64().filter(|_| number.is_f64()).map(six_digits) {
                *value = rounded.into();
            }
        }
        _ => {}
    }
}

fn write_paper(text: &mut String, explanation: &Explanation) -> std::fmt::Result {
    if !explanation.title.is_empty() {
        writeln!(text, "{}", explanation.title)?;
    }
    match &explanation.date {
        Some(date) => writeln!(text, "{}, {date}", explanation.paper_id),
        None => writeln!(text, "{}", explanation.paper_id),
    }
}

fn write_place(text: &mut String, place: &Place, has_embeddings: bool) -> std::fmt::Result {
    writeln!(text, "\ntheme       {}", named(&place.theme))?;
    if let Some(matched) = &place.matched {
        writeln!(text, "matched by  {matched}")?;
    }
    if let Some(membership) = place.membership {
        let percent = 100.0 * membership;
        writeln!(text, "membership  {membership:.2} ({percent:.0} % of the other starts agree)")?;
    }
    if let Some(runner_up) = &place.runner_up {
        writeln!(text, "runner-up   {}", named(runner_up))?;
    }
    if let Some(margin) = place.margin {
        writeln!(
            text,
            "margin      {margin:.4} (cosine to its centre less that to the runner-up's)"
        )?;
    }
    write_terms(text, place, has_embeddings)
}

fn named(theme: &ThemeName) -> String {
    let papers = if theme.n_papers == 1 { "paper" } else { "papers" };
    format!("{} {} ({} {papers})", theme.theme_id, theme.label, theme.n_papers)
}

fn write_terms(text: &mut String, place: &Place, has_embeddings: bool) -> std::fmt::Result {
    let terms = &place.terms;
    let own = &place.theme.theme_id;
    let Some(runner_up) = &place.runner_up else {
        writeln!(text, "\nIts terms, by what they add to the cosine with {own}:")?;
        return write_sum(text, &terms.pulls, &[], terms.difference);
    };
    let other = &runner_up.theme_id;
    let n_own = terms.pulls.iter().filter(|pull| pull.contribution > 0.0).count();
    let (towards, against) = terms.pulls.split_at(n_own);
    // The strongest pull of the runner-up first.
    let against: Vec<TermPull> = against.iter().rev().cloned().collect();
    writeln!(
        text,
        "\nIn terms alone, its cosine with the other papers of {own} is {:.4}, with {other} {:.4}.",
        terms.theme, terms.runner_up
    )?;
    if terms.difference < 0.0 {
        let decided = if has_embeddings { "neighbours or embedding" } else { "neighbours" };
        writeln!(text, "Its own words are nearer to {other}: its {decided} decided.")?;
    }
    writeln!(text, "Of the difference, terms that pull it to {own} (+) and to {other} (−):")?;
    write_sum(text, towards, &against, terms.difference)
}

/// The strongest of both lists, the rest of each as one, and the sum: what is shown adds up.
fn write_sum(
    text: &mut String,
    towards: &[TermPull],
    against: &[TermPull],
    sum: f64,
) -> std::fmt::Result {
    /// Ten-thousandths, so that sums are exact.
    fn units(value: f64) -> i64 {
        (value * 1e4).round() as i64
    }
    fn signed(units: i64) -> String {
        let sign = if units < 0 { '−' } else { '+' };
        format!("{sign}{}.{:04}", units.abs() / 10_000, units.abs() % 10_000)
    }
    let mut left = units(sum);
    let (mut n_rest, mut rest) = (0, Vec::new());
    for list in [towards, against] {
        let (shown, others) = list.split_at(list.len().min(SHOWN));
        for pull in shown {
            left -= units(pull.contribution);
            writeln!(text, "  {}  {}", signed(units(pull.contribution)), pull.term)?;
        }
        n_rest += others.len();
        rest.extend(others);
    }
    // The other terms take what rounding leaves.
    let total = units(sum) - if rest.is_empty() { left } else { 0 };
    if n_rest > 0 {
        let plural = if n_rest == 1 { "term" } else { "terms" };
        writeln!(text, "  {}  {n_rest} other {plural}", signed(left))?;
    }
    writeln!(text, "  {}  together", signed(total))
}

fn write_nearest(text: &mut String, explanation: &Explanation) -> std::fmt::Result {
    if explanation.nearest.is_empty() {
        return writeln!(text, "\nNo paper is near it: it has no terms that others have.");
    }
    writeln!(text, "\nNearest papers, by cosine as clustered:")?;
    let themes = explanation.nearest.iter().filter_map(|near| near.theme_id.as_ref());
    let width = themes.map(|id| id.len()).max().unwrap_or(1);
    for near in &explanation.nearest {
        let theme = near.theme_id.as_deref().unwrap_or("–");
        let title = if near.title.is_empty() { "(no title)" } else { &near.title };
        writeln!(text, "  {:.4}  {theme:width$}  {title} ({})", near.similarity, near.paper_id)?;
    }
    Ok(())
}
