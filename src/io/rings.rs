//! Which rings of a polygon record are shells and which are their holes.
//!
//! Meaning: a record lists rings in any order; shells (外环) turn clockwise and holes (内环) the other way. Writers
//! get that wrong often enough, so a ring is placed by what lies in what, and by its turn where that leaves a
//! choice:
//!
//! - in an even number of other rings: a shell, however it turns;
//! - in an odd number: a hole of the innermost shell around it, unless it turns as shells do and so does the shell
//!   around it. Then it is as likely a part that overlaps another, so it stays ground and is noted; the check
//!   reads such a feature in all ways.
//!
//! That one ring lies in another is found with a point inside the smaller one: the edges of the larger ring are
//! walked once for all rings that its box holds. Work is counted and bounded by a multiple of the vertices; rings
//! so tangled that it is not enough make the record a fault.
//!
//! Source: ESRI Shapefile Technical Description (1998), page 8.
//!
//! Deliberately not here: rings that cross. They are stored as they stand.

use crate::crs::SourceXy;
use crate::progress::Ticket;

/// Work that any record may take, in edges or points looked at.
const FREE_WORK: u64 = 1 << 16;
/// Work for each vertex beyond that.
const WORK_PER_VERTEX: u64 = 256;
/// Work between two looks at the ticket.
const WORK_PER_LOOK: u64 = 1 << 20;

/// The rings are too many and too tangled to be told apart, or the ticket was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tangled;

/// How a ring turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Shell,
    Hole,
    Unclear,
}

/// One ring of a record.
#[derive(Debug, Clone)]
struct Ring {
    start: usize,
    end: usize,
    /// `[min_x, min_y, max_x, max_y]`.
    bounds: [f64; 4],
    /// Twice the area, in square units of the frame.
    size: f64,
    turn: Turn,
    /// A point inside, once somebody asked for it.
    probe: Option<[f64; 2]>,
    /// The shell that it is a hole of.
    shell: Option<u32>,
}

/// The rings of a record as polygons; storage is kept from record to record.
#[derive(Debug, Default)]
pub(super) struct RingSorter {
    /// Positions of all rings, one after the other.
    pub positions: Vec<SourceXy>,
    rings: Vec<Ring>,
    /// Pairs of an inner ring and one around it.
    nested: Vec<(u32, u32)>,
    work: u64,
    next_look: u64,
    /// Shells that lie in a shell, by ring number.
    pub nested_shells: Vec<u32>,
}

impl RingSorter {
    /// Sorts rings that end at `ends` in [`Self::positions`], at least two of them.
    pub fn sort(&mut self, ends: impl Iterator<Item = usize>, ticket: &Ticket) -> Result<(), Tangled> {
        self.rings.clear();
        self.nested.clear();
        self.nested_shells.clear();
        self.work = 0;
        self.next_look = WORK_PER_LOOK;
        let mut start = 0;
        for end in ends {
            self.rings.push(Ring::of(start, end, &self.positions));
            start = end;
        }
        self.find_nested(ticket)?;
        self.give_roles();
        Ok(())
    }

    /// Positions of a ring.
    pub fn ring(&self, ring: u32) -> &[SourceXy] {
        let Ring { start, end, .. } = self.rings[ring as usize];
        &self.positions[start..end]
    }

    /// All polygons as lists of ring numbers, the shell first.
    pub fn polygons(&self) -> impl Iterator<Item = Vec<u32>> {
        // One sorted list of (shell, is a hole, ring) has the rings of a polygon beside each other.
        let mut order: Vec<(u32, bool, u32)> = (0..)
            .zip(&self.rings)
            .map(|(number, ring)| (ring.shell.unwrap_or(number), ring.shell.is_some(), number))
            .collect();
        order.sort_unstable();
        let mut rest = order.into_iter().peekable();
        std::iter::from_fn(move || {
            let (shell, _, first) = rest.next()?;
            let mut rings = vec![first];
            while let Some((_, _, hole)) = rest.next_if(|(of, ..)| *of == shell) {
                rings.push(hole);
            }
            Some(rings)
        })
    }

    fn spend(&mut self, work: usize, ticket: &Ticket) -> Result<(), Tangled> {
        self.work += work as u64;
        if self.work > self.next_look {
            self.next_look = self.work + WORK_PER_LOOK;
            if ticket.is_cancelled() {
                return Err(Tangled);
            }
        }
        let limit = FREE_WORK + WORK_PER_VERTEX * self.positions.len() as u64;
        if self.work > limit { Err(Tangled) } else { Ok(()) }
    }

    /// Finds all pairs of rings of which one lies in the other.
    fn find_nested(&mut self, ticket: &Ticket) -> Result<(), Tangled> {
        let mut by_south: Vec<(f64, u32)> = (0..)
            .zip(&self.rings)
            .map(|(n, ring)| (ring.bounds[1], n))
            .collect();
        by_south.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut inner = Vec::new();
        for outer in 0..self.rings.len() {
            let [_, south, _, north] = self.rings[outer].bounds;
            let first = by_south.partition_point(|(y, _)| *y < south);
            let last = first + by_south[first..].partition_point(|(y, _)| *y <= north);
            self.spend(last - first, ticket)?;
            inner.clear();
            let fitting = by_south[first..last].iter().map(|(_, n)| *n);
            inner.extend(fitting.filter(|n| self.may_hold(outer, *n as usize)));
            if !inner.is_empty() {
                self.test(outer, &inner, ticket)?;
            }
        }
        Ok(())
    }

    /// Whether a ring is large enough to hold another; of two equal ones the first holds the second.
    fn may_hold(&self, outer: usize, inner: usize) -> bool {
        let (a, b) = (&self.rings[outer], &self.rings[inner]);
        let larger = a.size > b.size || (a.size == b.size && outer < inner);
        let [min_x, min_y, max_x, max_y] = a.bounds;
        let [x0, y0, x1, y1] = b.bounds;
        outer != inner && larger && min_x <= x0 && min_y <= y0 && x1 <= max_x && y1 <= max_y
    }

    /// Walks the edges of a ring once and finds which points of others lie in it.
    fn test(&mut self, outer: usize, inner: &[u32], ticket: &Ticket) -> Result<(), Tangled> {
        let mut probes = Vec::with_capacity(inner.len());
        for number in inner {
            let (probe, work) = self.probe(*number as usize);
            self.spend(work, ticket)?;
            probes.push((probe, *number, false));
        }
        probes.sort_unstable_by(|(a, n, _), (b, m, _)| a[1].total_cmp(&b[1]).then(n.cmp(m)));
        let (start, end) = (self.rings[outer].start, self.rings[outer].end);
        self.spend(end - start, ticket)?;
        for vertex in start..end {
            let next = if vertex + 1 == end { start } else { vertex + 1 };
            let (a, b) = (self.positions[vertex], self.positions[next]);
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            let first = probes.partition_point(|(probe, ..)| probe[1] < low.y);
            let mut met = 0;
            for (probe, _, is_in) in &mut probes[first..] {
                if probe[1] >= high.y {
                    break;
                }
                met += 1;
                *is_in ^= x_at(low, high, probe[1]) < probe[0];
            }
            if met > 0 {
                self.spend(met, ticket)?;
            }
        }
        let outer = u32::try_from(outer).unwrap_or(u32::MAX);
        let found = probes.iter().filter(|(.., is_in)| *is_in);
        self.nested.extend(found.map(|(_, number, _)| (*number, outer)));
        Ok(())
    }

    /// A point inside a ring, and how many vertices were looked at for it.
    fn probe(&mut self, number: usize) -> ([f64; 2], usize) {
        if let Some(known) = self.rings[number].probe {
            return (known, 0);
        }
        let ring = &self.rings[number];
        let positions = &self.positions[ring.start..ring.end];
        let probe = inside(positions, ring.bounds).unwrap_or_else(|| {
            let first = positions.first();
            first.map_or([f64::NAN; 2], |position| [position.x, position.y])
        });
        self.rings[number].probe = Some(probe);
        (probe, positions.len())
    }

    /// Decides from the outside inwards.
    fn give_roles(&mut self) {
        let rings = &mut self.rings;
        // Innermost first within each ring; outer rings are decided before inner ones.
        self.nested.sort_unstable_by(|(inner, a), (other, b)| {
            let [a_size, b_size] = [a, b].map(|n| rings[*n as usize].size);
            inner.cmp(other).then(a_size.total_cmp(&b_size)).then(b.cmp(a))
        });
        let mut order: Vec<(u32, std::ops::Range<usize>)> = Vec::new();
        for (at, (inner, _)) in self.nested.iter().enumerate() {
            match order.last_mut() {
                Some((known, range)) if known == inner => range.end = at + 1,
                _ => order.push((*inner, at..at + 1)),
            }
        }
        order.sort_unstable_by(|(a, _), (b, _)| {
            let [a_size, b_size] = [a, b].map(|n| rings[*n as usize].size);
            b_size.total_cmp(&a_size).then(a.cmp(b))
        });
        for (inner, around) in order {
            let around = &self.nested[around];
            if around.len().is_multiple_of(2) {
                continue;
            }
            let innermost = &rings[around[0].1 as usize];
            let both_turn_as_shells = innermost.shell.is_none()
                && innermost.turn == Turn::Shell
                && rings[inner as usize].turn == Turn::Shell;
            if both_turn_as_shells {
                self.nested_shells.push(inner);
                continue;
            }
            let shell = around
                .iter()
                .map(|(_, outer)| *outer)
                .find(|outer| rings[*outer as usize].shell.is_none());
            rings[inner as usize].shell = shell;
        }
        self.nested_shells.sort_unstable();
    }
}

impl Ring {
    fn of(start: usize, end: usize, positions: &[SourceXy]) -> Self {
        let positions = &positions[start..end];
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let origin = positions.first().copied().unwrap_or(SourceXy { x: 0.0, y: 0.0 });
        let (mut doubled, mut last) = (0.0, [0.0, 0.0]);
        for SourceXy { x, y } in positions.iter().copied() {
            bounds = [
                bounds[0].min(x),
                bounds[1].min(y),
                bounds[2].max(x),
                bounds[3].max(y),
            ];
            let here = [x - origin.x, y - origin.y];
            doubled += last[0] * here[1] - here[0] * last[1];
            last = here;
        }
        let reach = (bounds[2] - bounds[0]).max(bounds[3] - bounds[1]);
        #[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
        let doubt = 8.0 * f64::EPSILON * positions.len() as f64 * reach * reach;
        let turn = if doubled < -doubt {
            Turn::Shell
        } else if doubled > doubt {
            Turn::Hole
        } else {
            Turn::Unclear
        };
        Self {
            start,
            end,
            bounds,
            size: doubled.abs(),
            turn,
            probe: None,
            shell: None,
        }
    }
}

/// Where an edge has the height `y`.
fn x_at(low: SourceXy, high: SourceXy, y: f64) -> f64 {
    low.x + (y - low.y) / (high.y - low.y) * (high.x - low.x)
}

/// A point inside a ring, in the widest gap on a level that no vertex has; `None` in a ring without area.
fn inside(ring: &[SourceXy], bounds: [f64; 4]) -> Option<[f64; 2]> {
    let middle = f64::midpoint(bounds[1], bounds[3]);
    let (mut below, mut above) = (bounds[1], bounds[3]);
    for position in ring {
        if position.y <= middle {
            below = below.max(position.y);
        } else {
            above = above.min(position.y);
        }
    }
    let y = f64::midpoint(below, above);
    if !(below < y && y < above) {
        return None;
    }
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let mut crossings: Vec<f64> = pairs
        .filter(|(a, b)| (a.y < y) != (b.y < y))
        .map(|(a, b)| {
            if a.y < b.y {
                x_at(*a, *b, y)
            } else {
                x_at(*b, *a, y)
            }
        })
        .collect();
    crossings.sort_unstable_by(f64::total_cmp);
    let gaps = crossings.as_chunks::<2>().0.iter();
    let [west, east] = gaps.max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    let x = f64::midpoint(*west, *east);
    (west < &x && &x < east).then_some([x, y])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, size: f64, clockwise: bool) -> Vec<SourceXy> {
        let mut ring: Vec<SourceXy> = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
            .map(|(dx, dy)| SourceXy {
                x: x + dx * size,
                y: y + dy * size,
            })
            .to_vec();
        if !clockwise {
            ring.reverse();
        }
        ring
    }

    fn sorted(rings: &[Vec<SourceXy>]) -> (Vec<Vec<u32>>, Vec<u32>) {
        let mut sorter = RingSorter::default();
        let mut ends = Vec::new();
        for ring in rings {
            sorter.positions.extend(ring);
            ends.push(sorter.positions.len());
        }
        sorter.sort(ends.into_iter(), &Ticket::new()).unwrap();
        (sorter.polygons().collect(), sorter.nested_shells.clone())
    }

    #[test]
    fn holes_find_their_shell_wherever_they_stand() {
        let hole_first = [
            square(2.0, 2.0, 1.0, false),
            square(0.0, 0.0, 5.0, true),
            square(20.0, 0.0, 5.0, true),
            square(22.0, 2.0, 1.0, false),
            square(3.5, 3.5, 1.0, false),
        ];
        assert_eq!(sorted(&hole_first), (vec![vec![1, 0, 4], vec![2, 3]], vec![]));
    }

    #[test]
    fn islands_in_holes_are_polygons_even_where_they_fill_the_hole() {
        let filled = [
            square(0.0, 0.0, 9.0, true),
            square(2.0, 2.0, 3.0, false),
            square(2.0, 2.0, 3.0, true),
        ];
        assert_eq!(sorted(&filled), (vec![vec![0, 1], vec![2]], vec![]));
        let deep: Vec<_> = (0..9)
            .map(|n| square(f64::from(n), f64::from(n), 40.0 - 2.0 * f64::from(n), n % 2 == 0))
            .collect();
        assert_eq!(
            sorted(&deep),
            (
                vec![vec![0, 1], vec![2, 3], vec![4, 5], vec![6, 7], vec![8]],
                vec![]
            )
        );
    }

    #[test]
    fn where_all_rings_turn_the_other_way_nesting_decides() {
        let reversed = [square(0.0, 0.0, 9.0, false), square(2.0, 2.0, 3.0, true)];
        assert_eq!(sorted(&reversed), (vec![vec![0, 1]], vec![]));
        let outside = [square(0.0, 0.0, 9.0, true), square(20.0, 2.0, 3.0, false)];
        assert_eq!(sorted(&outside), (vec![vec![0], vec![1]], vec![]));
        let same_turn = [square(0.0, 0.0, 9.0, false), square(2.0, 2.0, 3.0, false)];
        assert_eq!(sorted(&same_turn), (vec![vec![0, 1]], vec![]));
    }

    #[test]
    fn a_shell_in_a_shell_stays_ground() {
        let nested = [square(0.0, 0.0, 9.0, true), square(2.0, 2.0, 3.0, true)];
        assert_eq!(sorted(&nested), (vec![vec![0], vec![1]], vec![1]));
        let twice = [square(0.0, 0.0, 9.0, true), square(0.0, 0.0, 9.0, true)];
        assert_eq!(sorted(&twice), (vec![vec![0], vec![1]], vec![1]));
    }

    #[test]
    fn a_hole_that_touches_its_shell_is_its_hole() {
        let touching = [
            square(0.0, 0.0, 9.0, true),
            square(0.0, 0.0, 3.0, false),
            square(9.0, 0.0, 4.0, true),
        ];
        assert_eq!(sorted(&touching), (vec![vec![0, 1], vec![2]], vec![]));
    }

    #[test]
    fn many_holes_take_time_that_grows_with_their_number() {
        let mut sorter = RingSorter::default();
        let mut ends = Vec::new();
        let mut add = |ring: Vec<SourceXy>| {
            sorter.positions.extend(ring);
            ends.push(sorter.positions.len());
        };
        // A shell whose edge runs up and down, over a field of holes.
        let teeth = (0..20_000).map(|n| SourceXy {
            x: f64::from(n),
            y: if n % 2 == 0 { 1e4 } else { 1.1e4 },
        });
        let mut shell: Vec<SourceXy> = [(-1.0, -1.0), (-1.0, 1e4)]
            .map(|(x, y)| SourceXy { x, y })
            .to_vec();
        shell.extend(teeth);
        shell.push(SourceXy { x: 2e4, y: -1.0 });
        shell.push(shell[0]);
        add(shell);
        for n in 0..20_000 {
            add(square(
                f64::from(n % 200) * 100.0,
                f64::from(n / 200) * 90.0,
                10.0,
                false,
            ));
        }
        sorter.sort(ends.into_iter(), &Ticket::new()).unwrap();
        assert_eq!(sorter.polygons().count(), 1);
    }

    #[test]
    fn rings_that_would_take_too_long_are_refused() {
        let mut sorter = RingSorter::default();
        let mut ends = Vec::new();
        for n in 0..30_000 {
            let ring = square(f64::from(n), f64::from(n), 1e6 - 2.0 * f64::from(n), true);
            sorter.positions.extend(ring);
            ends.push(sorter.positions.len());
        }
        assert_eq!(sorter.sort(ends.into_iter(), &Ticket::new()), Err(Tangled));
    }
}
