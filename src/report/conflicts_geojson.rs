//! `conflicts.geojson`: the shared ground itself, one feature per finding that has any.
//!
//! Coordinates are longitude and latitude on the ellipsoid of the plane, with all digits, so that a
//! piece that is read back and projected again has its area. Local coordinates are written as they
//! are, in metres, and the member `crs` says `local`.
//!
//! Edges of a piece are straight in the computing plane; it is not densified again.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::summary::{Standing, standing};
use super::{ReportError, ReportForm, ReportInput};
use crate::check::Finding;
use crate::crs::Plane;
use crate::geometry::{Point, PolygonRef};

/// The form `geojson`.
#[derive(Debug, Clone, Copy)]
pub struct ConflictsGeoJson;

impl ReportForm for ConflictsGeoJson {
    fn name(&self) -> &'static str {
        "geojson"
    }

    fn file_name(&self) -> &'static str {
        "conflicts.geojson"
    }

    fn write(&self, input: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
        let result = input.result;
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"name\":\"conflicts\",{}\"features\":[",
            crs_member(&result.plane)
        )?;
        let mut separator = "\n";
        for finding in result.findings.iter().filter(|finding| has_ground(finding)) {
            out.write_all(separator.as_bytes())?;
            serde_json::to_writer(&mut *out, &feature(finding, input))?;
            separator = ",\n";
        }
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

fn has_ground(finding: &Finding) -> bool {
    !finding.pieces.positions().is_empty()
}

/// WGS 84 needs no member; CGCS2000 and local coordinates must be named or they would be taken for it.
fn crs_member(plane: &Plane) -> String {
    let name = match plane.ellipsoid() {
        None => "local".to_owned(),
        Some(crate::crs::Ellipsoid::Wgs84) => return String::new(),
        Some(ellipsoid) => match ellipsoid.geographic() {
            crate::crs::CrsId::Epsg(code) => format!("urn:ogc:def:crs:EPSG::{code}"),
            crate::crs::CrsId::Local => "local".to_owned(),
        },
    };
    format!("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},")
}

fn feature(finding: &Finding, input: &ReportInput<'_>) -> Value {
    json!({
        "type": "Feature",
        "id": finding.id,
        "properties": properties(finding, input),
        "geometry": geometry(finding, &input.result.plane),
    })
}

fn properties(finding: &Finding, input: &ReportInput<'_>) -> Value {
    let parcel = input.result.parcels.get(finding.parcel as usize);
    let resolution = finding.resolution.as_ref();
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("finding", json!(finding.id));
    put("parcel", json!(finding.parcel));
    put("parcel_id", json!(parcel.and_then(|parcel| parcel.id.as_deref())));
    put(
        "parcel_name",
        json!(parcel.and_then(|parcel| parcel.name.as_deref())),
    );
    put("role", json!(finding.role.code()));
    put("input", json!(finding.input));
    put("feature", json!(finding.feature));
    put("feature_id", json!(finding.feature_id));
    put("feature_name", json!(finding.feature_name));
    put("category", json!(finding.category));
    put("kind", json!(finding.kind.code()));
    put(
        "certain",
        json!(standing(input.result, finding) != Standing::Doubtful),
    );
    put("land_mode", json!(finding.land_mode.code()));
    put("area_m2", json!(finding.areas.plane_m2));
    put("official_area_m2", json!(finding.areas.official_m2));
    put("planar_area_m2", json!(finding.areas.gauss_kruger_m2));
    put("mean_width_m", json!(finding.widths().mean_m));
    put("max_width_m", json!(finding.widths().greatest_m));
    put("outcome", json!(finding.outcome().code()));
    put(
        "rule",
        json!(resolution.and_then(|resolution| resolution.deciding.as_deref())),
    );
    put(
        "basis",
        json!(resolution.map_or(&[][..], |resolution| &resolution.basis)),
    );
    Value::Object(fields)
}

fn geometry(finding: &Finding, plane: &Plane) -> Value {
    let polygons: Vec<Vec<Vec<[f64; 2]>>> = finding
        .pieces
        .features()
        .flat_map(|piece| {
            piece
                .polygons()
                .map(|polygon| rings(&polygon, plane))
                .collect::<Vec<_>>()
        })
        .collect();
    match <[_; 1]>::try_from(polygons) {
        Ok([polygon]) => json!({ "type": "Polygon", "coordinates": polygon }),
        Err(polygons) => json!({ "type": "MultiPolygon", "coordinates": polygons }),
    }
}

/// Rings with the shell counter-clockwise and holes clockwise, as the format asks.
fn rings(polygon: &PolygonRef<'_>, plane: &Plane) -> Vec<Vec<[f64; 2]>> {
    let turned = |(index, ring): (usize, &[Point])| {
        let mut positions: Vec<[f64; 2]> = ring.iter().map(|point| position(*point, plane)).collect();
        if (signed_area(ring) > 0.0) != (index == 0) {
            positions.reverse();
        }
        positions
    };
    polygon.rings().enumerate().map(turned).collect()
}

fn position(point: Point, plane: &Plane) -> [f64; 2] {
    if plane.is_local() {
        return [point.x, point.y];
    }
    let position = plane.inverse(point);
    [position.lon, position.lat]
}

/// Twice the area of a closed ring, positive when it runs counter-clockwise.
fn signed_area(ring: &[Point]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let cross = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    };
    ring.windows(2).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Fixture;
    use super::*;
    use crate::crs::LonLat;
    use crate::text::Language;

    fn document(fixture: &Fixture) -> Value {
        serde_json::from_slice(&fixture.bytes(&ConflictsGeoJson, Language::En)).unwrap()
    }

    #[test]
    fn every_piece_reads_back_with_its_area() {
        let fixture = Fixture::sample();
        let document = document(&fixture);
        assert_eq!(
            document["crs"]["properties"]["name"],
            "urn:ogc:def:crs:EPSG::4490"
        );
        let features = document["features"].as_array().unwrap();
        let with_ground: Vec<&Finding> = fixture.result.findings.iter().filter(|f| has_ground(f)).collect();
        assert_eq!(features.len(), with_ground.len());
        for (feature, finding) in features.iter().zip(with_ground) {
            assert_eq!(feature["properties"]["finding"], finding.id.as_str());
            let area = area_of(&feature["geometry"], &fixture.result.plane);
            let expected: f64 = finding
                .pieces
                .features()
                .flat_map(|p| p.rings())
                .map(signed_area)
                .map(|a| a / 2.0)
                .sum();
            assert!((area - expected.abs()).abs() < 1e-4, "{area} {expected}");
        }
    }

    /// The area in the plane of a geometry as written; holes run the other way and so subtract.
    fn area_of(geometry: &Value, plane: &Plane) -> f64 {
        let polygons = match geometry["type"].as_str() {
            Some("Polygon") => vec![geometry["coordinates"].clone()],
            _ => geometry["coordinates"].as_array().unwrap().clone(),
        };
        let rings = polygons.iter().flat_map(|polygon| polygon.as_array().unwrap());
        rings
            .map(|ring| {
                let points: Vec<Point> = ring.as_array().unwrap().iter().map(|p| point(p, plane)).collect();
                signed_area(&points) / 2.0
            })
            .sum()
    }

    fn point(position: &Value, plane: &Plane) -> Point {
        let (x, y) = plane.forward(LonLat {
            lon: position[0].as_f64().unwrap(),
            lat: position[1].as_f64().unwrap(),
        });
        Point { x, y }
    }

    #[test]
    fn local_coordinates_stay_metres_and_say_so() {
        let mut fixture = Fixture::sample();
        fixture.result.plane = Plane::local();
        let document = document(&fixture);
        assert_eq!(document["crs"]["properties"]["name"], "local");
        let finding = fixture
            .result
            .findings
            .iter()
            .find(|finding| has_ground(finding))
            .unwrap();
        let written = &document["features"][0]["geometry"]["coordinates"][0];
        let x = written[0][0].as_f64().unwrap();
        assert!(
            finding
                .pieces
                .positions()
                .iter()
                .any(|point| point.x.to_bits() == x.to_bits())
        );
    }
}
