//! What the program is, its version, and what its results are not.

use egui::{Label, RichText, Ui};

use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::theme::{FAR, HEADING};
use crate::gui::widgets::{fact, secondary};
use crate::workspace::session::VERSION;

pub(super) fn about_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.label(RichText::new(scene.text("app-name")).size(HEADING));
    secondary(ui, scene.text("app-tagline"));
    ui.add_space(8.0);
    fact(ui, &scene.text("about-version"), VERSION);
    for record in &scene.workspace.document.question.rule_records {
        let value = scene.texts.get_with(
            "about-rules-value",
            &[
                ("name", record.name.clone()),
                ("version", record.version.clone()),
                ("date", record.last_verified.clone()),
            ],
        );
        fact(ui, &scene.text("about-rules"), &value);
    }
    ui.add_space(8.0);
    ui.add(Label::new(scene.text("about-limits")).wrap());
    secondary(ui, scene.text("about-licence"));
    ui.add_space(FAR);
    if ui.button(scene.text("dialog-close")).clicked() {
        out.push(Action::Escape);
    }
}
