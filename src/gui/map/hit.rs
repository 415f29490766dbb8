//! What lies under the pointer.

use crate::geometry::{Bounds, MultiPolygonRef, Point};
use crate::layer::{ConstraintLayer, ParcelId, ProposalLayer};

/// Whether a point lies inside a polygon under the even-odd rule.
#[must_use]
pub fn contains(geometry: &MultiPolygonRef<'_>, point: Point) -> bool {
    let mut inside = false;
    for pair in geometry.rings().flat_map(|ring| ring.windows(2)) {
        inside ^= crosses(pair[0], pair[1], point);
    }
    inside
}

/// The parcels under a point, smallest first.
#[must_use]
pub fn parcels_at(parcels: &ProposalLayer, point: Point) -> Vec<ParcelId> {
    let mut found: Vec<(f64, ParcelId)> = parcels
        .parcels()
        .filter(|parcel| parcel.bounds().contains(point) && contains(&parcel.geometry(), point))
        .map(|parcel| (parcel.bounds().width() * parcel.bounds().height(), parcel.id))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, id)| id).collect()
}

/// The features of a constraint layer under a point, smallest box first. Looks only at edges near the point: a
/// feature may have hundreds of thousands.
#[must_use]
pub fn features_at(layer: &ConstraintLayer, point: Point) -> Vec<u32> {
    let window = Bounds::of([point]).grown(NEAR_M, NEAR_M);
    let covers = |feature: &u32| {
        let rings = layer.rings_in_window(*feature, &window);
        rings.iter().fold(false, |inside, ring| {
            let points: Vec<Point> = ring.points.iter().map(|at| Point::from_grid(*at)).collect();
            inside ^ ring_contains(&points, point)
        })
    };
    let mut found: Vec<(f64, u32)> = layer
        .candidates(window)
        .into_iter()
        .filter(|feature| layer.bounds_of(*feature).contains(point))
        .filter(covers)
        .map(|feature| {
            let bounds = layer.bounds_of(feature);
            (bounds.width() * bounds.height(), feature)
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, feature)| feature).collect()
}

/// Metres around a point within which edges are kept as they are.
const NEAR_M: f64 = 1.0;

/// Whether a point lies inside an open ring.
fn ring_contains(ring: &[Point], point: Point) -> bool {
    let ends = ring.iter().skip(1).chain(ring.first());
    ring.iter()
        .zip(ends)
        .fold(false, |inside, (a, b)| inside ^ crosses(*a, *b, point))
}

/// Whether an edge crosses the line from a point to the east.
fn crosses(a: Point, b: Point, point: Point) -> bool {
    (a.y > point.y) != (b.y > point.y) && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
}

/// What a click selects in a constraint layer: the feature under the point, and the next one when the first is
/// already selected.
#[must_use]
pub fn next_feature_at(layer: &ConstraintLayer, point: Point, selected: Option<u32>) -> Option<u32> {
    let found = features_at(layer, point);
    let at = found.iter().position(|feature| Some(*feature) == selected);
    at.and_then(|at| found.get(at + 1)).or(found.first()).copied()
}

/// What a click selects: the parcel under the point, and the next one when the first is already
/// selected.
#[must_use]
pub fn next_at(parcels: &ProposalLayer, point: Point, selected: Option<ParcelId>) -> Option<ParcelId> {
    let found = parcels_at(parcels, point);
    let at = found.iter().position(|id| Some(*id) == selected);
    at.and_then(|at| found.get(at + 1)).or(found.first()).copied()
}
