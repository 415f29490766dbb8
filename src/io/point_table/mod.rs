//! Tables of points and of geometries: CSV, TXT and DAT.
//!
//! Meaning: surveyors hand over boundary points as tables, with column names in any wording or none, between any
//! delimiters ([`split`], [`header`]). All numbers are looked at ([`layout`]) before it is decided which column is
//! east and in which unit ([`axes`], [`angle`]); then rows become parcels ([`points`]). Tables with a column of
//! well-known text have a feature in each row ([`rows`]).
//!
//! Input: a text up to 512 MiB in any encoding. Output: one [`SourceLayer`]. A table of points names no
//! reference system: a zone number in front of an easting tells the zone and not the datum.
//!
//! Deliberately not done: guessing. Where neither names nor numbers decide, the error says what to give.
//! 界址点 files with sections are another format, whatever their extension.

mod angle;
mod axes;
mod header;
mod layout;
mod points;
mod rows;
mod split;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::encoding::decode_text;
use super::error::{ReadError, ReadErrorKind, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting};
use super::layer_builder::LayerBuilder;
use super::looks::{looks_like, signature};
use super::whole_file::{WholeFile, stem};
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;
use header::Role;
use layout::Layout;

/// Tables of points or geometries.
#[derive(Debug, Clone, Copy)]
pub struct PointTable;

/// Words that begin the sections of 界址点 files.
const SECTIONS: [&str; 3] = ["[属性描述]", "[地块坐标]", "[项目信息]"];

impl PointTable {
    /// Codes of all notes that reading and writing tables can give beside those on encodings; each has a text.
    pub const NOTE_CODES: [&'static str; 35] = [
        "note-bom",
        "note-curve",
        "note-geometry-empty",
        "note-geometry-null",
        "note-ground-lost",
        "note-lines-ignored",
        "note-ordinate-not-finite",
        "note-ordinate-not-number",
        "note-personal-dropped",
        "note-points-ignored",
        "note-position-short",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-rings-tangled",
        "note-shell-degenerate",
        "note-srs-conflict",
        "note-symlink",
        "note-table-columns",
        "note-table-grouped",
        "note-table-lines",
        "note-table-maybe-packed",
        "note-table-packed",
        "note-table-point-fields",
        "note-table-row",
        "note-wkb-byte-order",
        "note-wkb-member",
        "note-wkb-too-deep",
        "note-wkb-trailing",
        "note-wkb-truncated",
        "note-wkb-type",
        "note-wkt-syntax",
        "note-written-encoding",
        "note-written-formulas",
        "note-written-without-geometry",
        "note-z-dropped",
    ];

    fn read_file(path: &Path, options: &ReadOptions, ticket: &Ticket) -> Result<SourceLayer, ReadErrorKind> {
        let file = WholeFile::read(path, ticket)?;
        let decoded = decode_text(&file.bytes, options.encoding);
        ticket.expect(decoded.text.len() as u64);
        let mut builder = LayerBuilder::new(options, ticket);
        for note in decoded.notes().into_iter().chain(file.note.clone()) {
            builder.file_note(note);
        }
        if decoded.had_bom {
            builder.file_note(Note::new("note-bom", Severity::Info, Place::default()));
        }
        let mut layout = Layout::of(&decoded.text)?;
        let crs = if let Some(column) = layout.geometry {
            rows::read(&mut layout, column, &mut builder, ticket)?
        } else {
            let survey = layout.survey(ticket)?;
            let is_dat = path
                .extension()
                .is_some_and(|text| text.eq_ignore_ascii_case("dat"));
            let axes = axes::decide(&layout, &survey, options, is_dat)?;
            points::read(&mut layout, &survey, axes, &mut builder, ticket)?;
            None
        };
        let name = stem(path);
        match &options.layer {
            Some(wanted) if *wanted != name => Err(ReadErrorKind::LayerNotFound {
                layer: wanted.clone(),
                known: name,
            }),
            _ => Ok(builder.finish(name, file.source(path, "CSV"), crs)),
        }
    }
}

impl Format for PointTable {
    fn name(&self) -> &'static str {
        "CSV"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "dat", "wkt"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Encoding, WriteSetting::Decimals]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if head.is_empty() || signature(head).is_some() || !matches!(looks_like(head), "text" | "utf16") {
            return Confidence::No;
        }
        let decoded = decode_text(head, None);
        let text = decoded.text.trim_start();
        let is_other = text.starts_with(['{', '[', '<', '\u{1E}'])
            || SECTIONS.iter().any(|section| text.contains(section));
        if is_other {
            return Confidence::No;
        }
        // The last line of a head is cut off.
        let whole = text.rsplit_once('\n').map_or(text, |(whole, _)| whole);
        let Ok(layout) = Layout::of(whole) else {
            return Confidence::No;
        };
        if layout.geometry.is_some() {
            return Confidence::Certain;
        }
        let Ok(survey) = layout.survey(&Ticket::new()) else {
            return Confidence::No;
        };
        let options = ReadOptions::default();
        match axes::decide(&layout, &survey, &options, false) {
            Ok(_) if layout.has_names => Confidence::Certain,
            Ok(_) => Confidence::Possible,
            // The error of the reader says what is missing.
            Err(_) if layout.has_names && layout.column(Role::X).is_some() => Confidence::Possible,
            Err(_) => Confidence::No,
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        match Self::read_file(path, options, ticket) {
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
