//! From a file to layers.
//!
//! Meaning: while one thread takes the fingerprint of the file, the others read runs of rows. A table whose rows are
//! numbered is read from the leaves of its tree ([`super::pages`]); where these are not plain, SQLite reads runs of
//! numbers, each with a connection of its own; a view is read in one run. A run becomes a chunk, or several where its features are large; where numbers have gaps chunks come
//! out smaller. How the rows are cut depends on the file alone, so the layer is the same for any number of
//! threads.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;
use rusqlite::Connection;

use super::super::error::ReadErrorKind;
use super::super::format::{ReadOptions, check_plain_file, read_head};
use super::super::hash::sha256_with_ticket;
use super::database::{Database, quoted};
use super::pages::{NotPlain, PageFile};
use super::rows::{
    CHUNK_BYTES, Counts, LeafRows, LeavesError, Part, RowPlan, Scratch, read_all, read_leaves, read_range,
};
use super::schema::{FeatureTable, feature_tables};
use super::{has_application_id, srs};
use crate::crs::CrsId;
use crate::layer::{CHUNK_FEATURES, Note, Notes, Place, Severity, Source, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Bytes that a row with a polygon takes at least; more row numbers than that have gaps.
const LEAST_ROW_BYTES: u64 = 96;

/// A table, and how it is read.
struct LayerPlan {
    table: FeatureTable,
    crs: Option<CrsId>,
    crs_note: Option<Note>,
    runs: Runs,
}

/// A table as it was read.
#[derive(Default)]
struct Assembled {
    chunks: Vec<SourceChunk>,
    notes: Notes,
    counts: Counts,
    n_features: u64,
}

/// How the rows of a table are cut.
enum Runs {
    /// By the leaves of its tree, so many at once.
    Leaves(PageFile, Vec<u32>, usize),
    /// By row numbers, from and to.
    Ranges(Vec<(i64, i64)>),
    /// Not at all.
    Whole,
}

impl Runs {
    /// Steps of progress.
    fn steps(&self) -> u64 {
        match self {
            Self::Leaves(_, leaves, at_once) => leaves.len().div_ceil(*at_once) as u64,
            Self::Ranges(ranges) => ranges.len() as u64,
            Self::Whole => 1,
        }
    }
}

/// Who brings the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// The pages of the file where they are plain, else SQLite.
    FromPages,
    /// SQLite in any case.
    #[cfg_attr(not(test), expect(dead_code, reason = "what the pages are compared with"))]
    FromSqlite,
}

/// Reads all tables of features, or the one that is named.
pub(super) fn read_file(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    read_from(Rows::FromPages, path, options, ticket)
}

/// The same with a choice.
pub(super) fn read_from(
    rows_from: Rows,
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let before = check_plain_file(path)?;
    let database = Database::open(path, before.len(), ticket)?;
    let (plans, known_srs) = database.with(|connection| {
        let plans = plan_layers(&database, connection, (path, rows_from), options, before.len())?;
        let known_srs = srs::known_ids(connection).map_err(|error| database.error(&error))?;
        Ok((plans, known_srs))
    })?;
    ticket.begin(plans.iter().map(|plan| plan.runs.steps()).sum());
    let read = |plan: &LayerPlan| {
        let rows = RowPlan {
            database: &database,
            ticket,
            table: &plan.table,
            known_srs: &known_srs,
            crs_is_given: options.crs_is_given,
        };
        Ok(assemble(read_rows(&rows, &plan.runs, before.len())?))
    };
    let (read, sha256) = rayon::join(
        || plans.iter().map(read).collect::<Result<Vec<_>, ReadErrorKind>>(),
        || sha256_with_ticket(path, ticket),
    );
    let (read, sha256) = (read?, sha256?);
    let after = check_plain_file(path)?;
    if !database.has_wal && (changed(&before) != changed(&after) || before.len() != after.len()) {
        return Err(ReadErrorKind::Changed);
    }
    let file_notes = file_notes(path, &database)?;
    let layers = plans.into_iter().zip(read).map(|(plan, read)| {
        let source = Source {
            path: path.to_owned(),
            layer: Some(plan.table.name.clone()),
            sha256: sha256.clone(),
            bytes: before.len(),
            format: "GeoPackage",
        };
        layer(plan, read, source, &file_notes)
    });
    Ok(layers.collect())
}

/// What shows that a file was written to or replaced meanwhile: every connection opens the path anew, so a file
/// put in its place would be read in part.
fn changed(metadata: &fs::Metadata) -> (Option<SystemTime>, [i64; 2], u64) {
    #[cfg(unix)]
    let (times, number) = {
        use std::os::unix::fs::MetadataExt as _;
        ([metadata.ctime(), metadata.ctime_nsec()], metadata.ino())
    };
    #[cfg(not(unix))]
    let (times, number) = ([0; 2], 0);
    (metadata.modified().ok(), times, number)
}

fn layer(plan: LayerPlan, read: Assembled, source: Source, file_notes: &[Note]) -> SourceLayer {
    let mut notes = Notes::default();
    let of_table = read.counts.notes(&plan.table, read.n_features);
    for note in file_notes.iter().cloned().chain(plan.crs_note).chain(of_table) {
        notes.push(note);
    }
    notes.append(read.notes);
    SourceLayer {
        name: plan.table.name,
        source,
        declared_crs: plan.crs,
        chunks: read.chunks,
        foreign: None,
        notes,
    }
}

/// Notes on the file as a whole.
fn file_notes(path: &Path, database: &Database) -> Result<Vec<Note>, ReadErrorKind> {
    let note = |code, severity| Note::new(code, severity, Place::default());
    let mut notes = Vec::new();
    if !has_application_id(&read_head(path)?) {
        notes.push(note("note-application-id", Severity::Warning));
    }
    if database.has_wal {
        notes.push(note("note-wal", Severity::Warning));
    }
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        notes.push(note("note-symlink", Severity::Info));
    }
    Ok(notes)
}

fn plan_layers(
    database: &Database,
    connection: &Connection,
    (path, rows_from): (&Path, Rows),
    options: &ReadOptions,
    bytes: u64,
) -> Result<Vec<LayerPlan>, ReadErrorKind> {
    let tables = feature_tables(database, connection, options)?;
    let plan = |table: FeatureTable| {
        let (crs, crs_note) = srs::decide(connection, table.srs_id)?;
        let uses_pages = rows_from == Rows::FromPages && !database.has_wal;
        let leaves = if uses_pages {
            leaves(path, &table).ok()
        } else {
            None
        };
        let runs = match (leaves, table.row_key) {
            (Some(runs), _) => runs,
            (None, Some(key)) if !database.has_wal => Runs::Ranges(ranges(connection, &table, key, bytes)?),
            _ => Runs::Whole,
        };
        Ok(LayerPlan {
            table,
            crs,
            crs_note,
            runs,
        })
    };
    let plans: rusqlite::Result<Vec<LayerPlan>> = tables.into_iter().map(plan).collect();
    plans.map_err(|error| database.error(&error))
}

/// The leaves of a table, in runs that fill a chunk when the file holds nothing else.
fn leaves(path: &Path, table: &FeatureTable) -> Result<Runs, NotPlain> {
    let stored = table.stored.as_ref().ok_or(NotPlain)?;
    let file = PageFile::open(path)?;
    let leaves = file.leaves(stored.root)?;
    let bytes_per_leaf = (file.n_bytes() / leaves.len().max(1) as u64).max(1);
    let at_once = usize::try_from(CHUNK_BYTES / bytes_per_leaf).unwrap_or(usize::MAX);
    Ok(Runs::Leaves(file, leaves, at_once.max(1)))
}

/// Cuts the row numbers of a table into ranges of at most one chunk.
fn ranges(
    connection: &Connection,
    table: &FeatureTable,
    key: &str,
    bytes: u64,
) -> rusqlite::Result<Vec<(i64, i64)>> {
    let n_features = table.n_features;
    let table = quoted(&table.name);
    let sql = format!("SELECT (SELECT min({key}) FROM {table}), (SELECT max({key}) FROM {table})");
    let ends: (Option<i64>, Option<i64>) =
        connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(min), Some(max)) = ends else {
        return Ok(Vec::new());
    };
    let width = max.abs_diff(min).saturating_add(1);
    // A wrong number of features costs time and nothing else.
    let most = n_features.map_or(u64::MAX, |count| count.saturating_mul(2));
    if width > most.min(bytes / LEAST_ROW_BYTES) {
        return sparse_ranges(connection, &table, key);
    }
    let rows = i64::try_from(rows_per_run(width, bytes)).unwrap_or(i64::MAX);
    let mut ranges = Vec::new();
    let mut first = min;
    loop {
        let last = first.saturating_add(rows - 1).min(max);
        ranges.push((first, last));
        if last == max {
            return Ok(ranges);
        }
        first = last + 1;
    }
}

/// Rows that fill a chunk when the file holds nothing but rows of one size: a power of two.
fn rows_per_run(width: u64, bytes: u64) -> u64 {
    let mut rows = CHUNK_FEATURES as u64;
    while rows > 1 && bytes / width.max(1) * rows > CHUNK_BYTES {
        rows /= 2;
    }
    rows
}

/// Ranges of whole chunks, found by walking the row numbers.
fn sparse_ranges(connection: &Connection, table: &str, key: &str) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare(&format!("SELECT {key} FROM {table} ORDER BY {key}"))?;
    let mut rows = statement.query([])?;
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    let mut n_rows = 0;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        match ranges.last_mut() {
            Some(open) if n_rows % CHUNK_FEATURES != 0 => open.1 = number,
            _ => ranges.push((number, number)),
        }
        n_rows += 1;
    }
    Ok(ranges)
}

/// Reads the rows of a table; the first fault in their order is the one that is told.
fn read_rows(plan: &RowPlan<'_>, runs: &Runs, bytes: u64) -> Result<Vec<Part>, ReadErrorKind> {
    match runs {
        Runs::Leaves(file, leaves, at_once) => match read_runs_of_leaves(plan, file, leaves, *at_once) {
            Err(LeavesError::NotPlain) => read_by_numbers(plan, bytes),
            Err(LeavesError::Read(kind)) => Err(kind),
            Ok(parts) => Ok(parts),
        },
        Runs::Ranges(ranges) => read_ranges(plan, ranges),
        Runs::Whole => {
            let parts = plan.database.with(|connection| read_all(connection, plan));
            plan.ticket.advance(1);
            parts
        }
    }
}

fn read_runs_of_leaves(
    plan: &RowPlan<'_>,
    file: &PageFile,
    leaves: &[u32],
    at_once: usize,
) -> Result<Vec<Part>, LeavesError> {
    let table = plan.table.stored.as_ref().ok_or(LeavesError::NotPlain)?;
    let read = |scratch: &mut Scratch, run: &[u32]| {
        let parts = read_leaves(plan, (file, table), run, scratch);
        plan.ticket.advance(1);
        parts
    };
    let runs = leaves.par_chunks(at_once).with_max_len(1);
    let read: Vec<Result<LeafRows, LeavesError>> = runs.map_init(Scratch::default, read).collect();
    let read: Vec<LeafRows> = read.into_iter().collect::<Result<_, _>>()?;
    let numbers: Vec<(i64, i64)> = read.iter().filter_map(|run| run.numbers).collect();
    if numbers.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
        return Err(LeavesError::NotPlain);
    }
    Ok(read.into_iter().flat_map(|run| run.parts).collect())
}

/// The rows by their numbers, or in one run, after the pages turned out not to be plain.
fn read_by_numbers(plan: &RowPlan<'_>, bytes: u64) -> Result<Vec<Part>, ReadErrorKind> {
    let Some(key) = plan.table.row_key else {
        return plan.database.with(|connection| read_all(connection, plan));
    };
    let ranges = plan.database.with(|connection| {
        let ranges = ranges(connection, plan.table, key, bytes);
        ranges.map_err(|error| plan.database.error(&error))
    })?;
    read_ranges(plan, &ranges)
}

fn read_ranges(plan: &RowPlan<'_>, ranges: &[(i64, i64)]) -> Result<Vec<Part>, ReadErrorKind> {
    let read = |range: &(i64, i64)| {
        let parts = plan
            .database
            .with(|connection| read_range(connection, plan, *range));
        plan.ticket.advance(1);
        parts
    };
    let parts: Vec<Result<Vec<Part>, ReadErrorKind>> = ranges.par_iter().with_max_len(1).map(read).collect();
    let parts: Result<Vec<Vec<Part>>, ReadErrorKind> = parts.into_iter().collect();
    Ok(parts?.into_iter().flatten().collect())
}

/// Puts the parts of a table together in the order of its rows.
fn assemble(parts: Vec<Part>) -> Assembled {
    let mut all = Assembled::default();
    for mut part in parts {
        part.notes.shift_features(all.n_features);
        all.n_features += part.chunk.states.len() as u64;
        all.notes.append(part.notes);
        all.counts.add(part.counts);
        all.chunks.push(part.chunk);
    }
    all
}
