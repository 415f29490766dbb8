//! What a GeoJSON text is as a whole, and what it says about all its features.
//!
//! Meaning: a collection, one feature, or one geometry. Of a collection the name, the coordinate
//! reference system and the unknown members are kept; `bbox` is left out, because it follows from
//! the features.
//!
//! The `crs` member of 2008 is obeyed wherever it stands. A name in it that is not understood is an
//! error and never taken for the default: the numbers would land in another country.

use serde_json::Value;

use super::super::error::ReadErrorKind;
use super::super::tally::shorten;
use super::cursor::{Broken, Cursor, Key, decode};
use super::feature::Kind;
use super::splitter::Frame;
use crate::crs::CrsId;

/// Types of geometries.
pub(super) const GEOMETRIES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// What a text is as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// A feature collection.
    Collection(Header),
    /// One feature or one geometry.
    Single(Kind),
}

/// What a collection says about all its features.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Its name.
    pub name: Option<String>,
    /// The coordinate reference system that it names.
    pub crs: Option<CrsId>,
    /// Whether it says `"crs": null`, that is, that the system is not known.
    pub crs_is_null: bool,
    /// The name of a system that is not understood.
    pub unknown_crs: Option<String>,
    /// Unknown members as one JSON object text.
    pub foreign: Option<String>,
}

/// Finds out what the text is, from its frame.
pub(super) fn read_root(frame: &Frame, text: &str) -> Result<Root, ReadErrorKind> {
    if !text.starts_with('{') {
        return Err(ReadErrorKind::NotGeoJson { what: "array" });
    }
    let kind = kind_of(text).map_err(|broken| syntax(frame, text, &broken))?;
    let is_split = frame.gap.is_some();
    match kind.as_deref() {
        Some("FeatureCollection") if is_split => Ok(Root::Collection(header(frame, text)?)),
        Some("FeatureCollection") => Err(ReadErrorKind::NotGeoJson {
            what: "features-missing",
        }),
        Some("Feature") if !is_split => Ok(Root::Single(Kind::Feature)),
        Some(name) if !is_split && GEOMETRIES.contains(&name) => Ok(Root::Single(Kind::Geometry)),
        Some("Topology") => Err(ReadErrorKind::NotGeoJson { what: "topojson" }),
        None if text.contains("\"spatialReference\"") || text.contains("\"geometryType\"") => {
            Err(ReadErrorKind::NotGeoJson { what: "esri-json" })
        }
        None => Err(ReadErrorKind::NotGeoJson { what: "type-missing" }),
        Some(_) => Err(ReadErrorKind::NotGeoJson { what: "type-unknown" }),
    }
}

/// The system that the value of a `crs` member names; `None` for null.
pub(super) fn crs_of(json: &str) -> Result<Option<CrsId>, ReadErrorKind> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let properties = &value["properties"];
    let unknown = |name: &str| ReadErrorKind::UnknownCrsName { name: shorten(name) };
    let name = match (&value, &properties["name"], &properties["code"]) {
        (Value::Null, ..) => return Ok(None),
        (Value::String(name), ..) | (_, Value::String(name), _) => name.clone(),
        (_, _, Value::Number(code)) if value["type"] == "EPSG" => format!("EPSG:{code}"),
        _ => return Err(unknown(json)),
    };
    CrsId::parse(&name).map(Some).ok_or_else(|| unknown(&name))
}

/// The `type` of the top-level object; `None` when it has none or it is no string. Other values are
/// stepped over without a look, because a single feature may hold faults of its own.
pub(super) fn kind_of(text: &str) -> Result<Option<String>, Broken> {
    let mut cursor = Cursor::new(text);
    cursor.open_object()?;
    while let Some(key) = cursor.next_key()? {
        if key.name == "type" {
            return Ok(decode(cursor.value()?).map(std::borrow::Cow::into_owned));
        }
        cursor.skip_balanced()?;
    }
    Ok(None)
}

/// Reads the members of a collection.
fn header(frame: &Frame, text: &str) -> Result<Header, ReadErrorKind> {
    let mut header = Header::default();
    let mut foreign = String::new();
    let mut seen = [false; 3];
    let mut cursor = Cursor::new(text);
    let broken = |broken: Broken| syntax(frame, text, &broken);
    cursor.open_object().map_err(broken)?;
    while let Some(key) = cursor.next_key().map_err(broken)? {
        let value = cursor.value().map_err(broken)?;
        check_once(&key, &mut seen)?;
        match (key.name.as_ref(), decode(value)) {
            ("type" | "features" | "bbox", _) => {}
            ("crs", _) => {
                match crs_of(value) {
                    Err(ReadErrorKind::UnknownCrsName { name }) => header.unknown_crs = Some(name),
                    known => header.crs = known?,
                }
                header.crs_is_null = header.crs.is_none() && header.unknown_crs.is_none();
            }
            ("name", Some(name)) if header.name.is_none() => header.name = Some(name.into_owned()),
            _ => {
                foreign.push(if foreign.is_empty() { '{' } else { ',' });
                foreign.extend([key.raw, ":", value]);
            }
        }
    }
    header.foreign = (!foreign.is_empty()).then(|| foreign + "}");
    Ok(header)
}

/// Refuses a second `type`, `features` or `crs`: nobody knows which is meant.
fn check_once(key: &Key<'_>, seen: &mut [bool; 3]) -> Result<(), ReadErrorKind> {
    let (index, what) = match key.name.as_ref() {
        "type" => (0, "type-twice"),
        "features" => (1, "features-twice"),
        "crs" => (2, "crs-twice"),
        _ => return Ok(()),
    };
    if std::mem::replace(&mut seen[index], true) {
        Err(ReadErrorKind::NotGeoJson { what })
    } else {
        Ok(())
    }
}

fn syntax(frame: &Frame, text: &str, broken: &Broken) -> ReadErrorKind {
    let place = frame.position(broken.at);
    let found = Cursor::new(text).snippet(broken.at);
    ReadErrorKind::Syntax {
        line: place.line,
        column: place.column,
        expected: broken.expected,
        found,
    }
}
