//! Length, area and angle of a few points, in three ways that stand beside each other: in the plane, in the
//! Gauss-Krüger projection, and along geodesics.
//!
//! Meaning: the plane's figures are those of the ground (`plane_m`: with the local stretch; `plane_m2`: exact on the
//! ellipsoid for edges straight in the plane). The Gauss-Krüger figures are what a surveyor reckons from coordinates of
//! the 3° zone in which the middle of the points lies. The geodesic ones follow the shortest lines on the ellipsoid
//! (Karney 2013, `geographiclib-rs`). Local coordinates have the plane's only.
//!
//! Deliberately not here: areas of features, with holes and the official rules ([`super::area`]).

use geographiclib_rs::{Geodesic, InverseGeodesic, PolygonArea, Winding};

use super::{EastNorth, Ellipsoid, GaussKruger, LonLat, Plane};
use crate::geometry::{Bounds, Point};

/// Pieces of a long edge, whose stretch is taken each at its middle.
const PIECES: u32 = 32;
/// Edges longer than this are measured in pieces, in metres of the plane.
const LONG_EDGE_M: f64 = 1000.0;

/// One quantity, measured in three ways; metres, square metres or degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// In the plane, as on the ground.
    pub plane: f64,
    /// In the 3° zone of the middle; `None` for local coordinates.
    pub gauss_kruger: Option<f64>,
    /// Along geodesics; `None` for local coordinates.
    pub geodesic: Option<f64>,
}

/// Length of the line through the points, in metres.
#[must_use]
pub fn length(points: &[Point], plane: &Plane) -> Measured {
    let ground = points
        .windows(2)
        .map(|pair| ground_distance(pair[0], pair[1], plane));
    let places = Places::new(points, plane);
    Measured {
        plane: ground.sum(),
        gauss_kruger: places.as_ref().map(Places::zone_length),
        geodesic: places.as_ref().map(|places| {
            let pairs = places.positions.windows(2);
            pairs.map(|pair| places.geodesic(pair[0], pair[1])[0]).sum()
        }),
    }
}

/// Area of the ring through the points, which closes itself, in square metres; without a sign.
#[must_use]
pub fn area(points: &[Point], plane: &Plane) -> Measured {
    let places = Places::new(points, plane);
    Measured {
        plane: ring_area(points.iter().map(|point| [point.x, point.y])),
        gauss_kruger: places
            .as_ref()
            .map(|places| ring_area(places.zone.iter().map(|at| [at.east, at.north]))),
        geodesic: places.as_ref().map(Places::geodesic_area),
    }
}

/// Angle at `apex` from `from` clockwise to `to`, in degrees from 0 to 360.
#[must_use]
pub fn angle(from: Point, apex: Point, to: Point, plane: &Plane) -> Measured {
    let stretch = plane.local_stretch(apex);
    let bearing =
        |point: Point| libm::atan2((point.x - apex.x) / stretch, (point.y - apex.y) * stretch).to_degrees();
    let places = Places::new(&[from, apex, to], plane);
    let of_zone = |places: &Places| {
        let bearing = |at: usize| {
            let (end, start) = (places.zone[at], places.zone[1]);
            libm::atan2(end.east - start.east, end.north - start.north).to_degrees()
        };
        clockwise(bearing(0), bearing(2))
    };
    let of_geodesics = |places: &Places| {
        let bearing = |at: usize| places.geodesic(places.positions[1], places.positions[at])[1];
        clockwise(bearing(0), bearing(2))
    };
    Measured {
        plane: clockwise(bearing(from), bearing(to)),
        gauss_kruger: places.as_ref().map(of_zone),
        geodesic: places.as_ref().map(of_geodesics),
    }
}

/// Distance on the ground of two points of the plane, in metres.
#[must_use]
pub fn ground_distance(a: Point, b: Point, plane: &Plane) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let pieces = if libm::hypot(dx, dy) > LONG_EDGE_M && !plane.is_local() {
        PIECES
    } else {
        1
    };
    let n = f64::from(pieces);
    let piece = |at: u32| {
        let middle = (f64::from(at) + 0.5) / n;
        let stretch = plane.local_stretch(Point {
            x: a.x + middle * dx,
            y: a.y + middle * dy,
        });
        libm::hypot(dx / n / stretch, dy / n * stretch)
    };
    (0..pieces).map(piece).sum()
}

/// From one bearing clockwise to the other.
fn clockwise(from: f64, to: f64) -> f64 {
    let turned = (to - from) % 360.0;
    let turned = if turned < 0.0 { turned + 360.0 } else { turned };
    // A hair below nothing became 360 by rounding.
    if turned >= 360.0 { 0.0 } else { turned }
}

/// Half the sum of cross products about the first point.
fn ring_area(points: impl Iterator<Item = [f64; 2]> + Clone) -> f64 {
    let Some([x, y]) = points.clone().next() else {
        return 0.0;
    };
    let next = points.clone().skip(1).chain([[x, y]]);
    let doubled: f64 = points
        .zip(next)
        .map(|(a, b)| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y))
        .sum();
    doubled.abs() / 2.0
}

/// The points on the ellipsoid and in their zone.
struct Places {
    ellipsoid: Ellipsoid,
    positions: Vec<LonLat>,
    zone: Vec<EastNorth>,
}

impl Places {
    fn new(points: &[Point], plane: &Plane) -> Option<Self> {
        let ellipsoid = plane.ellipsoid()?;
        let middle = Bounds::of(points.iter().copied());
        if middle.is_empty() {
            return None;
        }
        let projection = GaussKruger::for_longitude(ellipsoid, plane.inverse(middle.center()).lon);
        let positions: Vec<LonLat> = points.iter().map(|point| plane.inverse(*point)).collect();
        let zone = positions
            .iter()
            .map(|position| projection.forward(*position))
            .collect();
        Some(Self {
            ellipsoid,
            positions,
            zone,
        })
    }

    fn zone_length(&self) -> f64 {
        let pairs = self.zone.windows(2);
        pairs
            .map(|pair| libm::hypot(pair[1].east - pair[0].east, pair[1].north - pair[0].north))
            .sum()
    }

    fn solver(&self) -> Geodesic {
        Geodesic::new(
            self.ellipsoid.semi_major_m(),
            1.0 / self.ellipsoid.inverse_flattening(),
        )
    }

    /// Distance in metres and bearing at the start in degrees.
    fn geodesic(&self, from: LonLat, to: LonLat) -> [f64; 2] {
        let (distance, bearing, _, _): (f64, f64, f64, f64) =
            self.solver().inverse(from.lat, from.lon, to.lat, to.lon);
        [distance, bearing]
    }

    fn geodesic_area(&self) -> f64 {
        let solver = self.solver();
        let mut polygon = PolygonArea::new(&solver, Winding::CounterClockwise);
        for position in &self.positions {
            polygon.add_point(position.lat, position.lon);
        }
        let (_, area, _) = polygon.compute(true);
        area.abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane() -> Plane {
        Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0)
    }

    fn at(plane: &Plane, lon: f64, lat: f64) -> Point {
        let (x, y) = plane.forward(LonLat { lon, lat });
        Point { x, y }
    }

    /// A metre of latitude at 29° N is 1/110 855 degrees, about.
    fn square(plane: &Plane) -> [Point; 4] {
        let (lon, lat) = (117.4, 29.0);
        [(0.0, 0.0), (0.002, 0.0), (0.002, 0.0018), (0.0, 0.0018)].map(|(x, y)| at(plane, lon + x, lat + y))
    }

    /// The example of GeographicLib's documentation: from JFK to LHR on WGS 84 it is 5551.76 km.
    #[test]
    fn the_geodesic_is_that_of_geographiclib() {
        let plane = Plane::equal_area(Ellipsoid::Wgs84, 0.0, 30.0);
        let ends = [at(&plane, -73.8, 40.6), at(&plane, -0.5, 51.6)];
        let found = length(&ends, &plane).geodesic.unwrap();
        assert!((found - 5_551_760.0).abs() < 5.0, "{found}");
    }

    #[test]
    fn a_small_field_measures_nearly_alike_in_all_three_ways() {
        let plane = plane();
        let ring = square(&plane);
        let areas = area(&ring, &plane);
        let (zone, geodesic) = (areas.gauss_kruger.unwrap(), areas.geodesic.unwrap());
        assert!((areas.plane / geodesic - 1.0).abs() < 1e-6, "{areas:?}");
        // 0.4° from the central meridian the scale is 1 + 1.9e-5, so areas grow by twice as much.
        assert!(
            (zone / geodesic - 1.0).abs() < 6e-5 && zone > geodesic,
            "{areas:?}"
        );
        let lengths = length(&ring, &plane);
        let geodesic = lengths.geodesic.unwrap();
        assert!((lengths.plane / geodesic - 1.0).abs() < 1e-6, "{lengths:?}");
        assert!((lengths.gauss_kruger.unwrap() / geodesic - 1.0).abs() < 3e-5);
        let corner = angle(ring[0], ring[1], ring[2], &plane);
        for degrees in [
            corner.plane,
            corner.gauss_kruger.unwrap(),
            corner.geodesic.unwrap(),
        ] {
            assert!(
                (degrees - 90.0).abs() < 0.01 || (degrees - 270.0).abs() < 0.01,
                "{corner:?}"
            );
        }
        let back = angle(ring[2], ring[1], ring[0], &plane);
        assert!((corner.plane + back.plane - 360.0).abs() < 1e-9);
    }

    #[test]
    fn a_long_line_keeps_to_the_ground() {
        let plane = plane();
        let ends = [at(&plane, 115.0, 27.0), at(&plane, 117.0, 29.0)];
        let found = length(&ends, &plane);
        assert!(
            (found.plane / found.geodesic.unwrap() - 1.0).abs() < 1e-4,
            "{found:?}"
        );
    }

    #[test]
    fn local_coordinates_have_the_planes_figures_only() {
        let corners = [(0.0, 0.0), (3.0, 0.0), (3.0, 4000.0)].map(|(x, y)| Point { x, y });
        let plane = Plane::local();
        assert_eq!(
            length(&corners, &plane),
            Measured {
                plane: 4003.0,
                gauss_kruger: None,
                geodesic: None
            }
        );
        assert_eq!(area(&corners, &plane).plane, 6000.0);
        assert_eq!(area(&[], &plane).plane, 0.0);
        assert_eq!(length(&corners[..1], &plane).plane, 0.0);
    }
}
