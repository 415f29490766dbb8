//! The way into the plane for coordinates that need PROJ, or a datum shift that somebody gave.
//!
//! Meaning: PROJ or the shift brings positions to degrees, in batches of one ring; the plane does the rest. Edges
//! are probed at their middle, long ones at their quarters too, and halved while a probe lies off the
//! chord. In a Gauss-Krüger zone most edges are short enough for a bound of the bow to settle them.
//!
//! Deliberately not here: which datums may be transformed; [`super::Projector`] decides.

use std::sync::{Arc, Mutex, PoisonError};

use super::datum_shift::Meridian;
use super::ffi::Transformation;
use super::plane::{EqualArea, Projected, wrap_degrees};
use super::project::{Allowance, Fault, MAX_HALVINGS, check_degrees, check_finite, midpoint, push_on_grid};
use super::{BoundShift, Crs, CrsKind, RejectReason, SourceXy, Zone};
use crate::geometry::{Point, PolygonColumn};

/// Farthest that a position may be from the central meridian of its zone, in degrees and in metres.
const ZONE_REACH_DEG: f64 = 15.0;
const ZONE_REACH_M: f64 = 1.7e6;

/// A little more than the distance from the equator to a pole, in metres.
const MAX_NORTHING_M: f64 = 1.001e7;

/// A position is meaningless in its projection when the way back misses it by more than this, in units
/// of the CRS: such positions lie beyond the range in which the projection can be inverted.
const MAX_RETURN_ERROR: f64 = 1000.0;

/// Edges longer than this in the plane, in metres, are probed at their quarters too.
const LONG_EDGE_M: f64 = 1000.0;

/// Less than the smallest radius of curvature of either ellipsoid, in metres.
const SMALLEST_RADIUS_M: f64 = 6.33e6;

/// Coordinates that PROJ or a datum shift brings to degrees.
#[derive(Debug)]
pub(super) struct LibraryRoute {
    way: Way,
    kind: CrsKind,
    zone: Option<Zone>,
    /// By what the bow of an edge is bounded.
    meridian: Option<Meridian>,
}

/// How positions become degrees.
#[derive(Debug)]
enum Way {
    Library {
        from: u32,
        to: u32,
        /// Transformations no thread is using: making one takes milliseconds, and none may be shared.
        idle: Mutex<Vec<Transformation>>,
    },
    Shift(Arc<BoundShift>),
}

/// The way as one thread goes it.
enum Passage {
    Library(Transformation),
    Shift(Arc<BoundShift>),
}

impl Passage {
    fn forward(&self, pairs: &mut [[f64; 2]]) {
        match self {
            Self::Library(transformation) => transformation.forward(pairs),
            Self::Shift(shift) => {
                for pair in pairs {
                    let [x, y] = *pair;
                    let degrees = shift.degrees(SourceXy { x, y });
                    *pair = degrees.map_or([f64::INFINITY; 2], |at| [at.lon, at.lat]);
                }
            }
        }
    }
}

impl LibraryRoute {
    /// The way from a CRS to the geographic CRS `to`, `None` when PROJ knows none.
    pub(super) fn new(source: &Crs, from: u32, to: u32) -> Option<Self> {
        let first = Transformation::between_epsg(from, to)?;
        let idle = Mutex::new(vec![first]);
        Some(Self {
            way: Way::Library { from, to, idle },
            kind: source.kind,
            zone: source.zone,
            meridian: source.zone.map(|zone| Meridian {
                deg: zone.central_meridian_deg,
                factor: 1.0,
            }),
        })
    }

    /// The way from a CRS by a shift that somebody gave.
    pub(super) fn of_shift(source: &Crs, shift: Arc<BoundShift>) -> Self {
        Self {
            meridian: shift.meridian(),
            way: Way::Shift(shift),
            kind: source.kind,
            zone: source.zone,
        }
    }

    fn passage(&self) -> Option<Passage> {
        match &self.way {
            Way::Library { from, to, idle } => {
                let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let transformation = waiting.or_else(|| Transformation::between_epsg(*from, *to));
                transformation.map(Passage::Library)
            }
            Way::Shift(shift) => Some(Passage::Shift(Arc::clone(shift))),
        }
    }

    pub(super) fn worker<'a>(&'a self, surface: &'a EqualArea, tolerance_m: f64) -> LibraryWorker<'a> {
        LibraryWorker {
            route: self,
            surface,
            tolerance_m,
            passage: self.passage(),
            pairs: Vec::new(),
            nodes: Vec::new(),
            refined: Vec::new(),
        }
    }

    fn check_source(&self, position: SourceXy) -> Result<(), RejectReason> {
        check_finite(position)?;
        if self.kind == CrsKind::Geographic {
            return check_degrees(position);
        }
        let Some(zone) = self.zone else { return Ok(()) };
        let in_reach =
            (position.x - zone.false_easting_m).abs() <= ZONE_REACH_M && position.y.abs() <= MAX_NORTHING_M;
        if in_reach {
            Ok(())
        } else {
            Err(RejectReason::OutOfRange)
        }
    }

    /// Why a position that PROJ gave back is unusable, if it is.
    fn check_degrees(&self, [lon, lat]: [f64; 2]) -> Result<(), RejectReason> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(if self.kind == CrsKind::Geographic {
                RejectReason::NotTransformable
            } else {
                RejectReason::OutOfRange
            });
        }
        let near = self
            .meridian
            .is_none_or(|meridian| off_meridian(lon, meridian) <= ZONE_REACH_DEG);
        if near && lat.abs() <= 90.0 {
            Ok(())
        } else {
            Err(RejectReason::OutOfRange)
        }
    }
}

/// Distance in degrees of longitude from the central meridian of a zone.
fn off_meridian(lon: f64, meridian: Meridian) -> f64 {
    wrap_degrees(lon - meridian.deg).abs()
}

/// A position of a ring in both frames, and the edge that leads to the next.
#[derive(Debug, Clone, Copy)]
struct Node {
    source: SourceXy,
    projected: Projected,
    lon: f64,
    /// Number of the next vertex of the source.
    next_vertex: u32,
    /// Whether the edge to the next node still has to be probed.
    open: bool,
}

/// What one thread needs on this route; buffers are kept from ring to ring.
pub(super) struct LibraryWorker<'a> {
    route: &'a LibraryRoute,
    surface: &'a EqualArea,
    tolerance_m: f64,
    passage: Option<Passage>,
    pairs: Vec<[f64; 2]>,
    nodes: Vec<Node>,
    refined: Vec<Node>,
}

impl Drop for LibraryWorker<'_> {
    fn drop(&mut self) {
        if let (Some(Passage::Library(transformation)), Way::Library { idle, .. }) =
            (self.passage.take(), &self.route.way)
        {
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(transformation);
        }
    }
}

impl LibraryWorker<'_> {
    pub(super) fn ring(
        &mut self,
        ring: &[SourceXy],
        target: &mut PolygonColumn<Point>,
        allowance: &mut Allowance,
    ) -> Result<(), Fault> {
        self.place_vertices(ring)?;
        self.open_edges()?;
        self.halve_bent_edges(allowance)?;
        for node in &self.nodes {
            push_on_grid(
                node.projected.x,
                node.projected.y,
                node.next_vertex.saturating_sub(1),
                target,
            )?;
        }
        Ok(())
    }

    /// Fills `nodes` with the vertices of a ring.
    fn place_vertices(&mut self, ring: &[SourceXy]) -> Result<(), Fault> {
        self.pairs.clear();
        for (vertex, position) in (0..).zip(ring) {
            self.route
                .check_source(*position)
                .map_err(|reason| Fault { vertex, reason })?;
            self.pairs.push([position.x, position.y]);
        }
        self.transform(0)?;
        self.nodes.clear();
        for (vertex, (position, pair)) in (0..).zip(ring.iter().zip(&self.pairs)) {
            self.route
                .check_degrees(*pair)
                .map_err(|reason| Fault { vertex, reason })?;
            self.nodes.push(self.node(*position, *pair, vertex + 1));
        }
        self.check_way_back(ring)
    }

    /// Transforms `pairs` to degrees.
    fn transform(&mut self, vertex: u32) -> Result<(), Fault> {
        let failed = Fault {
            vertex,
            reason: RejectReason::NotTransformable,
        };
        self.passage.as_ref().ok_or(failed)?.forward(&mut self.pairs);
        Ok(())
    }

    /// Far outside its range the inverse of a projection gives plausible positions somewhere else; the
    /// way back betrays that. The zones have ranges of their own.
    fn check_way_back(&mut self, ring: &[SourceXy]) -> Result<(), Fault> {
        if self.route.kind != CrsKind::Projected || self.route.zone.is_some() {
            return Ok(());
        }
        // A shift knows its own range.
        let Some(Passage::Library(transformation)) = &self.passage else {
            return Ok(());
        };
        transformation.inverse(&mut self.pairs);
        for (vertex, (position, [x, y])) in (0..).zip(ring.iter().zip(&self.pairs)) {
            let returned =
                (x - position.x).abs() <= MAX_RETURN_ERROR && (y - position.y).abs() <= MAX_RETURN_ERROR;
            if !returned {
                return Err(Fault {
                    vertex,
                    reason: RejectReason::OutOfRange,
                });
            }
        }
        Ok(())
    }

    fn node(&self, source: SourceXy, [lon, lat]: [f64; 2], next_vertex: u32) -> Node {
        Node {
            source,
            projected: self.surface.forward(lon, lat),
            lon,
            next_vertex,
            open: false,
        }
    }

    /// Marks the edges that have to be probed.
    fn open_edges(&mut self) -> Result<(), Fault> {
        for index in 1..self.nodes.len() {
            let (a, b) = (self.nodes[index - 1], self.nodes[index]);
            let spans = self.route.kind == CrsKind::Geographic && (a.source.x - b.source.x).abs() > 180.0;
            if spans || (a.projected.x - b.projected.x).abs() > self.surface.half_width() {
                return Err(Fault {
                    vertex: a.next_vertex,
                    reason: RejectReason::Antimeridian,
                });
            }
            self.nodes[index - 1].open = !self.is_surely_straight(&a, &b);
        }
        Ok(())
    }

    fn halve_bent_edges(&mut self, allowance: &mut Allowance) -> Result<(), Fault> {
        for _ in 0..MAX_HALVINGS {
            let Some(first) = self.nodes.iter().find(|node| node.open) else {
                return Ok(());
            };
            let vertex = first.next_vertex;
            self.collect_probes();
            self.transform(vertex)?;
            self.refine(allowance)?;
        }
        let open = self.nodes.iter().find(|node| node.open);
        open.map_or(Ok(()), |node| {
            Err(Fault {
                vertex: node.next_vertex,
                reason: RejectReason::OutOfRange,
            })
        })
    }

    /// Fills `pairs` with the probes of all open edges, in order.
    fn collect_probes(&mut self) {
        self.pairs.clear();
        for edge in self.nodes.windows(2) {
            if let [a, b] = edge
                && a.open
            {
                let probes = probes(a, b);
                self.pairs.extend(
                    probes
                        .iter()
                        .take(number_of_probes(a, b))
                        .map(|probe| [probe.x, probe.y]),
                );
            }
        }
    }

    /// Closes the open edges whose probes, transformed, lie near the chord, and halves the others.
    fn refine(&mut self, allowance: &mut Allowance) -> Result<(), Fault> {
        self.refined.clear();
        let mut next_pair = 0;
        for index in 0..self.nodes.len() {
            let mut a = self.nodes[index];
            let Some(b) = self.nodes.get(index + 1).copied().filter(|_| a.open) else {
                self.refined.push(a);
                continue;
            };
            let pairs = next_pair..next_pair + number_of_probes(&a, &b);
            next_pair = pairs.end;
            let fault = |reason| Fault {
                vertex: a.next_vertex,
                reason,
            };
            let middle_pair = self.pairs[pairs.start];
            let bent = self.is_bent(&a, &b, pairs).map_err(fault)?;
            if !bent {
                a.open = false;
                self.refined.push(a);
                continue;
            }
            if !allowance.take() {
                return Err(fault(RejectReason::OutOfRange));
            }
            let mut middle = self.node(midpoint(a.source, b.source), middle_pair, a.next_vertex);
            a.open = !self.is_surely_straight(&a, &middle);
            middle.open = !self.is_surely_straight(&middle, &b);
            self.refined.extend([a, middle]);
        }
        std::mem::swap(&mut self.nodes, &mut self.refined);
        Ok(())
    }

    /// Whether a probe of the edge lies farther from the chord than the tolerance.
    fn is_bent(&self, a: &Node, b: &Node, pairs: std::ops::Range<usize>) -> Result<bool, RejectReason> {
        for pair in &self.pairs[pairs] {
            self.route.check_degrees(*pair)?;
            let probe = self.surface.forward(pair[0], pair[1]);
            if off_chord(&a.projected, &b.projected, &probe) > self.tolerance_m {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a bound of the bow shows, without probing, that the edge is within the tolerance.
    ///
    /// On the sphere a straight edge of a zone has a geodesic curvature of at most tan|Δλ| / R, Δλ being
    /// the distance from the central meridian; the plane bends a geodesic by at most
    /// tan φ √(k² + k⁻²) / R and stretches by k or 1/k. Zones have scale ≥ 1, so the length in the zone
    /// bounds that on the ground. A tenth is added for the ellipsoid and for latitudes between the ends.
    fn is_surely_straight(&self, a: &Node, b: &Node) -> bool {
        let (dx, dy) = (a.source.x - b.source.x, a.source.y - b.source.y);
        let squared_length = dx * dx + dy * dy;
        if squared_length == 0.0 {
            return true;
        }
        let Some(meridian) = self.route.meridian else {
            return false;
        };
        let sin_lat = a.projected.sin_lat.abs().max(b.projected.sin_lat.abs());
        let cos_lat = libm::sqrt(1.0 - sin_lat * sin_lat);
        let k = self.surface.k0() / cos_lat;
        let off = off_meridian(a.lon, meridian)
            .max(off_meridian(b.lon, meridian))
            .to_radians();
        // tan Δλ ≤ 1.05 Δλ within 15°.
        let curvature = 1.1
            * (sin_lat / cos_lat * libm::sqrt(k * k + 1.0 / (k * k)) + 1.05 * off * k.max(1.0 / k))
            / SMALLEST_RADIUS_M;
        squared_length * (meridian.factor * meridian.factor) * curvature * 0.125 <= self.tolerance_m
    }
}

/// The middle of an edge and its quarters, in the source.
fn probes(a: &Node, b: &Node) -> [SourceXy; 3] {
    let middle = midpoint(a.source, b.source);
    [middle, midpoint(a.source, middle), midpoint(middle, b.source)]
}

fn number_of_probes(a: &Node, b: &Node) -> usize {
    let (dx, dy) = (a.projected.x - b.projected.x, a.projected.y - b.projected.y);
    if dx * dx + dy * dy > LONG_EDGE_M * LONG_EDGE_M {
        3
    } else {
        1
    }
}

/// Distance in metres of a position from the straight line through two others; the same bits from
/// either end, or neighbours would not be split alike.
fn off_chord(a: &Projected, b: &Projected, position: &Projected) -> f64 {
    let (a, b) = if (a.x, a.y) <= (b.x, b.y) { (a, b) } else { (b, a) };
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (px, py) = (position.x - a.x, position.y - a.y);
    let length = libm::hypot(dx, dy);
    if length > 0.0 {
        (dx * py - dy * px).abs() / length
    } else {
        libm::hypot(px, py)
    }
}
