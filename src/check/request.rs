//! What a check is asked.

use std::sync::Arc;

use crate::crs::Plane;
use crate::layer::{ConstraintLayer, ProposalLayer, Role};
use crate::rules::{Activity, Phase, RuleSet};

use super::{RuleRecord, Tolerances};

/// A complete question: parcels, layers on the same plane, rules and tolerances. Everything is shared or
/// small, so that a request is a snapshot which an edit cannot disturb.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// The plane on which all geometry lies.
    pub plane: Plane,
    /// The parcels.
    pub parcels: ProposalLayer,
    /// The constraint layers, in the order in which they were given; each carries its role.
    pub layers: Vec<Arc<ConstraintLayer>>,
    /// The rules.
    pub rules: Arc<RuleSet>,
    /// Which rule files they came from.
    pub rule_records: Vec<RuleRecord>,
    /// Tolerances.
    pub tolerances: Tolerances,
    /// The activity for which land is wanted; `None` shows possible outcomes instead of guessing.
    pub activity: Option<Activity>,
    /// The phase of the procedure.
    pub phase: Option<Phase>,
    /// The day for which the rules are asked.
    pub as_of: jiff::civil::Date,
    /// Jurisdictions whose rules apply, widest first, such as `CN`, `CN-36`.
    pub jurisdiction: Vec<String>,
}

impl CheckRequest {
    /// The layers that take part with a role.
    pub fn layers_with<'a>(
        &'a self,
        role: &'a Role,
    ) -> impl Iterator<Item = (u32, &'a Arc<ConstraintLayer>)> {
        (0..)
            .zip(&self.layers)
            .filter(move |(_, layer)| layer.role == *role)
    }

    /// The tolerances against a layer: those of the check, and the error of datum shifts.
    #[must_use]
    pub fn tolerances_against(&self, layer: &ConstraintLayer) -> Tolerances {
        self.tolerances
            .with_shifts(self.parcels.crs.shift.as_deref(), layer.crs.shift.as_deref())
    }

    /// The tolerances against all layers of a role together: those of the least accurate.
    #[must_use]
    pub fn tolerances_against_role(&self, role: &Role) -> Tolerances {
        let of_layers = self
            .layers_with(role)
            .map(|(_, layer)| self.tolerances_against(layer));
        let widest = |a: Tolerances, b: Tolerances| {
            if b.combined_error_m() > a.combined_error_m() {
                b
            } else {
                a
            }
        };
        of_layers.reduce(widest).unwrap_or(self.tolerances)
    }
}
