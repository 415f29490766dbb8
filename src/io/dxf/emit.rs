//! From entities to features of a layer.
//!
//! Meaning: a feature of the drawing itself is added once, one of a block once for each copy. Its fields are layer,
//! handle, colour and so on, and what programs hung on it. An entity in a block on layer `0` lies on the layer of
//! the insertion.

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::layer_builder::LayerBuilder;
use super::super::tally::shorten;
use super::arc::{Arcs, Outline};
use super::block::{Blocks, Insert, Target};
use super::common::Common;
use super::drawing::Counts;
use super::entity::{Area, Body};
use super::fields;
use super::hatch::Hatch;
use super::nest::{self, NestFault};
use super::rings::{Joined, RingMark};
use super::tables::LayerTable;
use super::text::Texts;
use super::transform::Affine;
use crate::crs::SourceXy;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;

/// Features that copies of blocks may come to.
const COPIES_LIMIT: u64 = 5_000_000;

/// Positions that are not in the file as such: those of copies and of arcs.
const POSITIONS_LIMIT: u64 = 40_000_000;

/// Bytes of fields that copies may come to.
const COPIED_BYTES_LIMIT: u64 = 512 << 20;

/// Edges that nesting the outlines of all hatches may look at.
const NEST_WORK_LIMIT: u64 = 2_000_000_000;

/// A gap of at most this many units of the drawing, and a hundredth of the outline's size, was hardly meant: what
/// the polyline encloses may be ground.
const SMALL_GAP: f64 = 0.05;

/// Fields that extended data may become in one file.
const EXTENDED_FIELDS_LIMIT: usize = 128;

/// Adds features to a layer.
pub(super) struct Emitter<'t> {
    /// The layer as far as it is read.
    pub builder: LayerBuilder<'t>,
    /// Decodes names and values.
    pub texts: Texts,
    /// Layers of the drawing.
    pub layers: LayerTable,
    /// Blocks of the drawing.
    pub blocks: Blocks,
    /// What is told once.
    pub counts: Counts,
    /// Only features on this layer are wanted.
    pub wanted: Option<String>,
    /// Some entity lies on the wanted layer, or the drawing lists it.
    pub is_wanted_known: bool,
    ticket: &'t Ticket,
    joined: Joined,
    extended_fields: Vec<String>,
    positions: u64,
    copied_bytes: u64,
    /// Edges that nesting outlines may still look at.
    nest_work: u64,
}

/// Rings of polygons, shell first.
type Polygons = Vec<Vec<Vec<SourceXy>>>;

/// Where features are added.
struct Setting<'a> {
    map: Affine,
    /// The insertion that stands in the drawing itself, and the name of the innermost block.
    insert: Option<(&'a Common, &'a [u8])>,
    /// Layer for entities on layer `0`.
    layer: Option<&'a [u8]>,
}

const DRAWING: Setting<'static> = Setting {
    map: Affine::IDENTITY,
    insert: None,
    layer: None,
};

impl<'t> Emitter<'t> {
    /// Nothing added yet.
    pub fn new(builder: LayerBuilder<'t>, texts: Texts, ticket: &'t Ticket) -> Self {
        Self {
            builder,
            texts,
            layers: LayerTable::default(),
            blocks: Blocks::default(),
            counts: Counts::default(),
            wanted: None,
            is_wanted_known: false,
            ticket,
            joined: Joined::default(),
            extended_fields: Vec::new(),
            positions: 0,
            copied_bytes: 0,
            nest_work: NEST_WORK_LIMIT,
        }
    }

    /// Adds an entity of the drawing itself.
    pub fn area(&mut self, area: Area) -> Result<(), ReadErrorKind> {
        if area.common.is_paper {
            self.counts.paper += 1;
            return Ok(());
        }
        if let Some(mark) = RingMark::of(&area.common)
            && matches!(area.body, Body::Closed(_))
        {
            if !self.joined.continues(&mark) {
                self.flush()?;
            }
            if let Some(whole) = self.joined.push(mark, area) {
                self.feature(&whole, &DRAWING)?;
            }
            return Ok(());
        }
        self.flush()?;
        self.feature(&area, &DRAWING)
    }

    /// Adds outlines that wait for others of their feature, each for itself.
    pub fn flush(&mut self) -> Result<(), ReadErrorKind> {
        let waiting = self.joined.take();
        if !waiting.is_empty() {
            self.counts.split_features += 1;
        }
        waiting.iter().try_for_each(|area| self.feature(area, &DRAWING))
    }

    /// Adds the copies of an insertion in the drawing itself.
    pub fn insert(&mut self, mut insert: Insert) -> Result<(), ReadErrorKind> {
        if insert.common.is_paper {
            self.counts.paper += 1;
            return Ok(());
        }
        self.flush()?;
        insert.target = self.blocks.find(&insert.block);
        let blocks = std::mem::take(&mut self.blocks);
        let n_features = blocks.n_features(insert.target);
        let done = if n_features == 0 {
            *self.counts.not_ground.entry("INSERT").or_default() += 1;
            Ok(())
        } else {
            let all = n_features.saturating_mul(insert.n_copies());
            if matches!(insert.target, Target::Block(_)) {
                self.counts.copied = self.counts.copied.saturating_add(all);
            }
            if self.counts.copied > COPIES_LIMIT {
                Err(too_many(insert.common.line, &insert))
            } else {
                let outer = Setting {
                    insert: Some((&insert.common, &insert.block)),
                    ..DRAWING
                };
                self.copies(&blocks, &insert, &outer)
            }
        };
        self.blocks = blocks;
        done
    }

    /// Adds all copies of an insertion; those nested in it too, no deeper than blocks may be nested.
    fn copies(&mut self, blocks: &Blocks, insert: &Insert, outer: &Setting<'_>) -> Result<(), ReadErrorKind> {
        let number = match insert.target {
            Target::Block(number) => number,
            Target::Broken(what) => return self.broken(insert, outer, what),
            Target::Open => return self.broken(insert, outer, "missing"),
        };
        let Some(block) = blocks.get(number) else {
            return self.broken(insert, outer, "missing");
        };
        let on_zero = insert.common.layer == b"0";
        let layer = outer.layer.filter(|_| on_zero).unwrap_or(&insert.common.layer);
        for row in 0..insert.counts[1] {
            for column in 0..insert.counts[0] {
                self.ticket.check()?;
                self.counts.copies += 1;
                let inner = Setting {
                    map: outer.map.after(&insert.map(block.base, column, row)),
                    insert: outer.insert.map(|(common, _)| (common, block.name.as_slice())),
                    layer: Some(layer),
                };
                for area in &block.areas {
                    self.feature(area, &inner)?;
                }
                for nested in &block.inserts {
                    self.copies(blocks, nested, &inner)?;
                }
            }
        }
        Ok(())
    }

    /// Adds an insertion that leads nowhere as a feature that could not be read.
    fn broken(&mut self, insert: &Insert, outer: &Setting<'_>, what: &str) -> Result<(), ReadErrorKind> {
        let name = shorten(&self.texts.decode(&insert.block));
        let fault = Fault::new("note-dxf-block").with("what", what).with("name", name);
        let area = Area {
            kind: "INSERT".to_owned(),
            common: insert.common.clone(),
            body: Body::Fault(fault),
            with_height: 0,
        };
        self.feature(&area, outer)
    }

    /// Adds one feature.
    fn feature(&mut self, area: &Area, setting: &Setting<'_>) -> Result<(), ReadErrorKind> {
        let common = &area.common;
        let layer_name = setting
            .layer
            .filter(|_| common.layer == b"0")
            .unwrap_or(&common.layer);
        let layer = self.texts.decode(layer_name);
        if let Some(wanted) = &self.wanted {
            if !fields::same_name(wanted, &layer) {
                self.counts.other_layers += 1;
                return Ok(());
            }
            self.is_wanted_known = true;
        }
        self.builder.begin(Some(common.line))?;
        if self.layers.is_hidden(layer_name) {
            *self.counts.hidden.entry(layer.clone()).or_default() += 1;
        }
        let id = self.id(common, setting);
        if let Ok(json) = serde_json::to_string(&id)
            && !id.is_empty()
        {
            self.builder.id(json);
        }
        self.ground(area, setting, &layer, &id)?;
        self.fields(area, setting, &layer)?;
        self.builder.end(false);
        Ok(())
    }

    /// The handle, behind that of the insertion.
    fn id(&self, common: &Common, setting: &Setting<'_>) -> String {
        let own = self.texts.decode(&common.handle);
        match setting.insert {
            Some((insert, _)) if insert.handle != common.handle || insert.line != common.line => {
                format!("{}/{own}", self.texts.decode(&insert.handle))
            }
            _ => own,
        }
    }

    fn ground(
        &mut self,
        area: &Area,
        setting: &Setting<'_>,
        layer: &str,
        id: &str,
    ) -> Result<(), ReadErrorKind> {
        let before = self.counts.arcs.count;
        let polygons = match &area.body {
            Body::Fault(fault) => Err(fault.clone()),
            Body::Open(outline) => {
                self.open(area, outline, setting, (layer, id));
                Ok(Vec::new())
            }
            Body::Closed(outline) => self.ring(outline, setting, area).map(|ring| vec![vec![ring]]),
            Body::Polygons(polygons) => {
                let ring = |outline| self.ring(outline, setting, area);
                let mut ring = ring;
                polygons
                    .iter()
                    .map(|rings| rings.iter().map(&mut ring).collect())
                    .collect()
            }
            Body::Hatch(hatch) => self.hatch(hatch, setting, area)?,
        };
        match polygons {
            Ok(polygons) => {
                for rings in &polygons {
                    self.builder.polygon(rings.iter().map(Vec::as_slice));
                }
                self.builder.count(0, 0, area.with_height);
            }
            Err(fault) => self.builder.fault(fault),
        }
        if self.counts.arcs.count > before {
            self.counts.with_arcs += 1;
        }
        if self.positions > POSITIONS_LIMIT {
            return Err(ReadErrorKind::DxfBroken {
                what: "too-many-positions",
                line: area.common.line,
                found: area.kind.clone(),
            });
        }
        Ok(())
    }

    fn ring(
        &mut self,
        outline: &Outline,
        setting: &Setting<'_>,
        area: &Area,
    ) -> Result<Vec<SourceXy>, Fault> {
        let mut arcs = Arcs::default();
        let at_line = |fault: Fault| {
            let line = fault.line.unwrap_or(area.common.line);
            fault.at_line(line)
        };
        let ring = outline.ring(&setting.map, &mut arcs).map_err(at_line)?;
        if setting.map.after(&outline.frame).is_tilted() {
            self.counts.tilted += 1;
        }
        let of_copies = if setting.insert.is_some() {
            outline.vertices.len() as u64
        } else {
            0
        };
        self.positions = self
            .positions
            .saturating_add(arcs.positions)
            .saturating_add(of_copies);
        let all = &mut self.counts.arcs;
        all.count += arcs.count;
        all.positions += arcs.positions;
        all.greatest = all.greatest.max(arcs.greatest);
        Ok(ring)
    }

    fn hatch(
        &mut self,
        hatch: &Hatch,
        setting: &Setting<'_>,
        area: &Area,
    ) -> Result<Result<Polygons, Fault>, ReadErrorKind> {
        self.counts.text_boxes += hatch.text_boxes;
        let mut rings = Vec::with_capacity(hatch.outlines.len());
        for outline in &hatch.outlines {
            match self.ring(outline, setting, area) {
                Ok(ring) => rings.push(ring),
                Err(fault) => return Ok(Err(fault)),
            }
        }
        match nest::polygons(&rings, hatch.deepest, &mut self.nest_work, self.ticket) {
            Ok(polygons) => {
                let ring = |number: usize| std::mem::take(&mut rings[number]);
                let mut ring = ring;
                let polygons = polygons.into_iter();
                Ok(Ok(polygons
                    .map(|numbers| numbers.into_iter().map(&mut ring).collect())
                    .collect()))
            }
            Err(NestFault::Cancelled) => Err(ReadErrorKind::Cancelled),
            Err(NestFault::TooMany) => Ok(Err(Fault::new("note-dxf-hatch").with("what", "too-many"))),
        }
    }

    /// Tells of a polyline that is not closed. One that nearly is may be meant as ground.
    fn open(&mut self, area: &Area, outline: &Outline, setting: &Setting<'_>, (layer, id): (&str, &str)) {
        if setting.insert.is_some() {
            self.positions = self.positions.saturating_add(outline.vertices.len() as u64);
        }
        let (gap, size) = gap_and_size(outline, &setting.map);
        let handle = if id.is_empty() { "–" } else { id };
        let facts = [
            ("kind", area.kind.clone()),
            ("layer", shorten(layer)),
            ("handle", shorten(handle)),
            ("gap", written_length(gap)),
        ];
        if outline.vertices.len() > 2 && gap <= SMALL_GAP && gap * 100.0 <= size {
            let fault = Fault::new("note-dxf-nearly-closed").at_line(area.common.line);
            let fault = facts
                .into_iter()
                .fold(fault, |fault, (name, value)| fault.with(name, value));
            self.builder.fault(fault);
        } else {
            let note = Note::new("note-dxf-open", Severity::Warning, Place::default());
            let note = facts
                .into_iter()
                .fold(note, |note, (name, value)| note.with(name, value));
            self.builder.note(note);
            self.builder.count(0, 1, 0);
        }
    }

    fn fields(&mut self, area: &Area, setting: &Setting<'_>, layer: &str) -> Result<(), ReadErrorKind> {
        let common = &area.common;
        let mut values = vec![
            (fields::LAYER, serde_json::to_string(layer).ok()),
            (
                fields::HANDLE,
                serde_json::to_string(&self.texts.decode(&common.handle)).ok(),
            ),
            (fields::COLOUR, self.colour(common)),
            (fields::LINE_TYPE, self.line_type(common)),
            (fields::KIND, serde_json::to_string(&area.kind).ok()),
            (
                fields::ELEVATION,
                common.elevation.and_then(|z| serde_json::to_string(&z).ok()),
            ),
        ];
        if let Some((_, block)) = setting.insert {
            values.push((
                fields::BLOCK,
                serde_json::to_string(&self.texts.decode(block)).ok(),
            ));
        }
        let mut bytes = common.handle.len();
        for (name, json) in values {
            if let Some(json) = json.filter(|json| json != "\"\"") {
                bytes += json.len();
                self.builder.attribute(name, &json);
            }
        }
        let of_insert = setting
            .insert
            .map(|(insert, _)| insert.extended.as_slice())
            .unwrap_or_default();
        let extended = if common.extended.is_empty() {
            of_insert
        } else {
            &common.extended
        };
        for value in extended {
            let Some((name, json)) = value.field(&self.texts) else {
                continue;
            };
            bytes += name.len() + json.len();
            if self.knows_field(&name) {
                self.builder.attribute(&name, &json);
            } else {
                self.counts.extended_dropped += 1;
            }
        }
        if setting.insert.is_some() {
            self.copied_bytes += bytes as u64;
            if self.copied_bytes > COPIED_BYTES_LIMIT {
                return Err(ReadErrorKind::DxfBroken {
                    what: "too-many-copies",
                    line: common.line,
                    found: area.kind.clone(),
                });
            }
        }
        Ok(())
    }

    fn knows_field(&mut self, name: &str) -> bool {
        if self.extended_fields.iter().any(|known| known == name) {
            return true;
        }
        let has_room = self.extended_fields.len() < EXTENDED_FIELDS_LIMIT;
        if has_room {
            self.extended_fields.push(name.to_owned());
        }
        has_room
    }

    /// The colour by number, or as `#RRGGBB`; that of the layer when the entity has none.
    fn colour(&self, common: &Common) -> Option<String> {
        if let Some(colour) = common.true_colour {
            return Some(format!("\"#{:06X}\"", colour & 0x00FF_FFFF));
        }
        let own = common.colour.filter(|colour| *colour != 256);
        let colour = own.or_else(|| self.layers.colour(&common.layer))?;
        Some(colour.to_string())
    }

    fn line_type(&self, common: &Common) -> Option<String> {
        let own = common.line_type.as_deref();
        let own = own.filter(|name| !name.eq_ignore_ascii_case(b"BYLAYER"));
        let name = own.or_else(|| self.layers.line_type(&common.layer))?;
        serde_json::to_string(&self.texts.decode(name)).ok()
    }
}

/// The distance between the ends of an outline, and the size of the box around it; both in the plan.
fn gap_and_size(outline: &Outline, map: &Affine) -> (f64, f64) {
    let map = map.after(&outline.frame);
    let plan = |at: [f64; 3]| {
        let [x, y, _] = map.apply(at);
        [x, y]
    };
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for vertex in &outline.vertices {
        let [x, y] = plan(vertex.at);
        bounds = [
            bounds[0].min(x),
            bounds[1].min(y),
            bounds[2].max(x),
            bounds[3].max(y),
        ];
    }
    let size = libm::hypot(bounds[2] - bounds[0], bounds[3] - bounds[1]);
    match (outline.vertices.first(), outline.vertices.last()) {
        (Some(first), Some(last)) => {
            let (first, last) = (plan(first.at), plan(last.at));
            (libm::hypot(last[0] - first[0], last[1] - first[1]), size)
        }
        _ => (f64::NAN, size),
    }
}

/// A length for a message, short and never zero when it is not.
fn written_length(length: f64) -> String {
    if length.is_nan() {
        "–".to_owned()
    } else if length >= 0.001 {
        format!("{length:.3}")
    } else {
        format!("{length:e}")
    }
}

fn too_many(line: u64, insert: &Insert) -> ReadErrorKind {
    ReadErrorKind::DxfBroken {
        what: "too-many-copies",
        line,
        found: shorten(&String::from_utf8_lossy(&insert.block)),
    }
}
