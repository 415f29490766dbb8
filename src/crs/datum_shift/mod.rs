//! Datum shifts (基准转换): from a system without public parameters to CGCS2000.
//!
//! Meaning: for Xi'an 1980, Beijing 1954 and the independent systems of cities (地方独立坐标系) nobody publishes a
//! transformation to CGCS2000 that is good enough for boundaries. Whoever holds the parameters, or points known in
//! both systems, gives them; they are used as given and stand in every report with their accuracy. Two models:
//!
//! - [`Similarity`], four parameters between plane coordinates (平面四参数): two shifts, a rotation, a scale;
//! - [`BursaWolf`], seven parameters between geocentric coordinates (布尔莎七参数). Heights are not known for
//!   boundaries: positions are taken to lie on the ellipsoid of the source, and the height that results on the
//!   other ellipsoid is dropped.
//!
//! Input: parameters, or control points (控制点) from which `estimate` finds them by least squares. Output: a
//! [`DatumShift`]; bound to the system of a layer ([`super::Crs::bound_to`]) it leads positions to degrees on
//! CGCS2000, on every platform with the same bits.
//!
//! Deliberately not here: reading files, grids of corrections, heights.

mod bound;
mod bursa_wolf;
mod estimate;
mod frame;
mod geocentric;
mod hull;
mod similarity;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub(super) use bound::Meridian;
pub use bound::{BoundShift, Reach, ShiftRefusal};
pub use bursa_wolf::{BursaWolf, RotationConvention};
pub use estimate::{
    ControlPoint, PointFault, PointResidual, ShiftAccuracy, estimate_bursa_wolf, estimate_similarity,
    residuals_of,
};
pub use frame::PointFrame;
pub use geocentric::Spheroid;
pub use similarity::Similarity;

use super::{Crs, CrsId, CrsKind, Datum, LonLat, SourceXy};

/// A way from one system to CGCS2000 that somebody vouches for.
#[derive(Debug, Clone, PartialEq)]
pub struct DatumShift {
    /// The system from which it leads.
    pub source: ShiftSource,
    /// The system to which it leads: CGCS2000, in degrees or in one of its zones.
    pub target: ShiftTarget,
    /// The model with its parameters.
    pub transform: ShiftTransform,
    /// How well it fits.
    pub accuracy: ShiftAccuracy,
    /// Who says so.
    pub provenance: ShiftProvenance,
}

/// The system from which a shift leads.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftSource {
    /// Its code; `local` for an independent system.
    pub id: CrsId,
    /// Its name.
    pub name: String,
    /// Its datum; `Other("")` for an independent system.
    pub datum: Datum,
    /// How its numbers lie on its ellipsoid.
    pub frame: PointFrame,
    /// Easting of the central meridian in metres, where the system is a zone of the catalogue.
    pub false_easting_m: Option<f64>,
}

/// The system to which a shift leads.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftTarget {
    /// Its code.
    pub id: CrsId,
    /// Its name.
    pub name: String,
    /// How its numbers lie on CGCS2000.
    pub frame: PointFrame,
    /// Central meridian in degrees, where it is a zone.
    pub central_meridian_deg: Option<f64>,
}

/// The model of a shift.
#[derive(Debug, Clone, PartialEq)]
pub enum ShiftTransform {
    /// Four parameters in the plane.
    Plane(Similarity),
    /// Seven parameters in space.
    Geocentric(BursaWolf),
}

impl ShiftTransform {
    /// Stable code; text id `shift-method-` and the code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Plane(_) => "plane-4",
            Self::Geocentric(_) => "geocentric-7",
        }
    }

    /// The parameters as they stand in reports: name with unit, and value. Names are those of a shift file.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, f64)> {
        match self {
            Self::Plane(similarity) => similarity.parameters().to_vec(),
            Self::Geocentric(bursa_wolf) => bursa_wolf.parameters().to_vec(),
        }
    }
}

/// Who vouches for a shift, and where that stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShiftProvenance {
    /// Who gave the parameters or the points.
    pub given_by: String,
    /// When.
    pub given_on: String,
    /// The document in which they stand.
    pub document: Option<String>,
    /// The parameters were computed from the control points by this program.
    pub is_estimated: bool,
    /// The file as it was named.
    pub file: PathBuf,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The file of the control points with its SHA-256, where they stand in one of their own.
    pub points_file: Option<(PathBuf, String)>,
}

impl ShiftSource {
    /// The source that a system of the EPSG data is. `spheroid` is that of a datum which this program does not
    /// know; `None` where no model needs one.
    #[must_use]
    pub fn of_crs(crs: &Crs, spheroid: Option<Spheroid>) -> Self {
        let spheroid = Spheroid::of_datum(&crs.datum).or(spheroid);
        Self {
            id: crs.id,
            name: crs.name.clone(),
            datum: crs.datum.clone(),
            frame: PointFrame::of_crs(crs, spheroid),
            false_easting_m: crs.zone.map(|zone| zone.false_easting_m),
        }
    }

    /// An independent system with a name. `frame` says how its coordinates lie on an ellipsoid;
    /// [`PointFrame::Plain`] where nobody needs to know.
    #[must_use]
    pub fn local(name: String, frame: PointFrame) -> Self {
        Self {
            id: CrsId::Local,
            name,
            datum: Datum::Other(String::new()),
            frame,
            false_easting_m: None,
        }
    }
}

impl ShiftTarget {
    /// The target that a system is; `None` when it is not CGCS2000 in degrees or in a zone.
    #[must_use]
    pub fn of_crs(crs: &Crs) -> Option<Self> {
        let is_usable =
            crs.datum == Datum::Cgcs2000 && (crs.kind == CrsKind::Geographic || crs.zone.is_some());
        is_usable.then(|| Self {
            id: crs.id,
            name: crs.name.clone(),
            frame: PointFrame::of_crs(crs, Some(Spheroid::CGCS2000)),
            central_meridian_deg: crs.zone.map(|zone| zone.central_meridian_deg),
        })
    }
}

impl DatumShift {
    /// Whether it moves positions exactly as another does: the same systems and parameters.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.source == other.source && self.target == other.target && self.transform == other.transform
    }

    /// Degrees on CGCS2000 of a position in the shift's own source system; `None` where that has no meaning.
    #[must_use]
    pub fn degrees(&self, position: SourceXy) -> Option<LonLat> {
        match &self.transform {
            ShiftTransform::Plane(similarity) => self.target.frame.degrees(similarity.forward(position)),
            ShiftTransform::Geocentric(bursa_wolf) => self
                .source
                .frame
                .degrees(position)
                .map(|own| bursa_wolf.forward(own)),
        }
    }

    /// The same position in the target system, as control points give it.
    #[must_use]
    pub fn target_position(&self, position: SourceXy) -> Option<SourceXy> {
        match &self.transform {
            ShiftTransform::Plane(similarity) => Some(similarity.forward(position)),
            ShiftTransform::Geocentric(_) => self.target.frame.of_degrees(self.degrees(position)?),
        }
    }
}
