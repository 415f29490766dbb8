//! Features, one after the other, into the columns of a layer.
//!
//! Meaning: what all formats have in common that are read in one go from the front: a feature begins, gets
//! rings, attributes, notes or a fault, and ends. A feature with a fault stays in the layer as unreadable and
//! keeps its attributes. Formats whose files are cut into runs and read on all threads (GeoJSON, GeoPackage)
//! fill their columns themselves.
//!
//! Input: calls in the order of the file. Output: a [`SourceLayer`]. A chunk is full after
//! [`CHUNK_FEATURES`] features or [`CHUNK_POSITIONS`] positions, whatever the number of threads.
//!
//! Deliberately not here: repairing geometry beyond what [`super::ground`] notes; guessing a system.

use super::error::ReadErrorKind;
use super::fault::Fault;
use super::format::ReadOptions;
use super::geopackage::wkb;
use super::ground::{Ground, HoleWithoutShell, note_of_state};
use super::tally::{Tally, shorten};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PackedColumn;
use crate::layer::{
    CHUNK_FEATURES, FeatureState, Note, Notes, Place, Severity, Source, SourceChunk, SourceLayer,
    is_personal, plain_text,
};
use crate::progress::Ticket;

/// Positions after which a chunk is full.
const CHUNK_POSITIONS: usize = 1 << 18;

/// Bytes of identifiers and attributes after which a chunk is full.
const CHUNK_SIDE_BYTES: usize = 8 << 20;

/// Bytes of identifiers and attributes that one chunk may hold: columns count them in 32 bits.
const SIDE_BYTES_LIMIT: usize = u32::MAX as usize / 2;

/// A layer as far as it is read.
pub(super) struct LayerBuilder<'t> {
    ticket: &'t Ticket,
    keep_personal: bool,
    ground: Ground,
    chunk: SourceChunk,
    side_bytes: usize,
    chunks: Vec<SourceChunk>,
    notes: Notes,
    tally: Tally,
    /// Features before the present chunk.
    before: u64,
    feature: Feature,
}

/// What is known of the present feature beside its ground.
#[derive(Debug, Default)]
struct Feature {
    id: String,
    line: Option<u64>,
    fault: Option<Fault>,
    notes: Vec<Note>,
}

impl<'t> LayerBuilder<'t> {
    /// A layer without features.
    pub fn new(options: &ReadOptions, ticket: &'t Ticket) -> Self {
        Self {
            ticket,
            keep_personal: options.keep_personal,
            ground: Ground::default(),
            chunk: SourceChunk::default(),
            side_bytes: 0,
            chunks: Vec::new(),
            notes: Notes::default(),
            tally: Tally::default(),
            before: 0,
            feature: Feature::default(),
        }
    }

    /// Number of features that have ended.
    pub fn n_features(&self) -> u64 {
        self.before + self.chunk.states.len() as u64
    }

    /// Begins the next feature; `line` is where it stands, in a file that is made of lines.
    ///
    /// # Errors
    /// When the ticket was cancelled, or the chunk cannot count its content.
    pub fn begin(&mut self, line: Option<u64>) -> Result<(), ReadErrorKind> {
        self.ticket.check()?;
        if self.side_bytes > SIDE_BYTES_LIMIT {
            return Err(ReadErrorKind::TooLarge {
                limit_mib: (SIDE_BYTES_LIMIT >> 20) as u64,
                line: line.unwrap_or(1),
                column: 1,
            });
        }
        if self.is_full() {
            self.end_chunk();
        }
        self.ground.begin();
        self.feature = Feature {
            line,
            ..Feature::default()
        };
        Ok(())
    }

    /// Sets the identifier of the present feature, as a JSON text.
    pub fn id(&mut self, json: String) {
        self.feature.id = json;
    }

    /// Adds a position, x first, to the open ring.
    pub fn position(&mut self, position: SourceXy) {
        self.ground.column.push(position);
    }

    /// Ends the ring whose positions were just added; what is no ring is noted and left out.
    pub fn end_ring(&mut self) {
        if let Err(HoleWithoutShell { ring }) = self.ground.end_ring() {
            let mut fault = Fault::new(HoleWithoutShell::CODE);
            fault.ring = Some(ring);
            self.fault(fault);
        }
    }

    /// Ends the polygon whose rings were just ended, shell first.
    pub fn end_polygon(&mut self) {
        self.ground.end_polygon();
    }

    /// Adds a whole polygon, shell first.
    pub fn polygon<'r>(&mut self, rings: impl IntoIterator<Item = &'r [SourceXy]>) {
        for ring in rings {
            self.ground.column.extend(ring.iter().copied());
            self.end_ring();
        }
        self.end_polygon();
    }

    /// Adds a whole polygon, shell first, whose rings have these numbers in the feature.
    pub fn numbered_polygon<'r>(&mut self, rings: impl IntoIterator<Item = (u32, &'r [SourceXy])>) {
        for (number, ring) in rings {
            self.ground.rings = number;
            self.ground.column.extend(ring.iter().copied());
            self.end_ring();
        }
        self.end_polygon();
    }

    /// Adds the geometry of well-known binary, or its fault.
    pub fn wkb(&mut self, bytes: &[u8]) {
        if let Err(fault) = wkb::read(bytes, &mut self.ground) {
            self.fault(fault);
        }
    }

    /// Counts points, lines, and positions with a height: they are read and give no ground.
    pub fn count(&mut self, points: u64, lines: u64, with_height: u64) {
        let found = &mut self.ground.found;
        found.points += points;
        found.lines += lines;
        found.with_height += with_height;
    }

    /// Puts the present feature into quarantine; the first fault is the one that is told.
    pub fn fault(&mut self, fault: Fault) {
        self.feature.fault.get_or_insert(fault);
    }

    /// Notes something about the present feature; its number, id and line are filled in where `note` has none.
    pub fn note(&mut self, note: Note) {
        self.feature.notes.push(note);
    }

    /// Notes something about the file as a whole.
    pub fn file_note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// Sets a field of the present feature to a JSON text; a field that is set twice keeps its first value.
    /// Personal data are counted and dropped, unless they are asked for.
    pub fn attribute(&mut self, name: &str, json: &str) {
        if !self.keep_personal && is_personal(name) {
            self.tally.personal += 1;
            self.tally.note_personal(name);
            return;
        }
        self.side_bytes += json.len();
        self.chunk.attributes.set(name, json);
    }

    /// Sets a field of the present feature to a text.
    pub fn text_attribute(&mut self, name: &str, text: &str) {
        if let Ok(json) = serde_json::to_string(text) {
            self.attribute(name, &json);
        }
    }

    /// Ends the present feature; `is_null` says that the file gives it no geometry.
    pub fn end(&mut self, is_null: bool) -> FeatureState {
        let feature = std::mem::take(&mut self.feature);
        let is_faulty = feature.fault.is_some();
        let state = self.ground.end_feature(is_null, is_faulty);
        if is_faulty {
            // What was altered in a geometry that is not kept does not matter.
            self.ground.notes.clear();
        } else {
            let found = self.ground.found;
            self.tally.points += found.points;
            self.tally.lines += found.lines;
            self.tally.with_height += found.with_height;
        }
        let of_state = note_of_state(state, is_null, is_faulty);
        self.ground.notes.extend(of_state);
        self.side_bytes += feature.id.len();
        self.chunk.ids.push(&feature.id);
        self.chunk.foreign.push("");
        self.chunk.states.push(state);
        self.chunk.attributes.end_row();
        self.note_all(feature);
        state
    }

    /// Adds what another builder has of the same layer behind what this one has; no feature may be open.
    pub fn append(&mut self, mut later: Self) {
        for builder in [&mut *self, &mut later] {
            if !builder.chunk.states.is_empty() {
                builder.end_chunk();
            }
        }
        later.notes.shift_features(self.before);
        self.notes.append(later.notes);
        self.chunks.append(&mut later.chunks);
        self.tally.add(later.tally);
        self.before += later.before;
    }

    /// The layer; `source` names the file it was read from.
    pub fn finish(mut self, name: String, source: Source, declared_crs: Option<CrsId>) -> SourceLayer {
        if !self.chunk.states.is_empty() {
            self.end_chunk();
        }
        let mut notes = Notes::default();
        self.tally.notes().into_iter().for_each(|note| notes.push(note));
        notes.append(self.notes);
        SourceLayer {
            name,
            source,
            declared_crs,
            chunks: self.chunks,
            foreign: None,
            notes,
        }
    }

    fn is_full(&self) -> bool {
        self.chunk.states.len() == CHUNK_FEATURES
            || self.ground.column.positions().len() >= CHUNK_POSITIONS
            || self.side_bytes >= CHUNK_SIDE_BYTES
    }

    fn end_chunk(&mut self) {
        let mut chunk = std::mem::take(&mut self.chunk);
        let ground = std::mem::take(&mut self.ground);
        self.before += chunk.states.len() as u64;
        self.tally.altered += ground.altered;
        self.side_bytes = 0;
        chunk.geometry = PackedColumn::pack(&ground.column);
        chunk.attributes.shrink_to_fit();
        self.chunks.push(chunk);
    }

    /// Gives the notes of the feature that has just ended their place.
    fn note_all(&mut self, feature: Feature) {
        let id = plain_text(&feature.id).map(|id| shorten(&id));
        let place = Place {
            feature_id: id,
            line: feature.line,
            ..Place::feature(self.n_features() - 1)
        };
        let placed = |note: Note| Note {
            place: Place {
                ring: note.place.ring,
                vertex: note.place.vertex,
                line: note.place.line.or(place.line),
                column: note.place.column,
                ..place.clone()
            },
            ..note
        };
        for note in self.ground.notes.drain(..).chain(feature.notes) {
            self.notes.push(placed(note));
        }
        if let Some(fault) = feature.fault {
            let at = Place {
                ring: fault.ring,
                vertex: fault.vertex,
                line: fault.line,
                ..Place::default()
            };
            let mut note = Note::new(fault.code, Severity::Quarantined, at);
            note.args = fault.args;
            self.notes.push(placed(note));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            path: "a.txt".into(),
            layer: None,
            sha256: String::new(),
            bytes: 0,
            format: "TXT",
        }
    }

    fn square() -> [SourceXy; 4] {
        [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)].map(|(x, y)| SourceXy { x, y })
    }

    #[test]
    fn a_feature_with_a_fault_stays_with_its_attributes_and_place() {
        let ticket = Ticket::new();
        let mut builder = LayerBuilder::new(&ReadOptions::default(), &ticket);
        builder.begin(Some(3)).unwrap();
        builder.id("\"B-1\"".to_owned());
        builder.polygon([&square()[..]]);
        builder.text_attribute("名称", "甲\"乙");
        builder.attribute("电话", "\"1\"");
        assert_eq!(builder.end(false), FeatureState::Polygon);
        builder.begin(Some(9)).unwrap();
        builder.polygon([&square()[..]]);
        builder.fault(Fault::new("note-ordinate-not-finite").at_vertex(0, 2).at_line(12));
        assert_eq!(builder.end(false), FeatureState::Unreadable);
        let layer = builder.finish("a".to_owned(), source(), None);
        assert_eq!(layer.n_features(), 2);
        assert_eq!(layer.chunks[0].geometry.n_positions(), 5);
        assert_eq!(
            layer.chunks[0].attributes.text(0, "名称").as_deref(),
            Some("甲\"乙")
        );
        assert_eq!(layer.chunks[0].attributes.names(), ["名称"]);
        let mut notes: Vec<_> = layer
            .notes
            .iter()
            .map(|note| (note.code, note.place.clone()))
            .collect();
        assert_eq!(notes.remove(0).0, "note-altered-features");
        assert_eq!(notes[0].0, "note-personal-dropped");
        assert_eq!(notes[1].0, "note-ring-closed");
        assert_eq!(
            (notes[1].1.line, notes[1].1.feature_id.as_deref()),
            (Some(3), Some("B-1"))
        );
        assert_eq!(notes[2].0, "note-ordinate-not-finite");
        assert_eq!(
            (notes[2].1.feature, notes[2].1.line, notes[2].1.vertex),
            (Some(1), Some(12), Some(2))
        );
    }

    #[test]
    fn full_chunks_end_and_features_keep_their_numbers() {
        let ticket = Ticket::new();
        let mut builder = LayerBuilder::new(&ReadOptions::default(), &ticket);
        for _ in 0..=CHUNK_FEATURES {
            builder.begin(None).unwrap();
            builder.end(true);
        }
        let layer = builder.finish("a".to_owned(), source(), None);
        assert_eq!((layer.chunks.len(), layer.n_features()), (2, CHUNK_FEATURES + 1));
        let last = layer.notes.count("note-geometry-null");
        assert_eq!(last, CHUNK_FEATURES as u64 + 1);
    }
}
