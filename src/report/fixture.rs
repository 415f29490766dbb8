//! A small check result made by hand, for the tests of all forms.
//!
//! Seven parcels on rectangles around Ruichang: every verdict, every finding kind, two land modes,
//! names that attack (markup, formula, invisible characters), and a role that nobody checked.

use std::sync::Arc;

use jiff::civil::date;

use super::{ReportForm, ReportInput};
use crate::check::{
    Approved, Areas, CheckResult, Finding, FindingKind, InputRecord, Noise, ParcelResult, Reason, RoleResult,
    RoleStatus, RuleRecord, Tolerances, Verdict,
};
use crate::crs::{Crs, CrsId, CrsKind, Datum, Ellipsoid, LonLat, Plane};
use crate::geometry::{Point, PolygonColumn, Stretch, Widths};
use crate::layer::{
    AttributeTable, ChunkGeometry, ConstraintLayer, FeatureChunk, FeatureState, JsonColumn, LandMode,
    NAMED_ROLES, Note, Notes, Parcel, ParcelId, Place, ProposalLayer, Role, Sense, Severity, Source,
};
use crate::rules::{Activity, Citation, Matched, Outcome, Possible, Resolution};
use crate::text::{Language, Texts};

/// What an attacker would write into a name.
pub const XSS: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;";

/// A check result with the parcels and layers it belongs to.
pub struct Fixture {
    pub result: CheckResult,
    pub parcels: ProposalLayer,
    pub layers: Vec<Arc<ConstraintLayer>>,
}

/// A rectangle in metres east and north of the fixture's origin.
type Rect = [f64; 4];

/// One finding in short: parcel, input, feature, kind, rectangle of the shared ground, outcome.
struct Meeting(u32, u32, Option<u32>, FindingKind, Rect, Outcome);

/// One parcel in short: id, name, rectangle, mode, verdict.
type Lot = (&'static str, &'static str, Rect, LandMode, Verdict);

const LOTS: [Lot; 7] = [
    (
        "B-017",
        "赛湖农场安置地块",
        [0.0, 0.0, 310.0, 220.0],
        LandMode::Occupy,
        Verdict::Conflict,
    ),
    (
        "B-003",
        XSS,
        [600.0, 0.0, 900.0, 200.0],
        LandMode::Occupy,
        Verdict::Conflict,
    ),
    (
        "B-021",
        "=1+1",
        [1200.0, 0.0, 1400.0, 150.0],
        LandMode::Occupy,
        Verdict::WithinError,
    ),
    (
        "B-030",
        "桂林街道停车场",
        [0.0, 700.0, 120.0, 820.0],
        LandMode::Occupy,
        Verdict::Undetermined,
    ),
    (
        "B-031",
        "码头\u{202e}镇泵站",
        [400.0, 700.0, 500.0, 780.0],
        LandMode::Occupy,
        Verdict::Clear,
    ),
    (
        "B-040",
        "武山隧道",
        [600.0, 400.0, 1400.0, 430.0],
        LandMode::Under,
        Verdict::Conflict,
    ),
    (
        "B-041",
        "南阳乡变电站",
        [1700.0, 400.0, 1800.0, 520.0],
        LandMode::Occupy,
        Verdict::Conflict,
    ),
];

const FARMLAND: [Rect; 3] = [
    [-80.0, -60.0, 140.0, 90.0],
    [120.0, -60.0, 420.0, 45.0],
    [1399.92, -50.0, 1600.0, 300.0],
];
const REDLINE: [Rect; 3] = [
    [820.0, -150.0, 1150.0, 600.0],
    [500.0, 690.0, 640.0, 900.0],
    [100.0, 760.0, 200.0, 900.0],
];
const URBAN: [Rect; 1] = [[-500.0, -500.0, 1760.0, 1200.0]];

impl Fixture {
    /// The sample.
    pub fn sample() -> Self {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0);
        let layers = layers(&plane);
        let parcels = parcels(&plane);
        let findings: Vec<Finding> = meetings()
            .iter()
            .map(|meeting| finding(meeting, &plane, &layers))
            .collect();
        let results = LOTS
            .iter()
            .zip(0..)
            .map(|(lot, index)| parcel_result(lot, index, &findings, &plane));
        let result = CheckResult {
            as_of: date(2026, 3, 20),
            activity: None,
            tolerances: Tolerances::default(),
            rules: vec![rule_record()],
            parcel_input: parcels
                .source
                .as_ref()
                .map(|source| record(source, None, 7, 6, notes())),
            inputs: layers.iter().map(|layer| layer_record(layer)).collect(),
            parcels: results.collect(),
            findings,
            reasons: vec![Reason::new("reason-crs-guessed").at(1, None)],
            plane,
        };
        Self {
            result,
            parcels,
            layers,
        }
    }

    /// Hands the sample to a report.
    pub fn with_input<T>(&self, language: Language, use_input: impl FnOnce(&ReportInput<'_>) -> T) -> T {
        let texts = Texts::new(language);
        use_input(&ReportInput {
            result: &self.result,
            parcels: &self.parcels,
            layers: &self.layers,
            texts: &texts,
            product: "redline",
            version: "0.0.0",
        })
    }

    /// What a form writes.
    pub fn bytes(&self, form: &dyn ReportForm, language: Language) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.with_input(language, |input| form.write(input, &mut bytes))
            .unwrap();
        bytes
    }
}

#[rustfmt::skip] // A table reads better in columns.
fn meetings() -> [Meeting; 9] {
    use FindingKind::{Near, Outside, Overlap, Touch, WithinError};
    [
        Meeting(0, 0, Some(0), Overlap, [0.0, 0.0, 140.0, 90.0], Outcome::Prohibited),
        Meeting(0, 0, Some(1), Overlap, [120.0, 0.0, 310.0, 45.0], Outcome::Prohibited),
        Meeting(1, 1, Some(0), Overlap, [820.0, 0.0, 900.0, 200.0], Outcome::Conditional),
        Meeting(2, 0, Some(2), WithinError, [1399.92, 0.0, 1400.0, 150.0], Outcome::Prohibited),
        Meeting(3, 1, Some(2), Overlap, [100.0, 760.0, 120.0, 820.0], Outcome::Prohibited),
        Meeting(4, 1, Some(1), Touch, [0.0; 4], Outcome::Notice),
        Meeting(4, 1, Some(1), Near, [0.0; 4], Outcome::Notice),
        Meeting(5, 1, Some(0), Overlap, [820.0, 400.0, 1150.0, 430.0], Outcome::Restricted),
        Meeting(6, 2, None, Outside, [1760.0, 400.0, 1800.0, 520.0], Outcome::Notice),
    ]
}

fn origin(plane: &Plane) -> Point {
    let (x, y) = plane.forward(LonLat {
        lon: 115.65,
        lat: 29.68,
    });
    Point::on_grid(libm::round(x), libm::round(y)).unwrap()
}

fn column(rect: Rect, plane: &Plane) -> PolygonColumn {
    let from = origin(plane);
    let corner = |x: f64, y: f64| Point::on_grid(from.x + x, from.y + y).unwrap();
    let [w, s, e, n] = rect;
    if w >= e {
        let mut empty = PolygonColumn::new();
        empty.end_feature();
        return empty;
    }
    PolygonColumn::from_polygons(&[vec![vec![corner(w, s), corner(e, s), corner(e, n), corner(w, n)]]])
}

fn area(rect: Rect) -> f64 {
    (rect[2] - rect[0]).max(0.0) * (rect[3] - rect[1]).max(0.0)
}

fn areas(m2: f64) -> Areas {
    Areas {
        plane_m2: m2,
        official_m2: Some(m2 * (1.0 - 1e-9)),
        gauss_kruger_m2: Some(m2 * 1.000_31),
    }
}

fn crs() -> Crs {
    Crs {
        id: CrsId::Epsg(4490),
        name: "China Geodetic Coordinate System 2000".into(),
        kind: CrsKind::Geographic,
        datum: Datum::Cgcs2000,
        zone: None,
        shift: None,
    }
}

fn source(path: &str) -> Source {
    Source {
        path: path.into(),
        layer: None,
        sha256: "9f2c4e".repeat(10) + "0a1b",
        bytes: 4096,
        format: "GeoJSON",
    }
}

fn layers(plane: &Plane) -> Vec<Arc<ConstraintLayer>> {
    let layer = |path: &str, role: Role, rects: &[Rect], names: &[&str]| {
        let mut geometry = PolygonColumn::new();
        let mut attributes = AttributeTable::new();
        let mut ids = JsonColumn::default();
        for (rect, name) in rects.iter().zip(names) {
            geometry.push_feature(&column(*rect, plane).feature(0));
            attributes.set("name", &format!("{name:?}"));
            attributes.end_row();
            ids.push("");
        }
        let states = vec![FeatureState::Polygon; rects.len()];
        let chunk = FeatureChunk {
            geometry: ChunkGeometry::on_plane(&geometry),
            states,
            ids,
            attributes,
        };
        Arc::new(ConstraintLayer::new(
            path.into(),
            role,
            source(path),
            crs(),
            notes(),
            vec![chunk],
        ))
    };
    vec![
        layer(
            "data/永久基本农田.geojson",
            Role::BasicFarmland,
            &FARMLAND,
            &["图斑甲", "图斑乙", "图斑丙"],
        ),
        layer(
            "data/<b>生态红线</b>.geojson",
            Role::EcoRedline,
            &REDLINE,
            &["青山湖水源涵养区", "赛湖湿地", "桂林山地"],
        ),
        layer(
            "data/城镇开发边界.geojson",
            Role::UrbanBoundary,
            &URBAN,
            &["中心城区"],
        ),
    ]
}

fn notes() -> Notes {
    let mut notes = Notes::default();
    let place = Place {
        feature: Some(3),
        feature_id: Some("B-030".into()),
        ring: Some(0),
        ..Place::default()
    };
    notes.push(Note::new("note-of-tomorrow", Severity::Quarantined, place).with("vertex", 7));
    notes
}

fn record(source: &Source, role: Option<Role>, features: u32, read: u32, notes: Notes) -> InputRecord {
    InputRecord {
        source: Some(source.clone()),
        role,
        layer: source.path.file_stem().unwrap().to_string_lossy().into_owned(),
        crs: "EPSG:4490".into(),
        crs_name: "China Geodetic Coordinate System 2000".into(),
        shift: None,
        features,
        read,
        quarantined: features - read,
        notes,
    }
}

fn layer_record(layer: &ConstraintLayer) -> InputRecord {
    let features = u32::try_from(layer.n_features()).unwrap();
    record(
        &layer.source,
        Some(layer.role.clone()),
        features + 1,
        features,
        layer.notes.clone(),
    )
}

fn rule_record() -> RuleRecord {
    RuleRecord {
        name: "CN".into(),
        version: "2026.3".into(),
        last_verified: "2026-03-01".into(),
        sha256: "ab".repeat(32),
    }
}

fn parcels(plane: &Plane) -> ProposalLayer {
    let parcel = |(lot, id): (&Lot, u64)| Parcel {
        id: ParcelId(id),
        feature_id: Some(lot.0.into()),
        name: Some(lot.1.into()),
        land_mode: lot.3,
        state: FeatureState::Polygon,
        source: PolygonColumn::new(),
        plane: column(lot.2, plane),
        attributes: Vec::new(),
        verbatim_id: None,
        foreign: None,
        edits: Vec::new(),
    };
    let parcels = LOTS.iter().zip(0..).map(parcel).collect();
    ProposalLayer::new(
        "拟用地块".into(),
        Some(source("data/拟用地块.geojson")),
        crs(),
        Notes::default(),
        parcels,
    )
}

fn parcel_result(lot: &Lot, index: u32, findings: &[Finding], plane: &Plane) -> ParcelResult {
    let mine: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.parcel == index)
        .collect();
    let conflicts = mine
        .iter()
        .filter(|finding| finding.kind.is_conflict() && lot.4 == Verdict::Conflict);
    let reasons = if lot.4 == Verdict::Undetermined {
        vec![
            Reason::new("reason-unreadable-feature")
                .at(1, Some(4))
                .with("role", "eco_redline")
                .with("count", 2),
            Reason::new("reason-readings-differ")
                .at(1, Some(2))
                .with("least_m2", "0.00")
                .with("most_m2", "1200.00"),
        ]
    } else {
        Vec::new()
    };
    ParcelResult {
        index,
        parcel_id: ParcelId(u64::from(index)),
        id: Some(lot.0.into()),
        name: Some(lot.1.into()),
        land_mode: lot.3,
        areas: areas(area(lot.2)).into(),
        verdict: lot.4,
        outcome: conflicts.map(|finding| finding.outcome()).max(),
        reasons,
        noise: if lot.4 == Verdict::Clear {
            Noise {
                count: 2,
                area_m2: 0.004,
            }
        } else {
            Noise::default()
        },
        roles: measured_roles()
            .map(|role| role_result(&role, lot, &mine))
            .collect(),
        centroid_lonlat: Some(plane.inverse(column(lot.2, plane).feature(0).bounds().center())),
    }
}

/// The roles that a check has results about; the others only describe.
fn measured_roles() -> impl Iterator<Item = Role> {
    NAMED_ROLES
        .into_iter()
        .filter(|role| role.sense() != Sense::Describe)
}

fn role_result(role: &Role, lot: &Lot, mine: &[&Finding]) -> RoleResult {
    let checked = [Role::BasicFarmland, Role::EcoRedline, Role::UrbanBoundary].contains(role);
    let about: Vec<&&Finding> = mine.iter().filter(|finding| finding.role == *role).collect();
    let kinds: Vec<FindingKind> = about.iter().map(|finding| finding.kind).collect();
    let verdict = if *role == Role::EcoRedline && lot.4 == Verdict::Undetermined {
        Verdict::Undetermined
    } else if kinds.iter().any(|kind| kind.is_conflict()) {
        Verdict::Conflict
    } else if kinds.contains(&FindingKind::WithinError) {
        Verdict::WithinError
    } else {
        Verdict::Clear
    };
    let sum = |kind| {
        about
            .iter()
            .filter(|f| f.kind == kind)
            .map(|f| f.areas.plane_m2)
            .sum::<f64>()
    };
    let pair_sum_m2 = sum(FindingKind::Overlap) + sum(FindingKind::WithinError);
    // The two farmland patches of the first parcel share 20 m × 45 m.
    let twice = if pair_sum_m2 > 20_000.0 && *role == Role::BasicFarmland {
        900.0
    } else {
        0.0
    };
    RoleResult {
        role: role.clone(),
        status: if checked {
            RoleStatus::Checked(verdict)
        } else {
            RoleStatus::NotChecked
        },
        outcome: about
            .iter()
            .filter(|f| f.kind.is_conflict() && verdict == Verdict::Conflict)
            .map(|f| f.outcome())
            .max(),
        dissolved_m2: pair_sum_m2 - twice,
        pair_sum_m2,
        outside_m2: (*role == Role::UrbanBoundary).then(|| sum(FindingKind::Outside)),
    }
}

fn finding(meeting: &Meeting, plane: &Plane, layers: &[Arc<ConstraintLayer>]) -> Finding {
    let Meeting(parcel, input, feature, kind, rect, outcome) = *meeting;
    let layer = &layers[input as usize];
    let lot = &LOTS[parcel as usize];
    let (width, height) = ((rect[2] - rect[0]).max(0.0), (rect[3] - rect[1]).max(0.0));
    let m2 = area(rect);
    let pieces = column(rect, plane);
    Finding {
        id: format!(
            "p{parcel}-i{input}-{}",
            feature.map_or("out".into(), |feature| format!("f{feature}"))
        ),
        parcel,
        parcel_id: ParcelId(u64::from(parcel)),
        input,
        role: layer.role.clone(),
        feature,
        feature_id: feature.map(|feature| format!("36048100{feature:04}")),
        feature_name: feature.and_then(|feature| layer.attribute(feature, &["name"])),
        category: (layer.role == Role::EcoRedline).then(|| "一般控制区".to_owned()),
        kind,
        areas: areas(m2),
        share_of_parcel: m2 / area(lot.2),
        chord_bow_m: None,
        stretch: Stretch::NONE,
        measured_widths: Widths {
            mean_m: if m2 > 0.0 { m2 / (width + height) } else { 0.0 },
            greatest_m: width.min(height),
        }
        .into(),
        distance_m: if kind == FindingKind::Near { 12.34 } else { 0.0 },
        land_mode: lot.3,
        resolution: (kind != FindingKind::Touch).then(|| Arc::new(resolution(outcome))),
        approved: (outcome == Outcome::Conditional).then_some(Approved {
            inside_m2: m2 - 400.0,
            outside_m2: 400.0,
        }),
        from_invalid: outcome == Outcome::Restricted,
        centroid_lonlat: (m2 > 0.0).then(|| plane.inverse(pieces.feature(0).bounds().center())),
        pieces,
    }
}

fn resolution(outcome: Outcome) -> Resolution {
    let rule = format!("CN.sample.{}", outcome.code());
    let text = "永久基本农田保护红线管理办法（令第17号） 第 4 条".to_owned();
    let unverified = outcome == Outcome::Restricted;
    let expired = outcome == Outcome::Conditional;
    Resolution {
        outcome,
        deciding: Some(rule.clone()),
        matched: vec![Matched {
            rule: rule.clone(),
            outcome,
            basis: vec![Citation {
                text: text.clone(),
                possibly_expired: expired,
            }],
            expired_basis: expired,
            unverified,
        }],
        possible: vec![Possible {
            activity: Activity::A6,
            outcome: Outcome::Conditional,
            rule,
            unverified: false,
        }],
        documents: if expired {
            vec!["doc-of-tomorrow".into(), "second-doc".into()]
        } else {
            Vec::new()
        },
        authority: None,
        basis: vec![text],
        notes: if expired {
            vec!["basis-expired"]
        } else {
            Vec::new()
        },
    }
}
