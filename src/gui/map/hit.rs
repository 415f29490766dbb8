//! What lies under the pointer.

use crate::geometry::{MultiPolygonRef, Point};
use crate::layer::{ParcelId, ProposalLayer};

/// Whether a point lies inside a polygon under the even-odd rule.
#[must_use]
pub fn contains(geometry: &MultiPolygonRef<'_>, point: Point) -> bool {
    let mut inside = false;
    for pair in geometry.rings().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (pair[0], pair[1]);
        if (a.y > point.y) != (b.y > point.y) && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
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

/// What a click selects: the parcel under the point, and the next one when the first is already
/// selected.
#[must_use]
pub fn next_at(parcels: &ProposalLayer, point: Point, selected: Option<ParcelId>) -> Option<ParcelId> {
    let found = parcels_at(parcels, point);
    let at = found.iter().position(|id| Some(*id) == selected);
    at.and_then(|at| found.get(at + 1)).or(found.first()).copied()
}
