//! Charts of a themed corpus, drawn by plotters as PNG and SVG.
//!
//! Each chart is a function from table rows to a [`Drawing`]; [`write_png`] and [`to_svg`] play
//! the drawing onto a plotters backend.

mod alluvial;
mod burst_timeline;
mod corpus_volume;
mod document_map;
pub mod drawing;
mod emergence_quadrant;
#[cfg(test)]
mod fixtures;
pub mod font;
mod frame;
mod growth_axis;
mod growth_forest;
mod label_placement;
mod layout;
mod play;
mod render;
mod share_intervals;
mod style;
mod theme_bars;
mod theme_by;
mod theme_heatmap;
mod theme_number;
mod theme_shares;

pub use alluvial::alluvial;
pub use burst_timeline::burst_timeline;
pub use corpus_volume::corpus_volume;
pub use document_map::document_map;
pub use drawing::Drawing;
pub use emergence_quadrant::emergence_quadrant;
pub use growth_axis::judged;
pub use growth_forest::growth_forest;
pub use render::{to_svg, write_png};
pub use theme_bars::theme_bars;
pub use theme_by::theme_by;
pub use theme_heatmap::theme_heatmap;
pub use theme_number::theme_number;
pub use theme_shares::theme_shares;

/// Where a reader finds the numbers of [`theme_bars()`].
pub const THEMES_TABLE: &str = "tables/themes.csv";
/// Where a reader finds the numbers of [`theme_shares()`] and [`theme_heatmap()`].
pub const PERIODS_TABLE: &str = "tables/theme_period.csv";
/// Where a reader finds the numbers of [`growth_forest()`] and [`emergence_quadrant()`].
pub const TRENDS_TABLE: &str = "tables/trends.csv";
/// Where a reader finds the bursts of themes of [`burst_timeline()`].
pub const BURSTS_TABLE: &str = "tables/bursts.csv";
/// Where a reader finds the bursts of terms of [`burst_timeline()`].
pub const TERM_BURSTS_TABLE: &str = "tables/term_bursts.csv";
/// Where a reader finds the numbers of [`corpus_volume()`].
pub const VOLUME_TABLE: &str = "tables/volume.csv";
/// Where a reader finds the numbers of [`document_map()`].
pub const MAP_TABLE: &str = "tables/map.csv";
/// Where a reader finds the numbers of [`theme_number()`].
pub const CANDIDATES_TABLE: &str = "tables/candidates.csv";
/// Where a reader finds the blocks of [`alluvial()`].
pub const THEME_WINDOWS_TABLE: &str = "tables/theme_windows.csv";
/// Where a reader finds the ribbons of [`alluvial()`].
pub const EVOLUTION_TABLE: &str = "tables/evolution.csv";

/// Where a reader finds the numbers of [`theme_by()`].
pub const BY_TABLE: &str = "tables/theme_by.csv";

/// Facts every subtitle states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// Name of the corpus, for example its file name.
    pub corpus: String,
    /// Papers in the corpus.
    pub n_papers: usize,
    /// Papers among them that have a date.
    pub n_dated: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails when texts of a drawing overlap, leave the canvas or are too small to read.
    fn assert_legible(drawing: &Drawing, what: &str) {
        let boxes = drawing.text_boxes();
        assert!(boxes.len() >= 2, "{what}: has a title and a subtitle");
        let canvas = drawing.canvas();
        for (i, (text, area)) in boxes.iter().enumerate() {
            assert!(canvas.contains(area), "{what}: {text:?} leaves the canvas: {area:?}");
            assert!(area.height >= 11.0, "{what}: {text:?} is too small");
            for (other, other_area) in &boxes[..i] {
                assert!(!area.overlaps(other_area), "{what}: {text:?} overlaps {other:?}");
            }
        }
        assert!(!drawing.title.is_empty() && !drawing.alt.is_empty());
    }

    #[test]
    fn no_text_overlaps_or_leaves_the_canvas() {
        let caption = fixtures::caption();
        for n_themes in [1, 3, 14, 60] {
            let themes = fixtures::themes(n_themes);
            assert_legible(&theme_bars(&themes, 25, &caption), &format!("bars {n_themes}"));
            let trends = fixtures::trends(n_themes);
            assert_legible(&growth_forest(&trends, &caption), &format!("forest {n_themes}"));
            let quadrant = emergence_quadrant(&trends, &caption);
            assert_legible(&quadrant, &format!("quadrant {n_themes}"));
            for n_papers in [n_themes, 300, 3000] {
                let papers = fixtures::map(n_papers, n_themes);
                let what = format!("map of {n_papers} in {n_themes}");
                assert_legible(&document_map(&papers, &themes, &caption), &what);
            }
            for n_groups in [1, 2, 7, 16, 32] {
                let rows = fixtures::by_group(n_themes, n_groups);
                let what = format!("{n_themes} themes by {n_groups} groups");
                assert_legible(&theme_by(&rows, &caption), &what);
            }
            for n_periods in [1, 2, 5, 12, 30, 400] {
                let what = format!("{n_themes} themes by {n_periods} periods");
                let rows = fixtures::periods(n_themes, n_periods);
                assert_legible(&theme_shares(&rows, &caption), &format!("shares, {what}"));
                assert_legible(&theme_heatmap(&rows, &caption), &format!("heatmap, {what}"));
                let (bursts, volume) =
                    (fixtures::bursts(n_themes, n_periods), fixtures::volume(n_periods));
                let drawing = burst_timeline(&bursts, &bursts, &volume, &caption);
                assert_legible(&drawing, &format!("bursts, {what}"));
            }
        }
        for n_themes in [1, 3, 14, 22, 60] {
            for n_windows in [2, 3, 5, 12] {
                let rows = fixtures::theme_windows(n_themes, n_windows);
                let flows = fixtures::flows(n_themes, n_windows);
                let what = format!("{n_themes} themes in {n_windows} windows");
                assert_legible(&alluvial(&rows, &flows, &caption), &what);
            }
        }
        for n_periods in [0, 1, 2, 5, 12, 30, 400] {
            let rows = fixtures::volume(n_periods);
            assert_legible(&corpus_volume(&rows, &caption), &format!("volume {n_periods}"));
        }
        for n_tried in [1, 2, 3, 8, 18] {
            for chosen in [0, n_tried / 2, n_tried - 1] {
                let rows = fixtures::candidates(n_tried, chosen);
                let what = format!("number {chosen} of {n_tried}");
                assert_legible(&theme_number(&rows, &caption), &what);
            }
        }
    }

    #[test]
    fn hostile_labels_are_still_laid_out() {
        let caption = Caption { corpus: "corpus/".repeat(60), n_papers: 1_234_567, n_dated: 3 };
        let (mut themes, mut rows) = (fixtures::themes(5), fixtures::periods(5, 12));
        let mut by_group = fixtures::by_group(5, 5);
        let mut windows = fixtures::theme_windows(5, 3);
        let mut bursts = fixtures::bursts(5, 12);
        let mut trends = fixtures::trends(5);
        let labels = [
            "x".repeat(300),
            "</text><script>alert(1)</script> & \"quotes\"".to_owned(),
            String::new(),
            "bell \u{7} tab \t line\nend".to_owned(),
            "very ".repeat(60),
        ];
        for (theme, label) in labels.iter().enumerate() {
            themes[theme].label.clone_from(label);
            windows.iter_mut().skip(theme).step_by(5).for_each(|r| r.label.clone_from(label));
            bursts[theme].label.clone_from(label);
            trends[theme].label.clone_from(label);
            rows[12 * theme..12 * (theme + 1)].iter_mut().for_each(|r| r.label.clone_from(label));
            by_group[5 * theme..5 * (theme + 1)].iter_mut().for_each(|r| r.group.clone_from(label));
            by_group.iter_mut().skip(theme).step_by(5).for_each(|r| r.label.clone_from(label));
        }
        for drawing in [
            theme_bars(&themes, 1_000_000, &caption),
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

    #[test]
    fn every_theme_is_named_on_the_map() {
        let themes = fixtures::themes(60);
        let drawing = document_map(&fixtures::map(3000, 60), &themes, &fixtures::caption());
        let words: String = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
        for theme in &themes {
            let last = theme.label.split(' ').next_back().unwrap();
            assert!(words.contains(last), "{:?} is missing", theme.label);
        }
    }

    #[test]
    fn empty_tables_do_not_panic() {
        let caption = Caption { corpus: String::new(), n_papers: 0, n_dated: 0 };
        for drawing in [
            theme_bars(&[], 0, &caption),
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
}
