//! The three areas of ground: in the plane, by the official series, planar in the zone.

use std::sync::Arc;

use crate::crs::{Plane, ZoneWidth, official_area_in_zone_m2, stored_planar_area_m2, survey_areas};
use crate::geometry::{MultiPolygonRef, Overlayer, Reading, area_m2, oriented_rings};
use crate::layer::{ConstraintLayer, FeatureState, Parcel};

use super::{Areas, CheckRequest, Finding};

/// Area of a feature in the three ways in which it is reported.
pub(super) fn areas_of(geometry: &MultiPolygonRef<'_>, plane_m2: f64, plane: &Plane) -> Areas {
    let survey = survey_areas(geometry, plane);
    Areas {
        plane_m2,
        official_m2: survey.map(|areas| areas.official_m2),
        gauss_kruger_m2: survey.map(|areas| areas.planar_m2),
    }
}

/// The areas of a whole parcel, and those of its polygons on the plane. One that was surveyed in a 3° zone has its official and planar area from its own
/// boundary points, to the digit that other software gives.
pub(super) fn parcel_areas(request: &CheckRequest, parcel: &Parcel) -> [Areas; 2] {
    let geometry = parcel.geometry();
    let areas = areas_of(&geometry, area_m2(&geometry), &request.plane);
    let crs = &request.parcels.crs;
    let zone = crs
        .zone
        .filter(|zone| zone.width == ZoneWidth::Three && crs.datum.is_modern());
    let of_parcel = match (zone, request.plane.ellipsoid()) {
        (Some(zone), Some(ellipsoid)) if parcel.state == FeatureState::Polygon => {
            let stored = parcel.source.feature(0);
            Areas {
                official_m2: Some(official_area_in_zone_m2(&stored, ellipsoid, zone)),
                gauss_kruger_m2: Some(stored_planar_area_m2(&stored)),
                ..areas
            }
        }
        _ => areas,
    };
    [of_parcel, areas]
}

pub(super) fn share(part_m2: f64, whole_m2: f64) -> f64 {
    if whole_m2 > 0.0 {
        (part_m2 / whole_m2).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

impl Finding {
    /// Share of the finding's ground in its feature, 0 for ground without one. Walks the whole feature when it
    /// is first asked for it, which is why no finding carries it.
    #[must_use]
    pub fn share_of_feature(&self, layers: &[Arc<ConstraintLayer>]) -> f64 {
        let layer = layers.get(self.input as usize);
        let area = layer
            .zip(self.feature)
            .map(|(layer, feature)| feature_area_m2(layer, feature));
        area.map_or(0.0, |area| share(self.areas.plane_m2, area))
    }
}

/// Area of a feature; that of the even-odd reading when it is invalid.
fn feature_area_m2(layer: &ConstraintLayer, feature: u32) -> f64 {
    if layer.is_sound(feature) {
        return layer.area_m2(feature);
    }
    let geometry = layer.geometry(feature);
    let rings = oriented_rings(&geometry.feature(0));
    let cleaned = Overlayer::new().read_polygons(&rings, Reading::EvenOdd);
    cleaned.map_or(0.0, |column| area_m2(&column.feature(0)))
}
