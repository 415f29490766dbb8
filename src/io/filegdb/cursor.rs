//! Numbers and texts out of bytes, each held against the bytes that are left.

/// Bytes of which the first part is read.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Nothing read yet.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Number of bytes left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    /// A number of two bytes without sign.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// A number of two bytes.
    pub fn i16(&mut self) -> Option<i16> {
        self.array().map(i16::from_le_bytes)
    }

    /// A number of four bytes without sign.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A number of four bytes.
    pub fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_le_bytes)
    }

    /// A number of eight bytes without sign.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number of eight bytes.
    pub fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// A binary fraction of four bytes.
    pub fn f32(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes)
    }

    /// A binary fraction of eight bytes.
    pub fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    /// The sixteen bytes of a GUID.
    pub fn guid(&mut self) -> Option<[u8; 16]> {
        self.array()
    }

    /// A number without sign in groups of seven bits, the lowest first.
    pub fn varuint(&mut self) -> Option<u64> {
        self.groups(0, 0)
    }

    /// The same as a count of bytes that must be left.
    pub fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.varuint()?).ok()?;
        (length <= self.left()).then_some(length)
    }

    /// A number with its sign in the first byte, which therefore has only six bits of it.
    pub fn varint(&mut self) -> Option<i64> {
        let first = self.byte()?;
        let low = u64::from(first & 0x3F);
        let size = if first & 0x80 == 0 {
            low
        } else {
            self.groups(low, 6)?
        };
        let size = i64::try_from(size).ok()?;
        Some(if first & 0x40 == 0 { size } else { -size })
    }

    /// Groups of seven bits above those that are known.
    fn groups(&mut self, mut value: u64, mut shift: u32) -> Option<u64> {
        loop {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if bits != 0 {
                let moved = bits.checked_shl(shift).filter(|moved| moved >> shift == bits)?;
                value |= moved;
            }
            if byte & 0x80 == 0 {
                return Some(value);
            }
            // Ten groups hold any number; more would only be zeros.
            shift += 7;
            if shift > 70 {
                return None;
            }
        }
    }

    /// A text of so many units of UTF-16.
    pub fn utf16(&mut self, units: usize) -> Option<String> {
        let bytes = self.take(units.checked_mul(2)?)?;
        Some(utf16_lossy(bytes))
    }
}

/// A text in UTF-16; what is none becomes the replacement character.
pub(super) fn utf16_lossy(bytes: &[u8]) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_are_read_and_none_beyond() {
        let varuint = |bytes: &[u8]| Cursor::new(bytes).varuint();
        let varint = |bytes: &[u8]| Cursor::new(bytes).varint();
        assert_eq!(varuint(&[0x05]), Some(5));
        assert_eq!(varuint(&[0x80, 0x01]), Some(128));
        assert_eq!(varuint(&[0x80]), None);
        assert_eq!(
            varuint(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
            Some(u64::MAX)
        );
        assert_eq!(
            varuint(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02]),
            None
        );
        assert_eq!(varuint(&[0x80; 40]), None);
        assert_eq!(varint(&[0x3F]), Some(63));
        assert_eq!(varint(&[0x7F]), Some(-63));
        assert_eq!(varint(&[0xC1, 0x01]), Some(-65));
        assert_eq!(varint(&[0xFF; 12]), None);
        assert_eq!(Cursor::new(&[0x85, 0x00, 1]).length(), None);
    }
}
