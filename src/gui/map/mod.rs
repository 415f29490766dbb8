//! The map: the plane seen through a [`Viewport`], and the hand on it.
//!
//! Input: a [`Scene`](super::scene::Scene) that is only looked at. Output: actions. Wheel and pinch zoom about the pointer;
//! the middle button, Space and the left button (with the Select tool) move the map; a click
//! selects or sets a corner.
//!
//! Deliberately not here: what an action does, and panels.

mod cache;
mod canvas;
mod draft;
pub mod hit;
mod ink;
mod painter;
mod raster;
mod tiles;
mod viewport;

pub use cache::MapCache;
pub use canvas::map_ui;
pub use draft::{Draft, DraftMeasure, DraftStep, ground_distance};
pub use viewport::Viewport;
pub(in crate::gui) use viewport::narrow;
