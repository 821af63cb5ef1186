//! The lengths of texts in a page of a delta encoding.
//!
//! polars makes room for a text as long as its page says, before it looks for the bytes of it.
//! Source: <https://parquet.apache.org/docs/file-format/data-pages/encodings/>.

use super::thrift::{varint, zigzag};

/// Values in a block and blocks of a miniblock that a writer may choose; 128 and 4 are usual.
const MAX_BLOCK: u64 = 1 << 16;

/// Bytes of all texts of a page in `DELTA_LENGTH_BYTE_ARRAY`: lengths, then the texts.
///
/// [`None`] when the page is damaged, or has more than `max_values`.
pub fn plain_bytes(mut page: &[u8], max_values: usize) -> Option<u64> {
    let n_bytes = numbers(&mut page, max_values)?.iter().try_fold(0, add)?;
    (n_bytes <= page.len() as u64).then_some(n_bytes)
}

/// The same for `DELTA_BYTE_ARRAY`: how much of the text before begins each, then the ends as
/// `DELTA_LENGTH_BYTE_ARRAY`.
pub fn shared_bytes(mut page: &[u8], max_values: usize) -> Option<u64> {
    let prefixes = numbers(&mut page, max_values)?;
    let suffixes = numbers(&mut page, max_values)?;
    if prefixes.len() != suffixes.len() {
        return None;
    }
    let ends = suffixes.iter().try_fold(0, add)?;
    let (mut n_before, mut n_bytes) = (0, 0);
    for (&prefix, suffix) in prefixes.iter().zip(&suffixes) {
        if !(0..=n_before).contains(&prefix) {
            return None;
        }
        n_before = prefix.checked_add(*suffix)?;
        n_bytes = add(n_bytes, &n_before)?;
    }
    (ends <= page.len() as u64).then_some(n_bytes)
}

/// Whether a page in `DELTA_BINARY_PACKED` has whole blocks and no more than `max_values`.
pub fn is_whole(mut page: &[u8], max_values: usize) -> bool {
    numbers(&mut page, max_values).is_some()
}

fn add(sum: u64, length: &i64) -> Option<u64> {
    sum.checked_add(u64::try_from(*length).ok()?)
}

/// The numbers of `DELTA_BINARY_PACKED` at the beginning of `left`.
fn numbers(left: &mut &[u8], max_values: usize) -> Option<Vec<i64>> {
    let per_block = varint(left)?;
    let n_miniblocks = varint(left)?;
    let n_values = usize::try_from(varint(left)?).ok()?;
    let first = zigzag(left)?;
    let is_usual = (1..=MAX_BLOCK).contains(&per_block) && (1..=per_block).contains(&n_miniblocks);
    if !is_usual || n_values > max_values || per_block % (n_miniblocks * 32) != 0 {
        return None;
    }
    let per_miniblock = (per_block / n_miniblocks) as usize;
    let mut values = Vec::new();
    let mut value = first;
    if n_values > 0 {
        values.push(value);
    }
    while values.len() < n_values {
        let least = zigzag(left)?;
        let (widths, rest) = left.split_at_checked(n_miniblocks as usize)?;
        *left = rest;
        for &width in widths {
            // Of miniblocks behind the last value, only the widths are there.
            let n = per_miniblock.min(n_values - values.len());
            if n == 0 {
                break;
            }
            if width > 64 {
                return None;
            }
            let (packed, rest) = left.split_at_checked(usize::from(width) * per_miniblock / 8)?;
            *left = rest;
            for at in 0..n {
                let delta = bits(packed, at * usize::from(width), usize::from(width));
                value = value.wrapping_add(least).wrapping_add(delta as i64);
                values.push(value);
            }
        }
    }
    Some(values)
}

/// `width` bits of `packed` from bit `at` on, the lowest first.
fn bits(packed: &[u8], at: usize, width: usize) -> u64 {
    (0..width).fold(0, |value, bit| {
        let byte = packed[(at + bit) / 8];
        value | u64::from(byte >> ((at + bit) % 8) & 1) << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spec's example: 7, 5, 3, 1, 2, 3, 4, 5 in blocks of 128, deltas of two bits above -2.
    const SPEC: [u8; 18] = [0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0];

    #[test]
    fn the_example_of_the_specification() {
        let mut left = &SPEC[..];
        assert_eq!(numbers(&mut left, 8).unwrap(), [7, 5, 3, 1, 2, 3, 4, 5]);
        assert!(left.is_empty());
        assert!(is_whole(&SPEC, 8) && !is_whole(&SPEC, 7));
        for cut in 0..SPEC.len() {
            assert!(!is_whole(&SPEC[..cut], 8), "{cut}");
        }
    }

    /// Numbers that differ by the same step: blocks of no bits.
    fn even(first: u8, step: u8, n: u8) -> Vec<u8> {
        vec![0x80, 0x01, 4, n, first << 1, step << 1, 0, 0, 0, 0]
    }

    #[test]
    fn lengths_are_within_the_page() {
        let page = [even(1, 1, 3), b"abbccc".to_vec()].concat();
        assert_eq!(plain_bytes(&page, 3), Some(6));
        assert_eq!(plain_bytes(&page[..page.len() - 1], 3), None);
        // Hello, Hellos: five letters of the first and one of its own.
        let page = [even(0, 5, 2), even(5, 0, 2), b"Helloworld".to_vec()].concat();
        assert_eq!(shared_bytes(&page, 2), Some(15));
        let beyond = [even(0, 6, 2), even(5, 0, 2), b"Helloworld".to_vec()].concat();
        assert_eq!(shared_bytes(&beyond, 2), None, "more than the text before has");
        assert_eq!(plain_bytes(&[0x80, 0x01, 4, 1, 1], 9), None, "a length of -1");
    }

    #[test]
    fn odd_blocks_are_refused() {
        for head in [[0x80, 0x01, 0], [0x81, 0x01, 4], [0x40, 0, 4], [0, 0, 4]] {
            let page = [head.to_vec(), vec![8, 14], vec![0; 40]].concat();
            assert!(!is_whole(&page, 100), "{head:?}");
        }
    }
}
