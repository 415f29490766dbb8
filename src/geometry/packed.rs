//! Multipolygons kept small: coordinates as whole numbers of a decimal unit, with boxes over runs.
//!
//! Meaning: files write coordinates with a fixed number of decimals, such as 1e-8 degrees or a millimetre. A
//! column whose coordinates are all multiples of one such unit, and lie within 2³² of them, is kept as two
//! 32-bit numbers a vertex; every double comes back bit for bit, because that is checked for each. Any other
//! column is kept in doubles. The order of features, polygons, rings and vertices is that of
//! [`PolygonColumn`].
//!
//! Input: a column in the frame of its file, or of the plane. Output: the same column, and the vertices of a
//! ring that matter in a window.
//!
//! Deliberately not here: which frame it is; [`crate::layer::ChunkGeometry`] knows.

use super::cells::Cells;
use super::runs::{Box4, RunRing, Runs, box_of, ends_fit, join, nothing, range};
use super::{PolygonColumn, Xy};

/// Most decimals that are tried: a tenth of a millimetre in degrees is 1e-9.
const MOST_DECIMALS: u8 = 9;
const POWERS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/// Whole numbers up to here are doubles themselves.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Width of a ring that may be a line, as a share of its coordinates: a tenth of a millimetre in degrees.
const HAIR: f64 = 1e-11;
/// Adding and taking away 1.5 · 2⁵² rounds a double below 2⁵¹ to a whole number.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// How a ring turns and whether that is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Its signed area is positive.
    CounterClockwise,
    /// Its signed area is negative.
    Clockwise,
    /// Its area is too small against its size for the sum in doubles to say.
    Unclear,
}

impl Turn {
    const fn code(self) -> u8 {
        match self {
            Self::Unclear => 0,
            Self::CounterClockwise => 1,
            Self::Clockwise => 2,
        }
    }

    const fn of_code(code: u8) -> Self {
        match code {
            1 => Self::CounterClockwise,
            2 => Self::Clockwise,
            _ => Self::Unclear,
        }
    }
}

/// A run of multipolygon features, kept small.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PackedColumn {
    pub(super) vertices: Vertices,
    /// [`Turn`] of each ring.
    pub(super) turns: Cells<u8>,
    pub(super) polygon_ends: Cells<u32>,
    pub(super) feature_ends: Cells<u32>,
    /// Greatest extent of one edge in x and in y, in the unit of the frame.
    pub(super) longest_edge: [f64; 2],
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Vertices {
    Units(Units, Runs<u32>),
    Doubles(Runs<f64>),
}

impl Default for Vertices {
    fn default() -> Self {
        Self::Doubles(Runs::default())
    }
}

/// What a whole number stands for: `(origin + number) / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Units {
    pub decimals: u8,
    pub origin: [i64; 2],
}

impl Units {
    #[expect(clippy::cast_precision_loss, reason = "below 2^53, checked when packed")]
    fn value(self, axis: usize, number: u32) -> f64 {
        (self.origin[axis] + i64::from(number)) as f64 / POWERS[usize::from(self.decimals)]
    }

    fn bounds(self, [min_x, min_y, max_x, max_y]: Box4<u32>) -> Option<[f64; 4]> {
        (min_x <= max_x).then(|| {
            [
                self.value(0, min_x),
                self.value(1, min_y),
                self.value(0, max_x),
                self.value(1, max_y),
            ]
        })
    }

    /// A window in units that holds the given one; beyond the column's own range it is cut off.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to u32 before, and rounded outward by a unit"
    )]
    fn window(self, window: &[f64; 4]) -> Box4<u32> {
        let power = POWERS[usize::from(self.decimals)];
        let clamped = |units: f64| units.clamp(0.0, f64::from(u32::MAX)) as u32;
        let low = |axis: usize| clamped((window[axis] * power - self.origin[axis] as f64).floor() - 1.0);
        let high = |axis: usize| clamped((window[axis + 2] * power - self.origin[axis] as f64).ceil() + 1.0);
        [low(0), low(1), high(0), high(1)]
    }
}

impl PackedColumn {
    /// Packs a column.
    #[must_use]
    pub fn pack<P: Xy>(column: &PolygonColumn<P>) -> Self {
        let positions = column.positions();
        let ring_ends = column.ring_ends().to_vec();
        let vertices = if let Some(units) = units_of(positions) {
            let whole = positions.iter().map(|p| numbers(units, p.xy())).collect();
            Vertices::Units(units, Runs::new(whole, ring_ends))
        } else {
            let doubles = positions.iter().map(Xy::xy).collect();
            Vertices::Doubles(Runs::new(doubles, ring_ends))
        };
        let mut longest_edge = [0.0_f64; 2];
        let turns: Vec<u8> = column
            .all_rings()
            .map(|ring| turn_of(ring, &mut longest_edge).code())
            .collect();
        Self {
            vertices,
            turns: turns.into(),
            polygon_ends: column.polygon_ends().to_vec().into(),
            feature_ends: column.feature_ends().to_vec().into(),
            longest_edge,
        }
    }

    /// The column as it was before packing.
    #[must_use]
    pub fn unpack<P: Xy>(&self) -> PolygonColumn<P> {
        let mut column = PolygonColumn::new();
        for feature in self.features() {
            feature.push_into(&mut column);
        }
        column
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.feature_ends.len()
    }

    /// Whether there are no features.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.feature_ends.is_empty()
    }

    /// Number of vertices, closing ones included.
    #[must_use]
    pub fn n_positions(&self) -> usize {
        match &self.vertices {
            Vertices::Units(_, runs) => runs.vertices.len(),
            Vertices::Doubles(runs) => runs.vertices.len(),
        }
    }

    /// Greatest extent of one edge in x and in y, in the unit of the frame.
    #[must_use]
    pub fn longest_edge(&self) -> [f64; 2] {
        self.longest_edge
    }

    /// `[min_x, min_y, max_x, max_y]` of all vertices; `None` without any. Vertices that are not numbers do
    /// not count.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds_of_rings(0..self.turns.len())
    }

    /// The feature with number `index`, counted from 0.
    ///
    /// # Panics
    /// When `index` is not below [`Self::len`].
    #[must_use]
    pub fn feature(&self, index: usize) -> PackedFeature<'_> {
        PackedFeature {
            column: self,
            polygons: range(&self.feature_ends, index),
        }
    }

    /// The features in order.
    pub fn features(&self) -> impl Iterator<Item = PackedFeature<'_>> {
        (0..self.len()).map(|index| self.feature(index))
    }

    /// Bytes that the column holds in memory or in its file.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        let of_runs = match &self.vertices {
            Vertices::Units(_, runs) => runs.vertices.as_bytes().len() + runs.boxes.as_bytes().len(),
            Vertices::Doubles(runs) => runs.vertices.as_bytes().len() + runs.boxes.as_bytes().len(),
        };
        of_runs + 9 * self.turns.len() + 4 * (self.polygon_ends.len() + self.feature_ends.len())
    }

    /// Whether every vertex is a finite number.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        match &self.vertices {
            Vertices::Units(..) => true,
            Vertices::Doubles(runs) => runs.vertices.iter().all(|[x, y]| x.is_finite() && y.is_finite()),
        }
    }

    /// Whether all ends are in order and within their arrays; one read from a file may not be used before.
    pub(super) fn is_consistent(&self) -> bool {
        let (runs_fit, rings) = match &self.vertices {
            Vertices::Units(units, runs) => (
                runs.is_consistent() && units.decimals <= MOST_DECIMALS,
                runs.ring_ends.len(),
            ),
            Vertices::Doubles(runs) => (runs.is_consistent(), runs.ring_ends.len()),
        };
        runs_fit
            && self.turns.len() == rings
            && ends_fit(&self.polygon_ends, rings)
            && ends_fit(&self.feature_ends, self.polygon_ends.len())
    }

    fn bounds_of_rings(&self, rings: std::ops::Range<usize>) -> Option<[f64; 4]> {
        match &self.vertices {
            Vertices::Units(units, runs) => {
                units.bounds(rings.map(|ring| runs.ring(ring).bounds()).fold(nothing(), join))
            }
            Vertices::Doubles(runs) => {
                bounds_of_doubles(rings.map(|ring| runs.ring(ring).bounds()).fold(nothing(), join))
            }
        }
    }
}

fn bounds_of_doubles(bounds: Box4<f64>) -> Option<[f64; 4]> {
    (bounds[0] <= bounds[2] && bounds[1] <= bounds[3]).then_some(bounds)
}

/// One feature of a [`PackedColumn`].
#[derive(Debug, Clone)]
pub struct PackedFeature<'a> {
    column: &'a PackedColumn,
    polygons: std::ops::Range<usize>,
}

impl<'a> PackedFeature<'a> {
    /// Whether the feature has no polygon.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// The rings in order, each with the number of its polygon in the feature and whether it is its shell.
    pub fn rings(&self) -> impl Iterator<Item = PackedRing<'a>> + use<'a> {
        let column = self.column;
        let polygons = self.polygons.clone();
        (0..).zip(polygons).flat_map(move |(number, polygon)| {
            let rings = range(&column.polygon_ends, polygon);
            let first = rings.start;
            rings.map(move |ring| PackedRing {
                vertices: column.ring(ring),
                turn: Turn::of_code(column.turns[ring]),
                polygon: number,
                is_shell: ring == first,
            })
        })
    }

    /// `[min_x, min_y, max_x, max_y]` of all vertices; `None` without any.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        if self.polygons.is_empty() {
            return None;
        }
        let first = range(&self.column.polygon_ends, self.polygons.start).start;
        let end = self.column.polygon_ends[self.polygons.end - 1] as usize;
        self.column.bounds_of_rings(first..end)
    }

    /// Number of vertices, closing ones included.
    #[must_use]
    pub fn n_positions(&self) -> usize {
        self.rings().map(|ring| ring.len()).sum()
    }

    /// Appends the feature to a column in the same frame.
    pub fn push_into<P: Xy>(&self, column: &mut PolygonColumn<P>) {
        for polygon in self.polygons.clone() {
            for ring in range(&self.column.polygon_ends, polygon) {
                self.column.ring(ring).for_each(|xy| column.push(P::of(xy)));
                column.end_ring();
            }
            column.end_polygon();
        }
        column.end_feature();
    }

    /// A column that holds only this feature.
    #[must_use]
    pub fn to_column<P: Xy>(&self) -> PolygonColumn<P> {
        let n_rings = self.rings().count();
        let mut column = PolygonColumn::with_room(self.n_positions(), n_rings, self.polygons.len());
        self.push_into(&mut column);
        column
    }
}

/// One ring of a [`PackedColumn`].
#[derive(Debug, Clone, Copy)]
pub struct PackedRing<'a> {
    vertices: AnyRing<'a>,
    turn: Turn,
    /// Number of its polygon in the feature.
    pub polygon: u32,
    /// Whether it is the shell of its polygon.
    pub is_shell: bool,
}

impl PackedRing<'_> {
    /// Number of vertices, the closing one included.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.vertices {
            AnyRing::Units(_, ring) => ring.vertices.len(),
            AnyRing::Doubles(ring) => ring.vertices.len(),
        }
    }

    /// Whether it has no vertex.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `[min_x, min_y, max_x, max_y]` of its vertices; `None` without any.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        match self.vertices {
            AnyRing::Units(units, ring) => units.bounds(ring.bounds()),
            AnyRing::Doubles(ring) => bounds_of_doubles(ring.bounds()),
        }
    }

    /// How it turns.
    #[must_use]
    pub fn turn(&self) -> Turn {
        self.turn
    }

    /// A vertex in the frame of the column.
    ///
    /// # Panics
    /// When there is no such vertex.
    #[must_use]
    pub fn vertex(&self, index: usize) -> [f64; 2] {
        match self.vertices {
            AnyRing::Units(units, ring) => {
                let [x, y] = ring.vertices[index];
                [units.value(0, x), units.value(1, y)]
            }
            AnyRing::Doubles(ring) => ring.vertices[index],
        }
    }

    /// The numbers of the vertices that matter inside a window in the frame of the column, as
    /// [`super::ring_in_window`] has them, the closing one included. Two that follow each other in number are
    /// the ends of an edge of the ring; others are joined by a line beyond one side of the window.
    pub fn in_window(&self, window: &[f64; 4], kept: &mut Vec<u32>) {
        match self.vertices {
            AnyRing::Units(units, ring) => ring.in_window(&units.window(window), kept),
            AnyRing::Doubles(ring) => ring.in_window(window, kept),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum AnyRing<'a> {
    Units(Units, RunRing<'a, u32>),
    Doubles(RunRing<'a, f64>),
}

impl AnyRing<'_> {
    fn for_each(&self, mut visit: impl FnMut([f64; 2])) {
        match self {
            Self::Units(units, ring) => {
                for [x, y] in ring.vertices {
                    visit([units.value(0, *x), units.value(1, *y)]);
                }
            }
            Self::Doubles(ring) => ring.vertices.iter().for_each(|xy| visit(*xy)),
        }
    }
}

impl PackedColumn {
    fn ring(&self, index: usize) -> AnyRing<'_> {
        match &self.vertices {
            Vertices::Units(units, runs) => AnyRing::Units(*units, runs.ring(index)),
            Vertices::Doubles(runs) => AnyRing::Doubles(runs.ring(index)),
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value + ROUNDER) - ROUNDER
}

/// Whether a double is the one nearest to a whole number of units.
#[inline]
fn is_whole(value: f64, power: f64) -> bool {
    let units = rounded(value * power);
    (units.abs() < EXACT) & ((units / power).to_bits() == value.to_bits())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie within u32 of the origin"
)]
#[inline]
fn numbers(units: Units, [x, y]: [f64; 2]) -> [u32; 2] {
    let power = POWERS[usize::from(units.decimals)];
    let number = |value: f64, axis: usize| (rounded(value * power) as i64 - units.origin[axis]) as u32;
    [number(x, 0), number(y, 1)]
}

/// Without an early end, so that a block is one loop of plain arithmetic.
fn are_whole<P: Xy>(block: &[P], power: f64) -> bool {
    block.iter().fold(true, |whole, p| {
        let [x, y] = p.xy();
        whole & is_whole(x, power) & is_whole(y, power)
    })
}

/// The coarsest decimal unit of which all coordinates are multiples, if there is one.
#[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2^53")]
fn units_of<P: Xy>(positions: &[P]) -> Option<Units> {
    let mut decimals = 0;
    let mut bounds = nothing::<f64>();
    for block in positions.chunks(256) {
        while !are_whole(block, POWERS[usize::from(decimals)]) {
            decimals += 1;
            if decimals > MOST_DECIMALS {
                return None;
            }
        }
        bounds = join(bounds, box_of(block.iter().map(Xy::xy)));
    }
    let power = POWERS[usize::from(decimals)];
    let [min_x, min_y, max_x, max_y] = bounds.map(|value| rounded(value * power));
    let fits = [min_x, min_y, max_x, max_y]
        .iter()
        .all(|units| units.abs() < EXACT / 4.0)
        && max_x - min_x <= f64::from(u32::MAX)
        && max_y - min_y <= f64::from(u32::MAX);
    fits.then_some(Units {
        decimals,
        origin: [min_x as i64, min_y as i64],
    })
}

/// How a ring turns; notes the greatest extent of its edges.
fn turn_of<P: Xy>(ring: &[P], longest_edge: &mut [f64; 2]) -> Turn {
    let Some(first) = ring.first() else {
        return Turn::Unclear;
    };
    let [origin_x, origin_y] = first.xy();
    let larger = |a: f64, b: f64| if b > a { b } else { a };
    let (mut doubled, mut length) = (0.0, 0.0);
    let mut reach = [0.0, 0.0];
    let mut longest = *longest_edge;
    let mut last = [0.0, 0.0];
    for position in &ring[1..] {
        let [x, y] = position.xy();
        let here = [x - origin_x, y - origin_y];
        doubled += last[0] * here[1] - here[0] * last[1];
        let (dx, dy) = ((here[0] - last[0]).abs(), (here[1] - last[1]).abs());
        longest = [larger(longest[0], dx), larger(longest[1], dy)];
        length += dx + dy;
        reach = [larger(reach[0], here[0].abs()), larger(reach[1], here[1].abs())];
        last = here;
    }
    *longest_edge = longest;
    let reach = larger(reach[0], reach[1]);
    // Each product is off by less than its size times 2⁻⁵², and so is each step of the sum. Besides, a ring that
    // is a line as it was written has some width once its decimals are doubles, and another one on the plane.
    #[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
    let rounding = 8.0 * f64::EPSILON * ring.len() as f64 * reach * reach;
    let doubt = rounding + HAIR * origin_x.abs().max(origin_y.abs()) * length;
    if doubled > doubt {
        Turn::CounterClockwise
    } else if doubled < -doubt {
        Turn::Clockwise
    } else {
        Turn::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use proptest::prelude::*;

    fn column(rings: &[Vec<[f64; 2]>]) -> PolygonColumn {
        let mut column = PolygonColumn::new();
        for ring in rings {
            column.push_ring(&ring.iter().map(|xy| Point::of(*xy)).collect::<Vec<_>>());
            column.end_polygon();
            column.end_feature();
        }
        column
    }

    fn bits(column: &PolygonColumn) -> Vec<[u64; 2]> {
        column
            .positions()
            .iter()
            .map(|p| p.xy().map(f64::to_bits))
            .collect()
    }

    proptest! {
        #[test]
        fn every_double_comes_back(
            decimals in 0_u32..12,
            numbers in prop::collection::vec((0_i64..4_000_000_000, 0_i64..4_000_000_000), 3..80),
            origin in -20_000_000_000_i64..20_000_000_000,
        ) {
            let power = 10_f64.powi(i32::try_from(decimals).unwrap());
            #[expect(clippy::cast_precision_loss)]
            let ring: Vec<[f64; 2]> = numbers.iter().map(|(x, y)| [(origin + x) as f64 / power, (origin - y) as f64 / power]).collect();
            let column = column(&[ring]);
            let packed = PackedColumn::pack(&column);
            prop_assert!(packed.is_consistent());
            prop_assert_eq!(bits(&packed.unpack()), bits(&column));
            prop_assert_eq!(packed.unpack::<Point>(), column.clone());
            if decimals <= 9 {
                prop_assert!(matches!(packed.vertices, Vertices::Units(..)));
            }
            let plain = column.feature(0).bounds();
            prop_assert_eq!(packed.bounds(), Some([plain.min_x, plain.min_y, plain.max_x, plain.max_y]));
        }

        #[test]
        fn any_doubles_come_back(numbers in prop::collection::vec((any::<f64>(), any::<f64>()), 3..40)) {
            let column = column(&[numbers.iter().map(|(x, y)| [*x, *y]).collect()]);
            prop_assert_eq!(bits(&PackedColumn::pack(&column).unpack()), bits(&column));
        }
    }

    #[test]
    fn a_window_keeps_the_same_vertices_in_units_as_in_doubles() {
        let ring: Vec<[f64; 2]> = (0..5000)
            .map(|i| {
                let angle = f64::from(i) / 5000.0 * std::f64::consts::TAU;
                let round = |v: f64| libm::round(v * 1e8) / 1e8;
                [
                    round(115.0 + 0.3 * libm::cos(angle)),
                    round(27.0 + 0.3 * libm::sin(angle)),
                ]
            })
            .collect();
        let exact = column(std::slice::from_ref(&ring));
        let packed = PackedColumn::pack(&exact);
        assert!(matches!(
            packed.vertices,
            Vertices::Units(Units { decimals: 8, .. }, _)
        ));
        let shifted: Vec<[f64; 2]> = ring.iter().map(|[x, y]| [*x + 1e-13, *y]).collect();
        let wide = PackedColumn::pack(&column(&[shifted]));
        assert!(matches!(wide.vertices, Vertices::Doubles(_)));
        let kept = |column: &PackedColumn, window: &[f64; 4]| {
            let mut kept = Vec::new();
            let rings: Vec<_> = column.feature(0).rings().collect();
            rings[0].in_window(window, &mut kept);
            kept
        };
        for window in [
            [115.29, 26.99, 115.31, 27.01],
            [114.9, 26.9, 115.1, 27.1],
            [116.0, 27.0, 116.1, 27.1],
        ] {
            assert_eq!(kept(&packed, &window), kept(&wide, &window));
        }
    }

    #[test]
    fn a_turn_is_said_only_where_it_is_certain() {
        let square = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let reversed: Vec<[f64; 2]> = square.iter().rev().copied().collect();
        let line = vec![[0.1, 0.1], [0.7, 0.7], [0.3, 0.3]];
        let packed = PackedColumn::pack(&column(&[square, reversed, line]));
        let turns: Vec<Turn> = packed
            .features()
            .flat_map(|f| f.rings().collect::<Vec<_>>())
            .map(|r| r.turn())
            .collect();
        assert_eq!(turns, [Turn::CounterClockwise, Turn::Clockwise, Turn::Unclear]);
    }
}
