//! The output folder: written aside, then put in place in one step.

use crate::error::{Error, Result};
use crate::ingest::is_output;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file by which we know a folder for one of ours.
const MANIFEST: &str = "manifest.toml";

/// The file by which we know a folder for an evaluation of ours.
pub(super) const EVALUATION: &str = "evaluation.json";

/// What a folder of ours holds; a folder that holds anything else is not replaced.
struct Layout {
    files: &'static [&'static str],
    /// Names, and the endings of the files in them.
    subfolders: &'static [(&'static str, &'static [&'static str])],
    is_ours: fn(&Path) -> bool,
}

/// The output of `themeline run`, with the evaluation that may have been put into it since.
const RUN_LAYOUT: Layout = Layout {
    files: &[MANIFEST, "report.html", "report.md", "report.xlsx"],
    subfolders: &[
        ("tables", &["csv", "parquet"]),
        ("charts", &["png", "svg"]),
        ("evaluation", &["csv", "json"]),
    ],
    is_ours: is_output,
};

/// The output of `themeline evaluate`.
const EVALUATION_LAYOUT: Layout = Layout {
    files: &[EVALUATION, "scores.csv", "classes.csv"],
    subfolders: &[],
    is_ours: is_evaluation,
};

fn is_evaluation(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join(EVALUATION)).unwrap_or_default();
    let found: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    found.get("themeline").is_some()
}

/// A folder that the output can be put in place of. Nothing is left of it unless it is written.
pub struct OutputFolder {
    /// As the user wrote it.
    asked: PathBuf,
    target: PathBuf,
}

/// An output folder in the making. Dropped without [`Aside::publish`], it leaves no trace.
pub struct Aside {
    target: PathBuf,
    folder: TempDir,
}

impl OutputFolder {
    /// Proves that the output of a run can be put in place of `target`, before the work is done.
    ///
    /// # Errors
    /// When `target` is anything but an empty folder or an earlier output (nothing of the user's
    /// is ever replaced), or the folder it is to stand in cannot be written to.
    pub fn open(target: &Path) -> Result<Self> {
        OutputFolder::open_as(target, &RUN_LAYOUT)
    }

    /// [`OutputFolder::open`] for an evaluation; `target` may be an earlier evaluation.
    ///
    /// # Errors
    /// As there.
    pub fn open_evaluation(target: &Path) -> Result<Self> {
        OutputFolder::open_as(target, &EVALUATION_LAYOUT)
    }

    fn open_as(target: &Path, layout: &Layout) -> Result<Self> {
        let asked = target.to_path_buf();
        // A linked output stays where the link leads.
        let target = if target.is_symlink() || target.is_dir() {
            target.canonicalize().map_err(|e| unwritable(target, &e))?
        } else {
            target.to_path_buf()
        };
        if target.exists() {
            check_replaceable(&target, layout)?;
        }
        // The nearest folder there is: the others are made when there is something to put in.
        let existing = parent(&target).ancestors().find(|folder| folder.exists());
        let existing = existing.filter(|folder| !folder.as_os_str().is_empty());
        temporary_in(existing.unwrap_or(Path::new("."))).map_err(|e| unwritable(&target, &e))?;
        Ok(OutputFolder { asked, target })
    }

    /// Where the folder will be, as the user wrote it.
    pub fn path(&self) -> &Path {
        &self.asked
    }

    /// Makes a folder beside the target to write to.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(self) -> Result<Aside> {
        let parent = parent(&self.target);
        std::fs::create_dir_all(parent).map_err(|e| Error::io("create the folder", parent, e))?;
        let folder = temporary_in(parent).map_err(|e| unwritable(&self.target, &e))?;
        Ok(Aside { target: self.target, folder })
    }
}

impl Aside {
    /// A folder to write to, made if need be; `""` is the output folder itself.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn subfolder(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io("create the folder", &path, e))?;
        Ok(path)
    }

    /// Copies what an earlier run has in these subfolders; of what we do not write, nothing.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn carry_over(&self, earlier: &Path, subfolders: &[&str]) -> Result<()> {
        for (name, endings) in RUN_LAYOUT.subfolders.iter().filter(|s| subfolders.contains(&s.0)) {
            let from = earlier.join(name);
            if !from.is_dir() {
                continue;
            }
            let to = self.subfolder(name)?;
            for file in names(&from)?.iter().filter(|file| has_ending(file, endings)) {
                let from = from.join(file);
                std::fs::copy(&from, to.join(file)).map_err(|e| Error::io("copy", &from, e))?;
            }
        }
        Ok(())
    }

    /// Puts the folder in place of the target; an earlier output there goes.
    ///
    /// # Errors
    /// When a folder cannot be renamed; the earlier output is then back in place.
    pub fn publish(self) -> Result<()> {
        let Aside { target, folder } = self;
        readable_by_all(folder.path())?;
        let rename = |from: &Path, to: &Path| {
            std::fs::rename(from, to).map_err(|e| Error::io("put in place", to, e))
        };
        let earlier = folder.path().with_extension("earlier");
        let had_earlier = target.exists();
        if had_earlier {
            rename(&target, &earlier)?;
        }
        if let Err(error) = rename(folder.path(), &target) {
            if had_earlier {
                rename(&earlier, &target)?;
            }
            return Err(error);
        }
        // The folder has moved away: there is nothing left to clean up under its old name.
        let _ = folder.keep();
        if had_earlier {
            std::fs::remove_dir_all(&earlier).map_err(|e| Error::io("remove", &earlier, e))?;
        }
        Ok(())
    }
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn temporary_in(folder: &Path) -> std::io::Result<TempDir> {
    tempfile::Builder::new().prefix(".themeline-").tempdir_in(folder)
}

fn unwritable(target: &Path, error: &std::io::Error) -> Error {
    Error::config(
        format!("cannot write to {}: {error}", target.display()),
        "choose another folder with -o",
    )
}

fn check_replaceable(target: &Path, layout: &Layout) -> Result<()> {
    let refused = |why: &str| {
        let problem = format!("{} {why}", target.display());
        Err(Error::config(problem, "choose another folder with -o, or remove it yourself"))
    };
    if !target.is_dir() {
        return refused("exists and is not an output of themeline");
    }
    // Whoever is in a folder that is replaced is left in one that is gone.
    if std::env::current_dir().is_ok_and(|current| current.starts_with(target)) {
        return refused("is the folder you are in, not an output of themeline");
    }
    let names = names(target)?;
    if !names.is_empty() && !(layout.is_ours)(target) {
        return refused("exists and is not an output of themeline");
    }
    match stranger(target, names, layout)? {
        Some(path) => refused(&format!("holds {path}, which themeline did not write")),
        None => Ok(()),
    }
}

/// The first file in a folder that we do not write.
fn stranger(target: &Path, names: Vec<String>, layout: &Layout) -> Result<Option<String>> {
    for name in names {
        let subfolder = layout.subfolders.iter().find(|(known, _)| *known == name);
        match subfolder {
            Some((_, endings)) if target.join(&name).is_dir() => {
                let inside = self::names(&target.join(&name))?;
                if let Some(file) = inside.iter().find(|file| !has_ending(file, endings)) {
                    return Ok(Some(format!("{name}/{file}")));
                }
            }
            _ if layout.files.contains(&name.as_str()) => {}
            _ => return Ok(Some(name)),
        }
    }
    Ok(None)
}

fn has_ending(file: &str, endings: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |e| Error::io("read", folder, e);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut names = entries
        .map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned()).map_err(failed))
        .collect::<Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
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

    /// What a manifest of ours says, and a version to tell one from another.
    fn manifest(version: &str) -> String {
        format!("[run]\nthemeline = \"{version}\"\n")
    }

    fn write(target: &Path, version: &str) -> Aside {
        let aside = OutputFolder::open(target).unwrap().begin().unwrap();
        std::fs::write(aside.subfolder("").unwrap().join(MANIFEST), manifest(version)).unwrap();
        aside
    }

    #[test]
    fn an_earlier_output_is_replaced_as_a_whole() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("deep/out");
        for version in ["1", "2"] {
            write(&target, version).publish().unwrap();
        }
        assert_eq!(std::fs::read_to_string(target.join(MANIFEST)).unwrap(), manifest("2"));
        assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_run_leaves_everything_as_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("out");
        write(&target, "1").publish().unwrap();
        drop(write(&target, "2"));
        assert_eq!(std::fs::read_to_string(target.join(MANIFEST)).unwrap(), manifest("1"));
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
