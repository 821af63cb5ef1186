//! What every parameter means, said once: for `--help`, for `themeline.toml` and for errors.

use super::Config;
use crate::error::{Error, Result};

/// One parameter of [`Config`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The table of the file: `input`, `text`, `themes`, `labels`, `trends`, `output`.
    pub section: &'static str,
    /// The key in that table.
    pub key: &'static str,
    /// Meaning and effect.
    pub meaning: &'static str,
    /// Allowed values.
    pub range: &'static str,
}

impl Parameter {
    /// `section.key`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

const fn parameter(
    section: &'static str,
    key: &'static str,
    range: &'static str,
    meaning: &'static str,
) -> Parameter {
    Parameter { section, key, meaning, range }
}

/// All parameters, in the order of the file.
pub const PARAMETERS: &[Parameter] = &[
    parameter(
        "input",
        "format",
        "auto, page, text, csv, tsv, json, jsonl, parquet, xlsx, ris, refer, ovid, medline, pubmedtext, wos, bibtex, pubmed, jats, atom, oai, acl",
        "Format of every input; auto: told from the content of each",
    ),
    parameter(
        "input",
        "title_column",
        "a column name, or empty",
        "Column or field that holds the title; empty: found by its usual names",
    ),
    parameter(
        "input",
        "abstract_column",
        "a column name, or empty",
        "Column or field that holds the abstract; empty: found by its usual names",
    ),
    parameter(
        "input",
        "date_column",
        "a column name, or empty",
        "Column or field that holds the date or year; empty: found by its usual names",
    ),
    parameter(
        "input",
        "id_column",
        "a column name, or empty",
        "Column or field that holds the identifier; empty: found by its usual names",
    ),
    parameter(
        "input",
        "url_column",
        "a column name, or empty",
        "Column or field that holds the web address; empty: found by its usual names",
    ),
    parameter(
        "input",
        "venue_column",
        "a column name, or empty",
        "Column or field that holds journal, conference or category; empty: found by its usual names",
    ),
    parameter(
        "input",
        "only_language",
        "a code such as en, a name such as English, or empty",
        "Language of the papers to read; those in another one, as their abstracts tell, are rejected; empty: all are read",
    ),
    parameter(
        "input",
        "dedup",
        "none, strict, usual, near",
        "By what records count as one paper: strict: an id, DOI, arXiv or PubMed id; usual: or a title, of years that fit; near: or abstracts of a similarity of 0.8",
    ),
    parameter(
        "input",
        "since",
        "a date such as 2020 or 2020-05-03, or empty",
        "First day of the papers to keep; those without a date are left out; empty: no first day",
    ),
    parameter(
        "input",
        "until",
        "a date such as 2020 or 2020-05-03, or empty",
        "Last day of the papers to keep; those without a date are left out; empty: no last day",
    ),
    parameter(
        "input",
        "where",
        "a condition such as venue ~ \"ACL\" and year >= 2020, or empty",
        "Which papers to keep: fields id, doi, title, abstract, date, year, venue, authors, keywords, categories, language, citations, url, file; operators =, !=, <, <=, >, >=, ~ (matches a regular expression), !~; and, or, not; a field alone: the paper has it; empty: all",
    ),
    parameter(
        "input",
        "sample",
        "0 and more",
        "Number of papers to keep, drawn by their ids and the seed; 0: all",
    ),
    parameter(
        "input",
        "names",
        "a path, or empty",
        "File of names for themes, as `themeline names` writes it; a theme is recognised by its top terms",
    ),
    parameter(
        "input",
        "embeddings",
        "a .npy or Parquet file, or empty",
        "File with a vector per paper from another program, such as a sentence encoder, joined by id; empty: text alone",
    ),
    parameter(
        "text",
        "language",
        "auto, arabic, danish, dutch, english, finnish, french, german, greek, hungarian, italian, norwegian, portuguese, romanian, russian, spanish, swedish, tamil, turkish",
        "Language whose stemmer and stop words are used, by name or code; auto: that of most papers, and papers in others are placed by the terms they share with these",
    ),
    parameter(
        "text",
        "title_weight",
        "0 to 100",
        "How many occurrences in the abstract one in the title is worth; higher lets titles decide",
    ),
    parameter(
        "text",
        "min_df",
        "auto, or 1 and more",
        "Papers a term must occur in; higher shrinks the vocabulary; auto: 1 below 20 papers, 2 below 200, else 3",
    ),
    parameter(
        "text",
        "max_df",
        "above 0, to 1",
        "Share of the papers a term may occur in; lower removes the words the whole field uses",
    ),
    parameter(
        "text",
        "max_terms",
        "1 and more",
        "Terms kept at most, the most frequent first; lower is faster",
    ),
    parameter(
        "text",
        "stop_words",
        "a list of words",
        "Words to ignore beside the built-in stop words",
    ),
    parameter(
        "text",
        "synonyms",
        "a file name, or empty",
        "Text file of forms that mean the same, a line a group, the form to use first: KV cache = key-value cache; it overrules what the papers define",
    ),
    parameter(
        "themes",
        "number",
        "auto, or 1 and more",
        "Number of themes, those of the taxonomy included; auto: chosen from the papers",
    ),
    parameter(
        "themes",
        "level",
        "theme, broad",
        "Which themes the tables and charts are of: the themes, with broad_themes.csv above them; or the broad themes, each of several themes, in their stead",
    ),
    parameter(
        "themes",
        "taxonomy",
        "a file name, or empty",
        "File of themes of your own; the papers that match none of them are grouped around them",
    ),
    parameter(
        "themes",
        "min_match",
        "1 to 1000",
        "Mentions from which a paper belongs to a theme of the taxonomy, one in the title counting as three; higher claims fewer papers with more certainty",
    ),
    parameter(
        "themes",
        "min_membership",
        "auto, or 0 to 1",
        "Membership below which a paper is left unclustered; higher leaves more papers out; auto: 0.2 and at most a tenth of the papers with consensus, else none",
    ),
    parameter(
        "themes",
        "method",
        "consensus, kmeans, gmm, dbscan, optics",
        "How papers are clustered; consensus is what many k-means runs agree on, each refined by the words of its themes; dbscan and optics find their own number and leave noise unclustered",
    ),
    parameter(
        "themes",
        "effort",
        "fast, usual, thorough",
        "How much is done to find the themes; fast clusters twice and sees the papers in one way, for a first look at a large corpus; thorough clusters four times as often as usual, for steadier themes",
    ),
    parameter(
        "themes",
        "restarts",
        "auto, or 1 to 1000",
        "Runs of the consensus, or k-means starts of which the best is kept; they measure stability; higher is slower and steadier; auto: by effort, usually 720,000 ÷ papers and two fifths of the papers at most, and 12 at least",
    ),
    parameter(
        "themes",
        "rank",
        "auto, or 1 and more",
        "Columns the terms are reduced to; auto: 2·√papers, between 5 and 100",
    ),
    parameter(
        "themes",
        "neighbours",
        "auto, or 0 and more",
        "Nearest papers each paper is averaged with; 0: none; auto: a twentieth of the papers, at most 15",
    ),
    parameter(
        "themes",
        "smoothing_rounds",
        "0 to 100",
        "Rounds of that averaging; more draws themes together",
    ),
    parameter(
        "themes",
        "smoothing_weight",
        "0 to 1",
        "Weight of the neighbours against the paper itself in a round",
    ),
    parameter(
        "themes",
        "embeddings_weight",
        "0 to 1",
        "Weight of the embeddings against the text; 0: text alone, 1: text only for papers without a vector",
    ),
    parameter(
        "themes",
        "min_points",
        "2 and more",
        "Papers within the radius that make a dense spot (dbscan, optics)",
    ),
    parameter(
        "themes",
        "radius",
        "auto, or above 0, to 2",
        "Distance of unit vectors within which papers are neighbours (dbscan, optics); auto: the median distance to the min_points-th paper",
    ),
    parameter(
        "themes",
        "seed",
        "0 to 4294967295",
        "Seed of every random choice; the same seed gives the same bytes",
    ),
    parameter(
        "labels",
        "coherence",
        "0 to 100",
        "What it is worth that a top term stands near the others; 0: each is chosen for itself",
    ),
    parameter(
        "trends",
        "period",
        "auto, month, quarter, year",
        "Calendar period papers are counted in; auto: the finest with ten papers a period",
    ),
    parameter(
        "trends",
        "by",
        "name of a column or key; venue: whatever holds the venue",
        "What themes are compared by, and trends are also estimated within",
    ),
    parameter(
        "trends",
        "windows",
        "auto, or 2 to 12",
        "Windows of about as many papers in which themes are compared, fewer where there are fewer periods; auto: 2 to 5, by the number of papers",
    ),
    parameter(
        "trends",
        "as_of",
        "YYYY, YYYY-MM or YYYY-MM-DD, or empty",
        "Last day of the collection: a period that ends later is incomplete, and a date more than a year later counts as none; empty: told from the dates of the papers",
    ),
    parameter(
        "trends",
        "spread_years",
        "true, false",
        "Whether papers dated by year alone are spread evenly over the months or quarters of their year; false: they are counted apart",
    ),
    parameter(
        "trends",
        "forecast",
        "auto, or 0 to 60",
        "Periods ahead that shares are forecast, where 12 complete periods have papers; 0: none; auto: 12 months, 4 quarters or 2 years",
    ),
    parameter(
        "trends",
        "burst_scale",
        "above 1, to 100",
        "Times its overall share that a theme or a term has in a burst; higher finds fewer and steeper bursts",
    ),
    parameter(
        "trends",
        "burst_gamma",
        "0 to 100",
        "What it costs to enter a burst, in logarithms of the number of periods; higher finds fewer and longer bursts",
    ),
    parameter(
        "output",
        "csv",
        "spreadsheet, plain",
        "Whom the CSV files are for: spreadsheet adds a byte-order mark and defuses formulas",
    ),
    parameter(
        "output",
        "locale",
        "en, cs, da, de, de-ch, es, fi, fr, it, nb, nl, pl, pt, ru, sv, tr",
        "Whose spreadsheets open the CSV files with a double click: de, fr and others have semicolons between cells and a decimal comma",
    ),
    parameter("output", "parquet", "true, false", "Whether every table is also written as Parquet"),
    parameter(
        "output",
        "only",
        "all, charts, tables",
        "What is made: charts without tables, tables and nothing drawn, or all there is",
    ),
    parameter(
        "output",
        "chart_theme",
        "light, dark, print",
        "Colours of charts; print: black and greys, with hatching and markers in place of hues",
    ),
    parameter(
        "output",
        "chart_width",
        "800 to 4000",
        "Width of charts in px; PNG files have twice as many. Words stay as large, so that wide charts hold more",
    ),
];

/// The help text of the parameter called `section.key`: meaning, range and default.
pub fn describe(name: &str) -> String {
    let Some(parameter) = PARAMETERS.iter().find(|parameter| parameter.name() == name) else {
        return String::new();
    };
    let default = match default_of(parameter) {
        default if default == "\"\"" || default == "[]" => "none".to_owned(),
        default => default.trim_matches('"').to_owned(),
    };
    format!("{} [values: {}] [default: {default}]", parameter.meaning, parameter.range)
}

/// The default value of a parameter as TOML.
fn default_of(parameter: &Parameter) -> String {
    let defaults = toml::Table::try_from(Config::default()).unwrap_or_default();
    let value = defaults.get(parameter.section).and_then(|section| section.get(parameter.key));
    match value {
        // f32 defaults would print with the digits of an f64.
        Some(toml::Value::Float(number)) => format!("{:?}", *number as f32),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// A `themeline.toml` with every parameter at its default, commented.
pub fn template() -> String {
    let mut text = String::from(
        "# themeline.toml: every parameter at its default. Flags override this file.\n\
         # Use it with `themeline run INPUT --config themeline.toml`.\n",
    );
    let mut section = "";
    for parameter in PARAMETERS {
        if parameter.section != section {
            section = parameter.section;
            text.push_str(&format!("\n[{section}]\n"));
        }
        text.push_str(&format!(
            "# {} ({})\n{} = {}\n",
            parameter.meaning,
            parameter.range,
            parameter.key,
            default_of(parameter)
        ));
    }
    text
}

/// Refuses sections and keys that no parameter is called by, naming the nearest that one is.
pub(super) fn check_keys(table: &toml::Table, place: &str) -> Result<()> {
    let unknown = |what: &str, name: &str, known: &mut dyn Iterator<Item = String>| {
        let nearest = known
            .map(|candidate| (strsim::damerau_levenshtein(name, &candidate), candidate))
            .min()
            .map_or(String::new(), |(_, candidate)| candidate);
        Error::input(
            place,
            format!("unknown {what} `{name}`"),
            format!(
                "did you mean `{nearest}`? `themeline init` writes a file with every parameter"
            ),
        )
    };
    for (section, value) in table {
        if !PARAMETERS.iter().any(|parameter| parameter.section == section) {
            let mut sections = PARAMETERS.iter().map(|parameter| parameter.section.to_owned());
            return Err(unknown("section", section, &mut sections));
        }
        let Some(keys) = value.as_table() else { continue };
        for key in keys.keys() {
            let name = format!("{section}.{key}");
            if !PARAMETERS.iter().any(|parameter| parameter.name() == name) {
                return Err(unknown("key", &name, &mut PARAMETERS.iter().map(Parameter::name)));
            }
        }
    }
    Ok(())
}
