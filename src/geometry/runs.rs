//! Rings with boxes over runs of their vertices.
//!
//! Meaning: consecutive vertices of a boundary lie near each other, so boxes over runs of 32, of 1,024 and of
//! 32,768 of them are an index that costs one pass to build and a twentieth of the coordinates to keep. With
//! it the part of a ring that matters in a window is found without walking the ring: a red line of 10⁶
//! vertices costs what its edges near the window cost.
//!
//! Values are of one type `T`: whole numbers of a decimal unit, or doubles; comparisons are all that is asked
//! of them. Why dropping vertices is right stands in [`super::window`]: the result here is vertex for vertex
//! the same, because the sides beyond which a whole run lies are the sides that all its vertices share.
//!
//! Deliberately not here: what a unit means, and any arithmetic.

use bytemuck::Pod;

use super::cells::Cells;

/// Vertices under one box of each level, lowest first.
const RUN_SIZES: [usize; 3] = [32, 32 * 32, 32 * 32 * 32];

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const BELOW: u8 = 4;
const ABOVE: u8 = 8;

/// A value of a coordinate.
pub trait Ordinate: Pod + PartialOrd {
    /// Larger than any coordinate.
    const LARGEST: Self;
    /// Smaller than any coordinate.
    const SMALLEST: Self;
}

impl Ordinate for u32 {
    const LARGEST: Self = Self::MAX;
    const SMALLEST: Self = Self::MIN;
}

impl Ordinate for f64 {
    const LARGEST: Self = Self::INFINITY;
    const SMALLEST: Self = Self::NEG_INFINITY;
}

/// `[min_x, min_y, max_x, max_y]`; holds nothing when a minimum is above its maximum.
pub(super) type Box4<T> = [T; 4];

/// Rings as one array of vertices, with boxes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Runs<T: Ordinate> {
    /// All vertices, ring after ring; each ring closed.
    pub vertices: Cells<[T; 2]>,
    /// Ends of rings in `vertices`.
    pub ring_ends: Cells<u32>,
    /// Boxes of all rings; for each ring the lowest level first.
    pub boxes: Cells<Box4<T>>,
    /// Ends of rings in `boxes`.
    pub box_ends: Cells<u32>,
}

/// One ring with its boxes.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunRing<'a, T> {
    pub vertices: &'a [[T; 2]],
    boxes: &'a [Box4<T>],
}

impl<T: Ordinate> Runs<T> {
    /// Builds the boxes of rings.
    pub fn new(vertices: Vec<[T; 2]>, ring_ends: Vec<u32>) -> Self {
        let mut boxes = Vec::with_capacity(lengths(&ring_ends).map(n_boxes).sum());
        let mut box_ends = Vec::with_capacity(ring_ends.len());
        let mut start = 0;
        for &end in &ring_ends {
            push_boxes(&vertices[start..end as usize], &mut boxes);
            box_ends.push(u32::try_from(boxes.len()).unwrap_or(u32::MAX));
            start = end as usize;
        }
        Self {
            vertices: vertices.into(),
            ring_ends: ring_ends.into(),
            boxes: boxes.into(),
            box_ends: box_ends.into(),
        }
    }

    pub fn ring(&self, index: usize) -> RunRing<'_, T> {
        RunRing {
            vertices: &self.vertices[range(&self.ring_ends, index)],
            boxes: &self.boxes[range(&self.box_ends, index)],
        }
    }

    /// Whether all ends are in order and within their arrays, so that no access can fail.
    pub fn is_consistent(&self) -> bool {
        ends_fit(&self.ring_ends, self.vertices.len())
            && ends_fit(&self.box_ends, self.boxes.len())
            && self.ring_ends.len() == self.box_ends.len()
            && lengths(&self.ring_ends)
                .zip(lengths(&self.box_ends))
                .all(|(vertices, boxes)| boxes == n_boxes(vertices))
    }
}

/// The range of an element in an array of ends.
pub(super) fn range(ends: &[u32], index: usize) -> std::ops::Range<usize> {
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    start..ends[index] as usize
}

/// Whether ends ascend and the last one is `total`.
pub(super) fn ends_fit(ends: &[u32], total: usize) -> bool {
    ascend(ends) && ends.last().map_or(0, |end| *end as usize) == total
}

/// Whether no end lies before the one before it. All are looked at, which is faster than to stop at the first.
pub(crate) fn ascend(ends: &[u32]) -> bool {
    let following = ends.get(1..).unwrap_or_default();
    let wrong = |(before, after): (&u32, &u32)| u32::from(before > after);
    ends.iter().zip(following).map(wrong).sum::<u32>() == 0
}

/// The lengths of the elements in an array of ends that ascend.
fn lengths(ends: &[u32]) -> impl Iterator<Item = usize> + '_ {
    ends.iter().scan(0, |start, end| {
        let end = *end as usize;
        Some(end - std::mem::replace(start, end))
    })
}

/// Number of boxes of a ring over all levels: a level is there when the one below has more than one box.
fn n_boxes(vertices: usize) -> usize {
    let mut total = vertices.div_ceil(RUN_SIZES[0]);
    for level in 1..RUN_SIZES.len() {
        if vertices > RUN_SIZES[level - 1] {
            total += vertices.div_ceil(RUN_SIZES[level]);
        }
    }
    total
}

fn push_boxes<T: Ordinate>(vertices: &[[T; 2]], boxes: &mut Vec<Box4<T>>) {
    let mut below = boxes.len();
    boxes.extend(
        vertices
            .chunks(RUN_SIZES[0])
            .map(|run| box_of(run.iter().copied())),
    );
    for level in 1..RUN_SIZES.len() {
        if vertices.len() <= RUN_SIZES[level - 1] {
            return;
        }
        let end = boxes.len();
        let mut at = below;
        while at < end {
            let group = &boxes[at..(at + 32).min(end)];
            let joined = group.iter().copied().fold(nothing(), join);
            boxes.push(joined);
            at += 32;
        }
        below = end;
    }
}

/// The box that holds nothing.
pub(super) fn nothing<T: Ordinate>() -> Box4<T> {
    [T::LARGEST, T::LARGEST, T::SMALLEST, T::SMALLEST]
}

/// The smallest box around all vertices.
pub(super) fn box_of<T: Ordinate>(vertices: impl IntoIterator<Item = [T; 2]>) -> Box4<T> {
    let least = |a: T, b: T| if b < a { b } else { a };
    let most = |a: T, b: T| if b > a { b } else { a };
    let [mut min_x, mut min_y, mut max_x, mut max_y] = nothing();
    for [x, y] in vertices {
        min_x = least(min_x, x);
        min_y = least(min_y, y);
        max_x = most(max_x, x);
        max_y = most(max_y, y);
    }
    [min_x, min_y, max_x, max_y]
}

/// The smallest box around both.
pub(super) fn join<T: Ordinate>(a: Box4<T>, b: Box4<T>) -> Box4<T> {
    let least = |a: T, b: T| if b < a { b } else { a };
    let most = |a: T, b: T| if b > a { b } else { a };
    [
        least(a[0], b[0]),
        least(a[1], b[1]),
        most(a[2], b[2]),
        most(a[3], b[3]),
    ]
}

impl<T: Ordinate> RunRing<'_, T> {
    /// The box of the whole ring.
    pub fn bounds(&self) -> Box4<T> {
        let lowest = self.vertices.len().div_ceil(RUN_SIZES[0]);
        let top = self.level_start(self.n_levels() - 1);
        let boxes = if lowest <= 1 {
            self.boxes
        } else {
            &self.boxes[top..]
        };
        boxes.iter().copied().fold(nothing(), join)
    }

    fn n_levels(&self) -> usize {
        let n = self.vertices.len();
        1 + usize::from(n > RUN_SIZES[0]) + usize::from(n > RUN_SIZES[1])
    }

    fn level_start(&self, level: usize) -> usize {
        (0..level)
            .map(|below| self.vertices.len().div_ceil(RUN_SIZES[below]))
            .sum()
    }

    /// The numbers of the vertices that matter inside `window`, the closing one included; empty when the ring
    /// neither meets nor encloses it. Two that follow each other in number are the ends of an edge of the
    /// ring; others are joined by a straight line beyond one side of the window.
    pub fn in_window(&self, window: &Box4<T>, kept: &mut Vec<u32>) {
        kept.clear();
        if self.vertices.is_empty() {
            return;
        }
        let starts = [self.level_start(0), self.level_start(1), self.level_start(2)];
        let levels = self.n_levels();
        let n = self.vertices.len();
        kept.push(0);
        let mut common = sides(window, self.vertices[0]);
        let mut previous = 0;
        let mut at = 1;
        while at < n {
            if common != 0
                && let Some((end, shared)) = self.run_beyond(window, common, at, (&starts[..levels], levels))
            {
                common = shared;
                previous = end - 1;
                at = end;
                continue;
            }
            let here = sides(window, self.vertices[at]);
            if common & here != 0 {
                common &= here;
            } else {
                push_other(kept, previous);
                common = sides(window, self.vertices[previous]) & here;
                if common == 0 {
                    push_other(kept, at);
                    common = here;
                }
            }
            previous = at;
            at += 1;
        }
        push_other(kept, n - 1);
        // Fewer than three different vertices enclose nothing.
        let closed = self.vertices[n - 1] == self.vertices[0];
        if kept.len() < 3 + usize::from(closed) {
            kept.clear();
        }
    }

    /// The end of the largest run of vertices that begins at `at` and lies beyond a side in `common`, and the
    /// sides that are then shared.
    fn run_beyond(
        &self,
        window: &Box4<T>,
        common: u8,
        at: usize,
        (starts, levels): (&[usize], usize),
    ) -> Option<(usize, u8)> {
        // The first vertex is behind us and shares the sides in `common`: its run may be taken as a whole.
        let from = if at == 1 { 0 } else { at };
        for level in (0..levels).rev() {
            if !from.is_multiple_of(RUN_SIZES[level]) {
                continue;
            }
            let run = &self.boxes[starts[level] + from / RUN_SIZES[level]];
            let shared = common & sides_of_box(window, run);
            if shared != 0 {
                return Some(((from + RUN_SIZES[level]).min(self.vertices.len()), shared));
            }
        }
        None
    }
}

fn push_other(kept: &mut Vec<u32>, vertex: usize) {
    let vertex = u32::try_from(vertex).unwrap_or(u32::MAX);
    if kept.last() != Some(&vertex) {
        kept.push(vertex);
    }
}

#[inline]
fn side(side: u8, is_beyond: bool) -> u8 {
    side * u8::from(is_beyond)
}

/// The sides of the window beyond which a point lies; 0 inside or on the edge.
#[inline]
fn sides<T: Ordinate>(window: &Box4<T>, [x, y]: [T; 2]) -> u8 {
    side(LEFT, x < window[0])
        | side(RIGHT, x > window[2])
        | side(BELOW, y < window[1])
        | side(ABOVE, y > window[3])
}

/// The sides of the window beyond which a whole box lies.
#[inline]
fn sides_of_box<T: Ordinate>(window: &Box4<T>, held: &Box4<T>) -> u8 {
    side(LEFT, held[2] < window[0])
        | side(RIGHT, held[0] > window[2])
        | side(BELOW, held[3] < window[1])
        | side(ABOVE, held[1] > window[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Bounds, Point, ring_in_window};
    use proptest::prelude::*;

    fn runs(ring: &[[f64; 2]]) -> Runs<f64> {
        Runs::new(ring.to_vec(), vec![u32::try_from(ring.len()).unwrap()])
    }

    /// The vertices that the plain walk over a ring keeps.
    fn plain(ring: &[[f64; 2]], window: &Box4<f64>) -> Vec<[f64; 2]> {
        let points: Vec<Point> = ring.iter().map(|[x, y]| Point { x: *x, y: *y }).collect();
        let window = Bounds {
            min_x: window[0],
            min_y: window[1],
            max_x: window[2],
            max_y: window[3],
        };
        ring_in_window(&points, &window)
            .into_iter()
            .map(Point::from_grid)
            .map(|point| [point.x, point.y])
            .collect()
    }

    fn with_boxes(ring: &[[f64; 2]], window: &Box4<f64>) -> Vec<[f64; 2]> {
        let runs = runs(ring);
        let mut kept = Vec::new();
        runs.ring(0).in_window(window, &mut kept);
        let mut points: Vec<[f64; 2]> = kept.iter().map(|vertex| ring[*vertex as usize]).collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        points
    }

    /// A closed walk of small steps, as boundaries are.
    fn walk(steps: &[(i8, i8)]) -> Vec<[f64; 2]> {
        let mut at = [0.0, 0.0];
        let mut ring: Vec<[f64; 2]> = steps
            .iter()
            .map(|(dx, dy)| {
                at = [at[0] + f64::from(*dx) / 8.0, at[1] + f64::from(*dy) / 8.0];
                at
            })
            .collect();
        ring.push(ring[0]);
        ring
    }

    proptest! {
        #[test]
        fn runs_change_nothing(
            steps in prop::collection::vec((-9_i8..9, -9_i8..9), 3..3000),
            place in (-30.0..30.0_f64, -30.0..30.0_f64, 0.0..9.0_f64, 0.0..9.0_f64),
        ) {
            let ring = walk(&steps);
            let window = [place.0, place.1, place.0 + place.2, place.1 + place.3];
            let mut expected = plain(&ring, &window);
            expected.dedup();
            prop_assert_eq!(with_boxes(&ring, &window), expected);
            let runs = runs(&ring);
            prop_assert!(runs.is_consistent());
            let whole = runs.ring(0).bounds();
            prop_assert!(ring.iter().all(|[x, y]| *x >= whole[0] && *y >= whole[1] && *x <= whole[2] && *y <= whole[3]));
        }
    }

    #[test]
    fn a_coast_of_a_hundred_thousand_vertices_shrinks_to_its_turning_points() {
        let mut ring: Vec<[f64; 2]> = (0..100_000)
            .map(|i| {
                let angle = f64::from(i) / 100_000.0 * std::f64::consts::TAU;
                [1000.0 * libm::cos(angle), 1000.0 * libm::sin(angle)]
            })
            .collect();
        ring.push(ring[0]);
        let runs = runs(&ring);
        let mut kept = Vec::new();
        runs.ring(0).in_window(&[-1.0, -1.0, 1.0, 1.0], &mut kept);
        assert!((4..=14).contains(&kept.len()), "{kept:?}");
        runs.ring(0).in_window(&[999.0, -0.1, 1001.0, 0.1], &mut kept);
        assert!((4..=40).contains(&kept.len()), "{}", kept.len());
        runs.ring(0).in_window(&[2000.0, 0.0, 2001.0, 1.0], &mut kept);
        assert!(kept.is_empty());
    }
}
