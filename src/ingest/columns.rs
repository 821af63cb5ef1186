//! Which column, or JSON key, holds what: known names in order of preference, or names from flags.

use rustc_hash::FxHashMap;

use super::IngestPlan;
use super::draft::Draft;
use super::roles::KNOWN;
pub use super::roles::{Role, Use, normalise};
use crate::corpus::{Details, Paper};
use crate::error::{Error, Result};

/// A column of a table that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Position in the header, from 0.
    pub column_idx: usize,
    /// What it holds.
    pub use_: Use,
}

/// The names of all roles, by normalised name.
#[derive(Debug, Clone)]
pub struct Names {
    uses: FxHashMap<String, Vec<Use>>,
    /// Names given by flags, as given: they must exist.
    demanded: Vec<(Role, String)>,
    details: bool,
    /// What papers are grouped by, normalised.
    group: Option<String>,
}

impl Names {
    /// The known names; a name that the plan gives replaces all known names of its role.
    pub fn new(plan: &IngestPlan) -> Self {
        let given = |role| match role {
            Role::Title => plan.title.as_ref(),
            Role::Abstract => plan.abstract_column.as_ref(),
            // A column for the date leaves no room for guesses from another one.
            Role::Date | Role::Month | Role::Updated => plan.date.as_ref(),
            Role::Id => plan.id.as_ref(),
            Role::Url => plan.url.as_ref(),
            Role::Venue => plan.venue.as_ref(),
            Role::Gold => plan.gold.as_ref(),
            Role::Doi
            | Role::Subtitle
            | Role::Pmid
            | Role::Authors
            | Role::Keywords
            | Role::Categories
            | Role::Language
            | Role::Citations => None,
            // A file without it is read all the same: see [`Names::demand_group`].
            Role::Group => None,
        };
        let mut names = Names {
            uses: FxHashMap::default(),
            demanded: Vec::new(),
            details: plan.details,
            group: None,
        };
        for (role, known) in KNOWN {
            match given(role) {
                Some(_) if matches!(role, Role::Month | Role::Updated) => {}
                Some(name) => {
                    names.add(normalise(name), Use { role, rank: 0 });
                    names.demanded.push((role, name.clone()));
                }
                None => {
                    for (rank, name) in known.iter().enumerate() {
                        names.add((*name).to_owned(), Use { role, rank });
                    }
                }
            }
        }
        if let Some(group) = &plan.group {
            names.add_group(group);
        }
        names
    }

    /// The name of the column that papers are grouped by; `venue` is whatever holds venues.
    fn add_group(&mut self, group: &str) {
        let group = normalise(group);
        self.group = Some(group.clone());
        if group != "venue" {
            return self.add(group, Use { role: Role::Group, rank: 0 });
        }
        for uses in self.uses.values_mut() {
            let venue = uses.iter().find(|use_| use_.role == Role::Venue).copied();
            uses.extend(venue.map(|venue| Use { role: Role::Group, ..venue }));
        }
    }

    /// The names with which a file that cannot be grouped by `group` is refused.
    pub fn demand_group(mut self, group: &str) -> Self {
        self.demanded.push((Role::Group, group.to_owned()));
        self
    }

    /// A new record, which takes details only where the plan asks for them.
    pub fn draft<'a>(&self) -> Draft<'a> {
        if self.details { Draft::with_details() } else { Draft::default() }
    }

    /// A paper of which nothing is known, but where it starts if the plan asks for details.
    pub fn blank(&self, line: u64) -> Paper {
        let details = self.details.then(|| Box::new(Details { line, ..Details::default() }));
        Paper { details, ..Paper::default() }
    }

    /// Whether records take details.
    pub fn details(&self) -> bool {
        self.details
    }

    /// Whether themes are compared by the venue of their papers, wherever it is from.
    pub fn groups_by_venue(&self) -> bool {
        self.uses("venue").iter().any(|use_| use_.role == Role::Group)
    }

    fn add(&mut self, name: String, use_: Use) {
        self.uses.entry(name).or_default().push(use_);
    }

    /// What the fields mean of a format with names of its own: what `known` says, and before it what
    /// the user says. A name of the user's is taken in the `spelling` of the format.
    pub fn fields<'a>(
        &self,
        known: impl Iterator<Item = (&'a str, Use)>,
        spelling: fn(&str) -> String,
    ) -> FxHashMap<String, Vec<Use>> {
        let group = self.group.as_deref();
        let mut fields: FxHashMap<String, Vec<Use>> = FxHashMap::default();
        for (name, Use { role, rank }) in known {
            let uses = fields.entry(name.to_owned()).or_default();
            uses.push(Use { role, rank: rank + 1 });
            if role == Role::Venue && group == Some("venue") {
                uses.push(Use { role: Role::Group, rank });
            }
        }
        let group = group.map(|group| (Role::Group, group));
        let named = self.demanded.iter().map(|(role, name)| (*role, name.as_str())).chain(group);
        for (role, name) in named {
            fields.entry(spelling(name)).or_default().push(Use { role, rank: 0 });
        }
        fields
    }

    /// The roles that a column or key of this name plays; empty for a name we do not know.
    pub fn uses(&self, name: &str) -> &[Use] {
        self.uses.get(&normalise(name)).map_or(&[], Vec::as_slice)
    }

    /// Whether a value under this name is of any use: details but authors are none where the plan
    /// leaves them out.
    pub fn wants(&self, name: &str) -> bool {
        self.uses(name).iter().any(|use_| use_.role.is_wanted(self.details))
    }

    /// How many of the cells are names we read, or `None` where no title or abstract is among them.
    pub fn score<'a>(&self, header: impl Iterator<Item = &'a str>) -> Option<usize> {
        let uses: Vec<&[Use]> = header.map(|cell| self.uses(cell)).collect();
        let has_text = uses.iter().copied().flatten().any(|use_| is_text(use_.role));
        // Details do not count: what a file is must not depend on whether they are wanted.
        let is_known = |uses: &&&[Use]| uses.iter().any(|use_| !use_.role.is_detail());
        has_text.then(|| uses.iter().filter(is_known).count())
    }

    /// The columns of a header that we read; of two columns with one name, the first.
    ///
    /// An error, naming the flags, where a column that a flag names is missing, or where neither
    /// a title nor an abstract is found.
    pub fn locate<S: AsRef<str>>(&self, place: &str, header: &[S]) -> Result<Vec<Column>> {
        let mut columns: Vec<Column> = Vec::new();
        for (column_idx, name) in header.iter().enumerate() {
            for use_ in self.uses(name.as_ref()) {
                let is_wanted = use_.role.is_wanted(self.details);
                if is_wanted && !columns.iter().any(|column| column.use_ == *use_) {
                    columns.push(Column { column_idx, use_: *use_ });
                }
            }
        }
        for (role, name) in &self.demanded {
            if !columns.iter().any(|column| column.use_.role == *role) {
                return Err(Error::input(
                    place,
                    format!("has no column {name:?}; its columns are {}", list(header)),
                    format!("name one of them with {}", flag(*role)),
                ));
            }
        }
        if !columns.iter().any(|column| is_text(column.use_.role)) {
            return Err(Error::input(
                place,
                format!("has no column for titles or abstracts; its columns are {}", list(header)),
                "name them with --title-column and --abstract-column",
            ));
        }
        Ok(columns)
    }

    /// The counterpart of [`locate`](Names::locate) for records without a header, of which `keys`
    /// gives those of one: an error, naming the flag, where a flag names a key and no paper has
    /// anything in its place.
    pub fn check_used(
        &self,
        place: &str,
        papers: &[Paper],
        keys: impl Fn() -> Vec<String>,
    ) -> Result<()> {
        let has = |paper: &Paper, role| match role {
            Role::Title => !paper.title.is_empty(),
            Role::Abstract => !paper.abstract_text.is_empty(),
            Role::Date | Role::Month | Role::Updated => paper.date.is_some(),
            Role::Id => !paper.id.is_empty(),
            Role::Url => paper.url.is_some(),
            Role::Venue => paper.venue.is_some(),
            Role::Gold => paper.gold.is_some(),
            Role::Group => paper.group.is_some(),
            Role::Doi => paper.doi.is_some(),
            Role::Pmid => paper.pmid.is_some(),
            // No flag names one of these.
            Role::Subtitle
            | Role::Authors
            | Role::Keywords
            | Role::Categories
            | Role::Language
            | Role::Citations => true,
        };
        for (role, name) in &self.demanded {
            if !papers.is_empty() && !papers.iter().any(|paper| has(paper, *role)) {
                return Err(Error::input(
                    place,
                    format!(
                        "no record has a usable value under the key {name:?}; \
                         the keys of the first are {}",
                        list(&keys())
                    ),
                    format!("name another key with {}", flag(*role)),
                ));
            }
        }
        Ok(())
    }
}

/// Whether a record is of use with nothing else in it; a gold label needs but an id beside it.
fn is_text(role: Role) -> bool {
    matches!(role, Role::Title | Role::Abstract | Role::Gold)
}

fn flag(role: Role) -> &'static str {
    match role {
        Role::Title => "--title-column",
        Role::Abstract => "--abstract-column",
        Role::Date | Role::Month | Role::Updated => "--date-column",
        Role::Id => "--id-column",
        Role::Url => "--url-column",
        Role::Venue => "--venue-column",
        Role::Gold => "--gold-column",
        Role::Group => "--by",
        Role::Doi
        | Role::Subtitle
        | Role::Pmid
        | Role::Authors
        | Role::Keywords
        | Role::Categories
        | Role::Language
        | Role::Citations => "--columns",
    }
}

/// The names for a message: the first twenty, each cut to a readable length.
fn list<S: AsRef<str>>(header: &[S]) -> String {
    let quoted = |name: &S| format!("{:?}", name.as_ref().chars().take(40).collect::<String>());
    let mut names: Vec<String> = header.iter().take(20).map(quoted).collect();
    if header.len() > names.len() {
        names.push(format!("and {} more", header.len() - names.len()));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(plan: &IngestPlan, header: &[&str]) -> Vec<(usize, Role, usize)> {
        let columns = Names::new(plan).locate("a.csv", header).unwrap();
        columns.iter().map(|c| (c.column_idx, c.use_.role, c.use_.rank)).collect()
    }

    #[test]
    fn names_ignore_case_spaces_and_punctuation() {
        let header = ["Article Title", "ABSTRACT_TEXT", "Publication-Year", "Source  title"];
        let roles: Vec<Role> =
            found(&IngestPlan::default(), &header).iter().map(|(_, role, _)| *role).collect();
        assert_eq!(roles, [Role::Title, Role::Abstract, Role::Date, Role::Venue]);
    }

    #[test]
    fn a_flag_replaces_the_known_names() {
        let plan = IngestPlan { title: Some("Heading".into()), ..IngestPlan::default() };
        let header = ["title", "heading", "abstract"];
        assert_eq!(found(&plan, &header), [(1, Role::Title, 0), (2, Role::Abstract, 0)]);
    }

    #[test]
    fn one_column_may_serve_two_flags() {
        let plan =
            IngestPlan { id: Some("doi".into()), url: Some("doi".into()), ..IngestPlan::default() };
        assert_eq!(
            found(&plan, &["title", "doi"]),
            [(0, Role::Title, 0), (1, Role::Id, 0), (1, Role::Url, 0), (1, Role::Doi, 0)]
        );
    }

    #[test]
    fn errors_name_the_columns_and_the_flag() {
        let names = Names::new(&IngestPlan::default());
        let message = names.locate("a.csv", &["Titel", "Jahr"]).unwrap_err().to_string();
        for part in ["a.csv", "\"Titel\", \"Jahr\"", "--title-column", "--abstract-column"] {
            assert!(message.contains(part), "{message}");
        }
        let plan = IngestPlan { date: Some("when".into()), ..IngestPlan::default() };
        let message = Names::new(&plan).locate("a.csv", &["title"]).unwrap_err().to_string();
        assert!(message.contains("\"when\"") && message.contains("--date-column"), "{message}");
    }
}
