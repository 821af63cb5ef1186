//! The output folder of an earlier run, read back: what the run was made of, and what it found.

use super::identity::hex;
use super::sources::{STDIN, is_output};
use super::{NOT_READ, content};
use crate::error::{Error, Result};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// An earlier run whose inputs are all at hand and as they were. Made by [`EarlierRun::open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierRun {
    /// Its manifest, which is a configuration file, too.
    pub manifest: PathBuf,
    /// The version of themeline that made it.
    pub version: String,
    /// The files it read papers from, where they are now.
    pub inputs: Vec<PathBuf>,
    /// Id and theme of every paper as `papers.csv` has them; the theme is empty for an unclustered
    /// paper.
    pub assignments: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Manifest {
    run: RunFacts,
}

#[derive(Deserialize)]
struct RunFacts {
    themeline: String,
    sources: Vec<SourceFacts>,
}

#[derive(Deserialize)]
struct SourceFacts {
    path: String,
    format: String,
    sha256: String,
}

impl EarlierRun {
    /// Reads the folder that a run wrote, and proves by their digests that its inputs are still
    /// what they were. Inputs are looked for in the current folder, then in those above the run's.
    ///
    /// # Errors
    /// When the folder is no output of ours, or an input is missing or has changed.
    pub fn open(run: &Path) -> Result<EarlierRun> {
        let manifest = run.join("manifest.toml");
        if !is_output(run) {
            return Err(Error::config(
                format!("{} is not an output of themeline", run.display()),
                "give a folder that `themeline run` wrote",
            ));
        }
        let text =
            std::fs::read_to_string(&manifest).map_err(|e| Error::io("read", &manifest, e))?;
        let facts: Manifest = toml::from_str(&text).map_err(|e| {
            let problem = e.to_string().replace('\n', " ");
            Error::input(manifest.display().to_string(), problem.trim_end(), "run themeline again")
        })?;
        let places = places(run);
        let mut inputs = Vec::new();
        for source in facts.run.sources.iter().filter(|source| source.format != NOT_READ) {
            inputs.push(locate(&source.path, &source.sha256, &places, &manifest)?);
        }
        let assignments = read_assignments(&run.join("tables/papers.csv"))?;
        Ok(EarlierRun { manifest, version: facts.run.themeline, inputs, assignments })
    }
}

/// The folders that a relative path of the manifest may start from.
fn places(run: &Path) -> Vec<PathBuf> {
    let run = run.canonicalize().unwrap_or_else(|_| run.to_path_buf());
    std::iter::once(PathBuf::new()).chain(run.ancestors().skip(1).map(Path::to_path_buf)).collect()
}

/// Where a file of the manifest is now.
fn locate(path: &str, sha256: &str, places: &[PathBuf], manifest: &Path) -> Result<PathBuf> {
    let place = manifest.display();
    if path == STDIN {
        return Err(Error::config(
            format!("{place}: the papers came from standard input, which cannot be read again"),
            "save them to a file and run themeline on that",
        ));
    }
    let mut changed = None;
    for candidate in places.iter().map(|place| place.join(path)).filter(|c| c.is_file()) {
        let bytes = std::fs::read(&candidate).map_err(|e| Error::io("read", &candidate, e))?;
        if hex(&Sha256::digest(&bytes)) == sha256 {
            return Ok(candidate);
        }
        changed.get_or_insert(candidate);
    }
    Err(match changed {
        Some(candidate) => Error::config(
            format!("{} has changed since {place} was written", candidate.display()),
            "put the earlier file back, or run themeline again",
        ),
        None => Error::config(
            format!("{path}, which {place} was made of, is not there"),
            "call themeline in the folder the run was started in, or put the file back",
        ),
    })
}

/// Id and theme of every row of `papers.csv`.
fn read_assignments(path: &Path) -> Result<Vec<(String, String)>> {
    let remedy = "run themeline again";
    let place = || path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let text = content::text(bytes.into())
        .map_err(|unreadable| Error::input(place(), unreadable.problem, remedy))?;
    let mut reader = csv::Reader::from_reader(text.as_ref());
    let broken = |e: csv::Error| Error::input(place(), e.to_string(), remedy);
    let header = reader.headers().map_err(broken)?.clone();
    let position = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| Error::input(place(), format!("has no column {name}"), remedy))
    };
    let (id, theme) = (position("paper_id")?, position("theme_id")?);
    let mut assignments = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let cell = |position: usize| row.get(position).unwrap_or_default().to_owned();
        assignments.push((cell(id), cell(theme)));
    }
    Ok(assignments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A run's folder beside its input, as a manifest and a table describe them.
    fn folder(input: &[u8], recorded: &[u8], path: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("out/tables")).unwrap();
        fs::write(folder.path().join("a.csv"), input).unwrap();
        let sha256 = hex(&Sha256::digest(recorded));
        let manifest = format!(
            "[run]\nthemeline = \"0\"\n[[run.sources]]\npath = \"{path}\"\nformat = \"CSV\"\n\
             sha256 = \"{sha256}\"\nn_records = 1\n"
        );
        fs::write(folder.path().join("out/manifest.toml"), manifest).unwrap();
        let table = "\u{feff}paper_id,title,theme_id\r\nx,\"a, b\",T01\r\n'=y,c,\r\n";
        fs::write(folder.path().join("out/tables/papers.csv"), table).unwrap();
        folder
    }

    #[test]
    fn a_run_is_read_back_with_its_inputs_found_above_it() {
        let folder = folder(b"x", b"x", "a.csv");
        let run = EarlierRun::open(&folder.path().join("out")).unwrap();
        assert_eq!(run.inputs, [folder.path().canonicalize().unwrap().join("a.csv")]);
        let expected = [("x", "T01"), ("'=y", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(run.assignments, expected);
    }

    #[track_caller]
    fn check_refused(folder: &Path, parts: &[&str]) {
        let message = EarlierRun::open(folder).unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn changed_missing_and_unrepeatable_inputs_are_named_with_a_remedy() {
        let out = |folder: &tempfile::TempDir| folder.path().join("out");
        check_refused(&out(&folder(b"x", b"y", "a.csv")), &["a.csv has changed", "run themeline"]);
        check_refused(&out(&folder(b"x", b"x", "b.csv")), &["b.csv", "is not there", "put"]);
        check_refused(&out(&folder(b"x", b"x", "-")), &["standard input", "save them"]);
        check_refused(folder(b"x", b"x", "-").path(), &["is not an output", "themeline run"]);
    }
}
