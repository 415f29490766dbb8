//! Features whose boundary crosses or overlaps itself, with what each repair would give.
//!
//! Meaning: such a boundary has more than one reading. The repairs are offered before the layer is added, and only
//! for parcels: constraint layers stay as their files have them. Nothing is chosen for the user.

use super::super::command::{RepairOffer, offers_of};
use crate::geometry::PolygonColumn;
use crate::layer::{SourceChunk, SourceLayer, plain_text};

/// Features that are listed.
pub(super) const LISTED: usize = 100;
/// Positions of a layer beyond which it is no layer of parcels, and is not looked through.
const MOST_POSITIONS: usize = 500_000;

/// Whether a layer is looked through at all.
pub(super) fn is_looked_through(layer: &SourceLayer) -> bool {
    let positions = layer.chunks.iter().map(|chunk| chunk.geometry.n_positions());
    positions.sum::<usize>() <= MOST_POSITIONS
}

/// A feature that can be repaired.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Its number in the file, from 0.
    pub feature: u64,
    /// Its identifier in the file.
    pub id: Option<String>,
    /// What the repairs would give.
    pub offers: Vec<RepairOffer>,
}

/// The features of a chunk that cross themselves; `first` is the number of its first one.
pub(super) fn crossings(first: usize, chunk: &SourceChunk, on_plane: &PolygonColumn) -> Vec<Crossing> {
    let rows = 0..chunk.states.len();
    let of_row = |row: usize| {
        let offers = offers_of(&on_plane.feature(row));
        (!offers.is_empty()).then(|| Crossing {
            feature: (first + row) as u64,
            id: chunk.ids.get(row).and_then(plain_text),
            offers,
        })
    };
    rows.filter_map(of_row).take(LISTED).collect()
}
