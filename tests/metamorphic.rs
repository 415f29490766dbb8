//! What must not change an answer: order of features, where a ring begins and how it runs, repeated vertices, where
//! the reader ends a chunk, the number of threads, how coordinates are kept in memory. Most of it holds to the last
//! bit.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use redline::check::{self, CheckRequest, CheckResult, Finding};
use redline::crs::{Projector, SourceXy};
use redline::geometry::{
    Bounds, Overlayer, Point, PolygonColumn, Region, Stretch, column_region, is_sound, perimeter_m,
};
use redline::layer::{ConstraintLayer, ParcelId, Role};
use redline::progress::Ticket;
use redline::report::FORMS;
use redline::text::Language;
use redline::workspace::input::InputSpec;
use redline::workspace::plan::CheckPlan;
use redline::workspace::session::{export, prepare};
use serde_json::Value;
use tempfile::TempDir;

/// A small generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let part = f64::from(u32::try_from(self.next() >> 32).expect("32 bits")) / f64::from(u32::MAX);
        low + (high - low) * part
    }

    fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for at in (1..n).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

fn sample() -> CheckPlan {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/plan.toml");
    CheckPlan::read(&file).expect("the plan of the sample")
}

fn answer(plan: &CheckPlan) -> (CheckRequest, CheckResult) {
    let request = prepare(plan, &Ticket::new()).expect("the layers");
    let result = check::run(&request, &Ticket::new()).expect("not cancelled");
    (request, result)
}

fn read(path: &Path) -> Value {
    let text = std::fs::read(path).expect("a file");
    serde_json::from_slice(&text).expect("GeoJSON")
}

/// The plan with every file of some of its inputs rewritten. Input 0 is the parcels.
fn rewritten(plan: &CheckPlan, dir: &TempDir, mut change: impl FnMut(usize, &mut Vec<Value>)) -> CheckPlan {
    let mut plan = plan.clone();
    let specs = std::iter::once(&mut plan.parcels).chain(plan.layers.iter_mut().map(|(_, spec)| spec));
    for (input, spec) in specs.enumerate() {
        let mut json = read(&spec.path);
        change(input, json["features"].as_array_mut().expect("features"));
        let path = dir.path().join(format!("{input}.geojson"));
        std::fs::write(&path, json.to_string()).expect("written");
        spec.path = path;
    }
    plan
}

fn directory() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

/// All rings of a feature, as lists of positions.
fn each_ring(feature: &mut Value, change: &mut impl FnMut(&mut Vec<Value>)) {
    let geometry = &mut feature["geometry"];
    let is_multi = geometry["type"] == "MultiPolygon";
    let Some(coordinates) = geometry["coordinates"].as_array_mut() else {
        return;
    };
    let mut rings = |polygon: &mut Vec<Value>| {
        polygon
            .iter_mut()
            .filter_map(Value::as_array_mut)
            .for_each(&mut *change);
    };
    if is_multi {
        coordinates
            .iter_mut()
            .filter_map(Value::as_array_mut)
            .for_each(rings);
    } else {
        rings(coordinates);
    }
}

/// What of a finding depends on the ground alone, to the bit.
fn ground_of(finding: &Finding) -> String {
    let resolution = finding.resolution.as_ref().map(|resolution| resolution.outcome);
    let approved = finding
        .approved
        .map(|approved| [approved.inside_m2, approved.outside_m2].map(f64::to_bits));
    let bits = [
        finding.areas.plane_m2,
        finding.share_of_parcel,
        finding.distance_m,
    ]
    .map(f64::to_bits);
    let place = (finding.parcel, finding.input, finding.feature, finding.kind);
    format!(
        "{place:?} {bits:?} {resolution:?} {approved:?} {}",
        finding.from_invalid
    )
}

/// What of a parcel's result depends on the ground alone. Sums over features are rounded, as their order may differ.
fn verdict_of(result: &check::ParcelResult) -> String {
    let mut text = format!(
        "{} {:?} {} {:.6}",
        result.verdict.code(),
        result.outcome,
        result.noise.count,
        result.noise.area_m2
    );
    for role in &result.roles {
        let sums = format!(
            "{:.6} {:.6} {:?}",
            role.dissolved_m2,
            role.pair_sum_m2,
            role.outside_m2.map(|m2| format!("{m2:.6}"))
        );
        let _ = write!(text, "; {} {} {sums}", role.role.code(), role.status.code());
    }
    text
}

#[track_caller]
fn assert_same_ground(changed: &CheckResult, original: &CheckResult) {
    let all = |result: &CheckResult| -> Vec<String> { result.findings.iter().map(ground_of).collect() };
    let (changed_findings, original_findings) = (all(changed), all(original));
    assert_eq!(changed_findings.len(), original_findings.len());
    for (changed, original) in changed_findings.iter().zip(&original_findings) {
        assert_eq!(changed, original);
    }
    for (changed, original) in changed.parcels.iter().zip(&original.parcels) {
        assert_eq!(verdict_of(changed), verdict_of(original));
    }
}

#[test]
fn the_order_of_features_changes_only_their_numbers() {
    let plan = sample();
    let (_, original) = answer(&plan);
    let mut random = Random(1);
    for _ in 0..4 {
        let dir = directory();
        let mut orders = Vec::new();
        let shuffled = rewritten(&plan, &dir, |_, features| {
            let order = random.permutation(features.len());
            *features = order.iter().map(|old| features[*old].clone()).collect();
            orders.push(order);
        });
        let (_, mut result) = answer(&shuffled);
        let old = |input: usize, new: u32| u32::try_from(orders[input][new as usize]).expect("small");
        for finding in &mut result.findings {
            let (parcel, input) = (old(0, finding.parcel), finding.input as usize + 1);
            let feature = finding.feature.map(|feature| old(input, feature));
            let number = feature.map_or_else(|| "outside".to_owned(), |feature| format!("f{feature}"));
            finding.id = format!("p{parcel}-i{}-{number}", finding.input);
            finding.parcel = parcel;
            finding.parcel_id = ParcelId(u64::from(parcel));
            finding.feature = feature;
        }
        let place = |finding: &Finding| {
            (
                finding.parcel,
                finding.input,
                finding.feature.map_or(u32::MAX, |f| f),
            )
        };
        let mut expected = original.findings.clone();
        expected.sort_by_key(place);
        result.findings.sort_by_key(place);
        assert_eq!(result.findings.len(), expected.len());
        for (found, expected) in result.findings.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        let mut verdicts: Vec<(u32, String)> = result
            .parcels
            .iter()
            .map(|parcel| (old(0, parcel.index), verdict_of(parcel)))
            .collect();
        verdicts.sort();
        let expected: Vec<(u32, String)> = original
            .parcels
            .iter()
            .map(|parcel| (parcel.index, verdict_of(parcel)))
            .collect();
        assert_eq!(verdicts, expected);
    }
}

#[test]
fn where_a_ring_begins_and_how_it_runs_changes_nothing() {
    let plan = sample();
    let (_, original) = answer(&plan);
    let mut random = Random(2);
    let rotate = |ring: &mut Vec<Value>, by: usize| {
        if ring.len() > 3 && ring.first() == ring.last() {
            ring.pop();
            let by = by % ring.len();
            ring.rotate_left(by);
            ring.push(ring[0].clone());
        }
    };
    for round in 0..4 {
        let dir = directory();
        let changed = rewritten(&plan, &dir, |_, features| {
            for feature in features {
                each_ring(feature, &mut |ring| match round {
                    0 => rotate(ring, random.below(1000)),
                    1 => ring.reverse(),
                    2 => {
                        *ring = ring
                            .iter()
                            .flat_map(|at| vec![at.clone(); 1 + random.below(3)])
                            .collect();
                    }
                    _ => {
                        rotate(ring, random.below(1000));
                        if random.below(2) == 0 {
                            ring.reverse();
                        }
                    }
                });
            }
        });
        let (_, result) = answer(&changed);
        assert_same_ground(&result, &original);
    }
}

// Generated scenes.

/// A place in Jiangxi; scenes are drawn in metres from here, near enough.
const PLACE: [f64; 2] = [115.7, 29.65];

fn degrees([x, y]: [f64; 2]) -> [f64; 2] {
    [PLACE[0] + x / 96_900.0, PLACE[1] + y / 110_860.0]
}

fn position([lon, lat]: [f64; 2]) -> String {
    format!("[{lon:.9},{lat:.9}]")
}

fn ring_text(ring: &[[f64; 2]], write: impl Fn([f64; 2]) -> String) -> String {
    let closed = ring.iter().chain(ring.first());
    let positions: Vec<String> = closed.map(|at| write(degrees(*at))).collect();
    format!("[{}]", positions.join(","))
}

fn feature_text(id: usize, ring: &str, pad: usize) -> String {
    format!(
        "{{\"type\":\"Feature\",\"id\":{id},\"properties\":{{\"pad\":\"{}\"}},\"geometry\":{{\"type\":\"Polygon\",\
         \"coordinates\":[{ring}]}}}}",
        "x".repeat(pad)
    )
}

fn collection(features: &[String]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\
         \"urn:ogc:def:crs:EPSG::4490\"}}}},\"features\":[{}]}}",
        features.join(",")
    )
}

/// A star around a middle: sound, with as many corners as asked for.
fn star(random: &mut Random, middle: [f64; 2], radius: f64, n: u32) -> Vec<[f64; 2]> {
    let corner = |k: u32, random: &mut Random| {
        let angle = (f64::from(k) + random.between(0.1, 0.9)) / f64::from(n) * std::f64::consts::TAU;
        let reach = radius * random.between(0.6, 1.0);
        [
            middle[0] + reach * libm::cos(angle),
            middle[1] + reach * libm::sin(angle),
        ]
    };
    (0..n).map(|k| corner(k, random)).collect()
}

fn scene_plan(dir: &TempDir, name: &str, parcels: &[String], layer: &[String]) -> CheckPlan {
    let write = |kind: &str, features: &[String]| -> PathBuf {
        let path = dir.path().join(format!("{name}-{kind}.geojson"));
        std::fs::write(&path, collection(features)).expect("written");
        path
    };
    let mut plan = CheckPlan::new(InputSpec::of_path(write("parcels", parcels)));
    plan.layers = vec![(Role::EcoRedline, InputSpec::of_path(write("layer", layer)))];
    plan.as_of = sample().as_of;
    plan
}

fn random_parcels(random: &mut Random, n: usize, spread: f64, radius: f64) -> Vec<String> {
    let parcel = |id| {
        let middle = [random.between(-spread, spread), random.between(-spread, spread)];
        let corners = 4 + u32::try_from(random.below(9)).expect("small");
        feature_text(
            id,
            &ring_text(&star(random, middle, radius, corners), position),
            0,
        )
    };
    (0..n).map(parcel).collect()
}

#[test]
fn a_feature_cut_in_two_covers_the_same_ground() {
    let mut random = Random(3);
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for row in 0..12_u32 {
        // A band from west to east, cut along a path from south to north. Near its ends a chain sways less, so that
        // no two of them cross.
        let base = f64::from(row) * 500.0 - 3000.0;
        let mut chain = |from: [f64; 2], to: [f64; 2], axis: usize, sway: f64| -> Vec<[f64; 2]> {
            let steps = 10 + u32::try_from(random.below(40)).expect("small");
            let length = (to[1 - axis] - from[1 - axis]).abs();
            let inner = (1..steps).map(|step| {
                let t = f64::from(step) / f64::from(steps);
                let mut at = [0, 1].map(|axis: usize| from[axis] + (to[axis] - from[axis]) * t);
                let sway = sway.min(0.2 * length * t.min(1.0 - t));
                at[axis] += random.between(-sway, sway);
                at
            });
            std::iter::once(from).chain(inner).collect()
        };
        let corners = [
            [-3000.0, base],
            [3000.0, base],
            [3000.0, base + 400.0],
            [-3000.0, base + 400.0],
        ];
        let (foot, head) = ([137.7, base + 3.3], [-211.1, base + 391.7]);
        let south = [chain(corners[0], foot, 1, 40.0), chain(foot, corners[1], 1, 40.0)];
        let east = chain(corners[1], corners[2], 0, 0.0);
        let north = [chain(corners[2], head, 1, 40.0), chain(head, corners[3], 1, 40.0)];
        let west = chain(corners[3], corners[0], 0, 0.0);
        let cut = chain(foot, head, 0, 60.0);
        let back: Vec<[f64; 2]> = std::iter::once(head)
            .chain(cut[1..].iter().rev().copied())
            .collect();
        let join = |chains: &[&[[f64; 2]]]| ring_text(&chains.concat(), position);
        let all = join(&[&south[0], &south[1], &east, &north[0], &north[1], &west]);
        whole.push(feature_text(whole.len(), &all, 0));
        let left = join(&[&south[0], &cut, &north[1], &west]);
        let right = join(&[&south[1], &east, &north[0], &back]);
        parts.extend([&left, &right].map(|ring| feature_text(0, ring, 0)));
    }
    let parcels = random_parcels(&mut random, 300, 2500.0, 300.0);
    let dir = directory();
    let (request, of_whole) = answer(&scene_plan(&dir, "whole", &parcels, &whole));
    let (parted, of_parts) = answer(&scene_plan(&dir, "parts", &parcels, &parts));
    let sums = |result: &CheckResult, per_band: u32| {
        let mut sums: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for finding in &result.findings {
            let band = finding.feature.expect("a feature") / per_band;
            *sums.entry((finding.parcel, band)).or_default() += finding.areas.plane_m2;
        }
        sums
    };
    let (expected, found) = (sums(&of_whole, 1), sums(&of_parts, 2));
    assert!(
        of_parts.findings.len() > of_whole.findings.len() + 20,
        "few parcels lie on the cuts"
    );
    assert!(parted.layers[0].is_sound(0) && request.layers[0].is_sound(0));
    for (key, expected_m2) in expected {
        let found_m2 = found.get(&key).copied().unwrap_or_default();
        let km = |column: &PolygonColumn| perimeter_m(&column.feature(0), Stretch::NONE) / 1000.0;
        let parcel = request.parcels.parcels().nth(key.0 as usize).expect("there");
        // What one of the two parts has too little of to be listed.
        let noise_m2 = of_parts.parcels[key.0 as usize].noise.area_m2;
        let allowed = 1e-6 * (km(&request.layers[0].geometry(key.1)) + km(&parcel.plane)) + noise_m2;
        assert!(
            (found_m2 - expected_m2).abs() <= allowed,
            "{key:?}: {found_m2} instead of {expected_m2}"
        );
    }
}

#[test]
fn where_the_reader_ends_a_chunk_changes_nothing() {
    let mut random = Random(4);
    let parcels = random_parcels(&mut random, 200, 3000.0, 200.0);
    let rings: Vec<String> = (0..500)
        .map(|_| {
            let middle = [random.between(-3000.0, 3000.0), random.between(-3000.0, 3000.0)];
            ring_text(&star(&mut random, middle, 250.0, 20), position)
        })
        .collect();
    let dir = directory();
    let mut known: Option<CheckResult> = None;
    let mut divisions = Vec::new();
    for (round, padding) in [0, 20_000, 60_000].into_iter().enumerate() {
        let mut layer = Vec::new();
        for (id, ring) in rings.iter().enumerate() {
            let pad = if padding == 0 { 0 } else { random.below(padding) };
            layer.push(feature_text(id, ring, pad));
        }
        let (request, mut result) = answer(&scene_plan(&dir, &round.to_string(), &parcels, &layer));
        divisions.push(request.layers[0].chunks().len());
        // The files differ in name, length and hash.
        result.inputs.clear();
        result.parcel_input = None;
        match &known {
            None => known = Some(result),
            Some(known) => assert!(result == *known, "chunks {divisions:?}"),
        }
    }
    assert!(
        divisions[0] < divisions[1] && divisions[1] < divisions[2],
        "{divisions:?}"
    );
    assert!(known.is_some_and(|known| known.findings.len() > 200));
}

#[test]
fn the_number_of_threads_changes_no_byte_of_any_report() {
    let plan = sample();
    let mut all: Vec<Vec<(String, Vec<u8>)>> = Vec::new();
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        let dir = directory();
        let written = pool.install(|| {
            let (request, result) = answer(&plan);
            export(&result, &request, &FORMS, dir.path(), Language::ALL[0]).expect("written")
        });
        let content = |path: &PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(path).expect("there"))
        };
        all.push(written.iter().map(content).collect());
    }
    for name in ["findings.json", "overlaps.csv", "conflicts.geojson"] {
        assert!(
            all[0]
                .iter()
                .any(|(known, bytes)| known == name && bytes.len() > 1000),
            "{name}"
        );
    }
    for other in &all[1..] {
        assert_eq!(other.len(), all[0].len());
        for ((name, bytes), (known, expected)) in other.iter().zip(&all[0]) {
            assert_eq!(name, known);
            assert!(bytes == expected, "{name} differs");
        }
    }
}

// How coordinates are kept.

fn bits(column: &PolygonColumn) -> Vec<[u64; 2]> {
    column
        .positions()
        .iter()
        .map(|at| [at.x.to_bits(), at.y.to_bits()])
        .collect()
}

/// The features of a layer that waits, drawn at once instead.
fn drawn_at_once(layer: &ConstraintLayer, request: &CheckRequest) -> Vec<PolygonColumn> {
    let projector = Projector::new(&layer.crs, &request.plane, request.tolerances.edge_tolerance_m)
        .expect("a way onto the plane");
    let mut features = Vec::new();
    for chunk in layer.chunks() {
        assert!(chunk.geometry.is_waiting(), "{}", layer.name);
        let source: PolygonColumn<SourceXy> = chunk.geometry.packed().unpack();
        let (column, rejected) = projector.column(&source);
        assert!(rejected.is_empty());
        features.extend(column.features().map(|feature| feature.to_column()));
    }
    features
}

#[test]
fn what_waits_in_degrees_is_drawn_as_if_it_had_not_waited() {
    let (request, _) = answer(&sample());
    let mut n_features = 0;
    for layer in &request.layers {
        for (feature, at_once) in (0..).zip(drawn_at_once(layer, &request)) {
            let later = layer.geometry(feature);
            assert_eq!(bits(&later), bits(&at_once), "{} {feature}", layer.name);
            assert_eq!(later, at_once);
            let held = layer.bounds_of(feature);
            let inside = |at: &Point| {
                at.x >= held.min_x && at.x <= held.max_x && at.y >= held.min_y && at.y <= held.max_y
            };
            assert!(later.positions().iter().all(inside));
            n_features += 1;
        }
    }
    assert!(n_features > 400, "{n_features}");
}

#[test]
fn how_coordinates_are_kept_changes_no_bit() {
    let mut random = Random(5);
    let parcels = random_parcels(&mut random, 200, 3000.0, 200.0);
    let stars: Vec<Vec<[f64; 2]>> = (0..60)
        .map(|k| {
            let middle = [random.between(-3000.0, 3000.0), random.between(-3000.0, 3000.0)];
            star(&mut random, middle, 600.0, if k % 10 == 0 { 3000 } else { 40 })
        })
        .collect();
    let base: Vec<String> = stars
        .iter()
        .enumerate()
        .map(|(id, star)| feature_text(id, &ring_text(star, position), 0))
        .collect();
    // A last feature makes the whole column be kept in another way: with more digits than fit a unit, or with an
    // edge that is too long to wait.
    let far = |last: [f64; 2], write: fn([f64; 2]) -> String| {
        let ring = [[30_000.0, 0.0], [30_100.0, 0.0], last];
        feature_text(99, &ring_text(&ring, write), 0)
    };
    let digits = far([30_050.0, 99.0], |[lon, lat]| {
        format!("[{:.15},{:.14}]", lon + 1.3e-13, lat)
    });
    let plain = far([30_050.0, 99.0], position);
    let long = far([30_050.0, 20_000.0], position);
    let dir = directory();
    let mut known: Option<(Vec<PolygonColumn>, Vec<Finding>)> = None;
    for (name, last, waits) in [
        ("units", plain, true),
        ("doubles", digits, true),
        ("eager", long, false),
    ] {
        let layer = [base.clone(), vec![last]].concat();
        let (request, result) = answer(&scene_plan(&dir, name, &parcels, &layer));
        let layer = &request.layers[0];
        assert!(
            layer
                .chunks()
                .iter()
                .all(|chunk| chunk.geometry.is_waiting() == waits),
            "{name}"
        );
        let decimals = layer.chunks()[0].geometry.packed().parts().form.decimals;
        assert_eq!(decimals.is_some(), name == "units", "{name}: {decimals:?}");
        let features: Vec<PolygonColumn> = (0..60).map(|feature| layer.geometry(feature)).collect();
        match &known {
            None => known = Some((features, result.findings)),
            Some((columns, findings)) => {
                for (one, other) in features.iter().zip(columns) {
                    assert_eq!(bits(one), bits(other), "{name}");
                }
                assert!(*findings == result.findings, "{name}");
            }
        }
    }
    assert!(known.is_some_and(|(_, findings)| findings.len() > 100));
}

#[test]
fn fifteen_digits_wait_as_exactly_as_nine() {
    let mut random = Random(6);
    let rings: Vec<Vec<[f64; 2]>> = (0..40)
        .map(|k| {
            let middle = [random.between(-9000.0, 9000.0), random.between(-9000.0, 9000.0)];
            star(&mut random, middle, 4500.0, if k % 2 == 0 { 5 } else { 30 })
        })
        .collect();
    let parcels = random_parcels(&mut random, 4, 3000.0, 200.0);
    let dir = directory();
    let all_digits: fn([f64; 2]) -> String = |[lon, lat]| format!("[{lon},{lat}]");
    for (name, write) in [
        ("nine", position as fn([f64; 2]) -> String),
        ("fifteen", all_digits),
    ] {
        let layer: Vec<String> = rings
            .iter()
            .enumerate()
            .map(|(id, ring)| feature_text(id, &ring_text(ring, write), 0))
            .collect();
        let (request, _) = answer(&scene_plan(&dir, name, &parcels, &layer));
        let layer = &request.layers[0];
        let decimals = layer.chunks()[0].geometry.packed().parts().form.decimals;
        assert_eq!(decimals.is_some(), name == "nine", "{decimals:?}");
        for (feature, at_once) in (0..).zip(drawn_at_once(layer, &request)) {
            assert_eq!(bits(&layer.geometry(feature)), bits(&at_once), "{name} {feature}");
        }
    }
}

fn window_region(window: &Bounds) -> Region {
    let corner = |x: f64, y: f64| Point::on_grid(x, y).expect("on the plane");
    let ring = [
        corner(window.min_x, window.min_y),
        corner(window.max_x, window.min_y),
        corner(window.max_x, window.max_y),
        corner(window.min_x, window.max_y),
    ];
    column_region(&PolygonColumn::from_polygons(&[vec![ring.to_vec()]]))
}

/// Windows of all sizes in and around a feature.
fn window(random: &mut Random, around: &Bounds) -> Bounds {
    let reach = [around.max_x - around.min_x, around.max_y - around.min_y];
    let share = libm::pow(10.0, random.between(-3.5, 0.1));
    let x = random.between(around.min_x - reach[0] * 0.1, around.max_x);
    let y = random.between(around.min_y - reach[1] * 0.1, around.max_y);
    let on_grid = |x: f64, y: f64| Point::on_grid(x, y).expect("on the plane");
    let (low, high) = (on_grid(x, y), on_grid(x + reach[0] * share, y + reach[1] * share));
    Bounds {
        min_x: low.x,
        min_y: low.y,
        max_x: high.x,
        max_y: high.y,
    }
}

#[test]
fn the_rings_in_a_window_cover_it_as_the_whole_feature_does() {
    let mut random = Random(7);
    let coasts: Vec<String> = [9000_u32, 300, 40]
        .iter()
        .enumerate()
        .map(|(id, n)| {
            feature_text(
                id,
                &ring_text(&star(&mut random, [0.0, 0.0], 5000.0, *n), position),
                0,
            )
        })
        .collect();
    let parcels = random_parcels(&mut random, 4, 3000.0, 200.0);
    let dir = directory();
    let (coast, _) = answer(&scene_plan(&dir, "coast", &parcels, &coasts));
    let (sample, _) = answer(&sample());
    let mut engine = Overlayer::new();
    let (mut n_windows, mut n_partly) = (0, 0);
    for layer in coast.layers.iter().chain(&sample.layers) {
        let features = u32::try_from(layer.n_features()).expect("small");
        let step = features.div_ceil(25);
        for feature in (0..features).filter(|feature| feature % step == 0) {
            let column = layer.geometry(feature);
            if column.feature(0).is_empty() || !is_sound(&column.feature(0)) {
                continue;
            }
            let whole = column_region(&column);
            for _ in 0..20 {
                let window = window(&mut random, &layer.bounds_of(feature));
                let region = window_region(&window);
                let rings: Region = layer
                    .rings_in_window(feature, &window)
                    .into_iter()
                    .map(|ring| ring.points)
                    .collect();
                let by_whole = engine.split(&region, &whole).expect("an overlay");
                let by_rings = engine.split(&region, &rings).expect("an overlay");
                let place = || format!("{} {feature} {window:?}", layer.name);
                assert_eq!(
                    by_rings.shared_m2.to_bits(),
                    by_whole.shared_m2.to_bits(),
                    "{}",
                    place()
                );
                assert_eq!(
                    by_rings.rest_m2.to_bits(),
                    by_whole.rest_m2.to_bits(),
                    "{}",
                    place()
                );
                n_windows += 1;
                n_partly += usize::from(by_whole.shared_m2 > 0.0 && by_whole.rest_m2 > 0.0);
            }
        }
    }
    assert!(n_windows > 1000 && n_partly > 300, "{n_windows} {n_partly}");
}
