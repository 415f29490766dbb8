//! One parcel under the hand: what it meets, asked anew for every step of a drag.
//!
//! Meaning: the question stays the same while one parcel moves. What the other parcels contribute to its answer
//! (only where they lie, for the doubt about layers that are elsewhere) is taken in once; each step then costs
//! what the parcel touches, whatever the number of parcels, features and vertices.
//!
//! Input: a request, and the parcel as it is drawn now. Output: exactly what [`super::run()`] would say of that
//! parcel, byte for byte.
//!
//! Deliberately not here: the result for all parcels ([`super::recheck`]), and threads: a step is short.

use std::sync::Arc;

use super::parcel::check_parcel;
use super::run::Surroundings;
use super::{CheckRequest, Finding, ParcelResult};
use crate::geometry::{Bounds, Overlayer};
use crate::layer::{Parcel, ParcelId};

/// A request prepared for questions about one parcel.
pub struct LiveCheck {
    request: CheckRequest,
    index: u32,
    /// Box around all other parcels.
    others: Bounds,
    engine: Overlayer,
}

impl LiveCheck {
    /// Prepares a request for the parcel with an id, which is in its layer or will be.
    #[must_use]
    pub fn new(request: CheckRequest, id: ParcelId) -> Self {
        let before = request.parcels.parcels().filter(|parcel| parcel.id < id).count();
        let others = request
            .parcels
            .parcels()
            .filter(|parcel| parcel.id != id)
            .map(|parcel| parcel.bounds())
            .fold(Bounds::EMPTY, Bounds::union);
        Self {
            request,
            index: u32::try_from(before).unwrap_or(u32::MAX),
            others,
            engine: Overlayer::new(),
        }
    }

    /// What the parcel meets where it is now.
    pub fn check(&mut self, parcel: &Parcel) -> (ParcelResult, Vec<Finding>) {
        let surroundings = Surroundings::around(&self.request, self.others.union(parcel.bounds()));
        let parcel = Arc::new(parcel.clone());
        check_parcel(
            &self.request,
            &surroundings,
            self.index,
            &parcel,
            &mut self.engine,
        )
    }
}
