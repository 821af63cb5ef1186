//! What the themes of each window come from: a column of blocks per window, ribbons between them.

use super::alluvial_label::{Label, points_of};
use super::drawing::{Anchor, Area, Colour, Drawing, Point};
use super::font::ASCENT;
use super::frame::{Frame, centred_baseline};
use super::label_placement::{Crowd, Wanted, leader, nearest_point, place, spread};
use super::layout::{widest, wrap};
use super::palette::Palette;
use super::style::{self, LABEL, MARGIN, SMALL};
use super::{Caption, EVOLUTION_TABLE, THEME_WINDOWS_TABLE};
use crate::report::rows::{FlowRow, ThemeWindowRow};

/// Themes with a block of their own; more could not be told apart.
const MAX_THEMES: usize = 20;
/// Width of the column of labels on either side, at least and at most, in logical px.
const LABEL_WIDTH: (f64, f64) = (90.0, 190.0);
/// Width of labels between the windows, at most, in logical px.
const INNER_LABEL_WIDTH: f64 = 120.0;
/// Distance between two windows that is worth narrower labels, in logical px.
const STEP: f64 = 60.0;
/// Width of a block, in logical px.
const BLOCK: f64 = 14.0;
/// Space between two blocks of a window, in logical px.
const GAP: f64 = 7.0;
/// Least height of a column, blocks without the gaps, in logical px.
const HEIGHT: f64 = 420.0;
/// Space between a label and its block, where a line leads from one to the other, for few labels
/// and for many, which stand farther from their blocks; in logical px.
const LEADER: (f64, f64) = (16.0, 40.0);
/// From this many blocks of a window on, there are many labels.
const MANY_LABELS: usize = 10;
/// Points of a ribbon's edge.
const STEPS: usize = 32;

/// The share of each theme in the papers of each window, as blocks one above the other in the same
/// order in every window, and the flows from window to window as ribbons. A ribbon is as thick at
/// its right end as its part of the forerunners, and at its left end as its part of the followers.
pub fn alluvial(themes: &[ThemeWindowRow], flows: &[FlowRow], caption: &Caption) -> Drawing {
    let windows: Vec<&[ThemeWindowRow]> = themes.chunk_by(|a, b| a.window == b.window).collect();
    let columns = Columns::of(&windows, caption.look.palette);
    let n_papers: usize = windows.iter().map(|rows| rows.first().map_or(0, |r| r.n_window)).sum();
    let other = match columns.n_other {
        0 => String::new(),
        n => {
            format!(" Other: the {} of fewest papers, without ribbons.", style::counted(n, "theme"))
        }
    };
    let subtitle = format!(
        "{}: {} in {}. Block: papers of the theme ÷ papers of the window. Ribbon: at its right end \
         the share of the theme's forerunners (nearest papers of the window before), at its left \
         end the share of the followers; from 5\u{2009}% on and above chance.{other} Sources: \
         {THEME_WINDOWS_TABLE}, {EVOLUTION_TABLE}",
        caption.corpus,
        style::counted(n_papers, "paper"),
        style::counted(windows.len(), "window"),
    );
    let title = "What the themes of each window come from";
    let Frame { mut drawing, top } =
        Frame::open(title, &subtitle, alt(&windows, flows), caption.look);
    let bottom = columns.draw(&mut drawing, top, flows);
    Frame { drawing, top }.close(bottom)
}

/// A block: the papers of a theme in a window, or those of all smaller themes.
struct Block<'a> {
    /// Id and label; `None` for the smaller themes.
    theme: Option<(&'a str, &'a str)>,
    n_papers: usize,
    /// Of the window's papers, 0–1.
    share: f64,
    colour: Colour,
}

impl Block<'_> {
    fn words(&self) -> String {
        let name = self.theme.map_or("Other", |(_, label)| label);
        format!("{name} ({})", style::count(self.n_papers))
    }
}

/// The blocks of each window, in the same order of themes.
struct Columns<'a> {
    windows: Vec<&'a str>,
    /// Of each window, of all themes and of none.
    n_papers: Vec<usize>,
    blocks: Vec<Vec<Block<'a>>>,
    n_other: usize,
}

impl<'a> Columns<'a> {
    fn of(windows: &[&'a [ThemeWindowRow]], palette: &Palette) -> Self {
        let n_themes = windows.first().map_or(0, |rows| rows.len());
        let total = |theme: usize| windows.iter().map(|rows| rows[theme].n_papers).sum::<usize>();
        let mut by_size: Vec<usize> = (0..n_themes).filter(|&theme| total(theme) > 0).collect();
        by_size.sort_by_key(|&theme| std::cmp::Reverse(total(theme)));
        // One theme more is as good as a block of one other.
        let n_shown = if by_size.len() > MAX_THEMES + 1 { MAX_THEMES } else { by_size.len() };
        let (shown, other) = by_size.split_at(n_shown);
        let column = |rows: &&'a [ThemeWindowRow]| {
            let share = |n: usize| n as f64 / rows[0].n_window.max(1) as f64;
            let block = |(place, &theme): (usize, &usize)| Block {
                theme: Some((rows[theme].theme_id.as_str(), rows[theme].label.as_str())),
                n_papers: rows[theme].n_papers,
                share: share(rows[theme].n_papers),
                colour: palette.theme(place),
            };
            let n_other = other.iter().map(|&theme| rows[theme].n_papers).sum();
            let other = Block {
                theme: None,
                n_papers: n_other,
                share: share(n_other),
                colour: palette.grey,
            };
            shown.iter().enumerate().map(block).chain([other]).collect()
        };
        Columns {
            windows: windows
                .iter()
                .filter_map(|rows| Some(rows.first()?.window.as_str()))
                .collect(),
            n_papers: windows.iter().filter_map(|rows| Some(rows.first()?.n_window)).collect(),
            blocks: windows.iter().map(column).collect(),
            n_other: other.len(),
        }
    }

    /// Draws everything below `top`; returns where it ends, in logical px.
    fn draw(&self, drawing: &mut Drawing, top: f64, flows: &[FlowRow]) -> f64 {
        let Some(last) = self.blocks.len().checked_sub(1) else { return top };
        let many = self.blocks[0].len() >= MANY_LABELS;
        let reach = if many { LEADER.1 } else { LEADER.0 };
        let across = drawing.width - 2.0 * (MARGIN + reach) - BLOCK - STEP * last as f64;
        let label_width = (across / 2.0).clamp(LABEL_WIDTH.0, LABEL_WIDTH.1);
        let label = |column: usize, place: usize| {
            let block = &self.blocks[column][place];
            (block.n_papers > 0).then(|| Label::of(place, &block.words(), label_width))
        };
        let n_blocks = self.blocks[0].len();
        let ends = [0, last].map(|column| {
            (0..n_blocks).filter_map(|place| label(column, place)).collect::<Vec<Label>>()
        });
        let inner = self.inner_labels(last);
        let needed = |labels: &Vec<Label>| labels.iter().map(|label| label.height).sum::<f64>();
        let gaps = n_blocks.saturating_sub(1) as f64 * GAP;
        let height = ends.iter().map(needed).fold(HEIGHT + gaps, f64::max);
        let side = |labels: &[Label]| {
            labels.iter().map(|label| widest(&label.lines, LABEL)).fold(60.0, f64::max)
        };
        let (left, right) = (
            MARGIN + side(&ends[0]) + reach,
            drawing.width - MARGIN - side(&ends[1]) - reach - BLOCK,
        );
        let step = (right - left) / last.max(1) as f64;
        let x = |column: usize| left + step * column as f64;
        // Names between the windows need room: a theme of a few windows only has no other.
        let words: f64 = inner.iter().map(|(_, label)| label.area()).sum();
        let height = height.max(2.2 * words / (right - left));

        let width = (step - 8.0).clamp(30.0, 150.0);
        let heading = |(window, &n): (&&str, &usize)| {
            // The dash is where a name may break.
            let mut lines = vec![(*window).to_owned()];
            if SMALL.width(window) > width {
                lines = wrap(&window.replace('–', "– "), SMALL, width);
            }
            let papers = style::counted(n, "paper");
            // Where a word is too wide for its column, the number is left alone.
            let with_noun = papers.split(' ').all(|word| SMALL.width(word) <= width);
            let papers = if with_noun { papers } else { style::count(n) };
            lines.extend(wrap(&papers, SMALL, width));
            lines
        };
        let headings: Vec<Vec<String>> =
            self.windows.iter().zip(&self.n_papers).map(heading).collect();
        let n_lines = headings.iter().map(Vec::len).max().unwrap_or(0);
        for (column, lines) in headings.iter().enumerate() {
            let skipped = (n_lines - lines.len()) as f64 * SMALL.line_height();
            let baseline = top + skipped + SMALL.size * ASCENT;
            let at = (x(column) + BLOCK / 2.0, baseline);
            drawing.lines(at, Anchor::Middle, SMALL, drawing.palette.quiet, lines);
        }
        let top = top + n_lines as f64 * SMALL.line_height() + 8.0;
        let areas: Vec<Vec<Area>> = (0..=last)
            .map(|column| {
                let mut y = top;
                let stack = |block: &Block| {
                    let area = Area::new(x(column), y, BLOCK, block.share * (height - gaps));
                    y = area.bottom() + GAP;
                    area
                };
                self.blocks[column].iter().map(stack).collect()
            })
            .collect();
        self.ribbons(drawing, &areas, flows);
        for (blocks, areas) in self.blocks.iter().zip(&areas) {
            let seen = blocks.iter().zip(areas).filter(|(block, _)| block.n_papers > 0);
            for (block, area) in seen {
                let least = Area { height: area.height.max(1.0), ..*area };
                drawing.rect(least, block.colour);
            }
        }
        let middle = |column: usize, label: &Label| {
            let area = areas[column][label.place];
            area.y + area.height / 2.0
        };
        let palette = drawing.palette;
        for (labels, column, way) in [(&ends[0], 0, -1.0), (&ends[1], last, 1.0)] {
            let wanted: Vec<(f64, f64)> =
                labels.iter().map(|label| (middle(column, label), label.height)).collect();
            for (label, at) in labels.iter().zip(spread(&wanted, top, top + height)) {
                let (block_x, anchor) = match column {
                    0 => (x(0), Anchor::End),
                    _ => (x(column) + BLOCK, Anchor::Start),
                };
                let text_x = block_x + way * reach;
                let line = leader((block_x, middle(column, label)), (text_x - way * 4.0, at));
                drawing.polyline(line, palette.leader);
                let first = centred_baseline(at, LABEL, label.lines.len());
                drawing.lines((text_x, first), anchor, LABEL, palette.ink, &label.lines);
            }
        }
        let between = Area::new(left + BLOCK, top, right - left - BLOCK, height);
        let wanted: Vec<Wanted> = inner
            .iter()
            .map(|(column, label)| Wanted {
                anchor: (x(*column) + BLOCK / 2.0, middle(*column, label)),
                size: label.size(),
            })
            .collect();
        let blocks: Vec<Point> = areas.concat().iter().flat_map(points_of).collect();
        let places = place(&wanted, &Crowd::new(&blocks, between), between);
        for (((_, label), wanted), area) in inner.iter().zip(&wanted).zip(places) {
            let Some(area) = area else { continue };
            drawing.line(nearest_point(&area, wanted.anchor), wanted.anchor, palette.leader);
            drawing.rect(area, palette.paper.with_alpha(0.8));
            let first = area.y + 2.0 + LABEL.size * ASCENT;
            let at = (area.x + 3.0, first);
            drawing.lines(at, Anchor::Start, LABEL, palette.ink, &label.lines);
        }
        top + height
    }

    /// Themes that are in neither the first nor the last window, where they are named: in the window
    /// of most of their papers.
    fn inner_labels(&self, last: usize) -> Vec<(usize, Label)> {
        let n_papers = |column: usize, place: usize| self.blocks[column][place].n_papers;
        let named = |(place, block): (usize, &Block)| {
            block.theme?;
            if n_papers(0, place) > 0 || n_papers(last, place) > 0 {
                return None;
            }
            let strongest = (0..=last).max_by_key(|&c| (n_papers(c, place), last - c))?;
            let block = &self.blocks[strongest][place];
            let label = || Label::of(place, &block.words(), INNER_LABEL_WIDTH);
            (block.n_papers > 0).then(|| (strongest, label()))
        };
        self.blocks[0].iter().enumerate().filter_map(named).collect()
    }

    /// The flows between blocks. Those of a block lie one below the other in the order of the
    /// blocks they lead to.
    fn ribbons(&self, drawing: &mut Drawing, areas: &[Vec<Area>], flows: &[FlowRow]) {
        let window_of = |name: &str| self.windows.iter().position(|window| *window == name);
        let place_of = |theme: &Option<(String, String)>| {
            let (id, _) = theme.as_ref()?;
            let is_it = |block: &Block| block.theme.is_some_and(|(other, _)| other == id);
            self.blocks[0].iter().position(is_it)
        };
        let mut ribbons: Vec<Ribbon> = flows
            .iter()
            .filter_map(|flow| {
                Some(Ribbon {
                    column: window_of(&flow.from_window)?,
                    from: place_of(&flow.from)?,
                    to: place_of(&flow.to)?,
                    inflow: flow.flow?,
                    outflow: flow.flow_onward?,
                })
            })
            .collect();
        // By where they end, to stack the left ends; then by where they begin, for the right ends.
        let mut left_used = vec![vec![0.0; self.blocks[0].len()]; self.blocks.len()];
        let mut right_used = left_used.clone();
        ribbons.sort_by_key(|ribbon| (ribbon.column, ribbon.to, ribbon.from));
        let left_ends: Vec<(f64, f64)> = ribbons
            .iter()
            .map(|ribbon| {
                let area = areas[ribbon.column][ribbon.from];
                let used = &mut left_used[ribbon.column][ribbon.from];
                let from = area.y + *used * area.height;
                *used += ribbon.outflow;
                (from, area.y + *used * area.height)
            })
            .collect();
        for (ribbon, left) in ribbons.iter().zip(left_ends) {
            let (start, area) =
                (areas[ribbon.column][ribbon.from], areas[ribbon.column + 1][ribbon.to]);
            let used = &mut right_used[ribbon.column + 1][ribbon.to];
            let from = area.y + *used * area.height;
            *used += ribbon.inflow;
            let right = (from, area.y + *used * area.height);
            let colour = self.blocks[0][ribbon.from].colour;
            let alpha = if ribbon.from == ribbon.to { 0.3 } else { 0.5 };
            let ends = ((start.right(), left), (area.x, right));
            drawing.polygon(band(ends.0, ends.1), colour.with_alpha(alpha));
        }
    }
}

/// A flow between two blocks.
struct Ribbon {
    /// The window it begins in.
    column: usize,
    from: usize,
    to: usize,
    inflow: f64,
    outflow: f64,
}

/// The corners of a ribbon between two upright edges (x, (top, bottom)), level at both ends.
fn band(left: (f64, (f64, f64)), right: (f64, (f64, f64))) -> Vec<Point> {
    let at = |step: usize, from: f64, to: f64| {
        let t = step as f64 / STEPS as f64;
        // Smoothstep: no slope at either end.
        (left.0 + t * (right.0 - left.0), from + (to - from) * t * t * (3.0 - 2.0 * t))
    };
    let upper = (0..=STEPS).map(|step| at(step, left.1.0, right.1.0));
    let lower = (0..=STEPS).rev().map(|step| at(step, left.1.1, right.1.1));
    upper.chain(lower).collect()
}

/// The chart in words.
fn alt(windows: &[&[ThemeWindowRow]], flows: &[FlowRow]) -> String {
    let name = |theme: &Option<(String, String)>| {
        theme.as_ref().map_or("nothing known".to_owned(), |(_, label)| label.clone())
    };
    let others = flows.iter().filter(|flow| {
        let same = flow.from.as_ref().map(|(id, _)| id) == flow.to.as_ref().map(|(id, _)| id);
        flow.flow.is_some() && !same
    });
    let largest = others.reduce(|best, flow| if flow.flow > best.flow { flow } else { best });
    let largest = largest.map_or(String::from("No theme draws on another."), |flow| {
        format!(
            "The largest flow between two themes, {}, is from {} to {} in {}.",
            style::percent(flow.flow.unwrap_or(0.0)),
            name(&flow.from),
            name(&flow.to),
            flow.to_window
        )
    });
    format!("Flows between the themes of {}. {largest}", style::counted(windows.len(), "window"))
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures;
    use super::*;

    #[test]
    fn ribbons_are_as_thick_as_their_flows() {
        let (rows, flows) = (fixtures::theme_windows(1, 2), fixtures::flows(1, 2));
        let drawing = alluvial(&rows, &flows, &fixtures::caption());
        let blocks: Vec<Area> = drawing
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Rect { area, .. } if area.width == BLOCK => Some(*area),
                _ => None,
            })
            .collect();
        let ribbon = drawing.shapes.iter().find_map(|shape| match shape {
            Shape::Polygon { points, .. } => Some(points),
            _ => None,
        });
        let ribbon = ribbon.unwrap();
        let (first, last) = (ribbon[0], ribbon[ribbon.len() - 1]);
        assert_eq!((first.0, last.0), (blocks[0].right(), blocks[0].right()));
        assert!((last.1 - first.1 - 0.6 * blocks[0].height).abs() < 1e-9);
        let (upper, lower) = (ribbon[STEPS], ribbon[STEPS + 1]);
        assert_eq!(upper.0, blocks[1].x);
        assert!((lower.1 - upper.1 - 0.6 * blocks[1].height).abs() < 1e-9);
        let shares = blocks
            .iter()
            .zip(&rows)
            .map(|(area, row)| area.height / (row.n_papers as f64 / row.n_window as f64));
        assert!(shares.into_iter().all(|height| (height - HEIGHT).abs() < 1e-9));
    }

    #[test]
    fn many_themes_become_one_block_of_others() {
        let texts = |n| {
            let rows = fixtures::theme_windows(n, 2);
            let drawing = alluvial(&rows, &fixtures::flows(n, 2), &fixtures::caption());
            let words: Vec<String> =
                drawing.text_boxes().iter().map(|(text, _)| text.to_string()).collect();
            words.join(" ")
        };
        assert!(texts(60).contains("Other: the 40 themes"));
        assert!(!texts(MAX_THEMES + 1).contains("Other"));
    }
}
