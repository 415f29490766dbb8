//! How much depends on the tolerance (敏感性).
//!
//! Meaning: a conflict that vanishes when boundaries are granted ten centimetres is another matter than one that
//! stands at five metres. For a row of widths τ: how many pairs, how many parcels and how much ground would be in
//! conflict if everything narrower than τ were boundary error. Pairs that count whatever their width, because the
//! parcel or the feature lies in the other as a whole, count at every step. Noise is left out at every step.
//!
//! Input: a result and its layers. Output: one row per width; each equals what a check with that tolerance finds,
//! and no column ever grows from one row to the next.
//!
//! Deliberately not here: a new check. Widths of the findings say it all.

use std::sync::Arc;

use rayon::prelude::*;

use super::{CheckResult, Finding, FindingKind};
use crate::layer::ConstraintLayer;

/// Widths for which the question is asked, in metres, beside the tolerance of the check itself.
const STEPS_M: [f64; 10] = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
/// A share from which a parcel or a feature is shared as a whole: all but the rounding of its own area.
const WHOLE: f64 = 1.0 - 1e-9;

/// What would be in conflict at one tolerance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SensitivityStep {
    /// Shared ground narrower than this would be boundary error, in metres.
    pub tolerance_m: f64,
    /// Pairs in conflict.
    pub pairs: usize,
    /// Parcels with at least one of them.
    pub parcels: usize,
    /// Sum of the pairs' ground in m².
    pub area_m2: f64,
    /// Whether this is the tolerance of the check.
    pub is_own: bool,
}

/// The rows for the usual widths and the check's own tolerance, in ascending order.
#[must_use]
pub fn sensitivity(result: &CheckResult, layers: &[Arc<ConstraintLayer>]) -> Vec<SensitivityStep> {
    let own = result.tolerances.combined_error_m();
    let mut steps: Vec<f64> = STEPS_M
        .into_iter()
        .filter(|step| *step != own)
        .chain([own])
        .collect();
    steps.sort_by(f64::total_cmp);
    let grounds: Vec<(u32, f64, f64)> = result
        .findings
        .par_iter()
        .filter(|finding| is_ground(finding))
        .map(|finding| {
            (
                finding.parcel,
                effective_width_m(finding, layers),
                finding.areas.plane_m2,
            )
        })
        .collect();
    steps
        .into_iter()
        .map(|tolerance_m| {
            let standing = grounds.iter().filter(|(_, width, _)| *width >= tolerance_m);
            let mut parcels: Vec<u32> = standing.clone().map(|(parcel, ..)| *parcel).collect();
            parcels.dedup();
            SensitivityStep {
                tolerance_m,
                pairs: standing.clone().count(),
                parcels: parcels.len(),
                area_m2: standing.fold(0.0, |sum, (.., area)| sum + area),
                is_own: tolerance_m == own,
            }
        })
        .collect()
}

fn is_ground(finding: &Finding) -> bool {
    matches!(
        finding.kind,
        FindingKind::Overlap | FindingKind::Outside | FindingKind::WithinError
    )
}

/// The width up to which a finding stands; infinite when it stands whatever its width.
fn effective_width_m(finding: &Finding, layers: &[Arc<ConstraintLayer>]) -> f64 {
    let width = finding.widths().greatest_m;
    let widest = STEPS_M[STEPS_M.len() - 1];
    let is_whole = || {
        finding.feature.is_some()
            && (finding.share_of_parcel >= WHOLE || finding.share_of_feature(layers) >= WHOLE)
    };
    if width < widest && is_whole() {
        f64::INFINITY
    } else {
        width
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::read_scene;
    use super::super::{Tolerances, run};
    use super::*;
    use crate::progress::Ticket;

    const SCENE: &str = "eco_redline R1 rect 0 0 1000 100
        eco_redline R2 rect 2000 0 2100 0.3
        parcel P1 rect 100 99.97 200 150
        parcel P2 rect 300 99.4 400 150
        parcel P3 rect 500 98 600 150
        parcel P4 rect 700 60 800 150
        parcel P5 rect 100 10 200 10.4
        parcel P6 rect 1990 -50 2200 50
        parcel P7 rect 900 99.9995 950 150";

    #[test]
    fn each_step_is_what_a_check_with_that_tolerance_finds() {
        let (request, _, _) = read_scene(SCENE);
        let result = run(&request, &Ticket::new()).unwrap();
        let steps = sensitivity(&result, &request.layers);
        assert_eq!(steps.len(), 11);
        assert_eq!(steps.iter().filter(|step| step.is_own).count(), 1);
        for step in &steps {
            let mut again = request.clone();
            // τ = 2 √(σ² + σ²).
            again.tolerances = Tolerances::default().with_accuracy(step.tolerance_m / 8.0_f64.sqrt());
            let found = run(&again, &Ticket::new()).unwrap();
            let conflicts: Vec<_> = found
                .findings
                .iter()
                .filter(|f| f.kind == FindingKind::Overlap)
                .collect();
            let sum: f64 = conflicts.iter().map(|f| f.areas.plane_m2).sum();
            assert_eq!(conflicts.len(), step.pairs, "{step:?}");
            assert!((sum - step.area_m2).abs() < 1e-6, "{step:?} {sum}");
        }
        let falls = |of: fn(&SensitivityStep) -> f64| steps.windows(2).all(|two| of(&two[1]) <= of(&two[0]));
        #[expect(clippy::cast_precision_loss)]
        let counts = falls(|step| step.pairs as f64) && falls(|step| step.parcels as f64);
        assert!(counts && falls(|step| step.area_m2));
        assert_eq!((steps[0].pairs, steps[10].pairs), (6, 3));
    }
}
