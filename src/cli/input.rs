//! What is read, and how: flags that `run`, `convert` and `check` have in common.

use crate::config::{Auto, Config, describe};
use crate::error::Result;
use crate::ingest::{Dedup, Format};
use clap::Args;
use std::path::PathBuf;

/// What is read, and how: of `run`, `convert` and `check`.
#[derive(Debug, Args, Default)]
pub struct InputArgs {
    /// Files or folders with abstracts: CSV, TSV, JSON, JSON Lines, Parquet, XML of PubMed, JATS,
    /// arXiv, OAI-PMH and the ACL Anthology, saved pages of paper lists; plain or as .gz or .zst; `-` is standard input
    #[arg(required = true, help_heading = "Input")]
    pub inputs: Vec<PathBuf>,

    /// Read parameters from this file; flags override it
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub config: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", help_heading = "Input", help = describe("input.format"))]
    format: Option<Auto<Format>>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.title_column"))]
    title_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.abstract_column"))]
    abstract_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.date_column"))]
    date_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.id_column"))]
    id_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.url_column"))]
    url_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.venue_column"))]
    venue_column: Option<String>,
    #[arg(long, value_name = "NAME", help_heading = "Input", help = describe("input.only_language"))]
    only_language: Option<String>,
    /// The columns of all at once: title, abstract, date, id, url and venue, as in
    /// title=Name,abstract=Text
    #[arg(long, value_name = "FIELD=NAME,…", value_delimiter = ',', value_parser = renamed, help_heading = "Input")]
    columns: Option<Vec<(String, String)>>,
    #[arg(long, value_enum, value_name = "LEVEL", hide_possible_values = true, help_heading = "Input", help = describe("input.dedup"))]
    dedup: Option<Dedup>,
    /// Keep every record as a paper of its own; the same as --dedup none
    #[arg(long, conflicts_with = "dedup", help_heading = "Input")]
    no_dedup: bool,
    #[arg(long, value_name = "DATE", help_heading = "Input", help = describe("input.since"))]
    since: Option<String>,
    #[arg(long, value_name = "DATE", help_heading = "Input", help = describe("input.until"))]
    until: Option<String>,
    #[arg(long, value_name = "CONDITION", help_heading = "Input", help = describe("input.where"))]
    r#where: Option<String>,
    #[arg(long, value_name = "N", help_heading = "Input", help = describe("input.sample"))]
    sample: Option<usize>,
    /// Exit with 1 where a record was rejected; all is written all the same
    #[arg(long, help_heading = "Input")]
    pub strict: bool,
}

/// `title=Name` as the field and the column.
fn renamed(text: &str) -> std::result::Result<(String, String), String> {
    let fields = ["title", "abstract", "date", "id", "url", "venue"];
    match text.split_once('=').map(|(field, name)| (field.trim().to_lowercase(), name.trim())) {
        Some((field, name)) if fields.contains(&field.as_str()) && !name.is_empty() => {
            Ok((field, name.to_owned()))
        }
        _ => Err(format!("give FIELD=NAME, where FIELD is one of {}", fields.join(", "))),
    }
}

impl InputArgs {
    /// The configuration file, or the defaults, with these flags laid over it.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn config(&self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        let input = &mut config.input;
        set(&mut input.format, &self.format);
        for (field, name) in self.columns.iter().flatten() {
            let column = match field.as_str() {
                "title" => &mut input.title_column,
                "abstract" => &mut input.abstract_column,
                "date" => &mut input.date_column,
                "id" => &mut input.id_column,
                "url" => &mut input.url_column,
                _ => &mut input.venue_column,
            };
            column.clone_from(name);
        }
        set(&mut input.title_column, &self.title_column);
        set(&mut input.abstract_column, &self.abstract_column);
        set(&mut input.date_column, &self.date_column);
        set(&mut input.id_column, &self.id_column);
        set(&mut input.url_column, &self.url_column);
        set(&mut input.venue_column, &self.venue_column);
        set(&mut input.only_language, &self.only_language);
        set(&mut input.dedup, &self.dedup.or(self.no_dedup.then_some(Dedup::None)));
        set(&mut input.since, &self.since);
        set(&mut input.until, &self.until);
        set(&mut input.r#where, &self.r#where);
        set(&mut input.sample, &self.sample);
        Ok(config)
    }
}

/// Lays the value of a flag over that of the configuration, where it is given.
pub fn set<T: Clone>(place: &mut T, flag: &Option<T>) {
    if let Some(value) = flag {
        *place = value.clone();
    }
}
