//! From boundary points to polygons.
//!
//! Meaning: a new ring begins with a new ring number (圈号), or behind a point that closes the present ring. Ring
//! numbers say nothing sure about holes: in real files a second ring is a hole or another outer ring. So the
//! nesting decides: a ring inside an odd number of others is a hole of the smallest of them, every other one is an
//! outer ring. Rings that lie on each other stay outer rings, so that no ground disappears.
//!
//! Input: points with x first. Output: rings, and which of them make polygons, in the order of the file.

use crate::crs::SourceXy;
use crate::progress::{Cancelled, Ticket};

/// Vertices of a ring that are asked whether they lie in another ring.
const ASKED: usize = 16;

/// Steps of one parcel beyond which its rings are not sorted: no parcel needs a thousandth of them.
const MOST_STEPS: u64 = 300_000_000;

/// Rings of one parcel beyond which they are not sorted.
const MOST_RINGS: usize = 20_000;

/// A ring as it stands in the file.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Ring {
    /// Its positions; closed or not.
    pub positions: Vec<SourceXy>,
    /// The line of each.
    pub lines: Vec<u32>,
    /// It begins behind the closing point of another ring with the same number.
    pub shares_number: bool,
}

/// An outer ring with its holes, as indices of rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nested {
    /// The outer ring.
    pub shell: usize,
    /// Its holes.
    pub holes: Vec<usize>,
}

/// Why rings were not sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNesting {
    /// There are too many.
    TooMany,
    /// Somebody asked for the stop.
    Cancelled,
}

impl From<Cancelled> for NoNesting {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl Ring {
    /// Whether it ends where it began, with two positions between at least.
    pub fn is_closed(&self) -> bool {
        self.positions.len() >= 4 && self.positions.first() == self.positions.last()
    }
}

/// Cuts points into rings; each comes with its line and whether its ring number is a new one. `None` when there
/// are more rings than any parcel has.
pub(super) fn split(points: impl Iterator<Item = (SourceXy, u32, bool)>) -> Option<Vec<Ring>> {
    let mut rings: Vec<Ring> = Vec::new();
    for (position, line, has_new_number) in points {
        let closed = rings.last().is_none_or(Ring::is_closed);
        if has_new_number || closed {
            if rings.len() == MOST_RINGS {
                return None;
            }
            rings.push(Ring {
                shares_number: !has_new_number && !rings.is_empty(),
                ..Ring::default()
            });
        }
        if let Some(ring) = rings.last_mut() {
            ring.positions.push(position);
            ring.lines.push(line);
        }
    }
    // A closing point that is written twice is no ring.
    rings.dedup_by(|next, ring| {
        let is_repeated =
            next.shares_number && next.positions.iter().all(|at| ring.positions.last() == Some(at));
        if is_repeated {
            ring.positions.append(&mut next.positions);
            ring.lines.append(&mut next.lines);
        }
        is_repeated
    });
    Some(rings)
}

/// Sorts rings into outer rings and holes. `tolerance` is the distance within which a vertex lies on a boundary.
pub(super) fn nest(rings: &[Ring], tolerance: f64, ticket: &Ticket) -> Result<Vec<Nested>, NoNesting> {
    let shapes: Vec<Shape<'_>> = rings.iter().map(|ring| Shape::of(&ring.positions)).collect();
    let mut by_size: Vec<usize> = (0..rings.len()).collect();
    by_size.sort_by(|a, b| shapes[*b].area.total_cmp(&shapes[*a].area));
    let mut depth = vec![0_usize; rings.len()];
    let mut holder: Vec<Option<usize>> = vec![None; rings.len()];
    let mut steps = 0;
    for (rank, &ring) in by_size.iter().enumerate() {
        ticket.check()?;
        for &larger in &by_size[..rank] {
            steps += 1;
            if shapes[larger].may_hold(&shapes[ring])
                && shapes[larger].holds(&shapes[ring], tolerance, &mut steps)
            {
                depth[ring] += 1;
                // The last one that holds it is the smallest.
                holder[ring] = Some(larger);
            }
            if steps > MOST_STEPS {
                return Err(NoNesting::TooMany);
            }
        }
    }
    let is_hole = |ring: usize| depth[ring] % 2 == 1;
    let mut nested: Vec<Nested> = Vec::new();
    let mut place = vec![None; rings.len()];
    for shell in (0..rings.len()).filter(|ring| !is_hole(*ring)) {
        place[shell] = Some(nested.len());
        nested.push(Nested {
            shell,
            holes: Vec::new(),
        });
    }
    for hole in (0..rings.len()).filter(|ring| is_hole(*ring)) {
        match holder[hole].and_then(|holder| place[holder]) {
            Some(shell) => nested[shell].holes.push(hole),
            // Rings that cross can have a hole hold a hole; as ground of its own it is not lost.
            None => nested.push(Nested {
                shell: hole,
                holes: Vec::new(),
            }),
        }
    }
    Ok(nested)
}

/// A ring with what is asked of it often.
struct Shape<'a> {
    positions: &'a [SourceXy],
    bounds: [f64; 4],
    area: f64,
}

/// Where a position lies.
#[derive(PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
    Boundary,
}

impl<'a> Shape<'a> {
    fn of(positions: &'a [SourceXy]) -> Self {
        let nothing = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let bounds = positions.iter().fold(nothing, |b, at| {
            [b[0].min(at.x), b[1].min(at.y), b[2].max(at.x), b[3].max(at.y)]
        });
        let origin = positions.first().copied().unwrap_or(SourceXy { x: 0.0, y: 0.0 });
        let doubled: f64 = edges(positions)
            .map(|(a, b)| (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y))
            .sum();
        Self {
            positions,
            bounds,
            area: doubled.abs(),
        }
    }

    fn may_hold(&self, other: &Self) -> bool {
        self.bounds[0] <= other.bounds[0]
            && self.bounds[1] <= other.bounds[1]
            && self.bounds[2] >= other.bounds[2]
            && self.bounds[3] >= other.bounds[3]
    }

    /// Whether most of what is asked of another ring lies inside this one: some vertices, or where all of them lie on
    /// the boundary the middles of edges.
    fn holds(&self, other: &Self, tolerance: f64, steps: &mut u64) -> bool {
        let stride = other.positions.len().div_ceil(ASKED).max(1);
        let vertices = other.positions.iter().step_by(stride).copied();
        let middles = edges(other.positions).step_by(stride).map(|(a, b)| SourceXy {
            x: f64::midpoint(a.x, b.x),
            y: f64::midpoint(a.y, b.y),
        });
        self.holds_most(vertices, tolerance, steps)
            .or_else(|| self.holds_most(middles, tolerance, steps))
            .unwrap_or(false)
    }

    fn holds_most(
        &self,
        asked: impl Iterator<Item = SourceXy>,
        tolerance: f64,
        steps: &mut u64,
    ) -> Option<bool> {
        let (mut inside, mut outside) = (0, 0);
        for position in asked {
            *steps += self.positions.len() as u64;
            match self.side(position, tolerance) {
                Side::Inside => inside += 1,
                Side::Outside => outside += 1,
                Side::Boundary => {}
            }
        }
        (inside + outside > 0).then_some(inside > outside)
    }

    fn side(&self, at: SourceXy, tolerance: f64) -> Side {
        let mut is_inside = false;
        for (a, b) in edges(self.positions) {
            let is_beside = at.y < a.y.min(b.y) - tolerance || at.y > a.y.max(b.y) + tolerance;
            if is_beside {
                continue;
            }
            if distance(at, a, b) <= tolerance {
                return Side::Boundary;
            }
            if (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x {
                is_inside = !is_inside;
            }
        }
        if is_inside { Side::Inside } else { Side::Outside }
    }
}

/// The edges of a ring, the one that closes it included.
fn edges(positions: &[SourceXy]) -> impl Iterator<Item = (SourceXy, SourceXy)> {
    let next = positions.iter().skip(1).chain(positions.first());
    positions.iter().copied().zip(next.copied())
}

/// Distance between a position and an edge.
fn distance(at: SourceXy, a: SourceXy, b: SourceXy) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (px, py) = (at.x - a.x, at.y - a.y);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(px - along * dx, py - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, size: f64) -> Ring {
        let corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0)];
        Ring {
            positions: corners.map(|(dx, dy)| SourceXy { x: x + dx, y: y + dy }).to_vec(),
            lines: vec![1; 5],
            shares_number: false,
        }
    }

    fn nested(rings: &[Ring]) -> Vec<(usize, Vec<usize>)> {
        let nested = nest(rings, 0.001, &Ticket::new()).unwrap();
        nested
            .into_iter()
            .map(|polygon| (polygon.shell, polygon.holes))
            .collect()
    }

    #[test]
    fn depth_makes_holes_and_islands_in_any_order() {
        let rings = [
            square(40.0, 40.0, 10.0),
            square(30.0, 30.0, 40.0),
            square(0.0, 0.0, 100.0),
            square(200.0, 0.0, 50.0),
            square(210.0, 10.0, 10.0),
            square(230.0, 10.0, 10.0),
        ];
        assert_eq!(nested(&rings), [(0, vec![]), (2, vec![1]), (3, vec![4, 5])]);
    }

    #[test]
    fn rings_that_touch_are_sorted_by_where_they_lie() {
        let outside = [square(0.0, 0.0, 100.0), square(100.0, 0.0, 100.0)];
        assert_eq!(nested(&outside), [(0, vec![]), (1, vec![])]);
        let inside = [square(0.0, 0.0, 100.0), square(0.0, 0.0, 50.0)];
        assert_eq!(nested(&inside), [(0, vec![1])]);
        let mut diamond = square(0.0, 0.0, 1.0);
        let middles = [
            (50.0, 0.0),
            (100.0, 50.0),
            (50.0, 100.0),
            (0.0, 50.0),
            (50.0, 0.0),
        ];
        diamond.positions = middles.map(|(x, y)| SourceXy { x, y }).to_vec();
        assert_eq!(nested(&[square(0.0, 0.0, 100.0), diamond]), [(0, vec![1])]);
    }

    #[test]
    fn the_same_ring_twice_takes_no_ground_away() {
        let twice = [square(0.0, 0.0, 100.0), square(0.0, 0.0, 100.0)];
        assert_eq!(nested(&twice), [(0, vec![]), (1, vec![])]);
    }

    #[test]
    fn a_ring_ends_where_it_closes_or_its_number_changes() {
        let one = square(0.0, 0.0, 10.0).positions;
        let points: Vec<_> = one
            .iter()
            .chain(&square(20.0, 0.0, 10.0).positions)
            .map(|at| (*at, 1, false))
            .collect();
        let rings = split(points.into_iter()).unwrap();
        assert_eq!(
            rings.iter().map(|ring| ring.shares_number).collect::<Vec<_>>(),
            [false, true]
        );
        let numbered = one[..4]
            .iter()
            .enumerate()
            .map(|(index, at)| (*at, 1, index % 2 == 0));
        assert_eq!(split(numbered).unwrap().len(), 2);
        let repeated = one.iter().chain(&one[4..]).map(|at| (*at, 1, false));
        assert_eq!(split(repeated).unwrap().len(), 1);
    }
}
