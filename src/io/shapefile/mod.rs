//! Shapefiles (ESRI, 1998): shapes, an index, a dBASE table, and texts that name the system and the encoding.
//!
//! Meaning: the parts are found beside each other or in an archive ([`bundle`]); the records are found with or
//! without the index ([`walk`]); runs of them are read on all threads together with the rows of the table
//! ([`table`], [`value`]), the shapes straight from their bytes into columns ([`record`], [`super::rings`]), and put
//! together in their order ([`mod@read`]).
//!
//! Input: a `.shp`, any of the files beside it, or a ZIP archive. Output: one [`SourceLayer`] per shapefile; a
//! [`ReadError`] when nobody knows how many features there were. Only the shapes are needed: without the index the
//! records are walked, without the table features have no attributes, without the `.prj` the layer names no
//! system. A table without shapes becomes features whose ground is unknown.
//!
//! Written are `.shp`, `.shx`, `.dbf`, `.prj` and `.cpg` ([`mod@write`]).
//!
//! Deliberately not done: MultiPatch, memo files, the spatial indexes `.sbn` and `.qix`, metadata, archives in
//! archives.

mod bundle;
mod columns;
mod prj;
mod read;
mod record;
mod rows;
mod table;
mod value;
mod walk;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::archive::is_archive;
use super::error::{ReadError, WriteError, WriteErrorKind};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

const NAME: &str = "Shapefile";

/// First bytes of a `.shp` and of a `.shx`: 9994, high byte first.
const MAGIC: &[u8] = &[0, 0, 0x27, 0x0A];

/// The shapefile format.
#[derive(Debug, Clone, Copy)]
pub struct Shapefile;

impl Shapefile {
    /// Codes of all notes that reading and writing a shapefile can give; each has a text.
    pub const NOTE_CODES: [&'static str; 60] = [
        "note-characters-lost",
        "note-companions",
        "note-cpg-unknown",
        "note-dbf-header",
        "note-dbf-long",
        "note-dbf-missing",
        "note-dbf-row-length",
        "note-dbf-rows",
        "note-dbf-short",
        "note-dbf-unreadable",
        "note-encoding-contradicts",
        "note-encoding-found",
        "note-encoding-guessed",
        "note-field-name-cut",
        "note-field-renamed",
        "note-fields-left-out",
        "note-foreign-dropped",
        "note-geometry-empty",
        "note-geometry-null",
        "note-ground-lost",
        "note-lines-ignored",
        "note-memo-dropped",
        "note-multipatch",
        "note-ordinate-not-finite",
        "note-personal-dropped",
        "note-points-ignored",
        "note-prj-contradiction",
        "note-prj-missing",
        "note-prj-not-written",
        "note-prj-unknown",
        "note-record-numbers",
        "note-records-replaced",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-rings-tangled",
        "note-rings-turned",
        "note-row-deleted",
        "note-shape-missing",
        "note-shape-parts",
        "note-shape-short",
        "note-shape-surplus",
        "note-shape-type",
        "note-shell-degenerate",
        "note-shell-in-shell",
        "note-shp-broken",
        "note-shp-gaps",
        "note-shp-length",
        "note-shp-missing",
        "note-shp-trailing",
        "note-shx-contradicts",
        "note-shx-short",
        "note-shx-unreadable",
        "note-symlink",
        "note-text-cut",
        "note-value-other-type",
        "note-value-overflow",
        "note-values-not-finite",
        "note-values-undecodable",
        "note-written-without-geometry",
        "note-z-dropped",
    ];
}

/// The fingerprints of the files that are read together with a shapefile, as its note `note-companions` tells
/// them: what was kept of the layer holds as long as these are the same. `None` without such files, for anything
/// but a shapefile, and when they cannot be read.
#[must_use]
pub fn companions(path: &Path) -> Option<String> {
    let is_part = path.extension().is_some_and(|extension| {
        bundle::EXTENSIONS
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    });
    let paths = is_part.then(|| bundle::Paths::beside(path).ok())??;
    read::of_companions(&paths, &Ticket::new()).ok()?
}

impl Format for Shapefile {
    fn name(&self) -> &'static str {
        NAME
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["shp", "zip", "shx", "dbf"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Encoding]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.starts_with(MAGIC) {
            Confidence::Certain
        } else if is_archive(head) && !is_of_others(head) {
            Confidence::Possible
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
        read::read_file(path, options, ticket).map_err(|kind| ReadError::new(path, kind))
    }

    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // The other files come with the shapes; archives are only read.
        let written = if extension.eq_ignore_ascii_case("shp") {
            write::write_file(path, layer, options, ticket)
        } else {
            Err(WriteErrorKind::UnknownExtension { extension })
        };
        written.map_err(|kind| WriteError::new(path, kind))
    }
}

/// Whether the first member of an archive says that it is one of another kind: KMZ, or an office document.
fn is_of_others(head: &[u8]) -> bool {
    let length = head.get(26).copied().unwrap_or_default();
    let name = head.get(30..30 + usize::from(length)).unwrap_or_default();
    let ends =
        |with: &[u8]| name.len() >= with.len() && name[name.len() - with.len()..].eq_ignore_ascii_case(with);
    ends(b".kml") || name == b"[Content_Types].xml" || name == b"mimetype"
}
