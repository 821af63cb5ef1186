//! The file of names that a user edits.

use crate::error::{Error, Result};
use crate::ingest::PastTheme;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Writes a file of names for the themes of an earlier run.
///
/// # Errors
/// When there is such a file already, with names that somebody may have chosen with care, or it
/// cannot be written.
pub fn write_names(themes: &[PastTheme], path: &Path) -> Result<()> {
    let written =
        std::fs::File::create_new(path).and_then(|mut f| f.write_all(text(themes).as_bytes()));
    match written {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::config(
            format!("{} exists already", path.display()),
            "name another file with -o, or remove it",
        )),
        Err(e) => Err(Error::io("write", path, e)),
    }
}

fn text(themes: &[PastTheme]) -> String {
    let mut text = String::from(
        "# Names of themes, for `themeline run INPUT --names FILE`: change each `name` as you like.\n\
         # A later run gives the name to the theme that has most of the `terms` among its top terms,\n\
         # whatever its id. Remove the entries of the themes that may name themselves.\n",
    );
    let quoted = |text: &str| toml::Value::from(text).to_string();
    for theme in themes.iter().filter(|theme| theme.is_found()) {
        let terms: Vec<String> = theme.top_terms.split("; ").map(quoted).collect();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n# {}, {} papers, such as: {}\n[[theme]]\nname = {}\nterms = [{}]\n",
            theme.theme_id,
            theme.n_papers,
            theme.example_paper.replace(char::is_control, " "),
            quoted(&theme.label),
            terms.join(", ")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let theme = PastTheme {
            theme_id: "T01".into(),
            label: "The \"KV\" cache".into(),
            n_papers: 3,
            top_terms: "KV cache; eviction".into(),
            example_paper: "A\nB".into(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.toml");
        write_names(&[theme], &path).unwrap();
        let names = crate::ingest::read_names(&path).unwrap();
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].name, "The \"KV\" cache");
        assert_eq!(names[0].terms, ["KV cache", "eviction"]);
        let message = write_names(&[], &path).unwrap_err().to_string();
        assert!(message.contains("exists already"), "{message}");
    }
}
