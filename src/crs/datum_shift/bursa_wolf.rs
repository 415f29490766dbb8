//! Seven parameters between geocentric coordinates.

use super::super::LonLat;
use super::Spheroid;

const SECONDS_PER_RADIAN: f64 = 180.0 * 3600.0 / std::f64::consts::PI;

/// In which sense rotations are given; the two differ in the sign of all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationConvention {
    /// The positions turn (EPSG 9606, PROJ's `+towgs84`).
    PositionVector,
    /// The axes turn (EPSG 9607; the Bursa model of Chinese specifications).
    CoordinateFrame,
}

impl RotationConvention {
    /// Stable code, as it stands in a shift file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PositionVector => "position_vector",
            Self::CoordinateFrame => "coordinate_frame",
        }
    }

    /// The convention that has a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::PositionVector, Self::CoordinateFrame]
            .into_iter()
            .find(|convention| convention.code() == code)
    }

    fn sign(self) -> f64 {
        match self {
            Self::PositionVector => 1.0,
            Self::CoordinateFrame => -1.0,
        }
    }
}

/// The Bursa-Wolf model (布尔莎七参数), rotations taken as small:
///
/// ```text
/// ⎡X₂⎤   ⎡ΔX⎤           ⎡ 1   −rz   ry⎤ ⎡X₁⎤
/// ⎢Y₂⎥ = ⎢ΔY⎥ + (1 + s) ⎢ rz   1   −rx⎥ ⎢Y₁⎥     position vector
/// ⎣Z₂⎦   ⎣ΔZ⎦           ⎣−ry   rx   1 ⎦ ⎣Z₁⎦
/// ```
///
/// With the coordinate frame convention rx, ry and rz have the other sign. Heights are 0 on the source's ellipsoid;
/// the height on CGCS2000 that results is dropped.
///
/// It is kept about two corresponding points, so that parameters found from points in one city lose no digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BursaWolf {
    spheroid: Spheroid,
    convention: RotationConvention,
    from: [f64; 3],
    to: [f64; 3],
    /// 1 + s.
    factor: f64,
    /// (1 + s) r in radians, as positions turn.
    turn: [f64; 3],
}

impl BursaWolf {
    /// The model with shifts in metres, rotations in arc seconds and scale in parts per million, from an ellipsoid
    /// to CGCS2000.
    #[must_use]
    pub fn new(
        spheroid: Spheroid,
        shift_m: [f64; 3],
        rotation_sec: [f64; 3],
        scale_ppm: f64,
        convention: RotationConvention,
    ) -> Self {
        let factor = 1.0 + scale_ppm * 1e-6;
        let turn = rotation_sec.map(|seconds| convention.sign() * factor * seconds / SECONDS_PER_RADIAN);
        Self {
            convention,
            ..Self::about(spheroid, [[0.0; 3], shift_m], factor, turn)
        }
    }

    /// The model that brings the first of two positions to the second, with 1 + s and (1 + s) r.
    pub(super) fn about(spheroid: Spheroid, [from, to]: [[f64; 3]; 2], factor: f64, turn: [f64; 3]) -> Self {
        Self {
            spheroid,
            convention: RotationConvention::CoordinateFrame,
            from,
            to,
            factor,
            turn,
        }
    }

    /// Degrees on CGCS2000 of degrees on the source's ellipsoid.
    #[must_use]
    pub fn forward(&self, position: LonLat) -> LonLat {
        Spheroid::CGCS2000.geodetic(self.space(self.spheroid.geocentric(position)))
    }

    pub(super) fn space(&self, position: [f64; 3]) -> [f64; 3] {
        let [x, y, z] = subtract(position, self.from);
        let [rx, ry, rz] = self.turn;
        [
            self.to[0] + (self.factor * x - rz * y + ry * z),
            self.to[1] + (self.factor * y + rz * x - rx * z),
            self.to[2] + (self.factor * z - ry * x + rx * y),
        ]
    }

    /// The convention in which the rotations were given, or are told when they were computed.
    #[must_use]
    pub fn convention(&self) -> RotationConvention {
        self.convention
    }

    /// The ellipsoid of the source.
    #[must_use]
    pub fn spheroid(&self) -> Spheroid {
        self.spheroid
    }

    /// Shifts, rotations and scale with the names that they have in a shift file.
    #[must_use]
    pub fn parameters(&self) -> [(&'static str, f64); 7] {
        let [dx, dy, dz] = self.space([0.0; 3]);
        let [rx, ry, rz] = self
            .turn
            .map(|turn| self.convention.sign() * turn / self.factor * SECONDS_PER_RADIAN);
        [
            ("dx_m", dx),
            ("dy_m", dy),
            ("dz_m", dz),
            ("rx_sec", rx),
            ("ry_sec", ry),
            ("rz_sec", rz),
            ("scale_ppm", (self.factor - 1.0) * 1e6),
        ]
    }
}

pub(super) fn subtract(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
