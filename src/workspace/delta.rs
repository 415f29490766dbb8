//! How a document changes: one mechanism for editing, undo and "what did this touch".
//!
//! Meaning: a [`Delta`] is a list of changes in the order in which they happen.
//! [`Document::apply`] performs it and returns the delta that takes everything back.
//!
//! Deliberately not here: what a change is called and where the user stood
//! ([`super::history`]), and how a delta comes about ([`super::command`]).

use std::sync::Arc;

use super::document::{Document, LayerId, MapLayer, Question, Revision};
use crate::crs::Plane;
use crate::layer::{Parcel, ParcelId, ProposalLayer};

/// One change of a document.
#[derive(Debug, Clone)]
pub enum Change {
    /// Puts a parcel in the place its id gives it.
    PutParcel(Arc<Parcel>),
    /// Takes a parcel out.
    DropParcel(ParcelId),
    /// Puts a constraint layer at a position of the list.
    PutLayer {
        /// Position in the list.
        at: usize,
        /// The layer.
        layer: MapLayer,
    },
    /// Takes a constraint layer out.
    DropLayer(LayerId),
    /// Changes the plane.
    SetPlane(Option<Box<Plane>>),
    /// Changes the parcel layer as a whole.
    SetParcels(Option<Box<ProposalLayer>>),
    /// Changes what is asked of the rules.
    SetQuestion(Box<Question>),
}

/// Changes that belong together, in order.
#[derive(Debug, Clone, Default)]
pub struct Delta {
    /// The changes.
    pub changes: Vec<Change>,
}

/// What a delta touches, so that a check knows what it must look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// These parcels only, in ascending order.
    Parcels(Vec<ParcelId>),
    /// More than parcels.
    Everything,
}

impl Delta {
    /// A delta of one change.
    #[must_use]
    pub fn one(change: Change) -> Self {
        Self {
            changes: vec![change],
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// What the delta touches.
    #[must_use]
    pub fn touched(&self) -> Touched {
        let mut parcels = Vec::new();
        for change in &self.changes {
            match change {
                Change::PutParcel(parcel) => parcels.push(parcel.id),
                Change::DropParcel(id) => parcels.push(*id),
                _ => return Touched::Everything,
            }
        }
        parcels.sort_unstable();
        parcels.dedup();
        Touched::Parcels(parcels)
    }
}

impl Document {
    /// Performs a delta and returns the one that takes it back. A change that has no object (a
    /// parcel or layer that is not there) is left out of both.
    pub fn apply(&mut self, delta: Delta) -> Delta {
        let mut back = Vec::with_capacity(delta.changes.len());
        for change in delta.changes {
            back.extend(self.apply_one(change));
        }
        back.reverse();
        self.revision = Revision(self.revision.0 + 1);
        Delta { changes: back }
    }

    fn apply_one(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::PutParcel(parcel) => {
                let id = parcel.id;
                let before = self.parcels.as_mut()?.put(parcel);
                Some(before.map_or(Change::DropParcel(id), Change::PutParcel))
            }
            Change::DropParcel(id) => self.parcels.as_mut()?.take(id).map(Change::PutParcel),
            Change::PutLayer { at, layer } => {
                let id = layer.id;
                self.next_layer = self.next_layer.max(id.0 + 1);
                self.layers.insert(at.min(self.layers.len()), layer);
                Some(Change::DropLayer(id))
            }
            Change::DropLayer(id) => {
                let at = self.layers.iter().position(|layer| layer.id == id)?;
                Some(Change::PutLayer {
                    at,
                    layer: self.layers.remove(at),
                })
            }
            Change::SetPlane(plane) => {
                let before = std::mem::replace(&mut self.plane, plane.map(|plane| *plane));
                Some(Change::SetPlane(before.map(Box::new)))
            }
            Change::SetParcels(parcels) => {
                let before = std::mem::replace(&mut self.parcels, parcels.map(|parcels| *parcels));
                Some(Change::SetParcels(before.map(Box::new)))
            }
            Change::SetQuestion(question) => Some(Change::SetQuestion(Box::new(std::mem::replace(
                &mut self.question,
                *question,
            )))),
        }
    }
}
