//! From findings and doubts to a verdict, per role.

use crate::rules::Outcome;

use super::{FindingKind, Verdict};

/// What is known of a parcel about one role.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RoleTally {
    conflicts: u32,
    within_error: u32,
    doubts: u32,
    pub outcome: Option<Outcome>,
    pub outside_m2: Option<f64>,
}

impl RoleTally {
    /// Counts a finding of ground.
    pub fn add(&mut self, kind: FindingKind, outcome: Outcome) {
        if kind.is_conflict() {
            self.conflicts += 1;
            self.outcome = self.outcome.max(Some(outcome));
        } else if kind == FindingKind::WithinError {
            self.within_error += 1;
        }
    }

    /// Counts something that could not be settled.
    pub fn doubt(&mut self) {
        self.doubts += 1;
    }

    /// Certain conflict before doubt, doubt before boundary error, and clear only without all of them.
    pub fn verdict(&self) -> Verdict {
        if self.conflicts > 0 {
            Verdict::Conflict
        } else if self.doubts > 0 {
            Verdict::Undetermined
        } else if self.within_error > 0 {
            Verdict::WithinError
        } else {
            Verdict::Clear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_is_never_clear_and_never_hides_a_conflict() {
        let mut tally = RoleTally::default();
        assert_eq!(tally.verdict(), Verdict::Clear);
        tally.add(FindingKind::WithinError, Outcome::Notice);
        assert_eq!(tally.verdict(), Verdict::WithinError);
        tally.doubt();
        assert_eq!(tally.verdict(), Verdict::Undetermined);
        tally.add(FindingKind::Overlap, Outcome::Restricted);
        tally.add(FindingKind::Overlap, Outcome::Conditional);
        assert_eq!(tally.verdict(), Verdict::Conflict);
        assert_eq!(tally.outcome, Some(Outcome::Restricted));
    }
}
