//! A row of a table as its payload has it: a head with the type of each value, then the values.
//!
//! Input: a payload from [`super::pages`], and where the columns that are wanted stand. Output: the values that
//! SQLite would give for them.
//!
//! Source: <https://www.sqlite.org/fileformat2.html>, §2.1 the record format; <https://www.sqlite.org/datatype3.html>,
//! §3.1 affinity.
//!
//! Deliberately not here: rows that were written before their table got a further column, and columns that are
//! computed: [`NotPlain`].

use rusqlite::types::ValueRef;

use super::pages::{NotPlain, varint};

/// Where a column stands in the rows of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredColumn {
    /// Its number in the row, from 0.
    pub position: usize,
    /// Whether it is the row number, and stands as null in the row.
    pub is_row_number: bool,
    /// Whether it holds doubles, of which whole ones are stored as integers.
    pub is_real: bool,
}

impl StoredColumn {
    /// A column by its declared type.
    pub fn new(position: usize, declared: &str, is_only_key: bool) -> Self {
        let declared = declared.to_ascii_uppercase();
        let has = |part: &str| declared.contains(part);
        let is_text = has("CHAR") || has("CLOB") || has("TEXT");
        let is_double = has("REAL") || has("FLOA") || has("DOUB");
        Self {
            position,
            is_row_number: is_only_key && declared == "INTEGER",
            is_real: is_double && !has("INT") && !is_text && !has("BLOB"),
        }
    }
}

/// The columns that are wanted of a table, in the order in which they are asked for; `None` has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredTable {
    /// Number of the root page.
    pub root: u32,
    /// The columns.
    pub wanted: Vec<Option<StoredColumn>>,
}

/// A value in its payload: serial type, begin and end.
type Cell = (u64, usize, usize);

/// Cuts payloads; keeps its memory from row to row.
#[derive(Debug)]
pub(super) struct Cutter<'t> {
    table: &'t StoredTable,
    cells: Vec<Cell>,
}

impl<'t> Cutter<'t> {
    pub fn new(table: &'t StoredTable) -> Self {
        Self {
            table,
            cells: Vec::new(),
        }
    }

    /// The row with a number.
    pub fn cut<'r>(&'r mut self, number: i64, payload: &'r [u8]) -> Result<Record<'r>, NotPlain> {
        let mut rest = payload;
        let head_bytes = varint(&mut rest).ok_or(NotPlain)?;
        let head_bytes = usize::try_from(head_bytes).map_err(|_| NotPlain)?;
        let read = payload.len() - rest.len();
        let mut head = payload.get(read..head_bytes).ok_or(NotPlain)?;
        let mut at = head_bytes;
        self.cells.clear();
        while !head.is_empty() {
            let kind = varint(&mut head).ok_or(NotPlain)?;
            let end = at.checked_add(length_of(kind)?).ok_or(NotPlain)?;
            self.cells.push((kind, at, end));
            at = end;
        }
        if at > payload.len() {
            return Err(NotPlain);
        }
        let has_all = |column: &StoredColumn| column.position < self.cells.len();
        if !self.table.wanted.iter().flatten().all(has_all) {
            return Err(NotPlain);
        }
        Ok(Record {
            payload,
            number,
            cells: &self.cells,
            wanted: &self.table.wanted,
        })
    }
}

/// Bytes of a value.
fn length_of(kind: u64) -> Result<usize, NotPlain> {
    Ok(match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).map_err(|_| NotPlain)?,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return Err(NotPlain),
        long => usize::try_from((long - 12) / 2).map_err(|_| NotPlain)?,
    })
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'r> {
    payload: &'r [u8],
    number: i64,
    cells: &'r [Cell],
    wanted: &'r [Option<StoredColumn>],
}

impl<'r> Record<'r> {
    /// The value of a wanted column, by its place among them.
    pub fn value(&self, index: usize) -> ValueRef<'r> {
        let Some(column) = self.wanted.get(index).and_then(Option::as_ref) else {
            return ValueRef::Null;
        };
        let Some(&(kind, start, end)) = self.cells.get(column.position) else {
            return ValueRef::Null;
        };
        let bytes = self.payload.get(start..end).unwrap_or_default();
        match value_of(kind, bytes) {
            ValueRef::Null if column.is_row_number => ValueRef::Integer(self.number),
            #[expect(clippy::cast_precision_loss, reason = "as SQLite does")]
            ValueRef::Integer(whole) if column.is_real => ValueRef::Real(whole as f64),
            value => value,
        }
    }
}

fn value_of(kind: u64, bytes: &[u8]) -> ValueRef<'_> {
    match kind {
        0 => ValueRef::Null,
        1..=6 => ValueRef::Integer(integer(bytes)),
        7 => {
            let bits = bytes.first_chunk().copied().unwrap_or_default();
            let number = f64::from_be_bytes(bits);
            // SQLite has no NaN: it reads one as null.
            if number.is_nan() {
                ValueRef::Null
            } else {
                ValueRef::Real(number)
            }
        }
        8 => ValueRef::Integer(0),
        9 => ValueRef::Integer(1),
        blob if blob.is_multiple_of(2) => ValueRef::Blob(bytes),
        _ => ValueRef::Text(bytes),
    }
}

/// A signed number of one to eight bytes, high ones first.
fn integer(bytes: &[u8]) -> i64 {
    let sign = bytes.first().map_or(0, |byte| if *byte >= 0x80 { -1 } else { 0 });
    bytes
        .iter()
        .fold(sign, |value, byte| value << 8 | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_what_they_are_called() {
        let is_real = |declared| StoredColumn::new(0, declared, false).is_real;
        for (declared, expected) in [
            ("REAL", true),
            ("double precision", true),
            ("FLOAT", true),
            ("FLOATING POINT", false),
            ("CHARDOUBLE", false),
            ("BLOBREAL", false),
            ("NUMERIC", false),
            ("", false),
        ] {
            assert_eq!(is_real(declared), expected, "{declared}");
        }
        let is_row_number = |declared, is_key| StoredColumn::new(0, declared, is_key).is_row_number;
        assert!(is_row_number("integer", true));
        assert!(!is_row_number("INT", true));
        assert!(!is_row_number("INTEGER", false));
    }

    #[test]
    fn a_row_that_is_not_whole_is_not_read() {
        let table = StoredTable {
            root: 2,
            wanted: vec![Some(StoredColumn::new(1, "TEXT", false)), None],
        };
        let mut cutter = Cutter::new(&table);
        // Head of 3 bytes: an integer of 1 byte, a text of 2.
        let whole = [3, 1, 17, 0xFE, b'a', b'b'];
        let record = cutter.cut(7, &whole).unwrap();
        assert_eq!(record.value(0), ValueRef::Text(b"ab"));
        assert_eq!(record.value(1), ValueRef::Null);
        for broken in [&whole[..5], &[][..], &[9, 1], &[2, 1, 5], &[3, 1, 10, 5]] {
            assert_eq!(cutter.cut(7, broken).err(), Some(NotPlain), "{broken:?}");
        }
        assert_eq!(integer(&[0xFE]), -2);
        assert_eq!(integer(&[0x7F, 0xFF]), 32_767);
        assert_eq!(integer(&[0x80, 0, 0, 0, 0, 0, 0, 0]), i64::MIN);
    }
}
