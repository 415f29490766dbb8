//! What lies under the pointer, and in a box.
//!
//! Input: the boxes of the parcels, which are kept, so that few rings are walked. Everything is tested in the plane:
//! a box on the screen is a box there.

use rayon::prelude::*;

use crate::check::{CheckResult, Finding};
use crate::geometry::{Bounds, MultiPolygonRef, Point};
use crate::layer::{ConstraintLayer, ParcelId, ProposalLayer};
use crate::progress::{Cancelled, Ticket};

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

/// The findings whose shared ground holds a point, smallest box first. `boxes`: of all findings, in their order.
#[must_use]
pub fn findings_at<'a>(result: &'a CheckResult, boxes: &[Bounds], point: Point) -> Vec<&'a Finding> {
    let mut found: Vec<(f64, &Finding)> = result
        .findings
        .iter()
        .zip(boxes)
        .filter(|(finding, bounds)| bounds.contains(point) && !finding.pieces.is_empty())
        .filter(|(finding, _)| contains(&finding.pieces.feature(0), point))
        .map(|(finding, bounds)| (bounds.width() * bounds.height(), finding))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// The parcels that lie wholly in a box or, when `crossing`, share a point with it; in order of their ids.
#[must_use]
pub fn parcels_in(
    parcels: &ProposalLayer,
    boxes: &[(ParcelId, Bounds)],
    window: Bounds,
    crossing: bool,
) -> Vec<ParcelId> {
    boxes
        .iter()
        .filter(|(_, bounds)| !bounds.is_empty())
        .filter(|(id, bounds)| {
            is_inside(bounds, window)
                || crossing
                    && bounds.intersects(window)
                    && parcels
                        .find(*id)
                        .is_some_and(|parcel| crosses(&parcel.geometry(), window))
        })
        .map(|(id, _)| *id)
        .collect()
}

/// The features of a constraint layer that lie wholly in a box or, when `crossing`, share a point with it; in
/// ascending order. Walks the edges of those that the sides of the box cut, on all threads.
///
/// # Errors
/// When somebody asks the ticket to stop.
pub fn features_in(
    layer: &ConstraintLayer,
    window: Bounds,
    crossing: bool,
    ticket: &Ticket,
) -> Result<Vec<u32>, Cancelled> {
    let candidates = layer.candidates(window);
    ticket.begin(candidates.len() as u64);
    let is_chosen = |feature: u32| {
        ticket.check()?;
        ticket.advance(1);
        let bounds = layer.bounds_of(feature);
        Ok(is_inside(&bounds, window) || crossing && crosses(&layer.geometry(feature).feature(0), window))
    };
    let chosen: Result<Vec<(u32, bool)>, Cancelled> = candidates
        .into_par_iter()
        .map(|feature| Ok((feature, is_chosen(feature)?)))
        .collect();
    let chosen = chosen?.into_iter().filter(|(_, is_chosen)| *is_chosen);
    Ok(chosen.map(|(feature, _)| feature).collect())
}

fn is_inside(bounds: &Bounds, window: Bounds) -> bool {
    let corner = |x, y| window.contains(Point { x, y });
    corner(bounds.min_x, bounds.min_y) && corner(bounds.max_x, bounds.max_y)
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
}
