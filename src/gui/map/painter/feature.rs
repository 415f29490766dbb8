//! The selected feature of a constraint layer, and what is under the hand in a list: by outline, over everything else.

use std::sync::Arc;

use egui::{Painter, Shape, Stroke};

use super::{Stage, parcels};
use crate::geometry::Bounds;
use crate::gui::map::cache::{MapCache, Share};
use crate::gui::map::ink::{Frame, Ink};
use crate::gui::map::stack::Hit;
use crate::gui::view_state::{BottomTab, LayerKey};
use crate::workspace::document::LayerId;

/// Picked rows whose features are outlined one by one; of more, the ground around all of them is.
const MOST: usize = 5000;
/// Corners of them that are drawn; features beyond are outlined by their boxes.
const MOST_CORNERS: usize = 200_000;

/// Draws the outline that says "selected".
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let view = stage.scene.view;
    if view.bottom == Some(BottomTab::Table)
        && view.table.picked.len() > 1
        && let Some(LayerKey::Layer(id)) = view.table.layer
    {
        picked(painter, stage, cache, id);
    }
    if let Some((id, feature)) = stage.scene.view.feature {
        outline(painter, stage, cache, (id, feature), Share::Selected);
    }
}

/// Draws what an entry under the hand stands for.
pub(super) fn paint_lit(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    match &stage.lit {
        None => {}
        Some(Hit::Parcel(id)) => parcels::paint_lit(painter, stage, *id, strokes(stage)),
        Some(Hit::Feature(id, feature)) => {
            outline(painter, stage, cache, (*id, *feature), Share::Lit);
        }
        Some(Hit::Finding(id)) => {
            let result = stage.scene.workspace.result();
            let mut findings = result.into_iter().flat_map(|result| &result.findings);
            let Some(finding) = findings.find(|finding| finding.id == *id) else {
                return;
            };
            if finding.pieces.is_empty() {
                return;
            }
            let frame = Frame::new(stage.place.viewport, stage.half());
            let mut ink = Ink::new(stage.place.pixels_per_point);
            let rings = frame.rings(&finding.pieces.feature(0));
            for stroke in strokes(stage) {
                ink.outline(&frame, &rings, stroke);
            }
            let mut mesh = ink.finish();
            mesh.translate(stage.place.rect.center().to_vec2());
            painter.add(Shape::mesh(mesh));
        }
    }
}

/// Draws the features whose rows are picked in the table.
fn picked(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache, id: LayerId) {
    let picked = &stage.scene.view.table.picked;
    let layer = stage.scene.workspace.document.layer(id).map(|entry| &entry.layer);
    let Some(layer) = layer else { return };
    let identity = stage.identity((Arc::as_ptr(layer) as usize, picked));
    let stroke = Stroke::new(2.0, stage.colors.accent);
    let rows = || picked.rows().filter(|row| (*row as usize) < layer.n_features());
    let key = (LayerKey::Layer(id), Share::Picked);
    painter.add(cache.shape(key, identity, &stage.place, |frame, ink| {
        if picked.len() > MOST {
            let all = rows().fold(Bounds::EMPTY, |all, row| all.union(layer.bounds_of(row)));
            ink.outline(frame, &[frame.box_ring(all)], stroke);
            return;
        }
        let mut n_corners = 0;
        for row in rows().filter(|row| layer.bounds_of(*row).intersects(frame.bounds)) {
            n_corners += layer.n_positions(row);
            if n_corners > MOST_CORNERS {
                ink.outline(frame, &[frame.box_ring(layer.bounds_of(row))], stroke);
            } else {
                let column = layer.geometry(row);
                ink.outline(frame, &frame.rings(&column.feature(0)), stroke);
            }
        }
    }));
}

fn strokes(stage: &Stage<'_>) -> [Stroke; 2] {
    [
        Stroke::new(6.0, stage.colors.halo),
        Stroke::new(2.5, stage.colors.accent),
    ]
}

fn outline(
    painter: &Painter,
    stage: &Stage<'_>,
    cache: &mut MapCache,
    (id, feature): (LayerId, u32),
    share: Share,
) {
    let key = (LayerKey::Layer(id), share);
    let layer = stage.scene.workspace.document.layer(id).map(|entry| &entry.layer);
    let Some(layer) = layer.filter(|layer| (feature as usize) < layer.n_features()) else {
        return;
    };
    let identity = stage.identity((Arc::as_ptr(layer) as usize, feature));
    painter.add(cache.shape(key, identity, &stage.place, |frame, ink| {
        let column = layer.geometry(feature);
        let rings = frame.rings(&column.feature(0));
        for stroke in strokes(stage) {
            ink.outline(frame, &rings, stroke);
        }
    }));
}
