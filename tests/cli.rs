//! The program as a script sees it: arguments, files, exit code, stdout and stderr.
//!
//! Every test has a directory of its own. The bad inputs of all kinds share one promise: whatever is
//! wrong with a file, no parcel may come out as clear because of it.

#![cfg(not(target_family = "wasm"))]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A fresh directory, and the program run in it.
struct Scene {
    dir: TempDir,
}

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Scene {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a directory"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), content).expect("written");
        self
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_redline"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        for name in [
            "LC_ALL",
            "LC_MESSAGES",
            "LANG",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "WAYLAND_SOCKET",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        Run::of(&self.command(args).output().expect("the program runs"))
    }

    /// Checks `p.geojson` against `l.geojson` as a red line, with JSON on stdout.
    fn check(&self) -> Run {
        self.run(&[
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=l.geojson",
            "--json",
        ])
    }
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("not killed"),
            stdout: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    fn verdicts(&self) -> Vec<String> {
        let json = self.json();
        let parcels = json["parcels"].as_array().expect("parcels").iter();
        parcels
            .map(|parcel| parcel["verdict"].as_str().expect("a verdict").to_owned())
            .collect()
    }

    /// Not done: exit code 3, the problem in both languages, nothing on stdout.
    #[track_caller]
    fn refused(&self, code: &str) -> &Self {
        assert_eq!(self.code, 3, "{}", self.stderr);
        for form in ["error [", "错误 ["] {
            assert!(
                self.stderr.contains(&format!("{form}{code}]")),
                "{code}: {}",
                self.stderr
            );
        }
        assert!(
            !self.stderr.contains("panicked") && !self.stderr.contains('$'),
            "{}",
            self.stderr
        );
        // A code without a text would be printed as itself.
        assert!(!self.stderr.contains(&format!("]: {code}")), "{}", self.stderr);
        assert!(self.stdout.is_empty(), "{}", self.stdout);
        self
    }

    /// Either not done or a result; in no case clear.
    #[track_caller]
    fn never_clear(&self) -> &Self {
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        if self.code == 3 {
            assert!(
                self.stderr.contains("error [") && self.stderr.contains("错误 ["),
                "{}",
                self.stderr
            );
            assert!(self.stdout.is_empty(), "{}", self.stdout);
            return self;
        }
        assert!(self.code == 1 || self.code == 2, "{}: {}", self.code, self.stdout);
        assert!(
            self.verdicts().iter().all(|verdict| verdict != "clear"),
            "{}",
            self.stdout
        );
        self
    }

    #[track_caller]
    fn undetermined(&self, reason: &str) {
        assert_eq!(self.code, 2, "{}", self.stderr);
        assert!(
            self.verdicts().iter().all(|verdict| verdict == "undetermined"),
            "{}",
            self.stdout
        );
        assert!(self.stdout.contains(reason), "{reason}: {}", self.stdout);
    }
}

/// South-western corner of the scene: in Jiangxi.
const LON: f64 = 115.6;
const LAT: f64 = 29.6;

/// A ring in units of 0.001° (about 100 m) from the scene's corner, as written.
fn ring(points: &[(f64, f64)]) -> String {
    let positions: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("[{},{}]", LON + x / 1000.0, LAT + y / 1000.0))
        .collect();
    format!("[{}]", positions.join(","))
}

fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> String {
    ring(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
}

fn feature(id: &str, rings: &[String]) -> String {
    format!(
        "{{\"type\":\"Feature\",\"id\":\"{id}\",\"properties\":{{\"DKMC\":\"地块{id}\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{}]}}}}",
        rings.join(",")
    )
}

fn collection(crs: &str, features: &[String]) -> String {
    let crs = if crs.is_empty() {
        String::new()
    } else {
        format!("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::{crs}\"}}}},")
    };
    format!(
        "{{\"type\":\"FeatureCollection\",{crs}\"features\":[{}]}}",
        features.join(",")
    )
}

/// One parcel of 1 × 1 units.
fn parcel() -> String {
    collection("4490", &[feature("P1", &[rectangle(0.0, 0.0, 1.0, 1.0)])])
}

/// A layer that covers half of the parcel.
fn overlapping() -> String {
    collection("4490", &[feature("L1", &[rectangle(0.5, -1.0, 2.0, 2.0)])])
}

/// A layer 100 m beside the parcel.
fn beside() -> String {
    collection("4490", &[feature("L1", &[rectangle(2.0, 0.0, 3.0, 1.0)])])
}

fn scene(parcels: impl AsRef<[u8]>, layer: impl AsRef<[u8]>) -> Scene {
    let scene = Scene::new();
    scene.write("p.geojson", parcels).write("l.geojson", layer);
    scene
}

/// Runs a check with the bad file once as the layer and once as the parcels.
fn in_both_places(bad: impl AsRef<[u8]>) -> [Run; 2] {
    [
        scene(parcel(), bad.as_ref()).check(),
        scene(bad.as_ref(), overlapping()).check(),
    ]
}

// Exit codes and outputs.

#[test]
fn exit_codes_say_what_came_out() {
    let clear = scene(parcel(), beside()).check();
    assert_eq!((clear.code, clear.verdicts()), (0, vec!["clear".to_owned()]));
    let conflict = scene(parcel(), overlapping()).check();
    assert_eq!(
        (conflict.code, conflict.verdicts()),
        (1, vec!["conflict".to_owned()])
    );
    let undetermined = scene(parcel(), collection("4490", &[])).check();
    assert_eq!(undetermined.code, 2);
    assert_eq!(Scene::new().check().code, 3);
}

#[test]
fn ground_within_the_boundary_error_is_not_a_conflict_and_is_said() {
    let sliver = collection("4490", &[feature("L1", &[rectangle(0.999_5, -1.0, 2.0, 2.0)])]);
    let scene = scene(parcel(), sliver);
    let run = scene.run(&[
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson",
        "--lang",
        "zh-CN",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("误差范围内 1") && run.stdout.contains("只有误差范围内"),
        "{}",
        run.stdout
    );
    assert_eq!(scene.check().verdicts(), ["within_error"]);
}

#[test]
fn a_conflict_outranks_what_is_undetermined() {
    let parcels = collection(
        "4490",
        &[
            feature("P1", &[rectangle(0.0, 0.0, 1.0, 1.0)]),
            "{\"type\":\"Feature\",\"id\":\"P2\",\"properties\":{},\"geometry\":null}".to_owned(),
        ],
    );
    let run = scene(parcels, overlapping()).check();
    assert_eq!(
        (run.code, run.verdicts()),
        (1, vec!["conflict".to_owned(), "undetermined".to_owned()])
    );
}

#[test]
fn without_a_layer_nothing_is_clear() {
    let scene = scene(parcel(), beside());
    let run = scene.run(&["check", "--parcels", "p.geojson", "--json"]);
    run.never_clear();
    assert_eq!(run.code, 2);
}

#[test]
fn help_and_version_are_results_in_both_languages() {
    let scene = Scene::new();
    for args in [
        &["--help"][..],
        &["check", "--help"],
        &["info", "--help"],
        &["convert", "--help"],
        &["open", "--help"],
    ] {
        for (language, word) in [("en", "Examples"), ("zh-CN", "示例")] {
            let run = scene.run(&[args, &["--lang", language]].concat());
            assert_eq!(run.code, 0, "{}", run.stderr);
            assert!(
                run.stdout.contains(word) && run.stdout.contains("redline "),
                "{}",
                run.stdout
            );
            assert!(run.stderr.is_empty(), "{}", run.stderr);
        }
    }
    assert!(
        scene
            .run(&["--version"])
            .stdout
            .contains(env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn arguments_that_are_not_understood_end_with_three() {
    let scene = scene(parcel(), beside());
    for args in [
        &["frobnicate"][..],
        &["check", "--frob"],
        &["check", "--threads", "0"],
        &["check", "--report", "json"],
    ] {
        let run = scene.run(args);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(
            run.stderr.contains("not understood") && run.stderr.contains("参数不对"),
            "{}",
            run.stderr
        );
    }
    scene.run(&["check"]).refused("cli-no-parcels");
    scene
        .run(&["check", "--parcels", "p.geojson", "--layer", "red=l.geojson"])
        .refused("cli-role");
    scene
        .run(&["check", "--parcels", "p.geojson", "--as-of", "yesterday"])
        .refused("cli-date");
    scene
        .run(&["check", "--parcels", "p.geojson", "--out", "o", "--report", "pdf"])
        .refused("cli-report");
}

#[test]
fn the_language_is_asked_for_or_that_of_the_locale() {
    let scene = scene(parcel(), overlapping());
    let args = [
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson",
    ];
    assert!(scene.run(&args).stdout.contains("involved 1"));
    assert!(
        scene
            .run(&[&args[..], &["--lang", "zh-CN"]].concat())
            .stdout
            .contains("涉及 1")
    );
    let output = scene
        .command(&args)
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("runs");
    assert!(Run::of(&output).stdout.contains("生态保护红线"));
}

#[test]
fn documents_are_written_and_the_summary_says_where() {
    let scene = scene(parcel(), overlapping());
    let args = [
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson",
        "--out",
        "a/b",
    ];
    let run = scene.run(&args);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let names = file_names(&scene.path("a/b"));
    for name in ["findings.json", "overlaps.csv", "conflicts.geojson"] {
        assert!(
            names.contains(&name.to_owned()) && run.stdout.contains(name),
            "{names:?} {}",
            run.stdout
        );
    }
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    let json: Value =
        serde_json::from_slice(&fs::read(scene.path("a/b/findings.json")).expect("there")).expect("JSON");
    assert_eq!(json["schema"], "redline.findings/1");
    assert_eq!(json["parcels"][0]["verdict"], "conflict");
    let half = json["findings"][0]["share_of_parcel"].as_f64().expect("a number");
    assert!((half - 0.5).abs() < 1e-6, "{half}");
    let quiet = scene.run(&[&args[..], &["--quiet", "--report", "csv"]].concat());
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
    assert_eq!(quiet.code, 1);
}

#[test]
fn a_long_summary_shows_the_largest_and_counts_the_rest() {
    let scene = Scene::new();
    let tall = |n: i32| 0.3 + f64::from(n) / 50.0;
    let parcels: Vec<String> = (0..30)
        .map(|n| {
            let x = f64::from(n) * 2.0;
            feature(&format!("P{n}"), &[rectangle(x, 0.0, x + 1.0, tall(n))])
        })
        .collect();
    let layer = feature("L", &[rectangle(-1.0, -1.0, 99.0, 99.0)]);
    scene.write("p.geojson", collection("4490", &parcels));
    scene
        .write("l.geojson", collection("4490", &[layer]))
        .write("e.geojson", collection("4490", &[]));
    let check = |layer: &str| {
        scene
            .run(&["check", "--parcels", "p.geojson", "--layer", layer])
            .stdout
    };
    let text = check("eco_redline=l.geojson");
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains('×') && line.contains("地块P"))
        .collect();
    assert_eq!(lines.len(), 20, "{text}");
    assert!(
        lines[0].contains("地块P29") && lines[19].contains("地块P10"),
        "{text}"
    );
    assert!(text.contains("… and 10 more"), "{text}");
    let text = check("eco_redline=e.geojson");
    assert!(
        text.contains("30 parcels for the reasons above") && !text.contains("地块P"),
        "{text}"
    );
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let scene = Scene::new();
    let mut parcels = Vec::new();
    let mut layer = Vec::new();
    for number in 0..1500 {
        let (x, y) = (f64::from(number % 50), f64::from(number / 50));
        parcels.push(feature(
            &format!("P{number}"),
            &[rectangle(x, y, x + 0.9, y + 0.9)],
        ));
        layer.push(feature(
            &format!("L{number}"),
            &[rectangle(x + 0.3, y + 0.45, x + 1.4, y + 0.7)],
        ));
    }
    scene
        .write("p.geojson", collection("4490", &parcels))
        .write("l.geojson", collection("4490", &layer));
    let mut all = Vec::new();
    for threads in ["1", "2", "8"] {
        let out = format!("out{threads}");
        let run = scene.run(&[
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=l.geojson",
            "--as-of",
            "2026-11-23",
            "--threads",
            threads,
            "--out",
            &out,
            "--quiet",
        ]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let bytes = |name: &String| fs::read(scene.path(&out).join(name)).expect("there");
        let names = file_names(&scene.path(&out));
        all.push(
            names
                .iter()
                .map(|name| (name.clone(), bytes(name)))
                .collect::<Vec<_>>(),
        );
    }
    assert!(all[0].len() >= 4);
    for other in &all[1..] {
        for (first, second) in all[0].iter().zip(other) {
            assert_eq!(first.0, second.0);
            assert!(first.1 == second.1, "{} differs", first.0);
        }
    }
}

#[test]
fn a_plan_gives_what_the_options_give() {
    let scene = scene(parcel(), overlapping());
    fs::create_dir(scene.path("sub")).expect("made");
    scene.write(
        "plan.toml",
        "format = \"redline.plan/1\"\nparcels = \"p.geojson\"\nactivity = \"G1\"\nas_of = 2026-11-23\n\
         [[layer]]\nrole = \"eco_redline\"\nfile = \"l.geojson\"\n",
    );
    let by_plan = scene.run(&["check", "plan.toml", "--json"]);
    let by_options = scene.run(&[
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson",
        "--activity",
        "G1",
        "--as-of",
        "2026-11-23",
        "--json",
    ]);
    assert_eq!(by_plan.code, 1, "{}", by_plan.stderr);
    assert_eq!(by_plan.stdout, by_options.stdout);
    let from_elsewhere = scene
        .command(&["check", "../plan.toml", "--json"])
        .current_dir(scene.path("sub"))
        .output();
    assert_eq!(Run::of(&from_elsewhere.expect("runs")).code, 1);
}

#[test]
fn a_plan_with_a_slip_is_refused_with_its_line() {
    let scene = scene(parcel(), overlapping());
    scene.write(
        "plan.toml",
        "format = \"redline.plan/1\"\nparcels = \"p.geojson\"\nlayers = []\n",
    );
    let run = scene.run(&["check", "plan.toml"]);
    run.refused("plan-syntax");
    assert!(
        run.stderr.contains("line 3") && run.stderr.contains("第 3 行"),
        "{}",
        run.stderr
    );
    scene.run(&["check", "nowhere.toml"]).refused("plan-unreadable");
    scene.write("rules.toml", "schema = \"other\"\n");
    scene
        .run(&[
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=l.geojson",
            "--rules",
            "rules.toml",
        ])
        .refused("rule-file-schema");
}

#[test]
fn settings_of_another_coordinate_library_change_nothing() {
    let scene = Scene::new();
    let metres = |x: f64, y: f64| format!("[{},{}]", 39_388_000.0 + x, 3_173_000.0 + y);
    let square = |x: f64| {
        let corners = [
            metres(x, 0.0),
            metres(x + 100.0, 0.0),
            metres(x + 100.0, 100.0),
            metres(x, 100.0),
            metres(x, 0.0),
        ];
        collection("4527", &[feature("Z", &[format!("[{}]", corners.join(","))])])
    };
    scene
        .write("p.geojson", square(0.0))
        .write("l.geojson", square(50.0))
        .write("proj.db", "not a database");
    let plain = scene.check();
    let foreign = scene
        .command(&[
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=l.geojson",
            "--json",
        ])
        .envs([
            ("PROJ_DATA", "."),
            ("PROJ_LIB", "."),
            ("PROJ_NETWORK", "ON"),
            ("PROJ_DEBUG", "3"),
        ])
        .output();
    let foreign = Run::of(&foreign.expect("runs"));
    assert_eq!(
        (plain.code, foreign.code),
        (1, 1),
        "{}{}",
        plain.stderr,
        foreign.stderr
    );
    assert_eq!(plain.stdout, foreign.stdout);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure_and_a_full_disk_is_one() {
    let scene = scene(parcel(), overlapping());
    let args = [
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson",
        "--json",
    ];
    let mut child = scene
        .command(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let run = Run::of(&child.wait_with_output().expect("ends"));
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let run = Run::of(&scene.command(&args).stdout(full).output().expect("runs"));
        run.refused("cli-stdout");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_is_refused_in_both_languages() {
    for args in [&[][..], &["open"], &["open", "p.geojson"]] {
        let run = Scene::new().run(args);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(run.stderr.contains("redline check --help"), "{}", run.stderr);
        assert!(
            run.stderr.contains("error [") && run.stderr.contains("错误 ["),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}

// Bad input: files that are not what they should be.

#[test]
fn missing_and_empty_files_are_refused() {
    let scene = Scene::new();
    scene.write("p.geojson", parcel());
    scene.check().refused("read-missing");
    for run in in_both_places("") {
        run.refused("read-empty");
    }
    scene
        .run(&["check", "--parcels", ".", "--json"])
        .refused("read-not-a-file");
}

#[test]
fn truncated_files_are_refused_wherever_they_end() {
    let whole = overlapping();
    for sixteenth in 1..16 {
        let end = whole.len() * sixteenth / 16;
        let end = (end..=whole.len())
            .find(|end| whole.is_char_boundary(*end))
            .expect("an end");
        for run in in_both_places(&whole[..end]) {
            assert_eq!(run.code, 3, "cut at {end}: {}{}", run.stderr, run.stdout);
            run.never_clear();
        }
    }
}

#[test]
fn random_bytes_are_refused() {
    let mut state = 20_261_123_u64;
    let mut bytes = Vec::new();
    for _ in 0..4096 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.push((state >> 56) as u8);
    }
    for run in in_both_places(&bytes) {
        assert_eq!(run.code, 3);
        run.never_clear();
    }
}

#[test]
fn what_is_not_geojson_is_refused() {
    for text in [
        "{\"a\":1}",
        "hello",
        "[1,2,3]",
        "null",
        "{\"type\":\"Topology\"}",
        "<gml/>",
        "PK\u{3}\u{4}",
    ] {
        for run in in_both_places(text) {
            assert_eq!(run.code, 3, "{text}: {}", run.stdout);
            run.never_clear();
        }
    }
}

#[test]
fn a_million_nested_arrays_are_refused_and_do_no_harm() {
    let nested = "[".repeat(1_000_000);
    for run in in_both_places(&nested) {
        assert_eq!(run.code, 3);
        run.never_clear();
    }
    let inside = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{nested}"
    );
    for run in in_both_places(&inside) {
        assert_eq!(run.code, 3);
        run.never_clear();
    }
}

#[test]
fn coordinates_that_are_no_numbers_never_make_clear() {
    for bad in [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "\"115.6\"",
        "null",
        "{}",
        "true",
    ] {
        let mut ring = String::from("[");
        write!(
            ring,
            "[{LON},{LAT}],[{bad},{LAT}],[{},{}],[{LON},{LAT}]]",
            LON + 0.001,
            LAT + 0.001
        )
        .expect("written");
        for run in in_both_places(collection("4490", &[feature("B", &[ring])])) {
            run.never_clear();
        }
    }
}

#[test]
fn one_broken_feature_among_many_is_set_aside_and_keeps_all_from_being_clear() {
    let mut features: Vec<String> = (0..500)
        .map(|number| {
            feature(
                &format!("F{number}"),
                &[rectangle(
                    f64::from(number) + 5.0,
                    5.0,
                    f64::from(number) + 6.0,
                    6.0,
                )],
            )
        })
        .collect();
    features[250] =
        "{\"type\":\"Feature\",\"id\":\"broken\",\"properties\":{},\"geometry\":{\"type\":\"Polygon\",\
                     \"coordinates\":[[[\"x\",29.6],[115.7,29.6],[115.7,29.7],[115.6,29.6]]]}}"
            .to_owned();
    let run = scene(parcel(), collection("4490", &features)).check();
    run.undetermined("reason-unreadable-feature");
    assert_eq!(run.json()["inputs"][0]["quarantined"], 1);
}

// Bad input: coordinates that are not where they should be.

#[test]
fn swapped_axes_are_refused() {
    let swapped = format!(
        "[[[{LAT},{LON}],[{LAT},{}],[{},{}],[{LAT},{LON}]]]",
        LON + 0.001,
        LAT + 0.001,
        LON + 0.001
    );
    for crs in ["", "4490", "4326"] {
        let bad = collection(crs, &[feature("S", &[swapped[1..swapped.len() - 1].to_owned()])]);
        for run in in_both_places(bad) {
            run.refused("import-axes-swapped");
        }
    }
}

fn metres(crs: &str, east: f64) -> String {
    let corner = |x: f64, y: f64| format!("[{},{}]", east + x, 3_173_000.0 + y);
    let ring = [
        corner(0.0, 0.0),
        corner(9.0, 0.0),
        corner(9.0, 9.0),
        corner(0.0, 0.0),
    ]
    .join(",");
    collection(crs, &[feature("M", &[format!("[{ring}]")])])
}

#[test]
fn projected_metres_need_a_system() {
    for east in [39_388_000.0, 388_000.0] {
        for run in in_both_places(metres("", east)) {
            run.refused("import-missing-crs");
            assert!(run.stderr.contains("@EPSG:"), "{}", run.stderr);
        }
    }
    let scene = scene(parcel(), metres("", 39_388_000.0));
    let run = scene.run(&[
        "check",
        "--parcels",
        "p.geojson",
        "--layer",
        "eco_redline=l.geojson@EPSG:4527",
        "--json",
    ]);
    assert_eq!(run.json()["inputs"][0]["crs"], "EPSG:4527", "{}", run.stderr);
    assert!(run.stdout.contains("note-crs-by-user"));
}

#[test]
fn numbers_that_contradict_their_system_are_refused() {
    for bad in [
        metres("4490", 39_388_000.0),
        metres("4526", 39_388_000.0),
        metres("4527", 388_000.0),
    ] {
        for run in in_both_places(&bad) {
            run.refused("import-crs-contradiction");
        }
    }
    for run in in_both_places(parcel().replace("EPSG::4490", "EPSG::4527")) {
        run.refused("import-crs-contradiction");
    }
}

#[test]
fn unknown_and_historic_systems_are_refused() {
    for run in in_both_places(overlapping().replace("4490", "999999")) {
        run.refused("crs-unknown");
    }
    for code in ["4610", "4214"] {
        for run in in_both_places(overlapping().replace("4490", code)) {
            run.refused("crs-no-transformation");
        }
    }
    for run in in_both_places(metres("2363", 39_388_000.0)) {
        run.refused("crs-no-transformation");
    }
    let scene = scene(parcel(), overlapping());
    let check = |layer: &str| scene.run(&["check", "--parcels", "p.geojson", "--layer", layer]);
    check("eco_redline=l.geojson@EPSG:999999").refused("crs-unknown");
    check("eco_redline=l.geojson@EPSG:4x").refused("input-crs");
    check("eco_redline=l.geojson@local").refused("import-local-mix");
}

#[test]
fn a_file_that_says_its_system_is_unknown_is_refused() {
    let unknown = overlapping().replace(
        "{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}",
        "null",
    );
    assert!(unknown.contains("\"crs\":null"));
    for run in in_both_places(unknown) {
        run.refused("import-missing-crs");
    }
}

#[test]
fn a_system_given_by_hand_stands_for_a_name_nobody_understands() {
    let nameless = overlapping().replace("urn:ogc:def:crs:EPSG::4490", "county grid");
    for run in in_both_places(&nameless) {
        run.refused("read-unknown-crs-name");
    }
    let scene = scene(parcel(), nameless);
    let layer = "eco_redline=l.geojson@EPSG:4490";
    let run = scene.run(&["check", "--parcels", "p.geojson", "--layer", layer, "--json"]);
    assert_eq!(run.json()["parcels"][0]["verdict"], "conflict", "{}", run.stderr);
}

#[test]
fn local_coordinates_are_checked_among_themselves() {
    let square = |x: f64| {
        let corner = |dx: f64, dy: f64| format!("[{},{}]", x + dx, dy);
        let ring = [
            corner(0.0, 0.0),
            corner(10.0, 0.0),
            corner(10.0, 10.0),
            corner(0.0, 10.0),
            corner(0.0, 0.0),
        ];
        collection("", &[feature("Q", &[format!("[{}]", ring.join(","))])])
    };
    let scene = scene(square(1000.0), square(1005.0));
    let run = scene.run(&[
        "check",
        "--parcels",
        "p.geojson@local",
        "--layer",
        "eco_redline=l.geojson@local",
        "--json",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.json()["findings"][0]["area_m2"], 50.0);
}

#[test]
fn layers_a_thousand_kilometres_apart_settle_nothing() {
    let far = collection(
        "4490",
        &[feature(
            "F",
            &["[[105,29],[105.1,29],[105.1,29.1],[105,29]]".to_owned()],
        )],
    );
    scene(parcel(), &far).check().undetermined("reason-layers-apart");
    scene(far, overlapping())
        .check()
        .undetermined("reason-layers-apart");
}

// Bad input: rings that are none.

/// Rings that are wrong in one way each, over the parcel.
fn bad_polygons() -> Vec<(&'static str, Vec<String>)> {
    let hole = rectangle(5.0, 5.0, 6.0, 6.0);
    vec![
        (
            "unclosed",
            vec![ring(&[(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)])],
        ),
        (
            "bow-tie",
            vec![ring(&[
                (0.2, 0.2),
                (0.8, 0.8),
                (0.8, 0.2),
                (0.2, 0.8),
                (0.2, 0.2),
            ])],
        ),
        (
            "twice wound",
            vec![ring(&[
                (0.2, 0.2),
                (0.8, 0.2),
                (0.8, 0.8),
                (0.2, 0.8),
                (0.2, 0.2),
                (0.8, 0.2),
                (0.8, 0.8),
                (0.2, 0.8),
                (0.2, 0.2),
            ])],
        ),
        ("zero area", vec![ring(&[(0.2, 0.2), (0.8, 0.8), (0.2, 0.2)])]),
        (
            "zero area, four points",
            vec![ring(&[(0.2, 0.2), (0.8, 0.8), (0.5, 0.5), (0.2, 0.2)])],
        ),
        (
            "one point",
            vec![ring(&[(0.2, 0.2), (0.2, 0.2), (0.2, 0.2), (0.2, 0.2)])],
        ),
        ("hole outside", vec![rectangle(0.2, 0.2, 0.8, 0.8), hole]),
        ("no ring", vec![]),
    ]
}

#[test]
fn rings_that_are_none_never_make_clear() {
    for (name, rings) in bad_polygons() {
        let bad = collection("4490", &[feature("B", &rings)]);
        for (place, run) in ["layer", "parcels"].iter().zip(in_both_places(&bad)) {
            assert!(run.code != 0, "{name} as {place}: {}", run.stdout);
            run.never_clear();
        }
    }
}

#[test]
fn a_bow_tie_in_a_layer_is_never_zero_square_metres_and_clear() {
    // Half of the bow-tie's ground lies on the parcel under each reading.
    let bow_tie = ring(&[(-1.0, 0.0), (2.0, 1.0), (2.0, 0.0), (-1.0, 1.0), (-1.0, 0.0)]);
    let run = scene(parcel(), collection("4490", &[feature("B", &[bow_tie])])).check();
    run.never_clear();
}

#[test]
fn equal_identifiers_hide_no_feature() {
    let layer = collection(
        "4490",
        &[
            feature("same", &[rectangle(0.0, 0.0, 0.5, 1.0)]),
            feature("same", &[rectangle(0.6, 0.0, 1.0, 1.0)]),
        ],
    );
    let parcels = collection(
        "4490",
        &[
            feature("P", &[rectangle(0.0, 0.0, 1.0, 0.4)]),
            feature("P", &[rectangle(0.0, 0.6, 1.0, 1.0)]),
        ],
    );
    let run = scene(parcels, layer).check();
    assert_eq!((run.code, run.verdicts().len()), (1, 2));
    run.never_clear();
    assert_eq!(run.json()["findings"].as_array().expect("findings").len(), 4);
}

#[test]
fn an_empty_layer_settles_nothing_and_empty_parcels_are_refused() {
    scene(parcel(), collection("4490", &[]))
        .check()
        .undetermined("reason-empty-layer");
    scene(parcel(), collection("", &[]))
        .check()
        .undetermined("reason-empty-layer");
    let point = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[115.6,29.6]}}";
    let null = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}";
    for features in [&[][..], &[point.to_owned()], &[null.to_owned()]] {
        scene(collection("4490", features), overlapping())
            .check()
            .refused("import-no-parcels");
        scene(parcel(), collection("4490", features))
            .check()
            .never_clear();
    }
}

// Output that cannot be written.

#[test]
fn an_output_directory_that_cannot_be_made_is_refused() {
    let scene = scene(parcel(), overlapping());
    scene.write("taken", "a file");
    for out in ["taken", "taken/below"] {
        let run = scene.run(&[
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=l.geojson",
            "--out",
            out,
        ]);
        run.refused("report-directory");
    }
    assert_eq!(fs::read(scene.path("taken")).expect("there"), b"a file");
}

/// A file size limit stands for a disk that is full: both stop a write in the middle.
#[cfg(target_os = "linux")]
#[test]
fn a_report_never_replaces_an_input() {
    let scene = Scene::new();
    scene
        .write("conflicts.geojson", parcel())
        .write("l.geojson", overlapping());
    let layer = "eco_redline=l.geojson";
    let run = scene.run(&[
        "check",
        "--parcels",
        "conflicts.geojson",
        "--layer",
        layer,
        "--out",
        ".",
    ]);
    run.refused("report-onto-input");
    let kept = fs::read_to_string(scene.dir.path().join("conflicts.geojson")).unwrap();
    assert_eq!(kept, parcel());
}

#[test]
fn a_full_disk_leaves_the_old_documents_whole() {
    let scene = scene(parcel(), overlapping());
    let args = "check --parcels p.geojson --layer eco_redline=l.geojson --out out";
    let first = scene.run(&args.split(' ').collect::<Vec<_>>());
    assert_eq!(first.code, 1, "{}", first.stderr);
    let names = file_names(&scene.path("out"));
    let before: Vec<Vec<u8>> = names
        .iter()
        .map(|name| fs::read(scene.path("out").join(name)).expect("there"))
        .collect();
    let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" {args} --as-of 2030-01-01");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_redline")])
        .current_dir(scene.dir.path())
        .output()
        .expect("a shell");
    Run::of(&output).refused("report-file");
    assert_eq!(file_names(&scene.path("out")), names);
    for (name, bytes) in names.iter().zip(before) {
        assert_eq!(
            fs::read(scene.path("out").join(name)).expect("there"),
            bytes,
            "{name}"
        );
    }
}

// Info and convert.

#[test]
fn info_gives_counts_that_add_up_and_says_why() {
    let scene = Scene::new();
    let point = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[115.6,29.6]}}";
    let null = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}";
    let far = feature("far", &["[[115,95],[116,95],[116,96],[115,95]]".to_owned()]);
    let mut features: Vec<String> = (0..200)
        .map(|number| {
            feature(
                &format!("F{number}"),
                &[rectangle(f64::from(number), 0.0, f64::from(number) + 0.5, 1.0)],
            )
        })
        .collect();
    features.extend([point.to_owned(), null.to_owned(), far]);
    scene.write("a.geojson", collection("4490", &features));
    let run = scene.run(&["info", "a.geojson", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let layer = &run.json()["layers"][0];
    let count = |name: &str| layer[name].as_u64().expect("a count");
    assert_eq!(count("features"), 203);
    assert_eq!(
        count("polygons") + count("no_geometry") + count("not_polygon") + count("unreadable"),
        203
    );
    assert_eq!(count("kept") + count("altered"), count("polygons"));
    assert_eq!(
        (count("no_geometry"), count("not_polygon"), count("unreadable")),
        (1, 1, 1)
    );
    assert_eq!(layer["crs"]["id"], "EPSG:4490");
    assert_eq!(layer["crs"]["basis"], "declared");
    assert_eq!(layer["sha256"].as_str().map(str::len), Some(64));
    assert!(run.stdout.contains("note-place-out-of-range"), "{}", run.stdout);
    let text = scene.run(&["info", "a.geojson", "--lang", "zh-CN"]).stdout;
    assert!(
        text.contains("要素：203 = ") && text.contains("feature 202"),
        "{text}"
    );
}

#[test]
fn info_tells_of_boundaries_that_cross_themselves_and_what_repairs_give() {
    let scene = Scene::new();
    let ring = "[[115.6,29.6],[115.601,29.601],[115.601,29.6],[115.6,29.6005],[115.6,29.6]]";
    let bow_tie = format!(
        r#"{{"type":"Feature","id":"B-7","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
    );
    scene.write("a.geojson", bow_tie);
    let run = scene.run(&["info", "a.geojson", "--json"]);
    let crossing = &run.json()["layers"][0]["crossings"][0];
    assert_eq!(
        (&crossing["feature"], &crossing["feature_id"]),
        (&0.into(), &"B-7".into())
    );
    let repairs = crossing["repairs"].as_array().expect("repairs");
    assert_eq!(repairs.len(), 2);
    let area = |name: &str| repairs[0][name].as_f64().expect("an area");
    assert!(area("before_m2") < area("after_m2"), "{repairs:?}");
    let text = scene.run(&["info", "a.geojson", "--lang", "zh-CN"]).stdout;
    assert!(text.contains("交叠处合并") && text.contains("编号 B-7"), "{text}");
}

#[test]
fn info_goes_on_after_a_file_that_cannot_be_read() {
    let scene = Scene::new();
    scene
        .write("a.geojson", overlapping())
        .write("m.geojson", metres("", 39_388_000.0));
    let run = scene.run(&["info", "nowhere.geojson", "a.geojson", "m.geojson"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("read-missing") && run.stdout.contains("a.geojson"),
        "{}{}",
        run.stderr,
        run.stdout
    );
    assert!(
        run.stdout.contains("@EPSG:4527 ") && run.stdout.contains("begin with zone number 39"),
        "{}",
        run.stdout
    );
}

#[test]
fn convert_goes_to_another_system_and_back() {
    let scene = Scene::new();
    scene.write("a.geojson", overlapping());
    let there = scene.run(&["convert", "a.geojson", "b.geojson", "--to", "EPSG:4527"]);
    assert_eq!(there.code, 0, "{}", there.stderr);
    assert!(there.stderr.contains("not split"), "{}", there.stderr);
    let back = scene.run(&["convert", "b.geojson", "c.geojson", "--to", "EPSG:4490"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    let first_x = |name: &str| {
        let json: Value = serde_json::from_slice(&fs::read(scene.path(name)).expect("there")).expect("JSON");
        assert_eq!(json["features"][0]["properties"]["DKMC"], "地块L1");
        json["features"][0]["geometry"]["coordinates"][0][0][0]
            .as_f64()
            .expect("a number")
    };
    assert!((39_000_000.0..40_000_000.0).contains(&first_x("b.geojson")));
    assert!((first_x("c.geojson") - first_x("a.geojson")).abs() < 1e-9);
}

#[test]
fn convert_takes_degrees_of_the_web_into_a_zone() {
    let scene = Scene::new();
    scene.write(
        "web.geojson",
        parcel().replace("urn:ogc:def:crs:EPSG::4490", "urn:ogc:def:crs:OGC:1.3:CRS84"),
    );
    let run = scene.run(&["convert", "web.geojson", "zone.geojson", "--to", "EPSG:4527"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn convert_refuses_guesses_and_its_own_source() {
    let scene = Scene::new();
    scene.write("a.geojson", overlapping());
    let convert = |args: &[&str]| scene.run(&[&["convert"], args].concat());
    convert(&["a.geojson", "b.geojson", "--to", "EPSG:4610"]).refused("crs-no-transformation");
    convert(&["a.geojson", "b.geojson", "--to", "EPSG:999999"]).refused("crs-unknown");
    convert(&["a.geojson", "b.geojson", "--to", "Beijing"]).refused("cli-crs");
    convert(&["a.geojson", "a.geojson"]).refused("convert-onto-itself");
    convert(&["a.geojson", "b.xyz"]).refused("write-unknown-extension");
    convert(&["a.geojson", "b.geojson", "--profile", "x"]).refused("cli-profile");
    convert(&["a.geojson", "nowhere/b.geojson"]).refused("write-io");
    assert!(!scene.path("b.geojson").exists());
}

/// Parcels in the 3° zone 39 to the millimetre: one with a hole, one of two polygons.
fn zone_parcels() -> String {
    let ring = |x: f64, y: f64, side: f64| {
        let (x, y) = (39_369_000.0 + x, 3_282_000.0 + y);
        let (far_x, far_y) = (x + side, y + side);
        format!(
            "[[{x:.3},{y:.3}],[{x:.3},{far_y:.3}],[{far_x:.3},{far_y:.3}],[{far_x:.3},{y:.3}],[{x:.3},{y:.3}]]"
        )
    };
    let several = format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"DKMC\":\"地块二\"}},\"geometry\":{{\"type\":\"MultiPolygon\",\
         \"coordinates\":[[{}],[{}]]}}}}",
        ring(300.0, 0.125, 50.5),
        ring(400.25, 0.0, 20.0)
    );
    let with_hole = feature("一", &[ring(0.111, 0.222, 100.333), ring(20.0, 20.0, 30.001)]);
    collection("4527", &[with_hole, several])
}

/// All vertices of each feature of a GeoJSON file, in order of their coordinates, and the number of its rings; the
/// features in order of their first vertices, because FlatGeobuf sorts them by place.
fn vertices(scene: &Scene, name: &str) -> Vec<(usize, Vec<[f64; 2]>)> {
    let json: Value = serde_json::from_slice(&fs::read(scene.path(name)).expect("there")).expect("JSON");
    let features = json["features"].as_array().expect("features");
    let rings = |geometry: &Value| -> Vec<Value> {
        let coordinates = geometry["coordinates"].as_array().expect("coordinates").clone();
        match geometry["type"].as_str() {
            Some("MultiPolygon") => coordinates
                .iter()
                .flat_map(|polygon| polygon.as_array().expect("rings").clone())
                .collect(),
            _ => coordinates,
        }
    };
    let of = |feature: &Value| {
        let rings = rings(&feature["geometry"]);
        let position = |position: &Value| [0, 1].map(|axis| position[axis].as_f64().expect("a number"));
        // The closing vertex may be another one of the ring.
        let open = |ring: &Value| ring.as_array().expect("positions")[1..].to_vec();
        let mut vertices: Vec<[f64; 2]> = rings.iter().flat_map(open).map(|at| position(&at)).collect();
        vertices.sort_by(|a, b| {
            let key = |v: &[f64; 2]| v.map(|value| (value * 100.0).round());
            key(a).partial_cmp(&key(b)).expect("numbers")
        });
        (rings.len(), vertices)
    };
    let mut all: Vec<_> = features.iter().map(of).collect();
    all.sort_by(|(_, a), (_, b)| a[0][0].total_cmp(&b[0][0]));
    all
}

#[track_caller]
fn converted(scene: &Scene, args: &[&str]) -> Run {
    let run = scene.run(&[&["convert"], args].concat());
    assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
    run
}

#[test]
fn parcels_go_through_every_format_and_come_back() {
    let scene = Scene::new();
    scene.write("a.geojson", zone_parcels());
    converted(&scene, &["a.geojson", "b.shp", "--encoding", "GBK"]);
    let table = fs::read(scene.path("b.dbf")).expect("a table");
    let gbk = [0xB5, 0xD8, 0xBF, 0xE9, 0xB6, 0xFE];
    assert!(
        table.windows(gbk.len()).any(|bytes| bytes == gbk),
        "地块二 in GBK"
    );
    converted(&scene, &["b.shp", "c.txt", "--profile", "标准9列"]);
    converted(&scene, &["c.txt", "d.dxf"]);
    scene
        .run(&["convert", "d.dxf@EPSG:4527", "e.kml"])
        .refused("write-needs-degrees");
    converted(&scene, &["d.dxf@EPSG:4527", "e.kml", "--to", "EPSG:4490"]);
    converted(&scene, &["e.kml", "f.csv"]);
    converted(&scene, &["f.csv", "g.fgb"]);
    converted(
        &scene,
        &["g.fgb", "h.geojson", "--to", "EPSG:4527", "--decimals", "3"],
    );
    let (before, after) = (vertices(&scene, "a.geojson"), vertices(&scene, "h.geojson"));
    assert_eq!(after, before);
    let text = fs::read_to_string(scene.path("h.geojson")).expect("there");
    assert!(text.contains("地块一") && text.contains("地块二"), "{text}");
}

#[test]
fn convert_writes_as_it_is_told() {
    let scene = Scene::new();
    scene.write("a.geojson", zone_parcels());
    let text = |name: &str| {
        let bytes = fs::read(scene.path(name)).expect("there");
        String::from_utf8(bytes).expect("UTF-8")
    };
    let txt = ["a.geojson", "a.txt", "--encoding", "UTF-8"];
    converted(
        &scene,
        &[&txt[..], &["--zone-prefix", "no", "--decimals", "2"]].concat(),
    );
    assert!(
        text("a.txt").contains(",1,3282000.22,369000.11\r\n"),
        "{}",
        text("a.txt")
    );
    converted(
        &scene,
        &[&txt[..], &["--zone-prefix", "yes", "--axes", "east-first"]].concat(),
    );
    assert!(
        text("a.txt").contains(",1,39369000.111,3282000.222\r\n"),
        "{}",
        text("a.txt")
    );
    let point = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[115.6,29.6]}}";
    scene.write("mixed.geojson", collection("4490", &[point.to_owned()]));
    scene
        .run(&["convert", "mixed.geojson", "mixed.shp"])
        .refused("write-would-lose");
    converted(
        &scene,
        &["mixed.geojson", "mixed.shp", "--without-unknown-geometry"],
    );
}

#[test]
fn convert_refuses_options_that_make_no_difference() {
    let scene = Scene::new();
    scene.write("a.geojson", zone_parcels());
    let convert = |args: &[&str]| scene.run(&[&["convert", "a.geojson"], args].concat());
    convert(&["b.shp", "--decimals", "3"]).refused("cli-write-option");
    convert(&["b.geojson", "--zone-prefix", "no"]).refused("cli-write-option");
    convert(&["b.kml", "--axes", "north-first"]).refused("cli-write-option");
    convert(&["b.dxf", "--encoding", "UTF-8"]).refused("cli-write-option");
    convert(&["b.txt", "--encoding", "klingon"]).refused("cli-encoding");
    convert(&["b.txt", "--profile", "x"]).refused("write-unknown-profile");
    assert_eq!(convert(&["b.geojson", "--decimals=-1"]).code, 3);
    assert_eq!(convert(&["b.txt", "--axes", "up"]).code, 3);
    assert_eq!(convert(&["b.csv", "--decimals", "0"]).code, 0);
    let small = zone_parcels().replace("39369420.250", "39369400.300");
    scene.write("a.geojson", small);
    convert(&["c.geojson", "--decimals", "0"]).refused("write-not-expressible");
    assert_eq!(file_names(scene.dir.path()), ["a.geojson", "b.csv"]);
}

#[test]
fn what_a_file_leaves_open_is_given_behind_its_name() {
    let scene = Scene::new();
    let packed = "29.4012,115.3936\n29.4012,115.3946\n29.4022,115.3946\n29.4012,115.3936\n";
    scene.write("t.csv", format!("a,b\n{packed}"));
    converted(&scene, &["t.csv@EPSG:4490,ne,packed", "t.geojson"]);
    let (_, all) = vertices(&scene, "t.geojson").remove(0);
    let least = |axis: usize| {
        all.iter()
            .map(|vertex| vertex[axis])
            .fold(f64::INFINITY, f64::min)
    };
    let west = 115.0 + 39.0 / 60.0 + 36.0 / 3600.0;
    let south = 29.0 + 40.0 / 60.0 + 12.0 / 3600.0;
    assert!(
        (least(0) - west).abs() < 1e-9 && (least(1) - south).abs() < 1e-9,
        "{all:?}"
    );
    let north_first =
        "[[3282000.25,39369000],[3282000.25,39369100],[3282100,39369100],[3282000.25,39369000]]";
    scene.write(
        "swapped.geojson",
        collection("4527", &[feature("S", &[north_first.to_owned()])]),
    );
    converted(&scene, &["swapped.geojson@EPSG:4527,yx", "right.geojson"]);
    let (_, first) = vertices(&scene, "right.geojson").remove(0);
    assert_eq!(first[0], [39_369_000.0, 3_282_000.25]);
}

#[cfg(unix)]
#[test]
fn file_names_may_hold_anything() {
    use std::os::unix::ffi::OsStrExt as _;
    let scene = Scene::new();
    scene
        .write("a@EPSG:4527", parcel())
        .write("l#1.geojson", overlapping());
    let run = scene.run(&[
        "check",
        "--parcels",
        "a@EPSG:4527",
        "--layer",
        "eco_redline=l#1.geojson",
        "--json",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe.geojson");
    if fs::write(scene.dir.path().join(name), parcel()).is_ok() {
        let output = scene.command(&["info"]).arg(name).output().expect("runs");
        assert_eq!(Run::of(&output).code, 0);
    }
}

fn file_names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}
