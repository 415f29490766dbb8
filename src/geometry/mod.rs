//! Plane geometry: polygons, their validity, overlay, area, width and distance.
//!
//! Meaning: everything here is planar, in metres on the grid of [`Point`]; the module knows no file,
//! no coordinate reference system and no layer. What lies on the ellipsoid is area-true in this plane
//! because of how [`crate::crs`] fills it, not because of anything done here.
//!
//! Deliberately not here: degrees, attributes, tolerances with a legal meaning.

mod area;
mod bounds;
mod cells;
mod column;
mod distance;
mod fine;
mod local;
mod outline;
mod overlay;
mod packed;
mod packed_parts;
mod point;
mod repair;
mod runs;
mod segment_tree;
mod trace;
mod validity;
mod width;
mod window;

pub use area::{
    Stretch, area_m2, centroid, doubled_area, doubled_grid_area, doubled_ring_area, perimeter_m,
    square_metres,
};
pub use bounds::Bounds;
pub use cells::{Cells, SharedBytes};
pub use column::{MultiPolygonRef, PolygonColumn, PolygonRef, Xy};
pub use distance::{boundary_distance_m, segment_distance};
pub use local::{Nearby, Position};
pub use outline::Outline;
pub use overlay::{
    OrientedRing, OverlayFailure, Overlayer, Reading, Region, Split, clipper_shared_m2, column_region,
};
pub use packed::{PackedColumn, PackedFeature, PackedRing, Turn};
pub use packed_parts::{PACKED_ARRAYS, PackedForm, PackedParts};
pub use point::{GRID_PER_METRE, GridPoint, MAX_COORDINATE, Point};
pub use repair::Repair;
pub(crate) use runs::ascend;
pub use trace::{Traced, trace};
pub use validity::{Fault, FaultKind, first_fault, is_collapsed, is_sound, is_tangled, oriented_rings};
pub use width::{Widths, is_as_wide_as, widths};
pub use window::{WindowRing, ring_in_window};
