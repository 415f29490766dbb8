//! Datum shifts that a plan or a command line names: from a file to a layer's system.
//!
//! Meaning: a shift file (`*.shift.toml`, `file`) says from which system to which, by which parameters or control
//! points, and who says so. Bound to a layer's system it leads the layer onto the plane. What it does and how well
//! it fits is noted with the layer.
//!
//! Input: an [`InputSpec`] that names a shift file, and the layer's system. Output: the system with the shift, or an
//! error that names file and line.
//!
//! Deliberately not here: the computation ([`crate::crs::datum_shift`]); taking a shift that nobody named.

mod error;
mod file;
mod parameters;
mod points;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub use error::{ShiftFileError, ShiftFileErrorKind};
pub use file::SHIFT_FORMAT;

use super::import::ImportError;
use super::input::InputSpec;
use crate::crs::datum_shift::{Reach, ShiftTransform};
use crate::crs::{BoundShift, Crs, DatumShift, SourceXy};
use crate::geometry::MAX_COORDINATE;
use crate::layer::{Note, Place, Severity, SourceLayer};

/// A layer that reaches less than this beyond the control points, in metres, lies inside.
const OUTSIDE_FROM_M: f64 = 1.0;

/// Accuracy in metres from which a shift is too coarse for maps at 1:2000 (0.1 mm on the map).
const COARSE_FROM_M: f64 = 0.2;

/// Codes of all notes about a shift; each has a text.
pub const NOTE_CODES: [&str; 4] = [
    "note-shift-applied",
    "note-shift-outside",
    "note-shift-suspect",
    "note-shift-coarse",
];

/// Reads a shift file.
///
/// # Errors
/// When it cannot be read, is no shift file, holds a value that its field does not take, or says too little.
pub fn read_shift(path: &Path) -> Result<DatumShift, ShiftFileError> {
    file::read(path)
}

/// The shift that an input names.
///
/// # Errors
/// As [`read_shift`].
pub fn shift_of(spec: &InputSpec) -> Result<Option<Arc<DatumShift>>, ImportError> {
    let shift = spec.shift.as_deref().map(read_shift).transpose();
    Ok(shift.map_err(ImportError::ShiftFile)?.map(Arc::new))
}

/// The system of a layer with the shift that its input names, if it names one.
///
/// # Errors
/// When the shift cannot be read, or is not one for this system.
pub fn bind(spec: &InputSpec, crs: Crs, layer: &SourceLayer) -> Result<Crs, ImportError> {
    let Some(shift) = shift_of(spec)? else {
        return Ok(crs);
    };
    let bound = crs
        .bound_to(&shift, layer.bounds())
        .map_err(|source| ImportError::Shift {
            file: spec.path.clone(),
            shift: shift.provenance.file.clone(),
            source,
        })?;
    let reach = bound.shift.as_ref().and_then(|shift| shift.reach());
    Ok(bound.reaching(reach.map(|reach| farthest_outside_m(&reach, layer))))
}

/// How far the farthest position of a layer lies outside the control points, in metres.
fn farthest_outside_m(reach: &Reach, layer: &SourceLayer) -> f64 {
    let usable = |value: f64| value.abs() <= MAX_COORDINATE;
    let bounds = layer.bounds();
    let corners = bounds.filter(|bounds| bounds.iter().all(|value| usable(*value)));
    let is_inside = |[west, south, east, north]: [f64; 4]| {
        let outside = |x: f64, y: f64| reach.outside_m(SourceXy { x, y });
        [(west, south), (west, north), (east, south), (east, north)]
            .into_iter()
            .all(|(x, y)| outside(x, y) == 0.0)
    };
    if corners.is_some_and(is_inside) {
        return 0.0;
    }
    let mut farthest = 0.0_f64;
    for chunk in &layer.chunks {
        for position in chunk.geometry.unpack::<SourceXy>().positions() {
            if usable(position.x) && usable(position.y) {
                farthest = farthest.max(reach.outside_m(*position));
            }
        }
    }
    farthest
}

/// How far a layer lies outside the control points where that is worth a warning, in metres.
#[must_use]
pub fn extrapolated_m(bound: &BoundShift) -> Option<f64> {
    bound.outside_m.filter(|metres| *metres >= OUTSIDE_FROM_M)
}

/// The notes about a system's shift.
#[must_use]
pub fn notes_of(crs: &Crs) -> Vec<Note> {
    let Some(bound) = &crs.shift else {
        return Vec::new();
    };
    let shift = &bound.shift;
    let accuracy = &shift.accuracy;
    let note = |code, severity| Note::new(code, severity, Place::default());
    let metres = |value: f64| format!("{value:.3}");
    let method = match shift.transform {
        ShiftTransform::Plane(_) => "plane-4",
        ShiftTransform::Geocentric(_) => "geocentric-7",
    };
    let mut notes = vec![
        note(NOTE_CODES[0], Severity::Info)
            .with("method", method)
            .with("source", crs.id)
            .with("target", shift.target.id)
            .with("rms_m", metres(accuracy.rms_m))
            .with("points", accuracy.points.len()),
    ];
    notes.extend(
        extrapolated_m(bound).map(|outside| {
            note(NOTE_CODES[1], Severity::Warning).with("distance_m", format!("{outside:.0}"))
        }),
    );
    let suspects = accuracy.points.iter().filter(|point| point.is_suspect);
    notes.extend(suspects.map(|point| {
        note(NOTE_CODES[2], Severity::Warning)
            .with("point", &point.name)
            .with("residual_m", metres(point.length_m()))
            .with("rms_m", metres(accuracy.rms_m))
    }));
    if accuracy.sigma_m > COARSE_FROM_M {
        notes.push(note(NOTE_CODES[3], Severity::Warning).with("sigma_m", metres(accuracy.sigma_m)));
    }
    notes
}
