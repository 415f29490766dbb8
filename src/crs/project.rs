//! From the coordinates of a file into the plane, edges included.
//!
//! Meaning: an edge is straight in the CRS in which its file stores it, and bent in the plane. On the
//! way in it is halved until every chord lies within the tolerance of the true edge. The points
//! inserted are midpoints `(a + b) / 2` in the source, and whether to insert depends on the edge
//! alone, so neighbours that share an edge still share it exactly, in whichever direction they run.
//!
//! Input: a column of source positions. Output: a column of plane points on the grid with the same
//! features in the same order, and a typed reason for each feature that had to be left empty.
//!
//! Datums: CGCS2000 and WGS 84 are taken as equal; Xi'an 1980 and Beijing 1954 are refused without a shift that
//! somebody gave; others go through PROJ's transformation, never a ballpark one.
//!
//! Deliberately not here: whether rings make sense, and any repair.

use super::library_route::{LibraryRoute, LibraryWorker};
use super::plane::{EqualArea, Projected};
use super::{Crs, CrsError, CrsId, CrsKind, Datum, Ellipsoid, Plane, SourceXy};
use crate::geometry::{MultiPolygonRef, Point, PolygonColumn};

/// Smallest tolerance in metres; the grid of the plane is a tenth of it.
const MIN_TOLERANCE_M: f64 = 1e-8;

/// How often an edge may be halved.
pub(super) const MAX_HALVINGS: u32 = 24;

/// How many points may be inserted into one feature, and into one column: a few bytes of input must
/// not fill the memory.
const MAX_INSERTED_PER_FEATURE: u32 = 1 << 20;
const MAX_INSERTED_PER_COLUMN: u32 = 1 << 26;

/// Why a feature could not be brought into the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectReason {
    /// A coordinate is infinite or not a number.
    NotFinite,
    /// A coordinate lies where its CRS has no meaning.
    OutOfRange,
    /// An edge spans more than 180° of longitude, or runs over the edge of the plane.
    Antimeridian,
    /// The datum transformation does not cover the place.
    NotTransformable,
}

impl RejectReason {
    /// Stable code for notes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFinite => "not-finite",
            Self::OutOfRange => "out-of-range",
            Self::Antimeridian => "antimeridian",
            Self::NotTransformable => "not-transformable",
        }
    }
}

/// A feature that was left empty, with the vertex that caused it. All numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejected {
    /// Feature in the column.
    pub feature: usize,
    /// Ring in the feature, over all its polygons.
    pub ring: u32,
    /// Vertex in the ring; for an edge, its end.
    pub vertex: u32,
    /// What is wrong there.
    pub reason: RejectReason,
}

/// What stopped a ring, and at which vertex.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub vertex: u32,
    pub reason: RejectReason,
}

/// Carries columns from one CRS into one plane; shared freely between threads.
#[derive(Debug)]
pub struct Projector {
    plane: Plane,
    tolerance_m: f64,
    route: Route,
}

/// The ways into a plane.
#[derive(Debug)]
enum Route {
    /// Engineering coordinates: only the grid.
    Identity,
    /// Degrees on the datum of the plane: closed formulas.
    Degrees,
    /// Everything else, through PROJ or a given shift to degrees on the datum of the plane.
    Library(LibraryRoute),
}

impl Projector {
    /// A projector that keeps edges within `tolerance_m` metres of where they truly run.
    ///
    /// # Errors
    /// [`CrsError::LocalMix`] when one of CRS and plane is local and the other is not,
    /// [`CrsError::NoTransformation`] when no datum transformation better than a guess is known.
    pub fn new(source: &Crs, plane: &Plane, tolerance_m: f64) -> Result<Self, CrsError> {
        let route = match (&source.shift, source.id, plane.ellipsoid()) {
            (Some(shift), _, Some(_)) => {
                Route::Library(LibraryRoute::of_shift(source, std::sync::Arc::clone(shift)))
            }
            (None, CrsId::Local, None) => Route::Identity,
            (None, CrsId::Epsg(epsg), Some(ellipsoid)) => Self::route(source, epsg, ellipsoid)?,
            (_, id, _) => return Err(CrsError::LocalMix { id }),
        };
        // Written so that NaN gives the smallest tolerance.
        let tolerance_m = if tolerance_m > MIN_TOLERANCE_M {
            tolerance_m
        } else {
            MIN_TOLERANCE_M
        };
        Ok(Self {
            plane: plane.clone(),
            tolerance_m,
            route,
        })
    }

    fn route(source: &Crs, epsg: u32, ellipsoid: Ellipsoid) -> Result<Route, CrsError> {
        if source.kind == CrsKind::Geographic && source.datum.is_modern() {
            return Ok(Route::Degrees);
        }
        let route = if source.datum.is_historic_chinese() {
            None
        } else {
            degrees_on(&source.datum, ellipsoid)
                .into_iter()
                .find_map(|target| LibraryRoute::new(source, epsg, target))
        };
        let refusal = CrsError::NoTransformation {
            from: source.id,
            to: ellipsoid.geographic(),
        };
        route.map(Route::Library).ok_or(refusal)
    }

    /// The plane it leads into.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// The tolerance in metres.
    #[must_use]
    pub fn tolerance_m(&self) -> f64 {
        self.tolerance_m
    }

    /// The surface when columns come in degrees on the datum of the plane.
    pub(super) fn degrees_surface(&self) -> Option<&EqualArea> {
        match self.route {
            Route::Degrees => self.plane.surface(),
            Route::Identity | Route::Library(_) => None,
        }
    }

    /// Projects a column. A feature that cannot be projected is empty in the result and listed, so
    /// numbers stay what they were.
    #[must_use]
    pub fn column(&self, source: &PolygonColumn<SourceXy>) -> (PolygonColumn<Point>, Vec<Rejected>) {
        let mut target = PolygonColumn::new();
        let mut rejected = Vec::new();
        let mut worker = self.worker();
        let mut left_in_column = MAX_INSERTED_PER_COLUMN;
        for (index, feature) in source.features().enumerate() {
            let allowed = left_in_column.min(MAX_INSERTED_PER_FEATURE);
            let mut allowance = Allowance(allowed);
            match worker.feature(&feature, &mut target, &mut allowance) {
                Ok(()) => left_in_column -= allowed - allowance.0,
                Err((ring, Fault { vertex, reason })) => {
                    target.abandon_feature();
                    rejected.push(Rejected {
                        feature: index,
                        ring,
                        vertex,
                        reason,
                    });
                }
            }
            target.end_feature();
        }
        (target, rejected)
    }

    fn worker(&self) -> Worker<'_> {
        let surface = || {
            self.plane
                .surface()
                .expect("only the identity leads into the local plane")
        };
        match &self.route {
            Route::Identity => Worker::Identity,
            Route::Degrees => Worker::Degrees(DegreesWorker::new(surface(), self.tolerance_m)),
            Route::Library(route) => Worker::Library(Box::new(route.worker(surface(), self.tolerance_m))),
        }
    }
}

/// The geographic CRSs, by EPSG code, to which positions may be brought before they are projected. As
/// CGCS2000 and WGS 84 are taken as equal, positions on either stay on their own, and others may come
/// by way of the one that the plane does not have.
pub(super) fn degrees_on(source: &Datum, plane: Ellipsoid) -> Vec<u32> {
    match (source.geographic_epsg(), plane) {
        (Some(own), _) => vec![own],
        (None, Ellipsoid::Cgcs2000) => vec![4490, 4326],
        (None, Ellipsoid::Wgs84) => vec![4326, 4490],
    }
}

/// How many points may still be inserted.
#[derive(Debug)]
pub(super) struct Allowance(u32);

impl Allowance {
    /// Takes one, `false` when none is left.
    pub(super) fn take(&mut self) -> bool {
        let taken = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        taken
    }
}

/// A route with what one thread needs to walk it.
enum Worker<'a> {
    Identity,
    Degrees(DegreesWorker<'a>),
    Library(Box<LibraryWorker<'a>>),
}

impl Worker<'_> {
    fn feature(
        &mut self,
        feature: &MultiPolygonRef<'_, SourceXy>,
        target: &mut PolygonColumn<Point>,
        allowance: &mut Allowance,
    ) -> Result<(), (u32, Fault)> {
        let mut number = 0;
        for polygon in feature.polygons() {
            for ring in polygon.rings() {
                self.ring(ring, target, allowance)
                    .map_err(|fault| (number, fault))?;
                target.end_ring();
                number += 1;
            }
            target.end_polygon();
        }
        Ok(())
    }

    fn ring(
        &mut self,
        ring: &[SourceXy],
        target: &mut PolygonColumn<Point>,
        allowance: &mut Allowance,
    ) -> Result<(), Fault> {
        match self {
            Self::Identity => identity_ring(ring, target),
            Self::Degrees(worker) => worker.ring(ring, target, allowance),
            Self::Library(worker) => worker.ring(ring, target, allowance),
        }
    }
}

fn identity_ring(ring: &[SourceXy], target: &mut PolygonColumn<Point>) -> Result<(), Fault> {
    for (vertex, position) in (0..).zip(ring) {
        check_finite(*position).map_err(|reason| Fault { vertex, reason })?;
        push_on_grid(position.x, position.y, vertex, target)?;
    }
    Ok(())
}

pub(super) fn push_on_grid(
    x: f64,
    y: f64,
    vertex: u32,
    target: &mut PolygonColumn<Point>,
) -> Result<(), Fault> {
    let point = Point::on_grid(x, y).ok_or(Fault {
        vertex,
        reason: RejectReason::OutOfRange,
    })?;
    target.push(point);
    Ok(())
}

pub(super) fn check_finite(position: SourceXy) -> Result<(), RejectReason> {
    let finite = position.x.is_finite() && position.y.is_finite();
    if finite {
        Ok(())
    } else {
        Err(RejectReason::NotFinite)
    }
}

/// Longitude within ±360° and latitude within ±90°.
pub(super) fn check_degrees(position: SourceXy) -> Result<(), RejectReason> {
    let on_earth = position.x.abs() <= 360.0 && position.y.abs() <= 90.0;
    if on_earth {
        Ok(())
    } else {
        Err(check_finite(position).err().unwrap_or(RejectReason::OutOfRange))
    }
}

/// The point half way between two in the source, the same from either end.
pub(super) fn midpoint(a: SourceXy, b: SourceXy) -> SourceXy {
    SourceXy {
        x: (a.x + b.x) * 0.5,
        y: (a.y + b.y) * 0.5,
    }
}

/// Degrees on the datum of the plane. In the plane x is linear along an edge and y depends on the
/// latitude alone, so a bound of the bow in closed form replaces every probing.
pub(super) struct DegreesWorker<'a> {
    surface: &'a EqualArea,
    tolerance_m: f64,
}

/// An end of an edge, in both frames.
#[derive(Clone, Copy)]
pub(super) struct End {
    source: SourceXy,
    projected: Projected,
}

impl End {
    /// The end on the plane; a place that [`Projector::can_wait`] let pass is always on it.
    pub(super) fn point(&self) -> Point {
        Point::on_grid(self.projected.x, self.projected.y).unwrap_or_default()
    }
}

impl<'a> DegreesWorker<'a> {
    pub(super) fn new(surface: &'a EqualArea, tolerance_m: f64) -> Self {
        Self { surface, tolerance_m }
    }

    fn ring(
        &self,
        ring: &[SourceXy],
        target: &mut PolygonColumn<Point>,
        allowance: &mut Allowance,
    ) -> Result<(), Fault> {
        let mut previous: Option<End> = None;
        for (vertex, position) in (0..).zip(ring) {
            check_degrees(*position).map_err(|reason| Fault { vertex, reason })?;
            let end = self.end(*position);
            if let Some(start) = previous.replace(end) {
                if self.leaves_plane(&start, &end) {
                    return Err(Fault {
                        vertex,
                        reason: RejectReason::Antimeridian,
                    });
                }
                if !self.is_straight(&start, &end) {
                    let mut draw = |point| {
                        target.push(point);
                        allowance.take()
                    };
                    self.split(&start, &end, MAX_HALVINGS, &mut draw)
                        .map_err(|reason| Fault { vertex, reason })?;
                }
            }
            push_on_grid(end.projected.x, end.projected.y, vertex, target)?;
        }
        Ok(())
    }

    pub(super) fn end(&self, source: SourceXy) -> End {
        End {
            source,
            projected: self.surface.forward(source.x, source.y),
        }
    }

    fn leaves_plane(&self, a: &End, b: &End) -> bool {
        (a.source.x - b.source.x).abs() > 180.0
            || (a.projected.x - b.projected.x).abs() > self.surface.half_width()
    }

    /// Whether the bow is certainly within the tolerance. The greatest distance between y and its chord
    /// is at most |y''| Δφ² / 8, and across the edge that counts with |Δx| / length.
    pub(super) fn is_straight(&self, a: &End, b: &End) -> bool {
        let d_lat = (a.source.y - b.source.y).to_radians();
        let sin_lat = a.projected.sin_lat.abs().max(b.projected.sin_lat.abs());
        let sag = self.surface.bend(sin_lat) * d_lat * d_lat * 0.125;
        if sag <= self.tolerance_m {
            return true;
        }
        let (dx, dy) = (a.projected.x - b.projected.x, a.projected.y - b.projected.y);
        sag * sag * (dx * dx) <= self.tolerance_m * self.tolerance_m * (dx * dx + dy * dy)
    }

    /// Inserts the points between two ends, in order; `draw` takes each and says whether there may be more.
    pub(super) fn split(
        &self,
        a: &End,
        b: &End,
        halvings: u32,
        draw: &mut impl FnMut(Point) -> bool,
    ) -> Result<(), RejectReason> {
        if halvings == 0 {
            return Err(RejectReason::OutOfRange);
        }
        let middle = self.end(midpoint(a.source, b.source));
        if !self.is_straight(a, &middle) {
            self.split(a, &middle, halvings - 1, draw)?;
        }
        let point = Point::on_grid(middle.projected.x, middle.projected.y).ok_or(RejectReason::OutOfRange)?;
        if !draw(point) {
            return Err(RejectReason::OutOfRange);
        }
        if !self.is_straight(&middle, b) {
            self.split(&middle, b, halvings - 1, draw)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GaussKruger, LonLat};
    use super::*;

    fn crs(epsg: u32) -> Crs {
        Crs::resolve(CrsId::Epsg(epsg)).expect("known")
    }

    fn jiangxi() -> Plane {
        Plane::choose(Ellipsoid::Cgcs2000, [113.0, 24.0, 119.0, 30.0])
    }

    fn projector(epsg: u32, tolerance_m: f64) -> Projector {
        Projector::new(&crs(epsg), &jiangxi(), tolerance_m).expect("same datum")
    }

    fn positions(ring: &[(f64, f64)]) -> Vec<SourceXy> {
        ring.iter().map(|(x, y)| SourceXy { x: *x, y: *y }).collect()
    }

    fn column(ring: &[(f64, f64)]) -> PolygonColumn<SourceXy> {
        PolygonColumn::from_polygons(&[vec![positions(ring)]])
    }

    fn rejection(projector: &Projector, ring: &[(f64, f64)]) -> Option<(u32, RejectReason)> {
        let (target, rejected) = projector.column(&column(ring));
        assert_eq!(target.len(), 1);
        assert_eq!(target.feature(0).is_empty(), !rejected.is_empty());
        rejected
            .first()
            .map(|rejected| (rejected.vertex, rejected.reason))
    }

    /// A ring of a zone whose edges are `length` metres long and run in all directions.
    fn zone_ring(east: f64, north: f64, length: f64) -> Vec<(f64, f64)> {
        let corner = |i: u32| {
            let angle = f64::from(i).to_radians() * 30.0;
            (
                east + 1.93 * length * libm::cos(angle),
                north + 1.93 * length * libm::sin(angle),
            )
        };
        (0..12).map(corner).collect()
    }

    /// Distance from a position to the nearest segment of a ring.
    fn distance_to_ring(ring: &[Point], x: f64, y: f64) -> f64 {
        let to_segment = |ends: &[Point]| {
            let (dx, dy) = (ends[1].x - ends[0].x, ends[1].y - ends[0].y);
            let (px, py) = (x - ends[0].x, y - ends[0].y);
            let length2 = dx * dx + dy * dy;
            let share = if length2 > 0.0 {
                ((px * dx + py * dy) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            libm::hypot(px - share * dx, py - share * dy)
        };
        ring.windows(2).map(to_segment).fold(f64::INFINITY, f64::min)
    }

    /// Greatest distance of the true edges of a source ring, sampled, from the chords in the plane.
    fn worst_bow(
        projector: &Projector,
        ring: &[(f64, f64)],
        to_plane: impl Fn(f64, f64) -> (f64, f64),
    ) -> f64 {
        let (target, rejected) = projector.column(&column(ring));
        assert!(rejected.is_empty(), "{rejected:?}");
        let feature = target.feature(0);
        let chords = feature.rings().next().expect("one ring");
        let mut worst = 0.0_f64;
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            for step in 0..=37 {
                let t = f64::from(step) / 37.0;
                let (x, y) = to_plane(a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
                worst = worst.max(distance_to_ring(chords, x, y));
            }
        }
        worst
    }

    #[test]
    fn chords_stay_within_the_tolerance_of_edges_straight_in_a_zone() {
        let plane = jiangxi();
        for (epsg, meridian, false_easting) in [(4527, 117.0, 39_500_000.0), (4548, 117.0, 500_000.0)] {
            let zone = GaussKruger::new(Ellipsoid::Cgcs2000, meridian);
            for (offset, north) in [
                (0.0, 3.1e6),
                (-150_000.0, 2.7e6),
                (300_000.0, 5.8e6),
                (-900_000.0, 1.0e6),
            ] {
                for length in [5.0, 60.0, 80.0, 300.0, 1500.0, 20_000.0] {
                    let ring = zone_ring(false_easting + offset, north, length);
                    let worst = worst_bow(&projector(epsg, 1e-4), &ring, |east, north| {
                        let east = east - false_easting;
                        plane.forward(zone.inverse(super::super::EastNorth { east, north }))
                    });
                    assert!(worst <= 1.0001e-4, "{epsg} {offset} {north} {length}: {worst}");
                }
            }
        }
    }

    #[test]
    fn chords_stay_within_the_tolerance_of_edges_straight_in_degrees() {
        let plane = jiangxi();
        for lat in [-60.0, 0.0, 28.0, 53.0, 80.0] {
            for size in [0.0005, 0.01, 0.7, 4.0] {
                let ring = zone_ring(116.0, lat, size);
                let worst = worst_bow(&projector(4490, 1e-4), &ring, |lon, lat| {
                    plane.forward(LonLat { lon, lat })
                });
                assert!(worst <= 1.0001e-4, "{lat} {size}: {worst}");
            }
        }
    }

    #[test]
    fn points_are_inserted_only_where_needed() {
        let count = |epsg, ring: &[(f64, f64)], tolerance_m| {
            let (target, rejected) = projector(epsg, tolerance_m).column(&column(ring));
            assert!(rejected.is_empty(), "{rejected:?}");
            target.positions().len()
        };
        assert_eq!(count(4527, &zone_ring(39_400_000.0, 3.1e6, 60.0), 1e-4), 13);
        let square = [(115.0, 28.0), (116.0, 28.0), (116.0, 29.0), (115.0, 29.0)];
        assert_eq!(
            count(4490, &square, 1e-9),
            5,
            "parallels and meridians are straight in both frames"
        );
        let kilometre = zone_ring(39_400_000.0, 3.1e6, 1000.0);
        assert!((50..400).contains(&count(4527, &kilometre, 1e-4)));
        assert!(count(4527, &kilometre, 1e-5) > count(4527, &kilometre, 1e-4));
    }

    #[test]
    fn the_direction_of_an_edge_does_not_matter() {
        for (epsg, ring) in [
            (4527, zone_ring(39_400_000.3, 3_100_000.7, 2345.6)),
            (4490, zone_ring(115.3, 28.7, 0.037)),
            (31370, zone_ring(150_000.0, 170_000.0, 2345.6)),
        ] {
            let projector = projector(epsg, 1e-4);
            let points = |ring: &[(f64, f64)]| {
                let (target, _) = projector.column(&column(ring));
                target.positions().to_vec()
            };
            let mut closed = ring.clone();
            closed.push(ring[0]);
            let there = points(&closed);
            closed.reverse();
            let mut back = points(&closed);
            back.reverse();
            assert!(there.len() > ring.len() + 1);
            assert_eq!(there, back, "{epsg}");
        }
    }

    #[test]
    fn an_edge_shared_between_rings_is_split_alike() {
        let projector = projector(4527, 1e-4);
        let (a, b) = ((39_400_000.0, 3_100_000.0), (39_402_000.0, 3_101_000.0));
        let small = [a, b, (39_400_000.0, 3_101_500.0)];
        let large = [b, a, (39_700_000.0, 2_500_000.0)];
        let interior = |ring: &[(f64, f64)]| -> Vec<Point> {
            let (target, _) = projector.column(&column(ring));
            let end = projector
                .column(&column(&[ring[1], ring[0], ring[2]]))
                .0
                .positions()[0];
            target
                .positions()
                .iter()
                .copied()
                .skip(1)
                .take_while(|point| *point != end)
                .collect()
        };
        let mut other = interior(&large);
        other.reverse();
        assert!(other.len() > 5);
        assert_eq!(interior(&small), other);
    }

    #[test]
    fn a_position_is_the_same_from_degrees_and_from_a_zone() {
        let zone = projector(4527, 1e-4);
        let corner = |east, north| {
            let at = super::super::EastNorth { east, north };
            GaussKruger::new(Ellipsoid::Cgcs2000, 117.0).inverse(at)
        };
        let metres = [
            (39_400_000.0, 3.1e6),
            (39_400_100.0, 3.1e6),
            (39_400_100.0, 3.1001e6),
            (39_400_000.0, 3.1001e6),
        ];
        let degrees = metres.map(|(east, north)| {
            let at = corner(east - 39_500_000.0, north);
            (at.lon, at.lat)
        });
        let (a, _) = zone.column(&column(&metres));
        let (b, _) = projector(4490, 1e-4).column(&column(&degrees));
        let first = |column: &PolygonColumn<Point>| column.positions()[0];
        assert!(first(&a).distance(first(&b)) < 1e-8);
    }

    #[test]
    fn modern_datums_are_equal_and_historic_ones_refused() {
        let square = [(115.0, 28.0), (115.001, 28.0), (115.001, 28.001)];
        let (a, _) = projector(4490, 1e-4).column(&column(&square));
        let (b, _) = projector(4326, 1e-4).column(&column(&square));
        assert_eq!(a, b);
        for epsg in [4610, 4214, 2359, 2411, 2378, 21_419] {
            let error = Projector::new(&crs(epsg), &jiangxi(), 1e-4).expect_err("historic");
            assert_eq!(
                error,
                CrsError::NoTransformation {
                    from: CrsId::Epsg(epsg),
                    to: CrsId::Epsg(4490)
                }
            );
            assert_eq!(error.code(), "crs-no-transformation");
        }
        assert!(
            Projector::new(&crs(4555), &jiangxi(), 1e-4).is_err(),
            "New Beijing"
        );
    }

    #[test]
    fn other_datums_go_through_a_transformation() {
        let plane = Plane::choose(Ellipsoid::Wgs84, [2.0, 49.0, 7.0, 52.0]);
        let projector = Projector::new(&crs(31370), &plane, 1e-4).expect("known transformation");
        let (target, rejected) = projector.column(&column(&[
            (150_000.0, 170_000.0),
            (151_000.0, 170_000.0),
            (151_000.0, 171_000.0),
        ]));
        assert!(rejected.is_empty(), "{rejected:?}");
        let first = plane.inverse(target.positions()[0]);
        // Brussels; the datum shift is about 100 m, so a ballpark result would be visibly elsewhere.
        assert!(
            (first.lon - 4.3706).abs() < 2e-3 && (first.lat - 50.8410).abs() < 2e-3,
            "{first:?}"
        );
        assert_eq!(
            rejection(&projector, &[(150_000.0, 170_000.0), (9e9, 0.0), (1.0, 1.0)]),
            Some((1, RejectReason::OutOfRange))
        );
    }

    #[test]
    fn local_and_georeferenced_do_not_mix() {
        let mix = |id| CrsError::LocalMix { id };
        assert_eq!(
            Projector::new(&Crs::local(), &jiangxi(), 1e-4).err(),
            Some(mix(CrsId::Local))
        );
        assert_eq!(
            Projector::new(&crs(4490), &Plane::local(), 1e-4).err(),
            Some(mix(CrsId::Epsg(4490)))
        );
        let local = Projector::new(&Crs::local(), &Plane::local(), 1e-4).expect("both local");
        let (target, rejected) = local.column(&column(&[(0.1, 0.2), (5000.0, 0.0), (5000.0, 4000.0)]));
        assert!(rejected.is_empty());
        assert_eq!(target.positions().len(), 4);
        assert_eq!(Some(target.positions()[0]), Point::on_grid(0.1, 0.2));
        assert_eq!(
            rejection(&local, &[(0.0, 0.0), (1e9, 0.0), (1.0, 1.0)]),
            Some((1, RejectReason::OutOfRange))
        );
        assert_eq!(
            rejection(&local, &[(0.0, 0.0), (1.0, f64::NAN), (1.0, 1.0)]),
            Some((1, RejectReason::NotFinite))
        );
    }

    #[test]
    fn bad_degrees_are_rejected_at_their_vertex() {
        let degrees = projector(4490, 1e-4);
        let with = |x, y| rejection(&degrees, &[(115.0, 28.0), (115.001, 28.0), (x, y)]);
        assert_eq!(with(115.001, 28.001), None);
        assert_eq!(with(f64::NAN, 28.0), Some((2, RejectReason::NotFinite)));
        assert_eq!(with(115.0, f64::INFINITY), Some((2, RejectReason::NotFinite)));
        assert_eq!(with(115.0, 90.1), Some((2, RejectReason::OutOfRange)));
        assert_eq!(with(361.0, 28.0), Some((2, RejectReason::OutOfRange)));
        assert_eq!(with(-170.0, 28.0), Some((2, RejectReason::Antimeridian)));
        assert_eq!(
            with(-74.0, 28.0),
            Some((2, RejectReason::Antimeridian)),
            "the edge of the plane"
        );
        assert_eq!(with(115.001 + 360.0 - 360.0, 28.0), None);
    }

    #[test]
    fn positions_outside_their_zone_are_rejected() {
        for (x, y) in [
            (388_000.0, 3.1e6),
            (38_500_000.0 - 1e6, 3.1e6),
            (3.1e6, 39_388_000.0),
            (39_388_000.0, 4.1e7),
            (115.0, 28.0),
        ] {
            let bad = rejection(
                &projector(4527, 1e-4),
                &[(39_388_000.0, 3.1e6), (39_388_100.0, 3.1e6), (x, y)],
            );
            assert_eq!(bad, Some((2, RejectReason::OutOfRange)), "{x} {y}");
        }
        let zone = projector(4527, 1e-4);
        assert_eq!(
            rejection(
                &zone,
                &[
                    (39_388_000.0, f64::NAN),
                    (39_388_100.0, 3.1e6),
                    (39_388_100.0, 3.2e6)
                ]
            ),
            Some((0, RejectReason::NotFinite))
        );
    }

    #[test]
    fn a_projection_cannot_be_inverted_beyond_its_range() {
        let mercator = projector(3857, 1e-4);
        let (x, y) = (12_900_000.0, 3_330_000.0);
        assert_eq!(
            rejection(&mercator, &[(x, y), (x + 100.0, y), (x, y + 100.0)]),
            None
        );
        let turn = 2.0 * std::f64::consts::PI * 6_378_137.0;
        let beyond = rejection(
            &mercator,
            &[(x + turn, y), (x + turn + 100.0, y), (x + turn, y + 100.0)],
        );
        assert_eq!(beyond, Some((0, RejectReason::OutOfRange)));
        let utm = projector(32650, 1e-4);
        assert!(
            rejection(
                &utm,
                &[(388_000.0, 4.3e7), (388_100.0, 4.3e7), (388_100.0, 4.31e7)]
            )
            .is_some()
        );
    }

    #[test]
    fn good_features_keep_their_numbers_beside_bad_ones() {
        let good = positions(&[(115.0, 28.0), (115.001, 28.0), (115.001, 28.001)]);
        let bad = positions(&[(115.0, 28.0), (115.001, 98.0), (115.001, 28.001)]);
        let mut source = PolygonColumn::new();
        for rings in [vec![&good], vec![&good, &bad], vec![], vec![&good]] {
            for ring in &rings {
                source.push_ring(ring);
                source.end_polygon();
            }
            source.end_feature();
        }
        let (target, rejected) = projector(4490, 1e-4).column(&source);
        assert_eq!(target.len(), 4);
        assert_eq!(
            rejected,
            [Rejected {
                feature: 1,
                ring: 1,
                vertex: 1,
                reason: RejectReason::OutOfRange
            }]
        );
        let sizes: Vec<usize> = target.features().map(|feature| feature.n_positions()).collect();
        assert_eq!(sizes, [4, 0, 0, 4]);
    }

    #[test]
    fn a_huge_edge_does_not_fill_the_memory() {
        let ring = [(20.0, -80.0), (190.0, 80.0), (20.0, 80.0)];
        let (target, rejected) = projector(4490, 1e-8).column(&column(&ring));
        assert_eq!(
            rejected.first().map(|rejected| rejected.reason),
            Some(RejectReason::OutOfRange)
        );
        assert!(target.positions().is_empty());
        assert_eq!(rejection(&projector(4490, 1e-4), &ring), None);
    }

    #[test]
    fn threads_share_a_projector_and_agree() {
        let projector = projector(4527, 1e-4);
        let source = column(&zone_ring(39_400_000.0, 3.1e6, 2000.0));
        let (expected, _) = projector.column(&source);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        assert_eq!(projector.column(&source).0, expected);
                    }
                });
            }
        });
    }
}
