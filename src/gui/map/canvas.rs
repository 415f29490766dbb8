//! The canvas: takes the hand's movements and lets the painters draw in order.

use egui::accesskit::Role as AccessRole;
use egui::{CursorIcon, Key, Rect, Response, Sense, Ui, WidgetInfo};

use super::act::{Choice, MapAction};
use super::cache::{MapCache, Place};
use super::draft::DraftStep;
use super::hand::{self, Marquee};
use super::hit;
use super::painter::{self, Stage};
use super::ruler::RulerStep;
use super::viewport::Viewport;
use crate::geometry::Point;
use crate::gui::action::{Action, Need};
use crate::gui::scene::Scene;
use crate::gui::theme::Palette;
use crate::gui::view_state::{BottomTab, LayerKey, ToolKind};
use crate::layer::{ParcelId, ProposalLayer};
use crate::text::number::count;
use crate::workspace::document::LayerId;

/// Draws the map and takes what the hand does there; gives the area it covers.
pub fn map_ui(ui: &mut Ui, scene: &Scene<'_>, cache: &mut MapCache, out: &mut Vec<Action>) -> Rect {
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Canvas, true, summary(scene)));
    let plane = scene.workspace.document.plane.as_ref();
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
    let hovered = pointer
        .filter(|_| scene.view.tool == ToolKind::Select && !response.dragged())
        .map_or_else(Vec::new, |point| stack_at(scene, point));
    let place = Place {
        rect,
        viewport,
        pixels_per_point: ui.pixels_per_point(),
    };
    let stage = Stage {
        scene,
        place,
        colors: Palette::of(ui.ctx()),
        theme: ui.ctx().theme(),
        pointer,
        hovered,
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

/// The parcels under a position that can be picked, smallest first.
fn stack_at(scene: &Scene<'_>, point: Point) -> Vec<ParcelId> {
    let parcels = scene.workspace.document.parcels.as_ref();
    parcels
        .filter(|_| scene.shows(LayerKey::Parcels))
        .map_or_else(Vec::new, |parcels| {
            hit::parcels_at(parcels, &scene.derived.parcels, point)
        })
}

fn click(ui: &Ui, scene: &Scene<'_>, response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
    let at = |position| viewport.plane_from_screen(response.rect, position);
    match scene.view.tool {
        ToolKind::Select => {
            let Some(position) = response.interact_pointer_pos().filter(|_| response.clicked()) else {
                return;
            };
            if response.double_clicked() && scene.meets(Need::Selection) {
                out.push(Action::ZoomToSelection);
                return;
            }
            let stack = stack_at(scene, at(position));
            let choice = Choice::of(ui.input(|input| input.modifiers));
            match (choice, stack.first()) {
                (Choice::Replace, None) => out.push(match feature_at(scene, at(position)) {
                    Some((layer, feature)) => Action::SelectFeature(layer, feature),
                    None => Action::SelectParcel(None),
                }),
                (Choice::Replace, Some(_)) => {
                    out.push(Action::SelectParcel(hit::next_of(&stack, scene.view.parcel)));
                }
                (_, Some(first)) => out.push(Action::Map(MapAction::Choose(*first, choice))),
                (_, None) => {}
            }
        }
        ToolKind::Draw => draw_click(scene, response, viewport, out),
        ToolKind::Measure(_) => measure_click(response, viewport, out),
    }
}

/// The feature under a point, of the layer whose attributes are on show: nobody asked for those of another.
fn feature_at(scene: &Scene<'_>, point: Point) -> Option<(LayerId, u32)> {
    let shown = scene.view.table.layer.filter(|key| scene.shows(*key));
    let (Some(BottomTab::Table), Some(LayerKey::Layer(id))) = (scene.view.bottom, shown) else {
        return None;
    };
    let layer = &scene.workspace.document.layer(id)?.layer;
    let selected = scene.view.feature.filter(|(known, _)| *known == id);
    let found = hit::next_feature_at(layer, point, selected.map(|(_, feature)| feature))?;
    Some((id, found))
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
