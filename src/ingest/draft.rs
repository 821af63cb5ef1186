//! A record on its way to a paper: the texts of its fields, of which the first usable ones count.

use std::borrow::Cow;

use super::arxiv::parse_arxiv_id;
use super::columns::{Role, Use};
use super::dates::parse_date;
use super::doi::{address, doi_in_link, parse_doi, parse_pmid};
use super::families::families;
use super::lists::values;
use super::repair::name;
use crate::corpus::{Date, Details, Paper};

/// The fields of one record, in any order; several may compete for one role.
///
/// [`Names::draft`](super::columns::Names::draft) makes it: only then does it take details where the
/// plan asks for them.
#[derive(Debug, Default)]
pub struct Draft<'a> {
    cells: Vec<(Use, Cow<'a, str>)>,
    details: bool,
}

impl<'a> Draft<'a> {
    /// A record that takes details, too.
    pub fn with_details() -> Self {
        Draft { cells: Vec::new(), details: true }
    }

    /// Adds the cell of a table, or a text like one: several values of a role that may have several
    /// are taken apart.
    pub fn add_cell(&mut self, use_: Use, cell: impl Into<Cow<'a, str>>) {
        let cell = cell.into();
        if !use_.role.is_list() {
            return self.add(use_, cell);
        }
        if use_.role.is_wanted(self.details) && !is_missing(&cell) {
            for value in values(use_.role, &cell) {
                self.add(use_, value.to_owned());
            }
        }
    }

    /// Adds a field: where the role may have several values, one of them. Empty ones and
    /// placeholders such as `NaN` count as absent.
    pub fn add(&mut self, use_: Use, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        let is_nothing = match use_.role {
            Role::Venue => is_database(&text),
            Role::Authors => is_anonymous(&text),
            // EndNote: `<Go to ISI>://WOS:000298449100001`.
            Role::Url => text.trim_start().starts_with('<'),
            _ => false,
        };
        if use_.role.is_wanted(self.details) && !is_nothing && !is_missing(&text) {
            self.cells.push((use_, text));
        }
    }

    /// The paper, still without the canonical id, or the reason why the record is none.
    ///
    /// Of the fields of one role the best ranked is taken; of the dates, the best ranked one that
    /// is a date. A record without a date takes the month of its arXiv identifier.
    pub fn into_paper(mut self) -> Result<Paper, String> {
        self.split_sources();
        self.read_links();
        // Stable: of equal names the first stays first.
        self.cells.sort_by_key(|(use_, _)| (use_.role, use_.rank));
        let date = self.first_date(Role::Date).map(|date| self.with_month(date)).or_else(|| {
            let from_arxiv = |role| self.texts(role).find_map(parse_arxiv_id).map(|id| id.month);
            from_arxiv(Role::Id)
                .or_else(|| from_arxiv(Role::Url))
                .or_else(|| self.first_date(Role::Updated))
        });
        let doi = {
            let texts = [Role::Doi, Role::Id, Role::Url].map(|role| self.texts(role));
            texts.into_iter().flatten().find_map(parse_doi).map(str::to_owned)
        };
        let arxiv = {
            let texts = [Role::Id, Role::Url, Role::Doi].map(|role| self.texts(role));
            texts.into_iter().flatten().find_map(parse_arxiv_id).map(|arxiv| arxiv.id)
        };
        let pmid = self.texts(Role::Pmid).find_map(parse_pmid);
        let details = self.details.then(|| Box::new(self.take_details()));
        let families = families(self.best(Role::Authors));
        let subtitle = self.texts(Role::Subtitle).next().map(|text| one_line(text.into()));
        let mut paper = Paper { date, doi, arxiv, pmid, details, families, ..Paper::default() };
        // Backwards, so that the best ranked is written last.
        for (use_, text) in self.cells.into_iter().rev() {
            match use_.role {
                Role::Title => paper.title = one_line(text),
                Role::Abstract => paper.abstract_text = trimmed(text),
                Role::Id => paper.id = one_line(text),
                Role::Url => paper.url = Some(one_line(address(&text).into())),
                Role::Venue => paper.venue = Some(one_line(text)),
                Role::Gold => paper.gold = Some(one_line(text)),
                Role::Group => paper.group = Some(one_line(text)),
                Role::Date | Role::Month | Role::Updated | Role::Doi | Role::Pmid => {}
                // Taken already.
                Role::Subtitle
                | Role::Authors
                | Role::Keywords
                | Role::Categories
                | Role::Language
                | Role::Citations => {}
            }
        }
        if let Some(subtitle) = subtitle {
            add_subtitle(&mut paper.title, &subtitle);
        }
        if paper.title.is_empty() && paper.abstract_text.is_empty() && paper.gold.is_none() {
            return Err("neither a title nor an abstract".to_owned());
        }
        Ok(paper)
    }

    /// The details; of the lists, that of the best rank which has values.
    fn take_details(&self) -> Details {
        let list = |role| {
            let value = |text| match role {
                Role::Authors => name(text),
                Role::Keywords => Cow::Borrowed(without_star(text)),
                _ => Cow::Borrowed(text),
            };
            self.best(role).map(|text| one_line(value(text))).collect()
        };
        // Ovid ends it with a full stop.
        let first = |role| Some(self.texts(role).next()?.trim().trim_end_matches('.'));
        Details {
            authors: list(Role::Authors),
            keywords: list(Role::Keywords),
            categories: list(Role::Categories),
            language: first(Role::Language).map(str::to_owned),
            citations: self.texts(Role::Citations).find_map(parse_count),
            ..Details::default()
        }
    }

    /// The texts of the best rank of a role, once the cells are sorted.
    fn best(&self, role: Role) -> impl Iterator<Item = &str> {
        let mut cells = self.cells.iter().filter(move |(use_, _)| use_.role == role).peekable();
        let best = cells.peek().map(|(use_, _)| use_.rank);
        cells.take_while(move |(use_, _)| Some(use_.rank) == best).map(|(_, text)| text.as_ref())
    }

    /// Embase has the DOI in a link to a library, and in no column of its own.
    fn read_links(&mut self) {
        let doi = self.texts(Role::Url).find_map(doi_in_link);
        if let Some(doi) = doi {
            let of = |role| Use { role, rank: 1000 };
            self.cells.push((of(Role::Id), Cow::Owned(doi.clone())));
            self.cells.push((of(Role::Doi), Cow::Owned(doi)));
        }
    }

    /// Embase has the date in the venue: `Reef Studies (2018) 45:4 (1-9). Date of Publication: 1 Dec
    /// 2018`, or `Reef Studies. 45 (4) (no pagination), 2018. …`.
    fn split_sources(&mut self) {
        let mut dates = Vec::new();
        for (use_, text) in self.cells.iter_mut().filter(|(use_, _)| use_.role == Role::Venue) {
            let Some((venue, date)) = text.split_once("Date of Publication:") else { continue };
            dates.push((Use { role: Role::Date, rank: use_.rank + 1000 }, date.trim().to_owned()));
            let name = venue.split(" (").next().unwrap_or(venue);
            let is_volume = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
            let journal = name.rsplit_once(". ").filter(|(_, rest)| is_volume(rest));
            *text = Cow::Owned(journal.map_or(name, |(journal, _)| journal).to_owned());
        }
        self.cells.extend(dates.into_iter().map(|(use_, date)| (use_, Cow::Owned(date))));
    }

    fn texts(&self, role: Role) -> impl Iterator<Item = &str> {
        self.cells.iter().filter(move |(use_, _)| use_.role == role).map(|(_, text)| text.as_ref())
    }

    fn first_date(&self, role: Role) -> Option<Date> {
        self.texts(role).find_map(parse_date)
    }

    /// A date that is not to the day, with what another field gives that agrees with it.
    fn with_month(&self, date: Date) -> Date {
        if date.day().is_some() {
            return date;
        }
        let is_finer = |found: &Date| match date.month() {
            Some(_) => found.month() == date.month() && found.day().is_some(),
            None => found.month().is_some(),
        };
        let finer = |text: &str| {
            let texts = [text.to_owned(), format!("{text} {}", date.year())];
            let mut dates = texts.iter().filter_map(|text| parse_date(text));
            dates.find(|found| found.year() == date.year() && is_finer(found))
        };
        self.texts(Role::Month).find_map(finer).unwrap_or(date)
    }
}

/// A count, which spreadsheets may hold as `17.0`.
fn parse_count(text: &str) -> Option<u64> {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// A keyword without the star by which PubMed marks a paper's main topics.
fn without_star(keyword: &str) -> &str {
    let bare = keyword.strip_prefix('*');
    bare.filter(|bare| bare.starts_with(char::is_alphabetic)).unwrap_or(keyword)
}

/// Where a record is from, which some tables and interfaces call its source, is no venue; nor are
/// dots or dashes for a venue that is not known.
fn is_database(text: &str) -> bool {
    ["crossref", "scopus"].iter().any(|name| text.trim().eq_ignore_ascii_case(name))
        || !text.contains(char::is_alphanumeric)
}

/// `[Anonymous]`, as Web of Science has it, or `et al.`: nobody's name, which all such papers would
/// share.
fn is_anonymous(name: &str) -> bool {
    let name = name.trim().trim_start_matches('[').trim_end_matches([']', '.', ',']);
    ["anonymous", "anon", "et al"].iter().any(|nobody| name.eq_ignore_ascii_case(nobody))
}

/// `Title: Subtitle`, or `A title? Subtitle`, unless the title has it already.
fn add_subtitle(title: &mut String, subtitle: &str) {
    let has_it = title.to_lowercase().ends_with(&subtitle.to_lowercase());
    if !title.is_empty() && !has_it {
        title.truncate(title.trim_end_matches([':', ' ']).len());
        title.push_str(if title.ends_with(['?', '!', '.']) { " " } else { ": " });
        title.push_str(subtitle);
    }
}

/// Empty, or what data frames write for a missing value. As an id, one of these would merge all
/// records that lack one.
fn is_missing(text: &str) -> bool {
    let text = text.trim();
    // Scopus and MEDLINE say so in words.
    let said = ["[No abstract available]", "[No author name available]", "No abstract available."];
    text.is_empty()
        || ["nan", "none", "null", "n/a", "<na>", "-"]
            .iter()
            .chain(&said)
            .any(|missing| text.eq_ignore_ascii_case(missing))
}

/// Without surrounding white space; allocates only where it must.
fn trimmed(text: Cow<'_, str>) -> String {
    if text.trim().len() == text.len() { text.into_owned() } else { text.trim().to_owned() }
}

/// Line breaks and runs of spaces in a title are leftovers of line wrapping: one space each.
pub fn one_line(text: Cow<'_, str>) -> String {
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
    fn a_month_beside_the_year_completes_it() {
        let date = |year, month| {
            let cells = [(Role::Title, 0, "T"), (Role::Date, 0, year), (Role::Month, 0, month)];
            paper(&cells).unwrap().date.map(|date| date.to_string())
        };
        assert_eq!(date("2020", "DEC 16").as_deref(), Some("2020-12-16"));
        assert_eq!(date("2020", "DEC 16 2020").as_deref(), Some("2020-12-16"));
        assert_eq!(date("2020", "10").as_deref(), Some("2020-10"));
        assert_eq!(date("2020", "JUL-AUG").as_deref(), Some("2020-07"));
        assert_eq!(date("2020-07", "2020-07-04").as_deref(), Some("2020-07-04"));
        assert_eq!(date("2020-07", "2020-08-04").as_deref(), Some("2020-07"));
        assert_eq!(date("2020", "SPR").as_deref(), Some("2020"));
        assert_eq!(date("2020", "DEC 2019").as_deref(), Some("2020"));
        assert_eq!(date("2020-03", "DEC").as_deref(), Some("2020-03"));
    }

    #[test]
    fn a_subtitle_belongs_to_the_title() {
        let title = |title, subtitle| {
            paper(&[(Role::Title, 0, title), (Role::Subtitle, 0, subtitle)]).unwrap().title
        };
        assert_eq!(title("Moss:", "its  care"), "Moss: its care");
        assert_eq!(title("Moss: Its care", "its care"), "Moss: Its care");
        assert_eq!(title("Why moss?", "Its care"), "Why moss? Its care");
        assert!(paper(&[(Role::Subtitle, 0, "its care")]).is_err());
    }

    #[test]
    fn what_stands_for_nobody_and_for_no_place_is_nothing() {
        let cells = [
            (Role::Title, 0, "T"),
            (Role::Url, 0, "<Go to ISI>://WOS:000000000000001"),
            (Role::Url, 1, "https://example.org"),
            (Role::Venue, 0, ".."),
        ];
        let found = paper(&cells).unwrap();
        assert_eq!((found.url.as_deref(), found.venue), (Some("https://example.org"), None));
        for name in ["[Anonymous]", "Anonymous", "ANON.", "[Anonymous],", "et al."] {
            assert!(is_anonymous(name), "{name}");
        }
        assert!(!is_anonymous("Anonymous, Group"));
    }

    #[test]
    fn a_link_to_a_library_tells_the_doi_where_nothing_else_does() {
        let url =
            (Role::Url, 0, "http://sfx.example.org/sfx?sid=EMBASE&id=doi:10.1234%2F23-9.1&a=b");
        let found = paper(&[(Role::Title, 0, "T"), url]).unwrap();
        assert_eq!(
            (found.id.as_str(), found.doi.as_deref()),
            ("10.1234/23-9.1", Some("10.1234/23-9.1"))
        );
        let found = paper(&[(Role::Title, 0, "T"), url, (Role::Doi, 0, "10.1234/x")]).unwrap();
        assert_eq!(found.doi.as_deref(), Some("10.1234/x"));
    }

    #[test]
    fn a_venue_with_a_date_in_it_is_taken_apart() {
        let source = "Reef Studies (2018) 45:4 (769-785). Date of Publication: 1 Dec 2018";
        let found = paper(&[(Role::Title, 0, "T"), (Role::Venue, 5, source)]).unwrap();
        assert_eq!(found.venue.as_deref(), Some("Reef Studies"));
        assert_eq!(found.date.unwrap().to_string(), "2018-12-01");
    }

    #[test]
    fn the_address_tells_the_month_too() {
        let url = (Role::Url, 0, "https://arxiv.org/abs/hep-th/9901001");
        let found = paper(&[(Role::Title, 0, "T"), url]).unwrap();
        assert_eq!(found.date.unwrap().to_string(), "1999-01");
        assert_eq!(found.id, "");
    }

    #[test]
    fn identifiers_are_told_from_any_field_that_may_hold_one() {
        let title = (Role::Title, 0, "T");
        let ids = |cells: &[_]| {
            let paper = paper(cells).unwrap();
            (paper.doi, paper.arxiv, paper.pmid)
        };
        let doi = "10.1234/Ab".to_owned();
        assert_eq!(ids(&[title, (Role::Id, 0, "doi:10.1234/Ab")]), (Some(doi.clone()), None, None));
        let url = (Role::Url, 0, "https://doi.org/10.1234/Ab");
        assert_eq!(ids(&[title, url, (Role::Pmid, 0, "PMID: 17")]), (Some(doi), None, Some(17)));
        let arxiv = (Role::Doi, 0, "10.48550/arXiv.2401.00010");
        assert_eq!(ids(&[title, arxiv]).1.as_deref(), Some("2401.00010"));
        assert_eq!(
            ids(&[title, (Role::Pmid, 0, "PMC123"), (Role::Doi, 0, "x")]),
            (None, None, None)
        );
    }

    #[test]
    fn a_record_without_text_is_none() {
        assert!(paper(&[(Role::Id, 0, "x1"), (Role::Title, 0, " ")]).is_err());
        assert!(paper(&[(Role::Abstract, 0, "Only an abstract.")]).is_ok());
    }
}
