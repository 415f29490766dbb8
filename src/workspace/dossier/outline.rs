//! Where a layer would lie on the Earth, in a few hundred vertices.
//!
//! Meaning: a proposal of a system is seen best where it puts the layer: beside its neighbours, or in another county.
//! Only to be looked at: an outline never takes part in a check.
//!
//! Input: a layer and a system. Output: its rings in degrees; the same layer gives the same outline.

use super::sketch::chosen_rings;
use crate::crs::Crs;
use crate::layer::SourceLayer;
use crate::workspace::frame::in_degrees;

/// Vertices of an outline.
const MOST_VERTICES: usize = 1500;

/// Outlines of a layer on the Earth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Rings of longitudes and latitudes in degrees.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Whether features are left out.
    pub is_partial: bool,
    /// The datum is an older one and no shift is given: the place may be off by some hundred metres.
    pub is_rough: bool,
}

impl Outline {
    /// Where a layer lies in a system; `None` in engineering coordinates, and where no way leads to degrees.
    #[must_use]
    pub fn of(layer: &SourceLayer, crs: &Crs) -> Option<Self> {
        let (chosen, is_partial) = chosen_rings(layer, MOST_VERTICES);
        // All at once: the way to degrees is found once.
        let mut positions: Vec<[f64; 2]> = chosen.iter().flatten().copied().collect();
        in_degrees(crs, &mut positions)?;
        let mut positions = positions.into_iter();
        let mut rings = Vec::with_capacity(chosen.len());
        for ring in chosen {
            let on_earth = |[lon, lat]: &[f64; 2]| lon.abs() <= 360.0 && lat.abs() <= 90.0;
            let ring: Vec<[f64; 2]> = positions.by_ref().take(ring.len()).filter(on_earth).collect();
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
        let outline = Self {
            rings,
            is_partial,
            is_rough: crs.datum.is_historic_chinese() && crs.shift.is_none(),
        };
        (!outline.rings.is_empty()).then_some(outline)
    }

    /// West, south, east, north in degrees.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        bounds_of(self.rings.iter().flatten())
    }
}

/// The box of positions.
pub(super) fn bounds_of<'a>(positions: impl Iterator<Item = &'a [f64; 2]>) -> Option<[f64; 4]> {
    positions.fold(None, |known, [x, y]| {
        let [west, south, east, north] = known.unwrap_or([*x, *y, *x, *y]);
        Some([west.min(*x), south.min(*y), east.max(*x), north.max(*y)])
    })
}
