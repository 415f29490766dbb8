//! The directories of a TIFF file: what each picture says of itself. Classic files and those of more than 4 GiB.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::{Mutex, PoisonError};

use crate::io::raster::{Damage, RasterError};

/// Most pictures of a file that are looked at.
const MOST_DIRECTORIES: usize = 64;
/// Most entries of a directory.
const MOST_ENTRIES: u64 = 4096;
/// Most bytes of one value, such as the list of places of a million tiles.
const VALUE_BYTES: u64 = 64 << 20;

/// Tags that are read; names as in the specification.
pub(super) mod tag {
    pub const NEW_SUBFILE_TYPE: u16 = 254;
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const STRIP_OFFSETS: u16 = 273;
    pub const SAMPLES: u16 = 277;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_BYTES: u16 = 279;
    pub const PLANAR: u16 = 284;
    pub const PREDICTOR: u16 = 317;
    pub const COLOR_MAP: u16 = 320;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_HEIGHT: u16 = 323;
    pub const TILE_OFFSETS: u16 = 324;
    pub const TILE_BYTES: u16 = 325;
    pub const EXTRA_SAMPLES: u16 = 338;
    pub const SAMPLE_FORMAT: u16 = 339;
    pub const JPEG_TABLES: u16 = 347;
    pub const PIXEL_SCALE: u16 = 33_550;
    pub const TIEPOINT: u16 = 33_922;
    pub const TRANSFORMATION: u16 = 34_264;
    pub const GEO_KEYS: u16 = 34_735;
    pub const GEO_ASCII: u16 = 34_737;
    pub const NODATA: u16 = 42_113;
}

/// The file, read from any thread.
#[derive(Debug)]
pub(super) struct Bytes {
    file: Mutex<File>,
    length: u64,
    pub is_big_endian: bool,
}

impl Bytes {
    /// Bytes of the file; a part that does not lie inside it is refused before anything is allocated.
    pub fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Damage> {
        let end = offset.checked_add(length);
        if end.is_none_or(|end| end > self.length) {
            return Err(Damage(format!(
                "{length} bytes at {offset} reach beyond the end of the file"
            )));
        }
        let mut bytes = vec![0; usize::try_from(length)?];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let joined = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self.is_big_endian {
            bytes.iter().fold(0, joined)
        } else {
            bytes.iter().rev().fold(0, joined)
        }
    }
}

/// One entry: kind, count, and the bytes of its value or of their place.
#[derive(Debug, Clone)]
struct Entry {
    kind: u64,
    count: u64,
    field: Vec<u8>,
}

/// What one picture says of itself.
#[derive(Debug)]
pub(super) struct Directory {
    entries: BTreeMap<u16, Entry>,
}

/// Opens a file and reads its directories.
pub(super) fn open(file: File) -> Result<(Bytes, Vec<Directory>), RasterError> {
    let length = file.metadata()?.len();
    let mut bytes = Bytes {
        file: Mutex::new(file),
        length,
        is_big_endian: false,
    };
    let head = bytes.read(0, 8).map_err(damaged)?;
    bytes.is_big_endian = head.starts_with(b"MM");
    let is_big = match bytes.number(&head[2..4]) {
        42 => false,
        43 => true,
        other => return Err(RasterError::damaged(format!("version {other}"))),
    };
    let mut next = if is_big {
        let rest = bytes.read(8, 8).map_err(damaged)?;
        bytes.number(&rest)
    } else {
        bytes.number(&head[4..8])
    };
    let mut directories = Vec::new();
    let mut seen = HashSet::new();
    while next != 0 && directories.len() < MOST_DIRECTORIES && seen.insert(next) {
        match Directory::read(&bytes, next, is_big) {
            Ok((directory, after)) => {
                directories.push(directory);
                next = after;
            }
            // Those before it are whole.
            Err(_) if !directories.is_empty() => break,
            Err(error) => return Err(damaged(error)),
        }
    }
    Ok((bytes, directories))
}

pub(super) fn damaged(Damage(reason): Damage) -> RasterError {
    RasterError::Damaged { reason }
}

impl Directory {
    fn read(bytes: &Bytes, at: u64, is_big: bool) -> Result<(Self, u64), Damage> {
        let (count_size, entry_size, field_size) = if is_big { (8, 20, 8) } else { (2, 12, 4) };
        let n_entries = bytes.number(&bytes.read(at, count_size)?);
        if n_entries > MOST_ENTRIES {
            return Err(Damage(format!("a directory of {n_entries} entries")));
        }
        let body = bytes.read(at.saturating_add(count_size), n_entries * entry_size + field_size)?;
        let (list, after) = body.split_at(usize::try_from(n_entries * entry_size)?);
        let mut entries = BTreeMap::new();
        for entry in list.chunks_exact(usize::try_from(entry_size)?) {
            let split = entry.len() - usize::try_from(field_size)?;
            let name = u16::try_from(bytes.number(&entry[..2]))?;
            entries.entry(name).or_insert_with(|| Entry {
                kind: bytes.number(&entry[2..4]),
                count: bytes.number(&entry[4..split]),
                field: entry[split..].to_vec(),
            });
        }
        Ok((Self { entries }, bytes.number(after)))
    }

    pub fn has(&self, tag: u16) -> bool {
        self.entries.contains_key(&tag)
    }

    /// The bytes of a value and the size of its parts.
    fn value(&self, bytes: &Bytes, tag: u16) -> Result<Option<(u64, usize, Vec<u8>)>, Damage> {
        let Some(entry) = self.entries.get(&tag) else {
            return Ok(None);
        };
        let size: u64 = match entry.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            other => return Err(Damage(format!("tag {tag} is of kind {other}"))),
        };
        let length = entry
            .count
            .checked_mul(size)
            .filter(|length| *length <= VALUE_BYTES)
            .ok_or_else(|| Damage(format!("tag {tag} has {} values", entry.count)))?;
        let value = if length <= entry.field.len() as u64 {
            entry.field[..usize::try_from(length)?].to_vec()
        } else {
            bytes.read(bytes.number(&entry.field), length)?
        };
        Ok(Some((entry.kind, usize::try_from(size)?, value)))
    }

    /// Whole numbers; empty when there is no such tag.
    pub fn numbers(&self, bytes: &Bytes, tag: u16) -> Result<Vec<u64>, Damage> {
        let Some((kind, size, value)) = self.value(bytes, tag)? else {
            return Ok(Vec::new());
        };
        if !matches!(kind, 1 | 3 | 4 | 7 | 13 | 16 | 18) {
            return Err(Damage(format!("tag {tag} is of kind {kind}")));
        }
        Ok(value.chunks_exact(size).map(|part| bytes.number(part)).collect())
    }

    /// The first number, or what holds where there is none.
    pub fn number(&self, bytes: &Bytes, tag: u16, otherwise: u64) -> Result<u64, Damage> {
        Ok(self.numbers(bytes, tag)?.first().copied().unwrap_or(otherwise))
    }

    /// Numbers with fractions; empty when there is no such tag.
    pub fn doubles(&self, bytes: &Bytes, tag: u16) -> Result<Vec<f64>, Damage> {
        let Some((kind, size, value)) = self.value(bytes, tag)? else {
            return Ok(Vec::new());
        };
        if kind != 12 {
            return Err(Damage(format!("tag {tag} is of kind {kind}")));
        }
        let parts = value.chunks_exact(size);
        Ok(parts.map(|part| f64::from_bits(bytes.number(part))).collect())
    }

    /// Plain bytes; empty when there is no such tag.
    pub fn raw(&self, bytes: &Bytes, tag: u16) -> Result<Vec<u8>, Damage> {
        Ok(self
            .value(bytes, tag)?
            .map_or_else(Vec::new, |(_, _, value)| value))
    }

    /// A text without the zero at its end; empty when there is no such tag.
    pub fn text(&self, bytes: &Bytes, tag: u16) -> Result<String, Damage> {
        let raw = self.raw(bytes, tag)?;
        Ok(String::from_utf8_lossy(&raw).trim_end_matches('\0').to_owned())
    }
}
