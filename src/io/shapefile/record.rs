//! The content of one record straight into the polygon column.
//!
//! Meaning: a record names its shape type, then come a box, which is not believed, the starts of its parts and its
//! positions; heights and measures stand behind them and are counted. Positions go from the bytes into the column,
//! by way of [`RingSorter`] where a record has several rings.
//!
//! A number of parts or positions is believed only when the record holds so many. A record that holds more than
//! its numbers ask for is a fault too: a number that is too small would lose ground, and a length that is too
//! large would swallow the records behind it.
//!
//! Input: the content of a record without its header. Output: rings in a [`Ground`], or the [`Fault`].
//!
//! Source: ESRI Shapefile Technical Description (1998), pages 4 to 15.

use super::super::data::le_u32;
use super::super::fault::Fault;
use super::super::ground::{Ground, HoleWithoutShell, not_finite};
use super::super::rings::RingSorter;
use crate::crs::SourceXy;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Bytes of a position.
const POSITION: usize = 16;
/// Shape type and box.
const BOX_END: usize = 36;

/// Shapes that are read, whatever they carry beside positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Line,
    Polygon,
    MultiPoint,
}

/// What stands behind the positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Nothing,
    /// Heights, and measures if they are there.
    Heights,
    Measures,
}

/// Whether a number is a shape type of the format.
pub(super) fn is_shape_type(code: u32) -> bool {
    code == 0 || code == MULTIPATCH || kind_of(code).is_some()
}

const MULTIPATCH: u32 = 31;

fn kind_of(code: u32) -> Option<(Kind, More)> {
    let kind = match code % 10 {
        1 => Kind::Point,
        3 => Kind::Line,
        5 => Kind::Polygon,
        8 => Kind::MultiPoint,
        _ => return None,
    };
    let more = match code / 10 {
        0 => More::Nothing,
        1 => More::Heights,
        2 => More::Measures,
        _ => return None,
    };
    Some((kind, more))
}

/// Reads records one after the other; storage is kept.
#[derive(Debug, Default)]
pub(super) struct RecordReader {
    sorter: RingSorter,
    ends: Vec<usize>,
}

impl RecordReader {
    /// Reads a record into the feature that `ground` has begun; true when it is a null shape.
    pub fn read(&mut self, content: &[u8], ground: &mut Ground, ticket: &Ticket) -> Result<bool, Fault> {
        let Some(code) = le_u32(content, 0) else {
            return Err(short(content.len()));
        };
        if code == 0 {
            return surplus(content.len(), &[4]).map(|()| true);
        }
        if code == MULTIPATCH {
            return Err(Fault::new("note-multipatch"));
        }
        let Some((kind, more)) = kind_of(code) else {
            return Err(Fault::new("note-shape-type").with("found", code));
        };
        match kind {
            Kind::Point => point(content, more, ground)?,
            Kind::MultiPoint => multi_point(content, more, ground)?,
            Kind::Line => self.line(content, more, ground)?,
            Kind::Polygon => self.polygon(content, more, ground, ticket)?,
        }
        Ok(false)
    }

    fn line(&mut self, content: &[u8], more: More, ground: &mut Ground) -> Result<(), Fault> {
        let bytes = self.parts(content, more)?;
        let mut seen = Ground::default();
        push_positions(&mut seen, bytes);
        check_finite(seen.column.open_ring(), &self.ends)?;
        let positions = bytes.len() / POSITION;
        ground.found.lines += if positions > 0 { self.ends.len() as u64 } else { 0 };
        count_more(ground, more, positions);
        Ok(())
    }

    fn polygon(
        &mut self,
        content: &[u8],
        more: More,
        ground: &mut Ground,
        ticket: &Ticket,
    ) -> Result<(), Fault> {
        let bytes = self.parts(content, more)?;
        count_more(ground, more, bytes.len() / POSITION);
        if let [_] = self.ends[..] {
            push_positions(ground, bytes);
            check_finite(ground.column.open_ring(), &self.ends)?;
            end_ring(ground)?;
            ground.end_polygon();
            return Ok(());
        }
        let sorter = &mut self.sorter;
        sorter.positions.clear();
        sorter.positions.extend(positions_of(bytes));
        check_finite(&sorter.positions, &self.ends)?;
        let sorted = sorter.sort(self.ends.iter().copied(), ticket);
        if sorted.is_err() {
            return Err(Fault::new("note-rings-tangled").with("count", self.ends.len()));
        }
        for ring in &sorter.nested_shells {
            let place = Place {
                ring: Some(*ring),
                ..Place::default()
            };
            ground
                .notes
                .push(Note::new("note-shell-in-shell", Severity::Warning, place));
        }
        for rings in sorter.polygons() {
            for ring in rings {
                ground.column.extend(sorter.ring(ring).iter().copied());
                ground.rings = ring;
                end_ring(ground)?;
            }
            ground.end_polygon();
        }
        Ok(())
    }

    /// Finds where parts end, and the bytes of all positions.
    fn parts<'a>(&mut self, content: &'a [u8], more: More) -> Result<&'a [u8], Fault> {
        self.ends.clear();
        let (Some(parts), Some(points)) = (le_u32(content, BOX_END), le_u32(content, BOX_END + 4)) else {
            return Err(short(content.len()));
        };
        let (parts, points) = (parts as usize, points as usize);
        let start = BOX_END as u64 + 8 + 4 * parts as u64;
        check_length(content.len(), start, points as u64, more)?;
        // What was checked fits into the record.
        let starts = content[BOX_END + 8..].as_chunks::<4>().0.iter().take(parts);
        let mut last = 0;
        for (number, start) in starts.enumerate() {
            let start = u32::from_le_bytes(*start) as usize;
            let fits = if number == 0 {
                start == 0
            } else {
                last <= start && start <= points
            };
            if !fits {
                let mut fault = Fault::new("note-shape-parts").with("found", start);
                fault.ring = u32::try_from(number).ok();
                return Err(fault);
            }
            if number > 0 {
                self.ends.push(start);
            }
            last = start;
        }
        if parts > 0 {
            self.ends.push(points);
        } else if points > 0 {
            return Err(Fault::new("note-shape-parts").with("found", 0));
        }
        let start = BOX_END + 8 + 4 * parts;
        Ok(&content[start..start + POSITION * points])
    }
}

fn point(content: &[u8], more: More, ground: &mut Ground) -> Result<(), Fault> {
    let lengths: &[usize] = match more {
        More::Nothing => &[20],
        More::Heights => &[36, 28],
        More::Measures => &[28],
    };
    surplus(content.len(), lengths)?;
    check_finite(&positions_of(&content[4..20]).collect::<Vec<_>>(), &[1])?;
    ground.found.points += 1;
    count_more(ground, more, 1);
    Ok(())
}

fn multi_point(content: &[u8], more: More, ground: &mut Ground) -> Result<(), Fault> {
    let Some(points) = le_u32(content, BOX_END) else {
        return Err(short(content.len()));
    };
    let start = BOX_END + 4;
    check_length(content.len(), start as u64, u64::from(points), more)?;
    let bytes = &content[start..start + POSITION * points as usize];
    check_finite(&positions_of(bytes).collect::<Vec<_>>(), &[points as usize])?;
    ground.found.points += u64::from(points);
    count_more(ground, more, points as usize);
    Ok(())
}

fn count_more(ground: &mut Ground, more: More, positions: usize) {
    if more != More::Nothing {
        ground.found.with_height += positions as u64;
    }
}

fn end_ring(ground: &mut Ground) -> Result<(), Fault> {
    ground.end_ring().map_err(|HoleWithoutShell { ring }| {
        let mut fault = Fault::new(HoleWithoutShell::CODE);
        fault.ring = Some(ring);
        fault
    })
}

/// Checks the length of a record whose positions begin at `start`: heights need a range and one number for each
/// position, and so do measures, which may be left out behind heights.
fn check_length(length: usize, start: u64, points: u64, more: More) -> Result<(), Fault> {
    let plane = start + POSITION as u64 * points;
    let block = 16 + 8 * points;
    let allowed = match more {
        More::Nothing => [plane, plane, plane],
        More::Heights => [plane + 2 * block, plane + block, plane + block],
        // Some writers leave the measures out altogether.
        More::Measures => [plane + block, plane, plane],
    };
    let length = length as u64;
    if allowed.contains(&length) {
        Ok(())
    } else if length < allowed[2] {
        Err(Fault::new("note-shape-short")
            .with("length", length)
            .with("needed", allowed[2]))
    } else {
        let smaller = allowed.into_iter().filter(|fits| *fits < length).max();
        let left = length - smaller.unwrap_or_default();
        Err(Fault::new("note-shape-surplus").with("count", left))
    }
}

/// Checks the length of a record that has one of several, the longest first.
fn surplus(length: usize, allowed: &[usize]) -> Result<(), Fault> {
    let longest = allowed.first().copied().unwrap_or_default();
    if allowed.contains(&length) {
        Ok(())
    } else if length < longest {
        let needed = allowed.last().copied().unwrap_or_default();
        Err(Fault::new("note-shape-short")
            .with("length", length)
            .with("needed", needed))
    } else {
        Err(Fault::new("note-shape-surplus").with("count", length - longest))
    }
}

fn short(length: usize) -> Fault {
    Fault::new("note-shape-short")
        .with("length", length)
        .with("needed", BOX_END + 8)
}

/// The fault of the first ordinate that is not finite, by part and vertex.
fn check_finite(positions: &[SourceXy], ends: &[usize]) -> Result<(), Fault> {
    let Some((vertex, found)) = not_finite(positions) else {
        return Ok(());
    };
    let part = ends.partition_point(|end| *end <= vertex);
    let start = if part == 0 { 0 } else { ends[part - 1] };
    let mut fault = Fault::new("note-ordinate-not-finite").with("found", found);
    fault.ring = u32::try_from(part).ok();
    fault.vertex = u32::try_from(vertex - start).ok();
    Err(fault)
}

fn push_positions(ground: &mut Ground, bytes: &[u8]) {
    ground.column.extend(positions_of(bytes));
}

fn positions_of(bytes: &[u8]) -> impl Iterator<Item = SourceXy> {
    let ordinate = |bytes: &[u8; POSITION], at: usize| {
        f64::from_le_bytes(bytes[at..].first_chunk().copied().unwrap_or_default())
    };
    bytes
        .as_chunks::<POSITION>()
        .0
        .iter()
        .map(move |position| SourceXy {
            x: ordinate(position, 0),
            y: ordinate(position, 8),
        })
}
