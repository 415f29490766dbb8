//! GeoJSON (RFC 7946, and the `crs` member of the 2008 format).
//!
//! Meaning: a text is cut into features without being held in memory ([`splitter`]), the features
//! are parsed on all threads ([`feature`]), and what stands around them last ([`root`]). Coordinates
//! become the nearest doubles, bit for bit; identifiers, attributes and unknown members keep the text
//! that they have.
//!
//! Input: UTF-8, with or without a byte order mark; a collection, a feature or a geometry. Output: one
//! [`SourceLayer`] with notes, or a [`ReadError`] when the structure is broken.
//!
//! Texts one after the other (RFC 8142, and one on each line) are a format of their own ([`sequence`]) with the
//! same features.
//!
//! Deliberately not done: other encodings, heights, the direction of rings, TopoJSON, Esri JSON; they are named
//! in the error where they are recognised.

mod coordinates;
mod cursor;
mod fault;
mod feature;
mod geometry;
mod input;
mod number;
mod position;
mod read;
mod root;
mod scan;
mod sequence;
mod splitter;
pub(super) mod write;

#[cfg(test)]
mod tests;

pub use sequence::GeoJsonSeq;

use std::fs::{self, File};
use std::path::Path;

use super::error::{ReadError, ReadErrorKind, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting, check_plain_file};
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;
use read::Cutter;

/// The GeoJSON format.
#[derive(Debug, Clone, Copy)]
pub struct GeoJson;

impl GeoJson {
    /// Codes of all notes that reading and writing GeoJSON can give; each has a text.
    pub const NOTE_CODES: [&'static str; 33] = [
        "note-altered-features",
        "note-bom",
        "note-coordinates-missing",
        "note-coordinates-shape",
        "note-crs-null",
        "note-duplicate-id",
        "note-duplicate-key",
        "note-feature-syntax",
        "note-field-beyond-limit",
        "note-geometry-empty",
        "note-geometry-member-dropped",
        "note-geometry-missing",
        "note-geometry-not-object",
        "note-geometry-null",
        "note-geometry-type",
        "note-ground-lost",
        "note-lines-ignored",
        "note-member-twice",
        "note-not-a-feature",
        "note-not-an-object",
        "note-ordinate-not-finite",
        "note-ordinate-not-number",
        "note-personal-dropped",
        "note-points-ignored",
        "note-position-short",
        "note-properties-not-object",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-symlink",
        "note-value-not-finite",
        "note-written-without-geometry",
        "note-z-dropped",
    ];
}

fn read_file(
    path: &Path,
    cutter: Cutter,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    let metadata = check_plain_file(path)?;
    ticket.expect(metadata.len());
    let mut layer = read::read_layer(path, File::open(path)?, cutter, options, ticket)?;
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        layer
            .notes
            .push(Note::new("note-symlink", Severity::Info, Place::default()));
    }
    Ok(layer)
}

impl Format for GeoJson {
    fn name(&self) -> &'static str {
        "GeoJSON"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["geojson", "json"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Decimals]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        let text = head
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(head)
            .trim_ascii_start();
        if !text.starts_with(b"{") {
            return Confidence::No;
        }
        let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
        if !has("\"FeatureCollection\"") && is_cut_off(text) {
            // One feature, or the first of many: the extension tells.
            return Confidence::Possible;
        }
        if has("\"FeatureCollection\"") || has("\"Feature\"") || has("\"coordinates\"") {
            Confidence::Certain
        } else {
            Confidence::Possible
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        match read_file(path, Cutter::document(), options, ticket) {
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

/// Whether a text ends before its first value does.
fn is_cut_off(text: &[u8]) -> bool {
    matches!(scan::Scan::new(0).run(text), Ok(scan::Progress::GoesOn))
}
