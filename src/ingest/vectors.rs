//! Vectors of the papers from another program, such as a sentence encoder: read, and joined to the
//! papers by id.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::columns::Names;
use super::compression::{decompress, most_unpacked};
use super::content;
use super::format;
use super::identity::{hex, id_key, slug, title_key};
use super::{npy, vector_columns};
use crate::corpus::{Corpus, Paper, PaperVectors};
use crate::dense::Matrix;
use crate::error::{Error, Result};

/// The rows of a file of vectors.
pub struct VectorRows {
    /// The id of each row, where the file has them.
    pub ids: Option<Vec<String>>,
    /// A row per vector.
    pub vectors: Matrix,
}

/// By what a record can be found among the papers that it became a part of.
pub struct RecordKeys {
    id: Option<String>,
    title: Option<String>,
}

impl RecordKeys {
    /// The keys of a record as read.
    pub fn of(record: &Paper) -> Self {
        let id = id_key(&record.id).or_else(|| id_key(&slug(record)));
        RecordKeys { id, title: title_key(&record.title) }
    }
}

/// The files that hold vectors and their ids: nothing to read papers from.
pub fn files(path: &Path) -> Vec<PathBuf> {
    std::iter::once(path.to_path_buf()).chain(ids_file(path)).collect()
}

/// The file beside `path` that has the ids of its rows, one a line.
fn ids_file(path: &Path) -> Option<PathBuf> {
    let appended = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let candidates =
        [appended(".ids.txt"), path.with_extension("ids.txt"), path.with_extension("ids")];
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// Reads the vectors in `path` and gives every paper its own.
///
/// Ids are those of the file's id column, or of `FILE.ids.txt`, `STEM.ids.txt` or `STEM.ids`
/// beside it, one a line; without any, the rows follow `records`, those of the only input file in
/// its order. A record that was merged lends its vector to the paper it became a part of. Of
/// several rows for one paper, that with the paper's own id is taken, of equals the first by id and
/// values: the order of the rows changes nothing.
///
/// # Errors
/// When the file cannot be used, a number is not finite, or no row belongs to a paper.
pub fn read(
    path: &Path,
    corpus: &Corpus,
    records: Option<&[RecordKeys]>,
    names: &Names,
) -> Result<PaperVectors> {
    let place = path.display().to_string();
    let raw = std::fs::read(path).map_err(|e| Error::io("read the embeddings", path, e))?;
    let sha256 = hex(&Sha256::digest(&raw));
    let bytes = decompress(&raw, most_unpacked(raw.len() as u64))
        .map_err(|unreadable| Error::input(&place, unreadable.problem, unreadable.remedy))?;
    let mut rows = if bytes.starts_with(npy::MAGIC) {
        VectorRows { ids: None, vectors: npy::read(&bytes, &place)? }
    } else if format::is_parquet(&bytes) {
        vector_columns::read(&bytes, &place, names)?
    } else {
        return Err(Error::input(
            place,
            "is neither a .npy nor a Parquet file",
            "save the embeddings as one of them",
        ));
    };
    drop(bytes);
    check_finite(&rows.vectors, &place)?;
    let ids_path = ids_file(path).filter(|_| rows.ids.is_none());
    let mut ids_sha256 = None;
    if let Some(ids_path) = &ids_path {
        let (ids, digest) = read_ids(ids_path, rows.vectors.n_rows(), &place)?;
        rows.ids = Some(ids);
        ids_sha256 = Some(digest);
    }
    let places = match &rows.ids {
        Some(ids) => places_of_ids(ids, corpus),
        None => places_in_order(records, rows.vectors.n_rows(), corpus, &place)?,
    };
    let n_unknown = places.iter().filter(|found| found.is_none()).count();
    let (vectors, n_papers) = arrange(&rows, &places, corpus);
    if n_papers == 0 {
        let example = |id: Option<&String>| id.map_or("none".to_owned(), |id| format!("{id:?}"));
        return Err(Error::input(
            place,
            format!(
                "none of its {} rows belongs to a paper (its first id is {}, that of a paper {})",
                rows.vectors.n_rows(),
                example(rows.ids.as_ref().and_then(|ids| ids.first())),
                example(corpus.papers.first().map(|paper| &paper.id)),
            ),
            "give its rows the ids that tables/papers.csv has for the papers",
        ));
    }
    Ok(PaperVectors {
        vectors,
        path: path.to_path_buf(),
        sha256,
        ids: ids_path.zip(ids_sha256),
        n_rows: rows.vectors.n_rows(),
        n_papers,
        n_unknown,
    })
}

fn check_finite(vectors: &Matrix, place: &str) -> Result<()> {
    match vectors.rows().position(|row| row.iter().any(|x| !x.is_finite())) {
        None => Ok(()),
        Some(row) => Err(Error::input(
            format!("{place}, row {}", row + 1),
            "holds a number that is not finite",
            "leave the row out: its paper is placed by its text",
        )),
    }
}

/// The lines of the file of ids, and its digest.
fn read_ids(path: &Path, n_rows: usize, vectors: &str) -> Result<(Vec<String>, String)> {
    let place = path.display().to_string();
    let raw = std::fs::read(path).map_err(|e| Error::io("read the ids", path, e))?;
    let digest = hex(&Sha256::digest(&raw));
    let text = content::text(raw.into())
        .map_err(|unreadable| Error::input(&place, unreadable.problem, unreadable.remedy))?;
    let text = content::utf8(&text, 0)
        .map_err(|problem| Error::input(&place, problem, "write one id a line"))?;
    let ids: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    if ids.len() != n_rows {
        return Err(Error::input(
            place,
            format!("has {} lines, but {vectors} has {n_rows} rows", ids.len()),
            "write the id of each row on a line of its own",
        ));
    }
    Ok((ids, digest))
}

/// A paper for a row, and whether the row has the paper's own id.
type Place = Option<(usize, bool)>;

fn places_of_ids(ids: &[String], corpus: &Corpus) -> Vec<Place> {
    let own = rows_by_id(corpus);
    let merged = rows_by_merged_id(corpus, &own);
    ids.iter()
        .map(|id| {
            let key = id_key(id)?;
            let paper = own.get(&key).map(|&row| (row, true));
            paper.or_else(|| merged.get(&key).map(|&row| (row, false)))
        })
        .collect()
}

/// The papers that the records became, in the order of the records.
fn places_in_order(
    records: Option<&[RecordKeys]>,
    n_rows: usize,
    corpus: &Corpus,
    place: &str,
) -> Result<Vec<Place>> {
    let remedy = format!("write the ids of its rows, one a line, to {place}.ids.txt");
    let Some(records) = records else {
        return Err(Error::input(place, "has no ids, and there are several input files", remedy));
    };
    if records.len() != n_rows {
        return Err(Error::input(
            place,
            format!("has no ids and {n_rows} rows, but the input has {} papers", records.len()),
            remedy,
        ));
    }
    let own = rows_by_id(corpus);
    let merged = rows_by_merged_id(corpus, &own);
    let mut titles: FxHashMap<String, usize> = FxHashMap::default();
    for duplicate in &corpus.duplicates {
        let kept = id_key(&duplicate.kept_id).and_then(|key| own.get(&key));
        if let (Some(key), Some(&row)) = (title_key(&duplicate.merged_title), kept) {
            titles.insert(key, row);
        }
    }
    let own_titles = (0..).zip(&corpus.papers);
    titles.extend(own_titles.filter_map(|(row, paper)| Some((title_key(&paper.title)?, row))));
    let find = |record: &RecordKeys| {
        let (id, title) = (record.id.as_ref(), record.title.as_ref());
        let by_id = id.and_then(|id| own.get(id)).map(|&row| (row, true));
        by_id
            .or_else(|| Some((*titles.get(title?)?, false)))
            .or_else(|| Some((*merged.get(id?)?, false)))
    };
    Ok(records.iter().map(find).collect())
}

fn rows_by_id(corpus: &Corpus) -> FxHashMap<String, usize> {
    (0..).zip(&corpus.papers).filter_map(|(row, paper)| Some((id_key(&paper.id)?, row))).collect()
}

fn rows_by_merged_id(corpus: &Corpus, own: &FxHashMap<String, usize>) -> FxHashMap<String, usize> {
    let merged = corpus.duplicates.iter();
    merged
        .filter_map(|merged| {
            Some((id_key(&merged.merged_id)?, *own.get(&id_key(&merged.kept_id)?)?))
        })
        .collect()
}

/// The vectors in the order of the papers, of unit length, and for how many papers there is one.
fn arrange(rows: &VectorRows, places: &[Place], corpus: &Corpus) -> (Matrix, usize) {
    let mut chosen: Vec<Option<usize>> = vec![None; corpus.papers.len()];
    let key = |row: usize| {
        let is_other = places[row].is_none_or(|(_, is_own)| !is_own);
        (is_other, rows.ids.as_ref().map(|ids| &ids[row]))
    };
    let is_before = |a: usize, b: usize| {
        let values = rows.vectors.row(a).iter().zip(rows.vectors.row(b));
        let order = values.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne());
        key(a).cmp(&key(b)).then(order.unwrap_or(std::cmp::Ordering::Equal)).is_lt()
    };
    for (row, place) in places.iter().enumerate() {
        let Some((paper, _)) = *place else { continue };
        let is_zero = rows.vectors.row(row).iter().all(|&x| x == 0.0);
        if !is_zero && chosen[paper].is_none_or(|so_far| is_before(row, so_far)) {
            chosen[paper] = Some(row);
        }
    }
    let mut vectors = Matrix::zeros(corpus.papers.len(), rows.vectors.n_cols());
    for (paper, row) in chosen.iter().enumerate() {
        if let Some(row) = row {
            vectors.row_mut(paper).copy_from_slice(rows.vectors.row(*row));
        }
    }
    vectors.normalize_rows();
    (vectors, chosen.iter().flatten().count())
}

#[cfg(test)]
mod tests;
