//! What is loaded: parcels and constraint layers with visibility, symbol, count, system and a badge
//! for what their import had to say.

use egui::accesskit::Role as AccessRole;
use egui::{Align2, FontId, Pos2, Rect, Response, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::backgrounds::backgrounds_ui;
use super::legend;
use crate::crs::Crs;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::table::TableStep;
use crate::gui::text::system_words;
use crate::gui::theme::{BODY, FAR, HIT, NEAR, Palette, ROW, SECONDARY, paper_of};
use crate::gui::view_state::{BottomTab, LayerKey};
use crate::gui::widgets::{Icon, group_heading, icon_button, paint_icon, secondary, swatch};
use crate::layer::{Notes, Severity};
use crate::symbols::marks::Mark as MapMark;
use crate::text::number::count;
use crate::workspace::document::MapLayer;

/// One row of the list.
struct Row<'a> {
    key: LayerKey,
    name: String,
    crs: Option<&'a Crs>,
    n_features: usize,
    notes: Option<&'a Notes>,
    path: String,
}

/// Draws the panel.
pub fn layers_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.text("panel-layers")).size(BODY));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Close, &scene.text("action-toggle-left")).clicked() {
                out.push(Action::ToggleLeft);
            }
            if icon_button(ui, Icon::Plus, &scene.text("action-add-data")).clicked() {
                out.push(Action::AddData);
            }
        });
    });
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        parcels_ui(ui, scene, out);
        ui.add_space(FAR - 4.0);
        constraints_ui(ui, scene, out);
        ui.add_space(FAR - 4.0);
        backgrounds_ui(ui, scene, out);
        ui.add_space(FAR);
        question_ui(ui, scene, out);
    });
}

fn parcels_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    group_heading(ui, &scene.text("role-parcels"));
    if let Some(parcels) = &scene.workspace.document.parcels {
        let path = parcels
            .source
            .as_ref()
            .map(|source| source.path.display().to_string());
        let row = Row {
            key: LayerKey::Parcels,
            name: parcels.name.clone(),
            crs: Some(&parcels.crs),
            n_features: parcels.len(),
            notes: Some(&parcels.notes),
            path: path.unwrap_or_else(|| scene.text("layer-drawn")),
        };
        row_ui(ui, scene, &row, out);
    } else {
        secondary(ui, scene.text("layers-no-parcels"));
    }
    if let Some(result) = scene.workspace.result() {
        let row = Row {
            key: LayerKey::Findings,
            name: scene.text("layer-findings"),
            crs: None,
            n_features: result
                .findings
                .iter()
                .filter(|finding| finding.kind.is_conflict())
                .count(),
            notes: None,
            path: scene.text("layer-findings-hint"),
        };
        row_ui(ui, scene, &row, out);
        legend::marks_ui(ui, scene, out);
    }
}

fn constraints_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let layers = &scene.workspace.document.layers;
    if layers.is_empty() {
        group_heading(ui, &scene.text("layers-constraints"));
        secondary(ui, scene.text("layers-no-constraints"));
        return;
    }
    let mut roles: Vec<_> = layers.iter().map(|entry| entry.layer.role.clone()).collect();
    roles.sort();
    roles.dedup();
    for role in roles {
        group_heading(ui, &scene.texts.role(&role));
        for entry in layers.iter().filter(|entry| entry.layer.role == role) {
            row_ui(ui, scene, &layer_row(entry), out);
            legend::classes_ui(ui, scene, entry, out);
        }
        ui.add_space(4.0);
    }
}

fn layer_row(entry: &MapLayer) -> Row<'_> {
    let layer = &entry.layer;
    Row {
        key: LayerKey::Layer(entry.id),
        name: layer.name.clone(),
        crs: Some(&layer.crs),
        n_features: layer.n_features(),
        notes: Some(&layer.notes),
        path: layer.source.path.display().to_string(),
    }
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, row: &Row<'_>, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, ROW + 12.0), Sense::click());
    let n_features = count(row.n_features);
    let mut label = format!("{} {n_features}", row.name);
    if legend::is_out_of_scale(scene, row.key) {
        label = format!("{label} · {}", scene.text("symbols-out-of-scale"));
    }
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Button, true, &label));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, colors.hover);
    }
    eye_ui(ui, scene, row, rect, out);
    let symbol_at = Pos2::new(rect.left() + HIT + 14.0, rect.top() + 14.0);
    paint_symbol(
        ui,
        scene,
        row.key,
        Rect::from_center_size(symbol_at, Vec2::new(20.0, 13.0)),
    );
    let number = ui
        .painter()
        .layout_no_wrap(n_features, FontId::proportional(SECONDARY), colors.secondary);
    let number_at = Pos2::new(rect.right() - NEAR - number.size().x, rect.top() + 6.0);
    let left = rect.left() + HIT + 30.0;
    let room = number_at.x - NEAR - left;
    let name_color = if scene.shows(row.key) {
        colors.text
    } else {
        colors.secondary
    };
    paint_elided(
        ui,
        &row.name,
        Pos2::new(left, rect.top() + 4.0),
        room,
        (BODY, name_color),
    );
    ui.painter().galley(number_at, number, colors.secondary);
    let second = second_line(scene, row);
    paint_elided(
        ui,
        &second,
        Pos2::new(left, rect.top() + 22.0),
        rect.right() - NEAR - left,
        (SECONDARY, colors.secondary),
    );
    context_ui(&response, scene, row, out);
    if response.double_clicked() {
        out.push(Action::ZoomToLayer(row.key));
    }
    let crs = row
        .crs
        .map_or_else(String::new, |crs| format!("{} {}", crs.id, crs.name));
    let hover = format!("{}\n{}\n{crs}", row.name, row.path);
    response.on_hover_text(hover);
}

/// System and, where the import had something to say, a badge with its number.
fn second_line(scene: &Scene<'_>, row: &Row<'_>) -> String {
    let crs = row
        .crs
        .map_or_else(String::new, |crs| system_words(scene.texts, crs));
    if legend::is_out_of_scale(scene, row.key) {
        return scene.text("symbols-out-of-scale");
    }
    let important = |notes: &&Notes| notes.iter().any(|note| note.severity > Severity::Info);
    match row.notes.filter(important) {
        Some(notes) => {
            let n: u64 = notes.counts().iter().map(|(_, number)| number).sum();
            format!(
                "⚠ {} · {crs}",
                scene.texts.get_with("layer-notes", &[("count", n.to_string())])
            )
        }
        None => crs,
    }
}

fn eye_ui(ui: &mut Ui, scene: &Scene<'_>, row: &Row<'_>, rect: Rect, out: &mut Vec<Action>) {
    let shown = scene.shows(row.key);
    let field = Rect::from_min_size(rect.min + Vec2::new(2.0, 2.0), Vec2::splat(HIT));
    let response = ui.interact(field, ui.scope_id().with(("eye", row.key)), Sense::click());
    let name = scene
        .texts
        .get_with("layer-visible", &[("name", row.name.clone())]);
    response.widget_info(|| WidgetInfo::selected(AccessRole::CheckBox, true, shown, &name));
    let colors = Palette::of(ui.ctx());
    let icon = if shown { Icon::Eye } else { Icon::Hidden };
    paint_icon(
        ui,
        icon,
        field,
        if response.hovered() {
            colors.accent
        } else {
            colors.secondary
        },
    );
    if response.clicked() {
        let alone = ui.input(|input| input.modifiers.alt);
        out.push(if alone {
            Action::SoloLayer(row.key)
        } else {
            Action::ToggleLayer(row.key)
        });
    }
    response.on_hover_text(name);
}

fn paint_symbol(ui: &Ui, scene: &Scene<'_>, key: LayerKey, field: Rect) {
    let theme = paper_of(ui.ctx().theme());
    match key {
        LayerKey::Parcels => swatch(ui, field, MapMark::Parcel.symbol(theme)),
        LayerKey::Findings => swatch(ui, field, MapMark::Prohibited.symbol(theme)),
        LayerKey::Layer(id) => {
            if let Some(entry) = scene.workspace.document.layer(id) {
                legend::layer_swatch(ui, scene, entry, field);
            }
        }
    }
}

fn paint_elided(ui: &Ui, text: &str, at: Pos2, room: f32, (size, color): (f32, egui::Color32)) {
    let mut job =
        egui::text::LayoutJob::simple_singleline(text.to_owned(), FontId::proportional(size), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(20.0));
    let galley = ui.painter().layout_job(job);
    ui.painter()
        .galley(Align2::LEFT_TOP.anchor_size(at, galley.size()).min, galley, color);
}

fn context_ui(response: &Response, scene: &Scene<'_>, row: &Row<'_>, out: &mut Vec<Action>) {
    response.context_menu(|ui| {
        let mut entry = |ui: &mut Ui, id: &str, action: Action| entry_ui(ui, scene, id, action, out);
        entry(ui, "layer-zoom-to", Action::ZoomToLayer(row.key));
        if row.key != LayerKey::Findings {
            entry(ui, "layer-table", Action::Table(TableStep::Show(row.key)));
        }
        entry(ui, "layer-solo", Action::SoloLayer(row.key));
        if row.notes.is_some_and(|notes| !notes.is_empty()) {
            entry(ui, "layer-show-notes", Action::ToggleBottom(BottomTab::Messages));
        }
        if row.key != LayerKey::Findings {
            entry(ui, "layer-copy-path", Action::Copy(row.path.clone()));
            entry(ui, "layer-export", Action::ExportLayer(row.key));
        }
        if let LayerKey::Layer(id) = row.key {
            legend::choice_ui(ui, scene, id, out);
            ui.separator();
            entry_ui(ui, scene, "layer-remove", Action::RemoveLayer(id), out);
        }
    });
}

fn entry_ui(ui: &mut Ui, scene: &Scene<'_>, id: &str, action: Action, out: &mut Vec<Action>) {
    if ui.button(scene.text(id)).clicked() {
        out.push(action);
        ui.close();
    }
}

/// What is asked of the rules: the activity and the day.
fn question_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let question = &scene.workspace.document.question;
    if scene.workspace.document.is_empty() {
        return;
    }
    group_heading(ui, &scene.text("question-activity"));
    let name = |activity: Option<crate::rules::Activity>| match activity {
        Some(activity) => scene.texts.coded(&activity.text_id(), &[]),
        None => scene.text("question-activity-unknown"),
    };
    let mut chosen = question.activity;
    let label = scene.text("question-activity");
    let combo = egui::ComboBox::from_id_salt("activity")
        .selected_text(name(chosen))
        .width(ui.available_width() - NEAR)
        .truncate()
        .show_ui(ui, |ui| {
            for option in std::iter::once(None).chain(crate::rules::ACTIVITIES.into_iter().map(Some)) {
                ui.selectable_value(&mut chosen, option, name(option));
            }
        });
    combo
        .response
        .accessible_name(label)
        .on_hover_text(name(question.activity));
    if chosen != question.activity {
        out.push(Action::Activity(chosen));
    }
    let args = [("date", question.as_of.to_string())];
    secondary(ui, scene.texts.get_with("question-as-of", &args));
}
