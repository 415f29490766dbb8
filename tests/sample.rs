//! The sample data are what their generator writes, and a check of them yields what they say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use redline::check::{self, CheckResult, Finding, ParcelResult, RoleResult};
use redline::progress::Ticket;
use redline::rules::Outcome;
use redline::workspace::plan::CheckPlan;
use redline::workspace::session::prepare;
use serde::Deserialize;

#[path = "../sample_data/generate.rs"]
#[expect(dead_code, reason = "the example's main function is not called here")]
mod generate;

/// `expected.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    format: String,
    tolerance: Tolerance,
    parcel: Vec<ExpectedParcel>,
}

/// How far an area may be from the one expected.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tolerance {
    relative: f64,
    absolute_m2: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedParcel {
    id: String,
    #[serde(rename = "shows")]
    _shows: String,
    land_mode: String,
    verdict: String,
    outcome: Option<String>,
    reasons: Vec<String>,
    noise: ExpectedNoise,
    roles: BTreeMap<String, ExpectedRole>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedNoise {
    count: u32,
    area_m2: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRole {
    status: String,
    dissolved_m2: Option<f64>,
    pair_sum_m2: Option<f64>,
    findings: Vec<ExpectedFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFinding {
    kind: String,
    feature: Option<u32>,
    feature_id: Option<String>,
    outcome: Option<String>,
    area_m2: f64,
    distance_m: Option<f64>,
    approved_inside_m2: Option<f64>,
    #[serde(rename = "certain", default)]
    _certain: Option<bool>,
    #[serde(default)]
    from_invalid: bool,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

#[test]
fn the_files_are_what_the_generator_writes() {
    let fresh = tempfile::tempdir().expect("a directory");
    generate::write_all(fresh.path()).expect("all files");
    for (name, content) in generate::files() {
        let written = std::fs::read(fresh.path().join(&name)).expect("just written");
        let committed = std::fs::read(directory().join(&name)).expect("committed");
        assert_eq!(written, content.as_bytes(), "{name}");
        assert!(
            written == committed,
            "sample_data/{name} is not what `cargo run --example generate_sample` writes"
        );
    }
}

#[test]
fn the_sample_stays_small() {
    let bytes: usize = generate::files().iter().map(|(_, content)| content.len()).sum();
    assert!(bytes < 3_000_000, "{bytes}");
}

#[test]
fn every_parcel_yields_what_the_sample_says() {
    let text = std::fs::read_to_string(directory().join("expected.toml")).expect("expectations");
    let expected: Expected = toml::from_str(&text).expect("expectations");
    assert_eq!(expected.format, "redline.sample-expectation/1");
    let plan = CheckPlan::read(&directory().join("plan.toml")).expect("the plan");
    let request = prepare(&plan, &Ticket::new()).expect("the layers");
    let result = check::run(&request, &Ticket::new()).expect("not cancelled");
    let mut faults: Vec<String> = result
        .reasons
        .iter()
        .map(|reason| format!("run: {}", reason.code))
        .collect();
    if result.parcels.len() != expected.parcel.len() {
        faults.push(format!(
            "{} parcels, expected {}",
            result.parcels.len(),
            expected.parcel.len()
        ));
    }
    for (parcel, expectation) in result.parcels.iter().zip(&expected.parcel) {
        let comparison = Comparison {
            result: &result,
            tolerance: &expected.tolerance,
            parcel,
        };
        let found = comparison.faults(expectation);
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: {fault}", expectation.id)),
        );
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// One parcel's result beside what is expected of it.
struct Comparison<'a> {
    result: &'a CheckResult,
    tolerance: &'a Tolerance,
    parcel: &'a ParcelResult,
}

impl Comparison<'_> {
    fn faults(&self, expected: &ExpectedParcel) -> Vec<String> {
        let parcel = self.parcel;
        let mut faults = Vec::new();
        let reasons: Vec<&str> = parcel.reasons.iter().map(|reason| reason.code).collect();
        let wanted: Vec<&str> = expected.reasons.iter().map(String::as_str).collect();
        note(
            &mut faults,
            "id",
            parcel.id.as_deref(),
            Some(expected.id.as_str()),
        );
        note(
            &mut faults,
            "land_mode",
            parcel.land_mode.code(),
            expected.land_mode.as_str(),
        );
        note(
            &mut faults,
            "verdict",
            parcel.verdict.code(),
            expected.verdict.as_str(),
        );
        note(
            &mut faults,
            "outcome",
            parcel.outcome.map(Outcome::code),
            expected.outcome.as_deref(),
        );
        note(&mut faults, "reasons", reasons.as_slice(), wanted.as_slice());
        note(&mut faults, "noise", parcel.noise.count, expected.noise.count);
        self.note_area(&mut faults, "noise", parcel.noise.area_m2, expected.noise.area_m2);
        let checked: Vec<&RoleResult> = parcel
            .roles
            .iter()
            .filter(|role| role.status.code() != "not_checked")
            .collect();
        note(
            &mut faults,
            "number of roles",
            checked.len(),
            expected.roles.len(),
        );
        for role in checked {
            let code = role.role.code();
            match expected.roles.get(&code) {
                Some(expected) => self.note_role(&mut faults, role, expected),
                None => faults.push(format!("{code} was not expected")),
            }
        }
        faults
    }

    fn note_role(&self, faults: &mut Vec<String>, role: &RoleResult, expected: &ExpectedRole) {
        let code = role.role.code();
        note(faults, &code, role.status.code(), expected.status.as_str());
        if let (Some(dissolved), Some(pair_sum)) = (expected.dissolved_m2, expected.pair_sum_m2) {
            self.note_area(faults, &format!("{code} dissolved"), role.dissolved_m2, dissolved);
            self.note_area(faults, &format!("{code} pair sum"), role.pair_sum_m2, pair_sum);
        }
        let mut found: Vec<&Finding> = self
            .result
            .findings_of(self.parcel.index)
            .filter(|finding| finding.role == role.role)
            .collect();
        // Ground outside has no feature and stands last.
        found.sort_by_key(|finding| finding.feature.unwrap_or(u32::MAX));
        let kinds = |finding: &&Finding| (finding.feature, finding.kind.code().to_owned());
        let expected_kinds = expected
            .findings
            .iter()
            .map(|finding| (finding.feature, finding.kind.clone()));
        let (actual, wanted): (Vec<_>, Vec<_>) =
            (found.iter().map(kinds).collect(), expected_kinds.collect());
        if actual != wanted {
            faults.push(format!("{code}: {actual:?} instead of {wanted:?}"));
            return;
        }
        for (finding, expected) in found.into_iter().zip(&expected.findings) {
            self.note_finding(faults, finding, expected);
        }
    }

    fn note_finding(&self, faults: &mut Vec<String>, finding: &Finding, expected: &ExpectedFinding) {
        let what = |field: &str| format!("{} {field}", finding.id);
        self.note_area(faults, &what("area"), finding.areas.plane_m2, expected.area_m2);
        note(
            faults,
            &what("feature_id"),
            finding.feature_id.as_deref(),
            expected.feature_id.as_deref(),
        );
        note(
            faults,
            &what("from_invalid"),
            finding.from_invalid,
            expected.from_invalid,
        );
        if let Some(outcome) = &expected.outcome {
            note(
                faults,
                &what("outcome"),
                finding.outcome().code(),
                outcome.as_str(),
            );
        }
        if let Some(distance) = expected.distance_m {
            let near = (finding.distance_m - distance).abs() < 0.01;
            note(faults, &what("distance"), near, true);
        }
        if finding.role.code() == "eco_redline" {
            let inside = finding.approved.map_or(0.0, |approved| approved.inside_m2);
            self.note_area(
                faults,
                &what("approved"),
                inside,
                expected.approved_inside_m2.unwrap_or(0.0),
            );
        }
    }

    fn note_area(&self, faults: &mut Vec<String>, what: &str, found: f64, expected: f64) {
        let allowed = self.tolerance.absolute_m2.max(self.tolerance.relative * expected);
        if (found - expected).abs() > allowed {
            faults.push(format!("{what}: {found} m² instead of {expected} m²"));
        }
    }
}

fn note<T: Copy + PartialEq + std::fmt::Debug>(faults: &mut Vec<String>, what: &str, found: T, expected: T) {
    if found != expected {
        faults.push(format!("{what}: {found:?} instead of {expected:?}"));
    }
}
