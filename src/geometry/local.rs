//! Whether the rings of a feature make sense inside a window.
//!
//! Meaning: a finding depends only on the ground inside the parcel's window, and so does its certainty. A
//! feature is *sound in a window* when no two edges that reach into it meet in it, and on both sides of every
//! edge the winding numbers are those of a polygon: shells count 0 or 1, holes 0 or −1 inside their own shell,
//! and at most one polygon covers the ground. Without a hole near, every reading of the rings then gives the
//! same ground here, whatever they do elsewhere: winding numbers in the window are those of the whole rings
//! ([`super::ring_in_window`]). With one, that holds if the feature is sound in the box of the hole too.
//!
//! Input: rings cut to the window, each with the direction of the whole ring. Output: yes, or "not certain",
//! and then the whole feature has to be examined ([`super::is_sound`]). Tests are exact on the grid.
//!
//! Source: OGC 06-103r4 §6.1.11.1, applied to the part in the window.
//!
//! Deliberately not here: what is wrong, and where.

use super::fine::{Fine, PARTS, crossing};
use super::segment_tree::{Box64, Edge, SegmentTree, turn};
use super::validity::{Meeting, are_adjacent, meeting};
use super::window::WindowRing;
use super::{Bounds, GridPoint, Outline, Point, Turn};

/// Edges in the window beyond which the whole feature is examined instead.
const MAX_EDGES: usize = 4096;
/// Edges up to which every pair is compared without a tree.
const FEW_EDGES: usize = 48;

/// The part of a feature near a parcel: its rings cut to a window, and those of their edges that reach into it.
pub struct Nearby<'a> {
    rings: &'a [WindowRing],
    edges: Vec<Edge>,
    inside: GridBox,
}

/// How a feature lies to a region whose boundary it does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// The region lies wholly on the ground of the feature.
    Inside,
    /// The two share no ground.
    Outside,
    /// Neither, or it is not certain: the ground has to be computed.
    Mixed,
}

impl<'a> Nearby<'a> {
    /// The part of a feature in a window; `None` when too much of it reaches in to compare edge by edge.
    #[must_use]
    pub fn new(rings: &'a [WindowRing], window: &Bounds) -> Option<Self> {
        let corner = |x: f64, y: f64| Point::on_grid(x, y).map(Point::to_grid);
        let inside = GridBox {
            min: corner(window.min_x, window.min_y)?,
            max: corner(window.max_x, window.max_y)?,
        };
        Some(Self {
            rings,
            edges: edges_in(rings, &inside)?,
            inside,
        })
    }

    pub(super) fn rings(&self) -> &'a [WindowRing] {
        self.rings
    }

    /// The edges that have a point in the window, ring by ring in the order of the points.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Whether an edge has a point in the window.
    pub(super) fn reaches_in(&self, edge: &Edge) -> bool {
        self.inside.meets(edge)
    }

    /// Whether a ring of edges winds around a point, or passes through it.
    pub(super) fn encloses(ring: &[Edge], point: GridPoint) -> bool {
        Self::winding_of(ring.iter(), point) != Some(0)
    }

    /// How often edges of closed rings wind around a point; `None` when one passes through it.
    pub(super) fn winding_of<'e>(edges: impl Iterator<Item = &'e Edge>, point: GridPoint) -> Option<i32> {
        edges
            .map(|edge| crossing(edge.a, edge.b, Fine::of(point), true))
            .sum()
    }

    /// How many polygons of the feature hold a point of the window; `None` on its boundary.
    pub(super) fn winding_at(&self, point: GridPoint) -> Option<i32> {
        Sides::at(self.rings, Fine::of(point), None).map(|sides| sides.windings.iter().sum())
    }

    /// Whether the rings lie in the window as those of a polygon do. `false` means that it is not certain.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        if self.rings.iter().any(|ring| ring.turn == Turn::Unclear) {
            return false;
        }
        no_contact(self.rings, &self.edges)
            && chains_have_ground_on_their_left(self.rings, &self.edges, &self.inside)
    }

    /// How a sound feature lies to a sound region inside the window, where the two boundaries have no point in
    /// common.
    #[must_use]
    pub fn position_of(&self, region: &Outline) -> Position {
        let meet = |edge: &Edge| {
            region.find_near(edge, 0, |_, _, other| {
                let apart = matches!(meeting(edge, other, false), Meeting::Apart);
                (!apart).then_some(())
            })
        };
        if self.edges.iter().any(|edge| meet(edge).is_some()) {
            return Position::Mixed;
        }
        // No ring near the region crosses it; one that lies in it takes or gives ground there.
        let mut asked = None;
        for edge in &self.edges {
            let around = || Self::winding_of(region.rings().iter().flatten(), edge.a);
            if asked.replace(edge.ring) != Some(edge.ring) && around() != Some(0) {
                return Position::Mixed;
            }
        }
        // A region of several polygons may have some on the ground and others off it.
        let corners = region.rings().iter().filter_map(|ring| ring.first());
        let mut position = None;
        for corner in corners {
            let here = match self.winding_at(corner.a) {
                Some(0) => Position::Outside,
                Some(1) => Position::Inside,
                _ => return Position::Mixed,
            };
            if position.replace(here).is_some_and(|before| before != here) {
                return Position::Mixed;
            }
        }
        position.unwrap_or(Position::Outside)
    }
}

struct GridBox {
    min: GridPoint,
    max: GridPoint,
}

impl GridBox {
    fn contains(&self, point: GridPoint) -> bool {
        self.min.x <= point.x && point.x <= self.max.x && self.min.y <= point.y && point.y <= self.max.y
    }

    /// Whether nothing of an edge lies in the box but one of its ends, on the boundary, and it leads away from there.
    fn is_touched_by(&self, edge: &Edge) -> bool {
        let leads_away = |from: GridPoint, to: GridPoint| {
            (from.x == self.max.x && to.x > from.x)
                || (from.x == self.min.x && to.x < from.x)
                || (from.y == self.max.y && to.y > from.y)
                || (from.y == self.min.y && to.y < from.y)
        };
        leads_away(edge.a, edge.b) || leads_away(edge.b, edge.a)
    }

    /// Whether an edge has a point in the box: their boxes meet, and not all corners lie on one side of it.
    fn meets(&self, edge: &Edge) -> bool {
        let boxes_meet = edge.a.x.min(edge.b.x) <= self.max.x
            && edge.a.x.max(edge.b.x) >= self.min.x
            && edge.a.y.min(edge.b.y) <= self.max.y
            && edge.a.y.max(edge.b.y) >= self.min.y;
        boxes_meet && {
            let corners = [
                self.min,
                GridPoint::new(self.max.x, self.min.y),
                self.max,
                GridPoint::new(self.min.x, self.max.y),
            ];
            let sides = corners.map(|corner| turn(edge.a, edge.b, corner));
            !(sides.iter().all(|side| *side > 0) || sides.iter().all(|side| *side < 0))
        }
    }
}

/// The edges of rings whose boxes meet the window, in order; `None` when there are too many.
fn edges_in(rings: &[WindowRing], inside: &GridBox) -> Option<Vec<Edge>> {
    let n_points = rings.iter().map(|ring| ring.points.len()).sum::<usize>();
    let mut edges = Vec::with_capacity(n_points.min(MAX_EDGES));
    for (number, ring) in (0..).zip(rings) {
        for edge in ring_edges(number, &ring.points).filter(|edge| inside.meets(edge)) {
            if edges.len() == MAX_EDGES {
                return None;
            }
            edges.push(edge);
        }
    }
    Some(edges)
}

/// The edges of an open ring, without those of length 0, which have no number either.
fn ring_edges(ring: u32, points: &[GridPoint]) -> impl Iterator<Item = Edge> {
    let mut index = 0;
    (0..points.len()).filter_map(move |at| {
        let (a, b) = (points[at], points[(at + 1) % points.len()]);
        (a != b).then(|| {
            index += 1;
            Edge {
                a,
                b,
                ring,
                index: index - 1,
            }
        })
    })
}

fn no_contact(rings: &[WindowRing], edges: &[Edge]) -> bool {
    let counts: Vec<u32> = (0..)
        .zip(rings)
        .map(|(number, ring)| ring_edges(number, &ring.points).map(|_| 1).sum())
        .collect();
    let are_apart = |first: &Edge, second: &Edge| {
        let adjacent = first.ring == second.ring && are_adjacent(first, second, counts[first.ring as usize]);
        matches!(meeting(first, second, adjacent), Meeting::Apart)
    };
    if edges.len() <= FEW_EDGES {
        let boxes: Vec<Box64> = edges.iter().map(Box64::of).collect();
        return edges
            .iter()
            .zip(&boxes)
            .enumerate()
            .all(|(at, (first, first_box))| {
                let rest = at + 1..;
                edges[rest.clone()]
                    .iter()
                    .zip(&boxes[rest])
                    .all(|(second, second_box)| !first_box.meets(second_box) || are_apart(first, second))
            });
    }
    let mut all_apart = true;
    SegmentTree::of_edges(edges.to_vec()).for_each_meeting_pair(|first, second| {
        all_apart = are_apart(first, second);
        all_apart
    });
    all_apart
}

/// Whether ground lies on the proper side of every edge. Edges that follow each other inside the window run
/// between the same two faces, so one of each chain speaks for all. A chain that only touches the window from
/// outside divides nothing in it.
fn chains_have_ground_on_their_left(rings: &[WindowRing], edges: &[Edge], inside: &GridBox) -> bool {
    let follows = |before: &Edge, edge: &Edge| {
        before.ring == edge.ring && before.b == edge.a && inside.contains(edge.a)
    };
    let mut divides = false;
    for chain in edges.chunk_by(follows) {
        let mut within = chain.iter().filter(|edge| !inside.is_touched_by(edge)).peekable();
        if within.peek().is_none() {
            continue;
        }
        divides = true;
        let placed = within.find_map(|edge| Some((edge, place_on(edge, inside)?)));
        if !placed.is_some_and(|(edge, place)| has_ground_on_its_left(rings, edge, place)) {
            return false;
        }
    }
    divides || is_one_face(rings, inside)
}

/// Whether a window that nothing divides is ground as a whole, or none of it.
fn is_one_face(rings: &[WindowRing], inside: &GridBox) -> bool {
    Sides::at(rings, Fine::of(inside.min), None).is_some_and(|sides| sides.is_ground_or_none())
}

/// Whether the left of an edge at a place on it, its ring turned by its role, is ground of its own polygon
/// alone, with no other hole over it. The right is then none of it, because only this edge lies between.
fn has_ground_on_its_left(rings: &[WindowRing], edge: &Edge, place: Fine) -> bool {
    let own = &rings[edge.ring as usize];
    let (a, b) = if own.is_turned() {
        (edge.b, edge.a)
    } else {
        (edge.a, edge.b)
    };
    Sides::at(rings, place, Some((edge, a, b))).is_some_and(|sides| sides.is_ground_of(own.polygon))
}

/// A point exactly on an edge and inside the window; `None` where none is found among those that divide the
/// edge into equal parts.
fn place_on(edge: &Edge, inside: &GridBox) -> Option<Fine> {
    let (from, to) = share_inside(edge, inside);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "between 0 and the number of parts, which is small"
    )]
    let part = libm::round(f64::midpoint(from, to) * PARTS as f64) as i64;
    let is_between = 0 < part && part < PARTS;
    let place = is_between.then(|| Fine::between(edge.a, edge.b, part));
    place.filter(|place| place.is_within(inside.min, inside.max))
}

/// The part of an edge inside the window as shares of its length, nearly.
#[expect(
    clippy::cast_precision_loss,
    reason = "only to choose a place, which is then tested exactly"
)]
fn share_inside(edge: &Edge, inside: &GridBox) -> (f64, f64) {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    let axes = [
        (edge.a.x, edge.b.x, inside.min.x, inside.max.x),
        (edge.a.y, edge.b.y, inside.min.y, inside.max.y),
    ];
    for (a, b, low, high) in axes {
        if a != b {
            let at = |limit: i64| (limit - a) as f64 / (b - a) as f64;
            let (enters, leaves) = if b > a {
                (at(low), at(high))
            } else {
                (at(high), at(low))
            };
            from = from.max(enters);
            to = to.min(leaves);
        }
    }
    (from, to)
}

/// Winding numbers of all rings at a place, each ring turned by its role.
struct Sides<'a> {
    rings: &'a [WindowRing],
    windings: Vec<i32>,
}

impl<'a> Sides<'a> {
    /// The winding numbers at a point, or just left of it when it lies on an edge; `None` when another edge passes
    /// through the point.
    fn at(rings: &'a [WindowRing], point: Fine, edge: Option<(&Edge, GridPoint, GridPoint)>) -> Option<Self> {
        // Of a level edge the left is above when it runs east, else below.
        let above = edge.is_none_or(|(_, a, b)| a.y != b.y || b.x > a.x);
        let mut windings = Vec::with_capacity(rings.len());
        for (number, ring) in (0..).zip(rings) {
            let mut winding = 0;
            for other in ring_edges(number, &ring.points) {
                if edge.is_some_and(|(own, _, _)| own.ring == number && own.index == other.index) {
                    // A ray to the east from the left of a rising edge crosses the edge itself.
                    winding += i32::from(other.b.y > other.a.y && edge_rises(edge));
                    winding -= i32::from(other.b.y < other.a.y && edge_rises(edge));
                    continue;
                }
                winding += crossing(other.a, other.b, point, above)?;
            }
            windings.push(if ring.is_turned() { -winding } else { winding });
        }
        Some(Self { rings, windings })
    }

    /// Whether each ring counts as its role allows, holes only inside their own shell.
    fn is_plain(&self) -> bool {
        let roles_fit = self.rings.iter().zip(&self.windings).all(|(ring, winding)| {
            let allowed = if ring.is_shell { [0, 1] } else { [0, -1] };
            allowed.contains(winding)
        });
        roles_fit
            && self
                .rings
                .iter()
                .all(|ring| [0, 1].contains(&self.of_polygon(ring.polygon)))
    }

    fn of_polygon(&self, polygon: u32) -> i32 {
        let own = self.rings.iter().zip(&self.windings);
        own.filter(|(ring, _)| ring.polygon == polygon)
            .map(|(_, winding)| winding)
            .sum()
    }

    fn is_ground_or_none(&self) -> bool {
        self.is_plain() && [0, 1].contains(&self.windings.iter().sum::<i32>())
    }

    fn is_ground_of(&self, polygon: u32) -> bool {
        self.is_plain() && self.of_polygon(polygon) == 1 && self.windings.iter().sum::<i32>() == 1
    }
}

/// Whether an edge, turned by its role, rises.
fn edge_rises(edge: Option<(&Edge, GridPoint, GridPoint)>) -> bool {
    edge.is_some_and(|(_, a, b)| b.y > a.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{PackedColumn, PolygonColumn, is_sound};
    use proptest::prelude::*;

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        points
            .iter()
            .map(|(x, y)| Point::on_grid(f64::from(*x), f64::from(*y)).unwrap())
            .collect()
    }

    fn rect(x0: i32, y0: i32, x1: i32, y1: i32) -> Vec<Point> {
        ring(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    }

    fn window(min_x: f64, min_y: f64, max_x: f64, max_y: f64) -> Bounds {
        Bounds {
            min_x,
            min_y,
            max_x,
            max_y,
        }
    }

    fn cut(column: &PolygonColumn, window: &Bounds) -> Vec<WindowRing> {
        let packed = PackedColumn::pack(column);
        let mut kept = Vec::new();
        let box4 = [window.min_x, window.min_y, window.max_x, window.max_y];
        let mut rings = Vec::new();
        for (number, ring) in (0..).zip(packed.feature(0).rings()) {
            ring.in_window(&box4, &mut kept);
            let mut points: Vec<GridPoint> = kept
                .iter()
                .map(|vertex| ring.vertex(*vertex as usize))
                .map(|[x, y]| Point { x, y }.to_grid())
                .collect();
            if points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
            if !points.is_empty() {
                rings.push(WindowRing {
                    points,
                    number,
                    polygon: ring.polygon,
                    is_shell: ring.is_shell,
                    turn: ring.turn(),
                });
            }
        }
        rings
    }

    fn is_sound_here(rings: &[WindowRing], at: &Bounds) -> bool {
        Nearby::new(rings, at).is_some_and(|near| near.is_sound())
    }

    fn sound(polygons: &[Vec<Vec<Point>>], at: &Bounds) -> bool {
        is_sound_here(&cut(&PolygonColumn::from_polygons(polygons), at), at)
    }

    #[test]
    fn a_fault_elsewhere_does_not_matter_and_one_here_does() {
        // A ring that crosses itself at (50, 50): its left lobe turns as the whole, the right one does not.
        let bow = vec![vec![ring(&[(0, 0), (100, 90), (100, 10), (0, 100)])]];
        assert!(sound(&bow, &window(5.0, 20.0, 20.0, 60.0)));
        assert!(!sound(&bow, &window(40.0, 40.0, 60.0, 60.0)), "the crossing");
        assert!(
            !sound(&bow, &window(80.0, 30.0, 95.0, 60.0)),
            "the lobe that turns the other way"
        );
        assert!(sound(&bow, &window(200.0, 30.0, 210.0, 60.0)));
    }

    /// One part lies on the ground and the other off it, and neither meets the boundary.
    #[test]
    fn a_region_of_several_parts_is_asked_part_by_part() {
        let column = PolygonColumn::from_polygons(&[vec![rect(0, 0, 100, 100)]]);
        let part =
            |x: i32| -> Vec<GridPoint> { rect(x, 10, x + 5, 15).iter().map(|p| p.to_grid()).collect() };
        let position = |region: Vec<Vec<GridPoint>>| {
            let at = window(10.0, 10.0, 205.0, 15.0);
            let rings = cut(&column, &at);
            Nearby::new(&rings, &at)
                .unwrap()
                .position_of(&Outline::new(&region))
        };
        assert_eq!(position(vec![part(200), part(10)]), Position::Mixed);
        assert_eq!(position(vec![part(10), part(200)]), Position::Mixed);
        assert_eq!(position(vec![part(10), part(20)]), Position::Inside);
        assert_eq!(position(vec![part(190), part(200)]), Position::Outside);
    }

    #[test]
    fn doubled_ground_and_misplaced_holes_are_seen_from_inside() {
        let twice = [rect(0, 0, 100, 100), rect(0, 0, 100, 100)].concat();
        assert!(!sound(&[vec![twice]], &window(10.0, 10.0, 20.0, 20.0)));
        let two_shells = vec![vec![rect(0, 0, 60, 60)], vec![rect(50, 50, 100, 100)]];
        assert!(!sound(&two_shells, &window(52.0, 52.0, 58.0, 58.0)));
        assert!(sound(&two_shells, &window(10.0, 10.0, 20.0, 20.0)));
        let hole_over_edge = vec![vec![rect(0, 0, 100, 100), rect(80, 0, 120, 100)]];
        assert!(!sound(&hole_over_edge, &window(105.0, 10.0, 115.0, 20.0)));
        let hole_of_another = vec![
            vec![rect(0, 0, 10, 10), rect(30, 30, 40, 40)],
            vec![rect(20, 20, 50, 50)],
        ];
        assert!(!sound(&hole_of_another, &window(32.0, 32.0, 38.0, 38.0)));
        let island = vec![
            vec![rect(0, 0, 100, 100), rect(20, 20, 80, 80)],
            vec![rect(40, 40, 60, 60)],
        ];
        for at in [
            window(45.0, 45.0, 55.0, 55.0),
            window(10.0, 30.0, 50.0, 50.0),
            window(25.0, 25.0, 30.0, 30.0),
        ] {
            assert!(sound(&island, &at));
        }
    }

    /// Neighbours share corners, so a feature often reaches into a window just with the ends of its edges.
    #[test]
    fn edges_that_only_touch_the_window_divide_nothing_in_it() {
        let corner = vec![vec![rect(0, 0, 10, 10)]];
        assert!(sound(&corner, &window(10.0, 10.0, 20.0, 20.0)));
        let below = vec![vec![ring(&[(0, 0), (30, 0), (20, 10), (10, 10)])]];
        assert!(sound(&below, &window(10.0, 10.0, 20.0, 20.0)));
        // Two edges end on the window's boundary, the one between them runs through it.
        let through = vec![vec![ring(&[(0, -5), (10, 5), (20, 5), (30, -5)])]];
        assert!(sound(&through, &window(10.0, 0.0, 20.0, 10.0)));
        // The window lies on ground that is enclosed twice, and a third part touches it in a corner.
        let twice = vec![
            vec![rect(0, 0, 100, 100)],
            vec![rect(-5, -5, 105, 105)],
            vec![rect(40, 40, 50, 50)],
        ];
        assert!(!sound(&twice, &window(50.0, 50.0, 60.0, 60.0)));
    }

    #[test]
    fn the_direction_of_rings_does_not_matter() {
        let mut hole = rect(20, 20, 80, 80);
        let mut shell = rect(0, 0, 100, 100);
        for turn in 0..4 {
            if turn % 2 == 0 {
                hole.reverse();
            } else {
                shell.reverse();
            }
            let polygon = vec![vec![shell.clone(), hole.clone()]];
            assert!(sound(&polygon, &window(-5.0, -5.0, 105.0, 105.0)));
            assert!(sound(&polygon, &window(15.0, 30.0, 25.0, 33.5)));
        }
    }

    proptest! {
        /// Whatever is sound as a whole is sound or undecided here, and what is called sound here gives the same
        /// ground under every reading.
        #[test]
        fn what_is_called_sound_reads_the_same_in_every_way(
            shells in prop::collection::vec(prop::collection::vec((0_i32..24, 0_i32..24), 3..8), 1..4),
            at in (0_i32..20, 0_i32..20, 1_i32..8, 1_i32..8),
        ) {
            use crate::geometry::{Overlayer, Reading, area_m2};
            let polygons: Vec<Vec<Vec<Point>>> = shells.iter().map(|points| vec![ring(points)]).collect();
            let column = PolygonColumn::from_polygons(&polygons);
            let f = f64::from;
            let at = window(f(at.0) + 0.25, f(at.1) + 0.25, f(at.0 + at.2) + 0.5, f(at.1 + at.3) + 0.5);
            let rings = cut(&column, &at);
            if is_sound_here(&rings, &at) {
                let corners = [(at.min_x, at.min_y), (at.max_x, at.min_y), (at.max_x, at.max_y), (at.min_x, at.max_y)];
                let parcel = vec![corners.map(|(x, y)| Point::on_grid(x, y).unwrap().to_grid()).to_vec()];
                let oriented: Vec<_> = rings.iter().map(|r| r.oriented().unwrap()).collect();
                let mut engine = Overlayer::new();
                let areas = Reading::ALL.map(|reading| {
                    let region = engine.read(&oriented, reading).unwrap();
                    let split = engine.split(&parcel, &region).unwrap();
                    area_m2(&split.shared.feature(0))
                });
                prop_assert!((areas[0] - areas[1]).abs() < 1e-6 && (areas[0] - areas[2]).abs() < 1e-6, "{:?}", areas);
            } else if rings.is_empty() {
                prop_assert!(!is_sound(&column.feature(0)) || rings.is_empty());
            }
        }
    }
}
