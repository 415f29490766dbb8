//! What is done about an intent that concerns the map alone.

use std::collections::BTreeSet;

use super::dispatch::Desk;
use super::look::with_room;
use crate::geometry::Bounds;
use crate::gui::derived::Derived;
use crate::gui::map::{Choice, MapAction, hit};
use crate::gui::view_state::LayerKey;
use crate::layer::ParcelId;

impl Desk {
    pub(super) fn map(&mut self, action: MapAction, derived: &Derived) {
        match action {
            MapAction::Preset(preset) => {
                self.settings.preset = preset;
                self.save_settings();
            }
            MapAction::PreviousView => {
                if let Some(view) = self.view.trail.back(self.view.viewport) {
                    self.view.viewport = view;
                }
            }
            MapAction::NextView => {
                if let Some(view) = self.view.trail.forward(self.view.viewport) {
                    self.view.viewport = view;
                }
            }
            MapAction::ZoomToConflict => self.zoom_to_conflict(derived),
            MapAction::Choose(parcel, choice) => self.choose(&[parcel], choice, derived),
            MapAction::ChooseBox {
                bounds,
                crossing,
                choice,
            } => {
                let parcels = self.workspace.document.parcels.as_ref();
                let shown = parcels.filter(|_| !self.view.hidden.contains(&LayerKey::Parcels));
                let found = shown.map_or_else(Vec::new, |parcels| {
                    hit::parcels_in(parcels, &derived.parcels, bounds, crossing)
                });
                self.choose(&found, choice, derived);
            }
        }
    }

    /// Shows the piece that is looked at, or all shared ground of the selected item.
    fn zoom_to_conflict(&mut self, derived: &Derived) {
        let focus = self.view.focus.as_deref();
        let focused = focus.and_then(|id| self.finding_box(id, derived));
        let role = self.view.item.as_ref().and_then(|item| item.role.as_ref());
        let result = self.workspace.result();
        let findings = result.into_iter().flat_map(|result| &result.findings);
        let boxes = findings.zip(derived.findings.iter()).filter(|(finding, _)| {
            Some(finding.parcel_id) == self.view.parcel && role.is_none_or(|role| *role == finding.role)
        });
        let all = boxes.fold(Bounds::EMPTY, |all, (_, bounds)| all.union(*bounds));
        let bounds = focused.unwrap_or(all);
        if !bounds.is_empty() {
            self.show(with_room(bounds));
        }
    }

    /// Selects parcels beside, instead of, or out of those that are selected.
    fn choose(&mut self, found: &[ParcelId], choice: Choice, derived: &Derived) {
        let before: BTreeSet<ParcelId> = self.view.selected().collect();
        let found: BTreeSet<ParcelId> = found.iter().copied().collect();
        let after: BTreeSet<ParcelId> = match choice {
            Choice::Replace => found,
            Choice::Add => before.union(&found).copied().collect(),
            Choice::Toggle => before.symmetric_difference(&found).copied().collect(),
            Choice::Remove => before.difference(&found).copied().collect(),
        };
        let open = self.view.parcel;
        self.view.select_all(after);
        if self.view.parcel != open {
            let parcel = self.view.parcel;
            let others = std::mem::take(&mut self.view.others);
            self.select_parcel(parcel, derived);
            self.view.others = others;
        }
    }
}
