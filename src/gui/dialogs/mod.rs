//! Dialogs: only for what cannot be undone or must be said before. Buttons carry verbs.

mod about;
mod export;
mod go_to;
mod import;
mod palette;
mod path;

pub use export::ExportDialog;
pub use go_to::GoToDialog;
pub use import::{ImportDialog, ImportRow, RowKey, SystemChoice};

use egui::{Context, Id, Modal, Ui};

use super::action::Action;
use super::scene::Scene;
use super::theme::faded;
use super::view_state::Dialog;

/// Ground that stays free beside the widest dialog, in logical pixels.
const ROOM: f32 = 96.0;

/// Draws the dialog on top, if there is one. What is typed and chosen in it is kept in `dialog`.
pub fn dialog_ui(ctx: &Context, scene: &Scene<'_>, dialog: &mut Option<Dialog>, out: &mut Vec<Action>) {
    let Some(open) = dialog.as_mut() else { return };
    let shade = faded(super::theme::Palette::of(ctx).text, 60);
    let modal = Modal::new(Id::unique("dialog"))
        .backdrop_color(shade)
        .frame(egui::Frame::popup(&ctx.global_style()).inner_margin(super::theme::FAR))
        .show(ctx, |ui| {
            ui.set_max_width(match open {
                Dialog::Import(_) => import::WIDTH.min(ctx.content_rect().width() - ROOM),
                _ => 560.0,
            });
            match open {
                Dialog::Path(path) => path::path_ui(ui, scene, path, out),
                Dialog::Import(import) => import::import_ui(ui, scene, import, out),
                Dialog::Export(export) => export::export_ui(ui, scene, export, out),
                Dialog::GoTo(go_to) => go_to::go_to_ui(ui, scene, go_to, out),
                Dialog::Palette(query) => palette::palette_ui(ui, scene, query, out),
                Dialog::About => about::about_ui(ui, scene, out),
            }
        });
    // A click beside the dossier must not throw away what was chosen.
    let keeps_choices = matches!(dialog, Some(Dialog::Import(_)));
    if modal.backdrop_response.clicked() && !keeps_choices {
        out.push(Action::Escape);
    }
}

/// The row of buttons at the end of a dialog: one verb, and the way out.
fn buttons_ui(ui: &mut Ui, scene: &Scene<'_>, verb: &str, enabled: bool, out: &mut Vec<Action>) -> bool {
    ui.add_space(super::theme::FAR);
    let done = ui.horizontal(|ui| {
        let done = verb_ui(ui, verb, enabled);
        dismiss_ui(ui, scene, out);
        done
    });
    done.inner
}

/// The button that does what a dialog is for.
fn verb_ui(ui: &mut Ui, verb: &str, enabled: bool) -> bool {
    let colors = super::theme::Palette::of(ui.ctx());
    let text = egui::RichText::new(verb).color(colors.on_accent);
    ui.add_enabled(enabled, egui::Button::new(text).fill(colors.accent))
        .clicked()
}

/// The way out of a dialog.
fn dismiss_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if ui.button(scene.text("dialog-dismiss")).clicked() {
        out.push(Action::Escape);
    }
}
