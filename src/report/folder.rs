//! The output folder: written aside, then put in place in one step.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file by which we know a folder for one of ours.
const MANIFEST: &str = "manifest.toml";

/// An output folder in the making. Dropped without [`OutputFolder::publish`], it leaves no trace.
pub struct OutputFolder {
    target: PathBuf,
    aside: TempDir,
}

impl OutputFolder {
    /// Opens a folder beside `target` to write to.
    ///
    /// # Errors
    /// When `target` is a file or a folder that is not an earlier output (nothing of the user's
    /// is ever replaced), or its parent cannot be written to.
    pub fn open(target: &Path) -> Result<Self> {
        if target.exists() && !is_replaceable(target)? {
            return Err(Error::config(
                format!("{} exists and is not an output of themeline", target.display()),
                "choose another folder with -o, or remove it yourself",
            ));
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(parent).map_err(|e| Error::io("create the folder", parent, e))?;
        let aside = tempfile::Builder::new()
            .prefix(".themeline-")
            .tempdir_in(parent)
            .map_err(|e| Error::io("write to the folder", parent, e))?;
        Ok(OutputFolder { target: target.to_path_buf(), aside })
    }

    /// A folder to write to, made if need be; `""` is the output folder itself.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn subfolder(&self, name: &str) -> Result<PathBuf> {
        let path = self.aside.path().join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))?;
        Ok(path)
    }

    /// Puts the folder in place of `target`; an earlier output there goes.
    ///
    /// # Errors
    /// When a folder cannot be renamed; the earlier output is then back in place.
    pub fn publish(self) -> Result<()> {
        let OutputFolder { target, aside } = self;
        readable_by_all(aside.path())?;
        let rename = |from: &Path, to: &Path| {
            std::fs::rename(from, to).map_err(|e| Error::io("put in place", to, e))
        };
        let earlier = aside.path().with_extension("earlier");
        let had_earlier = target.exists();
        if had_earlier {
            rename(&target, &earlier)?;
        }
        if let Err(error) = rename(aside.path(), &target) {
            if had_earlier {
                rename(&earlier, &target)?;
            }
            return Err(error);
        }
        // The folder has moved away: there is nothing left to clean up under its old name.
        let _ = aside.keep();
        if had_earlier {
            std::fs::remove_dir_all(&earlier).map_err(|e| Error::io("remove", &earlier, e))?;
        }
        Ok(())
    }
}

/// An empty folder, or one with our manifest in it.
fn is_replaceable(target: &Path) -> Result<bool> {
    if !target.is_dir() {
        return Ok(false);
    }
    let mut entries = std::fs::read_dir(target).map_err(|e| Error::io("read", target, e))?;
    Ok(entries.next().is_none() || target.join(MANIFEST).is_file())
}

/// Temporary folders are for their owner's eyes only; the output is for everybody the parent is.
#[cfg(unix)]
fn readable_by_all(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
        .map_err(|e| Error::io("set the permissions of", folder, e))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &OutputFolder, text: &str) {
        std::fs::write(folder.subfolder("").unwrap().join(MANIFEST), text).unwrap();
    }

    #[test]
    fn an_earlier_output_is_replaced_as_a_whole() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("deep/out");
        for text in ["one", "two"] {
            let folder = OutputFolder::open(&target).unwrap();
            write(&folder, text);
            folder.publish().unwrap();
        }
        assert_eq!(std::fs::read_to_string(target.join(MANIFEST)).unwrap(), "two");
        assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_run_leaves_everything_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("out");
        let folder = OutputFolder::open(&target).unwrap();
        write(&folder, "one");
        folder.publish().unwrap();
        drop(OutputFolder::open(&target).unwrap());
        assert_eq!(std::fs::read_to_string(target.join(MANIFEST)).unwrap(), "one");
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_of_the_users_is_replaced() {
        let parent = tempfile::tempdir().unwrap();
        std::fs::write(parent.path().join("thesis.tex"), "x").unwrap();
        let error = OutputFolder::open(parent.path()).err().unwrap().to_string();
        assert!(error.contains("not an output") && error.contains("-o"), "{error}");
        assert!(OutputFolder::open(&parent.path().join("thesis.tex")).is_err());
    }
}
