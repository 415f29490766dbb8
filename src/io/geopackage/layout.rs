//! How a layer is laid out in a table that is written: names, types, reference system.
//!
//! Meaning: names of fields stay as they are where SQLite can hold them: it takes names that differ only in the case of
//! ASCII letters for the same, and a name must not be empty. The key and the geometry column get out of the way of
//! fields. What was renamed is noted.

use std::collections::HashSet;

use super::super::column_types::{Seen, TypedColumn, columns_of, note_mixed};
use super::super::error::WriteErrorKind;
use super::super::write_checks::note_foreign;
use super::srs;
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// Columns that a table of SQLite may have, less key, geometry and identifier.
const FIELDS_LIMIT: usize = 2000 - 3;

/// How a layer is laid out.
pub(super) struct Layout {
    /// Name of the table.
    pub table: String,
    /// Title of the table: the name of the layer.
    pub title: String,
    /// Name of the key.
    pub key: String,
    /// Name of the geometry column.
    pub geometry: String,
    /// Number of the reference system.
    pub srs_id: i32,
    /// Whether a feature has several polygons; then all are written as multipolygons.
    pub has_several: bool,
    /// The column of identifiers, unless they are the numbers of the features.
    pub id_column: Option<(String, TypedColumn)>,
    /// Fields with the names of their columns.
    pub fields: Vec<(String, TypedColumn)>,
}

impl Layout {
    /// The layout of a layer; notes what cannot be kept as it is.
    pub fn of(layer: &SourceLayer, notes: &mut Notes, ticket: &Ticket) -> Result<Self, WriteErrorKind> {
        let columns = columns_of(layer, ticket)?;
        if columns.len() > FIELDS_LIMIT {
            return Err(WriteErrorKind::NotExpressible {
                format: "GeoPackage",
                what: "fields",
                value: columns.len().to_string(),
            });
        }
        note_mixed(&columns, notes);
        note_foreign(layer, notes);
        let mut names = Names::default();
        let fields: Vec<(String, TypedColumn)> = columns
            .into_iter()
            .map(|column| (names.take(&column.name, notes), column))
            .collect();
        let id_column = ids(layer, ticket)?.map(|column| (names.take_free(&["id", "feature_id"]), column));
        let name = without_controls(&layer.name);
        let table = table_name(&name);
        let srs_id = srs::id_of(layer);
        if layer.declared_crs.is_none() {
            notes.push(Note::new(
                "note-written-without-crs",
                Severity::Warning,
                Place::default(),
            ));
        }
        Ok(Self {
            key: names.take_free(&["fid", "ogc_fid"]),
            geometry: names.take_free(&["geom", "geometry"]),
            // Titles differ from each other, and the table of symbols has its own.
            title: if name.is_empty() || is_styles(&name) {
                table.clone()
            } else {
                name
            },
            table,
            srs_id,
            has_several: has_several(layer, ticket)?,
            id_column,
            fields,
        })
    }

    /// Names of the columns behind the geometry, with their fields.
    pub fn columns(&self) -> impl Iterator<Item = &(String, TypedColumn)> {
        self.id_column.iter().chain(&self.fields)
    }

    /// Name of the spatial index (annex F.3).
    pub fn index_name(&self) -> String {
        format!("rtree_{}_{}", self.table, self.geometry)
    }
}

/// The column of identifiers, unless there are none or each is the number of its feature from 1.
fn ids(layer: &SourceLayer, ticket: &Ticket) -> Result<Option<TypedColumn>, WriteErrorKind> {
    let mut seen = Seen::default();
    let (mut fid, mut has_some, mut all_are_numbers) = (0_u64, false, true);
    for chunk in &layer.chunks {
        ticket.check()?;
        for row in 0..chunk.states.len() {
            fid += 1;
            let id = chunk.ids.get(row).filter(|id| *id != "null");
            has_some |= id.is_some();
            all_are_numbers &= id.is_some_and(|id| id == fid.to_string());
            if let Some(id) = id {
                seen.see(id);
            }
        }
    }
    Ok((has_some && !all_are_numbers).then(|| seen.column("id")))
}

fn has_several(layer: &SourceLayer, ticket: &Ticket) -> Result<bool, WriteErrorKind> {
    for chunk in &layer.chunks {
        ticket.check()?;
        let mut rings = chunk.geometry.features().flat_map(|feature| feature.rings());
        if rings.any(|ring| ring.polygon > 0) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Names of columns that are taken.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name for a field: its own where it can have it.
    fn take(&mut self, field: &str, notes: &mut Notes) -> String {
        let plain = without_controls(field);
        let plain = if plain.is_empty() {
            "field".to_owned()
        } else {
            plain
        };
        let name = self.take_free(&[&plain]);
        if name != field {
            let note = Note::new("note-column-renamed", Severity::Info, Place::default());
            notes.push(note.with("name", field).with("to", &name));
        }
        name
    }

    /// The first of several names that is free, else one with a number behind it.
    fn take_free(&mut self, wanted: &[&str]) -> String {
        let numbered = (2..).map(|number: u32| format!("{}_{number}", wanted[0]));
        let mut all = wanted.iter().map(|name| (*name).to_owned()).chain(numbered);
        let free = all.find(|name| self.taken.insert(name.to_ascii_lowercase()));
        free.unwrap_or_default()
    }
}

/// A name for the table that SQLite and the standard leave to layers.
fn table_name(title: &str) -> String {
    let lower = title.to_ascii_lowercase();
    let is_reserved = ["sqlite_", "gpkg_", "rtree_"]
        .iter()
        .any(|prefix| lower.starts_with(prefix));
    if title.is_empty() {
        "layer".to_owned()
    } else if is_reserved || is_styles(title) {
        format!("layer_{title}_")
    } else {
        title.to_owned()
    }
}

fn is_styles(name: &str) -> bool {
    name.eq_ignore_ascii_case("layer_styles")
}

/// SQLite ends a name at the character NUL, and no program shows the other controls.
fn without_controls(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sqlite_cannot_tell_apart_are_numbered() {
        let mut notes = Notes::default();
        let mut names = Names::default();
        let fields = ["MJ", "mj", "", "a\0b", "面积", "FID", "mj_2", "Geom"];
        let found: Vec<String> = fields.iter().map(|field| names.take(field, &mut notes)).collect();
        assert_eq!(
            found,
            ["MJ", "mj_2", "field", "ab", "面积", "FID", "mj_2_2", "Geom"]
        );
        assert_eq!(notes.count("note-column-renamed"), 4);
        assert_eq!(names.take_free(&["fid", "ogc_fid"]), "ogc_fid");
        assert_eq!(names.take_free(&["geom", "geometry"]), "geometry");
        assert_eq!(names.take_free(&["geom", "geometry"]), "geom_2");
    }

    #[test]
    fn tables_keep_their_names_but_for_reserved_ones() {
        assert_eq!(table_name("红线 \"x\""), "红线 \"x\"");
        assert_eq!(table_name(""), "layer");
        assert_eq!(table_name("GPKG_contents"), "layer_GPKG_contents_");
        assert_eq!(table_name("layer_styles"), "layer_layer_styles_");
    }
}
