//! How themes belong together: the corpus, its broad themes and their themes, as cells as high as
//! their papers (an icicle, from left to right, so that names can be read).

use super::drawing::{Anchor, Area, Colour, Drawing};
use super::frame::{Frame, centred_baseline};
use super::label_placement::{leader, spread};
use super::layout::{widest, wrap, wrap_evenly};
use super::palette::{Palette, ink_on};
use super::style::{self, LABEL, Look, MARGIN, SMALL};
use super::{BROAD_THEMES_TABLE, Caption, THEMES_TABLE};
use crate::report::rows::{BroadRow, ThemeRow};

/// Width of the cell of the corpus, in logical px.
const CORPUS_WIDTH: f64 = 66.0;
/// Part of the chart that labels take up at most.
const LABEL_PART: f64 = 0.48;
/// Part of the remaining width that broad themes get; their names stand inside.
const BROAD_PART: f64 = 0.72;
/// Space between a theme and its label, where a line leads from one to the other, in logical px.
const LEADER: f64 = 34.0;
/// Least and greatest height of the corpus, in logical px; it grows until names fit.
const HEIGHT: (f64, f64) = (420.0, 2000.0);
/// Space between two cells, in logical px.
const GAP: f64 = 1.5;
/// Space between the words in a cell and its edges, in logical px.
const PADDING: f64 = 8.0;

/// Cells of the corpus, its broad themes and their themes, each as high as its papers; papers in no
/// theme are grey. A theme that is in no broad theme stands beside them.
pub fn theme_tree(
    broad: &[BroadRow],
    themes: &[ThemeRow],
    unclustered: usize,
    caption: &Caption,
) -> Drawing {
    let look = caption.look;
    let groups = groups(broad, themes);
    let alone = if groups.iter().any(|group| group.broad.is_none()) {
        " A wide cell: a theme that is no part of a broad one."
    } else {
        ""
    };
    let grey = match unclustered {
        0 => String::new(),
        n => format!(" Grey: {} in no theme.", style::counted(n, "paper")),
    };
    let subtitle = format!(
        "{}: {} in {} of {}. Height of a cell: papers; percentages are shares of all of \
         them.{alone}{grey} Sources: {BROAD_THEMES_TABLE}, {THEMES_TABLE}",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
        style::counted(broad.len(), "broad theme"),
        style::counted(themes.len(), "theme"),
    );
    let title = "How the themes belong together";
    let words = alt(&groups, broad.len(), themes.len(), unclustered);
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, words, look);
    let (columns, tree) = Tree::new(&groups, unclustered, caption.n_papers, look);
    let bottom = tree.draw(&mut drawing, top, &columns);
    Frame { drawing, top }.close(bottom)
}

/// A broad theme and its themes, or a theme alone.
struct Group<'a> {
    broad: Option<&'a BroadRow>,
    themes: Vec<&'a ThemeRow>,
}

impl Group<'_> {
    fn n_papers(&self) -> usize {
        self.themes.iter().map(|theme| theme.n_papers).sum()
    }
}

/// The groups by size, in the order of the tables where they are equal.
fn groups<'a>(broad: &'a [BroadRow], themes: &'a [ThemeRow]) -> Vec<Group<'a>> {
    let of_broad = |broad: &'a BroadRow| {
        let is_part = |theme: &&ThemeRow| theme.parent_id.as_ref() == Some(&broad.broad_id);
        Group { broad: Some(broad), themes: themes.iter().filter(is_part).collect() }
    };
    let alone = themes.iter().filter(|theme| {
        !broad.iter().any(|broad| theme.parent_id.as_ref() == Some(&broad.broad_id))
    });
    let alone = alone.map(|theme| Group { broad: None, themes: vec![theme] });
    let mut groups: Vec<Group> = broad.iter().map(of_broad).chain(alone).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.n_papers()));
    groups
}

/// Where the three levels and the labels stand across, in logical px.
struct Columns {
    corpus: (f64, f64),
    broad: (f64, f64),
    themes: (f64, f64),
    /// Left edge and width of the labels.
    labels: (f64, f64),
}

impl Columns {
    /// Labels get the width that they need, up to half of the chart; the cells get the rest.
    fn of(look: Look, widest_label: f64) -> Self {
        let labels = widest_label.ceil().min(LABEL_PART * look.width);
        let corpus = (MARGIN, CORPUS_WIDTH);
        let rest = look.width - 2.0 * MARGIN - corpus.1 - 2.0 * GAP - LEADER - labels;
        let broad = (corpus.0 + corpus.1 + GAP, BROAD_PART * rest);
        let themes = (broad.0 + broad.1 + GAP, rest - broad.1);
        Columns { corpus, broad, themes, labels: (themes.0 + themes.1 + LEADER, labels) }
    }
}

/// The cells and their words, before it is known where they stand.
struct Tree<'a> {
    groups: &'a [Group<'a>],
    unclustered: usize,
    n_papers: usize,
    /// The lines in the cell of each group's broad theme.
    broad_lines: Vec<Vec<String>>,
    /// The lines beside each theme, in the order of the groups, and last those of no theme.
    labels: Vec<Vec<String>>,
    /// Height of all papers, in logical px.
    height: f64,
}

impl<'a> Tree<'a> {
    fn new(
        groups: &'a [Group<'a>],
        unclustered: usize,
        n_papers: usize,
        look: Look,
    ) -> (Columns, Self) {
        let in_themes: usize = groups.iter().map(Group::n_papers).sum();
        let n_papers = n_papers.max(in_themes + unclustered).max(1);
        let words = |name: &str, n: usize| {
            let share = style::percent(n as f64 / n_papers as f64);
            format!("{name} · {} · {share}", style::count(n))
        };
        let themes = groups.iter().flat_map(|group| &group.themes);
        let rest = (unclustered > 0).then(|| words("In no theme", unclustered));
        let labels = themes.map(|theme| words(&theme.label, theme.n_papers)).chain(rest);
        let labels: Vec<String> = labels.collect();
        let columns = Columns::of(look, widest(&labels, LABEL));
        let broad_lines = groups.iter().map(|group| match group.broad {
            Some(broad) => {
                let words = words(&broad.label, group.n_papers());
                wrap(&words, SMALL, columns.broad.1 - 2.0 * PADDING)
            }
            None => Vec::new(),
        });
        let broad_lines: Vec<Vec<String>> = broad_lines.collect();
        let labels: Vec<Vec<String>> =
            labels.iter().map(|label| wrap_evenly(label, LABEL, columns.labels.1)).collect();

        let for_labels: f64 = labels.iter().map(label_height).sum();
        let for_broad = groups.iter().zip(&broad_lines).map(|(group, lines)| {
            cell_height(lines) * n_papers as f64 / group.n_papers().max(1) as f64
        });
        let for_broad = for_broad.fold(0.0, f64::max).min(HEIGHT.1);
        let height = HEIGHT.0.max(for_labels).max(for_broad).round();
        (columns, Tree { groups, unclustered, n_papers, broad_lines, labels, height })
    }

    /// Draws everything below `top`; returns where it ends, in logical px.
    fn draw(&self, drawing: &mut Drawing, top: f64, columns: &Columns) -> f64 {
        let palette = drawing.palette;
        let px = |n: usize| self.height * n as f64 / self.n_papers as f64;
        let cell = |(x, width): (f64, f64), y: f64, n: usize| {
            // The gap is taken from large cells only, or small ones would vanish.
            let gap = if px(n) > 3.0 * GAP { GAP } else { 0.0 };
            Area::new(x, y, width, px(n) - gap)
        };
        let whole = cell(columns.corpus, top, self.n_papers);
        drawing.rect(whole, palette.context);
        let words = wrap(&style::counted(self.n_papers, "paper"), SMALL, CORPUS_WIDTH - 6.0);
        let first = centred_baseline(top + self.height / 2.0, SMALL, words.len());
        let at = (columns.corpus.0 + CORPUS_WIDTH / 2.0, first);
        drawing.lines(at, Anchor::Middle, SMALL, palette.ink, &words);

        let both = (columns.broad.0, columns.broad.1 + GAP + columns.themes.1);
        let (mut y, mut notes, mut wanted) = (top, Vec::new(), Vec::new());
        for (place, (group, lines)) in self.groups.iter().zip(&self.broad_lines).enumerate() {
            let colour = palette.theme(place);
            if let Some(broad) = group.broad {
                let area = cell(columns.broad, y, group.n_papers());
                let fill = tint(palette, colour);
                drawing.rect(area, fill);
                let mut lines = lines.clone();
                if cell_height(&lines) > area.height {
                    notes.push(format!("{}: {}", broad.broad_id, lines.join(" ")));
                    lines = vec![broad.broad_id.clone()];
                }
                if cell_height(&lines) <= area.height {
                    let middle = area.y + area.height / 2.0;
                    let at = (area.x + PADDING, centred_baseline(middle, SMALL, lines.len()));
                    drawing.lines(at, Anchor::Start, SMALL, ink_on(fill), &lines);
                }
            }
            let column = if group.broad.is_some() { columns.themes } else { both };
            for theme in &group.themes {
                let area = cell(column, y, theme.n_papers);
                drawing.rect(Area { height: area.height.max(0.5), ..area }, colour);
                wanted.push(area.y + area.height / 2.0);
                y += px(theme.n_papers);
            }
        }
        if self.unclustered > 0 {
            let area = cell(both, y, self.unclustered);
            drawing.rect(Area { height: area.height.max(0.5), ..area }, palette.grey);
            wanted.push(area.y + area.height / 2.0);
        }
        self.label(drawing, &wanted, top, columns);
        let mut bottom = top + self.height;
        for note in notes {
            let lines = wrap(&note, SMALL, drawing.width - 2.0 * MARGIN);
            let at = (MARGIN, bottom + 8.0 + SMALL.line_height());
            drawing.lines(at, Anchor::Start, SMALL, palette.quiet, &lines);
            bottom += 4.0 + lines.len() as f64 * SMALL.line_height();
        }
        bottom
    }

    /// The names of the themes beside the middles of their cells.
    fn label(&self, drawing: &mut Drawing, middles: &[f64], top: f64, columns: &Columns) {
        let palette = drawing.palette;
        let sized = middles.iter().copied().zip(self.labels.iter().map(label_height));
        let places = spread(&sized.collect::<Vec<_>>(), top, top + self.height);
        let edge = columns.themes.0 + columns.themes.1;
        for ((&middle, at), lines) in middles.iter().zip(places).zip(&self.labels) {
            let (from, to) = ((edge, middle), (columns.labels.0 - 4.0, at));
            drawing.polyline(leader(from, to), palette.leader);
            let first = centred_baseline(at, LABEL, lines.len());
            drawing.lines((columns.labels.0, first), Anchor::Start, LABEL, palette.ink, lines);
        }
    }
}

/// Height of a label with the space around it, in logical px.
#[allow(clippy::ptr_arg)] // mapped over vectors of lines
fn label_height(lines: &Vec<String>) -> f64 {
    lines.len() as f64 * LABEL.line_height() + 3.0
}

/// Height of a cell that holds some lines, in logical px.
fn cell_height(lines: &[String]) -> f64 {
    lines.len() as f64 * SMALL.line_height() + 5.0 + GAP
}

/// A colour faint enough to write on.
fn tint(palette: &Palette, colour: Colour) -> Colour {
    palette.paper.mix(colour, 0.22)
}

/// The chart in words.
fn alt(groups: &[Group], n_broad: usize, n_themes: usize, unclustered: usize) -> String {
    let mut words = format!(
        "Cells of {} and their {}, as high as their papers.",
        style::counted(n_broad, "broad theme"),
        style::counted(n_themes, "theme"),
    );
    let of_group = |group: &Group| {
        let papers = style::counted(group.n_papers(), "paper");
        let parts: Vec<String> = group
            .themes
            .iter()
            .map(|theme| format!("{} ({})", theme.label, style::count(theme.n_papers)))
            .collect();
        match group.broad {
            Some(broad) => format!("{}, {papers}: {}", broad.label, parts.join(", ")),
            None => format!("{}, {papers}", group.themes[0].label),
        }
    };
    let largest: Vec<String> = groups.iter().take(3).map(of_group).collect();
    if !largest.is_empty() {
        words += &format!(" The largest: {}.", largest.join("; "));
    }
    if unclustered > 0 {
        words += &format!(" {} belong to no theme.", style::counted(unclustered, "paper"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures::{self, PALETTE};
    use super::*;

    fn cells(drawing: &Drawing, fill: Colour) -> Vec<Area> {
        let cell = |shape: &Shape| match shape {
            Shape::Rect { area, fill: other } if *other == fill => Some(*area),
            _ => None,
        };
        drawing.shapes.iter().filter_map(cell).collect()
    }

    #[test]
    fn cells_are_as_high_as_their_papers_and_stand_by_their_broad_theme() {
        let (broad, themes) = fixtures::tree(9);
        let all: usize = themes.iter().map(|theme| theme.n_papers).sum();
        let caption = Caption { n_papers: all + 25, ..fixtures::caption() };
        let drawing = theme_tree(&broad, &themes, 25, &caption);
        let groups = groups(&broad, &themes);
        assert!(groups.iter().any(|group| group.broad.is_none()), "one theme is alone");
        let whole = cells(&drawing, PALETTE.context)[0];
        let per_paper = whole.height / (all + 25) as f64;
        for (place, group) in groups.iter().enumerate() {
            let parts = cells(&drawing, PALETTE.theme(place));
            assert_eq!(parts.len(), group.themes.len());
            for (area, theme) in parts.iter().zip(&group.themes) {
                assert!((area.height - per_paper * theme.n_papers as f64).abs() < 2.0);
            }
            if group.broad.is_some() {
                let around = cells(&drawing, tint(PALETTE, PALETTE.theme(place)))[0];
                let inside =
                    |area: &Area| area.y >= around.y && area.bottom() <= around.bottom() + 0.1;
                assert!(parts.iter().all(inside));
            }
        }
        let grey = cells(&drawing, PALETTE.grey);
        assert!((grey[0].height - per_paper * 25.0).abs() < 2.0);
        assert!((grey[0].bottom() - whole.bottom()).abs() < 2.0);
    }

    #[test]
    fn a_name_that_does_not_fit_its_cell_is_told_below() {
        let (mut broad, mut themes) = fixtures::tree(9);
        for theme in themes.iter_mut().filter(|t| t.parent_id.as_deref() == Some("B02")) {
            theme.n_papers = 1;
        }
        broad[1].label = "words that are many ".repeat(8);
        let caption = Caption { n_papers: 5000, ..fixtures::caption() };
        let drawing = theme_tree(&broad, &themes, 0, &caption);
        let texts = drawing.text_boxes();
        assert!(texts.iter().any(|(text, _)| text.starts_with("B02: words that are many")));
    }
}
