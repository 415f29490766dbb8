//! Shared and remaining ground of two regions, exact to the grid.
//!
//! Meaning: a [`Region`] is a set of rings in grid units under the even-odd rule. [`Overlayer::split`]
//! gives A∩B and |A∖B| from one arrangement of edges, so that the identity |A∩B| + |A∖B| = |A| can be
//! checked for every pair; areas are summed in integers. A panic of the engine is caught and told.
//!
//! The ladder: `i_overlay` on 64-bit integers first; when it panics or the identity fails,
//! `clipper2` is asked; when the two disagree the pair is [`OverlayFailure`], never zero.
//!
//! Deliberately not here: `geo::BooleanOps`, whose 32-bit grid loses thin overlaps.

use std::panic::{AssertUnwindSafe, catch_unwind};

use clipper2_rust::{FillRule as ClipperRule, Point64, intersect_64};
use i_overlay::core::extract::BooleanExtractionBuffer;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;

use super::area::{doubled_grid_area, square_metres};
use super::{GRID_PER_METRE, GridPoint, Point, PolygonColumn};

/// Open rings in grid units; a point belongs to the region when an odd number of rings encloses it.
pub type Region = Vec<Vec<GridPoint>>;

type Shapes = Vec<Vec<Vec<GridPoint>>>;

/// Regions that are united in one arrangement of edges.
const MERGED_AT_ONCE: usize = 8;

/// How the rings of an invalid polygon are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Ground enclosed an odd number of times.
    EvenOdd,
    /// Ground enclosed at all, shells turned one way and holes the other.
    NonZero,
    /// Ground enclosed by any single ring, holes included.
    Outlines,
}

impl Reading {
    /// The three readings; a finding from an invalid polygon stands only where they agree.
    pub const ALL: [Self; 3] = [Self::EvenOdd, Self::NonZero, Self::Outlines];
}

/// What two regions share and what remains of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// A∩B on the plane: one feature, valid, shells counter-clockwise.
    pub shared: PolygonColumn,
    /// |A∩B| in m².
    pub shared_m2: f64,
    /// |A∖B| in m².
    pub rest_m2: f64,
    /// |A∩B| + |A∖B| − |A| in m²: rounding of cut points to the grid, < 1e-6 m² per km of boundary.
    pub residual_m2: f64,
    rest: Shapes,
}

impl Split {
    /// A∖B on the plane: one feature, valid, shells counter-clockwise.
    #[must_use]
    pub fn rest(&self) -> PolygonColumn {
        to_column(&self.rest)
    }
}

/// No engine gives an answer that can be trusted for a pair.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OverlayFailure {
    /// Both engines gave up.
    #[error("both overlay engines failed")]
    Panicked,
    /// The identity fails and the second engine gives another area.
    #[error("overlay engines disagree: {first_m2} m² and {second_m2} m², identity off by {residual_m2} m²")]
    Disagree {
        /// Shared area by the first engine, in m².
        first_m2: f64,
        /// Shared area by the second engine, in m².
        second_m2: f64,
        /// By how much the identity fails, in m².
        residual_m2: f64,
    },
}

/// An overlay engine with its buffers; one per thread.
pub struct Overlayer {
    engine: Overlay<i64>,
    buffer: BooleanExtractionBuffer<i64>,
}

impl Default for Overlayer {
    fn default() -> Self {
        Self::new()
    }
}

impl Overlayer {
    /// A fresh engine.
    #[must_use]
    pub fn new() -> Self {
        let solver = Solver {
            multithreading: None,
            ..Solver::AUTO
        };
        Self {
            engine: Overlay::new_custom(64, IntOverlayOptions::default(), solver),
            buffer: BooleanExtractionBuffer::default(),
        }
    }

    /// A∩B and |A∖B|, checked.
    ///
    /// # Errors
    /// [`OverlayFailure`] when the identity fails and the second engine does not confirm the area.
    pub fn split(&mut self, a: &Region, b: &Region) -> Result<Split, OverlayFailure> {
        match self.split_unchecked(a, b) {
            Some(split) if split.residual_m2.abs() <= identity_tolerance_m2(a, b) => Ok(split),
            first => second_opinion(first, a, b),
        }
    }

    fn split_unchecked(&mut self, a: &Region, b: &Region) -> Option<Split> {
        let shapes = catch_unwind(AssertUnwindSafe(|| self.shared_and_rest(a, b)));
        let Ok((shared, rest)) = shapes else {
            *self = Self::new();
            return None;
        };
        let shared_area = doubled_shapes_area(&shared);
        let rest_area = doubled_shapes_area(&rest);
        let residual = shared_area + rest_area - self.doubled_region_area(a)?;
        Some(Split {
            shared: to_column(&shared),
            shared_m2: square_metres(shared_area),
            rest_m2: square_metres(rest_area),
            residual_m2: square_metres(residual),
            rest,
        })
    }

    fn shared_and_rest(&mut self, a: &Region, b: &Region) -> (Shapes, Shapes) {
        self.engine.clear();
        self.load(a, ShapeType::Subject);
        self.load(b, ShapeType::Clip);
        let Some(graph) = self.engine.build_graph_view(FillRule::EvenOdd) else {
            return Default::default();
        };
        let shared = graph.extract_shapes(OverlayRule::Intersect, &mut self.buffer);
        let rest = graph.extract_shapes(OverlayRule::Difference, &mut self.buffer);
        (shared, rest)
    }

    /// Twice the area of a region. A single ring is summed directly: regions hold no ring that crosses
    /// itself. Several rings go through the engine, because they do not say which of them are holes.
    fn doubled_region_area(&mut self, region: &Region) -> Option<i128> {
        if let [ring] = region.as_slice() {
            return Some(doubled_grid_area(ring).abs());
        }
        let shapes = self.simplified(region, FillRule::EvenOdd)?;
        Some(doubled_shapes_area(&shapes))
    }

    /// The region that a set of rings covers under a fill rule, as clean rings; `None` on a panic.
    fn simplified(&mut self, rings: &Region, rule: FillRule) -> Option<Shapes> {
        let shapes = catch_unwind(AssertUnwindSafe(|| {
            self.engine.clear();
            self.load(rings, ShapeType::Subject);
            self.engine.overlay(OverlayRule::Subject, rule)
        }));
        if shapes.is_err() {
            *self = Self::new();
        }
        shapes.ok()
    }

    /// The ground that polygons cover under a reading, as a region of rings that do not cross.
    ///
    /// The rings may have been cut to a window by [`super::ring_in_window`]; each says how it turned before.
    ///
    /// # Errors
    /// [`OverlayFailure::Panicked`].
    pub fn read(&mut self, rings: &[OrientedRing], reading: Reading) -> Result<Region, OverlayFailure> {
        Ok(self.shapes(rings, reading)?.into_iter().flatten().collect())
    }

    /// The same ground as a feature of valid polygons.
    ///
    /// # Errors
    /// [`OverlayFailure::Panicked`].
    pub fn read_polygons(
        &mut self,
        rings: &[OrientedRing],
        reading: Reading,
    ) -> Result<PolygonColumn, OverlayFailure> {
        Ok(to_column(&self.shapes(rings, reading)?))
    }

    fn shapes(&mut self, rings: &[OrientedRing], reading: Reading) -> Result<Shapes, OverlayFailure> {
        let shapes = match reading {
            Reading::EvenOdd => {
                let region: Region = rings.iter().map(|ring| ring.points.clone()).collect();
                self.simplified(&region, FillRule::EvenOdd)
            }
            Reading::NonZero => {
                let region: Region = rings.iter().map(OrientedRing::turned_by_role).collect();
                self.simplified(&region, FillRule::NonZero)
            }
            Reading::Outlines => self.outlines(rings),
        };
        shapes.ok_or(OverlayFailure::Panicked)
    }

    fn outlines(&mut self, rings: &[OrientedRing]) -> Option<Shapes> {
        let mut all: Region = Vec::new();
        for ring in rings {
            let alone = self.simplified(&vec![ring.points.clone()], FillRule::NonZero)?;
            all.extend(alone.into_iter().flatten());
        }
        self.simplified(&all, FillRule::NonZero)
    }

    /// Union of features whose rings turn counter-clockwise for shells and clockwise for holes, as
    /// results of [`Self::split`] do; `None` on a panic.
    #[must_use]
    pub fn dissolved(&mut self, features: &[&PolygonColumn]) -> Option<PolygonColumn> {
        let regions: Vec<Region> = features.iter().map(|column| column_region(column)).collect();
        self.merged(&regions).map(|shapes| to_column(&shapes))
    }

    /// Union of clean regions, few at a time: n features that cover each other cross n² times at once, but
    /// their unions stay small.
    fn merged(&mut self, regions: &[Region]) -> Option<Shapes> {
        let few = if regions.len() <= MERGED_AT_ONCE {
            regions.concat()
        } else {
            let (left, right) = regions.split_at(regions.len() / 2);
            let left = self.merged(left)?;
            let right = self.merged(right)?;
            left.into_iter().chain(right).flatten().collect()
        };
        self.simplified(&few, FillRule::NonZero)
    }

    /// Union of regions as [`Self::read`] gives them.
    ///
    /// # Errors
    /// [`OverlayFailure::Panicked`].
    pub fn union(&mut self, regions: &[Region]) -> Result<Region, OverlayFailure> {
        let shapes = self.merged(regions).ok_or(OverlayFailure::Panicked)?;
        Ok(shapes.into_iter().flatten().collect())
    }

    fn load(&mut self, region: &Region, side: ShapeType) {
        for ring in region {
            self.engine.add_contour(ring, side);
        }
    }
}

/// A ring with the direction it had as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct OrientedRing {
    /// Open ring in grid units.
    pub points: Vec<GridPoint>,
    /// Whether the whole ring turned counter-clockwise.
    pub counter_clockwise: bool,
    /// Whether it is the shell of its polygon.
    pub shell: bool,
}

impl OrientedRing {
    /// The ring with its ground on the left: a shell counter-clockwise, a hole clockwise.
    #[must_use]
    pub fn into_region(mut self) -> Vec<GridPoint> {
        if self.counter_clockwise != self.shell {
            self.points.reverse();
        }
        self.points
    }

    fn turned_by_role(&self) -> Vec<GridPoint> {
        let mut points = self.points.clone();
        if self.counter_clockwise != self.shell {
            points.reverse();
        }
        points
    }
}

/// The rings of a feature's columns as a region.
#[must_use]
pub fn column_region(column: &PolygonColumn) -> Region {
    column
        .features()
        .flat_map(|feature| feature.rings().map(open_ring).collect::<Vec<_>>())
        .filter(|ring| ring.len() >= 3)
        .collect()
}

fn open_ring(ring: &[Point]) -> Vec<GridPoint> {
    let mut points: Vec<GridPoint> = ring.iter().map(|point| point.to_grid()).collect();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

fn doubled_shapes_area(shapes: &Shapes) -> i128 {
    shapes
        .iter()
        .flatten()
        .map(|ring| closed_doubled_area(ring))
        .sum()
}

/// Signed doubled area of an open ring: holes are clockwise and come out negative.
fn closed_doubled_area(ring: &[GridPoint]) -> i128 {
    doubled_grid_area(ring)
}

fn to_column(shapes: &Shapes) -> PolygonColumn {
    let mut column = PolygonColumn::new();
    for shape in shapes {
        for ring in shape {
            let points: Vec<Point> = ring.iter().map(|point| Point::from_grid(*point)).collect();
            column.push_ring(&points);
        }
        column.end_polygon();
    }
    column.end_feature();
    column
}

/// Each cut point moves by less than one grid step (2⁻³⁰ m), which sweeps at most that much ground
/// along the edges that meet in it; four steps along all of both boundaries is a safe bound.
#[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
fn identity_tolerance_m2(a: &Region, b: &Region) -> f64 {
    let length = |ring: &Vec<GridPoint>| {
        let closed = ring.iter().chain(ring.first());
        closed
            .clone()
            .zip(closed.skip(1))
            .map(|(p, q)| ((p.x - q.x).abs() + (p.y - q.y).abs()) as f64)
            .sum::<f64>()
    };
    let total: f64 = a.iter().chain(b).map(length).sum::<f64>() / GRID_PER_METRE;
    4.0 * total / GRID_PER_METRE + 1e-9
}

fn second_opinion(first: Option<Split>, a: &Region, b: &Region) -> Result<Split, OverlayFailure> {
    let second = catch_unwind(|| clipper_shared_m2(a, b)).ok();
    match (first, second) {
        (Some(split), Some(second_m2))
            if (split.shared_m2 - second_m2).abs() <= 10.0 * identity_tolerance_m2(a, b) =>
        {
            Ok(split)
        }
        (Some(split), Some(second_m2)) => Err(OverlayFailure::Disagree {
            first_m2: split.shared_m2,
            second_m2,
            residual_m2: split.residual_m2,
        }),
        _ => Err(OverlayFailure::Panicked),
    }
}

/// |A∩B| in m² by the second engine.
#[must_use]
pub fn clipper_shared_m2(a: &Region, b: &Region) -> f64 {
    let Some(origin) = a.first().and_then(|ring| ring.first()).copied() else {
        return 0.0;
    };
    let path = |ring: &Vec<GridPoint>| {
        ring.iter()
            .map(|p| Point64 {
                x: p.x - origin.x,
                y: p.y - origin.y,
            })
            .collect::<Vec<_>>()
    };
    let subject = a.iter().map(path).collect();
    let clip = b.iter().map(path).collect();
    let shared = intersect_64(&subject, &clip, ClipperRule::EvenOdd);
    let ring = |path: &Vec<Point64>| {
        let points: Vec<GridPoint> = path.iter().map(|p| GridPoint::new(p.x, p.y)).collect();
        closed_doubled_area(&points)
    };
    square_metres(shared.iter().map(ring).sum::<i128>().abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(points: &[(f64, f64)]) -> Vec<GridPoint> {
        points
            .iter()
            .map(|(x, y)| Point::on_grid(*x, *y).unwrap().to_grid())
            .collect()
    }

    fn square(x: f64, y: f64, side: f64) -> Vec<GridPoint> {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    fn oriented(points: Vec<GridPoint>, shell: bool) -> OrientedRing {
        let counter_clockwise = doubled_grid_area(&points) > 0;
        OrientedRing {
            points,
            counter_clockwise,
            shell,
        }
    }

    #[test]
    fn shared_and_rest_add_up() {
        let split = Overlayer::new()
            .split(&vec![square(0.0, 0.0, 10.0)], &vec![square(7.0, -1.0, 10.0)])
            .unwrap();
        assert_eq!(split.shared_m2, 27.0);
        assert_eq!(split.rest_m2, 73.0);
        assert_eq!(split.residual_m2, 0.0);
    }

    #[test]
    fn neighbours_share_no_ground() {
        let split = Overlayer::new()
            .split(&vec![square(0.0, 0.0, 10.0)], &vec![square(10.0, 0.0, 10.0)])
            .unwrap();
        assert_eq!(split.shared_m2, 0.0);
        assert!(split.shared.feature(0).is_empty());
    }

    #[test]
    fn half_a_millimetre_along_a_kilometre_is_found() {
        let turn = |x: f64, y: f64, angle: f64| {
            (
                438_683.652 + x * libm::cos(angle) - y * libm::sin(angle),
                3_251_508.512 + x * libm::sin(angle) + y * libm::cos(angle),
            )
        };
        for step in 0..400 {
            let angle = f64::from(step) * 0.015;
            let parcel: Vec<_> = [(0.0, -100.0), (1000.0, -100.0), (1000.0, 0.0005), (0.0, 0.0005)]
                .iter()
                .map(|(x, y)| turn(*x, *y, angle))
                .collect();
            let red: Vec<_> = [
                (-200_000.0, 0.0),
                (200_000.0, 0.0),
                (200_000.0, 400_000.0),
                (-200_000.0, 400_000.0),
            ]
            .iter()
            .map(|(x, y)| turn(*x, *y, angle))
            .collect();
            let split = Overlayer::new()
                .split(&vec![ring(&parcel)], &vec![ring(&red)])
                .unwrap();
            assert!(
                (split.shared_m2 - 0.5).abs() < 2e-6,
                "step {step}: {}",
                split.shared_m2
            );
        }
    }

    #[test]
    fn the_three_readings_of_broken_rings() {
        let mut engine = Overlayer::new();
        let area = |engine: &mut Overlayer, rings: &[OrientedRing], reading| {
            let region = engine.read(rings, reading).unwrap();
            square_metres(region.iter().map(|ring| closed_doubled_area(ring)).sum::<i128>())
        };
        let bow_tie = [oriented(
            ring(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]),
            true,
        )];
        assert_eq!(
            Reading::ALL.map(|reading| area(&mut engine, &bow_tie, reading)),
            [50.0, 50.0, 50.0]
        );
        let once = square(0.0, 0.0, 10.0);
        let twice = [oriented([once.clone(), once].concat(), true)];
        assert_eq!(
            Reading::ALL.map(|reading| area(&mut engine, &twice, reading)),
            [0.0, 100.0, 100.0]
        );
        let hole_beside = [
            oriented(square(0.0, 0.0, 10.0), true),
            oriented(square(8.0, 0.0, 4.0), false),
        ];
        assert_eq!(
            Reading::ALL.map(|reading| area(&mut engine, &hole_beside, reading)),
            [100.0, 100.0, 108.0]
        );
    }

    fn lattice_ring() -> impl Strategy<Value = Vec<GridPoint>> {
        prop::collection::vec((-20_i64..20, -20_i64..20), 3..12).prop_map(|points| {
            points
                .into_iter()
                .map(|(x, y)| GridPoint::new(x << 28, y << 28))
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn two_engines_agree_on_random_rings(a in lattice_ring(), b in lattice_ring()) {
            let mut engine = Overlayer::new();
            let clean = |engine: &mut Overlayer, ring: Vec<GridPoint>| engine.read(&[oriented(ring, true)], Reading::EvenOdd).unwrap();
            let (a, b) = (clean(&mut engine, a), clean(&mut engine, b));
            let split = engine.split(&a, &b).unwrap();
            let mirrored = engine.split(&b, &a).unwrap();
            prop_assert!((split.shared_m2 - clipper_shared_m2(&a, &b)).abs() < 1e-6);
            prop_assert!((split.shared_m2 - mirrored.shared_m2).abs() < 1e-6);
        }
    }
}
