//! Datum shifts from end to end: a parcel in "Xi'an 80" with parameters or control points is checked against
//! CGCS2000 layers and gives what the same parcel in CGCS2000 gives.

#![cfg(not(target_family = "wasm"))]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// k cos θ, k sin θ and shifts of the similarity from Xi'an 80 to CGCS2000 in these scenes.
const ALONG: f64 = 1.000_001_25;
const ACROSS: f64 = 2.4e-6;
const SHIFT: [f64; 2] = [112.34, -5.67];

struct Scene(TempDir);

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stderr))
    }
}

impl Scene {
    fn new() -> Self {
        let scene = Self(tempfile::tempdir().expect("a directory"));
        scene.write("p2000.geojson", &collection("4527", &PARCEL));
        scene.write("p80.geojson", &collection("2363", &PARCEL.map(xian)));
        scene.write("layer.geojson", &collection("4490", &LAYER));
        scene.write("plane.shift.toml", &plane_shift());
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_redline"))
            .args(args)
            .current_dir(self.0.path())
            .output()
            .expect("the program runs");
        Run {
            code: output.status.code().expect("not killed"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    fn check(&self, parcels: &str, more: &[&str]) -> Run {
        let layer = "eco_redline=layer.geojson";
        let mut args = vec![
            "check",
            "--parcels",
            parcels,
            "--layer",
            layer,
            "--json",
            "--no-cache",
        ];
        args.extend(more);
        self.run(&args)
    }
}

/// Metres of CGCS2000 zone 39: edges of up to 1.6 km, so that they are split.
const PARCEL: [[f64; 2]; 4] = [
    [39_400_000.0, 3_170_000.0],
    [39_401_600.0, 3_170_050.0],
    [39_401_500.0, 3_171_200.0],
    [39_400_100.0, 3_171_000.0],
];

/// Degrees: covers a part of the parcel.
const LAYER: [[f64; 2]; 4] = [[115.97, 28.6], [115.985, 28.6], [115.985, 28.7], [115.97, 28.7]];

/// The same place in Xi'an 80: the similarity backwards.
fn xian([east, north]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (east - SHIFT[0], north - SHIFT[1]);
    let square = ALONG * ALONG + ACROSS * ACROSS;
    [
        (ALONG * x + ACROSS * y) / square,
        (ALONG * y - ACROSS * x) / square,
    ]
}

fn collection(epsg: &str, ring: &[[f64; 2]]) -> String {
    let corners: Vec<String> = ring
        .iter()
        .chain([&ring[0]])
        .map(|[x, y]| format!("[{x},{y}]"))
        .collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:{epsg}\"}}}},\
         \"features\":[{{\"type\":\"Feature\",\"id\":\"A\",\"properties\":{{\"DKMC\":\"甲\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}]}}",
        corners.join(",")
    )
}

const PROVENANCE: &str = "[provenance]\ngiven_by = \"示例县自然资源局\"\ngiven_on = 2019-05-20\n";

fn plane_shift() -> String {
    let factor = ALONG.hypot(ACROSS);
    format!(
        "format = \"redline.shift/1\"\nmethod = \"plane_4\"\nsource = \"EPSG:2363\"\ntarget = \"EPSG:4527\"\n\
         {PROVENANCE}rms_m = 0.03\n[parameters]\nd_east_m = {}\nd_north_m = {}\nrotation_ccw_rad = {:e}\n\
         scale_factor = {factor}\n",
        SHIFT[0],
        SHIFT[1],
        ACROSS.atan2(ALONG)
    )
}

/// Control points around the parcel, northing first; `off` metres to the east are wrong at the last.
fn points(off: f64) -> (String, String) {
    let mut table = "name,x1,y1,x2,y2\n".to_owned();
    let corners = [
        [39_395_000.0, 3_165_000.0],
        [39_407_000.0, 3_166_000.0],
        [39_406_000.0, 3_177_000.0],
        [39_394_000.0, 3_176_000.0],
        [39_400_000.0, 3_172_000.0],
        [39_401_000.0, 3_167_000.0],
    ];
    for (number, corner) in corners.into_iter().enumerate() {
        let [east, north] = xian(corner);
        let wrong = if number == 5 { off } else { 0.0 };
        let _ = writeln!(
            table,
            "K{number},{north},{east},{},{}",
            corner[1],
            corner[0] + wrong
        );
    }
    let file = format!(
        "format = \"redline.shift/1\"\nmethod = \"plane_4\"\nsource = \"EPSG:2363\"\ntarget = \"EPSG:4527\"\n\
         point_order = \"north_east\"\ncontrol_points = \"points.csv\"\n{PROVENANCE}"
    );
    (file, table)
}

fn areas(run: &Run) -> (f64, f64, String) {
    let json = run.json();
    let number = |value: &Value| value.as_f64().expect("an area");
    (
        number(&json["parcels"][0]["area_m2"]),
        number(&json["findings"][0]["area_m2"]),
        json["findings"][0]["kind"].as_str().expect("a kind").to_owned(),
    )
}

#[track_caller]
fn same_areas(one: &Run, other: &Run) {
    assert_eq!((one.code, other.code), (1, 1), "{}{}", one.stderr, other.stderr);
    let (a, b) = (areas(one), areas(other));
    assert!(
        (a.0 - b.0).abs() < 1e-3 && (a.1 - b.1).abs() < 1e-3,
        "{a:?} {b:?}"
    );
    assert_eq!(a.2, b.2);
}

#[test]
fn a_parcel_in_xian_80_gives_what_it_gives_in_cgcs2000() {
    let scene = Scene::new();
    let known = scene.check("p2000.geojson", &[]);
    let shifted = scene.check("p80.geojson", &["--shift", "parcels=plane.shift.toml"]);
    same_areas(&known, &shifted);
    let json = shifted.json();
    let inputs = json["inputs"].as_array().expect("inputs");
    assert!(inputs[0]["datum_shift"].is_null());
    let told = &inputs[1]["datum_shift"];
    assert_eq!(inputs[1]["crs"], "EPSG:2363");
    assert_eq!(
        (told["method"].as_str(), told["target"].as_str()),
        (Some("plane-4"), Some("EPSG:4527"))
    );
    assert_eq!(told["given_by"], "示例县自然资源局");
    assert_eq!(told["parameters"]["d_east_m"], 112.34);
    assert_eq!(
        (told["rms_m"].as_f64(), told["control_points"].as_u64()),
        (Some(0.03), Some(0))
    );
    assert_eq!(told["sha256"].as_str().map(str::len), Some(64));
    assert!(shifted.stdout.contains("note-shift-applied"));
}

#[test]
fn without_a_shift_it_is_not_done_and_the_message_says_what_to_give() {
    let scene = Scene::new();
    for lang in ["zh-CN", "en"] {
        let run = scene.check("p80.geojson", &["--lang", lang]);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stdout.is_empty());
        assert!(run.stderr.contains("crs-no-transformation"), "{}", run.stderr);
        assert!(run.stderr.contains("--shift"), "{}", run.stderr);
    }
    // The same for the layer.
    scene.write("layer.geojson", &collection("2363", &PARCEL.map(xian)));
    let run = scene.check("p2000.geojson", &[]);
    assert_eq!(
        (run.code, run.stderr.contains("crs-no-transformation")),
        (3, true)
    );
    let run = scene.check("p2000.geojson", &["--shift", "eco_redline=plane.shift.toml"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
}

#[test]
fn control_points_serve_as_well_and_every_form_tells_of_them() {
    let scene = Scene::new();
    let (file, table) = points(0.0);
    scene.write("points.shift.toml", &file);
    scene.write("points.csv", &table);
    let known = scene.check("p2000.geojson", &[]);
    let more = [
        "--shift",
        "p80.geojson=points.shift.toml",
        "--out",
        "report",
        "--lang",
        "zh-CN",
    ];
    let shifted = scene.check("p80.geojson", &more);
    same_areas(&known, &shifted);
    let told = &shifted.json()["inputs"][1]["datum_shift"];
    assert_eq!(
        (told["estimated"].as_bool(), told["control_points"].as_u64()),
        (Some(true), Some(6))
    );
    assert_eq!(told["outside_control_points_m"], 0.0);
    assert!(told["rms_m"].as_f64().expect("a number") < 1e-6);
    let page = fs::read_to_string(scene.path("report/report.html")).expect("a page");
    for text in [
        "坐标转换",
        "示例县自然资源局",
        "points.csv",
        "K3",
        "公共控制点 6 个",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains(told["points_sha256"].as_str().expect("a hash")));
    assert!(scene.path("report/report.xlsx").exists());
    // The same bytes whatever the number of threads.
    let read = |name: &str| fs::read(scene.path(name)).expect("a document");
    scene.check(
        "p80.geojson",
        &[
            "--shift",
            "parcels=points.shift.toml",
            "--out",
            "one",
            "--threads",
            "1",
        ],
    );
    scene.check(
        "p80.geojson",
        &[
            "--shift",
            "parcels=points.shift.toml",
            "--out",
            "four",
            "--threads",
            "4",
        ],
    );
    for name in ["findings.json", "report.html", "report.xlsx"] {
        let [one, four] = [format!("one/{name}"), format!("four/{name}")].map(|name| read(&name));
        assert!(one == four, "{name}");
    }
}

#[test]
fn a_wrong_point_and_ground_beyond_the_points_are_told() {
    let scene = Scene::new();
    let (file, table) = points(1.5);
    scene.write("points.shift.toml", &file);
    scene.write("points.csv", &table);
    let run = scene.check("p80.geojson", &["--shift", "parcels=points.shift.toml"]);
    assert!(run.stdout.contains("note-shift-suspect") && run.stdout.contains("note-shift-coarse"));
    let far = PARCEL.map(|[east, north]| xian([east + 9000.0, north]));
    scene.write("far.geojson", &collection("2363", &far));
    let run = scene.check("far.geojson", &["--shift", "parcels=points.shift.toml"]);
    assert!(run.stdout.contains("note-shift-outside"), "{}", run.stderr);
    let info = scene.run(&[
        "info",
        "far.geojson",
        "--shift",
        "points.shift.toml",
        "--lang",
        "zh-CN",
    ]);
    assert_eq!(info.code, 0, "{}", info.stderr);
    for text in ["残差 K5", "外推", "最大残差"] {
        assert!(info.stdout.contains(text), "{text}: {}", info.stdout);
    }
}

/// A strip of shared ground wider than the boundary error of the survey, and narrower than with the shift's.
#[test]
fn the_error_of_the_shift_adds_to_that_of_the_boundaries() {
    let scene = Scene::new();
    let strip = [
        [39_400_000.0, 3_170_000.0],
        [39_400_100.0, 3_170_000.0],
        [39_400_100.0, 3_170_100.0],
        [39_400_000.0, 3_170_100.0],
    ];
    let beside = strip.map(|[east, north]| [east + 99.75, north]);
    scene.write("p80.geojson", &collection("2363", &strip.map(xian)));
    scene.write("layer.geojson", &collection("4527", &beside));
    let exact = scene.check("p80.geojson", &["--shift", "parcels=plane.shift.toml"]);
    assert_eq!(exact.json()["findings"][0]["kind"], "overlap", "{}", exact.stderr);
    let coarse = plane_shift().replace("rms_m = 0.03", "rms_m = 0.2");
    scene.write("coarse.shift.toml", &coarse);
    let run = scene.check("p80.geojson", &["--shift", "parcels=coarse.shift.toml"]);
    assert_eq!(
        run.json()["findings"][0]["kind"],
        "within_error",
        "{}",
        run.stderr
    );
    // What one shift moved together is as it was.
    scene.write("layer.geojson", &collection("2363", &beside.map(xian)));
    let more = [
        "--shift",
        "parcels=coarse.shift.toml",
        "--shift",
        "eco_redline=coarse.shift.toml",
    ];
    let together = scene.check("p80.geojson", &more);
    assert_eq!(
        together.json()["findings"][0]["kind"],
        "overlap",
        "{}",
        together.stderr
    );
}

#[test]
fn a_plan_names_shifts_relative_to_itself_and_slips_are_refused() {
    let scene = Scene::new();
    fs::create_dir(scene.path("sub")).expect("made");
    let plan = "format = \"redline.plan/1\"\nparcels = \"p80.geojson\"\nparcels_shift = \"plane.shift.toml\"\n\
        [[layer]]\nrole = \"eco_redline\"\nfile = \"layer.geojson\"\n";
    scene.write("plan.toml", plan);
    let by_plan = scene.run(&["check", "plan.toml", "--json", "--no-cache"]);
    let by_option = scene.check("p80.geojson", &["--shift", "parcels=plane.shift.toml"]);
    assert_eq!(by_plan.stdout, by_option.stdout, "{}", by_plan.stderr);
    let code = |shift: &str, code: &str| {
        let run = scene.check("p80.geojson", &["--shift", shift]);
        assert_eq!(
            (run.code, run.stderr.contains(&format!("[{code}]"))),
            (3, true),
            "{}",
            run.stderr
        );
        assert!(
            !run.stderr.contains('$') && !run.stderr.contains(&format!("]: {code}")),
            "{}",
            run.stderr
        );
    };
    code("plane.shift.toml", "cli-shift-form");
    code("basic_farmland=plane.shift.toml", "cli-shift-layer");
    code("parcels=nowhere.toml", "shift-unreadable");
    code("eco_redline=plane.shift.toml", "shift-other-source");
    scene.write("bad.toml", &plane_shift().replace("d_north_m", "d_nord_m"));
    code("parcels=bad.toml", "shift-syntax");
    scene.write("bad.toml", &plane_shift().replace("rms_m = 0.03\n", ""));
    code("parcels=bad.toml", "shift-no-accuracy");
    scene.write(
        "bad.toml",
        &plane_shift().replace("d_east_m = 112.34", "d_east_m = 11234"),
    );
    code("parcels=bad.toml", "shift-implausible");
    scene.write("p80.geojson", &collection("4527", &PARCEL));
    code("parcels=plane.shift.toml", "shift-other-source");
}

#[test]
fn an_independent_city_system_is_tied_to_cgcs2000() {
    let scene = Scene::new();
    // Turned by a quarter of a degree and shifted to small numbers.
    let (sin, cos) = 0.25_f64.to_radians().sin_cos();
    let city = |[east, north]: [f64; 2]| {
        let (x, y) = (east - 39_400_000.0, north - 3_170_000.0);
        [cos * x + sin * y + 50_000.0, cos * y - sin * x + 80_000.0]
    };
    scene.write(
        "city.geojson",
        &collection("2363", &PARCEL.map(city)).replace(
            "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:2363\"}},",
            "",
        ),
    );
    let (file, _) = points(0.0);
    let file = file.replace(
        "source = \"EPSG:2363\"",
        "source = \"local\"\nsource_name = \"示例市独立坐标系\"",
    );
    scene.write("city.shift.toml", &file);
    let mut table = "点名,x1,y1,x2,y2\n".to_owned();
    for (number, corner) in PARCEL.into_iter().enumerate() {
        let [east, north] = city(corner);
        let _ = writeln!(table, "城{number},{north},{east},{},{}", corner[1], corner[0]);
    }
    scene.write("points.csv", &table);
    let refused = scene.check("city.geojson@local", &[]);
    assert_eq!(
        (refused.code, refused.stderr.contains("import-local-mix")),
        (3, true)
    );
    let shifted = scene.check("city.geojson@local", &["--shift", "parcels=city.shift.toml"]);
    same_areas(&scene.check("p2000.geojson", &[]), &shifted);
}

#[test]
fn seven_parameters_serve_degrees_and_zones_alike() {
    let scene = Scene::new();
    let file = format!(
        "format = \"redline.shift/1\"\nmethod = \"geocentric_7\"\nsource = \"EPSG:4214\"\ntarget = \"EPSG:4490\"\n\
         {PROVENANCE}rms_m = 0.05\n[parameters]\ndx_m = 15.8\ndy_m = -154.4\ndz_m = -82.3\nrx_sec = 0.12\n\
         ry_sec = -0.33\nrz_sec = 0.45\nscale_ppm = -1.9\nconvention = \"coordinate_frame\"\n"
    );
    scene.write("bj54.shift.toml", &file);
    // The parcel in Beijing 54 degrees, and by `convert` in CGCS2000 degrees: edges are straight in degrees twice.
    let ring = [
        [115.971, 28.631],
        [115.981, 28.632],
        [115.98, 28.64],
        [115.97, 28.641],
    ];
    scene.write("p54.geojson", &collection("4214", &ring));
    let converted = scene.run(&[
        "convert",
        "p54.geojson",
        "p.geojson",
        "--to",
        "EPSG:4490",
        "--shift",
        "bj54.shift.toml",
    ]);
    assert_eq!(converted.code, 0, "{}", converted.stderr);
    let shifted = scene.check("p54.geojson", &["--shift", "parcels=bj54.shift.toml"]);
    same_areas(&scene.check("p.geojson", &[]), &shifted);
    assert_eq!(
        shifted.json()["inputs"][1]["datum_shift"]["source_ellipsoid"],
        "Krassowsky 1940"
    );
    let without = scene.run(&["convert", "p54.geojson", "q.geojson", "--to", "EPSG:4490"]);
    assert_eq!(
        (without.code, without.stderr.contains("crs-no-transformation")),
        (3, true)
    );
    assert!(!scene.path("q.geojson").exists());
}

/// A prepared layer is that of the shift with which it was placed, and of no other.
#[test]
fn a_changed_shift_is_never_answered_from_the_cache() {
    let scene = Scene::new();
    // Large enough to be worth keeping: the reader's own text is padded.
    let layer = collection("2363", &PARCEL.map(xian)) + &" ".repeat(5 << 20);
    scene.write("l80.geojson", &layer);
    let check = |cache: &str| {
        scene.run(&[
            "check",
            "--parcels",
            "p2000.geojson",
            "--layer",
            "eco_redline=l80.geojson",
            "--shift",
            "eco_redline=plane.shift.toml",
            "--json",
            cache,
            "cache",
        ])
    };
    let cached = || check("--cache");
    let first = cached();
    assert_eq!(first.code, 1, "{}", first.stderr);
    let kept = fs::read_dir(scene.path("cache")).expect("kept").count();
    assert_eq!(kept, 2, "a card and a layer");
    let second = cached();
    assert_eq!(first.stdout, second.stdout);
    scene.write("plane.shift.toml", &plane_shift().replace("112.34", "132.34"));
    let moved = cached();
    let (a, b) = (areas(&first).1, areas(&moved).1);
    assert!(a - b > 10_000.0, "twenty metres beside: {a} {b}");
    let told = &moved.json()["inputs"][0]["datum_shift"]["parameters"]["d_east_m"];
    assert_eq!(told, 132.34);
}
