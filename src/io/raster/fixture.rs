//! Files for tests, made on the spot.

use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::cache::Held;
use super::{BlockCache, PlacedRaster, Raster, RasterError, open};
use crate::crs::{Crs, Ellipsoid, Plane};
use crate::progress::Ticket;

/// A PNG whose colours are given.
pub fn png(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let data: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| color(x, y))
        .collect();
    encoder.write_header().unwrap().write_image_data(&data).unwrap();
    bytes
}

/// A grey JPEG of 8 × 8 pixels: baseline, one block, the shortest tables.
pub fn jpeg() -> Vec<u8> {
    let (tables, body) = jpeg_apart();
    [&tables[..tables.len() - 2], &body[2..]].concat()
}

/// The same with its tables apart, as in a TIFF file.
pub fn jpeg_apart() -> (Vec<u8>, Vec<u8>) {
    let mut tables = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
    tables.extend([16; 64]);
    // One code for the difference "0 bits", one for "end of block".
    for class in [0x00, 0x10] {
        tables.extend([0xFF, 0xC4, 0, 20, class, 1]);
        tables.extend([0; 15]);
        tables.push(0);
    }
    tables.extend([0xFF, 0xD9]);
    let mut body = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
    body.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    // Two codes of one zero bit, filled up with ones.
    body.extend([0b0011_1111, 0xFF, 0xD9]);
    (tables, body)
}

/// Tiles: zoom, column, row from the north, bytes.
#[derive(Debug, Clone)]
pub struct TileFile(pub Vec<(u32, u64, u64, Vec<u8>)>);

impl TileFile {
    /// The colour of the tiles of [`Self::quarters`].
    pub fn color(zoom: u32, column: u64, row: u64) -> [u8; 4] {
        let byte = |number: u64| u8::try_from(number % 256).unwrap();
        [
            byte(u64::from(zoom) * 30 + 5),
            byte(column * 11 + 3),
            byte(row * 13 + 7),
            255,
        ]
    }

    fn tile(zoom: u32, column: u64, row: u64) -> (u32, u64, u64, Vec<u8>) {
        let color = Self::color(zoom, column, row);
        (zoom, column, row, png(64, 64, |_, _| color))
    }

    /// All tiles of some zooms, each of one colour.
    pub fn quarters(zooms: RangeInclusive<u32>) -> Self {
        let of_zoom = |zoom: u32| {
            (0..1 << zoom).flat_map(move |column| (0..1 << zoom).map(move |row| (zoom, column, row)))
        };
        Self(
            zooms
                .flat_map(of_zoom)
                .map(|(zoom, column, row)| Self::tile(zoom, column, row))
                .collect(),
        )
    }

    /// All tiles of one zoom down to a row.
    pub fn world(zoom: u32, rows: u64) -> Self {
        let tiles = (0..1 << zoom).flat_map(|column| (0..rows).map(move |row| (column, row)));
        Self(tiles.map(|(column, row)| Self::tile(zoom, column, row)).collect())
    }

    /// Writes an MBTiles file.
    pub fn write_mbtiles(&self, path: &Path, half: bool, metadata: &[(&str, &str)]) {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE metadata (name text, value text);
                 CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
                 CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);",
            )
            .unwrap();
        for (name, value) in metadata {
            connection
                .execute("INSERT INTO metadata VALUES (?1, ?2)", [name, value])
                .unwrap();
        }
        for (zoom, column, row, data) in &self.0 {
            let rows = if half { (1_i64 << zoom) / 2 } else { 1 << zoom };
            let row = rows - 1 - i64::try_from(*row).unwrap();
            connection
                .execute(
                    "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)",
                    rusqlite::params![zoom, i64::try_from(*column).unwrap(), row, data],
                )
                .unwrap();
        }
    }
}

/// Writes an MBTiles file in Web Mercator.
pub fn mbtiles(path: &Path, tiles: &TileFile, metadata: &[(&str, &str)]) {
    tiles.write_mbtiles(path, false, metadata);
}

/// How a PMTiles file is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct PmOptions {
    /// Entries of a leaf directory; 0 for none.
    pub leaves: usize,
    /// Whether directories are packed.
    pub gzip: bool,
    /// The leaf directory leads to itself.
    pub circle: bool,
}

/// The place of a tile along the curve, step by step as the specification tells it.
fn along_curve(zoom: u32, column: u64, row: u64) -> u64 {
    let side = 1_i64 << zoom;
    let (mut x, mut y) = (i64::try_from(column).unwrap(), i64::try_from(row).unwrap());
    let mut along = 0;
    let mut half = side / 2;
    while half > 0 {
        let right = i64::from((x & half) > 0);
        let lower = i64::from((y & half) > 0);
        along += half * half * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    let before: u64 = (0..zoom).map(|zoom| 1_u64 << (2 * zoom)).sum();
    before + u64::try_from(along).unwrap()
}

fn varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7F).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

/// Tile, run, offset, length of each entry as a directory.
fn directory(entries: &[[u64; 4]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(entries.len() as u64, &mut bytes);
    let mut before = 0;
    for [tile, ..] in entries {
        varint(tile - before, &mut bytes);
        before = *tile;
    }
    for [_, run, ..] in entries {
        varint(*run, &mut bytes);
    }
    for [_, _, _, length] in entries {
        varint(*length, &mut bytes);
    }
    let mut next = None;
    for [_, _, offset, length] in entries {
        varint(if Some(*offset) == next { 0 } else { offset + 1 }, &mut bytes);
        next = Some(offset + length);
    }
    bytes
}

/// A PMTiles file.
pub fn pmtiles(tiles: &TileFile, options: &PmOptions) -> Vec<u8> {
    let packed = |bytes: Vec<u8>| {
        if !options.gzip {
            return bytes;
        }
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&bytes).unwrap();
        packer.finish().unwrap()
    };
    let mut sorted: Vec<(u64, &Vec<u8>)> = tiles
        .0
        .iter()
        .map(|(zoom, column, row, data)| (along_curve(*zoom, *column, *row), data))
        .collect();
    sorted.sort_by_key(|(tile, _)| *tile);
    let mut data = Vec::new();
    let mut entries = Vec::new();
    for (tile, bytes) in sorted {
        entries.push([tile, 1, data.len() as u64, bytes.len() as u64]);
        data.extend_from_slice(bytes);
    }
    let mut leaves = Vec::new();
    let root = if options.circle {
        let own = packed(directory(&[[0, 0, 0, 6]]));
        leaves.extend_from_slice(&own);
        packed(directory(&[[0, 0, 0, own.len() as u64]]))
    } else if options.leaves == 0 {
        packed(directory(&entries))
    } else {
        let mut above = Vec::new();
        for part in entries.chunks(options.leaves) {
            let leaf = packed(directory(part));
            above.push([part[0][0], 0, leaves.len() as u64, leaf.len() as u64]);
            leaves.extend_from_slice(&leaf);
        }
        packed(directory(&above))
    };
    let metadata = packed("{\"attribution\": \"© 测绘\"}".as_bytes().to_vec());
    let zooms = tiles.0.iter().map(|(zoom, ..)| u8::try_from(*zoom).unwrap());
    let mut bytes = b"PMTiles\x03".to_vec();
    let mut at = 127_u64;
    for part in [&root, &metadata, &leaves, &data] {
        bytes.extend(at.to_le_bytes());
        bytes.extend((part.len() as u64).to_le_bytes());
        at += part.len() as u64;
    }
    bytes.extend([0; 24]);
    bytes.extend([1, if options.gzip { 2 } else { 1 }, 1, 2]);
    bytes.push(zooms.clone().min().unwrap_or(0));
    bytes.push(zooms.max().unwrap_or(0));
    for corner in [-1_800_000_000_i32, -850_000_000, 1_800_000_000, 850_000_000] {
        bytes.extend(corner.to_le_bytes());
    }
    bytes.resize(127, 0);
    [bytes, root, metadata, leaves, data].concat()
}

/// An opened file and a look into it.
#[derive(Debug)]
pub struct Probe {
    pub raster: Raster,
}

impl Probe {
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        Self::open_in(path, None)
    }

    pub fn open_in(path: &Path, system: Option<&Crs>) -> Result<Self, RasterError> {
        let cache = Arc::new(BlockCache::default());
        open(path, system, &cache, &Ticket::new()).map(|raster| Self { raster })
    }

    /// The first colour of a block.
    pub fn color(&self, level: usize, column: u64, row: u64) -> Option<[u8; 4]> {
        match self.raster.fetch(level, column, row) {
            Held::Pixels(pixels) => pixels.colors.first().copied(),
            Held::Missing | Held::Damaged => None,
        }
    }

    /// Opens a file that may be broken in any way, and looks at all that it shows.
    pub fn walk(path: &Path) {
        let Ok(probe) = Self::open_in(path, Some(&Crs::local())) else {
            return;
        };
        for view in 0..probe.raster.views.len().min(4) {
            for (column, row) in [(0, 0), (1, 0), (0, 1), (3, 3)] {
                let _ = probe.raster.fetch(view, column, row);
            }
        }
        let plane = if probe.raster.crs().id == crate::crs::CrsId::Local {
            Plane::local()
        } else {
            Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0)
        };
        if let Ok(placed) = PlacedRaster::new(Arc::new(probe.raster), &plane) {
            let bounds = placed.bounds();
            let window = super::placed::RasterWindow {
                origin: crate::geometry::Point {
                    x: bounds.min_x,
                    y: bounds.max_y,
                },
                scale: [32.0 / bounds.width().max(1e-6), 32.0 / bounds.height().max(1e-6)],
                side: 32,
            };
            let _ = placed.draw(&window);
        }
    }
}

/// The bytes with one thing wrong, so many times, always the same way.
pub fn mutations(bytes: &[u8], count: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let bytes = bytes.to_vec();
    (0..count).map(move |number| {
        let mut broken = bytes.clone();
        // The head says most.
        let reach = if number % 3 == 0 {
            broken.len()
        } else {
            broken.len().min(600)
        };
        let at = next(reach);
        match number % 5 {
            0 => broken.truncate(at),
            1 => broken[at] = u8::try_from(next(256)).unwrap(),
            2 => broken[at] = 0xFF,
            3 => {
                let end = (at + 4).min(broken.len());
                broken[at..end].fill(0xFF);
            }
            _ => {
                let end = (at + 1 + next(16)).min(broken.len());
                broken.drain(at..end);
            }
        }
        broken
    })
}

/// The values of a tag.
#[derive(Debug, Clone)]
pub enum TagValue {
    Bytes(Vec<u8>),
    Text(String),
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    Doubles(Vec<f64>),
}

/// A picture of a TIFF file: its tags but for places and lengths, and its strips or tiles.
#[derive(Debug, Clone)]
pub struct Page {
    pub tags: Vec<(u16, TagValue)>,
    pub chunks: Vec<Vec<u8>>,
}

/// A TIFF file, byte by byte.
pub fn raw_tiff(pages: &[Page], is_big_endian: bool, is_big: bool) -> Vec<u8> {
    let number = |value: u64, size: usize| {
        let bytes = value.to_le_bytes()[..size].to_vec();
        if is_big_endian {
            bytes.into_iter().rev().collect()
        } else {
            bytes
        }
    };
    let word = if is_big { 8 } else { 4 };
    let mut bytes: Vec<u8> = if is_big_endian {
        b"MM".to_vec()
    } else {
        b"II".to_vec()
    };
    bytes.extend(number(if is_big { 43 } else { 42 }, 2));
    if is_big {
        bytes.extend(number(8, 2));
        bytes.extend(number(0, 2));
    }
    let mut link = bytes.len();
    bytes.extend(vec![0; word]);
    for page in pages {
        let mut places = Vec::new();
        for chunk in &page.chunks {
            places.push(if chunk.is_empty() {
                0
            } else {
                u32::try_from(bytes.len()).unwrap()
            });
            bytes.extend_from_slice(chunk);
        }
        let lengths = page
            .chunks
            .iter()
            .map(|chunk| u32::try_from(chunk.len()).unwrap());
        let is_tiled = page.tags.iter().any(|(tag, _)| *tag == 322);
        let mut tags = page.tags.clone();
        tags.push((if is_tiled { 324 } else { 273 }, TagValue::Longs(places)));
        tags.push((
            if is_tiled { 325 } else { 279 },
            TagValue::Longs(lengths.collect()),
        ));
        tags.sort_by_key(|(tag, _)| *tag);
        let mut fields = Vec::new();
        for (tag, value) in &tags {
            let (kind, count, data): (u64, usize, Vec<u8>) = match value {
                TagValue::Bytes(list) => (7, list.len(), list.clone()),
                TagValue::Text(text) => (2, text.len() + 1, [text.as_bytes(), &[0]].concat()),
                TagValue::Shorts(list) => (
                    3,
                    list.len(),
                    list.iter()
                        .flat_map(|value| number(u64::from(*value), 2))
                        .collect(),
                ),
                TagValue::Longs(list) => (
                    4,
                    list.len(),
                    list.iter()
                        .flat_map(|value| number(u64::from(*value), 4))
                        .collect(),
                ),
                TagValue::Doubles(list) => (
                    12,
                    list.len(),
                    list.iter().flat_map(|value| number(value.to_bits(), 8)).collect(),
                ),
            };
            let mut field = number(u64::from(*tag), 2);
            field.extend(number(kind, 2));
            field.extend(number(count as u64, word));
            if data.len() <= word {
                field.extend(&data);
                field.resize(4 + 2 * word, 0);
            } else {
                field.extend(number(bytes.len() as u64, word));
                bytes.extend(data);
            }
            fields.extend(field);
        }
        let at = number(bytes.len() as u64, word);
        bytes[link..link + word].copy_from_slice(&at);
        bytes.extend(number(tags.len() as u64, if is_big { 8 } else { 2 }));
        bytes.extend(fields);
        link = bytes.len();
        bytes.extend(vec![0; word]);
    }
    bytes
}
