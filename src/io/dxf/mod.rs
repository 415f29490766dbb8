//! DXF (AutoCAD Drawing Exchange Format), as text and binary.
//!
//! Meaning: a file is a row of groups ([`groups`]), a code and a value each, that make up entities ([`record`],
//! [`entity`]) in sections ([`mod@read`], [`tables`]). Closed polylines, circles, whole ellipses and hatches are
//! ground ([`hatch`], [`nest`]); arcs become chords ([`arc`]); blocks are copied where they are inserted ([`block`],
//! [`emit`]); entity coordinate systems and insertions are maps ([`transform`]). Names and values are decoded as the
//! file says, where its bytes agree ([`text`]).
//!
//! Input: a file of any release, from any program. Output: one [`SourceLayer`] with a feature for each area and each
//! open polyline, or for those on the one layer of the drawing that is named; what is no ground is counted by name. A
//! drawing knows no coordinate reference system and hardly ever its unit: the numbers stay as they stand.
//!
//! Deliberately not done: DWG; closing open polylines; joining lines to polygons; regions, splines and bodies;
//! external references; scaling by `$INSUNITS`, which most templates set wrong.

mod arc;
mod block;
mod common;
mod drawing;
mod emit;
mod entity;
mod fields;
mod groups;
mod hatch;
mod nest;
mod read;
mod record;
mod rings;
mod tables;
mod template;
mod text;
mod transform;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::error::{ReadError, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;

/// The DXF format.
#[derive(Debug, Clone, Copy)]
pub struct Dxf;

impl Dxf {
    /// Codes of all notes that reading and writing a drawing can give; each has a text.
    pub const NOTE_CODES: [&'static str; 44] = [
        "note-bom",
        "note-dxf-arc-too-large",
        "note-dxf-arcs",
        "note-dxf-block",
        "note-dxf-blocks",
        "note-dxf-crs",
        "note-dxf-encoding",
        "note-dxf-extended-dropped",
        "note-dxf-fields-dropped",
        "note-dxf-hatch",
        "note-dxf-hidden",
        "note-dxf-ignored",
        "note-dxf-left-out",
        "note-dxf-nearly-closed",
        "note-dxf-no-end",
        "note-dxf-not-read",
        "note-dxf-open",
        "note-dxf-other-layers",
        "note-dxf-paper",
        "note-dxf-polyline-cut",
        "note-dxf-rings-apart",
        "note-dxf-split",
        "note-dxf-text-box",
        "note-dxf-text-damaged",
        "note-dxf-tilted",
        "note-dxf-unit",
        "note-dxf-vertex-count",
        "note-encoding-found",
        "note-encoding-guessed",
        "note-geometry-empty",
        "note-ground-lost",
        "note-lines-ignored",
        "note-ordinate-not-finite",
        "note-ordinate-not-number",
        "note-personal-dropped",
        "note-position-short",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-symlink",
        "note-written-without-geometry",
        "note-z-dropped",
        "note-points-ignored",
        "note-geometry-null",
    ];
}

impl Format for Dxf {
    fn name(&self) -> &'static str {
        "DXF"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["dxf"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Decimals]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.starts_with(groups::BINARY_MARK) || begins_as_text(head) {
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

/// Whether a text begins with a section, comments (group 999) before it.
fn begins_as_text(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut lines = text
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii);
    let is_pair = text.windows(2).any(|pair| pair == b"\r\n");
    let mut next = || {
        let line = lines.next();
        if is_pair {
            lines.next();
        }
        line
    };
    loop {
        match (next(), next()) {
            (Some(b"999"), Some(_)) => {}
            (Some(b"0"), Some(value)) => return value.eq_ignore_ascii_case(b"SECTION"),
            _ => return false,
        }
    }
}
