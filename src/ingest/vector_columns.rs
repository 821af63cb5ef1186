//! Vectors in a Parquet file: a column of lists of floats, or a column of floats per dimension.

use polars::prelude::*;

use super::columns::{Names, Role};
use super::parquet::{Table, caught, damaged};
use super::vectors::VectorRows;
use crate::dense::Matrix;
use crate::error::{Error, Result};

/// Reads the vectors, and the ids where a column is called as ids are, or is the only one of texts.
///
/// # Errors
/// When the file is damaged, has no column of vectors or more than one, or a vector is missing or
/// not as long as the others.
pub fn read(bytes: &[u8], place: &str, names: &Names) -> Result<VectorRows> {
    caught(place, || read_frame(bytes, place, names))
}

/// What the columns of a file are for.
struct Columns {
    id: Option<String>,
    vectors: VectorColumns,
}

enum VectorColumns {
    List(String),
    PerDimension(Vec<String>),
}

fn read_frame(bytes: &[u8], place: &str, names: &Names) -> Result<VectorRows> {
    let failed = |error: PolarsError| damaged(place, error);
    let table = Table::open(bytes, place)?;
    let columns = choose(&table.schema, place, names)?;
    let mut wanted: Vec<String> = columns.id.iter().cloned().collect();
    match &columns.vectors {
        VectorColumns::List(name) => wanted.push(name.clone()),
        VectorColumns::PerDimension(names) => wanted.extend(names.iter().cloned()),
    }
    let frame = table.columns(wanted)?;
    let ids = match &columns.id {
        None => None,
        Some(name) => {
            let texts = frame.column(name).and_then(|c| c.cast(&DataType::String));
            let texts = texts.map_err(failed)?;
            let texts = texts.str().map_err(failed)?;
            Some(texts.iter().map(|id| id.unwrap_or_default().to_owned()).collect())
        }
    };
    let vectors = match &columns.vectors {
        VectorColumns::List(name) => from_lists(&frame, name, place)?,
        VectorColumns::PerDimension(names) => from_columns(&frame, names, place)?,
    };
    Ok(VectorRows { ids, vectors })
}

fn choose(schema: &ArrowSchema, place: &str, names: &Names) -> Result<Columns> {
    use ArrowDataType as T;
    let of = |is_wanted: &dyn Fn(&T) -> bool| -> Vec<String> {
        let fields = schema.iter_values().filter(|field| is_wanted(field.dtype()));
        fields.map(|field| field.name.to_string()).collect()
    };
    let is_float = |dtype: &T| matches!(dtype, T::Float32 | T::Float64);
    let is_text = |dtype: &T| matches!(dtype, T::Utf8 | T::LargeUtf8 | T::Utf8View);
    let is_whole = |dtype: &T| matches!(dtype, T::Int32 | T::Int64 | T::UInt32 | T::UInt64);
    let rank = |name: &String| {
        let uses = names.uses(name).iter().filter(|use_| use_.role == Role::Id);
        uses.map(|use_| use_.rank).min()
    };
    let texts = of(&is_text);
    let named = of(&|dtype| is_text(dtype) || is_whole(dtype));
    let named = named.into_iter().filter_map(|name| Some((rank(&name)?, name))).min();
    let id = match (named, texts.as_slice()) {
        (Some((_, name)), _) => Some(name),
        (None, [only]) => Some(only.clone()),
        _ => None,
    };
    let lists = of(&|dtype| match dtype {
        T::List(item) | T::LargeList(item) | T::FixedSizeList(item, _) => is_float(item.dtype()),
        _ => false,
    });
    let vectors = match lists.as_slice() {
        [only] => VectorColumns::List(only.clone()),
        [] => VectorColumns::PerDimension(of(&is_float)),
        several => {
            return Err(Error::input(
                place,
                format!("has several columns of lists of floats: {}", several.join(", ")),
                "leave one of them",
            ));
        }
    };
    if matches!(&vectors, VectorColumns::PerDimension(names) if names.is_empty()) {
        return Err(Error::input(
            place,
            "has no column of vectors",
            "write a column of lists of 32- or 64-bit floats, or a column of floats per dimension",
        ));
    }
    Ok(Columns { id, vectors })
}

fn from_lists(frame: &DataFrame, name: &str, place: &str) -> Result<Matrix> {
    let failed = |error: PolarsError| damaged(place, error);
    let column = frame.column(name).map_err(failed)?;
    let lists = column.list().map_err(failed)?;
    let mut values: Vec<f32> = Vec::new();
    let mut width = None;
    for row in 0..lists.len() {
        let list = lists.get_as_series(row);
        let floats = list.map(|list| list.cast(&DataType::Float32)).transpose().map_err(failed)?;
        let n_before = values.len();
        if let Some(floats) = &floats {
            let floats = floats.f32().map_err(failed)?;
            // A missing number is one that is not finite: the caller refuses it by its row.
            values.extend(floats.iter().map(|x| x.unwrap_or(f32::NAN)));
        }
        let n = values.len() - n_before;
        if *width.get_or_insert(n) != n || n == 0 {
            return Err(Error::input(
                format!("{place}, row {}", row + 1),
                format!("has a vector of {n} numbers, where the first has {}", width.unwrap_or(0)),
                "write vectors of one length, and leave out papers that have none",
            ));
        }
    }
    Ok(Matrix::from_vec(lists.len(), width.unwrap_or(0), values))
}

fn from_columns(frame: &DataFrame, names: &[String], place: &str) -> Result<Matrix> {
    let failed = |error: PolarsError| damaged(place, error);
    let mut matrix = Matrix::zeros(frame.height(), names.len());
    for (dimension, name) in names.iter().enumerate() {
        let column = frame.column(name).map_err(failed)?;
        let floats = column.cast(&DataType::Float32).map_err(failed)?;
        for (row, value) in floats.f32().map_err(failed)?.iter().enumerate() {
            matrix.row_mut(row)[dimension] = value.unwrap_or(f32::NAN);
        }
    }
    Ok(matrix)
}
