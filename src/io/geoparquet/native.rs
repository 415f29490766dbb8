//! Geometries as nested lists of coordinates, as GeoArrow has them.
//!
//! Meaning: x and y are two columns below the same lists. For each coordinate there is a repetition level, which says
//! which list goes on, and a definition level, which says down to which list there is something. Both columns must
//! have the same levels.
//!
//! Source: GeoParquet 1.1.0, "Native encodings"; Apache Parquet, "Nested Encoding".

use parquet::basic::{Repetition, Type as Physical};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReaderImpl, get_column_reader, get_typed_column_reader};
use parquet::data_type::DoubleType;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};

use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::metadata::NativeKind;
use crate::crs::SourceXy;

/// Where the geometry stands in the schema.
#[derive(Debug, Clone)]
pub(super) struct NativePlan {
    /// What the lists mean.
    pub kind: NativeKind,
    /// Numbers of the columns of x and y.
    pub columns: [usize; 2],
    /// Whether there are heights or measures.
    pub has_more: bool,
    /// Definition level from which a row has a geometry.
    present: i16,
    /// Definition level from which there is an element at each depth of lists, outermost first.
    elements: Vec<i16>,
}

impl NativePlan {
    /// Finds the columns of a geometry; `None` when they are not what the kind asks for.
    pub fn of(schema: &SchemaDescriptor, name: &str, kind: NativeKind) -> Option<Self> {
        let leaves = || {
            let columns = schema.columns().iter().enumerate();
            columns.filter(|(_, column)| column.path().parts().first().is_some_and(|root| root == name))
        };
        let leaf = |ordinate: &str| {
            let (index, column) = leaves()
                .find(|(_, column)| column.path().parts().last().is_some_and(|leaf| leaf == ordinate))?;
            let fits = column.physical_type() == Physical::DOUBLE && column.max_rep_level() == kind.depth();
            fits.then_some(index)
        };
        let columns = [leaf("x")?, leaf("y")?];
        let [x, y] = columns.map(|index| schema.column(index));
        let same = x.max_def_level() == y.max_def_level()
            && x.path().parts().split_last()?.1 == y.path().parts().split_last()?.1;
        let (present, elements) = levels(schema.root_schema(), x.path().parts())?;
        same.then(|| Self {
            kind,
            columns,
            has_more: leaves().count() > 2,
            present,
            elements,
        })
    }
}

/// The definition levels from which there is a geometry, and an element in each of its lists.
fn levels(root: &Type, path: &[String]) -> Option<(i16, Vec<i16>)> {
    let (mut definition, mut elements) = (0_i16, Vec::new());
    let mut present = 0;
    let mut node = root;
    for (depth, name) in path.iter().enumerate() {
        node = match node {
            Type::GroupType { fields, .. } => fields.iter().find(|field| field.name() == name)?,
            Type::PrimitiveType { .. } => return None,
        };
        match node.get_basic_info().repetition() {
            Repetition::REQUIRED => {}
            Repetition::OPTIONAL => definition += 1,
            Repetition::REPEATED => {
                definition += 1;
                elements.push(definition);
            }
        }
        if depth == 0 {
            present = definition;
        }
    }
    Some((present, elements))
}

/// The coordinates of a run of rows.
pub(super) struct NativeColumn {
    plan: NativePlan,
    readers: [ColumnReaderImpl<DoubleType>; 2],
    deepest: i16,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    ordinates: [Vec<f64>; 2],
    at: usize,
    position: usize,
}

impl NativeColumn {
    /// The coordinates in these pages of x and y.
    pub fn new(plan: NativePlan, descriptors: [ColumnDescPtr; 2], pages: [Box<dyn PageReader>; 2]) -> Self {
        let deepest = descriptors[0].max_def_level();
        let [x, y] = descriptors;
        let [x_pages, y_pages] = pages;
        Self {
            plan,
            readers: [(x, x_pages), (y, y_pages)]
                .map(|(column, pages)| get_typed_column_reader(get_column_reader(column, pages))),
            deepest,
            definition: Vec::new(),
            repetition: Vec::new(),
            ordinates: [Vec::new(), Vec::new()],
            at: 0,
            position: 0,
        }
    }

    /// Decodes the next rows; there must be as many.
    pub fn read(&mut self, rows: usize) -> Result<()> {
        let has_lists = self.plan.kind.depth() > 0;
        (self.at, self.position) = (0, 0);
        let mut other = [Vec::new(), Vec::new()];
        for (axis, reader) in self.readers.iter_mut().enumerate() {
            let [definition, repetition] = &mut other;
            definition.clear();
            repetition.clear();
            self.ordinates[axis].clear();
            let (found, _, n_levels) = reader.read_records(
                rows,
                Some(definition),
                has_lists.then_some(repetition),
                &mut self.ordinates[axis],
            )?;
            if found != rows {
                return Err(ParquetError::General("rows are missing".to_owned()));
            }
            let [definition, repetition] = &mut other;
            // Levels that cannot differ are not stored.
            definition.resize(n_levels, 0);
            repetition.resize(n_levels, 0);
            if axis == 0 {
                self.definition.clone_from(definition);
                self.repetition.clone_from(repetition);
            }
        }
        let same = other[0] == self.definition
            && other[1] == self.repetition
            && self.ordinates[0].len() == self.ordinates[1].len();
        if same {
            Ok(())
        } else {
            Err(ParquetError::General("x and y differ in their lists".to_owned()))
        }
    }

    /// Bytes of the coordinates of the run.
    pub fn n_bytes(&self) -> u64 {
        16 * self.ordinates[0].len() as u64
    }

    /// Puts the geometry of the next row into the layer; true when it is null.
    pub fn put(&mut self, builder: &mut LayerBuilder<'_>) -> bool {
        let start = self.at;
        let rest = self.repetition.get(start + 1..).unwrap_or_default();
        let end = start + 1 + rest.iter().take_while(|level| **level > 0).count();
        self.at = end;
        if self
            .definition
            .get(start)
            .is_none_or(|level| *level < self.plan.present)
        {
            return true;
        }
        let mut row = Row {
            kind: self.plan.kind,
            has_more: self.plan.has_more,
            vertices: 0,
            rings: 0,
            of_polygon: 0,
        };
        for at in start..end {
            if at > start {
                row.step(self.repetition[at], builder);
            }
            let definition = self.definition[at];
            if definition == self.deepest {
                let position = SourceXy {
                    x: self.ordinates[0].get(self.position).copied().unwrap_or(f64::NAN),
                    y: self.ordinates[1].get(self.position).copied().unwrap_or(f64::NAN),
                };
                self.position += 1;
                row.position(position, builder);
            } else if self.plan.elements.last().is_none_or(|level| definition >= *level) {
                builder.fault(Fault::new("note-geometry-position-null").at_vertex(row.rings, row.vertices));
            }
        }
        row.end(builder);
        false
    }
}

/// A geometry as far as it is read.
struct Row {
    kind: NativeKind,
    has_more: bool,
    /// Positions of the open ring or line.
    vertices: u32,
    rings: u32,
    /// Rings of the open polygon.
    of_polygon: u32,
}

impl Row {
    /// Goes on in the list of this depth, counted from 1: whatever is deeper has ended.
    fn step(&mut self, depth: i16, builder: &mut LayerBuilder<'_>) {
        if depth < self.kind.depth() {
            self.end_part(builder);
        }
        if self.kind == NativeKind::MultiPolygon && depth == 1 {
            self.end_polygon(builder);
        }
    }

    fn position(&mut self, position: SourceXy, builder: &mut LayerBuilder<'_>) {
        let is_nowhere = position.x.is_nan() && position.y.is_nan() && self.kind == NativeKind::Point;
        if is_nowhere {
            return;
        }
        if !position.x.is_finite() || !position.y.is_finite() {
            let found = if position.x.is_finite() {
                position.y
            } else {
                position.x
            };
            let fault = Fault::new("note-ordinate-not-finite").with("found", found);
            builder.fault(fault.at_vertex(self.rings, self.vertices));
            return;
        }
        self.vertices += 1;
        builder.count(0, 0, u64::from(self.has_more));
        match self.kind {
            NativeKind::Point | NativeKind::MultiPoint => builder.count(1, 0, 0),
            NativeKind::Line | NativeKind::MultiLine => {}
            NativeKind::Polygon | NativeKind::MultiPolygon => builder.position(position),
        }
    }

    /// Ends the open ring or line.
    fn end_part(&mut self, builder: &mut LayerBuilder<'_>) {
        if self.vertices == 0 {
            return;
        }
        self.vertices = 0;
        match self.kind {
            NativeKind::Point | NativeKind::MultiPoint => {}
            NativeKind::Line | NativeKind::MultiLine => builder.count(0, 1, 0),
            NativeKind::Polygon | NativeKind::MultiPolygon => {
                builder.end_ring();
                self.rings += 1;
                self.of_polygon += 1;
            }
        }
    }

    fn end_polygon(&mut self, builder: &mut LayerBuilder<'_>) {
        if std::mem::take(&mut self.of_polygon) > 0 {
            builder.end_polygon();
        }
    }

    fn end(mut self, builder: &mut LayerBuilder<'_>) {
        self.end_part(builder);
        self.end_polygon(builder);
    }
}
