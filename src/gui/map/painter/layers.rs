//! Constraint layers: light, hatched, each with the symbol of its role.

use std::sync::Arc;

use egui::Painter;

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::theme::role_symbol;
use crate::gui::view_state::LayerKey;

/// Draws the layers that are shown, in their order.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    for entry in &stage.scene.workspace.document.layers {
        let key = LayerKey::Layer(entry.id);
        if !stage.scene.shows(key) {
            continue;
        }
        let layer = Arc::clone(&entry.layer);
        let symbol = role_symbol(&layer.role, stage.theme);
        let identity = stage.identity(Arc::as_ptr(&layer) as usize);
        painter.add(cache.shape(key, identity, &stage.place, |frame, ink| {
            for feature in layer.candidates(frame.bounds) {
                ink.polygon(frame, &frame.rings(&layer.geometry(feature).feature(0)), &symbol);
            }
        }));
    }
}
