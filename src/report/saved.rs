//! The output folder of an earlier run, read back whole: all that is needed to draw it again.

use super::all_tables::Tables;
use super::manifest::About;
use crate::config::{Config, Parts};
use crate::error::{Error, Result};
use crate::ingest::check_output;
use std::path::{Path, PathBuf};

/// A saved run. Made by [`SavedRun::open`].
#[derive(Debug, Clone)]
pub struct SavedRun {
    /// The folder it is in.
    pub folder: PathBuf,
    /// Its tables.
    pub tables: Tables,
    /// What its manifest says of it.
    pub about: About,
    /// What it was asked for.
    pub config: Config,
}

impl SavedRun {
    /// Reads the folder that a run wrote.
    ///
    /// # Errors
    /// When it is no output of ours, was written without tables, or a file of it is missing or
    /// damaged; names the file, line and column.
    pub fn open(folder: &Path) -> Result<SavedRun> {
        check_output(folder)?;
        let manifest = folder.join("manifest.toml");
        let (about, config) = (About::read(&manifest)?, Config::read(&manifest)?);
        let tables = folder.join("tables");
        if !tables.exists() && config.output.only == Parts::Charts {
            return Err(Error::config(
                format!("{} has no tables: it was asked for `only = \"charts\"`", folder.display()),
                "run themeline again without --only charts",
            ));
        }
        let tables = Tables::read(&tables, config.output.dialect())?;
        Ok(SavedRun { folder: folder.to_path_buf(), tables, about, config })
    }
}
