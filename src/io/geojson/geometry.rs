//! One geometry object into the polygon column.
//!
//! Meaning: the type is compared with what the coordinates hold; what is a ring, and what a feature
//! without one is, stands in [`super::super::ground`].
//!
//! Input: text. Output: rings in the column, what was found, notes; or the fault with its place.

use super::super::ground::{Ground, HoleWithoutShell};
use super::super::tally::shorten;
use super::coordinates::Coordinates;
use super::cursor::{Cursor, decode};
use super::fault::Fault;
use crate::layer::{Note, Place, Severity};

/// Reads the geometries of a run of features.
#[derive(Debug, Default)]
pub(super) struct GeometryReader {
    /// The polygons, and what the present feature has so far.
    pub ground: Ground,
    /// Values of `crs` members in the present feature, as written.
    pub crs: Vec<String>,
    coordinates: Coordinates,
}

/// The members of a geometry object.
#[derive(Default)]
struct Members<'a> {
    kind: Option<&'a str>,
    has_coordinates: bool,
    has_geometries: bool,
}

impl GeometryReader {
    /// Begins the next feature.
    pub fn begin(&mut self) {
        self.ground.begin();
        self.crs.clear();
    }

    /// Reads the geometry object at the cursor. After a fault the column may hold a part of it.
    pub fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at;
        if cursor.peek_token() != Some(b'{') {
            let found = cursor.snippet(cursor.at);
            return Err(Fault::at("note-geometry-not-object", cursor.at).with("found", found));
        }
        cursor.open_object()?;
        let mut members = Members::default();
        while let Some(key) = cursor.next_key()? {
            self.member(cursor, key.name.as_ref(), &mut members)?;
        }
        self.settle(&members, start)
    }

    fn member<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: &str,
        members: &mut Members<'a>,
    ) -> Result<(), Fault> {
        let twice = match name {
            "type" => members.kind.is_some(),
            "coordinates" => std::mem::replace(&mut members.has_coordinates, true),
            "geometries" => std::mem::replace(&mut members.has_geometries, true),
            _ => false,
        };
        if twice {
            return Err(member_twice(name, cursor.at));
        }
        match name {
            "type" => members.kind = Some(cursor.value()?),
            "coordinates" => self.read_coordinates(cursor)?,
            "geometries" => self.read_geometries(cursor)?,
            "crs" => self.crs.push(cursor.value()?.to_owned()),
            // A box follows from the coordinates.
            "bbox" => {
                cursor.value()?;
            }
            _ => {
                cursor.value()?;
                let note = Note::new(
                    "note-geometry-member-dropped",
                    Severity::Warning,
                    Place::default(),
                );
                self.ground.notes.push(note.with("name", shorten(name)));
            }
        }
        Ok(())
    }

    fn read_coordinates(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let outcome = self.coordinates.read(cursor);
        self.ground.found.with_height += self.coordinates.with_height;
        outcome.map_err(|fault| Fault {
            ring: Some(self.ground.rings + to_u32(self.coordinates.ring_ends.len())),
            vertex: Some(to_u32(self.coordinates.vertex())),
            ..fault
        })
    }

    /// Reads the geometries of a collection; the splitter's depth limit bounds the recursion.
    fn read_geometries(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        if cursor.peek_token() != Some(b'[') {
            return Err(shape("GeometryCollection", cursor.at));
        }
        cursor.at += 1;
        if cursor.peek_token() == Some(b']') {
            cursor.at += 1;
            return Ok(());
        }
        loop {
            cursor.peek_token();
            self.read(cursor)?;
            match cursor.peek_token() {
                Some(b',') => cursor.at += 1,
                Some(b']') => {
                    cursor.at += 1;
                    return Ok(());
                }
                _ => return Err(cursor.broken("comma-or-bracket").into()),
            }
        }
    }

    /// Compares the type with what was read, and keeps or counts it.
    fn settle(&mut self, members: &Members<'_>, at: usize) -> Result<(), Fault> {
        let kind = members.kind.and_then(decode).unwrap_or_default();
        let level = match kind.as_ref() {
            "Point" => 1,
            "MultiPoint" | "LineString" => 2,
            "MultiLineString" | "Polygon" => 3,
            "MultiPolygon" => 4,
            "GeometryCollection" if members.has_geometries && !members.has_coordinates => return Ok(()),
            "GeometryCollection" => return Err(Fault::at("note-coordinates-missing", at)),
            _ => {
                let found = shorten(members.kind.unwrap_or("—"));
                return Err(Fault::at("note-geometry-type", at).with("found", found));
            }
        };
        if !members.has_coordinates {
            return Err(Fault::at("note-coordinates-missing", at));
        }
        let read = self.coordinates.level;
        if members.has_geometries || (read != 0 && read != level) {
            return Err(shape(&kind, at));
        }
        if read == 0 {
            return Ok(());
        }
        match kind.as_ref() {
            "Polygon" | "MultiPolygon" => self.keep_polygons(at)?,
            "Point" | "MultiPoint" => self.ground.found.points += self.coordinates.positions.len() as u64,
            _ => self.ground.found.lines += self.coordinates.ring_ends.len() as u64,
        }
        Ok(())
    }

    /// Moves the polygons just read into the column.
    fn keep_polygons(&mut self, at: usize) -> Result<(), Fault> {
        let mut first_ring = 0;
        for end in &self.coordinates.polygon_ends {
            for ring in first_ring..*end {
                let positions = self.coordinates.ring(ring);
                self.ground.column.extend(positions.iter().copied());
                let ended = self.ground.end_ring();
                ended.map_err(|HoleWithoutShell { ring }| Fault {
                    ring: Some(ring),
                    ..Fault::at(HoleWithoutShell::CODE, at)
                })?;
            }
            self.ground.end_polygon();
            first_ring = *end;
        }
        Ok(())
    }
}

/// A member that may stand only once stands twice, and nobody knows which is meant.
pub(super) fn member_twice(name: &str, at: usize) -> Fault {
    Fault::at("note-member-twice", at).with("name", name)
}

fn shape(kind: &str, at: usize) -> Fault {
    Fault::at("note-coordinates-shape", at).with("found", kind)
}

/// Counts within one feature, whose text is limited to a gibibyte.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
