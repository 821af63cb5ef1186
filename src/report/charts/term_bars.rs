//! What each theme is about: its first terms as bars, one small panel per theme.

use super::drawing::{Anchor, Area, Drawing, Point};
use super::font::ASCENT;
use super::frame::{Frame, centred_baseline};
use super::layout::{widest, wrap_evenly};
use super::style::{self, HEADING, Look, MARGIN, SMALL};
use super::{Caption, TERMS_TABLE};
use crate::report::rows::{TermRow, ThemeRow};

/// Themes with a panel at most, the largest: more would be leafed through, not compared.
const MAX_THEMES: usize = 60;
/// Terms of a theme, and fewer of them from this many themes on.
const TERMS: usize = 8;
const MANY_THEMES: usize = 30;
const FEW_TERMS: usize = 5;
/// Least width of a panel, in logical px.
const PANEL_WIDTH: f64 = 280.0;
/// Part of a panel that its terms take up at most.
const LABEL_PART: f64 = 0.52;
/// Space between two columns and between two rows of panels, in logical px.
const GAP: (f64, f64) = (30.0, 22.0);
/// Least distance between two bars, and their thickness, in logical px.
const ROW_HEIGHT: f64 = 18.0;
const BAR_HEIGHT: f64 = 11.0;

/// The first terms of each theme, with the score that they are ranked by as a bar, on one scale in
/// all panels, and the papers of the theme that hold them as a number.
///
/// `terms` is theme-major in the order of `themes`, the first term first.
pub fn term_bars(themes: &[ThemeRow], terms: &[TermRow], caption: &Caption) -> Drawing {
    let shown = &themes[..themes.len().min(MAX_THEMES)];
    let n_terms = if shown.len() < MANY_THEMES { TERMS } else { FEW_TERMS };
    let panels: Vec<Panel> = shown.iter().map(|theme| Panel::of(theme, terms, n_terms)).collect();
    let among = match themes.len() - shown.len() {
        0 => String::new(),
        _ => format!(" The {} largest of {} themes.", shown.len(), themes.len()),
    };
    let subtitle = format!(
        "{}: {}. Bar: how much the term tells the theme from the others, on one scale; number: \
         papers of the theme with the term, of those beside its name. The first {n_terms} \
         terms.{among} Source: {TERMS_TABLE}",
        caption.corpus,
        style::counted(caption.n_papers, "paper"),
    );
    let title = "What each theme is about";
    let Frame { mut drawing, top } = Frame::open(title, &subtitle, alt(&panels), caption.look);

    let n_columns = n_columns(panels.len(), caption.look);
    let gaps = (n_columns - 1) as f64 * GAP.0;
    let width = (caption.look.width - 2.0 * MARGIN - gaps) / n_columns as f64;
    let greatest = panels.iter().flat_map(|panel| panel.terms.iter().map(|term| term.score));
    let greatest = greatest.fold(0.0, f64::max);
    let mut y = top;
    for row in panels.chunks(n_columns) {
        let headings: Vec<Vec<String>> =
            row.iter().map(|panel| wrap_evenly(&panel.heading(), HEADING, width)).collect();
        let deepest = headings.iter().map(Vec::len).max().unwrap_or(0);
        let bars_top = y + deepest as f64 * HEADING.line_height() + 4.0;
        let mut bottom = bars_top;
        for (column, (panel, heading)) in row.iter().zip(&headings).enumerate() {
            let x = MARGIN + column as f64 * (width + GAP.0);
            // Headings of one row stand on the same last line, next to the bars they name.
            let lines_above = (deepest - heading.len()) as f64;
            let first = y + lines_above * HEADING.line_height() + HEADING.size * ASCENT;
            let ink = drawing.palette.ink;
            drawing.lines((x, first), Anchor::Start, HEADING, ink, heading);
            bottom = panel.draw(&mut drawing, (x, bars_top), width, greatest).max(bottom);
        }
        y = bottom + GAP.1;
    }
    Frame { drawing, top }.close(if panels.is_empty() { y } else { y - GAP.1 })
}

/// Panels side by side, in rows as even as they can be.
fn n_columns(n_panels: usize, look: Look) -> usize {
    let room = look.width - 2.0 * MARGIN + GAP.0;
    let most = ((room / (PANEL_WIDTH + GAP.0)) as usize).max(1);
    let n_rows = n_panels.div_ceil(most).max(1);
    n_panels.div_ceil(n_rows).max(1)
}

/// A theme and what is shown of its terms.
struct Panel<'a> {
    theme: &'a ThemeRow,
    terms: Vec<&'a TermRow>,
}

impl<'a> Panel<'a> {
    fn of(theme: &'a ThemeRow, terms: &'a [TermRow], n_terms: usize) -> Self {
        let own = terms.iter().filter(|term| term.theme_id == theme.theme_id);
        Panel { theme, terms: own.take(n_terms).collect() }
    }

    fn heading(&self) -> String {
        format!("{} · {}", self.theme.label, style::count(self.theme.n_papers))
    }

    /// Draws the bars below the corner; returns where they end, in logical px.
    fn draw(&self, drawing: &mut Drawing, corner: Point, width: f64, greatest: f64) -> f64 {
        let (palette, (x, mut y)) = (drawing.palette, corner);
        let numbers: Vec<String> =
            self.terms.iter().map(|term| style::count(term.n_papers)).collect();
        // The same in all panels, so that bars compare down a column.
        let left = x + LABEL_PART * width;
        let longest = (x + width - left - widest(&numbers, SMALL) - 6.0).max(10.0);
        for (term, number) in self.terms.iter().zip(&numbers) {
            let lines = wrap_evenly(&term.term, SMALL, LABEL_PART * width - 8.0);
            // Lines of one term stand closer than terms do.
            let height = (lines.len() as f64 * SMALL.line_height() + 8.0).max(ROW_HEIGHT);
            let middle = y + height / 2.0;
            let first = centred_baseline(middle, SMALL, lines.len());
            drawing.lines((left - 8.0, first), Anchor::End, SMALL, palette.ink, &lines);
            let part = if greatest > 0.0 { (term.score / greatest).clamp(0.0, 1.0) } else { 0.0 };
            let length = longest * part;
            let bar = Area::new(left, middle - BAR_HEIGHT / 2.0, length, BAR_HEIGHT);
            drawing.rect(bar, palette.accent);
            let at = (left + length + 5.0, centred_baseline(middle, SMALL, 1));
            drawing.text(at, Anchor::Start, SMALL, palette.quiet, number);
            y += height;
        }
        drawing.line((left, corner.1), (left, y), palette.baseline);
        y
    }
}

/// The chart in words.
fn alt(panels: &[Panel]) -> String {
    let of_panel = |panel: &Panel| {
        let terms: Vec<String> = panel
            .terms
            .iter()
            .take(3)
            .map(|term| format!("{} ({})", term.term, style::counted(term.n_papers, "paper")))
            .collect();
        format!("{}: {}", panel.theme.label, terms.join(", "))
    };
    let first: Vec<String> = panels.iter().take(5).map(of_panel).collect();
    let n_themes = style::counted(panels.len(), "theme");
    match first.is_empty() {
        true => "No themes.".to_owned(),
        false => format!("Bars of the first terms of {n_themes}. {}.", first.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawing::Shape;
    use super::super::fixtures::{self, PALETTE};
    use super::*;

    fn bars(drawing: &Drawing) -> Vec<f64> {
        let bar = |shape: &Shape| match shape {
            Shape::Rect { area, fill } if *fill == PALETTE.accent => Some(area.width),
            _ => None,
        };
        drawing.shapes.iter().filter_map(bar).collect()
    }

    #[test]
    fn bars_are_as_long_as_their_scores_in_every_panel() {
        let (themes, terms) = (fixtures::themes(2), fixtures::terms(2));
        let drawing = term_bars(&themes, &terms, &fixtures::caption());
        let bars = bars(&drawing);
        assert_eq!(bars.len(), 2 * TERMS);
        let shown = terms.iter().filter(|term| term.rank <= TERMS);
        // Numbers of one panel may be wider than those of another by a digit.
        let per_score: Vec<f64> =
            bars.iter().zip(shown).map(|(length, term)| length / term.score).collect();
        let panels = per_score.chunks(TERMS);
        for panel in panels.clone() {
            assert!(panel.iter().all(|ratio| (ratio - panel[0]).abs() < 1e-9));
        }
        assert!((per_score[0] - per_score[TERMS]).abs() < 0.1 * per_score[0]);
    }

    #[test]
    fn many_themes_show_fewer_terms_and_are_cut_off_with_a_word() {
        let (themes, terms) = (fixtures::themes(75), fixtures::terms(75));
        let drawing = term_bars(&themes, &terms, &fixtures::caption());
        assert_eq!(bars(&drawing).len(), MAX_THEMES * FEW_TERMS);
        let texts = drawing.text_boxes();
        let words: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        assert!(words.join(" ").contains("The 60 largest of 75 themes."));
    }

    #[test]
    fn a_wider_chart_has_more_columns() {
        let look = |width| Look { width, ..fixtures::caption().look };
        assert_eq!([800.0, 1000.0, 2400.0].map(|w| n_columns(60, look(w))), [2, 3, 7]);
        assert_eq!(n_columns(4, look(1000.0)), 2);
        assert_eq!(n_columns(1, look(4000.0)), 1);
    }
}
