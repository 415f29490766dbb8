//! What every writer asks before it begins.

use std::path::Path;

use super::error::WriteErrorKind;
use super::format::WriteOptions;
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
