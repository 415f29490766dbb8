//! Parcels: by outline with a casing; what could not be settled is hatched, what only touches protected land is dotted.

use std::sync::Arc;

use egui::{Painter, Shape, Stroke};

use super::{Stage, tag};
use crate::gui::map::cache::{MapCache, Share};
use crate::gui::map::canvas::is_picked_at;
use crate::gui::map::here::hit_words;
use crate::gui::map::ink::{Frame, Ink};
use crate::gui::map::stack::{self, Hit};
use crate::gui::map::tiles::Style;
use crate::gui::theme::{faded, paper_of};
use crate::gui::view_state::LayerKey;
use crate::layer::{Parcel, ParcelId};
use crate::symbols::marks::Mark;

/// Draws all parcels.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let Some(parcels) = stage.scene.workspace.document.parcels.as_ref() else {
        return;
    };
    if !stage.scene.shows(LayerKey::Parcels) {
        return;
    }
    let revision = stage.scene.workspace.document.revision();
    let result = stage
        .scene
        .workspace
        .result()
        .map(|result| Arc::as_ptr(result) as usize);
    let boxes = &stage.scene.derived.parcels;
    painter.add(cache.shape(
        (LayerKey::Parcels, Share::Whole),
        stage.identity((revision, result)),
        &stage.place,
        |frame, ink| {
            for (id, bounds) in boxes.iter().filter(|(_, bounds)| bounds.intersects(frame.bounds)) {
                debug_assert!(!bounds.is_empty());
                if let Some(parcel) = parcels.find(*id) {
                    draw(stage, frame, ink, parcel);
                }
            }
        },
    ));
}

/// Draws the selected parcels over everything else.
pub(super) fn paint_selected(painter: &Painter, stage: &Stage<'_>) {
    let selected: Vec<ParcelId> = stage.scene.view.selected().collect();
    over(painter, stage, &selected, |frame, ink, parcel| {
        let rings = frame.rings(&parcel.geometry());
        ink.outline(frame, &rings, Stroke::new(6.0, stage.colors.halo));
        draw(stage, frame, ink, parcel);
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

/// Draws the outline of what a click would select, where that is a parcel, and beside the pointer its name; of several
/// that lie over each other also which of how many.
pub(super) fn paint_hovered(painter: &Painter, stage: &Stage<'_>) {
    let selected = Hit::selected(stage.scene.view);
    let goes_on = is_picked_at(stage.scene, &stage.place, stage.pointer);
    let next = stack::next_of(&stage.hovered, selected.as_ref().filter(|_| goes_on));
    let (Some(hit), Some(pointer)) = (next, stage.pointer) else {
        return;
    };
    if let Hit::Parcel(id) = hit
        && selected.as_ref() != Some(hit)
    {
        let stroke = Stroke::new(2.0, faded(stage.colors.accent, 170));
        over(painter, stage, &[*id], |frame, ink, parcel| {
            ink.outline(frame, &frame.rings(&parcel.geometry()), stroke);
        });
    }
    let Some([name, place]) = hit_words(stage.scene, hit) else {
        return;
    };
    let mut text = match hit {
        Hit::Parcel(_) => name,
        Hit::Finding(_) | Hit::Feature(..) => format!("{name}  ·  {place}"),
    };
    let n_stacked = stage.hovered.len();
    if n_stacked > 1 {
        let at = stage.hovered.iter().position(|other| other == hit).unwrap_or(0);
        text = format!("{text}  {}/{n_stacked}", at + 1);
    }
    let at = stage.place.viewport.screen_from_plane(stage.place.rect, pointer);
    tag::paint(painter, stage, at, text);
}

/// Draws the outline of a parcel under the hand in a list.
pub(super) fn paint_lit(painter: &Painter, stage: &Stage<'_>, id: ParcelId, strokes: [Stroke; 2]) {
    over(painter, stage, &[id], |frame, ink, parcel| {
        let rings = frame.rings(&parcel.geometry());
        for stroke in strokes {
            ink.outline(frame, &rings, stroke);
        }
    });
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

fn draw(stage: &Stage<'_>, frame: &Frame, ink: &mut Ink, parcel: &Parcel) {
    let rings = frame.rings(&parcel.geometry());
    let derived = stage.scene.derived;
    let has = |ids: &[ParcelId]| ids.binary_search(&parcel.id).is_ok();
    let over = [
        has(&derived.undetermined).then_some(Mark::Undetermined),
        Some(Mark::Parcel),
        has(&derived.touching).then_some(Mark::Touch),
    ];
    for mark in over.into_iter().flatten() {
        let style = Style::of(mark.symbol(paper_of(stage.theme)));
        ink.styled(frame, &rings, &style, 1.0);
    }
}
