//! Which files the inputs stand for, and their bytes.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::archive::{self, Member};
use super::content::Unreadable;
use super::vectors;
use crate::error::{Error, Result};

/// The name of standard input on the command line.
pub const STDIN: &str = "-";

/// One file to read.
#[derive(Debug, Clone)]
pub struct Source {
    /// As named on the command line or found in a folder.
    pub path: PathBuf,
    /// The folder input, or the archive, that it was found in.
    pub folder: Option<PathBuf>,
    /// Bytes on disk; 0 where unknown, as of standard input.
    pub size: u64,
    /// Where its bytes are, where it is no file of its own.
    archived: Archived,
}

#[derive(Debug, Clone)]
enum Archived {
    /// In no archive.
    No,
    In(Member),
    /// It is an archive that cannot be unpacked.
    Refused(String, &'static str),
}

impl Source {
    /// A file of its own.
    pub fn file(path: PathBuf, folder: Option<PathBuf>, size: u64) -> Self {
        Source { path, folder, size, archived: Archived::No }
    }

    fn member(member: Member, folder: Option<PathBuf>) -> Self {
        let (path, size) = (member.path.clone(), member.size);
        Source { path, folder, size, archived: Archived::In(member) }
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    /// Whether its bytes are those of a file: neither standard input nor packed in an archive.
    pub fn is_file(&self) -> bool {
        !self.is_stdin() && matches!(self.archived, Archived::No)
    }

    /// The name for messages.
    pub fn place(&self) -> String {
        if self.is_stdin() { "standard input".to_owned() } else { self.path.display().to_string() }
    }

    /// All bytes, as they lie on disk; of a file in an archive, unpacked.
    pub fn read(&self) -> Result<Vec<u8>> {
        let unreadable =
            |problem: String, remedy: &str| Error::input(self.place(), problem, remedy);
        match &self.archived {
            Archived::No => {}
            Archived::In(member) => {
                let read = member.read();
                return read.map_err(|Unreadable { problem, remedy }| unreadable(problem, remedy));
            }
            Archived::Refused(problem, remedy) => {
                return Err(unreadable(problem.clone(), remedy));
            }
        }
        if self.is_stdin() {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            return read.map(|_| bytes).map_err(|error| Error::io("read", &self.path, error));
        }
        fs::read(&self.path).map_err(|error| Error::io("read", &self.path, error))
    }
}

/// The files of all inputs: a folder stands for the files in it and its folders, sorted by name,
/// hidden ones, outputs of earlier runs, and the files of `embeddings` left out; a zip archive for
/// the files in it. An error for a path that is missing and for a folder without files.
pub fn expand(inputs: &[PathBuf], embeddings: Option<&Path>) -> Result<Vec<Source>> {
    let real = |path: &Path| path.canonicalize().ok();
    let vectors: Vec<PathBuf> =
        embeddings.iter().flat_map(|path| vectors::files(path)).filter_map(|p| real(&p)).collect();
    let is_vectors = |path: &Path| real(path).is_some_and(|path| vectors.contains(&path));
    let mut sources = Vec::new();
    for input in inputs {
        if input == Path::new(STDIN) {
            sources.push(Source::file(input.clone(), None, 0));
            continue;
        }
        let metadata = match fs::metadata(input) {
            Ok(metadata) => metadata,
            Err(error) => {
                let member = archive::member(input).ok_or_else(|| no_metadata(input, error))?;
                sources.push(Source::member(member, None));
                continue;
            }
        };
        let n_before = sources.len();
        if !metadata.is_dir() {
            add_file(input.clone(), None, metadata.len(), &mut sources);
            if sources.len() == n_before {
                return Err(unreadable_folder(input));
            }
            continue;
        }
        walk(input, input, &mut sources)?;
        sources.retain(|source| source.folder.is_none() || !is_vectors(&source.path));
        if sources.len() == n_before {
            return Err(unreadable_folder(input));
        }
    }
    if sources.is_empty() {
        return Err(Error::config(
            "no input is given",
            "name a file, a folder, or - for standard input",
        ));
    }
    Ok(sources)
}

/// Adds a file, or the files in it where it is an archive.
fn add_file(path: PathBuf, folder: Option<PathBuf>, size: u64, sources: &mut Vec<Source>) {
    match archive::members(&path) {
        Ok(None) => sources.push(Source::file(path, folder, size)),
        Ok(Some(members)) => {
            let folder = folder.unwrap_or(path);
            let member = |member| Source::member(member, Some(folder.clone()));
            sources.extend(members.into_iter().map(member));
        }
        Err(Unreadable { problem, remedy }) => {
            let archived = Archived::Refused(problem, remedy);
            sources.push(Source { path, folder, size, archived });
        }
    }
}

/// Proves that a file to be written is none of those that the inputs stand for.
///
/// # Errors
/// When it is, or an input is missing.
pub fn check_not_input(out: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Ok(out) = out.canonicalize() else { return Ok(()) };
    let is_out = |path: &Path| path.canonicalize().is_ok_and(|path| path == out);
    if !inputs.is_empty() && expand(inputs, None)?.iter().any(|source| is_out(&source.path)) {
        return Err(Error::config(
            format!("{} is one of the inputs", out.display()),
            "name another file with -o",
        ));
    }
    Ok(())
}

fn no_metadata(input: &Path, error: std::io::Error) -> Error {
    if error.kind() != std::io::ErrorKind::NotFound {
        return Error::io("read", input, error);
    }
    Error::config(
        format!("cannot read {}: there is no such file or folder", input.display()),
        "check its name and the folder you are in",
    )
}

/// The error for a folder in which nothing can be read.
pub fn unreadable_folder(folder: &Path) -> Error {
    Error::input(
        folder.display().to_string(),
        "holds no file that themeline reads",
        "put CSV, RIS, BibTeX, JSON, Excel, Parquet or text files into it",
    )
}

/// Proves that a folder is the output of an earlier run.
///
/// # Errors
/// When it is not.
pub fn check_output(folder: &Path) -> Result<()> {
    if is_output(folder) {
        return Ok(());
    }
    Err(Error::config(
        format!("{} is not an output of themeline", folder.display()),
        "give a folder that `themeline run` wrote",
    ))
}

/// Whether a folder is the output of an earlier run: it has a manifest, and one that is ours.
pub fn is_output(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("manifest.toml")).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    manifest.get("run").is_some_and(|run| run.get("themeline").is_some())
}

fn walk(folder: &Path, top: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let failed = |error| Error::io("read the folder", folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push((entry.path(), entry.file_type().map_err(failed)?.is_symlink()));
        }
    }
    paths.sort();
    for (path, is_link) in paths {
        let metadata = fs::metadata(&path).map_err(|error| Error::io("read", &path, error))?;
        if metadata.is_file() {
            add_file(path, Some(top.to_path_buf()), metadata.len(), sources);
        } else if metadata.is_dir() && !is_link && !is_output(&path) {
            // A linked folder may lead back to where we are; our own tables are no papers to read.
            walk(&path, top, sources)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/.git")).unwrap();
        for name in ["c.csv", "a.csv", ".hidden.csv", "b/z.csv", "b/.git/x.csv"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let sources = expand(&[folder.path().to_path_buf(), PathBuf::from("-")], None).unwrap();
        let names: Vec<String> = sources
            .iter()
            .map(|s| s.path.strip_prefix(folder.path()).unwrap_or(&s.path).display().to_string())
            .collect();
        assert_eq!(names, ["a.csv", "b/z.csv", "c.csv", "-"]);
        assert_eq!(sources[0].size, 1);
    }

    #[test]
    fn missing_and_empty_inputs_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let message = expand(&[folder.path().to_path_buf()], None).unwrap_err().to_string();
        assert!(message.contains("holds no file"), "{message}");
        let message = expand(&[folder.path().join("none.csv")], None).unwrap_err().to_string();
        assert!(message.contains("cannot read") && message.contains("none.csv"), "{message}");
        assert!(expand(&[], None).is_err());
    }
}
