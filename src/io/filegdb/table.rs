//! One table: `.gdbtable` with the description of its fields and its rows, `.gdbtablx` with the places of the rows.
//!
//! Meaning: rows are found by their places alone; what lies between them was deleted or moved. A place that is zero
//! is a number (OBJECTID) without a row. Places stand in blocks of 1024; blocks without rows may be left out, and a
//! map of bits says which. Rows share no bytes, so all rows together are not longer than the table: where they are,
//! the places lie.
//!
//! Input: the bytes of both files. Output: [`Table`], and rows by way of [`RowBytes`].

use std::sync::atomic::{AtomicU64, Ordering};

use super::super::data::{Data, le_u32};
use super::super::error::ReadErrorKind;
use super::cursor::Cursor;
use super::fields::Fields;
use super::store::Parts;

/// Rows whose places stand in one block.
pub(super) const BLOCK_ROWS: u64 = 1024;
/// Bytes of the head of either file.
const HEAD: u64 = 40;
const INDEX_HEAD: u64 = 16;
/// Longest description of fields.
const FIELDS_LIMIT: u32 = 10 << 20;
/// Bytes of the map of blocks behind a 64-bit index, and what stands before it.
const WIDE_MAP: usize = 32768;
const WIDE_MAP_START: usize = 22;

/// A table whose fields are known.
#[derive(Debug)]
pub(super) struct Table {
    /// Its fields.
    pub fields: Fields,
    /// Rows that the head counts.
    pub n_rows: u64,
    data: Data,
    index: Option<Index>,
    /// Bytes of rows found so far.
    used: AtomicU64,
}

/// Where the places of rows stand.
#[derive(Debug)]
struct Index {
    data: Data,
    /// Bytes of one place.
    width: usize,
    /// Numbers of the blocks that are there, ascending; all from zero on where there is no map.
    blocks: Blocks,
    /// Numbers that were ever given to rows.
    slots: u64,
    /// Whether the numbers of rows can be known.
    has_numbers: bool,
}

#[derive(Debug)]
enum Blocks {
    All(u64),
    Listed(Vec<u64>),
}

impl Blocks {
    fn len(&self) -> u64 {
        match self {
            Self::All(count) => *count,
            Self::Listed(listed) => listed.len() as u64,
        }
    }

    fn number(&self, at: u64) -> u64 {
        match self {
            Self::All(_) => at,
            Self::Listed(listed) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                listed.get(at).copied().unwrap_or_default()
            }
        }
    }
}

/// What is wrong with a table, as a code.
#[derive(Debug)]
pub(super) enum Broken {
    What(&'static str),
    Other(ReadErrorKind),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<&'static str> for Broken {
    fn from(what: &'static str) -> Self {
        Self::What(what)
    }
}

impl Table {
    /// Opens a table.
    pub fn open(parts: Parts) -> Result<Self, Broken> {
        let data = parts.table;
        let mut buffer = Vec::new();
        let head = data.read(0, usize::try_from(HEAD).unwrap_or(0), &mut buffer)?;
        let mut cursor = Cursor::new(head);
        let version = cursor.u32().ok_or("head")?;
        if !matches!(version, 3 | 4) {
            return Err("version".into());
        }
        let is_wide = version == 4;
        let n_rows = le_u32(head, 4).zip(le_u32(head, 16)).zip(le_u32(head, 20));
        let ((narrow, low), high) = n_rows.ok_or("head")?;
        let n_rows = if is_wide {
            u64::from(high) << 32 | u64::from(low)
        } else {
            u64::from(narrow)
        };
        let at = Cursor::new(head.get(32..).unwrap_or_default())
            .u64()
            .ok_or("head")?;
        let fields = Self::read_fields(&data, at)?;
        // Each row has a length before it.
        if n_rows > data.len() / 4 {
            return Err("row-count".into());
        }
        let index = match parts.index {
            Some(index) => Some(Index::open(index, is_wide)?),
            None if n_rows == 0 => None,
            None => return Err("no-index".into()),
        };
        Ok(Self {
            fields,
            n_rows,
            data,
            index,
            used: AtomicU64::new(0),
        })
    }

    fn read_fields(data: &Data, at: u64) -> Result<Fields, Broken> {
        let mut buffer = Vec::new();
        let head = data.read(at, 8, &mut buffer)?;
        let length = le_u32(head, 0).ok_or("head")?;
        if !(4..=FIELDS_LIMIT).contains(&length) {
            return Err("fields".into());
        }
        // The version, which is within the length, does not matter: fields say what they are.
        let start = at.checked_add(8).ok_or("head")?;
        let count = usize::try_from(length - 4).unwrap_or(usize::MAX);
        let described = data.read(start, count, &mut buffer)?;
        if described.len() < count {
            return Err("fields".into());
        }
        Ok(Fields::read(described)?)
    }

    /// Number of blocks of places.
    pub fn n_blocks(&self) -> u64 {
        self.index.as_ref().map_or(0, |index| index.blocks.len())
    }

    /// Whether the numbers of rows are those that the file gave them.
    pub fn has_numbers(&self) -> bool {
        self.index.as_ref().is_none_or(|index| index.has_numbers)
    }

    /// Rows of a block: OBJECTID and place.
    pub fn places(&self, block: u64, found: &mut Vec<(u64, u64)>) -> Result<(), Broken> {
        found.clear();
        let Some(index) = &self.index else { return Ok(()) };
        let block_bytes = BLOCK_ROWS * index.width as u64;
        let mut buffer = Vec::new();
        let count = usize::try_from(block_bytes).unwrap_or(usize::MAX);
        let bytes = index
            .data
            .read(INDEX_HEAD + block * block_bytes, count, &mut buffer)?;
        let first = index.blocks.number(block) * BLOCK_ROWS;
        for (slot, place) in (first..).zip(bytes.chunks_exact(index.width)) {
            if slot >= index.slots {
                break;
            }
            let mut wide = [0; 8];
            wide[..index.width].copy_from_slice(place);
            let place = u64::from_le_bytes(wide);
            if place != 0 {
                found.push((slot + 1, place));
            }
        }
        Ok(())
    }
}

impl Index {
    fn open(data: Data, is_wide: bool) -> Result<Self, Broken> {
        let mut buffer = Vec::new();
        let head = data.read(0, usize::try_from(INDEX_HEAD).unwrap_or(0), &mut buffer)?;
        let mut cursor = Cursor::new(head);
        let version = cursor.u32().ok_or("index")?;
        if version != if is_wide { 4 } else { 3 } {
            return Err("index".into());
        }
        let (n_blocks, narrow_slots) = if is_wide {
            (cursor.u64().ok_or("index")?, 0)
        } else {
            let blocks = cursor.u32().ok_or("index")?;
            (u64::from(blocks), u64::from(cursor.u32().ok_or("index")?))
        };
        let width = cursor.u32().ok_or("index")?;
        if !(4..=6).contains(&width) {
            return Err("index".into());
        }
        let block_bytes = BLOCK_ROWS * u64::from(width);
        let trailer = n_blocks
            .checked_mul(block_bytes)
            .and_then(|bytes| bytes.checked_add(INDEX_HEAD))
            .filter(|end| *end <= data.len())
            .ok_or("index")?;
        let mut index = Self {
            width: width as usize,
            blocks: Blocks::All(n_blocks),
            slots: narrow_slots,
            has_numbers: true,
            data,
        };
        if n_blocks > 0 {
            if is_wide {
                index.read_wide_trailer(trailer, n_blocks)?;
            } else {
                index.read_trailer(trailer, n_blocks)?;
            }
        }
        // Behind the last block of a map there may be numbers without rows.
        let is_short = matches!(index.blocks, Blocks::All(count) if index.slots > count * BLOCK_ROWS);
        if is_short {
            return Err("index".into());
        }
        Ok(index)
    }

    fn read_trailer(&mut self, at: u64, n_blocks: u64) -> Result<(), Broken> {
        let mut buffer = Vec::new();
        let trailer = self.data.read(at, 16, &mut buffer)?;
        let mut cursor = Cursor::new(trailer);
        let (Some(words), Some(bits), Some(again)) = (cursor.u32(), cursor.u32(), cursor.u32()) else {
            return Err("index".into());
        };
        if u64::from(again) != n_blocks {
            return Err("index".into());
        }
        if words > 0 {
            self.read_map(at + 16, u64::from(bits), n_blocks)?;
        } else if u64::from(bits) != n_blocks {
            return Err("index".into());
        }
        Ok(())
    }

    fn read_wide_trailer(&mut self, at: u64, n_blocks: u64) -> Result<(), Broken> {
        let mut buffer = Vec::new();
        let trailer = self.data.read(at, 12, &mut buffer)?;
        let mut cursor = Cursor::new(trailer);
        let (Some(slots), Some(section)) = (cursor.u64(), cursor.u32()) else {
            return Err("index".into());
        };
        self.slots = slots;
        if section == 0 {
            return Ok(());
        }
        let is_known = section as usize == WIDE_MAP_START + WIDE_MAP + 52;
        let bits = WIDE_MAP as u64 * 8;
        let is_map = is_known && slots <= bits * BLOCK_ROWS && {
            let start = self.data.read(at + 12, 6, &mut buffer)?;
            start == [1, 0, 1, 0, 0, 0]
        };
        if is_map {
            let start = at + 12 + WIDE_MAP_START as u64;
            if self.read_map(start, bits, n_blocks).is_ok() {
                return Ok(());
            }
        }
        // What the section means is not known: all rows are there, under numbers that are not theirs.
        self.has_numbers = false;
        self.slots = n_blocks * BLOCK_ROWS;
        Ok(())
    }

    fn read_map(&mut self, at: u64, bits: u64, n_blocks: u64) -> Result<(), Broken> {
        let mut buffer = Vec::new();
        let count = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
        let map = self.data.read(at, count, &mut buffer)?;
        if map.len() < count {
            return Err("index".into());
        }
        let set = |number: &u64| {
            let byte = usize::try_from(number / 8).ok().and_then(|at| map.get(at));
            byte.is_some_and(|byte| byte >> (number % 8) & 1 == 1)
        };
        let listed: Vec<u64> = (0..bits).filter(set).collect();
        if listed.len() as u64 != n_blocks {
            return Err("index".into());
        }
        self.blocks = Blocks::Listed(listed);
        Ok(())
    }
}

/// Bytes read at once: few where rows lie here and there, more as long as they follow each other.
const LEAST_WINDOW: usize = 4 << 10;
const WINDOW: usize = 256 << 10;
/// Bytes between two rows that still follow each other.
const GAP: u64 = 16 << 10;

/// The bytes of rows, one after the other; storage is kept.
#[derive(Debug, Default)]
pub(super) struct RowBytes {
    buffer: Vec<u8>,
    start: u64,
    window: usize,
}

/// A row that is not where its place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRow;

impl RowBytes {
    /// The bytes of the row at a place.
    pub fn row<'a>(&'a mut self, table: &'a Table, place: u64) -> Result<Result<&'a [u8], NoRow>, Broken> {
        let length = match self.bytes(table, place, 4)?.first_chunk::<4>() {
            Some(length) => i32::from_le_bytes(*length),
            None => return Ok(Err(NoRow)),
        };
        // The length of a deleted row is negative.
        let Ok(length) = u32::try_from(length) else {
            return Ok(Err(NoRow));
        };
        let left = table.data.len() - place - 4;
        if u64::from(length) > left || place < HEAD {
            return Ok(Err(NoRow));
        }
        let used = table.used.fetch_add(u64::from(length) + 4, Ordering::Relaxed);
        if used + u64::from(length) + 4 > table.data.len() {
            return Err("rows-overlap".into());
        }
        Ok(Ok(self.bytes(table, place + 4, length as usize)?))
    }

    /// Bytes of the table, fewer at its end.
    fn bytes<'a>(&'a mut self, table: &'a Table, at: u64, count: usize) -> Result<&'a [u8], Broken> {
        if matches!(table.data, Data::Memory(_)) {
            return Ok(table.data.read(at, count, &mut self.buffer)?);
        }
        let end = self.start + self.buffer.len() as u64;
        let is_held = at >= self.start && at + count as u64 <= end;
        if !is_held {
            let follows = at >= self.start && at <= end + GAP;
            self.window = if follows {
                (self.window * 2).clamp(LEAST_WINDOW, WINDOW)
            } else {
                LEAST_WINDOW
            };
            self.start = at;
            table.data.read(at, count.max(self.window), &mut self.buffer)?;
        }
        let from = usize::try_from(at - self.start).unwrap_or(usize::MAX);
        let held = self.buffer.get(from..).unwrap_or_default();
        Ok(&held[..count.min(held.len())])
    }
}
