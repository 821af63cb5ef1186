//! The taxonomy file: what may stand in it, and what is wrong where something else does.

use crate::error::{Error, Result, line_of};
use crate::ingest::{id_key, title_key};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

/// A theme that the user has defined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnTheme {
    /// What tables call it; unique whatever its case, and none of those given to found themes.
    pub id: String,
    /// What people call it; unique whatever its case.
    pub name: String,
    /// What papers of the theme say, at least one.
    pub phrases: Vec<String>,
    /// Ids or titles of papers that belong to it whatever they say.
    pub examples: Vec<String>,
    /// What papers of the theme do not say.
    pub exclude: Vec<String>,
    /// Line of the file where it begins, from 1.
    pub line: usize,
}

/// The user's themes, in the order of the file. Without a file there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taxonomy {
    /// The file as the user named it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The themes; where two claim a paper alike, the first has it.
    pub themes: Vec<OwnTheme>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    theme: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Option<String>,
    name: Option<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
}

impl Taxonomy {
    /// Reads the text of a taxonomy file called `path`.
    ///
    /// # Errors
    /// When it is no TOML, has an unknown key, holds no theme, or a theme lacks an id, a name or
    /// phrases, or repeats those of another; the message names the file, the line and the theme.
    pub fn parse(text: &str, path: &str, sha256: String) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| line_of(text, span.start));
            Error::input(
                format!("{path}, line {line}"),
                e.message().replace('\n', " "),
                "a theme is [[theme]] with id, name, phrases and, if need be, examples and exclude",
            )
        })?;
        if file.theme.is_empty() {
            return Err(Error::input(path, "holds no theme", "begin each theme with [[theme]]"));
        }
        let entries = file.theme.into_iter().map(|entry| {
            let line = line_of(text, entry.span().start);
            (line, entry.into_inner())
        });
        let mut taxonomy = Taxonomy { path: path.to_owned(), sha256, themes: Vec::new() };
        for (line, entry) in entries {
            let theme = OwnTheme {
                id: trimmed(entry.id),
                name: trimmed(entry.name),
                phrases: entry.phrases,
                examples: entry.examples,
                exclude: entry.exclude,
                line,
            };
            taxonomy.check(&theme)?;
            taxonomy.themes.push(theme);
        }
        taxonomy.check_examples()?;
        Ok(taxonomy)
    }

    /// The error for something wrong with one theme.
    pub fn error(&self, theme: &OwnTheme, problem: &str, remedy: &str) -> Error {
        let called = [&theme.id, &theme.name].into_iter().find(|text| !text.is_empty());
        let called = called.map_or(String::new(), |text| format!(", theme `{text}`"));
        Error::input(format!("{}, line {}{called}", self.path, theme.line), problem, remedy)
    }

    /// Proves a theme by itself and beside those before it.
    fn check(&self, theme: &OwnTheme) -> Result<()> {
        let fail = |problem: &str, remedy: &str| Err(self.error(theme, problem, remedy));
        if theme.id.is_empty() {
            return fail("has no id", "give it a short one, such as id = \"pruning\"");
        }
        if theme.id.contains(|c: char| c == ';' || c.is_control()) {
            return fail("has a semicolon or a line break in its id", "leave it out");
        }
        if is_numbered(&theme.id, "t") || is_numbered(&theme.id, "b") {
            let remedy = "T or B and a number is how found themes are called; give it another id";
            return fail("has an id that a found theme may have", remedy);
        }
        if theme.name.is_empty() {
            return fail("has no name", "say what charts shall call it: name = \"Pruning\"");
        }
        if theme.name.contains(char::is_control) {
            return fail("has a line break or control character in its name", "leave it out");
        }
        if is_numbered(&theme.name, "theme ") {
            let remedy = "that is how a theme without a name is called; give it another name";
            return fail("has a name that a found theme may have", remedy);
        }
        if theme.phrases.is_empty() {
            return fail("has no phrases", "list what its papers say: phrases = [\"pruning\"]");
        }
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        for other in &self.themes {
            let at = format!("as in line {}", other.line);
            if same(&other.id, &theme.id) {
                return fail(&format!("has the same id {at}"), "give each theme an id of its own");
            }
            if same(&other.name, &theme.name) {
                return fail(&format!("has the same name {at}"), "give each theme its own name");
            }
        }
        Ok(())
    }

    /// Proves that no paper is an example of two themes.
    fn check_examples(&self) -> Result<()> {
        let mut owners: FxHashMap<String, &OwnTheme> = FxHashMap::default();
        for theme in &self.themes {
            for example in &theme.examples {
                let Some(key) = title_key(example).or_else(|| id_key(example)) else {
                    return Err(self.error(theme, "has an empty example", "leave it out"));
                };
                let owner = *owners.entry(key).or_insert(theme);
                if owner != theme {
                    let problem =
                        format!("has the example `{example}`, as has `{}` before it", owner.id);
                    return Err(self.error(theme, &problem, "keep it in one of them"));
                }
            }
        }
        Ok(())
    }
}

fn trimmed(text: Option<String>) -> String {
    text.unwrap_or_default().trim().to_owned()
}

/// Whether a text is the (lower-case) prefix and a number, whatever its case.
fn is_numbered(text: &str, prefix: &str) -> bool {
    let text = text.to_lowercase();
    let number = text.strip_prefix(prefix).unwrap_or("");
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRUNING: &str =
        "[[theme]]\nid = \"pruning\"\nname = \"Pruning\"\nphrases = [\"prune\"]\n";

    fn parse(text: &str) -> Result<Taxonomy> {
        Taxonomy::parse(text, "own.toml", String::new())
    }

    #[test]
    fn a_theme_is_read_with_all_it_may_have() {
        let more = "examples = [\"arXiv:1506.02626\"]\nexclude = [\"tree pruning\"]\n";
        let taxonomy = parse(&format!("# mine\n\n{PRUNING}{more}")).unwrap();
        assert_eq!(
            taxonomy.themes,
            [OwnTheme {
                id: "pruning".into(),
                name: "Pruning".into(),
                phrases: vec!["prune".into()],
                examples: vec!["arXiv:1506.02626".into()],
                exclude: vec!["tree pruning".into()],
                line: 3,
            }]
        );
    }

    #[track_caller]
    fn check_error(text: &str, parts: &[&str]) {
        let message = parse(text).unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_file_line_and_theme() {
        let second = |lines: &str| format!("{PRUNING}\n[[theme]]\n{lines}\n");
        check_error("", &["own.toml", "no theme", "[[theme]]"]);
        check_error("[[theme]\n", &["own.toml, line 1"]);
        check_error(&second("id = \"kv\"\nphrases = [\"kv\"]"), &["line 6, theme `kv`", "no name"]);
        check_error(&second("name = \"KV\"\nphrases = [\"kv\"]"), &["line 6, theme `KV`", "no id"]);
        check_error(&second("id = \"kv\"\nname = \"KV\""), &["line 6, theme `kv`", "no phrases"]);
        check_error(&second("id = \"kv\"\nname = \" \"\nphrases = [\"k\"]"), &["`kv`", "no name"]);
        check_error(
            &second("id = \"Pruning\"\nname = \"KV\"\nphrases = [\"kv\"]"),
            &["line 6, theme `Pruning`", "same id as in line 1"],
        );
        check_error(
            &second("id = \"kv\"\nname = \"PRUNING\"\nphrases = [\"kv\"]"),
            &["line 6, theme `kv`", "same name as in line 1"],
        );
        check_error(&second("id = \"kv\"\nphrase = [\"kv\"]"), &["line 8", "`phrase`", "phrases"]);
        check_error(&second("id = \"kv\"\nname = 3\nphrases = []"), &["line 8", "string"]);
        check_error(&format!("title = 1\n{PRUNING}"), &["line 1", "`title`"]);
    }

    #[test]
    fn ids_and_names_of_found_themes_are_refused() {
        for id in ["T01", "t7", "T123"] {
            check_error(
                &PRUNING.replace("\"pruning\"", &format!("\"{id}\"")),
                &[id, "found theme"],
            );
        }
        check_error(&PRUNING.replace("Pruning", "Theme 3"), &["found theme"]);
        for id in ["T", "T5x", "title", "T 1"] {
            assert!(parse(&PRUNING.replace("\"pruning\"", &format!("\"{id}\""))).is_ok(), "{id}");
        }
    }

    #[test]
    fn an_example_belongs_to_one_theme() {
        let other = "[[theme]]\nid = \"b\"\nname = \"B\"\nphrases = [\"b\"]\n";
        let text =
            format!("{PRUNING}examples = [\"The Paper\"]\n{other}examples = [\"the paper.\"]\n");
        check_error(&text, &["line 6, theme `b`", "the paper.", "`pruning`"]);
    }
}
