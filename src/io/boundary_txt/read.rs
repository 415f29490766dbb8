//! From a file to a layer.
//!
//! Meaning: the whole text is parsed first, because only all points together say which number is the northing and
//! which zone is meant; then parcel after parcel becomes a feature. Parcels with a fault stay in the layer as
//! unreadable.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::encoding::{Decoded, decode_text, detect_encoding};
use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::format::{AxisOrder, ReadOptions, check_plain_file};
use super::super::layer_builder::LayerBuilder;
use super::super::tally::shorten;
use super::super::whole_file::{WholeFile, stem};
use super::frame::{Degrees, Frame, degrees_of_file, frame_of_file, order_in};
use super::head::{Head, STANDARD, Shape};
use super::header::{Claims, Declared};
use super::number::unpack;
use super::parse::{Content, Point, Record, parse};
use super::polygon::{Tolerances, add_polygons};
use super::rings::{Ring, split};
use super::{MARKS, foreign};
use crate::crs::{SourceXy, ZoneWidth};
use crate::layer::{Note, Place, Severity, Source, SourceLayer};
use crate::progress::Ticket;

/// Largest file that is read, smaller than others because all points are held beside the text: five million boundary points, a hundred times what a province hands over at once.
const LIMIT_MIB: u64 = 256;

/// Farthest that points of a zone lie from its central meridian in China, in metres: 1.5° is 152 km at the southern
/// border of Jiangxi, and 3° twice that.
const ZONE_REACH_M: [(ZoneWidth, f64); 2] = [(ZoneWidth::Three, 170_000.0), (ZoneWidth::Six, 340_000.0)];

/// Reads a file as one layer.
pub(super) fn read_file(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    let name = stem(path);
    if let Some(layer) = options.layer.as_ref().filter(|layer| **layer != name) {
        return Err(ReadErrorKind::LayerNotFound {
            layer: layer.clone(),
            known: name,
        });
    }
    if check_plain_file(path)?.len() > LIMIT_MIB << 20 {
        return Err(ReadErrorKind::TooLarge {
            limit_mib: LIMIT_MIB,
            line: 1,
            column: 1,
        });
    }
    let file = WholeFile::read(path, ticket)?;
    let source = file.source(path, super::NAME);
    let decoded = decode(&file.bytes, options);
    let WholeFile { bytes, note, .. } = file;
    drop(bytes);
    let mut layer = read_text(&decoded, (name, source), options, ticket)?;
    if let Some(note) = note {
        layer.notes.push(note);
    }
    Ok(layer)
}

/// Decodes a file. The marks of the format are evidence that a detector of encodings does not have.
pub(super) fn decode(bytes: &[u8], options: &ReadOptions) -> Decoded {
    let has_mark = |decoded: &Decoded| MARKS.iter().any(|mark| decoded.text.contains(mark));
    let first = decode_text(bytes, options.encoding);
    if first.is_certain {
        return first;
    }
    let confirmed = |decoded: Decoded| Decoded {
        is_certain: decoded.replaced == 0,
        ..decoded
    };
    if has_mark(&first) {
        return confirmed(first);
    }
    let others = detect_encoding(bytes).into_iter().skip(1);
    let other = others
        .map(|guess| decode_text(bytes, Some(guess.encoding)))
        .find(has_mark);
    other.map_or(first, confirmed)
}

/// Reads a text as one layer of this name and origin.
pub(super) fn read_text(
    decoded: &Decoded,
    (name, source): (String, Source),
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    if decoded.text.trim().is_empty() {
        return Err(ReadErrorKind::Empty);
    }
    ticket.expect(decoded.text.len() as u64);
    let content = parse(&decoded.text, ticket)?;
    check_content(&content)?;
    let meaning = Meaning::of(&content, options);
    let mut builder = LayerBuilder::new(options, ticket);
    if decoded.had_bom {
        builder.file_note(Note::new("note-bom", Severity::Info, Place::default()));
    }
    let file_notes = decoded.notes().into_iter().chain(content.notes.iter().cloned());
    file_notes
        .chain(meaning.notes(&content))
        .for_each(|note| builder.file_note(note));
    let mut ids = BTreeMap::new();
    for (number, record) in content.records.iter().enumerate() {
        builder.begin(Some(record.line))?;
        read_record((number, record), &meaning, &mut ids, &mut builder, ticket)?;
    }
    let mut layer = builder.finish(name, source, meaning.declared.crs);
    layer.foreign = foreign::of_sections(&content.sections);
    Ok(layer)
}

fn check_content(content: &Content<'_>) -> Result<(), ReadErrorKind> {
    if !content.records.is_empty() {
        return Ok(());
    }
    let what = if content.has_coordinate_section {
        "no-parcels"
    } else {
        "no-coordinates"
    };
    Err(ReadErrorKind::NotBoundaryTxt { what })
}

/// What the numbers of a file mean.
struct Meaning {
    frame: Option<Frame>,
    degrees: Degrees,
    claims: Claims,
    declared: Declared,
    /// The order where the numbers leave it open, when somebody has said it.
    given_order: Option<AxisOrder>,
    is_packed_given: bool,
    /// For each parcel, whether a header of its own says something else.
    header_differs: Vec<bool>,
}

impl Meaning {
    fn of(content: &Content<'_>, options: &ReadOptions) -> Self {
        let frame = frame_of_file(&content.records);
        let n_sections = content.records.first().map_or(0, |record| record.n_sections);
        let claims = Claims::of(&content.sections[..n_sections]);
        let degrees = match frame {
            Some(Frame::Degrees) if claims.says_packed() => Degrees::Packed,
            Some(Frame::Degrees) if !claims.says_degrees() => match options.packed_degrees {
                Some(true) => Degrees::Packed,
                Some(false) => Degrees::Decimal,
                None => degrees_of_file(&content.records),
            },
            _ => Degrees::Decimal,
        };
        Self {
            frame,
            degrees,
            declared: claims.declare(frame),
            given_order: options.axis_order,
            is_packed_given: options.packed_degrees.is_some(),
            header_differs: header_differs(content, &claims),
            claims,
        }
    }

    fn notes(&self, content: &Content<'_>) -> Vec<Note> {
        let note = |code, severity| Note::new(code, severity, Place::default());
        let mut notes = self.declared.notes.clone();
        if self.degrees == Degrees::Packed && !self.claims.says_packed() && !self.is_packed_given {
            notes.push(note("note-txt-packed", Severity::Warning));
        }
        if content.records.iter().all(|record| record.head.is_none()) {
            notes.push(note("note-txt-headless", Severity::Warning));
        }
        let points = || content.records.iter().flat_map(|record| &record.points);
        let is_metric = matches!(self.frame, Some(Frame::Plain | Frame::Prefixed(_)));
        if is_metric && points().all(|point| point.decimals.iter().all(|decimals| *decimals < 2)) {
            notes.push(note("note-txt-precision", Severity::Warning));
        }
        let n_outside = points().filter(|point| self.is_outside_zone(point)).count();
        if n_outside > 0 {
            notes.push(note("note-txt-outside-zone", Severity::Warning).with("count", n_outside));
        }
        notes
    }

    fn is_outside_zone(&self, point: &Point) -> bool {
        let Some(zone) = self.declared.zone else {
            return false;
        };
        let reach = ZONE_REACH_M
            .iter()
            .find(|(width, _)| *width == zone.width)
            .map_or(f64::MAX, |(_, reach)| *reach);
        let from_meridian = |ordinate: f64| (ordinate - zone.false_easting_m).abs();
        // The other ordinate is farther away in any case.
        let nearest = point
            .ordinates
            .map(from_meridian)
            .into_iter()
            .fold(f64::MAX, f64::min);
        nearest > reach
    }

    /// The order of a parcel's ordinates, or why it cannot be read.
    fn order(&self, number: usize, record: &Record<'_>) -> Result<AxisOrder, Fault> {
        if let Some(fault) = &record.fault {
            return Err(fault.clone());
        }
        if record.points.is_empty() {
            return Err(Fault::new("note-txt-no-points"));
        }
        if self.degrees == Degrees::Ambiguous {
            return Err(Fault::new("note-txt-degrees-ambiguous"));
        }
        if self.header_differs[number] {
            return Err(Fault::new("note-txt-header-differs"));
        }
        order_in(record, self.frame, self.given_order)
    }

    /// A point with x first.
    fn position(&self, point: &Point, order: AxisOrder) -> Option<SourceXy> {
        let mut ordinates = point.ordinates;
        if self.degrees == Degrees::Packed && !point.is_sexagesimal {
            for (ordinate, decimals) in ordinates.iter_mut().zip(point.decimals) {
                *ordinate = unpack(*ordinate, decimals)?;
            }
        }
        let [first, second] = ordinates;
        Some(match order {
            AxisOrder::NorthFirst => SourceXy { x: second, y: first },
            AxisOrder::EastFirst => SourceXy { x: first, y: second },
        })
    }

    fn tolerances(&self) -> Tolerances {
        if self.frame == Some(Frame::Degrees) {
            Tolerances::DEGREES
        } else {
            Tolerances::METRES
        }
    }
}

/// Compares the headers of files that were put together with the first one.
fn header_differs(content: &Content<'_>, first: &Claims) -> Vec<bool> {
    let mut known = content.records.first().map_or(0, |record| record.n_sections);
    let mut differs = false;
    let of_record = |record: &Record<'_>| {
        let claims = Claims::of(&content.sections[known..record.n_sections]);
        known = record.n_sections;
        if claims != Claims::default() {
            differs = claims != *first;
        }
        differs
    };
    content.records.iter().map(of_record).collect()
}

/// Reads one parcel into the builder.
fn read_record<'a>(
    (number, record): (usize, &Record<'a>),
    meaning: &Meaning,
    ids: &mut BTreeMap<&'a str, u64>,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    let head = record
        .head
        .as_ref()
        .map(|fields| Head::of(fields, record.points.len()));
    if let Some(head) = &head {
        read_attributes(head, ids, builder);
    }
    record.notes.iter().cloned().for_each(|note| builder.note(note));
    match meaning.order(number, record) {
        Err(fault) => builder.fault(fault),
        Ok(order) => read_points(record, order, meaning, head.as_ref(), builder, ticket)?,
    }
    builder.end(false);
    Ok(())
}

fn read_points(
    record: &Record<'_>,
    order: AxisOrder,
    meaning: &Meaning,
    head: Option<&Head<'_>>,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    if order == AxisOrder::EastFirst && !record.is_survey && meaning.frame != Some(Frame::Degrees) {
        builder.note(Note::new(
            "note-txt-axes-swapped",
            Severity::Warning,
            Place::default(),
        ));
    }
    match head.map_or(Shape::Polygon, Head::shape) {
        Shape::Line => builder.count(0, 1, 0),
        Shape::Points => builder.count(record.points.len() as u64, 0, 0),
        Shape::Polygon => {
            let mut points = Vec::with_capacity(record.points.len());
            for point in &record.points {
                let Some(position) = meaning.position(point, order) else {
                    let fault = Fault::new("note-txt-packed-invalid").at_line(u64::from(point.line));
                    builder.fault(fault);
                    return Ok(());
                };
                points.push((position, point.line, point.starts_ring));
            }
            let Some(rings) = split(points.into_iter()) else {
                builder.fault(Fault::new("note-txt-rings-too-many"));
                return Ok(());
            };
            if let Some(head) = head {
                check_count(head, record, &rings, builder);
            }
            add_polygons(&rings, meaning.tolerances(), builder, ticket)?;
        }
    }
    Ok(())
}

/// Compares the announced number of points: writers count the closing points or not. Fewer points than announced in
/// a parcel that does not close are a torn-off end.
fn check_count(head: &Head<'_>, record: &Record<'_>, rings: &[Ring], builder: &mut LayerBuilder<'_>) {
    let Some(declared) = head.declared_points() else {
        return;
    };
    let found = record.points.len();
    let n_closed = rings.iter().filter(|ring| ring.is_closed()).count();
    let n_open = rings.len() - n_closed;
    let is_last_open = rings.last().is_some_and(|ring| !ring.is_closed());
    if declared > found + n_open && is_last_open {
        let fault = Fault::new("note-txt-points-missing").with("declared", declared);
        builder.fault(fault.with("found", found));
    } else if declared != found && declared + n_closed != found && declared != found + n_open {
        let note = Note::new("note-txt-count", Severity::Warning, Place::default());
        builder.note(note.with("declared", declared).with("found", found));
    }
}

fn read_attributes<'a>(head: &Head<'a>, ids: &mut BTreeMap<&'a str, u64>, builder: &mut LayerBuilder<'_>) {
    let number = builder.n_features();
    match head.get(STANDARD[2]) {
        Some(id) => {
            if let Ok(json) = serde_json::to_string(id) {
                builder.id(json);
            }
            let first = *ids.entry(id).or_insert(number);
            if first != number {
                let note = Note::new("note-txt-id-repeated", Severity::Warning, Place::default());
                builder.note(note.with("id", shorten(id)).with("first", first));
            }
        }
        None if head.get(STANDARD[3]).is_none() => {
            builder.note(Note::new("note-txt-no-name", Severity::Info, Place::default()));
        }
        None => {}
    }
    for (name, value) in &head.fields {
        let is_number = STANDARD[..2].contains(&name.as_str()) && is_json_number(value);
        if is_number {
            builder.attribute(name, value);
        } else {
            builder.text_attribute(name, value);
        }
    }
}

/// Whether a text is a number that JSON writes the same way.
fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && serde_json::from_str::<serde_json::Number>(text).is_ok()
}
