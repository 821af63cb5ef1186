//! How charts look: colours, fonts, distances and the way numbers are written.

use super::drawing::{Colour, Stroke};
use super::font::Font;

/// Width of every chart, in logical px.
pub const WIDTH: f64 = 1000.0;
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

/// Paper.
pub const WHITE: Colour = Colour::hex(0xFFFFFF);
/// Text.
pub const INK: Colour = Colour::hex(0x222222);
/// Text that explains: subtitles and axis labels.
pub const QUIET: Colour = Colour::hex(0x5F5F5F);
/// Bars and dots of papers that belong to no theme.
pub const GREY: Colour = Colour::hex(0xB4B4B4);
/// The one data colour of charts that need no other.
pub const ACCENT: Colour = Colour::hex(0x0B6AA8);
/// Grid lines.
pub const GRID: Stroke = Stroke::new(Colour::hex(0xE6E6E6), 1.0);
/// What rises: Okabe and Ito's bluish green,
pub const RISING: Colour = Colour::hex(0x009E73);
/// and what falls: their vermillion, told apart by readers with any common colour vision.
pub const FALLING: Colour = Colour::hex(0xD55E00);
/// Interval bands and bars: the data colour, faint.
pub const BAND: Colour = Colour::hex(0xBDD8E8);
/// Lines that are only there to compare with.
pub const CONTEXT: Colour = Colour::hex(0xE4E4E4);
/// The sign for "incomplete".
pub const HATCH: Stroke = Stroke::new(Colour::hex(0xDADADA), 1.0);
/// The line on which data stand.
pub const BASELINE: Stroke = Stroke::new(Colour::hex(0x9A9A9A), 1.0);

/// Colours of themes on the map: Okabe and Ito's and Tol's muted colours, told apart by readers
/// with any common colour vision.
const THEMES: [u32; 14] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0x882255, 0x999933, 0x332288,
    0x44AA99, 0xCC6677, 0x117733, 0xAA4499, 0x8C6D31,
];

/// Light to dark in steps that look even: ColorBrewer's YlGnBu, after a near-white start.
const SEQUENCE: [u32; 9] =
    [0xF7F7F2, 0xEDF8B1, 0xC7E9B4, 0x7FCDBB, 0x41B6C4, 0x1D91C0, 0x225EA8, 0x253494, 0x081D58];

/// The colour of the theme at a place in the order of size; colours repeat after fourteen themes.
pub fn theme_colour(place: usize) -> Colour {
    Colour::hex(THEMES[place % THEMES.len()])
}

/// The colour of a value, 0 (light) to 1 (dark); values outside get the end colours.
pub fn sequential(value: f64) -> Colour {
    let steps = SEQUENCE.len() - 1;
    let place = value.clamp(0.0, 1.0) * steps as f64;
    let step = (place as usize).min(steps - 1);
    Colour::hex(SEQUENCE[step]).mix(Colour::hex(SEQUENCE[step + 1]), place - step as f64)
}

/// Black or white, whichever reads better on the colour.
pub fn ink_on(colour: Colour) -> Colour {
    let (red, green, blue) = colour.rgb;
    let light = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if light > 110.0 { INK } else { WHITE }
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

    #[test]
    fn the_sequence_darkens_and_its_ink_contrasts() {
        let light = |c: Colour| u32::from(c.rgb.0) + u32::from(c.rgb.1) + u32::from(c.rgb.2);
        let shades: Vec<_> = (0..=20).map(|i| light(sequential(f64::from(i) / 20.0))).collect();
        assert!(shades.windows(2).all(|pair| pair[0] > pair[1]));
        assert_eq!(sequential(-1.0), sequential(0.0));
        assert_eq!(sequential(2.0), sequential(1.0));
        assert_eq!(ink_on(sequential(0.0)), INK);
        assert_eq!(ink_on(sequential(1.0)), WHITE);
    }

    #[test]
    fn neighbouring_themes_differ() {
        assert_ne!(theme_colour(0), theme_colour(1));
        assert_eq!(theme_colour(0), theme_colour(14));
    }
}
