//! FlatGeobuf (version 3): features as FlatBuffers behind a packed Hilbert R-tree.
//!
//! Meaning: a header names columns and coordinate reference system, the tree follows, then one feature after the
//! other, each with its length before it ([`mod@read`]). Every buffer is verified before it is looked at, with limits
//! that follow from its own length, so that parts which share their coordinates cannot ask for more than the file has.
//! Geometries go into columns ([`geometry`]), values become JSON texts ([`properties`]).
//!
//! Input: a file. Output: one [`SourceLayer`]. Positions are x first whatever the reference system says about its
//! axes. The tree is passed over: a damaged one would hide features. Writing puts the features into the order of a
//! tree of its own ([`mod@write`]).
//!
//! Deliberately not done: versions before 3, curves, heights, reading a part by the tree.

mod geometry;
mod properties;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::error::{ReadError, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

/// First bytes of a file; the last one is the patch level, which does not matter.
const MAGIC: [u8; 8] = *b"fgb\x03fgb\0";

/// Bytes of a node of the tree: four ordinates and an offset.
const NODE_BYTES: u64 = 40;

/// The FlatGeobuf format.
#[derive(Debug, Clone, Copy)]
pub struct FlatGeobuf;

impl FlatGeobuf {
    /// Codes of all notes that reading and writing FlatGeobuf can give; each has a text.
    pub const NOTE_CODES: [&'static str; 29] = [
        "note-blob-dropped",
        "note-curve",
        "note-feature-count",
        "note-flatgeobuf-buffer",
        "note-flatgeobuf-columns",
        "note-flatgeobuf-geometry",
        "note-flatgeobuf-no-index",
        "note-flatgeobuf-order",
        "note-flatgeobuf-properties",
        "note-geometry-empty",
        "note-geometry-null",
        "note-ground-lost",
        "note-lines-ignored",
        "note-members-dropped",
        "note-ordinate-not-finite",
        "note-personal-dropped",
        "note-points-ignored",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-srs-by-definition",
        "note-srs-contradiction",
        "note-srs-unknown",
        "note-symlink",
        "note-value-not-finite",
        "note-value-not-utf8",
        "note-wkb-too-deep",
        "note-written-without-geometry",
        "note-z-dropped",
    ];
}

/// Bytes of the tree over so many features; `None` when no file could hold it.
fn index_bytes(n_features: u64, node_size: u16) -> Option<u64> {
    if n_features == 0 || node_size == 0 {
        return Some(0);
    }
    let node_size = u64::from(node_size);
    let mut level = n_features;
    let mut nodes = level;
    loop {
        level = level.div_ceil(node_size);
        nodes = nodes.checked_add(level)?;
        if level == 1 {
            return nodes.checked_mul(NODE_BYTES);
        }
    }
}

impl Format for FlatGeobuf {
    fn name(&self) -> &'static str {
        "FlatGeobuf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["fgb"]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.get(..3) == MAGIC.get(..3) && head.get(4..7) == MAGIC.get(4..7) {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        match read::read_file(path, options, ticket) {
            Ok(layer) => Ok(vec![layer]),
            Err(kind) => Err(ReadError::new(path, kind)),
        }
    }

    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        write::write_file(path, layer, options, ticket).map_err(|kind| WriteError::new(path, kind))
    }
}
