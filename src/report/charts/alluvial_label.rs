//! The names of the blocks of an alluvial chart.

use super::drawing::{Area, Point};
use super::layout::{widest, wrap_evenly};
use super::style::LABEL;

/// The name of a block.
pub struct Label {
    /// Its block's place in the column.
    pub place: usize,
    /// The words, line by line.
    pub lines: Vec<String>,
    /// Height of the lines and the space around them, in logical px.
    pub height: f64,
}

impl Label {
    /// Wraps the words into lines no wider than `width`, in logical px.
    pub fn of(place: usize, words: &str, width: f64) -> Self {
        let lines = wrap_evenly(words, LABEL, width);
        let height = lines.len() as f64 * LABEL.line_height() + 3.0;
        Label { place, lines, height }
    }

    /// Width and height of a box around it, in logical px.
    pub fn size(&self) -> (f64, f64) {
        (widest(&self.lines, LABEL) + 6.0, self.height + 1.0)
    }

    /// What the box and the space around it take up, in square px.
    pub fn area(&self) -> f64 {
        let (width, height) = self.size();
        (width + 8.0) * (height + 8.0)
    }
}

/// Points of a block that labels should not cover.
pub fn points_of(area: &Area) -> Vec<Point> {
    let steps = (area.height / 6.0) as usize;
    let middle = area.x + area.width / 2.0;
    (0..=steps).map(|step| (middle, area.y + 6.0 * step as f64)).collect()
}
