//! Whether the rings of a feature make sense as polygons, and where they do not.
//!
//! Meaning: a feature is *sound* when every sensible reading of its rings gives the same ground: rings
//! do not cross or run along each other, shells lie outside each other and holes inside their shell.
//! Rings may touch in points, as long as the ground stays the same (a shell that pinches itself, a hole
//! that touches its shell). Direction of rings does not matter. Tests are exact on the grid.
//!
//! Source: OGC 06-103r4 §6.1.11.1 (polygon assertions), loosened by the touching points above.
//!
//! Deliberately not here: repairs; an unsound feature is read in three ways instead (see
//! [`super::Reading`]).

use super::area::{doubled_area, doubled_grid_area};
use super::overlay::{OrientedRing, Overlayer, Reading};
use super::segment_tree::{Edge, SegmentTree, turn};
use super::{GridPoint, MultiPolygonRef, Point};

/// What is wrong with a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A ring has fewer than three different points.
    TooFewPoints,
    /// A ring encloses no area.
    ZeroArea,
    /// A ring crosses itself (bow-tie, 自相交).
    SelfCrossing,
    /// A ring runs along itself (wound twice, spike).
    SelfOverlap,
    /// Two rings cross.
    RingsCross,
    /// Two rings share part of their boundary.
    RingsOverlap,
    /// A hole lies outside its shell, or inside another hole.
    HoleMisplaced,
    /// A shell lies on ground that another shell already covers.
    ShellsNested,
    /// A ring pinches itself so that ground is enclosed twice.
    EnclosedTwice,
}

impl FaultKind {
    /// Stable code, also the last part of text ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooFewPoints => "too-few-points",
            Self::ZeroArea => "zero-area",
            Self::SelfCrossing => "self-crossing",
            Self::SelfOverlap => "self-overlap",
            Self::RingsCross => "rings-cross",
            Self::RingsOverlap => "rings-overlap",
            Self::HoleMisplaced => "hole-misplaced",
            Self::ShellsNested => "shells-nested",
            Self::EnclosedTwice => "enclosed-twice",
        }
    }
}

/// One fault with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Ring number in the feature, over all its polygons, from 0.
    pub ring: u32,
    /// A point at or near the fault.
    pub at: Point,
}

/// The first fault of a feature; `None` when it is sound.
#[must_use]
pub fn first_fault(geometry: &MultiPolygonRef<'_>) -> Option<Fault> {
    if let Some(fault) = degenerate_ring(geometry) {
        return Some(fault);
    }
    let tree = SegmentTree::new(geometry);
    let contacts = Contacts::of(&tree, geometry);
    if let Some(fault) = contacts.fault {
        return Some(fault);
    }
    if let Some(fault) = misplaced_ring(geometry, &tree) {
        return Some(fault);
    }
    contacts.pinch.filter(|_| pinch_changes_ground(geometry))
}

/// Whether a feature has no fault.
#[must_use]
pub fn is_sound(geometry: &MultiPolygonRef<'_>) -> bool {
    first_fault(geometry).is_none()
}

/// Crossings of its own boundary beyond which a feature counts as tangled.
const TANGLED: usize = 20_000;

/// Whether the boundary of a feature crosses itself so often that an overlay would need more time and memory than
/// the answer is worth: n edges can cross n²/2 times, and such rings are scribble, not boundaries.
#[must_use]
pub fn is_tangled(geometry: &MultiPolygonRef<'_>) -> bool {
    let mut crossings = 0;
    SegmentTree::new(geometry).for_each_meeting_pair(|first, second| {
        if matches!(meeting(first, second, false), Meeting::Crossing) {
            crossings += 1;
        }
        crossings <= TANGLED
    });
    crossings > TANGLED
}

/// Whether a closed ring encloses nothing, however it is read.
#[must_use]
pub fn is_collapsed(ring: &[Point]) -> bool {
    let points: Vec<GridPoint> = ring[..ring.len().saturating_sub(1)]
        .iter()
        .map(|point| point.to_grid())
        .collect();
    if doubled_grid_area(&points) != 0 {
        return false;
    }
    let ring = OrientedRing {
        points,
        counter_clockwise: true,
        shell: true,
    };
    // Lobes that cancel each other are ground all the same.
    Overlayer::new()
        .read(&[ring], Reading::NonZero)
        .is_ok_and(|region| region.is_empty())
}

fn degenerate_ring(geometry: &MultiPolygonRef<'_>) -> Option<Fault> {
    for (number, ring) in (0..).zip(geometry.rings()) {
        let at = ring.first().copied().unwrap_or_default();
        let other = ring.iter().find(|point| **point != at);
        let third = ring.iter().find(|point| **point != at && Some(*point) != other);
        if third.is_none() {
            return Some(Fault {
                kind: FaultKind::TooFewPoints,
                ring: number,
                at,
            });
        }
        if is_straight(ring) {
            return Some(Fault {
                kind: FaultKind::ZeroArea,
                ring: number,
                at,
            });
        }
    }
    None
}

/// Whether all points of a ring lie on one line.
fn is_straight(ring: &[Point]) -> bool {
    let points: Vec<GridPoint> = ring.iter().map(|point| point.to_grid()).collect();
    let Some(b) = points.iter().find(|point| **point != points[0]) else {
        return true;
    };
    points.iter().all(|c| turn(points[0], *b, *c) == 0)
}

/// How the edges of a feature meet.
struct Contacts {
    fault: Option<Fault>,
    /// A place where a ring touches itself or another one in a point.
    pinch: Option<Fault>,
}

impl Contacts {
    fn of(tree: &SegmentTree, geometry: &MultiPolygonRef<'_>) -> Self {
        let ring_sizes: Vec<u32> = ring_edge_counts(tree, geometry);
        let mut contacts = Self {
            fault: None,
            pinch: None,
        };
        tree.for_each_meeting_pair(|first, second| {
            let same_ring = first.ring == second.ring;
            let adjacent = same_ring && are_adjacent(first, second, ring_sizes[first.ring as usize]);
            match meeting(first, second, adjacent) {
                Meeting::Point(at) => {
                    // Two rings may cross in points that are vertices of both: no pair of their edges crosses.
                    let kind = if same_ring {
                        FaultKind::EnclosedTwice
                    } else {
                        FaultKind::RingsCross
                    };
                    let ring = first.ring.max(second.ring);
                    contacts.pinch.get_or_insert(fault_at(kind, ring, at));
                }
                Meeting::Apart => {}
                Meeting::Crossing => {
                    let kind = if same_ring {
                        FaultKind::SelfCrossing
                    } else {
                        FaultKind::RingsCross
                    };
                    contacts.fault = Some(fault_at(
                        kind,
                        first.ring.max(second.ring),
                        crossing_point(first, second),
                    ));
                }
                Meeting::Along(at) => {
                    let kind = if same_ring {
                        FaultKind::SelfOverlap
                    } else {
                        FaultKind::RingsOverlap
                    };
                    contacts.fault = Some(fault_at(kind, first.ring.max(second.ring), at));
                }
            }
            contacts.fault.is_none()
        });
        contacts
    }
}

fn ring_edge_counts(tree: &SegmentTree, geometry: &MultiPolygonRef<'_>) -> Vec<u32> {
    let mut counts = vec![0; geometry.rings().count()];
    for edge in &tree.edges {
        counts[edge.ring as usize] += 1;
    }
    counts
}

pub(super) fn are_adjacent(first: &Edge, second: &Edge, n_edges: u32) -> bool {
    let gap = first.index.abs_diff(second.index);
    gap == 1 || gap == n_edges - 1
}

fn fault_at(kind: FaultKind, ring: u32, at: GridPoint) -> Fault {
    Fault {
        kind,
        ring,
        at: Point::from_grid(at),
    }
}

/// How two edges meet.
pub(super) enum Meeting {
    Apart,
    Point(GridPoint),
    Crossing,
    Along(GridPoint),
}

/// How two edges meet; for adjacent edges their common point does not count.
pub(super) fn meeting(first: &Edge, second: &Edge, adjacent: bool) -> Meeting {
    let (a, b, c, d) = (first.a, first.b, second.a, second.b);
    let (abc, abd) = (turn(a, b, c), turn(a, b, d));
    if abc == 0 && abd == 0 {
        return collinear_meeting(a, b, c, d, adjacent);
    }
    if adjacent {
        return Meeting::Apart;
    }
    let (cda, cdb) = (turn(c, d, a), turn(c, d, b));
    if abc * abd < 0 && cda * cdb < 0 {
        return Meeting::Crossing;
    }
    let touching = [(abc, c, a, b), (abd, d, a, b), (cda, a, c, d), (cdb, b, c, d)];
    touching
        .into_iter()
        .find(|(sign, point, from, to)| *sign == 0 && in_box(*point, *from, *to))
        .map_or(Meeting::Apart, |(_, point, _, _)| Meeting::Point(point))
}

fn collinear_meeting(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint, adjacent: bool) -> Meeting {
    let low = a.min(b).max(c.min(d));
    let high = a.max(b).min(c.max(d));
    match low.cmp(&high) {
        std::cmp::Ordering::Less => Meeting::Along(low),
        std::cmp::Ordering::Equal if !adjacent => Meeting::Point(low),
        _ => Meeting::Apart,
    }
}

fn in_box(point: GridPoint, a: GridPoint, b: GridPoint) -> bool {
    a.x.min(b.x) <= point.x && point.x <= a.x.max(b.x) && a.y.min(b.y) <= point.y && point.y <= a.y.max(b.y)
}

/// Where two crossing edges cross, to the nearest grid point; only to be shown.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a place to show, not a measure"
)]
fn crossing_point(first: &Edge, second: &Edge) -> GridPoint {
    let (dx, dy) = ((first.b.x - first.a.x) as f64, (first.b.y - first.a.y) as f64);
    let (ex, ey) = ((second.b.x - second.a.x) as f64, (second.b.y - second.a.y) as f64);
    let (fx, fy) = ((second.a.x - first.a.x) as f64, (second.a.y - first.a.y) as f64);
    let t = (fx * ey - fy * ex) / (dx * ey - dy * ex);
    GridPoint::new(first.a.x + (t * dx) as i64, first.a.y + (t * dy) as i64)
}

/// Which polygon each ring belongs to, and whether it is its shell.
fn ring_owners(geometry: &MultiPolygonRef<'_>) -> Vec<(usize, bool)> {
    let owner = |(polygon, rings): (usize, usize)| (0..rings).map(move |ring| (polygon, ring == 0));
    geometry
        .polygons()
        .map(|polygon| polygon.rings().count())
        .enumerate()
        .flat_map(owner)
        .collect()
}

/// A ring that lies where its role does not allow it, given that no rings cross or overlap.
///
/// With shells counted +1 and holes −1, the rings around a shell must sum to 0 and those around a hole
/// to 1 with its own shell among them.
fn misplaced_ring(geometry: &MultiPolygonRef<'_>, tree: &SegmentTree) -> Option<Fault> {
    let owners = ring_owners(geometry);
    if owners.len() < 2 {
        return None;
    }
    for (number, ring) in geometry.rings().enumerate() {
        let around = rings_around(number, ring, tree, owners.len());
        let depth: i32 = around
            .iter()
            .map(|other| if owners[*other].1 { 1 } else { -1 })
            .sum();
        let (polygon, is_shell) = owners[number];
        let fault = |kind| {
            let ring_number = u32::try_from(number).unwrap_or(u32::MAX);
            Some(Fault {
                kind,
                ring: ring_number,
                at: ring[0],
            })
        };
        if is_shell && depth != 0 {
            return fault(FaultKind::ShellsNested);
        }
        let in_own_shell = around.iter().any(|other| owners[*other] == (polygon, true));
        if !is_shell && (depth != 1 || !in_own_shell) {
            return fault(FaultKind::HoleMisplaced);
        }
    }
    None
}

/// The rings that enclose a ring, given that none crosses it: those with an odd number of edges right of
/// a vertex of it that lies on none of them.
fn rings_around(number: usize, ring: &[Point], tree: &SegmentTree, n_rings: usize) -> Vec<usize> {
    for point in ring.iter().map(|point| point.to_grid()) {
        let mut crossings = vec![0_u32; n_rings];
        let mut on_edge = false;
        tree.for_each_right_of(point, |edge| {
            if edge.ring as usize == number {
                return;
            }
            let side = turn(edge.a, edge.b, point);
            on_edge |= side == 0 && in_box(point, edge.a, edge.b);
            let upward = edge.a.y <= point.y && edge.b.y > point.y;
            let downward = edge.a.y > point.y && edge.b.y <= point.y;
            if (upward && side > 0) || (downward && side < 0) {
                crossings[edge.ring as usize] += 1;
            }
        });
        if !on_edge {
            return (0..n_rings).filter(|other| crossings[*other] % 2 == 1).collect();
        }
    }
    Vec::new()
}

/// Whether a feature whose rings touch themselves or each other covers other ground by another reading.
fn pinch_changes_ground(geometry: &MultiPolygonRef<'_>) -> bool {
    let expected = doubled_area(geometry);
    let rings = oriented_rings(geometry);
    let mut engine = Overlayer::new();
    [Reading::EvenOdd, Reading::NonZero].into_iter().any(|reading| {
        let area = engine
            .read(&rings, reading)
            .map(|region| region.iter().map(|ring| doubled_grid_area(ring)).sum());
        area != Ok::<i128, _>(expected)
    })
}

/// The rings of a feature with their direction and role, in grid units.
#[must_use]
pub fn oriented_rings(geometry: &MultiPolygonRef<'_>) -> Vec<OrientedRing> {
    let oriented = |(ring, shell): (&[Point], bool)| {
        let points: Vec<GridPoint> = ring[..ring.len().saturating_sub(1)]
            .iter()
            .map(|point| point.to_grid())
            .collect();
        let counter_clockwise = doubled_grid_area(&points) > 0;
        OrientedRing {
            points,
            counter_clockwise,
            shell,
        }
    };
    let owners = ring_owners(geometry);
    geometry
        .rings()
        .zip(owners.into_iter().map(|(_, shell)| shell))
        .map(oriented)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonColumn;

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    fn square(x: f64, y: f64, side: f64) -> Vec<Point> {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    fn fault(polygons: &[Vec<Vec<Point>>]) -> Option<FaultKind> {
        first_fault(&PolygonColumn::from_polygons(polygons).feature(0)).map(|fault| fault.kind)
    }

    #[test]
    fn sound_features() {
        let big = || square(0.0, 0.0, 100.0);
        assert_eq!(fault(&[vec![big()]]), None);
        assert_eq!(
            fault(&[vec![big(), square(10.0, 10.0, 5.0), square(30.0, 10.0, 5.0)]]),
            None
        );
        // An island in a hole, and a part beside it that touches in a corner.
        assert_eq!(
            fault(&[
                vec![big(), square(10.0, 10.0, 50.0)],
                vec![square(20.0, 20.0, 5.0)]
            ]),
            None
        );
        assert_eq!(fault(&[vec![big()], vec![square(100.0, 100.0, 5.0)]]), None);
        // A hole that touches its shell in a point.
        assert_eq!(
            fault(&[vec![big(), ring(&[(0.0, 50.0), (10.0, 45.0), (10.0, 55.0)])]]),
            None
        );
        // A shell that pinches itself into two lobes side by side.
        let eight = ring(&[
            (0.0, 0.0),
            (10.0, 10.0),
            (20.0, 0.0),
            (20.0, 20.0),
            (10.0, 10.0),
            (0.0, 20.0),
        ]);
        assert_eq!(fault(&[vec![eight]]), None);
        // The outline enters a ring-shaped hole through a point: the hole is part of the shell ring.
        let inverted = ring(&[
            (0.0, 0.0),
            (20.0, 0.0),
            (20.0, 20.0),
            (0.0, 20.0),
            (0.0, 0.0),
            (5.0, 10.0),
            (10.0, 5.0),
        ]);
        assert_eq!(fault(&[vec![inverted]]), None);
        let mut repeated = square(0.0, 0.0, 5.0);
        repeated.insert(1, repeated[0]);
        assert_eq!(fault(&[vec![repeated]]), None);
    }

    #[test]
    fn each_fault_is_named() {
        let big = || square(0.0, 0.0, 100.0);
        assert_eq!(
            fault(&[vec![ring(&[(0.0, 0.0), (1.0, 0.0)])]]),
            Some(FaultKind::TooFewPoints)
        );
        assert_eq!(
            fault(&[vec![ring(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])]]),
            Some(FaultKind::ZeroArea)
        );
        let bow_tie = ring(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
        assert_eq!(fault(&[vec![bow_tie]]), Some(FaultKind::SelfCrossing));
        let twice = [square(0.0, 0.0, 10.0), square(0.0, 0.0, 10.0)].concat();
        assert_eq!(fault(&[vec![twice]]), Some(FaultKind::SelfOverlap));
        assert_eq!(
            fault(&[vec![big(), square(90.0, 90.0, 20.0)]]),
            Some(FaultKind::RingsCross)
        );
        assert_eq!(
            fault(&[vec![big()], vec![square(100.0, 0.0, 10.0)]]),
            Some(FaultKind::RingsOverlap)
        );
        assert_eq!(
            fault(&[vec![big(), square(200.0, 0.0, 10.0)]]),
            Some(FaultKind::HoleMisplaced)
        );
        assert_eq!(
            fault(&[vec![big(), square(10.0, 10.0, 50.0), square(20.0, 20.0, 5.0)]]),
            Some(FaultKind::HoleMisplaced)
        );
        assert_eq!(
            fault(&[vec![big()], vec![square(10.0, 10.0, 5.0)]]),
            Some(FaultKind::ShellsNested)
        );
        // The inner loop turns the same way as the outer one: its ground is enclosed twice.
        let loops = ring(&[
            (0.0, 0.0),
            (20.0, 0.0),
            (20.0, 20.0),
            (0.0, 20.0),
            (0.0, 0.0),
            (10.0, 5.0),
            (5.0, 10.0),
        ]);
        assert_eq!(fault(&[vec![loops]]), Some(FaultKind::EnclosedTwice));
    }

    #[test]
    fn rings_that_cross_in_their_vertices_are_no_sound_feature() {
        let big = || ring(&[(0.0, 4.0), (0.0, 0.0), (4.0, 0.0), (4.0, 4.0)]);
        // Leaves the square in one of its corners and enters it in another: no two edges cross.
        let across = || ring(&[(5.0, -1.0), (0.0, 0.0), (2.0, 1.0), (4.0, 4.0)]);
        assert_eq!(fault(&[vec![big()], vec![across()]]), Some(FaultKind::RingsCross));
        let mut hole = across();
        hole.rotate_left(2);
        assert_eq!(fault(&[vec![big(), hole]]), Some(FaultKind::RingsCross));
        // All corners of the second shell lie on edges of the first.
        let inscribed = ring(&[(2.0, 0.0), (4.0, 2.0), (2.0, 4.0), (0.0, 2.0)]);
        assert_eq!(
            fault(&[vec![big()], vec![inscribed]]),
            Some(FaultKind::RingsCross)
        );
        // Touching in two corners from outside changes no ground.
        let beside = ring(&[(0.0, 0.0), (4.0, 0.0), (2.0, -3.0)]);
        let outside = ring(&[(4.0, 0.0), (9.0, 2.0), (4.0, 4.0), (8.0, 2.0)]);
        assert_eq!(fault(&[vec![big()], vec![outside]]), None);
        assert_eq!(fault(&[vec![big()], vec![beside]]), Some(FaultKind::RingsOverlap));
    }

    #[test]
    fn a_star_of_a_thousand_points_is_tangled_and_a_bow_tie_is_not() {
        let star = |points: i32| -> Vec<Point> {
            let corner = |step: i32| {
                let angle =
                    f64::from(step * (points / 2) % points) / f64::from(points) * std::f64::consts::TAU;
                Point::on_grid(1000.0 * libm::cos(angle), 1000.0 * libm::sin(angle)).unwrap()
            };
            (0..points).map(corner).collect()
        };
        let tangled = |ring: Vec<Point>| is_tangled(&PolygonColumn::from_polygons(&[vec![ring]]).feature(0));
        assert!(tangled(star(1001)));
        assert!(!tangled(star(101)));
        assert!(!tangled(ring(&[
            (0.0, 0.0),
            (10.0, 10.0),
            (10.0, 0.0),
            (0.0, 10.0)
        ])));
    }

    #[test]
    fn the_first_fault_is_placed() {
        let bow_tie = ring(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
        let column = PolygonColumn::from_polygons(&[vec![square(50.0, 0.0, 10.0)], vec![bow_tie]]);
        let fault = first_fault(&column.feature(0)).expect("bow-tie");
        assert_eq!(fault.ring, 1);
        assert!(fault.at.distance(Point { x: 5.0, y: 5.0 }) < 1e-6);
    }
}
