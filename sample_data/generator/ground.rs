//! Points on the ellipsoid, metres around them, and areas.
//!
//! Meaning: a point is a pair of whole nano-degrees (CGCS2000, EPSG:4490), which is what the files hold:
//! shared vertices are equal without a tolerance. Only `+ − × ÷ √` are used, sines included, so that
//! every platform writes the same bytes.

/// Semi-major axis of the CGCS2000 ellipsoid in metres.
const A: f64 = 6_378_137.0;
/// Its flattening.
const F: f64 = 1.0 / 298.257_222_101;
/// Square of its first eccentricity.
const E2: f64 = F * (2.0 - F);
/// Nano-degrees in a turn.
const TURN: f64 = 360.0e9;

/// A point in nano-degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    /// Longitude.
    pub(crate) lon: i64,
    /// Latitude.
    pub(crate) lat: i64,
}

/// Vertices without the repeated first one.
pub(crate) type Ring = Vec<Point>;

/// An outer ring and its holes.
pub(crate) type Polygon = Vec<Ring>;

/// Metres east and north of [`ORIGIN`].
pub(crate) type Metres = (f64, f64);

/// Where the metres of the county count from.
pub(crate) const ORIGIN: Point = Point {
    lon: 115_675_000_000,
    lat: 29_675_000_000,
};

impl Point {
    /// The point so many metres east and north, by the radii of the ellipsoid at this point.
    pub(crate) fn moved(self, east_m: f64, north_m: f64) -> Self {
        let turns = self.lat_turns();
        let w2 = 1.0 - E2 * sine(turns) * sine(turns);
        let prime_vertical = A / w2.sqrt();
        let meridian = prime_vertical * (1.0 - E2) / w2;
        Self {
            lon: self.lon + nano(east_m / (prime_vertical * cosine(turns))),
            lat: self.lat + nano(north_m / meridian),
        }
    }

    /// Nano-degrees east and north of another point; exact in floating point.
    pub(crate) fn relative_to(self, base: Self) -> (f64, f64) {
        (whole(self.lon - base.lon), whole(self.lat - base.lat))
    }

    fn lat_turns(self) -> f64 {
        whole(self.lat) / TURN
    }
}

/// The point at county metres.
pub(crate) fn at((east_m, north_m): Metres) -> Point {
    ORIGIN.moved(east_m, north_m)
}

/// County metres of a point, to a few decimetres: good enough to keep things apart.
pub(crate) fn metres_of(point: Point) -> Metres {
    const STEP: f64 = 1000.0;
    let (east, north) = at((STEP, STEP)).relative_to(ORIGIN);
    let (x, y) = point.relative_to(ORIGIN);
    (x / east * STEP, y / north * STEP)
}

/// A ring of points at county metres.
pub(crate) fn ring_at(metres: &[Metres]) -> Ring {
    metres.iter().copied().map(at).collect()
}

/// A rectangle along meridians and parallels, from its south-west corner, with its size at that corner.
pub(crate) fn rectangle(corner: Point, east_m: f64, north_m: f64) -> Ring {
    let far = corner.moved(east_m, north_m);
    vec![
        corner,
        Point {
            lon: far.lon,
            ..corner
        },
        far,
        Point {
            lat: far.lat,
            ..corner
        },
    ]
}

/// Signed area on the ellipsoid in m², positive counter-clockwise, edges straight in longitude and
/// latitude. Vertices are nano-degrees relative to `base`.
///
/// ∬ M N cos φ dφ dλ = ∮ −G(φ) dλ with G the integral of M N cos φ from the base's parallel; both
/// integrals by Gauss's rule, which is exact far beyond a millimetre at these sizes.
pub(crate) fn signed_area(ring: &[(f64, f64)], base: Point) -> f64 {
    const NODE: f64 = 0.774_596_669_241_483_4;
    let base_turns = base.lat_turns();
    let mut sum = 0.0;
    for (i, from) in ring.iter().enumerate() {
        let to = ring[(i + 1) % ring.len()];
        let (middle, half) = (f64::midpoint(from.1, to.1), (to.1 - from.1) / 2.0);
        let mean = (5.0 * strip(base_turns, middle - NODE * half)
            + 8.0 * strip(base_turns, middle)
            + 5.0 * strip(base_turns, middle + NODE * half))
            / 18.0;
        sum -= mean * radians(to.0 - from.0);
    }
    sum
}

/// Area of a polygon in m², holes taken off.
pub(crate) fn polygon_area(polygon: &[Ring]) -> f64 {
    polygon
        .iter()
        .enumerate()
        .map(|(i, ring)| if i == 0 { ring_area(ring) } else { -ring_area(ring) })
        .sum()
}

/// Area inside a ring in m², whatever its direction.
pub(crate) fn ring_area(ring: &[Point]) -> f64 {
    let base = ring[0];
    let relative: Vec<_> = ring.iter().map(|point| point.relative_to(base)).collect();
    signed_area(&relative, base).abs()
}

/// Area per radian of longitude between a parallel and the one so many nano-degrees north of it.
fn strip(base_turns: f64, north: f64) -> f64 {
    const NODE: f64 = 0.577_350_269_189_625_8;
    let half = north / TURN / 2.0;
    let density = |turns: f64| {
        let w2 = 1.0 - E2 * sine(turns) * sine(turns);
        A * A * (1.0 - E2) / (w2 * w2) * cosine(turns)
    };
    let middle = base_turns + half;
    radians(north) / 2.0 * (density(middle - NODE * half) + density(middle + NODE * half))
}

/// Sine of an angle in turns: folded into a quarter turn, then its series.
pub(crate) fn sine(turns: f64) -> f64 {
    let mut t = turns - (turns + 0.5).floor();
    if t > 0.25 {
        t = 0.5 - t;
    } else if t < -0.25 {
        t = -0.5 - t;
    }
    let x = t * std::f64::consts::TAU;
    let mut term = x;
    let mut sum = x;
    for k in 1..12 {
        let n = f64::from(2 * k);
        term *= -x * x / (n * (n + 1.0));
        sum += term;
    }
    sum
}

/// Cosine of an angle in turns.
pub(crate) fn cosine(turns: f64) -> f64 {
    sine(turns + 0.25)
}

fn radians(nano_degrees: f64) -> f64 {
    nano_degrees / TURN * std::f64::consts::TAU
}

#[expect(clippy::cast_possible_truncation, reason = "a turn has 3.6e11 nano-degrees")]
fn nano(radians: f64) -> i64 {
    (radians / std::f64::consts::TAU * TURN).round() as i64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a turn has 3.6e11 nano-degrees, far below 2^53"
)]
fn whole(nano_degrees: i64) -> f64 {
    nano_degrees as f64
}
