//! Records as JSON Lines: an object a line, lists as lists, what is missing left out.

use super::details;
use crate::corpus::Paper;
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    doi: Option<&'a str>,
    title: &'a str,
    #[serde(rename = "abstract")]
    abstract_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    venue: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    categories: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citations: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    source_file: &'a str,
    source_line: u64,
}

/// Writes an object a line.
pub fn write(papers: &[Paper], out: &mut impl Write) -> std::io::Result<()> {
    for paper in papers {
        let details = details(paper);
        let record = Record {
            id: &paper.id,
            doi: paper.doi.as_deref(),
            title: &paper.title,
            abstract_text: &paper.abstract_text,
            date: paper.date.map(|date| date.to_string()),
            venue: paper.venue.as_deref(),
            authors: &details.authors,
            keywords: &details.keywords,
            categories: &details.categories,
            language: details.language.as_deref(),
            citations: details.citations,
            url: paper.url.as_deref(),
            source_file: &details.file,
            source_line: details.line,
        };
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
