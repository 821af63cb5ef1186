//! The colours of charts: light, dark, and for print without hue.
//!
//! A chart takes every colour from the one [`Palette`] it is given. The tests hold each palette to
//! what it promises: contrast with the paper, and colours told apart by readers with any common
//! colour vision.

use super::drawing::{Colour, Marker, Stroke};
use crate::config::ChartTheme;

/// All colours that charts use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// What is drawn on.
    pub paper: Colour,
    /// Text.
    pub ink: Colour,
    /// Text that explains: subtitles and axis labels.
    pub quiet: Colour,
    /// The one data colour of charts that need no other.
    pub accent: Colour,
    /// Interval bands and incomplete columns: the data colour, faint.
    pub band: Colour,
    /// What belongs to no theme, is not significant or shows no trend.
    pub grey: Colour,
    /// What rises,
    pub rising: Colour,
    /// and what falls.
    pub falling: Colour,
    /// Lines that are only there to compare with.
    pub context: Colour,
    /// Cells whose difference may be chance.
    pub untold: Colour,
    /// Grid lines.
    pub grid: Stroke,
    /// The sign for "incomplete".
    pub hatch: Stroke,
    /// The line on which data stand.
    pub baseline: Stroke,
    /// Outlines of swatches, and lines from labels to what they name.
    pub leader: Stroke,
    /// Whether cells that are rarer than elsewhere are hatched, for want of a second hue.
    pub hatches_rarer: bool,
    /// Colours of themes, told apart where they stand for several of them.
    themes: &'static [u32],
    /// Markers of themes; there are more than one where colours alone do not tell themes apart.
    markers: &'static [Marker],
    /// From next to nothing to the most, in steps that look even.
    sequence: [u32; 9],
    /// From much rarer to much more frequent.
    diverging: [u32; 9],
}

/// After Okabe and Ito, moved as little as it took to keep every two of twelve apart for readers
/// with deuteranopia and protanopia, and all of them off the paper.
const LIGHT: Palette = Palette {
    paper: Colour::hex(0xFFFFFF),
    ink: Colour::hex(0x222222),
    quiet: Colour::hex(0x5F5F5F),
    accent: Colour::hex(0x0B6AA8),
    band: Colour::hex(0xBDD8E8),
    grey: Colour::hex(0x8C8C8C),
    rising: Colour::hex(0x00895F),
    falling: Colour::hex(0xC4440B),
    context: Colour::hex(0xE4E4E4),
    untold: Colour::hex(0xF3F3F3),
    grid: Stroke::new(Colour::hex(0xE6E6E6), 1.0),
    hatch: Stroke::new(Colour::hex(0xDADADA), 1.0),
    baseline: Stroke::new(Colour::hex(0x9A9A9A), 1.0),
    leader: Stroke::new(Colour::hex(0xB0B0B0), 1.0),
    hatches_rarer: false,
    themes: &[
        0x0272B4, 0xD57D00, 0x019C7C, 0xCA78A5, 0xC4440B, 0x2A93D5, 0x882154, 0x74804F, 0x3A2B8D,
        0xE14C63, 0x1B7A1E, 0x6B4A1F,
    ],
    markers: &[Marker::Circle],
    // ColorBrewer's YlGnBu, after a near-white start.
    sequence: [
        0xF7F7F2, 0xEDF8B1, 0xC7E9B4, 0x7FCDBB, 0x41B6C4, 0x1D91C0, 0x225EA8, 0x253494, 0x081D58,
    ],
    // ColorBrewer's BrBG.
    diverging: [
        0x8C510A, 0xBF812D, 0xDFC27D, 0xF0DFB6, 0xF5F5F5, 0xC0E6DF, 0x80CDC1, 0x35978F, 0x01665E,
    ],
};

/// The same hues, lighter, on a paper that is nearly black.
const DARK: Palette = Palette {
    paper: Colour::hex(0x15191F),
    ink: Colour::hex(0xECEEF0),
    quiet: Colour::hex(0xA9B0B8),
    accent: Colour::hex(0x53B4E9),
    band: Colour::hex(0x27485C),
    grey: Colour::hex(0x7D838A),
    rising: Colour::hex(0x37C895),
    falling: Colour::hex(0xF07541),
    context: Colour::hex(0x343A42),
    untold: Colour::hex(0x23282F),
    grid: Stroke::new(Colour::hex(0x2B3138), 1.0),
    hatch: Stroke::new(Colour::hex(0x3A4149), 1.0),
    baseline: Stroke::new(Colour::hex(0x6B737C), 1.0),
    leader: Stroke::new(Colour::hex(0x5C646D), 1.0),
    hatches_rarer: false,
    themes: &[
        0x53B4E9, 0xE59F0D, 0x37C895, 0xDF90C5, 0xF07541, 0x5079D3, 0xAE5691, 0xF0E43F, 0x9181F1,
        0xA97232, 0x2C8963, 0xB9DEFF,
    ],
    markers: &[Marker::Circle],
    sequence: [
        0x1D232B, 0x1B3550, 0x1D4F7A, 0x22709B, 0x2E93AE, 0x52B6B2, 0x8AD3AC, 0xC3EAAE, 0xF3F9C0,
    ],
    diverging: [
        0xE9B65C, 0xBD8A3C, 0x8A6327, 0x523E22, 0x2A2F36, 0x1F4744, 0x24716A, 0x3BA396, 0x7ADBCB,
    ],
};

/// Black and greys for paper and copies: markers, hatching and dashes say what hues say elsewhere.
const PRINT: Palette = Palette {
    paper: Colour::hex(0xFFFFFF),
    ink: Colour::hex(0x000000),
    quiet: Colour::hex(0x4A4A4A),
    accent: Colour::hex(0x333333),
    band: Colour::hex(0xD4D4D4),
    grey: Colour::hex(0x8C8C8C),
    rising: Colour::hex(0x111111),
    falling: Colour::hex(0x111111),
    context: Colour::hex(0xDEDEDE),
    untold: Colour::hex(0xFFFFFF),
    grid: Stroke::new(Colour::hex(0xE2E2E2), 1.0),
    hatch: Stroke::new(Colour::hex(0xC4C4C4), 1.0),
    baseline: Stroke::new(Colour::hex(0x777777), 1.0),
    leader: Stroke::new(Colour::hex(0x8C8C8C), 1.0),
    hatches_rarer: true,
    // Three greys and four markers make twelve pairs, as neither number divides the other; discs
    // are left to papers of no theme.
    themes: &[0x1A1A1A, 0x8C8C8C, 0x555555],
    markers: &[Marker::Square, Marker::Triangle, Marker::Diamond, Marker::TriangleDown],
    sequence: [
        0xFAFAFA, 0xECECEC, 0xD8D8D8, 0xBEBEBE, 0xA0A0A0, 0x808080, 0x5C5C5C, 0x383838, 0x141414,
    ],
    diverging: [
        0x8E8E8E, 0xABABAB, 0xC8C8C8, 0xE2E2E2, 0xF7F7F7, 0xDADADA, 0xAAAAAA, 0x707070, 0x303030,
    ],
};

impl Palette {
    /// The palette of a chart theme.
    pub const fn of(theme: ChartTheme) -> &'static Palette {
        match theme {
            ChartTheme::Light => &LIGHT,
            ChartTheme::Dark => &DARK,
            ChartTheme::Print => &PRINT,
        }
    }

    /// The colour of the theme at a place in the order of size; colours repeat.
    pub fn theme(&self, place: usize) -> Colour {
        Colour::hex(self.themes[place % self.themes.len()])
    }

    /// The marker of the theme at a place in the order of size; markers repeat.
    pub fn marker(&self, place: usize) -> Marker {
        self.markers[place % self.markers.len()]
    }

    /// Whether theme colours are hues that tell themes apart.
    pub fn has_hues(&self) -> bool {
        self.markers.len() == 1
    }

    /// The colour of a value, 0 (near the paper's) to 1 (farthest from it); values outside get the
    /// end colours.
    pub fn sequential(&self, value: f64) -> Colour {
        between(&self.sequence, value)
    }

    /// The colour of a place on a scale from −1 to 1; what lies beyond gets the end colours.
    pub fn diverging(&self, place: f64) -> Colour {
        between(&self.diverging, (place + 1.0) / 2.0)
    }
}

/// The colour at a place from 0 to 1 along some steps.
fn between(steps: &[u32], place: f64) -> Colour {
    let last = steps.len() - 1;
    let at = place.clamp(0.0, 1.0) * last as f64;
    let step = (at as usize).min(last - 1);
    Colour::hex(steps[step]).mix(Colour::hex(steps[step + 1]), at - step as f64)
}

/// Black or white, whichever reads better on the colour.
pub fn ink_on(colour: Colour) -> Colour {
    let (black, white) = (Colour::hex(0x000000), Colour::hex(0xFFFFFF));
    if contrast(black, colour) >= contrast(white, colour) { black } else { white }
}

/// How well one colour stands out from another, 1 to 21, as the WCAG define it.
fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance of a colour, 0 to 1.
fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Red, green and blue in proportion to light, 0 to 1. `libm`, as the same ink must be chosen on
/// every machine.
fn linear(Colour { rgb: (red, green, blue), .. }: Colour) -> [f64; 3] {
    [red, green, blue].map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader without red (protanopia) and one without green (deuteranopia) sees: the
    /// matrices of Machado, Oliveira and Fernandes (2009) at full severity, for linear RGB.
    const VISIONS: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ];

    fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|row| (0..3).map(|i| matrix[row][i] * v[i]).sum())
    }

    /// A colour as seen, in Ottosson's OKLab times 100: distances of 2 are just noticed.
    fn seen(colour: Colour, vision: usize) -> [f64; 3] {
        let light = times(&VISIONS[vision], linear(colour)).map(|x| x.clamp(0.0, 1.0));
        let cones = times(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            light,
        );
        let lab = times(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        );
        lab.map(|x| 100.0 * x)
    }

    fn apart(a: Colour, b: Colour, vision: usize) -> f64 {
        let (a, b) = (seen(a, vision), seen(b, vision));
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
    }

    const ALL: [&Palette; 3] = [&LIGHT, &DARK, &PRINT];

    #[test]
    fn contrast_and_simulation_agree_with_published_values() {
        let (black, white) = (Colour::hex(0), Colour::hex(0xFFFFFF));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(Colour::hex(0x767676), white) - 4.54).abs() < 0.005);
        // White is white to everyone; red and green are far apart, but less so without green.
        assert!((1..3).all(|vision| apart(white, white, vision) == 0.0));
        let [l, a, b] = seen(Colour::hex(0xFF0000), 0);
        assert!(
            (l - 62.796).abs() < 0.01 && (a - 22.486).abs() < 0.01 && (b - 12.585).abs() < 0.01
        );
        let (red, green) = (Colour::hex(0xCC3333), Colour::hex(0x338833));
        assert!(apart(red, green, 2) < apart(red, green, 0) / 2.0);
    }

    #[test]
    fn text_and_marks_stand_out_from_the_paper() {
        for palette in ALL {
            let on_paper = |colour| contrast(colour, palette.paper);
            for text in [palette.ink, palette.quiet] {
                assert!(on_paper(text) >= 4.5, "{text:?} {}", on_paper(text));
                assert!(contrast(text, palette.untold) >= 4.5);
                // Text may stand on a hatched period.
                assert!(contrast(text, palette.hatch.colour) >= 2.9);
            }
            let marks = [palette.accent, palette.grey, palette.rising, palette.falling];
            let themes = (0..palette.themes.len()).map(|place| palette.theme(place));
            for mark in marks.into_iter().chain(themes) {
                assert!(on_paper(mark) >= 3.0, "{mark:?} {}", on_paper(mark));
            }
        }
    }

    #[test]
    fn words_read_on_every_shade() {
        for palette in ALL {
            for place in 0..=100 {
                let place = f64::from(place) / 100.0;
                for shade in [palette.sequential(place), palette.diverging(2.0 * place - 1.0)] {
                    assert!(contrast(ink_on(shade), shade) >= 4.5, "{shade:?}");
                }
            }
        }
    }

    #[test]
    fn hues_are_told_apart_with_any_common_colour_vision() {
        for palette in [&LIGHT, &DARK] {
            assert!(palette.has_hues());
            for (vision, bound) in [(0, 10.0), (1, 6.0), (2, 6.0)] {
                for a in 0..palette.themes.len() {
                    for b in 0..a {
                        let far = apart(palette.theme(a), palette.theme(b), vision);
                        assert!(far >= bound, "{a} and {b}, {vision}: {far:.1}");
                    }
                }
                let kinds = [palette.rising, palette.falling, palette.grey];
                let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| (kinds[a], kinds[b]));
                let more = [
                    (palette.accent, palette.grey),
                    (palette.diverging(-1.0), palette.diverging(1.0)),
                    (palette.diverging(-0.5), palette.diverging(0.5)),
                ];
                for (a, b) in pairs.into_iter().chain(more) {
                    let far = apart(a, b, vision);
                    assert!(far >= 6.0, "{a:?} and {b:?}, {vision}: {far:.1}");
                }
            }
        }
    }

    #[test]
    fn print_needs_no_hue() {
        let greys = |colour: Colour| colour.rgb.0 == colour.rgb.1 && colour.rgb.1 == colour.rgb.2;
        let named = [
            PRINT.paper,
            PRINT.ink,
            PRINT.quiet,
            PRINT.accent,
            PRINT.band,
            PRINT.grey,
            PRINT.rising,
            PRINT.falling,
            PRINT.context,
            PRINT.untold,
            PRINT.grid.colour,
            PRINT.hatch.colour,
            PRINT.baseline.colour,
            PRINT.leader.colour,
        ];
        let scales = PRINT.sequence.iter().chain(&PRINT.diverging).chain(PRINT.themes);
        assert!(named.into_iter().chain(scales.map(|&hex| Colour::hex(hex))).all(greys));
        let signs: Vec<(Colour, Marker)> =
            (0..12).map(|place| (PRINT.theme(place), PRINT.marker(place))).collect();
        for (place, sign) in signs.iter().enumerate() {
            assert!(!signs[..place].contains(sign), "{place}");
        }
        assert_eq!(PRINT.paper, Colour::hex(0xFFFFFF));
    }

    #[test]
    fn scales_lead_away_from_the_paper() {
        for palette in ALL {
            let from_paper = |colour: Colour| (luminance(colour) - luminance(palette.paper)).abs();
            let rises = |shades: Vec<f64>| shades.windows(2).all(|pair| pair[0] < pair[1]);
            let along = |read: &dyn Fn(f64) -> Colour| {
                rises((0..=20).map(|i| from_paper(read(f64::from(i) / 20.0))).collect())
            };
            assert!(along(&|value| palette.sequential(value)));
            assert!(along(&|place| palette.diverging(place)));
            assert!(along(&|place| palette.diverging(-place)));
            assert_eq!(palette.sequential(-1.0), palette.sequential(0.0));
            assert_eq!(palette.diverging(2.0), palette.diverging(1.0));
        }
    }
}
