//! Real sites against real protected layers, compared pair by pair with published reference values.
//!
//! The cases lie in `tests/cases` with their licences. Their `expected-pairs.csv` were computed with GEOS and
//! PROJ, independently of this program; `equal_area_m2` takes every edge as straight in the file's frame, which
//! is the definition used here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use redline::check::{self, CheckResult, FindingKind};
use redline::crs::SourceXy;
use redline::geometry::{Overlayer, Stretch, area_m2, column_region, is_sound, perimeter_m};
use redline::layer::{Parcel, Role};
use redline::progress::Ticket;
use redline::workspace::input::InputSpec;
use redline::workspace::plan::CheckPlan;
use redline::workspace::session::prepare;

/// One line of `expected-pairs.csv`.
#[derive(Debug, Clone)]
struct Pair {
    site: u32,
    layer: String,
    feature: u32,
    is_area: bool,
    area_m2: f64,
}

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name)
}

/// The expected pairs per site layer; `column` names the reference area.
fn expected(case_dir: &Path, column: &str) -> BTreeMap<String, Vec<Pair>> {
    let text = std::fs::read_to_string(case_dir.join("expected-pairs.csv")).expect("reference values");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("header").split(',').collect();
    let at = |name: &str| header.iter().position(|field| *field == name).expect("column");
    let mut pairs: BTreeMap<String, Vec<Pair>> = BTreeMap::new();
    for line in lines {
        let fields = split_csv(line);
        let geojson = |name: &str| name.replace(".gpkg", ".geojson");
        pairs
            .entry(geojson(&fields[at("site_layer")]))
            .or_default()
            .push(Pair {
                site: fields[at("site_index")].parse().expect("index"),
                layer: geojson(&fields[at("protected_layer")]),
                feature: fields[at("protected_index")].parse().expect("index"),
                is_area: fields[at("kind")] == "area",
                area_m2: fields[at(column)].parse().unwrap_or(0.0),
            });
    }
    pairs
}

/// Splits a line of CSV with optional double quotes.
fn split_csv(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().expect("one field").push(other),
        }
    }
    fields
}

/// Checks one site layer against the protected layers.
fn check_sites(case_dir: &Path, sites: &str, layers: &[String], edge_tolerance_m: f64) -> CheckResult {
    let spec = |file: &str| InputSpec::parse(case_dir.join(file).as_os_str()).expect("a plain path");
    let mut plan = CheckPlan::new(spec(sites));
    plan.edge_tolerance_m = edge_tolerance_m;
    plan.layers = layers
        .iter()
        .map(|file| (Role::Other(file.clone()), spec(file)))
        .collect();
    let request = prepare(&plan, &Ticket::new()).expect("the case can be read");
    check::run(&request, &Ticket::new()).expect("not cancelled")
}

/// Compares a result with the reference: every area pair above 0.01 m² is found with its area, and no touching
/// pair is an overlap.
fn compare(
    result: &CheckResult,
    layers: &[String],
    pairs: &[Pair],
    relative: f64,
    absolute_m2: f64,
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut found: BTreeMap<(u32, u32, u32), f64> = BTreeMap::new();
    for finding in &result.findings {
        if matches!(finding.kind, FindingKind::Overlap | FindingKind::WithinError) {
            let feature = finding.feature.expect("layers to avoid");
            found.insert((finding.parcel, finding.input, feature), finding.areas.plane_m2);
        }
    }
    for pair in pairs {
        let input = layers
            .iter()
            .position(|layer| *layer == pair.layer)
            .expect("a given layer");
        let key = (pair.site, u32::try_from(input).expect("few"), pair.feature);
        match (found.remove(&key), pair.is_area) {
            (Some(area), true) => {
                let allowed = (relative * pair.area_m2).max(absolute_m2);
                if (area - pair.area_m2).abs() > allowed {
                    faults.push(format!("{pair:?}: {area}"));
                }
            }
            (None, true) if pair.area_m2 > 0.01 => faults.push(format!("{pair:?}: missing")),
            (Some(area), false) => faults.push(format!("{pair:?}: touches, found {area}")),
            _ => {}
        }
    }
    faults.extend(
        found
            .iter()
            .filter(|(_, area)| **area > 0.01)
            .map(|(key, area)| format!("{key:?}: extra {area}")),
    );
    faults
}

fn compare_case(name: &str, layers: &[&str], column: &str, tolerances: &[(f64, f64, f64)]) -> usize {
    let dir = case(name);
    let layers: Vec<String> = layers.iter().map(|layer| (*layer).to_owned()).collect();
    let mut compared = 0;
    for (sites, pairs) in expected(&dir, column) {
        for (edge_tolerance_m, relative, absolute_m2) in tolerances {
            let result = check_sites(&dir, &sites, &layers, *edge_tolerance_m);
            let faults = compare(&result, &layers, &pairs, *relative, *absolute_m2);
            assert!(
                faults.is_empty(),
                "{sites}, edges to {edge_tolerance_m} m:\n{}",
                faults.join("\n")
            );
        }
        compared += pairs.len();
    }
    compared
}

#[test]
fn vernonia_surveys_against_flood_zones() {
    let layers = ["flood-zones.geojson", "special-flood-hazard-area.geojson"];
    let both = [(2e-5, 1e-6, 0.01), (1e-6, 1e-8, 0.0005)];
    assert_eq!(
        compare_case("case-vernonia", &layers, "equal_area_m2", &both),
        1102
    );
}

#[test]
fn trafford_sites_against_each_layer() {
    let layers = [
        "trafford_agricultural_land_classification.geojson",
        "trafford_conservation_areas.geojson",
        "trafford_greenspace_sites.geojson",
        "trafford_local_nature_reserves.geojson",
        "trafford_scheduled_monuments.geojson",
        "trafford_sites_of_special_scientific_interest.geojson",
        "trafford_woodland.geojson",
    ];
    let both = [(2e-5, 1e-6, 0.01), (1e-6, 1e-8, 0.0005)];
    assert_eq!(
        compare_case("case-trafford", &layers, "equal_area_m2", &both),
        3895
    );
}

/// Planar area of a parcel in the frame of its file, in m².
fn stored_area_m2(parcel: &Parcel) -> f64 {
    let ring_area = |ring: &[SourceXy]| {
        let o = ring[0];
        let cross = |e: &[SourceXy]| (e[0].x - o.x) * (e[1].y - o.y) - (e[1].x - o.x) * (e[0].y - o.y);
        (ring.windows(2).map(cross).sum::<f64>() / 2.0).abs()
    };
    let polygon_area = |rings: Vec<f64>| rings[0] - rings[1..].iter().sum::<f64>();
    parcel
        .source
        .feature(0)
        .polygons()
        .map(|polygon| polygon_area(polygon.rings().map(ring_area).collect()))
        .sum()
}

/// The files are in Belgian Lambert 72. `geodesic_m2` was taken after moving the vertices alone to longitude and
/// latitude, where an edge of a kilometre runs up to centimetres beside the one that the file draws; `planar_m2` was
/// taken in Lambert 72, edges as the file draws them. So every pair must agree with `planar_m2` times the areal scale
/// of the projection at its parcel, and those whose edges are short agree with `geodesic_m2` too.
#[test]
fn belgian_parcels_in_lambert_72_against_zones() {
    let dir = case("case-belgium");
    let layers = ["polygon-zone.geojson".to_owned()];
    let sites = "polygon-parcel.geojson";
    let spec = |file: &str| InputSpec::parse(dir.join(file).as_os_str()).expect("a plain path");
    let mut plan = CheckPlan::new(spec(sites));
    plan.layers = vec![(Role::Other("zones".into()), spec(&layers[0]))];
    let request = prepare(&plan, &Ticket::new()).expect("the case can be read");
    let result = check::run(&request, &Ticket::new()).expect("not cancelled");
    let scale: Vec<f64> = request
        .parcels
        .parcels()
        .map(|p| area_m2(&p.geometry()) / stored_area_m2(p))
        .collect();
    let mut planar = expected(&dir, "planar_m2")
        .remove(sites)
        .expect("reference values");
    for pair in &mut planar {
        pair.area_m2 *= scale[pair.site as usize];
    }
    assert_eq!(planar.len(), 30);
    let faults = compare(&result, &layers, &planar, 1e-6, 0.001);
    assert!(
        faults.is_empty(),
        "edges as the file draws them:\n{}",
        faults.join("\n")
    );
    let geodesic = expected(&dir, "geodesic_m2")
        .remove(sites)
        .expect("reference values");
    let other_edges = compare(&result, &layers, &geodesic, 1e-5, 0.01);
    assert_eq!(
        other_edges.len(),
        11,
        "pairs with long edges:\n{}",
        other_edges.join("\n")
    );
}

/// Inside and outside of every pair add up to the parcel, within 1e-6 m² per km of boundary.
#[test]
fn inside_and_outside_add_up_everywhere() {
    let cases = [
        ("case-vernonia", "surveys.geojson", "flood-zones.geojson"),
        (
            "case-trafford",
            "trafford_allotments.geojson",
            "trafford_woodland.geojson",
        ),
        ("case-belgium", "polygon-parcel.geojson", "polygon-zone.geojson"),
        ("../../sample_data", "parcels.geojson", "eco_redline.geojson"),
        ("../../sample_data", "parcels.geojson", "basic_farmland.geojson"),
        ("../../sample_data", "parcels.geojson", "eco_space.geojson"),
    ];
    let mut engine = Overlayer::new();
    let mut pairs = 0;
    for (name, sites, layer) in cases {
        let spec = |file: &str| InputSpec::parse(case(name).join(file).as_os_str()).expect("a plain path");
        let mut plan = CheckPlan::new(spec(sites));
        plan.layers = vec![(Role::Other("layer".into()), spec(layer))];
        let request = prepare(&plan, &Ticket::new()).expect("the case can be read");
        for parcel in request
            .parcels
            .parcels()
            .filter(|parcel| is_sound(&parcel.geometry()))
        {
            let whole = area_m2(&parcel.geometry());
            let boundary_km = perimeter_m(&parcel.geometry(), Stretch::NONE) / 1000.0;
            for feature in request.layers[0].candidates(parcel.bounds()) {
                let other = column_region(&request.layers[0].geometry(feature));
                let split = engine
                    .split(&column_region(&parcel.plane), &other)
                    .expect("engines agree");
                let residual = split.shared_m2 + split.rest_m2 - whole;
                assert!(
                    residual.abs() <= 1e-6 * boundary_km.max(0.1),
                    "{sites}: {residual} m²"
                );
                pairs += 1;
            }
        }
    }
    assert!(pairs > 1000, "{pairs}");
}

/// Test vectors of the official area series, as parcels in EPSG:4527: official area, area in the plane (the exact
/// series) and planar area, in m².
#[test]
fn published_area_vectors_as_parcels() {
    let b = "[[39388123.456,3173210.987],[39388401.223,3173305.412],[39388533.870,3173011.004],\
        [39388290.115,3172890.331],[39388100.002,3172999.750],[39388123.456,3173210.987]]";
    let hole = "[[39388250.0,3173100.0],[39388250.0,3173050.0],[39388310.0,3173050.0],[39388310.0,3173100.0],\
        [39388250.0,3173100.0]]";
    let square = |west: f64, north: f64, width: f64, height: f64| {
        let (east, south) = (west + width, north - height);
        format!("[[{west},{north}],[{east},{north}],[{east},{south}],[{west},{south}],[{west},{north}]]")
    };
    let vectors = [
        (
            square(39_388_500.0, 3_172_500.0, 200.0, 100.0),
            19_993.877_5,
            19_993.877_9,
            20_000.0,
        ),
        (b.to_owned(), 117_613.782_9, 117_613.784_1, 117_649.988_9),
        (hole.to_owned(), 2_999.076_5, 2_999.076_4, 3_000.0),
        (
            square(39_500_000.0, 3_000_000.0, 5000.0, 5000.0),
            24_999_994.850_5,
            24_999_994.858_7,
            25e6,
        ),
        (
            square(39_352_700.0, 2_710_000.0, 1000.0, 1000.0),
            999_468.101_9,
            999_468.100_1,
            1e6,
        ),
        (format!("{b},{hole}"), 114_614.706_4, 114_614.707_7, 114_649.988_9),
    ];
    let features: Vec<String> = vectors
        .iter()
        .map(|(rings, ..)| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\
                 \"coordinates\":[{rings}]}}}}"
            )
        })
        .collect();
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("vectors.geojson");
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\
         \"urn:ogc:def:crs:EPSG::4527\"}}}},\"features\":[{}]}}",
        features.join(",")
    );
    std::fs::write(&file, text).expect("writable");
    let mut plan = CheckPlan::new(InputSpec::of_path(&file));
    plan.layers = vec![(Role::Other("self".into()), InputSpec::of_path(&file))];
    plan.edge_tolerance_m = 1e-7;
    let request = prepare(&plan, &Ticket::new()).expect("readable");
    let result = check::run(&request, &Ticket::new()).expect("not cancelled");
    for ((_, official, exact, planar), parcel) in vectors.iter().zip(&result.parcels) {
        let areas = &parcel.areas;
        assert!(
            (areas.official_m2().expect("a zone") - official).abs() <= 0.01,
            "{areas:?}"
        );
        assert!((areas.plane_m2 - exact).abs() <= 0.001, "{areas:?}");
        assert!(
            (areas.gauss_kruger_m2().expect("a zone") - planar).abs() <= 0.001,
            "{areas:?}"
        );
    }
}
