//! How charts look: fonts, distances and the way numbers are written.

use super::font::Font;
use super::palette::Palette;

/// The width that distances are thought for, in logical px.
pub const USUAL_WIDTH: f64 = 1000.0;
/// Empty space around every chart, in logical px.
pub const MARGIN: f64 = 28.0;

/// The chart title.
pub const TITLE: Font = Font::bold(20.0);
/// The line of facts under the title.
pub const SUBTITLE: Font = Font::regular(13.0);
/// Labels of themes.
pub const LABEL: Font = Font::regular(13.0);
/// Headings of panels and labels on the map.
pub const HEADING: Font = Font::bold(12.0);
/// Axis labels and numbers in cells: the smallest text used.
pub const SMALL: Font = Font::regular(11.0);

/// What a user chooses of the looks of all charts of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// All colours.
    pub palette: &'static Palette,
    /// Width of every chart, in logical px.
    pub width: f64,
}

impl Look {
    /// A distance that grows with the chart, from what it is at the usual width, in logical px.
    /// Fonts do not grow: a wider chart has room for more, not larger words.
    pub fn scaled(self, px: f64) -> f64 {
        px * self.width / USUAL_WIDTH
    }

    /// The height of a plot: it grows less than the width, from what it is at the usual width, in
    /// logical px.
    pub fn height(self, px: f64) -> f64 {
        (px * (self.width / USUAL_WIDTH).sqrt().max(1.0)).round()
    }
}

/// A count with thin spaces between thousands: `12 345`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push('\u{2009}');
        }
        written.push(digit);
    }
    written
}

/// A share from 0 to 1 as a percentage with one decimal: `20.6 %`.
pub fn percent(share: f64) -> String {
    // Rounding must not turn a few papers into none, nor nearly all into all.
    if share > 0.0 && share < 0.0005 {
        return "<\u{2009}0.1\u{2009}%".to_owned();
    }
    if (0.9995..1.0).contains(&share) {
        return ">\u{2009}99.9\u{2009}%".to_owned();
    }
    format!("{:.1}\u{2009}%", share * 100.0)
}

/// A share from 0 to 1 as a percentage with only the decimals it needs: `20 %`, `2.5 %`.
pub fn tick_percent(share: f64) -> String {
    let value = (share * 100_000.0).round() / 1000.0;
    format!("{value}\u{2009}%")
}

/// A count and its noun, in the plural unless the count is one: `1 paper`, `12 themes`.
pub fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(7), "7");
        assert_eq!(count(123), "123");
        assert_eq!(count(1234), "1\u{2009}234");
        assert_eq!(count(1_234_567), "1\u{2009}234\u{2009}567");
        assert_eq!(percent(0.2064), "20.6\u{2009}%");
        assert_eq!(percent(0.0), "0.0\u{2009}%");
        assert_eq!(percent(0.0001), "<\u{2009}0.1\u{2009}%");
        assert_eq!(percent(0.9999), ">\u{2009}99.9\u{2009}%");
        assert_eq!(percent(1.0), "100.0\u{2009}%");
        assert_eq!(tick_percent(0.2), "20\u{2009}%");
        assert_eq!(tick_percent(0.025), "2.5\u{2009}%");
        assert_eq!(tick_percent(0.3 * 0.5), "15\u{2009}%");
        assert_eq!(counted(1, "paper"), "1 paper");
        assert_eq!(counted(0, "theme"), "0 themes");
    }
}
