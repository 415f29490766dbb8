//! Where pixels lie: the affine map between pixels and positions of a coordinate reference system.
//!
//! Pixels are counted from the upper left corner of the picture, right and down; (0, 0) is that corner and (0.5, 0.5)
//! the middle of the first pixel.

use super::RasterError;

/// x = a·column + b·row + c, y = d·column + e·row + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine([f64; 6]);

impl Affine {
    /// The map with coefficients a, b, c, d, e, f.
    ///
    /// # Errors
    /// When a coefficient is not finite or no way leads back.
    pub fn new(coefficients: [f64; 6]) -> Result<Self, RasterError> {
        let bad = |reason: &str| RasterError::BadPlace {
            reason: reason.to_owned(),
        };
        if coefficients.iter().any(|number| !number.is_finite()) {
            return Err(bad("a number is not finite"));
        }
        let made = Self(coefficients);
        let [a, b, _, d, e, _] = coefficients;
        let area = made.determinant();
        // Two sides that lie along each other are no picture.
        let sides = libm::hypot(a, d) * libm::hypot(b, e);
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
        Self::new([width, 0.0, x, 0.0, -height, y])
    }

    /// Where a pixel position lies.
    #[must_use]
    pub fn apply(&self, [column, row]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * column + b * row + c, d * column + e * row + f]
    }

    /// The map whose pixel positions are counted from another one.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn shifted(&self, by: [f64; 2]) -> Result<Self, RasterError> {
        let [a, b, _, d, e, _] = self.0;
        let [c, f] = self.apply(by);
        Self::new([a, b, c, d, e, f])
    }

    /// The way back.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn inverse(&self) -> Result<Self, RasterError> {
        let [a, b, c, d, e, f] = self.0;
        let area = self.determinant();
        Self::new([
            e / area,
            -b / area,
            (b * f - e * c) / area,
            -d / area,
            a / area,
            (d * c - a * f) / area,
        ])
    }

    fn determinant(&self) -> f64 {
        let [a, b, _, d, e, _] = self.0;
        a * e - b * d
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let map = Affine::new([0.5, 0.1, 3_000_000.0, -0.2, -0.7, 4_000_000.0]).unwrap();
        let back = map.inverse().unwrap();
        let [x, y] = back.apply(map.apply([1234.5, 678.25]));
        assert!((x - 1234.5).abs() < 1e-6 && (y - 678.25).abs() < 1e-6, "{x} {y}");
        let moved = map.shifted([10.0, 20.0]).unwrap();
        assert_eq!(moved.apply([0.0, 0.0]), map.apply([10.0, 20.0]));
    }

    #[test]
    fn a_picture_has_a_size() {
        for bad in [
            [0.0; 6],
            [1.0, 2.0, 0.0, 2.0, 4.0, 0.0],
            [f64::NAN, 0.0, 0.0, 0.0, 1.0, 0.0],
            [1.0, 0.0, f64::INFINITY, 0.0, 1.0, 0.0],
        ] {
            assert!(
                matches!(Affine::new(bad), Err(RasterError::BadPlace { .. })),
                "{bad:?}"
            );
        }
    }
}
