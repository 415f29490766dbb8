//! The check: which parcels meet protected land, where, how much, and what follows.
//!
//! Input: a [`CheckRequest`] with a snapshot of the parcels, constraint layers on the same plane,
//! rules, tolerances, a date and an activity. Output: a [`CheckResult`] with findings and one verdict
//! per parcel. It is a pure function: the same request gives the same bytes, whatever the number of
//! threads. What cannot be settled is `undetermined` with its reason, never clear.
//!
//! Deliberately not here: reading files, changing parcels, choosing words.

mod areas;
mod finding;
mod ground;
mod parcel;
mod request;
mod run;
mod tolerance;
mod verdict;

pub use finding::{
    Approved, Areas, CheckResult, Finding, FindingKind, InputRecord, Noise, ParcelResult, Reason, Remembered,
    RoleResult, RoleStatus, RuleRecord, Verdict,
};
pub use request::CheckRequest;
pub use run::{recheck, run};
pub use tolerance::Tolerances;

#[cfg(test)]
mod scene;
#[cfg(test)]
mod tests;
