//! Keys to actions.
//!
//! While a text field has the keyboard, or an input method composes a word, plain keys belong to it.

use egui::{Context, Event, ImeEvent, Key, Modifiers};

use crate::gui::action::{Action, commands};
use crate::gui::map::gestures::{Gesture, Input, gesture};
use crate::gui::map::{DraftStep, MapAction, RulerStep};
use crate::gui::scene::Scene;
use crate::gui::table::{Picking, TableStep};
use crate::gui::view_state::{BottomTab, ToolKind};

/// Pixels that an arrow key moves the map.
const STEP: f32 = 60.0;

/// The actions that this frame's keys ask for; keys that are used are taken.
pub(super) fn actions(ctx: &Context, scene: &Scene<'_>) -> Vec<Action> {
    let mut found = Vec::new();
    if egui::Popup::is_any_open(ctx) || scene.view.here.is_some() {
        // An open menu or list has the keys.
        return found;
    }
    let typing = ctx.egui_wants_keyboard_input() && ctx.text_edit_focused();
    if scene.view.dialog.is_some() {
        take(ctx, Key::Escape, Action::Escape, &mut found);
        return found;
    }
    if !typing {
        drawing(ctx, scene, &mut found);
        measuring(ctx, scene, &mut found);
        table(ctx, scene, &mut found);
        inbox(ctx, scene, &mut found);
        arrows(ctx, scene, &mut found);
        take(ctx, Key::Escape, Action::Escape, &mut found);
        repeat(ctx, scene, &mut found);
    }
    let mut all: Vec<_> = commands()
        .into_iter()
        .flat_map(|command| {
            command
                .keys
                .iter()
                .map(|keys| (*keys, command.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    // More modifiers first: Ctrl+Shift+Z is not Ctrl+Z.
    all.sort_by_key(|(keys, _)| {
        let modifiers = keys.modifiers;
        std::cmp::Reverse(u8::from(modifiers.shift) + u8::from(modifiers.command) + u8::from(modifiers.alt))
    });
    for (keys, command) in all {
        if typing && !keys.modifiers.command {
            continue;
        }
        if typing && keys.conflicts_with_text_editing() {
            continue;
        }
        if ctx.input_mut(|input| input.consume_shortcut(&keys)) && scene.meets(command.need) {
            found.push(command.action);
        }
    }
    found
}

/// Whether an input method is composing a word, after what came in this frame.
pub(super) fn composes(ctx: &Context, before: bool) -> bool {
    ctx.input(|input| {
        input.events.iter().fold(before, |composing, event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Event::Ime(ImeEvent::Commit(_)) | Event::PointerButton { pressed: true, .. } => false,
            _ => composing,
        })
    })
}

fn take(ctx: &Context, key: Key, action: Action, found: &mut Vec<Action>) {
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
        found.push(action);
    }
}

fn drawing(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    if scene.view.tool == ToolKind::Draw && !scene.view.draft.corners.is_empty() {
        take(ctx, Key::Enter, Action::Draft(DraftStep::Finish), found);
        take(ctx, Key::Backspace, Action::Draft(DraftStep::RemoveLast), found);
    }
}

fn measuring(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    let ruler = &scene.view.ruler;
    if matches!(scene.view.tool, ToolKind::Measure(_)) && !ruler.points.is_empty() {
        let step = |step| Action::Map(MapAction::Ruler(step));
        if !ruler.is_done {
            take(ctx, Key::Enter, step(RulerStep::Finish), found);
        }
        take(ctx, Key::Backspace, step(RulerStep::RemoveLast), found);
    }
}

/// Enter takes the last tool again, where the preset has it so and nothing waits for the key.
fn repeat(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    let repeats = gesture(scene.settings.preset, Input::Enter) == Gesture::RepeatTool;
    let waits = ctx.memory(|memory| memory.focused().is_some());
    if let Some(tool) = scene.view.last_tool.filter(|_| repeats && !waits)
        && scene.view.tool == ToolKind::Select
    {
        take(ctx, Key::Enter, Action::Tool(tool), found);
    }
}

fn inbox(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    if scene.view.inbox_active {
        take(ctx, Key::ArrowDown, Action::NextItem, found);
        take(ctx, Key::ArrowUp, Action::PreviousItem, found);
        take(ctx, Key::Home, Action::FirstItem, found);
        if scene.view.item.is_some() {
            take(ctx, Key::Enter, Action::ZoomToSelection, found);
        }
    }
}

/// Rows that a page of the table is.
const PAGE: isize = 10;

/// While the attribute table was touched last, its rows have the keys.
fn table(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    if scene.view.bottom != Some(BottomTab::Table) || !scene.view.table.active {
        return;
    }
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, PAGE),
        (Key::PageUp, -PAGE),
        (Key::Home, isize::MIN),
        (Key::End, isize::MAX),
    ];
    for (key, by) in steps {
        for (modifiers, picking) in [
            (Modifiers::SHIFT, Picking::Through),
            (Modifiers::NONE, Picking::Only),
        ] {
            if ctx.input_mut(|input| input.consume_key(modifiers, key)) {
                found.push(Action::Table(TableStep::Step(by, picking)));
            }
        }
    }
    take(ctx, Key::Enter, Action::ZoomToSelection, found);
    if ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
        found.push(Action::Table(TableStep::PickAll));
    }
    let copies = ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, Event::Copy));
        input.events.len() < before
    });
    if copies {
        found.push(Action::Table(TableStep::Copy));
    }
}

/// Arrows move the map when no widget has the keyboard.
fn arrows(ctx: &Context, scene: &Scene<'_>, found: &mut Vec<Action>) {
    if ctx.input(|input| input.modifiers.any()) {
        return;
    }
    if ctx.memory(|memory| memory.focused().is_some()) || scene.workspace.document.plane.is_none() {
        return;
    }
    let directions = [
        (Key::ArrowLeft, egui::Vec2::new(STEP, 0.0)),
        (Key::ArrowRight, egui::Vec2::new(-STEP, 0.0)),
        (Key::ArrowUp, egui::Vec2::new(0.0, STEP)),
        (Key::ArrowDown, egui::Vec2::new(0.0, -STEP)),
    ];
    let mut viewport = scene.view.viewport;
    for (key, delta) in directions {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            viewport.pan_pixels(delta, scene.workspace.document.plane.as_ref());
        }
    }
    if viewport != scene.view.viewport {
        found.push(Action::View(viewport));
    }
}
