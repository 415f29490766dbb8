//! Sums over a check result, computed once and shared by all documents.

use crate::check::{
    CheckResult, Finding, FindingKind, Noise, ParcelResult, Reason, RoleResult, RoleStatus, Verdict,
};
use crate::layer::{LandMode, Role};
use crate::rules::{Matched, Outcome};

/// Sums over all parcels; sums run in one fixed order, so that they have the same bits
/// everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Number of parcels per verdict, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<(Verdict, usize)>,
    /// Number of findings per kind, in the order of [`FindingKind::ALL`].
    pub kinds: Vec<(FindingKind, usize)>,
    /// Number of parcels in conflict per worst outcome, worst first.
    pub outcomes: Vec<(Outcome, usize)>,
    /// What was too small to mean anything.
    pub noise: Noise,
    /// Area of all parcels in the plane, in m².
    pub parcels_m2: f64,
    /// One entry per role, in the order of the parcels' results.
    pub roles: Vec<RoleSummary>,
}

/// Sums over all parcels about one role.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleSummary {
    /// The role.
    pub role: Role,
    /// Number of parcels per verdict about this role, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<(Verdict, usize)>,
    /// Number of parcels for which the role was not checked.
    pub not_checked: usize,
    /// Ground of all parcels.
    pub ground: Ground,
    /// Certain overlap, summed over pairs.
    pub overlap: Pairs,
    /// Certain ground outside the layer, for roles to stay inside.
    pub outside: Pairs,
    /// Shared ground within the boundary error, summed over pairs.
    pub within_error: Pairs,
    /// Ground outside the layer within the boundary error.
    pub outside_within_error: Pairs,
    /// Shared ground whose extent could not be settled, summed over pairs at its greatest reading.
    pub doubtful: Pairs,
    /// Ground by the way in which it is used: modes that occur among the parcels.
    pub modes: Vec<(LandMode, Ground)>,
}

/// Findings of one standing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pairs {
    /// Number of parcels that have any.
    pub parcels: usize,
    /// Their area in m².
    pub area_m2: f64,
}

/// Shared ground, summed over parcels, in m².
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ground {
    /// Number of parcels that were checked.
    pub parcels: usize,
    /// Ground covered twice counted once, per parcel.
    pub dissolved_m2: f64,
    /// Sum over pairs.
    pub pair_sum_m2: f64,
    /// Pair sum less dissolved ground.
    pub counted_twice_m2: f64,
    /// Ground outside the layer, for roles to stay inside.
    pub outside_m2: Option<f64>,
}

impl Summary {
    /// Sums up a result.
    #[must_use]
    pub fn of(result: &CheckResult) -> Self {
        let count = |outcome| {
            let in_conflict = result
                .parcels
                .iter()
                .filter(|parcel| parcel.verdict == Verdict::Conflict);
            in_conflict
                .filter(|parcel| parcel.outcome == Some(outcome))
                .count()
        };
        let noise = result.parcels.iter().fold(Noise::default(), |sum, parcel| Noise {
            count: sum.count + parcel.noise.count,
            area_m2: sum.area_m2 + parcel.noise.area_m2,
        });
        let of_kind = |kind| {
            result
                .findings
                .iter()
                .filter(|finding| finding.kind == kind)
                .count()
        };
        Self {
            verdicts: Verdict::ALL
                .map(|verdict| (verdict, result.n_with(verdict)))
                .to_vec(),
            kinds: FindingKind::ALL.map(|kind| (kind, of_kind(kind))).to_vec(),
            outcomes: Outcome::ALL
                .into_iter()
                .rev()
                .map(|outcome| (outcome, count(outcome)))
                .collect(),
            noise,
            parcels_m2: result.parcels.iter().map(|parcel| parcel.areas.plane_m2).sum(),
            roles: roles_of(result)
                .into_iter()
                .map(|role| RoleSummary::of(result, role))
                .collect(),
        }
    }

    /// Number of parcels with a verdict.
    #[must_use]
    pub fn n_with(&self, verdict: Verdict) -> usize {
        self.verdicts
            .iter()
            .find(|(known, _)| *known == verdict)
            .map_or(0, |(_, count)| *count)
    }
}

impl RoleSummary {
    fn of(result: &CheckResult, role: Role) -> Self {
        let mut summary = Self {
            role,
            verdicts: Verdict::ALL.map(|verdict| (verdict, 0)).to_vec(),
            not_checked: 0,
            ground: Ground::default(),
            overlap: Pairs::default(),
            outside: Pairs::default(),
            within_error: Pairs::default(),
            outside_within_error: Pairs::default(),
            doubtful: Pairs::default(),
            modes: Vec::new(),
        };
        summary.add_findings(result);
        for mode in LandMode::ALL {
            let mut of_mode = Ground::default();
            let parcels = result.parcels.iter().filter(|parcel| parcel.land_mode == mode);
            let role = summary.role.clone();
            for about in parcels
                .flat_map(|parcel| &parcel.roles)
                .filter(|about| about.role == role)
            {
                summary.count(about.status);
                of_mode.add(about);
                summary.ground.add(about);
            }
            if of_mode.parcels > 0 {
                summary.modes.push((mode, of_mode));
            }
        }
        summary
    }

    /// Whether any parcel was checked against a layer with this role.
    #[must_use]
    pub fn was_checked(&self) -> bool {
        self.ground.parcels > 0
    }

    /// Number of parcels with a verdict about this role.
    #[must_use]
    pub fn n_with(&self, verdict: Verdict) -> usize {
        self.verdicts
            .iter()
            .find(|(known, _)| *known == verdict)
            .map_or(0, |(_, count)| *count)
    }

    fn add_findings(&mut self, result: &CheckResult) {
        let role = self.role.clone();
        let of_role = || result.findings.iter().filter(|finding| finding.role == role);
        let of = |wanted: Standing, has_feature: bool| {
            Pairs::of(
                of_role().filter(|f| f.feature.is_some() == has_feature && standing(result, f) == wanted),
            )
        };
        self.overlap = of(Standing::Conflict, true);
        self.outside = of(Standing::Conflict, false);
        self.within_error = of(Standing::WithinError, true);
        self.outside_within_error = of(Standing::WithinError, false);
        self.doubtful =
            Pairs::of(of_role().filter(|finding| standing(result, finding) == Standing::Doubtful));
    }

    fn count(&mut self, status: RoleStatus) {
        match status {
            RoleStatus::NotChecked => self.not_checked += 1,
            RoleStatus::Checked(verdict) => {
                for (_, count) in self.verdicts.iter_mut().filter(|(known, _)| *known == verdict) {
                    *count += 1;
                }
            }
        }
    }
}

impl Pairs {
    /// Sums up findings that are ordered by parcel.
    fn of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Self {
        let mut sum = Self::default();
        let mut last = None;
        for finding in findings {
            sum.area_m2 += finding.areas.plane_m2;
            sum.parcels += usize::from(last != Some(finding.parcel));
            last = Some(finding.parcel);
        }
        sum
    }
}

impl Ground {
    /// Adds a parcel's result; one that was not checked adds nothing.
    fn add(&mut self, about: &RoleResult) {
        if about.status == RoleStatus::NotChecked {
            return;
        }
        self.parcels += 1;
        self.dissolved_m2 += about.dissolved_m2;
        self.pair_sum_m2 += about.pair_sum_m2;
        self.counted_twice_m2 += about.counted_twice_m2();
        if let Some(outside) = about.outside_m2 {
            self.outside_m2 = Some(self.outside_m2.unwrap_or(0.0) + outside);
        }
    }
}

/// All roles that any parcel has a result about: named roles in their order, own layers by name.
fn roles_of(result: &CheckResult) -> Vec<Role> {
    let mut roles: Vec<Role> = result
        .parcels
        .iter()
        .flat_map(|parcel| &parcel.roles)
        .map(|about| about.role.clone())
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

/// How a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Ground in conflict for certain.
    Conflict,
    /// Ground whose extent could not be settled.
    Doubtful,
    /// Ground within the boundary error.
    WithinError,
    /// Ground that a layer only describes, such as land-use patches of which no rule speaks.
    Described,
    /// A boundary shared or near; no ground.
    Contact,
}

/// How a finding counts, as its parcel's verdicts and reasons have it.
pub(super) fn standing(result: &CheckResult, finding: &Finding) -> Standing {
    match finding.kind {
        FindingKind::Touch | FindingKind::Near => return Standing::Contact,
        FindingKind::WithinError => return Standing::WithinError,
        FindingKind::Overlap | FindingKind::Outside => {}
    }
    let has_rule = finding
        .resolution
        .as_ref()
        .is_some_and(|resolution| resolution.deciding.is_some());
    if finding.role == Role::LandUse && !has_rule {
        return Standing::Described;
    }
    let parcel = result.parcels.get(finding.parcel as usize);
    if parcel.is_some_and(|parcel| is_certain(parcel, finding)) {
        Standing::Conflict
    } else {
        Standing::Doubtful
    }
}

/// The role is in conflict, and no reason names the very feature.
fn is_certain(parcel: &ParcelResult, finding: &Finding) -> bool {
    let names = |reason: &Reason| {
        reason.input == Some(finding.input) && reason.feature.is_some() && reason.feature == finding.feature
    };
    let about = parcel.roles.iter().find(|about| about.role == finding.role);
    let in_conflict = about.is_some_and(|about| about.status == RoleStatus::Checked(Verdict::Conflict));
    in_conflict && !parcel.reasons.iter().any(names)
}

/// Whether the outcome of a finding rests on a rule that nobody has verified (待核实).
pub(super) fn is_unverified(finding: &Finding) -> bool {
    deciding_rule(finding).is_some_and(|rule| rule.unverified)
}

/// Whether a text behind the outcome of a finding may have expired by the day of the check.
pub(super) fn has_expired_basis(finding: &Finding) -> bool {
    deciding_rule(finding).is_some_and(|rule| rule.expired_basis)
}

fn deciding_rule(finding: &Finding) -> Option<&Matched> {
    let resolution = finding.resolution.as_ref()?;
    let deciding = resolution.deciding.as_deref()?;
    resolution.matched.iter().find(|matched| matched.rule == deciding)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;

    #[test]
    fn sums_agree_with_the_parcels_and_modes_add_up() {
        let fixture = Fixture::sample();
        let summary = Summary::of(&fixture.result);
        let parcels: usize = summary.verdicts.iter().map(|(_, count)| count).sum();
        assert_eq!(parcels, fixture.result.parcels.len());
        for role in &summary.roles {
            let counted: usize = role.verdicts.iter().map(|(_, count)| count).sum();
            assert_eq!(counted + role.not_checked, parcels);
            let by_mode: f64 = role.modes.iter().map(|(_, ground)| ground.pair_sum_m2).sum();
            assert!((by_mode - role.ground.pair_sum_m2).abs() < 1e-9);
        }
        let doubtful: usize = summary.roles.iter().map(|role| role.doubtful.parcels).sum();
        assert_eq!(doubtful, 1, "the parcel whose feature has three readings");
        assert!(
            summary
                .roles
                .iter()
                .any(|role| !role.was_checked() && role.not_checked == parcels)
        );
    }
}
