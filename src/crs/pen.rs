//! Edges that stay in degrees until somebody looks at them.
//!
//! Meaning: most vertices of a province are never near a parcel, and bringing one onto the plane costs more
//! than reading it. On degrees of the plane's datum the way is monotone in each axis by itself: a box in
//! degrees is a box in the plane, and what lies beyond one side of a window there does so here. So a column may
//! wait in degrees ([`Projector::can_wait`]), be searched there ([`Projector::window`]), and only the edges
//! that matter are drawn onto the plane, with the same points inserted as if all had been.
//!
//! Deliberately not here: columns that need PROJ; they are brought onto the plane as a whole.

use super::project::{DegreesWorker, End, MAX_HALVINGS, Projector};
use super::{LonLat, SourceXy};
use crate::geometry::{Bounds, PackedColumn, Point};

/// Longest edge that may wait, in degrees: it is halved at most a few hundred times.
const LONGEST_EDGE_DEG: f64 = 0.1;
/// More than the error of going to degrees and back, in degrees and in metres.
const DEGREES_SLACK: f64 = 1e-10;
const METRES_SLACK: f64 = 1e-5;

impl Projector {
    /// Whether a column may stay in degrees: all of it lies well inside the plane, and no edge is so long that
    /// drawing it could fail.
    #[must_use]
    pub fn can_wait(&self, column: &PackedColumn) -> bool {
        let Some(surface) = self.degrees_surface() else {
            return false;
        };
        let Some([west, south, east, north]) = column.bounds() else {
            return column.n_positions() == 0;
        };
        let reach = |lon: f64| (lon - surface.lon_0()).abs() < 179.0;
        let [dx, dy] = column.longest_edge();
        column.is_finite()
            && reach(west)
            && reach(east)
            && south > -85.0
            && north < 85.0
            && dx <= LONGEST_EDGE_DEG
            && dy <= LONGEST_EDGE_DEG
    }

    /// Whether columns come in degrees on the datum of the plane, so that one may wait.
    #[must_use]
    pub fn starts_in_degrees(&self) -> bool {
        self.degrees_surface().is_some()
    }

    /// The window in degrees, `[west, south, east, north]`, that holds all of a waiting column that lies in a
    /// box of the plane.
    #[must_use]
    pub fn window(&self, bounds: &Bounds) -> [f64; 4] {
        let corner = |x: f64, y: f64| match self.degrees_surface() {
            Some(surface) => surface.inverse_unwrapped(Point { x, y }),
            None => LonLat { lon: x, lat: y },
        };
        let LonLat {
            lon: west,
            lat: south,
        } = corner(bounds.min_x, bounds.min_y);
        let LonLat {
            lon: east,
            lat: north,
        } = corner(bounds.max_x, bounds.max_y);
        [
            west - DEGREES_SLACK,
            south - DEGREES_SLACK,
            east + DEGREES_SLACK,
            north + DEGREES_SLACK,
        ]
    }

    /// A box of the plane that holds all that lies in a box in degrees.
    #[must_use]
    pub fn bounds(&self, [west, south, east, north]: [f64; 4]) -> Bounds {
        let corner = |lon: f64, lat: f64| self.plane().forward(LonLat { lon, lat });
        let ((min_x, min_y), (max_x, max_y)) = (corner(west, south), corner(east, north));
        Bounds {
            min_x,
            min_y,
            max_x,
            max_y,
        }
        .grown(METRES_SLACK, METRES_SLACK)
    }

    /// A pen for columns that wait; `None` when this projector does not start from degrees of its datum.
    #[must_use]
    pub fn pen(&self) -> Option<Pen<'_>> {
        let surface = self.degrees_surface()?;
        Some(Pen {
            worker: DegreesWorker::new(surface, self.tolerance_m()),
            last: None,
        })
    }
}

/// Draws rings of a column that waits onto the plane.
pub struct Pen<'a> {
    worker: DegreesWorker<'a>,
    last: Option<End>,
}

impl Pen<'_> {
    /// Goes to a vertex without an edge of the column between.
    pub fn jump(&mut self, [x, y]: [f64; 2], mut draw: impl FnMut(Point)) {
        let end = self.worker.end(SourceXy { x, y });
        draw(end.point());
        self.last = Some(end);
    }

    /// Goes along an edge of the column to a vertex.
    pub fn line(&mut self, [x, y]: [f64; 2], mut draw: impl FnMut(Point)) {
        let end = self.worker.end(SourceXy { x, y });
        if let Some(start) = self.last.replace(end)
            && !self.worker.is_straight(&start, &end)
        {
            let inserted = self.worker.split(&start, &end, MAX_HALVINGS, &mut |point| {
                draw(point);
                true
            });
            debug_assert!(inserted.is_ok(), "edges that wait are short");
        }
        draw(end.point());
    }
}
