//! Looking for places by name, on threads: indexes once for each layer, a search for each text.

use std::sync::Arc;

use super::dispatch::Desk;
use crate::gui::dialogs::GoToDialog;
use crate::gui::view_state::{Dialog, LayerKey};
use crate::layer::{ConstraintLayer, Role};
use crate::workspace::document::LayerId;
use crate::workspace::jobs::JobKind;
use crate::workspace::names::{self, Found, Indexes};

impl Desk {
    /// Asks where to go, and gets the names ready meanwhile.
    pub(super) fn ask_place(&mut self) {
        if self.workspace.document.plane.is_none() {
            return;
        }
        self.view.dialog = Some(Dialog::GoTo(GoToDialog::default()));
        self.view.finding = None;
        self.view.found = None;
        self.index_names();
    }

    /// The layers that are searched and have no index yet. Administrative units name places also while they are hidden.
    fn unnamed_layers(&self) -> Vec<(LayerId, Arc<ConstraintLayer>)> {
        let layers = self.workspace.document.layers.iter();
        let searched = layers.filter(|entry| self.is_searched(entry.id));
        let unnamed = searched.filter(|entry| self.names.iter().all(|(id, _)| *id != entry.id));
        unnamed
            .map(|entry| (entry.id, Arc::clone(&entry.layer)))
            .collect()
    }

    fn is_searched(&self, id: LayerId) -> bool {
        let is_shown = !self.view.hidden.contains(&LayerKey::Layer(id));
        let entry = self.workspace.document.layer(id);
        entry.is_some_and(|entry| is_shown || entry.layer.role == Role::AdminUnit)
    }

    fn index_names(&mut self) {
        let layers = self.unnamed_layers();
        if !layers.is_empty() && !self.workspace.jobs.has(JobKind::IndexNames) {
            let revision = self.workspace.document.revision();
            self.workspace
                .jobs
                .start(JobKind::IndexNames, revision, names::index(layers));
        }
    }

    /// Looks for what was typed; what was looked for before is forgotten.
    pub(super) fn find_names(&mut self, text: String) {
        let is_complete = self.unnamed_layers().is_empty();
        let indexes: Indexes = self
            .names
            .iter()
            .filter(|(id, _)| self.is_searched(*id))
            .cloned()
            .collect();
        self.view.finding = Some(text.clone());
        let document = self.workspace.document.clone();
        let revision = document.revision();
        self.workspace.jobs.forget_kind(JobKind::FindNames);
        self.workspace.jobs.start(
            JobKind::FindNames,
            revision,
            names::search(text, document, indexes, is_complete),
        );
    }

    /// Takes indexes that are ready, and looks again with them.
    pub(super) fn take_indexes(&mut self, indexes: Indexes) {
        self.names.extend(indexes);
        self.forget_old_names();
        if !matches!(self.view.dialog, Some(Dialog::GoTo(_))) {
            return;
        }
        self.index_names();
        if let Some(text) = self.view.finding.clone() {
            self.find_names(text);
        }
    }

    pub(super) fn take_found(&mut self, found: Found) {
        if self.view.finding.as_ref() == Some(&found.text) {
            self.view.found = Some(found);
        }
    }

    /// Forgets the names of layers that are gone.
    pub(super) fn forget_old_names(&mut self) {
        let document = &self.workspace.document;
        self.names.retain(|(id, names)| {
            let entry = document.layer(*id);
            entry.is_some_and(|entry| names.is_of(&entry.layer))
        });
    }
}
