//! How cells look. A format is how a number is shown, never another number.

use crate::report::columns::Unit;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// Colours of themes, the largest first: Okabe and Ito's, told apart by readers with any common
/// colour vision. As many themes get a line or a bar of their own where colours tell them apart.
pub const THEME_COLOURS: [u32; 8] =
    [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0x882255, 0x999933];

/// The line of all papers.
pub const TOTAL: u32 = 0x5F5F5F;

/// Grid lines of charts.
pub const GRID: u32 = 0xE6E6E6;

/// The formats of a workbook, each made once.
pub struct Look {
    /// Headers of tables.
    pub header: Format,
    /// The heading of the first sheet.
    pub title: Format,
    /// Headings below it.
    pub heading: Format,
    /// Headers of numbers that have no filter.
    pub number_header: Format,
    /// Text cells. Marked as text, so that a cell that is edited stays text, too.
    pub text: Format,
    /// Links to other sheets.
    pub link: Format,
    count: Format,
    share: Format,
    growth: Format,
    number: Format,
}

impl Look {
    /// The formats.
    pub fn new() -> Look {
        let header = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(0xEAF1F6)
            .set_border_bottom(FormatBorder::Thin);
        Look {
            number_header: header.clone().set_align(FormatAlign::Right),
            header: header.set_indent(1),
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new().set_bold().set_font_size(12),
            text: Format::new().set_num_format("@").set_indent(1),
            link: Format::new().set_hyperlink().set_indent(1),
            count: Format::new().set_num_format("#,##0"),
            share: Format::new().set_num_format("0.0%"),
            growth: Format::new().set_num_format("+0.0%;-0.0%;0.0%"),
            number: Format::new(),
        }
    }

    /// How numbers of a unit are shown.
    pub fn of_unit(&self, unit: Unit) -> &Format {
        match unit {
            Unit::Count => &self.count,
            Unit::Share => &self.share,
            Unit::Growth => &self.growth,
            Unit::Number | Unit::Text | Unit::Truth => &self.number,
        }
    }
}
