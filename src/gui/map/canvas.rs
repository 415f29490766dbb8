//! The canvas: takes the hand's movements and lets the painters draw in order.

use egui::accesskit::Role as AccessRole;
use egui::{CursorIcon, Key, Rect, Response, Sense, Ui, WidgetInfo};

use super::act::{Choice, MapAction};
use super::cache::{MapCache, Place};
use super::draft::DraftStep;
use super::hand::{self, Marquee};
use super::here;
use super::painter::{self, Stage};
use super::ruler::RulerStep;
use super::stack::{self, Hit};
use super::viewport::Viewport;
use crate::geometry::Point;
use crate::gui::action::{Action, Need};
use crate::gui::scene::Scene;
use crate::gui::theme::Palette;
use crate::gui::view_state::ToolKind;
use crate::layer::ProposalLayer;
use crate::text::number::count;

/// Draws the map and takes what the hand does there; gives the area it covers.
pub fn map_ui(ui: &mut Ui, scene: &Scene<'_>, cache: &mut MapCache, out: &mut Vec<Action>) -> Rect {
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Canvas, true, summary(scene)));
    let plane = scene.workspace.document.plane.as_ref();
    let lit = here::here_ui(ui, scene, rect, out);
    let mut viewport = scene.view.viewport;
    let mut marquee = None;
    if plane.is_some() {
        marquee = touch(ui, scene, &response, &mut viewport, out);
        if viewport != scene.view.viewport {
            out.push(Action::View(viewport));
        }
    }
    let pointer = response
        .hover_pos()
        .map(|position| viewport.plane_from_screen(rect, position));
    let place = Place {
        rect,
        viewport,
        pixels_per_point: ui.pixels_per_point(),
    };
    let hovered = pointer
        .filter(|_| scene.view.tool == ToolKind::Select && !response.dragged() && scene.view.here.is_none())
        .map_or_else(Vec::new, |point| hovered_at(scene, &place, point));
    let stage = Stage {
        scene,
        place,
        colors: Palette::of(ui.ctx()),
        theme: ui.ctx().theme(),
        pointer,
        hovered,
        lit,
        marquee,
    };
    let canvas = ui.painter_at(rect);
    painter::paint(&canvas, &stage, cache);
    response.on_hover_cursor(cursor(ui, scene));
    rect
}

fn cursor(ui: &Ui, scene: &Scene<'_>) -> CursorIcon {
    let panning = ui.input(|input| input.pointer.middle_down() || input.key_down(Key::Space));
    match scene.view.tool {
        _ if panning => CursorIcon::Grabbing,
        ToolKind::Draw | ToolKind::Measure(_) => CursorIcon::Crosshair,
        ToolKind::Select => CursorIcon::Default,
    }
}

/// Moves the map and takes clicks; gives the box that is being drawn.
fn touch(
    ui: &Ui,
    scene: &Scene<'_>,
    response: &Response,
    viewport: &mut Viewport,
    out: &mut Vec<Action>,
) -> Option<Marquee> {
    let marquee = hand::move_map(ui, scene, response, viewport, out);
    if response.is_pointer_button_down_on() || response.clicked() {
        // Keys belong to the map once it is touched.
        ui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }
    if !ui.input(|input| input.key_down(Key::Space)) {
        click(ui, scene, response, viewport, out);
    }
    marquee
}

/// A click within this many pixels of the last one goes on down the stack.
const SAME_PLACE: f32 = 4.0;

/// Whether something was picked at a place just now, so that a click there takes the next of the stack.
pub(super) fn is_picked_at(scene: &Scene<'_>, place: &Place, at: Option<Point>) -> bool {
    let on_screen = |point| place.viewport.screen_from_plane(place.rect, point);
    let places = scene.view.picked_at.zip(at);
    places.is_some_and(|(before, at)| on_screen(before).distance(on_screen(at)) <= SAME_PLACE)
}

/// What a click under the pointer could select. Where no parcel lies and nothing was picked, nothing is said: protected
/// land lies nearly everywhere.
fn hovered_at(scene: &Scene<'_>, place: &Place, at: Point) -> Vec<Hit> {
    let (workspace, derived, hidden) = (scene.workspace, scene.derived, &scene.view.hidden);
    if is_picked_at(scene, place, Some(at)) || !stack::parcels_at(workspace, derived, hidden, at).is_empty() {
        stack::stack_at(workspace, derived, hidden, at)
    } else {
        Vec::new()
    }
}

fn click(ui: &Ui, scene: &Scene<'_>, response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
    match scene.view.tool {
        ToolKind::Select => select_click(ui, scene, response, viewport, out),
        ToolKind::Draw => draw_click(scene, response, viewport, out),
        ToolKind::Measure(_) => measure_click(response, viewport, out),
    }
}

/// A click selects the first of what lies there and, once more at the same place, the next; with keys it changes the
/// selection of parcels; the right button lists all of it.
fn select_click(ui: &Ui, scene: &Scene<'_>, response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
    let Some(position) = response.interact_pointer_pos() else {
        return;
    };
    let at = viewport.plane_from_screen(response.rect, position);
    if response.secondary_clicked() {
        out.push(Action::Map(MapAction::AskHere(Some(at))));
        return;
    }
    // With the list open, a click beside it closes it and does nothing else.
    if !response.clicked() || scene.view.here.is_some() {
        return;
    }
    if response.double_clicked() && scene.meets(Need::Selection) {
        out.push(Action::ZoomToSelection);
        return;
    }
    let (workspace, derived, hidden) = (scene.workspace, scene.derived, &scene.view.hidden);
    let choice = Choice::of(ui.input(|input| input.modifiers));
    if choice != Choice::Replace {
        let parcels = stack::parcels_at(workspace, derived, hidden, at);
        if let Some(Hit::Parcel(first)) = parcels.first() {
            out.push(Action::Map(MapAction::Choose(*first, choice)));
        }
        return;
    }
    let place = Place {
        rect: response.rect,
        viewport: *viewport,
        pixels_per_point: ui.pixels_per_point(),
    };
    let selected = Hit::selected(scene.view).filter(|_| is_picked_at(scene, &place, Some(at)));
    let stack = stack::stack_at(workspace, derived, hidden, at);
    out.push(match stack::next_of(&stack, selected.as_ref()) {
        Some(hit) => Action::Map(MapAction::Pick(hit.clone(), Some(at))),
        None => Action::SelectParcel(None),
    });
}

/// Clicking within this many pixels of the first corner closes the ring.
const CLOSE_PIXELS: f32 = 8.0;

fn draw_click(scene: &Scene<'_>, response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
    let corners = &scene.view.draft.corners;
    if response.secondary_clicked() {
        out.push(Action::Draft(DraftStep::Finish));
        return;
    }
    let Some(position) = response.interact_pointer_pos().filter(|_| response.clicked()) else {
        return;
    };
    let near_first = corners.len() >= 3
        && corners.first().is_some_and(|first| {
            viewport
                .screen_from_plane(response.rect, *first)
                .distance(position)
                <= CLOSE_PIXELS
        });
    if response.double_clicked() || near_first {
        out.push(Action::Draft(DraftStep::Finish));
        return;
    }
    let Point { x, y } = viewport.plane_from_screen(response.rect, position);
    if let Some(corner) = Point::on_grid(x, y) {
        out.push(Action::Draft(DraftStep::Add(corner)));
    }
}

fn measure_click(response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
    let mut step = |step| out.push(Action::Map(MapAction::Ruler(step)));
    if response.secondary_clicked() || response.double_clicked() {
        step(RulerStep::Finish);
        return;
    }
    if let Some(position) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        let Point { x, y } = viewport.plane_from_screen(response.rect, position);
        if let Some(point) = Point::on_grid(x, y) {
            step(RulerStep::Add(point));
        }
    }
}

/// What a screen reader says of the map.
fn summary(scene: &Scene<'_>) -> String {
    let n_parcels = scene
        .workspace
        .document
        .parcels
        .as_ref()
        .map_or(0, ProposalLayer::len);
    let args = [
        ("parcels", count(n_parcels)),
        ("layers", count(scene.workspace.document.layers.len())),
        ("items", count(scene.derived.inbox.items.len())),
    ];
    scene.texts.get_with("map-label", &args)
}
