//! The coordinate reference system of a table.
//!
//! Meaning: `srs_id` leads to a row of `gpkg_spatial_ref_sys` (clause 1.1.2), and that to an EPSG code
//! by its organization, else by the authority that its definition names for itself. Where the two name
//! different systems, where the system is "undefined" (−1 and 0), or where only an unknown organization
//! is named, the table names no system, with a note. Nothing is guessed from the numbers.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::tally::shorten;
use super::wkt::epsg_of;
use crate::crs::CrsId;
use crate::layer::{Note, Place, Severity};

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
    let by_definition = definition.wkt.iter().find_map(|wkt| epsg_of(wkt));
    Ok(match (by_organization, by_definition) {
        (Some(code), Some(other)) if code != other => {
            let note = note("note-srs-contradiction").with("crs", CrsId::Epsg(code));
            (None, Some(note.with("other", CrsId::Epsg(other))))
        }
        (Some(code), _) => (Some(CrsId::Epsg(code)), None),
        (None, Some(code)) => {
            let crs = CrsId::Epsg(code);
            let mut note = note("note-srs-by-definition").with("crs", crs);
            note.severity = Severity::Info;
            (Some(crs), Some(note))
        }
        (None, None) => {
            let named = format!("{}:{}", definition.organization, definition.code);
            (None, Some(note("note-srs-unknown").with("name", shorten(&named))))
        }
    })
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
