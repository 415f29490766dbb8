//! Menu bar and toolbar, both made from the registry of commands.

use egui::{Button, MenuBar, RichText, Ui};

use crate::gui::action::{Action, Command, Menu, Need, commands};
use crate::gui::map::{MapAction, Quantity};
use crate::gui::scene::Scene;
use crate::gui::text::keys;
use crate::gui::theme::{NEAR, Palette};
use crate::gui::view_state::{LayerKey, ToolKind};
use crate::gui::widgets::{Icon, tool_button};
use crate::workspace::jobs::JobKind;
use crate::workspace::settings::ThemeChoice;

/// Draws the menu bar.
pub(super) fn menu_bar_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    MenuBar::new().ui(ui, |ui| {
        let all = commands();
        for menu in Menu::ALL {
            ui.menu_button(scene.text(menu.text_id()), |ui| {
                let rows: Vec<&Command> = all.iter().filter(|command| command.menu == menu).collect();
                groups_ui(ui, scene, menu, &rows, out);
                if menu == Menu::Layer {
                    layers_ui(ui, scene, out);
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let text = RichText::new(format!("{}  Ctrl+K", scene.text("palette-hint")))
                .color(Palette::of(ui.ctx()).secondary);
            if ui.add(Button::new(text)).clicked() {
                out.push(Action::Palette);
            }
        });
    });
}

/// The commands of a menu: groups between lines, choices of one kind in a menu of their own.
fn groups_ui(ui: &mut Ui, scene: &Scene<'_>, menu: Menu, rows: &[&Command], out: &mut Vec<Action>) {
    let mut after_rows = false;
    for group in rows.chunk_by(|a, b| a.group == b.group) {
        let title = group.first().and_then(|command| menu.submenu(command.group));
        if after_rows {
            ui.separator();
        }
        after_rows = title.is_none();
        let mut group_ui = |ui: &mut Ui| {
            for command in group {
                entry_ui(ui, scene, command, out);
            }
        };
        match title {
            Some(title) => {
                ui.menu_button(scene.text(title), group_ui);
            }
            None => group_ui(ui),
        }
    }
}

/// A command with its keys; when it cannot be used, hovering says why.
fn entry_ui(ui: &mut Ui, scene: &Scene<'_>, command: &Command, out: &mut Vec<Action>) {
    let shortcut = command.keys.first().map(keys).unwrap_or_default();
    let name = entry_name(scene, command);
    let button = Button::selectable(is_on(scene, &command.action), name).shortcut_text(shortcut);
    let response = ui.add_enabled(scene.meets(command.need), button);
    if response
        .on_disabled_hover_text(scene.text(command.need.reason_id()))
        .clicked()
    {
        out.push(command.action.clone());
        ui.close();
    }
}

/// Undo and redo say what they would do.
fn entry_name(scene: &Scene<'_>, command: &Command) -> String {
    let history = &scene.workspace.history;
    let label = match command.action {
        Action::Undo => history.next_undo(),
        Action::Redo => history.next_redo(),
        _ => None,
    };
    let name = scene.text(command.text_id);
    match label {
        Some(label) => format!("{name}: {}", scene.texts.coded(label.id, &label.args)),
        None => name,
    }
}

fn is_on(scene: &Scene<'_>, action: &Action) -> bool {
    match action {
        Action::Language(language) => scene.texts.language() == *language,
        Action::Theme(choice) => scene.settings.theme == *choice,
        Action::ToggleFrameTimes => scene.view.frame_times,
        Action::Renderer(choice) => scene.settings.renderer == *choice,
        Action::Tool(tool) => scene.view.tool == *tool,
        Action::Map(MapAction::Preset(preset)) => scene.settings.preset == *preset,
        Action::Map(MapAction::ToggleGraticule) => scene.settings.graticule,
        Action::Map(MapAction::ToggleKilometreGrid) => scene.settings.kilometre_grid,
        Action::Map(MapAction::ToggleDegrees) => scene.settings.decimal_degrees,
        Action::ToggleLeft => scene.view.left,
        Action::ToggleRight => scene.view.right,
        Action::ToggleBottom(tab) => scene.view.bottom == Some(*tab),
        _ => false,
    }
}

/// The layers themselves, to be shown or hidden.
fn layers_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if scene.workspace.document.layers.is_empty() {
        return;
    }
    ui.separator();
    for entry in &scene.workspace.document.layers {
        let key = LayerKey::Layer(entry.id);
        let mut shown = scene.shows(key);
        if ui.checkbox(&mut shown, entry.layer.name.as_str()).clicked() {
            out.push(Action::ToggleLayer(key));
        }
    }
}

/// Draws the toolbar.
pub(super) fn toolbar_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let tools = [
            (ToolKind::Select, Icon::Select, "tool-select"),
            (ToolKind::Draw, Icon::Draw, "tool-draw"),
            (ToolKind::Measure(Quantity::Length), Icon::Measure, "tool-measure"),
        ];
        for (tool, icon, word) in tools {
            let measures = |tool| matches!(tool, ToolKind::Measure(_));
            let selected = scene.view.tool == tool || measures(tool) && measures(scene.view.tool);
            button_ui(ui, scene, (icon, word), &Action::Tool(tool), selected, out);
        }
        ui.separator();
        button_ui(ui, scene, (Icon::Undo, "tool-undo"), &Action::Undo, false, out);
        button_ui(ui, scene, (Icon::Redo, "tool-redo"), &Action::Redo, false, out);
        ui.separator();
        button_ui(ui, scene, (Icon::Fit, "tool-fit"), &Action::Fit, false, out);
        button_ui(ui, scene, (Icon::Run, "tool-check"), &Action::Check, false, out);
        button_ui(
            ui,
            scene,
            (Icon::Export, "tool-export"),
            &Action::Export,
            false,
            out,
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            right_ui(ui, scene, out);
        });
    });
}

fn button_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (icon, word): (Icon, &str),
    action: &Action,
    selected: bool,
    out: &mut Vec<Action>,
) {
    let Some(command) = commands().into_iter().find(|command| command.action == *action) else {
        return;
    };
    let enabled = scene.meets(command.need);
    let shortcut = command
        .keys
        .first()
        .map(|key| format!(" ({})", keys(key)))
        .unwrap_or_default();
    let mut hover = format!("{}{shortcut}", entry_name(scene, &command));
    if !enabled && command.need != Need::Nothing {
        hover = format!("{hover}\n{}", scene.text(command.need.reason_id()));
    }
    let response = ui
        .add_enabled_ui(enabled, |ui| {
            tool_button(ui, icon, &scene.text(word), &hover, selected)
        })
        .inner;
    if response.clicked() {
        out.push(command.action);
    }
}

/// Project, state of the check, theme.
fn right_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let (next, word) = match ui.ctx().theme() {
        egui::Theme::Light => (ThemeChoice::Dark, "action-theme-dark"),
        egui::Theme::Dark => (ThemeChoice::Light, "action-theme-light"),
    };
    if ui.add(Button::new(scene.text(word)).frame(false)).clicked() {
        out.push(Action::Theme(next));
    }
    let other = crate::text::Language::ALL
        .into_iter()
        .find(|language| *language != scene.texts.language());
    if let Some(other) = other
        && ui.add(Button::new(other.native_name()).frame(false)).clicked()
    {
        out.push(Action::Language(other));
    }
    ui.add_space(NEAR);
    if scene.workspace.document.is_empty() {
        return;
    }
    let state = if scene.workspace.jobs.has(JobKind::Check) {
        scene.text("state-checking")
    } else if scene.workspace.is_current() {
        scene.text("state-checked")
    } else {
        scene.text("state-unchecked")
    };
    ui.label(RichText::new(state).color(colors.secondary));
    if let Some(name) = &scene.workspace.name {
        ui.label(scene.texts.get_with("state-project", &[("name", name.clone())]));
    }
}
