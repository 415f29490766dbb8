//! Area, perimeter and centroid of plane polygons.

use super::{GRID_PER_METRE, GridPoint, MultiPolygonRef, Point};

/// Square grid units in one square metre: 2⁶⁰.
const GRID_PER_SQUARE_METRE: f64 = GRID_PER_METRE * GRID_PER_METRE;

/// Twice the signed area of a ring in square grid units; counter-clockwise is positive. Exact.
#[must_use]
pub fn doubled_grid_area(ring: &[GridPoint]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    let mut sum = 0_i128;
    let mut previous = (0_i128, 0_i128);
    for point in &ring[1..] {
        let here = (i128::from(point.x - origin.x), i128::from(point.y - origin.y));
        sum += previous.0 * here.1 - here.0 * previous.1;
        previous = here;
    }
    sum
}

/// Square metres of a doubled area in grid units, rounded once.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "the one rounding of an exact integer sum"
)]
pub fn square_metres(doubled_grid_area: i128) -> f64 {
    doubled_grid_area as f64 / (2.0 * GRID_PER_SQUARE_METRE)
}

/// Twice the signed area of a ring of plane points in square grid units; exact.
#[must_use]
pub fn doubled_ring_area(ring: &[Point]) -> i128 {
    let Some(origin) = ring.first().map(|point| point.to_grid()) else {
        return 0;
    };
    let mut sum = 0_i128;
    let mut previous = (0_i128, 0_i128);
    for point in &ring[1..] {
        let grid = point.to_grid();
        let here = (i128::from(grid.x - origin.x), i128::from(grid.y - origin.y));
        sum += previous.0 * here.1 - here.0 * previous.1;
        previous = here;
    }
    sum
}

/// Area of a feature in m²: shells less holes, whatever the direction of the rings. For an invalid
/// feature this is a number by convention only.
#[must_use]
pub fn area_m2(geometry: &MultiPolygonRef<'_>) -> f64 {
    square_metres(doubled_area(geometry))
}

/// Twice the area of a feature in square grid units: shells less holes. Exact.
#[must_use]
pub fn doubled_area(geometry: &MultiPolygonRef<'_>) -> i128 {
    let polygon_area = |rings: &mut dyn Iterator<Item = i128>| {
        let shell = rings.next().unwrap_or(0);
        shell - rings.sum::<i128>()
    };
    geometry
        .polygons()
        .map(|polygon| polygon_area(&mut polygon.rings().map(|ring| doubled_ring_area(ring).abs())))
        .sum()
}

/// How lengths in the plane relate to lengths on the ground at a place: the plane is area-true, and
/// with x multiplied by `x` and y by `y` it is also true in shape there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Factor for differences in x.
    pub x: f64,
    /// Factor for differences in y.
    pub y: f64,
}

impl Stretch {
    /// No stretch: plane lengths are ground lengths.
    pub const NONE: Self = Self { x: 1.0, y: 1.0 };

    /// The stretch for the factor k of [`crate::crs::Plane::local_stretch`]: x/k and y·k.
    #[must_use]
    pub fn of_factor(k: f64) -> Self {
        Self { x: 1.0 / k, y: k }
    }

    /// Ground distance between two plane points, in metres.
    #[must_use]
    pub fn distance(self, a: Point, b: Point) -> f64 {
        let (x, y) = ((a.x - b.x) * self.x, (a.y - b.y) * self.y);
        (x * x + y * y).sqrt()
    }
}

/// Length of all rings on the ground, in metres.
#[must_use]
pub fn perimeter_m(geometry: &MultiPolygonRef<'_>, stretch: Stretch) -> f64 {
    let ring_length = |ring: &[Point]| {
        ring.windows(2)
            .map(|edge| stretch.distance(edge[0], edge[1]))
            .sum::<f64>()
    };
    geometry.rings().map(ring_length).sum()
}

/// Centre of mass of a feature; the middle of its box when its area vanishes, `None` without points.
#[must_use]
pub fn centroid(geometry: &MultiPolygonRef<'_>) -> Option<Point> {
    let bounds = geometry.bounds();
    if bounds.is_empty() {
        return None;
    }
    let origin = bounds.center();
    let (mut area, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for polygon in geometry.polygons() {
        for (index, ring) in polygon.rings().enumerate() {
            let (a, mx, my) = ring_moments(ring, origin);
            let sign = if (index == 0) == (a >= 0.0) { 1.0 } else { -1.0 };
            area += sign * a;
            moment_x += sign * mx;
            moment_y += sign * my;
        }
    }
    if area <= 0.0 {
        return Some(origin);
    }
    // Rings that cross themselves or lie outside their shell may cancel: their centre is anywhere.
    Point::on_grid(
        origin.x + moment_x / (3.0 * area),
        origin.y + moment_y / (3.0 * area),
    )
    .filter(|center| bounds.contains(*center))
    .or(Some(origin))
}

/// Doubled area and tripled doubled moments of a ring about `origin`.
fn ring_moments(ring: &[Point], origin: Point) -> (f64, f64, f64) {
    ring.windows(2).fold((0.0, 0.0, 0.0), |(area, mx, my), edge| {
        let (ax, ay) = (edge[0].x - origin.x, edge[0].y - origin.y);
        let (bx, by) = (edge[1].x - origin.x, edge[1].y - origin.y);
        let cross = ax * by - bx * ay;
        (area + cross, mx + (ax + bx) * cross, my + (ay + by) * cross)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonColumn;

    fn rectangle(x: f64, y: f64, w: f64, h: f64) -> Vec<Point> {
        [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
            .map(|(x, y)| Point { x, y })
            .to_vec()
    }

    #[test]
    fn holes_are_taken_off_whatever_their_direction() {
        let mut hole = rectangle(2.0, 2.0, 3.0, 1.0);
        for _ in 0..2 {
            hole.reverse();
            let column = PolygonColumn::from_polygons(&[vec![rectangle(0.0, 0.0, 10.0, 5.0), hole.clone()]]);
            assert_eq!(area_m2(&column.feature(0)), 47.0);
        }
    }

    #[test]
    fn the_centroid_honours_the_hole() {
        let column = PolygonColumn::from_polygons(&[vec![
            rectangle(0.0, 0.0, 4.0, 2.0),
            rectangle(2.0, 0.5, 1.0, 1.0),
        ]]);
        let center = centroid(&column.feature(0)).expect("has points");
        assert!((center.x - (8.0 * 2.0 - 2.5) / 7.0).abs() < 1e-9);
        assert!((center.y - 1.0).abs() < 1e-9);
    }

    #[test]
    fn far_coordinates_do_not_cost_precision() {
        let column = PolygonColumn::from_polygons(&[vec![rectangle(3.0e6, 3.2e6, 0.001, 1000.0)]]);
        assert!((area_m2(&column.feature(0)) - 1.0).abs() < 1e-6);
    }
}
