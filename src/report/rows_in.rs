//! The tables of a run as the rows that charts are drawn from: the other way of `rows_of.rs`.

use super::all_tables::Tables;
use super::rows::{
    BroadRow, BurstRow, ByRow, CandidateRow, FlowRow, ForecastRow, MapRow, PeriodRow, TermRow,
    ThemeRow, ThemeWindowRow, TrendRow, VolumeRow,
};
use super::table::Table;
use crate::error::Result;
use crate::trend::{Backtest, Step};
use rustc_hash::FxHashMap;

/// What stands for a period in the row of the papers without one.
pub const UNDATED: &str = "undated";

fn owned(cell: Option<&str>) -> Option<String> {
    cell.map(str::to_owned)
}

/// The parts of a cell that holds several.
fn parts(cell: &str) -> Vec<String> {
    cell.split("; ").filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The rows of `themes`.
///
/// # Errors
/// When the table is not as we write it; so with all that follow.
pub fn themes(tables: &Tables) -> Result<Vec<ThemeRow>> {
    let table = tables.table("themes")?;
    let (ids, labels) = (table.text("theme_id")?, table.text("label")?);
    let (n_papers, shares) = (table.counts("n_papers")?, table.numbers("share")?);
    let parents = table.optional_text("parent_id")?;
    let row = |i: usize| ThemeRow {
        theme_id: ids[i].to_owned(),
        label: labels[i].to_owned(),
        n_papers: n_papers[i],
        share: shares[i],
        parent_id: owned(parents[i]),
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `broad_themes`.
///
/// # Errors
/// As [`themes`].
pub fn broad_themes(tables: &Tables) -> Result<Vec<BroadRow>> {
    let table = tables.table("broad_themes")?;
    let (ids, labels) = (table.text("broad_id")?, table.text("label")?);
    let row = |i: usize| BroadRow { broad_id: ids[i].to_owned(), label: labels[i].to_owned() };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `terms`.
///
/// # Errors
/// As [`themes`].
pub fn terms(tables: &Tables) -> Result<Vec<TermRow>> {
    let table = tables.table("terms")?;
    let (ids, terms) = (table.text("theme_id")?, table.text("term")?);
    let (ranks, n_papers) = (table.counts("rank")?, table.counts("n_papers")?);
    let scores = table.numbers("score")?;
    let row = |i: usize| TermRow {
        theme_id: ids[i].to_owned(),
        rank: ranks[i],
        term: terms[i].to_owned(),
        score: scores[i],
        n_papers: n_papers[i],
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `forecast`.
///
/// # Errors
/// As [`themes`].
pub fn forecasts(tables: &Tables) -> Result<Vec<ForecastRow>> {
    let table = tables.table("forecast")?;
    let (ids, labels) = (table.text("theme_id")?, table.text("label")?);
    let periods = table.text("period")?;
    let columns = ["share", "lo80", "hi80", "lo95", "hi95", "backtest_mae", "naive_mae"];
    let numbers = columns.map(|name| table.numbers(name));
    let [share, lo80, hi80, lo95, hi95, mae, naive_mae] = numbers;
    let (share, lo80, hi80, lo95, hi95) = (share?, lo80?, hi80?, lo95?, hi95?);
    let (mae, naive_mae, coverage95) = (mae?, naive_mae?, table.numbers("coverage95")?);
    let (n_errors, n_periods) = (table.counts("n_errors")?, table.counts("n_periods")?);
    let row = |i: usize| ForecastRow {
        theme_id: ids[i].to_owned(),
        label: labels[i].to_owned(),
        period: periods[i].to_owned(),
        step: Step { share: share[i], within80: (lo80[i], hi80[i]), within95: (lo95[i], hi95[i]) },
        backtest: Backtest {
            n_errors: n_errors[i],
            mae: mae[i],
            naive_mae: naive_mae[i],
            coverage95: coverage95[i],
        },
        n_periods: n_periods[i],
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `theme_period`: the themes as in `themes`, of each the periods as in `volume`,
/// however somebody may have sorted the file.
///
/// # Errors
/// As [`themes`], and when a row is of a theme or of a period that is in neither of the two.
pub fn periods(tables: &Tables) -> Result<Vec<PeriodRow>> {
    let table = tables.table("theme_period")?;
    let (ids, labels) = (table.text("theme_id")?, table.text("label")?);
    let (periods, complete) = (table.text("period")?, table.truths("complete")?);
    let (n_papers, n_period) = (table.counts("n_papers")?, table.counts("n_period")?);
    let number = |column| table.optional_numbers(column);
    let (share, low, high) = (number("share")?, number("share_lo")?, number("share_hi")?);
    let row = |i: usize| PeriodRow {
        theme_id: ids[i].to_owned(),
        label: labels[i].to_owned(),
        period: periods[i].to_owned(),
        complete: complete[i],
        n_papers: n_papers[i],
        n_period: n_period[i],
        share: share[i],
        share_lo: low[i],
        share_hi: high[i],
    };
    let (themes, calendar) = (tables.table("themes")?, tables.table("volume")?);
    let (themes, calendar) =
        (positions(&themes.text("theme_id")?), positions(&calendar.text("period")?));
    let place = |i: usize| Some((*themes.get(ids[i])?, *calendar.get(periods[i])?, i));
    let unknown = |i: usize| {
        table.broken(format!("row {}: {} in {} is in no other table", i + 1, ids[i], periods[i]))
    };
    let mut order = (0..table.height())
        .map(|i| place(i).ok_or_else(|| unknown(i)))
        .collect::<Result<Vec<_>>>()?;
    order.sort_unstable();
    Ok(order.into_iter().map(|(.., i)| row(i)).collect())
}

/// Positions by id.
pub fn positions<'a>(ids: &[&'a str]) -> FxHashMap<&'a str, usize> {
    ids.iter().enumerate().map(|(position, &id)| (id, position)).collect()
}

/// The rows of `themes`, each with its row of `trends`.
///
/// # Errors
/// As [`trends`], and when a theme has none.
pub fn themes_with_trends(tables: &Tables) -> Result<Vec<(ThemeRow, TrendRow)>> {
    let mut trends: FxHashMap<String, TrendRow> =
        trends(tables)?.into_iter().map(|trend| (trend.theme_id.clone(), trend)).collect();
    let table = tables.table("trends")?;
    let with_trend = |theme: ThemeRow| {
        let missing = || table.broken(format!("there is no theme {}", theme.theme_id));
        let trend = trends.remove(&theme.theme_id).ok_or_else(missing)?;
        Ok((theme, trend))
    };
    themes(tables)?.into_iter().map(with_trend).collect()
}

/// The rows of `volume`.
///
/// # Errors
/// As [`themes`].
pub fn volume(tables: &Tables) -> Result<Vec<VolumeRow>> {
    let table = tables.table("volume")?;
    let (periods, complete) = (table.text("period")?, table.truths("complete")?);
    let n_papers = table.counts("n_papers")?;
    let row = |i: usize| VolumeRow {
        period: (periods[i] != UNDATED).then(|| periods[i].to_owned()),
        complete: complete[i],
        n_papers: n_papers[i],
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `map`.
///
/// # Errors
/// As [`themes`].
pub fn map(tables: &Tables) -> Result<Vec<MapRow>> {
    let table = tables.table("map")?;
    let (papers, themes) = (table.text("paper_id")?, table.optional_text("theme_id")?);
    let (x, y) = (table.numbers("x")?, table.numbers("y")?);
    let row = |i: usize| MapRow {
        paper_id: papers[i].to_owned(),
        x: x[i],
        y: y[i],
        theme_id: owned(themes[i]),
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `theme_by`; none where papers were not grouped.
///
/// # Errors
/// As [`themes`].
pub fn by_group(tables: &Tables) -> Result<Vec<ByRow>> {
    let Some(table) = tables.get("theme_by") else { return Ok(Vec::new()) };
    let (by, group) = (table.text("by")?, table.text("group")?);
    let (ids, labels) = (table.text("theme_id")?, table.text("label")?);
    let (n_papers, n_group) = (table.counts("n_papers")?, table.counts("n_group")?);
    let number = |column| table.optional_numbers(column);
    let (share, log_odds) = (number("share")?, number("log_odds")?);
    let (z, q) = (number("z")?, number("q")?);
    let (expected, over) = (table.numbers("expected")?, table.truths("overrepresented")?);
    let row = |i: usize| ByRow {
        by: by[i].to_owned(),
        group: group[i].to_owned(),
        theme_id: ids[i].to_owned(),
        label: labels[i].to_owned(),
        n_papers: n_papers[i],
        n_group: n_group[i],
        share: share[i],
        expected: expected[i],
        log_odds: log_odds[i],
        z: z[i],
        q: q[i],
        overrepresented: over[i],
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `candidates`; none where the number of themes was given.
///
/// # Errors
/// As [`themes`].
pub fn candidates(tables: &Tables) -> Result<Vec<CandidateRow>> {
    let Some(table) = tables.get("candidates") else { return Ok(Vec::new()) };
    let (ranks, n_themes) = (table.counts("rank")?, table.counts("n_themes")?);
    let (scores, silhouettes) = (table.numbers("score")?, table.numbers("silhouette")?);
    let (stabilities, smallest) = (table.numbers("stability")?, table.counts("smallest")?);
    let (chosen, reasons) = (table.truths("chosen")?, table.text("reason")?);
    let row = |i: usize| CandidateRow {
        rank: ranks[i],
        n_themes: n_themes[i],
        score: scores[i],
        silhouette: silhouettes[i],
        stability: stabilities[i],
        smallest: smallest[i],
        chosen: chosen[i],
        reason: reasons[i].to_owned(),
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `theme_windows`.
///
/// # Errors
/// As [`themes`].
pub fn theme_windows(tables: &Tables) -> Result<Vec<ThemeWindowRow>> {
    let table = tables.table("theme_windows")?;
    let (windows, ids) = (table.text("window")?, table.text("theme_id")?);
    let (labels, terms) = (table.text("label")?, table.text("terms")?);
    let (n_papers, n_window) = (table.counts("n_papers")?, table.counts("n_window")?);
    let row = |i: usize| ThemeWindowRow {
        window: windows[i].to_owned(),
        theme_id: ids[i].to_owned(),
        label: labels[i].to_owned(),
        n_papers: n_papers[i],
        n_window: n_window[i],
        terms: parts(terms[i]),
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `evolution`.
///
/// # Errors
/// As [`themes`].
pub fn flows(tables: &Tables) -> Result<Vec<FlowRow>> {
    let table = tables.table("evolution")?;
    let (from_windows, to_windows) = (table.text("from_window")?, table.text("to_window")?);
    let theme = |id, label| -> Result<Vec<Option<(String, String)>>> {
        let named = table.optional_text(id)?.into_iter().zip(table.text(label)?);
        Ok(named.map(|(id, label)| Some((id?.to_owned(), label.to_owned()))).collect())
    };
    let from = theme("from_theme_id", "from_label")?;
    let to = theme("to_theme_id", "to_label")?;
    let number = |column| table.optional_numbers(column);
    let (flow, onward) = (number("flow")?, number("flow_onward")?);
    let (chance, overlap) = (number("chance")?, number("term_overlap")?);
    let n_from = table.optional_counts("n_papers_from")?;
    let n_to = table.optional_counts("n_papers_to")?;
    let (events, gained) = (table.text("event")?, table.text("terms_gained")?);
    let lost = table.text("terms_lost")?;
    let row = |i: usize| FlowRow {
        from_window: from_windows[i].to_owned(),
        from: from[i].clone(),
        to_window: to_windows[i].to_owned(),
        to: to[i].clone(),
        flow: flow[i],
        flow_onward: onward[i],
        chance: chance[i],
        n_papers_from: n_from[i],
        n_papers_to: n_to[i],
        term_overlap: overlap[i],
        event: events[i].to_owned(),
        terms_gained: parts(gained[i]),
        terms_lost: parts(lost[i]),
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `bursts`.
///
/// # Errors
/// As [`themes`], and when a burst is in a period that `volume` lacks.
pub fn theme_bursts(tables: &Tables) -> Result<Vec<BurstRow>> {
    bursts(tables, tables.table("bursts")?, "label")
}

/// The rows of `term_bursts`.
///
/// # Errors
/// As [`theme_bursts`].
pub fn term_bursts(tables: &Tables) -> Result<Vec<BurstRow>> {
    bursts(tables, tables.table("term_bursts")?, "term")
}

/// The rows of a table of bursts; `named` is the column of what bursts.
fn bursts(tables: &Tables, table: &Table, named: &str) -> Result<Vec<BurstRow>> {
    let calendar = tables.table("volume")?.text("period")?;
    let positions = |column: &str| -> Result<Vec<usize>> {
        let position = |period: &str| {
            let found = calendar.iter().position(|&other| other == period && other != UNDATED);
            let unknown = format!("column `{column}`: the table `volume` has no period {period:?}");
            found.ok_or_else(|| table.broken(unknown))
        };
        table.text(column)?.into_iter().map(position).collect()
    };
    let (start, end, peak) = (positions("start")?, positions("end")?, positions("peak")?);
    if let Some(row) = (0..table.height()).find(|&row| end[row] < start[row]) {
        return Err(table.broken(format!("row {}: it ends before it starts", row + 1)));
    }
    let (ids, labels) = (table.optional_text("theme_id")?, table.text(named)?);
    let (n_papers, share_in) = (table.counts("n_papers")?, table.numbers("share_in")?);
    let (share_out, strength) = (table.optional_numbers("share_out")?, table.numbers("strength")?);
    let (p, q) = (table.numbers("p")?, table.numbers("q")?);
    let ongoing = table.truths("ongoing")?;
    let row = |i: usize| BurstRow {
        theme_id: owned(ids[i]),
        label: labels[i].to_owned(),
        start: start[i],
        end: end[i],
        peak: peak[i],
        n_papers: n_papers[i],
        share_in: share_in[i],
        share_out: share_out[i],
        strength: strength[i],
        p: p[i],
        q: q[i],
        ongoing: ongoing[i],
    };
    Ok((0..table.height()).map(row).collect())
}

/// The rows of `trends`.
///
/// # Errors
/// As [`themes`], and when a verdict is none.
pub fn trends(tables: &Tables) -> Result<Vec<TrendRow>> {
    let table = tables.table("trends")?;
    let (ids, labels) = (table.text("theme_id")?, table.text("label")?);
    let (n_papers, n_periods) = (table.counts("n_papers")?, table.counts("n_periods")?);
    let number = |column| table.optional_numbers(column);
    let (first, last) = (number("share_first")?, number("share_last")?);
    let (growth, low, high) =
        (number("growth_per_year")?, number("growth_lo")?, number("growth_hi")?);
    let (p, q, ranks) = (number("p")?, number("q")?, table.optional_counts("rank")?);
    let (verdicts, reasons) = (table.text("verdict")?, table.text("reason")?);
    let row = |i: usize| {
        let problem = |e: String| table.broken(format!("column `verdict`, row {}: {e}", i + 1));
        Ok(TrendRow {
            theme_id: ids[i].to_owned(),
            label: labels[i].to_owned(),
            n_papers: n_papers[i],
            n_periods: n_periods[i],
            share_first: first[i],
            share_last: last[i],
            growth_per_year: growth[i],
            growth_lo: low[i],
            growth_hi: high[i],
            p: p[i],
            q: q[i],
            rank: ranks[i],
            verdict: verdicts[i].parse().map_err(problem)?,
            reason: reasons[i].to_owned(),
        })
    };
    (0..table.height()).map(row).collect()
}
