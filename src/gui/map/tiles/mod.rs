//! Whole layers as tiles that threads draw and frames only lay down.
//!
//! Meaning: a layer may have hundreds of thousands of polygons, and a frame has a few milliseconds on a computer
//! without a graphics card. So the frame asks for the tiles in sight ([`grid`]), threads draw them ([`studio`],
//! [`draw`]) from a [`picture`], which says what is shown and how, and the frame lays those that are there. A tile is drawn for
//! exactly the present scale; until it is there, tiles of earlier scales and pictures stand in for it, stretched.
//!
//! Input: a picture and where the map looks. Output: textures on the map, and a wish for another frame when a tile
//! is ready.
//!
//! Deliberately not here: what moves under the hand (parcels being dragged, drafts, the selection): that is drawn
//! anew in each frame.

#[cfg(test)]
mod chart_tests;
mod draw;
mod grid;
mod picture;
mod studio;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, TextureOptions, pos2,
};

use super::cache::Place;
use grid::{Grid, TILE, TileAt};
pub(super) use picture::{HatchStyle, Picture, PictureLayer, Pieces, Source, Style};
use studio::{FILLING, Studio};

/// Bytes of tiles that are kept.
const LIMIT_BYTES: usize = 96 << 20;
const TILE_BYTES: usize = TILE * TILE * 4;
/// Tiles that one frame takes over from the threads; more wait for the next frame. Each is sent to the graphics
/// processor by that frame, which takes it about half a millisecond.
const TAKEN_PER_FRAME: usize = 6;
/// The same while no hand moves anything: then frames are few.
const TAKEN_AT_REST: usize = 16;
/// Earlier scales and pictures whose tiles may stand in.
const STAND_INS: usize = 4;

/// A tile of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TileKey {
    /// [`Picture::identity`].
    pub picture: u64,
    pub at: TileAt,
}

struct Kept {
    texture: TextureHandle,
    /// The last frame that needed it.
    seen: u64,
}

/// A picture at a scale. It holds the picture, so that what its identity names cannot become something else.
type View = (Arc<Picture>, Grid);

fn is_same((one, grid): &View, (other, other_grid): &View) -> bool {
    one.identity == other.identity && grid == other_grid
}

/// The tiles of one picture after the other.
#[derive(Default)]
pub struct Tiles {
    kept: HashMap<TileKey, Kept>,
    studio: Option<Studio>,
    /// Earlier views, the latest first.
    earlier: VecDeque<View>,
    present: Option<View>,
    frame: u64,
    drawn: u64,
    is_complete: bool,
}

impl Tiles {
    /// How many tiles were drawn so far.
    pub fn n_drawn(&self) -> u64 {
        self.drawn
    }

    /// Whether the last frame had all its tiles.
    pub fn is_complete(&self) -> bool {
        self.is_complete || self.present.is_none()
    }

    /// Forgets what is shown: there is nothing any more.
    pub fn clear(&mut self) {
        if self.present.is_some() {
            *self = Self {
                frame: self.frame,
                drawn: self.drawn,
                ..Self::default()
            };
        }
    }

    /// Lays the tiles of the picture with an identity, made when it is a new one, and asks for those that are missing.
    pub fn paint(&mut self, painter: &Painter, place: &Place, identity: u64, make: impl FnOnce() -> Picture) {
        let known = self
            .present
            .as_ref()
            .filter(|(picture, _)| picture.identity == identity);
        let picture = &known.map_or_else(|| Arc::new(make()), |(picture, _)| Arc::clone(picture));
        self.frame += 1;
        self.take_drawn(painter.ctx());
        let grid = Grid::of(place);
        self.turn_to(&(Arc::clone(picture), grid));
        let mut missing = Vec::new();
        for at in grid.in_sight(place) {
            let key = TileKey {
                picture: picture.identity,
                at,
            };
            let rect = grid.rect(at, place);
            if let Some(kept) = self.kept.get_mut(&key) {
                kept.seen = self.frame;
                painter.add(textured(&kept.texture, rect, whole()));
            } else {
                missing.push(key);
                self.stand_in(painter, place, rect);
            }
        }
        self.is_complete = missing.is_empty();
        let around = grid.around_sight(place).map(|at| TileKey {
            picture: picture.identity,
            at,
        });
        let wanted: Vec<TileKey> = missing
            .into_iter()
            .chain(around.filter(|key| !self.kept.contains_key(key)))
            .collect();
        if !wanted.is_empty() || self.studio.is_some() {
            let ctx = painter.ctx();
            let studio = self.studio.get_or_insert_with(|| Studio::open(ctx));
            studio.want(picture, &grid, place.pixels_per_point, wanted);
        }
        self.drop_oldest();
    }

    /// Notes that another scale or picture is shown from now on.
    fn turn_to(&mut self, now: &View) {
        if self.present.as_ref().is_some_and(|present| is_same(present, now)) {
            return;
        }
        if let Some(before) = self.present.replace(now.clone()) {
            self.earlier
                .retain(|view| !is_same(view, now) && !is_same(view, &before));
            let mut keys = self.kept.keys();
            if keys.any(|key| key.picture == before.0.identity && key.at.is_of(&before.1)) {
                self.earlier.push_front(before);
            }
            self.earlier.truncate(STAND_INS);
            let mut pictures: HashSet<u64> =
                self.earlier.iter().map(|(picture, _)| picture.identity).collect();
            pictures.insert(now.0.identity);
            self.kept.retain(|key, _| pictures.contains(&key.picture));
        }
    }

    fn take_drawn(&mut self, ctx: &Context) {
        let Some(studio) = &self.studio else { return };
        let is_at_rest = ctx.input(|input| input.events.is_empty() && !input.pointer.is_moving());
        let most = if is_at_rest {
            TAKEN_AT_REST
        } else {
            TAKEN_PER_FRAME
        };
        let mut n_taken = 0;
        for (key, pixels) in studio.drawn().take(most) {
            let image = ColorImage::new([TILE, TILE], pixels);
            let texture = ctx.load_texture("map tile", image, TextureOptions::LINEAR);
            let seen = self.frame;
            self.kept.insert(key, Kept { texture, seen });
            n_taken += 1;
        }
        self.drawn += n_taken as u64;
        if n_taken == most {
            ctx.request_repaint_after(FILLING);
        }
    }

    /// Lays what earlier views have of a place: the first that has all of it, else the first that has any.
    fn stand_in(&mut self, painter: &Painter, place: &Place, rect: Rect) {
        let mut best: Option<Vec<(TileKey, Rect, Rect)>> = None;
        for (picture, grid) in &self.earlier {
            let mut pieces = Vec::new();
            let mut has_all = true;
            for at in grid.covering(rect, place) {
                let key = TileKey {
                    picture: picture.identity,
                    at,
                };
                let there = grid.rect(at, place);
                let part = there.intersect(rect);
                if !part.is_positive() {
                    continue;
                }
                if self.kept.contains_key(&key) {
                    let share = |p: Pos2| {
                        pos2(
                            (p.x - there.min.x) / there.width(),
                            (p.y - there.min.y) / there.height(),
                        )
                    };
                    pieces.push((key, part, Rect::from_min_max(share(part.min), share(part.max))));
                } else {
                    has_all = false;
                }
            }
            if has_all && !pieces.is_empty() {
                best = Some(pieces);
                break;
            }
            if best.is_none() && !pieces.is_empty() {
                best = Some(pieces);
            }
        }
        for (key, part, uv) in best.unwrap_or_default() {
            if let Some(kept) = self.kept.get_mut(&key) {
                kept.seen = self.frame;
                painter.add(textured(&kept.texture, part, uv));
            }
        }
    }

    /// Drops tiles that nobody has needed for longest.
    fn drop_oldest(&mut self) {
        let most = LIMIT_BYTES / TILE_BYTES;
        if self.kept.len() <= most {
            return;
        }
        let mut seen: Vec<(u64, TileKey)> = self.kept.iter().map(|(key, kept)| (kept.seen, *key)).collect();
        seen.sort_unstable_by_key(|(seen, _)| *seen);
        // A quarter at once, so that this is rare.
        let gone: HashSet<TileKey> = seen[..self.kept.len() - most * 3 / 4]
            .iter()
            .map(|(_, key)| *key)
            .collect();
        self.kept
            .retain(|key, kept| !gone.contains(key) || kept.seen == self.frame);
    }
}

fn whole() -> Rect {
    Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0))
}

fn textured(texture: &TextureHandle, rect: Rect, uv: Rect) -> Shape {
    let mut mesh = Mesh::with_texture(texture.id());
    mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
    Shape::mesh(mesh)
}
