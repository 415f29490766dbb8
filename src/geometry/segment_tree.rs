//! Boxes over runs of consecutive edges of a feature.
//!
//! Meaning: neighbouring edges of a boundary lie near each other, so a binary tree over their order
//! is a good index at no cost for building. It answers "which pairs of edges may meet" and "which
//! edges may lie to the right of a point" without walking the whole boundary for each.

use super::{GridPoint, MultiPolygonRef};

/// Edges in one leaf.
const LEAF: usize = 8;

/// One edge of a feature in grid units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub a: GridPoint,
    pub b: GridPoint,
    /// Ring number in the feature.
    pub ring: u32,
    /// Edge number in the ring.
    pub index: u32,
}

/// A box in grid units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Box64 {
    min: GridPoint,
    max: GridPoint,
}

impl Box64 {
    /// The box around an edge.
    pub fn of(edge: &Edge) -> Self {
        Self {
            min: GridPoint::new(edge.a.x.min(edge.b.x), edge.a.y.min(edge.b.y)),
            max: GridPoint::new(edge.a.x.max(edge.b.x), edge.a.y.max(edge.b.y)),
        }
    }

    /// The box that is so much wider on each side.
    pub fn grown(self, by: i64) -> Self {
        Self {
            min: GridPoint::new(self.min.x - by, self.min.y - by),
            max: GridPoint::new(self.max.x + by, self.max.y + by),
        }
    }

    /// The box around both.
    pub fn join(self, other: Self) -> Self {
        Self {
            min: GridPoint::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: GridPoint::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// Whether the two have a point in common.
    #[inline]
    pub fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }
}

/// The edges of a feature, without those of length 0, under a tree of boxes.
pub(super) struct SegmentTree {
    pub edges: Vec<Edge>,
    /// The box of each edge.
    boxes: Vec<Box64>,
    /// `levels[0]` has one box per leaf, each further level one per two of the level below.
    levels: Vec<Vec<Box64>>,
}

impl SegmentTree {
    /// The tree over all rings of a feature.
    pub fn new(geometry: &MultiPolygonRef<'_>) -> Self {
        let mut edges = Vec::with_capacity(geometry.n_positions());
        for (ring_number, ring) in (0..).zip(geometry.rings()) {
            let mut index = 0;
            for pair in ring.windows(2) {
                let (a, b) = (pair[0].to_grid(), pair[1].to_grid());
                if a != b {
                    edges.push(Edge {
                        a,
                        b,
                        ring: ring_number,
                        index,
                    });
                    index += 1;
                }
            }
        }
        Self::of_edges(edges)
    }

    /// The tree over edges of length above 0, in the order in which they stand.
    pub fn of_edges(edges: Vec<Edge>) -> Self {
        let boxes: Vec<Box64> = edges.iter().map(Box64::of).collect();
        let leaf_box = |leaf: &[Box64]| leaf.iter().copied().reduce(Box64::join);
        let mut levels = vec![boxes.chunks(LEAF).filter_map(leaf_box).collect::<Vec<_>>()];
        while levels.last().is_some_and(|level| level.len() > 1) {
            let below = &levels[levels.len() - 1];
            let above = below
                .chunks(2)
                .filter_map(|pair| pair.iter().copied().reduce(Box64::join))
                .collect();
            levels.push(above);
        }
        Self { edges, boxes, levels }
    }

    /// Calls `visit` for each unordered pair of different edges whose boxes meet, until it says stop
    /// by `false`.
    pub fn for_each_meeting_pair(&self, mut visit: impl FnMut(&Edge, &Edge) -> bool) {
        if self.edges.is_empty() {
            return;
        }
        let top = self.levels.len() - 1;
        let mut stack = vec![(top, 0_usize, 0_usize)];
        while let Some((level, i, j)) = stack.pop() {
            if i != j && !self.levels[level][i].meets(&self.levels[level][j]) {
                continue;
            }
            if level == 0 {
                if !self.visit_leaves(i, j, &mut visit) {
                    return;
                }
                continue;
            }
            let below = self.levels[level - 1].len();
            let children = |node: usize| 2 * node..(2 * node + 2).min(below);
            for ci in children(i) {
                for cj in children(j) {
                    if i != j || ci <= cj {
                        stack.push((level - 1, ci, cj));
                    }
                }
            }
        }
    }

    fn visit_leaves(&self, i: usize, j: usize, visit: &mut impl FnMut(&Edge, &Edge) -> bool) -> bool {
        let leaf = |k: usize| k * LEAF..((k + 1) * LEAF).min(self.edges.len());
        for first in leaf(i) {
            let first_box = self.boxes[first];
            let others = if i == j { first + 1..leaf(j).end } else { leaf(j) };
            for (second, second_box) in others.clone().zip(&self.boxes[others]) {
                if first_box.meets(second_box) && !visit(&self.edges[first], &self.edges[second]) {
                    return false;
                }
            }
        }
        true
    }

    /// Calls `visit` for each edge whose box reaches to or right of the point and spans its height.
    pub fn for_each_right_of(&self, point: GridPoint, mut visit: impl FnMut(&Edge)) {
        if self.edges.is_empty() {
            return;
        }
        let mut stack = vec![(self.levels.len() - 1, 0_usize)];
        while let Some((level, node)) = stack.pop() {
            let bounds = &self.levels[level][node];
            if bounds.max.x < point.x || bounds.max.y < point.y || bounds.min.y > point.y {
                continue;
            }
            if level == 0 {
                let leaf = &self.edges[node * LEAF..((node + 1) * LEAF).min(self.edges.len())];
                leaf.iter().for_each(&mut visit);
                continue;
            }
            let below = self.levels[level - 1].len();
            stack.extend((2 * node..(2 * node + 2).min(below)).map(|child| (level - 1, child)));
        }
    }
}

/// Sign of the turn a → b → c: 1 left, −1 right, 0 straight. Exact.
pub(super) fn turn(a: GridPoint, b: GridPoint, c: GridPoint) -> i32 {
    let cross = i128::from(b.x - a.x) * i128::from(c.y - a.y) - i128::from(b.y - a.y) * i128::from(c.x - a.x);
    match cross {
        0 => 0,
        positive if positive > 0 => 1,
        _ => -1,
    }
}
