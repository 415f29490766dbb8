//! Slivers that come from chords (弦线狭缝).
//!
//! Meaning: an edge is straight in the system in which its file stores it, and the same two end points joined in
//! another system run a little aside: a kilometre along a parallel at 29° by about a centimetre. Two files that
//! mean one boundary and store it with few points in different systems, or one with many points and one with few,
//! therefore share a sliver as wide as the bow of the long edge. Such a finding is *named*, with the bow that
//! explains it, so that somebody can ask for the boundary with more points; it is never waived, and its kind does
//! not change.
//!
//! Input: shared ground, and the longest stored edge beside it. Output: the bow in metres when the ground is no
//! wider.
//!
//! Source: the bow of a parallel against the geodesic, L² tan φ / 8R.

use super::Tolerances;
use crate::crs::{CrsKind, Plane, SourceXy};
use crate::geometry::{Bounds, PolygonColumn, Stretch, is_as_wide_as};
use crate::layer::{ConstraintLayer, Parcel};

/// Mean radius of the Earth in metres; a percent more or less does not matter here.
const RADIUS_M: f64 = 6_371_000.0;
const METRES_PER_DEGREE: f64 = 111_320.0;
/// Part of the bow by which both sides and the inserted points may exceed it.
const SLACK: f64 = 1.1;

/// Greatest distance in metres between an edge of a length drawn straight in two systems, at a latitude.
#[must_use]
pub fn bow_m(length_m: f64, lat_deg: f64) -> f64 {
    length_m * length_m * libm::tan(lat_deg.to_radians()).abs() / (8.0 * RADIUS_M)
}

/// The bow that explains shared ground, if it is no wider than that.
pub(super) fn explaining_bow_m(
    pieces: &PolygonColumn,
    (parcel, kind): (&Parcel, CrsKind),
    (layer, feature): (&ConstraintLayer, u32),
    (plane, stretch): (&Plane, Stretch),
    tolerances: &Tolerances,
) -> Option<f64> {
    if plane.is_local() {
        return None;
    }
    let ground = pieces.feature(0);
    let around = ground.bounds();
    if around.is_empty() {
        return None;
    }
    let lat = plane.inverse(around.center()).lat;
    let own = longest_edge_of_parcel_m(parcel, kind, lat);
    // Nearly all ground is wider than any edge of the two could explain.
    let greatest_bow = bow_m(own.max(layer.longest_edge_bound_m(feature)), lat);
    if is_as_wide_as(&ground, stretch, greatest_bow * SLACK) {
        return None;
    }
    let other = || layer.longest_edge_m(feature, &around.grown(1.0, 1.0), stretch);
    let longest = if bow_m(own, lat) > tolerances.noise_width_m {
        own
    } else {
        own.max(other())
    };
    let bow = bow_m(longest, lat);
    let is_explained = bow > tolerances.noise_width_m
        && is_beside(&around, longest)
        && !is_as_wide_as(&ground, stretch, bow * SLACK);
    is_explained.then_some(bow)
}

/// A sliver runs along the edge: ground much shorter than the edge is something else.
fn is_beside(around: &Bounds, length_m: f64) -> bool {
    around.width().max(around.height()) > length_m * 0.2
}

/// The longest edge of a parcel as it is stored, in metres on the ground, near enough to choose.
fn longest_edge_of_parcel_m(parcel: &Parcel, kind: CrsKind, lat_deg: f64) -> f64 {
    let scale = match kind {
        CrsKind::Geographic => [
            METRES_PER_DEGREE * libm::cos(lat_deg.to_radians()),
            METRES_PER_DEGREE,
        ],
        CrsKind::Projected | CrsKind::Local => [1.0, 1.0],
    };
    let squared = |edge: &[SourceXy]| {
        let (x, y) = (
            (edge[1].x - edge[0].x) * scale[0],
            (edge[1].y - edge[0].y) * scale[1],
        );
        x * x + y * y
    };
    let longest = |ring: &[SourceXy]| ring.windows(2).map(squared).fold(0.0, f64::max);
    parcel.source.all_rings().map(longest).fold(0.0, f64::max).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bows_are_those_that_were_measured() {
        // Areas of the sliver between a parallel and its chord at 29°: two thirds of length times bow.
        for (length, area) in [(500.0, 0.87), (1000.0, 6.95), (5000.0, 870.0)] {
            let sliver = 2.0 / 3.0 * length * bow_m(length, 29.0);
            assert!((sliver / area - 1.0).abs() < 0.06, "{length}: {sliver}");
        }
    }
}
