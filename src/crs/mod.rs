//! Coordinate reference systems: what the numbers of a file mean, and the way into the plane.
//!
//! Meaning: a file's coordinates are [`SourceXy`] in some [`Crs`]. [`Projector`] carries whole
//! columns of them into the one computing [`Plane`]; [`Plane::inverse`] leads back to longitude and
//! latitude. The official and the Gauss-Krüger area of a plane geometry are computed here too,
//! because both need the ellipsoid.
//!
//! Input: EPSG codes and positions as stored. Output: plane geometry on the grid, or a typed reason
//! why a CRS ([`CrsError`]) or a feature ([`Rejected`]) was refused.
//!
//! Deliberately not here: reading files ([`wkt`] is given the text, [`datum_shift`] the numbers), guessing a CRS and
//! going on with the guess ([`judge`] only says what the numbers look like).

pub mod area;
pub mod catalog;
mod conformal;
pub mod datum_shift;
pub mod detect;
pub mod error;
#[expect(unsafe_code, reason = "the only module that calls the PROJ library")]
pub mod ffi;
pub mod frame;
pub mod gauss_kruger;
mod library_route;
pub mod locate;
pub mod map_sheet;
pub mod measure;
mod pen;
pub mod plane;
pub mod project;
pub mod resolve;
pub mod town_sheet;
mod way_back;
pub mod wkt;
mod zone_patch;

pub use area::{
    SurveyAreas, exact_series_area_m2, gauss_kruger_area_m2, official_area_in_zone_m2, official_area_m2,
    stored_planar_area_m2, survey_areas,
};
pub use catalog::{CrsId, Datum, Zone, ZoneWidth, epsg_of_zone, zone_codes, zone_of_epsg};
pub use datum_shift::{BoundShift, DatumShift};
pub use detect::{CoordinateLook, judge};
pub use error::CrsError;
pub use ffi::neutralize_environment;
pub use frame::{EastNorth, LonLat, NorthEast, SourceXy};
pub use gauss_kruger::GaussKruger;
pub use locate::{Reading, readings};
pub use map_sheet::{MapSheet, map_sheet};
pub use pen::Pen;
pub use plane::{Ellipsoid, Plane, PlaneParameters};
pub use project::{Projector, RejectReason, Rejected};
pub use resolve::{Crs, CrsKind};
pub use town_sheet::{TownSheet, town_sheets};
pub use way_back::WayBack;
