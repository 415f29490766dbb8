//! The rows of a table into a layer.
//!
//! Meaning: blocks of rows are read on all threads, each run of blocks into a builder of its own, and put together in
//! their order. A row that is not where its place says, or ends before its geometry, is a feature that cannot be
//! read. So is each row that the head of the table counts and no place names.
//!
//! Input: a [`Table`] with geometry. Output: features in a [`LayerBuilder`].

use rayon::prelude::*;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::format::ReadOptions;
use super::super::layer_builder::LayerBuilder;
use super::super::tally::shorten;
use super::catalog::told;
use super::fields::{Field, Grid, Kind};
use super::geometry::GeometryReader;
use super::table::{RowBytes, Table};
use super::value::{Value, Values, Written, write_json};
use crate::layer::{Note, Place, Severity, is_personal};
use crate::progress::Ticket;

/// Blocks that one thread reads in one go: as many rows as a chunk of a layer holds.
const BLOCKS_PER_RUN: usize = 8;

/// A table as a layer.
pub(super) struct RowPlan<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its name.
    pub name: &'a str,
    /// How its numbers become ordinates.
    pub grid: &'a Grid,
    /// What the reader was told.
    pub options: &'a ReadOptions,
    /// Whether to go on.
    pub ticket: &'a Ticket,
}

/// Values that were left out because they are binary.
#[derive(Debug, Default)]
struct Blobs {
    count: u64,
    /// By number of the field.
    fields: Vec<bool>,
}

/// A run of rows.
struct Run<'t> {
    builder: LayerBuilder<'t>,
    blobs: Blobs,
}

/// Reads all rows behind what `builder` has.
pub(super) fn read_rows<'a>(plan: &RowPlan<'a>, builder: &mut LayerBuilder<'a>) -> Result<(), ReadErrorKind> {
    let n_blocks = plan.table.n_blocks();
    let starts: Vec<u64> = (0..n_blocks).step_by(BLOCKS_PER_RUN).collect();
    let read = |start: &u64| {
        let run = read_run(plan, *start..n_blocks.min(start + BLOCKS_PER_RUN as u64));
        plan.ticket.advance(1);
        run
    };
    let runs: Vec<Result<Run<'_>, ReadErrorKind>> = starts.par_iter().with_max_len(1).map(read).collect();
    let mut blobs = Blobs::default();
    for run in runs {
        let run = run?;
        builder.append(run.builder);
        blobs.add(&run.blobs);
    }
    let (found, expected) = (builder.n_features(), plan.table.n_rows);
    if found != expected {
        let note = Note::new("note-feature-count", Severity::Warning, Place::default());
        builder.file_note(note.with("count", found).with("expected", expected));
    }
    for _ in found..expected {
        builder.begin(None)?;
        builder.fault(Fault::new("note-gdb-row-missing"));
        builder.end(false);
    }
    if blobs.count > 0 {
        let fields = blobs.names(&plan.table.fields.all);
        let note = Note::new("note-blob-dropped", Severity::Warning, Place::default());
        builder.file_note(note.with("count", blobs.count).with("fields", fields));
    }
    Ok(())
}

/// Number of runs, for the progress.
pub(super) fn n_runs(table: &Table) -> u64 {
    table.n_blocks().div_ceil(BLOCKS_PER_RUN as u64)
}

fn read_run<'t>(plan: &RowPlan<'t>, blocks: std::ops::Range<u64>) -> Result<Run<'t>, ReadErrorKind> {
    let broken = |broken| told(broken, plan.name);
    let mut reader = RowReader::new(plan);
    let (mut bytes, mut places) = (RowBytes::default(), Vec::new());
    for block in blocks {
        plan.table.places(block, &mut places).map_err(broken)?;
        for (number, place) in &places {
            let builder = &mut reader.run.builder;
            builder.begin(None)?;
            if plan.table.has_numbers() {
                builder.id(number.to_string());
            }
            let is_null = if let Ok(row) = bytes.row(plan.table, *place).map_err(broken)? {
                reader.row(row)
            } else {
                builder.fault(Fault::new("note-gdb-row").with("byte", place));
                false
            };
            reader.run.builder.end(is_null);
        }
    }
    Ok(reader.run)
}

struct RowReader<'t, 'p> {
    plan: &'p RowPlan<'t>,
    run: Run<'t>,
    /// Names of the fields in the layer.
    names: Vec<&'t str>,
    geometry: GeometryReader,
    json: String,
}

impl<'t, 'p> RowReader<'t, 'p> {
    fn new(plan: &'p RowPlan<'t>) -> Self {
        let fields = &plan.table.fields.all;
        let is_told_by_alias = |field: &Field| !plan.options.keep_personal && is_personal(&field.alias);
        // A field that only its alias shows as personal is dropped under that name.
        let name = |field: &'t Field| {
            if is_told_by_alias(field) {
                field.alias.as_str()
            } else {
                field.name.as_str()
            }
        };
        Self {
            plan,
            run: Run {
                builder: LayerBuilder::new(plan.options, plan.ticket),
                blobs: Blobs {
                    count: 0,
                    fields: vec![false; fields.len()],
                },
            },
            names: fields.iter().map(name).collect(),
            geometry: GeometryReader::default(),
            json: String::new(),
        }
    }

    /// Reads a row into the feature that has begun; true when it has no geometry.
    fn row(&mut self, bytes: &[u8]) -> bool {
        let fields = &self.plan.table.fields;
        let mut is_null = None;
        let mut values = Values::new(bytes, fields);
        for (at, field) in fields.all.iter().enumerate() {
            let Some(value) = values.as_mut().and_then(|values| values.next(field)) else {
                self.short_row(is_null.is_some(), field);
                return is_null.unwrap_or(false);
            };
            match (field.kind, value) {
                (Kind::ObjectId, _) | (Kind::Binary | Kind::Raster | Kind::RasterNumber, Value::Null) => {}
                (Kind::Geometry, Value::Geometry(bytes)) => {
                    is_null = Some(false);
                    let (grid, ticket) = (self.plan.grid, self.plan.ticket);
                    let builder = &mut self.run.builder;
                    if let Err(fault) = self.geometry.read(bytes, grid, builder, ticket) {
                        builder.fault(fault);
                    }
                }
                (Kind::Geometry, _) => is_null = Some(true),
                (_, value) => self.value(at, &value),
            }
        }
        is_null.unwrap_or(true)
    }

    /// A row that ends too early: without geometry nobody knows where the feature lies.
    fn short_row(&mut self, has_geometry: bool, field: &Field) {
        let builder = &mut self.run.builder;
        let name = shorten(&field.name);
        if has_geometry {
            let note = Note::new("note-gdb-row-short", Severity::Warning, Place::default());
            builder.note(note.with("name", name));
        } else {
            builder.fault(Fault::new("note-gdb-row-broken").with("name", name));
        }
    }

    fn value(&mut self, at: usize, value: &Value<'_>) {
        let name = self.names[at];
        let builder = &mut self.run.builder;
        let code = match write_json(&mut self.json, value) {
            Written::Blob => {
                self.run.blobs.count += 1;
                self.run.blobs.fields[at] = true;
                return;
            }
            Written::AsItWas => None,
            Written::NotText => Some("note-gdb-text"),
            Written::NotFinite => Some("note-value-not-finite"),
        };
        builder.attribute(name, &self.json);
        if let Some(code) = code {
            let note = Note::new(code, Severity::Warning, Place::default());
            builder.note(note.with("name", shorten(name)));
        }
    }
}

impl Blobs {
    fn add(&mut self, later: &Self) {
        self.count += later.count;
        self.fields
            .resize(later.fields.len().max(self.fields.len()), false);
        for (known, other) in self.fields.iter_mut().zip(&later.fields) {
            *known |= other;
        }
    }

    fn names(&self, fields: &[Field]) -> String {
        let left_out = fields
            .iter()
            .zip(&self.fields)
            .filter(|(_, is_left_out)| **is_left_out);
        let names: Vec<&str> = left_out.map(|(field, _)| field.name.as_str()).collect();
        names.join(", ")
    }
}
