//! What lies under the pointer, and in a box.
//!
//! Input: the boxes of the parcels, which are kept, so that few rings are walked. Everything is tested in the plane:
//! a box on the screen is a box there.

use crate::geometry::{Bounds, MultiPolygonRef, Point};
use crate::layer::{ConstraintLayer, ParcelId, ProposalLayer};

/// Whether a point lies inside a polygon under the even-odd rule.
#[must_use]
pub fn contains(geometry: &MultiPolygonRef<'_>, point: Point) -> bool {
    let mut inside = false;
    for pair in geometry.rings().flat_map(|ring| ring.windows(2)) {
        inside ^= is_crossed(pair[0], pair[1], point);
    }
    inside
}

/// The parcels under a point, smallest first.
#[must_use]
pub fn parcels_at(parcels: &ProposalLayer, boxes: &[(ParcelId, Bounds)], point: Point) -> Vec<ParcelId> {
    let mut found: Vec<(f64, ParcelId)> = boxes
        .iter()
        .filter(|(_, bounds)| bounds.contains(point))
        .filter(|(id, _)| {
            parcels
                .find(*id)
                .is_some_and(|parcel| contains(&parcel.geometry(), point))
        })
        .map(|(id, bounds)| (bounds.width() * bounds.height(), *id))
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
        .fold(false, |inside, (a, b)| inside ^ is_crossed(*a, *b, point))
}

/// Whether an edge crosses the line from a point to the east.
fn is_crossed(a: Point, b: Point, point: Point) -> bool {
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

/// What a click selects of the parcels under it: the first, and the next one when one of them is already selected.
#[must_use]
pub fn next_of(found: &[ParcelId], selected: Option<ParcelId>) -> Option<ParcelId> {
    let at = found.iter().position(|id| Some(*id) == selected);
    at.and_then(|at| found.get(at + 1)).or(found.first()).copied()
}

/// The parcels that lie wholly in a box or, when `crossing`, share a point with it; in order of their ids.
#[must_use]
pub fn parcels_in(
    parcels: &ProposalLayer,
    boxes: &[(ParcelId, Bounds)],
    window: Bounds,
    crossing: bool,
) -> Vec<ParcelId> {
    let is_inside = |bounds: &Bounds| {
        window.contains(Point {
            x: bounds.min_x,
            y: bounds.min_y,
        }) && window.contains(Point {
            x: bounds.max_x,
            y: bounds.max_y,
        })
    };
    boxes
        .iter()
        .filter(|(_, bounds)| !bounds.is_empty())
        .filter(|(id, bounds)| {
            is_inside(bounds)
                || crossing
                    && bounds.intersects(window)
                    && parcels
                        .find(*id)
                        .is_some_and(|parcel| crosses(&parcel.geometry(), window))
        })
        .map(|(id, _)| *id)
        .collect()
}

/// Whether a polygon shares a point with a box.
fn crosses(geometry: &MultiPolygonRef<'_>, window: Bounds) -> bool {
    let meets = geometry
        .rings()
        .flat_map(|ring| ring.windows(2))
        .any(|pair| edge_meets(pair[0], pair[1], window));
    // No edge in the box: it lies wholly inside the polygon, or wholly outside.
    meets || contains(geometry, window.center())
}

/// Whether an edge shares a point with a box: what the four sides leave of it.
fn edge_meets(a: Point, b: Point, window: Bounds) -> bool {
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    let sides = [
        (a.x, b.x - a.x, window.min_x, window.max_x),
        (a.y, b.y - a.y, window.min_y, window.max_y),
    ];
    for (start, delta, least, most) in sides {
        if delta == 0.0 {
            if start < least || start > most {
                return false;
            }
            continue;
        }
        let (one, other) = ((least - start) / delta, (most - start) / delta);
        first = first.max(one.min(other));
        last = last.min(one.max(other));
    }
    first <= last
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    const WINDOW: Bounds = Bounds {
        min_x: 0.0,
        min_y: 0.0,
        max_x: 10.0,
        max_y: 4.0,
    };

    #[test]
    fn an_edge_past_a_corner_misses_the_box() {
        assert!(edge_meets(at(-1.0, 1.0), at(11.0, 2.0), WINDOW));
        assert!(edge_meets(at(3.0, 3.0), at(4.0, 3.5), WINDOW));
        assert!(!edge_meets(at(-3.0, 2.0), at(2.0, 8.0), WINDOW));
        assert!(!edge_meets(at(11.0, 0.0), at(11.0, 4.0), WINDOW));
    }

    proptest! {
        #[test]
        fn an_edge_meets_a_box_where_one_of_its_points_lies_inside(
            ax in -20.0_f64..30.0, ay in -20.0_f64..20.0, bx in -20.0_f64..30.0, by in -20.0_f64..20.0,
        ) {
            let along = |t: f64| at(ax + t * (bx - ax), ay + t * (by - ay));
            let sampled = (0..=1000).any(|step| WINDOW.contains(along(f64::from(step) / 1000.0)));
            prop_assert!(!sampled || edge_meets(at(ax, ay), at(bx, by), WINDOW));
            let near = WINDOW.grown(0.1, 0.1);
            let touched = (0..=1000).any(|step| near.contains(along(f64::from(step) / 1000.0)));
            prop_assert!(touched || !edge_meets(at(ax, ay), at(bx, by), WINDOW));
        }
    }

    #[test]
    fn a_click_goes_down_the_stack_and_begins_again() {
        let stack = [ParcelId(4), ParcelId(2), ParcelId(9)];
        assert_eq!(next_of(&stack, None), Some(ParcelId(4)));
        assert_eq!(next_of(&stack, Some(ParcelId(4))), Some(ParcelId(2)));
        assert_eq!(next_of(&stack, Some(ParcelId(9))), Some(ParcelId(4)));
        assert_eq!(next_of(&stack, Some(ParcelId(7))), Some(ParcelId(4)));
        assert_eq!(next_of(&[], Some(ParcelId(7))), None);
    }
}
