//! What is done about an intent that concerns the map alone.

use std::collections::BTreeSet;

use super::dispatch::Desk;
use super::look::with_room;
use crate::geometry::{Bounds, Point};
use crate::gui::derived::Derived;
use crate::gui::map::{Choice, MapAction, hit};
use crate::gui::view_state::{LayerKey, ToolKind};
use crate::layer::ParcelId;
use crate::workspace::find::{self, Target};

/// Places gone to that are remembered.
const WENT: usize = 12;
/// From 1 : this on, a point alone shows nothing.
const FAR_AWAY: f64 = 50_000.0;
/// Then it is shown at 1 : this.
const NEAR: f64 = 5000.0;

impl Desk {
    pub(super) fn map(&mut self, action: MapAction, derived: &Derived, now: f64) {
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
            MapAction::Scale(denominator) => self.view.viewport.scale_to(denominator),
            MapAction::ToggleDegrees => {
                self.settings.decimal_degrees = !self.settings.decimal_degrees;
                self.save_settings();
            }
            MapAction::ToggleGraticule => {
                self.settings.graticule = !self.settings.graticule;
                self.save_settings();
            }
            MapAction::ToggleKilometreGrid => {
                self.settings.kilometre_grid = !self.settings.kilometre_grid;
                self.save_settings();
            }
            MapAction::AskPlace => self.ask_place(),
            MapAction::FindNames(text) => self.find_names(text),
            MapAction::GoTo { target, typed } => {
                self.view.went.retain(|known| *known != typed);
                self.view.went.insert(0, typed);
                self.view.went.truncate(WENT);
                self.go_to(&target, derived, now);
            }
            MapAction::Ruler(step) => {
                if let ToolKind::Measure(quantity) = self.view.tool {
                    self.view.ruler.step(step, quantity);
                }
            }
            MapAction::AskHere(at) => self.ask_here(at.unwrap_or(self.view.viewport.center), derived),
            MapAction::CloseHere => self.close_here(),
            MapAction::Pick(hit, at) => self.pick_hit(&hit, at, derived),
            MapAction::ZoomToConflict => self.zoom_to_conflict(derived),
            MapAction::Choose(parcel, choice) => self.choose(&[parcel], choice, derived),
            MapAction::ChooseBox {
                bounds,
                crossing,
                choice,
            } => match self.table_layer_shown() {
                Some(layer) => self.choose_rows(layer, (bounds, crossing), choice),
                None => self.choose_parcels((bounds, crossing), choice, derived),
            },
        }
    }

    fn go_to(&mut self, target: &Target, derived: &Derived, now: f64) {
        match target {
            Target::Parcel { id, .. } => {
                self.select_parcel(Some(*id), derived);
                if let Some(bounds) = derived.parcel_box(*id) {
                    self.show(with_room(bounds));
                }
            }
            Target::Feature {
                layer,
                feature,
                n_features,
                bounds,
                ..
            } => {
                if self.workspace.document.layer(*layer).is_none() {
                    return;
                }
                // Of several with one name none is the one.
                if *n_features == 1 {
                    self.select_feature(Some((*layer, *feature)));
                } else {
                    self.view.mark = Some(*bounds);
                }
                self.show(with_room(*bounds));
            }
            Target::Sheet { bounds, .. } | Target::TownSheet { bounds, .. } => {
                self.show(*bounds);
                self.view.mark = Some(*bounds);
            }
            Target::Place { point, .. } => self.go_to_point(*point),
            Target::InSystem { system, position } => {
                match find::place_in(&self.workspace.document, *system, *position) {
                    Ok(Some(point)) => self.go_to_point(point),
                    Ok(None) => self.toast(self.texts.get("go-to-no-place"), now),
                    Err(error) => self.toast(self.texts.coded(error.code(), &error.args()), now),
                }
            }
        }
    }

    /// Puts a point exactly into the middle and marks it; from far away also near enough to see something.
    fn go_to_point(&mut self, point: Point) {
        let plane = self.workspace.document.plane.as_ref();
        self.view.viewport.look_at(point, plane);
        if self.view.viewport.scale_denominator() > FAR_AWAY {
            self.view.viewport.scale_to(NEAR);
        }
        self.view.mark = Some(Bounds::of([point]));
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

    fn choose_parcels(&mut self, (bounds, crossing): (Bounds, bool), choice: Choice, derived: &Derived) {
        let parcels = self.workspace.document.parcels.as_ref();
        let shown = parcels.filter(|_| !self.view.hidden.contains(&LayerKey::Parcels));
        let found = shown.map_or_else(Vec::new, |parcels| {
            hit::parcels_in(parcels, &derived.parcels, bounds, crossing)
        });
        self.choose(&found, choice, derived);
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
        self.view.feature = None;
        self.view.select_all(after);
        if self.view.parcel != open {
            let parcel = self.view.parcel;
            let others = std::mem::take(&mut self.view.others);
            self.select_parcel(parcel, derived);
            self.view.others = others;
        }
    }
}
