//! The widths and areas below which shared ground is boundary error or noise.

use crate::crs::BoundShift;

/// Tolerances of a check (容差); all are printed in the report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerances {
    /// Standard error of a parcel's boundary, σ in metres.
    pub parcel_accuracy_m: f64,
    /// Standard error of a layer's boundary, σ in metres.
    pub layer_accuracy_m: f64,
    /// Shared ground below this area is noise, in m².
    pub noise_area_m2: f64,
    /// Shared ground narrower than this is noise, in metres.
    pub noise_width_m: f64,
    /// Greatest distance between a true edge and its chords in the plane, in metres.
    pub edge_tolerance_m: f64,
}

impl Default for Tolerances {
    /// Surveyed boundaries: σ = 0.05 m on both sides (`界址点` class 1), noise below 0.01 m² or 1 mm.
    fn default() -> Self {
        Self {
            parcel_accuracy_m: 0.05,
            layer_accuracy_m: 0.05,
            noise_area_m2: 0.01,
            noise_width_m: 0.001,
            edge_tolerance_m: 2e-5,
        }
    }
}

impl Tolerances {
    /// The same standard error for both boundaries.
    #[must_use]
    pub fn with_accuracy(self, sigma_m: f64) -> Self {
        Self {
            parcel_accuracy_m: sigma_m,
            layer_accuracy_m: sigma_m,
            ..self
        }
    }

    /// Combined boundary error τ = 2 √(σ_parcel² + σ_layer²), in metres.
    #[must_use]
    pub fn combined_error_m(&self) -> f64 {
        2.0 * libm::hypot(self.parcel_accuracy_m, self.layer_accuracy_m)
    }

    /// The same between parcels and a layer that datum shifts led onto the plane: the standard error of a shift adds
    /// to that of the boundaries. What one shift moved together lies to each other as it did before.
    #[must_use]
    pub fn with_shifts(self, parcels: Option<&BoundShift>, layer: Option<&BoundShift>) -> Self {
        let is_same = parcels
            .zip(layer)
            .is_some_and(|(one, other)| one.shift.is_same_as(&other.shift));
        if is_same {
            return self;
        }
        let added = |sigma_m: f64, shift: Option<&BoundShift>| {
            shift.map_or(sigma_m, |bound| {
                libm::hypot(sigma_m, bound.shift.accuracy.sigma_m)
            })
        };
        Self {
            parcel_accuracy_m: added(self.parcel_accuracy_m, parcels),
            layer_accuracy_m: added(self.layer_accuracy_m, layer),
            ..self
        }
    }
}
