//! What each column of each table means, said once: for the notes of `report.xlsx`, for
//! `report.md` and for `docs/tables.md`.

mod papers;
mod periods;

/// What the values of a column are, which is also how a spreadsheet shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Words, ids, periods and dates.
    Text,
    /// A whole number.
    Count,
    /// TRUE or FALSE.
    Truth,
    /// A part of a whole, 0–1.
    Share,
    /// A ratio of change, per year where it says so: 0.25 is +25 %.
    Growth,
    /// Any other number.
    Number,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnMeaning {
    /// Its header.
    pub name: &'static str,
    /// What its values are.
    pub unit: Unit,
    /// What they mean, with unit and range.
    pub meaning: &'static str,
}

/// One table of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableMeaning {
    /// File name without ending.
    pub name: &'static str,
    /// What a row stands for.
    pub row: &'static str,
    /// The columns with fixed headers, in their order.
    pub columns: &'static [ColumnMeaning],
    /// What every other column is; only the wide tables have such, one a theme.
    pub others: Option<(Unit, &'static str)>,
}

impl TableMeaning {
    /// The meaning of the table called `name`.
    pub fn of(name: &str) -> Option<&'static TableMeaning> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Unit and meaning of a column.
    pub fn column(&self, name: &str) -> Option<(Unit, &'static str)> {
        let fixed = self.columns.iter().find(|column| column.name == name);
        fixed.map(|column| (column.unit, column.meaning)).or(self.others)
    }
}

const fn column(name: &'static str, unit: Unit, meaning: &'static str) -> ColumnMeaning {
    ColumnMeaning { name, unit, meaning }
}

const fn table(
    name: &'static str,
    row: &'static str,
    columns: &'static [ColumnMeaning],
) -> TableMeaning {
    TableMeaning { name, row, columns, others: None }
}

/// The same for a table with a column a theme.
const fn wide_table(
    name: &'static str,
    row: &'static str,
    columns: &'static [ColumnMeaning],
    others: (Unit, &'static str),
) -> TableMeaning {
    TableMeaning { name, row, columns, others: Some(others) }
}

const THEME_ID: ColumnMeaning =
    column("theme_id", Unit::Text, "Id of the theme: T01 is the largest, or the id you gave it");
const LABEL: ColumnMeaning = column("label", Unit::Text, "Name of the theme");
const PAPER_ID: ColumnMeaning = column(
    "paper_id",
    Unit::Text,
    "Id of the paper in your files, or one made of its place in them",
);
const TITLE: ColumnMeaning = column("title", Unit::Text, "Title of the paper");

/// All tables, in the order in which a reader meets them.
pub const TABLES: &[TableMeaning] = &[
    papers::THEMES,
    papers::BROAD_THEMES,
    papers::PAPERS,
    papers::TERMS,
    periods::TRENDS,
    periods::CHANGEPOINTS,
    periods::THEME_PERIOD,
    periods::BURSTS,
    periods::TERM_BURSTS,
    periods::NEW_TERMS,
    periods::COUNTS_WIDE,
    periods::SHARE_WIDE,
    periods::EVOLUTION,
    periods::THEME_WINDOWS,
    periods::VOLUME,
    periods::UNDATED,
    periods::FORECAST,
    papers::MAP,
    papers::SYNONYMS,
    papers::REJECTS,
    papers::DUPLICATES,
    papers::REPAIRS,
    papers::SOURCES,
    papers::TAXONOMY,
    papers::CANDIDATES,
    periods::THEME_BY,
    periods::TRENDS_BY,
    papers::COLUMNS,
];
