//! The file of names that a user gives to themes, and the themes of an earlier run that it is
//! written from.

use super::earlier::locale;
use crate::corpus::GivenName;
use crate::error::{Error, Result, line_of};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

const REMEDY: &str = "`themeline names RUN` writes a file to start from";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    theme: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    terms: Vec<String>,
}

/// Reads a file of names.
///
/// # Errors
/// When it cannot be read, is no such file, or has an empty name, a name twice, or a name without
/// terms; the message names file and line.
pub fn read_names(path: &Path) -> Result<Vec<GivenName>> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, file: &str) -> Result<Vec<GivenName>> {
    let at = |byte: usize| format!("{file}, line {}", line_of(text, byte));
    let read: File = toml::from_str(text).map_err(|e| {
        let place = e.span().map_or(file.to_owned(), |span| at(span.start));
        Error::input(place, e.message().replace('\n', " "), REMEDY)
    })?;
    let mut names: Vec<GivenName> = Vec::new();
    for entry in read.theme {
        let entry_place = at(entry.span().start);
        let Entry { name, terms } = entry.into_inner();
        let place = at(name.span().start);
        let name = name.into_inner().split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(Error::input(place, "the name is empty", "give one, or remove the entry"));
        }
        if names.iter().any(|other| other.name.to_lowercase() == name.to_lowercase()) {
            let problem = format!("the name {name:?} is given a second time");
            return Err(Error::input(place, problem, "two themes need two names"));
        }
        let terms: Vec<String> = terms.into_iter().filter(|t| !t.trim().is_empty()).collect();
        if terms.is_empty() {
            let problem = format!("the name {name:?} has no terms to know its theme by");
            return Err(Error::input(entry_place, problem, REMEDY));
        }
        names.push(GivenName { name, terms });
    }
    Ok(names)
}

/// A theme of an earlier run, as its `themes.csv` has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PastTheme {
    /// `T01`…, or `B01`… of a broad theme.
    pub theme_id: String,
    /// Its label.
    pub label: String,
    /// Its number of papers.
    pub n_papers: usize,
    /// Its top terms, parted by semicolons.
    pub top_terms: String,
    /// The title nearest to its centre.
    pub example_paper: String,
}

impl PastTheme {
    /// Whether the theme was found, and is not the user's own, whose name is in another file.
    pub fn is_found(&self) -> bool {
        let number = self.theme_id.strip_prefix(['T', 'B']);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// Reads the themes of the output folder of an earlier run.
///
/// # Errors
/// When the folder has no table of themes, or not the columns of one.
pub fn read_past_themes(run: &Path) -> Result<Vec<PastTheme>> {
    let path = run.join("tables").join("themes.csv");
    let remedy = "give the output folder of a `themeline run`";
    let text = std::fs::read_to_string(&path).map_err(|e| {
        let missing = e.kind() == std::io::ErrorKind::NotFound;
        let problem = if missing { "has no tables/themes.csv".to_owned() } else { e.to_string() };
        Error::input(run.display().to_string(), problem, remedy)
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new();
    let rows = reader.delimiter(locale(run).separator()).from_reader(text.as_bytes());
    let rows = rows.into_deserialize();
    let themes = rows.collect::<Result<Vec<PastTheme>, csv::Error>>();
    themes.map_err(|e| Error::input(path.display().to_string(), e.to_string(), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_their_terms() {
        let text = "[[theme]]\nname = \" Low \\n bits\"\nterms = [\"4-bit\", \" \"]\n";
        let names = parse(text, "n.toml").unwrap();
        assert_eq!(names, [GivenName { name: "Low bits".into(), terms: vec!["4-bit".into()] }]);
        assert_eq!(parse("", "n.toml").unwrap(), []);
    }

    #[track_caller]
    fn check_error(text: &str, parts: &[&str]) {
        let message = parse(text, "n.toml").unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        let good = "[[theme]]\nname = \"A\"\nterms = [\"x\"]\n";
        let after = |text: &str| format!("{good}{text}");
        check_error(
            &after("[[theme]]\nname = \" \"\nterms = [\"x\"]"),
            &["n.toml, line 5", "empty"],
        );
        check_error(&after("[[theme]]\nname = \"a\"\nterms = [\"x\"]"), &["line 5", "second time"]);
        check_error(
            &after("[[theme]]\nname = \"B\"\nterms = []"),
            &["line 4", "\"B\"", "no terms"],
        );
        check_error(&after("[[theme]]\nname = \"B\""), &["line 4", "terms"]);
        check_error(&after("[[theme]]\nnam = \"B\""), &["line 5", "nam"]);
        check_error(&after("[[theme]]\nname = B\n"), &["line 5"]);
        check_error("[theme]\n", &["n.toml", "line 1"]);
    }
}
