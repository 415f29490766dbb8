//! Dossiers of small files.

use std::fmt::Write as _;
use std::path::Path;

use super::areas::AreaUnit;
use super::role::RoleEvidence;
use super::system::{Evidence, SystemProposal, Whereabouts};
use super::*;
use crate::crs::CrsId;
use crate::layer::Role;
use crate::text::{Language, Texts};
use crate::workspace::task::Part;

/// A GeoJSON file of squares of 100 m in plane coordinates, with attributes.
fn file(dir: &Path, name: &str, crs: &str, corners: &[(f64, f64)], properties: &[&str]) -> InputSpec {
    let mut features = String::new();
    for (number, (x, y)) in corners.iter().enumerate() {
        let ring = format!(
            "[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]",
            x + 100.0,
            x + 100.0,
            y + 100.0,
            y + 100.0
        );
        let comma = if number > 0 { "," } else { "" };
        let properties = properties.get(number).unwrap_or(&"{}");
        write!(
            features,
            "{comma}{{\"type\":\"Feature\",\"properties\":{properties},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
        )
        .expect("text");
    }
    let text = format!("{{\"type\":\"FeatureCollection\",{crs}\"features\":[{features}]}}");
    let path = dir.join(name);
    std::fs::write(&path, text).expect("written");
    InputSpec::of_path(path)
}

const ZONE_39: &str = r#""crs":{"type":"name","properties":{"name":"EPSG:4527"}},"#;
/// `"crs": null` says that the system is not known.
const UNKNOWN: &str = r#""crs":null,"#;

fn one(spec: &InputSpec, around: Option<&Whereabouts>) -> Dossier {
    let mut dossiers = inspect(spec, around, &Ticket::new()).expect("read");
    assert_eq!(dossiers.len(), 1);
    dossiers.remove(0)
}

fn likely(dossier: &Dossier) -> Vec<(String, bool)> {
    match &dossier.system {
        SystemProposal::Likely(candidates) => candidates
            .iter()
            .map(|candidate| (candidate.crs.id.to_string(), candidate.swap_axes))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn declared_areas_are_held_against_the_geometry() {
    let dir = tempfile::tempdir().expect("a directory");
    let corners = [
        (39_500_000.0, 3_100_000.0),
        (39_500_200.0, 3_100_000.0),
        (39_500_400.0, 3_100_000.0),
    ];
    let properties = [r#"{"YDMJ":1.0}"#, r#"{"YDMJ":"1.0000"}"#, r#"{"YDMJ":1.2}"#];
    let corners: Vec<_> = corners
        .into_iter()
        .chain((3..12).map(|n| (39_500_000.0, 3_100_000.0 + 200.0 * f64::from(n))))
        .collect();
    let properties: Vec<&str> = properties.into_iter().chain([r#"{"YDMJ":1}"#; 9]).collect();
    let dossier = one(
        &file(dir.path(), "a.geojson", ZONE_39, &corners, &properties),
        None,
    );
    let areas = dossier.areas.expect("areas are declared");
    assert_eq!(
        (areas.unit, areas.compared, areas.differing),
        (Some(AreaUnit::Hectare), 12, 1)
    );
    assert_eq!((areas.listed[0].feature, areas.field.as_str()), (2, "YDMJ"));
    assert!(
        (areas.listed[0].percent() - 20.0).abs() < 1e-6,
        "{:?}",
        areas.listed
    );
    assert_eq!(dossier.notes.count("note-area-differs"), 1);
    assert_eq!(dossier.notes.count("note-area-unit"), 1);
    // Planar in the zone, exactly what the squares are.
    assert!((areas.survey_sums_m2.expect("small")[1] - 120_000.0).abs() < 1e-6);
}

#[test]
fn counts_add_up_and_alterations_are_counted_by_feature() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("地块.geojson");
    let polygon = |rings: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{rings}]}}}}"
        )
    };
    let features = [
        polygon("[[115,28],[115.001,28],[115.001,28.001],[115,28]]"),
        polygon("[[115,28],[115.001,28],[115.001,28.001]],[[115,28],[115,28],[115,28]]"),
        polygon("[[115,28],[115,95],[115.001,28.001],[115,28]]"),
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}".to_owned(),
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[115,28]}}"
            .to_owned(),
    ];
    std::fs::write(
        &path,
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
            features.join(",")
        ),
    )
    .expect("written");
    let mut spec = InputSpec::of_path(path);
    spec.crs = Some(crate::crs::CrsId::Epsg(4490));
    let dossier = one(&spec, None);
    let counts = dossier.counts;
    assert_eq!(
        counts,
        Counts {
            read: 5,
            kept: 1,
            altered: 1,
            no_geometry: 1,
            not_polygon: 1,
            quarantined: 1
        }
    );
    assert_eq!(dossier.role.part, Some(Part::Parcels));
    assert_eq!(dossier.role.evidence, RoleEvidence::Name("地块"));
}

#[test]
fn an_unnamed_system_is_proposed_and_never_taken() {
    let dir = tempfile::tempdir().expect("a directory");
    let prefixed = one(
        &file(
            dir.path(),
            "p.geojson",
            UNKNOWN,
            &[(39_500_000.0, 3_100_000.0)],
            &[],
        ),
        None,
    );
    assert_eq!(
        likely(&prefixed),
        [
            ("EPSG:4527".to_owned(), false),
            ("EPSG:2363".to_owned(), false),
            ("EPSG:2415".to_owned(), false)
        ]
    );
    let SystemProposal::Likely(candidates) = &prefixed.system else {
        panic!()
    };
    assert_eq!(candidates[0].evidence[0], Evidence::ZonePrefix(39));
    let [west, south, ..] = candidates[0].place.expect("a place").degrees;
    assert!((west - 117.0).abs() < 0.01 && (south - 28.0).abs() < 0.1);
    let swapped = one(
        &file(
            dir.path(),
            "s.geojson",
            UNKNOWN,
            &[(3_100_000.0, 39_500_000.0)],
            &[],
        ),
        None,
    );
    assert_eq!(likely(&swapped)[0], ("EPSG:4527".to_owned(), true));
    let declared = one(
        &file(
            dir.path(),
            "d.geojson",
            ZONE_39,
            &[(3_100_000.0, 39_500_000.0)],
            &[],
        ),
        None,
    );
    assert_eq!(likely(&declared), [("EPSG:4527".to_owned(), true)]);
    let plain = file(dir.path(), "m.geojson", UNKNOWN, &[(500_000.0, 3_100_000.0)], &[]);
    assert!(matches!(one(&plain, None).system, SystemProposal::Unknown(_)));
}

#[test]
fn the_open_project_tells_the_zone() {
    let dir = tempfile::tempdir().expect("a directory");
    let plain = file(dir.path(), "m.geojson", UNKNOWN, &[(500_000.0, 3_100_000.0)], &[]);
    let around = Whereabouts {
        degrees: [116.9, 27.9, 117.1, 28.1],
    };
    let dossier = one(&plain, Some(&around));
    assert_eq!(likely(&dossier)[0], ("EPSG:4548".to_owned(), false));
    let SystemProposal::Likely(candidates) = &dossier.system else {
        panic!()
    };
    assert!(candidates[0].evidence.contains(&Evidence::AtProject));
    assert!(matches!(candidates[1].evidence.last(), Some(Evidence::BesideProject(km)) if *km > 200));
}

#[test]
fn axes_that_are_swapped_by_hand_are_swapped() {
    let dir = tempfile::tempdir().expect("a directory");
    let right = one(
        &file(
            dir.path(),
            "r.geojson",
            ZONE_39,
            &[(39_500_000.0, 3_100_000.0)],
            &[],
        ),
        None,
    );
    let mut spec = file(
        dir.path(),
        "s.geojson",
        ZONE_39,
        &[(3_100_000.0, 39_500_000.0)],
        &[],
    );
    spec.swap_axes = true;
    let swapped = one(&spec, None);
    assert!(matches!(swapped.system, SystemProposal::Certain(_)));
    assert_eq!(swapped.layer.bounds(), right.layer.bounds());
    assert_eq!(swapped.notes.count("note-axes-by-user"), 1);
    let read = crate::workspace::import::read_one(&spec, &Ticket::new()).expect("read");
    assert_eq!(read.layer.bounds(), right.layer.bounds());
}

#[test]
fn data_of_web_maps_are_suspected() {
    let dir = tempfile::tempdir().expect("a directory");
    let properties = [r#"{"adcode":360481,"childrenNum":0}"#];
    let spec = file(
        dir.path(),
        "x.geojson",
        ZONE_39,
        &[(39_500_000.0, 3_100_000.0)],
        &properties,
    );
    assert_eq!(one(&spec, None).notes.count("note-web-map-suspected"), 1);
    let spec = file(
        dir.path(),
        "县界_gcj02.geojson",
        ZONE_39,
        &[(39_500_000.0, 3_100_000.0)],
        &[],
    );
    assert_eq!(one(&spec, None).notes.count("note-web-map-suspected"), 1);
}

#[test]
fn roles_are_known_by_the_fields_of_the_standards() {
    let dir = tempfile::tempdir().expect("a directory");
    let spec = file(
        dir.path(),
        "x.geojson",
        ZONE_39,
        &[(39_500_000.0, 3_100_000.0)],
        &[r#"{"yjjbntmj":1}"#],
    );
    let role = one(&spec, None).role;
    assert_eq!(role.part, Some(Part::Layer(Role::BasicFarmland)));
    assert_eq!(role.evidence, RoleEvidence::Field("yjjbntmj".to_owned()));
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let find = |id: &str, args: &[(&str, String)]| assert!(texts.find(id, args).is_some(), "{id}");
        for evidence in Evidence::ALL {
            find(&format!("system-evidence-{}", evidence.code()), &evidence.args());
        }
        for unit in AreaUnit::ALL {
            find(&format!("area-unit-{}", unit.code()), &[]);
        }
        let evidence = [
            RoleEvidence::Field(String::new()),
            RoleEvidence::Name(""),
            RoleEvidence::Format,
            RoleEvidence::None,
        ];
        for evidence in evidence {
            find(&format!("role-evidence-{}", evidence.code()), &evidence.args());
        }
        for basis in [
            EncodingBasis::ByHand,
            EncodingBasis::Format,
            EncodingBasis::Noted(""),
        ] {
            find(&format!("encoding-basis-{}", basis.code()), &[]);
        }
        for code in [
            "note-area-unit",
            "note-area-unit-unclear",
            "note-area-differs",
            "note-parcels-overlap",
            "note-web-map-suspected",
        ] {
            find(code, &[]);
        }
    }
}

#[test]
fn parcels_of_a_file_that_lie_over_each_other_are_told() {
    let dir = tempfile::tempdir().expect("a directory");
    // Beside each other, over each other by 10 m, and apart.
    let (e, n) = (39_500_000.0, 3_100_000.0);
    let corners = [(e, n), (e + 100.0, n), (e + 190.0, n), (e + 900.0, n)];
    let dossier = one(&file(dir.path(), "a.geojson", ZONE_39, &corners, &[]), None);
    let told: Vec<&Note> = dossier
        .notes
        .iter()
        .filter(|note| note.code == "note-parcels-overlap")
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].place.feature, Some(1));
    let arg = |name: &str| {
        told[0]
            .args
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!((arg("count"), arg("other")), (Some("1"), Some("3")));
    let area: f64 = arg("area").and_then(|area| area.parse().ok()).expect("an area");
    assert!((area - 1000.0).abs() < 5.0, "{area}");
    let apart = one(&file(dir.path(), "b.geojson", ZONE_39, &corners[..2], &[]), None);
    assert_eq!(apart.notes.count("note-parcels-overlap"), 0);
}

#[test]
fn an_outline_lies_where_the_system_puts_the_layer() {
    let dir = tempfile::tempdir().expect("a directory");
    let spec = file(
        dir.path(),
        "a.geojson",
        UNKNOWN,
        &[(39_369_000.0, 3_282_900.0)],
        &[],
    );
    let dossier = one(&spec, None);
    let SystemProposal::Likely(candidates) = &dossier.system else {
        panic!("{:?}", dossier.system)
    };
    for candidate in candidates {
        let outline = candidate.outline.as_ref().expect("an outline");
        let [west, south, east, north] = outline.bounds().expect("positions");
        assert!((115.6..115.7).contains(&west) && (29.6..29.7).contains(&south));
        assert!(east - west > 0.0005 && north - south > 0.0005);
        assert_eq!(outline.is_rough, candidate.crs.datum.is_historic_chinese());
    }
    let local = InputSpec {
        crs: Some(CrsId::Local),
        ..spec
    };
    assert_eq!(one(&local, None).outline, None);
}

#[test]
fn files_that_come_together_tell_each_other_their_place() {
    let dir = tempfile::tempdir().expect("a directory");
    // 500 m east of the first, without the number of the zone.
    let spec = file(
        dir.path(),
        "b.geojson",
        UNKNOWN,
        &[(369_500.0, 3_282_900.0)],
        &[r#"{"YDMJ":10000}"#],
    );
    let mut dossier = one(&spec, None);
    assert!(matches!(dossier.system, SystemProposal::Unknown(_)) && dossier.areas.is_none());
    let around = Whereabouts {
        degrees: [115.65, 29.65, 115.66, 29.66],
    };
    dossier.look_around(&around, &Ticket::new()).expect("looked at");
    assert_eq!(likely(&dossier)[0].0, "EPSG:4548");
    assert!(dossier.areas.is_some());
    let notes = dossier.notes.iter().count();
    dossier.look_around(&around, &Ticket::new()).expect("looked at");
    assert_eq!(dossier.notes.iter().count(), notes, "nothing is said twice");
}

#[test]
fn a_large_layer_has_a_small_outline() {
    let dir = tempfile::tempdir().expect("a directory");
    let corners: Vec<(f64, f64)> = (0..4000)
        .map(|n| {
            (
                39_300_000.0 + 150.0 * f64::from(n % 60),
                3_200_000.0 + 150.0 * f64::from(n / 60),
            )
        })
        .collect();
    let dossier = one(&file(dir.path(), "a.geojson", ZONE_39, &corners, &[]), None);
    let outline = dossier.outline.expect("an outline");
    assert!(outline.is_partial);
    assert!(outline.rings.iter().map(Vec::len).sum::<usize>() < 4000);
}

#[test]
fn a_hundred_metres_between_datums_do_not_bring_the_older_one_to_the_front() {
    let dir = tempfile::tempdir().expect("a directory");
    let spec = file(
        dir.path(),
        "a.geojson",
        UNKNOWN,
        &[(39_369_000.0, 3_282_900.0)],
        &[],
    );
    // On all sides, a little way off.
    for (dx, dy) in [(0.02, 0.0), (-0.02, 0.0), (0.0, 0.02), (0.0, -0.02)] {
        let [west, south] = [115.648 + dx, 29.661 + dy];
        let around = Whereabouts {
            degrees: [west, south, west + 0.001, south + 0.001],
        };
        assert_eq!(likely(&one(&spec, Some(&around)))[0].0, "EPSG:4527");
    }
}
