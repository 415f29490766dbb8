//! The boundary of a sound region, ready to be compared with many features.
//!
//! Meaning: the edges of all rings with boxes over runs of them, so that an edge of a feature is only compared
//! with those of the region near it. Built once for a parcel, used for every pair.
//!
//! Deliberately not here: whether the region is sound; the caller knows.

use super::GridPoint;
use super::segment_tree::{Box64, Edge};

/// Edges under one box.
const RUN: usize = 6;

/// The boundary of a sound region: rings with their ground on the left.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    rings: Vec<Vec<Edge>>,
    /// For each ring the boxes of its edges, and those over its runs.
    boxes: Vec<(Vec<Box64>, Vec<Box64>)>,
}

impl Outline {
    /// The boundary of open rings in grid units, ground on the left.
    #[must_use]
    pub fn new(region: &[Vec<GridPoint>]) -> Self {
        let rings: Vec<Vec<Edge>> = (0..)
            .zip(region)
            .map(|(number, ring)| edges_of(number, ring, false))
            .collect();
        let boxes_of = |ring: &Vec<Edge>| {
            let own: Vec<Box64> = ring.iter().map(Box64::of).collect();
            let over = |run: &[Box64]| run.iter().copied().reduce(Box64::join);
            let runs = own.chunks(RUN).filter_map(over).collect();
            (own, runs)
        };
        let boxes = rings.iter().map(boxes_of).collect();
        Self { rings, boxes }
    }

    /// The edges of each ring.
    pub(super) fn rings(&self) -> &[Vec<Edge>] {
        &self.rings
    }

    /// Calls `visit` for each edge whose box comes within `clearance` grid steps of an edge's box, with ring and
    /// number, until it answers; yields the answer.
    #[inline]
    pub(super) fn find_near<T>(
        &self,
        edge: &Edge,
        clearance: i64,
        mut visit: impl FnMut(usize, usize, &Edge) -> Option<T>,
    ) -> Option<T> {
        let around = Box64::of(edge).grown(clearance);
        for (number, (ring, (own, runs))) in self.rings.iter().zip(&self.boxes).enumerate() {
            for (run, _) in runs.iter().enumerate().filter(|(_, run)| run.meets(&around)) {
                let first = run * RUN;
                let end = (first + RUN).min(ring.len());
                for (index, _) in (first..end)
                    .zip(&own[first..end])
                    .filter(|(_, own)| own.meets(&around))
                {
                    let answer = visit(number, index, &ring[index]);
                    if answer.is_some() {
                        return answer;
                    }
                }
            }
        }
        None
    }
}

/// The edges of an open ring in the order in which it is walked, without those of length 0.
pub(super) fn edges_of(ring: u32, points: &[GridPoint], reversed: bool) -> Vec<Edge> {
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
