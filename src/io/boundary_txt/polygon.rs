//! The rings of a parcel as polygons of a feature, with what is odd about them.
//!
//! Deliberately not done: repairing anything. A ring that crosses itself is stored as it stands; what follows from
//! it is for the check to say.

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::rings::{Nested, NoNesting, Ring, nest};
use crate::crs::SourceXy;
use crate::geometry::{FaultKind, Point, PolygonColumn, first_fault};
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Vertices of a parcel beyond which faults of its rings are left to the check to find.
const MOST_VERTICES: usize = 1 << 20;

/// Notes on one parcel beyond which more of them say nothing new.
const MOST_NOTES: u32 = 1000;

/// Cosine of the angle below which a vertex is a spike (尖锐角): 1°.
const SPIKE_COSINE: f64 = 0.999_847_695;

/// Lengths that depend on the unit of the coordinates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerances {
    /// Within this distance a vertex lies on a boundary, or on its neighbour.
    near: f64,
    /// Units in a metre of the plane in which faults are looked for.
    scale: f64,
}

impl Tolerances {
    /// The distance within which a vertex lies on a boundary.
    pub fn near(self) -> f64 {
        self.near
    }

    /// For metres: half a millimetre is the rounding of three decimals.
    pub const METRES: Self = Self {
        near: 0.0005,
        scale: 1.0,
    };
    /// For degrees: the same on the ground.
    pub const DEGREES: Self = Self {
        near: 5e-9,
        scale: 1e5,
    };
}

/// Adds the rings of a parcel to the present feature of a builder.
pub(super) fn add_polygons(
    rings: &[Ring],
    tolerances: Tolerances,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    let polygons = match nest(rings, tolerances.near, ticket) {
        Ok(polygons) => polygons,
        Err(NoNesting::Cancelled) => return Err(ReadErrorKind::Cancelled),
        Err(NoNesting::TooMany) => {
            builder.fault(Fault::new("note-txt-rings-too-many"));
            return Ok(());
        }
    };
    let mut number = 0;
    let mut n_notes = 0;
    for polygon in &polygons {
        let of_polygon = || std::iter::once(polygon.shell).chain(polygon.holes.iter().copied());
        for index in of_polygon() {
            let is_hole = index != polygon.shell;
            for note in vertex_notes(&rings[index], (number, is_hole), tolerances) {
                if n_notes < MOST_NOTES {
                    builder.note(note);
                }
                n_notes += 1;
            }
            number += 1;
        }
        builder.polygon(of_polygon().map(|index| &rings[index].positions[..]));
    }
    note_fault(rings, &polygons, tolerances, builder);
    Ok(())
}

fn place(ring: u32, vertex: Option<u32>, line: Option<u32>) -> Place {
    Place {
        ring: Some(ring),
        vertex,
        line: line.map(u64::from),
        ..Place::default()
    }
}

/// Notes on a ring number used twice, repeated points and spikes.
fn vertex_notes(
    ring: &Ring,
    (number, is_hole): (u32, bool),
    tolerances: Tolerances,
) -> impl Iterator<Item = Note> {
    let shares_number = ring.shares_number.then(|| {
        let place = place(number, None, ring.lines.first().copied());
        // A hole that no ring number announces takes ground away.
        let severity = if is_hole {
            Severity::Warning
        } else {
            Severity::Info
        };
        Note::new("note-txt-ring-shares-number", severity, place)
    });
    let end = ring.positions.len() - usize::from(ring.is_closed());
    let positions = &ring.positions[..end];
    let of_vertex = move |(vertex, at): (u32, &SourceXy)| {
        let index = vertex as usize;
        let before = positions[(index + end - 1) % end];
        let after = positions[(index + 1) % end];
        let code = if index > 0 && length(before, *at) < tolerances.near {
            "note-txt-point-repeated"
        } else if end > 2 && is_spike(before, *at, after) {
            "note-txt-spike"
        } else {
            return None;
        };
        let place = place(number, Some(vertex), ring.lines.get(index).copied());
        Some(Note::new(code, Severity::Warning, place))
    };
    shares_number
        .into_iter()
        .chain((0..).zip(positions).filter_map(of_vertex))
}

fn length(a: SourceXy, b: SourceXy) -> f64 {
    libm::hypot(b.x - a.x, b.y - a.y)
}

fn is_spike(before: SourceXy, at: SourceXy, after: SourceXy) -> bool {
    let (back, on) = (length(at, before), length(at, after));
    let product = (before.x - at.x) * (after.x - at.x) + (before.y - at.y) * (after.y - at.y);
    back > 0.0 && on > 0.0 && product > SPIKE_COSINE * back * on
}

/// Notes the first place where the rings make no sense as polygons.
fn note_fault(rings: &[Ring], polygons: &[Nested], tolerances: Tolerances, builder: &mut LayerBuilder<'_>) {
    let n_vertices: usize = rings.iter().map(|ring| ring.positions.len()).sum();
    if n_vertices > MOST_VERTICES {
        return;
    }
    let Some(column) = on_plane(rings, polygons, tolerances.scale) else {
        return;
    };
    let Some(fault) = first_fault(&column.feature(0)) else {
        return;
    };
    let code = match fault.kind {
        // A ring of this kind is noted where it is left out.
        FaultKind::TooFewPoints => return,
        FaultKind::ZeroArea => "note-txt-ring-flat",
        FaultKind::SelfCrossing | FaultKind::SelfOverlap | FaultKind::EnclosedTwice => {
            "note-txt-self-crossing"
        }
        FaultKind::RingsCross
        | FaultKind::RingsOverlap
        | FaultKind::HoleMisplaced
        | FaultKind::ShellsNested => "note-txt-rings-cross",
    };
    let note = Note::new(code, Severity::Warning, place(fault.ring, None, None));
    let at = [fault.at.y, fault.at.x].map(|ordinate| ordinate / tolerances.scale);
    builder.note(note.with("at", format!("{}, {}", short(at[0]), short(at[1]))));
}

/// An ordinate as a person reads it: to a tenth of a millimetre in metres and more in degrees.
fn short(ordinate: f64) -> String {
    let digits = if ordinate.abs() > 180.0 { 4 } else { 9 };
    format!("{ordinate:.digits$}")
}

/// The polygons as those of a plane; `None` where that has no such place.
fn on_plane(rings: &[Ring], polygons: &[Nested], scale: f64) -> Option<PolygonColumn<Point>> {
    let mut column = PolygonColumn::new();
    for polygon in polygons {
        for index in std::iter::once(polygon.shell).chain(polygon.holes.iter().copied()) {
            let positions = &rings[index].positions;
            let closing = positions.first().filter(|first| Some(*first) != positions.last());
            for at in positions.iter().chain(closing) {
                column.push(Point::on_grid(at.x * scale, at.y * scale)?);
            }
            column.end_ring();
        }
        column.end_polygon();
    }
    column.end_feature();
    Some(column)
}
