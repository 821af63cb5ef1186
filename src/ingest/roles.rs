//! What the fields of a record mean, and the names that sources give them.

/// What a field of a record means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The title.
    Title,
    /// What stands below the title, and belongs to it.
    Subtitle,
    /// The abstract, or what stands for it.
    Abstract,
    /// When it appeared.
    Date,
    /// The month, or the month and the day, of a date whose year stands elsewhere.
    Month,
    /// When the record last changed: a last resort, since it says little about when it appeared.
    Updated,
    /// The source's identifier.
    Id,
    /// Where to read it.
    Url,
    /// Journal, conference or category.
    Venue,
    /// The DOI, with or without an address before it.
    Doi,
    /// The number in PubMed.
    Pmid,
    /// Names of the authors: one a value.
    Authors,
    /// Keywords: one a value.
    Keywords,
    /// Subject categories: one a value.
    Categories,
    /// The language of the text.
    Language,
    /// How often it was cited.
    Citations,
    /// The class that a person gave it. Has no usual names: it is read where a plan names it.
    Gold,
    /// What themes are compared by. Has no usual names either.
    Group,
}

impl Role {
    /// Whether a field of this role is of no use to themes and trends: it is read only where the
    /// plan asks for details; for authors see [`Role::is_wanted`].
    pub fn is_detail(self) -> bool {
        self.is_list() || matches!(self, Role::Language | Role::Citations)
    }

    /// Whether a field of this role is read, with or without details: by the names of authors records
    /// of one title are told apart.
    pub fn is_wanted(self, details: bool) -> bool {
        details || !self.is_detail() || self == Role::Authors
    }

    /// Whether a record may have several values of this role, all of which count.
    pub fn is_list(self) -> bool {
        matches!(self, Role::Authors | Role::Keywords | Role::Categories)
    }
}

/// A role that a name may play, and its rank among the names for that role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// What the name means.
    pub role: Role,
    /// How far down the list of names it stands; 0 is preferred.
    pub rank: usize,
}

/// Normalised names (see [`normalise`]). Two-letter names are field tags of Web of Science, where
/// `UT` is the identifier and `ID` holds keywords: so `UT` comes first.
pub const KNOWN: [(Role, &[&str]); 18] = [
    (
        Role::Title,
        &[
            "title",
            "articletitle",
            "documenttitle",
            "papertitle",
            "ti",
            "displayname",
            "name",
            "标题",
            "题名",
        ],
    ),
    (Role::Subtitle, &["subtitle"]),
    (
        Role::Abstract,
        &[
            "abstract",
            "summary",
            "description",
            "abstracttext",
            "abstractnote",
            "ab",
            "tldr",
            "摘要",
        ],
    ),
    (
        Role::Date,
        &[
            "date",
            "published",
            "publicationdate",
            "publisheddate",
            "datepublished",
            "publishedat",
            "issued",
            "publishedprint",
            "publishedonline",
            "firstpublicationdate",
            "pdate",
            "created",
            "year",
            "publicationyear",
            "pubyear",
            "yearpublished",
            "cdate",
            "tcdate",
            "py",
            "日期",
        ],
    ),
    (Role::Month, &["pd", "month", "issuedate", "meetingdate", "publicationdate"]),
    (Role::Updated, &["updatedate", "updated"]),
    (
        Role::Id,
        &[
            "ut",
            "utuniquewosid",
            "utuniqueid",
            "id",
            "paperid",
            "arxivid",
            "doi",
            "eid",
            "openalexid",
            "lensid",
            "publicationid",
            "pmid",
            // Ovid.
            "ui",
            "key",
            "corpusid",
            "arxiv",
        ],
    ),
    (
        Role::Url,
        &[
            "url",
            "link",
            "landingpageurl",
            "pdfurl",
            "pdflink",
            "paperurl",
            "entryid",
            "externalurl",
            "articleurl",
            "sourcelinkout",
            "dimensionsurl",
            // Embase.
            "fulltextlink",
            "openurllink",
            "链接",
        ],
    ),
    (
        Role::Venue,
        &[
            "venue",
            "journal",
            "journalbook",
            "sourcetitle",
            "publicationtitle",
            "containertitle",
            "primarylocationsourcedisplayname",
            "categories",
            "primarycategory",
            "booktitle",
            "journaltitle",
            "so",
            "anthologytitle",
            "source",
            "hostvenue",
            "journalref",
            // bioRxiv or medRxiv, in their interface.
            "server",
        ],
    ),
    (Role::Doi, &["doi", "di", "articledoi", "paperdoi", "doiurl", "doilink"]),
    (Role::Pmid, &["pmid", "pubmedid", "pm", "pubmed"]),
    (
        Role::Authors,
        &[
            "authors",
            "author",
            "authorfullnames",
            "authornames",
            "authorslist",
            // Europe PMC, with the parts of each name, and all names as one text.
            "authorlist",
            "authorstring",
            "authorships",
            "creators",
            "creator",
            "af",
            "au",
            "authorshipsauthordisplayname",
            "作者",
        ],
    ),
    (
        Role::Keywords,
        &[
            "keywords",
            "keyword",
            "authorkeywords",
            "aikeywords",
            "de",
            "kw",
            "manualtags",
            "automatictags",
            "tags",
            "indexkeywords",
            "ieeeterms",
            "keywordsplus",
            "keywordlist",
            "keywordsdisplayname",
            "meshterms",
            "mh",
            "subjects",
            "关键词",
        ],
    ),
    (
        Role::Categories,
        &[
            "categories",
            "category",
            "fieldsofstudy",
            "s2fieldsofstudy",
            "primarycategory",
            "wc",
            "woscategories",
            "sc",
            "researchareas",
            "topics",
            "topicsdisplayname",
            "primarytopicdisplayname",
            "fieldsofresearchanzsrc2020",
            "subject",
            "concepts",
            "分类",
        ],
    ),
    (Role::Language, &["language", "lang", "la", "languageoforiginaldocument"]),
    (
        Role::Citations,
        &[
            "citations",
            "citationcount",
            "citedby",
            "citedbycount",
            "timescited",
            "timescitedwoscore",
            "isreferencedbycount",
            "citingworkscount",
            "ncitations",
            "scholarlycitationscount",
            "tc",
            "articlecitationcount",
            "cites",
        ],
    ),
    (Role::Gold, &[]),
    (Role::Group, &[]),
];

/// The form in which names are compared: letters and digits only, in lower case.
pub fn normalise(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
