//! From a layer to a boundary file.
//!
//! Meaning: the header that came with the layer is kept, but for the keys that say what the coordinates are: those
//! follow from the layer's system. Points are numbered through the parcel, each ring closes with its first point; on
//! demand rings begin at their north-west corner and shells run clockwise.
//! What was written is read back before it counts: rings that a reader would sort otherwise are refused, because
//! ground would become a hole.
//!
//! Deliberately not done: bringing coordinates into another zone (see `redline convert --to`).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::super::atomic::write_atomically;
use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::format::{AxisOrder, RingStart, WriteOptions};
use super::super::write_checks::{check_states, check_target};
use super::head::STANDARD;
use super::plan::Plan;
use super::polygon::Tolerances;
use super::profile::BoundaryProfile;
use super::rings::{Nested, Ring, nest, split};
use crate::crs::{SourceXy, stored_planar_area_m2};
use crate::geometry::{MultiPolygonRef, PolygonColumn};
use crate::layer::{Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Spellings under which other formats carry the fields of the head line.
const ALIASES: [(&str, &[&str]); 11] = [
    ("地块面积", &["地块面积", "DKMJ"]),
    ("地块编号", &["地块编号", "DKBH"]),
    ("地块名称", &["地块名称", "DKMC", "名称", "name"]),
    ("图幅号", &["图幅号", "TFH"]),
    ("地块用途", &["地块用途", "DKYT"]),
    ("地类编码", &["地类编码", "DLBM"]),
    ("图斑类型", &["图斑类型", "TBLX"]),
    ("地类", &["地类", "DLMC"]),
    ("改造前等别", &["改造前等别"]),
    ("改造后等别", &["改造后等别"]),
    ("备注", &["备注", "BZ"]),
];

/// Square metres in a hectare, the unit in which areas are declared.
const M2_PER_HECTARE: f64 = 1e4;

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    let plan = Plan::of(layer, options)?;
    ticket.begin(layer.n_features() as u64);
    let mut writer = Writer::new(&plan, ticket);
    write_atomically(path, |file| {
        file.write_all(&writer.encoded(&plan.header))?;
        for chunk in &layer.chunks {
            for row in 0..chunk.states.len() {
                ticket.check()?;
                let text = writer.feature(chunk, row)?;
                file.write_all(&writer.encoded(&text))?;
                ticket.advance(1);
            }
        }
        Ok::<(), WriteErrorKind>(())
    })?;
    plan.notes
        .iter()
        .cloned()
        .chain(writer.notes(layer))
        .for_each(|note| notes.push(note));
    Ok(notes)
}

struct Writer<'p> {
    plan: &'p Plan,
    ticket: &'p Ticket,
    number: u64,
    n_empty: u64,
    n_altered: u64,
    outside: Vec<char>,
    n_outside: u64,
}

impl<'p> Writer<'p> {
    fn new(plan: &'p Plan, ticket: &'p Ticket) -> Self {
        Self {
            plan,
            ticket,
            number: 0,
            n_empty: 0,
            n_altered: 0,
            outside: Vec::new(),
            n_outside: 0,
        }
    }

    /// The lines of one parcel.
    fn feature(&mut self, chunk: &SourceChunk, row: usize) -> Result<String, WriteErrorKind> {
        let column: PolygonColumn<SourceXy> = chunk.geometry.feature(row).to_column();
        let geometry = column.feature(0);
        let mut points = String::new();
        let mut rings = Vec::new();
        let mut expected = Vec::new();
        for polygon in geometry.polygons() {
            let first = rings.len();
            for (index, ring) in polygon.rings().enumerate() {
                let ring = match self.plan.ring_start {
                    RingStart::AsStored => Cow::Borrowed(ring),
                    RingStart::NorthWest => Cow::Owned(from_north_west(ring, index == 0)),
                };
                self.ring(&ring, &mut rings, &mut points)?;
            }
            expected.push(Nested {
                shell: first,
                holes: (first + 1..rings.len()).collect(),
            });
        }
        self.check_read_back(&rings, &expected)?;
        let n_points = rings.iter().map(|ring| ring.positions.len()).sum();
        self.n_empty += u64::from(n_points == 0);
        let mut text = String::new();
        if self.plan.profile != BoundaryProfile::Plain {
            self.head(chunk, row, &geometry, n_points, &mut text);
        }
        text.push_str(&points);
        self.number += 1;
        Ok(text)
    }

    /// Writes the points of a ring, and keeps them as they will be read.
    fn ring(
        &self,
        positions: &[SourceXy],
        rings: &mut Vec<Ring>,
        text: &mut String,
    ) -> Result<(), WriteErrorKind> {
        let number = rings.len() + 1;
        let first_point: usize = rings.iter().map(|ring| ring.positions.len() - 1).sum();
        let mut ring = Ring::default();
        for (index, position) in positions.iter().enumerate() {
            if !position.x.is_finite() || !position.y.is_finite() {
                return Err(WriteErrorKind::NotFinite { feature: self.number });
            }
            let digits = usize::from(self.plan.decimals);
            let x = format!("{:.digits$}", position.x + self.plan.shift_m);
            let y = format!("{:.digits$}", position.y);
            let rounded = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
            ring.positions.push(SourceXy {
                x: rounded(&x),
                y: rounded(&y),
            });
            ring.lines.push(0);
            let is_closing = index > 0 && index + 1 == positions.len() && position == &positions[0];
            let point = first_point + if is_closing { 0 } else { index } + 1;
            let [first, second] = match self.plan.axis_order {
                AxisOrder::NorthFirst => [y, x],
                AxisOrder::EastFirst => [x, y],
            };
            // Writing into a `String` cannot fail.
            let _ = write!(text, "J{point},{number},{first},{second}\r\n");
        }
        if distinct(&ring.positions) < distinct(positions) {
            return Err(self.not_expressible("decimals"));
        }
        rings.push(ring);
        Ok(())
    }

    /// Refuses rings that would be read as other polygons.
    fn check_read_back(&self, rings: &[Ring], expected: &[Nested]) -> Result<(), WriteErrorKind> {
        let points = rings.iter().flat_map(|ring| {
            let numbered = ring.positions.iter().enumerate();
            numbered.map(|(index, position)| (*position, 0, index == 0))
        });
        let read = split(points);
        let tolerances = if self.plan.is_degrees {
            Tolerances::DEGREES
        } else {
            Tolerances::METRES
        };
        let is_same = match read {
            Some(read) if read.len() == rings.len() => nest(&read, tolerances.near(), self.ticket)
                .is_ok_and(|nested| is_same_ground(nested, expected)),
            _ => false,
        };
        self.ticket.check()?;
        if is_same {
            Ok(())
        } else {
            Err(self.not_expressible("rings"))
        }
    }

    fn not_expressible(&self, what: &'static str) -> WriteErrorKind {
        WriteErrorKind::NotExpressible {
            format: super::NAME,
            what,
            value: self.number.to_string(),
        }
    }

    fn head(
        &mut self,
        chunk: &SourceChunk,
        row: usize,
        geometry: &MultiPolygonRef<'_, SourceXy>,
        n_points: usize,
        text: &mut String,
    ) {
        for name in self.plan.profile.columns() {
            let value = match name {
                _ if name == STANDARD[0] => n_points.to_string(),
                _ if name == STANDARD[4] => shape(chunk, row),
                _ => self.value(chunk, row, name, geometry),
            };
            let plain = plain_field(&value);
            self.n_altered += u64::from(plain != value);
            text.push_str(&plain);
            text.push(',');
        }
        text.push_str("@\r\n");
    }

    /// The value of a field: what the layer says; an area that it does not say is computed.
    fn value(
        &self,
        chunk: &SourceChunk,
        row: usize,
        name: &str,
        geometry: &MultiPolygonRef<'_, SourceXy>,
    ) -> String {
        let aliases = ALIASES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(&[][..], |(_, aliases)| aliases);
        if let Some(value) = chunk.attributes.text_of_any(row, aliases) {
            return value;
        }
        if name == STANDARD[1] && !self.plan.is_degrees && !geometry.is_empty() {
            return format!("{:.4}", stored_planar_area_m2(geometry) / M2_PER_HECTARE);
        }
        if name == STANDARD[2] {
            return chunk
                .ids
                .get(row)
                .and_then(crate::layer::plain_text)
                .unwrap_or_default();
        }
        String::new()
    }

    /// The bytes of a text. GBK has no form for rare characters; GB18030's stands in for it, and is told.
    fn encoded(&mut self, text: &str) -> Vec<u8> {
        if text.is_ascii() || self.plan.encoding == Encoding::UTF_8 {
            return text.as_bytes().to_vec();
        }
        if self.plan.encoding == Encoding::GBK {
            for c in text.chars().filter(|c| !c.is_ascii() && !is_in_gbk(*c)) {
                self.n_outside += 1;
                if self.outside.len() < 10 && !self.outside.contains(&c) {
                    self.outside.push(c);
                }
            }
        }
        Encoding::GB18030.encode(text).0
    }

    fn notes(&self, layer: &SourceLayer) -> Vec<Note> {
        let note = |code| Note::new(code, Severity::Warning, Place::default());
        let mut notes = Vec::new();
        if self.n_outside > 0 {
            let characters: String = self.outside.iter().collect();
            let outside = note("note-txt-outside-encoding").with("count", self.n_outside);
            notes.push(outside.with("characters", characters));
        }
        if self.n_altered > 0 {
            notes.push(note("note-txt-value-altered").with("count", self.n_altered));
        }
        if self.n_empty > 0 {
            notes.push(note("note-written-without-points").with("count", self.n_empty));
        }
        let dropped = self.dropped_fields(layer);
        if !dropped.is_empty() {
            let fields = note("note-txt-fields-dropped").with("count", dropped.len());
            notes.push(fields.with("fields", dropped.join(", ")));
        }
        notes
    }

    /// Fields of the layer that the file has no column for.
    fn dropped_fields(&self, layer: &SourceLayer) -> Vec<String> {
        let columns: Vec<&str> = match self.plan.profile {
            BoundaryProfile::Plain => Vec::new(),
            profile => profile.columns().collect(),
        };
        let is_written = |name: &str| {
            columns.iter().any(|column| {
                let aliases = ALIASES.iter().find(|(known, _)| known == column);
                *column == name
                    || aliases.is_some_and(|(_, aliases)| {
                        aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
                    })
            })
        };
        let mut dropped: Vec<String> = Vec::new();
        for name in layer.chunks.iter().flat_map(|chunk| chunk.attributes.names()) {
            if !is_written(name) && !dropped.contains(name) {
                dropped.push(name.clone());
            }
        }
        dropped
    }
}

/// A closed ring from its north-west corner on: of the corners of its convex hull the one nearest to north-west.
fn from_north_west(ring: &[SourceXy], clockwise: bool) -> Vec<SourceXy> {
    let Some((first, corners)) = ring
        .split_last()
        .filter(|(last, rest)| rest.first() == Some(last))
    else {
        return ring.to_vec();
    };
    let origin = *first;
    let doubled: f64 = ring
        .windows(2)
        .map(|edge| {
            let [(ax, ay), (bx, by)] = [edge[0], edge[1]].map(|p| (p.x - origin.x, p.y - origin.y));
            ax * by - bx * ay
        })
        .sum();
    let mut turned = corners.to_vec();
    if (doubled < 0.0) != clockwise {
        turned.reverse();
    }
    let further = |a: &SourceXy, b: &SourceXy| {
        let north_west = |p: &SourceXy| (p.y - origin.y) - (p.x - origin.x);
        // Of two as far the northern one.
        north_west(a).total_cmp(&north_west(b)).then(a.y.total_cmp(&b.y))
    };
    let start = (0..turned.len()).max_by(|a, b| further(&turned[*a], &turned[*b]));
    turned.rotate_left(start.unwrap_or_default());
    turned.extend(turned.first().copied());
    turned
}

/// The shape that the layer names, else a polygon.
fn shape(chunk: &SourceChunk, row: usize) -> String {
    let named = chunk.attributes.text(row, STANDARD[4]);
    named.unwrap_or_else(|| "面".to_owned())
}

/// A value that stays one field on one line.
fn plain_field(value: &str) -> String {
    let plain = |c: char| match c {
        ',' => '，',
        '@' => '＠',
        _ if c.is_control() => ' ',
        _ => c,
    };
    // A full-width comma separates fields too where this is read.
    value
        .chars()
        .map(plain)
        .map(|c| if c == '，' { '、' } else { c })
        .collect()
}

/// Number of different positions, up to three: fewer make no ring.
fn distinct(positions: &[SourceXy]) -> usize {
    let mut seen: Vec<SourceXy> = Vec::new();
    for position in positions {
        if !seen.contains(position) {
            seen.push(*position);
        }
        if seen.len() == 3 {
            break;
        }
    }
    seen.len()
}

/// Whether polygons are the same, in any order of the rings.
fn is_same_ground(mut read: Vec<Nested>, expected: &[Nested]) -> bool {
    read.sort_by_key(|polygon| polygon.shell);
    read == expected
}

/// Whether code page 936 has a character in one or two bytes; its last row is for characters of one's own.
fn is_in_gbk(c: char) -> bool {
    let (bytes, missing) = Encoding::GBK.encode(c.encode_utf8(&mut [0; 4]));
    missing.is_empty() && bytes.first() != Some(&0xFE)
}
