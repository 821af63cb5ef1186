//! The shapes of points, for where colours alone do not tell them apart.

use super::drawing::Point;

/// The shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// An upright square.
    Square,
    /// A square on its tip.
    Diamond,
    /// A triangle on its side.
    Triangle,
    /// A triangle on its tip.
    TriangleDown,
}

impl Marker {
    /// Corners of a marker about as large as a disc of the radius; `None` for the disc.
    pub fn corners(self, (x, y): Point, radius: f64) -> Option<Vec<Point>> {
        // Equal areas, but for the disc's rounder look.
        let (side, tip, third) = (0.9 * radius, 1.25 * radius, 1.3 * radius);
        let upright = |way: f64| {
            let (tip, base) = (y - way * third, y + way * 0.75 * radius);
            vec![(x - third, base), (x + third, base), (x, tip)]
        };
        match self {
            Marker::Circle => None,
            Marker::Square => {
                let (left, right, top, bottom) = (x - side, x + side, y - side, y + side);
                Some(vec![(left, top), (right, top), (right, bottom), (left, bottom)])
            }
            Marker::Diamond => Some(vec![(x - tip, y), (x, y - tip), (x + tip, y), (x, y + tip)]),
            Marker::Triangle => Some(upright(1.0)),
            Marker::TriangleDown => Some(upright(-1.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_about_as_large_as_a_disc() {
        let all = [Marker::Square, Marker::Diamond, Marker::Triangle, Marker::TriangleDown];
        for marker in all {
            let corners = marker.corners((5.0, 7.0), 4.0).unwrap();
            let next = corners.iter().cycle().skip(1);
            let twice: f64 = corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
            let part = twice.abs() / 2.0 / (std::f64::consts::PI * 16.0);
            assert!((0.8..=1.1).contains(&part), "{marker:?}: {part}");
        }
        assert!(Marker::Circle.corners((0.0, 0.0), 4.0).is_none());
    }
}
