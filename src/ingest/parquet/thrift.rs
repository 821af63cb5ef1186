//! Structs of Thrift's compact protocol, in which Parquet keeps its footer and the headers of pages.
//!
//! Nothing is built: a walk checks that a struct ends before its bytes do and that no list claims
//! more elements than bytes follow, and gives every whole number with the ids of the fields it is in.
//! Source: <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.

/// Structs in structs: the footer has seven.
const MAX_DEPTH: usize = 24;

/// The kinds of the fields of a struct, by the ids of the fields that lead to it: a letter for each
/// field, from id 1 on. `?` truth, `y` byte, `i` whole number of any width, `b` bytes, `s` struct;
/// `I`, `B` and `S` are lists of these.
pub type Shape = (&'static [i16], &'static str);

/// Walks the struct at the beginning of `bytes` and gives its length in bytes.
///
/// `visit` is given each whole number and the ids of the fields that lead to it; elements of a list
/// share the id of the list. A field that `shapes` name is of their kind: a reader that goes by the
/// ids takes the bytes for what they should be.
///
/// [`None`] when the bytes are no such struct.
pub fn walk(bytes: &[u8], shapes: &[Shape], visit: &mut dyn FnMut(&[i16], i64)) -> Option<usize> {
    let mut walk = Walk { left: bytes, shapes, path: Vec::new(), visit };
    walk.fields(0)?;
    Some(bytes.len() - walk.left.len())
}

/// A whole number of seven bits a byte, the lowest first, at the beginning of `left`.
pub fn varint(left: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take(left, 1)?[0];
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// The same, where numbers near zero of either sign are short.
pub fn zigzag(left: &mut &[u8]) -> Option<i64> {
    let value = varint(left)?;
    Some((value >> 1) as i64 ^ -((value & 1) as i64))
}

fn take<'a>(left: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (taken, rest) = left.split_at_checked(n)?;
    *left = rest;
    Some(taken)
}

/// Kinds of values, by their numbers in the protocol.
mod kind {
    pub const STOP: u8 = 0;
    pub const TRUE: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const BYTE: u8 = 3;
    pub const I16: u8 = 4;
    pub const I64: u8 = 6;
    pub const DOUBLE: u8 = 7;
    pub const BYTES: u8 = 8;
    pub const LIST: u8 = 9;
    pub const STRUCT: u8 = 12;
}

struct Walk<'a, 'v> {
    left: &'a [u8],
    shapes: &'v [Shape],
    path: Vec<i16>,
    visit: &'v mut dyn FnMut(&[i16], i64),
}

impl Walk<'_, '_> {
    fn fields(&mut self, depth: usize) -> Option<()> {
        let fields = self.shapes.iter().find(|(path, _)| *path == self.path);
        let fields = fields.map_or("", |(_, fields)| fields).as_bytes();
        let mut id = 0_i16;
        loop {
            let head = take(&mut self.left, 1)?[0];
            let kind = head & 0x0F;
            if kind == kind::STOP {
                return Some(());
            }
            id = match head >> 4 {
                0 => i16::try_from(zigzag(&mut self.left)?).ok()?,
                step => id.checked_add(i16::from(step))?,
            };
            let wanted = usize::try_from(id).ok().and_then(|id| fields.get(id.checked_sub(1)?));
            self.path.push(id);
            match (kind, wanted) {
                // Of a field that is true or false, the kind is the value.
                (kind::TRUE | kind::FALSE, None | Some(b'?')) => {}
                (kind::LIST, None | Some(b'I' | b'B' | b'S')) => {
                    self.list(wanted.map(u8::to_ascii_lowercase), depth)?;
                }
                (_, wanted) => self.value(kind, wanted.copied(), depth)?,
            }
            self.path.pop();
        }
    }

    /// A value of the kind, which is the wanted one where one is.
    fn value(&mut self, kind: u8, wanted: Option<u8>, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let found = match kind {
            kind::BYTE => {
                take(&mut self.left, 1)?;
                b'y'
            }
            kind::I16..=kind::I64 => {
                let value = zigzag(&mut self.left)?;
                (self.visit)(&self.path, value);
                b'i'
            }
            kind::DOUBLE => {
                take(&mut self.left, 8)?;
                b'd'
            }
            kind::BYTES => {
                let n = usize::try_from(varint(&mut self.left)?).ok()?;
                take(&mut self.left, n)?;
                b'b'
            }
            kind::LIST => {
                self.list(None, depth)?;
                b'l'
            }
            kind::STRUCT => {
                self.fields(depth + 1)?;
                b's'
            }
            // Parquet has neither sets nor maps, nor truths in a list here.
            _ => return None,
        };
        wanted.is_none_or(|wanted| wanted == found).then_some(())
    }

    fn list(&mut self, wanted: Option<u8>, depth: usize) -> Option<()> {
        let head = take(&mut self.left, 1)?[0];
        let n = match head >> 4 {
            15 => varint(&mut self.left)?,
            n => u64::from(n),
        };
        if n > self.left.len() as u64 {
            return None;
        }
        (0..n).try_for_each(|_| self.value(head & 0x0F, wanted, depth + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: &[Shape] = &[(&[], "iS"), (&[2], "bbi")];

    /// A whole number and the fields it is in.
    type Found = (Vec<i16>, i64);

    fn walked(bytes: &[u8]) -> Option<(usize, Vec<Found>)> {
        let mut found = Vec::new();
        let n = walk(bytes, SHAPES, &mut |path, value| found.push((path.to_vec(), value)))?;
        Some((n, found))
    }

    #[test]
    fn numbers_are_given_with_their_fields() {
        // 1: i32 150; 2: list of two structs of field 3, i64; 20: true; 21: text.
        let bytes = [
            0x15, 0xAC, 0x02, // 1
            0x19, 0x2C, 0x36, 0x03, 0x00, 0x36, 0x04, 0x00, // 2
            0x01, 0x28, // 20, written out
            0x18, 0x02, b'a', b'b', // 21
            0x00, 0xFF,
        ];
        let (n, found) = walked(&bytes).unwrap();
        assert_eq!(n, bytes.len() - 1);
        let expected = [(vec![1], 150), (vec![2, 3], -2), (vec![2, 3], 2)];
        assert_eq!(found, expected);
        for cut in 0..n {
            assert!(walked(&bytes[..cut]).is_none(), "{cut}");
        }
    }

    #[test]
    fn claims_beyond_the_bytes_are_refused() {
        let many = [0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x00];
        assert!(walked(&many).is_none(), "a list of two thousand million structs");
        assert!(walked(&[0x38, 0xFF, 0xFF, 0x03, 0x00]).is_none(), "a long text");
        assert!(
            walked(&[0x15, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]).is_none()
        );
        let deep = [[0x3C].repeat(100), [0x00].repeat(101)].concat();
        assert!(walked(&deep).is_none());
        assert!(walked(&[0x18, 0x00, 0x00]).is_none(), "bytes in place of a number");
        assert!(walked(&[0x29, 0x15, 0x02, 0x00]).is_none(), "numbers in place of structs");
        assert!(walked(&[0x29, 0x1C, 0x15, 0x02, 0x00, 0x00]).is_none(), "the same inside");
        assert!(walked(&[0x89, 0x11, 0x00]).is_none(), "a list of truths");
        let lists = [vec![0x39], vec![0x19; 100], vec![0x00; 100]].concat();
        assert!(walked(&lists).is_none(), "lists in lists");
    }
}
