//! Thrift's compact protocol, as far as claims in it have to be checked before the crate acts on them.
//!
//! Meaning: headers of pages are read here, and the footer is walked once: lists are not longer than the bytes behind
//! them, nothing is nested too deeply, and the schema is a tree that can be walked by recursion.
//!
//! Source: Apache Thrift, compact protocol; Apache Parquet, parquet.thrift.

/// Deepest nesting of structures.
const DEPTH_LIMIT: u32 = 32;
/// Deepest nesting of the schema.
const SCHEMA_DEPTH_LIMIT: usize = 64;
/// Nodes of a schema.
const SCHEMA_LIMIT: usize = 100_000;

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;
const LIST: u8 = 9;

/// The bytes are no such structure, or claim more than they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// Bytes that are being read.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// What comes before the bytes of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PageHeader {
    /// 0 for data, 1 for an index, 2 for a dictionary, 3 for data in version 2.
    pub kind: i32,
    /// Bytes of the page when it is not compressed.
    pub plain_bytes: usize,
    /// Bytes of the page in the file.
    pub bytes: usize,
    /// Number of values, nulls included.
    pub n_values: u32,
    /// Number of the encoding of the values.
    pub encoding: i32,
    /// Numbers of the encodings of definition and repetition levels, in version 1.
    pub level_encodings: [i32; 2],
    /// Nulls, in version 2.
    pub n_nulls: u32,
    /// Rows, in version 2.
    pub n_rows: u32,
    /// Bytes of definition and repetition levels, in version 2.
    pub level_bytes: [u32; 2],
    /// Whether the values are not compressed although the column is, in version 2.
    pub is_plain: bool,
}

impl<'b> Reader<'b> {
    /// At the front of the bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes that were read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads the header of a page.
    pub fn page_header(&mut self) -> Result<PageHeader, Broken> {
        let mut header = PageHeader {
            kind: -1,
            ..PageHeader::default()
        };
        self.fields(0, |reader, id, kind| {
            match (id, kind) {
                (1, I32) => header.kind = reader.i32()?,
                (2, I32) => header.plain_bytes = reader.size()?,
                (3, I32) => header.bytes = reader.size()?,
                (5 | 7 | 8, STRUCT) => reader.page_details(id, &mut header)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(header)
    }

    /// The part of a header that depends on the kind of the page.
    fn page_details(&mut self, of: i16, header: &mut PageHeader) -> Result<(), Broken> {
        self.fields(1, |reader, id, kind| {
            match (of, id, kind) {
                (_, 1, I32) => header.n_values = reader.count()?,
                (5 | 7, 2, I32) | (8, 4, I32) => header.encoding = reader.i32()?,
                (5, 3, I32) => header.level_encodings[0] = reader.i32()?,
                (5, 4, I32) => header.level_encodings[1] = reader.i32()?,
                (8, 2, I32) => header.n_nulls = reader.count()?,
                (8, 3, I32) => header.n_rows = reader.count()?,
                (8, 5, I32) => header.level_bytes[0] = reader.count()?,
                (8, 6, I32) => header.level_bytes[1] = reader.count()?,
                (8, 7, TRUE | FALSE) => header.is_plain = kind == FALSE,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    /// Walks a whole footer and its schema.
    pub fn check_footer(&mut self) -> Result<(), Broken> {
        let mut children = Vec::new();
        self.fields(0, |reader, id, kind| {
            if (id, kind) != (2, LIST) {
                return Ok(false);
            }
            let (element, count) = reader.list()?;
            if element != STRUCT || count > SCHEMA_LIMIT {
                return Err(Broken);
            }
            for _ in 0..count {
                children.push(reader.schema_node()?);
            }
            Ok(true)
        })?;
        check_tree(&children)
    }

    /// The number of children of a node of the schema.
    fn schema_node(&mut self) -> Result<usize, Broken> {
        let mut children = 0;
        self.fields(2, |reader, id, kind| {
            if (id, kind) == (5, I32) {
                children = reader.size()?;
                Ok(true)
            } else {
                Ok(false)
            }
        })?;
        Ok(children)
    }

    /// Calls `each` with number and type of every field of a structure; a field that it does not take is passed over.
    fn fields(
        &mut self,
        depth: u32,
        mut each: impl FnMut(&mut Self, i16, u8) -> Result<bool, Broken>,
    ) -> Result<(), Broken> {
        let mut id = 0_i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0F;
            if kind == 0 {
                return Ok(());
            }
            id = match head >> 4 {
                0 => i16::try_from(self.zigzag()?).map_err(|_| Broken)?,
                step => id.checked_add(i16::from(step)).ok_or(Broken)?,
            };
            if !each(self, id, kind)? {
                self.skip(kind, depth + 1)?;
            }
        }
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Result<(), Broken> {
        if depth > DEPTH_LIMIT {
            return Err(Broken);
        }
        match kind {
            TRUE | FALSE => {}
            3 => {
                self.byte()?;
            }
            4..=6 => {
                self.varint()?;
            }
            7 => self.pass(8)?,
            8 => {
                let length = self.length()?;
                self.pass(length)?;
            }
            LIST | 10 => {
                let (element, count) = self.list()?;
                for _ in 0..count {
                    self.skip_element(element, depth)?;
                }
            }
            11 => self.skip_map(depth)?,
            STRUCT => self.fields(depth, |_, _, _| Ok(false))?,
            13 => self.pass(16)?,
            _ => return Err(Broken),
        }
        Ok(())
    }

    /// In a list even a truth value has a byte.
    fn skip_element(&mut self, kind: u8, depth: u32) -> Result<(), Broken> {
        match kind {
            TRUE | FALSE => self.byte().map(|_| ()),
            _ => self.skip(kind, depth + 1),
        }
    }

    fn skip_map(&mut self, depth: u32) -> Result<(), Broken> {
        let count = self.length()?;
        if count == 0 {
            return Ok(());
        }
        let kinds = self.byte()?;
        for _ in 0..count {
            self.skip_element(kinds >> 4, depth)?;
            self.skip_element(kinds & 0x0F, depth)?;
        }
        Ok(())
    }

    /// Type and number of the elements of a list, each of which has a byte at least.
    fn list(&mut self) -> Result<(u8, usize), Broken> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.length()?,
            short => usize::from(short),
        };
        if count > self.bytes.len() - self.at {
            return Err(Broken);
        }
        Ok((head & 0x0F, count))
    }

    fn pass(&mut self, count: usize) -> Result<(), Broken> {
        if count > self.bytes.len() - self.at {
            return Err(Broken);
        }
        self.at += count;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let byte = *self.bytes.get(self.at).ok_or(Broken)?;
        self.at += 1;
        Ok(byte)
    }

    /// A number of bytes or elements that cannot be larger than what is left.
    fn length(&mut self) -> Result<usize, Broken> {
        let length = usize::try_from(self.varint()?).map_err(|_| Broken)?;
        if length > self.bytes.len() - self.at {
            return Err(Broken);
        }
        Ok(length)
    }

    /// A number in groups of seven bits.
    pub fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    fn zigzag(&mut self) -> Result<i64, Broken> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn i32(&mut self) -> Result<i32, Broken> {
        i32::try_from(self.zigzag()?).map_err(|_| Broken)
    }

    fn count(&mut self) -> Result<u32, Broken> {
        u32::try_from(self.i32()?).map_err(|_| Broken)
    }

    fn size(&mut self) -> Result<usize, Broken> {
        usize::try_from(self.i32()?).map_err(|_| Broken)
    }
}

/// Whether nodes with these numbers of children are one tree that is not too deep.
fn check_tree(children: &[usize]) -> Result<(), Broken> {
    let mut open: Vec<usize> = Vec::new();
    for (index, count) in children.iter().enumerate() {
        if *count > children.len() || (index > 0 && open.is_empty()) {
            return Err(Broken);
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.push(*count);
        if open.len() > SCHEMA_DEPTH_LIMIT {
            return Err(Broken);
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    if open.is_empty() { Ok(()) } else { Err(Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_one_tree_of_bounded_depth() {
        for children in [&[2, 0, 1, 0][..], &[0], &[1, 1, 1, 0]] {
            assert_eq!(check_tree(children), Ok(()), "{children:?}");
        }
        for children in [&[2, 0][..], &[0, 0], &[1, 9], &[usize::MAX]] {
            assert_eq!(check_tree(children), Err(Broken), "{children:?}");
        }
        let mut deep = vec![1; 1000];
        deep.push(0);
        assert_eq!(check_tree(&deep), Err(Broken));
    }

    #[test]
    fn claims_are_held_against_the_bytes() {
        // A list of two thousand million structures in five bytes.
        let list = [0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00];
        assert_eq!(Reader::new(&list).check_footer(), Err(Broken));
        let deep = vec![0x1C; 10_000];
        assert_eq!(Reader::new(&deep).check_footer(), Err(Broken));
        assert_eq!(Reader::new(&[0x15]).page_header(), Err(Broken));
        let header = [
            0x15, 0x04, 0x15, 0x14, 0x15, 0x0A, 0x4C, 0x15, 0x06, 0x15, 0x00, 0x00, 0x00,
        ];
        let found = Reader::new(&header).page_header().unwrap();
        assert_eq!(
            (found.kind, found.plain_bytes, found.bytes, found.n_values),
            (2, 10, 5, 3)
        );
    }
}
