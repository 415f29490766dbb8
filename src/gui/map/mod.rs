//! The map: the plane seen through a [`Viewport`], and the hand on it.
//!
//! Input: a [`Scene`](super::scene::Scene) that is only looked at. Output: actions. Wheel and pinch zoom about the pointer;
//! what else mouse and keys do depends on the preset and stands in one table ([`gestures`]); a click selects or
//! sets a corner.
//!
//! Deliberately not here: what an action does, and panels.

mod act;
mod cache;
mod canvas;
mod draft;
pub mod gestures;
mod hand;
mod here;
pub mod hit;
mod ink;
mod painter;
mod raster;
mod ruler;
pub mod stack;
mod tiles;
mod trail;
mod viewport;

pub use act::{Choice, MapAction};
pub use cache::MapCache;
pub use canvas::map_ui;
pub use draft::{Draft, DraftMeasure, DraftStep};
pub use here::{Extent, Here, hit_words};
pub use ruler::{Figures, Quantity, Ruler, RulerStep};
pub use stack::Hit;
pub use trail::Trail;
pub use viewport::Viewport;
pub(in crate::gui) use viewport::narrow;
