//! The attribute table follows project and selection, and they follow it.

use std::sync::Arc;

use super::dispatch::Desk;
use crate::geometry::Bounds;
use crate::gui::derived::Derived;
use crate::gui::map::{Choice, hit};
use crate::gui::table::{Elsewhere, Picking, TableStep, next_order};
use crate::gui::text::column_name;
use crate::gui::view_state::{BottomTab, LayerKey};
use crate::layer::table::{ColumnId, Rows};
use crate::progress::Ticket;
use crate::workspace::attributes::{NamedColumn, arrange_rows, copy_rows};
use crate::workspace::document::LayerId;
use crate::workspace::jobs::JobKind;
use crate::workspace::table_habit::TableHabit;
use crate::workspace::task::Yield;

impl Desk {
    /// Does one step of the hand.
    pub(super) fn table(&mut self, step: TableStep, derived: &Derived) {
        let table = &mut self.view.table;
        match step {
            TableStep::Show(layer) => {
                table.show(layer);
                self.view.bottom = Some(BottomTab::Table);
            }
            TableStep::Filter(filter) => table.change(|wish| wish.filter = filter),
            TableStep::Sort(column) => table.change(|wish| wish.sort = next_order(wish, column)),
            TableStep::ToggleColumn(column) => {
                table.change(|wish| {
                    if !wish.hidden.remove(&column) {
                        wish.hidden.insert(column.clone());
                    }
                });
                let is_hidden = table.wish().hidden.contains(&column);
                self.keep_columns(|habit| habit.hide(&column.code(), is_hidden));
                self.save_settings();
            }
            TableStep::ShowAllColumns => {
                table.change(|wish| wish.hidden.clear());
                self.keep_columns(TableHabit::show_all);
                self.save_settings();
            }
            // Written with the next change, or at the end: a hand that drags widens in each frame.
            TableStep::Widen(column, width) => {
                let code = column.code();
                table.widen(column, width);
                self.keep_columns(|habit| habit.widen(&code, width));
            }
            TableStep::Scroll(top) => {
                table.top = top;
                table.reveal = None;
            }
            TableStep::Pick(place, picking) => self.pick_row(place, picking, derived),
            TableStep::Step(by, picking) => {
                if let Some(place) = table.place_after(by) {
                    table.reveal = Some(place);
                    self.pick_row(place, picking, derived);
                }
            }
            TableStep::PickAll => table.pick_all(),
            TableStep::Copy => self.copy_rows(),
            TableStep::Stop => self.workspace.jobs.cancel_kind(JobKind::Arrange),
            TableStep::Again => table.ask_again(),
        }
    }

    /// The name under which columns are remembered: layers of one role have the same fields.
    fn habit_name(&self, key: LayerKey) -> Option<String> {
        match key {
            LayerKey::Parcels => Some("parcels".to_owned()),
            LayerKey::Layer(id) => Some(self.workspace.document.layer(id)?.layer.role.code()),
            LayerKey::Findings => None,
        }
    }

    /// Remembers something of the columns of the layer that is shown.
    fn keep_columns(&mut self, change: impl FnOnce(&mut TableHabit)) {
        let name = self.view.table.layer.and_then(|key| self.habit_name(key));
        if let Some(name) = name {
            self.settings.tables.change(&name, change);
        }
    }

    /// Hides and widens the columns of a layer that is shown for the first time as they were before.
    fn recall_table(&mut self, key: LayerKey) {
        if self.view.table.knows(key) {
            return;
        }
        let name = self.habit_name(key);
        let habit = name.and_then(|name| self.settings.tables.find(&name));
        let id = |code: &String| ColumnId::parse(code);
        let hidden = habit.into_iter().flat_map(|habit| &habit.hidden);
        let hidden = hidden.filter_map(id).collect();
        let widths = habit.into_iter().flat_map(|habit| &habit.widths);
        let widths = widths.filter_map(|(code, width)| Some((id(code)?, *width)));
        let widths = widths.collect();
        self.view.table.recall(key, hidden, widths);
    }

    /// Selects a row, and what it stands for on the map.
    fn pick_row(&mut self, place: usize, picking: Picking, derived: &Derived) {
        let row = self.view.table.pick(place, picking);
        let Some(table) = self.view.table.arranged.clone() else {
            return;
        };
        if let Some(LayerKey::Layer(id)) = self.view.table.layer {
            self.select_feature(row.map(|row| (id, row)));
        } else {
            let parcel = row.and_then(|row| table.rows.parcel(row));
            self.select_parcel(parcel.map(|parcel| parcel.id), derived);
        }
        if let Some(bounds) = self.selection_box(derived) {
            self.bring_into_sight(bounds);
        }
        self.view.inbox_active = false;
        self.view.table.active = true;
        let elsewhere = self.selected_elsewhere();
        self.view.table.agree(elsewhere);
    }

    /// The constraint layer whose attributes are on show, when the map shows it too: a box then selects its features.
    pub(super) fn table_layer_shown(&self) -> Option<LayerId> {
        let key = self
            .view
            .table
            .layer
            .filter(|key| !self.view.hidden.contains(key));
        match key.filter(|_| self.view.bottom == Some(BottomTab::Table)) {
            Some(LayerKey::Layer(id)) => Some(id),
            _ => None,
        }
    }

    /// Looks for the features of a layer in a box; a job does, there may be hundreds of thousands.
    pub(super) fn choose_rows(&mut self, id: LayerId, (bounds, crossing): (Bounds, bool), choice: Choice) {
        let Some(entry) = self.workspace.document.layer(id) else {
            return;
        };
        let layer = Arc::clone(&entry.layer);
        self.view.table.choice = choice;
        let revision = self.workspace.document.revision();
        let work = move |ticket: &Ticket| {
            let found = hit::features_in(&layer, bounds, crossing, ticket)?;
            Ok(Yield::FeaturesFound(id, found))
        };
        self.workspace.jobs.forget_kind(JobKind::ChooseRows);
        self.workspace
            .jobs
            .start(JobKind::ChooseRows, revision, Box::new(work));
    }

    /// Picks the rows of features that a box selected.
    pub(super) fn take_chosen_rows(&mut self, id: LayerId, features: &[u32]) {
        if self.table_layer_shown() != Some(id) {
            return;
        }
        let current = self.view.table.choose(features);
        self.select_feature(current.map(|row| (id, row)));
        self.view.inbox_active = false;
        let elsewhere = self.selected_elsewhere();
        self.view.table.agree(elsewhere);
    }

    /// Selects a feature of a constraint layer, or nothing.
    pub(super) fn select_feature(&mut self, feature: Option<(LayerId, u32)>) {
        self.view.forget_selection();
        self.view.feature = feature;
    }

    /// The box of what is selected.
    pub(super) fn selection_box(&self, derived: &Derived) -> Option<Bounds> {
        let of_feature = || {
            let (id, feature) = self.view.feature?;
            let layer = &self.workspace.document.layer(id)?.layer;
            ((feature as usize) < layer.n_features()).then(|| layer.bounds_of(feature))
        };
        let parcels = self.view.selected().filter_map(|id| derived.parcel_box(id));
        let parcels = parcels.reduce(Bounds::union);
        parcels.or_else(of_feature).filter(|bounds| !bounds.is_empty())
    }

    fn bring_into_sight(&mut self, bounds: Bounds) {
        let visible = self.view.viewport.visible(self.view.map_rect);
        if !visible.intersects(bounds) {
            self.view.viewport.center = bounds.center();
            let plane = self.workspace.document.plane.as_ref();
            self.view.viewport.renew_stretch(plane);
        }
    }

    /// Puts rows in order where they changed, or where something else is wished for, and picks what was selected
    /// elsewhere. Nothing of a table that is not shown is kept.
    pub(super) fn follow_table(&mut self, derived: &Derived) {
        let Some((key, rows)) = self.table_rows() else {
            if self.view.table.arranged.is_some() || self.workspace.jobs.has(JobKind::Arrange) {
                self.workspace.jobs.forget_kind(JobKind::Arrange);
            }
            self.view.table.forget_rows();
            return;
        };
        self.recall_table(key);
        self.view.table.show(key);
        if let Some(wish) = self.view.table.asks_for(&rows) {
            let revision = self.workspace.document.revision();
            self.workspace.jobs.forget_kind(JobKind::Arrange);
            self.workspace
                .jobs
                .start(JobKind::Arrange, revision, arrange_rows(rows, wish));
        }
        let elsewhere = self.selected_elsewhere();
        if self.view.table.differs(&elsewhere) {
            let row = self.selected_row(key, derived);
            let all = self.selected_rows(key);
            self.view.table.follow(row, &all, elsewhere.selections);
            self.view.table.agree(elsewhere);
        }
    }

    /// The layer that the table shows; nothing while it is closed or there is none.
    fn table_rows(&mut self) -> Option<(LayerKey, Rows)> {
        if self.view.bottom != Some(BottomTab::Table) {
            return None;
        }
        let judged = self.judged.of(&self.workspace, &self.texts);
        let document = &self.workspace.document;
        let rows_of = |key: LayerKey| match key {
            LayerKey::Parcels => document
                .parcels
                .clone()
                .map(|parcels| Rows::Parcels(Box::new(parcels), Some(Arc::clone(&judged)))),
            LayerKey::Layer(id) => document
                .layer(id)
                .map(|entry| Rows::Layer(Arc::clone(&entry.layer))),
            LayerKey::Findings => None,
        };
        let layers = document.layers.iter().map(|entry| LayerKey::Layer(entry.id));
        let mut keys = self
            .view
            .table
            .layer
            .into_iter()
            .chain([LayerKey::Parcels])
            .chain(layers);
        keys.find_map(|key| Some((key, rows_of(key)?)))
    }

    fn selected_elsewhere(&self) -> Elsewhere {
        Elsewhere {
            selections: self.view.selections,
            feature: self.view.feature,
            focus: self.view.focus.clone(),
        }
    }

    /// The rows of all selected parcels, when there are several.
    fn selected_rows(&self, key: LayerKey) -> Vec<u32> {
        let table = self.view.table.arranged.as_ref();
        let Some(table) = table.filter(|_| key == LayerKey::Parcels && !self.view.others.is_empty()) else {
            return Vec::new();
        };
        self.view
            .selected()
            .filter_map(|id| table.rows.row_of(id))
            .collect()
    }

    /// The row of what is selected elsewhere: of the parcel; of the feature, or else of the one that the finding is
    /// about.
    fn selected_row(&self, key: LayerKey, derived: &Derived) -> Option<u32> {
        match key {
            LayerKey::Layer(id) => {
                let feature = self.view.feature.filter(|(layer, _)| *layer == id);
                feature
                    .map(|(_, feature)| feature)
                    .or_else(|| self.feature_of_finding(id, derived))
            }
            _ => self.view.table.arranged.as_ref()?.rows.row_of(self.view.parcel?),
        }
    }

    /// The feature of a layer that the looked-at finding is about, or the first one of the selected item.
    fn feature_of_finding(&self, layer: LayerId, derived: &Derived) -> Option<u32> {
        let result = self.workspace.result().filter(|_| self.workspace.is_current())?;
        let mut layers = self.workspace.document.layers.iter();
        let input = u32::try_from(layers.position(|entry| entry.id == layer)?).ok()?;
        let item = self.view.item.as_ref().and_then(|key| derived.inbox.find(key));
        let of_item = item.into_iter().flat_map(|item| &item.findings);
        let mut findings = of_item.filter_map(|at| result.findings.get(*at));
        let is_meant = |id: &String| self.view.focus.as_ref().is_none_or(|focus| focus == id);
        let found = findings.find(|finding| finding.input == input && is_meant(&finding.id))?;
        found.feature
    }

    fn copy_rows(&mut self) {
        let Some(table) = self.view.table.arranged.clone() else {
            return;
        };
        let wish = self.view.table.wish();
        let shown = table
            .columns
            .iter()
            .filter(|column| !wish.hidden.contains(&column.id));
        let columns: Vec<NamedColumn> = shown
            .map(|column| (column.id.clone(), column_name(&self.texts, &column.id)))
            .collect();
        let places = self.view.table.picked_places();
        if places.is_empty() {
            return;
        }
        let revision = self.workspace.document.revision();
        self.workspace.jobs.forget_kind(JobKind::CopyRows);
        self.workspace
            .jobs
            .start(JobKind::CopyRows, revision, copy_rows(table, places, columns));
    }
}
