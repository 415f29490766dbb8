//! The geometry of a row.
//!
//! Meaning: whole numbers, each as the difference to the one before over all rings, become ordinates by the grid of
//! the field: `x = number / scale + origin`. Rings stand beside each other, shells and holes alike; what lies in what
//! says [`RingSorter`]. Heights and measures follow the positions and are passed over. Segments that are no straight
//! lines are listed behind them; such a geometry is not read.
//!
//! A number of rings or positions is believed only when so many bytes are left.
//!
//! Input: the bytes of a geometry. Output: rings in a [`LayerBuilder`], or the [`Fault`].

use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::super::rings::RingSorter;
use super::cursor::Cursor;
use super::fields::Grid;
use crate::crs::SourceXy;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Flags beside the type.
const HEIGHTS: u64 = 0x8000_0000;
const CURVES: u64 = 0x2000_0000;

/// What a type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Nothing,
    Point,
    MultiPoint,
    Line,
    Polygon,
    MultiPatch,
}

/// Type and whether it has heights; `None` for a number that is no type.
fn shape_of(code: u64) -> Option<(Shape, bool)> {
    let general = |shape| (shape, code & HEIGHTS != 0);
    Some(match code & 0xFF {
        0 => (Shape::Nothing, false),
        1 | 21 => (Shape::Point, false),
        9 | 11 => (Shape::Point, true),
        8 | 28 => (Shape::MultiPoint, false),
        18 | 20 => (Shape::MultiPoint, true),
        3 | 23 => (Shape::Line, false),
        10 | 13 => (Shape::Line, true),
        5 | 25 => (Shape::Polygon, false),
        15 | 19 => (Shape::Polygon, true),
        31 | 32 | 54 => (Shape::MultiPatch, false),
        50 => general(Shape::Line),
        51 => general(Shape::Polygon),
        52 => general(Shape::Point),
        53 => general(Shape::MultiPoint),
        _ => return None,
    })
}

/// Reads geometries one after the other; storage is kept.
#[derive(Debug, Default)]
pub(super) struct GeometryReader {
    sorter: RingSorter,
    counts: Vec<usize>,
}

impl GeometryReader {
    /// Reads a geometry into the present feature of `builder`.
    pub fn read(
        &mut self,
        bytes: &[u8],
        grid: &Grid,
        builder: &mut LayerBuilder<'_>,
        ticket: &Ticket,
    ) -> Result<(), Fault> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut cursor = Cursor::new(bytes);
        let code = cursor.varuint().ok_or_else(short)?;
        let Some((shape, has_heights)) = shape_of(code) else {
            return Err(Fault::new("note-shape-type").with("found", code & 0xFF));
        };
        let height = u64::from(has_heights);
        match shape {
            Shape::Nothing => {}
            Shape::MultiPatch => return Err(Fault::new("note-multipatch")),
            Shape::Point => builder.count(1, 0, height),
            Shape::MultiPoint => {
                let points = positions(&mut cursor)? as u64;
                builder.count(points, 0, points * height);
            }
            Shape::Line | Shape::Polygon => {
                let points = positions(&mut cursor)?;
                if points == 0 {
                    return Ok(());
                }
                let parts = self.parts(&mut cursor, points, code)?;
                if shape == Shape::Line {
                    builder.count(0, parts as u64, points as u64 * height);
                } else {
                    self.polygon(&mut cursor, grid, builder, ticket)?;
                    builder.count(0, 0, points as u64 * height);
                }
            }
        }
        Ok(())
    }

    /// Reads how many positions each part has, and passes over the box.
    fn parts(&mut self, cursor: &mut Cursor<'_>, points: usize, code: u64) -> Result<usize, Fault> {
        let parts = cursor.length().ok_or_else(short)?;
        let curves = if code & CURVES == 0 {
            0
        } else {
            cursor.varuint().ok_or_else(short)?
        };
        if curves > 0 {
            return Err(Fault::new("note-curve").with("found", "Curve"));
        }
        for _ in 0..4 {
            cursor.varuint().ok_or_else(short)?;
        }
        self.counts.clear();
        let mut left = points;
        for part in 1..parts {
            let count = cursor.length().ok_or_else(short)?;
            left = left.checked_sub(count).ok_or_else(|| {
                let mut fault = Fault::new("note-shape-parts").with("found", count);
                fault.ring = u32::try_from(part - 1).ok();
                fault
            })?;
            self.counts.push(count);
        }
        if parts == 0 {
            return Err(Fault::new("note-shape-parts").with("found", 0));
        }
        self.counts.push(left);
        Ok(parts)
    }

    fn polygon(
        &mut self,
        cursor: &mut Cursor<'_>,
        grid: &Grid,
        builder: &mut LayerBuilder<'_>,
        ticket: &Ticket,
    ) -> Result<(), Fault> {
        let sorter = &mut self.sorter;
        sorter.positions.clear();
        let mut at = [0_i64; 2];
        for (ring, count) in (0..).zip(&self.counts) {
            for vertex in 0..*count {
                let place = || (ring, u32::try_from(vertex).unwrap_or(u32::MAX));
                for ordinate in &mut at {
                    let step = cursor.varint().ok_or_else(|| short_at(place()))?;
                    *ordinate = ordinate.checked_add(step).ok_or_else(|| short_at(place()))?;
                }
                let position = grid.position(at);
                if let Some(found) = [position.x, position.y].into_iter().find(|o| !o.is_finite()) {
                    let fault = Fault::new("note-ordinate-not-finite").with("found", found);
                    let (ring, vertex) = place();
                    return Err(fault.at_vertex(ring, vertex));
                }
                sorter.positions.push(position);
            }
        }
        if let [_] = self.counts[..] {
            builder.polygon([&sorter.positions[..]]);
            return Ok(());
        }
        let ends = self.counts.iter().scan(0, |end, count| {
            *end += count;
            Some(*end)
        });
        if sorter.sort(ends, ticket).is_err() {
            return Err(Fault::new("note-rings-tangled").with("count", self.counts.len()));
        }
        for ring in &sorter.nested_shells {
            let place = Place {
                ring: Some(*ring),
                ..Place::default()
            };
            builder.note(Note::new("note-shell-in-shell", Severity::Warning, place));
        }
        for rings in sorter.polygons() {
            builder.numbered_polygon(rings.into_iter().map(|ring| (ring, sorter.ring(ring))));
        }
        Ok(())
    }
}

impl Grid {
    fn position(&self, at: [i64; 2]) -> SourceXy {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the format's own arithmetic; its numbers have at most 53 bits"
        )]
        let [x, y] = at.map(|number| number as f64);
        SourceXy {
            x: x / self.scale + self.x_origin,
            y: y / self.scale + self.y_origin,
        }
    }
}

/// A number of positions; each has at least two bytes.
fn positions(cursor: &mut Cursor<'_>) -> Result<usize, Fault> {
    let count = cursor.varuint().ok_or_else(short)?;
    let count = usize::try_from(count).ok();
    count
        .filter(|count| *count <= cursor.left() / 2)
        .ok_or_else(short)
}

fn short() -> Fault {
    Fault::new("note-gdb-geometry-short")
}

fn short_at((ring, vertex): (u32, u32)) -> Fault {
    short().at_vertex(ring, vertex)
}
