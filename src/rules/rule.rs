//! One rule.

use jiff::civil::Date;

use crate::layer::{LandMode, Role};

use super::{Activity, Basis, Choice, Confidence, Ground, Outcome, Period, Phase, Side};

/// A rule: where and when it applies, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Stable id, such as `CN.eco.core`; stands in findings and reports.
    pub id: String,
    /// Where, for what and when the rule applies.
    pub scope: Scope,
    /// What it says.
    pub outcome: Outcome,
    /// Codes of the documents it asks for.
    pub documents: Vec<String>,
    /// Code of the body that decides or issues the documents.
    pub authority: Option<String>,
    /// The texts it rests on, those not in force today included.
    pub basis: Vec<Basis>,
    /// How well its content is known.
    pub confidence: Confidence,
    /// When somebody last compared it with its texts.
    pub last_verified: Date,
    /// Distance in metres within which ground that is not shared is reported as near.
    pub near_m: Option<f64>,
    /// Whether it takes part in resolutions; a rule whose text is not yet entered does not.
    pub enabled: bool,
    /// Title for a rule that has none in the texts (a rule set of the user's own).
    pub title: Option<String>,
    /// What the keepers of the rule set should know.
    pub note: Option<String>,
}

/// Where, for what and when a rule applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Kinds of ground; one of them must fit.
    pub on: Vec<Ground>,
    /// Activities it speaks of.
    pub activities: Choice<Activity>,
    /// Stages of the procedure.
    pub phases: Choice<Phase>,
    /// Ways of using the ground.
    pub land_modes: Choice<LandMode>,
    /// Side of the layer.
    pub side: Side,
    /// Place where it is law: `CN`, `CN-36`, `CN-3601`.
    pub jurisdiction: String,
    /// Days on which it holds.
    pub period: Period,
}

impl Rule {
    /// Id of its title in the texts: `rule-cn-eco-core` for `CN.eco.core`.
    #[must_use]
    pub fn title_id(&self) -> String {
        format!("rule-{}", self.id.to_ascii_lowercase().replace('.', "-"))
    }

    /// Id of its explanation in the texts.
    #[must_use]
    pub fn explanation_id(&self) -> String {
        format!("{}-why", self.title_id())
    }

    /// Whether the rule speaks of any ground in layers of this role.
    #[must_use]
    pub fn concerns(&self, role: &Role) -> bool {
        self.scope.on.iter().any(|ground| ground.role.covers(role))
    }
}

impl Scope {
    /// Whether the rule is law at a place: at its own or at one above it (`CN` holds in `CN-36`).
    #[must_use]
    pub fn holds_in(&self, place: &str) -> bool {
        let Some(below) = place.strip_prefix(self.jurisdiction.as_str()) else {
            return false;
        };
        // Below a province the codes grow by digits (CN-36, CN-3601), above by a hyphen.
        below.is_empty() || below.starts_with('-') || self.jurisdiction.contains('-')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(jurisdiction: &str) -> Scope {
        Scope {
            on: Vec::new(),
            activities: Choice::Any,
            phases: Choice::Any,
            land_modes: Choice::Any,
            side: Side::Inside,
            jurisdiction: jurisdiction.to_owned(),
            period: Period::default(),
        }
    }

    #[test]
    fn a_rule_holds_in_all_places_below_its_own() {
        assert!(scope("CN").holds_in("CN") && scope("CN").holds_in("CN-36"));
        assert!(scope("CN-36").holds_in("CN-3601") && !scope("CN-36").holds_in("CN"));
        assert!(!scope("CN").holds_in("CNX") && !scope("CN-36").holds_in("CN-35"));
    }
}
