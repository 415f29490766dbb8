//! Polygons to pixels without a graphics card.
//!
//! Meaning: the pictures of whole layers are drawn here, on threads of their own, into tiles ([`super::tiles`]) that
//! any renderer only has to lay side by side. A polygon's inside is the exact share of each pixel that it covers
//! ([`mod@fill`]), its boundary a line of constant width with soft edges ([`mod@line`]), and both become colours with tints
//! and hatches that are fixed to the ground ([`mod@ink`]).
//!
//! Input: rings in pixels of a tile. Output: premultiplied colours.
//!
//! Deliberately not here: which polygons, which symbols, and where the tile lies.

pub(super) mod fill;
pub(super) mod ink;
pub(super) mod line;

/// A position in pixels of a tile: right of and below its upper left corner.
pub(super) type Pixel = [f32; 2];
