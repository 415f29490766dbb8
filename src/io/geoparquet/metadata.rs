//! What the key `geo` in the footer says.
//!
//! Meaning: which column is the geometry, how it is encoded, which columns only hold its boxes, and the reference
//! system as PROJJSON: absent means longitude and latitude on WGS 84, `null` that nobody knows. A definition is
//! understood by its parameters ([`crate::crs::wkt`]), else by the code that it names.
//!
//! Source: GeoParquet 1.1.0.

use serde_json::{Map, Value, json};

use super::super::error::ReadErrorKind;
use super::super::tally::shorten;
use super::refused;
use crate::crs::wkt::{LENGTH_LIMIT, Recognised, recognise};
use crate::crs::{CrsId, ffi};
use crate::layer::{Note, Place, Severity};

/// The key in the footer.
pub(super) const KEY: &str = "geo";

/// The version that is written.
const VERSION: &str = "1.1.0";

/// How the geometry is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Well-known binary.
    Wkb,
    /// Lists of coordinates, as GeoArrow has them.
    Native(NativeKind),
}

/// The geometry types of GeoArrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NativeKind {
    /// One position.
    Point,
    /// Positions.
    MultiPoint,
    /// A line.
    Line,
    /// Lines.
    MultiLine,
    /// Rings.
    Polygon,
    /// Polygons.
    MultiPolygon,
}

impl NativeKind {
    /// Lists in lists around a position.
    pub fn depth(self) -> i16 {
        match self {
            Self::Point => 0,
            Self::MultiPoint | Self::Line => 1,
            Self::MultiLine | Self::Polygon => 2,
            Self::MultiPolygon => 3,
        }
    }
}

/// What is known of the geometry.
#[derive(Debug)]
pub(super) struct Geo {
    /// Its column.
    pub column: String,
    /// How it is stored.
    pub encoding: Encoding,
    /// Columns that hold other geometries, or boxes of this one.
    pub passed_over: Vec<String>,
    /// The reference system, where the file says it for certain.
    pub crs: Option<CrsId>,
    /// What is worth knowing.
    pub notes: Vec<Note>,
}

/// Understands the text under the key.
pub(super) fn parse(text: &str) -> Result<Geo, ReadErrorKind> {
    let no = |found: &str| refused("geo", shorten(found));
    let root: Value = serde_json::from_str(text).map_err(|error| no(&error.to_string()))?;
    let primary = root["primary_column"]
        .as_str()
        .ok_or_else(|| no("primary_column"))?;
    let columns = root["columns"].as_object().ok_or_else(|| no("columns"))?;
    let column = columns
        .get(primary)
        .and_then(Value::as_object)
        .ok_or_else(|| no(primary))?;
    let mut notes = Vec::new();
    let crs = match column.get("crs") {
        None => Some(CrsId::Epsg(4326)),
        Some(Value::Null) => {
            notes.push(warning("note-crs-null"));
            None
        }
        Some(definition) => of_definition(definition, &mut notes),
    };
    if column.get("edges").is_some_and(|edges| edges == "spherical") {
        notes.push(warning("note-edges-spherical"));
    }
    let boxes = column
        .get("covering")
        .and_then(|covering| covering["bbox"].as_object());
    let boxes = boxes.into_iter().flat_map(|ordinates| ordinates.values());
    let boxes = boxes.filter_map(|path| path[0].as_str());
    let others = columns.keys().map(String::as_str).filter(|name| *name != primary);
    Ok(Geo {
        column: primary.to_owned(),
        encoding: encoding(column)?,
        passed_over: others.chain(boxes).map(str::to_owned).collect(),
        crs,
        notes,
    })
}

/// What a geometry column of Parquet itself (2.11) says of its system.
pub(super) fn of_logical_type(crs: Option<&str>, is_spherical: bool) -> (Option<CrsId>, Vec<Note>) {
    let mut notes = Vec::new();
    if is_spherical {
        notes.push(warning("note-edges-spherical"));
    }
    let crs = match crs {
        None => Some(CrsId::Epsg(4326)),
        Some(text) => {
            if let Ok(definition @ Value::Object(_)) = serde_json::from_str::<Value>(text) {
                of_definition(&definition, &mut notes)
            } else {
                let code = text.strip_prefix("srid:").unwrap_or(text);
                let found = CrsId::parse(code).filter(|crs| *crs != CrsId::Local);
                if found.is_none() {
                    notes.push(unknown(text));
                }
                found
            }
        }
    };
    (crs, notes)
}

fn encoding(column: &Map<String, Value>) -> Result<Encoding, ReadErrorKind> {
    let name = column.get("encoding").and_then(Value::as_str).unwrap_or_default();
    Ok(match name.to_ascii_lowercase().as_str() {
        "wkb" => Encoding::Wkb,
        "point" => Encoding::Native(NativeKind::Point),
        "multipoint" => Encoding::Native(NativeKind::MultiPoint),
        "linestring" => Encoding::Native(NativeKind::Line),
        "multilinestring" => Encoding::Native(NativeKind::MultiLine),
        "polygon" => Encoding::Native(NativeKind::Polygon),
        "multipolygon" => Encoding::Native(NativeKind::MultiPolygon),
        _ => return Err(refused("geometry-encoding", shorten(name))),
    })
}

/// The system of a definition in PROJJSON.
fn of_definition(definition: &Value, notes: &mut Vec<Note>) -> Option<CrsId> {
    let horizontal = horizontal(definition);
    if let Some("CRS84") = horizontal["id"]["code"].as_str() {
        return Some(CrsId::Epsg(4326));
    }
    let text = horizontal.to_string();
    let wkt = (text.len() <= LENGTH_LIMIT)
        .then(|| ffi::wkt_of_projjson(&text))
        .flatten();
    match wkt.as_deref().map(recognise) {
        Some(Recognised::Known(crs)) => Some(crs),
        Some(Recognised::Contradiction { name, crs, other }) => {
            let note = warning("note-srs-contradiction").with("srs", shorten(&name));
            notes.push(note.with("crs", crs).with("other", other));
            None
        }
        _ => {
            let whole = definition.to_string();
            notes.push(unknown(definition["name"].as_str().unwrap_or(&whole)));
            None
        }
    }
}

/// The system of plane positions in a compound one, or the one a datum shift is bound to.
fn horizontal(definition: &Value) -> &Value {
    let mut inner = definition;
    for _ in 0..4 {
        inner = match inner["type"].as_str() {
            Some("CompoundCRS") => &inner["components"][0],
            Some("BoundCRS") => &inner["source_crs"],
            _ => break,
        };
    }
    inner
}

fn warning(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

fn unknown(name: &str) -> Note {
    warning("note-srs-unknown")
        .with("srs", shorten(name))
        .with("name", "PROJJSON")
}

/// The text under the key for a layer that is written.
pub(super) fn text(column: &str, crs: Option<CrsId>, types: &[&str], bounds: Option<[f64; 4]>) -> String {
    let definition = match crs {
        Some(CrsId::Epsg(code)) => ffi::projjson(code).and_then(|text| serde_json::from_str(&text).ok()),
        Some(CrsId::Local) | None => None,
    };
    let mut known = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "crs": definition.unwrap_or(Value::Null),
    });
    if let Some(bounds) = bounds {
        known["bbox"] = json!(bounds);
    }
    let mut columns = Map::new();
    columns.insert(column.to_owned(), known);
    json!({"version": VERSION, "primary_column": column, "columns": columns}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_crs(crs: &str) -> (Option<CrsId>, Vec<&'static str>) {
        let text = format!(
            r#"{{"version":"1.0.0","primary_column":"g","columns":{{"g":{{"encoding":"WKB"{crs}}}}}}}"#
        );
        let geo = parse(&text).unwrap();
        (geo.crs, geo.notes.iter().map(|note| note.code).collect())
    }

    #[test]
    fn a_system_is_known_by_definition_or_by_its_absence() {
        assert_eq!(with_crs(""), (Some(CrsId::Epsg(4326)), vec![]));
        assert_eq!(with_crs(r#","crs":null"#), (None, vec!["note-crs-null"]));
        for code in [4490, 4527, 4326, 32_650, 2363, 31_370] {
            let definition = ffi::projjson(code).unwrap();
            let found = with_crs(&format!(",\"crs\":{definition}"));
            assert_eq!(found, (Some(CrsId::Epsg(code)), vec![]), "{code}");
        }
        let edited = ffi::projjson(4527).unwrap().replace("39500000", "38500000");
        assert_eq!(with_crs(&format!(",\"crs\":{edited}")).0, None);
        for unknown in ["{}", "1", r#"{"type":"ProjectedCRS","name":"x"}"#] {
            assert_eq!(
                with_crs(&format!(",\"crs\":{unknown}")),
                (None, vec!["note-srs-unknown"])
            );
        }
        let crs84 = r#","crs":{"type":"GeographicCRS","name":"x","id":{"authority":"OGC","code":"CRS84"}},"edges":"spherical""#;
        assert_eq!(
            with_crs(crs84),
            (Some(CrsId::Epsg(4326)), vec!["note-edges-spherical"])
        );
    }

    #[test]
    fn a_zone_without_a_code_is_known_by_its_parameters() {
        let mut definition: Value = serde_json::from_str(&ffi::projjson(4527).unwrap()).unwrap();
        let object = definition.as_object_mut().unwrap();
        object.remove("id");
        object.insert("name".to_owned(), json!("39带"));
        assert_eq!(
            with_crs(&format!(",\"crs\":{definition}")).0,
            Some(CrsId::Epsg(4527))
        );
    }

    #[test]
    fn broken_metadata_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"primary_column":"g"}"#,
            r#"{"primary_column":"g","columns":{"h":{}}}"#,
            r#"{"primary_column":"g","columns":{"g":{"encoding":"x"}}}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_of_boxes_and_other_geometries_are_passed_over() {
        let text = r#"{"primary_column":"g","columns":{"g":{"encoding":"polygon","covering":{"bbox":{"xmin":["b","xmin"],"ymin":["b","ymin"]}}},"h":{}}}"#;
        let geo = parse(text).unwrap();
        assert_eq!(geo.encoding, Encoding::Native(NativeKind::Polygon));
        assert_eq!(geo.passed_over, ["h", "b", "b"]);
    }
}
