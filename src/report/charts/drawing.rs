//! A chart as a plain list of shapes.
//!
//! Charts lay shapes out in logical px without knowing a file format; `render` plays the list onto
//! any plotters backend; tests ask the list itself whether its texts overlap.

pub use super::marker::Marker;

use super::font::{ASCENT, DESCENT, Font};
use super::palette::Palette;
use super::style::Look;

/// A point in logical px, y growing downwards.
pub type Point = (f64, f64);

/// Distance between two points, in logical px. Square roots, unlike most functions, have the same
/// last bit on every machine, and so have the charts.
pub fn distance(a: Point, b: Point) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

/// An sRGB colour with opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: (u8, u8, u8),
    /// Opacity, 0 to 1.
    pub alpha: f64,
}

impl Colour {
    /// An opaque colour from a number like `0x0072B2`.
    pub const fn hex(value: u32) -> Self {
        let [_, red, green, blue] = value.to_be_bytes();
        Colour { rgb: (red, green, blue), alpha: 1.0 }
    }

    /// The same colour at another opacity, 0 to 1.
    pub const fn with_alpha(self, alpha: f64) -> Self {
        Colour { alpha, ..self }
    }

    /// An opaque mix with another colour: `part` 0 gives `self`, 1 gives `other`.
    pub fn mix(self, other: Colour, part: f64) -> Self {
        let blend = |a: u8, b: u8| (f64::from(a) * (1.0 - part) + f64::from(b) * part).round();
        let (a, b) = (self.rgb, other.rgb);
        let rgb = (blend(a.0, b.0) as u8, blend(a.1, b.1) as u8, blend(a.2, b.2) as u8);
        Colour { rgb, alpha: 1.0 }
    }
}

/// An upright rectangle in logical px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Extent to the right.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
}

impl Area {
    /// An area from its top left corner and its extent.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Area { x, y, width, height }
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The area grown by `by` on every side.
    pub fn grown(&self, by: f64) -> Self {
        Area::new(self.x - by, self.y - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// Whether the two areas share more than an edge.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether `other` lies inside, edges included.
    pub fn contains(&self, other: &Area) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// Colour and thickness of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Colour of the line.
    pub colour: Colour,
    /// Thickness in logical px.
    pub width: f64,
}

impl Stroke {
    /// A stroke of a colour and a thickness in logical px.
    pub const fn new(colour: Colour, width: f64) -> Self {
        Stroke { colour, width }
    }
}

/// Which end of a text its x position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text starts there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where the anchor stands: x as `anchor` says, y on the baseline.
    pub at: Point,
    /// Which end of the text `at` names.
    pub anchor: Anchor,
    /// Size and weight.
    pub font: Font,
    /// Colour of the letters.
    pub colour: Colour,
    /// The words.
    pub content: String,
}

impl Text {
    /// The area the letters may cover.
    pub fn area(&self) -> Area {
        let width = self.font.width(&self.content);
        let x = match self.anchor {
            Anchor::Start => self.at.0,
            Anchor::Middle => self.at.0 - width / 2.0,
            Anchor::End => self.at.0 - width,
        };
        let size = self.font.size;
        Area::new(x, self.at.1 - ASCENT * size, width, (ASCENT + DESCENT) * size)
    }
}

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Rect {
        /// Where it is.
        area: Area,
        /// What it is filled with.
        fill: Colour,
    },
    /// Diagonal lines inside a rectangle, the sign for "incomplete".
    Hatch {
        /// What is hatched.
        area: Area,
        /// The lines.
        stroke: Stroke,
    },
    /// An open line through points.
    Polyline {
        /// The points in order.
        points: Vec<Point>,
        /// The line.
        stroke: Stroke,
    },
    /// A filled polygon.
    Polygon {
        /// The corners in order.
        points: Vec<Point>,
        /// What it is filled with.
        fill: Colour,
    },
    /// A filled circle.
    Circle {
        /// Its middle.
        centre: Point,
        /// Radius in logical px.
        radius: f64,
        /// What it is filled with.
        fill: Colour,
    },
    /// A line of text.
    Text(Text),
}

impl Shape {
    /// The first and last logical px row the shape may touch.
    pub fn rows(&self) -> (f64, f64) {
        let among = |points: &[Point], more: f64| {
            let rows = points.iter().map(|point| point.1);
            rows.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| {
                (low.min(y - more), high.max(y + more))
            })
        };
        match self {
            Shape::Rect { area, .. } => (area.y, area.bottom()),
            Shape::Hatch { area, stroke } => (area.y - stroke.width, area.bottom() + stroke.width),
            Shape::Polyline { points, stroke } => among(points, stroke.width),
            Shape::Polygon { points, .. } => among(points, 1.0),
            Shape::Circle { centre, radius, .. } => among(&[*centre], radius + 1.0),
            // A whole em, as letters are where the font says, not where layout expects them.
            Shape::Text(text) => among(&[text.at], 1.2 * text.font.size),
        }
    }
}

/// A whole chart: its size, its words for people who cannot see it, and its shapes, back to front.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The colours it is drawn in.
    pub palette: &'static Palette,
    /// Width in logical px.
    pub width: f64,
    /// Height in logical px.
    pub height: f64,
    /// What the chart shows, in a few words.
    pub title: String,
    /// What a reader would take from the chart, in a sentence or two.
    pub alt: String,
    /// What to draw, back to front.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// Adds a filled rectangle.
    pub fn rect(&mut self, area: Area, fill: Colour) {
        self.shapes.push(Shape::Rect { area, fill });
    }

    /// Adds the outline of a rectangle.
    pub fn outline(&mut self, area: Area, stroke: Stroke) {
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        // The last side runs past the first corner, or the corner would be left notched.
        let past = (left + stroke.width / 2.0, top);
        let points =
            vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top), past];
        self.shapes.push(Shape::Polyline { points, stroke });
    }

    /// Adds diagonal lines over an area.
    pub fn hatch(&mut self, area: Area, stroke: Stroke) {
        self.shapes.push(Shape::Hatch { area, stroke });
    }

    /// Adds a line from one point to another.
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        self.polyline(vec![from, to], stroke);
    }

    /// Adds an open line; fewer than two points draw nothing.
    pub fn polyline(&mut self, points: Vec<Point>, stroke: Stroke) {
        if points.len() >= 2 {
            self.shapes.push(Shape::Polyline { points, stroke });
        }
    }

    /// Adds a dashed line from one point to another.
    pub fn dashed(&mut self, from: Point, to: Point, stroke: Stroke) {
        const DASH: f64 = 4.0;
        const GAP: f64 = 3.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = distance(from, to);
        let at = |along: f64| (from.0 + dx * along / length, from.1 + dy * along / length);
        let mut along = 0.0;
        while along < length {
            self.line(at(along), at((along + DASH).min(length)), stroke);
            along += DASH + GAP;
        }
    }

    /// Adds a filled polygon.
    pub fn polygon(&mut self, points: Vec<Point>, fill: Colour) {
        self.shapes.push(Shape::Polygon { points, fill });
    }

    /// Adds a filled circle.
    pub fn circle(&mut self, centre: Point, radius: f64, fill: Colour) {
        self.shapes.push(Shape::Circle { centre, radius, fill });
    }

    /// Adds a filled marker about as large as a circle of the radius.
    pub fn marker(&mut self, centre: Point, radius: f64, marker: Marker, fill: Colour) {
        match marker.corners(centre, radius) {
            Some(corners) => self.polygon(corners, fill),
            None => self.circle(centre, radius, fill),
        }
    }

    /// Adds a line of text with its baseline at `at.1`; nothing when it is empty.
    pub fn text(&mut self, at: Point, anchor: Anchor, font: Font, colour: Colour, content: &str) {
        // Control characters have no shape, and no place in XML.
        let content: String = content.chars().filter(|letter| !letter.is_control()).collect();
        if !content.is_empty() {
            self.shapes.push(Shape::Text(Text { at, anchor, font, colour, content }));
        }
    }

    /// Adds wrapped lines, the first with its baseline at `at.1`.
    pub fn lines(
        &mut self,
        at: Point,
        anchor: Anchor,
        font: Font,
        colour: Colour,
        text: &[String],
    ) {
        for (row, line) in text.iter().enumerate() {
            let baseline = at.1 + row as f64 * font.line_height();
            self.text((at.0, baseline), anchor, font, colour, line);
        }
    }

    /// The looks it was opened with.
    pub fn look(&self) -> Look {
        Look { palette: self.palette, width: self.width }
    }

    /// The whole canvas.
    pub fn canvas(&self) -> Area {
        Area::new(0.0, 0.0, self.width, self.height)
    }

    /// Every text and the area its letters may cover.
    pub fn text_boxes(&self) -> Vec<(&str, Area)> {
        self.shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text(text) => Some((text.content.as_str(), text.area())),
                _ => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn empty() -> Drawing {
        let (title, alt, shapes) = (String::new(), String::new(), vec![]);
        Drawing { palette: fixtures::PALETTE, width: 100.0, height: 50.0, title, alt, shapes }
    }

    #[test]
    fn areas_that_touch_do_not_overlap() {
        let left = Area::new(0.0, 0.0, 10.0, 10.0);
        assert!(!left.overlaps(&Area::new(10.0, 0.0, 5.0, 5.0)));
        assert!(left.overlaps(&Area::new(9.9, 9.9, 5.0, 5.0)));
        assert!(left.contains(&Area::new(0.0, 0.0, 10.0, 10.0)));
        assert!(!left.contains(&left.grown(0.1)));
    }

    #[test]
    fn an_anchor_names_the_end_of_the_text() {
        let mut drawing = empty();
        for anchor in [Anchor::Start, Anchor::Middle, Anchor::End] {
            drawing.text((50.0, 20.0), anchor, Font::regular(10.0), Colour::hex(0), "theme");
        }
        let boxes = drawing.text_boxes();
        assert_eq!(boxes[0].1.x, 50.0);
        assert!((boxes[1].1.x + boxes[1].1.width / 2.0 - 50.0).abs() < 1e-9);
        assert!((boxes[2].1.right() - 50.0).abs() < 1e-9);
    }

    #[test]
    fn dashes_stay_between_the_ends() {
        let mut drawing = empty();
        drawing.dashed((0.0, 0.0), (10.0, 0.0), Stroke::new(Colour::hex(0), 1.0));
        assert_eq!(drawing.shapes.len(), 2);
        drawing.dashed((5.0, 5.0), (5.0, 5.0), Stroke::new(Colour::hex(0), 1.0));
        assert_eq!(drawing.shapes.len(), 2, "a line without length draws nothing");
    }

    #[test]
    fn colours_mix_and_parse() {
        let colour = Colour::hex(0x0072B2);
        assert_eq!(colour.rgb, (0, 0x72, 0xB2));
        assert_eq!(colour.mix(Colour::hex(0xFFFFFF), 1.0).rgb, (255, 255, 255));
        assert_eq!(colour.mix(Colour::hex(0xFFFFFF), 0.0).rgb, colour.rgb);
    }
}
