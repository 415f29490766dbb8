//! Protected land in columns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use bytemuck::zeroed_slice_box;

use super::{
    AttributeTable, ChunkGeometry, FeatureState, JsonColumn, LayerIndex, Notes, Role, Source, plain_text,
};
use crate::crs::Crs;
use crate::geometry::{
    Bounds, Nearby, PolygonColumn, Stretch, Turn, WindowRing, area_m2, is_collapsed, is_sound,
};

/// Most features in one chunk: the unit in which layers are read, placed, checked and, later, sent. Readers
/// end a chunk earlier where it grows large.
pub const CHUNK_FEATURES: usize = 4096;

/// A run of features. Row numbers agree in all columns.
#[derive(Debug, Clone, Default)]
pub struct FeatureChunk {
    /// Polygons; a feature without readable polygons is empty.
    pub geometry: ChunkGeometry,
    /// What became of each feature.
    pub states: Vec<FeatureState>,
    /// Identifiers, as JSON texts.
    pub ids: JsonColumn,
    /// Attributes.
    pub attributes: AttributeTable,
}

/// What is known of a layer beside its features.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerFacts {
    /// Name of the layer.
    pub name: String,
    /// What it means to the check.
    pub role: Role,
    /// Where it came from.
    pub source: Source,
    /// The coordinate reference system of the file.
    pub crs: Crs,
    /// What the import altered, left out or wants known.
    pub notes: Notes,
}

/// A layer of protected land (管控图层): read-only, in columns, with its index.
#[derive(Debug)]
pub struct ConstraintLayer {
    /// Name of the layer.
    pub name: String,
    /// What it means to the check.
    pub role: Role,
    /// Where it came from.
    pub source: Source,
    /// The coordinate reference system of the file.
    pub crs: Crs,
    /// What the import altered, left out or wants known.
    pub notes: Notes,
    /// What was given by hand when it was read, as it is typed behind a file's name.
    pub given: String,
    chunks: Vec<Arc<FeatureChunk>>,
    /// Number of the first feature of each chunk.
    firsts: Vec<u32>,
    n_features: u32,
    unreadable: Vec<u32>,
    index: LayerIndex,
    /// Per feature: 0 not examined, [`SOUND`] or [`UNSOUND`]. Examined when first asked for, because most
    /// features of a province are never near a parcel; two threads that ask at once find the same.
    soundness: Box<[AtomicU8]>,
    /// Per feature: bits of its area in m², [`UNMEASURED`] until somebody asks.
    areas: Box<[AtomicU64]>,
}

const SOUND: u8 = 1;
const UNSOUND: u8 = 2;
/// Bits of no area, which is measured again each time somebody asks: memory that the system hands out is zero, and most
/// features are never asked about.
const UNMEASURED: u64 = 0;

impl ConstraintLayer {
    /// Builds the layer and its index.
    #[must_use]
    pub fn new(
        name: String,
        role: Role,
        source: Source,
        crs: Crs,
        notes: Notes,
        chunks: Vec<FeatureChunk>,
    ) -> Self {
        let boxes: Vec<Bounds> = chunks
            .iter()
            .flat_map(|chunk| (0..chunk.states.len()).map(|row| chunk.geometry.bounds(row)))
            .collect();
        let index = LayerIndex::new(&boxes);
        let facts = LayerFacts {
            name,
            role,
            source,
            crs,
            notes,
        };
        Self::with_index(facts, chunks, index)
    }

    /// Builds the layer with an index that was built before for the same chunks.
    ///
    /// # Panics
    /// When the layer holds 2³² features or more.
    #[must_use]
    pub fn with_index(facts: LayerFacts, chunks: Vec<FeatureChunk>, index: LayerIndex) -> Self {
        let LayerFacts {
            name,
            role,
            source,
            crs,
            notes,
        } = facts;
        let unreadable = unreadable_features(&chunks);
        let mut firsts = Vec::with_capacity(chunks.len());
        let mut n_features = 0;
        for chunk in &chunks {
            firsts.push(n_features);
            n_features += u32::try_from(chunk.states.len()).expect("a layer holds fewer than 2^32 features");
        }
        Self {
            name,
            role,
            source,
            crs,
            notes,
            given: String::new(),
            chunks: chunks.into_iter().map(Arc::new).collect(),
            firsts,
            n_features,
            unreadable,
            index,
            soundness: zeroed_slice_box(n_features as usize),
            areas: zeroed_slice_box(n_features as usize),
        }
    }

    /// Number of features, those without polygons included.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.n_features as usize
    }

    /// A box around all polygons.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.index.bounds()
    }

    /// The index over the boxes of all features.
    #[must_use]
    pub fn index(&self) -> &LayerIndex {
        &self.index
    }

    /// The chunks in file order.
    #[must_use]
    pub fn chunks(&self) -> &[Arc<FeatureChunk>] {
        &self.chunks
    }

    /// Numbers of the features whose geometry could not be read.
    #[must_use]
    pub fn unreadable(&self) -> &[u32] {
        &self.unreadable
    }

    /// Whether no feature has a polygon.
    #[must_use]
    pub fn has_no_polygon(&self) -> bool {
        self.index.bounds().is_empty()
    }

    /// The polygons of a feature on the plane, as a column of their own.
    #[must_use]
    pub fn geometry(&self, feature: u32) -> PolygonColumn {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.feature(row)
    }

    /// Number of stored vertices of a feature.
    #[must_use]
    pub fn n_positions(&self, feature: u32) -> usize {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.packed().feature(row).n_positions()
    }

    /// A box around a feature on the plane.
    #[must_use]
    pub fn bounds_of(&self, feature: u32) -> Bounds {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.bounds(row)
    }

    /// The rings of a feature that matter in a window of the plane.
    #[must_use]
    pub fn rings_in_window(&self, feature: u32, window: &Bounds) -> Vec<WindowRing> {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.rings_in_window(row, window)
    }

    /// The longest stored edge of a feature near a place, in metres on the ground; 0 where the layer does not keep
    /// edges as they were stored.
    #[must_use]
    pub fn longest_edge_m(&self, feature: u32, window: &Bounds, stretch: Stretch) -> f64 {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.longest_edge_m(row, window, stretch)
    }

    /// More than any [`Self::longest_edge_m`] of a feature, known without a look at its edges.
    #[must_use]
    pub fn longest_edge_bound_m(&self, feature: u32) -> f64 {
        self.locate(feature).0.geometry.longest_edge_bound_m()
    }

    /// What became of a feature.
    #[must_use]
    pub fn state(&self, feature: u32) -> FeatureState {
        let (chunk, row) = self.locate(feature);
        chunk.states[row]
    }

    /// Whether the polygons of a feature make sense (see [`crate::geometry::first_fault`]), all of them
    /// examined. Costs a walk over the whole feature when it is first asked.
    #[must_use]
    pub fn is_sound(&self, feature: u32) -> bool {
        let known = &self.soundness[feature as usize];
        match known.load(Ordering::Relaxed) {
            SOUND => true,
            UNSOUND => false,
            _ => {
                let sound = is_sound(&self.geometry(feature).feature(0));
                known.store(if sound { SOUND } else { UNSOUND }, Ordering::Relaxed);
                sound
            }
        }
    }

    /// Whether the holes among some rings of a feature are holes in every reading: each lies properly in its own
    /// shell, and no other ring meets it. `false` means that it is not certain.
    #[must_use]
    pub fn has_proper_holes(&self, feature: u32, rings: &[WindowRing]) -> bool {
        let (chunk, row) = self.locate(feature);
        rings.iter().filter(|ring| !ring.is_shell).all(|hole| {
            let around = chunk.geometry.ring_bounds(row, hole.number as usize);
            let rings = chunk.geometry.rings_in_window(row, &around);
            Nearby::new(&rings, &around).is_some_and(|near| near.is_sound())
        })
    }

    /// Whether a shell of a feature, its box meeting `bounds`, has collapsed: it has vertices and encloses nothing,
    /// however it is read. What it was meant to enclose is unknown.
    #[must_use]
    pub fn has_collapsed_shell(&self, feature: u32, bounds: &Bounds) -> bool {
        let (chunk, row) = self.locate(feature);
        let mut rings = chunk.geometry.packed().feature(row).rings();
        if !rings.any(|ring| ring.is_shell && ring.turn() == Turn::Unclear) {
            return false;
        }
        let column = chunk.geometry.feature(row);
        let shells = column
            .feature(0)
            .polygons()
            .filter_map(|polygon| polygon.rings().next());
        let mut near = shells.filter(|shell| Bounds::of(shell.iter().copied()).intersects(*bounds));
        near.any(is_collapsed)
    }

    /// Area of a sound feature in m². Costs a walk over the whole feature when it is first asked.
    #[must_use]
    pub fn area_m2(&self, feature: u32) -> f64 {
        let known = &self.areas[feature as usize];
        match known.load(Ordering::Relaxed) {
            UNMEASURED => {
                let area = area_m2(&self.geometry(feature).feature(0));
                known.store(area.to_bits(), Ordering::Relaxed);
                area
            }
            bits => f64::from_bits(bits),
        }
    }

    /// The feature's own identifier as plain text: the format's id, else the standards' code fields.
    #[must_use]
    pub fn feature_id(&self, feature: u32) -> Option<String> {
        let (chunk, row) = self.locate(feature);
        chunk
            .ids
            .get(row)
            .and_then(plain_text)
            .or_else(|| self.attribute(feature, &ID_FIELDS))
    }

    /// The first of several alias fields that has a value.
    #[must_use]
    pub fn attribute(&self, feature: u32, aliases: &[&str]) -> Option<String> {
        let (chunk, row) = self.locate(feature);
        chunk.attributes.text_of_any(row, aliases)
    }

    /// All attributes of a feature as field name and JSON text.
    #[must_use]
    pub fn attributes(&self, feature: u32) -> Vec<(String, String)> {
        let (chunk, row) = self.locate(feature);
        chunk
            .attributes
            .row(row)
            .map(|(name, json)| (name.to_owned(), json.to_owned()))
            .collect()
    }

    /// Numbers of the features whose boxes meet `bounds`, in ascending order.
    #[must_use]
    pub fn candidates(&self, bounds: Bounds) -> Vec<u32> {
        self.index.candidates(bounds)
    }

    pub(super) fn locate(&self, feature: u32) -> (&FeatureChunk, usize) {
        let chunk = self.firsts.partition_point(|first| *first <= feature) - 1;
        (&self.chunks[chunk], (feature - self.firsts[chunk]) as usize)
    }
}

/// Fields in which the standards keep a feature's number, most specific first.
const ID_FIELDS: [&str; 6] = ["YJJBNTTBBH", "HXBM", "BSM", "TBBH", "TBYBH", "id"];

fn unreadable_features(chunks: &[FeatureChunk]) -> Vec<u32> {
    let states = chunks.iter().flat_map(|chunk| &chunk.states);
    (0..)
        .zip(states)
        .filter(|(_, state)| **state == FeatureState::Unreadable)
        .map(|(index, _)| index)
        .collect()
}
