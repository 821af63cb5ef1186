//! One JSON object to one paper: keys by their usual names, values of any natural shape.

use std::fmt;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::columns::{Names, Role, Use, normalise};
use super::content::record_text;
use super::dates::date_from_days;
use super::draft::Draft;
use super::python_literal;
use super::reading::Reading;
use crate::corpus::Paper;

/// Keys whose object holds the paper itself, as in the Hugging Face and OpenReview interfaces, or a
/// part of it.
const WRAPPERS: [&str; 11] = [
    "paper",
    "article",
    "work",
    "document",
    "content",
    "data",
    "bibjson",
    "primarylocation",
    "externalids",
    "ids",
    "journalinfo",
];

/// Keys of an object whose text is meant where the object stands for a text.
const TEXT_KEYS: [&str; 16] = [
    "value",
    "name",
    "display_name",
    "text",
    "title",
    // Before the source, which Semantic Scholar gives for each category.
    "category",
    "source",
    "author",
    "fullname",
    "fullName",
    "collectiveName",
    "keyword",
    "tag",
    "raw",
    "literal",
    "date-time",
];

/// Codes by which Europe PMC says which of its collections a record is from: no journals.
const EUROPE_PMC: [&str; 10] =
    ["MED", "PMC", "PPR", "AGR", "CBA", "CTX", "ETH", "HIR", "PAT", "NBK"];

/// arXiv gives the date of each version.
const VERSIONS: &str = "versions";

/// A wrapper's names rank behind those beside it.
const WRAPPED: usize = 100;

/// OpenAlex gives the words of an abstract with their positions.
const INVERTED_ABSTRACT: &str = "abstract_inverted_index";

/// One record in a JSON text.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Byte of the text at which it starts.
    pub offset: usize,
    /// Line of the first byte, from 1.
    pub line: u64,
    /// Bytes before it on its line.
    pub indent: usize,
}

/// Parses the pieces in parallel; the reading keeps their order. `on_parsed` hears of bytes that
/// are done.
pub fn read_pieces(
    pieces: &[Piece<'_>],
    names: &Names,
    on_parsed: impl Fn(usize) + Sync,
) -> Reading {
    let readings: Vec<Reading> = pieces
        .par_chunks(64)
        .map(|chunk| {
            let mut reading = Reading::default();
            for piece in chunk {
                reading.push(piece.line, read_piece(*piece, names));
            }
            on_parsed(chunk.iter().map(|piece| piece.bytes.len()).sum());
            reading
        })
        .collect();
    let mut all = Reading::default();
    for reading in readings {
        all.append(reading);
    }
    all
}

fn read_piece(piece: Piece<'_>, names: &Names) -> Result<Paper, String> {
    let json = record_text(piece.bytes, piece.offset)?;
    if !json.starts_with('{') {
        return Err("not a JSON object: a record is {\"title\": …, \"abstract\": …}".to_owned());
    }
    let fields = match parse(json, names) {
        Ok(fields) => fields,
        // A program that prints its dicts has written it.
        Err(error) => python_literal::to_json(json)
            .and_then(|json| parse(&json, names).ok())
            .ok_or_else(|| reason(&error, piece, json))?,
    };
    let mut draft = names.draft();
    add_fields(&mut draft, fields, 0, names);
    draft.into_paper()
}

fn parse(json: &str, names: &Names) -> serde_json::Result<Map<String, Value>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let fields = Fields { names }.deserialize(&mut deserializer)?;
    deserializer.end().map(|()| fields)
}

/// The parser's words with the place in the file rather than in the record.
fn reason(error: &serde_json::Error, piece: Piece<'_>, json: &str) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let line = piece.line + (error.line() as u64).saturating_sub(1);
    let column = error.column() + if error.line() <= 1 { piece.indent } else { 0 };
    let hint = match message {
        "recursion limit exceeded" => ": objects and lists lie in each other more than 127 deep",
        _ if json.starts_with("{'") => "; it looks like a Python dict",
        _ => "",
    };
    format!("not valid JSON at line {line}, column {column}: {message}{hint}")
}

/// Keeps the members of an object that we read, and skips the others without building them.
struct Fields<'a> {
    names: &'a Names,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Map<String, Value>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(Key(key)) = access.next_key()? {
            let is_wanted = self.names.wants(&key) || is_special(&key);
            if is_wanted {
                fields.insert(key.into_owned(), access.next_value()?);
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

/// A key, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] std::borrow::Cow<'a, str>);

fn is_wrapper(key: &str) -> bool {
    WRAPPERS.contains(&normalise(key).as_str())
}

fn is_special(key: &str) -> bool {
    key == INVERTED_ABSTRACT || key == VERSIONS || is_wrapper(key)
}

fn add_fields(draft: &mut Draft<'_>, fields: Map<String, Value>, rank: usize, names: &Names) {
    for (key, value) in fields {
        match value {
            Value::Object(words) if key == INVERTED_ABSTRACT => {
                draft.add(Use { role: Role::Abstract, rank }, inverted(words));
            }
            Value::Object(inner) if is_wrapper(&key) && rank < 2 * WRAPPED => {
                add_fields(draft, inner, rank + WRAPPED, names);
            }
            Value::Array(versions) if key == VERSIONS => {
                let first = versions.into_iter().next();
                let created =
                    first.and_then(|mut first| text(first.get_mut("created")?.take(), Role::Date));
                draft.add(Use { role: Role::Date, rank }, created.unwrap_or_default());
            }
            // Lens: [{"type": "doi", "value": "10.1000/x"}].
            Value::Array(ids) if is_wrapper(&key) => {
                for id in &ids {
                    if let (Some(kind), Some(id)) = (id["type"].as_str(), id["value"].as_str()) {
                        names.uses(kind).iter().for_each(|use_| {
                            draft.add(ranked(*use_, rank + WRAPPED), id.to_owned())
                        });
                    }
                }
            }
            Value::String(code) if key == "source" && EUROPE_PMC.contains(&code.as_str()) => {}
            Value::String(text) if key == "authorString" => {
                let list = text.trim_end_matches('.').to_owned();
                names.uses(&key).iter().for_each(|use_| {
                    draft.add_cell(ranked(*use_, rank), list.clone());
                });
            }
            value => {
                // Europe PMC has an abbreviation there; the name is in `journalInfo`.
                let rank = if key == "journalTitle" { rank + 2 * WRAPPED } else { rank };
                let Some((last, others)) = names.uses(&key).split_last() else { continue };
                for use_ in others {
                    add_value(draft, ranked(*use_, rank), value.clone());
                }
                add_value(draft, ranked(*last, rank), value);
            }
        }
    }
}

/// Adds a value: where a record may have several for the role, all that are in it.
fn add_value(draft: &mut Draft<'_>, use_: Use, value: Value) {
    match value {
        Value::Array(values) if use_.role.is_list() => {
            for value in values {
                draft.add(use_, text(value, use_.role).unwrap_or_default());
            }
        }
        Value::String(cell) if use_.role.is_list() => draft.add_cell(use_, cell),
        // OpenReview: {"value": ["graphs", "nets"]}; Europe PMC: {"keyword": ["oak"]}, {"author": […]}.
        Value::Object(mut object) if use_.role.is_list() => {
            let key = ["value", "keyword", "author"]
                .into_iter()
                .find(|key| object.get(*key).is_some_and(Value::is_array));
            match key.and_then(|key| object.remove(key)) {
                Some(list) => add_value(draft, use_, list),
                None => draft.add(use_, text(Value::Object(object), use_.role).unwrap_or_default()),
            }
        }
        value => draft.add(use_, text(value, use_.role).unwrap_or_default()),
    }
}

fn ranked(use_: Use, rank: usize) -> Use {
    Use { rank: use_.rank + rank, ..use_ }
}

/// The text of a value: a number is its digits, a list its first text (all of them for an
/// abstract), an object the text under its usual key.
fn text(value: Value, role: Role) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) if matches!(role, Role::Date | Role::Updated) => {
            Some(number.as_u64().and_then(instant).unwrap_or_else(|| number.to_string()))
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) if role == Role::Abstract => {
            let texts: Vec<String> = values.into_iter().filter_map(|v| text(v, role)).collect();
            Some(texts.join(" "))
        }
        Value::Array(values) => values.into_iter().find_map(|value| text(value, role)),
        Value::Object(mut object) => {
            // Crossref: {"date-parts": [[2024, 3, 5]]}.
            if let Some(Value::Array(dates)) = object.remove("date-parts") {
                return date_parts(dates.into_iter().next()?);
            }
            if let Some(name) = full_name(&object).filter(|_| role == Role::Authors) {
                return Some(name);
            }
            TEXT_KEYS.iter().find_map(|key| text(object.remove(*key)?, role))
        }
        Value::Bool(class) if matches!(role, Role::Gold | Role::Group) => Some(class.to_string()),
        Value::Null | Value::Bool(_) => None,
    }
}

/// The day of a time in seconds or milliseconds since 1970, as clocks give it after 2001.
fn instant(number: u64) -> Option<String> {
    let seconds = match number {
        1_000_000_000..=9_999_999_999 => number,
        100_000_000_000..=99_999_999_999_999 => number / 1000,
        _ => return None,
    };
    date_from_days(i64::try_from(seconds / 86_400).ok()?).map(|date| date.to_string())
}

/// `Marie Curie` of an author given in parts, as in Crossref, CSL, Lens and Zotero.
fn full_name(author: &Map<String, Value>) -> Option<String> {
    let part = |keys: [&str; 4]| keys.iter().find_map(|key| author.get(*key)?.as_str());
    let last = part(["family", "last_name", "lastName", "surname"])?;
    Some(match part(["given", "first_name", "firstName", "initials"]) {
        Some(first) => format!("{first} {last}"),
        None => last.to_owned(),
    })
}

fn date_parts(parts: Value) -> Option<String> {
    let Value::Array(parts) = parts else { return None };
    let parts: Vec<String> = parts.iter().map(Value::to_string).collect();
    Some(parts.join("-"))
}

/// An abstract from its words' positions.
fn inverted(words: Map<String, Value>) -> String {
    let mut placed: Vec<(u64, String)> = Vec::new();
    for (word, positions) in words {
        let Value::Array(positions) = positions else { continue };
        placed.extend(positions.iter().filter_map(Value::as_u64).map(|at| (at, word.clone())));
    }
    placed.sort();
    placed.into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
