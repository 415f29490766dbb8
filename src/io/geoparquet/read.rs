//! From a file to a layer.
//!
//! Meaning: the footer is walked and then decoded; what it says about places and numbers is held against the file.
//! Row groups follow each other. A run of rows is decoded in all columns and then goes feature by feature into the
//! layer. A page that cannot be decoded ends the reading with an error: nobody knows which values are missing.

use std::fs::{self, File};
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use parquet::basic::{Compression, LogicalType, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::super::error::ReadErrorKind;
use super::super::format::{ReadOptions, check_plain_file};
use super::super::layer_builder::LayerBuilder;
use super::super::summing::{Summing, drain};
use super::super::tally::shorten;
use super::super::whole_file::stem;
use super::metadata::{self, Encoding, Geo};
use super::native::{NativeColumn, NativePlan};
use super::pages::Pages;
use super::values::{self, Column, Kept, Meaning, Raw};
use super::{MAGIC, MAGIC_ENCRYPTED, refused, thrift};
use crate::layer::{Note, Place, Severity, Source, SourceLayer};
use crate::progress::Ticket;

/// Longest footer.
const FOOTER_LIMIT: u64 = 256 << 20;
/// Rows decoded at once.
const RUN: usize = 1024;
/// Columns that are kept.
const COLUMNS_LIMIT: usize = 4096;
/// Rows that a file may have for each of its bytes.
const ROWS_RATIO: u64 = 8;
/// Bytes that values may come to for each byte of the file, beside [`SLACK`]: dictionaries and runs take little space.
const VALUES_RATIO: u64 = 256;
/// Bytes that values may come to in a file of any size.
const SLACK: u64 = 64 << 20;

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
    let name = stem(path);
    if let Some(wanted) = options.layer.as_ref().filter(|wanted| **wanted != name) {
        return Err(ReadErrorKind::LayerNotFound {
            layer: wanted.clone(),
            known: name,
        });
    }
    ticket.expect(2 * before.len());
    let mut input = Input {
        file: File::open(path)?,
        length: before.len(),
    };
    // The decoders of the crate panic on some damaged files.
    let read = || {
        let read = || read_rows(&mut input, options, ticket);
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(refused("broken", "panic")))
    };
    let sum = || {
        let summing = BufReader::new(Summing::new(File::open(path)?, ticket));
        drain(summing, ticket)
    };
    let (read, summed) = rayon::join(read, sum);
    let ((mut builder, geo), (sha256, bytes)) = (read?, summed?);
    let after = fs::metadata(path)?;
    if bytes != before.len() || after.len() != bytes || after.modified().ok() != before.modified().ok() {
        return Err(ReadErrorKind::Changed);
    }
    geo.notes.into_iter().for_each(|note| builder.file_note(note));
    if fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink()) {
        builder.file_note(Note::new("note-symlink", Severity::Info, Place::default()));
    }
    let source = Source {
        path: path.to_owned(),
        layer: options.layer.clone(),
        sha256,
        bytes,
        format: "GeoParquet",
    };
    Ok(builder.finish(name, source, geo.crs))
}

/// A file of known length.
struct Input {
    file: File,
    length: u64,
}

impl Input {
    /// Bytes of the file; there must be as many.
    fn bytes(&mut self, start: u64, count: u64) -> Result<Vec<u8>, ReadErrorKind> {
        if start.checked_add(count).is_none_or(|end| end > self.length) {
            return Err(refused("broken", "offset"));
        }
        self.file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
        self.file.by_ref().take(count).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == count {
            Ok(bytes)
        } else {
            Err(ReadErrorKind::Changed)
        }
    }

    fn metadata(&mut self) -> Result<ParquetMetaData, ReadErrorKind> {
        let tail_bytes = 8;
        let start = self.length.checked_sub(tail_bytes);
        let start = start.ok_or_else(|| refused("truncated", ""))?;
        let tail = self.bytes(start, tail_bytes)?;
        let (length, magic) = tail.split_at(4);
        if magic == MAGIC_ENCRYPTED {
            return Err(refused("encrypted", ""));
        }
        if magic != MAGIC {
            return Err(refused("truncated", ""));
        }
        let length = length
            .first_chunk()
            .map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
        if length > FOOTER_LIMIT.min(start) {
            return Err(refused("broken", "footer"));
        }
        let footer = self.bytes(start - length, length)?;
        let walked = thrift::Reader::new(&footer).check_footer();
        walked.map_err(|_| refused("broken", "footer"))?;
        ParquetMetaDataReader::decode_metadata(&footer).map_err(error)
    }

    /// The pages of a column of a row group.
    fn pages(
        &mut self,
        group: &RowGroupMetaData,
        number: usize,
        column: &ColumnDescPtr,
    ) -> Result<Pages, ReadErrorKind> {
        let chunk = group.columns().get(number);
        let chunk = chunk.ok_or_else(|| refused("broken", "columns"))?;
        if chunk.file_path().is_some() {
            return Err(refused("broken", "file_path"));
        }
        let is_snappy = match chunk.compression() {
            Compression::UNCOMPRESSED => false,
            Compression::SNAPPY => true,
            Compression::GZIP(_) => return Err(refused("compression", "GZIP")),
            Compression::BROTLI(_) => return Err(refused("compression", "Brotli")),
            Compression::ZSTD(_) => return Err(refused("compression", "Zstandard")),
            Compression::LZ4 | Compression::LZ4_RAW => return Err(refused("compression", "LZ4")),
            Compression::LZO => return Err(refused("compression", "LZO")),
        };
        let unsigned = |number: i64| u64::try_from(number).map_err(|_| refused("broken", "offset"));
        let data = unsigned(chunk.data_page_offset())?;
        // Some programs write 0 for none.
        let dictionary = chunk.dictionary_page_offset().map_or(Ok(0), unsigned)?;
        let start = if dictionary > 0 {
            dictionary.min(data)
        } else {
            data
        };
        let bytes = self.bytes(start, unsigned(chunk.compressed_size())?)?;
        Ok(Pages::new(bytes, is_snappy, column))
    }
}

fn error(error: ParquetError) -> ReadErrorKind {
    match error {
        ParquetError::NYI(encoding) => refused("encoding", encoding),
        ParquetError::General(what) => refused("broken", shorten(&what)),
        other => refused("broken", shorten(&other.to_string())),
    }
}

/// A column that becomes an attribute.
struct Field {
    number: usize,
    name: String,
    meaning: Meaning,
    descriptor: ColumnDescPtr,
    n_blobs: u64,
}

/// How the columns of a file are read.
struct Plan {
    /// Number of the column with well-known binary, or where lists of coordinates stand.
    geometry: GeometryPlan,
    fields: Vec<Field>,
}

enum GeometryPlan {
    Wkb(usize),
    Native(NativePlan),
}

fn read_rows<'t>(
    input: &mut Input,
    options: &ReadOptions,
    ticket: &'t Ticket,
) -> Result<(LayerBuilder<'t>, Geo), ReadErrorKind> {
    let metadata = input.metadata()?;
    let file = metadata.file_metadata();
    let schema = file.schema_descr();
    let mut geo = geometry_column(&metadata, schema)?;
    let mut plan = Plan::of(schema, &mut geo)?;
    let claimed = u64::try_from(file.num_rows()).map_err(|_| refused("broken", "rows"))?;
    let counts = metadata
        .row_groups()
        .iter()
        .map(|group| u64::try_from(group.num_rows()));
    let total = counts
        .sum::<Result<u64, _>>()
        .map_err(|_| refused("broken", "rows"))?;
    if claimed != total || total > input.length.saturating_mul(ROWS_RATIO) {
        return Err(refused("broken", "rows"));
    }
    let mut builder = LayerBuilder::new(options, ticket);
    let mut budget = SLACK.saturating_add(input.length.saturating_mul(VALUES_RATIO));
    for group in metadata.row_groups() {
        row_group(input, group, schema, &mut plan, &mut builder, &mut budget, ticket)?;
        ticket.advance(u64::try_from(group.compressed_size()).unwrap_or_default());
    }
    if builder.n_features() != total {
        return Err(refused("broken", "rows"));
    }
    let blobs: Vec<&Field> = plan.fields.iter().filter(|field| field.n_blobs > 0).collect();
    if !blobs.is_empty() {
        let count: u64 = blobs.iter().map(|field| field.n_blobs).sum();
        let names: Vec<&str> = blobs.iter().map(|field| field.name.as_str()).collect();
        let note = Note::new("note-blob-dropped", Severity::Warning, Place::default());
        geo.notes
            .push(note.with("count", count).with("fields", names.join(", ")));
    }
    Ok((builder, geo))
}

/// The geometry that the key `geo` names, else the one column that Parquet itself calls a geometry.
fn geometry_column(metadata: &ParquetMetaData, schema: &SchemaDescriptor) -> Result<Geo, ReadErrorKind> {
    let keys = metadata.file_metadata().key_value_metadata();
    let text = keys.into_iter().flatten().find(|pair| pair.key == metadata::KEY);
    if let Some(text) = text.and_then(|pair| pair.value.as_deref()) {
        return metadata::parse(text);
    }
    let geometries = schema.columns().iter().filter_map(|column| {
        let (crs, notes) = match column.logical_type_ref()? {
            LogicalType::Geometry(kind) => metadata::of_logical_type(kind.crs.as_deref(), false),
            LogicalType::Geography(kind) => metadata::of_logical_type(kind.crs.as_deref(), true),
            _ => return None,
        };
        Some(Geo {
            column: column.name().to_owned(),
            encoding: Encoding::Wkb,
            passed_over: Vec::new(),
            crs,
            notes,
        })
    });
    let mut geometries: Vec<Geo> = geometries.collect();
    match (geometries.pop(), geometries.len()) {
        (Some(geo), 0) => Ok(geo),
        (Some(_), _) => Err(refused("several-geometries", "")),
        (None, _) => Err(refused("no-geo", "")),
    }
}

impl Plan {
    fn of(schema: &SchemaDescriptor, geo: &mut Geo) -> Result<Self, ReadErrorKind> {
        let geometry = match geo.encoding {
            Encoding::Native(kind) => NativePlan::of(schema, &geo.column, kind).map(GeometryPlan::Native),
            Encoding::Wkb => {
                let is_geometry = |column: &ColumnDescPtr| {
                    column.path().parts() == [geo.column.as_str()]
                        && column.max_rep_level() == 0
                        && column.physical_type() == Physical::BYTE_ARRAY
                };
                schema
                    .columns()
                    .iter()
                    .position(is_geometry)
                    .map(GeometryPlan::Wkb)
            }
        };
        let geometry = geometry.ok_or_else(|| refused("geometry-column", shorten(&geo.column)))?;
        let mut plan = Self {
            geometry,
            fields: Vec::new(),
        };
        plan.add_fields(schema, geo);
        Ok(plan)
    }

    fn add_fields(&mut self, schema: &SchemaDescriptor, geo: &mut Geo) {
        let mut nested: Vec<&str> = Vec::new();
        let mut names = std::collections::HashSet::new();
        for (number, column) in schema.columns().iter().enumerate() {
            let Some(root) = column.path().parts().first() else {
                continue;
            };
            if *root == geo.column || geo.passed_over.contains(root) {
                continue;
            }
            let is_flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
            if !is_flat || self.fields.len() >= COLUMNS_LIMIT {
                if nested.last() != Some(&root.as_str()) {
                    nested.push(root);
                }
                continue;
            }
            let mut name = root.clone();
            let mut copy = 2;
            while !names.insert(name.clone()) && copy < 100 {
                name = format!("{root}_{copy}");
                copy += 1;
            }
            if name != *root {
                let note = Note::new("note-field-renamed", Severity::Warning, Place::default());
                geo.notes
                    .push(note.with("name", shorten(root)).with("to", shorten(&name)));
            }
            self.fields.push(Field {
                number,
                name,
                meaning: values::meaning(column),
                descriptor: column.clone(),
                n_blobs: 0,
            });
        }
        if !nested.is_empty() {
            let note = Note::new("note-nested-dropped", Severity::Warning, Place::default());
            let fields = nested
                .iter()
                .take(20)
                .map(|name| shorten(name))
                .collect::<Vec<_>>();
            geo.notes
                .push(note.with("count", nested.len()).with("fields", fields.join(", ")));
        }
    }
}

/// The geometries of a row group while they are read.
enum Geometries {
    Wkb(Box<dyn Column>),
    Native(Box<NativeColumn>),
}

impl Geometries {
    fn of(
        input: &mut Input,
        group: &RowGroupMetaData,
        schema: &SchemaDescriptor,
        plan: &GeometryPlan,
    ) -> Result<Self, ReadErrorKind> {
        match plan {
            GeometryPlan::Wkb(number) => {
                let descriptor = schema.column(*number);
                let pages = input.pages(group, *number, &descriptor)?;
                Ok(Self::Wkb(values::column(descriptor, Box::new(pages))))
            }
            GeometryPlan::Native(plan) => {
                let [x, y] = plan.columns;
                let descriptors = [schema.column(x), schema.column(y)];
                let x_pages = Box::new(input.pages(group, x, &descriptors[0])?);
                let y_pages = Box::new(input.pages(group, y, &descriptors[1])?);
                let column = NativeColumn::new(plan.clone(), descriptors, [x_pages, y_pages]);
                Ok(Self::Native(Box::new(column)))
            }
        }
    }

    fn read(&mut self, rows: usize) -> Result<(), ParquetError> {
        match self {
            Self::Wkb(column) => column.read(rows),
            Self::Native(column) => column.read(rows),
        }
    }

    /// Puts the next geometry into the layer; true when it is null.
    fn put(&mut self, builder: &mut LayerBuilder<'_>, budget: &mut u64) -> Result<bool, ReadErrorKind> {
        match self {
            Self::Wkb(column) => match column.next() {
                Some(Raw::Bytes(bytes)) => {
                    spend(budget, bytes.len())?;
                    builder.wkb(bytes);
                    Ok(false)
                }
                _ => Ok(true),
            },
            Self::Native(column) => Ok(column.put(builder)),
        }
    }
}

/// Refuses values that come to far more than the file has bytes.
fn spend(budget: &mut u64, bytes: usize) -> Result<(), ReadErrorKind> {
    let left = budget.checked_sub(bytes as u64);
    *budget = left.ok_or_else(|| refused("bomb", ""))?;
    Ok(())
}

fn row_group(
    input: &mut Input,
    group: &RowGroupMetaData,
    schema: &SchemaDescriptor,
    plan: &mut Plan,
    builder: &mut LayerBuilder<'_>,
    budget: &mut u64,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    let mut geometries = Geometries::of(input, group, schema, &plan.geometry)?;
    let mut columns = Vec::with_capacity(plan.fields.len());
    for field in &plan.fields {
        ticket.check()?;
        let pages = input.pages(group, field.number, &field.descriptor)?;
        columns.push(values::column(field.descriptor.clone(), Box::new(pages)));
    }
    let mut left = usize::try_from(group.num_rows()).unwrap_or_default();
    while left > 0 {
        ticket.check()?;
        let rows = left.min(RUN);
        left -= rows;
        geometries.read(rows).map_err(error)?;
        if let Geometries::Native(column) = &geometries {
            spend(budget, usize::try_from(column.n_bytes()).unwrap_or(usize::MAX))?;
        }
        for column in &mut columns {
            column.read(rows).map_err(error)?;
        }
        for _ in 0..rows {
            builder.begin(None)?;
            let is_null = geometries.put(builder, budget)?;
            for (field, column) in plan.fields.iter_mut().zip(&mut columns) {
                field.put(column.next(), builder, budget)?;
            }
            builder.end(is_null);
        }
    }
    // A row more in the geometries than the group says to have would be missing without a word.
    match geometries.read(1) {
        Ok(()) => Err(refused("broken", "rows")),
        Err(_) => Ok(()),
    }
}

impl Field {
    fn put(
        &mut self,
        raw: Option<Raw<'_>>,
        builder: &mut LayerBuilder<'_>,
        budget: &mut u64,
    ) -> Result<(), ReadErrorKind> {
        let code = match raw.map(|raw| values::keep(raw, self.meaning)) {
            None => return attribute(builder, &self.name, "null", budget),
            Some(Kept::Json(json)) => return attribute(builder, &self.name, &json, budget),
            Some(Kept::Blob) => {
                self.n_blobs += 1;
                return Ok(());
            }
            Some(Kept::NotFinite) => "note-value-not-finite",
            Some(Kept::NotUtf8) => "note-value-not-utf8",
        };
        let note = Note::new(code, Severity::Warning, Place::default());
        builder.note(note.with("name", shorten(&self.name)));
        attribute(builder, &self.name, "null", budget)
    }
}

fn attribute(
    builder: &mut LayerBuilder<'_>,
    name: &str,
    json: &str,
    budget: &mut u64,
) -> Result<(), ReadErrorKind> {
    spend(budget, json.len())?;
    builder.attribute(name, json);
    Ok(())
}
