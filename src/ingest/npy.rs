//! Matrices as numpy saves them.
//!
//! The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. Read are
//! two-dimensional arrays of 32- or 64-bit floats in row order, which is what encoders write.

use crate::dense::Matrix;
use crate::error::{Error, Result};

/// First bytes of every `.npy` file.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads the matrix of a `.npy` file.
///
/// # Errors
/// When the file is damaged, or holds anything but a two-dimensional array of floats in row order.
pub fn read(bytes: &[u8], place: &str) -> Result<Matrix> {
    let damaged = |problem: &str| {
        Error::input(place, format!("is a damaged .npy file ({problem})"), "save it again")
    };
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("its first bytes are others"))?;
    let (header, data) = split(rest).ok_or_else(|| damaged("its header is cut"))?;
    let header = std::str::from_utf8(header).map_err(|_| damaged("its header is no text"))?;
    let unread = |what: String, remedy: &str| Err(Error::input(place, what, remedy));

    let field = |name: &str| field(header, name).ok_or_else(|| damaged("its header is unknown"));
    let kind = field("descr")?.trim_matches(['\'', '"']);
    let (width, decode): (usize, fn(&[u8]) -> f32) = match kind {
        "<f4" => (4, |b| f32::from_le_bytes(b.try_into().unwrap_or_default())),
        "<f8" => (8, |b| f64::from_le_bytes(b.try_into().unwrap_or_default()) as f32),
        _ => {
            return unread(
                format!("holds numbers of the kind {kind}, not 32- or 64-bit floats (<f4, <f8)"),
                "save it as numpy.save(FILE, array.astype(\"float32\"))",
            );
        }
    };
    if field("fortran_order")? != "False" {
        return unread(
            "holds its numbers column after column".to_owned(),
            "save it as numpy.save(FILE, numpy.ascontiguousarray(array))",
        );
    }
    let shape = field("shape")?;
    let sizes: Option<Vec<usize>> = shape
        .trim_matches(['(', ')'])
        .split(',')
        .map(str::trim)
        .filter(|size| !size.is_empty())
        .map(|size| size.parse().ok())
        .collect();
    let [n_rows, n_cols] = sizes.as_deref().unwrap_or_default() else {
        return unread(
            format!("has the shape {shape}, not that of a table"),
            "save an array with a row a paper and a column a dimension",
        );
    };
    let n_bytes = n_rows.checked_mul(*n_cols).and_then(|n| n.checked_mul(width));
    if n_bytes != Some(data.len()) {
        return Err(damaged(&format!("{} bytes are not {n_rows} × {n_cols} numbers", data.len())));
    }
    let values = data.chunks_exact(width).map(decode).collect();
    Ok(Matrix::from_vec(*n_rows, *n_cols, values))
}

/// The header's text and the numbers, of what follows the first bytes.
fn split(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (version, rest) = rest.split_at_checked(2)?;
    let (length, rest) = match version[0] {
        1 => {
            let (length, rest) = rest.split_at_checked(2)?;
            (usize::from(u16::from_le_bytes(length.try_into().ok()?)), rest)
        }
        _ => {
            let (length, rest) = rest.split_at_checked(4)?;
            (u32::from_le_bytes(length.try_into().ok()?) as usize, rest)
        }
    };
    rest.split_at_checked(length)
}

/// The value of a key in the header, a Python dictionary whose only nesting is the shape's tuple.
fn field<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = header.split_once(&format!("'{name}':"))?;
    let after = after.trim_start();
    let end = if after.starts_with('(') { after.find(')')? + 1 } else { after.find([',', '}'])? };
    Some(after[..end].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files that numpy wrote; tests/fixtures/make_fixtures.py makes them.
    const F4: &[u8] = include_bytes!("../../tests/fixtures/f4.npy");
    const F8: &[u8] = include_bytes!("../../tests/fixtures/f8.npy");
    const FORTRAN: &[u8] = include_bytes!("../../tests/fixtures/fortran.npy");
    const WHOLE: &[u8] = include_bytes!("../../tests/fixtures/whole.npy");
    const CUBE: &[u8] = include_bytes!("../../tests/fixtures/cube.npy");

    #[test]
    fn floats_of_both_widths_are_read_row_by_row() {
        let expected = Matrix::from_vec(3, 2, vec![0.0, 0.5, 1.0, 1.5, -2.0, 2.5]);
        assert_eq!(read(F4, "a.npy").unwrap(), expected);
        assert_eq!(read(F8, "a.npy").unwrap(), expected);
    }

    #[track_caller]
    fn check_error(bytes: &[u8], parts: &[&str]) {
        let message = read(bytes, "a.npy").unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part:?} not in {message:?}");
        }
    }

    #[test]
    fn other_arrays_are_errors_with_a_remedy() {
        check_error(FORTRAN, &["a.npy", "column after column", "ascontiguousarray"]);
        check_error(WHOLE, &["<i8", "astype"]);
        check_error(CUBE, &["(2, 3, 4)", "a row a paper"]);
    }

    #[test]
    fn no_cut_ends_in_a_panic() {
        for end in 0..F4.len() {
            check_error(&F4[..end], &["a.npy: is a damaged .npy file"]);
        }
    }
}
