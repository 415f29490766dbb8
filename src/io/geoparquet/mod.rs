//! GeoParquet 1.0 and 1.1: features in columns.
//!
//! Meaning: the footer names columns and row groups; the key `geo` in it says which column is the geometry, how it is
//! encoded and in which reference system it is ([`metadata`]). Row groups are read one after the other, all columns
//! of a run of rows together ([`mod@read`]): geometries from well-known binary or from the nested lists of GeoArrow
//! ([`native`]), all other flat columns as JSON texts ([`values`]). The crate `parquet` decodes values; what a file
//! claims about its sizes is held against its bytes before that, because the crate believes it ([`thrift`],
//! [`pages`]), and a panic in it becomes an error.
//!
//! Input: a file. Output: one [`SourceLayer`]. Positions are x first whatever the reference system says about its axes.
//! A layer is written as well-known binary with Snappy ([`mod@write`]).
//!
//! Deliberately not done: compressions other than Snappy, encryption, nested attributes, heights, data sets of several
//! files.

mod metadata;
mod native;
mod pages;
mod read;
mod thrift;
mod values;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::error::{ReadError, ReadErrorKind, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

/// First and last bytes of a file.
const MAGIC: &[u8; 4] = b"PAR1";
/// The same of a file whose footer is encrypted.
const MAGIC_ENCRYPTED: &[u8; 4] = b"PARE";

/// The GeoParquet format.
#[derive(Debug, Clone, Copy)]
pub struct GeoParquet;

impl GeoParquet {
    /// Codes of all notes that reading and writing GeoParquet can give; each has a text.
    pub const NOTE_CODES: [&'static str; 34] = [
        "note-altered-features",
        "note-blob-dropped",
        "note-columns-as-text",
        "note-crs-null",
        "note-curve",
        "note-edges-spherical",
        "note-field-renamed",
        "note-geometry-empty",
        "note-geometry-null",
        "note-geometry-position-null",
        "note-ground-lost",
        "note-lines-ignored",
        "note-members-dropped",
        "note-nested-dropped",
        "note-ordinate-not-finite",
        "note-personal-dropped",
        "note-points-ignored",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-srs-contradiction",
        "note-srs-unknown",
        "note-symlink",
        "note-value-not-finite",
        "note-value-not-utf8",
        "note-wkb-byte-order",
        "note-wkb-member",
        "note-wkb-too-deep",
        "note-wkb-trailing",
        "note-wkb-truncated",
        "note-wkb-type",
        "note-written-without-crs",
        "note-written-without-geometry",
        "note-z-dropped",
    ];
}

/// The error of a file that is broken or uses what is not read.
fn refused(what: &'static str, found: impl Into<String>) -> ReadErrorKind {
    ReadErrorKind::GeoParquet {
        what,
        found: found.into(),
    }
}

impl Format for GeoParquet {
    fn name(&self) -> &'static str {
        "GeoParquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet", "geoparquet"]
    }

    fn signatures(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.starts_with(MAGIC) || head.starts_with(MAGIC_ENCRYPTED) {
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
