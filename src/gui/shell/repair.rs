//! Repairs of parcels, as changes that can be undone.

use super::dispatch::Desk;
use crate::geometry::Repair;
use crate::layer::ParcelId;
use crate::workspace::command;

impl Desk {
    /// Repairs a parcel; what is not possible is said, and nothing changes.
    pub(super) fn repair(&mut self, id: ParcelId, repair: Repair, now: f64) {
        match command::repair_parcel(&self.workspace.document, id, repair) {
            Ok(planned) => self.perform(planned, now),
            Err(problem) => self.problem(problem),
        }
    }
}
