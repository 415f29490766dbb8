//! From a layer to GeoJSON text.
//!
//! Meaning: what is read back is what was written: coordinates as the shortest text that gives the
//! same double, identifiers, attributes and unknown members as they are. One feature stands on one
//! line. Rings keep the direction in which they are stored; RFC 7946 wants shells counter-clockwise,
//! and readers must not rely on it. A coordinate reference system other than WGS 84 is written as the
//! `crs` member of 2008, because leaving it out would move the layer.
//!
//! Deliberately not done: writing a feature whose geometry is not known here as one without geometry,
//! unless asked for: unreadable ground would become no ground.

use std::io::{self, Write};
use std::path::Path;

use serde_json::ser::{CompactFormatter, Formatter as _};

use super::super::atomic::write_atomically;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_states, check_target};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::{MultiPolygonRef, PolygonRef};
use crate::layer::{Notes, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let notes = check_states(layer, options)?;
    ticket.begin(layer.n_features() as u64);
    write_atomically(path, |writer| write_layer(writer, layer, ticket))?;
    Ok(notes)
}

/// Writes a layer as one feature collection.
pub(super) fn write_layer(
    w: &mut impl Write,
    layer: &SourceLayer,
    ticket: &Ticket,
) -> Result<(), WriteErrorKind> {
    w.write_all(b"{\"type\":\"FeatureCollection\",\n\"name\":")?;
    serde_json::to_writer(&mut *w, &layer.name).map_err(io::Error::from)?;
    if let Some(name) = layer.declared_crs.and_then(crs_name) {
        write!(
            w,
            ",\n\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}}"
        )?;
    }
    write_foreign(w, layer.foreign.as_deref(), b",\n")?;
    w.write_all(b",\n\"features\":[")?;
    let mut number = 0;
    for chunk in &layer.chunks {
        for row in 0..chunk.states.len() {
            ticket.check()?;
            w.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            write_feature(w, chunk, row, number)?;
            number += 1;
            ticket.advance(1);
        }
    }
    w.write_all(b"\n]}\n")?;
    Ok(())
}

/// The name in the `crs` member; `None` for WGS 84, which is what a file without the member means.
fn crs_name(crs: CrsId) -> Option<String> {
    match crs {
        CrsId::Epsg(4326) => None,
        CrsId::Epsg(code) => Some(format!("urn:ogc:def:crs:EPSG::{code}")),
        CrsId::Local => Some("local".to_owned()),
    }
}

/// Writes a feature as one line without its end.
pub(super) fn write_feature(
    w: &mut impl Write,
    chunk: &SourceChunk,
    row: usize,
    number: u64,
) -> Result<(), WriteErrorKind> {
    w.write_all(b"{\"type\":\"Feature\"")?;
    if let Some(id) = chunk.ids.get(row) {
        w.write_all(b",\"id\":")?;
        w.write_all(id.as_bytes())?;
    }
    w.write_all(b",\"properties\":{")?;
    for (index, (name, json)) in chunk.attributes.row(row).enumerate() {
        if index > 0 {
            w.write_all(b",")?;
        }
        serde_json::to_writer(&mut *w, name).map_err(io::Error::from)?;
        w.write_all(b":")?;
        w.write_all(json.as_bytes())?;
    }
    w.write_all(b"},\"geometry\":")?;
    if !write_geometry(w, &chunk.geometry.feature(row).to_column().feature(0))? {
        return Err(WriteErrorKind::NotFinite { feature: number });
    }
    write_foreign(w, chunk.foreign.get(row), b",")?;
    w.write_all(b"}")?;
    Ok(())
}

/// Writes the members of a JSON object text into the object that is open.
fn write_foreign(w: &mut impl Write, object: Option<&str>, separator: &[u8]) -> io::Result<()> {
    let members = object
        .and_then(|text| text.trim().strip_prefix('{')?.strip_suffix('}'))
        .map(str::trim);
    match members {
        Some(members) if !members.is_empty() => {
            w.write_all(separator)?;
            w.write_all(members.as_bytes())
        }
        _ => Ok(()),
    }
}

/// Writes the polygons of a feature; false when a coordinate is not finite.
fn write_geometry(w: &mut impl Write, polygons: &MultiPolygonRef<'_, SourceXy>) -> io::Result<bool> {
    let count = polygons.polygons().count();
    match count {
        0 => {
            w.write_all(b"null")?;
            return Ok(true);
        }
        1 => w.write_all(b"{\"type\":\"Polygon\",\"coordinates\":")?,
        _ => w.write_all(b"{\"type\":\"MultiPolygon\",\"coordinates\":[")?,
    }
    let mut is_finite = true;
    for (index, polygon) in polygons.polygons().enumerate() {
        if index > 0 {
            w.write_all(b",")?;
        }
        is_finite &= write_polygon(w, &polygon)?;
    }
    w.write_all(if count == 1 { b"}" } else { b"]}" })?;
    Ok(is_finite)
}

fn write_polygon(w: &mut impl Write, polygon: &PolygonRef<'_, SourceXy>) -> io::Result<bool> {
    let mut is_finite = true;
    for (index, ring) in polygon.rings().enumerate() {
        w.write_all(if index == 0 { b"[[" } else { b",[" })?;
        for (vertex, position) in ring.iter().enumerate() {
            is_finite &= position.x.is_finite() && position.y.is_finite();
            w.write_all(if vertex == 0 { b"[" } else { b",[" })?;
            CompactFormatter.write_f64(w, position.x)?;
            w.write_all(b",")?;
            CompactFormatter.write_f64(w, position.y)?;
            w.write_all(b"]")?;
        }
        w.write_all(b"]")?;
    }
    w.write_all(b"]")?;
    Ok(is_finite)
}
