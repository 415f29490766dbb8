//! The status bar: where the pointer is, system and scale, selection, jobs and messages.

use std::collections::BTreeSet;

use egui::{Id, RichText, TextEdit, Ui};

use super::bottom::job_line;
use crate::crs::Ellipsoid;
use crate::gui::action::Action;
use crate::gui::map::{Hit, MapAction, hit_words, narrow};
use crate::gui::scene::Scene;
use crate::gui::text::{point_text, scale, typed_scale, zone};
use crate::gui::theme::{Palette, SECONDARY};
use crate::gui::view_state::BottomTab;
use crate::gui::widgets::{Icon, icon_button, one_line};
use crate::layer::ParcelId;
use crate::text::Amount;
use crate::text::number::count;

/// Width of the field with the scale, in logical pixels.
const SCALE_WIDTH: f32 = 84.0;

/// Draws the status bar.
pub fn status_bar_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal_centered(|ui| {
        ui.style_mut().override_font_id = Some(egui::FontId::proportional(SECONDARY));
        place_ui(ui, scene, out);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            right_ui(ui, scene, out);
        });
    });
}

/// Coordinates under the pointer, in the zone of the middle of the map; the middle when the pointer
/// is elsewhere.
fn place_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let Some(plane) = &scene.workspace.document.plane else {
        ui.label(scene.text("status-empty"));
        return;
    };
    let view = scene.view;
    let pointer = ui
        .ctx()
        .pointer_hover_pos()
        .filter(|position| view.map_rect.contains(*position));
    let center = view.viewport.center;
    let point = pointer.map_or(center, |position| {
        view.viewport.plane_from_screen(view.map_rect, position)
    });
    let at = point_text(plane, center, point, scene.settings.decimal_degrees);
    let color = if pointer.is_some() {
        Palette::of(ui.ctx()).text
    } else {
        Palette::of(ui.ctx()).secondary
    };
    let part = |ui: &mut Ui, text: String| ui.label(RichText::new(text).color(color));
    if plane.is_local() || zone(plane, center).is_some() {
        part(ui, format!("X {}  Y {}", at.north, at.east)).on_hover_text(scene.text("status-xy-hint"));
    }
    if !plane.is_local() {
        let text = RichText::new(format!("B {}  L {}", at.latitude, at.longitude)).color(color);
        let button = ui.add(egui::Button::new(text).frame(false));
        if button.on_hover_text(scene.text("status-bl-hint")).clicked() {
            out.push(Action::Map(MapAction::ToggleDegrees));
        }
    }
    ui.separator();
    let system = match (plane.ellipsoid().map(Ellipsoid::name), zone(plane, center)) {
        (Some(name), Some(zone)) => scene.texts.get_with(
            "status-zone",
            &[("datum", name.to_owned()), ("zone", zone.to_string())],
        ),
        (Some(name), None) => name.to_owned(),
        (None, _) => scene.text("status-local"),
    };
    ui.label(system);
    ui.separator();
    scale_ui(ui, scene, out);
    selection_ui(ui, scene);
}

/// The scale, which can be typed over; Enter shows the map so.
fn scale_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let id = Id::unique("scale");
    let shown = scale(scene.view.viewport.scale_denominator());
    let mut text = ui.data(|data| data.get_temp::<String>(id)).unwrap_or(shown);
    let field = TextEdit::singleline(&mut text)
        .id(id.with("field"))
        .desired_width(SCALE_WIDTH)
        .align(egui::Align2::LEFT_CENTER)
        .margin(egui::Margin::symmetric(4, 0));
    let response = ui.add(field).accessible_name(scene.text("status-scale"));
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    } else if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
        if let Some(denominator) = typed_scale(&text).filter(|_| entered) {
            out.push(Action::Map(MapAction::Scale(denominator)));
        }
    }
    response.on_hover_text(scene.text("status-scale-hint"));
}

/// What is selected, and its area; of several parcels their number and the sum.
fn selection_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let parcels = scene.workspace.document.parcels.as_ref();
    let Some(parcel) = scene.view.parcel.and_then(|id| parcels?.find(id)) else {
        let hit = scene.view.feature.map(|(id, feature)| Hit::Feature(id, feature));
        if let Some([name, layer]) = hit.and_then(|hit| hit_words(scene, &hit)) {
            ui.separator();
            one_line(ui, &format!("{layer} · {name}"));
        }
        return;
    };
    ui.separator();
    let selected: BTreeSet<ParcelId> = scene.view.selected().collect();
    let who = if selected.len() > 1 {
        scene
            .texts
            .get_with("status-selected", &[("count", count(selected.len()))])
    } else {
        parcel.label()
    };
    let result = scene.workspace.result();
    let known = result.into_iter().flat_map(|result| &result.parcels);
    let areas: Vec<f64> = known
        .filter(|known| selected.contains(&known.parcel_id))
        .map(|known| known.areas.plane_m2)
        .collect();
    // A sum over some of them would pass for the whole.
    let text = if areas.len() == selected.len() {
        let m2 = Amount(areas.iter().sum()).m2();
        format!("{who} · {}", scene.texts.get_with("amount-m2", &[("m2", m2)]))
    } else {
        who
    };
    ui.label(text);
}

fn right_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let n_problems = scene.workspace.messages.n_problems();
    let n_messages = scene.workspace.messages.list().len() + n_notes(scene);
    let id = if n_problems > 0 {
        "status-problems"
    } else {
        "status-messages"
    };
    let args = [("count", count(n_messages)), ("problems", count(n_problems))];
    let color = if n_problems > 0 {
        colors.problem
    } else {
        colors.text
    };
    let text = RichText::new(scene.texts.get_with(id, &args)).color(color);
    if ui.add(egui::Button::new(text).frame(false)).clicked() {
        out.push(Action::ToggleBottom(BottomTab::Messages));
    }
    ui.separator();
    let listed = scene
        .workspace
        .jobs
        .running()
        .iter()
        .filter(|job| job.kind.is_listed());
    match listed.clone().next() {
        None => {
            let args = [("count", "0".to_owned())];
            if ui
                .add(egui::Button::new(scene.texts.get_with("status-jobs", &args)).frame(false))
                .clicked()
            {
                out.push(Action::ToggleBottom(BottomTab::Jobs));
            }
        }
        Some(job) => {
            if icon_button(ui, Icon::Close, &scene.text("job-cancel")).clicked() {
                out.push(Action::Cancel(job.id));
            }
            let share = job.share();
            if share > 0.0 {
                ui.add(
                    egui::ProgressBar::new(narrow(share))
                        .desired_width(80.0)
                        .desired_height(6.0),
                )
                .accessible_name(scene.text(&format!("job-{}", job.kind.code())));
            }
            ui.label(job_line(scene, job));
            // Progress is shown ten times a second, and only while something runs.
            ui.ctx()
                .request_repaint_after(std::time::Duration::from_millis(100));
        }
    }
}

/// Notes of all imports.
fn n_notes(scene: &Scene<'_>) -> usize {
    let document = &scene.workspace.document;
    let parcels = document.parcels.iter().map(|parcels| parcels.notes.as_ref());
    let layers = document.layers.iter().map(|entry| &entry.layer.notes);
    let counts = parcels
        .chain(layers)
        .flat_map(|notes| notes.counts().iter().map(|(_, number)| *number));
    usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX)
}
