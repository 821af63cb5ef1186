//! What is written, and for whom.

use crate::locale::Locale;
use serde::{Deserialize, Serialize};

/// What is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OutputConfig {
    pub csv: CsvStyle,
    pub locale: Locale,
    pub parquet: bool,
    pub only: Parts,
    pub chart_theme: ChartTheme,
    pub chart_width: usize,
}

impl Default for OutputConfig {
    fn default() -> Self {
        OutputConfig {
            csv: CsvStyle::Spreadsheet,
            locale: Locale::En,
            parquet: false,
            only: Parts::All,
            chart_theme: ChartTheme::Light,
            chart_width: 1000,
        }
    }
}

/// Whom the CSV files are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CsvStyle {
    /// A byte-order mark, and a `'` before text a spreadsheet would take for a formula.
    #[default]
    Spreadsheet,
    /// Neither: for programs.
    Plain,
}

/// Which parts of an output are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Parts {
    /// Everything.
    #[default]
    All,
    /// Charts without tables.
    Charts,
    /// Tables, and nothing that is drawn.
    Tables,
}

/// How CSV files are written, and read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CsvDialect {
    /// Whom they are for.
    pub style: CsvStyle,
    /// Whose signs they have.
    pub locale: Locale,
}

impl From<CsvStyle> for CsvDialect {
    fn from(style: CsvStyle) -> Self {
        CsvDialect { style, locale: Locale::En }
    }
}

impl OutputConfig {
    /// How CSV files are written.
    pub fn dialect(&self) -> CsvDialect {
        CsvDialect { style: self.csv, locale: self.locale }
    }
}

/// What charts are drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ChartTheme {
    /// Screens and slides with a white ground.
    #[default]
    Light,
    /// Slides with a dark ground.
    Dark,
    /// Paper, and copies of it: no hue is needed.
    Print,
}
