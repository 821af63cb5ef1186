//! BibTeX and BibLaTeX: entries become papers, LaTeX becomes text.

mod entries;
mod lists;
mod shared;
mod text;

use rustc_hash::FxHashMap;

use super::arxiv::parse_arxiv_id;
use super::columns::{Names, Role, Use};
use super::draft::Draft;
use super::progress::FileProgress;
use super::reading::Reading;
use super::tagged::cited;
use crate::corpus::Paper;
use entries::{Entry, entries, opening};
use shared::{INHERITED, Parents, Strings};
use text::plain;

/// What the fields mean, in lower case; of several for one role the first is preferred.
const FIELDS: &[(&str, Role)] = &[
    ("title", Role::Title),
    ("subtitle", Role::Subtitle),
    ("abstract", Role::Abstract),
    ("date", Role::Date),
    ("year", Role::Date),
    ("month", Role::Month),
    ("unique-id", Role::Id),
    ("arxivid", Role::Id),
    ("eprint", Role::Id),
    ("doi", Role::Id),
    ("pmid", Role::Id),
    ("doi", Role::Doi),
    ("pmid", Role::Pmid),
    ("url", Role::Url),
    ("journaltitle", Role::Venue),
    ("journal", Role::Venue),
    ("booktitle", Role::Venue),
    ("series", Role::Venue),
    ("eventtitle", Role::Venue),
    ("institution", Role::Venue),
    ("author", Role::Authors),
    ("author_keywords", Role::Keywords),
    ("keywords", Role::Keywords),
    ("web-of-science-categories", Role::Categories),
    ("research-areas", Role::Categories),
    ("primaryclass", Role::Categories),
    ("eprintclass", Role::Categories),
    ("language", Role::Language),
    ("langid", Role::Language),
    ("times-cited", Role::Citations),
    ("note", Role::Citations),
];

/// The rank of an id that the name of a journal has: behind all others but the key.
const IN_JOURNAL: usize = 900;

/// Whether a text begins like BibTeX, after a few lines that some programs put first.
pub fn is_bibtex(text: &[u8]) -> bool {
    let lines = text.trim_ascii_start().split(|byte| *byte == b'\n').take(20);
    lines.map(<[u8]>::trim_ascii_start).any(|line| opening(line).is_some())
}

/// Reads the entries of a text; one that is broken is rejected with its line.
pub fn read(text: &[u8], names: &Names, progress: &FileProgress<'_>) -> Reading {
    let known =
        FIELDS.iter().enumerate().map(|(rank, (name, role))| (*name, Use { role: *role, rank }));
    let uses = names.fields(known, str::to_lowercase);
    let parents = Parents::of(text);
    let mut strings = Strings::default();
    let mut reading = Reading::default();
    for entry in entries(text) {
        if entry.kind.eq_ignore_ascii_case("string") {
            strings.define(&entry);
        } else {
            reading.push(entry.line, paper(entry, &strings, &parents, &uses, names));
        }
    }
    progress.advance(text.len());
    reading
}

fn paper(
    entry: Entry<'_>,
    strings: &Strings,
    parents: &Parents,
    uses: &FxHashMap<String, Vec<Use>>,
    names: &Names,
) -> Result<Paper, String> {
    let mut draft = names.draft();
    let fields = entry.fields?;
    let is_date = |name: &str| ["date", "year", "month"].contains(&name.to_lowercase().as_str());
    let has_date = fields.iter().any(|(name, _)| is_date(name));
    let journal_subtitle =
        fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("journalsubtitle"));
    let journal_subtitle =
        journal_subtitle.and_then(|(name, parts)| plain(name, &strings.join(parts)).ok());
    for (name, parts) in fields {
        let name = name.to_lowercase();
        let raw = strings.join(&parts);
        if name == "crossref" {
            // Its own year and the month of the whole would be no date.
            let inherited = parents.fields(&raw).iter();
            for (name, text) in inherited.filter(|(name, _)| !(has_date && is_date(name))) {
                let inherited = |use_: &Use| Use { rank: use_.rank + INHERITED, ..*use_ };
                let uses = uses.get(name.as_str()).into_iter().flatten().map(inherited);
                uses.for_each(|use_| add(&mut draft, use_, name, text));
            }
        }
        let Some(uses) = uses.get(&name) else { continue };
        let in_field = |reason| format!("in {name:?}: {reason}");
        let (lists, texts): (Vec<Use>, Vec<Use>) =
            uses.iter().copied().partition(|use_| use_.role.is_list());
        for use_ in lists {
            for value in lists::values(use_.role, &raw) {
                draft.add(use_, plain(&name, value).map_err(in_field)?);
            }
        }
        if texts.is_empty() {
            continue;
        }
        let mut text = plain(&name, &raw).map_err(in_field)?;
        if let Some(subtitle) = journal_subtitle.as_ref().filter(|_| is_journal(&name)) {
            text = format!("{text}: {subtitle}");
        }
        if let Some(id) = arxiv_in_journal(&text).filter(|_| is_journal(&name)) {
            draft.add(Use { role: Role::Id, rank: IN_JOURNAL }, id);
        }
        texts.into_iter().for_each(|use_| add(&mut draft, use_, &name, &text));
    }
    // Web of Science and DBLP number their entries; other keys mean another paper in another file.
    if entry.key.contains(':') {
        draft.add(Use { role: Role::Id, rank: usize::MAX }, entry.key.to_owned());
    }
    draft.into_paper()
}

fn is_journal(name: &str) -> bool {
    ["journal", "journaltitle"].contains(&name)
}

/// Google Scholar: `journal={arXiv preprint arXiv:2306.99991}`, and nothing else that says so.
fn arxiv_in_journal(journal: &str) -> Option<String> {
    let start = journal.get(.."arxiv preprint ".len())?;
    let id = start.eq_ignore_ascii_case("arxiv preprint ").then(|| &journal[start.len()..])?;
    parse_arxiv_id(id).map(|arxiv| arxiv.id)
}

fn add(draft: &mut Draft<'_>, use_: Use, name: &str, text: &str) {
    match use_.role {
        // An eprint may be anything.
        Role::Id if name == "eprint" && parse_arxiv_id(text).is_none() => {}
        // Scopus: `note={cited By 12}`, or `Cited by: 12; All Open Access`.
        Role::Citations if name == "note" => {
            draft.add(use_, cited(text).unwrap_or_default().to_owned());
        }
        // Mendeley has all addresses in one field.
        Role::Url => draft.add(use_, text.split(" http").next().unwrap_or(text).to_owned()),
        _ => draft.add(use_, text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::IngestPlan;
    use super::*;

    fn read_text(text: &str) -> Reading {
        let names = Names::new(&IngestPlan::default());
        read(text.as_bytes(), &names, &FileProgress::new(&|_, _| {}, 0, 1, 1))
    }

    #[track_caller]
    fn check_only(text: &str, expected: [&str; 6]) {
        read_text(text).check_only(expected);
    }

    #[test]
    fn scopus() {
        check_only(
            "\n@ARTICLE{Reef2020,\nauthor={Reef, A. and Sea, B.},\ntitle={Coral reefs},\n\
             journal={Reef Studies},\nyear={2020},\ndoi={10.1000/reef_1},\nnote={cited By 3},\n\
             url={https://example.org/?a=1&b=%2f~c},\nfunding_text 1={The Fund ?},\n\
             abstract={Reefs bleach. It costs $5.},\nauthor_keywords={coral;  heat},\n}\n",
            [
                "Coral reefs",
                "Reefs bleach. It costs $5.",
                "2020",
                "10.1000/reef_1",
                "Reef Studies",
                "https://example.org/?a=1&b=%2f~c",
            ],
        );
    }

    #[test]
    fn web_of_science() {
        check_only(
            "\n@article{ ISI:000284016600001,\nAuthor = {Reef, Ana and\n   Sea, Bo},\n\
             Title = {{Coral Reefs in\n   Warm Water}},\nJournal = {{REEF STUDIES}},\n\
             Year = {{2010}},\nMonth = {{OCT}},\nAbstract = {{Reefs bleach {[}soon] \\& die.\n   \
             We say why}},\nKeywords = {{coral; heat}},\nUnique-ID = {{ISI:000284016600001}},\n}\n",
            [
                "Coral Reefs in Warm Water",
                "Reefs bleach [soon] & die. We say why",
                "2010-10",
                "ISI:000284016600001",
                "REEF STUDIES",
                "",
            ],
        );
    }

    #[test]
    fn mendeley_zotero_and_the_anthology() {
        check_only(
            "Automatically generated by Mendeley\n\n@article{Goedel2017,\n\
             title = {{\\\"{U}ber {\\'e}tale K{\\\"o}rper and \\textit{reefs}}},\n\
             archivePrefix = {arXiv},\narxivId = {1706.03762},\neprint = {1706.03762},\n\
             month = {jun},\nyear = {2017},\nmendeley-groups = {a}\n}\n",
            ["Über étale Körper and \\textit{reefs}", "", "2017-06", "1706.03762", "", ""],
        );
        check_only(
            "@online{goedel,\n  title = {Reefs},\n  date = {2017-06-12},\n  eprint = {abc},\n  \
             eprinttype = {hdl},\n  abstract = \"Reefs~bleach.\",\n  langid = {english},\n}\n",
            ["Reefs", "Reefs bleach.", "2017-06-12", "", "", ""],
        );
        check_only(
            "@string{acl = \"Association for Computational Linguistics\"}\n\
             @inproceedings{reef-sea-2020-reefs,\n    title = \"{R}eefs\",\n    month = jul,\n    \
             year = \"2020\",\n    booktitle = acl # \" Findings\",\n    \
             url = \"https://example.org/2020.acl-main.1\",\n}\n",
            [
                "Reefs",
                "",
                "2020-07",
                "",
                "Association for Computational Linguistics Findings",
                "https://example.org/2020.acl-main.1",
            ],
        );
    }

    #[test]
    fn a_part_inherits_of_the_whole_what_it_does_not_say() {
        let text = "@string{acl = {Proceedings of ACL}}\n\
             @inproceedings{a, title = {A}, crossref = {Whole}}\n\
             @inproceedings{b, title = {B}, year = 2019, booktitle = {Own}, CrossRef = \"whole\"}\n\
             @comment(not @article{x, title = {X}})\n@inproceedings{c, title = {C}, crossref = {none}}\n\
             @proceedings{whole, title = acl, year = 2020, month = jul, url = {https://x.org}}\n";
        let reading = read_text(text);
        let found: Vec<_> = reading
            .papers
            .iter()
            .map(|paper| {
                let date = paper.date.map(|date| date.to_string());
                (paper.title.as_str(), date, paper.venue.as_deref(), paper.url.is_some())
            })
            .collect();
        let acl = Some("Proceedings of ACL");
        assert_eq!(found[0], ("A", Some("2020-07".to_owned()), acl, false));
        assert_eq!(found[1], ("B", Some("2019".to_owned()), Some("Own"), false));
        assert_eq!(found[2], ("C", None, None, false));
        assert_eq!((found.len(), found[3].0), (4, "Proceedings of ACL"));
    }

    #[test]
    fn details_are_read_where_they_are_wanted() {
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        let text = "@article{a, title = {T}, author = {Reef, Ana and\n Sea, Bo}, note = {cited By 3},\n\
            author_keywords = {coral;  heat}, keywords = {x}, language = {English}, pmid = 12}";
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        let paper = read(text.as_bytes(), &names, &progress).papers.remove(0);
        let details = paper.details.unwrap();
        assert_eq!(details.authors, ["Reef, Ana", "Sea, Bo"]);
        assert_eq!(details.keywords, ["coral", "heat"]);
        assert_eq!((details.citations, paper.pmid), (Some(3), Some(12)));
        assert_eq!(details.language.as_deref(), Some("English"));
    }

    #[test]
    fn biblatex_joins_subtitles_and_keeps_what_is_in_braces() {
        let names = Names::new(&IngestPlan { details: true, ..IngestPlan::default() });
        let text = "@article{a, title = {Moss}, subtitle = {Its care}, journaltitle = {Walls},\n\
            journalsubtitle = {of moss}, author = {{Moss and Fern Group} and Lee, Ann},\n\
            keywords = {gusts,{Physics, Applied}}}";
        let progress = FileProgress::new(&|_, _| {}, 0, 1, 1);
        let paper = read(text.as_bytes(), &names, &progress).papers.remove(0);
        let details = paper.details.unwrap();
        assert_eq!(
            (paper.title.as_str(), paper.venue.as_deref()),
            ("Moss: Its care", Some("Walls: of moss"))
        );
        assert_eq!(details.authors, ["Moss and Fern Group", "Lee, Ann"]);
        assert_eq!(details.keywords, ["gusts", "Physics, Applied"]);
    }

    #[test]
    fn a_journal_may_have_the_id_of_a_preprint() {
        let read = |journal: &str, more: &str| {
            read_text(&format!("@article{{a, title = {{T}}, journal = {{{journal}}}{more}}}"))
                .papers
                .remove(0)
        };
        let found = read("arXiv preprint arXiv:2306.99991", "");
        assert_eq!((found.id.as_str(), found.arxiv.as_deref()), ("2306.99991", Some("2306.99991")));
        assert_eq!(found.venue.as_deref(), Some("arXiv preprint arXiv:2306.99991"));
        assert_eq!(read("arXiv preprint cs/0301001", "").id, "cs/0301001");
        assert_eq!(read("arXiv preprint arXiv:2306.99991", ", doi = {10.1000/x}").id, "10.1000/x");
        assert_eq!(read("arXiv preprint", "").id, "");
        assert_eq!(read("Preprints of arXiv", "").id, "");
    }

    #[test]
    fn broken_entries_are_rejected_with_their_line() {
        let reading = read_text(
            "@article{a,\n title = {A}}\n@article{b,\n title = {B\n}\n@article{c,\n title = {C}}\n\
             @article{d, title {D}}\n@comment{x}\n@misc{e, year = 2020}\n",
        );
        let titles: Vec<&str> = reading.papers.iter().map(|paper| paper.title.as_str()).collect();
        assert_eq!(titles, ["A", "C"]);
        let lines: Vec<u64> = reading.rejected.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 8, 10]);
    }

    #[test]
    fn strings_of_strings_do_not_explode() {
        let mut text = "@string{a0 = {aaaaaaaaaa}}\n".to_owned();
        for n in 0..60 {
            text.push_str(&format!("@string{{a{} = a{n} # a{n}}}\n", n + 1));
        }
        text.push_str("@string{loop = loop # loop}\n@misc{x, title = {A} # a60 # loop}\n");
        let reading = read_text(&text);
        assert_eq!(reading.papers.len(), 1);
        assert!(reading.papers[0].title.len() < 2 * shared::MAX_STRING);
        let braces = format!("@misc{{x, title = {{{}}}}}", "{a}".repeat(100_000));
        assert!(read_text(&braces).rejected[0].1.contains("braces"));
    }
}
