//! Finding room for labels on a map: near what they name, on no other label, inside the map.

use super::drawing::{self, Area, Point};

/// Distance kept between two labels, in logical px.
const CLEARANCE: f64 = 4.0;
/// Distance between the rings on which places are tried, in logical px.
const RING: f64 = 7.0;

/// Side of the cells in which papers are counted, in logical px.
const CROWD_CELL: f64 = 4.0;
/// What hiding the anchor of another label costs, in logical px of distance.
const HIDDEN_ANCHOR: f64 = 25.0;

/// A label to place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The point the label names.
    pub anchor: Point,
    /// Width and height of the label, in logical px.
    pub size: (f64, f64),
}

/// How many papers lie where: answers "how many would this label hide" at once.
pub struct Crowd {
    bounds: Area,
    columns: usize,
    /// Points above and to the left of each corner of a grid of `CROWD_CELL`.
    sums: Vec<u32>,
    /// What hiding a point costs, in logical px of distance.
    weight: f64,
}

impl Crowd {
    /// Counts points inside `bounds`.
    pub fn new(points: &[Point], bounds: Area) -> Self {
        let columns = (bounds.width / CROWD_CELL).ceil() as usize + 1;
        let rows = (bounds.height / CROWD_CELL).ceil() as usize + 1;
        let mut sums = vec![0u32; columns * rows];
        for (x, y) in points {
            let column = ((x - bounds.x) / CROWD_CELL) as usize + 1;
            let row = ((y - bounds.y) / CROWD_CELL) as usize + 1;
            sums[row.min(rows - 1) * columns + column.min(columns - 1)] += 1;
        }
        for row in 1..rows {
            let mut in_row = 0;
            for column in 1..columns {
                in_row += sums[row * columns + column];
                sums[row * columns + column] = in_row + sums[(row - 1) * columns + column];
            }
        }
        // Among few papers a label should hide none; among thousands it has to hide some.
        let weight = (1500.0 / points.len().max(1) as f64).min(6.0);
        Crowd { bounds, columns, sums, weight }
    }

    /// What covering `area` costs, in logical px of distance.
    fn cost(&self, area: &Area) -> f64 {
        let rows = self.sums.len() / self.columns;
        let column = |x: f64| (((x - self.bounds.x) / CROWD_CELL) as usize).min(self.columns - 1);
        let row = |y: f64| (((y - self.bounds.y) / CROWD_CELL) as usize).min(rows - 1);
        let (left, right) = (column(area.x), column(area.right() + CROWD_CELL));
        let (top, bottom) = (row(area.y), row(area.bottom() + CROWD_CELL));
        let sum = |row: usize, column: usize| f64::from(self.sums[row * self.columns + column]);
        self.weight * (sum(bottom, right) - sum(top, right) - sum(bottom, left) + sum(top, left))
    }
}

/// Places labels one after the other, each as near to its anchor as it can be without hiding many
/// papers or another label's anchor.
///
/// Earlier labels have the better choice. No two results overlap and each lies inside `bounds`;
/// `None` means that no free place was left.
pub fn place(labels: &[Wanted], crowd: &Crowd, bounds: Area) -> Vec<Option<Area>> {
    let mut placed: Vec<Option<Area>> = Vec::with_capacity(labels.len());
    for (index, label) in labels.iter().enumerate() {
        let taken: Vec<Area> = placed.iter().flatten().map(|a| a.grown(CLEARANCE)).collect();
        let hidden_anchors = |area: &Area| {
            let others = labels.iter().enumerate().filter(|(other, _)| *other != index);
            others.filter(|(_, other)| distance(area, other.anchor) == 0.0).count() as f64
        };
        let mut best: Option<(f64, Area)> = None;
        for (radius, area) in candidates(label, bounds) {
            let (width, height) = label.size;
            let nearest_possible = radius - (width + height) / 2.0;
            if best.is_some_and(|(cost, _)| nearest_possible > cost) {
                break;
            }
            if taken.iter().any(|other| other.overlaps(&area)) || !bounds.contains(&area) {
                continue;
            }
            let cost = distance(&area, label.anchor)
                + 0.02 * radius
                + crowd.cost(&area)
                + HIDDEN_ANCHOR * hidden_anchors(&area);
            if best.is_none_or(|(other, _)| cost < other) {
                best = Some((cost, area));
            }
        }
        placed.push(best.map(|(_, area)| area));
    }
    placed
}

/// Moves intervals (middle, length) apart, in their order, each as near to where it was as the
/// others and the bounds let it; gives the new middles. What does not fit runs past `high`.
pub fn spread(wanted: &[(f64, f64)], low: f64, high: f64) -> Vec<f64> {
    let mut tops: Vec<f64> = Vec::with_capacity(wanted.len());
    for &(middle, length) in wanted {
        let free = tops.last().map_or(low, |&top| top + wanted[tops.len() - 1].1);
        tops.push((middle - length / 2.0).max(free));
    }
    let mut limit = high;
    for (top, &(_, length)) in tops.iter_mut().zip(wanted).rev() {
        *top = top.min(limit - length);
        limit = *top;
    }
    // Pushing up from below may have gone past the upper bound.
    let mut free = low;
    for (top, &(_, length)) in tops.iter_mut().zip(wanted) {
        *top = top.max(free);
        free = *top + length;
    }
    tops.iter().zip(wanted).map(|(top, &(_, length))| top + length / 2.0).collect()
}

/// A line from what is named to its label beside it: level at both ends, so that many of them do
/// not look like a fan.
pub fn leader(from: Point, to: Point) -> Vec<Point> {
    let third = (to.0 - from.0) / 4.0;
    vec![from, (from.0 + third, from.1), (to.0 - third, to.1), to]
}

/// Distance from an area to a point, 0 inside, in logical px.
pub fn distance(area: &Area, point: Point) -> f64 {
    drawing::distance(nearest_point(area, point), point)
}

/// Places around the anchor with the least distance they may have from it, nearest first: rings of
/// a grid that reaches every corner of the bounds.
fn candidates(label: &Wanted, bounds: Area) -> impl Iterator<Item = (f64, Area)> {
    let ((x, y), (width, height)) = (label.anchor, label.size);
    let rings = (bounds.width.max(bounds.height) / RING) as i32;
    let inside = |at: f64, size: f64, low: f64, high: f64| at.min(high - size).max(low);
    (0..=rings).flat_map(move |ring| {
        // Whole rows at the top and the bottom of the ring, and its two sides between them.
        let columns = move |row: i32| {
            let step = if row.abs() == ring { 1 } else { 2 * ring.max(1) };
            (-ring..=ring).step_by(step as usize)
        };
        let cells =
            (-ring..=ring).flat_map(move |row| columns(row).map(move |column| (column, row)));
        cells.map(move |(column, row)| {
            let (dx, dy) = (f64::from(column) * RING * 1.5, f64::from(row) * RING);
            let left = inside(x + dx - width / 2.0, width, bounds.x, bounds.right());
            let top = inside(y + dy - height / 2.0, height, bounds.y, bounds.bottom());
            (f64::from(ring) * RING, Area::new(left, top, width, height))
        })
    })
}

/// The point of an area's edge or inside nearest to a point.
pub fn nearest_point(area: &Area, (x, y): Point) -> Point {
    (x.clamp(area.x, area.right()), y.clamp(area.y, area.bottom()))
}

/// The densest place of some points: the middle of those in and around the fullest cell of a
/// coarse grid over `bounds`. `None` without points.
pub fn densest(points: &[Point], bounds: Area) -> Option<Point> {
    const CELLS: usize = 40;
    let cell = |at: f64, low: f64, extent: f64| {
        (((at - low) / extent * CELLS as f64) as usize).min(CELLS - 1)
    };
    let cell_of = |point: &Point| {
        (cell(point.0, bounds.x, bounds.width), cell(point.1, bounds.y, bounds.height))
    };
    let mut counts = vec![0usize; CELLS * CELLS];
    for point in points {
        // Each point counts for its cell and, less, for those around it.
        let (column, row) = cell_of(point);
        for (dx, dy) in (0..9).map(|i| (i % 3, i / 3)) {
            let (x, y) = (column + dx, row + dy);
            if (1..=CELLS).contains(&x) && (1..=CELLS).contains(&y) {
                let weight = [1, 2, 1][dx] * [1, 2, 1][dy];
                counts[(y - 1) * CELLS + x - 1] += weight;
            }
        }
    }
    // The first of equally full cells, whatever the order of the points.
    let fullest = (0..counts.len()).rev().max_by_key(|&i| counts[i])?;
    let (column, row) = (fullest % CELLS, fullest / CELLS);
    let (mut sum, mut n) = ((0.0, 0.0), 0.0);
    for point in points {
        let (x, y) = cell_of(point);
        if x.abs_diff(column) <= 1 && y.abs_diff(row) <= 1 {
            sum = (sum.0 + point.0, sum.1 + point.1);
            n += 1.0;
        }
    }
    (n > 0.0).then(|| (sum.0 / n, sum.1 / n))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Area = Area::new(20.0, 60.0, 900.0, 700.0);

    #[test]
    fn labels_of_one_point_spread_without_overlap() {
        let label = Wanted { anchor: (100.0, 100.0), size: (150.0, 34.0) };
        let placed = place(&[label; 40], &Crowd::new(&[], BOUNDS), BOUNDS);
        let areas: Vec<Area> =
            placed.into_iter().map(|area| area.expect("there is room")).collect();
        for (i, area) in areas.iter().enumerate() {
            assert!(BOUNDS.contains(area));
            assert!(areas[..i].iter().all(|other| !other.overlaps(area)));
        }
    }

    #[test]
    fn a_label_alone_is_centred_on_its_anchor() {
        let label = Wanted { anchor: (200.0, 200.0), size: (150.0, 34.0) };
        let placed = place(&[label], &Crowd::new(&[], BOUNDS), BOUNDS);
        assert_eq!(placed, [Some(Area::new(125.0, 183.0, 150.0, 34.0))]);
    }

    #[test]
    fn a_label_without_room_is_not_placed() {
        let label = Wanted { anchor: (50.0, 50.0), size: (90.0, 90.0) };
        let bounds = Area::new(0.0, 0.0, 100.0, 100.0);
        let placed = place(&[label; 2], &Crowd::new(&[], bounds), bounds);
        assert!(placed[0].is_some() && placed[1].is_none());
    }

    #[test]
    fn a_label_steps_aside_for_papers() {
        let points: Vec<Point> = (0..100)
            .map(|i| (300.0 + f64::from(i % 10) * 4.0, 300.0 + f64::from(i / 10) * 4.0))
            .collect();
        let label = Wanted { anchor: (320.0, 320.0), size: (120.0, 20.0) };
        let crowd = Crowd::new(&points, BOUNDS);
        let area = place(&[label], &crowd, BOUNDS)[0].expect("there is room");
        let hidden = points.iter().filter(|point| distance(&area, **point) == 0.0).count();
        assert_eq!(hidden, 0);
        assert!(distance(&area, label.anchor) < 50.0);
    }

    #[test]
    fn a_crowd_counts_what_an_area_covers() {
        let crowd = Crowd::new(&[(30.0, 70.0), (31.0, 71.0), (500.0, 500.0)], BOUNDS);
        assert_eq!(crowd.cost(&Area::new(24.0, 64.0, 20.0, 20.0)), 2.0 * crowd.weight);
        assert_eq!(crowd.cost(&Area::new(100.0, 100.0, 50.0, 50.0)), 0.0);
    }

    #[test]
    fn the_densest_place_is_the_crowd_not_the_mean() {
        let mut points: Vec<Point> = (0..50).map(|i| (100.0 + f64::from(i % 5), 120.0)).collect();
        points.extend((0..20).map(|i| (200.0 + 30.0 * f64::from(i), 700.0)));
        let (x, y) = densest(&points, BOUNDS).unwrap();
        assert!((x - 102.0).abs() < 1.0 && (y - 120.0).abs() < 1e-9);
        assert_eq!(densest(&[], BOUNDS), None);
    }

    #[test]
    fn labels_are_spread_no_more_than_they_must() {
        assert_eq!(spread(&[(10.0, 4.0), (50.0, 4.0)], 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(spread(&[(10.0, 4.0), (11.0, 4.0)], 0.0, 100.0), [10.0, 14.0]);
        assert_eq!(spread(&[(98.0, 4.0), (99.0, 4.0)], 0.0, 100.0), [94.0, 98.0]);
        assert_eq!(spread(&[(0.0, 4.0)], 0.0, 100.0), [2.0]);
    }

    #[test]
    fn the_nearest_point_of_an_area() {
        let area = Area::new(10.0, 10.0, 20.0, 10.0);
        assert_eq!(nearest_point(&area, (0.0, 15.0)), (10.0, 15.0));
        assert_eq!(nearest_point(&area, (15.0, 15.0)), (15.0, 15.0));
    }
}
