//! Tests of all charts at once: whatever the corpus, the width and the colours, words can be read.

use super::fixtures::{self, WIDTH};
use super::palette::Palette;
use super::style::{Look, MARGIN};
use super::*;
use crate::config::ChartTheme;
use rayon::prelude::*;

const CHART_THEMES: [ChartTheme; 3] = [ChartTheme::Light, ChartTheme::Dark, ChartTheme::Print];

fn look(theme: ChartTheme, width: f64) -> Look {
    Look { palette: Palette::of(theme), width }
}

/// What is wrong with a drawing: texts that overlap, leave the canvas or are too small to read, and
/// words for those who cannot see it that hold no number.
fn faults(drawing: &Drawing, what: &str) -> Vec<String> {
    let (boxes, canvas) = (drawing.text_boxes(), drawing.canvas());
    let mut faults = Vec::new();
    for (i, (text, area)) in boxes.iter().enumerate() {
        if !canvas.contains(area) {
            faults.push(format!("{what}: {text:?} leaves the canvas: {area:?}"));
        }
        if area.height < 11.0 {
            faults.push(format!("{what}: {text:?} is too small"));
        }
        let over = boxes[..i].iter().filter(|(_, other)| area.overlaps(other));
        faults.extend(over.map(|(other, _)| format!("{what}: {text:?} overlaps {other:?}")));
    }
    if boxes.len() < 2 || drawing.title.is_empty() {
        faults.push(format!("{what}: no title or subtitle"));
    }
    if !drawing.alt.contains(|letter: char| letter.is_ascii_digit()) {
        faults.push(format!("{what}: no number in {:?}", drawing.alt));
    }
    faults
}

fn assert_legible(drawing: &Drawing, what: &str) {
    let faults = faults(drawing, what);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The charts that show every theme.
fn of_themes(n_themes: usize, caption: &Caption) -> Vec<(String, Drawing)> {
    let (themes, terms) = (fixtures::themes(n_themes), fixtures::terms(n_themes));
    let (broad, parts) = fixtures::tree(n_themes);
    let trends = fixtures::trends(n_themes);
    let mut drawings = vec![
        ("bars".to_owned(), theme_bars(&themes, 25, caption)),
        ("terms".to_owned(), term_bars(&themes, &terms, caption)),
        ("tree".to_owned(), theme_tree(&broad, &parts, 25, caption)),
        ("forest".to_owned(), growth_forest(&trends, caption)),
        ("quadrant".to_owned(), emergence_quadrant(&trends, caption)),
    ];
    for n_papers in [n_themes, 300, 3000] {
        let papers = fixtures::map(n_papers, n_themes);
        drawings.push((format!("map of {n_papers}"), document_map(&papers, &themes, caption)));
    }
    for n_groups in [1, 2, 7, 16, 32] {
        let rows = fixtures::by_group(n_themes, n_groups);
        drawings.push((format!("by {n_groups} groups"), theme_by(&rows, caption)));
    }
    for n_windows in [2, 3, 5, 12] {
        let rows = fixtures::theme_windows(n_themes, n_windows);
        let flows = fixtures::flows(n_themes, n_windows);
        drawings.push((format!("{n_windows} windows"), alluvial(&rows, &flows, caption)));
    }
    drawings
}

/// The charts of themes over time.
fn of_periods(n_themes: usize, n_periods: usize, caption: &Caption) -> Vec<(String, Drawing)> {
    let rows = fixtures::periods(n_themes, n_periods);
    let bursts = fixtures::bursts(n_themes, n_periods);
    let volume = fixtures::volume(n_periods);
    [
        ("shares", theme_shares(&rows, caption)),
        ("fans", forecast_fan(&rows, &fixtures::forecasts(n_themes, 12), caption)),
        ("heatmap", theme_heatmap(&rows, caption)),
        ("bursts", burst_timeline(&bursts, &bursts, &volume, caption)),
        ("volume", corpus_volume(&volume, caption)),
    ]
    .map(|(name, drawing)| (name.to_owned(), drawing))
    .into()
}

/// The charts of other counts.
fn of_the_rest(caption: &Caption) -> Vec<(String, Drawing)> {
    let mut drawings = Vec::new();
    for n_tried in [1, 2, 3, 8, 18] {
        for chosen in [0, n_tried / 2, n_tried - 1] {
            let rows = fixtures::candidates(n_tried, chosen);
            drawings.push((format!("{chosen} of {n_tried}"), theme_number(&rows, caption)));
        }
    }
    drawings.push(("undated".to_owned(), corpus_volume(&fixtures::volume(0), caption)));
    drawings
}

#[test]
fn no_text_overlaps_or_leaves_the_canvas() {
    let looks = CHART_THEMES.map(|theme| [800.0, WIDTH, 2400.0, 4000.0].map(|w| look(theme, w)));
    let of_look = |&look: &Look| {
        let caption = fixtures::caption_with(look);
        let mut found = Vec::new();
        let mut check = |drawings: Vec<(String, Drawing)>, of: &str| {
            for (name, drawing) in drawings {
                found.extend(faults(&drawing, &format!("{name}, {of}, {} px wide", look.width)));
            }
        };
        for n_themes in [1, 3, 14, 22, 60] {
            check(of_themes(n_themes, &caption), &format!("{n_themes} themes"));
            for n_periods in [1, 2, 5, 12, 30, 400] {
                let of = format!("{n_themes} themes, {n_periods} periods");
                check(of_periods(n_themes, n_periods, &caption), &of);
            }
        }
        check(of_the_rest(&caption), "numbers of themes");
        found
    };
    let found: Vec<String> = looks.concat().par_iter().flat_map_iter(of_look).collect();
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn marks_stay_inside_the_canvas() {
    for width in [800.0, WIDTH, 2400.0] {
        let caption = fixtures::caption_with(look(ChartTheme::Print, width));
        let drawings = of_themes(14, &caption).into_iter().chain(of_periods(14, 30, &caption));
        for (name, drawing) in drawings {
            let canvas = drawing.canvas();
            assert_eq!(drawing.width, width);
            for shape in &drawing.shapes {
                let points: Vec<(f64, f64)> = match shape {
                    drawing::Shape::Rect { area, .. } | drawing::Shape::Hatch { area, .. } => {
                        assert!(area.width >= 0.0 && area.height >= 0.0, "{name}: {area:?}");
                        vec![(area.x, area.y), (area.right(), area.bottom())]
                    }
                    drawing::Shape::Polyline { points, .. }
                    | drawing::Shape::Polygon { points, .. } => points.clone(),
                    drawing::Shape::Circle { centre, .. } => vec![*centre],
                    drawing::Shape::Text(_) => Vec::new(),
                };
                for (x, y) in points {
                    let inside = (MARGIN / 2.0..=width - MARGIN / 2.0).contains(&x);
                    assert!(inside && (0.0..=canvas.height).contains(&y), "{name}: ({x}, {y})");
                }
            }
        }
    }
}

#[test]
fn hostile_labels_are_still_laid_out() {
    let labels = [
        "x".repeat(300),
        "</text><script>alert(1)</script> & \"quotes\"".to_owned(),
        String::new(),
        "bell \u{7} tab \t line\nend".to_owned(),
        "very ".repeat(60),
    ];
    let (mut themes, mut rows) = (fixtures::themes(5), fixtures::periods(5, 12));
    let (mut terms, (mut broad, mut parts)) = (fixtures::terms(5), fixtures::tree(5));
    let mut by_group = fixtures::by_group(5, 5);
    let mut windows = fixtures::theme_windows(5, 3);
    let mut bursts = fixtures::bursts(5, 12);
    let mut trends = fixtures::trends(5);
    for (theme, label) in labels.iter().enumerate() {
        themes[theme].label.clone_from(label);
        parts[theme].label.clone_from(label);
        terms.iter_mut().skip(theme).step_by(5).for_each(|r| r.term.clone_from(label));
        broad.iter_mut().skip(theme).step_by(5).for_each(|r| r.label.clone_from(label));
        windows.iter_mut().skip(theme).step_by(5).for_each(|r| r.label.clone_from(label));
        bursts[theme].label.clone_from(label);
        trends[theme].label.clone_from(label);
        rows[12 * theme..12 * (theme + 1)].iter_mut().for_each(|r| r.label.clone_from(label));
        by_group[5 * theme..5 * (theme + 1)].iter_mut().for_each(|r| r.group.clone_from(label));
        by_group.iter_mut().skip(theme).step_by(5).for_each(|r| r.label.clone_from(label));
    }
    for width in [800.0, WIDTH] {
        let caption = Caption {
            corpus: "corpus/".repeat(60),
            n_papers: 1_234_567,
            n_dated: 3,
            look: look(ChartTheme::Light, width),
        };
        for drawing in [
            theme_bars(&themes, 1_000_000, &caption),
            term_bars(&themes, &terms, &caption),
            theme_tree(&broad, &parts, 1_000_000, &caption),
            theme_shares(&rows, &caption),
            theme_heatmap(&rows, &caption),
            theme_by(&by_group, &caption),
            document_map(&fixtures::map(200, 5), &themes, &caption),
            alluvial(&windows, &fixtures::flows(5, 3), &caption),
            growth_forest(&trends, &caption),
            emergence_quadrant(&trends, &caption),
            burst_timeline(&bursts, &bursts, &fixtures::volume(12), &caption),
        ] {
            assert_legible(&drawing, &drawing.title);
            let svg = to_svg(&drawing).unwrap();
            assert!(!svg.contains("<script") && !svg.contains('\u{7}'));
        }
    }
}

#[test]
fn every_theme_is_named_on_the_map() {
    let themes = fixtures::themes(60);
    for width in [800.0, WIDTH, 2400.0] {
        let caption = fixtures::caption_with(look(ChartTheme::Light, width));
        let drawing = document_map(&fixtures::map(3000, 60), &themes, &caption);
        let words: String = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
        for theme in &themes {
            let last = theme.label.split(' ').next_back().unwrap();
            assert!(words.contains(last), "{:?} is missing", theme.label);
        }
    }
}

#[test]
fn empty_tables_do_not_panic() {
    let caption = Caption { corpus: String::new(), n_papers: 0, n_dated: 0, ..fixtures::caption() };
    for drawing in [
        theme_bars(&[], 0, &caption),
        term_bars(&[], &[], &caption),
        theme_tree(&[], &[], 0, &caption),
        theme_shares(&[], &caption),
        theme_heatmap(&[], &caption),
        document_map(&[], &[], &caption),
        corpus_volume(&[], &caption),
        theme_number(&[], &caption),
        theme_by(&[], &caption),
        alluvial(&[], &[], &caption),
        growth_forest(&[], &caption),
        emergence_quadrant(&[], &caption),
        burst_timeline(&[], &[], &[], &caption),
    ] {
        assert!(drawing.height > 0.0);
        assert!(to_svg(&drawing).unwrap().contains("</svg>"));
    }
}

/// Writes every chart at many sizes, to be looked at: `cargo test --release --lib -- --ignored
/// gallery`, with the folder in `GALLERY`.
#[test]
#[ignore = "writes pictures for people"]
fn gallery() {
    let Some(folder) = std::env::var_os("GALLERY").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let sizes = [3, 14, 60].map(|n_themes| [1, 5, 30, 400].map(|n_periods| (n_themes, n_periods)));
    for (theme, width) in
        [(0, 800.0), (0, WIDTH), (0, 2400.0), (1, WIDTH), (2, WIDTH), (1, 2400.0), (2, 800.0)]
    {
        let caption = fixtures::caption_with(look(CHART_THEMES[theme], width));
        let mut named = Vec::new();
        for (n_themes, n_periods) in sizes.into_iter().flatten() {
            let of_themes = of_themes(n_themes, &caption).into_iter();
            let of_themes =
                of_themes.map(|(name, drawing)| (format!("{name}-{n_themes}"), drawing));
            let over_time = of_periods(n_themes, n_periods, &caption).into_iter();
            let over_time = over_time
                .map(|(name, drawing)| (format!("{name}-{n_themes}-{n_periods}"), drawing));
            named.extend(of_themes.chain(over_time));
        }
        named.extend(of_the_rest(&caption));
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named.dedup_by(|a, b| a.0 == b.0);
        named.par_iter().for_each(|(name, drawing)| {
            let name = format!("{:?}-{width}-{name}.png", CHART_THEMES[theme]);
            write_png(drawing, &folder.join(name.replace(' ', "-").to_lowercase())).unwrap();
        });
    }
}
