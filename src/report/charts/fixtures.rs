//! Synthetic rows for tests: long and foreign labels, an incomplete last period, periods without
//! papers; plain arithmetic, so every run sees the same.

use super::Caption;
use super::drawing::{Drawing, Point, Shape};
use super::palette::Palette;
use super::style::Look;
use crate::config::ChartTheme;
use crate::report::rows::{
    BroadRow, BurstRow, ByRow, CandidateRow, FlowRow, ForecastRow, MapRow, PeriodRow, TermRow,
    ThemeRow, ThemeWindowRow, TrendRow, VolumeRow,
};
use crate::trend::{Backtest, Step, Verdict};

const LABELS: [&str; 15] = [
    "Parameter-efficient fine-tuning of large language models",
    "KV cache compression",
    "Über α-divergence naïve",
    "Retrieval-augmented generation, question answering",
    "Mixture-of-experts routing and load balancing",
    "Speculative decoding",
    "Quantization of weights and activations to low bit widths",
    "Chain-of-thought reasoning",
    "Protein structure prediction",
    "Graph neural networks for molecules",
    "Diffusion models, image synthesis",
    "Federated learning under distribution shift",
    "Benchmarks",
    "Reinforcement learning from human feedback",
    "Multilingual speech recognition",
];

/// The colours of the fixtures.
pub const PALETTE: &Palette = Palette::of(ChartTheme::Light);
/// Their width, in logical px.
pub const WIDTH: f64 = 1000.0;

/// A number from 0 to 1 that looks random and depends on `seed` alone.
pub fn noise(seed: usize) -> f64 {
    let mut state = (seed as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((state ^ (state >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn label(theme: usize) -> String {
    match theme / LABELS.len() {
        0 => LABELS[theme].to_owned(),
        round => format!("{} {}", LABELS[theme % LABELS.len()], round + 1),
    }
}

fn theme_id(theme: usize) -> String {
    format!("T{:02}", theme + 1)
}

/// The facts of the synthetic corpus.
pub fn caption() -> Caption {
    caption_with(Look { palette: PALETTE, width: WIDTH })
}

/// The same in other colours or another width.
pub fn caption_with(look: Look) -> Caption {
    Caption { corpus: "Efficient inference 2024".into(), n_papers: 1325, n_dated: 1290, look }
}

/// Middles of the marks of verdicts of a radius: discs and diamonds, as they were drawn.
pub fn marks(drawing: &Drawing, size: f64) -> Vec<Point> {
    let mark = |shape: &Shape| match shape {
        Shape::Circle { centre, radius, .. } if *radius == size => Some(*centre),
        Shape::Polygon { points, .. } if points.len() == 4 => Some((points[1].0, points[0].1)),
        _ => None,
    };
    drawing.shapes.iter().filter_map(mark).collect()
}

/// Shares ahead that fan out.
pub fn forecasts(n_themes: usize, n_ahead: usize) -> Vec<ForecastRow> {
    let row = |theme: usize, step: usize| {
        let share = 0.3 * noise(theme);
        let spread = 0.02 * (step + 1) as f64;
        let within = |times: f64| ((share - times * spread).max(0.0), share + times * spread);
        ForecastRow {
            theme_id: theme_id(theme),
            label: label(theme),
            period: format!("2031 M{:02}", step + 1),
            step: Step { share, within80: within(1.0), within95: within(1.5) },
            backtest: Backtest { n_errors: 40, mae: 0.05, naive_mae: 0.06, coverage95: 0.94 },
            n_periods: 30,
        }
    };
    (0..n_themes).flat_map(|theme| (0..n_ahead).map(move |step| row(theme, step))).collect()
}

/// Themes of falling size.
pub fn themes(n: usize) -> Vec<ThemeRow> {
    let size = |theme: usize| 4 + (200.0 / (theme as f64 + 1.5)) as usize;
    let all: usize = (0..n).map(size).sum::<usize>() + 25;
    (0..n)
        .map(|theme| ThemeRow {
            theme_id: theme_id(theme),
            label: label(theme),
            n_papers: size(theme),
            share: size(theme) as f64 / all as f64,
            parent_id: None,
        })
        .collect()
}

/// Themes in broad themes of two, three and more; the last is in none.
pub fn tree(n: usize) -> (Vec<BroadRow>, Vec<ThemeRow>) {
    let mut themes = themes(n);
    let n_broad = ((2.0 * n as f64).sqrt() as usize).max(1);
    let last = n.saturating_sub(1);
    for (theme, row) in themes.iter_mut().enumerate().take(last) {
        row.parent_id = Some(format!("B{:02}", theme * theme % n_broad + 1));
    }
    let broad = |place: usize| BroadRow {
        broad_id: format!("B{:02}", place + 1),
        label: format!("{} / {} / 2 more", label(place), label(place + 3)),
    };
    let is_used =
        |row: &BroadRow| themes.iter().any(|t| t.parent_id.as_ref() == Some(&row.broad_id));
    ((0..n_broad).map(broad).filter(is_used).collect(), themes)
}

/// Ten terms of each theme, of falling scores.
pub fn terms(n_themes: usize) -> Vec<TermRow> {
    const TERMS: [&str; 5] =
        ["quantization", "KV cache", "parameter-efficient fine-tuning", "ε-greedy", "GPT-4"];
    let row = |theme: usize, place: usize| TermRow {
        theme_id: theme_id(theme),
        rank: place + 1,
        term: format!("{} {}", TERMS[(theme + place) % 5], TERMS[(theme * 3 + place * 2) % 5]),
        score: (1.0 + noise(theme)) / (place as f64 + 1.0),
        n_papers: (1000.0 * noise(theme * 10 + place).powi(3)) as usize,
    };
    (0..n_themes).flat_map(|theme| (0..10).map(move |place| row(theme, place))).collect()
}

fn period_name(period: usize, n: usize) -> String {
    match n {
        0..=7 => format!("{}", 2019 + period),
        8..=60 => format!("{} Q{}", 2018 + period / 4, period % 4 + 1),
        _ => format!("{} M{:02}", 1990 + period / 12, period % 12 + 1),
    }
}

/// Themes that rise, fall or peak; the last period is incomplete, and of many periods the third is
/// without papers.
pub fn periods(n_themes: usize, n_periods: usize) -> Vec<PeriodRow> {
    let strength = |theme: usize, period: usize| {
        let time = (period as f64 + 0.5) / n_periods as f64;
        let peak = noise(theme * 7 + 3);
        let width = 0.15 + 0.4 * noise(theme * 11 + 5);
        let bump = (-((time - peak) / width).powi(2)).exp();
        (0.15 + bump) * (0.6 + 0.8 * noise(theme * 1009 + period * 31))
            / (theme as f64 * 0.25 + 1.0)
    };
    let volume = |period: usize| {
        if n_periods > 8 && period == 2 {
            return 0.0;
        }
        let part = if period + 1 == n_periods { 0.4 } else { 1.0 };
        part * (if n_periods > 100 { 40.0 } else { 60.0 })
            * (1.0 + period as f64 / n_periods as f64)
    };
    let count = |theme: usize, period: usize| {
        let all: f64 = (0..n_themes).map(|other| strength(other, period)).sum();
        (volume(period) * strength(theme, period) / all).round() as usize
    };
    let totals: Vec<usize> = (0..n_periods)
        .map(|period| (0..n_themes).map(|theme| count(theme, period)).sum())
        .collect();
    let mut rows = Vec::new();
    for theme in 0..n_themes {
        for (period, &n_period) in totals.iter().enumerate() {
            let n_papers = count(theme, period);
            let interval = (n_period > 0).then(|| wilson(n_papers as f64, n_period as f64));
            rows.push(PeriodRow {
                theme_id: theme_id(theme),
                label: label(theme),
                period: period_name(period, n_periods),
                complete: period + 1 < n_periods,
                n_papers,
                n_period,
                share: (n_period > 0).then(|| n_papers as f64 / n_period as f64),
                share_lo: interval.map(|(low, _)| low),
                share_hi: interval.map(|(_, high)| high),
            });
        }
    }
    rows
}

/// Wilson's 95 % interval of a share.
fn wilson(k: f64, n: f64) -> (f64, f64) {
    let (p, z2) = (k / n, 3.8416);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// Papers per period, and some without a date.
pub fn volume(n_periods: usize) -> Vec<VolumeRow> {
    (0..n_periods)
        .map(|period| VolumeRow {
            period: Some(period_name(period, n_periods)),
            complete: period + 1 < n_periods,
            n_papers: (20.0 + 1400.0 * (period as f64 / n_periods as f64).powi(3)) as usize
                + (40.0 * noise(period)) as usize,
        })
        .chain([VolumeRow { period: None, complete: true, n_papers: 35 }])
        .collect()
}

/// Papers around a centre per theme; every tenth belongs to no theme.
pub fn map(n_papers: usize, n_themes: usize) -> Vec<MapRow> {
    (0..n_papers)
        .map(|paper| {
            let spread =
                |salt: usize| (0..4).map(|i| noise(paper * 8 + i + salt) - 0.5).sum::<f64>();
            let theme = (n_themes as f64 * noise(paper * 3 + 1).powi(2)) as usize;
            let loose = paper % 10 == 9;
            let angle = theme as f64 * 2.399_963;
            let radius = (theme as f64 + 0.5).sqrt() / (n_themes as f64).sqrt();
            let scale = if loose { 0.6 } else { 0.5 / (n_themes as f64).sqrt() };
            MapRow {
                paper_id: format!("p{paper}"),
                x: radius * angle.cos() + scale * spread(0),
                y: 0.7 * radius * angle.sin() + 0.8 * scale * spread(4),
                theme_id: (!loose).then(|| theme_id(theme)),
            }
        })
        .collect()
}

/// Numbers of themes from 2 up, by rank; the one in place `chosen` first.
pub fn candidates(n: usize, chosen: usize) -> Vec<CandidateRow> {
    let row = |place: usize| CandidateRow {
        rank: if place == chosen { 1 } else { 2 + place - usize::from(place > chosen) },
        n_themes: 2 + place + place * place / 6,
        score: noise(place),
        silhouette: 0.1 + 0.4 * noise(place + 100),
        stability: 0.4 + 0.5 * noise(place + 200),
        smallest: 40 / (place + 1),
        chosen: place == chosen,
        reason: String::from("less well separated"),
    };
    let mut rows: Vec<CandidateRow> = (0..n).map(row).collect();
    rows.sort_by_key(|row| row.rank);
    rows
}

/// Themes in groups with names long and short, group by group.
pub fn by_group(n_themes: usize, n_groups: usize) -> Vec<ByRow> {
    const GROUPS: [&str; 6] = [
        "ICRA",
        "INTERSPEECH",
        "Proceedings of the Conference on Empirical Methods in Natural Language Processing",
        "Machine Learning, Science & Technology",
        "none given",
        "Übersicht/Gesamtdarstellungen-und-Rechenschaftsberichte",
    ];
    let row = |group: usize, theme: usize| {
        let log_odds = 6.0 * noise(group * 101 + theme * 7) - 3.0;
        let name = GROUPS[group % GROUPS.len()];
        ByRow {
            by: "venue".into(),
            group: if group < GROUPS.len() { name.into() } else { format!("{name} {group}") },
            theme_id: theme_id(theme),
            label: label(theme),
            n_papers: (2000.0 * noise(group + theme * 13).powi(4)) as usize,
            n_group: 20_000 / (group + 1),
            share: Some(0.1),
            expected: 12.0,
            log_odds: Some(log_odds),
            z: Some(4.0 * log_odds),
            q: Some(if log_odds.abs() > 1.0 { 0.05 } else { 0.5 }),
            overrepresented: log_odds > 1.0,
        }
    };
    (0..n_groups).flat_map(|g| (0..n_themes).map(move |t| (g, t))).map(|(g, t)| row(g, t)).collect()
}

fn window_name(window: usize) -> String {
    format!("{} M{:02}–{} M{:02}", 2010 + window, window % 12 + 1, 2011 + window, window % 12 + 1)
}

/// Themes in windows; some begin late, some end early, some are of one window only.
pub fn theme_windows(n_themes: usize, n_windows: usize) -> Vec<ThemeWindowRow> {
    let size = |window: usize, theme: usize| match theme % 5 {
        1 if window == 0 => 0,
        2 if window + 1 == n_windows => 0,
        3 if theme > 3 && window != 1 => 0,
        _ => 1 + (90.0 * noise(theme * 31 + window) / (theme as f64 + 1.5)) as usize,
    };
    let row = |window: usize, theme: usize| ThemeWindowRow {
        window: window_name(window),
        theme_id: theme_id(theme),
        label: label(theme),
        n_papers: size(window, theme),
        n_window: 5 + (0..n_themes).map(|other| size(window, other)).sum::<usize>(),
        terms: vec!["term".into()],
    };
    (0..n_windows)
        .flat_map(|window| (0..n_themes).map(move |theme| (window, theme)))
        .map(|(window, theme)| row(window, theme))
        .collect()
}

/// Flows of each theme to itself and to the next, a birth and a death.
pub fn flows(n_themes: usize, n_windows: usize) -> Vec<FlowRow> {
    let theme = |theme: usize| (theme_id(theme), label(theme));
    let row = |window: usize, from: Option<usize>, to: Option<usize>, flow: Option<f64>| FlowRow {
        from_window: window_name(window),
        from: from.map(theme),
        to_window: window_name(window + 1),
        to: to.map(theme),
        flow,
        flow_onward: flow,
        chance: flow.map(|flow| flow / 4.0),
        n_papers_from: from.map(|_| 10),
        n_papers_to: to.map(|_| 10),
        term_overlap: flow,
        event: "draws".into(),
        terms_gained: vec!["term".into()],
        terms_lost: Vec::new(),
    };
    (1..n_windows)
        .flat_map(|window| {
            let of_theme = move |to: usize| {
                let next = (to + 1) % n_themes;
                let own = row(window - 1, Some(to), Some(to), Some(0.6));
                let other = row(window - 1, Some(next), Some(to), Some(0.3));
                if next == to { vec![own] } else { vec![own, other] }
            };
            let ends = [row(window - 1, None, Some(0), None), row(window - 1, Some(0), None, None)];
            (0..n_themes).flat_map(of_theme).chain(ends).collect::<Vec<_>>()
        })
        .collect()
}

/// One burst per theme, here and there in time; every third may be chance.
pub fn bursts(n_themes: usize, n_periods: usize) -> Vec<BurstRow> {
    let row = |theme: usize| {
        let start = (noise(theme * 5 + 2) * n_periods as f64) as usize;
        let length = (noise(theme * 13 + 1) * 0.3 * n_periods as f64) as usize;
        let end = (start + length).min(n_periods - 1);
        BurstRow {
            theme_id: Some(theme_id(theme)),
            label: label(theme),
            start,
            end,
            peak: start,
            n_papers: 12,
            share_in: 0.02 + 0.1 * noise(theme),
            share_out: (!theme.is_multiple_of(7)).then_some(0.0004 * theme as f64),
            strength: 3.0 + 60.0 * noise(theme + 9),
            p: 0.001,
            q: if theme % 3 == 2 { 0.4 } else { 0.01 },
            ongoing: end + 1 == n_periods,
        }
    };
    (0..n_themes).map(row).collect()
}

/// Themes that grow, fall, emerge or do neither; every ninth is too small, every eleventh has an
/// interval without bounds to speak of.
pub fn trends(n_themes: usize) -> Vec<TrendRow> {
    let row = |theme: usize| {
        let is_small = theme % 9 == 4;
        let is_wild = theme % 11 == 7;
        let slope = noise(theme * 17 + 3) - 0.5;
        let half = if is_wild { 9.0 } else { 0.02 + 0.3 * noise(theme * 19 + 1) };
        let growth = |slope: f64| (!is_small).then(|| libm::expm1(slope));
        let verdict = match slope {
            _ if is_small => Verdict::TooFew,
            s if s > 0.35 => Verdict::Emerging,
            s if s > half => Verdict::Growing,
            s if s < -half => Verdict::Declining,
            _ => Verdict::Steady,
        };
        TrendRow {
            theme_id: theme_id(theme),
            label: label(theme),
            n_papers: if is_small { 7 } else { 20 + 2000 / (theme + 1) },
            n_periods: 12,
            share_first: growth(slope).map(|_| 0.01),
            share_last: growth(slope).map(|_| 0.02),
            growth_per_year: growth(slope),
            growth_lo: growth(slope - half),
            growth_hi: growth(slope + half),
            p: growth(slope).map(|_| noise(theme)),
            q: growth(slope).map(|_| noise(theme)),
            rank: None,
            verdict,
            reason: String::new(),
        }
    };
    (0..n_themes).map(row).collect()
}
