//! How far two boundaries are from each other.

use super::{Bounds, GridPoint, MultiPolygonRef, Point, Stretch};

/// Least ground distance between the boundaries of a feature and the edges of other rings, in metres;
/// `None` when it is greater than `limit_m`. The rings are open and in grid units, as
/// [`super::ring_in_window`] gives them for a window around the feature that is `limit_m` wider.
#[must_use]
pub fn boundary_distance_m(
    feature: &MultiPolygonRef<'_>,
    others: &[Vec<GridPoint>],
    stretch: Stretch,
    limit_m: f64,
) -> Option<f64> {
    let reach = feature.bounds().grown(limit_m / stretch.x, limit_m / stretch.y);
    let near: Vec<(Point, Point)> = others
        .iter()
        .flat_map(|ring| (0..ring.len()).map(move |i| (ring[i], ring[(i + 1) % ring.len()])))
        .map(|(a, b)| (Point::from_grid(a), Point::from_grid(b)))
        .filter(|(a, b)| Bounds::of([*a, *b]).intersects(reach))
        .collect();
    let mut least = f64::INFINITY;
    for ring in feature.rings() {
        for edge in ring.windows(2) {
            let own = Bounds::of([edge[0], edge[1]]).grown(limit_m / stretch.x, limit_m / stretch.y);
            for (c, d) in near.iter().filter(|(c, d)| Bounds::of([*c, *d]).intersects(own)) {
                least = least.min(segment_distance(edge[0], edge[1], *c, *d, stretch));
            }
        }
    }
    (least <= limit_m).then_some(least)
}

/// Least ground distance between two segments, in metres; 0 when they meet.
#[must_use]
pub fn segment_distance(a: Point, b: Point, c: Point, d: Point, stretch: Stretch) -> f64 {
    let local = |p: Point| [(p.x - a.x) * stretch.x, (p.y - a.y) * stretch.y];
    let (a, b, c, d) = (local(a), local(b), local(c), local(d));
    if cross(a, b, c) * cross(a, b, d) < 0.0 && cross(c, d, a) * cross(c, d, b) < 0.0 {
        return 0.0;
    }
    [
        point_segment(a, c, d),
        point_segment(b, c, d),
        point_segment(c, a, b),
        point_segment(d, a, b),
    ]
    .into_iter()
    .fold(f64::INFINITY, f64::min)
}

fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn point_segment(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let squared = dx * dx + dy * dy;
    let t = if squared > 0.0 {
        (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = [p[0] - a[0] - t * dx, p[1] - a[1] - t * dy];
    (off[0] * off[0] + off[1] * off[1]).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonColumn;

    fn point(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn distances_of_segments() {
        let d = |a, b, c, d| segment_distance(a, b, c, d, Stretch::NONE);
        assert_eq!(
            d(
                point(0.0, 0.0),
                point(4.0, 0.0),
                point(2.0, -1.0),
                point(2.0, 1.0)
            ),
            0.0
        );
        assert_eq!(
            d(
                point(0.0, 0.0),
                point(4.0, 0.0),
                point(6.0, 1.0),
                point(6.0, -1.0)
            ),
            2.0
        );
        assert_eq!(
            d(point(0.0, 0.0), point(4.0, 0.0), point(7.0, 4.0), point(9.0, 4.0)),
            5.0
        );
        assert_eq!(
            d(point(0.0, 0.0), point(0.0, 0.0), point(3.0, 4.0), point(3.0, 4.0)),
            5.0
        );
    }

    #[test]
    fn only_what_is_near_is_measured() {
        let square = PolygonColumn::from_polygons(&[vec![vec![
            point(0.0, 0.0),
            point(10.0, 0.0),
            point(10.0, 10.0),
            point(0.0, 10.0),
        ]]]);
        let other = vec![
            [(13.0, 2.0), (20.0, 2.0), (20.0, 5.0)]
                .map(|(x, y)| point(x, y).to_grid())
                .to_vec(),
        ];
        assert_eq!(
            boundary_distance_m(&square.feature(0), &other, Stretch::NONE, 5.0),
            Some(3.0)
        );
        assert_eq!(
            boundary_distance_m(&square.feature(0), &other, Stretch::NONE, 2.0),
            None
        );
    }
}
