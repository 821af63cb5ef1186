//! One file to its records: which format it is in, and the parser of that.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::archive::{self, Kind};
use super::columns::Names;
use super::compression::{decompress, most_unpacked};
use super::content::{self, Unreadable};
use super::format::{self, Format};
use super::progress::{FileProgress, OnProgress};
use super::reading::Reading;
use super::sources::Source;
use super::{
    IngestPlan, bibtex, identity, json, json_lines, labelled, markdown, medline, ovid, page,
    paragraphs, parquet, pubmed_text, refer, ris, stream, table, tagged, wos, xlsx, xml,
};
use crate::corpus::{Paper, Repair, SourceFile};
use crate::error::{Error, Result};

/// What the manifest says of a file that is in no format we read.
pub const NOT_READ: &str = "not read";

/// The file for the manifest, still without its number of records, and its records, or why the
/// file as a whole cannot be used. An error where it cannot be read at all.
pub fn read_source(
    source: &Source,
    plan: &IngestPlan,
    names: &Names,
    on_progress: OnProgress<'_>,
    before: u64,
    total: u64,
) -> Result<(SourceFile, Result<Reading>)> {
    let path = source.path.clone();
    let progress = FileProgress::new(on_progress, before, source.size, total);
    if let Some(streamed) = stream::read_file(source, plan.format, names, &progress)? {
        progress.finish();
        let (format, sha256) = (streamed.format.name(), streamed.sha256);
        let file = SourceFile { path, format, sha256, ..SourceFile::default() };
        return Ok((file, streamed.reading));
    }
    let raw = match source.read() {
        Ok(raw) => raw,
        // An archive, or a file in one, that cannot be unpacked.
        Err(error @ Error::Input { .. }) => {
            let sha256 = identity::hex(&Sha256::digest([]));
            let file = SourceFile { path, format: NOT_READ, sha256, ..SourceFile::default() };
            return Ok((file, Err(error)));
        }
        Err(error) => return Err(error),
    };
    let (sha256, (format, reading)) = rayon::join(
        || identity::hex(&Sha256::digest(&raw)),
        || match parse(&raw, source, plan, names, &progress) {
            Ok((format, reading)) => (format.name(), reading),
            Err(error) => (NOT_READ, Err(error)),
        },
    );
    progress.finish();
    Ok((SourceFile { path, format, sha256, ..SourceFile::default() }, reading))
}

/// The format and the records of a file; the outer error is for a file of no format we read.
pub fn parse(
    raw: &[u8],
    source: &Source,
    plan: &IngestPlan,
    names: &Names,
    progress: &FileProgress<'_>,
) -> Result<(Format, Result<Reading>)> {
    let place = source.place();
    let unreadable = |Unreadable { problem, remedy }| Error::input(&place, problem, remedy);
    let bytes = decompress(raw, most_unpacked(raw.len() as u64)).map_err(unreadable)?;
    progress.expect(bytes.len());
    let is_parquet = match plan.format {
        Some(format) => format == Format::Parquet,
        None => format::is_parquet(&bytes),
    };
    if is_parquet {
        return Ok((Format::Parquet, parquet::read(&bytes, &place, names)));
    }
    if archive::is_zip(&bytes) {
        return match archive::kind(&bytes).map_err(unreadable)? {
            Kind::Workbook => Ok((Format::Xlsx, xlsx::read(&bytes, &place, names, progress))),
            Kind::Other(kind) => Err(unreadable(content::binary(kind))),
            Kind::Files => Err(unreadable(Unreadable {
                problem: "is a zip archive that is not a file of its own".to_owned(),
                remedy: "save it to a file, or unpack it, and give that",
            })),
        };
    }
    if let Some(kind) = format::foreign_binary(&bytes) {
        return Err(unreadable(content::binary(kind)));
    }
    let text: Cow<'_, [u8]> = content::text(bytes).map_err(unreadable)?;
    if text.trim_ascii().is_empty() {
        return Err(Error::input(&place, "is empty", "give a file with papers in it"));
    }
    let format = match plan.format {
        Some(format) => format,
        None => sniff(&text, source, names).map_err(unreadable)?,
    };
    let is_text =
        !matches!(format, Format::Json | Format::JsonLines | Format::Parquet | Format::Xlsx)
            && xml::Dialect::of(format).is_none();
    let western = is_text.then(|| content::from_western(&text)).flatten();
    let is_western = western.is_some();
    let text = western.map_or(text, Cow::Owned);
    let mut reading = match format {
        Format::Page if labelled::is_labelled(&text, names) => Ok(labelled::read(&text, names)),
        Format::Page if markdown::is_digest(&text, names) => {
            Ok(labelled::read(&markdown::labelled(&text, names), names))
        }
        Format::Page => Ok(page::read(&text, names)),
        Format::Csv => table::read(&text, table::dialect(&text, names), &place, names, progress),
        Format::Tsv => {
            table::read(&text, table::Dialect { delimiter: b'\t' }, &place, names, progress)
        }
        Format::Json => json::read_document(&text, &place, names, progress),
        Format::JsonLines => json_lines::read(&text[..], &place, names, |n| progress.advance(n)),
        Format::Parquet => parquet::read(&text, &place, names),
        Format::PubMed | Format::Jats | Format::Atom | Format::Oai | Format::Acl => {
            Ok(xml::read_text(&text, format, names))
        }
        Format::Ris => Ok(tagged::read(&text, &ris::DIALECT, names, progress)),
        Format::Refer => Ok(tagged::read(&text, &refer::DIALECT, names, progress)),
        Format::Ovid => Ok(tagged::read(&text, &ovid::DIALECT, names, progress)),
        Format::Medline => Ok(tagged::read(&text, &medline::DIALECT, names, progress)),
        Format::PubMedText => Ok(pubmed_text::read(&text, names)),
        Format::Wos => Ok(tagged::read(&text, &wos::DIALECT, names, progress)),
        Format::Bibtex => Ok(bibtex::read(&text, names, progress)),
        Format::Xlsx => xlsx::read(&text, &place, names, progress),
        Format::Text => Ok(paragraphs::read(&text, names)),
    };
    if let (true, Ok(reading)) = (is_western, &mut reading) {
        let has_letters = |p: &&mut Paper| !p.title.is_ascii() || !p.abstract_text.is_ascii();
        let decoded = reading.papers.iter_mut().filter(has_letters);
        decoded.for_each(|paper| paper.repairs.add(Repair::Encoding, 1));
    }
    Ok((format, reading))
}

fn sniff(text: &[u8], source: &Source, names: &Names) -> Result<Format, Unreadable> {
    let extension = format::extension(&source.path);
    let format = format::sniff_text(text, extension.as_deref(), names);
    if matches!(format, Format::Page | Format::Text) && pubmed_text::is_summary(text) {
        return Err(Unreadable {
            problem: "is a summary of PubMed, which has no abstracts".to_owned(),
            remedy: "save the results from PubMed again in the format PubMed or Abstract",
        });
    }
    if format == Format::Page {
        if ovid::is_numbered(text) {
            return Err(Unreadable {
                problem:
                    "seems to be a text of Ovid, but has no fields with their values below them"
                        .to_owned(),
                remedy: "export it from Ovid as RIS",
            });
        }
        if let Some(kind) = format::foreign_text(text) {
            return Err(content::binary(kind));
        }
        // Any text could be a page. In a folder, notes and programs are not meant to be read.
        let is_text = matches!(extension.as_deref(), None | Some("txt" | "text"));
        if source.folder.is_some() && !is_text && !markdown::is_digest(text, names) {
            return Err(Unreadable {
                remedy: "leave it as it is or, if it lists papers, give it by its own name",
                ..content::binary("a text in no known format")
            });
        }
    }
    Ok(format)
}
