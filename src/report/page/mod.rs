//! `report.html`: the run as one page that needs no network and no other file.
//!
//! The template is filled with what reads well without a script (the words, the table of themes,
//! the charts); the script reads the rest as JSON from the page itself. A policy in the page lets
//! browsers run and load nothing but what is in it, by digest.

mod compact;
mod data;
mod sparkline;
mod words;

use super::words::{facts, headline, interval, signed_percent};
use super::{About, Tables, charts, rows_in};
use crate::error::{Error, Result};
use crate::trend::Verdict;
use base64::Engine as _;
use compact::compact;
use data::{Overview, Theme};
use minijinja::{Environment, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("style.css");
/// One module, in this order: what is declared above can be used below.
const SCRIPT: &str = concat!(
    include_str!("dom.js"),
    include_str!("data.js"),
    include_str!("state.js"),
    include_str!("periods.js"),
    include_str!("themes.js"),
    include_str!("chart.js"),
    include_str!("detail.js"),
    include_str!("papers.js"),
    include_str!("map.js"),
    include_str!("main.js"),
);

/// A chart of the page.
pub struct Chart<'a> {
    /// File name without ending.
    pub name: &'a str,
    /// What it shows, as a heading.
    pub title: String,
    /// The chart itself.
    pub svg: String,
}

/// The page of a run, with the charts drawn of it.
///
/// # Errors
/// When a table or a column is missing, or tables contradict one another.
pub fn page(tables: &Tables, about: &About, drawn: &[Chart]) -> Result<String> {
    let overview = data::overview(tables)?;
    let papers = data::papers(tables, &overview)?;
    let verdicts: Vec<Verdict> = rows_in::trends(tables)?.iter().map(|row| row.verdict).collect();
    let sentences: Vec<String> = facts(tables, about)?
        .into_iter()
        .chain(words::sentences(&overview))
        .map(|sentence| words::unbroken(&sentence))
        .collect();
    let rows: Vec<Value> = overview.themes.iter().map(|theme| row(theme, &overview)).collect();
    let failed = |e| Error::report("report.html", e);
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE).map_err(failed)?;
    let template = environment.get_template("report.html").map_err(failed)?;
    let page = context! {
        corpus => about.corpus(),
        version => about.themeline.as_str(),
        headline => headline(about.n_papers, &verdicts),
        sentences,
        rows,
        spark => context! { width => sparkline::WIDTH, height => sparkline::HEIGHT },
        dated => !overview.periods.name.is_empty(),
        charts => drawn
            .iter()
            .map(|chart| context! { name => chart.name, title => chart.title.as_str(), svg => compact(&chart.svg) })
            .collect::<Vec<_>>(),
        style => STYLE,
        style_digest => digest(STYLE),
        script => SCRIPT,
        script_digest => digest(SCRIPT),
        overview => json(&overview)?,
        papers => json(&papers)?,
    };
    template.render(page).map_err(failed)
}

/// A row of the table of themes, as it stands in the page before any script runs.
fn row(theme: &Theme, overview: &Overview) -> Value {
    let is_judged = theme.verdict != "too few";
    let limits = theme.growth_lo.zip(theme.growth_hi);
    context! {
        id => theme.id,
        label => theme.label,
        colour => theme.colour.as_str(),
        papers => charts::count(theme.n),
        share => theme.share.map(charts::percent),
        verdict => theme.verdict,
        sign => match theme.verdict {
            "growing" => "▲",
            "emerging" => "✦",
            "declining" => "▼",
            _ => "",
        },
        growth => theme.growth.filter(|_| is_judged).map(signed_percent),
        interval => limits.filter(|_| is_judged).map(|(low, high)| interval(low, high)),
        spark => sparkline::path(&theme.counts, &overview.periods),
    }
}

/// What a browser is told a text must be, to run it: its digest.
fn digest(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text))
}

/// JSON that can stand in a page: no `<` could end the element that it is in, or begin a comment.
fn json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(|e| Error::report("report.html", e))?;
    Ok(text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}
