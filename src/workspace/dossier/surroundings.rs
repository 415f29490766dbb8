//! What the open project holds around a new layer: for the picture of where a proposal puts it.
//!
//! Input: a document. Output: the boxes of its constraint layers and the outlines of its parcels in degrees, both
//! bounded in number.

use super::outline::bounds_of;
use super::system::Whereabouts;
use crate::crs::Plane;
use crate::geometry::{Bounds, Point};
use crate::layer::ProposalLayer;
use crate::workspace::document::Document;

/// Vertices of parcels that are kept.
const MOST_VERTICES: usize = 2000;
/// Layers whose boxes are kept.
const MOST_LAYERS: usize = 30;

/// The project around a new layer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Surroundings {
    /// Names of constraint layers with their boxes: west, south, east, north in degrees.
    pub layers: Vec<(String, [f64; 4])>,
    /// Outlines of parcels, in degrees.
    pub parcels: Vec<Vec<[f64; 2]>>,
    /// Where all of it lies.
    pub whereabouts: Option<Whereabouts>,
}

impl Surroundings {
    /// What a document holds; nothing in engineering coordinates.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let Some(plane) = document.plane.as_ref().filter(|plane| !plane.is_local()) else {
            return Self::default();
        };
        let entries = document.layers.iter().take(MOST_LAYERS);
        let layers = entries.filter(|entry| !entry.layer.bounds().is_empty());
        Self {
            layers: layers
                .map(|entry| {
                    (
                        entry.layer.name.clone(),
                        box_in_degrees(plane, entry.layer.bounds()),
                    )
                })
                .collect(),
            parcels: outlines_of_parcels(document, plane),
            whereabouts: document.whereabouts(),
        }
    }

    /// The same with more places, for files that are looked at together.
    #[must_use]
    pub fn joined(&self, more: impl IntoIterator<Item = [f64; 4]>) -> Option<Whereabouts> {
        let known = self.whereabouts.map(|known| known.degrees);
        let corners: Vec<[f64; 2]> = known
            .into_iter()
            .chain(more)
            .flat_map(|[west, south, east, north]| [[west, south], [east, north]])
            .collect();
        bounds_of(corners.iter()).map(|degrees| Whereabouts { degrees })
    }
}

fn box_in_degrees(plane: &Plane, bounds: Bounds) -> [f64; 4] {
    // Meridians and parallels are straight on the plane, so two corners say it all.
    let corner = |x, y| plane.inverse(Point { x, y });
    let (low, high) = (
        corner(bounds.min_x, bounds.min_y),
        corner(bounds.max_x, bounds.max_y),
    );
    [low.lon, low.lat, high.lon, high.lat]
}

fn outlines_of_parcels(document: &Document, plane: &Plane) -> Vec<Vec<[f64; 2]>> {
    let parcels = || document.parcels.iter().flat_map(ProposalLayer::parcels);
    let n_vertices: usize = parcels().map(|parcel| parcel.plane.positions().len()).sum();
    let every = n_vertices.div_ceil(MOST_VERTICES).max(1);
    let mut outlines = Vec::new();
    for parcel in parcels().step_by(every) {
        let bounds = parcel.bounds();
        if bounds.is_empty() {
            continue;
        }
        if parcel.plane.positions().len() > MOST_VERTICES {
            let [west, south, east, north] = box_in_degrees(plane, bounds);
            outlines.push(vec![[west, south], [east, south], [east, north], [west, north]]);
            continue;
        }
        for ring in parcel.geometry().rings() {
            let degrees = ring.iter().map(|point| plane.inverse(*point));
            outlines.push(degrees.map(|at| [at.lon, at.lat]).collect());
        }
    }
    outlines
}
