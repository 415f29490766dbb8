//! What the check must yield for each parcel, from how the parcels were made.
//!
//! Areas come from clipping the layers with the parcels' convex parts in longitude and latitude and from
//! the integral over the ellipsoid: another way than the check's own, which works on a plane.

use super::feature::{Feature, Layer};
use super::ground::Point;
use super::outline::shared_area;
use super::parcel::{Mark, Parcel};

/// Shared ground below this area in m² is a rounding of the clipping.
const NOTHING: f64 = 1e-4;

/// What one parcel must yield.
pub(crate) struct Expectation {
    /// `clear`, `within_error`, `undetermined` or `conflict`.
    pub(crate) verdict: &'static str,
    /// Worst outcome of its conflicts.
    pub(crate) outcome: Option<&'static str>,
    /// Codes of its reasons.
    pub(crate) reasons: Vec<&'static str>,
    /// Pairs that are noise, and their area in m².
    pub(crate) noise: (usize, f64),
    /// One entry per role that a parcel avoids or stays inside.
    pub(crate) roles: Vec<RoleExpectation>,
}

/// What one parcel must yield about one role.
pub(crate) struct RoleExpectation {
    /// The role.
    pub(crate) role: &'static str,
    /// As the verdict.
    pub(crate) status: &'static str,
    /// Shared ground with ground covered twice counted once, in m².
    pub(crate) dissolved: f64,
    /// Sum over pairs in m².
    pub(crate) pair_sum: f64,
    /// Findings by feature.
    pub(crate) findings: Vec<FindingExpectation>,
}

/// One finding.
pub(crate) struct FindingExpectation {
    /// Number of the feature from 0; none for ground outside.
    pub(crate) feature: Option<usize>,
    /// The feature's own identifier.
    pub(crate) feature_id: String,
    /// `overlap`, `outside`, `within_error`, `touch` or `near`.
    pub(crate) kind: &'static str,
    /// What the rules say of the ground; none where there is none.
    pub(crate) outcome: Option<&'static str>,
    /// Shared ground in m².
    pub(crate) area: f64,
    /// Whether its ground is certain; if not, it is the largest that a reading gives.
    pub(crate) certain: bool,
    /// Distance in metres of a near finding.
    pub(crate) distance: Option<f64>,
    /// Part of the area inside the approved extent, where some is.
    pub(crate) approved: Option<f64>,
    /// Whether an invalid polygon takes part.
    pub(crate) from_invalid: bool,
}

/// Outcomes, mildest first.
const OUTCOMES: [&str; 4] = ["notice", "conditional", "restricted", "prohibited"];
/// Verdicts, least serious first.
const VERDICTS: [&str; 4] = ["clear", "within_error", "undetermined", "conflict"];

/// The layers of the check, and the extent that an approval covers.
pub(crate) struct Checked<'a> {
    /// Layers to avoid, and the urban boundary.
    pub(crate) layers: Vec<&'a Layer>,
    /// The approved extent; convex.
    pub(crate) approval: &'a [Point],
    /// Number of the field that repeats another.
    pub(crate) repeated_field: usize,
}

impl Checked<'_> {
    /// What a parcel must yield.
    pub(crate) fn expect(&self, parcel: &Parcel) -> Expectation {
        if parcel.shape.is_empty() {
            return self.without_geometry();
        }
        let roles: Vec<_> = self.layers.iter().map(|layer| self.role(layer, parcel)).collect();
        let verdict = roles
            .iter()
            .map(|role| role.status)
            .max_by_key(|status| rank(&VERDICTS, status));
        let reason = |mark: &Mark| match mark {
            Mark::OwnReadingsDiffer => Some("reason-parcel-readings-differ"),
            Mark::Undetermined(_) => Some("reason-readings-differ"),
            _ => None,
        };
        Expectation {
            verdict: verdict.unwrap_or(VERDICTS[0]),
            outcome: worst(roles.iter().flat_map(|role| &role.findings)),
            reasons: parcel.marks.iter().filter_map(reason).collect(),
            noise: self.noise(parcel),
            roles,
        }
    }

    fn without_geometry(&self) -> Expectation {
        let role = |layer: &&Layer| RoleExpectation {
            role: layer.role,
            status: "undetermined",
            dissolved: 0.0,
            pair_sum: 0.0,
            findings: Vec::new(),
        };
        Expectation {
            verdict: "undetermined",
            outcome: None,
            reasons: vec!["reason-no-geometry"],
            noise: (0, 0.0),
            roles: self.layers.iter().map(role).collect(),
        }
    }

    fn role(&self, layer: &Layer, parcel: &Parcel) -> RoleExpectation {
        let undetermined = parcel.marks.contains(&Mark::Undetermined(layer.role));
        let findings = self.findings(layer, parcel, !undetermined);
        let doubted = undetermined || parcel.marks.contains(&Mark::OwnReadingsDiffer);
        let status = if doubted {
            "undetermined"
        } else {
            status(&findings)
        };
        let inside = |finding: &&FindingExpectation| finding.feature.is_some();
        let pair_sum = findings.iter().filter(inside).map(|finding| finding.area).sum();
        let once = |finding: &&FindingExpectation| {
            inside(finding)
                && !(layer.role == "basic_farmland" && finding.feature == Some(self.repeated_field))
        };
        let dissolved = findings.iter().filter(once).map(|finding| finding.area).sum();
        RoleExpectation {
            role: layer.role,
            status,
            dissolved,
            pair_sum,
            findings,
        }
    }

    fn findings(&self, layer: &Layer, parcel: &Parcel, certain: bool) -> Vec<FindingExpectation> {
        let urban = layer.role == "urban_boundary";
        let features = layer.features.iter().enumerate();
        let met = |(i, feature): (usize, &Feature)| {
            let (kind, area, distance) = meeting(layer.role, i, feature, parcel)?;
            // Inside the urban boundary only the zone with a rule of its own is worth a finding.
            if urban && feature.text("GHFQMC") != "特别用途区" {
                return None;
            }
            let outcome = (area > 0.0).then(|| outcome(layer.role, feature, parcel.mode));
            Some(FindingExpectation {
                feature: Some(i),
                feature_id: feature.text(layer.key).to_owned(),
                kind,
                outcome,
                certain,
                area,
                distance,
                approved: self.approved(layer.role, feature, parcel),
                from_invalid: parcel.marks.contains(&Mark::FromInvalid),
            })
        };
        let mut findings: Vec<_> = features.filter_map(met).collect();
        if urban {
            findings.extend(outside(layer, parcel));
        }
        findings
    }

    /// Ground that a parcel shares with a unit of the red line inside the approved extent.
    fn approved(&self, role: &str, feature: &Feature, parcel: &Parcel) -> Option<f64> {
        let inside: f64 = parcel
            .parts
            .iter()
            .map(|(sign, ring)| sign * shared_area(&feature.shape, &[ring, self.approval]))
            .sum();
        (role == "eco_redline" && inside > NOTHING).then_some(inside)
    }

    fn noise(&self, parcel: &Parcel) -> (usize, f64) {
        let noisy = self
            .layers
            .iter()
            .filter(|layer| parcel.marks.contains(&Mark::Noise(layer.role)));
        let areas = noisy.flat_map(|layer| layer.features.iter().map(|feature| shared(feature, parcel)));
        areas
            .filter(|area| *area > NOTHING)
            .fold((0, 0.0), |(count, sum), area| (count + 1, sum + area))
    }
}

/// How a parcel meets a feature: kind, area, distance.
fn meeting(
    role: &'static str,
    index: usize,
    feature: &Feature,
    parcel: &Parcel,
) -> Option<(&'static str, f64, Option<f64>)> {
    for mark in &parcel.marks {
        match *mark {
            Mark::Touch(at, i) if (at, i) == (role, index) => return Some(("touch", 0.0, None)),
            Mark::Near(at, i, metres) if (at, i) == (role, index) => {
                return Some(("near", 0.0, Some(metres)));
            }
            _ => {}
        }
    }
    let area = shared(feature, parcel) / rounds(feature);
    if area <= NOTHING || parcel.marks.contains(&Mark::Noise(role)) {
        return None;
    }
    let narrow = role != "urban_boundary" && parcel.marks.contains(&Mark::WithinError(role));
    Some((if narrow { "within_error" } else { "overlap" }, area, None))
}

/// How often the outer ring of a feature goes around: clipping counts its ground as often.
fn rounds(feature: &Feature) -> f64 {
    let ring = &feature.shape[0][0];
    if ring[1..].contains(&ring[0]) { 2.0 } else { 1.0 }
}

fn shared(feature: &Feature, parcel: &Parcel) -> f64 {
    parcel
        .parts
        .iter()
        .map(|(sign, ring)| sign * shared_area(&feature.shape, &[ring]))
        .sum()
}

/// Ground of a parcel outside the urban boundary, whose features do not overlap.
fn outside(urban: &Layer, parcel: &Parcel) -> Option<FindingExpectation> {
    let inside: f64 = urban.features.iter().map(|feature| shared(feature, parcel)).sum();
    let area = parcel.area() - inside;
    let narrow = parcel.marks.contains(&Mark::WithinError("urban_boundary"));
    (area > 1e-3).then(|| FindingExpectation {
        feature: None,
        feature_id: String::new(),
        kind: if narrow { "within_error" } else { "outside" },
        outcome: Some(if parcel.mode == "occupy" {
            "prohibited"
        } else {
            "notice"
        }),
        area,
        certain: true,
        distance: None,
        approved: None,
        from_invalid: parcel.marks.contains(&Mark::FromInvalid),
    })
}

/// What the rules of `assets/rules` say for ordinary construction (G1) in November 2026.
fn outcome(role: &str, feature: &Feature, mode: &str) -> &'static str {
    match (role, feature.text("BHQLX")) {
        ("eco_space", _) | ("nature_reserve", "风景名胜区") => "conditional",
        ("nature_reserve", "湿地公园" | "森林公园") => "restricted",
        ("urban_boundary", _) => "notice",
        ("basic_farmland", _) if mode != "occupy" => "conditional",
        _ => "prohibited",
    }
}

fn status(findings: &[FindingExpectation]) -> &'static str {
    let of = |finding: &FindingExpectation| match finding.kind {
        "overlap" | "outside" => "conflict",
        "within_error" => "within_error",
        _ => "clear",
    };
    findings
        .iter()
        .map(of)
        .max_by_key(|status| rank(&VERDICTS, status))
        .unwrap_or("clear")
}

fn worst<'a>(findings: impl Iterator<Item = &'a FindingExpectation>) -> Option<&'static str> {
    let conflict =
        |finding: &&FindingExpectation| finding.certain && matches!(finding.kind, "overlap" | "outside");
    findings
        .filter(conflict)
        .filter_map(|finding| finding.outcome)
        .max_by_key(|outcome| rank(&OUTCOMES, outcome))
}

fn rank(order: &[&str], word: &str) -> Option<usize> {
    order.iter().position(|known| *known == word)
}
