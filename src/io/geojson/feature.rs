//! A run of features into the columns of a chunk.
//!
//! Meaning: every element of `features` becomes a row, whatever it holds. A fault in its geometry
//! makes it unreadable and keeps its attributes; a fault in its grammar makes it unreadable without
//! them. Either way a note names feature, id, ring, vertex, line, column and byte.
//!
//! - `type` must be `Feature`, and `geometry` must be there: a feature without the member is not one
//!   with a null geometry, for a misspelt member would then pass as "no ground".
//! - `type`, `geometry`, `coordinates` and `geometries` must not stand twice. Of other members that
//!   stand twice the first counts, with a note.
//! - An attribute that is NaN or infinite becomes null, with a note: the ground is known all the same.
//! - `bbox` is left out, because it follows from the coordinates. Other members are kept as written.
//!
//! Input: a [`Batch`]. Output: [`Parsed`]. Pure: the result does not depend on other batches.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::ground::{Found, note_of_state};
use super::super::tally::{Tally, shorten};
use super::cursor::{Cursor, Key, decode};
use super::fault::Fault;
use super::geometry::{GeometryReader, member_twice};
use super::number::not_finite_literal;
use super::position::Position;
use super::root::{GEOMETRIES, kind_of};
use super::splitter::Batch;
use crate::geometry::PackedColumn;
use crate::layer::{
    AttributeTable, FeatureState, Note, Notes, Place, Severity, SourceChunk, is_personal, plain_text,
};
use crate::progress::{Cancelled, Ticket};

/// Fields of one feature, and of one chunk, that are kept; more are an accident or an attack.
pub(super) const FIELD_LIMIT: usize = 10_000;

/// Whether a table takes a field of this name.
pub(super) fn has_room(table: &AttributeTable, name: &str) -> bool {
    table.names().len() < FIELD_LIMIT || table.names().iter().any(|known| known == name)
}

/// What a run of features came to.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The rows.
    pub chunk: SourceChunk,
    /// Notes with their places.
    pub notes: Notes,
    /// What was counted and not noted one by one.
    pub tally: Tally,
    /// Coordinate reference systems that features name by themselves: the `crs` value, and its line.
    pub crs: Vec<(String, u64)>,
    /// Bytes of identifiers, attributes and unknown members.
    pub side_bytes: u64,
}

/// Parses all elements of a batch.
pub(super) fn parse_batch(batch: &Batch, keep_personal: bool, ticket: &Ticket) -> Result<Parsed, Cancelled> {
    let mut builder = Builder::new(keep_personal);
    for (number, slot) in (batch.first..).zip(&batch.slots) {
        ticket.check()?;
        // The text was checked as it came in and is cut at brackets, so it is UTF-8.
        let text = std::str::from_utf8(&batch.text[slot.start..slot.end]).unwrap_or_default();
        let kind = if batch.has_geometries {
            Kind::of(text)
        } else {
            Kind::Feature
        };
        builder.feature(
            Element {
                number,
                text,
                position: slot.position,
            },
            kind,
        );
    }
    Ok(builder.finish())
}

/// Parses a whole file that is one feature or one geometry.
pub(super) fn parse_single(text: &str, position: Position, kind: Kind, keep_personal: bool) -> Parsed {
    let mut builder = Builder::new(keep_personal);
    builder.feature(
        Element {
            number: 0,
            text,
            position,
        },
        kind,
    );
    builder.finish()
}

/// What an element is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A feature object.
    Feature,
    /// A geometry object, which stands for a feature without attributes.
    Geometry,
}

impl Kind {
    /// The kind of a text that may be either; one that is neither is read as a feature and found faulty.
    fn of(text: &str) -> Self {
        // Looking for the type takes a walk through all members.
        let is_plain = memchr::memmem::find(text.as_bytes(), b"\"Feature\"").is_some();
        if is_plain {
            return Self::Feature;
        }
        match kind_of(text) {
            Ok(Some(name)) if GEOMETRIES.contains(&name.as_str()) => Self::Geometry,
            _ => Self::Feature,
        }
    }
}

/// One element with its place.
#[derive(Clone, Copy)]
struct Element<'a> {
    number: u64,
    text: &'a str,
    position: Position,
}

/// What is known of the feature being read.
#[derive(Default)]
struct Row<'a> {
    kind: Option<&'a str>,
    id: Option<&'a str>,
    foreign: String,
    has_geometry: bool,
    has_properties: bool,
    is_null: bool,
    geometry_fault: Option<Fault>,
}

struct Builder<'a> {
    keep_personal: bool,
    out: Parsed,
    geometry: GeometryReader,
    /// Keys of the properties being read.
    keys: HashSet<Cow<'a, str>>,
}

impl<'a> Builder<'a> {
    fn new(keep_personal: bool) -> Self {
        let (out, geometry) = (Parsed::default(), GeometryReader::default());
        Self {
            keep_personal,
            out,
            geometry,
            keys: HashSet::new(),
        }
    }

    /// Yields the rows without spare capacity, which a layer would carry as long as it lives.
    fn finish(mut self) -> Parsed {
        self.out.tally.altered = self.geometry.ground.altered;
        let chunk = &mut self.out.chunk;
        chunk.geometry = PackedColumn::pack(&self.geometry.ground.column);
        chunk.states.shrink_to_fit();
        chunk.attributes.shrink_to_fit();
        chunk.ids.shrink_to_fit();
        chunk.foreign.shrink_to_fit();
        self.out
    }

    fn feature(&mut self, element: Element<'a>, kind: Kind) {
        self.geometry.begin();
        let mut cursor = Cursor::new(element.text);
        let mut row = Row::default();
        let outcome = match kind {
            Kind::Feature => self.members(&mut cursor, &mut row),
            Kind::Geometry => self.geometry.read(&mut cursor),
        };
        if outcome.is_err() || row.geometry_fault.is_some() {
            // What was altered in a geometry that is not kept does not matter.
            self.geometry
                .ground
                .notes
                .retain(|note| note.place.ring.is_none());
        }
        let (fault, keep_row) = match outcome {
            Ok(()) => (row.geometry_fault.take(), true),
            Err(fault) => (Some(fault), false),
        };
        self.end_row(element, &row, fault, keep_row);
    }

    fn members(&mut self, cursor: &mut Cursor<'a>, row: &mut Row<'a>) -> Result<(), Fault> {
        if cursor.peek_token() != Some(b'{') {
            return Err(Fault::at("note-not-an-object", cursor.at).with("found", cursor.snippet(cursor.at)));
        }
        cursor.open_object()?;
        while let Some(key) = cursor.next_key()? {
            self.member(cursor, &key, row)?;
        }
        if row.kind.and_then(decode).as_deref() != Some("Feature") {
            let found = shorten(row.kind.unwrap_or("—"));
            return Err(Fault::at("note-not-a-feature", 0).with("found", found));
        }
        if !row.has_geometry {
            return Err(Fault::at("note-geometry-missing", 0));
        }
        Ok(())
    }

    fn member(&mut self, cursor: &mut Cursor<'a>, key: &Key<'a>, row: &mut Row<'a>) -> Result<(), Fault> {
        match key.name.as_ref() {
            "type" if row.kind.is_some() => return Err(member_twice("type", cursor.at)),
            "type" => row.kind = Some(cursor.value()?),
            "geometry" if row.has_geometry => return Err(member_twice("geometry", cursor.at)),
            "geometry" => self.read_geometry(cursor, row)?,
            "properties" if !row.has_properties => {
                row.has_properties = true;
                self.properties(cursor)?;
            }
            "id" if row.id.is_none() => row.id = Some(cursor.value()?),
            "properties" | "id" => {
                self.note_duplicate_key(&key.name);
                cursor.value()?;
            }
            "crs" => self.geometry.crs.push(cursor.value()?.to_owned()),
            "bbox" => {
                cursor.value()?;
            }
            _ => {
                let value = cursor.value()?;
                row.foreign.push(if row.foreign.is_empty() { '{' } else { ',' });
                row.foreign.extend([key.raw, ":", value]);
            }
        }
        Ok(())
    }

    /// Reads the geometry; after a fault in it, steps over it, so that identifier and attributes are
    /// known whether they stand before or behind it.
    fn read_geometry(&mut self, cursor: &mut Cursor<'a>, row: &mut Row<'a>) -> Result<(), Fault> {
        row.has_geometry = true;
        if cursor.text[cursor.at..].starts_with("null") {
            row.is_null = true;
            cursor.value()?;
            return Ok(());
        }
        let start = cursor.at;
        if let Err(fault) = self.geometry.read(cursor) {
            cursor.at = start;
            cursor.skip_balanced()?;
            row.geometry_fault = Some(fault);
        }
        Ok(())
    }

    fn properties(&mut self, cursor: &mut Cursor<'a>) -> Result<(), Fault> {
        if cursor.peek_token() != Some(b'{') {
            let value = cursor.value()?;
            if value != "null" {
                let note = Note::new("note-properties-not-object", Severity::Warning, Place::default());
                self.geometry
                    .ground
                    .notes
                    .push(note.with("found", shorten(value)));
            }
            return Ok(());
        }
        cursor.open_object()?;
        self.keys.clear();
        while let Some(key) = cursor.next_key()? {
            let value = self.attribute_value(cursor, &key.name)?;
            if !has_room(&self.out.chunk.attributes, &key.name) || self.keys.len() >= FIELD_LIMIT {
                self.note_field("note-field-beyond-limit", &key.name);
            } else if !self.keys.insert(key.name.clone()) {
                self.note_duplicate_key(&key.name);
            } else if !self.keep_personal && is_personal(&key.name) {
                self.out.tally.personal += 1;
                self.out.tally.note_personal(&key.name);
            } else {
                self.out.chunk.attributes.set(&key.name, value);
                self.out.side_bytes += value.len() as u64;
            }
        }
        Ok(())
    }

    fn attribute_value(&mut self, cursor: &mut Cursor<'a>, name: &str) -> Result<&'a str, Fault> {
        if let Some(length) = not_finite_literal(&cursor.text.as_bytes()[cursor.at..]) {
            cursor.at += length;
            self.note_field("note-value-not-finite", name);
            return Ok("null");
        }
        Ok(cursor.value()?)
    }

    fn note_duplicate_key(&mut self, name: &str) {
        self.note_field("note-duplicate-key", name);
    }

    fn note_field(&mut self, code: &'static str, name: &str) {
        let note = Note::new(code, Severity::Warning, Place::default());
        self.geometry.ground.notes.push(note.with("name", shorten(name)));
    }

    /// Ends the row in all columns and gives its notes their places.
    fn end_row(&mut self, element: Element<'_>, row: &Row<'_>, fault: Option<Fault>, keep_row: bool) {
        let place = Place {
            feature: Some(element.number),
            feature_id: row.id.and_then(plain_text).map(|id| shorten(&id)),
            ..Place::default()
        };
        let state = self.end_geometry(row, fault.is_some());
        let of_state = note_of_state(state, row.is_null, fault.is_some());
        self.geometry.ground.notes.extend(of_state);
        for note in self.geometry.ground.notes.drain(..) {
            let place = Place {
                ring: note.place.ring,
                ..place.clone()
            };
            self.out.notes.push(Note { place, ..note });
        }
        if let Some(fault) = fault {
            self.out.notes.push(quarantine_note(element, fault, place));
        }
        self.out.crs.extend(
            self.geometry
                .crs
                .drain(..)
                .map(|crs| (crs, element.position.line)),
        );
        self.end_columns(row, state, keep_row);
    }

    fn end_geometry(&mut self, row: &Row<'_>, is_faulty: bool) -> FeatureState {
        let Found {
            points,
            lines,
            with_height,
            ..
        } = self.geometry.ground.found;
        if !is_faulty {
            self.out.tally.points += points;
            self.out.tally.lines += lines;
            self.out.tally.with_height += with_height;
        }
        self.geometry.ground.end_feature(row.is_null, is_faulty)
    }

    fn end_columns(&mut self, row: &Row<'_>, state: FeatureState, keep_row: bool) {
        let chunk = &mut self.out.chunk;
        let id = row.id.unwrap_or_default();
        chunk.states.push(state);
        chunk.ids.push(id);
        if keep_row && !row.foreign.is_empty() {
            chunk.foreign.push(&[&row.foreign, "}"].concat());
        } else {
            chunk.foreign.push("");
        }
        if !keep_row {
            chunk.attributes.abandon_row();
        }
        chunk.attributes.end_row();
        self.out.side_bytes += (id.len() + row.foreign.len()) as u64;
    }
}

fn quarantine_note(element: Element<'_>, fault: Fault, place: Place) -> Note {
    let at = element.position.after(&element.text.as_bytes()[..fault.at]);
    let place = Place {
        ring: fault.ring,
        vertex: fault.vertex,
        line: Some(at.line),
        column: Some(at.column),
        byte: Some(at.byte),
        ..place
    };
    let mut args = fault.args;
    if fault.code == "note-feature-syntax" {
        args.push(("found", Cursor::new(element.text).snippet(fault.at)));
    }
    Note {
        code: fault.code,
        severity: Severity::Quarantined,
        place,
        args,
    }
}
