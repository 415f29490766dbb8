//! What a check finds, and its verdicts.
//!
//! A *finding* (核查结果) is the subject matter: a parcel and a feature of a layer share ground, touch,
//! or come near. A *verdict* (结论) sums up a parcel. Both are values; they hold everything a report or
//! a card needs to explain them, and nothing here depends on threads or on order.

use std::sync::{Arc, OnceLock};

use crate::crs::{BoundShift, LonLat, Plane};
use crate::geometry::{PolygonColumn, Stretch, Widths, widths};
use crate::layer::{LandMode, ParcelId, Role, Source};
use crate::rules::{Outcome, Resolution};

use super::{ParcelAreas, Tolerances};

/// What kind of meeting a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Shared ground, wider than the boundary error (压占).
    Overlap,
    /// Ground of the parcel outside a layer it should stay inside (界外).
    Outside,
    /// Shared ground narrower than the combined boundary error τ (误差范围内接边压占).
    WithinError,
    /// A shared boundary without area (相接).
    Touch,
    /// Within the rule's distance (邻近).
    Near,
}

impl FindingKind {
    /// All kinds, most serious first.
    pub const ALL: [Self; 5] = [
        Self::Overlap,
        Self::Outside,
        Self::WithinError,
        Self::Touch,
        Self::Near,
    ];

    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Outside => "outside",
            Self::WithinError => "within_error",
            Self::Touch => "touch",
            Self::Near => "near",
        }
    }

    /// Whether the finding is ground in conflict.
    #[must_use]
    pub fn is_conflict(self) -> bool {
        matches!(self, Self::Overlap | Self::Outside)
    }
}

/// The three areas that are reported for any ground, in m².
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Areas {
    /// In the plane: the area on the ellipsoid.
    pub plane_m2: f64,
    /// By the published series of the land survey (国土调查办发〔2008〕32号); `None` for local coordinates.
    pub official_m2: Option<f64>,
    /// In the 3° Gauss-Krüger zone of the place, as boundary files declare it; `None` for local.
    pub gauss_kruger_m2: Option<f64>,
}

/// How much of a finding lies inside an approved extent (认定意见、论证意见、同意范围), in m².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approved {
    /// Shared ground inside the approved extent.
    pub inside_m2: f64,
    /// Shared ground outside it; 0 answers the official form's question with yes.
    pub outside_m2: f64,
}

/// One meeting of a parcel and a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable across re-checks of the same inputs, such as `p17-i0-f123`.
    pub id: String,
    /// Number of the parcel in file order, from 0.
    pub parcel: u32,
    /// The parcel's stable id in its layer.
    pub parcel_id: ParcelId,
    /// Number of the constraint input, from 0 in [`CheckResult::inputs`].
    pub input: u32,
    /// Role of that input.
    pub role: Role,
    /// Number of the feature in its file, from 0; `None` for [`FindingKind::Outside`].
    pub feature: Option<u32>,
    /// The feature's own identifier.
    pub feature_id: Option<String>,
    /// The feature's name, from the field that holds it.
    pub feature_name: Option<String>,
    /// The feature's zone or class, from the field that holds it.
    pub category: Option<String>,
    /// What kind of meeting.
    pub kind: FindingKind,
    /// Shared ground; all 0 for touch and near.
    pub areas: Areas,
    /// Plane area of the shared ground over that of the parcel, 0 to 1.
    pub share_of_parcel: f64,
    /// The bow in metres that explains the shared ground as a sliver between chords, when it is no wider (see
    /// [`super::bow_m`]). Named, never waived.
    pub chord_bow_m: Option<f64>,
    /// How plane metres relate to ground metres at the parcel.
    pub stretch: Stretch,
    /// See [`Finding::widths`].
    pub measured_widths: Remembered<Widths>,
    /// Gap for near findings, in metres on the ground; 0 otherwise.
    pub distance_m: f64,
    /// How the parcel uses the ground.
    pub land_mode: LandMode,
    /// What the rules say; `None` for touch and for layers that only describe.
    pub resolution: Option<Arc<Resolution>>,
    /// Part inside an approved extent, when such a layer was given.
    pub approved: Option<Approved>,
    /// Whether an invalid polygon takes part whose three readings agree on this finding.
    pub from_invalid: bool,
    /// The shared ground on the plane: one feature; the nearest points' segment is not kept.
    pub pieces: PolygonColumn,
    /// A point inside or near the shared ground; `None` for local coordinates.
    pub centroid_lonlat: Option<LonLat>,
}

/// A measure that is taken when somebody asks for it first. It follows from what stands beside it, so it does not
/// count when two findings are compared.
#[derive(Debug, Clone)]
pub struct Remembered<T>(OnceLock<T>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Remembered<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> From<T> for Remembered<T> {
    fn from(value: T) -> Self {
        Self(OnceLock::from(value))
    }
}

impl Finding {
    /// Mean and greatest width of the shared ground, in metres on the ground; measured when first asked for.
    #[must_use]
    pub fn widths(&self) -> Widths {
        *self
            .measured_widths
            .0
            .get_or_init(|| widths(&self.pieces.feature(0), self.stretch))
    }

    /// The outcome that the rules give this finding; `Notice` where none speaks.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.resolution
            .as_ref()
            .map_or(Outcome::Notice, |resolution| resolution.outcome)
    }
}

/// What is said of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No finding but touch, near and noise in everything that was checked (不涉及).
    Clear,
    /// Shared ground only within the boundary error (误差范围内).
    WithinError,
    /// It could not be settled, and why (无法判定).
    Undetermined,
    /// Shared ground for certain (涉及).
    Conflict,
}

impl Verdict {
    /// All verdicts, least serious first.
    pub const ALL: [Self; 4] = [Self::Clear, Self::WithinError, Self::Undetermined, Self::Conflict];

    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::WithinError => "within_error",
            Self::Undetermined => "undetermined",
            Self::Conflict => "conflict",
        }
    }
}

/// What is said of a parcel about one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleStatus {
    /// A layer with this role was checked, with this verdict.
    Checked(Verdict),
    /// No layer with this role was given (未检查).
    NotChecked,
}

impl RoleStatus {
    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Checked(verdict) => verdict.code(),
            Self::NotChecked => "not_checked",
        }
    }
}

/// Why something could not be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable code, also the text id, such as `reason-readings-differ`.
    pub code: &'static str,
    /// Number of the input it concerns.
    pub input: Option<u32>,
    /// Number of the feature it concerns.
    pub feature: Option<u32>,
    /// The facts of its sentence, by argument name.
    pub args: Vec<(&'static str, String)>,
}

impl Reason {
    /// A reason without place.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            input: None,
            feature: None,
            args: Vec::new(),
        }
    }

    /// The reason with its place.
    #[must_use]
    pub fn at(mut self, input: u32, feature: Option<u32>) -> Self {
        self.input = Some(input);
        self.feature = feature;
        self
    }

    /// The reason with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// A parcel's result about one role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleResult {
    /// The role.
    pub role: Role,
    /// What is said.
    pub status: RoleStatus,
    /// Worst outcome of its conflicts.
    pub outcome: Option<Outcome>,
    /// Shared ground with all features of the role, ground covered twice counted once, in m².
    pub dissolved_m2: f64,
    /// Sum over pairs, in m².
    pub pair_sum_m2: f64,
    /// Ground of the parcel outside the layer, for roles to stay inside, in m².
    pub outside_m2: Option<f64>,
}

impl RoleResult {
    /// Ground that several features of the role cover at once: pair sum − dissolved total, in m².
    #[must_use]
    pub fn counted_twice_m2(&self) -> f64 {
        (self.pair_sum_m2 - self.dissolved_m2).max(0.0)
    }
}

/// Shared ground too small to mean anything: counted and summed, never listed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Noise {
    /// Number of pairs.
    pub count: u32,
    /// Their area in m².
    pub area_m2: f64,
}

/// The result for one parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelResult {
    /// Its number in file order, from 0.
    pub index: u32,
    /// Its stable id in its layer.
    pub parcel_id: ParcelId,
    /// Its own identifier.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How it uses the ground.
    pub land_mode: LandMode,
    /// Its areas.
    pub areas: ParcelAreas,
    /// What is said.
    pub verdict: Verdict,
    /// Worst outcome of its conflicts.
    pub outcome: Option<Outcome>,
    /// Why something about it could not be settled; also given beside a conflict.
    pub reasons: Vec<Reason>,
    /// What was too small to mean anything.
    pub noise: Noise,
    /// One entry per role, in the order of [`crate::layer::NAMED_ROLES`], then own layers by name.
    pub roles: Vec<RoleResult>,
    /// A point inside or near it; `None` for local coordinates or without polygons.
    pub centroid_lonlat: Option<LonLat>,
}

/// What the check knows of one of its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct InputRecord {
    /// Where it came from; `None` for parcels that were all drawn in the window.
    pub source: Option<Source>,
    /// Its role; `None` for the parcels.
    pub role: Option<Role>,
    /// Name of the layer.
    pub layer: String,
    /// Its coordinate reference system, as `EPSG:4490` or `local`, and name.
    pub crs: String,
    /// Name of that system.
    pub crs_name: String,
    /// The datum shift that led from it to CGCS2000, where somebody gave one.
    pub shift: Option<Arc<BoundShift>>,
    /// Number of features in the file.
    pub features: u32,
    /// Number of features with polygons that take part.
    pub read: u32,
    /// Number of features set aside because they could not be read.
    pub quarantined: u32,
    /// What the import altered, left out or wants known.
    pub notes: crate::layer::Notes,
}

/// Everything that a check yields.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckResult {
    /// The plane in which it was computed.
    pub plane: Plane,
    /// The day for which the rules were asked.
    pub as_of: jiff::civil::Date,
    /// The activity for which they were asked, as its code.
    pub activity: Option<String>,
    /// Tolerances used.
    pub tolerances: Tolerances,
    /// Name, version and SHA-256 of the rule sets.
    pub rules: Vec<RuleRecord>,
    /// The parcels as they came in; `None` where none were given.
    pub parcel_input: Option<InputRecord>,
    /// The constraint layers, in the order in which they were given.
    pub inputs: Vec<InputRecord>,
    /// One result per parcel, in file order.
    pub parcels: Vec<ParcelResult>,
    /// Findings by parcel, input, feature.
    pub findings: Vec<Finding>,
    /// Reasons that concern the run as a whole.
    pub reasons: Vec<Reason>,
}

/// Which rules were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRecord {
    /// Name of the rule set.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day on which somebody last compared it with the law.
    pub last_verified: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl CheckResult {
    /// The tolerances that held against an input: those of the check, and the error of datum shifts.
    #[must_use]
    pub fn tolerances_against(&self, input: u32) -> Tolerances {
        let shift = |record: Option<&InputRecord>| record.and_then(|record| record.shift.clone());
        let parcels = shift(self.parcel_input.as_ref());
        let layer = shift(self.inputs.get(input as usize));
        self.tolerances.with_shifts(parcels.as_deref(), layer.as_deref())
    }

    /// Number of parcels with a verdict.
    #[must_use]
    pub fn n_with(&self, verdict: Verdict) -> usize {
        self.parcels
            .iter()
            .filter(|parcel| parcel.verdict == verdict)
            .count()
    }

    /// Findings of one parcel.
    pub fn findings_of(&self, parcel: u32) -> impl Iterator<Item = &Finding> {
        let from = self.findings.partition_point(|finding| finding.parcel < parcel);
        self.findings[from..]
            .iter()
            .take_while(move |finding| finding.parcel == parcel)
    }
}
