//! Geometries into the columns of a layer.
//!
//! Meaning: a polygon has all its positions in one array and the ends of its rings in another; what has several parts
//! lists them. The header names the type where all features have one, else each geometry does.
//!
//! Input: a verified geometry. Output: rings in the builder, or the fault that keeps the feature out.

use flatgeobuf::{Geometry, GeometryType};

use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use crate::crs::SourceXy;

/// Deepest nesting of collections; the verifier stops there too.
const DEPTH_LIMIT: u32 = 64;

/// Reads the geometry of a feature; `declared` is the type that the header names.
pub(super) fn read(
    geometry: &Geometry<'_>,
    declared: GeometryType,
    builder: &mut LayerBuilder<'_>,
) -> Result<(), Fault> {
    let mut reader = Reader { builder, rings: 0 };
    reader.geometry(geometry, declared, 0)
}

struct Reader<'b, 't> {
    builder: &'b mut LayerBuilder<'t>,
    /// Rings before the present one.
    rings: u32,
}

impl Reader<'_, '_> {
    fn geometry(&mut self, geometry: &Geometry<'_>, declared: GeometryType, depth: u32) -> Result<(), Fault> {
        if depth > DEPTH_LIMIT {
            return Err(Fault::new("note-wkb-too-deep").with("limit", DEPTH_LIMIT));
        }
        let own = geometry.type_();
        if own != GeometryType::Unknown && declared != GeometryType::Unknown && own != declared {
            return Err(fault("type"));
        }
        let kind = if own == GeometryType::Unknown {
            declared
        } else {
            own
        };
        match kind {
            GeometryType::Polygon => self.polygon(geometry),
            GeometryType::MultiPolygon => self.parts(geometry, GeometryType::Polygon, depth),
            GeometryType::GeometryCollection => self.parts(geometry, GeometryType::Unknown, depth),
            GeometryType::Point | GeometryType::MultiPoint => {
                let count = positions(geometry)? as u64;
                self.builder.count(count, 0, heights(geometry));
                Ok(())
            }
            GeometryType::LineString => {
                let count = u64::from(positions(geometry)? > 0);
                self.builder.count(0, count, heights(geometry));
                Ok(())
            }
            GeometryType::MultiLineString => {
                let count = geometry.ends().map_or(1, |ends| ends.len().max(1)) as u64;
                let count = if positions(geometry)? > 0 { count } else { 0 };
                self.builder.count(0, count, heights(geometry));
                Ok(())
            }
            other => Err(Fault::new("note-curve").with("found", name(other))),
        }
    }

    fn parts(&mut self, geometry: &Geometry<'_>, kind: GeometryType, depth: u32) -> Result<(), Fault> {
        let Some(parts) = geometry.parts() else {
            // Positions without parts belong to nothing.
            return if positions(geometry)? == 0 {
                Ok(())
            } else {
                Err(fault("parts"))
            };
        };
        if positions(geometry)? > 0 {
            return Err(fault("parts"));
        }
        parts
            .iter()
            .try_for_each(|part| self.geometry(&part, kind, depth + 1))
    }

    fn polygon(&mut self, geometry: &Geometry<'_>) -> Result<(), Fault> {
        let n_positions = positions(geometry)?;
        if geometry.parts().is_some_and(|parts| !parts.is_empty()) {
            return Err(fault("parts"));
        }
        let Some(xy) = geometry.xy().filter(|_| n_positions > 0) else {
            return Ok(());
        };
        let ends: Vec<usize> = match geometry.ends().filter(|ends| !ends.is_empty()) {
            Some(ends) => ends.iter().map(|end| end as usize).collect(),
            None => vec![n_positions],
        };
        if ends.last() != Some(&n_positions) || ends.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err(fault("ends"));
        }
        let mut start = 0;
        for end in ends {
            for vertex in start..end {
                let position = SourceXy {
                    x: xy.get(2 * vertex),
                    y: xy.get(2 * vertex + 1),
                };
                if !(position.x.is_finite() && position.y.is_finite()) {
                    let found = if position.x.is_finite() {
                        position.y
                    } else {
                        position.x
                    };
                    let vertex = u32::try_from(vertex - start).unwrap_or(u32::MAX);
                    let fault = Fault::new("note-ordinate-not-finite").with("found", found);
                    return Err(fault.at_vertex(self.rings, vertex));
                }
                self.builder.position(position);
            }
            self.builder.end_ring();
            self.rings += 1;
            start = end;
        }
        self.builder.end_polygon();
        self.builder.count(0, 0, heights(geometry));
        Ok(())
    }
}

/// Number of positions; ordinates come in pairs.
fn positions(geometry: &Geometry<'_>) -> Result<usize, Fault> {
    let ordinates = geometry.xy().map_or(0, |xy| xy.len());
    if ordinates.is_multiple_of(2) {
        Ok(ordinates / 2)
    } else {
        Err(fault("ordinates"))
    }
}

fn heights(geometry: &Geometry<'_>) -> u64 {
    let measures = geometry
        .z()
        .map_or(0, |z| z.len())
        .max(geometry.m().map_or(0, |m| m.len()));
    measures as u64
}

fn fault(what: &'static str) -> Fault {
    Fault::new("note-flatgeobuf-geometry").with("what", what)
}

fn name(kind: GeometryType) -> String {
    kind.variant_name()
        .map_or_else(|| kind.0.to_string(), str::to_owned)
}
