//! The selected feature of a constraint layer: by outline, over everything else.

use egui::{Painter, Stroke};

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::view_state::LayerKey;

/// Draws the outline that says "selected".
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let Some((id, feature)) = stage.scene.view.feature else {
        return;
    };
    let key = LayerKey::Layer(id);
    let layer = stage.scene.workspace.document.layer(id).map(|entry| &entry.layer);
    let Some(layer) = layer.filter(|layer| (feature as usize) < layer.n_features()) else {
        return;
    };
    let strokes = [
        Stroke::new(6.0, stage.colors.halo),
        Stroke::new(2.5, stage.colors.accent),
    ];
    let identity = stage.identity((id, feature));
    painter.add(cache.shape(key, identity, &stage.place, |frame, ink| {
        let column = layer.geometry(feature);
        let rings = frame.rings(&column.feature(0));
        for stroke in strokes {
            ink.outline(frame, &rings, stroke);
        }
    }));
}
