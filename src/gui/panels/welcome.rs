//! The empty window is an invitation.

use egui::{RichText, Ui, Vec2};

use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::short_path;
use crate::gui::theme::{FAR, HEADING, NEAR, Palette, SECONDARY};
use crate::gui::widgets::secondary;
use crate::workspace::jobs::JobKind;

/// Recent projects that are shown.
const RECENT: usize = 6;

/// Draws the invitation in the middle of the empty map.
pub fn welcome_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let space = ui.available_rect_before_wrap();
    ui.painter().rect_filled(space, 0.0, colors.paper);
    let width = 420.0_f32.min(space.width() - 2.0 * FAR).max(120.0);
    let top = (0.30 * space.height()).min(220.0);
    let rect = egui::Rect::from_min_size(
        space.center_top() + Vec2::new(-0.5 * width, top),
        Vec2::new(width, space.height() - top),
    );
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        ui.label(RichText::new(scene.text("app-name")).size(HEADING + 6.0));
        secondary(ui, scene.text("app-tagline"));
        ui.add_space(FAR);
        if scene.workspace.jobs.has(JobKind::Open) || scene.workspace.jobs.has(JobKind::Import) {
            ui.label(scene.text("welcome-opening"));
            return;
        }
        let primary =
            egui::Button::new(RichText::new(scene.text("action-open-sample")).color(colors.on_accent))
                .fill(colors.accent)
                .min_size(Vec2::new(180.0, 32.0));
        if ui.add(primary).clicked() {
            out.push(Action::OpenSample);
        }
        ui.add_space(NEAR);
        ui.horizontal(|ui| {
            let rows = [
                ("action-open", Action::Open),
                ("action-add-data", Action::AddData),
                ("action-type-path", Action::TypePath),
            ];
            for (id, action) in rows {
                if ui.button(scene.text(id)).clicked() {
                    out.push(action);
                }
            }
        });
        ui.add_space(FAR);
        secondary(ui, scene.text("welcome-drop"));
        recent_ui(ui, scene, out);
    });
}

fn recent_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if scene.settings.recent.is_empty() {
        return;
    }
    ui.add_space(FAR);
    secondary(ui, scene.text("welcome-recent"));
    for path in scene.settings.recent.iter().take(RECENT) {
        let text = RichText::new(short_path(path, 56)).size(SECONDARY);
        let full = path.display().to_string();
        if ui
            .add(egui::Button::new(text).frame(false))
            .on_hover_text(full)
            .clicked()
        {
            out.push(Action::OpenPaths(vec![path.clone()]));
        }
    }
}
