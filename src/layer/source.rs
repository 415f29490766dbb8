//! A file's content in the frame of the file.

use std::path::PathBuf;

use super::{AttributeTable, JsonColumn, Notes};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};

/// Where a layer came from, for the report that must stand years later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as it was named by the user.
    pub path: PathBuf,
    /// The layer inside the file, where the format has several.
    pub layer: Option<String>,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Name of the format, such as `GeoJSON`.
    pub format: &'static str,
}

/// What became of one feature on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeatureState {
    /// It has polygons that were read.
    Polygon,
    /// Its geometry is null or empty: listed, settles nothing.
    NoGeometry,
    /// It has points or lines only: counted in the notes, settles nothing.
    NotPolygon,
    /// Its geometry could not be read (quarantined, 隔离): nothing near it may be called clear.
    Unreadable,
}

impl FeatureState {
    const ALL: [Self; 4] = [
        Self::Polygon,
        Self::NoGeometry,
        Self::NotPolygon,
        Self::Unreadable,
    ];

    /// The byte used in files.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Polygon => 0,
            Self::NoGeometry => 1,
            Self::NotPolygon => 2,
            Self::Unreadable => 3,
        }
    }

    /// The state that has a byte.
    #[must_use]
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A run of features in the frame of their file. Row numbers agree in all columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceChunk {
    /// Polygons as stored, x first; a feature without readable polygons is empty.
    pub geometry: PackedColumn,
    /// What became of each feature.
    pub states: Vec<FeatureState>,
    /// Identifiers, as JSON texts.
    pub ids: JsonColumn,
    /// Attributes.
    pub attributes: AttributeTable,
    /// Members that the format does not know, one JSON object text per feature.
    pub foreign: JsonColumn,
}

impl SourceChunk {
    /// Forgets all features and keeps the memory of everything but the polygons.
    pub fn clear(&mut self) {
        self.geometry = PackedColumn::default();
        self.states.clear();
        self.ids.clear();
        self.attributes.clear();
        self.foreign.clear();
    }
}

/// A file's content in the frame of the file: what a reader yields and a writer takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceLayer {
    /// Name of the layer: the layer inside the file, else the file's stem.
    pub name: String,
    /// Where it came from.
    pub source: Source,
    /// The coordinate reference system that the file names, if it names one.
    pub declared_crs: Option<CrsId>,
    /// Features in file order, at most [`super::CHUNK_FEATURES`] in one chunk.
    pub chunks: Vec<SourceChunk>,
    /// Members of the file's top level that the format does not know, as one JSON object text.
    pub foreign: Option<String>,
    /// What the reader altered, left out or wants known.
    pub notes: Notes,
}

impl SourceLayer {
    /// Number of features, those without polygons included.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.states.len()).sum()
    }

    /// Number of features in a state.
    #[must_use]
    pub fn n_in_state(&self, state: FeatureState) -> usize {
        self.chunks
            .iter()
            .flat_map(|chunk| &chunk.states)
            .filter(|known| **known == state)
            .count()
    }

    /// Lets the two numbers of every position change places. Rings then turn the other way, which means nothing:
    /// a polygon's first ring is its shell.
    pub fn swap_axes(&mut self) {
        for chunk in &mut self.chunks {
            let mut swapped = PolygonColumn::new();
            for feature in chunk.geometry.unpack::<SourceXy>().features() {
                for polygon in feature.polygons() {
                    for ring in polygon.rings() {
                        swapped.extend(ring.iter().map(|at| SourceXy { x: at.y, y: at.x }));
                        swapped.end_ring();
                    }
                    swapped.end_polygon();
                }
                swapped.end_feature();
            }
            chunk.geometry = PackedColumn::pack(&swapped);
        }
    }

    /// Smallest box around all positions as `[min_x, min_y, max_x, max_y]` in the file's frame;
    /// `None` without positions.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let of_chunks = self.chunks.iter().filter_map(|chunk| chunk.geometry.bounds());
        of_chunks.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }
}
