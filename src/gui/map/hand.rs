//! Wheel, fingers and drags: how the hand moves the map, and the box that it draws.
//!
//! While the ground is held, the plane point that was pressed stays under the pointer, computed from that point in
//! each frame: nothing adds up, so nothing drifts or jitters.
//!
//! Deliberately not here: what an input means ([`gestures`](super::gestures)), and clicks.

use egui::{Event, Key, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Rect, Response, Ui, Vec2};

use super::act::{Choice, MapAction};
use super::gestures::{Gesture, Input, gesture};
use super::viewport::Viewport;
use crate::geometry::{Bounds, Point};
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::view_state::ToolKind;

/// Factor of one notch of the wheel.
const NOTCH: f64 = 1.25;
/// Logical pixels of a smooth wheel that zoom as much as one notch.
const NOTCH_PIXELS: f64 = 50.0;

/// A drag that goes on.
#[derive(Debug, Clone, Copy)]
struct Grip {
    gesture: Gesture,
    /// The plane point that was pressed.
    held: Point,
    choice: Choice,
}

/// A box that is being drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marquee {
    /// The box on the screen.
    pub rect: Rect,
    /// Whether it was drawn from right to left.
    pub crossing: bool,
}

/// Moves the viewport as the hand does; gives the box that is being drawn.
pub(super) fn move_map(
    ui: &Ui,
    scene: &Scene<'_>,
    response: &Response,
    viewport: &mut Viewport,
    out: &mut Vec<Action>,
) -> Option<Marquee> {
    let plane = scene.workspace.document.plane.as_ref();
    if let Some(position) = response.hover_pos() {
        let (factor, scroll) = wheel(ui, scene);
        if factor != 1.0 {
            viewport.zoom_about(response.rect, position, factor, plane);
        }
        if scroll != Vec2::ZERO {
            viewport.pan_pixels(scroll, plane);
        }
    }
    if response.double_clicked_by(PointerButton::Middle)
        && gesture(scene.settings.preset, Input::DoubleMiddle) == Gesture::ShowAll
    {
        out.push(Action::Fit);
    }
    drag(ui, scene, response, viewport, out)
}

fn drag(
    ui: &Ui,
    scene: &Scene<'_>,
    response: &Response,
    viewport: &mut Viewport,
    out: &mut Vec<Action>,
) -> Option<Marquee> {
    let id = response.id.with("grip");
    let at = ui.input(|input| input.pointer.interact_pos())?;
    if response.drag_started()
        && let Some(grip) = take_hold(ui, scene, response, viewport)
    {
        ui.data_mut(|data| data.insert_temp(id, grip));
    }
    let grip = ui.data(|data| data.get_temp::<Grip>(id))?;
    if !response.dragged() && !response.drag_stopped() {
        ui.data_mut(|data| data.remove::<Grip>(id));
        return None;
    }
    if response.drag_stopped() {
        ui.data_mut(|data| data.remove::<Grip>(id));
    }
    match grip.gesture {
        Gesture::Pan => {
            let plane = scene.workspace.document.plane.as_ref();
            let now = viewport.screen_from_plane(response.rect, grip.held);
            viewport.pan_pixels(at - now, plane);
            None
        }
        Gesture::BoxSelect => draw_box(ui, response, viewport, grip, out),
        Gesture::Nothing | Gesture::Zoom | Gesture::ShowAll | Gesture::RepeatTool => None,
    }
}

/// The box from where it began to the pointer; where the button is let go, it selects.
fn draw_box(
    ui: &Ui,
    response: &Response,
    viewport: &Viewport,
    grip: Grip,
    out: &mut Vec<Action>,
) -> Option<Marquee> {
    let at = ui.input(|input| input.pointer.interact_pos())?;
    let from = viewport.screen_from_plane(response.rect, grip.held);
    let crossing = at.x < from.x;
    if response.dragged() {
        let rect = Rect::from_two_pos(from, at);
        return Some(Marquee { rect, crossing });
    }
    // Escape ends a drag too, but lets no button go.
    if ui.input(|input| input.pointer.any_released()) {
        let bounds = Bounds::of([grip.held, viewport.plane_from_screen(response.rect, at)]);
        out.push(Action::Map(MapAction::ChooseBox {
            bounds,
            crossing,
            choice: grip.choice,
        }));
    }
    None
}

fn take_hold(ui: &Ui, scene: &Scene<'_>, response: &Response, viewport: &Viewport) -> Option<Grip> {
    let (origin, modifiers): (Option<Pos2>, _) =
        ui.input(|input| (input.pointer.press_origin(), input.modifiers));
    let with_key = modifiers.shift || modifiers.command || modifiers.alt;
    let input = if response.dragged_by(PointerButton::Middle) {
        Input::DragMiddle
    } else if response.dragged_by(PointerButton::Secondary) {
        Input::DragRight
    } else if !response.dragged_by(PointerButton::Primary) {
        return None;
    } else if ui.input(|input| input.key_down(Key::Space)) {
        Input::DragSpace
    } else if scene.view.tool != ToolKind::Select {
        Input::DragLeftInTool
    } else if with_key {
        Input::DragLeftWithKey
    } else {
        Input::DragLeft
    };
    Some(Grip {
        gesture: gesture(scene.settings.preset, input),
        held: viewport.plane_from_screen(response.rect, origin?),
        choice: Choice::of(modifiers),
    })
}

/// Zoom factor and movement that wheel, touchpad and pinch ask for in this frame.
fn wheel(ui: &Ui, scene: &Scene<'_>) -> (f64, Vec2) {
    ui.input(|input| {
        let (mut factor, mut scroll) = (1.0, Vec2::ZERO);
        for event in &input.events {
            match event {
                Event::Zoom(by) => factor *= f64::from(*by),
                Event::MouseWheel {
                    unit,
                    delta,
                    source,
                    modifiers,
                    ..
                } => {
                    let by = match source {
                        _ if modifiers.command => Input::Wheel,
                        MouseWheelSource::Trackpad => Input::Fingers,
                        MouseWheelSource::Momentum => Input::Momentum,
                        _ => Input::Wheel,
                    };
                    let notches = match unit {
                        MouseWheelUnit::Line => f64::from(delta.y),
                        MouseWheelUnit::Page => 3.0 * f64::from(delta.y),
                        MouseWheelUnit::Point => f64::from(delta.y) / NOTCH_PIXELS,
                    };
                    match gesture(scene.settings.preset, by) {
                        Gesture::Zoom => factor *= NOTCH.powf(notches.clamp(-10.0, 10.0)),
                        Gesture::Pan => scroll += *delta,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        (factor, scroll)
    })
}
