//! Rings that lie in each other, by parity.
//!
//! Meaning: the outlines of a hatch come in any order. What lies inside an odd number of them is ground: an outline
//! at an even depth is a shell (外环), the outlines directly inside it are its holes (内环), and those inside a hole
//! are shells again.
//!
//! Deliberately not done: rings that cross. A ring counts as inside another when the first of its vertices that is
//! not on the other's boundary is; the check sees rings that cross and says so.

use crate::crs::SourceXy;
use crate::progress::{Cancelled, Ticket};

/// Edges that may be looked at for one hatch.
const WORK_LIMIT: u64 = 100_000_000;

/// Why rings were not put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NestFault {
    /// There are too many for the work that one hatch is worth.
    TooMany,
    /// Somebody asked to stop.
    Cancelled,
}

impl From<Cancelled> for NestFault {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

struct Ring<'a> {
    positions: &'a [SourceXy],
    bounds: [f64; 4],
    area: f64,
    number: usize,
}

/// Numbers of the rings of each polygon, shell first; in the order of the shells. `deepest` is the greatest depth
/// that counts: 0 takes only the outermost rings, 1 their holes too. `work_left` is what all hatches of the file may
/// still cost.
pub(super) fn polygons(
    rings: &[Vec<SourceXy>],
    deepest: usize,
    work_left: &mut u64,
    ticket: &Ticket,
) -> Result<Vec<Vec<usize>>, NestFault> {
    let mut sorted: Vec<Ring<'_>> = rings
        .iter()
        .enumerate()
        .map(|(number, positions)| Ring {
            positions,
            bounds: bounds(positions),
            area: area(positions),
            number,
        })
        .collect();
    sorted.sort_by(|a, b| b.area.total_cmp(&a.area).then(a.number.cmp(&b.number)));
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(sorted.len());
    let mut depths: Vec<usize> = Vec::with_capacity(sorted.len());
    let limit = WORK_LIMIT.min(*work_left);
    let mut work = 0;
    for (index, ring) in sorted.iter().enumerate() {
        ticket.check()?;
        let mut parent = None;
        // The smallest ring around it is the last of the larger ones.
        for outer in (0..index).rev() {
            work += 1;
            if within(&ring.bounds, &sorted[outer].bounds) {
                work += sorted[outer].positions.len() as u64;
                if is_inside(ring.positions, sorted[outer].positions) {
                    parent = Some(outer);
                    break;
                }
            }
            if work > limit {
                *work_left = work_left.saturating_sub(work);
                return Err(NestFault::TooMany);
            }
        }
        depths.push(parent.map_or(0, |outer| depths[outer] + 1));
        parents.push(parent);
    }
    *work_left = work_left.saturating_sub(work);
    Ok(gather(&sorted, &parents, &depths, deepest))
}

fn gather(
    sorted: &[Ring<'_>],
    parents: &[Option<usize>],
    depths: &[usize],
    deepest: usize,
) -> Vec<Vec<usize>> {
    let mut of_shell: Vec<Vec<usize>> = vec![Vec::new(); sorted.len()];
    for (index, ring) in sorted.iter().enumerate() {
        if depths[index] > deepest {
            continue;
        }
        match parents[index] {
            Some(shell) if depths[index] % 2 == 1 => of_shell[shell].push(ring.number),
            _ => of_shell[index].push(ring.number),
        }
    }
    let mut polygons: Vec<Vec<usize>> = of_shell.into_iter().filter(|rings| !rings.is_empty()).collect();
    polygons.sort_by_key(|rings| rings[0]);
    for rings in &mut polygons {
        rings[1..].sort_unstable();
    }
    polygons
}

fn bounds(ring: &[SourceXy]) -> [f64; 4] {
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    ring.iter().fold(empty, |b, at| {
        [b[0].min(at.x), b[1].min(at.y), b[2].max(at.x), b[3].max(at.y)]
    })
}

fn within(inner: &[f64; 4], outer: &[f64; 4]) -> bool {
    inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

/// The ring's area, however it turns; from its first vertex, so that large coordinates do not hide it.
fn area(ring: &[SourceXy]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let cross = |pair: &[SourceXy]| {
        let (a, b) = (pair[0], pair[1]);
        (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    };
    (ring.windows(2).map(cross).sum::<f64>() / 2.0).abs()
}

/// Whether a ring lies inside another, by its first vertices that are not on the other's boundary. Both are closed.
fn is_inside(ring: &[SourceXy], outer: &[SourceXy]) -> bool {
    // A few vertices may touch; a ring all of whose first vertices do is the same ring or a sliver along it.
    let side = ring.iter().take(8).find_map(|at| side_of(*at, outer));
    side.unwrap_or(true)
}

/// Whether a position is inside a closed ring; `None` on its boundary.
fn side_of(at: SourceXy, ring: &[SourceXy]) -> Option<bool> {
    let mut inside = false;
    for pair in ring.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if (a.y > at.y) == (b.y > at.y) {
            let on_level = a.y == at.y && b.y == at.y;
            if on_level && at.x >= a.x.min(b.x) && at.x <= a.x.max(b.x) {
                return None;
            }
            if a == at || b == at {
                return None;
            }
            continue;
        }
        let cross = (b.x - a.x) * (at.y - a.y) - (at.x - a.x) * (b.y - a.y);
        if cross == 0.0 {
            return None;
        }
        if (cross > 0.0) == (b.y > a.y) {
            inside = !inside;
        }
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, size: f64) -> Vec<SourceXy> {
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
            .map(|(dx, dy)| SourceXy {
                x: x + dx * size,
                y: y + dy * size,
            })
            .to_vec()
    }

    #[test]
    fn an_island_in_a_hole_is_a_shell_again() {
        let rings = [
            square(3.0, 3.0, 2.0),
            square(0.0, 0.0, 9.0),
            square(20.0, 0.0, 5.0),
            square(1.0, 1.0, 6.0),
        ];
        let ticket = Ticket::new();
        let mut work = u64::MAX;
        assert_eq!(
            polygons(&rings, usize::MAX, &mut work, &ticket),
            Ok(vec![vec![0], vec![1, 3], vec![2]])
        );
        assert_eq!(
            polygons(&rings, 1, &mut work, &ticket),
            Ok(vec![vec![1, 3], vec![2]])
        );
        assert_eq!(
            polygons(&rings, 0, &mut work, &ticket),
            Ok(vec![vec![1], vec![2]])
        );
    }

    #[test]
    fn rings_that_touch_at_a_corner_lie_beside_or_inside() {
        let ticket = Ticket::new();
        let mut work = u64::MAX;
        let beside = [square(0.0, 0.0, 4.0), square(4.0, 0.0, 2.0)];
        assert_eq!(
            polygons(&beside, usize::MAX, &mut work, &ticket),
            Ok(vec![vec![0], vec![1]])
        );
        let inside = [square(0.0, 0.0, 4.0), square(0.0, 0.0, 2.0)];
        assert_eq!(
            polygons(&inside, usize::MAX, &mut work, &ticket),
            Ok(vec![vec![0, 1]])
        );
    }

    #[test]
    fn too_many_rings_are_refused_in_time() {
        let rings: Vec<_> = (0..20_000)
            .map(|number| square(f64::from(number) * 1e-3, 0.0, 100.0 - f64::from(number) * 1e-6))
            .collect();
        let mut work = u64::MAX;
        let ticket = Ticket::new();
        assert_eq!(polygons(&rings, 9, &mut work, &ticket), Err(NestFault::TooMany));
        work = 3;
        assert_eq!(
            polygons(&rings[..9], 9, &mut work, &ticket),
            Err(NestFault::TooMany)
        );
        assert_eq!(work, 0);
    }
}
