//! Multipolygons in columns: one coordinate array and three arrays of ends, as in GeoArrow.
//!
//! Meaning: feature → polygons → rings → positions. The first ring of a polygon is its shell (外环),
//! the others its holes (内环). Rings are stored closed: the last position repeats the first. The
//! same layout holds one parcel and a million red lines, so every algorithm is written once.
//!
//! Deliberately not here: whether the rings make sense (see [`super::validity`]).

use super::{Bounds, Point};

/// A position that is a pair of numbers, x first.
pub trait Xy: Copy + PartialEq {
    /// The numbers.
    fn xy(&self) -> [f64; 2];
    /// The position that has them.
    fn of(xy: [f64; 2]) -> Self;
}

impl Xy for Point {
    fn xy(&self) -> [f64; 2] {
        [self.x, self.y]
    }

    fn of([x, y]: [f64; 2]) -> Self {
        Self { x, y }
    }
}

/// A run of multipolygon features in GeoArrow layout, over positions of type `P`: [`Point`] in the
/// plane, or the frame of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct PolygonColumn<P = Point> {
    positions: Vec<P>,
    ring_ends: Vec<u32>,
    polygon_ends: Vec<u32>,
    feature_ends: Vec<u32>,
}

impl<P> Default for PolygonColumn<P> {
    fn default() -> Self {
        Self {
            positions: Vec::new(),
            ring_ends: Vec::new(),
            polygon_ends: Vec::new(),
            feature_ends: Vec::new(),
        }
    }
}

impl<P: Copy + PartialEq> PolygonColumn<P> {
    /// A column without features.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with room for one feature of so many positions, rings and polygons.
    #[must_use]
    pub fn with_room(positions: usize, rings: usize, polygons: usize) -> Self {
        Self {
            positions: Vec::with_capacity(positions),
            ring_ends: Vec::with_capacity(rings),
            polygon_ends: Vec::with_capacity(polygons),
            feature_ends: Vec::with_capacity(1),
        }
    }

    /// A column of one feature, from polygons given as lists of rings; rings are closed as needed.
    #[must_use]
    pub fn from_polygons(polygons: &[Vec<Vec<P>>]) -> Self {
        let mut column = Self::new();
        for polygon in polygons {
            for ring in polygon {
                column.push_ring(ring);
            }
            column.end_polygon();
        }
        column.end_feature();
        column
    }

    /// Adds a position to the ring being built.
    pub fn push(&mut self, position: P) {
        self.positions.push(position);
    }

    /// Adds a whole ring to the polygon being built and closes it when it is open.
    pub fn push_ring(&mut self, ring: &[P]) {
        self.positions.extend_from_slice(ring);
        if let (Some(first), Some(last)) = (ring.first(), ring.last())
            && first != last
        {
            self.positions.push(*first);
        }
        self.end_ring();
    }

    /// Adds positions to the ring being built.
    pub fn extend(&mut self, positions: impl Iterator<Item = P>) {
        self.positions.extend(positions);
    }

    /// The positions of the ring being built.
    #[must_use]
    pub fn open_ring(&self) -> &[P] {
        &self.positions[last(&self.ring_ends)..]
    }

    /// Forgets the positions of the ring being built.
    pub fn abandon_ring(&mut self) {
        self.positions.truncate(last(&self.ring_ends));
    }

    /// Ends the ring being built.
    pub fn end_ring(&mut self) {
        self.ring_ends.push(to_u32(self.positions.len()));
    }

    /// Ends the polygon being built.
    pub fn end_polygon(&mut self) {
        self.polygon_ends.push(to_u32(self.ring_ends.len()));
    }

    /// Ends the feature being built; a feature without polygons is one without ground.
    pub fn end_feature(&mut self) {
        self.feature_ends.push(to_u32(self.polygon_ends.len()));
    }

    /// Forgets everything added since the last [`Self::end_feature`].
    pub fn abandon_feature(&mut self) {
        self.polygon_ends.truncate(last(&self.feature_ends));
        self.ring_ends.truncate(last(&self.polygon_ends));
        self.positions.truncate(last(&self.ring_ends));
    }

    /// Forgets all features and keeps the memory.
    pub fn clear(&mut self) {
        self.positions.clear();
        self.ring_ends.clear();
        self.polygon_ends.clear();
        self.feature_ends.clear();
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

    /// All positions of all features, in storage order.
    #[must_use]
    pub fn positions(&self) -> &[P] {
        &self.positions
    }

    /// Ends of all rings in [`Self::positions`].
    #[must_use]
    pub fn ring_ends(&self) -> &[u32] {
        &self.ring_ends
    }

    /// Ends of all polygons in [`Self::ring_ends`].
    #[must_use]
    pub fn polygon_ends(&self) -> &[u32] {
        &self.polygon_ends
    }

    /// Ends of all features in [`Self::polygon_ends`].
    #[must_use]
    pub fn feature_ends(&self) -> &[u32] {
        &self.feature_ends
    }

    /// All rings of all features, in order.
    pub fn all_rings(&self) -> impl Iterator<Item = &[P]> {
        let starts = std::iter::once(0).chain(self.ring_ends.iter().map(|end| *end as usize));
        starts
            .zip(&self.ring_ends)
            .map(|(start, end)| &self.positions[start..*end as usize])
    }

    /// The feature with number `index`, counted from 0.
    ///
    /// # Panics
    /// When `index` is not below [`Self::len`].
    #[must_use]
    pub fn feature(&self, index: usize) -> MultiPolygonRef<'_, P> {
        let first = if index == 0 {
            0
        } else {
            self.feature_ends[index - 1] as usize
        };
        MultiPolygonRef {
            column: self,
            polygons: first..self.feature_ends[index] as usize,
        }
    }

    /// The features in order.
    pub fn features(&self) -> impl Iterator<Item = MultiPolygonRef<'_, P>> {
        (0..self.len()).map(|index| self.feature(index))
    }

    /// Appends a copy of one feature.
    pub fn push_feature(&mut self, feature: &MultiPolygonRef<'_, P>) {
        for polygon in feature.polygons() {
            for ring in polygon.rings() {
                self.push_ring(ring);
            }
            self.end_polygon();
        }
        self.end_feature();
    }

    /// Gives back memory that was reserved and not used.
    pub fn shrink_to_fit(&mut self) {
        self.positions.shrink_to_fit();
        self.ring_ends.shrink_to_fit();
        self.polygon_ends.shrink_to_fit();
        self.feature_ends.shrink_to_fit();
    }
}

/// One feature of a [`PolygonColumn`]: zero or more polygons.
#[derive(Debug)]
pub struct MultiPolygonRef<'a, P = Point> {
    column: &'a PolygonColumn<P>,
    polygons: std::ops::Range<usize>,
}

impl<P> Clone for MultiPolygonRef<'_, P> {
    fn clone(&self) -> Self {
        Self {
            column: self.column,
            polygons: self.polygons.clone(),
        }
    }
}

impl<'a, P: Copy + PartialEq> MultiPolygonRef<'a, P> {
    /// The polygons in order.
    pub fn polygons(&self) -> impl Iterator<Item = PolygonRef<'a, P>> + use<'a, P> {
        let column = self.column;
        self.polygons.clone().map(move |index| {
            let first = if index == 0 {
                0
            } else {
                column.polygon_ends[index - 1] as usize
            };
            PolygonRef {
                column,
                rings: first..column.polygon_ends[index] as usize,
            }
        })
    }

    /// All rings of all polygons, in order; shells and holes alike.
    pub fn rings(&self) -> impl Iterator<Item = &'a [P]> + use<'a, P> {
        self.polygons().flat_map(|polygon| polygon.rings())
    }

    /// Number of stored positions, closing ones included.
    #[must_use]
    pub fn n_positions(&self) -> usize {
        self.rings().map(<[P]>::len).sum()
    }

    /// Whether the feature has no polygon.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// A column that holds only this feature.
    #[must_use]
    pub fn to_column(&self) -> PolygonColumn<P> {
        let (rings, polygons) = (self.rings().count(), self.polygons().count());
        let mut column = PolygonColumn::with_room(self.n_positions(), rings, polygons);
        column.push_feature(self);
        column
    }
}

impl MultiPolygonRef<'_, Point> {
    /// Smallest box around all rings.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds::of(self.rings().flatten().copied())
    }
}

/// One polygon of a feature: a shell and its holes.
#[derive(Debug)]
pub struct PolygonRef<'a, P = Point> {
    column: &'a PolygonColumn<P>,
    rings: std::ops::Range<usize>,
}

impl<P> Clone for PolygonRef<'_, P> {
    fn clone(&self) -> Self {
        Self {
            column: self.column,
            rings: self.rings.clone(),
        }
    }
}

impl<'a, P: Copy + PartialEq> PolygonRef<'a, P> {
    /// The rings in order: shell first, then holes; each closed.
    pub fn rings(&self) -> impl Iterator<Item = &'a [P]> + use<'a, P> {
        let column = self.column;
        self.rings.clone().map(move |index| {
            let first = if index == 0 {
                0
            } else {
                column.ring_ends[index - 1] as usize
            };
            &column.positions[first..column.ring_ends[index] as usize]
        })
    }
}

fn last(ends: &[u32]) -> usize {
    ends.last().map_or(0, |end| *end as usize)
}

/// Column offsets are 32 bit, as in GeoArrow; a chunk never comes near that size.
fn to_u32(length: usize) -> u32 {
    u32::try_from(length).expect("a chunk holds fewer than 2^32 positions")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    #[test]
    fn open_rings_are_closed_and_features_come_back_in_order() {
        let shell = ring(&[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)]);
        let hole = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
        let mut column = PolygonColumn::from_polygons(&[vec![shell, hole]]);
        column.end_feature();
        assert_eq!(column.len(), 2);
        let sizes: Vec<usize> = column.feature(0).rings().map(<[Point]>::len).collect();
        assert_eq!(sizes, [4, 4]);
        assert!(column.feature(1).is_empty());
        assert_eq!(column.feature(0).bounds().max_x, 9.0);
    }

    #[test]
    fn an_abandoned_feature_leaves_nothing() {
        let mut column = PolygonColumn::from_polygons(&[vec![ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])]]);
        let before = column.clone();
        column.push_ring(&ring(&[(5.0, 5.0), (6.0, 5.0), (6.0, 6.0)]));
        column.end_polygon();
        column.push(Point { x: 7.0, y: 7.0 });
        column.abandon_feature();
        assert_eq!(column, before);
    }
}
