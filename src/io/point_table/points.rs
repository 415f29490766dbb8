//! From rows with points to parcels with rings.
//!
//! Meaning: rows belong together by the parcel that they name; without such a column by blank lines or titles
//! between parcels; else a ring ends where it comes back to its first point. Within a parcel a ring ends when
//! the number of the ring changes, or when it is closed and goes on. Which ring is a hole is told by what lies in
//! what. Points that nothing groups are taken as one ring only when that ring does not cross itself: a list of
//! spot heights does.
//!
//! Columns that have one value throughout each parcel become attributes; the others belong to points and are
//! named in a note.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::super::rings::RingSorter;
use super::super::tally::shorten;
use super::angle::{Number, number, unpacked};
use super::axes::{Axes, Unit};
use super::header::Role;
use super::layout::{Layout, Line, Survey, broken_line, line_of};
use crate::crs::SourceXy;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Points of a single ring that nothing but its shape speaks for; testing takes time with their square.
const LONE_RING_LIMIT: usize = 2000;

/// Lines between two looks at the ticket.
const LINES_PER_LOOK: u64 = 1024;

/// Rows that a group needs to be one.
const LEAST_ROWS: u64 = 3;

/// What holds rows together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// A column with the name of the parcel.
    Column(usize),
    /// Blank lines and titles.
    Blocks,
    /// Rings that close; each is a parcel.
    Closing,
    /// A column with ring numbers, and nothing else: one parcel.
    RingsOnly,
}

impl Grouping {
    fn code(self) -> &'static str {
        match self {
            Self::Column(_) => "column",
            Self::Blocks => "blocks",
            Self::Closing => "closing",
            Self::RingsOnly => "rings",
        }
    }
}

/// The beginning of a parcel, with the words above it.
#[derive(Debug, Clone, Default)]
struct Begin {
    title: Option<String>,
}

/// The rows of one parcel.
#[derive(Debug, Default)]
struct Parcel {
    key: String,
    title: Option<String>,
    line: u64,
    rings: Vec<Vec<SourceXy>>,
    /// Number of the ring in the last row.
    ring_key: Option<String>,
    /// Cells of the first row.
    cells: Vec<String>,
    heights: u64,
    fault: Option<Fault>,
}

/// All rows as far as they are read.
struct Assembly<'l, 't> {
    layout: &'l mut Layout<'t>,
    axes: Axes,
    grouping: Grouping,
    ring_column: Option<usize>,
    height_column: Option<usize>,
    parcels: Vec<Parcel>,
    by_key: HashMap<String, usize>,
    /// Columns whose cells differ within a parcel.
    varying: Vec<bool>,
    /// The next row begins a parcel.
    pending: Option<Begin>,
    stray_titles: u64,
}

/// Reads all rows into features.
pub(super) fn read(
    layout: &mut Layout<'_>,
    survey: &Survey,
    axes: Axes,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    let grouping = grouping(layout, survey);
    let mut assembly = Assembly {
        axes,
        grouping,
        ring_column: layout.column(Role::Ring),
        height_column: layout.column(Role::Height),
        parcels: Vec::new(),
        by_key: HashMap::new(),
        varying: Vec::new(),
        pending: layout
            .title
            .take()
            .filter(|_| grouping == Grouping::Blocks)
            .map(|title| Begin { title: Some(title) }),
        stray_titles: 0,
        layout,
    };
    assembly.rows(ticket)?;
    if assembly.parcels.is_empty() && assembly.stray_titles > 0 {
        return Err(ReadErrorKind::Table {
            line: 1,
            what: "no-rows",
            found: String::new(),
        });
    }
    let is_lone = assembly.check_lone_ring()?;
    assembly.note_columns(builder, is_lone);
    assembly.finish(builder, ticket)
}

fn grouping(layout: &Layout<'_>, survey: &Survey) -> Grouping {
    if let Some(column) = layout.column(Role::Group) {
        return Grouping::Column(column);
    }
    let repeats = |column: &usize| {
        survey
            .shortest_runs
            .get(*column)
            .is_some_and(|run| *run >= LEAST_ROWS)
    };
    let named = (0..layout.roles.len()).filter(|column| layout.roles[*column].0 == Role::MaybeGroup);
    if let Some(column) = named.into_iter().find(repeats) {
        return Grouping::Column(column);
    }
    if survey.blocks > 1 && survey.shortest_block >= LEAST_ROWS {
        Grouping::Blocks
    } else if layout.column(Role::Ring).is_some() {
        Grouping::RingsOnly
    } else {
        Grouping::Closing
    }
}

impl Assembly<'_, '_> {
    fn rows(&mut self, ticket: &Ticket) -> Result<(), ReadErrorKind> {
        let mut records = self.layout.records.clone();
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        let mut last = records.position();
        let mut count = 0_u64;
        while let Some(read) = records.next(&mut cells) {
            let line = read.map_err(broken_line)?;
            count += 1;
            if count.is_multiple_of(LINES_PER_LOOK) {
                ticket.check()?;
                ticket.advance((records.position() - last) as u64);
                last = records.position();
            }
            match line_of(&cells) {
                Line::Row => self.row(line, &cells),
                Line::Blank if self.grouping == Grouping::Blocks => {
                    self.pending.get_or_insert_default();
                }
                Line::Blank => {}
                Line::Title => self.title(line, &cells),
            }
        }
        Ok(())
    }

    /// Words between rows: the name of the next parcel, or harmless where a ring has ended; else they may be what
    /// is left of a point.
    fn title(&mut self, line: u64, cells: &[Cow<'_, str>]) {
        let is_blocks = self.grouping == Grouping::Blocks;
        let may_be_point = self.pending.is_none()
            && cells.first().is_some_and(|cell| {
                is_point_name(cell) || (!is_blocks && cell.starts_with(|c: char| c.is_ascii_digit()))
            });
        let is_open = |parcel: &Parcel| parcel.rings.last().is_some_and(|ring| !is_closed(ring));
        let open = self
            .parcels
            .last_mut()
            .filter(|parcel| may_be_point && is_open(parcel));
        if let Some(parcel) = open {
            let fault = Fault::new("note-table-row").with("cells", cells.len());
            parcel.fault.get_or_insert(fault.at_line(line));
        } else if is_blocks {
            self.pending = Some(Begin {
                title: cells.first().map(ToString::to_string),
            });
            return;
        }
        self.stray_titles += 1;
    }

    fn row(&mut self, line: u64, cells: &[Cow<'_, str>]) {
        let number = self.parcel_of(line, cells);
        let position = self.position(cells);
        let ring_key = self
            .ring_column
            .map(|column| cells.get(column).map(ToString::to_string).unwrap_or_default());
        let has_height = self
            .height_column
            .is_some_and(|column| cells.get(column).is_some_and(|cell| !cell.is_empty()));
        self.note_varying(number, cells);
        let parcel = &mut self.parcels[number];
        let changes = parcel.ring_key != ring_key;
        let is_closed = parcel.rings.last().is_some_and(|ring| is_closed(ring));
        if parcel.rings.is_empty() || changes || is_closed {
            parcel.rings.push(Vec::new());
            parcel.ring_key = ring_key;
        }
        parcel.heights += u64::from(has_height);
        let ring_number = u32::try_from(parcel.rings.len() - 1).unwrap_or(u32::MAX);
        let Some(ring) = parcel.rings.last_mut() else {
            return;
        };
        match position {
            Ok(position) => ring.push(position),
            Err(fault) => {
                let vertex = u32::try_from(ring.len()).unwrap_or(u32::MAX);
                parcel
                    .fault
                    .get_or_insert(fault.at_line(line).at_vertex(ring_number, vertex));
            }
        }
    }

    /// The parcel that a row belongs to.
    fn parcel_of(&mut self, line: u64, cells: &[Cow<'_, str>]) -> usize {
        let last = self.parcels.len().checked_sub(1);
        let begins = match self.grouping {
            Grouping::Column(column) => {
                let key = cells.get(column).map_or("", |cell| cell.as_ref());
                if let Some(known) = self.by_key.get(key) {
                    return *known;
                }
                let key = key.to_owned();
                self.by_key.insert(key.clone(), self.parcels.len());
                return self.begin(line, cells, key, None);
            }
            Grouping::Blocks => self.pending.take(),
            Grouping::Closing => {
                let parcel = last.map(|last| &self.parcels[last]);
                let has_ended =
                    parcel.is_some_and(|parcel| parcel.rings.last().is_some_and(|ring| is_closed(ring)));
                has_ended.then(Begin::default)
            }
            Grouping::RingsOnly => None,
        };
        match (begins, last) {
            (None, Some(last)) => last,
            (begin, _) => {
                let title = begin.and_then(|begin| begin.title);
                self.begin(line, cells, String::new(), title)
            }
        }
    }

    fn begin(&mut self, line: u64, cells: &[Cow<'_, str>], key: String, title: Option<String>) -> usize {
        self.parcels.push(Parcel {
            key,
            title,
            line,
            cells: cells.iter().map(ToString::to_string).collect(),
            ..Parcel::default()
        });
        self.parcels.len() - 1
    }

    fn note_varying(&mut self, parcel: usize, cells: &[Cow<'_, str>]) {
        if self.varying.len() < cells.len() {
            self.varying.resize(cells.len(), false);
        }
        let first = &self.parcels[parcel].cells;
        for (column, varies) in self.varying.iter_mut().enumerate() {
            let cell = cells.get(column).map_or("", |cell| cell.as_ref());
            *varies |= first.get(column).map_or("", String::as_str) != cell;
        }
    }

    fn position(&self, cells: &[Cow<'_, str>]) -> Result<SourceXy, Fault> {
        let ordinate = |column: usize| {
            let cell = cells.get(column).map_or("", |cell| cell.as_ref());
            if cell.is_empty() {
                return Err(Fault::new("note-table-row").with("cells", cells.len()));
            }
            let bad = || Fault::new("note-ordinate-not-number").with("found", shorten(cell));
            match (number(cell).ok_or_else(bad)?, self.axes.unit) {
                (Number::Plain(value), Unit::Packed) => unpacked(value)
                    .ok_or_else(|| Fault::new("note-table-packed").with("found", shorten(cell))),
                (Number::Angle(_), Unit::Metres) => Err(bad()),
                (value, _) => Ok(value.value()),
            }
        };
        Ok(SourceXy {
            x: ordinate(self.axes.east)?,
            y: ordinate(self.axes.north)?,
        })
    }

    /// Refuses points that nothing says how to connect; whether one ring was taken by its shape alone.
    fn check_lone_ring(&self) -> Result<bool, ReadErrorKind> {
        let [
            Parcel {
                rings,
                fault: None,
                line,
                ..
            },
        ] = &self.parcels[..]
        else {
            return Ok(false);
        };
        let [ring] = &rings[..] else { return Ok(false) };
        if self.grouping != Grouping::Closing || is_closed(ring) {
            return Ok(false);
        }
        if ring.len() < 3 || ring.len() > LONE_RING_LIMIT || crosses_itself(ring) {
            return Err(ReadErrorKind::Table {
                line: *line,
                what: "rings",
                found: ring.len().to_string(),
            });
        }
        Ok(true)
    }

    fn note_columns(&mut self, builder: &mut LayerBuilder<'_>, is_lone: bool) {
        let Axes {
            east,
            north,
            unit,
            why,
            may_be_packed,
        } = self.axes;
        let (east, north) = (
            self.layout.name(east).to_owned(),
            self.layout.name(north).to_owned(),
        );
        let note = |code, severity| Note::new(code, severity, Place::default());
        builder.file_note(
            note("note-table-columns", Severity::Info)
                .with("east", shorten(&east))
                .with("north", shorten(&north))
                .with("unit", unit.code())
                .with("why", why),
        );
        if may_be_packed {
            builder.file_note(note("note-table-maybe-packed", Severity::Warning));
        }
        let how = if is_lone { "lone" } else { self.grouping.code() };
        let severity = if how == "column" {
            Severity::Info
        } else {
            Severity::Warning
        };
        builder.file_note(
            note("note-table-grouped", severity)
                .with("how", how)
                .with("count", self.parcels.len()),
        );
        let skipped = self.layout.skipped + self.stray_titles;
        if skipped > 0 {
            builder.file_note(note("note-table-lines", Severity::Warning).with("count", skipped));
        }
        let used = self.used_columns();
        let dropped: Vec<String> = (0..self.varying.len())
            .filter(|column| self.varying[*column] && !used.contains(column))
            .map(|column| shorten(self.layout.name(column)))
            .collect();
        if !dropped.is_empty() {
            let fields = shorten_list(&dropped);
            builder.file_note(note("note-table-point-fields", Severity::Info).with("fields", fields));
        }
    }

    /// Columns that are no attributes in any case.
    fn used_columns(&self) -> Vec<usize> {
        let some = [
            Some(self.axes.east),
            Some(self.axes.north),
            self.ring_column,
            self.height_column,
        ];
        some.into_iter().flatten().collect()
    }

    fn finish(self, builder: &mut LayerBuilder<'_>, ticket: &Ticket) -> Result<(), ReadErrorKind> {
        let mut used = self.used_columns();
        used.extend(self.layout.column(Role::PointName));
        let mut sorter = RingSorter::default();
        for parcel in self.parcels {
            builder.begin(Some(parcel.line))?;
            if !parcel.key.is_empty() {
                builder.id(serde_json::Value::from(parcel.key.as_str()).to_string());
            }
            if let Some(title) = &parcel.title {
                builder.text_attribute("name", title);
            }
            for (column, cell) in parcel.cells.iter().enumerate() {
                let is_attribute =
                    !used.contains(&column) && !self.varying.get(column).copied().unwrap_or_default();
                if is_attribute && !cell.is_empty() {
                    builder.text_attribute(self.layout.name(column), cell);
                }
            }
            builder.count(0, 0, parcel.heights);
            if let Some(fault) = parcel.fault {
                builder.fault(fault);
            } else {
                add_polygons(&parcel.rings, &mut sorter, builder, ticket)?;
            }
            builder.end(false);
        }
        Ok(())
    }
}

/// Adds the rings of a parcel, holes with their shells.
fn add_polygons(
    rings: &[Vec<SourceXy>],
    sorter: &mut RingSorter,
    builder: &mut LayerBuilder<'_>,
    ticket: &Ticket,
) -> Result<(), ReadErrorKind> {
    if rings.len() == 1 {
        builder.polygon(rings.iter().map(Vec::as_slice));
        return Ok(());
    }
    sorter.positions.clear();
    let mut ends = Vec::with_capacity(rings.len());
    for ring in rings {
        // Surveyors turn rings as they walk; turned alike, only what lies in what counts.
        if doubled_area(ring) < 0.0 {
            sorter.positions.extend(ring.iter().rev());
        } else {
            sorter.positions.extend(ring);
        }
        ends.push(sorter.positions.len());
    }
    if sorter.sort(ends.into_iter(), ticket).is_err() {
        ticket.check()?;
        builder.fault(Fault::new("note-rings-tangled").with("count", rings.len()));
        return Ok(());
    }
    for polygon in sorter.polygons() {
        builder.polygon(polygon.iter().map(|ring| rings[*ring as usize].as_slice()));
    }
    Ok(())
}

fn is_closed(ring: &[SourceXy]) -> bool {
    ring.len() > 3 && ring.first() == ring.last()
}

/// Twice the area, positive when the ring turns against the clock.
fn doubled_area(ring: &[SourceXy]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let pairs = ring.windows(2).map(|pair| {
        let [a, b] = [pair[0], pair[1]].map(|position| [position.x - origin.x, position.y - origin.y]);
        a[0] * b[1] - b[0] * a[1]
    });
    pairs.sum()
}

/// Whether two edges of an open ring, which do not follow each other, meet.
fn crosses_itself(ring: &[SourceXy]) -> bool {
    let edge = |index: usize| (ring[index], ring[(index + 1) % ring.len()]);
    let side = |a: SourceXy, b: SourceXy, c: SourceXy| {
        let turn = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        (turn > 0.0, turn < 0.0)
    };
    let meet = |(a, b): (SourceXy, SourceXy), (c, d): (SourceXy, SourceXy)| {
        let overlap = |a: f64, b: f64, c: f64, d: f64| a.min(b) <= c.max(d) && c.min(d) <= a.max(b);
        overlap(a.x, b.x, c.x, d.x)
            && overlap(a.y, b.y, c.y, d.y)
            && side(a, b, c) != side(a, b, d)
            && side(c, d, a) != side(c, d, b)
    };
    let count = ring.len();
    (0..count).any(|first| {
        (first + 2..count).any(|second| {
            let are_neighbours = first == 0 && second == count - 1;
            !are_neighbours && meet(edge(first), edge(second))
        })
    })
}

/// Whether a cell is called as points are: letters and a number.
fn is_point_name(cell: &str) -> bool {
    let digits = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.len() < cell.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn shorten_list(names: &[String]) -> String {
    let mut text = names[..names.len().min(10)].join(", ");
    if names.len() > 10 {
        text.push('…');
    }
    text
}
