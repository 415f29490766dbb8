//! A run of rows of a table into the columns of a chunk.
//!
//! Meaning: every row becomes a feature, whatever its geometry holds; a fault in it makes the feature
//! unreadable, keeps its attributes, and is noted with feature, id, ring and vertex.
//!
//! A geometry names its reference system once more. When that is another one than the table's, and one
//! that the file knows, the feature lies somewhere else and is unreadable, unless the system was given
//! by hand; other differences are writers' slips, and counted.
//!
//! Input: rows, from the pages of the file where that is possible and from SQLite otherwise. Output: [`Part`]s, each
//! a chunk. Pure: the result does not depend on other rows.

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, Params, Row};

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::ground::{Ground, note_of_state};
use super::super::tally::{Tally, shorten};
use super::database::Database;
use super::header;
use super::pages::{NotPlain, PageFile, PageReader};
use super::record::{Cutter, Record, StoredTable};
use super::schema::FeatureTable;
use super::value::{Written, write_json};
use super::wkb;
use crate::geometry::PackedColumn;
use crate::layer::{AttributeTable, CHUNK_FEATURES, Note, Notes, Place, Severity, SourceChunk, plain_text};
use crate::progress::Ticket;

/// Rows between two looks at the ticket.
const ROWS_PER_LOOK: usize = 128;

/// Bytes of identifiers and attributes that one chunk may hold: columns count them in 32 bits.
const SIDE_BYTES_LIMIT: u64 = u32::MAX as u64;

/// Bytes of geometries, identifiers and attributes after which a chunk is full.
pub(super) const CHUNK_BYTES: u64 = 2 << 20;

/// A table, and what else its rows are read by.
pub(super) struct RowPlan<'a> {
    /// Where it stands.
    pub database: &'a Database,
    /// Whether to go on.
    pub ticket: &'a Ticket,
    /// The table.
    pub table: &'a FeatureTable,
    /// Reference systems that the file describes, ascending.
    pub known_srs: &'a [i64],
    /// Whether the caller knows the system of the layer.
    pub crs_is_given: bool,
}

/// What a run of rows came to.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The rows.
    pub chunk: SourceChunk,
    /// Notes; features count from the first of the part.
    pub notes: Notes,
    /// What was counted and not noted one by one.
    pub counts: Counts,
}

/// What is counted over a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// What every format counts.
    pub tally: Tally,
    /// Binary values that were left out.
    pub blobs: u64,
    /// Their columns.
    pub blob_fields: Vec<String>,
    /// Geometries whose `srs_id` is not that of the table.
    pub other_srs: u64,
    /// The first of these numbers.
    pub first_other_srs: Option<i32>,
    /// Bytes of identifiers and attributes.
    pub side_bytes: u64,
    /// Bytes of geometries.
    pub geometry_bytes: u64,
}

impl Counts {
    /// Adds the counts of a later part.
    pub fn add(&mut self, later: Self) {
        self.tally.add(later.tally);
        self.blobs += later.blobs;
        for field in later.blob_fields {
            self.note_blob(&field);
        }
        self.other_srs += later.other_srs;
        self.first_other_srs = self.first_other_srs.or(later.first_other_srs);
        self.side_bytes += later.side_bytes;
        self.geometry_bytes += later.geometry_bytes;
    }

    fn note_blob(&mut self, field: &str) {
        if !self.blob_fields.iter().any(|known| known == field) {
            self.blob_fields.push(field.to_owned());
        }
    }

    /// One note for each count that is not zero, and one when the table has not as many features as
    /// the file says.
    pub fn notes(&self, table: &FeatureTable, n_features: u64) -> Vec<Note> {
        let mut notes = self.tally.notes();
        let note = |code, count| Note::new(code, Severity::Warning, Place::default()).with("count", count);
        if let Some(expected) = table.n_features.filter(|expected| *expected != n_features) {
            notes.push(note("note-feature-count", n_features).with("expected", expected));
        }
        if self.blobs > 0 {
            notes.push(note("note-blob-dropped", self.blobs).with("fields", self.blob_fields.join(", ")));
        }
        if let Some(found) = self.first_other_srs {
            let differs = note("note-srs-differs", self.other_srs).with("found", found);
            notes.push(differs.with("srs", table.srs_id));
        }
        notes
    }
}

/// Reads the rows with numbers from `first` to `last`.
pub(super) fn read_range(
    connection: &Connection,
    plan: &RowPlan<'_>,
    (first, last): (i64, i64),
) -> Result<Vec<Part>, ReadErrorKind> {
    read(connection, plan, &plan.table.select(true), [first, last])
}

/// Reads all rows in the order in which the database gives them.
pub(super) fn read_all(connection: &Connection, plan: &RowPlan<'_>) -> Result<Vec<Part>, ReadErrorKind> {
    read(connection, plan, &plan.table.select(false), [])
}

/// Why a run of leaves was not read.
pub(super) enum LeavesError {
    /// SQLite has to read the table.
    NotPlain,
    Read(ReadErrorKind),
}

impl From<NotPlain> for LeavesError {
    fn from(_: NotPlain) -> Self {
        Self::NotPlain
    }
}

impl From<ReadErrorKind> for LeavesError {
    fn from(kind: ReadErrorKind) -> Self {
        Self::Read(kind)
    }
}

/// The memory in which parts are built, lent from run to run: a part takes what it needs of it, to the byte.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    ground: Ground,
    chunk: SourceChunk,
}

/// Rows on leaves that follow each other.
pub(super) struct LeafRows {
    /// The rows.
    pub parts: Vec<Part>,
    /// The numbers of the first and of the last; `None` without any.
    pub numbers: Option<(i64, i64)>,
}

/// Reads the rows on leaves that follow each other.
pub(super) fn read_leaves(
    plan: &RowPlan<'_>,
    (file, table): (&PageFile, &StoredTable),
    leaves: &[u32],
    scratch: &mut Scratch,
) -> Result<LeafRows, LeavesError> {
    // Before the first page is fetched.
    plan.ticket.check().map_err(ReadErrorKind::from)?;
    let mut pages = PageReader::new(file);
    let mut cutter = Cutter::new(table);
    let mut parts = Parts::new(plan, scratch);
    let mut first = None;
    for leaf in leaves {
        pages.rows(*leaf, |number, payload| {
            first.get_or_insert(number);
            let record = cutter.cut(number, payload)?;
            parts.push(&record).map_err(LeavesError::Read)
        })?;
    }
    Ok(LeafRows {
        parts: parts.finish(),
        numbers: first.zip(pages.last_number()),
    })
}

fn read(
    connection: &Connection,
    plan: &RowPlan<'_>,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Part>, ReadErrorKind> {
    let error = |error: rusqlite::Error| plan.database.error(&error);
    let mut statement = connection.prepare(sql).map_err(error)?;
    let mut rows = statement.query(params).map_err(error)?;
    let mut scratch = Scratch::default();
    let mut parts = Parts::new(plan, &mut scratch);
    while let Some(row) = rows.next().map_err(error)? {
        parts.push(row)?;
    }
    Ok(parts.finish())
}

/// The values of a row: geometry, id, attributes.
trait RowValues {
    fn value(&self, index: usize) -> rusqlite::Result<ValueRef<'_>>;
}

impl RowValues for Row<'_> {
    fn value(&self, index: usize) -> rusqlite::Result<ValueRef<'_>> {
        self.get_ref(index)
    }
}

impl RowValues for Record<'_> {
    fn value(&self, index: usize) -> rusqlite::Result<ValueRef<'_>> {
        Ok(Record::value(self, index))
    }
}

/// The parts of a run as far as they are read.
struct Parts<'a, 's> {
    plan: &'a RowPlan<'a>,
    done: Vec<Part>,
    builder: Builder<'a, 's>,
}

impl<'a, 's> Parts<'a, 's> {
    fn new(plan: &'a RowPlan<'a>, scratch: &'s mut Scratch) -> Self {
        Self {
            plan,
            done: Vec::new(),
            builder: Builder::new(plan, scratch),
        }
    }

    fn push(&mut self, row: &impl RowValues) -> Result<(), ReadErrorKind> {
        if self.builder.is_full() {
            self.done.push(self.builder.take());
        }
        if self.builder.rows.is_multiple_of(ROWS_PER_LOOK) {
            self.plan.ticket.check()?;
        }
        let added = self.builder.row(row);
        added.map_err(|error| self.plan.database.error(&error))?;
        if self.builder.is_too_large {
            return Err(too_large(self.plan.table));
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<Part> {
        if self.builder.rows > 0 {
            self.done.push(self.builder.take());
        }
        self.done
    }
}

struct Builder<'a, 's> {
    plan: &'a RowPlan<'a>,
    ground: &'s mut Ground,
    chunk: &'s mut SourceChunk,
    notes: Notes,
    counts: Counts,
    rows: usize,
    is_too_large: bool,
}

impl<'a, 's> Builder<'a, 's> {
    fn new(plan: &'a RowPlan<'a>, scratch: &'s mut Scratch) -> Self {
        let Scratch { ground, chunk } = scratch;
        ground.clear();
        chunk.clear();
        if chunk.attributes.names() != plan.table.attributes {
            chunk.attributes = AttributeTable::with_names(plan.table.attributes.clone());
        }
        Self {
            plan,
            ground,
            chunk,
            notes: Notes::default(),
            counts: Counts::default(),
            rows: 0,
            is_too_large: false,
        }
    }

    /// Yields the rows so far and begins anew.
    fn take(&mut self) -> Part {
        let table = self.plan.table;
        let mut counts = std::mem::take(&mut self.counts);
        counts.tally.personal = self.rows as u64 * table.personal.len() as u64;
        counts.tally.personal_fields.clone_from(&table.personal);
        counts.tally.altered = self.ground.altered;
        // A clone has no spare capacity, which a layer would carry as long as it lives.
        let mut chunk = self.chunk.clone();
        chunk.geometry = PackedColumn::pack(&self.ground.column);
        self.ground.clear();
        self.chunk.clear();
        self.rows = 0;
        Part {
            chunk,
            notes: std::mem::take(&mut self.notes),
            counts,
        }
    }

    fn is_full(&self) -> bool {
        let counts = &self.counts;
        self.rows == CHUNK_FEATURES || counts.side_bytes + counts.geometry_bytes >= CHUNK_BYTES
    }

    fn row(&mut self, row: &impl RowValues) -> rusqlite::Result<()> {
        self.ground.begin();
        let (is_null, fault) = match row.value(0)? {
            ValueRef::Null => (true, None),
            ValueRef::Blob(blob) => (false, self.geometry(blob).err()),
            other => (false, Some(not_blob(other.data_type()))),
        };
        self.id(row)?;
        let state = self.ground.end_feature(is_null, fault.is_some());
        if fault.is_none() {
            let (tally, found) = (&mut self.counts.tally, self.ground.found);
            tally.points += found.points;
            tally.lines += found.lines;
            tally.with_height += found.with_height;
        } else {
            // What was altered in a geometry that is not kept does not matter.
            self.ground.notes.clear();
        }
        self.ground
            .notes
            .extend(note_of_state(state, is_null, fault.is_some()));
        self.note_all(fault);
        self.chunk.states.push(state);
        self.chunk.foreign.push("");
        self.attributes(row)?;
        self.rows += 1;
        Ok(())
    }

    fn geometry(&mut self, blob: &[u8]) -> Result<(), Fault> {
        self.counts.geometry_bytes += blob.len() as u64;
        let blob = header::split(blob)?;
        let table_srs = self.plan.table.srs_id;
        let found = i64::from(blob.srs_id);
        if found != table_srs {
            let is_other_place =
                found != 0 && found != -1 && self.plan.known_srs.binary_search(&found).is_ok();
            if is_other_place && !self.plan.crs_is_given {
                let fault = Fault::new("note-srs-conflict").with("found", found);
                return Err(fault.with("srs", table_srs));
            }
            self.counts.other_srs += 1;
            self.counts.first_other_srs.get_or_insert(blob.srs_id);
        }
        if blob.is_empty && blob.wkb.is_empty() {
            return Ok(());
        }
        wkb::read(blob.wkb, self.ground)
    }

    /// Adds the identifier.
    fn id(&mut self, row: &impl RowValues) -> rusqlite::Result<()> {
        let value = row.value(1)?;
        let has_id = value != ValueRef::Null && !self.outgrows(value);
        let bytes = self.chunk.ids.push_with(|text| {
            if has_id {
                write_json(text, value);
            }
        });
        self.counts.side_bytes += bytes as u64;
        Ok(())
    }

    /// The place of the feature whose identifier was just added.
    fn place(&self) -> Place {
        let id = self.chunk.ids.get(self.rows).and_then(plain_text);
        Place {
            feature_id: id.map(|id| shorten(&id)),
            ..Place::feature(self.rows as u64)
        }
    }

    /// Whether a value might not fit into its column; escaped, a byte takes up to six.
    fn outgrows(&mut self, value: ValueRef<'_>) -> bool {
        let length = match value {
            ValueRef::Text(text) => text.len() as u64 * 6 + 2,
            _ => 32,
        };
        self.is_too_large |= self.counts.side_bytes + length > SIDE_BYTES_LIMIT;
        self.is_too_large
    }

    /// Gives the notes of the present feature their place.
    fn note_all(&mut self, fault: Option<Fault>) {
        if self.ground.notes.is_empty() && fault.is_none() {
            return;
        }
        let place = self.place();
        for note in self.ground.notes.drain(..) {
            let place = Place {
                ring: note.place.ring,
                ..place.clone()
            };
            self.notes.push(Note { place, ..note });
        }
        if let Some(Fault {
            code,
            ring,
            vertex,
            args,
            ..
        }) = fault
        {
            let place = Place {
                ring,
                vertex,
                ..place
            };
            self.notes.push(Note {
                code,
                severity: Severity::Quarantined,
                place,
                args,
            });
        }
    }

    fn attributes(&mut self, row: &impl RowValues) -> rusqlite::Result<()> {
        let names = &self.plan.table.attributes;
        for (index, name) in names.iter().enumerate() {
            let value = row.value(index + 2)?;
            if self.outgrows(value) {
                break;
            }
            let mut written = Written::AsItWas;
            let table = &mut self.chunk.attributes;
            let bytes = table.set_at(index, |text| match value {
                ValueRef::Integer(0) if self.plan.table.is_boolean[index] => text.extend_from_slice(b"false"),
                ValueRef::Integer(1) if self.plan.table.is_boolean[index] => text.extend_from_slice(b"true"),
                _ => written = write_json(text, value),
            });
            self.counts.side_bytes += bytes as u64;
            let code = match written {
                Written::AsItWas => continue,
                Written::Blob => {
                    self.counts.blobs += 1;
                    self.counts.note_blob(name);
                    continue;
                }
                Written::NotUtf8 => "note-value-not-utf8",
                Written::NotFinite => "note-value-not-finite",
            };
            let note = Note::new(code, Severity::Warning, self.place());
            self.notes.push(note.with("name", shorten(name)));
        }
        self.chunk.attributes.end_row();
        Ok(())
    }
}

/// The error of a chunk whose columns cannot count their content.
fn too_large(table: &FeatureTable) -> ReadErrorKind {
    ReadErrorKind::LayerBroken {
        layer: shorten(&table.name),
        what: "too-large",
    }
}

fn not_blob(found: Type) -> Fault {
    Fault::new("note-geometry-not-blob").with("found", found)
}
