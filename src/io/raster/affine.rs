//! Where pixels lie: the affine map between pixels and positions of a coordinate reference system.
//!
//! Pixels are counted from the upper left corner of the picture, right and down; (0, 0) is that corner and (0.5, 0.5)
//! the middle of the first pixel.

use super::RasterError;

/// Each part of a position is a sum: so much for each column, so much for each row, and the part at the corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    x: [f64; 3],
    y: [f64; 3],
}

impl Affine {
    /// The map whose x and y change by these for a column and for a row, and have these values at the corner.
    ///
    /// # Errors
    /// When a number is not finite or no way leads back.
    pub fn new(x: [f64; 3], y: [f64; 3]) -> Result<Self, RasterError> {
        let bad = |reason: &str| RasterError::BadPlace {
            reason: reason.to_owned(),
        };
        if x.iter().chain(&y).any(|number| !number.is_finite()) {
            return Err(bad("a number is not finite"));
        }
        let made = Self { x, y };
        let area = made.determinant();
        // Two sides that lie along each other are no picture.
        let sides = libm::hypot(x[0], y[0]) * libm::hypot(x[1], y[1]);
        if !area.is_normal() || area.abs() < 1e-9 * sides {
            return Err(bad("the size of a pixel is nothing"));
        }
        Ok(made)
    }

    /// Pixels of a north-up picture: the upper left corner and the sides of a pixel, both positive.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn north_up([x, y]: [f64; 2], [width, height]: [f64; 2]) -> Result<Self, RasterError> {
        Self::new([width, 0.0, x], [0.0, -height, y])
    }

    /// The map that takes three pixel positions to three positions: `origin`, one to the right and one down.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn through(origin: [f64; 2], right: [f64; 2], down: [f64; 2]) -> Result<Self, RasterError> {
        let row = |axis: usize| {
            [
                right[axis] - origin[axis],
                down[axis] - origin[axis],
                origin[axis],
            ]
        };
        Self::new(row(0), row(1))
    }

    /// Where a pixel position lies.
    #[must_use]
    pub fn apply(&self, [column, row]: [f64; 2]) -> [f64; 2] {
        [self.x, self.y].map(|part| part[0] * column + part[1] * row + part[2])
    }

    /// The map whose pixel positions are counted from another one.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn shifted(&self, by: [f64; 2]) -> Result<Self, RasterError> {
        let [x, y] = self.apply(by);
        Self::new([self.x[0], self.x[1], x], [self.y[0], self.y[1], y])
    }

    /// The way back.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn inverse(&self) -> Result<Self, RasterError> {
        let (area, x, y) = (self.determinant(), self.x, self.y);
        Self::new(
            [y[1] / area, -x[1] / area, (x[1] * y[2] - y[1] * x[2]) / area],
            [-y[0] / area, x[0] / area, (y[0] * x[2] - x[0] * y[2]) / area],
        )
    }

    fn determinant(&self) -> f64 {
        self.x[0] * self.y[1] - self.x[1] * self.y[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let map = Affine::new([0.5, 0.1, 3_000_000.0], [-0.2, -0.7, 4_000_000.0]).unwrap();
        let back = map.inverse().unwrap();
        let [x, y] = back.apply(map.apply([1234.5, 678.25]));
        assert!((x - 1234.5).abs() < 1e-6 && (y - 678.25).abs() < 1e-6, "{x} {y}");
        let moved = map.shifted([10.0, 20.0]).unwrap();
        assert_eq!(moved.apply([0.0, 0.0]), map.apply([10.0, 20.0]));
    }

    #[test]
    fn a_picture_has_a_size() {
        for (x, y) in [
            ([0.0; 3], [0.0; 3]),
            ([1.0, 2.0, 0.0], [2.0, 4.0, 0.0]),
            ([f64::NAN, 0.0, 0.0], [0.0, 1.0, 0.0]),
            ([1.0, 0.0, f64::INFINITY], [0.0, 1.0, 0.0]),
        ] {
            assert!(
                matches!(Affine::new(x, y), Err(RasterError::BadPlace { .. })),
                "{x:?} {y:?}"
            );
        }
    }
}
