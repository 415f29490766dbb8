//! What lies under the map: one row for each picture, the uppermost first, with the means to show, fade, order and remove
//! it.

use egui::accesskit::Role as AccessRole;
use egui::{Label, Response, RichText, Sense, Slider, Ui, WidgetInfo};

use crate::gui::action::{Action, BackgroundStep};
use crate::gui::scene::Scene;
use crate::gui::text::system_words;
use crate::gui::theme::{BODY, HIT, NEAR, Palette};
use crate::gui::widgets::{Icon, group_heading, icon_button, paint_icon, secondary};
use crate::workspace::background::{Background, BackgroundState};

/// Draws the group of backgrounds.
pub(super) fn backgrounds_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let list = scene.workspace.backgrounds.list();
    ui.horizontal(|ui| {
        group_heading(ui, &scene.text("layers-backgrounds"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Plus, &scene.text("action-add-background")).clicked() {
                out.push(Action::Background(BackgroundStep::Ask));
            }
        });
    });
    if list.is_empty() {
        secondary(ui, scene.text("layers-no-backgrounds"));
        return;
    }
    let mut step = |step: BackgroundStep| out.push(Action::Background(step));
    for entry in list.iter().rev() {
        ui.push_id(entry.id.0, |ui| row_ui(ui, scene, entry, &mut step));
    }
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &Background, step: &mut impl FnMut(BackgroundStep)) {
    let colors = Palette::of(ui.ctx());
    let name = entry.name();
    let head = ui.horizontal(|ui| {
        eye_ui(ui, scene, entry, step);
        let color = if entry.shown {
            colors.text
        } else {
            colors.secondary
        };
        let room = ui.available_width() - HIT - NEAR;
        let label = Label::new(RichText::new(&name).size(BODY).color(color))
            .truncate()
            .sense(Sense::click());
        let response = ui
            .scope(|ui| {
                ui.set_max_width(room.max(40.0));
                ui.add(label)
            })
            .inner;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let words = scene
                .texts
                .get_with("background-remove-named", &[("name", name.clone())]);
            if icon_button(ui, Icon::Close, &words).clicked() {
                step(BackgroundStep::Remove(entry.id));
            }
        });
        response
    });
    let response = head.inner;
    if response.double_clicked() {
        step(BackgroundStep::ZoomTo(entry.id));
    }
    context_ui(&response, scene, entry, step);
    response.on_hover_text(entry.path.display().to_string());
    ui.horizontal(|ui| {
        // Under the name.
        ui.add_space(HIT);
        ui.vertical(|ui| {
            state_ui(ui, scene, entry, step);
            if entry.placed().is_some() {
                opacity_ui(ui, scene, entry, step);
            }
        });
    });
}

fn eye_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &Background, step: &mut impl FnMut(BackgroundStep)) {
    let colors = Palette::of(ui.ctx());
    let (field, response) = ui.allocate_exact_size(egui::Vec2::splat(HIT), Sense::click());
    let words = scene.texts.get_with("layer-visible", &[("name", entry.name())]);
    response.widget_info(|| WidgetInfo::selected(AccessRole::CheckBox, true, entry.shown, &words));
    let icon = if entry.shown { Icon::Eye } else { Icon::Hidden };
    let color = if response.hovered() {
        colors.accent
    } else {
        colors.secondary
    };
    paint_icon(ui, icon, field, color);
    if response.clicked() {
        step(BackgroundStep::Toggle(entry.id));
    }
    response.on_hover_text(words);
}

/// The system of its pixels, or what keeps it from being shown.
fn state_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &Background, step: &mut impl FnMut(BackgroundStep)) {
    match &entry.state {
        BackgroundState::Waiting | BackgroundState::Opening(_) => {
            secondary(ui, scene.text("background-opening"));
        }
        BackgroundState::Placed(placed) => {
            let crs = placed.raster().crs();
            let system = system_words(scene.texts, crs);
            let viewport = &scene.view.viewport;
            let words = if viewport.metres_per_pixel > placed.coarsest_m() {
                format!("{system} · {}", scene.text("background-too-far"))
            } else {
                system
            };
            secondary(ui, words).on_hover_text(format!("{} {}", crs.id, crs.name));
        }
        BackgroundState::Failed(problem) => {
            let colors = Palette::of(ui.ctx());
            let why = scene.texts.coded(&problem.code, &problem.args);
            let words = RichText::new(format!("⚠ {why}")).color(colors.text);
            ui.add(Label::new(words.size(crate::gui::theme::SECONDARY)).wrap());
            let system = scene.workspace.project_system().filter(|_| entry.lacks_system());
            if let Some(system) = system {
                let args = [("system", system_words(scene.texts, system))];
                if ui
                    .button(scene.texts.get_with("background-use-system", &args))
                    .clicked()
                {
                    step(BackgroundStep::UseProjectSystem(entry.id));
                }
            }
        }
    }
}

fn opacity_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &Background, step: &mut impl FnMut(BackgroundStep)) {
    let mut opacity = entry.opacity;
    let words = scene
        .texts
        .get_with("background-opacity", &[("name", entry.name())]);
    let slider = Slider::new(&mut opacity, 0..=100).suffix(" %");
    let changed = ui.add(slider).accessible_name(words).changed();
    if changed && opacity != entry.opacity {
        step(BackgroundStep::Opacity(entry.id, opacity));
    }
}

fn context_ui(
    response: &Response,
    scene: &Scene<'_>,
    entry: &Background,
    step: &mut impl FnMut(BackgroundStep),
) {
    response.context_menu(|ui| {
        let mut row = |ui: &mut Ui, id: &str, wanted: BackgroundStep, is_there: bool| {
            if ui
                .add_enabled(is_there, egui::Button::new(scene.text(id)))
                .clicked()
            {
                step(wanted);
                ui.close();
            }
        };
        let list = scene.workspace.backgrounds.list();
        let (id, is_placed) = (entry.id, entry.placed().is_some());
        let is_last = list.first().is_some_and(|last| last.id == id);
        let is_first = list.last().is_some_and(|first| first.id == id);
        row(ui, "layer-zoom-to", BackgroundStep::ZoomTo(id), is_placed);
        row(ui, "background-raise", BackgroundStep::Raise(id), !is_first);
        row(ui, "background-lower", BackgroundStep::Lower(id), !is_last);
        ui.separator();
        row(ui, "background-remove", BackgroundStep::Remove(id), true);
    });
}
