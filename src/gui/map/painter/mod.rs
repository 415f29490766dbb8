//! What lies on the map, from the bottom up: backgrounds, layers, parcels, conflicts, the selection, the draft, and
//! the scale bar.
//!
//! While something is selected, everything else dims and the selection is drawn last.

mod backgrounds;
mod draft;
mod feature;
mod findings;
mod graticule;
mod labels;
mod layers;
mod mark;
mod marquee;
mod north;
mod parcels;
mod ruler;
mod scale_bar;
mod subjects;
mod tag;

use std::hash::{DefaultHasher, Hash, Hasher};

use egui::{Painter, Theme};

use super::cache::{MapCache, Place};
use super::hand::Marquee;
use super::stack::Hit;
use crate::geometry::Point;
use crate::gui::scene::Scene;
use crate::gui::theme::{Palette, faded};
use crate::gui::view_state::LayerKey;

/// Everything a painter needs.
pub(super) struct Stage<'a> {
    pub scene: &'a Scene<'a>,
    pub place: Place,
    pub colors: &'static Palette,
    pub theme: Theme,
    pub pointer: Option<Point>,
    /// What lies under the pointer and a click could select, in the order in which clicks go through it.
    pub hovered: Vec<Hit>,
    /// What is under the hand in a list.
    pub lit: Option<Hit>,
    /// The box that is being drawn.
    pub marquee: Option<Marquee>,
}

impl Stage<'_> {
    /// Half the width and height of the map in pixels.
    fn half(&self) -> [f64; 2] {
        let size = self.place.rect.size();
        [0.5 * f64::from(size.x), 0.5 * f64::from(size.y)]
    }

    /// Says what kept triangles show: theme and whatever else decides.
    fn identity(&self, what: impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.theme == Theme::Dark).hash(&mut hasher);
        what.hash(&mut hasher);
        hasher.finish()
    }
}

/// How much of everything else stays visible beside the selection, of 255.
const DIM: u8 = 102;

/// Draws the map.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    painter.rect_filled(stage.place.rect, 0.0, stage.colors.paper);
    let document = &stage.scene.workspace.document;
    cache.retain(|key| match key {
        LayerKey::Layer(id) => document.layer(*id).is_some(),
        LayerKey::Parcels | LayerKey::Findings => true,
    });
    backgrounds::paint(painter, stage, cache);
    layers::paint(painter, stage, cache);
    subjects::paint(painter, stage, cache);
    if stage.scene.view.parcel.is_some() {
        painter.rect_filled(stage.place.rect, 0.0, faded(stage.colors.paper, DIM));
        parcels::paint_selected(painter, stage);
        findings::paint_selected(painter, stage);
        parcels::paint_selection(painter, stage);
    }
    feature::paint(painter, stage, cache);
    feature::paint_lit(painter, stage, cache);
    graticule::paint(painter, stage);
    labels::paint(painter, stage);
    mark::paint(painter, stage);
    parcels::paint_hovered(painter, stage);
    draft::paint(painter, stage);
    marquee::paint(painter, stage);
    ruler::paint(painter, stage);
    scale_bar::paint(painter, stage);
    north::paint(painter, stage);
    backgrounds::credit(painter, stage);
}
