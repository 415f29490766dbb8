//! A prepared layer in a file.
//!
//! Meaning: a head of 64 bytes, a table of contents as JSON, then the arrays of the layer as they are in memory,
//! each at a multiple of 64 bytes. The head carries the checksum of the table, the table that of each chunk and
//! of the index, so every byte that is used is covered. Numbers are in the byte order of the machine; a file of
//! another order, version or importer is not read.
//!
//! Input: a path in the cache directory. Output: a layer that borrows its arrays from the mapped file, or
//! nothing.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::IMPORTER;
use super::card::Card;
use super::notes::{NotesFile, word};
use crate::crs::Projector;
use crate::geometry::{Bounds, PACKED_ARRAYS, PackedColumn, PackedForm, SharedBytes};
use crate::io::{map, write_atomically_unsynced};
use crate::layer::{
    AttributeTable, ChunkGeometry, ConstraintLayer, FeatureChunk, FeatureState, JsonColumn, LayerFacts,
    LayerIndex, Role, Source,
};
use crate::workspace::input::InputSpec;
use crate::workspace::place::Target;

const MAGIC: [u8; 8] = *b"RLLAYER\x01";
const HEAD: usize = 64;
const ALIGN: usize = 64;
/// Written as a number, so that a machine of another byte order does not read it.
const ORDER: u32 = 0x0102_0304;

/// What must be equal for a kept layer to be the one that is asked for, apart from its source.
pub(super) fn key(facts: &str, target: Target<'_>) -> String {
    let plane = target.plane.parameters();
    format!(
        "{IMPORTER}\n{facts}\n{}\n{:?}\n{:?}\n{:?}\n{:x}",
        plane.name,
        plane.ellipsoid,
        plane.lon_0.map(f64::to_bits),
        plane.lat_ts.map(f64::to_bits),
        target.tolerance_m.to_bits(),
    )
}

#[derive(Serialize, Deserialize)]
struct Table {
    importer: String,
    /// [`key`] of the layer, so that a file under another's name is not taken for it.
    key: String,
    name: String,
    sha256: String,
    bytes: u64,
    format: String,
    layer: Option<String>,
    crs: String,
    notes: NotesFile,
    /// Bits of the box around everything.
    bounds: [u64; 4],
    n_features: u32,
    chunks: Vec<ChunkRow>,
    index: Part,
    length: usize,
}

/// A range of the file with its checksum.
#[derive(Serialize, Deserialize, Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    crc: u32,
}

#[derive(Serialize, Deserialize)]
struct ChunkRow {
    rows: usize,
    waiting: bool,
    decimals: Option<u8>,
    origin: [i64; 2],
    longest_edge: [u64; 2],
    all: Part,
    arrays: [[usize; 2]; PACKED_ARRAYS],
    states: [usize; 2],
    ids: [[usize; 2]; 2],
    names: Vec<String>,
    columns: Vec<[[usize; 2]; 2]>,
}

/// Lays arrays one behind the other.
#[derive(Default)]
struct Layout<'a> {
    at: usize,
    pieces: Vec<(usize, &'a [u8])>,
}

impl<'a> Layout<'a> {
    fn add(&mut self, bytes: &'a [u8]) -> [usize; 2] {
        self.at = self.at.next_multiple_of(ALIGN);
        let start = self.at;
        self.at += bytes.len();
        self.pieces.push((start, bytes));
        [start, self.at]
    }
}

/// Writes a layer, whole or not at all.
pub(super) fn write(path: &Path, card: &Card, layer: &ConstraintLayer, target: Target<'_>) -> io::Result<()> {
    let states: Vec<Vec<u8>> = layer
        .chunks()
        .iter()
        .map(|chunk| chunk.states.iter().map(|state| state.code()).collect())
        .collect();
    let mut layout = Layout::default();
    let mut chunks: Vec<ChunkRow> = layer
        .chunks()
        .iter()
        .zip(&states)
        .map(|(chunk, states)| chunk_row(chunk, states, &mut layout))
        .collect();
    let index = layout.add(layer.index().bytes());
    sum_up(&mut chunks, &layout);
    let b = layer.bounds();
    let mut table = Table {
        importer: IMPORTER.to_owned(),
        key: key(&card.facts(), target),
        name: layer.name.clone(),
        sha256: layer.source.sha256.clone(),
        bytes: layer.source.bytes,
        format: layer.source.format.to_owned(),
        layer: layer.source.layer.clone(),
        crs: layer.crs.id.to_string(),
        notes: NotesFile::of(&layer.notes),
        bounds: [b.min_x, b.min_y, b.max_x, b.max_y].map(f64::to_bits),
        n_features: layer.index().n_features(),
        chunks,
        index: Part {
            start: index[0],
            end: index[1],
            crc: crc32fast::hash(layer.index().bytes()),
        },
        length: layout.at,
    };
    table.length = layout.at;
    let text = serde_json::to_vec(&table)?;
    let head = head(&text);
    write_atomically_unsynced(path, |writer| {
        writer.write_all(&head)?;
        writer.write_all(&text)?;
        pad(writer, HEAD + text.len())?;
        let mut at = 0;
        for (start, bytes) in &layout.pieces {
            writer.write_all(&[0; ALIGN][..start - at])?;
            writer.write_all(bytes)?;
            at = start + bytes.len();
        }
        Ok(())
    })
}

fn pad(writer: &mut impl Write, at: usize) -> io::Result<()> {
    writer.write_all(&[0; ALIGN][..at.next_multiple_of(ALIGN) - at])
}

fn head(text: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&MAGIC);
    head[8..12].copy_from_slice(&ORDER.to_ne_bytes());
    head[12..16].copy_from_slice(&crc32fast::hash(text).to_ne_bytes());
    head[16..24].copy_from_slice(&(text.len() as u64).to_ne_bytes());
    head
}

fn chunk_row<'a>(chunk: &'a FeatureChunk, states: &'a [u8], layout: &mut Layout<'a>) -> ChunkRow {
    layout.at = layout.at.next_multiple_of(ALIGN);
    let start = layout.at;
    let parts = chunk.geometry.packed().parts();
    let arrays = parts.arrays.map(|bytes| layout.add(bytes));
    let states = layout.add(states);
    let ids = chunk.ids.parts().map(|bytes| layout.add(bytes));
    let columns = chunk
        .attributes
        .columns()
        .iter()
        .map(|column| column.parts().map(|bytes| layout.add(bytes)))
        .collect();
    ChunkRow {
        rows: chunk.states.len(),
        waiting: chunk.geometry.is_waiting(),
        decimals: parts.form.decimals,
        origin: parts.form.origin,
        longest_edge: parts.form.longest_edge.map(f64::to_bits),
        all: Part {
            start,
            end: layout.at,
            crc: 0,
        },
        arrays,
        states,
        ids,
        names: chunk.attributes.names().to_vec(),
        columns,
    }
}

/// Checksums of the chunks, gaps between their arrays included.
fn sum_up(chunks: &mut [ChunkRow], layout: &Layout<'_>) {
    chunks.par_iter_mut().for_each(|chunk| {
        let mut sum = crc32fast::Hasher::new();
        let mut at = chunk.all.start;
        let first = layout
            .pieces
            .partition_point(|(start, _)| *start < chunk.all.start);
        for (start, bytes) in &layout.pieces[first..] {
            if *start >= chunk.all.end && !(bytes.is_empty() && *start == chunk.all.end) {
                break;
            }
            sum.update(&[0; ALIGN][..start - at]);
            sum.update(bytes);
            at = start + bytes.len();
        }
        chunk.all.crc = sum.finalize();
    });
}

/// Reads a layer; `None` for anything but a whole file of this importer with the source and plane asked for.
pub(super) fn read(
    path: &Path,
    card: &Card,
    role: Role,
    spec: &InputSpec,
    target: Target<'_>,
) -> Option<ConstraintLayer> {
    let bytes = map(path).ok()?;
    let (table, body) = table_of(&bytes)?;
    let fits = table.importer == IMPORTER
        && table.key == key(&card.facts(), target)
        && table.sha256 == card.sha256
        && table.crs == card.decided.crs.id.to_string()
        && table.n_features == card.n_features;
    if !fits {
        return None;
    }
    let projector = Arc::new(Projector::new(&card.decided.crs, target.plane, target.tolerance_m).ok()?);
    let kept = Body { bytes, start: body };
    let chunks: Option<Vec<FeatureChunk>> = table
        .chunks
        .par_iter()
        .map(|row| kept.chunk(row, &projector))
        .collect();
    let chunks = chunks?;
    let n_rows: usize = chunks.iter().map(|chunk| chunk.states.len()).sum();
    if n_rows != table.n_features as usize {
        return None;
    }
    let [min_x, min_y, max_x, max_y] = table.bounds.map(f64::from_bits);
    let bounds = Bounds {
        min_x,
        min_y,
        max_x,
        max_y,
    };
    let index = kept.checked(table.index)?;
    let index = LayerIndex::borrowed(&kept.bytes, index, bounds, table.n_features)?;
    let facts = LayerFacts {
        name: table.name,
        role,
        source: Source {
            path: spec.path.clone(),
            layer: table.layer,
            sha256: table.sha256,
            bytes: table.bytes,
            format: word(&table.format)?,
        },
        crs: card.decided.crs.clone(),
        notes: table.notes.notes()?,
    };
    Some(ConstraintLayer::with_index(facts, chunks, index))
}

/// The table of contents, and where the arrays begin.
fn table_of(bytes: &SharedBytes) -> Option<(Table, usize)> {
    let all: &[u8] = (**bytes).as_ref();
    let head = all.get(..HEAD)?;
    let number = |range: Range<usize>| head.get(range)?.try_into().ok().map(u32::from_ne_bytes);
    if head[..8] != MAGIC || number(8..12)? != ORDER {
        return None;
    }
    let length = u64::from_ne_bytes(head.get(16..24)?.try_into().ok()?);
    let end = HEAD.checked_add(usize::try_from(length).ok()?)?;
    let text = all.get(HEAD..end)?;
    if crc32fast::hash(text) != number(12..16)? {
        return None;
    }
    let table: Table = serde_json::from_slice(text).ok()?;
    let body = end.next_multiple_of(ALIGN);
    (body.checked_add(table.length)? == all.len()).then_some((table, body))
}

/// The arrays of a mapped file.
struct Body {
    bytes: SharedBytes,
    start: usize,
}

impl Body {
    fn range(&self, [start, end]: [usize; 2]) -> Option<Range<usize>> {
        let range = self.start.checked_add(start)?..self.start.checked_add(end)?;
        (range.start <= range.end).then_some(range)
    }

    /// The range of a part whose checksum is right.
    fn checked(&self, part: Part) -> Option<Range<usize>> {
        let range = self.range([part.start, part.end])?;
        let all: &[u8] = (*self.bytes).as_ref();
        (crc32fast::hash(all.get(range.clone())?) == part.crc).then_some(range)
    }

    fn chunk(&self, row: &ChunkRow, projector: &Arc<Projector>) -> Option<FeatureChunk> {
        self.checked(row.all)?;
        let inside = |range: &[usize; 2]| row.all.start <= range[0] && range[1] <= row.all.end;
        let mut ranges = row
            .arrays
            .iter()
            .chain([&row.states])
            .chain(&row.ids)
            .chain(row.columns.iter().flatten());
        if !ranges.all(inside) {
            return None;
        }
        let form = PackedForm {
            decimals: row.decimals,
            origin: row.origin,
            longest_edge: row.longest_edge.map(f64::from_bits),
        };
        let mut arrays: [Range<usize>; PACKED_ARRAYS] = Default::default();
        for (array, range) in arrays.iter_mut().zip(row.arrays) {
            *array = self.range(range)?;
        }
        let column = PackedColumn::borrowed(&form, &self.bytes, &arrays)?;
        let geometry = if row.waiting {
            // That it may wait was found out when it was written, for the same plane and tolerance ([`key`]).
            projector
                .starts_in_degrees()
                .then(|| ChunkGeometry::waiting(column, Arc::clone(projector)))?
        } else {
            ChunkGeometry::placed(column)
        };
        let all: &[u8] = (*self.bytes).as_ref();
        let states: Option<Vec<FeatureState>> = all
            .get(self.range(row.states)?)?
            .iter()
            .map(|code| FeatureState::of_code(*code))
            .collect();
        let states =
            states.filter(|states| states.len() == row.rows && geometry.packed().len() == row.rows)?;
        let json = |[ends, texts]: [[usize; 2]; 2]| {
            JsonColumn::borrowed(&self.bytes, [self.range(ends)?, self.range(texts)?])
        };
        let columns: Option<Vec<JsonColumn>> = row.columns.iter().map(|ranges| json(*ranges)).collect();
        Some(FeatureChunk {
            geometry,
            states,
            ids: json(row.ids)?,
            attributes: AttributeTable::of_columns(row.names.clone(), columns?, row.rows)?,
        })
    }
}
