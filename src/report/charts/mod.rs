//! Charts of a themed corpus, drawn by plotters as PNG and SVG.
//!
//! Each chart is a function from table rows to a [`Drawing`]; [`write_png`] and [`to_svg`] play
//! the drawing onto a plotters backend.

mod alluvial;
mod alluvial_label;
mod burst_timeline;
mod corpus_volume;
mod document_map;
pub mod drawing;
mod emergence_quadrant;
#[cfg(test)]
pub(super) mod fixtures;
pub mod font;
mod forecast_fan;
mod frame;
mod growth_axis;
mod growth_forest;
mod label_placement;
mod layout;
#[cfg(test)]
mod legible;
mod marker;
pub mod palette;
mod panels;
mod play;
mod render;
mod share_intervals;
mod style;
mod term_bars;
mod theme_bars;
mod theme_by;
mod theme_heatmap;
mod theme_number;
mod theme_shares;
mod theme_tree;

pub use alluvial::alluvial;
pub use burst_timeline::burst_timeline;
pub use corpus_volume::corpus_volume;
pub use document_map::document_map;
pub use drawing::Drawing;
pub use emergence_quadrant::emergence_quadrant;
pub use forecast_fan::forecast_fan;
pub use growth_axis::judged;
pub use growth_forest::growth_forest;
pub use palette::Palette;
pub use render::{to_svg, write_png};
pub use style::Look;
pub(super) use style::{count, counted, percent};
pub use term_bars::term_bars;
pub use theme_bars::theme_bars;
pub use theme_by::theme_by;
pub use theme_heatmap::theme_heatmap;
pub use theme_number::theme_number;
pub use theme_shares::theme_shares;
pub use theme_tree::theme_tree;

/// Where a reader finds the numbers of [`theme_bars()`].
pub const THEMES_TABLE: &str = "tables/themes.csv";
/// Where a reader finds the numbers of [`term_bars()`].
pub const TERMS_TABLE: &str = "tables/terms.csv";
/// Where a reader finds the broad themes of [`theme_tree()`].
pub const BROAD_THEMES_TABLE: &str = "tables/broad_themes.csv";
/// Where a reader finds the numbers of [`theme_shares()`] and [`theme_heatmap()`].
pub const PERIODS_TABLE: &str = "tables/theme_period.csv";
/// Where a reader finds the numbers of [`forecast_fan()`].
pub const FORECAST_TABLE: &str = "tables/forecast.csv";
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

/// What every chart is told beside its rows: the facts its subtitle states, and its looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// Name of the corpus, for example its file name.
    pub corpus: String,
    /// Papers in the corpus.
    pub n_papers: usize,
    /// Papers among them that have a date.
    pub n_dated: usize,
    /// Colours and width.
    pub look: Look,
}
