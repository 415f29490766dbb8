//! What polygons whose rings cross or overlap may be meant to cover.
//!
//! Meaning: two answers that people know by name. A feature that neither fits needs its boundary surveyed again.
//!
//! Deliberately not here: choosing one of them.

use super::overlay::{OrientedRing, OverlayFailure, Overlayer, Reading};
use super::validity::oriented_rings;
use super::{MultiPolygonRef, PolygonColumn};

/// A way to make sense of rings that cross or overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// Ground that is enclosed twice is taken out (交叠处扣除): what is enclosed an odd number of times stays.
    EvenOdd,
    /// Ground that is enclosed twice counts once (交叠处合并): the union of the polygons, each with its own holes.
    Union,
}

impl Repair {
    /// All repairs.
    pub const ALL: [Self; 2] = [Self::EvenOdd, Self::Union];

    /// Stable code, also the last part of text ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::EvenOdd => "even-odd",
            Self::Union => "union",
        }
    }

    /// The feature as valid polygons: one feature, without polygons where nothing is enclosed.
    ///
    /// # Errors
    /// When the overlay fails.
    pub fn apply(
        self,
        geometry: &MultiPolygonRef<'_>,
        engine: &mut Overlayer,
    ) -> Result<PolygonColumn, OverlayFailure> {
        let rings = oriented_rings(geometry);
        match self {
            Self::EvenOdd => engine.read_polygons(&rings, Reading::EvenOdd),
            Self::Union => union(&rings, engine),
        }
    }
}

/// A hole counts in its own polygon only, so that an island in it stays.
fn union(rings: &[OrientedRing], engine: &mut Overlayer) -> Result<PolygonColumn, OverlayFailure> {
    let mut polygons = Vec::new();
    for polygon in rings.chunk_by(|_, next| !next.shell) {
        let (shell, holes) = polygon.split_at(1);
        let solid = engine.read_polygons(shell, Reading::Outlines)?;
        if holes.is_empty() {
            polygons.push(solid);
            continue;
        }
        let shell = engine.read(shell, Reading::Outlines)?;
        let holes = engine.read(holes, Reading::Outlines)?;
        polygons.push(engine.split(&shell, &holes)?.rest());
    }
    let polygons: Vec<&PolygonColumn> = polygons.iter().collect();
    engine.dissolved(&polygons).ok_or(OverlayFailure::Panicked)
}

#[cfg(test)]
mod tests {
    use super::super::{Point, area_m2, is_sound};
    use super::*;

    fn areas(polygons: &[&[&[(f64, f64)]]]) -> [f64; 2] {
        let polygons: Vec<Vec<Vec<Point>>> = polygons
            .iter()
            .map(|rings| {
                let ring = |ring: &&[(f64, f64)]| ring.iter().map(|(x, y)| Point { x: *x, y: *y }).collect();
                rings.iter().map(ring).collect()
            })
            .collect();
        let column = PolygonColumn::from_polygons(&polygons);
        Repair::ALL.map(|repair| {
            let repaired = repair.apply(&column.feature(0), &mut Overlayer::new()).unwrap();
            assert_eq!(repaired.len(), 1);
            assert!(is_sound(&repaired.feature(0)), "{repair:?}");
            area_m2(&repaired.feature(0))
        })
    }

    const SQUARE: &[(f64, f64)] = &[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];

    #[test]
    fn a_bow_tie_is_two_triangles() {
        let bow_tie: &[(f64, f64)] = &[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)];
        assert_eq!(areas(&[&[bow_tie]]), [50.0, 50.0]);
    }

    #[test]
    fn ground_enclosed_twice_goes_or_stays() {
        let other: &[(f64, f64)] = &[(5.0, 0.0), (15.0, 0.0), (15.0, 10.0), (5.0, 10.0)];
        assert_eq!(areas(&[&[SQUARE], &[other]]), [100.0, 150.0]);
        let twice: Vec<(f64, f64)> = [SQUARE, SQUARE].concat();
        assert_eq!(areas(&[&[twice.as_slice()]])[1], 100.0);
    }

    #[test]
    fn holes_count_in_their_own_polygon_only() {
        let hole: &[(f64, f64)] = &[(2.0, 2.0), (6.0, 2.0), (6.0, 6.0), (2.0, 6.0)];
        let island: &[(f64, f64)] = &[(3.0, 3.0), (5.0, 3.0), (5.0, 5.0), (3.0, 5.0)];
        let second: &[(f64, f64)] = &[(4.0, 4.0), (8.0, 4.0), (8.0, 8.0), (4.0, 8.0)];
        assert_eq!(areas(&[&[SQUARE, hole], &[island]]), [88.0, 88.0]);
        assert_eq!(areas(&[&[SQUARE, hole, second]]), [76.0, 72.0]);
    }

    #[test]
    fn what_encloses_nothing_gives_nothing() {
        assert_eq!(areas(&[&[&[(0.0, 0.0), (10.0, 10.0)]]]), [0.0, 0.0]);
    }
}
