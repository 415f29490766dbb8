//! Affine maps: entity coordinate systems (OCS) and insertions of blocks.
//!
//! Meaning: what an entity says about itself is given in a system whose z axis is its extrusion direction (groups
//! 210, 220, 230); a mirrored entity has −Z. A block stands in a system of its own and is scaled, turned and moved
//! where it is inserted. The plan of a drawing is the x and y of the world system.
//!
//! Maps that move nothing give the same bits back.

use super::super::fault::Fault;
use super::record::Record;

/// World directions of x, y and z of a system, and its origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affine {
    /// Images of the three axes.
    axes: [[f64; 3]; 3],
    origin: [f64; 3],
}

/// Extrusion direction of entities that lie in the plan.
pub(super) const UP: [f64; 3] = [0.0, 0.0, 1.0];

impl Affine {
    /// The axes of a map that only moves.
    pub const IDENTITY_AXES: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], UP];

    /// The map that changes nothing.
    pub const IDENTITY: Self = Self {
        axes: Self::IDENTITY_AXES,
        origin: [0.0; 3],
    };

    /// A map by the images of the axes and of the origin.
    pub fn new(axes: [[f64; 3]; 3], origin: [f64; 3]) -> Self {
        Self { axes, origin }
    }

    /// The system of an entity with this extrusion direction ("arbitrary axis algorithm" of the DXF reference).
    pub fn of_extrusion(direction: [f64; 3]) -> Self {
        let Some(z) = unit(direction) else {
            return Self::IDENTITY;
        };
        if z == UP {
            return Self::IDENTITY;
        }
        let near_z = z[0].abs() < 1.0 / 64.0 && z[1].abs() < 1.0 / 64.0;
        let helper = if near_z { [0.0, 1.0, 0.0] } else { UP };
        let x = unit(cross(helper, z)).unwrap_or([1.0, 0.0, 0.0]);
        let y = unit(cross(z, x)).unwrap_or([0.0, 1.0, 0.0]);
        Self::new([x, y, z], [0.0; 3])
    }

    /// The system of an entity by its record.
    pub fn of_record(record: &Record) -> Result<Self, Fault> {
        Ok(Self::of_extrusion(record.point(210, UP)?))
    }

    /// The image of a point.
    pub fn apply(&self, point: [f64; 3]) -> [f64; 3] {
        if *self == Self::IDENTITY {
            return point;
        }
        let turned = self.turn(point);
        [0, 1, 2].map(|axis| turned[axis] + self.origin[axis])
    }

    fn turn(&self, vector: [f64; 3]) -> [f64; 3] {
        let [x, y, z] = self.axes;
        [0, 1, 2].map(|axis| x[axis] * vector[0] + y[axis] * vector[1] + z[axis] * vector[2])
    }

    /// First `inner`, then this map.
    pub fn after(&self, inner: &Self) -> Self {
        if *self == Self::IDENTITY {
            return *inner;
        }
        if *inner == Self::IDENTITY {
            return *self;
        }
        Self {
            axes: inner.axes.map(|axis| self.turn(axis)),
            origin: self.apply(inner.origin),
        }
    }

    /// No length in the plan becomes longer than this many times.
    pub fn stretch(&self) -> f64 {
        let [x, y, z] = self.axes;
        let columns = [x, y, z].map(|axis| axis[0].abs() + axis[1].abs());
        let rows = [0, 1].map(|axis| x[axis].abs() + y[axis].abs() + z[axis].abs());
        let greatest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        libm::sqrt(greatest(&columns) * greatest(&rows))
    }

    /// Whether the system's xy plane is tilted against the plan.
    pub fn is_tilted(&self) -> bool {
        let [x, y, _] = self.axes;
        x[2] != 0.0 || y[2] != 0.0
    }
}

/// Sine and cosine of an angle in degrees; exact for right angles.
pub(super) fn sin_cos_degrees(degrees: f64) -> (f64, f64) {
    let turn = libm::fmod(degrees, 360.0);
    let turn = if turn < 0.0 { turn + 360.0 } else { turn };
    if turn == 0.0 || turn == 360.0 {
        (0.0, 1.0)
    } else if turn == 90.0 {
        (1.0, 0.0)
    } else if turn == 180.0 {
        (0.0, -1.0)
    } else if turn == 270.0 {
        (-1.0, 0.0)
    } else {
        let radians = turn.to_radians();
        (libm::sin(radians), libm::cos(radians))
    }
}

/// Cross product.
pub(super) fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The direction of a vector; `None` for one without length.
pub(super) fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let greatest = vector
        .iter()
        .fold(0.0_f64, |greatest, part| greatest.max(part.abs()));
    if greatest == 0.0 || !greatest.is_finite() {
        return None;
    }
    // Scaled first, so that squares neither overflow nor vanish.
    let scaled = vector.map(|part| part / greatest);
    let length = libm::sqrt(scaled.iter().map(|part| part * part).sum());
    Some(scaled.map(|part| part / length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_entity_has_x_the_other_way_round() {
        let mirrored = Affine::of_extrusion([0.0, 0.0, -1.0]);
        assert_eq!(mirrored.apply([3.5, 7.25, 2.0]), [-3.5, 7.25, -2.0]);
        assert!(!mirrored.is_tilted());
        assert_eq!(mirrored.stretch(), 1.0);
        assert_eq!(Affine::of_extrusion([0.0, 0.0, 9.0]), Affine::IDENTITY);
        assert_eq!(Affine::of_extrusion([0.0; 3]), Affine::IDENTITY);
        assert!(Affine::of_extrusion([1.0, 0.0, 1.0]).is_tilted());
    }

    #[test]
    fn maps_in_a_row_are_one_map() {
        let (sin, cos) = sin_cos_degrees(90.0);
        let turn = Affine::new([[cos, sin, 0.0], [-sin, cos, 0.0], UP], [10.0, 20.0, 0.0]);
        let scale = Affine::new([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], UP], [1.0, 1.0, 0.0]);
        let point = [1.0, 1.0, 0.0];
        assert_eq!(turn.after(&scale).apply(point), turn.apply(scale.apply(point)));
        assert_eq!(turn.apply([1.0, 0.0, 0.0]), [10.0, 21.0, 0.0]);
        assert!(scale.stretch() >= 3.0);
    }
}
