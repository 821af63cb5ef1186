//! Records as BibLaTeX, of which BibTeX reads all but the month.

use super::{details, one_line};
use crate::corpus::Paper;
use rustc_hash::FxHashSet;
use std::io::Write;

/// Writes an entry a paper, under its id as far as a key can have its characters.
pub fn write(papers: &[Paper], out: &mut impl Write) -> std::io::Result<()> {
    let mut taken = FxHashSet::default();
    for paper in papers {
        let details = details(paper);
        let kind = if paper.venue.is_some() { "article" } else { "misc" };
        write!(out, "@{kind}{{{}", key(&paper.id, &mut taken))?;
        let mut field = |name: &str, value: String| -> std::io::Result<()> {
            if value.is_empty() { Ok(()) } else { write!(out, ",\n  {name} = {{{value}}}") }
        };
        let text = |text: &str| escaped(&one_line(text));
        let option = |value: &Option<String>| value.as_deref().map_or(String::new(), text);
        // The inner braces keep the capitals.
        let title = text(&paper.title);
        field("title", if title.is_empty() { title } else { format!("{{{title}}}") })?;
        // In braces where `and` or a comma is a part of the name, not between two.
        let name = |name: &String| {
            let is_word = |word: &str| word.eq_ignore_ascii_case("and");
            let name = text(name);
            if name.split(' ').any(is_word) { format!("{{{name}}}") } else { name }
        };
        field("author", details.authors.iter().map(name).collect::<Vec<_>>().join(" and "))?;
        if let Some(date) = paper.date {
            field("date", date.to_string())?;
            field("year", format!("{:04}", date.year()))?;
        }
        field("journal", option(&paper.venue))?;
        field("doi", verbatim(paper.doi.as_deref().unwrap_or_default()))?;
        field("url", verbatim(paper.url.as_deref().unwrap_or_default()))?;
        let keywords: Vec<String> =
            details.keywords.iter().map(|keyword| text(&keyword.replace(',', ";"))).collect();
        field("keywords", keywords.join(", "))?;
        field("language", option(&details.language))?;
        field("abstract", text(&paper.abstract_text))?;
        out.write_all(b"\n}\n\n")?;
    }
    Ok(())
}

/// An address, of which BibLaTeX takes every character as it is but these.
fn verbatim(address: &str) -> String {
    let mut verbatim = String::with_capacity(address.len());
    for c in one_line(address).chars() {
        match c {
            '\\' => verbatim.push_str("{\\textbackslash}"),
            '{' => verbatim.push_str("{\\textbraceleft}"),
            '}' => verbatim.push_str("{\\textbraceright}"),
            _ => verbatim.push(c),
        }
    }
    verbatim
}

/// The text with everything escaped that LaTeX gives a meaning.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("{\\textbackslash}"),
            // Braces are counted even behind a backslash.
            '{' => escaped.push_str("{\\textbraceleft}"),
            '}' => escaped.push_str("{\\textbraceright}"),
            '~' => escaped.push_str("{\\textasciitilde}"),
            '^' => escaped.push_str("{\\textasciicircum}"),
            '$' | '&' | '%' | '#' | '_' => escaped.extend(['\\', c]),
            // Two hyphens are a dash, two marks a quotation mark.
            '-' | '\'' | '`' if before == c => escaped.extend(['{', '}', c]),
            _ => escaped.push(c),
        }
        before = c;
    }
    escaped
}

/// A key that no other entry has.
fn key(id: &str, taken: &mut FxHashSet<String>) -> String {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || ":./+_-".contains(c);
    let plain: String = id.chars().map(|c| if is_allowed(c) { c } else { '-' }).collect();
    let mut key = plain.clone();
    let mut number = 2;
    while !taken.insert(key.to_lowercase()) {
        key = format!("{plain}-{number}");
        number += 1;
    }
    key
}
