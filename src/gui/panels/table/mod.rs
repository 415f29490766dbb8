//! The attribute table of one layer: on top what is shown of it, below it the rows that are in sight.

mod bar;
mod cell;
mod grid;
mod head;

use egui::Ui;

use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::widgets::secondary;
use crate::workspace::jobs::JobKind;

/// Draws the tab.
pub(super) fn table_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    // A panel takes the height of what is in it; with few words in it the next rows would have no room.
    ui.set_min_size(ui.available_size());
    let state = &scene.view.table;
    if scene.workspace.document.is_empty() {
        secondary(ui, scene.text("table-none"));
        return;
    }
    head::head_ui(ui, scene, out);
    let job = scene.workspace.jobs.running().iter();
    let job = job.into_iter().find(|job| job.kind == JobKind::Arrange);
    let Some(table) = &state.arranged else {
        let id = if job.is_some() {
            "table-arranging"
        } else {
            "table-stopped"
        };
        secondary(ui, scene.text(id));
        return;
    };
    // What is looked for in a moment must not flicker.
    if job.is_some_and(|job| job.started.elapsed().as_millis() > 300) {
        ui.set_opacity(0.55);
    }
    if table.is_empty() {
        secondary(ui, scene.text("table-no-rows"));
    }
    grid::grid_ui(ui, scene, table, out);
}
