//! Parameters from points that are known in both systems, and how well parameters fit such points.
//!
//! Meaning: least squares with equal weights, about the middle of the points, where the equations of shift, turn and
//! scale part and can be solved one by one. For seven parameters heights on both sides are 0, so what remains across
//! the ellipsoid says nothing; residuals are told along it only.
//!
//! Source: B. K. P. Horn's centring of absolute orientation (1987), for small rotations.

use super::bursa_wolf::subtract;
use super::{BursaWolf, DatumShift, PointFrame, ShiftTransform, Similarity, Spheroid};
use crate::crs::SourceXy;

/// Fewest points from which parameters are computed.
pub(super) const FEWEST_POINTS: usize = 3;

/// Two points nearer than this, in metres, are one.
const SAME_POINT_M: f64 = 1.0;

/// Points that spread less than this, in metres, settle no rotation.
const LEAST_SPREAD_M: f64 = 100.0;

/// Points whose spread across is less than this part of their spread along lie on a line.
const LEAST_WIDTH_SHARE: f64 = 0.02;

/// A residual is suspect from so many times that of the other points, and from so many metres on.
const SUSPECT_TIMES: f64 = 3.0;
const SUSPECT_FROM_M: f64 = 0.001;

/// A point that is known in both systems (公共控制点), x first on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// Its name.
    pub name: String,
    /// Position in the source system.
    pub source: SourceXy,
    /// Position in the target system.
    pub target: SourceXy,
}

/// What is left at one control point: transformed minus given, in metres on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct PointResidual {
    /// The point's name.
    pub name: String,
    /// Position in the source system, as given.
    pub source: SourceXy,
    /// Position in the target system, as given.
    pub target: SourceXy,
    /// To the east.
    pub east_m: f64,
    /// To the north.
    pub north_m: f64,
    /// It is more than three times the root mean square of all others: the point may be wrong.
    pub is_suspect: bool,
}

impl PointResidual {
    /// Its length in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        libm::hypot(self.east_m, self.north_m)
    }
}

/// How well a shift fits (转换精度).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShiftAccuracy {
    /// Root mean square of the residuals' lengths, or what the giver of the parameters says, in metres.
    pub rms_m: f64,
    /// What the giver of the parameters says, in metres.
    pub stated_rms_m: Option<f64>,
    /// Standard error σ of a transformed position in metres: the root mean square, made larger for the parameters
    /// that the same points settled, and no smaller than what the giver says.
    pub sigma_m: f64,
    /// The control points with what is left at each; empty when none were given.
    pub points: Vec<PointResidual>,
}

impl ShiftAccuracy {
    /// The accuracy that a giver of parameters states.
    #[must_use]
    pub fn stated(rms_m: f64) -> Self {
        Self {
            rms_m,
            stated_rms_m: Some(rms_m),
            sigma_m: rms_m,
            points: Vec::new(),
        }
    }

    /// The accuracy that control points show. `n_unknowns` is the number of parameters that they settled, 0 for
    /// parameters from elsewhere, `n_per_point` the equations that each point gave.
    #[must_use]
    pub fn of_points(
        mut points: Vec<PointResidual>,
        (n_per_point, n_unknowns): (usize, usize),
        stated_rms_m: Option<f64>,
    ) -> Self {
        let rms_m = mark_suspects(&mut points);
        #[expect(clippy::cast_precision_loss, reason = "at most some thousand points")]
        let (equations, free) = (
            (n_per_point * points.len()) as f64,
            (n_per_point * points.len()).saturating_sub(n_unknowns) as f64,
        );
        let sigma = if free > 0.0 {
            rms_m * libm::sqrt(equations / free)
        } else {
            f64::INFINITY
        };
        Self {
            rms_m,
            stated_rms_m,
            sigma_m: sigma.max(stated_rms_m.unwrap_or(0.0)),
            points,
        }
    }

    /// The point at which most is left.
    #[must_use]
    pub fn greatest(&self) -> Option<&PointResidual> {
        self.points
            .iter()
            .reduce(|a, b| if b.length_m() > a.length_m() { b } else { a })
    }
}

/// Marks what sticks out, and gives the root mean square of all lengths.
fn mark_suspects(points: &mut [PointResidual]) -> f64 {
    let squares: Vec<f64> = points
        .iter()
        .map(|point| point.east_m * point.east_m + point.north_m * point.north_m)
        .collect();
    let sum: f64 = squares.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "at most some thousand points")]
    let mean = |sum: f64, count: usize| if count > 0 { sum / count as f64 } else { 0.0 };
    let n = points.len();
    for (point, square) in points.iter_mut().zip(&squares) {
        let others = libm::sqrt(mean((sum - square).max(0.0), n - 1));
        let length = libm::sqrt(*square);
        point.is_suspect = n > 2 && length > SUSPECT_TIMES * others && length > SUSPECT_FROM_M;
    }
    libm::sqrt(mean(sum, n))
}

/// Why parameters cannot be had from points.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PointFault {
    /// Fewer than three.
    #[error("{count} control points are too few")]
    TooFew {
        /// How many there are.
        count: usize,
    },
    /// A coordinate has no meaning in its system.
    #[error("control point {name} lies where its system has no meaning")]
    OutOfRange {
        /// The point.
        name: String,
    },
    /// Two points are one.
    #[error("control points {one} and {other} coincide")]
    Coincide {
        /// The first point.
        one: String,
        /// The second.
        other: String,
    },
    /// All points lie within a few metres.
    #[error("the control points spread over {spread_m} m only")]
    TooNear {
        /// Twice the standard deviation along the longer axis, in metres.
        spread_m: f64,
    },
    /// All points lie on a line.
    #[error("the control points lie on a line")]
    Collinear,
    /// One side is a mirror image of the other: its axes are swapped.
    #[error("one side of the control points is a mirror image of the other")]
    Mirrored,
}

impl PointFault {
    /// All codes, for the test that each has a text.
    pub const CODES: [&'static str; 6] = [
        "shift-points-too-few",
        "shift-point-out-of-range",
        "shift-points-coincide",
        "shift-points-too-near",
        "shift-points-collinear",
        "shift-points-mirrored",
    ];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "shift-points-too-few",
            Self::OutOfRange { .. } => "shift-point-out-of-range",
            Self::Coincide { .. } => "shift-points-coincide",
            Self::TooNear { .. } => "shift-points-too-near",
            Self::Collinear => "shift-points-collinear",
            Self::Mirrored => "shift-points-mirrored",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooFew { count } => vec![("count", count.to_string())],
            Self::OutOfRange { name } => vec![("point", name.clone())],
            Self::Coincide { one, other } => vec![("point", one.clone()), ("other", other.clone())],
            Self::TooNear { spread_m } => vec![("spread_m", format!("{spread_m:.1}"))],
            Self::Collinear | Self::Mirrored => Vec::new(),
        }
    }
}

/// Four parameters from points given in plane coordinates on both sides.
///
/// # Errors
/// When the points do not settle the parameters.
pub fn estimate_similarity(points: &[ControlPoint]) -> Result<Similarity, PointFault> {
    let [from, to] = [sides(points, |p| p.source), sides(points, |p| p.target)];
    let (from, to) = (Centred::of(from), Centred::of(to));
    for side in [&from, &to] {
        examine(points, &side.offsets)?;
    }
    let pairs = || from.offsets.iter().zip(&to.offsets);
    let square: f64 = from.offsets.iter().map(|u| u[0] * u[0] + u[1] * u[1]).sum();
    let along: f64 = pairs().map(|(u, v)| u[0] * v[0] + u[1] * v[1]).sum();
    let across: f64 = pairs().map(|(u, v)| u[0] * v[1] - u[1] * v[0]).sum();
    // The same for a mirrored source: where that fits better, the axes of one side are swapped.
    let along_mirrored: f64 = pairs().map(|(u, v)| u[0] * v[0] - u[1] * v[1]).sum();
    let across_mirrored: f64 = pairs().map(|(u, v)| u[0] * v[1] + u[1] * v[0]).sum();
    if libm::hypot(along, across) < libm::hypot(along_mirrored, across_mirrored) {
        return Err(PointFault::Mirrored);
    }
    Ok(Similarity::about(
        from.middle,
        to.middle,
        along / square,
        across / square,
    ))
}

/// Seven parameters from points given in frames that lie on ellipsoids, heights taken as 0.
///
/// # Errors
/// When the points do not settle the parameters.
pub fn estimate_bursa_wolf(
    points: &[ControlPoint],
    source: &PointFrame,
    target: &PointFrame,
) -> Result<BursaWolf, PointFault> {
    let Some(spheroid) = source.spheroid() else {
        return Err(PointFault::TooFew { count: 0 });
    };
    for side in [(source, true), (target, false)] {
        let positions = sides(points, |p| if side.1 { p.source } else { p.target });
        examine(points, &in_metres(&positions, side.0))?;
    }
    let spatial = |frame: &PointFrame, spheroid: Spheroid, position: SourceXy, name: &str| {
        let degrees = frame.degrees(position).ok_or_else(|| PointFault::OutOfRange {
            name: name.to_owned(),
        })?;
        Ok(spheroid.geocentric(degrees))
    };
    let mut from = Vec::with_capacity(points.len());
    let mut to = Vec::with_capacity(points.len());
    for point in points {
        from.push(spatial(source, spheroid, point.source, &point.name)?);
        to.push(spatial(target, Spheroid::CGCS2000, point.target, &point.name)?);
    }
    fit_in_space(spheroid, &from, &to)
}

/// The model that brings geocentric positions nearest to others.
pub(super) fn fit_in_space(
    spheroid: Spheroid,
    from: &[[f64; 3]],
    to: &[[f64; 3]],
) -> Result<BursaWolf, PointFault> {
    let (middle_from, middle_to) = (middle(from), middle(to));
    let mut square = 0.0;
    let mut along = 0.0;
    let mut moment = [0.0; 3];
    let mut inertia = [[0.0; 3]; 3];
    for (x, y) in from.iter().zip(to) {
        let (u, v) = (subtract(*x, middle_from), subtract(*y, middle_to));
        let u2 = dot(u, u);
        square += u2;
        along += dot(u, v);
        let turned = cross(u, v);
        for row in 0..3 {
            moment[row] += turned[row];
            for column in 0..3 {
                let diagonal = if row == column { u2 } else { 0.0 };
                inertia[row][column] += diagonal - u[row] * u[column];
            }
        }
    }
    let turn = solve(inertia, moment).ok_or(PointFault::Collinear)?;
    Ok(BursaWolf::about(
        spheroid,
        [middle_from, middle_to],
        along / square,
        turn,
    ))
}

/// What a shift leaves at control points.
///
/// # Errors
/// [`PointFault::OutOfRange`] for a point that lies where its system has no meaning.
pub fn residuals_of(shift: &DatumShift, points: &[ControlPoint]) -> Result<Vec<PointResidual>, PointFault> {
    let residual = |point: &ControlPoint| {
        let [east, north] = shift.target.frame.metres_per_unit(point.target);
        // In the plane of the target a metre is one on the ground, nearly enough.
        let given = match shift.transform {
            ShiftTransform::Plane(_) => Some(point.target),
            ShiftTransform::Geocentric(_) => shift.target.frame.degrees(point.target).map(|_| point.target),
        };
        let moved = shift.target_position(point.source).zip(given);
        let (moved, given) = moved.ok_or_else(|| PointFault::OutOfRange {
            name: point.name.clone(),
        })?;
        Ok(PointResidual {
            name: point.name.clone(),
            source: point.source,
            target: point.target,
            east_m: (moved.x - given.x) * east,
            north_m: (moved.y - given.y) * north,
            is_suspect: false,
        })
    };
    points.iter().map(residual).collect()
}

fn sides(points: &[ControlPoint], side: impl Fn(&ControlPoint) -> SourceXy) -> Vec<[f64; 2]> {
    points
        .iter()
        .map(|point| {
            let position = side(point);
            [position.x, position.y]
        })
        .collect()
}

/// Positions as offsets from their middle.
struct Centred {
    middle: [f64; 2],
    offsets: Vec<[f64; 2]>,
}

impl Centred {
    fn of(positions: Vec<[f64; 2]>) -> Self {
        let middle = middle(&positions);
        let offsets = positions
            .into_iter()
            .map(|[x, y]| [x - middle[0], y - middle[1]])
            .collect();
        Self { middle, offsets }
    }
}

/// Offsets from the middle in metres, about.
fn in_metres(positions: &[[f64; 2]], frame: &PointFrame) -> Vec<[f64; 2]> {
    let [x, y] = middle(positions);
    let scale = frame.metres_per_unit(SourceXy { x, y });
    positions
        .iter()
        .map(|at| [(at[0] - x) * scale[0], (at[1] - y) * scale[1]])
        .collect()
}

fn middle<const N: usize>(positions: &[[f64; N]]) -> [f64; N] {
    // About the first, so that the sum of many large numbers loses nothing.
    let first = positions.first().copied().unwrap_or([0.0; N]);
    let mut sum = [0.0; N];
    for position in positions {
        for axis in 0..N {
            sum[axis] += position[axis] - first[axis];
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some thousand points")]
    let count = positions.len().max(1) as f64;
    std::array::from_fn(|axis| first[axis] + sum[axis] / count)
}

/// Whether offsets in metres settle shift, rotation and scale.
fn examine(points: &[ControlPoint], offsets: &[[f64; 2]]) -> Result<(), PointFault> {
    if offsets.len() < FEWEST_POINTS {
        return Err(PointFault::TooFew { count: offsets.len() });
    }
    let broken = offsets
        .iter()
        .position(|at| !(at[0].is_finite() && at[1].is_finite()));
    if let Some(at) = broken {
        return Err(PointFault::OutOfRange {
            name: points[at].name.clone(),
        });
    }
    for (at, one) in offsets.iter().enumerate() {
        let same = |other: &[f64; 2]| libm::hypot(one[0] - other[0], one[1] - other[1]) < SAME_POINT_M;
        if let Some(before) = offsets[..at].iter().position(same) {
            return Err(PointFault::Coincide {
                one: points[before].name.clone(),
                other: points[at].name.clone(),
            });
        }
    }
    let [along, across] = spread(offsets);
    if along < LEAST_SPREAD_M {
        return Err(PointFault::TooNear { spread_m: along });
    }
    if across < LEAST_WIDTH_SHARE * along {
        return Err(PointFault::Collinear);
    }
    Ok(())
}

/// Twice the standard deviations along the principal axes, the greater first.
fn spread(offsets: &[[f64; 2]]) -> [f64; 2] {
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for [x, y] in offsets {
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some thousand points")]
    let count = offsets.len() as f64;
    let (mean, half) = (0.5 * (xx + yy), libm::hypot(0.5 * (xx - yy), xy));
    [mean + half, (mean - half).max(0.0)].map(|sum| 2.0 * libm::sqrt(sum / count))
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// Solves three equations with three unknowns by Cramer's rule; the matrix is symmetric and well scaled.
fn solve(m: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let determinant = dot(m[0], cross(m[1], m[2]));
    let size = m[0][0] + m[1][1] + m[2][2];
    if determinant.is_nan() || determinant.abs() <= 1e-12 * size * size * size {
        return None;
    }
    let columns: [[f64; 3]; 3] = std::array::from_fn(|column| std::array::from_fn(|row| m[row][column]));
    let with = |at: usize| {
        let mut replaced = columns;
        replaced[at] = right;
        dot(replaced[0], cross(replaced[1], replaced[2])) / determinant
    };
    Some([with(0), with(1), with(2)])
}
