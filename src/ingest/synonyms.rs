//! The user's synonyms: a text file, a line a group.
//!
//! ```text
//! # the first form is the one to use
//! KV cache = key-value cache = KV-cache
//! MAP            # one form alone: kept as it is, whatever papers define
//! ```

use super::{content, identity};
use crate::corpus::{SynonymFile, SynonymGroup};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::path::Path;

const REMEDY: &str = "write lines such as: KV cache = key-value cache = KV-cache";

/// Reads a file of synonyms.
///
/// # Errors
/// When it cannot be read, is no UTF-8 text, has a form that is empty, holds punctuation or stands
/// on two lines; the message names file and line.
pub fn read_synonyms(path: &Path) -> Result<SynonymFile> {
    let raw = std::fs::read(path).map_err(|e| Error::io("read the synonyms", path, e))?;
    let place = path.display().to_string();
    let bytes = content::text(raw.as_slice().into())
        .map_err(|_| Error::input(&place, "is a binary file, not a text of synonyms", REMEDY))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count() + 1;
        Error::input(at(&place, line), "is not UTF-8 text", "save the file as UTF-8")
    })?;
    let sha256 = identity::hex(&Sha256::digest(&raw));
    Ok(SynonymFile { path: path.to_path_buf(), sha256, groups: parse(text, &place)? })
}

fn parse(text: &str, place: &str) -> Result<Vec<SynonymGroup>> {
    let mut groups: Vec<SynonymGroup> = Vec::new();
    let mut line_of: FxHashMap<String, usize> = FxHashMap::default();
    for (line, content) in (1..).zip(text.lines()) {
        let content = without_comment(content).trim();
        if content.is_empty() {
            continue;
        }
        let refuse = |problem: String, remedy: &str| Error::input(at(place, line), problem, remedy);
        let mut forms: Vec<String> = Vec::new();
        for form in content.split('=') {
            let form = form.split_whitespace().collect::<Vec<_>>().join(" ");
            if form.is_empty() {
                return Err(refuse("has nothing on one side of a =".to_owned(), REMEDY));
            }
            if let Some(c) = form.chars().find(|&c| !is_of_phrase(c)) {
                return Err(refuse(
                    format!("`{form}` holds `{c}`, and phrases end at punctuation"),
                    "use words linked by spaces and hyphens",
                ));
            }
            // "KV-cache" and "kv cache" are one form to the program, yet two of one line are no
            // mistake.
            let key = form.to_lowercase().replace('-', " ");
            match line_of.insert(key, line).filter(|&earlier| earlier != line) {
                Some(earlier) => {
                    return Err(refuse(
                        format!("`{form}` is on line {earlier} already"),
                        "put all that means the same on one line",
                    ));
                }
                None => forms.push(form),
            }
        }
        groups.push(SynonymGroup { line, forms });
    }
    Ok(groups)
}

fn at(place: &str, line: usize) -> String {
    format!("{place}, line {line}")
}

/// The line up to a `#` at its start or after a space.
fn without_comment(line: &str) -> &str {
    let is_start =
        |&(at, _): &(usize, &str)| line[..at].chars().next_back().is_none_or(char::is_whitespace);
    line.match_indices('#').find(is_start).map_or(line, |(at, _)| &line[..at])
}

/// Whether the segmenter reads on at this character.
fn is_of_phrase(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, ' ' | '-' | '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}')
        || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let groups = parse(text, "s.txt").unwrap();
        let groups: Vec<(usize, Vec<&str>)> = groups
            .iter()
            .map(|group| (group.line, group.forms.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(usize, Vec<&str>)> =
            expected.iter().map(|&(line, forms)| (line, forms.to_vec())).collect();
        assert_eq!(groups, expected, "from {text:?}");
    }

    #[track_caller]
    fn check_refused(text: &str, parts: &[&str]) {
        let message = parse(text, "s.txt").unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn a_line_is_a_group_and_its_first_form_is_the_one_to_use() {
        check(
            "# mine\n\nKV cache =  key-value  cache = KV-cache\r\nMoE # alone\n",
            &[(3, &["KV cache", "key-value cache", "KV-cache"]), (4, &["MoE"])],
        );
        check("", &[]);
    }

    #[test]
    fn a_form_that_cannot_be_used_is_named_with_its_line() {
        check_refused("a = b\n= c", &["s.txt, line 2", "one side"]);
        check_refused("a = = b", &["s.txt, line 1", "one side"]);
        check_refused("C#", &["line 1", "`C#` holds `#`"]);
        check_refused("IO = input/output", &["line 1", "`input/output` holds `/`"]);
        check_refused("a = b c\nx\nd = B-c", &["line 3", "`B-c` is on line 1 already"]);
    }

    #[test]
    fn a_file_that_is_no_text_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.txt");
        let message = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            read_synonyms(&path).unwrap_err().to_string()
        };
        assert!(message(b"a = b\nc = \xFF\n").contains("s.txt, line 2: is not UTF-8"));
        assert!(message(b"a\0b").contains("binary"));
        std::fs::write(&path, b"\xEF\xBB\xBFa = b\n").unwrap();
        let file = read_synonyms(&path).unwrap();
        assert_eq!(file.groups, [SynonymGroup { line: 1, forms: vec!["a".into(), "b".into()] }]);
        assert_eq!(file.sha256.len(), 64);
        assert!(read_synonyms(&folder.path().join("none")).is_err());
    }
}
