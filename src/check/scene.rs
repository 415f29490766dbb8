//! Text scenes for tests: layers and parcels drawn in a few words, with the expected findings.
//!
//! ```text
//! eco_redline R1 rect 80 0 200 50
//! parcel P1 rect 0 0 100 50
//! => P1 conflict
//! => P1 R1 overlap 1000
//! ```
//! `rect x0 y0 x1 y1`, `ring x y x y …`, `hole x y …` and `part x y …` (add to the feature before), `null`, `unreadable`.
//! Expectations are complete: every verdict and every finding must be named, areas hold to 1e-6 m².

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::crs::{Crs, Plane, SourceXy};
use crate::geometry::{Point, PolygonColumn};
use crate::layer::{
    AttributeTable, ChunkGeometry, ConstraintLayer, FeatureChunk, FeatureState, JsonColumn, LandMode, Notes,
    Parcel, ParcelId, ProposalLayer, Role, Source,
};
use crate::progress::Ticket;
use crate::rules::{Activity, RuleSet};

/// A feature as drawn.
struct Drawn {
    role: String,
    name: String,
    polygons: Vec<Vec<Vec<Point>>>,
    state: FeatureState,
}

/// Runs the check over a scene and compares with the expectations drawn into it.
pub(super) fn check_scene(scene: &str) -> CheckResult {
    let (request, names, expected) = read_scene(scene);
    let result = run(&request, &Ticket::new()).expect("not cancelled");
    let mut got: Vec<String> = result
        .parcels
        .iter()
        .map(|parcel| format!("{} {}", parcel.name.clone().unwrap(), parcel.verdict.code()))
        .collect();
    for finding in &result.findings {
        let parcel = result.parcels[finding.parcel as usize].name.clone().unwrap();
        let feature = finding.feature.map_or("-", |feature| {
            names[finding.input as usize][feature as usize].as_str()
        });
        let measure = match finding.kind {
            FindingKind::Touch => String::new(),
            FindingKind::Near => format!(" {}", rounded(finding.distance_m)),
            _ => format!(" {}", rounded(finding.areas.plane_m2)),
        };
        got.push(format!("{parcel} {feature} {}{measure}", finding.kind.code()));
    }
    assert_eq!(got, expected, "scene:\n{scene}");
    result
}

fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The request, the names of the features per input, and the expectations of a scene.
pub(super) fn read_scene(scene: &str) -> (CheckRequest, Vec<Vec<String>>, Vec<String>) {
    let mut drawn: Vec<Drawn> = Vec::new();
    let mut verdicts = Vec::new();
    let mut findings = Vec::new();
    for line in scene.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(expected) = line.strip_prefix("=> ") {
            let words = expected.split_whitespace().count();
            if words == 2 {
                verdicts.push(expected.to_owned());
            } else {
                findings.push(expected.to_owned());
            }
        } else {
            draw(line, &mut drawn);
        }
    }
    let mut roles: Vec<String> = drawn
        .iter()
        .map(|d| d.role.clone())
        .filter(|role| role != "parcel")
        .collect();
    roles.dedup();
    let layers = roles
        .iter()
        .map(|role| Arc::new(constraint(role, &drawn)))
        .collect();
    let names = roles
        .iter()
        .map(|role| {
            drawn
                .iter()
                .filter(|d| d.role == *role)
                .map(|d| d.name.clone())
                .collect()
        })
        .collect();
    let parcels = drawn
        .iter()
        .filter(|d| d.role == "parcel")
        .zip(0..)
        .map(|(d, id)| parcel(d, id))
        .collect();
    let rules = RuleSet::builtin();
    let request = CheckRequest {
        plane: Plane::local(),
        parcels: ProposalLayer::new("parcels".into(), None, Crs::local(), Notes::default(), parcels),
        layers,
        rules: Arc::new(rules),
        rule_records: Vec::new(),
        tolerances: Tolerances::default(),
        activity: Some(Activity::G1),
        phase: None,
        as_of: jiff::civil::date(2026, 11, 23),
        jurisdiction: vec!["CN".into()],
    };
    (request, names, [verdicts, findings].concat())
}

fn draw(line: &str, drawn: &mut Vec<Drawn>) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbers = |from: usize| -> Vec<f64> {
        words[from..]
            .iter()
            .map(|word| word.parse().expect("number"))
            .collect()
    };
    let ring = |numbers: &[f64]| -> Vec<Point> {
        numbers
            .chunks(2)
            .map(|xy| Point::on_grid(xy[0], xy[1]).expect("in range"))
            .collect()
    };
    if words[0] == "part" {
        let last = drawn.last_mut().expect("a feature before");
        last.polygons.push(vec![ring(&numbers(1))]);
        return;
    }
    if words[0] == "hole" {
        let last = drawn
            .last_mut()
            .and_then(|d| d.polygons.last_mut())
            .expect("a feature before");
        last.push(ring(&numbers(1)));
        return;
    }
    let (polygons, state) = match words[2] {
        "rect" => {
            let n = numbers(3);
            (
                vec![vec![ring(&[n[0], n[1], n[2], n[1], n[2], n[3], n[0], n[3]])]],
                FeatureState::Polygon,
            )
        }
        "ring" => (vec![vec![ring(&numbers(3))]], FeatureState::Polygon),
        "null" => (Vec::new(), FeatureState::NoGeometry),
        "unreadable" => (Vec::new(), FeatureState::Unreadable),
        other => panic!("unknown shape {other}"),
    };
    drawn.push(Drawn {
        role: words[0].into(),
        name: words[1].into(),
        polygons,
        state,
    });
}

fn source(name: &str) -> Source {
    Source {
        path: PathBuf::from(name),
        layer: None,
        sha256: "0".repeat(64),
        bytes: 0,
        format: "scene",
    }
}

fn constraint(role: &str, drawn: &[Drawn]) -> ConstraintLayer {
    let mut chunk = FeatureChunk::default();
    let mut column = PolygonColumn::new();
    let (mut ids, mut attributes) = (JsonColumn::default(), AttributeTable::new());
    for feature in drawn.iter().filter(|d| d.role == role) {
        column.push_feature(&PolygonColumn::from_polygons(&feature.polygons).feature(0));
        chunk.states.push(feature.state);
        ids.push(&format!("\"{}\"", feature.name));
        attributes.end_row();
    }
    chunk.geometry = ChunkGeometry::on_plane(&column);
    chunk.ids = ids;
    chunk.attributes = attributes;
    let role_value = Role::parse(role).expect("role");
    ConstraintLayer::new(
        role.into(),
        role_value,
        source(role),
        Crs::local(),
        Notes::default(),
        vec![chunk],
    )
}

fn parcel(drawn: &Drawn, id: u64) -> Parcel {
    let plane = PolygonColumn::from_polygons(&drawn.polygons);
    let source: Vec<Vec<Vec<SourceXy>>> = drawn
        .polygons
        .iter()
        .map(|polygon| {
            polygon
                .iter()
                .map(|ring| ring.iter().map(|p| SourceXy { x: p.x, y: p.y }).collect())
                .collect()
        })
        .collect();
    Parcel {
        id: ParcelId(id),
        feature_id: None,
        name: Some(drawn.name.clone()),
        land_mode: LandMode::Occupy,
        state: drawn.state,
        source: PolygonColumn::from_polygons(&source),
        plane,
        attributes: Vec::new(),
        verbatim_id: None,
        foreign: None,
        edits: Vec::new(),
    }
}
