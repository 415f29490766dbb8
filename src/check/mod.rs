//! The check: which parcels meet protected land, where, how much, and what follows.
//!
//! Input: a [`CheckRequest`] with a snapshot of the parcels, constraint layers on the same plane,
//! rules, tolerances, a date and an activity. Output: a [`CheckResult`] with findings and one verdict
//! per parcel. It is a pure function: the same request gives the same bytes, whatever the number of
//! threads. What cannot be settled is `undetermined` with its reason, never clear.
//!
//! Deliberately not here: reading files, changing parcels, choosing words.

mod areas;
mod chord;
mod finding;
mod gaps;
mod ground;
mod layers;
mod live;
mod outside;
mod parcel;
mod request;
mod run;
mod sensitivity;
mod tolerance;
mod totals;
mod verdict;

pub use areas::ParcelAreas;
pub use chord::bow_m;
pub use finding::{
    Approved, Areas, CheckResult, Finding, FindingKind, InputRecord, Noise, ParcelResult, Reason, Remembered,
    RoleResult, RoleStatus, RuleRecord, Verdict,
};
pub use gaps::{Gap, Gaps, gaps_within};
pub use layers::{FeaturePair, LayerOverlap, LayerQuestion, PairDoubt, overlap_layers, overlap_within};
pub use live::LiveCheck;
pub use request::CheckRequest;
pub use run::{recheck, run};
pub use sensitivity::{SensitivityStep, sensitivity};
pub use tolerance::Tolerances;
pub use totals::{ClassTotal, UnitTotal, totals_by_class, totals_by_unit};

#[cfg(test)]
mod scene;
#[cfg(test)]
mod tests;
