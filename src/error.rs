//! The one error type of the library: every variant says where, what, and what to do about it.

use std::path::{Path, PathBuf};

/// Why a run could not be done. The binary prints it and exits with 2.
///
/// Broken records are not errors: ingest counts and lists them as
/// [`Rejected`](crate::corpus::Rejected).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused to read or write a path.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb phrase: `read`, `create the folder`.
        action: &'static str,
        /// The path it was tried on.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// An input can be opened but not used as a whole.
    #[error("{place}: {problem}; {remedy}")]
    Input {
        /// File, and line or column where one is known.
        place: String,
        /// What is wrong, with values.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// A flag, a configuration key or a value that cannot be honoured.
    #[error("{problem}; {remedy}")]
    Config {
        /// What is wrong, with values.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// A table or chart could not be made: a defect of ours or of a library, never of the input.
    #[error("could not write {what}: {reason}")]
    Report {
        /// The table, chart or file.
        what: String,
        /// The library's own words.
        reason: String,
    },
}

/// The result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An I/O failure on `path` while trying to `action` it.
    pub fn io(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Error::Io { action, path: path.to_path_buf(), source }
    }

    /// An input that cannot be used: where, what, and the remedy.
    pub fn input(
        place: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Error::Input { place: place.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// A parameter that cannot be honoured: what, and the remedy.
    pub fn config(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Error::Config { problem: problem.into(), remedy: remedy.into() }
    }

    /// A report part that failed in a library.
    pub fn report(what: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Error::Report { what: what.into(), reason: reason.to_string() }
    }
}

/// The line, from 1, of the byte at `offset`: where in a file an error is.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}
