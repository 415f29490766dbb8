//! Triangles that are kept between frames.
//!
//! Meaning: what was drawn for one place serves while the map moves less than the margin around the
//! window; then, or when scale, theme or data change, it is drawn again. So panning moves triangles
//! and computes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Mesh, Rect, Shape, Vec2};

use super::ink::{Frame, Ink};
use super::tiles::Tiles;
use super::viewport::{Viewport, narrow};
use crate::gui::view_state::LayerKey;

/// Share of the window that is drawn beyond each edge.
const MARGIN: f64 = 0.35;

struct Kept {
    identity: u64,
    viewport: Viewport,
    size: Vec2,
    mesh: Arc<Mesh>,
    placed: Option<(Vec2, Arc<Mesh>)>,
}

/// What of a layer some triangles show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Share {
    /// All of it.
    Whole,
    /// What is selected.
    Selected,
    /// What is picked in the attribute table.
    Picked,
    /// What is under the hand in a list.
    Lit,
}

/// The triangles and tiles of all layers.
#[derive(Default)]
pub struct MapCache {
    kept: HashMap<(LayerKey, Share), Kept>,
    drawn: u64,
    /// What lies under everything else.
    backgrounds: Tiles,
    /// Protected land.
    land: Tiles,
    /// Parcels and conflicts, where there are many.
    subjects: Tiles,
}

impl MapCache {
    /// How many times a layer was drawn anew.
    #[must_use]
    pub fn n_drawn(&self) -> u64 {
        self.drawn
    }

    /// How many tiles were drawn so far.
    #[must_use]
    pub fn n_tiles_drawn(&self) -> u64 {
        self.backgrounds.n_drawn() + self.land.n_drawn() + self.subjects.n_drawn()
    }

    /// Whether the last frame showed all that there is, and no stand-ins.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.backgrounds.is_complete() && self.land.is_complete() && self.subjects.is_complete()
    }

    /// The tiles of backgrounds.
    pub(super) fn backgrounds(&mut self) -> &mut Tiles {
        &mut self.backgrounds
    }

    /// The tiles of protected land.
    pub(super) fn land(&mut self) -> &mut Tiles {
        &mut self.land
    }

    /// The tiles of parcels and conflicts.
    pub(super) fn subjects(&mut self) -> &mut Tiles {
        &mut self.subjects
    }

    /// Forgets layers that are gone.
    pub fn retain(&mut self, keep: impl Fn(&LayerKey) -> bool) {
        self.kept.retain(|(key, _), _| keep(key));
    }

    /// The triangles of a layer for this view; `identity` says what they show.
    pub(super) fn shape(
        &mut self,
        key: (LayerKey, Share),
        identity: u64,
        place: &Place,
        draw: impl FnOnce(&Frame, &mut Ink),
    ) -> Shape {
        if !self
            .kept
            .get(&key)
            .is_some_and(|kept| kept.serves(identity, place))
        {
            self.drawn += 1;
            let kept = Kept::draw(identity, place, draw);
            self.kept.insert(key, kept);
        }
        match self.kept.get_mut(&key) {
            Some(kept) => Shape::Mesh(kept.placed(place)),
            None => Shape::Noop,
        }
    }
}

/// Where the map is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub rect: Rect,
    pub viewport: Viewport,
    pub pixels_per_point: f32,
}

impl Kept {
    fn draw(identity: u64, place: &Place, draw: impl FnOnce(&Frame, &mut Ink)) -> Self {
        let size = place.rect.size();
        let half = |side: f32| f64::from(side) * (0.5 + MARGIN) + 8.0;
        let frame = Frame::new(place.viewport, [half(size.x), half(size.y)]);
        let mut ink = Ink::new(place.pixels_per_point);
        draw(&frame, &mut ink);
        Self {
            identity,
            viewport: place.viewport,
            size,
            mesh: Arc::new(ink.finish()),
            placed: None,
        }
    }

    fn serves(&self, identity: u64, place: &Place) -> bool {
        let [dx, dy] = place.viewport.offset(self.viewport.center);
        self.identity == identity
            && self.size == place.rect.size()
            && self.viewport.metres_per_pixel == place.viewport.metres_per_pixel
            && self.viewport.stretch == place.viewport.stretch
            && dx.abs() <= f64::from(self.size.x) * MARGIN
            && dy.abs() <= f64::from(self.size.y) * MARGIN
    }

    fn placed(&mut self, place: &Place) -> Arc<Mesh> {
        let [dx, dy] = place.viewport.offset(self.viewport.center);
        let offset = place.rect.center().to_vec2() + Vec2::new(narrow(dx), narrow(dy));
        match &self.placed {
            Some((at, mesh)) if *at == offset => Arc::clone(mesh),
            _ => {
                let mut mesh = Mesh::clone(&self.mesh);
                mesh.translate(offset);
                let mesh = Arc::new(mesh);
                self.placed = Some((offset, Arc::clone(&mesh)));
                mesh
            }
        }
    }
}
