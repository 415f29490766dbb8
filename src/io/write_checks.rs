//! What every writer asks before it begins.

use std::path::Path;

use super::error::WriteErrorKind;
use super::format::WriteOptions;
use crate::crs::CrsId;
use crate::layer::{FeatureState, Note, Notes, Place, Severity, SourceLayer};

/// Refuses a target that is no plain file.
pub(super) fn check_target(path: &Path) -> Result<(), WriteErrorKind> {
    match std::fs::metadata(path) {
        Ok(known) if known.is_dir() => Err(WriteErrorKind::NotAFile { kind: "directory" }),
        Ok(known) if !known.is_file() => Err(WriteErrorKind::NotAFile { kind: "special" }),
        _ => Ok(()),
    }
}

/// Refuses a layer whose unknown ground would come out as no ground, unless that is asked for.
pub(super) fn check_states(layer: &SourceLayer, options: &WriteOptions) -> Result<Notes, WriteErrorKind> {
    let unreadable = layer.n_in_state(FeatureState::Unreadable) as u64;
    let not_polygon = layer.n_in_state(FeatureState::NotPolygon) as u64;
    let mut notes = Notes::default();
    if unreadable + not_polygon == 0 {
        return Ok(notes);
    }
    if !options.without_unknown_geometry {
        return Err(WriteErrorKind::WouldLose {
            unreadable,
            not_polygon,
        });
    }
    let note = Note::new(
        "note-written-without-geometry",
        Severity::Warning,
        Place::default(),
    );
    notes.push(
        note.with("unreadable", unreadable)
            .with("not_polygon", not_polygon),
    );
    Ok(notes)
}

/// Notes members of the file or its features that are no attributes, for formats that have no place for them.
pub(super) fn note_foreign(layer: &SourceLayer, notes: &mut Notes) {
    let of_features = layer.chunks.iter().flat_map(|chunk| {
        let rows = 0..chunk.foreign.len();
        rows.filter(|row| chunk.foreign.get(*row).is_some())
    });
    let count = of_features.count() + usize::from(layer.foreign.is_some());
    if count > 0 {
        let note = Note::new("note-members-dropped", Severity::Warning, Place::default());
        notes.push(note.with("count", count));
    }
}

/// Refuses a layer for a format that can only mean longitude and latitude on WGS 84. CGCS2000 passes with a note:
/// between the two no shift is known that is better than some decimetres.
pub(super) fn check_degrees(layer: &SourceLayer, format: &'static str) -> Result<Notes, WriteErrorKind> {
    let mut notes = Notes::default();
    match layer.declared_crs {
        Some(CrsId::Epsg(4326)) => {}
        Some(CrsId::Epsg(4490)) => {
            let note = Note::new("note-written-as-wgs84", Severity::Info, Place::default());
            notes.push(note.with("format", format));
        }
        // A GeoJSON file that names no system is in WGS 84 (RFC 7946).
        None if layer.source.format.starts_with("GeoJSON") => {}
        other => {
            return Err(WriteErrorKind::NeedsDegrees {
                format,
                crs: other.map_or_else(|| "none".to_owned(), |crs| crs.to_string()),
            });
        }
    }
    Ok(notes)
}
