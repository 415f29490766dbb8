use std::fs;
use std::path::PathBuf;

use super::*;
use crate::crs::datum_shift::{PointFault, ShiftRefusal};
use crate::crs::{CrsId, CrsKind, Datum};
use crate::progress::Ticket;
use crate::text::{Language, Texts};
use crate::workspace::import::read_one;
use crate::workspace::problem::Problem;

const PLANE: &str = r#"format = "redline.shift/1"
method = "plane_4"
source = "EPSG:2363"
target = "EPSG:4527"

[provenance]
given_by = "示例县自然资源局"
given_on = 2019-05-20
document = "示测〔2019〕5 号"
rms_m = 0.03

[parameters]
d_east_m = 112.34
d_north_m = -5.67
rotation_ccw_sec = 0.5
scale_ppm = 1.25
"#;

const SPACE: &str = r#"format = "redline.shift/1"
method = "geocentric_7"
source = "EPSG:4610"
target = "EPSG:4490"
[provenance]
given_by = "某测绘院"
given_on = "2018"
rms_m = 0.1
[parameters]
dx_m = 15.8
dy_m = -154.4
dz_m = -82.3
rx_sec = 0.12
ry_sec = -0.33
rz_sec = 0.45
scale_ppm = -1.9
convention = "coordinate_frame"
"#;

const POINTS: &str = r#"format = "redline.shift/1"
method = "plane_4"
source = "local"
source_name = "示例市独立坐标系"
target = "EPSG:4527"
point_order = "north_east"
control_points = "points.csv"
[provenance]
given_by = "示例市测绘院"
given_on = 2020-01-02
"#;

/// A network whose second side is the first moved by 39 350 000 m and 3 110 000 m, but for the centimetres.
const TABLE: &str = "点名,x1,y1,x2,y2\n\
    # 北坐标在前\n\
    I01,60000,50000,3170000.01,39400000\n\
    I02,60000,58000,3170000,39408000\n\
    \n\
    I03,67000,58000,3177000,39408000.02\n\
    I04,67000,50000,3177000,39400000\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        Self(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn read(text: &str) -> Result<DatumShift, ShiftFileError> {
    let folder = Folder::with(&[
        ("a.shift.toml", text.as_bytes()),
        ("points.csv", TABLE.as_bytes()),
    ]);
    read_shift(&folder.path("a.shift.toml"))
}

#[track_caller]
fn fails(text: &str, find: &str, replace: &str) -> ShiftFileError {
    assert!(text.contains(find), "{find}");
    read(&text.replace(find, replace)).expect_err(replace)
}

fn parameter(shift: &DatumShift, name: &str) -> f64 {
    let parameters = shift.transform.parameters();
    parameters
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap()
        .1
}

#[test]
fn parameters_are_read_with_their_units() {
    let shift = read(PLANE).unwrap();
    assert_eq!(
        (shift.source.id, shift.target.id),
        (CrsId::Epsg(2363), CrsId::Epsg(4527))
    );
    assert_eq!(shift.source.datum, Datum::Xian1980);
    assert_eq!(parameter(&shift, "d_east_m"), 112.34);
    assert!((parameter(&shift, "rotation_ccw_sec") - 0.5).abs() < 1e-9);
    assert!((parameter(&shift, "scale_ppm") - 1.25).abs() < 1e-9);
    assert_eq!((shift.accuracy.rms_m, shift.accuracy.sigma_m), (0.03, 0.03));
    let provenance = &shift.provenance;
    assert_eq!(
        (provenance.given_by.as_str(), provenance.given_on.as_str()),
        ("示例县自然资源局", "2019-05-20")
    );
    assert!(!provenance.is_estimated && provenance.sha256.len() == 64 && provenance.points_file.is_none());
    for (other, seconds) in [
        ("rotation_cw_sec = -0.5", 0.5),
        ("rotation_ccw_rad = 1e-6", 0.206_264_806),
        ("rotation_cw_rad = 1e-6", -0.206_264_806),
    ] {
        let shift = read(&PLANE.replace("rotation_ccw_sec = 0.5", other)).unwrap();
        assert!(
            (parameter(&shift, "rotation_ccw_sec") - seconds).abs() < 1e-8,
            "{other}"
        );
    }
    let factor = read(&PLANE.replace("scale_ppm = 1.25", "scale_factor = 1.00000125")).unwrap();
    assert!((parameter(&factor, "scale_ppm") - 1.25).abs() < 1e-8);
    let space = read(SPACE).unwrap();
    assert_eq!(parameter(&space, "dy_m"), -154.4);
    assert!((parameter(&space, "rz_sec") - 0.45).abs() < 1e-12);
}

#[test]
fn control_points_give_parameters_and_residuals() {
    let shift = read(POINTS).unwrap();
    assert!(shift.provenance.is_estimated);
    let (file, sha256) = shift.provenance.points_file.as_ref().unwrap();
    assert!(file.ends_with("points.csv") && sha256.len() == 64);
    let accuracy = &shift.accuracy;
    assert_eq!(accuracy.points.len(), 4);
    assert_eq!(accuracy.points[0].name, "I01");
    assert_eq!(
        accuracy.points[0].source,
        SourceXy {
            x: 50000.0,
            y: 60000.0
        }
    );
    assert!(
        accuracy.rms_m > 0.003 && accuracy.rms_m < 0.02,
        "{}",
        accuracy.rms_m
    );
    assert!(accuracy.sigma_m > accuracy.rms_m);
    let moved = shift
        .target_position(SourceXy {
            x: 54000.0,
            y: 63000.0,
        })
        .unwrap();
    assert!((moved.x - 39_404_000.0).abs() < 0.02 && (moved.y - 3_173_000.0).abs() < 0.02);
    // The same points in the file itself, east first.
    let own = POINTS
        .replace("north_east", "east_north")
        .replace("control_points = \"points.csv\"\n", "")
        + "[[control_point]]\nname = \"I01\"\nx1 = 50000\ny1 = 60000\nx2 = 39400000\ny2 = 3170000.01\n"
        + "[[control_point]]\nname = \"I02\"\nx1 = 58000\ny1 = 60000\nx2 = 39408000\ny2 = 3170000\n"
        + "[[control_point]]\nname = \"I03\"\nx1 = 58000\ny1 = 67000\nx2 = 39408000.02\ny2 = 3177000\n"
        + "[[control_point]]\nname = \"I04\"\nx1 = 50000\ny1 = 67000\nx2 = 39400000\ny2 = 3177000\n";
    let same = read(&own).unwrap();
    assert_eq!(same.transform, shift.transform);
    assert_eq!(same.accuracy, shift.accuracy);
    // Parameters and points together: the points test the parameters.
    let tested = PLANE
        .replace("EPSG:2363", "local")
        .replace("method = ", "source_name = \"甲\"\nmethod = ")
        .replace(
            "target = ",
            "point_order = \"north_east\"\ncontrol_points = \"points.csv\"\ntarget = ",
        )
        .replace("112.34", "39350000")
        .replace("-5.67", "3110000")
        .replace("sec = 0.5", "sec = 0")
        .replace("1.25", "0");
    let tested = read(&tested).unwrap();
    assert!(!tested.provenance.is_estimated);
    assert!(
        (tested.accuracy.points[0].length_m() - 0.01).abs() < 1e-7,
        "{:?}",
        tested.accuracy
    );
    assert_eq!(tested.accuracy.sigma_m, 0.03, "no better than stated");
}

#[test]
fn a_table_in_gbk_or_with_semicolons_is_read_and_slips_are_named_with_their_line() {
    let with = |table: &[u8]| {
        let folder = Folder::with(&[("a.toml", POINTS.as_bytes()), ("points.csv", table)]);
        read_shift(&folder.path("a.toml"))
    };
    let (gbk, _) = crate::io::Encoding::GBK.encode(&TABLE.replace("I01", "县城一号点"));
    assert_eq!(with(&gbk).unwrap().accuracy.points[0].name, "县城一号点");
    assert!(with(TABLE.replace(',', ";").as_bytes()).is_ok());
    for (find, replace, line) in [
        ("I03,67000", "I03,67000;", 6),
        ("39408000\n", "39408000,1\n", 4),
        ("I04,", ",", 7),
        ("I04,67000", "I04,nan", 7),
        ("I04,67000", "I04,0x10", 7),
        ("点名,x1,y1", "点名,y1,x1", 1),
    ] {
        assert!(TABLE.contains(find));
        let error = with(TABLE.replacen(find, replace, 1).as_bytes()).expect_err(replace);
        assert_eq!(
            (error.kind.code(), error.line),
            ("shift-point-line", Some(line)),
            "{replace}"
        );
        assert!(error.file.ends_with("points.csv"));
    }
    assert_eq!(with(b"").expect_err("empty").kind.code(), "shift-point-line");
    assert_eq!(
        with(b"name,x1,y1,x2,y2\n").expect_err("no point").kind.code(),
        "shift-missing"
    );
    let two: String = TABLE.split_inclusive('\n').take(4).collect();
    assert_eq!(
        with(two.as_bytes()).expect_err("two points").kind,
        ShiftFileErrorKind::Points(PointFault::TooFew { count: 2 })
    );
    let folder = Folder::with(&[("a.toml", POINTS.as_bytes())]);
    let missing = read_shift(&folder.path("a.toml")).expect_err("no table");
    assert_eq!(missing.kind.code(), "shift-unreadable");
    assert!(missing.file.ends_with("points.csv"));
}

/// Text, what is replaced in it and by what; code and line of the error.
const SLIPS: &[(&str, &str, &str, &str, Option<usize>)] = &[
    (PLANE, "redline.shift/1", "redline.shift/9", "shift-format", None),
    (PLANE, "d_north_m", "d_nord_m", "shift-syntax", Some(14)),
    (PLANE, "\"plane_4\"", "\"plane\"", "shift-value", Some(2)),
    (PLANE, "EPSG:2363", "EPSG:23x", "shift-value", Some(3)),
    (PLANE, "EPSG:2363", "EPSG:999999", "crs-unknown", Some(3)),
    (PLANE, "EPSG:2363", "EPSG:4610", "shift-source", Some(3)),
    (PLANE, "EPSG:2363", "EPSG:4526", "shift-source", Some(3)),
    (PLANE, "EPSG:4527", "EPSG:4490", "shift-target", Some(4)),
    (PLANE, "EPSG:4527", "EPSG:2363", "shift-target", Some(4)),
    (PLANE, "EPSG:2363", "local", "shift-missing", None),
    (
        PLANE,
        "given_by = \"示例县自然资源局\"",
        "",
        "shift-missing",
        None,
    ),
    (
        PLANE,
        "given_by = \"示例县自然资源局\"",
        "given_by = \" \"",
        "shift-missing",
        None,
    ),
    (PLANE, "given_on = 2019-05-20", "", "shift-missing", None),
    (PLANE, "rms_m = 0.03", "", "shift-no-accuracy", None),
    (PLANE, "rms_m = 0.03", "rms_m = 0", "shift-value", Some(10)),
    (PLANE, "rms_m = 0.03", "rms_m = 30", "shift-value", Some(10)),
    (PLANE, "112.34", "inf", "shift-value", Some(13)),
    (PLANE, "112.34", "nan", "shift-value", Some(13)),
    (PLANE, "d_north_m = -5.67", "", "shift-missing", None),
    (PLANE, "scale_ppm = 1.25", "", "shift-missing", None),
    (
        PLANE,
        "scale_ppm = 1.25",
        "scale_factor = 1.25",
        "shift-value",
        Some(16),
    ),
    (
        PLANE,
        "scale_ppm = 1.25",
        "scale_ppm = 1\nscale_factor = 1.0",
        "shift-clash",
        None,
    ),
    (
        PLANE,
        "rotation_ccw_sec",
        "rotation_cw_sec = 1\nrotation_ccw_sec",
        "shift-clash",
        None,
    ),
    (PLANE, "scale_ppm", "dx_m = 1\nscale_ppm", "shift-clash", None),
    (
        SPACE,
        "scale_ppm",
        "rotation_cw_sec = 1\nscale_ppm",
        "shift-clash",
        None,
    ),
    (
        SPACE,
        "convention = \"coordinate_frame\"",
        "",
        "shift-missing",
        None,
    ),
    (SPACE, "coordinate_frame", "bursa", "shift-value", Some(17)),
    (SPACE, "rz_sec = 0.45", "", "shift-missing", None),
    (SPACE, "rz_sec = 0.45", "rz_sec = 5000", "shift-value", Some(15)),
    (SPACE, "EPSG:4610", "local", "shift-missing", None),
    (
        SPACE,
        "source = \"EPSG:4610\"",
        "source = \"EPSG:4610\"\nsource_ellipsoid = \"krassowsky\"",
        "shift-clash",
        None,
    ),
    (SPACE, "EPSG:4610", "EPSG:4555", "shift-source", Some(3)),
    (
        POINTS,
        "point_order = \"north_east\"\n",
        "",
        "shift-missing",
        None,
    ),
    (POINTS, "\"north_east\"", "\"yx\"", "shift-value", Some(6)),
    (
        POINTS,
        "\"north_east\"",
        "\"east_north\"",
        "shift-point-out-of-range",
        None,
    ),
    (
        POINTS,
        "control_points = \"points.csv\"\n",
        "",
        "shift-missing",
        None,
    ),
    (POINTS, "EPSG:4527", "EPSG:4548", "shift-point-out-of-range", None),
];

#[test]
fn each_slip_is_refused_with_its_line() {
    for &(text, find, replace, code, line) in SLIPS {
        let error = fails(text, find, replace);
        assert_eq!(
            (error.kind.code(), error.line),
            (code, line),
            "{replace}: {error}"
        );
    }
    let folder = Folder::with(&[("bad.toml", b"format = \"redline.shift/1\"\n# \xd6\xd0\n")]);
    let not_utf8 = read_shift(&folder.path("bad.toml")).expect_err("GBK");
    assert_eq!((not_utf8.kind.code(), not_utf8.line), ("shift-syntax", Some(2)));
    assert_eq!(
        read_shift(&folder.path("nowhere.toml"))
            .expect_err("no file")
            .kind
            .code(),
        "shift-unreadable"
    );
    let bad = TABLE
        .replace("39400000\n    I02", "39400000\nI02")
        .replace("3170000.01", "3170400");
    let folder = Folder::with(&[("a.toml", POINTS.as_bytes()), ("points.csv", bad.as_bytes())]);
    let far = read_shift(&folder.path("a.toml")).expect_err("a gross error");
    assert_eq!(far.kind.code(), "shift-too-inaccurate", "{far}");
}

#[test]
fn an_independent_system_on_an_ellipsoid_takes_seven_parameters() {
    let text = SPACE.replace(
        "source = \"EPSG:4610\"",
        "source = \"local\"\nsource_name = \"某市\"\nsource_ellipsoid = \"krassowsky\"",
    ) + "[source_projection]\ncentral_meridian_deg = 115.9\nfalse_easting_m = 100000\nfalse_northing_m = -3000000\n";
    let shift = read(&text).unwrap();
    let position = shift
        .degrees(SourceXy {
            x: 100_000.0,
            y: 170_000.0,
        })
        .unwrap();
    assert!(
        (position.lon - 115.9).abs() < 0.01 && (position.lat - 28.6).abs() < 0.2,
        "{position:?}"
    );
    let crs = Crs::local().bound_to(&Arc::new(shift), None).unwrap();
    assert_eq!(crs.kind, CrsKind::Local);
}

fn layer(folder: &Folder, name: &str, epsg: &str, ring: &str) -> InputSpec {
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:{epsg}"}}}},"features":[
        {{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
    );
    fs::write(folder.path(name), text).unwrap();
    InputSpec::of_path(folder.path(name))
}

const RING: &str = "[[39400000,3170000],[39400100,3170000],[39400100,3170100],[39400000,3170000]]";

#[test]
fn what_a_shift_does_is_noted_with_the_layer() {
    let far = TABLE.replace("60000,50000", "60300,50000");
    let points = POINTS
        .replace("\"local\"", "\"EPSG:2363\"")
        .replace("source_name = \"示例市独立坐标系\"\n", "");
    let near: String = TABLE
        .replace("60000", "3169990")
        .replace("67000", "3176990")
        .replace("50000", "39399900")
        .replace("58000", "39407900");
    let folder = Folder::with(&[
        ("plane.toml", PLANE.as_bytes()),
        ("points.toml", points.as_bytes()),
        ("points.csv", near.as_bytes()),
        ("far.csv", far.as_bytes()),
    ]);
    let spec = layer(&folder, "l.geojson", "2363", RING);
    let with = |shift: &str| InputSpec {
        shift: Some(folder.path(shift)),
        ..spec.clone()
    };
    let ticket = Ticket::new();
    let stated = read_one(&with("plane.toml"), &ticket).unwrap();
    assert_eq!(stated.layer.notes.count("note-shift-applied"), 1);
    assert_eq!(
        stated.layer.notes.count("note-shift-outside"),
        0,
        "no points, no hull"
    );
    assert!(stated.decided.crs.shift.as_ref().unwrap().outside_m.is_none());
    let inside = read_one(&with("points.toml"), &ticket).unwrap();
    assert_eq!(inside.decided.crs.shift.as_ref().unwrap().outside_m, Some(0.0));
    let beyond = layer(
        &folder,
        "b.geojson",
        "2363",
        "[[39390000,3170000],[39400100,3170000],[39400100,3170100],[39390000,3170000]]",
    );
    let beyond = InputSpec {
        shift: with("points.toml").shift,
        ..beyond
    };
    let outside = read_one(&beyond, &ticket).unwrap();
    assert_eq!(outside.layer.notes.count("note-shift-outside"), 1);
    let metres = outside.decided.crs.shift.as_ref().unwrap().outside_m.unwrap();
    assert!((metres - 9900.0).abs() < 1.0, "{metres}");
}

#[test]
fn a_shift_for_another_system_is_a_problem_with_both_files() {
    let folder = Folder::with(&[("plane.toml", PLANE.as_bytes()), ("bad.toml", b"format = 1")]);
    let spec = InputSpec {
        shift: Some(folder.path("plane.toml")),
        ..layer(&folder, "l.geojson", "2415", RING)
    };
    let error = read_one(&spec, &Ticket::new()).expect_err("Beijing 1954");
    let problem = Problem::from(error);
    assert_eq!(problem.code, ShiftRefusal::CODES[0]);
    let arg = |name: &str| {
        problem
            .args
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap()
            .1
            .clone()
    };
    assert!(arg("file").ends_with("l.geojson") && arg("shift").ends_with("plane.toml"));
    let spec = InputSpec {
        shift: Some(folder.path("bad.toml")),
        ..spec
    };
    let problem = Problem::from(read_one(&spec, &Ticket::new()).expect_err("no shift"));
    assert_eq!(problem.code, "shift-syntax");
    assert!(problem.args.contains(&("line", "1".to_owned())), "{problem:?}");
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let codes = ShiftFileErrorKind::CODES
            .iter()
            .chain(&PointFault::CODES)
            .chain(&ShiftRefusal::CODES)
            .chain(&NOTE_CODES);
        for code in codes {
            assert!(texts.find(code, &[]).is_some(), "{code}");
        }
    }
}

/// Whatever is written there: an error or a shift, no panic.
#[test]
fn mutated_files_do_no_harm() {
    let mut state = 12345_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let folder = Folder::with(&[]);
    let (toml, csv) = (folder.path("a.toml"), folder.path("points.csv"));
    for round in 0..6000 {
        let mut texts = [
            [PLANE, SPACE, POINTS][round % 3].as_bytes().to_vec(),
            TABLE.as_bytes().to_vec(),
        ];
        let which = usize::from(round % 3 == 2 && next(2) == 0);
        for _ in 0..=next(3) {
            let text = &mut texts[which];
            if text.is_empty() {
                continue;
            }
            let at = next(text.len());
            match next(4) {
                0 => text[at] = b"0123456789-.e,\"[]=\n\0\xff"[next(21)],
                1 => text.truncate(at.max(1)),
                2 => {
                    text.remove(at);
                }
                _ => text.insert(at, b"9e-\"\n,"[next(6)]),
            }
        }
        fs::write(&toml, &texts[0]).unwrap();
        fs::write(&csv, &texts[1]).unwrap();
        if let Ok(shift) = read_shift(&toml) {
            assert!(
                shift.accuracy.sigma_m <= 10.0 && shift.accuracy.sigma_m >= 0.0,
                "{shift:?}"
            );
            assert!(
                shift
                    .transform
                    .parameters()
                    .iter()
                    .all(|(_, value)| value.is_finite())
            );
        }
    }
}
