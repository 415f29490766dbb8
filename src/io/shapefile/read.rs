//! From the files of a shapefile to a layer.
//!
//! Meaning: while one thread takes the fingerprints, the others read runs of records with their rows. How the
//! records are cut into runs depends on the files alone, so the layer is the same for any number of threads.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use super::super::archive::{Archive, is_archive};
use super::super::error::ReadErrorKind;
use super::super::format::{ReadOptions, check_plain_file, read_head};
use super::super::hash::sha256_with_ticket;
use super::bundle::{Bundle, Members, Paths};
use super::prj;
use super::rows::{Counts, Part, Plan, Stopped, read, runs};
use super::table::{Hints, Table};
use super::walk::{Beside, Found, Record, Trust, find};
use crate::crs::CrsId;
use crate::layer::{Note, Notes, Place, Severity, Source, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// A layer before it is said where it came from.
#[derive(Debug)]
pub(super) struct Content {
    name: String,
    declared_crs: Option<CrsId>,
    pub chunks: Vec<SourceChunk>,
    pub notes: Notes,
}

/// Reads a shapefile, or all shapefiles in an archive.
pub(super) fn read_file(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    check_plain_file(path)?;
    if is_archive(&read_head(path)?) {
        return read_archive(path, options, ticket);
    }
    let paths = Paths::beside(path)?;
    let main = paths.main().ok_or(ReadErrorKind::Shapefile {
        what: "mark",
        byte: 0,
        features: 0,
    })?;
    let before = states(&paths)?;
    let bytes = check_plain_file(main)?.len();
    let bundle = paths.open()?;
    check_layer_name(options, std::slice::from_ref(&bundle.name))?;
    let (content, sums) = rayon::join(
        || read_bundle(&bundle, options, ticket),
        || fingerprints(&paths, ticket),
    );
    let (mut content, (sha256, companions)) = (content?, sums?);
    if states(&paths)? != before {
        return Err(ReadErrorKind::Changed);
    }
    if let Some(companions) = companions {
        let note = Note::new("note-companions", Severity::Info, Place::default());
        content.notes.push(note.with("files", companions));
    }
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        let note = Note::new("note-symlink", Severity::Info, Place::default());
        content.notes.push(note);
    }
    let source = Source {
        path: path.to_owned(),
        layer: None,
        sha256,
        bytes,
        format: super::NAME,
    };
    Ok(vec![content.into_layer(source)])
}

fn read_archive(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    let before = check_plain_file(path)?;
    let mut archive = Archive::open(path)?;
    let all = Members::of(&archive)?;
    let names: Vec<String> = all.iter().map(|members| members.name.clone()).collect();
    check_layer_name(options, &names)?;
    let wanted = |members: &&Members| options.layer.as_ref().is_none_or(|layer| *layer == members.name);
    let sha256 = sha256_with_ticket(path, ticket)?;
    let mut layers = Vec::new();
    for members in all.iter().filter(wanted) {
        let bundle = members.open(&mut archive, ticket)?;
        let content = read_bundle(&bundle, options, ticket)?;
        let source = Source {
            path: path.to_owned(),
            layer: Some(members.name.clone()),
            sha256: sha256.clone(),
            bytes: before.len(),
            format: super::NAME,
        };
        layers.push(content.into_layer(source));
    }
    if state_of(&check_plain_file(path)?) != state_of(&before) {
        return Err(ReadErrorKind::Changed);
    }
    Ok(layers)
}

impl Content {
    fn into_layer(self, source: Source) -> SourceLayer {
        SourceLayer {
            name: self.name,
            source,
            declared_crs: self.declared_crs,
            chunks: self.chunks,
            foreign: None,
            notes: self.notes,
        }
    }
}

fn check_layer_name(options: &ReadOptions, known: &[String]) -> Result<(), ReadErrorKind> {
    match &options.layer {
        Some(layer) if !known.contains(layer) => Err(ReadErrorKind::LayerNotFound {
            layer: layer.clone(),
            known: known.join(", "),
        }),
        _ => Ok(()),
    }
}

/// The fingerprint of the main file, and those of the others in one text.
fn fingerprints(paths: &Paths, ticket: &Ticket) -> Result<(String, Option<String>), ReadErrorKind> {
    let main = paths
        .main()
        .map(|path| sha256_with_ticket(path, ticket))
        .transpose()?;
    Ok((main.unwrap_or_default(), of_companions(paths, ticket)?))
}

/// The fingerprints of the files that are read with the main one, in one text; `None` without any.
pub(super) fn of_companions(paths: &Paths, ticket: &Ticket) -> Result<Option<String>, ReadErrorKind> {
    let mut companions = Vec::new();
    for path in paths.companions() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        companions.push(format!("{name} (SHA-256 {})", sha256_with_ticket(path, ticket)?));
    }
    Ok((!companions.is_empty()).then(|| companions.join(", ")))
}

/// What shows that a file was written to or replaced meanwhile.
type State = (Option<SystemTime>, [i64; 2], u64, u64);

fn state_of(metadata: &fs::Metadata) -> State {
    #[cfg(unix)]
    let (times, number) = {
        use std::os::unix::fs::MetadataExt as _;
        ([metadata.ctime(), metadata.ctime_nsec()], metadata.ino())
    };
    #[cfg(not(unix))]
    let (times, number) = ([0; 2], 0);
    (metadata.modified().ok(), times, number, metadata.len())
}

fn states(paths: &Paths) -> Result<Vec<State>, ReadErrorKind> {
    let all = paths.main().into_iter().chain(paths.companions());
    all.map(|path| Ok(state_of(&check_plain_file(path)?))).collect()
}

/// Reads one shapefile from its bytes.
pub(super) fn read_bundle(
    bundle: &Bundle,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<Content, ReadErrorKind> {
    let mut notes = Vec::new();
    let table = open_table(bundle, options, &mut notes, ticket)?;
    let (found, parts) = read_features(bundle, table.as_ref(), ticket)?;
    let declared_crs = prj::declared(bundle.prj.as_deref(), &mut notes);
    notes.extend(found.notes);
    if let Some(table) = &table {
        notes.extend(table.notes.iter().cloned());
        let features = found.records.len() as u64;
        if table.rows > features {
            let note = Note::new("note-dbf-long", Severity::Warning, Place::default());
            notes.push(note.with("rows", table.rows).with("features", features));
        }
    }
    let mut of_features = Notes::default();
    let (mut counts, mut chunks, mut n_features) = (Counts::default(), Vec::new(), 0);
    for mut part in parts {
        part.notes.shift_features(n_features);
        n_features += part.chunk.states.len() as u64;
        of_features.append(part.notes);
        counts.add(part.counts);
        chunks.push(part.chunk);
    }
    notes.extend(counts.notes(table.as_ref().map(|table| table.encoding)));
    let mut all = Notes::default();
    for note in notes {
        all.push(note);
    }
    all.append(of_features);
    Ok(Content {
        name: bundle.name.clone(),
        declared_crs,
        chunks,
        notes: all,
    })
}

/// Opens the table; beside shapes a broken one is noted and left out.
fn open_table<'b>(
    bundle: &'b Bundle,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
    ticket: &Ticket,
) -> Result<Option<Table<'b>>, ReadErrorKind> {
    let warning = |code| Note::new(code, Severity::Warning, Place::default());
    let Some(dbf) = &bundle.dbf else {
        notes.push(warning("note-dbf-missing"));
        return Ok(None);
    };
    let hints = Hints {
        given: options.encoding,
        cpg: bundle.cpg.as_deref(),
        keep_personal: options.keep_personal,
    };
    match Table::open(dbf, hints, ticket) {
        Ok(table) => Ok(Some(table)),
        Err(ReadErrorKind::Shapefile { .. }) if bundle.shp.is_some() => {
            notes.push(warning("note-dbf-unreadable"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Reads all features; where the index turns out to be wrong, once more without believing it.
fn read_features(
    bundle: &Bundle,
    table: Option<&Table<'_>>,
    ticket: &Ticket,
) -> Result<(Found, Vec<Part>), ReadErrorKind> {
    let columns = table.map(Table::columns).unwrap_or_default();
    let mut trust = Trust::Index;
    loop {
        let found = match &bundle.shp {
            Some(shp) => {
                let beside = Beside {
                    shx: bundle.shx.as_ref(),
                    rows: table.map(|table| table.rows),
                };
                find(shp, beside, trust, ticket)?
            }
            None => without_shapes(table),
        };
        let plan = Plan {
            shp: bundle.shp.as_ref(),
            records: &found.records,
            with_rows: found.with_rows,
            is_unproven: found.is_unproven,
            table,
            columns: &columns,
            ticket,
        };
        match read_all(&plan) {
            Ok(parts) => return Ok((found, parts)),
            Err(Stopped::IndexLies) => trust = Trust::Nothing,
            Err(Stopped::Failed(error)) => return Err(error),
        }
    }
}

/// Rows of a table whose shapes are not there: nobody knows their ground.
fn without_shapes(table: Option<&Table<'_>>) -> Found {
    let rows = table
        .and_then(|table| usize::try_from(table.rows).ok())
        .unwrap_or_default();
    Found {
        records: vec![Record::Missing; rows],
        with_rows: rows,
        ..Found::default()
    }
}

/// Reads all runs; the first fault in their order is the one that is told.
fn read_all(plan: &Plan<'_>) -> Result<Vec<Part>, Stopped> {
    let runs = runs(plan);
    plan.ticket.expect(runs.len() as u64);
    let read = |run: &std::ops::Range<usize>| {
        let parts = read(plan, run.clone());
        plan.ticket.advance(1);
        parts
    };
    let parts: Vec<Result<Vec<Part>, Stopped>> = runs.par_iter().with_max_len(1).map(read).collect();
    let parts: Result<Vec<Vec<Part>>, Stopped> = parts.into_iter().collect();
    Ok(parts?.into_iter().flatten().collect())
}
