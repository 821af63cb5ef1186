//! Drawings as PNG files and as SVG documents.

use std::path::Path;

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};

use super::drawing::Drawing;
use super::font::GLYPH_SIZE_PER_EM;
use super::play::{Units, play, words};

/// Device px of a PNG per logical px: charts are 2000 px wide, sharp on a slide.
pub const PNG_SCALE: u32 = 2;
/// plotters leaves edges of bitmaps jagged, so drawing is this much finer and averaged down.
const SUPERSAMPLING: u32 = 2;
/// plotters' coordinates are whole numbers, so an SVG counts in tenths of a logical px.
const SVG_UNITS: u32 = 10;
/// Height of the part of a bitmap that is drawn at once, in logical px.
const BAND: u32 = 64;

/// How `BitMapBackend` counts with the `ab_glyph` fonts.
const BITMAP: Units = Units {
    per_px: (PNG_SCALE * SUPERSAMPLING) as f64,
    top: 0.0,
    size_per_em: GLYPH_SIZE_PER_EM,
    top_to_baseline: GLYPH_SIZE_PER_EM / 2.0,
    bitmap: true,
};

/// How `SVGBackend` counts: it writes `size / 1.24` as the font size and `dy="0.76em"`.
const SVG: Units = Units {
    per_px: SVG_UNITS as f64,
    top: 0.0,
    size_per_em: 1.24,
    top_to_baseline: 0.76,
    bitmap: false,
};

/// Writes a drawing as a PNG file at two device px per logical px.
///
/// The path must end in `.png`: plotters takes the format from it. The same drawing always gives
/// the same bytes.
pub fn write_png(drawing: &Drawing, path: &Path) -> Result<(), String> {
    let (width, height) = canvas_size(drawing, PNG_SCALE);
    let mut file = BitMapBackend::new(path, (width, height));
    let fine_width = width * SUPERSAMPLING;
    let mut pixels = vec![0; (3 * fine_width * BAND * PNG_SCALE * SUPERSAMPLING) as usize];
    // Band by band, as a tall chart drawn this fine would take hundreds of megabytes.
    for top in (0..height).step_by((BAND * PNG_SCALE) as usize) {
        let band = (width, (height - top).min(BAND * PNG_SCALE));
        let fine = (fine_width, band.1 * SUPERSAMPLING);
        let units = Units { top: f64::from(top / PNG_SCALE), ..BITMAP };
        play(drawing, &mut BitMapBackend::with_buffer(&mut pixels, fine), &units)?;
        file.blit_bitmap((0, top as i32), band, &halve(&pixels, band)).map_err(words)?;
    }
    file.present().map_err(words)
}

/// A drawing as an SVG document at one user px per logical px, with its title and description
/// for screen readers.
pub fn to_svg(drawing: &Drawing) -> Result<String, String> {
    let (width, height) = canvas_size(drawing, SVG_UNITS);
    let mut document = String::new();
    let mut backend = SVGBackend::with_string(&mut document, (width, height));
    play(drawing, &mut backend, &SVG)?;
    backend.present().map_err(words)?;
    drop(backend);
    // plotters' own opening tag would show the tenths as px and has no words for screen readers.
    let (_, body) = document.split_once(">\n").ok_or("plotters wrote no SVG element")?;
    let body = tidy(body);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" \
         stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>{}</desc>\n{body}",
        width / SVG_UNITS,
        height / SVG_UNITS,
        escape(&drawing.title),
        escape(&drawing.alt),
    ))
}

/// plotters' elements without what viewers assume anyway, which is half of a map's file, and
/// without line breaks inside texts, which some viewers show as spaces.
fn tidy(body: &str) -> String {
    let mut tidied = String::with_capacity(body.len());
    for line in body.lines() {
        // Quotes inside texts are escaped, so these can only be attributes.
        let line = line.replace(" stroke=\"none\" stroke-width=\"1\"", "");
        let line = line.replace(" stroke=\"none\"/>", "/>").replace(" opacity=\"1\"", "");
        if line == "</text>" {
            tidied.truncate(tidied.trim_end_matches('\n').len());
        }
        tidied += &line;
        if !line.starts_with("<text ") {
            tidied.push('\n');
        }
    }
    tidied
}

/// The canvas in a backend's coordinates; whole logical px, so that scales agree on the size.
fn canvas_size(drawing: &Drawing, scale: u32) -> (u32, u32) {
    (drawing.width.ceil() as u32 * scale, drawing.height.ceil() as u32 * scale)
}

/// Averages blocks of two by two RGB pixels; `size` is the size afterwards.
fn halve(pixels: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let (width, height) = (width as usize, height as usize);
    let fine_row = width * SUPERSAMPLING as usize * 3;
    let mut averaged = vec![0; width * height * 3];
    let rows = pixels.chunks_exact(2 * fine_row).zip(averaged.chunks_exact_mut(3 * width));
    for (fine, coarse) in rows {
        let (upper, lower) = fine.split_at(fine_row);
        let blocks = upper.chunks_exact(6).zip(lower.chunks_exact(6));
        for ((a, b), pixel) in blocks.zip(coarse.chunks_exact_mut(3)) {
            for (channel, value) in pixel.iter_mut().enumerate() {
                let sum = u16::from(a[channel])
                    + u16::from(a[channel + 3])
                    + u16::from(b[channel])
                    + u16::from(b[channel + 3]);
                *value = ((sum + 2) / 4) as u8;
            }
        }
    }
    averaged
}

/// Escapes what XML text may not hold, control characters included.
fn escape(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::drawing::{Anchor, Area, Stroke};
    use super::super::fixtures::PALETTE;
    use super::super::font::Font;
    use super::*;

    fn sample() -> Drawing {
        let mut drawing = Drawing {
            palette: PALETTE,
            width: 120.0,
            height: 60.0,
            title: "A < B".into(),
            alt: "Tests & more".into(),
            shapes: vec![],
        };
        drawing.rect(Area::new(10.0, 10.0, 20.0, 20.0), PALETTE.accent);
        drawing.hatch(Area::new(40.0, 10.0, 20.0, 20.0), PALETTE.grid);
        drawing.circle((80.0, 20.0), 5.0, PALETTE.grey);
        drawing.text((10.0, 50.0), Anchor::Start, Font::bold(12.0), PALETTE.ink, "α < β");
        drawing
    }

    #[test]
    fn an_svg_has_its_size_title_and_description() {
        let svg = to_svg(&sample()).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\""));
        assert!(svg.contains("viewBox=\"0 0 1200 600\" role=\"img\""));
        assert!(svg.contains("<title>A &lt; B</title>\n<desc>Tests &amp; more</desc>"));
        assert!(svg.contains("font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"120"));
        assert!(svg.contains("font-weight=\"bold\">α &lt; β</text>\n"));
        assert!(svg.trim_end().ends_with("</svg>"));
        assert_eq!(svg, to_svg(&sample()).unwrap());
    }

    #[test]
    fn a_png_has_twice_the_size_and_the_same_bytes_each_time() {
        let folder = std::env::temp_dir().join(format!("charts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let paths = [folder.join("a.png"), folder.join("b.png")];
        for path in &paths {
            write_png(&sample(), path).unwrap();
        }
        let bytes = paths.map(|path| std::fs::read(path).unwrap());
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(bytes[0], bytes[1]);
        // Width and height stand big-endian at offset 16 of a PNG.
        assert_eq!(bytes[0][16..24], [0, 0, 0, 240, 0, 0, 0, 120]);
        assert!(write_png(&sample(), &folder.join("gone").join("c.png")).is_err());
    }

    #[test]
    fn bands_meet_without_a_trace() {
        let mut drawing = sample();
        drawing.height = 3.0 * f64::from(BAND) + 10.0;
        drawing.circle((60.0, f64::from(BAND)), 30.0, PALETTE.accent);
        let line = Stroke::new(PALETTE.ink, 2.0);
        drawing.polyline(vec![(10.0, 5.0), (110.0, 190.0), (20.0, 150.0)], line);
        drawing.text(
            (5.0, 2.0 * f64::from(BAND)),
            Anchor::Start,
            Font::bold(30.0),
            PALETTE.ink,
            "gÅ",
        );
        let whole = canvas_size(&drawing, 4);
        let mut at_once = vec![0; 3 * (whole.0 * whole.1) as usize];
        play(&drawing, &mut BitMapBackend::with_buffer(&mut at_once, whole), &BITMAP).unwrap();
        let row = 3 * whole.0 as usize;
        for top in [0, BAND, 2 * BAND] {
            let size = (whole.0, BAND * 4);
            let mut band = vec![0; row * size.1 as usize];
            let units = Units { top: f64::from(top), ..BITMAP };
            play(&drawing, &mut BitMapBackend::with_buffer(&mut band, size), &units).unwrap();
            let from = row * top as usize * 4;
            let pairs = band.iter().zip(&at_once[from..from + band.len()]);
            // plotters' own rounding may differ by one shade.
            assert!(pairs.clone().all(|(a, b)| a.abs_diff(*b) <= 1), "band at {top}");
            assert!(pairs.clone().any(|(a, _)| *a < 255), "something is drawn in it");
        }
    }

    #[test]
    fn halving_averages_blocks() {
        let white_and_black = [255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0];
        assert_eq!(halve(&white_and_black, (1, 1)), [128, 128, 128]);
    }
}
