//! From rings to ground: which rings of a feature are kept, and what the feature is then.
//!
//! Meaning: polygons are kept, those of a collection together; points and lines are counted. A ring
//! that is open is closed, with a note. A hole with fewer than three distinct positions takes no ground
//! away and is kept out, with a note. A shell of that kind is noted and kept beside polygons that have ground, so
//! that a check knows where ground is missing; alone it makes the feature unreadable, and so does a real hole in
//! it: then nobody knows what was meant.
//!
//! Input: positions, pushed into [`Ground::column`], and the ends of rings and polygons, in any format.
//! Output: rings in the column, what was found, notes.
//!
//! Deliberately not here: whether rings cross or turn the right way; they are stored as they stand.

use crate::crs::SourceXy;
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, Note, Place, Severity};

/// What the geometry of one feature came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Polygons in the column.
    pub polygons: u32,
    /// Polygons without ground, kept out.
    pub lost: u32,
    /// Points.
    pub points: u64,
    /// Lines.
    pub lines: u64,
    /// Positions with more than two ordinates.
    pub with_height: u64,
}

/// A hole is a real ring and its shell is none; nobody knows what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HoleWithoutShell {
    /// Number of the hole's ring within the feature.
    pub ring: u32,
}

impl HoleWithoutShell {
    /// Note code of a feature with such a polygon.
    pub const CODE: &'static str = "note-shell-degenerate";
}

/// The polygons of a run of features, as far as they are read.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// The polygons; readers push the positions of a ring here and then call [`Self::end_ring`].
    pub column: PolygonColumn<SourceXy>,
    /// What the present feature has so far.
    pub found: Found,
    /// Notes on the present feature, without its number.
    pub notes: Vec<Note>,
    /// Rings of the present feature so far, those kept out included.
    pub rings: u32,
    /// Features with ground of which a ring was closed or kept out.
    pub altered: u64,
    shell: Shell,
}

/// What is known of the shell of the polygon being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shell {
    #[default]
    NotYet,
    HasGround,
    Degenerate,
}

impl Ground {
    /// Forgets all features and keeps the memory.
    pub fn clear(&mut self) {
        self.column.clear();
        self.notes.clear();
        self.altered = 0;
        self.begin();
    }

    /// Begins the next feature.
    pub fn begin(&mut self) {
        self.found = Found::default();
        self.notes.clear();
        self.rings = 0;
        self.shell = Shell::NotYet;
    }

    /// Ends the ring whose positions were just pushed: closes it, or leaves it out.
    pub fn end_ring(&mut self) -> Result<(), HoleWithoutShell> {
        let number = self.rings;
        self.rings += 1;
        let ring = self.column.open_ring();
        if has_ground(ring) {
            if self.shell == Shell::Degenerate {
                return Err(HoleWithoutShell { ring: number });
            }
            self.shell = Shell::HasGround;
            if let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied())
                && first != last
            {
                self.note("note-ring-closed", number);
                self.column.push(first);
            }
            self.column.end_ring();
        } else {
            let ends = ring.first().copied().zip(ring.last().copied());
            self.note("note-ring-degenerate", number);
            if let Some((first, last)) = ends.filter(|_| self.shell == Shell::NotYet) {
                self.shell = Shell::Degenerate;
                if first != last {
                    self.column.push(first);
                }
                self.column.end_ring();
            } else {
                self.column.abandon_ring();
            }
        }
        Ok(())
    }

    /// Ends the polygon whose rings were just ended; one without a shell is lost ground.
    pub fn end_polygon(&mut self) {
        match std::mem::take(&mut self.shell) {
            Shell::HasGround => {
                self.column.end_polygon();
                self.found.polygons += 1;
            }
            Shell::Degenerate => {
                self.column.end_polygon();
                self.found.lost += 1;
            }
            Shell::NotYet => self.found.lost += 1,
        }
    }

    /// Ends the feature; what a faulty one has in the column is taken out again.
    pub fn end_feature(&mut self, is_null: bool, is_faulty: bool) -> FeatureState {
        if is_faulty || self.found.polygons == 0 {
            self.column.abandon_feature();
        }
        self.column.end_feature();
        let state = self.found.state(is_null, is_faulty);
        self.altered += u64::from(state == FeatureState::Polygon && !self.notes.is_empty());
        state
    }

    fn note(&mut self, code: &'static str, ring: u32) {
        let place = Place {
            ring: Some(ring),
            ..Place::default()
        };
        self.notes.push(Note::new(code, Severity::Warning, place));
    }
}

impl Found {
    /// What became of a feature, by what was found in it.
    fn state(&self, is_null: bool, is_faulty: bool) -> FeatureState {
        if is_faulty || (self.polygons == 0 && self.lost > 0) {
            FeatureState::Unreadable
        } else if self.polygons > 0 {
            FeatureState::Polygon
        } else if !is_null && self.points + self.lines > 0 {
            FeatureState::NotPolygon
        } else {
            FeatureState::NoGeometry
        }
    }
}

/// The note that a state asks for when no fault has said more; without a place.
pub(super) fn note_of_state(state: FeatureState, is_null: bool, is_faulty: bool) -> Option<Note> {
    let (code, severity) = match state {
        FeatureState::NoGeometry if is_null => ("note-geometry-null", Severity::Warning),
        FeatureState::NoGeometry => ("note-geometry-empty", Severity::Warning),
        FeatureState::Unreadable if !is_faulty => ("note-ground-lost", Severity::Quarantined),
        _ => return None,
    };
    Some(Note::new(code, severity, Place::default()))
}

/// Whether a ring has at least three distinct positions.
fn has_ground(ring: &[SourceXy]) -> bool {
    let Some(first) = ring.first() else { return false };
    let Some(second) = ring.iter().find(|position| *position != first) else {
        return false;
    };
    ring.iter()
        .any(|position| position != first && position != second)
}

/// Vertex and value of the first ordinate that is not finite.
pub(super) fn not_finite(positions: &[SourceXy]) -> Option<(usize, f64)> {
    // Adding one to the exponent of infinity or NaN carries into the sign. Without a branch for each
    // position the loop works on several at once.
    let carry = |ordinate: f64| (ordinate.to_bits() & !(1 << 63)).wrapping_add(1 << 52);
    let carries = positions.iter().fold(0, |carries, position| {
        carries | carry(position.x) | carry(position.y)
    });
    if carries >> 63 == 0 {
        return None;
    }
    positions.iter().enumerate().find_map(|(vertex, position)| {
        let bad = [position.x, position.y]
            .into_iter()
            .find(|ordinate| !ordinate.is_finite());
        bad.map(|ordinate| (vertex, ordinate))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(ground: &mut Ground, positions: &[(f64, f64)]) -> Result<(), HoleWithoutShell> {
        ground
            .column
            .extend(positions.iter().map(|(x, y)| SourceXy { x: *x, y: *y }));
        ground.end_ring()
    }

    const REAL: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)];
    const FLAT: [(f64, f64); 3] = [(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)];

    #[test]
    fn a_degenerate_hole_is_left_out_and_the_polygon_stays() {
        let mut ground = Ground::default();
        ground.begin();
        ring(&mut ground, &REAL[..3]).unwrap();
        ring(&mut ground, &FLAT).unwrap();
        ground.end_polygon();
        assert_eq!(ground.end_feature(false, false), FeatureState::Polygon);
        let codes: Vec<_> = ground.notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["note-ring-closed", "note-ring-degenerate"]);
        assert_eq!(ground.column.positions().len(), 4);
    }

    #[test]
    fn a_hole_without_a_shell_is_a_fault_and_lost_shells_are_lost_ground() {
        let mut ground = Ground::default();
        ground.begin();
        ring(&mut ground, &FLAT).unwrap();
        assert_eq!(ring(&mut ground, &REAL), Err(HoleWithoutShell { ring: 1 }));
        assert_eq!(ground.end_feature(false, true), FeatureState::Unreadable);
        ground.begin();
        ring(&mut ground, &FLAT).unwrap();
        ground.end_polygon();
        assert_eq!(ground.end_feature(false, false), FeatureState::Unreadable);
        assert!(ground.column.positions().is_empty());
        assert_eq!(ground.column.len(), 2);
    }
}
