//! How wide a piece of ground is.
//!
//! Meaning: the *mean width* (平均宽度) is 2A/P; the *greatest width* (最大宽度) is the diameter of the
//! greatest circle that fits inside. Area alone never tells a conflict from boundary error: a strip of
//! 1 km × 0.3 m has 300 m² and means nothing, a pylon foot of 4 m² is real.
//!
//! Method: compact pieces by best-first search over a quadtree of cells (Agafonkin, *polylabel*, 2016),
//! to 1 % of the result or 0.1 mm; thin pieces, for which the quadtree would need millions of cells, by
//! the greatest of the circles that touch the boundary at sample points (shrinking ball, Ma, Bae and Choi,
//! *The Visual Computer* 28, 2012), which in a strip follow its middle line.

use std::collections::BinaryHeap;

use super::{MultiPolygonRef, Stretch, area_m2, perimeter_m};

/// Below this ratio 4πA/P² a piece counts as thin.
const THIN: f64 = 0.15;
/// Cells that the quadtree may look at.
const MAX_CELLS: usize = 20_000;
/// Circles that the search over a thin piece may try.
const MAX_SAMPLES: usize = 1_200;
/// Where on an edge circles are tried.
const PLACES: [f64; 5] = [0.001, 0.25, 0.5, 0.75, 0.999];
/// How many of the circles tried are moved uphill.
const REFINED: usize = 6;

/// Widths of a piece on the ground, in metres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Widths {
    /// Mean width 2A/P.
    pub mean_m: f64,
    /// Diameter of the greatest circle inside.
    pub greatest_m: f64,
}

/// Widths of a feature: the mean over all of it, the greatest of its polygons'.
#[must_use]
pub fn widths(geometry: &MultiPolygonRef<'_>, stretch: Stretch) -> Widths {
    let perimeter = perimeter_m(geometry, stretch);
    if perimeter <= 0.0 {
        return Widths::default();
    }
    let mean = 2.0 * area_m2(geometry) / perimeter;
    let greatest = geometry
        .polygons()
        .map(|polygon| Outline::new(polygon.rings(), stretch).greatest_width())
        .fold(0.0, f64::max);
    // A circle of the mean width fits into any piece without holes; the search may fall short of it.
    Widths {
        mean_m: mean,
        greatest_m: greatest.max(mean),
    }
}

/// Whether a feature is at least so wide somewhere, in metres: the same as comparing [`widths`], found as soon as
/// one circle shows it.
#[must_use]
pub fn is_as_wide_as(geometry: &MultiPolygonRef<'_>, stretch: Stretch, width_m: f64) -> bool {
    let perimeter = perimeter_m(geometry, stretch);
    if perimeter <= 0.0 {
        return width_m <= 0.0;
    }
    2.0 * area_m2(geometry) / perimeter >= width_m
        || geometry
            .polygons()
            .any(|polygon| Outline::new(polygon.rings(), stretch).width_up_to(width_m) >= width_m)
}

type Xy = [f64; 2];

/// An edge with what every distance to it asks for.
#[derive(Debug, Clone, Copy)]
struct Edge {
    a: Xy,
    b: Xy,
    /// b − a.
    along: Xy,
    /// 1 / |b − a|².
    inverse_square: f64,
}

impl Edge {
    fn new(a: Xy, b: Xy) -> Self {
        let along = [b[0] - a[0], b[1] - a[1]];
        Self {
            a,
            b,
            along,
            inverse_square: 1.0 / (along[0] * along[0] + along[1] * along[1]),
        }
    }

    #[inline]
    fn squared_distance(&self, p: Xy) -> f64 {
        let (x, y) = (p[0] - self.a[0], p[1] - self.a[1]);
        let t = ((x * self.along[0] + y * self.along[1]) * self.inverse_square).clamp(0.0, 1.0);
        let (ex, ey) = (x - t * self.along[0], y - t * self.along[1]);
        ex * ex + ey * ey
    }

    /// Whether a ray to the east from a point crosses the edge.
    #[inline]
    fn is_crossed(&self, p: Xy) -> bool {
        (self.a[1] > p[1]) != (self.b[1] > p[1])
            && (p[0] - self.a[0]) * self.along[1].abs()
                < self.along[0] * (p[1] - self.a[1]) * self.along[1].signum()
    }
}

/// The rings of one polygon in ground metres about its own corner.
struct Outline {
    edges: Vec<Edge>,
    size: Xy,
    area: f64,
    perimeter: f64,
}

impl Outline {
    /// Rings are turned so that the ground lies left of every edge.
    fn new<'a>(rings: impl Iterator<Item = &'a [super::Point]>, stretch: Stretch) -> Self {
        let rings: Vec<&[super::Point]> = rings.collect();
        let bounds = super::Bounds::of(rings.iter().flat_map(|ring| ring.iter().copied()));
        let local = |p: &super::Point| [(p.x - bounds.min_x) * stretch.x, (p.y - bounds.min_y) * stretch.y];
        let mut outline = Self {
            edges: Vec::new(),
            size: [bounds.width() * stretch.x, bounds.height() * stretch.y],
            area: 0.0,
            perimeter: 0.0,
        };
        for (index, ring) in rings.iter().enumerate() {
            let mut points: Vec<Xy> = ring.iter().map(local).collect();
            let doubled: f64 = points
                .windows(2)
                .map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1])
                .sum();
            let shell = index == 0;
            if shell != (doubled > 0.0) {
                points.reverse();
            }
            outline.area += if shell {
                doubled.abs() / 2.0
            } else {
                -doubled.abs() / 2.0
            };
            let edges = points
                .windows(2)
                .filter(|edge| edge[0] != edge[1])
                .map(|edge| Edge::new(edge[0], edge[1]));
            outline.edges.extend(edges);
        }
        outline.perimeter = outline.edges.iter().map(|edge| length(edge.a, edge.b)).sum();
        outline
    }

    fn greatest_width(&self) -> f64 {
        self.width_up_to(f64::INFINITY)
    }

    /// The greatest width, or any that is at least `enough`.
    fn width_up_to(&self, enough: f64) -> f64 {
        if self.edges.len() < 3 || self.area <= 0.0 {
            return 0.0;
        }
        let compactness = 4.0 * std::f64::consts::PI * self.area / (self.perimeter * self.perimeter);
        let radius = if compactness < THIN {
            self.radius_by_circles(enough / 2.0)
        } else {
            self.radius_by_cells(enough / 2.0)
        };
        2.0 * radius
    }

    /// Greatest radius of circles inside that touch the boundary at sampled places; the best few are
    /// moved to where they grow no more.
    fn radius_by_circles(&self, enough: f64) -> f64 {
        let step = (self.edges.len() * PLACES.len()).div_ceil(MAX_SAMPLES).max(1);
        let places = self.edges.iter().flat_map(|edge| PLACES.map(|t| (edge, t)));
        let mut circles: Vec<(Xy, f64)> = Vec::new();
        for (edge, t) in places.step_by(step) {
            let circle = self.touching_circle(edge, t);
            if circle.1 >= enough {
                return circle.1;
            }
            circles.push(circle);
        }
        circles.sort_by(|one, other| other.1.total_cmp(&one.1));
        circles.truncate(REFINED);
        circles
            .into_iter()
            .map(|(center, radius)| self.grown(center, radius))
            .fold(0.0, f64::max)
    }

    /// Radius that a circle inside reaches when its centre moves uphill, by compass search.
    fn grown(&self, mut center: Xy, radius: f64) -> f64 {
        let mut best = radius.max(self.signed_distance(center));
        let mut step = best / 2.0;
        while step > best * 1e-3 {
            let around = [[step, 0.0], [-step, 0.0], [0.0, step], [0.0, -step]];
            let better = around
                .into_iter()
                .map(|[dx, dy]| [center[0] + dx, center[1] + dy])
                .find(|moved| self.signed_distance(*moved) > best);
            match better {
                Some(moved) => {
                    center = moved;
                    best = self.signed_distance(moved);
                }
                None => step /= 2.0,
            }
        }
        best
    }

    /// Centre and radius of the greatest circle inside that touches an edge at parameter `t`.
    fn touching_circle(&self, touched: &Edge, t: f64) -> (Xy, f64) {
        let length = length(touched.a, touched.b);
        let normal = [-touched.along[1] / length, touched.along[0] / length];
        let foot = [
            touched.a[0] + t * touched.along[0],
            touched.a[1] + t * touched.along[1],
        ];
        let mut radius = self.size[0].max(self.size[1]);
        for edge in &self.edges {
            // A circle lies within twice its radius of the foot: an edge further away cannot make it smaller.
            if edge.squared_distance(foot) < 4.0 * radius * radius
                && (edge.a, edge.b) != (touched.a, touched.b)
            {
                radius = radius.min(radius_until(foot, normal, edge.a, edge.b));
            }
        }
        (
            [foot[0] + radius * normal[0], foot[1] + radius * normal[1]],
            radius,
        )
    }

    fn radius_by_cells(&self, enough: f64) -> f64 {
        let side = self.size[0].min(self.size[1]).max(1e-9);
        let mut queue = BinaryHeap::new();
        let mut x = side / 2.0;
        while x < self.size[0] + side / 2.0 {
            let mut y = side / 2.0;
            while y < self.size[1] + side / 2.0 {
                queue.push(self.cell([x, y], side / 2.0));
                y += side;
            }
            x += side;
        }
        let mut best = 0.0_f64;
        for _ in 0..MAX_CELLS {
            let Some(cell) = queue.pop() else { break };
            best = best.max(cell.inside);
            if best >= enough || cell.potential <= best + (best * 0.01).max(5e-5) {
                break;
            }
            let half = cell.half / 2.0;
            for (sx, sy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                queue.push(self.cell([cell.center[0] + sx * half, cell.center[1] + sy * half], half));
            }
        }
        best
    }

    fn cell(&self, center: Xy, half: f64) -> Cell {
        let inside = self.signed_distance(center);
        Cell {
            center,
            half,
            inside,
            potential: inside + half * std::f64::consts::SQRT_2,
        }
    }

    /// Distance to the boundary, negative outside.
    fn signed_distance(&self, p: Xy) -> f64 {
        let mut crossings = 0_u32;
        let mut nearest = f64::INFINITY;
        for edge in &self.edges {
            crossings += u32::from(edge.is_crossed(p));
            nearest = nearest.min(edge.squared_distance(p));
        }
        let distance = nearest.sqrt();
        if crossings % 2 == 1 { distance } else { -distance }
    }
}

struct Cell {
    center: Xy,
    half: f64,
    inside: f64,
    potential: f64,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.potential.total_cmp(&other.potential).is_eq()
    }
}
impl Eq for Cell {}
impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Cell {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.potential.total_cmp(&other.potential)
    }
}

fn length(a: Xy, b: Xy) -> f64 {
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    (x * x + y * y).sqrt()
}

/// Greatest radius of a circle that touches `foot` from the side of the unit `normal` and does not reach
/// over segment c–d: the least of |q−f|² / (2 (q−f)·n) over its points q in front of the foot. The circle
/// touches the line of the segment where the distance from the centre equals the radius, or one end.
fn radius_until(foot: Xy, normal: Xy, c: Xy, d: Xy) -> f64 {
    let at_point = |q: Xy| {
        let v = [q[0] - foot[0], q[1] - foot[1]];
        let ahead = v[0] * normal[0] + v[1] * normal[1];
        if ahead > 0.0 {
            (v[0] * v[0] + v[1] * v[1]) / (2.0 * ahead)
        } else {
            f64::INFINITY
        }
    };
    let ends = at_point(c).min(at_point(d));
    let along = length(c, d);
    let unit = [(d[0] - c[0]) / along, (d[1] - c[1]) / along];
    // Signed distance of the foot from the line, and how fast it shrinks along the normal.
    let height = unit[0] * (foot[1] - c[1]) - unit[1] * (foot[0] - c[0]);
    let slope = unit[0] * normal[1] - unit[1] * normal[0];
    let radius = if height >= 0.0 {
        height / (1.0 - slope)
    } else {
        -height / (1.0 + slope)
    };
    if !radius.is_finite() {
        return ends;
    }
    let center = [foot[0] + radius * normal[0], foot[1] + radius * normal[1]];
    let t = (center[0] - c[0]) * unit[0] + (center[1] - c[1]) * unit[1];
    if (0.0..=along).contains(&t) {
        ends.min(radius)
    } else {
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Point, PolygonColumn};
    use super::*;
    use proptest::prelude::*;

    fn column(points: &[(f64, f64)]) -> PolygonColumn {
        PolygonColumn::from_polygons(&[vec![points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()]])
    }

    fn turned_rectangle(length: f64, width: f64, angle: f64) -> PolygonColumn {
        let turn = |x: f64, y: f64| {
            (
                x * libm::cos(angle) - y * libm::sin(angle),
                x * libm::sin(angle) + y * libm::cos(angle),
            )
        };
        column(&[
            turn(0.0, 0.0),
            turn(length, 0.0),
            turn(length, width),
            turn(0.0, width),
        ])
    }

    proptest! {
        #[test]
        fn a_rectangle_is_as_wide_as_its_short_side(
            length in 1.0..2000.0_f64, ratio in 0.000_000_5..1.0_f64, angle in 0.0..6.3_f64,
        ) {
            let width = length * ratio;
            let measured = widths(&turned_rectangle(length, width, angle).feature(0), Stretch::NONE);
            prop_assert!((measured.greatest_m - width).abs() <= 0.02 * width + 1e-4, "{} for {width}", measured.greatest_m);
            prop_assert!(measured.mean_m <= width * 1.000_001);
        }
    }

    proptest! {
        #[test]
        fn asking_for_a_width_is_comparing_the_greatest(
            points in prop::collection::vec((0.0..40.0_f64, 0.0..4.0_f64), 3..9), width in 0.01..6.0_f64,
        ) {
            let piece = column(&points);
            let greatest = widths(&piece.feature(0), Stretch::NONE).greatest_m;
            prop_assert_eq!(is_as_wide_as(&piece.feature(0), Stretch::NONE, width), greatest >= width);
        }
    }

    #[test]
    fn a_wedge_is_widest_near_its_thick_end() {
        // Thin triangle, 1000 m long, 2 m thick at the base: inscribed diameter 2A/s.
        let wedge = column(&[(0.0, 0.0), (1000.0, -1.0), (1000.0, 1.0)]);
        let half_perimeter = f64::midpoint(2.0, 2.0 * libm::hypot(1000.0, 1.0));
        let expected = 2.0 * 1000.0 / half_perimeter;
        let measured = widths(&wedge.feature(0), Stretch::NONE).greatest_m;
        assert!(
            (measured - expected).abs() < 0.02 * expected,
            "{measured} for {expected}"
        );
    }

    #[test]
    fn a_strip_with_a_bulge_is_as_wide_as_the_bulge() {
        let strip = column(&[
            (0.0, 0.0),
            (500.0, 0.0),
            (505.0, -5.0),
            (510.0, 0.0),
            (1000.0, 0.0),
            (1000.0, 0.05),
            (0.0, 0.05),
        ]);
        let measured = widths(&strip.feature(0), Stretch::NONE).greatest_m;
        assert!((4.0..4.3).contains(&measured), "{measured}");
    }

    #[test]
    fn a_hole_makes_ground_narrower() {
        let outer = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
            .map(|(x, y)| Point { x, y })
            .to_vec();
        let inner = [(1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0)]
            .map(|(x, y)| Point { x, y })
            .to_vec();
        let frame = PolygonColumn::from_polygons(&[vec![outer, inner]]);
        let measured = widths(&frame.feature(0), Stretch::NONE).greatest_m;
        assert!((1.0..1.2).contains(&measured), "{measured}");
    }

    #[test]
    fn stretch_turns_plane_metres_into_ground_metres() {
        let square = column(&[(0.0, 0.0), (20.0, 0.0), (20.0, 5.0), (0.0, 5.0)]);
        let measured = widths(&square.feature(0), Stretch::of_factor(2.0)).greatest_m;
        assert!((measured - 10.0).abs() < 0.2, "{measured}");
    }
}
