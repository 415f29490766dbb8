//! Parcels: by outline with a casing; what could not be settled is hatched in grey.

use std::sync::Arc;

use egui::{Painter, Shape, Stroke};

use super::Stage;
use crate::check::{CheckResult, Verdict};
use crate::gui::map::cache::MapCache;
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

/// Draws the selected parcel over everything else.
pub(super) fn paint_selected(painter: &Painter, stage: &Stage<'_>) {
    let view = stage.scene.view;
    let parcels = stage.scene.workspace.document.parcels.as_ref();
    let Some(parcel) = view.parcel.and_then(|id| parcels?.find(id)) else {
        return;
    };
    let frame = Frame::new(stage.place.viewport, stage.half());
    let mut ink = Ink::new(stage.place.pixels_per_point);
    let rings = frame.rings(&parcel.geometry());
    ink.outline(&frame, &rings, Stroke::new(6.0, stage.colors.halo));
    draw(
        stage,
        &frame,
        &mut ink,
        parcel,
        undetermined(stage).binary_search(&parcel.id).is_ok(),
    );
    let mut mesh = ink.finish();
    mesh.translate(stage.place.rect.center().to_vec2());
    painter.add(Shape::mesh(mesh));
}

/// Draws the outline that says "selected", over the conflicts too.
pub(super) fn paint_selection(painter: &Painter, stage: &Stage<'_>) {
    let parcels = stage.scene.workspace.document.parcels.as_ref();
    let Some(parcel) = stage.scene.view.parcel.and_then(|id| parcels?.find(id)) else {
        return;
    };
    let frame = Frame::new(stage.place.viewport, stage.half());
    let mut ink = Ink::new(stage.place.pixels_per_point);
    ink.outline(
        &frame,
        &frame.rings(&parcel.geometry()),
        Stroke::new(2.0, stage.colors.accent),
    );
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
