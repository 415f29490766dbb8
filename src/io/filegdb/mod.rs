//! File geodatabases (文件地理数据库, `.gdb`; Esri, versions 9 and 10): a directory of tables, or a ZIP archive of one.
//!
//! Meaning: a table has two files, one with the description of its fields and its rows, one with the places of the
//! rows ([`table`], [`fields`]); the first table lists all others ([`catalog`]). Which files there are, on the disk or
//! in an archive, knows [`store`]. Rows are read on all threads ([`rows`]), their values one after the other
//! ([`value`]), the geometry from its differences into rings ([`geometry`]), and become one layer for each feature
//! class ([`mod@read`]). Spatial and attribute indexes are not opened: a damaged one would hide features.
//!
//! Input: a directory with an `a00000001.gdbtable`, any `.gdbtable` in it, or an archive. Output: one
//! [`SourceLayer`] for each table with geometry that the geodatabase shows to people, or the one that is named, by
//! its name or alias; identifiers are the numbers of the rows (OBJECTID). A [`ReadError`] when a table is damaged so
//! that nobody knows its rows.
//!
//! Source: the format is not published; its description by others (E. Rouault and contributors, "FGDB Spec", 2013 to
//! 2024) and files made by GDAL and ArcGIS.
//!
//! Deliberately not done: writing; curves and multipatches; heights and measures; rasters; relations, domains and
//! subtypes; compressed geodatabases (`.cdf`).

mod catalog;
mod cursor;
mod fields;
mod geometry;
mod read;
mod rows;
mod store;
mod table;
mod value;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::error::{ReadError, WriteError, WriteErrorKind};
use super::format::{Confidence, Format, ReadOptions, WriteOptions};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

const NAME: &str = "FileGDB";

/// The file geodatabase format.
#[derive(Debug, Clone, Copy)]
pub struct FileGdb;

impl FileGdb {
    /// Codes of all notes that reading a file geodatabase can give; each has a text.
    pub const NOTE_CODES: [&'static str; 38] = [
        "note-altered-features",
        "note-blob-dropped",
        "note-curve",
        "note-feature-count",
        "note-gdb-alias",
        "note-gdb-archive-others",
        "note-gdb-crs-contradiction",
        "note-gdb-crs-missing",
        "note-gdb-crs-unknown",
        "note-gdb-field-aliases",
        "note-gdb-geometry-short",
        "note-gdb-hidden",
        "note-gdb-missing",
        "note-gdb-numbers",
        "note-gdb-row",
        "note-gdb-row-broken",
        "note-gdb-row-missing",
        "note-gdb-row-short",
        "note-gdb-tables",
        "note-gdb-text",
        "note-geometry-empty",
        "note-geometry-null",
        "note-ground-lost",
        "note-lines-ignored",
        "note-multipatch",
        "note-ordinate-not-finite",
        "note-personal-dropped",
        "note-points-ignored",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-rings-tangled",
        "note-shape-parts",
        "note-shape-type",
        "note-shell-degenerate",
        "note-shell-in-shell",
        "note-symlink",
        "note-value-not-finite",
        "note-z-dropped",
    ];
}

/// The fingerprint of a geodatabase in a directory, as its layers have it in their source; `None` when the directory
/// cannot be read.
#[must_use]
pub fn sha256_of_directory(path: &Path) -> Option<String> {
    store::OnDisk::open(path).ok()?.sha256(&Ticket::new()).ok()
}

impl Format for FileGdb {
    fn name(&self) -> &'static str {
        NAME
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["gdb", store::TABLE]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        let mark = |at: usize| head.get(at..at + 4);
        let is_table = matches!(mark(0), Some([3 | 4, 0, 0, 0])) && mark(12) == Some(&[5, 0, 0, 0]);
        if is_table {
            Confidence::Possible
        } else {
            Confidence::No
        }
    }

    fn sniff_members(&self, names: &[&str]) -> Confidence {
        let file = |name: &str| store::part_of(name.rsplit('/').next().unwrap_or_default());
        let has = |wanted: fn((u32, &'static str)) -> bool| {
            names
                .iter()
                .any(|name| !name.starts_with("__MACOSX") && file(name).is_some_and(wanted))
        };
        if has(|part| part == (store::CATALOG, store::TABLE)) {
            Confidence::Certain
        } else if has(|(_, kind)| kind == store::TABLE) {
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
        read::read_path(path, options, ticket).map_err(|kind| ReadError::new(path, kind))
    }

    fn write(
        &self,
        path: &Path,
        _layer: &SourceLayer,
        _options: &WriteOptions,
        _ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        let format = NAME;
        Err(WriteError::new(path, WriteErrorKind::NotWritable { format }))
    }
}
