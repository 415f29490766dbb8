//! Above the rows: which layer, what is looked for, how many rows, which columns.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Align, Button, ComboBox, Layout, PopupCloseBehavior, ScrollArea, TextEdit, Ui};

use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::table::TableStep;
use crate::gui::text::column_name;
use crate::gui::view_state::LayerKey;
use crate::gui::widgets::one_line;
use crate::text::number::count;
use crate::workspace::jobs::JobKind;

/// Milliseconds between two looks at the progress.
const LOOK: u64 = 100;

pub(super) fn head_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        layer_ui(ui, scene, out);
        filter_ui(ui, scene, out);
        count_ui(ui, scene, out);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            columns_ui(ui, scene, out);
            copy_ui(ui, scene, out);
        });
    });
}

/// The name of a layer that has a table.
fn layer_name(scene: &Scene<'_>, key: LayerKey) -> String {
    let document = &scene.workspace.document;
    match key {
        LayerKey::Layer(id) => document
            .layer(id)
            .map_or_else(String::new, |entry| entry.layer.name.clone()),
        _ => scene.text("role-parcels"),
    }
}

fn layer_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let document = &scene.workspace.document;
    let parcels = document.parcels.iter().map(|_| LayerKey::Parcels);
    let layers = document.layers.iter().map(|entry| LayerKey::Layer(entry.id));
    let shown = scene.view.table.layer;
    let name = shown.map_or_else(String::new, |key| layer_name(scene, key));
    let combo = ComboBox::from_id_salt("table-layer")
        .selected_text(name.clone())
        .width(170.0)
        .truncate()
        .show_ui(ui, |ui| {
            for key in parcels.chain(layers) {
                if ui
                    .selectable_label(shown == Some(key), layer_name(scene, key))
                    .clicked()
                {
                    out.push(Action::Table(TableStep::Show(key)));
                }
            }
        });
    combo
        .response
        .accessible_name(scene.text("table-layer"))
        .on_hover_text(name);
}

fn filter_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let mut filter = scene.view.table.wish().filter;
    let field = TextEdit::singleline(&mut filter)
        .id_salt("table-filter")
        .desired_width(260.0)
        .hint_text(scene.text("table-filter-hint"));
    let response = ui.add(field).accessible_name(scene.text("table-filter"));
    if response.changed() {
        out.push(Action::Table(TableStep::Filter(filter)));
    }
    response.on_hover_text(scene.text("table-filter-help"));
}

/// How many rows of how many, or how far the search for them is.
fn count_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let state = &scene.view.table;
    let running = scene.workspace.jobs.running().iter();
    let running = running.into_iter().find(|job| job.kind == JobKind::Arrange);
    if let Some(job) = running {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(LOOK));
        if job.started.elapsed().as_millis() > 300 || state.arranged.is_none() {
            let share = [("percent", format!("{:.0}", 100.0 * job.share()))];
            one_line(ui, &scene.texts.get_with("table-progress", &share));
            if ui.button(scene.text("job-cancel")).clicked() {
                out.push(Action::Table(TableStep::Stop));
            }
            return;
        }
    } else if !state.is_current() && ui.button(scene.text("table-again")).clicked() {
        out.push(Action::Table(TableStep::Again));
    }
    let Some(table) = &state.arranged else { return };
    let args = [("shown", count(table.len())), ("all", count(table.rows.len()))];
    one_line(ui, &scene.texts.get_with("table-count", &args));
    if state.picked.len() > 1 {
        let args = [("count", count(state.picked.len()))];
        one_line(ui, &scene.texts.get_with("table-picked", &args));
    }
    if let Some(name) = &table.unknown_field {
        let name = crate::text::visible(name).chars().take(20).collect();
        one_line(
            ui,
            &scene.texts.get_with("table-unknown-field", &[("name", name)]),
        );
    }
}

fn copy_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let is_possible = !scene.view.table.picked.is_empty();
    let response = ui.add_enabled(is_possible, Button::new(scene.text("table-copy")));
    if response
        .on_hover_text(scene.text("table-copy-hint"))
        .on_disabled_hover_text(scene.text("table-copy-nothing"))
        .clicked()
    {
        out.push(Action::Table(TableStep::Copy));
    }
}

/// Columns to be shown or hidden. The menu stays open: one seldom hides only one.
fn columns_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let Some(table) = &scene.view.table.arranged else {
        return;
    };
    let hidden = scene.view.table.wish().hidden;
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::new(scene.text("table-columns")).config(config);
    menu.ui(ui, |ui| {
        if ui.button(scene.text("table-all-columns")).clicked() {
            out.push(Action::Table(TableStep::ShowAllColumns));
        }
        ui.separator();
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for column in &table.columns {
                let mut is_shown = !hidden.contains(&column.id);
                if ui
                    .checkbox(&mut is_shown, column_name(scene.texts, &column.id))
                    .clicked()
                {
                    out.push(Action::Table(TableStep::ToggleColumn(column.id.clone())));
                }
            }
        });
    });
}
