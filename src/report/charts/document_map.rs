//! All papers on one map, near each other when they share vocabulary.

use std::collections::HashMap;

use super::drawing::{Anchor, Area, Colour, Drawing, Marker, Point, Stroke};
use super::font::ASCENT;
use super::font::Font;
use super::frame::Frame;
use super::label_placement::{Crowd, Wanted, densest, distance, nearest_point, place};
use super::layout::{widest, wrap_evenly};
use super::palette::Palette;
use super::style::{self, HEADING, Look, MARGIN, SMALL};
use super::{Caption, MAP_TABLE};
use crate::report::rows::{MapRow, ThemeRow};

/// Up to this many papers are dots; more become shaded cells, or the SVG would pass 2 MB.
const MAX_DOTS: usize = 20_000;
/// Up to this many cells are drawn; cells grow until there are no more.
const MAX_CELLS: usize = 14_000;
/// Widest label on the map, in logical px.
const LABEL_WIDTH: f64 = 170.0;
/// Space between a label's words and its edge, in logical px.
const PADDING: f64 = 4.0;
/// From this many themes on, labels are set smaller, or they would cover the map.
const MANY_THEMES: usize = 25;
/// A label this near to its theme needs no line to it, in logical px.
const NEAR: f64 = 12.0;

/// Papers in the colour of their theme, with the theme's label at its densest place.
///
/// `themes` gives labels and the order of colours; papers of a theme that is not listed are grey,
/// like those of none.
pub fn document_map(papers: &[MapRow], themes: &[ThemeRow], caption: &Caption) -> Drawing {
    let places: HashMap<&str, usize> =
        themes.iter().enumerate().map(|(place, row)| (row.theme_id.as_str(), place)).collect();
    let theme_of: Vec<Option<usize>> = papers
        .iter()
        .map(|paper| paper.theme_id.as_deref().and_then(|id| places.get(id).copied()))
        .collect();
    let unclustered = theme_of.iter().filter(|theme| theme.is_none()).count();

    let mut subtitle = format!(
        "{}: {}. Near papers share vocabulary; axes have no unit.",
        caption.corpus,
        style::counted(papers.len(), "paper"),
    );
    if unclustered > 0 {
        subtitle += &format!(" Grey: {} in no theme.", style::counted(unclustered, "paper"));
    }
    let window = Window::of(papers);
    let outside = papers.iter().filter(|paper| !window.holds(paper)).count();
    if outside > 0 {
        let stand = if outside == 1 { "stands" } else { "stand" };
        subtitle +=
            &format!(" {} far outside {stand} at the edge.", style::counted(outside, "paper"));
    }
    let dots = papers.len() <= MAX_DOTS;
    subtitle += if dots { " One dot per paper." } else { " Darker: more papers." };
    subtitle += &format!(" Source: {MAP_TABLE}");
    let by = if caption.look.palette.has_hues() { "coloured" } else { "marked" };
    let title = format!("Map of the papers, {by} by theme");
    let Frame { mut drawing, top } =
        Frame::open(&title, &subtitle, alt(papers, themes, unclustered), caption.look);

    let font = if themes.len() < MANY_THEMES { HEADING } else { SMALL };
    let labels: Vec<Vec<String>> =
        themes.iter().map(|theme| wrap_evenly(&theme.label, font, LABEL_WIDTH)).collect();
    let sizes: Vec<(f64, f64)> = labels.iter().map(|lines| label_size(lines, font)).collect();
    let canvas = window.area(&sizes, top, caption.look);
    let points = window.positions(papers, canvas.grown(-10.0));
    if dots {
        draw_dots(&mut drawing, &points, &theme_of);
    } else {
        draw_cells(&mut drawing, &points, &theme_of, canvas);
    }

    let mut members: Vec<Vec<Point>> = vec![Vec::new(); themes.len()];
    for (point, theme) in points.iter().zip(&theme_of) {
        if let Some(theme) = theme {
            members[*theme].push(*point);
        }
    }
    // A theme without papers on the map has nothing to point at.
    let (named, wanted): (Vec<usize>, Vec<Wanted>) = (0..themes.len())
        .filter_map(|theme| {
            let anchor = densest(&members[theme], canvas)?;
            Some((theme, Wanted { anchor, size: sizes[theme] }))
        })
        .unzip();
    let areas = place(&wanted, &Crowd::new(&points, canvas), canvas);
    let placed: Vec<(usize, Point, Area)> = named
        .iter()
        .zip(&wanted)
        .zip(areas)
        .filter_map(|((theme, label), area)| Some((*theme, label.anchor, area?)))
        .collect();
    draw_labels(&mut drawing, &placed, &labels, font);
    Frame { drawing, top }.close(canvas.bottom())
}

/// Width and height of a label's box, in logical px.
fn label_size(lines: &[String], font: Font) -> (f64, f64) {
    let height = lines.len() as f64 * font.line_height();
    (widest(lines, font) + 2.0 * PADDING + 4.0, height + 2.0 * PADDING - 1.0)
}

/// The part of the plane that the map shows, as least and largest coordinates.
struct Window {
    across: (f64, f64),
    along: (f64, f64),
}

impl Window {
    /// All papers but the most remote: a few far ones would press all others into a corner.
    fn of(papers: &[MapRow]) -> Self {
        Window {
            across: span(papers.iter().map(|paper| paper.x)),
            along: span(papers.iter().map(|paper| paper.y)),
        }
    }

    /// Whether a paper stands inside.
    fn holds(&self, paper: &MapRow) -> bool {
        let inside = |value: f64, (low, high): (f64, f64)| low <= value && value <= high;
        inside(paper.x, self.across) && inside(paper.y, self.along)
    }

    /// The map's area below `top`: as high as its window asks for, and high enough for labels of
    /// the given widths and heights.
    fn area(&self, labels: &[(f64, f64)], top: f64, look: Look) -> Area {
        let width = look.width - 2.0 * MARGIN;
        let natural = width * (self.along.1 - self.along.0) / (self.across.1 - self.across.0);
        let words: f64 = labels.iter().map(|(width, height)| (width + 8.0) * (height + 8.0)).sum();
        let for_labels = 2.0 * words / width;
        Area::new(
            MARGIN,
            top,
            width,
            natural.clamp(look.scaled(520.0), look.scaled(720.0)).max(for_labels).round(),
        )
    }

    /// Where papers stand in an area; y of the rows grows upwards. Papers outside stand at the
    /// edge, those without a finite position in the middle.
    fn positions(&self, papers: &[MapRow], area: Area) -> Vec<Point> {
        let part = |value: f64, (low, high): (f64, f64)| {
            if value.is_nan() { 0.5 } else { ((value - low) / (high - low)).clamp(0.0, 1.0) }
        };
        papers
            .iter()
            .map(|paper| {
                let x = area.x + part(paper.x, self.across) * area.width;
                (x, area.bottom() - part(paper.y, self.along) * area.height)
            })
            .collect()
    }
}

/// The range of all numbers but the most remote hundredth at each end, with a margin; never empty.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let (Some(&least), Some(&largest)) = (values.first(), values.last()) else {
        return (0.0, 1.0);
    };
    let hundredth = values.len() / 100;
    let (low, high) = (values[hundredth], values[values.len() - 1 - hundredth]);
    let margin = 0.3 * (high - low);
    let (low, high) = ((low - margin).max(least), (high + margin).min(largest));
    if low < high { (low, high) } else { (low - 0.5, low + 0.5) }
}

/// The colour of a theme, or grey.
fn colour_of(palette: &Palette, theme: Option<usize>) -> Colour {
    theme.map_or(palette.grey, |theme| palette.theme(theme))
}

/// One dot per paper; the grey ones lie below.
fn draw_dots(drawing: &mut Drawing, points: &[Point], theme_of: &[Option<usize>]) {
    // One at a few hundred papers, and a third at twenty thousand.
    let wider = (drawing.width / style::USUAL_WIDTH).sqrt();
    let room = wider * (300.0 / points.len().max(300) as f64).sqrt().sqrt();
    let (radius, alpha) = ((4.4 * room).max(1.6), (50.0 + 40.0 * room.min(1.0)).round() / 100.0);
    for grey in [true, false] {
        for (point, theme) in points.iter().zip(theme_of).filter(|(_, t)| t.is_none() == grey) {
            let radius = if grey { radius * 0.75 } else { radius };
            let colour = colour_of(drawing.palette, *theme).with_alpha(alpha);
            let marker = theme.map_or(Marker::Circle, |theme| drawing.palette.marker(theme));
            drawing.marker(*point, radius, marker, colour);
        }
    }
}

/// Square cells in the colour of their most frequent theme, more opaque the more papers they hold.
fn draw_cells(drawing: &mut Drawing, points: &[Point], theme_of: &[Option<usize>], area: Area) {
    let mut size = 4.0;
    let cells = loop {
        let cells = count_cells(points, theme_of, area, size);
        if cells.len() <= MAX_CELLS {
            break cells;
        }
        size += 0.5;
    };
    let mut totals: Vec<usize> = cells.iter().map(|cell| cell.n).collect();
    totals.sort_unstable();
    // Few cells are very full; the scale ends below them or all others would look alike.
    let full = totals.get(totals.len() * 97 / 100).copied().unwrap_or(1).max(2) as f64;
    for cell in &cells {
        let part = (cell.n as f64 / full).sqrt().min(1.0);
        // Steps of a tenth: finer ones are not seen.
        let alpha = ((0.22 + 0.73 * part) * 10.0).round() / 10.0;
        let (x, y) = (area.x + cell.column as f64 * size, area.y + cell.row as f64 * size);
        // Without hues, shades can only say how many papers there are.
        let palette = drawing.palette;
        let full = if palette.has_hues() { colour_of(palette, cell.theme) } else { palette.accent };
        let colour = palette.paper.mix(full, alpha);
        drawing.rect(Area::new(x, y, size, size), colour);
    }
}

/// A cell of the map that holds papers.
struct Cell {
    column: usize,
    row: usize,
    /// Papers in the cell.
    n: usize,
    /// Most frequent theme; the larger theme, or none, when tied.
    theme: Option<usize>,
}

/// The cells that hold papers, row by row.
fn count_cells(points: &[Point], theme_of: &[Option<usize>], area: Area, size: f64) -> Vec<Cell> {
    let mut papers: Vec<(usize, usize, Option<usize>)> = points
        .iter()
        .zip(theme_of)
        .map(|((x, y), theme)| {
            (((y - area.y) / size) as usize, ((x - area.x) / size) as usize, *theme)
        })
        .collect();
    papers.sort_unstable();
    papers
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|cell| {
            let mut best = &cell[..0];
            for run in cell.chunk_by(|a, b| a.2 == b.2) {
                if run.len() > best.len() {
                    best = run;
                }
            }
            Cell { row: cell[0].0, column: cell[0].1, n: cell.len(), theme: best[0].2 }
        })
        .collect()
}

/// Labels in light boxes with a stripe of their theme's colour, and a thin line to the theme when
/// the label had to move away.
fn draw_labels(
    drawing: &mut Drawing,
    placed: &[(usize, Point, Area)],
    labels: &[Vec<String>],
    font: Font,
) {
    for (theme, anchor, area) in placed {
        let end = nearest_point(area, *anchor);
        if distance(area, *anchor) > NEAR {
            drawing.line(end, *anchor, Stroke::new(drawing.palette.paper, 3.0));
            drawing.line(end, *anchor, Stroke::new(drawing.palette.quiet, 1.0));
            drawing.circle(*anchor, 4.0, drawing.palette.paper);
            drawing.circle(*anchor, 3.0, drawing.palette.theme(*theme));
        }
    }
    for (theme, _, area) in placed {
        drawing.rect(*area, drawing.palette.paper.with_alpha(0.86));
        drawing.rect(Area::new(area.x, area.y, 4.0, area.height), drawing.palette.theme(*theme));
        let at = (area.x + 4.0 + PADDING, area.y + PADDING + font.size * (ASCENT + 0.08));
        drawing.lines(at, Anchor::Start, font, drawing.palette.ink, &labels[*theme]);
    }
}

/// The chart in words.
fn alt(papers: &[MapRow], themes: &[ThemeRow], unclustered: usize) -> String {
    let name = |theme: &ThemeRow| {
        let is_of = |paper: &&MapRow| paper.theme_id.as_ref() == Some(&theme.theme_id);
        format!("{} ({})", theme.label, style::count(papers.iter().filter(is_of).count()))
    };
    let mut names: Vec<String> = themes.iter().take(5).map(name).collect();
    if themes.len() > names.len() {
        names.push("and smaller ones".to_owned());
    }
    format!(
        "Scatter map of {} in {}, {} in none: {}.",
        style::counted(papers.len(), "paper"),
        style::counted(themes.len(), "theme"),
        style::count(unclustered),
        names.join("; "),
    )
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn every_paper_is_a_dot_inside_the_canvas() {
        let (papers, themes) = (fixtures::map(300, 14), fixtures::themes(14));
        let drawing = document_map(&papers, &themes, &fixtures::caption());
        let mut dots = 0;
        for shape in &drawing.shapes {
            if let Shape::Circle { centre, radius, fill } = shape {
                let (r, d) = (*radius, 2.0 * radius);
                assert!(drawing.canvas().contains(&Area::new(centre.0 - r, centre.1 - r, d, d)));
                dots += usize::from(fill.alpha < 1.0);
            }
        }
        assert_eq!(dots, 300);
    }

    #[test]
    fn many_papers_become_cells_and_a_small_file() {
        let (papers, themes) = (fixtures::map(85_000, 60), fixtures::themes(60));
        let drawing = document_map(&papers, &themes, &fixtures::caption());
        let dots = drawing.shapes.iter().filter(|s| matches!(s, Shape::Circle { .. })).count();
        assert!(dots <= 120, "only the ends of leader lines are circles, not {dots}");
        assert!(super::super::render::to_svg(&drawing).unwrap().len() < 2_000_000);
    }

    #[test]
    fn positions_without_extent_or_number_are_drawn_too() {
        let mut papers = fixtures::map(3, 3);
        papers.iter_mut().for_each(|paper| (paper.x, paper.y) = (1.0, f64::NAN));
        let area = Area::new(0.0, 0.0, 100.0, 100.0);
        assert_eq!(Window::of(&papers).positions(&papers, area), [(50.0, 50.0); 3]);
        papers[0].x = f64::INFINITY;
        assert!(Window::of(&papers).positions(&papers, area).iter().all(|p| p.0.is_finite()));
    }

    #[test]
    fn a_remote_paper_does_not_shrink_the_others() {
        let mut papers = fixtures::map(300, 5);
        papers[0].x = 1e6;
        let window = Window::of(&papers);
        assert!(window.across.1 < 100.0 && !window.holds(&papers[0]));
        let area = Area::new(0.0, 0.0, 100.0, 100.0);
        assert_eq!(window.positions(&papers, area)[0].0, 100.0);
        let drawing = document_map(&papers, &fixtures::themes(5), &fixtures::caption());
        let texts = drawing.text_boxes();
        assert!(texts.iter().any(|(text, _)| text.contains("far outside")));
    }

    #[test]
    fn a_cell_takes_its_most_frequent_theme() {
        let points = [(1.0, 1.0), (1.5, 1.0), (1.2, 1.9), (9.0, 1.0)];
        let themes = [Some(2), Some(1), Some(2), None];
        let cells = count_cells(&points, &themes, Area::new(0.0, 0.0, 10.0, 10.0), 4.0);
        let found: Vec<_> = cells.iter().map(|c| (c.row, c.column, c.n, c.theme)).collect();
        assert_eq!(found, [(0, 0, 3, Some(2)), (0, 2, 1, None)]);
    }
}
