//! Parcels under the hand: the proposal layer.

use std::sync::Arc;

use super::{FeatureState, LandMode, Note, Notes, Source, plain_text};
use crate::crs::{Crs, SourceXy};
use crate::geometry::{Bounds, MultiPolygonRef, PolygonColumn};

/// Parcels in one copy-on-write chunk: an edit copies this many pointers, never the layer.
pub const PARCEL_CHUNK: usize = 1024;

/// Number of a parcel that stays its own through edits, undo and save; given once per layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId(pub u64);

/// A proposed development parcel (拟用地块).
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Its number in the layer, stable through edits.
    pub id: ParcelId,
    /// Its own identifier in the file.
    pub feature_id: Option<String>,
    /// Its name, from the field that holds it.
    pub name: Option<String>,
    /// How it uses the ground.
    pub land_mode: LandMode,
    /// What became of its geometry on reading.
    pub state: FeatureState,
    /// Its polygons as stored in the file or drawn, in the frame of the layer: one feature.
    pub source: PolygonColumn<SourceXy>,
    /// The same polygons on the plane: one feature.
    pub plane: PolygonColumn,
    /// Its attributes as field name and JSON text, in file order.
    pub attributes: Vec<(String, String)>,
    /// The feature's identifier and unknown members as JSON texts, for writing it back unchanged.
    pub verbatim_id: Option<String>,
    /// Unknown members as one JSON object text.
    pub foreign: Option<String>,
    /// What was done to its boundary in the program, for the report.
    pub edits: Vec<Note>,
}

impl Parcel {
    /// Its polygons on the plane.
    #[must_use]
    pub fn geometry(&self) -> MultiPolygonRef<'_> {
        self.plane.feature(0)
    }

    /// Smallest box around it on the plane; empty when it has no polygon.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.geometry().bounds()
    }

    /// The first of several alias fields that has a value.
    #[must_use]
    pub fn attribute(&self, aliases: &[&str]) -> Option<String> {
        aliases.iter().find_map(|alias| {
            let (_, json) = self
                .attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(alias))?;
            plain_text(json)
        })
    }

    /// What a person would call it: name, else identifier, else its number counted from 1.
    #[must_use]
    pub fn label(&self) -> String {
        self.name
            .clone()
            .or_else(|| self.feature_id.clone())
            .unwrap_or_else(|| format!("#{}", self.id.0 + 1))
    }
}

/// The parcels of a project (拟用地图层), in copy-on-write chunks ordered by [`ParcelId`]: a clone is
/// a snapshot and costs a handful of pointers.
#[derive(Debug, Clone)]
pub struct ProposalLayer {
    /// Name of the layer.
    pub name: String,
    /// Where it came from; `None` for one begun by drawing.
    pub source: Option<Source>,
    /// The frame of [`Parcel::source`].
    pub crs: Crs,
    /// What the import altered, left out or wants known.
    pub notes: Arc<Notes>,
    /// Members of the file's top level that the format does not know, as one JSON object text.
    pub foreign: Option<String>,
    chunks: Vec<Arc<Vec<Arc<Parcel>>>>,
    next_id: u64,
}

impl ProposalLayer {
    /// A layer with the given parcels, whose ids must ascend.
    #[must_use]
    pub fn new(
        name: String,
        source: Option<Source>,
        crs: Crs,
        notes: Notes,
        parcels: Vec<impl Into<Arc<Parcel>>>,
    ) -> Self {
        let parcels: Vec<Arc<Parcel>> = parcels.into_iter().map(Into::into).collect();
        let next_id = parcels.iter().map(|parcel| parcel.id.0 + 1).max().unwrap_or(0);
        let chunks = parcels
            .chunks(PARCEL_CHUNK)
            .map(|chunk| Arc::new(chunk.to_vec()))
            .collect();
        Self {
            name,
            source,
            crs,
            notes: Arc::new(notes),
            foreign: None,
            chunks,
            next_id,
        }
    }

    /// The notes of the import, and then those on what was done to parcels here.
    #[must_use]
    pub fn all_notes(&self) -> Notes {
        let mut notes = self.notes.as_ref().clone();
        for edit in self.parcels().flat_map(|parcel| &parcel.edits) {
            notes.push(edit.clone());
        }
        notes
    }

    /// The parcels in order of their ids, which is file order.
    pub fn parcels(&self) -> impl Iterator<Item = &Arc<Parcel>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// Number of parcels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// Whether there are no parcels.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id that a new parcel must take.
    #[must_use]
    pub fn next_id(&self) -> ParcelId {
        ParcelId(self.next_id)
    }

    /// The parcel with an id.
    #[must_use]
    pub fn find(&self, id: ParcelId) -> Option<&Arc<Parcel>> {
        let chunk = &self.chunks[self.chunk_of(id)?];
        let at = chunk.binary_search_by_key(&id, |parcel| parcel.id).ok()?;
        Some(&chunk[at])
    }

    /// The parcel that stands at a place in the order, counted from 0.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&Arc<Parcel>> {
        let mut left = place;
        for chunk in &self.chunks {
            if left < chunk.len() {
                return chunk.get(left);
            }
            left -= chunk.len();
        }
        None
    }

    /// The place of a parcel in the order, counted from 0.
    #[must_use]
    pub fn place_of(&self, id: ParcelId) -> Option<usize> {
        let chunk = self.chunk_of(id)?;
        let within = self.chunks[chunk]
            .binary_search_by_key(&id, |parcel| parcel.id)
            .ok()?;
        Some(
            self.chunks[..chunk]
                .iter()
                .map(|chunk| chunk.len())
                .sum::<usize>()
                + within,
        )
    }

    /// Runs of parcels, in order.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &[Arc<Parcel>]> {
        self.chunks.iter().map(|chunk| chunk.as_slice())
    }

    /// Whether the other layer holds the very same parcels.
    #[must_use]
    pub fn is_same_snapshot(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Vec<_>>, &Arc<Vec<_>>)| Arc::ptr_eq(a, b);
        self.chunks.len() == other.chunks.len() && self.chunks.iter().zip(&other.chunks).all(same)
    }

    /// Puts a parcel in the place its id gives it; the one that stood there before comes back.
    pub fn put(&mut self, parcel: Arc<Parcel>) -> Option<Arc<Parcel>> {
        self.next_id = self.next_id.max(parcel.id.0 + 1);
        let Some(index) = self.chunk_of(parcel.id) else {
            self.chunks.push(Arc::new(vec![parcel]));
            return None;
        };
        let chunk = Arc::make_mut(&mut self.chunks[index]);
        match chunk.binary_search_by_key(&parcel.id, |known| known.id) {
            Ok(at) => Some(std::mem::replace(&mut chunk[at], parcel)),
            Err(at) => {
                chunk.insert(at, parcel);
                self.split_full_chunk(index);
                None
            }
        }
    }

    /// Takes a parcel out.
    pub fn take(&mut self, id: ParcelId) -> Option<Arc<Parcel>> {
        let index = self.chunk_of(id)?;
        let at = self.chunks[index]
            .binary_search_by_key(&id, |parcel| parcel.id)
            .ok()?;
        let taken = Arc::make_mut(&mut self.chunks[index]).remove(at);
        if self.chunks[index].is_empty() {
            self.chunks.remove(index);
        }
        Some(taken)
    }

    /// The chunk in which an id stands or would stand.
    fn chunk_of(&self, id: ParcelId) -> Option<usize> {
        let after = self
            .chunks
            .partition_point(|chunk| chunk.first().is_some_and(|first| first.id <= id));
        (!self.chunks.is_empty()).then(|| after.saturating_sub(1))
    }

    fn split_full_chunk(&mut self, index: usize) {
        if self.chunks[index].len() >= 2 * PARCEL_CHUNK {
            let upper = Arc::make_mut(&mut self.chunks[index]).split_off(PARCEL_CHUNK);
            self.chunks.insert(index + 1, Arc::new(upper));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parcel(id: u64) -> Parcel {
        let mut plane = PolygonColumn::new();
        plane.end_feature();
        Parcel {
            id: ParcelId(id),
            feature_id: None,
            name: None,
            land_mode: LandMode::Occupy,
            state: FeatureState::NoGeometry,
            source: PolygonColumn::new(),
            plane,
            attributes: Vec::new(),
            verbatim_id: None,
            foreign: None,
            edits: Vec::new(),
        }
    }

    fn layer(parcels: Vec<Parcel>) -> ProposalLayer {
        ProposalLayer::new("p".into(), None, Crs::local(), Notes::default(), parcels)
    }

    proptest! {
        #[test]
        fn put_and_take_keep_the_order_of_a_map(steps in prop::collection::vec((0_u64..5000, any::<bool>()), 1..400)) {
            let mut layer = layer((0..3000).map(parcel).collect());
            let before = layer.clone();
            let mut model: std::collections::BTreeSet<u64> = (0..3000).collect();
            for (id, put) in steps {
                if put {
                    prop_assert_eq!(layer.put(Arc::new(parcel(id))).is_some(), !model.insert(id));
                } else {
                    prop_assert_eq!(layer.take(ParcelId(id)).is_some(), model.remove(&id));
                }
                prop_assert_eq!(layer.find(ParcelId(id)).is_some(), model.contains(&id));
            }
            let ids: Vec<u64> = layer.parcels().map(|p| p.id.0).collect();
            for place in (0..ids.len()).step_by(97) {
                prop_assert_eq!(layer.at(place).map(|p| p.id.0), Some(ids[place]));
                prop_assert_eq!(layer.place_of(ParcelId(ids[place])), Some(place));
            }
            prop_assert!(layer.at(ids.len()).is_none() && layer.is_same_snapshot(&layer.clone()));
            prop_assert_eq!(ids, model.into_iter().collect::<Vec<_>>());
            prop_assert_eq!(before.len(), 3000);
        }
    }
}
