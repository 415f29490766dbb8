//! From a file to a layer.
//!
//! Meaning: the frame of the file is walked by its own lengths, each held against the bytes that are left. A feature
//! whose buffer is damaged is set aside and the next one is found all the same; a file that breaks off, or holds fewer
//! features than its header says, is refused. One thread reads and takes the fingerprint; the features of some
//! megabytes are a run, which another thread looks at meanwhile. Where a run ends depends on the file alone.

use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::path::Path;

use flatbuffers::VerifierOptions;
use flatgeobuf::{Column, Feature, GeometryType, Header};
use rayon::prelude::*;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::format::{ReadOptions, check_plain_file};
use super::super::geopackage::wkt::epsg_of;
use super::super::layer_builder::LayerBuilder;
use super::super::summing::{Summing, drain};
use super::super::tally::shorten;
use super::properties::{self, Broken, ColumnPlan, Value};
use super::{MAGIC, geometry, index_bytes};
use crate::crs::CrsId;
use crate::layer::{Note, Place, Severity, Source, SourceLayer};
use crate::progress::Ticket;

/// Longest header.
const HEADER_LIMIT: u64 = 16 << 20;

/// Longest feature that is looked at.
const FEATURE_LIMIT: u64 = 1 << 30;

/// Columns that are kept.
const COLUMNS_LIMIT: usize = 4096;

/// Bytes of features that one thread looks at together, and how many such runs are in memory at once.
const RUN_BYTES: usize = 2 << 20;
const RUNS_AT_ONCE: usize = 8;

/// Bytes read at once.
const BLOCK_BYTES: usize = 256 << 10;

/// What the header says.
struct Plan {
    name: String,
    kind: GeometryType,
    columns: Vec<ColumnPlan>,
    n_features: u64,
    index_bytes: u64,
    crs: Option<CrsId>,
    notes: Vec<Note>,
}

/// Reads a file as one layer.
pub(super) fn read_file(
    path: &Path,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    let before = check_plain_file(path)?;
    if before.len() == 0 {
        return Err(ReadErrorKind::Empty);
    }
    ticket.expect(before.len());
    let mut frame = Frame {
        input: BufReader::with_capacity(BLOCK_BYTES, Summing::new(File::open(path)?, ticket)),
        at: 0,
        end: before.len(),
        n_features: 0,
        buffer: Vec::new(),
    };
    let plan = frame.plan(path)?;
    if let Some(wanted) = options.layer.as_ref().filter(|wanted| **wanted != plan.name) {
        return Err(ReadErrorKind::LayerNotFound {
            layer: wanted.clone(),
            known: plan.name,
        });
    }
    frame.pass_over(plan.index_bytes, ticket)?;
    let mut builder = LayerBuilder::new(options, ticket);
    let mut blobs = Blobs::default();
    let build = |run: &Run| run.build(&plan, options, ticket);
    let mut runs = frame.runs(&plan, ticket)?;
    while !runs.is_empty() {
        let (built, next) = rayon::join(
            || runs.par_iter().map(build).collect::<Vec<_>>(),
            || frame.runs(&plan, ticket),
        );
        for built in built {
            let (later, dropped) = built?;
            builder.append(later);
            blobs.add(dropped);
        }
        runs = next?;
    }
    if builder.n_features() < plan.n_features {
        return Err(frame.broken("truncated"));
    }
    let n_features = builder.n_features();
    let (sha256, bytes) = drain(frame.input, ticket)?;
    let after = fs::metadata(path)?;
    if bytes != before.len() || after.len() != bytes || after.modified().ok() != before.modified().ok() {
        return Err(ReadErrorKind::Changed);
    }
    let notes = notes(path, &plan, n_features, &blobs);
    for note in notes.into_iter().chain(plan.notes) {
        builder.file_note(note);
    }
    let source = Source {
        path: path.to_owned(),
        layer: options.layer.clone(),
        sha256,
        bytes,
        format: "FlatGeobuf",
    };
    Ok(builder.finish(plan.name, source, plan.crs))
}

/// What is to be told about the file as a whole.
fn notes(path: &Path, plan: &Plan, n_features: u64, blobs: &Blobs) -> Vec<Note> {
    let note = |code, severity| Note::new(code, severity, Place::default());
    let mut notes = Vec::new();
    if plan.n_features > 0 && n_features != plan.n_features {
        let differs = note("note-feature-count", Severity::Warning).with("count", n_features);
        notes.push(differs.with("expected", plan.n_features));
    }
    if blobs.count > 0 {
        let dropped = note("note-blob-dropped", Severity::Warning).with("count", blobs.count);
        notes.push(dropped.with("fields", blobs.fields.join(", ")));
    }
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        notes.push(note("note-symlink", Severity::Info));
    }
    notes
}

/// The file while it is walked.
struct Frame<'t> {
    input: BufReader<Summing<'t>>,
    at: u64,
    end: u64,
    /// Features that were read.
    n_features: u64,
    buffer: Vec<u8>,
}

/// Features that follow each other in the file.
struct Run {
    bytes: Vec<u8>,
    features: Vec<Framed>,
}

/// A feature in a run.
struct Framed {
    /// Where its frame begins in the file.
    at: u64,
    /// Its buffer with the length before it; `None` for one that is too long to be looked at.
    range: Option<std::ops::Range<usize>>,
}

impl Run {
    fn build<'t>(
        &self,
        plan: &Plan,
        options: &ReadOptions,
        ticket: &'t Ticket,
    ) -> Result<(LayerBuilder<'t>, Blobs), ReadErrorKind> {
        let mut builder = LayerBuilder::new(options, ticket);
        let mut blobs = Blobs::default();
        for framed in &self.features {
            let buffer = framed.range.clone().and_then(|range| self.bytes.get(range));
            feature((framed.at, buffer), plan, &mut builder, &mut blobs)?;
        }
        Ok((builder, blobs))
    }
}

impl Frame<'_> {
    /// The next runs of features; none at the end of the file.
    fn runs(&mut self, plan: &Plan, ticket: &Ticket) -> Result<Vec<Run>, ReadErrorKind> {
        let mut runs = Vec::new();
        while runs.len() < RUNS_AT_ONCE {
            let run = self.run(plan, ticket)?;
            if run.features.is_empty() {
                break;
            }
            runs.push(run);
        }
        Ok(runs)
    }

    fn run(&mut self, plan: &Plan, ticket: &Ticket) -> Result<Run, ReadErrorKind> {
        let mut run = Run {
            bytes: Vec::with_capacity(RUN_BYTES + BLOCK_BYTES),
            features: Vec::new(),
        };
        while self.at < self.end && run.bytes.len() < RUN_BYTES {
            ticket.check()?;
            if plan.n_features > 0 && self.n_features == plan.n_features && self.rest_is_zero()? {
                break;
            }
            let at = self.at;
            let start = run.bytes.len();
            std::mem::swap(&mut self.buffer, &mut run.bytes);
            let framed = self.framed(start, ticket);
            std::mem::swap(&mut self.buffer, &mut run.bytes);
            let range = framed?.then_some(start..run.bytes.len());
            run.features.push(Framed { at, range });
            self.n_features += 1;
        }
        Ok(run)
    }

    /// Reads a feature behind the first `start` bytes of the buffer. One that is too long is passed over: `false`.
    fn framed(&mut self, start: usize, ticket: &Ticket) -> Result<bool, ReadErrorKind> {
        self.fill(4)?;
        let length = self.buffer[start..]
            .first_chunk()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        if u64::from(length) <= FEATURE_LIMIT {
            self.fill(u64::from(length))?;
            return Ok(true);
        }
        self.buffer.truncate(start);
        let kept = std::mem::take(&mut self.buffer);
        let passed = self.pass_over(u64::from(length), ticket);
        self.buffer = kept;
        passed.map(|()| false)
    }

    fn broken(&self, what: &'static str) -> ReadErrorKind {
        ReadErrorKind::FlatGeobufBroken { what, byte: self.at }
    }

    /// Reads the next bytes behind those in the buffer; there must be as many.
    fn fill(&mut self, count: u64) -> Result<(), ReadErrorKind> {
        if count > self.end - self.at {
            return Err(self.broken("truncated"));
        }
        let read = self.input.by_ref().take(count).read_to_end(&mut self.buffer)? as u64;
        self.at += read;
        if read == count {
            Ok(())
        } else {
            Err(ReadErrorKind::Changed)
        }
    }

    /// Reads a buffer with its length before it; `false` for one that is longer than `limit`.
    fn sized(&mut self, limit: u64) -> Result<bool, ReadErrorKind> {
        self.buffer.clear();
        self.fill(4)?;
        let length = self
            .buffer
            .first_chunk()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        if u64::from(length) > limit {
            return Ok(false);
        }
        self.fill(u64::from(length))?;
        Ok(true)
    }

    fn pass_over(&mut self, mut count: u64, ticket: &Ticket) -> Result<(), ReadErrorKind> {
        if count > self.end - self.at {
            return Err(self.broken("truncated"));
        }
        while count > 0 {
            ticket.check()?;
            self.buffer.clear();
            let step = count.min(BLOCK_BYTES as u64);
            self.fill(step)?;
            count -= step;
        }
        Ok(())
    }

    /// Whether nothing but a few zeros follows, as some programs pad.
    fn rest_is_zero(&mut self) -> Result<bool, ReadErrorKind> {
        if self.end - self.at >= 8 {
            return Ok(false);
        }
        self.buffer.clear();
        self.fill(self.end - self.at)?;
        if self.buffer.iter().all(|byte| *byte == 0) {
            Ok(true)
        } else {
            Err(self.broken("truncated"))
        }
    }

    fn plan(&mut self, path: &Path) -> Result<Plan, ReadErrorKind> {
        self.fill(MAGIC.len() as u64)?;
        if self.buffer.get(..3) != MAGIC.get(..3) || self.buffer.get(4..7) != MAGIC.get(4..7) {
            return Err(self.broken("magic"));
        }
        if self.buffer[3] != MAGIC[3] {
            return Err(self.broken("version"));
        }
        if !self.sized(HEADER_LIMIT)? {
            return Err(self.broken("header"));
        }
        let options = verifier(self.buffer.len());
        let header = flatgeobuf::size_prefixed_root_as_header_with_opts(&options, &self.buffer);
        let header = header.map_err(|_| self.broken("header"))?;
        if header.index_node_size() == 1 && header.features_count() > 0 {
            return Err(self.broken("header"));
        }
        let index_bytes = index_bytes(header.features_count(), header.index_node_size());
        let index_bytes = index_bytes.ok_or_else(|| self.broken("truncated"))?;
        let (crs, mut notes) = reference_system(&header);
        let (columns, dropped) = columns(header.columns().into_iter().flatten());
        if dropped > 0 {
            notes.push(columns_note(dropped));
        }
        let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = header.name().filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Plan {
            name: name.or_else(stem).unwrap_or_default(),
            kind: header.geometry_type(),
            columns,
            n_features: header.features_count(),
            index_bytes,
            crs,
            notes,
        })
    }
}

/// Limits for a buffer: what is shared in it may not count as more than a few times its length.
fn verifier(length: usize) -> VerifierOptions {
    VerifierOptions {
        max_depth: 96,
        max_tables: length / 4 + 16,
        max_apparent_size: length.saturating_mul(4).saturating_add(4096),
        ignore_missing_null_terminator: true,
    }
}

fn columns<'h>(all: impl Iterator<Item = Column<'h>>) -> (Vec<ColumnPlan>, u64) {
    let mut columns: Vec<ColumnPlan> = Vec::new();
    let mut names = std::collections::HashSet::new();
    let mut dropped = 0;
    for column in all {
        // Columns beyond the limit keep their place, so that the values behind them are found.
        let mut name = column.name().to_owned();
        let mut number = 2;
        while !names.insert(name.clone()) && number < 100 {
            name = format!("{}_{number}", column.name());
            number += 1;
        }
        dropped += u64::from(columns.len() >= COLUMNS_LIMIT);
        columns.push(ColumnPlan {
            name,
            kind: column.type_(),
        });
    }
    (columns, dropped)
}

fn columns_note(dropped: u64) -> Note {
    let note = Note::new("note-flatgeobuf-columns", Severity::Warning, Place::default());
    note.with("count", dropped).with("limit", COLUMNS_LIMIT)
}

/// The system that the header names by number, else by the authority of its definition.
fn reference_system(header: &Header<'_>) -> (Option<CrsId>, Vec<Note>) {
    let Some(crs) = header.crs() else {
        return (None, Vec::new());
    };
    let is_epsg = crs
        .org()
        .is_none_or(|org| org.is_empty() || org.eq_ignore_ascii_case("EPSG"));
    let by_code = u32::try_from(crs.code()).ok().filter(|code| is_epsg && *code > 0);
    let by_definition = crs.wkt().and_then(epsg_of);
    let number = crs.code();
    let note = |code, severity| Note::new(code, severity, Place::default()).with("srs", number);
    match (by_code, by_definition) {
        (Some(code), Some(other)) if code != other => {
            let note = note("note-srs-contradiction", Severity::Warning).with("crs", CrsId::Epsg(code));
            (None, vec![note.with("other", CrsId::Epsg(other))])
        }
        (Some(code), _) => (Some(CrsId::Epsg(code)), Vec::new()),
        (None, Some(code)) => {
            let crs = CrsId::Epsg(code);
            let note = note("note-srs-by-definition", Severity::Info).with("crs", crs);
            (Some(crs), vec![note])
        }
        (None, None) => {
            let says_nothing = number == 0 && crs.wkt().is_none() && crs.name().is_none();
            let named = format!("{}:{number}", crs.org().unwrap_or_default());
            let named = crs.name().or(crs.code_string()).unwrap_or(&named);
            let unknown = note("note-srs-unknown", Severity::Warning).with("name", shorten(named));
            (None, if says_nothing { Vec::new() } else { vec![unknown] })
        }
    }
}

/// Binary values that were left out.
#[derive(Default)]
struct Blobs {
    count: u64,
    fields: Vec<String>,
}

impl Blobs {
    fn add(&mut self, later: Self) {
        self.count += later.count;
        for field in later.fields {
            if !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
    }
}

fn feature(
    (at, buffer): (u64, Option<&[u8]>),
    plan: &Plan,
    builder: &mut LayerBuilder<'_>,
    blobs: &mut Blobs,
) -> Result<(), ReadErrorKind> {
    builder.begin(None)?;
    let verified = buffer.map(|buffer| {
        let options = verifier(buffer.len());
        flatgeobuf::size_prefixed_root_as_feature_with_opts(&options, buffer)
    });
    let Some(Ok(feature)) = verified else {
        builder.fault(Fault::new("note-flatgeobuf-buffer").with("byte", at));
        builder.end(false);
        return Ok(());
    };
    let geometry = feature.geometry();
    if let Some(geometry) = &geometry
        && let Err(fault) = geometry::read(geometry, plan.kind, builder)
    {
        builder.fault(fault);
    }
    if fields(&feature, plan, builder, blobs).is_err() {
        let note = Note::new("note-flatgeobuf-properties", Severity::Warning, Place::default());
        builder.note(note);
    }
    builder.end(geometry.is_none());
    Ok(())
}

fn fields(
    feature: &Feature<'_>,
    plan: &Plan,
    builder: &mut LayerBuilder<'_>,
    blobs: &mut Blobs,
) -> Result<(), Broken> {
    let own = feature
        .columns()
        .filter(|own| !own.is_empty())
        .map(|own| columns(own.into_iter()).0);
    let columns = own.as_deref().unwrap_or(&plan.columns);
    let Some(bytes) = feature.properties() else {
        return Ok(());
    };
    properties::read(bytes.bytes(), columns, |number, value| {
        if number >= COLUMNS_LIMIT {
            return;
        }
        let name = columns[number].name.as_str();
        let code = match value {
            Value::Json(json) => {
                builder.attribute(name, &json);
                return;
            }
            Value::Blob => {
                blobs.count += 1;
                if !blobs.fields.iter().any(|known| known == name) {
                    blobs.fields.push(name.to_owned());
                }
                return;
            }
            Value::NotFinite => "note-value-not-finite",
            Value::NotUtf8 => "note-value-not-utf8",
        };
        builder.attribute(name, "null");
        let note = Note::new(code, Severity::Warning, Place::default());
        builder.note(note.with("name", shorten(name)));
    })
}
