//! What lies over each other at one place, in the order in which clicks go through it.
//!
//! Meaning: parcels first, then shared ground, then protected features from the layer on top down; of each kind the
//! smallest first, which larger ones would hide otherwise. Only what is shown can be picked.
//!
//! Cost: two looks through boxes and one search of each layer's index; edges are walked near the place only. Figures
//! come from `benches/picking.rs`.
//!
//! Deliberately not here: what picking does (`gui::shell::here`).

use std::collections::BTreeSet;

use super::hit;
use crate::geometry::Point;
use crate::gui::derived::Derived;
use crate::gui::view_state::{LayerKey, ViewState};
use crate::layer::ParcelId;
use crate::workspace::document::LayerId;
use crate::workspace::state::Workspace;

/// Something at a place that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A parcel.
    Parcel(ParcelId),
    /// Shared ground, by the id of its finding.
    Finding(String),
    /// A feature of a constraint layer.
    Feature(LayerId, u32),
}

impl Hit {
    /// What is selected: the piece that is looked at, else the feature, else the parcel.
    #[must_use]
    pub fn selected(view: &ViewState) -> Option<Self> {
        let finding = view.focus.clone().map(Self::Finding);
        let feature = view.feature.map(|(layer, feature)| Self::Feature(layer, feature));
        finding.or(feature).or(view.parcel.map(Self::Parcel))
    }
}

/// The shown parcels at a place, smallest first.
#[must_use]
pub fn parcels_at(
    workspace: &Workspace,
    derived: &Derived,
    hidden: &BTreeSet<LayerKey>,
    at: Point,
) -> Vec<Hit> {
    let parcels = workspace.document.parcels.as_ref();
    let shown = parcels.filter(|_| !hidden.contains(&LayerKey::Parcels));
    let found = shown.map_or_else(Vec::new, |parcels| hit::parcels_at(parcels, &derived.parcels, at));
    found.into_iter().map(Hit::Parcel).collect()
}

/// Everything shown at a place.
#[must_use]
pub fn stack_at(
    workspace: &Workspace,
    derived: &Derived,
    hidden: &BTreeSet<LayerKey>,
    at: Point,
) -> Vec<Hit> {
    let mut stack = parcels_at(workspace, derived, hidden, at);
    if let Some(result) = workspace
        .result()
        .filter(|_| !hidden.contains(&LayerKey::Findings))
    {
        let found = hit::findings_at(result, &derived.findings, at);
        stack.extend(found.into_iter().map(|finding| Hit::Finding(finding.id.clone())));
    }
    let layers = workspace.document.layers.iter().rev();
    for entry in layers.filter(|entry| !hidden.contains(&LayerKey::Layer(entry.id))) {
        let found = hit::features_at(&entry.layer, at);
        stack.extend(found.into_iter().map(|feature| Hit::Feature(entry.id, feature)));
    }
    stack
}

/// What a click takes: the first, and the next one when one of the stack is selected already.
#[must_use]
pub fn next_of<'a>(stack: &'a [Hit], selected: Option<&Hit>) -> Option<&'a Hit> {
    let at = stack.iter().position(|hit| Some(hit) == selected);
    at.and_then(|at| stack.get(at + 1)).or(stack.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_goes_down_the_stack_and_begins_again() {
        let stack = [
            Hit::Parcel(ParcelId(4)),
            Hit::Finding("a".to_owned()),
            Hit::Feature(LayerId(2), 9),
        ];
        let next = |selected: Option<&Hit>| next_of(&stack, selected).cloned();
        assert_eq!(next(None), Some(stack[0].clone()));
        assert_eq!(next(Some(&stack[0])), Some(stack[1].clone()));
        assert_eq!(next(Some(&stack[1])), Some(stack[2].clone()));
        assert_eq!(next(Some(&stack[2])), Some(stack[0].clone()));
        assert_eq!(next(Some(&Hit::Feature(LayerId(1), 9))), Some(stack[0].clone()));
        assert_eq!(next_of(&[], Some(&stack[0])), None);
    }
}
