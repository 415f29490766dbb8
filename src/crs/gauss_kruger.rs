//! The Gauss-Krüger projection (高斯-克吕格投影) of one meridian.
//!
//! Meaning: transverse Mercator with scale 1 on the central meridian, by Krüger's series to the sixth
//! power of the third flattening: errors below 1e-8 m within 15° of the meridian.
//!
//! Input: degrees. Output: metres without false easting. Functions come from `libm`, so that every
//! platform computes the same bits.
//!
//! Deliberately not here: zones with a prefix; the caller adds the false easting.

use super::{EastNorth, Ellipsoid, LonLat, plane::wrap_degrees};

const RADIANS_PER_DEGREE: f64 = std::f64::consts::PI / 180.0;

/// Transverse Mercator about one meridian.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussKruger {
    central_meridian: f64,
    /// First eccentricity e and 1 − e².
    e: f64,
    one_minus_e2: f64,
    /// Radius of the rectifying sphere in metres.
    radius: f64,
    alpha: [f64; 6],
    beta: [f64; 6],
}

impl GaussKruger {
    /// The projection about a central meridian in degrees.
    #[must_use]
    pub fn new(ellipsoid: Ellipsoid, central_meridian: f64) -> Self {
        let f = 1.0 / ellipsoid.inverse_flattening();
        let n = f / (2.0 - f);
        let n2 = n * n;
        let e2 = ellipsoid.eccentricity_squared();
        Self {
            central_meridian,
            e: libm::sqrt(e2),
            one_minus_e2: 1.0 - e2,
            radius: ellipsoid.semi_major_m() / (1.0 + n)
                * polynomial(&[1.0, 1.0 / 4.0, 1.0 / 64.0, 1.0 / 256.0], n2),
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
        let lambda = wrap_degrees(position.lon - self.central_meridian) * RADIANS_PER_DEGREE;
        let tau = self.conformal_tangent(libm::tan(position.lat * RADIANS_PER_DEGREE));
        let cos_lambda = libm::cos(lambda);
        let xi = libm::atan2(tau, cos_lambda);
        let eta = libm::asinh(libm::sin(lambda) / libm::hypot(tau, cos_lambda));
        let (d_xi, d_eta) = harmonic_sum(&self.alpha, xi, eta);
        EastNorth {
            east: self.radius * (eta + d_eta),
            north: self.radius * (xi + d_xi),
        }
    }

    /// Longitude and latitude in degrees of a position relative to the central meridian and the
    /// equator.
    #[must_use]
    pub fn inverse(&self, position: EastNorth) -> LonLat {
        let (xi, eta) = (position.north / self.radius, position.east / self.radius);
        let (d_xi, d_eta) = harmonic_sum(&self.beta, xi, eta);
        let (xi, eta) = (xi - d_xi, eta - d_eta);
        let (sinh_eta, cos_xi) = (libm::sinh(eta), libm::cos(xi));
        let tau = self.geodetic_tangent(libm::sin(xi) / libm::hypot(sinh_eta, cos_xi));
        LonLat {
            lon: wrap_degrees(libm::atan2(sinh_eta, cos_xi) / RADIANS_PER_DEGREE + self.central_meridian),
            lat: libm::atan(tau) / RADIANS_PER_DEGREE,
        }
    }

    /// Tangent of the conformal latitude from the tangent of the geodetic one.
    fn conformal_tangent(&self, tau: f64) -> f64 {
        let secant = libm::hypot(1.0, tau);
        let sigma = libm::sinh(self.e * libm::atanh(self.e * tau / secant));
        libm::hypot(1.0, sigma) * tau - sigma * secant
    }

    /// Undoes [`Self::conformal_tangent`] by Newton's method; three steps settle every bit.
    fn geodetic_tangent(&self, conformal: f64) -> f64 {
        let mut tau = conformal / self.one_minus_e2;
        for _ in 0..4 {
            let guess = self.conformal_tangent(tau);
            let secant = libm::hypot(1.0, tau);
            let slope =
                libm::hypot(1.0, guess) * self.one_minus_e2 * secant / (1.0 + self.one_minus_e2 * tau * tau);
            tau += (conformal - guess) / slope;
        }
        tau
    }
}

/// Σ cⱼ (sin 2jξ cosh 2jη, cos 2jξ sinh 2jη), the parts of Σ cⱼ sin 2jζ with ζ = ξ + iη, by Clenshaw's
/// recurrence in complex numbers.
fn harmonic_sum(coefficients: &[f64; 6], xi: f64, eta: f64) -> (f64, f64) {
    let (sin, cos) = (libm::sin(2.0 * xi), libm::cos(2.0 * xi));
    let (sinh, cosh) = (libm::sinh(2.0 * eta), libm::cosh(2.0 * eta));
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
