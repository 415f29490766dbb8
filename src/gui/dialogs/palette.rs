//! All commands with their shortcuts, found by typing.

use egui::{Button, Key, Label, RichText, ScrollArea, TextEdit, Ui};

use crate::gui::action::{Action, Command, commands};
use crate::gui::scene::Scene;
use crate::gui::text::keys;
use crate::gui::theme::HEADING;
use crate::text::{Language, Texts};

pub(super) fn palette_ui(ui: &mut Ui, scene: &Scene<'_>, query: &mut String, out: &mut Vec<Action>) {
    ui.label(RichText::new(scene.text("action-palette")).size(HEADING));
    let field = TextEdit::singleline(query)
        .desired_width(520.0)
        .hint_text(scene.text("palette-hint"));
    let response = ui.add(field).accessible_name(scene.text("palette-hint"));
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let found = matching(scene, query);
    if entered && let Some(first) = found.iter().find(|command| scene.meets(command.need)) {
        choose(&first.action, out);
    }
    ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for command in &found {
            row_ui(ui, scene, command, out);
        }
        if found.is_empty() {
            ui.add(Label::new(scene.text("palette-nothing")));
        }
    });
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, command: &Command, out: &mut Vec<Action>) {
    let shortcut = command.keys.iter().map(keys).collect::<Vec<_>>().join(" / ");
    let menu = scene.text(command.menu.text_id());
    let text = format!("{}  ·  {menu}", scene.text(command.text_id));
    let button = Button::new(text)
        .shortcut_text(shortcut)
        .frame_when_inactive(false)
        .min_size(egui::Vec2::new(520.0, 26.0));
    let response = ui.add_enabled(scene.meets(command.need), button);
    if response
        .on_disabled_hover_text(scene.text(command.need.reason_id()))
        .clicked()
    {
        choose(&command.action, out);
    }
}

fn choose(action: &Action, out: &mut Vec<Action>) {
    out.push(Action::Escape);
    out.push(action.clone());
}

/// The commands whose name in any language contains what was typed.
fn matching(scene: &Scene<'_>, query: &str) -> Vec<Command> {
    let query = query.trim().to_lowercase();
    let mut found: Vec<Command> = Vec::new();
    let other: Vec<Texts> = if query.is_empty() {
        Vec::new()
    } else {
        Language::ALL.map(Texts::new).into()
    };
    for command in commands() {
        let name = |texts: &Texts| texts.get(command.text_id).to_lowercase().contains(&query);
        let fits = query.is_empty() || name(scene.texts) || other.iter().any(name);
        if fits
            && found.iter().all(|known| known.action != command.action)
            && command.action != Action::Palette
        {
            found.push(command);
        }
    }
    found
}
