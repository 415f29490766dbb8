//! Taking parcels out.

use super::Planned;
use crate::layer::ParcelId;
use crate::workspace::delta::{Change, Delta};
use crate::workspace::document::Document;
use crate::workspace::history::Label;

/// Deletes parcels; ids that no parcel has are left out.
#[must_use]
pub fn delete_parcels(document: &Document, ids: &[ParcelId]) -> Planned {
    let Some(parcels) = &document.parcels else {
        return (Delta::default(), Label::new("undo-delete-parcel"));
    };
    let found: Vec<_> = ids.iter().filter_map(|id| parcels.find(*id)).collect();
    let changes = found.iter().map(|parcel| Change::DropParcel(parcel.id)).collect();
    let label = match found.as_slice() {
        [only] => Label::new("undo-delete-parcel").with("name", only.label()),
        many => Label::new("undo-delete-parcels").with("count", many.len()),
    };
    (Delta { changes }, label)
}
