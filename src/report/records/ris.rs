//! Records as RIS: a tagged line a field, which reference managers read.

use super::{details, one_line};
use crate::corpus::Paper;
use std::io::Write;

/// Writes a record a paper; of an abstract over several lines, the lines become one.
pub fn write(papers: &[Paper], out: &mut impl Write) -> std::io::Result<()> {
    for paper in papers {
        let details = details(paper);
        let mut field = |tag: &str, text: &str| -> std::io::Result<()> {
            let text = one_line(text);
            if text.is_empty() { Ok(()) } else { write!(out, "{tag}  - {text}\r\n") }
        };
        field("TY", if paper.venue.is_some() { "JOUR" } else { "GEN" })?;
        field("AN", &paper.id)?;
        field("DO", paper.doi.as_deref().unwrap_or_default())?;
        field("TI", &paper.title)?;
        for author in &details.authors {
            field("AU", author)?;
        }
        if let Some(date) = paper.date {
            field("PY", &format!("{:04}", date.year()))?;
            // RIS has dates as `YYYY/MM/DD/`, with what is not known left out.
            let part = |part: Option<u8>| part.map_or(String::new(), |part| format!("{part:02}"));
            let (month, day) = (part(date.month()), part(date.day()));
            field("DA", &format!("{:04}/{month}/{day}/", date.year()))?;
        }
        field("T2", paper.venue.as_deref().unwrap_or_default())?;
        field("AB", &paper.abstract_text)?;
        for keyword in &details.keywords {
            field("KW", keyword)?;
        }
        field("LA", details.language.as_deref().unwrap_or_default())?;
        field("UR", paper.url.as_deref().unwrap_or_default())?;
        out.write_all(b"ER  - \r\n\r\n")?;
    }
    Ok(())
}
