//! The file of the user's own themes.

use super::identity::hex;
use crate::error::{Error, Result};
use crate::taxonomy::Taxonomy;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Reads a taxonomy file; an empty `path` means that there is none, and no theme.
///
/// # Errors
/// When the file cannot be read, is not UTF-8, or is no taxonomy; see [`Taxonomy::parse`].
pub fn read_taxonomy(path: &str) -> Result<Taxonomy> {
    if path.is_empty() {
        return Ok(Taxonomy::default());
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", Path::new(path), e))?;
    let text = str::from_utf8(&bytes).map_err(|e| {
        let problem = format!("is not UTF-8 at byte {}", e.valid_up_to());
        Error::input(path, problem, "save the file as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Taxonomy::parse(text, path, hex(&Sha256::digest(&bytes)))
}
