//! From lines to header sections and parcels, as they stand.
//!
//! Meaning: nothing is decided here but what a line is: a section name, a header entry, the head line of a parcel
//! (ending in `@`), a boundary point, or nothing that is known. A parcel that holds a line which is none of these
//! has a fault and keeps its place among the others.
//!
//! Input: the text. Output: a [`Content`]. Deliberately not here: axes, zones, rings.

use std::collections::BTreeSet;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::tally::shorten;
use super::lines::{Lines, fields, key_value, section_name, trim};
use super::number::{self, Ordinate};
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Lines after which the ticket is looked at.
const LINES_PER_LOOK: u64 = 4096;

/// Fields of a head line beyond which it is none.
const MOST_FIELDS: usize = 64;

/// Notes on one parcel beyond which more of them say nothing new.
const MOST_NOTES: usize = 1000;

/// Magnitude from which a point with two equal ordinates is no boundary point but a slip of the writer.
const LARGE: f64 = 1e5;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Content<'a> {
    /// Header sections in the order of the file.
    pub sections: Vec<Section<'a>>,
    /// Parcels in the order of the file.
    pub records: Vec<Record<'a>>,
    /// Notes on the file.
    pub notes: Vec<Note>,
    /// There was a section of coordinates.
    pub has_coordinate_section: bool,
    /// Points with fields behind the coordinates.
    pub n_remarks: u64,
}

/// A section of header entries.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// Its name; empty for entries before the first section.
    pub name: &'a str,
    /// Keys and values; a line without an equals sign is a key alone.
    pub entries: Vec<(&'a str, Option<&'a str>)>,
}

/// A parcel.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// Line of its head, or of its first point.
    pub line: u64,
    /// The fields of its head without the end mark; `None` when there was no head.
    pub head: Option<Vec<&'a str>>,
    /// Its points.
    pub points: Vec<Point>,
    /// Why it cannot be read.
    pub fault: Option<Fault>,
    /// Notes on it.
    pub notes: Vec<Note>,
    /// Number of header sections before it.
    pub n_sections: usize,
    /// Its points are laid out like a survey instrument's: name, code, easting, northing, height.
    pub is_survey: bool,
}

/// A boundary point (界址点): two ordinates in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// The ordinates.
    pub ordinates: [f64; 2],
    /// Its line.
    pub line: u32,
    /// Digits behind the points.
    pub decimals: [u8; 2],
    /// It stood in degrees, minutes and seconds.
    pub is_sexagesimal: bool,
    /// Its ring number is another one than that of the point before.
    pub starts_ring: bool,
}

/// A point line.
struct PointLine<'a> {
    ring: &'a str,
    ordinates: [Ordinate; 2],
    has_remark: bool,
    is_survey: bool,
}

impl PointLine<'_> {
    /// Whether both ordinates are beyond doubt coordinates, and not names of a head line.
    fn is_plain(&self) -> bool {
        let is = |ordinate: &Ordinate| {
            ordinate.decimals > 0 || ordinate.is_sexagesimal || ordinate.value.abs() >= LARGE
        };
        self.ordinates.iter().all(is)
    }
}

/// Why a line is no point line.
enum NoPoint<'a> {
    Columns(usize),
    Number(&'a str),
}

/// Parses a text.
pub(super) fn parse<'a>(text: &'a str, ticket: &Ticket) -> Result<Content<'a>, ReadErrorKind> {
    let mut parser = Parser::default();
    let mut advanced = 0;
    for (number, line) in Lines::new(text) {
        if number % LINES_PER_LOOK == 0 {
            ticket.check()?;
            let at = (line.as_ptr() as usize - text.as_ptr() as usize) as u64;
            ticket.advance(at - advanced);
            advanced = at;
        }
        parser.line(number, trim(line));
    }
    ticket.advance(text.len() as u64 - advanced);
    Ok(parser.finish())
}

#[derive(Default)]
struct Parser<'a> {
    content: Content<'a>,
    part: Part,
    /// Index of the first point of the present ring.
    ring_start: usize,
    ring: &'a str,
    /// Ring numbers of the parcel that were left before their ring was closed.
    open_rings: BTreeSet<&'a str>,
    /// A parcel has begun since the last section line.
    is_in_parcel: bool,
    /// The lines are those of a parcel whose head stands behind a comment mark.
    is_switched_off: bool,
    odd_marks: u64,
    comments: u64,
}

/// The part of the file that a line belongs to.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Start,
    Header,
    Parcels,
}

impl<'a> Parser<'a> {
    fn line(&mut self, number: u64, line: &'a str) {
        if line.is_empty() {
            return;
        }
        if let Some(name) = section_name(line) {
            self.section(name);
        } else if self.part == Part::Parcels {
            self.parcel_line(number, line);
        } else {
            self.header_line(number, line);
        }
    }

    fn section(&mut self, name: &'a str) {
        self.is_in_parcel = false;
        if name.contains("坐标") && (name.contains("地块") || name.contains("界址")) {
            self.part = Part::Parcels;
            self.content.has_coordinate_section = true;
        } else {
            self.part = Part::Header;
            let entries = Vec::new();
            self.content.sections.push(Section { name, entries });
        }
    }

    fn header_line(&mut self, number: u64, line: &'a str) {
        let fields = fields(line);
        let has_parcel = head_of(&fields).is_some()
            || (self.part == Part::Start || line.contains([',', '，']))
                && !line.contains(['=', '＝'])
                && point_of(&fields, self.part == Part::Header).is_ok();
        if has_parcel {
            if self.part == Part::Header {
                self.file_note(Note::new(
                    "note-txt-no-section",
                    Severity::Warning,
                    at_line(number),
                ));
            }
            self.part = Part::Parcels;
            self.parcel_line(number, line);
            return;
        }
        match (key_value(line), self.part) {
            (Some((key, value, is_odd)), _) => {
                self.odd_marks += u64::from(is_odd);
                self.entry(key, Some(value));
            }
            (None, Part::Header) => self.entry(line, None),
            (None, _) => self.unread(number, line),
        }
    }

    fn entry(&mut self, key: &'a str, value: Option<&'a str>) {
        if self.content.sections.is_empty() {
            let (name, entries) = ("", Vec::new());
            self.content.sections.push(Section { name, entries });
        }
        if let Some(section) = self.content.sections.last_mut() {
            section.entries.push((key, value));
        }
    }

    fn parcel_line(&mut self, number: u64, line: &'a str) {
        if let Some(comment) = comment_in(line) {
            self.comment(number, comment);
            return;
        }
        let fields = fields(line);
        if fields.is_empty() {
            return;
        }
        let is_headed = self.content.has_coordinate_section
            || self
                .content
                .records
                .last()
                .is_some_and(|record| record.head.is_some());
        let point = point_of(&fields, is_headed);
        if let Some(head) = head_of(&fields) {
            let is_point = point_of(&head, true).is_ok_and(|point| point.is_plain());
            match point_of(&head, true) {
                // A point with an end mark of its own, which some writers set behind each line.
                Ok(point) if is_point && self.is_in_parcel && head.len() <= 5 => self.point(number, &point),
                _ => self.head(number, head, is_point),
            }
            return;
        }
        match point {
            Ok(point) => self.point(number, &point),
            Err(_) if fields.len() >= 5 && fields.iter().any(|field| is_shape(field)) => {
                self.begin(number, Some(fields));
                self.note(Note::new(
                    "note-txt-head-mark",
                    Severity::Warning,
                    at_line(number),
                ));
            }
            Err(why) => self.no_point(number, line, &why),
        }
    }

    /// Begins the parcel of a head line. When a point stands before it on the same line, a line end was lost, and
    /// with it the point.
    fn head(&mut self, number: u64, head: Vec<&'a str>, has_point: bool) {
        let fault = Fault::new("note-txt-columns")
            .with("count", head.len())
            .at_line(number);
        let before = self
            .content
            .records
            .last_mut()
            .filter(|_| has_point && self.is_in_parcel);
        if let Some(before) = before {
            before.fault.get_or_insert_with(|| fault.clone());
        }
        self.begin(number, Some(head));
        if let Some(record) = self.content.records.last_mut().filter(|_| has_point) {
            record.fault.get_or_insert(fault);
        }
    }

    /// A parcel may be switched off by comment marks, head and points. A single point behind such a mark is
    /// something else: nobody knows whether it belongs to the boundary.
    fn comment(&mut self, number: u64, comment: &'a str) {
        self.comments += 1;
        let fields = fields(comment);
        if head_of(&fields).is_some() {
            self.is_switched_off = true;
            return;
        }
        let is_point = !self.is_switched_off && point_of(&fields, true).is_ok_and(|point| point.is_plain());
        let record = self.content.records.last_mut();
        if let Some(record) = record.filter(|_| is_point && self.is_in_parcel) {
            let fault = Fault::new("note-txt-point-commented").at_line(number);
            record.fault.get_or_insert(fault);
        }
    }

    fn begin(&mut self, line: u64, mut head: Option<Vec<&'a str>>) {
        let n_fields = head.as_ref().map_or(0, Vec::len);
        let too_many = Fault::new("note-txt-columns")
            .with("count", n_fields)
            .at_line(line);
        if let Some(head) = &mut head {
            head.truncate(MOST_FIELDS);
        }
        self.is_in_parcel = true;
        self.is_switched_off = false;
        self.ring_start = 0;
        self.ring = "";
        self.open_rings.clear();
        self.content.records.push(Record {
            line,
            head,
            points: Vec::new(),
            fault: (n_fields > MOST_FIELDS).then_some(too_many),
            notes: Vec::new(),
            n_sections: self.content.sections.len(),
            is_survey: false,
        });
    }

    fn point(&mut self, number: u64, found: &PointLine<'a>) {
        if !self.is_in_parcel {
            self.begin(number, None);
        }
        self.is_switched_off = false;
        let starts_ring = self.starts_ring(number, found.ring);
        self.content.n_remarks += u64::from(found.has_remark);
        let Some(record) = self.content.records.last_mut() else {
            return;
        };
        let [first, second] = found.ordinates;
        let mut point = Point {
            ordinates: [first.value, second.value],
            line: u32::try_from(number).unwrap_or(u32::MAX),
            decimals: [first.decimals, second.decimals],
            is_sexagesimal: first.is_sexagesimal || second.is_sexagesimal,
            starts_ring,
        };
        record.is_survey |= found.is_survey;
        if starts_ring {
            self.ring_start = record.points.len();
        } else if let Some(start) = record.points.get(self.ring_start)
            && is_doubled_closing(&point, start)
        {
            point.ordinates = start.ordinates;
            if record.notes.len() < MOST_NOTES {
                let note = Note::new("note-txt-closing-doubled", Severity::Warning, at_line(number));
                record.notes.push(note);
            }
        }
        record.points.push(point);
    }

    /// Whether a point with this ring number begins a ring; an empty number goes on with the present ring.
    fn starts_ring(&mut self, number: u64, ring: &'a str) -> bool {
        let Some(record) = self.content.records.last_mut() else {
            return true;
        };
        let ends = record.points.get(self.ring_start).zip(record.points.last());
        let Some((first, last)) = ends else {
            self.ring = ring;
            return true;
        };
        if ring == self.ring || ring.is_empty() {
            return false;
        }
        if first.ordinates != last.ordinates {
            self.open_rings.insert(self.ring);
        }
        self.ring = ring;
        if self.open_rings.contains(ring) {
            let fault = Fault::new("note-txt-ring-interrupted")
                .at_line(number)
                .with("ring", shorten(ring));
            record.fault.get_or_insert(fault);
        }
        true
    }

    /// A line that is no point: a fault of the parcel when it may have been one, else noted.
    fn no_point(&mut self, number: u64, line: &'a str, why: &NoPoint<'a>) {
        let may_be_point = line.contains([',', '，']) || line.contains(|c: char| c.is_numeric());
        if may_be_point && !self.is_in_parcel && self.content.has_coordinate_section {
            self.begin(number, None);
        }
        let in_parcel = may_be_point && self.is_in_parcel;
        let Some(record) = self.content.records.last_mut().filter(|_| in_parcel) else {
            self.unread(number, line);
            return;
        };
        let fault = match why {
            NoPoint::Columns(count) => Fault::new("note-txt-columns").with("count", count),
            NoPoint::Number(found) => Fault::new("note-txt-number").with("found", shorten(found)),
        };
        record.fault.get_or_insert(fault.at_line(number));
    }

    fn unread(&mut self, number: u64, line: &str) {
        let note = Note::new("note-txt-line-unread", Severity::Warning, at_line(number));
        self.file_note(note.with("found", shorten(line)));
    }

    fn note(&mut self, note: Note) {
        if let Some(record) = self.content.records.last_mut() {
            record.notes.push(note);
        }
    }

    /// Notes on the file are few, whatever stands in it: those beyond do not say more.
    fn file_note(&mut self, note: Note) {
        if self.content.notes.len() < 100 {
            self.content.notes.push(note);
        }
    }

    fn finish(mut self) -> Content<'a> {
        let counts = [
            ("note-txt-marks", self.odd_marks),
            ("note-txt-comments", self.comments),
            ("note-txt-remarks-dropped", self.content.n_remarks),
        ];
        for (code, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            let note = Note::new(code, Severity::Info, Place::default());
            self.content.notes.push(note.with("count", count));
        }
        self.content
    }
}

/// Some writers close a ring with `X,X` where `X,Y` was meant.
fn is_doubled_closing(point: &Point, start: &Point) -> bool {
    let [first, second] = point.ordinates;
    first == second && first == start.ordinates[0] && first != start.ordinates[1] && first.abs() >= LARGE
}

fn at_line(number: u64) -> Place {
    Place {
        line: Some(number),
        ..Place::default()
    }
}

/// What stands behind the mark of a comment line.
fn comment_in(line: &str) -> Option<&str> {
    line.strip_prefix(['#', ';'])
        .or_else(|| line.strip_prefix("//"))
        .map(trim)
}

/// Whether a field names the shape of a parcel (记录图形属性).
pub(super) fn is_shape(field: &str) -> bool {
    matches!(field, "面" | "线" | "点" | "面状" | "线状" | "点状" | "多边形")
}

/// The fields of a head line without its end mark.
fn head_of<'a>(fields: &[&'a str]) -> Option<Vec<&'a str>> {
    let (last, rest) = fields.split_last()?;
    let left = trim(last.strip_suffix(['@', '＠'])?);
    let mut head = rest.to_vec();
    if !left.is_empty() {
        head.push(left);
    }
    Some(head)
}

/// Reads a point line; `is_headed` says that the file names its parcels, so that the second of four fields is the
/// ring number.
fn point_of<'a>(fields: &[&'a str], is_headed: bool) -> Result<PointLine<'a>, NoPoint<'a>> {
    let pair = |first: usize, ring: &'a str, known: usize| {
        let read = |index: usize| number::parse(fields[index]).ok_or(NoPoint::Number(fields[index]));
        Ok(PointLine {
            ring,
            ordinates: [read(first)?, read(first + 1)?],
            has_remark: fields.len() > known,
            is_survey: false,
        })
    };
    let is_coordinate = |index: usize| {
        number::parse(fields[index]).is_some_and(|found| found.decimals > 0 || found.is_sexagesimal)
    };
    let can_be_coordinate = |index: usize| {
        is_coordinate(index) || number::parse(fields[index]).is_some_and(|found| found.value.abs() >= 1000.0)
    };
    match fields.len() {
        count @ (0 | 1) => Err(NoPoint::Columns(count)),
        // Where point and ring number are usual, a number that lacks its neighbour must not take its place.
        count @ (2 | 3) if is_headed && !(can_be_coordinate(count - 2) && can_be_coordinate(count - 1)) => {
            Err(NoPoint::Columns(count))
        }
        2 => pair(0, "", 2),
        3 if !is_headed && is_coordinate(0) && is_coordinate(1) => pair(0, "", 3),
        3 => pair(1, "", 3),
        _ if is_headed => pair(2, fields[1], 4),
        4 if is_coordinate(1) && is_coordinate(2) => pair(1, "", 4),
        count => {
            let is_ring = fields[1].len() <= 4 && fields[1].bytes().all(|byte| byte.is_ascii_digit());
            let is_survey = count >= 5 && (fields[1].is_empty() || !is_ring);
            let ring = if is_ring { fields[1] } else { "" };
            let point = pair(2, ring, if is_survey { 5 } else { 4 })?;
            Ok(PointLine { is_survey, ..point })
        }
    }
}

/// Whether a line can be a boundary point in a file without sections.
pub(super) fn is_point_line(line: &str) -> bool {
    let fields = fields(line);
    fields.len() <= 6 && fields.iter().any(|field| field.contains('.')) && point_of(&fields, false).is_ok()
}
