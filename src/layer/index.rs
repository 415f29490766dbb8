//! The packed Hilbert tree over the boxes of a layer's features.
//!
//! Meaning: one array of boxes and one of numbers, built once and never changed; it lies in memory or in a kept
//! file alike. Features without polygons take the place of a point box outside all others, so that numbers in
//! the tree stay feature numbers and no NaN or infinity ever reaches it.
//!
//! Source: the layout is that of Flatbush, as `geo-index` reads and writes it.
//!
//! Deliberately not here: what is inside the boxes.

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTree, RTreeBuilder, RTreeIndex, RTreeRef};

use crate::geometry::{Bounds, Cells, SharedBytes};

/// An index over the boxes of features.
#[derive(Debug)]
pub struct LayerIndex {
    bounds: Bounds,
    n_features: u32,
    tree: Tree,
}

#[derive(Debug)]
enum Tree {
    /// No feature has a polygon.
    Empty,
    Held(RTree<f64>),
    Borrowed(Cells<u8>),
}

impl LayerIndex {
    /// Builds the index over the boxes of all features, in their order.
    ///
    /// # Panics
    /// When there are 2³² features or more.
    #[must_use]
    pub fn new(boxes: &[Bounds]) -> Self {
        let bounds = boxes.iter().copied().fold(Bounds::EMPTY, Bounds::union);
        let n_features = u32::try_from(boxes.len()).expect("a layer holds fewer than 2^32 features");
        let tree = if bounds.is_empty() {
            Tree::Empty
        } else {
            Tree::Held(build(boxes, bounds.max_x + 1.0e9, n_features))
        };
        Self {
            bounds,
            n_features,
            tree,
        }
    }

    /// The index that was kept as [`Self::bytes`], for a layer of `n_features` features within `bounds`; `None`
    /// when the bytes are none.
    #[must_use]
    pub fn borrowed(
        bytes: &SharedBytes,
        range: std::ops::Range<usize>,
        bounds: Bounds,
        n_features: u32,
    ) -> Option<Self> {
        if bounds.is_empty() {
            return range.is_empty().then_some(Self {
                bounds,
                n_features,
                tree: Tree::Empty,
            });
        }
        let kept = Cells::<u8>::borrowed(bytes, range)?;
        let reads = RTreeRef::<f64>::try_new(&&*kept).is_ok_and(|tree| tree.num_items() == n_features);
        reads.then_some(Self {
            bounds,
            n_features,
            tree: Tree::Borrowed(kept),
        })
    }

    /// The tree as bytes, in the byte order of this machine; none when no feature has a polygon.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.tree {
            Tree::Empty => &[],
            Tree::Held(tree) => tree.as_ref(),
            Tree::Borrowed(kept) => kept,
        }
    }

    /// A box around all polygons.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Number of features.
    #[must_use]
    pub fn n_features(&self) -> u32 {
        self.n_features
    }

    /// Numbers of the features whose boxes meet `window`, in ascending order.
    #[must_use]
    pub fn candidates(&self, window: Bounds) -> Vec<u32> {
        let Bounds {
            min_x,
            min_y,
            max_x,
            max_y,
        } = window;
        let mut found = match &self.tree {
            Tree::Empty => Vec::new(),
            Tree::Held(tree) => tree.search(min_x, min_y, max_x, max_y),
            Tree::Borrowed(kept) => match RTreeRef::<f64>::try_new(&&**kept) {
                Ok(tree) => tree.search(min_x, min_y, max_x, max_y),
                // It was read when the index was borrowed. Should it not be now, every feature is a candidate:
                // slow, and nothing is missed.
                Err(_) => (0..self.n_features).collect(),
            },
        };
        found.retain(|feature| *feature < self.n_features);
        found.sort_unstable();
        found
    }
}

fn build(boxes: &[Bounds], nowhere: f64, count: u32) -> RTree<f64> {
    let mut builder = RTreeBuilder::<f64>::new(count);
    for bounds in boxes {
        if bounds.is_empty() {
            builder.add(nowhere, nowhere, nowhere, nowhere);
        } else {
            builder.add(bounds.min_x, bounds.min_y, bounds.max_x, bounds.max_y);
        }
    }
    builder.finish::<HilbertSort>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    struct Words(Vec<u64>);
    impl AsRef<[u8]> for Words {
        fn as_ref(&self) -> &[u8] {
            bytemuck::cast_slice(&self.0)
        }
    }

    fn boxes() -> Vec<Bounds> {
        (0..500)
            .map(|i| {
                if i % 50 == 7 {
                    return Bounds::EMPTY;
                }
                let (x, y) = (f64::from(i % 31) * 10.0, f64::from(i / 31) * 10.0);
                Bounds {
                    min_x: x,
                    min_y: y,
                    max_x: x + 12.0,
                    max_y: y + 12.0,
                }
            })
            .collect()
    }

    #[test]
    fn every_box_that_meets_the_window_is_found_held_and_borrowed() {
        let boxes = boxes();
        let held = LayerIndex::new(&boxes);
        let mut words = vec![0_u64; held.bytes().len().div_ceil(8)];
        let length = held.bytes().len();
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..length].copy_from_slice(held.bytes());
        let bytes: SharedBytes = Arc::new(Words(words));
        let borrowed = LayerIndex::borrowed(&bytes, 0..length, held.bounds(), 500).expect("whole");
        assert!(LayerIndex::borrowed(&bytes, 0..length - 8, held.bounds(), 500).is_none());
        assert!(LayerIndex::borrowed(&bytes, 0..length, held.bounds(), 499).is_none());
        for at in 0..40 {
            let window = Bounds {
                min_x: f64::from(at) * 7.0,
                min_y: f64::from(at) * 3.0,
                max_x: f64::from(at) * 7.0 + 15.0,
                max_y: f64::from(at) * 3.0 + 15.0,
            };
            let expected: Vec<u32> = (0..)
                .zip(&boxes)
                .filter(|(_, b)| b.intersects(window))
                .map(|(i, _)| i)
                .collect();
            assert_eq!(held.candidates(window), expected);
            assert_eq!(borrowed.candidates(window), expected);
        }
    }
}
