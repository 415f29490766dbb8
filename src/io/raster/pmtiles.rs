//! PMTiles, version 3: tiles in one file with directories of its own.
//!
//! Meaning: a header of 127 bytes, a root directory, leaf directories, tiles. A directory lists runs of tiles by their
//! number along a Hilbert curve through all zooms, each with the place of its bytes; a run of length 0 is a leaf
//! directory. Source: the specification of Protomaps, version 3.4.
//!
//! Directories are packed with gzip or not at all; other packings are refused by name.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::MultiGzDecoder;

use super::pixels::Pixels;
use super::pyramid::{self, Pyramid, Scheme};
use super::{Blocks, Damage, Parts, RasterError, RasterFormat};
use crate::progress::Ticket;

/// Bytes of the header.
const HEADER: usize = 127;
/// Most bytes of a directory, packed and unpacked.
const DIRECTORY_PACKED: u64 = 8 << 20;
const DIRECTORY_BYTES: u64 = 32 << 20;
/// Most bytes of what the file says of itself.
const METADATA_BYTES: u64 = 4 << 20;
/// Most entries of a directory.
const MOST_ENTRIES: u64 = 1 << 20;
/// Directories below each other: the root, its leaves, and one more.
const DEPTH: usize = 3;
/// Entries of directories that are kept.
const KEPT_ENTRIES: usize = 1 << 20;

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct PmTiles;

impl RasterFormat for PmTiles {
    fn code(&self) -> &'static str {
        "pmtiles"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["pmtiles"]
    }

    fn matches(&self, head: &[u8]) -> bool {
        head.starts_with(b"PMTiles")
    }

    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = [0; HEADER];
        (&file).read_exact(&mut bytes)?;
        let header = Header::read(&bytes)?;
        ticket.check()?;
        let attribution = header.attribution(&file, length);
        let mut archive = Archive {
            file: Mutex::new(file),
            length,
            header,
            directories: Mutex::default(),
            pyramid: Pyramid {
                scheme: Scheme::Mercator,
                coarsest: header.zooms[0],
                finest: header.zooms[1],
                side: 256,
            },
        };
        let first = archive.first_tile()?;
        archive.pyramid.side = pyramid::side_of(&first)?;
        let pyramid = archive.pyramid;
        let degrees = header.degrees();
        let world = [-180.0, -90.0, 180.0, 90.0];
        Ok(Parts {
            levels: pyramid.levels(),
            place: pyramid.place()?,
            system: pyramid.scheme.system(),
            extent: pyramid.extent_of_degrees(if pyramid::is_box(degrees) { degrees } else { world }),
            ends_there: false,
            attribution,
            blocks: Box::new(archive),
        })
    }
}

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
}

impl Packing {
    fn of(code: u8) -> Result<Self, RasterError> {
        let name = match code {
            // What is not said is taken as it comes.
            0 | 1 => return Ok(Self::None),
            2 => return Ok(Self::Gzip),
            3 => "brotli".to_owned(),
            4 => "zstd".to_owned(),
            other => format!("compression {other}"),
        };
        Err(RasterError::Unsupported { what: name })
    }

    fn unpack(self, bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, Damage> {
        match self {
            Self::None => Ok(bytes),
            Self::Gzip => {
                let mut unpacked = Vec::new();
                MultiGzDecoder::new(bytes.as_slice())
                    .take(limit + 1)
                    .read_to_end(&mut unpacked)?;
                if unpacked.len() as u64 > limit {
                    return Err(Damage(format!("more than {limit} bytes when unpacked")));
                }
                Ok(unpacked)
            }
        }
    }
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Span {
    offset: u64,
    length: u64,
}

#[derive(Debug, Clone, Copy)]
struct Header {
    root: Span,
    metadata: Span,
    leaves: Span,
    tiles: Span,
    directories_packed: Packing,
    tiles_packed: Packing,
    zooms: [u32; 2],
    /// West, south, east, north in 1e-7 degrees.
    corners: [i32; 4],
}

impl Header {
    fn read(bytes: &[u8; HEADER]) -> Result<Self, RasterError> {
        let number = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(eight)
        };
        let corner = |at: usize| {
            let mut four = [0; 4];
            four.copy_from_slice(&bytes[at..at + 4]);
            i32::from_le_bytes(four)
        };
        let span = |at: usize| Span {
            offset: number(at),
            length: number(at + 8),
        };
        if bytes[7] != 3 {
            return Err(RasterError::Unsupported {
                what: format!("PMTiles version {}", bytes[7]),
            });
        }
        match bytes[99] {
            0 | 2 | 3 | 4 => {}
            1 | 6 => return Err(RasterError::VectorTiles),
            5 => {
                return Err(RasterError::Unsupported {
                    what: "AVIF".to_owned(),
                });
            }
            other => {
                return Err(RasterError::Unsupported {
                    what: format!("tile type {other}"),
                });
            }
        }
        let zooms = [u32::from(bytes[100]), u32::from(bytes[101])];
        if zooms[0] > zooms[1] || zooms[1] > pyramid::FINEST_ZOOM {
            return Err(RasterError::damaged(format!(
                "zoom levels {} to {}",
                zooms[0], zooms[1]
            )));
        }
        Ok(Self {
            root: span(8),
            metadata: span(24),
            leaves: span(40),
            tiles: span(56),
            directories_packed: Packing::of(bytes[97])?,
            tiles_packed: Packing::of(bytes[98])?,
            zooms,
            corners: [102, 106, 110, 114].map(corner),
        })
    }

    fn degrees(&self) -> [f64; 4] {
        self.corners.map(|corner| f64::from(corner) * 1e-7)
    }

    /// Whom the tiles are owed to; nobody, when that cannot be read.
    fn attribution(&self, file: &File, length: u64) -> Option<String> {
        if self.metadata.length == 0 || self.metadata.length > METADATA_BYTES {
            return None;
        }
        let bytes = read_span(file, length, self.metadata).ok()?;
        let bytes = self.directories_packed.unpack(bytes, METADATA_BYTES).ok()?;
        let value: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        let text = value.get("attribution")?.as_str()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }
}

/// Bytes of a part that lies inside the file.
fn read_span(mut file: &File, length: u64, span: Span) -> Result<Vec<u8>, Damage> {
    let end = span.offset.checked_add(span.length);
    if end.is_none_or(|end| end > length) {
        return Err(Damage(format!(
            "bytes {} to {} are beyond the end of the file",
            span.offset,
            span.offset.saturating_add(span.length)
        )));
    }
    let mut bytes = vec![0; usize::try_from(span.length)?];
    file.seek(SeekFrom::Start(span.offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A run of tiles with the same bytes, or a leaf directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    tile: u64,
    run: u64,
    span: Span,
}

/// The entries of a directory.
fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Damage> {
    let mut rest = bytes;
    let n_entries = varint(&mut rest)?;
    // Four numbers of at least one byte each.
    if n_entries > MOST_ENTRIES || n_entries > bytes.len() as u64 / 4 {
        return Err(Damage(format!("a directory of {n_entries} entries")));
    }
    let mut column = || -> Result<Vec<u64>, Damage> { (0..n_entries).map(|_| varint(&mut rest)).collect() };
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let mut found: Vec<Entry> = Vec::with_capacity(steps.len());
    let mut tile = 0_u64;
    for (((step, run), length), offset) in steps.into_iter().zip(runs).zip(lengths).zip(offsets) {
        tile = tile
            .checked_add(step)
            .ok_or_else(|| Damage("a tile number is too large".to_owned()))?;
        let offset = match (offset, found.last()) {
            (0, Some(before)) => before.span.offset.saturating_add(before.span.length),
            (0, None) => return Err(Damage("the first entry has no place".to_owned())),
            (place, _) => place - 1,
        };
        found.push(Entry {
            tile,
            run,
            span: Span { offset, length },
        });
    }
    Ok(found)
}

/// A number of seven bits a byte, the lowest first.
fn varint(bytes: &mut &[u8]) -> Result<u64, Damage> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (byte, rest) = bytes
            .split_first()
            .ok_or_else(|| Damage("a directory ends too early".to_owned()))?;
        *bytes = rest;
        let part = u64::from(byte & 0x7F);
        if place == 9 && part > 1 {
            break;
        }
        number |= part << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(Damage("a number in a directory is too long".to_owned()))
}

/// The entry that may hold a tile.
fn find(entries: &[Entry], tile: u64) -> Option<Entry> {
    let after = entries.partition_point(|entry| entry.tile <= tile);
    let entry = *entries.get(after.checked_sub(1)?)?;
    (entry.run == 0 || tile - entry.tile < entry.run).then_some(entry)
}

/// The number of a tile: all tiles of coarser zooms, then its place along a Hilbert curve.
fn tile_number(zoom: u32, column: u64, row: u64) -> u64 {
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y, mut along) = (column, row, 0);
    let mut side = (1_u64 << zoom) / 2;
    while side > 0 {
        let right = u64::from(x & side > 0);
        let lower = u64::from(y & side > 0);
        along += side * side * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                x = side.wrapping_sub(1).wrapping_sub(x);
                y = side.wrapping_sub(1).wrapping_sub(y);
            }
            std::mem::swap(&mut x, &mut y);
        }
        side /= 2;
    }
    before + along
}

struct Archive {
    file: Mutex<File>,
    length: u64,
    header: Header,
    directories: Mutex<HashMap<Span, Arc<Vec<Entry>>>>,
    pyramid: Pyramid,
}

impl Archive {
    fn bytes(&self, span: Span) -> Result<Vec<u8>, Damage> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        read_span(&file, self.length, span)
    }

    /// A directory, from memory where it is there.
    fn directory(&self, span: Span) -> Result<Arc<Vec<Entry>>, Damage> {
        let held = || self.directories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(&span) {
            return Ok(Arc::clone(known));
        }
        if span.length > DIRECTORY_PACKED {
            return Err(Damage(format!("a directory of {} bytes", span.length)));
        }
        let packed = self.bytes(span)?;
        let bytes = self.header.directories_packed.unpack(packed, DIRECTORY_BYTES)?;
        let read = Arc::new(entries(&bytes)?);
        let mut held = held();
        let kept: usize = held.values().map(|entries| entries.len()).sum();
        if kept + read.len() > KEPT_ENTRIES {
            held.clear();
        }
        held.insert(span, Arc::clone(&read));
        Ok(read)
    }

    /// Where the bytes of a tile lie.
    fn find(&self, tile: u64) -> Result<Option<Span>, Damage> {
        let mut span = self.header.root;
        for _ in 0..DEPTH {
            let Some(entry) = find(&self.directory(span)?, tile) else {
                return Ok(None);
            };
            if entry.run > 0 {
                return inside(self.header.tiles, entry.span).map(Some);
            }
            span = inside(self.header.leaves, entry.span)?;
        }
        Err(Damage(format!("more than {DEPTH} directories below each other")))
    }

    fn tile(&self, span: Span) -> Result<Vec<u8>, Damage> {
        if span.length > pyramid::TILE_BYTES {
            return Err(Damage(format!("{} bytes", span.length)));
        }
        self.header
            .tiles_packed
            .unpack(self.bytes(span)?, pyramid::TILE_BYTES)
    }

    /// The first tile of the file: how large tiles are.
    fn first_tile(&self) -> Result<Vec<u8>, RasterError> {
        let mut span = self.header.root;
        for _ in 0..DEPTH {
            let directory = self.directory(span).map_err(damaged)?;
            let Some(entry) = directory.first() else {
                return Err(RasterError::damaged("there are no tiles"));
            };
            if entry.run > 0 {
                let span = inside(self.header.tiles, entry.span).map_err(damaged)?;
                return self.tile(span).map_err(damaged);
            }
            span = inside(self.header.leaves, entry.span).map_err(damaged)?;
        }
        Err(RasterError::damaged("there are no tiles"))
    }
}

fn damaged(Damage(reason): Damage) -> RasterError {
    RasterError::Damaged { reason }
}

/// A part of a part.
fn inside(outer: Span, inner: Span) -> Result<Span, Damage> {
    let end = inner.offset.checked_add(inner.length);
    if end.is_none_or(|end| end > outer.length) {
        return Err(Damage("an entry leads out of its part of the file".to_owned()));
    }
    let offset = outer
        .offset
        .checked_add(inner.offset)
        .ok_or_else(|| Damage("an entry leads out of the file".to_owned()))?;
    Ok(Span {
        offset,
        length: inner.length,
    })
}

impl Blocks for Archive {
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        let zoom = self.pyramid.zoom(level);
        let Some(span) = self.find(tile_number(zoom, column, row))? else {
            return Ok(None);
        };
        pyramid::decode_tile(&self.tile(span)?).map(Some)
    }

    fn name(&self, level: usize, column: u64, row: u64) -> String {
        self.pyramid.name(level, column, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::raster::fixture::{PmOptions, Probe, TileFile, mutations, pmtiles};

    /// Numbers of the specification's own table, and of the corners.
    #[test]
    fn tiles_have_the_numbers_of_the_specification() {
        for ((zoom, column, row), number) in [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ] {
            assert_eq!(tile_number(zoom, column, row), number, "{zoom}/{column}/{row}");
        }
        // Each number once.
        let mut all: Vec<u64> = (0..16)
            .flat_map(|column| (0..16).map(move |row| tile_number(4, column, row)))
            .collect();
        all.sort_unstable();
        assert_eq!(all, (85..85 + 256).collect::<Vec<u64>>());
    }

    #[test]
    fn tiles_are_found_in_root_and_leaves_packed_or_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("底图.pmtiles");
        for leaves in [0, 5] {
            for gzip in [false, true] {
                let options = PmOptions {
                    leaves,
                    gzip,
                    ..PmOptions::default()
                };
                std::fs::write(&path, pmtiles(&TileFile::quarters(2..=3), &options)).unwrap();
                let probe = Probe::open(&path).unwrap();
                assert_eq!(probe.raster.attribution(), Some("© 测绘"));
                for (level, column, row) in [(0, 0, 0), (0, 7, 1), (0, 3, 6), (1, 3, 3), (1, 0, 2)] {
                    let zoom = 3 - u32::try_from(level).unwrap();
                    assert_eq!(
                        probe.color(level, column, row),
                        Some(TileFile::color(zoom, column, row)),
                        "{leaves} {gzip}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_not_drawn_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pmtiles");
        let good = pmtiles(&TileFile::quarters(1..=2), &PmOptions::default());
        let refused = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            std::fs::write(&path, &bytes).unwrap();
            Probe::open(&path).err().unwrap()
        };
        assert_eq!(refused(99, 1), RasterError::VectorTiles);
        for (at, value, word) in [
            (7, 2, "version 2"),
            (97, 3, "brotli"),
            (98, 4, "zstd"),
            (99, 5, "AVIF"),
        ] {
            let error = refused(at, value);
            assert!(
                matches!(&error, RasterError::Unsupported { what } if what.contains(word)),
                "{error}"
            );
        }
        assert!(matches!(refused(101, 99), RasterError::Damaged { .. }));
        std::fs::write(&path, &good[..60]).unwrap();
        assert!(matches!(
            Probe::open(&path).err(),
            Some(RasterError::Damaged { .. })
        ));
    }

    /// A leaf that is its own leaf, claims of sizes, and a bomb.
    #[test]
    fn directories_cannot_lead_round_in_circles_or_grow_without_end() {
        let looped = |file: Vec<u8>| {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.pmtiles");
            std::fs::write(&path, file).unwrap();
            Probe::open(&path).err()
        };
        assert!(
            looped(pmtiles(
                &TileFile::quarters(1..=1),
                &PmOptions {
                    circle: true,
                    ..PmOptions::default()
                }
            ))
            .is_some()
        );
        assert!(entries(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]).is_err());
        assert!(entries(&[0xFF; 30]).is_err());
        let bomb = {
            use std::io::Write as _;
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(&vec![0; 40 << 20]).unwrap();
            packer.finish().unwrap()
        };
        assert!(Packing::Gzip.unpack(bomb, DIRECTORY_BYTES).is_err());
    }

    #[test]
    fn broken_files_end_well() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pmtiles");
        for gzip in [false, true] {
            let options = PmOptions {
                leaves: 3,
                gzip,
                ..PmOptions::default()
            };
            let bytes = pmtiles(&TileFile::quarters(1..=2), &options);
            for broken in mutations(&bytes, 600) {
                std::fs::write(&path, &broken).unwrap();
                Probe::walk(&path);
            }
        }
    }
}
