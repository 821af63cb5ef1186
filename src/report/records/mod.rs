//! Records → one file of one schema, for other programs: `themeline convert`.

mod bibtex;
mod jsonl;
mod ris;
mod tables;

use crate::corpus::{Corpus, Details, Paper, RECORD_COLUMNS};
use crate::error::{Error, Result};
use crate::ingest::check_not_input;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A form in which records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Parquet,
    Csv,
    JsonLines,
    Ris,
    Bibtex,
}

/// A file that is to get records.
#[derive(Debug)]
pub struct RecordFile {
    path: PathBuf,
    form: Form,
}

impl RecordFile {
    /// The file, in the form that its extension names.
    ///
    /// # Errors
    /// When the extension names none, the folder does not exist, or the file is one of the inputs.
    pub fn open(path: &Path, inputs: &[PathBuf]) -> Result<RecordFile> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let form = match extension.as_str() {
            "parquet" => Form::Parquet,
            "csv" => Form::Csv,
            "jsonl" | "ndjson" => Form::JsonLines,
            "ris" => Form::Ris,
            "bib" => Form::Bibtex,
            _ => {
                return Err(Error::config(
                    format!("{} names no format to write", path.display()),
                    "end the name in .parquet, .csv, .jsonl, .ris or .bib",
                ));
            }
        };
        if path.is_dir() {
            let problem = format!("{} is a folder", path.display());
            return Err(Error::config(problem, "name a file with -o"));
        }
        if !folder(path).is_dir() {
            let problem = format!("there is no folder {}", folder(path).display());
            return Err(Error::config(problem, "make it, or name another file with -o"));
        }
        check_not_input(path, inputs)?;
        Ok(RecordFile { path: path.to_path_buf(), form })
    }

    /// Writes the papers of a corpus, which were read with their details.
    ///
    /// # Errors
    /// When the file cannot be written; what was there before is then as it was.
    pub fn write(&self, corpus: &Corpus) -> Result<()> {
        let failed = |error| Error::io("write", &self.path, error);
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let aside = builder.tempfile_in(folder(&self.path)).map_err(failed)?;
        self.write_to(&aside, corpus)?;
        aside.as_file().sync_all().map_err(failed)?;
        aside.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    fn write_to(&self, file: &NamedTempFile, corpus: &Corpus) -> Result<()> {
        let mut out = BufWriter::new(file);
        let failed = |error| Error::io("write", &self.path, error);
        let papers = &corpus.papers;
        match self.form {
            Form::Parquet => tables::parquet(papers, &mut out, &self.path)?,
            Form::Csv => tables::csv(papers, &mut out).map_err(failed)?,
            Form::JsonLines => jsonl::write(papers, &mut out).map_err(failed)?,
            Form::Ris => ris::write(papers, &mut out).map_err(failed)?,
            Form::Bibtex => bibtex::write(papers, &mut out).map_err(failed)?,
        }
        out.flush().map_err(failed)
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The details of a paper; where they were not read, nothing is in them.
fn details(paper: &Paper) -> &Details {
    const NONE: &Details = &Details {
        authors: Vec::new(),
        keywords: Vec::new(),
        categories: Vec::new(),
        language: None,
        citations: None,
        file: String::new(),
        line: 0,
    };
    paper.details.as_deref().unwrap_or(NONE)
}

/// The text in one line: fields of RIS and BibTeX have no other.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
