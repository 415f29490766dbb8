//! The polygons of a chunk of protected land, on the plane or waiting in degrees.
//!
//! Meaning: a chunk whose file is in degrees on the datum of the plane is kept as it came, and drawn onto the
//! plane where somebody looks ([`crate::crs::Projector::pen`]); any other is on the plane from the start.
//! Either way a feature has the same points on the plane, to the bit.
//!
//! Input: a packed column and what its numbers are. Output: whole features as plane columns, or the rings that
//! matter in a window with how each turns.
//!
//! Deliberately not here: whether rings make sense.

use std::sync::Arc;

use crate::crs::{LonLat, Projector};
use crate::geometry::{
    Bounds, GridPoint, PackedColumn, PackedFeature, PackedRing, Point, PolygonColumn, Stretch, WindowRing, Xy,
};

/// More metres than a degree has anywhere.
const METRES_PER_DEGREE: f64 = 111_700.0;
/// Columns whose edges are all shorter than this, in metres, have no long ones.
const SHORT_M: f64 = 100.0;

/// Polygons of a chunk.
#[derive(Debug, Clone, Default)]
pub struct ChunkGeometry {
    column: PackedColumn,
    /// The way onto the plane of a column that waits; `None` for one that lies on it.
    projector: Option<Arc<Projector>>,
}

impl ChunkGeometry {
    /// A column that lies on the plane.
    #[must_use]
    pub fn on_plane(column: &PolygonColumn) -> Self {
        Self {
            column: PackedColumn::pack(column),
            projector: None,
        }
    }

    /// A packed column that lies on the plane.
    #[must_use]
    pub fn placed(column: PackedColumn) -> Self {
        Self {
            column,
            projector: None,
        }
    }

    /// A column that waits in degrees; [`Projector::can_wait`] has said that it may.
    #[must_use]
    pub fn waiting(column: PackedColumn, projector: Arc<Projector>) -> Self {
        Self {
            column,
            projector: Some(projector),
        }
    }

    /// The column in its own frame.
    #[must_use]
    pub fn packed(&self) -> &PackedColumn {
        &self.column
    }

    /// The way onto the plane of a column that waits; `None` for one that lies on it.
    #[must_use]
    pub fn projector(&self) -> Option<&Projector> {
        self.projector.as_deref()
    }

    /// Whether the column waits in degrees.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.projector.is_some()
    }

    /// A box around a feature on the plane; empty when it has no polygon.
    #[must_use]
    pub fn bounds(&self, row: usize) -> Bounds {
        match self.column.feature(row).bounds() {
            None => Bounds::EMPTY,
            Some(bounds) => self.bounds_on_plane(bounds),
        }
    }

    fn bounds_on_plane(&self, bounds: [f64; 4]) -> Bounds {
        match &self.projector {
            Some(projector) => projector.bounds(bounds),
            None => Bounds {
                min_x: bounds[0],
                min_y: bounds[1],
                max_x: bounds[2],
                max_y: bounds[3],
            },
        }
    }

    /// A box around one ring of a feature on the plane; empty when there is no such ring.
    #[must_use]
    pub fn ring_bounds(&self, row: usize, ring: usize) -> Bounds {
        let ring = self.column.feature(row).rings().nth(ring);
        ring.and_then(|ring| ring.bounds())
            .map_or(Bounds::EMPTY, |bounds| self.bounds_on_plane(bounds))
    }

    /// A feature on the plane, as a column of its own.
    #[must_use]
    pub fn feature(&self, row: usize) -> PolygonColumn {
        let feature = self.column.feature(row);
        let Some(mut pen) = self.projector.as_ref().and_then(|projector| projector.pen()) else {
            return feature.to_column();
        };
        let mut column = PolygonColumn::new();
        let mut polygon = None;
        for ring in feature.rings() {
            if polygon
                .replace(ring.polygon)
                .is_some_and(|last| last != ring.polygon)
            {
                column.end_polygon();
            }
            for index in 0..ring.len() {
                let draw = |point| column.push(point);
                match index {
                    0 => pen.jump(ring.vertex(0), draw),
                    _ => pen.line(ring.vertex(index), draw),
                }
            }
            column.end_ring();
        }
        if polygon.is_some() {
            column.end_polygon();
        }
        column.end_feature();
        column
    }

    /// More than any [`Self::longest_edge_m`]: no edge of the column is longer, and edges on an ellipsoid differ from
    /// those of a sphere by less than the slack.
    #[must_use]
    pub fn longest_edge_bound_m(&self) -> f64 {
        let [dx, dy] = self.column.longest_edge();
        match self.projector {
            Some(_) => (dx * dx + dy * dy).sqrt() * METRES_PER_DEGREE * 1.01,
            None => 0.0,
        }
    }

    /// The longest edge of a feature that reaches into a window of the plane, in metres on the ground; 0 for a
    /// column that lies on the plane, whose long edges were divided on the way.
    #[must_use]
    pub fn longest_edge_m(&self, row: usize, window: &Bounds, stretch: Stretch) -> f64 {
        let Some(projector) = &self.projector else {
            return 0.0;
        };
        let [dx, dy] = self.column.longest_edge();
        if dx.max(dy) * METRES_PER_DEGREE < SHORT_M {
            return 0.0;
        }
        let degrees = projector.window(window);
        let mut kept = Vec::new();
        let mut longest = 0.0_f64;
        for ring in self.column.feature(row).rings() {
            ring.in_window(&degrees, &mut kept);
            for pair in kept.windows(2).filter(|pair| pair[0] + 1 == pair[1]) {
                let ends = [ring.vertex(pair[0] as usize), ring.vertex(pair[1] as usize)];
                let reaches_in = (0..2).all(|axis| {
                    ends[0][axis].min(ends[1][axis]) <= degrees[axis + 2]
                        && ends[0][axis].max(ends[1][axis]) >= degrees[axis]
                });
                if !reaches_in {
                    continue;
                }
                let place = |[lon, lat]: [f64; 2]| {
                    let (x, y) = projector.plane().forward(LonLat { lon, lat });
                    Point { x, y }
                };
                longest = longest.max(stretch.distance(place(ends[0]), place(ends[1])));
            }
        }
        longest
    }

    /// The rings of a feature that matter in a window of the plane.
    #[must_use]
    pub fn rings_in_window(&self, row: usize, window: &Bounds) -> Vec<WindowRing> {
        let feature = self.column.feature(row);
        if let Some(projector) = &self.projector {
            let degrees = projector.window(window);
            rings_in(&feature, &degrees, |ring, kept| drawn(projector, ring, kept))
        } else {
            let window = [window.min_x, window.min_y, window.max_x, window.max_y];
            rings_in(&feature, &window, stored)
        }
    }
}

/// More vertices of a ring seldom matter in the window of a parcel.
const USUAL_IN_WINDOW: usize = 64;

fn rings_in(
    feature: &PackedFeature<'_>,
    window: &[f64; 4],
    points_of: impl Fn(&PackedRing<'_>, &[u32]) -> Vec<GridPoint>,
) -> Vec<WindowRing> {
    let mut kept = Vec::with_capacity(USUAL_IN_WINDOW);
    let mut rings = Vec::new();
    for (number, ring) in (0..).zip(feature.rings()) {
        ring.in_window(window, &mut kept);
        if kept.is_empty() {
            continue;
        }
        let mut points = points_of(&ring, &kept);
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        rings.push(WindowRing {
            points,
            number,
            polygon: ring.polygon,
            is_shell: ring.is_shell,
            turn: ring.turn(),
        });
    }
    rings
}

/// The kept vertices of a ring that lies on the plane.
fn stored(ring: &PackedRing<'_>, kept: &[u32]) -> Vec<GridPoint> {
    let point = |vertex: &u32| Point::of(ring.vertex(*vertex as usize)).to_grid();
    kept.iter().map(point).collect()
}

/// The kept vertices of a ring that waits, with the points that its edges ask for.
fn drawn(projector: &Projector, ring: &PackedRing<'_>, kept: &[u32]) -> Vec<GridPoint> {
    let Some(mut pen) = projector.pen() else {
        return Vec::new();
    };
    let mut points = Vec::with_capacity(kept.len() + 2);
    let mut last = None;
    for &vertex in kept {
        let position = ring.vertex(vertex as usize);
        let draw = |point: Point| points.push(point.to_grid());
        // Two vertices that follow each other are the ends of an edge.
        if last.replace(vertex).is_some_and(|last| last + 1 == vertex) {
            pen.line(position, draw);
        } else {
            pen.jump(position, draw);
        }
    }
    points
}
