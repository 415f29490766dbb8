//! A small piece of the plane in a Gauss-Krüger zone, by short polynomials.
//!
//! Meaning: the zone is a conformal image of longitude and isometric latitude, so north + i·east is an analytic function
//! of q + i·λ: a cubic through four of its values on the middle meridian of a piece holds for all of the piece, east and
//! west of it too. Latitude and q themselves depend on y of the plane alone. Within the 2 km for which a patch is made the
//! cubics leave less than 1e-7 m and 1e-12°, far below the roundings of the official rule.
//!
//! Input: a box of the plane. Output: places in the zone, and latitudes, for points of the box.
//!
//! Deliberately not here: larger pieces, and roundings.

use super::{EastNorth, GaussKruger, plane::EqualArea};
use crate::geometry::{Bounds, Point};

/// Half of the ground's height for which cubics are fitted, in metres.
const LEAST_HALF_M: f64 = 300.0;
const GREATEST_HALF_M: f64 = 2000.0;
/// Sines of latitudes beyond this are left to the exact way: 80°.
const HIGHEST_SINE: f64 = 0.985;
/// Chebyshev's nodes: cos π/8 and cos 3π/8 on either side.
const NODES: [f64; 4] = [
    -0.923_879_532_511_286_7,
    -0.382_683_432_365_089_8,
    0.382_683_432_365_089_8,
    0.923_879_532_511_286_7,
];

/// Maps points of a small box of the plane into a zone.
#[derive(Debug, Clone)]
pub(super) struct ZonePatch {
    center: Point,
    /// Longitude of the middle in degrees, and degrees per metre of x.
    lon: [f64; 2],
    /// What y is multiplied by so that the nodes lie within ±1, and x so that it is measured as q is.
    scale: [f64; 2],
    /// Latitude in degrees.
    lat: Cubic,
    /// Isometric latitude from the middle, such that it runs from −1 to 1.
    isometric: Cubic,
    north: Cubic,
    east: Cubic,
}

/// A polynomial in Newton's form.
#[derive(Debug, Clone)]
struct Cubic {
    nodes: [f64; 4],
    differences: [f64; 4],
}

impl Cubic {
    fn through(nodes: [f64; 4], values: [f64; 4]) -> Self {
        let mut differences = values;
        for order in 1..4 {
            for at in (order..4).rev() {
                differences[at] = (differences[at] - differences[at - 1]) / (nodes[at] - nodes[at - order]);
            }
        }
        Self { nodes, differences }
    }

    fn at(&self, x: f64) -> f64 {
        let [d0, d1, d2, d3] = self.differences;
        d0 + (x - self.nodes[0]) * (d1 + (x - self.nodes[1]) * (d2 + (x - self.nodes[2]) * d3))
    }
}

impl ZonePatch {
    /// The patch for a box; `None` where it is too large or too near a pole.
    pub fn around(bounds: &Bounds, surface: &EqualArea, zone: &GaussKruger) -> Option<Self> {
        let center = bounds.center();
        let stretch = surface.stretch(center);
        // Of a square on the ground, in metres of y.
        let half = (0.5 * bounds.height())
            .max(0.5 * bounds.width() / (stretch * stretch))
            .max(LEAST_HALF_M / stretch);
        if half.is_nan() || half * stretch > GREATEST_HALF_M {
            return None;
        }
        let (mut lat, mut isometric) = ([0.0; 4], [0.0; 4]);
        let (mut north, mut east) = ([0.0; 4], [0.0; 4]);
        let mut lon = 0.0;
        for (at, node) in NODES.iter().enumerate() {
            let y = center.y + node * half;
            let (here, sin, cos) = surface.inverse_to_sine(Point { x: center.x, y });
            if sin.abs() > HIGHEST_SINE {
                return None;
            }
            let place = zone.forward_of_sine(here, sin, cos);
            (north[at], east[at]) = (place.north, place.east);
            lat[at] = libm::asin(sin).to_degrees();
            isometric[at] = zone.isometric(sin, cos);
            lon = here;
        }
        let middle = f64::midpoint(isometric[0], isometric[3]);
        let span = (isometric[3] - isometric[0]) / (NODES[3] - NODES[0]);
        let isometric = isometric.map(|q| (q - middle) / span);
        let degrees_per_metre = surface.degrees_per_metre();
        Some(Self {
            center,
            lon: [lon, degrees_per_metre],
            scale: [degrees_per_metre.to_radians() / span, 1.0 / half],
            lat: Cubic::through(NODES, lat),
            north: Cubic::through(isometric, north),
            east: Cubic::through(isometric, east),
            isometric: Cubic::through(NODES, isometric),
        })
    }

    /// Longitude and latitude in degrees.
    pub fn degrees(&self, point: Point) -> (f64, f64) {
        let [lon, per_metre] = self.lon;
        let lon = lon + (point.x - self.center.x) * per_metre;
        (lon, self.lat.at((point.y - self.center.y) * self.scale[1]))
    }

    /// The place in the zone: (north + i·east) of (q + i·λ).
    pub fn place(&self, point: Point) -> EastNorth {
        let re = self.isometric.at((point.y - self.center.y) * self.scale[1]);
        let im = (point.x - self.center.x) * self.scale[0];
        let (mut north, mut east) = (self.north.differences[3], self.east.differences[3]);
        for at in (0..3).rev() {
            let re = re - self.north.nodes[at];
            (north, east) = (
                self.north.differences[at] + re * north - im * east,
                self.east.differences[at] + re * east + im * north,
            );
        }
        EastNorth { east, north }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Ellipsoid, LonLat, Plane};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_the_exact_way(
            lon in 104.0_f64..118.0, lat in 18.0_f64..53.0,
            width in 1.0_f64..3500.0, height in 1.0_f64..3500.0,
            at in (0.0_f64..1.0, 0.0_f64..1.0),
        ) {
            let plane = Plane::choose(Ellipsoid::Cgcs2000, [110.0, 24.0, 116.0, 34.0]);
            let (x, y) = plane.forward(LonLat { lon, lat });
            let bounds = Bounds { min_x: x, min_y: y, max_x: x + width, max_y: y + height };
            let zone = GaussKruger::for_longitude(Ellipsoid::Cgcs2000, lon);
            let surface = plane.surface().expect("georeferenced");
            let Some(patch) = ZonePatch::around(&bounds, surface, &zone) else {
                let stretch = plane.local_stretch(bounds.center());
                prop_assert!((0.5 * height * stretch).max(0.5 * width / stretch) > 1900.0);
                return Ok(());
            };
            let point = Point { x: x + at.0 * width, y: y + at.1 * height };
            let exact = plane.inverse(point);
            let (lon, lat) = patch.degrees(point);
            prop_assert!((lon - exact.lon).abs() < 1e-12 && (lat - exact.lat).abs() < 1e-12, "{} {}", lon - exact.lon, lat - exact.lat);
            let (place, there) = (patch.place(point), zone.forward(exact));
            prop_assert!((place.east - there.east).abs() < 1e-7, "{}", place.east - there.east);
            prop_assert!((place.north - there.north).abs() < 1e-7, "{}", place.north - there.north);
        }
    }
}
