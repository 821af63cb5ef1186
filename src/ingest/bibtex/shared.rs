//! What entries of a file share: strings, and fields inherited by `crossref`.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::entries::{Entry, Part, entries};
use super::text::plain;

/// Bytes that a string, or a value that strings are joined to, may have: strings of strings grow
/// without end.
pub const MAX_STRING: usize = 64 << 10;

/// Fields of a whole that hold for its parts, besides its title.
const INHERITABLE: [&str; 8] =
    ["booktitle", "journal", "journaltitle", "series", "date", "year", "month", "language"];
/// What is inherited ranks behind what an entry says itself.
pub const INHERITED: usize = 1000;

/// What entries inherit from those that they name with `crossref`, which may stand below them.
pub struct Parents {
    /// Names and texts of the fields that are inherited, by key.
    fields: FxHashMap<String, Vec<(String, String)>>,
}

impl Parents {
    /// Those that any entry of a text names.
    pub fn of(text: &[u8]) -> Self {
        let mut parents = Parents { fields: FxHashMap::default() };
        let is_crossref = |name: &str| name.eq_ignore_ascii_case("crossref");
        if !text.windows(8).any(|bytes| bytes.eq_ignore_ascii_case(b"crossref")) {
            return parents;
        }
        let mut strings = Strings::default();
        let mut named = FxHashSet::default();
        for entry in entries(text) {
            let fields = entry.fields.iter().flatten();
            named.extend(
                fields
                    .filter(|(name, _)| is_crossref(name))
                    .map(|(_, parts)| strings.join(parts).trim().to_lowercase()),
            );
        }
        for entry in entries(text) {
            if entry.kind.eq_ignore_ascii_case("string") {
                strings.define(&entry);
                continue;
            }
            let key = entry.key.to_lowercase();
            if !named.contains(&key) {
                continue;
            }
            let mut inherited = Vec::new();
            for (name, parts) in entry.fields.iter().flatten() {
                let name = name.to_lowercase();
                let Ok(text) = plain(&name, &strings.join(parts)) else { continue };
                match name.as_str() {
                    // The title of the whole is where its parts appeared.
                    "title" => inherited.push(("booktitle".to_owned(), text)),
                    _ if INHERITABLE.contains(&name.as_str()) => inherited.push((name, text)),
                    _ => {}
                }
            }
            parents.fields.entry(key).or_insert(inherited);
        }
        parents
    }

    /// What is inherited from the entry of a key.
    pub fn fields(&self, key: &str) -> &[(String, String)] {
        self.fields.get(&key.trim().to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

/// The strings that a file has defined so far, by name in lower case.
#[derive(Default)]
pub struct Strings {
    values: FxHashMap<String, String>,
}

impl Strings {
    /// Takes up the strings of an `@string`.
    pub fn define(&mut self, entry: &Entry<'_>) {
        for (name, parts) in entry.fields.as_deref().unwrap_or_default() {
            let value = self.join(parts).into_owned();
            if value.len() <= MAX_STRING {
                self.values.insert(name.to_lowercase(), value);
            }
        }
    }

    /// The parts as one; a name without a string stands for itself, as those of months do.
    pub fn join<'a>(&self, parts: &[Part<'a>]) -> Cow<'a, str> {
        if let [Part::Text(only)] = parts {
            return Cow::Borrowed(only);
        }
        let mut joined = String::new();
        for part in parts {
            match part {
                Part::Text(text) => joined.push_str(text),
                Part::Name(name) => {
                    let value = self.values.get(&name.to_lowercase());
                    joined.push_str(value.map_or(*name, String::as_str));
                }
            }
            if joined.len() > MAX_STRING {
                break;
            }
        }
        Cow::Owned(joined)
    }
}
