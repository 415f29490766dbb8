//! Constraint layers, each in its symbols, in tiles that threads draw.

use std::sync::Arc;

use egui::Painter;

use super::Stage;
use crate::gui::map::cache::MapCache;
use crate::gui::map::tiles::{Picture, PictureLayer, Source, Style};
use crate::gui::theme::paper_of;
use crate::gui::view_state::LayerKey;
use crate::symbols::{Rule, ScaleRange, builtin};
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
    let land = || Source::Layer(Arc::clone(&entry.layer));
    let chosen = stage.scene.workspace.symbology.classes(entry);
    let set = chosen.map_or_else(builtin::default_set, |classes| Arc::clone(classes.set()));
    if let Some(classes) = chosen.filter(|classes| classes.set().is_by_value()) {
        return PictureLayer {
            source: Source::Classes(Arc::clone(classes)),
            styles: set.rules().iter().map(style).collect(),
        };
    }
    let rule = set.rule_of_role(&entry.layer.role);
    let rule = rule.and_then(|number| set.rules().get(usize::from(number)));
    PictureLayer {
        source: land(),
        styles: vec![rule.and_then(style)],
    }
}
