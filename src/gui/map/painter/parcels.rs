//! Parcels: by outline with a casing; what could not be settled is hatched in grey.

use std::sync::Arc;

use egui::{Painter, Shape, Stroke};

use super::{Stage, tag};
use crate::check::{CheckResult, Verdict};
use crate::gui::map::cache::MapCache;
use crate::gui::map::hit;
use crate::gui::map::ink::{Frame, Ink};
use crate::gui::theme::{Hatch, Palette, faded};
use crate::gui::view_state::LayerKey;
use crate::layer::{Parcel, ParcelId};

/// Width of a parcel's outline in pixels.
const WIDTH: f32 = 1.8;

/// Draws all parcels.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let Some(parcels) = stage.scene.workspace.document.parcels.as_ref() else {
        return;
    };
    if !stage.scene.shows(LayerKey::Parcels) {
        return;
    }
    let undetermined = undetermined(stage);
    let revision = stage.scene.workspace.document.revision();
    let result = stage
        .scene
        .workspace
        .result()
        .map(|result| Arc::as_ptr(result) as usize);
    let boxes = &stage.scene.derived.parcels;
    painter.add(cache.shape(
        LayerKey::Parcels,
        stage.identity((revision, result)),
        &stage.place,
        |frame, ink| {
            for (id, bounds) in boxes.iter().filter(|(_, bounds)| bounds.intersects(frame.bounds)) {
                debug_assert!(!bounds.is_empty());
                if let Some(parcel) = parcels.find(*id) {
                    draw(stage, frame, ink, parcel, undetermined.binary_search(id).is_ok());
                }
            }
        },
    ));
}

/// Draws the selected parcels over everything else.
pub(super) fn paint_selected(painter: &Painter, stage: &Stage<'_>) {
    let open = undetermined(stage);
    let selected: Vec<ParcelId> = stage.scene.view.selected().collect();
    over(painter, stage, &selected, |frame, ink, parcel| {
        let rings = frame.rings(&parcel.geometry());
        ink.outline(frame, &rings, Stroke::new(6.0, stage.colors.halo));
        let is_open = open.binary_search(&parcel.id).is_ok();
        draw(stage, frame, ink, parcel, is_open);
    });
}

/// Draws the outline that says "selected", over the conflicts too.
pub(super) fn paint_selection(painter: &Painter, stage: &Stage<'_>) {
    let selected: Vec<ParcelId> = stage.scene.view.selected().collect();
    let stroke = Stroke::new(2.0, stage.colors.accent);
    over(painter, stage, &selected, |frame, ink, parcel| {
        ink.outline(frame, &frame.rings(&parcel.geometry()), stroke);
    });
}

/// Draws the outline of what a click would select, and beside the pointer its name; of several that lie over each
/// other also which of how many.
pub(super) fn paint_hovered(painter: &Painter, stage: &Stage<'_>) {
    let view = stage.scene.view;
    let Some(id) = hit::next_of(&stage.hovered, view.parcel) else {
        return;
    };
    if view.parcel != Some(id) {
        let stroke = Stroke::new(2.0, faded(stage.colors.accent, 170));
        over(painter, stage, &[id], |frame, ink, parcel| {
            ink.outline(frame, &frame.rings(&parcel.geometry()), stroke);
        });
    }
    let parcels = stage.scene.workspace.document.parcels.as_ref();
    let (Some(parcel), Some(pointer)) = (parcels.and_then(|parcels| parcels.find(id)), stage.pointer) else {
        return;
    };
    let mut text = parcel.label();
    let n_stacked = stage.hovered.len();
    if n_stacked > 1 {
        let at = stage.hovered.iter().position(|other| *other == id).unwrap_or(0);
        text = format!("{text}  {}/{n_stacked}", at + 1);
    }
    tag::paint(
        painter,
        stage,
        stage.place.viewport.screen_from_plane(stage.place.rect, pointer),
        text,
    );
}

/// Draws some parcels over everything else.
fn over(painter: &Painter, stage: &Stage<'_>, ids: &[ParcelId], ink_of: impl Fn(&Frame, &mut Ink, &Parcel)) {
    let Some(parcels) = stage.scene.workspace.document.parcels.as_ref() else {
        return;
    };
    let frame = Frame::new(stage.place.viewport, stage.half());
    let mut ink = Ink::new(stage.place.pixels_per_point);
    for id in ids {
        let seen = stage.scene.derived.parcel_box(*id);
        if seen.is_some_and(|bounds| bounds.intersects(frame.bounds))
            && let Some(parcel) = parcels.find(*id)
        {
            ink_of(&frame, &mut ink, parcel);
        }
    }
    let mut mesh = ink.finish();
    mesh.translate(stage.place.rect.center().to_vec2());
    painter.add(Shape::mesh(mesh));
}

fn draw(stage: &Stage<'_>, frame: &Frame, ink: &mut Ink, parcel: &Parcel, undetermined: bool) {
    let rings = frame.rings(&parcel.geometry());
    if undetermined {
        let (hatch, stroke) = open_hatch(stage.colors);
        ink.hatch(frame, &rings, hatch, stroke);
    }
    for stroke in strokes(stage.colors) {
        ink.outline(frame, &rings, stroke);
    }
}

/// The lines over what could not be settled.
pub(super) fn open_hatch(colors: &Palette) -> (Hatch, Stroke) {
    let hatch = Hatch::Cross {
        degrees: 45.0,
        step: 7.0,
    };
    (hatch, Stroke::new(1.0, faded(colors.undetermined, 150)))
}

/// Casing and outline of a parcel.
pub(super) fn strokes(colors: &Palette) -> [Stroke; 2] {
    [
        Stroke::new(WIDTH + 2.0, faded(colors.halo, 200)),
        Stroke::new(WIDTH, colors.parcel),
    ]
}

/// The parcels that could not be settled, in order.
pub(super) fn undetermined(stage: &Stage<'_>) -> Vec<ParcelId> {
    let of = |result: &Arc<CheckResult>| {
        let open = result
            .parcels
            .iter()
            .filter(|parcel| parcel.verdict == Verdict::Undetermined);
        let mut ids: Vec<ParcelId> = open.map(|parcel| parcel.parcel_id).collect();
        ids.sort_unstable();
        ids
    };
    stage.scene.workspace.result().map(of).unwrap_or_default()
}
