//! Bytes to layers and back: one file or folder per format.
//!
//! Meaning: [`read`] finds out what a file is from its first bytes, then from its name, and yields
//! its layers in the frame of the file, each with the notes of its reading. [`write()`] puts a layer
//! into a file, atomically. A new format is one module and one line in [`FORMATS`].
//!
//! Input: a path. Output: [`crate::layer::SourceLayer`], or a [`ReadError`] with a stable code and
//! the facts of its sentence. The sentences stand in `assets/texts`.
//!
//! A reader goes on after a feature that it cannot read: the feature stays in the layer as
//! unreadable, with a note that names its place. It stops when the file's structure is broken, for
//! then nobody knows how many features there were. It never yields a shorter layer.
//!
//! Deliberately not done: asking anybody anything, guessing a coordinate reference system, repairing
//! geometry, following a file's links to other files.

mod archive;
mod atomic;
mod boundary_txt;
mod column_types;
mod data;
mod decimals;
mod dxf;
mod encoding;
mod error;
mod fault;
mod filegdb;
mod flatgeobuf;
mod format;
mod geojson;
mod geopackage;
mod geoparquet;
mod ground;
mod hash;
mod kml;
mod layer_builder;
mod looks;
#[expect(
    unsafe_code,
    reason = "the only place that maps a file, and only this program's own"
)]
mod mapped;
mod point_table;
pub mod raster;
mod rings;
mod shapefile;
mod summing;
pub mod symbols;
mod tally;
mod whole_file;
mod wkt;
mod write_checks;
mod xml;

pub use atomic::{write_atomically, write_atomically_unsynced};
pub use boundary_txt::{BoundaryProfile, BoundaryTxt};
pub use dxf::Dxf;
pub use encoding::{Decoded, Encoding, EncodingGuess, decode_text, detect_encoding};
pub use error::{ReadError, ReadErrorKind, WriteError, WriteErrorKind};
pub use filegdb::{FileGdb, sha256_of_directory};
pub use flatgeobuf::FlatGeobuf;
pub use format::{
    AxisOrder, Confidence, FORMATS, Format, ReadOptions, RingStart, WriteOptions, WriteSetting, detect,
    format_for_writing, read, read_with, reads_directory, write,
};
pub use geojson::{GeoJson, GeoJsonSeq};
pub use geopackage::{GeoPackage, has_pending_changes};
pub use geoparquet::GeoParquet;
pub use hash::{Sha256Sum, sha256_of_file};
pub use kml::Kml;
pub use mapped::map;
pub use point_table::PointTable;
pub use shapefile::{Shapefile, companions};
pub use tally::ALTERED_FEATURES;
