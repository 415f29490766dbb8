//! Constraint layers: light, hatched, each with the symbol of its role, in tiles that threads draw.

use std::sync::Arc;

use egui::Painter;

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::map::tiles::{Picture, PictureLayer, Source, Style};
use crate::gui::theme::role_symbol;
use crate::gui::view_state::LayerKey;

/// Draws the layers that are shown, in their order.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let shown = || {
        let layers = stage.scene.workspace.document.layers.iter();
        layers.filter(|entry| stage.scene.shows(LayerKey::Layer(entry.id)))
    };
    let looks: Vec<_> = shown()
        .map(|entry| (entry.id, Arc::as_ptr(&entry.layer) as usize))
        .collect();
    if looks.is_empty() {
        cache.land().clear();
        return;
    }
    let identity = stage.identity((looks, stage.place.pixels_per_point.to_bits()));
    let make = || {
        let layers = shown().map(|entry| PictureLayer {
            source: Source::Layer(Arc::clone(&entry.layer)),
            style: Style::of(&role_symbol(&entry.layer.role, stage.theme)),
        });
        Picture {
            identity,
            layers: layers.collect(),
        }
    };
    cache.land().paint(painter, &stage.place, identity, make);
}
