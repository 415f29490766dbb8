//! Four parameters between plane coordinates.

use super::super::SourceXy;

const SECONDS_PER_RADIAN: f64 = 180.0 * 3600.0 / std::f64::consts::PI;

/// A similarity of the plane (平面四参数, Helmert 2D):
///
/// ```text
/// E₂ = ΔE + k (E₁ cos θ − N₁ sin θ)
/// N₂ = ΔN + k (E₁ sin θ + N₁ cos θ)
/// ```
///
/// E is the easting and N the northing as they are stored, zone number and false easting included where the
/// system has them. θ turns positions counter-clockwise on a map whose north is up; software with X to the north and
/// Y to the east, and X₂ = ΔX + k (X₁ cos α − Y₁ sin α), means θ = −α. k is 1 plus the scale in parts per million.
///
/// It is kept about two corresponding points, so that eastings of 39 million metres cost no digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    from: [f64; 2],
    to: [f64; 2],
    /// k cos θ.
    along: f64,
    /// k sin θ.
    across: f64,
}

impl Similarity {
    /// The similarity with given shifts in metres, rotation in radians (counter-clockwise) and factor k.
    #[must_use]
    pub fn new(d_east_m: f64, d_north_m: f64, rotation_rad: f64, factor: f64) -> Self {
        Self::about(
            [0.0, 0.0],
            [d_east_m, d_north_m],
            factor * libm::cos(rotation_rad),
            factor * libm::sin(rotation_rad),
        )
    }

    /// The similarity that brings `from` to `to`, with k cos θ and k sin θ.
    pub(super) fn about(from: [f64; 2], to: [f64; 2], along: f64, across: f64) -> Self {
        Self {
            from,
            to,
            along,
            across,
        }
    }

    /// The position in the target system.
    #[must_use]
    pub fn forward(&self, position: SourceXy) -> SourceXy {
        let (x, y) = (position.x - self.from[0], position.y - self.from[1]);
        SourceXy {
            x: self.to[0] + (self.along * x - self.across * y),
            y: self.to[1] + (self.across * x + self.along * y),
        }
    }

    /// The position in the source system.
    #[must_use]
    pub fn inverse(&self, position: SourceXy) -> SourceXy {
        let (x, y) = (position.x - self.to[0], position.y - self.to[1]);
        let square = self.along * self.along + self.across * self.across;
        SourceXy {
            x: self.from[0] + (self.along * x + self.across * y) / square,
            y: self.from[1] + (self.along * y - self.across * x) / square,
        }
    }

    /// The factor k.
    #[must_use]
    pub fn factor(&self) -> f64 {
        libm::hypot(self.along, self.across)
    }

    /// θ in radians, counter-clockwise.
    #[must_use]
    pub fn rotation_rad(&self) -> f64 {
        libm::atan2(self.across, self.along)
    }

    /// Shifts, rotation and scale with the names that they have in a shift file.
    #[must_use]
    pub fn parameters(&self) -> [(&'static str, f64); 4] {
        let origin = self.forward(SourceXy { x: 0.0, y: 0.0 });
        [
            ("d_east_m", origin.x),
            ("d_north_m", origin.y),
            ("rotation_ccw_sec", self.rotation_rad() * SECONDS_PER_RADIAN),
            ("scale_ppm", (self.factor() - 1.0) * 1e6),
        ]
    }
}
