//! GeoPackage (OGC 12-128r19): SQLite databases with tables of features.
//!
//! Meaning: the database is opened so that nothing in it can run or be written ([`database`]); its
//! tables of features are listed ([`schema`]) with their coordinate reference systems ([`srs`]); each
//! table is cut into runs of rows, which are read on all threads ([`rows`]) from the pages of the file ([`pages`],
//! [`record`]) or by SQLite, the geometry straight from its bytes into columns ([`wkb`]), and put together in the order of the table ([`mod@read`]). A layer is written as a
//! file of its own with one table, a spatial index and a symbol ([`mod@write`]).
//!
//! Input: a file. Output: one [`SourceLayer`] per table that `gpkg_contents` lists as `features`, or
//! the one that is named; a [`ReadError`] when the database is broken or not what it says. Positions
//! are x first whatever the CRS says about its axes (clause 2.1.3.1.1).
//!
//! Deliberately not done: tiles, tables without geometry, extensions of the geometry encoding, curves,
//! heights, reading by the R-tree (a damaged one would hide features), writing into a file that is there.

mod database;
pub(super) mod encode;
mod header;
mod layout;
mod pages;
mod read;
mod record;
mod rows;
mod schema;
mod srs;
mod style;
mod value;
pub(super) mod wkb;
pub(super) mod wkt;
mod write;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;

pub(super) use database::Database;
pub use database::has_pending_changes;
#[cfg(test)]
pub(super) use style::of_role as style_of_role;

use std::path::Path;

use super::error::{ReadError, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

/// The GeoPackage format.
#[derive(Debug, Clone, Copy)]
pub struct GeoPackage;

/// First bytes of every SQLite database.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// Where the application id stands in the head of a SQLite database.
const APPLICATION_ID: std::ops::Range<usize> = 68..72;

impl GeoPackage {
    /// Codes of all notes that reading and writing a GeoPackage can give; each has a text.
    pub const NOTE_CODES: [&'static str; 40] = [
        "note-altered-features",
        "note-application-id",
        "note-blob-dropped",
        "note-column-renamed",
        "note-columns-as-text",
        "note-curve",
        "note-feature-count",
        "note-geometry-empty",
        "note-geometry-not-blob",
        "note-geometry-null",
        "note-gpkg-header",
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
        "note-srs-conflict",
        "note-srs-contradiction",
        "note-srs-differs",
        "note-srs-missing",
        "note-srs-undefined",
        "note-srs-unknown",
        "note-symlink",
        "note-value-not-finite",
        "note-value-not-utf8",
        "note-wal",
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

/// Whether the head of a file has the application id of a GeoPackage: `GPKG`, or `GP10` and `GP11` of
/// versions 1.0 and 1.1 (clause 1.1.1.1.1).
fn has_application_id(head: &[u8]) -> bool {
    matches!(head.get(APPLICATION_ID), Some(b"GPKG" | b"GP10" | b"GP11"))
}

impl Format for GeoPackage {
    fn name(&self) -> &'static str {
        "GeoPackage"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gpkg", "gpkx"]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if !head.starts_with(SQLITE_MAGIC) {
            Confidence::No
        } else if has_application_id(head) {
            Confidence::Certain
        } else {
            // Some writers leave the id out; the tables decide.
            Confidence::Possible
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        read::read_file(path, options, ticket).map_err(|kind| ReadError::new(path, kind))
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
