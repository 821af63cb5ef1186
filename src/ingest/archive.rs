//! Zip archives: their members are read as the files of a folder are, each named
//! `archive.zip/member`. What unpacks to far more than it is, is refused before it is unpacked.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;

use super::compression::most_unpacked;
use super::content::Unreadable;

/// Files that an archive may have.
const MAX_MEMBERS: usize = 10_000;

/// What a zip archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number of files.
    Files,
    /// An Excel workbook.
    Workbook,
    /// A document of a kind that we do not read.
    Other(&'static str),
}

/// Whether a file starts like a zip archive.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// What the bytes of a zip archive are, once it is proven that they can be unpacked.
pub fn kind(bytes: &[u8]) -> Result<Kind, Unreadable> {
    let size = bytes.len() as u64;
    let mut zip = ZipArchive::new(std::io::Cursor::new(bytes)).map_err(damaged)?;
    check(&mut zip, size)?;
    Ok(kind_of(&zip))
}

/// A file of an archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// The path of the archive and, after it, the name in it.
    pub path: PathBuf,
    /// Bytes that it takes in the archive.
    pub size: u64,
    zip: Arc<Mutex<ZipArchive<File>>>,
    idx: usize,
}

impl Member {
    /// Its bytes, unpacked.
    pub fn read(&self) -> Result<Vec<u8>, Unreadable> {
        let mut zip = self.zip.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = zip.by_index(self.idx).map_err(damaged)?;
        let size = file.size();
        let mut bytes = Vec::new();
        let read = (&mut file).take(size.saturating_add(1)).read_to_end(&mut bytes);
        match read {
            Ok(_) if bytes.len() as u64 == size => Ok(bytes),
            Ok(_) => Err(Unreadable {
                problem: "is not as long as its archive says".to_owned(),
                remedy: "pack it again",
            }),
            Err(error) => Err(damaged(error.into())),
        }
    }
}

/// The files of the archive at `path`, sorted by name, hidden ones left out; `None` where it is no
/// archive of files.
pub fn members(path: &Path) -> Result<Option<Vec<Member>>, Unreadable> {
    let mut magic = [0; 4];
    let Ok(mut file) = File::open(path) else { return Ok(None) };
    if file.read_exact(&mut magic).is_err() || !is_zip(&magic) {
        return Ok(None);
    }
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut zip = ZipArchive::new(file).map_err(damaged)?;
    if kind_of(&zip) != Kind::Files {
        return Ok(None);
    }
    check(&mut zip, size)?;
    let mut names: Vec<(usize, String)> = Vec::new();
    for idx in 0..zip.len() {
        let name = zip.name_for_index(idx).unwrap_or_default();
        let is_hidden = |part: &str| part.starts_with('.') || part == "__MACOSX";
        if !name.ends_with(['/', '\\']) && !name.split(['/', '\\']).any(is_hidden) {
            names.push((idx, name.to_owned()));
        }
    }
    names.sort_by(|(_, a), (_, b)| a.cmp(b));
    let sizes: Vec<u64> = names
        .iter()
        .map(|(idx, _)| zip.by_index_raw(*idx).map_or(0, |file| file.compressed_size()))
        .collect();
    let zip = Arc::new(Mutex::new(zip));
    let member = |((idx, name), size): ((usize, String), u64)| Member {
        // No `join`: a name may start with a slash.
        path: PathBuf::from(format!("{}/{name}", path.display())),
        size,
        zip: Arc::clone(&zip),
        idx,
    };
    Ok(Some(names.into_iter().zip(sizes).map(member).collect()))
}

/// The file that a path such as `archive.zip/member` names.
pub fn member(path: &Path) -> Option<Member> {
    let archive = path.ancestors().skip(1).find(|above| above.is_file())?;
    members(archive).ok()??.into_iter().find(|member| member.path == path)
}

/// Refuses what unpacks to more than can be meant.
fn check<R: Read + Seek>(zip: &mut ZipArchive<R>, size: u64) -> Result<(), Unreadable> {
    let refuse = |problem: String| {
        Err(Unreadable {
            problem,
            remedy: "unpack it yourself, if you trust it, and give the files",
        })
    };
    if zip.len() > MAX_MEMBERS {
        return refuse(format!("has {} files, more than {MAX_MEMBERS}", zip.len()));
    }
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for idx in 0..zip.len() {
        let file = zip.by_index_raw(idx).map_err(damaged)?;
        packed = packed.saturating_add(file.compressed_size());
        unpacked = unpacked.saturating_add(file.size());
    }
    // Files that lie over one another in the archive are together larger than it is.
    if packed > size {
        return refuse(format!("would unpack to {unpacked} bytes, more than can be"));
    }
    if unpacked > most_unpacked(size) {
        return refuse(format!(
            "would unpack to {unpacked} bytes, {} times its own",
            unpacked / size.max(1)
        ));
    }
    Ok(())
}

fn kind_of<R>(zip: &ZipArchive<R>) -> Kind
where
    R: Read + Seek,
{
    let has = |start: &str| zip.file_names().any(|name| name.starts_with(start));
    if !has("[Content_Types].xml") && !has("mimetype") {
        return Kind::Files;
    }
    if has("xl/workbook.xml") {
        Kind::Workbook
    } else if has("word/") {
        Kind::Other("a Word file")
    } else {
        Kind::Other("an Office document")
    }
}

fn damaged(error: zip::result::ZipError) -> Unreadable {
    Unreadable {
        problem: format!("is a damaged or locked zip archive ({error})"),
        remedy: "unpack it yourself and give the files",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// An archive with files of these names and contents.
    fn archive(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".zip").tempfile().unwrap();
        let mut zip = ZipWriter::new(file.reopen().unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        file
    }

    #[test]
    fn members_are_files_by_name() {
        let files: &[(&str, &[u8])] = &[
            ("b/x.csv", b"b"),
            ("a.csv", b"a"),
            ("__MACOSX/a.csv", b"-"),
            (".b", b"-"),
            ("c/", b""),
        ];
        let file = archive(files);
        let members = members(file.path()).unwrap().unwrap();
        let name =
            |member: &Member| member.path.strip_prefix(file.path()).unwrap().display().to_string();
        assert_eq!(members.iter().map(name).collect::<Vec<_>>(), ["a.csv", "b/x.csv"]);
        assert_eq!(members[1].read().unwrap(), b"b");
        assert_eq!(member(&members[1].path).unwrap().read().unwrap(), b"b");
        assert!(member(&file.path().join("none.csv")).is_none());
    }

    #[test]
    fn bombs_and_damaged_archives_are_refused() {
        let bomb = archive(&[("a.csv", &vec![b'a'; 70 << 20])]);
        let refused = members(bomb.path()).unwrap_err();
        assert!(refused.problem.contains("times its own"), "{refused:?}");
        let many: Vec<(String, &[u8])> =
            (0..=MAX_MEMBERS).map(|number| (number.to_string(), &b""[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, b)| (name.as_str(), *b)).collect();
        let refused = members(archive(&many).path()).unwrap_err();
        assert!(refused.problem.contains("10001 files"), "{refused:?}");
        let bytes = std::fs::read(archive(&[("a.csv", b"title\nA\n")]).path()).unwrap();
        let cut = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(cut.path(), &bytes[..bytes.len() - 8]).unwrap();
        assert!(members(cut.path()).unwrap_err().problem.contains("damaged"));
        assert!(kind(&bytes[..bytes.len() - 8]).is_err());
        assert_eq!(kind(&bytes).unwrap(), Kind::Files);
    }
}
