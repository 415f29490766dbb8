//! The files: GeoJSON, the check plan, the expectations, the README's table.

use super::expectation::{Expectation, FindingExpectation, RoleExpectation};
use super::feature::{Feature, Layer, Value};
use super::ground::{Point, Ring};
use super::parcel::Parcel;

/// A layer as GeoJSON, one feature on a line. The old `crs` member names the datum, which RFC 7946
/// cannot.
pub(crate) fn geojson(layer: &Layer) -> String {
    let features: Vec<String> = layer.features.iter().map(feature_json).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"name\":{},\n\"crs\":{{\"type\":\"name\",\"properties\":\
         {{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}}},\n\"features\":[\n{}\n]}}\n",
        quoted(layer.title),
        features.join(",\n")
    )
}

fn feature_json(feature: &Feature) -> String {
    let id = feature
        .id
        .as_ref()
        .map(|id| format!("\"id\":{},", quoted(id)))
        .unwrap_or_default();
    let fields: Vec<String> = feature
        .fields
        .iter()
        .map(|(name, value)| format!("{}:{}", quoted(name), value_json(value)))
        .collect();
    let geometry = geometry_json(feature);
    format!(
        "{{\"type\":\"Feature\",{id}\"properties\":{{{}}},\"geometry\":{geometry}}}",
        fields.join(",")
    )
}

fn geometry_json(feature: &Feature) -> String {
    let polygons: Vec<String> = feature
        .shape
        .iter()
        .map(|polygon| {
            format!(
                "[{}]",
                polygon.iter().map(ring_json).collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    match polygons.as_slice() {
        [] => "null".to_owned(),
        [one] => format!("{{\"type\":\"Polygon\",\"coordinates\":{one}}}"),
        many => format!(
            "{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}",
            many.join(",")
        ),
    }
}

fn ring_json(ring: &Ring) -> String {
    let points: Vec<String> = ring
        .iter()
        .chain(ring.first())
        .map(|point| point_json(*point))
        .collect();
    format!("[{}]", points.join(","))
}

fn point_json(point: Point) -> String {
    format!("[{},{}]", degrees(point.lon), degrees(point.lat))
}

fn degrees(nano: i64) -> String {
    const UNIT: i64 = 1_000_000_000;
    format!("{}.{:09}", nano / UNIT, nano % UNIT)
}

fn value_json(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Decimal(number, decimals) => format!("{number:.decimals$}"),
        Value::Whole(number) => number.to_string(),
    }
}

/// The names and texts of the sample hold neither quotes nor backslashes nor control characters.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The check plan.
pub(crate) fn plan(roles: &[&str]) -> String {
    let mut plan = String::from(
        "# The check of the sample: `redline check sample_data/plan.toml`. Paths are relative to this file.\n\
         format = \"redline.plan/1\"\n\
         name = \"示例县用地核查\"\n\
         parcels = \"parcels.geojson\"\n\
         activity = \"G1\"\n\
         phase = \"预审\"\n\
         as_of = 2026-11-23\n\
         jurisdiction = [\"CN\", \"CN-36\"]\n\
         rules = \"rules.toml\"\n\
         \n\
         [accuracy]\n\
         parcels_m = 0.05\n\
         layers_m = 0.05\n",
    );
    for role in roles {
        plan.extend([format!(
            "\n[[layer]]\nrole = \"{role}\"\nfile = \"{role}.geojson\"\n"
        )]);
    }
    plan
}

/// What each parcel must yield, for the test.
pub(crate) fn expected(parcels: &[(Parcel, Expectation)]) -> String {
    let mut out = String::from(
        "# What `plan.toml` must yield. Written by the generator: do not edit.\n\
         # `feature` counts from 0 in the file; ground outside the urban boundary has none. Areas are in m².\n\
         # What is not `certain` is the largest that a reading of an invalid polygon gives.\n\
         format = \"redline.sample-expectation/1\"\n\
         \n\
         [tolerance]\n\
         relative = 0.0001\n\
         absolute_m2 = 0.02\n",
    );
    for (parcel, expectation) in parcels {
        out += &parcel_toml(parcel, expectation);
    }
    out
}

fn parcel_toml(parcel: &Parcel, expectation: &Expectation) -> String {
    let mut out = format!(
        "\n[[parcel]]\nid = \"{}\"\nshows = \"{}\"\nland_mode = \"{}\"\nverdict = \"{}\"\n",
        parcel.id, parcel.shows, parcel.mode, expectation.verdict
    );
    if let Some(outcome) = expectation.outcome {
        out.extend([format!("outcome = \"{outcome}\"\n")]);
    }
    let reasons: Vec<String> = expectation
        .reasons
        .iter()
        .map(|reason| format!("\"{reason}\""))
        .collect();
    let (count, area) = expectation.noise;
    out.extend([format!(
        "reasons = [{}]\nnoise = {{ count = {count}, area_m2 = {area:.4} }}\n",
        reasons.join(", ")
    )]);
    for role in &expectation.roles {
        out += &role_toml(role);
    }
    out
}

fn role_toml(role: &RoleExpectation) -> String {
    let mut out = format!("\n[parcel.roles.{}]\nstatus = \"{}\"\n", role.role, role.status);
    if role.status != "undetermined" {
        out.extend([format!(
            "dissolved_m2 = {:.4}\npair_sum_m2 = {:.4}\n",
            role.dissolved, role.pair_sum
        )]);
    }
    if role.findings.is_empty() {
        return out + "findings = []\n";
    }
    let findings: Vec<String> = role.findings.iter().map(finding_toml).collect();
    out + "findings = [\n    " + &findings.join(",\n    ") + ",\n]\n"
}

fn finding_toml(finding: &FindingExpectation) -> String {
    let mut out = format!("{{ kind = \"{}\"", finding.kind);
    if let Some(feature) = finding.feature {
        out.extend([format!(
            ", feature = {feature}, feature_id = \"{}\"",
            finding.feature_id
        )]);
    }
    if let Some(outcome) = finding.outcome {
        out.extend([format!(", outcome = \"{outcome}\"")]);
    }
    out.extend([format!(", area_m2 = {:.4}", finding.area)]);
    if let Some(distance) = finding.distance {
        out.extend([format!(", distance_m = {distance:.2}")]);
    }
    if let Some(inside) = finding.approved {
        out.extend([format!(", approved_inside_m2 = {inside:.4}")]);
    }
    if !finding.certain {
        out += ", certain = false";
    }
    if finding.from_invalid {
        out += ", from_invalid = true";
    }
    out + " }"
}

/// The README's table.
pub(crate) fn table(parcels: &[(Parcel, Expectation)]) -> String {
    let mut out = String::from(
        "| Parcel | Name | Shows | Verdict | Outcome | Findings and areas in m² |\n|---|---|---|---|---|---|\n",
    );
    for (parcel, expectation) in parcels {
        let mode = if parcel.mode == "occupy" {
            String::new()
        } else {
            format!(" (`{}`)", parcel.mode)
        };
        let outcome = expectation.outcome.unwrap_or("–");
        out.extend([format!(
            "| {} | {} | {}{mode} | `{}` | {outcome} | {} |\n",
            parcel.id,
            parcel.name,
            parcel.shows,
            expectation.verdict,
            summary(expectation)
        )]);
    }
    out
}

/// Findings of a parcel in a line: per role and kind how many and how much.
fn summary(expectation: &Expectation) -> String {
    const KINDS: [&str; 5] = ["overlap", "outside", "within_error", "touch", "near"];
    let mut parts: Vec<String> = Vec::new();
    for role in &expectation.roles {
        for kind in KINDS {
            let of_kind: Vec<_> = role
                .findings
                .iter()
                .filter(|finding| finding.kind == kind)
                .collect();
            if !of_kind.is_empty() {
                parts.push(summary_part(role, kind, &of_kind));
            }
        }
    }
    if expectation.noise.0 > 0 {
        parts.push(format!(
            "noise {} × {:.3}",
            expectation.noise.0, expectation.noise.1
        ));
    }
    parts.extend(expectation.reasons.iter().map(|reason| format!("`{reason}`")));
    if parts.is_empty() {
        "–".to_owned()
    } else {
        parts.join("; ")
    }
}

fn summary_part(role: &RoleExpectation, kind: &str, findings: &[&FindingExpectation]) -> String {
    let doubt = if findings.iter().all(|finding| finding.certain) {
        ""
    } else {
        "in doubt: "
    };
    let mut part = format!("{doubt}{} {kind}", role.role);
    if findings.len() > 1 {
        part.extend([format!(" × {}", findings.len())]);
    }
    let area: f64 = findings.iter().map(|finding| finding.area).sum();
    if area > 0.0 {
        part.extend([format!(" {area:.2}")]);
    }
    let approved: f64 = findings.iter().filter_map(|finding| finding.approved).sum();
    if approved > 0.0 {
        part.extend([format!(" (approved {approved:.2})")]);
    }
    if role.pair_sum > role.dissolved && kind == "overlap" {
        part.extend([format!(" (once {:.2})", role.dissolved)]);
    }
    part
}
