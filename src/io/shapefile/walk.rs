//! Where the records of a `.shp` stand, and which of them are the features.
//!
//! Meaning: each record has a header with its number and length, so the records can be walked without the `.shx`
//! that lists them. Two kinds of files need more care:
//!
//! - Programs that edit in place leave dead records behind, and gaps where a shape became smaller. Then the `.shx`
//!   knows better, as long as each of its entries meets a record of the length that it says.
//! - Files that break off, or whose lengths lie. Then the walk stops, and the number of features must come from the
//!   `.shx` or the `.dbf`; the rest are unreadable rows.
//!
//! An index that lists the records one behind the other up to the end of the file is believed for the time being;
//! whoever reads the records compares their headers, and comes back with [`Trust::Nothing`] when one differs.
//!
//! Source: ESRI Shapefile Technical Description (1998), pages 2 to 4 and 24; lengths count words of two bytes.

use std::collections::HashSet;
use std::io;

use super::super::data::{Data, be_u32, le_u32};
use super::super::error::ReadErrorKind;
use super::record::is_shape_type;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Bytes of the header of `.shp` and `.shx`.
const FILE_HEADER_BYTES: usize = 100;
pub(super) const FILE_HEADER: u64 = FILE_HEADER_BYTES as u64;
/// Bytes of the header of a record.
pub(super) const RECORD_HEADER_BYTES: usize = 8;
pub(super) const RECORD_HEADER: u64 = RECORD_HEADER_BYTES as u64;
/// The mark at the start of `.shp` and `.shx`.
const MARK: u32 = 9994;
/// Bytes looked at together while records are walked.
const WINDOW: usize = 64 << 10;
/// Records between two looks at the ticket.
const RECORDS_PER_LOOK: usize = 1 << 9;

/// One feature in the `.shp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    /// Its content begins at a byte and is so long.
    At(u64, u32),
    /// The index says that it has none.
    Null,
    /// The file breaks off before it.
    Missing,
}

/// Whether the index is taken at its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Where it lists the records without gaps.
    Index,
    /// Not before each entry was compared.
    Nothing,
}

/// The features of a `.shp`.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order of the features.
    pub records: Vec<Record>,
    /// How many of the first belong to the row of the table with the same number.
    pub with_rows: usize,
    /// What was odd.
    pub notes: Vec<Note>,
    /// The record headers are not compared yet.
    pub is_unproven: bool,
}

/// What is known beside the `.shp`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// The index.
    pub shx: Option<&'a Data>,
    /// Rows of the table.
    pub rows: Option<u64>,
}

/// Bytes of the file as its header has them; the mark is checked.
pub(super) fn claimed_bytes(shp: &Data) -> Result<u64, ReadErrorKind> {
    let head = shp.head(FILE_HEADER_BYTES)?;
    let error = |what| ReadErrorKind::Shapefile {
        what,
        byte: 0,
        features: 0,
    };
    if be_u32(&head, 0) != Some(MARK) {
        return Err(error("mark"));
    }
    match be_u32(&head, 24) {
        Some(words) if head.len() as u64 == FILE_HEADER => Ok(u64::from(words) * 2),
        _ => Err(error("short")),
    }
}

/// Finds the features.
pub(super) fn find(
    shp: &Data,
    beside: Beside<'_>,
    trust: Trust,
    ticket: &Ticket,
) -> Result<Found, ReadErrorKind> {
    let claimed = claimed_bytes(shp)?;
    let entries = beside.shx.map(read_index).transpose()?;
    let mut notes = Vec::new();
    let entries = match entries {
        Some(Some(entries)) => Some(entries),
        Some(None) => {
            notes.push(note("note-shx-unreadable"));
            None
        }
        None => None,
    };
    let chained = entries
        .as_ref()
        .is_some_and(|entries| is_chain(entries, shp.len()));
    if let (Some(entries), true, Trust::Index) = (&entries, chained, trust) {
        let records: Vec<Record> = entries.iter().map(|entry| entry.record()).collect();
        note_length(claimed, shp.len(), &mut notes);
        return Ok(Found {
            with_rows: records.len(),
            records,
            notes,
            is_unproven: true,
        });
    }
    let confirmed = match &entries {
        Some(entries) => confirm(shp, entries, ticket)?,
        None => Confirmed::default(),
    };
    let walk = walk(shp, FILE_HEADER, shp.len(), 1, ticket)?;
    // Records that are numbered through without the index say where the index has lost some.
    let is_plain = walk.end == shp.len() && walk.in_order;
    let has_null = entries
        .as_ref()
        .is_some_and(|entries| entries.iter().any(|entry| entry.is_null()));
    if let Some(entries) = &entries
        && !entries.is_empty()
        && confirmed.met.iter().all(|met| *met)
        && ((confirmed.is_numbered && !has_null) || !is_plain)
        && let Some(live) = intervals(entries)
    {
        let listed = Listed {
            entries,
            live: &live,
            numbers: confirmed.numbers,
        };
        return with_gaps(shp, &listed, claimed, notes, ticket);
    }
    let index = entries.as_ref().map(|entries| Index {
        entries,
        confirmed: &confirmed.met,
    });
    by_walk(shp, walk, index, beside.rows, claimed, notes)
}

/// A line of the index: where the record's header begins, and the length of its content, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    at: u64,
    bytes: u64,
}

impl Entry {
    fn record(self) -> Record {
        if self.is_null() {
            return Record::Null;
        }
        u32::try_from(self.bytes).map_or(Record::Missing, |bytes| {
            Record::At(self.at + RECORD_HEADER, bytes)
        })
    }

    /// Some programs write an entry of zeros for a feature without shape.
    fn is_null(self) -> bool {
        self.at == 0 && self.bytes == 0
    }

    fn end(self) -> u64 {
        self.at + RECORD_HEADER + self.bytes
    }
}

/// How the entries of an index compare with the records.
#[derive(Debug, Default)]
struct Confirmed {
    /// Whether each meets a record of its length.
    met: Vec<bool>,
    /// Numbers of the records that are met.
    numbers: HashSet<u32>,
    /// Whether each record has the number of its entry.
    is_numbered: bool,
}

/// An index whose entries all meet records.
struct Listed<'a> {
    entries: &'a [Entry],
    /// The bytes of the records in ascending order.
    live: &'a [(u64, u64)],
    numbers: HashSet<u32>,
}

#[derive(Clone, Copy)]
struct Index<'a> {
    entries: &'a [Entry],
    /// Whether each meets a record of its length.
    confirmed: &'a [bool],
}

/// Reads an index; `None` when it is none.
fn read_index(shx: &Data) -> io::Result<Option<Vec<Entry>>> {
    let mut buffer = Vec::new();
    let count = usize::try_from(shx.len()).unwrap_or(usize::MAX);
    let bytes = shx.read(0, count, &mut buffer)?;
    if be_u32(bytes, 0) != Some(MARK) || (bytes.len() as u64) < FILE_HEADER {
        return Ok(None);
    }
    let entries = bytes[FILE_HEADER_BYTES..].as_chunks::<8>().0.iter().map(|entry| {
        let word = |at: usize| u64::from(be_u32(entry, at).unwrap_or_default()) * 2;
        Entry {
            at: word(0),
            bytes: word(4),
        }
    });
    Ok(Some(entries.collect()))
}

/// Whether the records stand one behind the other from the header to the end of the file.
fn is_chain(entries: &[Entry], length: u64) -> bool {
    let mut at = FILE_HEADER;
    for entry in entries {
        if entry.at != at {
            return false;
        }
        at = entry.end();
    }
    at == length
}

/// For each entry whether a record of its length stands there. Entries without a record push the others to higher
/// rows, so they are met only where the numbers of the records say the same.
fn confirm(shp: &Data, entries: &[Entry], ticket: &Ticket) -> Result<Confirmed, ReadErrorKind> {
    let mut window = Window::new(shp);
    let mut confirmed = Confirmed {
        is_numbered: true,
        ..Confirmed::default()
    };
    for (index, entry) in entries.iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_LOOK) {
            ticket.check()?;
        }
        let fits = entry.at >= FILE_HEADER && entry.end() <= shp.len() && entry.bytes >= 4;
        let is_met = fits && {
            let header = window.at(entry.at, 12)?;
            let number = be_u32(header, 0).unwrap_or_default();
            let distance = (index as u64 + 1).checked_sub(u64::from(number));
            confirmed.is_numbered &= matches!(distance, Some(0 | 1));
            confirmed.numbers.insert(number);
            let says = be_u32(header, 4).map(|words| u64::from(words) * 2);
            says == Some(entry.bytes) && le_u32(header, 8).is_some_and(is_shape_type)
        };
        confirmed.met.push(is_met || entry.is_null());
    }
    if !confirmed.is_numbered && entries.iter().any(|entry| entry.is_null()) {
        confirmed.met.fill(false);
    }
    Ok(confirmed)
}

/// The bytes that the records of an index take, in their order; `None` when two share bytes.
fn intervals(entries: &[Entry]) -> Option<Vec<(u64, u64)>> {
    let present = entries.iter().filter(|entry| !entry.is_null());
    let mut live: Vec<(u64, u64)> = present.map(|entry| (entry.at, entry.end())).collect();
    live.sort_unstable();
    live.array_windows().all(|[a, b]| a.1 <= b.0).then_some(live)
}

/// The features of an index that is right, and what stands between them.
fn with_gaps(
    shp: &Data,
    index: &Listed<'_>,
    claimed: u64,
    mut notes: Vec<Note>,
    ticket: &Ticket,
) -> Result<Found, ReadErrorKind> {
    let live = index.live;
    let mut records: Vec<Record> = index.entries.iter().map(|entry| entry.record()).collect();
    let listed = records.len();
    let mut extra = Vec::new();
    let (mut replaced, mut waste) = (0_u64, 0_u64);
    let starts = std::iter::once(FILE_HEADER).chain(live.iter().map(|(_, end)| *end));
    let ends = live.iter().map(|(start, _)| *start).chain([shp.len()]);
    for (start, end) in starts.zip(ends).filter(|(start, end)| start < end) {
        let walk = walk(shp, start, end, 0, ticket)?;
        for (number, record) in walk.records {
            // A record with the number of a listed feature is what that was before it was edited.
            if index.numbers.contains(&number) {
                replaced += 1;
            } else {
                extra.push((number, record));
            }
        }
        waste += end - walk.end;
    }
    extra.sort_by_key(|(number, _)| *number);
    let follow_on = (listed as u64 + 1..)
        .zip(&extra)
        .all(|(next, (number, _))| next == u64::from(*number));
    if !extra.is_empty() {
        notes.push(
            note("note-shx-short")
                .with("count", extra.len())
                .with("listed", listed),
        );
    }
    if replaced > 0 {
        notes.push(note("note-records-replaced").with("count", replaced));
    }
    if waste > 0 {
        notes.push(info("note-shp-gaps").with("count", waste));
    }
    note_length(claimed, shp.len(), &mut notes);
    records.extend(extra.into_iter().map(|(_, record)| record));
    Ok(Found {
        with_rows: if follow_on { records.len() } else { listed },
        records,
        notes,
        is_unproven: false,
    })
}

/// Records found by their headers, with their numbers.
#[derive(Debug)]
struct Walk {
    records: Vec<(u32, Record)>,
    /// Where the walk stopped.
    end: u64,
    /// Whether numbers count up from the first.
    in_order: bool,
}

/// Walks records from `start` to `end`, the first of which should have the number `first` (0: any).
fn walk(shp: &Data, start: u64, end: u64, first: u32, ticket: &Ticket) -> Result<Walk, ReadErrorKind> {
    let mut window = Window::new(shp);
    let mut records: Vec<(u32, Record)> = Vec::new();
    let mut at = start;
    let (mut expected, mut in_order) = (first, true);
    while at + RECORD_HEADER <= end {
        if records.len().is_multiple_of(RECORDS_PER_LOOK) {
            ticket.check()?;
        }
        let header = window.at(at, 12)?;
        let (Some(number), Some(words)) = (be_u32(header, 0), be_u32(header, 4)) else {
            break;
        };
        let next = at + RECORD_HEADER + u64::from(words) * 2;
        let has_type = words >= 2 && le_u32(header, 8).is_some_and(is_shape_type);
        // Numbers from 0 occur.
        let is_next = number == expected || number.checked_add(1) == Some(expected);
        let is_expected = first > 0 && is_next;
        if next > end || !(has_type || is_expected) {
            break;
        }
        in_order &= is_next;
        let Ok(bytes) = u32::try_from(u64::from(words) * 2) else {
            break;
        };
        records.push((number, Record::At(at + RECORD_HEADER, bytes)));
        expected = expected.saturating_add(1);
        at = next;
    }
    Ok(Walk {
        records,
        end: at,
        in_order,
    })
}

/// The features as the walk found them.
fn by_walk(
    shp: &Data,
    walk: Walk,
    index: Option<Index<'_>>,
    rows: Option<u64>,
    claimed: u64,
    mut notes: Vec<Note>,
) -> Result<Found, ReadErrorKind> {
    let walked = walk.records.len() as u64;
    let listed = index.as_ref().map(|index| index.entries.len() as u64);
    let is_whole = walk.end == shp.len() && (claimed <= shp.len() || claimed == shp.len() * 2);
    let ends_as_claimed = walk.end == claimed;
    let mut records: Vec<Record> = walk.records.into_iter().map(|(_, record)| record).collect();
    if is_whole || ends_as_claimed || rows == Some(walked) {
        if let Some(listed) = listed {
            notes.push(
                note("note-shx-contradicts")
                    .with("listed", listed)
                    .with("found", walked),
            );
        }
        if walk.end < shp.len() {
            notes.push(note("note-shp-trailing").with("count", shp.len() - walk.end));
        }
        note_length(claimed, shp.len(), &mut notes);
        if !walk.in_order {
            notes.push(note("note-record-numbers"));
        }
    } else {
        // An index that meets most records knows the way past the break.
        if let Some(index) = &index
            && index.confirmed.iter().filter(|met| **met).count() * 2 > index.confirmed.len()
            && index.entries.len() >= records.len()
        {
            let met = index.entries.iter().zip(index.confirmed);
            records = met
                .map(|(entry, met)| if *met { entry.record() } else { Record::Missing })
                .collect();
        }
        let count = rows.max(listed).filter(|count| *count >= records.len() as u64);
        let broken_off = ReadErrorKind::Shapefile {
            what: "broken-off",
            byte: walk.end,
            features: walked,
        };
        let count = count
            .and_then(|count| usize::try_from(count).ok())
            .ok_or(broken_off)?;
        // A claim of the table is bounded by its bytes, and one of the index by its own.
        records.resize(count, Record::Missing);
        let missing = records
            .iter()
            .filter(|record| **record == Record::Missing)
            .count();
        notes.push(
            note("note-shp-broken")
                .with("byte", walk.end)
                .with("count", missing),
        );
    }
    Ok(Found {
        with_rows: records.len(),
        records,
        notes,
        is_unproven: false,
    })
}

fn note_length(claimed: u64, length: u64, notes: &mut Vec<Note>) {
    if claimed != length {
        notes.push(
            note("note-shp-length")
                .with("claimed", claimed)
                .with("length", length),
        );
    }
}

fn note(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

fn info(code: &'static str) -> Note {
    Note::new(code, Severity::Info, Place::default())
}

/// A moving part of a file, so that headers that stand close together are read together.
struct Window<'a> {
    data: &'a Data,
    buffer: Vec<u8>,
    start: u64,
}

impl<'a> Window<'a> {
    fn new(data: &'a Data) -> Self {
        Self {
            data,
            buffer: Vec::new(),
            start: 0,
        }
    }

    /// `count` bytes from `at` on, fewer at the end of the file.
    fn at(&mut self, at: u64, count: usize) -> io::Result<&[u8]> {
        if let Data::Memory(_) = self.data {
            return self.data.read(at, count, &mut self.buffer);
        }
        let inside = at
            .checked_sub(self.start)
            .and_then(|from| usize::try_from(from).ok());
        let from = match inside {
            Some(from) if from + count <= self.buffer.len() => from,
            _ => {
                self.data.read(at, WINDOW, &mut self.buffer)?;
                self.start = at;
                0
            }
        };
        let end = (from + count).min(self.buffer.len());
        Ok(&self.buffer[from..end])
    }
}
