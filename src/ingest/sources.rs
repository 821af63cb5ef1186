//! Which files the inputs stand for, and their bytes.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::vectors;
use crate::error::{Error, Result};

/// The name of standard input on the command line.
pub const STDIN: &str = "-";

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As named on the command line or found in a folder.
    pub path: PathBuf,
    /// The folder input that it was found in.
    pub folder: Option<PathBuf>,
    /// Bytes on disk; 0 where unknown, as of standard input.
    pub size: u64,
}

impl Source {
    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    /// The name for messages.
    pub fn place(&self) -> String {
        if self.is_stdin() { "standard input".to_owned() } else { self.path.display().to_string() }
    }

    /// All bytes, as they lie on disk.
    pub fn read(&self) -> Result<Vec<u8>> {
        if self.is_stdin() {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            return read.map(|_| bytes).map_err(|error| Error::io("read", &self.path, error));
        }
        fs::read(&self.path).map_err(|error| Error::io("read", &self.path, error))
    }
}

/// The files of all inputs: a folder stands for the files in it and its folders, sorted by name,
/// hidden ones, outputs of earlier runs, and the files of `embeddings` left out. An error for a path
/// that is missing and for a folder without files.
pub fn expand(inputs: &[PathBuf], embeddings: Option<&Path>) -> Result<Vec<Source>> {
    let real = |path: &Path| path.canonicalize().ok();
    let vectors: Vec<PathBuf> =
        embeddings.iter().flat_map(|path| vectors::files(path)).filter_map(|p| real(&p)).collect();
    let is_vectors = |path: &Path| real(path).is_some_and(|path| vectors.contains(&path));
    let mut sources = Vec::new();
    for input in inputs {
        if input == Path::new(STDIN) {
            sources.push(Source { path: input.clone(), folder: None, size: 0 });
            continue;
        }
        let metadata = fs::metadata(input).map_err(|error| no_metadata(input, error))?;
        if !metadata.is_dir() {
            sources.push(Source { path: input.clone(), folder: None, size: metadata.len() });
            continue;
        }
        let n_before = sources.len();
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
        "put page text, CSV, JSON, JSON Lines, or Parquet files into it",
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
            sources.push(Source { path, folder: Some(top.to_path_buf()), size: metadata.len() });
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
