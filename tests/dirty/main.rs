//! Many dirty inputs through the program: whatever is wrong with a file, a parcel that truly lies on protected
//! ground never ends as clear.
//!
//! `REDLINE_DIRTY_TABLE=FILE` writes what came of each class of mutation.

#![cfg(not(target_family = "wasm"))]

mod mutations;
mod random;
mod scene;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mutations::{Case, Ground};
use scene::{FARMLAND, PARCELS, REDLINE, shares_ground, sound_scene};
use serde_json::Value;

const NAMES: [&str; 3] = ["parcels.geojson", "redline.geojson", "farmland.geojson"];
const LONGEST: Duration = Duration::from_mins(1);

/// What a run gave.
struct Run {
    /// `None` when it had to be ended.
    code: Option<i32>,
    stderr: String,
    json: Option<Value>,
}

fn check(dir: &Path, files: &[Vec<u8>; 3]) -> Run {
    for (name, content) in NAMES.iter().zip(files) {
        fs::write(dir.join(name), content).expect("written");
    }
    let file = |name: &str| File::create(dir.join(name)).expect("made");
    let mut child = Command::new(env!("CARGO_BIN_EXE_redline"))
        .args([
            "check",
            "--no-cache",
            "--json",
            "--as-of",
            "2026-11-23",
            "--threads",
            "2",
        ])
        .args(["--parcels", NAMES[PARCELS]])
        .arg("--layer")
        .arg(format!("eco_redline={}", NAMES[REDLINE]))
        .arg("--layer")
        .arg(format!("basic_farmland={}", NAMES[FARMLAND]))
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(file("stdout"))
        .stderr(file("stderr"))
        .spawn()
        .expect("the program runs");
    let began = Instant::now();
    let code = loop {
        if let Some(status) = child.try_wait().expect("asked") {
            // A signal has no code; -1 is none of ours.
            break Some(status.code().unwrap_or(-1));
        }
        if began.elapsed() > LONGEST {
            child.kill().expect("ended");
            child.wait().expect("gone");
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let stdout = fs::read(dir.join("stdout")).expect("there");
    Run {
        code,
        stderr: String::from_utf8_lossy(&fs::read(dir.join("stderr")).expect("there")).into_owned(),
        json: serde_json::from_slice(&stdout).ok(),
    }
}

/// Verdicts and areas on the plane by parcel and finding, named by what they are and not by numbers.
fn essence(json: &Value) -> BTreeMap<String, String> {
    let list = |name: &str| json[name].as_array().expect("a list").clone();
    let parcels = list("parcels");
    let mut essence = BTreeMap::new();
    for parcel in &parcels {
        let mut values = vec![parcel["verdict"].to_string(), parcel["area_m2"].to_string()];
        for role in ["eco_redline", "basic_farmland"] {
            let of_role =
                ["status", "dissolved_m2", "pair_sum_m2"].map(|name| parcel["roles"][role][name].to_string());
            values.extend(of_role);
        }
        essence.insert(parcel["id"].to_string(), values.join(" "));
    }
    for finding in list("findings") {
        let number = finding["parcel"].as_u64().expect("a number");
        let parcel = &parcels[usize::try_from(number).expect("small")]["id"];
        let place = ["role", "feature_id", "kind"].map(|name| finding[name].to_string());
        let key = format!("{parcel} {}", place.join(" "));
        essence.insert(key, finding["area_m2"].to_string());
    }
    essence
}

/// What is wrong with a run, if anything; and how it ended, in a word.
fn judge(case: &Case, run: &Run, sound: &BTreeMap<String, String>) -> (String, Option<String>) {
    let Some(code) = run.code else {
        return ("slow".into(), Some(format!("still running after {LONGEST:?}")));
    };
    if !(0..=3).contains(&code) || run.stderr.contains("panicked") {
        return ("crash".into(), Some(format!("exit code {code}: {}", run.stderr)));
    }
    if code == 3 {
        let is_told = run.stderr.contains("error [") && run.stderr.contains("错误 [");
        let fault = if case.ground == Ground::Same {
            Some(format!("refused: {}", run.stderr))
        } else {
            (!is_told).then(|| format!("refused without a reason: {}", run.stderr))
        };
        return ("refused".into(), fault);
    }
    let Some(json) = &run.json else {
        return ("crash".into(), Some("no result on stdout".into()));
    };
    let how = format!("exit {code}");
    if case.ground == Ground::Same {
        return (how, difference(&essence(json), sound));
    }
    let is_missing = |note: &&str| !json["inputs"].to_string().contains(*note);
    if let Some(note) = case.note.filter(is_missing) {
        return (how, Some(format!("{note} is not among the notes")));
    }
    (how, silently_clear(case, code, json))
}

fn difference(found: &BTreeMap<String, String>, sound: &BTreeMap<String, String>) -> Option<String> {
    let mut lines = String::new();
    for key in found.keys().chain(sound.keys()) {
        let (one, other) = (found.get(key), sound.get(key));
        if one != other && !lines.contains(key.as_str()) {
            let _ = writeln!(lines, "{key}: {one:?} instead of {other:?}");
        }
    }
    (!lines.is_empty()).then_some(lines)
}

fn silently_clear(case: &Case, code: i32, json: &Value) -> Option<String> {
    let [parcels, redline, farmland] = &case.features;
    let truth = shares_ground(parcels, &[redline, farmland]);
    let results = json["parcels"].as_array().expect("a list");
    let mut lines = String::new();
    if code == 0 && truth.iter().any(|shares| *shares) {
        lines.push_str("exit code 0 although parcels share ground\n");
    }
    for ((parcel, shares), result) in parcels.iter().zip(truth).zip(results) {
        if shares && result["verdict"] == "clear" {
            let _ = writeln!(lines, "{} is clear", parcel.id);
        }
    }
    (!lines.is_empty()).then_some(lines)
}

/// Per class: how many cases ended in which way.
type Table = BTreeMap<String, BTreeMap<String, usize>>;

fn written(table: &Table) -> String {
    let mut text = String::new();
    for (class, ends) in table {
        let ends: Vec<String> = ends
            .iter()
            .map(|(end, count)| format!("{end} × {count}"))
            .collect();
        let _ = writeln!(text, "{class:<45} {}", ends.join(", "));
    }
    text
}

#[test]
fn the_sound_scene_gives_what_was_drawn() {
    let scene = sound_scene();
    let dir = tempfile::tempdir().expect("a directory");
    let run = check(
        dir.path(),
        &[PARCELS, REDLINE, FARMLAND].map(|file| scene[file].text().into_bytes()),
    );
    let json = run.json.expect("a result");
    let verdicts = json["parcels"].as_array().expect("a list").iter();
    let in_conflict: Vec<bool> = verdicts.map(|parcel| parcel["verdict"] == "conflict").collect();
    let truth = shares_ground(
        &scene[PARCELS].features,
        &[&scene[REDLINE].features, &scene[FARMLAND].features],
    );
    assert_eq!((run.code, &in_conflict), (Some(1), &truth), "{json:#}");
    let clear: Vec<&str> = scene[PARCELS]
        .features
        .iter()
        .zip(&truth)
        .filter(|(_, shares)| !**shares)
        .map(|(parcel, _)| parcel.id.as_str())
        .collect();
    assert_eq!(clear, ["touch", "hole", "clear"]);
}

#[test]
fn no_dirty_input_ends_as_a_silent_clear() {
    let scene = sound_scene();
    let home = tempfile::tempdir().expect("a directory");
    let sound = check(
        home.path(),
        &[PARCELS, REDLINE, FARMLAND].map(|file| scene[file].text().into_bytes()),
    );
    let sound = essence(&sound.json.expect("a result"));
    let cases = mutations::all();
    assert!(cases.len() >= 200, "{}", cases.len());
    let next = AtomicUsize::new(0);
    let ends: Mutex<(Table, Vec<String>)> = Mutex::default();
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let dir = home.path().join(format!("worker{worker}"));
            fs::create_dir(&dir).expect("made");
            let (next, ends, sound, cases) = (&next, &ends, &sound, &cases);
            scope.spawn(move || {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = check(&dir, &case.files);
                    let (how, fault) = judge(case, &run, sound);
                    let mut ends = ends.lock().expect("not poisoned");
                    let how = if fault.is_some() {
                        format!("{how} WRONG")
                    } else {
                        how
                    };
                    *ends
                        .0
                        .entry(case.class.clone())
                        .or_default()
                        .entry(how)
                        .or_default() += 1;
                    if let Some(fault) = fault {
                        ends.1.push(format!("{}: {fault}{}", case.class, inputs_of(case)));
                    }
                }
            });
        }
    });
    let (table, mut faults) = ends.into_inner().expect("not poisoned");
    if let Ok(path) = std::env::var("REDLINE_DIRTY_TABLE") {
        fs::write(path, format!("{} cases\n{}", cases.len(), written(&table))).expect("written");
    }
    faults.sort();
    assert!(
        faults.is_empty(),
        "{} of {} cases are wrong:\n{}\n{}",
        faults.len(),
        cases.len(),
        written(&table),
        faults.join("\n")
    );
}

/// The lines of the inputs that differ from the sound ones.
fn inputs_of(case: &Case) -> String {
    let mut text = String::new();
    for (file, sheet) in sound_scene().iter().enumerate() {
        let (sound, dirty) = (
            sheet.text(),
            String::from_utf8_lossy(&case.files[file]).into_owned(),
        );
        for line in dirty
            .lines()
            .filter(|line| !sound.lines().any(|known| known == *line))
        {
            let shown: String = line.chars().take(900).collect();
            let _ = writeln!(text, "  {}: {shown}", NAMES[file]);
        }
    }
    text
}
