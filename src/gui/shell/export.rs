//! Reports and layers on their way into files.

use std::path::PathBuf;

use super::dispatch::Desk;
use super::picker::Pick;
use crate::gui::dialogs::ExportDialog;
use crate::gui::view_state::{Dialog, LayerKey, PathPurpose};
use crate::io::{FORMATS, WriteOptions};
use crate::workspace::export::{Exportable, sources_of};
use crate::workspace::jobs::JobKind;
use crate::workspace::problem::Problem;
use crate::workspace::task;

/// Files of one name that are looked past before the name is given as it is.
const NAMES_TRIED: u32 = 99;

impl Desk {
    pub(super) fn pick_directory(&mut self) {
        let pick = Pick::Directory {
            title: self.texts.get("pick-directory"),
        };
        self.pick(pick, PathPurpose::Export);
    }

    /// Writes all reports into a directory.
    pub(super) fn export(&mut self, directory: PathBuf) {
        self.view.dialog = None;
        let current = self.workspace.is_current();
        let (Some(result), Some(request), true) = (
            self.workspace.result().cloned(),
            self.workspace.document.request(),
            current,
        ) else {
            self.problem(Problem::new("problem-no-result"));
            return;
        };
        let work = task::export(result, request, directory, self.texts.language());
        self.workspace
            .jobs
            .start(JobKind::Export, self.workspace.document.revision(), work);
    }

    /// Asks where a layer is to be written.
    pub(super) fn pick_layer_file(&mut self, key: LayerKey) {
        let Some(layer) = self.exportable(key) else { return };
        let pick = Pick::NewFile {
            title: self.texts.get("pick-layer-file"),
            path: suggested(&layer),
            kinds: FORMATS
                .iter()
                .map(|format| (format.name().to_owned(), format.extensions().to_vec()))
                .collect(),
        };
        self.pick(pick, PathPurpose::Layer(key));
    }

    /// The path that is offered where one has to be typed.
    pub(super) fn suggested_path(&self, purpose: PathPurpose) -> String {
        let PathPurpose::Layer(key) = purpose else {
            return String::new();
        };
        let layer = self.exportable(key);
        layer.map_or_else(String::new, |layer| suggested(&layer).display().to_string())
    }

    /// Asks how a layer is to be written.
    pub(super) fn ask_how_to_export(&mut self, key: LayerKey, path: PathBuf) {
        self.view.dialog = self
            .exportable(key)
            .map(|layer| Dialog::Export(ExportDialog::new(key, &layer, path)));
    }

    pub(super) fn export_layer(&mut self, key: LayerKey, path: PathBuf, options: WriteOptions) {
        self.view.dialog = None;
        let Some(layer) = self.exportable(key) else { return };
        let document = &self.workspace.document;
        let revision = document.revision();
        let work = task::export_layer(layer, path, options, sources_of(document));
        self.workspace.jobs.start(JobKind::ExportLayer, revision, work);
    }

    fn exportable(&self, key: LayerKey) -> Option<Exportable> {
        let document = &self.workspace.document;
        match key {
            LayerKey::Parcels => document
                .parcels
                .clone()
                .map(|layer| Exportable::Parcels(Box::new(layer))),
            LayerKey::Layer(id) => document
                .layer(id)
                .map(|entry| Exportable::Constraint(entry.layer.clone())),
            LayerKey::Findings => None,
        }
    }
}

/// A path beside the layer's source at which nothing stands yet.
fn suggested(layer: &Exportable) -> PathBuf {
    let directory = layer
        .source()
        .and_then(|source| source.path.parent())
        .map_or_else(PathBuf::new, ToOwned::to_owned);
    let stem: String = layer
        .name()
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    let with = |number: u32| {
        let number = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        directory.join(format!("{stem}{number}.geojson"))
    };
    (1..=NAMES_TRIED)
        .map(with)
        .find(|path| !path.exists())
        .unwrap_or_else(|| with(1))
}
