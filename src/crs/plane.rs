//! The one plane in which everything is computed.
//!
//! Meaning: Lambert's cylindrical equal-area projection of an ellipsoid (PROJ `cea`): an area in the
//! plane is the area on the ellipsoid. Engineering data have the identity instead.
//!
//! Input: longitude and latitude in degrees. Output: metres. All functions come from `libm`, so that
//! every platform computes the same bits.
//!
//! Deliberately not here: datum shifts, straightness of edges ([`super::Projector`]), the grid
//! ([`crate::geometry::Point`]).

use super::{CrsId, Datum, LonLat};
use crate::geometry::{Point, Stretch};

const RADIANS_PER_DEGREE: f64 = std::f64::consts::PI / 180.0;

/// Coefficients (2k+2)/(2k+1) of the authalic function in powers of e²sin²φ; the next term is below
/// 1e-17.
const AUTHALIC: [f64; 8] = [
    2.0,
    4.0 / 3.0,
    6.0 / 5.0,
    8.0 / 7.0,
    10.0 / 9.0,
    12.0 / 11.0,
    14.0 / 13.0,
    16.0 / 15.0,
];

/// An ellipsoid of the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ellipsoid {
    /// China Geodetic Coordinate System 2000.
    Cgcs2000,
    /// WGS 84.
    Wgs84,
}

impl Ellipsoid {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "CGCS2000",
            Self::Wgs84 => "WGS 84",
        }
    }

    /// Semi-major axis a in metres.
    #[must_use]
    pub fn semi_major_m(self) -> f64 {
        6_378_137.0
    }

    /// Inverse flattening 1/f.
    #[must_use]
    pub fn inverse_flattening(self) -> f64 {
        match self {
            Self::Cgcs2000 => 298.257_222_101,
            Self::Wgs84 => 298.257_223_563,
        }
    }

    /// Semi-minor axis b in metres.
    #[must_use]
    pub fn semi_minor_m(self) -> f64 {
        self.semi_major_m() * (1.0 - 1.0 / self.inverse_flattening())
    }

    /// Square of the first eccentricity, e² = (a²−b²)/a².
    #[must_use]
    pub fn eccentricity_squared(self) -> f64 {
        let flattening = 1.0 / self.inverse_flattening();
        flattening * (2.0 - flattening)
    }

    /// The datum whose positions refer to this ellipsoid.
    #[must_use]
    pub fn datum(self) -> Datum {
        match self {
            Self::Cgcs2000 => Datum::Cgcs2000,
            Self::Wgs84 => Datum::Wgs84,
        }
    }

    /// The geographic CRS on that datum.
    #[must_use]
    pub fn geographic(self) -> CrsId {
        match self {
            Self::Cgcs2000 => CrsId::Epsg(4490),
            Self::Wgs84 => CrsId::Epsg(4326),
        }
    }
}

/// The computing plane of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    surface: Option<EqualArea>,
}

/// The parameters of a plane, as they stand in every report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaneParameters {
    /// `cea` or `local`.
    pub name: &'static str,
    /// Name of the ellipsoid; none of the following for `local`.
    pub ellipsoid: Option<&'static str>,
    /// Semi-major axis in metres.
    pub semi_major_m: Option<f64>,
    /// Inverse flattening.
    pub inverse_flattening: Option<f64>,
    /// Central meridian in degrees.
    pub lon_0: Option<f64>,
    /// Latitude of true scale in degrees.
    pub lat_ts: Option<f64>,
}

/// A position in the plane before rounding to the grid, with what densifying needs besides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projected {
    /// Metres to the east.
    pub x: f64,
    /// Metres to the north.
    pub y: f64,
    /// Sine of the latitude.
    pub sin_lat: f64,
}

/// Parameters of the projection and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EqualArea {
    ellipsoid: Ellipsoid,
    lon_0: f64,
    lat_ts: f64,
    e2: f64,
    /// k₀ = cos φ / √(1 − e² sin² φ) at the latitude of true scale φ.
    k0: f64,
    /// Metres per degree of longitude: a k₀ π/180.
    x_scale: f64,
    /// Inverse of sin φ · P at the pole.
    pole: f64,
    /// a (1 − e²) / 2k₀, so that y = `y_scale` · sin φ · P(e² sin² φ).
    y_scale: f64,
}

impl Plane {
    /// The plane for ground in `extent` = `[min_lon, min_lat, max_lon, max_lat]` in degrees. Ground
    /// in China always gets the same one, so that prepared data can be reused between projects.
    #[must_use]
    pub fn choose(ellipsoid: Ellipsoid, extent: [f64; 4]) -> Self {
        let [min_lon, min_lat, max_lon, max_lat] = extent;
        let lon = wrap_degrees(f64::midpoint(min_lon, max_lon));
        let lat = f64::midpoint(min_lat, max_lat);
        let in_china = (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat);
        if in_china || !lon.is_finite() || !lat.is_finite() {
            return Self::equal_area(ellipsoid, 105.0, 30.0);
        }
        // At the poles a cylinder has no latitude of true scale.
        let lat_ts = (libm::round(lat / 10.0) * 10.0).clamp(-80.0, 80.0);
        Self::equal_area(ellipsoid, libm::round(lon / 30.0) * 30.0, lat_ts)
    }

    /// The equal-area plane with a central meridian and a latitude of true scale, in degrees;
    /// `lat_ts` stays below 90 in magnitude.
    #[must_use]
    pub fn equal_area(ellipsoid: Ellipsoid, lon_0: f64, lat_ts: f64) -> Self {
        Self {
            surface: Some(EqualArea::new(ellipsoid, lon_0 + 0.0, lat_ts + 0.0)),
        }
    }

    /// The plane of engineering coordinates: the identity, without an ellipsoid.
    #[must_use]
    pub fn local() -> Self {
        Self { surface: None }
    }

    /// Whether this is the plane of engineering coordinates.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.surface.is_none()
    }

    /// The ellipsoid, `None` for local.
    #[must_use]
    pub fn ellipsoid(&self) -> Option<Ellipsoid> {
        self.surface.as_ref().map(|surface| surface.ellipsoid)
    }

    /// The parameters for reports.
    #[must_use]
    pub fn parameters(&self) -> PlaneParameters {
        let surface = self.surface.as_ref();
        let ellipsoid = self.ellipsoid();
        PlaneParameters {
            name: if surface.is_some() { "cea" } else { "local" },
            ellipsoid: ellipsoid.map(Ellipsoid::name),
            semi_major_m: ellipsoid.map(Ellipsoid::semi_major_m),
            inverse_flattening: ellipsoid.map(Ellipsoid::inverse_flattening),
            lon_0: surface.map(|surface| surface.lon_0),
            lat_ts: surface.map(|surface| surface.lat_ts),
        }
    }

    /// Plane coordinates in metres, not yet on the grid, of a position in degrees. Longitudes are
    /// taken within ±180° of the central meridian. The local plane hands the numbers through.
    #[must_use]
    pub fn forward(&self, position: LonLat) -> (f64, f64) {
        match &self.surface {
            None => (position.lon, position.lat),
            Some(surface) => {
                let projected = surface.forward(position.lon, position.lat);
                (projected.x, projected.y)
            }
        }
    }

    /// Longitude (within ±180°) and latitude in degrees of a point of the plane; points beyond the
    /// poles give ±90°. Accurate to 1e-12° up to 85° of latitude. The local plane hands the numbers
    /// through.
    #[must_use]
    pub fn inverse(&self, point: Point) -> LonLat {
        match &self.surface {
            None => LonLat {
                lon: point.x,
                lat: point.y,
            },
            Some(surface) => surface.inverse(point),
        }
    }

    /// Stretch k of the plane at a point: with x multiplied by 1/k and y by k, lengths and angles
    /// around the point are those on the ground. 1 for the local plane.
    #[must_use]
    pub fn local_stretch(&self, point: Point) -> f64 {
        self.surface
            .as_ref()
            .map_or(1.0, |surface| surface.stretch(point))
    }

    /// How metres of the plane relate to metres on the ground at a point; [`Stretch::NONE`] for the local plane.
    #[must_use]
    pub fn stretch_at(&self, point: Point) -> Stretch {
        Stretch::of_factor(self.local_stretch(point))
    }

    pub(super) fn surface(&self) -> Option<&EqualArea> {
        self.surface.as_ref()
    }
}

impl EqualArea {
    fn new(ellipsoid: Ellipsoid, lon_0: f64, lat_ts: f64) -> Self {
        let e2 = ellipsoid.eccentricity_squared();
        let a = ellipsoid.semi_major_m();
        let sin_ts = libm::sin(lat_ts * RADIANS_PER_DEGREE);
        let k0 = libm::cos(lat_ts * RADIANS_PER_DEGREE) / libm::sqrt(1.0 - e2 * sin_ts * sin_ts);
        let mut surface = Self {
            ellipsoid,
            lon_0,
            lat_ts,
            e2,
            k0,
            pole: 1.0,
            x_scale: a * k0 * RADIANS_PER_DEGREE,
            y_scale: a * (1.0 - e2) / (2.0 * k0),
        };
        surface.pole = 1.0 / surface.authalic(1.0);
        surface
    }

    /// Central meridian in degrees.
    pub(super) fn lon_0(&self) -> f64 {
        self.lon_0
    }

    /// Projects degrees; latitudes beyond ±90° are the caller's to refuse.
    pub(super) fn forward(&self, lon: f64, lat: f64) -> Projected {
        let sin_lat = libm::sin(lat * RADIANS_PER_DEGREE);
        Projected {
            x: wrap_degrees(lon - self.lon_0) * self.x_scale,
            y: self.y_scale * self.authalic(sin_lat),
            sin_lat,
        }
    }

    /// sin φ · P(e² sin² φ), which is q / (1 − e²).
    fn authalic(&self, sin_lat: f64) -> f64 {
        let w = self.e2 * sin_lat * sin_lat;
        let sum = AUTHALIC
            .iter()
            .rev()
            .fold(0.0, |sum, coefficient| sum * w + coefficient);
        sin_lat * sum
    }

    fn inverse(&self, point: Point) -> LonLat {
        let position = self.inverse_unwrapped(point);
        LonLat {
            lon: wrap_degrees(position.lon),
            ..position
        }
    }

    /// The inverse whose longitudes run on beyond ±180°, so that they ascend with x.
    pub(super) fn inverse_unwrapped(&self, point: Point) -> LonLat {
        LonLat {
            lon: point.x / self.x_scale + self.lon_0,
            lat: libm::asin(self.sin_lat(point.y)) / RADIANS_PER_DEGREE,
        }
    }

    /// Sine of the latitude at a northing, by Newton's method. On the authalic sphere it is off by less than
    /// e²; a first correction leaves less than e⁴, the first step less than e⁸ · e², and two settle all but the last bit.
    fn sin_lat(&self, y: f64) -> f64 {
        let target = y / self.y_scale;
        let sphere = (target * self.pole).clamp(-1.0, 1.0);
        let mut sin_lat = sphere * (1.0 + self.e2 * (2.0 / 3.0) * (1.0 - sphere * sphere));
        for _ in 0..2 {
            let rest = 1.0 - self.e2 * sin_lat * sin_lat;
            sin_lat -= (self.authalic(sin_lat) - target) * 0.5 * rest * rest;
        }
        sin_lat.clamp(-1.0, 1.0)
    }

    /// Longitude in degrees, sine and cosine of the latitude at a point.
    pub(super) fn inverse_to_sine(&self, point: Point) -> (f64, f64, f64) {
        let sin_lat = self.sin_lat(point.y);
        let lon = wrap_degrees(point.x / self.x_scale + self.lon_0);
        (lon, sin_lat, libm::sqrt(1.0 - sin_lat * sin_lat))
    }

    /// Degrees of longitude in a metre of x.
    pub(super) fn degrees_per_metre(&self) -> f64 {
        1.0 / self.x_scale
    }

    pub(super) fn stretch(&self, point: Point) -> f64 {
        let sin_lat = self.sin_lat(point.y);
        // Kept off zero: at a pole the stretch is infinite.
        let cos_lat = libm::sqrt(1.0 - sin_lat * sin_lat).max(1e-9);
        self.k0 * libm::sqrt(1.0 - self.e2 * sin_lat * sin_lat) / cos_lat
    }

    /// Upper bound of |d²y/dφ²| in metres per square radian, on latitudes whose sine is at most
    /// `sin_lat` in magnitude.
    pub(super) fn bend(&self, sin_lat: f64) -> f64 {
        // The exact factor lies between (1−e²) and 1/(1−e²) < 1.007 of a/k₀.
        1.01 * self.ellipsoid.semi_major_m() / self.k0 * sin_lat.abs()
    }

    /// Largest |x| of the plane in metres: half its circumference.
    pub(super) fn half_width(&self) -> f64 {
        180.0 * self.x_scale
    }

    /// k₀, the cosine of the latitude of true scale on the ellipsoid.
    pub(super) fn k0(&self) -> f64 {
        self.k0
    }
}

/// The same angle within ±180°, untouched when it lies there already.
pub(super) fn wrap_degrees(degrees: f64) -> f64 {
    if degrees.abs() <= 180.0 {
        return degrees;
    }
    let turned = libm::fmod(degrees, 360.0);
    if turned > 180.0 {
        turned - 360.0
    } else if turned < -180.0 {
        turned + 360.0
    } else {
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::super::ffi::Transformation;
    use super::*;

    fn proj(ellipsoid: &str, lon_0: f64, lat_ts: f64) -> Transformation {
        Transformation::from_pipeline(&format!(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad \
             +step +proj=cea +lon_0={lon_0} +lat_ts={lat_ts} {ellipsoid}"
        ))
        .expect("pipeline")
    }

    fn grid() -> impl Iterator<Item = LonLat> {
        (-17..=17).flat_map(|i| {
            (-17..=17).map(move |j| LonLat {
                lon: f64::from(i) * 10.3 + 0.123,
                lat: f64::from(j) * 5.01,
            })
        })
    }

    #[test]
    fn forward_agrees_with_proj() {
        let cases = [
            (Ellipsoid::Cgcs2000, "+a=6378137 +rf=298.257222101", 105.0, 30.0),
            (Ellipsoid::Wgs84, "+ellps=WGS84", -120.0, 50.0),
        ];
        for (ellipsoid, definition, lon_0, lat_ts) in cases {
            let plane = Plane::equal_area(ellipsoid, lon_0, lat_ts);
            let reference = proj(definition, lon_0, lat_ts);
            for position in grid() {
                let mut expected = [[position.lon, position.lat]];
                reference.forward(&mut expected);
                let (x, y) = plane.forward(position);
                assert!(
                    (x - expected[0][0]).abs() <= 1.5e-8,
                    "{position:?}: {x} {expected:?}"
                );
                assert!(
                    (y - expected[0][1]).abs() <= 1e-8,
                    "{position:?}: {y} {expected:?}"
                );
            }
        }
    }

    #[test]
    fn inverse_undoes_forward() {
        let plane = Plane::choose(Ellipsoid::Cgcs2000, [113.0, 24.0, 119.0, 30.0]);
        for position in grid() {
            let (x, y) = plane.forward(position);
            let back = plane.inverse(Point { x, y });
            assert!((back.lon - position.lon).abs() < 1e-12, "{position:?} {back:?}");
            assert!((back.lat - position.lat).abs() < 1e-12, "{position:?} {back:?}");
        }
    }

    #[test]
    fn china_has_one_plane_and_the_rest_round_ones() {
        let of = |extent| Plane::choose(Ellipsoid::Wgs84, extent).parameters();
        let parameters = of([113.0, 24.0, 119.0, 30.0]);
        assert_eq!((parameters.lon_0, parameters.lat_ts), (Some(105.0), Some(30.0)));
        let oregon = of([-124.0, 42.0, -117.0, 46.0]);
        assert_eq!((oregon.lon_0, oregon.lat_ts), (Some(-120.0), Some(40.0)));
        let fiji = of([178.0, -19.0, 181.0, -17.0]);
        assert_eq!((fiji.lon_0, fiji.lat_ts), (Some(180.0), Some(-20.0)));
        let pole = of([0.0, 84.0, 10.0, 90.0]);
        assert_eq!((pole.lon_0, pole.lat_ts), (Some(0.0), Some(80.0)));
        let guinea = of([-1.0, -1.0, 0.5, 0.5]);
        assert!(
            guinea.lon_0.expect("set").is_sign_positive() && guinea.lat_ts.expect("set").is_sign_positive()
        );
        assert_eq!(of([f64::NAN, 0.0, 0.0, 0.0]).lon_0, Some(105.0));
    }

    #[test]
    fn the_local_plane_is_the_identity() {
        let plane = Plane::local();
        assert!(plane.is_local());
        assert_eq!(plane.forward(LonLat { lon: 3.0, lat: 4.0 }), (3.0, 4.0));
        assert_eq!(
            plane.inverse(Point { x: 3.0, y: 4.0 }),
            LonLat { lon: 3.0, lat: 4.0 }
        );
        assert!((plane.local_stretch(Point { x: 3.0, y: 4.0 }) - 1.0).abs() < f64::EPSILON);
        assert_eq!(plane.parameters().name, "local");
    }

    /// Length on the ellipsoid of 100 m in a direction, from the radii of curvature at the middle;
    /// good to 1e-9 at this length.
    fn ground_length(ellipsoid: Ellipsoid, from: LonLat, to: LonLat) -> f64 {
        let (a, e2) = (ellipsoid.semi_major_m(), ellipsoid.eccentricity_squared());
        let middle = f64::midpoint(from.lat, to.lat).to_radians();
        let w2 = 1.0 - e2 * libm::sin(middle) * libm::sin(middle);
        let north = (to.lat - from.lat).to_radians() * a * (1.0 - e2) / (w2 * libm::sqrt(w2));
        let east = (to.lon - from.lon).to_radians() * libm::cos(middle) * a / libm::sqrt(w2);
        libm::hypot(north, east)
    }

    #[test]
    fn stretched_distances_are_ground_distances() {
        let plane = Plane::choose(Ellipsoid::Cgcs2000, [113.0, 24.0, 119.0, 30.0]);
        for lat in [28.0, 45.0, 54.0] {
            let (x, y) = plane.forward(LonLat { lon: 116.0, lat });
            let k = plane.local_stretch(Point { x, y });
            for direction in 0..12 {
                let angle = f64::from(direction).to_radians() * 15.0;
                let (dx, dy) = (50.0 * libm::cos(angle), 50.0 * libm::sin(angle));
                let end = |sign: f64| {
                    plane.inverse(Point {
                        x: x + sign * dx * k,
                        y: y + sign * dy / k,
                    })
                };
                let ground = ground_length(Ellipsoid::Cgcs2000, end(-1.0), end(1.0));
                assert!((ground / 100.0 - 1.0).abs() < 1e-6, "{lat} {angle}: {ground}");
            }
        }
    }

    #[test]
    fn angles_are_wrapped() {
        let wrapped = [180.0, 181.0, -541.0, 720.5].map(wrap_degrees);
        assert_eq!(wrapped.to_vec(), [180.0, -179.0, 179.0, 0.5]);
    }
}
