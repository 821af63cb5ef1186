//! The file of the user's own themes.

use super::identity::hex;
use crate::error::{Error, Result};
use crate::taxonomy::Taxonomy;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Reads a taxonomy file; without one there is no theme.
///
/// # Errors
/// When the file cannot be read, is not UTF-8, or is no taxonomy; see [`Taxonomy::parse`].
pub fn read_taxonomy(path: Option<&Path>) -> Result<Taxonomy> {
    let Some(path) = path else { return Ok(Taxonomy::default()) };
    let place = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let text = str::from_utf8(&bytes).map_err(|e| {
        let problem = format!("is not UTF-8 at byte {}", e.valid_up_to());
        Error::input(&place, problem, "save the file as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Taxonomy::parse(text, &place, hex(&Sha256::digest(&bytes)))
}
