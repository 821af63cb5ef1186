//! The chart font: registered with plotters from bytes, so that no installed font is needed, and
//! measured so that layout knows the width of every text before it is drawn.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef};
use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// Family name for plotters and for CSS: an SVG viewer without DejaVu falls back to Verdana,
/// whose letters are as wide.
pub const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Height of accented capitals above the baseline, in em.
pub const ASCENT: f64 = 0.80;
/// Depth of `g` or `p` below the baseline, in em.
pub const DESCENT: f64 = 0.24;
/// Distance between the baselines of wrapped lines, in em.
pub const LINE_HEIGHT: f64 = 1.28;

/// plotters' `ab_glyph` sizes count from the font's ascender to its descender, (1901 + 483) / 2048
/// em in DejaVu Sans; this turns an em size into such a size.
pub const GLYPH_SIZE_PER_EM: f64 = 2384.0 / 2048.0;

/// Thickness of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For everything but headings.
    Regular,
    /// For headings.
    Bold,
}

/// A size and a weight of the one chart family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Font {
    /// Size of the em in logical px.
    pub size: f64,
    /// Thickness of the letters.
    pub weight: Weight,
}

/// One letter of a text, as [`Font::letters`] places it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// The letter.
    pub content: char,
    /// Where it starts after the start of the text, in logical px.
    pub x: f64,
    /// Space between that place and its ink, in logical px; negative when the ink sticks out.
    pub bearing: f64,
}

/// The same fonts as plotters has, for what plotters does not tell.
static OUTLINES: LazyLock<[Option<FontRef<'static>>; 2]> = LazyLock::new(|| {
    [dejavu::sans::regular(), dejavu::sans::bold()].map(|ttf| FontRef::try_from_slice(ttf).ok())
});

/// Fonts at 1000 px per em: plotters reports whole px, so measuring large keeps the fractions.
static RULERS: LazyLock<[FontDesc<'static>; 2]> = LazyLock::new(|| {
    // A failure leaves plotters without the font, and the first drawing reports that.
    let _ = register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular());
    let _ = register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold());
    [FontStyle::Normal, FontStyle::Bold]
        .map(|style| FontDesc::new(FontFamily::Name(FAMILY), 1000.0 * GLYPH_SIZE_PER_EM, style))
});

impl Font {
    /// A regular font; `size` in logical px.
    pub const fn regular(size: f64) -> Self {
        Font { size, weight: Weight::Regular }
    }

    /// A bold font; `size` in logical px.
    pub const fn bold(size: f64) -> Self {
        Font { size, weight: Weight::Bold }
    }

    /// Width of one line of text, in logical px.
    pub fn width(self, text: &str) -> f64 {
        let ruler = &RULERS[usize::from(self.weight == Weight::Bold)];
        let per_mille = match ruler.box_size(text) {
            Ok((width, _)) => f64::from(width),
            // Unreachable with the embedded font; a guess still gives a usable layout.
            Err(_) => 600.0 * text.chars().count() as f64,
        };
        per_mille * self.size / 1000.0
    }

    /// The letters of one line of text and where they stand.
    pub fn letters(self, text: &str) -> Vec<Letter> {
        let Some(outlines) = &OUTLINES[usize::from(self.weight == Weight::Bold)] else {
            return Vec::new();
        };
        let units = f64::from(outlines.units_per_em().unwrap_or(2048.0));
        let px = |of_font: f32| f64::from(of_font) / units * self.size;
        let (mut x, mut before) = (0.0, None);
        let mut letters = Vec::new();
        for content in text.chars() {
            let glyph = outlines.glyph_id(content);
            x += before.map_or(0.0, |before| px(outlines.kern_unscaled(before, glyph)));
            letters.push(Letter {
                content,
                x,
                bearing: px(outlines.h_side_bearing_unscaled(glyph)),
            });
            x += px(outlines.h_advance_unscaled(glyph));
            before = Some(glyph);
        }
        letters
    }

    /// Distance between the baselines of two wrapped lines, in logical px.
    pub fn line_height(self) -> f64 {
        self.size * LINE_HEIGHT
    }

    /// The same font as plotters wants it, with `size` in plotters' own measure.
    pub(super) fn plotters(self, size: f64) -> FontDesc<'static> {
        let ruler = &RULERS[usize::from(self.weight == Weight::Bold)];
        ruler.resize(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_dejavu_sans() {
        // DejaVu Sans: `n` advances 1298 of 2048 units, the digits 1303.
        assert!((Font::regular(20.48).width("nnnn") - 4.0 * 12.98).abs() < 0.05);
        assert!((Font::regular(20.48).width("0000") - 4.0 * 13.03).abs() < 0.05);
    }

    #[test]
    fn letters_stand_where_the_width_says() {
        for font in [Font::regular(13.0), Font::bold(20.0)] {
            let text = "AVα fine, Ü";
            let letters = font.letters(text);
            assert_eq!(letters.iter().map(|letter| letter.content).collect::<String>(), text);
            for (place, letter) in letters.iter().enumerate().skip(1) {
                let before: String = text.chars().take(place).collect();
                let with: String = text.chars().take(place + 1).collect();
                let own = font.width(&letter.content.to_string());
                assert!((font.width(&with) - own - letter.x).abs() < 0.05, "{before:?}");
            }
        }
        // `l` is 94 per mille of an em into its advance, `f` hardly is.
        let bearings: Vec<f64> =
            Font::regular(1000.0).letters("lf").iter().map(|letter| letter.bearing).collect();
        assert!((bearings[0] - 94.0).abs() < 1.0 && bearings[1] < 30.0);
    }

    #[test]
    fn bold_is_wider_and_size_scales() {
        let text = "Theme";
        assert!(Font::bold(12.0).width(text) > Font::regular(12.0).width(text));
        let ratio = Font::regular(24.0).width(text) / Font::regular(12.0).width(text);
        assert!((ratio - 2.0).abs() < 1e-9);
        assert_eq!(Font::regular(12.0).width(""), 0.0);
    }
}
