//! The same ground in every format that can be written: the check finds the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use redline::crs::SourceXy;
use redline::geometry::{MultiPolygonRef, Point, PolygonColumn, is_sound};
use redline::io;
use redline::progress::Ticket;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample_data")
        .join(name)
}

fn redline(arguments: &[&str], directory: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_redline"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), text)
}

/// One line of `overlaps.csv`: everything but the areas, and the area on the plane.
type Line = (String, f64);

fn check(parcels: &str, layer: &str, directory: &Path) -> Vec<Line> {
    let out = directory.join("out");
    let layer = format!("basic_farmland={layer}");
    let (code, text) = redline(
        &[
            "check",
            "--parcels",
            parcels,
            "--layer",
            &layer,
            "--report",
            "csv",
            "--out",
            "out",
            "--no-cache",
            "--quiet",
        ],
        directory,
    );
    assert!((0..=2).contains(&code), "{parcels} {layer}: {text}");
    let csv = fs::read_to_string(out.join("overlaps.csv")).unwrap();
    let lines = csv.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[..5].join(","), cells[5].parse().unwrap())
    });
    lines.collect()
}

/// Writes the sample's features with polygons that no format refuses, in a system.
fn clean_sample(name: &str, crs: &str, directory: &Path) -> PathBuf {
    let target = directory.join(format!("{}-{crs}.geojson", name.trim_end_matches(".geojson")));
    let source = sample(name);
    let system = format!("EPSG:{crs}");
    let (code, text) = redline(
        &[
            "convert",
            source.to_str().unwrap(),
            target.to_str().unwrap(),
            "--to",
            &system,
        ],
        directory,
    );
    assert_eq!(code, 0, "{text}");
    keep_sound(&target);
    target
}

/// Drawings and boundary files have no place for a feature without geometry, nor for rings that overlap.
fn keep_sound(path: &Path) {
    let layer = &io::read(path, None, &Ticket::new()).unwrap()[0];
    let states = layer.chunks.iter().flat_map(|chunk| {
        let column = chunk.geometry.unpack::<SourceXy>();
        let sound = |index: usize| is_sound(&on_grid(&column.feature(index)).feature(0));
        (0..column.len())
            .map(|index| !column.feature(index).is_empty() && sound(index))
            .collect::<Vec<bool>>()
    });
    let mut states = states.collect::<Vec<bool>>().into_iter();
    let text = fs::read_to_string(path).unwrap();
    let mut collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = collection["features"].as_array_mut().unwrap();
    features.retain(|_| states.next().unwrap());
    fs::write(path, collection.to_string()).unwrap();
}

fn on_grid(feature: &MultiPolygonRef<'_, SourceXy>) -> PolygonColumn {
    let mut column = PolygonColumn::new();
    for polygon in feature.polygons() {
        for ring in polygon.rings() {
            column.extend(ring.iter().map(|at| Point::on_grid(at.x, at.y).unwrap()));
            column.end_ring();
        }
        column.end_polygon();
    }
    column.end_feature();
    column
}

/// Decimals of a metre that a format keeps.
struct Kept {
    /// File name of the parcels in the format.
    file: &'static str,
    /// What is written after `@`, where the format names no system.
    given: &'static str,
    /// System of the coordinates that are written.
    crs: &'static str,
    /// Further arguments of `convert`.
    arguments: &'static [&'static str],
    /// Greatest difference of an area in m²: perimeter times half a unit of the last decimal.
    tolerance_m2: f64,
}

const fn kept(file: &'static str, crs: &'static str) -> Kept {
    Kept {
        file,
        given: "",
        crs,
        arguments: &[],
        tolerance_m2: 0.0,
    }
}

#[test]
fn the_same_parcels_give_the_same_findings_in_every_format() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path();
    let degrees = clean_sample("parcels.geojson", "4490", directory);
    let metres = clean_sample("parcels.geojson", "4527", directory);
    let layer = sample("basic_farmland.geojson");
    let layer = layer.to_str().unwrap();
    let of_crs = |crs: &str| if crs == "4490" { &degrees } else { &metres };
    let expected = |crs: &str| check(of_crs(crs).to_str().unwrap(), layer, directory);
    let formats = [
        kept("a.shp", "4490"),
        kept("b.shp", "4527"),
        kept("a.gpkg", "4490"),
        kept("a.fgb", "4527"),
        kept("a.parquet", "4490"),
        // KML means WGS 84; between it and CGCS2000 no shift is known, so the same numbers are the same ground.
        kept("a.kml", "4490"),
        kept("a.kmz", "4490"),
        kept("a.csv", "4490"),
        kept("a.geojsonl", "4490"),
        Kept {
            given: "@EPSG:4527",
            ..kept("a.dxf", "4527")
        },
        Kept {
            arguments: &["--profile", "标准9列"],
            // Three decimals: half a millimetre along some kilometres of boundary.
            tolerance_m2: 3.0,
            ..kept("a.txt", "4527")
        },
    ];
    for format in formats {
        let source = of_crs(format.crs).to_str().unwrap();
        let mut arguments = vec!["convert", source, format.file];
        arguments.extend(format.arguments);
        let (code, text) = redline(&arguments, directory);
        assert_eq!(code, 0, "{}: {text}", format.file);
        let wanted = expected(format.crs);
        assert!(wanted.len() > 10);
        let found = check(&format!("{}{}", format.file, format.given), layer, directory);
        // FlatGeobuf sorts its features along a curve, so parcels have other numbers there.
        let (found, wanted) = if format.file == "a.fgb" {
            (without_numbers(found), without_numbers(wanted))
        } else {
            (found, wanted)
        };
        let essence = |lines: &[Line]| lines.iter().map(|line| line.0.clone()).collect::<Vec<_>>();
        assert_eq!(essence(&found), essence(&wanted), "{}", format.file);
        for (found, wanted) in found.iter().zip(&wanted) {
            let off = (found.1 - wanted.1).abs();
            assert!(
                off <= format.tolerance_m2,
                "{}: {found:?} {wanted:?}",
                format.file
            );
        }
    }
}

fn without_numbers(lines: Vec<Line>) -> Vec<Line> {
    let without = |(essence, area): Line| {
        let rest = essence.split_once(',').map(|(_, rest)| rest.to_owned());
        (rest.unwrap_or(essence), area)
    };
    let mut lines: Vec<Line> = lines.into_iter().map(without).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    lines
}

/// A square with a shared eastern edge of 1 km, with so many vertices on it.
fn beside(x: f64, side: f64, n_parts: u32) -> String {
    let (south, north) = (3_200_000.0, 3_201_000.0);
    let shared = (0..=n_parts).map(|part| {
        let share = f64::from(part) / f64::from(n_parts);
        format!(
            "[{},{}]",
            39_400_000.0 + 1000.0 * share,
            south + (north - south) * 0.0
        )
    });
    let shared: Vec<String> = shared.collect();
    let far = south + side;
    let ring = format!(
        "{},[39401000.0,{far}],[39400000.0,{far}],[{x},{south}]",
        shared.join(",")
    );
    format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:4527\"}}}},\
         \"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\
         \"coordinates\":[[{ring}]]}}}}]}}"
    )
}

/// Two files share a west–east edge of 1 km, one in degrees and one in a zone: straight is not the same in both.
#[test]
fn an_edge_that_is_shared_by_two_systems_is_boundary_error_at_most() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path();
    // With a vertex every 50 m, as boundaries are surveyed, the two agree; with its ends alone they bow apart.
    for (n_parts, most_m2) in [(20, 0.05), (1, 8.0)] {
        fs::write(
            directory.join("north.geojson"),
            beside(39_400_000.0, 500.0, n_parts),
        )
        .unwrap();
        fs::write(
            directory.join("south.geojson"),
            beside(39_400_000.0, -500.0, n_parts),
        )
        .unwrap();
        let (code, text) = redline(
            &[
                "convert",
                "south.geojson",
                "south-4490.geojson",
                "--to",
                "EPSG:4490",
            ],
            directory,
        );
        assert_eq!(code, 0, "{text}");
        let lines = check("north.geojson", "south-4490.geojson", directory);
        for (essence, area_m2) in &lines {
            assert!(essence.ends_with("within_error"), "{essence}");
            assert!(*area_m2 < most_m2, "{n_parts}: {area_m2}");
        }
        assert!(n_parts == 1 || lines.is_empty(), "noise is not listed: {lines:?}");
    }
}
