//! Ellipsoids, and the way between degrees on them and geocentric metres.
//!
//! Meaning: the axes X (equator, Greenwich), Y (equator, 90° E) and Z (north pole) through the middle of an
//! ellipsoid. Positions given in degrees are taken to lie on the ellipsoid itself.

use super::super::{Datum, LonLat};

const RADIANS_PER_DEGREE: f64 = std::f64::consts::PI / 180.0;

/// An ellipsoid of revolution with its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spheroid {
    /// Its name in reports.
    pub name: &'static str,
    /// Semi-major axis in metres.
    pub semi_major_m: f64,
    /// Inverse flattening 1/f.
    pub inverse_flattening: f64,
}

impl Spheroid {
    /// Krassowsky 1940 (克拉索夫斯基椭球), of Beijing 1954.
    pub const KRASSOWSKY: Self = Self {
        name: "Krassowsky 1940",
        semi_major_m: 6_378_245.0,
        inverse_flattening: 298.3,
    };
    /// IAG 1975 (IAG-75 椭球), of Xi'an 1980.
    pub const IAG_1975: Self = Self {
        name: "IAG 1975",
        semi_major_m: 6_378_140.0,
        inverse_flattening: 298.257,
    };
    /// CGCS2000.
    pub const CGCS2000: Self = Self {
        name: "CGCS2000",
        semi_major_m: 6_378_137.0,
        inverse_flattening: 298.257_222_101,
    };

    /// The ellipsoid of a datum whose ellipsoid is known.
    #[must_use]
    pub fn of_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Cgcs2000 => Some(Self::CGCS2000),
            Datum::Xian1980 => Some(Self::IAG_1975),
            Datum::Beijing1954 => Some(Self::KRASSOWSKY),
            Datum::Wgs84 | Datum::Other(_) => None,
        }
    }

    /// Square of the first eccentricity.
    fn e2(self) -> f64 {
        let flattening = 1.0 / self.inverse_flattening;
        flattening * (2.0 - flattening)
    }

    /// Geocentric metres of a position on the ellipsoid.
    pub(super) fn geocentric(self, position: LonLat) -> [f64; 3] {
        let (lon, lat) = (
            position.lon * RADIANS_PER_DEGREE,
            position.lat * RADIANS_PER_DEGREE,
        );
        let (sin_lat, cos_lat) = (libm::sin(lat), libm::cos(lat));
        let normal = self.semi_major_m / libm::sqrt(1.0 - self.e2() * sin_lat * sin_lat);
        [
            normal * cos_lat * libm::cos(lon),
            normal * cos_lat * libm::sin(lon),
            normal * (1.0 - self.e2()) * sin_lat,
        ]
    }

    /// Degrees of a geocentric position, its height dropped. Bowring's formula, repeated: within 100 km of the
    /// ellipsoid each step leaves less than a millionth of the error before.
    pub(super) fn geodetic(self, [x, y, z]: [f64; 3]) -> LonLat {
        let e2 = self.e2();
        let minor_by_major = libm::sqrt(1.0 - e2);
        let minor = self.semi_major_m * minor_by_major;
        let second_e2 = e2 / (1.0 - e2);
        let from_axis = libm::hypot(x, y);
        // Tangent of the reduced latitude; on the ellipsoid this is exact.
        let mut reduced = libm::atan2(z, from_axis * minor_by_major);
        let mut lat = 0.0;
        for _ in 0..3 {
            let (sin, cos) = (libm::sin(reduced), libm::cos(reduced));
            lat = libm::atan2(
                z + second_e2 * minor * sin * sin * sin,
                from_axis - e2 * self.semi_major_m * cos * cos * cos,
            );
            reduced = libm::atan2(minor_by_major * libm::sin(lat), libm::cos(lat));
        }
        LonLat {
            lon: libm::atan2(y, x) / RADIANS_PER_DEGREE,
            lat: lat / RADIANS_PER_DEGREE,
        }
    }

    /// Metres per degree of longitude and of latitude at a latitude.
    pub(super) fn metres_per_degree(self, lat: f64) -> [f64; 2] {
        let lat = lat * RADIANS_PER_DEGREE;
        let sin = libm::sin(lat);
        let w2 = 1.0 - self.e2() * sin * sin;
        let normal = self.semi_major_m / libm::sqrt(w2);
        [
            normal * libm::cos(lat) * RADIANS_PER_DEGREE,
            normal * (1.0 - self.e2()) / w2 * RADIANS_PER_DEGREE,
        ]
    }
}
