//! From a layer to a file.
//!
//! Meaning: one row for each feature, in order; the geometry as well-known binary with every bit of its coordinates,
//! null where a feature has none. A field has the type that holds all its values as they are, else text. Identifiers
//! become a column `id` when there is none of that name. Row groups end after [`GROUP_ROWS`] rows. The same layer
//! gives the same bytes.
//!
//! Source: GeoParquet 1.1.0.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::super::atomic::write_atomically;
use super::super::column_types::{Seen, TypedColumn, ValueType, columns_of, note_mixed, text_of};
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::geopackage::encode;
use super::super::write_checks::{check_states, check_target, note_foreign};
use super::metadata;
use crate::crs::{CrsId, ffi};
use crate::layer::{Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Rows after which a row group ends with the chunk that holds the last of them.
const GROUP_ROWS: usize = 1 << 16;
/// Positions after which a row group ends.
const GROUP_POSITIONS: usize = 1 << 22;
/// Name of the column with identifiers.
const ID_COLUMN: &str = "id";

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    let mut notes = check_states(layer, options)?;
    let plan = Plan::of(layer, ticket)?;
    note_mixed(plan.columns.iter().map(|(_, column)| column), &mut notes);
    note_foreign(layer, &mut notes);
    let has_definition =
        matches!(layer.declared_crs, Some(CrsId::Epsg(code)) if ffi::describe(code).is_some());
    if !has_definition {
        notes.push(Note::new(
            "note-written-without-crs",
            Severity::Warning,
            Place::default(),
        ));
    }
    ticket.begin(layer.n_features() as u64);
    write_atomically(path, |w| plan.write(w, layer, ticket))?;
    Ok(notes)
}

/// Where the values of a column come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Ids,
    Attributes,
}

/// The columns of a file.
struct Plan {
    columns: Vec<(Origin, TypedColumn)>,
    geometry: String,
    /// Geometry types that there are.
    types: Vec<&'static str>,
}

impl Plan {
    fn of(layer: &SourceLayer, ticket: &Ticket) -> Result<Self, WriteErrorKind> {
        let fields = columns_of(layer, ticket)?;
        let mut ids = Seen::default();
        let (mut has_ids, mut one, mut several) = (false, false, false);
        for (feature, chunk) in layer.chunks.iter().enumerate() {
            ticket.check()?;
            if !chunk.geometry.is_finite() {
                return Err(not_finite(layer, feature));
            }
            for row in 0..chunk.states.len() {
                if let Some(id) = chunk.ids.get(row).filter(|id| *id != "null") {
                    ids.see(id);
                    has_ids = true;
                }
                match chunk
                    .geometry
                    .feature(row)
                    .rings()
                    .last()
                    .map(|ring| ring.polygon)
                {
                    None => {}
                    Some(0) => one = true,
                    Some(_) => several = true,
                }
            }
        }
        let is_taken = |name: &str| fields.iter().any(|column| column.name == name);
        let id = (has_ids && !is_taken(ID_COLUMN)).then(|| (Origin::Ids, ids.column(ID_COLUMN)));
        let numbered = (2..).map(|number: u32| format!("geometry_{number}"));
        let mut names = std::iter::once("geometry".to_owned()).chain(numbered);
        let geometry = names.find(|name| !is_taken(name) && name != ID_COLUMN);
        let types = [(one, "Polygon"), (several, "MultiPolygon")];
        Ok(Self {
            geometry: geometry.unwrap_or_default(),
            types: types
                .into_iter()
                .filter_map(|(is_there, name)| is_there.then_some(name))
                .collect(),
            columns: id
                .into_iter()
                .chain(fields.into_iter().map(|column| (Origin::Attributes, column)))
                .collect(),
        })
    }

    fn schema(&self) -> Result<Type, ParquetError> {
        let columns = self.columns.iter().map(|(_, column)| {
            let (physical, logical) = match column.kind {
                ValueType::Boolean => (Physical::BOOLEAN, None),
                ValueType::Integer => (Physical::INT64, None),
                ValueType::Real => (Physical::DOUBLE, None),
                ValueType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            };
            (column.name.as_str(), physical, logical)
        });
        let geometry = (self.geometry.as_str(), Physical::BYTE_ARRAY, None);
        let fields = columns.chain([geometry]).map(|(name, physical, logical)| {
            let builder = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical);
            builder.build().map(Arc::new)
        });
        Type::group_type_builder("schema")
            .with_fields(fields.collect::<Result<_, _>>()?)
            .build()
    }

    fn properties(&self, layer: &SourceLayer) -> WriterProperties {
        let text = metadata::text(&self.geometry, layer.declared_crs, &self.types, layer.bounds());
        let geometry = ColumnPath::from(self.geometry.as_str());
        WriterProperties::builder()
            .set_created_by(concat!("redline ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_column_dictionary_enabled(geometry.clone(), false)
            .set_column_statistics_enabled(geometry, EnabledStatistics::None)
            .set_key_value_metadata(Some(vec![KeyValue::new(metadata::KEY.to_owned(), text)]))
            .build()
    }

    fn write<W: Write + Send>(
        &self,
        w: &mut W,
        layer: &SourceLayer,
        ticket: &Ticket,
    ) -> Result<(), WriteErrorKind> {
        let schema = Arc::new(self.schema().map_err(failed)?);
        let properties = Arc::new(self.properties(layer));
        let mut file = SerializedFileWriter::new(w, schema, properties).map_err(failed)?;
        for chunks in groups(&layer.chunks) {
            let mut group = file.next_row_group().map_err(failed)?;
            self.write_group(&mut group, chunks, ticket)?;
            group.close().map_err(failed)?;
        }
        file.close().map_err(failed)?;
        Ok(())
    }

    fn write_group<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        chunks: &[SourceChunk],
        ticket: &Ticket,
    ) -> Result<(), WriteErrorKind> {
        for (origin, column) in &self.columns {
            ticket.check()?;
            let cells = || cells(chunks, *origin, &column.name);
            match column.kind {
                ValueType::Boolean => {
                    let values =
                        cells().map(|json| json.filter(|json| *json != "null").map(|json| json == "true"));
                    write_column::<BoolType, W>(group, values)?;
                }
                ValueType::Integer => {
                    let values = cells().map(|json| json.and_then(|json| json.parse().ok()));
                    write_column::<Int64Type, W>(group, values)?;
                }
                ValueType::Real => {
                    let values = cells().map(|json| json.and_then(|json| json.parse().ok()));
                    write_column::<DoubleType, W>(group, values)?;
                }
                ValueType::Text => {
                    let values = cells().map(|json| {
                        let text = json.and_then(text_of).map(Cow::into_owned);
                        text.map(|text| ByteArray::from(text.into_bytes()))
                    });
                    write_column::<ByteArrayType, W>(group, values)?;
                }
            }
        }
        let rows = chunks.iter().flat_map(|chunk| {
            let rows = 0..chunk.states.len();
            rows.map(move |row| (chunk, row))
        });
        let geometries = rows.map(|(chunk, row)| {
            ticket.advance(1);
            let column = chunk.geometry.feature(row).to_column();
            let polygons = column.feature(0);
            let count = polygons.polygons().count();
            let mut bytes = Vec::new();
            encode::wkb(&mut bytes, &polygons, count > 1);
            (count > 0).then(|| ByteArray::from(bytes))
        });
        write_column::<ByteArrayType, W>(group, geometries)
    }
}

/// Runs of chunks that become one row group each.
fn groups(chunks: &[SourceChunk]) -> Vec<&[SourceChunk]> {
    let mut groups = Vec::new();
    let (mut start, mut rows, mut positions) = (0, 0, 0);
    for (index, chunk) in chunks.iter().enumerate() {
        rows += chunk.states.len();
        positions += chunk.geometry.n_positions();
        if rows >= GROUP_ROWS || positions >= GROUP_POSITIONS {
            groups.push(&chunks[start..=index]);
            (start, rows, positions) = (index + 1, 0, 0);
        }
    }
    if rows > 0 {
        groups.push(&chunks[start..]);
    }
    groups
}

/// The JSON texts of a column, row by row.
fn cells<'c>(
    chunks: &'c [SourceChunk],
    origin: Origin,
    name: &'c str,
) -> impl Iterator<Item = Option<&'c str>> + 'c {
    chunks.iter().flat_map(move |chunk| {
        let column = match origin {
            Origin::Ids => Some(&chunk.ids),
            Origin::Attributes => {
                let number = chunk.attributes.names().iter().position(|known| known == name);
                number.map(|number| &chunk.attributes.columns()[number])
            }
        };
        (0..chunk.states.len()).map(move |row| column.and_then(|column| column.get(row)))
    })
}

/// Values written at once.
const BATCH: usize = 1024;

fn write_column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), WriteErrorKind> {
    let column = group.next_column().map_err(failed)?;
    let mut column = column.ok_or_else(|| WriteErrorKind::Io(io::Error::other("no column")))?;
    let (mut levels, mut present) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    let mut values = values.peekable();
    while values.peek().is_some() {
        levels.clear();
        present.clear();
        for value in values.by_ref().take(BATCH) {
            levels.push(i16::from(value.is_some()));
            present.extend(value);
        }
        let writer = column.typed::<T>();
        writer
            .write_batch(&present, Some(&levels), None)
            .map_err(failed)?;
    }
    column.close().map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: ParquetError) -> WriteErrorKind {
    WriteErrorKind::Io(io::Error::other(error.to_string()))
}

/// The first feature of a chunk whose coordinates are not all finite.
fn not_finite(layer: &SourceLayer, chunk: usize) -> WriteErrorKind {
    let before: usize = layer.chunks[..chunk].iter().map(|chunk| chunk.states.len()).sum();
    let is_finite = |row: &usize| {
        let mut bytes = Vec::new();
        let column = layer.chunks[chunk].geometry.feature(*row).to_column();
        encode::wkb(&mut bytes, &column.feature(0), true)
    };
    let found = (0..layer.chunks[chunk].states.len()).find(|row| !is_finite(row));
    WriteErrorKind::NotFinite {
        feature: (before + found.unwrap_or_default()) as u64,
    }
}
