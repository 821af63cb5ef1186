//! The tables of a run, column by column.

use super::all_tables::Tables;
use super::by_tables;
use super::table::Table;
use super::{burst_tables, evolution_tables, period_tables, rows_of, trend_tables};
use crate::cluster::{Assignment, Member};
use crate::corpus::{Paper, SourceFile};
use crate::error::Result;
use crate::label::{BroadTheme, Theme};
use crate::pipeline::Analysis;
use crate::taxonomy::Match;
use polars::prelude::*;

/// All tables, in the order in which a reader meets them.
///
/// # Errors
/// When a table cannot be built: a defect of ours.
pub fn tables(analysis: &Analysis) -> Result<Tables> {
    let (taxonomy, candidates) = (taxonomy(analysis)?, candidates(analysis)?);
    let always = vec![
        themes(analysis)?,
        broad_themes(analysis)?,
        papers(analysis)?,
        terms(analysis)?,
        trend_tables::trends(analysis)?,
        trend_tables::changepoints(analysis)?,
        period_tables::theme_period(analysis)?,
        burst_tables::bursts(analysis)?,
        burst_tables::term_bursts(analysis)?,
        burst_tables::new_terms(analysis)?,
        period_tables::counts_wide(analysis)?,
        period_tables::share_wide(analysis)?,
        evolution_tables::evolution(analysis)?,
        evolution_tables::theme_windows(analysis)?,
        period_tables::volume(analysis)?,
        period_tables::undated(analysis)?,
        period_tables::forecast(analysis)?,
        map(analysis)?,
        synonyms(analysis)?,
        rejects(analysis)?,
        duplicates(analysis)?,
        repairs(analysis)?,
        sources(analysis)?,
    ];
    let others = taxonomy.into_iter().chain(candidates).chain(by_tables::tables(analysis)?);
    Tables::new(always.into_iter().chain(others).collect())
}

pub(super) fn text(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Column {
    let values: Vec<String> = values.into_iter().map(Into::into).collect();
    Column::new(name.into(), values)
}

pub(super) fn optional_text(
    name: &str,
    values: impl IntoIterator<Item = Option<String>>,
) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<_>>())
}

pub(super) fn counts(name: &str, values: impl IntoIterator<Item = usize>) -> Column {
    Column::new(name.into(), values.into_iter().map(|n| n as u64).collect::<Vec<_>>())
}

pub(super) fn numbers(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<_>>())
}

fn themes(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::themes(analysis);
    let themes = || analysis.themes.themes.iter();
    let stability = analysis.clustering.stability.iter().copied();
    let name =
        |paper: &Paper| if paper.title.is_empty() { &paper.id } else { &paper.title }.clone();
    let example =
        |n: usize| themes().map(move |t| Some(name(&analysis.corpus.papers[*t.examples.get(n)?])));
    Table::new(
        "themes",
        vec![
            text("theme_id", rows.iter().map(|row| &row.theme_id)),
            text("label", rows.iter().map(|row| &row.label)),
            optional_text("parent_id", rows.iter().map(|row| row.parent_id.clone())),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            numbers("share", rows.iter().map(|row| Some(row.share))),
            text("top_terms", themes().map(top_terms)),
            numbers("stability", stability),
            numbers("npmi", themes().map(|t| t.npmi)),
            optional_text("example_paper", example(0)),
            optional_text("example_2", example(1)),
            optional_text("example_3", example(2)),
            text("description", themes().map(|t| &t.description)),
        ],
    )
}

/// The phrases of a theme in one cell.
fn top_terms(theme: &Theme) -> String {
    theme.terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// The themes above those of `themes.csv`; every paper of a theme is one of its broad theme.
fn broad_themes(analysis: &Analysis) -> Result<Table> {
    let rows = || analysis.broad.iter();
    let n_papers = analysis.corpus.papers.len().max(1) as f64;
    let ids = |broad: &BroadTheme| {
        let id = |&child: &usize| analysis.themes.themes[child].id.as_str();
        broad.children.iter().map(id).collect::<Vec<_>>().join("; ")
    };
    Table::new(
        "broad_themes",
        vec![
            text("broad_id", rows().map(|broad| &broad.theme.id)),
            text("label", rows().map(|broad| &broad.theme.label)),
            counts("n_papers", rows().map(|broad| broad.theme.n_papers)),
            numbers("share", rows().map(|b| Some(b.theme.n_papers as f64 / n_papers))),
            text("theme_ids", rows().map(ids)),
            text("top_terms", rows().map(|broad| top_terms(&broad.theme))),
        ],
    )
}

fn papers(analysis: &Analysis) -> Result<Table> {
    let papers = || analysis.corpus.papers.iter();
    let assignments = || analysis.clustering.assignments.iter();
    let theme = |i: usize| &analysis.themes.themes[i];
    let member = |assignment: &Assignment| match assignment {
        Assignment::Theme(member) => Some(*member),
        Assignment::Unclustered => None,
    };
    let of_member =
        |read: fn(Member) -> Option<f64>| assignments().map(member).map(move |m| m.and_then(read));
    let period = |position: &Option<usize>| {
        position.map(|i| analysis.trends.calendar.periods[i].to_string())
    };
    Table::new(
        "papers",
        vec![
            text("paper_id", papers().map(|paper| &paper.id)),
            text("title", papers().map(|paper| &paper.title)),
            optional_text("date", papers().map(|paper| paper.date.map(|date| date.to_string()))),
            optional_text("theme_id", assignments().map(|a| rows_of::theme_id(analysis, a))),
            optional_text(
                "label",
                assignments().map(|a| a.theme().map(|i| theme(i).label.clone())),
            ),
            numbers("membership", of_member(|m| m.membership.map(f64::from))),
            optional_text(
                "runner_up_id",
                assignments()
                    .map(|a| member(a).and_then(|m| m.runner_up).map(|i| theme(i).id.clone())),
            ),
            numbers("margin", of_member(|m| m.runner_up.map(|_| f64::from(m.margin)))),
            text("why_terms", analysis.themes.why.iter().map(|terms| terms.join("; "))),
            numbers("novelty", analysis.term_trends.novelty.iter().copied()),
            optional_text("url", papers().map(|paper| paper.url.clone())),
            optional_text("period", analysis.trends.positions.iter().map(period)),
        ],
    )
}

fn terms(analysis: &Analysis) -> Result<Table> {
    let rows = || {
        analysis
            .themes
            .themes
            .iter()
            .flat_map(|theme| (1..).zip(&theme.terms).map(move |t| (theme, t)))
    };
    Table::new(
        "terms",
        vec![
            text("theme_id", rows().map(|(theme, _)| &theme.id)),
            counts("rank", rows().map(|(_, (rank, _))| rank)),
            text("term", rows().map(|(_, (_, term))| &term.text)),
            numbers("score", rows().map(|(_, (_, term))| Some(term.score))),
            counts("n_papers", rows().map(|(_, (_, term))| term.n_papers)),
            counts("n_papers_corpus", rows().map(|(_, (_, term))| term.n_papers_corpus)),
        ],
    )
}

fn map(analysis: &Analysis) -> Result<Table> {
    let rows = rows_of::map(analysis);
    Table::new(
        "map",
        vec![
            text("paper_id", rows.iter().map(|row| &row.paper_id)),
            numbers("x", rows.iter().map(|row| Some(row.x))),
            numbers("y", rows.iter().map(|row| Some(row.y))),
            optional_text("theme_id", rows.iter().map(|row| row.theme_id.clone())),
        ],
    )
}

fn synonyms(analysis: &Analysis) -> Result<Table> {
    let rows = &analysis.tokenized.synonyms.rows;
    Table::new(
        "synonyms",
        vec![
            text("form", rows.iter().map(|row| &row.form)),
            text("variant", rows.iter().map(|row| &row.variant)),
            text("source", rows.iter().map(|row| row.source.to_string())),
            Column::new(
                "n_papers_define".into(),
                rows.iter().map(|row| row.n_papers_define.map(|n| n as u64)).collect::<Vec<_>>(),
            ),
            counts("n_papers_form", rows.iter().map(|row| row.n_papers_form)),
            counts("n_papers_variant", rows.iter().map(|row| row.n_papers_variant)),
            Column::new("folded".into(), rows.iter().map(|r| r.is_folded).collect::<Vec<_>>()),
            text("reason", rows.iter().map(|row| &row.reason)),
        ],
    )
}

/// The papers of the user's own themes, and why; no table where there are no such themes.
fn taxonomy(analysis: &Analysis) -> Result<Option<Table>> {
    let own = &analysis.matches.taxonomy.themes;
    if own.is_empty() {
        return Ok(None);
    }
    let papers = analysis.corpus.papers.iter().zip(&analysis.matches.papers);
    let rows: Vec<(&Paper, &Match)> =
        papers.filter_map(|(paper, found)| Some((paper, found.as_ref()?))).collect();
    let found = || rows.iter().map(|(_, found)| *found);
    let also = |found: &Match| {
        found.also.iter().map(|&i| own[i].id.as_str()).collect::<Vec<_>>().join("; ")
    };
    Table::new(
        "taxonomy",
        vec![
            text("paper_id", rows.iter().map(|(paper, _)| &paper.id)),
            text("title", rows.iter().map(|(paper, _)| &paper.title)),
            text("theme_id", found().map(|found| &own[found.theme].id)),
            text("label", found().map(|found| &own[found.theme].name)),
            counts("score", found().map(|found| found.score)),
            text("evidence", found().map(Match::told)),
            text("also_matches", found().map(also)),
        ],
    )
    .map(Some)
}

/// The numbers of themes that were tried; no table where the number was given.
fn candidates(analysis: &Analysis) -> Result<Option<Table>> {
    let rows = rows_of::candidates(analysis);
    if rows.is_empty() {
        return Ok(None);
    }
    Table::new(
        "candidates",
        vec![
            counts("rank", rows.iter().map(|row| row.rank)),
            counts("n_themes", rows.iter().map(|row| row.n_themes)),
            numbers("score", rows.iter().map(|row| Some(row.score))),
            numbers("silhouette", rows.iter().map(|row| Some(row.silhouette))),
            numbers("stability", rows.iter().map(|row| Some(row.stability))),
            counts("smallest", rows.iter().map(|row| row.smallest)),
            Column::new("chosen".into(), rows.iter().map(|row| row.chosen).collect::<Vec<_>>()),
            text("reason", rows.iter().map(|row| &row.reason)),
        ],
    )
    .map(Some)
}

fn rejects(analysis: &Analysis) -> Result<Table> {
    let rows = &analysis.corpus.rejected;
    Table::new(
        "rejects",
        vec![
            text("file", rows.iter().map(|row| &row.file)),
            // A file that was refused as a whole has no line.
            Column::new(
                "line".into(),
                rows.iter().map(|r| (r.line > 0).then_some(r.line)).collect::<Vec<_>>(),
            ),
            text("reason", rows.iter().map(|row| &row.reason)),
        ],
    )
}

fn duplicates(analysis: &Analysis) -> Result<Table> {
    let rows = &analysis.corpus.duplicates;
    Table::new(
        "duplicates",
        vec![
            text("kept_id", rows.iter().map(|row| &row.kept_id)),
            text("merged_id", rows.iter().map(|row| &row.merged_id)),
            text("merged_title", rows.iter().map(|row| &row.merged_title)),
            text("rule", rows.iter().map(|row| row.rule.to_string())),
            numbers("similarity", rows.iter().map(|row| Some(row.similarity?.value()))),
        ],
    )
}

/// The files by name, whatever their order on the command line.
fn sources(analysis: &Analysis) -> Result<Table> {
    let mut rows: Vec<&SourceFile> = analysis.corpus.sources.iter().collect();
    rows.sort_by_key(|row| &row.path);
    let count = |name, of: fn(&SourceFile) -> usize| counts(name, rows.iter().map(|row| of(row)));
    Table::new(
        "sources",
        vec![
            text("file", rows.iter().map(|row| row.path.display().to_string())),
            text("format", rows.iter().map(|row| row.format)),
            count("n_records", |row| row.n_records),
            count("n_papers", |row| row.n_papers),
            count("n_duplicates", |row| row.n_duplicates),
            count("n_rejected", |row| row.n_rejected),
            count("n_filtered", |row| row.n_filtered),
        ],
    )
}

fn repairs(analysis: &Analysis) -> Result<Table> {
    let rows = analysis.corpus.repairs();
    Table::new(
        "repairs",
        vec![
            text("repair", rows.iter().map(|row| row.repair.to_string())),
            counts("n_papers", rows.iter().map(|row| row.n_papers)),
            counts("n_times", rows.iter().map(|row| row.n_times)),
            text("example_id", rows.iter().map(|row| &row.example_id)),
        ],
    )
}
