//! From a layer to a file with a tree.
//!
//! Meaning: features stand in the order of a Hilbert curve, so that the tree over them is packed. Each feature is
//! built twice, once for its length and once for its bytes: nothing but a box and a length is kept of it, and no
//! second file is needed. A layer with features that have no geometry is written without a tree and in its own order,
//! because no box can hold them.
//!
//! Coordinates keep every bit. The type of a column is the narrowest that holds all its values as they are, JSON where
//! they differ. Identifiers become a column `id` when there is none.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent, hilbert_sort};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs, GeometryType,
    Header, HeaderArgs,
};

use super::super::atomic::write_atomically;
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_states, check_target};
use super::MAGIC;
use super::properties::{self, ColumnPlan};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PolygonRef;
use crate::layer::{FeatureState, Note, Notes, Place, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// Children of a node of the tree.
const NODE_SIZE: u16 = PackedRTree::DEFAULT_NODE_SIZE;

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
    ticket.begin(2 * layer.n_features() as u64);
    let mut writer = Writer::new(layer, ticket);
    let order = writer.order()?;
    write_atomically(path, |w| writer.write(w, &order))?;
    let note = |code, severity| Note::new(code, severity, Place::default());
    let members = layer.chunks.iter().flat_map(|chunk| {
        let rows = 0..chunk.states.len();
        rows.filter(|row| chunk.foreign.get(*row).is_some())
    });
    let members = members.count() + usize::from(layer.foreign.is_some());
    if members > 0 {
        notes.push(note("note-members-dropped", Severity::Warning).with("count", members));
    }
    if !order.has_tree && layer.n_features() > 0 {
        notes.push(note("note-flatgeobuf-no-index", Severity::Info));
    }
    if order.is_changed {
        notes.push(note("note-flatgeobuf-order", Severity::Info));
    }
    Ok(notes)
}

struct Writer<'l, 't> {
    layer: &'l SourceLayer,
    ticket: &'t Ticket,
    /// Chunk and row of each feature.
    rows: Vec<(u32, u32)>,
    columns: Vec<ColumnPlan>,
    numbers: HashMap<String, u16>,
    has_id_column: bool,
    kind: GeometryType,
    builder: FlatBufferBuilder<'static>,
    properties: Vec<u8>,
}

/// The order in which features are written.
struct Order {
    /// A node for each feature, its offset within all features; none without a tree.
    nodes: Vec<NodeItem>,
    /// Numbers of the features.
    features: Vec<usize>,
    extent: NodeItem,
    has_tree: bool,
    is_changed: bool,
}

impl<'l, 't> Writer<'l, 't> {
    fn new(layer: &'l SourceLayer, ticket: &'t Ticket) -> Self {
        let rows = (0..)
            .zip(&layer.chunks)
            .flat_map(|(number, chunk): (u32, &SourceChunk)| {
                let count = u32::try_from(chunk.states.len()).unwrap_or(u32::MAX);
                (0..count).map(move |row| (number, row))
            });
        let mut writer = Self {
            layer,
            ticket,
            rows: rows.collect(),
            columns: Vec::new(),
            numbers: HashMap::new(),
            has_id_column: false,
            kind: GeometryType::Polygon,
            builder: FlatBufferBuilder::new(),
            properties: Vec::new(),
        };
        writer.plan();
        writer
    }

    /// Finds the type of the geometries and the columns with their types.
    fn plan(&mut self) {
        let names = |chunk: &SourceChunk| chunk.attributes.names().iter().any(|name| name == ID_COLUMN);
        self.has_id_column = !self.layer.chunks.iter().any(names);
        for number in 0..self.rows.len() {
            let (chunk, row) = self.at(number);
            let column = chunk.geometry.feature(row).to_column::<SourceXy>();
            if column.feature(0).polygons().count() > 1 {
                self.kind = GeometryType::MultiPolygon;
            }
            let id = chunk.ids.get(row).filter(|_| self.has_id_column);
            for (name, json) in id
                .map(|id| (ID_COLUMN, id))
                .into_iter()
                .chain(chunk.attributes.row(row))
            {
                self.see(name, json);
            }
        }
        for column in &mut self.columns {
            column.kind = match column.kind {
                ColumnType::Int => ColumnType::Long,
                NO_KIND => ColumnType::String,
                kind => kind,
            };
        }
    }

    fn see(&mut self, name: &str, json: &str) {
        let kind = properties::kind_of(json);
        if let Some(number) = self.numbers.get(name) {
            let column = &mut self.columns[usize::from(*number)];
            if let Some(kind) = kind {
                // A column that had only nulls so far takes any type.
                column.kind = if column.kind == NO_KIND {
                    kind
                } else {
                    properties::common_kind(column.kind, kind)
                };
            }
        } else if let Ok(number) = u16::try_from(self.columns.len()) {
            self.numbers.insert(name.to_owned(), number);
            self.columns.push(ColumnPlan {
                name: name.to_owned(),
                kind: kind.unwrap_or(NO_KIND),
            });
        }
    }

    fn at(&self, number: usize) -> (&'l SourceChunk, usize) {
        let (chunk, row) = self.rows[number];
        (&self.layer.chunks[chunk as usize], row as usize)
    }

    /// Builds every feature once, for its box and its length.
    fn order(&mut self) -> Result<Order, WriteErrorKind> {
        let count = self.rows.len();
        let mut nodes = Vec::with_capacity(count);
        let mut lengths = Vec::with_capacity(count);
        let mut has_tree = count > 0;
        for number in 0..count {
            self.ticket.check()?;
            let (chunk, row) = self.at(number);
            let bounds = chunk.geometry.feature(row).bounds();
            if let Some(bounds) = bounds
                && !bounds.iter().all(|ordinate| ordinate.is_finite())
            {
                return Err(WriteErrorKind::NotFinite {
                    feature: number as u64,
                });
            }
            has_tree &= bounds.is_some();
            let [min_x, min_y, max_x, max_y] = bounds.unwrap_or_default();
            let mut node = NodeItem::bounds(min_x, min_y, max_x, max_y);
            node.offset = number as u64;
            nodes.push(node);
            lengths.push(self.build(number)?.len() as u64);
            self.ticket.advance(1);
        }
        let extent = calc_extent(&nodes);
        if has_tree {
            hilbert_sort(&mut nodes, &extent);
        }
        let mut offset = 0;
        let mut features = Vec::with_capacity(count);
        for node in &mut nodes {
            // Offsets were numbers of features so far.
            let number = usize::try_from(node.offset).unwrap_or(usize::MAX);
            features.push(number);
            node.offset = offset;
            offset += lengths[number];
        }
        let is_changed = !features.is_sorted();
        Ok(Order {
            nodes,
            features,
            extent,
            has_tree,
            is_changed,
        })
    }

    fn write(&mut self, w: &mut impl Write, order: &Order) -> Result<(), WriteErrorKind> {
        w.write_all(&MAGIC)?;
        w.write_all(self.header(order))?;
        if order.has_tree {
            let tree =
                PackedRTree::build(&order.nodes, &order.extent, NODE_SIZE).map_err(io::Error::other)?;
            tree.stream_write(w)?;
        }
        for number in &order.features {
            self.ticket.check()?;
            let bytes = self.build(*number)?;
            w.write_all(bytes)?;
            self.ticket.advance(1);
        }
        Ok(())
    }

    fn header(&mut self, order: &Order) -> &[u8] {
        let builder = &mut self.builder;
        builder.reset();
        let name = Some(builder.create_string(&self.layer.name));
        let columns: Vec<WIPOffset<Column<'_>>> = self
            .columns
            .iter()
            .map(|column| {
                let name = Some(builder.create_string(&column.name));
                let args = ColumnArgs {
                    name,
                    type_: column.kind,
                    ..ColumnArgs::default()
                };
                Column::create(builder, &args)
            })
            .collect();
        let columns = Some(builder.create_vector(&columns));
        let crs = self.layer.declared_crs.and_then(epsg).map(|code| {
            let args = CrsArgs {
                org: Some(builder.create_string("EPSG")),
                code,
                ..CrsArgs::default()
            };
            Crs::create(builder, &args)
        });
        let extent = self.layer.bounds().map(|bounds| builder.create_vector(&bounds));
        let args = HeaderArgs {
            name,
            envelope: extent,
            geometry_type: self.kind,
            columns,
            features_count: self.rows.len() as u64,
            index_node_size: if order.has_tree { NODE_SIZE } else { 0 },
            crs,
            ..HeaderArgs::default()
        };
        let header = Header::create(builder, &args);
        builder.finish_size_prefixed(header, None);
        builder.finished_data()
    }

    /// The bytes of a feature, its length before them.
    fn build(&mut self, number: usize) -> Result<&[u8], WriteErrorKind> {
        let (chunk, row) = self.at(number);
        self.properties.clear();
        let id = chunk.ids.get(row).filter(|_| self.has_id_column);
        for (name, json) in id
            .map(|id| (ID_COLUMN, id))
            .into_iter()
            .chain(chunk.attributes.row(row))
        {
            if let Some(number) = self.numbers.get(name) {
                let kind = self.columns[usize::from(*number)].kind;
                properties::write(&mut self.properties, *number, kind, json);
            }
        }
        let column = chunk.geometry.feature(row).to_column::<SourceXy>();
        // Offsets in a buffer have 32 bits; half of that is left for what is not coordinates.
        if column.positions().len() as u64 * 16 + self.properties.len() as u64 > 1 << 30 {
            return Err(WriteErrorKind::Io(io::Error::other(
                "a feature is larger than 1 GiB",
            )));
        }
        let builder = &mut self.builder;
        builder.reset();
        let polygons = column.feature(0);
        let geometry = match self.kind {
            _ if chunk.states[row] != FeatureState::Polygon => None,
            GeometryType::Polygon => polygons.polygons().next().map(|polygon| part(builder, &polygon)),
            _ => {
                let parts: Vec<_> = polygons
                    .polygons()
                    .map(|polygon| part(builder, &polygon))
                    .collect();
                let args = GeometryArgs {
                    type_: GeometryType::MultiPolygon,
                    parts: Some(builder.create_vector(&parts)),
                    ..GeometryArgs::default()
                };
                Some(Geometry::create(builder, &args))
            }
        };
        let properties = Some(builder.create_vector(&self.properties));
        let args = FeatureArgs {
            geometry,
            properties,
            columns: None,
        };
        let feature = Feature::create(builder, &args);
        builder.finish_size_prefixed(feature, None);
        Ok(builder.finished_data())
    }
}

/// The type of a column that has had no value yet.
const NO_KIND: ColumnType = ColumnType::Byte;

fn epsg(crs: CrsId) -> Option<i32> {
    match crs {
        CrsId::Epsg(code) => i32::try_from(code).ok(),
        CrsId::Local => None,
    }
}

fn part<'f>(
    builder: &mut FlatBufferBuilder<'f>,
    polygon: &PolygonRef<'_, SourceXy>,
) -> WIPOffset<Geometry<'f>> {
    let mut xy = Vec::new();
    let mut ends = Vec::new();
    for ring in polygon.rings() {
        xy.extend(ring.iter().flat_map(|at| [at.x, at.y]));
        ends.push(u32::try_from(xy.len() / 2).unwrap_or(u32::MAX));
    }
    // The end of a single ring is that of the coordinates.
    let ends = (ends.len() > 1).then(|| builder.create_vector(&ends));
    let args = GeometryArgs {
        ends,
        xy: Some(builder.create_vector(&xy)),
        type_: GeometryType::Polygon,
        ..GeometryArgs::default()
    };
    Geometry::create(builder, &args)
}
