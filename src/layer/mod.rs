//! What a map is made of: layers, their features and what is known about them.
//!
//! Meaning: two kinds of layer. A [`ConstraintLayer`] (管控图层) is protected land, read-only, in
//! columns, possibly millions of polygons. A [`ProposalLayer`] (拟用地图层) holds parcels, edited by
//! hand, in copy-on-write chunks. Both carry where they came from and the notes of their import.
//!
//! A [`SourceLayer`] is a file's content in the frame of the file, before it enters the plane.
//!
//! Deliberately not here: bytes and formats (`io`), and what an overlap means (`rules`, `check`).

mod attribute;
mod constraint;
mod geometry;
mod index;
mod land_mode;
mod note;
mod parcel;
mod personal;
mod role;
mod sketch;
mod source;
pub mod table;

pub use attribute::{AttributeTable, JsonColumn, plain_text};
pub use constraint::{CHUNK_FEATURES, ConstraintLayer, FeatureChunk, LayerFacts, NAME_FIELDS};
pub use geometry::ChunkGeometry;
pub use index::LayerIndex;
pub use land_mode::LandMode;
pub use note::{Note, Notes, Place, Severity};
pub use parcel::{PARCEL_CHUNK, Parcel, ParcelId, ProposalLayer};
pub use personal::is_personal;
pub use role::{NAMED_ROLES, Role, Sense};
pub use sketch::{SketchRing, SketchView};
pub use source::{FeatureState, Source, SourceChunk, SourceLayer};
