//! The Gauss-Krüger projection (高斯-克吕格投影) of one meridian.
//!
//! Meaning: transverse Mercator with scale 1 on the central meridian, by Krüger's series to the sixth
//! power of the third flattening: errors below 1e-8 m within 15° of the meridian.
//!
//! Input: degrees. Output: metres without false easting. Functions come from `libm`, so that every
//! platform computes the same bits.
//!
//! Deliberately not here: zones with a prefix; the caller adds the false easting.

use super::conformal::ConformalLatitude;
use super::{EastNorth, Ellipsoid, LonLat, plane::wrap_degrees};

const RADIANS_PER_DEGREE: f64 = std::f64::consts::PI / 180.0;

/// Transverse Mercator about one meridian.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussKruger {
    central_meridian: f64,
    conformal: ConformalLatitude,
    /// Radius of the rectifying sphere in metres.
    radius: f64,
    alpha: [f64; 6],
    beta: [f64; 6],
}

impl GaussKruger {
    /// The projection about a central meridian in degrees.
    #[must_use]
    pub fn new(ellipsoid: Ellipsoid, central_meridian: f64) -> Self {
        Self::of_axes(
            ellipsoid.semi_major_m(),
            ellipsoid.inverse_flattening(),
            central_meridian,
        )
    }

    /// The projection of an ellipsoid with a semi-major axis in metres and an inverse flattening.
    #[must_use]
    pub fn of_axes(semi_major_m: f64, inverse_flattening: f64, central_meridian: f64) -> Self {
        let f = 1.0 / inverse_flattening;
        let n = f / (2.0 - f);
        let n2 = n * n;
        Self {
            central_meridian,
            conformal: ConformalLatitude::new(n),
            radius: semi_major_m / (1.0 + n) * polynomial(&[1.0, 1.0 / 4.0, 1.0 / 64.0, 1.0 / 256.0], n2),
            alpha: forward_coefficients(n),
            beta: inverse_coefficients(n),
        }
    }

    /// Number of the 3° zone in which a longitude lies: ⌊(λ + 1.5) / 3⌋. Its central meridian is three
    /// times the number, on either side of Greenwich.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "|zone| ≤ 61")]
    pub fn zone_of(lon: f64) -> i32 {
        libm::floor((wrap_degrees(lon) + 1.5) / 3.0) as i32
    }

    /// The projection of the 3° zone in which a longitude lies.
    #[must_use]
    pub fn for_longitude(ellipsoid: Ellipsoid, lon: f64) -> Self {
        Self::new(ellipsoid, 3.0 * f64::from(Self::zone_of(lon)))
    }

    /// Central meridian in degrees.
    #[must_use]
    pub fn central_meridian(&self) -> f64 {
        self.central_meridian
    }

    /// Metres east of the central meridian and north of the equator.
    #[must_use]
    pub fn forward(&self, position: LonLat) -> EastNorth {
        let latitude = position.lat * RADIANS_PER_DEGREE;
        self.forward_of_sine(position.lon, libm::sin(latitude), libm::cos(latitude))
    }

    /// The same from sine and cosine of the latitude.
    pub(super) fn forward_of_sine(&self, lon: f64, sin_lat: f64, cos_lat: f64) -> EastNorth {
        let lambda = wrap_degrees(lon - self.central_meridian) * RADIANS_PER_DEGREE;
        let (sin, cos) = self.conformal.conformal(sin_lat, cos_lat);
        let across = cos * libm::cos(lambda);
        // tanh η of the sphere; the double angles follow from tan ξ and tanh η without further functions.
        let t = libm::sin(lambda) * cos;
        let (size, rest) = (sin * sin + across * across, 1.0 - t * t);
        let angles = DoubleAngles {
            sin: 2.0 * sin * across / size,
            cos: (across * across - sin * sin) / size,
            sinh: 2.0 * t / rest,
            cosh: (1.0 + t * t) / rest,
        };
        let (d_xi, d_eta) = harmonic_sum(&self.alpha, &angles);
        EastNorth {
            east: self.radius * (inverse_hyperbolic_tangent(t) + d_eta),
            north: self.radius * (libm::atan2(sin, across) + d_xi),
        }
    }

    /// Isometric latitude in radians, from sine and cosine of the geodetic one.
    pub(super) fn isometric(&self, sin_lat: f64, cos_lat: f64) -> f64 {
        libm::atanh(self.conformal.conformal(sin_lat, cos_lat).0)
    }

    /// Longitude and latitude in degrees of a position relative to the central meridian and the
    /// equator.
    #[must_use]
    pub fn inverse(&self, position: EastNorth) -> LonLat {
        let (xi, eta) = (position.north / self.radius, position.east / self.radius);
        let (sinh, cosh) = hyperbolic(2.0 * eta);
        let angles = DoubleAngles {
            sin: libm::sin(2.0 * xi),
            cos: libm::cos(2.0 * xi),
            sinh,
            cosh,
        };
        let (d_xi, d_eta) = harmonic_sum(&self.beta, &angles);
        let (xi, eta) = (xi - d_xi, eta - d_eta);
        let (sinh_eta, cos_xi) = (hyperbolic(eta).0, libm::cos(xi));
        let across = libm::sqrt(sinh_eta * sinh_eta + cos_xi * cos_xi);
        let latitude = self.conformal.geodetic(libm::sin(xi) / across);
        LonLat {
            lon: wrap_degrees(libm::atan2(sinh_eta, cos_xi) / RADIANS_PER_DEGREE + self.central_meridian),
            lat: latitude / RADIANS_PER_DEGREE,
        }
    }
}

/// Sine, cosine and their hyperbolic kin of 2ξ and 2η.
struct DoubleAngles {
    sin: f64,
    cos: f64,
    sinh: f64,
    cosh: f64,
}

/// Up to here the short sums below are right to the last bit but one: about 5° of longitude.
const SHORT_SUM: f64 = 0.18;

/// Hyperbolic sine and cosine; near the central meridian by their power series.
fn hyperbolic(x: f64) -> (f64, f64) {
    if x.abs() > SHORT_SUM {
        return (libm::sinh(x), libm::cosh(x));
    }
    let s = x * x;
    let sinh =
        x * (1.0 + s / 6.0 * (1.0 + s / 20.0 * (1.0 + s / 42.0 * (1.0 + s / 72.0 * (1.0 + s / 110.0)))));
    let cosh = 1.0 + s / 2.0 * (1.0 + s / 12.0 * (1.0 + s / 30.0 * (1.0 + s / 56.0 * (1.0 + s / 90.0))));
    (sinh, cosh)
}

/// artanh x; near zero by its power series.
fn inverse_hyperbolic_tangent(x: f64) -> f64 {
    if x.abs() > SHORT_SUM / 2.0 {
        return libm::atanh(x);
    }
    let s = x * x;
    let tail = [
        1.0 / 3.0,
        1.0 / 5.0,
        1.0 / 7.0,
        1.0 / 9.0,
        1.0 / 11.0,
        1.0 / 13.0,
        1.0 / 15.0,
    ];
    x + x * s * polynomial(&tail, s)
}

/// Σ cⱼ (sin 2jξ cosh 2jη, cos 2jξ sinh 2jη), the parts of Σ cⱼ sin 2jζ with ζ = ξ + iη, by Clenshaw's
/// recurrence in complex numbers.
fn harmonic_sum(coefficients: &[f64; 6], angles: &DoubleAngles) -> (f64, f64) {
    let DoubleAngles { sin, cos, sinh, cosh } = *angles;
    let (re, im) = (2.0 * cos * cosh, -2.0 * sin * sinh);
    let (mut b1, mut b2) = ((0.0, 0.0), (0.0, 0.0));
    for coefficient in coefficients.iter().rev() {
        let b0 = (
            coefficient + re * b1.0 - im * b1.1 - b2.0,
            re * b1.1 + im * b1.0 - b2.1,
        );
        (b2, b1) = (b1, b0);
    }
    let (sin_re, sin_im) = (sin * cosh, cos * sinh);
    (b1.0 * sin_re - b1.1 * sin_im, b1.0 * sin_im + b1.1 * sin_re)
}

/// Value of a polynomial whose coefficients are given from the lowest power up.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Krüger's series from conformal to rectifying latitude.
fn forward_coefficients(n: f64) -> [f64; 6] {
    [
        polynomial(
            &[
                0.0,
                1.0 / 2.0,
                -2.0 / 3.0,
                5.0 / 16.0,
                41.0 / 180.0,
                -127.0 / 288.0,
                7891.0 / 37800.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                13.0 / 48.0,
                -3.0 / 5.0,
                557.0 / 1440.0,
                281.0 / 630.0,
                -1_983_433.0 / 1_935_360.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                61.0 / 240.0,
                -103.0 / 140.0,
                15061.0 / 26880.0,
                167_603.0 / 181_440.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                0.0,
                49561.0 / 161_280.0,
                -179.0 / 168.0,
                6_601_661.0 / 7_257_600.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                34729.0 / 80640.0,
                -3_418_889.0 / 1_995_840.0,
            ],
            n,
        ),
        polynomial(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 212_378_941.0 / 319_334_400.0], n),
    ]
}

/// Krüger's series from rectifying to conformal latitude, to be subtracted.
fn inverse_coefficients(n: f64) -> [f64; 6] {
    [
        polynomial(
            &[
                0.0,
                1.0 / 2.0,
                -2.0 / 3.0,
                37.0 / 96.0,
                -1.0 / 360.0,
                -81.0 / 512.0,
                96199.0 / 604_800.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                1.0 / 48.0,
                1.0 / 15.0,
                -437.0 / 1440.0,
                46.0 / 105.0,
                -1_118_711.0 / 3_870_720.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                17.0 / 480.0,
                -37.0 / 840.0,
                -209.0 / 4480.0,
                5569.0 / 90720.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                0.0,
                4397.0 / 161_280.0,
                -11.0 / 504.0,
                -830_251.0 / 7_257_600.0,
            ],
            n,
        ),
        polynomial(
            &[
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                4583.0 / 161_280.0,
                -108_847.0 / 3_991_680.0,
            ],
            n,
        ),
        polynomial(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20_648_693.0 / 638_668_800.0], n),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::ffi::Transformation;
    use super::*;

    #[test]
    fn both_directions_agree_with_proj() {
        let reference = Transformation::between_epsg(4490, 4548).expect("conversion");
        let projection = GaussKruger::new(Ellipsoid::Cgcs2000, 117.0);
        for i in -14..=14 {
            for lat in [
                -60.0, -10.0, 0.0, 3.0, 18.5, 24.5, 28.0, 30.1, 45.0, 54.0, 70.0, 85.0,
            ] {
                let position = LonLat {
                    lon: 117.0 + 0.25 * f64::from(i),
                    lat,
                };
                let mut expected = [[position.lon, lat]];
                reference.forward(&mut expected);
                let found = projection.forward(position);
                assert!(
                    (found.east + 500_000.0 - expected[0][0]).abs() < 1e-7,
                    "{position:?} {found:?}"
                );
                assert!(
                    (found.north - expected[0][1]).abs() < 1e-7,
                    "{position:?} {found:?}"
                );
                let back = projection.inverse(found);
                assert!(
                    (back.lon - position.lon).abs() < 1e-12 && (back.lat - lat).abs() < 1e-12,
                    "{back:?}"
                );
            }
        }
    }

    #[test]
    fn zones_are_counted_from_greenwich() {
        for (lon, zone) in [
            (115.86, 39),
            (115.49, 38),
            (114.0, 38),
            (0.0, 0),
            (-2.3, -1),
            (-180.0, -60),
            (180.0, 60),
        ] {
            assert_eq!(GaussKruger::zone_of(lon), zone, "{lon}");
        }
        assert_eq!(
            GaussKruger::for_longitude(Ellipsoid::Wgs84, -122.4),
            GaussKruger::new(Ellipsoid::Wgs84, -123.0)
        );
    }
}
