//! Which themes are at home in which group of papers: a grid of themes by groups, coloured by how
//! much likelier a theme is there than elsewhere.

use super::drawing::{Anchor, Area, Colour, Drawing, Point, Stroke};
use super::font::ASCENT;
use super::frame::{Frame, LabelColumn, centred_baseline};
use super::layout::wrap;
use super::palette::{Palette, ink_on};
use super::style::{self, LABEL, MARGIN, SMALL};
use super::{BY_TABLE, Caption};
use crate::report::rows::ByRow;

/// Groups drawn at most at the usual width: more would leave no room for their names and numbers.
const MAX_GROUPS: f64 = 16.0;
/// Widest label column, in logical px.
const LABEL_WIDTH: f64 = 270.0;
/// Least height of a cell, in logical px.
const ROW_HEIGHT: f64 = 27.0;
/// Few groups do not make cells wider than this, in logical px.
const MAX_CELL_WIDTH: f64 = 150.0;
/// What the name of a group may stand out beyond its column on either side, in logical px.
const OVERHANG: f64 = 20.0;
/// Extent of the colour legend, in logical px.
const LEGEND: (f64, f64) = (280.0, 12.0);
/// Ratio of odds at the ends of the colour scale, and its logarithm.
const SCALE: (f64, f64) = (8.0, 2.079_441_541_679_835_7);
/// Ratios that the legend names, with their places from −1 to 1.
const TICKS: [(&str, f64); 7] = [
    ("≤\u{2009}⅛", -1.0),
    ("¼", -2.0 / 3.0),
    ("½", -1.0 / 3.0),
    ("1", 0.0),
    ("2", 1.0 / 3.0),
    ("4", 2.0 / 3.0),
    ("≥\u{2009}8", 1.0),
];

/// Themes by group, themes in the order of the group they are most typical of; cells show the
/// number of papers where it fits.
pub fn theme_by(rows: &[ByRow], caption: &Caption) -> Drawing {
    let groups: Vec<&[ByRow]> = rows.chunk_by(|a, b| a.group == b.group).collect();
    let look = caption.look;
    let drawn = &groups[..groups.len().min(look.scaled(MAX_GROUPS) as usize)];
    let n_themes = drawn.first().map_or(0, |group| group.len());
    let mut themes: Vec<usize> = (0..n_themes).collect();
    themes.sort_by_key(|&theme| home(drawn, theme));

    let names = themes.iter().filter_map(|&theme| drawn.first()?.get(theme));
    let labels = LabelColumn::new(
        names.map(|row| row.label.as_str()),
        LABEL,
        caption.look.scaled(LABEL_WIDTH),
    );
    let left = labels.right + 10.0;
    let widest = look.scaled(MAX_CELL_WIDTH);
    let width = ((look.width - MARGIN - left) / drawn.len().max(1) as f64).min(widest);
    let grid = Grid { left, width };
    let has_numbers = drawn
        .iter()
        .all(|group| group.iter().all(|r| SMALL.width(&style::count(r.n_papers)) <= width - 6.0));

    let by = rows.first().map_or("", |row| row.by.as_str());
    let shown: usize = drawn.iter().map(|group| group.first().map_or(0, |row| row.n_group)).sum();
    let among = if drawn.len() < groups.len() {
        format!("{} in the {} largest of {} groups", style::count(shown), drawn.len(), groups.len())
    } else {
        style::counted(groups.len(), "group")
    };
    let rarer = if look.palette.hatches_rarer { ", hatched where smaller" } else { "" };
    let numbers = if has_numbers { "; numbers: papers" } else { "" };
    let subtitle = format!(
        "{}: {}, {among} by {by}. Shade: odds of the theme in the group ÷ its odds in all other \
         papers{rarer}; plain where the difference may be chance (q ≥ 0.1){numbers}. Source: \
         {BY_TABLE}",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
    );
    let title = format!("Which themes are at home where, by {by}");
    let Frame { mut drawing, top } = Frame::open(&title, &subtitle, alt(drawn, by), caption.look);
    let grid_top = grid.headings(&mut drawing, drawn, top);
    let mut y = grid_top;
    for (row, &theme) in themes.iter().enumerate() {
        let height = labels.row_height(row, ROW_HEIGHT);
        labels.draw(&mut drawing, row, y + height / 2.0);
        for (place, group) in drawn.iter().enumerate() {
            grid.cell(&mut drawing, &group[theme], place, (y, height), has_numbers);
        }
        y += height;
    }
    let legend_top = y + 16.0;
    let bottom = legend(&mut drawing, (left.min(look.width - MARGIN - 520.0), legend_top));
    Frame { drawing, top }.close(bottom)
}

/// The group a theme is most typical of, and how little: a key to sort by. Themes that are typical
/// of none come last.
fn home(groups: &[&[ByRow]], theme: usize) -> (usize, i64) {
    let mut best = (groups.len(), 0.0);
    for (place, group) in groups.iter().enumerate() {
        let z = group[theme].z.filter(|_| group[theme].overrepresented).unwrap_or(0.0);
        if z > best.1 {
            best = (place, z);
        }
    }
    (best.0, -(best.1 * 1000.0) as i64)
}

/// Where the cells stand, in logical px.
struct Grid {
    left: f64,
    width: f64,
}

impl Grid {
    fn centre(&self, place: usize) -> f64 {
        self.left + (place as f64 + 0.5) * self.width - 0.75
    }

    /// The names of the groups and their papers above the columns; returns where the cells begin.
    ///
    /// Where a word is too wide for its column, names stand on two levels by turns. A line leads
    /// from those above to their columns, through the gap between their neighbours.
    fn headings(&self, drawing: &mut Drawing, groups: &[&[ByRow]], top: f64) -> f64 {
        let words = groups.iter().flat_map(|group| group[0].group.split_whitespace());
        let counts: Vec<String> =
            groups.iter().map(|group| style::count(group[0].n_group)).collect();
        let one_level = self.width - 6.0;
        let room = words.chain(counts.iter().map(String::as_str)).map(|word| SMALL.width(word));
        let n_levels = if room.fold(0.0, f64::max) <= one_level { 1 } else { 2 };
        let wide = (2.0 * self.width - 8.0).min(self.width + 2.0 * OVERHANG);
        let room = if n_levels == 1 { one_level } else { wide };
        let names: Vec<Vec<String>> = groups
            .iter()
            .zip(counts)
            .map(|(group, count)| {
                let name: String = group[0].group.chars().filter(|c| !c.is_control()).collect();
                let mut lines = wrap(&name, SMALL, room);
                lines.push(count);
                lines
            })
            .collect();
        let line = SMALL.line_height();
        let height = |level: usize| {
            let at_level = names.iter().skip(level).step_by(n_levels);
            at_level.map(Vec::len).max().unwrap_or(0) as f64 * line + 6.0
        };
        // Level 1, of the second, fourth … column, is the lower one.
        let bottoms = match n_levels {
            1 => [top + height(0); 2],
            _ => [top + height(0), top + height(0) + height(1)],
        };
        let grid_top = bottoms[1];
        for (place, lines) in names.iter().enumerate() {
            let (x, bottom) = (self.centre(place), bottoms[place % 2]);
            if bottom < grid_top {
                drawing.line((x, bottom - 2.0), (x, grid_top - 3.0), drawing.palette.baseline);
            }
            let first = bottom - 6.0 - lines.len() as f64 * line + SMALL.size * ASCENT;
            for (row, text) in lines.iter().enumerate() {
                let colour =
                    if row + 1 < lines.len() { drawing.palette.ink } else { drawing.palette.quiet };
                let at = (x, first + row as f64 * line);
                drawing.text(at, Anchor::Middle, SMALL, colour, text);
            }
        }
        grid_top
    }

    fn cell(
        &self,
        drawing: &mut Drawing,
        row: &ByRow,
        place: usize,
        (y, height): (f64, f64),
        has_numbers: bool,
    ) {
        let x = self.left + place as f64 * self.width;
        let area = Area::new(x, y + 0.75, self.width - 1.5, height - 1.5);
        let told = row.log_odds.filter(|_| row.is_telling());
        let fill = shade(drawing.palette, row);
        drawing.rect(area, fill);
        let is_hatched = drawing.palette.hatches_rarer && told.is_some_and(|odds| odds < 0.0);
        if is_hatched {
            drawing.hatch(area, Stroke::new(drawing.palette.paper, 1.5));
        }
        if has_numbers {
            let ink = if told.is_some() { ink_on(fill) } else { drawing.palette.quiet };
            let at = (self.centre(place), centred_baseline(y + height / 2.0, SMALL, 1));
            let words = style::count(row.n_papers);
            if is_hatched {
                let room = SMALL.width(&words) + 4.0;
                drawing
                    .rect(Area::new(at.0 - room / 2.0, y + height / 2.0 - 7.0, room, 14.0), fill);
            }
            drawing.text(at, Anchor::Middle, SMALL, ink, &words);
        }
    }
}

/// The colour of a cell.
fn shade(palette: &Palette, row: &ByRow) -> Colour {
    let told = row.log_odds.filter(|_| row.is_telling());
    told.map_or(palette.untold, |log_odds| palette.diverging(log_odds / SCALE.1))
}

/// The colour scale and the sign for chance, starting at `at`; returns where they end.
fn legend(drawing: &mut Drawing, at: Point) -> f64 {
    const STEPS: usize = 112;
    let ((left, top), (width, height)) = (at, LEGEND);
    let step = width / STEPS as f64;
    for i in 0..STEPS {
        let overlap = if i + 1 < STEPS { 0.4 } else { 0.0 };
        let area = Area::new(left + i as f64 * step, top, step + overlap, height);
        let place = 2.0 * (i as f64 + 0.5) / STEPS as f64 - 1.0;
        drawing.rect(area, drawing.palette.diverging(place));
    }
    if drawing.palette.hatches_rarer {
        let rarer = Area::new(left, top, width / 2.0, height);
        drawing.hatch(rarer, Stroke::new(drawing.palette.paper, 1.5));
    }
    let baseline = top + height + 4.0 + SMALL.size * ASCENT;
    for (text, place) in TICKS {
        let x = left + (place + 1.0) / 2.0 * width;
        drawing.text((x, baseline), Anchor::Middle, SMALL, drawing.palette.quiet, text);
    }
    let swatch = Area::new(left + width + 36.0, top, 22.0, height);
    drawing.rect(swatch, drawing.palette.untold);
    drawing.outline(swatch, drawing.palette.leader);
    let text_at = (swatch.right() + 6.0, centred_baseline(top + height / 2.0, SMALL, 1));
    drawing.text(text_at, Anchor::Start, SMALL, drawing.palette.quiet, "may be chance");
    top + height + 4.0 + SMALL.line_height()
}

/// The chart in words: what stands out most in each of the largest groups.
fn alt(groups: &[&[ByRow]], by: &str) -> String {
    let typical: Vec<String> = groups
        .iter()
        .filter_map(|group| {
            let over = group.iter().filter(|row| row.overrepresented);
            let most = over.max_by(|a, b| a.z.unwrap_or(0.0).total_cmp(&b.z.unwrap_or(0.0)))?;
            let papers =
                format!("{} of {}", style::count(most.n_papers), style::count(most.n_group));
            Some(format!("{}: {} ({papers})", most.group, most.label))
        })
        .take(5)
        .collect();
    let n_themes = groups.first().map_or(0, |group| group.len());
    let sizes = format!(
        "Grid of {} by {} ({by}).",
        style::counted(n_themes, "theme"),
        style::counted(groups.len(), "group"),
    );
    match typical.is_empty() {
        true => format!("{sizes} No theme is more frequent in one of them than elsewhere."),
        false => format!("{sizes} Most typical: {}.", typical.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures::{self, PALETTE};
    use super::super::style::Look;
    use super::*;
    use crate::config::ChartTheme;

    #[test]
    fn themes_stand_by_the_group_they_are_typical_of() {
        let mut rows = fixtures::by_group(3, 3);
        rows.iter_mut().for_each(|row| row.overrepresented = false);
        for (theme, group) in [(0, 2), (1, 0)] {
            let row = &mut rows[group * 3 + theme];
            (row.overrepresented, row.z) = (true, Some(9.0));
        }
        let drawing = theme_by(&rows, &fixtures::caption());
        let texts: Vec<&str> = drawing.text_boxes().iter().map(|(text, _)| *text).collect();
        let first_words = |theme: usize| rows[theme].label.split(' ').next().unwrap();
        let place = |theme| texts.iter().position(|text| text.starts_with(first_words(theme)));
        assert!(place(1) < place(0) && place(0) < place(2));
    }

    #[test]
    fn what_may_be_chance_is_grey() {
        let mut rows = fixtures::by_group(1, 2);
        for (row, q) in rows.iter_mut().zip([0.05, 0.15]) {
            (row.log_odds, row.q) = (Some(2.0), Some(q));
        }
        let drawing = theme_by(&rows, &fixtures::caption());
        let tall = |shape: &Shape| match shape {
            Shape::Rect { area, fill } if area.height > 20.0 => Some(*fill),
            _ => None,
        };
        let fills: Vec<Colour> = drawing.shapes.iter().filter_map(tall).collect();
        assert_eq!(fills, [PALETTE.diverging(2.0 / SCALE.1), PALETTE.untold]);
    }

    #[test]
    fn the_scale_ends_at_its_ratio() {
        assert!((libm::log(SCALE.0) - SCALE.1).abs() < 1e-12);
    }

    #[test]
    fn in_print_rarer_cells_are_hatched() {
        let mut rows = fixtures::by_group(1, 2);
        for (row, log_odds) in rows.iter_mut().zip([2.0, -2.0]) {
            (row.log_odds, row.q) = (Some(log_odds), Some(0.01));
        }
        let hatched = |theme| {
            let look = Look { palette: Palette::of(theme), width: fixtures::WIDTH };
            let drawing = theme_by(&rows, &fixtures::caption_with(look));
            let cells = drawing.shapes.iter().filter_map(|shape| match shape {
                Shape::Hatch { area, .. } if area.height > 20.0 => Some(area.x),
                _ => None,
            });
            cells.collect::<Vec<_>>()
        };
        assert!(hatched(ChartTheme::Light).is_empty());
        let [x] = hatched(ChartTheme::Print)[..] else { panic!("one cell is rarer") };
        assert!(x > 0.0);
    }
}
