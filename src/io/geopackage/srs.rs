//! The coordinate reference system of a table.
//!
//! Meaning: `srs_id` leads to a row of `gpkg_spatial_ref_sys` (clause 1.1.2), and that to an EPSG code
//! by its organization, else by what its definition says ([`crate::crs::wkt`]). Where the two name
//! different systems, where the system is "undefined" (−1 and 0), or where nothing is named that is known,
//! the table names no system, with a note. Nothing is guessed from the numbers.
//!
//! The rows that are written say the same of the system of a layer.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::tally::shorten;
use super::wkt::epsg_of;
use crate::crs::ffi::{WktDialect, describe, wkt};
use crate::crs::wkt::{Recognised, is_same, recognise};
use crate::crs::{CrsId, zone_of_epsg};
use crate::layer::{Note, Place, Severity, SourceLayer};

/// The number of a system of which nothing is known but that it is a plane (clause 1.1.2.1.2).
const UNDEFINED_PLANE: i32 = -1;
/// The number of a system of which nothing is known but that it has degrees.
const UNDEFINED_DEGREES: i32 = 0;

/// What the file says about a reference system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Definition {
    organization: String,
    code: i64,
    wkt: [String; 2],
}

/// The system of a table by its `srs_id`, and a note where that is not plain.
pub(super) fn decide(
    connection: &Connection,
    srs_id: i64,
) -> rusqlite::Result<(Option<CrsId>, Option<Note>)> {
    let note = |code| Note::new(code, Severity::Warning, Place::default()).with("srs", srs_id);
    if srs_id == 0 || srs_id == -1 {
        return Ok((None, Some(note("note-srs-undefined"))));
    }
    let definition = connection
        .query_row(
            "SELECT * FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            [srs_id],
            |row| Ok(definition(row)),
        )
        .optional()?;
    let Some(definition) = definition else {
        return Ok((None, Some(note("note-srs-missing"))));
    };
    let by_organization = definition
        .organization
        .eq_ignore_ascii_case("EPSG")
        .then(|| u32::try_from(definition.code).ok())
        .flatten()
        .filter(|code| *code > 0);
    let contradiction = |code: u32, other: CrsId| {
        let note = note("note-srs-contradiction").with("crs", CrsId::Epsg(code));
        (None, Some(note.with("other", other)))
    };
    if let Some(code) = by_organization {
        return Ok(match definition.other_than(code) {
            Some(other) => contradiction(code, CrsId::Epsg(other)),
            None => (Some(CrsId::Epsg(code)), None),
        });
    }
    let mut meant = definition.texts().map(recognise);
    let found = meant.find(|meant| !matches!(meant, Recognised::Unknown { .. }));
    Ok(match found {
        Some(Recognised::Known(crs)) => {
            let mut note = note("note-srs-by-definition").with("crs", crs);
            note.severity = Severity::Info;
            (Some(crs), Some(note))
        }
        Some(Recognised::Contradiction { crs, other, .. }) => {
            let note = note("note-srs-contradiction").with("crs", crs);
            (None, Some(note.with("other", other)))
        }
        _ => {
            let named = format!("{}:{}", definition.organization, definition.code);
            (None, Some(note("note-srs-unknown").with("name", shorten(&named))))
        }
    })
}

impl Definition {
    /// Definitions that say something.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.wkt.iter().map(|text| text.trim());
        texts.filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("undefined"))
    }

    /// A system with other numbers than `code` that a definition names or describes.
    fn other_than(&self, code: u32) -> Option<u32> {
        self.texts().find_map(|text| {
            if let Some(other) = epsg_of(text).filter(|other| *other != code) {
                return Some(other);
            }
            let other = match recognise(text) {
                Recognised::Known(CrsId::Epsg(other)) => other,
                // Parameters decide about zones only: a system with heights has those of the one without.
                Recognised::Contradiction {
                    other: CrsId::Epsg(other),
                    ..
                } if zone_of_epsg(code).is_some() => other,
                _ => return None,
            };
            (other != code && !is_same(code, other)).then_some(other)
        })
    }
}

/// The number under which the system of a layer is written: its code. One that is not known is called undefined, as a
/// plane or in degrees by what the numbers could be; neither says where the layer lies.
pub(super) fn id_of(layer: &SourceLayer) -> i32 {
    let could_be_degrees = || {
        let bounds = layer.bounds().unwrap_or_default();
        let limits = [180.0, 90.0, 180.0, 90.0];
        bounds
            .iter()
            .zip(limits)
            .all(|(ordinate, limit)| ordinate.abs() <= limit)
    };
    match layer.declared_crs {
        Some(CrsId::Epsg(code)) => i32::try_from(code).unwrap_or(UNDEFINED_PLANE),
        None if could_be_degrees() => UNDEFINED_DEGREES,
        Some(CrsId::Local) | None => UNDEFINED_PLANE,
    }
}

/// A row of `gpkg_spatial_ref_sys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SystemRow {
    /// Name for people.
    pub name: String,
    /// Its number, both in the file and with the organization.
    pub id: i32,
    /// Who gave the number.
    pub organization: &'static str,
    /// Definition in well-known text.
    pub definition: String,
    /// What it is, in words.
    pub description: Option<&'static str>,
}

/// The rows that a file must have, and that of a system.
pub(super) fn rows(id: i32) -> Vec<SystemRow> {
    let undefined = |id, name: &str, description| SystemRow {
        name: name.to_owned(),
        id,
        organization: "NONE",
        definition: "undefined".to_owned(),
        description: Some(description),
    };
    let mut rows = vec![
        undefined(
            UNDEFINED_PLANE,
            "Undefined Cartesian SRS",
            "undefined Cartesian coordinate reference system",
        ),
        undefined(
            UNDEFINED_DEGREES,
            "Undefined geographic SRS",
            "undefined geographic coordinate reference system",
        ),
        of_epsg(4326),
    ];
    if let Some(code) = u32::try_from(id).ok().filter(|code| ![0, 4326].contains(code)) {
        rows.push(of_epsg(code));
    }
    rows
}

fn of_epsg(code: u32) -> SystemRow {
    let text = [WktDialect::Gdal, WktDialect::Iso]
        .into_iter()
        .find_map(|dialect| wkt(code, dialect));
    SystemRow {
        name: describe(code).map_or_else(|| format!("EPSG:{code}"), |known| known.name),
        id: i32::try_from(code).unwrap_or(UNDEFINED_PLANE),
        organization: "EPSG",
        definition: text.unwrap_or_else(|| "undefined".to_owned()),
        description: None,
    }
}

/// All numbers of reference systems that the file describes, in ascending order.
pub(super) fn known_ids(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare("SELECT DISTINCT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

/// Columns that are missing or hold something else say nothing.
fn definition(row: &Row<'_>) -> Definition {
    let text = |name: &str| row.get::<_, String>(name).unwrap_or_default();
    Definition {
        organization: text("organization"),
        code: row.get("organization_coordsys_id").unwrap_or_default(),
        wkt: [text("definition"), text("definition_12_063")],
    }
}
