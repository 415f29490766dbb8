//! Bringing layers in and taking them out.

use std::sync::Arc;

use super::Planned;
use crate::crs::Plane;
use crate::layer::{ConstraintLayer, ProposalLayer};
use crate::workspace::delta::{Change, Delta};
use crate::workspace::document::{Document, LayerId, MapLayer};
use crate::workspace::history::Label;

/// What an import brings: everything lies on one plane.
#[derive(Debug)]
pub struct NewLayers {
    /// The plane on which it lies.
    pub plane: Plane,
    /// Parcels, when the files held any.
    pub parcels: Option<ProposalLayer>,
    /// Constraint layers.
    pub layers: Vec<Arc<ConstraintLayer>>,
}

/// Adds what an import brought. Parcels take the place of those that were there.
#[must_use]
pub fn import_layers(document: &mut Document, imported: NewLayers) -> Planned {
    let mut changes = Vec::new();
    if document.plane.as_ref() != Some(&imported.plane) {
        changes.push(Change::SetPlane(Some(Box::new(imported.plane))));
    }
    let mut names = Vec::new();
    if let Some(parcels) = imported.parcels {
        names.push(parcels.name.clone());
        changes.push(Change::SetParcels(Some(Box::new(parcels))));
    }
    for (number, layer) in imported.layers.into_iter().enumerate() {
        names.push(layer.name.clone());
        let id = document.new_layer_id();
        changes.push(Change::PutLayer {
            at: document.layers.len() + number,
            layer: MapLayer { id, layer },
        });
    }
    let label = Label::new("undo-import")
        .with("count", names.len())
        .with("name", names.join(" · "));
    (Delta { changes }, label)
}

/// Takes a constraint layer out; nothing happens to its file.
#[must_use]
pub fn remove_layer(document: &Document, id: LayerId) -> Planned {
    let name = document
        .layer(id)
        .map_or_else(String::new, |entry| entry.layer.name.clone());
    (
        Delta::one(Change::DropLayer(id)),
        Label::new("undo-remove-layer").with("name", name),
    )
}
