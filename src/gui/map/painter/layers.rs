//! Constraint layers, each in its symbols, in tiles that threads draw.

use std::sync::Arc;

use egui::Painter;

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::map::tiles::{Picture, PictureLayer, Source, Style};
use crate::gui::theme::paper_of;
use crate::gui::view_state::LayerKey;
use crate::symbols::{Rule, ScaleRange};
use crate::workspace::document::MapLayer;

/// Draws the layers that are shown, in their order.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let shown = || {
        let layers = stage.scene.workspace.document.layers.iter();
        layers.filter(|entry| stage.scene.shows(LayerKey::Layer(entry.id)))
    };
    let looks: Vec<_> = shown()
        .map(|entry| {
            let classes = stage.scene.workspace.symbology.classes(entry);
            let classes = classes.map(|classes| Arc::as_ptr(classes) as usize);
            (
                entry.id,
                Arc::as_ptr(&entry.layer) as usize,
                classes,
                seen_rules(stage, entry),
            )
        })
        .collect();
    if looks.is_empty() {
        cache.land().clear();
        return;
    }
    let identity = stage.identity((looks, stage.place.pixels_per_point.to_bits()));
    let make = || Picture {
        identity,
        layers: shown().map(|entry| picture_layer(stage, entry)).collect(),
    };
    cache.land().paint(painter, &stage.place, identity, make);
}

/// Whether a rule draws at the present scale.
fn is_seen(stage: &Stage<'_>, rule: &Rule) -> bool {
    rule.scales.holds(stage.place.viewport.scale_denominator())
}

/// The rules that draw at the present scale, where scales matter.
fn seen_rules(stage: &Stage<'_>, entry: &MapLayer) -> Vec<bool> {
    let Some(classes) = stage.scene.workspace.symbology.classes(entry) else {
        return Vec::new();
    };
    let rules = classes.set().rules();
    if rules.iter().all(|rule| rule.scales == ScaleRange::default()) {
        return Vec::new();
    }
    rules.iter().map(|rule| is_seen(stage, rule)).collect()
}

fn picture_layer(stage: &Stage<'_>, entry: &MapLayer) -> PictureLayer {
    let theme = paper_of(stage.theme);
    let style = |rule: &Rule| is_seen(stage, rule).then(|| Style::of(rule.symbol(theme)));
    let symbology = &stage.scene.workspace.symbology;
    let of_role = symbology.rule_of_role(entry).and_then(style);
    let chosen = symbology.classes(entry);
    match chosen.filter(|classes| classes.set().is_by_value()) {
        Some(classes) => PictureLayer {
            source: Source::Classes(Arc::clone(classes)),
            styles: classes.set().rules().iter().map(style).chain([of_role]).collect(),
        },
        None => PictureLayer {
            source: Source::Layer(Arc::clone(&entry.layer)),
            styles: vec![of_role],
        },
    }
}
