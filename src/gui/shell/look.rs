//! Where the user stands: what the map shows, and which parcel, item and finding are selected.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::dispatch::Desk;
use crate::geometry::Bounds;
use crate::gui::derived::Derived;
use crate::gui::inbox::{Filter, ItemKey};
use crate::gui::view_state::LayerKey;
use crate::layer::ParcelId;

/// A parcel that is zoomed to is seen with this much ground around it, in metres.
const LEAST_EXTENT: f64 = 20.0;

impl Desk {
    pub(super) fn show(&mut self, bounds: Bounds) {
        let plane = self.workspace.document.plane.as_ref();
        self.view
            .viewport
            .fit(self.view.map_rect, bounds, LEAST_EXTENT, plane);
    }

    pub(super) fn zoom(&mut self, factor: f64) {
        let rect = self.view.map_rect;
        let plane = self.workspace.document.plane.as_ref();
        self.view.viewport.zoom_about(rect, rect.center(), factor, plane);
    }

    pub(super) fn zoom_to_selection(&mut self, derived: &Derived) {
        let focus = self
            .view
            .focus
            .clone()
            .and_then(|id| self.finding_box(&id, derived));
        if let Some(bounds) = focus.or_else(|| self.selection_box(derived)) {
            self.show(with_room(bounds));
        }
    }

    pub(super) fn finding_box(&self, id: &str, derived: &Derived) -> Option<Bounds> {
        let result = self.workspace.result()?;
        let at = result.findings.iter().position(|finding| finding.id == id)?;
        derived
            .findings
            .get(at)
            .copied()
            .filter(|bounds| !bounds.is_empty())
    }

    pub(super) fn zoom_to_layer(&mut self, key: LayerKey, derived: &Derived) {
        let bounds = match key {
            LayerKey::Parcels => derived
                .parcels
                .iter()
                .fold(Bounds::EMPTY, |all, (_, bounds)| all.union(*bounds)),
            LayerKey::Findings => derived
                .findings
                .iter()
                .fold(Bounds::EMPTY, |all, bounds| all.union(*bounds)),
            LayerKey::Layer(id) => self
                .workspace
                .document
                .layer(id)
                .map_or(Bounds::EMPTY, |entry| entry.layer.bounds()),
        };
        self.show(bounds);
    }

    pub(super) fn solo(&mut self, key: LayerKey) {
        let layers = self
            .workspace
            .document
            .layers
            .iter()
            .map(|entry| LayerKey::Layer(entry.id));
        let others: BTreeSet<LayerKey> = layers.filter(|other| *other != key).collect();
        self.view.hidden = if self.view.hidden == others {
            BTreeSet::new()
        } else {
            others
        };
    }

    fn shown_items(&self, derived: &Derived) -> Vec<ItemKey> {
        let shown = |verdict| self.view.filters.contains(&Filter::of(verdict));
        derived
            .inbox
            .items
            .iter()
            .filter(|item| shown(item.verdict))
            .map(|item| item.key.clone())
            .collect()
    }

    pub(super) fn step_item(&mut self, derived: &Derived, by: isize) {
        let items = self.shown_items(derived);
        let at = self
            .view
            .item
            .as_ref()
            .and_then(|key| items.iter().position(|item| item == key));
        let next = match at {
            Some(at) => at.saturating_add_signed(by).min(items.len().saturating_sub(1)),
            None => 0,
        };
        self.go_to_item(items.get(next).cloned(), derived);
    }

    pub(super) fn first_item(&mut self, derived: &Derived) {
        let first = self.shown_items(derived).into_iter().next();
        self.go_to_item(first, derived);
    }

    /// Selects an item and brings it into sight, on the map and in the list.
    pub(super) fn go_to_item(&mut self, key: Option<ItemKey>, derived: &Derived) {
        let Some(key) = key else { return };
        self.select_item(key);
        self.view.reveal = true;
        let Some(bounds) = self.view.parcel.and_then(|id| derived.parcel_box(id)) else {
            return;
        };
        let visible = self.view.viewport.visible(self.view.map_rect);
        let small = bounds.width().max(bounds.height()) < 0.10 * visible.width();
        let inside = visible.contains(bounds.center());
        if small || !inside {
            self.show(with_room(bounds));
        }
    }

    pub(super) fn select_item(&mut self, key: ItemKey) {
        self.view.select(Some(key.parcel));
        self.view.item = Some(key);
        self.view.feature = None;
        self.view.focus = None;
        self.view.inbox_active = true;
        self.view.table.active = false;
        self.view.right = true;
    }

    pub(super) fn select_parcel(&mut self, parcel: Option<ParcelId>, derived: &Derived) {
        self.view.select(parcel);
        self.view.feature = None;
        self.view.focus = None;
        self.view.inbox_active = false;
        self.view.table.active = false;
        self.view.reveal = true;
        self.view.item = parcel
            .and_then(|id| derived.inbox.first_of(id))
            .map(|item| item.key.clone());
    }

    pub(super) fn focus(&mut self, finding: String, derived: &Derived) {
        if let Some(bounds) = self.finding_box(&finding, derived) {
            self.show(with_room(bounds));
        }
        self.view.focus = Some(finding);
    }

    /// After a new result: the selected item, or else the first one of the selected parcel.
    pub(super) fn keep_selection(&mut self, derived: &Derived) {
        let still_there = self
            .view
            .item
            .as_ref()
            .is_some_and(|key| derived.inbox.find(key).is_some());
        if !still_there {
            let first = self.view.parcel.and_then(|id| derived.inbox.first_of(id));
            self.view.item = first.map(|item| item.key.clone());
            self.view.reveal = self.view.item.is_some();
        }
        let result = self.workspace.result().map(Arc::clone);
        let known = |id: &String| {
            result
                .as_ref()
                .is_some_and(|result| result.findings.iter().any(|finding| finding.id == *id))
        };
        self.view.focus = self.view.focus.take().filter(known);
    }
}

/// The bounds with some ground around them.
pub(super) fn with_room(bounds: Bounds) -> Bounds {
    let room = 0.6 * bounds.width().max(bounds.height());
    bounds.grown(room, room)
}
