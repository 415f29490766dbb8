//! Shared ground of a parcel and the part of a feature near it, by walking along both boundaries.
//!
//! Meaning: nearly every pair is simple: two boundaries that cross a few times, nowhere touching, nowhere nearly
//! parallel and close. There the shared ground is found by going along the parcel while it runs inside the
//! feature and along the feature while it runs inside the parcel, and what remains by going the other way round
//! (K. Weiler and P. Atherton, *Hidden surface removal using polygon area sorting*, 1977). Sides are decided
//! exactly on the grid; a crossing is rounded to the grid once and used by both walks, so that the two areas add
//! up to the parcel's but for the rounding, and that is checked.
//!
//! Input: a parcel of one ring, and a feature that is sound in its window. Output: the same as
//! [`super::Overlayer::split`] gives, or `None` when the pair is not so simple; then the engine is asked.
//!
//! Deliberately not here: anything degenerate. The walk declines whenever a vertex lies within a few grid steps
//! of the other boundary, whenever crossings lie so near each other, and whenever a ring of the feature lies
//! inside the parcel as a whole.

use super::area::{doubled_grid_area, square_metres};
use super::local::Nearby;
use super::segment_tree::Edge;
use super::{GridPoint, Point, PolygonColumn};

/// Grid steps within which things are too near for the walk.
const CLEARANCE: i64 = 8;
/// Longest extent of an edge in grid steps, 2⁴⁶ (65 km): a crossing on it is right to a tenth of a step.
const LONGEST: i64 = 1 << 46;

/// Shared and remaining ground of a parcel and a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// A∩B on the plane: one feature, valid, shells counter-clockwise.
    pub shared: PolygonColumn,
    /// |A∩B| in m².
    pub shared_m2: f64,
    /// |A∖B| in m².
    pub rest_m2: f64,
    /// |A∩B| + |A∖B| − |A| in m².
    pub residual_m2: f64,
}

/// Walks along the boundaries of a parcel's ring (open, of any direction) and a feature; `None` when the pair is
/// not simple.
#[must_use]
pub fn trace(parcel: &[GridPoint], near: &Nearby<'_>) -> Option<Traced> {
    let area = doubled_grid_area(parcel);
    let own = oriented_edges(0, parcel, area < 0);
    let crossings = Crossings::of(&own, near)?;
    let shared = crossings.rings(Side::Shared)?;
    let rest = crossings.rings(Side::Rest)?;
    let doubled = |rings: &[Vec<GridPoint>]| rings.iter().map(|ring| doubled_grid_area(ring)).sum::<i128>();
    // A ring that turns the wrong way is one that the walk did not understand.
    if shared
        .iter()
        .chain(&rest)
        .any(|ring| doubled_grid_area(ring) <= 0)
    {
        return None;
    }
    let (shared_area, rest_area) = (doubled(&shared), doubled(&rest));
    let residual = shared_area + rest_area - area.abs();
    if residual.abs() > crossings.rounding() {
        return None;
    }
    let mut column = PolygonColumn::new();
    for ring in &shared {
        let points: Vec<Point> = ring.iter().map(|point| Point::from_grid(*point)).collect();
        column.push_ring(&points);
        column.end_polygon();
    }
    column.end_feature();
    Some(Traced {
        shared: column,
        shared_m2: square_metres(shared_area),
        rest_m2: square_metres(rest_area),
        residual_m2: square_metres(residual),
    })
}

/// The edges of an open ring in the order in which it is walked, without those of length 0.
fn oriented_edges(ring: u32, points: &[GridPoint], reversed: bool) -> Vec<Edge> {
    let n = points.len();
    let mut edges = Vec::with_capacity(n);
    for at in 0..n {
        let (a, b) = if reversed {
            (points[n - 1 - at], points[(2 * n - 2 - at) % n])
        } else {
            (points[at], points[(at + 1) % n])
        };
        if a != b {
            let index = u32::try_from(edges.len()).unwrap_or(u32::MAX);
            edges.push(Edge { a, b, ring, index });
        }
    }
    edges
}

/// Which ground a walk goes around.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Shared,
    Rest,
}

/// Where the two boundaries cross.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    point: GridPoint,
    /// Number of the parcel's edge, and the share of its length at the crossing.
    own: (usize, f64),
    /// The same on the feature: ring, edge, share.
    other: (usize, usize, f64),
    /// Whether the parcel's boundary enters the feature here.
    enters: bool,
}

struct Crossings {
    own: Vec<Edge>,
    /// Edges of the feature's rings that take part, ground on the left.
    rings: Vec<Vec<Edge>>,
    all: Vec<Crossing>,
    /// Numbers of crossings in the order of the parcel's boundary, and each one's place in it.
    along_own: Vec<usize>,
    place_own: Vec<usize>,
    /// The same along the feature's rings, ring after ring.
    along_other: Vec<usize>,
    place_other: Vec<usize>,
}

impl Crossings {
    fn of(own: &[Edge], near: &Nearby<'_>) -> Option<Self> {
        let rings: Vec<Vec<Edge>> = (0..)
            .zip(near.rings())
            .map(|(number, ring)| oriented_edges(number, &ring.points, ring.is_turned()))
            .collect();
        let mut all = Vec::new();
        for (number, ring) in rings.iter().enumerate() {
            let before = all.len();
            let mut reaches_in = None;
            for (index, edge) in ring.iter().enumerate().filter(|(_, edge)| near.reaches_in(edge)) {
                reaches_in = Some(edge);
                for (own_index, own_edge) in own.iter().enumerate() {
                    match meeting(own_edge, edge)? {
                        None => {}
                        Some((point, own_share, share, enters)) => all.push(Crossing {
                            point,
                            own: (own_index, own_share),
                            other: (number, index, share),
                            enters,
                        }),
                    }
                }
            }
            // A ring that comes near without crossing must lie outside of the parcel as a whole.
            if all.len() == before
                && let Some(edge) = reaches_in
                && Nearby::encloses(own, edge.a)
            {
                return None;
            }
        }
        if all.is_empty() {
            return None;
        }
        let order = |key: &dyn Fn(&Crossing) -> (usize, usize, f64)| {
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by(|a, b| {
                let ((ring_a, edge_a, share_a), (ring_b, edge_b, share_b)) = (key(&all[*a]), key(&all[*b]));
                (ring_a, edge_a)
                    .cmp(&(ring_b, edge_b))
                    .then(share_a.total_cmp(&share_b))
            });
            let mut place = vec![0; all.len()];
            for (at, crossing) in order.iter().enumerate() {
                place[*crossing] = at;
            }
            (order, place)
        };
        let (along_own, place_own) = order(&|crossing| (0, crossing.own.0, crossing.own.1));
        let (along_other, place_other) = order(&|crossing| crossing.other);
        let crossings = Self {
            own: own.to_vec(),
            rings,
            all,
            along_own,
            place_own,
            along_other,
            place_other,
        };
        crossings.are_apart().then_some(crossings)
    }

    /// Whether crossings that follow each other on a boundary are clearly apart, and boundaries enter and leave in
    /// turn.
    fn are_apart(&self) -> bool {
        let far = |a: usize, b: usize| {
            let (a, b) = (self.all[a].point, self.all[b].point);
            (a.x - b.x).abs().max((a.y - b.y).abs()) > CLEARANCE
        };
        let pairs = |order: &[usize]| order.windows(2).all(|pair| far(pair[0], pair[1]));
        pairs(&self.along_own) && pairs(&self.along_other)
    }

    /// The rings around the ground of one side.
    fn rings(&self, side: Side) -> Option<Vec<Vec<GridPoint>>> {
        let mut used = vec![false; self.all.len()];
        let mut rings = Vec::new();
        let begins = |crossing: &Crossing| crossing.enters == (side == Side::Shared);
        for first in 0..self.all.len() {
            if used[first] || !begins(&self.all[first]) {
                continue;
            }
            let mut ring = Vec::new();
            let mut at = first;
            loop {
                if std::mem::replace(&mut used[at], true) {
                    return None;
                }
                let turn = self.walk_own(at, &mut ring);
                if begins(&self.all[turn]) {
                    return None;
                }
                at = match side {
                    Side::Shared => self.walk_other(turn, &mut ring),
                    Side::Rest => self.walk_other_back(turn, &mut ring),
                };
                if !begins(&self.all[at]) {
                    return None;
                }
                if at == first {
                    break;
                }
            }
            rings.push(ring);
        }
        Some(rings)
    }

    /// Goes along the parcel from a crossing to the next.
    fn walk_own(&self, from: usize, ring: &mut Vec<GridPoint>) -> usize {
        let to = self.along_own[(self.place_own[from] + 1) % self.all.len()];
        ring.push(self.all[from].point);
        let (start, end) = (self.all[from].own, self.all[to].own);
        emit(&self.own, start, end, ring);
        to
    }

    /// Goes along a ring of the feature from a crossing to the next.
    fn walk_other(&self, from: usize, ring: &mut Vec<GridPoint>) -> usize {
        let to = self.neighbour(from, true);
        ring.push(self.all[from].point);
        let ((number, edge, share), (_, end, end_share)) = (self.all[from].other, self.all[to].other);
        emit(&self.rings[number], (edge, share), (end, end_share), ring);
        to
    }

    /// Goes back along a ring of the feature from a crossing to the one before.
    fn walk_other_back(&self, from: usize, ring: &mut Vec<GridPoint>) -> usize {
        let to = self.neighbour(from, false);
        ring.push(self.all[from].point);
        let ((number, edge, share), (_, end, end_share)) = (self.all[from].other, self.all[to].other);
        let first = ring.len();
        emit(&self.rings[number], (end, end_share), (edge, share), ring);
        ring[first..].reverse();
        to
    }

    /// The next or previous crossing on the same ring of the feature.
    fn neighbour(&self, from: usize, forward: bool) -> usize {
        let ring = self.all[from].other.0;
        let start = self
            .along_other
            .partition_point(|at| self.all[*at].other.0 < ring);
        let end = self
            .along_other
            .partition_point(|at| self.all[*at].other.0 <= ring);
        let (n, place) = (end - start, self.place_other[from] - start);
        let step = if forward { 1 } else { n - 1 };
        self.along_other[start + (place + step) % n]
    }

    /// Twice the area that rounding the crossings can make: a step along every edge that is cut, in square grid
    /// units.
    fn rounding(&self) -> i128 {
        let length = |edge: &Edge| i128::from((edge.a.x - edge.b.x).abs() + (edge.a.y - edge.b.y).abs());
        let cut: i128 = self
            .all
            .iter()
            .map(|crossing| {
                length(&self.own[crossing.own.0]) + length(&self.rings[crossing.other.0][crossing.other.1])
            })
            .sum();
        4 * cut + 64
    }
}

/// The vertices of a ring between two places on it, in order.
fn emit(
    edges: &[Edge],
    (from, share): (usize, f64),
    (to, end_share): (usize, f64),
    ring: &mut Vec<GridPoint>,
) {
    let n = edges.len();
    let steps = match (to + n - from) % n {
        0 if end_share > share => 0,
        0 => n,
        steps => steps,
    };
    ring.extend((0..steps).map(|step| edges[(from + step) % n].b));
}

type Met = (GridPoint, f64, f64, bool);

/// Where two edges cross: the point, the share of each edge there, and whether the first enters the left of the
/// second. `Some(None)` when they clearly do not meet, `None` when they are too near to tell.
#[expect(clippy::option_option, reason = "three answers: crossing, apart, too near")]
fn meeting(own: &Edge, other: &Edge) -> Option<Option<Met>> {
    if !boxes_near(own, other) {
        return Some(None);
    }
    let extent = |edge: &Edge| (edge.a.x - edge.b.x).abs().max((edge.a.y - edge.b.y).abs());
    if extent(own) > LONGEST || extent(other) > LONGEST {
        return None;
    }
    let sides = [
        clear_side(own, other.a)?,
        clear_side(own, other.b)?,
        clear_side(other, own.a)?,
        clear_side(other, own.b)?,
    ];
    let crosses = (sides[0] > 0) != (sides[1] > 0) && (sides[2] > 0) != (sides[3] > 0);
    Some(crosses.then(|| crossing(own, sides)))
}

/// Doubled area of the triangle of an edge and a point; `None` when the point is too near to the line of the edge.
fn clear_side(edge: &Edge, point: GridPoint) -> Option<i128> {
    let (dx, dy) = (edge.b.x - edge.a.x, edge.b.y - edge.a.y);
    let cross =
        i128::from(dx) * i128::from(point.y - edge.a.y) - i128::from(dy) * i128::from(point.x - edge.a.x);
    let near = i128::from(CLEARANCE) * (i128::from(dx.abs()) + i128::from(dy.abs()));
    (cross.abs() > near).then_some(cross)
}

/// The crossing of two edges that do cross. It is computed from the lesser end of the first, so that it does not
/// depend on directions.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "shares are right to 2^-52, and edges are shorter than 2^46 steps"
)]
fn crossing(own: &Edge, [a_side, b_side, from_side, to_side]: [i128; 4]) -> Met {
    let share = |one: i128, two: i128| one.abs() as f64 / (one.abs() + two.abs()) as f64;
    let lesser_first = (own.a.x, own.a.y) <= (own.b.x, own.b.y);
    let (low, high, low_side, high_side) = if lesser_first {
        (own.a, own.b, from_side, to_side)
    } else {
        (own.b, own.a, to_side, from_side)
    };
    let t = share(low_side, high_side);
    let along = |from: i64, to: i64| from + libm::round(t * (to - from) as f64) as i64;
    let point = GridPoint::new(along(low.x, high.x), along(low.y, high.y));
    (
        point,
        share(from_side, to_side),
        share(a_side, b_side),
        to_side > 0,
    )
}

fn boxes_near(first: &Edge, second: &Edge) -> bool {
    first.a.x.min(first.b.x) <= second.a.x.max(second.b.x) + CLEARANCE
        && second.a.x.min(second.b.x) <= first.a.x.max(first.b.x) + CLEARANCE
        && first.a.y.min(first.b.y) <= second.a.y.max(second.b.y) + CLEARANCE
        && second.a.y.min(second.b.y) <= first.a.y.max(first.b.y) + CLEARANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Bounds, Overlayer, Turn, WindowRing, area_m2, is_sound};
    use proptest::prelude::*;

    fn star(center: (f64, f64), radius: f64, spread: &[u16]) -> Vec<GridPoint> {
        let n = f64::from(u32::try_from(spread.len()).unwrap());
        (0_u32..)
            .zip(spread)
            .map(|(i, share)| {
                let angle = f64::from(i) / n * std::f64::consts::TAU;
                let r = radius * (0.25 + 0.75 * f64::from(*share) / 65_535.0);
                Point::on_grid(center.0 + r * libm::cos(angle), center.1 + r * libm::sin(angle))
                    .unwrap()
                    .to_grid()
            })
            .collect()
    }

    fn ring(points: Vec<GridPoint>, polygon: u32, number: u32, is_shell: bool) -> WindowRing {
        let turn = if doubled_grid_area(&points) > 0 {
            Turn::CounterClockwise
        } else {
            Turn::Clockwise
        };
        WindowRing {
            points,
            number,
            polygon,
            is_shell,
            turn,
        }
    }

    fn bounds(points: &[GridPoint]) -> Bounds {
        Bounds::of(points.iter().map(|point| Point::from_grid(*point)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn the_walk_agrees_with_the_engine(
            parcel in prop::collection::vec(any::<u16>(), 3..20),
            shell in prop::collection::vec(any::<u16>(), 3..40),
            hole in prop::collection::vec(any::<u16>(), 3..12),
            at in (-150.0..150.0_f64, -150.0..150.0_f64),
            turns in (any::<bool>(), any::<bool>(), any::<bool>()),
        ) {
            let far = 3.0e6;
            let mut parcel = star((far + at.0, far + at.1), 60.0, &parcel);
            let mut shell = star((far, far), 120.0, &shell);
            // Within the shell, whose radius is at least 30 m.
            let mut hole = star((far, far), 20.0, &hole);
            for (ring, turn) in [(&mut parcel, turns.0), (&mut shell, turns.1), (&mut hole, turns.2)] {
                if turn {
                    ring.reverse();
                }
            }
            let b = vec![shell.clone(), hole.clone()];
            let rings = [ring(shell, 0, 0, true), ring(hole, 0, 1, false)];
            let near = Nearby::new(&rings, &bounds(&parcel)).unwrap();
            if near.is_sound()
                && let Some(traced) = trace(&parcel, &near)
            {
                let split = Overlayer::new().split(&vec![parcel.clone()], &b).unwrap();
                prop_assert!((traced.shared_m2 - split.shared_m2).abs() < 1e-6, "{} {}", traced.shared_m2, split.shared_m2);
                prop_assert!((traced.rest_m2 - split.rest_m2).abs() < 1e-6);
                prop_assert!((area_m2(&traced.shared.feature(0)) - traced.shared_m2).abs() < 1e-9);
                prop_assert!(is_sound(&traced.shared.feature(0)));
                let mut turned = parcel.clone();
                turned.reverse();
                turned.rotate_left(1);
                let again = trace(&turned, &near).unwrap();
                prop_assert_eq!(again.shared_m2.to_bits(), traced.shared_m2.to_bits());
                prop_assert_eq!(again.rest_m2.to_bits(), traced.rest_m2.to_bits());
            }
        }
    }

    #[test]
    fn ordinary_pairs_are_walked_and_touching_ones_are_not() {
        let square = |x: f64, y: f64, side: f64| -> Vec<GridPoint> {
            [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
                .map(|(x, y)| Point::on_grid(x, y).unwrap().to_grid())
                .to_vec()
        };
        let shared = |parcel: Vec<GridPoint>| {
            let rings = [ring(square(0.0, 0.0, 100.0), 0, 0, true)];
            let near = Nearby::new(&rings, &bounds(&parcel)).unwrap();
            trace(&parcel, &near).map(|traced| (traced.shared_m2, traced.rest_m2, traced.residual_m2))
        };
        assert_eq!(shared(square(90.0, 90.0, 20.0)), Some((100.0, 300.0, 0.0)));
        assert_eq!(shared(square(-10.0, 40.0, 120.0)), Some((6000.0, 8400.0, 0.0)));
        assert_eq!(shared(square(100.0, 0.0, 20.0)), None, "a shared edge");
        assert_eq!(shared(square(100.0, 50.0, 20.0)), None, "along an edge");
        assert_eq!(shared(square(-10.0, -10.0, 200.0)), None, "the feature inside");
    }
}
