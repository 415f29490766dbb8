//! The canvas: takes the hand's movements and lets the painters draw in order.

use egui::accesskit::Role as AccessRole;
use egui::{
    CursorIcon, Event, Key, MouseWheelSource, MouseWheelUnit, PointerButton, Rect, Response, Sense, Ui, Vec2,
    WidgetInfo,
};

use super::cache::{MapCache, Place};
use super::draft::DraftStep;
use super::hit;
use super::painter::{self, Stage};
use super::viewport::Viewport;
use crate::geometry::Point;
use crate::gui::action::{Action, Need};
use crate::gui::scene::Scene;
use crate::gui::theme::Palette;
use crate::gui::view_state::{BottomTab, LayerKey, ToolKind};
use crate::layer::ProposalLayer;
use crate::text::number::count;
use crate::workspace::document::LayerId;

/// Factor of one notch of the wheel.
const NOTCH: f64 = 1.25;
/// Logical pixels of a smooth wheel that zoom as much as one notch.
const NOTCH_PIXELS: f64 = 50.0;

/// Draws the map and takes what the hand does there; gives the area it covers.
pub fn map_ui(ui: &mut Ui, scene: &Scene<'_>, cache: &mut MapCache, out: &mut Vec<Action>) -> Rect {
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Canvas, true, summary(scene)));
    let plane = scene.workspace.document.plane.as_ref();
    let mut viewport = scene.view.viewport;
    if plane.is_some() {
        move_map(ui, scene, &response, &mut viewport, out);
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
    let stage = Stage {
        scene,
        place,
        colors: Palette::of(ui.ctx()),
        theme: ui.ctx().theme(),
        pointer,
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
        ToolKind::Draw => CursorIcon::Crosshair,
        ToolKind::Select => CursorIcon::Default,
    }
}

fn move_map(ui: &Ui, scene: &Scene<'_>, response: &Response, viewport: &mut Viewport, out: &mut Vec<Action>) {
    let rect = response.rect;
    let plane = scene.workspace.document.plane.as_ref();
    if let Some(position) = response.hover_pos() {
        let (factor, scroll) = wheel(ui);
        if factor != 1.0 {
            viewport.zoom_about(rect, position, factor, plane);
        }
        if scroll != Vec2::ZERO {
            viewport.pan_pixels(scroll, plane);
        }
    }
    let space = ui.input(|input| input.key_down(Key::Space));
    let by_left = space || scene.view.tool == ToolKind::Select;
    let drags = response.dragged_by(PointerButton::Middle)
        || (by_left && response.dragged_by(PointerButton::Primary));
    if drags {
        viewport.pan_pixels(response.drag_delta(), plane);
    }
    if response.is_pointer_button_down_on() || response.clicked() {
        // Keys belong to the map once it is touched.
        ui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }
    if !space {
        click(scene, response, viewport, out);
    }
}

/// Zoom factor and movement that wheel, touchpad and pinch ask for in this frame.
fn wheel(ui: &Ui) -> (f64, Vec2) {
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
                    let by_hand = matches!(source, MouseWheelSource::Trackpad | MouseWheelSource::Momentum);
                    if by_hand && !modifiers.command {
                        scroll += *delta;
                        continue;
                    }
                    let notches = match unit {
                        MouseWheelUnit::Line => f64::from(delta.y),
                        MouseWheelUnit::Page => 3.0 * f64::from(delta.y),
                        MouseWheelUnit::Point => f64::from(delta.y) / NOTCH_PIXELS,
                    };
                    factor *= NOTCH.powf(notches.clamp(-10.0, 10.0));
                }
                _ => {}
            }
        }
        (factor, scroll)
    })
}

fn click(scene: &Scene<'_>, response: &Response, viewport: &Viewport, out: &mut Vec<Action>) {
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
            let parcels = scene
                .workspace
                .document
                .parcels
                .as_ref()
                .filter(|_| scene.shows(LayerKey::Parcels));
            let found = parcels.and_then(|parcels| hit::next_at(parcels, at(position), scene.view.parcel));
            let feature = found.is_none().then(|| feature_at(scene, at(position))).flatten();
            out.push(match feature {
                Some((layer, feature)) => Action::SelectFeature(layer, feature),
                None => Action::SelectParcel(found),
            });
        }
        ToolKind::Draw => draw_click(scene, response, viewport, out),
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
