//! The boundary of a sound region, ready to be compared with many features.
//!
//! Meaning: the edges of all rings with boxes over runs of them, so that an edge of a feature is only compared
//! with those of the region near it. Built once for a parcel, used for every pair.
//!
//! Deliberately not here: whether the region is sound; the caller knows.

use super::GridPoint;
use super::segment_tree::Edge;

/// Edges under one box.
const RUN: usize = 12;

/// The boundary of a sound region: rings with their ground on the left.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    rings: Vec<Vec<Edge>>,
    /// For each ring the boxes over its runs: least x, least y, greatest x, greatest y.
    boxes: Vec<Vec<[i64; 4]>>,
}

impl Outline {
    /// The boundary of open rings in grid units, ground on the left.
    #[must_use]
    pub fn new(region: &[Vec<GridPoint>]) -> Self {
        let rings: Vec<Vec<Edge>> = (0..)
            .zip(region)
            .map(|(number, ring)| edges_of(number, ring, false))
            .collect();
        let box_of = |run: &[Edge]| {
            run.iter()
                .fold([i64::MAX, i64::MAX, i64::MIN, i64::MIN], |b, edge| {
                    [
                        b[0].min(edge.a.x).min(edge.b.x),
                        b[1].min(edge.a.y).min(edge.b.y),
                        b[2].max(edge.a.x).max(edge.b.x),
                        b[3].max(edge.a.y).max(edge.b.y),
                    ]
                })
        };
        let boxes = rings
            .iter()
            .map(|ring| ring.chunks(RUN).map(box_of).collect())
            .collect();
        Self { rings, boxes }
    }

    /// The edges of each ring.
    pub(super) fn rings(&self) -> &[Vec<Edge>] {
        &self.rings
    }

    /// The edges of a run whose box comes within `clearance` grid steps of an edge's box, with ring and number.
    pub(super) fn near(&self, edge: &Edge, clearance: i64) -> impl Iterator<Item = (usize, usize, &Edge)> {
        let low = [
            edge.a.x.min(edge.b.x) - clearance,
            edge.a.y.min(edge.b.y) - clearance,
        ];
        let high = [
            edge.a.x.max(edge.b.x) + clearance,
            edge.a.y.max(edge.b.y) + clearance,
        ];
        let meets =
            move |b: &[i64; 4]| b[0] <= high[0] && low[0] <= b[2] && b[1] <= high[1] && low[1] <= b[3];
        self.rings
            .iter()
            .zip(&self.boxes)
            .enumerate()
            .flat_map(move |(number, (ring, boxes))| {
                let runs = boxes.iter().enumerate().filter(move |(_, run)| meets(run));
                runs.flat_map(move |(run, _)| {
                    let first = run * RUN;
                    let edges = &ring[first..(first + RUN).min(ring.len())];
                    (first..)
                        .zip(edges)
                        .map(move |(index, edge)| (number, index, edge))
                })
            })
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
