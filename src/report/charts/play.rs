//! Plays a drawing, shape by shape, onto any plotters backend.

use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{RGBAColor, ShapeStyle, TextStyle};

use super::drawing::{Anchor, Area, Colour, Drawing, Point, Shape, Stroke, Text, distance};

/// From this thickness on, joints of bitmap lines are drawn, in logical px.
const THICK: f64 = 1.5;
/// Distance between hatch lines along an edge, in logical px.
const HATCH_STEP: f64 = 6.0;

/// How a backend counts.
pub struct Units {
    /// Its coordinates per logical px.
    pub per_px: f64,
    /// Where its upper edge stands in the drawing, in logical px.
    pub top: f64,
    /// Its font size per em: backends disagree about what a font's size measures.
    pub size_per_em: f64,
    /// Distance from where it puts a text's top down to the baseline, in em.
    pub top_to_baseline: f64,
    /// Whether it paints pixels. plotters then draws lines with spikes at joints and letters
    /// without the space before them, so both are drawn piece by piece.
    pub bitmap: bool,
}

/// What drawing one shape gives. plotters does not export the type of its backends' errors.
pub type Drawn = Result<(), String>;

/// Draws every shape that the backend's canvas shows, back to front, on white.
pub fn play<B: DrawingBackend>(drawing: &Drawing, backend: &mut B, units: &Units) -> Drawn {
    draw_rect(backend, units, &drawing.canvas(), drawing.palette.paper)?;
    let bottom = units.top + f64::from(backend.get_size().1) / units.per_px;
    let seen = |shape: &&Shape| {
        let (from, to) = shape.rows();
        from <= bottom && to >= units.top
    };
    for shape in drawing.shapes.iter().filter(seen) {
        match shape {
            Shape::Rect { area, fill } => draw_rect(backend, units, area, *fill)?,
            Shape::Hatch { area, stroke } => {
                for line in hatch_lines(area) {
                    draw_path(backend, units, &line, *stroke)?;
                }
            }
            Shape::Polyline { points, stroke } => draw_path(backend, units, points, *stroke)?,
            Shape::Polygon { points, fill } => {
                let corners: Vec<_> = points.iter().map(|&at| units.point(at)).collect();
                backend.fill_polygon(corners, &colour(*fill)).map_err(words)?;
            }
            Shape::Circle { centre, radius, fill } => {
                let radius = (radius * units.per_px).round().max(1.0) as u32;
                let centre = units.point(*centre);
                backend.draw_circle(centre, radius, &colour(*fill), true).map_err(words)?;
            }
            Shape::Text(text) => draw_text(backend, units, text)?,
        }
    }
    Ok(())
}

impl Units {
    /// A point in the backend's coordinates.
    fn point(&self, (x, y): Point) -> (i32, i32) {
        // Unlike `round`, this treats rows above a band's edge as it treats those below.
        let whole = |at: f64| (at * self.per_px + 0.5).floor() as i32;
        (whole(x), whole(y - self.top))
    }
}

/// A colour as plotters has it.
fn colour(Colour { rgb: (red, green, blue), alpha }: Colour) -> RGBAColor {
    RGBAColor(red, green, blue, alpha)
}

/// Fills a rectangle.
fn draw_rect<B: DrawingBackend>(b: &mut B, units: &Units, area: &Area, fill: Colour) -> Drawn {
    let (from, to) = (units.point((area.x, area.y)), units.point((area.right(), area.bottom())));
    b.draw_rect(from, to, &colour(fill), true).map_err(words)
}

/// Draws a line through points.
fn draw_path<B: DrawingBackend>(b: &mut B, u: &Units, points: &[Point], stroke: Stroke) -> Drawn {
    if !u.bitmap {
        let stroke_width = (stroke.width * u.per_px).round().max(1.0) as u32;
        let style = ShapeStyle { color: colour(stroke.colour), filled: false, stroke_width };
        return b.draw_path(points.iter().map(|&at| u.point(at)), &style).map_err(words);
    }
    for pair in points.windows(2) {
        draw_segment(b, u, (pair[0], pair[1]), stroke)?;
    }
    // Between thin segments no gap is seen.
    if stroke.width >= THICK && points.len() > 2 {
        let radius = (stroke.width * u.per_px / 2.0) as u32;
        for &joint in &points[1..points.len() - 1] {
            b.draw_circle(u.point(joint), radius, &colour(stroke.colour), true).map_err(words)?;
        }
    }
    Ok(())
}

/// Draws one piece of a line as a filled shape.
fn draw_segment<B: DrawingBackend>(
    b: &mut B,
    units: &Units,
    (from, to): (Point, Point),
    stroke: Stroke,
) -> Drawn {
    let length = distance(from, to);
    if length == 0.0 {
        return Ok(());
    }
    let across = stroke.width / 2.0 / length;
    let (dx, dy) = ((from.1 - to.1) * across, (to.0 - from.0) * across);
    if from.0 == to.0 || from.1 == to.1 {
        let (dx, dy) = (dx.abs(), dy.abs());
        let (left, top) = (from.0.min(to.0) - dx, from.1.min(to.1) - dy);
        let (right, bottom) = (from.0.max(to.0) + dx, from.1.max(to.1) + dy);
        let area = Area::new(left, top, right - left, bottom - top);
        return draw_rect(b, units, &area, stroke.colour);
    }
    let corners = [
        (from.0 + dx, from.1 + dy),
        (to.0 + dx, to.1 + dy),
        (to.0 - dx, to.1 - dy),
        (from.0 - dx, from.1 - dy),
    ];
    let corners: Vec<_> = corners.iter().map(|&at| units.point(at)).collect();
    b.fill_polygon(corners, &colour(stroke.colour)).map_err(words)
}

/// Draws a line of text on its baseline.
fn draw_text<B: DrawingBackend>(backend: &mut B, units: &Units, text: &Text) -> Drawn {
    let em = text.font.size;
    let font = text.font.plotters(em * units.per_px * units.size_per_em);
    let style = font.color(&colour(text.colour));
    let y = text.at.1 - units.top_to_baseline * em;
    if units.bitmap {
        let left = text.area().x;
        for letter in text.font.letters(&text.content) {
            // The whole pixels before a letter's ink, which plotters leaves out.
            let bearing = (letter.bearing * units.per_px).floor() as i32;
            let (x, y) = units.point((left + letter.x, y));
            let content = letter.content.encode_utf8(&mut [0; 4]).to_owned();
            backend.draw_text(&content, &style, (x + bearing, y)).map_err(words)?;
        }
        return Ok(());
    }
    let h_pos = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = TextStyle { pos: Pos::new(h_pos, VPos::Top), ..style };
    backend.draw_text(&text.content, &style, units.point((text.at.0, y))).map_err(words)
}

/// Rising diagonal lines that cover an area, each cut where it leaves the area.
fn hatch_lines(area: &Area) -> Vec<[Point; 2]> {
    let (left, right, top, bottom) = (area.x, area.right(), area.y, area.bottom());
    // Lines are x + y = constant. Multiples of the step let neighbouring areas share their lines.
    let mut sum = ((left + top) / HATCH_STEP).floor() * HATCH_STEP + HATCH_STEP;
    let mut lines = Vec::new();
    while sum < right + bottom {
        let from = (left.max(sum - bottom), bottom.min(sum - left));
        let to = (right.min(sum - top), top.max(sum - right));
        lines.push([from, to]);
        sum += HATCH_STEP;
    }
    lines
}

/// An error in words.
pub fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside() {
        let area = Area::new(3.0, 5.0, 17.0, 40.0);
        let lines = hatch_lines(&area);
        assert!(lines.len() > 5);
        for (x, y) in lines.concat() {
            assert!(area.grown(1e-9).contains(&Area::new(x, y, 0.0, 0.0)), "({x}, {y})");
        }
    }

    #[test]
    fn coordinates_shift_by_whole_pixels() {
        let units =
            |top| Units { per_px: 4.0, top, size_per_em: 1.0, top_to_baseline: 0.0, bitmap: true };
        for y in [0.1, 63.9, 64.1, 100.375] {
            let (_, whole) = units(0.0).point((0.0, y));
            let (_, band) = units(64.0).point((0.0, y));
            assert_eq!(whole - band, 256);
        }
    }
}
