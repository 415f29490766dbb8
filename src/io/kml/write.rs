//! From a layer to KML 2.2, or to an archive with it when the file is called `.kmz`.
//!
//! Meaning: one placemark per feature. The fields `name` and `description` stand where every viewer shows
//! them, all others as extended data with the kinds that a schema declares, so that numbers come back as
//! numbers. Coordinates are the shortest text that gives the same double. Rings keep the direction in which
//! they are stored.
//!
//! Only layers in degrees on CGCS2000 or WGS 84 are written. Between the two there is no shift worth the name
//! for a map, and none that is known better than decimetres; that the numbers were kept is noted.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::atomic::write_atomically;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_degrees, check_states, check_target};
use crate::crs::SourceXy;
use crate::geometry::{MultiPolygonRef, PolygonRef};
use crate::layer::{Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Fields that KML has elements for.
const ELEMENTS: [&str; 2] = ["name", "description"];

/// What a schema says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Truth,
    Text,
}

/// The fields of a layer in the order in which they first occur.
struct Fields<'a> {
    names: Vec<&'a str>,
    kinds: HashMap<&'a str, Option<Kind>>,
}

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    notes.append(check_degrees(layer, "KML")?);
    ticket.begin(layer.n_features() as u64);
    let is_packed = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("kmz"));
    let mut replaced = 0;
    write_atomically(path, |writer| {
        if is_packed {
            let mut archive = ZipWriter::new(writer);
            // Without the time of day the same layer gives the same bytes.
            archive
                .start_file("doc.kml", SimpleFileOptions::DEFAULT)
                .map_err(io::Error::from)?;
            replaced = write_layer(&mut archive, layer, ticket)?;
            archive.finish().map_err(io::Error::from)?;
        } else {
            replaced = write_layer(writer, layer, ticket)?;
        }
        Ok::<(), WriteErrorKind>(())
    })?;
    if replaced > 0 {
        let note = Note::new("note-written-characters", Severity::Warning, Place::default());
        notes.push(note.with("count", replaced));
    }
    Ok(notes)
}

/// Writes a layer; yields the number of characters that XML cannot hold.
fn write_layer(w: &mut impl Write, layer: &SourceLayer, ticket: &Ticket) -> Result<u64, WriteErrorKind> {
    let fields = Fields::of(layer, ticket)?;
    let mut text = XmlText { replaced: 0 };
    w.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    w.write_all(b"<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n<name>")?;
    text.write(w, &layer.name)?;
    w.write_all(b"</name>\n")?;
    write_schema(w, &fields, &mut text)?;
    let mut ids = HashSet::new();
    let mut number = 0;
    for chunk in &layer.chunks {
        for row in 0..chunk.states.len() {
            ticket.check()?;
            w.write_all(b"<Placemark")?;
            if let Some(id) = chunk.ids.get(row).and_then(xml_id)
                && ids.insert(id.clone())
            {
                write!(w, " id=\"{id}\"")?;
            }
            w.write_all(b">")?;
            write_attributes(w, chunk, row, &fields, &mut text)?;
            if !write_geometry(w, &chunk.geometry.feature(row).to_column().feature(0))? {
                return Err(WriteErrorKind::NotFinite { feature: number });
            }
            w.write_all(b"</Placemark>\n")?;
            number += 1;
            ticket.advance(1);
        }
    }
    w.write_all(b"</Document>\n</kml>\n")?;
    Ok(text.replaced)
}

/// An identifier that may stand in XML as it is (`xsd:ID`).
fn xml_id(json: &str) -> Option<String> {
    let id: String = serde_json::from_str(json).ok()?;
    let begins = |c: char| c.is_alphabetic() || c == '_';
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (id.starts_with(begins) && id.chars().all(goes_on)).then_some(id)
}

impl<'a> Fields<'a> {
    fn of(layer: &'a SourceLayer, ticket: &Ticket) -> Result<Self, WriteErrorKind> {
        let mut fields = Self {
            names: Vec::new(),
            kinds: HashMap::new(),
        };
        for chunk in &layer.chunks {
            for (name, column) in chunk.attributes.names().iter().zip(chunk.attributes.columns()) {
                if ELEMENTS.contains(&name.as_str()) {
                    continue;
                }
                ticket.check()?;
                let known = fields.kinds.entry(name).or_insert_with(|| {
                    fields.names.push(name);
                    None
                });
                for json in (0..column.len()).filter_map(|row| column.get(row)) {
                    *known = Kind::merged(*known, Kind::of(json));
                }
            }
        }
        Ok(fields)
    }
}

impl Kind {
    /// The kind of a value; none of null, which is not written.
    fn of(json: &str) -> Option<Self> {
        match json.as_bytes().first()? {
            b'n' => None,
            b't' | b'f' => Some(Self::Truth),
            b'-' | b'0'..=b'9' => Some(Self::Number),
            _ => Some(Self::Text),
        }
    }

    fn merged(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) if a != b => Some(Self::Text),
            (a, b) => a.or(b),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "double",
            Self::Truth => "bool",
            Self::Text => "string",
        }
    }
}

fn write_schema(w: &mut impl Write, fields: &Fields<'_>, text: &mut XmlText) -> io::Result<()> {
    if fields.names.is_empty() {
        return Ok(());
    }
    w.write_all(b"<Schema name=\"fields\" id=\"fields\">\n")?;
    for name in &fields.names {
        let kind = fields.kinds.get(name).copied().flatten().unwrap_or(Kind::Text);
        write!(w, "<SimpleField type=\"{}\" name=\"", kind.name())?;
        text.write(w, name)?;
        w.write_all(b"\"/>\n")?;
    }
    w.write_all(b"</Schema>\n")
}

fn write_attributes(
    w: &mut impl Write,
    chunk: &SourceChunk,
    row: usize,
    fields: &Fields<'_>,
    text: &mut XmlText,
) -> io::Result<()> {
    for element in ELEMENTS {
        if let Some(json) = chunk.attributes.json(row, element).filter(|json| *json != "null") {
            write!(w, "<{element}>")?;
            text.write(w, &plain(json))?;
            write!(w, "</{element}>")?;
        }
    }
    let mut is_open = false;
    for (name, json) in chunk.attributes.row(row) {
        if json == "null" || !fields.kinds.contains_key(name) {
            continue;
        }
        if !is_open {
            w.write_all(b"<ExtendedData><SchemaData schemaUrl=\"#fields\">")?;
            is_open = true;
        }
        w.write_all(b"<SimpleData name=\"")?;
        text.write(w, name)?;
        w.write_all(b"\">")?;
        text.write(w, &plain(json))?;
        w.write_all(b"</SimpleData>")?;
    }
    if is_open {
        w.write_all(b"</SchemaData></ExtendedData>")?;
    }
    Ok(())
}

/// A text without quotation marks; any other value as it stands.
fn plain(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}

/// Writes the polygons of a feature; false when a coordinate is not finite.
fn write_geometry(w: &mut impl Write, polygons: &MultiPolygonRef<'_, SourceXy>) -> io::Result<bool> {
    let is_multi = polygons.polygons().count() > 1;
    if is_multi {
        w.write_all(b"<MultiGeometry>")?;
    }
    let mut is_finite = true;
    for polygon in polygons.polygons() {
        is_finite &= write_polygon(w, &polygon)?;
    }
    if is_multi {
        w.write_all(b"</MultiGeometry>")?;
    }
    Ok(is_finite)
}

fn write_polygon(w: &mut impl Write, polygon: &PolygonRef<'_, SourceXy>) -> io::Result<bool> {
    let mut is_finite = true;
    w.write_all(b"<Polygon>")?;
    for (index, ring) in polygon.rings().enumerate() {
        let boundary = if index == 0 {
            "outerBoundaryIs"
        } else {
            "innerBoundaryIs"
        };
        write!(w, "<{boundary}><LinearRing><coordinates>")?;
        for (vertex, position) in ring.iter().enumerate() {
            is_finite &= position.x.is_finite() && position.y.is_finite();
            let blank = if vertex == 0 { "" } else { " " };
            write!(w, "{blank}{},{}", position.x, position.y)?;
        }
        write!(w, "</coordinates></LinearRing></{boundary}>")?;
    }
    w.write_all(b"</Polygon>")?;
    Ok(is_finite)
}

/// Characters as XML.
struct XmlText {
    /// Characters that XML 1.0 cannot hold (clause 2.2), written as U+FFFD.
    replaced: u64,
}

impl XmlText {
    fn write(&mut self, w: &mut impl Write, text: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in text.char_indices() {
            let escaped = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                // A reader would take them for layout.
                '\r' => "&#13;",
                '\n' => "&#10;",
                '\t' => "&#9;",
                '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                    self.replaced += 1;
                    "\u{FFFD}"
                }
                _ => continue,
            };
            w.write_all(&text.as_bytes()[written..at])?;
            w.write_all(escaped.as_bytes())?;
            written = at + character.len_utf8();
        }
        w.write_all(&text.as_bytes()[written..])
    }
}
