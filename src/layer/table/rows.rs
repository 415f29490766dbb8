//! Rows and columns of a layer, and single cells.

use std::borrow::Cow;
use std::sync::Arc;

use super::judged::Judged;
use super::value::Value;
use crate::layer::{ConstraintLayer, FeatureChunk, JsonColumn, Parcel, ParcelId, ProposalLayer, is_personal};
use crate::progress::{Cancelled, Ticket};

/// A snapshot of a layer whose features are the rows, numbered from 0 in file order.
#[derive(Debug, Clone)]
pub enum Rows {
    /// Parcels, with what was said of them.
    Parcels(Box<ProposalLayer>, Option<Arc<Judged>>),
    /// Protected land.
    Layer(Arc<ConstraintLayer>),
}

/// Which column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnId {
    /// The number in file order, counted from 1 as people do.
    Number,
    /// The identifier that the format gives a feature beside its fields.
    Identifier,
    /// What was said of a parcel.
    Verdict,
    /// The ground of a parcel that is concerned, in m².
    ConflictArea,
    /// The field with this name.
    Field(String),
}

impl ColumnId {
    /// The code under which widths and the like are remembered.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Number => "number".to_owned(),
            Self::Identifier => "identifier".to_owned(),
            Self::Verdict => "verdict".to_owned(),
            Self::ConflictArea => "conflict_area".to_owned(),
            Self::Field(name) => format!("field:{name}"),
        }
    }

    /// The column with a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        if let Some(name) = code.strip_prefix("field:") {
            return Some(Self::Field(name.to_owned()));
        }
        let known = [Self::Number, Self::Identifier, Self::Verdict, Self::ConflictArea];
        known.into_iter().find(|id| id.code() == code)
    }
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Which one.
    pub id: ColumnId,
    /// What it is called, where its id does not say.
    pub title: Option<String>,
    /// Whether it holds personal data, so that its values stay hidden.
    pub is_personal: bool,
    /// Whether the first values are numbers.
    pub is_numeric: bool,
    /// Width of the widest of the first values, in halves of a Chinese character.
    pub width: usize,
}

/// Rows whose values give the width of a column.
const SAMPLE: usize = 400;

/// Widest that a value makes a column.
const MOST_WIDTH: usize = 48;

impl Rows {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Parcels(parcels, _) => parcels.len(),
            Self::Layer(layer) => layer.n_features(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the other one holds the same rows with the same values.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let same_judged = match (self, other) {
            (Self::Parcels(_, Some(a)), Self::Parcels(_, Some(b))) => Arc::ptr_eq(a, b),
            (Self::Parcels(_, a), Self::Parcels(_, b)) => a.is_none() && b.is_none(),
            _ => true,
        };
        same_judged && self.has_same_rows(other)
    }

    /// Whether the other one holds the same features, whatever was said of them.
    #[must_use]
    pub fn has_same_rows(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Parcels(a, _), Self::Parcels(b, _)) => a.is_same_snapshot(b),
            (Self::Layer(a), Self::Layer(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The parcel in a row; `None` for other layers.
    #[must_use]
    pub fn parcel(&self, row: u32) -> Option<&Arc<Parcel>> {
        match self {
            Self::Parcels(parcels, _) => parcels.at(row as usize),
            Self::Layer(_) => None,
        }
    }

    /// The row of a parcel.
    #[must_use]
    pub fn row_of(&self, id: ParcelId) -> Option<u32> {
        match self {
            Self::Parcels(parcels, _) => u32::try_from(parcels.place_of(id)?).ok(),
            Self::Layer(_) => None,
        }
    }

    /// A cell; empty where the row has no such value. Values of personal fields are given as well: whoever shows
    /// them looks at [`Column::is_personal`].
    #[must_use]
    pub fn value(&self, row: u32, column: &ColumnId) -> Value<'_> {
        if *column == ColumnId::Number {
            return number(row);
        }
        match self {
            Self::Parcels(parcels, judged) => parcels.at(row as usize).map_or(Value::EMPTY, |parcel| {
                of_parcel(parcel, judged.as_deref(), column)
            }),
            Self::Layer(layer) if (row as usize) < layer.n_features() => {
                let (chunk, row) = layer.locate(row);
                Value::of_json(column_of(chunk, column).and_then(|column| column.get(row)))
            }
            Self::Layer(_) => Value::EMPTY,
        }
    }

    /// The columns: number, identifier where the format has one, and fields in the order in which they first occur.
    ///
    /// # Errors
    /// When somebody asks the ticket to stop.
    pub fn columns(&self, ticket: &Ticket) -> Result<Vec<Column>, Cancelled> {
        let mut names: Vec<&str> = Vec::new();
        let mut has_identifiers = false;
        match self {
            Self::Parcels(parcels, _) => {
                for chunk in parcels.chunks() {
                    ticket.check()?;
                    let fields = chunk.iter().flat_map(|parcel| &parcel.attributes);
                    fields.for_each(|(name, _)| add_new(&mut names, name));
                    has_identifiers |= chunk.iter().any(|parcel| parcel.verbatim_id.is_some());
                }
            }
            Self::Layer(layer) => {
                for chunk in layer.chunks() {
                    ticket.check()?;
                    let fields = chunk.attributes.names().iter();
                    fields.for_each(|name| add_new(&mut names, name));
                    has_identifiers |= chunk.ids.has_texts();
                }
            }
        }
        let fields = names.into_iter().map(|name| ColumnId::Field(name.to_owned()));
        let judged = matches!(self, Self::Parcels(_, Some(_)));
        let ids = [
            Some(ColumnId::Number),
            judged.then_some(ColumnId::Verdict),
            judged.then_some(ColumnId::ConflictArea),
            has_identifiers.then_some(ColumnId::Identifier),
        ];
        let ids = ids.into_iter().flatten().chain(fields);
        Ok(ids.map(|id| self.column(id)).collect())
    }

    /// A column with what its first values say.
    fn column(&self, id: ColumnId) -> Column {
        let is_personal = matches!(&id, ColumnId::Field(name) if is_personal(name));
        let (mut n_numbers, mut n_values, mut width) = (0, 0, 0);
        let n_rows = u32::try_from(self.len().min(SAMPLE)).unwrap_or(u32::MAX);
        for row in (0..n_rows).filter(|_| !is_personal) {
            let value = self.value(row, &id);
            n_numbers += usize::from(value.is_written_as_number());
            n_values += usize::from(!value.is_empty());
            width = width.max(width_of(value.text()));
        }
        let is_counted = id == ColumnId::Number;
        if is_counted {
            width = self.len().max(1).ilog10() as usize + 1;
        }
        let title = match self {
            Self::Parcels(_, Some(judged)) => judged.title(&id).map(str::to_owned),
            _ => None,
        };
        Column {
            id,
            title,
            is_personal,
            is_numeric: is_counted || n_values > 0 && n_numbers == n_values,
            width,
        }
    }

    /// Runs of rows, each with the number of its first.
    pub(super) fn blocks(&self) -> Vec<Block<'_>> {
        let runs: Vec<Run<'_>> = match self {
            Self::Parcels(parcels, judged) => {
                let run = |chunk| Run::Parcels(chunk, judged.as_deref());
                parcels.chunks().map(run).collect()
            }
            Self::Layer(layer) => layer.chunks().iter().map(|chunk| Run::Chunk(chunk)).collect(),
        };
        let mut next = 0;
        let mut blocks = Vec::with_capacity(runs.len());
        for run in runs {
            let first = next;
            next += u32::try_from(run.len()).unwrap_or(u32::MAX - first);
            blocks.push(Block { first, run });
        }
        blocks
    }
}

fn add_new<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// Width of the beginning of a text in halves of a Chinese character.
fn width_of(text: &str) -> usize {
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    text.chars()
        .take(MOST_WIDTH)
        .map(wide)
        .sum::<usize>()
        .min(MOST_WIDTH)
}

fn number(row: u32) -> Value<'static> {
    Value::of_text(Cow::Owned((u64::from(row) + 1).to_string()))
}

fn of_parcel<'a>(parcel: &'a Parcel, judged: Option<&'a Judged>, column: &ColumnId) -> Value<'a> {
    match column {
        ColumnId::Number => Value::EMPTY,
        ColumnId::Verdict | ColumnId::ConflictArea => {
            judged.map_or(Value::EMPTY, |judged| judged.value(parcel.id, column))
        }
        ColumnId::Identifier => Value::of_json(parcel.verbatim_id.as_deref()),
        ColumnId::Field(name) => {
            let field = parcel.attributes.iter().find(|(known, _)| known == name);
            Value::of_json(field.map(|(_, json)| json.as_str()))
        }
    }
}

fn column_of<'a>(chunk: &'a FeatureChunk, column: &ColumnId) -> Option<&'a JsonColumn> {
    match column {
        ColumnId::Number | ColumnId::Verdict | ColumnId::ConflictArea => None,
        ColumnId::Identifier => Some(&chunk.ids),
        ColumnId::Field(name) => chunk.attributes.column(name),
    }
}

enum Run<'a> {
    Parcels(&'a [Arc<Parcel>], Option<&'a Judged>),
    Chunk(&'a FeatureChunk),
}

impl Run<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Parcels(parcels, _) => parcels.len(),
            Self::Chunk(chunk) => chunk.states.len(),
        }
    }
}

/// A run of rows.
pub(super) struct Block<'a> {
    pub first: u32,
    run: Run<'a>,
}

impl<'a> Block<'a> {
    pub fn len(&self) -> usize {
        self.run.len()
    }

    /// The cells of one column in this run.
    pub fn cells<'b>(&self, column: &'b ColumnId) -> Cells<'a, 'b> {
        match (&self.run, column) {
            (_, ColumnId::Number) => Cells::Numbers(self.first),
            (Run::Parcels(parcels, judged), _) => Cells::Parcels(parcels, *judged, column),
            (Run::Chunk(chunk), _) => Cells::Column(column_of(chunk, column)),
        }
    }
}

/// The cells of one column in a run of rows.
pub(super) enum Cells<'a, 'b> {
    Numbers(u32),
    Parcels(&'a [Arc<Parcel>], Option<&'a Judged>, &'b ColumnId),
    Column(Option<&'a JsonColumn>),
}

impl<'a> Cells<'a, '_> {
    /// The cell of the row with this number in the run.
    pub fn value(&self, within: usize) -> Value<'a> {
        match self {
            Self::Numbers(first) => number(first + u32::try_from(within).unwrap_or(u32::MAX)),
            Self::Parcels(parcels, judged, column) => of_parcel(&parcels[within], *judged, column),
            Self::Column(column) => Value::of_json(column.and_then(|column| column.get(within))),
        }
    }
}

#[cfg(test)]
pub(super) mod scene {
    use super::*;
    use crate::crs::Crs;
    use crate::geometry::PolygonColumn;
    use crate::layer::{ChunkGeometry, FeatureState, LandMode, Notes, Role, Source};

    /// Parcels with these fields.
    pub fn parcels(fields: &[&[(&str, &str)]]) -> Rows {
        let parcel = |(id, fields): (u64, &&[(&str, &str)])| {
            let mut plane = PolygonColumn::new();
            plane.end_feature();
            Parcel {
                id: ParcelId(2 * id),
                feature_id: None,
                name: None,
                land_mode: LandMode::Occupy,
                state: FeatureState::NoGeometry,
                source: PolygonColumn::new(),
                plane,
                attributes: owned(fields),
                verbatim_id: None,
                foreign: None,
                edits: Vec::new(),
            }
        };
        let parcels = (0..).zip(fields).map(parcel).collect();
        let layer = ProposalLayer::new("p".into(), None, Crs::local(), Notes::default(), parcels);
        Rows::Parcels(Box::new(layer), None)
    }

    fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let pair = |(name, json): &(&str, &str)| ((*name).to_owned(), (*json).to_owned());
        fields.iter().map(pair).collect()
    }

    /// A constraint layer with these fields, in chunks of `run` features.
    pub fn layer(fields: &[&[(&str, &str)]], run: usize) -> Rows {
        let chunk = |features: &[&[(&str, &str)]]| {
            let mut chunk = FeatureChunk::default();
            let mut column = PolygonColumn::new();
            for (number, feature) in features.iter().enumerate() {
                column.end_feature();
                chunk.states.push(FeatureState::NoGeometry);
                chunk.ids.push(&number.to_string());
                feature
                    .iter()
                    .for_each(|(name, json)| chunk.attributes.set(name, json));
                chunk.attributes.end_row();
            }
            chunk.geometry = ChunkGeometry::on_plane(&column);
            chunk
        };
        let source = Source {
            path: "a.gpkg".into(),
            layer: None,
            sha256: String::new(),
            bytes: 0,
            format: "GeoPackage",
        };
        let chunks = fields.chunks(run).map(chunk).collect();
        Rows::Layer(Arc::new(ConstraintLayer::new(
            "a".into(),
            Role::EcoRedline,
            source,
            Crs::local(),
            Notes::default(),
            chunks,
        )))
    }

    #[test]
    fn a_cell_is_the_same_alone_and_in_its_run() {
        let fields: [&[(&str, &str)]; 3] = [&[("a", "1"), ("b", "\"x\"")], &[("b", "2")], &[("a", "null")]];
        for rows in [parcels(&fields), layer(&fields, 2)] {
            for column in rows.columns(&Ticket::new()).unwrap() {
                for block in rows.blocks() {
                    let cells = block.cells(&column.id);
                    for within in 0..block.len() {
                        let row = block.first + u32::try_from(within).unwrap();
                        assert_eq!(cells.value(within), rows.value(row, &column.id));
                    }
                }
            }
            assert!(rows.value(99, &ColumnId::Field("a".to_owned())).is_empty());
        }
        let rows = parcels(&fields);
        assert_eq!(rows.row_of(ParcelId(4)), Some(2));
        assert_eq!(rows.parcel(2).map(|parcel| parcel.id), Some(ParcelId(4)));
        assert_eq!(rows.row_of(ParcelId(3)), None);
    }
}
