//! Shared ground of a parcel and the part of a feature near it, by walking along both boundaries.
//!
//! Meaning: nearly every pair is simple: two boundaries that cross a few times, nowhere touching, nowhere nearly
//! parallel and close. There the shared ground is found by going along the parcel while it runs inside the
//! feature and along the feature while it runs inside the parcel, and what remains by going the other way round
//! (K. Weiler and P. Atherton, *Hidden surface removal using polygon area sorting*, 1977). Sides are decided
//! exactly on the grid; a crossing is rounded to the grid once and used by both walks, so that the two areas add
//! up to the parcel's but for the rounding, and that is checked.
//!
//! Input: a sound region, and a feature that is sound in its window. Output: the same as
//! [`super::Overlayer::split`] gives, or `None` when the pair is not so simple; then the engine is asked.
//!
//! Deliberately not here: anything degenerate. The walk declines whenever a vertex lies within a few grid steps
//! of the other boundary, and whenever crossings lie so near each other.

use super::area::{doubled_grid_area, square_metres};
use super::local::Nearby;
use super::outline::edges_of;
use super::segment_tree::Edge;
use super::{GridPoint, Outline, Point, PolygonColumn};

/// Grid steps within which things are too near for the walk.
const CLEARANCE: i64 = 8;
/// Crossings that two boundaries seldom exceed.
const USUAL_CROSSINGS: usize = 8;
/// Longest extent of an edge in grid steps, 2⁴⁶ (65 km): a crossing on it is right to a tenth of a step.
const LONGEST: i64 = 1 << 46;

/// Shared and remaining ground of a region and a feature.
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

/// Walks along the boundaries of a region and a feature. The region's rings are open and have their ground on the
/// left: shells turn counter-clockwise, holes clockwise. `None` when the pair is not simple.
#[must_use]
pub fn trace(region: &Outline, near: &Nearby<'_>) -> Option<Traced> {
    let other: Vec<Vec<Edge>> = (0..)
        .zip(near.rings())
        .map(|(number, ring)| edges_of(number, &ring.points, ring.is_turned()))
        .collect();
    let walk = Walk::of(region, near, &other)?;
    let mut shared = walk.rings(Side::Shared)?;
    let mut rest = walk.rings(Side::Rest)?;
    walk.add_whole_rings(near, &mut shared, &mut rest)?;
    let doubled = |rings: &[Vec<GridPoint>]| rings.iter().map(|ring| doubled_grid_area(ring)).sum::<i128>();
    let (shared_area, rest_area) = (doubled(&shared), doubled(&rest));
    let residual = shared_area + rest_area - walk.doubled_area();
    if residual.abs() > walk.rounding() || shared_area < 0 || rest_area < 0 {
        return None;
    }
    Some(Traced {
        shared: polygons(shared)?,
        shared_m2: square_metres(shared_area),
        rest_m2: square_metres(rest_area),
        residual_m2: square_metres(residual),
    })
}

/// Rings as one feature, each hole with the smallest shell around it; `None` when a hole has none.
fn polygons(rings: Vec<Vec<GridPoint>>) -> Option<PolygonColumn> {
    let (mut shells, holes): (Vec<_>, Vec<_>) =
        rings.into_iter().partition(|ring| doubled_grid_area(ring) > 0);
    shells.sort_by_key(|ring| doubled_grid_area(ring));
    let edges: Vec<Vec<Edge>> = if holes.is_empty() {
        Vec::new()
    } else {
        shells.iter().map(|ring| edges_of(0, ring, false)).collect()
    };
    let mut with_holes: Vec<Vec<Vec<GridPoint>>> = shells.into_iter().map(|shell| vec![shell]).collect();
    for hole in holes {
        let owner = edges.iter().position(|shell| Nearby::encloses(shell, hole[0]))?;
        with_holes[owner].push(hole);
    }
    // The order of crossings along the boundary would else decide which polygon comes first.
    with_holes.sort_by(|a, b| least(&a[0]).cmp(&least(&b[0])));
    let mut column = PolygonColumn::new();
    for polygon in with_holes {
        for ring in polygon {
            let points: Vec<Point> = ring.iter().map(|point| Point::from_grid(*point)).collect();
            column.push_ring(&points);
        }
        column.end_polygon();
    }
    column.end_feature();
    Some(column)
}

fn least(ring: &[GridPoint]) -> (i64, i64) {
    ring.iter()
        .map(|point| (point.x, point.y))
        .min()
        .unwrap_or_default()
}

/// Which ground a walk goes around.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Shared,
    Rest,
}

/// A place on a boundary: ring, edge of the ring, and share of the edge's length.
type Place = (usize, usize, f64);

/// Where the two boundaries cross.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    point: GridPoint,
    own: Place,
    other: Place,
    /// Whether the region's boundary enters the feature here.
    enters: bool,
}

/// Rings with the crossings on them, in the order in which the rings are walked, ground on the left.
struct Boundary<'a> {
    rings: &'a [Vec<Edge>],
    /// Numbers of crossings, ring after ring.
    along: Vec<usize>,
    /// The place of each crossing in `along`.
    rank: Vec<usize>,
    /// For each crossing where its ring begins and ends in `along`.
    spans: Vec<[usize; 2]>,
}

impl<'a> Boundary<'a> {
    fn new(rings: &'a [Vec<Edge>], places: &[Place]) -> Self {
        let mut along: Vec<usize> = (0..places.len()).collect();
        along.sort_by(|a, b| {
            let ((ring_a, edge_a, share_a), (ring_b, edge_b, share_b)) = (places[*a], places[*b]);
            (ring_a, edge_a)
                .cmp(&(ring_b, edge_b))
                .then(share_a.total_cmp(&share_b))
        });
        let mut rank = vec![0; places.len()];
        let mut spans = vec![[0, 0]; places.len()];
        let mut start = 0;
        while start < along.len() {
            let ring = places[along[start]].0;
            let end = start
                + along[start..]
                    .iter()
                    .take_while(|at| places[**at].0 == ring)
                    .count();
            for (at, crossing) in along[start..end].iter().enumerate() {
                rank[*crossing] = start + at;
                spans[*crossing] = [start, end];
            }
            start = end;
        }
        Self {
            rings,
            along,
            rank,
            spans,
        }
    }

    /// The next or previous crossing on the same ring.
    fn neighbour(&self, from: usize, forward: bool) -> usize {
        let [start, end] = self.spans[from];
        let (n, at) = (end - start, self.rank[from] - start);
        let step = if forward { 1 } else { n - 1 };
        self.along[start + (at + step) % n]
    }

    /// Whether crossings that follow each other are clearly apart.
    fn is_clear(&self, all: &[Crossing]) -> bool {
        self.along.windows(2).all(|pair| {
            let (a, b) = (all[pair[0]].point, all[pair[1]].point);
            (a.x - b.x).abs().max((a.y - b.y).abs()) > CLEARANCE
        })
    }

    /// Whether no crossing lies on a ring.
    fn is_whole(&self, ring: usize, places: impl Fn(usize) -> Place) -> bool {
        self.along.iter().all(|crossing| places(*crossing).0 != ring)
    }
}

struct Walk<'a> {
    own: Boundary<'a>,
    other: Boundary<'a>,
    all: Vec<Crossing>,
}

impl<'a> Walk<'a> {
    /// `other` are the edges of the feature's rings as they are walked.
    fn of(region: &'a Outline, near: &Nearby<'_>, other: &'a [Vec<Edge>]) -> Option<Self> {
        let mut all = Vec::with_capacity(USUAL_CROSSINGS);
        for (number, index) in places_of(near, other)? {
            let edge = &other[number][index];
            let too_near = region.find_near(edge, CLEARANCE, |own_number, own_index, own_edge| {
                match meeting(own_edge, edge) {
                    None => return Some(()),
                    Some(None) => {}
                    Some(Some((point, own_share, share, enters))) => all.push(Crossing {
                        point,
                        own: (own_number, own_index, own_share),
                        other: (number, index, share),
                        enters,
                    }),
                }
                None
            });
            if too_near.is_some() {
                return None;
            }
        }
        let places = |of: fn(&Crossing) -> Place| all.iter().map(of).collect::<Vec<_>>();
        let own = Boundary::new(region.rings(), &places(|crossing| crossing.own));
        let other = Boundary::new(other, &places(|crossing| crossing.other));
        let clear = own.is_clear(&all) && other.is_clear(&all);
        clear.then_some(Self { own, other, all })
    }

    /// Twice the area of the region in square grid units.
    fn doubled_area(&self) -> i128 {
        let ring = |edges: &Vec<Edge>| {
            let points: Vec<GridPoint> = edges.iter().map(|edge| edge.a).collect();
            doubled_grid_area(&points)
        };
        self.own.rings.iter().map(ring).sum()
    }

    /// The rings around the ground of one side that run through crossings.
    fn rings(&self, side: Side) -> Option<Vec<Vec<GridPoint>>> {
        let mut used = vec![false; self.all.len()];
        let mut rings = Vec::new();
        let begins = |crossing: usize| self.all[crossing].enters == (side == Side::Shared);
        for first in 0..self.all.len() {
            if used[first] || !begins(first) {
                continue;
            }
            let mut ring = Vec::with_capacity(self.own.rings.first().map_or(0, Vec::len) + USUAL_CROSSINGS);
            let mut at = first;
            loop {
                if std::mem::replace(&mut used[at], true) {
                    return None;
                }
                let turn = self.along_own(at, &mut ring);
                if begins(turn) {
                    return None;
                }
                at = self.along_other(turn, side == Side::Shared, &mut ring);
                if !begins(at) {
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

    /// Goes along the region from a crossing to the next.
    fn along_own(&self, from: usize, ring: &mut Vec<GridPoint>) -> usize {
        let to = self.own.neighbour(from, true);
        ring.push(self.all[from].point);
        let (start, end) = (self.all[from].own, self.all[to].own);
        emit(&self.own.rings[start.0], (start.1, start.2), (end.1, end.2), ring);
        to
    }

    /// Goes along the feature from a crossing to the next, or back to the one before.
    fn along_other(&self, from: usize, forward: bool, ring: &mut Vec<GridPoint>) -> usize {
        let to = self.other.neighbour(from, forward);
        ring.push(self.all[from].point);
        let (start, end) = (self.all[from].other, self.all[to].other);
        let edges = &self.other.rings[start.0];
        if forward {
            emit(edges, (start.1, start.2), (end.1, end.2), ring);
        } else {
            let first = ring.len();
            emit(edges, (end.1, end.2), (start.1, start.2), ring);
            ring[first..].reverse();
        }
        to
    }

    /// Rings without a crossing lie on one side as a whole: those of the region in the feature or out of it, those
    /// of the feature in the region, where they bound both sides, or out of it, where they bound none.
    fn add_whole_rings(
        &self,
        near: &Nearby<'_>,
        shared: &mut Vec<Vec<GridPoint>>,
        rest: &mut Vec<Vec<GridPoint>>,
    ) -> Option<()> {
        let points = |edges: &[Edge]| edges.iter().map(|edge| edge.a).collect::<Vec<_>>();
        for (number, ring) in self.own.rings.iter().enumerate() {
            let Some(edge) = ring.first() else { continue };
            if self.own.is_whole(number, |crossing| self.all[crossing].own) {
                match near.winding_at(edge.a)? {
                    0 => rest.push(points(ring)),
                    1 => shared.push(points(ring)),
                    _ => return None,
                }
            }
        }
        for (number, ring) in self.other.rings.iter().enumerate() {
            let Some(edge) = ring.iter().find(|edge| near.reaches_in(edge)) else {
                continue;
            };
            if self.other.is_whole(number, |crossing| self.all[crossing].other) {
                match Nearby::winding_of(self.own.rings.iter().flatten(), edge.a)? {
                    0 => {}
                    1 => {
                        let inside = points(ring);
                        rest.push(inside.iter().rev().copied().collect());
                        shared.push(inside);
                    }
                    _ => return None,
                }
            }
        }
        Some(())
    }

    /// Twice the area that rounding the crossings can make: a step along every edge that is cut, in square grid
    /// units.
    fn rounding(&self) -> i128 {
        let length = |edge: &Edge| i128::from((edge.a.x - edge.b.x).abs() + (edge.a.y - edge.b.y).abs());
        let cut = |boundary: &Boundary, place: Place| length(&boundary.rings[place.0][place.1]);
        let total: i128 = self
            .all
            .iter()
            .map(|crossing| cut(&self.own, crossing.own) + cut(&self.other, crossing.other))
            .sum();
        4 * total + 64
    }
}

/// The edges that have a point in the window, as numbers of rings and of edges in the order in which rings are walked.
fn places_of(near: &Nearby<'_>, walked: &[Vec<Edge>]) -> Option<Vec<(usize, usize)>> {
    let place = |edge: &Edge| {
        let ring = edge.ring as usize;
        let turned = near.rings()[ring].is_turned();
        Some((ring, place_in(&walked[ring], edge, turned)?))
    };
    let places: Option<Vec<(usize, usize)>> = near.edges().iter().map(place).collect();
    let mut places = places?;
    places.sort_unstable();
    Some(places)
}

/// The number of an edge of a ring among its edges as they are walked; `None` when it is not there.
fn place_in(walked: &[Edge], edge: &Edge, turned: bool) -> Option<usize> {
    let (n, index) = (walked.len(), edge.index as usize);
    if !turned {
        return (index < n).then_some(index);
    }
    // The edge that closes the ring stays the last, and the others run backwards; where the ring ends in its first point
    // no edge closes it.
    let is_edge = |at: &usize| {
        walked
            .get(*at)
            .is_some_and(|other| other.a == edge.b && other.b == edge.a)
    };
    let with_closing = if index + 1 == n {
        Some(index)
    } else {
        (n - 1).checked_sub(index + 1)
    };
    let without = (n - 1).checked_sub(index);
    [with_closing, without].into_iter().flatten().find(is_edge)
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

/// Where two edges whose boxes are near cross: the point, the share of each edge there, and whether the first enters the left of the
/// second. `Some(None)` when they clearly do not meet, `None` when they are too near to tell.
#[expect(clippy::option_option, reason = "three answers: crossing, apart, too near")]
fn meeting(own: &Edge, other: &Edge) -> Option<Option<Met>> {
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

    fn counter_clockwise(mut points: Vec<GridPoint>) -> Vec<GridPoint> {
        if doubled_grid_area(&points) < 0 {
            points.reverse();
        }
        points
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
            inner in prop::collection::vec(any::<u16>(), 3..9),
            with_hole in any::<bool>(),
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
            // A hole around the parcel's middle, well inside it.
            let mut own = vec![counter_clockwise(parcel.clone())];
            if with_hole {
                let mut inner = star((far + at.0, far + at.1), 5.0, &inner);
                if doubled_grid_area(&inner) > 0 {
                    inner.reverse();
                }
                own.push(inner);
            }
            if near.is_sound()
                && let Some(traced) = trace(&Outline::new(&own), &near)
            {
                let split = Overlayer::new().split(&own, &b).unwrap();
                prop_assert!((traced.shared_m2 - split.shared_m2).abs() < 1e-6, "{} {}", traced.shared_m2, split.shared_m2);
                prop_assert!((traced.rest_m2 - split.rest_m2).abs() < 1e-6);
                prop_assert!((area_m2(&traced.shared.feature(0)) - traced.shared_m2).abs() < 1e-9);
                prop_assert!(is_sound(&traced.shared.feature(0)));
                let mut turned = own.clone();
                turned[0].rotate_left(1);
                let again = trace(&Outline::new(&turned), &near).unwrap();
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
            trace(&Outline::new(&[counter_clockwise(parcel)]), &near)
                .map(|traced| (traced.shared_m2, traced.rest_m2, traced.residual_m2))
        };
        assert_eq!(shared(square(90.0, 90.0, 20.0)), Some((100.0, 300.0, 0.0)));
        assert_eq!(shared(square(-10.0, 40.0, 120.0)), Some((6000.0, 8400.0, 0.0)));
        assert_eq!(shared(square(100.0, 0.0, 20.0)), None, "a shared edge");
        assert_eq!(shared(square(100.0, 50.0, 20.0)), None, "along an edge");
        assert_eq!(
            shared(square(-10.0, -10.0, 200.0)),
            Some((10_000.0, 30_000.0, 0.0)),
            "the feature inside"
        );
        assert_eq!(
            shared(square(10.0, 10.0, 20.0)),
            Some((400.0, 0.0, 0.0)),
            "the region inside"
        );
        assert_eq!(
            shared(square(110.0, 10.0, 20.0)),
            Some((0.0, 400.0, 0.0)),
            "apart"
        );
    }
}
