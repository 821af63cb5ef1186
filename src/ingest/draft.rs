//! A record on its way to a paper: the texts of its fields, of which the first usable ones count.

use std::borrow::Cow;

use super::arxiv::parse_arxiv_id;
use super::columns::{Role, Use};
use super::dates::parse_date;
use crate::corpus::Paper;

/// The fields of one record, in any order; several may compete for one role.
#[derive(Debug, Default)]
pub struct Draft<'a> {
    cells: Vec<(Use, Cow<'a, str>)>,
}

impl<'a> Draft<'a> {
    /// Adds a field. Empty ones and placeholders such as `NaN` count as absent.
    pub fn add(&mut self, use_: Use, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !is_missing(&text) {
            self.cells.push((use_, text));
        }
    }

    /// The paper, still without the canonical id, or the reason why the record is none.
    ///
    /// Of the fields of one role the best ranked is taken; of the dates, the best ranked one that
    /// is a date. A record without a date takes the month of its arXiv identifier.
    pub fn into_paper(mut self) -> Result<Paper, String> {
        // Stable: of equal names the first stays first.
        self.cells.sort_by_key(|(use_, _)| (use_.role, use_.rank));
        let date = self.first_date(Role::Date).or_else(|| {
            let from_arxiv = |role| self.texts(role).find_map(parse_arxiv_id).map(|id| id.month);
            from_arxiv(Role::Id)
                .or_else(|| from_arxiv(Role::Url))
                .or_else(|| self.first_date(Role::Updated))
        });
        let mut paper = Paper { date, ..Paper::default() };
        // Backwards, so that the best ranked is written last.
        for (use_, text) in self.cells.into_iter().rev() {
            match use_.role {
                Role::Title => paper.title = one_line(text),
                Role::Abstract => paper.abstract_text = trimmed(text),
                Role::Id => paper.id = one_line(text),
                Role::Url => paper.url = Some(one_line(text)),
                Role::Venue => paper.venue = Some(one_line(text)),
                Role::Gold => paper.gold = Some(one_line(text)),
                Role::Group => paper.group = Some(one_line(text)),
                Role::Date | Role::Updated => {}
            }
        }
        if paper.title.is_empty() && paper.abstract_text.is_empty() && paper.gold.is_none() {
            return Err("neither a title nor an abstract".to_owned());
        }
        Ok(paper)
    }

    fn texts(&self, role: Role) -> impl Iterator<Item = &str> {
        self.cells.iter().filter(move |(use_, _)| use_.role == role).map(|(_, text)| text.as_ref())
    }

    fn first_date(&self, role: Role) -> Option<crate::corpus::Date> {
        self.texts(role).find_map(parse_date)
    }
}

/// Empty, or what data frames write for a missing value. As an id, one of these would merge all
/// records that lack one.
fn is_missing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || ["nan", "none", "null", "n/a", "<na>", "-"].iter().any(|n| text.eq_ignore_ascii_case(n))
}

/// Without surrounding white space; allocates only where it must.
fn trimmed(text: Cow<'_, str>) -> String {
    if text.trim().len() == text.len() { text.into_owned() } else { text.trim().to_owned() }
}

/// Line breaks and runs of spaces in a title are leftovers of line wrapping: one space each.
fn one_line(text: Cow<'_, str>) -> String {
    let wrapped = text.contains(['\n', '\r', '\t']) || text.contains("  ");
    if wrapped { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { trimmed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(cells: &[(Role, usize, &str)]) -> Result<Paper, String> {
        let mut draft = Draft::default();
        for (role, rank, text) in cells {
            draft.add(Use { role: *role, rank: *rank }, *text);
        }
        draft.into_paper()
    }

    #[test]
    fn the_best_ranked_present_field_is_taken() {
        let paper = paper(&[
            (Role::Abstract, 6, "tl;dr"),
            (Role::Abstract, 1, " A summary. "),
            (Role::Abstract, 0, "NaN"),
            (Role::Title, 0, "A title\n  wrapped"),
        ]);
        let paper = paper.unwrap();
        assert_eq!(paper.abstract_text, "A summary.");
        assert_eq!(paper.title, "A title wrapped");
    }

    #[test]
    fn a_year_column_completes_a_missing_date() {
        let date = |cells: &[_]| paper(cells).unwrap().date.map(|date| date.to_string());
        let title = (Role::Title, 0, "T");
        let (date_cell, year) = ((Role::Date, 0, "soon"), (Role::Date, 7, "2021"));
        let (id, updated) = ((Role::Id, 0, "2003.00001"), (Role::Updated, 0, "2023-05-01"));
        assert_eq!(date(&[title, date_cell, year, id, updated]).as_deref(), Some("2021"));
        assert_eq!(date(&[title, date_cell, id, updated]).as_deref(), Some("2020-03"));
        assert_eq!(date(&[title, updated]).as_deref(), Some("2023-05-01"));
        assert_eq!(date(&[title, date_cell]), None);
    }

    #[test]
    fn the_address_tells_the_month_too() {
        let url = (Role::Url, 0, "https://arxiv.org/abs/hep-th/9901001");
        let found = paper(&[(Role::Title, 0, "T"), url]).unwrap();
        assert_eq!(found.date.unwrap().to_string(), "1999-01");
        assert_eq!(found.id, "");
    }

    #[test]
    fn a_record_without_text_is_none() {
        assert!(paper(&[(Role::Id, 0, "x1"), (Role::Title, 0, " ")]).is_err());
        assert!(paper(&[(Role::Abstract, 0, "Only an abstract.")]).is_ok());
    }
}
