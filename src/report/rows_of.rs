//! An analysis as rows: what tables are made of.

use super::composition_reason::composition_reason;
use super::reason::reason;
use super::rows::{
    BurstRow, ByRow, CandidateRow, FlowRow, ForecastRow, MapRow, PeriodRow, ThemeRow,
    ThemeWindowRow, TrendByRow, TrendRow, UndatedRow, VolumeRow,
};
use crate::cluster::{Assignment, Candidate, ranked};
use crate::label::Theme;
use crate::pipeline::Analysis;
use crate::trend::{Composition, Flow, Growth, Series, Share, TestedBurst, ThemeWindow};
use std::ops::Range;

/// Numbers nearer to 0 than this are written as 0: of a q of 1e-140 a table would show 140 zeros.
const SMALLEST: f64 = 1e-12;

fn tidy(value: f64) -> f64 {
    if value.abs() < SMALLEST { 0.0 } else { value }
}

/// One row per theme, by size.
pub fn themes(analysis: &Analysis) -> Vec<ThemeRow> {
    let n_papers = analysis.corpus.papers.len().max(1) as f64;
    let parent_id = |theme: usize| {
        let parent = analysis.broad.iter().find(|broad| broad.children.contains(&theme));
        parent.map(|broad| broad.theme.id.clone())
    };
    let themes = analysis.themes.themes.iter().enumerate();
    themes
        .map(|(place, theme)| ThemeRow {
            theme_id: theme.id.clone(),
            label: theme.label.clone(),
            n_papers: theme.n_papers,
            share: theme.n_papers as f64 / n_papers,
            parent_id: parent_id(place),
        })
        .collect()
}

/// One row per theme and period.
pub fn periods(analysis: &Analysis) -> Vec<PeriodRow> {
    let trends = &analysis.trends;
    let row = |theme: usize, period: usize| {
        let (n_papers, n_period) = (trends.series[theme].n_papers[period], trends.n_period[period]);
        let share = Share::of(n_papers, n_period);
        PeriodRow {
            theme_id: analysis.themes.themes[theme].id.clone(),
            label: analysis.themes.themes[theme].label.clone(),
            period: trends.calendar.periods[period].to_string(),
            complete: trends.calendar.is_complete(period),
            n_papers,
            n_period,
            share: share.map(|share| share.value),
            share_lo: share.map(|share| share.low),
            share_hi: share.map(|share| share.high),
        }
    };
    let n_periods = trends.calendar.periods.len();
    (0..trends.series.len())
        .flat_map(|theme| (0..n_periods).map(move |period| (theme, period)))
        .map(|(theme, period)| row(theme, period))
        .collect()
}

/// One row per theme.
pub fn trends(analysis: &Analysis) -> Vec<TrendRow> {
    let estimates = analysis.trends.estimates.themes.iter().zip(&analysis.themes.themes);
    estimates
        .enumerate()
        .map(|(number, (estimate, theme))| {
            let of_line = |read: fn(&Growth) -> f64| estimate.growth.as_ref().map(read);
            TrendRow {
                theme_id: theme.id.clone(),
                label: theme.label.clone(),
                n_papers: estimate.n_papers,
                n_periods: estimate.n_periods,
                share_first: of_line(|growth| growth.share_first),
                share_last: of_line(|growth| growth.share_last),
                growth_per_year: of_line(|growth| growth.per_year),
                growth_lo: of_line(|growth| growth.low),
                growth_hi: of_line(|growth| growth.high),
                p: of_line(|growth| growth.p),
                q: estimate.growth.and_then(|growth| growth.q),
                rank: estimate.rank,
                verdict: estimate.verdict,
                reason: analysis.trends.reason(number),
            }
        })
        .collect()
}

/// One row per period, and one for the papers without a place in time where there are any.
pub fn volume(analysis: &Analysis) -> Vec<VolumeRow> {
    let trends = &analysis.trends;
    let dated = trends.calendar.periods.iter().enumerate().map(|(position, period)| VolumeRow {
        period: Some(period.to_string()),
        complete: trends.calendar.is_complete(position),
        n_papers: trends.n_period[position],
    });
    let undated = VolumeRow { period: None, complete: true, n_papers: trends.n_undated };
    dated.chain((undated.n_papers > 0).then_some(undated)).collect()
}

/// One row per theme and period ahead; none where nothing is forecast.
pub fn forecasts(analysis: &Analysis) -> Vec<ForecastRow> {
    let Some(forecasts) = &analysis.trends.forecasts else { return Vec::new() };
    let n_periods = forecasts.n_periods;
    let themes = analysis.themes.themes.iter().zip(&forecasts.themes);
    let rows = themes.flat_map(|(theme, forecast)| {
        let steps = forecasts.periods.iter().zip(&forecast.steps);
        steps.map(move |(period, &step)| ForecastRow {
            theme_id: theme.id.clone(),
            label: theme.label.clone(),
            period: period.to_string(),
            step,
            backtest: forecast.backtest,
            n_periods,
        })
    });
    rows.collect()
}

/// One row per paper without a place in time, in the order of the papers.
pub fn undated(analysis: &Analysis) -> Vec<UndatedRow> {
    let mut implausible = analysis.corpus.implausible_dates.iter().peekable();
    let papers = analysis.corpus.papers.iter().zip(&analysis.trends.positions).enumerate();
    papers
        .filter(|(_, (_, position))| position.is_none())
        .map(|(row, (paper, _))| match implausible.next_if(|lost| lost.paper_id == paper.id) {
            Some(lost) => {
                UndatedRow { paper: row, date: Some(lost.date), reason: lost.reason.clone() }
            }
            None => {
                let reason = match paper.date {
                    None => "no date",
                    Some(_) => "a year alone is too coarse for the period; see --spread-years",
                };
                UndatedRow { paper: row, date: paper.date, reason: reason.to_owned() }
            }
        })
        .collect()
}

/// One row per paper.
pub fn map(analysis: &Analysis) -> Vec<MapRow> {
    let papers = analysis.corpus.papers.iter().zip(&analysis.map.places);
    papers
        .zip(&analysis.clustering.assignments)
        .map(|((paper, &(x, y)), assignment)| MapRow {
            paper_id: paper.id.clone(),
            x: f64::from(x),
            y: f64::from(y),
            theme_id: theme_id(analysis, assignment),
        })
        .collect()
}

/// One row per group and theme; none where papers were not grouped.
pub fn by_group(analysis: &Analysis) -> Vec<ByRow> {
    let Some(found) = &analysis.trends.by_group else { return Vec::new() };
    let row = |group: usize, theme: usize| {
        let (cell, n_group) = (found.in_group[theme][group], found.n_group[group]);
        ByRow {
            by: found.by.clone(),
            group: found.groups[group].clone(),
            theme_id: analysis.themes.themes[theme].id.clone(),
            label: analysis.themes.themes[theme].label.clone(),
            n_papers: cell.n_papers,
            n_group,
            share: (n_group > 0).then(|| cell.n_papers as f64 / n_group as f64),
            expected: cell.expected,
            log_odds: cell.odds.map(|odds| tidy(odds.value)),
            z: cell.odds.map(|odds| tidy(odds.z)),
            q: cell.odds.map(|odds| tidy(odds.q)),
            overrepresented: cell.is_overrepresented(),
        }
    };
    let n_themes = found.in_group.len();
    (0..found.groups.len())
        .flat_map(|group| (0..n_themes).map(move |theme| (group, theme)))
        .map(|(group, theme)| row(group, theme))
        .collect()
}

/// One row per theme; none where papers were not grouped.
pub fn trends_by_group(analysis: &Analysis) -> Vec<TrendByRow> {
    let Some(found) = &analysis.trends.by_group else { return Vec::new() };
    let row = |(theme, named): (usize, &Theme)| {
        let (pooled, within) =
            (&analysis.trends.estimates.themes[theme], &found.within.themes[theme]);
        let growth = within.growth;
        TrendByRow {
            theme_id: named.id.clone(),
            label: named.label.clone(),
            growth: pooled.growth.map(|growth| tidy(growth.per_year)),
            q: pooled.growth.and_then(|growth| growth.q).map(tidy),
            verdict: pooled.verdict.to_string(),
            within: growth
                .map(|g| (tidy(g.per_year), tidy(g.low), tidy(g.high), tidy(g.p), g.q.map(tidy))),
            within_verdict: within.verdict.to_string(),
            change: found.changes[theme].map(|c| (tidy(c.between), tidy(c.within))),
            explained: found.composition[theme] == Composition::Mix,
            reason: composition_reason(found, theme, pooled),
        }
    };
    analysis.themes.themes.iter().enumerate().map(row).collect()
}

/// One row per number of themes that was tried, the chosen one first; none where it was given.
pub fn candidates(analysis: &Analysis) -> Vec<CandidateRow> {
    let ranked = ranked(&analysis.clustering.candidates);
    let row = |(rank, candidate): (usize, &Candidate)| CandidateRow {
        rank,
        n_themes: candidate.k,
        score: candidate.score,
        silhouette: candidate.silhouette,
        stability: candidate.stability,
        smallest: candidate.smallest,
        chosen: rank == 1,
        reason: reason(candidate, &ranked),
    };
    (1..).zip(&ranked).map(row).collect()
}

/// What a window of periods is called.
fn window(analysis: &Analysis, window: &Range<usize>) -> String {
    let periods = &analysis.trends.calendar.periods[window.clone()];
    match periods {
        [] => String::new(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first}–{last}"),
    }
}

/// One row per window and theme; none where there are no two windows.
pub fn theme_windows(analysis: &Analysis) -> Vec<ThemeWindowRow> {
    let evolution = &analysis.evolution;
    let row = |periods: &Range<usize>, theme: usize, found: &ThemeWindow| ThemeWindowRow {
        window: window(analysis, periods),
        theme_id: analysis.themes.themes[theme].id.clone(),
        label: analysis.themes.themes[theme].label.clone(),
        n_papers: found.n_papers,
        n_window: analysis.trends.n_period[periods.clone()].iter().sum(),
        terms: found.terms.iter().map(|term| term.text.clone()).collect(),
    };
    let windows = evolution.windows.iter().zip(&evolution.themes);
    windows
        .flat_map(|(window, themes)| (0..).zip(themes).map(move |(i, found)| row(window, i, found)))
        .collect()
}

/// One row per flow between the themes of two windows, and per theme that comes from nowhere or
/// ends.
pub fn flows(analysis: &Analysis) -> Vec<FlowRow> {
    let evolution = &analysis.evolution;
    let theme = |theme: usize| {
        let theme = &analysis.themes.themes[theme];
        (theme.id.clone(), theme.label.clone())
    };
    let n_papers = |window: usize, theme: usize| evolution.themes[window][theme].n_papers;
    let row = |flow: &Flow| FlowRow {
        from_window: window(analysis, &evolution.windows[flow.window]),
        from: flow.from.map(theme),
        to_window: window(analysis, &evolution.windows[flow.window + 1]),
        to: flow.to.map(theme),
        flow: flow.inflow,
        flow_onward: flow.outflow,
        chance: flow.chance,
        n_papers_from: flow.from.map(|from| n_papers(flow.window, from)),
        n_papers_to: flow.to.map(|to| n_papers(flow.window + 1, to)),
        term_overlap: flow.term_overlap,
        event: flow.event.to_string(),
        terms_gained: flow.terms_gained.clone(),
        terms_lost: flow.terms_lost.clone(),
    };
    evolution.flows.iter().map(row).collect()
}

/// One row per burst of a theme, themes by size and bursts in order of time.
pub fn theme_bursts(analysis: &Analysis) -> Vec<BurstRow> {
    let themes = analysis.themes.themes.iter().zip(&analysis.trends.bursts);
    themes
        .flat_map(|(theme, bursts)| {
            bursts.iter().map(|burst| burst_row(Some(theme.id.clone()), &theme.label, burst))
        })
        .collect()
}

/// One row per term that bursts, the strongest first.
pub fn term_bursts(analysis: &Analysis) -> Vec<BurstRow> {
    let terms = analysis.term_trends.bursts.iter();
    let theme_id = |theme: usize| analysis.themes.themes[theme].id.clone();
    terms
        .map(|term| burst_row(term.phrase.theme.map(theme_id), &term.phrase.text, &term.tested))
        .collect()
}

fn burst_row(theme_id: Option<String>, label: &str, tested: &TestedBurst) -> BurstRow {
    let burst = &tested.burst;
    BurstRow {
        theme_id,
        label: label.to_owned(),
        start: burst.periods.start,
        end: burst.periods.end - 1,
        peak: burst.peak,
        n_papers: burst.n_papers,
        share_in: burst.share_in,
        share_out: burst.share_out,
        strength: burst.strength,
        p: tested.p,
        q: tested.q,
        ongoing: tested.is_ongoing,
    }
}

/// The id of a paper's theme.
pub fn theme_id(analysis: &Analysis, assignment: &Assignment) -> Option<String> {
    assignment.theme().map(|theme| analysis.themes.themes[theme].id.clone())
}

/// Papers in no theme.
pub fn n_unclustered(analysis: &Analysis) -> usize {
    let unclustered: &Series = &analysis.trends.unclustered;
    unclustered.n_papers.iter().sum::<usize>() + unclustered.n_undated
}
