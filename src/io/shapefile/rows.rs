//! A run of features into the columns of a chunk.
//!
//! Meaning: every record becomes a feature, whatever it holds; a fault makes the feature unreadable, keeps its
//! attributes, and is noted with feature, ring and vertex. A feature whose row in the table is marked as deleted
//! stays in its place without ground, as the programs that mark rows no longer show it.
//!
//! Input: a run of records and the rows that belong to them. Output: [`Part`]s, each a chunk. Pure: the result
//! does not depend on other runs.

use super::super::data::{Data, be_u32};
use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::ground::{Ground, note_of_state};
use super::super::tally::{Tally, shorten};
use super::record::RecordReader;
use super::table::{Rows, Table};
use super::value::{Written, write_json};
use super::walk::{RECORD_HEADER, RECORD_HEADER_BYTES, Record};
use crate::geometry::{PackedColumn, Turn};
use crate::layer::{AttributeTable, CHUNK_FEATURES, Note, Notes, Place, Severity, SourceChunk};
use crate::progress::Ticket;

/// Bytes of records and rows after which a run is full.
const RUN_BYTES: u64 = 2 << 20;
/// Bytes of attributes after which a chunk is full.
const SIDE_BYTES: usize = 8 << 20;
/// Bytes of attributes of one chunk: columns count them in 32 bits.
const SIDE_BYTES_LIMIT: usize = u32::MAX as usize / 2;
/// Features between two looks at the ticket.
const FEATURES_PER_LOOK: usize = 128;
/// The mark of a deleted row.
const DELETED: u8 = b'*';

/// What the features of a layer are read from.
pub(super) struct Plan<'a> {
    /// The shapes; none where only the table is there.
    pub shp: Option<&'a Data>,
    /// Where the features stand.
    pub records: &'a [Record],
    /// How many of the first have a row.
    pub with_rows: usize,
    /// The headers of the records are to be compared.
    pub is_unproven: bool,
    /// Attributes.
    pub table: Option<&'a Table<'a>>,
    /// Names of their columns.
    pub columns: &'a [String],
    /// Whether to go on.
    pub ticket: &'a Ticket,
}

/// What a run of features came to.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The features.
    pub chunk: SourceChunk,
    /// Notes; features count from the first of the part.
    pub notes: Notes,
    /// What was counted and not noted one by one.
    pub counts: Counts,
}

/// Why a run was not read.
#[derive(Debug)]
pub(super) enum Stopped {
    /// A record is not what the index says.
    IndexLies,
    /// The reading ends.
    Failed(ReadErrorKind),
}

impl From<ReadErrorKind> for Stopped {
    fn from(error: ReadErrorKind) -> Self {
        Self::Failed(error)
    }
}

/// What is counted over a layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// What every format counts.
    pub tally: Tally,
    /// Features with a ring that turns the wrong way.
    pub turned: u64,
    /// Features without a row.
    pub without_row: u64,
    /// Values by what became of them, and the fields.
    values: Vec<(&'static str, u64, Vec<String>)>,
}

impl Counts {
    /// Adds the counts of a later part.
    pub fn add(&mut self, later: Self) {
        self.tally.add(later.tally);
        self.turned += later.turned;
        self.without_row += later.without_row;
        for (code, count, fields) in later.values {
            for field in &fields {
                self.count_value(code, 0, field);
            }
            if let Some(first) = fields.first() {
                self.count_value(code, count, first);
            }
        }
    }

    fn count_value(&mut self, code: &'static str, count: u64, field: &str) {
        let known = self.values.iter().position(|(known, ..)| *known == code);
        let at = known.unwrap_or_else(|| {
            self.values.push((code, 0, Vec::new()));
            self.values.len() - 1
        });
        let (_, total, fields) = &mut self.values[at];
        *total += count;
        if !fields.iter().any(|known| known == field) {
            fields.push(field.to_owned());
        }
    }

    /// One note for each count that is not zero.
    pub fn notes(&self, encoding: Option<Encoding>) -> Vec<Note> {
        let mut notes = self.tally.notes();
        let note = |code, count| Note::new(code, Severity::Warning, Place::default()).with("count", count);
        if self.turned > 0 {
            notes.push(note("note-rings-turned", self.turned));
        }
        if self.without_row > 0 {
            notes.push(note("note-dbf-short", self.without_row));
        }
        for (code, count, fields) in &self.values {
            let mut note = note(code, *count);
            if *code == "note-values-undecodable" {
                note = note.with("encoding", encoding.unwrap_or(Encoding::UTF_8));
            }
            notes.push(note.with("fields", fields.join(", ")));
        }
        notes
    }
}

/// Cuts features into runs that fill about a chunk each, by what stands in the file and nothing else.
pub(super) fn runs(plan: &Plan<'_>) -> Vec<std::ops::Range<usize>> {
    let row_bytes = plan.table.map_or(0, |table| table.row_bytes() as u64);
    let mut runs = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, record) in plan.records.iter().enumerate() {
        let content = match record {
            Record::At(_, bytes) => u64::from(*bytes) + RECORD_HEADER,
            Record::Null | Record::Missing => 0,
        };
        let is_full =
            index - start == CHUNK_FEATURES || (index > start && bytes + content + row_bytes > RUN_BYTES);
        if is_full {
            runs.push(start..index);
            (start, bytes) = (index, 0);
        }
        bytes += content + row_bytes;
    }
    if start < plan.records.len() {
        runs.push(start..plan.records.len());
    }
    runs
}

/// Reads a run.
pub(super) fn read(plan: &Plan<'_>, run: std::ops::Range<usize>) -> Result<Vec<Part>, Stopped> {
    // Before the bytes are fetched: a run that nobody wants any more costs a slow disk as much as another.
    plan.ticket
        .check()
        .map_err(|cancelled| Stopped::Failed(cancelled.into()))?;
    let io = |error: std::io::Error| Stopped::Failed(error.into());
    let mut rows_buffer = Vec::new();
    let rows = match plan.table {
        Some(table) if run.start < plan.with_rows => {
            let count = run.end.min(plan.with_rows) - run.start;
            Some(
                table
                    .rows(run.start as u64, count, &mut rows_buffer)
                    .map_err(io)?,
            )
        }
        _ => None,
    };
    let mut shapes = Shapes::of(plan, &plan.records[run.clone()]).map_err(io)?;
    let mut builder = Builder::new(plan);
    let mut parts = Vec::new();
    for (number, index) in run.enumerate() {
        if number.is_multiple_of(FEATURES_PER_LOOK) {
            plan.ticket
                .check()
                .map_err(|cancelled| Stopped::Failed(cancelled.into()))?;
        }
        if builder.is_full() {
            parts.push(std::mem::replace(&mut builder, Builder::new(plan)).finish());
        }
        let record = plan.records[index];
        let shape = shapes.get(plan, index, record)?;
        let row = rows.as_ref().and_then(|rows: &Rows<'_>| rows.get(number));
        builder.feature(shape, row)?;
    }
    if builder.features > 0 {
        parts.push(builder.finish());
    }
    Ok(parts)
}

/// The shape of a feature before it is parsed.
#[derive(Clone, Copy)]
enum Shape<'a> {
    Content(&'a [u8]),
    Null,
    Missing,
    NoFile,
}

/// The bytes of a run of records: in one piece where they stand close together.
struct Shapes {
    start: u64,
    block: Vec<u8>,
    single: Vec<u8>,
}

impl Shapes {
    fn of(plan: &Plan<'_>, records: &[Record]) -> std::io::Result<Self> {
        let mut shapes = Self {
            start: 0,
            block: Vec::new(),
            single: Vec::new(),
        };
        let Some(shp @ Data::File(..)) = plan.shp else {
            return Ok(shapes);
        };
        let places = records.iter().filter_map(|record| match record {
            Record::At(at, bytes) => Some((at - RECORD_HEADER, at + u64::from(*bytes))),
            _ => None,
        });
        let (mut start, mut end, mut sum) = (u64::MAX, 0, 0);
        for (from, to) in places {
            (start, end, sum) = (start.min(from), end.max(to), sum + (to - from));
        }
        if start < end
            && end - start <= sum * 2
            && let Ok(count) = usize::try_from(end - start)
        {
            shapes.start = start;
            shp.read(start, count, &mut shapes.block)?;
        }
        Ok(shapes)
    }

    fn get<'s>(&'s mut self, plan: &Plan<'s>, index: usize, record: Record) -> Result<Shape<'s>, Stopped> {
        let (at, bytes) = match (record, plan.shp) {
            (_, None) => return Ok(Shape::NoFile),
            (Record::Null, _) => return Ok(Shape::Null),
            (Record::Missing, _) => return Ok(Shape::Missing),
            (Record::At(at, bytes), Some(_)) => (at - RECORD_HEADER, bytes as usize),
        };
        let whole = RECORD_HEADER_BYTES + bytes;
        let inside = at
            .checked_sub(self.start)
            .and_then(|from| usize::try_from(from).ok());
        let in_block = inside.filter(|from| from.saturating_add(whole) <= self.block.len());
        let record = match (in_block, plan.shp) {
            (Some(from), _) => &self.block[from..from + whole],
            (None, Some(shp)) => shp
                .read(at, whole, &mut self.single)
                .map_err(ReadErrorKind::from)?,
            (None, None) => return Ok(Shape::NoFile),
        };
        if plan.is_unproven {
            let number = be_u32(record, 0).map(u64::from);
            let length = be_u32(record, 4).map(|words| u64::from(words) * 2);
            let is_numbered = number == Some(index as u64 + 1) || number == Some(index as u64);
            if length != Some(bytes as u64) || !is_numbered {
                return Err(Stopped::IndexLies);
            }
        }
        let content = record.get(RECORD_HEADER_BYTES..whole);
        Ok(content.map_or(Shape::Missing, Shape::Content))
    }
}

struct Builder<'a> {
    plan: &'a Plan<'a>,
    reader: RecordReader,
    ground: Ground,
    part: Part,
    features: usize,
    side_bytes: usize,
}

impl<'a> Builder<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        let mut part = Part::default();
        part.chunk.attributes = AttributeTable::with_names(plan.columns.to_vec());
        Self {
            plan,
            reader: RecordReader::default(),
            ground: Ground::default(),
            part,
            features: 0,
            side_bytes: 0,
        }
    }

    fn is_full(&self) -> bool {
        self.side_bytes >= SIDE_BYTES
    }

    /// Yields the features without spare capacity, which a layer would carry as long as it lives.
    fn finish(mut self) -> Part {
        let chunk = &mut self.part.chunk;
        chunk.geometry = PackedColumn::pack(&self.ground.column);
        chunk.states.shrink_to_fit();
        chunk.attributes.shrink_to_fit();
        chunk.ids.shrink_to_fit();
        chunk.foreign.shrink_to_fit();
        let turns_wrongly = |is_shell: bool, turn: Turn| match turn {
            Turn::CounterClockwise => is_shell,
            Turn::Clockwise => !is_shell,
            Turn::Unclear => false,
        };
        let features = chunk.geometry.features();
        let turned = features.filter(|feature| {
            feature
                .rings()
                .any(|ring| turns_wrongly(ring.is_shell, ring.turn()))
        });
        self.part.counts.turned = turned.count() as u64;
        self.part
    }

    fn feature(&mut self, shape: Shape<'_>, row: Option<&[u8]>) -> Result<(), Stopped> {
        self.ground.begin();
        let is_deleted = row.and_then(|row| row.first()) == Some(&DELETED);
        let (is_null, fault) = match shape {
            _ if is_deleted => {
                let note = Note::new("note-row-deleted", Severity::Warning, Place::default());
                self.ground.notes.push(note);
                (true, None)
            }
            Shape::Null => (true, None),
            Shape::Missing => (false, Some(Fault::new("note-shape-missing"))),
            Shape::NoFile => (false, Some(Fault::new("note-shp-missing"))),
            Shape::Content(content) => match self.reader.read(content, &mut self.ground, self.plan.ticket) {
                Ok(is_null) => (is_null, None),
                Err(fault) => (false, Some(fault)),
            },
        };
        let state = self.ground.end_feature(is_null, fault.is_some());
        if fault.is_none() {
            let (tally, found) = (&mut self.part.counts.tally, self.ground.found);
            tally.points += found.points;
            tally.lines += found.lines;
            tally.with_height += found.with_height;
        } else {
            // What was altered in a geometry that is not kept does not matter.
            self.ground.notes.clear();
        }
        if !is_deleted {
            self.ground
                .notes
                .extend(note_of_state(state, is_null, fault.is_some()));
        }
        self.note_all(fault);
        let chunk = &mut self.part.chunk;
        chunk.states.push(state);
        chunk.ids.push("");
        chunk.foreign.push("");
        self.attributes(row)?;
        self.features += 1;
        Ok(())
    }

    /// Gives the notes of the present feature their place.
    fn note_all(&mut self, fault: Option<Fault>) {
        let place = Place::feature(self.features as u64);
        for note in self.ground.notes.drain(..) {
            let place = Place {
                ring: note.place.ring,
                ..place.clone()
            };
            self.part.notes.push(Note { place, ..note });
        }
        if let Some(Fault {
            code,
            ring,
            vertex,
            args,
            ..
        }) = fault
        {
            self.part.notes.push(Note {
                code,
                severity: Severity::Quarantined,
                place: Place {
                    ring,
                    vertex,
                    ..place
                },
                args,
            });
        }
    }

    fn attributes(&mut self, row: Option<&[u8]>) -> Result<(), Stopped> {
        let Some(table) = self.plan.table else {
            self.part.chunk.attributes.end_row();
            return Ok(());
        };
        let Some(row) = row else {
            self.part.counts.without_row += 1;
            self.part.chunk.attributes.end_row();
            return Ok(());
        };
        // Escaped, a byte takes up to six.
        if self.side_bytes + row.len() * 6 > SIDE_BYTES_LIMIT {
            return Err(Stopped::Failed(ReadErrorKind::Shapefile {
                what: "too-large",
                byte: 0,
                features: self.features as u64,
            }));
        }
        for field in &table.fields {
            let Some(column) = field.column else {
                self.part.counts.tally.personal += 1;
                self.part.counts.tally.note_personal(&field.name);
                continue;
            };
            let mut written = Written::AsItWas;
            let bytes = field.bytes(row);
            let attributes = &mut self.part.chunk.attributes;
            self.side_bytes += attributes.set_at(column, |json| {
                written = write_json(json, field.kind, bytes, table.encoding);
            });
            let code = match written {
                Written::AsItWas => continue,
                Written::Damaged => "note-values-undecodable",
                Written::OtherType => "note-value-other-type",
                Written::Overflow => "note-value-overflow",
                Written::NotFinite => "note-values-not-finite",
                Written::Memo => "note-memo-dropped",
            };
            self.part.counts.count_value(code, 1, &shorten(&field.name));
        }
        self.part.chunk.attributes.end_row();
        Ok(())
    }
}
