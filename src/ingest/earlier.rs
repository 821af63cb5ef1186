//! The output folder of an earlier run, read back: what the run was made of, and what it found.

use super::NOT_READ;
use super::archive;
use super::identity::hex;
use super::sources::{STDIN, check_output};
use crate::error::{Error, Result};
use crate::locale::{Locale, optional_number};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// An earlier run as its manifest and tables tell it. Made by [`EarlierRun::open`].
///
/// Texts are as in the tables: a `'` is before what a spreadsheet would compute.
#[derive(Debug, Clone)]
pub struct EarlierRun {
    /// The folder it wrote.
    pub folder: PathBuf,
    /// Its manifest, which is a configuration file, too.
    pub manifest: PathBuf,
    /// The version of themeline that made it.
    pub version: String,
    /// Mean silhouette of the clustered papers, −1..=1.
    pub silhouette: Option<f64>,
    /// The rows of `papers.csv`.
    pub papers: Vec<EarlierPaper>,
    /// The rows of `themes.csv`.
    pub themes: Vec<EarlierTheme>,
    sources: Vec<SourceFacts>,
    synonyms: Option<FileFacts>,
    taxonomy: Option<FileFacts>,
    embeddings: Option<EmbeddingFacts>,
}

/// A paper of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierPaper {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Position of its theme among the themes; `None`: unclustered.
    pub theme: Option<usize>,
}

/// A theme of an earlier run.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierTheme {
    /// `T01`…
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its terms, the most telling first.
    pub terms: Vec<String>,
    /// 0–1, where the method gives it.
    pub stability: Option<f64>,
}

#[derive(Deserialize)]
struct Manifest {
    run: RunFacts,
    #[serde(default)]
    output: OutputFacts,
}

#[derive(Default, Deserialize)]
struct OutputFacts {
    #[serde(default)]
    locale: Locale,
}

#[derive(Deserialize)]
struct RunFacts {
    themeline: String,
    silhouette: Option<f64>,
    sources: Vec<SourceFacts>,
    synonyms: Option<FileFacts>,
    taxonomy: Option<FileFacts>,
    embeddings: Option<EmbeddingFacts>,
}

#[derive(Debug, Clone, Deserialize)]
struct EmbeddingFacts {
    path: String,
    sha256: String,
    ids_path: Option<String>,
    ids_sha256: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct SourceFacts {
    path: String,
    format: String,
    sha256: String,
}

#[derive(Debug, Clone, Deserialize)]
struct FileFacts {
    path: String,
    sha256: String,
}

#[derive(Deserialize)]
struct PaperRow {
    paper_id: String,
    title: String,
    theme_id: Option<String>,
}

#[derive(Deserialize)]
struct ThemeRow {
    theme_id: String,
    label: String,
    #[serde(default, deserialize_with = "optional_number")]
    stability: Option<f64>,
}

#[derive(Deserialize)]
struct TermRow {
    theme_id: String,
    rank: u64,
    term: String,
}

/// What to do about a folder whose files are not as we wrote them.
const REMEDY: &str = "run themeline again";

impl EarlierRun {
    /// Reads the folder that a run wrote.
    ///
    /// # Errors
    /// When it is no output of ours, or one of its tables is missing or not as we wrote it.
    pub fn open(folder: &Path) -> Result<EarlierRun> {
        let manifest = folder.join("manifest.toml");
        check_output(folder)?;
        let text =
            std::fs::read_to_string(&manifest).map_err(|e| Error::io("read", &manifest, e))?;
        let Manifest { run, output } = toml::from_str(&text).map_err(|e| {
            let problem = e.to_string().replace('\n', " ");
            Error::input(manifest.display().to_string(), problem.trim_end(), REMEDY)
        })?;
        let themes = read_themes(folder, output.locale)?;
        Ok(EarlierRun {
            folder: folder.to_path_buf(),
            manifest,
            version: run.themeline,
            silhouette: run.silhouette,
            papers: read_papers(folder, output.locale, &themes)?,
            themes,
            sources: run.sources,
            synonyms: run.synonyms,
            taxonomy: run.taxonomy,
            embeddings: run.embeddings,
        })
    }

    /// The files it read papers from, where they are now, proven by their digests to be what they
    /// were. They are looked for in the current folder, then in those above the run's.
    ///
    /// # Errors
    /// When one is missing or has changed, or was standard input.
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let places = places(&self.folder);
        let read = self.sources.iter().filter(|source| source.format != NOT_READ);
        read.map(|source| locate(&source.path, &source.sha256, &places, &self.manifest)).collect()
    }

    /// The file of synonyms it was given, found and proven in the same way.
    ///
    /// # Errors
    /// As [`EarlierRun::inputs`].
    pub fn synonyms(&self) -> Result<Option<PathBuf>> {
        self.find(self.synonyms.as_ref())
    }

    /// The file of the user's own themes it was given, found and proven in the same way.
    ///
    /// # Errors
    /// As [`EarlierRun::inputs`].
    pub fn taxonomy(&self) -> Result<Option<PathBuf>> {
        self.find(self.taxonomy.as_ref())
    }

    fn find(&self, file: Option<&FileFacts>) -> Result<Option<PathBuf>> {
        let places = places(&self.folder);
        file.map(|file| locate(&file.path, &file.sha256, &places, &self.manifest)).transpose()
    }

    /// The file it read vectors from, where there was one, found and proven as [`Self::inputs`]
    /// are, with the file of its ids.
    ///
    /// # Errors
    /// When one is missing or has changed.
    pub fn embeddings(&self) -> Result<Option<PathBuf>> {
        let Some(facts) = &self.embeddings else { return Ok(None) };
        let places = places(&self.folder);
        let find = |path, sha256| locate(path, sha256, &places, &self.manifest);
        let vectors = find(&facts.path, &facts.sha256)?;
        if let (Some(path), Some(sha256)) = (&facts.ids_path, &facts.ids_sha256) {
            find(path, sha256)?;
        }
        Ok(Some(vectors))
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
    for candidate in places.iter().map(|place| place.join(path)) {
        let bytes = match archive::member(&candidate) {
            _ if candidate.is_file() => {
                std::fs::read(&candidate).map_err(|e| Error::io("read", &candidate, e))?
            }
            Some(member) => member.read().unwrap_or_default(),
            None => continue,
        };
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

/// Whose signs the CSV files of a run have, by its manifest; those of all runs once, where it does
/// not say.
pub fn locale(folder: &Path) -> Locale {
    #[derive(Deserialize)]
    struct Stated {
        #[serde(default)]
        output: OutputFacts,
    }
    let text = std::fs::read_to_string(folder.join("manifest.toml")).unwrap_or_default();
    toml::from_str(&text).map_or(Locale::En, |Stated { output }| output.locale)
}

fn read_themes(folder: &Path, locale: Locale) -> Result<Vec<EarlierTheme>> {
    let mut terms: FxHashMap<String, Vec<(u64, String)>> = FxHashMap::default();
    for row in read_rows::<TermRow>(folder, "terms", locale)? {
        terms.entry(row.theme_id).or_default().push((row.rank, row.term));
    }
    let theme = |row: ThemeRow| {
        let mut ranked = terms.remove(&row.theme_id).unwrap_or_default();
        ranked.sort();
        EarlierTheme {
            id: row.theme_id,
            label: row.label,
            terms: ranked.into_iter().map(|(_, term)| term).collect(),
            stability: row.stability,
        }
    };
    Ok(read_rows(folder, "themes", locale)?.into_iter().map(theme).collect())
}

fn read_papers(
    folder: &Path,
    locale: Locale,
    themes: &[EarlierTheme],
) -> Result<Vec<EarlierPaper>> {
    let position: FxHashMap<&str, usize> =
        themes.iter().enumerate().map(|(i, theme)| (theme.id.as_str(), i)).collect();
    let unknown = |row: &PaperRow, id: &str| {
        let place = table_path(folder, "papers").display().to_string();
        let problem = format!("{} is in the theme {id:?}, which themes.csv lacks", row.paper_id);
        Error::input(place, problem, REMEDY)
    };
    let paper = |row: PaperRow| {
        let theme = match &row.theme_id {
            Some(id) => Some(*position.get(id.as_str()).ok_or_else(|| unknown(&row, id))?),
            None => None,
        };
        Ok(EarlierPaper { id: row.paper_id, title: row.title, theme })
    };
    read_rows(folder, "papers", locale)?.into_iter().map(paper).collect()
}

fn table_path(folder: &Path, name: &str) -> PathBuf {
    folder.join("tables").join(format!("{name}.csv"))
}

/// The rows of a table, of each the columns that `R` names.
fn read_rows<R: DeserializeOwned>(folder: &Path, name: &str, locale: Locale) -> Result<Vec<R>> {
    let path = table_path(folder, name);
    let file = std::fs::File::open(&path).map_err(|e| Error::io("read", &path, e))?;
    let broken = |e: csv::Error| Error::input(path.display().to_string(), e.to_string(), REMEDY);
    let mut reader = csv::ReaderBuilder::new();
    let rows = reader.delimiter(locale.separator()).from_reader(file).into_deserialize();
    rows.map(|row| row.map_err(broken)).collect()
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
        for (name, table) in [
            ("papers", "paper_id,title,theme_id\r\nx,\"a, b\",T01\r\n'=y,c,\r\n"),
            ("themes", "theme_id,label,stability\r\nT01,Pruning,0.5\r\n"),
            ("terms", "theme_id,rank,term\r\nT01,2,masks\r\nT01,1,pruning\r\n"),
        ] {
            let path = folder.path().join(format!("out/tables/{name}.csv"));
            fs::write(path, format!("\u{feff}{table}")).unwrap();
        }
        folder
    }

    #[test]
    fn a_run_is_read_back_with_its_inputs_found_above_it() {
        let folder = folder(b"x", b"x", "a.csv");
        let run = EarlierRun::open(&folder.path().join("out")).unwrap();
        assert_eq!(run.inputs().unwrap(), [folder.path().canonicalize().unwrap().join("a.csv")]);
        let paper = |id: &str, title: &str, theme| EarlierPaper {
            id: id.to_owned(),
            title: title.to_owned(),
            theme,
        };
        assert_eq!(run.papers, [paper("x", "a, b", Some(0)), paper("'=y", "c", None)]);
        let [theme] = run.themes.as_slice() else { panic!("{:?}", run.themes) };
        assert_eq!((theme.label.as_str(), theme.stability), ("Pruning", Some(0.5)));
        assert_eq!(theme.terms, ["pruning", "masks"]);
    }

    #[test]
    fn a_theme_that_no_table_has_is_named() {
        let folder = folder(b"x", b"x", "a.csv");
        fs::write(folder.path().join("out/tables/themes.csv"), "theme_id,label,stability\n")
            .unwrap();
        check_refused(&folder.path().join("out"), &["papers.csv", "\"T01\"", "run themeline"]);
    }

    #[track_caller]
    fn check_refused(folder: &Path, parts: &[&str]) {
        let run = EarlierRun::open(folder).and_then(|run| run.inputs());
        let message = run.unwrap_err().to_string();
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
