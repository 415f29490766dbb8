//! A point of the computing plane, on its grid.
//!
//! Meaning: plane coordinates are metres rounded to multiples of 2⁻³⁰ m (0.93 nm). On this grid the
//! conversion between `f64` and `i64` loses nothing, so index, storage and overlay see the same
//! point and areas can be summed in integers.
//!
//! Deliberately not here: what the metres mean on the Earth (that is [`crate::crs`]).

use i_overlay::i_float::int::point::IntPoint;

/// A point in grid units of 2⁻³⁰ m, the form in which overlays are computed.
pub type GridPoint = IntPoint<i64>;

/// Grid units in one metre: 2³⁰.
pub const GRID_PER_METRE: f64 = 1_073_741_824.0;

/// Largest magnitude of a plane coordinate in metres: 2²⁶ m (67,109 km) covers every plane of
/// [`crate::crs::Plane`] and all projected metres with a zone prefix (≤ 60 zones); `local`
/// coordinates beyond it are refused.
pub const MAX_COORDINATE: f64 = 67_108_864.0;

/// A position in the computing plane: metres on the 2⁻³⁰ m grid, x to the east, y to the north.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Point {
    /// Easting in metres.
    pub x: f64,
    /// Northing in metres.
    pub y: f64,
}

impl Point {
    /// Rounds metres to the grid; `None` when a coordinate is not finite or beyond
    /// [`MAX_COORDINATE`].
    #[must_use]
    pub fn on_grid(x: f64, y: f64) -> Option<Self> {
        let fits = x.abs() <= MAX_COORDINATE && y.abs() <= MAX_COORDINATE;
        fits.then(|| Self {
            x: snap(x),
            y: snap(y),
        })
    }

    /// The same point in grid units; exact.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "|coordinate| ≤ 2^26 m, so ≤ 2^56 units"
    )]
    pub fn to_grid(self) -> GridPoint {
        GridPoint::new((self.x * GRID_PER_METRE) as i64, (self.y * GRID_PER_METRE) as i64)
    }

    /// The point that grid units stand for; exact while the units stay below 2⁵³, which holds for
    /// every result of an overlay of grid points below 2²³ m, and within one grid step beyond.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "bounded by the grid, see above")]
    pub fn from_grid(point: GridPoint) -> Self {
        Self {
            x: point.x as f64 / GRID_PER_METRE,
            y: point.y as f64 / GRID_PER_METRE,
        }
    }

    /// Straight distance to another point, in metres of the plane.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

/// Nearest multiple of 2⁻³⁰ m, halves away from zero; −0 becomes 0. `metres` is within [`MAX_COORDINATE`].
fn snap(metres: f64) -> f64 {
    round(metres * GRID_PER_METRE) / GRID_PER_METRE + 0.0
}

/// The nearest whole number, halves away from zero, of one below 2⁶² in magnitude. Without a call: this is done for
/// every vertex that is looked at.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a whole part below 2^62 is exact, and what is left of a larger number is nothing"
)]
fn round(value: f64) -> f64 {
    let whole = value as i64;
    let rest = value - whole as f64;
    (whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn grid_round_trip_is_exact(x in -8.0e6..8.0e6_f64, y in -8.0e6..8.0e6_f64) {
            let point = Point::on_grid(x, y).expect("in range");
            prop_assert_eq!(Point::from_grid(point.to_grid()), point);
            prop_assert!((point.x - x).abs() <= 0.5 / GRID_PER_METRE);
        }
    }

    #[test]
    fn rounding_is_that_of_the_library() {
        let quarters = (-40_i32..40).map(|q| f64::from(q) / 4.0);
        let hard = [
            0.499_999_999_999_999_94,
            4_503_599_627_370_495.5,
            9_007_199_254_740_993.0,
            7.2e16,
            1e-300,
        ];
        for value in quarters.chain(hard).chain(hard.map(|value| -value)) {
            assert_eq!(round(value) + 0.0, libm::round(value) + 0.0, "{value}");
        }
    }

    #[test]
    fn non_finite_and_far_coordinates_are_refused() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e9] {
            assert!(Point::on_grid(bad, 0.0).is_none());
            assert!(Point::on_grid(0.0, bad).is_none());
        }
        assert!(Point::on_grid(-0.0, -0.0).expect("zero").x.is_sign_positive());
    }
}
