//! Areas that a review compares with the plane's: the official ellipsoidal and the planar one.
//!
//! Meaning: official figures in China come from a published series (国土调查办发〔2008〕32号) with
//! rules for rounding and for splitting long edges; boundary files declare the planar area in the
//! parcel's 3° Gauss-Krüger zone. Both are computed here for a geometry of the plane.
//!
//! Input: plane geometry. Output: square metres, `None` for engineering coordinates.
//!
//! Deliberately not here: the area itself, which is that of the plane; adjustment of rows to totals.

use super::plane::{EqualArea, wrap_degrees};
use super::zone_patch::ZonePatch;
use super::{EastNorth, Ellipsoid, GaussKruger, LonLat, Plane, SourceXy, Zone};
use crate::geometry::{MultiPolygonRef, Point};

/// Longest edge in metres that the official rule leaves undivided.
const OFFICIAL_STEP_M: f64 = 70.0;

/// Step in metres at which the unrounded series has converged to a fraction of a square millimetre
/// per kilometre of boundary.
const EXACT_STEP_M: f64 = 2.0;

const SECONDS_PER_DEGREE: f64 = 3600.0;

/// The two areas of ground that stand beside the plane's in every report, in square metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurveyAreas {
    /// By the official series and its rules: plane coordinates of the 3° zone of the geometry's middle rounded to
    /// 4 decimals, edges over 70 m divided evenly, latitudes and longitudes in seconds rounded to 6 decimals,
    /// holes subtracted.
    pub official_m2: f64,
    /// Planar, in the same zone.
    pub planar_m2: f64,
}

/// Official and planar area of a geometry of the plane; `None` for local coordinates.
#[must_use]
pub fn survey_areas(geometry: &MultiPolygonRef<'_, Point>, plane: &Plane) -> Option<SurveyAreas> {
    let measure = Measure::new(geometry, plane)?;
    let series = Series::new(
        measure.ellipsoid.eccentricity_squared(),
        measure.ellipsoid.semi_minor_m(),
    );
    let mut areas = SurveyAreas {
        official_m2: 0.0,
        planar_m2: 0.0,
    };
    let mut places = Vec::new();
    for polygon in geometry.polygons() {
        for (index, ring) in polygon.rings().enumerate() {
            places.clear();
            measure.walk(ring, &mut places);
            let sign = if index == 0 { 1.0 } else { -1.0 };
            let positions = places.iter().map(|place| place.official);
            areas.official_m2 += sign * series.ring_area(positions).abs();
            areas.planar_m2 += sign * planar_area(places.iter().map(|place| place.at)).abs();
        }
    }
    Some(areas)
}

/// [`SurveyAreas::official_m2`] alone.
#[must_use]
pub fn official_area_m2(geometry: &MultiPolygonRef<'_, Point>, plane: &Plane) -> Option<f64> {
    survey_areas(geometry, plane).map(|areas| areas.official_m2)
}

/// [`SurveyAreas::planar_m2`] alone.
#[must_use]
pub fn gauss_kruger_area_m2(geometry: &MultiPolygonRef<'_, Point>, plane: &Plane) -> Option<f64> {
    survey_areas(geometry, plane).map(|areas| areas.planar_m2)
}

/// The same for polygons that are stored in a Gauss-Krüger zone: exactly the official procedure, from the
/// boundary points of the file and not from the plane.
#[must_use]
pub fn official_area_in_zone_m2(
    stored: &MultiPolygonRef<'_, SourceXy>,
    ellipsoid: Ellipsoid,
    zone: Zone,
) -> f64 {
    let series = Series::new(ellipsoid.eccentricity_squared(), ellipsoid.semi_minor_m());
    let projection = GaussKruger::new(ellipsoid, zone.central_meridian_deg);
    shells_minus_holes(stored, |ring| {
        let corners = ring.iter().map(|point| EastNorth {
            east: round_half_up(point.x - zone.false_easting_m, 1e4),
            north: round_half_up(point.y, 1e4),
        });
        official_ring_area(corners, &projection, &series)
    })
}

/// Planar area of polygons that are stored in a Gauss-Krüger zone, from the boundary points of the file, in
/// square metres: what boundary files declare.
#[must_use]
pub fn stored_planar_area_m2(stored: &MultiPolygonRef<'_, SourceXy>) -> f64 {
    shells_minus_holes(stored, |ring| {
        planar_area(ring.iter().map(|point| EastNorth {
            east: point.x,
            north: point.y,
        }))
    })
}

/// Signed area of a ring of boundary points in a zone, without false easting, by the official rules.
fn official_ring_area(corners: impl Iterator<Item = EastNorth>, zone: &GaussKruger, series: &Series) -> f64 {
    let positions = divided(corners, OFFICIAL_STEP_M).map(|at| EastNorth {
        east: round_half_up(at.east, 1e6),
        north: round_half_up(at.north, 1e6),
    });
    series.ring_area(positions.map(|at| zone.inverse(at)).map(|at| LonLat {
        lon: round_half_up(at.lon * SECONDS_PER_DEGREE, 1e6) / SECONDS_PER_DEGREE,
        lat: round_half_up(at.lat * SECONDS_PER_DEGREE, 1e6) / SECONDS_PER_DEGREE,
    }))
}

/// Area by the official series without rounding and with finely divided edges, in square metres: the
/// limit to which the official rules are an approximation. For comparisons; slow.
#[must_use]
pub fn exact_series_area_m2(geometry: &MultiPolygonRef<'_, Point>, plane: &Plane) -> Option<f64> {
    let measure = Measure::new(geometry, plane)?;
    let series = Series::new(
        measure.ellipsoid.eccentricity_squared(),
        measure.ellipsoid.semi_minor_m(),
    );
    Some(shells_minus_holes(geometry, |ring| {
        let mut places = Vec::new();
        measure.walk(ring, &mut places);
        let positions = divided(places.iter().map(|place| place.at), EXACT_STEP_M);
        series.ring_area(positions.map(|at| measure.zone.inverse(at)))
    }))
}

/// The zone in which a geometry is measured.
struct Measure<'a> {
    surface: &'a EqualArea,
    ellipsoid: Ellipsoid,
    zone: GaussKruger,
    /// The way into the zone where the geometry is small and has many corners, and the frame of its middle.
    patch: Option<(ZonePatch, Frame)>,
}

/// Corners from which on a patch is worth making.
const MANY_CORNERS: usize = 10;

impl<'a> Measure<'a> {
    fn new(geometry: &MultiPolygonRef<'_, Point>, plane: &'a Plane) -> Option<Self> {
        let (ellipsoid, surface) = (plane.ellipsoid()?, plane.surface()?);
        let bounds = geometry.bounds();
        let middle = if bounds.is_empty() {
            Point::default()
        } else {
            bounds.center()
        };
        let zone = GaussKruger::for_longitude(ellipsoid, plane.inverse(middle).lon);
        let mut measure = Self {
            surface,
            ellipsoid,
            zone,
            patch: None,
        };
        if geometry.n_positions() >= MANY_CORNERS {
            let patch = ZonePatch::around(&bounds, surface, &measure.zone);
            measure.patch = patch.map(|patch| {
                let (lon, sin, cos) = surface.inverse_to_sine(middle);
                (patch, measure.frame(lon, sin, cos))
            });
        }
        Some(measure)
    }

    /// A ring in the zone. Edges are straight in the plane, to the edge tolerance, and not in the zone: a
    /// parallel of 500 m runs 3 mm beside the zone's straight line. So the points that the official rule puts
    /// on edges over 70 m lie on the edge as it runs in the plane.
    fn walk(&self, ring: &[Point], places: &mut Vec<ZonePlace>) {
        places.reserve(ring.len() + ring.len() / 2);
        let mut previous: Option<(Point, EastNorth)> = None;
        for corner in ring {
            let place = self.place(*corner, true);
            if let Some((from, at)) = previous.replace((*corner, place.at)) {
                let (east, north) = (place.at.east - at.east, place.at.north - at.north);
                let inserted = number_inserted((east * east + north * north).sqrt(), OFFICIAL_STEP_M);
                let parts = f64::from(inserted) + 1.0;
                places.extend((1..=inserted).map(|index| {
                    let share = f64::from(index) / parts;
                    let point = Point {
                        x: from.x + share * (corner.x - from.x),
                        y: from.y + share * (corner.y - from.y),
                    };
                    self.place(point, false)
                }));
            }
            places.push(place);
        }
    }

    fn place(&self, point: Point, is_corner: bool) -> ZonePlace {
        if let Some((patch, frame)) = &self.patch {
            let ((lon, lat), at) = (patch.degrees(point), patch.place(point));
            return frame.rounded(at, LonLat { lon, lat }, is_corner);
        }
        let (lon, sin, cos) = self.surface.inverse_to_sine(point);
        let at = self.zone.forward_of_sine(lon, sin, cos);
        let lat = libm::asin(sin).to_degrees();
        self.frame(lon, sin, cos)
            .rounded(at, LonLat { lon, lat }, is_corner)
    }

    fn frame(&self, lon: f64, sin: f64, cos: f64) -> Frame {
        let cos = cos.max(1e-9);
        let off = wrap_degrees(lon - self.zone.central_meridian()).to_radians() * cos;
        let w2 = 1.0 - self.ellipsoid.eccentricity_squared() * sin * sin;
        let across = self.ellipsoid.semi_major_m() / w2.sqrt();
        let along = across * (1.0 - self.ellipsoid.eccentricity_squared()) / w2;
        let scale = 1.0 + off * off / 2.0;
        Frame {
            convergence: off * sin / cos * (1.0 + off * off / 3.0),
            lon_per_metre: (1.0 / (across * cos * scale)).to_degrees(),
            lat_per_metre: (1.0 / (along * scale)).to_degrees(),
        }
    }
}

/// How small ways in the zone lie to degrees at a place.
struct Frame {
    /// Angle from the zone's north to true north, in radians.
    convergence: f64,
    lon_per_metre: f64,
    lat_per_metre: f64,
}

impl Frame {
    /// A place with its longitude and latitude after the roundings of the official rule: corners to 4 decimals of a
    /// metre in the zone and other points to 6, then seconds to 6 decimals.
    ///
    /// The first rounding moves a place by less than a tenth of a millimetre; what that is in degrees follows from
    /// the scale and the convergence of the zone there, far below the second rounding.
    fn rounded(&self, at: EastNorth, position: LonLat, is_corner: bool) -> ZonePlace {
        let steps = if is_corner { 1e4 } else { 1e6 };
        let east = round_half_up(at.east, steps) - at.east;
        let north = round_half_up(at.north, steps) - at.north;
        let lon = position.lon + (east + north * self.convergence) * self.lon_per_metre;
        let lat = position.lat + (north - east * self.convergence) * self.lat_per_metre;
        ZonePlace {
            at,
            official: LonLat {
                lon: round_half_up(lon * SECONDS_PER_DEGREE, 1e6) / SECONDS_PER_DEGREE,
                lat: round_half_up(lat * SECONDS_PER_DEGREE, 1e6) / SECONDS_PER_DEGREE,
            },
        }
    }
}

/// A place on a ring in the zone.
struct ZonePlace {
    at: EastNorth,
    /// After the roundings of the official rule, in degrees.
    official: LonLat,
}

/// Sum over the polygons of the shell's area less that of its holes; `area` may have either sign.
fn shells_minus_holes<P: Copy + PartialEq>(
    geometry: &MultiPolygonRef<'_, P>,
    area: impl Fn(&[P]) -> f64,
) -> f64 {
    let of_polygon = |rings: &mut dyn Iterator<Item = &[P]>| {
        let shell = rings.next().map_or(0.0, |ring| area(ring).abs());
        rings.fold(shell, |rest, hole| rest - area(hole).abs())
    };
    geometry
        .polygons()
        .map(|polygon| of_polygon(&mut polygon.rings()))
        .sum()
}

/// The positions of a ring with ⌊length / step⌋ evenly spaced ones between the ends of every edge that
/// is longer than `step` metres.
fn divided(corners: impl Iterator<Item = EastNorth>, step: f64) -> impl Iterator<Item = EastNorth> {
    let mut previous: Option<EastNorth> = None;
    corners.flat_map(move |corner| {
        let from = previous.replace(corner).unwrap_or(corner);
        let (east, north) = (corner.east - from.east, corner.north - from.north);
        let inserted = number_inserted(libm::hypot(east, north), step);
        let parts = f64::from(inserted) + 1.0;
        let between = (1..=inserted).map(move |index| {
            let share = f64::from(index) / parts;
            EastNorth {
                east: from.east + share * east,
                north: from.north + share * north,
            }
        });
        between.chain(std::iter::once(corner))
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float beyond u32 saturates, and no edge on the Earth is that long"
)]
fn number_inserted(length: f64, step: f64) -> u32 {
    if length > step {
        libm::floor(length / step) as u32
    } else {
        0
    }
}

/// Signed area of a closed ring in metres, by the shoelace formula about its first corner.
fn planar_area(mut corners: impl Iterator<Item = EastNorth>) -> f64 {
    let Some(origin) = corners.next() else { return 0.0 };
    let (mut last, mut sum) = ((0.0, 0.0), 0.0);
    for corner in corners {
        let here = (corner.east - origin.east, corner.north - origin.north);
        sum += last.0 * here.1 - here.0 * last.1;
        last = here;
    }
    sum / 2.0
}

/// `value` rounded to 1 / `steps`, halves upwards.
fn round_half_up(value: f64, steps: f64) -> f64 {
    floor(value * steps + 0.5) / steps
}

/// The whole number at or below one of less than 2⁶² in magnitude. Without a call: six times for every corner.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a whole part below 2^62 is exact, and numbers above 2^53 are whole"
)]
fn floor(value: f64) -> f64 {
    let whole = value as i64 as f64;
    if whole > value { whole - 1.0 } else { whole }
}

/// Angles in radians below which sine and cosine are short sums, right to the last bit.
const SMALL_ANGLE: f64 = 1e-3;

/// Sine of an angle that is small as a rule.
fn sine_of_small(angle: f64) -> f64 {
    if angle.abs() > SMALL_ANGLE {
        return libm::sin(angle);
    }
    let square = angle * angle;
    angle * (1.0 - square / 6.0 * (1.0 - square / 20.0))
}

/// A latitude from which others near it are reached.
struct Base {
    angle: f64,
    sin: f64,
    cos: f64,
}

impl Base {
    fn new(angle: f64) -> Self {
        Self {
            angle,
            sin: libm::sin(angle),
            cos: libm::cos(angle),
        }
    }

    /// Cosine of an angle, which is near as a rule.
    fn cosine_of(&self, angle: f64) -> f64 {
        let off = angle - self.angle;
        if off.abs() > SMALL_ANGLE {
            return libm::cos(angle);
        }
        let square = off * off;
        let cos_off = 1.0 - square / 2.0 * (1.0 - square / 12.0);
        self.cos * cos_off - self.sin * sine_of_small(off)
    }
}

/// The series for the area between an edge and a meridian.
struct Series {
    /// 2 b² in square metres.
    scale: f64,
    /// A, −B, C, −D, E.
    terms: [f64; 5],
}

impl Series {
    /// `e2` is the square of the *first* eccentricity; sheets that take the second make every area too
    /// large by about 0.2 m² per hectare.
    fn new(e2: f64, semi_minor_m: f64) -> Self {
        let (e4, e6, e8) = (e2 * e2, e2 * e2 * e2, e2 * e2 * e2 * e2);
        let terms = [
            1.0 + 3.0 / 6.0 * e2 + 30.0 / 80.0 * e4 + 35.0 / 112.0 * e6 + 630.0 / 2304.0 * e8,
            -(1.0 / 6.0 * e2 + 15.0 / 80.0 * e4 + 21.0 / 112.0 * e6 + 420.0 / 2304.0 * e8),
            3.0 / 80.0 * e4 + 7.0 / 112.0 * e6 + 180.0 / 2304.0 * e8,
            -(1.0 / 112.0 * e6 + 45.0 / 2304.0 * e8),
            5.0 / 2304.0 * e8,
        ];
        Self {
            scale: 2.0 * semi_minor_m * semi_minor_m,
            terms,
        }
    }

    /// Signed area of a closed ring. Longitudes count from the first position, which keeps the terms
    /// small; the sum does not depend on it.
    fn ring_area(&self, mut positions: impl Iterator<Item = LonLat>) -> f64 {
        let Some(first) = positions.next() else { return 0.0 };
        let base = Base::new(first.lat.to_radians());
        let (mut last, mut sum) = (first, 0.0);
        for here in positions {
            sum += self.trapezoid(last, here, first.lon, &base);
            last = here;
        }
        sum
    }

    fn trapezoid(&self, from: LonLat, to: LonLat, reference_lon: f64, base: &Base) -> f64 {
        let off_reference = |lon: f64| wrap_degrees(lon - reference_lon);
        let from_reference = f64::midpoint(off_reference(from.lon), off_reference(to.lon));
        let half_difference = (to.lat - from.lat).to_radians() / 2.0;
        let middle = f64::midpoint(from.lat, to.lat).to_radians();
        // Sines and cosines of the odd multiples follow from those of the first:
        // f((k + 2)α) = 2 cos 2α · f(kα) − f((k − 2)α).
        let (sin, cos) = (sine_of_small(half_difference), base.cosine_of(middle));
        let (sin_step, cos_step) = (2.0 - 4.0 * sin * sin, 4.0 * cos * cos - 2.0);
        let (mut sines, mut cosines) = ([-sin, sin], [cos, cos]);
        let mut sum = 0.0;
        for term in self.terms {
            sum += term * sines[1] * cosines[1];
            sines = [sines[1], sin_step * sines[1] - sines[0]];
            cosines = [cosines[1], cos_step * cosines[1] - cosines[0]];
        }
        self.scale * from_reference.to_radians() * sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::ZoneWidth;
    use super::super::{Crs, CrsId, Projector, SourceXy};
    use super::*;
    use crate::geometry::PolygonColumn;

    struct Vector {
        rings: Vec<Vec<(f64, f64)>>,
        planar: f64,
        official: f64,
        exact: f64,
    }

    fn ring_b() -> Vec<(f64, f64)> {
        vec![
            (39_388_123.456, 3_173_210.987),
            (39_388_401.223, 3_173_305.412),
            (39_388_533.870, 3_173_011.004),
            (39_388_290.115, 3_172_890.331),
            (39_388_100.002, 3_172_999.750),
        ]
    }

    fn hole_b() -> Vec<(f64, f64)> {
        vec![
            (39_388_250.0, 3_173_100.0),
            (39_388_250.0, 3_173_050.0),
            (39_388_310.0, 3_173_050.0),
            (39_388_310.0, 3_173_100.0),
        ]
    }

    fn square(west: f64, north: f64, width: f64, height: f64) -> Vec<(f64, f64)> {
        vec![
            (west, north),
            (west + width, north),
            (west + width, north - height),
            (west, north - height),
        ]
    }

    fn vectors() -> Vec<Vector> {
        let vector = |rings, planar, official, exact| Vector {
            rings,
            planar,
            official,
            exact,
        };
        vec![
            vector(
                vec![square(39_388_500.0, 3_172_500.0, 200.0, 100.0)],
                20_000.0,
                19_993.877_5,
                19_993.877_9,
            ),
            vector(vec![ring_b()], 117_649.988_9, 117_613.782_9, 117_613.784_1),
            vector(vec![hole_b()], 3000.0, 2999.0765, 2999.0764),
            vector(
                vec![square(39_500_000.0, 3_000_000.0, 5000.0, 5000.0)],
                25e6,
                24_999_994.850_5,
                24_999_994.858_7,
            ),
            vector(
                vec![square(39_352_700.0, 2_710_000.0, 1000.0, 1000.0)],
                1e6,
                999_468.101_9,
                999_468.100_1,
            ),
            vector(
                vec![ring_b(), hole_b()],
                114_649.988_9,
                114_614.706_4,
                114_614.707_7,
            ),
        ]
    }

    fn in_plane(rings: &[Vec<(f64, f64)>], tolerance_m: f64) -> (PolygonColumn<Point>, Plane) {
        let plane = Plane::choose(Ellipsoid::Cgcs2000, [115.0, 24.0, 118.0, 30.0]);
        let crs = Crs::resolve(CrsId::Epsg(4527)).expect("known");
        let projector = Projector::new(&crs, &plane, tolerance_m).expect("same datum");
        let rings = rings
            .iter()
            .map(|ring| ring.iter().map(|(x, y)| SourceXy { x: *x, y: *y }).collect());
        let (column, rejected) = projector.column(&PolygonColumn::from_polygons(&[rings.collect()]));
        assert!(rejected.is_empty(), "{rejected:?}");
        (column, plane)
    }

    fn plane_area(geometry: &MultiPolygonRef<'_, Point>) -> f64 {
        let corners = |ring: &[Point]| -> Vec<EastNorth> {
            ring.iter()
                .map(|point| EastNorth {
                    east: point.x,
                    north: point.y,
                })
                .collect()
        };
        shells_minus_holes(geometry, |ring| planar_area(corners(ring).into_iter()))
    }

    #[test]
    fn official_areas_are_those_of_the_vectors() {
        for vector in vectors() {
            let zone = Zone::new(ZoneWidth::Three, 39, true).expect("a zone");
            let stored =
                official_area_in_zone_m2(&in_zone(&vector.rings).feature(0), Ellipsoid::Cgcs2000, zone);
            assert!(
                (stored - vector.official).abs() <= 0.01,
                "{stored} {}",
                vector.official
            );
            let planar = stored_planar_area_m2(&in_zone(&vector.rings).feature(0));
            assert!(
                (planar - vector.planar).abs() <= 1e-4,
                "{planar} {}",
                vector.planar
            );
            // From the plane other points are inserted, and rounding them to 1e-6″ gives other figures.
            let (column, plane) = in_plane(&vector.rings, 1e-4);
            let area = official_area_m2(&column.feature(0), &plane).expect("georeferenced");
            let rounding_m2 = 1e-4 * vector.planar.sqrt() + 0.003;
            assert!(
                (area - vector.official).abs() <= rounding_m2,
                "{area} {}",
                vector.official
            );
        }
    }

    fn in_zone(rings: &[Vec<(f64, f64)>]) -> PolygonColumn<SourceXy> {
        let ring = |ring: &Vec<(f64, f64)>| ring.iter().map(|(x, y)| SourceXy { x: *x, y: *y }).collect();
        PolygonColumn::from_polygons(&[rings.iter().map(ring).collect()])
    }

    #[test]
    fn plane_areas_are_those_of_the_exact_series() {
        for vector in vectors() {
            let (column, plane) = in_plane(&vector.rings, 1e-7);
            let geometry = column.feature(0);
            let area = plane_area(&geometry);
            assert!((area - vector.exact).abs() <= 0.001, "{area} {}", vector.exact);
            let series = exact_series_area_m2(&geometry, &plane).expect("georeferenced");
            assert!(
                (series - vector.exact).abs() <= 0.001,
                "{series} {}",
                vector.exact
            );
        }
    }

    #[test]
    fn planar_areas_are_those_of_the_zone() {
        for vector in vectors() {
            let (column, plane) = in_plane(&vector.rings, 1e-7);
            let area = gauss_kruger_area_m2(&column.feature(0), &plane).expect("georeferenced");
            assert!((area - vector.planar).abs() <= 0.001, "{area} {}", vector.planar);
        }
    }

    #[test]
    fn the_second_eccentricity_would_be_noticed() {
        let (column, plane) = in_plane(&[ring_b()], 1e-4);
        let (ellipsoid, geometry) = (Ellipsoid::Cgcs2000, column.feature(0));
        let measure = Measure::new(&geometry, &plane).expect("georeferenced");
        let e2 = ellipsoid.eccentricity_squared();
        let area_with = |e2: f64| {
            let series = Series::new(e2, ellipsoid.semi_minor_m());
            let ring = geometry.rings().next().expect("one ring");
            let mut places = Vec::new();
            measure.walk(ring, &mut places);
            let positions = places.iter().map(|place| measure.zone.inverse(place.at));
            series.ring_area(positions).abs()
        };
        let excess = area_with(e2 / (1.0 - e2)) - area_with(e2);
        assert!((1.0..3.0).contains(&excess), "{excess} m² on 11.8 ha");
        assert!((ellipsoid.semi_minor_m() - 6_356_752.314_140_36).abs() < 1e-7);
        assert!((e2 - 0.006_694_380_022_90).abs() < 1e-13);
    }

    #[test]
    fn engineering_coordinates_have_neither() {
        let square = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)].map(|(x, y)| Point { x, y });
        let column = PolygonColumn::from_polygons(&[vec![square.to_vec()]]);
        let geometry = column.feature(0);
        assert_eq!(official_area_m2(&geometry, &Plane::local()), None);
        assert_eq!(gauss_kruger_area_m2(&geometry, &Plane::local()), None);
        assert_eq!(exact_series_area_m2(&geometry, &Plane::local()), None);
    }

    #[test]
    fn the_antimeridian_does_not_matter() {
        let square = |plane: &Plane, lon: f64| {
            let corner = |(dx, dy)| {
                let (x, y) = plane.forward(LonLat {
                    lon: lon + dx,
                    lat: -18.0 + dy,
                });
                Point { x, y }
            };
            let ring = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01)].map(corner);
            let column = PolygonColumn::from_polygons(&[vec![ring.to_vec()]]);
            let geometry = column.feature(0);
            [
                official_area_m2(&geometry, plane).expect("georeferenced"),
                gauss_kruger_area_m2(&geometry, plane).expect("georeferenced"),
            ]
        };
        let fiji = square(&Plane::equal_area(Ellipsoid::Wgs84, 180.0, -20.0), 179.995);
        let elsewhere = square(&Plane::equal_area(Ellipsoid::Wgs84, 150.0, -20.0), 149.995);
        for (area, expected) in fiji.iter().zip(elsewhere) {
            assert!((area - expected).abs() < 0.05, "{area} {expected}");
        }
    }

    /// Edges that are straight in degrees keep their shape in the official figure: it differs from the plane's
    /// area by rounding only, whatever the length of the edges.
    #[test]
    fn long_edges_in_degrees_keep_their_ground() {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0);
        let corners = [
            (115.67, 29.65),
            (115.6755, 29.6494),
            (115.6763, 29.6538),
            (115.669, 29.6545),
        ];
        let corner = |(lon, lat)| {
            let (x, y) = plane.forward(LonLat { lon, lat });
            Point::on_grid(x, y).unwrap()
        };
        let column = PolygonColumn::from_polygons(&[vec![corners.map(corner).to_vec()]]);
        let geometry = column.feature(0);
        let area = crate::geometry::area_m2(&geometry);
        let official = official_area_m2(&geometry, &plane).unwrap();
        let exact = exact_series_area_m2(&geometry, &plane).unwrap();
        assert!((official - area).abs() < 0.1, "{}", official - area);
        assert!((exact - area).abs() < 0.02, "{}", exact - area);
    }

    #[test]
    fn nothing_has_no_area() {
        let mut column = PolygonColumn::new();
        column.end_feature();
        let plane = Plane::choose(Ellipsoid::Cgcs2000, [115.0, 24.0, 118.0, 30.0]);
        assert_eq!(official_area_m2(&column.feature(0), &plane), Some(0.0));
    }
}
