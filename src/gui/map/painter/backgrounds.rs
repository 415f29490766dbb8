//! Backgrounds: pictures under everything else, in tiles that threads draw, and whom they are owed to.

use std::sync::Arc;

use egui::{Align2, FontId, Painter, Vec2};

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::map::tiles::{Picture, PictureLayer, Source, Style};
use crate::gui::theme::{SECONDARY, faded};

/// Most of the width of the map that the words about the pictures take.
const CREDIT_SHARE: f32 = 0.5;

/// Draws the backgrounds that are shown, in their order.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let workspace = stage.scene.workspace;
    let on_plane = || {
        let plane = workspace.document.plane.as_ref();
        let shown = workspace.backgrounds.shown();
        shown.filter(move |(_, placed)| Some(placed.plane()) == plane)
    };
    let looks: Vec<_> = on_plane()
        .map(|(entry, placed)| (entry.id, entry.opacity, Arc::as_ptr(placed) as usize))
        .collect();
    if looks.is_empty() {
        cache.backgrounds().clear();
        return;
    }
    let identity = stage.identity((looks, stage.place.pixels_per_point.to_bits()));
    let make = || {
        let layers = on_plane().map(|(entry, placed)| {
            let source = Source::Raster(Arc::clone(placed), f32::from(entry.opacity) / 100.0);
            PictureLayer::new(source, Style::default())
        });
        Picture {
            identity,
            layers: layers.collect(),
        }
    };
    cache.backgrounds().paint(painter, &stage.place, identity, make);
}

/// Says in the lower right corner whom the pictures are owed to.
pub(super) fn credit(painter: &Painter, stage: &Stage<'_>) {
    let mut credits: Vec<&str> = stage
        .scene
        .workspace
        .backgrounds
        .shown()
        .filter_map(|(_, placed)| placed.raster().attribution())
        .collect();
    credits.sort_unstable();
    credits.dedup();
    if credits.is_empty() {
        return;
    }
    let words = credits.join(" · ");
    let mut job = egui::text::LayoutJob::simple_singleline(
        words,
        FontId::proportional(SECONDARY),
        stage.colors.secondary,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(CREDIT_SHARE * stage.place.rect.width());
    let galley = painter.layout_job(job);
    let corner = stage.place.rect.right_bottom() - Vec2::new(10.0, 8.0);
    let rect = Align2::RIGHT_BOTTOM.anchor_size(corner, galley.size());
    painter.rect_filled(rect.expand(4.0), 4.0, faded(stage.colors.halo, 190));
    painter.galley(rect.min, galley, stage.colors.secondary);
}
