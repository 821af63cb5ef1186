//! One door for all tests here: run the binary, read its output folder into memory.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a run of the binary left behind on its streams.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The binary, not yet run, with `folder` as its working directory.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_themeline"));
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs `themeline ARGS` in `folder`.
pub fn themeline(folder: &Path, args: &[&str]) -> Run {
    finish(command(folder).args(args))
}

/// Runs `themeline ARGS` in `folder` with `input` on standard input.
pub fn themeline_with_stdin(folder: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut child = command(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    as_run(child.wait_with_output().unwrap())
}

pub fn finish(command: &mut Command) -> Run {
    as_run(command.output().unwrap())
}

fn as_run(output: std::process::Output) -> Run {
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// The bundled corpus.
pub fn demo_csv() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/efficient-ml-papers.csv")
}

/// A corpus that is not part of the project, or `None` with a message where it is not at hand.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

/// The files of an output folder by their paths in it, and the summary of the run.
pub struct Output {
    pub summary: String,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Output {
    /// Runs `themeline run INPUT FLAGS` into a folder of its own.
    #[track_caller]
    pub fn of(input: &Path, flags: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let mut args = vec!["run", input.to_str().unwrap(), "-o", "out"];
        args.extend(flags);
        let run = themeline(folder.path(), &args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.stderr);
        Output { summary: run.stdout, files: files(&folder.path().join("out")) }
    }

    /// Runs `themeline run NAME FLAGS --only tables` on a file of these bytes.
    #[track_caller]
    pub fn of_bytes(name: &str, bytes: &[u8], flags: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        Output::of(&path, &[flags, &["--only", "tables"]].concat())
    }

    /// The tables only.
    pub fn all_tables(&self) -> BTreeMap<&str, &[u8]> {
        let files = self.files.iter().filter(|(path, _)| path.starts_with("tables/"));
        files.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
    }

    /// The tables without that of the files: what has to be the same however the papers came in.
    pub fn tables(&self) -> BTreeMap<&str, &[u8]> {
        let tables = self.all_tables().into_iter();
        tables.filter(|(path, _)| !path.contains("/sources.")).collect()
    }

    #[track_caller]
    pub fn bytes(&self, path: &str) -> &[u8] {
        self.files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", self.files.keys()))
    }

    #[track_caller]
    pub fn text(&self, path: &str) -> &str {
        std::str::from_utf8(self.bytes(path)).unwrap()
    }

    /// `tables/NAME.csv`, parsed.
    #[track_caller]
    pub fn table(&self, name: &str) -> Table {
        Table::parse(self.bytes(&format!("tables/{name}.csv")))
    }

    /// `manifest.toml`, parsed.
    pub fn manifest(&self) -> toml::Table {
        self.text("manifest.toml").parse().unwrap()
    }

    /// A whole number under `[run]` of the manifest.
    #[track_caller]
    pub fn fact(&self, key: &str) -> usize {
        self.manifest()["run"][key].as_integer().unwrap().try_into().unwrap()
    }
}

/// All files below a folder, by path relative to it.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The names in a folder, hidden ones too, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let name = |name: &OsStr| name.to_str().unwrap().to_owned();
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| name(&entry.unwrap().file_name())).collect();
    names.sort();
    names
}

/// The main job, run once for all tests that look at it.
pub fn demo() -> &'static Output {
    static DEMO: OnceLock<Output> = OnceLock::new();
    DEMO.get_or_init(|| Output::of(&demo_csv(), &[]))
}

/// A CSV table in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Parses CSV, with or without a byte-order mark; every row must be as long as the header.
    #[track_caller]
    pub fn parse(bytes: &[u8]) -> Table {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let header = rows.remove(0);
        Table { header, rows }
    }

    #[track_caller]
    fn position(&self, column: &str) -> usize {
        let found = self.header.iter().position(|name| name == column);
        found.unwrap_or_else(|| panic!("no column {column} in {:?}", self.header))
    }

    /// The cells of a column.
    #[track_caller]
    pub fn column(&self, column: &str) -> Vec<&str> {
        let position = self.position(column);
        self.rows.iter().map(|row| row[position].as_str()).collect()
    }

    /// The cells of a column that holds a whole number in every row.
    #[track_caller]
    pub fn counts(&self, column: &str) -> Vec<usize> {
        self.column(column).iter().map(|cell| cell.parse().unwrap()).collect()
    }

    /// The cells of a column of numbers; `None` where one is empty.
    #[track_caller]
    pub fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        let number = |cell: &&str| (!cell.is_empty()).then(|| cell.parse().unwrap());
        self.column(column).iter().map(number).collect()
    }

    /// The rows with this value in a column.
    #[track_caller]
    pub fn rows_where(&self, column: &str, value: &str) -> Table {
        let position = self.position(column);
        let rows = self.rows.iter().filter(|row| row[position] == value).cloned().collect();
        Table { header: self.header.clone(), rows }
    }

    /// The table back as CSV without a byte-order mark.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    }
}

/// How many papers each theme id has in `papers.csv`; the unclustered are under "".
pub fn papers_per_theme(output: &Output) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for theme in output.table("papers").column("theme_id") {
        *counts.entry(theme.to_owned()).or_insert(0) += 1;
    }
    counts
}
