//! The three areas of ground: in the plane, by the official series, planar in the zone.
//!
//! Meaning: the plane's area decides; the other two stand beside it in reports. For a finding all three are measured
//! during the check. For a parcel the two others wait until a report asks: of thousands of parcels most are
//! clear, and a drag asks for none.

use std::sync::{Arc, OnceLock};

use crate::crs::{Plane, Zone, ZoneWidth, official_area_in_zone_m2, stored_planar_area_m2, survey_areas};
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

/// Where the official and planar areas of parcels are measured.
#[derive(Debug)]
pub(super) struct SurveyFrame {
    plane: Plane,
    /// The 3° zone in which the parcels are stored, where they are: then both areas come from their own boundary
    /// points, to the digit that other software gives.
    zone: Option<Zone>,
}

impl SurveyFrame {
    /// The frame for the parcels of a request.
    pub fn of(request: &CheckRequest) -> Self {
        let crs = &request.parcels.crs;
        let is_surveyed = |zone: &Zone| zone.width == ZoneWidth::Three && crs.datum.is_modern();
        Self {
            plane: request.plane.clone(),
            zone: crs.zone.filter(is_surveyed),
        }
    }

    fn measure(&self, parcel: &Parcel) -> Survey {
        match (self.zone, self.plane.ellipsoid()) {
            (Some(zone), Some(ellipsoid)) if parcel.state == FeatureState::Polygon => {
                let stored = parcel.source.feature(0);
                Survey {
                    official_m2: Some(official_area_in_zone_m2(&stored, ellipsoid, zone)),
                    gauss_kruger_m2: Some(stored_planar_area_m2(&stored)),
                }
            }
            _ => {
                let areas = survey_areas(&parcel.geometry(), &self.plane);
                Survey {
                    official_m2: areas.map(|areas| areas.official_m2),
                    gauss_kruger_m2: areas.map(|areas| areas.planar_m2),
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Survey {
    official_m2: Option<f64>,
    gauss_kruger_m2: Option<f64>,
}

/// The three areas of a parcel (地块面积); those beside the plane's are measured when first asked for.
#[derive(Debug, Clone)]
pub struct ParcelAreas {
    /// In the plane: the area on the ellipsoid, in m².
    pub plane_m2: f64,
    survey: OnceLock<Survey>,
    /// What to measure, and where; `None` when that is done.
    later: Option<(Arc<Parcel>, Arc<SurveyFrame>)>,
}

impl ParcelAreas {
    /// The areas of a parcel's polygons as they stand.
    pub(super) fn of(parcel: &Arc<Parcel>, frame: &Arc<SurveyFrame>) -> Self {
        Self {
            plane_m2: area_m2(&parcel.geometry()),
            survey: OnceLock::new(),
            later: Some((Arc::clone(parcel), Arc::clone(frame))),
        }
    }

    /// By the published series of the land survey, in m²; see [`Areas::official_m2`].
    #[must_use]
    pub fn official_m2(&self) -> Option<f64> {
        self.survey().official_m2
    }

    /// Planar in the 3° Gauss-Krüger zone, in m²; see [`Areas::gauss_kruger_m2`].
    #[must_use]
    pub fn gauss_kruger_m2(&self) -> Option<f64> {
        self.survey().gauss_kruger_m2
    }

    fn survey(&self) -> Survey {
        *self.survey.get_or_init(|| match &self.later {
            Some((parcel, frame)) => frame.measure(parcel),
            None => Survey {
                official_m2: None,
                gauss_kruger_m2: None,
            },
        })
    }
}

impl From<Areas> for ParcelAreas {
    fn from(areas: Areas) -> Self {
        Self {
            plane_m2: areas.plane_m2,
            survey: OnceLock::from(Survey {
                official_m2: areas.official_m2,
                gauss_kruger_m2: areas.gauss_kruger_m2,
            }),
            later: None,
        }
    }
}

/// Two are equal when all three areas are.
impl PartialEq for ParcelAreas {
    fn eq(&self, other: &Self) -> bool {
        self.plane_m2.to_bits() == other.plane_m2.to_bits() && self.survey() == other.survey()
    }
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
