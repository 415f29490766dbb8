//! The three areas of ground: in the plane, by the official series, planar in the zone.

use crate::crs::{
    Plane, ZoneWidth, gauss_kruger_area_m2, official_area_in_zone_m2, official_area_m2, stored_planar_area_m2,
};
use crate::geometry::{MultiPolygonRef, Overlayer, Reading, area_m2, oriented_rings};
use crate::layer::{ConstraintLayer, FeatureState, Parcel};

use super::{Areas, CheckRequest};

/// Area of a feature in the three ways in which it is reported.
pub(super) fn areas_of(geometry: &MultiPolygonRef<'_>, plane_m2: f64, plane: &Plane) -> Areas {
    Areas {
        plane_m2,
        official_m2: official_area_m2(geometry, plane),
        gauss_kruger_m2: gauss_kruger_area_m2(geometry, plane),
    }
}

/// The areas of a whole parcel. One that was surveyed in a 3° zone has its official and planar area from its own
/// boundary points, to the digit that other software gives.
pub(super) fn parcel_areas(request: &CheckRequest, parcel: &Parcel) -> Areas {
    let geometry = parcel.geometry();
    let areas = areas_of(&geometry, area_m2(&geometry), &request.plane);
    let crs = &request.parcels.crs;
    let zone = crs
        .zone
        .filter(|zone| zone.width == ZoneWidth::Three && crs.datum.is_modern());
    match (zone, request.plane.ellipsoid()) {
        (Some(zone), Some(ellipsoid)) if parcel.state == FeatureState::Polygon => {
            let stored = parcel.source.feature(0);
            Areas {
                official_m2: Some(official_area_in_zone_m2(&stored, ellipsoid, zone)),
                gauss_kruger_m2: Some(stored_planar_area_m2(&stored)),
                ..areas
            }
        }
        _ => areas,
    }
}

/// Area of a feature; that of the even-odd reading when it is invalid.
pub(super) fn feature_area_m2(layer: &ConstraintLayer, feature: u32) -> f64 {
    let geometry = layer.geometry(feature);
    if layer.is_sound(feature) {
        return area_m2(&geometry);
    }
    let cleaned = Overlayer::new().read_polygons(&oriented_rings(&geometry), Reading::EvenOdd);
    cleaned.map_or(0.0, |column| area_m2(&column.feature(0)))
}
