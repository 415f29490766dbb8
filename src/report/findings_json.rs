//! `findings.json`: everything that was found, for programs. Schema [`SCHEMA`].
//!
//! Field names, order and meaning of the schema are fixed; fields beyond it come after the fixed
//! ones of their object. Numbers are written with the fewest digits that read back to the same bits.
//! `inputs` holds the constraint layers in the order of their numbers, so that a finding's `input` is
//! an index into it, and after them the parcels' file with the role `parcels`.
//!
//! What was not measured is `null`, never 0: a role that was not checked has no shared ground.

use std::io::Write;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::shift::ShiftRow;
use super::summary::{Standing, has_expired_basis, is_unverified, standing};
use super::{Ground, ReportError, ReportForm, ReportInput, Summary};
use crate::check::{
    CheckResult, Finding, InputRecord, ParcelResult, Reason, RoleResult, RoleStatus, SensitivityStep,
    Tolerances, sensitivity,
};
use crate::crs::LonLat;
use crate::layer::Note;

/// The name of the schema; its number changes when a fixed field does.
pub const SCHEMA: &str = "redline.findings/1";

/// The form `json`.
#[derive(Debug, Clone, Copy)]
pub struct FindingsJson;

impl ReportForm for FindingsJson {
    fn name(&self) -> &'static str {
        "json"
    }

    fn file_name(&self) -> &'static str {
        "findings.json"
    }

    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
        serde_json::to_writer_pretty(&mut *out, &Document::of(input))?;
        out.write_all(b"\n")?;
        Ok(())
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    version: &'a str,
    plane: PlaneRow,
    as_of: String,
    inputs: Vec<InputRow<'a>>,
    tolerances: TolerancesRow,
    rules: Vec<RulesRow<'a>>,
    parcels: Vec<ParcelRow<'a>>,
    findings: Vec<FindingRow<'a>>,
    totals: Totals,
    activity: Option<&'a str>,
    reasons: Vec<ReasonRow<'a>>,
    sensitivity: Vec<SensitivityRow>,
}

#[derive(Serialize)]
struct SensitivityRow {
    tolerance_m: f64,
    pairs: usize,
    parcels: usize,
    area_m2: f64,
}

impl SensitivityRow {
    fn of(step: SensitivityStep) -> Self {
        Self {
            tolerance_m: step.tolerance_m,
            pairs: step.pairs,
            parcels: step.parcels,
            area_m2: step.area_m2,
        }
    }
}

impl<'a> Document<'a> {
    fn of(input: &ReportInput<'a>) -> Self {
        let result = input.result;
        let tau = |input| Some(result.tolerances_against(input).combined_error_m());
        let layers = (0..)
            .zip(&result.inputs)
            .map(|(number, input)| InputRow::of(input, tau(number)));
        Self {
            schema: SCHEMA,
            product: input.product,
            version: input.version,
            plane: PlaneRow::of(result),
            as_of: result.as_of.to_string(),
            inputs: layers
                .chain(result.parcel_input.iter().map(|input| InputRow::of(input, None)))
                .collect(),
            tolerances: TolerancesRow::of(result.tolerances),
            rules: result.rules.iter().map(RulesRow::of).collect(),
            parcels: result.parcels.iter().map(ParcelRow::of).collect(),
            findings: result
                .findings
                .iter()
                .map(|finding| FindingRow::of(input, finding))
                .collect(),
            totals: Totals::of(&Summary::of(result)),
            activity: result.activity.as_deref(),
            reasons: result.reasons.iter().map(ReasonRow::of).collect(),
            sensitivity: sensitivity(result, input.layers)
                .into_iter()
                .map(SensitivityRow::of)
                .collect(),
        }
    }
}

/// An object whose keys keep the order of the list.
struct Keyed<V>(Vec<(String, V)>);

impl<V: Serialize> Serialize for Keyed<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct PlaneRow {
    name: &'static str,
    ellipsoid: Option<&'static str>,
    semi_major_m: Option<f64>,
    inverse_flattening: Option<f64>,
    lon_0: Option<f64>,
    lat_ts: Option<f64>,
}

impl PlaneRow {
    fn of(result: &CheckResult) -> Self {
        let parameters = result.plane.parameters();
        Self {
            name: parameters.name,
            ellipsoid: parameters.ellipsoid,
            semi_major_m: parameters.semi_major_m,
            inverse_flattening: parameters.inverse_flattening,
            lon_0: parameters.lon_0,
            lat_ts: parameters.lat_ts,
        }
    }
}

#[derive(Serialize)]
struct InputRow<'a> {
    path: Option<String>,
    role: String,
    layer: &'a str,
    crs: &'a str,
    features: u32,
    read: u32,
    quarantined: u32,
    sha256: Option<&'a str>,
    notes: Vec<NoteRow<'a>>,
    crs_name: &'a str,
    source_layer: Option<&'a str>,
    format: Option<&'static str>,
    bytes: Option<u64>,
    note_counts: Keyed<u64>,
    datum_shift: Option<ShiftRow<'a>>,
    combined_error_m: Option<f64>,
}

impl<'a> InputRow<'a> {
    fn of(input: &'a InputRecord, combined_error_m: Option<f64>) -> Self {
        let counts = input
            .notes
            .counts()
            .iter()
            .map(|(code, count)| ((*code).to_owned(), *count));
        let source = input.source.as_ref();
        Self {
            path: source.map(|source| source.path.display().to_string()),
            role: input
                .role
                .as_ref()
                .map_or_else(|| "parcels".to_owned(), crate::layer::Role::code),
            layer: &input.layer,
            crs: &input.crs,
            features: input.features,
            read: input.read,
            quarantined: input.quarantined,
            sha256: source.map(|source| source.sha256.as_str()),
            notes: input.notes.iter().map(NoteRow::of).collect(),
            crs_name: &input.crs_name,
            source_layer: source.and_then(|source| source.layer.as_deref()),
            format: source.map(|source| source.format),
            bytes: source.map(|source| source.bytes),
            note_counts: Keyed(counts.collect()),
            datum_shift: input.shift.as_deref().map(ShiftRow::of),
            combined_error_m,
        }
    }
}

#[derive(Serialize)]
struct NoteRow<'a> {
    code: &'static str,
    severity: &'static str,
    feature: Option<u64>,
    feature_id: Option<&'a str>,
    ring: Option<u32>,
    vertex: Option<u32>,
    line: Option<u64>,
    column: Option<u64>,
    byte: Option<u64>,
    args: Keyed<&'a str>,
}

impl<'a> NoteRow<'a> {
    fn of(note: &'a Note) -> Self {
        Self {
            code: note.code,
            severity: note.severity.code(),
            feature: note.place.feature,
            feature_id: note.place.feature_id.as_deref(),
            ring: note.place.ring,
            vertex: note.place.vertex,
            line: note.place.line,
            column: note.place.column,
            byte: note.place.byte,
            args: keyed_args(&note.args),
        }
    }
}

fn keyed_args<'a>(args: &'a [(&'static str, String)]) -> Keyed<&'a str> {
    Keyed(
        args.iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_str()))
            .collect(),
    )
}

#[derive(Serialize)]
struct TolerancesRow {
    parcel_accuracy_m: f64,
    layer_accuracy_m: f64,
    combined_error_m: f64,
    noise_area_m2: f64,
    noise_width_m: f64,
    edge_tolerance_m: f64,
}

impl TolerancesRow {
    fn of(tolerances: Tolerances) -> Self {
        Self {
            parcel_accuracy_m: tolerances.parcel_accuracy_m,
            layer_accuracy_m: tolerances.layer_accuracy_m,
            combined_error_m: tolerances.combined_error_m(),
            noise_area_m2: tolerances.noise_area_m2,
            noise_width_m: tolerances.noise_width_m,
            edge_tolerance_m: tolerances.edge_tolerance_m,
        }
    }
}

#[derive(Serialize)]
struct RulesRow<'a> {
    name: &'a str,
    version: &'a str,
    last_verified: &'a str,
    sha256: &'a str,
}

impl<'a> RulesRow<'a> {
    fn of(rules: &'a crate::check::RuleRecord) -> Self {
        Self {
            name: &rules.name,
            version: &rules.version,
            last_verified: &rules.last_verified,
            sha256: &rules.sha256,
        }
    }
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    code: &'static str,
    input: Option<u32>,
    feature: Option<u32>,
    args: Keyed<&'a str>,
}

impl<'a> ReasonRow<'a> {
    fn of(reason: &'a Reason) -> Self {
        Self {
            code: reason.code,
            input: reason.input,
            feature: reason.feature,
            args: keyed_args(&reason.args),
        }
    }
}

#[derive(Serialize)]
struct ParcelRow<'a> {
    index: u32,
    id: Option<&'a str>,
    name: Option<&'a str>,
    area_m2: f64,
    official_area_m2: Option<f64>,
    planar_area_m2: Option<f64>,
    verdict: &'static str,
    outcome: Option<&'static str>,
    reasons: Vec<ReasonRow<'a>>,
    noise: NoiseRow,
    roles: Keyed<RoleRow>,
    land_mode: &'static str,
    centroid_lonlat: Option<[f64; 2]>,
}

impl<'a> ParcelRow<'a> {
    fn of(parcel: &'a ParcelResult) -> Self {
        Self {
            index: parcel.index,
            id: parcel.id.as_deref(),
            name: parcel.name.as_deref(),
            area_m2: parcel.areas.plane_m2,
            official_area_m2: parcel.areas.official_m2(),
            planar_area_m2: parcel.areas.gauss_kruger_m2(),
            verdict: parcel.verdict.code(),
            outcome: parcel.outcome.map(crate::rules::Outcome::code),
            reasons: parcel.reasons.iter().map(ReasonRow::of).collect(),
            noise: NoiseRow {
                count: parcel.noise.count,
                area_m2: parcel.noise.area_m2,
            },
            roles: Keyed(
                parcel
                    .roles
                    .iter()
                    .map(|about| (about.role.code(), RoleRow::of(about)))
                    .collect(),
            ),
            land_mode: parcel.land_mode.code(),
            centroid_lonlat: lonlat(parcel.centroid_lonlat),
        }
    }
}

fn lonlat(position: Option<LonLat>) -> Option<[f64; 2]> {
    position.map(|position| [position.lon, position.lat])
}

#[derive(Serialize)]
struct NoiseRow {
    count: u32,
    area_m2: f64,
}

#[derive(Serialize)]
struct RoleRow {
    status: &'static str,
    dissolved_m2: Option<f64>,
    pair_sum_m2: Option<f64>,
    counted_twice_m2: Option<f64>,
    outside_m2: Option<f64>,
    outcome: Option<&'static str>,
}

impl RoleRow {
    fn of(about: &RoleResult) -> Self {
        let measured = |value: f64| (about.status != RoleStatus::NotChecked).then_some(value);
        Self {
            status: about.status.code(),
            dissolved_m2: measured(about.dissolved_m2),
            pair_sum_m2: measured(about.pair_sum_m2),
            counted_twice_m2: measured(about.counted_twice_m2()),
            outside_m2: about.outside_m2,
            outcome: about.outcome.map(crate::rules::Outcome::code),
        }
    }
}

#[derive(Serialize)]
struct FindingRow<'a> {
    id: &'a str,
    parcel: u32,
    input: u32,
    role: String,
    feature: Option<u32>,
    feature_id: Option<&'a str>,
    kind: &'static str,
    area_m2: f64,
    official_area_m2: Option<f64>,
    planar_area_m2: Option<f64>,
    share_of_parcel: f64,
    share_of_feature: f64,
    mean_width_m: f64,
    max_width_m: f64,
    rule: Option<&'a str>,
    outcome: &'static str,
    basis: &'a [String],
    documents: &'a [String],
    centroid_lonlat: Option<[f64; 2]>,
    distance_m: f64,
    feature_name: Option<&'a str>,
    category: Option<&'a str>,
    land_mode: &'static str,
    approved: Option<ApprovedRow>,
    from_invalid: bool,
    certain: bool,
    authority: Option<&'a str>,
    matched: Vec<&'a str>,
    possible: Vec<PossibleRow<'a>>,
    unverified: bool,
    basis_expired: bool,
    rule_notes: &'a [&'static str],
    chord_bow_m: Option<f64>,
}

#[derive(Serialize)]
struct ApprovedRow {
    inside_m2: f64,
    outside_m2: f64,
}

#[derive(Serialize)]
struct PossibleRow<'a> {
    activity: &'static str,
    outcome: &'static str,
    rule: &'a str,
    unverified: bool,
}

impl<'a> FindingRow<'a> {
    fn of(input: &ReportInput<'_>, finding: &'a Finding) -> Self {
        let resolution = finding.resolution.as_ref();
        let approved = finding.approved;
        Self {
            id: &finding.id,
            parcel: finding.parcel,
            input: finding.input,
            role: finding.role.code(),
            feature: finding.feature,
            feature_id: finding.feature_id.as_deref(),
            kind: finding.kind.code(),
            area_m2: finding.areas.plane_m2,
            official_area_m2: finding.areas.official_m2,
            planar_area_m2: finding.areas.gauss_kruger_m2,
            share_of_parcel: finding.share_of_parcel,
            share_of_feature: finding.share_of_feature(input.layers),
            mean_width_m: finding.widths().mean_m,
            max_width_m: finding.widths().greatest_m,
            rule: resolution.and_then(|resolution| resolution.deciding.as_deref()),
            outcome: finding.outcome().code(),
            basis: resolution.map_or(&[], |resolution| &resolution.basis),
            documents: resolution.map_or(&[], |resolution| &resolution.documents),
            centroid_lonlat: lonlat(finding.centroid_lonlat),
            distance_m: finding.distance_m,
            feature_name: finding.feature_name.as_deref(),
            category: finding.category.as_deref(),
            land_mode: finding.land_mode.code(),
            approved: approved.map(|part| ApprovedRow {
                inside_m2: part.inside_m2,
                outside_m2: part.outside_m2,
            }),
            from_invalid: finding.from_invalid,
            certain: standing(input.result, finding) != Standing::Doubtful,
            authority: resolution.and_then(|resolution| resolution.authority.as_deref()),
            matched: resolution
                .map_or_else(Vec::new, |r| r.matched.iter().map(|m| m.rule.as_str()).collect()),
            possible: resolution.map_or_else(Vec::new, |r| r.possible.iter().map(PossibleRow::of).collect()),
            unverified: is_unverified(finding),
            basis_expired: has_expired_basis(finding),
            rule_notes: resolution.map_or(&[], |resolution| &resolution.notes),
            chord_bow_m: finding.chord_bow_m,
        }
    }
}

impl<'a> PossibleRow<'a> {
    fn of(possible: &'a crate::rules::Possible) -> Self {
        Self {
            activity: possible.activity.code(),
            outcome: possible.outcome.code(),
            rule: &possible.rule,
            unverified: possible.unverified,
        }
    }
}

#[derive(Serialize)]
struct Totals {
    parcels: usize,
    parcels_area_m2: f64,
    verdicts: Keyed<usize>,
    outcomes: Keyed<usize>,
    findings: Keyed<usize>,
    noise: NoiseRow,
    roles: Keyed<RoleTotals>,
}

#[derive(Serialize)]
struct RoleTotals {
    verdicts: Keyed<usize>,
    #[serde(flatten)]
    ground: GroundRow,
    within_error_m2: Option<f64>,
    undetermined_m2: Option<f64>,
    land_modes: Keyed<GroundRow>,
}

#[derive(Serialize)]
struct GroundRow {
    parcels_checked: usize,
    dissolved_m2: Option<f64>,
    pair_sum_m2: Option<f64>,
    counted_twice_m2: Option<f64>,
    outside_m2: Option<f64>,
}

impl GroundRow {
    fn of(ground: &Ground) -> Self {
        let measured = |value: f64| (ground.parcels > 0).then_some(value);
        Self {
            parcels_checked: ground.parcels,
            dissolved_m2: measured(ground.dissolved_m2),
            pair_sum_m2: measured(ground.pair_sum_m2),
            counted_twice_m2: measured(ground.counted_twice_m2),
            outside_m2: ground.outside_m2,
        }
    }
}

impl Totals {
    fn of(summary: &Summary) -> Self {
        let verdicts = summary
            .verdicts
            .iter()
            .map(|(verdict, count)| (verdict.code().to_owned(), *count));
        let outcomes = summary
            .outcomes
            .iter()
            .map(|(outcome, count)| (outcome.code().to_owned(), *count));
        let kinds = summary
            .kinds
            .iter()
            .map(|(kind, count)| (kind.code().to_owned(), *count));
        let roles = summary
            .roles
            .iter()
            .map(|role| (role.role.code(), RoleTotals::of(role)));
        Self {
            parcels: summary.verdicts.iter().map(|(_, count)| count).sum(),
            parcels_area_m2: summary.parcels_m2,
            verdicts: Keyed(verdicts.collect()),
            outcomes: Keyed(outcomes.collect()),
            findings: Keyed(kinds.collect()),
            noise: NoiseRow {
                count: summary.noise.count,
                area_m2: summary.noise.area_m2,
            },
            roles: Keyed(roles.collect()),
        }
    }
}

impl RoleTotals {
    fn of(role: &super::RoleSummary) -> Self {
        let verdicts = role
            .verdicts
            .iter()
            .map(|(verdict, count)| (verdict.code().to_owned(), *count));
        let not_checked = ("not_checked".to_owned(), role.not_checked);
        let modes = role
            .modes
            .iter()
            .map(|(mode, ground)| (mode.code().to_owned(), GroundRow::of(ground)));
        Self {
            verdicts: Keyed(verdicts.chain([not_checked]).collect()),
            ground: GroundRow::of(&role.ground),
            within_error_m2: role
                .was_checked()
                .then_some(role.within_error.area_m2 + role.outside_within_error.area_m2),
            undetermined_m2: role.was_checked().then_some(role.doubtful.area_m2),
            land_modes: Keyed(modes.collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::fixture::Fixture;
    use super::*;
    use crate::text::Language;

    const TOP: [&str; 11] = [
        "schema",
        "product",
        "version",
        "plane",
        "as_of",
        "inputs",
        "tolerances",
        "rules",
        "parcels",
        "findings",
        "totals",
    ];
    const INPUT: [&str; 9] = [
        "path",
        "role",
        "layer",
        "crs",
        "features",
        "read",
        "quarantined",
        "sha256",
        "notes",
    ];
    const PARCEL: [&str; 11] = [
        "index",
        "id",
        "name",
        "area_m2",
        "official_area_m2",
        "planar_area_m2",
        "verdict",
        "outcome",
        "reasons",
        "noise",
        "roles",
    ];
    const FINDING: [&str; 19] = [
        "id",
        "parcel",
        "input",
        "role",
        "feature",
        "feature_id",
        "kind",
        "area_m2",
        "official_area_m2",
        "planar_area_m2",
        "share_of_parcel",
        "share_of_feature",
        "mean_width_m",
        "max_width_m",
        "rule",
        "outcome",
        "basis",
        "documents",
        "centroid_lonlat",
    ];

    /// The keys of an object at the indentation where it stands in the pretty-printed text.
    fn keys_in_order(text: &str, indent: usize) -> Vec<String> {
        let lead = format!("{}\"", " ".repeat(indent));
        let rows = text.lines().filter_map(|line| line.strip_prefix(&lead));
        rows.filter_map(|rest| Some(rest.split_once("\":")?.0.to_owned()))
            .collect()
    }

    fn text() -> String {
        String::from_utf8(Fixture::sample().bytes(&FindingsJson, Language::En)).unwrap()
    }

    #[test]
    fn the_fixed_fields_come_first_in_their_order() {
        let text = text();
        assert_eq!(keys_in_order(&text, 2)[..TOP.len()], TOP);
        let section = |name: &str| {
            let from = text.find(&format!("  \"{name}\": [")).unwrap();
            keys_in_order(&text[from..], 6)
        };
        assert_eq!(section("inputs")[..INPUT.len()], INPUT);
        assert_eq!(section("parcels")[..PARCEL.len()], PARCEL);
        assert_eq!(section("findings")[..FINDING.len()], FINDING);
    }

    #[test]
    fn values_are_those_of_the_result() {
        let fixture = Fixture::sample();
        let document: Value = serde_json::from_str(&text()).unwrap();
        assert_eq!(document["schema"], SCHEMA);
        assert_eq!(document["as_of"], "2026-03-20");
        assert_eq!(document["plane"]["name"], "cea");
        for (index, finding) in fixture.result.findings.iter().enumerate() {
            let row = &document["findings"][index];
            assert_eq!(row["id"], finding.id.as_str());
            assert_eq!(
                row["area_m2"].as_f64(),
                Some(finding.areas.plane_m2),
                "bits survive"
            );
            assert_eq!(row["role"], finding.role.code());
            let input = usize::try_from(row["input"].as_u64().unwrap()).unwrap();
            assert_eq!(document["inputs"][input]["role"], row["role"]);
        }
        let roles = &document["parcels"][0]["roles"];
        assert_eq!(roles["basic_farmland"]["status"], "conflict");
        assert_eq!(roles["nature_reserve"]["status"], "not_checked");
        assert!(
            roles["nature_reserve"]["dissolved_m2"].is_null(),
            "not checked is not zero"
        );
        assert_eq!(document["totals"]["verdicts"]["undetermined"], 1);
        assert_eq!(
            document["inputs"].as_array().unwrap().last().unwrap()["role"],
            "parcels"
        );
    }

    #[test]
    fn reasons_keep_their_place_and_facts() {
        let document: Value = serde_json::from_str(&text()).unwrap();
        let parcels = document["parcels"].as_array().unwrap();
        let reason = &parcels
            .iter()
            .find(|parcel| parcel["verdict"] == "undetermined")
            .unwrap()["reasons"][0];
        assert_eq!(reason["code"], "reason-unreadable-feature");
        assert_eq!(reason["args"]["role"], "eco_redline");
        assert!(reason["input"].is_u64());
    }
}
