//! How the program ends.
//!
//! Meaning: four numbers that scripts rely on. A conflict outranks what could not be settled, because
//! it is certain; what could not be settled never looks like all clear.

use std::process::ExitCode;

use crate::check::{CheckResult, Verdict};

/// The ends of the program, with the meaning of their numbers fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and for a check: all parcels are clear or within the boundary error.
    Done = 0,
    /// At least one parcel is in conflict.
    Conflict = 1,
    /// At least one parcel is undetermined, and none is in conflict.
    Undetermined = 2,
    /// What was asked for was not done.
    NotDone = 3,
}

impl Exit {
    /// The end of a check.
    #[must_use]
    pub fn of_check(result: &CheckResult) -> Self {
        if result.n_with(Verdict::Conflict) > 0 {
            Self::Conflict
        } else if result.n_with(Verdict::Undetermined) > 0 || !result.reasons.is_empty() {
            Self::Undetermined
        } else {
            Self::Done
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
